"""Commands about the user's own files: load, remove, check, init, new."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from retailgraph.cli import printing
from retailgraph.cli.commands import Commands
from retailgraph.cli.options import session_command
from retailgraph.cli.session import Session, output
from retailgraph.errors import InvalidData, UsageError
from retailgraph.graph import places

if TYPE_CHECKING:
    from retailgraph.articles import Skipped

_WAIT = click.option(
    "--wait", type=click.FloatRange(min=0), default=0.0, metavar="SECONDS", help="Wait for another writer."
)


@session_command("load", short_help="Load articles, entities and bulk claims.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(readable=False))
@click.option(
    "--keep-going", is_flag=True, help="Load good files, and good rows of bulk files; list the rest."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be loaded.")
@_WAIT
def load(session: Session, paths: tuple[str, ...], keep_going: bool, dry_run: bool, wait: float) -> int:
    """Load files and folders: articles, entities and decisions (YAML), bulk claims (CSV, TSV, JSON Lines).

    What was loaded under the same article or entity id is replaced, and so are your earlier decisions. If
    anything is wrong nothing is loaded, unless --keep-going says so. Without --store your files are kept in
    your data folder and laid over the shipped ones.
    """
    with session.graph(create=True) as graph:
        try:
            done = graph.load(
                paths, keep_going=keep_going, dry_run=dry_run, wait=wait, progress=session.progress
            )
        except InvalidData as error:
            _note_skipped(session, error.skipped)
            raise
    faults = [f for f in done.findings if f.severity == "error"]
    for finding in done.findings:
        click.echo(printing.safe(str(finding)), err=True)
    _note_skipped(session, done.skipped)
    if done.unchanged:
        output(f"nothing changed: {_counted(done)} are loaded already")
    else:
        output(f"{'would load' if dry_run else 'loaded'} {_counted(done)}")
    if faults:
        plural = "s" if len(faults) > 1 else ""
        left = "the rows of bulk files and the other files that they are in were not loaded"
        click.echo(f"error: {len(faults)} error{plural}; {left}", err=True)
    return 5 if faults else 0


def _note_skipped(session: Session, skipped: Sequence[Skipped]) -> None:
    """Say in one line what folders hold beside what is read."""
    from retailgraph.articles.values import SKIPPED

    parts = []
    for why, (one, several) in SKIPPED.items():
        names = sorted(Path(s.path).name for s in skipped if s.why == why)
        if names:
            shown = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
            parts.append(f"{len(names)} {one if len(names) == 1 else several} ({shown})")
    if parts:
        session.note(printing.safe(f"skipped: {', '.join(parts)}"))


def _counted(done: Any) -> str:
    words = [(len(done.articles), "article"), (done.claims, "claim"), (len(done.entities), "entity")]
    if done.decisions:
        words.append((done.decisions, "decision"))
    return ", ".join(f"{n:,} {_plural(word, n)}" for n, word in words)


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    return word[:-1] + "ies" if word.endswith("y") else word + "s"


@session_command("remove", short_help="Remove articles and your entities.")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_WAIT
def remove(session: Session, ids: tuple[str, ...], wait: float) -> None:
    """Remove articles by their id, with what was concluded from them, and entities that you loaded.

    Where yours stood over a shipped one of the same id, the shipped one comes back. An entity goes only when
    no article names it any more.
    """
    with session.graph() as graph:
        gone = graph.remove([Path(i).stem if i.endswith((".yaml", ".yml")) else i for i in ids], wait=wait)
        still = graph.articles()
    output(f"removed {', '.join(gone)}")
    for id in gone:
        file = places.shipped("data") / "articles" / f"{id}.yaml"
        if id not in still and file.is_file():
            session.note(f"'{id}' is shipped; to get it back: retailgraph load {shlex.quote(str(file))}")


@session_command("check", short_help="Check files without loading them, or the graph itself.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--texts",
    type=click.Path(readable=False),
    help="Verify quotes against the texts in this folder.",
)
@click.option("--rules", "list_rules", is_flag=True, help="List the rules, each with its reason.")
@click.option(
    "-f", "--format", "format_", type=click.Choice(["text", "json", "sarif", "github"]), default="text"
)
def check(
    session: Session, paths: tuple[str, ...], strict: bool, texts: str | None, list_rules: bool, format_: str
) -> int:
    """Check files and folders without loading them; exit code 5 if anything is wrong.

    They may name what the graph knows, and are compared with it. Without files the graph itself is checked.
    """
    if list_rules:
        from retailgraph.validation import rules

        output(printing.table(("rule", "why"), list(rules().items())))
        return 0
    if texts and not paths:
        raise UsageError("--texts verifies the quotes of files; name the files too")
    with session.graph_around_files() if paths else session.graph() as graph:
        report = graph.check(paths, texts=texts)
    _note_skipped(session, report.skipped)
    if not paths and (loading := _under_way(session)):
        session.note(f"note: {loading}")
    output(_written(report, format_, strict))
    return 0 if report.ok(strict) else 5


def _under_way(session: Session) -> str:
    from retailgraph.graph.steps import under_way

    return under_way(session.located().home)


def _written(report: Any, format_: str, strict: bool) -> str:
    if format_ in ("json", "sarif"):
        return printing.to_json(report.to_dict(strict) if format_ == "json" else report.sarif(), indent=2)
    return printing.safe_lines(report.text() if format_ == "text" else report.github())


@session_command("init", short_help="Lay out a folder for your own articles.")
@click.argument("folder")
def init(session: Session, folder: str) -> None:
    """Lay out a folder for your own articles and entities, with an example of each."""
    from retailgraph.articles.folder import lay_out

    made = lay_out(Path(folder))
    output("".join(f"{path}\n" for path in made))
    session.note(f"next: edit them, then: retailgraph load {folder}")


@click.group("new", cls=Commands)
def new() -> None:
    """Write a template to fill in."""


@session_command("article", short_help="Write a template for an article.")
@click.option("--title", required=True)
@click.option("--publisher", default="")
@click.option("--published", metavar="DATE", default="", help="2019, 2019-09 or 2019-09-18.")
@click.option("--url", default="")
@click.option("-o", "--folder", default=".", help="Where to write it.")
def new_article(session: Session, title: str, publisher: str, published: str, url: str, folder: str) -> None:
    """Write a template for an article, named by its date and title."""
    from retailgraph.articles.folder import write_template

    path = write_template(Path(folder), title=title, publisher=publisher, published=published, url=url)
    output(str(path))
    session.note(f"next: fill it in, then: retailgraph load {path}")


new.add_command(new_article)

COMMANDS = {"load": load, "remove": remove, "check": check, "init": init, "new": new}
