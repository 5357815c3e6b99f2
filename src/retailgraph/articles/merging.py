"""Two ids that mean one entity: the entities made one, and what is claimed of the other read as of the first.

The files stay as they are; this happens to what was read of them, so taking a decision out undoes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from retailgraph.articles.values import Article, Claim, Entity, Figure, Finding, FormerName, Passage
from retailgraph.identity import fold
from retailgraph.ontology import Ontology

_OF_ENTITIES = ("EntityValue", "MarketValue")


def merge_entities(
    entities: Mapping[str, Entity], kept: Mapping[str, str]
) -> tuple[dict[str, Entity], list[Finding]]:
    """The entities with each class of the same made one; warnings where their identifiers differ."""
    others: dict[str, list[Entity]] = defaultdict(list)
    for id, first in kept.items():
        # One of a file with errors is missing; that is told there.
        if id in entities and first in entities:
            others[first].append(entities[id])
    findings = [f for first, found in others.items() for o in found for f in _differ(entities[first], o)]
    gone = {other.id for found in others.values() for other in found}
    merged = {id: e for id, e in entities.items() if id not in gone}
    for first, found in others.items():
        for other in found:
            merged[first] = _joined(merged[first], other)
    return merged, findings


def _differ(one: Entity, other: Entity) -> Iterable[Finding]:
    theirs = dict(other.ids)
    for scheme, value in one.ids:
        if scheme in ("lei", "wikidata") and theirs.get(scheme, value) != value:
            message = f"'{one.id}' is decided to be the same, but has another {scheme}: {value}"
            yield Finding(
                other.path,
                other.line,
                f"'{other.id}' ({theirs[scheme]}): {message}",
                "warning",
                rule="decisions",
            )


def _joined(first: Entity, other: Entity) -> Entity:
    """The first entity with what the other adds: names, and what the first has no value for."""
    tags = {tag for tag, _ in first.names}
    schemes = {scheme for scheme, _ in first.ids}
    names = [(tag, name) for tag, name in other.names if tag not in tags]
    spoken = [name for tag, name in other.names if tag in tags]
    known = {first.name, *first.aliases, *(name for _, name in first.names), *(name for _, name in names)}
    aliases = dict.fromkeys(a for a in (other.name, *other.aliases, *spoken) if a not in known)
    return replace(
        first,
        types=tuple(dict.fromkeys((*first.types, *other.types))),
        aliases=(*first.aliases, *aliases),
        names=tuple(sorted((*first.names, *names))),
        former=(*first.former, *_new_former(first, other)),
        ids=tuple(sorted((*first.ids, *(pair for pair in other.ids if pair[0] not in schemes)))),
        website=first.website or other.website,
        country=first.country or other.country,
        about=first.about or other.about,
        merged=(*first.merged, other.id, *other.merged),
    )


def _new_former(first: Entity, other: Entity) -> list[FormerName]:
    # By the folded name, which names the node of a former name.
    known = {fold(f.name) for f in first.former}
    return [f for f in other.former if fold(f.name) not in known]


class Reader:
    """Reads articles as about the entities that are kept."""

    def __init__(self, kept: Mapping[str, str], ontology: Ontology) -> None:
        self._kept = kept
        self._symmetric = {r.name for r in ontology.relations.values() if r.symmetric}
        self._naming = {q.name for q in ontology.qualifiers.values() if q.value_type in _OF_ENTITIES}
        self.findings: list[Finding] = []

    def articles(self, articles: Iterable[Article]) -> list[Article]:
        """These articles, each unchanged if it names no other id; ``findings`` tells of claims dropped."""
        return [self._article(a) for a in articles] if self._kept else list(articles)

    def _article(self, article: Article) -> Article:
        passages = tuple(self._passage(p, article) for p in article.passages)
        return article if passages == article.passages else replace(article, passages=passages)

    def _passage(self, passage: Passage, article: Article) -> Passage:
        claims = tuple(c for c in (self._claim(c, article) for c in passage.claims) if c)
        figures = tuple(self._figure(f) for f in passage.figures)
        return replace(passage, claims=claims, figures=figures)

    def _claim(self, claim: Claim, article: Article) -> Claim | None:
        subject, object = (self._kept.get(id, id) for id in (claim.subject, claim.object))
        if subject == object and claim.subject != claim.object:  # what has no object is not about itself
            said = f"'{claim.subject} {claim.relation} {claim.object}'"
            message = f"{said} is left out: by a decision it is about '{subject}' and itself"
            self.findings.append(Finding(article.path, claim.line, message, "warning", rule="decisions"))
            return None
        if claim.relation in self._symmetric and object < subject:
            subject, object = object, subject
        qualifiers = tuple((name, self._values(name, values)) for name, values in claim.qualifiers)
        return replace(claim, subject=subject, object=object, qualifiers=qualifiers)

    def _values(self, name: str, values: Sequence[str]) -> tuple[str, ...]:
        if name not in self._naming:
            return tuple(values)
        return tuple(sorted({self._kept.get(v, v) for v in values}))

    def _figure(self, figure: Figure) -> Figure:
        entity, market = (self._kept.get(id, id) for id in (figure.entity, figure.market))
        return replace(figure, entity=entity, market=market)
