"""A sentence as a row of elements: names, verb groups, roles, dates and the words between.

Nothing here knows a relation. Verb groups gather what English spreads over many words ("has agreed in
principle
to be bought by"), so that a wording needs to say its verb only once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from retailgraph.extraction import lexicon
from retailgraph.extraction.lexicon import BASE, GERUND, PARTICIPLE, PAST, THIRD
from retailgraph.extraction.text import Mention, Party

SLOT, VERB, WORD, MARK, ROLE, TIME, IS = "slot", "verb", "word", "mark", "role", "time", "is"

NO_LONGER = "no longer"
"""Two words that stand as one adverb."""
_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S.
    r"|\d[\d.,]*\d|\d"
    r"|[^\W\d_]+(?:[-.&+/][^\W\d_]+)*(?=n[’']t\b)"
    r"|n[’']t\b"
    r"|[’'](?:s|re|ve|ll|d|m)\b"
    r"|[^\W_]+(?:(?:[-&+/]|\.(?=\w))[^\W_]+)*"
    r"|\S"
)
_SPLIT = re.compile(r"^(.+)-(owned|backed|controlled|based|led|run|listed|parent|operated|headquartered)$")


class Token(NamedTuple):
    """A word or mark; ``low`` is it in lower case with plain apostrophes."""

    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verbs:
    """A verb group.

    ``lemma`` is the main verb; ``voice`` active or passive; ``finite`` whether it makes a clause by itself;
    ``governors`` the verbs and phrases that govern it ("agree", "in talks"), ``modal`` will, may and the
    like.
    """

    lemma: str
    voice: str = "active"
    finite: bool = True
    negated: bool = False
    past: bool = False
    perfect: bool = False
    gerund: bool = False
    modal: str = ""
    governors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a sentence; ``low`` are its words in lower case.

    A slot holds the parties of a name or of a list of names; ``possessive`` means that 's follows, ``noun``
    is the
    class noun before it ("the jeweller Cartier"), ``guess`` that it stands for a name used before.
    """

    kind: str
    low: str
    start: int
    end: int
    parties: tuple[Party, ...] = ()
    possessive: bool = False
    noun: str = ""
    guess: bool = False
    verbs: Verbs | None = None


