"""JSON-LD in the words of schema.org, both ways: organizations, brands and whose they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source, json_value
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.parties import Described, Left, Party, Place, Said, Statement
from retailgraph.ontology import ENTITY

_SCRIPT = re.compile(
    r"<script[^>]*type\s*=\s*[\"']?application/ld\+json[^>]*>(.*?)</script>", re.IGNORECASE | re.DOTALL
)
_TYPES = {"Brand": "Brand", "Person": "Person"}
_ORGANIZATION = re.compile(r"(?:\w*Organization|Corporation|\w*Store|\w*Business|OnlineBusiness)$")
_TIES = {
    "parentOrganization": ("owns", True, ""),
    "subOrganization": ("owns", False, ""),
    "subsidiary": ("owns", False, ""),
    "brand": ("owns", False, ""),
    "owns": ("owns", False, ""),
    "memberOf": ("memberOf", False, ""),
    "founder": ("founded", True, ""),
}
_OUT = {"Brand": "Brand", "Person": "Person", "Platform": "OnlineBusiness", "Alliance": "Organization"}
_OUT |= {"Company": "Corporation", "Store": "Store"}
_MOST_DEPTH = 20


def matches(source: Source) -> bool:
    """Whether a file holds JSON-LD of schema.org."""
    head = source.text_head
    return bool(re.search(r"https?://schema\.org", head)) and ("@type" in head or "ld+json" in head)


def read(source: Source) -> Iterator[Said]:
    """What the things say of each other."""
    text = source.text()
    blocks = _SCRIPT.findall(text) if text.lstrip()[:1] == "<" else [text]
    number = 0
    for block in blocks:
        number += 1
        where = Place(number)
        try:
            value = json_value(block, source.name)
        except InvalidData as fault:
            yield Left(where, "", str(fault), block[:500])
            continue
        things = [t for t in _things(value, 0) if _kind(t)]
        by_id = {str(t["@id"]): t for t in things if t.get("@id") and t.get("name")}
        for thing in things:
            yield from _said(where, thing, by_id)


def _things(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _things(each, depth + 1)
    elif isinstance(value, Mapping):
        if value.get("@type"):
            yield value
        for each in value.values():
            yield from _things(each, depth + 1)


def _kind(thing: Mapping[str, Any]) -> str:
    stated = thing.get("@type")
    for each in stated if isinstance(stated, list) else [stated]:
        name = str(each).rpartition("/")[2].rpartition(":")[2]
        if name in _TYPES:
            return _TYPES[name]
        if _ORGANIZATION.fullmatch(name):
            return "Company"
    return ""


def _said(where: Place, thing: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[Said]:
    party = _party(thing, by_id)
    if party is None:
        return
    raw = json.dumps(thing, ensure_ascii=False)[:5000]
    ties = 0
    for key, (relation, is_subject, _) in _TIES.items():
        for other in _listed(thing.get(key)):
            found = _party(other, by_id)
            if found is None:
                continue
            ties += 1
            values = {"from": founded} if relation == "founded" and (founded := _founding(thing)) else {}
            if relation == "memberOf" and not found.is_sure:
                found = replace(found, types=("Alliance", "Initiative", *found.types))
            subject, object = (found, party) if is_subject else (party, found)
            yield Statement(subject, relation, object, values, {}, where, raw)
    if not ties:
        yield Described(party, where)


def _founding(thing: Mapping[str, Any]) -> str:
    """The day or year in which an organization was founded; empty if it is not said."""
    text = str(thing.get("foundingDate") or "")[:10]
    return text if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value not in (None, "") else []


def _party(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> Party | None:
    if isinstance(value, str):
        return Party(value)
    if not isinstance(value, Mapping):
        return None
    thing = by_id.get(str(value.get("@id", "")), value) if not value.get("name") else value
    name = thing.get("name") or thing.get("legalName")
    if not isinstance(name, str) or not name.strip():
        return None
    links = " ".join(str(s) for s in _listed(thing.get("sameAs")))
    found = re.search(r"wikidata\.org/(?:wiki|entity)/(Q[1-9]\d*)", links)
    ids = [("wikidata", found[1])] if found else []
    if isinstance(thing.get("leiCode"), str):
        ids.append(("lei", thing["leiCode"]))
    address = thing.get("address")
    country = address.get("addressCountry") if isinstance(address, Mapping) else ""
    kind = _kind(thing)
    aliases = [str(a) for a in (*_listed(thing.get("alternateName")), *_listed(thing.get("legalName")))]
    url, own = thing.get("url"), str(thing.get("@id", ""))
    return Party(
        name.strip(), ((kind, "Alliance") if kind == "Company" else (kind,)) if kind else (), tuple(ids),
        country if isinstance(country, str) and len(country) == 2 else "",
        url if isinstance(url, str) else "", tuple(a for a in aliases if a != name),
        is_sure=bool(kind) and thing.get("@type") != "Organization",  # which an alliance is too
        id=own.removeprefix(ENTITY) if own.startswith(ENTITY) else "",
    )  # fmt: skip


# --- out ----------------------------------------------------------------------------------------------------


def write(out: Outgoing) -> Iterator[str]:
    """A graph of things, each with those whom it owns, belongs to or founded, as far as that holds."""
    ties: dict[str, dict[str, list[dict[str, str]]]] = {}
    for fact in out.facts:
        link = fact.link
        holds = fact.standing.holds == "yes" or (link.relation == "founded" and fact.standing.state)
        key = {"owns": "owns", "memberOf": "memberOf", "founded": "founder"}.get(link.relation, "")
        if key and holds:
            one, other = (link.object, link.subject) if key == "founder" else (link.subject, link.object)
            named = {"@id": ENTITY + other, "name": out.label(other)}
            ties.setdefault(one, {}).setdefault(key, []).append(named)
    yield '{"@context": "https://schema.org",\n"@graph": ['
    before = "\n"
    for id, known in sorted(out.entities.items()):
        if known["type"] in _OUT:
            yield before + json.dumps(_thing(id, known, ties.get(id, {})), ensure_ascii=False)
            before = ",\n"
    yield "\n]}\n"


def mark(_name: str) -> str:
    """By which a file is known again."""
    return f'{{"@id": "{ENTITY}'


def _thing(id: str, known: Mapping[str, Any], ties: Mapping[str, Any]) -> dict[str, Any]:
    thing: dict[str, Any] = {
        "@id": ENTITY + id,
        "@type": _OUT[known["type"]],
        "name": known["label"],
        "alternateName": list(known["names"][1:]),
        "leiCode": known.get("id_lei", ""),
    }
    if wikidata := known.get("id_wikidata"):
        thing["sameAs"] = f"http://www.wikidata.org/entity/{wikidata}"
    if known["country"] and known["type"] not in ("Brand", "Person"):
        thing["address"] = {"@type": "PostalAddress", "addressCountry": known["country"]}
    return {name: value for name, value in {**thing, **ties}.items() if value}
