"""What a question asks: from its words and the ontology to readings, before any name is looked up.

The ontology gives the words: question forms, verbs, types, roles, measures. This module gives the English
around them: who, what, which, does, was, "'s", "in 2019".

Names may hold such words themselves ("Members Only", "Bath & Body Works"), hence a question has several
readings, best first; whoever knows the names takes the first reading whose names are all known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from retailgraph.dates import PartialDate
from retailgraph.errors import UsageError
from retailgraph.lookup.english import (
    ADVERBS,
    AFTER_NAME,
    BE,
    BECOME,
    BEEN,
    DETERMINERS,
    DO,
    FORMER,
    HAVE,
    HELPERS,
    MODAL,
    PAST,
    PREPOSITIONS,
    STARTERS,
    WH,
    Sentence,
    Token,
    canonical,
    phrases,
    plain_word,
    tokens_of,
    words,
)
from retailgraph.lookup.frames import Frame, frames
from retailgraph.lookup.grammar import (
    OBJECT,
    PARTY,
    SLOT,
    SUBJECT,
    Grammar,
    Noun,
    Nouns,
    Part,
    Pattern,
    Wording,
    grammar_of,
    measure_form,
    past_determiners,
    verb_forms,
)
from retailgraph.lookup.times import NOW, OVER_TIME, When
from retailgraph.ontology import Ontology

__all__ = ["Part", "Reading", "When", "all_forms", "nearest_forms", "readings"]

LONGEST_QUESTION = 1000
"""Characters; a longer question is refused."""
MOST_READINGS = 32
"""No question has more readings than this."""
_MOST_VERBS = 60  # places where a verb may stand that are looked at
_MOST_CUTS = 8  # words of a possessive name that are looked at, where nothing marks its beginning


class Reading(NamedTuple):
    """One way to understand a question.

    ``kind`` is ``list`` (what stands on the asked side of ``parts`` for one name), ``truth`` (whether the
    relation holds between two names: subject, object), ``when`` (the same, asking the dates), ``detail``
    (the qualifier ``measure`` of what one name or two stand in, or all of it if that is empty), ``card``,
    ``between`` (two names), ``figures`` (of one name; all measures if ``measure`` is empty) or ``changes``.
    ``past`` says that the question was put in the past tense, ``former`` that it asks for what has ended,
    ``form`` is its canonical form. ``known_on`` is the date up to which articles count, ``market`` the name
    of a market to which the answer is limited, ``denied`` the question without the "not" that it had.
    ``moment`` is ``beginning`` or ``ending`` if that is what has to lie in the time, as in "who joined X".
    """

    kind: str
    parts: tuple[Part, ...] = ()
    names: tuple[str, ...] = ()
    when: When = NOW
    past: bool = False
    measure: str = ""
    form: str = ""
    former: bool = False
    known_on: PartialDate | None = None
    market: str = ""
    denied: str = ""
    moment: str = ""


class _Phrasing(Sentence):
    """One way to put the question, beside the grammar that reads it."""

    __slots__ = ("grammar", "size")

    def __init__(self, tokens: Iterable[Token], grammar: Grammar) -> None:
        super().__init__(tuple(tokens))
        self.grammar = grammar
        self.size = len(self.keys)

    def after(self, start: int) -> str:
        """The name that stands from a place to the end."""
        return self.name(start, self.size)


def readings(question: str, ontology: Ontology, today: date | None = None) -> tuple[Reading, ...]:
    """All ways to understand a question, best first; empty if it is not understood.

    ``today`` is the day that "last year" and the like are counted from; without it they are not read.
    UsageError if the question is longer than 1,000 characters or its time phrase has an impossible date.
    """
    if len(question) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(question):,} characters; at most {LONGEST_QUESTION:,} are read"
        )
    grammar = grammar_of(ontology)
    found: list[Reading] = []
    for frame in frames(_without_please(tokens_of(question)), today):
        ways = list(_ways(grammar, frame))
        asks = (_ask_relations,) if frame.denial else (_ask_relations, _ask_built_in)
        for ask in asks:
            for put, framed in ways:
                _absorb(found, ask(put), framed)
    return tuple(found[:MOST_READINGS])


def _absorb(found: list[Reading], more: Iterable[Reading], frame: Frame) -> None:
    """Add what is new; what several relations ask in the same words of the same names is one reading."""
    plain = frame == Frame(frame.tokens)
    for reading in more:
        if len(found) >= MOST_READINGS:
            return
        framed = reading if plain else _framed(reading, frame)
        for at, other in enumerate(found):
            if _same_question(framed, other):
                new = tuple(part for part in framed.parts if part not in other.parts)
                found[at] = other._replace(parts=other.parts + new) if new else other
                break
        else:
            found.append(framed)


def _framed(reading: Reading, frame: Frame) -> Reading:
    """A reading with what its question says around it."""
    ended = frame.denial == "no longer" and reading.kind == "list"
    refused = frame.denial and not ended
    return reading._replace(
        when=reading.when if frame.when == NOW else frame.when,
        past=ended or (reading.past and (not frame.present or reading.former)),
        former=ended or reading.former,
        known_on=frame.known_on,
        market=frame.market,
        denied=" ".join(token[1] for token in frame.tokens) if refused else "",
    )


def _same_question(one: Reading, other: Reading) -> bool:
    return one.names == other.names and one._replace(parts=(), form="") == other._replace(parts=(), form="")


def _ask_relations(put: _Phrasing) -> Iterator[Reading]:
    patterned = list(_ask_patterns(put))
    late = [reading for reading in patterned if _comes_late(reading, put.grammar)]
    yield from (reading for reading in patterned if reading not in late)
    if put.keys[:2] == ("number", "of"):
        yield from _ask_nouns(put, put.grammar.topics)
    yield from _ask_nouns(put, put.grammar.nouns)
    yield from _ask_verbs(put)
    yield from late
    yield from _ask_identity(put)


def _comes_late(reading: Reading, grammar: Grammar) -> bool:
    """Whether a form's reading stands behind those of verbs.

    "did X sell Y" is first asked of a platform, then of the seller in a deal. A verb or a preposition in what
    would be a name speaks against it: "is X selling on Y" does not ask whether "X selling" is on Y.
    """
    if reading.kind in ("truth", "when") and any(part.party for part in reading.parts):
        return True
    names = [name.casefold().split() for name in reading.names]
    return any(name[0] in PREPOSITIONS or not grammar.first_of_verbs.isdisjoint(name) for name in names)


def _ask_built_in(put: _Phrasing) -> Iterator[Reading]:
    yield from _ask_changes(put)
    yield from _ask_nouns(put, put.grammar.topics)
    yield from _ask_between(put)
    yield from _ask_card(put)


# --- ways to put the same question ------------------------------------------------------------------------

_LEADS = phrases(
    "can you tell me|could you tell me|i want to know|i would like to know|do you know|tell me about|tell me|"
    "show me|give me|list me|find me|a list of|the list of|list of|show|list|find|get|name|display"
)
_TIME_NOUNS = words("year month day date")


def _ways(grammar: Grammar, frame: Frame) -> Iterator[tuple[_Phrasing, Frame]]:
    """The question without "tell me" and the like, put straight; then as it is."""
    tokens = frame.tokens
    bare = _without_leads(tokens)
    # "tell me who ..." is no name, "show ..." may begin one.
    candidates = (bare,) if bare and bare[0][0] in STARTERS else (bare, tokens)
    for candidate in dict.fromkeys(candidates):
        if candidate:
            for straight in _straight(candidate):
                yield from _without_adverb(_Phrasing(straight, grammar), frame)


def _without_please(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    start, end = 0, len(tokens)
    while start < end and tokens[start][0] == "please":
        start += 1
    while start < end and tokens[end - 1][0] == "please":
        end -= 1
    return tokens[start:end]


def _without_leads(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    for _ in range(3):
        keys = tuple(token[0] for token in tokens[:5])
        lead = next((lead for lead in _LEADS if keys[: len(lead)] == lead), ())
        if not lead:
            break
        tokens = tokens[len(lead) :]
    return tokens


def _straight(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The words in plain order: "which platforms does X sell on" of "on which platforms does X sell"."""
    keys = tuple(token[0] for token in tokens[:3])
    start = int(len(keys) > 1 and (keys[0] in PREPOSITIONS or keys[0] in _FROM_WHEN))
    time = _time_asked(keys, start)
    if time:
        yield (plain_word("when"), *_begun(tokens[time:]))
        return
    if start and keys[1] in WH:
        yield (*tokens[1:], tokens[0])
        return
    if keys[:2] in (("how", "many"), ("how", "much")):
        yield from [tokens] if keys[1] == "much" else []
        yield (plain_word("which"), *tokens[2:])
        return
    yield from _without_ex(tokens)
    yield tokens
    if keys[0] == "where":
        for preposition in ("on", "in", "at"):
            yield (plain_word("what"), *tokens[1:], plain_word(preposition))


