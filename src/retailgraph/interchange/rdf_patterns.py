"""Nodes of RDF of others that stand for a relationship: its ends, dates, role and status."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from retailgraph.interchange.parties import Left, Party, Place, Said, Statement
from retailgraph.interchange.rdf_alignment import NodePattern, patterns, qualifiers, statuses
from retailgraph.ontology import RDF


class StandingNodes:
    """Gathers what a file says of such nodes. ``stands`` is by node the class of others that it is of.

    A node without a name has another at each reading, so that its class is gathered here too.
    """

    def __init__(self, stands: Mapping[str, str]) -> None:
        self._stands = dict(stands)
        self._said: dict[str, dict[str, Any]] = {}
        self._places: dict[str, int] = {}
        self._behind: dict[str, dict[str, str]] = {}
        self._ends = {term for some in patterns().values() for p in some for term in (p.subject, p.object)}

    def take(self, number: int, quad: Any) -> None:
        """Note what the triple of this number says of such a node, or of a time that one may have."""
        node, term = quad.subject.value, quad.predicate.value
        is_nameless = type(quad.subject).__name__ == "BlankNode"
        if is_nameless and term == RDF + "type" and getattr(quad.object, "value", "") in patterns():
            self._stands[node] = quad.object.value
        if is_nameless or node in self._stands:
            self._places.setdefault(node, number)
            self._said.setdefault(node, {})[term] = quad.object
        if node not in self._stands and (word := qualifiers().get(term)) and hasattr(quad.object, "value"):
            self._behind.setdefault(node, {})[word] = quad.object.value

    def said(self, party: Callable[[Any], Party], names: Mapping[str, str]) -> Iterator[Said]:
        """A statement for each node; who its ends are is told by ``party``."""
        for node, kind in self._stands.items():
            terms = self._said.get(node, {})
            where = Place(self._places.get(node, 0))
            raw = f"<{node}> a <{kind}>"
            found = _fitting(patterns()[kind], terms, party)
            if found is None:
                yield Left(where, "", "stands for a relationship, and does not name both ends", raw)
                continue
            pattern, subject, object = found
            yield Statement(subject, pattern.relation, object, self._values(terms, names), {}, where, raw)

    def _values(self, terms: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
        values: dict[str, str] = {}
        for term, value in terms.items():
            text = str(getattr(value, "value", ""))
            if word := qualifiers().get(term):
                values[word] = names.get(text, text)
            elif text in statuses():
                values["status"] = statuses()[text]
            elif text in self._behind and term not in self._ends:
                values = {**self._behind[text], **values}
        for word in ("from", "to"):
            if word in values:
                values[word] = values[word][:10]
        told = {word: text for word, text in sorted(values.items()) if text}
        return told if told.get("status") != "inForce" else {k: v for k, v in told.items() if k != "status"}


def _fitting(
    some: tuple[NodePattern, ...], terms: Mapping[str, Any], party: Callable[[Any], Party]
) -> tuple[NodePattern, Party, Party] | None:
    """The first pattern whose ends are named, where there are several the one that takes such a subject."""
    from retailgraph.graph.sources import read_ontology

    relations = read_ontology().relations
    for pattern in some:
        if pattern.subject in terms and pattern.object in terms:
            subject = party(terms[pattern.subject])
            if len(some) == 1 or set(subject.types) & set(relations[pattern.relation].domain):
                return pattern, subject, party(terms[pattern.object])
    return None
