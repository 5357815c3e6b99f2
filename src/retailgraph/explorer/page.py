"""The page itself: the template, style and script that ``explorer/`` builds, with the content put in.

Everything that comes from articles stands in a block of JSON that no browser runs; the content security
policy names the script and the style by their hashes, so that nothing else runs either.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from unicodedata import category

FOLDER = Path(__file__).parent / "page"
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_ESCAPES = str.maketrans(_UNSAFE)


def page_html(content: Mapping[str, Any]) -> str:
    """The HTML of the page; the same content gives the same text."""
    script, style = _part("explorer.js"), _part("explorer.css")
    written = json.dumps(_visible(content), ensure_ascii=False, separators=(",", ":"))
    parts = {
        "policy": _policy(script, style),
        "title": escape(_visible(content["title"])),
        "style": style,
        "content": written.translate(_ESCAPES),
        "script": script,
    }
    # Split, not replaced: what is put in may hold the words of another place.
    pieces = _part("explorer.html").split("%%")
    return "".join(parts[piece] if i % 2 else piece for i, piece in enumerate(pieces))


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
