"""Chains of relationships between two entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from retailgraph.connections.joined import apart, hub, words
from retailgraph.connections.nearby import between
from retailgraph.lookup.rows import Plain
from retailgraph.network import span_of
from retailgraph.standing import confirmed_in_words

if TYPE_CHECKING:
    import networkx

    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology

EXAMINED = 2000
"""So many chains are looked at before the search for more gives up."""


class Step(Plain):
    """One link of a chain, read from ``start`` to ``end``; ``relationship`` is its key.

    ``since`` and ``until`` are as people read them; ``stale`` is true of what nobody has confirmed lately
    since ``last_reported``, ``undated`` of what only articles without a date report. ``sources`` are
    addresses of articles.
    """

    start: str
    start_id: str
    words: str
    end: str
    end_id: str
    relation: str
    status: str
    since: str
    until: str
    stale: bool
    last_reported: str
    undated: bool
    articles: int
    sources: tuple[str, ...]
    relationship: str

    @property
    def when(self) -> str:
        """Its time and support in words: "since 2000, 3 articles"."""
        parts = self._days() if self.status in ("inForce", "ended") else (self._rung(),)
        told = f"{self.articles} article{'' if self.articles == 1 else 's'}"
        return ", ".join([*filter(None, parts), told])

    def _days(self) -> tuple[str, ...]:
        """From when to when a state holds; where no article says, by when it is known to have."""
        return (
            _day("since", "began", self.since),
            _day("until", "ended", self.until) or ("ended" if self.status == "ended" else ""),
            self._age(),
        )

    def _age(self) -> str:
        if self.stale:
            return confirmed_in_words(self.last_reported[:7], self.undated)
        return "undated" if self.undated else ""

    def _rung(self) -> str:
        """How far a deal got, and when: of one that closed the day alone."""
        words = {"completed": "", "calledOff": "called off"}.get(self.status, self.status)
        return f"{words} {self.since}".strip()


def _day(stated: str, between: str, words: str) -> str:
    """A day with the word that introduces it; bounds such as "by 2019" bring their own."""
    if " to " in words:
        return f"{between} between {words.replace(' to ', ' and ')}"
    if words.startswith(("by ", "after ")):
        return words if stated == "since" else f"{between} {words}"
    return f"{stated} {words}" if words else ""


class Chain(Plain):
    """Links that lead from one entity to another; the lower its ``cost``, the more it tells."""

    steps: tuple[Step, ...]
    cost: float

    def __str__(self) -> str:
        """The chain as one sentence."""
        first, *rest = self.steps
        told = [f"{first.start} {first.words} {first.end} ({first.when})"]
        told += [f"which {s.words} {s.end} ({s.when})" for s in rest]
        return ", ".join(told)


def chains(
    graph: Graph,
    start: str,
    end: str,
    *,
    through: Iterable[str] = (),
    max_hops: int = 4,
    count: int = 1,
    ever: bool = False,
) -> tuple[Chain, ...]:
    """The most telling chains between two entities (ids), at most ``count`` of at most ``max_hops`` links.

    A link costs one divided by its relation's weight in the ontology; an entity on the way costs a quarter
    of the binary logarithm of how many it joins, so that what everybody has in common does not make
    everybody related. ``through`` keeps only these relations. Empty if nothing joins the two; UsageError
    if they are one and the same.
    """
    apart(start, end)
    simple = between(graph, start, end, max_hops, through, ever)
    directed = _costs(simple, end)
    found = islice(_cheapest(directed, start, end), EXAMINED)
    short = (path for path in found if len(path) <= max_hops + 1)
    return tuple(_chain(simple, directed, path, graph.ontology) for path in islice(short, count))


def _costs(simple: networkx.Graph[str], end: str) -> networkx.DiGraph[str]:
    import networkx as nx

    directed: networkx.DiGraph[str] = nx.DiGraph()
    for one, two, facts in simple.edges(data=True):
        link = 1 / facts["weight"]
        for a, b in ((one, two), (two, one)):
            directed.add_edge(a, b, cost=link + (0.0 if b == end else hub(simple.degree[b])))
    return directed


def _cheapest(directed: networkx.DiGraph[str], start: str, end: str) -> Iterator[list[str]]:
    """Chains without a circle, the cheapest first."""
    import networkx as nx

    if start not in directed or end not in directed:
        return
    try:
        yield from nx.shortest_simple_paths(directed, start, end, weight="cost")
    except nx.NetworkXNoPath:
        return


def _chain(
    simple: networkx.Graph[str], directed: networkx.DiGraph[str], path: list[str], ontology: Ontology
) -> Chain:
    steps = tuple(_step(simple, one, two, ontology) for one, two in pairwise(path))
    cost = sum(directed.edges[one, two]["cost"] for one, two in pairwise(path))
    return Chain(steps, round(cost, 2))


def _step(simple: networkx.Graph[str], one: str, two: str, ontology: Ontology) -> Step:
    subject, _, facts = simple.edges[one, two]["edge"]
    labels: dict[str, Any] = {n: simple.nodes[n]["label"] for n in (one, two)}
    return Step(
        start=labels[one],
        start_id=one,
        words=words(facts, subject == one, ontology),
        end=labels[two],
        end_id=two,
        relation=facts["relation"],
        status=facts["status"],
        since=span_of(facts, "since").words,
        until=span_of(facts, "until").words,
        stale=facts["stale"],
        last_reported=facts["last_reported"],
        undated=facts["undated"],
        articles=facts["articles"],
        sources=tuple(facts["sources"]),
        relationship=facts["relationship"],
    )
