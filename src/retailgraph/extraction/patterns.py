"""Wordings as patterns, and where they match a statement.

A wording is read by the same grammar as a text, so "{subject} acquired {object}" also finds "has agreed to
acquire"
and, turned round, "was acquired by"; what stands between (adverbs, dates, adjectives) need not be written
down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import (
    IS,
    MARK,
    NO_LONGER,
    ROLE,
    SLOT,
    TIME,
    VERB,
    WORD,
    Element,
    Verbs,
    tokens,
)
from retailgraph.extraction.slots import with_names
from retailgraph.extraction.text import Mention, Party
from retailgraph.extraction.verb_groups import with_verbs

_SLOT = re.compile(r"\{(\w+)(?::([\w,]+))?\}")
_CHOICE = re.compile(r"\(([^()]*)\)")
_SET = re.compile(r"<(\w+)>")
_BE = frozenset({"be", "become", "remain"})
_IGNORED = frozenset({"a", "an", "the", "its"})
_REACH = 9
END = "end"


_KINDS = {"role": ROLE, "share": "share", "price": "price"}


class Part(NamedTuple):
    """One part of a pattern: a slot (``name``, with the types it wants), a verb, a word, or "is".

    ``words`` are the words or verbs of which one must stand there.
    """

    kind: str
    name: str = ""
    words: frozenset[str] = frozenset()
    types: tuple[str, ...] = ()
    possessive: bool = False
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One shape of a wording of a relation; ``wording`` is its text, ``implies`` the status it gives.

    ``how`` is the way in which something ended, of a wording that says so.
    """

    relation: str
    wording: str
    parts: tuple[Part, ...]
    implies: str = ""
    weight: float = 0.8
    how: str = ""

    @property
    def anchors(self) -> tuple[frozenset[str], ...]:
        """Sets of words; of each, one must stand in a statement for this to match."""
        return tuple(p.words for p in self.parts if p.words and not p.words <= _COMMON)


class Match(NamedTuple):
    """A pattern found: the elements of its slots by name, its place in the statement.

    Its verb if it has one.
    """

    pattern: Pattern
    slots: Mapping[str, Element]
    first: int
    last: int
    verbs: Verbs | None
    skipped: int


# --- reading wordings -------------------------------------------------------------------------------------


def patterns(
    relation: str, wording: str, implies: str, sets: Mapping[str, Sequence[str]], weight: float = 0.8
) -> Iterator[Pattern]:
    """The patterns of a wording, with the passive of each that has a verb with a direct object.

    Choices of one shape ("(acquire|buy)") stay one pattern. ValueError if a set is unknown.
    """
    pieces = _CHOICE.split(_SET.sub(lambda m: "(" + "|".join(_known(m[1], sets)) + ")", wording))
    plain = pieces[::2]
    choices = [piece.split("|") for piece in pieces[1::2]]
    for group in product(*(_by_shape(plain, choices, n) for n in range(len(choices)))):
        parts = _merged(plain, group)
        implies = "" if _says_status(_text(plain, [words[0] for words in group])) else implies
        yield Pattern(relation, wording, parts, implies, weight)
        turned = _passive(parts)
        if turned:
            yield Pattern(relation, wording, turned, implies, weight)


def _known(name: str, sets: Mapping[str, Sequence[str]]) -> Sequence[str]:
    if name not in sets:
        raise ValueError(f"no set is called <{name}>")
    return sets[name]


def _text(plain: Sequence[str], chosen: Sequence[str]) -> str:
    text = "".join(p + c for p, c in zip(plain, [*chosen, ""], strict=True))
    return " ".join(text.split())


