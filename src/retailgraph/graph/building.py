"""Making a store from all its files at once: the shipped file, and the user's from what was loaded."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.disks import sync_folder
from retailgraph.graph import sources
from retailgraph.graph.changing import Change
from retailgraph.graph.contents import Contents
from retailgraph.ontology import to_stored
from retailgraph.tables import connecting, loads, removing, steps, sums, whole
from retailgraph.tables import entities as entity_rows
from retailgraph.tables.failures import told
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    from retailgraph.articles import Bundle, Finding
    from retailgraph.ontology import Ontology

Progress = Callable[[str], None]


def build_shipped(path: Path, progress: Progress, today: date) -> None:
    """Make the shipped file: beside its place, and moved there when it is whole."""
    work = path.with_suffix(".tmp")
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with connecting.building(work) as tables:
        # Before the files are read: what changes meanwhile is then built again.
        record = sources.record(shipped=True)
        progress("building the graph: reading the ontology")
        ontology = sources.read_ontology()
        progress("building the graph: reading articles")
        contents = sources.read_shipped(ontology).decided(ontology)
        complain(contents.findings, progress)
        _fill(tables, contents, ontology, progress, today, downward=True)
        write_meta(tables, {**record, **contents.record(), "day": today.isoformat()}, _text(ontology))
    with told(path):
        sums.note(path, work)
        work.replace(path)
        sync_folder(path.parent)


def remake(tables: Tables, progress: Progress, today: date, also: Bundle | None = None) -> list[Finding]:
    """Make the user's rows again from what was loaded, and from ``also``, a load that is yet to be noted.

    What is lost or no longer valid is left out. Gives the warnings about decisions.
    """
    record = sources.record(shipped=tables.over_shipped)
    removing.everything_but_loads(tables)
    if tables.over_shipped and also is None and not loads.numbers(tables):
        _begin(tables, record)
        return []
    progress("building the graph: reading the ontology")
    ontology = sources.read_ontology()
    progress("building the graph: reading articles")
    below = sources.read_shipped(ontology) if tables.over_shipped else Contents()
    user = sources.replay(tables, ontology, below, progress)
    if also is not None:
        user.add(also)
    contents = user.over(below, loads.standing(tables).hidden).decided(ontology)
    contents.findings.extend(_lost(tables))
    complain(contents.findings, progress)
    if tables.over_shipped:
        _lay_over(tables, contents, ontology, today)
    else:
        _fill(tables, contents, ontology, progress, today)
    write_meta(tables, {**record, **contents.record(), "day": today.isoformat()}, _text(ontology))
    return [f for f in contents.findings if f.severity == "warning"]


def _lost(tables: Tables) -> Iterator[Finding]:
    """What was loaded and is not kept as it was."""
    from retailgraph.articles import Finding

    for (load, position), fault in loads.faults(tables).items():
        name = loads.positions(tables, load)[position] or f"file {position}"
        yield Finding(f"load {load}: {name}", 0, loads.FAULTS[fault], rule="kept-lost")


def _begin(tables: Tables, record: Mapping[str, Any]) -> None:
    """Note that nothing was loaded yet over the shipped rows: all that holds of them holds."""
    below = {name: json.loads(tables.fact(name, below=True)) for name in ("decisions", "read_as", "day")}
    write_meta(tables, {**record, **below}, tables.fact("ontology", below=True))


def _fill(
    tables: Tables,
    contents: Contents,
    ontology: Ontology,
    progress: Progress,
    today: date,
    *,
    downward: bool = False,
) -> None:
    progress(f"building the graph: concluding from {len(contents.articles)} articles")
    change = Change(tables, ontology, today, downward=downward)
    change.build(contents.entities.values(), contents.articles.values())
    progress(f"built: {change.claims} claims about {len(contents.entities)} entities")


def _lay_over(tables: Tables, contents: Contents, ontology: Ontology, today: date) -> None:
    """Write only what differs from the shipped rows, and hide those that are no more."""
    entities = {e.id: e for e in entity_rows.entities(tables)}
    articles = {a.id: a for a in whole.articles(tables)}
    new = contents.unlike(entities, articles)
    before = date.fromisoformat(day_of(tables))
    Change(tables, ontology, today, before).apply(
        tuple(new.entities.values()),
        tuple(new.articles.values()),
        removed=sorted(articles.keys() - contents.articles.keys()),
        gone=sorted(entities.keys() - contents.entities.keys()),
    )


def day_of(tables: Tables) -> str:
    """The day that a store was concluded for, as text; that of the shipped one where nothing lies over it."""
    return str(json.loads(tables.fact("day") or tables.fact("day", below=True)))


def write_meta(tables: Tables, record: Mapping[str, Any], ontology: str = "") -> None:
    """Write the record of a store in place of the one before; ``state`` is another after each change.

    The text of the ontology is long, and stays as it stands unless one is given.
    """
    state = secrets.token_hex(8)
    steps.take(tables, state)
    facts = {name: sources.to_json(value) for name, value in {**record, "state": state}.items()}
    if ontology:
        tables.note({**facts, "ontology": ontology})
    else:
        tables.note(facts, but="ontology")


def _text(ontology: Ontology) -> str:
    return sources.to_json(to_stored(ontology))


def clear(tables: Tables, *, loads: bool = False) -> None:
    """Empty a store but for what was loaded, unless ``loads``, and for whether it lies over another."""
    kept = tables.fact("shipped")
    removing.everything_but_loads(tables)
    if loads:
        removing.loads(tables)
    tables.note({"shipped": kept} if kept in ("true", "false") else {})


def complain(findings: Iterable[Finding], say: Progress) -> None:
    """Tell what was left out, and what is odd."""
    for finding in findings:
        say(f"left out: {finding}" if finding.severity == "error" else str(finding))
