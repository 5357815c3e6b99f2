"""What files are checked against: the entities and articles of a store, looked up one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from retailgraph.tables import articles, entities
from retailgraph.tables.store import Tables


class KnownArticles:
    """The ids of a store's articles."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and articles.source(self._tables, name) is not None


class KnownTypes(Mapping[str, tuple[str, ...]]):
    """The types of a store's entities; a small load names few of them, so they are looked up one by one
    unless ``all_types`` are given. ``read_as`` are those that decisions made one with others: each with the
    id kept and the types of its own file."""

    def __init__(
        self,
        tables: Tables,
        read_as: Mapping[str, Any],
        all_types: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._tables, self._read_as, self._all = tables, read_as, all_types

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name in self._read_as:
            return tuple(self._read_as[name][1])
        return (entities.types(self._tables, [name]) if self._all is None else self._all)[name]

    def __iter__(self) -> Iterator[str]:
        known = entities.types(self._tables) if self._all is None else self._all
        return iter({**known, **self._read_as})

    def __len__(self) -> int:
        return sum(1 for _ in self)
