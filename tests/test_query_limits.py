"""What ends a query: its length, time and memory, in this process and in one of its own."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from attacks import queries as attacks
from conftest import TODAY, Outcome, article, each, own_store, some
from retailgraph import RetailGraph, sparql
from retailgraph.errors import (
    EngineFailure,
    MemoryLimit,
    QueryError,
    Refused,
    StoreError,
    TimeLimit,
    UsageError,
)
from retailgraph.sparql import apart, guarding, lexing, limits

Run = Callable[..., Outcome]
posix = pytest.mark.skipif(sys.platform == "win32", reason="memory, signals and pipes of POSIX")

ROWS_WITHOUT_END = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
NO_ROW_FOR_LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
MUCH_MEMORY = attacks.WORK["text times 5"]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> RetailGraph:
    claims = ["acme owns finch: {from: 2015, to: 2019}", "acme owns grove", "bolt sellsOn harbor"]
    with own_store(tmp_path_factory.mktemp("own"), {"2020-x": article(*claims, published="2020")}) as graph:
        yield graph


@pytest.fixture(scope="module")
def store() -> ox.Store:
    small = ox.Store()
    nodes = [ox.NamedNode(f"http://x/{i}") for i in range(50)]
    small.extend(ox.Quad(a, nodes[0], b, sparql.DEFAULT_GRAPHS[0]) for a in nodes for b in nodes[:4])
    return small


# --- length ---------------------------------------------------------------------------------------------

# The engine keeps these in a flat list, so that only the length of the text bounds them.
FLAT = {"in", "arguments", "coalesce", "values", "rows of values", "comments", "letters"}
FLAT |= {"a long text", "a long IRI", "a long number"}


@each("name", attacks.CHAINS)
def test_what_is_chained_is_bounded(name: str) -> None:
    text = attacks.CHAINS[name](60_000 if name not in FLAT else 20_000)
    if name in FLAT:
        sparql.guard(text)
    else:
        with pytest.raises(QueryError, match=r"at most (4000|1,000,000)|write it as a prefixed name"):
            sparql.guard(text)


@each("name", attacks.NESTS)
def test_what_is_nested_is_bounded(name: str) -> None:
    with pytest.raises(
        QueryError, match=r"line 1, column \d+: (brackets are nested more than 100|a query has)"
    ):
        sparql.guard(attacks.NESTS[name](20_000))
    if name not in ("negations", "only closed"):
        with pytest.raises(QueryError, match="brackets are nested more than 100 deep"):
            sparql.guard(attacks.NESTS[name](102))


def test_a_long_text_without_an_end_is_told_where_it_starts() -> None:
    with pytest.raises(QueryError, match=r"line 1, column 1[35]: the text that starts here has no end"):
        sparql.guard("ASK { ?s ?p '''" + "word\n" * 5_000)


def test_a_query_has_a_length() -> None:
    sparql.guard("ASK {} #" + "a" * 999_992)
    with pytest.raises(QueryError, match="at most 1,000,000 characters, this one has 1,000,001"):
        sparql.guard("ASK {} #" + "a" * 999_993)


def test_what_looks_like_an_iri_hides_no_operators() -> None:
    ordinary = "PREFIX x: <urn:a#> " + "ASK { VALUES ?x { " + "<urn:b> " * 5_000 + "} ?x a <http://a/b#c'd> }"
    sparql.guard(ordinary)
    for hiding in ("?a<{}&&?b>1", "?a<?b&&'x>'!=''||''='{}'", "?a<ex:b#>\n{}#\n"):
        with pytest.raises(QueryError, match="line 1, column"):
            sparql.guard(f"ASK {{ FILTER({hiding.format('1+' * 5_000 + '1')}) }}")


def test_the_lexer_does_not_look_far_ahead() -> None:
    """From every letter of ``a.a.a.a`` it would otherwise look for a colon to the end of the query again."""
    assert [t.kind for t in lexing.tokens("a." * 100 + "a:b")] == ["name"]
    far = [t.kind for t in lexing.tokens("a." * 1000 + "a:b")]
    assert far.count("word") > 800 and far[-1] == "name"
    with pytest.raises(QueryError, match="at most 4000"):
        sparql.guard("ASK { " + "a." * 400_000 + ":b }")


@posix
def test_the_longest_queries_run_on_the_smallest_stack() -> None:
    """In a thread of a host that has 64 KB, each family as long as the guard lets it be."""
    program = """
