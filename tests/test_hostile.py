"""What bad input gets: one clear line, its exit code, and nothing lost."""

from __future__ import annotations

import errno
import io
import itertools
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ENTITIES, TODAY, Outcome, article, canonical, examples, own_store, write
from retailgraph import RetailGraph, articles
from retailgraph.errors import InvalidData, RetailGraphError, StoreError
from retailgraph.graph import places
from retailgraph.rdf.view import said_store
from retailgraph.tables import connecting, loads, transactions
from retailgraph.tables.writing import Writing
from test_graph import ONTOLOGY

Run = Callable[..., Outcome]
GOOD = {"2018-a": article("acme owns finch", published="2018")}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str]]]:
    """A store that nothing in this file may change, and what it holds."""
    folder = tmp_path_factory.mktemp("kept")
    with own_store(folder, GOOD) as graph:
        held = canonical(graph)
    yield folder / "store", held
    with RetailGraph.open(folder / "store", today=TODAY) as graph:
        assert canonical(graph) == held
        assert graph.loads() == [1]


def refused(run: Run, kept: tuple[Path, list[str]], paths: list[Path], code: int = 5) -> list[str]:
    """What a load says that must fail and leave the store as it was; without the lines of progress."""
    store, held = kept
    before = (store / "graph" / "retailgraph.db").read_bytes()
    done = run("load", *paths, "--store", store, "-q")
    assert (done.code, done.out) == (code, ""), done.err
    assert "Traceback" not in done.err and "--debug" not in done.err
    assert all(line.isprintable() for line in done.err.splitlines())
    assert (store / "graph" / "retailgraph.db").read_bytes() == before
    with RetailGraph.open(store, today=TODAY) as graph:
        assert canonical(graph) == held
    return done.err.splitlines()


# --- files ----------------------------------------------------------------------------------------------


def named(name: str) -> str:
    return f"oak: {{type: Brand, name: {name}}}\n"


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{two}: &{two} [{', '.join([f'*{one}'] * 9)}]\n" for one, two in itertools.pairwise("abcdefghi")
)
ONE_FAULT = {
    "malformed YAML": (article("acme owns finch").replace("url: ", "url: ["), r":\d+: "),
    "a bomb of aliases": (BOMB, "anchor|alias"),
    "a hundred thousand brackets": ("title: " + "[" * 100_000, "deep|nested|levels"),
    "an unknown relation": (article("acme ownz finch"), r":7: unknown relation 'ownz'; did you mean 'owns'"),
    "an unknown entity": (article("acme owns fynch"), r":7: unknown entity 'fynch'; did you mean 'finch'"),
    "a month 13": (article("acme owns finch: {from: 2019-13}"), "there is no month 13"),
    "a far year": (article("acme owns finch", published="3201-10-21"), "3201"),
    "a date in words": (article("acme owns finch: {from: soon}"), "'soon' is not a date"),
    "a claim about itself": (article("acme owns acme"), "itself"),
    "a status of another ladder": (article("acme owns finch: {status: calledOff}"), "calledOff"),
    "no status": (article("acme acquires finch: {status: perhaps}"), "perhaps"),
    "a brand that owns": (article("finch owns acme"), "finch"),
    "a control character": (named('"O\\u0007ak"'), "U[+]0007"),
    "a terminal's escape": (named('"O\\u001b[31mak"'), "U[+]001B"),
    "letters that turn round": (named('"O\\u202Eka"'), "U[+]202E"),
    "an isolated direction": (named('"O\\u2066ak"'), "U[+]2066"),
    "a quotation mark in a link": (article("acme owns finch", url="'https://example.com/\"x'"), "url"),
    "an angle in a link": (article("acme owns finch", url="https://example.com/<x>"), "url"),
    "a script for a link": (article("acme owns finch", url="javascript:alert(1)"), "url"),
    "an object of Python": ("!!python/object/apply:os.system [echo]", "tag"),
    "two documents": (article("acme owns finch") + "---\na: b\n", "document"),
    "nothing": ("", "2020-x"),
}


