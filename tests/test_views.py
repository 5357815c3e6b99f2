"""Views of another day: as of, and as known on."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, TODAY, Outcome, article, canonical, examples, own_store, some, write
from retailgraph import RetailGraph
from retailgraph.articles import Article
from retailgraph.dates import partial
from retailgraph.errors import Refused, UsageError
from retailgraph.graph import reading, views
from retailgraph.ontology import ENTITY, RG, STALE
from retailgraph.relationships import YES, Relationship
from retailgraph.standing import on, standing
from retailgraph.tables.conclusions import ALL, found
from retailgraph.tables.store import Tables
from test_graph import DAYS, ONTOLOGY, SETS, InMemory, articles_of, quads_of, same

OWNERS = {
    "2016-05-a": article("acme owns grove: {from: 2012}", published="2016-05"),
    "2019-02-b": article(
        "bolt acquires grove: {status: announced}", "acme sellsOn isle: {from: 2019-01}", published="2019-02"
    ),
    "2019-06-10-c": article("bolt acquires grove: {seller: acme, from: 2019-06-03}", published="2019-06-10"),
    "undated-d": article("core owns finch", retrieved="2022-01-05"),
    "undated-e": article("dune owns harbor"),
}


@pytest.fixture
def graph(tmp_path: Path) -> RetailGraph:
    return own_store(tmp_path, OWNERS)


def owners(graph: RetailGraph, **when: str) -> list[str]:
    return [row.id for row in graph.ask("who owns Grove", **when).rows]


# --- as known on ----------------------------------------------------------------------------------------


def never(*_: object) -> None:
    raise AssertionError("it was concluded before")


def known_files(graph: RetailGraph) -> list[Path]:
    return sorted(graph.home.view.glob("known-*"))


def test_what_was_known_on_a_day_is_concluded_once(
    graph: RetailGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {day: graph.at(known_on=day).show("Grove") for day in ("2018", "2019-02")}
    assert [path.suffix for path in known_files(graph)] == [".db", ".sum"] * 2
    monkeypatch.setattr(views, "conclude", never)
    with RetailGraph.open(tmp_path / "store", today=TODAY) as again:
        assert {day: again.at(known_on=day).show("Grove") for day in before} == before
        assert again.at(known_on="2019-02").stats() == graph.at(known_on="2019-02").stats()
        with pytest.raises(AssertionError, match="concluded before"):
            again.at(known_on="2019-03")
        files = known_files(again)
        assert owners(again, known_on="2018") == ["acme"]
        assert known_files(again) == files


def test_of_other_rows_it_is_concluded_again(graph: RetailGraph, tmp_path: Path) -> None:
    assert owners(graph, known_on="2018") == ["acme"]
    old = known_files(graph)
    graph.load(
        write(tmp_path / "in", {"2017-z": article("core owns grove: {from: 2017-01}", published="2017")})
    )
    with RetailGraph.open(tmp_path / "store", today=TODAY) as again:
        assert "core" in owners(again, known_on="2018")
        assert set(known_files(again)).isdisjoint(old) and len(known_files(again)) == 2
        again.reset()
        assert known_files(again) == []


@pytest.mark.parametrize("damage", [b"", b"rubbish", None])
def test_a_view_that_is_not_what_was_written_is_made_again(
    graph: RetailGraph, tmp_path: Path, damage: bytes | None
) -> None:
    before = graph.at(known_on="2019-02").show("Grove")
    path, _ = known_files(graph)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"acme", b"bolt") if damage is None else damage)
    with RetailGraph.open(tmp_path / "store", today=TODAY) as again:
        assert again.at(known_on="2019-02").show("Grove") == before
    assert path.read_bytes()[:16] == whole[:16]


def test_where_no_view_can_be_kept_it_is_made_each_time(
    graph: RetailGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retailgraph.tables.past.sums.note", full)
    assert owners(graph, known_on="2018") == ["acme"]
    assert known_files(graph) == []


def knew(article: Article, day: date) -> bool:
    said = [when.latest for when in (article.published, article.retrieved) if when]
    return day >= TODAY or (bool(said) and min(said) <= day)


@settings(max_examples=examples(20, 80), deadline=None)
@given(SETS, st.sampled_from((*DAYS, date(2019, 9, 18), date(2019, 9, 17), date(2020, 1, 1))))
def test_as_known_on_a_day_equals_loading_only_the_articles_up_to_it(
    texts: dict[str, str], day: date
) -> None:
    every = articles_of(texts)
    whole = InMemory(every.values())
    alone = InMemory((a for a in every.values() if knew(a, day)), day)
    with views.known_on(whole.tables, day, TODAY, ONTOLOGY).tables as past:
        same(canonical(alone.store), canonical(quads_of(past, day)))


@pytest.mark.parametrize("day", ["2019-09-18", *some("2012", "2023-03")])
def test_as_known_on_a_day_equals_loading_the_shipped_articles_up_to_it(
    shipped: RetailGraph, tmp_path: Path, day: str
) -> None:
    view = shipped.at(known_on=day)
    files = [ROOT / "data/articles" / f"{name}.yaml" for name in view.articles()]
    with RetailGraph.open(tmp_path / "store", today=partial(day).latest) as alone:
        alone.load([ROOT / "data/entities", *files])
        same(canonical(alone), canonical(view))
        assert view.stats() == alone.stats()
    left = set(shipped.articles()) - set(view.articles())
    assert len(files) > 5 and left
    assert not [name for name in left if name[:4].isdigit() and name[:4] < day[:4]]


def concluded(tables: Tables) -> dict[str, Relationship]:
    return {key: one for _, key, one in found(tables, ALL, claims=True)}


@settings(max_examples=examples(12, 60), deadline=None)
@given(SETS)
def test_what_is_learned_day_by_day_adds_up_to_what_was_known_on_each(texts: dict[str, str]) -> None:
    tables = InMemory(articles_of(texts).values()).tables
    held: dict[str, Relationship] = {}
    days = {}
    for day, changes in views.learned(tables, TODAY, ONTOLOGY):
        held = {key: told for key, told in (held | changes).items() if told}
        days[day] = held
        with views.known_on(tables, day, TODAY, ONTOLOGY).tables as past:
            assert held == concluded(past)
    assert set(days) == {day for day in map(came_out, articles_of(texts).values()) if day < TODAY}


def came_out(article: Article) -> date:
    return min([when.latest for when in (article.published, article.retrieved) if when] or [TODAY])


@pytest.fixture(scope="module")
def learned(shipped: RetailGraph) -> list[tuple[date, dict[str, Relationship | None]]]:
    return [(day, dict(changes)) for day, changes in shipped.learned()]


@pytest.mark.parametrize("day", ["2012", "2019-09-18", "2023-03"])
def test_what_was_learned_of_the_shipped_articles_is_what_was_known(
    shipped: RetailGraph, learned: list[tuple[date, dict[str, Relationship | None]]], day: str
) -> None:
    held: dict[str, Relationship | None] = {}
    for when, changes in learned:
        if when <= partial(day).latest:
            held |= changes
    assert {k: told for k, told in held.items() if told} == concluded(shipped.at(known_on=day).tables)


def test_knowing_everything_changes_nothing(shipped: RetailGraph) -> None:
    same(canonical(shipped), canonical(shipped.at(known_on=TODAY.isoformat())))


def test_what_was_believed_then_is_answered(graph: RetailGraph) -> None:
    assert owners(graph) == ["bolt"]
    assert owners(graph, known_on="2018") == ["acme"]
    assert owners(graph, known_on="2019-06-09") == ["acme"]
    assert owners(graph, known_on="2019-06-10") == ["bolt"]
    assert owners(graph, known_on="2019-06-10", as_of="2019-06-02") == ["acme"]
    # In 2018 nobody knew that it would be sold.
    assert owners(graph, known_on="2018", as_of="2026-01-01") == ["acme"]
    assert owners(graph, known_on="2010") == []


def test_a_month_counts_from_its_end_and_an_undated_article_from_the_day_it_was_read(
    graph: RetailGraph,
) -> None:
    assert graph.at(known_on="2019-02-27").articles() == ["2016-05-a"]
    assert graph.at(known_on="2019-02").articles() == ["2016-05-a", "2019-02-b"]
    assert "undated-d" not in graph.at(known_on="2022-01-04").articles()
    assert "undated-d" in graph.at(known_on="2022-01-05").articles()
    assert "undated-e" not in graph.at(known_on="2026-11-22").articles()
    assert "undated-e" in graph.at(known_on=TODAY.isoformat()).articles()


def test_answers_say_what_they_are_of(graph: RetailGraph) -> None:
    assert graph.ask("who owns Grove", known_on="2018").period == "as of 2018-12-31, as known on 2018"
    asked = graph.ask("who owns Grove", known_on="2019", as_of="2017")
    assert (asked.period, asked.window, asked.as_of) == ("in 2017, as known on 2019", "in", date(2017, 1, 1))


def test_everything_is_as_known_then(graph: RetailGraph) -> None:
    assert graph.why("Acme", "owns", "Grove", known_on="2018").rows[0].holds == YES
    assert [g.heading for g in graph.show("Bolt", known_on="2018").groups] == []
    assert [e.id for e in graph.list("brands", known_on="2018")] == ["grove"]
    assert [e.id for e in graph.list("brands")] == ["finch", "grove"]
    assert set(graph.networkx(known_on="2018").edges) == {("acme", "grove", "owns")}
    assert len(graph.query("SELECT ?c { ?r rg:claim ?c }", known_on="2018").rows) == 1
    assert "2019-02-b" not in "".join(graph.export("nquads", known_on="2018"))
    assert "2019-02-b" in "".join(graph.export("nquads"))
    assert len(graph.rdflib(known_on="2018")) < len(graph.rdflib())


# --- as of ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def relationships(shipped: RetailGraph) -> list[Relationship]:
    return [known.relationship for known in reading.known(shipped.tables, reading.ALL)]


@pytest.mark.parametrize(
    "when", ["2014", "2019-06-03", "2025-08-04", *some("2019-06-02", "1900", "9999-12-31")]
)
def test_edges_as_of_a_day_are_what_holds_on_it(
    shipped: RetailGraph, relationships: list[Relationship], when: str
) -> None:
    period = partial(when)
    relations = shipped.ontology.relations
    held, fresh = set(), set()
    time = on(period.earliest, period.latest)
    for one in relationships:
        relation = relations[one.relation]
        if relation.kind == "State" and one.holds_in(period) == YES:
            edges = {(one.subject, one.relation, one.object)}
            edges |= {(one.object, one.relation, one.subject)} if relation.symmetric else set()
            held |= edges
            standings = [standing(spell, one, relation, time) for spell in one.spells]
            fresh |= edges if any(s.holds == YES and not s.stale for s in standings) else set()
    dated = shipped.at(when).dated
    drawn, stale = (
        {
            tuple(t.value.rpartition("/")[2].rpartition("#")[2] for t in (q.subject, q.predicate, q.object))
            for relation in relations
            for q in dated.quads_for_pattern(None, ox.NamedNode(base + relation), None)
            if q.subject.value.startswith(ENTITY)
        }
        for base in (RG, STALE)
    )
    assert not drawn & stale
    assert drawn == fresh
    assert drawn | stale == held
    assert dated is not shipped.store


def test_a_query_as_of_a_day_sees_its_edges(graph: RetailGraph) -> None:
    text = "SELECT ?owner { ?owner rg:owns|stale:owns ent:grove }"

    def asked(**when: str) -> list[str]:
        return [cells[0].rpartition(":")[2] for cells in graph.query(text, **when).cells()]

    assert asked() == ["bolt"]
    assert asked(as_of="2019-06-02") == ["acme"]
    assert sorted(asked(as_of="2019")) == ["acme", "bolt"]
    assert asked(as_of="2011") == []
    assert asked(as_of="2026-01-01", known_on="2018") == ["acme"]
    dated = 'ASK { graph:edges rg:edgesAsOf "2019-06"^^xsd:gYearMonth }'
    assert graph.query(dated, as_of="2019-06").boolean


def test_deals_as_of_a_day_are_those_made_by_then(graph: RetailGraph) -> None:
    def asked(question: str, when: str) -> list[tuple[str, str]]:
        return [(row.id, row.status) for row in graph.ask(question, as_of=when).rows]

    assert asked("acquisitions of Bolt", "2026-01-01") == [("grove", "completed")]
    assert asked("acquisitions of Bolt", "2019-06-02") == [("grove", "announced")]
    assert asked("acquisitions of Bolt", "2018") == []
    assert graph.ask("did Bolt acquire Grove", as_of="2018").answer == "no"
    assert graph.ask("did Bolt acquire Grove", as_of="2020").answer == "yes"


def test_a_state_that_ended_later_is_in_force_then(graph: RetailGraph) -> None:
    row = graph.ask("who owns Grove", as_of="2018").rows[0]
    assert (row.id, row.status, row.until) == ("acme", "inForce", "2019-06-03")
    shown = graph.show("Acme", as_of="2018")
    assert [(r.id, r.status, r.holds) for g in shown.groups for r in g.rows] == [("grove", "inForce", "yes")]


def test_lists_as_of_a_day_hold_what_was_joined_then(graph: RetailGraph) -> None:
    def listed(when: str) -> list[tuple[str, int]]:
        return [(e.id, e.relationships) for e in graph.list("companies", as_of=when)]

    assert listed("2013") == [("acme", 1), ("core", 1), ("dune", 1)]
    assert listed("2020") == [("acme", 1), ("bolt", 1), ("core", 1), ("dune", 1)]


# --- views themselves -----------------------------------------------------------------------------------


def test_a_view_of_nothing_is_the_graph_itself(graph: RetailGraph) -> None:
    assert graph.at() is graph


def test_views_of_views(graph: RetailGraph) -> None:
    known = graph.at(known_on="2019-06-10")
    assert owners(known) == ["bolt"]
    assert owners(known.at("2018")) == ["acme"]
    assert known.at("2018").known_on == partial("2019-06-10")
    assert owners(known.at(known_on="2018")) == ["acme"]
    assert owners(known.at(known_on="2026")) == ["bolt"]


def test_a_view_is_not_changed(graph: RetailGraph, tmp_path: Path) -> None:
    before = canonical(graph)
    view = graph.at(known_on="2018")
    for change in (
        lambda: view.load([tmp_path / "files"]),
        lambda: view.remove(["2016-05-a"]),
        view.rebuild,
        view.reset,
        view.freshen,
    ):
        with pytest.raises(Refused, match="view of another day"):
            change()
    assert canonical(graph) == before


def test_a_view_of_before_a_load_is_made_anew_after_it(graph: RetailGraph, tmp_path: Path) -> None:
    assert owners(graph, known_on="2018") == ["acme"]
    path = tmp_path / "2017-core.yaml"
    path.write_text(article("core acquires grove: {seller: acme, from: 2017-03}", published="2017"))
    graph.load([path])
    assert owners(graph, known_on="2018") == ["core"]


@pytest.mark.parametrize("when", ["2023-02-30", "2023-13", "yesterday", "0000", "20230101", ""])
def test_a_day_that_does_not_exist_is_refused(graph: RetailGraph, when: str) -> None:
    with pytest.raises(UsageError, match="'"):
        graph.at(when)
    with pytest.raises(UsageError, match="'"):
        graph.ask("who owns Grove", known_on=when)


# --- the command line -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "then", "now"),
    [
        (["ask", "who", "owns", "Grove"], "Acme", "Bolt"),
        (["show", "Grove"], "is owned by", "is acquired by"),
        (["why", "Acme", "owns", "Grove"], "yes", "no"),
        (["list", "companies"], "Acme", "Bolt"),
        (["query", "SELECT ?n { ?o rg:owns|stale:owns ent:grove ; rdfs:label ?n }"], "Acme", "Bolt"),
        (["export", "--format", "csv"], "Acme", "Bolt"),
    ],
)
def test_commands_take_both_options(
    graph: RetailGraph,
    tmp_path: Path,
    run: Callable[..., Outcome],
    words: list[str],
    then: str,
    now: str,
) -> None:
    graph.close()
    store = ["--store", tmp_path / "store"]
    present = run(*words, *store)
    assert present.code == 0 and now in present.out
    known = run(*words, *store, "--known-on", "2018-12-31")
    assert known.code == 0 and then in known.out and (now not in known.out or now == "no")
    dated = run(*words, *store, "--as-of", "2018-12-31")
    assert dated.code == 0 and then in dated.out
    wrong = run(*words, *store, "--as-of", "2023-02-30")
    assert (wrong.code, wrong.out) == (2, "") and "'2023-02-30': there is no such day" in wrong.err


def test_a_table_as_of_a_day_has_what_may_hold_on_it_and_what_had_ended(graph: RetailGraph) -> None:
    def owners_of_grove(**when: str) -> dict[str, str]:
        table = csv.DictReader("".join(graph.export("csv", **when)).splitlines())
        return {r["subject"]: r["status"] for r in table if (r["relation"], r["object"]) == ("owns", "grove")}

    assert owners_of_grove().keys() == {"acme", "bolt"}
    assert owners_of_grove(as_of="2018").keys() == {"acme"}
    assert owners_of_grove(as_of="2019").keys() == {"acme", "bolt"}
    assert owners_of_grove(as_of="2020-01-01") == {"acme": "ended", "bolt": "inForce"}
    assert owners_of_grove(as_of="2011") == {}