import bisect, threading, sys
import pyoxigraph as ox
sys.path.insert(0, sys.argv[1])
from attacks import queries
from retailgraph import sparql
from retailgraph.errors import QueryError, TimeLimit
store = ox.Store()
store.add(ox.Quad(*[ox.NamedNode("http://x/")] * 3, sparql.DEFAULT_GRAPHS[0]))
quick = "describe, sums, signed numbers, products, or, and, filters, alternatives, bind, aggregates, having"
def longest(made):
    lengths = range(100, 4000, 100)
    refused = bisect.bisect_left(lengths, True, key=lambda n: not passes(made(n)))
    return made(lengths[refused - 1])
def passes(text):
    try:
        sparql.guard(text)
    except QueryError:
        return False
    return True
def ask():
    for name in quick.split(", "):
        run(name, longest(queries.CHAINS[name]))
    for name in ("functions", "choices", "exists", "subqueries", "negations", "parentheses"):
        run(name, queries.NESTS[name](45))
def run(name, text):
    try:
        sparql.run(store, text, limits=sparql.Limits(seconds=1))
    except TimeLimit:
        pass
    print(name)
threading.stack_size(65536)
thread = threading.Thread(target=ask)
thread.start()
thread.join()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 17


# --- time and memory, in this process -------------------------------------------------------------------


@pytest.mark.parametrize("query", [ROWS_WITHOUT_END, NO_ROW_FOR_LONG])
def test_a_query_has_a_time(store: ox.Store, query: str) -> None:
    with pytest.raises(TimeLimit, match=r"longer than 0\.1 seconds"):
        sparql.run(store, query, limits=sparql.Limits(seconds=0.1))


def test_a_query_that_was_given_up_ends_at_its_next_row(store: ox.Store) -> None:
    before = set(threading.enumerate())
    with pytest.raises(TimeLimit):
        sparql.run(store, ROWS_WITHOUT_END, limits=sparql.Limits(seconds=0.05))
    for thread in set(threading.enumerate()) - before:
        thread.join(120)
        assert not thread.is_alive()


@posix
def test_a_query_has_a_memory(store: ox.Store) -> None:
    with pytest.raises(MemoryLimit, match="more than 20 MB of memory"):
        sparql.run(store, ROWS_WITHOUT_END, limits=sparql.Limits(seconds=60, megabytes=20))


def test_what_is_called_within_limits_shares_them(store: ox.Store) -> None:
    own = sparql.within(None, lambda: sparql.within(None, threading.current_thread))
    assert own.name == "retailgraph query"
    with pytest.raises(TimeLimit):
        sparql.within(
            sparql.Limits(seconds=0.1),
            lambda: sparql.run(store, NO_ROW_FOR_LONG, limits=sparql.Limits(seconds=60)),
        )


def test_the_size_of_stacks_is_left_as_it_was() -> None:
    before = threading.stack_size()
    assert sparql.within(None, threading.stack_size) in (before, *limits.STACKS)
    assert threading.stack_size() == before


def test_where_no_large_stack_is_to_be_had_a_smaller_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        started.append(threading.stack_size())
        if len(started) < len(limits.STACKS):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert sparql.within(None, lambda: 1) == 1
    assert started == list(limits.STACKS)


def test_an_error_of_the_work_is_the_error_of_the_caller() -> None:
    def fail() -> None:
        raise MemoryError

    with pytest.raises(MemoryLimit):
        sparql.within(None, fail)
    with pytest.raises(ZeroDivisionError):
        sparql.within(None, lambda: 1 / 0)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, 0, 1e308, 86_401, True, "10"])
def test_limits_are_numbers_that_mean_something(value: float) -> None:
    with pytest.raises(UsageError, match="timeout"):
        sparql.Limits(seconds=value)
    with pytest.raises(UsageError, match="memory"):
        sparql.Limits(megabytes=value if value != 86_401 else 15)


# --- a process of its own -------------------------------------------------------------------------------

ODD = """SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (<<( <http://x/> rdf:type "t"@en )>> true UNDEF)
  ("天猫\\n"@zh-Hans 4.5 "x"@ar--rtl) (UNDEF UNDEF UNDEF) } }"""


