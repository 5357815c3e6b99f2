"""Results as people use them in Python: a length, item by item, as tables and in notebooks.

A result that is one value with items in it is :class:`Tabular`; one that is nothing but items is a
:class:`Listing`, a tuple. Both have the same: ``len``, iteration, ``to_frame`` and a table in notebooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from retailgraph.errors import UsageError

T = TypeVar("T")
_SHOWN = (
    "entity", "name", "words", "when", "status", "since", "until", "share", "price", "value", "unit",
    "market", "count", "text", "title", "published", "sources",
)  # fmt: skip
"""The fields of items that a notebook shows, where they have any of these."""
_MOST_SHOWN = 60


class Tabular:
    """What has items: a length, an order, and forms as a table."""

    @property
    def items(self) -> Sequence[Any]:
        """What there is one row for in a table."""
        raise NotImplementedError

    @property
    def caption(self) -> tuple[str, ...]:
        """The lines that stand above the table in a notebook, the first of them in bold."""
        return ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What stands below the table in a notebook."""
        return tuple(getattr(self, "notes", ()))

    def records(self) -> list[dict[str, Any]]:
        """The items as dictionaries, with one value in each field."""
        return [_flat(item) for item in self.items]

    def __len__(self) -> int:
        """How many items there are."""
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        """The items, one after the other."""
        return iter(self.items)

    def __bool__(self) -> bool:
        """Always true: a result without items is a result."""
        return True

    def to_frame(self) -> Any:
        """The items as a DataFrame of pandas, or of polars; UsageError where neither is installed."""
        return _frame(self.records())

    def _repr_html_(self) -> str:
        return _html(self.caption, self.records(), self.remarks)


class Listing(tuple[T, ...]):
    """Items alone: a tuple that is a table as well."""

    __slots__ = ()

    def to_frame(self) -> Any:
        """The items as a DataFrame of pandas, or of polars; UsageError where neither is installed."""
        return _frame([_flat(item) for item in self])

    def _repr_html_(self) -> str:
        return _html((f"{len(self):,}",), [_flat(item) for item in self], ())


def _frame(records: list[dict[str, Any]]) -> Any:
    from importlib import import_module
    from importlib.util import find_spec

    for name in ("pandas", "polars"):
        if find_spec(name) is not None:
            return import_module(name).DataFrame(records)
    raise UsageError("neither pandas nor polars is installed; pip install pandas")


def _flat(item: Any) -> dict[str, Any]:
    """An item as a dictionary whose lists are texts, as a table has one value in a cell."""
    record = item.to_dict() if hasattr(item, "to_dict") else _fields(item)
    return {
        key: "; ".join(map(str, value)) if isinstance(value, list | tuple) else value
        for key, value in record.items()
        if key not in ("evidence", "schema")
    }


def _fields(item: Any) -> Mapping[str, Any]:
    named = getattr(item, "_asdict", None) or getattr(item, "as_dict", None)
    if named is not None:
        return dict(named())
    return item if isinstance(item, Mapping) else {"value": item}


def _columns(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a notebook shows of items: what people look for; of items that have hardly any of that, all."""
    known = [name for name in _SHOWN if any(record.get(name) for record in records)]
    return known if len(known) > 2 or not records else list(records[0])


def _html(caption: Iterable[str], records: Sequence[Mapping[str, Any]], remarks: Iterable[str]) -> str:
    from html import escape

    first, *others = (*caption, "")
    lines = [f"<p><b>{escape(first)}</b>"] if first else []
    lines += [f"<br><small>{escape(other)}</small>" for other in others if other]
    lines += ["</p>"] if first else []
    columns = _columns(records)
    if records:
        head = "".join(f"<th>{escape(column)}</th>" for column in columns)
        lines.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
        for record in records[:_MOST_SHOWN]:
            cells = "".join(f"<td>{escape(str(record.get(column, '') or ''))}</td>" for column in columns)
            lines.append(f"<tr>{cells}</tr>")
        lines.append("</tbody></table>")
    more = [f"{_MOST_SHOWN} of {len(records):,}"] if len(records) > _MOST_SHOWN else []
    lines += [f"<p><small>{escape(remark)}</small></p>" for remark in (*more, *remarks)]
    return "".join(lines)
