"""Article files: one YAML file says what one article claims; its stem is the article's id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingType
from dataclasses import replace
from typing import TypeVar

from retailgraph.articles import words
from retailgraph.articles.binding import bound_words
from retailgraph.articles.claims import ClaimReader
from retailgraph.articles.fields import check_keys, is_safe, one_text, values_of
from retailgraph.articles.report import Report
from retailgraph.articles.strict_yaml import Listing, Mapping, Node, Text
from retailgraph.articles.values import Article, Claim, Figure, Passage
from retailgraph.dates import PartialDate

_T = TypeVar("_T")
HEAD = ("title", "url", "publisher", "published", "retrieved", "copyOf", "language", "note")
KEYS = (*HEAD, "textHash", "passages")
_HEAD_RULES = {
    "title": "article-title",
    "url": "article-url",
    "publisher": "article-publisher",
    "published": "article-date",
    "retrieved": "article-date",
    "copyOf": "article-copy",
    "language": "article-language",
    "note": "value-form",
}
_PASSAGE_KEYS = ("says", "quote", "at", "where", "claims", "figures")
_CLAIM_FORM = "a claim is 'subject relation object' or 'subject relation object: {qualifier: value}'"
_FIGURE_FORM = "a figure is 'entity measure: {value: 25, unit: percent}'"
_INDENT = "indent the qualifiers by four more spaces, or write them in { } on the line of the claim"


def read_article(id: str, tree: Mapping, reader: ClaimReader, report: Report) -> Article | None:
    """The article of a file's tree; None, and the errors in ``report``, if anything is wrong."""
    check_keys(tree, KEYS, "an article", report)
    said = {key: one_text(tree, key, report) for key in HEAD if key in tree.items}
    head = read_head(id, said, report, tree.line)
    passages = _passages(tree, reader, report)
    check_claims(passages, report)
    text = _text_hash(tree, report)
    return replace(head, passages=passages, text_hash=text) if head and not report.errors else None


_HASH = re.compile(r"[0-9a-f]{64}")
_OFFSETS = re.compile(r"([0-9]{1,9})\.\.([0-9]{1,9})")


def _text_hash(tree: Mapping, report: Report) -> str:
    text = one_text(tree, "textHash", report) if "textHash" in tree.items else None
    if text is None:
        return ""
    if not _HASH.fullmatch(text.value):
        message = "textHash is the SHA-256 of the article's text, 64 hexadecimal digits"
        report.error(text.line, message, rule="article-text-hash")
        return ""
    return text.value


def _offsets(node: Mapping, report: Report) -> tuple[int, int] | None:
    text = one_text(node, "at", report) if "at" in node.items else None
    if text is None:
        return None
    form = _OFFSETS.fullmatch(text.value)
    if not form or int(form[1]) >= int(form[2]):
        message = f"at: '{text.value[:40]}' is not two offsets, the first below the second: 120..185"
        report.error(text.line, message, rule="passage-offsets")
        return None
    if "quote" not in node.items:
        report.error(
            text.line, "at says where a quote stands; a passage in our words has none", rule="passage-offsets"
        )
    return int(form[1]), int(form[2])


# --- the head ---------------------------------------------------------------------------------------------


def read_head(id: str, said: MappingType[str, Text | None], report: Report, line: int = 1) -> Article | None:
    """The article without its passages; None, and the errors in ``report``, if a field of it is wrong.

    ``said`` holds the fields that are there; None is one whose error has been reported.
    """
    before = report.errors

    def take(name: str, read: Callable[[str], _T]) -> _T | None:
        text = said.get(name)
        return report.take(text.line, read, text.value, name, _HEAD_RULES[name]) if text else None

    dated = report.take(line, words.article_id, id, rule="article-id")
    title = take("title", lambda text: words.line_of_text(text, words.TITLE_LENGTH))
    url = take("url", words.url)
    article = Article(
        id,
        title or "",
        url or "",
        take("publisher", words.line_of_text) or (words.host(url) if url else ""),
        take("published", words.date),
        take("retrieved", words.date),
        take("copyOf", lambda text: _other_article(text, id)) or "",
        take("language", words.language) or "en",
        take("note", lambda text: words.long_text(text, words.SAYS_LENGTH)) or "",
        path=report.path,
        line=line,
    )
    _check_head(article, said, report)
    if article.published and not report.errors > before:
        _check_prefix(article.published, dated, _line(said, "published", line), report)
    return article if report.errors == before else None


