"""The graph and its files: what is built, when it is built again, and that a change is worth a rebuild.

The rule that all of it serves: whatever was loaded and removed in whatever order, the store holds what
building it from its files in one go would give, quad for quad.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import (
    ENTITIES,
    ROOT,
    TODAY,
    article,
    canonical,
    difference,
    empty_store,
    examples,
    own_store,
    reports_of,
    write,
)
from retailgraph import RetailGraph, articles, dates, ontology
from retailgraph.articles import Article, Claim, Entity, Passage, parse_share
from retailgraph.conclusion import Conflict
from retailgraph.errors import InvalidData, NotFound, Refused, StoreError
from retailgraph.graph import changing, places, reading, sources
from retailgraph.graph.changing import Change
from retailgraph.graph.circles import CIRCLE, circles, owned_on
from retailgraph.graph.home import Home
from retailgraph.rdf import view
from retailgraph.tables import conflicts, connecting
from retailgraph.tables.store import Tables

ONTOLOGY = ontology.read(ROOT / "ontology" / "retailgraph.ttl")


def same(one: RetailGraph | Sequence[str], other: RetailGraph | Sequence[str]) -> None:
    """Fail, showing the difference, unless both hold the same quads."""
    lines = [canonical(g) if isinstance(g, RetailGraph) else g for g in (one, other)]
    assert lines[0] == lines[1], "\n".join(itertools.islice(difference(*lines), 20))


def rebuilt(graph: RetailGraph) -> RetailGraph:
    """The same graph, its store deleted and built from the files behind it."""
    graph.reset()
    return RetailGraph.open(graph.directory.parent, today=graph.today)


def version(graph: RetailGraph) -> object:
    """Which state of the store a graph reads: it is another after each change, and after each building."""
    path = graph.tables.path
    return path, graph.meta["state"], path.stat().st_ino


def owners(graph: RetailGraph, name: str) -> list[str]:
    return [row.id for row in graph.ask(f"who owns {name}").rows if row.holds == "yes"]


# --- building -------------------------------------------------------------------------------------------


@pytest.fixture
def small(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that passes for the shipped files: the real ontology, and two articles."""
    folder = home / "shipped"
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    write(folder / "data" / "entities", {"all": ENTITIES})
    write(
        folder / "data" / "articles",
        {
            "2018-finch": article("acme owns finch", published="2018"),
            "2019-grove": article("bolt owns grove", published="2019"),
        },
    )
    monkeypatch.setattr(places, "shipped", lambda kind: folder / kind)
    monkeypatch.setattr(places, "is_installed", lambda: False)
    return folder


def opened() -> tuple[RetailGraph, list[str]]:
    """The default graph, and what was said while it was opened."""
    said: list[str] = []
    return RetailGraph.open(today=TODAY, progress=said.append), said


def test_the_first_opening_builds_and_says_so(small: Path) -> None:
    graph, said = opened()
    assert graph.articles() == ["2018-finch", "2019-grove"]
    assert said[0].startswith("building the graph")
    assert said[-1] == "built: 2 claims about 13 entities"
    assert graph.counts()["claims"] == 2


def test_the_second_opening_reads_what_the_first_built(small: Path) -> None:
    first = version(opened()[0])
    graph, said = opened()
    assert (version(graph), said) == (first, [])


def _edit(folder: Path) -> None:
    path = folder / "data" / "articles" / "2018-finch.yaml"
    path.write_text(path.read_text().replace("acme", "core"))


def _add(folder: Path) -> None:
    write(folder / "data" / "articles", {"2020-new": article("core acquires finch: {from: 2020-05}")})


def _take_away(folder: Path) -> None:
    (folder / "data" / "articles" / "2018-finch.yaml").unlink()


def _teach(folder: Path) -> None:
    path = folder / "ontology" / "retailgraph.ttl"
    path.write_text(path.read_text().replace('"brands of {subject}"', '"emblems of {subject}"'))


@pytest.mark.parametrize("change", [_edit, _add, _take_away, _teach])
def test_changed_files_build_the_store_again(small: Path, change: object) -> None:
    before = version(opened()[0])
    change(small)  # type: ignore[operator]
    graph, said = opened()
    assert version(graph) != before
    assert said
    assert opened()[1] == []


def test_what_was_changed_shows(small: Path) -> None:
    opened()
    _add(small)
    _teach(small)
    graph, _ = opened()
    assert owners(graph, "Finch") == ["core"]
    assert [row.id for row in graph.ask("emblems of Core SA").rows] == ["finch"]


def test_a_graph_that_is_open_learns_of_a_new_ontology_when_it_is_built_again(small: Path) -> None:
    graph, _ = opened()
    assert "emblems" not in str(graph.ontology.relations["owns"].forms)
    _teach(small)
    graph.rebuild()
    assert "emblems" in str(graph.ontology.relations["owns"].forms)


