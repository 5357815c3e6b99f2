"""The claims of a whole text: each once, the stronger of two, and what contradicts itself left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from retailgraph.extraction.text import Party, ProposedClaim, Span
from retailgraph.ontology import Ontology


def settled(found: Iterable[ProposedClaim], ontology: Ontology) -> Iterator[ProposedClaim]:
    """Each claim once; a denial of the same beats what a looser wording says; a purchase names its seller."""
    best: dict[tuple[str, str, str], ProposedClaim] = {}
    for claim in found:
        key = _key(claim, ontology)
        known = best.get(key)
        best[key] = claim if known is None else _better(known, claim)
    denied = {
        frozenset((c.subject.name, c.object.name))
        for c in best.values()
        if c.status in ("denied", "calledOff", "rumoured") and c.relation in ("acquires", "mergesWith")
    }
    failed = {frozenset((c.subject.name, c.object.name)): c for c in best.values()}
    led = {
        c.subject.name: c.object for c in best.values() if c.relation == "leads" and "{object}" in c.wording
    }
    parts = {
        (_SAME_AS[c.relation], c.subject, c.object)
        for c in best.values()
        if c.relation in _SAME_AS and c.qualifiers.get("share")
    }
    sold = _sold_through_brands(best.values())
    for claim in sorted(best.values(), key=lambda c: (c.start, c.end)):
        if (
            claim.relation == "leads"
            and led.get(claim.subject.name, claim.object) != claim.object
            and "{object}" not in claim.wording
        ):
            continue  # the text names the company elsewhere
        if claim.relation == "sellsOn" and (claim.subject, claim.object, claim.sentence) in sold:
            continue
        if (claim.relation, claim.subject, claim.object) in parts and not claim.qualifiers.get("share"):
            continue  # the same, of which the text says elsewhere how much it is
        pair = frozenset((claim.subject.name, claim.object.name))
        if claim.relation == "owns" and pair in denied and pair in failed:
            continue
        yield claim


_SAME_AS = {"holdsStakeIn": "owns", "acquires": "invests"}
"""By a relation with a share the one that another reading of the same words may give, without its share."""


def _sold_through_brands(all: Iterable[ProposedClaim]) -> set[tuple[Party, Party, Span]]:
    """Owners, platforms and sentences that say which of the owner's brands sell there: it is they who do."""
    all = tuple(all)
    owners: dict[Party, list[Party]] = defaultdict(list)
    for claim in all:
        if claim.relation == "owns":
            owners[claim.object].append(claim.subject)
    return {
        (owner, c.object, c.sentence) for c in all if c.relation == "sellsOn" for owner in owners[c.subject]
    }


def _key(claim: ProposedClaim, ontology: Ontology) -> tuple[str, str, str]:
    ends = [claim.subject.name, claim.object.name]
    if ontology.relations[claim.relation].symmetric:
        ends.sort()
    role = claim.qualifiers.get("role")
    return claim.relation, ends[0], ends[1] + (f"/{role}" if role else "")


_STRENGTH: Mapping[str, int] = {"denied": 5, "calledOff": 4, "ended": 3, "rumoured": 2, "announced": 2}


def _better(one: ProposedClaim, other: ProposedClaim) -> ProposedClaim:
    strength = [_STRENGTH.get(c.status, 1) for c in (one, other)]
    if strength[0] != strength[1] and (one.sentence == other.sentence or 5 in strength):
        first = one if strength[0] > strength[1] else other
    else:
        first = one if one.confidence >= other.confidence else other
    second = other if first is one else one
    return (
        replace(first, qualifiers={**second.qualifiers, **first.qualifiers})
        if one.status == other.status
        else first
    )
