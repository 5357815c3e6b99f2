"""The shapes of answers: the types of their fields, the same as JSON schema, and answers made of JSON again.

All of it is read from the classes of the answers, so that none can have a field that this does not know.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


@cache
def _names() -> dict[str, Any]:
    """What the classes of answers name in their annotations without importing it."""
    from retailgraph.form import Form
    from retailgraph.lookup.events import Event
    from retailgraph.lookup.evidence import CitedPassage, FigureRow

    return {"Form": Form, "Event": Event, "CitedPassage": CitedPassage, "FigureRow": FigureRow}


@cache
def hints(kind: type) -> dict[str, Any]:
    """The types of the fields of a class of answers."""
    return typing.get_type_hints(kind, localns=_names())


def revived(kind: type[T], document: Any) -> T:
    """The answer that JSON tells of; what it tells besides is left out."""
    made: T = _value(kind, document)
    return made


def _value(kind: Any, given: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return None if given is None else _value(_not_none(kind), given)
    if origin is tuple:
        return _tuple(typing.get_args(kind), given)
    if kind is date:
        return date.fromisoformat(given)
    if _is_form(kind):
        from retailgraph.form.plain import from_plain

        return from_plain(given)
    if is_dataclass(kind) and isinstance(kind, type):
        known = hints(kind)
        values = {
            one.name: _value(known[one.name], given[one.name]) for one in fields(kind) if one.name in given
        }
        return kind(**values)
    return given


def _tuple(inner: tuple[Any, ...], given: Any) -> tuple[Any, ...]:
    # Pairs of a name and a value stand in JSON as an object.
    items = [list(pair) for pair in given.items()] if isinstance(given, Mapping) else given
    if inner[-1] is Ellipsis:
        return tuple(_value(inner[0], item) for item in items)
    return tuple(_value(kind, item) for kind, item in zip(inner, items, strict=True))


def _not_none(kind: Any) -> Any:
    return next(one for one in typing.get_args(kind) if one is not types.NoneType)


def _bare(kind: Any) -> Any:
    return _not_none(kind) if typing.get_origin(kind) in (typing.Union, types.UnionType) else kind


def _is_form(kind: Any) -> bool:
    return kind is _names()["Form"]


# --- as JSON schema -----------------------------------------------------------------------------------------

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


class Schemas:
    """JSON schemas of classes of answers, each by its name, as they are asked for."""

    def __init__(self, place: str) -> None:
        self._place = place
        self.known: dict[str, dict[str, Any]] = {}

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of a type: of a class a reference to where it stands."""
        if kind in _PLAIN:
            return {"type": _PLAIN[kind]}
        if kind is date:
            return {"type": "string", "format": "date"}
        origin = typing.get_origin(kind)
        if origin in (typing.Union, types.UnionType):
            return {"anyOf": [self.of(_not_none(kind)), {"type": "null"}]}
        if origin is tuple:
            return self._tuple(typing.get_args(kind))
        if _is_form(kind):
            return {"type": "object"}
        return self._object(kind)

    def _tuple(self, inner: tuple[Any, ...]) -> dict[str, Any]:
        pairs = typing.get_origin(inner[0]) is tuple and inner[-1] is Ellipsis
        if pairs:  # they stand as an object
            return {"type": "object", "additionalProperties": self.of(typing.get_args(inner[0])[-1])}
        return {"type": "array", "items": self.of(inner[0])}

    def _object(self, kind: type) -> dict[str, Any]:
        name = kind.__name__
        if name not in self.known:
            self.known[name] = {}  # before its fields, which may hold it again
            known, every = hints(kind), fields(kind)
            self.known[name] = {
                "type": "object",
                "description": (kind.__doc__ or "").strip().partition("\n")[0],
                "properties": {one.name: self.of(known[one.name]) for one in every},
                "required": [one.name for one in every if not _is_form(_bare(known[one.name]))],
            }
        return {"$ref": f"{self._place}/{name}"}
