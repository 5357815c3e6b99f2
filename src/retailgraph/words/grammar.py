"""The words that an ontology gives to questions, by their literal words: nouns, verbs, forms, types.

No relation is named here: a relation that is added to the ontology is asked at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retailgraph.form import OBJECT, PARTY, SUBJECT, Form, Link
from retailgraph.ontology import Measure, Ontology, QuestionForm, Relation, Verb
from retailgraph.words.english import (
    DETERMINERS,
    GENERIC,
    PREPOSITIONS,
    STARTERS,
    Token,
    article_variants,
    both_numbers,
    canonical,
    gerunds,
)
from retailgraph.words.vocabulary import FormPattern, Noun, VerbForm
from retailgraph.words.wordlists import adjectives

SLOT = re.compile(r"\{(\w+)\}")
_TOPICS = {
    "figures": ("figures", "numbers", "key figures", "statistics", "stats"),
    "changes": ("changes", "news", "developments"),
}
_AFTER_TOPIC = frozenset(("of", "for", "at", "on", "about"))
_COUNT = ("number", "of")
_MOST_ENDS = 500


Nouns = dict[tuple[str, ...], list[Noun]]


class QuestionGrammar:
    """All that the words of one ontology ask."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.read: dict[tuple[Token, ...], tuple[Form, ...]] = {}
        self.nouns: Nouns = {}
        self.topics: Nouns = {}
        self.verbs: dict[tuple[str, ...], list[VerbForm]] = {}
        self.patterns: dict[tuple[str, ...], FormPattern] = {}
        self.types = {
            tuple(text.casefold().split()): kind.name
            for kind in ontology.types.values()
            for text in (kind.label, kind.plural)
        }
        for relation in ontology.relations.values():
            self._add_forms(relation)
            self._add_verbs(relation)
        # What has more words of its own is tried first: "is X still in business" before "is X in Y".
        self._ranked = sorted(self.patterns.values(), key=lambda p: -sum(map(len, p.chunks)))
        self._by_ends: dict[tuple[str, str], tuple[FormPattern, ...]] = {}
        self._add_roles()
        self._add_topics()
        self.longest_noun = max(map(len, (*self.nouns, *self.topics)), default=0)
        self.longest_verb = max(map(len, self.verbs), default=0)
        self.first_of_verbs = {phrase[0] for phrase in self.verbs}

    def _add_forms(self, relation: Relation) -> None:
        for form in relation.forms:
            before, slot, after = form.text.partition(" {")
            *noun, preposition = before.casefold().split() if slot and after.endswith("}") else ("",)
            plain = noun and noun[0] not in STARTERS and preposition in PREPOSITIONS and "{" not in after
            if plain and (form.answers in (OBJECT, SUBJECT) or form.answers in relation.qualifiers):
                self._add_noun(tuple(noun), preposition, after[:-1], relation, form)
            else:
                self._add_pattern(relation, form)

    def _add_noun(
        self, phrase: tuple[str, ...], preposition: str, slot: str, relation: Relation, form: QuestionForm
    ) -> None:
        after = {preposition}
        if preposition == "of":
            # One also says "acquisitions by X", "CEO at X", "partnerships with X".
            after.add("at" if slot == OBJECT else "by")
            if relation.symmetric or slot == PARTY:
                after.add("with")
        detail = form.answers not in (OBJECT, SUBJECT)
        answers = (OBJECT if slot == SUBJECT else SUBJECT) if detail else form.answers
        part = Link(relation.name, PARTY if slot == PARTY else answers, form.types, form.role)
        measure = form.answers if detail else ""
        noun = Noun("detail" if detail else "list", frozenset(after), form.text, part, measure)
        noun.symmetric = relation.symmetric
        for number in both_numbers(phrase):
            self.nouns.setdefault(number, []).append(noun)

    def _add_roles(self) -> None:
        """Every name of a role asks, where a relation's forms ask for some role by its name."""
        taken = set(self.nouns)
        for relation in self.ontology.relations.values():
            model = next((f for f in relation.forms if f.role and f.text.endswith(" of {object}")), None)
            for role in self.ontology.roles.values() if model else ():
                for label in role.labels:
                    phrase = tuple(label.casefold().split())
                    # "interim CEO" is a CEO with a condition, as an adjective is.
                    if model and phrase not in taken and phrase[0] not in adjectives():
                        form = QuestionForm(f"{label} of {{object}}", model.answers, (), role.name)
                        self._add_noun(phrase, "of", OBJECT, relation, form)

    def _add_pattern(self, relation: Relation, form: QuestionForm) -> None:
        pieces = SLOT.split(form.text.casefold())
        chunks = [tuple(canonical(word) for word in piece.split()) for piece in pieces[::2]]
        slots = pieces[1::2]
        kind = _kind_of(form, relation, slots)
        shape = (
            kind,
            form.moment,
            *(" ".join(chunk) for chunk in chunks),
            *(slots if len(slots) > 1 else ()),
        )
        pattern = self.patterns.setdefault(shape, FormPattern(form, kind, chunks, slots))
        party = next((slot for slot in slots if slot in relation.parties), "")
        answers = _side_asked(form, slots)
        pattern.parts.append(Link(relation.name, answers, form.types, form.role, party))

    def _add_verbs(self, relation: Relation) -> None:
        told = [(*verb, False) for verb in _verbs(relation)]
        for verb, inverse, further in (*told, *((*verb, True) for verb in _question_verbs(relation))):
            for kind, phrase in _inflected(verb):
                wording = VerbForm(kind, relation, verb, inverse, further=further)
                variants = article_variants(phrase) if "a" in phrase or "an" in phrase else (phrase,)
                for variant in variants:
                    self.verbs.setdefault(variant, []).append(wording)
                    if relation.symmetric and len(variant) > 1 and variant[-1] == "with":
                        pair = VerbForm(kind, relation, verb, inverse, pair=True)
                        self.verbs.setdefault(variant[:-1], []).append(pair)

    def _add_topics(self) -> None:
        for kind, nouns in _TOPICS.items():
            for noun in nouns:
                topic = Noun(kind, _AFTER_TOPIC, f"{nouns[0]} of {{subject}}", None, "")
                self.topics[tuple(noun.split())] = [topic]
        for measure in self.ontology.measures.values():
            topic = Noun("figures", _AFTER_TOPIC, measure_form(measure), None, measure.name)
            label = tuple(measure.label.casefold().split())
            bare = label[2:] if label[:2] == _COUNT else label
            for phrase in {label, _COUNT + bare, *both_numbers(bare)}:
                self.topics.setdefault(phrase, []).append(topic)

    def patterns_for(self, first: str, last: str) -> tuple[FormPattern, ...]:
        """The patterns that begin and end with these words, or with a slot, in their order."""
        ends = (first, last)
        if ends not in self._by_ends:
            if len(self._by_ends) > _MOST_ENDS:
                self._by_ends.clear()
            fitting = (
                pattern
                for pattern in self._ranked
                if (not pattern.chunks[0] or pattern.chunks[0][0] == first)
                and (not pattern.chunks[-1] or pattern.chunks[-1][-1] == last)
            )
            self._by_ends[ends] = tuple(fitting)
        return self._by_ends[ends]

    def type_at(self, keys: tuple[str, ...], at: int) -> tuple[int, tuple[str, ...]]:
        """Where the types that stand at a place end, and which: "brands", "other brands or platforms"."""
        types: list[str] = []
        while True:
            start = at + 1 if keys[at : at + 1] in (("other",), ("all",)) else at
            sizes = (n for n in (3, 2, 1) if start + n <= len(keys))
            end = next((start + n for n in sizes if keys[start : start + n] in self.types), 0)
            if end:
                types.append(self.types[keys[start:end]])
            elif start < len(keys) and keys[start] in GENERIC:
                return start + 1, tuple(types)
            else:
                return (at - 1 if types else at), tuple(types)
            if keys[end : end + 1] not in (("or",), ("and",)):
                return end, tuple(types)
            at = end + 1

    def nouns_at(self, table: Nouns, keys: tuple[str, ...], at: int) -> Iterator[tuple[int, list[Noun]]]:
        """The nouns that begin at a place, the longest first, each with where it ends."""
        for size in range(min(self.longest_noun, len(keys) - at), 0, -1):
            found = table.get(keys[at : at + size])
            if found:
                yield at + size, found

    def nouns_before(self, table: Nouns, keys: tuple[str, ...]) -> Iterator[tuple[int, list[Noun]]]:
        """The nouns that end the question, the longest first, each with where it begins."""
        for size in range(min(self.longest_noun, len(keys)), 0, -1):
            found = table.get(keys[-size:])
            if found:
                yield len(keys) - size, found


