"""The command line: words, options, formats, exit codes and manners."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import click
import pytest

from conftest import ENTITIES, Outcome, article, own_store, write
from retailgraph import RetailGraph, __version__
from retailgraph import cli as front
from retailgraph.cli import COMMANDS
from retailgraph.cli.commands import cli
from retailgraph.graph import places

Run = Callable[..., Outcome]
posix = pytest.mark.skipif(os.name == "nt", reason="pipes, signals and terminals of POSIX")
# Three times all triples against each other: more than any machine does while somebody waits.
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d && ?e != ?h && ?g != ?a) }"


def process(*words: str | Path, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "retailgraph", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        **options,  # type: ignore[call-overload]
    )


def finished(*words: str | Path, **options: object) -> Outcome:
    child = process(*words, **options)
    out, err = child.communicate()
    return Outcome(child.returncode, out, err)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one's own, to be asked only."""
    folder = tmp_path_factory.mktemp("cli")
    files = {
        "2018-a": article(
            "acme owns finch", "acme owns grove", "finch sellsOn harbor: {scope: [=1+1, hats]}"
        ),
        "2019-b": article("jade leads acme: {role: CEO}"),
    }
    names = "north: {type: Company, name: Polar Group}\nsouth: {type: Company, name: Polar Ltd}\n"
    with own_store(folder, files) as graph:
        graph.load(write(folder / "more", {"names": names}))
    return folder / "store"


# --- words ----------------------------------------------------------------------------------------------


def every_command() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for name in COMMANDS:
        found.append((name,))
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.commands]
    return found


@pytest.mark.parametrize("words", every_command(), ids=lambda words: " ".join(words) or "retailgraph")
def test_every_command_has_help(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, "-h")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: retailgraph{''.join(f' {word}' for word in words)} [OPTIONS]")
    assert len(done.out.splitlines()) > 5
    assert run(*words, "--help") == done


def test_help_lists_the_commands_and_the_exit_codes(run: Run) -> None:
    done = run("--help")
    for name, (_, summary) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(summary)}$", done.out, re.M)
    for code in (0, 1, 2, 3, 4, 5, 6, 7, 130):
        assert re.search(rf"^  +{code} +\w", done.out, re.M), code


