"""What grows with the number of claims: load, size, look-ups; each figure beside its target and its peers.

For every size a market is generated and loaded by the command line; then a process of its own asks. The peers
answer ``partners of X`` from the same rows: sqlite3 with nothing around it, and DuckDB if that is installed. What
is measured is also written to ``scale.csv``, from which ``plots.py`` draws.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from generate import write
from measuring import Environment, installed, machine, say, table

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "scale.csv"
SIZES = (1_000, 10_000, 100_000)
COLUMNS = ("claims", "figure", "value", "unit")
TARGETS: Mapping[str, tuple[str, float]] = {
    "load, CPU": ("s a million", 300),
    "load, peak memory": ("MB", 2000),
    "store": ("bytes a claim", 600),
    "one article, CPU": ("times that in an empty store", 5),
    "hub, first page": ("ms", 50),
    "name with a slip": ("ms", 5),
}
TIMES_SMALL = 3.0
"""So many times those at 10,000 claims the medians of look-ups may be at a million."""
_LOOKUPS = ("ask", "show", "why", "list", "find", "path")
_ARTICLE = """\
title: One more report of the retail trade
url: https://news.example/one-more
publisher: Amber Daily
published: 2026-01-15
passages:
  - says: company-alder-0 partners with company-amber-1.
    claims: [company-alder-0 partnersWith company-amber-1]
