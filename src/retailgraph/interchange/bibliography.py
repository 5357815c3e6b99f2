"""The sources as a bibliography, written: BibTeX, and CSL JSON for Zotero, Pandoc and their like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.outgoing import Outgoing, Row
from retailgraph.interchange.parties import Said
from retailgraph.writing import made_by

_SPECIAL = re.compile(r"[\\{}%&$#_^~]")
_TEX = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}


def matches(source: Source) -> bool:
    """Whether a file lists sources, as BibTeX or CSL JSON."""
    head = source.text_head.lstrip()
    if source.suffix == ".bib":
        return re.search(r"^\s*@\w+\s*\{", head, re.MULTILINE) is not None
    return (
        source.suffix == ".json" and head.startswith("[") and '"container-title"' in head and '"type"' in head
    )


def read(source: Source) -> Iterator[Said]:
    """InvalidData, always: a list of sources says nothing of whoever they are about."""
    raise InvalidData(
        f"{source.path}: lists articles, and says nothing of entities; "
        "propose reads their texts: retailgraph propose -h"
    )


def _articles(out: Outgoing) -> Iterator[Row]:
    for some in out.articles():
        yield from sorted(some.values(), key=lambda row: row["id"])


def write_bibtex(out: Outgoing) -> Iterator[str]:
    """An ``@online`` entry for each article."""
    yield f"% {made_by('export')}\n"
    for row in _articles(out):
        fields = {
            "title": f"{{{_tex(row['title'])}}}" if row["title"] else "",
            "organization": f"{{{_tex(row['publisher'])}}}" if row["publisher"] else "",
            "date": _date(row["published"]),
            "url": re.sub(r"[{}\\\s]", lambda m: f"%{ord(m[0]):02X}", row["url"]),
            "urldate": _date(row["retrieved"]),
            "langid": row["language"],
            "note": _tex(row["note"]),
        }
        told = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        yield f"\n@online{{{row['id']},\n{told}\n}}\n"


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda m: _TEX.get(m[0], f"\\{m[0]}"), " ".join(text.split()))


def _date(text: str | None) -> str:
    """A date as bibliographies have it: a year, a month or a day; empty for a longer time."""
    return text if text and re.fullmatch(r"\d{4}(?:-\d\d){0,2}", text) else ""


def write_csl(out: Outgoing) -> Iterator[str]:
    """A list of items, one to a line."""
    before = "[\n"
    for row in _articles(out):
        yield before + json.dumps(_item(row), ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _item(row: Row) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": row["id"],
        "type": "article-newspaper",
        "title": row["title"],
        "container-title": row["publisher"],
        "URL": row["url"],
        "language": row["language"],
        "note": row["note"],
        "source": made_by("export"),
    }
    for name, text in (("issued", _date(row["published"])), ("accessed", _date(row["retrieved"]))):
        if text:
            item[name] = {"date-parts": [[int(part) for part in text.split("-")]]}
    return {name: value for name, value in item.items() if value}
