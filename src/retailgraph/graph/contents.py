"""What files say, put together: later files over earlier ones, and decisions carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retailgraph.articles import Article, Bundle, Entity, Finding
    from retailgraph.articles.decisions_file import Decision
    from retailgraph.ontology import Ontology

ReadAs = dict[str, tuple[str, tuple[str, ...]]]
"""By each id of entities that decisions made one: the id kept, and the types in its own file."""


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
        self.read_as: ReadAs = {}

    def add(self, bundle: Bundle) -> None:
        """Lay what was read over what is there; of faulty files the findings alone."""
        self.entities.update({e.id: e for e in bundle.entities})
        self.articles.update({a.id: a for a in bundle.articles})
        self.findings.extend(f for f in bundle.findings if f.severity == "error")
        if bundle.decides:
            self.decisions = bundle.decisions

    def over(self, below: Contents, hidden: Iterable[str]) -> Contents:
        """This over the shipped contents, of which the articles ``hidden`` are taken away."""
        gone = set(hidden)
        decisions, overruled = _in_force(self, below)
        overruled += _turned(self, below)
        return Contents(
            {**below.entities, **self.entities},
            {**{i: a for i, a in below.articles.items() if i not in gone}, **self.articles},
            below.findings + self.findings + overruled,
            decisions,
        )

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
        """The decisions, as plain values for the record of a store."""
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

    def unlike(self, entities: Mapping[str, Entity], articles: Mapping[str, Article]) -> Contents:
        """Only what differs from these, which may come from rows: without paths and lines."""
        from dataclasses import replace

        return Contents(
            {i: e for i, e in self.entities.items() if entities.get(i) != replace(e, path="", line=0)},
            {i: a for i, a in self.articles.items() if articles.get(i) != replace(a, path="")},
        )


def _in_force(user: Contents, shipped: Contents) -> tuple[list[Decision], list[Finding]]:
    """The decisions that hold, and a word for each shipped one that the user's overrule."""
    if not (user.decisions or shipped.decisions):
        return [], []
    from retailgraph.articles import Finding
    from retailgraph.articles.decisions_file import in_force

    decisions, overruled = in_force(user.decisions, shipped.decisions)
    message = "this decision is overruled by one of yours"
    return decisions, [Finding(d.path, d.line, message, "warning", rule="decisions") for d in overruled]


def _turned(user: Contents, shipped: Contents) -> list[Finding]:
    """A word for each of the user's entities over a shipped one of another type, which was shipped later."""
    from retailgraph.articles import Finding

    return [
        Finding(e.path, e.line, f"'{i}' stands over a shipped {below.name} of another type; {way}", "warning")
        for i, e in user.entities.items()
        if (below := shipped.entities.get(i)) and not set(below.types) <= set(e.types)
        for way in [f"to have that back: retailgraph remove {i}"]
    ]
