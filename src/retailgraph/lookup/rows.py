"""What an answer is made of: rows of relationships, evidence, figures; frozen, each with ``to_dict()``."""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.dates import PartialDate
from retailgraph.frozen import Frozen
from retailgraph.graph.reading import Known
from retailgraph.ontology import DEAL, STATE, Ontology
from retailgraph.relationships import NO, UNKNOWN, YES, Relationship, Span, Spell, day_after, day_before
from retailgraph.standing import PLANNED, Time, standing

if TYPE_CHECKING:
    from retailgraph.lookup.evidence import CitedPassage

SCHEMA = "retailgraph.answer/1"
"""The name and version of the JSON that answers are printed as; fields are added, never changed."""


def plain(value: Any) -> Any:
    """A result as plain values: results as dictionaries, tuples as lists, days as text."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


class Plain(Frozen):
    """A result: frozen, and to be had as plain values."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON."""
        return {name: plain(value) for name, value in self.as_dict().items()}


class Row(Plain):
    """One spell of one relationship, seen from the entity that was asked about.

    ``entity`` is the other end and ``subject``/``object`` both ends, as names. ``holds`` is ``yes``, ``no``
    or ``unknown`` on the day asked for (empty for deals and events, which never hold), ``status`` a rung of
    the relation's ladder. ``since`` and ``until`` are as people read them, ``since_earliest`` and so on
    their bounds. ``via`` names the owned company through which it was found,
    ``sources`` the publishers that support it. ``since_rule`` and ``until_rule`` name the rule that gave a
    date no article states, ``since_deal`` and ``until_deal`` the relationship key of the deal behind it;
    ``because`` says so in words, where the evidence is asked for. ``then_called`` is what the entity was
    called in the time asked for, if not as it is now. ``confirmed`` is the month of the last report of what
    is ``stale`` (of what is held through others, of the link that nobody confirmed for longest), else empty.
    ``undated`` says that only articles without a date report it: ``first_reported`` and ``last_reported``
    are then days on which they were read, which say nothing if even that is not told (``unread``).
    ``since_is`` says what ``since`` is where it is no beginning: ``closed``, ``called off`` or ``planned``.
    """

    entity: str
    id: str
    types: tuple[str, ...]
    relation: str
    words: str
    holds: str
    status: str
    since: str
    until: str
    stale: bool
    articles: int
    publishers: int
    first_reported: date
    last_reported: date
    subject: str
    object: str
    subject_id: str
    object_id: str
    announced: str = ""
    share: str = ""
    scope: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    market: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    seller: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    price: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    via: str = ""
    sources: tuple[str, ...] = ()
    because: str = ""
    since_earliest: date | None = None
    since_latest: date | None = None
    until_earliest: date | None = None
    until_latest: date | None = None
    since_rule: str = ""
    since_deal: str = ""
    until_rule: str = ""
    until_deal: str = ""
    doubt_rule: str = ""
    doubt_deal: str = ""
    doubted: date | None = None
    key: str = ""
    then_called: str = ""
    evidence: "tuple[CitedPassage, ...]" = ()
    confirmed: str = ""
    since_is: str = ""
    undated: bool = False
    unread: bool = False


class Window(NamedTuple):
    """The days that a question is about: from ``start`` (None: ever) to before ``end`` (None: open).

    ``now`` is true for a question about one day, which then is ``start``.
    """

    kind: str
    start: date | None
    end: date | None
    day: date
    words: str = ""

    def state(self, spell: Spell) -> str:
        """Whether a state holds in the window: rule ``period`` for several days, the day itself for one."""
        if self.kind in ("now", "on"):
            return spell.holds(self.day)
        return spell.holds_within(self.start, self.end)

    @property
    def last(self) -> date:
        """The last day that it is about; of an open time its first day, of all time today."""
        return day_before(self.end) if self.end else self.day

    @property
    def time(self) -> Time:
        """The same as the time that a relationship's standing is asked for."""
        return Time(self.start, self.end, self.day, self.kind in ("now", "on", "in"))

    def covers(self, span: Span | None) -> bool:
        """Whether something that happened in ``span`` may lie in the window; unknown dates may."""
        if self.kind in ("now", "overTime") or span is None:
            return True
        low, high = span.earliest or date.min, span.latest or date.max
        return low < (self.end or date.max) and high >= (self.start or date.min)


