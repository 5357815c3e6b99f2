"""Words of a passage that stand for entities: "the three brands", "its founder"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from retailgraph.articles.fields import values_of
from retailgraph.articles.strict_yaml import Mapping
from retailgraph.identity.folding import fold
from retailgraph.identity.mentions import Spoken

if TYPE_CHECKING:
    from retailgraph.articles.claims import ClaimReader
    from retailgraph.articles.report import Report
    from retailgraph.articles.values import Claim, Figure

_RULE = "passage-where"
_FORM = "where binds words of says to ids: {the group: lvmh, both brands: [dior, celine]}"


def bound_words(
    passage: Mapping,
    says: str,
    said: tuple[Iterable[Claim], Iterable[Figure]],
    reader: ClaimReader,
    report: Report,
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The words of ``says`` that ``where`` binds, each with its ids; errors in ``report`` for what is wrong.

    A word must stand in ``says``, and an id in a claim or figure of the passage.
    """
    node = passage.items["where"]
    line = passage.lines["where"]
    if not isinstance(node, Mapping) or not node.items:
        report.error(line, _FORM, rule="value-form")
        return ()
    if "quote" in passage.items:
        report.error(line, "where binds words of says; a quote keeps the article's own", rule=_RULE)
        return ()
    before = report.errors
    values, lines = values_of(node, "where", report)
    bound = {word: (ids,) if isinstance(ids, str) else tuple(ids) for word, ids in values.items()}
    text, spoken_of = Spoken(says), _spoken_of(*said)
    for word, ids in bound.items():
        if not fold(word) or not text.has(fold(word)):
            report.error(lines[word], f"where: '{word[:80]}' does not stand in says", rule=_RULE)
        for id in ids:
            if not reader.knows(id):
                reader.report_unknown(id, report, lines[word], _RULE)
            # Of a passage whose claims have errors not all are known.
            elif before == report.errors and id not in spoken_of:
                message = f"where: no claim or figure of this passage is about '{id}'"
                report.error(lines[word], message, rule=_RULE)
    return tuple(bound.items()) if report.errors == before else ()


def _spoken_of(claims: Iterable[Claim], figures: Iterable[Figure]) -> set[str]:
    ends = {end for claim in claims for end in (claim.subject, claim.object)}
    linked = {value for claim in claims for _, values in claim.qualifiers for value in values}
    return ends | linked | {figure.entity for figure in figures}