def _by_shape(plain: Sequence[str], choices: Sequence[Sequence[str]], n: int) -> list[list[str]]:
    """The words of one choice, those together that give patterns of one shape."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for word in choices[n]:
        chosen = [word if k == n else choice[0] for k, choice in enumerate(choices)]
        shape = tuple(p.kind + p.voice for p in _parts(_text(plain, chosen)))
        groups.setdefault(shape, []).append(word)
    return list(groups.values())


def _merged(plain: Sequence[str], group: Sequence[Sequence[str]]) -> tuple[Part, ...]:
    """One pattern of choices of one shape."""
    first = [words[0] for words in group]
    merged = list(_parts(_text(plain, first)))
    for n, words in enumerate(group):
        for word in words[1:]:
            parts = _parts(_text(plain, [*first[:n], word, *first[n + 1 :]]))
            if len(parts) != len(merged):
                continue
            merged = [m._replace(words=m.words | p.words) for m, p in zip(merged, parts, strict=True)]
    return tuple(merged)


def _says_status(text: str) -> bool:
    """Whether the verb group says the status itself ("agreed to acquire"): it is then read from the text."""
    row, _ = _read(text)
    return any(e.verbs and (e.verbs.governors or e.verbs.modal) for e in row)


def _parts(text: str) -> tuple[Part, ...]:
    row, names = _read(text)
    return _paired(tuple(_part(row, n, names) for n in range(len(row)) if not _silent(row, n)))


def _paired(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """ "{subject} and {object}" as one slot, which a list of names fills."""
    for n in range(len(parts) - 2):
        first, joint, last = parts[n : n + 3]
        if first.kind == last.kind == SLOT and joint.words == {"and"}:
            return (*parts[:n], Part(SLOT, "pair"), *parts[n + 3 :])
    return parts


def _read(text: str) -> tuple[list[Element], list[tuple[str, tuple[str, ...]]]]:
    plain, mentions = "", []
    names: list[tuple[str, tuple[str, ...]]] = []
    place = 0
    for match in _SLOT.finditer(text):
        plain += text[place : match.start()]
        word = f"Slot{chr(65 + len(names))}"
        mentions.append(Mention(len(plain), len(plain) + len(word), word, Party(str(len(names)))))
        names.append((match[1], tuple((match[2] or "").split(",")) if match[2] else ()))
        plain += word
        place = match.end()
    plain += text[place:]
    lead = (
        "" if plain.startswith("Slot") else "they "
    )  # a verb that leads a wording needs a subject to be one
    plain = lead + plain
    mentions = [replace(m, start=m.start + len(lead), end=m.end + len(lead)) for m in mentions]
    row = with_names(tokens(plain, 0, len(plain)), mentions)
    # a plural subject, so that the base form of a verb reads as one
    row = [replace(e, parties=e.parties * 2) if e.kind == SLOT else e for e in row]
    return with_verbs(row)[1 if lead else 0 :], names


def _silent(row: Sequence[Element], place: int) -> bool:
    """Articles, and commas before a participle, are not part of a pattern."""
    element = row[place]
    if element.kind == WORD:
        return element.low in _IGNORED
    following = row[place + 1] if place + 1 < len(row) else None
    verbs = following.verbs if following else None
    return element.low == "," and bool(verbs and verbs.voice == "passive")


def _part(row: Sequence[Element], place: int, names: Sequence[tuple[str, tuple[str, ...]]]) -> Part:
    element = row[place]
    if element.kind == SLOT:
        name, types = names[int(element.parties[0].name)]
        kind = _KINDS.get(name, SLOT)
        return Part(kind, name, types=types, possessive=element.possessive)
    if element.verbs:
        if element.verbs.lemma in _BE - {"become"} and element.verbs.voice == "active":
            return Part(IS)
        return Part(VERB, words=frozenset({element.verbs.lemma}), voice=element.verbs.voice)
    if element.low == ".":
        return Part(END)
    return Part(IS) if element.low == "," else Part(WORD, words=frozenset({element.low}))


def _passive(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """ "{subject} V {object} rest" turned into "{object} is V rest by {subject}"; empty if it cannot be."""
    if len(parts) < 3 or parts[0].kind != SLOT or parts[1].kind != VERB or parts[1].voice != "active":
        return ()
    at = 2
    while at < len(parts) and parts[at].kind == WORD and parts[at].words <= _PARTICLES:
        at += 1
    if at >= len(parts) or parts[at].kind != SLOT or parts[at].possessive:
        return ()
    verb = parts[1]._replace(voice="passive")
    return (parts[at], verb, *parts[2:at], Part(WORD, words=frozenset({"by"})), parts[0], *parts[at + 1 :])


_PARTICLES = frozenset(["up", "over", "out", "off", "down", "back"])


class Table:
    """All patterns, found by their words."""

    def __init__(self, all: Iterable[Pattern]) -> None:
        self._rows = [(pattern, pattern.anchors) for pattern in dict.fromkeys(all)]
        self._by_word: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, (_, anchors) in enumerate(self._rows):
            for word in min(anchors, key=len) if anchors else ():
                self._by_word.setdefault(word, []).append(number)
            if not anchors:
                self._always.append(number)

    def matches(self, reading: Sequence[Element]) -> Iterator[Match]:
        """Every match of every pattern in a statement, in the order of the patterns."""
        words = {form for e in reading for form in _forms(e)}
        chosen = {number for word in words & self._by_word.keys() for number in self._by_word[word]}
        for number in (*sorted(chosen), *self._always):  # sorted: sets of words differ from run to run
            pattern, anchors = self._rows[number]
            if all(words & anchor for anchor in anchors):
                yield from _matches(pattern, reading)


def _forms(element: Element) -> tuple[str, ...]:
    if element.verbs:
        return (element.verbs.lemma,)
    low = element.low
    return (low, low[:-1], low[:-2], low[:-3] + "y") if low.endswith("s") and len(low) > 3 else (low,)


_COMMON = lexicon.closed("patterns common")


# --- matching ---------------------------------------------------------------------------------------------


def _matches(pattern: Pattern, reading: Sequence[Element]) -> Iterator[Match]:
    for place in range(len(reading)):
        if not _fits(pattern.parts[0], reading[place]) or not _may_begin(pattern, reading, place):
            continue
        places = _rest(pattern.parts, 1, reading, place)
        if places is not None:
            yield _match(pattern, reading, (place, *places))


def _match(pattern: Pattern, reading: Sequence[Element], places: tuple[int, ...]) -> Match:
    slots = {
        part.name: reading[at]
        for part, at in zip(pattern.parts, places, strict=True)
        if part.kind in (SLOT, *_KINDS.values())
    }
    verb = next(
        (reading[at].verbs for p, at in zip(pattern.parts, places, strict=True) if p.kind == VERB), None
    )
    skipped = places[-1] - places[0] + 1 - len(places)
    return Match(pattern, slots, places[0], places[-1], verb, skipped)


def _rest(parts: Sequence[Part], n: int, reading: Sequence[Element], place: int) -> tuple[int, ...] | None:
    if n < len(parts) and parts[n].kind == END:
        rest = reading[place + 1 :]
        return (place,) if all(e.kind == TIME or _light(e.low) for e in rest) else None
    if n == len(parts):
        return () if _may_end(parts[-1], reading, place) else None
    for at in range(place + 1, min(len(reading), place + 2 + _REACH)):
        if _fits(parts[n], reading[at]):
            later = _rest(parts, n + 1, reading, at)
            if later is not None:
                return (at, *later)
        if not _passes(parts[n - 1], parts[n], reading, at):
            return None
    return None


def _fits(part: Part, element: Element) -> bool:
    if part.kind == IS:
        return element.kind == IS or bool(
            element.verbs and element.verbs.lemma in _BE and element.verbs.voice == "active"
        )
    if part.kind == WORD:
        return element.kind in (WORD, MARK) and any(form in part.words for form in _forms(element))
    if part.kind != element.kind:
        return False
    if part.kind == VERB:
        verbs = element.verbs
        return verbs is not None and verbs.lemma in part.words and verbs.voice == part.voice
    if part.name == "pair":
        return len(element.parties) > 1 and not element.possessive
    if part.kind == SLOT:
        return element.possessive == part.possessive and _typed(part, element)
    return True


def _typed(part: Part, element: Element) -> bool:
    if not part.types:
        return True
    if "Company" in part.types and any(not p.types for p in element.parties):
        return True  # most names that a text says nothing of are companies
    return any(set(p.types) & set(part.types) for p in element.parties) or bool(
        element.noun and set(lexicon.class_nouns().get(element.noun, ())) & set(part.types)
    )


_NOT_BEFORE_SUBJECT = lexicon.closed("patterns not_before_subject")


def _may_begin(pattern: Pattern, reading: Sequence[Element], place: int) -> bool:
    """A name inside "shares of X" is not the subject of the verb that follows."""
    first = pattern.parts[0]
    if first.kind != SLOT or first.possessive or len(pattern.parts) < 2:
        return True
    if pattern.parts[1].kind not in (VERB, IS) or not place:
        return True
    before = reading[place - 1]
    if before.low == "like" and place > 1 and reading[place - 2].low in lexicon.class_nouns():
        return True  # "brands like X have joined"
    return not (before.kind == WORD and before.low in _NOT_BEFORE_SUBJECT)


_EQUIVALENT = lexicon.closed("patterns equivalent") - {"customers"}


def _may_end(part: Part, reading: Sequence[Element], place: int) -> bool:
    """A name that goes on into another noun ("a Tmall campaign") is not what was meant."""
    if part.kind != SLOT or part.possessive or place + 1 >= len(reading):
        return True
    after = reading[place + 1]
    if after.kind != WORD:
        return True
    low = after.low
    return (
        low in _EQUIVALENT
        or low in lexicon.PREPOSITIONS | lexicon.SUBORDINATORS | lexicon.ADVERBS | lexicon.RELATIVES
        or low in lexicon.class_nouns()
        or low
        in (
            "to",
            "by",
            "it",
            "its",
            "the",
            "a",
            "out",
            "up",
            "off",
            "%",
            "$",
            "€",
            "£",
            "what",
            "where",
            "how",
            "so",
            "more",
            "not",
            "said",
        )
        or low.endswith("ly")
        or low[0].isdigit()
    )


def _passes(left: Part, right: Part, reading: Sequence[Element], at: int) -> bool:
    """Whether an element may stand unsaid between two parts of a wording."""
    element = reading[at]
    if element.kind == TIME or (element.kind == WORD and _light(element.low)):
        return True
    if left.kind == SLOT and left.possessive and right.kind == SLOT:
        return element.kind == WORD and element.low not in _RELATIONAL | lexicon.PREPOSITIONS
    if left.kind == WORD and right.kind == WORD and element.low == "for":
        return False
    noun = left.kind == WORD and not left.words & lexicon.PREPOSITIONS
    if (noun or left.kind in (IS, VERB)) and right.kind == SLOT and element.low in lexicon.PREPOSITIONS:
        return element.low == "of" and reading[at - 1].low in _QUANTITIES
    if left.kind == SLOT and not left.possessive and right.kind in (VERB, IS):
        return element.kind == IS or _names_kind(reading, at) or _within_apposition(reading, at)
    if left.kind == VERB and right.kind == WORD and element.low in _PACTS:
        return False  # who signs a partnership with a platform does not sign up to it
    if left.kind == SLOT and right.kind == ROLE and element.low in ("and", "but", "or"):
        return False
    if right.kind == SLOT and element.low in _STAKES:
        return False  # who buys a stake in a company does not buy the company
    if element.kind == MARK:
        return element.low in ("$", "€", "£", "%", "'", "'s", "-", "/", "’", "‘")
    if element.kind == SLOT and element.guess and element.possessive:
        return True
    if element.kind == SLOT:
        return (
            _in_place(reading, at)
            or (right.kind == SLOT and element.possessive)
            or _aside(left, right, reading, at)
        )
    if element.kind == VERB:
        return False
    if element.kind in _KINDS.values():
        return element.kind != ROLE or right.kind != SLOT
    if element.kind == IS:
        return False
    return element.low not in ("not", "no", "without", "never", "but", "while", "than")


_PACTS = frozenset(
    {"partnership", "alliance", "agreement", "deal", "pact", "memorandum", "contract", "tie-up"}
)
_STAKES = frozenset({"stake", "stakes", "shareholding", "holding", "shares"})
_QUANTITIES = lexicon.closed("patterns quantities")
_RELATIONAL = lexicon.closed("patterns relational")


def _light(low: str) -> bool:
    return (
        low in lexicon.ADVERBS
        or low.endswith("ly")
        or low in (NO_LONGER, "both", "all", "each", "the", "a", "an", "its", "their", "has", "now")
    )


def _names_kind(reading: Sequence[Element], at: int) -> bool:
    """ "the X label now belongs to": the noun says what X is."""
    before = reading[at - 1]
    named = before.kind == SLOT and not before.possessive and not before.noun
    return named and reading[at].kind == WORD and reading[at].low in ("label", "brand", "chain", "banner")


def _within_apposition(reading: Sequence[Element], at: int) -> bool:
    """Words of "X is the jewellery maker owned by Y": they lead from "is" to the participle."""
    for back in range(at, max(-1, at - 10), -1):
        element = reading[back]
        if element.kind == IS or (element.verbs and element.verbs.lemma in _BE):
            return reading[at].kind in (WORD, IS) or _in_place(reading, at)
        if element.kind in (SLOT, VERB, MARK) and back != at and not _in_place(reading, back):
            return False
    return False


def _in_place(reading: Sequence[Element], at: int) -> bool:
    element = reading[at]
    return element.kind == SLOT and all({"Market", "Place"} & set(p.types) for p in element.parties)


def _aside(left: Part, right: Part, reading: Sequence[Element], at: int) -> bool:
    """A name between a verb and the word it needs: "opened a Clinique store on", "unveiled it on JD with"."""
    if left.kind != VERB or right.kind != WORD or at + 1 >= len(reading):
        return False
    return reading[at + 1].kind == WORD and (
        reading[at - 1].low not in lexicon.PREPOSITIONS
        or reading[at + 1].low in ("together", "with", "alongside")
    )