def test_an_isolated_query_gives_the_same(graph: RetailGraph) -> None:
    for query in (
        ODD,
        "SELECT * {}",
        "SELECT ?x { ?x rg:nothing ?y }",
        "SELECT (MAX(?x) AS ?m) { ent:nope rg:owns ?x }",
        "ASK { ent:acme rg:owns ent:grove }",
        "CONSTRUCT { ?s rg:owns ?o } { ?s rg:owns ?o }",
        "DESCRIBE ent:acme",
    ):
        assert graph.query(query, isolated=True) == graph.query(query, isolated=False)
    found = graph.query("SELECT (BNODE() AS ?b) {}", isolated=True)
    assert isinstance(found.rows[0][0], ox.BlankNode)


def test_an_isolated_query_takes_bindings_and_days(graph: RetailGraph) -> None:
    query = "SELECT ?who ?what { ?who rg:owns ?what }"
    finch = ox.NamedNode("https://w3id.org/retailgraph/entity/finch")
    assert graph.query(query, bindings={"what": finch}, isolated=True).rows == ()
    then = graph.query(query, bindings={"what": finch}, as_of="2016", isolated=True)
    assert then.cells() == (("ent:acme", "ent:finch"),)
    assert graph.at("2016").query(query, isolated=True) == graph.query(query, as_of="2016")


