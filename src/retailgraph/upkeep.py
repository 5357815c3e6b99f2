"""What ``doctor`` looks at: each check says what it found, and what to do if it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retailgraph.api import RetailGraph
from retailgraph.articles import read
from retailgraph.errors import InvalidData, RetailGraphError, StoreError
from retailgraph.graph import places
from retailgraph.ontology import read as read_ontology


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
        ("your files", lambda: _kept(store, with_shipped)),
        ("loading", lambda: _loading(store, with_shipped)),
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
    folder = places.shipped("data")
    bundle = read([folder], read_ontology(places.shipped("ontology") / "retailgraph.ttl"))
    faults = [f for f in bundle.findings if f.severity == "error"]
    if faults:
        raise InvalidData(
            f"{faults[0]}" + (f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""), faults
        )
    return f"{len(bundle.files)} files in {folder}"


def _store(store: str | None, with_shipped: bool) -> str:
    with RetailGraph.open(store, with_shipped=with_shipped, create=False) as graph:
        meta, counts = graph.meta, graph.counts()
        held = (
            f"{counts['articles']} articles, {counts['claims']} claims, "
            f"{len(graph.ontology.relations)} relations"
        )
        return f"{held}, built for {meta['day']}, in {graph.directory}"


def _kept(store: str | None, with_shipped: bool) -> str:
    with RetailGraph.open(store, with_shipped=with_shipped, create=False) as graph:
        losses = graph.losses()
        if losses:
            more = f" (and {len(losses) - 1} more; see: retailgraph check)" if len(losses) > 1 else ""
            raise StoreError(f"{losses[0]}{more}")
        loads = len(graph.loads())
        return f"all kept as given: {loads} load{'' if loads == 1 else 's'}, in {graph.home.path}"


def _loading(store: str | None, with_shipped: bool) -> str:
    from retailgraph.graph.steps import under_way

    found = under_way(RetailGraph.located(store, with_shipped=with_shipped).home)
    if found:
        raise StoreError(found)
    return "no load is under way"


def _answer(store: str | None, with_shipped: bool) -> str:
    with RetailGraph.open(store, with_shipped=with_shipped, create=False) as graph:
        # Not COUNT: where the engine counts over a damaged block it never ends.
        found = graph.query("SELECT ?r { ?r rg:lastReported ?day }").rows
        return f"{len(found)} relationships concluded"
