"""Bulk files: CSV, TSV and JSON Lines, one claim a row, read in one pass.

Columns are the words of the YAML files: subject, relation, object, every qualifier, and of the article
``article_title``, ``url``, ``publisher``, ``published``, ``retrieved``, ``language``, ``copyOf``, and of the
passage ``says`` or ``quote``. Rows with one ``article`` (its id), or else with one title, url and date, are
one article; rows with the same words of the passage are one passage. In CSV and TSV a list is written
``a | b``, an empty cell says nothing.
"""

from __future__ import annotations

import csv
import gc
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from retailgraph.articles import words
from retailgraph.articles.article_file import check_claims, read_head
from retailgraph.articles.claims import ClaimReader, Values
from retailgraph.articles.report import Report, did_you_mean, nearest
from retailgraph.articles.strict_yaml import Text
from retailgraph.articles.values import Article, Claim, Passage
from retailgraph.opening import open_file

SUFFIXES = (".csv", ".tsv", ".jsonl")
FILE_LIMIT, LINE_LIMIT = 2_000_000_000, 1_000_000
CLAIM_COLUMNS = ("subject", "relation", "object")
ARTICLE_COLUMNS = (
    "article",
    "article_title",
    "url",
    "publisher",
    "published",
    "retrieved",
    "copyOf",
    "language",
    "article_note",
)
PASSAGE_COLUMNS = ("says", "quote")
_NEEDED = (*CLAIM_COLUMNS, "says or quote", "article_title")
_LIST_SIGN = " | "
_HEAD_NAMES = {column: column.removeprefix("article_") for column in ARTICLE_COLUMNS[1:]}

Row = Mapping[str, Values]


@dataclass(slots=True)
class _Group:
    """The rows of one article: its head as the first of them gives it, and its passages."""

    head: Article
    said: tuple[Values | None, ...]
    passages: dict[tuple[str, str], list[Claim]] = field(default_factory=dict)


def read_rows(
    path: Path, reader: ClaimReader, report: Report, seen: Callable[[bytes], object] = len
) -> tuple[Article, ...]:
    """The articles of a bulk file; none, and the errors in ``report``, if any row of it is wrong.

    ``seen`` is called with all bytes of it, in order.
    """
    try:
        with open_file(path) as file, no_collector():
            if os.fstat(file.fileno()).st_size > FILE_LIMIT:
                message = f"is too large; at most {FILE_LIMIT // 1_000_000_000} GB are read"
                report.error(0, message, rule="file-unreadable")
                return ()
            return _articles(_rows(file, path.suffix.lower(), reader, report, seen), reader, report)
    except OSError as fault:
        report.error(0, f"cannot be read: {fault.strerror}", rule="file-unreadable")
        return ()


