"""Parts of rows: the members of a list in one, bare identifiers, addresses, and words for types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from retailgraph.interchange.cells import Unreadable
from retailgraph.interchange.mapping import ClaimRule, columns_of
from retailgraph.interchange.parties import Place, Remark
from retailgraph.interchange.tables import Cells, Row

TYPE_WORDS = {
    **dict.fromkeys(("company", "parent", "organization", "organisation", "business", "investor", "group",
                     "corporation", "firm", "retailer", "subsidiary", "unternehmen", "joint venture"),
                    "Company"),
    **dict.fromkeys(("brand", "label", "marke"), "Brand"),
    **dict.fromkeys(("person", "people", "individual", "human", "natural person"), "Person"),
    **dict.fromkeys(("platform", "marketplace", "online shop"), "Platform"),
    **dict.fromkeys(("alliance", "association"), "Alliance"),
    **dict.fromkeys(("initiative", "programme", "program"), "Initiative"),
}  # fmt: skip
"""What a type is called in tables, as our type."""


class Skipped(Exception):
    """A claim of a row that is not made, without being wrong: the row does not say it."""


class Nobody(Unreadable):
    """A party whose columns are empty."""


@dataclass(slots=True)
class RowReading:
    """What is read of one row, for one claim."""

    where: Place
    cells: Cells
    notes: list[Remark] = field(default_factory=list)

    def note(self, column: str, message: str) -> None:
        """Keep a remark, if there is one."""
        if message:
            self.notes.append(Remark(self.where, column, message))


def members_of(rule: ClaimRule, row: Row) -> Iterator[Cells]:
    """The cells for one claim: those of the row, with each member of the list that it reads in turn."""
    read = set(columns_of(rule))
    paths = [p for p in row.lists if any(c == p or c.startswith(p + ".") for c in read)]
    if not paths:
        needed = [c for c in rule.object.columns if c not in row.cells]
        if not needed or len(needed) < len(rule.object.columns):
            yield row.cells
        return
    for member in row.lists[paths[0]]:
        yield {**row.cells, **member}


def bare_id(text: str) -> str:
    """An id without the address that leads to it."""
    return re.sub(r"^https?://www\.wikidata\.org/(?:entity|wiki)/", "", text.strip())


def web_address(text: str) -> str:
    """What a cell gives as a website, with its scheme."""
    address = text.strip()
    if not address:
        return ""
    return address if re.match(r"https?://", address, re.IGNORECASE) else f"https://{address}"
