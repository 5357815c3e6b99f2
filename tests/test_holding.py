"""Between which rival holders news of owners decides: what is looked at, and that it is all."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import permutations

import pytest

from conftest import article, own_store
from retailgraph import RetailGraph
from retailgraph.conclusion import controlling
from retailgraph.conclusion.learning import Bearing
from retailgraph.graph import holding
from retailgraph.tables import articles, conclusions

COMPANIES = ("acme", "bolt", "core", "dune", "ember")
THINGS = ("finch", "grove", "harbor", "isle")
Owners = Mapping[str, set[str]]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    chance = random.Random(3)
    claims = []
    for _ in range(5):
        one, two, other = chance.sample(COMPANIES, 3)
        seller = chance.choice(("", f": {{seller: {other}}}"))
        claims += [f"{one} owns {two}", f"{two} acquires {other}"]
        claims += [f"{other} acquires {chance.choice(THINGS)}{seller}", f"{one} owns {chance.choice(THINGS)}"]
        claims += [f"{two} operates {chance.choice(THINGS[2:])}"]
    files = {f"20{10 + n}-paper": article(claim, published=f"20{10 + n}") for n, claim in enumerate(claims)}
    with own_store(tmp_path_factory.mktemp("holding"), files) as made:
        yield made


def above(owners: Owners, name: str) -> set[str]:
    """Everybody who is said to own it, and so on, found by walking."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = set(owners.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found - {name}


def owners_of(graph: RetailGraph) -> dict[str, set[str]]:
    """Who is said to own what."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for _, _, known in conclusions.found(graph.tables, conclusions.ALL):
        if known.relation in controlling(graph.ontology):
            owners[known.object].add(known.subject)
    return owners


def slowly(graph: RetailGraph, moved: Mapping[str, set[str]]) -> set[str]:
    """The same with everything looked at."""
    bearing, after = Bearing(graph.ontology), owners_of(graph)
    before = {**after, **{name: news ^ after.get(name, set()) for name, news in moved.items()}}
    holders: defaultdict[str, set[str]] = defaultdict(set)
    added = articles.qualifiers(graph.tables)
    for said in articles.claims(graph.tables):
        if said.relation in bearing.holding:
            known = dict(added.get(said.number, ()))
            names = {said.subject, *(v for name in bearing.holders for v in known.get(name, ()))}
            for unit in bearing.concerned(said.subject, said.relation, said.object):
                holders[unit] |= names
    names = {name for known in holders.values() for name in known}
    news = {name: above(before, name) ^ above(after, name) for name in names}
    return {u for u, known in holders.items() if any(news[one] & (known - {one}) for one in known)}


@pytest.mark.parametrize("few", [0, 100])
def test_rivals_are_all_of_whom_one_is_above_the_other_only_now(
    graph: RetailGraph, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "_FEW", few)
    bearing, relations, chance = Bearing(graph.ontology), controlling(graph.ontology), random.Random(few)
    sizes = set()
    for _ in range(60):
        moved: dict[str, set[str]] = {}
        for _ in range(chance.choice((1, 1, 2))):
            owner, owned = chance.sample(COMPANIES, 2)
            moved.setdefault(owned, set()).add(owner)
        found = holding.rivals(graph.tables, bearing, moved, relations)
        assert found == slowly(graph, moved), moved
        sizes.add(len(found))
    assert len(sizes) > 3, "some decide between several, some between none"


def test_nothing_is_read_below_where_all_who_moved_are_below_the_same_as_before(
    graph: RetailGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a circle of very many who own each other, of whom one owns another as well."""
    read: list[object] = []
    for name in ("claims_of", "claims_about", "naming"):
        monkeypatch.setattr(articles, name, lambda *given: read.append(given) or [])
    bearing, relations, owners = Bearing(graph.ontology), controlling(graph.ontology), owners_of(graph)
    looked = {True: 0, False: 0}
    for owner, owned in permutations(COMPANIES, 2):
        before = {**owners, owned: owners.get(owned, set()) ^ {owner}}
        is_same = above(before, owned) == above(owners, owned)
        read.clear()
        assert holding.rivals(graph.tables, bearing, {owned: {owner}}, relations) == set() or not is_same
        assert (read == []) == is_same
        looked[is_same] += 1
    assert min(looked.values()) > 2
