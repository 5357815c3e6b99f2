"""The words of events: who did what to whom, and in brackets what tells it apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from retailgraph.graph import Graph
from retailgraph.graph.reading import Known
from retailgraph.lookup.clauses import told_name, told_sellers, verb_of
from retailgraph.lookup.names import label_of
from retailgraph.lookup.rows import own_values
from retailgraph.ontology import Relation
from retailgraph.relationships import Spell

_SLOT = re.compile(r"\{(\w+)\}")


class EventWords:
    """Puts the events of one graph into words."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._ontology = graph.ontology

    def done(self, known: Known, relation: Relation) -> str:
        """What was done: "Velmar acquired Marvane", "Kioska closed"."""
        who, whom = ends_of(known, relation)
        return f"{who} {self._verb(known, relation)[1]}{whom}"

    def to(self, known: Known, relation: Relation) -> str:
        """What was to be done: "Velmar to acquire Marvane"."""
        who, whom = ends_of(known, relation)
        return f"{who} to {self._verb(known, relation)[0]}{whom}"

    @staticmethod
    def _verb(known: Known, relation: Relation) -> tuple[str, str]:
        how = dict(known.relationship.qualifiers).get("how", ())
        return verb_of(relation, how, known.subject_types if relation.unary else ())

    def label(self, status: str) -> str:
        """The status that stands before a plan: "announced: "."""
        return self._ontology.statuses[status].label + ": "

    def filled(self, form: str, known: Known, share: str) -> str:
        """A form of the ontology with its names; what it has no place for follows in brackets."""
        slots = set(_SLOT.findall(form))
        relation = self._ontology.relations[known.relationship.relation]
        who, whom = ends_of(known, relation)
        values = {"subject": who, "object": whom.strip()}
        values |= {slot: self._value(known, slot) for slot in slots - values.keys()}
        told = " ".join(_SLOT.sub(lambda m: values[m[1]], form).split())
        return told + self.aside(known, slots, share)

    def _value(self, known: Known, qualifier: str) -> str:
        """What tells a relationship apart, as people say it: a role by the name that the ontology prefers."""
        mine = dict(known.relationship.distinction).get(qualifier, "")
        if qualifier == "role" and mine in self._ontology.roles:
            return self._ontology.roles[mine].labels[0]
        found = dict(known.relationship.qualifiers).get(qualifier, ())
        values = own_values(known.relationship, qualifier, found, self._ontology)
        return " and ".join(self._named(qualifier, values))

    def _named(self, qualifier: str, values: Iterable[str]) -> list[str]:
        return [label_of(self._graph, v) if self._ontology.links(qualifier) else v for v in values]

    def aside(self, known: Known, told: Collection[str], share: str, priced: Spell | None = None) -> str:
        """In brackets: what tells this relationship apart, the share, the price of one attempt."""
        parts = []
        for name, _ in known.relationship.distinction:
            if name not in told:
                label = f"{self._ontology.qualifiers[name].label} " if self._ontology.links(name) else ""
                parts.append(label + self._value(known, name))
        parts += [f"{share}%"] if share else []
        parts += self._own(known, priced).get("price", ()) if priced else ()
        return f" ({'; '.join(parts)})" if parts else ""

    @staticmethod
    def _own(known: Known, spell: Spell) -> dict[str, tuple[str, ...]]:
        """What those add who tell of this attempt and not of another."""
        return dict(known.relationship.support_of(spell).qualifiers)

    def parties(self, known: Known, relation: Relation, spell: Spell) -> str:
        """Who else took part: " from Capri Holdings Limited", " into Ahold Delhaize"."""
        found = self._own(known, spell)
        words = ""
        for name in relation.parties:
            if found.get(name):
                joint = "from" if name == "seller" else self._ontology.qualifiers[name].label
                parties = self._named(name, found[name])
                words += f" {joint} {told_sellers(parties) if name == 'seller' else ' and '.join(parties)}"
        return words


def ends_of(known: Known, relation: Relation) -> tuple[str, str]:
    """Who, and a blank and whom: nothing of what somebody does alone."""
    of = known.relationship
    whom = "" if relation.unary else f" {told_name(known.object_name, of.object, relation)}"
    return told_name(known.subject_name, of.subject, relation), whom
