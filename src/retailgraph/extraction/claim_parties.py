"""Whom a statement is about: who stands in its slots, whom they mean, and what relation may join them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from retailgraph.articles.share import parse_share, too_little, too_much
from retailgraph.extraction import lexicon, wordlists
from retailgraph.extraction.elements import ROLE, SLOT, Element
from retailgraph.extraction.patterns import Match
from retailgraph.extraction.references import Discourse
from retailgraph.extraction.text import Party
from retailgraph.ontology import Ontology, Relation

PLACES = frozenset({"Market", "Place"})


_NATIONALITIES = frozenset(word.lower() for word in wordlists.nationalities())


LOOSE = frozenset({"Company", "Brand", "Platform"})


MOST = frozenset({"majority", "controlling", "full"})


_WITH_CONTROL = {"holdsStakeIn": "owns", "invests": "acquires"}


def relation_by_share(
    relation: Relation, share: str, most: bool, subject: Party, object: Party, ontology: Ontology
) -> Relation | None:
    """The relation that a share means: who "holds 73 percent" owns, who "owns 30 percent" holds a stake.

    None if it fits none. ``most``: the words say that it is the greater part.
    """
    control = ontology.relations.get(_WITH_CONTROL.get(relation.name, ""))
    stated = parse_share(share) if share else None
    if (too_much(stated, 50) if stated else most) and control is not None:
        return control if joins(control, subject, object) else None
    if stated is None:
        return relation
    for name in (relation.name, *relation.excludes):
        one = ontology.relations[name]
        fits = not too_little(stated, one.min_share) and not too_much(stated, one.max_share)
        if fits and (one is relation or joins(one, subject, object)):
            return one
    return None


def stake_in_place_of(
    relation: Relation, subject: Party, object: Party, ontology: Ontology
) -> Relation | None:
    """The relation that says no more than a stake where another would say control; None if none may."""
    for less, control in _WITH_CONTROL.items():
        if control == relation.name:
            one = ontology.relations.get(less)
            return one if one is not None and joins(one, subject, object) else None
    return relation


def is_named_as_one(relation: Relation, object: Party, match: Match) -> bool:
    """Whether a name of which nothing is known may be an initiative: only where the wording says so."""
    if object.types or set(relation.range) & LOOSE or "Person" in relation.range:
        return True
    nouns = lexicon.class_nouns()
    said = {word for part in match.pattern.parts for word in part.words}
    said |= {match.slots["object"].noun} if "object" in match.slots else set()
    return any(set(nouns.get(word, ())) & set(relation.range) for word in said)


def bearers(
    relation: Relation, subject: Party, object: Party, discourse: Discourse
) -> tuple[Party, Party] | None:
    """Whom two names mean here: of all that bear them, the first two that the relation may join."""
    if relation.unary:
        meant = (subject, *discourse.others.get(subject, ()))
        return next(((one, one) for one in meant if joins(relation, one, one)), None)
    if subject == object:
        return None
    for one in (subject, *discourse.others.get(subject, ())):
        for other in (object, *discourse.others.get(object, ())):
            if one != other and joins(relation, one, other):
                return one, other
    return None


def parties_in(match: Match, slot: str) -> tuple[Party, ...]:
    """Who stands in a slot."""
    element = match.slots.get(slot)
    return element.parties if element else ()


def missing_objects(
    relation: Relation, discourse: Discourse, reading: Sequence[Element], match: Match
) -> tuple[Party, ...]:
    """What a wording without an object speaks of: "At X, Y becomes chair", "Danone is another member"."""
    wanted = set(relation.range)
    subjects = parties_in(match, "subject")
    for before, element in pairwise(reading):
        if (
            before.low in ("at", "for")
            and element.kind == SLOT
            and set(element.parties[0].types or wanted) & wanted
        ):
            return element.parties[:1]
    if relation.name == "leads" and discourse.subject and set(discourse.subject[0].types or wanted) & wanted:
        return discourse.subject[:1]
    for party in reversed(discourse.recent):
        if party not in subjects and set(party.types) & wanted and not set(party.types) & {"Person"}:
            return (party,)
    return ()


def is_company_unsaid(reading: Sequence[Element], match: Match) -> bool:
    """Whether "chairman X said" leaves its company to the text; "French president X" does not."""
    before = reading[match.first - 1] if match.first else None
    after = reading[match.last + 1] if match.last + 1 < len(reading) else None
    if before is not None and (before.kind in (SLOT, ROLE) or before.low in _NATIONALITIES):
        return False
    return after is None or (after.kind != SLOT and after.low not in ("of", "at", "for", "with"))


def joins(relation: Relation, subject: Party, object: Party) -> bool:
    """Whether a relation may join two parties, by their types; of a new name, those that it may have."""
    if set(subject.types) and set(subject.types) <= PLACES:
        return False
    pairs = [(relation.domain, relation.range)]
    if relation.symmetric:
        pairs.append((relation.range, relation.domain))
    if subject.types and object.types:
        return relation.joins(subject.types, object.types) or (
            relation.symmetric and relation.joins(object.types, subject.types)
        )
    return any(_may_be(subject, domain) and _may_be(object, range) for domain, range in pairs)


def _may_be(party: Party, types: Sequence[str]) -> bool:
    return bool(set(party.types or LOOSE) & set(types)) or (not party.types and "Person" not in types)
