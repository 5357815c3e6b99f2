"""A sentence as several plain statements: insertions taken out, and each read as a statement of its own.

"X, a retailer owned by Y, bought Z, which sells on W" is read as "X bought Z", "X is a retailer owned by Y"
and
"Z sells on W". What a wording must match is then short and in order, however long the sentence was.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import (
    IS,
    MARK,
    ROLE,
    SLOT,
    TIME,
    VERB,
    WORD,
    Element,
    Verbs,
    names_place,
)

Row = tuple[Element, ...]
_BREAKS = frozenset({";", ":", "—", "–", "(", ")", "[", "]"})
_QUOTES = frozenset({'"', "“", "”", "„", "«", "»", "‘"})
_CONJUNCTIONS = frozenset({"and", "but", "or", "then", "yet"})
_JOINING = frozenset({"and", "but", "yet"})
"""Words by which two things are said of one."""
_BREAK_WORDS = lexicon.SUBORDINATORS


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between commas and clause words; ``opener`` is what stands before it."""

    row: Row
    opener: str = ""

    @property
    def verbs(self) -> tuple[Element, ...]:
        """The finite verb groups."""
        return tuple(e for e in self.row if e.verbs and e.verbs.finite)


def readings(row: Sequence[Element]) -> tuple[Row, ...]:
    """The plain statements of a sentence, the longest first; each is a row of elements."""
    plain = [e for e in row if e.low not in _QUOTES]
    made: dict[Row, None] = {}
    plainer = _without_places(plain)
    wholes = (_without_brackets(plain), *_brackets(plain))
    if len(plainer) < len(plain):
        wholes = (*wholes, _without_brackets(plainer))
    for whole in wholes:
        for reading in _of_segments(_segments(whole)):
            for variant in (reading, *_inside(reading)):
                made.setdefault(variant)
    return tuple(r for r in made if any(e.kind == SLOT for e in r))


def _without_places(row: Sequence[Element]) -> list[Element]:
    """A sentence without the places amid it: the "in Italy" of "registered in Italy by X"."""
    made: list[Element] = []
    for place, element in enumerate(row):
        if names_place(element) and made and made[-1].low in ("in", "across") and place + 1 < len(row):
            made.pop()
        else:
            made.append(element)
    return made


# --- cutting ----------------------------------------------------------------------------------------------


def _without_brackets(row: Sequence[Element]) -> list[Element]:
    depth, made = 0, []
    for element in row:
        if element.low in ("(", "["):
            depth += 1
        elif element.low in (")", "]"):
            depth = max(0, depth - 1)
        elif not depth:
            made.append(element)
    return made


def _brackets(row: Sequence[Element]) -> Iterator[list[Element]]:
    """Each bracket with the name before it: "X (owned by Y)" reads as "X, owned by Y"."""
    for place, element in enumerate(row):
        if element.low == "(" and place and row[place - 1].kind == SLOT:
            inside = []
            for e in row[place + 1 :]:
                if e.low in (")", "]"):
                    break
                inside.append(e)
            comma = replace(element, low=",", kind=MARK)
            yield [row[place - 1], comma, *inside]


def _segments(row: Sequence[Element]) -> list[Segment]:
    made: list[Segment] = []
    current: list[Element] = []
    opener = ""
    for place, element in enumerate(row):
        cut = _cut(row, place, current)
        if cut is None:
            current.append(element)
            continue
        if current:
            made.append(Segment(tuple(current), opener))
            opener = cut
        else:
            opener = f"{opener} {cut}".strip()
        current = []
    if current:
        made.append(Segment(tuple(current), opener))
    return made


def _cut(row: Sequence[Element], place: int, current: Sequence[Element]) -> str | None:
    """The opener of the next segment, if one begins here; None where the sentence goes on."""
    element = row[place]
    if (element.kind == MARK and element.low in (",", ".", "!", "?", "-", "…")) or element.low in _BREAKS:
        return element.low
    if element.kind == WORD and element.low in _BREAK_WORDS and _clause_ahead(row, place + 1):
        if element.low == "that" and not _said(current):
            return None
        return element.low
    if element.low in _CONJUNCTIONS and element.kind == WORD and _predicate_ahead(row, place + 1):
        return element.low
    return None


