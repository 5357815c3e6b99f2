"""What words ask: a noun, a verb in one of its forms, a question form with literal words."""

from __future__ import annotations

from retailgraph.form import OBJECT, SUBJECT, Link
from retailgraph.ontology import DEAL, QuestionForm, Relation, Verb


class Noun:
    """A noun that asks, such as "brands" in "brands of {subject}".

    ``after`` are the prepositions that may follow it; ``part`` is None for a built-in topic.
    """

    __slots__ = ("after", "form", "kind", "measure", "part", "symmetric")

    def __init__(self, kind: str, after: frozenset[str], form: str, part: Link | None, measure: str) -> None:
        self.kind, self.after, self.form, self.part, self.measure = kind, after, form, part, measure
        self.symmetric = False


class VerbForm:
    """One inflected form of a verb.

    ``kind`` is base, third, past, perfect, passive, ing or rest (what follows "be"). ``inverse`` says that
    its grammatical subject is the object of the relation, ``pair`` that both parties stand before it, as in
    "X and Y merge", ``further`` that the verb may also ask for the relation, and never tells it.
    """

    __slots__ = ("further", "inverse", "kind", "pair", "relation", "verb")

    def __init__(
        self,
        kind: str,
        relation: Relation,
        verb: Verb,
        inverse: bool,
        pair: bool = False,
        further: bool = False,
    ) -> None:
        self.kind, self.relation, self.verb = kind, relation, verb
        self.inverse, self.pair, self.further = inverse, pair, further

    def part(self, answers: str, types: tuple[str, ...]) -> Link:
        """What a question by this verb asks; of a symmetric relation there is only one other side."""
        types = dealt_in(self.relation, types) if answers == OBJECT else types
        return Link(self.relation.name, OBJECT if self.relation.symmetric else answers, types)

    def form(self, kind: str, answers: str = "", past: bool = False) -> str:
        """The canonical form of a question of this kind by the verb, in its tense."""
        first, second = ("{object}", "{subject}") if self.inverse else ("{subject}", "{object}")
        verb, copular = self.verb, self.verb.base.startswith("be ")
        rest = verb.base[3:] if copular else verb.base
        if copular:
            helper = "was" if past or kind == "when" else "is"
        else:
            helper = "did" if past or kind == "when" else "does"
        if kind == "truth":
            return f"{helper} {first} {rest} {second}"
        if kind == "when":
            return f"when {helper} {first} {rest} {second}"
        if first == f"{{{answers}}}":
            return f"who {verb.past if past else verb.third} {second}"
        return f"what {helper} {first} {rest}"


def dealt_in(relation: Relation, types: tuple[str, ...]) -> tuple[str, ...]:
    """The types of what changes hands: the "companies" that X bought may be brands as well."""
    return tuple(relation.range) if relation.kind == DEAL and types == ("Company",) else types


class FormPattern:
    """A question form that is no noun phrase: literal words before, between and after its slots.

    ``kind`` is list, truth or detail; ``measure`` the qualifier that a detail is about, if any.
    """

    __slots__ = ("chunks", "form", "kind", "measure", "moment", "parts", "slots")

    def __init__(
        self, form: QuestionForm, kind: str, chunks: list[tuple[str, ...]], slots: list[str]
    ) -> None:
        self.form, self.kind, self.chunks, self.slots = form.text, kind, chunks, slots
        self.moment = form.moment
        self.measure = form.answers if kind == "detail" and form.answers not in (OBJECT, SUBJECT) else ""
        self.parts: list[Link] = []
