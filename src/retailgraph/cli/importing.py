"""The command that takes files of other people: import."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from retailgraph.cli import printing
from retailgraph.cli.options import force_option, session_command, wait_option
from retailgraph.cli.session import Session, output
from retailgraph.errors import InvalidData, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from retailgraph.interchange.importing import Examined, Imported
    from retailgraph.interchange.parties import Place

_MOST_SHOWN, _MOST_NAMED, _MOST_ROWS = 30, 12, 10
_WORDS = {"repeat": "repeated", "undecided": "to decide"}


@session_command("import", short_help="Import a file that other people made.")
@click.argument("file", required=False, type=click.Path(readable=False))
@click.option("--mapping", type=click.Path(), metavar="FILE", help="Read the columns as this file says.")
@click.option("--relation", default="", metavar="WORD", help="What joins the two ends of a list of edges.")
@click.option("--owner", default="", metavar="NAME", help="Who owns what a list of subsidiaries names.")
@click.option("--title", default="", help="The title of the source; the file's name if not said.")
@click.option("--url", default="", help="Where it comes from.")
@click.option("--publisher", default="", help="Who published it.")
@click.option("--published", default="", metavar="DATE", help="When: 2019, 2019-09 or 2019-09-18.")
@click.option("--licence", default="", help="Under which licence.")
@click.option("--replace", "replace_it", is_flag=True, help="In place of the version imported before.")
@click.option("--strict", is_flag=True, help="Import nothing if a row cannot be taken.")
@click.option("--dry-run", is_flag=True, help="Only look: write the mapping, import nothing.")
@click.option("-o", "--folder", default=".", metavar="DIR", help="Where the mapping and rows left over go.")
@click.option("--formats", "list_formats", is_flag=True, help="List the formats that are read.")
@wait_option()
@force_option()
def import_(session: Session, file: str | None, list_formats: bool, **options: Any) -> int:
    """Look at FILE, say what it is and says, and import what can be taken.

    Any table (CSV, TSV, Excel, JSON, JSON Lines, Parquet) and the formats that --formats lists. Of a
    table the command proposes what its columns mean and writes that to NAME.mapping.yaml; edit it and import
    again with --mapping. Rows that cannot be taken go to NAME.left.csv, each with its reason.

    \b
    retailgraph import owners.xlsx
    retailgraph import owners.xlsx --mapping owners.mapping.yaml --replace
    """
    if list_formats:
        from retailgraph.interchange.formats import FORMATS_IN

        rows = [(f.name, f.title, " ".join(f.suffixes)) for f in FORMATS_IN]
        output(printing.table(("format", "what it is", "files"), rows))
        return 0
    if not file:
        raise UsageError("import needs a file: retailgraph import FILE; see: retailgraph import -h")
    return _import(session, Path(file), **options)


def _import(session: Session, path: Path, **options: Any) -> int:
    from retailgraph.interchange.formats import is_our_own
    from retailgraph.interchange.importing import examine, head_of, load_import, read_import
    from retailgraph.interchange.records_back import load_own

    mapping = Path(options["mapping"]) if options["mapping"] else None
    given = {key: options[key] for key in ("title", "url", "publisher", "published", "licence")}
    folder = Path(options["folder"])
    with session.graph(create=True) as graph:
        if mapping is None and is_our_own(path):
            # Written by this program, or for it: nothing of it has to be guessed.
            loaded = load_own(graph, path, dry_run=options["dry_run"], wait=options["wait"])
            for finding in loaded.findings:
                session.note(printing.safe(str(finding)))
            counts = f"{len(loaded.articles):,} articles, {loaded.claims:,} claims"
            word = "would load" if options["dry_run"] else "loaded"
            output(printing.safe(f"{path.name} is of our own form, and taken as it is: {word} {counts}"))
            return 0
        looked = examine(graph, path, mapping, options["relation"], options["owner"])
        _tell_file(looked)
        head = head_of(graph, looked, given)
        if looked.open_question:
            _write_mapping(session, looked, None, head, folder, options["force"])
            raise UsageError(
                "no column says which relation joins the two ends; say it: --relation owns "
                "(or another of: retailgraph relations)"
            )
        done = read_import(graph, looked, head)
        if looked.look is not None and not looked.mapping.claims:
            session.note("no column says who owns these; if one does, say who: --owner NAME")
        if mapping is None:
            _write_mapping(session, looked, done, head, folder, options["force"])
        _tell_rows(session, looked, done, folder, options["force"])
        if options["strict"] and any(left.kind != "repeat" for left in done.left):
            raise InvalidData("nothing was imported: --strict takes all rows or none")
        if options["dry_run"]:
            output(f"would import {_counted(done)}")
            return 0
        load_import(graph, done, head, looked, replace_it=options["replace_it"], wait=options["wait"],
                    progress=session.progress)  # fmt: skip
    _tell_done(done)
    return 0 if done.written or done.unchanged or not done.left else 5


# --- what is told -------------------------------------------------------------------------------------------


def _tell_file(looked: Examined) -> None:
    facts = [looked.format.title]
    said = looked.mapping.file
    for key in ("sheet", "encoding", "separator", "dates", "decimals"):
        if said.get(key):
            facts.append(f"{key} {said[key]}" if key in ("sheet", "dates", "decimals") else said[key])
    if said.get("header") not in ("1", "0", "", None):
        facts.append(f"headings in row {said['header']}")
    output(printing.safe(f"{looked.source.name}: {', '.join(facts)}"))
    if looked.table is not None:
        for line in looked.table.told:
            output(printing.safe(f"  {line}"))
    if looked.look is not None:
        means = _meanings(looked)
        rows = [
            (printing.safe(name), printing.safe(means.get(name, "(not read)")),
             printing.safe(", ".join(v[:30] for v in looked.look.shown[name]))[:70])
            for name in looked.look.columns
        ]  # fmt: skip
        output(printing.table(("column", "means", "first values"), rows))


def _meanings(looked: Examined) -> dict[str, str]:
    """What each column is read as, in a word or two."""
    found: dict[str, list[str]] = {}
    for rule in looked.mapping.claims:
        ends = (("subject", rule.subject), ("object", rule.object), *rule.parties.items())
        relation = rule.relation or "relation"
        for name, party in ends:
            for column in party.columns:
                found.setdefault(column, []).append(f"{name} of {relation}")
            for word, column in (("country", party.country), ("website", party.website),
                                 ("type", party.type_column), *party.ids):  # fmt: skip
                if column:
                    found.setdefault(column, []).append(f"{word} of {name}")
        for name, value in rule.values.items():
            for column in value.columns:
                found.setdefault(column, []).append(name)
        for name, column in (
            ("relation", rule.relation_column),
            ("yes or no", rule.only_if),
            ("source", rule.url),
            ("publisher of the source", rule.publisher),
            ("date of the source", rule.published),
        ):
            if column:
                found.setdefault(column, []).append(name)
    for entity in looked.mapping.entities:
        for column in entity.columns:
            found.setdefault(column, []).append(f"a {entity.type or 'name'}")
        for word, column in (("country", entity.country), *entity.ids):
            if column:
                found.setdefault(column, []).append(f"its {word}")
    return {column: ", ".join(dict.fromkeys(words)) for column, words in found.items()}


def _tell_rows(session: Session, looked: Examined, done: Imported, folder: Path, force: bool) -> None:
    from retailgraph.interchange.spooled import Spooled

    remarks = (("note", each.where, each.column, each.message) for each in done.remarks)
    left_over = ((_WORDS.get(each.kind, "left"), each.where, each.column, each.reason) for each in done.left)
    lines = list(_grouped(chain(remarks, left_over)))
    for line in lines[:_MOST_SHOWN]:
        session.note(printing.safe(line))
    if len(lines) > _MOST_SHOWN:
        session.note(f"and {len(lines) - _MOST_SHOWN} more such lines")
    if done.entities:
        names = [f"{e.name} ({e.types[0].lower()})" for e in done.entities[:_MOST_NAMED]]
        more = f" and {len(done.entities) - _MOST_NAMED:,} more" if len(done.entities) > _MOST_NAMED else ""
        session.note(printing.safe(f"new: {', '.join(names)}{more}"))
    kept = Spooled(left for left in done.left if left.kind != "repeat")
    if kept:
        from retailgraph.interchange.leftovers import MARK, text_of
        from retailgraph.writing import write_whole

        path = folder / f"{_stem(looked.source.name)}.left.csv"
        write_whole(path, text_of(kept, looked.table), mark=MARK, force=force, durable=True)
        rows = len({(left.where.row, left.where.line) for left in kept})
        session.note(
            f"left over, with reasons: {printing.safe(str(path))} ({rows} row{'' if rows == 1 else 's'})"
        )


@dataclass(slots=True)
class _Said:
    """One thing to say: where it was first said of, in which words, and of which rows."""

    where: Place
    message: str
    rows: dict[str, None] = field(default_factory=dict)

    def line(self, word: str, column: str, said: str) -> str:
        rows = list(islice(self.rows, _MOST_ROWS))
        more = f" and {len(self.rows) - _MOST_ROWS:,} more" if len(self.rows) > _MOST_ROWS else ""
        alone = len(self.rows) == 1
        at = str(self.where) if alone else f"rows {', '.join(rows)}{more}"
        return f"{word}: {at}{f', {column}' if column else ''}: {self.message if alone else said}"


def _grouped(told: Iterable[tuple[str, Place, str, str]]) -> Iterator[str]:
    """A line for each thing to say, with all the rows that it is said of."""
    groups: dict[tuple[str, str, str], _Said] = {}
    for word, where, column, message in told:
        said = "says what another row says" if word == "repeated" else message
        group = groups.setdefault((word, column, said), _Said(where, message))
        group.rows[str(where.row or where.line)] = None
    for (word, column, said), group in groups.items():
        yield group.line(word, column, said)


def _write_mapping(
    session: Session, looked: Examined, done: Imported | None, head: dict[str, str], folder: Path, force: bool
) -> None:
    from dataclasses import replace

    from retailgraph.interchange.mapping import MARK, UNDECIDED, text_of
    from retailgraph.seals import sealed
    from retailgraph.writing import write_whole

    doubts = done.doubts if done else []
    names = {doubt.name: UNDECIDED for doubt in doubts}
    notes = {doubt.name: f"{doubt.why}: {' or '.join(doubt.candidates)}".rstrip(": ") for doubt in doubts}
    kept = {key: value for key, value in head.items() if key != "id" or not looked.mapping.article.get("id")}
    mapping = replace(looked.mapping, article=kept, names=names)
    path = folder / f"{_stem(looked.source.name)}.mapping.yaml"
    write_whole(
        path, sealed(text_of(mapping, looked.source.name, notes)), mark=MARK, force=force, durable=True
    )
    session.note(f"mapping: {printing.safe(str(path))}")


def _stem(name: str) -> str:
    from retailgraph.interchange.inputs import without_packing

    return without_packing(name).rpartition(".")[0] or name


def _counted(done: Imported) -> str:
    new = (
        f", {len(done.entities)} new entit{'y' if len(done.entities) == 1 else 'ies'}"
        if done.entities
        else ""
    )
    facts, rows = ("fact" if done.taken == 1 else "facts"), ("row" if done.rows == 1 else "rows")
    return f"{done.taken:,} {facts} of {done.rows:,} {rows}{new}"


def _tell_done(done: Imported) -> None:
    if done.replaced:
        for word, triples in (("began", done.began), ("ended", done.ended), ("changed", done.changed)):
            for triple in triples[:_MOST_SHOWN]:
                output(f"{word}: {' '.join(triple)}")
            if len(triples) > _MOST_SHOWN:
                output(f"{word}: and {len(triples) - _MOST_SHOWN} more")
        if not (done.began or done.ended or done.changed):
            output("nothing differs from the version before")
    if done.unchanged:
        output(f"nothing changed: {_counted(done)} are imported already")
    elif done.written:
        output(
            f"imported {_counted(done)} as {done.article}" if done.claims else f"imported {_counted(done)}"
        )
        if done.claims:
            output(f"to take it out again: retailgraph remove {done.article}")
    else:
        output(f"nothing was imported: {_counted(done)}")


COMMANDS = {"import": import_}
