"""From sources to drafts: one text, or many on all cores, resumable and with bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from retailgraph.errors import UsageError
from retailgraph.extraction import drafts
from retailgraph.extraction.batches import Job, Made, Setting, made_of_all, sure, written_draft
from retailgraph.extraction.engines import RULES, Engine, engine
from retailgraph.extraction.proposer import known_names
from retailgraph.extraction.reading import Heading, read_texts
from retailgraph.extraction.text import Proposals, Text
from retailgraph.writing import Content, make_folder, remove_folders, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from retailgraph.graph import Graph


@dataclass(slots=True)
class Done:
    """What a run made: counts, notes about single texts, and how many texts failed."""

    texts: int = 0
    claims: int = 0
    figures: int = 0
    new: int = 0
    skipped: int = 0
    failed: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, found: Proposals) -> None:
        """Count one text's proposals."""
        self.texts += 1
        self.claims += len(found.claims)
        self.figures += len(found.figures)
        self.new += len(drafts.new_entities(found, ()))
        self.notes += [f"{found.text.source}: {note}" for note in found.notes]
        if not found.claims and not found.figures:
            self.notes.append(f"{found.text.source}: nothing was found to propose")

    @property
    def summary(self) -> str:
        """One line for the person at the terminal."""
        parts = [f"{self.claims:,} claims", f"{self.figures:,} figures", f"{self.new:,} new names"]
        if self.texts != 1 or self.failed or self.skipped:
            parts.append(f"{self.texts:,} texts")
        if self.skipped:
            parts.append(f"{self.skipped:,} drafted before")
        if self.failed:
            parts.append(f"{self.failed:,} not read")
        return "proposed " + ", ".join(parts)


class Drafting:
    """Makes drafts with the names and the ontology of a graph; ``by`` names the engine that proposes.

    A file that is there is replaced if it is a draft, another one only by ``force``.
    """

    def __init__(
        self,
        graph: Graph,
        heading: Heading,
        format: str = "yaml",
        least: float = 0.0,
        by: str = RULES,
        *,
        force: bool = False,
    ) -> None:
        self._graph, self._heading, self._format, self._least = graph, heading, format, least
        self._by, self._force = by, force
        self._taken = frozenset(graph.known_types())
        self.done = Done()

    def one(self, source: str, target: Path | None, out: TextIO) -> Done:
        """Draft one text to a file, or to ``out``. UsageError if the source holds several."""
        texts = list(read_texts(source, self._heading))
        if len(texts) > 1 and self._format == "yaml":
            raise UsageError(f"{source}: holds {len(texts)} texts; use --many -o FOLDER, or --format jsonl")
        proposer = self._engine()
        for text in texts:
            found = sure(proposer.propose(text), self._least)
            self.done.add(found)
            self.done.notes += self._loaded_before(found)
            written = written_draft(found, self._format, self._taken, str(target or "FILE"))
            if target:
                self._write(target, written)
            else:
                out.write(written)
        return self.done

    def write_lines(self, sources: Sequence[str], target: Path) -> Done:
        """The JSON Lines of all texts, in a file; errors as for one."""
        self._write(target, (f"{line}\n" for line in self.lines(sources)))
        return self.done

    def _write(self, target: Path, content: Content) -> None:
        if not self._force and isinstance(content, str):
            drafts.check_review(target, content)
        write_whole(target, content, mark=drafts.MARKS[self._format], force=self._force, durable=True)

    def lines(self, sources: Sequence[str]) -> Iterator[str]:
        """JSON Lines of all texts of all sources, one after the other."""
        proposer = self._engine()
        for source in sources:
            for text in read_texts(source, self._heading, self.done.notes.append):
                found = sure(proposer.propose(text), self._least)
                self.done.add(found)
                yield from drafts.to_jsonl(found)

    def _engine(self) -> Engine:
        return engine(self._by, self._graph.ontology, known_names(self._graph))

    def _loaded_before(self, found: Proposals) -> list[str]:
        """A note if the graph holds this article already, with what differs."""
        id = loaded_as(self._graph, found.text)
        if not id:
            return []
        told = _told_by(self._graph, id)
        new = drafts.new_entities(found, ())
        proposed = {
            (c.subject.id or new[c.subject].id, c.relation, c.object.id or new[c.object].id)
            for c in found.claims
        }
        both = len(proposed & told)
        return [
            f"{found.text.source}: is loaded already, as {id}: {both} of these claims are in it, "
            f"{len(proposed) - both} are new, {len(told) - both} of its claims were not found in the text"
        ]

    def many(self, sources: Sequence[str | Job], folder: Path, say: Callable[[str], None]) -> Done:
        """A draft in ``folder`` for each text of the sources, on all cores.

        A text whose draft lies there already, made from the same text, is skipped; one that cannot be read,
        or whose process is killed twice, is noted and the rest goes on.
        """
        try:
            new = make_folder(folder, durable=True)
        except OSError as error:
            raise UsageError(f"{folder}: cannot be made: {error.strerror}") from None
        setting = Setting(
            self._graph.ontology, tuple(known_names(self._graph)), self._taken, self._heading, self._least,
            self._format, self._by, self._force, folder,
        )  # fmt: skip
        try:
            for n, made in enumerate(made_of_all(setting, sources, self.done.notes.append), start=1):
                self._count(made)
                if n % 500 == 0:
                    say(f"{n:,} texts, {self.done.claims:,} claims")
        finally:
            remove_folders(new)  # those that nothing came into
        return self.done

    def _count(self, made: Made) -> None:
        if made.error:
            self.done.failed += 1
            self.done.notes.append(made.error)
            return
        self.done.notes += made.notes
        self.done.texts += 1
        self.done.skipped += made.skipped
        self.done.claims += made.claims
        self.done.figures += made.figures
        self.done.new += made.new


def loaded_as(graph: Graph, text: Text) -> str:
    """The id of the article of the graph that a text is, by its address or its title and publisher.

    Or empty.
    """
    from retailgraph.tables import articles

    found = articles.with_url(graph.tables, text.url) if text.url else []
    if not found and text.title and text.publisher:
        found = articles.with_title(graph.tables, text.title, text.publisher)
    return found[0] if found else ""


def _told_by(graph: Graph, id: str) -> set[tuple[str, ...]]:
    from retailgraph.tables import articles

    return {(s.subject, s.relation, s.object) for s in articles.claims_in(graph.tables, id)}
