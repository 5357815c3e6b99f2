"""Names as elements: with the class nouns that introduce them, and lists of names as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import MARK, ROLE, SLOT, VERB, WORD, Element, Token, names_place
from retailgraph.extraction.text import Mention


def with_names(row: Sequence[Token], mentions: Sequence[Mention]) -> list[Element]:
    """Tokens as elements, those of one mention as one slot."""
    made: list[Element] = []
    ahead = iter(sorted(mentions, key=lambda m: m.start))
    mention = next(ahead, None)
    for token in row:
        while mention and token.start >= mention.end:
            mention = next(ahead, None)
        if mention and token.start >= mention.start:
            if not made or made[-1].kind != SLOT or made[-1].start != mention.start:
                made.append(Element(SLOT, mention.text.lower(), mention.start, mention.end, (mention.party,)))
        elif made and made[-1].kind == SLOT and token.low in ("'s", "'") and token.start == made[-1].end:
            made[-1] = replace(made[-1], possessive=True, end=token.end)
        else:
            kind = WORD if token.low[0].isalnum() or token.low in ("%", "$", "€", "£", "&") else MARK
            made.append(Element(kind, token.low, token.start, token.end))
    return made


_AND = frozenset({"and", "&", "or", "plus", "then"})
_QUANTITY = lexicon.closed("elements quantity")


def with_nouns(row: Sequence[Element]) -> list[Element]:
    """Class nouns drawn into the names that they introduce: "the British jeweller X" is X, a jeweller."""
    made: list[Element] = []
    for place, element in enumerate(row):
        if element.kind == SLOT and not element.guess:
            comma = _between_commas(row, place, made)
            depth, noun = _introduced(made[:-1] if comma else made)
            if noun:
                del made[len(made) - depth - comma :]
                element = replace(element, noun=noun)
        made.append(element)
    return made


def _between_commas(row: Sequence[Element], place: int, made: Sequence[Element]) -> bool:
    """Whether a name stands as in "by the American mower company, Toro, in 2005"."""
    if not made or made[-1].low != "," or place + 1 >= len(row) or row[place + 1].low != ",":
        return False
    for element in reversed(made[-8:-1]):
        if element.kind != WORD:
            return False
        if element.low in lexicon.DETERMINERS:
            return element.low == "the" and len(made) > 2 and _by_or_with(made, element)
    return False


def _by_or_with(made: Sequence[Element], determiner: Element) -> bool:
    at = next(n for n, e in enumerate(made) if e is determiner)
    return at > 0 and made[at - 1].low in ("by", "with", "to", "from", "between", "bought", "acquired")


def _introduced(made: Sequence[Element]) -> tuple[int, str]:
    """How many words before the place introduce a name, and their noun; 0 and empty if none do."""
    words = lexicon.class_nouns()
    if not made or made[-1].kind != WORD or made[-1].low not in words or made[-1].low.endswith("s"):
        return 0, ""
    depth = 1
    while depth < len(made) and depth < 7:
        before = made[-1 - depth]
        if names_place(before) and not before.possessive:
            depth += 1
            continue
        if before.kind in (SLOT, VERB, ROLE) or before.low in ("its", "their", "his", "her", "'s", "of"):
            return 0, ""
        if before.kind != WORD or before.low in lexicon.PREPOSITIONS | lexicon.SUBORDINATORS | _AND:
            return depth, made[-1].low
        depth += 1
        if before.low in lexicon.DETERMINERS:
            return depth, made[-1].low
    return depth, made[-1].low


def with_lists(row: Sequence[Element]) -> list[Element]:
    """ "X, Y and Z" as one slot with three parties."""
    made: list[Element] = []
    place = 0
    while place < len(row):
        element = row[place]
        if element.kind == SLOT and not element.possessive:
            element, place = _listed(row, place)
        else:
            place += 1
        made.append(element)
    return made


def _listed(row: Sequence[Element], place: int) -> tuple[Element, int]:
    first, parts, at = row[place], [row[place]], place + 1
    closed = False
    while not closed:
        step, joined = _joint(row, at)
        if not step or at + step >= len(row) or row[at + step].kind != SLOT:
            break
        following = row[at + step]
        if not _alike(first, following) or (following.possessive and not joined):
            break
        parts.append(following)
        at += step + 1
        closed = joined and not _more(row, at)
        if following.possessive:
            closed = True
    if len(parts) == 1 or (len(parts) > 1 and not closed and not _ends_list(row, at)):
        return first, place + 1
    parties = tuple(dict.fromkeys(p for part in parts for p in part.parties))
    low = " ".join(e.low for e in row[place:at])
    return (
        replace(first, low=low, end=parts[-1].end, parties=parties, possessive=parts[-1].possessive),
        at,
    )


def _more(row: Sequence[Element], at: int) -> bool:
    step, joined = _joint(row, at)
    return bool(step and joined and at + step < len(row) and row[at + step].kind == SLOT)


def _ends_list(row: Sequence[Element], at: int) -> bool:
    """A list without "and" is one only if nothing can make it an apposition: three names or the end."""
    return at >= len(row) or row[at].low in (".", ")", ";", "–", "—")


def _joint(row: Sequence[Element], at: int) -> tuple[int, bool]:
    """The words that join a list's next name: how many, and whether they are the last joint ("and")."""
    lows = [e.low for e in row[at : at + 5]]
    for joint in (
        (",", "as", "well", "as"), ("as", "well", "as"), (",", "along", "with"), ("along", "with"),
        (",", "and", "the"), ("and", "the"), (",", "and"), ("and",), ("&",), (",", "or"), ("or",),
        (",", "plus"), ("plus",), (",", "the"), (",",),
    ):  # fmt: skip
        if tuple(lows[: len(joint)]) == joint:
            return len(joint), joint not in ((",",), (",", "the"))
    return 0, False


def _alike(one: Element, other: Element) -> bool:
    """Whether two names may stand in one list: people with people, places with places."""
    kinds = [{t for p in e.parties for t in p.types} for e in (one, other)]
    for lone in ("Person", "Market", "Place"):
        if all(kinds) and (kinds[0] == {lone}) != (kinds[1] == {lone}):
            return False
    return True
