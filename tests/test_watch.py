"""Feeds that are watched: fetched politely, bounded, told once, and drafted for review."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from conftest import own_store
from retailgraph import RetailGraph
from retailgraph.errors import RetailGraphError, UsageError
from retailgraph.extraction import following_feeds
from retailgraph.extraction.fetching import fetch
from retailgraph.extraction.following_feeds import STATE, Feed, feeds_of, look


def rss(*numbers: int) -> bytes:
    items = "".join(
        f"<item><title>Bolt Ltd acquired Finch, part {n}</title><link>https://example.com/{n}</link>"
        "<pubDate>Mon, 01 Jun 2020 10:00:00 GMT</pubDate>"
        "<description>Bolt Ltd acquired Finch.</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>Daily</title>{items}</channel></rss>".encode()


class _Handler(BaseHTTPRequestHandler):
    feed = rss(1, 2)
    asked: ClassVar[list[str]] = []

    def log_message(self, *_: object) -> None:
        return None

    def do_GET(self) -> None:
        type(self).asked.append(self.headers.get("If-None-Match", ""))
        if self.path == "/feed":
            return self._feed()
        if self.path in ("/a", "/b"):
            return self._moved("/b" if self.path == "/a" else "/a")
        if self.path == "/file":
            return self._moved("file:///etc/passwd")
        if self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"<rss>" * 10_000)
            except OSError:
                return None
        self.send_error(500 if self.path == "/dead" else 404)
        return None

    def _feed(self) -> None:
        tag = f'"{hash(self.feed)}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(self.feed)))
        self.end_headers()
        self.wfile.write(self.feed)

    def _moved(self, place: str) -> None:
        self.send_response(302)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("small")) as graph:
        yield graph


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Items are counted instead of drafted, which starts processes."""
    monkeypatch.setattr(following_feeds, "_draft", lambda graph, feed, rows, folder, say: len(rows))


def drafts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.yaml"))


def test_what_is_new_is_taken_once(site: str, small: RetailGraph, tmp_path: Path, counted: None) -> None:
    feeds = [Feed(f"{site}/feed")]
    _Handler.feed = rss(1, 2)
    assert look(small, feeds, tmp_path)[:3] == (2, 0, 0)
    assert look(small, feeds, tmp_path)[:3] == (0, 0, 1)
    assert _Handler.asked[-1].startswith('"')
    _Handler.feed = rss(1, 2, 3)
    assert look(small, feeds, tmp_path)[:3] == (1, 0, 0)


def test_very_many_items_are_taken_some_at_a_time(
    site: str, small: RetailGraph, tmp_path: Path, counted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following_feeds, "MOST_ITEMS", 2)
    _Handler.feed = rss(*range(5))
    found = [look(small, [Feed(f"{site}/feed")], tmp_path)[:2] for _ in range(3)]
    assert found == [(2, 3), (2, 1), (1, 0)]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/a", "redirects in a circle"),
        ("/dead", "status 500"),
        ("/none", "status 404"),
        ("/file", "away from the web"),
    ],
)
def test_a_feed_that_does_not_answer_is_told_and_costs_the_others_nothing(
    site: str, small: RetailGraph, tmp_path: Path, counted: None, path: str, said: str
) -> None:
    _Handler.feed = rss(1)
    found = look(small, [Feed(site + path), Feed(f"{site}/feed")], tmp_path)
    assert found.drafts == 1 and len(found.faults) == 1
    assert said in found.faults[0] and "\n" not in found.faults[0]


