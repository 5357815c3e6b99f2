"""Loading very many claims in steps: the same as at once, whoever is killed goes on, and readers see nothing
half done."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import ENTITIES, TODAY, Outcome, article, canonical, empty_store, own_store, write
from retailgraph import RetailGraph
from retailgraph.articles import blocks
from retailgraph.articles.blocks import Block
from retailgraph.errors import InvalidData, StoreError
from retailgraph.graph import partpool, stepreading, steps, stepwork
from retailgraph.graph.partwork import PartWork, Rows, Where
from retailgraph.tables import parts
from retailgraph.tables.store import Tables
from test_graph import small

__all__ = ["small"]
Run = Callable[..., Outcome]
RELATIONS = ("owns", "owns", "acquires", "partnersWith", "sellsOn", "holdsStakeIn")
COMPANIES, OWNED = ("acme", "bolt", "core", "dune"), ("ember", "finch", "grove", "bolt", "core")


def rows(count: int = 40, seed: int = 3) -> Iterator[dict[str, str]]:
    """Articles of some claims each, many of which disagree about who owns what."""
    random = Random(seed)
    for number in range(count):
        year = random.randint(2005, 2024)
        head = {
            "article": f"{year}-report-{number}",
            "article_title": f"Report {number}",
            "publisher": random.choice(("Daily", "Weekly", "Herald")),
            "published": str(year),
        }
        for place in range(random.randint(1, 4)):
            relation = random.choice(RELATIONS)
            object = "harbor" if relation == "sellsOn" else random.choice(OWNED)
            subject = random.choice([c for c in COMPANIES if c != object])
            if relation == "holdsStakeIn" and object not in COMPANIES:
                continue
            said = {"subject": subject, "relation": relation, "object": object}
            if random.random() < 0.3:
                said |= {"status": "ended" if relation != "acquires" else "calledOff"}
            elif random.random() < 0.4:
                said |= {"from": str(year - 1)}
            yield {**head, "says": f"Paragraph {place} of {number}.", **said}


def unlike(some: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Without what repeats, or nearly, a claim of its article."""
    found = {(r["article"], r["subject"], r["relation"], r["object"]): r for r in some}
    ordered = [r for r in found.values() if r["relation"] != "partnersWith" or r["subject"] < r["object"]]
    return sorted(ordered, key=lambda r: int(r["article"].rpartition("-")[2]))


ROWS = unlike(rows())
ARTICLES = len({row["article"] for row in ROWS})


