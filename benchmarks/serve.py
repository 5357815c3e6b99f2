"""How many questions a second are answered over HTTP: ours, oxigraph, datasette and rdflib-endpoint.

    python benchmarks/serve.py --claims 20000 --seconds 5

Eight connections ask for the partners of an entity, each the next as soon as one is answered (a closed loop), about
another entity each time, so that nothing is answered from memory; the same for one entity again and again. A peer
is measured where it is installed: `pip install oxigraph datasette rdflib-endpoint`. One run, one machine, one
after the other; what is printed is requests a second, and the milliseconds within which half and 99 of 100 of
them were answered.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import generate  # noqa: E402
import pyoxigraph as ox  # noqa: E402

RG, ENT = "https://w3id.org/retailgraph/ns#", "https://w3id.org/retailgraph/entity/"
SPARQL = f"SELECT ?o {{ <{ENT}%s> <{RG}partnersWith> ?o }}"
CONNECTIONS = 8


class Speed(NamedTuple):
    """Requests a second, and milliseconds within which half and nearly all were answered."""

    rate: float
    half: float
    most: float
    errors: int


def measured(port: int, paths: Sequence[str], seconds: float) -> Speed:
    """Eight connections that ask for paths, in turn, for some seconds."""
    times: list[float] = []
    errors = [0]
    end = time.perf_counter() + seconds
    places = iter(range(10**9))
    lock = threading.Lock()

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        own = []
        while time.perf_counter() < end:
            with lock:
                path = paths[next(places) % len(paths)]
            start = time.perf_counter()
            connection.request("GET", path, headers={"accept": "application/json"})
            answer = connection.getresponse()
            answer.read()
            own.append(time.perf_counter() - start)
            errors[0] += answer.status != 200
        connection.close()
        with lock:
            times.extend(own)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, ordered = time.perf_counter() - start, sorted(times)
    return Speed(
        len(times) / took,
        1000 * ordered[len(ordered) // 2],
        1000 * ordered[len(ordered) * 99 // 100],
        errors[0],
    )


@contextmanager
def running(command: Sequence[str | Path], port: int, path: str = "/") -> Iterator[float]:
    """A server that runs; gives after how many seconds it answered."""
    start = time.perf_counter()
    with Path(os.devnull).open("wb") as nothing:
        process = subprocess.Popen([str(word) for word in command], stdout=nothing, stderr=nothing)
    try:
        while True:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", path)
                if connection.getresponse().status < 500:
                    break
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended with {process.returncode}")
            time.sleep(0.01)
        yield time.perf_counter() - start
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def facts(folder: Path, claims: int) -> tuple[Path, Path, list[str]]:
    """A store of made-up claims, its triples, and entities that partner with somebody."""
    from retailgraph import RetailGraph

    entities, bulk = generate.write(folder / "facts", claims)
    with RetailGraph.open(folder / "store") as graph:
        graph.load([entities, bulk])
        store = graph.store
        store.dump(folder / "facts.nt", ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        found = graph.query(f"SELECT DISTINCT ?s {{ ?s <{RG}partnersWith> ?o }} ORDER BY ?s")
        names = [str(row[0].value).removeprefix(ENT) for row in found.rows]
        rows = graph.query(f"SELECT ?s ?o {{ ?s <{RG}partnersWith> ?o }}").rows
        _as_sqlite(folder / "facts.db", [(str(s.value), str(o.value)) for s, o in rows])
    random.Random(1).shuffle(names)
    return folder / "store", folder / "facts.nt", names


def _as_sqlite(path: Path, rows: Sequence[tuple[str, str]]) -> None:
    """The pairs of partners as a table, for datasette."""
    import sqlite3

    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE partners (subject TEXT, object TEXT)")
        made.executemany("INSERT INTO partners VALUES (?, ?)", rows)
        made.execute("CREATE INDEX by_subject ON partners (subject)")
    made.close()


def sparql_paths(prefix: str, names: Sequence[str]) -> list[str]:
    """An address for the partners of each."""
    return [f"{prefix}?{urlencode({'query': SPARQL % name})}" for name in names]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args()
    tools = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store, triples, names = facts(folder, given.claims)
        rows: list[tuple[str, Speed]] = []

        def measure(what: str, port: int, paths: Sequence[str]) -> None:
            measured(port, paths[:50], 0.5)
            rows.append((what, measured(port, paths, given.seconds)))

        port = free_port()
        command = [tools / "retailgraph", "--store", store, "serve", "--port", str(port), "--log", "none"]
        with running(command, port, "/api/stats") as first:
            print(f"first answer after {first:.2f} s")
            while http_status(port, "/ready") != 200:
                time.sleep(0.05)
            measure(
                "retailgraph, JSON, each another",
                port,
                [f"/api/relationships?relation=partnersWith&entity={quote(n)}" for n in names],
            )
            measure(
                "retailgraph, JSON, one again",
                port,
                [f"/api/relationships?relation=partnersWith&entity={quote(names[0])}"],
            )
            measure("retailgraph, SPARQL, each another", port, sparql_paths("/sparql", names))
            measure("retailgraph, SPARQL, one again", port, sparql_paths("/sparql", names[:1]))
        for what, make in _peers(folder, triples, tools).items():
            port = free_port()
            command_, prefix = make(port)
            with running(command_, port):
                paths = (
                    [f"/facts/partners.json?subject={quote(ENT + n)}" for n in names]
                    if prefix is None
                    else sparql_paths(prefix, names)
                )
                measure(what, port, paths)
    print(
        f"{given.claims:,} claims, {len(names):,} entities with partners, {CONNECTIONS} connections, {given.seconds:g} s each\n"
    )
    print("| server | requests/s | p50 ms | p99 ms | errors |\n|---|---|---|---|---|")
    for what, speed in rows:
        print(f"| {what} | {speed.rate:,.0f} | {speed.half:.1f} | {speed.most:.1f} | {speed.errors} |")


def http_status(port: int, path: str) -> int:
    """The status of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _peers(
    folder: Path, triples: Path, tools: Path
) -> dict[str, Callable[[int], tuple[list[str | Path], str | None]]]:
    """By name how a peer is started on a port, and the path of its endpoint (None: datasette's own)."""
    found: dict[str, Callable[[int], tuple[list[str | Path], str | None]]] = {}
    oxigraph = shutil.which("oxigraph", path=f"{tools}{os.pathsep}{os.environ.get('PATH', '')}")
    if oxigraph:
        base = folder / "oxigraph"
        subprocess.run([oxigraph, "load", "-l", base, "-f", triples], check=True, capture_output=True)
        found["oxigraph serve, each another"] = lambda port: (
            [oxigraph, "serve-read-only", "-l", base, "-b", f"127.0.0.1:{port}"], "/query",
        )  # fmt: skip
    datasette = shutil.which("datasette", path=str(tools))
    if datasette:
        found["datasette, each another"] = lambda port: (
            [datasette, "serve", folder / "facts.db", "-p", str(port), "--setting", "default_cache_ttl", "0"], None,
        )  # fmt: skip
    endpoint = shutil.which("rdflib-endpoint", path=str(tools))
    if endpoint:
        found["rdflib-endpoint, each another"] = lambda port: (
            [endpoint, "serve", "--port", str(port), "--host", "127.0.0.1", triples], "/",
        )  # fmt: skip
    return found


if __name__ == "__main__":
    main()
