"""What the proposer reads and what it finds: values that the modules of this package hand to one another.

Offsets count the code points of :attr:`Text.content`, from 0; ``end`` is the first one after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Text:
    """One article's text and what is known about it.

    ``source`` says where it came from ("story.html", "many.jsonl:12", "standard input") and stands in every
    message about it; ``key`` is the id that the input gave, if any. ``published`` is a partial date.
    ``body`` holds the stretches that belong to the story: related headlines, newsletter boxes and the like
    lie outside. ``plain`` is the content as it is read, markup as blanks, each character in its place; empty
    if that is the same.
    """

    content: str
    source: str = "text"
    key: str = ""
    title: str = ""
    url: str = ""
    publisher: str = ""
    published: str = ""
    language: str = "en"
    body: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
    plain: str = ""

    @property
    def readable(self) -> str:
        """The content without markup, with the offsets of the content."""
        return self.plain or self.content


class Sentence(NamedTuple):
    """A sentence, headline or list item; ``paragraph`` counts from 0."""

    start: int
    end: int
    paragraph: int = 0
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class Party:
    """Who or what a claim is about: an entity of the graph (``id``), or a name that is new to it.

    ``types`` are those of the entity, or those that the text lets a new name have; empty if it says nothing.
    """

    name: str
    id: str = ""
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. ``others`` are further entities of the graph that have this name."""

    start: int
    end: int
    text: str
    party: Party
    others: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedClaim:
    """A claim as the text seems to state it.

    ``status`` is a word of the relation's ladder. ``qualifiers`` hold text as article files write it, or
    parties (``seller``, ``into``, ``under``, ``brand``). ``start`` and ``end`` enclose what states it,
    ``sentence`` the sentence they stand in. ``wording`` is the wording of the ontology that matched.
    """

    subject: Party
    relation: str
    object: Party
    status: str
    start: int
    end: int
    sentence: Span
    wording: str
    confidence: float = 0.5
    qualifiers: Mapping[str, str | tuple[str, ...] | Party | tuple[Party, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProposedFigure:
    """A figure as the text seems to state it; ``values`` are the keys of a figure in an article file."""

    subject: Party
    measure: str
    values: Mapping[str, str]
    start: int
    end: int
    sentence: Span
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Proposals:
    """All that was found in one text, in its order; ``notes`` say what was left out and why."""

    text: Text
    claims: tuple[ProposedClaim, ...]
    figures: tuple[ProposedFigure, ...] = ()
    mentions: tuple[Mention, ...] = ()
    notes: tuple[str, ...] = ()