@contextmanager
def no_collector() -> Iterator[None]:
    """Without the cycle collector: rows make no cycles, and it would look at all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- rows ---------------------------------------------------------------------------------------------------


def _rows(
    file: IO[bytes], suffix: str, reader: ClaimReader, report: Report, seen: Callable[[bytes], object]
) -> Iterator[tuple[int, Row]]:
    lines = _lines(file, report, seen)
    if suffix == ".jsonl":
        return _json_rows(lines, reader, report)
    return _table_rows(lines, "\t" if suffix == ".tsv" else ",", reader, report)


def _lines(file: IO[bytes], report: Report, seen: Callable[[bytes], object]) -> Iterator[str]:
    """The lines of a file as text; it stops at one that cannot be read."""
    for number, raw in enumerate(iter(lambda: file.readline(LINE_LIMIT + 1), b""), start=1):
        seen(raw)
        if len(raw) > LINE_LIMIT:
            report.error(number, f"is a line of more than {LINE_LIMIT // 1_000_000} MB", rule="file-text")
            return
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as fault:
            message = f"is not UTF-8 (byte 0x{raw[fault.start]:02X}); save it as UTF-8"
            report.error(number, message, rule="file-text")
            return
        if not line[:-1].isprintable():
            found = words.UNSAFE.search(line.rstrip("\r\n"))
            if found:
                name = words.unsafe_name(found[0])
                message = f"holds the character {name}, which is a control character or invisible"
                report.error(number, message, rule="file-text")
                line = words.UNSAFE.sub("", line.rstrip("\r\n")) + "\n"  # said once is enough
        yield line


def _json_rows(lines: Iterable[str], reader: ClaimReader, report: Report) -> Iterator[tuple[int, Row]]:
    decode = json.JSONDecoder(
        object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_no_constant
    ).decode
    checked: set[tuple[str, ...]] = set()
    for number, line in enumerate(lines, start=1):
        if line.isspace():
            continue
        try:
            row = decode(line)
        except (ValueError, RecursionError) as fault:
            report.error(number, f"is not a JSON object: {_json_fault(fault)}", rule="row-form")
            continue
        if not isinstance(row, dict):
            message = "is not a JSON object with subject, relation, object and so on"
            report.error(number, message, rule="row-form")
            continue
        names = tuple(row)
        if names not in checked:
            if not _check_columns(names, reader, report, number):
                continue
            checked.add(names)
        plain = _plain_row(row, "\\" in line, report, number)
        if plain is not None:
            yield number, plain


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        twice = sorted(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise ValueError(f"'{twice[0][:80]}' stands twice")
    return row


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a value")


def _json_fault(fault: Exception) -> str:
    if isinstance(fault, json.JSONDecodeError):
        return f"{fault.msg[0].lower()}{fault.msg[1:]} (column {fault.colno})"
    return "is nested too deeply" if isinstance(fault, RecursionError) else str(fault)


def _plain_row(row: dict[str, Any], escapes: bool, report: Report, line: int) -> Row | None:
    """A row of texts and lists of texts, without what says nothing; None, and an error, if it is not one."""
    plain: dict[str, Values] = {}
    for name, value in row.items():
        if type(value) is str:
            text = value.strip()
            if text:
                plain[name] = text
        elif type(value) is list and value and all(type(v) is str and v.strip() for v in value):
            plain[name] = [v.strip() for v in value]
        elif value is not None and value != []:
            message = f"{name[:80]} must be a text, a number or a list of texts"
            report.error(line, message, rule="value-form")
            return None
    # Escapes can hide what the look at the whole line has not seen.
    if escapes and (found := words.UNSAFE.search("\n".join(_texts(plain)))):
        name = words.unsafe_name(found[0])
        message = f"holds the character {name}, which is a control character or invisible"
        report.error(line, message, rule="file-text")
        return None
    return plain


def _texts(row: Row) -> Iterator[str]:
    for value in row.values():
        if isinstance(value, str):
            yield value
        else:
            yield from value


def _table_rows(
    lines: Iterable[str], delimiter: str, reader: ClaimReader, report: Report
) -> Iterator[tuple[int, Row]]:
    table = csv.reader(lines, delimiter=delimiter, strict=True)
    header: list[str] | None = None
    many: frozenset[str] = frozenset()
    while True:
        start = table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            break
        except csv.Error as fault:
            report.error(start, f"is not a row of this table: {fault}", rule="row-form")
            return
        if not any(cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            if not _check_columns(header, reader, report, start):
                return
            many = frozenset(name for name in header if reader.takes_list(name))
        elif len(cells) != len(header):
            message = f"has {len(cells)} cells, but the first row has {len(header)} columns"
            report.error(start, message, rule="row-form")
        else:
            yield start, _row_of_cells(header, cells, many)
    if header is None and not report.errors:
        report.error(0, "is empty", rule="file-empty")


def _row_of_cells(header: Sequence[str], cells: Sequence[str], many: frozenset[str]) -> Row:
    row: dict[str, Values] = {}
    for name, cell in zip(header, cells, strict=True):
        text = cell.strip()
        if text:
            row[name] = (
                [v.strip() for v in text.split(_LIST_SIGN)] if name in many and _LIST_SIGN in text else text
            )
    return row


def _check_columns(names: Sequence[str], reader: ClaimReader, report: Report, line: int) -> bool:
    allowed = (*CLAIM_COLUMNS, *ARTICLE_COLUMNS, *PASSAGE_COLUMNS, *reader.qualifiers)
    before = report.errors
    for name in names:
        if name not in allowed:
            near = nearest(name, allowed)
            hint = did_you_mean(near, f"columns are {', '.join(allowed)}")
            report.error(line, f"unknown column '{name[:80]}'{hint}", near, rule="key-unknown")
    for name in sorted({n for n in names if list(names).count(n) > 1}):
        report.error(line, f"column '{name[:80]}' stands twice", rule="key-repeated")
    return report.errors == before


# --- articles -----------------------------------------------------------------------------------------------


def _articles(rows: Iterable[tuple[int, Row]], reader: ClaimReader, report: Report) -> tuple[Article, ...]:
    groups: dict[tuple[Values | None, ...], _Group | None] = {}
    by_id: dict[str, _Group] = {}
    qualifiers = frozenset(reader.qualifiers)
    for line, row in rows:
        if report.full:
            break
        said = tuple(map(row.get, ARTICLE_COLUMNS))
        try:
            group = groups[said]
        except KeyError:
            group = groups[said] = _group(said, by_id, report, line)
        except TypeError:
            message = "a column of the article holds a list; only qualifiers may"
            report.error(line, message, rule="value-form")
            continue
        _add_row(row, group, qualifiers, reader, report, line)
    if report.errors:
        return ()
    if not by_id:
        report.error(0, "has no row with a claim", rule="file-empty")
    articles = tuple(_finished(group, report) for group in by_id.values())
    return () if report.errors else articles


def _add_row(
    row: Row,
    group: _Group | None,
    qualifiers: frozenset[str],
    reader: ClaimReader,
    report: Report,
    line: int,
) -> None:
    """Put the claim of a row into its article."""
    ends = row.get("subject", ""), row.get("relation", ""), row.get("object", "")
    before = report.errors
    for name, text in zip(CLAIM_COLUMNS, ends, strict=True):
        if not text and name == "object" and isinstance(ends[1], str) and reader.unary(ends[1]):
            continue
        if not text or not isinstance(text, str):
            report.error(line, f"{name} is {'empty' if not text else 'a list'}", rule="claim-form")
    wording = _wording(row, report, line)
    if report.errors != before:
        return
    said = {name: value for name, value in row.items() if name in qualifiers}
    claim = reader.claim(ends, said, report, line)  # type: ignore[arg-type]  # all are texts, see above
    if claim is not None and group is not None:
        claims = group.passages.get(wording)
        if claims is None:
            claims = group.passages[wording] = []
        claims.append(claim)


def _wording(row: Row, report: Report, line: int) -> tuple[str, str]:
    says, quote = row.get("says", ""), row.get("quote", "")
    if not isinstance(says, str) or not isinstance(quote, str):
        report.error(line, "says and quote are one text each, not a list", rule="passage-words")
    elif bool(says) == bool(quote):
        report.error(line, f"needs says or quote{', not both' if says else ''}", rule="passage-words")
    elif len(says) > words.SAYS_LENGTH or len(quote) > words.QUOTE_LENGTH:
        message = f"says has at most {words.SAYS_LENGTH} characters, quote {words.QUOTE_LENGTH}"
        report.error(line, message, rule="passage-words")
    else:
        return says, quote
    return "", ""


def _group(
    said: tuple[Values | None, ...], by_id: dict[str, _Group], report: Report, line: int
) -> _Group | None:
    """The article that these columns name; None, and the errors in ``report``, if they are wrong."""
    row = dict(zip(ARTICLE_COLUMNS, said, strict=True))
    known = by_id.get(str(row["article"])) if row["article"] else None
    if known is not None:
        _report_difference(said, known, report, line)
        return known
    texts = {_HEAD_NAMES[name]: Text(str(v), line) for name, v in row.items() if v and name != "article"}
    if not row["article_title"]:
        report.error(line, "article_title is empty", rule="article-title")
        return None
    title, url, published = (str(row[name] or "") for name in ("article_title", "url", "published"))
    id = str(row["article"] or "") or made_id(title, url, published)
    known = by_id.get(id)
    if known is not None:
        _report_difference(said, known, report, line)
        return known
    head = read_head(id, texts, report, line)
    if head is None:
        return None
    by_id[id] = _Group(head, said)
    return by_id[id]


def _report_difference(said: tuple[Values | None, ...], group: _Group, report: Report, line: int) -> None:
    """Errors where a row says otherwise of its article than the first row; it may say nothing."""
    for name, here, there in zip(ARTICLE_COLUMNS, said, group.said, strict=True):
        if here and here != there:
            before = f"'{str(there)[:80]}'" if there else "nothing"
            report.error(
                line,
                f"{name} of one article is '{str(here)[:80]}' here and {before} on line {group.head.line}",
                rule="row-article",
            )


def _finished(group: _Group, report: Report) -> Article:
    passages = tuple(
        Passage(n, says, quote, tuple(claims), (), claims[0].line)
        for n, ((says, quote), claims) in enumerate(group.passages.items(), start=1)
    )
    check_claims(passages, report)
    return replace(group.head, passages=passages)


def made_id(title: str, url: str, published: str) -> str:
    """The id of an article that has none: its date, its title, and what tells it from its namesakes.

    The last part is there always, not only where two titles clash: an id must not change when another
    article comes along.

    >>> made_id("Coach joins Tmall!", "https://example.com/1", "2019-09")
    '2019-09-coach-joins-tmall-5c1e0f'
    """
    try:
        dated = words.date(published).text
    except ValueError:
        dated = "undated"
    mark = hashlib.sha256("\x1f".join((title, url, published)).encode("utf-8", "replace")).hexdigest()[:6]
    return "-".join(part for part in (dated, slug(title), mark) if part)


def slug(title: str, most: int = 60) -> str:
    """A title as lower-case ASCII words joined by hyphens; empty if it has none."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    parts = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain)).strip("-")
    return parts if len(parts) <= most else parts[: most + 1].rsplit("-", 1)[0][:most]
