"""What is to be seen in a picture of a network: who stands where, what joins them, and what all of it says.

Made once from the graph; the HTML page and the SVG sheet both show a scene, and say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.drawing import dodging, figures, layout, strokes
from retailgraph.drawing.figures import Figure, Point
from retailgraph.drawing.paper import legible, pale, shown
from retailgraph.drawing.strokes import Curve
from retailgraph.errors import UsageError
from retailgraph.graph import Graph
from retailgraph.lookup.evidence import CitedPassage, evidence_of
from retailgraph.network import networkx_graph, span_of
from retailgraph.ontology import EntityType, Ontology, Relation
from retailgraph.relationships import UNKNOWN
from retailgraph.standing import PLANNED, confirmed_in_words

if TYPE_CHECKING:
    import networkx

_PASSAGES = 4
STALE, ENDED = 0.55, 0.3
"""How much is left of a line's colour."""
_ALWAYS = ("inForce", "unknown", "announced")


class Node(NamedTuple):
    """An entity in a scene."""

    id: str
    figure: Figure
    at: Point
    kind: EntityType
    color: str
    central: bool
    hover: str


class Line(NamedTuple):
    """A relationship in a scene. ``words`` stand at the part ``at`` of its way; None: no room.

    ``status`` is a word of :data:`retailgraph.network.INCLUDE`; ``unreported`` is true of what may hold
    although nobody had reported it by the day.
    """

    one: str
    two: str
    relation: Relation
    bend: float
    curve: Curve
    seen: tuple[float, float]
    words: str
    at: float | None
    status: str
    stale: bool
    unreported: bool
    hover: str

    @property
    def color(self) -> str:
        """Its relation's, dark enough to be seen; pale of what has ended, and of what nobody confirmed."""
        color = legible(self.relation.color)
        return pale(color, ENDED) if self.status == "ended" else pale(color, STALE) if self.stale else color

    @property
    def dash(self) -> str:
        """How its line is broken: a plan is dashed, what may hold is dotted, the rest is whole."""
        return "dashed" if self.status in PLANNED else "dotted" if self.status == UNKNOWN else ""


class Scene(NamedTuple):
    """A network arranged; ``dropped`` is how many lines had no room for their words."""

    title: str
    caption: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    kinds: tuple[EntityType, ...]
    relations: tuple[Relation, ...]
    dropped: int


def scene(
    graph: Graph,
    centres: Sequence[str],
    hops: int,
    relations: Sequence[str],
    ended: bool,
    most: int,
) -> Scene:
    """What surrounds some entities, arranged; errors as :func:`retailgraph.drawing.draw`."""
    include = (*_ALWAYS, "ended") if ended else _ALWAYS
    network = networkx_graph(graph, relations=relations, around=centres, hops=hops, include=include)
    if len(network) > most:
        raise UsageError(
            f"{len(network)} entities are too many for a picture (at most {most}); lower --hops, keep one "
            "relation with --relation, or explore them: "
            f"retailgraph explore -o graph.html --around {centres[0]}"
        )
    nodes = _nodes(network, centres, graph.ontology)
    lines = _lines(graph, network, {node.id: node for node in nodes})
    kinds, drawn = {node.kind.name for node in nodes}, {line.relation.name for line in lines}
    return Scene(
        ", ".join(shown(network.nodes[name]["label"]) for name in centres),
        _caption(network.graph["as_of"], lines, ended),
        nodes,
        lines,
        tuple(kind for kind in graph.ontology.types.values() if kind.name in kinds),
        tuple(relation for relation in graph.ontology.relations.values() if relation.name in drawn),
        sum(line.at is None for line in lines),
    )


def _caption(day: str, lines: Sequence[Line], ended: bool) -> str:
    if not lines:
        return f"As of {day} no article reports anything that joins it to others."
    words = f"As of {day}, as articles report it."
    plans = [line for line in lines if line.status in PLANNED]
    if any(not line.stale for line in plans):
        words += " Dashed: announced."
    if any(line.stale for line in plans):
        words += " Dashed and pale: announced in the year beside it, never confirmed."
    may_hold = [line for line in lines if line.status == UNKNOWN]
    if may_hold:
        words += " Dotted: may hold" + _unreported(sum(line.unreported for line in may_hold)) + "."
    if any(line.stale and line.status == "inForce" for line in lines):
        words += " Pale: last confirmed in the month beside it."
    if ended and any(line.status == "ended" for line in lines):
        words += " Paler: it has ended."
    return words


def _unreported(count: int) -> str:
    """How many nobody had reported by the day, which says why they only may hold."""
    return f" ({count} not yet reported by then)" if count else ""


# --- entities -------------------------------------------------------------------------------------------


