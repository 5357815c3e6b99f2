"""HTML of pages: escaped always, one frame for all, and a policy under which only our own files run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "page"
FILES: Mapping[str, str] = {
    "completion.js": "text/javascript; charset=utf-8",
    "query.js": "text/javascript; charset=utf-8",
    "results.js": "text/javascript; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
}
"""The files that pages ask for, by name; no other is ever read."""
_SHORT = 20
_VOID = ("br", "img", "input", "link", "meta")
POLICY: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
}


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *content: Any, **attributes: Any) -> Html:
    """An element; what is no HTML yet is escaped. ``class_`` stands for ``class``, False leaves one out."""
    told = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    return Html(f"<{name}{told}>" if name in _VOID else f"<{name}{told}>{joined(content)}</{name}>")


def _attribute(key: str, value: Any) -> str:
    if value is False or value is None:
        return ""
    return f" {key}" if value is True else f' {key}="{escape(str(value))}"'


def joined(parts: Iterable[Any]) -> Html:
    """Parts one after the other, escaped where they are no HTML yet."""
    return Html("".join(part if isinstance(part, Html) else escape(str(part)) for part in parts))


def link(address: str, text: Any) -> Any:
    """A link; only to addresses of the web and of this server, else the text alone."""
    if not address.startswith(("http://", "https://", "/")) or address.startswith("//"):
        return text
    return tag("a", text, href=address, rel="noreferrer")


def table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Html:
    """A table with a head; short texts, dates among them, are not broken."""
    head = tag("tr", *(tag("th", column, scope="col") if column else tag("td") for column in columns))
    body = [tag("tr", *(tag("td", cell, class_=_is_short(cell) and "short") for cell in row)) for row in rows]
    return tag("table", tag("thead", head), tag("tbody", *body))


def _is_short(cell: Any) -> bool:
    return not isinstance(cell, Html) and 0 < len(str(cell)) <= _SHORT


def page(title: str, base: str, *content: Any, scripts: Iterable[str] = (), head: str = "") -> str:
    """A whole page."""
    files = [tag("script", src=f"{base}/static/{name}", type="module") for name in scripts]
    address = f"{escape(base)}/static/style.css"
    style = Html(f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{address}">')
    where = (("/", "Query"), ("/explore", "Explore"), ("/docs", "API"))
    navigation = tag("nav", *(tag("a", text, href=f"{base}{address}") for address, text in where))
    meta = Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">')
    body = tag("body", tag("header", tag("strong", "retailgraph"), navigation), tag("main", *content))
    whole = tag("html", tag("head", meta, tag("title", title), style, Html(head), *files), body, lang="en")
    return f"<!doctype html>\n{whole}\n"
