"""Atom feeds of what changes: what happens to an entity, or the answer to a question that is asked again.

An entry is named after what it tells, so that a reader sees it once, and again when it tells something else.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph._version import __version__
from retailgraph.dates import partial
from retailgraph.errors import UsageError
from retailgraph.serving.bodies import asked
from retailgraph.serving.descriptions import address
from retailgraph.serving.entitypages import status_words
from retailgraph.serving.parameters import Parameter, values_of
from retailgraph.serving.replies import Body, reply
from retailgraph.serving.service import Service

MEDIA = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 100
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAKES = (
    Parameter("entity", "What happened to this entity.", default="", example="Tapestry"),
    Parameter("q", "The answer to this question.", default="", example="partners of Tapestry"),
)


class _Entry(NamedTuple):
    """What is told: when it was published, in a line, in more words, who says so, and where that is read."""

    day: str
    title: str
    text: str
    author: str
    link: str


def routes(service: Service) -> list[Route]:
    """The address of feeds."""

    async def feed(request: Request) -> Response:
        values = values_of(asked(request), _TAKES)
        if bool(values["entity"]) is bool(values["q"]):
            raise UsageError("name an entity or ask a question: /feed?entity=Tapestry or /feed?q=...")
        place = address(request, service.settings)
        if values["entity"]:
            _, text = await service.called(request, "timeline", {"entity": values["entity"]})
            title, entries = _of_entity(json.loads(text), place)
        else:
            _, text = await service.called(request, "ask", {"q": values["q"], "why": False})
            title, entries = _of_question(json.loads(text), place)
        own = f"{place}/feed?{urlencode({name: value for name, value in values.items() if value})}"
        day = service.graphs.now.edges_of
        return reply(request, Body(_written(title, own, entries, day), f"{MEDIA}; charset=utf-8"))

    return [Route("/feed", feed, methods=["GET"])]


def _of_entity(told: Mapping[str, Any], place: str) -> tuple[str, list[_Entry]]:
    page = f"{place}/entity/{quote(told['id'])}"
    entries = [
        _Entry(
            one["published"] or one["earliest"] or "",
            _line(one),
            one["title"],
            one["publisher"],
            one["url"] or page,
        )
        for one in told["events"]
    ]
    return f"{told['name']}: what happened", entries


def _line(event: Mapping[str, Any]) -> str:
    """What happened and when, with its doubts."""
    when = f"{event['when']}: " if event["when"] else ""
    planned = "planned: " if event["planned"] else ""
    return f"{when}{planned}{event['words']}{'; the sources disagree' if event['disputed'] else ''}"


def _of_question(told: Mapping[str, Any], place: str) -> tuple[str, list[_Entry]]:
    entries = []
    for row in told["rows"]:
        since = f" since {row['since']}" if row["since"] else ""
        line = f"{row['subject']} {row['words']} {row['object']}: {status_words(row)}{since}"
        if row["subject_id"] != row["object_id"] and row["id"] == row["subject_id"]:
            line = f"{row['entity']} ({row['words']}): {status_words(row)}{since}"
        said = ", ".join(row["sources"])
        entries.append(_Entry(row["last_reported"], line, said, said, f"{place}/entity/{quote(row['id'])}"))
    return told["understood"], entries


def _written(title: str, own: str, entries: Iterable[_Entry], day: str) -> bytes:
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    shown = sorted(entries, key=lambda one: _moment(one.day, day), reverse=True)[:_MOST]
    _add(feed, "id", own)
    _add(feed, "title", title)
    _add(feed, "updated", _moment(shown[0].day if shown else day, day))
    _add(feed, "link", rel="self", type=MEDIA, href=own)
    _add(feed, "generator", "retailgraph", version=__version__)
    _add(_add(feed, "author"), "name", "retailgraph")
    for one in shown:
        entry = _add(feed, "entry")
        _add(entry, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([own, *one]))}")
        _add(entry, "title", one.title)
        _add(entry, "updated", _moment(one.day, day))
        _add(entry, "link", rel="alternate", href=one.link)
        _add(entry, "summary", one.text)
        if one.author:
            _add(_add(entry, "author"), "name", one.author)
    made: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    made.text = _NO_XML.sub("", text) or None
    return made


def _moment(day: str, otherwise: str) -> str:
    """The first moment of a day, month or year; that of another for what is no date."""
    for text in (day, otherwise):
        try:
            if (earliest := partial(text).earliest) is not None:
                return f"{earliest.isoformat()}T00:00:00Z"
        except ValueError:
            continue
    return "1970-01-01T00:00:00Z"