def _other_article(text: str, id: str) -> str:
    words.article_id(text)
    if text == id:
        raise ValueError(f"'{text}' is this article itself")
    return text


def _check_prefix(published: PartialDate, dated: PartialDate | None, line: int, report: Report) -> None:
    if dated is None or not dated.overlaps(published):
        prefix = dated.text if dated else "undated"
        report.error(
            line,
            f"published ({published}) does not fit the article's id, which starts with {prefix}",
            rule="article-id",
        )


def _check_head(article: Article, said: MappingType[str, Text | None], report: Report) -> None:
    if "title" not in said:
        report.error(article.line, "an article needs a title", rule="article-title")
    if "url" not in said and "publisher" not in said:
        message = "an article needs a url, or a publisher if it is not on the web"
        report.error(article.line, message, rule="article-source")
    elif "publisher" not in said and article.publisher:
        message = f"no publisher is named; '{article.publisher}' is taken from the url"
        report.warning(article.line, message, rule="article-publisher")
    published, retrieved = article.published, article.retrieved
    if published and retrieved and retrieved.latest < published.earliest:
        line = _line(said, "retrieved", article.line)
        message = f"retrieved ({retrieved}) is before published ({published})"
        report.error(line, message, rule="article-retrieved")


def _line(said: MappingType[str, Text | None], name: str, otherwise: int) -> int:
    text = said.get(name)
    return text.line if text else otherwise


# --- passages ---------------------------------------------------------------------------------------------


def _passages(tree: Mapping, reader: ClaimReader, report: Report) -> tuple[Passage, ...]:
    node = tree.items.get("passages")
    if node is None:
        report.error(tree.line, "an article needs passages", rule="article-contents")
        return ()
    if not isinstance(node, Listing) or not node.items:
        message = "passages must be a list; each begins with '- says: ...'"
        report.error(node.line, message, rule="article-contents")
        return ()
    read = (_passage(n, item, reader, report) for n, item in enumerate(node.items, start=1))
    passages = tuple(p for p in read if p)
    if not report.errors and not any(p.claims or p.figures for p in passages):
        message = "no passage has a claim or a figure; an article says at least one"
        report.error(node.line, message, rule="article-contents")
    return passages


def _passage(position: int, node: Node, reader: ClaimReader, report: Report) -> Passage | None:
    if not isinstance(node, Mapping):
        message = "a passage begins with 'says: ...' or 'quote: ...', followed by its claims"
        report.error(node.line, message, rule="passage-words")
        return None
    check_keys(node, _PASSAGE_KEYS, "a passage", report)
    says, quote = _wording(node, "says", report), _wording(node, "quote", report)
    if ("says" in node.items) == ("quote" in node.items):
        both = "says" in node.items
        found = "not both" if both else "and this one has neither"
        report.error(node.line, f"a passage has says or quote, {found}", rule="passage-words")
    claims = tuple(c for item in _items(node, "claims", report) if (c := _claim(item, reader, report)))
    figures = tuple(f for item in _items(node, "figures", report) if (f := _figure(item, reader, report)))
    if not node.items.keys() & {"claims", "figures"}:
        report.error(node.line, "a passage needs claims or figures", rule="passage-contents")
    at = _offsets(node, report)
    where = bound_words(node, says, (claims, figures), reader, report) if "where" in node.items else ()
    return Passage(position, says, quote, claims, figures, node.line, at, where)


def _wording(node: Mapping, key: str, report: Report) -> str:
    text = one_text(node, key, report)
    if text is None:
        return ""
    limit = words.SAYS_LENGTH if key == "says" else words.QUOTE_LENGTH
    return report.take(text.line, lambda t: words.long_text(t, limit), text.value, key, "passage-words") or ""


def _items(node: Mapping, key: str, report: Report) -> Iterable[Node]:
    listing = node.items.get(key)
    if listing is None:
        return ()
    if not isinstance(listing, Listing) or not listing.items:
        form = _CLAIM_FORM if key == "claims" else _FIGURE_FORM
        report.error(node.lines[key], f"{key} must be a list; {form}", rule="passage-contents")
        return ()
    return listing.items


# --- claims and figures -------------------------------------------------------------------------------------


def _claim(node: Node, reader: ClaimReader, report: Report) -> Claim | None:
    if report.full:
        return None
    parts = _parts(node, 3, _CLAIM_FORM, report, reader.unary)
    if parts is None:
        return None
    said, values, lines, clean = parts
    claim = reader.claim((said[0], said[1], "".join(said[2:])), values, report, node.line, lines)
    return claim if clean else None


