"""What one run of a command has: its settings, the open graph, progress and notes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from retailgraph.api import RetailGraph
from retailgraph.cli import say
from retailgraph.errors import UsageError


class Session:
    """The settings of one run, from before and after the command, and the graph they name."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.store: str | None = settings["store"]
        if self.store == "":
            raise UsageError("--store names a folder, and an empty word names none")
        self.with_shipped = bool(settings["with_shipped"])
        self.quiet = bool(settings["quiet"])
        self.as_of: str | None = settings.get("as_of")
        self.known_on: str | None = settings.get("known_on")
        self.confirmed_since: str | None = settings.get("confirmed_since")

    def graph(self, *, create: bool = False) -> RetailGraph:
        """The graph, built first if it must be, with progress on standard error.

        Of the time that ``--as-of``, ``--known-on`` and ``--confirmed-since`` say, where there are such.
        """
        opened = RetailGraph.open(
            self.store, with_shipped=self.with_shipped, progress=self.progress, create=create
        )
        return opened.at(self.as_of, self.known_on, self.confirmed_since)

    @contextmanager
    def graph_around_files(self) -> Iterator[RetailGraph]:
        """The graph; where there is none yet, one of nothing, as the first load will find it."""
        if self.store is None or self.located().home.begun():
            with self.graph() as graph:
                yield graph
            return
        from tempfile import TemporaryDirectory

        self.note(f"note: no store at {self.store} yet: the files are not compared with what is loaded")
        with (
            TemporaryDirectory(prefix="retailgraph-") as folder,
            RetailGraph.open(Path(folder) / "store", with_shipped=self.with_shipped) as graph,
        ):
            yield graph

    def located(self) -> RetailGraph:
        """The graph without opening or building it: for commands about where it is."""
        return RetailGraph.located(self.store, with_shipped=self.with_shipped)

    def progress(self, line: str) -> None:
        """Say what a slow step is doing; what was left out is said even if quiet."""
        if not self.quiet or line.startswith("left out"):
            say(f"retailgraph: {line}")

    def note(self, line: str) -> None:
        """Say something about the answer that is not part of it."""
        if self.quiet:
            return
        if sys.stderr.isatty():
            from retailgraph.cli.printing import terminal_width, wrap

            line = "\n".join(part for each in line.split("\n") for part in wrap(each, terminal_width()))
        say(line)


def output(text: str) -> None:
    """Print data on standard output."""
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
