"""OpenCorporates, read: answers of its API about companies and their officers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import Described, Left, Party, Place, Said, Statement

_PARENTS = {"controlling_entity": "owns", "ultimate_controlling_company": "ultimatelyOwns"}


def matches(source: Source) -> bool:
    """Whether a file is an answer of this API."""
    head = source.text_head
    return '"jurisdiction_code"' in head and '"company_number"' in head


def read(source: Source) -> Iterator[Said]:
    """What the companies and officers say."""
    for number, (kind, value) in enumerate(_found(source.json(), 0), 1):
        where, raw = Place(number), json.dumps(value, ensure_ascii=False)[:5_000]
        if kind == "company":
            yield from _company(where, value, raw)
        else:
            held = value.get("company")
            company = _party(held) if isinstance(held, Mapping) else None
            yield _officer(where, value, company, raw)


def _found(value: Any, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Companies, and officers that stand by themselves, wherever in the answer."""
    if depth > 8:
        return
    if isinstance(value, list):
        for each in value:
            yield from _found(each, depth + 1)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key in ("company", "officer") and isinstance(each, Mapping):
                yield key, each
            elif isinstance(each, Mapping | list):
                yield from _found(each, depth + 1)


def _party(value: Mapping[str, Any]) -> Party | None:
    name = str(value.get("name") or "").strip()
    place = str(value.get("jurisdiction_code") or "")[:2].upper()
    others = [
        str(n.get("company_name") or "") for n in value.get("previous_names") or () if isinstance(n, Mapping)
    ]
    key = f"{value.get('jurisdiction_code', '')}/{value.get('company_number', '')}"
    if not name:
        return None
    return Party(
        name, ("Company",), (), place, aliases=tuple(n for n in others if n),
        key=key if value.get("company_number") else "", is_sure=True,
    )  # fmt: skip


def _company(where: Place, value: Mapping[str, Any], raw: str) -> Iterator[Said]:
    company = _party(value)
    if company is None:
        yield Left(where, "name", "has no name", raw)
        return
    yield Described(company, where)
    if ended := str(value.get("dissolution_date") or ""):
        yield Statement(company, "ceases", company, {"from": ended}, {}, where, raw)
    for key, relation in _PARENTS.items():
        parent = value.get(key)
        if isinstance(parent, Mapping) and (owner := _party(parent)):
            yield Statement(owner, relation, company, {}, {}, where, raw)
    for each in value.get("officers") or ():
        officer = each.get("officer") if isinstance(each, Mapping) else None
        if isinstance(officer, Mapping):
            yield _officer(where, officer, company, raw)


def _officer(where: Place, value: Mapping[str, Any], company: Party | None, raw: str) -> Said:
    name = str(value.get("name") or "").strip()
    if company is None or not name:
        return Left(where, "officer", "names no company" if name else "has no name", raw)
    values = {"role": str(value.get("position") or "officer")}
    for key, word in (("start_date", "from"), ("end_date", "to")):
        if value.get(key):
            values[word] = str(value[key])[:10]
    if value.get("inactive") is True and "to" not in values:
        values["status"] = "ended"
    return Statement(Party(name, ("Person",)), "leads", company, values, {}, where, raw)