def test_a_body_without_an_end_is_left(site: str) -> None:
    with pytest.raises(RetailGraphError, match="larger than 100,000 bytes"):
        fetch(f"{site}/endless", {}, most=100_000)
    with pytest.raises(RetailGraphError, match="does not answer"):
        fetch("http://127.0.0.1:9/", {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("feeds: [", "no YAML"),
        ("- a", "a list named feeds"),
        ("feeds: []", "a list named feeds"),
        ("feeds: [file:///etc/passwd]", "feeds[0]: 'file:///etc/passwd' is no address"),
        ("feeds: [{url: 'http://a', name: b}]", "feeds[0]: there is no 'name'"),
        ("feeds: [{publisher: b}]", "feeds[0]: url is missing"),
        ("feeds: [{url: 'http://a', folder: b}]", "feeds[0]: url is missing, or folder"),
    ],
)
def test_a_list_of_feeds_is_told_what_is_wrong_with_it(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        feeds_of(text, "feeds.yaml")
    assert said in str(caught.value)


def test_a_folder_is_watched_too(small: RetailGraph, tmp_path: Path, counted: None) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "one.txt").write_text("Acme acquired Finch in 2024.")
    (tmp_path / "in" / "deep" / "two.txt").write_text("Bolt acquired Grove in 2024.")
    feeds = feeds_of("feeds: [{folder: in, publisher: Daily}]", str(tmp_path / "feeds.yaml"))
    out = tmp_path / "out"
    assert look(small, feeds, out)[:3] == (2, 0, 0)
    assert look(small, feeds, out)[:3] == (0, 0, 1)
    (tmp_path / "in" / "one.txt").write_text("Acme acquired Finch in 2025, it says now.")
    assert look(small, feeds, out)[:3] == (1, 0, 0)
    (tmp_path / "in" / "three.txt").write_text("Acme acquired Isle in 2024.")
    assert look(small, feeds, out)[:3] == (1, 0, 0)
    gone = feeds_of("feeds: [{folder: none}]", str(tmp_path / "feeds.yaml"))
    found = look(small, gone, out)
    assert found.drafts == 0 and len(found.faults) == 1 and "none" in found.faults[0]


def test_very_many_files_are_taken_some_at_a_time(
    small: RetailGraph, tmp_path: Path, counted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following_feeds, "MOST_ITEMS", 2)
    monkeypatch.setattr(following_feeds, "MOST_SEEN", 1)
    (tmp_path / "in").mkdir()
    for number in range(5):
        (tmp_path / "in" / f"{number}.txt").write_text(f"Acme acquired Finch in 202{number}.")
    feeds = feeds_of("feeds: [{folder: in}]", str(tmp_path / "feeds.yaml"))
    found = [look(small, feeds, tmp_path / "out")[:3] for _ in range(4)]
    assert found == [(2, 3, 0), (2, 1, 0), (1, 0, 0), (0, 0, 1)]


def test_a_state_that_is_none_is_not_overwritten(small: RetailGraph, tmp_path: Path) -> None:
    (tmp_path / STATE).write_text("mine")
    with pytest.raises(UsageError, match="not what this command wrote"):
        look(small, [Feed("http://127.0.0.1:9/")], tmp_path)
    assert (tmp_path / STATE).read_text() == "mine"


def test_the_command_says_what_it_did(
    site: str, run: Callable[..., Any], small: RetailGraph, tmp_path: Path
) -> None:
    _Handler.feed = rss(7)
    file = tmp_path / "feeds.yaml"
    file.write_text(f"feeds: ['{site}/feed', '{site}/dead']")
    done = run("--store", small.home.root.parent, "watch", file, "-o", tmp_path / "drafts")
    assert done.code == 0
    assert "status 500" in done.err and "1 new articles drafted" in done.err
    (draft,) = drafts(tmp_path / "drafts")
    text = (tmp_path / "drafts" / draft).read_text(encoding="utf-8")
    assert "acquired" in text and "source: https://example.com/7\n" in text
    assert run("watch", tmp_path / "none.yaml").code == 5


def test_where_no_folder_of_drafts_can_be_is_said(small: RetailGraph, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("Years of work.")
    with pytest.raises(RetailGraphError, match=r"mine: cannot be written to: "):
        look(small, [Feed("http://127.0.0.1:9/")], tmp_path / "mine")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_state_that_is_a_pipe_is_not_waited_for(small: RetailGraph, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / STATE)
    with pytest.raises(UsageError, match="it is a pipe"):
        look(small, [Feed("http://127.0.0.1:9/")], tmp_path)
