"""What the user gave is kept as it was given, by whoever it was given at once, and what is lost is said."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import pytest

import conftest
from conftest import ENTITIES, Outcome, article, canonical, write
from retailgraph import RetailGraph, upkeep
from retailgraph.articles import reading
from retailgraph.errors import InvalidData, StoreError
from retailgraph.graph import places, sources
from retailgraph.tables import connecting

Run = Callable[..., Outcome]
TODAY = conftest.TODAY
own_store = partial(conftest.own_store, today=TODAY)
FILES = {
    "2018-a": article("acme owns finch", published="2018"),
    "2019-b": article("bolt owns grove", published="2019"),
}
posix = pytest.mark.skipif(os.name == "nt", reason="a thing of POSIX")


def edit(store: Path, statement: str) -> None:
    """Do something to the tables of a store that nobody here would do."""
    with closing(sqlite3.connect(store / "graph" / "retailgraph.db")) as other:
        assert other.execute(statement).rowcount > 0
        other.commit()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of one's own with two articles."""
    own_store(tmp_path, FILES).close()
    shutil.rmtree(tmp_path / "files")
    return tmp_path / "store"


_shipped_files = lru_cache(upkeep._shipped)


@pytest.fixture(autouse=True)
def shipped_files_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor also reads all files that ship, half a second each time; here it is asked about others."""
    monkeypatch.setattr(upkeep, "_shipped", _shipped_files)


# --- what is lost is said -----------------------------------------------------------------------------------


THAT_FILE = "WHERE name IN ('2020-c.yaml', '2019-b.yaml') AND load = (SELECT max(number) FROM load)"
ITS_PIECE = f"WHERE (load, position) IN (SELECT load, position FROM load_file {THAT_FILE})"
EMPTY = f"UPDATE load_piece SET content = x'' {ITS_PIECE}"
DAMAGES = {
    "emptied": (EMPTY, "is empty"),
    "changed": (f"UPDATE load_piece SET content = x'789c030000000001' {ITS_PIECE}", "has changed"),
    "gone": (f"DELETE FROM load_file {THAT_FILE}", "is missing"),
}


@pytest.mark.parametrize("what", DAMAGES)
@pytest.mark.parametrize("rebuilt", [False, True], ids=["as it stands", "built again"])
def test_what_is_lost_is_said(what: str, rebuilt: bool, store: Path, tmp_path: Path, run: Run) -> None:
    (more,) = write(tmp_path / "more", {"2020-c": article("core owns finch", published="2020")})
    assert run("load", more, "--store", store).code == 0
    damage, words = DAMAGES[what]
    edit(store, damage)
    if rebuilt:
        run("store", "reset", "--store", store)
        said = run("stats", "--store", store, "-q")
        assert said.code == 0
        assert words in said.err and "left out" in said.err
    done = run("doctor", "--store", store)
    assert done.code == 1
    said = " ".join(done.out.split("WRONG")[1].split())
    assert words in said and "2020-c" in said
    done = run("check", "--store", store)
    assert done.code == 5
    assert words in done.out and "2020-c" in done.out and "[kept-lost]" in done.out
    with RetailGraph.open(store, today=TODAY) as graph:
        (loss,) = graph.losses()
        assert loss.fault in words and "2020-c" in loss.articles
        assert graph.articles() == ["2018-a", "2019-b", *(() if rebuilt else ("2020-c",))]
    assert run("load", more, "--store", store).out.startswith("loaded 1 article")
    assert run("doctor", "--store", store).code == 0, "given again, nothing is lost"
    with RetailGraph.open(store, today=TODAY) as graph:
        assert graph.losses() == ()
        assert graph.articles() == ["2018-a", "2019-b", "2020-c"]


def test_what_is_lost_can_be_let_go(store: Path, tmp_path: Path, run: Run) -> None:
    edit(store, EMPTY)
    run("store", "reset", "--store", store)
    assert run("doctor", "--store", store).code == 1
    assert run("remove", "2019-b", "--store", store).out == "removed 2019-b\n"
    assert run("doctor", "--store", store).code == 0


def test_a_removal_that_is_lost_is_found(store: Path, run: Run) -> None:
    assert run("remove", "2019-b", "--store", store).code == 0
    edit(store, "DELETE FROM load_gone")
    done = run("store", "verify", "--store", store, "-q")
    assert (done.code, "articles are not what the loaded files give" in done.out) == (1, True)


def test_what_no_longer_fits_is_said_as_long_as_it_is_kept(
    store: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("store", "reset", "--store", store)
    with monkeypatch.context() as stricter:
        stricter.setattr(reading, "YAML_LIMIT", 230)  # the file of entities is larger
        run("stats", "--store", store)
    assert run("doctor", "--store", store).code == 1
    done = run("check", "--store", store)
    assert done.code == 5
    assert "left out" in done.out and "too large" in done.out


@pytest.mark.parametrize("names", [(), ("lock",), ("lock", "over-shipped")], ids=str)
def test_a_store_that_was_only_begun_can_be_loaded_into(
    names: tuple[str, ...], tmp_path: Path, run: Run
) -> None:
    """The power went under its first load, and took the cache with it."""
    write(tmp_path / "store" / "loads", dict.fromkeys((f"{name}.x" for name in names), ""))
    for name in names:
        (tmp_path / "store" / "loads" / f"{name}.x").rename(tmp_path / "store" / "loads" / name)
    (path,) = write(tmp_path / "new", {"entities": "acme: {type: Company, name: Acme}\n"})
    assert run("load", path, "--store", tmp_path / "store").code == 0


def test_all_is_well_where_nothing_was_given(home: Path, run: Run, shipped_copy: Path) -> None:
    done = run("doctor")
    assert done.code == 0, done.out
    with RetailGraph.open(today=TODAY) as graph:
        assert graph.losses() == ()


# --- several at once ----------------------------------------------------------------------------------------


def command(*words: str | Path, **env: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "retailgraph", *map(str, words)],
        env={**os.environ, **{name: str(value) for name, value in env.items()}},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_caches_over_one_home_lose_nothing(shipped_copy: Path) -> None:
    first = shipped_copy / "own cache"
    caches = [first, shipped_copy / "other cache"]
    shutil.copytree(first, caches[1])
    children = []
    for number in range(4):
        text = article("tapestry owns coach", published="2020")
        (path,) = write(shipped_copy / f"new {number}", {f"2020-load{number}": text})
        children.append(command("load", path, "--wait", "120", "-q", RETAILGRAPH_CACHE=caches[number % 2]))
    said = [child.communicate() for child in children]
    assert said == [("loaded 1 article, 1 claim, 0 entities\n", "")] * 4
    for cache in caches:
        listed = command("sources", "--format", "csv", "-q", RETAILGRAPH_CACHE=cache)
        out, err = listed.communicate()
        assert all(f"2020-load{number}" in out for number in range(4)), err


def test_two_installations_are_of_one_version_if_their_files_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the files lie, and when they were put there, is no part of it."""
    found = [(write(tmp_path / name, {"a": "one", "b": "two"})[0].parent,) for name in ("here", "there")]
    monkeypatch.setattr(sources, "folders", lambda shipped: found[0])
    made = sources.record(shipped=True)
    monkeypatch.setattr(sources, "folders", lambda shipped: found[1])
    os.utime(found[1][0] / "a.yaml", (1, 1))
    assert sources.matches(made, shipped=True)
    (found[1][0] / "a.yaml").write_text("three")
    assert not sources.matches(made, shipped=True)


