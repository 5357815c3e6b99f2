"""Hostile as a text to propose from (``propose``), or as a draft to review (``review``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .articles import LAUGHS, a_pipe, linked, nothing, sparse
from .model import DRAFT, INVALID, PROPOSE, REVIEW, SIMPLE, Content, HostileFile, tabled

OWNS = "Acme Holding owns Zedmark."
TEXTS: dict[str, Content] = {
    "UTF-16": OWNS.encode("utf-16"),
    "control characters": "Acme Holding\x1b[31m owns \u202eZedmark.",
    "one word of a million letters": "A" * 1_000_000,
    "200 KB of capitals": "Acme Holding And " * 12_000,
    "200,000 brackets": "(" * 100_000 + OWNS + ")" * 100_000,
    "100,000 digits": f"Acme Holding bought Zedmark for {'9' * 100_000}bn USD on 99.99.9999.",
}
PAGES: dict[str, Content] = {
    "50,000 elements deep": "<div>" * 50_000 + OWNS + "</div>" * 50_000,
    "characters that are none": f"<p>{'&#x10ffff;&#xd800;&#0;' * 1000}{OWNS}</p>",
}
NO_TEXTS: dict[str, Content] = {
    "zeros without end": linked("/dev/zero"),
    "a folder": Path.mkdir,
    "not there": nothing,
}
LINES: dict[str, Content] = {
    "half a line": f'{{"text": "{OWNS}"}}\n{{"text": \n',
    "200,000 lists deep": "[" * 200_000 + "\n",
}

GOOD = f"""\
draft: 1
article:
  id: 2021-03-04-evil
  title: t
  publisher: p
  published: 2021-03-04
  text: {{sha256: {"6c1f8475" * 8}, characters: 70, source: s.txt}}
passages:
- quote: {OWNS}
  at: [0, 26]
  claims:
  - acme-holding owns zed-brand: {{status: inForce, confidence: 0.84, at: [0, 26], wording: x}}
"""


def drafted(old: str, new: str) -> str:
    """A good draft with one text in place of another."""
    assert old in GOOD
    return GOOD.replace(old, new)


DRAFTS: dict[str, Content] = {
    "nothing": b"",
    "no YAML": "a: [",
    "an article": SIMPLE,
    "version 99": drafted("draft: 1", "draft: 99"),
    "a confidence in words": drafted("0.84", "high"),
    "a billion laughs": LAUGHS,
    "100,000 lists deep": GOOD + "x: " + "[" * 100_000,
}
NO_FILES: dict[str, Content] = {
    "a pipe": a_pipe,
    "zeros without end": linked("/dev/zero"),
    "a folder": Path.mkdir,
}
DRAFTS_TO_MEND: dict[str, Content] = {
    "an id that climbs out": drafted("2021-03-04-evil", "../../../evil"),
    "an id that is a path": drafted("2021-03-04-evil", "/evil"),
    "a place far outside": drafted("at: [0, 26]", "at: [0, 99999999999999999999999]"),
    "ESC in a quote": drafted("quote: Acme", "quote: Ac\x1bme"),
}
"""Refused, or what is accepted of them becomes an article that loads."""


def hostile() -> Iterator[HostileFile]:
    """All of this module."""
    unsaid = {"commands": (PROPOSE,), "codes": (0, INVALID)}
    yield from tabled("text", TEXTS, "s.txt", **unsaid)
    yield from tabled("text", PAGES, "s.html", **unsaid)
    yield from tabled("text", {"10 GB": sparse}, "s.txt", commands=(PROPOSE,))
    yield from tabled("text", NO_TEXTS, "s.txt", commands=(PROPOSE,))
    rest = rf"{re.escape(DRAFT)}(/2021-.*\.yaml)?"
    yield from tabled("lines of texts", LINES, "s.jsonl", commands=(PROPOSE,), leaves=rest)
    yield from tabled("lines of texts", {"a number": '{"text": 17}\n'}, "s.jsonl", **unsaid)
    yield from tabled("draft", DRAFTS, DRAFT, commands=(REVIEW,))
    yield from tabled("draft", NO_FILES, DRAFT, commands=(REVIEW,))
    yield from tabled("draft", DRAFTS_TO_MEND, DRAFT, commands=(REVIEW,), codes=(0, INVALID))
