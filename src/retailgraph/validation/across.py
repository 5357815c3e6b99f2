"""What articles say against each other: addresses of two, claims turned round, circles.

It is noted article by article (:class:`~retailgraph.tables.notes.Notes`) and compared when all are noted, so
that very many need no memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from retailgraph.articles import Finding
from retailgraph.conclusion import cycles
from retailgraph.ontology import EVENT
from retailgraph.relationships import key_of
from retailgraph.tables import articles as rows
from retailgraph.tables import edges
from retailgraph.tables.notes import Address, Ends, Notes
from retailgraph.validation.report import WARNING

if TYPE_CHECKING:
    from retailgraph.articles import Article
    from retailgraph.graph import Graph
    from retailgraph.ontology import Ontology

_MOST_NAMED = 12
_Pair = tuple[str, str]


def note(notes: Notes, articles: Iterable[Article], ontology: Ontology) -> None:
    """Note what is to be compared of some articles."""
    tied = tied_relations(ontology)
    for article in articles:
        notes.put_article(article.id, article.path, article.line)
        notes.put_addresses(_addresses(article))
        notes.put_ends(_ends(article, ontology, tied))


def compared(notes: Notes, ontology: Ontology, graph: Graph | None) -> Iterator[Finding]:
    """Warnings about the articles noted, against each other and what a graph holds of others."""
    around = Around(graph, notes)
    yield from _same_urls(notes, around)
    yield from _turned(notes, ontology, around)
    yield from _circles(notes, ontology, around)


# --- the graph around the files -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Around:
    """What a graph holds of other articles than those ``here``; nothing if there is no graph."""

    graph: Graph | None
    here: Collection[str]

    def articles_for(self, subject: str, relation: str, object: str) -> set[str]:
        """The articles from whose claims a relationship was concluded."""
        return self.articles_of([key_of(subject, relation, object)])

    def articles_of(self, keys: Iterable[str]) -> set[str]:
        """The articles behind the relationships of these keys."""
        if self.graph is None:
            return set()
        tables = self.graph.tables
        behind = [said.article for key in keys for said in rows.claims_behind(tables, key)]
        known = rows.sources(tables, set(behind)) if behind else {}
        return {source.id for source in known.values() if source.id not in self.here}

    def edges(self, relation: str) -> Iterator[_Pair]:
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
        found = rows.with_url(self.graph.tables, url)
        return min((id for id in found if id not in self.here), default="")

    def claims_of(self, article: str) -> str:
        """What names all claims of an article together."""
        said = rows.claims_in(self.graph.tables, article) if self.graph else []
        return _together(one.key for one in said)


# --- addresses ----------------------------------------------------------------------------------------------


def _addresses(article: Article) -> Iterator[Address]:
    if article.url:
        claims = _together(claim.key() for claim in article.claims())
        here = (article.id, article.path, article.line, article.copy_of)
        yield Address(_place(article.url), article.url, *here, claims)


def _together(keys: Iterable[str]) -> str:
    """What names these keys, each once, in any order."""
    return sha256(" ".join(sorted(set(keys))).encode()).hexdigest()


def _same_urls(notes: Notes, around: Around) -> Iterator[Finding]:
    """Articles at the address of another, unless one of the two says that it is a copy."""
    first: Address | None = None
    for one in notes.addresses():
        if first is None or one.place != first.place:
            first, other = one, around.at(one.url)
            if other and other != one.copy_of:
                yield _same_url(one, other, "", around.claims_of(other))
        elif first.article != one.copy_of and first.copy_of != one.article:
            yield _same_url(one, first.article, f" ({first.path}:{first.line})", first.claims)


def _same_url(one: Address, twin: str, place: str, claims: str) -> Finding:
    said = "the same claims" if claims == one.claims else "other claims"
    message = f"its url is that of '{twin}'{place} too, with {said}; keep one of them, or say copyOf: {twin}"
    return Finding(one.path, one.line, message, WARNING, rule="article-same-url")


def _place(url: str) -> str:
    """An address without what does not change where it leads: scheme, www., fragment, campaign marks."""
    parts = urlsplit(url)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, True) if not k.startswith("utm_")])
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{query}"


# --- directions ---------------------------------------------------------------------------------------------


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


def never_mutual(ontology: Ontology) -> frozenset[str]:
    """Relations of which one way rules out the other: acyclic ones, deals that assert them, and events.

    Two companies may well hold a stake in each other, or supply each other.
    """
    acyclic = {r.name for r in ontology.relations.values() if r.acyclic}
    events = {r.name for r in ontology.relations.values() if r.kind == EVENT}
    deals = {c.of for c in ontology.consequences.values() if c.asserts in acyclic}
    return frozenset(acyclic | events | deals)


def _ends(article: Article, ontology: Ontology, tied: Mapping[str, frozenset[str]]) -> Iterator[Ends]:
    for claim in article.claims():
        relation = ontology.relations[claim.relation]
        if relation.unary or relation.symmetric or claim.status == "denied":
            continue
        group = tied.get(claim.relation, frozenset((claim.relation,)))
        holds = ontology.statuses[claim.status].counts == "yes" and claim.end is None
        ends = (claim.subject, claim.relation, claim.object)
        yield Ends(" ".join(sorted(group)), *ends, article.id, article.path, claim.line, holds)


def _turned(notes: Notes, ontology: Ontology, around: Around) -> Iterator[Finding]:
    """Claims that more articles make the other way round, or as many.

    What may hold both ways is doubted only if one article alone says so: against others that say one of the
    tied relations the other way round, or against two if it is tied to none.
    """
    tied, never = tied_relations(ontology), never_mutual(ontology)
    for (tie, *_), between in groupby(notes.ends(), key=_tied_pair):
        said: dict[_Pair, list[Ends]] = {}
        for one in between:
            said.setdefault((one.subject, one.object), []).append(one)
        for (subject, object), ours in said.items():
            group = tie.split(" ")
            against = _reports(group, (object, subject), said.get((object, subject), ()), around)
            backed = _reports(group, (subject, object), ours, around) if against else {}
            for one in ours if len(backed) <= len(against) and against else ():
                others = len(against.keys() - {one.article})
                name = one.relation
                if name in never or (len(backed) == 1 and others >= (1 if name in tied else 2)):
                    yield Finding(one.path, one.line, _opposite(one, against), WARNING, rule="claim-turned")


def _tied_pair(one: Ends) -> tuple[str, ...]:
    return (one.tie, *sorted((one.subject, one.object)))


def _reports(group: Iterable[str], pair: _Pair, said: Iterable[Ends], around: Around) -> dict[str, str]:
    """The articles that tie a pair in this direction, each with a relation by which it does."""
    subject, object = pair
    found = {a: name for name in sorted(group) for a in around.articles_for(subject, name, object)}
    return found | {one.article: one.relation for one in said}


def _opposite(one: Ends, against: Mapping[str, str]) -> str:
    article, relation = min(against.items())
    more = f" and {len(against) - 1} more" if len(against) > 1 else ""
    return (
        f"is '{one.subject} {one.relation} {one.object}' turned round? {article}{more} "
        f"{'say' if more else 'says'} '{one.object} {relation} {one.subject}'"
    )


# --- circles ------------------------------------------------------------------------------------------------


def _circles(notes: Notes, ontology: Ontology, around: Around) -> Iterator[Finding]:
    """Claims of acyclic relations that close a circle, among themselves or with what the graph holds."""
    for relation in ontology.relations.values():
        links = notes.links(relation.name) if relation.acyclic else {}
        if not links:
            continue
        joined = {*links, *around.edges(relation.name)}
        holds = cache(lambda pair, name=relation.name: bool(around.articles_for(pair[0], name, pair[1])))
        for path in cycles(joined):
            steps = list(pairwise([*path, path[0]]))
            ours = [links[step] for step in steps if step in links]
            # Two that own each other are turned round; an edge may rest on the file's own older version.
            if len(path) > 2 and ours and all(s in links or holds(s) for s in steps):
                message = _round(relation.name, path)
                yield Finding(ours[0].path, ours[0].line, message, WARNING, rule="claim-circle")


def _round(relation: str, path: Sequence[str]) -> str:
    shown = path[:_MOST_NAMED]
    rest = [f"({len(path) - len(shown)} more)"] if len(path) > len(shown) else []
    return f"closes a circle of {relation}: {' > '.join([*shown, *rest, path[0]])}; one of them is wrong"