def test_decisions_by_several_at_once_all_stay(tmp_path: Path, store: Path) -> None:
    pairs = [("acme", "bolt"), ("acme", "core"), ("bolt", "core"), ("acme", "dune"), ("bolt", "dune")]
    named = tmp_path / "mine" / "decisions.yaml"
    for more in ([], ["--file", str(named)]):
        children = [
            command("duplicates", "--different", *pair, "--by", "A", "--why", "b", "--store", store, *more)
            for pair in pairs
        ]
        said = [child.communicate() for child in children]
        assert [child.returncode for child in children] == [0] * len(pairs), said
        path = Path(said[0][0].split("(in ")[1].strip().removesuffix(")"))
        text = path.read_text()
        assert all(f"[{one}, {other}]" in text for one, other in pairs)
        assert [p.name for p in path.parent.iterdir() if p.name.startswith(".")] == []


# --- what is parsed is what is kept -------------------------------------------------------------------------


def otherwise(path: Path) -> None:
    path.write_text(path.read_text().replace("core", "dune"))


def gone(path: Path) -> None:
    path.unlink()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


BECOMES = [otherwise, gone, *([a_pipe] if os.name != "nt" else [])]


@pytest.mark.parametrize("becomes", BECOMES)
@pytest.mark.parametrize("name", ["2020-c.yaml", "claims.csv"])
def test_a_file_that_changes_while_it_is_loaded_is_refused(
    becomes: Callable[[Path], None],
    name: str,
    store: Path,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = "subject,relation,object,says,article_title,article,publisher\n"
    rows += "core,owns,finch,Something.,A title,2020-c,Daily\n"
    text = rows if name.endswith("csv") else article("core owns finch", published="2020")
    (path,) = write(tmp_path / "new", {name: text})
    compare = reading._compare_articles

    def changes(*words: object) -> None:
        becomes(path)
        compare(*words)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(reading, "_compare_articles", changes)
        done = run("load", path, "--store", store, "-q")
    assert (done.code, done.out) == (5, "")
    assert done.err.count("\n") == 1 and "changed while it was loaded" in done.err
    with RetailGraph.open(store, today=TODAY) as graph:
        assert graph.articles() == ["2018-a", "2019-b"]
    path.unlink(missing_ok=True)
    path.write_text(text)
    assert run("load", path, "--store", store, "-q").code == 0


# --- the same again -----------------------------------------------------------------------------------------


def test_loading_the_same_again_changes_nothing_and_says_so(tmp_path: Path, run: Run) -> None:
    pair = "- different: [acme, bolt]\n  by: Ada\n  why: Two firms.\n  on: 2020-01-01\n"
    files = {"entities": ENTITIES, **FILES, "decisions": pair}
    write(tmp_path / "new", files)
    store = tmp_path / "store"
    assert run("load", tmp_path / "new", "--store", store).out.startswith("loaded 2 articles")
    before = {p: p.stat().st_mtime_ns for p in store.rglob("*") if p.name != "lock" and p.is_file()}
    done = run("load", tmp_path / "new", "--store", store)
    assert (done.code, done.out) == (
        0,
        "nothing changed: 2 articles, 2 claims, 13 entities, 1 decision are loaded already\n",
    )
    assert before == {p: p.stat().st_mtime_ns for p in store.rglob("*") if p.name != "lock" and p.is_file()}
    with RetailGraph.open(store, today=TODAY) as graph:
        again = graph.load([tmp_path / "new" / "2018-a.yaml"])
        assert (again.unchanged, again.written, again.articles) == (True, False, ("2018-a",))
        graph.remove(["2018-a"])
        assert graph.load([tmp_path / "new" / "2018-a.yaml"]).written
    assert "loaded" in run("load", tmp_path / "new" / "decisions.yaml", "--store", store).out
    write(tmp_path / "new", {"decisions": "[]\n"})
    assert run("load", tmp_path / "new", "--store", store).out.startswith("loaded 2 articles")


# --- entities -----------------------------------------------------------------------------------------------

PERSON = "tapestry:\n  type: Person\n  name: Somebody Else\n"
COMPANY = "tapestry:\n  type: [Company]\n  name: Tapestry of Ours\n"


def test_a_shipped_entity_does_not_become_something_else(shipped_copy: Path, run: Run) -> None:
    (path,) = write(shipped_copy / "new", {"who": PERSON})
    for words in (("load", path, "-q"), ("check", path, "-q"), ("load", "--dry-run", path, "-q")):
        done = run(*words)
        assert done.code == 5
        said = next(line for line in (done.out + done.err).splitlines() if "tapestry" in line)
        assert f"{path}:1: " in said and "Company" in said and "choose another id" in said
    assert run("show", "Tapestry").out.startswith("Tapestry, Inc.")


def test_a_shipped_entity_is_replaced_with_a_warning_and_comes_back(shipped_copy: Path, run: Run) -> None:
    with RetailGraph.open(today=TODAY) as graph:
        before = canonical(graph)
    (path,) = write(shipped_copy / "new", {"who": COMPANY})
    done = run("load", "--dry-run", path, "-q")
    assert (done.code, done.out) == (0, "would load 0 articles, 0 claims, 1 entity\n")
    (said,) = done.err.splitlines()
    assert said.startswith(f"{path}:1: warning: 'tapestry'") and "retailgraph remove tapestry" in said
    with RetailGraph.open(today=TODAY) as graph:
        assert [f.rule for f in graph.load([path]).findings] == ["entity-shipped"]
        assert graph.show("tapestry").name == "Tapestry of Ours"
        assert graph.remove(["tapestry"]) == ("tapestry",)
        assert canonical(graph) == before
        assert graph.losses() == ()


def test_an_entity_that_was_there_before_a_shipped_one_of_another_type_is_told_of(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = home / "shipped"
    shutil.copytree(conftest.ROOT / "ontology", shipped / "ontology")
    write(shipped / "data" / "entities", {"people": "kit: {type: Person, name: Kit Roe}\n"})
    monkeypatch.setattr(places, "shipped", lambda kind: shipped / kind)
    (path,) = write(home / "new", {"who": "acme: {type: Company, name: Ours}\n"})
    assert run("load", path).code == 0
    # An installed program looks for files that come and go, as an update brings them.
    (shipped / "data" / "entities" / "people.yaml").unlink()
    write(shipped / "data" / "entities", {"others": "acme: {type: Person, name: Theirs}\n"})
    done = run("stats")
    assert "'acme' stands over a shipped Theirs of another type" in done.err
    assert run("show", "acme").out.startswith("Ours")
    assert run("remove", "acme").code == 0
    assert run("show", "acme").out.startswith("Theirs")


BECOMES = {
    "finch: {type: Person, name: Finch Doe}": (
        ["2018-a"],
        "finch",
        "Brand",
        "'acme owns finch' (2018-a) need",
    ),
    "acme: {type: Brand, name: Acme}": (["2018-a"], "acme", "Company", "'acme owns finch' (2018-a) need"),
    "bolt: {type: Alliance, name: Bolt}": (
        ["2019-b", "2019-c"],
        "bolt",
        "Company",
        "'bolt owns grove' (2019-b), 'core acquires grove' (2019-c) need",
    ),
    "moss: {type: Brand, name: Moss}": (
        ["2019-d"],
        "moss",
        "Initiative",
        "'dune sellsOn isle' (2019-d) need",
    ),
    "east: {type: Brand, name: East}": (["2019-e"], "east", "Market", "'grove sellsOn isle' (2019-e) need"),
}
"""What an entity would be, the articles that need what it is, and what is said of that."""


@pytest.mark.parametrize("block", BECOMES)
def test_an_entity_stays_what_the_claims_about_it_need(block: str, tmp_path: Path, run: Run) -> None:
    more = {
        **FILES,
        "2019-c": article("core acquires grove: {seller: bolt}", published="2019"),
        "2019-d": article("dune sellsOn isle: {under: moss}", published="2019"),
        "2019-e": article("grove sellsOn isle: {market: east}", published="2019"),
        "east": "east: {type: Market, name: East}\n",
    }
    needing, who, was, claims = BECOMES[block]
    store = tmp_path / "store"
    with own_store(tmp_path, more) as graph:
        (path,) = write(tmp_path / "new", {"who": block})
        before = canonical(graph)
        (found,) = [f for f in graph.check([path]).findings if f.severity == "error"]
        assert (found.rule, found.path, found.line) == ("entity-retyped", str(path), 1)
        with pytest.raises(InvalidData) as refused:
            graph.load([path])
        assert refused.value.findings == (found,)
        assert canonical(graph) == before
    for words in (("load", path), ("check", path), ("load", "--dry-run", path)):
        done = run(*words, "--store", store, "-q")
        assert done.code == 5
        said = next(line for line in (done.out + done.err).splitlines() if str(path) in line)
        assert f"'{who}' is of type {was} and" in said and f"{claims} it as {was}; " in said
        assert said.removesuffix(" [entity-retyped]").endswith(f"retailgraph remove {' '.join(needing)}")
    assert run("remove", *needing, "--store", store).code == 0
    assert run("load", path, "--store", store).code == 0


def test_an_entity_becomes_what_its_claims_allow(tmp_path: Path, run: Run) -> None:
    own_store(tmp_path, FILES).close()
    (path,) = write(
        tmp_path / "new", {"who": "bolt: {type: Brand, name: Bolt}\nfinch: {type: Company, name: F}\n"}
    )
    assert run("load", path, "--store", tmp_path / "store").code == 5, "a brand owns no brand"
    write(
        tmp_path / "new",
        {"who": "acme: {type: [Platform, Company], name: A}\nfinch: {type: Company, name: F}\n"},
    )
    assert run("load", path, "--store", tmp_path / "store").code == 0
    both = {
        "who": "finch: {type: Person, name: F}\n",
        "2018-a": article("finch leads acme: {role: CEO}", published="2018"),
    }
    write(tmp_path / "new", both)
    assert run("load", tmp_path / "new", "--store", tmp_path / "store").code == 0


def test_a_shipped_entity_as_it_is_shipped_is_no_news(shipped_copy: Path, run: Run) -> None:
    entities = sorted((conftest.ROOT / "data" / "entities").glob("*.yaml"))
    done = run("check", entities[0], "-q")
    assert (done.code, "shipped" in done.out) == (0, False)


def test_an_entity_goes_when_no_article_names_it(store: Path, run: Run) -> None:
    done = run("remove", "finch", "--store", store)
    assert (done.code, done.out) == (7, "")
    assert done.err.count("\n") == 1 and "2018-a" in done.err and "'finch'" in done.err
    assert run("remove", "moss", "--store", store).out == "removed moss\n"
    assert run("show", "Moss", "--store", store).code == 3
    assert run("remove", "moss", "--store", store).code == 3
    assert run("remove", "finch", "2018-a", "--store", store).code == 0, "with the article that names it"
    with RetailGraph.open(store, today=TODAY) as graph:
        present = _undated(graph)
        assert not graph.has_entity("finch") and not graph.has_entity("moss")
        graph.reset()
    with RetailGraph.open(store, today=TODAY) as graph:
        assert _undated(graph) == present
        assert graph.losses() == ()


def _undated(graph: RetailGraph) -> list[str]:
    """A graph without the day of its edges: commands go by the clock."""
    return [line for line in canonical(graph) if "edgesAsOf" not in line]


def test_the_last_entities_can_go(tmp_path: Path, run: Run) -> None:
    store = tmp_path / "store"
    (path,) = write(tmp_path / "new", {"entities": "acme: {type: Company, name: Acme}\n"})
    assert run("load", path, "--store", store).code == 0
    assert run("remove", "acme", "--store", store).code == 0
    with RetailGraph.open(store, today=TODAY) as graph:
        assert not graph.has_entity("acme")
    assert run("load", path, "--store", store).out == "loaded 0 articles, 0 claims, 1 entity\n"


def test_an_entity_that_a_decision_is_about_stays(tmp_path: Path, store: Path, run: Run) -> None:
    pair = "- same: [dune, isle]\n  by: Ada\n  why: One.\n  on: 2020-01-01\n"
    (path,) = write(tmp_path / "new", {"decisions": pair.replace("isle", "core")})
    assert run("load", path, "--store", store).code == 0
    for name in ("dune", "core"):
        done = run("remove", name, "--store", store)
        assert (done.code, done.err.count("\n")) == (7, 1)
        assert "decision" in done.err and "--undo" in done.err


def test_a_shipped_entity_cannot_be_removed(shipped_copy: Path, run: Run) -> None:
    done = run("remove", "tapestry")
    assert (done.code, done.err.count("\n")) == (7, 1)
    assert "shipped" in done.err


# --- words, files and disks that are none -----------------------------------------------------------------


@pytest.mark.parametrize("words", [("load", ""), ("check", ""), ("load", "--dry-run", "")])
def test_an_empty_word_is_no_folder(
    words: tuple[str, ...], store: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "here", FILES)
    monkeypatch.chdir(tmp_path / "here")
    done = run(*words, "--store", store, "-q")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1 and "empty" in done.err


def test_an_empty_store_is_not_the_shipped_one(run: Run) -> None:
    done = run("stats", "--store", "")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


@posix
@pytest.mark.parametrize("verb", ["load", "check"])
def test_a_device_or_pipe_is_not_read(verb: str, store: Path, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    os.mkfifo(folder / "2020-pipe.yaml")
    (folder / "2020-zero.csv").symlink_to("/dev/zero")
    for path in ("/dev/zero", *folder.iterdir()):
        done = run(verb, path, "--store", store, "-q")
        assert done.code == 5
        assert "is not a regular file" in done.out + done.err
    write(folder, FILES)
    done = run(verb, folder, "--store", store)
    assert done.code == 0
    assert "2 that are no regular files (2020-pipe.yaml, 2020-zero.csv)" in done.err


@posix
def test_decisions_are_not_read_from_a_pipe(store: Path, run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        words = ("--different", "acme", "bolt", "--by", "A", "--why", "b", "--file", path)
        done = run("duplicates", *words, "--store", store, "-q")
        assert (done.code, done.err.count("\n")) == (5, 1)
        assert "is not a regular file" in done.err


def test_what_a_folder_holds_beside_is_said(store: Path, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    write(folder, FILES)
    write(folder, {"README.md": "x", "LICENSE.txt": "y", ".hidden.yaml": "z"})
    write(folder / ".git", {"x.yaml": "y"})
    if os.name != "nt":
        (folder / "2020-gone.yaml").symlink_to(folder / "nowhere.yaml")
        (folder / "linked").symlink_to(tmp_path)
    for verb in ("load", "check"):
        done = run(verb, folder, "--store", store)
        assert done.code == 0
        (said,) = (line for line in done.err.splitlines() if "skipped" in line)
        assert "2 of other kinds (LICENSE.txt, README.md)" in said
        assert "2 hidden (.git, .hidden.yaml)" in said
        if os.name != "nt":
            assert "1 broken link (2020-gone.yaml)" in said
            assert "1 linked folder (linked)" in said
        assert "skipped" not in run(verb, folder, "--store", store, "-q").err
        write(folder, {"2021-bad": "a: ["})
        assert said in run(verb, folder, "--store", store).err, "also where nothing is loaded"
        (folder / "2021-bad.yaml").unlink()
    with RetailGraph.open(store, today=TODAY) as graph:
        report = graph.check([folder])
        assert len(report.skipped) == (6 if os.name != "nt" else 4)
        files = [folder / f"{name}.yaml" for name in FILES]
        assert report.findings == graph.check(files).findings, "what is skipped is no fault"
        assert len(graph.load([folder]).skipped) == len(report.skipped)


def test_where_one_may_not_look_is_said(
    store: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "closed"
    write(folder, {**FILES, "2020-closed": "", "x.txt": ""})
    looks = Path.stat

    def looked(path: Path, **more: bool) -> os.stat_result:
        if path.stem in ("2020-closed", "x"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return looks(path, **more)

    monkeypatch.setattr(Path, "stat", looked)
    for verb in ("load", "check"):
        done = run(verb, folder, "--store", store)
        assert done.code == 5
        assert f"{folder / '2020-closed.yaml'}: cannot be read: Permission denied" in done.out + done.err
    assert "1 of another kind (x.txt)" in done.err


@posix
def test_somebody_without_a_home_is_told_what_to_set() -> None:
    code = (
        "import os, pwd\n"
        "def nobody(*_): raise KeyError('no such user')\n"
        "pwd.getpwuid = pwd.getpwnam = nobody\n"
        "from retailgraph.cli import main\n"
        "main()\n"
    )
    names = ("HOME", "RETAILGRAPH_CACHE", "RETAILGRAPH_DATA", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    bare = {k: v for k, v in os.environ.items() if k not in names}
    for more in ({}, {"RETAILGRAPH_CACHE": "~/cache", "RETAILGRAPH_DATA": "~/data"}):
        for words in (["stats"], ["doctor"], ["store", "path"]):
            done = subprocess.run(
                [sys.executable, "-c", code, *words], env={**bare, **more}, capture_output=True, text=True
            )
            assert done.returncode == 1, done.stderr
            said = done.stdout if words == ["doctor"] else done.stderr
            assert "RETAILGRAPH_DATA" in said
            assert words == ["doctor"] or done.stderr.count("\n") == 1
        words = [sys.executable, "-c", code, "relations", "owns"]  # for which no folder is needed
        done = subprocess.run(words, env=bare, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    possible = sys.platform == "linux" and shutil.which("mount")
    if not possible or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # something may still be open


@pytest.mark.parametrize("free", [0, 1, 4, 16, 400])
def test_a_full_disk_under_the_users_files(free: int, store: Path, run: Run, tmp_path: Path) -> None:
    """So many pages are left on the disk that the files are kept on."""
    disk = tmp_path / "disk"
    texts = {f"2020-{n}": article("core owns finch", published="2020") for n in range(60)}
    (paths := write(tmp_path / "new", texts)).sort()
    with small_disk(disk, "2m"):
        kept = disk / "store"
        shutil.copytree(store, kept)
        with pytest.raises(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"x" * 4096)
        os.truncate(disk / "ballast", max((disk / "ballast").stat().st_size - free * 4096, 0))
        done = run("load", *paths, "--store", kept, "-q")
        if done.code:
            assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done.err
            assert "o space left" in done.err
        if free < 16:
            (disk / "ballast").unlink()  # reading needs a page or two beside the store
        with RetailGraph.open(kept, today=TODAY) as graph:
            assert len(graph.articles()) == (2 if done.code else 62)
            assert graph.losses() == ()
        assert done.code or free > 30, "there was no room"


def read_only_disk(folder: Path) -> None:
    words = ["mount", "-o", "remount,ro", str(folder)]
    if subprocess.run(words, capture_output=True).returncode:
        pytest.skip("no disk can be made read-only here")


def test_a_disk_that_nobody_can_write_on(store: Path, run: Run, tmp_path: Path) -> None:
    (new,) = write(tmp_path / "new", {"2020-c": article("core owns finch", published="2020")})
    with small_disk(tmp_path / "disk", "4m"):
        kept = tmp_path / "disk" / "store"
        shutil.copytree(store, kept)
        read_only_disk(tmp_path / "disk")
        assert run("stats", "--store", kept).code == 0
        assert run("query", "ASK { ?s ?p ?o }", "--store", kept, "-q").out == "yes\n"
        for words in (("load", new), ("remove", "2019-b"), ("store", "reset")):
            done = run(*words, "--store", kept, "-q")
            assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done.err
            assert "the disk is read-only" in done.err


def test_without_room_for_a_log_a_store_is_read_as_it_stands(store: Path, run: Run, tmp_path: Path) -> None:
    (new,) = write(tmp_path / "new", {"2020-c": article("core owns finch", published="2020")})
    with small_disk(tmp_path / "disk", "2m"):
        kept = tmp_path / "disk" / "store"
        shutil.copytree(store, kept)
        with pytest.raises(OSError), (tmp_path / "disk" / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"x" * 4096)
        asked = run("stats", "--store", kept)
        assert (asked.code, asked.out) == (0, run("stats", "--store", store).out)
        done = run("load", new, "--store", kept, "-q")
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done.err
        assert "no space left" in done.err


def test_what_stands_in_a_log_alone_is_not_passed_over_for_want_of_room(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoRoom:
        def execute(self, statement: str) -> None:
            fault = sqlite3.OperationalError("disk I/O error")
            fault.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
            raise fault

        def close(self) -> None:
            pass

    def connect(path: Path, mode: str, *, immutable: bool = False) -> object:
        return roomy(path, mode, immutable=immutable) if immutable else NoRoom()

    roomy = connecting._connect
    monkeypatch.setattr(connecting, "_connect", connect)
    path = store / "graph" / "retailgraph.db"
    with connecting.reading(path) as tables:
        assert tables.value("SELECT count(*) FROM article") == 2
    path.with_name(f"{path.name}-wal").write_bytes(b"not in the file yet")
    with pytest.raises(StoreError, match="no space left on the disk"):
        connecting.reading(path)


@pytest.mark.parametrize("part", [0.5, 0.97])
def test_a_file_that_was_copied_in_part(part: float, store: Path, run: Run, tmp_path: Path) -> None:
    """Whoever reads or writes is told, what is there stays, and a whole copy put back is all that was."""
    whole, cut = tmp_path / "whole.db", tmp_path / "cut"
    assert run("store", "backup", whole, "--store", store).code == 0
    (cut / "graph").mkdir(parents=True)
    path = cut / "graph" / "retailgraph.db"
    path.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * part)])
    before = path.read_bytes()
    for words in (("stats",), ("load", *write(tmp_path / "new", {"2020-c": article("core owns finch")}))):
        done = run(*words, "--store", cut, "-q")
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done.err
        assert "is damaged" in done.err and str(cut) in done.err
    assert path.read_bytes() == before
    assert run("store", "restore", whole, "--store", cut).code == 0
    with RetailGraph.open(cut, today=TODAY) as graph:
        assert set(graph.articles()) == {"2018-a", "2019-b"}
    (half := tmp_path / "half.db").write_bytes(before)
    done = run("store", "restore", half, "--store", cut)
    assert (done.code, done.err.count("\n")) == (5, 1) and "nothing was restored" in done.err


def test_a_clock_that_was_set_back(store: Path, tmp_path: Path) -> None:
    """What was loaded stays in its order, and counts as of the day that the clock tells."""
    before = date(2019, 6, 1)
    later = write(tmp_path / "new", {"2019-b": article("bolt owns ember", published="2019")})
    with RetailGraph.open(store, today=before) as graph:
        graph.load(later)
        assert graph.losses() == ()
        assert set(graph.articles()) == {"2018-a", "2019-b"}
        held = canonical(graph)
    with conftest.own_store(tmp_path / "other", FILES, today=before) as other:
        other.load(later)
        assert canonical(other) == held
    with RetailGraph.open(store, today=TODAY) as graph:
        graph.load(write(tmp_path / "more", {"2021-d": article("core owns isle", published="2021")}))
        assert set(graph.articles()) == {"2018-a", "2019-b", "2021-d"}
