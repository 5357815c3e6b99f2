"""FollowTheMoney entities in JSON lines, both ways: companies and people, and the entities that join them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from retailgraph.interchange.cell_dates import read_date
from retailgraph.interchange.cells import Style, Unreadable, read_share
from retailgraph.interchange.inputs import Source, json_lines
from retailgraph.interchange.outgoing import Fact, Outgoing
from retailgraph.interchange.owning import relation_of
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
    "UnknownLink": ("subject", "object"),
}
_UNKNOWN = "unknown"
_OURS = "rg-"
"""Begins the ids that this program gives."""
_IDS = {"leiCode": "lei", "wikidataId": "wikidata", "isinCode": "isin"}


def matches(source: Source) -> bool:
    """Whether a file holds FollowTheMoney entities, one a line."""
    first = source.text_head.partition("\n")[0]
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
        id=str(value.get("id", "")).removeprefix(_OURS) if str(value.get("id", "")).startswith(_OURS) else "",
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
    if _first(value, "status") == _UNKNOWN:
        yield Left(where, id, "may hold or not, by the file itself", raw, "other")
        return
    try:
        values = _values_of(schema, value)
        if schema == "UnknownLink":
            yield from _link(where, value, parties, values, raw)
            return
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


def _link(
    where: Place, value: Mapping[str, Any], parties: Mapping[str, Party], values: dict[str, str], raw: str
) -> Iterator[Said]:
    """A tie without a schema of its own: its role is a relation of ours, or none."""
    from retailgraph.graph.sources import read_ontology

    relation = values.pop("role", "")
    if relation not in read_ontology().relations:
        reason = f"'{relation[:60]}' is no relation here" if relation else "does not say what joins the two"
        yield Left(where, str(value.get("id", "")), reason, raw, "other")
        return
    for one in _all(value, "subject"):
        for other in _all(value, "object"):
            yield Statement(parties[one], relation, parties[other], values, {}, where, raw)


def _relation(schema: str, values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    kept = dict(values)
    if schema == "Ownership":
        kept.pop("role", None)
        return relation_of(kept.get("share", "")), kept
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


# --- out ----------------------------------------------------------------------------------------------------

_SCHEMATA = {"Company": "Company", "Person": "Person", "Alliance": "Organization"}
"""By type; all else is an asset, which can be owned."""
_LEGAL = ("Company", "Person", "Organization")
_TIE_OF = {
    "owns": "Ownership",
    "holdsStakeIn": "Ownership",
    "leads": "Directorship",
    "memberOf": "Membership",
}


def write(out: Outgoing) -> Iterator[str]:
    """An entity a line: who there is, then what joins them and held at some time."""
    for id, known in sorted(out.entities.items()):
        yield _line(_OURS + id, _schema(known), _properties(known))
    for fact in out.facts:
        if fact.held:
            yield _interval(fact, out)


def mark(_name: str) -> str:
    """By which a file is known again."""
    return f'{{"id": "{_OURS}'


def _line(id: str, schema: str, properties: Mapping[str, list[str]]) -> str:
    kept = {name: [v for v in values if v] for name, values in properties.items()}
    value = {"id": id, "schema": schema, "properties": {name: v for name, v in kept.items() if v}}
    return json.dumps(value, ensure_ascii=False) + "\n"


def _schema(known: Mapping[str, Any]) -> str:
    return next((_SCHEMATA[kind] for kind in known["types"] if kind in _SCHEMATA), "Asset")


def _properties(known: Mapping[str, Any]) -> dict[str, list[str]]:
    told = {
        "name": [known["label"]],
        "alias": list(known["names"][1:]),
        "country": [known["country"].lower()],
        "wikidataId": [known.get("id_wikidata", "")],
    }
    if _schema(known) in ("Company", "Organization"):
        told["leiCode"] = [known.get("id_lei", "")]
    return told


def _interval(fact: Fact, out: Outgoing) -> str:
    link = fact.link
    ends = [_schema(out.entities[id]) for id in (link.subject, link.object)]
    schema = _TIE_OF.get(link.relation, "UnknownLink")
    if ends[0] not in _LEGAL or (schema != "Ownership" and ends[1] not in ("Company", "Organization")):
        schema = "UnknownLink"  # the vocabulary lets only legal entities stand there
    first, second = _TIES[schema]
    told = {
        first: [_OURS + link.subject],
        second: [_OURS + link.object],
        "startDate": [_plain_date(link.spell.since.text if link.spell.since else "")],
        "endDate": [_plain_date(link.spell.until.text if link.spell.until else "")],
        "sourceUrl": fact.urls,
        "summary": [fact.doubt],
        "role": [link.relation] if schema == "UnknownLink" else sorted(link.facts["role"]),
    }
    if schema == "Ownership":
        told["percentage"] = [fact.standing.share]
    if fact.standing.holds == _UNKNOWN:
        told["status"] = [_UNKNOWN]
    elif fact.standing.status == "ended" and not told["endDate"][0]:
        told["status"] = ["ended"]
    return _line(f"{_OURS}{link.facts['relationship']}-{link.number}", schema, told)


def _plain_date(text: str) -> str:
    """A date as the vocabulary has it: a year, a month or a day."""
    return text if re.fullmatch(r"\d{4}(?:-\d\d){0,2}", text) else ""
