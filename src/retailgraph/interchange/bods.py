"""Beneficial Ownership Data Standard, 0.2 to 0.4: statements about entities, persons and who owns whom.

Only shareholdings are owning here. Owners of an arrangement hold what it holds together: a share of theirs is
not stated, so none is made up. A party that is not disclosed is no entity.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from retailgraph.interchange.bods_out import OURS
from retailgraph.interchange.inputs import Source, json_lines
from retailgraph.interchange.owning import STAKE, relation_of
from retailgraph.interchange.parties import NOBODY_NAMED, Described, Left, Party, Place, Said, Statement

_KEYS = re.compile(r'"(?:statementType|recordType|statementID|statementId)"\s*:')


@dataclass(frozen=True)
class _Tie:
    """One interest in an entity; ``party`` is empty where ``hidden`` says why it is not told."""

    where: Place
    raw: str
    name: str
    entity: str
    party: str
    hidden: str
    interests: tuple[Mapping[str, Any], ...]
    is_closed: bool


@dataclass
class _File:
    parties: dict[str, tuple[Party, Place]] = field(default_factory=dict)
    arrangements: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    ties: dict[str, _Tie] = field(default_factory=dict)
    faults: list[Left] = field(default_factory=list)


def matches(source: Source) -> bool:
    """Whether a file is BODS, as one list or in lines."""
    head = source.text_head
    return bool(_KEYS.search(head)) and ("Statement" in head or "bodsVersion" in head)


def read(source: Source) -> Iterator[Said]:
    """What the statements say; parties may be described after they are named."""
    file = _File()
    for number, line, value in _values(source):
        _take(file, Place(number, line), value)
    yield from file.faults
    for key, name in file.arrangements.items():
        where = file.parties[key][1]
        yield Left(where, key, f"is the arrangement {name}: its holders are read together", "", "other")
    for key, (party, where) in file.parties.items():
        if key not in file.arrangements:
            yield Described(party, where)
    for tie in file.ties.values():
        yield from _of_tie(file, tie)


def _values(source: Source) -> Iterator[tuple[int, int, Any]]:
    if source.text_head.lstrip()[:1] == "[":
        for number, value in enumerate(source.json(), 1):
            yield number, 0, value
        return
    for number, (line, value) in enumerate(json_lines(source), 1):
        yield number, line, value


def _take(file: _File, where: Place, value: Any) -> None:
    raw = json.dumps(value, ensure_ascii=False) if not isinstance(value, Exception) else ""
    if not isinstance(value, Mapping):
        file.faults.append(
            Left(where, "", str(value) if isinstance(value, Exception) else "is no statement", raw)
        )
        return
    kind = str(value.get("recordType") or value.get("statementType") or "").lower()
    details = value.get("recordDetails", value)
    details = details if isinstance(details, Mapping) else {}
    id = str(value.get("recordId") or value.get("statementID") or value.get("statementId") or "")
    if kind.startswith("entity"):
        _take_entity(file, where, id, details)
    elif kind.startswith("person"):
        _take_person(file, where, id, details)
    elif kind.startswith(("ownership", "relationship")):
        file.ties[id or str(where)] = _tie(where, raw, id, details, value.get("recordStatus") == "closed")
    else:
        file.faults.append(Left(where, "", f"is a statement of another kind ('{kind[:40]}')", raw, "other"))


def _take_entity(file: _File, where: Place, id: str, details: Mapping[str, Any]) -> None:
    stated = details.get("entityType")
    kind = str(stated.get("type") if isinstance(stated, Mapping) else stated or "")
    name = str(details.get("name") or "").strip()
    if kind.startswith(("unknown", "anonymous")) or not name:
        file.hidden[id] = "the entity is not disclosed"
        return
    place = details.get("jurisdiction") or details.get("incorporatedInJurisdiction")
    country = str(place.get("code", ""))[:2].upper() if isinstance(place, Mapping) else ""
    ids = details.get("identifiers")
    leis = [
        ("lei", str(i.get("id", "")))
        for i in (ids if isinstance(ids, list) else ())
        if isinstance(i, Mapping) and "LEI" in str(i.get("scheme", "")).upper()
    ]
    others = details.get("alternateNames")
    aliases = tuple(str(a) for a in (others if isinstance(others, list) else ()) if a)
    if kind == "arrangement":
        file.arrangements[id] = name
    party = Party(
        name, ("Company",), tuple(leis[:1]), country, aliases=aliases, key=id, is_sure=True, id=_ours(id)
    )
    file.parties[id] = (party, where)


def _take_person(file: _File, where: Place, id: str, details: Mapping[str, Any]) -> None:
    names = details.get("names")
    full = [
        str(n.get("fullName") or "")
        for n in (names if isinstance(names, list) else ())
        if isinstance(n, Mapping)
    ]
    full = [name for name in full if name.strip()]
    if not full or str(details.get("personType", "")).startswith(("unknown", "anonymous")):
        file.hidden[id] = "the person is not disclosed"
        return
    file.parties[id] = (
        Party(full[0], ("Person",), aliases=tuple(full[1:]), key=id, is_sure=True, id=_ours(id)), where
    )  # fmt: skip


def _ours(record: str) -> str:
    """Our id in a record that this program wrote."""
    return record.removeprefix(OURS) if record.startswith(OURS) else ""


def _tie(where: Place, raw: str, id: str, details: Mapping[str, Any], closed: bool) -> _Tie:
    subject, party = details.get("subject"), details.get("interestedParty")
    hidden = ""
    if isinstance(party, Mapping):
        unspecified = party.get("unspecified")
        if isinstance(unspecified, Mapping) or "reason" in party:
            reason = (unspecified if isinstance(unspecified, Mapping) else party).get("reason", "")
            hidden = f"the owner is not disclosed ({str(reason)[:60]})"
    interests = details.get("interests")
    return _Tie(
        where, raw, id, _reference(subject), _reference(party), hidden,
        tuple(i for i in (interests if isinstance(interests, list) else ()) if isinstance(i, Mapping)),
        closed,
    )  # fmt: skip


def _reference(value: Any) -> str:
    if isinstance(value, Mapping):
        for key in ("describedByEntityStatement", "describedByPersonStatement"):
            if value.get(key):
                return str(value[key])
        return ""
    return str(value or "")


def _of_tie(file: _File, tie: _Tie) -> Iterator[Said]:
    def leave(reason: str, kind: str = "bad") -> Left:
        return Left(tie.where, tie.name, reason, tie.raw, kind)

    if tie.entity in file.hidden:
        yield leave(file.hidden[tie.entity], "other")
        return
    if tie.entity not in file.parties:
        yield leave(f"the entity {tie.entity[:60] or '(none)'} is not described in the file")
        return
    if tie.entity in file.arrangements:
        yield leave(
            f"joins the arrangement {file.arrangements[tie.entity]}: its holders are read together", "other"
        )
        return
    hidden = bool(tie.hidden) or tie.party in file.hidden
    if not hidden and not tie.party:
        yield leave("names no owner")
        return
    if not hidden and tie.party not in file.parties:
        yield leave(f"the owner {tie.party[:60]} is not described in the file")
        return
    if not tie.interests:
        yield leave("states no interest", "other")
    for interest in tie.interests:
        yield from _of_interest(file, tie, interest)


def _of_interest(file: _File, tie: _Tie, interest: Mapping[str, Any]) -> Iterator[Said]:
    kind = str(interest.get("type", ""))
    if kind != "shareholding":
        yield Left(
            tie.where,
            tie.name,
            f"{kind or 'an interest without a type'} is no share of ownership",
            tie.raw,
            "other",
        )
        return
    if interest.get("directOrIndirect") == "indirect" or interest.get("interestLevel") == "indirect":
        yield Left(tie.where, tie.name, "is indirect: it follows from the direct ones", tie.raw, "other")
        return
    try:
        share = _share(interest.get("share"))
    except ValueError as fault:
        yield Left(tie.where, tie.name, str(fault), tie.raw)
        return
    values = {"share": share} if share else {}
    for key, word in (("startDate", "from"), ("endDate", "to")):
        if interest.get(key):
            values[word] = str(interest[key])[:10]
    if tie.is_closed and "to" not in values:
        values["status"] = "ended"
    relation = relation_of(share, without=STAKE)
    entity, _ = file.parties[tie.entity]
    if tie.party in file.arrangements:
        yield from _together(file, tie, relation, entity, values)
        return
    if tie.hidden or tie.party in file.hidden:
        values["note"] = tie.hidden or file.hidden[tie.party]
        yield Statement(NOBODY_NAMED, relation, entity, values, {}, tie.where, tie.raw)
        return
    party, _ = file.parties[tie.party]
    yield Statement(party, relation, entity, values, {}, tie.where, tie.raw)


def _together(file: _File, tie: _Tie, relation: str, entity: Party, values: dict[str, str]) -> Iterator[Said]:
    """The holders of an arrangement, as owners together of what it holds."""
    holders = [
        file.parties[t.party][0]
        for t in file.ties.values()
        if t.entity == tie.party and t.party in file.parties and t.party not in file.arrangements
    ]
    name = file.arrangements[tie.party]
    if not holders:
        party, _ = file.parties[tie.party]
        yield Statement(party, relation, entity, values, {}, tie.where, tie.raw)
        return
    share = values.pop("share", "")
    values["through"] = f"{name}{f', {share} percent together' if share else ''}"[:300]
    for holder in holders:
        others = tuple(h for h in holders if h is not holder)
        sides = {"with": others} if others and relation == "owns" else {}
        yield Statement(holder, relation, entity, values, sides, tie.where, tie.raw)


def _share(value: Any) -> str:
    """A share as text; empty where none is stated. ValueError for one that is none."""
    if not isinstance(value, Mapping):
        return ""
    numbers = {}
    for key in ("exact", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        found = value.get(key)
        if found is not None and not isinstance(found, bool):
            numbers[key] = float(str(found))
    for key, number in numbers.items():
        if not 0 <= number <= 100:
            raise ValueError(f"a share of {number:g} percent ({key}), and a share is 0 to 100")
    low = numbers.get("minimum", numbers.get("exclusiveMinimum"))
    high = numbers.get("maximum", numbers.get("exclusiveMaximum"))
    if "exact" in numbers:
        return f"{numbers['exact']:g}"
    if low is None and high is None:
        return ""
    is_open = "exclusiveMinimum" in numbers or value.get("exclusiveMinimum") is True
    if low is not None and (high is None or (high == 100 and is_open)):
        return f"over {low:g}"
    return f"under {high:g}" if not low else f"{low:g}..{high:g}"
