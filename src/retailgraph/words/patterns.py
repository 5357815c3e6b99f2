"""Question forms that the ontology spells out and that are no noun phrase: "what is {subject} part of"."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import OBJECT, Form
from retailgraph.words.english import PAST, canonical, words
from retailgraph.words.grammar import QuestionGrammar
from retailgraph.words.phrasing import Phrasing
from retailgraph.words.vocabulary import FormPattern, dealt_in


def ask_patterns(put: Phrasing) -> Iterator[Form]:
    """The forms that the ontology spells out: "what is {subject} part of"."""
    collapsed = put
    types: tuple[str, ...] = ()
    if put.keys[0] in ("which", "what"):
        end, types = put.grammar.type_at(put.keys, 1)
        collapsed = Phrasing(put.tokens[:1] + put.tokens[end:], put.grammar)
    yield from _of_patterns(collapsed, types)
    if put.keys[0] == "when" and put.size > 1:
        for reading in _of_patterns(Phrasing(put.tokens[1:], put.grammar), ()):
            if reading.asks == "truth":
                yield reading._replace(asks="when", words=f"when {reading.words}")


def _of_patterns(put: Phrasing, types: tuple[str, ...]) -> Iterator[Form]:
    said = tuple(canonical(key) for key in put.keys)
    past = any(key in PAST for key in put.keys[:2]) or not _PAST_ALONE.isdisjoint(put.keys[2:6])
    for pattern in put.grammar.patterns_for(said[0], said[-1]) if said else ():
        for spans in _slots(pattern.chunks, said):
            names = dict(zip(pattern.slots, (put.name(*span) for span in spans), strict=True))
            if all(names.values()):
                yield _of_pattern(pattern, names, types, past, put.grammar)


def _of_pattern(
    pattern: FormPattern, names: dict[str, str], types: tuple[str, ...], past: bool, grammar: QuestionGrammar
) -> Form:
    """The reading of a form; of two names the object stands behind."""
    relations = grammar.ontology.relations
    parts = tuple(
        p._replace(types=(dealt_in(relations[p.relation], types) if p.party else types) or p.types)
        if p.answers
        else p
        for p in pattern.parts
    )
    ordered = tuple(name for slot, name in sorted(names.items(), key=lambda pair: pair[0] == OBJECT))
    form = _in_past(pattern.form) if past else pattern.form
    measure, moment = pattern.measure, pattern.moment
    return Form(pattern.kind, parts, ordered, past=past, measure=measure, words=form, moment=moment)


_PAST_ALONE = words("did was were")


def _in_past(form: str) -> str:
    """ "when was {subject} on {object}" of "when is {subject} on {object}"."""
    plain = form.split()
    at = next((at for at, word in enumerate(plain) if word in _PAST_OF), None)
    return form if at is None else " ".join((*plain[:at], _PAST_OF[plain[at]], *plain[at + 1 :]))


_PAST_OF = {"is": "was", "does": "did"}


def _slots(chunks: list[tuple[str, ...]], said: tuple[str, ...]) -> Iterator[list[tuple[int, int]]]:
    """Where the slots of a form with one or two of them lie in the words."""
    first, last = chunks[0], chunks[-1]
    start, end = len(first), len(said) - len(last)
    if start >= end or said[:start] != first or said[end:] != last:
        return
    if len(chunks) == 2:
        yield [(start, end)]
    elif len(chunks) == 3 and chunks[1]:
        size = len(chunks[1])
        for at in range(start + 1, end - size):
            if said[at : at + size] == chunks[1]:
                yield [(start, at), (at + size, end)]
