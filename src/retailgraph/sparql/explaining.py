"""The algebra of a query, for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from retailgraph.errors import QueryError
from retailgraph.ontology import PREFIXES
from retailgraph.sparql.faults import fault_at
from retailgraph.sparql.guarding import guard
from retailgraph.sparql.lexing import first_places, tokens
from retailgraph.sparql.results import shortened


def algebra(text: str) -> str:
    """The algebra of a query as rdflib parses it, indented; QueryError if it does not parse."""
    guard(text, allow_service=None)
    from pyparsing.exceptions import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        # Its parser would widen tabs, and the place of a fault with them.
        query = translateQuery(parseQuery(text.replace("\t", " ")), initNs=dict(PREFIXES))
    except ParseException as error:
        raise fault_at(text, error.loc, "rdflib does not understand the query from here") from None
    except RecursionError:
        raise QueryError("rdflib, which explains, cannot read a query that nests or chains so much") from None
    except Exception as error:  # rdflib raises bare Exception for unknown prefixes and bad projections
        raise QueryError(f"rdflib: {error}") from error
    places = first_places(list(tokens(text)))
    return "\n".join(_algebra(query.algebra, lambda name: places.get(name.lstrip("?"), len(text))))


_UNSAID = ("_vars", "lazy", "service_string")
_PLAIN_CHILDREN = ("p", "p1", "p2", "part", "triples")


def _algebra(node: object, place: Callable[[str], int]) -> list[str]:
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, CompValue):
        return _operator(node, place)
    if isinstance(node, Mapping):  # a row of VALUES
        return [f"{_n3(key)} = {_n3(value)}" for key, value in node.items()]
    if isinstance(node, tuple):  # a triple pattern
        return [" ".join(_n3(part) for part in node)]
    if isinstance(node, list | set):
        return [line for part in node for line in _algebra(part, place)]
    return [_n3(node)]


def _operator(node: Mapping[str, object], place: Callable[[str], int]) -> list[str]:
    """What is short stands beside the operator's name, what is itself an operator below it."""
    head, below = str(getattr(node, "name", "")), []
    for name, part in node.items():
        if name in _UNSAID or part in (None, [], {}):
            continue
        lines = _algebra(part, place)
        if name == "PV":  # comes from a set
            lines = [" ".join(sorted(lines, key=place))]
        if len(lines) == 1 and not isinstance(part[0] if isinstance(part, list) else part, Mapping):
            head += f" {name}={lines[0]}"
        elif name in _PLAIN_CHILDREN:
            below += [f"  {line}" for line in lines]
        else:
            below += [f"  {name}:", *(f"    {line}" for line in lines)]
    return [head, *below]


def _n3(term: object) -> str:
    written = str(term.n3() if hasattr(term, "n3") else term)
    return re.sub(
        "<([^<> ]+)>", lambda iri: iri[0] if shortened(iri[1]) == iri[1] else shortened(iri[1]), written
    )
