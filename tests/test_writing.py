"""Files that are written for a user: whole or not at all, over nothing that is not ours."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retailgraph import writing
from retailgraph.errors import Refused, RetailGraphError
from retailgraph.writing import make_folder, write_all, write_made, write_whole

MARK = "written by a test"
posix = pytest.mark.skipif(os.name != "posix", reason="permissions, pipes and links as POSIX has them")


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    before = os.umask(0o022)
    yield os.umask  # type: ignore[misc]
    os.umask(before)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# --- what is there already --------------------------------------------------------------------------------


def test_a_file_of_somebody_else_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "thesis.txt"
    path.write_text("Years of work.")
    with pytest.raises(Refused, match=r"thesis\.txt: is there already, .*--force"):
        write_whole(path, "new", mark=MARK)
    assert path.read_text() == "Years of work."
    assert names(tmp_path) == ["thesis.txt"]
    write_whole(path, "new", mark=MARK, force=True)
    assert path.read_text() == "new"


def test_ours_and_an_empty_one_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    write_whole(path, f"# {MARK}\none", mark=MARK)
    write_whole(path, f"# {MARK}\ntwo", mark=MARK)
    assert path.read_text() == f"# {MARK}\ntwo"


def test_a_mark_far_down_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x" * writing.HEAD + MARK)
    with pytest.raises(Refused):
        write_whole(path, "new", mark=MARK)


def test_a_file_that_comes_up_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    def pieces() -> Iterator[str]:
        yield "mine"
        path.write_text("theirs")

    with pytest.raises(Refused, match="meanwhile"):
        write_whole(path, pieces())
    assert (path.read_text(), names(tmp_path)) == ("theirs", ["a.txt"])


def test_what_the_same_command_wrote_meanwhile_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    def pieces() -> Iterator[str]:
        path.write_text("Ours, by the other\n")
        yield "Ours\n"

    write_whole(path, pieces(), mark="Ours")
    assert (path.read_text(), [p.name for p in tmp_path.iterdir()]) == ("Ours\n", ["a.txt"])


@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1", os.devnull])
def test_what_is_made_by_name_goes_to_no_stream(name: str) -> None:
    with pytest.raises(Refused, match="name a file"):
        write_made(Path(name), lambda work: work.write_text("never"), force=True)


@posix
def test_permissions_stay_and_new_files_follow_the_umask(
    tmp_path: Path, umask: Callable[[int], None]
) -> None:
    path = tmp_path / "a.txt"
    umask(0o027)
    write_whole(path, "one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    for mode in (0o600, 0o755, 0o666):
        path.chmod(mode)
        write_whole(path, "two", force=True)
        assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    pipe, (device, folder) = tmp_path / "pipe", (Path("/dev/zero"), tmp_path / "folder")
    os.mkfifo(pipe)
    folder.mkdir()
    for path, says in ((pipe, "is a pipe"), (device, "is a device"), (folder, "is a folder")):
        with pytest.raises(RetailGraphError, match=says):
            write_whole(path, "new", force=True)
    assert stat.S_ISFIFO(pipe.stat().st_mode) and stat.S_ISCHR(device.stat().st_mode)
    assert names(tmp_path) == ["folder", "pipe"]


@posix
def test_a_link_of_ones_own_is_followed_and_stays(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    link.symlink_to(real)
    write_whole(link, f"{MARK} one", mark=MARK)
    assert link.is_symlink() and real.read_text() == f"{MARK} one"
    real.write_text("mine")
    with pytest.raises(Refused, match=r"real\.txt: is there already"):
        write_whole(link, "two", mark=MARK)


@posix
def test_a_link_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    link.symlink_to(real)
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    with pytest.raises(Refused, match="somebody else"):
        write_whole(link, "x", force=True)
    assert not real.exists() and link.is_symlink()


@posix
def test_a_circle_of_links_is_one_clear_error(tmp_path: Path) -> None:
    link = tmp_path / "a"
    link.symlink_to(link)
    with pytest.raises(RetailGraphError, match="cannot be written"):
        write_whole(link, "x", force=True)


# --- temporary files --------------------------------------------------------------------------------------


def test_temporary_names_are_never_the_same_and_follow_no_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, int]] = []
    real = os.open

    def spy(path: str | Path, flags: int, *rest: int) -> int:
        opened.append((Path(path).name, flags))
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", spy)
    for _ in range(2):
        write_whole(tmp_path / "a.txt", "x", force=True)
    temporary = [entry for entry in opened if entry[0] != "a.txt"]
    assert len({name for name, _ in temporary}) == 2
    for name, flags in temporary:
        assert len(name) >= 16 and "a.txt" not in name
        assert flags & os.O_EXCL and flags & os.O_CREAT
        assert flags & getattr(os, "O_NOFOLLOW", 0) == getattr(os, "O_NOFOLLOW", 0)


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250)
    write_whole(path, "x")
    assert path.read_text() == "x"


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError, OSError(errno.ENOSPC, "full")])
def test_what_stops_the_writing_leaves_nothing(
    tmp_path: Path, fault: BaseException | type[BaseException]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def pieces() -> Iterator[str]:
        yield "new" * 10_000
        raise fault

    for target in (path, tmp_path / "b.txt"):
        with pytest.raises((RetailGraphError, KeyboardInterrupt, ValueError)):
            write_whole(target, pieces(), force=True)
    assert (path.read_text(), names(tmp_path)) == ("old", ["a.txt"])


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_ended_leaves_nothing(number: int, tmp_path: Path) -> None:
    script = """
