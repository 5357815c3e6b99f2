"""HTML pages: the article in a page, without menus, scripts and markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from retailgraph.errors import InvalidData
from retailgraph.extraction.text import Text

MOST_ELEMENTS = 15_000
"""A page with more is refused: looking for its article takes more than linear time.

A page of a newspaper has 1,000 to 5,000.
"""
_MOST_CHARACTERS = 3_000_000
_TAG = re.compile(r"<[A-Za-z]")
_BEGINNING = re.compile(
    r"(?:\ufeff|\s|<!--.{0,2000}?-->|<\?xml[^>]{0,200}>){0,20}"
    r"<(?:!doctype html|html|head|body|article|main|section|div|p|h[1-6]|span|figure|table|ul|meta|title)"
    r"\b[^<]{0,2000}>",
    re.IGNORECASE | re.DOTALL,
)
_CLOSINGS = {
    "!--": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
        for name in ("script", "style", "svg", "noscript", "template", "iframe", "object", "canvas")
    },
}
_OPENING = re.compile(rf"<({'|'.join(_CLOSINGS)})", re.IGNORECASE)
_TO_THE_END = ("script", "style", "!--")
"""What hides the rest of a page if it is not closed."""
_LINKED_DATA = re.compile(r"<script[^>]{0,200}application/ld\+json", re.IGNORECASE)
_DATA = re.compile(r"data:[\w/+.-]{0,60};base64,[A-Za-z0-9+/=]+")
_MOST_LINKED_DATA = 100_000
_WHOLE = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_AROUND = ["//nav", "//footer", "//aside", "//button", "//select"]
"""Elements that hold no story by their definition; in a short page they are easily taken for a part of it."""


def is_page(content: str) -> bool:
    """Whether a text is HTML, by how it begins."""
    return bool(_BEGINNING.match(content))


def text_of_page(content: str, source: str) -> Text:
    """The article of a page with title, address, publisher and date as the page says them.

    InvalidData, naming ``source``, if there is none or the page is too large.
    """
    import logging

    import trafilatura

    lean = _DATA.sub("", "".join(_without_code(content)))
    elements = len(_TAG.findall(lean))
    if elements > MOST_ELEMENTS or len(lean) > _MOST_CHARACTERS:
        size = f"{elements:,} elements" if elements > MOST_ELEMENTS else f"{len(lean):,} characters"
        raise InvalidData(f"{source}: a page of {size} is too large; save its article as a .txt file")
    if not _WHOLE.search(lean):
        lean = f"<html><body><article>{lean}</article></body></html>"
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        page = trafilatura.bare_extraction(
            lean,
            with_metadata=True,
            include_comments=False,
            prune_xpath=_AROUND,
            # A date that the page does not state is not guessed from figures in its text. That none is later
            # than today goes without saying, but not in trafilatura 2.0.
            date_extraction_params={
                "original_date": True,
                "extensive_search": False,
                "max_date": date.today().isoformat(),
            },
        )
    except Exception as error:
        raise InvalidData(f"{source}: this page cannot be read: {type(error).__name__}") from None
    if page is None or isinstance(page, dict) or not (page.text or "").strip():
        raise InvalidData(f"{source}: no article was found in this page; save its text as a .txt file")
    return Text(
        page.text or "", source, title=_line(page.title), url=_address(page.url),
        publisher=_line(page.sitename or page.hostname), published=_line(page.date), language="",
    )  # fmt: skip


def _without_code(content: str) -> Iterator[str]:
    """A page without scripts, styles, comments and the like; data for search engines stays."""
    place = 0
    unclosed: set[str] = set()
    for opening in _OPENING.finditer(content):
        name = opening[1].lower()
        if opening.start() < place or name in unclosed:
            continue
        closing = _CLOSINGS[name].search(content, opening.end())
        if closing is None and name not in _TO_THE_END:
            unclosed.add(name)
            continue
        end = closing.end() if closing else len(content)
        yield content[place : opening.start()]
        if _LINKED_DATA.match(content, opening.start()) and end - opening.start() < _MOST_LINKED_DATA:
            yield content[opening.start() : end]
        place = end
    yield content[place:]


def _line(words: str | None) -> str:
    return " ".join((words or "").split())[:300]


def _address(words: str | None) -> str:
    """An address of the web; a page's own word for it may be anything."""
    text = _line(words)
    return text if re.fullmatch(r"https?://\S+", text) else ""


__all__ = ["MOST_ELEMENTS", "is_page", "text_of_page"]
