"""Building a store from all its files at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from retailgraph.conclusion import Report, conclude
from retailgraph.conclusion.circles import tangles, way_round
from retailgraph.dates import day
from retailgraph.graph import claims, quads, reading
from retailgraph.relationships import Conflict, Side, key_of, span
from retailgraph.stores import Writer

if TYPE_CHECKING:
    from retailgraph.articles import Article, Claim
    from retailgraph.graph.contents import Contents
    from retailgraph.ontology import Ontology
    from retailgraph.relationships import Relationship

_LINES_AT_ONCE = 250_000
_MOST_NAMED = 20
"""How many of those who own each other in a circle its words name."""
ONTOLOGY_FILES = ("retailgraph.ttl", "alignment.ttl")


def build(
    writer: Writer, contents: Contents, ontology: Ontology, folder: Path, today: date
) -> dict[str, int]:
    """Write everything into a version that holds no article yet."""
    for graph in (reading.ENTITIES, reading.NAMES, reading.CONCLUSIONS, reading.EDGES):
        writer.store.remove_graph(graph)
    types = {i: e.types for i, e in contents.entities.items()}
    reports = list(_reports(contents.articles, today))
    relationships, conflicts = conclude(reports, ontology, types)
    conflicts += circles(owned(relationships, ontology, today))

    def lines() -> Iterator[str]:
        yield from quads.ontology_lines([folder / n for n in ONTOLOGY_FILES if (folder / n).exists()])
        for entity in contents.entities.values():
            yield from quads.entity_lines(entity)
        yield from quads.all_name_lines(contents.entities.values())
        for article in contents.articles.values():
            yield from quads.article_lines(article, ontology)
        yield from conclusion_lines(relationships, conflicts, ontology, today)
        yield quads.written_on(day(today))

    load_lines(writer, lines())
    return {"articles": len(contents.articles), "entities": len(contents.entities), "claims": len(reports)}


def load_lines(writer: Writer, lines: Iterable[str]) -> None:
    """Load N-Quads lines into a version that is being made.

    Piece by piece: of what it is given at once, the engine keeps several times the size in memory.
    """
    left = iter(lines)
    while piece := list(islice(left, _LINES_AT_ONCE)):
        writer.load(("\n".join(piece) + "\n").encode())


def conclusion_lines(
    relationships: Iterable[Relationship], conflicts: Iterable[Conflict], ontology: Ontology, today: date
) -> Iterator[str]:
    """The lines of relationships, of the edges that hold today, and of conflicts."""
    edges: set[str] = set()
    when = day(today)
    for relationship in relationships:
        yield from quads.relationship_lines(relationship, ontology)
        edges.update(quads.edge_lines(relationship, ontology, when))
    yield from sorted(edges)
    for conflict in conflicts:
        yield from quads.conflict_lines(conflict)


def _reports(articles: Mapping[str, Article], today: date) -> Iterator[Report]:
    def copied(name: str) -> str | None:
        return articles[name].copy_of if name in articles else None

    for article in articles.values():
        original = articles[claims.origin(article.id, copied)]
        seen: set[str] = set()
        for passage in article.passages:
            for claim in passage.claims:
                key = claim.key()
                if key not in seen:
                    seen.add(key)
                    yield _report(claim, key, article, original.publisher or original.id, today)


def _report(claim: Claim, key: str, article: Article, publisher: str, today: date) -> Report:
    known = article.published or article.retrieved
    return Report(
        claim=f"{article.id}/{key}",
        article=article.id,
        publisher=publisher,
        published=min(known.latest, today) if known else today,
        not_before=min(article.published.earliest, today) if article.published else date.min,
        subject=claim.subject,
        relation=claim.relation,
        object=claim.object,
        status=claim.status,
        start=span(claim.start) if claim.start else None,
        end=span(claim.end) if claim.end else None,
        announced=claim.announced,
        share=claim.share,
        confidence=claim.confidence,
        qualifiers=claim.qualifiers,
    )


def owned(
    relationships: Iterable[Relationship], ontology: Ontology, today: date
) -> list[tuple[str, str, str]]:
    """(relation, subject, object) of what holds today and may not go in circles."""
    acyclic = {r.name for r in ontology.relations.values() if r.acyclic}
    return [
        (r.relation, r.subject, r.object)
        for r in relationships
        if r.relation in acyclic and r.holds(today) == "yes"
    ]


def circles(edges: Iterable[tuple[str, str, str]]) -> list[Conflict]:
    """Rule ``cycle``: what owns itself through others is a conflict, and loads.

    All who own each other, through whichever others, are one conflict with a side for each of their edges.
    """
    by_relation: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for relation, subject, object in edges:
        by_relation[relation][subject].add(object)
    found = []
    for relation, owned in sorted(by_relation.items()):
        for group in tangles(owned):
            pairs = [(one, two) for one in group for two in owned[one] & group]
            keys = tuple(sorted(key_of(one, relation, two) for one, two in pairs))
            path = way_round(group, owned)
            shown = [
                *path[:_MOST_NAMED],
                *([f"({len(path) - _MOST_NAMED} more)"] if path[_MOST_NAMED:] else []),
            ]
            text = f"a circle of {relation}: " + " > ".join([*shown, path[0]])
            found.append(Conflict("cycle", keys, tuple(Side("", about=key) for key in keys), text))
    return found