def test_errors_of_an_isolated_query_are_errors_here(graph: RetailGraph) -> None:
    for query, kind, says in (
        ("SELECT ?x {", QueryError, "line 1, column"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", Refused, "--allow-service"),
        ("DROP ALL", QueryError, "read-only"),
    ):
        with pytest.raises(kind, match=says):
            graph.query(query, isolated=True)
    with pytest.raises(StoreError, match="cannot be read"):
        apart.run_apart(Path("/nowhere"), "ASK {}", sparql.Limits())


def test_who_gives_a_limit_has_it_kept(graph: RetailGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[sparql.Limits] = []
    monkeypatch.setattr(apart, "run_apart", lambda store, text, limits, **_: taken.append(limits))
    graph.query("ASK {}")
    graph.query("ASK {}", timeout=120, isolated=False)
    assert taken == []
    graph.query("ASK {}", timeout=3)
    graph.query("ASK {}", memory=50)
    graph.query("ASK {}", isolated=True)
    assert taken == [sparql.Limits(3), sparql.Limits(megabytes=50), sparql.Limits(30, 1000)]


@posix
def test_an_isolated_query_ends_at_its_limits(graph: RetailGraph) -> None:
    with pytest.raises(TimeLimit):
        graph.query(NO_ROW_FOR_LONG, timeout=0.2)
    with pytest.raises(MemoryLimit, match="more than 60 MB"):
        graph.query(MUCH_MEMORY, memory=60)


def broken(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    """Have the process of isolated queries begin with a statement."""
    imports = "from retailgraph.sparql import guarding, limits; import os, signal, time, sys; "
    start = apart._START.replace("from retailgraph", imports + statement + "; from retailgraph", 1)
    monkeypatch.setattr(apart, "_START", start)


@posix
def test_what_grows_faster_than_anybody_looks_ends_too(
    graph: RetailGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, "limits._PAUSE = 1000")
    with pytest.raises(MemoryLimit, match="more than 60 MB"):
        graph.query(MUCH_MEMORY, memory=60)


@posix
def test_the_end_of_the_process_is_an_error_here(graph: RetailGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        # What the guard is for: without it, and on a small stack, the engine falls over.
        broken(patch, "guarding.MAX_DEPTH = guarding.MAX_PARTS = 10**9; limits.STACKS = (2**20,)")
        with pytest.raises(EngineFailure, match=r"ended the query's process \(signal \d+\)"):
            graph.query(attacks.CHAINS["describe"](20_000), isolated=True)
    with monkeypatch.context() as patch:
        broken(patch, "sys.exit(3)")
        with pytest.raises(EngineFailure, match="exit code 3"):
            graph.query("ASK {}", isolated=True)
    with monkeypatch.context() as patch:
        broken(patch, "print('rubbish'); sys.stdout.flush(); os._exit(0)")
        with pytest.raises(EngineFailure, match="exit code 0"):
            graph.query("ASK {}", isolated=True)
    with monkeypatch.context() as patch:
        broken(patch, "time.sleep(60)")
        patch.setattr(apart, "_GRACE", 0.0)
        with pytest.raises(TimeLimit):
            graph.query("ASK {}", timeout=0.2)
    assert graph.query("ASK {}", isolated=True).boolean


# --- the command line -----------------------------------------------------------------------------------


@pytest.fixture
def home_store(graph: RetailGraph) -> Path:
    return graph.directory.parent


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "0", "1e308", "-inf", "", "soon", "9" * 400])
@pytest.mark.parametrize("option", ["--timeout", "--memory"])
def test_a_limit_that_is_none_gets_one_line(run: Run, option: str, value: str) -> None:
    done = run("query", "ASK {}", option, value)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), done
    assert done.err.startswith("error: ") and option.strip("-") in done.err


def test_a_row_of_unbound_cells_is_a_row(run: Run, home_store: Path) -> None:
    unbound = "SELECT (MAX(?x) AS ?m) { ent:nope rg:owns ?x }"
    assert run("query", unbound, "--store", home_store).out == "M\n\n"
    assert run("query", unbound, "--store", home_store, "-f", "csv").out.splitlines() == ["m", '""']
    exact = run("query", unbound, "--store", home_store, "-f", "csv", "--exact")
    assert exact.out.splitlines() == ["m", ""]
    done = run(
        "query", "SELECT ?x ?y { VALUES (?x ?y) { (UNDEF UNDEF) (UNDEF UNDEF) } }", "--store", home_store
    )
    assert done.out == "X  Y\n\n\n"
    assert run("query", "SELECT * {}", "--store", home_store).code == 0
    assert run("query", "SELECT ?s { ?s rg:nothing ?o }", "--store", home_store).out.strip() in ("", "S")


@pytest.mark.parametrize(
    "kind", ["pipe", "device", "folder", "latin", "zeros", "huge", "missing", "long name"]
)
def test_a_file_that_is_no_query_gets_one_line(run: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.rq"
    if kind == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("named pipes")
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
        if not path.exists():
            pytest.skip("no device of that name")
    elif kind == "folder":
        path.mkdir()
    elif kind == "latin":
        path.write_bytes(b"ASK {\n ?s ?p '\xe9' }")
    elif kind == "long name":
        path = tmp_path / ("x" * 5000 + ".rq")
    elif kind != "missing":
        with path.open("wb") as file:
            file.truncate(100 * 2**20 if kind == "huge" else 100)
    for word in (str(path), f"@{path}"):
        done = run("query", word, "-q")
        assert (done.out, done.err.count("\n")) == ("", 1 if kind != "zeros" else 3), done
        assert done.code in (2, 5) and done.err.startswith("error: ")
        if kind != "zeros":
            assert str(path)[:200] in done.err
    if kind == "latin":
        assert f"{path}:2: not UTF-8 text" in done.err


def test_standard_input_is_bounded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for content, says in ((b"a" * 4_000_001, "too large"), (b"\xff", "standard input:1: not UTF-8 text")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        done = run("query", "-")
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert says in done.err
    monkeypatch.setattr("sys.stdin", None)
    assert run("query", "-").err == "error: standard input is closed; name a file\n"


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "..", ".", "", "renames.rq", "../queries/renames", "*", "a\x00b"],
)
def test_a_named_query_is_one_of_those_listed(run: Run, name: str) -> None:
    done = run("query", "--name", name)
    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1), done
    assert done.err.startswith("error: no named query")


