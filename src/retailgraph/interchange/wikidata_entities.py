"""Wikidata's entities as JSON: those of the API, and dumps, an item a line.

Statements with the rank *deprecated* are left, values that nobody knows are nobody, and what only a reference
says is the note of its row. A value is called by its label if the file describes it, else by its id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange import wikidata_terms as terms
from retailgraph.interchange.inputs import Source, json_value
from retailgraph.interchange.owning import relation_of
from retailgraph.interchange.parties import (
    NOBODY_NAMED,
    Described,
    Left,
    Party,
    Place,
    Remark,
    Said,
    Statement,
)
from retailgraph.interchange.wikidata import about_then, dated

_LANGUAGES = ("en", "mul", "de", "fr", "es", "it", "nl", "sv")
_KEPT = ("zh", "zh-hans", "zh-hant", "ja", "ko", "ru", "ar", "he", "th", "el")
_IDS = {"P1278": "lei", "P946": "isin"}
_ITEM = re.compile(r"Q[1-9]\d*")
_MOST_RAW = 2_000
_LONGEST = 50_000_000
"""Of a line: some items say very much."""


def matches(source: Source) -> bool:
    """Whether a file holds items of Wikidata with their statements."""
    head = source.text_head
    return bool(re.search(r'"type"\s*:\s*"item"', head)) and bool(
        re.search(r'"(?:labels|claims|mainsnak)"\s*:', head)
    )


def read(source: Source) -> Iterator[Said]:
    """What the items say, one after the other."""
    for where, item in _items(source):
        if isinstance(item, InvalidData):
            yield Left(where, "", str(item).partition(": ")[2] or str(item))
        elif not isinstance(item, Mapping) or not _ITEM.fullmatch(str(item.get("id", ""))):
            yield Left(where, "", "is no item", str(item)[:200], "other")
        else:
            yield from _of_item(where, item)


def _items(source: Source) -> Iterator[tuple[Place, Any]]:
    if re.match(r'\s*\{\s*"entities"\s*:', source.text_head):
        held = source.json().get("entities")
        values = held.values() if isinstance(held, Mapping) else ()
        yield from ((Place(number), value) for number, value in enumerate(values, 1))
        return
    number = 0
    for line_number, line in source.lines(_LONGEST):
        text = line.strip().rstrip(",")
        if text in ("", "[", "]"):
            continue
        number += 1
        where = Place(number, line_number)
        try:
            yield where, json_value(text, source.name, line_number)
        except InvalidData as fault:
            yield where, fault


def _of_item(where: Place, item: Mapping[str, Any]) -> Iterator[Said]:
    claims = item.get("claims")
    claims = claims if isinstance(claims, Mapping) else {}
    me = _described(item, claims)
    ties = 0
    for name, meaning in terms.PROPERTIES.items():
        for statement in _statements(claims, name):
            ties += 1
            yield _statement(where, me, name, meaning, statement)
    for statement in _statements(claims, terms.CEASED):
        ties += 1
        yield _ceased(where, me, statement)
    if not ties:
        yield Described(me, where)


def _statements(claims: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = claims.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _described(item: Mapping[str, Any], claims: Mapping[str, Any]) -> Party:
    id = str(item["id"])
    labels = {tag: _label(one) for tag, one in (item.get("labels") or {}).items() if _label(one)}
    name = next((labels[tag] for tag in _LANGUAGES if tag in labels), next(iter(labels.values()), id))
    listed = (item.get("aliases") or {}).get("en") or ()
    aliases = tuple(dict.fromkeys(_label(one) for one in listed if _label(one)))
    kinds = [terms.TYPES[q] for q in _values(claims, "P31") if q in terms.TYPES]
    ids = [("wikidata", id), *((s, v) for p, s in _IDS.items() for v in _values(claims, p)[:1])]
    website = next(iter(_values(claims, "P856")), "")
    return Party(
        name, tuple(dict.fromkeys(kinds)), tuple(ids), "", website, aliases,
        tuple((tag, labels[tag]) for tag in _KEPT if tag in labels), key=id, is_sure=bool(kinds),
    )  # fmt: skip


def _label(value: Any) -> str:
    return str(value.get("value", "")).strip() if isinstance(value, Mapping) else ""


def _values(claims: Mapping[str, Any], name: str) -> list[str]:
    """The values of a property that are not deprecated, as ids or texts."""
    found = [_value(s.get("mainsnak")) for s in _statements(claims, name) if s.get("rank") != "deprecated"]
    return [text for text in found if text]


def _value(snak: Any) -> str:
    value = snak.get("datavalue", {}).get("value") if isinstance(snak, Mapping) else None
    if isinstance(value, Mapping):
        return str(value.get("id") or value.get("amount") or value.get("text") or "")
    return str(value or "")


def _is_unknown(snak: Any) -> bool:
    return isinstance(snak, Mapping) and snak.get("snaktype") == "somevalue"


def _statement(
    where: Place, me: Party, name: str, meaning: terms.Property, said: Mapping[str, Any]
) -> Statement | Left:
    raw = json.dumps({name: said}, ensure_ascii=False)[:_MOST_RAW]
    snak, rank = said.get("mainsnak"), said.get("rank")
    if rank == "deprecated":
        return Left(where, name, "is deprecated by Wikidata", raw, "other")
    other = _other(snak, meaning)
    if other is None:
        known = isinstance(snak, Mapping) and snak.get("snaktype") == "novalue"
        return Left(where, name, "says that there is none" if known else "names no item", raw, "other")
    notes: list[Remark] = []
    values = {"role": meaning.role} if meaning.role else {}
    values |= _period(where, said, notes)
    relation = meaning.relation
    share = _value(_first(said, terms.SHARE))
    if share and relation == "owns":
        try:
            values["share"] = f"{float(share) * 100:.6f}".rstrip("0").rstrip(".")
        except ValueError:
            return Left(where, terms.SHARE, f"'{share[:40]}' is not a number", raw)
        if not 0 <= float(share) <= 1:
            return Left(where, terms.SHARE, f"{share} is no part of one", raw)
        relation = relation_of(values["share"])
    ends = (me, other) if meaning.forward else (other, me)
    return Statement(ends[0], relation, ends[1], values, {}, where, raw, tuple(notes), _reference(said))


def _other(snak: Any, meaning: terms.Property) -> Party | None:
    if _is_unknown(snak):
        return NOBODY_NAMED if meaning.relation == "owns" and not meaning.forward else None
    id = _value(snak)
    if not _ITEM.fullmatch(id):
        return None
    kinds: tuple[str, ...] = ("Person",) if meaning.relation == "leads" else ()
    return Party(id, kinds, (("wikidata", id),), key=id)


def _ceased(where: Place, me: Party, said: Mapping[str, Any]) -> Statement | Left:
    raw = json.dumps(said, ensure_ascii=False)[:_MOST_RAW]
    day, told = _time(said.get("mainsnak"))
    if said.get("rank") == "deprecated" or not day:
        return Left(where, terms.CEASED, told or "is deprecated by Wikidata", raw, "other")
    return Statement(me, "ceases", me, {"from": day}, {}, where, raw, (), _reference(said))


def _period(where: Place, said: Mapping[str, Any], notes: list[Remark]) -> dict[str, str]:
    values: dict[str, str] = {}
    for word, name in (("from", terms.START), ("to", terms.END)):
        snak = _first(said, name)
        if snak is None:
            continue
        if _is_unknown(snak):
            notes.append(Remark(where, name, "is an unknown value; taken without it"))
            values |= {"status": "ended"} if word == "to" else {}
            continue
        day, told = _time(snak)
        if day:
            values[word] = day
        if told:
            notes.append(Remark(where, name, told))
            if word == "to":
                values |= {"status": "ended", "note": f"until {about_then(_time_text(snak))}"}
    return values


def _first(said: Mapping[str, Any], name: str) -> Any:
    qualifiers = said.get("qualifiers")
    found = qualifiers.get(name) if isinstance(qualifiers, Mapping) else None
    return found[0] if isinstance(found, list) and found else None


def _time_text(snak: Any) -> str:
    value = snak.get("datavalue", {}).get("value") if isinstance(snak, Mapping) else None
    return str(value.get("time", "")) if isinstance(value, Mapping) else ""


def _time(snak: Any) -> tuple[str, str]:
    value = snak.get("datavalue", {}).get("value") if isinstance(snak, Mapping) else None
    if not isinstance(value, Mapping):
        return "", "has no time; taken without it"
    precision = str(value.get("precision", terms.DAY))
    return dated(str(value.get("time", "")), int(precision) if precision.isdecimal() else terms.DAY)


def _reference(said: Mapping[str, Any]) -> str:
    """The first address of a reference."""
    for reference in said.get("references") or ():
        snaks = reference.get("snaks") if isinstance(reference, Mapping) else None
        for snak in (snaks or {}).get(terms.SOURCE_URL) or ():
            if url := _value(snak):
                return url
    return ""
