"""Feeds that are looked at again and again: what is new in them becomes drafts, which people review.

What was seen is written down feed by feed, so that a run that was ended goes on where it was, and an item
becomes a draft once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.errors import RetailGraphError, UsageError
from retailgraph.extraction.batches import Job
from retailgraph.extraction.drafting import Drafting
from retailgraph.extraction.feeds import Row, rows_of_feed
from retailgraph.extraction.fetching import Fetched, check_address, fetch
from retailgraph.extraction.reading import Heading
from retailgraph.opening import read_text
from retailgraph.writing import make_folder, write_whole

if TYPE_CHECKING:
    from retailgraph.graph import Graph

STATE = "seen.json"
LARGEST = 50_000_000
"""Bytes of a list of feeds, and of what is written down about them, at most."""
MOST_FEEDS, MOST_ITEMS, MOST_SEEN = 500, 200, 5000
_KEYS = ("url", "publisher", "language")


class Feed(NamedTuple):
    """A feed to look at; what its items do not say themselves is said here."""

    url: str
    publisher: str = ""
    language: str = ""


class Looked(NamedTuple):
    """What a look at all feeds gave: drafts, items left for the next time, and a line for each fault."""

    drafts: int
    left: int
    unchanged: int
    faults: tuple[str, ...]


def feeds_of(text: str, place: str) -> list[Feed]:
    """The feeds that a YAML file lists; UsageError, naming the entry, for what is none."""
    import yaml

    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"{place}: no YAML: {' '.join(str(error).split())[:200]}") from None
    listed = document.get("feeds") if isinstance(document, Mapping) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_FEEDS:
        raise UsageError(f"{place}: a list named feeds is wanted, of 1 to {MOST_FEEDS} addresses")
    return [_feed(one, f"{place}: feeds[{number}]") for number, one in enumerate(listed)]


def _feed(one: Any, place: str) -> Feed:
    given = {"url": one} if isinstance(one, str) else one
    if not isinstance(given, Mapping) or not all(isinstance(v, str) for v in given.values()):
        raise UsageError(f"{place}: an address is wanted, or url with publisher and language")
    if unknown := set(given) - set(_KEYS):
        raise UsageError(f"{place}: there is no {sorted(unknown)[0]!r}; there are {', '.join(_KEYS)}")
    if "url" not in given:
        raise UsageError(f"{place}: url is missing")
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
        known = state.setdefault(feed.url, {"known": {}, "seen": []})
        try:
            answer = fetched(feed.url, known["known"])
            if answer.content is None:
                unchanged += 1
                continue
            new = [row for row in rows_of_feed(answer.content, feed.url) if _id(row) not in known["seen"]]
            some = new[:MOST_ITEMS]
            drafts += _draft(graph, feed, some, folder, say)
        except RetailGraphError as error:
            faults.append(str(error))
            continue
        left += len(new) - len(some)
        known["seen"] = [*known["seen"], *map(_id, some)][-MOST_SEEN:]
        # While items are left the feed is to be told whole again.
        known["known"] = dict(answer.known) if len(new) == len(some) else {}
        _write_state(folder / STATE, state)
    return Looked(drafts, left, unchanged, tuple(faults))


def _id(row: Row) -> str:
    return sha256((row["url"] or row["title"] + row["published"]).encode()).hexdigest()[:16]


def _draft(graph: Graph, feed: Feed, rows: list[Row], folder: Path, say: Callable[[str], None]) -> int:
    if not rows:
        return 0
    heading = Heading("", feed.publisher, "", "", feed.language)
    told = [{name: value for name, value in row.items() if value} for row in rows]
    jobs = [Job(row.get("url", feed.url), json.dumps(row)) for row in told]
    done = Drafting(graph, heading).many(jobs, folder, say)
    for note in done.notes:
        say(note)
    return len(rows) - done.failed


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
