"""The pages on which people decide about entities that may be one, and about sources that disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from retailgraph.serving.markup import Html, joined, link, table, tag
from retailgraph.serving.reviewpages import Frame, do, hidden

Row = Mapping[str, Any]


# --- duplicates -------------------------------------------------------------------------------------------


def duplicates_page(frame: Frame, open_: Iterable[Row], decided: Iterable[Row]) -> str:
    """Pairs that may be one, each with reasons; then those that were decided about."""
    parts = [_pair(frame, one) for one in open_] or [tag("p", "No two entities look like one.")]
    rows = [_decided_pair(frame, one) for one in decided]
    if rows:
        parts += [tag("h2", "Decided"), table(("one", "other", "decision", "who", "why", ""), rows)]
    return frame.page("Entities that may be one", *parts)


def _pair(frame: Frame, one: Row) -> Html:
    first, second = one["one"], one["other"]
    names = f"{one['one_name']} and {one['other_name']}"
    reasons = [tag("li", text) for text in one["reasons"]] + [
        tag("li", f"against it: {text}") for text in one["against"]
    ]
    keep = [
        tag(
            "label",
            tag("input", type="radio", name="keep", value=id, checked=id == first),
            f" keep {name} ({id})",
        )
        for id, name in ((first, one["one_name"]), (second, one["other_name"]))
    ]
    form = frame.form(
        "/duplicates", hidden("one", first), hidden("other", second),
        tag("fieldset", tag("legend", "If they are one"), *keep), _why(),
        do("same", "They are one", names), " ", do("different", "They are two", names),
    )  # fmt: skip
    linked = [
        link(f"{frame.base}/entity/{quote(id)}", name)
        for id, name in ((first, one["one_name"]), (second, one["other_name"]))
    ]
    head = tag("h2", linked[0], " and ", linked[1], f" · score {one['score']:.2f}")
    return tag("section", head, tag("ul", *reasons), form, class_="item", aria_label=names)


def _decided_pair(frame: Frame, one: Row) -> tuple[Any, ...]:
    form = frame.form(
        "/duplicates", hidden("one", one["one"]), hidden("other", one["other"]),
        do("undo", "Undo", f"{one['one']} and {one['other']}"), class_="inline",
    )  # fmt: skip
    return one["one"], one["other"], one["decided"], one["by"], tag("span", one["why"]), form


# --- conflicts --------------------------------------------------------------------------------------------


def conflicts_page(frame: Frame, found: Iterable[Row], decided: Iterable[Row], more: int) -> str:
    """Where sources disagree, each with its sides; then what people decided."""
    parts = [_conflict(frame, one) for one in found] or [tag("p", "The sources agree.")]
    if more:
        parts.append(tag("p", tag("a", "More conflicts", href=f"{frame.base}/review/conflicts?from={more}")))
    rows = [_decided_conflict(frame, one) for one in decided]
    if rows:
        parts += [tag("h2", "Decided"), table(("decision", "who", "when", ""), rows)]
    return frame.page("Where the sources disagree", *parts)


def _conflict(frame: Frame, one: Row) -> Html:
    about = "; ".join(one["about"])
    sides = [_side(number, side) for number, side in enumerate(one["sides"])]
    fieldset = tag("fieldset", tag("legend", "What is right?"), *sides)
    form = frame.form(
        "/conflicts", hidden("key", one["key"]), fieldset, _why(), do("decide", "Decide", about)
    )
    now = (
        tag("p", "Meanwhile: ", joined(f"{text}. " for text in one["concluded"])) if one["concluded"] else ""
    )
    return tag(
        "section",
        tag("h2", about),
        tag("p", one["words"]),
        now,
        form,
        id=f"c-{one['key']}",
        class_="item",
        tabindex="-1",
        aria_label=about,
    )


def _side(number: int, side: Row) -> Html:
    choice = tag(
        "input", type="radio", name="side", value=str(number), required=True, disabled=not side["evidence"]
    )
    said = [_passage(one) for one in side["evidence"][:3]]
    more = len(side["evidence"]) - 3
    return joined(
        (
            tag("label", choice, f" {side['says']}: {', '.join(side['publishers'])}"),
            tag("ul", *said, tag("li", f"and {more} more") if more > 0 else ""),
        )
    )


def _passage(one: Row) -> Html:
    where = link(one["url"], one["title"])
    return tag(
        "li",
        "; ".join(one["says"])[:600],
        " ",
        tag("cite", one["publisher"], ", ", one["published"], " ", where),
    )


def _decided_conflict(frame: Frame, one: Row) -> tuple[Any, ...]:
    back = frame.form(
        "/conflicts", hidden("article", one["article"]), do("undo", "Undo", one["title"]), class_="inline"
    )
    return tag("span", one["title"]), one["publisher"], one["published"], back


def _why() -> Html:
    return tag("label", "Why ", tag("input", name="why", size="50", required=True))
