"""Running a query on the engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

import pyoxigraph as ox

from retailgraph.errors import QueryError, RetailGraphError, StoreError, TooLarge, UsageError
from retailgraph.ontology import PREFIXES
from retailgraph.sparql.faults import syntax_error
from retailgraph.sparql.guarding import checked
from retailgraph.sparql.lexing import Token, first_places, has_dataset, statement
from retailgraph.sparql.limits import Limits, check_in, checked_in, within
from retailgraph.sparql.results import Results, Term

T = TypeVar("T")
Name: TypeAlias = ox.NamedNode | ox.BlankNode
DEFAULT_GRAPHS: tuple[ox.NamedNode | ox.DefaultGraph, ...] = (ox.DefaultGraph(),)
"""What a query without ``FROM`` sees outside ``GRAPH``: the unnamed graph, in which all stands.

The engine does not merge graphs as sets: a triple that stands in two of those given here makes two rows.
"""


class Dataset(NamedTuple):
    """The graphs by name that a request asks about; they win over ``FROM``, as the protocol has it."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def run(
    store: ox.Store,
    text: str,
    *,
    allow_service: Sequence[str] = (),
    default_graphs: Sequence[ox.NamedNode | ox.DefaultGraph] = DEFAULT_GRAPHS,
    bindings: Mapping[str, Term] | None = None,
    limits: Limits | None = None,
    dataset: Dataset | None = None,
    base: str | None = None,
    most: int | None = None,
) -> Results:
    """The results of a SPARQL 1.1 query, with the known prefixes declared.

    ``FROM`` and ``FROM NAMED`` in the query replace ``default_graphs``, as the standard has it; they choose
    among the graphs of the store and never read a file; a ``dataset`` replaces both. ``bindings`` gives
    variables a value; the engine takes them only for variables that a SELECT projects. ``base`` is what
    relative IRIs are relative to. It runs in a thread of its own, whose stack has room for any query that the
    guard lets pass.

    Raises QueryError for a query that does not parse or is too long, Refused for a ``SERVICE`` that is not in
    ``allow_service``, TooLarge for more than ``most`` rows or triples, StoreError if the store cannot be
    read, TimeLimit and MemoryLimit as :func:`retailgraph.sparql.limits.within` says.
    """
    asked = _Asked(allow_service, default_graphs, bindings or {}, dataset, base, most)
    return within(limits, lambda: _run(store, text, asked))


class _Asked(NamedTuple):
    """All that is asked beside the text."""

    allow_service: Sequence[str]
    default_graphs: Sequence[ox.NamedNode | ox.DefaultGraph]
    bindings: Mapping[str, Term]
    dataset: Dataset | None
    base: str | None
    most: int | None


def _run(store: ox.Store, text: str, asked: _Asked) -> Results:
    tokens = checked(text, asked.allow_service)
    dataset, graphs = asked.dataset, _graphs(asked, tokens)
    try:
        found = store.query(
            text,
            base_iri=asked.base,
            prefixes=dict(PREFIXES),
            default_graph=graphs,
            named_graphs=_named(dataset.named) if dataset else None,
            substitutions={_variable(name): term for name, term in asked.bindings.items()} or None,
        )
        return _materialised(found, tokens, asked.most)
    except SyntaxError as error:
        raise syntax_error(text, tokens, str(error)) from None
    except RuntimeError as error:
        raise _evaluation_error(str(error), bool(asked.allow_service)) from error
    except OSError as error:
        if asked.allow_service:
            raise RetailGraphError(f"a service did not answer: {error}") from error
        raise StoreError(f"the store cannot be read: {error}") from error


def _graphs(asked: _Asked, tokens: Sequence[Token]) -> list[Name | ox.DefaultGraph] | None:
    """What is seen outside ``GRAPH``; None where ``FROM`` says it, over which the engine lets this win."""
    if asked.dataset is not None:
        return list(_named(asked.dataset.default))
    return None if has_dataset(tokens) else list(asked.default_graphs)


def _named(graphs: Sequence[str]) -> list[Name]:
    try:
        return [ox.NamedNode(graph) for graph in graphs]
    except ValueError as error:
        raise UsageError(f"the name of a graph is an IRI: {error}") from None


def _variable(name: str) -> ox.Variable:
    try:
        return ox.Variable(name)
    except ValueError as error:
        raise UsageError(f"'{name}' cannot be the name of a variable") from error


def _materialised(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, tokens: Sequence[Token], most: int | None
) -> Results:
    if isinstance(found, ox.QueryBoolean):
        return Results("boolean", boolean=bool(found))
    if isinstance(found, ox.QueryTriples):
        return Results("graph", triples=tuple(sorted(set(_bounded(found, most)), key=_sort_key)))
    names = [variable.value for variable in found.variables]
    order = _column_order(names, tokens)
    rows = tuple(tuple(row[i] for i in order) for row in _bounded(found, most))
    return Results("solutions", variables=tuple(names[i] for i in order), rows=rows)


def _bounded(rows: Iterable[T], most: int | None) -> Iterator[T]:
    for number, row in enumerate(checked_in(rows)):
        if number == most:
            raise TooLarge(f"the result has more than {most:,} rows or triples; ask for less: LIMIT")
        yield row


def _sort_key(triple: ox.Triple) -> str:
    check_in()  # a million of them would be sorted without looking up
    return str(triple)


def _column_order(names: Sequence[str], tokens: Sequence[Token]) -> list[int]:
    """The engine sorts the columns of ``SELECT *`` by name; people expect them as the query says them."""
    words = [token.text.upper() for token in statement(tokens)[:3]]
    if "*" not in words[1:2] and words[1:] not in (["DISTINCT", "*"], ["REDUCED", "*"]):
        return list(range(len(names)))
    places = first_places(tokens)
    return sorted(range(len(names)), key=lambda i: places.get(names[i], tokens[-1].start))


def _evaluation_error(message: str, with_services: bool) -> RetailGraphError:
    """Faults that the engine finds only while it works: functions it lacks, bindings it cannot place."""
    if name := re.match(r"The custom function <(.*)> is not supported", message):
        return QueryError(f"there is no function <{name[1]}>")
    if name := re.match(r"The SPARQL query does not contains variable \?(\S+) in", message):
        return QueryError(f"?{name[1]} is given a value, but the query's SELECT does not name it")
    if message.startswith("Corruption"):
        advice = "`retailgraph store reset`, with the same --store, rebuilds it"
        return StoreError(f"the store is damaged (its files are not what was written); {advice}")
    if with_services:
        return RetailGraphError(f"a service did not answer as it should: {message}")
    return QueryError(message)
