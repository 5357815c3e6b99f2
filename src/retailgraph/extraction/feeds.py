"""Feeds and mails as the articles that they hold: RSS and Atom by item, an .eml file as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from retailgraph.errors import InvalidData

if TYPE_CHECKING:
    from email.message import EmailMessage

XML, MAIL = frozenset({".xml", ".rss", ".atom"}), frozenset({".eml"})
"""Endings of files that hold feeds, and mails."""
Row = dict[str, str]
"""An article as a line of JSON Lines has it: text, title, url, publisher, published, note."""
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)
_BODIES = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "updated")
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote",
     "article", "section", "header", "footer", "figure", "figcaption", "pre", "hr"}
)  # fmt: skip
_HIDDEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_TAG = re.compile(r"<[A-Za-z/!]")


def is_feed(data: bytes) -> bool:
    """Whether a file is RSS or Atom, by how it begins."""
    return bool(_BEGINNING.match(data[:5000]))


def rows_of_feed(data: bytes, source: str) -> Iterator[Row]:
    """The items of a feed, in its order. InvalidData, naming ``source``, if it is none or broken."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InvalidData(f"{source}: not whole XML: {' '.join(str(error).split())[:200]}") from None
    items = [e for e in root.iter() if _name(e) in ("item", "entry")]
    if _name(root) not in ("rss", "feed", "RDF") or not items:
        what = (
            "a feed without items"
            if _name(root) in ("rss", "feed", "RDF")
            else "XML, but no RSS or Atom feed"
        )
        raise InvalidData(f"{source}: {what}; save the text of its article as a .txt file")
    head = next((e for e in root.iter() if _name(e) == "channel"), root)
    publisher = _said(head, "title")
    for item in items:
        title = _plain(_said(item, "title"))
        yield {
            "text": next((text for body in _BODIES if (text := _plain(_said(item, body)))), title),
            "title": title,
            "url": _address(item),
            "publisher": _plain(_said(item, "source")) or _plain(publisher),
            "published": next((said for date in _DATES if (said := _said(item, date))), ""),
        }


def row_of_mail(data: bytes, source: str) -> Row:
    """The article that a mail is, without attachments; InvalidData, naming ``source``, if it has no text."""
    from email import message_from_bytes, policy

    if data.startswith(b"From "):
        raise InvalidData(f"{source}: a mailbox of many mails; save each as an .eml file of its own")
    mail: EmailMessage = message_from_bytes(data, policy=policy.default)
    try:
        body = mail.get_body(("plain", "html"))
        content = str(body.get_content()) if body else ""
        sent = [str(mail.get(name, "")) for name in ("Subject", "From", "Date")]
        left = sum(1 for _ in mail.iter_attachments()) if mail.is_multipart() else 0
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise InvalidData(
            f"{source}: this mail cannot be read: {' '.join(str(error).split())[:200]}"
        ) from None
    if body is not None and body.get_content_type() == "text/html":
        content = _plain(content)
    if not any(c.isalnum() for c in content) or not any(sent):
        raise InvalidData(f"{source}: no mail with a text; save its text as a .txt file")
    said = re.match(r'\s*"?([^"<@]*?)"?\s*<', sent[1])
    note = f"{left} attachment{'s' * (left != 1)} not read" if left else ""
    publisher = said[1] if said and said[1] else sent[1].strip("<> ")
    return {"text": content, "title": sent[0], "publisher": publisher, "published": sent[2], "note": note}


def _name(element: Any) -> str:
    """A tag without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _said(element: Any, name: str) -> str:
    """The text of the first child of a name."""
    found = [child for child in element if _name(child) == name]
    # XHTML inside an Atom entry stands as elements, not as text.
    said = next((_words(e) if any(map(_name, e)) else e.itertext() for e in found), ())
    return "".join(said).strip()


def _address(item: Any) -> str:
    links = [e for e in item if _name(e) == "link"]
    chosen = [e for e in links if e.get("rel", "alternate") == "alternate"] or links
    said = [e.get("href") or (e.text or "") for e in chosen]
    return next((address.strip() for address in said if re.match(r"\s*https?://\S+\s*$", address)), "")


def _plain(content: str) -> str:
    """Text or HTML as text, its blocks as paragraphs."""
    from lxml import etree, html

    words = content
    if _TAG.search(content) or "&" in content:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True)
        try:
            words = "".join(_words(html.fragment_fromstring(content, create_parent="div", parser=parser)))
        except (etree.ParserError, ValueError):
            return ""
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _words(top: Any) -> Iterator[str]:
    """The words of an element and of all in it, without recursion: a feed may nest as deep as it likes."""
    from lxml import etree

    hidden = 0
    for event, element in etree.iterwalk(top, events=("start", "end")):
        name = _name(element)
        hidden += (name in _HIDDEN) * (1 if event == "start" else -1)
        if name in _BLOCKS and not hidden:
            yield "\n\n"
        said = element.text if event == "start" else element.tail if element is not top else ""
        if not hidden and said:
            yield said.replace("\n", " ")


__all__ = ["MAIL", "XML", "Row", "is_feed", "row_of_mail", "rows_of_feed"]
