"""A small picture: entities and what joins them, as one HTML page that asks nothing of any network.

pyvis writes the page. Only its ``add_node``, ``add_edge`` and ``generate_html`` are used: its conversion from
networkx drops direction and parallel edges, its ``show`` writes files of its own, its physics takes minutes.
So positions are computed here, the same for the same graph, and what its page would fetch is taken out.
"""

from __future__ import annotations

import json
import re
from cmath import rect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from retailgraph.errors import UsageError
from retailgraph.graph import Graph
from retailgraph.lookup.evidence import Evidence, evidence_of
from retailgraph.lookup.rows import when_text
from retailgraph.network import networkx_graph
from retailgraph.ontology import Ontology
from retailgraph.relationships import Span
from retailgraph.writing import write_whole

if TYPE_CHECKING:
    import networkx

MOST_NODES = 300
"""A picture of more entities than this shows nothing."""

_PASSAGES = 4
_INSIDE = ("box", "ellipse")
"""The shapes that hold their label; the others stand above it."""
_DASHED, _DOTTED, _FAINT = [8, 6], [2, 4], 0.35

_HEAD = """<head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ margin: 0; font: 14px/1.45 system-ui, sans-serif; color: #222; background: #f6f6f4; }}
body .card {{ position: fixed; inset: 0 17rem 0 0; width: auto !important; }}
body #mynetwork {{ border: 0; float: none; height: 100%; }}
body div.vis-tooltip {{ white-space: pre-line; max-width: 26rem; font: inherit; }}
aside {{ position: fixed; inset: 0 0 0 auto; width: 15rem; padding: 1rem; overflow: auto; }}
aside {{ overflow-wrap: anywhere; }}
aside h1 {{ font-size: 1.15rem; margin: 0 0 .5rem; }}
aside ul {{ list-style: none; padding: 0; }}
aside svg {{ width: 1.6rem; height: 1.1rem; vertical-align: middle; margin-right: .4rem; }}
@media (max-width: 45rem) {{
  body .card {{ inset: 0 0 40% 0; }}
  aside {{ inset: 60% 0 0 0; width: auto; }}
}}
</style>"""
_BODY = """
<aside>
<h1>{title}</h1>
<p>{caption}</p>
<ul>{types}</ul>
<ul>{relations}</ul>
<p>An arrow points from who does it to whom. Hover over a name or a line to read more, scroll to zoom,
drag to move.</p>
</aside>
<script>
// Set here, because pyvis shows titles as HTML as soon as one holds the letters "href".
nodes.update(nodes.map(function (node) {{ return {{ id: node.id, title: node.hover }}; }}));
const picture = document.getElementById("mynetwork");
picture.setAttribute("role", "img");
picture.setAttribute("aria-label", {label});
// With physics off nothing fits the picture to its frame: all of it, also after the frame changed.
network.once("afterDrawing", function () {{ network.fit({{ animation: false }}); }});
window.addEventListener("resize", function () {{ network.fit({{ animation: false }}); }});
</script>
"""
_FETCHED = re.compile(
    r"<link\b[^>]*\bhref=\"https?:[^>]*>|<script\b[^>]*\bsrc=\"https?:[^>]*>\s*</script>", re.IGNORECASE
)
_HEADING = re.compile(r"<center>\s*<h1>\s*</h1>\s*</center>")
_OUTLINES = {
    "box": '<rect x="1" y="3" width="22" height="10" rx="2"/>',
    "ellipse": '<ellipse cx="12" cy="8" rx="11" ry="6"/>',
    "dot": '<circle cx="12" cy="8" r="6"/>',
    "square": '<rect x="6" y="2" width="12" height="12"/>',
    "diamond": '<path d="M12 1l7 7-7 7-7-7z"/>',
    "hexagon": '<path d="M8.5 2h7l3.5 6-3.5 6h-7L5 8z"/>',
    "star": '<path d="M12 0l2 6h6l-5 3.6 2 6-5-3.8-5 3.8 2-6L4 6h6z"/>',
    "triangle": '<path d="M12 1l8 14H4z"/>',
    "triangleDown": '<path d="M4 1h16l-8 14z"/>',
}


def draw(
    graph: Graph,
    entity_ids: Iterable[str],
    output: Path,
    hops: int = 1,
    relations: Sequence[str] = (),
    ended: bool = False,
) -> Path:
    """Write an HTML page with entities and what surrounds them, on the day of the graph; returns its path.

    What is announced is dashed; with ``ended`` what has ended is drawn too, faint. The same graph gives
    the same page. NotFound for an unknown entity or relation; UsageError if more than :data:`MOST_NODES`
    entities would be drawn; RetailGraphError if the file cannot be written: then nothing is.
    """
    centres = tuple(dict.fromkeys(entity_ids))
    include = ("inForce", "announced", "ended") if ended else ("inForce", "announced")
    network = networkx_graph(graph, relations=relations, around=centres, hops=hops, include=include)
    if not centres:
        raise UsageError("nothing to draw; name an entity")
    if len(network) > MOST_NODES:
        raise UsageError(
            f"{len(network)} entities are too many for a picture (at most {MOST_NODES}); "
            "lower --hops or keep one relation with --relation"
        )
    write_whole(output, _page(graph, network, centres, ended))
    return output


