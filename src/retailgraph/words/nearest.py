"""The forms of questions, for help texts and for what is not understood."""

from __future__ import annotations

from collections.abc import Callable

from retailgraph.errors import UsageError
from retailgraph.ontology import Ontology
from retailgraph.words.asked import LONGEST_QUESTION
from retailgraph.words.english import (
    ADVERBS,
    DETERMINERS,
    PREPOSITIONS,
    STARTERS,
    QuestionWords,
    Token,
    tokens_of,
)
from retailgraph.words.frames import frames
from retailgraph.words.grammar import SLOT, measure_form, verb_forms
from retailgraph.words.phrasing import without_please
from retailgraph.words.topics import BETWEEN_FORM, CARD_FORM, CHANGES_FORM

_BUILT_IN = (
    CARD_FORM,
    "show {subject}",
    "{subject} and {object}",
    BETWEEN_FORM,
    "figures of {subject}",
    CHANGES_FORM,
)


def all_forms(ontology: Ontology) -> tuple[tuple[str, str], ...]:
    """Every canonical form after its relation (empty for those built in), for help texts and documents."""
    forms: list[tuple[str, str]] = []
    for relation in ontology.relations.values():
        forms += [(relation.name, form.text) for form in relation.forms]
        forms += [(relation.name, form) for form in verb_forms(relation)]
    forms += [("", form) for form in _BUILT_IN]
    forms += [("", measure_form(measure)) for measure in ontology.measures.values()]
    return tuple(dict.fromkeys(forms))


def nearest_forms(question: str, ontology: Ontology, count: int = 3) -> tuple[str, ...]:
    """The forms nearest to a question that was not understood, with its likely names filled in.

    They are of different relations, so that one near miss does not take all places.
    """
    tokens = _untimed(tokens_of(question[:LONGEST_QUESTION]))[:40]
    forms = all_forms(ontology)
    vocabulary = {word for _, form in forms for word in _words_of(form)}
    runs = _likely_names(tokens, vocabulary)
    names = [name for run in runs if (name := QuestionWords(tokens).name(*run, owning=True))]
    likeness = _likeness(_blanked(tokens, runs), vocabulary, ontology)
    best: dict[str, str] = {}
    for relation, form in sorted(forms, key=lambda pair: -likeness(*pair)):
        best.setdefault(relation or form, _filled(form, names))
    return tuple(dict.fromkeys(best.values()))[:count]


def _untimed(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    try:
        return next(frames(without_please(tokens))).tokens
    except UsageError:
        return tokens


def _words_of(form: str) -> list[str]:
    return SLOT.sub(" ", form).casefold().split()


def _blanked(tokens: tuple[Token, ...], runs: list[tuple[int, int]]) -> list[str]:
    """The words of a question with a blank for each name, as forms have it."""
    starts, inside = {start for start, _ in runs}, {at for run in runs for at in range(*run)}
    return [
        "_" if at in starts else token[0]
        for at, token in enumerate(tokens)
        if at in starts or at not in inside
    ]


def _likeness(asked: list[str], vocabulary: set[str], ontology: Ontology) -> Callable[[str, str], float]:
    """A measure of how near a form is to a question: spelling, words it shares, and its relation's weight."""
    from difflib import SequenceMatcher, get_close_matches

    matcher = SequenceMatcher(None, "", " ".join(asked))
    content = [word for word in asked if word not in _FUNCTION_WORDS and word != "_"]
    near = {match for word in content for match in get_close_matches(word, vocabulary, 3, 0.75)}

    def likeness(relation: str, form: str) -> float:
        matcher.set_seq1(SLOT.sub("_", form).casefold())
        shared = not near.isdisjoint(_words_of(form))
        weight = ontology.relations[relation].weight if relation else float(form == CARD_FORM)
        return matcher.ratio() + shared / 2 + weight / (10 if content else 1)

    return likeness


def _filled(form: str, names: list[str]) -> str:
    """A form with the names in its slots; what else it asks for is X and Y."""
    blanks = iter([*names[:2], *("X", "Y")[len(names) :]])
    return SLOT.sub(lambda _: next(blanks), form)


_FUNCTION_WORDS = STARTERS | DETERMINERS | PREPOSITIONS | ADVERBS | {"and", "me", "please", "about"}


def _likely_names(tokens: tuple[Token, ...], vocabulary: set[str]) -> list[tuple[int, int]]:
    """Where the likely names lie: runs of words that are not grammar, the longest or else the last.

    Capitals and foreign letters speak for a name, and then for two of them.
    """
    from difflib import get_close_matches

    known = vocabulary | _FUNCTION_WORDS
    unknown = [at for at, token in enumerate(tokens) if token[0] not in known and token[0] + "s" not in known]
    proper = [at for at in unknown if not tokens[at][1].islower() and (at or len(unknown) == 1)]
    runs: list[tuple[int, int]] = []
    for at in proper or [at for at in unknown if not get_close_matches(tokens[at][0], known, 1, 0.8)]:
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    longest = sorted(runs, key=lambda run: (run[0] - run[1], -run[0]))
    return sorted(longest[: 2 if proper else 1])
