"""Parting the texts of a form into terms whose names are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from retailgraph.form import AND, NOT, OR, Condition, Form, Group, Trait
from retailgraph.graph import Graph
from retailgraph.words.terms import says_each, term_ways

Knows = Callable[[str], bool]
"""A test for known names."""
_DEEPEST = 3  # terms within terms
_MOST_TRIED = 400  # texts of which is looked up whether they are names


def plain_names(form: Form) -> Iterator[str]:
    """The names that a form holds, at any depth."""
    for part in (*form.of, *form.where):
        yield from _names_in(part)


def _names_in(condition: Condition) -> Iterator[str]:
    if isinstance(condition, str):
        yield condition
    elif isinstance(condition, Form):
        yield from plain_names(condition)
    elif isinstance(condition, Group):
        for part in condition.parts:
            yield from _names_in(part)
    elif condition.field == "party":
        yield condition.value


def is_market(graph: Graph, text: str) -> bool:
    """Whether a text is empty or names a market."""
    if not text:
        return True
    from retailgraph.lookup.markets import market_named

    return market_named(graph, text) is not None


class Parting:
    """Parts the texts of a form into terms whose names are known."""

    def __init__(self, graph: Graph, known: Knows, exact: Knows | None = None) -> None:
        self._graph, self._known, self._exact = graph, known, exact or known
        self._terms: dict[str, Condition | None] = {}
        self._tried = 0

    def form(self, form: Form, depth: int = 0) -> Form | None:
        """The form with its texts parted, or None if that cannot be done."""
        of = [self.condition(term, depth) for term in form.of]
        if form.asks == "list":
            # "brands of X and Y" are those of either; of both at once one says "both".
            of = [_as_said(old, new) for old, new in zip(form.of, of, strict=True)]
        where = [self.condition(one, depth) for one in form.where]
        if any(part is None for part in (*of, *where)):
            return None
        if form.asks != "truth" and any(isinstance(part, Group) and part.op == NOT for part in of):
            return None  # whoever has nothing to do with somebody: silence tells of nobody
        if form.asks in ("card", "common") and any(not isinstance(part, str) for part in of):
            return None
        if form.asks == "between" and any(not _is_names(part) for part in of):
            return None
        terms = tuple(part for part in of if isinstance(part, str | Form | Group))
        return form._replace(of=terms, where=tuple(part for part in where if part is not None))

    def condition(self, condition: Condition, depth: int) -> Condition | None:
        """A term or condition with its texts parted."""
        if isinstance(condition, str):
            return self._text(condition, depth)
        if isinstance(condition, Form):
            return self.form(condition, depth) if depth < _DEEPEST else None
        if isinstance(condition, Trait):
            return condition if self._test_is_known(condition) else None
        parts = [self.condition(part, depth) for part in condition.parts]
        if condition.op == NOT and isinstance(condition.parts[0], str):
            # "except Cartier and Montblanc" leaves out each.
            parts = [_either(part) for part in parts]
        if any(part is None for part in parts):
            return None
        return condition._replace(parts=tuple(part for part in parts if part is not None))

    def _way(self, way: Condition, depth: int) -> Condition | None:
        """A way to part a text; one that reads it as a part of a question does not guess its names."""
        if isinstance(way, Form) and self._known is not self._exact:
            return Parting(self._graph, self._exact).condition(way, depth)
        return self.condition(way, depth)

    def _test_is_known(self, test: Trait) -> bool:
        if test.field == "party":
            return self._known(test.value)
        return test.field != "country" or is_market(self._graph, test.value)

    def _text(self, text: str, depth: int) -> Condition | None:
        if text in self._terms:
            return self._terms[text]
        self._terms[text] = None
        found: Condition | None = text if self._known(text) else None
        if found is None and depth < _DEEPEST and self._tried < _MOST_TRIED:
            self._tried += 1
            ways = term_ways(text, self._graph.ontology)
            found = next((t for way in ways if (t := self._way(way, depth + 1)) is not None), None)
        self._terms[text] = found
        return found


def _as_said(old: Condition, new: Condition | None) -> Condition | None:
    return _either(new) if isinstance(old, str) and not says_each(old) else new


def _is_names(condition: Condition | None) -> bool:
    """Whether a term is a name, or several."""
    if isinstance(condition, Group):
        return condition.op != NOT and all(isinstance(part, str) for part in condition.parts)
    return isinstance(condition, str)


def _either(condition: Condition | None) -> Condition | None:
    return condition._replace(op=OR) if isinstance(condition, Group) and condition.op == AND else condition
