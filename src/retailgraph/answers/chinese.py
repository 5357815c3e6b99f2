"""The sentence that answers a Chinese question, in Chinese, by ``words/text/chinese_statements.txt``."""

from __future__ import annotations

import re
from functools import cache

from retailgraph.form import SUMS, Form
from retailgraph.lookup.rows import Row
from retailgraph.ontology import STATE, Ontology
from retailgraph.plan.found import FormResult, counts
from retailgraph.relationships import NO, UNKNOWN, YES
from retailgraph.words.wordlists import lines_of

NOTHING = "没有报道提到此事。"
_ANSWERS = {YES: "是", NO: "否", UNKNOWN: "未知"}
_SHOWN = 6
_ROLES = {"CEO": "首席执行官", "chair": "董事长", "president": "总裁", "creative director": "创意总监"}
_TYPES = {"Brand": "个品牌", "Company": "家公司", "Platform": "个平台", "Person": "人"}


def chinese_sentence(form: Form, found: FormResult, ontology: Ontology) -> str:
    """The answer in one sentence; empty where the rows say it better."""
    if form.asks == "truth":
        said = _ANSWERS.get(found.answer, "")
        telling = _telling(found)
        return f"{said}：{_statement(telling, ontology)}。" if telling else f"{said}：{NOTHING}"
    if form.asks == "compare":
        return _compared(form, found)
    if form.asks in ("figures", "changes", "card", "kind") or form.order in SUMS:
        return ""
    if not found.rows:
        return NOTHING
    if (
        form.order
        or form.limit == 1
        or form.asks in ("when", "detail", "between", "deals")
        or len(found.rows) == 1
    ):
        told = [_statement(row, ontology) for row in found.rows[: 1 if form.order else 2]]
        return f"{'；'.join(dict.fromkeys(told))}。"
    return _list(form, found)


def _compared(form: Form, found: FormResult) -> str:
    """ "是：A 16个品牌；B 9个品牌。"; of one that no article tells anything of that."""
    parts = [part for part in form.of if isinstance(part, Form)]
    types = {kind for part in parts for link in part.links for kind in link.types if part.counted}
    noun = _TYPES.get(next(iter(types)), "") if len(types) == 1 else ""
    known = (
        f"{one.name} {one.value.partition(' ')[0] if noun else one.value}{noun}"
        for one in found.compared
        if one.value
    )
    unknown = (f"{one.name} 没有报道提到" for one in found.compared if not one.value)
    said = "；".join((*known, *unknown))
    return f"{_ANSWERS[found.answer]}：{said}。" if found.answer else f"{said}。"


def _telling(found: FormResult) -> Row | None:
    sure = [row for row in found.rows if counts(row)] if found.answer in (YES, NO) else []
    asked = [row for row in sure if {row.subject_id, row.object_id} <= set(found.about)]
    return next(iter([*asked, *sure, *found.rows]), None)


def _list(form: Form, found: FormResult) -> str:
    """ "16个品牌：A、B、C等；另有2个尚未确定。"."""
    every = {row.id: row.entity for row in found.rows}
    past = form.past or form.former or form.when.kind != "now"
    sure = {
        row.id: row.entity
        for row in found.rows
        if counts(row) or (past and (row.status == "completed" or row.holds == YES))
    }
    names = list(sure.values())
    types = {kind for link in form.links for kind in link.types}
    noun = _TYPES.get(next(iter(types)), "个") if len(types) == 1 else "个"
    shown = "、".join(names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")
    rest = len(every) - len(sure)
    more = f"；另有{rest}个已宣布、不确定或已结束" if rest else ""
    figure = next((f for f in found.figures if form.counted), None)
    stated = f"{figure.publisher}称{figure.value}（{figure.on or figure.published}）。" if figure else ""
    return f"共{len(sure)}{noun}{'：' if shown else ''}{shown}{_aged(found)}{more}。{stated}"


def _aged(found: FormResult) -> str:
    """How many of those that hold nobody has confirmed for long."""
    held: dict[str, bool] = {}
    for row in found.rows:
        if row.holds == YES:
            held[row.id] = held.get(row.id, True) and row.stale
    old = sum(held.values())
    if not old:
        return ""
    return "；均久未确认" if old == len(held) else f"；其中{old}个久未确认"


def _age(row: Row) -> str:
    """Until when it was confirmed, if that is long ago or unknown."""
    if row.undated:
        return "，日期不详"
    return f"，最近一次确认于{row.confirmed}" if row.stale and row.confirmed else ""


def _statement(row: Row, ontology: Ontology) -> str:
    """A row as a clause: "Prada Group拥有Versace，自2025-12-02起（4家媒体）"."""
    done, _, planned = _statements().get(row.relation, f"{{s}} {row.words} {{o}}").partition(" | ")
    form = (planned or done) if row.status in ("announced", "rumoured", "denied", "calledOff") else done
    role = "、".join(_ROLES.get(text, text) for text in row.role) or "领导人"
    told = form.replace("{s}", row.subject).replace("{o}", row.object).replace("{role}", role)
    state = ontology.relations[row.relation].kind == STATE
    parts = [_as_it_stands(row, told, state)]
    parts += [f"{row.share}%"] if row.share else []
    parts += [f"价格{' / '.join(row.price)}"] if row.price else []
    parts += [f"卖方{'、'.join(row.seller)}"] if row.seller else []
    parts += [_time(row, state)]
    age = _age(row)
    return f"{'，'.join(part for part in parts if part)}（{row.publishers}家媒体{age}）"


def _as_it_stands(row: Row, told: str, state: bool) -> str:
    leads = {"announced": "已宣布：", "rumoured": "传闻：", "denied": "被否认：", "calledOff": "已取消："}
    if row.status in leads:
        return leads[row.status] + told
    if state and row.holds == UNKNOWN:
        return f"可能：{told}"
    over = state and (row.status == "ended" or row.holds == NO or bool(row.until))
    return f"曾经：{told}" if over else told + ("" if state else "（已完成）")


def _time(row: Row, state: bool) -> str:
    if not state:
        return f"时间{_day(row.since or row.announced)}" if row.since or row.announced else ""
    since = f"自{_day(row.since)}起" if row.since else ""
    until = f"至{_day(row.until)}" if row.until else ""
    return since + until


def _day(when: str) -> str:
    """ "2019-07-31之前" of "before 2019-07-31"."""
    for lead, tail in (("before ", "之前"), ("by ", "之前"), ("after ", "之后")):
        if when.startswith(lead):
            return when.removeprefix(lead) + tail
    return re.sub(r"(?:between )?(\S+) (?:to|and) (\S+)", r"\1与\2之间", when)


@cache
def _statements() -> dict[str, str]:
    return dict(_pair(line) for line in lines_of("chinese_statements"))


def _pair(line: str) -> tuple[str, str]:
    relation, _, said = line.partition(" = ")
    return relation, said
