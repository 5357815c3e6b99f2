"""Passages that do not say what is claimed of them: a side of a claim is named nowhere in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING

from retailgraph.articles import Finding
from retailgraph.identity.folding import fold, short
from retailgraph.identity.mentions import Spoken, names_of
from retailgraph.identity.undisclosed import is_undisclosed
from retailgraph.tables import entities
from retailgraph.validation.report import WARNING

if TYPE_CHECKING:
    from retailgraph.articles import Article, Entity, Passage
    from retailgraph.graph import Graph

_RULE = "claim-unnamed"
_MOST_OF_A_FILE = 20


class Unnamed:
    """A warning for each claim or figure of which ``says`` names not all sides, by a name or a bound word.

    Who is described neither among ``here`` nor in ``graph`` has no known name, and is not looked for. A quote
    is left as it is: it is the article's. Of one file 20 are told, and how many more there are.
    """

    def __init__(self, here: Iterable[Entity], graph: Graph | None) -> None:
        self._here = {entity.id: entity for entity in here}
        self._graph = graph
        self._told: Counter[str] = Counter()

    def among(self, articles: Sequence[Article]) -> Iterator[Finding]:
        """The first of each file, of these articles."""
        described = self._described({id for article in articles for id in _named(article)})
        keys = {id: names_of(entity) for id, entity in described.items()}
        for article in articles:
            for passage in article.passages:
                for finding in _unsaid(article, passage, described, keys) if passage.says else ():
                    self._told[article.path] += 1
                    if self._told[article.path] <= _MOST_OF_A_FILE:
                        yield finding

    def rest(self) -> Iterator[Finding]:
        """How many more each file has, of all articles."""
        for path, count in self._told.items():
            if count > _MOST_OF_A_FILE:
                more = f"{count - _MOST_OF_A_FILE:,} more claims and figures"
                yield Finding(path, 0, f"says does not name all sides of {more}", WARNING, rule=_RULE)

    def _described(self, named: set[str]) -> dict[str, Entity]:
        here = {id: self._here[id] for id in named if id in self._here}
        missing = named - here.keys()
        if self._graph is None or not missing:
            return here
        return {entity.id: entity for entity in entities.entities(self._graph.tables, missing)} | here


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
