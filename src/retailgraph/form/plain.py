"""A form as plain values for JSON, and back, with a schema that says what may stand where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retailgraph.dates import partial
from retailgraph.errors import UsageError
from retailgraph.form.form import AND, ASKS, NOT, OR, ORDERS, Condition, Form, Group, Link, Term, Trait, When

SCHEMA_NAME = "retailgraph.form/1"
_WHEN_KINDS = ("now", "on", "in", "since", "before", "between", "overTime")
_ANSWERS = ("", "subject", "object", "party")
_FIELDS = ("type", "country", "about", "status", "price", "share", "through", "role", "party")
_OPS = ("is", "over", "under", "has")
_JOINED = {AND: "all", OR: "any", NOT: "not"}


def to_plain(form: Form) -> dict[str, Any]:
    """A form as dictionaries, lists and texts; what is as usual is left out."""
    made: dict[str, Any] = {"asks": form.asks}
    if form.links:
        made["links"] = [_link(link) for link in form.links]
    if form.of:
        made["of"] = [condition_to_plain(term) for term in form.of]
    if form.when.kind != "now":
        dates = {"start": form.when.start, "end": form.when.end}
        made["when"] = {"kind": form.when.kind, **{k: str(d) for k, d in dates.items() if d}}
    if form.where:
        made["where"] = [condition_to_plain(c) for c in form.where]
    for name in ("past", "former", "counted"):
        if getattr(form, name):
            made[name] = True
    for name in ("measure", "market", "moment", "order", "words"):
        if getattr(form, name):
            made[name] = getattr(form, name)
    if form.known_on:
        made["known_on"] = str(form.known_on)
    if form.limit:
        made["limit"] = form.limit
    return made


def _link(link: Link) -> dict[str, Any]:
    made: dict[str, Any] = {"relation": link.relation}
    made |= {n: getattr(link, n) for n in ("answers", "role", "party") if getattr(link, n)}
    return made | ({"types": list(link.types)} if link.types else {})


def condition_to_plain(condition: Condition) -> Any:
    """A term or condition as plain values: a name as text, a group as ``all``, ``any`` or ``not``."""
    if isinstance(condition, str):
        return condition
    if isinstance(condition, Form):
        return to_plain(condition)
    if isinstance(condition, Trait):
        return condition._asdict()
    parts = [condition_to_plain(part) for part in condition.parts]
    return {_JOINED[condition.op]: parts[0] if condition.op == NOT else parts}


# --- back ---------------------------------------------------------------------------------------------------


def from_plain(plain: Mapping[str, Any]) -> Form:
    """The form of plain values; UsageError that names what is wrong and where."""
    return _form(plain, "form")


def check_terms(form: Form) -> None:
    """UsageError for a form that asks something of fewer or more names than that can be asked of."""
    least, most = _TERMS.get(form.asks, (0, 0))
    if len(form.of) < least or (most and len(form.of) > most):
        wanted = f"{least}" if least == most else f"{least} or {most}" if most else f"{least} or more"
        raise UsageError(f"form.of: '{form.asks}' is asked of {wanted}, this has {len(form.of)}")
    if form.asks in _OF_PAIRS and len(form.of) == _OF_PAIRS[form.asks] and not form.links:
        raise UsageError(f"form.links: '{form.asks}' of two needs a relation")


_TERMS = {"truth": (1, 2), "when": (2, 2), "detail": (1, 2), "card": (1, 0), "figures": (1, 0)}
"""How many terms are asked about at least, and at most (0: any number)."""
_OF_PAIRS = {"truth": 2, "when": 2, "detail": 2}


def _form(plain: Any, at: str) -> Form:
    _is_mapping(plain, at)
    if not plain:
        raise UsageError(f"{at}: an empty object asks nothing")
    known = SCHEMA["properties"]
    for key in plain:
        if key not in known:
            raise UsageError(f"{at}: there is no '{key}'; it may have {', '.join(known)}")
    return Form(
        asks=_one_of(plain.get("asks", "list"), ASKS, f"{at}.asks"),
        links=tuple(_to_link(one, f"{at}.links[{n}]") for n, one in enumerate(_list(plain, "links", at))),
        of=tuple(_term(one, f"{at}.of[{n}]") for n, one in enumerate(_list(plain, "of", at))),
        when=_when(plain.get("when", {"kind": "now"}), f"{at}.when"),
        past=_flag(plain, "past", at),
        measure=_text(plain, "measure", at),
        words=_text(plain, "words", at),
        former=_flag(plain, "former", at),
        known_on=_date(plain["known_on"], f"{at}.known_on") if "known_on" in plain else None,
        market=_text(plain, "market", at),
        moment=_one_of(plain.get("moment", ""), ("", "beginning", "ending"), f"{at}.moment"),
        where=tuple(_condition(one, f"{at}.where[{n}]") for n, one in enumerate(_list(plain, "where", at))),
        counted=_flag(plain, "counted", at),
        order=_one_of(plain.get("order", ""), ORDERS, f"{at}.order"),
        limit=_number(plain, "limit", at),
    )


def _is_mapping(plain: Any, at: str) -> None:
    if not isinstance(plain, Mapping):
        raise UsageError(f"{at}: an object is wanted, not {plain!r}")


def _list(plain: Mapping[str, Any], key: str, at: str) -> list[Any]:
    found = plain.get(key, [])
    if isinstance(found, str | Mapping):
        found = [found]
    if not isinstance(found, list | tuple):
        raise UsageError(f"{at}.{key}: a list is wanted, not {found!r}")
    return list(found)


def _one_of(value: Any, allowed: tuple[str, ...], at: str) -> str:
    if value not in allowed:
        raise UsageError(f"{at}: '{value}' is none of {', '.join(a for a in allowed if a)}")
    return str(value)


def _flag(plain: Mapping[str, Any], key: str, at: str) -> bool:
    found = plain.get(key, False)
    if not isinstance(found, bool):
        raise UsageError(f"{at}.{key}: true or false is wanted, not {found!r}")
    return found


def _text(plain: Mapping[str, Any], key: str, at: str) -> str:
    found = plain.get(key, "")
    if not isinstance(found, str):
        raise UsageError(f"{at}.{key}: a text is wanted, not {found!r}")
    return found


def _number(plain: Mapping[str, Any], key: str, at: str) -> int:
    found = plain.get(key, 0)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise UsageError(f"{at}.{key}: a whole number, 0 or more, is wanted, not {found!r}")
    return found


def _to_link(plain: Any, at: str) -> Link:
    plain = {"relation": plain} if isinstance(plain, str) else plain
    _is_mapping(plain, at)
    if not isinstance(plain.get("relation"), str):
        raise UsageError(f"{at}: a relation is wanted")
    answers = _one_of(plain.get("answers", ""), _ANSWERS, f"{at}.answers")
    types = tuple(str(t) for t in _list(plain, "types", at))
    return Link(plain["relation"], answers, types, _text(plain, "role", at), _text(plain, "party", at))


def _when(plain: Any, at: str) -> When:
    _is_mapping(plain, at)
    kind = _one_of(plain.get("kind"), _WHEN_KINDS, f"{at}.kind")
    start, end = (_date(plain[key], f"{at}.{key}") if key in plain else None for key in ("start", "end"))
    return When(kind, start, end)


def _date(text: Any, at: str) -> Any:
    try:
        return partial(str(text))
    except ValueError as error:
        raise UsageError(f"{at}: {error}") from None


def _condition(plain: Any, at: str) -> Condition:
    if isinstance(plain, str):
        return plain
    _is_mapping(plain, at)
    for op, key in _JOINED.items():
        if key in plain:
            parts = [plain[key]] if op == NOT else _list(plain, key, at)
            if not parts:
                raise UsageError(f"{at}.{key}: one or more are wanted")
            return Group(op, tuple(_condition(part, f"{at}.{key}") for part in parts))
    if "field" in plain:
        field = _one_of(plain["field"], _FIELDS, f"{at}.field")
        return Trait(field, _one_of(plain.get("op", "is"), _OPS, f"{at}.op"), str(plain.get("value", "")))
    return _form(plain, at)


def _term(plain: Any, at: str) -> Term:
    found = _condition(plain, at)
    if isinstance(found, Trait):
        raise UsageError(f"{at}: a name, a form or a group of those is wanted, not a test")
    return found


def _enum(values: tuple[str, ...]) -> dict[str, Any]:
    return {"enum": list(values)}


_TERM = {"$ref": "#/$defs/condition"}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": SCHEMA_NAME,
    "type": "object",
    "required": ["asks"],
    "additionalProperties": False,
    "properties": {
        "asks": _enum(ASKS),
        "links": {"type": "array", "items": {"$ref": "#/$defs/link"}},
        "of": {"type": "array", "items": _TERM},
        "when": {
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": _enum(_WHEN_KINDS),
                "start": {"type": "string"},
                "end": {"type": "string"},
            },
        },
        "where": {"type": "array", "items": _TERM},
        "past": {"type": "boolean"},
        "former": {"type": "boolean"},
        "counted": {"type": "boolean"},
        "measure": {"type": "string"},
        "market": {"type": "string"},
        "moment": _enum(("", "beginning", "ending")),
        "order": _enum(ORDERS),
        "words": {"type": "string"},
        "known_on": {"type": "string"},
        "limit": {"type": "integer", "minimum": 0},
    },
    "$defs": {
        "link": {
            "type": "object",
            "required": ["relation"],
            "properties": {
                "relation": {"type": "string"},
                "answers": _enum(_ANSWERS),
                "types": {"type": "array", "items": {"type": "string"}},
                "role": {"type": "string"},
                "party": {"type": "string"},
            },
        },
        "condition": {
            "anyOf": [
                {"type": "string"},
                {"$ref": "#"},
                {"type": "object", "required": ["all"]},
                {"type": "object", "required": ["any"]},
                {"type": "object", "required": ["not"]},
                {
                    "type": "object",
                    "required": ["field", "op", "value"],
                    "properties": {
                        "field": _enum(_FIELDS),
                        "op": _enum(_OPS),
                        "value": {"type": "string"},
                    },
                },
            ]
        },
    },
}
"""The JSON schema of a form."""
