"""What of a proposed claim may be edited, and how a value is written on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retailgraph.review.draft import NOT_SAID

ALWAYS = ("status", "from", "to")
WHERE_ALLOWED = ("role", "share", "seller", "price")
"""What may be edited beside status and dates, where the relation allows it."""
NONE = "-"
"""What stands for no value."""


def editable(allowed: tuple[str, ...]) -> tuple[str, ...]:
    """What may be edited of a claim whose relation allows these qualifiers."""
    return (*ALWAYS, *(name for name in WHERE_ALLOWED if name in allowed))


def values_said(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that belong to what a claim says."""
    return {name: value for name, value in values.items() if name not in NOT_SAID}


def as_line(value: Any) -> str:
    """A value on one line; several are separated by semicolons, none is ``-``."""
    if value is None:
        return NONE
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def from_line(text: str) -> Any:
    """The value, or list of values, that a line says; None if it says none."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if text.strip() == NONE or not parts:
        return None
    return parts if len(parts) > 1 else parts[0]


def changed(values: Mapping[str, Any], lines: Mapping[str, str]) -> dict[str, Any]:
    """The values after these lines were put in the place of those of their names."""
    made = dict(values)
    for name, line in lines.items():
        value = from_line(line)
        made.pop(name, None)
        if value is not None:
            made[name] = value
    return made
