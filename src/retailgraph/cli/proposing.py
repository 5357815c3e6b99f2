"""The command that proposes claims from texts."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from retailgraph.cli import printing
from retailgraph.cli.options import Number, force_option, session_command
from retailgraph.cli.session import Session, output
from retailgraph.errors import UsageError


@session_command("propose", short_help="Propose claims from the text of articles.")
@click.argument("sources", nargs=-1, metavar="[FILE|FOLDER|-]...", type=click.Path(readable=False))
@click.option("--format", "format_", type=click.Choice(["yaml", "jsonl"]), default="yaml", show_default=True)
@click.option(
    "-o", "--output", "target", metavar="FILE|FOLDER", help="Where to write; a folder for many texts."
)
@force_option()
@click.option("--many", is_flag=True, help="Many texts: one draft each in the folder of -o, on all cores.")
@click.option("--title", default="", help="Where the text does not say it.")
@click.option("--publisher", default="", help="Who published it.")
@click.option("--published", default="", metavar="DATE", help="2019, 2019-09 or 2019-09-18.")
@click.option("--url", default="", help="Where it stands on the web.")
@click.option("--language", default="", metavar="TAG", help="en, zh, ...; guessed if not given.")
@click.option(
    "--min-confidence",
    type=Number(0, 1),
    default=0.0,
    metavar="P",
    help="Leave out what is less sure.",
)
@click.option(
    "--engine",
    default="rules",
    show_default=True,
    metavar="NAME",
    help="rules, nlp (with spaCy), or llm (a model at the address in RETAILGRAPH_LLM_URL).",
)
def propose(
    session: Session, sources: tuple[str, ...], format_: str, target: str | None, force: bool, many: bool,
    title: str, publisher: str, published: str, url: str, language: str, min_confidence: float, engine: str,
) -> int:  # fmt: skip
    """Read articles and propose what they claim, as a draft that a person reviews.

    Texts are plain text, Markdown or HTML files, folders of them, JSON Lines with "text", or standard input.
    Nothing is loaded and nothing leaves this machine. Next: retailgraph review FILE.
    """
    from retailgraph.extraction import drafting
    from retailgraph.extraction.reading import Heading

    heading = Heading(title, publisher, _date(published), url, language)
    with session.graph() as graph:
        work = drafting.Drafting(graph, heading, format_, min_confidence, engine, force=force)
        if (
            many
            or len(sources) > 1
            or any(Path(s).is_dir() or s.endswith((".jsonl", ".ndjson")) for s in sources if s != "-")
        ):
            if format_ == "jsonl" and not many and target is not None:
                done = work.write_lines(sources, Path(target))
            elif format_ == "jsonl" and not many:
                for line in work.lines(sources):
                    output(line)
                done = work.done
            else:
                if target is None:
                    raise UsageError(
                        "many texts become many drafts; say where: -o FOLDER (or --format jsonl)"
                    )
                done = work.many(sources, Path(target), session.progress)
        else:
            done = work.one(sources[0] if sources else "-", Path(target) if target else None, sys.stdout)
    for note in done.notes:
        click.echo(printing.safe(note), err=True)
    session.note(printing.safe(done.summary))
    return 5 if done.failed else 0


def _date(text: str) -> str:
    if not text:
        return ""
    from retailgraph.dates import PartialDate

    try:
        return PartialDate(text).text
    except ValueError as error:
        raise UsageError(f"--published: {error}") from None


COMMANDS = {"propose": propose}
