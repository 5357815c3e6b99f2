"""Which brands sell on which platforms, in which markets."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retailgraph.connections.joined import network_of
from retailgraph.lookup.rows import Plain

if TYPE_CHECKING:
    from retailgraph.graph import Graph


@dataclass(frozen=True, slots=True)
class PlatformMap(Plain):
    """A matrix: ``cells[i][j]`` says where brand ``i`` sells on platform ``j``.

    A cell holds the markets, "yes" where no market is told, and is empty where nothing is.
    Brands with most platforms come first, platforms with most brands come first.
    """

    platforms: tuple[str, ...]
    platform_ids: tuple[str, ...]
    brands: tuple[str, ...]
    brand_ids: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]


def platform_map(graph: Graph, *, market: str = "", owner: str = "") -> PlatformMap:
    """Who sells on which platform; only in a market (its code or name), or only what an owner (id) has."""
    network = network_of(graph, ("sellsOn", "owns"))
    owned = {b for _, b, k in network.out_edges(owner, keys=True) if k == "owns"} | {owner} if owner else None
    sold: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for brand, platform, facts in network.edges(data=True):
        if facts["relation"] != "sellsOn" or (owned is not None and brand not in owned):
            continue
        if not market or market.casefold() in {m.casefold() for m in facts["market"]}:
            sold[brand][platform].update(facts["market"] or ["yes"])
    counts = Counter(platform for row in sold.values() for platform in row)
    labels = {name: str(facts["label"]) for name, facts in network.nodes(data=True)}
    platforms = sorted(counts, key=lambda p: (-counts[p], labels[p].casefold()))
    brands = sorted(sold, key=lambda b: (-len(sold[b]), labels[b].casefold()))
    return PlatformMap(
        tuple(labels[p] for p in platforms),
        tuple(platforms),
        tuple(labels[b] for b in brands),
        tuple(brands),
        tuple(tuple(_cell(sold[b].get(p, set())) for p in platforms) for b in brands),
    )


def _cell(markets: set[str]) -> str:
    """The markets; a claim without one adds nothing to those with one."""
    return ", ".join(sorted(markets - {"yes"} or markets))