def finished(*words: str, stdin: str | None = None) -> Outcome:
    done = subprocess.run(
        [sys.executable, "-m", "retailgraph", *words],
        capture_output=True,
        text=True,
        check=False,
        input=stdin,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@posix
@pytest.mark.parametrize("format_", ["table", *some("json", "csv", "xml", "tsv")])
def test_results_without_end_end_at_the_memory(home_store: Path, format_: str) -> None:
    words = ("--memory", "30", "--timeout", "60", "--format", format_)
    done = finished("query", ROWS_WITHOUT_END, *words, "--store", str(home_store))
    says = "error: the query took more than 30 MB of memory (--memory MB)\n"
    assert done == Outcome(8, "", says)


@posix
def test_named_queries_and_explanations_have_the_same_limits(shipped: RetailGraph) -> None:
    assert shipped.stats().claims
    done = finished("query", "--name", "successive-owners", "--timeout", "0.0001", "-q")
    assert (done.code, done.out) == (6, "")
    deep = attacks.NESTS["parentheses"](60)
    assert finished("query", "--explain", deep, "--timeout", "0.05").code == 6


@posix
def test_a_reader_that_goes_away_is_no_error(shipped: RetailGraph) -> None:
    assert shipped.stats().claims
    command = [sys.executable, "-m", "retailgraph", "-q", "query", "SELECT * { ?s ?p ?o }", "--format", "tsv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stderr is not None
        assert child.stdout.readline() == b"s\tp\to\n"
        child.stdout.close()
        assert (child.stderr.read(), child.wait(60)) == (b"", 0)


def test_a_query_says_which_day_its_edges_are_of(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon, later = (TODAY + timedelta(days=days) for days in (10, 20))
    own_store(tmp_path, {"2026-x": article(f"acme owns finch: {{to: {later}}}", published="2026-01")}).close()
    from retailgraph.graph import opened as graphs

    words = ("query", "SELECT ?b { ent:acme rg:owns ?b }", "--store", tmp_path / "store")

    def on(day: object, *more: str) -> Outcome:
        monkeypatch.setattr(graphs, "date", type("Day", (graphs.date,), {"today": staticmethod(lambda: day)}))
        return run(*words, *more)

    assert on(TODAY) == on(soon) == Outcome(0, "B\nent:finch\n", "")
    moved = on(later + timedelta(days=1))
    assert (moved.code, moved.out) == (0, "B\nent:finch\n")
    assert moved.err == (
        f"note: edges (rg:owns and the like) are those of {TODAY}, when the graph was last written; some have"
        f" begun or ended since; for today's: --as-of {later + timedelta(days=1)}\n"
    )
    asked = run("ask", "what does Acme own", "--store", tmp_path / "store")
    assert "uncertain" in asked.out  # its planned end has passed
    dated = on(later + timedelta(days=1), "--as-of", str(later + timedelta(days=1)))
    assert (dated.out.strip(), dated.err) == ("", "0 rows\n")
    assert on(later + timedelta(days=1), "-q").err == ""


# --- queries that hurt ----------------------------------------------------------------------------------

CHOSEN = (
    *("chain of 60000: objects", "chain of 60000: collection", "chain of 60000: describe"),
    *some("chain of 3000: values", "nest of 95: exists", "nest of 95: collections"),
    *("chain of 3000: in", "chain of 400: describe", "chain of 400: aggregates"),
    *("nest of 95: functions", "nest of 95: triple terms"),
    *(
        "work: text times 5",
        "work: all pairs",
        *some("work: sorted", "work: counted, distinct"),
        "work: joined text of all",
    ),
    *("work: closure both ways", "work: triple within triple 20 times", "work: new nodes"),
    *some("work: a pattern nested", "work: unbound", "work: no columns", "work: the largest offset"),
    *("broken: dots before a colon", "broken: control characters"),
)


@cache
def all_attacks() -> list[attacks.Attack]:
    return attacks.attacks()


@posix
@pytest.mark.parametrize("name", CHOSEN)
def test_a_query_that_hurts_is_answered_refused_or_ended(shipped: RetailGraph, name: str) -> None:
    """All of them: ``python -m tests.attacks queries``."""
    (attack,) = (a for a in all_attacks() if a.name == name)
    outcome = attacks.run([sys.executable, "-m", "retailgraph"], attack.text, seconds=0.3, megabytes=60)
    assert attacks.fault(outcome, 60) == ""


def test_there_are_many_that_hurt() -> None:
    names = [attack.name for attack in all_attacks()]
    assert len(names) == len(set(names)) >= 200


def test_the_judge_sees_what_is_wrong() -> None:
    good = attacks.Outcome(6, "", "error: the query took longer than 1 seconds (--timeout SECONDS)\n")
    assert attacks.fault(good, 100) == ""
    for wrong in (
        attacks.Outcome(-11, "", ""),
        attacks.Outcome(0, "", "Traceback (most recent call last):"),
        attacks.Outcome(1, "", "error: ValueError: x (--debug shows where)\n"),
        attacks.Outcome(1, "", "error: x\n"),
        attacks.Outcome(8, "a row\n", "error: x\n"),
        attacks.Outcome(2, "", "error: something\n"),
        attacks.Outcome(6, "", ""),
        attacks.Outcome(8, "", "error: x\n", peak=10**9),
    ):
        assert attacks.fault(wrong, 100, base=10**8), wrong
    assert re.match(attacks.REFUSED_WHOLE, f"error: a query has at most {guarding.MAX_LENGTH:,}")
