"""The API as OpenAPI 3.1 tells it: made from the calls, and from the classes of their answers."""

from __future__ import annotations

from functools import cache
from typing import Any

from retailgraph._version import __version__
from retailgraph.answers.answer import Answer
from retailgraph.answers.history import History
from retailgraph.connections.paths import Chain
from retailgraph.connections.sharing import Common
from retailgraph.form.plain import SCHEMA
from retailgraph.lookup.cards import Card, Listed, SourceEntry, Stats
from retailgraph.lookup.doubts import Disagreement
from retailgraph.lookup.evidence import CitedPassage, FigureRow
from retailgraph.lookup.history import PeriodChanges, Timeline
from retailgraph.lookup.rows import Row
from retailgraph.remote.shapes import Schemas
from retailgraph.serving.calls import CALLS, Call
from retailgraph.serving.paging import PAGE
from retailgraph.serving.parameters import Parameter

_WHOLE: dict[str, type] = {
    "ask": Answer, "find": Answer, "why": Answer, "history": History, "timeline": Timeline,
    "changes": PeriodChanges, "entities_entity": Card, "stats": Stats,
}  # fmt: skip
"""The class of what a call answers."""
_ROWS: dict[str, type] = {
    "entities": Listed, "relationships": Row, "conflicts": Disagreement, "stale": Row, "path": Chain,
    "common": Common, "figures": FigureRow, "articles": SourceEntry,
}  # fmt: skip
"""The class of the rows of what a call answers."""
_PLACE = "#/components/schemas"
_PROBLEMS = {
    "400": "The request is not understood.", "401": "A token is needed.", "403": "It is refused.",
    "404": "Nothing is called so.", "406": "No format that is wanted.",
    "409": "A name means several: candidates says which.",
    "410": "The graph has changed since the page before.", "413": "The body is too large.",
    "415": "The body is of another type.", "503": "There is too much to do just now.",
    "504": "It took too long.", "507": "It would take too much.",
}  # fmt: skip


@cache
def described(base: str) -> dict[str, Any]:
    """The description, for a server whose addresses begin with ``base``."""
    schemas = Schemas(_PLACE)
    paths = {f"/api/{call.path}": _path(call, schemas) for call in CALLS.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "retailgraph",
            "version": __version__,
            "summary": "What articles report about retail companies: dated, sourced, with its doubts.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base or "/"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas.known, "Problem": _PROBLEM, "Page": _PAGE, "Form": _form()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


_PROBLEM = {
    "type": "object",
    "description": "What went wrong, and the next step (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "suggestions": {"type": "array", "items": {"type": "string"}},
        "candidates": {"type": "array", "items": {"type": ["object", "string"]}},
        "findings": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["type", "title", "status", "detail"],
}
_PAGE = {
    "type": "object",
    "description": "How many items there are in all, and the cursor of the next page; null after the last.",
    "properties": {"total": {"type": "integer"}, "next": {"type": ["string", "null"]}},
    "required": ["total", "next"],
}


def _form() -> dict[str, Any]:
    """The schema of a form, with its definitions in it, and what Python's ``find`` takes beside it."""
    texts = {"type": ["string", "array"], "items": {"type": "string"}}
    properties = {"type": {"type": "string"}, "relation": texts, "of": texts, "side": {"type": "string"}}
    words = {"type": "object", "description": "What Python's find takes.", "properties": properties}
    form = {"type": "object", "required": ["asks"], "properties": {"asks": SCHEMA["properties"]["asks"]}}
    return {"anyOf": [form, words]}


def _path(call: Call, schemas: Schemas) -> dict[str, Any]:
    parameters = [*call.parameters, *(PAGE if call.listed else ())]
    shown = [_parameter(one, call) for one in parameters]
    operation = {
        "operationId": call.name,
        "summary": call.about,
        "parameters": shown,
        "responses": _responses(call, schemas),
    }
    made = {"get": operation}
    if call.name == "find":
        content = {"application/json": {"schema": {"$ref": f"{_PLACE}/Form"}}}
        made["post"] = {
            **operation,
            "operationId": "find_form",
            "parameters": [_parameter(one, call) for one in parameters if one.kind != "form"],
            "requestBody": {"required": True, "content": content},
        }
    return made


def _parameter(one: Parameter, call: Call) -> dict[str, Any]:
    place = "path" if f"{{{one.name}}}" in call.path else "query"
    made = {
        "name": one.name,
        "in": place,
        "required": one.required or place == "path",
        "description": one.about,
    }
    if one.kind == "form":
        return {**made, "content": {"application/json": {"schema": {"$ref": f"{_PLACE}/Form"}}}}
    schema = one.schema()
    if one.example is not None:
        made["example"] = one.example
    return {**made, "schema": schema}


def _responses(call: Call, schemas: Schemas) -> dict[str, Any]:
    content = {"application/json": {"schema": _answer(call, schemas)}}
    made: dict[str, Any] = {"200": {"description": call.about, "content": content}}
    made["304"] = {"description": "The client has it already (If-None-Match)."}
    problem = {"application/problem+json": {"schema": {"$ref": f"{_PLACE}/Problem"}}}
    made |= {status: {"description": said, "content": problem} for status, said in _PROBLEMS.items()}
    return made


def _answer(call: Call, schemas: Schemas) -> dict[str, Any]:
    page = {"page": {"$ref": f"{_PLACE}/Page"}} if call.listed else {}
    schema = {"schema": {"type": "string"}}
    if call.name in _WHOLE:
        own = {"type": "object", "properties": {**schema, **page}, "required": ["schema", *page]}
        return {"allOf": [schemas.of(_WHOLE[call.name]), own]}
    rows = call.listed or "rows"
    kinds = {**_ROWS, "articles_article": CitedPassage}
    items = schemas.of(kinds[call.name]) if call.name in kinds else {"type": "object"}
    if call.name == "relations":
        return {"type": "object", "properties": schema, "required": ["schema"]}
    properties = {**schema, rows: {"type": "array", "items": items}, **page}
    return {"type": "object", "properties": properties, "required": list(properties)}
