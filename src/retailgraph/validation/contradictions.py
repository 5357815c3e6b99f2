"""What articles say against themselves, the day, and the graph that they would come into.

None of this keeps a file from being loaded: of two claims that cannot both be right, nobody here knows the
wrong one. The findings are warnings that name the other side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from retailgraph.articles import Finding
from retailgraph.articles.share import sum_of
from retailgraph.ontology import STATE
from retailgraph.relationships import Step
from retailgraph.tables.conflicts import conflicts
from retailgraph.validation.across import Around
from retailgraph.validation.report import WARNING

if TYPE_CHECKING:
    from retailgraph.articles import Article, Claim
    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology

_MOST_NAMED = 12
_WHOLE = 100.0


def of_each(
    articles: Sequence[Article], ontology: Ontology, around: Around, today: date | None
) -> Iterator[Finding]:
    """Warnings about articles one by one."""
    yield from _dates(articles, ontology, today)
    yield from _sold_themselves(articles, ontology, around)
    yield from _too_many_shares(articles, ontology)


def _warning(article: Article, line: int, message: str, rule: str) -> Finding:
    return Finding(article.path, line, message, WARNING, rule=rule)


# --- dates --------------------------------------------------------------------------------------------------


def _dates(articles: Iterable[Article], ontology: Ontology, today: date | None) -> Iterator[Finding]:
    for article in articles:
        for word, when in (("published", article.published), ("retrieved", article.retrieved)):
            if today and when and when.earliest > today:
                message = f"{word} ({when}) is after today ({today}); is a digit wrong?"
                yield _warning(article, article.line, message, "article-future")
        reported = article.published or article.retrieved
        if reported:
            for claim in article.claims():
                message = _early(claim, ontology, reported.latest)
                if message:
                    yield _warning(article, claim.line, message, "claim-early")


def _early(claim: Claim, ontology: Ontology, reported: date) -> str:
    """Why a claim cannot have been reported yet: what it says was done lies after the report."""
    done = ontology.statuses[claim.status].closes
    state = ontology.relations[claim.relation].kind == STATE
    for word, when in (
        ("announced", claim.announced),
        ("to", claim.end if done and state else None),
        ("from", claim.start if done and not state else None),
    ):
        if when and when.earliest > reported:
            hint = "" if word == "announced" else f" if it is {claim.status}; is its status announced?"
            return f"{word} ({when}) cannot be after the article ({reported}){hint}"
    return ""


def _sold_themselves(articles: Iterable[Article], ontology: Ontology, around: Around) -> Iterator[Finding]:
    """Deals whose seller is known to have held the buyer, and not what was sold."""
    owning = [r.name for r in ontology.relations.values() if r.exclusive and r.acyclic]
    for article in articles:
        for claim in article.claims():
            for seller in dict(claim.qualifiers).get("seller", ()):
                held = [
                    {a for name in owning for a in around.articles_for(seller, name, end)}
                    for end in (claim.subject, claim.object)
                ]
                if held[0] and not held[1]:
                    message = (
                        f"is '{claim.subject} {claim.relation} {claim.object}' turned round? The seller "
                        f"'{seller}' owned '{claim.subject}', says {min(held[0])}"
                    )
                    yield _warning(article, claim.line, message, "claim-turned")


# --- shares -------------------------------------------------------------------------------------------------


def _too_many_shares(articles: Iterable[Article], ontology: Ontology) -> Iterator[Finding]:
    """Shares that one article states of one thing, for one day, and that add up to more than all of it.

    By their lower bounds, as in the rule ``shares`` of conclusions; not where one of the holders owns
    another, for what is held through another counts once.
    """
    for article in articles:
        held: dict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
        owners: set[tuple[str, str]] = set()
        for claim in article.claims():
            relation = ontology.relations[claim.relation]
            holds = ontology.statuses[claim.status].counts == "yes" and claim.end is None
            if holds and relation.excludes:
                owners.add((claim.subject, claim.object))
                if claim.share:
                    day = claim.start.text if claim.start else ""
                    held[claim.object, day][claim.subject] = claim
        for (object, _), holders in held.items():
            shares = {subject: one.share for subject, one in holders.items() if one.share}
            least = sum(Step(date.min, share.text).least for share in shares.values())
            if least > _WHOLE and not any((a, b) in owners for a in holders for b in holders):
                told = ", ".join(
                    f"{subject} {share.text}" for subject, share in [*shares.items()][:_MOST_NAMED]
                )
                more = f" ({len(shares) - _MOST_NAMED} more)" if len(shares) > _MOST_NAMED else ""
                total = sum_of(share.text for share in shares.values())
                message = f"shares in '{object}' add up to {total} percent: {told}{more}"
                yield _warning(article, next(iter(holders.values())).line, message, "claim-shares")


def stored_conflicts(graph: Graph) -> Iterator[Finding]:
    """The conflicts that the graph holds, as ``conflicts`` lists them; each told of one of its articles."""
    around = Around(graph, frozenset())
    for conflict in conflicts(graph.tables):
        articles = sorted({claim.rpartition("/")[0] for claim in conflict.claims})
        articles = articles or sorted(around.articles_of(conflict.relationships))
        rule = "claim-circle" if conflict.kind == "cycle" else "conflict"
        told = (
            conflict.text if conflict.text.startswith(conflict.kind) else f"{conflict.kind}: {conflict.text}"
        )
        message = f"{told}; see: retailgraph conflicts"
        yield Finding(articles[0] if articles else "", 0, message, WARNING, rule=rule)
