"""What two entities share, and how they compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import log2
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from retailgraph.connections.joined import apart, network_of, weight, words
from retailgraph.frames import Tabular
from retailgraph.lookup.rows import Plain

if TYPE_CHECKING:
    import networkx

    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology


class Common(Plain):
    """An entity that two others are both joined to, and how each is.

    Words such as "partners with" say how, with "(reported 2019)" where nobody has confirmed it lately.
    """

    entity: str
    id: str
    types: tuple[str, ...]
    one: tuple[str, ...]
    two: tuple[str, ...]
    others: int
    """How many entities it is joined to besides the two: the fewer, the more it tells."""


def common(graph: Graph, one: str, two: str, *, ever: bool = False) -> tuple[Common, ...]:
    """What two entities (ids) are both joined to, the most telling first.

    It tells more, the higher the weights of the relations and the fewer others are joined to it too.
    UsageError if the two are one and the same.
    """
    apart(one, two)
    network = network_of(graph, ever=ever)
    mine, theirs = _ties(network, one, graph.ontology), _ties(network, two, graph.ontology)
    scored = []
    for name in mine.keys() & theirs.keys():
        others = len({*network.predecessors(name), *network.successors(name)}) - 2
        facts = network.nodes[name]
        shared = Common(
            facts["label"],
            name,
            tuple(facts["types"]),
            _dated(mine[name]),
            _dated(theirs[name]),
            others,
        )
        telling = _weight(mine[name]) + _weight(theirs[name])
        scored.append((-telling / log2(4 + others), name, shared))
    return tuple(shared for _, _, shared in sorted(scored, key=lambda s: s[:2]))


class _Tie(NamedTuple):
    """How an entity is joined to another: in words, how telling that is, the month if long unconfirmed."""

    words: str
    weight: float
    month: str


def _ties(network: networkx.MultiDiGraph[str], name: str, ontology: Ontology) -> Mapping[str, list[_Tie]]:
    """By the other end: what joins it to an entity."""
    found: dict[str, list[_Tie]] = defaultdict(list)
    for _, other, facts in network.out_edges(name, data=True):
        found[other].append(_tie(facts, True, ontology))
    for other, _, facts in network.in_edges(name, data=True):
        found[other].append(_tie(facts, False, ontology))
    return found


def _tie(facts: dict[str, Any], forward: bool, ontology: Ontology) -> _Tie:
    month = facts["last_reported"][:7] if facts["stale"] else ""
    return _Tie(words(facts, forward, ontology), weight(facts, ontology), month)


def _weight(ties: Iterable[_Tie]) -> float:
    return max(tie.weight for tie in ties)


def _dated(ties: Iterable[_Tie]) -> tuple[str, ...]:
    return tuple(f"{said} {when}".strip() for said, when in sorted(_latest(ties).items()))


def _latest(ties: Iterable[_Tie]) -> dict[str, str]:
    """By words, "(last confirmed 2019-09)" if that is the latest of them and long ago."""
    months: dict[str, list[str]] = defaultdict(list)
    for tie in ties:
        months[tie.words].append(tie.month)
    return {said: "" if "" in found else f"(last confirmed {max(found)})" for said, found in months.items()}


Line: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A heading, and what the one and the other have of it."""


class Comparison(Tabular, Plain):
    """Two entities side by side: each line has a heading and what each has of it."""

    one: str
    two: str
    lines: tuple[Line, ...]

    @property
    def items(self) -> tuple[Mapping[str, Any], ...]:
        """One for each line: its heading, and what each of the two has."""
        return tuple({"heading": heading, self.one: one, self.two: two} for heading, one, two in self.lines)


def compare(graph: Graph, one: str, two: str) -> Comparison:
    """Two entities (ids) side by side: what they are, everything that joins them to others, their figures.

    What both have comes first, then what only one has; within a cell what both share comes first, and what
    nobody has confirmed lately, "(reported 2019)", last. UsageError if the two are one and the same.
    """
    apart(one, two)
    network = network_of(graph)
    ends = [network.nodes[name] for name in (one, two)]
    lines: list[Line] = [
        (heading, _values(ends[0].get(name)), _values(ends[1].get(name)))
        for heading, name in (("type", "types"), ("country", "country"))
    ]
    sides = [_by_words(network, name, graph.ontology) for name in (one, two)]
    joined = [
        (heading, *_shared_first(sides[0].get(heading, {}), sides[1].get(heading, {})))
        for heading in _headings(graph.ontology)
        if heading in sides[0] or heading in sides[1]
    ]
    joined.sort(key=lambda line: not (line[1] and line[2]))
    figures = [_figures(graph, name) for name in (one, two)]
    measured = [
        (name, _values(figures[0].get(name)), _values(figures[1].get(name)))
        for name in sorted(figures[0].keys() | figures[1].keys())
    ]
    found = [line for line in (*lines, *joined, *measured) if line[1] or line[2]]
    return Comparison(ends[0]["label"], ends[1]["label"], tuple(found))


def _values(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _by_words(
    network: networkx.MultiDiGraph[str], name: str, ontology: Ontology
) -> Mapping[str, dict[str, str]]:
    """By words, the names of those whom they join to an entity, with when it was reported if long ago."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for other, ties in _ties(network, name, ontology).items():
        for said, year in _latest(ties).items():
            found[said][network.nodes[other]["label"]] = year
    return found


def _headings(ontology: Ontology) -> list[str]:
    relations = ontology.relations.values()
    return list(dict.fromkeys(w for r in relations for w in (r.label, r.inverse_label)))


def _shared_first(one: Mapping[str, str], two: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What both sides have, then what one has; each in the order of names, what is long unconfirmed last."""

    def side(mine: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[str, ...]:
        order = sorted(mine, key=lambda name: (name not in theirs, bool(mine[name]), name.casefold()))
        return tuple(f"{name} {mine[name]}".strip() for name in order)

    return side(one, two), side(two, one)


def _figures(graph: Graph, name: str) -> dict[str, str]:
    """The latest figure of each measure, with its date."""
    from retailgraph.lookup.evidence import figures_of

    found: dict[str, str] = {}
    for figure in sorted(figures_of(graph, name), key=lambda f: f.on or f.published):
        unit = "%" if figure.unit == "percent" else f" {figure.unit}"
        where = f" in {figure.market}" if figure.market else ""
        when = figure.on or figure.published
        found[figure.words + where] = f"{figure.value}{unit}" + (f" ({when})" if when else "")
    return found
