"""An rdflib Dataset whose queries reach nothing but itself, whatever rdflib is set to.

rdflib has one switch for the whole process (``SPARQL_LOAD_GRAPHS``), which any library may turn, and none for
``SERVICE``. So queries are read by rdflib's own parser and refused before it works on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import rdflib
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.processor import prepareQuery, prepareUpdate
from rdflib.plugins.sparql.sparql import Query, Update
from rdflib.plugins.stores.memory import Memory

from retailgraph.errors import Refused


class GuardedDataset(rdflib.Dataset):
    """A Dataset that refuses ``SERVICE``, ``LOAD``, and graphs in ``FROM`` and ``USING`` that are not in it.

    Refused is raised by :meth:`query` and :meth:`update`, of the dataset and of the graphs in it.
    """

    def __init__(self) -> None:
        super().__init__(store=_GuardedMemory(), default_union=True)

    def query(self, query_object: str | Query, *words: Any, **options: Any) -> Any:
        """As in rdflib."""
        names = options.get("initNs") or dict(self.namespaces())
        found = _refuse_reaching(query_object, names, self.store, options.get("base"))
        # Not to parse it twice; what another processor takes is not known.
        plain = not words and options.get("processor", "sparql") == "sparql"
        return super().query(found if plain else query_object, *words, **options)

    def update(self, update_object: str | Update, *words: Any, **options: Any) -> None:
        """As in rdflib."""
        _refuse_changing(update_object, options.get("initNs") or dict(self.namespaces()), self.store)
        super().update(update_object, *words, **options)


class _GuardedMemory(Memory):
    """rdflib asks a store first whether it answers queries itself: here graphs in the dataset are guarded."""

    def query(self, query: str | Query, initNs: Mapping[str, Any], *_: Any, **options: Any) -> Any:  # noqa: N803
        _refuse_reaching(query, initNs, self, options.get("base"))
        raise NotImplementedError  # rdflib does

    def update(self, update: str | Update, initNs: Mapping[str, Any], *_: Any, **__: Any) -> None:  # noqa: N803
        _refuse_changing(update, initNs, self)
        raise NotImplementedError


def _refuse_reaching(query: str | Query, names: Mapping[str, Any], store: Any, base: str | None) -> Query:
    parsed = prepareQuery(query, names, base) if isinstance(query, str) else query
    _refuse(parsed.algebra, store)
    return parsed


def _refuse_changing(update: str | Update, names: Mapping[str, Any], store: Any) -> None:
    parsed = prepareUpdate(update, names) if isinstance(update, str) else update
    _refuse(parsed.algebra, store)


def _refuse(algebra: Any, store: Any) -> None:
    for node in _nodes(algebra):
        if node.name == "ServiceGraphPattern":
            raise Refused(f"SERVICE {_n3(node.term)} is refused: this dataset asks nobody")
        if node.name == "Load":
            raise Refused(f"LOAD {_n3(node.iri)} is refused: this dataset reads no file and no address")
        # Of DatasetClause and UsingClause; rdflib would load what it does not know.
        named = [getattr(node, kind) for kind in ("default", "named")] if "Clause" in node.name else []
        for graph in named:
            if graph is not None and not _has(store, graph):
                raise Refused(f"FROM {_n3(graph)} is refused: no graph of this dataset has that name")


def _nodes(algebra: Any) -> Iterator[CompValue]:
    """All parts of an algebra, without recursion: it may be nested deeper than Python calls."""
    waiting, seen = [algebra], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or isinstance(node, str):
            continue
        seen.add(id(node))
        if isinstance(node, CompValue):
            yield node
        if isinstance(node, Mapping):
            waiting += node.values()
        elif isinstance(node, list | tuple | set | frozenset):
            waiting += node


def _has(store: Any, name: Any) -> bool:
    return next(iter(store.triples((None, None, None), rdflib.Graph(store, name))), None) is not None


def _n3(term: Any) -> str:
    return str(term.n3() if hasattr(term, "n3") else term)
