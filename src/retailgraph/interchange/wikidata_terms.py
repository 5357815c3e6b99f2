"""The properties of Wikidata that say what our relations say: one table, both ways."""

from __future__ import annotations

from typing import NamedTuple

FORWARD, BACK = True, False


class Property(NamedTuple):
    """What a property means: our relation, whether the item is its subject, and a role."""

    relation: str
    forward: bool
    role: str = ""


PROPERTIES: dict[str, Property] = {
    "P127": Property("owns", BACK),  # owned by
    "P749": Property("owns", BACK),  # parent organization
    "P355": Property("owns", FORWARD),  # has subsidiary
    "P1830": Property("owns", FORWARD),  # owner of
    "P1716": Property("owns", FORWARD),  # brand
    "P137": Property("operates", BACK),  # operator
    "P463": Property("memberOf", FORWARD),
    "P169": Property("leads", BACK, "CEO"),
    "P488": Property("leads", BACK, "chair"),
    "P112": Property("founded", BACK),
    "P1365": Property("becomes", BACK),  # replaces
    "P1366": Property("becomes", FORWARD),  # replaced by
    "P2652": Property("partnersWith", FORWARD),
}
CEASED = "P576"
START, END, SHARE, WHEN = "P580", "P582", "P1107", "P585"
SOURCE_URL, SOURCE_TITLE, PUBLISHED, RETRIEVED = "P854", "P1476", "P577", "P813"
WRITTEN = {
    ("owns", ""): "P127",
    ("holdsStakeIn", ""): "P127",
    ("operates", ""): "P137",
    ("memberOf", ""): "P463",
    ("leads", "CEO"): "P169",
    ("leads", "chair"): "P488",
    ("founded", ""): "P112",
    ("becomes", ""): "P1366",
    ("partnersWith", ""): "P2652",
}
"""By relation and role the property that is written."""
DECADE, YEAR, MONTH, DAY = 8, 9, 10, 11
TYPES = {
    "Q5": "Person",
    "Q431289": "Brand",
    "Q167270": "Brand",
    "Q4830453": "Company",
    "Q6881511": "Company",
    "Q783794": "Company",
    "Q891723": "Company",
    "Q507619": "Company",
    "Q4382945": "Platform",
    "Q3390477": "Platform",
    "Q48204": "Alliance",
    "Q1616075": "Alliance",
}
"""What an item is an instance of, as our type."""
