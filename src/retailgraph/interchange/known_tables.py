"""Tables whose columns are known by name, each with what they say: no need to guess.

A line here is all that another known table takes. The first whose columns are all there counts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from retailgraph.interchange.mapping import ClaimRule, PartyRule, ValueRule


class KnownTable(NamedTuple):
    """A table that somebody publishes: the columns by which it is known, and the claims of each row."""

    name: str
    columns: tuple[str, ...]
    claims: tuple[ClaimRule, ...]


def _value(*columns: str) -> ValueRule:
    return ValueRule(columns)


_COMPANY = "Company"
KNOWN_TABLES = (
    KnownTable(
        "Crunchbase acquisitions",
        ("acquiree_name", "acquirer_name", "acquired_on", "price", "price_currency_code"),
        (
            ClaimRule(
                PartyRule(("acquirer_name",), type=_COMPANY),
                "acquires",
                PartyRule(("acquiree_name",), type=_COMPANY),
                values={"from": _value("acquired_on"), "price": _value("price", "price_currency_code")},
            ),
        ),
    ),
    KnownTable(
        "Crunchbase parents",
        ("name", "permalink", "parent_uuid", "parent_name"),
        (
            ClaimRule(
                PartyRule(("parent_name",), type=_COMPANY),
                "owns",
                PartyRule(("name",), type=_COMPANY),
                url="cb_url",
            ),
        ),
    ),
    KnownTable(
        "Crunchbase jobs",
        ("person_name", "org_name", "title", "started_on", "ended_on"),
        (
            ClaimRule(
                PartyRule(("person_name",), type="Person"),
                "leads",
                PartyRule(("org_name",), type=_COMPANY),
                values={"role": _value("title"), "from": _value("started_on"), "to": _value("ended_on")},
            ),
        ),
    ),
    KnownTable(
        "LittleSis relationships",
        ("entity1_name", "entity2_name", "category", "description1", "start_date", "end_date"),
        (
            ClaimRule(
                PartyRule(("entity1_name",)),
                "",
                PartyRule(("entity2_name",)),
                "category",
                {"role": _value("description1"), "from": _value("start_date"), "to": _value("end_date")},
            ),
        ),
    ),
)


def known_rules(columns: Collection[str]) -> tuple[ClaimRule, ...]:
    """The claims of each row of a known table; empty for any other."""
    for table in KNOWN_TABLES:
        if set(table.columns) <= set(columns):
            return tuple(replace(r, url=r.url if r.url in columns else "") for r in table.claims)
    return ()
