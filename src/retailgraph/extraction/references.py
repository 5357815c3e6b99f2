"""Who "it", "the company" and "the platform" stand for: the names said before, by place and by type."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from retailgraph.extraction import lexicon
from retailgraph.extraction.elements import MARK, SLOT, TIME, VERB, WORD, Element, Verbs, names_place
from retailgraph.extraction.text import Party
from retailgraph.extraction.wordlists import nationalities

_REMEMBERED = 300
"""Names that a reference may stand for: nobody says "the company" of one that many others followed."""
_IT = {"it": False, "its": True, "itself": False}
_THEY = {"they": False, "their": True, "both": False}
_PAIR = frozenset(["two", "pair", "duo"])
_NOT_A_COMPANY = frozenset({"Person", "Market", "Place", "Store", "Initiative", "Alliance"})
_GENERAL = frozenset(["company", "group", "firm", "business", "retailer"])


@dataclass(slots=True)
class Discourse:
    """The names of a text so far: ``topic`` and ``subject`` what it speaks of, first and now.

    ``recent`` are the latest of them, the newest last.

    ``online`` are those said to run a platform: "the e-commerce company" is the last of them. ``others``
    are further entities with the name of one. ``sellers`` are those said to sell something, by what
    they sell.
    """

    subject: tuple[Party, ...] = ()
    topic: tuple[Party, ...] = ()
    pair: tuple[Party, ...] = ()
    listed: tuple[Party, ...] = ()
    recent: OrderedDict[Party, None] = field(default_factory=OrderedDict)
    online: list[Party] = field(default_factory=list)
    others: Mapping[Party, tuple[Party, ...]] = field(default_factory=dict)
    nouns: dict[str, Party] = field(default_factory=dict)
    sellers: dict[Party, Party] = field(default_factory=dict)

    def resolved(self, row: Sequence[Element]) -> list[Element]:
        """The elements of a sentence with its references made slots; remembers the sentence."""
        made: list[Element] = []
        place = 0
        while place < len(row):
            step, element = self._reference(row, place, made)
            if element is not None:
                made += _with_owner(row[place : place + step], element)
                place += step
                continue
            made.append(row[place])
            if row[place].kind == SLOT:
                self._note(row[place])
            place += 1
        self._remember(made)
        return made

    def _note(self, element: Element) -> None:
        for party in element.parties:
            self.recent[party] = None
            self.recent.move_to_end(party)
            if element.noun:
                self.nouns[element.noun] = party
        while len(self.recent) > _REMEMBERED:
            self.recent.popitem(last=False)

    def _remember(self, row: Sequence[Element]) -> None:
        subject = _main_subject(row)
        if subject:
            self.subject = subject.parties
            self.topic = self.topic or subject.parties[:1]
        lists = [e.parties for e in row if e.kind == SLOT and len(e.parties) == 2]
        named = list(
            dict.fromkeys(p for e in row if e.kind == SLOT and _organization(e.parties) for p in e.parties)
        )
        long = [e.parties for e in row if e.kind == SLOT and len(e.parties) > 1 and _organization(e.parties)]
        if long and not any(e.guess for e in row if e.parties == long[-1]):
            self.listed = long[-1]
        if lists:
            self.pair = lists[0]
        elif len(named) >= 2:
            self.pair = (named[0], named[1])

    # --- one reference ------------------------------------------------------------------------------------

    def _reference(
        self, row: Sequence[Element], place: int, made: Sequence[Element]
    ) -> tuple[int, Element | None]:
        element = row[place]
        if element.kind != WORD:
            return 0, None
        if element.low in _QUANTIFIERS and self.listed:
            length = _brands_ahead(row, place)
            if length:
                return length, self._slot(row, place, length, self.listed, False)
        if element.low in _IT:
            return 1, self._slot(row, place, 1, self._it(made), _IT[element.low])
        if element.low in ("they", "their"):
            return 1, self._slot(row, place, 1, self._they(made), _THEY[element.low])
        if element.low in ("the", "both", "this", "that"):
            return self._noun_phrase(row, place, made)
        return 0, None

    def _slot(
        self, row: Sequence[Element], place: int, length: int, parties: tuple[Party, ...], possessive: bool
    ) -> Element | None:
        if not parties:
            return None
        last = row[place + length - 1]
        low = " ".join(e.low for e in row[place : place + length])
        return Element(SLOT, low, row[place].start, last.end, parties, possessive, guess=True)

    def _it(self, made: Sequence[Element]) -> tuple[Party, ...]:
        served = _served(made)
        if served:
            return served
        own = _main_subject(made) or next((e for e in made if e.kind == SLOT and not e.possessive), None)
        if own and _organization(own.parties) and len(own.parties) == 1:
            return own.parties
        named = [e for e in made if e.kind == SLOT and _organization(e.parties) and len(e.parties) == 1]
        if named:
            return named[0].parties
        if self.subject and _organization(self.subject) and len(self.subject) == 1:
            return self.subject
        return tuple(p for p in reversed(self.recent) if _organization((p,)))[:1]

    def _they(self, made: Sequence[Element]) -> tuple[Party, ...]:
        own = _main_subject(made)
        if own and len(own.parties) > 1:
            return own.parties
        return self.pair

    def _noun_phrase(
        self, row: Sequence[Element], place: int, made: Sequence[Element]
    ) -> tuple[int, Element | None]:
        """ "the company", "the German label": a class noun that no name follows."""
        at = place + 1
        while at < len(row) and at < place + 9 and _described(row, at):
            low = row[at].low
            after = row[at + 1] if at + 1 < len(row) else None
            if low in _PAIR or (
                low in ("companies", "sides", "parties", "groups") and row[place].low in ("both", "the")
            ):
                if _ends_phrase(after) and low != "two":
                    return at + 1 - place, self._slot(row, place, at + 1 - place, self._they(made), False)
                if low == "two" and (
                    _ends_phrase(after)
                    or (
                        after is not None
                        and after.low
                        in ("companies", "sides", "groups", "retailers", "brands", "firms", "partners")
                    )
                ):
                    length = at + (1 if _ends_phrase(after) else 2) - place
                    return length, self._slot(row, place, length, self._they(made), False)
            if low in lexicon.class_nouns() and not low.endswith("s") and _ends_phrase(after):
                if _apposed(made) and _ends_apposition(after):
                    return 0, None
                words = {e.low for e in row[place + 1 : at]}
                own = _owner(row[place + 1 : at])
                online = words & {"e-commerce", "online", "internet", "ecommerce"} and low != "retailer"
                parties: tuple[Party, ...]
                if online and self.online and low not in ("platform", "marketplace", "site"):
                    parties = (self.online[-1],)
                else:
                    placed = any(map(_says_where, row[place + 1 : at]))
                    parties = self._named(low, lexicon.class_nouns()[low], made, bool(words), placed)
                    if own and parties == own.parties:
                        parties = tuple(
                            p for p in reversed(self.recent) if p not in own.parties and _may_be_a(p, low)
                        )[:1]
                return self._with_possessive(row, place, at, parties)
            if low in lexicon.PREPOSITIONS or low in ("and", ","):
                break
            at += 1
        return 0, None

    def _with_possessive(
        self, row: Sequence[Element], place: int, at: int, parties: tuple[Party, ...]
    ) -> tuple[int, Element | None]:
        length = at + 1 - place
        after = row[at + 1] if at + 1 < len(row) else None
        slot = self._slot(row, place, length, parties, bool(after and after.low == "'s"))
        if slot and slot.possessive and after:
            return length + 1, replace(slot, end=after.end)
        return length, slot

    def _named(
        self, noun: str, types: tuple[str, ...], made: Sequence[Element], described: bool, placed: bool
    ) -> tuple[Party, ...]:
        if noun in self.nouns:
            return (self.nouns[noun],)
        fitting = [p for p in reversed(self.recent) if _fits(p, types)]
        if set(types) == {"Platform"}:
            exact = [p for p in fitting if "Platform" in p.types]
            return tuple((exact or fitting)[:1])
        here = next((e.parties[0] for e in made if e.kind == SLOT and e.parties[0] in fitting), None)
        if here is not None and not placed:
            return (here,)
        if placed:  # whoever is named in a sentence is not told from others by a place in it as well
            named = {p for e in made if e.kind == SLOT and not e.guess for p in e.parties}
            fitting = [p for p in fitting if p not in named]
        if described and self.topic and _fits(self.topic[0], types):
            return self.topic  # "the German sandal maker" tells more of what the text is about
        if self.subject and len(self.subject) == 1 and self.subject[0] in fitting:
            return self.subject
        return tuple((fitting or [p for p in reversed(self.recent) if _organization((p,))])[:1])


_SERVING = frozenset({
    "advise", "assist", "help", "represent", "counsel", "finance", "fund", "sue", "urge", "accuse", "fine",
    "praise", "congratulate", "criticise", "criticize", "back",
})  # fmt: skip


def _served(made: Sequence[Element]) -> tuple[Party, ...]:
    """Whose "its" is after "X advised Y on its ...": that of Y."""
    forms = lexicon.verb_forms()
    verb = next((n for n, e in enumerate(made) if e.kind == WORD and e.low in forms), None)
    if verb is None or forms[made[verb].low].lemma not in _SERVING:
        return ()
    after = next((e for e in made[verb + 1 : verb + 3] if e.kind == SLOT and not e.possessive), None)
    return (
        after.parties
        if after is not None and _organization(after.parties) and len(after.parties) == 1
        else ()
    )


def _fits(party: Party, types: Sequence[str]) -> bool:
    return not party.types or bool(set(party.types) & set(types))


_QUANTIFIERS = frozenset({"its", "their", "all", "the", "these", "each", "both"})
_BRANDS = frozenset({"brands", "labels", "chains", "banners", "fascias", "houses"})


def _brands_ahead(row: Sequence[Element], place: int) -> int:
    """How many words "its suite of luxury brands", "the three labels" take; 0 if they introduce names."""
    for at in range(place + 1, min(len(row), place + 7)):
        element = row[at]
        if element.kind != WORD or element.low in ("and", "with", "other"):
            return 0
        if element.low in _BRANDS:
            after = row[at + 1] if at + 1 < len(row) else None
            own = row[place].low in ("its", "their", "all") or (
                at > place + 1 and row[place + 1].low in _NUMBERS
            )
            named = after is not None and (
                after.kind == SLOT or after.low in (",", "such", "including", "like", "of")
            )
            return at + 1 - place if own and not named else 0
    return 0


_NUMBERS = frozenset({"two", "three", "four", "five", "six"})


def _described(row: Sequence[Element], at: int) -> bool:
    """Whether an element may stand between "the" and its noun: "the Tokyo-based, LVMH-owned house"."""
    element = row[at]
    if element.kind == WORD or element.low == "-":
        return True
    if element.kind == SLOT:
        hyphen = at + 1 < len(row) and row[at + 1].low == "-"
        return not element.possessive and (names_place(element) or hyphen)
    return element.kind == VERB and row[at - 1].low == "-"


_NATIONALITIES = frozenset(word.lower() for word in nationalities())


def _says_where(element: Element) -> bool:
    """ "French", "Tokyo", the "based" of "Nanjing-based" """
    return element.low in _NATIONALITIES or element.low in ("based", "headquartered") or names_place(element)


def _owner(words: Sequence[Element]) -> Element | None:
    """The owner that "the LVMH-owned label" names."""
    for place, element in enumerate(words[:-2]):
        if element.kind == SLOT and words[place + 1].low == "-" and words[place + 2].low in _OWNED:
            return element
    return None


_OWNED = frozenset({"owned", "controlled"})


def _with_owner(span: Sequence[Element], reference: Element) -> list[Element]:
    """A reference, and what it says in passing: "the LVMH-owned label" reads as "Fendi, owned by LVMH,"."""
    owner = _owner(span)
    if owner is None or reference.possessive:
        return [reference]
    comma = Element(MARK, ",", reference.end, reference.end)
    owned = Element(
        VERB, "owned", reference.end, reference.end, verbs=Verbs("own", voice="passive", finite=False)
    )
    by = Element(WORD, "by", reference.end, reference.end)
    return [reference, comma, owned, by, replace(owner, guess=False), comma]


def _apposed(made: Sequence[Element]) -> bool:
    """Whether what follows describes the name just said: "Marcolin, the Italian frame maker"."""
    return (
        len(made) > 1
        and made[-1].low in (",", "(", "–", "—")
        and made[-2].kind == SLOT
        and not made[-2].possessive
    )


def _ends_apposition(after: Element | None) -> bool:
    return (
        after is None or after.kind in (MARK, TIME) or after.low in lexicon.RELATIVES | lexicon.PREPOSITIONS
    )


def _may_be_a(party: Party, noun: str) -> bool:
    return not party.types or bool(set(party.types) & set(lexicon.class_nouns().get(noun, ())))


def _ends_phrase(after: Element | None) -> bool:
    if after is None or after.kind in (MARK, VERB, TIME):
        return True
    return after.kind == WORD and (
        after.low
        in (lexicon.PREPOSITIONS - {"of"})
        | lexicon.SUBORDINATORS
        | lexicon.ADVERBS
        | lexicon.RELATIVES
        | lexicon.MODALS
        or after.low in ("'s", "and", "but", "or", "to", "first", "itself", "has", "is", "was", "had", "said")
        or (after.low in lexicon.verb_forms() and after.low not in lexicon.class_nouns())
    )


def _organization(parties: Sequence[Party]) -> bool:
    return bool(parties) and not any(p.types and set(p.types) <= _NOT_A_COMPANY for p in parties)


def _main_subject(row: Sequence[Element]) -> Element | None:
    found = None
    for place, element in enumerate(row):
        if element.kind == VERB and found:
            return found
        before = row[place - 1] if place else None
        inside = before is not None and before.kind == WORD and before.low in {*lexicon.PREPOSITIONS, "as"}
        if (
            element.kind == SLOT
            and not element.possessive
            and not inside
            and not found
            and _organization(element.parties)
        ):
            found = element
    return found
