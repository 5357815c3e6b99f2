"""What all tests share: their own folders for cache and data, the shipped graph, small made-up articles."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from inspect import Signature, signature
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from retailgraph import RetailGraph
from retailgraph.articles import Article
from retailgraph.conclusion import Report
from retailgraph.errors import Locked
from retailgraph.graph import Graph
from retailgraph.ontology import read as read_ontology
from retailgraph.tables import connecting
from retailgraph.tables.reports import Reports
from retailgraph.tables.writing import Writing

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 23)
"""The day that tests of the shipped data are about: answers must not change with the clock."""

LONG = (
    "test_browser.py",
    "test_short.py",
    "test_graph.py",
)
"""The files of tests that take longest, from the longest on."""

_HOME = pytest.StashKey[str]()
_OURS = "RETAILGRAPH_TESTS_HOME"
"""The variable that tells workers the folder of this run, for what is made once and used by many tests."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="Try many more examples in costly random tests.")


def examples(few: int, many: int) -> int:
    """How many examples a costly random test tries: few while one waits, many with ``--long``."""
    return many if "RETAILGRAPH_LONG" in os.environ else few


def some(*more: Any) -> tuple[Any, ...]:
    """What else a costly test is tried with: nothing while one waits, all with ``--long``."""
    return more if "RETAILGRAPH_LONG" in os.environ else ()


def _is_translated_once() -> None:
    """Have Python keep what it translates, also where it is told not to.

    Otherwise each worker translates Hypothesis for pytest anew, and each process that a test starts our code.
    """
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _hypothesis_takes_its_time() -> None:
    """How quickly examples come is a matter of the machine, and nothing here is timed."""
    from hypothesis import HealthCheck, settings

    settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any-machine")


def pytest_configure(config: pytest.Config) -> None:
    _is_translated_once()
    _hypothesis_takes_its_time()
    gc.disable()  # until all is collected, which stays
    if config.getoption("--long"):
        os.environ["RETAILGRAPH_LONG"] = "1"
    # What was started in the background of a shell ignores interrupts, and so would all that tests start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Set before any test module is imported: no test, and no process that a test starts, may reach the
    # user's own graph. Workers inherit it: the shipped graph is built once, by the first that needs it.
    if not hasattr(config, "workerinput"):
        if memory := _memory():
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)
        config.stash[_HOME] = home = tempfile.mkdtemp(prefix="retailgraph-tests-", dir=memory)
        os.environ[_OURS] = home
        os.environ["RETAILGRAPH_CACHE"] = str(Path(home, "cache"))
        os.environ["RETAILGRAPH_DATA"] = str(Path(home, "data"))
    for name in ("RETAILGRAPH_STORE", "NO_COLOR", "COLUMNS", "LINES"):
        os.environ.pop(name, None)
        os.unsetenv(name)  # also what readline, which pytest loads, puts there behind Python's back


def _memory() -> str | None:
    """Where the temporary files of tests wait for no disk, if there is such a place with room enough."""
    place = "/dev/shm"
    try:
        about = os.statvfs(place)
    except (OSError, AttributeError):
        return None
    roomy = about.f_bavail * about.f_frsize > 4 * 1024**3
    runs = not about.f_flag & os.ST_NOEXEC
    return place if roomy and runs and os.access(place, os.W_OK | os.X_OK) else None


