"""Companies House: persons with significant control, as the bulk file (a line each) or the API gives them.

Only ownership of shares is owning. The company itself has only its number here, and is called by it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from retailgraph.interchange.inputs import Source, json_lines
from retailgraph.interchange.parties import NOBODY_NAMED, Left, Party, Place, Said, Statement

_KIND = "with-significant-control"
_SHARES = re.compile(r"ownership-of-shares-(\d+)-to-(\d+)-percent(?:-(.+))?")
_HALF = 50


def matches(source: Source) -> bool:
    """Whether a file tells of persons with significant control."""
    return _KIND in source.text_head and "natures_of_control" in source.text_head


def read(source: Source) -> Iterator[Said]:
    """What the entries say."""
    for where, value in _values(source):
        if not isinstance(value, Mapping):
            yield Left(where, "", str(value).partition(": ")[2] or "is no entry", str(value)[:200])
            continue
        data = value.get("data", value)
        if not isinstance(data, Mapping):
            yield Left(where, "", "is no entry", json.dumps(value)[:200])
            continue
        number = str(value.get("company_number") or _number_in(data.get("links")))
        yield from _entry(where, number, data, json.dumps(value, ensure_ascii=False))


def _values(source: Source) -> Iterator[tuple[Place, Any]]:
    if re.match(r'\s*\{\s*"company_number"', source.text_head):
        for number, (line, value) in enumerate(json_lines(source), 1):
            yield Place(number, line), value
        return
    value = source.json()
    items = value.get("items", [value]) if isinstance(value, Mapping) else value
    yield from ((Place(number), item) for number, item in enumerate(items, 1))


def _number_in(links: Any) -> str:
    path = str(links.get("self", "")) if isinstance(links, Mapping) else ""
    form = re.search(r"/company/([A-Z0-9]{8})/", path)
    return form[1] if form else ""


def _entry(where: Place, number: str, data: Mapping[str, Any], raw: str) -> Iterator[Said]:
    kind = str(data.get("kind", ""))
    if not number:
        yield Left(where, "company_number", "names no company", raw)
        return
    if "statement" in kind or kind.startswith("totals"):
        reason = str(data.get("statement", kind)).replace("-", " ")
        yield Left(where, "kind", f"is a statement and names nobody ({reason[:80]})", raw, "other")
        return
    company = Party(f"UK company {number}", ("Company",), (), "GB", key=number, is_sure=True)
    person = _person(kind, data)
    if person is None:
        yield Left(where, "name", "has no name", raw)
        return
    taken = False
    natures = [str(n) for n in data.get("natures_of_control") or ()]
    for nature in natures:
        form = _SHARES.fullmatch(nature)
        if form and not taken:
            taken = True
            yield _statement(where, person, company, form, data, raw)
    if not taken:
        said = ", ".join(natures)[:120] or "nothing"
        yield Left(where, "natures_of_control", f"{said} is no share of ownership", raw, "other")


def _person(kind: str, data: Mapping[str, Any]) -> Party | None:
    if kind.startswith("super-secure"):
        return NOBODY_NAMED
    name = str(data.get("name") or "").strip()
    is_person = kind.startswith("individual")
    if is_person:
        name = re.sub(r"^(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Professor)\.?\s+", "", name)
    if not name:
        return None
    return Party(name, ("Person",) if is_person else ("Company",), is_sure=True)


def _statement(
    where: Place, person: Party, company: Party, form: re.Match[str], data: Mapping[str, Any], raw: str
) -> Statement:
    low, high = int(form[1]), int(form[2])
    values = {
        "share": f"over {low}" if high == 100 else f"{low}..{high}"
    }  # each band begins above its low end
    relation = "owns" if low >= _HALF else "holdsStakeIn"
    for key, word in (("notified_on", "from"), ("ceased_on", "to")):
        if data.get(key):
            values[word] = str(data[key])[:10]
    if form[3]:
        values["note"] = form[3].replace("-", " ")
    return Statement(person, relation, company, values, {}, where, raw)
