"""Headings in Chinese, by the list ``text/chinese_headings.txt``, for answers to Chinese questions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from retailgraph.form import NOW, OBJECT, Form
from retailgraph.words.wordlists import lines_of


def chinese_heading(form: Form, names: Mapping[str, str]) -> str:
    """What a form asks, in Chinese; empty where the list has no heading that says all of it."""
    told = [names.get(term, term) for term in form.of if isinstance(term, str)]
    if len(told) != len(form.of) or form.where or form.market or form.order or form.former or form.moment:
        return ""
    link = form.links[0] if form.links else None
    if link is not None and form.asks in ("truth", "when") and link.answers == OBJECT:
        told.reverse()
    side = link.answers if link is not None and form.asks == "list" else ""
    asked = (
        form.asks,
        link.relation if link else "",
        side,
        *(link.types if link else ()),
        link.role if link else "",
    )
    heading = _headings().get(" ".join(filter(None, asked)), "")
    # "现任" is of today; of other times the list says nothing.
    if not heading or ("现任" in heading and form.when != NOW):
        return ""
    return heading.format(*told) + ("的数量" if form.counted else "")


@cache
def _headings() -> dict[str, str]:
    return {
        said: heading for said, _, heading in (line.partition(" = ") for line in lines_of("chinese_headings"))
    }
