"""Files to be read that are pipes, devices, sockets, folders or huge get one line, at once."""

from __future__ import annotations

import io
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import Outcome, article, own_store, read_here, write
from retailgraph import opening
from retailgraph.articles.blocks import blocks
from retailgraph.articles.rows import LINE_LIMIT

Run = Callable[..., Outcome]
pytestmark = pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="pipes, devices and sockets as POSIX has them"
)
TEXT = "Tapestry owns Coach.\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("inputs")
    own_store(folder, {"2018-a": article("acme owns finch", published="2018")}).close()
    yield folder / "store"


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """Who waits for a pipe is woken, and the test fails."""

    def wake(*_: object) -> None:
        raise AssertionError("it waits for what never comes")

    before = signal.signal(signal.SIGALRM, wake)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def device(path: Path) -> Path:
    path.symlink_to("/dev/zero")
    return path


def a_socket(path: Path) -> Path:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket may be no longer than a hundred characters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def huge(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(3 * 2**30)
    return path


def missing(path: Path) -> Path:
    return path


def dangling(path: Path) -> Path:
    path.symlink_to(path.parent / "nowhere")
    return path


KINDS: dict[str, Callable[[Path], Path]] = {
    "missing": missing,
    "dangling": dangling,
    "pipe": pipe,
    "device": device,
    "socket": a_socket,
    "folder": folder,
    "huge": huge,
}
COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "propose": ("a.txt", ("propose", "FILE")),
    "propose lines": ("a.jsonl", ("propose", "FILE", "--format", "jsonl")),
    "propose with -o": ("a.md", ("propose", "FILE", "-o", "OUT")),
    "review": ("a.yaml", ("review", "FILE")),
    "check": ("2018-b.yaml", ("check", "FILE")),
    "check claims": ("2018-b.csv", ("check", "FILE")),
    "load claims": ("2018-b.csv", ("load", "FILE")),
    "load": ("2018-b.jsonl", ("load", "FILE", "--dry-run")),
    "propose many": ("a.txt", ("propose", "--many", "FILE", "-o", "OUT")),
    "propose feeds": ("a.xml", ("propose", "--many", "FILE", "-o", "OUT")),
    "import": ("a.csv", ("import", "FILE", "--dry-run", "-o", "HERE")),
    "import --mapping": ("a.yaml", ("import", "TABLE", "--mapping", "FILE", "-o", "HERE")),
    "watch": ("a.yaml", ("watch", "FILE", "-o", "OUT")),
    "serve --config": ("a.toml", ("serve", "--config", "FILE")),
    "serve --token-file": ("a.txt", ("serve", "--token-file", "FILE")),
    "query": ("a.rq", ("query", "FILE")),
    "query @": ("a", ("query", "@FILE")),
    "check --texts": ("texts", ("check", "2018-x.yaml", "--texts", "FILE")),
    "restore": ("a.db", ("store", "restore", "FILE")),
    "duplicates": (
        "d.yaml",
        ("duplicates", "--same", "acme", "bolt", "--by", "A", "--why", "B", "--file", "FILE"),
    ),
    "undo": ("d.yaml", ("duplicates", "--undo", "acme", "bolt", "--file", "FILE")),
}


def is_fault(what: str, kind: str) -> bool:
    """A folder of texts may be read, a file of decisions be made; too long a query is told as one."""
    if kind in ("missing", "dangling"):
        return what not in ("duplicates", "undo")
    return not (kind == "folder" and what.startswith("propose")) and not (kind == "huge" and "query" in what)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", COMMANDS)
