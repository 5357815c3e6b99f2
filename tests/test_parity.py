"""What look-ups say is what SPARQL says: each compared with the query that stands for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import pyoxigraph as ox
import pytest

from conftest import ROOT, TODAY
from retailgraph import RetailGraph
from retailgraph.lookup.events import Event
from retailgraph.lookup.rows import Row
from retailgraph.ontology import ENTITY, PREFIXES, RELATIONSHIP, RG
from retailgraph.sparql import lookups
from retailgraph.sparql.lookups import Lookup


def asked(graph: RetailGraph, lookup: Lookup, **values: Any) -> Iterator[dict[str, str]]:
    """The rows of a look-up as SPARQL: each value as text, an IRI without its base."""
    terms = {n: ox.NamedNode(ENTITY + v) if n == "given" else ox.Literal(v) for n, v in values.items()}
    found = graph.query(lookup.text, bindings=terms)
    for row in found.rows:
        yield {n: local(t) for n, t in zip(found.variables, row, strict=True) if t is not None}


def local(term: Any) -> str:
    value = str(term.value)
    if isinstance(term, ox.NamedNode):
        for base in (ENTITY, RELATIONSHIP, RG, *PREFIXES.values()):
            value = value.removeprefix(base)
    return value


def rows_of(graph: RetailGraph, name: str, day: date) -> Counter[tuple[Any, ...]]:
    """The rows of a card by SPARQL."""
    ask = {"given": name, "day": day.isoformat(), "next": (day + timedelta(days=1)).isoformat()}
    articles, publishers, added = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in asked(graph, lookups.SUPPORT, given=name):
        articles[row["spell"]].add(row["article"])
        publishers[row["spell"]].add(row["publisher"])
    for row in asked(graph, lookups.QUALIFIERS, given=name):
        added[row["relationship"], row["name"]].add(row["value"])
    return Counter(
        (
            *(row[n] for n in ("relationship", "subject", "relation", "object", "status", "holds")),
            row["stale"] == "true",
            *(row[n] for n in ("since", "until", "share", "announced", "first", "last")),
            len(articles[row["spell"]]),
            tuple(sorted(publishers[row["spell"]])),
        )
        for row in asked(graph, lookups.ROWS, **ask)
    )


def told(row: Row) -> tuple[Any, ...]:
    """The same of a row of a look-up."""
    return (
        *(row.key, row.subject_id, row.relation, row.object_id, row.status, row.holds, row.stale),
        *(row.since, row.until, row.share, row.announced),
        *(row.first_reported.isoformat(), row.last_reported.isoformat(), row.articles, row.sources),
    )


def compare(graph: RetailGraph, name: str, day: date) -> int:
    card = graph.show(name, as_of=day.isoformat()) if day != graph.today else graph.show(name)
    rows = [row for group in card.groups for row in group.rows]
    mine = rows_of(graph, name, day)
    assert Counter(map(told, rows)) == mine
    return len(rows)


SHIPPED = ("tapestry", "tmall", "stuart-weitzman", "versace", "jide-zeitlin", "aura-blockchain-consortium")


def known(graph: RetailGraph) -> list[str]:
    names = sorted(graph.labels())
    return [name for name in SHIPPED if name in names] or names[::6]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    """A made-up market of some claims, of the kind that benchmarks measure."""
    spec = spec_from_file_location("generate", ROOT / "benchmarks" / "generate.py")
    assert spec and spec.loader
    generate = module_from_spec(spec)
    spec.loader.exec_module(generate)
    folder = tmp_path_factory.mktemp("market")
    generate.write(folder / "files", claims=160)
    with RetailGraph.open(folder / "store", today=TODAY) as graph:
        graph.load([folder / "files"])
        yield graph


@pytest.fixture(params=["shipped", "market"])
def graph(request: pytest.FixtureRequest) -> RetailGraph:
    found: RetailGraph = request.getfixturevalue(request.param)
    return found


def test_cards(graph: RetailGraph) -> None:
    assert sum(compare(graph, name, graph.today) for name in known(graph)) > 15


QUESTIONS = {
    "partners of": ("partnersWith", "", ""),
    "owners of": ("owns", "object", ""),
    "brands of": ("owns", "subject", "Brand"),
    "platforms of": ("owns", "subject", "Platform"),
    "members of": ("memberOf", "object", ""),
    "who leads": ("leads", "object", ""),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions(graph: RetailGraph, question: str) -> None:
    relation, side, type_ = QUESTIONS[question]
    day, types = graph.today, graph.types()
    ask = {"day": day.isoformat(), "next": (day + timedelta(days=1)).isoformat()}
    for name in known(graph):
        answer = graph.ask(f'{question} "{graph.labels()[name]}"')
        if not any(name in (row.subject_id, row.object_id) for row in answer.rows):
            continue
        told = {
            (row.key, row.id, row.holds) for row in answer.rows if not row.via and row.relation == relation
        }
        rows = asked(graph, lookups.ROWS, given=name, **ask)
        mine = {
            (row["relationship"], other, row["holds"])
            for row in rows
            if row["relation"] == relation
            and row["holds"] != "no"
            and name in (row[side or "subject"], row[side or "object"])
            for other in ({row["subject"], row["object"]} - {name})
            if not type_ or type_ in types[other]
        }
        assert told == mine, name


def test_qualifiers_and_reasons(graph: RetailGraph) -> None:
    for name in known(graph)[:3]:
        added = defaultdict(set)
        for row in asked(graph, lookups.QUALIFIERS, given=name):
            added[row["relationship"], row["name"]].add(row["value"])
        rows = [row for group in graph.show(name).groups for row in group.rows]
        many = Counter(row.key for row in rows)
        for row in (row for row in rows if many[row.key] == 1):
            for word in ("scope", "market", "through", "price"):
                assert set(getattr(row, word)) == added[row.key, word], (row.key, word)
        for row in rows[:3]:
            why = graph.why(row.subject_id, row.relation, row.object_id)
            told = {(e.article, words) for one in why.rows for e in one.evidence for words in e.says}
            ends = {
                "subject": ox.NamedNode(ENTITY + row.subject_id),
                "relation": ox.NamedNode(RG + row.relation),
                "object": ox.NamedNode(ENTITY + row.object_id),
            }
            found = graph.query(lookups.CLAIMS.text, bindings=ends)
            cells = [dict(zip(found.variables, cell, strict=True)) for cell in found.rows]
            assert told <= {(local(c["article"]), str(getattr(c["words"], "value", ""))) for c in cells}


def test_lists_names_figures_and_conflicts(graph: RetailGraph) -> None:
    listed = {(one.id, one.name, type_) for one in graph.list() for type_ in one.types}
    found = graph.query(lookups.ENTITIES.text)
    assert {tuple(local(t) for t in row) for row in found.rows if row} == listed
    for name in known(graph):
        card = graph.show(name)
        said = {(row["term"], row["text"]) for row in asked(graph, lookups.NAMES, given=name)}
        assert {("label", card.name), *(("altLabel", alias) for alias in card.aliases)} <= said
        assert {text for term, text in said if term == "prefLabel"} == {text for _, text in card.names}
        assert {text for term, text in said if term in ("country", "comment")} == {
            card.country,
            card.about,
        } - {""}
        former = {row["name"] for row in asked(graph, lookups.FORMER_NAMES, given=name)}
        assert former == {one.name for one in card.former}
        figures = [row["figure"] for row in asked(graph, lookups.FIGURES, given=name)]
        assert len(figures) == len(card.figures)
        texts = {row["text"] for row in asked(graph, lookups.CONFLICTS, given=name)}
        assert texts == {one.text for one in graph.conflicts(name)}


def when(event: Event) -> str:
    """A span as rows have it: a timeline leaves out days that follow from a stated year or month."""
    return f"{event.earliest} to {event.latest}" if event.when.startswith("between ") else event.when


def test_timelines(graph: RetailGraph) -> None:
    seen = 0
    for name in known(graph):
        mine = {
            (row["what"], row["when"], row["subject"], row["relation"], row["object"])
            for row in asked(graph, lookups.TIMELINE, given=name)
        }
        told = {
            (event.event, when(event), event.subject_id, event.relation, event.object_id)
            for event in graph.timeline(name).events
            if event.event in ("began", "ended", "completed", "calledOff")
            and name in (event.subject_id, event.object_id)
        }
        assert told <= mine, told - mine
        seen += len(told)
    assert seen > 10
