"""The rows as RDF: lean, and in step with the rows whatever comes and goes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from conftest import TODAY, article, canonical, examples, own_store, write
from retailgraph import RetailGraph, dates
from retailgraph.articles import Article, Entity, read
from retailgraph.graph import queried
from retailgraph.graph.changing import Change
from retailgraph.rdf import kept, stepping, view
from retailgraph.tables import connecting, entities, steps, whole
from retailgraph.tables.steps import Changes
from test_graph import NAMES, ONTOLOGY, SETS, STEPS, InMemory, articles_of, quads_of, same

posix = pytest.mark.skipif(os.name == "nt", reason="locks on folders are needed")
SOME = {
    "2019-a": article("acme owns finch: {from: 2018}", published="2019"),
    "2020-b": article("bolt acquires finch: {from: 2019-06, seller: acme}", published="2020"),
}

LONGER = article(
    "acme owns harbor: {from: before 1995}",
    "bolt sellsOn isle: {from: after 2010, to: 2015..2017}",
    "core owns grove: {from: 1990s, to: after 2001}",
    "dune acquires isle: {from: 1995-Q2}",
    "ember sellsOn harbor: {announced: 1995-H1, from: before 1996-Q2}",
    url="https://example.com/longer",
    published="2021",
)
"""Dates with bounds, of which some hold what no IRI can."""


# --- lean -----------------------------------------------------------------------------------------------


def test_at_most_fourteen_triples_a_claim(shipped: RetailGraph) -> None:
    assert len(shipped.store) <= 14 * shipped.counts()["claims"]


def test_nothing_is_said_twice(shipped: RetailGraph) -> None:
    lines = list(view.row_lines(shipped.tables, shipped.ontology, shipped.edges_of))
    assert [line for line, count in Counter(lines).items() if count > 1] == []
    typed = "SELECT DISTINCT ?t { ?x a ?t . ?x rdf:subject|rg:inArticle|rg:says|rg:side|rg:lastReported ?y }"
    assert shipped.query(typed).rows == ()


def test_every_claim_is_said_to_be_about_something(shipped: RetailGraph) -> None:
    claims = {
        row[0] for row in shipped.query("SELECT ?c { ?c ?s ?p . ?p rg:inArticle ?a . ?s a rg:Status }").rows
    }
    about = {row[0] for row in shipped.query("SELECT ?c { ?r rg:claim ?c ; rdf:predicate ?p }").rows}
    assert claims == about
    assert len(claims) == shipped.counts()["claims"]


def test_a_column_that_comes_later_is_a_term_of_its_name(tmp_path: Path) -> None:
    with own_store(tmp_path, SOME) as graph:
        graph.close()
        graph = RetailGraph.open(tmp_path / "store", today=TODAY)
        with_more = graph.tables.connection
        with_more.execute("PRAGMA query_only = OFF")
        with_more.execute("ALTER TABLE spell ADD COLUMN doubt_reason TEXT")
        with_more.execute("UPDATE spell SET doubt_reason = 'a \"reason\"'")
        found = view.store_of(graph.tables, ONTOLOGY, graph.edges_of, tmp_path)
        graph.close()
    said = found.quads_for_pattern(None, ox.NamedNode("https://w3id.org/retailgraph/ns#doubtReason"), None)
    assert {quad.object for quad in said} == {ox.Literal('a "reason"')}


# --- in step --------------------------------------------------------------------------------------------


@settings(max_examples=examples(6, 120), deadline=None)
@given(SETS, SETS, STEPS)
def test_a_view_brought_in_step_is_the_view_made_at_once(
    texts: dict[str, str], others: dict[str, str], changes: list[tuple[set[str], set[str], date]]
) -> None:
    known = [articles_of(texts), articles_of(others)]
    graph = InMemory([known[0][name] for name in NAMES[:3]])
    store = graph.store
    for number, (put, removed, today) in enumerate(changes):
        graph.tables.changes = Changes()
        articles = [known[number % 2][name] for name in sorted(put)]
        graph.change(articles, (removed & graph.articles.keys()) - put, today)
        done = graph.tables.changes
        assert done.are_few
        stepping.step(store, graph.tables, ONTOLOGY, dates.day(today), done.concerned)
        same(canonical(quads_of(graph.tables, today)), canonical(store))


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """How views came about, in order: ``made`` of all rows, or brought in ``step``."""
    told: list[str] = []

    def listening(module: Any, name: str, word: str) -> None:
        before = getattr(module, name)

        def heard(*words: Any) -> Any:
            told.append(word)
            return before(*words)

        monkeypatch.setattr(module, name, heard)

    listening(queried.view, "lines", "made")
    listening(queried.stepping, "step", "step")
    yield told


def made_at_once(graph: RetailGraph) -> list[str]:
    return canonical(
        view.store_of(graph.tables, graph.ontology, graph.edges_of, queried.places.shipped("ontology"))
    )


def test_a_change_of_one_article_reads_no_more_than_it_concerns(tmp_path: Path, filled: list[str]) -> None:
    with own_store(tmp_path, SOME) as graph:
        assert graph.query("ASK { ent:bolt rg:owns|stale:owns ent:finch }").boolean
        graph.load(
            write(
                tmp_path / "more", {"2021-c": article("core owns finch: {from: 2021-02}", published="2021")}
            )
        )
        assert not graph.query("ASK { ent:bolt rg:owns|stale:owns ent:finch }").boolean
        same(canonical(graph), made_at_once(graph))
        graph.remove(["2021-c"])
        graph.load(write(tmp_path / "more", {"2021-c": article("core owns grove", published="2021")}))
        assert graph.query(
            "ASK { ent:bolt rg:owns|stale:owns ent:finch . ent:core rg:owns|stale:owns ent:grove }"
        ).boolean
        same(canonical(graph), made_at_once(graph))
        assert [word for word in filled if word != "made"] == ["step", "step"]
        assert filled[0] == "made"
        (left,) = graph.directory.glob("rdf-*")
        assert not list(left.glob("work"))


def test_the_first_load_over_the_shipped_articles_steps_from_their_view(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled: list[str], shipped: RetailGraph
) -> None:
    assert shipped.query("ASK { ent:tapestry rg:owns ent:coach }").boolean
    monkeypatch.setenv("RETAILGRAPH_DATA", str(tmp_path))
    filled.clear()
    said = article("caleres owns coach: {from: 2026-02}", published="2026-02")
    with RetailGraph.open(today=shipped.today) as graph:
        graph.load(write(tmp_path / "files", {"2026-02-c": said}))
        assert graph.query("ASK { ent:caleres rg:owns ent:coach }").boolean
        assert filled == ["step"]
        same(canonical(graph), made_at_once(graph))


def test_the_edges_of_a_later_day(tmp_path: Path, filled: list[str]) -> None:
    said = {"2019-a": article("acme owns finch: {from: 2018, to: 2027-02-01}", published="2019")}
    with own_store(tmp_path, said) as graph:
        assert graph.query("ASK { ent:acme rg:owns|stale:owns ent:finch }").boolean
    with RetailGraph.open(tmp_path / "store", today=date(2027, 3, 1)) as graph:
        graph.load(write(tmp_path / "more", {"2020-b": article("bolt owns grove", published="2020")}))
        assert not graph.query("ASK { ent:acme rg:owns|stale:owns ent:finch }").boolean
        assert filled == ["made", "step"]
        same(canonical(graph), made_at_once(graph))


def test_a_view_that_is_not_what_was_written_is_made_anew(tmp_path: Path, filled: list[str]) -> None:
    with own_store(tmp_path, SOME) as graph:
        graph.query("ASK {}")
    for made in tmp_path.glob("store/graph/rdf-*/database/*.sst"):
        made.write_bytes(made.read_bytes()[:-1])
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        graph.load(write(tmp_path / "more", {"2021-c": article("core owns grove", published="2021")}))
        assert graph.query("ASK { ent:core rg:owns|stale:owns ent:grove }").boolean
        assert "step" not in filled
        same(canonical(graph), made_at_once(graph))


@pytest.mark.parametrize(
    "gone", ["database/*.sst", "database/CURRENT", "database/MANIFEST*", "files", "database"]
)
def test_of_a_view_a_part_of_which_is_missing_nothing_is_asked(
    gone: str, tmp_path: Path, filled: list[str]
) -> None:
    with own_store(tmp_path, SOME) as graph:
        graph.query("ASK {}")
    (place,) = tmp_path.glob("store/graph/rdf-*")
    for path in sorted(place.glob(gone))[:1]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    filled.clear()
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        assert graph.query("ASK { ent:bolt rg:owns|stale:owns ent:finch }").boolean
        assert filled == ["made"]
        same(canonical(graph), made_at_once(graph))


def test_what_fails_half_way_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with own_store(tmp_path, SOME) as graph:
        graph.query("ASK {}")
        graph.load(write(tmp_path / "more", {"2021-c": article("core owns grove", published="2021")}))

        def fail(store: ox.Store, *_: Any) -> None:
            store.add(ox.Quad(ox.NamedNode("x:half"), ox.NamedNode("x:half"), ox.NamedNode("x:half")))
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(queried.stepping, "step", fail)
        assert graph.query("ASK { ent:core rg:owns|stale:owns ent:grove }").boolean
        same(canonical(graph), made_at_once(graph))
        assert len(list(graph.directory.glob("rdf-*"))) == 1


@posix
def test_somebody_who_was_killed_leaves_nothing_that_counts(tmp_path: Path) -> None:
    with own_store(tmp_path, SOME) as graph:
        graph.query("ASK {}")
        (made,) = graph.directory.glob("rdf-*")
        for number in (1, 2):
            shutil.copytree(made, made.with_name(f"{made.name}.{number}.tmp"))
            (made.with_name(f"{made.name}.{number}.tmp") / "files").unlink()
        graph.load(write(tmp_path / "more", {"2021-c": article("core owns grove", published="2021")}))
        same(canonical(graph), made_at_once(graph))
        assert len(list(graph.directory.glob("rdf-*"))) == 1


@posix
def test_what_is_being_made_is_not_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(store: ox.Store) -> None:
        store.add(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:a"), ox.NamedNode("x:a")))

    def meanwhile(store: ox.Store) -> None:
        monkeypatch.setattr(os, "getpid", lambda: 1)
        kept.kept([tmp_path], "another", fill).close()
        kept.kept([tmp_path], "mine", fill).close()  # a second process that is faster
        fill(store)

    found = kept.kept([tmp_path], "mine", meanwhile)
    assert found.folder is not None and len(found.store) == 1
    found.close()
    assert [path.name for path in tmp_path.iterdir()] == ["rdf-mine"]


@posix
def test_who_reads_a_view_goes_on_while_it_is_brought_in_step(tmp_path: Path) -> None:
    with own_store(tmp_path, SOME) as graph:
        graph.query("ASK {}")
        with RetailGraph.open(tmp_path / "store", today=TODAY) as reader:
            before = canonical(reader)
            graph.load(write(tmp_path / "more", {"2021-c": article("core owns grove", published="2021")}))
            assert graph.query("ASK { ent:core rg:owns|stale:owns ent:grove }").boolean
            assert canonical(reader) == before


# --- the steps ------------------------------------------------------------------------------------------


def test_steps_name_what_changed_and_nothing_else(tmp_path: Path) -> None:
    with own_store(tmp_path, SOME) as graph:
        state = graph.meta["state"]
        graph.load(write(tmp_path / "more", {"2021-c": article("core owns grove", published="2021")}))
        changed = steps.since(graph.tables, state)
        assert changed is not None
        (key,) = changed["relationship"]
        assert changed == {"entity": set(), "article": {"2021-c"}, "relationship": {key}, "conflict": set()}
        assert steps.since(graph.tables, graph.meta["state"]) == {kind: set() for kind in steps.KINDS}
        assert steps.since(graph.tables, "of nobody") is None
        graph.reset()
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        assert steps.since(graph.tables, state) is None


def test_more_than_is_worth_it_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST", 3)
    with own_store(tmp_path, SOME) as graph:
        first = graph.meta["state"]
        graph.query("ASK {}")
        graph.load(write(tmp_path / "one", {"2021-c": article("core owns grove", published="2021")}))
        second = graph.meta["state"]
        assert steps.since(graph.tables, first) is not None
        graph.remove(["2021-c"])
        assert steps.since(graph.tables, first) is None
        assert steps.since(graph.tables, second) is not None
        many = article("core owns grove", "acme owns grove", "bolt sellsOn harbor", published="2021")
        graph.load(write(tmp_path / "many", {"2021-d": many}))
        assert steps.since(graph.tables, second) is None
        same(canonical(graph), made_at_once(graph))


# --- out and in again -----------------------------------------------------------------------------------


def said_and_concluded(graph: RetailGraph) -> list[str]:
    """All but the day of the edges, which is that of whoever wrote last."""
    return [line for line in made_at_once(graph) if "edgesAsOf" not in line]


@pytest.mark.parametrize(("format", "suffix"), [("nquads", "nq"), ("trig", "trig"), ("jsonld", "jsonld")])
def test_rdf_out_and_in_again_is_the_same_store(tmp_path: Path, format: str, suffix: str) -> None:
    source = own_store(tmp_path / "one", {**SOME, "2021-longer": LONGER})
    path = tmp_path / f"all.{suffix}"
    path.write_text("".join(source.export(format)), encoding="utf-8")
    with RetailGraph.open(tmp_path / "store", today=source.today) as graph:
        loaded = graph.load([path])
        assert len(loaded.articles) == source.counts()["articles"]
        same(said_and_concluded(source), said_and_concluded(graph))
        graph.reset()
    with RetailGraph.open(tmp_path / "store", today=source.today) as graph:
        assert graph.counts() == source.counts()


@settings(max_examples=examples(6, 150), deadline=None)
@given(SETS)
def test_any_articles_out_and_in_again_are_the_same_rows(texts: dict[str, str]) -> None:
    before = InMemory(articles_of(texts).values())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "all.nq")
        path.write_text("\n".join(canonical(before.store)) + "\n", encoding="utf-8")
        found = read([path], ONTOLOGY)
    assert [one for one in found.findings if one.severity == "error"] == []
    with connecting.memory() as tables:
        Change(tables, ONTOLOGY, TODAY).build(found.entities, found.articles)
        same(canonical(before.store), canonical(quads_of(tables, TODAY)))


def test_all_that_ships_comes_back_as_it_was_said(tmp_path: Path, shipped: RetailGraph) -> None:
    path = tmp_path / "all.nq"
    path.write_text("".join(shipped.export("nquads")), encoding="utf-8")
    found = read([path], ONTOLOGY)
    assert [one for one in found.findings if one.severity == "error"] == []
    said = {article.id: claims_of(article) for article in whole.articles(shipped.tables)}
    assert {article.id: claims_of(article) for article in found.articles} == said
    known = {entity.id: of_entity(entity) for entity in entities.entities(shipped.tables)}
    assert {entity.id: of_entity(entity) for entity in found.entities} == known


def claims_of(article: Article) -> tuple[Any, ...]:
    head = replace(article, passages=(), path="", line=0)
    passages = [
        (p.position, p.says, p.quote, p.at, {c.key() for c in p.claims}, {f.key() for f in p.figures})
        for p in article.passages
    ]
    return head, passages


def of_entity(entity: Entity) -> Entity:
    return replace(
        entity,
        path="",
        line=0,
        merged=(),
        types=tuple(sorted(entity.types)),
        aliases=tuple(sorted(entity.aliases)),
        former=tuple(sorted(entity.former, key=str)),
        ids=tuple(sorted(entity.ids)),
    )


def test_the_rdf_of_others_is_refused_in_one_line(tmp_path: Path) -> None:
    from retailgraph.errors import InvalidData

    texts = {
        "other.ttl": ("<x:a> <x:b> <x:c> .", "says nothing of entities or articles"),
        "broken.nq": ("<x:a> <x:b .", "is no RDF"),
        "claim.ttl": (
            "@base <https://w3id.org/retailgraph/> . @prefix rg: <https://w3id.org/retailgraph/ns#> .\n"
            "<article/2019-x> <http://purl.org/dc/terms/title> 'X' ;\n"
            "  <http://purl.org/dc/terms/publisher> 'Y' .\n"
            "<passage/2019-x/1> rg:inArticle <article/2019-x> ; rg:says 'Acme owns nobody.' .\n"
            "<claim/2019-x/00> <https://w3id.org/retailgraph/status#inForce> <passage/2019-x/1> .\n"
            "<relationship/00> rg:claim <claim/2019-x/00> ;\n"
            "  <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> <entity/acme> ;\n"
            "  <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> rg:owns ;\n"
            "  <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> <entity/nobody> .",
            "unknown entity 'nobody'",
        ),
    }
    with own_store(tmp_path / "own", SOME) as graph:
        for name, (text, message) in texts.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
            with pytest.raises(InvalidData) as refused:
                graph.load([tmp_path / name])
            found = refused.value.findings
            assert any(message in one.message and one.path.endswith(name) for one in found), found
