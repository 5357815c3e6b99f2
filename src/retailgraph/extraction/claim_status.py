"""What a statement says of itself: done, planned, denied, over; and what doubts around it leave of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retailgraph.extraction import doubts, lexicon, statuses
from retailgraph.extraction.elements import IS, NO_LONGER, ROLE, SLOT, TIME, VERB, WORD, Element, Verbs
from retailgraph.extraction.patterns import Match
from retailgraph.extraction.text import Sentence
from retailgraph.ontology import STATE, Ontology, Relation


def is_counterfactual(match: Match) -> bool:
    """ "would have bought": it did not."""
    verbs = match.verbs
    return verbs is not None and verbs.perfect and verbs.modal in ("would", "should", "could", "'d")


_CLOSING = frozenset({"close", "shut", "shutter", "suspend"})
_FOR_A_WHILE = lexicon.closed("claim_status for_a_while")


def is_no_end(reading: Sequence[Element], match: Match, relation: Relation) -> bool:
    """Whether what is told like an end is none: "closed temporarily", "nearly went bankrupt".

    Nor is it that of the one named first, where another name stands between: "merged its X into Y".
    """
    closed = match.pattern.implies == "ended" and match.verbs is not None and match.verbs.lemma in _CLOSING
    if not (relation.ends_subject or closed):
        return False
    inside = (e for e in reading[match.first + 1 : match.last] if e.kind == SLOT and not e.guess)
    if relation.ends_subject and any(e not in match.slots.values() for e in inside):
        return True
    around = reading[max(0, match.first - 2) : match.last + 5]
    ends_again = any(e.kind == TIME and e.low.startswith("until ") for e in around)
    return ends_again or any(e.low in _FOR_A_WHILE for e in around)


_GOODS = frozenset({"products", "stores", "shops", "bags", "collection"})


_GIVING = frozenset(
    {"sell", "offload", "divest", "shed", "dispose", "unload", "spin", "demerge", "lose", "hive", "part"}
)


def gives_away(reading: Sequence[Element], match: Match) -> bool:
    """Whether what is told as a possession is sold in the same breath: "has sold its B", "X's B was sold"."""
    subject = match.slots.get("subject")
    if match.verbs is not None or match.pattern.relation != "owns" or subject is None:
        return False
    if any(part.words & _GOODS for part in match.pattern.parts):
        return False  # "sells its B bags in Japan" sells bags
    before = _verb_before(reading, match.first)
    after = next((e.verbs for e in reading[match.last + 1 : match.last + 3] if e.verbs), None)
    sold = before is not None and before.voice == "active" and before.lemma in _GIVING
    was_sold = after is not None and after.voice == "passive" and after.lemma in _GIVING | {"buy", "acquire"}
    return (
        sold and not before.modal and not before.governors and not before.negated if before else False
    ) or (was_sold and after is not None and not after.modal and not after.governors and not after.negated)


def _verb_before(reading: Sequence[Element], first: int) -> Verbs | None:
    """The verb that a stretch is the object of, also by a preposition: "has disposed of its B"."""
    place = first - 1
    if place > 0 and reading[place].kind == WORD and reading[place].low in _AWAY:
        place -= 1
    return reading[place].verbs if place >= 0 else None


_AWAY = frozenset({"of", "with", "off"})


class Doubted:
    """The doubts of a sentence, for what is matched in it."""

    def __init__(self, content: str, sentence: Sentence) -> None:
        self._doubts = doubts.doubts(content, sentence)
        self._aside = doubts.told_aside(content, sentence) if self._doubts else ()

    def left_of(self, matched: Sequence[Element]) -> str:
        """What the doubts leave of a statement, which is made where its verb is, or at any of its words."""
        if not self._doubts:
            return ""
        said = [e for e in matched if e.end > e.start]
        verb = next((e for e in said if e.kind in (VERB, IS)), None)
        places = [verb.start] if verb else [e.start for e in said if e.kind == WORD] or [said[-1].start]
        left = (doubts.left_of(self._doubts, self._aside, place) for place in places)
        return next((rung for rung in left if rung), "")


def status_of(reading: Sequence[Element], match: Match, relation: Relation, ontology: Ontology) -> str:
    """The rung of the relation's ladder that the verbs, nouns and words of a match give it."""
    ladder = [s.name for s in ontology.ladder(relation.kind)]
    default = ontology.default_status(relation.kind)
    state = relation.kind == STATE
    if match.verbs is not None:
        found = statuses.of_verbs(_led(reading, match), state)
    else:
        found = statuses.of_noun(reading, match.first, match.last)
        copula = next((e.verbs for e in reading[match.first : match.last] if _is_copula(e)), None)
        if found == statuses.HELD and copula is not None:
            found = statuses.of_verbs(copula, state)
    found = _by_words(reading, match, found, state)
    if match.pattern.implies:
        if match.pattern.implies == "rumoured" and found == statuses.OVER:
            return statuses.rung(found, ladder, default)
        if found == statuses.DENIED and match.pattern.implies not in ("denied",):
            return statuses.rung(statuses.DENIED, ladder, default)
        if match.pattern.implies in ("ended", "calledOff") and found in (
            statuses.ANNOUNCED,
            statuses.RUMOURED,
        ):
            return default if state else match.pattern.implies
        if match.pattern.implies == "announced" and found in (statuses.RUMOURED, statuses.OVER):
            return statuses.rung(found, ladder, default)
        return match.pattern.implies
    return statuses.rung(found, ladder, default)


