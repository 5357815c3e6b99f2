"""The Reconciliation Service API 1.0-draft: the answers of version 0.2 in the words of the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from retailgraph.api import RetailGraph
from retailgraph.errors import UsageError
from retailgraph.identity import fold
from retailgraph.ontology import ENTITY, RG
from retailgraph.serving import reconciling
from retailgraph.serving.calls import Call, Document, Values
from retailgraph.serving.parameters import Parameter

BELOW = "reconcile/1.0"
"""The endpoint: a manifest of this version could not stand beside one of 0.2 at one address."""
_KINDS = ("name", "id", "property")
_QUANTIFIERS = ("any", "all", "none")
_EXACT = "ExactMatch"
_FORM = Parameter("form", "The queries.", "form", required=True)


def manifest(place: str) -> Document:
    """What the service says of itself, at the address of a server."""
    as_of = {
        "type": "text",
        "id": "as-of",
        "name": "as of",
        "helpText": "a day, month or year",
        "default": "",
    }
    return {
        "versions": ["1.0-draft"],
        "name": "retailgraph",
        "identifierSpace": ENTITY,
        "schemaSpace": RG,
        "defaultTypes": [],
        "documentation": f"{place}/docs",
        "view": {"url": f"{place}/entity/{{id}}"},
        "preview": {"width": 430, "height": 300},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": [as_of]},
        "matchQualifiers": [{"id": _EXACT, "name": "the same text, however it is written"}],
    }


# --- who is meant -------------------------------------------------------------------------------------------


def _matched(graph: RetailGraph, given: Values) -> Document:
    queries = given["form"].get("queries")
    if not isinstance(queries, list) or len(queries) > reconciling.MOST_QUERIES:
        raise UsageError(f"queries: a list of at most {reconciling.MOST_QUERIES} is wanted")
    return {
        "results": [
            {"candidates": _candidates(graph, f"queries[{number}]", query)}
            for number, query in enumerate(queries)
        ]
    }


def _candidates(graph: RetailGraph, place: str, query: Any) -> list[Document]:
    conditions = query.get("conditions") if isinstance(query, Mapping) else None
    if not isinstance(conditions, list) or not conditions:
        raise UsageError(f"{place}.conditions: a list of conditions is wanted")
    read = [_condition(one, f"{place}.conditions[{number}]") for number, one in enumerate(conditions)]
    if unknown := set(query) - {"type", "limit", "lang", "dir", "conditions"}:
        raise UsageError(f"{place}: there is no '{sorted(unknown)[0]}'")
    limit = query.get("limit", 10)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit <= 10_000:
        raise UsageError(f"{place}.limit: a number above 0 is wanted, not {limit!r}")
    asked = {
        "query": next((values[0] for kind, _, values, *_ in read if kind == "name" and values), ""),
        "type": query.get("type"),
        "limit": 10_000,
        "properties": [{"pid": pid, "v": v} for kind, pid, v, *_ in read if kind == "property"],
    }
    ids = [value.removeprefix(ENTITY) for kind, _, values, *_ in read if kind == "id" for value in values]
    found = {one["id"]: one for one in reconciling.candidates(graph, place, asked)}
    known = graph.known_types()
    for id in ids:
        if id in known:
            found[id] = reconciling.candidate(graph, id, 100.0, len(ids) == 1)
    must = [one for one in read if one[3]]
    kept = [one for one in found.values() if all(_meets(graph, one, condition, ids) for condition in must)]
    return sorted(kept, key=lambda one: (-one["score"], one["id"]))[: int(limit)]


_Condition = tuple[str, str, list[str], bool, str]
"""What is matched, which property, with which values, whether it must be so, and how many of the values."""


def _condition(one: Any, place: str) -> _Condition:
    if not isinstance(one, Mapping) or one.get("matchType") not in _KINDS or "propertyValue" not in one:
        raise UsageError(f"{place}: matchType ({', '.join(_KINDS)}) and propertyValue are wanted")
    kind, pid = one["matchType"], one.get("propertyId", "")
    if not isinstance(pid, str) or (kind == "property" and not pid):
        raise UsageError(f"{place}.propertyId: the id of a property is wanted")
    quantifier, qualifier = one.get("matchQuantifier", "any"), one.get("matchQualifier", _EXACT)
    if quantifier not in _QUANTIFIERS:
        raise UsageError(f"{place}.matchQuantifier: {quantifier!r} is none of {', '.join(_QUANTIFIERS)}")
    if qualifier != _EXACT:
        raise UsageError(f"{place}.matchQualifier: there is {_EXACT}, not {qualifier!r}")
    required = one.get("required", False)
    if not isinstance(required, bool):
        raise UsageError(f"{place}.required: true or false is wanted")
    given = one["propertyValue"] if isinstance(one["propertyValue"], list) else [one["propertyValue"]]
    return kind, pid, [reconciling.text_of(_plain(value), place) for value in given], required, quantifier


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value.get("name") or value.get("id")
    return value if isinstance(value, str) else str(value)


def _meets(graph: RetailGraph, candidate: Document, condition: _Condition, ids: Iterable[str]) -> bool:
    kind, pid, values, _, quantifier = condition
    if kind == "id":
        return (candidate["id"] in ids) is not (quantifier == "none")
    if kind == "name":
        return True
    known = {fold(text) for text in reconciling.texts_of(graph, candidate["id"], pid)}
    there = [fold(value) in known for value in values]
    return {"any": any(there), "all": all(there), "none": not any(there)}[quantifier]


# --- what is known of them ----------------------------------------------------------------------------------


def _extended(graph: RetailGraph, given: Values) -> Document:
    made = reconciling.extended(graph, given)
    rows = [
        {"id": id, "properties": [{"id": pid, "values": values} for pid, values in row.items()]}
        for id, row in made["rows"].items()
    ]
    return {"meta": made["meta"], "rows": rows}


_SUGGESTED = (
    Parameter("prefix", "How it begins.", required=True),
    Parameter("limit", "The most that are given.", "number", least=1, most=100, default=10),
    Parameter("cursor", "How many to leave out.", "number", most=10_000, default=0),
)


def _suggesting(kind: str) -> Call:
    told = reconciling.RECONCILING[f"reconcile_suggest_{kind}"]

    def suggested(graph: RetailGraph, given: Values) -> Document:
        return {"result": told.answer(graph, given)["result"][: given["limit"]]}

    return Call(f"{BELOW}/suggest/{kind}", told.about, suggested, _SUGGESTED, is_dated=False)


_PROPOSED = reconciling.RECONCILING["reconcile_properties"]
MATCH = Call(f"{BELOW}/match", "Who is meant.", _matched, (_FORM,), is_dated=False)
EXTEND = Call(f"{BELOW}/extend", "What is known of them.", _extended, (_FORM,), is_dated=False)
RECONCILING_NEXT: Mapping[str, Call] = {
    call.name: call
    for call in (
        MATCH,
        EXTEND,
        *map(_suggesting, ("entity", "property", "type")),
        _PROPOSED._replace(path=f"{BELOW}/extend/propose"),
    )
}
