"""The Beneficial Ownership Data Standard 0.4, written: who owns shares of which company, over time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from retailgraph.articles.share import parse_share
from retailgraph.interchange.outgoing import Fact, Outgoing

OURS = "rg-"
"""Begins the ids of records that this program gives."""
_RELATIONS = ("owns", "holdsStakeIn")
_PUBLISHER = "retailgraph export"


def write(out: Outgoing) -> Iterator[str]:
    """A list of statements, one a line: who there is, then who holds what."""
    held = [
        f
        for f in out.facts
        if f.held and f.standing.holds != "unknown" and f.link.relation in _RELATIONS and _is_company(f, out)
    ]
    day = out.graph.period.latest.isoformat()
    before = "[\n"
    for id in sorted({id for fact in held for id in (fact.link.subject, fact.link.object)}):
        yield before + _statement(*_party(id, out.entities[id]), id, day)
        before = ",\n"
    for fact in held:
        yield before + _relationship(fact, day)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def mark(_name: str) -> str:
    """By which a file is known again."""
    return f'"publisher": {{"name": "{_PUBLISHER}"}}'


def _is_company(fact: Fact, out: Outgoing) -> bool:
    """Whether shares can be held of it: brands and platforms are no entities of the standard."""
    return "Company" in out.entities[fact.link.object]["types"]


def _statement(kind: str, details: Mapping[str, Any], id: str, day: str, **more: Any) -> str:
    record = f"{OURS}{id}"
    value = {
        "statementId": "",
        "declarationSubject": more.pop("about", record),
        "statementDate": more.pop("reported", day),
        "recordId": record,
        "recordType": kind,
        "recordStatus": "new",
        "publicationDetails": {
            "publicationDate": day,
            "bodsVersion": "0.4",
            "publisher": {"name": _PUBLISHER},
        },
        **more,
        "recordDetails": details,
    }
    # Named by all that it says, so that the same statement has the same name.
    value["statementId"] = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:36]
    return json.dumps(value, ensure_ascii=False)


def _party(id: str, known: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    names = known["names"]
    if known["type"] == "Person":
        full = [{"type": "legal", "fullName": names[0]}]
        full += [{"type": "alternative", "fullName": name} for name in names[1:]]
        return "person", {"isComponent": False, "personType": "knownPerson", "names": full}
    if not known["types"] or id.startswith("undisclosed"):
        return "entity", {"isComponent": False, "entityType": {"type": "unknownEntity"}}
    details: dict[str, Any] = {
        "isComponent": False,
        "entityType": {"type": "registeredEntity"},
        "name": known["label"],
    }
    if names[1:]:
        details["alternateNames"] = list(names[1:])
    if known["country"]:
        details["jurisdiction"] = {"name": known["country"], "code": known["country"]}
    if known.get("id_lei"):
        details["identifiers"] = [
            {"scheme": "XI-LEI", "schemeName": "Global Legal Entity Identifier Index", "id": known["id_lei"]}
        ]
    return "entity", details


def _relationship(fact: Fact, day: str) -> str:
    link = fact.link
    interest: dict[str, Any] = {
        "type": "shareholding",
        "directOrIndirect": "direct",
        "beneficialOwnershipOrControl": False,
    }
    for name, span in (("startDate", link.spell.since), ("endDate", link.spell.until)):
        if span is not None and span.text[:4].isdigit() and ".." not in span.text and "s" not in span.text:
            interest[name] = span.text
    if share := _share(fact.standing.share):
        interest["share"] = share
    if fact.doubt:
        interest["details"] = fact.doubt
    details = {
        "isComponent": False,
        "subject": f"{OURS}{link.object}",
        "interestedParty": f"{OURS}{link.subject}",
        "interests": [interest],
    }
    more: dict[str, Any] = {"about": f"{OURS}{link.object}", "reported": link.facts["last_reported"]}
    if fact.standing.status == "ended":
        more["recordStatus"] = "closed"
    if fact.urls:
        more["source"] = {"type": ["thirdParty"], "url": fact.urls[0]}
    return _statement("relationship", details, f"{link.facts['relationship']}-{link.number}", day, **more)


def _share(text: str) -> dict[str, Any]:
    """A share as the standard has it: exact, or its bounds."""
    if not text:
        return {}
    found = parse_share(text)
    if found.low == found.high:
        return {"exact": found.low}
    bounds = {"minimum": found.low, "maximum": found.high}
    if text.startswith("over"):
        return {"exclusiveMinimum": found.low, "maximum": found.high}
    if text.startswith("under"):
        return {"minimum": found.low, "exclusiveMaximum": found.high}
    return bounds
