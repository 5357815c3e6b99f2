"""What articles say against each other, and against the graph that they would come into.

None of this keeps a file from being loaded: of two claims that cannot both be right, nobody here knows the
wrong one. The findings are warnings that name the other side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from retailgraph.articles import Finding
from retailgraph.articles.share import sum_of
from retailgraph.conclusion import cycles
from retailgraph.ontology import EVENT, STATE
from retailgraph.relationships import Step, key_of
from retailgraph.tables import articles as rows
from retailgraph.tables import edges
from retailgraph.tables.conflicts import conflicts
from retailgraph.validation.report import WARNING

if TYPE_CHECKING:
    from retailgraph.articles import Article, Bundle, Claim
    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology

_MOST_NAMED = 12
_WHOLE = 100.0


def contradictions(
    bundle: Bundle, ontology: Ontology, graph: Graph | None, today: date | None
) -> Iterator[Finding]:
    """Warnings about articles against ``today``, each other, and what a graph holds of other articles."""
    around = _Around(graph, frozenset(article.id for article in bundle.articles))
    yield from _dates(bundle.articles, ontology, today)
    yield from _same_urls(bundle.articles, around)
    yield from _turned(bundle.articles, ontology, around)
    yield from _sold_themselves(bundle.articles, ontology, around)
    yield from _circles(bundle.articles, ontology, around)
    yield from _too_many_shares(bundle.articles, ontology)


def _warning(article: Article, line: int, message: str, rule: str) -> Finding:
    return Finding(article.path, line, message, WARNING, rule=rule)


# --- the graph around the files -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Around:
    """What a graph holds of other articles than those ``here``; nothing if there is no graph."""

    graph: Graph | None
    here: frozenset[str]

    def articles_for(self, subject: str, relation: str, object: str) -> set[str]:
        """The articles from whose claims a relationship was concluded."""
        return self.articles_of([key_of(subject, relation, object)]) - self.here

    def articles_of(self, keys: Iterable[str]) -> set[str]:
        """The articles behind the relationships of these keys."""
        if self.graph is None:
            return set()
        tables = self.graph.tables
        behind = [said.article for key in keys for said in rows.claims_behind(tables, key)]
        known = rows.sources(tables, set(behind)) if behind else {}
        return {source.id for source in known.values()}

    def edges(self, relation: str) -> Iterator[tuple[str, str]]:
        """(subject, object) of all that holds by a relation."""
        if self.graph is not None:
            symmetric = self.graph.ontology.relations[relation].symmetric
            for edge in edges.on(self.graph.tables, self.graph.edges_of.latest, [relation]):
                yield edge.subject, edge.object
                if symmetric:
                    yield edge.object, edge.subject

    def at(self, url: str) -> str:
        """The id of an article at an address; empty if there is none."""
        if self.graph is None or not url:
            return ""
        return min(set(rows.with_url(self.graph.tables, url)) - self.here, default="")

    def claims_of(self, article: str) -> set[str]:
        """The keys of the claims of an article."""
        return {s.key for s in rows.claims_in(self.graph.tables, article)} if self.graph else set()


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


# --- addresses ----------------------------------------------------------------------------------------------


def _same_urls(articles: Sequence[Article], around: _Around) -> Iterator[Finding]:
    """Articles at the address of another, unless one of the two says that it is a copy."""
    first: dict[str, Article] = {}
    for article in articles:
        if not article.url:
            continue
        twin = first.setdefault(_place(article.url), article)
        if twin is not article:
            if twin.id != article.copy_of and twin.copy_of != article.id:
                alike = set(map(_key, twin.claims())) == set(map(_key, article.claims()))
                yield _same_url(article, twin.id, f" ({twin.path}:{twin.line})", alike)
            continue
        other = around.at(article.url)
        if other and other != article.copy_of:
            yield _same_url(article, other, "", around.claims_of(other) == set(map(_key, article.claims())))


def _key(claim: Claim) -> str:
    return claim.key()


def _same_url(article: Article, twin: str, place: str, alike: bool) -> Finding:
    claims = "the same claims" if alike else "other claims"
    message = (
        f"its url is that of '{twin}'{place} too, with {claims}; keep one of them, or say copyOf: {twin}"
    )
    return _warning(article, article.line, message, "article-same-url")


def _place(url: str) -> str:
    """An address without what does not change where it leads: scheme, www., fragment, campaign marks."""
    parts = urlsplit(url)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, True) if not k.startswith("utm_")])
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{query}"


# --- directions ---------------------------------------------------------------------------------------------

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Said:
    """One claim of a pair in one direction, and where it stands."""

    article: Article
    claim: Claim


def tied_relations(ontology: Ontology) -> dict[str, frozenset[str]]:
    """Relations of which one that holds speaks against any of the others the other way round.

    They are the acyclic ones, with what excludes them, and the deals that assert them of the same two; and
    events, which happen once.
    """
    tied: dict[str, frozenset[str]] = {}
    for relation in ontology.relations.values():
        if relation.acyclic:
            states = {relation.name, *relation.excludes}
            deals = {
                c.of
                for c in ontology.consequences.values()
                if c.asserts in states and c.subject_from == "subject" and "object" in c.object_from
            }
            group = frozenset(n for n in states | deals if not ontology.relations[n].symmetric)
            tied |= dict.fromkeys(group, group)
        elif relation.kind == EVENT and not relation.symmetric:
            tied[relation.name] = frozenset((relation.name,))
    return tied


def _turned(articles: Iterable[Article], ontology: Ontology, around: _Around) -> Iterator[Finding]:
    """Claims that more articles make the other way round, or as many.

    What may hold both ways is doubted only if one article alone says so: against others that say one of the
    tied relations the other way round, or against two if it is tied to none.
    """
    tied, never = tied_relations(ontology), never_mutual(ontology)
    said: dict[tuple[frozenset[str], _Pair], list[_Said]] = defaultdict(list)
    for article in articles:
        for claim in article.claims():
            relation = ontology.relations[claim.relation]
            if not (relation.symmetric or relation.unary) and claim.status != "denied":
                group = tied.get(claim.relation, frozenset((claim.relation,)))
                said[group, (claim.subject, claim.object)].append(_Said(article, claim))
    for (group, (subject, object)), ours in said.items():
        against = _reports(group, (object, subject), said.get((group, (object, subject)), ()), around)
        backed = _reports(group, (subject, object), ours, around) if against else {}
        for one in ours if len(backed) <= len(against) and against else ():
            others = len(against.keys() - {one.article.id})
            name = one.claim.relation
            if name in never or (len(backed) == 1 and others >= (1 if name in tied else 2)):
                yield _warning(one.article, one.claim.line, _opposite(one.claim, against), "claim-turned")


def never_mutual(ontology: Ontology) -> frozenset[str]:
    """Relations of which one way rules out the other: acyclic ones, deals that assert them, and events.

    Two companies may well hold a stake in each other, or supply each other.
    """
    acyclic = {r.name for r in ontology.relations.values() if r.acyclic}
    events = {r.name for r in ontology.relations.values() if r.kind == EVENT}
    deals = {c.of for c in ontology.consequences.values() if c.asserts in acyclic}
    return frozenset(acyclic | events | deals)


def _sold_themselves(articles: Iterable[Article], ontology: Ontology, around: _Around) -> Iterator[Finding]:
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


def _reports(group: Iterable[str], pair: _Pair, said: Iterable[_Said], around: _Around) -> dict[str, str]:
    """The articles that tie a pair in this direction, each with a relation by which it does."""
    subject, object = pair
    found = {a: name for name in sorted(group) for a in around.articles_for(subject, name, object)}
    return found | {s.article.id: s.claim.relation for s in said}


def _opposite(claim: Claim, against: Mapping[str, str]) -> str:
    article, relation = min(against.items())
    more = f" and {len(against) - 1} more" if len(against) > 1 else ""
    return (
        f"is '{claim.subject} {claim.relation} {claim.object}' turned round? {article}{more} "
        f"{'say' if more else 'says'} '{claim.object} {relation} {claim.subject}'"
    )


# --- circles ------------------------------------------------------------------------------------------------


def _circles(articles: Iterable[Article], ontology: Ontology, around: _Around) -> Iterator[Finding]:
    """Claims of acyclic relations that close a circle, among themselves or with what the graph holds."""
    for relation in ontology.relations.values():
        links = _links(articles, relation.name, ontology) if relation.acyclic else {}
        if not links:
            continue
        edges = {*links, *around.edges(relation.name)}
        holds = cache(lambda pair, name=relation.name: bool(around.articles_for(pair[0], name, pair[1])))
        for path in cycles(edges):
            steps = list(pairwise([*path, path[0]]))
            ours = [links[step] for step in steps if step in links]
            # Two that own each other are turned round; an edge may rest on the file's own older version.
            if len(path) > 2 and ours and all(s in links or holds(s) for s in steps):
                yield _warning(
                    ours[0].article, ours[0].claim.line, _round(relation.name, path), "claim-circle"
                )


def _links(articles: Iterable[Article], relation: str, ontology: Ontology) -> dict[_Pair, _Said]:
    """The pairs that claims join for good, each with the first of these claims."""
    found: dict[_Pair, _Said] = {}
    for article in articles:
        for claim in article.claims():
            holds = ontology.statuses[claim.status].counts == "yes" and claim.end is None
            if claim.relation == relation and holds:
                found.setdefault((claim.subject, claim.object), _Said(article, claim))
    return found


def _round(relation: str, path: Sequence[str]) -> str:
    shown = path[:_MOST_NAMED]
    rest = [f"({len(path) - len(shown)} more)"] if len(path) > len(shown) else []
    return f"closes a circle of {relation}: {' > '.join([*shown, *rest, path[0]])}; one of them is wrong"


# --- shares -------------------------------------------------------------------------------------------------


def _too_many_shares(articles: Iterable[Article], ontology: Ontology) -> Iterator[Finding]:
    """Shares that one article states of one thing, for one day, and that add up to more than all of it.

    By their lower bounds, as in the rule ``shares`` of conclusions; not where one of the holders owns
    another, for what is held through another counts once.
    """
    for article in articles:
        held: dict[tuple[str, str], dict[str, _Said]] = defaultdict(dict)
        owners: set[_Pair] = set()
        for claim in article.claims():
            relation = ontology.relations[claim.relation]
            holds = ontology.statuses[claim.status].counts == "yes" and claim.end is None
            if holds and relation.excludes:
                owners.add((claim.subject, claim.object))
                if claim.share:
                    day = claim.start.text if claim.start else ""
                    held[claim.object, day][claim.subject] = _Said(article, claim)
        for (object, _), holders in held.items():
            shares = {subject: said.claim.share for subject, said in holders.items() if said.claim.share}
            least = sum(Step(date.min, share.text).least for share in shares.values())
            if least > _WHOLE and not any((a, b) in owners for a in holders for b in holders):
                told = ", ".join(
                    f"{subject} {share.text}" for subject, share in [*shares.items()][:_MOST_NAMED]
                )
                more = f" ({len(shares) - _MOST_NAMED} more)" if len(shares) > _MOST_NAMED else ""
                total = sum_of(share.text for share in shares.values())
                message = f"shares in '{object}' add up to {total} percent: {told}{more}"
                yield _warning(article, next(iter(holders.values())).claim.line, message, "claim-shares")


def stored_conflicts(graph: Graph) -> Iterator[Finding]:
    """The conflicts that the graph holds, as ``conflicts`` lists them; each told of one of its articles."""
    for conflict in conflicts(graph.tables):
        articles = sorted({claim.rpartition("/")[0] for claim in conflict.claims})
        rule = "claim-circle" if conflict.kind == "cycle" else "conflict"
        told = (
            conflict.text if conflict.text.startswith(conflict.kind) else f"{conflict.kind}: {conflict.text}"
        )
        message = f"{told}; see: retailgraph conflicts"
        yield Finding(articles[0] if articles else "", 0, message, WARNING, rule=rule)
