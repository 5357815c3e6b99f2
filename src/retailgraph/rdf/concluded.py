"""What was concluded, as N-Triples lines made of rows; docs/model.md says what each looks like."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from retailgraph.ontology import CLAIM, RELATIONSHIP, RG, STATUS
from retailgraph.rdf.columns import written
from retailgraph.rdf.said import About, claims_about, triple, triple_lines
from retailgraph.rdf.terms import CLAIM_OF, CONFLICT, DERIVED, TRUE, day, iri, text
from retailgraph.tables.facts import facts
from retailgraph.tables.store import Tables

_APART, _SHARE, _STEP = iri(RG, "distinguishedBy"), iri(RG, "share"), iri(RG, "shareStep")
_ABOUT, _SIDE = iri(RG, "about"), iri(RG, "side")
_REPORTED, _CONFIRMED, _UNDATED = iri(RG, "reported"), iri(RG, "confirmed"), iri(RG, "undated")
UNSAID = ("unknown start", "closed without a date")
"""The rules that give a spell no stated start: said by its having none."""
BEGUN = ("inForce", "ended", "completed", "calledOff")
"""What of a spell of these is not told has begun by its first report."""


class _Days(NamedTuple):
    """When something was first and last reported; read, if all that report it are ``undated``."""

    first: str
    last: str
    undated: bool


def relationship_lines(tables: Tables, keys: Iterable[str]) -> Iterator[str]:
    """The relationships of these keys with their spells, and the claims that they were concluded from."""
    nodes: dict[int, tuple[str, tuple[str, str, str]]] = {}
    days: dict[int, _Days] = {}
    for row in facts(tables, "relationship", "key", keys).dicts():
        me, about = row["key"], triple(row["subject"], row["relation"], row["object"])
        nodes[row["number"]] = me, about
        days[row["number"]] = _Days(row["first_reported"], row["last_reported"], bool(row["undated"]))
        row["undated"] = row["undated"] or None
        if row["first_reported"] == row["last_reported"]:
            row["first_reported"] = ""
        yield from triple_lines(iri(RELATIONSHIP, me), about)
        yield from (f"{iri(RELATIONSHIP, me)} {said} ." for said in written("relationship", row))
    for row in facts(tables, "relationship_distinction", "relationship", nodes).dicts():
        apart = text(f"{row['name']}={row['value']}")
        yield f"{iri(RELATIONSHIP, nodes[row['relationship']][0])} {_APART} {apart} ."
    links = facts(tables, "relationship_claim", "relationship", nodes)
    claims = claims_about(tables, {claim for _, claim in links.rows})
    for number, claim in links.rows:
        me, about = nodes[number]
        yield _claim_line(iri(RELATIONSHIP, me), about, claims[claim])
    spells, supports = {}, _supports(tables, nodes)
    for row in facts(tables, "spell", "relationship", nodes).dicts():
        number, position = row["relationship"], row["position"]
        me, about = nodes[number]
        # Stated dates may be words: "before 1995".
        began = quote(row["since"] or "unknown", safe="")
        node = iri(RELATIONSHIP, f"{me}/{position}-{began}")
        spells[number, position] = node, about
        yield f"{iri(RELATIONSHIP, me)} {iri(STATUS, row['status'])} {node} ."
        mine = supports.get((number, position), days[number])
        yield from (f"{node} {said} ." for said in _spell_facts(row, mine.first))
        yield from (f"{node} {said} ." for said in _own_days(mine, days[number]))
    yield from _share_lines(tables, nodes, spells)
    # Of one of several spells, who says so; of an only one that is what its relationship has.
    for number, position, claim in facts(tables, "spell_claim", "relationship", nodes).rows:
        yield _claim_line(*spells[number, position], claims[claim])


def _own_days(own: _Days, whole: _Days) -> Iterator[str]:
    """When a spell was reported, where that is not what its relationship says."""
    for term, mine, theirs in ((_REPORTED, own.first, whole.first), (_CONFIRMED, own.last, whole.last)):
        if mine != theirs:
            yield f"{term} {day(mine)}"
    if own.undated and not whole.undated:
        yield f"{_UNDATED} {TRUE}"


def _supports(tables: Tables, numbers: Iterable[int]) -> dict[tuple[int, int], _Days]:
    """When each of several spells was first and last reported, by relationship and position."""
    return {
        (row["relationship"], row["spell"]): _Days(
            row["first_reported"], row["last_reported"], bool(row["undated"])
        )
        for row in facts(tables, "spell_support", "relationship", numbers).dicts()
    }


def _claim_line(node: str, about: tuple[str, str, str], claim: About) -> str:
    """A claim of the same, or of a deal from which this follows."""
    return f"{node} {CLAIM_OF if claim.triple == about else DERIVED} {iri(CLAIM, claim.name)} ."


def _share_lines(
    tables: Tables, numbers: Iterable[int], spells: Mapping[tuple[int, int], tuple[str, tuple[str, str, str]]]
) -> Iterator[str]:
    """The share of each spell as last stated, and each of its steps."""
    steps: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for row in facts(tables, "share_step", "relationship", numbers).dicts():
        steps[row["relationship"], row["spell"]].append((row["day"], row["share"]))
    for spell, shares in steps.items():
        node, _ = spells[spell]
        yield f"{node} {_SHARE} {text(max(shares)[1])} ."
        yield from (f"{node} {_STEP} {text(f'{day} {share}')} ." for day, share in shares)


def _spell_facts(row: dict[str, Any], reported: str) -> Iterator[str]:
    """What a spell says; nothing that follows from what else it says, or from its first report."""
    if _began_by(row, reported):
        row["since"] = row["since_latest"] = None
        if not row["since_rule"]:
            yield f'{iri(RG, "sinceRule")} ""'
    elif row["since"] is None and row["status"] in BEGUN:
        row["since"] = ""
    if row["since_rule"] in UNSAID and not row["since"]:
        row["since_rule"] = ""
    elif row["since"] == "" and not row["since_rule"]:
        yield f'{iri(RG, "sinceRule")} ""'
    for side in ("since", "until"):
        first, last = f"{side}_earliest", f"{side}_latest"
        if (row[first], row[last]) == _bounds(row[side] or ""):
            row[first] = row[last] = None
        if row[side] == "" and row[first] is None and row[last] is None:
            yield f'{iri(RG, side)} ""'
    yield from written("spell", row)


def _began_by(row: Mapping[str, Any], reported: str) -> bool:
    """Whether all that is known of a start is that it was before the first report."""
    bounds = row["since_earliest"], row["since_latest"]
    return row["status"] in BEGUN and row["since"] == "" and bounds == (None, reported)


@lru_cache(4096)
def _bounds(stated: str) -> tuple[str, str] | None:
    """The first and the last day of a year, month or day; None for a text that is none."""
    try:
        parts = [int(part) for part in stated.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else 0
    except ValueError:
        return None
    if len(stated) == 4:
        return f"{stated}-01-01", f"{stated}-12-31"
    if len(stated) == 7:
        return f"{stated}-01", f"{stated}-{calendar.monthrange(year, month)[1]:02}"
    return stated, stated


# --- conflicts ----------------------------------------------------------------------------------------------


def conflict_lines(tables: Tables, keys: Iterable[str]) -> Iterator[str]:
    """The conflicts of these keys with their sides."""
    nodes: dict[int, str] = {}
    for row in facts(tables, "conflict", "key", keys).dicts():
        nodes[row["number"]] = row["key"]
        yield from (f"{iri(CONFLICT, row['key'])} {said} ." for said in written("conflict", row))
    for row in facts(tables, "conflict_about", "conflict", nodes).dicts():
        about = iri(RELATIONSHIP, row["relationship"])
        yield f"{iri(CONFLICT, nodes[row['conflict']])} {_ABOUT} {about} ."
    sides: dict[tuple[int, int], str] = {}
    for row in facts(tables, "conflict_side", "conflict", nodes).dicts():
        key = nodes[row["conflict"]]
        node = iri(CONFLICT, f"{key}/{_side_key(row)}")
        sides[row["conflict"], row["position"]] = node
        yield f"{iri(CONFLICT, key)} {_SIDE} {node} ."
        yield from (f"{node} {said} ." for said in written("conflict_side", row))
    links = facts(tables, "side_claim", "conflict", nodes)
    claims = claims_about(tables, {claim for _, _, claim in links.rows})
    for number, side, claim in links.rows:
        yield f"{sides[number, side]} {CLAIM_OF} {iri(CLAIM, claims[claim].name)} ."


def _side_key(row: dict[str, Any]) -> str:
    from retailgraph.relationships import Side

    return Side(row["says"], about=row["about"]).key
