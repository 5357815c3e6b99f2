"""Relationships as rows: seen from an entity, in the time and the market that are asked about."""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections.abc import Iterable
from datetime import date
from math import isnan, nan
from typing import TYPE_CHECKING, NamedTuple

from retailgraph.errors import NotFound
from retailgraph.graph import Graph, reading
from retailgraph.graph.reading import Known
from retailgraph.lookup import names
from retailgraph.lookup.former import NamesThen
from retailgraph.lookup.rows import Row, Window, order, row_of, window
from retailgraph.ontology import STATE, Relation
from retailgraph.relationships import NO, UNKNOWN, YES, Relationship, Spell
from retailgraph.standing import standing

if TYPE_CHECKING:
    from retailgraph.lookup.markets import Market


class HeldChain(NamedTuple):
    """How something is held through others.

    ``end`` is who is at the other end, ``part`` the percent that is held in effect (not a number if not all
    shares are known), ``confirmed`` until when all of it was confirmed, if nobody has for long, and ``begun``
    the link that began last.
    """

    end: str
    part: float = nan
    confirmed: str = ""
    begun: Spell | None = None


class Seeing:
    """Makes rows of relationships, in a window, a market, and for a moment that has to lie in the window.

    ``public`` says that deals count that were public by then, as in a view of another day. What is not said
    to be of the market is counted in ``elsewhere``; ``chains`` say of what is held through others, by the
    key of its last link and through whom, how it is held.
    """

    def __init__(
        self,
        graph: Graph,
        frame: Window,
        *,
        market: "Market | None" = None,
        moment: str = "",
        public: bool = False,
    ) -> None:
        self.graph, self.window, self.market = graph, frame, market
        self.moment, self.public = moment, public
        self.ontology = graph.ontology
        self.elsewhere: set[str] = set()
        self.chains: dict[tuple[str, str], HeldChain] = {}
        self._labels: dict[str, str] = {}
        self.names_then = NamesThen(graph)

    def label(self, name: str) -> str:
        """The current name of an entity."""
        if name not in self._labels:
            self._labels[name] = names.label_of(self.graph, name)
        return self._labels[name]

    def is_there(self, known: Known, seen_from: str) -> bool:
        """Whether a relationship is of the market asked about; if not, it is counted for a note."""
        if self.market is None:
            return True
        from retailgraph.lookup.markets import is_there

        there = is_there(self.graph, self.market, known, seen_from)
        if not there:
            self.elsewhere.add(known.key)
        return there

    def holds(self, known: Known) -> bool:
        """Whether a state surely holds in the window."""
        return any(self.window.state(s) == YES for s in known.relationship.spells)

    def last_confirmed(self, known: Known) -> str:
        """Until when what holds was confirmed, if nobody has confirmed it lately."""
        of, time = known.relationship, self.window.time
        found = [standing(s, of, self.ontology.relations[of.relation], time) for s in of.spells]
        return latest(one.last_confirmed for one in found if one.holds == YES)

    def rows(self, known: Known, seen_from: str, via: str = "") -> list[Row]:
        """The rows of a relationship that the window and the market let show."""
        shown = self._in_window(known, seen_from, via)
        return shown if shown and self.is_there(known, seen_from) else []

    def all_rows(self, known: Known, seen_from: str) -> list[Row]:
        """The same, or all rows of the relationship if none shows."""
        return self.rows(known, seen_from) or self.whole(known, seen_from)

    def whole(self, known: Known, seen_from: str, via: str = "") -> list[Row]:
        """A row for each spell, whenever it was."""
        labels, then = self._linked(known), self._then(known, seen_from)
        spells = known.relationship.spells
        return [row_of(known, s, seen_from, self.ontology, self.window, labels, via, then) for s in spells]

    def _in_window(self, known: Known, seen_from: str, via: str) -> list[Row]:
        made = self.whole(known, seen_from, via)
        if via:
            chain = self.chains.get((known.key, via))
            made = [self._through(row, chain) if chain else row.replaced(share="") for row in made]
        spells = known.relationship.spells
        if self.ontology.relations[known.relationship.relation].kind != STATE:
            return [r for r, s in zip(made, spells, strict=True) if self.covers(known.relationship, s)]
        if self.moment:
            return [r for r, s in zip(made, spells, strict=True) if self.moved(s) != NO]
        if self.window.kind == "overTime":
            return made
        open_rows = [r for r in made if r.holds in (YES, UNKNOWN)]
        sure = [r for r in open_rows if r.holds == YES]
        # One state that holds is not also announced: of several spells the sure ones speak.
        return sure if self.window.kind in ("now", "on") and sure else open_rows

    def last_begun(self, known: Known, other: Spell | None) -> Spell | None:
        """Which began last of what holds and another link of a chain."""
        holding = [s for s in known.relationship.spells if self.window.state(s) == YES]
        return max((s for s in (*holding, other) if s), key=_begins, default=None)

    def _through(self, row: Row, chain: HeldChain) -> Row:
        """The row of what is held through others: from one end of the chain to the other, since all held.

        Only the part of a part is held.
        """
        share = "" if isnan(chain.part) else f"{chain.part:.4g}"
        told = _as_confirmed(row.replaced(share=share), chain.confirmed)
        if row.id == row.object_id:
            told = told.replaced(subject=self.label(chain.end), subject_id=chain.end)
        else:
            told = told.replaced(object=self.label(chain.end), object_id=chain.end)
        begun = chain.begun
        since = begun.since if begun else None
        if begun is None or since is None or _begins(begun) <= (row.since_latest or date.min):
            return told
        return told.replaced(
            since=begun.since_words,
            since_earliest=since.earliest,
            since_latest=since.latest,
            since_rule=begun.since_rule,
            since_deal=begun.since_deal,
        )

    def _then(self, known: Known, seen_from: str) -> str:
        """What the other end of a relationship was called in the window, if not as now."""
        relationship_ = known.relationship
        if relationship_.subject == seen_from:
            return self.names_then(relationship_.object, known.object_name, self.window)
        return self.names_then(relationship_.subject, known.subject_name, self.window)

    def _linked(self, known: Known) -> dict[str, str]:
        """The names of the entities among a relationship's qualifiers."""
        told = [(n, v) for n, values in known.relationship.qualifiers for v in values]
        linked = {v for n, v in told if self.ontology.links(n) or (n == "market" and v[0].islower())}
        return {v: self.label(v) for v in linked}

    def moved(self, spell: Spell) -> str:
        """Whether a state began, or ended, in the window: what was only announced or denied did neither."""
        moment = spell.since if self.moment == "beginning" else spell.until
        if spell.status not in ("inForce", "ended") or (moment is None and self.moment == "ending"):
            return NO
        if moment and moment.earliest and moment.earliest > self.graph.today:
            return NO
        if moment is None or not self.window.covers(moment):
            return NO if moment else UNKNOWN
        low, high = moment.earliest or date.min, moment.latest or date.max
        inside = (self.window.start or date.min) <= low and high < (self.window.end or date.max)
        return YES if inside or self.window.kind in ("now", "overTime") else UNKNOWN

    def covers(self, deal: Relationship, attempt: Spell) -> bool:
        """Whether an attempt at a deal is of the time asked about: as of a day, what was public by then."""
        if self.public:
            last = self.window.last
            return begun(attempt, last) or deal.public(attempt) <= last
        return self.window.covers(attempt.since)

    def deal_state(self, attempt: Spell, in_window: bool) -> str:
        """Whether a deal was made: of one that somebody denies since, nobody can be sure."""
        if in_window and attempt.doubted and attempt.doubted <= self.window.last:
            return UNKNOWN
        return self.ontology.statuses[attempt.status].counts if in_window else NO


