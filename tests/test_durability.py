"""Killed loads, readers beside writers, writers beside writers: always one whole state, before or after."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest

import conftest
from conftest import article, canonical, examples, write
from retailgraph import RetailGraph
from retailgraph.errors import Locked
from retailgraph.graph import Graph, places
from retailgraph.graph.building import remake
from retailgraph.ontology import ENTITY, RG, STALE
from retailgraph.rdf import words
from retailgraph.tables import connecting, loads, transactions
from test_graph import quads_of

# Not the other tests' day: the processes started here go by the clock, and edges are of the writer's day.
TODAY = date.today()
own_store = partial(conftest.own_store, today=TODAY)
posix = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is needed")
KILLS = examples(8, 50)

# Two states that differ everywhere: in articles, conclusions and edges.
STATES = (
    {
        "2018-a": article("acme owns finch", "acme owns grove", published="2018"),
        "2019-b": article("bolt partnersWith harbor", "jade leads bolt: {role: CEO}", published="2019"),
    },
    {
        "2018-a": article("core owns finch", "core operates isle", published="2018"),
        "2019-b": article("bolt acquires finch: {from: 2019-02, seller: core}", published="2019"),
    },
)


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "retailgraph", *map(str, words)]


def from_sources(graph: Graph) -> list[str]:
    """What was loaded into a graph would give this if it were made from that now."""
    with connecting.memory() as tables:
        loads.copy(graph.tables, tables)
        remake(tables, lambda line: None, graph.today)
        return canonical(quads_of(tables, graph.today))


def without_ontology(graph: Graph) -> list[str]:
    import pyoxigraph

    # A store writes numbers and durations in their shortest form.
    known = pyoxigraph.Store()
    known.bulk_load(
        "\n".join(words.ontology_lines(places.shipped("ontology"))), pyoxigraph.RdfFormat.N_TRIPLES
    )
    return sorted(f"{quad} ." for quad in {*graph.store}.difference(known))


# --- killed loads ---------------------------------------------------------------------------------------


@posix
def test_a_load_killed_at_any_moment_leaves_what_was_before_or_after(tmp_path: Path) -> None:
    chance = random.Random(2)
    graph = own_store(tmp_path, STATES[1])
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, state in zip(folders, STATES, strict=True):
        write(folder, state)
    store = graph.directory.parent
    whole = {}
    for number in (1, 0):
        graph.load([folders[number]])
        whole[number] = without_ontology(graph)
    assert whole[0] != whole[1]
    graph.close()

    took = _until_written(store, folders[1])
    current, ended = 1, {"before": 0, "after": 0}
    # A machine that gets busier, or less busy, moves the commit: until kills fell on both sides of it.
    for number in range(5 * KILLS):
        if number >= KILLS and min(ended.values()):
            break
        if number % KILLS == KILLS - 1:
            took *= 3.0 if not ended["after"] else 0.3 if not ended["before"] else 1.0
        wanted = 1 - current
        _kill_while_loading(store, folders[wanted], chance.uniform(0, took * 1.5))
        with RetailGraph.open(store, today=TODAY) as graph:
            found = without_ontology(graph)
            assert found in (whole[current], whole[wanted])
            assert from_sources(graph) == found
            owner = {0: ["acme"], 1: ["bolt"]}[0 if found == whole[0] else 1]
            assert [row.id for row in graph.ask("who owns Finch").rows] == owner
        ended["after" if found == whole[wanted] else "before"] += 1
        current = wanted if found == whole[wanted] else current
    assert min(ended.values()) > 0, f"the kills did not fall before and after the commit: {ended}"
    done = subprocess.run(
        command("load", folders[1 - current], "--store", store), capture_output=True, text=True
    )
    claims = {0: 4, 1: 3}[1 - current]
    assert (done.returncode, done.stdout) == (0, f"loaded 2 articles, {claims} claims, 0 entities\n")
    known = {"retailgraph.db", "retailgraph.db-wal", "retailgraph.db-shm"}
    assert {p.name for p in (store / "graph").iterdir() if not p.name.startswith("rdf-")} <= known
    assert not list(store.rglob("*.tmp"))


def _loading(store: Path, folder: Path) -> subprocess.Popen[str]:
    """A process that has begun to load: what comes before, starting Python, is not what is to be killed."""
    child = subprocess.Popen(
        command("load", folder, "--store", store),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    assert "reading files" in child.stderr.readline()
    return child


def _until_written(store: Path, folder: Path) -> float:
    """How long an undisturbed load takes from there, so that the kills fall into it."""
    child = _loading(store, folder)
    began = time.monotonic()
    child.communicate()
    assert child.returncode == 0
    return time.monotonic() - began


def _kill_while_loading(store: Path, folder: Path, delay: float) -> None:
    child = _loading(store, folder)
    time.sleep(delay)
    child.send_signal(signal.SIGKILL)
    child.communicate()


@posix
def test_a_first_building_that_is_killed_is_begun_again(tmp_path: Path) -> None:
    write(tmp_path / "files", STATES[0])
    whole = from_sources(own_store(tmp_path / "reference", STATES[0]))
    with own_store(tmp_path, STATES[0]) as graph:
        store = graph.directory.parent
        for delay in (0.0, 0.05, 0.1):
            graph.reset()
            child = subprocess.Popen(
                command("stats", "--store", store), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            assert child.stderr is not None
            assert b"building the graph" in child.stderr.readline()
            time.sleep(delay)
            child.kill()
            child.communicate()
            with RetailGraph.open(store, today=TODAY) as again:
                assert without_ontology(again) == whole


# --- readers beside writers -----------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from retailgraph.tables.transactions import writing
with writing(Path(sys.argv[1])) as tables:
    print("locked", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def another_writer(graph: Graph) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is told a line, or the block ends."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(graph.home.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "locked\n"
        yield child
    finally:
        child.kill()
        child.communicate()


def test_readers_do_not_wait_for_a_writer(tmp_path: Path, run: object) -> None:
    graph = own_store(tmp_path, STATES[0])
    with another_writer(graph):
        with RetailGraph.open(graph.directory.parent, today=TODAY) as other:
            assert [row.id for row in other.ask("who owns Finch").rows] == ["acme"]
        done = run("ask", "who owns Finch", "--store", graph.directory.parent)  # type: ignore[operator]
        assert (done.code, "Acme, Inc." in done.out) == (0, True)
        with pytest.raises(Locked), transactions.writing(graph.home.path):
            raise AssertionError("the writer was still there")


def test_readers_use_what_stands_while_another_process_brings_it_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = own_store(tmp_path, STATES[0])
    with another_writer(graph):
        monkeypatch.setattr("retailgraph.graph.sources.__version__", "99")
        with RetailGraph.open(graph.directory.parent, today=TODAY) as other:
            assert other.meta["version"] != "99"
            assert [row.id for row in other.ask("who owns Finch").rows] == ["acme"]
    with RetailGraph.open(graph.directory.parent, today=TODAY) as other:
        assert other.meta["version"] == "99"


READ = """
import sys
from pathlib import Path
from retailgraph import RetailGraph
store, stop = Path(sys.argv[1]), Path(sys.argv[2])
def owner(graph):
    return " ".join(row.id for row in graph.ask("who owns Finch").rows if row.holds == "yes")
