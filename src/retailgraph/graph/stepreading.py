"""Reading the bulk files of a load in steps, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from retailgraph.articles import Finding
from retailgraph.articles.blocks import Block, blocks
from retailgraph.articles.reading import compare_originals
from retailgraph.errors import InvalidData
from retailgraph.graph.known import KnownArticles
from retailgraph.graph.loaded import counted_errors
from retailgraph.graph.pace import Pace
from retailgraph.graph.partpool import PartPool
from retailgraph.graph.partwork import Heads, Rows
from retailgraph.graph.stepwork import StepWork
from retailgraph.tables import parts

_MOST_ERRORS = 500


def read_rows(work: StepWork) -> None:
    """Read the bulk files block by block, from where the record says on."""
    if work.record["step"] != "rows":
        return
    errors: list[Finding] = []
    before = sum(f.size for f in work.bulk[: work.record["file"]]) + work.record["end"]
    pace = Pace(work.say, sum(f.size for f in work.bulk), before)
    start = work.claims
    with PartPool(work.where()) as pool:
        for order, heads in pool.done(_rows(work)):
            errors += [f for f in heads.findings if f.severity == "error"]
            work.findings += [f for f in heads.findings if f.severity != "error"]
            if len(errors) > _MOST_ERRORS:
                break
            _take_rows(work, order, heads, errors)
            done = sum(f.size for f in work.bulk[: work.record["file"]]) + order.block.end
            pace.tell(Path(order.file).name, done, work.claims - start, "claims")
    known = KnownArticles(work.tables)
    work.findings += compare_originals(work.record["copies"], work.ids.keys(), known)
    if errors:
        raise InvalidData(counted_errors(errors), tuple(sorted({*errors, *work.findings})))
    work.step(step="indexes")


def _rows(work: StepWork) -> Iterator[Rows]:
    count = 0
    for place, file in enumerate(work.bulk[work.record["file"] :], work.record["file"]):
        going_on = place == work.record["file"]
        end, lines = (work.record["end"], work.record["lines"]) if going_on else (0, 0)
        for block in _blocks(file.path, end, lines):
            count += 1
            yield Rows(work.part(count), str(file.path), block)


def _take_rows(work: StepWork, order: Rows, heads: Heads, errors: list[Finding]) -> None:
    """Take in what was read of a block; note in the same transaction how far that is."""
    for id, line, copied in heads.articles:
        work.know(order.file, id, line, errors)
        if copied:
            work.record["copies"].append((order.file, line, copied))
    work.claims += heads.claims
    work.findings += heads.warnings
    good = not errors
    if good:
        place = next(n for n, f in enumerate(work.bulk) if str(f.path) == order.file)
        with parts.taken_in(work.tables, order.part, [id for id, *_ in heads.articles]) as (first, _):
            starts = work.record["starts"]
            if not starts or starts[-1][1] != order.file:
                starts.append([first, order.file])
            work.note(
                file=place,
                end=order.block.end,
                lines=order.block.lines,
                claims=work.claims,
                starts=starts,
            )
    order.part.unlink()


def _blocks(path: Path, end: int, lines: int) -> Iterator[Block]:
    try:
        yield from blocks(path, end, lines)
    except OSError as fault:
        finding = Finding(str(path), 0, f"cannot be read: {fault.strerror or fault}", rule="file-unreadable")
        raise InvalidData(counted_errors([finding]), [finding]) from fault
