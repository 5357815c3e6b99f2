"""Headings in Chinese, by the list ``text/chinese_headings.txt``, for answers to Chinese questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from retailgraph.form import AND, NOT, NOW, OBJECT, Condition, Form, Group, Term, Trait
from retailgraph.words.wordlists import lines_of

_ORDERS = {
    "latest": "最新的",
    "first": "最早的",
    "largest": "最大的",
    "smallest": "最小的",
    "longest": "时间最长的",
    "total": "合计：",
    "average": "平均：",
}
_COUNTED = "的数量"


def chinese_heading(form: Form, names: Mapping[str, str]) -> str:
    """What a form asks, in Chinese; empty where the list has no words for all of it."""
    told = [_term(term, names) for term in form.of]
    conditions = [_condition(condition, names) for condition in form.where]
    if not all((*told, *conditions)) or (form.order and form.order not in _ORDERS) or form.moment:
        return ""
    heading = _heading(form)
    if heading is None or ("{0}" in heading and not told):
        return ""
    if form.when != NOW or form.former:
        heading = heading.replace("现任", "")
    link = form.links[0] if form.links else None
    if link is not None and form.asks in ("truth", "when", "detail") and link.answers == OBJECT:
        told.reverse()
    if "{1}" in heading and len(told) < 2:
        return ""
    parts = [names.get(form.market, form.market), *conditions, "已结束：" if form.former else ""]
    lead = "".join((f"{part}，" if part and not part.endswith("：") else part) for part in parts)
    ordered = f"{_ORDERS.get(form.order, '')}{heading.format(*told)}"
    return lead + ordered + (_COUNTED if form.counted else "")


def _heading(form: Form) -> str | None:
    """The heading of a form, by its side, types and role if the list has it so, else without them."""
    link = form.links[0] if form.links else None
    if link is not None and any(link.party for link in form.links):
        return None
    if link is None:
        asked = [f"{form.asks} {form.measure}".rstrip(), form.asks]
        return next((found for said in asked if (found := _headings().get(said))), None)
    side = link.answers if form.asks == "list" else ""
    narrow = " ".join(filter(None, (form.asks, link.relation, side, *link.types, link.role)))
    wide = " ".join(filter(None, (form.asks, link.relation, side)))
    if form.asks == "deals" and not form.of:
        return _headings().get("deals")
    return _headings().get(narrow) or (None if link.types or link.role else _headings().get(wide))


def _term(term: Term, names: Mapping[str, str]) -> str:
    if isinstance(term, str):
        return names.get(term, term)
    if isinstance(term, Group) and term.op != NOT:
        parts = [_term(part, names) for part in term.parts if isinstance(part, str)]
        joint = "和" if term.op == AND else "或"
        return joint.join(parts) if len(parts) == len(term.parts) else ""
    return ""


def _condition(condition: Condition, names: Mapping[str, str]) -> str:
    """A condition as what stands before the heading: "不包括Gucci"; empty for one that has no words."""
    if isinstance(condition, Group) and condition.op == NOT and len(condition.parts) == 1:
        (part,) = condition.parts
        if isinstance(part, str):
            return f"不包括{names.get(part, part)}"
        if isinstance(part, Group) and all(isinstance(one, str) for one in part.parts):
            return f"不包括{'和'.join(_names(part, names))}"
        return (
            f"不在“{told}”之列" if isinstance(part, Form) and (told := chinese_heading(part, names)) else ""
        )
    if isinstance(condition, Form):
        return f"也在“{told}”之列" if (told := chinese_heading(condition, names)) else ""
    if isinstance(condition, Trait) and condition.field == "status":
        return "已取消：" if condition.value == "calledOff" else ""
    return ""


def _names(group: Group, names: Mapping[str, str]) -> Iterator[str]:
    yield from (names.get(part, part) for part in group.parts if isinstance(part, str))


def chinese_period(words: str) -> str:
    """The time that an answer is of, in Chinese: "截至2026-11-30"."""
    lead, _, rest = words.partition(" ")
    if words == "over time":
        return "历来"
    if lead == "as" and rest.startswith("of "):
        return f"截至{rest[3:]}"
    told = {"in": "{}年" if len(rest) == 4 else "{}", "on": "{}", "since": "自{}起", "before": "{}之前"}
    return told[lead].format(rest) if lead in told and " " not in rest else words


@cache
def _headings() -> dict[str, str]:
    return {
        said: heading for said, _, heading in (line.partition(" = ") for line in lines_of("chinese_headings"))
    }
