"""Deciding in a browser, by people whose token has the scope ``review``.

What is decided is in force at once: the article with what was accepted is loaded, a decision about two
entities too, and a decision about a conflict is an article of whoever made it. Each is in the audit log, and
taken back by a button. The pages need no script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retailgraph.api import RetailGraph
from retailgraph.errors import NotFound, RetailGraphError, UsageError
from retailgraph.review import Item, Review
from retailgraph.review import queue as reviewed
from retailgraph.review.editing import changed, values_said
from retailgraph.review.queue import Queue
from retailgraph.review.verdicts import ACCEPTED, REJECTED
from retailgraph.serving import reviewpages, settling, settlingpages
from retailgraph.serving.bodies import asked
from retailgraph.serving.markup import tag
from retailgraph.serving.problems import Problem, of_error
from retailgraph.serving.service import Service
from retailgraph.serving.signing import form_of, html, session_of, to
from retailgraph.serving.writes import WAIT, Writes

Fields = Mapping[str, str]
_PAGE = 50
_CONFLICTS = 20


def routes(service: Service, writes: Writes) -> list[Route]:
    """The addresses of the review."""
    there = _Reviewing(service, writes)
    both = ["GET", "POST"]
    return [
        Route("/review", there.answer(there.queue), methods=["GET"]),
        Route("/review/drafts/{name}", there.answer(there.draft), methods=both),
        Route("/review/duplicates", there.answer(there.duplicates), methods=both),
        Route("/review/conflicts", there.answer(there.conflicts), methods=both),
    ]


class _Reviewing:
    def __init__(self, service: Service, writes: Writes) -> None:
        self._service, self._writes, self._base = service, writes, service.settings.base_path
        self._queue = Queue(Path(service.settings.drafts or writes.home / "drafts"))

    def answer(
        self, what: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """The same for people: who has not signed in does so first, and what goes wrong is a page."""

        async def answered(request: Request) -> Response:
            try:
                return await what(request)
            except (Problem, RetailGraphError) as error:
                problem = error if isinstance(error, Problem) else of_error(error)
                if problem.status == 401 and request.method == "GET":
                    return to(f"{self._base}/sign-in?next={quote(request.scope['path'])}")
                return html(self._fault(request, problem), problem.status)

        return answered

    def _fault(self, request: Request, problem: Problem) -> str:
        more = [
            tag("li", str(one)) for name in ("findings", "suggestions") for one in problem.more.get(name, ())
        ]
        back = tag("p", tag("a", "Back", href=self._base + request.scope["path"]))
        said = tag("p", problem.detail, class_="fault", role="alert")
        return self._frame(request).page(
            "That was not done", said, *([tag("ul", *more)] if more else []), back
        )

    def _frame(self, request: Request) -> reviewpages.Frame:
        session = session_of(self._service, request)
        who = request.scope["state"]["person"].name
        return reviewpages.Frame(self._base, session.nonce if session else "", who)

    def _reader(self, request: Request) -> reviewpages.Frame:
        person = request.scope["state"]["person"]
        if "review" not in person.scopes:
            raise Problem(403 if person.name else 401, "a token with the scope review is needed")
        return self._frame(request)

    # --- proposals ------------------------------------------------------------------------------------------

    async def queue(self, request: Request) -> Response:
        """The drafts, some at a time."""
        frame, after = self._reader(request), asked(request).get("after", [""])[0]
        names = [name for name in self._queue.names() if name > after]
        some = names[:_PAGE]
        found = await self._service.read(request, lambda graph: list(self._queue.waiting(graph, some)))
        return html(reviewpages.queue_page(frame, found, some[-1] if len(names) > _PAGE else ""), 200)

    async def draft(self, request: Request) -> Response:
        """A draft; or what becomes of a decision about one of its items."""
        name = request.path_params["name"]
        if request.method == "POST":
            return await self._decide(request, name)
        frame = self._reader(request)
        page = await self._service.read(
            request, lambda graph: reviewpages.draft_page(frame, graph, name, self._queue.review(name, graph))
        )
        return html(page, 200)

    async def _decide(self, request: Request, name: str) -> Response:
        person, fields = await form_of(self._service, request, "review")

        def change(graph: RetailGraph) -> dict[str, Any]:
            going = self._queue.review(name, graph, by=person.name)
            made_before = going.new_entities()
            with going.whole():
                about = _decided(going, fields)
                outcome = reviewed.put_in_force(going, graph, made_before, WAIT)
            going.keep_feedback(graph.today)
            following = next((item.key for item in going.open_items()), "")
            return {**about, "graph": outcome or "unchanged", "next": following}

        made = await self._writes.carry_out(request, person, f"review {fields.get('do', '')}", name, change)
        place = f"#i-{made['next']}" if made["next"] else ""
        return to(f"{self._base}/review/drafts/{quote(name)}{place}")

    # --- duplicates -----------------------------------------------------------------------------------------

    async def duplicates(self, request: Request) -> Response:
        """Entities that may be one; or what becomes of a decision about two."""
        if request.method == "POST":
            person, fields = await form_of(self._service, request, "review")

            def change(graph: RetailGraph) -> dict[str, Any]:
                return settling.settle_pair(graph, person.name, fields)

            name = f"{fields.get('one', '')} {fields.get('other', '')}"
            await self._writes.carry_out(request, person, f"duplicates {fields.get('do', '')}", name, change)
            return to(f"{self._base}/review/duplicates")
        frame = self._reader(request)
        found = await self._rows(request, "duplicates", entity="", decided=False, count=_PAGE)
        made = await self._rows(request, "duplicates", entity="", decided=True, count=_PAGE)
        return html(settlingpages.duplicates_page(frame, found, made), 200)

    # --- conflicts ------------------------------------------------------------------------------------------

    async def conflicts(self, request: Request) -> Response:
        """Where sources disagree; or what becomes of a decision about it."""
        if request.method == "POST":
            person, fields = await form_of(self._service, request, "review")

            def change(graph: RetailGraph) -> dict[str, Any]:
                return settling.settle_conflict(graph, person.name, fields)

            name = fields.get("key") or fields.get("article", "")
            made = await self._writes.carry_out(
                request, person, f"conflicts {fields.get('do', '')}", name, change
            )
            return to(f"{self._base}/review/conflicts{made.get('place', '')}")
        frame, first = self._reader(request), asked(request).get("from", ["0"])[0]
        start = int(first) if first.isascii() and first.isdecimal() and len(first) < 9 else 0
        rows = await self._rows(request, "conflicts", entity="")
        articles = await self._rows(request, "articles", entity="")
        decided = [one for one in articles if settling.is_decision(one["article"])]
        more = start + _CONFLICTS if len(rows) > start + _CONFLICTS else 0
        return html(settlingpages.conflicts_page(frame, rows[start : start + _CONFLICTS], decided, more), 200)

    async def _rows(self, request: Request, name: str, **values: Any) -> list[Mapping[str, Any]]:
        _, text = await self._service.called(request, name, values)
        rows: list[Mapping[str, Any]] = json.loads(text)["rows"]
        return rows


def _decided(going: Review, fields: Fields) -> dict[str, Any]:
    """Do to a review what a form says, and tell what that was."""
    what = fields.get("do", "")
    if what == "head":
        told = {
            name.removeprefix("head-"): text.strip()
            for name, text in fields.items()
            if name.startswith("head-") and text.strip()
        }
        for key, text in told.items():
            going.tell(key, text)
        return {"head": told}
    if what == "load":
        return {}
    if what == "add":
        item = going.add(_number(fields), fields.get("said", "").strip(), changed({}, _lines(fields)))
        return {"said": item.said}
    item = reviewed.item_of(going, fields.get("item", ""))
    if what == "undo":
        if not going.undo(item.key):
            raise NotFound("this is not decided any more", ())
        return {"said": item.said}
    if item.key in going.decisions:
        raise Problem(409, "this is decided already; undo that first")
    if what == "reject":
        going.decide(item, REJECTED)
        return {"said": item.said}
    if what != "accept":
        raise UsageError(f"do: accept, reject, undo, add, head or load, not {what!r}")
    return _accepted(going, item, fields)


def _accepted(going: Review, item: Item, fields: Fields) -> dict[str, Any]:
    for id in going.unknown_ids(item):
        going.settle(id, fields.get(f"other-{id}", "").strip() or fields.get(f"who-{id}", id))
    said = fields.get("said", "").strip() or item.said
    before = values_said(item.values)
    values = changed(before, _lines(fields))
    going.decide(item, ACCEPTED, said, values if values != before else None)
    return {"said": said, "edited": said != item.said or values != before}


def _lines(fields: Fields) -> dict[str, str]:
    return {name.removeprefix("value-"): text for name, text in fields.items() if name.startswith("value-")}


def _number(fields: Fields) -> int:
    text = fields.get("passage", "")
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise UsageError(f"passage {text!r} is no number")
    return int(text)
