"""Texts from files, folders, JSON Lines, feeds, mails and standard input, as plain text, Markdown or HTML."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from retailgraph.dates import PartialDate
from retailgraph.errors import InvalidData, UsageError
from retailgraph.extraction import feeds, furniture
from retailgraph.extraction.decoding import decoded
from retailgraph.extraction.language import UNKNOWN, language_name, language_of
from retailgraph.extraction.markup import front_matter, without_markdown, without_oddities
from retailgraph.extraction.pages import is_page, text_of_page
from retailgraph.extraction.text import Text
from retailgraph.extraction.times import times
from retailgraph.opening import open_file, unreadable, why_not

LARGEST = 20_000_000
"""Bytes of one text; a larger file, or line of JSON Lines, is refused before it is read."""
_MOST_CHARACTERS = 2_000_000
_MARKDOWN = frozenset({".md", ".markdown"})
_PAGES = frozenset({".html", ".htm", ".xhtml"})
LINES = frozenset({".jsonl", ".ndjson"})
"""Endings of files that hold an article on each line."""
_ENDINGS = frozenset({".txt"}) | _MARKDOWN | _PAGES | LINES | feeds.XML | feeds.MAIL
_KEYS = {
    "content": ("text", "content", "body", "article"),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "publisher": ("publisher", "source", "site", "sitename"),
    "published": ("published", "date", "published_at", "pubdate"),
    "language": ("language", "lang"),
    "key": ("id", "key"),
}
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_ISO = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?(?![\d/.-])|(\d{4})(\d\d)(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a person says of a text where it does not say it itself; empty fields say nothing."""

    title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    language: str = ""


def read_texts(
    source: str | Path, heading: Heading | None = None, skip: Callable[[str], None] = lambda _: None
) -> Iterator[Text]:
    """The texts of a file, of all files of a folder, or of standard input ("-").

    ``skip`` is told of each file of a folder that is not read, and why.

    InvalidData, naming file and line, for what is not there or cannot be read: a PDF, a binary or empty file, a bad line of JSON Lines, one over LARGEST bytes.
    """
    given = heading or Heading()
    if str(source) == "-":
        if sys.stdin is None:
            raise UsageError("standard input is closed; name a file")
        yield from _of_stream(sys.stdin.buffer, "standard input", "", given)
        return
    for file in text_files(Path(source), skip):
        ending = file.suffix.lower()
        if ending in LINES:
            for place, line in json_lines(file):
                yield text_of_line(line, place, given)
            continue
        try:
            with open_file(file) as stream:
                yield from _of_stream(stream, str(file), ending, given)
        except OSError as error:
            raise unreadable(file, error) from None


def text_files(path: Path, skip: Callable[[str], None] = lambda _: None) -> list[Path]:
    """A file itself, or the texts of a folder and its folders, sorted. InvalidData if it has none.

    ``skip`` is told of each file and folder there that is not read, and why. Links to folders are not followed.
    """
    if not path.is_dir():
        return [path]
    found = []
    for root, folders, names in os.walk(
        path, onerror=lambda error: skip(_skipped(error.filename, error.strerror))
    ):
        folders.sort()
        for name in (*folders, *sorted(names)):
            file = Path(root, name)
            why = _why_skipped(file, name in folders)
            if why:
                skip(_skipped(file, why))
            elif name not in folders:
                found.append(file)
        folders[:] = [n for n in folders if not n.startswith(".")]
    if not found:
        raise InvalidData(f"{path}: no text in this folder; files end in {', '.join(sorted(_ENDINGS))}")
    return sorted(found)


def _skipped(file: str | Path, why: str | None) -> str:
    return f"{file}: skipped: {why}"


def _why_skipped(file: Path, is_folder: bool) -> str:
    """Why a file or folder is not read; nothing if it is."""
    if file.name.startswith("."):
        return "its name begins with a dot"
    if is_folder:
        return "it is a link to a folder; name it to have it read" if file.is_symlink() else ""
    if file.suffix.lower() not in _ENDINGS:
        return f"its name ends in none of {', '.join(sorted(_ENDINGS))}"
    return why_not(file)


def json_lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines of a JSON Lines file that are not blank, each after its place ("many.jsonl:12").

    Only one is held at a time. Bytes that are not UTF-8 are left to :func:`text_of_line`.
    """
    try:
        with open_file(path) as stream:
            for number in count(1):
                data = stream.readline(LARGEST + 1)
                if not data:
                    return
                if len(data) > LARGEST:
                    raise InvalidData(
                        f"{path}:{number}: more than {LARGEST:,} bytes; a line holds one article"
                    )
                line = data.decode("utf-8-sig", errors="surrogateescape")
                if line.strip():
                    yield f"{path}:{number}", line
    except OSError as error:
        raise unreadable(path, error) from None


def text_of_line(line: str, place: str, given: Heading | None = None) -> Text:
    """The text of one line of JSON Lines; InvalidData, naming ``place``, if it is none."""
    notes: tuple[str, ...] = ()
    if _NOT_UTF8.search(line):
        line, notes = decoded(line.encode("utf-8", errors="surrogateescape"), place)
    return _text_of_row(_object(line, place), place, notes, given or Heading())


def _text_of_row(row: Mapping[str, Any], place: str, notes: tuple[str, ...], given: Heading) -> Text:
    said = {name: _field(row, keys) for name, keys in _KEYS.items()}
    content = said.pop("content").encode("utf-8", errors="replace").decode("utf-8")  # lone surrogates
    if not content.strip():
        raise InvalidData(f'{place}: has no "text"')
    text = text_of_page(content, place) if is_page(content) else Text(content, place, language="")
    note = _field(row, ("note",))
    text = replace(text, notes=(*notes, note) if note else notes)
    return _finished(replace(text, **{k: v for k, v in said.items() if v}), given)  # type: ignore[arg-type]  # texts all


def _object(line: str, place: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        said = "too deeply nested" if isinstance(error, RecursionError) else str(error)
        raise InvalidData(f"{place}: not JSON: {said}") from None
    if not isinstance(row, dict):
        raise InvalidData(f'{place}: a line must be an object with at least "text"')
    return row


def _field(row: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The first of the keys that says something; a publisher may be an object with a name."""
    for key in keys:
        value = row.get(key)
        value = value.get("name") if isinstance(value, dict) else value
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""