def _figure(node: Node, reader: ClaimReader, report: Report) -> Figure | None:
    parts = _parts(node, 2, _FIGURE_FORM, report)
    if parts is None:
        return None
    said, values, lines, clean = parts
    if isinstance(node, Text):
        report.error(node.line, f"a figure needs a number; {_FIGURE_FORM}", rule="figure-value")
        return None
    figure = reader.figure((said[0], said[1]), values, report, node.line, lines)
    return figure if clean else None


_Parts = tuple[list[str], MappingType[str, str | list[str]], MappingType[str, int], bool]


def _parts(
    node: Node, count: int, form: str, report: Report, unary: Callable[[str], bool] = lambda _: False
) -> _Parts | None:
    """The words of a claim or figure, and what stands after them; None if it has not that form.

    Where the second is ``unary`` there is no third.
    """
    key, mapping = _key_and_mapping(node, form, report)
    if key is None:
        return None
    said = key.split()
    if len(said) == 2 and unary(said[1]):
        count = 2
    if len(said) != count or not is_safe(Text(key, node.line), form.split(" is ")[0], report):
        report.error(node.line, f"'{key[:80]}' has not {count} words; {form}", rule=_form_rule(form))
        return None
    if mapping is None:
        return said, {}, {}, True
    before = report.errors
    values, lines = values_of(mapping, f"'{key}'", report)
    return said, values, lines, report.errors == before


def _key_and_mapping(node: Node, form: str, report: Report) -> tuple[str | None, Mapping | None]:
    if isinstance(node, Text):
        return node.value, None
    if isinstance(node, Listing):
        report.error(node.line, f"this is a list; {form}", rule=_form_rule(form))
        return None, None
    if len(node.items) != 1:
        report.error(node.line, f"this has {len(node.items)} keys; {_INDENT}", rule=_form_rule(form))
        return None, None
    ((key, value),) = node.items.items()
    if isinstance(value, Mapping) and value.items:
        return key, value
    if isinstance(value, Text) and value.value:
        hint = f"what stands after ':' must be in {{ }}; {form}"
    else:
        hint = "nothing stands after ':'; add qualifiers in { } or drop the ':'"
    report.error(value.line, hint, rule=_form_rule(form))
    return None, None


def _form_rule(form: str) -> str:
    return "claim-form" if form == _CLAIM_FORM else "figure-form"


def check_claims(passages: Iterable[Passage], report: Report) -> None:
    """Errors for a claim or figure that is repeated in its passage, or nearly repeated in the article.

    The same claim in two passages is one claim with two places that say it; one that differs only in how
    it is spelled, noted or trusted would be counted twice by mistake.
    """
    groups: dict[tuple[str, str, str], list[tuple[int, Claim]]] = {}
    for passage in passages:
        for claim in passage.claims:
            ends = claim.subject, claim.relation, claim.object
            groups.setdefault(ends, []).append((passage.position, claim))
        figures: set[Figure] = set()
        for figure in passage.figures:
            if figure in figures:
                message = "this figure stands twice in one passage; keep one"
                report.error(figure.line, message, rule="figure-repeated")
            figures.add(figure)
    for group in groups.values():
        if len(group) > 1:
            _check_group(group, report)


def _check_group(group: Iterable[tuple[int, Claim]], report: Report) -> None:
    """Errors among the claims that join the same two entities, each with the position of its passage."""
    same: dict[tuple[int, Claim], Claim] = {}
    alike: dict[tuple[object, ...], Claim] = {}
    for position, claim in group:
        first = same.setdefault((position, claim), claim)
        if first is not claim:
            message = f"this stands twice in one passage (also on line {first.line}); keep one"
            report.error(claim.line, message, rule="claim-repeated")
            continue
        other = alike.setdefault(likeness_of(claim), claim)
        if other != claim:
            report.error(
                claim.line,
                f"nearly the claim of line {other.line}: only spelling, note, by or confidence differ; "
                "write both alike, or keep one",
                rule="claim-alike",
            )


def likeness_of(claim: Claim) -> tuple[object, ...]:
    """What two claims that say the same have in common, besides their ends and relation."""
    qualifiers = tuple(
        (name, tuple(sorted(" ".join(value.casefold().split()) for value in values)))
        for name, values in claim.qualifiers
        if name not in ("note", "by")
    )
    return (claim.status, claim.start, claim.end, claim.announced, claim.share, qualifiers)
