"""Look-ups: questions in words, cards, evidence and lists, as frozen results."""

from __future__ import annotations

from retailgraph.lookup.answers import Answer, ask, why
from retailgraph.lookup.rows import Row

__all__ = ["Answer", "Row", "ask", "why"]