# --- one file ---------------------------------------------------------------------------------------------


def _of_stream(stream: BinaryIO, source: str, ending: str, given: Heading) -> Iterator[Text]:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidData(f"{source}: more than {LARGEST:,} bytes; cut it into smaller files")
    if ending in feeds.XML or (ending not in _MARKDOWN and feeds.is_feed(data)):
        for number, row in enumerate(feeds.rows_of_feed(data, source), start=1):
            yield _text_of_row(row, f"{source}:item {number}", (), given)
        return
    if ending in feeds.MAIL:
        yield _text_of_row(feeds.row_of_mail(data, source), source, (), given)
        return
    content, notes = decoded(data, source)
    if not any(c.isalnum() for c in content):
        raise InvalidData(f"{source}: there is no text in it")
    if not ending and _is_json(content):
        for number, line in enumerate(content.split("\n"), start=1):
            if line.strip():
                yield text_of_line(line, f"{source}:{number}", given)
    elif ending in _PAGES or is_page(content):
        text = text_of_page(content, source)
        yield _finished(replace(text, notes=notes), given)
    elif ending in _MARKDOWN:
        yield _finished(_of_markdown(content, source, notes), given)
    else:
        yield _finished(Text(content, source, language="", notes=notes), given)


def _is_json(content: str) -> bool:
    return bool(re.match(r"\s*\{\s*\"", content))


def _of_markdown(content: str, source: str, notes: tuple[str, ...]) -> Text:
    said = front_matter(content)
    values = {name: _field(said, keys) for name, keys in _KEYS.items() if name not in ("content", "key")}
    return replace(Text(content, source, notes=notes, plain=without_markdown(content)), **values)  # type: ignore[arg-type]  # texts all


# --- what is known of a text ------------------------------------------------------------------------------


def _finished(text: Text, given: Heading) -> Text:
    """A text with its story told from its furniture, and what it or a person says of it."""
    if len(text.content) > _MOST_CHARACTERS:
        size = f"{len(text.content):,} characters; at most {_MOST_CHARACTERS:,} are read; cut it into smaller files"
        raise InvalidData(f"{text.source}: {size}")
    plain = without_oddities(text.readable)
    story = furniture.body(plain)
    notes = list(text.notes)
    published = given.published or text.published or furniture.date_line(plain, story)
    when = date_of(published)
    if published and not when:
        notes.append(f"its date '{published[:40]}' is not understood; say it with --published")
    language = given.language or language_of(plain)
    if not language.lower().startswith("en"):
        seems = "not to be English" if language == UNKNOWN else f"to be in {language_name(language)}"
        notes.append(f"the text seems {seems}: only names are looked for")
    publisher = given.publisher or " ".join(text.publisher.split())[:200]
    titles = (given.title, " ".join(text.title.split())[:300], furniture.headline(plain, story))
    return replace(
        text,
        title=next((title for said in titles if (title := _without_publisher(said, publisher))), ""),
        url=given.url or text.url.strip(),
        publisher=publisher,
        published=when,
        language=language,
        body=story,
        notes=tuple(notes),
        plain="" if plain == text.content else plain,
    )


_BESIDE = r"\s+[|–—·•»-]\s+"


def _without_publisher(title: str, publisher: str) -> str:
    """A title without the name of the paper after or before it; empty if it is nothing else."""
    name = re.escape(publisher.strip())
    if not name:
        return title
    return re.sub(rf"^{name}(?:{_BESIDE}|$)|{_BESIDE}{name}$", "", title.strip(), flags=re.IGNORECASE)


def date_of(words: str) -> str:
    """The partial date that words such as "2019-09-18T08:00Z" or "18 September 2019" state; or empty."""
    iso = _ISO.match(words.strip())
    if iso:
        parts = [part for part in iso.groups() if part]
        try:
            return PartialDate("-".join([parts[0], *(f"{int(p):02d}" for p in parts[1:])])).text
        except ValueError:
            return ""
    return next((time.when for time in times(words[:80], 0, min(len(words), 80), "")), "")


__all__ = [
    "LARGEST",
    "Heading",
    "date_of",
    "json_lines",
    "language_of",
    "read_texts",
    "text_files",
    "text_of_line",
]