def tokens(content: str, start: int, end: int) -> list[Token]:
    """The words and marks of a stretch of text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(content, start, end):
        text = match.group()
        parts = _SPLIT.match(text)
        if parts:
            cut = match.start() + len(parts.group(1))
            found.append(_token(content, match.start(), cut))
            found.append(Token("-", "-", cut, cut + 1))
            found.append(_token(content, cut + 1, match.end()))
        else:
            found.append(_token(content, match.start(), match.end()))
    return found


def _token(content: str, start: int, end: int) -> Token:
    text = content[start:end]
    return Token(text, text.lower().replace("’", "'"), start, end)


# --- names and words --------------------------------------------------------------------------------------


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
        (",", "and", "the"), ("and", "the"), (",", "and"), ("and",), ("&",), (",", "or"), ("or",), (",", "plus"),
        ("plus",), (",", "the"), (",",),
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


# --- verb groups ------------------------------------------------------------------------------------------

_TO = lexicon.closed("elements to")
_GERUND_OF = lexicon.closed("elements gerund_of")
_PHRASES = tuple(
    # what may stand between a verb and the "to" of another, and what it is called
    (re.compile(rf"(?:{pattern})$"), name)
    for pattern, name in (
        (r"in (?:\w+ ){0,2}(?:talks|discussions|negotiations)(?: with [^,]{1,40}?)?", "in talks"),
        (r"close|near|closing in|on the (?:brink|verge|cusp)", "in talks"),
        (r"(?:\w+ ){0,2}(?:talks|discussions|negotiations)(?: with [^,]{1,40}?)?", "in talks"),
        (r"set|due|about|ready|poised|going|on (?:track|course)|scheduled|slated|bound", "set"),
        (r"likely|expected|tipped|believed|understood|rumou?red|said|reported|thought", "said"),
        (r"able|free", "able"),
        (r"unable|unwilling|no longer willing", "fail"),
        (r"(?:the first|the latest|the last|among the first)(?: \w+){0,4}", "first"),
        (r"no (?:\w+ )?(?:plans?|intentions?)", "no plan"),
        (
            r"(?:off |away from |out of |into )?(?:(?:its|their|an?|the) )?(?:[\w-]+ ){0,2}"
            r"(?:plans?|deals?|agreements?|offers?|bids?|proposals?|intentions?|pacts?|attempts?)",
            "plan",
        ),
    )
)
_TAKES_PHRASE = lexicon.closed("elements takes_phrase")
_GIVES_UP = lexicon.closed("elements gives_up")
_PREP_GERUND = ("of", "to", "on", "about", "from")
_NOUNISH = lexicon.closed("elements nounish")


class _Read(NamedTuple):
    verbs: Verbs
    after: int


def with_verbs(row: Sequence[Element]) -> list[Element]:
    """Verb groups as single elements."""
    made: list[Element] = []
    place = 0
    while place < len(row):
        read = _group(row, place, made[-1] if made else None)
        if read:
            span = row[place : read.after]
            low = " ".join(e.low for e in span)
            made.append(Element(VERB, low, span[0].start, span[-1].end, verbs=read.verbs))
            place = read.after
        else:
            made.append(row[place])
            place += 1
    return made


def _form(element: Element | None) -> lexicon.VerbForm | None:
    if element is None or element.kind != WORD:
        return None
    return lexicon.verb_forms().get(element.low)


def _at(row: Sequence[Element], place: int) -> Element | None:
    return row[place] if 0 <= place < len(row) else None


def _is_adverb(low: str) -> bool:
    return low in lexicon.ADVERBS or low.endswith("ly") or low == NO_LONGER


def _small(row: Sequence[Element], place: int) -> int:
    """The place after adverbs and the like."""
    while place < len(row) and (
        (row[place].kind == WORD and (_is_adverb(row[place].low))) or row[place].kind == TIME
    ):
        place += 1
    return place


def _group(row: Sequence[Element], place: int, before: Element | None) -> _Read | None:
    element = row[place]
    if element.kind != WORD:
        return None
    if element.low in lexicon.MODALS:
        return _after_modal(row, place)
    if element.low == "to":
        form = _form(_at(row, _small(row, place + 1)))
        if form and BASE in form.forms:
            return _main(row, _small(row, place + 1), Verbs(form.lemma, finite=False, modal="to"))
        return None
    form = _form(element)
    if form is None or not _is_verb(row, place, before, form):
        return None
    return _first(row, place, form)


def _after_modal(row: Sequence[Element], place: int) -> _Read | None:
    modal = row[place].low.replace("'ll", "will")
    at, negated = _negation(row, place + 1)
    form = _form(_at(row, at))
    if not form or BASE not in form.forms:
        return None
    return _main(row, at, Verbs(form.lemma, modal=modal, negated=negated))


def _negation(row: Sequence[Element], at: int) -> tuple[int, bool]:
    at = _small(row, at)
    negated = False
    while at < len(row) and row[at].kind == WORD and row[at].low in ("not", "n't", "never", "neither"):
        negated, at = True, _small(row, at + 1)
    return at, negated


def _is_verb(row: Sequence[Element], place: int, before: Element | None, form: lexicon.VerbForm) -> bool:
    """Whether a word that may be a verb is one here."""
    low, after = row[place].low, _at(row, place + 1)
    by = _by_follows(row, place)
    if by and PARTICIPLE in form.forms:
        return True
    if low in _NAMING and before is not None and before.kind in (WORD, MARK):
        return False
    if low == "including" or (
        before is not None and low == "owned" and after is not None and after.low in lexicon.class_nouns()
    ):
        return False
    if form.lemma in ("be", "have", "do"):
        return True
    if low in _ING_NOUNS and (after is None or after.kind != SLOT):
        return False
    if GERUND in form.forms:
        if before is not None and before.kind == SLOT:
            return not before.possessive
        return before is None or before.low in _BEFORE_GERUND or before.kind in (MARK, TIME)
    if (
        before is not None
        and before.kind == WORD
        and before.low in lexicon.DETERMINERS - {"that", "this", "both", "all"}
    ):
        return by
    if before is not None and before.kind == SLOT and before.possessive:
        return False
    if form.forms & {PAST, PARTICIPLE} and BASE not in form.forms:
        return before is None or before.kind != WORD or _leads_verb(before) or not _noun_follows(after)
    if low in _NOUNISH:
        return _verb_by_neighbours(before, _at(row, _small(row, place + 1)), form)
    if before is None or before.kind in (SLOT, TIME):
        return BASE not in form.forms or before is not None
    return _leads_verb(before) or before.kind == MARK


def _leads_verb(before: Element) -> bool:
    """Whether a verb may follow this word: it may be a subject, or an adverb."""
    return (
        before.low in _BEFORE_VERB | {NO_LONGER}
        or before.low in lexicon.ADVERBS
        or before.low.endswith("ly")
        or before.low in lexicon.class_nouns()
        or before.low in lexicon.SUBORDINATORS
    )


_ING_NOUNS = lexicon.closed("elements ing_nouns")
_NAMING = frozenset({"called", "named", "dubbed", "known"})
_BEFORE_GERUND = lexicon.closed("elements before_gerund")
_BEFORE_VERB = lexicon.closed("elements before_verb")


def _plural(element: Element | None) -> bool:
    return element is not None and (len(element.parties) > 1 or element.low in ("they", "we", "who", "which"))


_PLACES = frozenset(("Market", "Place"))


def names_place(element: Element) -> bool:
    """Whether an element is the name of a country, region or city, and of nothing else."""
    return element.kind == SLOT and all(p.types and _PLACES.issuperset(p.types) for p in element.parties)


def _by_follows(row: Sequence[Element], place: int) -> bool:
    at = place + 1
    while at < min(len(row), place + 5) and (row[at].kind in (WORD, TIME) or names_place(row[at])):
        if row[at].low == "by":
            return True
        if (
            row[at].low in lexicon.PREPOSITIONS - {"in", "since", "at", "for"}
            or row[at].low in lexicon.DETERMINERS
        ):
            return False
        at += 1
    return False


def _noun_follows(after: Element | None) -> bool:
    return (
        after is not None
        and after.kind == WORD
        and after.low not in lexicon.PREPOSITIONS | lexicon.DETERMINERS | lexicon.ADVERBS
        and not after.low.endswith("ly")
        and after.low
        not in ("to", "out", "up", "off", "down", "over", "away", "back", "into", "more", "and", "but")
        and not after.low[0].isdigit()
    )


def _verb_by_neighbours(before: Element | None, after: Element | None, form: lexicon.VerbForm) -> bool:
    if before is not None and before.kind == MARK and after is not None and after.low == "to":
        return True
    if after is None:
        return before is not None and before.kind == SLOT and _plural(before)
    subject = before is not None and (
        before.kind in (SLOT, TIME)
        or before.low in ("it", "which", "that", "who", "they", "he", "she", "and", "also")
    )
    if not subject:
        return False
    if (
        form.forms == {BASE}
        and not _plural(before)
        and PAST not in form.forms
        and before
        and before.low not in ("who", "which", "they")
    ):
        return PAST in form.forms
    if after.kind == SLOT:
        return True
    if (
        before is not None
        and len(before.parties) > 1
        and form.forms & {BASE}
        and after.low not in lexicon.PREPOSITIONS
    ):
        return True
    return after.low in (
        "to",
        "with",
        "a",
        "an",
        "the",
        "its",
        "their",
        "in",
        "on",
        "out",
        "up",
        "off",
        "for",
        "that",
    ) and not (
        after.low in ("in", "on", "for")
        and form.lemma in ("store", "shop", "sale", "share", "brand", "deal", "stock", "plan")
    )


def _first(row: Sequence[Element], place: int, form: lexicon.VerbForm) -> _Read | None:
    low = row[place].low
    finite = GERUND not in form.forms
    past = PAST in form.forms and low not in ("is", "are", "has", "have")
    verbs = Verbs(form.lemma, finite=finite, past=past, gerund=not finite)
    if form.lemma in ("be", "have", "do"):
        return _main(row, place, verbs)
    passive = _by_follows(row, place) or _inserted(row, place)
    if PARTICIPLE in form.forms and form.lemma != "get" and passive:
        return _main(row, place, replace(verbs, voice="passive", finite=False))
    return _main(row, place, verbs)


_AFTER_INSERTED = frozenset({"as", "in", "from", "at", "under", "for", "to"})
_INSERTED = lexicon.closed("elements inserted")


def _inserted(row: Sequence[Element], place: int) -> bool:
    """Whether a participle begins an insertion: "X, appointed as chairman in May, ..."."""
    if place < 2 or row[place - 1].low != "," or row[place - 2].kind != SLOT:
        return False
    after = _at(row, _small(row, place + 1))
    following = after is None or after.low in _AFTER_INSERTED or after.kind == "role"
    return row[place].low in _INSERTED and following and any(e.low == "," for e in row[place:])


def _main(row: Sequence[Element], place: int, verbs: Verbs) -> _Read:
    """The group whose (so far) main verb stands at ``place``, with what that verb governs."""
    at, negated = _negation(row, place + 1)
    verbs = replace(verbs, negated=verbs.negated or negated)
    following = _form(_at(row, at))
    if verbs.lemma == "be" and following:
        if GERUND in following.forms:
            return _main(row, at, replace(verbs, lemma=following.lemma, gerund=False))
        if PARTICIPLE in following.forms and not _governs_to(row, at, following.lemma):
            return _Read(replace(verbs, lemma=following.lemma, voice="passive"), at + 1)
    if verbs.lemma == "get" and following and PARTICIPLE in following.forms and at == place + 1:
        return _Read(replace(verbs, lemma=following.lemma, voice="passive"), at + 1)
    if verbs.lemma == "have" and following and PARTICIPLE in following.forms:
        return _main(row, at, replace(verbs, lemma=following.lemma, perfect=True))
    if verbs.lemma == "do" and following and BASE in following.forms:
        return _main(row, at, replace(verbs, lemma=following.lemma))
    governed = _governed(row, place, verbs)
    return governed or _Read(verbs, at if negated else place + 1)


def _governs_to(row: Sequence[Element], at: int, lemma: str) -> bool:
    after = _small(row, at + 1)
    return lemma in _TO and after < len(row) and row[after].low == "to"


def _governed(row: Sequence[Element], place: int, verbs: Verbs) -> _Read | None:
    """The verb after "to", or after a verb or phrase that takes another verb."""
    for stop in range(place + 1, min(place + 9, len(row))):
        element = row[stop]
        if element.kind == MARK or (
            element.kind == SLOT and not element.possessive and not _with_before(row, stop)
        ):
            return None
        to, direct = element.low == "to", stop == _small(row, place + 1)
        form = _form(_at(row, _small(row, stop + 1))) if to or element.low in _PREP_GERUND else _form(element)
        gerund = form is not None and GERUND in form.forms
        name = _phrase(row[place + 1 : stop], verbs)
        if to and form and BASE in form.forms and (name or (direct and verbs.lemma in _TO)):
            return _link(row, _small(row, stop + 1), verbs, form, name)
        if gerund and form and element.low in _PREP_GERUND and name:
            return _link(row, _small(row, stop + 1), verbs, form, name)
        if gerund and form and direct and verbs.lemma in _GERUND_OF:
            return _link(row, stop, verbs, form, "")
        if element.kind == VERB:
            return None
    return None


def _with_before(row: Sequence[Element], stop: int) -> bool:
    return row[stop - 1].low == "with"


def _phrase(between: Sequence[Element], verbs: Verbs) -> str:
    if verbs.lemma not in _TAKES_PHRASE:
        return ""
    low = " ".join(e.low for e in between if e.low not in lexicon.ADVERBS)
    return next((name for pattern, name in _PHRASES if low and pattern.match(low)), "")


def _link(row: Sequence[Element], at: int, verbs: Verbs, form: lexicon.VerbForm, name: str) -> _Read:
    governor = (name, verbs.lemma) if name else (verbs.lemma,)
    if name == "plan" and verbs.lemma in _GIVES_UP:
        governor = ("abandon",)
    if verbs.negated or name == "no plan" or (name and verbs.lemma == "deny"):
        governor = (*governor, "not")
    inner = replace(
        verbs,
        lemma=form.lemma,
        voice="active",
        negated=False,
        gerund=False,
        governors=(*verbs.governors, *governor),
    )
    return _main(row, at, inner)


__all__ = [
    "IS", "MARK", "ROLE", "SLOT", "THIRD", "TIME", "VERB", "WORD",
    "Element", "Token", "Verbs", "tokens", "with_lists", "with_names", "with_nouns", "with_verbs",
]  # fmt: skip
