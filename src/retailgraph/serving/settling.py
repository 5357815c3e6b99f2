"""What people decide about two entities that may be one, and about sources that disagree.

A decision about a conflict is a report like any other, of whoever decided, on the day of it: it repeats
what one side says, stands beside the sources, and is weighed as they are. Nothing that a source says is taken
away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from retailgraph import decisions
from retailgraph.api import RetailGraph
from retailgraph.errors import NotFound, RetailGraphError, UsageError
from retailgraph.lookup.doubts import Disagreement, Voice
from retailgraph.lookup.evidence import CitedPassage
from retailgraph.review.outcome import file_text
from retailgraph.serving.changing import load_files
from retailgraph.serving.writes import WAIT
from retailgraph.writing import made_by

Fields = Mapping[str, str]
_DECISION = re.compile(r"\d{4}-\d\d-\d\d-decision-[0-9a-f]{8,}")
_OTHERS = ("complete", "confidence", "by", "note")
"""Qualifiers that belong to who made a claim, and not to what it says."""


def settle_pair(graph: RetailGraph, who: str, fields: Fields) -> dict[str, Any]:
    """Decide that two entities are one, or two, or take that back; in force when this returns."""
    one, other, what = fields.get("one", ""), fields.get("other", ""), fields.get("do", "")
    if what == "undo":
        path, ids = decisions.undo(graph, one, other)
        graph.load([path], wait=WAIT)
        return {"undone": list(ids)}
    if what not in ("same", "different"):
        raise UsageError(f"do: same, different or undo, not {what!r}")
    if fields.get("keep") == other:
        one, other = other, one
    path, ids = decisions.decide(graph, what, one, other, by=who, why=fields.get("why", ""))
    try:
        graph.load([path], wait=WAIT)
    except RetailGraphError:
        with suppress(RetailGraphError):
            decisions.undo(graph, one, other)
        raise
    return {what: list(ids), "why": fields["why"]}


def is_decision(article: str) -> bool:
    """Whether the id of an article is that of a decision about a conflict."""
    return _DECISION.fullmatch(article) is not None


def settle_conflict(graph: RetailGraph, who: str, fields: Fields) -> dict[str, Any]:
    """Say which side of a conflict is right, or take that back; in force when this returns."""
    if fields.get("do") == "undo":
        article = fields.get("article", "")
        if not is_decision(article):
            raise NotFound(f"no decision '{article}'", ())
        return {"removed": list(graph.remove([article], wait=WAIT))}
    why = " ".join(fields.get("why", "").split())
    if not why:
        raise UsageError("a decision needs a reason: why")
    conflict = next((one for one in graph.conflicts() if one.key == fields.get("key")), None)
    if conflict is None:
        raise NotFound("the sources do not disagree about this any more", ())
    side = _chosen(conflict, fields.get("side", ""))
    day = graph.today.isoformat()
    name = f"{day}-decision-{conflict.key.replace('/', '')[:12]}"
    tree = _article(conflict, side, f"{who} (review)", why, day)
    made = load_files(graph, {f"{name}.yaml": file_text(tree, made_by("serve")).encode()})
    return {"decided": side.says, "why": why, "article": made["articles"], "place": f"#c-{conflict.key}"}


def _chosen(conflict: Disagreement, side: str) -> Voice:
    if not (side.isascii() and side.isdecimal() and len(side) < 6 and int(side) < len(conflict.sides)):
        raise UsageError(f"side {side!r} is none of the {len(conflict.sides)} sides")
    found = conflict.sides[int(side)]
    if not found.evidence:
        raise UsageError("no report stands behind this side, so it cannot be repeated")
    return found


def _article(conflict: Disagreement, side: Voice, publisher: str, why: str, day: str) -> dict[str, Any]:
    rows = [_row(side.evidence[0])]
    return {
        "title": f"Decision: {'; '.join(conflict.about)}, {conflict.words}: {side.says}"[:200],
        "publisher": publisher,
        "published": day,
        "passages": [{"quote": why[:1000], "claims": rows}],
    }


def _row(said: CitedPassage) -> dict[str, Any]:
    """A claim as an article file has it, without what belongs to who made it."""
    told: dict[str, Any] = {
        "status": said.status,
        "from": said.since,
        "to": said.until,
        "announced": said.announced,
    }
    told |= {
        name: list(values) if len(values) > 1 else values[0]
        for name, values in said.qualifiers
        if name not in _OTHERS
    }
    words = f"{said.subject} {said.relation} {said.object}".strip()
    return {words: {name: value for name, value in told.items() if value}}
