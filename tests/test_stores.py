"""The embedded store: versions, readers beside writers, killed writers, full disks, damaged files."""

from __future__ import annotations

import errno
import io
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Quad

import retailgraph.stores
from retailgraph.errors import InvalidData, Locked, Refused, StoreError
from retailgraph.stores import FORMAT, EmbeddedStore, Writer, failure

GRAPH = NamedNode("http://example.org/graph")
posix = pytest.mark.skipif(os.name == "nt", reason="signals and fork are needed")


def quads(tag: int, count: int | None = None) -> bytes:
    """What version ``tag`` of a test store holds: as many quads as the tag says, each with the tag in it."""
    count = 20 + tag % 7 if count is None else count
    line = '<http://example.org/{}> <http://example.org/tag> "{}" <http://example.org/graph> .\n'
    return "".join(line.format(i, tag) for i in range(count)).encode()


def commit(store: EmbeddedStore, tag: int, *, wait: float = 0.0) -> None:
    with store.writing(wait=wait) as writer:
        writer.store.clear()
        writer.load(quads(tag))
        writer.keep("tag", str(tag).encode())
        writer.commit()


def tag_of(store: EmbeddedStore) -> int:
    """The tag of the committed version, which must be whole: all of its quads and nothing else."""
    with store.open() as snapshot:
        tag = int(snapshot.read("tag"))
        expected = set(pyoxigraph.parse(quads(tag), pyoxigraph.RdfFormat.N_QUADS))
        assert set(snapshot.store) == expected
        return tag


def versions(store: EmbeddedStore) -> list[str]:
    return sorted(path.name for path in store.root.iterdir() if path.name.startswith("version-"))


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    """A store whose committed version has the tag 1."""
    store = EmbeddedStore(tmp_path / "a store 店")
    commit(store, 1)
    return store


# What another process does with a store; each script gets its folder as the first argument.

PRELUDE = """
import os, signal, sys, time
from pathlib import Path
from test_stores import EmbeddedStore, commit, quads
store = EmbeddedStore(Path(sys.argv[1]))
"""
HOLD_THEN_COMMIT = """
with store.writing() as writer:
    writer.store.clear()
    writer.load(quads(2))
    writer.keep("tag", b"2")
    print("loaded", flush=True)
    time.sleep(float(sys.stdin.readline()))
    writer.commit()
"""
COUNT_UP = """
for _ in range(int(sys.argv[2])):
    with store.writing(wait=30) as writer:
        tag = int(writer.read_previous("tag")) + 1
        writer.store.clear()
        writer.load(quads(tag))
        writer.keep("tag", str(tag).encode())
        writer.commit()
"""
COMMIT_FOR_EVER = """
for _ in sys.stdin:
    child = os.fork()
    if not child:
        tag = 1000
        while True:
            tag += 1
            commit(store, tag, wait=5)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""
DIE_AT_A_RENAME = """
replace, calls, deadly = os.replace, 0, int(sys.argv[2])
def dying(source, target):
    global calls
    calls += 1
    if calls == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)
    if calls == -deadly:
        os.kill(os.getpid(), signal.SIGKILL)
os.replace = dying
commit(store, 2)
"""


def start(script: str, store: EmbeddedStore, *arguments: str) -> subprocess.Popen[str]:
    here, package = Path(__file__).parent, Path(retailgraph.stores.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(here), str(package)))}
    return subprocess.Popen(
        [sys.executable, "-c", script, str(store.root), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


@contextmanager
def running(script: str, store: EmbeddedStore, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    with start(PRELUDE + script, store, *arguments) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def loading(store: EmbeddedStore) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock and has loaded tag 2, uncommitted."""
    with running(HOLD_THEN_COMMIT, store) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loaded\n"
        yield process


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


# Making and reading versions


def test_a_store_object_touches_nothing(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "none")
    assert not store.exists()
    assert not store.is_locked()
    assert store.size() == 0
    with pytest.raises(StoreError, match=r"there is no graph in .*none yet; `retailgraph load`"):
        store.open()
    store.reset()
    assert list(tmp_path.iterdir()) == []


def test_a_committed_version_is_what_was_loaded(store: EmbeddedStore) -> None:
    assert store.exists()
    assert tag_of(store) == 1
    assert (store.root / "retailgraph-store").read_text() == f"{FORMAT}\n"
    assert store.size() >= sum(
        len(p.read_bytes()) for p in (store.root / "version-1").iterdir() if p.is_file()
    )


