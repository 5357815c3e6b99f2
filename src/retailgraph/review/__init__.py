"""Reading a draft with a person: each proposed claim beside its sentence and what the graph already says.

There is no terminal here: a :class:`Review` is asked for its next item, told the decision, and writes the
files.
"""

from __future__ import annotations

from retailgraph.review.draft import Draft, Item, read_draft
from retailgraph.review.reviewing import Review

__all__ = ["Draft", "Item", "Review", "read_draft"]
