"""What newly loaded articles ended, or contradict, although others report it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from retailgraph.graph import reading
from retailgraph.ontology import Ontology
from retailgraph.relationships import Conflict, Side
from retailgraph.tables import successors
from retailgraph.tables.conflicts import conflicts_citing
from retailgraph.tables.store import Tables

if TYPE_CHECKING:
    from retailgraph.articles import Finding

_LATE, _AT_ONCE = "after its end", "exclusive"
_VERBS = {
    "outnumbered": "ends",
    "undated rival": "contradicts",
    _LATE: "contradicts",
    _AT_ONCE: "contradicts",
}
"""What an article does to what it is in conflict with, by the kind of the conflict."""
_STANDS = "in force"
_MOST_TOLD = 20
_MOST_ASKED = 2000


class Overturned(NamedTuple):
    """What an article does to something else: the verb for it, that in words, and where to look."""

    article: str
    verb: str
    words: str
    see: str


def overturned(tables: Tables, articles: Mapping[str, object], ontology: Ontology) -> Iterator[Overturned]:
    """What these articles ended or contradict: rules ``outnumbered``, ``undated rival``, ``ceased``, and of
    rule ``succeeded`` what a report without a start ended.
    """
    told = set()
    for one, side in _pairs(tables, articles, ontology):
        told.add((one.article, side.about))
        yield one
    for article, key in successors.ended_by(tables, _few(articles)):
        if article in articles and (article, key) not in told:
            words, object = _words(tables, Side("", about=key), ontology)
            yield Overturned(article, "ends", words, f"show {object}")


def _pairs(
    tables: Tables, articles: Mapping[str, object], ontology: Ontology
) -> Iterator[tuple[Overturned, Side]]:
    """What these articles overturn in conflicts, with the side that says that."""
    found = (conflict for _, conflict in conflicts_citing(tables, _VERBS, articles))
    for conflict in sorted(found, key=lambda c: c.key):
        said = {claim.split("/")[0] for claim in conflict.claims}
        for article in sorted(one for one in said if one in articles):
            for side in _overturned_by(tables, conflict, article, ontology):
                words, object = _words(tables, side, ontology)
                yield Overturned(article, _VERBS[conflict.kind], words, f"conflicts {object}"), side


def _few(articles: Mapping[str, object]) -> Collection[str] | None:
    """The articles, where they are few enough to be asked for; else all of the store are looked through."""
    return list(articles) if len(articles) <= _MOST_ASKED else None


def ended_states(tables: Tables, places: Mapping[str, tuple[str, int]], ontology: Ontology) -> list[Finding]:
    """A word for each state that newly loaded articles ended although others report it, or one for all if
    they are many; ``places`` says where each article was read."""
    from retailgraph.articles import Finding

    found = list(overturned(tables, places, ontology))
    if len(found) > _MOST_TOLD:
        message = f"{len(found)} states ended or contradicted that others report; see: retailgraph conflicts"
        return [Finding(_common(places), 0, message, "warning", rule="claim-outnumbered")]
    return [
        Finding(
            *places[one.article],
            f"this article {one.verb}: {one.words}; see: retailgraph {one.see}",
            "warning",
            rule="claim-outnumbered",
        )
        for one in found
    ]


def _words(tables: Tables, side: Side, ontology: Ontology) -> tuple[str, str]:
    """What one side says, and the entity to ask about: "Acme owns Finch, 3 publishers"."""
    known = reading.known(tables, reading.ONE, key=side.about)[0]
    relation = ontology.relations[known.relationship.relation]
    number = len(side.publishers or known.relationship.publishers)
    object = "" if relation.unary else f" {known.object_name}"
    when = "" if side.says in ("", _STANDS) else f", {side.says}"
    voices = f"{number} publisher{'s' if number > 1 else ''}"
    return f"{known.subject_name} {relation.label}{object}{when}, {voices}", known.relationship.object


def _common(places: Mapping[str, tuple[str, int]]) -> str:
    paths = {path for path, _ in places.values()}
    return min(paths) if len(paths) == 1 else f"{len(paths)} files"


def _overturned_by(tables: Tables, conflict: Conflict, article: str, ontology: Ontology) -> Iterator[Side]:
    """The sides of a conflict that an article on another side overturns.

    Of those who hold at once it is those whom more publishers report; after an end it is the end that a late
    report contradicts, and only where an event ended it.
    """
    mine = [s for s in conflict.sides if any(c.split("/")[0] == article for c in s.claims)]
    if not mine or (conflict.kind not in (_LATE, _AT_ONCE) and any(s.says == _STANDS for s in mine)):
        return
    for side in conflict.sides:
        if side in mine or not side.about:
            continue
        if conflict.kind == _AT_ONCE:
            if len(side.publishers) > max(len(s.publishers) for s in mine):
                yield side
        elif conflict.kind == _LATE:
            if side.says != _STANDS and _is_end(tables, side.about, ontology):
                yield side
        elif side.says == _STANDS:
            yield side


def _is_end(tables: Tables, key: str, ontology: Ontology) -> bool:
    """Whether it is an event by which an entity ended."""
    known = reading.known(tables, reading.ONE, key=key)
    return bool(known) and ontology.relations[known[0].relationship.relation].ends_subject