# --- the page -------------------------------------------------------------------------------------------


def _page(graph: Graph, network: networkx.MultiDiGraph[str], centres: Sequence[str], ended: bool) -> str:
    page = _HEADING.sub("", _FETCHED.sub("", _pyvis(graph, network, centres)))
    title = ", ".join(network.nodes[name]["label"] for name in centres)
    body = _BODY.format(
        title=escape(title),
        caption=escape(_caption(network, ended)),
        types="".join(_type_legend(graph.ontology, network)),
        relations="".join(_relation_legend(graph.ontology, network)),
        label=_script_text(f"Picture of {title} and what surrounds it"),
    )
    page = page.replace("<html>", '<!DOCTYPE html>\n<html lang="en">', 1)
    page = page.replace("<head>", _HEAD.format(title=escape(title)), 1)
    before, end, after = page.rpartition("</body>")
    return before + body + end + after


def _script_text(text: str) -> str:
    """Text as a JavaScript string that cannot end the script around it."""
    return json.dumps(text).replace("<", "\\u003c")


def _pyvis(graph: Graph, network: networkx.MultiDiGraph[str], centres: Sequence[str]) -> str:
    from pyvis.network import Network

    picture = Network(height="100%", directed=True, cdn_resources="in_line")
    picture.options = {
        "physics": {"enabled": False},
        "interaction": {"hover": True, "tooltipDelay": 150},
        "edges": {"font": {"size": 11, "color": "#444444", "strokeWidth": 4}, "width": 1.5},
    }
    places = _layout(network, centres)
    for name, facts in network.nodes(data=True):
        picture.add_node(name, **_node(facts, places[name], name in centres, graph.ontology))
    beside: Counter[frozenset[str]] = Counter()
    for one, two, facts in network.edges(data=True):
        options = _edge(facts, graph.ontology)
        options["title"] = _edge_hover(graph, network, one, two, facts)
        options["smooth"] = _bend(one, two, beside)
        picture.add_edge(one, two, **options)
    return str(picture.generate_html())


def _node(
    facts: Mapping[str, Any], place: tuple[int, int], central: bool, ontology: Ontology
) -> dict[str, Any]:
    kind = ontology.types[facts["type"]]
    inside = kind.shape in _INSIDE
    return {
        "label": facts["label"],
        "shape": kind.shape,
        "color": kind.color,
        "x": place[0],
        "y": place[1],
        "size": 16,
        "borderWidth": 4 if central else 1,
        "font": {"color": "#ffffff" if inside else "#222222", "size": 18 if central else 14},
        "widthConstraint": {"maximum": 150},
        "hover": _node_hover(facts, ontology),
    }


def _edge(facts: Mapping[str, Any], ontology: Ontology) -> dict[str, Any]:
    color, faint = ontology.relations[facts["relation"]].color, facts["status"] == "ended"
    return {
        "label": facts["label"] + (f" ({', '.join(facts['role'])})" if facts["role"] else ""),
        "color": {"color": color, "hover": color, "highlight": color, "opacity": _FAINT if faint else 1},
        "dashes": _DASHED if facts["status"] == "announced" else _DOTTED if facts["stale"] else False,
        "arrows": "" if facts["symmetric"] else "to",
    }