def lines(some: Iterable[dict[str, str]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in some)


class Here:
    """Carries out orders in this process, as the processes do."""

    def __init__(self, where: Any) -> None:
        self._work = PartWork(where)

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *about: object) -> None:
        pass

    def tell_all(self, order: Any) -> None:
        self._work.do(order)

    def done(self, orders: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for order in orders:
            yield order, self._work.do(order)


@pytest.fixture
def in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is loaded in steps, blocks and ranges are small, and no process is started."""
    monkeypatch.setattr(steps, "LARGE", 1)
    monkeypatch.setattr(blocks, "SIZE", 1500)
    monkeypatch.setattr(stepwork, "_CLAIMS_AT_ONCE", 20)
    pooled(monkeypatch, Here)


def pooled(monkeypatch: pytest.MonkeyPatch, pool: type) -> None:
    for module in (stepwork, stepreading):
        monkeypatch.setattr(module, "PartPool", pool)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The graph of these rows, loaded at once."""
    with own_store(tmp_path_factory.mktemp("once"), {"claims.jsonl": lines(ROWS)}) as graph:
        return canonical(graph)


def files(folder: Path, text: str = "") -> list[Path]:
    return write(folder / "files", {"entities": ENTITIES, "claims.jsonl": text or lines(ROWS)})


def beside(store: Path) -> list[str]:
    return sorted(p.name for p in (store / "graph").iterdir() if "loading" in p.name)


def test_it_is_the_same_as_at_once(tmp_path: Path, in_steps: None, at_once: list[str]) -> None:
    said: list[str] = []
    with empty_store(tmp_path / "store") as graph:
        done = graph.load(files(tmp_path), progress=said.append)
        assert (done.claims, len(done.articles), done.written) == (len(ROWS), ARTICLES, True)
        assert "putting it in place" in said
        assert canonical(graph) == at_once
        assert graph.losses() == ()
        assert beside(tmp_path / "store") == []
        again = graph.load(files(tmp_path))
        assert (again.unchanged, again.claims, len(again.articles)) == (True, len(ROWS), ARTICLES)
        assert graph.loads() == [1]


def test_processes_of_their_own_do_the_same(
    tmp_path: Path, in_steps: None, at_once: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pooled(monkeypatch, partpool.PartPool)
    with empty_store(tmp_path / "store") as graph:
        graph.load(files(tmp_path))
        assert canonical(graph) == at_once


def test_what_is_looked_up_does_not_grow_with_the_rows(
    tmp_path: Path, in_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Types and words are looked up together: a look-up for each row would be most of a large load."""
    monkeypatch.setattr(blocks, "SIZE", 10**6)
    asked: list[str] = []
    ask = Tables.rows

    def heard(tables: Tables, statement: str, values: Any = ()) -> list[Any]:
        asked.append(statement)
        return ask(tables, statement, values)

    def asked_by(order: Any) -> int:
        asked.clear()
        work.do(order)
        return len(asked)

    with empty_store(tmp_path / "store") as graph:
        graph.load(files(tmp_path))
        work = PartWork(Where(graph.home.path, graph.home.shipped, TODAY))
        monkeypatch.setattr(Tables, "rows", heard)
        few, many = lines(ROWS[:10]), lines(ROWS)
        counts = []
        for text in (few, many):
            block = Block(".jsonl", text.encode(), 0, len(text), text.count("\n"))
            counts.append(asked_by(Rows(tmp_path / "part", "claims.jsonl", block)))
    assert counts[1] <= counts[0] + 5


def test_a_process_that_ends_is_told_in_one_line(tmp_path: Path, in_steps: None) -> None:
    where = SimpleNamespace()  # which the process cannot make sense of
    with pytest.raises(StoreError, match="a process of this load ended"), partpool.PartPool(where) as pool:
        list(pool.done([None]))


@pytest.mark.parametrize("after", [1, 4, "first", "last"])
def test_who_is_killed_goes_on(
    after: int | str,
    tmp_path: Path,
    in_steps: None,
    at_once: list[str],
    monkeypatch: pytest.MonkeyPatch,
    run: Run,
) -> None:
    carried: list[Any] = []

    class Killed(Here):
        def done(self, orders: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
            for number, pair in enumerate(super().done(orders)):
                carried.append(pair[0])
                concludes = getattr(pair[0], "low", None) is not None and pair[0].part
                if number == after or (concludes and (after == "first" or pair[0].high == "")):
                    raise KeyboardInterrupt
                yield pair

    store = tmp_path / "store"
    pooled(monkeypatch, Killed)
    with empty_store(store) as graph, pytest.raises(KeyboardInterrupt):
        graph.load(files(tmp_path))
    with RetailGraph.open(store, today=TODAY) as graph:
        assert graph.articles() == [], "readers see the store of before"
        assert "under way" in steps.under_way(graph.home)
    for command in ("doctor", "check"):
        assert (
            "a load of claims.jsonl, entities.yaml is under way"
            in (o := run(command, "--store", store)).out + o.err
        )
    read = len([o for o in carried if hasattr(o, "block")])
    carried.clear()

    class Counted(Here):
        def done(self, orders: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
            for pair in super().done(orders):
                carried.append(pair[0])
                yield pair

    pooled(monkeypatch, Counted)
    with RetailGraph.open(store, today=TODAY) as graph:
        graph.load(files(tmp_path))
        assert canonical(graph) == at_once
    every = len(list(blocks.blocks(tmp_path / "files" / "claims.jsonl")))
    assert len([o for o in carried if hasattr(o, "block")]) == every - (
        read if isinstance(after, str) else after
    )
    assert beside(store) == []


def test_another_load_throws_away_what_was_begun(
    tmp_path: Path, in_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Here):
        def done(self, orders: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
            yield next(super().done(orders))
            raise KeyboardInterrupt

    with own_store(tmp_path) as graph:
        pooled(monkeypatch, Killed)
        with pytest.raises(KeyboardInterrupt):
            graph.load(files(tmp_path))
        pooled(monkeypatch, Here)
        one = write(tmp_path / "one", {"2001-a": article("acme owns finch", published="2001")})
        graph.load(one)
        assert "left of a load" in steps.under_way(graph.home)
        graph.load(files(tmp_path))
        assert len(graph.articles()) == ARTICLES + 1
        assert beside(tmp_path / "store") == []


@pytest.mark.parametrize("name", ["claims.jsonl", "claims.csv", "claims.parquet"])
def test_a_wrong_row_is_told_with_its_line_and_nothing_stays(
    name: str, tmp_path: Path, in_steps: None
) -> None:
    some = [*ROWS[:-3], {**ROWS[-3], "object": "finhc"}, *ROWS[-2:]]
    text = lines(some)
    if name.endswith("csv"):
        text = table(some)
    with own_store(tmp_path) as graph:
        before = canonical(graph)
        paths = files(tmp_path, text)[1:]
        if name.endswith("parquet"):
            paths = [parquet(tmp_path / name, some)]
        else:
            paths = [paths[0].replace(paths[0].with_name(name))]
        with pytest.raises(InvalidData) as raised:
            graph.load(paths)
        (finding,) = raised.value.findings
        assert finding.line == len(ROWS) - 2 + name.endswith("csv")
        assert finding.fix == "finch" and Path(finding.path).name == name
        assert canonical(graph) == before
        assert beside(tmp_path / "store") == []


@pytest.mark.parametrize("name", ["claims.csv", "claims.parquet"])
def test_tables_are_read_in_blocks_too(name: str, tmp_path: Path, in_steps: None, at_once: list[str]) -> None:
    path = tmp_path / name
    if name.endswith("csv"):
        path.write_text(table(ROWS), encoding="utf-8-sig", newline="")
    else:
        parquet(path, ROWS)
    with own_store(tmp_path) as graph:
        graph.load([path])
        assert canonical(graph) == at_once


def table(some: list[dict[str, str]]) -> str:
    import csv
    from io import StringIO

    columns = list(dict.fromkeys(name for row in some for name in row))
    out = StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(some)
    return out.getvalue()


@pytest.mark.parametrize("at_once", [True, False])
def test_a_parquet_file_of_wrong_types_is_told_by_column(
    at_once: bool, tmp_path: Path, in_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet as written

    if at_once:
        monkeypatch.setattr(steps, "LARGE", 10**9)
    row = next(iter(ROWS))
    moment = datetime(2020, 1, 1, 12)
    wrong: dict[str, tuple[Any, str]] = {
        "subject": ({"id": "acme"}, "struct<id: string>"),
        "published": (moment, "timestamp[us]"),
        "says": (b"acme owns finch", "binary"),
        "object": ([["finch"]], "list<element: list<element: string>>"),
        "relation": (True, "bool"),
    }
    path = tmp_path / "claims.parquet"
    with own_store(tmp_path) as graph:
        for column, (value, kind) in wrong.items():
            written.write_table(pyarrow.Table.from_pylist([row | {column: value}]), path)
            with pytest.raises(InvalidData) as raised:
                graph.load(path)
            assert f"column '{column}' holds {kind}, not texts" in raised.value.findings[0].message
        # A number is the text of its digits.
        written.write_table(pyarrow.Table.from_pylist([row | {"subject": 7}]), path)
        with pytest.raises(InvalidData) as raised:
            graph.load(path)
    assert "unknown entity '7'" in raised.value.findings[0].message
    assert beside(tmp_path / "store") == []


def parquet(path: Path, some: list[dict[str, str]]) -> Path:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import parquet as files

    columns = list(dict.fromkeys(name for row in some for name in row))
    files.write_table(
        pyarrow.table({c: [row.get(c) for row in some] for c in columns}), path, row_group_size=9
    )
    return path


def test_rows_that_stand_far_apart_are_read_at_once(
    tmp_path: Path, in_steps: None, at_once: list[str]
) -> None:
    scattered = (
        [*ROWS[1:], ROWS[0]] if ROWS[0]["article"] == ROWS[1]["article"] else [*ROWS[::2], *ROWS[1::2]]
    )
    with own_store(tmp_path, {"claims.jsonl": lines(scattered)}) as graph:
        assert {line for line in canonical(graph) if "conclusions" in line} == {
            line for line in at_once if "conclusions" in line
        }
        assert beside(tmp_path / "store") == []


def test_two_files_may_not_have_one_article(tmp_path: Path, in_steps: None) -> None:
    paths = write(tmp_path / "two", {"a.jsonl": lines(ROWS), "b.jsonl": lines(ROWS[-1:])})
    with own_store(tmp_path) as graph, pytest.raises(InvalidData) as raised:
        graph.load(paths)
    assert {(Path(f.path).name, f.line) for f in raised.value.findings} == {
        ("a.jsonl", next(n for n, r in enumerate(ROWS, 1) if r["article"] == ROWS[-1]["article"])),
        ("b.jsonl", 1),
    }


def test_over_the_shipped_articles_it_is_the_same_as_at_once(
    small: Path, home: Path, in_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(home / "mine", {"claims.jsonl": lines(ROWS)})
    with RetailGraph.open(today=TODAY) as graph:
        graph.load(path)
        held = canonical(graph)
        hidden = graph.tables.value("SELECT count(*) FROM main.hidden_relationship")
        graph.reset(loads=True)
        monkeypatch.setattr(steps, "LARGE", 10**9)
        graph.freshen()
        graph.load(path)
        assert canonical(graph) == held
        assert graph.tables.value("SELECT count(*) FROM main.hidden_relationship") == hidden


def test_blocks_are_the_whole_file_and_divide_no_article(tmp_path: Path) -> None:
    long = lines({**row, "says": f"{row['says']} {number}" * 90} for number, row in enumerate(ROWS))
    for name, text in (
        ("a.jsonl", lines(ROWS)),
        ("b.jsonl", lines(ROWS)[:-1]),
        ("c.jsonl", long),
        ("a.csv", "\n" + table(ROWS)),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        whole = list(blocks.blocks(path, size=900))
        assert len(whole) > 3
        assert whole[-1].end == path.stat().st_size
        assert whole[-1].lines == len(text.splitlines())
        for one, two in pairwise(whole):
            assert _articles(one).isdisjoint(_articles(two))
            assert list(blocks.blocks(path, one.end, one.lines, size=900)) == whole[whole.index(two) :]


def _articles(block: Block) -> set[str]:
    return {
        word
        for word in block.content.decode().replace('"', " ").replace(",", " ").split()
        if "-report-" in word
    }


def test_indexes_are_as_the_schema_says(tmp_path: Path, in_steps: None) -> None:
    def indexes(path: Path) -> list[Any]:
        with closing(sqlite3.connect(path)) as other:
            return other.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()

    with own_store(tmp_path / "one") as graph:
        wanted = indexes(graph.home.path)
    with empty_store(tmp_path / "store") as graph:
        graph.load(files(tmp_path))
        assert indexes(graph.home.path) == wanted


def test_a_full_disk_is_told_in_one_line_and_the_load_goes_on_when_there_is_room(
    tmp_path: Path, in_steps: None, at_once: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    roomy = parts.filling

    def full(path: Path, shipped: Path | None) -> Tables:
        tables = roomy(path, shipped)
        tables.run("VACUUM")  # no page is free
        pages = tables.value("PRAGMA page_count")
        tables.value(f"PRAGMA max_page_count = {pages + 2}")
        return tables

    with empty_store(tmp_path / "store") as graph:
        monkeypatch.setattr(parts, "filling", full)
        with pytest.raises(StoreError, match="no space left on the disk; the store stays as it was"):
            graph.load(files(tmp_path))
        assert graph.articles() == []
        monkeypatch.setattr(parts, "filling", roomy)
        graph.load(files(tmp_path))
        assert canonical(graph) == at_once


def test_a_missing_shard_stops_the_load_before_it_begins(tmp_path: Path, in_steps: None) -> None:
    with empty_store(tmp_path / "store") as graph:
        with pytest.raises(InvalidData) as raised:
            graph.load([*files(tmp_path), tmp_path / "files" / "claims-2.jsonl"])
        (finding,) = (f for f in raised.value.findings if f.severity == "error")
        assert "no such file or folder; did you mean" in finding.message
        assert (graph.articles(), beside(tmp_path / "store")) == ([], [])


@pytest.mark.parametrize("gone", [False, True])
def test_a_file_that_changes_while_it_is_loaded_is_not_loaded(
    gone: bool, tmp_path: Path, in_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = files(tmp_path)

    def say(line: str) -> None:
        if line.startswith("keeping"):
            paths[1].unlink() if gone else paths[1].write_text(lines(ROWS[:-1]), encoding="utf-8")

    with empty_store(tmp_path / "store") as graph:
        with pytest.raises(InvalidData, match="changed while it was loaded; nothing was loaded"):
            graph.load(paths, progress=say)
        assert (graph.articles(), beside(tmp_path / "store")) == ([], [])
