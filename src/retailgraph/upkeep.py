"""What ``doctor`` looks at: each check says what it found, and what to do if it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retailgraph.api import RetailGraph
from retailgraph.errors import RetailGraphError
from retailgraph.graph import places


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def examine(store: str | None = None, with_shipped: bool = False) -> list[Check]:
    """All checks, in the order in which one needs the other; none raises."""
    looked_at: list[tuple[str, Callable[[], str]]] = [
        ("libraries", _libraries),
        ("shipped files", _shipped),
        ("store", lambda: _store(store, with_shipped)),
        ("answer", lambda: _answer(store, with_shipped)),
    ]
    return [_checked(name, look) for name, look in looked_at]


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except (RetailGraphError, ImportError, OSError) as error:
        return Check(name, False, str(error))


def _libraries() -> str:
    from importlib.metadata import version

    names = ("click", "networkx", "pyoxigraph", "pyvis", "PyYAML", "rapidfuzz", "rdflib")
    return ", ".join(f"{name} {version(name)}" for name in names)


def _shipped() -> str:
    files = sum(1 for _ in places.shipped("data").rglob("*.yaml"))
    return f"{files} files in {places.shipped('data')}"


def _store(store: str | None, with_shipped: bool) -> str:
    with RetailGraph.open(store, with_shipped=with_shipped, create=False) as graph:
        meta = graph.meta
        held = (
            f"{meta['articles']} articles, {meta['claims']} claims, {len(graph.ontology.relations)} relations"
        )
        return f"{held}, built for {meta['day']}, in {graph.directory}"


def _answer(store: str | None, with_shipped: bool) -> str:
    with RetailGraph.open(store, with_shipped=with_shipped, create=False) as graph:
        rows = graph.query("SELECT (COUNT(*) AS ?n) { ?r a rg:Relationship }").rows
        return f"{rows[0][0].value} relationships concluded"  # type: ignore[union-attr]