def told_whole(row: Row, known: Known, relation: Relation) -> Row:
    """The row of somebody else's relationship: who did what to whom."""
    if row.id == known.relationship.object:
        return row.replaced(words=f"{relation.inverse_label} {known.subject_name}")
    return row.replaced(words=f"{relation.label} {known.object_name}")


def confirmed(rows: Iterable[Row]) -> str:
    """Until when what holds was confirmed, if of all that does nobody has confirmed it lately."""
    return latest(row.confirmed for row in rows if row.holds == YES)


def latest(months: Iterable[str]) -> str:
    """The latest of the months until which each was confirmed; empty if one of them is fresh."""
    found = list(months)
    return max(found) if found and all(found) else ""


def longest_ago(one: str, other: str) -> str:
    """Until when a chain was confirmed, whose links were until then; empty where nothing is stale."""
    return min(one or other, other or one)


def _as_confirmed(row: Row, through: str) -> Row:
    """The row of what is held through others: stale if one of them is, and since the one longest ago."""
    if not through or row.holds == NO:
        return row
    return row.replaced(stale=True, confirmed=longest_ago(row.confirmed, through))


def _begins(spell: Spell) -> date:
    return (spell.since.latest if spell.since else None) or date.min


def begun(spell: Spell, day: date) -> bool:
    """Whether a spell may have begun by a day."""
    began = spell.since.earliest if spell.since else None
    return began is None or began <= day


