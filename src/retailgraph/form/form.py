"""What a question asks, as a value: the algebra between words and look-ups.

A :class:`Form` asks for the entities that stand in a relation to others, for a yes or no, a date, a figure
and so on. Whom it is about is a :data:`Term`: a name, a group of terms joined by and, or, not, or a form
again, whose answers are meant ("brands owned by a Chinese group"). What it keeps is a :data:`Condition` of
the same shape.

These are named tuples, which are frozen values too: a dataclass takes six times as long to define, and every
cold question would pay for it.
"""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from retailgraph.dates import PartialDate

OBJECT, SUBJECT, PARTY = "object", "subject", "party"
ASKS = (
    "list",
    "truth",
    "when",
    "detail",
    "card",
    "between",
    "figures",
    "changes",
    "deals",
    "kind",
    "common",
    "compare",
)
"""What a form may ask; see :class:`Form`."""
ORDERS = (
    "",
    "latest",
    "first",
    "largest",
    "smallest",
    "most",
    "fewest",
    "next",
    "previous",
    "longest",
    "shortest",
    "average",
    "total",
)
"""By what answers are put in order, or summed up."""
SUMS = ("total", "average")
"""The orders that make one number of all answers."""
AND, OR, NOT = "and", "or", "not"


class When(NamedTuple):
    """The time a question is about.

    ``kind`` is ``now``, ``on`` (a day, ``start``), ``in`` (a month or year, ``start``), ``since``
    (``start``), ``before`` (``end``), ``between`` (both) or ``overTime``.
    """

    kind: str
    start: PartialDate | None = None
    end: PartialDate | None = None


NOW = When("now")
OVER_TIME = When("overTime")


class Link(NamedTuple):
    """One relation that a form asks, and the side that is asked.

    ``answers`` is ``object``, ``subject`` or ``party`` (the given name is any party of the deal). Where both
    sides are given it is empty, or ``object`` if the first of them is the relation's object. ``types`` and
    ``role`` keep only such answers. ``party`` names the qualifier whose entity is given, or asked for, in
    place of the subject: "what did {seller} sell".
    """

    relation: str
    answers: str
    types: tuple[str, ...] = ()
    role: str = ""
    party: str = ""


class Trait(NamedTuple):
    """A condition on an answer itself: its ``field`` compared with a ``value``.

    ``field`` is ``type``, ``country`` (an ISO code or a region), ``status``, ``price`` (of a currency, if the
    value ends in its code), ``share`` (percent) ``through`` (by what means), ``role`` or ``party`` (who
    takes part); ``op`` is ``is``, ``over``, ``under`` or ``has``.
    """

    field: str
    op: str
    value: str


class Group(NamedTuple):
    """Terms or conditions joined: ``op`` is ``and``, ``or`` or ``not`` (then of one part)."""

    op: str
    parts: tuple["Condition", ...]


if TYPE_CHECKING:
    Condition: TypeAlias = "str | Form | Trait | Group"
    """What an answer must be: of this name, among a form's answers, of this type, or a group of those."""
    Term: TypeAlias = "str | Form | Group"
    """Whom a form is about."""
else:  # a name in quotation marks would be compiled, and with the first of them Python's own grammar made
    Condition = Term = object


class Form(NamedTuple):
    """What is asked.

    ``asks`` is ``list`` (what stands on the asked side of ``links`` for the term ``of``), ``kind`` (all
    entities that are as ``where`` says), ``truth`` (whether the relation holds between two terms: subject,
    object), ``when`` (the same, asking the dates), ``detail`` (the qualifier ``measure`` of what one term or
    two stand in, or all of it if that is empty), ``deals`` (deals of any two, or those that ``of`` takes part
    in), ``card``, ``between`` (two terms), ``common`` (what two share), ``figures`` (of one name; all
    measures if ``measure`` is empty), ``changes``, or ``compare`` (the number, date, price or share that each
    of the forms ``of`` gives; ``order`` says which of them is asked for, the ``measure`` ``truth`` that it is
    asked whether it is the first).

    ``where`` are conditions that every answer meets. ``counted`` asks how many there are; ``order`` by what
    they are put in order, and ``limit`` how many of them are wanted (0: all).

    ``past`` says that the question was put in the past tense, ``former`` that it asks for what has ended,
    ``words`` is its canonical wording. ``known_on`` is the date up to which articles count, ``market`` the
    name of a market to which the answer is limited, ``denied`` the question without the "not" that it had.
    ``moment`` is ``beginning`` or ``ending`` if that is what has to lie in the time, as in "who joined X".
    """

    asks: str
    links: tuple[Link, ...] = ()
    of: tuple[Term, ...] = ()
    when: When = NOW
    past: bool = False
    measure: str = ""
    words: str = ""
    former: bool = False
    known_on: PartialDate | None = None
    market: str = ""
    denied: str = ""
    moment: str = ""
    where: tuple[Condition, ...] = ()
    counted: bool = False
    order: str = ""
    limit: int = 0