@pytest.mark.parametrize("words", [(), ("store",), ("new",)])
def test_nothing_at_all_gets_the_help(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert "Commands:" in done.err


def test_the_version(run: Run) -> None:
    assert (
        run("--version").out == f"retailgraph, version {__version__}\n" or __version__ in run("--version").out
    )
    assert finished("--version").out == run("--version").out


def test_a_first_word_that_is_no_command_makes_it_a_question(run: Run, store: Path) -> None:
    asked = run("--store", store, "ask", "who owns Finch")
    assert asked.code == 0
    assert "Acme, Inc." in asked.out
    for words in (
        ("who owns Finch",),
        ("who", "owns", "Finch"),
        ("Who", "owns", "Finch?"),
        ("ask", "who", "owns", "Finch"),
    ):
        assert run("--store", store, *words).out == asked.out, words


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "who", "owns", "Finch"),
        ("-q", "who owns Finch"),
        ("ask", "brands", "of", "Acme", "--quiet"),
        ("who", "-q", "owns", "Nobody"),
        ("show", "me", "Acme"),
        ("ask", "Acme"),
        ("ask", ""),
        ("",),
        ("ask", "ask"),
        ("qwertz uiop",),
    ],
    ids=" ".join,
)
def test_a_plain_question_is_answered_as_click_would_have_it(
    run: Run, store: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without options a question does not wait for click to load."""
    monkeypatch.setenv("RETAILGRAPH_STORE", str(store))
    at_once = run(*words)
    monkeypatch.setattr(front, "_plain_question", lambda _: [])
    assert run(*words) == at_once


def test_commands_win(run: Run, store: Path) -> None:
    listed = run("--store", store, "list", "brands")
    assert listed.out.splitlines()[0].startswith("NAME")
    assert run("--store", store, "ask", "list brands of Acme").code == 0
    assert run("--store", store, "show", "brands of Acme").code == 3, (
        "show is a command, not the word of a question"
    )


def test_options_may_stand_before_or_after(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("ask", "who owns Finch")
    expected = run("--store", store, *words)
    assert run(*words, "--store", store) == expected
    assert run("ask", "--store", store, "who owns Finch") == expected
    assert run("-q", "--store", store, *words).err == run(*words, "--store", store, "-q").err == ""
    assert run("who owns Finch", "--store", store, "--format", "csv").out.startswith("entity,")
    monkeypatch.setenv("RETAILGRAPH_STORE", str(store))
    assert run(*words) == expected
    assert run(*words, "--store", store.parent / "none").code == 3
    assert run("--store", store.parent / "none", *words).code == 3


# --- exit codes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words", "says"),
    [
        (0, ("ask", "who owns Finch"), ""),
        (0, ("ask", "who owns Isle"), "No article says so."),
        (0, ("query", "SELECT ?s { ?s rg:nothing ?o }"), ""),
        (2, ("ask", "how tall is Acme"), "is not understood; try:"),
        (2, ("ask", "who owned Finch in 2019-13"), "there is no month 13"),
        (2, ("ask",), "error: missing argument 'QUESTION...'; see: retailgraph ask --help\n"),
        (2, ("ask", "who owns Finch", "--colour"), "error: no such option"),
        (2, ("ask", "who owns Finch", "--format", "pdf"), "'pdf' is not one of"),
        (2, ("ask", "who owns Finch", "--as-of", "soon"), "is not a date"),
        (2, ("list", "planets"), "no type 'planets'"),
        (2, ("query",), "give a query"),
        (2, ("query", "ASK {}", "--name", "brands-by-platform"), "not both"),
        (2, ("query", "SELECT ?x {"), "line 1, column"),
        (2, ("query", "INSERT DATA { <a:b> <a:c> 1 }"), "updates are not possible"),
        (2, ("query", "SELECT ?s { ?s ?p ?o }", "--format", "turtle"), "--format may be"),
        (3, ("ask", "who owns Fynch"), "did you mean 'Finch'"),
        (3, ("show", "Nobody"), "no entity is called 'Nobody'"),
        (3, ("why", "Acme", "eats", "Finch"), "eats"),
        (3, ("remove", "2018-z"), "no article '2018-z'"),
        (3, ("query", "--name", "brand-by-platform"), "did you mean 'brands-by-platform'"),
        (5, ("query", "missing.rq"), "cannot be read"),
        (3, ("relations", "ownz"), "owns"),
        (4, ("ask", "partners of Polar"), "id north"),
        (4, ("show", "Polar"), "id south"),
        (5, ("load", "missing.yaml"), "no such file"),
        (5, ("check", "missing.yaml"), None),
        (7, ("query", "SELECT * { SERVICE <https://example.com/> { ?s ?p ?o } }"), "--allow-service"),
    ],
)  # fmt: skip
def test_exit_codes(run: Run, store: Path, code: int, words: tuple[str, ...], says: str | None) -> None:
    done = run(*words, "--store", store)
    assert done.code == code, done.err
    if code and says is not None:
        assert done.out == "" or "what comes nearest: " in done.err
    if says:
        assert says in (done.err if code else done.err + done.out)
    assert "Traceback" not in done.err
    if code in (3, 7) or (code == 2 and says != "line 1, column"):  # which shows the place too
        lines = [line for line in done.err.splitlines() if not line.startswith("what comes nearest: ")]
        assert len(lines) == 1, "one clear line"


def test_exit_code_1_for_a_damaged_store(run: Run, store: Path, tmp_path: Path) -> None:
    shutil.copytree(store, tmp_path / "store")
    with closing(sqlite3.connect(tmp_path / "store" / "graph" / "retailgraph.db")) as other:
        other.execute("UPDATE meta SET value = 'rubbish'")
        other.commit()
    done = run("ask", "who owns Finch", "--store", tmp_path / "store")
    assert (done.code, done.out) == (1, "")
    assert re.fullmatch(r"error: .* is damaged .*`retailgraph store reset[^`]*` rebuilds it\n", done.err)
    assert run("store", "reset", "--store", tmp_path / "store").code == 0
    again = run("ask", "who owns Finch", "--store", tmp_path / "store")
    assert (again.code, "Acme, Inc." in again.out) == (0, True)


def test_exit_code_7_for_a_folder_that_is_not_ours(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"thesis.txt": "Years of work."})
    for words in (("stats",), ("store", "reset"), ("store", "path"), ("load", "x.yaml")):
        done = run(*words, "--store", tmp_path)
        assert (done.code, done.out) == (7, "")
        assert "choose an empty folder" in done.err


def asks(child: subprocess.Popen[str]) -> None:
    """Wait until a process has begun its query, for which it has a thread: no fixed time is enough."""
    threads = Path(f"/proc/{child.pid}/task")
    if not threads.exists():
        time.sleep(3.0)
    while threads.exists() and len(list(threads.iterdir())) < 2:
        assert child.poll() is None
        time.sleep(0.02)


@posix
def test_exit_code_130_when_the_user_interrupts(shipped: RetailGraph) -> None:
    assert shipped.stats().claims > 0
    child = process("query", HEAVY, "--timeout", "60", "-q")
    asks(child)
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.5)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=120)
    assert (child.returncode, out, err.strip()) == (130, "", "")


def test_a_heavy_query_ends_in_time_with_exit_code_6(shipped: RetailGraph) -> None:
    assert shipped.stats().claims > 0
    done = finished("query", HEAVY, "--timeout", "0.5", "-q")
    assert (done.code, done.out) == (6, "")
    assert done.err == "error: the query took longer than 0.5 seconds (--timeout SECONDS)\n"


def test_a_query_that_fails_leaves_no_clock_running(run: Run, store: Path) -> None:
    assert run("query", "SELECT ?x {", "--timeout", "0.2", "--store", store).code == 2
    time.sleep(0.4)  # were the clock still running, it would end this process
    assert run("query", "ASK {}", "--timeout", "20", "--store", store).out == "yes\n"


# --- manners --------------------------------------------------------------------------------------------


def test_python_m_is_the_same_program() -> None:
    done = finished("--help")
    assert done.code == 0
    assert done.out.startswith("Usage: retailgraph ")


def test_debug_shows_the_traceback(run: Run, store: Path) -> None:
    plain = run("show", "Nobody", "--store", store)
    shown = run("show", "Nobody", "--store", store, "--debug")
    assert (plain.code, shown.code) == (3, 3)
    assert "Traceback" in shown.err and "NotFound" in shown.err
    assert shown.err.endswith(plain.err)


def test_a_fault_of_our_own_is_one_line_unless_debug(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(RetailGraph, "stats", broken)
    done = run("stats", "--store", store)
    assert (done.code, done.out, done.err) == (
        1,
        "",
        "error: ZeroDivisionError: oops (--debug shows where)\n",
    )
    with pytest.raises(ZeroDivisionError):
        run("stats", "--store", store, "--debug")


@posix
@pytest.mark.parametrize(
    "words", [("export", "--format", "nquads"), ("list",), ("show", "Tapestry"), ("stats",)], ids=" ".join
)
def test_a_closed_pipe_is_no_error(words: tuple[str, ...], shipped: RetailGraph) -> None:
    assert shipped.stats().claims > 0
    child = process(*words)
    assert child.stdout is not None
    assert child.stdout.readline()
    child.stdout.close()
    assert child.stderr is not None
    err = child.stderr.read()
    child.stderr.close()
    assert (child.wait(), err) == (0, "")


@posix
def test_bold_headings_only_on_a_terminal_that_wants_them(store: Path) -> None:
    import pty

    def shown(**environment: str) -> str:
        ours, theirs = pty.openpty()
        words = [sys.executable, "-m", "retailgraph", "list", "alliances", "--store", str(store)]
        known = {"TERM": "xterm", "COLUMNS": "80"}
        child = subprocess.Popen(words, stdout=theirs, env={**os.environ, **known, **environment})
        os.close(theirs)
        printed = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not piece:
                break
            printed += piece
        os.close(ours)
        assert child.wait() == 0
        return printed.decode()

    assert "\x1b[1m" in shown()
    for plain in (
        shown(NO_COLOR="1"),
        shown(TERM="dumb"),
        finished("list", "alliances", "--store", store).out,
    ):
        assert "\x1b" not in plain
        assert "Lark Alliance" in plain


def test_tables_fit_the_width_that_is_there(
    run: Run, shipped: RetailGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns in (60, 80, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        done = run("ask", "brands of Tapestry over time")
        assert max(len(line) for line in done.out.splitlines()) <= columns or columns == 60
    monkeypatch.setenv("COLUMNS", "1")
    assert run("ask", "brands of Tapestry over time").code == 0


@posix
@pytest.mark.parametrize("settings", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}], ids=str)
def test_names_print_where_the_locale_is_ascii(settings: dict[str, str], shipped: RetailGraph) -> None:
    assert shipped.stats().claims > 0
    done = finished("show", "天猫", env={**os.environ, **settings})
    assert (done.code, done.err) == (0, "")
    assert "天猫" in done.out


@posix
@pytest.mark.parametrize(
    "words", [("ask", "who owns \udcff"), ("show", "\udcff"), ("query", "ASK { \udcff }")], ids=ascii
)
def test_words_that_are_no_text_are_no_crash(run: Run, store: Path, words: tuple[str, ...]) -> None:
    done = run("--store", store, *words)
    assert done.code in (2, 3)
    assert done.err.startswith("error: ")
    assert "--debug" not in done.err


# --- formats --------------------------------------------------------------------------------------------

QUESTIONS = (
    ("ask", "brands of Acme"),
    ("ask", "where does Finch sell"),
    ("show", "Acme"),
    ("list",),
    ("sources",),
    ("why", "Acme", "owns", "Finch"),
)


def parsed(format_: str, text: str) -> list[dict[str, str]] | object:
    if format_ == "json":
        return json.loads(text)
    if format_ == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    if format_ == "markdown":
        lines = [line for line in text.splitlines() if line.startswith("|")]
        assert set(lines[1]) <= set("| -")
        cells = [[c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]] for line in (lines[0], *lines[2:])]
        return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]
    return list(csv.DictReader(io.StringIO(text), delimiter="\t" if format_ == "tsv" else ","))


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "tsv", "markdown"])
def test_data_goes_to_standard_output_and_can_be_read_back(
    run: Run, store: Path, format_: str, words: tuple[str, ...]
) -> None:
    done = run(*words, "--store", store, "--format", format_)
    assert done.code == 0
    read = parsed(format_, done.out)
    assert read
    if format_ == "json":
        assert isinstance(read, dict)
        assert re.fullmatch(r"retailgraph\.\w+/1", read["schema"])
    else:
        assert isinstance(read, list)
        assert len(read) == run(*words, "--store", store, "--format", "jsonl").out.count("\n")
        assert all(any(row.values()) for row in read)
    assert run(*words, "--store", store, "--format", format_, "-q").out == done.out
    assert run(*words, "--store", store, "--format", format_, "-q").err == ""


def test_the_heading_stands_above_the_rows_and_notes_go_to_standard_error(run: Run, store: Path) -> None:
    done = run("ask", "brands of Acme", "--store", store)
    assert done.out.startswith("brands of Acme, Inc. · as of")
    assert "as of" not in done.err
    assert run("ask", "brands of Acme", "--store", store, "-q") == Outcome(0, done.out, "")


def test_cells_are_no_formulas_and_json_is_as_written(run: Run, store: Path) -> None:
    rows = run("ask", "where does Finch sell", "--store", store, "-f", "csv").out
    assert not re.search(r"(^|,)\"?=", rows)
    answer = json.loads(run("ask", "where does Finch sell", "--store", store, "-f", "json").out)
    assert answer["rows"][0]["scope"] == ["=1+1", "hats"]
    assert answer["rows"][0]["evidence"][0]["says"] == ["Something."]
    assert answer["kind"] == "list"
    shown = json.loads(run("show", "海港", "--store", store, "-f", "json").out)
    assert "海港" in run("show", "海港", "--store", store, "-f", "json").out
    assert shown["id"] == "harbor"


def test_yes_and_no_and_the_passages(run: Run, store: Path) -> None:
    for question, answer in (
        ("does Acme own Finch?", "yes"),
        ("does Bolt own Finch?", "no"),
        ("does Bolt own Isle?", "unknown"),
    ):
        heading, sentence, *_ = run(question, "--store", store).out.splitlines()
        assert heading.startswith("does ")
        assert re.match(rf"{answer}(, last confirmed [0-9-]+)?: ", sentence), sentence
    why = run("who owns Finch", "--store", store, "--why").out
    for part in ("Daily", "Something.", "https://example.com/news"):
        assert part in why
        assert part not in run("brands of Bolt", "--store", store, "--why").out
    assert run("why", "Acme", "owns", "Finch", "--store", store).out.endswith(why.partition("\n")[2][-40:])


def test_stats(run: Run, store: Path) -> None:
    counts = json.loads(run("stats", "--store", store, "--format", "json").out)
    assert (counts["articles"], counts["claims"], counts["entities"]) == (2, 4, 15)
    assert re.search(r"^articles +2$", run("stats", "--store", store).out, re.M)


# --- queries and exports --------------------------------------------------------------------------------

QUERY = "SELECT ?brand ?name { ent:acme rg:owns ?brand . ?brand rdfs:label ?name } ORDER BY ?name"


def test_a_query_as_text_file_or_standard_input(
    run: Run, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("query", QUERY, "--store", store)
    assert expected.out.split() == ["BRAND", "NAME", "ent:finch", "Finch", "ent:grove", "Grove"]
    (path,) = write(tmp_path, {"brands.rq": QUERY})
    assert run("query", path, "--store", store) == expected
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(QUERY.encode())))
    assert run("query", "-", "--store", store) == expected
    assert run("query", f"@{path}", "--store", store) == expected
    (tmp_path / "latin.rq").write_bytes("SELECT ?é".encode("latin-1"))
    done = run("query", tmp_path / "latin.rq", "--store", store)
    assert (done.code, "not UTF-8" in done.err) == (2, True)
    (tmp_path / "folder.rq").mkdir()
    assert run("query", tmp_path / "folder.rq", "--store", store).code == 5


@pytest.mark.parametrize(
    ("format_", "part"),
    [
        ("table", "ent:finch"),
        ("csv", "https://w3id.org/retailgraph/entity/finch,Finch"),
        ("tsv", "https://w3id.org/retailgraph/entity/finch\tFinch"),
        ("xml", "<uri>https://w3id.org/retailgraph/entity/finch</uri>"),
    ],
)
def test_formats_of_rows(run: Run, store: Path, format_: str, part: str) -> None:
    assert part in run("query", QUERY, "--store", store, "--format", format_).out


def test_formats_of_rows_as_json_truth_and_graphs(run: Run, store: Path) -> None:
    rows = json.loads(run("query", QUERY, "--store", store, "--format", "json").out)
    assert [b["name"]["value"] for b in rows["results"]["bindings"]] == ["Finch", "Grove"]
    assert run("query", "ASK { ent:acme rg:owns ent:finch }", "--store", store).out == "yes\n"
    assert run("query", "ASK { ent:acme rg:owns ent:isle }", "--store", store).out == "no\n"
    construct = "CONSTRUCT { ?s rg:owns ?o } { ?s rg:owns ?o }"
    assert "rg:owns" in run("query", construct, "--store", store).out
    triples = run("query", construct, "--store", store, "--format", "ntriples").out
    assert triples.count(" .\n") == 2
    assert json.loads(run("query", construct, "--store", store, "--format", "jsonld").out)


def test_explain_prints_the_algebra(run: Run, store: Path) -> None:
    done = run("query", QUERY, "--explain")
    assert (done.code, done.err) == (0, "")
    assert "OrderBy" in done.out


def test_named_queries(run: Run, shipped: RetailGraph) -> None:
    listed = run("query", "--name", "list").out
    names = [path.stem for path in places.shipped("queries").glob("*.rq")]
    assert len(names) >= 12
    for name in names:
        assert re.search(rf"^{name} +\S", listed, re.M)
    done = run("query", "--name", "brands-by-platform", "--format", "csv")
    assert "Tmall" in done.out


def test_a_named_query_takes_entities_by_name(run: Run, shipped: RetailGraph) -> None:
    assert re.search(r"^successive-owners .* brand$", run("query", "--name", "list").out, re.M)
    done = run("query", "--name", "successive-owners", "--set", "brand=versace", "--format", "csv")
    assert [line.partition(",")[0] for line in done.out.splitlines()] == ["name", "Versace"]
    several = run("query", "--name", "successive-owners", "--format", "csv").out
    assert set(done.out.splitlines()) < set(several.splitlines())


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--name", "successive-owners", "--set", "brnad=Versace"), 2, "did you mean 'brand'?"),
        (("--name", "renames", "--set", "brand=Versace"), 2, "it takes none"),
        (("--name", "successive-owners", "--set", "brand"), 2, "write NAME=VALUE"),
        (("--name", "successive-owners", "--set", "brand=Qqzzx } #"), 3, "no entity is called"),
        (("--name", "successive-owners", "--set", "brand=Versce"), 0, "Versace"),
        (("ASK {}", "--set", "brand=Versace"), 2, "--set is for --name"),
        (
            ("SELECT ?o { ?o rg:owns ent:versce }",),
            0,
            "no entity has the id ent:versce; did you mean ent:versace?",
        ),
        (("SELECT ?o { ?o rg:owns ent:versce }",), 0, "0 rows"),
    ],
)
def test_parameters_and_unknown_ids_are_told(
    run: Run, shipped: RetailGraph, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = run("query", *arguments)
    assert done.code == code
    assert says in done.err


@pytest.mark.parametrize("format_", ["turtle", "trig", "nquads", "jsonld", "csv"])
def test_exports_are_the_same_bytes_each_time(run: Run, store: Path, tmp_path: Path, format_: str) -> None:
    done = run("export", "--format", format_, "--store", store)
    assert (done.code, done.err) == (0, "")
    assert "finch" in done.out
    assert run("export", "--format", format_, "--store", store) == done
    path = tmp_path / f"graph.{format_}"
    written = run("export", "--format", format_, "--store", store, "-o", path)
    assert (written.code, written.out) == (0, "")
    assert path.read_text(encoding="utf-8", newline="") == done.out if sys.version_info >= (3, 13) else True
    assert path.read_bytes().decode() == done.out
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    one = run("export", "--format", format_, "--store", store, "--entity", "Jade Doe")
    assert "jade" in one.out
    assert "harbor" not in one.out


def test_an_export_that_cannot_be_written_leaves_nothing(run: Run, store: Path, tmp_path: Path) -> None:
    done = run("export", "--store", store, "-o", tmp_path / "none" / "graph.trig")
    assert (done.code, done.out) == (1, "")
    assert "cannot be written" in done.err
    assert list(tmp_path.iterdir()) == []


def test_relations_explain_themselves(run: Run, store: Path) -> None:
    whole = run("relations", "--store", store).out
    for word in ("owns", "sellsOn", "Company", "seller", "inForce", "calledOff", "revenueShare"):
        assert re.search(rf"^{word}\b", whole, re.M), word
    one = run("relations", "acquires", "--store", store).out
    for part in (
        "deal",
        "completed",
        "acquisitions of {subject}",
        "{subject} agreed to acquire {object} (announced)",
    ):
        assert part in one
    declared = json.loads(run("relations", "--store", store, "--format", "json").out)["relations"]
    assert "owns" in [relation["name"] for relation in declared]


# --- one's own files ------------------------------------------------------------------------------------


def test_from_an_empty_folder_to_an_answer(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    laid = run("init", "mine")
    assert laid.code == 0
    made = [Path(line) for line in laid.out.splitlines()]
    assert len(made) >= 2 and all(path.is_file() for path in made)
    again = run("init", "mine")
    assert again.code != 0 and again.out == ""
    assert run("load", "mine", "--store", "tried").code == 0, "what init writes can be loaded as it is"

    new = run(
        "new",
        "article",
        "--title",
        "Acme buys Finch: a deal",
        "--published",
        "2020-05",
        "-o",
        "mine/articles",
        "--publisher",
        "Daily",
    )
    path = Path(new.out.strip())
    assert (new.code, path.parent, path.name) == (
        0,
        Path("mine/articles"),
        "2020-05-acme-buys-finch-a-deal.yaml",
    )
    assert "retailgraph load" in new.err
    text = path.read_text(encoding="utf-8")
    text = text.replace("  - says:\n", "  - says: Acme bought Finch.\n").replace(
        "      # - tapestry owns coach\n", "      - acme acquires finch: {from: 2020-05-02}\n"
    )
    path.write_text(text, encoding="utf-8")
    write(home / "mine" / "entities", {"more": ENTITIES})

    checked = run("check", "mine", "--store", "store")
    assert checked.code == 0, checked.out
    assert "no store at store yet" in checked.err
    assert not (home / "store").exists()
    assert run("check", "--store", "store").code == 3
    dry = run("load", "mine", "--store", "store", "--dry-run")
    assert dry.out.startswith("would load ")
    assert run("who owns Finch", "--store", "store").code == 3
    loaded = run("load", "mine", "--store", "store")
    assert (loaded.code, loaded.out) == (0, dry.out.replace("would load", "loaded"))
    assert "Acme, Inc." in run("who owns Finch", "--store", "store").out
    article_id = path.stem
    assert article_id in run("sources", "--store", "store").out
    assert run("remove", article_id, "--store", "store").out == f"removed {article_id}\n"
    assert "No article says so." in run("who owns Finch", "--store", "store").out
    assert run("remove", f"{article_id}.yaml", "--store", "store").code == 3


def test_errors_in_files_are_listed_with_their_lines(run: Run, home: Path) -> None:
    bad = write(
        home / "bad",
        {
            "entities": ENTITIES,
            "2020-x": article("acme owns fynch", "acme ownz finch"),
            "2020-y": article("acme owns grove"),
        },
    )
    done = run("load", home / "bad", "--store", home / "store")
    assert (done.code, done.out) == (5, "")
    lines = [line for line in done.err.splitlines() if not line.startswith("retailgraph:")]
    assert lines[0].startswith(f"{bad[1]}:7: ") and "did you mean 'finch'" in lines[0]
    assert lines[1].startswith(f"{bad[1]}:8: ") and "did you mean 'owns'" in lines[1]
    assert lines[2] == "error: 2 errors; nothing was loaded (--keep-going loads the good files and rows)"
    going = run("load", home / "bad", "--store", home / "store", "--keep-going")
    assert (going.code, going.out) == (5, "loaded 1 article, 1 claim, 13 entities\n")
    assert "fynch" in going.err
    assert "Acme, Inc." in run("who owns Grove", "--store", home / "store").out
    assert run("check", home / "bad", "--store", home / "store").code == 5


def test_loads_over_the_shipped_articles(run: Run, shipped_copy: Path) -> None:
    files = write(
        shipped_copy / "mine",
        {
            "own": "oak: {type: Brand, name: Oak Tree}\n",
            "2025-oak": article("tapestry owns oak", published="2025"),
        },
    )
    assert run("load", *files).out == "loaded 1 article, 1 claim, 1 entity\n"
    assert "Oak Tree" in run("brands of Tapestry").out
    places_ = run("store", "path").out
    assert str(shipped_copy / "own cache") in places_ and str(shipped_copy / "own data") in places_
    reset = run("store", "reset")
    assert reset.out.startswith("deleted ")
    rebuilt = run("brands of Tapestry")
    assert "Oak Tree" in rebuilt.out
    assert "building the graph" in rebuilt.err
    assert run("store", "reset", "--loads").code == 0
    assert "Oak Tree" not in run("brands of Tapestry", "-q").out


def test_quiet_building_says_nothing(run: Run, store: Path) -> None:
    run("store", "reset", "--store", store)
    assert run("who owns Finch", "--store", store, "-q").err == ""


# --- the installation -----------------------------------------------------------------------------------


def test_the_doctor(run: Run, shipped: RetailGraph, store: Path, tmp_path: Path) -> None:
    done = run("doctor")
    assert done.code == 0
    for name in ("libraries", "shipped files", "store", "answer"):
        assert re.search(rf"^{name} +ok ", done.out, re.M), name
    assert __version__ in done.out
    assert run("doctor", "--store", store).code == 0
    write(tmp_path, {"thesis.txt": "Years of work."})
    ill = run("doctor", "--store", tmp_path)
    assert ill.code == 1
    assert re.search(r"^store +WRONG .*not a retailgraph store", ill.out, re.M)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run: Run, shell: str) -> None:
    done = run("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert "_RETAILGRAPH_COMPLETE" in done.out
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], input=done.out, text=True, capture_output=True)
        assert (checked.returncode, checked.stderr) == (0, "")


def test_completion_knows_commands_options_and_entities(store: Path) -> None:
    def completed(*words: str) -> list[str]:
        environment = {
            "_RETAILGRAPH_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(len(words) - 1),
        }
        done = finished(env={**os.environ, **environment, "RETAILGRAPH_STORE": str(store)})
        assert done.err == ""
        return [line.partition(",")[2] for line in done.out.splitlines()]

    assert completed("retailgraph", "sh") == ["show"]
    assert "--as-of" in completed("retailgraph", "ask", "--as")
    assert completed("retailgraph", "show", "Har") == ["Harbor"]
    assert completed("retailgraph", "ask", "fi") == ["Finch"]
    assert completed("retailgraph", "export", "--entity", "JADE") == ["Jade Doe"]


def test_completion_is_quiet_where_there_is_no_store(home: Path) -> None:
    environment = {
        "_RETAILGRAPH_COMPLETE": "bash_complete",
        "COMP_WORDS": "retailgraph show Fi",
        "COMP_CWORD": "2",
    }
    done = finished(env={**os.environ, **environment, "RETAILGRAPH_STORE": str(home / "none")})
    assert (done.out.strip(), done.err) == ("", "")


# --- odd surroundings -----------------------------------------------------------------------------------


def starved(megabytes: int) -> Callable[[], None]:
    """What a child does before it runs the program: have no more addresses than that."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    return limit


@pytest.mark.skipif(sys.platform != "linux", reason="addresses are limited on Linux")
@pytest.mark.parametrize("megabytes", [150, 300])
def test_few_addresses_are_enough_to_ask_and_no_signal_to_query(store: Path, megabytes: int) -> None:
    asked = finished("ask", "who owns Finch", "--store", store, "-q", preexec_fn=starved(megabytes))
    assert (asked.code, asked.err) == (0, "") and "Acme" in asked.out
    done = finished("query", "ASK {}", "--store", store, "-q", preexec_fn=starved(megabytes))
    assert (done.code, done.out, done.err.count("\n")) == (8, "", 1)
    assert f"may have {megabytes} MB" in done.err and "ulimit -v" in done.err


@pytest.mark.skipif(os.name == "nt", reason="streams of POSIX")
def test_a_closed_stream_is_no_fault_or_one_line(store: Path, tmp_path: Path) -> None:
    def closed(number: int, *words: str | Path) -> Outcome:
        given = {"stdin": None, "preexec_fn": lambda: os.close(number)}
        return finished(*words, "--store", store, "-q", **given)

    assert closed(2, "ask", "who owns Finch").code == 0
    assert (closed(2, "ask", "who owns Nobody").code, closed(1, "ask", "who owns Finch").code) == (3, 0)
    for command in ("query", "propose"):
        done = closed(0, command, "-")
        assert (done.code, done.out, done.err) == (2, "", "error: standard input is closed; name a file\n")


@pytest.mark.parametrize("words", [("ask", "who owns Finch", "--why"), ("show", "Acme"), ("stats",), ("-h",)])
def test_twenty_columns_are_enough(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    done = run(*words, *(() if words == ("-h",) else ("--store", store)))
    assert (done.code, bool(done.out)) == (0, True) and "error" not in done.err


@posix
def test_notes_fit_a_narrow_terminal(store: Path) -> None:
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 20, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    words = [sys.executable, "-m", "retailgraph", "ask", "where does Finch sell", "--store", str(store)]
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as child:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # how Linux says that the other end is closed
            while part := os.read(ours, 65536):
                shown += part
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode())
    assert child.returncode == 0 and "Finch" in text and "no room for" in text
    assert max(map(len, text[text.index("no room for") :].splitlines())) <= 40


def test_a_question_that_is_not_understood_shows_what_comes_nearest(run: Run, store: Path) -> None:
    """Of those whom it names; it is still an error, and other formats hold nothing that was not asked."""
    done = run("ask", "the Finch thing, whose is it these days", "--store", store)
    assert done.code == 2 and "what comes nearest: " in done.err and "is not understood" in done.err
    assert "Finch" in done.out
    bare = run("ask", "the Finch thing, whose is it these days", "--store", store, "--format", "json")
    assert (bare.code, bare.out) == (2, "")
    nobody = run("ask", "gibberish about nobody at all", "--store", store)
    assert (nobody.code, nobody.out) == (2, "")
