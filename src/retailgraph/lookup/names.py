"""Which entity a name means: tiers first, then what the relation allows, then ask back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import pyoxigraph as ox

from retailgraph.errors import Ambiguous, NotFound
from retailgraph.graph import Graph, reading
from retailgraph.identity import TIERS, fold, nearest, short, without_possessive
from retailgraph.ontology import ENTITY, RDFS, RG

_TIER = {RG + "key-" + name: rank for rank, name in enumerate(TIERS)}
_ALL_SHORT = TIERS.index("name-short")
COUNTRY, COMMENT = ox.NamedNode(RG + "country"), ox.NamedNode(RDFS + "comment")


def hits(graph: Graph, text: str) -> dict[int, list[str]]:
    """Entity ids by the rank of the tier in which the text matches; each id in its best tier only."""
    found: dict[str, int] = {}
    # What a shell sends that is no UTF-8 arrives as half characters, which the engine does not take.
    plain = text.strip().encode("utf-8", "replace").decode("utf-8")
    full = {plain, fold(plain), fold(without_possessive(plain))}
    for key in filter(None, full):
        for name, tier in _keyed(graph, key):
            found[name] = min(found.get(name, tier), tier)
    for key in {short(k) for k in full if k} - full:
        for name, tier in _keyed(graph, key):
            found.setdefault(name, max(tier, _ALL_SHORT))
    by_tier: dict[int, list[str]] = {}
    for name, tier in sorted(found.items()):
        by_tier.setdefault(tier, []).append(name)
    return by_tier


def _keyed(graph: Graph, key: str) -> Iterable[tuple[str, int]]:
    for quad in reading.match(graph.store, None, None, ox.Literal(key), reading.NAMES):
        yield quad.subject.value[len(ENTITY) :], _TIER[quad.predicate.value]


def is_known(graph: Graph, text: str) -> bool:
    """Whether any entity is found under a name."""
    return bool(hits(graph, text))


def resolve(graph: Graph, text: str, types: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
    """The id that a name means, and the ids that it might have meant otherwise.

    Of the best tier, those whose type is among ``types`` (all if none is given) come first; a lower tier
    is asked where the better one has none of them. Ambiguous with the candidates if several remain,
    NotFound with the nearest names if none does.
    """
    by_tier = hits(graph, text)
    if not by_tier:
        raise unknown(graph, text)
    fitting = {
        t: [n for n in names if not types or set(types) & set(types_of(graph, n))]
        for t, names in by_tier.items()
    }
    ranks = [t for t in sorted(by_tier) if fitting[t]]
    chosen = fitting[ranks[0]] if ranks else by_tier[min(by_tier)]
    if len(chosen) > 1:
        from retailgraph.lookup.candidates import candidate

        raise Ambiguous(
            f"'{text.strip()}' may mean several; say which, by its full name or id",
            [candidate(graph, n, _tier(by_tier, n)) for n in chosen],
        )
    others = tuple(n for t in sorted(by_tier) for n in by_tier[t] if n != chosen[0])
    return chosen[0], others


def tier(graph: Graph, text: str, name: str) -> str:
    """The tier in which a text matches an entity, empty if it does not."""
    return next((TIERS[t] for t, names in hits(graph, text).items() if name in names), "")


def _tier(by_tier: dict[int, list[str]], name: str) -> str:
    return next(TIERS[t] for t, names in by_tier.items() if name in names)


def unknown(graph: Graph, text: str) -> NotFound:
    """The error for a name that no entity has, with the nearest names."""
    near = nearest(text, _all_names(graph))
    hint = f"; did you mean {_either(near)}?" if near else "; see: retailgraph list"
    return NotFound(f"no entity is called '{text.strip()}'{hint}", near)


def _either(names: list[str]) -> str:
    quoted = [f"'{n}'" for n in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _all_names(graph: Graph) -> list[str]:
    label = {
        RDFS + "label",
        "http://www.w3.org/2004/02/skos/core#altLabel",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
    }
    found = reading.match(graph.store, None, None, None, reading.ENTITIES)
    return sorted({q.object.value for q in found if q.predicate.value in label})


def types_of(graph: Graph, name: str) -> tuple[str, ...]:
    """The types of an entity."""
    entity = ox.NamedNode(ENTITY + name)
    return reading.types_of(
        q.object for q in reading.match(graph.store, entity, reading.TYPE, None, reading.ENTITIES)
    )


def label_of(graph: Graph, name: str) -> str:
    """The current name of an entity; its id if it has none."""
    return text_of(graph, name, reading.LABEL) or name


def text_of(graph: Graph, name: str, predicate: ox.NamedNode) -> str:
    """The first value of a property of an entity; empty if it has none."""
    found = reading.match(graph.store, ox.NamedNode(ENTITY + name), predicate, None, reading.ENTITIES)
    return next((q.object.value for q in found), "")


def matcher(graph: Graph) -> Callable[[str], bool]:
    """A test for known names that remembers its answers, for one question."""
    seen: dict[str, bool] = {}

    def known(text: str) -> bool:
        if text not in seen:
            seen[text] = is_known(graph, text)
        return seen[text]

    return known
