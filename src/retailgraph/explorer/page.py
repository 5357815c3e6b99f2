"""The page itself: the template, style and script that ``explorer/`` builds, with the content put in.

Everything that comes from articles stands in a block of JSON that no browser runs, packed, because names and
dates come up again and again; the content security policy names the script and the style by their hashes, so
that nothing else runs either.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from unicodedata import category

FOLDER = Path(__file__).parent / "page"
_ESCAPED = re.compile(r"\\[bfnrtu]")
"""How JSON writes characters that cannot be seen."""


def page_html(content: Mapping[str, Any]) -> str:
    """The HTML of the page; the same content gives the same text."""
    script, style = _part("explorer.js"), _part("explorer.css")
    parts = {
        "policy": _policy(script, style),
        "title": escape(_visible(content["title"])),
        "style": style,
        "content": b64encode(zlib.compress(_written(content).encode())).decode(),
        "script": script,
    }
    # Split, not replaced: what is put in may hold the words of another place.
    pieces = _part("explorer.html").split("%%")
    return "".join(parts[piece] if i % 2 else piece for i, piece in enumerate(pieces))


def page_content_of(page: str) -> Any:
    """What :func:`page_html` put into a page."""
    packed = page.partition('id="content">')[2].partition("<")[0]
    return json.loads(zlib.decompress(b64decode(packed)))


def _written(content: Mapping[str, Any]) -> str:
    text = _json(content)
    # Most content is clean, and to look at it as a whole is much faster than piece by piece.
    return text if text.isprintable() and not _ESCAPED.search(text) else _json(_visible(content))


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _part(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _visible(value: Any) -> Any:
    """A value without characters that cannot be seen or that reverse what is read."""
    if isinstance(value, str):
        return value if value.isprintable() else "".join(c if _is_seen(c) else " " for c in value)
    if isinstance(value, Mapping):
        return {key: _visible(part) for key, part in value.items()}
    return [_visible(part) for part in value] if isinstance(value, list | tuple) else value


def _is_seen(character: str) -> bool:
    # Joiners make letters of Arabic, Persian and Indian names.
    return character.isprintable() or character in "\u200c\u200d" or category(character) == "Zs"
