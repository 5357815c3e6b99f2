"""The same fact says the same at every door, for every relationship of the shipped data.

What each spell is on the day comes from its dates alone; each door is read once and compared with all of it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from conftest import ROOT, TODAY
from retailgraph import RetailGraph
from retailgraph.answers.asking import asked_of
from retailgraph.answers.sentences import statement
from retailgraph.cli.rows import reported_words
from retailgraph.graph import reading
from retailgraph.interchange import network_text
from retailgraph.lookup.cards import stats as stats_of
from retailgraph.lookup.seeing import rows_of
from retailgraph.network import INCLUDE, networkx_graph
from retailgraph.ontology import ENTITY, RG, STATE, Relation
from retailgraph.relationships import Relationship, Spell, months_after, years_after
from retailgraph.standing import PLANNED
from retailgraph.tables import articles, conclusions
from retailgraph.validation.contradictions import stored_conflicts


class Fact(NamedTuple):
    """What one spell is on the day: ``holds`` is empty for deals."""

    holds: str
    ended: bool
    stale: bool
    last_reported: date
    share: str
    undated: bool

    @property
    def month(self) -> str:
        return self.last_reported.isoformat()[:7] if self.stale else ""


def told(known: Relationship, spell: Spell, relation: Relation) -> Fact:
    """By the dates of a spell, without the function that the doors share."""
    is_state, end = relation.kind == STATE, spell.until.latest if spell.until else None
    last = (spell.support or known).last_reported
    if spell.status == "inForce":
        years = relation.stale_after
        is_late = spell.until is None and years is not None and years_after(last, years) < TODAY
    else:
        planned, months = spell.since.latest if spell.since else None, relation.usual_months
        is_late = months is not None and months_after(max(last, planned or last), months) < TODAY
        is_late = is_late and spell.status in PLANNED
    shares = [s.share for s in spell.shares if s.day <= TODAY or spell.status not in ("inForce", "ended")]
    return Fact(
        holds=spell.holds(TODAY) if is_state else "",
        ended=bool(is_state and spell.status in ("inForce", "ended") and end and end <= TODAY),
        stale=is_late,
        last_reported=last,
        share=(shares or [""])[-1] if is_state else spell.share,
        undated=False,
    )


def undated(graph: RetailGraph) -> set[tuple[str, int]]:
    """The spells all of whose claims are of articles of which nobody says when they were published."""
    pages = {source.id for source in articles.sources(graph.tables).values() if not source.published}
    return {
        (one.key, number)
        for one in conclusions.found(graph.tables, conclusions.ALL, claims=True)
        for number, spell in enumerate(one.relationship.spells, 1)
        if {name.rpartition("/")[0] for name in (spell.support or one.relationship).claims} <= pages
    }


@pytest.fixture(scope="module")
def facts(shipped: RetailGraph) -> dict[tuple[str, int], Fact]:
    """By the key of a relationship and the number of a spell."""
    relations, pages = shipped.ontology.relations, undated(shipped)
    return {
        (one.key, number): told(one.relationship, spell, relations[one.relationship.relation])._replace(
            undated=(one.key, number) in pages
        )
        for one in reading.known(shipped.tables, reading.ALL)
        for number, spell in enumerate(one.relationship.spells, 1)
    }


@pytest.fixture(scope="module")
def network(shipped: RetailGraph) -> Any:
    return shipped.networkx(include=INCLUDE)


def in_force(facts: Mapping[tuple[str, int], Fact]) -> set[tuple[str, int]]:
    return {place for place, fact in facts.items() if fact.holds == "yes"}


def test_there_is_something_of_each_kind(facts: dict[tuple[str, int], Fact]) -> None:
    kinds = Counter((fact.holds, fact.stale, fact.ended) for fact in facts.values())
    assert {("yes", True, False), ("yes", False, False), ("no", False, True), ("", False, False)} <= set(
        kinds
    )
    assert len(facts) > 1000


def test_rows_of_answers_cards_and_lists(shipped: RetailGraph, facts: dict[tuple[str, int], Fact]) -> None:
    seen: Counter[str] = Counter()
    for row in rows_of(shipped, reading.known(shipped.tables, reading.ALL)):
        seen[row.key] += 1
        fact = facts[row.key, seen[row.key]]
        assert (row.holds, row.stale, row.confirmed) == (fact.holds, fact.stale, fact.month)
        assert (row.status == "inForce") <= (fact.holds != "no"), row
        if fact.ended:
            assert row.status == "ended"
        assert row.last_reported == fact.last_reported and row.share == fact.share
        assert row.undated == fact.undated
        assert reported_words(row).startswith("undated, read ") == fact.undated
    assert sum(seen.values()) == len(facts)


def test_sentences_that_answer(shipped: RetailGraph) -> None:
    for row in rows_of(shipped, reading.known(shipped.tables, reading.ALL)):
        told = statement(row, shipped.ontology)
        assert (f"last confirmed {row.confirmed})" in told) == (row.stale and row.status not in PLANNED), told
        assert ("never confirmed" in told) == (row.stale and row.status in PLANNED), told
        assert (", undated" in told) == (row.undated and not row.stale), told
    whole = shipped.ask("partners of Tapestry")
    old = sum(row.stale for row in whole.rows if row.holds == "yes")
    month = max(row.confirmed for row in whole.rows)
    assert old == 2 and whole.sentence.endswith(f"; none confirmed since {month}.")


def test_a_yes(shipped: RetailGraph, facts: dict[tuple[str, int], Fact]) -> None:
    some = reading.known(shipped.tables, reading.ALL)[::12]
    for one in some:
        known, relation = one.relationship, shipped.ontology.relations[one.relationship.relation]
        mine = [facts[one.key, number] for number in range(1, len(known.spells) + 1)]
        if relation.kind == STATE and any(fact.holds == "yes" for fact in mine):
            answer = asked_of(shipped, known.subject, known.relation, known.object)
            held = [row for row in answer.rows if row.holds == "yes"]
            assert answer.answer == "yes"
            assert bool(answer.confirmed) == all(row.stale for row in held)
    assert len(some) > 80


def test_cards(shipped: RetailGraph, facts: dict[tuple[str, int], Fact]) -> None:
    by_key = {key: [f for (k, _), f in facts.items() if k == key] for key, _ in list(facts)[::12]}
    for name in list(shipped.labels())[::25]:
        for row in (row for group in shipped.show(name).groups for row in group.rows if row.key in by_key):
            assert (row.holds, row.stale, row.confirmed) in {
                (f.holds, f.stale, f.month) for f in by_key[row.key]
            }


def state(fact: Fact) -> tuple[str, ...]:
    """The words for it that networks may use; what is planned for later does not hold today."""
    words = {"yes": ("inForce",), "unknown": ("unknown", *PLANNED), "no": ("ended", "denied", *PLANNED)}
    return words.get(fact.holds, ("completed", "calledOff", "announced", "rumoured", "denied"))


def test_networks(network: Any, facts: dict[tuple[str, int], Fact]) -> None:
    found = {(told["relationship"], told["spell"]): told for *_, told in network.edges(data=True)}
    for place, one in found.items():
        fact = facts[place]
        assert one["status"] in state(fact), (place, one)
        assert (one["stale"], one["share"]) == (fact.stale, fact.share)
        assert one["last_reported"] == fact.last_reported.isoformat()
        assert one["undated"] == fact.undated
    assert {p for p, one in found.items() if one["status"] == "inForce"} == in_force(facts)


def of_xml(text: str, edge: str, value: str, name: str) -> dict[tuple[str, int], dict[str, str]]:
    """The attributes of edges in a file of XML."""
    found = {}
    for element in ElementTree.fromstring(text).iter(edge):
        told = {
            v.get(name, "").removeprefix("edge_"): v.get("value") or v.text or "" for v in element.iter(value)
        }
        found[told["relationship"], int(told["spell"])] = told
    return found


GRAPHML, GEXF = "{http://graphml.graphdrawing.org/xmlns}", "{http://www.gexf.net/1.2draft}"


def read_file(format: str, text: str) -> dict[tuple[str, int], dict[str, Any]]:
    if format == "graphml":
        return of_xml(text, f"{GRAPHML}edge", f"{GRAPHML}data", "key")
    if format == "gexf":
        return of_xml(text, f"{GEXF}edge", f"{GEXF}attvalue", "for")
    data = json.loads(text)
    edges = data["edges"] if format == "node-link" else [e["data"] for e in data["elements"]["edges"]]
    return {(told["relationship"], told["spell"]): told for told in edges}


@pytest.mark.parametrize("format", ["graphml", "gexf", "node-link", "cytoscape"])
def test_files_of_networks(shipped: RetailGraph, network: Any, format: str) -> None:
    found = read_file(format, "".join(network_text(network, format, shipped.ontology)))
    assert len(found) == network.number_of_edges()
    for *_, told in network.edges(data=True):
        one = found[told["relationship"], told["spell"]]
        assert (one["status"], str(one["stale"]).lower()) == (told["status"], str(told["stale"]).lower())
        assert (one["share"], one["last_reported"]) == (told["share"], told["last_reported"])
        assert str(one["undated"]).lower() == str(told["undated"]).lower()


def test_the_table(shipped: RetailGraph, facts: dict[tuple[str, int], Fact]) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(shipped.export("csv")))))
    assert Counter(
        (r["holds"], r["stale"] == "yes", r["last_confirmed"], r["share"], r["undated"] == "yes")
        for r in rows
    ) == Counter((f.holds, f.stale, f.month, f.share, f.undated) for f in facts.values())
    assert not [r for r in rows if r["status"] == "inForce" and r["holds"] == "no"]
    assert Counter(r["status"] == "ended" and r["holds"] == "no" for r in rows)[True] == sum(
        f.ended for f in facts.values()
    )


def test_what_is_undated_in_sparql(shipped: RetailGraph, facts: dict[tuple[str, int], Fact]) -> None:
    whole = shipped.query("SELECT ?r { ?r rg:undated true ; rg:lastReported ?day }").rows
    some = shipped.query(
        "SELECT ?s { ?r rg:lastReported ?day ; ?rung ?s . ?rung a rg:Status . ?s rg:undated true }"
    )
    numbers = Counter(key for key, _ in facts)
    sure = {key for key, _ in facts if all(facts[key, n].undated for n in range(1, numbers[key] + 1))}
    apart = sum(fact.undated for (key, _), fact in facts.items() if key not in sure)
    assert len(whole) == len(sure) > 5 and len(some.rows) == apart


def test_edges_of_sparql(shipped: RetailGraph, network: Any) -> None:
    drawn: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
    for one, two, told in network.edges(data=True):
        if told["status"] == "inForce":
            ends = [(one, two), (two, one)] if told["symmetric"] else [(one, two)]
            drawn[told["stale"]] |= {(ENTITY + a, RG + told["relation"], ENTITY + b) for a, b in ends}
    for stale, word in ((False, "?relation a rg:Relation ."), (True, "?word rg:staleOf ?relation .")):
        pattern = "?one ?word ?two" if stale else "?one ?relation ?two"
        found = shipped.query(f"SELECT ?one ?relation ?two {{ {word} {pattern} }}").rows
        # Of several relationships of the same two, as in two roles, the freshest counts.
        wanted = drawn[True] - drawn[False] if stale else drawn[False]
        assert {tuple(getattr(term, "value", "") for term in row) for row in found} == wanted


def test_counts(shipped: RetailGraph, facts: dict[tuple[str, int], Fact]) -> None:
    stats, held = shipped.stats(), in_force(facts)
    assert stats.in_force == len(held) == shipped.networkx().number_of_edges()
    assert stats.stale == sum(facts[place].stale for place in held)
    assert stats.stale == sum(row.holds == "yes" for row in shipped.stale())
    types = Counter(type_ for one in shipped.list() for type_ in one.types)
    assert dict(stats.by_type) == types
    assert all(len(shipped.list(name)) == number for name, number in types.items())


def test_the_page_about_the_data_counts_the_same(shipped: RetailGraph) -> None:
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    day = re.search(r"^\| as of \| (\d{4}-\d\d-\d\d),", page, re.M)
    assert day
    then = shipped.at(day[1])
    stats = stats_of(then)
    assert f"| relationships | {stats.relationships:,}, of which {stats.in_force} hold |" in page
    assert f"| not confirmed lately | {stats.stale} of these |" in page
    types = dict(stats.by_type)
    assert {
        m[1]: int(m[2]) for m in re.finditer(r"^\| (\w+) \| (\d+) \| \d+ \| \d+ \| \d+ \|$", page, re.M)
    } == types
    held = Counter(told["relation"] for *_, told in networkx_graph(then).edges(data=True))
    lines = re.findall(r"^\| `(\w+)` \| \d+ \| \d+ \| \d+ \| (\d+) \|", page, re.M)
    assert {name: int(number) for name, number in lines if int(number)} == held


def test_conflicts_and_check_list_the_same(shipped: RetailGraph) -> None:
    found = [finding.message for finding in stored_conflicts(shipped)]
    listed = shipped.conflicts()
    assert len(found) == len(listed) == shipped.stats().conflicts
    assert all(any(one.text in message for message in found) for one in listed)
