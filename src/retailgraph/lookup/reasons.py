"""Why a relationship began or ended as the graph says: the rule, and the deal behind it, as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retailgraph.graph import Graph, reading
from retailgraph.lookup.clauses import told_name, verb_of
from retailgraph.lookup.names import label_of
from retailgraph.ontology import STATE, Relation
from retailgraph.relationships import YES

if TYPE_CHECKING:
    from retailgraph.graph.reading import Known
    from retailgraph.lookup.rows import Row

_ENDED = {
    "superseded": "another took it over",
    "succeeded": "another is said to hold what only one can hold",
    "successive": "the same source tells of another as the next",
    "control": "owning and holding a stake exclude each other",
    "begun again": "it began again later",
    "complete list": "a list that is said to be complete leaves it out",
    "ended without a date": "no report gives a date: it lies between the last of it and the first of its end",
}
_BEGAN = {
    "unknown start": "no report says since when",
    "as planned": "it was announced for then, and is reported as in force later",
    "founded": "no report says since when, only when a side of it was founded",
    "bare report": "it was reported again after its end",
    "closed without a date": "no report gives the day it closed",
}


class Reasons:
    """The reasons behind rows of one answer; each deal is read from the store once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._deals: dict[str, str] = {}

    def because(self, row: Row) -> str:
        """Why a row ended or is unknown, else why it began; empty where articles state that themselves."""
        if row.doubt_rule == "revealed":
            return f"the same as this: {self._deal(row.doubt_deal, 'purchase')}"
        if row.doubt_rule and not row.until and row.holds != YES:
            return f"unknown since {row.doubted}, because {self._doubt(row.doubt_rule, row.doubt_deal)}"
        if row.until_deal:
            return f"ended {row.until}, because {self._deal(row.until_deal, row.until_rule)}"
        if row.until_rule in _ENDED:
            return f"ended {row.until}, because {_ENDED[row.until_rule]} (rule {row.until_rule})"
        if row.since_deal:
            return f"since {row.since}, because {self._deal(row.since_deal, row.since_rule)}"
        if row.since_rule in _BEGAN:
            is_state = self._graph.ontology.relations[row.relation].kind == STATE
            when = row.since or "an unknown day"
            verb = ("since" if when[:1].isdigit() else "began") if is_state else "closed"
            return f"{verb} {when}, because {_BEGAN[row.since_rule]} (rule {row.since_rule})"
        return ""

    def _doubt(self, rule: str, deal: str) -> str:
        if rule == "contested deal":
            return f"what it gave is in conflict with what others report (rule {rule})"
        if not deal:
            return f"it was to end then, and no report says whether it did (rule {rule})"
        found = reading.known(self._graph.tables, reading.ONE, key=deal)
        if not found:
            return f"of a report that is gone (rule {rule})"
        known, relation = found[0], self._graph.ontology.relations[found[0].relationship.relation]
        if rule == "bankrupt":
            return f"{self._deal(deal, rule)}, and no report says whether it goes on"
        if rule != "announced end":
            return f"{self._deal(deal, rule)}, before that"
        text = " ".join(filter(None, (known.subject_name, relation.label, self._object(known, relation))))
        sellers = self._labels(known, "seller")
        text += f" from {sellers}" if sellers else ""
        return f"this was announced and no report says whether it came: {text} ({_support(known)})"

    @staticmethod
    def _object(known: Known, relation: Relation) -> str:
        return "" if relation.unary else known.object_name

    def clause(self, rule: str, deal: str) -> str:
        """What lies behind a date that a rule or a deal gave; empty where articles state it themselves."""
        if deal:
            return self._deal(deal, rule)
        return _ENDED.get(rule) or _BEGAN.get(rule, "")

    def _deal(self, key: str, rule: str) -> str:
        place = f"{key} {rule}"
        if place not in self._deals:
            found = reading.known(self._graph.tables, reading.ONE, key=key)
            self._deals[place] = self._clause(found[0], rule) if found else "of a deal that is gone"
        return self._deals[place]

    def _clause(self, deal: Known, rule: str) -> str:
        """Who did what, in the words of the ontology: "Caleres completed its purchase of ... from ..."."""
        relation = self._graph.ontology.relations[deal.relationship.relation]
        if relation.ends_subject:
            how = dict(deal.relationship.qualifiers).get("how", ())
            verb = verb_of(relation, how, deal.subject_types if relation.unary else ())[1]
            text = " ".join(filter(None, (deal.subject_name, verb, self._object(deal, relation))))
            return f"{text} ({_support(deal)})"
        consequences = self._graph.ontology.consequences
        known = consequences.get(rule) or next(
            c for c in consequences.values() if c.of == deal.relationship.relation
        )
        into = self._labels(deal, known.subject_from) if known.subject_from != "subject" else ""
        if into:
            text = f"{into} {known.because} {deal.subject_name} and {deal.object_name}"
        else:
            who = told_name(deal.subject_name, deal.relationship.subject, relation)
            text = f"{who} {known.because} {deal.object_name}"
        seller = self._labels(deal, "seller")
        return f"{text}{f' from {seller}' if seller else ''} ({_support(deal)})"

    def _labels(self, deal: Known, qualifier: str) -> str:
        ids = dict(deal.relationship.qualifiers).get(qualifier, ())
        return " and ".join(label_of(self._graph, name) for name in ids)


def _support(deal: Known) -> str:
    first, last = deal.relationship.first_reported, deal.relationship.last_reported
    number = deal.relationship.articles
    days = first.isoformat() if first == last else f"{first} to {last}"
    return f"{'one article' if number == 1 else f'{number} articles'}, {days}"
