"""Results of the Wikidata Query Service, as JSON or CSV, and lines of entity dumps.

The variables of a query are named as in examples/wikidata/: ``item`` and ``owner`` (or ``parent``, ``ceo``,
``member``, ``operator``), each with its ``Label``; ``start``, ``end``, ``prec`` (or ``startPrecision``,
``endPrecision``) and ``prop`` for the share. A value that nobody knows is a blank node, and no entity.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.owning import relation_of
from retailgraph.interchange.parties import NOBODY_NAMED, Left, Party, Place, Remark, Said, Statement

_ENTITY = re.compile(r"https?://www\.wikidata\.org/entity/(Q[1-9]\d*)")
_UNKNOWN = re.compile(r"t\d+|_:.+|https?://www\.wikidata\.org/\.well-known/genid/.+")
_HUMAN = "Q5"
_TIME = re.compile(r"([-+]?)0*(\d+)-(\d\d)-(\d\d)(?:T.*)?")
_DECADE, _YEAR, _MONTH = 8, 9, 10
_THINGS = ("item", "company", "brand", "subsidiary", "child", "organization", "org", "thing")


class _Pair(NamedTuple):
    """How a variable beside the item is read: the relation, and whether the item is its object."""

    relation: str
    is_subject: bool
    role: str = ""


_ROLES = {
    **dict.fromkeys(("owner", "parent", "parentorganization", "holding"), _Pair("owns", True)),
    **dict.fromkeys(("owned", "brandowned", "owns"), _Pair("owns", False)),
    **dict.fromkeys(("ceo", "chiefexecutive", "director"), _Pair("leads", True, "CEO")),
    **dict.fromkeys(("chair", "chairperson"), _Pair("leads", True, "chair")),
    "operator": _Pair("operates", True),
    **dict.fromkeys(("memberof", "alliance", "association"), _Pair("memberOf", False)),
    "founder": _Pair("founded", True),
}
Cells = Mapping[str, tuple[str, str]]
"""By variable: the kind of value (``uri``, ``literal``, ``bnode``) and its text."""


def matches(source: Source) -> bool:
    """Whether a file holds results of the query service."""
    head = source.text_head
    if source.suffix in (".csv", ".tsv"):
        first = head.partition("\n")[0]
        return "www.wikidata.org/entity/Q" in head and re.search(r"\w+Label", first) is not None
    return bool(re.search(r'"(?:vars|bindings)"\s*:', head)) and '"head"' in head


def read(source: Source) -> Iterator[Said]:
    """What the results say, one binding a row."""
    for number, line, cells, raw in _bindings(source):
        yield from _said(Place(number, line), cells, raw)


def _bindings(source: Source) -> Iterator[tuple[int, int, Cells, str]]:
    if source.suffix in (".csv", ".tsv"):
        lines = (line for _, line in source.lines())
        table = csv.reader(lines, delimiter="\t" if source.suffix == ".tsv" else ",")
        names = next(table, [])
        for number, row in enumerate(table, 1):
            cells = {name: (_kind(text), text) for name, text in zip(names, row, strict=False) if text}
            yield number, table.line_num, cells, "; ".join(f"{n}: {t}" for n, (_, t) in cells.items())
        return
    value = source.json()
    results = value.get("results") if isinstance(value, dict) else None
    bindings = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(bindings, list):
        raise InvalidData(f"{source.path}: holds no bindings below results")
    for number, binding in enumerate(bindings, 1):
        if not isinstance(binding, dict):
            continue
        cells = {
            str(name): (str(found.get("type", "literal")), str(found.get("value", "")))
            for name, found in binding.items()
            if isinstance(found, dict) and found.get("value") not in (None, "")
        }
        yield number, 0, cells, json.dumps({n: t for n, (_, t) in cells.items()}, ensure_ascii=False)


def _kind(text: str) -> str:
    return "bnode" if _UNKNOWN.fullmatch(text) else "uri" if text.startswith("http") else "literal"


def _said(where: Place, cells: Cells, raw: str) -> Iterator[Said]:
    item = next((n for n in cells if n.lower() in _THINGS), "")
    item = item or next(
        (n.removesuffix("Label") for n in cells if n.removesuffix("Label").lower() in _THINGS), ""
    )
    others = list(dict.fromkeys(
        n.removesuffix("Label") for n in cells if n.removesuffix("Label").lower() in _ROLES
    ))  # fmt: skip
    if not item or not others:
        yield Left(where, "", "names no item and nobody beside it", raw)
        return
    for other in others:
        yield _statement(where, cells, item, other, raw)


def _statement(where: Place, cells: Cells, item: str, other: str, raw: str) -> Said:
    pair = _ROLES[other.lower()]
    unknown = {name for name in (item, other) if _is_unknown(cells.get(name, ("", "")))}
    if item in unknown or (unknown and pair.relation != "owns"):
        return Left(where, min(unknown), "is an unknown value, and names nobody", raw, "other")
    if not unknown and not any(_ENTITY.fullmatch(cells.get(name, ("", ""))[1]) for name in (item, other)):
        labels = ", ".join(cells.get(f"{name}Label", ("", "?"))[1] for name in (item, other))
        return Left(where, "", f"has no Wikidata ids, only labels ({labels})", raw, "undecided")
    notes: list[Remark] = []
    thing = _party(cells, item)
    being = NOBODY_NAMED if unknown else _party(cells, other, person=pair.relation == "leads")
    values = {"role": pair.role} if pair.role else {}
    values |= _period(where, cells, notes)
    share = next((cells[n][1] for n in ("prop", "proportion", "share") if n in cells), "")
    relation = pair.relation
    if share and relation == "owns":
        try:
            percent = float(share) * (100 if float(share) <= 1 else 1)
        except ValueError:
            return Left(where, "share", f"'{share[:40]}' is not a number", raw)
        values["share"] = f"{percent:.6f}".rstrip("0").rstrip(".")
        relation = relation_of(values["share"])
    subject, object = (being, thing) if pair.is_subject else (thing, being)
    return Statement(subject, relation, object, values, {}, where, raw, tuple(notes))


def _is_unknown(cell: tuple[str, str]) -> bool:
    """Whether a value stands for one that is not known."""
    return cell[0] == "bnode" or bool(_UNKNOWN.fullmatch(cell[1]))


def _party(cells: Cells, name: str, person: bool = False) -> Party:
    found = _ENTITY.fullmatch(cells.get(name, ("", ""))[1])
    label = cells.get(f"{name}Label", ("", found[1] if found else cells.get(name, ("", ""))[1]))[1]
    kind = _ENTITY.fullmatch(cells.get(f"{name}Type", ("", ""))[1])
    is_person = person or (kind is not None and kind[1] == _HUMAN)
    country = cells.get(f"{name}Country", ("", ""))[1].upper()
    return Party(
        label,
        ("Person",) if is_person else (),
        (("wikidata", found[1]),) if found else (),
        country if len(country) == 2 else "",
        is_sure=is_person,
    )


def _period(where: Place, cells: Cells, notes: list[Remark]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, word in (("start", "from"), ("end", "to")):
        text = next((cells[n][1] for n in (name, f"{name}Time", f"{name}Date") if n in cells), "")
        stated = next(
            (cells[n][1] for n in (f"{name}Precision", f"{name}Prec", "prec", "precision") if n in cells),
            "11",
        )
        if not text:
            continue
        if _UNKNOWN.fullmatch(text):
            notes.append(Remark(where, name, "is an unknown value; taken without it"))
            values |= {"status": "ended"} if word == "to" else {}
            continue
        made, told = dated(text, int(stated) if stated.isdecimal() else 11)
        if made:
            values[word] = made
        if told:
            notes.append(Remark(where, name, told))
            if word == "to":
                values |= {"status": "ended", "note": f"until {about_then(text)}"}
    return values


def about_then(text: str) -> str:
    """What a note says of a time that is no date here."""
    form = _TIME.match(text)
    return f"the {form[2][:3]}0s" if form else text[:20]


def dated(text: str, precision: int) -> tuple[str, str]:
    """A time of Wikidata as a partial date, and what to say where it cannot be one."""
    form = _TIME.match(text)
    if not form:
        return "", f"'{text[:40]}' is not a time; taken without it"
    if form[1] == "-" or not 1000 <= int(form[2]) <= 2200:
        return "", f"{text[:20]} is beyond any article (years 1000 to 2200); taken without it"
    if precision == _DECADE:
        return f"{form[2][:3]}0s", ""
    if precision < _YEAR:
        return "", f"is known only as about {form[2]}; taken without a date"
    year, month, day = form[2], form[3], form[4]
    if precision == _YEAR or month == "00":
        return year, ""
    return (f"{year}-{month}" if precision == _MONTH or day == "00" else f"{year}-{month}-{day}"), ""