import signal, sys
number = int(sys.argv.pop())
from retailgraph import cli, writing

def half(file, content):
    file.write(b"half")
    file.flush()
    signal.raise_signal(number)

writing._write_pieces = half
cli.main()
"""
    words = ["new", "article", "--title", "A", "-o", str(tmp_path / "mine"), str(int(number))]
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")
    assert names(tmp_path) == []


def test_no_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RetailGraphError, match=r"there is no folder .*nowhere; make it first"):
        write_whole(tmp_path / "nowhere" / "a.txt", "x")
    assert names(tmp_path) == []


# --- on the disk ------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_what_is_durable_is_on_the_disk_with_its_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    path = tmp_path / "one" / "two" / "a.txt"
    write_all({path: "x"}, durable=True)
    for each in (path, path.parent, path.parent.parent, tmp_path):
        assert each.stat().st_ino in synced, each
    assert synced.index(path.stat().st_ino) < len(synced) - 1, "the name after the content"
    synced.clear()
    write_whole(path, "y", force=True)
    assert synced == []


# --- several ----------------------------------------------------------------------------------------------


def test_all_or_none(tmp_path: Path) -> None:
    mine = tmp_path / "b" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(Refused):
        write_all({tmp_path / "a" / "deep" / "new.txt": "x", mine: "y"})
    assert names(tmp_path) == ["b", "mine.txt"]
    write_all({tmp_path / "a" / "deep" / "new.txt": "x", tmp_path / "b" / "other.txt": "y"})
    assert names(tmp_path) == ["a", "b", "deep", "mine.txt", "new.txt", "other.txt"]


def test_a_full_disk_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_write_pieces", full)
    with pytest.raises(RetailGraphError, match="cannot be written: No space left"):
        write_all({tmp_path / "a" / "deep" / "new.txt": "x"})
    assert names(tmp_path) == []


def test_a_folder_is_made_once(tmp_path: Path) -> None:
    assert make_folder(tmp_path / "a" / "b") == [tmp_path / "a", tmp_path / "a" / "b"]
    assert make_folder(tmp_path / "a" / "b") == []
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        make_folder(tmp_path / "file")


# --- streams ----------------------------------------------------------------------------------------------

SCRIPT = """
import sys
from pathlib import Path
from retailgraph.writing import write_whole
write_whole(Path(sys.argv[1]), ["a", "ü"])
"""


@posix
@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_is_written_to(name: str, tmp_path: Path) -> None:
    piped = subprocess.run([sys.executable, "-c", SCRIPT, name], capture_output=True, check=True)
    assert piped.stdout.decode() == "aü"
    led = tmp_path / "led.txt"
    led.write_bytes(b"before\n")
    with led.open("ab") as file:
        subprocess.run([sys.executable, "-c", SCRIPT, name], stdout=file, check=True)
    assert led.read_bytes().decode() == "before\naü"
    assert names(tmp_path) == ["led.txt"]


@posix
def test_another_stream_and_the_void_are_written_to() -> None:
    read, write = os.pipe()
    subprocess.run([sys.executable, "-c", SCRIPT, f"/dev/fd/{write}"], pass_fds=[write], check=True)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        assert file.read().decode() == "aü"
    before = Path(os.devnull).stat()
    write_whole(Path(os.devnull), "x")
    after = Path(os.devnull).stat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
