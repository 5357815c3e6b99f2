"""How entities are connected: chains between two, what two share, who matters, who belongs together.

All of it reads the NetworkX graph of :mod:`retailgraph.network`, so it is of the day that the graph is of.
Measures count entities and what joins them, never how often articles say so.
"""

from retailgraph.connections.groups import Central, Community, central, communities
from retailgraph.connections.paths import Chain, Step, chains
from retailgraph.connections.platforms import PlatformMap, platform_map
from retailgraph.connections.sharing import Common, Comparison, common, compare

__all__ = [
    "Central",
    "Chain",
    "Common",
    "Community",
    "Comparison",
    "PlatformMap",
    "Step",
    "central",
    "chains",
    "common",
    "communities",
    "compare",
    "platform_map",
]