kept = RetailGraph.open(store, create=False)
first, found, asked = owner(kept), set(), 0
while asked < 20 or not stop.exists():
    with RetailGraph.open(store, create=False) as graph:
        found.add(owner(graph))
    assert owner(kept) == first, "an open graph stays one version"
    asked += 1
    if asked == 1:
        print("reading", flush=True)
print(sorted(found), asked)
"""


def test_readers_never_fail_while_loads_run(tmp_path: Path) -> None:
    graph = own_store(tmp_path, STATES[0])
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, state in zip(folders, STATES, strict=True):
        write(folder, state)
    stop = tmp_path / "stop"
    reader = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", READ, str(graph.directory.parent), str(stop)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert reader.stdout is not None
    assert reader.stdout.readline() == "reading\n"
    for number in range(10):
        graph.load([folders[1 - number % 2]], wait=30)
    stop.touch()
    out, err = reader.communicate()
    assert (reader.returncode, err) == (0, "")
    assert out.startswith("['acme', 'bolt'] ")
    assert int(out.split()[-1]) >= 20


def test_an_open_graph_reads_on_while_its_version_goes(tmp_path: Path) -> None:
    graph = own_store(tmp_path, STATES[0])
    with RetailGraph.open(graph.directory.parent, today=TODAY) as kept:
        before = canonical(kept)
        for state in (*STATES, *STATES):
            graph.load(write(tmp_path / "next", state))
        assert canonical(kept) == before
        assert kept.ask("who owns Finch").rows[0].id == "acme"
    assert graph.ask("who owns Finch").rows[0].id == "bolt"


# --- writers beside writers -----------------------------------------------------------------------------


def test_a_second_load_says_who_is_writing(tmp_path: Path, run: object) -> None:
    graph = own_store(tmp_path, STATES[0])
    files = write(tmp_path / "new", STATES[1])
    store = graph.directory.parent
    before = canonical(graph)
    with another_writer(graph) as holder:
        for words in (
            ("load", *files),
            ("remove", "2018-a"),
            ("store", "reset"),
            ("store", "reset", "--loads"),
        ):
            done = run(*words, "--store", store)  # type: ignore[operator]
            assert (done.code, done.out) == (1, "")
            last = done.err.splitlines()[-1]
            assert f"is being written by process {holder.pid}" in last
            assert "--wait SECONDS" in last
    assert canonical(RetailGraph.open(store, today=TODAY)) == before


def test_a_load_waits_for_another_writer(tmp_path: Path) -> None:
    graph = own_store(tmp_path, STATES[0])
    write(tmp_path / "new", STATES[1])
    with another_writer(graph) as holder:
        waiting = subprocess.Popen(
            command("load", tmp_path / "new", "--store", graph.directory.parent, "--wait", "60"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1.0)
        holder.communicate("\n")
        out, err = waiting.communicate()
    assert (waiting.returncode, out) == (0, "loaded 2 articles, 3 claims, 0 entities\n"), err
    assert RetailGraph.open(graph.directory.parent, today=TODAY).ask("who owns Finch").rows[0].id == "bolt"


def test_loads_at_once_are_all_done_one_after_another(tmp_path: Path) -> None:
    graph = own_store(tmp_path)
    children = []
    for number in range(5):
        folder = tmp_path / f"load {number}"
        # Each but the first knows its entity only from its own file.
        files = {"more": f"own{number}: {{type: Brand, name: Own {number}}}\n"}
        files[f"2020-load{number}"] = article(f"acme owns own{number}", published="2020")
        write(folder, files)
        words = command("load", folder, "--store", graph.directory.parent, "--wait", "60", "-q")
        children.append(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
    said = [child.communicate() for child in children]
    assert said == [("loaded 1 article, 1 claim, 1 entity\n", "")] * 5
    with RetailGraph.open(graph.directory.parent, today=TODAY) as graph:
        assert graph.articles() == [f"2020-load{number}" for number in range(5)]
        assert graph.loads() == list(range(1, 7))
        assert from_sources(graph) == without_ontology(graph)
        owns = {RG + "owns", STALE + "owns"}
        of_acme = graph.store.quads_for_pattern(ox.NamedNode(ENTITY + "acme"), None, None)
        assert sum(quad.predicate.value in owns for quad in of_acme) == 5


def test_the_user_interrupts_a_load(tmp_path: Path) -> None:
    graph = own_store(tmp_path, STATES[0])
    before = without_ontology(graph)
    write(tmp_path / "new", STATES[1])
    with another_writer(graph):
        waiting = subprocess.Popen(
            command("load", tmp_path / "new", "--store", graph.directory.parent, "--wait", "60"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1.0)
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate()
    assert (waiting.returncode, out) == (130, "")
    assert "Traceback" not in err
    with RetailGraph.open(graph.directory.parent, today=TODAY) as graph:
        assert without_ontology(graph) == before