def test_files_that_were_only_touched_build_nothing(small: Path) -> None:
    before = version(opened()[0])
    for path in small.rglob("*.yaml"):
        os.utime(path, (1, 1))
    graph, said = opened()
    assert (version(graph), said) == (before, [])


def test_another_version_of_the_program_builds_again(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = version(opened()[0])
    monkeypatch.setattr(sources, "__version__", "99")
    assert version(opened()[0]) != before
    monkeypatch.setattr(sources, "FORMAT", sources.FORMAT + 1)
    assert opened()[1]


def test_a_package_installed_again_builds_again(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "is_installed", lambda: True)
    opened()
    assert opened()[1] == []
    again = small.parent / "again"
    shutil.copytree(small / "data" / "articles", again)
    shutil.rmtree(small / "data" / "articles")
    shutil.copytree(again, small / "data" / "articles")
    _edit(small)
    graph, said = opened()
    assert said
    assert owners(graph, "Finch") == ["core"]


def test_shipped_files_that_change_before_a_load_are_built_before_it(small: Path) -> None:
    graph, _ = opened()
    _edit(small)
    graph.load(write(small.parent / "mine", {"2021-mine": article("acme owns isle")}))
    assert (owners(graph, "Finch"), owners(graph, "Isle")) == (["core"], ["acme"])
    assert opened()[1] == []
    same(graph, _rebuilt_default(graph))


def _rebuilt_default(graph: RetailGraph) -> RetailGraph:
    graph.reset()
    return opened()[0]


def test_a_faulty_shipped_file_is_left_out_and_named(small: Path) -> None:
    write(small / "data" / "articles", {"2020-bad": article("acme owns nobody-knows")})
    graph, said = opened()
    assert graph.articles() == ["2018-finch", "2019-grove"]
    assert any("left out" in line and "2020-bad.yaml:" in line and "nobody-knows" in line for line in said)


# --- a store of one's own -------------------------------------------------------------------------------


def test_an_own_store_begins_empty(tmp_path: Path) -> None:
    graph = RetailGraph.open(tmp_path / "store", today=TODAY)
    assert (graph.articles(), graph.types(), graph.labels()) == ([], {}, {})
    assert graph.ontology.relations.keys() == ONTOLOGY.relations.keys()


def test_an_own_store_over_the_shipped_articles(small: Path) -> None:
    store = small.parent / "store"
    graph = RetailGraph.open(store, with_shipped=True, today=TODAY)
    assert graph.articles() == ["2018-finch", "2019-grove"]
    again = RetailGraph.open(store, today=TODAY, create=False)
    assert version(again) == version(graph)
    _add(small)
    assert "2020-new" in RetailGraph.open(store, today=TODAY, create=False).articles()


def test_an_own_store_keeps_to_how_it_was_begun(small: Path) -> None:
    store = small.parent / "store"
    RetailGraph.open(store, today=TODAY)
    with pytest.raises(Refused, match="without the shipped data"):
        RetailGraph.open(store, with_shipped=True, today=TODAY)


def test_an_own_store_is_built_again_as_it_was_begun(small: Path) -> None:
    store = small.parent / "store"
    graph = RetailGraph.open(store, with_shipped=True, today=TODAY)
    graph.load(write(small.parent / "mine", {"2021-mine": article("acme owns isle")}))
    before = canonical(graph)
    graph.reset()
    same(before, RetailGraph.open(store, today=TODAY, create=False))


@pytest.mark.parametrize("times", [1, 3])
def test_a_store_that_is_reset_before_it_is_read_is_made_again(
    times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at a store and the reading of it another process may reset it, more than once."""
    with own_store(tmp_path, {"2019-a": article("acme owns finch")}) as graph:
        assert graph.home.stands()
    left, home_open = times, Home.open

    def opened(home: Home) -> object:
        nonlocal left
        if left:
            left -= 1
            RetailGraph.located(tmp_path / "store").reset()
            assert not home.stands()
        return home_open(home)

    monkeypatch.setattr(Home, "open", opened)
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        assert graph.articles() == ["2019-a"]
        assert graph.ask("does Acme own Finch").answer == "yes"
    assert not left


def test_a_damaged_own_store_can_be_reset(tmp_path: Path) -> None:
    graph = own_store(tmp_path, {"2018-finch": article("acme owns finch")})
    before, store = canonical(graph), graph.directory
    graph.close()
    with closing(sqlite3.connect(store / "retailgraph.db")) as other:
        other.execute("UPDATE meta SET value = 'rubbish'")
        other.commit()
    with pytest.raises(StoreError, match="retailgraph store reset"):
        RetailGraph.open(store.parent)
    RetailGraph.located(store.parent).reset()
    same(before, RetailGraph.open(store.parent, today=TODAY))


def test_a_store_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no store at"):
        RetailGraph.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {"thesis.txt": "Years of work."})
    for open_ in (RetailGraph.open, RetailGraph.located):
        with pytest.raises(Refused, match="choose an empty folder"):
            open_(tmp_path)
    with pytest.raises(Refused, match="is a file"):
        RetailGraph.open(tmp_path / "thesis.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


# --- loading --------------------------------------------------------------------------------------------

A = {"2018-a": article("acme owns finch", published="2018", publisher="Post")}
B = {
    "2019-b": article("bolt acquires finch: {seller: acme, from: 2019-03}", published="2019"),
    "2020-c": article("acme partnersWith harbor: {under: moss}", published="2020"),
}


def test_a_load_says_what_it_did(tmp_path: Path) -> None:
    graph = empty_store(tmp_path / "store")
    done = graph.load(write(tmp_path / "files", {"entities": ENTITIES, **A, **B}))
    assert done.articles == ("2018-a", "2019-b", "2020-c")
    assert len(done.entities) == 13
    assert (done.claims, done.findings, done.written) == (3, (), True)
    assert done.to_dict()["articles"] == ["2018-a", "2019-b", "2020-c"]
    assert owners(graph, "Finch") == ["bolt"]


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    graph = own_store(tmp_path, {**A, **B})
    before = canonical(graph)
    for _ in range(2):
        graph.load([tmp_path / "files"])
        same(before, graph)
    same(before, rebuilt(graph))


def test_files_may_come_in_any_order(tmp_path: Path) -> None:
    files = {**A, **B}
    expected = canonical(own_store(tmp_path / "one", files))
    for number, order in enumerate([[*files], [*reversed(files)]]):
        graph = own_store(tmp_path / str(number))
        for name in order[:-1]:
            graph.load(write(tmp_path / str(number) / name, {name: files[name]}))
        graph.load([tmp_path / "one" / "files" / f"{order[-1]}.yaml"])
        same(expected, graph)


def test_an_article_loaded_again_replaces_what_it_said(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    graph.load(write(tmp_path / "new", {"2018-a": article("core owns finch", published="2018")}))
    assert owners(graph, "Finch") == ["core"]
    same(graph, own_store(tmp_path / "other", {"2018-a": article("core owns finch", published="2018")}))


def test_removing_restores_what_was_before(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    before = canonical(graph)
    graph.load(write(tmp_path / "new", B))
    assert graph.remove(["2019-b", "2020-c"]) == ("2019-b", "2020-c")
    same(before, graph)
    same(before, rebuilt(graph))


def test_the_last_article_can_be_removed_and_come_back(tmp_path: Path) -> None:
    graph = own_store(tmp_path)
    empty = canonical(graph)
    graph.load(write(tmp_path / "new", A))
    full = canonical(graph)
    graph.remove(["2018-a"])
    same(empty, graph)
    graph.load(write(tmp_path / "new", A))
    same(full, graph)
    same(full, rebuilt(graph))


def test_removing_what_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    before = version(graph)
    with pytest.raises(NotFound, match="did you mean '2018-a'") as error:
        graph.remove(["2018-b"])
    assert error.value.suggestions == ["2018-a"] or error.value.suggestions == ("2018-a",)
    for name in ("", "a b", "../x", "2018-a/1"):
        with pytest.raises(NotFound):
            graph.remove(["2018-a", name])
    assert version(graph) == before


def test_nothing_is_loaded_if_anything_is_wrong(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    before, number = canonical(graph), version(graph)
    files = write(
        tmp_path / "new", {**B, "2021-bad": article("acme owns"), "2021-x": article("acme owes bolt")}
    )
    with pytest.raises(InvalidData, match=r"2 errors; nothing was loaded \(--keep-going") as error:
        graph.load(files)
    assert [Path(f.path).name for f in error.value.findings] == ["2021-bad.yaml", "2021-x.yaml"]
    assert version(graph) == number
    same(before, RetailGraph.open(graph.directory.parent, today=TODAY))


def test_keep_going_loads_the_good_files(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    done = graph.load(write(tmp_path / "new", {**B, "2021-bad": article("acme owns")}), keep_going=True)
    assert done.articles == ("2019-b", "2020-c")
    assert [f.severity for f in done.findings] == ["error"]
    same(graph, own_store(tmp_path / "other", {**A, **B}))
    same(graph, rebuilt(graph))


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    before = version(graph), sorted(tmp_path.rglob("*"))
    files = write(tmp_path / "new", B)
    done = graph.load(files, dry_run=True)
    assert (done.articles, done.claims, done.written) == (("2019-b", "2020-c"), 2, False)
    after = (
        version(graph),
        [p for p in sorted(tmp_path.rglob("*")) if tmp_path / "new" not in (p, *p.parents)],
    )
    assert after == before


def test_bulk_files_are_loaded_replayed_and_removed_like_articles(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    before = canonical(graph)
    rows = "subject,relation,object,from,article,article_title,url,publisher,published,says\n"
    rows += (
        "bolt,acquires,finch,2019-03,2019-bulk,Bought,https://example.com/b,Post,2019,Bolt bought Finch.\n"
    )
    rows += "core,owns,isle,,2020-bulk,Owned,https://example.com/c,Post,2020,Core has Isle.\n"
    done = graph.load(write(tmp_path / "new", {"rows.csv": rows}))
    assert done.articles == ("2019-bulk", "2020-bulk")
    after = canonical(graph)
    graph = rebuilt(graph)
    same(after, graph)
    graph.remove(["2019-bulk"])
    assert graph.articles() == ["2018-a", "2020-bulk"]
    graph.remove(["2020-bulk"])
    same(before, graph)
    same(before, rebuilt(graph))


def test_warnings_do_not_claim_that_known_articles_are_unknown(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    files = {
        "2019-x": article("acme owns finch", copyOf="2018-a"),
        "2019-y": article("acme owns finch", copyOf="2018-z"),
    }
    done = graph.load(write(tmp_path / "new", files))
    assert [Path(f.path).name for f in done.findings] == ["2019-y.yaml"]


# --- over the shipped articles --------------------------------------------------------------------------


def test_ones_own_article_stands_over_the_shipped_one_until_it_is_removed(small: Path) -> None:
    graph, _ = opened()
    before = canonical(graph)
    graph.load(write(small.parent / "mine", {"2018-finch": article("core owns finch", published="2018")}))
    assert owners(graph, "Finch") == ["core"]
    same(graph, _rebuilt_default(graph))
    graph, _ = opened()
    graph.remove(["2018-finch"])
    same(before, graph)
    same(before, _rebuilt_default(graph))


def test_a_shipped_article_that_was_removed_stays_away(small: Path) -> None:
    graph, _ = opened()
    graph.remove(["2018-finch"])
    without = canonical(graph)
    assert (owners(graph, "Finch"), graph.articles()) == ([], ["2019-grove"])
    same(without, _rebuilt_default(graph))
    graph, _ = opened()
    graph.load(write(small.parent / "mine", {"2018-finch": article("core owns finch", published="2018")}))
    assert owners(graph, "Finch") == ["core"]
    graph.remove(["2018-finch"])
    same(without, graph)
    same(without, _rebuilt_default(graph))


def test_the_users_files_are_kept_beside_the_shipped_ones(small: Path) -> None:
    graph, _ = opened()
    files = write(
        small.parent / "mine",
        {"more": "oak: {type: Brand, name: Oak}\n", "2021-oak": article("acme owns oak")},
    )
    graph.load(files)
    loaded = canonical(graph)
    for path in files:
        path.unlink()
    _add(small)
    graph, said = opened()
    assert "replaying load 1" in said
    assert owners(graph, "Oak") == ["acme"]
    (small / "data" / "articles" / "2020-new.yaml").unlink()
    same(loaded, opened()[0])
    graph, _ = opened()
    graph.reset(loads=True)
    assert not opened()[0].has_entity("oak")


def test_loads_that_no_longer_fit_are_left_out_and_named(small: Path) -> None:
    graph, _ = opened()
    graph.load(
        write(
            small.parent / "mine",
            {"2021-mine": article("acme owns isle"), "2022-mine": article("acme owns grove")},
        )
    )
    graph.close()
    path = small / "data" / "entities" / "all.yaml"
    path.write_text(path.read_text().replace("isle: {type: Platform", "islet: {type: Platform"))
    graph, said = opened()
    assert graph.articles() == ["2018-finch", "2019-grove", "2022-mine"]
    assert any("left out" in line and "2021-mine" in line for line in said)


# --- entities -------------------------------------------------------------------------------------------


def test_loading_an_entity_replaces_its_whole_block(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    long = "acme: {type: Company, name: Acme New, aliases: [Acme], country: US, "
    long += "former: [{name: Zenith Works, until: 2019}]}\n"
    graph.load(write(tmp_path / "new", {"acme": long}))
    assert owners(graph, "Finch") == ["acme"]
    assert graph.show("Zenith Works").former[0].until == "2019"
    graph.load(write(tmp_path / "new", {"acme": "acme: {type: Company, name: Acme Last}\n"}))
    card = graph.show("acme")
    assert (card.name, card.aliases, card.former, card.country) == ("Acme Last", (), (), "")
    with pytest.raises(NotFound):
        graph.show("Zenith Works")
    same(graph, rebuilt(graph))


def test_what_is_there_can_be_listed(tmp_path: Path) -> None:
    graph = own_store(tmp_path, A)
    assert graph.types()["ember"] == ("Company", "Platform")
    assert graph.labels()["acme"] == "Acme, Inc."
    assert (graph.has_entity("acme"), graph.has_entity("acm"), graph.has_entity("a b>")) == (
        True,
        False,
        False,
    )
    assert (graph.has_article("2018-a"), graph.has_article("2018-b")) == (True, False)
    assert graph.near_articles("2018") == ["2018-a"]


# --- a change is worth a rebuild ------------------------------------------------------------------------

# These need no folders, so thousands can be tried: the same quads, in memory.

DATES = (
    "2015",
    "2016",
    "2016-05",
    "2016-05-10",
    "2018-03",
    "2018-03-15",
    "2019",
    "2021-01-01",
    "2026",
    "2026-12",
)
COMPANIES, TARGETS = ("acme", "bolt", "ember"), ("acme", "bolt", "ember", "finch", "harbor")
DAYS = (date(2016, 5, 1), date(2016, 5, 20), date(2020, 6, 1), TODAY, date(2026, 12, 15), date(2028, 1, 1))

OWNING = st.one_of(
    st.tuples(
        st.sampled_from(("owns", "owns", "acquires")), st.sampled_from(COMPANIES), st.sampled_from(TARGETS)
    ),
    st.tuples(st.just("operates"), st.sampled_from(COMPANIES), st.sampled_from(("harbor", "ember"))),
    st.tuples(
        st.sampled_from(("mergesWith", "invests")), st.sampled_from(COMPANIES), st.sampled_from(COMPANIES)
    ),
    st.tuples(st.just("holdsStakeIn"), st.sampled_from((*COMPANIES, "jade")), st.sampled_from(TARGETS)),
)
LIVES = st.one_of(
    st.tuples(st.just("ceases"), st.sampled_from((*COMPANIES, "harbor", "jade")), st.just("")),
    st.tuples(st.just("becomes"), st.sampled_from(COMPANIES), st.sampled_from((*COMPANIES, "ember"))),
    st.tuples(st.just("founded"), st.sampled_from(COMPANIES), st.sampled_from((*TARGETS, "harbor"))),
    st.tuples(st.just("owns"), st.just("undisclosed"), st.sampled_from(TARGETS)),
)
OTHERS = st.one_of(
    st.tuples(st.just("partnersWith"), st.sampled_from(COMPANIES), st.sampled_from(("bolt", "harbor"))),
    st.tuples(st.just("leads"), st.sampled_from(("jade", "kit")), st.sampled_from(COMPANIES)),
    st.tuples(st.just("licenses"), st.just("finch"), st.sampled_from(COMPANIES)),
    st.tuples(st.just("memberOf"), st.sampled_from(COMPANIES), st.sampled_from(("lark", "moss"))),
    st.tuples(
        st.just("partOf"), st.sampled_from(("harbor", "isle")), st.sampled_from(("harbor", "isle", "ember"))
    ),
)
SHARES = {"owns": ("over 50", "60..70", "100"), "holdsStakeIn": ("10", "under 20", "30..40")}
DEAL_SHARES = ("33", "50", "over 50", "100", "65..70")


@st.composite
def claims(draw: st.DrawFn) -> str:
    """A claim as the files write it; most are valid, those that are not are dropped by their readers."""
    relation, subject, object = draw(st.one_of(OWNING, OWNING, OTHERS, LIVES))
    declared = ONTOLOGY.relations[relation]

    def perhaps(values: Sequence[str], of: int = 3) -> str:
        return draw(st.sampled_from(("",) * (of * len(values)) + tuple(values)))

    said = {"status": perhaps([s.name for s in ONTOLOGY.ladder(declared.kind)]), "from": perhaps(DATES, 1)}
    said |= {"to": perhaps(DATES), "announced": perhaps(DATES), "confidence": perhaps(("0.3", "0.8"), 6)}
    if "share" in declared.qualifiers:
        said["share"] = perhaps(SHARES.get(relation, DEAL_SHARES), 1)
    said["complete"] = perhaps(("objects", "subjects"), 6)
    if relation == "acquires":
        said["seller"] = perhaps((*COMPANIES, "[acme, bolt]", "undisclosed"), 1)
    if relation == "mergesWith":
        said["into"] = perhaps(COMPANIES, 1)
    if relation == "partnersWith":
        said |= {"under": perhaps(("moss",)), "scope": perhaps(("sales", "[sales, parcels]"))}
    if relation == "leads":
        said["role"] = draw(st.sampled_from(("CEO", "chair", "[CEO, chair]", "co-CEO", "gardener")))
    if relation == "licenses":
        said["brand"] = perhaps(("finch", "[finch, grove]"), 1)
    return written(subject, relation, object, **said)


def written(subject: str, relation: str, object: str, **said: str) -> str:
    kept = ", ".join(f"{name}: {value}" for name, value in said.items() if value)
    words = (subject, relation) if ONTOLOGY.relations[relation].unary else (subject, relation, object)
    return " ".join(words) + (f": {{{kept}}}" if kept else "")


NAMES = ("2016-a", "2018-06-b", "2019-09-18-c", "2026-d", "undated-e", "undated-f")


@st.composite
def article_texts(draw: st.DrawFn, name: str) -> str:
    fields = {"publisher": draw(st.sampled_from(("Daily", "Post"))), "copyOf": ""}
    fields["copyOf"] = draw(st.sampled_from(("",) * 8 + (*(n for n in NAMES if n != name), "2019-missing")))
    if name.startswith("undated"):
        fields["retrieved"] = draw(st.sampled_from(("", "2020-01-01", "2026-12")))
    else:
        fields["published"] = name.rpartition("-")[0]
    return article(*draw(st.lists(claims(), min_size=1, max_size=3)), **fields)


SETS = st.fixed_dictionaries({name: article_texts(name) for name in NAMES})


@cache
def entities() -> dict[str, Entity]:
    with tempfile.TemporaryDirectory() as folder:
        found = articles.read(write(Path(folder), {"entities": ENTITIES}), ONTOLOGY)
    assert not found.findings
    return {entity.id: entity for entity in found.entities}


def articles_of(texts: dict[str, str]) -> dict[str, Article]:
    """The articles of these texts, each without the claims that may not be made."""
    known = {name: entity.types for name, entity in entities().items()}
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder), texts)
        for path in paths:
            faulty = {
                f.line for f in articles.read([path], ONTOLOGY, known).findings if f.severity == "error"
            }
            lines = path.read_text().splitlines()
            kept = [line for number, line in enumerate(lines, 1) if number not in faulty]
            path.write_text(
                "\n".join(kept if kept[-1].startswith("      - ") else [*kept, "      - acme owns isle"])
            )
        found = articles.read(paths, ONTOLOGY, known)
    assert not found.bad, found.findings
    return {a.id: a for a in found.articles}


def quads_of(tables: Tables, today: date) -> ox.Store:
    """Rows as quads, without the ontology, which is in all."""
    store = ox.Store()
    view.load(store, view.row_lines(tables, ONTOLOGY, dates.day(today)))
    return store


class InMemory:
    """What Graph does to its store, without files and folders: articles come and go step by step."""

    def __init__(self, present: Iterable[Article] = (), today: date = TODAY) -> None:
        self.articles = {a.id: a for a in present}
        self.tables, self.today = connecting.memory(), today
        Change(self.tables, ONTOLOGY, today).build(entities().values(), self.articles.values())

    @property
    def store(self) -> ox.Store:
        return quads_of(self.tables, self.today)

    def change(self, put: Iterable[Article] = (), removed: Iterable[str] = (), today: date = TODAY) -> None:
        put, removed = list(put), list(removed)
        Change(self.tables, ONTOLOGY, today, self.today).apply((), put, removed)
        self.today = today
        self.articles = {i: a for i, a in self.articles.items() if i not in removed} | {a.id: a for a in put}

    def assert_as_built(self, today: date = TODAY) -> None:
        """It holds what building it from its articles on that day would give."""
        same(canonical(InMemory(self.articles.values(), today).store), canonical(self.store))


FIRMS = ("acme", "bolt", "core", "dune", "ember")
OWNED = st.sets(
    st.tuples(st.sampled_from(FIRMS), st.sampled_from(FIRMS)).filter(lambda p: p[0] != p[1]), max_size=6
)


@settings(max_examples=examples(60, 600), deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), OWNED), min_size=2, max_size=6))
def test_circles_found_again_are_those_of_all_edges(steps: list[tuple[str, set[tuple[str, str]]]]) -> None:
    """Of circles that share companies too, whichever of their edges come or go."""
    graph = InMemory()
    for name, pairs in steps:
        tenth = parse_share("10")  # so that nobody who owns ends another
        claims = tuple(Claim(one, "owns", two, "inForce", share=tenth) for one, two in sorted(pairs))
        passage = Passage(1, "Something.", "", claims, ())
        graph.change([Article(name, "A title", publisher=name, passages=(passage,))])
        kept = {c for c in conflicts.conflicts(graph.tables) if c.kind == CIRCLE}
        assert kept == set(circles(owned_on(graph.tables, {"owns"}, TODAY)))


STEPS = st.lists(
    st.tuples(
        st.sets(st.sampled_from(NAMES), max_size=2),
        st.sets(st.sampled_from(NAMES), max_size=2),
        st.sampled_from(DAYS),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=examples(30, 150), deadline=None)
@given(SETS, SETS, st.sets(st.sampled_from(NAMES)), STEPS)
def test_changing_step_by_step_equals_building_at_once(
    texts: dict[str, str],
    others: dict[str, str],
    begun: set[str],
    steps: list[tuple[set[str], set[str], date]],
) -> None:
    known = [articles_of(texts), articles_of(others)]
    graph = InMemory([known[0][name] for name in sorted(begun)])
    for number, (put, removed, today) in enumerate(steps):
        graph.change(
            [known[number % 2][name] for name in sorted(put)], (removed & graph.articles.keys()) - put, today
        )
        graph.assert_as_built(today)


@settings(max_examples=examples(10, 60), deadline=None)
@given(SETS, SETS, st.sets(st.sampled_from(NAMES)), STEPS)
def test_concluding_all_instead_of_what_is_reached_gives_the_same(
    texts: dict[str, str],
    others: dict[str, str],
    begun: set[str],
    steps: list[tuple[set[str], set[str], date]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changing, "_MANY", 0)
        test_changing_step_by_step_equals_building_at_once.hypothesis.inner_test(texts, others, begun, steps)  # type: ignore[attr-defined]


@settings(max_examples=examples(15, 60), deadline=None)
@given(SETS, st.sets(st.sampled_from(NAMES), min_size=1), st.randoms(use_true_random=False))
def test_load_a_load_b_remove_b_is_load_a(texts: dict[str, str], b: set[str], random: object) -> None:
    known = articles_of(texts)
    alone = InMemory(known[name] for name in NAMES if name not in b)
    graph = InMemory(alone.articles.values())
    order = sorted(b)
    random.shuffle(order)  # type: ignore[attr-defined]
    for name in order:
        graph.change([known[name]])
    random.shuffle(order)  # type: ignore[attr-defined]
    for name in order:
        graph.change((), [name])
    same(canonical(alone.store), canonical(graph.store))


@settings(max_examples=4, deadline=None)
@given(SETS, st.sets(st.sampled_from(NAMES), min_size=1, max_size=5))
def test_load_a_load_b_remove_b_is_load_a_on_disk(texts: dict[str, str], b: set[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        kept = {name: text for name, text in texts.items() if name not in b}
        graph = empty_store(folder / "store")
        graph.load(write(folder / "a", {"entities": ENTITIES, **kept}), keep_going=True)
        before = canonical(graph)
        gone = graph.load(write(folder / "b", {n: texts[n] for n in b}), keep_going=True).articles
        after = canonical(graph)
        graph = rebuilt(graph)
        same(after, graph)
        if gone:
            graph.remove(gone)
        same(before, graph)
        graph.close()


def made(**texts: str) -> list[Article]:
    """Articles of a year each, by keyword: a2018="acme owns finch; bolt owns grove"."""
    named = {f"{name[1:]}-{name[0]}": text for name, text in texts.items()}
    files = {
        name: article(*text.split("; "), published=name.partition("-")[0] if name[:4].isdigit() else "")
        for name, text in named.items()
    }
    found = articles_of(files)
    return [found[name] for name in files]


# What changes one relationship may change another that shares nothing with it but an owner of its holder.
AT_A_DISTANCE = {
    "who owns a rival operator": made(
        a2019="ember operates harbor; acme operates harbor", b2019="ember owns acme"
    ),
    "who owns a rival owner": made(a2018="acme owns finch", b2019="bolt owns finch", c2020="acme owns bolt"),
    "who bought a rival owner": made(a2018="acme owns finch; bolt owns finch", b2020="acme acquires bolt"),
    "who sold": made(a2019="bolt acquires finch: {seller: acme}; core owns finch", b2018="core owns acme"),
    "whom a merger made an owner": made(
        a2018="core owns finch", b2020="dune mergesWith core: {into: bolt}", c2016="bolt owns finch"
    ),
    "what a merger's result owns": made(
        a2016="ember owns bolt", b2021="bolt mergesWith acme: {into: bolt}", c2016="ember owns acme"
    ),
    "who bought a rival seller": made(
        a2016="ember acquires finch: {from: 2016, seller: [acme, bolt]}",
        b2021="ember acquires acme: {seller: bolt}",
    ),
    "a merger seen from its other party": made(
        a2018="core mergesWith bolt: {into: ember}", b2019="bolt owns finch"
    ),
    "who became each other": made(a2018="acme becomes ember", b2019="ember becomes acme"),
    "who became each other in the end": made(
        a2018="acme becomes ember", b2019="ember becomes core", c2020="core becomes acme; acme ceases"
    ),
    "a circle of owners": made(a2018="acme owns bolt", b2018="bolt owns core", c2018="core owns acme"),
}


@pytest.mark.parametrize("what", AT_A_DISTANCE)
def test_what_is_decided_at_a_distance_is_decided_again(what: str) -> None:
    present = AT_A_DISTANCE[what]
    for order in itertools.permutations(present):
        graph = InMemory()
        for one in order:
            graph.change([one])
            graph.assert_as_built()
        for one in order:
            graph.change((), [one.id])
            graph.assert_as_built()


def test_an_ownership_circle_is_a_conflict_as_long_as_it_lasts() -> None:
    one, two, three = AT_A_DISTANCE["a circle of owners"]
    graph = InMemory([one, two])
    assert not cycles(graph)
    graph.change([three])
    assert [c.text for c in cycles(graph)] == ["a circle of owns: acme > bolt > core > acme"]
    graph.change((), [two.id])
    assert not cycles(graph)


def cycles(graph: InMemory) -> list[Conflict]:
    return [conflict for conflict in reading.conflicts(graph.tables) if conflict.kind == "cycle"]


def publishers(graph: InMemory) -> list[str]:
    found = reading.known(graph.tables, reading.ALL_OF_RELATION, relation="owns")
    return [name for known in found for name in known.relationship.publishers]


def test_a_copy_counts_for_the_publisher_of_what_it_repeats() -> None:
    def one(name: str, publisher: str, copied: str = "") -> Article:
        text = article("acme owns finch", publisher=publisher, copyOf=copied, published="2018")
        return articles_of({name: text})[name]

    first, second, third = (
        one("2018-a", "Daily"),
        one("2018-b", "Post", "2018-a"),
        one("2018-c", "Echo", "2018-b"),
    )
    graph = InMemory([third])
    for added, counted in ((second, ["Post"]), (first, ["Daily"]), (one("2018-a", "Weekly"), ["Weekly"])):
        graph.change([added])
        assert publishers(graph) == counted
        graph.assert_as_built()
    graph.change((), ["2018-a"])
    assert publishers(graph) == ["Post"]
    graph.assert_as_built()
    # Two that call themselves copies of each other are no reason to search without end.
    graph.change([one("2018-b", "Post", "2018-c")])
    assert publishers(graph) == ["Echo", "Post"]
    graph.assert_as_built()


# --- the day --------------------------------------------------------------------------------------------


def edges(graph: RetailGraph | InMemory) -> list[str]:
    return sorted(
        " ".join(
            term.value.replace("#", "/").rpartition("/")[2] for term in (q.subject, q.predicate, q.object)
        )
        for q in graph.store
        if isinstance(q.object, ox.NamedNode)
        and q.predicate.value.removeprefix(ontology.RG).removeprefix(ontology.STALE) in ONTOLOGY.relations
    )


def test_edges_follow_the_day_of_the_next_writer(tmp_path: Path) -> None:
    said = "acme owns finch: {from: 2018, to: 2027-02-01, status: inForce}"
    graph = own_store(
        tmp_path,
        {"2019-a": article(said, published="2019"), "2019-b": article("bolt owns grove", published="2019")},
    )
    assert edges(graph) == ["acme owns finch", "bolt owns grove"]
    store = graph.directory.parent
    later = RetailGraph.open(store, today=date(2027, 3, 1))
    assert edges(later) == ["acme owns finch", "bolt owns grove"], "readers do not write"
    later.load(write(tmp_path / "new", {"2027-c": article("core owns isle", published="2027-02")}))
    assert edges(later) == ["bolt owns grove", "core owns isle"]
    same(later, rebuilt(later))


def test_nothing_was_published_after_it_was_read() -> None:
    """So the day of its report stays, whenever the graph is made."""
    said = article("acme owns finch", published="2026", retrieved="2026-03-04")
    for today in (TODAY, date(2027, 5, 1)):
        (report,) = reports_of(articles_of({"2026-a": said}).values(), today)
        assert (report.not_before, report.published) == (date(2026, 1, 1), date(2026, 3, 4))


@pytest.mark.parametrize(
    "said", [{"published": "2026"}, {"published": "2026-12"}, {"retrieved": "2026-12"}, {}]
)
def test_what_may_not_be_published_yet_moves_with_the_day(said: dict[str, str]) -> None:
    name = f"{said.get('published', 'undated')}-a"
    graph = InMemory(articles_of({name: article("acme owns finch", **said)}).values())
    for today in (date(2026, 12, 20), date(2027, 5, 1), date(2026, 11, 1)):
        graph.change(today=today)
        graph.assert_as_built(today)