def _said(current: Sequence[Element]) -> bool:
    verb = next((e.verbs for e in reversed(current) if e.kind not in (TIME, SLOT)), None)
    return verb is not None and verb.lemma in _SAYING


_SAYING = lexicon.closed("readings saying")


def _clause_ahead(row: Sequence[Element], place: int) -> bool:
    """Whether a verb follows before the next mark: "after X bought Y", not "as CEO"."""
    for element in row[place : place + 14]:
        if element.kind == MARK:
            return False
        if element.kind == VERB:
            return True
    return False


def _predicate_ahead(row: Sequence[Element], place: int) -> bool:
    """Whether "and" joins clauses: a verb follows, or a name with its verb."""
    ahead = [e for e in row[place : place + 7] if not (e.low in lexicon.ADVERBS or e.kind == TIME)]
    if ahead and ahead[0].kind == VERB:
        return True
    for first, second in itertools.pairwise(ahead):
        if first.kind == MARK or first.low in lexicon.PREPOSITIONS:
            return False
        if first.kind == SLOT and not first.possessive and second.kind == VERB:
            return True
    return False


# --- putting together -------------------------------------------------------------------------------------


def _of_segments(segments: Sequence[Segment]) -> Iterator[Row]:
    main: list[Element] = []  # the clause that is being said
    subject: Element | None = None
    inserted = False  # whether the last stretch was an insertion
    for place, segment in enumerate(segments):
        row, opener = _stripped(segment)
        if not row:
            continue
        before = _last_slot(segments[place - 1].row) if place else None
        kind = "clause" if opener[:1] in (";", ":") else _kind(row, opener, bool(main))
        if len(row) == 1 and row[0].kind == SLOT and place:
            # "X's owner, Y, ..." and "X, chief executive, Y, ..."
            yield (*segments[place - 1].row, *row)
            if place > 1 and segments[place - 1].row[0].kind == ROLE:
                yield (*segments[place - 2].row, *segments[place - 1].row, *row)
            if not before and main and not any(e.kind == VERB for e in main):
                main += row
                continue
        if row[0].low in ("called", "named", "dubbed", "known") and main:
            yield (*segments[place - 1].row, *row)
            inserted = True
            continue
        if kind == "addition" and before and not any(e.kind == VERB for e in main):
            yield (before, *row)
            inserted = True
            continue
        if _accompanies(row) and main and main[-1].kind == SLOT and not main[-1].possessive:
            main[-1] = replace(main[-1], parties=(*main[-1].parties, *row[-1].parties))
            inserted = True
            continue
        if kind == "clause" and before and _leaves_open(row):
            yield (*row[:2], before, *row[2:])
        if kind == "relative" and before:
            yield from _relative(row, before)
        elif kind == "apposition" and before:
            yield (before, _is(row[0]), *row)
        elif kind == "participle" and before:
            if row[0].verbs and row[0].verbs.voice == "passive":
                # "X is owned by Y and run by Z": it is X that is run
                yield (subject if subject and _JOINING & set(opener.split()) else before, *row)
            elif subject:
                yield (subject, *row)
        elif kind == "predicate" and inserted and _told_of_another(main, opener):
            # "B announced that X, a retailer, will buy Y": it is X who will
            yield tuple(main)
            main = [main[-1], *row]
        elif kind == "predicate" and (subject or before or main):
            if main and not any(e.kind == VERB for e in main) and main[-1].kind != MARK:
                main += row
            else:
                if main:
                    yield tuple(main)
                main = [s for s in (subject or before,) if s] + list(row)
        elif kind == "addition" and _goes_on(main, row, opener):
            last = main[-1]
            main[-1] = replace(last, parties=(*last.parties, *row[0].parties), end=row[0].end)
            main += row[1:]
        elif kind == "addition" and main and any(e.kind == VERB for e in main):
            comma = replace(row[0], kind=MARK, low=",", parties=(), verbs=None, end=row[0].start)
            main += [*(() if inserted else (comma,)), *row]
        else:
            if main:
                yield tuple(main)
            main = list(row)
        inserted = kind in ("relative", "apposition", "participle")
        subject = _subject(main) or subject
    if main:
        yield tuple(main)


