"""The command that watches feeds."""

from __future__ import annotations

import time
from pathlib import Path

import click

from retailgraph.cli import printing
from retailgraph.cli.options import session_command
from retailgraph.cli.session import Session
from retailgraph.opening import read_text, unreadable


@session_command("watch", short_help="Look at feeds and folders, and draft what is new.")
@click.argument("feeds", metavar="FEEDS.yaml")
@click.option(
    "-o", "--output", "folder", metavar="FOLDER", default="drafts", show_default=True, help="For drafts."
)
@click.option(
    "--every", type=click.FloatRange(1), metavar="MINUTES", help="Look again and again; once unless given."
)
def watch(session: Session, feeds: str, folder: str, every: float | None) -> int:
    """Look at RSS and Atom feeds and folders of texts, and draft the claims of what is new, for review.

    \b
    feeds:
      - https://example.com/news.rss
      - {url: https://example.com/retail.atom, publisher: Daily}
      - {folder: inbox, publisher: Daily}

    Nothing is loaded. Next: retailgraph review FILE.
    """
    from retailgraph.extraction.following_feeds import LARGEST, feeds_of, look

    try:
        text = read_text(Path(feeds), LARGEST)
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(Path(feeds), error) from None
    listed = feeds_of(text, feeds)
    while True:
        with session.graph() as graph:
            found = look(graph, listed, Path(folder), session.progress)
        for fault in found.faults:
            click.echo(printing.safe(f"left out: {fault}"), err=True)
        more = f"; {found.left} more items the next time" if found.left else ""
        session.note(
            f"{found.drafts} new articles drafted in {folder}; {found.unchanged} feeds unchanged{more}"
        )
        if every is None:
            return 1 if found.faults and len(found.faults) == len(listed) else 0
        time.sleep(60 * every)


COMMANDS = {"watch": watch}
