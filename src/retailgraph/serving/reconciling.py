"""Who is meant by the cells of other people's tables: the Reconciliation Service API 0.2, as OpenRefine asks.

A candidate's score is how well its name fits, from 0 to 100, less where a property says otherwise; it is a
match where the name, or an identifier, leaves no doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from retailgraph.api import RetailGraph
from retailgraph.errors import NotFound, UsageError
from retailgraph.graph import reading
from retailgraph.identity import TIERS, alike, fold
from retailgraph.lookup import names
from retailgraph.lookup.cards import type_named
from retailgraph.ontology import ENTITY, RG
from retailgraph.serving.calls import Call, Document, Values, matching
from retailgraph.serving.parameters import Parameter
from retailgraph.tables import entities

MOST_QUERIES, MOST_IDS = 50, 200
_MOST, _USUAL = 50, 10
_LONGEST = 500
_EXACT, _OTHER_NAME, _FORMER = 100.0, 95.0, 80.0
_AGAINST = 30.0
"""What a property that says otherwise takes from a score."""
_APART = 5.0
"""How far the best must lie ahead of the next to be a match."""
_PLAIN = {"country": "country", "website": "website", "about": "about"}


class _Property(NamedTuple):
    id: str
    name: str
    about: str


def manifest(place: str) -> Document:
    """What the service says of itself, at the address of a server."""
    suggest = {
        kind: {"service_url": place, "service_path": f"/reconcile/suggest/{kind}"}
        for kind in ("entity", "property", "type")
    }
    return {
        "versions": ["0.2"],
        "name": "retailgraph",
        "identifierSpace": ENTITY,
        "schemaSpace": RG,
        "defaultTypes": [],
        "view": {"url": f"{place}/entity/{{{{id}}}}"},
        "preview": {"url": f"{place}/reconcile/preview?id={{{{id}}}}", "width": 430, "height": 300},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": place, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
    }


# --- queries ------------------------------------------------------------------------------------------------


def _reconciled(graph: RetailGraph, given: Values) -> Document:
    queries = given["form"]
    if len(queries) > MOST_QUERIES:
        raise UsageError(f"queries: at most {MOST_QUERIES} at a time, these are {len(queries)}")
    return {name: {"result": candidates(graph, name, query)} for name, query in queries.items()}


def candidates(graph: RetailGraph, name: str, query: Any) -> list[Document]:
    """Who may be meant by a query of version 0.2, the likeliest first; ``name`` is that of the query."""
    if not isinstance(query, Mapping):
        raise UsageError(f"queries.{name}: an object is wanted, not {query!r:.40}")
    text = text_of(query.get("query", ""), f"queries.{name}.query")
    limit = query.get("limit", _USUAL)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= 10_000:
        raise UsageError(f"queries.{name}.limit: a whole number above 0 is wanted, not {limit!r}")
    types = _types(graph, query.get("type"))
    stated = _stated(query.get("properties", []), f"queries.{name}.properties")
    scores, by_id = _scores(graph, text), _by_identifier(graph, stated)
    found = {}
    for one, score in {**scores, **dict.fromkeys(by_id, _EXACT)}.items():
        if not types or types & set(names.types_of(graph, one)):
            found[one] = max(0.0, score - (0.0 if one in by_id else _against(graph, one, stated)))
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))[: min(limit, _MOST)]
    sure = _sure(ranked, by_id)
    return [candidate(graph, one, score, one == sure) for one, score in ranked]


def text_of(value: Any, place: str) -> str:
    """A text that is not too long; UsageError for anything else."""
    if not isinstance(value, str) or len(value) > _LONGEST or "\0" in value:
        raise UsageError(f"{place}: a text of at most {_LONGEST} characters is wanted")
    return value


def _types(graph: RetailGraph, given: Any) -> set[str]:
    words = [given] if isinstance(given, str) else given or []
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise UsageError("type: the id of a type, or a list of them, is wanted")
    return {type_named(graph, word.removeprefix(RG)) for word in words if word}


def _stated(given: Any, place: str) -> list[tuple[str, list[str]]]:
    """Properties by id with their values as texts."""
    if not isinstance(given, list) or not all(isinstance(one, Mapping) and "pid" in one for one in given):
        raise UsageError(f"{place}: a list of objects with pid and v is wanted")
    made = []
    for one in given:
        values = one.get("v") if isinstance(one.get("v"), list) else [one.get("v")]
        texts = [str(v.get("name") or v.get("id")) if isinstance(v, Mapping) else str(v) for v in values]
        made.append((text_of(one["pid"], f"{place}.pid"), [text_of(text, place) for text in texts]))
    return made


def _scores(graph: RetailGraph, text: str) -> dict[str, float]:
    """Entities that a text may name, with how well it does."""
    by_tier = names.hits(graph, text)
    found: dict[str, float] = {}
    for tier in sorted(by_tier):
        score = _FORMER if TIERS[tier].startswith("former") else _EXACT if tier == 0 else _OTHER_NAME
        for name in by_tier[tier]:
            found.setdefault(name, score)
    if not found and (key := fold(text)[:100]):
        for spelled, score in alike(key, reading.spellings(graph.tables))[:_MOST]:
            for name, _ in reading.found_under(graph.tables, spelled):
                found[name] = max(found.get(name, 0.0), min(score, _OTHER_NAME - 1))
    return found


def _by_identifier(graph: RetailGraph, stated: Sequence[tuple[str, list[str]]]) -> set[str]:
    """Entities that bear an identifier that is stated."""
    wanted = {(pid, value) for pid, values in stated for value in values}
    schemes = {pid for pid, _ in stated}
    if not schemes & {scheme for _, scheme, _ in entities.identifiers(graph.tables)}:
        return set()
    return {name for name, scheme, value in entities.identifiers(graph.tables) if (scheme, value) in wanted}


def _against(graph: RetailGraph, name: str, stated: Sequence[tuple[str, list[str]]]) -> float:
    total = 0.0
    for pid, values in stated:
        known = {fold(one) for one in texts_of(graph, name, pid)}
        if known and not known & {fold(value) for value in values}:
            total += _AGAINST
    return total


def texts_of(graph: RetailGraph, name: str, pid: str) -> Iterable[str]:
    """The values of a property of an entity, in words."""
    for value in _values(graph, name, pid):
        yield from (str(text) for key, text in value.items() if key in ("str", "name", "id"))


def _sure(ranked: Sequence[tuple[str, float]], by_id: set[str]) -> str:
    """The one that is meant without doubt, if one is."""
    if len(by_id) == 1:
        return next(iter(by_id))
    if not ranked or by_id or ranked[0][1] < _OTHER_NAME:
        return ""
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= _APART else ""


def candidate(graph: RetailGraph, name: str, score: float, match: bool) -> Document:
    """An entity as a candidate."""
    return {
        "id": name,
        "name": names.label_of(graph, name),
        "description": _about(graph, name),
        "type": _typed(graph, name),
        "score": round(score, 1),
        "match": match,
    }


def _about(graph: RetailGraph, name: str) -> str:
    from retailgraph.lookup import candidates as described

    one = described.candidate(graph, name)
    told = (
        " and ".join(t.lower() for t in one.types),
        one.country,
        f"owned by {one.owner}" if one.owner else "",
    )
    return ", ".join(filter(None, told))


def _typed(graph: RetailGraph, name: str) -> list[Document]:
    kinds = graph.ontology.types
    return [{"id": kind, "name": kinds[kind].label} for kind in names.types_of(graph, name) if kind in kinds]


# --- extension ----------------------------------------------------------------------------------------------


def _properties(graph: RetailGraph) -> list[_Property]:
    """What can be told of an entity: plain facts, its identifiers, and each relation from both ends."""
    found = [_Property(name, name, f"the {name} of an entity") for name in _PLAIN]
    found.append(_Property("type", "type", "what it is"))
    found.append(
        _Property("ultimate-owner", "ultimate owner", "who owns its owners, at the end of the chain")
    )
    schemes = sorted({scheme for _, scheme, _ in entities.identifiers(graph.tables)})
    found += [_Property(scheme, scheme.upper(), f"its identifier {scheme}") for scheme in schemes]
    for relation in graph.ontology.relations.values():
        found.append(_Property(relation.name, relation.label, relation.comment))
        if not relation.symmetric:
            inverse = _Property(f"{relation.name}-of", relation.inverse_label, relation.comment)
            found.append(inverse)
    return found


def _values(graph: RetailGraph, name: str, pid: str) -> list[Document]:
    """The values of a property: texts, or entities that it is joined to on the day."""
    if pid in _PLAIN:
        head = entities.head(graph.tables, name)
        text = getattr(head, _PLAIN[pid], "") if head else ""
        return [{"str": text}] if text else []
    if pid == "type":
        return [{"id": one["id"], "name": one["name"]} for one in _typed(graph, name)]
    if pid == "ultimate-owner":
        return [{"id": one.id, "name": one.name} for one in graph.ultimate_owners(name)]
    relation = graph.ontology.relations.get(pid.removesuffix("-of"))
    if relation is None:
        known = entities.identifiers(graph.tables, name)
        return [{"str": value} for _, scheme, value in known if scheme == pid]
    inward = pid.endswith("-of")
    from retailgraph.lookup.seeing import of_entity, rows_of

    rows = rows_of(graph, of_entity(graph, name), name)
    held = [row for row in rows if row.relation == relation.name and row.status in _HOLDING]
    ends = [row for row in held if relation.symmetric or (row.object_id == name) is inward]
    return [{"id": one, "name": label} for one, label in dict.fromkeys((r.id, r.entity) for r in ends)]


_HOLDING = ("inForce", "completed")


def extended(graph: RetailGraph, given: Values) -> Document:
    """The properties of entities that a form asks for."""
    asked = given["form"]
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise UsageError("extend.ids: a list of ids is wanted")
    if not isinstance(wanted, list) or not all(map(_is_named, wanted)):
        raise UsageError("extend.properties: a list of objects with an id is wanted")
    if len(ids) > MOST_IDS:
        raise UsageError(f"extend.ids: at most {MOST_IDS} at a time, these are {len(ids)}")
    known = {one.id: one for one in _properties(graph)}
    for one in wanted:
        if one["id"] not in known:
            raise NotFound(
                f"there is no property '{one['id']}'; /reconcile/suggest/property tells what there is"
            )
    view = graph.at(next(filter(None, map(_day, wanted)), None))
    there = view.labels()
    rows = {
        name: {p["id"]: _values(view, name, p["id"]) if name in there else [] for p in wanted} for name in ids
    }
    meta = [{"id": p["id"], "name": known[p["id"]].name} for p in wanted]
    return {"meta": meta, "rows": rows}


def _is_named(wanted: Any) -> bool:
    return isinstance(wanted, Mapping) and isinstance(wanted.get("id"), str)


def _day(wanted: Mapping[str, Any]) -> str:
    """The day that a property is asked for, of its settings."""
    settings = wanted.get("settings")
    return str(settings.get("as-of") or "") if isinstance(settings, Mapping) else ""


def _proposed(graph: RetailGraph, given: Values) -> Document:
    kind = _types(graph, given["type"]) if given["type"] else set()
    fitting = [one for one in _properties(graph) if not kind or _fits(graph, one.id, kind)]
    shown = [{"id": one.id, "name": one.name} for one in fitting[: given["limit"]]]
    return {
        "properties": shown,
        **({"type": given["type"]} if given["type"] else {}),
        "limit": given["limit"],
    }


def _fits(graph: RetailGraph, pid: str, kinds: set[str]) -> bool:
    relation = graph.ontology.relations.get(pid.removesuffix("-of"))
    if relation is None:
        return True
    ends = relation.range if pid.endswith("-of") else relation.domain
    return bool(kinds & set(ends))


# --- suggestions --------------------------------------------------------------------------------------------


def _suggested_entities(graph: RetailGraph, given: Values) -> Document:
    found = matching(graph, given["prefix"])[given["cursor"] :][:_USUAL]
    return {
        "result": [
            {
                "id": name,
                "name": names.label_of(graph, name),
                "description": _about(graph, name),
                "notable": _typed(graph, name),
            }
            for name in found
        ]
    }


def _suggested_properties(graph: RetailGraph, given: Values) -> Document:
    return _begun(given, ((one.id, one.name, one.about) for one in _properties(graph)))


def _suggested_types(graph: RetailGraph, given: Values) -> Document:
    return _begun(given, ((one.name, one.label, one.comment) for one in graph.ontology.types.values()))


def _begun(given: Values, known: Iterable[tuple[str, str, str]]) -> Document:
    key = fold(given["prefix"])
    fitting = [
        {"id": id, "name": name, "description": about}
        for id, name, about in known
        if any(fold(word).startswith(key) for word in (id, name, *name.split()))
    ]
    return {"result": fitting[given["cursor"] :][:_USUAL]}


_QUERIES = Parameter("form", "The queries.", "form", required=True)
_PREFIX = (
    Parameter("prefix", "How it begins.", required=True),
    Parameter("cursor", "How many to leave out.", "number", most=10_000, default=0),
)
_PROPOSE = (
    Parameter("type", "The id of a type.", default=""),
    Parameter("limit", "The most that are given.", "number", least=1, most=1000, default=100),
)
RECONCILING: Mapping[str, Call] = {
    call.name: call
    for call in (
        Call("reconcile", "Who is meant.", _reconciled, (_QUERIES,), is_dated=False),
        Call("reconcile/extend", "What is known of them.", extended, (_QUERIES,), is_dated=False),
        Call("reconcile/properties", "What can be asked.", _proposed, _PROPOSE, is_dated=False),
        Call(
            "reconcile/suggest/entity",
            "Entities as they are typed.",
            _suggested_entities,
            _PREFIX,
            is_dated=False,
        ),
        Call("reconcile/suggest/property", "Properties.", _suggested_properties, _PREFIX, is_dated=False),
        Call("reconcile/suggest/type", "Types.", _suggested_types, _PREFIX, is_dated=False),
    )
}