def _accompanies(row: Row) -> bool:
    """ "together with X" between commas"""
    words = tuple(e.low for e in row[:-1])
    return row[-1].kind == SLOT and words in (
        ("together", "with"), ("along", "with"), ("jointly", "with"), ("alongside",),
    )  # fmt: skip


def _told_of_another(main: Sequence[Element], opener: str) -> bool:
    """Whether a clause that says something ends with the name of whom the next stretch tells more."""
    if not main or main[-1].kind != SLOT or main[-1].possessive or set(opener.split()) & _CONJUNCTIONS:
        return False
    verbs = [n for n, e in enumerate(main) if e.verbs and e.verbs.finite]
    return bool(verbs) and main[verbs[-1]].verbs is not None and _says(main[verbs[-1]]) and verbs[-1] > 0


def _says(element: Element) -> bool:
    return element.verbs is not None and element.verbs.lemma in _SAYING | {"tell", "inform", "learn", "hear"}


def _goes_on(main: Sequence[Element], row: Row, opener: str) -> bool:
    """Whether a list goes on behind an insertion: "bought X, a maker of shoes, and Y"."""
    listed = bool(main) and main[-1].kind == row[0].kind == SLOT and "and" in opener.split()
    return listed and not main[-1].possessive and any(e.kind == VERB for e in main)


def _stripped(segment: Segment) -> tuple[Row, str]:
    row, opener = segment.row, segment.opener
    while (
        row
        and row[0].kind == WORD
        and row[0].low in _CONJUNCTIONS | {"also", "now", "meanwhile", "separately"}
    ):
        opener = f"{opener} {row[0].low}"
        row = row[1:]
    return row, opener


def _kind(row: Row, opener: str, begun: bool) -> str:
    first = row[0]
    if first.kind == WORD and begun and (first.low in _WHERE or _with_preposition(row)):
        return "relative"
    if first.kind == WORD and first.low in lexicon.RELATIVES:
        return "relative" if "," in opener or opener == "" or first.low != "that" else "clause"
    lead = next(
        (e for e in row if not (e.kind == TIME or e.low in lexicon.ADVERBS or e.low.endswith("ly"))), first
    )
    if lead.verbs:
        if lead.verbs.voice == "passive" and not lead.verbs.finite:
            return "participle"
        if lead.verbs.gerund:
            return "participle"
        if begun and (lead.verbs.finite or lead.verbs.modal == "to"):
            return "predicate"
        return "clause"
    if not begun:
        return "clause"
    if first.kind == WORD and first.low in lexicon.SUBORDINATORS and any(e.verbs for e in row):
        return "clause"
    if any(e.verbs and e.verbs.finite for e in row) and _has_subject(row):
        return "clause"
    if (
        any(e.kind == ROLE for e in row)
        and not any(e.verbs and e.verbs.finite for e in row)
        and first.low != "as"
    ):
        return "apposition"
    if first.low in lexicon.PREPOSITIONS and first.low != "like":
        return "addition"
    if first.kind == TIME:
        return "addition"
    if _introduces(row):
        return "apposition"
    return "addition"


def _with_preposition(row: Row) -> bool:
    """ "on which", "from whom" """
    return len(row) > 1 and row[0].low in lexicon.PREPOSITIONS and row[1].low in ("which", "whom")


def _leaves_open(row: Row) -> bool:
    """Whether a clause lacks its object: "Taobao, the site Alibaba launched in 2003"."""
    return (
        len(row) > 1
        and row[0].kind == SLOT
        and bool(row[0].noun)
        and row[1].kind == VERB
        and (len(row) == 2 or row[2].kind == TIME or row[2].low in lexicon.PREPOSITIONS)
    )