def window(kind: str, start: PartialDate | None, end: PartialDate | None, today: date) -> Window:
    """The window of a time phrase; dates are taken from their first to their last day."""
    if kind in ("on", "in") and start and start.earliest == start.latest:
        return Window("on", start.earliest, day_after(start.earliest), start.earliest, f"on {start}")
    if kind in ("on", "in") and start:
        return Window("in", start.earliest, day_after(start.latest), start.earliest, f"in {start}")
    if kind == "since" and start:
        return Window("since", start.earliest, None, start.earliest, f"since {start}")
    if kind == "before" and (limit := end or start):
        return Window("before", None, limit.earliest, limit.earliest, f"before {limit}")
    if kind == "between" and start and end:
        words = f"between {start} and {end}"
        return Window("between", start.earliest, day_after(end.latest), start.earliest, words)
    if kind == "now":
        return Window("now", today, None, today, f"as of {today}")
    return Window("overTime", None, None, today, "over time")


def when_text(span: Span | None) -> str:
    """A span as people read it: what was stated, else its bounds."""
    return span.words if span else ""


def row_of(
    known: Known,
    spell: Spell,
    seen_from: str,
    ontology: Ontology,
    frame: Window,
    names: dict[str, str],
    via: str = "",
    then_called: str = "",
) -> Row:
    """The row of one spell, with the other end than ``seen_from`` as its entity."""
    relationship = known.relationship
    relation = ontology.relations[relationship.relation]
    forward = relationship.subject == seen_from
    support = relationship.support_of(spell)
    extra: dict[str, Any] = {
        n: tuple(names.get(x, x) for x in own_values(relationship, n, v, ontology))
        for n, v in support.qualifiers
        if n in _SHOWN
    }
    since, until = spell.since or Span(), spell.until or Span()
    found = standing(spell, relationship, relation, frame.time)
    return Row(
        entity=known.object_name if forward else known.subject_name,
        id=relationship.object if forward else relationship.subject,
        types=known.object_types if forward else known.subject_types,
        relation=relation.name,
        words=relation.label if forward else relation.inverse_label,
        holds=found.holds,
        status=found.status,
        # Of a page of which nobody says when it was read, today is no day before which it began.
        since="" if support.undated == 2 and spell.since_rule == "unknown start" else spell.since_words,
        until=when_text(spell.until),
        stale=found.stale,
        articles=support.articles,
        publishers=len(support.publishers),
        sources=support.publishers,
        first_reported=support.first_reported,
        last_reported=support.last_reported,
        undated=bool(support.undated),
        unread=support.undated == 2,
        subject=known.subject_name,
        object=known.object_name,
        subject_id=relationship.subject,
        object_id=relationship.object,
        announced=spell.announced,
        share=found.share,
        via=via,
        since_earliest=since.earliest,
        since_latest=since.latest,
        until_earliest=until.earliest,
        until_latest=until.latest,
        since_rule=spell.since_rule,
        since_deal=spell.since_deal,
        until_rule=spell.until_rule,
        until_deal=spell.until_deal,
        doubt_rule=spell.doubt_rule,
        doubt_deal=spell.doubt_deal,
        doubted=spell.doubted if relation.kind == STATE or found.in_doubt else None,
        key=known.key,
        then_called=then_called,
        confirmed=found.last_confirmed,
        since_is=_what_since_is(found.status, relation.kind) if spell.since_words else "",
        **extra,
    )


def _what_since_is(status: str, kind: str) -> str:
    """What the first date of a row is, where it is not the day from which on something holds or held."""
    if status in PLANNED:
        return "planned"
    return {"completed": "closed", "calledOff": "called off"}.get(status, "") if kind == DEAL else ""


_SHOWN = frozenset({"scope", "role", "market", "under", "through", "seller", "into", "brand", "price", "how"})


def own_values(
    relationship: Relationship, qualifier: str, values: tuple[str, ...], ontology: Ontology
) -> tuple[str, ...]:
    """The values that this relationship stands for, where several are told apart by the qualifier."""
    mine = dict(relationship.distinction).get(qualifier)
    return tuple(v for v in values if mine is None or ontology.distinct(qualifier, v) == mine)


_ORDER = {YES: 0, UNKNOWN: 2, "": 1, NO: 4}


def order(row: Row) -> tuple[Any, ...]:
    """What holds first, then deals, then what is announced or unknown, then stale, then what has ended."""
    recent = -(row.since_latest or row.last_reported).toordinal()
    return (
        _ORDER[row.holds] + (1 if row.stale else 0),
        bool(row.via),
        -row.articles if row.holds == YES else 0,
        recent,
        row.entity.casefold(),
        row.id,
    )