def _nodes(
    network: networkx.MultiDiGraph[str], centres: Sequence[str], ontology: Ontology
) -> tuple[Node, ...]:
    known: Mapping[str, Mapping[str, Any]] = network.nodes
    order = sorted(network, key=lambda name: (name not in centres, known[name]["type"], name))
    kinds = {name: ontology.types[known[name]["type"]] for name in order}
    drawn = {n: figures.figure(kinds[n].shape, shown(known[n]["label"]), n in centres) for n in order}
    joined = list(network.edges())
    where = dodging.off_lines(joined, layout.places(order, joined, drawn), drawn)
    return tuple(
        Node(
            name,
            drawn[name],
            where[name],
            kinds[name],
            legible(kinds[name].color, 4.5 if kinds[name].shape in figures.INSIDE else 3),
            name in centres,
            _node_hover(known[name], ontology),
        )
        for name in order
    )


def _node_hover(facts: Mapping[str, Any], ontology: Ontology) -> str:
    kinds = ", ".join(ontology.types[name].label for name in facts["types"])
    others = "; ".join(facts["names"][1:])
    lines = (facts["label"], kinds, f"also: {others}" if others else "", facts["country"])
    return shown("\n".join(line for line in lines if line))


# --- lines ----------------------------------------------------------------------------------------------


def _lines(graph: Graph, network: networkx.MultiDiGraph[str], nodes: Mapping[str, Node]) -> tuple[Line, ...]:
    edges = list(network.edges(data=True))
    boxes = {name: node.figure.box(node.at, 2) for name, node in nodes.items()}
    places = {name: node.at for name, node in nodes.items()}
    bends = strokes.bends_around([(one, two) for one, two, _ in edges], places, boxes)
    curves = [strokes.curve(nodes[e[0]].at, nodes[e[1]].at, b) for e, b in zip(edges, bends, strict=True)]
    seen = [
        strokes.trimmed(c, nodes[one].figure, nodes[two].figure)
        for c, (one, two, _) in zip(curves, edges, strict=True)
    ]
    words = [_words(facts) for *_, facts in edges]
    where = strokes.spots_for_words(words, curves, seen, list(boxes.values()))
    return tuple(
        Line(
            one,
            two,
            graph.ontology.relations[facts["relation"]],
            bends[i],
            curves[i],
            seen[i],
            words[i],
            where[i],
            facts["status"],
            facts["stale"],
            facts["unreported"],
            _edge_hover(graph, network.nodes[one]["label"], network.nodes[two]["label"], facts),
        )
        for i, (one, two, facts) in enumerate(edges)
    )


def _words(facts: Mapping[str, Any]) -> str:
    role = f" ({', '.join(facts['role'])})" if facts["role"] else ""
    return shown(facts["label"] + role + _age(facts))


def _age(facts: Mapping[str, Any]) -> str:
    """Of what nobody confirmed lately the month of the last report, of a plan the year it was announced."""
    if not facts["stale"]:
        return ""
    return f", {facts['last_reported'][:7] if facts['status'] not in PLANNED else _planned(facts)}"


def _planned(facts: Mapping[str, Any]) -> str:
    return str(facts["announced"] or facts["first_reported"])[:4]


def _edge_hover(graph: Graph, one: str, two: str, facts: Mapping[str, Any]) -> str:
    """Who does what to whom, since when, and the passages that say so."""
    dates = [f"{word}: {when}" for word in ("since", "until") if (when := span_of(facts, word).words)]
    lines = [f"{one} {facts['label']} {two}", ", ".join((_standing(graph, facts), *dates))]
    if facts["unreported"]:
        lines.append(f"first reported {facts['first_reported']}")
    return shown("\n".join([*lines, *passages(evidence_of(graph, facts["relationship"]))]))


def _standing(graph: Graph, facts: Mapping[str, Any]) -> str:
    """What it is in words."""
    if facts["status"] == UNKNOWN:
        return "may hold"
    if facts["stale"] and facts["status"] not in PLANNED:
        return confirmed_in_words(facts["last_reported"][:7], facts["undated"])
    label = graph.ontology.statuses[facts["status"]].label
    if facts["stale"]:
        return f"{label} {_planned(facts)}, never confirmed"
    return f"{label}, undated" if facts["undated"] else label


def passages(evidence: Iterable[CitedPassage], most: int = _PASSAGES) -> list[str]:
    """What articles say, each passage with who published it and when; the first ones, and how many more."""
    found = list(dict.fromkeys(_passage(e, said) for e in evidence for said in e.says))
    more = len(found) - most
    return [*found[:most], *([f"\nand {more} more"] if more > 0 else [])]


def _passage(evidence: CitedPassage, said: str) -> str:
    when = f", {evidence.published}" if evidence.published else ""
    return f"\n{evidence.publisher or evidence.article}{when}: {said}"
