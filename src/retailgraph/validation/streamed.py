"""Large files of claims, checked block by block: however many rows they have, a few are in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from retailgraph.articles import Bundle, Finding
from retailgraph.articles.blocks import blocks
from retailgraph.articles.bulk import read_block
from retailgraph.articles.claims import ClaimReader
from retailgraph.articles.reading import UNREADABLE, find_files, holds_claims
from retailgraph.articles.report import Report
from retailgraph.articles.rows import FILE_LIMIT
from retailgraph.ontology import Ontology
from retailgraph.opening import size_of
from retailgraph.tables.notes import Notes

LARGE = 20_000_000
"""Bytes from which on a file of claims is read block by block."""
_MOST = 500


class Scattered(Exception):
    """Two blocks or files describe one article: they are checked at once, which tells both places."""


def large_files(paths: Iterable[Path | str]) -> tuple[list[Path], list[Path]]:
    """The files that paths mean: those of claims that are read block by block, and the others."""
    files, findings, _ = find_files(paths)
    sizes = {path: size_of(path) for path in files}
    large = [p for p in files if LARGE <= sizes[p] <= FILE_LIMIT and holds_claims(p)] if not findings else []
    return large, [path for path in files if path not in large]


def parts(
    path: Path, ontology: Ontology, types: Mapping[str, Sequence[str]], notes: Notes
) -> Iterator[Bundle]:
    """What a file says, block by block, with the faults of each; ``notes`` tell of all articles before.

    Scattered if one of them describes an article that another describes too.
    """
    reader = ClaimReader(ontology, types)
    errors = 0
    try:
        for block in blocks(path):
            report = Report(str(path))
            articles = read_block(block, reader, report)
            for one in articles:
                if notes.put_article(one.id, one.path, one.line) != (one.path, one.line):
                    raise Scattered
            yield Bundle(articles, findings=tuple(report.findings))
            errors += report.errors
            if errors > _MOST:
                message = f"more than {_MOST} errors; the rest is not listed"
                yield Bundle(findings=(Finding(str(path), block.before + 1, message, rule="file-faults"),))
                return
    except OSError as fault:
        message = f"cannot be read: {fault.strerror or fault}"
        yield Bundle(findings=(Finding(str(path), 0, message, rule=UNREADABLE),))
