"""Answers as tables of other libraries, and as HTML for notebooks."""

from __future__ import annotations

from html import escape
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from retailgraph.errors import UsageError

if TYPE_CHECKING:
    from retailgraph.answers.answer import Answer

COLUMNS = ("entity", "words", "status", "since", "until", "share", "price", "sources")
"""The columns of a row that a notebook shows."""


def frame_of(answer: Answer) -> Any:
    """The items of an answer as a DataFrame of pandas, or of polars; UsageError where neither is
    installed.
    """
    records = [_flat(item.to_dict() if hasattr(item, "to_dict") else _fields(item)) for item in answer.items]
    for name in ("pandas", "polars"):
        if find_spec(name) is not None:
            return import_module(name).DataFrame(records)
    raise UsageError("neither pandas nor polars is installed; pip install pandas")


def _fields(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record whose lists are texts, as a table has one value in a cell."""
    return {
        key: "; ".join(map(str, value)) if isinstance(value, list) else value
        for key, value in record.items()
        if key != "evidence"
    }


def html_of(answer: Answer) -> str:
    """The answer as HTML: the sentence that answers, then its items as a table."""
    lines = [
        f"<p><b>{escape(answer.sentence or answer.understood)}</b><br><small>{escape(answer.understood)} "
    ]
    lines.append(f"· {escape(answer.period)}</small></p>")
    records = [_flat(i.to_dict() if hasattr(i, "to_dict") else _fields(i)) for i in answer.items]
    columns = [c for c in COLUMNS if any(r.get(c) for r in records)] or list(records[0] if records else ())
    if records:
        head = "".join(f"<th>{escape(column)}</th>" for column in columns)
        lines.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
        for record in records:
            cells = "".join(f"<td>{escape(str(record.get(column, '') or ''))}</td>" for column in columns)
            lines.append(f"<tr>{cells}</tr>")
        lines.append("</tbody></table>")
    lines += [f"<p><small>{escape(note)}</small></p>" for note in answer.notes]
    return "".join(lines)