def _has_subject(row: Row) -> bool:
    """Whether a name or noun stands before the first finite verb without a relative word between."""
    for element in row:
        if element.kind == WORD and element.low in lexicon.RELATIVES:
            return False
        if element.verbs and element.verbs.finite:
            return True
    return False


def _introduces(row: Row) -> bool:
    first = row[0]
    words = [e.low for e in row[:6] if e.kind == WORD]
    return (
        first.low in lexicon.DETERMINERS
        or first.kind == ROLE
        or first.possessive
        or bool(
            words
            and words[0]
            in (
                "part",
                "parent",
                "owner",
                "formerly",
                "now",
                "maker",
                "operator",
                "home",
                "once",
                "one",
                "member",
            )
        )
        or any(w in lexicon.class_nouns() for w in words)
        or first.kind == WORD
    )


def _last_slot(row: Row) -> Element | None:
    """The name that an insertion after this stretch speaks of: its last, or its first where that leads it."""
    named = [e for e in row if e.kind == SLOT and not e.possessive]
    if not named:
        return None
    return named[-1]


def _is(element: Element) -> Element:
    return replace(element, kind=IS, low="=", parties=(), verbs=None, possessive=False, end=element.start)


def _subject(main: Sequence[Element]) -> Element | None:
    """The name before the first verb of a clause."""
    found = None
    for place, element in enumerate(main):
        if element.kind == VERB:
            return found
        inside = place and main[place - 1].low in lexicon.PREPOSITIONS
        if element.kind == SLOT and not element.possessive and not inside:
            found = element
    return found


def _relative(row: Row, before: Element) -> Iterator[Row]:
    word, rest = row[0].low, row[1:]
    if not rest:
        return
    if word in lexicon.PREPOSITIONS and rest[0].low in ("which", "whom"):
        yield (*rest[1:], row[0], before)
        return
    if word == "whose":
        yield (replace(before, possessive=True), *rest)
        return
    if word in _WHERE:
        yield (*rest, replace(row[0], low=_WHERE[word]), before)
        return
    subject = next((n for n, e in enumerate(rest) if e.kind == VERB), len(rest))
    if (
        subject
        and any(e.kind == SLOT for e in rest[:subject])
        and not any(e.kind == SLOT for e in rest[subject + 1 : subject + 2])
    ):
        # "which Alibaba started": what the relative word stands for is the object
        yield (*rest[: subject + 1], before, *rest[subject + 1 :])
        return
    yield (before, *rest)


_WHERE = {"where": "on", "whereby": "by"}


def _inside(reading: Row) -> Iterator[Row]:
    """Statements inside a statement: relative clauses and participles without commas."""
    for place, element in enumerate(reading):
        if not place or element.kind not in (WORD, VERB):
            continue
        head = _head(reading, place)
        if head is None:
            continue
        if element.kind == WORD and element.low in ("which", "who", "that", "whose", "where"):
            yield from _relative(reading[place:], head)
        elif element.verbs and element.verbs.voice == "passive" and not element.verbs.finite:
            yield (head, *reading[place:])


def _head(reading: Row, place: int) -> Element | None:
    """What a relative word or participle at ``place`` speaks of.

    The name before it, or the name that IS it.
    """
    before = reading[place - 1]
    if before.kind == SLOT and not before.possessive:
        return before
    for back in range(place - 1, max(-1, place - 12), -1):
        element = reading[back]
        if element.kind == IS and back:
            return reading[back - 1]
        if element.kind in (VERB, MARK, SLOT):
            break
    for back in range(place - 1, max(-1, place - 12), -1):
        element = reading[back]
        if element.verbs and element.verbs.lemma in ("be", "become") and not element.verbs.negated and back:
            return reading[back - 1] if reading[back - 1].kind == SLOT else None
        if element.kind in (VERB, MARK):
            return None
    return None


__all__ = ["Row", "Segment", "Verbs", "readings"]