def test_what_is_no_file_gets_one_line(
    what: str, kind: str, run: Run, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here(monkeypatch)
    name, words = COMMANDS[what]
    path = KINDS[kind](tmp_path / name)
    given = {"FILE": str(path), "@FILE": f"@{path}", "OUT": str(tmp_path / "out.yaml")}
    given |= {"HERE": str(tmp_path)}
    if "TABLE" in words:
        (given["TABLE"],) = map(str, write(tmp_path, {"owners.csv": "owner,brand\nAcme,Finch\n"}))
    before = sorted(p.name for p in tmp_path.iterdir())
    done = run(*(given.get(w, w) for w in words), "--store", store, "-q")
    said = [line for line in (done.out + done.err).splitlines() if line]
    assert done.code == 5 or not is_fault(what, kind), done
    if not done.code or (kind, what) == ("folder", "check --texts"):
        return
    assert len(said) == 1 or (len(said) == 2 and "1 error" in said[1]), done
    assert path.name in said[0] or done.code == 2, done
    assert "--debug" not in done.err and "Traceback" not in done.err
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_after_what_is_no_row_a_table_is_read_no_further(tmp_path: Path) -> None:
    (path,) = write(tmp_path, {"a.csv": 'subject,object\n"x"y,1\n' + "z,2\n" * 1000})
    (block,) = blocks(path)
    assert block.content == b'subject,object\n"x"y,1\n'


@pytest.mark.parametrize(
    ("name", "row"), [("a.jsonl", "nothing\n"), ("b.jsonl", "[]\n"), ("c.csv", "1,2,3\n")]
)
def test_rows_that_are_none_are_not_kept_together(name: str, row: str, tmp_path: Path) -> None:
    (path,) = write(tmp_path, {name: "subject,object\n" * name.endswith("csv") + row * 1000})
    found = list(blocks(path, size=100))
    assert max(len(block.content) for block in found) < 200
    assert found[-1].end == path.stat().st_size


@pytest.mark.parametrize(("name", "line"), [("a.jsonl", "x"), ("a.csv", "x,y,")])
def test_after_a_line_that_is_too_long_nothing_is_read(name: str, line: str, tmp_path: Path) -> None:
    (path,) = write(tmp_path, {name: "subject,object\n" + (line * 9_000_000)[:9_000_000]})
    found = b"".join(block.content for block in blocks(path))
    assert LINE_LIMIT < len(found) < 5 * LINE_LIMIT


def test_texts_to_check_quotes_in_may_be_no_files(run: Run, store: Path, tmp_path: Path) -> None:
    quoting = article("acme owns finch").replace("says: Something.", "quote: Something.")
    (path,) = write(tmp_path / "articles", {"2018-b": quoting})
    (tmp_path / "texts").mkdir()
    pipe(tmp_path / "texts" / "2018-b.txt")
    done = run("check", path, "--texts", tmp_path / "texts", "--store", store)
    assert "2018-b" in done.out and done.out.count("\n") < 5


def test_a_query_from_standard_input_is_bounded(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 10_000_000
            return b"#" * size

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=Endless()))
    done = run("query", "-", "--store", store)
    assert done.code == 2 and "too large" in done.err and done.err.count("\n") == 1


def test_what_the_shell_hands_over_is_read(run: Run, store: Path) -> None:
    read, written = os.pipe()
    os.write(written, TEXT.encode())
    os.close(written)
    try:
        done = run("propose", f"/dev/fd/{read}", "--store", store)
    finally:
        os.close(read)
    assert done.code == 0, done.err
    assert "tapestry owns coach" in done.out.lower()


def test_a_pipe_that_takes_a_files_place_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    real = os.open

    def swap(name: Any, flags: int, *rest: Any) -> int:
        path.unlink()
        os.mkfifo(path)
        return real(name, flags, *rest)

    monkeypatch.setattr(os, "open", swap)
    with pytest.raises(OSError, match="pipe"):
        opening.open_file(path)


# --- folders ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [True, False])
def test_propose_says_which_files_of_a_folder_it_skips(
    many: bool, run: Run, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here(monkeypatch)
    place = tmp_path / "texts"
    (place / "deep").mkdir(parents=True)
    (place / ".hidden").mkdir()
    for name in ("a.txt", "deep/b.txt", "deep/c.pdf", ".d.txt", ".hidden/e.txt"):
        (place / name).write_text(TEXT, encoding="utf-8")
    pipe(place / "f.txt")
    (place / "g.txt").symlink_to(place / "nowhere")
    (place / "linked").symlink_to(tmp_path)
    words = ("--many", "-o", tmp_path / "out") if many else ("--format", "jsonl")
    done = run("propose", place, *words, "--store", store)
    assert done.code == 0, done.err
    skipped = {line.removeprefix(f"{place}/") for line in done.err.splitlines() if ": skipped: " in line}
    assert {line.split(": ")[0] for line in skipped} == {
        *("deep/c.pdf", ".d.txt", ".hidden", "f.txt", "g.txt", "linked")
    }
    assert any("c.pdf: skipped: its name ends in none of" in line for line in skipped)
    assert any("f.txt: skipped: it is a pipe" in line for line in skipped)
    assert "2 texts" in done.err


def test_a_folder_without_texts_says_what_it_holds(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x")
    done = run("propose", tmp_path, "--format", "jsonl", "--store", store)
    assert done.code == 5 and "no text in this folder" in done.err
