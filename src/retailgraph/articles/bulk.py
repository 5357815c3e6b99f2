"""Bulk files: CSV, TSV, JSON Lines and Parquet, one claim a row, read in one pass.

Columns are the words of the YAML files: subject, relation, object, every qualifier, and of the article
``article_title``, ``url``, ``publisher``, ``published``, ``retrieved``, ``language``, ``copyOf``, and of the
passage ``says`` or ``quote``. Rows with one ``article`` (its id), or else with one title, url and date, are
one article; rows with the same words of the passage are one passage. In CSV and TSV a list is written
``a | b``, an empty cell says nothing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from retailgraph.articles import words
from retailgraph.articles.article_file import check_claims, read_head
from retailgraph.articles.blocks import ARTICLE_COLUMNS, PARQUET, Block, head_of, opened
from retailgraph.articles.claims import ClaimReader, Values
from retailgraph.articles.report import Report, did_you_mean, nearest
from retailgraph.articles.rows import Form, Row, no_collector, rows_of
from retailgraph.articles.strict_yaml import Text
from retailgraph.articles.values import Article, Claim, Passage

CLAIM_COLUMNS = ("subject", "relation", "object")
PASSAGE_COLUMNS = ("says", "quote")
_HEAD_NAMES = {column: column.removeprefix("article_") for column in ARTICLE_COLUMNS[1:]}


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

    Where the report goes by row they are there all the same, with what is wrong still in them.

    ``seen`` is called with all bytes of it, in order.
    """
    try:
        with opened(path, seen) as (file, suffix), no_collector():
            rows = rows_of(file, suffix, _form(reader), report, seen if suffix != PARQUET else len)
            articles = _articles(rows, reader, report)
            if not (articles or report.errors):
                report.error(0, "has no row with a claim", rule="file-empty")
            return articles if report.by_row or not report.errors else ()
    except OSError as fault:
        report.stop(0, f"cannot be read: {fault.strerror or fault}", rule="file-unreadable")
        return ()


def read_block(block: Block, reader: ClaimReader, report: Report) -> tuple[Article, ...]:
    """The articles of a block of a bulk file, as far as they are right; the errors are in ``report``."""
    with no_collector():
        rows = rows_of(BytesIO(block.content), block.suffix, _form(reader), report, before=block.before)
        return _articles(rows, reader, report)


def _form(reader: ClaimReader) -> Form:
    allowed = (*CLAIM_COLUMNS, *ARTICLE_COLUMNS, *PASSAGE_COLUMNS, *reader.qualifiers)
    return Form(lambda names, report, line: check_columns(names, allowed, report, line), reader.takes_list)


_CONCLUDED = frozenset({"object_name", "holds", "stale", "last_confirmed", "last_reported", "undated"})
"""Columns that only the table of conclusions has."""


def check_columns(names: Sequence[str], allowed: Sequence[str], report: Report, line: int) -> bool:
    """Whether a table may have these columns; errors in ``report`` for those that it may not."""
    before = report.errors
    if set(names) >= _CONCLUDED:
        message = "is a table that export wrote: it says what was concluded, and not who says so"
        report.error(
            line, f"{message}; to load it elsewhere write it with: export -f trig", rule="key-unknown"
        )
        return False
    if len(names) == 1 and ";" in names[0]:
        message = "parts its cells by ';', and a bulk file by ','; tables as others write them are read by"
        report.error(line, f"{message}: retailgraph import {report.path}", rule="row-form")
        return False
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
    """The articles of rows, as far as they are right."""
    groups: dict[tuple[Values | None, ...], _Group | None] = {}
    by_id: dict[str, _Group] = {}
    qualifiers = frozenset(reader.qualifiers)
    for line, row in rows:
        if report.full:
            break
        said = head_of(row)
        try:
            group = groups[said]
        except KeyError:
            group = groups[said] = _group(said, by_id, report, line)
        except TypeError:
            message = "a column of the article holds a list; only qualifiers may"
            report.error(line, message, rule="value-form")
            continue
        _add_row(row, group, qualifiers, reader, report, line)
    return tuple(_finished(group, report) for group in by_id.values() if group.passages)


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
    claim = reader.claim(ends, said, report, line)
    if claim is not None and group is not None and not (report.by_row and line in report.wrong_lines):
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
