"""What look-ups read: values made of rows, by functions that hold the queries."""

from __future__ import annotations

from retailgraph.tables.conclusions import (
    ALL,
    ALL_ABOUT,
    ALL_OF_OBJECT,
    ALL_OF_RELATION,
    ALL_OF_SUBJECT,
    OF_OBJECT,
    OF_PAIR,
    OF_PARTY,
    OF_SUBJECT,
    ONE,
    UNCONFIRMED,
    Known,
    changed,
    known,
)
from retailgraph.tables.conflicts import conflict_numbers, conflicts
from retailgraph.tables.counts import keys_about
from retailgraph.tables.entities import (
    begun_with,
    ended_with,
    found_under,
    head,
    holders,
    labels,
    spellings,
    spellings_like,
    types,
)

__all__ = [
    "ALL",
    "ALL_ABOUT",
    "ALL_OF_OBJECT",
    "ALL_OF_RELATION",
    "ALL_OF_SUBJECT",
    "OF_OBJECT",
    "OF_PAIR",
    "OF_PARTY",
    "OF_SUBJECT",
    "ONE",
    "UNCONFIRMED",
    "Known",
    "begun_with",
    "changed",
    "conflict_numbers",
    "conflicts",
    "ended_with",
    "found_under",
    "head",
    "holders",
    "keys_about",
    "known",
    "labels",
    "spellings",
    "spellings_like",
    "types",
]
