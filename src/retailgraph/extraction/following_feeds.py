"""Feeds and folders that are looked at again and again: what is new in them becomes drafts, for review.

What was seen is written down feed by feed, so that a run that was ended goes on where it was, and an item
becomes a draft once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.errors import RetailGraphError, UsageError
from retailgraph.extraction.batches import Job
from retailgraph.extraction.drafting import Drafting
from retailgraph.extraction.feeds import Row, rows_of_feed
from retailgraph.extraction.fetching import Fetched, check_address, fetch
from retailgraph.extraction.reading import Heading, text_files
from retailgraph.opening import read_text, unreadable
from retailgraph.writing import make_folder, write_whole

if TYPE_CHECKING:
    from retailgraph.graph import Graph

STATE = "seen.json"
LARGEST = 50_000_000
"""Bytes of a list of feeds, and of what is written down about them, at most."""
MOST_FEEDS, MOST_ITEMS, MOST_SEEN = 500, 200, 5000
_KEYS = ("url", "folder", "publisher", "language")


class Feed(NamedTuple):
    """A feed, or a folder of texts, to look at; what its items do not say themselves is said here."""

    url: str = ""
    publisher: str = ""
    language: str = ""
    folder: str = ""

    @property
    def name(self) -> str:
        """What its state is kept under."""
        return self.url or f"folder:{self.folder}"


class Looked(NamedTuple):
    """What a look at all feeds gave: drafts, items left for the next time, and a line for each fault."""

    drafts: int
    left: int
    unchanged: int
    faults: tuple[str, ...]


def feeds_of(text: str, place: str) -> list[Feed]:
    """The feeds and folders that a YAML file lists; UsageError, naming the entry, for what is none.

    A folder that is no whole path is one beside the file, ``place``.
    """
    import yaml

    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"{place}: no YAML: {' '.join(str(error).split())[:200]}") from None
    listed = document.get("feeds") if isinstance(document, Mapping) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_FEEDS:
        raise UsageError(f"{place}: a list named feeds is wanted, of 1 to {MOST_FEEDS} addresses")
    found = [_feed(one, f"{place}: feeds[{number}]") for number, one in enumerate(listed)]
    beside = Path(place).parent
    return [one._replace(folder=str(beside / one.folder)) if one.folder else one for one in found]


def _feed(one: Any, place: str) -> Feed:
    given = {"url": one} if isinstance(one, str) else one
    if not isinstance(given, Mapping) or not all(isinstance(v, str) for v in given.values()):
        raise UsageError(f"{place}: an address is wanted, or url or folder with publisher and language")
    if unknown := set(given) - set(_KEYS):
        raise UsageError(f"{place}: there is no {sorted(unknown)[0]!r}; there are {', '.join(_KEYS)}")
    if bool(given.get("url")) is bool(given.get("folder")):
        raise UsageError(f"{place}: url is missing, or folder; one of them is wanted")
    if given.get("folder"):
        return Feed(**given)
    try:
        check_address(given["url"])
    except UsageError as error:
        raise UsageError(f"{place}: {error}") from None
    return Feed(**given)


Fetch = Callable[[str, Mapping[str, str]], Fetched]


def look(
    graph: Graph,
    feeds: list[Feed],
    folder: Path,
    say: Callable[[str], None] = lambda _: None,
    fetched: Fetch = fetch,
) -> Looked:
    """Look at each feed once, and write drafts of what is new into a folder.

    A feed that does not answer, or is none, is told of and costs the others nothing.
    """
    try:
        make_folder(folder, durable=True)
    except OSError as error:
        raise RetailGraphError(f"{folder}: cannot be written to: {error.strerror}") from None
    state = _read_state(folder / STATE)
    drafts = left = unchanged = 0
    faults: list[str] = []
    for feed in feeds:
        known = state.setdefault(feed.name, {"known": {}, "seen": []})
        try:
            told = _told_of_folder(feed, known) if feed.folder else _told(feed, known, fetched)
            if told is None:
                unchanged += 1
                continue
            new = [one for one in told.items if _id(one) not in known["seen"]]
            some = new[:MOST_ITEMS]
            drafts += _draft(graph, feed, some, folder, say)
        except RetailGraphError as error:
            faults.append(str(error))
            continue
        left += len(new) - len(some)
        known["seen"] = [*known["seen"], *map(_id, some)][-max(MOST_SEEN, len(told.items)) :]
        # While items are left the feed is to be told whole again.
        known["known"] = dict(told.known) if len(new) == len(some) else {}
        _write_state(folder / STATE, state)
    return Looked(drafts, left, unchanged, tuple(faults))


class _Told(NamedTuple):
    """The items of a feed, or the files of a folder, and by what it is known again as unchanged."""

    items: Sequence[Row | Path]
    known: Mapping[str, str]


def _told(feed: Feed, known: Mapping[str, Any], fetched: Fetch) -> _Told | None:
    answer = fetched(feed.url, known["known"])
    return None if answer.content is None else _Told([*rows_of_feed(answer.content, feed.url)], answer.known)


def _told_of_folder(feed: Feed, known: Mapping[str, Any]) -> _Told | None:
    """The texts of a folder, oldest first; None if none is new or changed."""
    try:
        files = sorted(text_files(Path(feed.folder)), key=lambda path: (path.stat().st_mtime_ns, path))
    except OSError as error:
        raise unreadable(Path(feed.folder), error) from None
    return None if {*map(_id, files)} <= {*known["seen"]} else _Told(files, {})


def _id(row: Row | Path) -> str:
    if isinstance(row, Path):
        status = row.stat()
        return sha256(f"{row} {status.st_size} {status.st_mtime_ns}".encode()).hexdigest()[:16]
    return sha256((row["url"] or row["title"] + row["published"]).encode()).hexdigest()[:16]


def _draft(
    graph: Graph, feed: Feed, items: Sequence[Row | Path], folder: Path, say: Callable[[str], None]
) -> int:
    """How many of these items there are drafts of now."""
    if not items:
        return 0
    heading = Heading("", feed.publisher, "", "", feed.language)
    jobs = [Job(str(item)) if isinstance(item, Path) else _job(item, feed) for item in items]
    done = Drafting(graph, heading).many(jobs, folder, say)
    for note in done.notes:
        say(note)
    return len(items) - done.failed


def _job(row: Row, feed: Feed) -> Job:
    told = {name: value for name, value in row.items() if value}
    return Job(told.get("url", feed.url), json.dumps(told))


def _read_state(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found = json.loads(read_text(path, LARGEST))
        return {
            str(url): {"known": dict(one["known"]), "seen": list(one["seen"])} for url, one in found.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(
            f"{path}: not what this command wrote ({error}); move it away to begin anew"
        ) from None


def _write_state(path: Path, state: Mapping[str, Any]) -> None:
    write_whole(path, json.dumps(state, indent=1), mark='{\n "', force=True, durable=True)
