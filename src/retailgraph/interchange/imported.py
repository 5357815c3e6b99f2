"""What an import did: what was taken, what was left and why, who is new, and what to decide."""

from __future__ import annotations

from dataclasses import dataclass, field

from retailgraph.articles import Entity
from retailgraph.articles.values import Claim
from retailgraph.interchange.parties import Left, Remark
from retailgraph.interchange.settling import Doubt
from retailgraph.interchange.spooled import Spooled


@dataclass
class Imported:
    """What an import did. ``rows`` counts what was read, ``taken`` the facts, ``left`` what is not taken.

    ``remarks`` are what was read in another way than it stands there, ``doubts`` the names to decide about,
    ``began``, ``ended`` and ``changed`` what differs from the version before, as (subject, relation, object).
    """

    article: str = ""
    rows: int = 0
    taken: int = 0
    claims: Spooled[Claim] = field(default_factory=Spooled)
    bulk_rows: Spooled[bytes] = field(default_factory=Spooled, repr=False)
    left: Spooled[Left] = field(default_factory=Spooled)
    remarks: Spooled[Remark] = field(default_factory=Spooled)
    doubts: list[Doubt] = field(default_factory=list)
    entities: Spooled[Entity] = field(default_factory=Spooled)
    began: list[tuple[str, str, str]] = field(default_factory=list)
    ended: list[tuple[str, str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    written: bool = False
    unchanged: bool = False
    replaced: bool = False