def test_a_version_starts_from_the_one_before(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        assert len(writer.store) == 21
        assert writer.previous is not None
        assert writer.previous.read("tag") == writer.read_previous("tag") == b"1"
        assert writer.read_previous("other") is None
        writer.store.add(Quad(GRAPH, GRAPH, GRAPH, GRAPH))
        writer.commit()
    with store.open() as snapshot:
        assert len(snapshot.store) == 22
        with pytest.raises(StoreError, match="tag is missing"):
            snapshot.read("tag")


def test_an_empty_version_starts_from_nothing(store: EmbeddedStore) -> None:
    with store.writing(empty=True) as writer:
        assert len(writer.store) == 0
        assert writer.previous is None
        assert writer.read_previous("tag") is None
        writer.commit()
    with store.open() as snapshot:
        assert len(snapshot.store) == 0


def test_one_old_version_is_kept(store: EmbeddedStore) -> None:
    for tag in (2, 3, 4):
        commit(store, tag)
    assert versions(store) == ["version-3", "version-4"]
    assert tag_of(store) == 4


def test_a_version_left_without_commit_is_discarded(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        writer.load(quads(2))
    assert tag_of(store) == 1
    assert versions(store) == ["version-1"]


def test_an_error_discards_the_version_and_passes(store: EmbeddedStore) -> None:
    with pytest.raises(KeyError), store.writing() as writer:
        writer.load(quads(2))
        raise KeyError("mine")
    with pytest.raises(FileNotFoundError), store.writing() as writer:
        (store.root.parent / "no-article.yaml").read_text()
    assert tag_of(store) == 1
    assert versions(store) == ["version-1"]


def test_the_callers_last_step_comes_before_the_version_shows(store: EmbeddedStore) -> None:
    seen = []
    with store.writing() as writer:
        writer.store.clear()
        writer.load(quads(2))
        writer.keep("tag", b"2")
        writer.commit(before=lambda: seen.append(tag_of(store)))
        assert tag_of(store) == 2
    assert seen == [1]


def test_a_last_step_that_fails_commits_nothing_and_may_be_tried_again(store: EmbeddedStore) -> None:
    def fail() -> None:
        raise KeyError("mine")

    with store.writing() as writer:
        writer.store.clear()
        writer.load(quads(2))
        writer.keep("tag", b"2")
        with pytest.raises(KeyError):
            writer.commit(before=fail)
        assert tag_of(store) == 1
        writer.commit()
    assert tag_of(store) == 2


def test_what_is_finished_cannot_be_used(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        writer.commit()
        with pytest.raises(StoreError, match="this version is finished"):
            writer.commit()
    with pytest.raises(StoreError, match="this version is finished"):
        writer.load(quads(1))
    snapshot = store.open()
    snapshot.close()
    snapshot.close()
    with pytest.raises(StoreError, match="this snapshot is closed"):
        _ = snapshot.store


@pytest.mark.parametrize("name", ["", "database", "../tag", "a/b", "meta.tmp", "..", "files"])
def test_names_that_no_side_file_can_have(store: EmbeddedStore, name: str) -> None:
    with store.writing() as writer, pytest.raises(StoreError, match="cannot be the name of a side file"):
        writer.keep(name, b"")


def test_a_relative_folder_stays_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = EmbeddedStore(Path("here"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    commit(store, 1)
    assert store.root == tmp_path / "here"
    assert tag_of(store) == 1


def test_opening_imports_nothing_heavy(store: EmbeddedStore) -> None:
    script = """
import sys
from pathlib import Path
before = set(sys.modules)
from retailgraph.stores import EmbeddedStore
EmbeddedStore(Path(sys.argv[1])).open().close()
print({"shutil", "tempfile", "json", "subprocess", "logging"} & (set(sys.modules) - before))
"""
    with start(script, store) as process:
        assert process.communicate()[0] == "set()\n"


# Loading quads


@pytest.mark.parametrize("count", [100, 3000], ids=["small", "bulk"])
def test_loading_adds_to_what_is_there(store: EmbeddedStore, count: int) -> None:
    added = quads(5, count)
    assert (len(added) > 100_000) == (count == 3000)
    with store.writing() as writer:
        writer.load(added)
        writer.load(added)  # again: a quad is there or not
        writer.load(io.BytesIO(quads(6, 10)))
        writer.commit()
    with store.open() as snapshot:
        assert set(snapshot.store) == set(
            pyoxigraph.parse(quads(1) + added + quads(6, 10), pyoxigraph.RdfFormat.N_QUADS)
        )
        assert len(snapshot.store) == 21 + count + 10
        assert list(snapshot.store.named_graphs()) == [GRAPH]


@pytest.mark.parametrize("count", [100, 3000], ids=["small", "bulk"])
def test_loading_again_what_was_removed(store: EmbeddedStore, count: int) -> None:
    with store.writing(empty=True) as writer:
        writer.load(quads(5, count))
        writer.commit()
    with store.writing() as writer:
        writer.store.remove_graph(GRAPH)
        assert len(writer.store) == 0
        writer.load(quads(5, count))
        writer.store.remove(Quad(NamedNode("http://example.org/0"), *tag_and_graph(5)))
        writer.commit()
    with store.open() as snapshot:
        assert len(snapshot.store) == len(list(snapshot.store)) == count - 1


def tag_and_graph(tag: int) -> tuple[NamedNode, pyoxigraph.Literal, NamedNode]:
    return NamedNode("http://example.org/tag"), pyoxigraph.Literal(str(tag)), GRAPH


@pytest.mark.parametrize("count", [100, 3000], ids=["small", "bulk"])
def test_malformed_quads_cannot_be_committed(store: EmbeddedStore, count: int) -> None:
    with store.writing() as writer:
        with pytest.raises(InvalidData, match=f"line {count + 1} of the N-Quads"):
            writer.load(quads(5, count) + b"<http://example.org/a> <http://exam\n")
        with pytest.raises(StoreError, match="a load into this version failed"):
            writer.commit()
    assert tag_of(store) == 1


# Readers beside writers


def test_a_snapshot_stays_while_versions_come_and_go(store: EmbeddedStore) -> None:
    with store.writing(empty=True) as writer:
        for tag in range(4):
            writer.load(quads(tag, 3000))  # some ten files each: the engine opens but a part of them at first
        writer.commit()
    files = list((store.root / "version-2" / "database").glob("*.sst"))
    assert len(files) > 16
    snapshot = store.open()
    for tag in (3, 4, 5):
        commit(store, tag)
    assert versions(store) == ["version-2", "version-4", "version-5"]
    assert len(list(snapshot.store)) == 12_000
    snapshot.close()
    commit(store, 6)
    assert versions(store) == ["version-5", "version-6"]


def test_a_writer_that_still_holds_its_database_disturbs_nobody(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        kept, walk = writer.store, iter(writer.store)
        writer.commit()
    kept.add(Quad(GRAPH, GRAPH, GRAPH, GRAPH))
    with store.open() as snapshot:
        assert len(snapshot.store) == 21
    commit(store, 3)
    assert tag_of(store) == 3
    assert len(list(walk)) == 21


def test_a_reader_that_misses_its_version_reads_current_again(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_version, opened = retailgraph.stores._open_version, []

    def slowly(directory: Path) -> retailgraph.stores.Snapshot:
        opened.append(directory.name)
        if len(opened) == 1:
            for tag in (2, 3, 4):
                commit(store, tag)
        return open_version(directory)

    monkeypatch.setattr(retailgraph.stores, "_open_version", slowly)
    with store.open() as snapshot:
        assert snapshot.read("tag") == b"4"
    assert opened == ["version-1", "version-4"]


@posix
def test_readers_work_while_another_process_loads(store: EmbeddedStore) -> None:
    with loading(store) as process:
        assert store.is_locked()
        assert tag_of(store) == 1
        tell(process, "0")
        assert process.wait(30) == 0
    assert not store.is_locked()
    assert tag_of(store) == 2


@posix
def test_a_second_writer_is_told_who_writes(store: EmbeddedStore) -> None:
    with loading(store) as process:
        message = rf"being written by process {process.pid} since \d\d:\d\d:\d\d .*--wait SECONDS"
        with pytest.raises(Locked, match=message) as caught, store.writing():
            pass
        assert "\n" not in str(caught.value)
        with pytest.raises(Locked, match=f"process {process.pid} "):
            store.reset(wait=0.1)
        assert tag_of(store) == 1


@posix
def test_a_second_writer_can_wait(store: EmbeddedStore) -> None:
    with loading(store) as process:
        tell(process, "0.3")
        with store.writing(wait=30) as writer:
            assert writer.read_previous("tag") == b"2"
        assert process.wait(30) == 0


@posix
def test_the_lock_goes_with_a_killed_process(store: EmbeddedStore) -> None:
    with loading(store) as process:
        process.kill()
        process.wait(30)
        assert not store.is_locked()
        assert any(name.endswith(".tmp") for name in versions(store))
        commit(store, 3)
    assert tag_of(store) == 3
    assert versions(store) == ["version-1", f"version-{version_number(store)}"]


def version_number(store: EmbeddedStore) -> int:
    return int((store.root / "CURRENT").read_text().removeprefix("version-"))


def test_two_writers_in_one_process(store: EmbeddedStore) -> None:
    with store.writing():
        assert not store.is_locked()  # not by another process
        with pytest.raises(Locked, match=f"process {os.getpid()} "), EmbeddedStore(store.root).writing():
            pass
    commit(store, 2)


def test_the_holder_is_told_with_the_day_if_it_is_another_one(store: EmbeddedStore) -> None:
    with store.writing():
        record = (
            f"77\n{int(time.mktime((2019, 9, 18, 12, 3, 11, 0, 0, -1)))}\nretailgraph load \x1b[31mnews\n"
        )
        (store.root / "lock").write_text(record)
        with pytest.raises(Locked, match=r"process 77 since 2019-09-18 12:03:11 \("), store.writing():
            pass
        (store.root / "lock").write_text("")
        with pytest.raises(Locked, match="being written by another process; try"), store.writing():
            pass


@posix
def test_no_version_is_lost_between_writers(store: EmbeddedStore) -> None:
    with running(COUNT_UP, store, "8") as one, running(COUNT_UP, store, "8") as other:
        while one.poll() is None or other.poll() is None:
            assert 1 <= tag_of(store) <= 17
        assert (one.returncode, other.returncode) == (0, 0)
    assert tag_of(store) == 17


# Killed writers


@posix
@pytest.mark.parametrize(("deadly", "left"), [("1", 1), ("2", 1), ("-2", 2)])
def test_killed_at_each_step_of_a_commit(store: EmbeddedStore, deadly: str, left: int) -> None:
    """Before the version gets its name, before CURRENT names it, just after."""
    with running(DIE_AT_A_RENAME, store, deadly) as process:
        assert process.wait(30) == -signal.SIGKILL
    assert tag_of(store) == left
    commit(store, 3)
    assert tag_of(store) == 3
    assert not [name for name in versions(store) if name.endswith(".tmp")]
    assert len(versions(store)) == 2


@posix
def test_killed_at_fifty_random_points(store: EmbeddedStore) -> None:
    chance, seen, pace = random.Random(20190918), set(), 0.04
    with running(COMMIT_FOR_EVER, store) as nursery:
        assert nursery.stdout is not None
        for tag in range(50):
            tell(nursery, "another")
            writer, delay = int(nursery.stdout.readline()), chance.uniform(0, 3 * pace)
            time.sleep(delay)
            os.kill(writer, signal.SIGKILL)
            assert nursery.stdout.readline() == "dead\n"
            seen.add(tag_of(store))
            began = time.monotonic()
            commit(store, 10 + tag)
            pace = time.monotonic() - began
            assert tag_of(store) == 10 + tag, f"killed after {delay} s"
    assert max(seen) > 1000, "no writer committed anything before it was killed"
    assert min(seen) < 1000, "no writer was killed before it committed"


def test_rubbish_is_cleared_and_other_files_are_not(store: EmbeddedStore) -> None:
    (store.root / "version-9.work.tmp").mkdir()
    (store.root / "version-9.work.tmp" / "file").write_text("half")
    (store.root / "version-7").mkdir()  # got its name, but CURRENT never named it
    (store.root / "CURRENT.tmp").write_text("version-7")
    (store.root / "notes.tmp").write_text("mine")
    commit(store, 2)
    assert len(versions(store)) == 2
    assert tag_of(store) == 2
    assert not (store.root / "CURRENT.tmp").exists()
    assert (store.root / "notes.tmp").read_text() == "mine"


# Full disks and forbidden folders

FULL = "IO error: No space left on device: While appending to file: 000008.log: No space left on device"


@pytest.mark.parametrize("step", ["replace", "mkdir", "fsync"])
def test_a_full_disk_leaves_the_version_before(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with (
        monkeypatch.context() as broken,
        pytest.raises(StoreError, match="no space left on the disk") as caught,
        store.writing() as writer,
    ):
        writer.load(quads(2))
        broken.setattr(os, step, full)
        writer.commit()
    assert "\n" not in str(caught.value)
    assert tag_of(store) == 1
    assert versions(store) == ["version-1"]
    commit(store, 2)
    assert tag_of(store) == 2


class FullDisk:
    """A database whose disk is full: raises what pyoxigraph raises then."""

    def __init__(self, path: object = None) -> None: ...

    @staticmethod
    def read_only(path: str) -> FullDisk:
        return FullDisk(path)

    def backup(self, target: object) -> None:
        raise OSError(FULL)

    load = bulk_load = backup

    def flush(self) -> None: ...


def test_a_database_on_a_full_disk_leaves_the_version_before(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(pyoxigraph, "Store", FullDisk)
        with pytest.raises(StoreError, match="no space left on the disk; the store stays as it was"):
            commit(store, 2)
        with pytest.raises(StoreError, match="no space left"), store.writing(empty=True) as writer:
            writer.commit()
        with pytest.raises(StoreError, match="no space left"), store.writing(empty=True) as writer:
            writer.store.backup(Path("anywhere"))  # errors of the caller's own use of the database, too
    assert tag_of(store) == 1
    assert versions(store) == ["version-1"]


def test_a_full_disk_does_not_prevent_a_reset(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", full)
        store.reset()
    assert not store.exists()
    assert versions(store) == []


@posix
def test_a_file_that_may_not_grow_leaves_the_version_before(store: EmbeddedStore) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with pytest.raises(StoreError, match="File too large"), store.writing() as writer:
            resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, hard))
            writer.load(quads(2, 6000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert tag_of(store) == 1
    commit(store, 2)


@posix
def test_no_permission_simulated(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: object, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as closed:
        closed.setattr(Path, "read_bytes", forbidden)
        for act in (store.open, store.reset, store.size, store.writing().__enter__):
            with pytest.raises(StoreError, match="no permission to read or write there"):
                act()
    with monkeypatch.context() as closed:
        closed.setattr(Path, "mkdir", forbidden)
        new = EmbeddedStore(store.root.parent / "new")
        with pytest.raises(StoreError, match="no permission"), new.writing():
            pass
    assert tag_of(store) == 1


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read and write everywhere")
def test_no_permission(store: EmbeddedStore) -> None:
    store.root.chmod(0o500)
    try:
        assert tag_of(store) == 1
        with pytest.raises(StoreError, match="no permission"), store.writing() as writer:
            writer.commit()
        store.root.chmod(0)
        for act in (store.open, store.reset, store.exists, store.writing().__enter__):
            with pytest.raises(StoreError, match="no permission"):
                act()
    finally:
        store.root.chmod(0o700)
    assert tag_of(store) == 1


# Damaged stores


def check_damaged_then_mended(store: EmbeddedStore) -> None:
    advice = r"is damaged \(.*\); `retailgraph store reset` rebuilds it$"
    with pytest.raises(StoreError, match=advice) as caught:
        store.open()
    assert "\n" not in str(caught.value)
    with pytest.raises(StoreError, match=advice), store.writing():
        pass
    store.reset()
    assert not store.exists()
    commit(store, 3)
    assert tag_of(store) == 3


@pytest.mark.parametrize(
    "content", [b"", b"version-", b"version-9", b"version-../version-1", b"\xff\xfe\x00", b"x" * 10_000]
)
def test_a_damaged_pointer(store: EmbeddedStore, content: bytes) -> None:
    (store.root / "CURRENT").write_bytes(content)
    assert store.exists()
    check_damaged_then_mended(store)


@pytest.mark.parametrize("pattern", ["CURRENT", "MANIFEST-*", "*.sst"])
@pytest.mark.parametrize("how", ["missing", "changed", "cut"])
def test_a_damaged_database(store: EmbeddedStore, pattern: str, how: str) -> None:
    for path in list((store.root / "version-1" / "database").glob(pattern)):
        content = path.read_bytes()
        path.unlink()  # and not changed in place: the version before may share it
        if how == "changed":
            path.write_bytes(bytes(255 - byte for byte in content))
        elif how == "cut":
            path.write_bytes(content[: len(content) // 2])
    check_damaged_then_mended(store)


def test_a_damaged_version_is_replaced_by_an_empty_start(store: EmbeddedStore) -> None:
    commit(store, 2)
    (store.root / "CURRENT").write_bytes(b"nonsense")
    with store.writing(empty=True):
        pass
    assert versions(store) == ["version-1", "version-2"], "what could still be mended by hand was deleted"
    with store.writing(empty=True) as writer:
        writer.load(quads(3))
        writer.keep("tag", b"3")
        writer.commit()
    assert tag_of(store) == 3


def test_a_store_without_a_commit_is_no_graph_yet(store: EmbeddedStore) -> None:
    (store.root / "CURRENT").unlink()
    assert not store.exists()
    with pytest.raises(StoreError, match="there is no graph"):
        store.open()
    commit(store, 2)
    assert tag_of(store) == 2


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(FULL), "no space left on the disk"),
        (OSError("IO error: Disk quota exceeded: While appending to file"), "no space left on the disk"),
        (OSError("IO error: While mkdir: x.tmp: Permission denied"), "no permission"),
        (OSError(errno.EROFS, "Read-only file system"), "no permission"),
        (RuntimeError("Corruption: block checksum mismatch: stored = 2"), "store reset` rebuilds it"),
        (FileNotFoundError("IO error: No such file or directory: CURRENT"), "store reset` rebuilds it"),
        (OSError("Oxigraph needs at least\n96 file descriptors"), "Oxigraph needs at least 96 file"),
        (OSError(errno.EMFILE, "Too many open files"), ": Too many open files"),
    ],
)
def test_errors_of_disk_and_engine_in_one_line(error: Exception, told: str) -> None:
    message = str(failure(Path("/data/store"), error))
    assert message.startswith(str(Path("/data/store")))
    assert told in message
    assert "\n" not in message


# Folders that are not ours


def check_refused(root: Path, message: str) -> None:
    store = EmbeddedStore(root)
    assert not store.exists()
    assert not store.is_locked()
    for act in (store.open, store.reset, store.size, store.writing().__enter__):
        with pytest.raises(Refused, match=message):
            act()


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("version-1")
    (tmp_path / "lock").write_text("mine")
    (tmp_path / "version-1").mkdir()
    before = sorted(tmp_path.rglob("*"))
    check_refused(tmp_path, "is not a retailgraph store .*; choose an empty folder")
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "lock").read_text() == "mine"


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    check_refused(tmp_path / "file", "is not a folder")
    assert (tmp_path / "file").read_text() == "mine"


@posix
def test_links(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    check_refused(tmp_path / "link", "is not a folder")
    (tmp_path / "real").mkdir()
    commit(EmbeddedStore(tmp_path / "link"), 1)
    assert tag_of(EmbeddedStore(tmp_path / "real")) == 1


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.reset()
    assert list(tmp_path.iterdir()) == []
    commit(store, 1)
    assert tag_of(store) == 1


def test_a_newer_format_is_left_alone(store: EmbeddedStore) -> None:
    (store.root / "retailgraph-store").write_text("12\n")
    for act in (store.open, store.reset, store.writing().__enter__):
        with pytest.raises(StoreError, match=r"newer retailgraph \(store format 12.*update retailgraph"):
            act()
    assert versions(store) == ["version-1"]


def test_a_marker_without_content_is_ours(store: EmbeddedStore) -> None:
    (store.root / "retailgraph-store").write_text("")
    assert tag_of(store) == 1
    commit(store, 2)
    assert (store.root / "retailgraph-store").read_text() == f"{FORMAT}\n"


def test_a_damaged_marker(store: EmbeddedStore) -> None:
    (store.root / "retailgraph-store").write_bytes(b"\xffx")
    check_damaged_then_mended(store)


# Reset


def test_reset_deletes_versions_and_nothing_else(store: EmbeddedStore) -> None:
    commit(store, 2)
    (store.root / "notes.txt").write_text("mine")
    store.reset()
    assert sorted(path.name for path in store.root.iterdir()) == ["lock", "notes.txt", "retailgraph-store"]
    store.reset()
    commit(store, 3)
    assert tag_of(store) == 3


def test_reset_leaves_what_is_being_read(store: EmbeddedStore) -> None:
    with store.open() as snapshot:
        store.reset()
        assert not store.exists()
        assert len(list(snapshot.store)) == 21
        assert snapshot.read("tag") == b"1"
    commit(store, 2)
    assert len(versions(store)) == 1


def test_the_interface_that_others_build_on(store: EmbeddedStore) -> None:
    with store.writing() as writer:
        assert isinstance(writer, Writer)
        assert isinstance(writer.store, pyoxigraph.Store)
    with store.open() as snapshot:
        assert snapshot.directory == store.root / "version-1"
        assert isinstance(snapshot.store, pyoxigraph.Store)
