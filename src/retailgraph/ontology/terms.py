"""What can be said, as values: types, relations with verbs and wordings, qualifiers, statuses, roles."""

from __future__ import annotations

from collections.abc import Iterable

from retailgraph.frozen import Frozen

STATE, DEAL, EVENT = "State", "Deal", "Event"
EVERYWHERE = ("status", "from", "to", "announced", "complete", "confidence", "by", "note")
"""Qualifiers that every relation allows."""


class EntityType(Frozen):
    """What an entity can be; ``name`` is the word of the data files, such as ``Company``.

    What is of this type is of none of the types ``apart``.
    """

    name: str
    label: str
    plural: str
    comment: str = ""
    color: str = "#777777"
    shape: str = "dot"
    apart: tuple[str, ...] = ()


class Pair(Frozen):
    """Types that a relation may join: any of ``subjects`` to any of ``objects``."""

    subjects: tuple[str, ...]
    objects: tuple[str, ...]


class Verb(Frozen):
    """A relation as a verb; ``participle`` is empty where no passive is said ("sold on by")."""

    base: str
    third: str
    past: str
    participle: str = ""


class Manner(Frozen):
    """The verb of a relation for one ``how``, or for subjects of one ``type``: a person "died".

    Of an end that is no sure one the subject ``may_go_on``: who went bankrupt may trade on.
    """

    base: str
    past: str
    how: str = ""
    type: str = ""
    may_go_on: bool = False


class QuestionForm(Frozen):
    """A question form, such as "brands of {subject}".

    ``answers`` is ``object``, ``subject``, ``Truth`` or the name of one of the relation's qualifiers;
    ``types`` keeps only answers of these types, ``role`` only those of this role. ``moment`` is ``beginning``
    or ``ending`` where the form asks when a state began or ended, not when it held.
    """

    text: str
    answers: str
    types: tuple[str, ...] = ()
    role: str = ""
    moment: str = ""


class StatementForm(Frozen):
    """How a text may state the relation; ``implies`` is the status that this wording gives."""

    text: str
    implies: str = ""


class Consequence(Frozen):
    """What a completed deal does to a state; see the terms of the same names in the ontology.

    Shares are percent held afterwards; a share that is not stated counts as over ``share_over``.
    """

    name: str
    of: str
    when: str
    because: str
    share_over: float | None = None
    share_at_most: float | None = None
    object_type: str = ""
    asserts: str = ""
    ends: str = ""
    ends_for: str = ""
    subject_from: str = "subject"
    object_from: tuple[str, ...] = ("object",)


class Relation(Frozen):
    """A type of link, with all that the project knows about it.

    ``beginning`` and ``ending`` tell in the past tense that a state began and ended, with {subject},
    {object} and qualifiers such as {role}; made of the verb where the ontology has none. ``noun`` leads from
    whose deal it was to the object ("purchase of"); ``manners`` are verbs that tell more than its own.
    ``usual_months`` is how long what was announced usually takes. An event that ``founds`` begins the life
    of its object, one that ``ends_subject`` ends that of its subject; a ``unary`` one has no object. The
    subject of one that ``may_hide`` may be undisclosed; an ``ultimate`` one leads to the last owner above.
    What stands in a qualifier of ``subject_in`` is asked about like the subject: the brand that is licensed.
    ``question_verbs`` are verbs that may ask for it besides others, and never tell it: who runs a company
    leads it.
    """

    name: str
    kind: str
    label: str
    inverse_label: str
    comment: str
    verbs: tuple[Verb, ...]
    inverse_verbs: tuple[Verb, ...]
    allows: tuple[Pair, ...]
    forms: tuple[QuestionForm, ...]
    wordings: tuple[StatementForm, ...]
    qualifiers: tuple[str, ...]
    symmetric: bool = False
    exclusive: bool = False
    exclusive_for: str = ""
    excludes: tuple[str, ...] = ()
    irreflexive: bool = False
    acyclic: bool = False
    followed_through: bool = False
    repeatable: bool = False
    distinguished_by: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    subject_in: tuple[str, ...] = ()
    min_share: float | None = None
    max_share: float | None = None
    stale_after: int | None = None
    weight: float = 0.5
    color: str = "#777777"
    beginning: str = ""
    ending: str = ""
    question_verbs: tuple[Verb, ...] = ()
    inverse_question_verbs: tuple[Verb, ...] = ()
    usual_months: int | None = None
    founds: bool = False
    ends_subject: bool = False
    unary: bool = False
    may_hide: bool = False
    ultimate: bool = False
    manners: tuple[Manner, ...] = ()
    noun: str = ""

    def joins(self, subjects: Iterable[str], objects: Iterable[str]) -> bool:
        """Whether the relation may join an entity of these types to one of those."""
        ours, theirs = set(subjects), set(objects)
        return any(ours & set(p.subjects) and theirs & set(p.objects) for p in self.allows)

    @property
    def unsure_ends(self) -> frozenset[str]:
        """The words of ``how`` for ends after which the subject may go on."""
        return frozenset(manner.how for manner in self.manners if manner.may_go_on)

    @property
    def domain(self) -> tuple[str, ...]:
        """The types a subject may have, in the ontology's order."""
        return tuple(dict.fromkeys(t for p in self.allows for t in p.subjects))

    @property
    def range(self) -> tuple[str, ...]:
        """The types an object may have, in the ontology's order."""
        return tuple(dict.fromkeys(t for p in self.allows for t in p.objects))


class Qualifier(Frozen):
    """What a claim may add; ``value_type`` is a local name such as ``PartialDate`` or ``EntityValue``."""

    name: str
    label: str
    value_type: str
    many: bool = False
    types: tuple[str, ...] = ()
    comment: str = ""
    words: tuple[str, ...] = ()
    may_hide: bool = False


class Status(Frozen):
    """One step of a ladder; ``counts`` is ``yes``, ``no`` or ``unknown``: whether it holds."""

    name: str
    label: str
    ladder: tuple[str, ...]
    rank: int
    counts: str
    closes: bool = False
    default: bool = False


class Role(Frozen):
    """A position; ``labels`` are all the wordings that mean it, the preferred one first."""

    name: str
    labels: tuple[str, ...]
    exclusive: bool = False
    broader: str = ""


class Measure(Frozen):
    """What a figure counts; a unit ``currency`` stands for any ISO 4217 code."""

    name: str
    label: str
    units: tuple[str, ...]
    comment: str = ""