"""


def _load(environment: Environment, store: Path, files: Iterable[Path]) -> tuple[float, int]:
    """CPU seconds of a load with all its processes, and the bytes of the largest of them."""
    words = [environment.retailgraph, "-q", "--store", store, "load", *files]
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=2);"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN); print(u.ru_utime + u.ru_stime, u.ru_maxrss)"
    )
    said = environment.run(sys.executable, "-c", script, *words).split()
    return float(said[0]), int(said[1]) * (1 if sys.platform == "darwin" else 1024)


def figures(environment: Environment, claims: int, store: Path | None) -> Iterable[tuple[str, float, str]]:
    """The figures of one size, each with its unit; a store that is given was loaded before."""
    place = store or environment.home / f"store{claims}"
    if store is None:
        files = write(environment.home / f"generated{claims}", claims)
        say(f"loading {claims:,} claims")
        seconds, peak = _load(environment, place, files)
        yield "load, CPU", seconds, "s"
        yield "load, peak memory", peak / 1e6, "MB"
    size = (place / "graph" / "retailgraph.db").stat().st_size
    yield "store", size / claims, "bytes a claim"
    say(f"asking {claims:,} claims")
    found = json.loads(environment.run(environment.python, Path(__file__).absolute(), "--inside", place))
    for name, value in found.items():
        yield name, value, "ms"
    if store is None:
        article = environment.home / "2026-01-15-one-more.yaml"
        article.write_text(_ARTICLE, encoding="utf-8")
        yield "one article, CPU", _load(environment, place, [article])[0], "s"


def inside(store: str) -> dict[str, float]:
    """Medians of CPU milliseconds, in the process that has retailgraph."""
    from retailgraph import RetailGraph
    from retailgraph.lookup import names

    with RetailGraph.open(store) as graph:
        rows = graph.tables.rows(
            "SELECT subject, object FROM relationship WHERE relation = 'partnersWith' ORDER BY key LIMIT 400"
        )
        chosen = Random(11).sample(rows, min(25, len(rows)))
        labels = graph.labels()
        hub = graph.tables.value(
            "SELECT subject FROM relationship GROUP BY subject ORDER BY count(*) DESC LIMIT 1"
        )

        def slip(name: str) -> str:
            return name[:4] + name[5:]

        questions: dict[str, Callable[[str, str], Any]] = {
            "ask": lambda one, _: graph.ask(f"partners of {labels[one]}"),
            "show": lambda one, _: graph.show(one),
            "why": lambda one, two: graph.why(one, "partnersWith", two),
            "find": lambda one, _: graph.find("companies", relation="partnersWith", of=one),
            "name": lambda one, _: names.hits(graph, labels[one]),
            "name with a slip": lambda one, _: names.nearly(graph, slip(labels[one])),
            "sqlite3 alone": _plain(graph),
            **_duck(graph),
        }
        found = {name: median(_each(question, chosen)) for name, question in questions.items()}
        found["hub, first page"] = min(
            _each(lambda one, _: graph.ask(f"partners of {labels[one]}"), [(hub, "")] * 3)
        )
        found["networkx()"] = _each(lambda *_: graph.networkx(), [("", "")])[0]
        found["path"] = median(
            _each(lambda one, _: graph.path(one, hub), [c for c in chosen if c[0] != hub][:3])
        )
        return found


def _each(question: Callable[[str, str], Any], pairs: Iterable[tuple[str, str]]) -> list[float]:
    spent = []
    for one, two in pairs:
        start = time.process_time()
        question(one, two)
        spent.append((time.process_time() - start) * 1000)
    return spent


_PARTNERS = """SELECT r.*, s.* FROM relationship AS r JOIN spell AS s ON s.relationship = r.number
WHERE r.relation = 'partnersWith' AND (r.subject = ? OR r.object = ?)"""


def _plain(graph: Any) -> Callable[[str, str], Any]:
    import sqlite3

    other = sqlite3.connect(graph.tables.path)
    return lambda one, _: other.execute(_PARTNERS, (one, one)).fetchall()


def _duck(graph: Any) -> dict[str, Callable[[str, str], Any]]:
    try:
        import duckdb
    except ImportError:
        return {}
    other = duckdb.connect()
    with tempfile.TemporaryDirectory() as folder:
        for name, columns in (
            ("relationship", "number, subject, relation, object"),
            ("spell", "relationship, status, since"),
        ):
            path = Path(folder, f"{name}.csv")
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(columns.split(", "))
                writer.writerows(graph.tables.each(f"SELECT {columns} FROM {name}"))
            other.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}')")
    return {"DuckDB alone": lambda one, _: other.execute(_PARTNERS, (one, one)).fetchall()}


def keep(found: Mapping[int, Mapping[str, tuple[float, str]]]) -> None:
    """Write figures in place of those of the same sizes."""
    kept: dict[tuple[int, str], tuple[str, ...]] = {}
    if FIGURES.exists():
        with FIGURES.open(encoding="utf-8", newline="") as file:
            kept = {(int(row["claims"]), row["figure"]): tuple(row.values()) for row in csv.DictReader(file)}
    for claims, known in found.items():
        for name, (value, unit) in known.items():
            kept[claims, name] = (str(claims), name, f"{value:.4g}", unit)
    with FIGURES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row for _, row in sorted(kept.items()))


def shown(found: Mapping[int, Mapping[str, tuple[float, str]]]) -> str:
    """The figures of all sizes beside their targets."""
    sizes = sorted(found)
    names = list(dict.fromkeys(name for known in found.values() for name in known))
    rows = []
    for name in names:
        cells = [f"{found[n][name][0]:,.4g} {found[n][name][1]}" if name in found[n] else "" for n in sizes]
        rows.append((name, *cells, _target(name, found)))
    return table(("figure", *(f"{n:,} claims" for n in sizes), "target"), rows)


def _target(name: str, found: Mapping[int, Mapping[str, tuple[float, str]]]) -> str:
    most = max(found)
    if name not in found[most]:
        return ""
    value = found[most][name][0]
    if name in _LOOKUPS and 10_000 in found and most > 10_000:
        ratio = value / found[10_000][name][0]
        return f"{ratio:.2f} times 10,000 (at most {TIMES_SMALL:g}: {_met(ratio <= TIMES_SMALL)})"
    if name not in TARGETS or name == "one article, CPU":
        return ""
    unit, target = TARGETS[name]
    value = value * 1_000_000 / most if name == "load, CPU" else value
    return f"{value:,.4g} {unit} (at most {target:g}: {_met(value <= target)})"


def _met(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def main() -> None:
    """Print the table, and keep the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="", help="the Python of an environment with retailgraph in it")
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument("--store", nargs="*", default=(), metavar="CLAIMS=DIR", help="stores made before")
    options.add_argument("--inside", default="", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.inside:
        print(json.dumps(inside(chosen.inside)))
        return
    made = {int(n): Path(folder) for n, _, folder in (word.partition("=") for word in chosen.store)}
    with tempfile.TemporaryDirectory() as home:
        environment = installed(Path(home), chosen.python)
        found = {
            claims: {
                name: (value, unit) for name, value, unit in figures(environment, claims, made.get(claims))
            }
            for claims in sorted({*chosen.sizes, *made})
        }
        keep(found)
        print(f"{machine(environment)}\n\n{shown(found)}")


if __name__ == "__main__":
    main()
