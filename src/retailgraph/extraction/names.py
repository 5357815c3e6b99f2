"""Who is named in a text: names of the graph, their short forms in the article, and names that are new.

:func:`find_names` is the way in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from retailgraph.extraction.contexts import JOINTS, Evidence, acts, evidence, serves
from retailgraph.extraction.forms import key_without_form, shortened, stands_for, stems, surname
from retailgraph.extraction.gazetteer import Gazetteer, Named
from retailgraph.extraction.lines import Line, Phrases, role_phrases
from retailgraph.extraction.partner_names import first_partner, is_short, meant_by_first
from retailgraph.extraction.people import PERSON, looks_like_person, types_of
from retailgraph.extraction.spotting import Spot, spots
from retailgraph.extraction.text import Mention, Party, Sentence
from retailgraph.extraction.tokens import bare, key_of, keys_of
from retailgraph.extraction.wordlists import function_words
from retailgraph.lookup.markets import place_named

if TYPE_CHECKING:
    from retailgraph.ontology import Ontology

Key = tuple[str, ...]
_Owned = tuple[Party, tuple[Party, ...]]


def find_names(
    content: str, sentences: Sequence[Sentence], gazetteer: Gazetteer, ontology: Ontology
) -> tuple[Mention, ...]:
    """The names in the sentences of a text, in order and without overlap.

    A name of the graph gives its entity. Other names are new parties, one for all forms that the article
    uses; their types are those that the text allows. Countries and cities are parties of the types
    ``Market`` and ``Place``.
    """
    roles = role_phrases(tuple(label for role in ontology.roles.values() for label in role.labels))
    lines = [Line.of(content, sentence) for sentence in sentences]
    found = [spot for line in lines for spot in spots(line, gazetteer, roles)]
    article = _Article(_believed(found), roles)
    mentions = article.mentions()
    for sentence in sentences:
        mentions += _eastern(content, sentence, gazetteer)
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def _eastern(content: str, sentence: Sentence, gazetteer: Gazetteer) -> list[Mention]:
    found = gazetteer.eastern_matches(content, sentence.start, sentence.end)
    return [Mention(start, end, content[start:end], *_parties(known)) for start, end, known in found]


def _parties(known: Sequence[Named]) -> tuple[Party, tuple[Party, ...]]:
    return known[0].party, tuple(other.party for other in known[1:])


# --- which doubtful names the rest of the article confirms ------------------------------------------------


def _believed(found: Sequence[Spot]) -> list[Spot]:
    sure = [spot for spot in found if not spot.doubtful and spot.place is None]
    parties = {known.party for spot in sure for known in spot.known if not known.weak}
    keys = {spot.key for spot in sure} | {shortened(spot.key) for spot in sure}
    keys |= {stem for spot in sure for stem in stems(spot.key)}
    believed = []
    for spot in found:
        if not spot.doubtful or _confirmed(spot, parties, keys):
            believed.append(spot)
        elif spot.line.titled and not spot.known:
            believed += _within(spot, keys)
    return believed


def _within(spot: Spot, keys: set[Key]) -> Iterator[Spot]:
    """The names of the article in a headline's run of capitals, the longest at each place."""
    line, first = spot.line, spot.first
    while first < spot.last:
        for last in range(spot.last, first, -1):
            plain = bare(line.word(last - 1))
            key = key_without_form((*line.phrase(first, last - 1), key_of(plain)))
            if key in keys:
                yield Spot(line, first, last, line.tokens[last - 1].start + len(plain), key)
                first = last - 1
                break
        first += 1


def _confirmed(spot: Spot, parties: set[Party], keys: set[Key]) -> bool:
    """Whether a doubtful name is meant as one: the article has it surely elsewhere, and nothing speaks
    against it here.
    """
    known = [name for name in spot.known if name.party in parties]
    if spot.known and not known:
        return False
    if not spot.known and spot.key not in keys:
        return False
    if known:
        spot.known = (*known, *(name for name in spot.known if name not in known and not name.weak))
    line, last = spot.line, spot.last
    if line.titled or not line.initial(spot.first):
        return True
    possessive = spot.end < line.tokens[last - 1].end
    if acts(line, spot.first, last, possessive):
        return True
    small = line.gap(last).startswith(",") and line.word(spot.first).lower() in function_words()
    return not small and not (line.spaced(last) and line.word(last).islower())


