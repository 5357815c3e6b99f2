"""Names at their places in a sentence: those of the graph, and runs with capitals beside or around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from retailgraph.extraction import lexicon
from retailgraph.extraction.candidates import capital, runs, times
from retailgraph.extraction.contexts import acts
from retailgraph.extraction.forms import begins_with_given_name, key_without_form
from retailgraph.extraction.gazetteer import Gazetteer, Match, Named, is_legal
from retailgraph.extraction.lines import Line, Phrases, nouns
from retailgraph.extraction.partner_names import adds_only_kinds, is_short
from retailgraph.extraction.people import looks_like_person
from retailgraph.extraction.text import Party
from retailgraph.extraction.tokens import bare, key_of, keys_of
from retailgraph.extraction.wordlists import (
    acronyms,
    bystanders,
    descriptors,
    function_words,
    is_ordinary,
    nationalities,
    not_parties,
    places,
)
from retailgraph.lookup.markets import place_named

_SHORT_CAPITALS = 4
_HYPHENS = ("-", "‐", "‑")
_LONG_TEXT, _LONG_WORD, _OFTEN = 30_000, 30, 3
_OWNING = lexicon.closed("contexts owning")
_TELLING = lexicon.closed("contexts speech_verbs") | lexicon.closed("spotting telling")
_CODES = frozenset(("us", "uk"))
_LONGEST = 12
_LOOSE = lexicon.closed("spotting loose_nouns")


@dataclass(slots=True)
class Spot:
    """A name at a place: words ``first`` up to ``last`` of a line.

    ``known`` are the entities that have it, none if it is new; ``doubtful`` says that it is a name only if
    the rest of the article shows it; ``place`` is set for countries and cities.
    """

    line: Line
    first: int
    last: int
    end: int
    key: tuple[str, ...]
    known: tuple[Named, ...] = ()
    doubtful: bool = False
    place: Party | None = None

    @property
    def start(self) -> int:
        """Where the name begins in the text."""
        return self.line.tokens[self.first].start

    @property
    def text(self) -> str:
        """The name as it stands in the text."""
        return self.line.content[self.start : self.end]


def spots(line: Line, gazetteer: Gazetteer, roles: Phrases[bool]) -> list[Spot]:
    """The names of a sentence, in order."""
    matches = [m for m in gazetteer.matches(line.content, line.tokens) if not _is_title(line, m)]
    found: list[Spot] = []
    used = reached = 0
    for first, last in runs(line, roles):
        if first < reached:
            continue
        while used < len(matches) and matches[used].last <= first:
            found.append(_of_graph(line, matches[used]))
            used += 1
        inside = [match for match in matches[used:] if match.first < last]
        if not inside:
            found += _new(line, first, last)
        else:
            found += _settled(line, first, last, inside)
            reached = inside[-1].last
        used += len(inside)
    return found + [_of_graph(line, match) for match in matches[used:]]


def _is_title(line: Line, match: Match) -> bool:
    """Whether an ordinary word is said of the person after it: "Head Coach David Witt"."""
    last = match.last
    if not _is_common(line, match) or match.possessive or not line.spaced(last):
        return False
    named = line.word(last)[:1].isupper() and line.word(last + 1)[:1].isupper()
    return named and begins_with_given_name(line.phrase(last, last + 2))


def _of_graph(line: Line, match: Match) -> Spot:
    key = line.phrase(match.first, match.last)
    if match.possessive:
        key = (*key[:-1], key_of(bare(line.word(match.last - 1))))
    doubt = all(known.weak for known in match.known) or (
        _is_common(line, match) and line.initial(match.first) and not _acts(line, match)
    )
    return Spot(line, match.first, match.last, match.end, key, match.known, doubt)


def _acts(line: Line, match: Match) -> bool:
    return not line.titled and acts(line, match.first, match.last, match.possessive)


def _is_common(line: Line, match: Match) -> bool:
    """Whether a name of one word is an ordinary word as well, or stands in other letters: "Cos" for COS."""
    if match.last - match.first > 1:
        return False
    word = bare(line.word(match.first))
    name = match.known[0].party.name
    letters = name.isupper() and len(name) <= _SHORT_CAPITALS and not word.isupper()
    return letters or is_ordinary(key_of(word))


def _settled(line: Line, first: int, last: int, inside: Sequence[Match]) -> Iterator[Spot]:
    """The names in a run of capitals that names of the graph lie in."""
    first, last = min(first, inside[0].first), max(last, inside[-1].last)
    free = [i for i in range(first, last) if not any(m.first <= i < m.last for m in inside)]
    if not free or line.titled:
        yield from (_of_graph(line, match) for match in inside)
    elif len(inside) == 1:
        yield from _extended(line, first, last, inside[0])
    else:
        yield from _apart(line, first, last, inside)


def _extended(line: Line, first: int, last: int, match: Match) -> Iterator[Spot]:
    """A name of the graph with further words around it: another name, unless they only describe it."""
    before, after = match.first - first, last - match.last
    if _is_place(match):
        yield from _new(line, first, last)
    elif not after and line.initial(first) and _only_describes(line, first, match.first):
        yield _of_graph(line, match)
    elif not before and _only_adds_kinds(line, match, last):
        end = line.tokens[last - 1]
        yield _of_graph(line, match._replace(last=last, end=end.start + len(bare(end.word))))
    elif not before and _stands_apart(line, match, last):
        yield _of_graph(line, match)
        yield from _new(line, match.last, last)
    else:
        yield from _new(line, first, last)


def _stands_apart(line: Line, match: Match, last: int) -> bool:
    """Whether what follows a name of the graph is a name of its own: "Tmall China", "Nike Elliott Hill"."""
    if "Platform" in match.known[0].party.types and _place(line, match.last, last):
        return True
    return last - match.last > 1 and looks_like_person(line.phrase(match.last, last))


def _only_adds_kinds(line: Line, match: Match, last: int) -> bool:
    """Whether a firm of partners of the graph is told at length: "Halden & Marsh Capital Management LP"."""
    whole = not is_short(match.known)
    return whole and adds_only_kinds(line.phrase(match.first, match.last), line.phrase(match.last, last))


def _only_describes(line: Line, first: int, last: int) -> bool:
    return all(_describes(line.word(i)) or is_ordinary(line.word(i)) for i in range(first, last))


def _describes(word: str) -> bool:
    low = word.lower()
    return low in descriptors() or word in nationalities() or (_is_noun(low) and low not in _LOOSE)


@cache
def _is_noun(word: str) -> bool:
    return (word,) in nouns()


def _apart(line: Line, first: int, last: int, inside: Sequence[Match]) -> Iterator[Spot]:
    """Several names of the graph side by side, and what else stands between them."""
    at = first
    for match in inside:
        if match.first > at:
            yield from _remains(line, at, match.first)
        yield _of_graph(line, match)
        at = match.last
    if last > at:
        yield from _remains(line, at, last)


def _remains(line: Line, first: int, last: int) -> Iterator[Spot]:
    """What is left of a run beside names of the graph; its small words belong to nobody."""
    while first < last and not capital(line.word(first)):
        first += 1
    while last > first and not capital(line.word(last - 1)):
        last -= 1
    if last > first and not (last - first == 1 and is_ordinary(line.word(first))):
        yield from _new(line, first, last)


def _is_place(match: Match) -> bool:
    return set(match.known[0].party.types) <= {"Market", "Place"}


# --- new names --------------------------------------------------------------------------------------------


def _new(line: Line, first: int, last: int) -> Iterator[Spot]:
    """A run of capitals as a name, without what only describes it; nothing if it is none."""
    first = _stripped(line, first, last)
    apart = _place_before(line, first, last)
    if apart > first:
        yield from _new(line, first, apart)
        first = apart
    while last - first > 1 and line.word(last - 1) in acronyms():
        last -= 1
    end, key = _ending(line, first, last)
    text = line.content[line.tokens[first].start : end]
    place = _place(line, first, last)
    if place and _is_adjective(line, first, last):
        return
    if place is None and not _could_name(line, first, last, key):
        return
    if text in bystanders() and not _is_party(line, first, last):
        return
    doubtful = place is None and _is_doubtful(line, first, last)
    yield Spot(line, first, last, end, key_without_form(key) if place is None else key, (), doubtful, place)


def _place_before(line: Line, first: int, last: int) -> int:
    """Where a name begins after the place that a sentence puts before it: "In India Mothercare ..."."""
    if line.word(first - 1).lower() in lexicon.PREPOSITIONS:
        for apart in range(min(first + 2, last - 1), first, -1):
            rest = line.content[line.tokens[apart].start : line.tokens[last - 1].end]
            if _place(line, first, apart) and _begins(line, rest):
                return apart
    return first


def _is_adjective(line: Line, first: int, last: int) -> bool:
    """Whether a place only describes what follows: "US-based", "the UK arm", "a San Francisco label"."""
    if line.gap(last) in _HYPHENS:
        return True
    after = line.word(last)
    if line.word(first - 1) not in lexicon.DETERMINERS or not line.spaced(last) or not after.islower():
        return False
    small = after in lexicon.PREPOSITIONS or after in lexicon.ADVERBS or after in ("and", "or", "but")
    return not (small or lexicon.is_finite(after) or bare(line.word(last - 1)) != line.word(last - 1))


def _is_party(line: Line, first: int, last: int) -> bool:
    """Whether a paper or an authority does something itself, and does not only report or rule."""
    if line.word(first - 1) in _OWNING:
        return True
    after = line.word(last)
    return line.spaced(last) and lexicon.is_finite(after) and after not in _TELLING


def _stripped(line: Line, first: int, last: int) -> int:
    """The first word that belongs to the name, at the start of a sentence."""
    while first < last - 1 and line.initial(first) and _may_go(line, first, last):
        first += 1
        if line.gap(first) in _HYPHENS:
            first -= 1
            break
    return first


def _may_go(line: Line, first: int, last: int) -> bool:
    word = line.word(first)
    if line.word(first + 1) in ("&", "+", "and", "of"):
        return False
    if word.lower() in descriptors() or (_is_noun(word.lower()) and word.lower() not in _LOOSE):
        return True
    if not (is_ordinary(word) or word in nationalities()):
        return False
    rest = line.content[line.tokens[first + 1].start : line.tokens[last - 1].end]
    whole = line.content[line.tokens[first].start : line.tokens[last - 1].end]
    return _begins(line, rest) > 0 and times(line, whole) == 1


def _begins(line: Line, name: str) -> int:
    """How often a name stands where no other word of it goes before: after a small word or a mark."""
    count, at = 0, line.content.find(name, 0, _LONG_TEXT)
    while at >= 0 and count < _OFTEN:
        before = line.content[max(0, at - _LONG_WORD) : at].split(" ")
        word = before[-2] if len(before) > 1 and not before[-1] else ""
        count += not word[:1].isupper() or word[-1:] in ",;:."
        at = line.content.find(name, at + 1, _LONG_TEXT)
    return count


def _ending(line: Line, first: int, last: int) -> tuple[int, tuple[str, ...]]:
    """Where a name ends, and its key: "Tapestry's" is Tapestry, "Kiehl's" may be a name."""
    token = line.tokens[last - 1]
    plain = bare(token.word)
    key = line.phrase(first, last)
    if plain == token.word or _keeps_s(line, first, last, plain):
        return token.end, key
    return token.start + len(plain), (*key[:-1], key_of(plain))


def _keeps_s(line: Line, first: int, last: int, plain: str) -> bool:
    """Whether "'s" belongs to a name: nothing that it could own follows, and the name never lacks it."""
    after = line.word(last)
    owns = line.spaced(last) and after not in ("and", "or", "has", "is", "was", "will", "have", "are")
    if owns and not lexicon.is_finite(after):
        return False
    start, end = line.tokens[first].start, line.tokens[last - 1]
    whole, without = line.content[start : end.end], line.content[start : end.start + len(plain)]
    return times(line, whole) == times(line, without)


def _could_name(line: Line, first: int, last: int, key: tuple[str, ...]) -> bool:
    """Whether a run of capitals can be a party's name at all."""
    words = [line.word(i) for i in range(first, last)]
    if not 0 < len(words) <= _LONGEST or len("".join(key)) < 2:
        return False
    plain = bare(words[-1])
    if len(words) > 1:
        if words[0] == "Series" and len(plain) == 1:  # a round of funding
            return False
        return plain not in not_parties() and not (
            all(word in nationalities() for word in words) or " ".join(words) in nationalities()
        )
    if plain in nationalities() or plain in acronyms() or plain.isdigit() or is_legal(plain):
        return False
    return not _is_said_of_all(line.word(first - 1).lower(), plain)