_FROM_WHEN = words("since until till")
_PHASE = words("start begin stop cease started began stopped ceased quit")


def _begun(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "did X selling on Y" of "did X start selling on Y": its dates say both when it began and ended."""
    at = next((at for at, token in enumerate(tokens[1:-1], 1) if token[0] in _PHASE), 0)
    doing = at and tokens[at + 1][0].endswith("ing")
    return (plain_word("is"), *tokens[1:at], *tokens[at + 1 :]) if doing else tokens


def _time_asked(keys: tuple[str, ...], start: int) -> int:
    """Where "in which year", "since when" or "how long" ends; 0 if the question does not begin so."""
    if keys[start] in ("which", "what") and keys[start + 1 : start + 2] and keys[start + 1] in _TIME_NOUNS:
        return start + 2
    if start and keys[1] == "when" and keys[0] in (*_FROM_WHEN, "from", "by"):
        return 2
    return 2 if keys[:2] == ("how", "long") else int(keys[0] == "when")


def _without_ex(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """ "ex-CEO of X" as "ex CEO of X"."""
    for at, (key, text, owner) in enumerate(tokens):
        if key.startswith("ex-") and len(key) > 3:
            yield (*tokens[:at], plain_word("ex"), (key[3:], text[3:], owner[3:]), *tokens[at + 1 :])
            return


def _without_adverb(put: _Phrasing, frame: Frame) -> Iterator[tuple[_Phrasing, Frame]]:
    """ "did X own Y" over time of "did X ever own Y"; then as it is, for a name such as Ever New."""
    keys = put.keys
    for at in range(1, put.size - 1):
        if keys[at] not in ADVERBS:
            continue
        if keys[at + 1] in put.grammar.first_of_verbs or keys[at - 1] in WH or keys[at - 1] in HELPERS:
            time = OVER_TIME if keys[at] == "ever" and frame.when == NOW else frame.when
            framed = frame._replace(when=time, present=frame.present or keys[at] in _PRESENT)
            yield _Phrasing(put.tokens[:at] + put.tokens[at + 1 :], put.grammar), framed
            break
    yield put, frame


_PRESENT = words("now currently presently")


# --- question forms that are no noun phrase ---------------------------------------------------------------


def _ask_patterns(put: _Phrasing) -> Iterator[Reading]:
    """The forms that the ontology spells out: "what is {subject} part of"."""
    collapsed = put
    types: tuple[str, ...] = ()
    if put.keys[0] in ("which", "what"):
        end, types = put.grammar.type_at(put.keys, 1)
        collapsed = _Phrasing(put.tokens[:1] + put.tokens[end:], put.grammar)
    yield from _of_patterns(collapsed, types)
    if put.keys[0] == "when" and put.size > 1:
        for reading in _of_patterns(_Phrasing(put.tokens[1:], put.grammar), ()):
            if reading.kind == "truth":
                yield reading._replace(kind="when", form=f"when {reading.form}")


def _of_patterns(put: _Phrasing, types: tuple[str, ...]) -> Iterator[Reading]:
    said = tuple(canonical(key) for key in put.keys)
    past = any(key in PAST for key in put.keys[:2]) or not _PAST_ALONE.isdisjoint(put.keys[2:6])
    for pattern in put.grammar.patterns.values():
        for spans in _slots(pattern.chunks, said):
            names = dict(zip(pattern.slots, (put.name(*span) for span in spans), strict=True))
            if all(names.values()):
                yield _of_pattern(pattern, names, types, past)


def _of_pattern(pattern: Pattern, names: dict[str, str], types: tuple[str, ...], past: bool) -> Reading:
    """The reading of a form; of two names the object stands behind."""
    parts = tuple(p._replace(types=types or p.types) if p.answers else p for p in pattern.parts)
    ordered = tuple(name for slot, name in sorted(names.items(), key=lambda pair: pair[0] == OBJECT))
    form = _in_past(pattern.form) if past else pattern.form
    measure, moment = pattern.measure, pattern.moment
    return Reading(pattern.kind, parts, ordered, past=past, measure=measure, form=form, moment=moment)


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


# --- noun phrases -----------------------------------------------------------------------------------------


def _ask_nouns(put: _Phrasing, table: Nouns) -> Iterator[Reading]:
    """ "brands of X", "X's brands", "X brands", "which brands does X have", "which brands are on X"."""
    start, types, past = _before_noun(put)
    at, said = past_determiners(put.keys, start)
    former = not FORMER.isdisjoint(said)
    for end, nouns in put.grammar.nouns_at(table, put.keys, at):
        fitting = [n for n in nouns if put.key(end) in n.after]
        yield from _listed(fitting, put.after(end + 1), past, types, former)
    yield from _ask_had(put, table)
    if put.key(start) and put.key(start) not in STARTERS:
        for begin in dict.fromkeys((at, start)):
            yield from _ask_owned(put, table, begin, past, types)


def _listed(
    nouns: list[Noun], name: str, past: bool, types: tuple[str, ...] = (), former: bool = False
) -> Iterator[Reading]:
    """What nouns of one form ask of a name; ``former`` asks for what has ended."""
    for kind, measure in dict.fromkeys((n.kind, n.measure) for n in nouns) if name else ():
        alike = [n for n in nouns if (n.kind, n.measure) == (kind, measure)]
        asked = tuple(n.part._replace(types=types or n.part.types) for n in alike if n.part)
        form, past = alike[0].form, past or former
        yield Reading(kind, asked, (name,), past=past, measure=measure, form=form, former=former)


def _before_noun(put: _Phrasing) -> tuple[int, tuple[str, ...], bool]:
    """Where the noun phrase begins after "who are" or "which companies were"; the types; past tense."""
    keys = put.keys
    if keys[0] not in WH or keys[0] == "when":
        return 0, (), False
    at, types = put.grammar.type_at(keys, 1) if keys[0] in ("which", "what") else (1, ())
    if put.key(at) in BE:
        return at + 1, types, keys[at] in PAST
    if put.key(at) in HAVE and put.key(at + 1) == "been":
        return at + 2, types, True
    if put.key(at) in MODAL and put.key(at + 1) == "be":
        return at + 2, types, False
    return 0, (), False


def _ask_owned(
    put: _Phrasing, table: Nouns, start: int, past: bool, types: tuple[str, ...]
) -> Iterator[Reading]:
    """ "X's brands", "X's former brands", "X brands"; a name may itself end in "'s"."""
    for begin, nouns in put.grammar.nouns_before(table, put.keys):
        end, former = _before_determiners(put.keys, start, begin)
        for name in dict.fromkeys((put.name(start, end, owning=True), put.name(start, end))):
            yield from _listed(_of(nouns), name, past, types, former)


def _of(nouns: list[Noun]) -> list[Noun]:
    """The nouns that a possessive stands for: those with "of", unless there is none."""
    return [n for n in nouns if "of" in n.after] or nouns


def _before_determiners(keys: tuple[str, ...], start: int, end: int) -> tuple[int, bool]:
    """The place before the "one of the former" that ends at a place, and whether "former" was said."""
    former = False
    while end > start + 1 and (keys[end - 1] in DETERMINERS or keys[end - 2 : end] == ("one", "of")):
        former = former or keys[end - 1] in FORMER
        end -= 1
    return end, former


def _ask_had(put: _Phrasing, table: Nouns) -> Iterator[Reading]:
    """ "which brands does X have", "does X have brands", "which are on X"."""
    keys = put.keys
    if keys[0] in DO and "have" in keys[2:]:
        have = keys.index("have", 2)
        at, said = past_determiners(keys, have + 1)
        past, former = keys[0] == "did", not FORMER.isdisjoint(said)
        for end, nouns in put.grammar.nouns_at(table, keys, at):
            if end == put.size:
                yield from _listed(_of(nouns), put.name(1, have), past, (), former)
    if keys[0] in ("which", "what"):
        at, said = past_determiners(keys, 1)
        for end, nouns in put.grammar.nouns_at(table, keys, at):
            yield from _had(put, end, nouns, not FORMER.isdisjoint(said))


def _had(put: _Phrasing, end: int, nouns: list[Noun], former: bool) -> Iterator[Reading]:
    helper, past = put.key(end), put.key(end) in PAST
    if helper in DO and put.keys[-1] == "have":
        yield from _listed(_of(nouns), put.name(end + 1, put.size - 1), past, (), former)
    elif helper in BE:
        fitting = [n for n in nouns if put.key(end + 1) in n.after]
        yield from _listed(fitting, put.after(end + 2), past, (), former)


# --- "is X a partner of Y" --------------------------------------------------------------------------------


class _Claimed:
    """Who is said to be something: where its name lies, where the noun begins, the tense and the kind."""

    __slots__ = ("end", "kind", "noun", "past", "start")

    def __init__(self, start: int, end: int, noun: int, past: bool, kind: str = "truth") -> None:
        self.start, self.end, self.noun, self.past, self.kind = start, end, noun, past, kind


def _ask_identity(put: _Phrasing) -> Iterator[Reading]:
    """Whether X is a NOUN of Y, or X and Y are NOUNS, or X is Y's NOUN; and when that was."""
    for claimed in _claimed(put):
        for end, nouns in put.grammar.nouns_at(put.grammar.nouns, put.keys, claimed.noun):
            near = put.name(claimed.start, claimed.end)
            fitting = [n for n in nouns if put.key(end) in n.after]
            yield from _identity(fitting, (near, put.after(end + 1)), claimed)
            mutual = [n for n in nouns if n.symmetric] if end == put.size else []
            for names in _pairs(put, claimed.start, claimed.end) if mutual else ():
                yield from _identity(mutual, names, claimed)
    yield from _ask_owned_identity(put)


def _claimed(put: _Phrasing) -> Iterator[_Claimed]:
    """All that may be said to be something: after "is" or "when did" the noun may stand anywhere."""
    keys = put.keys
    start = 1 if keys[0] == "when" else 0
    if put.key(start) in HELPERS:
        if put.key(start) in BE or not AFTER_NAME.isdisjoint(keys):
            yield from _inverted(put, start + 1, "when" if start else "truth")
    elif keys[0] not in STARTERS:
        for at in range(1, put.size - 1):
            if keys[at] in BE or keys[at] in BECOME:
                noun, said = past_determiners(keys, at + 1)
                past = keys[at] in PAST or not FORMER.isdisjoint(said)
                yield _Claimed(0, at, noun, past)


def _inverted(put: _Phrasing, start: int, kind: str) -> Iterator[_Claimed]:
    for noun in range(start + 1, put.size):
        end, former = _before_determiners(put.keys, start, noun)
        if end - 1 > start and put.keys[end - 1] in AFTER_NAME:
            end -= 1
        yield _Claimed(start, end, noun, former or put.keys[start - 1] in PAST, kind)


def _ask_owned_identity(put: _Phrasing) -> Iterator[Reading]:
    """ "is X Y's owner", "X is one of Y's former brands"."""
    for begin, nouns in put.grammar.nouns_before(put.grammar.nouns, put.keys):
        end, former = _before_determiners(put.keys, 0, begin)
        if end < 2 or not put.tokens[end - 1][2]:
            continue
        for claimed in sorted(_claimed(put), key=lambda c: -c.noun):  # most owners' names are short
            claimed.past = claimed.past or former
            if end - _MOST_CUTS <= claimed.noun < end:
                names = put.name(claimed.start, claimed.end), put.name(claimed.noun, end, owning=True)
                yield from _identity(_of(nouns), names, claimed)


def _identity(nouns: list[Noun], names: tuple[str, str], claimed: _Claimed) -> Iterator[Reading]:
    """X is a NOUN of Y: X stands on the side that the noun asks for."""
    for answers in (SUBJECT, OBJECT) if all(names) else ():
        found = [n for n in nouns if n.part and _answers(n, n.part) == answers]
        parts = tuple(Part(n.part.relation, "", (), n.part.role) for n in found if n.part)
        if parts:
            ordered = names if answers == SUBJECT else names[::-1]
            other = OBJECT if answers == SUBJECT else SUBJECT
            helper = f"{'when ' if claimed.kind == 'when' else ''}{'was' if claimed.past else 'is'}"
            form = f"{helper} {{{answers}}} among the {SLOT.sub(f'{{{other}}}', found[0].form)}"
            yield Reading(claimed.kind, parts, ordered, past=claimed.past, form=form)


def _answers(noun: Noun, part: Part) -> str:
    """The side of a noun; of a symmetric relation either will do."""
    return SUBJECT if noun.symmetric and part.answers != PARTY else part.answers


def _pairs(put: _Phrasing, start: int, end: int) -> Iterator[tuple[str, str]]:
    """The two names between two places that "and" joins; by every "and", as a name may hold one."""
    for joint in ("and", "&"):
        yield from _split_at(put, start, end, (joint,))


def _split_at(put: _Phrasing, start: int, end: int, joints: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for at in range(start + 1, end - 1):
        if put.keys[at] in joints:
            names = put.name(start, at), put.name(at + 1, end)
            if all(names):
                yield names


# --- verbs ------------------------------------------------------------------------------------------------


class _Opening:
    """What stands before a verb: the question word, types, helpers, and the place of a name.

    ``reduced`` is "brands owned by X", which has no question word.
    """

    __slots__ = ("end", "helpers", "reduced", "start", "types", "wh")

    def __init__(self, wh: str, types: tuple[str, ...], reduced: bool = False) -> None:
        self.wh, self.types, self.reduced = wh, types, reduced
        self.helpers: set[str] = set()
        self.start = self.end = 0

    def around(self, keys: tuple[str, ...], start: int, end: int) -> _Opening:
        """The opening whose helpers and name lie between two places."""
        closing = HELPERS | AFTER_NAME
        if start < end and keys[start] in HELPERS:
            self.helpers.add(keys[start])
            start, closing = start + 1, AFTER_NAME
        while end > start and keys[end - 1] in closing:
            end -= 1
            self.helpers.add(keys[end])
        self.start, self.end = start, end
        return self


def _openings(put: _Phrasing, end: int) -> Iterator[_Opening]:
    """The ways to understand what stands before a verb."""
    keys = put.keys
    at = 0
    types: tuple[str, ...] = ()
    if keys[0] in WH and end:
        opening = _Opening(keys[0], ())
        at, opening.types = put.grammar.type_at(keys, 1) if keys[0] in ("which", "what") else (1, ())
    else:
        at, types = put.grammar.type_at(keys, 0)
        opening = _Opening("which" if at else "", types, reduced=at > 0)
    if opening.wh and at < end and keys[at] in ("that", "who", "which"):
        at += 1
    if at <= end:
        yield opening.around(keys, at, end)
    if opening.reduced or (not opening.wh and keys[0] in MODAL):
        whole = _Opening("", ())  # a name may begin so: "Brand Collective owns Y", "Will Co owns Y"
        whole.end = end
        yield whole


def _agrees(wording: Wording, opening: _Opening) -> int | None:
    """How well a verb's form fits its helpers: 0 well, 1 as a learner may put it, None not at all."""
    kind, helpers = wording.kind, opening.helpers
    if kind == "base":
        if helpers:
            return 0 if helpers <= DO | MODAL else None
        return 0 if opening.wh else 1
    if kind in ("third", "past"):
        return int(bool(helpers)) if helpers <= DO else None
    if kind == "perfect":
        return 0 if helpers and helpers <= HAVE else None
    return _agrees_with_be(kind, opening)


def _agrees_with_be(kind: str, opening: _Opening) -> int | None:
    helpers, named = opening.helpers, opening.start < opening.end
    if helpers & (BE | BEEN) or (kind == "rest" and helpers & BECOME):
        return 0
    if helpers:
        return None
    if opening.reduced and not named:
        return 0
    return 1 if kind == "passive" and named else None


def _verb_places(put: _Phrasing) -> list[tuple[int, int, Wording]]:
    """Every place where a verb of the ontology stands, the longest first."""
    grammar, keys = put.grammar, put.keys
    places: list[tuple[int, int, Wording]] = []
    for at, key in enumerate(keys):
        if key in grammar.first_of_verbs:
            for end in range(at + 1, min(at + grammar.longest_verb, put.size) + 1):
                places += [(at, end, wording) for wording in grammar.verbs.get(keys[at:end], ())]
            if len(places) > _MOST_VERBS:
                break
    return sorted(places, key=lambda place: place[0] - place[1])


def _ask_verbs(put: _Phrasing) -> list[Reading]:
    """Readings in which a verb of the ontology says what is asked, those of good grammar first."""
    ranked: list[tuple[int, Reading]] = []
    for start, end, wording in _verb_places(put):
        for opening in _openings(put, start):
            rank = _agrees(wording, opening)
            if rank is None:
                continue
            if wording.kind == "past" and put.key(end) == "by":
                if opening.reduced or end + 1 == put.size:
                    continue
                rank += 1  # By may begin a name
            ranked += [(rank, reading) for reading in _clause(put, wording, opening, end)]
    ranked.sort(key=lambda pair: pair[0])
    return [reading for _, reading in ranked]


_TOGETHER = ((), ("together",))


def _clause(put: _Phrasing, wording: Wording, opening: _Opening, end: int) -> Iterator[Reading]:
    """What is asked by a verb that ends at a place, after this opening."""
    agent = wording.kind == "passive" and put.key(end) == "by"
    end += agent
    if wording.kind == "rest":  # "is X one of the members of Y"
        opening.end = _before_determiners(put.keys, opening.start, opening.end)[0]
    near, far = put.name(opening.start, opening.end), put.after(end)
    if bool(near) != (opening.start < opening.end) or bool(far) != (end < put.size):
        return
    past = bool(opening.helpers & PAST) or (wording.kind == "past" and not opening.helpers)
    if wording.pair:
        yield from _reciprocal(put, wording, opening, past) if put.keys[end:] in _TOGETHER else ()
    elif wording.kind == "passive" and not agent:
        yield from _without_agent(wording, opening, near, past) if not far else ()
    elif opening.wh and opening.wh != "when":
        if bool(near) != bool(far):
            yield _asked(wording, far == "", opening.types, near or far, past)
    elif near and far:
        names = (near, far) if _subject_first(wording) else (far, near)
        yield _stated(wording, opening, names, past)


def _subject_first(wording: Wording) -> bool:
    """Whether the relation's subject is the grammatical one."""
    return wording.inverse == (wording.kind == "passive")


def _asked(wording: Wording, behind: bool, types: tuple[str, ...], name: str, past: bool) -> Reading:
    """Ask for what stands before the verb, or ``behind`` it."""
    answers = SUBJECT if _subject_first(wording) != behind else OBJECT
    parts = (wording.part(answers, types),)
    return Reading("list", parts, (name,), past=past, form=wording.form("list", answers, past))


def _stated(wording: Wording, opening: _Opening, names: tuple[str, str], past: bool) -> Reading:
    kind = "when" if opening.wh else "truth"
    parts = (Part(wording.relation.name, ""),)
    return Reading(kind, parts, names, past=past, form=wording.form(kind, past=past))


def _reciprocal(put: _Phrasing, wording: Wording, opening: _Opening, past: bool) -> Iterator[Reading]:
    """ "do X and Y compete", "when did X and Y merge"."""
    if opening.wh in ("", "when"):
        for names in _pairs(put, opening.start, opening.end):
            yield _stated(wording, opening, names, past)


def _without_agent(wording: Wording, opening: _Opening, near: str, past: bool) -> Iterator[Reading]:
    """ "was X acquired", "when was X acquired": by whom, and when."""
    if near and opening.wh in ("", "when"):
        reading = _asked(wording, True, (), near, past)
        yield reading._replace(when=OVER_TIME) if opening.wh else reading


# --- built in ---------------------------------------------------------------------------------------------

_CARDS = phrases(
    "what do you know about|tell me about|information about|information on|details of|details on|profile of|"
    "card of|info on|show me|describe|about|show"
)
_CHANGED = phrases("what changed|what has changed|what is new|what happened")
_TIES = words("relation relations relationship relationships link links connection connections tie ties")
_TIED = words("connected related linked tied joined")
_TIE = words("connects links joins ties relates connect link join tie relate")
_CARD_FORM = "what is {subject}"
_CHANGES_FORM = "what changed for {subject}"
_BETWEEN_FORM = "how is {subject} connected to {object}"


def _ask_card(put: _Phrasing) -> Iterator[Reading]:
    keys = put.keys
    if keys[0] in ("what", "who"):
        name = put.after(2) if put.key(1) in BE else ""
        past = put.key(1) in PAST
    else:
        lead = next((lead for lead in _CARDS if put.starts(lead)), ())
        name, past = put.after(len(lead)) if lead and put.key(len(lead)) not in STARTERS else "", False
    if name:
        yield Reading("card", (), (name,), past=past, form=_CARD_FORM)


def _ask_changes(put: _Phrasing) -> Iterator[Reading]:
    """ "what changed for X", "what is new at X"."""
    lead = next((lead for lead in _CHANGED if put.starts(lead)), ())
    if lead and put.key(len(lead)) in PREPOSITIONS | {"about"}:
        name = put.after(len(lead) + 1)
        if name:
            yield Reading("changes", (), (name,), past=True, form=_CHANGES_FORM)


def _ask_between(put: _Phrasing) -> Iterator[Reading]:
    for names in _joined(put):
        yield Reading("between", (), names, form=_BETWEEN_FORM)


def _joined(put: _Phrasing) -> Iterator[tuple[str, str]]:
    """The two names that a question wants to see joined."""
    start = 2 if put.keys[0] in ("what", "who") and put.key(1) in BE else 0
    at = past_determiners(put.keys, start)[0]
    if put.key(at) in _TIES and put.key(at + 1) in ("between", "of"):
        yield from _tied(put, at + 2)
    elif put.keys[0] == "what" and put.key(1) in _TIE:
        yield from _tied(put, 2)
    elif put.keys[0] == "how" and put.key(1) in BE:
        yield from _connected(put, 2)
    elif put.keys[0] in BE:
        yield from _connected(put, 1)
    elif put.keys[0] not in STARTERS:
        yield from _pairs(put, 0, put.size)


def _tied(put: _Phrasing, start: int) -> Iterator[tuple[str, str]]:
    yield from _pairs(put, start, put.size)
    yield from _split_at(put, start, put.size, ("to", "with"))


def _connected(put: _Phrasing, start: int) -> Iterator[tuple[str, str]]:
    """ "X and Y connected", "X connected to Y"."""
    if put.keys[-1] in _TIED:
        yield from _pairs(put, start, put.size - 1)
    for at in range(start + 1, put.size - 2):
        if put.keys[at] in _TIED and put.keys[at + 1] in ("to", "with"):
            names = put.name(start, at), put.after(at + 2)
            if all(names):
                yield names


# --- forms, for help and for questions that are not understood -------------------------------------------

_BUILT_IN = (
    _CARD_FORM,
    "show {subject}",
    "{subject} and {object}",
    _BETWEEN_FORM,
    "figures of {subject}",
    _CHANGES_FORM,
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
    names = [name for run in runs if (name := Sentence(tokens).name(*run, owning=True))]
    likeness = _likeness(_blanked(tokens, runs), vocabulary, ontology)
    best: dict[str, str] = {}
    for relation, form in sorted(forms, key=lambda pair: -likeness(*pair)):
        best.setdefault(relation or form, _filled(form, names))
    return tuple(dict.fromkeys(best.values()))[:count]


def _untimed(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    try:
        return next(frames(_without_please(tokens))).tokens
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
        weight = ontology.relations[relation].weight if relation else float(form == _CARD_FORM)
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