# --- one party for all forms of a name --------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """The places of one new name; ``told`` is what their surroundings say."""

    key: Key
    spots: list[Spot] = field(default_factory=list)
    told: list[Evidence] = field(default_factory=list)
    serving: bool = False
    types: Key = ()
    public: bool = False

    @property
    def is_product(self) -> bool:
        """Whether the text speaks only of a thing for sale of this name."""
        told = self.told
        return any(t.product for t in told) and not any(t.types or t.person or t.thing for t in told)

    @property
    def longest(self) -> str:
        """The name at its longest."""
        return max((spot.text for spot in self.spots), key=len)


class _Article:
    """The names of one article, gathered to parties."""

    def __init__(self, found: Sequence[Spot], roles: Phrases[bool]) -> None:
        self.found = list(found)
        self.roles = roles
        self.groups: dict[Key, _Group] = {}
        self.known: dict[Key, Spot] = {}
        self.people: dict[int, Party] = {}
        self._gather()
        self._weigh()
        self.owners = self._linked()

    def _gather(self) -> None:
        meant = self._partners()
        for spot in self.found:
            if spot.known and is_short(spot.known):
                spot.known = meant.get(key_without_form(spot.key), spot.known)
            if spot.known:
                self.known.setdefault(key_without_form(spot.key), spot)
            elif spot.place is None:
                group = self.groups.setdefault(spot.key, _Group(spot.key))
                group.spots.append(spot)

    def _partners(self) -> dict[Key, tuple[Named, ...]]:
        """What short names of the graph mean here, where the text names a firm of partners that begins so.

        "Halden" is Halden & Marsh, and not the Halden Group, unless this text names that in full.
        """
        named = {key_without_form(spot.key): spot.known for spot in self.found if spot.place is None}
        whole = {known.party for spot in self.found if not is_short(spot.known) for known in spot.known[:1]}
        short = [
            key for key, known in named.items() if known and is_short(known) and known[0].party not in whole
        ]
        meant = {key: meant_by_first(key, named) for key in short}
        return {key: known for key, known in meant.items() if known is not None}

    def _weigh(self) -> None:
        """Looks around each new name, and at names of the graph that may be meant as the person."""
        for group in self.groups.values():
            for spot in group.spots:
                group.told.append(evidence(spot.line, spot.first, spot.last, self.roles))
                group.serving |= serves(spot.line, spot.first, spot.last, self.roles)
        self._compare_neighbours()
        for group in self.groups.values():
            group.types = types_of(keys_of(group.longest), group.told, group.serving)
            group.public = group.types == PERSON and any(told.public for told in group.told)
        for spot in self.found:
            if spot.known and self._is_the_person(spot):
                self.people[id(spot)] = Party(spot.known[0].party.name, "", PERSON)

    def _is_the_person(self, spot: Spot) -> bool:
        """Whether a name of a brand is here the name of its designer: "designer Michael Kors said"."""
        if "Person" in spot.known[0].party.types or not looks_like_person(spot.key):
            return False
        told = evidence(spot.line, spot.first, spot.last, self.roles)
        return told.person and not told.thing and told.types in ((), PERSON)

    def _compare_neighbours(self) -> None:
        """In a list all are of a kind: a name among brands is a brand's, one among people a person's."""
        series = False
        pairs = []
        for one, other in pairwise(self.found):
            between = one.line.content[one.end : other.start] if one.line is other.line else ""
            # After a comma, "and" may join two sentences as well as the last of a list.
            if between in JOINTS and (series or not between.startswith(", and")):
                pairs.append((one, other))
            series = between in JOINTS
        for one, other in pairs:
            self._lend(one, other)
        for one, other in reversed(pairs):
            self._lend(other, one)

    def _lend(self, giver: Spot, taker: Spot) -> None:
        group = self.groups.get(taker.key) if not taker.known and taker.place is None else None
        if group is None or group.serving or any(told.person or told.thing for told in group.told):
            return
        if giver.known:
            types = giver.known[0].party.types
            group.told.append(Evidence(person="Person" in types, thing="Person" not in types))
        elif giver.place is None:
            told = self.groups[giver.key].told
            person = any(t.person for t in told) and looks_like_person(giver.key)
            thing = any(t.thing for t in told) or not looks_like_person(giver.key)
            group.told.append(Evidence(person=person, thing=thing and not person))

    # --- short forms

    def _linked(self) -> dict[Key, Key | Spot]:
        """Which longer name each short one stands for: the key of a new name, or a name of the graph."""
        shorts: dict[Key, list[Key | Spot]] = {}
        names: dict[Key, Key | Spot] = {key: key for key in self.groups}
        names.update(self.known)
        for key, owner in names.items():
            for short in self._shorts(key, owner):
                shorts.setdefault(short, []).append(owner)
        links: dict[Key, Key | Spot] = {}
        for key in self.groups:
            owners = [owner for owner in shorts.get(key, ()) if owner != key]
            if len({self._identity(owner) for owner in owners}) == 1:
                links[key] = owners[0]
        self._read_out(links)
        return links

    def _shorts(self, key: Key, owner: Key | Spot) -> Iterable[Key]:
        yield shortened(key)
        yield from stems(key)
        if isinstance(owner, Spot):
            yield from self._shorts_of_entity(owner)
        for short in (surname(key), first_partner(key)):
            if short is not None:
                yield short

    def _shorts_of_entity(self, spot: Spot) -> Iterable[Key]:
        key = keys_of(spot.known[0].party.name)
        if key:
            yield shortened(key)
            yield from stems(key)

    def _identity(self, owner: Key | Spot) -> object:
        return owner.known[0].party if isinstance(owner, Spot) else owner

    def _read_out(self, links: dict[Key, Key | Spot]) -> None:
        """Acronyms beside what they stand for: "Anti-Counterfeiting Alliance (AACA)", "AACA, the ..."."""
        for one, other in pairwise(self.found):
            if one.line is not other.line:
                continue
            between = one.line.content[one.end : other.start]
            if between not in (" (", ", the ", " (the ", ", "):
                continue
            for acronym, full in ((one, other), (other, one)):
                fits = (
                    acronym.text.isupper() and " " not in acronym.text and stands_for(acronym.text, full.text)
                )
                if fits and not acronym.known and acronym.place is None and full.place is None:
                    links[acronym.key] = full if full.known else full.key

    # --- what comes of it

    def mentions(self) -> list[Mention]:
        """All names that may be parties to a claim."""
        parties = {key: self._party(key) for key in self.groups}
        found = []
        for spot in self.found:
            mention = self._mention(spot, parties)
            if mention is not None:
                found.append(mention)
        return found

    def _mention(
        self, spot: Spot, parties: dict[Key, tuple[Party, tuple[Party, ...]] | None]
    ) -> Mention | None:
        said = (spot.start, spot.end, spot.text)
        if spot.known:
            party, others = _parties(spot.known)
            person = self.people.get(id(spot))
            return Mention(*said, person, (party, *others)) if person else Mention(*said, party, others)
        if spot.place is not None:
            return Mention(*said, spot.place)
        owned = parties[spot.key]
        if owned is None:
            return None
        platform = parties.get(spot.key[:-1]) if spot.key not in self.owners else None
        if platform and "Platform" in platform[0].types and place_named(spot.key[-1]):
            # "Tmall China" is Tmall; a country's unit of a company is one of its own.
            end = spot.line.tokens[spot.last - 2].end
            return Mention(spot.start, end, spot.line.content[spot.start : end], *platform)
        return Mention(*said, *owned)

    def _party(self, key: Key) -> _Owned | None:
        """The party of a new name; None if it is no party to claims, as a politician is."""
        seen = {key}
        owner: Key | Spot = key
        while not isinstance(owner, Spot) and owner in self.owners:
            following = self.owners[owner]
            if not isinstance(following, Spot) and following in seen:
                break
            owner = following
            if not isinstance(owner, Spot):
                seen.add(owner)
        if isinstance(owner, Spot):
            return _parties(owner.known)
        group = self.groups[owner]
        if group.public or group.is_product:
            return None
        return Party(group.longest, "", group.types), ()
