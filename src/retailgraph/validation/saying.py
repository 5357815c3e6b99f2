"""Passages that do not say what is claimed of them: a side of a claim is named nowhere in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING

from retailgraph.articles import Finding
from retailgraph.identity.folding import fold, short
from retailgraph.identity.mentions import Spoken, names_of
from retailgraph.identity.undisclosed import is_undisclosed
from retailgraph.tables import entities
from retailgraph.validation.report import WARNING

if TYPE_CHECKING:
    from retailgraph.articles import Article, Bundle, Entity, Passage
    from retailgraph.graph import Graph

_RULE = "claim-unnamed"
_MOST_OF_A_FILE = 20


def unnamed(bundle: Bundle, graph: Graph | None) -> Iterator[Finding]:
    """A warning for each claim or figure of which ``says`` names not all sides, by a name or a bound word.

    Who is described neither in the files nor in ``graph`` has no known name, and is not looked for. A quote
    is left as it is: it is the article's. Of one file 20 are told, and how many
    more there are.
    """
    described = _described(bundle, graph)
    keys = {id: names_of(entity) for id, entity in described.items()}
    told: Counter[str] = Counter()
    for article in bundle.articles:
        for passage in article.passages:
            for finding in _unsaid(article, passage, described, keys) if passage.says else ():
                told[article.path] += 1
                if told[article.path] <= _MOST_OF_A_FILE:
                    yield finding
    for path, count in told.items():
        if count > _MOST_OF_A_FILE:
            message = f"says does not name all sides of {count - _MOST_OF_A_FILE:,} more claims and figures"
            yield Finding(path, 0, message, WARNING, rule=_RULE)


def _described(bundle: Bundle, graph: Graph | None) -> dict[str, Entity]:
    here = {entity.id: entity for entity in bundle.entities}
    missing = {id for article in bundle.articles for id in _named(article)} - here.keys()
    if graph is None or not missing:
        return here
    return {entity.id: entity for entity in entities.entities(graph.tables, missing)} | here


def _named(article: Article) -> Iterator[str]:
    for passage in article.passages:
        for _, sides in _sides(passage):
            yield from sides


def _sides(passage: Passage) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Whom each claim and figure is about, with its line; nobody's name is looked for of the undisclosed."""
    for claim in passage.claims:
        sides = dict.fromkeys((claim.subject, claim.object))  # one of what has no object
        yield claim.line, tuple(side for side in sides if not is_undisclosed(side))
    for figure in passage.figures:
        yield figure.line, (figure.entity,)


def _unsaid(
    article: Article,
    passage: Passage,
    described: Mapping[str, Entity],
    keys: Mapping[str, frozenset[str]],
) -> Iterator[Finding]:
    text = Spoken(passage.says)
    bound = {id for word, ids in passage.where if text.has(fold(word)) for id in ids}
    for line, sides in _sides(passage):
        missing = _missing({s: text.found(keys[s]) for s in sides if s in keys and s not in bound}, described)
        if missing:
            names = " nor ".join(f"'{id}' ({described[id].name})" for id in missing)
            message = (
                f"says does not name {names}; name it there, or bind the word that stands for it: "
                f"where: {{the word: {missing[0]}}}"
            )
            yield Finding(article.path, line, message, WARNING, rule=_RULE)


def _missing(found: Mapping[str, Set[str]], described: Mapping[str, Entity]) -> list[str]:
    """The sides of a claim of which no name was found: one word does not name both.

    "Coach" alone does not name Tapestry, once Coach, Inc., as well.
    """
    missing = [side for side, names in found.items() if not names]
    if missing or len(found) < 2 or len(frozenset().union(*found.values())) > 1:
        return missing
    (word,) = frozenset().union(*found.values())
    return [side for side in found if word not in (n := fold(described[side].name), short(n))] or [*found][:1]
