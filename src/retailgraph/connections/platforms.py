"""Which brands sell on which platforms, in which markets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from retailgraph.frames import Tabular
from retailgraph.lookup.rows import Plain
from retailgraph.network import networkx_graph

if TYPE_CHECKING:
    import networkx

    from retailgraph.graph import Graph


class PlatformMap(Tabular, Plain):
    """A matrix: ``cells[i][j]`` says where brand ``i`` sells on platform ``j``.

    A cell holds the markets, "yes" where no market is told, and is empty where nothing is. It says of what
    nobody has confirmed lately until when it was ("yes, last confirmed 2008-04"), and "uncertain" of what
    may or may not be.
    Brands with most platforms come first, platforms with most brands come first.
    """

    platforms: tuple[str, ...]
    platform_ids: tuple[str, ...]
    brands: tuple[str, ...]
    brand_ids: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]

    @property
    def items(self) -> tuple[Mapping[str, Any], ...]:
        """One for each brand, with its cell of each platform."""
        rows = zip(self.brands, self.cells, strict=True)
        return tuple(
            {"brand": brand, **dict(zip(self.platforms, cells, strict=True))} for brand, cells in rows
        )


def platform_map(graph: Graph, *, market: str = "", owner: str = "") -> PlatformMap:
    """Who sells on which platform; only in a market (its code or name), or only what an owner (id) has."""
    network = networkx_graph(graph, relations=("sellsOn", "owns"), include=("inForce", "unknown"))
    owned = _owned(network, owner) if owner else None
    sold: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for brand, platform, facts in network.edges(data=True):
        if facts["relation"] != "sellsOn" or (owned is not None and brand not in owned):
            continue
        there = not market or market.casefold() in {m.casefold() for m in facts["market"]}
        if there and not facts["unreported"]:
            cell = sold[brand][platform]
            for where in facts["market"] or [_SOMEWHERE]:
                cell[where] = max(cell.get(where, ""), _standing(facts))
    counts = Counter(platform for row in sold.values() for platform in row)
    labels = {name: str(facts["label"]) for name, facts in network.nodes(data=True)}
    platforms = sorted(counts, key=lambda p: (-counts[p], labels[p].casefold()))
    brands = sorted(sold, key=lambda b: (-len(sold[b]), labels[b].casefold()))
    return PlatformMap(
        tuple(labels[p] for p in platforms),
        tuple(platforms),
        tuple(labels[b] for b in brands),
        tuple(brands),
        tuple(tuple(_cell(sold[b].get(p, {})) for p in platforms) for b in brands),
    )


_SOMEWHERE = "yes"
_UNCERTAIN, _SURE = "", "sure"
"""What is not stale; before and after every month in the order of text."""


def _owned(network: networkx.MultiDiGraph[str], owner: str) -> set[str]:
    """An owner and what it owns now."""
    edges = network.out_edges(owner, data=True) if owner in network else ()
    return {b for _, b, facts in edges if facts["relation"] == "owns" and facts["status"] == "inForce"} | {
        owner
    }


def _standing(facts: dict[str, Any]) -> str:
    """Whether it surely holds; of what nobody has confirmed lately the month until when it was."""
    if facts["status"] != "inForce":
        return _UNCERTAIN
    return facts["last_reported"][:7] if facts["stale"] else _SURE


def _cell(markets: dict[str, str]) -> str:
    """The markets; a claim without one adds nothing to those with one."""
    told = {name: known for name, known in markets.items() if name != _SOMEWHERE} or markets
    return ", ".join(_words(name, told[name]) for name in sorted(told))


def _words(name: str, known: str) -> str:
    if known == _SURE:
        return name
    doubt = f"last confirmed {known}" if known else "uncertain"
    if name == _SOMEWHERE:
        return f"{name}, {doubt}" if known else doubt
    return f"{name} ({doubt})"
