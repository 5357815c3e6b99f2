"""A column as it was looked at: what its heading and what stands in it say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from retailgraph.interchange import cells as cell
from retailgraph.interchange import headings as head
from retailgraph.interchange.mapping import ClaimRule

_PERIOD = (head.FROM, head.TO)
_ENDS = ("from", "to", "von", "de", "da")


@dataclass
class Column:
    """A column as it was looked at: what it means, and some of what it holds, by row."""

    name: str
    meaning: str
    samples: list[tuple[int, str]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Of a nested column, the name of what it lies in."""
        return self.name.rpartition(".")[0]


def by_content(column: Column) -> str:
    """What a column means by what stands in it, where its heading says nothing or something else."""
    samples = [text.strip() for _, text in column.samples[:200]]
    if not samples:
        return column.meaning

    def most(pattern: str) -> bool:
        return sum(bool(re.fullmatch(pattern, s)) for s in samples) > 0.8 * len(samples)

    if most(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?Q[1-9]\d*"):
        return "wikidata"
    if most(r"[A-Z0-9]{18}\d\d"):
        return "lei"
    if most(r"https?://\S+"):
        return head.WEBSITE if column.meaning in (head.WEBSITE, *head.PARTIES) else head.URL
    if column.meaning in (head.SHARE, head.PRICE) and not any(re.search(r"\d", s) for s in samples):
        return ""
    if head.plain(column.name.rpartition(".")[2]) in _ENDS and not any(re.search(r"\d", s) for s in samples):
        is_first = column.meaning == head.FROM  # from whom, not since when
        return head.SELLER if "." in column.name and is_first else head.SUBJECT if is_first else head.OBJECT
    if column.meaning == head.OWNER and most(r"[\d.,]+\s*%"):
        return head.SHARE
    if column.meaning == head.PUBLISHER and head.plain(column.name) == "source":
        return head.PUBLISHER
    return column.meaning


def styles_said(columns: Mapping[str, Column], claims: Sequence[ClaimRule]) -> dict[str, str]:
    """How the file writes dates and decimals, where all its columns agree."""
    dates = [c for c in columns.values() if c.meaning in (*_PERIOD, head.ANNOUNCED)]
    numbers = [c for c in columns.values() if c.meaning in (head.SHARE, head.PRICE)]
    style = cell.date_style(s for c in dates for s in c.samples).dates
    decimals = cell.decimal_style(s for c in numbers for _, s in c.samples)
    return {"dates": style if style in cell.DATE_STYLES else "", "decimals": decimals} if claims else {}
