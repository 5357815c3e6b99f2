"""What a table most likely says: a mapping from the headings and from what stands below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypedDict

from retailgraph.interchange import cells as cell
from retailgraph.interchange import headings as head
from retailgraph.interchange.column_looks import Column, by_content, styles_said
from retailgraph.interchange.column_styles import SAMPLE
from retailgraph.interchange.known_tables import known_rules
from retailgraph.interchange.mapping import (
    UNDECIDED,
    ClaimRule,
    PartyRule,
    TableMapping,
    ValueRule,
)
from retailgraph.interchange.names_in_cells import is_company
from retailgraph.interchange.tables import Row, Table

_SHOWN = 3
_IDS = ("wikidata", "lei", "ticker", "isin")
_PERIOD = (head.FROM, head.TO)
_ENDS = ("from", "to", "von", "de", "da")
_OUR_VALUES = ("since", "until", "from", "to", "share", "status", "role", "announced", "price", "scope",
               "market", "confidence", "note", "by", "through")  # fmt: skip
_VALUES = {"share": head.SHARE, "from": head.FROM, "to": head.TO, "announced": head.ANNOUNCED,
           "status": head.STATUS, "note": head.NOTE}  # fmt: skip
_BRANDS = frozenset(
    ("brand", "brands", "marke", "marken", "marque", "marques", "marca", "marchio", "label", "labels", "merk")
)
Knows = Callable[[str, Sequence[str]], bool]
"""Whether a name is that of an entity of one of these types."""


class _Attributes(TypedDict):
    """What other columns say of a party, as a rule takes it."""

    type_column: str
    country: str
    website: str
    ids: tuple[tuple[str, str], ...]


class _Source(TypedDict):
    """Where a row says that it comes from."""

    url: str
    publisher: str
    published: str


@dataclass(frozen=True)
class Look:
    """A table as it was looked at. ``unread`` are columns that no claim of the mapping reads."""

    columns: Mapping[str, Column]
    mapping: TableMapping
    unread: tuple[str, ...]
    shown: Mapping[str, Sequence[str]]


def look_at(table: Table, knows: Knows, relation: str = "", owner: str = "") -> Look:
    """The columns of a table with their first values, and the mapping that they suggest.

    ``owner`` owns what a list names that has no column of owners.
    """
    columns = {name: Column(name, _meaning_of(name)) for name in table.columns}
    lists: dict[str, None] = {}
    plain: set[str] = set()
    for row in islice(table.rows(), SAMPLE):
        if isinstance(row, Row):
            lists.update(dict.fromkeys(row.lists))
            plain.update(name for name, text in row.cells.items() if text.strip())
            for found in (row.cells, *(member for members in row.lists.values() for member in members)):
                for name, text in found.items():
                    if name in columns and text.strip():
                        columns[name].samples.append((row.where.row, text))
    for column in columns.values():
        column.meaning = by_content(column)
    claims, entities = _Proposal(columns, tuple(lists), plain, knows, relation).rules()
    claims = known_rules(table.columns) or claims
    if owner and entities and not claims:
        claims = tuple(ClaimRule(PartyRule(fixed=owner, type="Company"), "owns", one) for one in entities[:1])
    entities = () if claims else entities
    facts = {"format": table.format, **table.facts, **styles_said(columns, claims)}
    mapping = TableMapping(facts, {}, claims, entities)
    from retailgraph.interchange.mapping import columns_of, party_columns

    read = {name for rule in claims for name in columns_of(rule)}
    read |= {name for rule in entities for name in party_columns(rule)}
    shown = {n: list(dict.fromkeys(s for _, s in c.samples))[:_SHOWN] for n, c in columns.items()}
    return Look(columns, mapping, tuple(n for n in columns if n not in read), shown)


def _meaning_of(name: str) -> str:
    """What a column means; the name inside an object that is a party means that party."""
    above, _, last = name.rpartition(".")
    party = head.meaning_of(above) if last in ("name", "label") else ""
    return party if party in head.PARTIES else head.meaning_of(name)


class _Proposal:
    def __init__(
        self,
        columns: Mapping[str, Column],
        lists: Sequence[str],
        plain: set[str],
        knows: Knows,
        relation: str,
    ) -> None:
        self._columns, self._lists, self._knows, self._relation = columns, lists, knows, relation
        self._order = list(columns)
        # What is a list in some rows only is read as one there, and as it stands in the others.
        listed = (n for n in columns if any(n == p or n.startswith(p + ".") for p in lists))
        self._own = {*columns} - {n for n in listed if n not in plain}

    def rules(self) -> tuple[tuple[ClaimRule, ...], tuple[PartyRule, ...]]:
        """The claims of each row, and the entities that it describes."""
        claims = [*self._ours()] or [*self._triple()]
        if not claims:
            claims = [*self._owned(), *self._ultimately_owned(), *self._listed(), *self._led(), *self._sold()]
        if claims:
            return tuple(claims), ()
        described = [n for m in (head.OWNED, head.OWNER, head.OPERATOR) for n in self._meaning(m)]
        return (), tuple(self._party(name, self._type(name)) for name in described)

    # --- which column ---------------------------------------------------------------------------------------

    def _meaning(self, *meanings: str, below: str = "") -> list[str]:
        """The columns of a meaning: those of the row itself, or the ones below a list."""
        names = [n for n in self._order if self._columns[n].meaning in meanings]
        if below:
            return [n for n in names if n == below or n.startswith(below + ".")]
        return [n for n in names if n in self._own and ("." not in n or self._is_party(n))]

    def _is_party(self, name: str) -> bool:
        """Whether a column is inside an object that stands for a party: ``owner.name``, ``owner.since``."""
        return head.meaning_of(name.partition(".")[0]) in head.PARTIES

    def _first(self, *meanings: str, below: str = "") -> str:
        for meaning in meanings:
            if found := self._meaning(meaning, below=below):
                return found[0]
        return ""

    def _ours(self) -> Iterator[ClaimRule]:
        """The table that this program itself writes, and that of bulk claims."""
        if not {"subject", "relation", "object"} <= self._columns.keys():
            return
        from_to = {"since": "from", "until": "to"}
        values = {from_to.get(n, n): ValueRule((n,)) for n in _OUR_VALUES if n in self._columns}
        name = {"valid_from": "from", "valid_to": "to"}
        values |= {to: ValueRule((n,)) for n, to in name.items() if n in self._columns and to not in values}
        url = next((n for n in ("url", "sources", "source_url") if n in self._columns), "")
        parties = {
            n: PartyRule((n,)) for n in ("seller", "with", "into", "brand", "under") if n in self._columns
        }
        yield ClaimRule(
            self._end("subject"), "", self._end("object"), "relation", values, parties, url=url
        )  # fmt: skip

    def _end(self, name: str) -> PartyRule:
        columns = [n for n in (name, f"{name}_name") if n in self._columns]
        kind = f"{name}_type" if f"{name}_type" in self._columns else ""
        return PartyRule(tuple(columns), type_column=kind)

    def _triple(self) -> Iterator[ClaimRule]:
        """A list of edges: two ends, and perhaps the word that joins them."""
        one, other = self._first(head.SUBJECT), self._first(head.OBJECT)
        if one and not other:
            other = self._first(head.OWNED)
        ends = [
            n for n in self._order if n in self._own and self._columns[n].meaning in (head.OWNER, head.OWNED)
        ]
        if not one and len(ends) == 2 and self._first(head.RELATION):
            one, other = ends  # read as they stand: the word between them says which way round
        if not one or not other:
            return
        word = self._first(head.RELATION)
        relation = "" if word else self._relation or UNDECIDED
        yield ClaimRule(
            self._party(one, ""), relation, self._party(other, ""), word, self._values(), {},
            **self._source(),
        )  # fmt: skip

    # --- what is owned --------------------------------------------------------------------------------------

    def _owned(self) -> Iterator[ClaimRule]:
        owner = self._first(head.OWNER)
        owned = self._beside(owner)
        if owner and owned:
            yield ClaimRule(
                self._party(owner, "Company"),
                self._relation or "owns",
                self._party(owned, self._type(owned)),
                values=self._values(price=True),
                parties=self._sellers(),
                **self._source(),
            )

    def _ultimately_owned(self) -> Iterator[ClaimRule]:
        """A column of ultimate parents; dates and shares beside a column of parents are said of those."""
        owner = self._first(head.ULTIMATE)
        owned = self._beside(owner)
        if owner and owned:
            values = {} if self._first(head.OWNER) else self._values()
            yield ClaimRule(
                self._party(owner, "Company"), "ultimatelyOwns", self._party(owned, self._type(owned)),
                values=values, **self._source(),
            )  # fmt: skip

    def _beside(self, owner: str) -> str:
        """The column of what is owned: the one that means it, else the first that means nothing."""
        plain = (n for n in self._order if n in self._own and n != owner and not self._columns[n].meaning)
        return self._first(head.OWNED) or next(plain, "")

    def _listed(self) -> Iterator[ClaimRule]:
        names = self._meaning(head.OWNED) or self._meaning(head.OWNER)
        if not names:
            return
        one = PartyRule(
            tuple(dict.fromkeys((*names, *(n for n in ("name",) if n in self._own)))),
            type="Company", **self._attributes(names[0]),
        )  # fmt: skip
        for path in self._lists:
            meaning = head.meaning_of(path)
            member = path if path in self._columns else self._first(head.OWNED, head.OBJECT, below=path)
            inner = [n for n in self._order if n.startswith(path + ".")]
            member = member or next((n for n in inner if n.rpartition(".")[2] in ("what", "who", "name")), "")
            if meaning == head.CHILDREN and member:
                yield ClaimRule(
                    one, "owns", PartyRule((member,), type=self._type(path)), values=self._values(below=path)
                )
            elif meaning == head.ACQUIRED and member:
                yield ClaimRule(
                    one, "acquires", PartyRule((member,), type="Company"),
                    values=self._values(below=path, price=True), parties=self._sellers(below=path),
                )  # fmt: skip
        # A text where other rows have a list: several names in one cell.
        for name in self._meaning(head.CHILDREN):
            if name not in self._lists:
                yield ClaimRule(one, "owns", PartyRule((name,), type=self._type(name)), values=self._values())

    def _led(self) -> Iterator[ClaimRule]:
        """Who leads: a column of names, or an object with a name and a date."""
        places = {n for n in self._own if head.meaning_of(n.partition(".")[0]) == head.EXECUTIVE}
        for top in dict.fromkeys(n.partition(".")[0] for n in self._order if n in places):
            person = next((n for n in (top, f"{top}.name") if n in places), "")
            led = self._first(head.OWNED, head.OWNER)
            if person and led:
                role = "CEO" if "chair" not in head.plain(top) and head.plain(top) != "president" else "chair"
                inner = self._values(below=top) if person != top else {}
                values = {"role": ValueRule(fixed=role), **{k: v for k, v in inner.items() if k in _PERIOD}}
                yield ClaimRule(
                    PartyRule((person,), type="Person"), "leads", self._party(led, "Company"), values=values
                )

    def _sold(self) -> Iterator[ClaimRule]:
        """Where things are sold: a column of platforms, or one with yes and no for each platform."""
        brand, platform = self._first(head.OWNED), self._first(head.PLATFORM)
        if not brand:
            return
        if platform:
            yield ClaimRule(
                self._party(brand, "Brand"), "sellsOn", PartyRule((platform,), type="Platform"),
                values=self._values(), **self._source(),
            )  # fmt: skip
        for name in self._own:
            column = self._columns[name]
            if cell.are_truths(text for _, text in column.samples[:500]):
                said = re.sub(r"^(?:sells on|sold on|on|verkauft auf|at)\s+", "", name, flags=re.IGNORECASE)
                if self._knows(said, ("Platform",)):
                    yield ClaimRule(
                        self._party(brand, "Brand"), "sellsOn", PartyRule(fixed=said, type="Platform"),
                        only_if=name,
                    )  # fmt: skip

    # --- parts ----------------------------------------------------------------------------------------------

    def _values(self, below: str = "", price: bool = False) -> dict[str, ValueRule]:
        found: dict[str, ValueRule] = {}
        for key, meaning in _VALUES.items():
            if name := self._first(meaning, below=below):
                found[key] = ValueRule((name,))
        if price and (name := self._first(head.PRICE, below=below)):
            inner = [n for n in self._order if n.startswith(name.rpartition(".")[0] + ".")] if below else []
            parts = [n for n in inner if head.meaning_of(self._columns[n].path) == head.PRICE]
            found["price"] = ValueRule(tuple(parts) or (name,), unit=cell.unit_of(name))
        return found

    def _source(self) -> _Source:
        """The columns that name the row's own source."""
        return _Source(
            url=self._first(head.URL),
            publisher=self._first(head.PUBLISHER),
            published=self._first(head.PUBLISHED),
        )

    def _sellers(self, below: str = "") -> dict[str, PartyRule]:
        name = self._first(head.SELLER, below=below)
        return {"seller": PartyRule((name,))} if name else {}

    def _party(self, name: str, kind: str) -> PartyRule:
        return PartyRule((name,), type=kind, **self._attributes(name))

    def _attributes(self, name: str) -> _Attributes:
        """The columns that say something of a party: named after it, or standing behind it."""
        found: dict[str, str] = {}
        meaning = self._columns[name].meaning
        parties = [n for n in self._order if n in self._own and self._columns[n].meaning in head.PARTIES]
        for position, other in enumerate(self._order):
            what = self._columns[other].meaning
            if other not in self._own or what not in (*_IDS, head.COUNTRY, head.WEBSITE, head.TYPE):
                continue
            named = head.party_named_by(other)
            before = [p for p in parties if self._order.index(p) < position]
            holder = before[-1] if before else (parties[0] if parties else "")
            if (named == meaning) if named else (holder == name):
                found.setdefault(what, other)
        ids = tuple((scheme, found[scheme]) for scheme in _IDS if scheme in found)
        return _Attributes(
            type_column=found.get(head.TYPE, ""),
            country=found.get(head.COUNTRY, ""),
            website=found.get(head.WEBSITE, ""),
            ids=ids,
        )

    def _type(self, name: str) -> str:
        words = set(head.plain(name).split())
        if words & _BRANDS:
            return "Brand"
        samples = [text for _, text in self._columns[name].samples[:50]] if name in self._columns else []
        return "Company" if not samples or any(map(is_company, samples)) or words else "Brand"
