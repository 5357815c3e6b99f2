"""Draws how load, size and look-ups grow with the number of claims, from the figures of ``scale.csv``.

Each picture has a white ground of its own, so that it reads on a light page and on a dark one.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from math import floor, log10
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "docs" / "images"
PICTURES = {
    "scale-load": ("Load: CPU seconds", ("load, CPU",)),
    "scale-size": ("Store: bytes a claim", ("store",)),
    "scale-lookups": (
        "Look-ups: CPU milliseconds, median",
        ("ask", "show", "why", "name with a slip", "hub, first page", "networkx()"),
    ),
}
_COLOURS = ("#0b62a4", "#b5450b", "#2d7d2f", "#7a3d9a", "#8a6d00", "#555555")
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 360, 64, 160, 44, 44


def drawn(title: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """The picture of some series over the number of claims, both on logarithmic scales."""
    points = [p for known in series.values() for p in known]
    left, right = floor(log10(min(x for x, _ in points))), -floor(-log10(max(x for x, _ in points)))
    low, high = floor(log10(min(y for _, y in points))), -floor(-log10(max(y for _, y in points)))
    high = max(high, low + 1)

    def place(x: float, y: float) -> tuple[float, float]:
        across, down = (log10(x) - left) / (right - left), (log10(y) - low) / (high - low)
        return (
            _LEFT + across * (_WIDTH - _LEFT - _RIGHT),
            _HEIGHT - _BOTTOM - down * (_HEIGHT - _TOP - _BOTTOM),
        )

    lines = [_text(_LEFT, 26, title, "start", 15)]
    for power in range(left, right + 1):
        x, y = place(10.0**power, 10.0**low)
        lines += [_line((x, y), (x, _TOP)), _text(x, y + 18, f"{10**power:,}", "middle")]
    lines.append(_text(place(10.0**right, 10.0**low)[0] + 8, _HEIGHT - _BOTTOM + 36, "claims", "end"))
    for power in range(low, high + 1):
        x, y = place(10.0**left, 10.0**power)
        lines += [_line((x, y), (_WIDTH - _RIGHT, y)), _text(x - 8, y + 4, f"{10.0**power:,g}", "end")]
    ends: list[float] = []
    for (name, known), colour in zip(series.items(), _COLOURS, strict=False):
        corners = [place(x, y) for x, y in sorted(known)]
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        lines.append(f'<polyline points="{told}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in corners]
        down = corners[-1][1] + 4
        while any(abs(down - other) < 15 for other in ends):
            down += 3
        ends.append(down)
        label = name if len(series) > 1 else f"{sorted(known)[-1][1]:,.0f}"
        lines.append(_text(corners[-1][0] + 9, down, label, "start", 12, colour))
    inner = "\n".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">\n'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="8" fill="#ffffff" stroke="#c8c8c8"/>\n{inner}\n</svg>\n'
    )


def _line(one: tuple[float, float], two: tuple[float, float]) -> str:
    return f'<line x1="{one[0]:.1f}" y1="{one[1]:.1f}" x2="{two[0]:.1f}" y2="{two[1]:.1f}" stroke="#e2e2e2"/>'


def _text(x: float, y: float, words: str, anchor: str, size: int = 12, colour: str = "#333333") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="sans-serif" font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def main() -> None:
    """Write the pictures."""
    known: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with (HERE / "scale.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known[row["figure"]].append((float(row["claims"]), float(row["value"])))
    TARGET.mkdir(exist_ok=True)
    for name, (title, figures) in PICTURES.items():
        series = {figure: known[figure] for figure in figures if known[figure]}
        if series:
            (TARGET / f"{name}.svg").write_text(drawn(title, series), encoding="utf-8")
            print(TARGET / f"{name}.svg")


if __name__ == "__main__":
    main()
