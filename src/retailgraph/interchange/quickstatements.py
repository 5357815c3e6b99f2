"""Wikidata QuickStatements. Written is what has an item at both ends and a source, and nothing in doubt.

A date has the precision that is known: a decade, a year, a month or a day. Shares are parts of one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from retailgraph.interchange import wikidata_terms as terms
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.owning import relation_of
from retailgraph.interchange.parties import Left, Party, Place, Said, Statement
from retailgraph.interchange.wikidata import dated
from retailgraph.relationships import Span
from retailgraph.writing import made_by

if TYPE_CHECKING:
    from retailgraph.interchange.outgoing import Fact, Outgoing

_MOST_SOURCES = 3
_STATEMENT = re.compile(r"[QL]\d+\t[PLADS]\w+\t\S")
_MOST_DAYS = {terms.START: "from", terms.END: "to"}


def write(out: Outgoing) -> Iterator[str]:
    """A line for each fact, of tabs; what is left out is counted in the first comment."""
    lines = [line for fact in out.facts for line in _lines(fact, out)]
    yield f"# {made_by('export')}: {len(lines)} statements; others have no item, no source, or are in doubt\n"
    yield from lines


def _lines(fact: Fact, out: Outgoing) -> Iterator[str]:
    link = fact.link
    if fact.doubt or not fact.urls or not (fact.held or fact.standing.status == "completed"):
        return
    ends = [out.entities.get(id, {}).get("id_wikidata", "") for id in (link.subject, link.object)]
    if link.relation == "ceases":
        day = _time(link.spell.since)
        if ends[0] and day:
            yield "\t".join([ends[0], terms.CEASED, day, *_sources(fact)]) + "\n"
        return
    roles = sorted(link.facts["role"]) or [""]
    for role in roles:
        name = terms.WRITTEN.get((link.relation, role))
        if name is None or not all(ends):
            continue
        item, value = ends if terms.PROPERTIES[name].forward else ends[::-1]
        yield "\t".join([item, name, value, *_qualifiers(fact), *_sources(fact)]) + "\n"


def _qualifiers(fact: Fact) -> Iterator[str]:
    spell = fact.link.spell
    for name, span in ((terms.START, spell.since), (terms.END, spell.until)):
        if day := _time(span):
            yield from (name, day)
    share = fact.standing.share
    if re.fullmatch(r"[0-9.]+", share):
        yield from (terms.SHARE, f"{float(share) / 100:.6f}".rstrip("0").rstrip("."))


def _sources(fact: Fact) -> Iterator[str]:
    name = f"S{terms.SOURCE_URL[1:]}"
    for position, url in enumerate(fact.urls[:_MOST_SOURCES]):
        yield from (f"!{name}" if position else name, _text(url))


def _text(value: str) -> str:
    return json.dumps(" ".join(value.split()), ensure_ascii=False)


def _time(span: Span | None) -> str:
    """A time of Wikidata with its precision; empty for what is known in another way."""
    text = span.text if span else ""
    if form := re.fullmatch(r"(\d{3})0s", text):
        return f"+{form[1]}0-00-00T00:00:00Z/{terms.DECADE}"
    form = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text)
    if not form:
        return ""
    precision = terms.YEAR + bool(form[2]) + bool(form[3])
    return f"+{form[1]}-{form[2] or '00'}-{form[3] or '00'}T00:00:00Z/{precision}"


# --- read ---------------------------------------------------------------------------------------------------


def matches(source: Source) -> bool:
    """Whether a file holds statements in the first form, of tabs."""
    lines = [line for line in source.text_head.splitlines() if line and not line.startswith("#")]
    told = source.text_head.startswith(f"# {made_by('export')}")
    return source.suffix in (".txt", ".tsv") and (_STATEMENT.match(lines[0]) is not None if lines else told)


def read(source: Source) -> Iterator[Said]:
    """What the statements say, a line each."""
    row = 0
    for number, line in source.lines():
        text = line.strip("\r\n")
        if text.strip() and not text.startswith("#"):
            row += 1
            yield _said(Place(row, number), text)


def _said(where: Place, text: str) -> Said:
    item, *words = text.split("\t")
    if len(words) < 2 or not re.fullmatch(r"Q\d+", item):
        return Left(where, "", "is no statement of an item, a property and a value", text)
    name, value, *more = (word.strip() for word in words)
    told = dict(reversed(list(zip(more[::2], more[1::2], strict=False))))
    url = _plain(told.get(f"S{terms.SOURCE_URL[1:]}", ""))
    values = {word: day for key, word in _MOST_DAYS.items() if (day := _day(told.get(key, "")))}
    if name == terms.CEASED:
        day = _day(value)
        party = _item(item)
        return Statement(party, "ceases", party, {"from": day} if day else {}, {}, where, text, url=url)
    meant = terms.PROPERTIES.get(name)
    if meant is None or not re.fullmatch(r"Q\d+", value):
        return Left(where, name[:20], "is no relation here between two items", text, "other")
    relation = meant.relation
    if share := told.get(terms.SHARE, ""):
        try:
            values["share"] = f"{float(share) * 100:.6f}".rstrip("0").rstrip(".")
        except ValueError:
            return Left(where, terms.SHARE, f"'{share[:40]}' is not a number", text)
        relation = relation_of(values["share"]) if relation == "owns" else relation
    if meant.role:
        values["role"] = meant.role
    subject, object = (item, value) if meant.forward else (value, item)
    return Statement(_item(subject), relation, _item(object), values, {}, where, text, url=url)


def _item(id: str) -> Party:
    return Party(id, (), (("wikidata", id),))


def _day(text: str) -> str:
    """A time as a partial date; empty if it is none that is a date here."""
    time, _, precision = text.partition("/")
    return dated(time, int(precision) if precision.isdecimal() else terms.DAY)[0] if time else ""


def _plain(text: str) -> str:
    try:
        found = json.loads(text)
    except ValueError:
        return ""
    return found if isinstance(found, str) else ""
