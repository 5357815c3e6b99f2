"""Draw the gallery anew: python examples/gallery.py [FOLDER]

Each picture is of a fixed day, so that a second run gives the same bytes.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from retailgraph import RetailGraph

HERE = Path(__file__).parent / "gallery"
TODAY = "2026-11-23"


class Picture(NamedTuple):
    """One picture: its file, what it shows, whom it draws, and how."""

    name: str
    says: str
    entities: tuple[str, ...]
    options: dict[str, Any]


PICTURES = (
    Picture(
        "tapestry-tmall-2019-09.svg",
        "Tapestry and Tmall in September 2019: the alliance is new, the stores are announced.",
        ("Tapestry",),
        {"as_of": "2019-09", "relations": ("owns", "partnersWith", "runs", "sellsOn", "holdsStakeIn")},
    ),
    Picture(
        "tapestry-tmall-today.svg",
        "Tapestry as of 23 November 2026.",
        ("Tapestry",),
        {"as_of": TODAY, "relations": ("owns", "partnersWith", "runs", "sellsOn", "holdsStakeIn")},
    ),
    Picture(
        "luxury-groups.svg",
        "Luxury groups and the brands they own.",
        ("LVMH", "Kering", "Richemont", "Tapestry"),
        {"as_of": TODAY, "relations": ("owns",)},
    ),
    Picture(
        "tmall-sellers.svg",
        "Who sells on Tmall.",
        ("Tmall",),
        {"as_of": TODAY, "relations": ("sellsOn",)},
    ),
    Picture(
        "anti-counterfeiting-alliance.svg",
        "The Alibaba Anti-Counterfeiting Alliance: who runs it, who is a member.",
        ("AACA",),
        {"as_of": TODAY, "relations": ("memberOf", "runs", "founded", "partOf")},
    ),
    Picture(
        "farfetch-2017-2024.svg",
        "Farfetch: who held it, whom it held and on which terms, by year.",
        ("Farfetch",),
        {"timeline": True, "as_of": "2024"},
    ),
)


def draw_all(folder: Path) -> list[Path]:
    """Draw every picture into a folder, with a page that shows them; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with RetailGraph.open(today=date.fromisoformat(TODAY)) as graph:
        for picture in PICTURES:
            path = folder / picture.name
            graph.draw(list(picture.entities), path, force=True, **picture.options)
            made.append(path)
    page = folder / "README.md"
    shown = "\n".join(f"## {p.says}\n\n![{p.says}]({p.name})\n" for p in PICTURES)
    page.write_text(
        f"# Gallery\n\nDrawn from the shipped articles by `python examples/gallery.py`.\n\n{shown}",
        encoding="utf-8",
    )
    return [*made, page]


if __name__ == "__main__":
    for written in draw_all(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(written)
