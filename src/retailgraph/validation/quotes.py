"""Quotes, looked up in the texts that they are from."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from retailgraph.articles import Finding
from retailgraph.articles.words import UNSAFE
from retailgraph.opening import read_bytes
from retailgraph.validation.report import WARNING

if TYPE_CHECKING:
    from retailgraph.articles import Article

QUOTE = "quote"
"""The rule of findings about quotes."""

_TEXT_LIMIT = 20_000_000


def misquoted(articles: Iterable[Article], texts: Path) -> Iterator[Finding]:
    """Quotes that do not stand in the text of their article, white space aside."""
    files = {path.stem: path for path in sorted(texts.iterdir()) if path.is_file()}
    for article in articles:
        quoted = [passage for passage in article.passages if passage.quote]
        if not quoted:
            continue
        if article.id not in files:
            message = f"no text of this article in {texts}; its quotes are not checked"
            yield Finding(article.path, quoted[0].line, message, WARNING, rule=QUOTE)
            continue
        whole = _text_of(files[article.id])
        if isinstance(whole, Finding):
            yield whole
            continue
        yield from _misplaced(article, whole, files[article.id])
        text = _shown(whole)
        for passage in quoted:
            fault = _departure(_shown(passage.quote), text)
            if fault:
                message = f"the quote does not stand in {files[article.id]}: {fault}"
                yield Finding(article.path, passage.line, message, rule=QUOTE)


def _shown(text: str) -> str:
    """A text as far as it can be seen: no article file holds its control and invisible characters."""
    return " ".join(UNSAFE.sub("", text).split())


def _misplaced(article: Article, text: str, path: Path) -> Iterator[Finding]:
    """A text that is not the one that was read, and quotes that do not stand where they say."""
    from hashlib import sha256

    if not article.text_hash:
        return
    if sha256(text.encode()).hexdigest() != article.text_hash:
        message = f"{path} is not the text of this article: its SHA-256 is not textHash"
        yield Finding(article.path, article.line, message, rule=QUOTE)
        return
    for passage in article.passages:
        if passage.at and _shown(passage.quote) != _shown(text[slice(*passage.at)]):
            message = f"the quote does not stand at {passage.at[0]}..{passage.at[1]} of {path}"
            yield Finding(article.path, passage.line, message, rule=QUOTE)


def _text_of(path: Path) -> str | Finding:
    """The text of a file, or why it cannot be read."""
    try:
        return read_bytes(path, _TEXT_LIMIT).decode("utf-8-sig")
    except OSError as error:
        if error.errno == errno.EFBIG:
            return Finding(str(path), 0, f"is too large; at most {_TEXT_LIMIT // 1_000_000} MB", rule=QUOTE)
        return Finding(str(path), 0, f"cannot be read: {error.strerror}", rule=QUOTE)
    except UnicodeDecodeError:
        return Finding(str(path), 0, "is not UTF-8; save it as UTF-8", rule=QUOTE)


def _departure(quote: str, text: str) -> str:
    """How a quote differs from the text; nothing if it stands there."""
    if quote in text:
        return ""
    words = quote.split(" ")
    low, high = 0, len(words)
    while (
        low < high
    ):  # the more words, the less likely that they stand there: look for the last number that do
        middle = (low + high + 1) // 2
        low, high = (middle, high) if " ".join(words[:middle]) in text else (low, middle - 1)
    if not low:
        return f"not even '{words[0][:40]}' does"
    return f"it departs from it at '{words[low][:40]}', word {low + 1}"