@pytest.mark.parametrize("what", ONE_FAULT)
def test_a_bad_file_gets_one_clear_line(
    what: str, run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    text, says = ONE_FAULT[what]
    paths = write(tmp_path, {"2020-x": text})
    first, last = refused(run, kept, paths)
    assert first.startswith(f"{paths[0]}")
    assert re.search(says, first), first
    assert len(first) < 400 + len(str(paths[0]))
    assert last == "error: 1 error; nothing was loaded (--keep-going loads the good files and rows)"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("2020-x.yaml", article("acme owns finch").encode().replace(b"Daily", b"D\xe4ily"), "UTF-8"),
        ("2020-x.yaml", article("acme owns finch").encode("utf-16"), "UTF-8|NUL|U[+]0000"),
        ("2020-x.yaml", b"\x00" * 100, "NUL|U[+]0000|null"),
        ("2020-x.csv", b"subject,relation,object\nacme,owns,\xff\n", "UTF-8"),
        ("2020-x.jsonl", b"{" * 5000, "x.jsonl:1: "),
        ("2020-x.jsonl", b'{"subject": "acme", "relation": "owns", "object": NaN}\n', "x.jsonl:1: "),
        ("2020-x.tsv", b"what\never\n", "x.tsv:1: "),
    ],
)
def test_a_file_that_is_no_text_gets_one_clear_line(
    name: str, content: bytes, says: str, run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    lines = refused(run, kept, [path])
    assert re.search(says, lines[0]), lines[0]
    assert len(lines) < 10


@pytest.mark.parametrize(("suffix", "megabytes"), [("yaml", 200), ("jsonl", 30), ("csv", 30)])
def test_a_huge_file_is_not_read(
    suffix: str, megabytes: int, run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path = tmp_path / f"2020-huge.{suffix}"
    with path.open("wb") as file:
        file.truncate(megabytes * 2**20)
    first, _ = refused(run, kept, [path])
    assert re.search(r"too large for YAML \(210 MB\)|a line of more than 1 MB", first), first


def test_the_same_article_twice_names_both_places(
    run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    one = write(tmp_path / "one", {"2020-x": article("acme owns grove")})
    two = write(tmp_path / "two", {"2020-x": article("acme owns isle")})
    lines = refused(run, kept, [*one, *two])
    assert len(lines) == 3
    for here, there, line in ((one, two, lines[0]), (two, one, lines[1])):
        assert line.startswith(f"{here[0]}:1: ")
        assert str(there[0]) in line and "'2020-x'" in line


def test_what_is_not_there_names_the_nearest(run: Run, kept: tuple[Path, list[str]], tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    first, _ = refused(run, kept, [tmp_path / "2018-b.yaml"])
    assert "no such file" in first and f"did you mean '{tmp_path / '2018-a.yaml'}'" in first
    (tmp_path / "empty").mkdir()
    assert "no article or entity files" in refused(run, kept, [tmp_path / "empty"])[0]
    (picture,) = write(tmp_path, {"picture.png": "x"})
    assert "not a kind of file" in refused(run, kept, [picture])[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_is_not_waited_for(run: Run, kept: tuple[Path, list[str]], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "2020-x.yaml")
    assert "not a regular file" in refused(run, kept, [tmp_path / "2020-x.yaml"])[0]


LONG = "a" * 2000
ROW = {
    "subject": "acme",
    "relation": "owns",
    "object": "finch",
    "article": "2020-x",
    "article_title": "T",
    "publisher": "P",
    "published": "2020",
    "says": "x",
}


@pytest.mark.parametrize(
    "column", ["subject", "relation", "object", "article", "publisher", "with", "market"]
)
def test_a_word_of_two_thousand_letters_in_a_row_is_told_in_a_short_line(
    column: str, run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    paths = write(tmp_path / "new", {"claims.jsonl": json.dumps(ROW | {column: LONG}) + "\n"})
    (line, *_) = refused(run, kept, paths)
    assert line.startswith(f"{paths[0]}:1: ") and len(line) - len(str(paths[0])) < 300


@pytest.mark.parametrize("id", [LONG, f"2020-{LONG}"])
def test_an_id_of_two_thousand_letters_is_told_as_too_long(
    id: str, run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    row = ROW | {"article": id} if id != LONG else {"id": id, "type": "Company", "name": "Acme"}
    (line, *_) = refused(run, kept, write(tmp_path / "new", {"rows.jsonl": json.dumps(row) + "\n"}))
    assert f":1: id '{id[:80]}...' is {len(id)} characters long; at most 300 are allowed" in line


def test_an_id_of_two_thousand_letters_is_asked_for_in_vain_and_in_short(
    run: Run, kept: tuple[Path, list[str]]
) -> None:
    for words in (["show", LONG], ["why", LONG, "owns", "finch"], ["remove", LONG], ["path", LONG, "Finch"]):
        done = run(*words, "--store", kept[0], "-q")
        assert (done.code in (2, 3), done.out, done.err.count("\n")) == (True, "", 1), done
        assert len(done.err) < 400


def test_an_ownership_circle_loads_as_a_conflict(run: Run, tmp_path: Path) -> None:
    circle = article("acme owns bolt", "bolt owns core", "core owns acme", published="2020")
    own_store(tmp_path, {"2020-circle": circle}).close()
    store = tmp_path / "store"
    assert json.loads(run("stats", "--store", store, "--format", "json").out)["conflicts"] == 1
    for question in (
        "who owns Acme",
        "subsidiaries of Acme",
        "owners of Acme over time",
        "how is Acme connected to Core",
    ):
        assert run("ask", question, "--store", store).code == 0
    answer = json.loads(run("ask", "who owns Acme", "--store", store, "-f", "json").out)
    assert answer["rows"][0]["id"] == "core"


MARKUP = '<script>alert("1")</script> & <img src=x onerror=alert(1)>'


def test_html_in_a_name_stays_text(run: Run, tmp_path: Path) -> None:
    files = {"more": f"oak: {{type: Brand, name: '{MARKUP}'}}\n", "2020-x": article("acme owns oak")}
    own_store(tmp_path, files).close()
    store = tmp_path / "store"
    assert json.loads(run("show", "oak", "--store", store, "-f", "json").out)["name"] == MARKUP
    assert MARKUP in run("list", "brands", "--store", store).out
    marked = run("list", "brands", "--store", store, "-f", "markdown").out
    assert "&lt;script>" in marked and "<script" not in marked
    drawn = run("draw", "oak", "-o", tmp_path / "oak.html", "--store", store)
    assert drawn.code == 0
    page = (tmp_path / "oak.html").read_text(encoding="utf-8")
    assert "alert(1)" in page or "alert(" in page
    assert "<img src=x" not in page and '<script>alert("1")' not in page
    for format_ in ("turtle", "trig", "nquads", "jsonld", "csv"):
        assert run("export", "--store", store, "--format", format_).code == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a|b", "https://example.com/{x}", "https://example.com/^", "https://example.com/`",
        "https://example.com/a\\b", "https://exämple.com/ü?q=天猫", "https://example.com/%zz", "https://[::1]/",
        "https://example.com/#a#b", "https://example.com:99999999/", "http://", "https://a b", "HTTPS://EXAMPLE.COM/",
        "https://example.com/\u00ad", "https://example.com/\ue000", "https://example.com/\U000e0001", "https://-/",
    ],
)  # fmt: skip
def test_a_link_is_refused_by_the_reader_or_taken_by_the_store(url: str, tmp_path: Path) -> None:
    assert_read_or_refused(
        tmp_path, {"2020-x": article("acme owns finch", url=json.dumps(url, ensure_ascii=False))}
    )
    site = f"oak: {{type: Brand, name: Oak, website: {json.dumps(url, ensure_ascii=False)}}}\n"
    assert_read_or_refused(tmp_path, {"more": site})


@pytest.mark.parametrize(
    "tag",
    [
        "zh-Hans",
        "en",
        "x-klingon",
        "a",
        "en-a-b",
        "abcdefghij",
        "e n",
        "en_US",
        "zh-Hans-CN-x-mine",
        "i-default",
        "1",
    ],
)
def test_a_language_is_refused_by_the_reader_or_taken_by_the_store(tag: str, tmp_path: Path) -> None:
    assert_read_or_refused(tmp_path, {"more": f"oak: {{type: Brand, name: Oak, names: {{{tag}: Eiche}}}}\n"})


@pytest.mark.parametrize(
    "value",
    [
        "1",
        "1.50",
        "0",
        "-1",
        "1e400",
        "1e-30",
        "nan",
        "inf",
        "1_000",
        "0x10",
        "１２",
        "9" * 400,
        "1.",
        ".5",
        "",
    ],
)
def test_a_number_is_refused_by_the_reader_or_taken_by_the_store(value: str, tmp_path: Path) -> None:
    text = (
        article("acme owns finch")
        + f"    figures:\n      - acme stores: {{value: '{value}', unit: stores}}\n"
    )
    faults = assert_read_or_refused(tmp_path, {"2020-x": text})
    assert bool(faults) == (value not in ("1", "1.50", "0")), faults


def assert_read_or_refused(folder: Path, files: dict[str, str]) -> list[str]:
    """The faults that the strict reader finds; what it lets through, the engine must take."""
    bundle = articles.read(write(folder, {"entities": ENTITIES, **files}), ONTOLOGY)
    with connecting.memory() as tables:
        writing = Writing(tables, ONTOLOGY)
        writing.put_entities(bundle.entities)
        writing.put_articles(bundle.articles)
        store = said_store(tables, [])
    assert len(store) > 0
    again = ox.Store()
    again.load(store.dump(format=ox.RdfFormat.N_QUADS), ox.RdfFormat.N_QUADS)
    assert canonical(again) == canonical(store)
    return [str(f) for f in bundle.findings]


# --- folders and disks ----------------------------------------------------------------------------------


def test_a_store_that_is_not_ours_is_left_alone(run: Run, tmp_path: Path) -> None:
    for number, (folder, name) in enumerate(
        [("", "thesis.txt"), ("graph", "thesis.txt"), ("graph/deeper", "CURRENT")]
    ):
        store = tmp_path / str(number)
        (path,) = write(store / folder, {name: "Years of work."})
        for words in (
            ("load", *write(tmp_path / "new", GOOD)),
            ("stats",),
            ("store", "reset"),
            ("ask", "who owns Finch"),
        ):
            done = run(*words, "--store", store)
            assert (done.code in (3, 7), done.out) == (True, ""), (folder, words, done)
            assert done.code == 7 or words[0] in ("stats", "ask"), "there is no store to be asked"
            assert done.err.count("\n") == 1
        assert [p for p in store.rglob("*") if p.is_file()] == [path]
        assert path.read_text() == "Years of work."


def _edit(store: Path, statement: str) -> None:
    with closing(sqlite3.connect(store)) as other:
        other.execute(statement)
        other.commit()


def _spoil(store: Path, table: str) -> None:
    """Rubbish on the page where the rows of a table begin."""
    with closing(sqlite3.connect(store)) as other:
        kept = "SELECT rootpage FROM sqlite_master WHERE name IN (?, ? || '_row') AND type = 'table'"
        (page,) = other.execute(kept, (table, table)).fetchone()
        (size,) = other.execute("PRAGMA page_size").fetchone()
    content = bytearray(store.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    store.write_bytes(content)


DAMAGES = {
    "rubbish in the record": lambda store: _edit(store, "UPDATE meta SET value = '{' WHERE name = 'day'"),
    "rubbish in the ontology": lambda store: _edit(
        store, "UPDATE meta SET value = '[1]' WHERE name = 'ontology'"
    ),
    "another ontology": lambda store: _edit(store, "UPDATE meta SET value = '{}' WHERE name = 'ontology'"),
    "relationships": lambda store: _spoil(store, "relationship"),
    "names": lambda store: _spoil(store, "name_key"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_corrupt_store_says_how_to_build_it_again(
    what: str, run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(kept[0], store)
    DAMAGES[what](store / "graph" / "retailgraph.db")
    for words in (
        ("ask", "who owns Finch"),
        ("stats",),
        ("show", "Acme"),
        ("load", *write(tmp_path / "new", {"2018-b": article("acme owns grove")})),
    ):
        done = run(*words, "--store", store)
        assert done.out == "" or done.code == 0, "what is still whole may answer"
        assert "--debug" not in done.err, done.err
        if done.code:
            assert done.code == 1
            assert "is damaged" in done.err.splitlines()[-1] and "`retailgraph store reset" in done.err
    done = run("store", "reset", "--store", store)
    assert done.code == 0, done.err
    with RetailGraph.open(store, today=TODAY) as graph:
        assert set(kept[1]) <= set(canonical(graph)), "the loaded files are still there"
    assert not list(store.rglob("*.tmp"))


@pytest.mark.parametrize("what", ["header", "cut short", "loads"])
def test_where_what_was_loaded_is_damaged_too_a_reset_says_so_and_touches_nothing(
    what: str, run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(kept[0], store)
    path = store / "graph" / "retailgraph.db"
    if what == "header":
        path.write_bytes(b"\xa5" * 100 + path.read_bytes()[100:])
    elif what == "cut short":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 4])
    else:
        _spoil(path, "load_piece")
        _spoil(path, "relationship")
    before = path.read_bytes()
    done = run("store", "reset", "--store", store)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done
    assert "is damaged, and with it what you loaded; put a copy back" in done.err
    assert path.read_bytes() == before
    assert run("store", "reset", "--loads", "--store", store).code == 0
    assert run("stats", "--store", store).code in (0, 3)


@pytest.mark.parametrize("where", ["store", "files"])
def test_a_full_disk_loses_nothing(
    where: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = own_store(tmp_path, GOOD)
    before, store = canonical(graph), tmp_path / "store"
    names = ["2020-x", *(f"2020-x{number}" for number in range(200))]
    text = article("acme owns grove", published="2020")
    paths = write(tmp_path / "new", dict.fromkeys(names, text))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def no_room(connection: sqlite3.Connection, path: Path) -> None:
        set_up(connection, path)
        connection.execute("PRAGMA max_page_count = 1")  # which SQLite takes as: no more than there are

    set_up = transactions._set_up
    with monkeypatch.context() as patch:
        if where == "store":
            patch.setattr(transactions, "_set_up", no_room)
        else:
            patch.setattr(loads, "add", full)
        done = run("load", *paths, "--store", store, "-q")
    assert (done.code, done.out) == (1, "")
    assert (done.err.count("\n") == 1 and "No space left" in done.err) or "no space left" in done.err
    with RetailGraph.open(store, today=TODAY) as graph:
        assert canonical(graph) == before
        assert graph.loads() == [1]
    assert not list(store.rglob("*.tmp"))
    assert run("load", *paths, "--store", store, "-q").code == 0
    with RetailGraph.open(store, today=TODAY) as graph:
        assert graph.articles() == ["2018-a", *sorted(names)]


def test_a_commit_that_fails_takes_the_files_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = own_store(tmp_path, GOOD)
    before = canonical(graph)
    paths = write(tmp_path / "new", {"2020-x": article("acme owns grove", published="2020")})

    def full(*_: object) -> None:
        raise StoreError("no space left")

    with monkeypatch.context() as patch, pytest.raises(StoreError):
        patch.setattr(transactions, "_commit", full)
        graph.load(paths)
    assert graph.loads() == [1]
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        assert canonical(graph) == before


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes, where one may be made."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = sys.platform == "linux" and shutil.which("mount")
    words = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(folder)]
    if not made or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_loses_nothing(tiny_disk: Path, run: Run) -> None:
    with own_store(tiny_disk, GOOD) as graph:
        before = canonical(graph)
    store, codes = tiny_disk / "store", []
    for number in range(30):
        text = article("acme owns grove", published="2020").replace("Something.", "x" * 1900)
        files = {f"2020-x{number}-{i}": text for i in range(100)}
        done = run("load", *write(tiny_disk.parent / f"new {number}", files), "--store", store, "-q")
        codes.append(done.code)
        assert "--debug" not in done.err
        with RetailGraph.open(store, today=TODAY) as graph:
            present = canonical(graph)
        if done.code:
            assert "o space left" in done.err
            assert present == before
            break
        before = present
    assert codes[-1] == 1


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything"
)
def test_no_permission_is_said_in_one_line(run: Run, kept: tuple[Path, list[str]], tmp_path: Path) -> None:
    paths = write(tmp_path / "new", {"2020-x": article("acme owns grove")})
    paths[0].chmod(0)
    assert "Permission denied" in refused(run, kept, paths)[0]
    store = tmp_path / "store"
    shutil.copytree(kept[0], store)
    paths[0].chmod(0o600)
    (store / "graph").chmod(0o500)
    try:
        done = run("load", *paths, "--store", store, "-q")
    finally:
        (store / "graph").chmod(0o700)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "no permission" in done.err


def test_no_permission_is_said_in_one_line_where_it_can_only_be_played(
    run: Run, kept: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write(tmp_path / "new", {"2020-x": article("acme owns grove")})
    whole = os.open

    def denied(path: Path, *args: object, **options: object) -> object:
        if path in (paths[0], kept[0] / "graph" / "version-9.tmp"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return whole(path, *args, **options)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", denied)
        first, _ = refused(run, kept, paths)
    assert first == f"{paths[0]}: cannot be read: Permission denied"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_an_error(kept: tuple[Path, list[str]]) -> None:
    for words in (["list"], ["export", "--format", "nquads"], ["show", "Acme"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "retailgraph", *words, "--store", str(kept[0])],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
            )
        assert done.returncode == 1
        assert "No space left" in done.stderr and done.stderr.count("\n") == 1


# --- words ----------------------------------------------------------------------------------------------

PLAIN = (
    "brands of",
    "who owns",
    "Acme",
    "finch",
    "is",
    "a member of",
    "in 2019",
    "since",
    "'s",
    "?",
    "of",
    "the",
    "and",
    "over time",
    "harbor",
    "海港",
    "did",
    "sell on",
    "with",
    "what",
    "between",
    "2017",
    "ceo",
    "“",
    "(",
    "deals",
    "figures",
    "changed",
    "when",
    ",",
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Zs", "Po", "Ps", "Nd"]), max_size=30),
    st.lists(st.sampled_from(PLAIN), max_size=9).map(" ".join),
    st.lists(st.one_of(st.sampled_from(PLAIN), st.text(max_size=5)), max_size=8).map(" ".join),
)


@pytest.fixture(scope="module")
def asked(kept: tuple[Path, list[str]]) -> Iterator[RetailGraph]:
    with RetailGraph.open(kept[0], today=TODAY) as graph:
        yield graph


@settings(max_examples=examples(100, 400), deadline=None)
@given(question=TEXTS)
def test_any_question_gets_an_answer_or_a_clear_error(asked: RetailGraph, question: str) -> None:
    try:
        answer = asked.ask(question)
    except RetailGraphError as error:
        assert str(error)
    else:
        assert json.dumps(answer.to_dict())


@settings(max_examples=examples(37, 150), deadline=None)
@given(words=st.lists(TEXTS, min_size=3, max_size=3))
def test_any_name_gets_an_answer_or_a_clear_error(asked: RetailGraph, words: list[str]) -> None:
    for call in (asked.show, asked.list, asked.articles_about, asked.query, lambda _: asked.why(*words)):
        try:
            assert call(words[0]) is not None
        except RetailGraphError as error:
            assert str(error)


@pytest.mark.parametrize(
    "question", ["of " * 200, "who owns " * 90, "(" * 900, "a and " * 150, "'s" * 400, "in 2019 " * 100]
)
def test_long_repetitions_end(asked: RetailGraph, question: str) -> None:
    with pytest.raises(RetailGraphError):
        asked.ask(question)


def test_nothing_printed_can_be_obeyed_by_a_terminal(run: Run, kept: tuple[Path, list[str]]) -> None:
    hostile = "\x1b[31m\u202ered\x07"
    for words in (
        ("show", hostile), ("ask", f"who owns {hostile}"), ("why", hostile, hostile, hostile),
        ("list", hostile),
        ("remove", hostile), ("query", f"SELECT {hostile}"), ("query", "--name", hostile),
        ("load", f"/nowhere/{hostile}.yaml"), ("relations", hostile), ("export", "--entity", hostile),
        ("query", 'SELECT ("\\u001b[31m\\u202E\\u0007" AS ?x) {}'),
    ):  # fmt: skip
        done = run(*words, "--store", kept[0])
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", done.out + done.err), (
            words,
            done,
        )


# --- what can only be seen by looking closer ----------------------------------------------------------------


def test_a_huge_file_is_refused_before_it_is_opened(
    run: Run, kept: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge, real = tmp_path / "2020-huge.yaml", io.open
    huge.touch()
    os.truncate(huge, 200_000_000)  # sparse: it takes no room

    def watched(file: object, *rest: object, **options: object) -> object:
        assert str(file) != str(huge), "the file was opened"
        return real(file, *rest, **options)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(io, "open", watched)
        first, _ = refused(run, kept, [huge])
    assert first.startswith(f"{huge}: is too large for YAML (200 MB)")


def test_good_files_load_beside_bad_ones_if_asked_for(run: Run, tmp_path: Path) -> None:
    own_store(tmp_path, GOOD).close()
    bad = write(tmp_path / "new", {"2019-a": "[" * 100_000, "2019-b": article("acme owns acme")})
    good = write(tmp_path / "new", {"2020-x": article("bolt owns dune", published="2020")})
    done = run("load", "--keep-going", *bad, *good, "--store", tmp_path / "store", "-q")
    assert (done.code, done.out) == (5, "loaded 1 article, 1 claim, 0 entities\n")
    assert [line.split(":")[0] for line in done.err.splitlines()] == [*map(str, bad), "error"]
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        assert graph.articles() == ["2018-a", "2020-x"]


def test_a_circle_of_ten_owners_is_one_conflict_and_goes_with_its_article(run: Run, tmp_path: Path) -> None:
    before = canonical(own_store(tmp_path, GOOD))
    entities = "".join(f"ring-{n}: {{type: Company, name: Ring {n}}}\n" for n in range(10))
    claims = [f"ring-{n} owns ring-{(n + 1) % 10}" for n in range(10)]
    paths = write(tmp_path / "new", {"ring": entities, "2020-ring": article(*claims, published="2020")})
    done = run("load", *paths, "--store", tmp_path / "store", "-q")
    assert (done.code, done.out, done.err) == (0, "loaded 1 article, 10 claims, 10 entities\n", "")
    with RetailGraph.open(tmp_path / "store", today=TODAY) as graph:
        text = "SELECT ?text { ?c rg:kind 'cycle' ; rdfs:comment ?text }"
        (row,) = graph.query(text).rows
        assert getattr(row[0], "value", "") == "a circle of owns: " + " > ".join(
            f"ring-{n % 10}" for n in range(11)
        )
        assert graph.ask("does Ring 3 own Ring 4").answer == "yes"
        assert graph.ask("who owns Ring 0").rows[0].id == "ring-9"
        graph.remove(["2020-ring"])
        assert [line for line in canonical(graph) if "/ring-" not in line] == before


def test_a_damaged_block_is_told_by_every_command(
    run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """SQLite sees such a fault when it reads the page, not when it opens the store."""
    store = tmp_path / "my store"
    shutil.copytree(kept[0], store)
    for made in (store / "graph").glob("rdf-*"):
        shutil.rmtree(made)
    for table in ("claim", "relationship", "entity", "article"):
        _spoil(store / "graph" / "retailgraph.db", table)
    paths = write(tmp_path / "new", {"2020-x": article("acme owns grove")})
    query = "SELECT * { ?s ?p ?o }"
    for words in (
        ("ask", "who owns Finch"), ("list",), ("show", "Acme"), ("stats",), ("load", *paths),
        ("query", query), ("export", "--format", "nquads"),
    ):  # fmt: skip
        done = run(*words, "--store", store, "-q")
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), (words, done)
        assert "damaged" in done.err and "`retailgraph store reset" in done.err
    doctor = run("doctor", "--store", store)
    assert doctor.code == 1 and "WRONG" in doctor.out and "is damaged" in " ".join(doctor.out.split())
    assert run("store", "reset", "--store", store).code == 0
    with RetailGraph.open(store, today=TODAY) as graph:
        assert canonical(graph) == kept[1]


def test_the_advice_for_a_corrupt_store_can_be_followed_to_the_letter(
    run: Run, kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    store = tmp_path / "my store"
    shutil.copytree(kept[0], store)
    DAMAGES["rubbish in the record"](store / "graph" / "retailgraph.db")
    (advice,) = re.findall("`(.*)`", run("stats", "--store", store).err)
    program, *words = shlex.split(advice)
    assert program == "retailgraph"
    assert run(*words).code == 0
    assert run("stats", "--store", store).code == 0


@pytest.mark.usefixtures("shipped_copy")
@pytest.mark.parametrize("content", [b"", b"rubbish", b"\xa5" * 100_000])
def test_a_corrupt_file_of_the_shipped_articles_is_made_again(run: Run, content: bytes) -> None:
    with RetailGraph.located() as graph:
        path = graph.directory / "shipped.db"
    path.write_bytes(content)
    done = run("ask", "partners of Tapestry")
    assert done.code == 0 and "Tmall" in done.out
    assert "building the graph" in done.err


@pytest.mark.usefixtures("shipped_copy")
def test_a_changed_letter_in_the_shipped_articles_answers_nothing_wrong(run: Run) -> None:
    """SQLite would read it, and say it."""
    with RetailGraph.located() as graph:
        path = graph.directory / "shipped.db"
    before = path.read_bytes()
    assert before.count(b"Stuart Weitzman") > 10
    path.write_bytes(before.replace(b"Stuart Weitzman", b"Stuart Weitzmen"))
    done = run("who owned Stuart Weitzman over time")
    assert (done.code, "Weitzmen" in done.out) == (0, False)
    assert "building the graph" in done.err


@pytest.mark.usefixtures("shipped_copy")
def test_a_damaged_block_of_the_rdf_is_told(run: Run) -> None:
    words = ("export", "--format", "nquads", "-q")
    whole = run(*words)
    assert whole.code == 0
    with RetailGraph.located() as graph:
        large = [p for p in graph.directory.glob("rdf-*/database/*.sst") if p.stat().st_size > 400_000]
    assert large
    for path in large:
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= (
            1  # which the engine sees when it comes there, not when it opens the file
        )
        path.write_bytes(content)
    done = run(*words)
    assert (done.code, "<" in done.out, done.err.count("\n")) == (1, False, 1), done.err
    assert "is damaged" in done.err and "`retailgraph store reset`" in done.err
    assert run("store", "reset").code == 0
    assert run(*words).out.count("\n") == whole.out.count("\n")


# --- somebody without rights --------------------------------------------------------------------------------


@pytest.fixture
def guarded(kept: tuple[Path, list[str]]) -> Iterator[Path]:
    """A copy of the store that may be read and not written; pytest's own folders are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="retailgraph-guarded-"))
    try:
        shutil.copytree(kept[0], folder / "store")
        write(folder / "new", {"2020-x": article("acme owns grove")})
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield folder
    finally:
        for path in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
            path.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def without_rights() -> Iterator[None]:
    """Be nobody for a while, where this is root, who may do everything."""
    if os.geteuid() != 0:
        yield
        return
    program = places.shipped("ontology")
    try:
        os.seteuid(65534)
    except OSError:
        pytest.skip("root cannot become nobody here")
    try:
        try:
            list(program.iterdir())
        except PermissionError:
            pytest.skip("the program lies in a folder that nobody may read")
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_only_looks_like_loads_is_not_ours(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    theirs = tmp_path / "trucks" / "loads" / "2019"
    theirs.mkdir(parents=True)
    (theirs / "invoice.txt").write_text("keep me")
    for words in (("store", "reset", "--loads"), ("ask", "brands of Acme"), ("load", theirs)):
        done = run("--store", tmp_path / "trucks", *words)
        assert done.code == 7 and "not a retailgraph store" in done.err
    assert (theirs / "invoice.txt").read_text() == "keep me"


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="the permissions of POSIX")
def test_who_may_not_write_can_still_read(run: Run, guarded: Path) -> None:
    store, files = (
        guarded / "store",
        {p: p.read_bytes() for p in guarded.rglob("*") if p.suffix in (".db", ".yaml")},
    )
    there = set(guarded.rglob("*"))
    (path,) = (guarded / "new").iterdir()
    run("ask", "brands of Acme", "--store", store)
    # Now all is imported: nobody might not be allowed to read the program either.
    run("draw", "Acme", "--store", store, "-o", guarded.with_suffix(".none") / "x.html")
    run("export", "--store", store, "-o", guarded.with_suffix(".none") / "x.trig")
    with without_rights():
        asked = run("ask", "brands of Acme", "--store", store, "-f", "csv")
        written = [
            run("load", path, "--store", store, "-q"),
            run("remove", "2018-a", "--store", store, "-q"),
            run("store", "reset", "--store", store, "-q"),
            run("draw", "Acme", "--store", store, "-q", "-o", guarded / "x.html"),
            run("export", "--store", store, "-q", "-o", guarded / "x.trig"),
            run("load", path, "--store", guarded / "another", "-q"),
        ]
    assert asked.code == 0 and "Finch" in asked.out
    for done in written:
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done
        assert re.search("no permission|Permission denied", done.err), done.err
    assert {path: path.read_bytes() for path in files} == files
    made = {p.name for p in guarded.rglob("*") if p.is_file() and p not in there}
    assert made <= {"retailgraph.db-wal", "retailgraph.db-shm"}, "SQLite's own, for those who may write"


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="the permissions of POSIX")
def test_who_may_not_read_is_told_so(run: Run, guarded: Path) -> None:
    store, (path,) = guarded / "store", (guarded / "new").iterdir()
    run("load", "--dry-run", path, "--store", store)  # all is imported now
    path.chmod(0)
    with without_rights():
        checked = run("load", "--dry-run", path, "--store", store, "-q")
    assert checked.code == 5
    assert checked.err.startswith(f"{path}: cannot be read: Permission denied\n")
    for closed in (store / "graph", store):
        closed.chmod(0)
        with without_rights():
            done = run("ask", "brands of Acme", "--store", store, "-q")
        closed.chmod(0o755)  # or it could not be cleared away
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done
        assert re.search("no permission|Permission denied", done.err), done.err


# --- any bytes ----------------------------------------------------------------------------------------------

PLAIN_FILE = article("acme owns finch: {from: 2019-03, status: ended}", published="2020").encode()


@settings(max_examples=examples(25, 100), deadline=None)
@given(
    name=st.sampled_from(["2020-x.yaml", "x.yml", "x.csv", "x.tsv", "x.jsonl"]), data=st.binary(max_size=200)
)
def test_any_bytes_in_a_file_give_findings(asked: RetailGraph, name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        with pytest.raises(InvalidData) as refusal:
            asked.load([path], dry_run=True)
    lines = [str(finding) for finding in refusal.value.findings]
    assert lines and all(line.startswith(str(path)) and line.isprintable() for line in lines)


@settings(max_examples=examples(37, 150), deadline=None)
@given(start=st.integers(0, len(PLAIN_FILE)), gone=st.integers(0, 9), data=st.binary(max_size=9))
def test_any_bytes_within_an_article_are_read_or_found(
    asked: RetailGraph, start: int, gone: int, data: bytes
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "2020-x.yaml")
        path.write_bytes(PLAIN_FILE[:start] + data + PLAIN_FILE[start + gone :])
        try:
            done = asked.load([path], dry_run=True)
        except InvalidData as refusal:
            assert all(str(finding).startswith(str(path)) for finding in refusal.findings)
            assert any(finding.severity == "error" for finding in refusal.findings)
        else:
            assert done.articles == ("2020-x",)
