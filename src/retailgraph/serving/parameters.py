"""What a call takes: its parameters, how their texts become values, and the same as OpenAPI tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from retailgraph.errors import UsageError

_DAY = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$"
"""What surely is a day, month or year; there are more of them."""
LONGEST = 1000
"""Characters of a name or question."""


class Parameter(NamedTuple):
    """One value that a call takes, by its name in an address."""

    name: str
    about: str
    kind: str = "text"
    """``text``, ``words`` (several), ``number``, ``flag``, ``day``, or ``form``: an object of JSON."""
    required: bool = False
    least: int = 0
    most: int = 0
    default: Any = None
    example: Any = None

    def value(self, given: Sequence[str]) -> Any:
        """The value of the texts that were given; UsageError for what is none."""
        if self.kind == "words":
            return [self._text(one) for one in given]
        if len(given) > 1:
            raise UsageError(f"{self.name} is given {len(given)} times")
        if self.kind == "form":
            return json_object(given[0], self.name)
        text = self._text(given[0])
        if self.kind == "number":
            return self._number(text)
        if self.kind == "flag":
            return self._flag(text)
        return text

    def _text(self, text: str) -> str:
        if len(text) > LONGEST:
            raise UsageError(f"{self.name}: at most {LONGEST:,} characters, this has {len(text):,}")
        if "\0" in text:
            raise UsageError(f"{self.name}: a character that is no text (U+0000)")
        if self.required and not text.strip():
            raise UsageError(f"{self.name} is empty")
        return text

    def _number(self, text: str) -> int:
        digits = text.isascii() and text.isdecimal() and len(text) < 10
        if not digits or not self.least <= int(text) <= self.most:
            raise UsageError(f"{self.name} {text!r} is no whole number from {self.least} to {self.most}")
        return int(text)

    def _flag(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise UsageError(f"{self.name} {text!r} is neither true nor false")
        return text == "true"

    def schema(self) -> dict[str, Any]:
        """Its values as JSON schema."""
        made: dict[str, Any]
        if self.kind == "number":
            made = {"type": "integer", "minimum": self.least, "maximum": self.most}
        elif self.kind == "flag":
            made = {"type": "boolean"}
        elif self.kind == "words":
            made = {"type": "array", "items": {"type": "string", "maxLength": LONGEST}}
        elif self.kind == "form":
            made = {"type": "object"}
        elif self.kind == "day":
            made = {"type": "string", "pattern": _DAY if self.required else f"^$|{_DAY}"}
        else:
            made = {"type": "string", "maxLength": LONGEST, **({"minLength": 1} if self.required else {})}
        return made | ({"default": self.default} if self.default is not None else {})


_DEEPEST = 30


def json_object(text: str, name: str) -> dict[str, Any]:
    """The object that a text of JSON is; UsageError if it is none, or nested deeper than any form."""
    try:
        made = json.loads(text, parse_constant=_refuse)
        depth = _depth(made)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name}: no JSON: {error}") from None
    if not isinstance(made, dict):
        raise UsageError(f"{name}: an object is wanted, not {text[:40]!r}")
    if depth > _DEEPEST:
        raise UsageError(f"{name}: it is nested more than {_DEEPEST} deep")
    return made


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


def _depth(value: Any) -> int:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, parts), default=0)


def values_of(given: Mapping[str, Sequence[str]], known: Sequence[Parameter]) -> dict[str, Any]:
    """By name the values that are given, and what others are without being given.

    UsageError for one that is not known, is missing, or is not of its kind.
    """
    names = {one.name: one for one in known}
    for name in given:
        if name not in names:
            near = get_close_matches(name, names, 1)
            hint = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(names)}"
            raise UsageError(f"there is no parameter '{name}'{hint}", near)
    made = {}
    for one in known:
        if one.name in given:
            made[one.name] = one.value(given[one.name])
        elif one.required:
            raise UsageError(f"{one.name} is missing: {one.about}")
        else:
            made[one.name] = one.default
    return made
