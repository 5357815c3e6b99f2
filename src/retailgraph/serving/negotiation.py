"""Which of the formats there are a client wants most: the header ``Accept`` with its q-values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from retailgraph.serving.problems import Problem


class Format(NamedTuple):
    """A format: the name that results are written under, and its media types, the one that is sent first."""

    name: str
    types: tuple[str, ...]


ROWS = (
    Format("json", ("application/sparql-results+json", "application/json")),
    Format("xml", ("application/sparql-results+xml", "application/xml", "text/xml")),
    Format("csv", ("text/csv",)),
    Format("tsv", ("text/tab-separated-values",)),
)
TRIPLES = (
    Format("turtle", ("text/turtle", "application/x-turtle")),
    Format("ntriples", ("application/n-triples", "text/plain")),
    Format("turtle", ("application/trig",)),  # triples of the unnamed graph are the same in both
    Format("ntriples", ("application/n-quads",)),
    Format("jsonld", ("application/ld+json", "application/json")),
    Format("rdfxml", ("application/rdf+xml", "application/xml")),
)


class Range(NamedTuple):
    """A part of ``Accept``: a media type, or a range of them, and how much it is wanted."""

    type: str
    quality: float

    @property
    def breadth(self) -> int:
        """0 for a media type, 1 for all of a kind, 2 for anything: the narrowest that fits counts."""
        return 2 if self.type == "*/*" else int(self.type.endswith("/*"))

    def covers(self, type: str) -> bool:
        """Whether a media type lies in it."""
        return self.type in ("*/*", type) or (self.breadth == 1 and type.startswith(self.type[:-1]))


def ranges(accept: str) -> list[Range]:
    """What a header asks for; without one, anything. Parts that are none are left out."""
    found = []
    for part in accept.split(","):
        type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if "/" in type:
            found.append(Range(type, _quality(parameters)))
    return found or [Range("*/*", 1.0)]


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def wanted(accept: str, type: str) -> float:
    """How much a media type is wanted, from 0 to 1."""
    return _wanted(ranges(accept), type)


def _wanted(asked: Sequence[Range], type: str) -> float:
    fitting = [one for one in asked if one.covers(type)]
    return min(fitting, key=lambda one: (one.breadth, -one.quality)).quality if fitting else 0.0


def best(accept: str, formats: Sequence[Format]) -> tuple[str, str] | None:
    """The name of the format wanted most and the media type to send it as; None if none is wanted.

    Of those wanted alike the first is taken.
    """
    asked = ranges(accept)
    quality, _, name, type = max(
        ((_wanted(asked, type), -place, one.name, type) for place, (one, type) in enumerate(_each(formats))),
        key=lambda choice: choice[:2],
    )
    return (name, type) if quality > 0 else None


def _each(formats: Sequence[Format]) -> list[tuple[Format, str]]:
    """Formats with their types: all that are sent first come before what else means the same."""
    rest = [(one, type) for one in formats for type in one.types[1:]]
    return [(one, one.types[0]) for one in formats] + rest


def none_fits(formats: Mapping[str, Sequence[Format]]) -> Problem:
    """Nothing that there is, is wanted: what there is."""
    there = "; ".join(f"{what}: {', '.join(one.types[0] for one in some)}" for what, some in formats.items())
    return Problem(406, f"none of the formats that Accept names is there. {there}")


def best_coding(accept: str, codings: Iterable[str]) -> str:
    """The coding of contents that a client wants most, the first of those wanted alike; empty for none."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name:
            found[name] = _quality(parameters)
    wanted = [(found.get(name, found.get("*", 0.0)), name) for name in codings]
    quality, best = max(wanted, key=lambda one: one[0], default=(0.0, ""))
    return best if quality > found.get("identity", 0.0) else ""
