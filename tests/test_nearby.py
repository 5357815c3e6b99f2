"""What lies between two entities, read from both ends, is what the whole network has between them."""

from __future__ import annotations

from random import Random
from typing import Any

import networkx as nx
import pytest

from retailgraph import RetailGraph
from retailgraph.connections import joined, nearby, paths
from retailgraph.tables import edges


def slowly(whole: nx.Graph[str], one: str, two: str, hops: int) -> nx.Graph[str]:
    """The same from the whole network, by the distances of all from each end."""
    near = [nx.single_source_shortest_path_length(whole, end, cutoff=hops) for end in (one, two)]
    return whole.subgraph(n for n in whole if sum(far.get(n, hops + 1) for far in near) <= hops)


def told(simple: nx.Graph[str]) -> tuple[set[str], dict[frozenset[str], Any]]:
    """Its entities, and of each pair the weight and the facts of the link."""
    links = {frozenset((a, b)): (f["weight"], f["edge"]) for a, b, f in simple.edges(data=True)}
    return set(simple), links


@pytest.mark.parametrize(
    ("day", "options"),
    [
        ("", {}),
        ("", {"ever": True}),
        ("", {"relations": ("owns", "partnersWith")}),
        ("", {"relations": ("acquires", "owns")}),
        ("2018", {}),
        ("2016-05-01", {}),
    ],
    ids=str,
)
def test_it_is_what_the_whole_network_has(shipped: RetailGraph, day: str, options: dict[str, Any]) -> None:
    graph = shipped.at(day or None)
    whole = joined.pairs(joined.network_of(graph, **options), graph.ontology)
    random, found = Random(16), 0
    joins = sorted(n for n in whole if whole.degree[n])
    for number in range(10):
        one = random.choice(joins)
        # Half of them anybody, who may be far away; half of them somebody who is near.
        around = set(nx.single_source_shortest_path_length(whole, one, 3)) if number % 2 else joins
        two = random.choice(sorted(set(around) - {one}))
        for hops in (random.randint(1, 6), 4):
            near = nearby.between(graph, one, two, hops, **options)
            assert told(near) == told(slowly(whole, one, two, hops)), (one, two, hops)
            found += len(near)
    assert found > 10


def test_chains_cost_what_the_cheapest_of_the_whole_network_cost(shipped: RetailGraph) -> None:
    whole = joined.pairs(joined.network_of(shipped), shipped.ontology)
    random, joins = Random(17), sorted(n for n in whole if whole.degree[n])
    for number in range(10):
        one = random.choice(joins)
        # Half of them anybody, who may be far away; half of them somebody who is near.
        around = set(nx.single_source_shortest_path_length(whole, one, 3)) if number % 2 else joins
        two = random.choice(sorted(set(around) - {one}))
        directed = paths._costs(slowly(whole, one, two, 4), two)
        if one not in directed or two not in directed:
            assert not paths.chains(shipped, one, two)
            continue
        simple = (p for p in nx.all_simple_paths(directed, one, two, cutoff=4))
        best = min((nx.path_weight(directed, p, "cost") for p in simple), default=None)
        chains = paths.chains(shipped, one, two)
        assert [chain.cost for chain in chains] == ([] if best is None else [round(best, 2)])


def test_it_reads_no_more_than_lies_about_the_two(
    shipped: RetailGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[int] = set()
    about = edges.about

    def listening(*words: Any) -> Any:
        rows = about(*words)
        read.update(row.number for row in rows)
        return rows

    monkeypatch.setattr(edges, "about", listening)
    near = nearby.between(shipped, "coach", "tapestry", 2)
    assert {"coach", "tapestry"} <= set(near)
    assert 0 < len(read) < shipped.stats().relationships / 4
