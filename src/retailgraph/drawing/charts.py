"""The parts of a picture of time, before they have a place on a sheet: bars in rows in groups, and marks."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from retailgraph.ontology import Relation


class Bar(NamedTuple):
    """One spell of a state. It surely holds from ``sure`` to ``sure_end``, perhaps ``first`` to ``last``.

    ``first`` None: nobody says since when. ``last`` None: it goes on, as far as is known; ``confirmed`` then
    is the day of the last report if that is long ago. ``doubted`` is when reports contradict it.
    """

    status: str
    first: date | None
    sure: date
    sure_end: date
    last: date | None
    confirmed: date | None
    doubted: tuple[date, date] | None
    dates: str
    hover: str


class Row(NamedTuple):
    """One relationship: the other end's name, and what tells it apart."""

    name: str
    bars: tuple[Bar, ...]


class Group(NamedTuple):
    """The rows of one relation, seen from one end."""

    heading: str
    relation: Relation
    rows: tuple[Row, ...]


class Mark(NamedTuple):
    """Something that happened, numbered for its footnote; ``source`` says who told it first."""

    number: int
    event: str
    day: date
    when: str
    words: str
    source: str
    url: str
    color: str


class Part(NamedTuple):
    """What is shown of one entity."""

    name: str
    groups: tuple[Group, ...]
    marks: tuple[Mark, ...]


class Chart(NamedTuple):
    """A picture of time from ``first`` to ``day``, the day it is as of; earlier things stand at its rim."""

    title: str
    caption: str
    parts: tuple[Part, ...]
    first: date
    day: date
