"""Wikidata QuickStatements, written: what has an item at both ends and a source, and nothing in doubt.

A date has the precision that is known: a decade, a year, a month or a day. Shares are parts of one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from retailgraph.interchange import wikidata_terms as terms
from retailgraph.interchange.outgoing import Fact, Outgoing
from retailgraph.relationships import Span
from retailgraph.writing import made_by

_MOST_SOURCES = 3


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