def _bend(one: str, two: str, beside: Counter[frozenset[str]]) -> dict[str, Any]:
    """The first line between two is straight; each further one bends more, by turns to either side."""
    number = beside[frozenset((one, two))]
    beside[frozenset((one, two))] += 1
    if number == 0:
        return {"enabled": False}
    clockwise = (number % 2 == 1) == (one < two)
    return {
        "enabled": True,
        "type": "curvedCW" if clockwise else "curvedCCW",
        "roundness": 0.2 * ((number + 1) // 2),
    }


# --- words ----------------------------------------------------------------------------------------------


def _caption(network: networkx.MultiDiGraph[str], ended: bool) -> str:
    faint = "Faint: it has ended. " if ended else ""
    return (
        f"As of {network.graph['as_of']}, as articles report it. Dashed: announced. {faint}"
        "Dotted: nobody has confirmed it for years."
    )


def _type_legend(ontology: Ontology, network: networkx.MultiDiGraph[str]) -> Iterator[str]:
    drawn = {facts["type"] for _, facts in network.nodes(data=True)}
    for kind in ontology.types.values():
        if kind.name in drawn:
            outline = _OUTLINES.get(kind.shape, _OUTLINES["dot"])
            yield _legend(f'<g fill="{escape(kind.color)}">{outline}</g>', kind.label)


def _relation_legend(ontology: Ontology, network: networkx.MultiDiGraph[str]) -> Iterator[str]:
    drawn = {facts["relation"] for *_, facts in network.edges(data=True)}
    for relation in ontology.relations.values():
        if relation.name in drawn:
            line = f'<path d="M0 8h24" stroke="{escape(relation.color)}" stroke-width="3"/>'
            yield _legend(line, relation.label)


def _legend(mark: str, words: str) -> str:
    return f'<li><svg viewBox="0 0 24 16">{mark}</svg>{escape(words)}</li>'


def _node_hover(facts: Mapping[str, Any], ontology: Ontology) -> str:
    kinds = ", ".join(ontology.types[name].label for name in facts["types"])
    others = "; ".join(facts["names"][1:])
    lines = (facts["label"], kinds, f"also: {others}" if others else "", facts["country"])
    return "\n".join(line for line in lines if line)


def _edge_hover(
    graph: Graph, network: networkx.MultiDiGraph[str], one: str, two: str, facts: Mapping[str, Any]
) -> str:
    """Who does what to whom, since when, and the passages that say so."""
    names = [network.nodes[name]["label"] for name in (one, two)]
    dates = [f"{word}: {when}" for word in ("since", "until") if (when := _when(facts, word))]
    status = graph.ontology.statuses[facts["status"]].label
    lines = [f"{names[0]} {facts['label']} {names[1]}", ", ".join((status, *dates))]
    if facts["stale"]:
        lines.append(f"not confirmed since {facts['last_reported']}")
    passages = dict.fromkeys(
        _passage(e, said) for e in evidence_of(graph, facts["relationship"]) for said in e.says
    )
    lines += list(passages)[:_PASSAGES]
    more = len(passages) - _PASSAGES
    return "\n".join([*lines, f"\nand {more} more"] if more > 0 else lines)


def _passage(evidence: Evidence, said: str) -> str:
    when = f", {evidence.published}" if evidence.published else ""
    return f"\n{evidence.publisher or evidence.article}{when}: {said}"


def _when(facts: Mapping[str, Any], name: str) -> str:
    bounds = (facts[f"{name}_{bound}"] for bound in ("earliest", "latest"))
    low, high = (date.fromisoformat(bound) if bound else None for bound in bounds)
    return when_text(Span(low, high, facts[name]))


# --- positions ------------------------------------------------------------------------------------------


def _layout(network: networkx.MultiDiGraph[str], centres: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where each entity stands: springs from a fixed start, then labels pushed off one another.

    Written out, because networkx's own layouts need numpy. Nothing is random.
    """
    names = sorted(network, key=lambda name: (name not in centres, network.nodes[name]["type"], name))
    number = {name: i for i, name in enumerate(names)}
    pairs = {(min(ends), max(ends)) for ends in ((number[one], number[two]) for one, two in network.edges())}
    # A spiral by the golden angle spreads any number of points evenly, those asked for in the middle.
    points = [rect(sqrt(i), 2.39996 * i) for i in range(len(names))]
    steps = max(60, min(300, 2_000_000 // len(names) ** 2))
    for step in range(steps):
        points = _pulled(points, sorted(pairs), 0.4 * (1 - step / steps))
    # Names are wider than high, and so are screens.
    spots = [[point.real * 230, point.imag * 150] for point in points]
    _separate(spots, [_size(network.nodes[name]["label"]) for name in names])
    return {name: (round(x), round(y)) for name, (x, y) in zip(names, spots, strict=True)}


def _pulled(points: Sequence[complex], pairs: Iterable[tuple[int, int]], most: float) -> list[complex]:
    """One step of Fruchterman and Reingold: all repel, joined attract, none moves further than ``most``."""
    moves = [-0.03 * point for point in points]
    for i, j in combinations(range(len(points)), 2):
        gap = points[i] - points[j]
        push = gap / (gap.real * gap.real + gap.imag * gap.imag + 0.01)
        moves[i] += push
        moves[j] -= push
    for i, j in pairs:
        pull = (points[i] - points[j]) * abs(points[i] - points[j])
        moves[i] -= pull
        moves[j] += pull
    return [p + move * min(1.0, most / (abs(move) or 1)) for p, move in zip(points, moves, strict=True)]


def _size(label: str) -> tuple[float, float]:
    """The room a label takes, with some air; it is broken into lines at 150 pixels."""
    width = 8 * sum(2 if east_asian_width(letter) in "WF" else 1 for letter in label)
    return min(width, 150) + 30, 22 * (1 + width // 150) + 40


def _separate(spots: list[list[float]], boxes: Sequence[tuple[float, float]]) -> None:
    """Push apart what overlaps, the shorter way, until nothing does."""
    for _ in range(100):
        moved = False
        for i, j in combinations(range(len(spots)), 2):
            dx, dy = spots[j][0] - spots[i][0], spots[j][1] - spots[i][1]
            across = (boxes[i][0] + boxes[j][0]) / 2 - abs(dx)
            down = (boxes[i][1] + boxes[j][1]) / 2 - abs(dy)
            if across > 1 and down > 1:
                moved = True
                axis, by = (0, across) if across < down else (1, down)
                by = by / 2 if (dx, dy)[axis] >= 0 else -by / 2
                spots[i][axis] -= by
                spots[j][axis] += by
        if not moved:
            return
