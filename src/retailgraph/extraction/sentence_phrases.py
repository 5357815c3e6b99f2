"""A sentence as phrases: names, verbs, dates and roles, with references resolved and lists drawn together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import NO_LONGER, SLOT, TIME, WORD, Element, tokens
from retailgraph.extraction.references import Discourse
from retailgraph.extraction.roles import with_roles
from retailgraph.extraction.slots import with_lists, with_names, with_nouns
from retailgraph.extraction.text import Mention, Sentence, Text
from retailgraph.extraction.times import Time, times
from retailgraph.extraction.verb_groups import with_verbs


def elements(
    text: Text, sentence: Sentence, mentions: Sequence[Mention], discourse: Discourse
) -> list[Element]:
    """A sentence as elements, its references resolved."""
    first = bisect_left(mentions, sentence.start, key=lambda m: m.start)
    last = bisect_left(mentions, sentence.end, key=lambda m: m.start)
    inside = [m for m in mentions[first:last] if m.end <= sentence.end]
    row = with_names(tokens(text.content, sentence.start, sentence.end), inside)
    row = _with_times(row, list(times(text.content, sentence.start, sentence.end, text.published)))
    row = with_roles(_with_examples(with_lists(with_nouns(row))))
    return with_verbs(discourse.resolved(row))


_EXAMPLES = frozenset({"including", "such", "notably", "namely"})


def _with_examples(row: Sequence[Element]) -> list[Element]:
    """ "five of its chains, X, Y and Z," without the commas: the names are the chains."""
    nouns = lexicon.class_nouns()
    row = _including(row)
    made: list[Element] = []
    for place, element in enumerate(row):
        before, after = row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None
        if element.low == "," and before is not None and after is not None:
            plural = (
                before.kind == WORD
                and before.low in nouns
                and before.low.endswith("s")
                and len(after.parties) > 1
            )
            single = before.kind == WORD and before.low in nouns and bool(after.noun)
            closing = (
                len(made) > 1
                and made[-1].kind == SLOT
                and made[-2].low in nouns
                and len(made[-1].parties) > 1
            )
            if (
                plural
                or single
                or after.low in _EXAMPLES
                or (closing and after.kind == WORD and after.low in lexicon.PREPOSITIONS | {"to"})
            ):
                continue
        made.append(element)
    return made


def _including(row: Sequence[Element]) -> list[Element]:
    """ "among them" as "including": what follows are examples of what was named; "no longer" as one word."""
    made: list[Element] = []
    for element in row:
        if element.low in ("them", "which") and made and made[-1].low == "among":
            made[-1] = replace(made[-1], low="including", end=element.end)
        elif element.low == "longer" and made and made[-1].low == "no":
            made[-1] = replace(made[-1], low=NO_LONGER, end=element.end)
        else:
            made.append(element)
    return made


def _with_times(row: Sequence[Element], found: Sequence[Time]) -> list[Element]:
    made: list[Element] = []
    for element in row:
        time = next((t for t in found if t.start <= element.start < t.end), None)
        if time is None or element.kind == SLOT:
            made.append(element)
        elif not made or made[-1].kind != TIME or made[-1].start != time.start:
            made.append(Element(TIME, f"{time.bound} {time.when}", time.start, time.end))
    return made
