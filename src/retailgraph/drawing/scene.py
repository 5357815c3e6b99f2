"""What is to be seen in a picture of a network: who stands where, what joins them, and what all of it says.

Made once from the graph; the HTML page and the SVG sheet both show a scene, and say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.drawing import layout
from retailgraph.drawing.layout import Curve, Figure, Point
from retailgraph.drawing.paper import legible, shown
from retailgraph.errors import UsageError
from retailgraph.graph import Graph
from retailgraph.lookup.evidence import Evidence, evidence_of
from retailgraph.network import networkx_graph, span_of
from retailgraph.ontology import EntityType, Ontology, Relation

if TYPE_CHECKING:
    import networkx

_PASSAGES = 4


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
    """A relationship in a scene. ``words`` stand at the part ``at`` of its way; None: no room."""

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
    hover: str

    @property
    def color(self) -> str:
        """Its relation's, dark enough to be seen."""
        return legible(self.relation.color)


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
    include = ("inForce", "announced", "ended") if ended else ("inForce", "announced")
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
    if any(line.status == "announced" for line in lines):
        words += " Dashed: announced."
    if ended and any(line.status == "ended" for line in lines):
        words += " Faint: it has ended."
    if any(line.stale for line in lines):
        words += " Dotted: nobody has confirmed it for years."
    return words


# --- entities -------------------------------------------------------------------------------------------


def _nodes(
    network: networkx.MultiDiGraph[str], centres: Sequence[str], ontology: Ontology
) -> tuple[Node, ...]:
    known: Mapping[str, Mapping[str, Any]] = network.nodes
    order = sorted(network, key=lambda name: (name not in centres, known[name]["type"], name))
    kinds = {name: ontology.types[known[name]["type"]] for name in order}
    figures = {n: layout.figure(kinds[n].shape, shown(known[n]["label"]), n in centres) for n in order}
    where = layout.places(order, network.edges(), figures)
    return tuple(
        Node(
            name,
            figures[name],
            where[name],
            kinds[name],
            legible(kinds[name].color, 4.5 if kinds[name].shape in layout.INSIDE else 3),
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
    bends = layout.bends((one, two) for one, two, _ in edges)
    curves = [layout.curve(nodes[e[0]].at, nodes[e[1]].at, b) for e, b in zip(edges, bends, strict=True)]
    seen = [
        layout.trimmed(c, nodes[one].figure, nodes[two].figure)
        for c, (one, two, _) in zip(curves, edges, strict=True)
    ]
    words = [_words(facts) for *_, facts in edges]
    boxes = [node.figure.box(node.at, 2) for node in nodes.values()]
    where = layout.spots_for_words(words, curves, seen, boxes)
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
            _edge_hover(graph, network.nodes[one]["label"], network.nodes[two]["label"], facts),
        )
        for i, (one, two, facts) in enumerate(edges)
    )


def _words(facts: Mapping[str, Any]) -> str:
    return shown(facts["label"] + (f" ({', '.join(facts['role'])})" if facts["role"] else ""))


def _edge_hover(graph: Graph, one: str, two: str, facts: Mapping[str, Any]) -> str:
    """Who does what to whom, since when, and the passages that say so."""
    dates = [f"{word}: {when}" for word in ("since", "until") if (when := span_of(facts, word).words)]
    status = graph.ontology.statuses[facts["status"]].label
    lines = [f"{one} {facts['label']} {two}", ", ".join((status, *dates))]
    if facts["stale"]:
        lines.append(f"not confirmed since {facts['last_reported']}")
    return shown("\n".join([*lines, *passages(evidence_of(graph, facts["relationship"]))]))


def passages(evidence: Iterable[Evidence], most: int = _PASSAGES) -> list[str]:
    """What articles say, each passage with who published it and when; the first ones, and how many more."""
    found = list(dict.fromkeys(_passage(e, said) for e in evidence for said in e.says))
    more = len(found) - most
    return [*found[:most], *([f"\nand {more} more"] if more > 0 else [])]


def _passage(evidence: Evidence, said: str) -> str:
    when = f", {evidence.published}" if evidence.published else ""
    return f"\n{evidence.publisher or evidence.article}{when}: {said}"