def pytest_unconfigure(config: pytest.Config) -> None:
    if _HOME in config.stash:
        shutil.rmtree(config.stash[_HOME], ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Of the workers that collect the whole suite at once, every other one begins at its end.

    What one has translated for pytest the other only reads: each does half.
    """
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if number % 2 and [Path(word).name for word in session.config.args] == [Path(__file__).parent.name]:
        for path in sorted(Path(__file__).parent.glob("test_*.py"), reverse=True):
            with suppress(Exception, pytest.skip.Exception):  # told when it is collected
                import_module(path.stem)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin each worker's share with files that take long, so that what is left at the end is short.

    At first each worker is given as many tests as the others, in this order; whoever has done its own takes
    some of the last ones of another.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path.name, []).append(item)
    long = [files.pop(name) for name in LONG if name in files]
    shares = [[item for file in long[number::workers] for item in file] for number in range(workers)]
    least, short = len(items) // workers, list(files.values())
    for share in shares:
        while short and len(share) < least:
            share += short.pop(0)
    items[:] = [item for share in shares for item in share] + [item for file in short for item in file]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Build the shipped graph before any test opens it by the clock, if there is one that asks for it."""
    gc.freeze()  # all that is collected lives to the end, and need not be looked at again and again
    gc.enable()
    asking = any("shipped" in getattr(item, "fixturenames", ()) for item in session.items)
    if asking and not session.config.option.collectonly:
        _built_by_one_worker().close()


@pytest.fixture(scope="session")
def shipped() -> Iterator[RetailGraph]:
    """The graph of the shipped articles, as of TODAY; tests only read it."""
    with _built_by_one_worker() as graph:
        assert graph.counts()["articles"]  # it is open before any test takes folders of its own
        yield graph


def _built_by_one_worker() -> RetailGraph:
    for _ in range(10):
        with suppress(Locked):  # another worker builds it: on a busy machine for longer than users wait
            return RetailGraph.open(today=TODAY)
    return RetailGraph.open(today=TODAY)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Cache and data folders that no other test uses, for tests that load or reset."""
    monkeypatch.setenv("RETAILGRAPH_CACHE", str(tmp_path / "own cache"))
    monkeypatch.setenv("RETAILGRAPH_DATA", str(tmp_path / "own data"))
    return tmp_path


@pytest.fixture
def shipped_copy(home: Path, shipped: RetailGraph) -> Path:
    """Like ``home``, with the shipped graph already built: a copy, so that no test pays for building it."""
    with RetailGraph.located() as mine:
        shutil.copytree(shipped.directory, mine.directory)
    return home


@pytest.fixture(scope="session")
def server(shipped: RetailGraph) -> Iterator[Any]:
    """A server of the shipped graph, as of TODAY, started by the first test that asks it; tests only read."""
    pytest.importorskip("uvicorn")
    from serving_tools import served, shipped_graphs

    with served(shipped_graphs) as running:
        yield running


# --- the command line -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Runs the command line in this process."""
    from retailgraph import cli

    def command(*words: str | Path) -> Outcome:
        capsys.readouterr()
        code = cli.run([str(word) for word in words])
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return command


Check = Callable[..., None]


def each(names: str | Sequence[str], cases: Iterable[Any]) -> Callable[[Check], Check]:
    """Like ``pytest.mark.parametrize``, in one test that names every case which fails.

    For many cases of a millisecond: a test of its own costs several. What such a test asks of fixtures, all
    its cases share.
    """
    told, tried = [names] if isinstance(names, str) else [*names], list(cases)
    assert tried, "there is nothing to try"

    def in_one(check: Check) -> Check:
        def test(**fixtures: Any) -> None:
            faults = []
            for case in tried:
                given = dict(zip(told, [case] if isinstance(names, str) else case, strict=True))
                try:
                    check(**given, **fixtures)
                except (Exception, pytest.fail.Exception) as fault:
                    faults.append(f"{case}: {type(fault).__name__}: {fault}")
            assert not faults, f"{len(faults)} of {len(tried)}:\n" + "\n\n".join(faults)

        shared = [p for name, p in signature(check).parameters.items() if name not in told]
        test.__signature__ = Signature(shared)  # type: ignore[attr-defined]
        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return in_one


def read_here(patch: pytest.MonkeyPatch) -> None:
    """Have ``propose --many`` read in this process, for tests of what comes of it: another costs a second."""
    from retailgraph.extraction import workers

    def outcomes(begin: Any, given: tuple[Any, ...], jobs: Iterable[Any], *_: int) -> Iterator[Any]:
        work = begin(*given)
        return (workers.Outcome(job, *workers._tried(work, job)) for job in jobs)

    patch.setattr(workers, "outcomes", outcomes)


# --- small made-up articles -----------------------------------------------------------------------------

ENTITIES = """\
acme: {type: Company, name: "Acme, Inc.", country: US}
bolt: {type: Company, name: Bolt Ltd, country: GB}
core: {type: Company, name: Core SA, country: FR}
dune: {type: Company, name: Dune AG, country: DE}
ember: {type: [Company, Platform], name: Ember}
finch: {type: Brand, name: Finch}
grove: {type: Brand, name: Grove}
harbor: {type: Platform, name: Harbor, names: {zh-Hans: 海港}}
isle: {type: Platform, name: Isle}
jade: {type: Person, name: Jade Doe}
kit: {type: Person, name: Kit Roe}
lark: {type: Alliance, name: Lark Alliance}
moss: {type: Initiative, name: Moss}
"""


def article(*claims: str, **fields: str) -> str:
    """The text of an article file with one passage that makes these claims."""
    head = {"title": "A title", "url": "https://example.com/news", "publisher": "Daily", **fields}
    lines = [f"{name}: {value}" for name, value in head.items() if value]
    lines += ["passages:", "  - says: Something.", "    claims:"]
    return "\n".join([*lines, *(f"      - {claim}" for claim in claims), ""])


def write(folder: Path, files: dict[str, str]) -> list[Path]:
    """Files by name, with or without ``.yaml``; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in files.items():
        path = folder / (name if "." in name else f"{name}.yaml")
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


@cache
def _store_of(today: date, text: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="store-", dir=os.environ[_OURS]))
    with RetailGraph.open(folder / "store", today=today) as graph:
        if text:
            graph.load(write(folder / "files", {"entities": text}))
    return folder / "store"


def empty_store(folder: Path, today: date = TODAY, entities: str = "") -> RetailGraph:
    """A store of one's own that holds nothing yet, or these entities: a copy of one that was made before."""
    shutil.copytree(_store_of(today, entities), folder)
    return RetailGraph.open(folder, today=today)


def own_store(folder: Path, files: dict[str, str] | None = None, today: date = TODAY) -> RetailGraph:
    """A store of one's own with the made-up entities and these articles."""
    paths = write(folder / "files", {"entities": ENTITIES, **(files or {})})
    graph = empty_store(folder / "store", today, "" if files else ENTITIES)
    if files:
        graph.load(paths)
    return graph


def canonical(store: ox.Store | Graph) -> list[str]:
    """All quads as sorted N-Quads: equal graphs give equal lists, for there are no blank nodes."""
    return sorted(f"{quad} ." for quad in (store.store if isinstance(store, Graph) else store))


def reports_of(articles: Iterable[Article], today: date) -> list[Report]:
    """The claims of articles as reports to conclude from."""
    ontology = read_ontology(ROOT / "ontology" / "retailgraph.ttl")
    with connecting.memory() as tables:
        Writing(tables, ontology).put_articles(articles)
        return Reports(tables, today).all()


def difference(one: Sequence[str], other: Sequence[str]) -> Iterable[str]:
    """What stands in only one of two canonical graphs, for messages of failed tests."""
    yield from (f"- {line}" for line in sorted(set(one) - set(other)))
    yield from (f"+ {line}" for line in sorted(set(other) - set(one)))