def _is_said_of_all(before: str, word: str) -> bool:
    """Whether a word with a capital is one that papers of companies capitalise: "the Board", "its Group"."""
    if not word.istitle() or not is_ordinary(word):
        return False
    return before in ("the", "this", "our") or (before in ("a", "an", "its") and _is_noun(word.lower()))


def _is_doubtful(line: Line, first: int, last: int) -> bool:
    if line.titled:
        return True
    word = bare(line.word(first))
    if not line.initial(first) or last - first > 1:
        return False
    if word[1:].lower() != word[1:]:
        return False
    low = word.lower()
    return is_ordinary(low) or low in function_words() or times(line, f" {low} ") > 0


def _place(line: Line, first: int, last: int) -> Party | None:
    if last - first > 4:
        return None
    key = (*line.phrase(first, last - 1), key_of(bare(line.word(last - 1))))
    return _place_of(key, bare(line.word(last - 1)).isupper())


@lru_cache(maxsize=4096)
def _place_of(key: tuple[str, ...], letters: bool) -> Party | None:
    """The country, region or city of a key; codes of countries only where all write them."""
    name = " ".join(key)
    city = _cities().get(key)
    if city is not None:
        return city
    if len(name) == 2 and (name not in _CODES or not letters):
        return None
    found = place_named(name)
    return Party(found[0], "", ("Market",)) if found else None


@cache
def _cities() -> dict[tuple[str, ...], Party]:
    return {keys_of(place): Party(place, "", ("Place",)) for place in places()}