def _kind_of(form: QuestionForm, relation: Relation, slots: list[str]) -> str:
    """What a form asks: a list, a truth, or a detail: the price, or the third of three parties."""
    if form.answers in relation.qualifiers or (form.answers in (OBJECT, SUBJECT) and len(slots) > 1):
        return "detail"
    return "list" if form.answers in (OBJECT, SUBJECT) else "truth"


def _side_asked(form: QuestionForm, slots: list[str]) -> str:
    if len(slots) > 1 or form.answers == "Truth":
        return ""
    if PARTY in slots or form.answers in (OBJECT, SUBJECT):
        return PARTY if PARTY in slots else form.answers
    return OBJECT if slots == [SUBJECT] else SUBJECT


def _verbs(relation: Relation) -> Iterator[tuple[Verb, bool]]:
    yield from ((verb, False) for verb in relation.verbs)
    yield from ((verb, True) for verb in relation.inverse_verbs)


def _question_verbs(relation: Relation) -> Iterator[tuple[Verb, bool]]:
    yield from ((verb, False) for verb in relation.question_verbs)
    yield from ((verb, True) for verb in relation.inverse_question_verbs)


def _inflected(verb: Verb) -> Iterator[tuple[str, tuple[str, ...]]]:
    """All forms of a verb, each with its kind as :class:`VerbForm` has it."""
    base = tuple(verb.base.casefold().split())
    past = tuple(verb.past.casefold().split())
    participle = tuple(verb.participle.casefold().split())
    if participle:
        yield "passive", participle
    if base[0] == "be" and len(base) > 1:
        yield "rest", base[1:]
        return
    yield "base", base
    yield "third", tuple(verb.third.casefold().split())
    yield "past", past
    # A passive may be of another verb ("hold a stake in", "partly owned"), the perfect never is.
    yield "perfect", participle if len(participle) == len(base) else past
    for gerund in gerunds(base[0]):
        yield "ing", (gerund, *base[1:])


def measure_form(measure: Measure) -> str:
    """The canonical question for a measure."""
    return f"{measure.label} of {{subject}}"


def past_determiners(keys: tuple[str, ...], at: int) -> tuple[int, tuple[str, ...]]:
    """The place after "all of the former" and the like, and the words that stood there."""
    start = at
    while at < len(keys) and (keys[at] in DETERMINERS or (keys[at] == "of" and at > start)):
        at += 1
    return at, keys[start:at]


def verb_forms(relation: Relation) -> Iterator[str]:
    """The canonical questions that a relation's verbs give."""
    for verb, inverse in _verbs(relation):
        wording = VerbForm("base", relation, verb, inverse)
        yield wording.form("list", SUBJECT)
        yield wording.form("list", OBJECT)
        yield wording.form("truth")
        yield wording.form("when")


_last: QuestionGrammar | None = None


def grammar_of(ontology: Ontology) -> QuestionGrammar:
    """The grammar of this ontology; the last one is kept, as a process has hardly ever two."""
    global _last
    if _last is None or _last.ontology is not ontology:
        _last = QuestionGrammar(ontology)
    return _last
