"""Texts from files, folders, JSON Lines and standard input, as plain text, Markdown or HTML."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from retailgraph.dates import PartialDate
from retailgraph.errors import InvalidData, NotFound
from retailgraph.extraction import furniture, lexicon
from retailgraph.extraction.text import Text

LARGEST = 20_000_000
"""Bytes; a larger file is refused before it is read."""
_MOST_CHARACTERS = 2_000_000
_ENDINGS = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".jsonl", ".ndjson"})
_HTML = re.compile(
    r"\s*(?:<!doctype html|<html|<\?xml[^>]*\?>\s*<(?:!doctype )?html|<head|<body|<article)", re.IGNORECASE
)
_KEYS = {
    "content": ("text", "content", "body", "article"),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "publisher": ("publisher", "source", "site", "sitename"),
    "published": ("published", "date", "published_at", "pubdate"),
    "language": ("language", "lang"),
    "key": ("id", "key"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a person says of a text where it does not say it itself; empty fields say nothing."""

    title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    language: str = ""


def read_texts(source: str | Path, heading: Heading | None = None) -> Iterator[Text]:
    """The texts of a file, of all files of a folder, or of standard input ("-").

    NotFound if there is none, InvalidData (naming file and line) for what cannot be read: a PDF, a binary or
    empty file, a bad line of JSON Lines, one over LARGEST bytes.
    """
    given = heading or Heading()
    if str(source) == "-":
        yield from _of(sys.stdin.buffer.read(LARGEST + 1), "standard input", "", given)
        return
    path = Path(source)
    if path.is_dir():
        files = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in _ENDINGS and p.is_file()]
        if not files:
            raise NotFound(f"{path}: no text in this folder; files end in {', '.join(sorted(_ENDINGS))}")
        for file in files:
            yield from read_texts(file, given)
        return
    try:
        if path.stat().st_size > LARGEST:
            raise InvalidData(f"{path}: {path.stat().st_size:,} bytes; at most {LARGEST:,} are read")
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path}: cannot be read: {error.strerror}") from None
    yield from _of(data, str(path), path.suffix.lower(), given)


def _of(data: bytes, source: str, ending: str, given: Heading) -> Iterator[Text]:
    if len(data) > LARGEST:
        raise InvalidData(f"{source}: more than {LARGEST:,} bytes; cut it into smaller files")
    content, notes = _decoded(data, source)
    if not content.strip():
        raise InvalidData(f"{source}: there is no text in it")
    if ending in (".jsonl", ".ndjson") or (not ending and content.lstrip()[:2] in ('{"', "{ ")):
        yield from _lines(content, source, given)
    elif ending in (".html", ".htm") or _HTML.match(content):
        yield _finished(_of_html(content, source, notes), given)
    else:
        yield _finished(_of_plain(content, source, notes), given)


def _decoded(data: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    if data[:5] == b"%PDF-":
        raise InvalidData(f"{source}: a PDF is not read; save its text as a .txt file first")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), ()
    if b"\x00" in data[:4096]:
        raise InvalidData(f"{source}: is a binary file, not a text")
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", errors="replace")
        return text, (f"not UTF-8 (byte {error.start:,}); read as Windows-1252",)


# --- plain text and HTML -----------------------------------------------------------------------------------


def _of_plain(content: str, source: str, notes: tuple[str, ...]) -> Text:
    lines = [line.strip(" #*\t") for line in content.split("\n", 2)]
    first = lines[0].strip()
    headline = (
        first if len(lines) > 1 and not lines[1] and 8 < len(first) < 200 and first[-1] not in ".!?" else ""
    )
    return Text(content, source, title=headline, body=furniture.body(content), notes=notes, language="")


def _of_html(content: str, source: str, notes: tuple[str, ...]) -> Text:
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        page = trafilatura.bare_extraction(content, with_metadata=True, include_comments=False)
    except Exception as error:
        raise InvalidData(f"{source}: this page cannot be read: {type(error).__name__}") from None
    text = "" if page is None or isinstance(page, dict) else page.text or ""
    if page is None or isinstance(page, dict) or not text.strip():
        raise InvalidData(f"{source}: no article was found in this page; save its text as a .txt file")
    return Text(
        text, source, title=page.title or "", url=page.url or "", publisher=page.sitename or page.hostname or "",
        published=_date(page.date or ""), language=page.language or "", body=furniture.body(text), notes=notes,
    )  # fmt: skip


def _date(text: str) -> str:
    try:
        return PartialDate(text[:10]).text
    except ValueError:
        return ""


def _finished(text: Text, given: Heading) -> Text:
    if len(text.content) > _MOST_CHARACTERS:
        raise InvalidData(
            f"{text.source}: {len(text.content):,} characters; at most {_MOST_CHARACTERS:,} are read"
        )
    said = {
        f: getattr(given, f)
        for f in ("title", "publisher", "published", "url", "language")
        if getattr(given, f)
    }
    text = replace(text, **said)
    language = text.language or language_of(text.content)
    notes = text.notes
    if not language.startswith("en"):
        notes = (*notes, f"the text seems not to be English ({language}): only names are looked for")
    return replace(text, language=language, notes=notes)


# --- JSON Lines ---------------------------------------------------------------------------------------------


def _lines(content: str, source: str, given: Heading) -> Iterator[Text]:
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            yield text_of_line(line, f"{source}:{number}", given)


def text_of_line(line: str, place: str, given: Heading | None = None) -> Text:
    """The text of one line of JSON Lines; InvalidData, naming ``place``, if it is none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidData(f"{place}: not JSON: {error}") from None
    if not isinstance(row, dict):
        raise InvalidData(f'{place}: a line must be an object with at least "text"')
    said = {name: _field(row, keys) for name, keys in _KEYS.items()}
    content = said.pop("content")
    if not content.strip():
        raise InvalidData(f'{place}: has no "text"')
    published = _date(said.pop("published"))
    text = _of_html(content, place, ()) if _HTML.match(content) else _of_plain(content, place, ())
    named = {k: v for k, v in {**said, "published": published}.items() if v}
    return _finished(replace(text, **named), given or Heading())  # type: ignore[arg-type]  # texts all


def _field(row: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(row[k]) for k in keys if isinstance(row.get(k), str | int) and row.get(k) != ""), "")


# --- language -----------------------------------------------------------------------------------------------

_SCRIPTS = (
    ("zh", "\u4e00", "\u9fff"),
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
    ("ar", "\u0600", "\u06ff"),
    ("ru", "\u0400", "\u04ff"),
)


def language_of(content: str) -> str:
    """The language that a text seems to be in, by its script and its commonest words.

    "en" if nothing tells.
    """
    sample = content[:20_000]
    letters = sum(c.isalpha() for c in sample) or 1
    for tag, low, high in _SCRIPTS:
        if sum(low <= c <= high for c in sample) / letters > 0.3:
            return tag
    words = re.findall(r"[^\W\d_]+", sample.lower())
    counts = {
        tag: sum(w in lexicon.closed(f"language {tag}") for w in words)
        for tag in ("en", "fr", "de", "es", "it", "nl", "pt")
    }
    best = max(counts, key=lambda tag: (counts[tag], tag == "en"))
    return best if counts[best] > 1.2 * counts["en"] and len(words) > 20 else "en"


__all__ = ["LARGEST", "Heading", "language_of", "read_texts", "text_of_line"]
