"""retailgraph: what articles report about retail companies, as a graph that people can question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retailgraph._version import __version__

if TYPE_CHECKING:
    from retailgraph.api import RetailGraph

__all__ = ["RetailGraph", "__version__"]


def __getattr__(name: str) -> Any:
    # Loaded on first use: the command line needs the version without the graph.
    if name == "RetailGraph":
        from retailgraph.api import RetailGraph

        return RetailGraph
    raise AttributeError(f"module 'retailgraph' has no attribute '{name}'")
