"""A server in a thread, on a free port, and how tests ask it."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

pytest.importorskip("uvicorn", reason="the extra serve is not installed")

from conftest import TODAY
from retailgraph.serving.running import Server, listening
from retailgraph.serving.service import Service
from retailgraph.serving.settings import Settings
from retailgraph.serving.standing import Graphs
from retailgraph.serving.tokens import Tokens


@dataclass(frozen=True)
class Got:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def media(self) -> str:
        return (self.headers["content-type"] or "").partition(";")[0]


@dataclass
class Running:
    """A server that runs, and how to ask it."""

    port: int
    server: Server
    settings: Settings
    thread: threading.Thread
    host: str = field(default="127.0.0.1")

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def service(self) -> Service:
        found = self.server.config.app.service  # type: ignore[union-attr]
        assert isinstance(found, Service)
        return found

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Got:
        with closing(http.client.HTTPConnection(self.host, self.port, timeout=60)) as connection:
            content = body.encode() if isinstance(body, str) else body
            connection.request(method, path, content, dict(headers or {}))
            answer = connection.getresponse()
            return Got(answer.status, answer.headers, answer.read())

    def get(self, path: str, headers: Mapping[str, str] | None = None, **fields: Any) -> Got:
        return self.ask("GET", f"{path}?{urlencode(fields, doseq=True)}" if fields else path, None, headers)

    def query(self, text: str, accept: str = "", **fields: Any) -> Got:
        return self.get("/sparql", {"accept": accept} if accept else None, query=text, **fields)

    def raw(self, sent: bytes) -> bytes:
        """All that comes back for these bytes until the server closes the connection."""
        with socket.create_connection((self.host, self.port), timeout=60) as connection:
            connection.sendall(sent)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)
        assert not self.thread.is_alive(), "the server did not stop"


@contextmanager
def served(graphs: Callable[[], Any], tokens: Tokens | None = None, **options: Any) -> Iterator[Running]:
    """A server of what ``graphs`` makes."""
    settings = Settings(**{"port": 0, "workers": 1, "log": "none", "stop_seconds": 5, **options})
    listener = listening(settings)
    server = Server(settings, lambda: Service(settings, graphs(), tokens))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    running = Running(listener.getsockname()[1], server, settings, thread)
    while not server.started and thread.is_alive():
        thread.join(0.005)
    try:
        yield running
    finally:
        running.stop()
        listener.close()


def shipped_graphs() -> Graphs:
    """The shipped graph, as of TODAY."""
    return Graphs("", False, TODAY)


class Prepared:
    """Three graphs, each of which says that it is a document, in the place of what stands."""

    key, place, edges_of = "prepared", {}, "2026-11-23"

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.now, self.reloads = self, 0

    @contextmanager
    def database(self) -> Iterator[str]:
        yield self._folder

    def is_ready(self) -> bool:
        return True

    def try_to_look(self) -> None:
        return None

    def close(self) -> None:
        return None


KASEI = "http://kasei.us/2009/09/sparql/data/"


def prepared(folder: Path) -> Path:
    store = ox.Store(folder)
    for number in (1, 2, 3):
        name = ox.NamedNode(f"{KASEI}data{number}.rdf")
        kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        store.add(ox.Quad(name, kind, ox.NamedNode("http://xmlns.com/foaf/0.1/Document"), name))
    store.flush()
    return folder
