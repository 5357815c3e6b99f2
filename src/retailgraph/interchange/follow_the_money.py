"""FollowTheMoney entities in JSON lines: companies and people, and the entities that join them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from retailgraph.interchange.cells import Style, Unreadable, read_date, read_share
from retailgraph.interchange.inputs import Source, json_lines
from retailgraph.interchange.parties import Described, Left, Party, Place, Said, Statement

_TYPES = {
    **dict.fromkeys(("Company", "Organization", "LegalEntity", "PublicBody", "Asset"), "Company"),
    "Person": "Person",
}
_TIES = {
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
    "Employment": ("employee", "employer"),
    "Membership": ("member", "organization"),
    "Succession": ("predecessor", "successor"),
}
_IDS = {"leiCode": "lei", "wikidataId": "wikidata", "isinCode": "isin"}


def matches(source: Source) -> bool:
    """Whether a file holds FollowTheMoney entities, one a line."""
    first = source.head.lstrip(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    return bool(re.search(r'"schema"\s*:\s*"[A-Z]\w+"', first)) and '"properties"' in first


def read(source: Source) -> Iterator[Said]:
    """What the entities say: first who there is, for what joins them may stand before them."""
    parties: dict[str, Party] = {}
    places: dict[str, Place] = {}
    for where, value in _values(source):
        if isinstance(value, Mapping) and value.get("schema") in _TYPES:
            found = _party(value)
            if found.name:
                parties[found.key], places[found.key] = found, where
    joined: set[str] = set()
    for where, value in _values(source):
        raw = json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else ""
        if not isinstance(value, Mapping):
            yield Left(where, "", str(value).partition(": ")[2] or "is no entity", str(value)[:200])
            continue
        schema = str(value.get("schema", ""))
        if schema in _TIES:
            for said in _tie(where, schema, value, parties, raw):
                if isinstance(said, Statement):
                    joined |= {said.subject.key, said.object.key}
                yield said
        elif schema not in _TYPES:
            yield Left(where, str(value.get("id", "")), f"{schema or 'it'} is no relation here", raw, "other")
        else:
            party = _party(value)
            if not party.name:
                yield Left(where, party.key, "has no name", raw)
            elif ended := _first(value, "dissolutionDate"):
                try:
                    when, _ = read_date(ended, Style("day first"))
                except Unreadable as fault:
                    yield Left(where, party.key, str(fault), raw)
                    continue
                joined.add(party.key)
                yield Statement(party, "ceases", party, {"from": when}, {}, where, raw)
    for key, party in parties.items():
        yield Described(party, places[key])


def _values(source: Source) -> Iterator[tuple[Place, Any]]:
    for number, (line, value) in enumerate(json_lines(source), 1):
        yield Place(number, line), value


def _all(value: Mapping[str, Any], name: str) -> list[str]:
    properties = value.get("properties")
    found = properties.get(name) if isinstance(properties, Mapping) else None
    values = found if isinstance(found, list) else [found]
    return [str(v).strip() for v in values if v not in (None, "") and str(v).strip()]


def _first(value: Mapping[str, Any], name: str) -> str:
    return next(iter(_all(value, name)), "")


def _party(value: Mapping[str, Any]) -> Party:
    names = _all(value, "name")
    country = next(
        (c.upper() for key in ("jurisdiction", "country") for c in _all(value, key) if len(c) == 2), ""
    )  # fmt: skip
    ids = tuple((scheme, _first(value, key)) for key, scheme in _IDS.items() if _first(value, key))
    kind = _TYPES[str(value["schema"])]
    others = [*names[1:], *_all(value, "alias"), *_all(value, "previousName")]
    return Party(
        names[0] if names else "", (kind,), ids, country if kind != "Person" else "",
        _first(value, "website"),
        tuple(dict.fromkeys(others)), key=str(value.get("id", "")), is_sure=True,
    )  # fmt: skip


def _tie(
    where: Place, schema: str, value: Mapping[str, Any], parties: Mapping[str, Party], raw: str
) -> Iterator[Said]:
    id = str(value.get("id", ""))
    first, second = _TIES[schema]
    ones, others = _all(value, first), _all(value, second)
    for role, found in ((first, ones), (second, others)):
        if not found:
            yield Left(where, id, f"names no {role}", raw)
            return
    lost = [key for key in (*ones, *others) if key not in parties]
    if lost:
        yield Left(where, id, f"{', '.join(lost)} is not in the file", raw)
        return
    try:
        values = _values_of(schema, value)
    except Unreadable as fault:
        yield Left(where, id, str(fault), raw)
        return
    if schema == "Ownership" and len(ones) > 1 and "share" in values:
        yield Left(
            where, id, f"{len(ones)} owners of {values['share']} percent together: whose is which?", raw
        )
        return
    for one in ones:
        for other in others:
            relation, kept = _relation(schema, values)
            yield Statement(parties[one], relation, parties[other], kept, {}, where, raw)


def _relation(schema: str, values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    kept = dict(values)
    if schema == "Ownership":
        kept.pop("role", None)
        numbers = re.findall(r"\d+(?:\.\d+)?", kept.get("share", ""))
        is_small = bool(numbers) and float(numbers[-1]) <= 50 and not kept["share"].startswith("over")
        return ("holdsStakeIn" if is_small else "owns"), kept
    if schema == "Membership":
        return "memberOf", kept
    if schema == "Succession":
        kept.pop("role", None)
        return "becomes", kept
    kept.setdefault("role", "director" if schema == "Directorship" else "employee")
    return "leads", kept


def _values_of(schema: str, value: Mapping[str, Any]) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, word in (("startDate", "from"), ("endDate", "to"), ("date", "from")):
        if text := _first(value, key):
            values[word], _ = read_date(text, Style("day first"))
    if text := _first(value, "percentage"):
        values["share"] = read_share(text, Style(decimals="comma" if "," in text else ""))
    if text := _first(value, "role") if schema != "Ownership" else "":
        values["role"] = text
    status = _first(value, "status").lower()
    if status in ("inactive", "ended", "former") and "to" not in values:
        values["status"] = "ended"
    return values
