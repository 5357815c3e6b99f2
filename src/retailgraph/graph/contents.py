"""What a store is built from, once it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retailgraph.articles import Article, Entity, Finding
    from retailgraph.articles.decisions_file import Decision
    from retailgraph.ontology import Ontology


class Contents:
    """All entities and articles of a store, later files over earlier ones, and the decisions about them."""

    __slots__ = ("articles", "decisions", "entities", "findings", "read_as")

    def __init__(
        self,
        entities: dict[str, Entity] | None = None,
        articles: dict[str, Article] | None = None,
        findings: list[Finding] | None = None,
        decisions: Sequence[Decision] = (),
    ) -> None:
        self.entities = entities or {}
        self.articles = articles or {}
        self.findings = findings or []
        self.decisions = tuple(decisions)
        self.read_as: dict[str, tuple[str, tuple[str, ...]]] = {}

    def decided(self, ontology: Ontology) -> Contents:
        """The same with the decisions carried out: entities made one, articles read as about those kept.

        ``read_as`` of what is given back maps each id of such an entity to the one kept and to the types that
        its own file says, which is what the claims of files are checked against.
        """
        from retailgraph.articles.decisions_file import kept_ids
        from retailgraph.articles.merging import Reader, merge_entities

        kept = kept_ids(self.decisions)
        entities, findings = merge_entities(self.entities, kept)
        kept = {id: kept[id] for id in kept if id not in entities}
        reader = Reader(kept, ontology)
        articles = {a.id: a for a in reader.articles(self.articles.values())}
        whole = Contents(entities, articles, [*self.findings, *findings, *reader.findings], self.decisions)
        whole.read_as = {
            id: (kept.get(id, id), self.entities[id].types) for id in sorted({*kept, *kept.values()})
        }
        return whole

    def record(self) -> dict[str, Any]:
        """The decisions, and what was left out, as plain values for the record of a store."""
        made = [
            {
                "verdict": d.verdict,
                "ids": d.ids,
                "by": d.by,
                "why": d.why,
                "on": str(d.on or ""),
                "place": d.place,
            }
            for d in self.decisions
        ]
        left_out = {f.path: f.message for f in self.findings if f.severity == "error"}
        return {"decisions": made, "read_as": self.read_as, "left_out": left_out}
