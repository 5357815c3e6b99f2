"""Many texts to many drafts: on all cores, resumable, in bounded memory; a text that fails costs no other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from retailgraph.errors import InvalidData, RetailGraphError
from retailgraph.extraction import drafts, feeds, workers
from retailgraph.extraction.engines import Engine, engine
from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.reading import (
    LARGEST,
    LINES,
    Heading,
    json_lines,
    read_texts,
    text_files,
    text_of_line,
)
from retailgraph.extraction.text import Proposals, Text
from retailgraph.ontology import Ontology
from retailgraph.opening import read_bytes
from retailgraph.writing import has_mark, write_whole

_AHEAD = 64
"""Texts that wait at most for each process, so that memory does not grow with the input."""
_SHARE = 10
"""A process takes as long to start as about so many texts to read."""


class Job(NamedTuple):
    """One text to draft: where it stands and, of JSON Lines, its line; files are read by who drafts them."""

    place: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What every draft of a run is made with; ``taken`` are the graph's ids, ``by`` is the engine's name."""

    ontology: Ontology
    known: tuple[Known, ...]
    taken: frozenset[str]
    heading: Heading
    least: float
    format: str
    by: str
    force: bool
    folder: Path


@dataclass(frozen=True, slots=True)
class Made:
    """A draft that was made, or (``skipped``) lay there before; ``error`` says why there is none."""

    claims: int = 0
    figures: int = 0
    new: int = 0
    skipped: bool = False
    error: str = ""
    notes: tuple[str, ...] = ()


class _Draft(NamedTuple):
    """What a process sends back: the draft and where it goes; empty if it lies there already."""

    name: str
    written: str
    made: Made


def made_of_all(
    setting: Setting, sources: Iterable[str | Job], skip: Callable[[str], None] = lambda _: None
) -> Iterator[Made]:
    """Write the drafts of all texts of some sources, and say of each text in turn what came of it.

    A source is a file, a folder or a text. ``skip`` is told of each file of a folder that is not read, and
    why.
    Only this process writes, so that one that is killed leaves nothing half-written behind.
    """
    cores = os.cpu_count() or 1
    jobs = (j for s in sources for j in ([s] if isinstance(s, Job) else jobs_of(s, skip)))
    for outcome in workers.outcomes(drafter, (setting,), jobs, cores, cores * _AHEAD, _SHARE):
        if outcome.fault:
            said = outcome.fault
            yield Made(error=said if said.startswith(outcome.job.place) else f"{outcome.job.place}: {said}")
            continue
        draft: _Draft = outcome.result
        yield _kept(draft, setting)


def _kept(draft: _Draft, setting: Setting) -> Made:
    """What came of a draft, once it is written, if it does not lie there already."""
    if draft.written:
        mark = drafts.MARKS[setting.format]
        path = setting.folder / draft.name
        try:
            write_whole(path, draft.written, mark=mark, force=setting.force, durable=True)
        except RetailGraphError as error:
            return Made(error=str(error))
    return draft.made


def jobs_of(source: str, skip: Callable[[str], None] = lambda _: None) -> Iterator[Job]:
    """The texts of a source, unread. InvalidData if there is no such file."""
    for file in text_files(Path(source), skip):
        if file.suffix.lower() in LINES:
            yield from (Job(place, line) for place, line in json_lines(file))
        elif file.suffix.lower() in feeds.XML:
            yield from _of_feed(file)
        elif file.exists():
            yield Job(str(file))
        else:
            raise InvalidData(f"{file}: cannot be read: there is no such file")


def _of_feed(file: Path) -> Iterator[Job]:
    """The items of a feed; if it cannot be read, the file, so that who drafts it says why."""
    import json

    try:
        rows = list(feeds.rows_of_feed(read_bytes(file, LARGEST), str(file)))
    except (OSError, InvalidData):
        rows = []
    jobs = (Job(f"{file}:item {n}", json.dumps(row)) for n, row in enumerate(rows, start=1))
    yield from jobs if rows else (Job(str(file)),)


def drafter(setting: Setting) -> Callable[[Job], _Draft]:
    """What drafts a text, with everything that it needs made once."""
    proposer = engine(setting.by, setting.ontology, setting.known)
    return lambda job: _drafted(job, setting, proposer)


def _drafted(job: Job, setting: Setting, proposer: Engine) -> _Draft:
    if job.line:
        text = text_of_line(job.line, job.place, setting.heading)
    else:
        text, *more = read_texts(job.place, setting.heading)
        if more:
            raise InvalidData(
                f"{job.place}: holds {len(more) + 1} texts; name it .jsonl or .xml, so that all are read"
            )
    name = f"{_stem(text)}.{setting.format}"
    path = setting.folder / name
    if path.is_file() and has_mark(path, drafts.text_hash(text.content)):
        return _Draft(name, "", Made(skipped=True))
    found = sure(proposer.propose(text), setting.least)
    notes = tuple(f"{text.source}: {note}" for note in found.notes)
    made = Made(len(found.claims), len(found.figures), len(drafts.new_entities(found, ())), notes=notes)
    return _Draft(name, written_draft(found, setting.format, setting.taken, name), made)


def written_draft(found: Proposals, format: str, taken: Iterable[str], name: str) -> str:
    """The draft of a text as a file holds it."""
    if format == "jsonl":
        return "".join(f"{line}\n" for line in drafts.to_jsonl(found))
    return drafts.to_yaml(found, taken, name)


def sure(found: Proposals, least: float) -> Proposals:
    """Proposals without those less sure than ``least``."""
    if not least:
        return found
    return replace(
        found,
        claims=tuple(c for c in found.claims if c.confidence >= least),
        figures=tuple(f for f in found.figures if f.confidence >= least),
    )


def _stem(text: Text) -> str:
    """A file name for a draft that no other text of the run has: date, title, a piece of the text's hash."""
    from retailgraph.articles.templates import file_name

    title = text.title or text.key or Path(text.source.split(":")[0]).stem
    return f"{file_name(title, text.published).removesuffix('.yaml')}-{drafts.text_hash(text.content)[:8]}"


__all__ = ["Job", "Made", "Setting", "drafter", "jobs_of", "made_of_all", "sure", "written_draft"]
