"""Every option that names a file to write: what is there and is not ours stays, what is ours is made anew."""

from __future__ import annotations

import io
import json
import os
import stat
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from conftest import Outcome, article, own_store, read_here
from retailgraph.cli import COMMANDS
from retailgraph.interchange.formats import FOLDER, OUT_NAMES, TEXT, format_out

Run = Callable[..., Outcome]
STORY = "Acme buys Finch\n\nAcme owns Finch. Bolt Ltd owns Grove.\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a store, which no test changes, and a story."""
    folder = tmp_path_factory.mktemp("outputs")
    own_store(
        folder, {"2018-a": article("acme owns finch", "acme holdsStakeIn bolt", published="2018")}
    ).close()
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    lines = (json.dumps({"id": f"t{n}", "text": STORY + f"\nNumber {n}."}) for n in (1, 2))
    (folder / "stories.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "out.csv").write_text("owner,brand\nAcme,Finch\n", encoding="utf-8")
    yield folder


def is_known_again(name: str) -> bool:
    """Whether a format is a file that is told from others; those that are not go the same way out."""
    return format_out(name).writes != FOLDER and bool(format_out(name).mark_of())


def is_of_bytes(way: str) -> bool:
    kind, _, name = way.partition(" ")
    return name == "png" or (kind == "export" and format_out(name).writes != TEXT)


def commands(kept: Path) -> dict[str, tuple[tuple[str, ...], str]]:
    """Each way to write a file: the words of the command, and what the file's name ends in.

    Where the file is named otherwise than by ``-o``, OUT stands for it, and DIR for its folder.
    """
    story, stories = str(kept / "story.txt"), str(kept / "stories.jsonl")
    return {
        **{f"draw {e}": (("draw", "Acme"), e) for e in ("html", "svg", "png")},
        **{f"timeline {e}": (("draw", "--timeline", "Acme"), e) for e in ("html", "svg", "png")},
        "explore": (("explore",), "html"),
        **{f"export {f}": (("export", "-f", f), "txt") for f in OUT_NAMES if is_known_again(f)},
        "import": (("import", str(kept / "out.csv"), "--dry-run", "-o", "DIR"), "mapping.yaml"),
        "backup": (("store", "backup", "OUT"), "db"),
        "propose": (("propose", story, "--title", "A"), "yaml"),
        "propose jsonl": (("propose", story, "--format", "jsonl"), "jsonl"),
        "propose lines": (("propose", stories, "--format", "jsonl"), "jsonl"),
    }


WAYS = sorted(commands(Path()))
TEXTS = [
    w for w, (given, _) in commands(Path()).items() if not {"OUT", "DIR"} & {*given} and not is_of_bytes(w)
]


@pytest.fixture(params=WAYS)
def words(request: pytest.FixtureRequest, kept: Path, tmp_path: Path) -> tuple[list[str], Path]:
    given, ending = commands(kept)[request.param]
    path = tmp_path / f"out.{ending}"
    if ending == "png":
        pytest.importorskip("resvg_py")
    places = {"OUT": str(path), "DIR": str(tmp_path)}
    command = [places.get(word, word) for word in given] + ["--store", str(kept / "store")]
    return command + ([] if {*places} & {*given} else ["-o", str(path)]), path


def test_it_writes_over_its_own_file_only(run: Run, words: tuple[list[str], Path]) -> None:
    command, path = words
    done = run(*command)
    assert done.code == 0, done.err
    first = path.read_bytes()
    assert first
    path.chmod(0o600)
    anew = ["--force"] if command[:2] == ["store", "backup"] else []
    assert run(*command, *anew).code == 0, "what it wrote itself it writes anew"
    if anew:
        first = path.read_bytes()  # which holds when it was made
    assert path.read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name != "posix"

    path.write_text("Years of work.")
    done = run(*command)
    assert done.code == 7 and (not done.out or command[0] == "import"), done
    (line,) = [line for line in done.err.splitlines() if not line.startswith("retailgraph:")]
    assert str(path) in line and "--force" in line
    assert path.read_text() == "Years of work."
    assert [p.name for p in path.parent.iterdir()] == [path.name]

    assert run(*command, "--force").code == 0
    assert path.read_bytes() == first or anew


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_it_replaces_no_pipe(run: Run, words: tuple[list[str], Path]) -> None:
    command, path = words
    os.mkfifo(path)
    done = run(*command, "--force")
    assert done.code == 7 and "is a pipe" in done.err
    assert stat.S_ISFIFO(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="streams by name")
@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
@pytest.mark.parametrize("way", TEXTS)
def test_it_writes_to_standard_output(run: Run, kept: Path, way: str, name: str, tmp_path: Path) -> None:
    given, ending = commands(kept)[way]
    if given[0] == "draw":
        given = (*given, "-f", ending)
    command = [*given, "--store", str(kept / "store"), "-o"]
    assert run(*command, str(tmp_path / f"out.{ending}")).code == 0
    done = run(*command, name)
    assert done.code == 0, done.err
    written = (tmp_path / f"out.{ending}").read_text(encoding="utf-8")
    assert done.out.splitlines()[3:] == written.splitlines()[3:], "but for the name in a draft's head"


def test_no_command_that_writes_is_left_out() -> None:
    tried = {given[0] for given, _ in commands(Path()).values()}
    tried.add("review")  # in tests/test_review.py
    for name in COMMANDS:
        command = import_module(f"retailgraph.cli.{COMMANDS[name][0]}").COMMANDS[name]
        each = command.commands.values() if isinstance(command, click.Group) else [command]
        if any("--force" in option.opts for one in each for option in one.params):
            assert name in tried


def test_many_drafts_keep_what_is_there(
    run: Run, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here(monkeypatch)
    command = ["propose", "--many", str(kept / "stories.jsonl"), "--store", str(kept / "store"), "-o"]
    assert run(*command, str(tmp_path)).code == 0
    one, two = sorted(tmp_path.iterdir())
    one.write_bytes(b"Years of work. \xff")
    done = run(*command, str(tmp_path))
    assert done.code == 5 and f"{one}: is there already" in done.err
    assert one.read_bytes() == b"Years of work. \xff"
    assert run(*command, str(tmp_path), "--force").code == 0
    assert sorted(tmp_path.iterdir()) == [one, two] and one.read_bytes().startswith(b"# Made by")


def test_the_input_is_not_written_over(
    run: Run, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_bytes((kept / "stories.jsonl").read_bytes())
    monkeypatch.setattr("sys.stdin", io.StringIO())
    done = run("propose", str(path), "--format", "jsonl", "-o", str(path), "--store", str(kept / "store"))
    assert done.code == 7
    assert path.read_bytes() == (kept / "stories.jsonl").read_bytes()
