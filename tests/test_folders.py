"""Folders and templates of one's own: laid out whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Outcome
from retailgraph import writing

Run = Callable[..., Outcome]
COMMANDS = {
    "init": ("init", "FOLDER"),
    "new article": ("new", "article", "--title", "A title", "-o", "FOLDER"),
}


def _words(what: str, folder: Path) -> list[str]:
    return [str(folder) if word == "FOLDER" else word for word in COMMANDS[what]]


def full_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes so many files more."""
    real, written = writing._write_pieces, []

    def write(*words: object) -> None:
        if len(written) == count:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(words)
        real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "_write_pieces", write)


@pytest.mark.parametrize(("what", "count"), [("init", 0), ("init", 2), ("new article", 0)])
def test_a_full_disk_leaves_nothing_behind(
    what: str, count: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_after(count, monkeypatch)
    done = run(*_words(what, tmp_path / "mine" / "deep"))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "No space left" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that is full, where one may be made."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = sys.platform == "linux" and shutil.which("mount")
    words = ["mount", "-t", "tmpfs", "-o", "size=4k,nr_inodes=20", "none", str(folder)]
    if not made or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    try:
        (folder / "other").write_bytes(b"x" * 4096)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("what", COMMANDS)
def test_a_real_full_disk_leaves_nothing_behind(what: str, run: Run, tiny_disk: Path) -> None:
    done = run(*_words(what, tiny_disk / "mine"))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "No space left" in done.err
    assert [p.name for p in tiny_disk.iterdir()] == ["other"]


@pytest.mark.parametrize("what", COMMANDS)
def test_what_is_there_is_kept(what: str, run: Run, tmp_path: Path) -> None:
    assert run(*_words(what, tmp_path)).code == 0
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    for kept in files:
        kept.write_text("Years of work.")
    done = run(*_words(what, tmp_path))
    assert (done.code, done.out, done.err.count("\n")) == (7, "", 1)
    assert "is there already" in done.err
    assert [p.read_text() for p in files] == ["Years of work."] * len(files)


@pytest.mark.parametrize("what", COMMANDS)
def test_one_file_in_the_way_keeps_all_away(what: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run(*_words(what, tmp_path / "file"))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "file" in done.err
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_readme_of_ones_own_keeps_the_layout_away(run: Run, tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    assert run("init", tmp_path).code == 7, "an empty one is somebody's too"
    assert [p.name for p in tmp_path.iterdir()] == ["README.md"]


@pytest.mark.skipif(
    not hasattr(os, "fsync") or sys.platform == "win32", reason="folders are not synced there"
)
@pytest.mark.parametrize("what", COMMANDS)
def test_it_is_on_the_disk_before_it_is_said(
    what: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.add(os.fstat(descriptor).st_ino))
    done = run(*_words(what, tmp_path / "mine"))
    assert done.code == 0
    for path in map(Path, done.out.split()):
        assert {path.stat().st_ino, path.parent.stat().st_ino} <= synced
