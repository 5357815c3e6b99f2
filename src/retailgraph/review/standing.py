"""What the graph says of a proposed claim, and who in it may be meant by a new name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retailgraph.errors import RetailGraphError
from retailgraph.review.draft import Item

if TYPE_CHECKING:
    from retailgraph.graph import Graph


@dataclass(frozen=True, slots=True)
class Standing:
    """What the graph says of a claim before it is loaded.

    ``same``, ``differs``, ``contradicts`` or ``new``.
    """

    word: str
    told: str = ""


def standing(graph: Graph, item: Item, entities: Mapping[str, str]) -> Standing:
    """What the graph already says of a claim; ``entities`` are the new ones that were found in it."""
    if item.kind != "claim":
        return Standing("new")
    subject, relation, object = (entities.get(w, w) for w in item.words)
    known = graph.known_types()
    if subject not in known or object not in known:
        return Standing("new")
    try:
        from retailgraph.answers.history import history

        told = history(graph, subject, relation, object, None)
    except RetailGraphError:
        return _rivals(graph, relation, object, subject)
    if not told.total:
        return _rivals(graph, relation, object, subject)
    status = str(item.values.get("status", ""))
    word = "same" if any(status in (c.status, "") for c in told.claims) else "differs"
    return Standing(word, f"{told.answer}; {told.total} claims, the first by {told.claims[0].publisher}")


def _rivals(graph: Graph, relation: str, object: str, subject: str) -> Standing:
    """Whether the graph gives the object to somebody else, where only one can have it."""
    found = graph.ontology.relations.get(relation)
    if found is None or not found.exclusive:
        return Standing("new")
    from retailgraph.tables import edges

    holders = edges.towards(graph.tables, object, [found.name], (graph.as_of or graph.edges_of).latest)
    others = [edge.subject for edge in holders if edge.subject != subject]
    return (
        Standing("contradicts", f"the graph says {others[0]} {found.label} it") if others else Standing("new")
    )


def is_likely(graph: Graph, name: str, type: str, known: str) -> bool:
    """Whether a new name may well be a known entity: its type fits, and so does what tells it from others.

    Of persons that is the surname together with the first name or its initial; of all else the whole name.
    """
    from retailgraph.identity import fold
    from retailgraph.tables import entities

    if type not in graph.known_types().get(known, ()):
        return False
    spoken = [graph.labels().get(known, known), *(n.text for n in entities.names(graph.tables, known))]
    told = [fold(text).split() for text in spoken]
    mine = fold(name).split()
    if type != "Person":
        return mine in told
    full = [one for one in told if len(one) > 1 < len(mine)]
    return any(one[-1] == mine[-1] and _is_first_name(mine[0], one[0]) for one in full)


def _is_first_name(one: str, other: str) -> bool:
    """Whether two first names may be one: the same, or an initial of the other."""
    one, other = one.rstrip("."), other.rstrip(".")
    return one == other or (min(len(one), len(other)) == 1 and one[:1] == other[:1])


def alike(graph: Graph, name: str) -> list[str]:
    """Entities of the graph whose names are like a new one, the likeliest first."""
    from retailgraph.lookup import names

    known = graph.known_types()
    found = [hit for hits in names.hits(graph, name).values() for hit in hits]
    first = name.casefold().split()[:1]
    close = [s for s in names.suggestions(graph, name, 3) if s.casefold().split()[:1] == first]
    labels = {label: i for i, label in graph.labels().items()}
    return [i for i in dict.fromkeys([*found, *(labels.get(c, c) for c in close)]) if i in known][:3]
