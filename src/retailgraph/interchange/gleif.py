"""GLEIF: legal entities (level 1) and who consolidates whom (level 2), as API JSON, CSV and XML.

The start node of a relationship is the child. An ultimate parent stands at the end of a chain that the file
need not give. Exceptions say why no parent is named, and are no facts.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import Described, Left, Party, Place, Said, Statement
from retailgraph.interchange.xml_inputs import xml_elements

_RELATIONS = {"IS_DIRECTLY_CONSOLIDATED_BY": "owns", "IS_ULTIMATELY_CONSOLIDATED_BY": "ultimatelyOwns"}
_PERIODS, _PERIOD = 6, ("periodType", "startDate", "endDate")
_REASONS = {
    "IS_INTERNATIONAL_BRANCH_OF": "is a branch, and no entity of its own",
    "IS_FUND-MANAGED_BY": "is managed by it, which is no owning",
    "IS_SUBFUND_OF": "is a part of a fund",
    "IS_FEEDER_TO": "feeds a fund",
}


def matches(source: Source) -> bool:
    """Whether a file is of GLEIF, of any level and form."""
    head = source.text_head
    if source.suffix == ".csv":
        first = head.partition("\n")[0]
        return "Relationship.StartNode" in first or "Entity.LegalName" in first
    if head.lstrip("\ufeff \r\n").startswith("<"):
        return "www.gleif.org/" in head
    return bool(
        re.search(r'"type":\s*"(?:lei-records|relationship-records|reporting-exceptions)"', head)
    ) or ('"goldenCopy"' in head)


def read(source: Source) -> Iterator[Said]:
    """What the records say, one after the other."""
    head = source.text_head.lstrip()
    if source.suffix == ".csv":
        return _of_csv(source)
    return _of_xml(source) if head.startswith("<") else _of_json(source)


# --- the three forms ----------------------------------------------------------------------------------------


def _of_json(source: Source) -> Iterator[Said]:
    value = source.json()
    data = value.get("data") if isinstance(value, Mapping) else None
    records = data if isinstance(data, list) else [data]
    for number, record in enumerate(records, 1):
        where = Place(number)
        if not isinstance(record, Mapping) or not isinstance(record.get("attributes"), Mapping):
            yield Left(where, "", "is no record", json.dumps(record, ensure_ascii=False)[:500])
            continue
        raw = json.dumps(record, ensure_ascii=False)
        facts, kind = record["attributes"], record.get("type")
        if kind == "lei-records":
            yield Described(_entity_of_json(facts), where)
        elif kind == "relationship-records":
            tie = facts.get("relationship") or {}
            periods = [
                (p.get("type", ""), p.get("startDate") or "", p.get("endDate") or "")
                for p in tie.get("periods") or ()
            ]
            start, end = tie.get("startNode") or {}, tie.get("endNode") or {}
            yield _tie(where, str(tie.get("type", "")), str(tie.get("status", "")), str(start.get("id", "")),
                       str(end.get("id", "")), periods, raw)  # fmt: skip
        else:
            reason = f"says why no parent is named ({facts.get('reason', '?')})"
            yield Left(where, str(facts.get("lei", "")), reason, raw, "other")


def _entity_of_json(facts: Mapping[str, Any]) -> Party:
    entity = facts.get("entity") or {}
    name = (entity.get("legalName") or {}).get("name") or ""
    others = [o.get("name", "") for o in entity.get("otherNames") or () if isinstance(o, Mapping)]
    return _party(str(facts.get("lei", "")), str(name), str(entity.get("jurisdiction") or ""), others)


def _of_csv(source: Source) -> Iterator[Said]:
    table = csv.DictReader(line for _, line in source.lines())
    for number, row in enumerate(table, 1):
        where, raw = Place(number, table.line_num), "; ".join(f"{k}: {v}" for k, v in row.items() if v and k)
        if "Relationship.StartNode.NodeID" in row:
            if row.get("LEI") and row.get("Entity.LegalName"):  # both levels in one table
                yield Described(_party_of_row(row), where)
            periods = [
                tuple(row.get(f"Relationship.Period.{n}.{part}") or "" for part in _PERIOD)
                for n in range(1, _PERIODS)
            ]
            yield _tie(where, row.get("Relationship.RelationshipType") or "",
                       row.get("Relationship.RelationshipStatus") or "",
                       row["Relationship.StartNode.NodeID"] or "",
                       row.get("Relationship.EndNode.NodeID") or "", periods, raw)  # fmt: skip
        elif row.get("LEI"):
            yield Described(_party_of_row(row), where)
        else:
            yield Left(where, "", "has no LEI", raw)


def _party_of_row(row: Mapping[str, str]) -> Party:
    place = row.get("Entity.LegalJurisdiction") or row.get("Entity.LegalAddress.Country") or ""
    others = [row.get(f"Entity.OtherEntityNames.OtherEntityName.{n}") or "" for n in range(1, 6)]
    return _party(row["LEI"], row.get("Entity.LegalName") or "", place, others)


def _of_xml(source: Source) -> Iterator[Said]:
    numbers = count(1)
    for local, element in xml_elements(source, "LEIRecord", "RelationshipRecord", "Exception"):
        where = Place(next(numbers), element.sourceline or 0)
        found = _texts(element)
        raw = "; ".join(f"{k}: {v}" for k, v in found.items())[:5000]
        if local == "LEIRecord":
            place = found.get("Entity/LegalJurisdiction") or found.get("Entity/LegalAddress/Country", "")
            others = [v for k, v in found.items() if k.startswith("Entity/OtherEntityNames/")]
            yield Described(
                _party(found.get("LEI", ""), found.get("Entity/LegalName", ""), place, others), where
            )
        elif local == "RelationshipRecord":
            periods = [
                (_text(p, "PeriodType"), _text(p, "StartDate"), _text(p, "EndDate"))
                for p in element.iter("{*}RelationshipPeriod")
            ]
            yield _tie(where, found.get("Relationship/RelationshipType", ""),
                       found.get("Relationship/RelationshipStatus", ""),
                       found.get("Relationship/StartNode/NodeID", ""),
                       found.get("Relationship/EndNode/NodeID", ""), periods, raw)  # fmt: skip
        else:
            yield Left(where, found.get("LEI", ""), "says why no parent is named", raw, "other")


def _texts(element: Any, path: str = "") -> dict[str, str]:
    """The texts below an element by their path of local names; of several with one path, numbered."""
    found: dict[str, str] = {}
    stack = [(element, path)]
    while stack:
        node, here = stack.pop()
        for child in reversed(node):
            if not isinstance(child.tag, str):
                continue
            name = f"{here}/{child.tag.rpartition('}')[2]}".lstrip("/")
            if len(child):
                stack.append((child, name))
            elif child.text and child.text.strip():
                key = name if name not in found else f"{name}/{len(found)}"
                found[key] = child.text.strip()
    return found


def _text(element: Any, name: str) -> str:
    return next((c.text or "" for c in element if c.tag.rpartition("}")[2] == name), "").strip()


# --- what they say ------------------------------------------------------------------------------------------


def _party(lei: str, name: str, country: str, others: list[str]) -> Party:
    aliases = tuple(dict.fromkeys(o.strip() for o in others if o and o.strip() and o.strip() != name))
    return Party(
        " ".join(name.split()) or lei, ("Company",), (("lei", lei),) if lei else (), country[:2].upper(),
        aliases=aliases, key=lei, is_sure=True,
    )  # fmt: skip


def _tie(where: Place, kind: str, status: str, child: str, parent: str, periods: list[Any], raw: str) -> Said:
    if kind not in _RELATIONS:
        return Left(where, child, _REASONS.get(kind, f"'{kind[:60]}' is no relation here"), raw, "other")
    if not child or not parent:
        return Left(where, child, f"names no {'parent' if child else 'child'}", raw)
    values: dict[str, str] = {}
    for type, start, end in periods:
        if type == "RELATIONSHIP_PERIOD" or (not type and start and not values):
            values = {"from": start[:10], "to": end[:10]}
    values = {key: value for key, value in values.items() if value}
    if status == "INACTIVE" and "to" not in values:
        values["status"] = "ended"
    return Statement(
        Party(parent, ("Company",), (("lei", parent),), key=parent, is_sure=True), _RELATIONS[kind],
        Party(child, ("Company",), (("lei", child),), key=child, is_sure=True), values, {}, where, raw,
    )  # fmt: skip