def _is_copula(element: Element) -> bool:
    return bool(element.verbs and element.verbs.lemma in ("be", "become", "remain"))


_ASSERTED = frozenset({"inForce", "completed", "announced"})


def doubted_status(status: str, left: str, relation: Relation, ontology: Ontology) -> str:
    """A status with what a doubt leaves of it; empty where that is nothing."""
    if not left or (left == doubts.RUMOURED and status in ("denied", "calledOff", "rumoured")):
        return status
    if status not in _ASSERTED or (left == doubts.ANNOUNCED and status == "announced"):
        return status if left == doubts.ANNOUNCED else ""
    return left if left in [s.name for s in ontology.ladder(relation.kind)] else ""


def _led(reading: Sequence[Element], match: Match) -> Verbs:
    """The verbs of a match; "will see X open" is said with the will of "see"."""
    verbs = match.verbs or Verbs("be")
    before = reading[match.first - 1].verbs if match.first else None
    if (
        before is not None
        and before.lemma in ("see", "help", "let", "make", "have", "enable")
        and not verbs.modal
    ):
        return replace(verbs, modal=before.modal, negated=before.negated, governors=before.governors)
    return verbs


def _by_words(reading: Sequence[Element], match: Match, found: str, state: bool) -> str:
    first = max(0, match.first - 3)
    around = [(n, e) for n, e in enumerate(reading[first : match.last + 2], first) if e.kind in (WORD, ROLE)]
    # "once" behind it begins a clause: "will own Y once the deal closes"
    words = {w for n, e in around for w in e.low.split() if w != "once" or n <= match.last}
    if words & statuses.HEARSAY and found == statuses.HELD:
        return statuses.RUMOURED
    if state and words & statuses.ENDING:
        return statuses.OVER
    if state and any(NO_LONGER in e.low for e in reading[match.first : match.last + 1]):
        return statuses.OVER
    if any(e.low in ("never", "not") for e in reading[match.first + 1 : match.last]):
        return statuses.DENIED
    if any("nothing to do" in e.low for e in reading[match.first : match.last]):
        return statuses.DENIED
    before = " ".join(e.low for e in reading[: match.first])
    if any(words in before for words in ("no longer", "not true that", "denied that", "denies that")):
        return statuses.DENIED
    return found