def present(graph: Graph) -> Window:
    """The window of a question that names no time: the day, month or year that the graph is of."""
    when = graph.as_of
    if when is None:
        return window("now", None, None, graph.today)
    return window("on" if when.precision == 3 else "in", when, None, when.latest)


def time_words(frame: Window, graph: Graph) -> str:
    """The time that an answer is of: "as of 2026-01-31, as known on 2024"."""
    known = graph.known_on
    return f"{frame.words}, as known on {known}" if known else frame.words


def by_time(row: Row) -> tuple[date, str]:
    """Where a spell stands among others: by its start, else by its end, else by its first report."""
    began = row.since_earliest or row.since_latest
    return (began or row.until_earliest or row.first_reported, row.id)


def once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Each spell once, the direct one before those found through another, in a useful order."""
    best: dict[tuple[str, str, str, str], Row] = {}
    for row in rows:
        key = (row.key, row.since, row.status, row.id)
        if key not in best or (best[key].via and not row.via):
            best[key] = row
    return tuple(sorted(best.values(), key=order))


def of_entity(graph: Graph, name: str) -> list[Known]:
    """All relationships in which an entity is subject or object."""
    found = reading.known(graph.tables, reading.ALL_OF_SUBJECT, given=name)
    other = reading.known(graph.tables, reading.ALL_OF_OBJECT, given=name)
    return found + [known for known in other if known.relationship.subject != name]


def rows_of(
    graph: Graph, known: Iterable[Known], seen_from: str | None = None, *, over_time: bool = True
) -> list[Row]:
    """Rows of relationships outside any question: all spells, or only what holds or may hold.

    On the day, or in the month or year, that the graph is of; today if it is of none.
    """
    seeing = Seeing(graph, present(graph), public=bool(graph.as_of))
    frame = seeing.window
    found = []
    for one in known:
        seen = seen_from or one.relationship.subject
        if over_time and graph.ontology.relations[one.relationship.relation].kind == STATE:
            whole = zip(seeing.whole(one, seen), one.relationship.spells, strict=True)
            found += [row for row, s in whole if not graph.as_of or begun(s, frame.last)]
        else:
            found += seeing.rows(one, seen)
    return found


def relationship(graph: Graph, key: str) -> Known:
    """The relationship of a key; NotFound if there is none."""
    found = reading.known(graph.tables, reading.ONE, key=key)
    if not found:
        raise NotFound(f"no relationship '{key}'")
    return found[0]
