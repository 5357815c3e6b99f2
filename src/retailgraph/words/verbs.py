"""Questions in which a verb of the ontology says what is asked."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import OBJECT, OVER_TIME, SUBJECT, Form, Link
from retailgraph.words.english import AFTER_NAME, BE, BECOME, BEEN, DO, HAVE, HELPERS, MODAL, PAST, WH
from retailgraph.words.identity import pairs
from retailgraph.words.nouns import before_determiners
from retailgraph.words.phrasing import Phrasing
from retailgraph.words.vocabulary import VerbForm

_MOST_VERBS = 60  # places where a verb may stand that are looked at


class _Opening:
    """What stands before a verb: the question word, types, helpers, and the place of a name.

    ``reduced`` is "brands owned by X", which has no question word.
    """

    __slots__ = ("end", "helpers", "reduced", "start", "types", "wh")

    def __init__(self, wh: str, types: tuple[str, ...], reduced: bool = False) -> None:
        self.wh, self.types, self.reduced = wh, types, reduced
        self.helpers: set[str] = set()
        self.start = self.end = 0

    def around(self, keys: tuple[str, ...], start: int, end: int) -> _Opening:
        """The opening whose helpers and name lie between two places."""
        closing = HELPERS | AFTER_NAME
        if start < end and keys[start] in HELPERS:
            self.helpers.add(keys[start])
            start, closing = start + 1, AFTER_NAME
        while end > start and keys[end - 1] in closing:
            end -= 1
            self.helpers.add(keys[end])
        self.start, self.end = start, end
        return self


def _openings(put: Phrasing, end: int) -> Iterator[_Opening]:
    """The ways to understand what stands before a verb."""
    keys = put.keys
    at = 0
    types: tuple[str, ...] = ()
    if keys[0] in WH and end:
        opening = _Opening(keys[0], ())
        at, opening.types = put.grammar.type_at(keys, 1) if keys[0] in ("which", "what") else (1, ())
    else:
        at, types = put.grammar.type_at(keys, 0)
        opening = _Opening("which" if at else "", types, reduced=at > 0)
    if opening.wh and at < end and keys[at] in ("that", "who", "which"):
        at += 1
    if at <= end:
        yield opening.around(keys, at, end)
    if opening.reduced or (not opening.wh and keys[0] in MODAL):
        whole = _Opening("", ())  # a name may begin so: "Brand Collective owns Y", "Will Co owns Y"
        whole.end = end
        yield whole


def _agrees(wording: VerbForm, opening: _Opening) -> int | None:
    """How well a verb's form fits its helpers: 0 well, 1 as a learner may put it, None not at all."""
    kind, helpers = wording.kind, opening.helpers
    if kind == "base":
        if helpers:
            return 0 if helpers <= DO | MODAL else None
        return 0 if opening.wh else 1
    if kind in ("third", "past"):
        return int(bool(helpers)) if helpers <= DO else None
    if kind == "perfect":
        return 0 if helpers and helpers <= HAVE else None
    return _agrees_with_be(kind, opening)


def _agrees_with_be(kind: str, opening: _Opening) -> int | None:
    helpers, named = opening.helpers, opening.start < opening.end
    if helpers & (BE | BEEN) or (kind == "rest" and helpers & BECOME):
        return 0
    if helpers:
        return None
    if opening.reduced and not named:
        return 0
    return 1 if kind == "passive" and named else None


def _verb_places(put: Phrasing) -> list[tuple[int, int, VerbForm]]:
    """Every place where a verb of the ontology stands, the longest first."""
    grammar, keys = put.grammar, put.keys
    places: list[tuple[int, int, VerbForm]] = []
    for at, key in enumerate(keys):
        if key in grammar.first_of_verbs:
            for end in range(at + 1, min(at + grammar.longest_verb, put.size) + 1):
                places += [(at, end, wording) for wording in grammar.verbs.get(keys[at:end], ())]
            if len(places) > _MOST_VERBS:
                break
    return sorted(places, key=lambda place: place[0] - place[1])


def ask_verbs(put: Phrasing) -> list[Form]:
    """Readings in which a verb of the ontology says what is asked, those of good grammar first."""
    ranked: list[tuple[int, Form]] = []
    for start, end, wording in _verb_places(put):
        for opening in _openings(put, start):
            rank = _agrees(wording, opening)
            if rank is None:
                continue
            if wording.kind == "past" and put.key(end) == "by":
                if opening.reduced or end + 1 == put.size:
                    continue
                rank += 1  # By may begin a name
            rank += 2 * wording.further
            ranked += [(rank, reading) for reading in _clause(put, wording, opening, end)]
    ranked.sort(key=lambda pair: pair[0])
    return [reading for _, reading in ranked]


_TOGETHER = ((), ("together",))


def _clause(put: Phrasing, wording: VerbForm, opening: _Opening, end: int) -> Iterator[Form]:
    """What is asked by a verb that ends at a place, after this opening."""
    agent = wording.kind == "passive" and put.key(end) == "by"
    end += agent
    if wording.kind == "rest":  # "is X one of the members of Y"
        opening.end = before_determiners(put.keys, opening.start, opening.end)[0]
    near, far = put.name(opening.start, opening.end), put.after(end)
    if bool(near) != (opening.start < opening.end) or bool(far) != (end < put.size):
        return
    past = bool(opening.helpers & PAST) or (wording.kind == "past" and not opening.helpers)
    if wording.pair:
        yield from _reciprocal(put, wording, opening, past) if put.keys[end:] in _TOGETHER else ()
    elif wording.kind == "passive" and not agent:
        yield from _without_agent(wording, opening, near, past) if not far else ()
    elif opening.wh and opening.wh != "when":
        if bool(near) != bool(far):
            yield _asked(wording, far == "", opening.types, near or far, past)
    elif near and far:
        names = (near, far) if _subject_first(wording) else (far, near)
        yield _stated(wording, opening, names, past)


def _subject_first(wording: VerbForm) -> bool:
    """Whether the relation's subject is the grammatical one."""
    return wording.inverse == (wording.kind == "passive")


def _asked(wording: VerbForm, behind: bool, types: tuple[str, ...], name: str, past: bool) -> Form:
    """Ask for what stands before the verb, or ``behind`` it."""
    answers = SUBJECT if _subject_first(wording) != behind else OBJECT
    parts = (wording.part(answers, types),)
    return Form("list", parts, (name,), past=past, words=wording.form("list", answers, past))


def _stated(wording: VerbForm, opening: _Opening, names: tuple[str, str], past: bool) -> Form:
    kind = "when" if opening.wh else "truth"
    parts = (Link(wording.relation.name, ""),)
    return Form(kind, parts, names, past=past, words=wording.form(kind, past=past))


def _reciprocal(put: Phrasing, wording: VerbForm, opening: _Opening, past: bool) -> Iterator[Form]:
    """ "do X and Y compete", "when did X and Y merge"."""
    if opening.wh in ("", "when"):
        for names in pairs(put, opening.start, opening.end):
            yield _stated(wording, opening, names, past)


def _without_agent(wording: VerbForm, opening: _Opening, near: str, past: bool) -> Iterator[Form]:
    """ "was X acquired", "when was X acquired": by whom, and when."""
    if near and opening.wh in ("", "when"):
        reading = _asked(wording, True, (), near, past)
        yield reading._replace(when=OVER_TIME) if opening.wh else reading
