"""What a question asks: from its words and the ontology to readings, before any name is looked up.

The ontology gives the words: question forms, verbs, types, roles, measures. This module gives the English
around them: who, what, which, does, was, "'s", "in 2019". No relation is named here, so a relation that is
added to the ontology is asked at once.

Names may hold such words themselves ("Members Only", "Bath & Body Works"), hence a question has several
readings, best first; whoever knows the names takes the first reading whose names are all known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retailgraph.dates import MONTHS, PartialDate, day, partial
from retailgraph.errors import UsageError
from retailgraph.ontology import Form, Ontology, Relation
from retailgraph.ontology import Verb as Wording

LONGEST_QUESTION = 1000
"""Characters; a longer question is refused."""
MOST_READINGS = 32
"""No question has more readings than this."""
_LONGEST_NAME = 24  # words; keeps a page pasted as a question from having readings
_MOST_VERBS = 60  # places where a verb may stand that are looked at


@dataclass(frozen=True, slots=True)
class When:
    """The time a question is about.

    ``kind`` is ``now``, ``on`` (a day, ``start``), ``in`` (a month or year, ``start``), ``since``
    (``start``), ``before`` (``end``), ``between`` (both) or ``overTime``.
    """

    kind: str
    start: PartialDate | None = None
    end: PartialDate | None = None


NOW = When("now")
OVER_TIME = When("overTime")


@dataclass(frozen=True, slots=True)
class Part:
    """One relation that a reading asks, and the side that is asked.

    ``answers`` is ``object``, ``subject`` or ``party`` (the given name is any party of the deal), and empty
    where both sides are given. ``types`` and ``role`` keep only such answers.
    """

    relation: str
    answers: str
    types: tuple[str, ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question.

    ``kind`` is ``list`` (what stands on the asked side of ``parts`` for one name), ``truth`` (whether the
    relation holds between two names: subject, object), ``when`` (the same, asking the dates), ``card``,
    ``between`` (two names), ``figures`` (of one name; all measures if ``measure`` is empty) or ``changes``.
    ``past`` says that the question was put in the past tense, ``form`` is its canonical form.
    """

    kind: str
    parts: tuple[Part, ...] = ()
    names: tuple[str, ...] = ()
    when: When = NOW
    past: bool = False
    measure: str = ""
    form: str = ""


# --- English ----------------------------------------------------------------------------------------------

_WH = frozenset("who whom what which when".split())
_BE = frozenset("is are was were".split())
_BEEN = frozenset("been be being".split())
_BECOME = frozenset("become becomes became".split())
_DO = frozenset("do does did".split())
_HAVE = frozenset("has have had".split())
_MODAL = frozenset("will would can could may might shall should".split())
_HELPERS = _BE | _DO | _HAVE | _MODAL
_AFTER_NAME = _BEEN | _BECOME
_PAST = frozenset("did was were had has have been became".split())
_STARTERS = _WH | _HELPERS | {"how", "why", "where", "if", "whether"}
_PREPOSITIONS = frozenset("of on in for with at by to from".split())
_FORMER = frozenset("former formerly past previous earlier ex".split())
_DETERMINERS = _FORMER | frozenset(
    "the a an all any some each every current present known other different one among".split()
)
_ADVERBS = frozenset("ever now currently presently still already also actually".split())
_GENERIC = frozenset(
    "one ones firm firms business businesses group groups retailer retailers organization organizations "
    "organisation organisations entity entities else".split()
)
_TIME_NOUNS = frozenset("year month day date".split())
_LEADS = tuple(
    tuple(lead.split())
    for lead in (
        "can you tell me|could you tell me|i want to know|i would like to know|do you know|tell me about|tell me|"
        "show me|give me|list me|find me|a list of|the list of|list of|show|list|find|get|name|display|please"
    ).split("|")
)
_CARDS = tuple(
    tuple(lead.split())
    for lead in (
        "what do you know about|tell me about|information about|information on|details of|details on|"
        "profile of|card of|info on|show me|describe|about|show"
    ).split("|")
)
_TIES = frozenset(
    "relation relations relationship relationships link links connection connections tie ties".split()
)
_TIED = frozenset("connected related linked tied joined".split())
_TIE = frozenset("connects links joins ties relates connect link join tie relate".split())
_CHANGED = tuple(
    tuple(c.split()) for c in ("what changed", "what has changed", "what is new", "what happened")
)
_TOPICS = {
    "figures": ("figures", "figure", "numbers", "key figures", "statistics", "stats"),
    "changes": ("changes", "news", "developments"),
}


def _plural(noun: str) -> str:
    """The plural of a noun, by the rules of English spelling."""
    if noun.endswith("person"):
        return noun[:-6] + "people"
    if noun.endswith("man"):
        return noun[:-2] + "en"
    if re.search("[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search("(s|x|z|ch|sh)$", noun) else "s")


def _singular(noun: str) -> str:
    """The singular of a plural noun; the noun itself if it is not one."""
    if noun.endswith("people"):
        return noun[:-6] + "person"
    if noun.endswith("men"):
        return noun[:-2] + "an"
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if re.search("(ss|x|z|ch|sh)es$", noun):
        return noun[:-2]
    return noun[:-1] if re.search("[^s]s$", noun) else noun


def _both_numbers(noun: tuple[str, ...]) -> set[tuple[str, ...]]:
    """A noun phrase in the plural and the singular, whichever was given."""
    head = next((i for i, word in enumerate(noun) if i and word in _PREPOSITIONS), len(noun)) - 1
    word = noun[head]
    other = _singular(word)
    if other == word:
        other = _plural(word)
    return {noun, (*noun[:head], other, *noun[head + 1 :])}


def _gerunds(base: str) -> Iterator[str]:
    if base.endswith("e") and not base.endswith("ee"):
        yield base[:-1] + "ing"
        return
    yield base + "ing"
    if re.search("[^aeiou][aeiou][^aeiouwxy]$", base):
        yield base + base[-1] + "ing"


def _article_variants(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """ "hold a stake in" is also said "hold the stake in", "hold stake in" and "hold stakes in"."""
    yield words
    for at in range(len(words) - 1):
        if words[at] in ("a", "an"):
            before, noun, after = words[:at], words[at + 1], words[at + 2 :]
            yield (*before, "the", noun, *after)
            yield (*before, noun, *after)
            yield (*before, _plural(noun), *after)


# --- the words of a question --------------------------------------------------------------------------------

_Token = tuple[str, str, str]  # key (what grammar compares), text (as typed), text without its possessive

_PLAIN: dict[int, str | None] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "‘’‛ʼ`´′"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»「」『』《》〈〉"), '"'),
    **dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF), None),
    0x3000: " ", 0x3001: ",", 0x3002: ".", 0x2026: ".", 0xFF61: ".",
}  # fmt: skip
_PIECE = re.compile(r"\"([^\"]*)\"('s?(?!\w))?|[^\s\"]+")
_EDGES = "\"'.,;:!?()[]{}<>"
_CONTRACTIONS = {f"{word}'s": word for word in ("who", "what", "which", "where", "when", "how")}
_QUOTED = "\0"  # keeps what stands in quotation marks from being taken for grammar


def _tokens(question: str) -> tuple[_Token, ...]:
    text = question if question.isascii() else question.translate(_PLAIN)
    whole = re.fullmatch(r'\s*"([^"]*)"\s*', text)
    return tuple(_split(whole[1] if whole else text))


def _split(text: str) -> Iterator[_Token]:
    for piece in _PIECE.finditer(text):
        quoted, owning = piece[1], piece[2]
        if quoted is not None:
            inside = " ".join(quoted.split())
            if inside:
                yield _QUOTED + inside.casefold(), inside, inside if owning else ""
            continue
        word = piece[0]
        key = word.casefold().strip(_EDGES)
        if key in _CONTRACTIONS:
            yield _CONTRACTIONS[key], word, ""
            yield "is", "is", ""
        elif key:
            yield key, word, _owner(word.rstrip(",;:.!?"))


def _owner(word: str) -> str:
    """ "Tapestry" of "Tapestry's", "Kohls" of "Kohls'"; empty if the word is no possessive."""
    if word[-2:] in ("'s", "'S") and len(word) > 2:
        return word[:-2]
    return word[:-1] if word[-2:] in ("s'", "S'") and len(word) > 2 else ""


class _Sentence:
    """The tokens of one way to put a question, and the time that is asked."""

    __slots__ = ("keys", "tokens", "when")

    def __init__(self, tokens: Sequence[_Token], when: When) -> None:
        self.tokens = tuple(tokens)
        self.keys = tuple(token[0] for token in self.tokens)
        self.when = when

    def but(self, tokens: Sequence[_Token], when: When | None = None) -> _Sentence:
        return _Sentence(tokens, when or self.when)

    def starts(self, words: Sequence[str]) -> bool:
        return self.keys[: len(words)] == tuple(words)

    def name(self, start: int, end: int, owning: bool = False) -> str:
        """The name that stands between two places; empty if there is none."""
        if start < end and self.keys[start] == "the" and end - start > 1:
            start += 1
        if not start < end <= start + _LONGEST_NAME:
            return ""
        last = self.tokens[end - 1]
        texts = [token[1] for token in self.tokens[start : end - 1]]
        texts.append(last[2] if owning and last[2] else last[1])
        return " ".join(texts).lstrip(" \"'").rstrip(" \"'.,;:!?")


# --- time ---------------------------------------------------------------------------------------------------

_MONTH = {name: i for i, month in enumerate(MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
_YEAR = re.compile("[0-9]{4}")
_DATE_LIKE = re.compile(r"[0-9]{4}[-/.][0-9][0-9\-/.]*|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}")
_DAY = re.compile("([0-9]{1,2})(?:st|nd|rd|th)?")
_PHRASES = {
    **dict.fromkeys(
        (tuple(p.split()) for p in (
            "now|right now|today|as of now|as of today|currently|presently|nowadays|at present|at the moment|these days"
        ).split("|")), NOW),
    **dict.fromkeys(
        (tuple(p.split()) for p in (
            "ever|over time|over the years|through time|throughout history|in the past|so far|until now|till now|to date"
        ).split("|")), OVER_TIME),
}  # fmt: skip
_SINCE = frozenset("since after from".split())
_BEFORE = frozenset("before until till".split())
_IN = frozenset("in during throughout within".split())
_LONGEST_PHRASE = 12  # "between the 18th of September 2019 and the 18th of October 2019"


def _date(words: Sequence[str]) -> PartialDate | None:
    """The date that these words are, or None; UsageError if they are written as a date but are none."""
    kept = [word for word in words if word not in ("of", "the", "year")]
    text = ""
    if len(kept) == 1 and (_YEAR.fullmatch(kept[0]) or _DATE_LIKE.fullmatch(kept[0])):
        text = kept[0]
    elif len(kept) in (2, 3) and _YEAR.fullmatch(kept[-1]):
        text = _spelled(kept)
    if not text:
        return None
    try:
        return partial(text)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _spelled(words: Sequence[str]) -> str:
    """ "2019-09-18" of September 18 2019 or 18 September 2019, "2019-09" of Sept 2019; else empty."""
    months = [word.rstrip(".") for word in words[:-1]]
    month = next((_MONTH[word] for word in months if word in _MONTH), 0)
    days = [_DAY.fullmatch(word) for word in months if word not in _MONTH]
    if not month or len(days) != len(months) - 1:
        return ""
    if not days:
        return f"{words[-1]}-{month:02d}"
    return f"{words[-1]}-{month:02d}-{int(days[0][1]):02d}" if days[0] else ""


def _at(date: PartialDate | None) -> When | None:
    if date is None:
        return None
    return When("on" if date.precision == 3 else "in", start=date)


def _when(words: tuple[str, ...]) -> When | None:
    """The time that a phrase means, or None if it is no time phrase. UsageError as :func:`_date`."""
    known = _PHRASES.get(words)
    if known or len(words) < 2:
        return known
    head, rest = words[0], words[1:]
    if head in _IN:
        return _at(_date(rest))
    if head == "on":
        # A bare year is no day: "brands on 1688" asks for a platform of that name.
        return None if len(rest) == 1 and _YEAR.fullmatch(rest[0]) else _at(_date(rest))
    if head == "as" and rest[0] in ("of", "at"):
        return _at(_date(rest[1:]))
    if head == "at":
        return _edge_of_period(rest)
    return _span(head, rest)


def _edge_of_period(words: tuple[str, ...]) -> When | None:
    """ "the end of 2019" is its last day, "the beginning of 2019" its first."""
    kept = tuple(word for word in words if word != "the")
    if len(kept) < 3 or kept[0] not in ("end", "beginning", "start") or kept[1] != "of":
        return None
    date = _date(kept[2:])
    if date is None:
        return None
    return When("on", start=day(date.latest if kept[0] == "end" else date.earliest))


def _span(head: str, rest: tuple[str, ...]) -> When | None:
    if head == "between" or (head == "from" and len(rest) > 2):
        joints = ("and",) if head == "between" else ("to", "until", "till", "through")
        for at, word in enumerate(rest[1:-1], 1):
            if word in joints:
                start, end = _date(rest[:at]), _date(rest[at + 1 :])
                return When("between", start, end) if start and end else None
    if head in _SINCE:
        date = _date(rest[:-1] if rest[-1] in ("on", "onward", "onwards") else rest)
        return When("since", start=date) if date else None
    if (head, rest[0]) in (("up", "to"), ("prior", "to")):
        head, rest = "before", rest[1:]
    if head in _BEFORE:
        date = _date(rest)
        return When("before", end=date) if date else None
    return None


def _timed(tokens: tuple[_Token, ...]) -> Iterator[_Sentence]:
    """The question without its time phrase, if it has one; then the whole, as a name may hold such words."""
    keys = tuple(token[0] for token in tokens)
    size = len(keys)
    for at in range(max(1, size - _LONGEST_PHRASE), size):
        when = _when(keys[at:])
        if when:
            yield _Sentence(tokens[:at], when)
            break
    else:
        for at in range(min(size - 1, _LONGEST_PHRASE), 0, -1):
            when = _when(keys[:at])
            if when:
                yield _Sentence(tokens[at:], when)
                break
    yield _Sentence(tokens, NOW)


# --- the grammar of an ontology -----------------------------------------------------------------------------


class _Noun:
    """A noun that asks, such as "brands" in "brands of {subject}"."""

    __slots__ = ("after", "form", "kind", "measure", "part", "symmetric")

    def __init__(
        self, kind: str, after: frozenset[str], form: str, part: Part | None = None, *, measure: str = "",
        symmetric: bool = False,
    ) -> None:  # fmt: skip
        self.kind, self.after, self.form, self.part = kind, after, form, part
        self.measure, self.symmetric = measure, symmetric


class _Verb:
    """One inflected form of a verb: which relation, and whether its subject is the relation's object."""

    __slots__ = ("inverse", "kind", "pair", "relation", "wording")

    def __init__(self, kind: str, relation: Relation, wording: Wording, inverse: bool, pair: bool) -> None:
        self.kind, self.relation, self.wording, self.inverse = kind, relation, wording, inverse
        self.pair = pair  # "X and Y merge": both parties stand before the verb

    def part(self, answers: str, types: tuple[str, ...] = ()) -> Part:
        return Part(self.relation.name, "object" if self.relation.symmetric else answers, types)


class _Pattern:
    """A question form that is no noun phrase: literal words before, between and after its slots."""

    __slots__ = ("chunks", "form", "parts", "slots")

    def __init__(self, form: str, chunks: list[tuple[str, ...]], slots: list[str]) -> None:
        self.form, self.chunks, self.slots = form, chunks, slots
        self.parts: list[Part] = []


_NOUN_FORM = re.compile(r"([^\s{}]+(?: [^\s{}]+)*?) (of|on|in|for|with|at|by|to|from) \{(\w+)\}")
_SLOT = re.compile(r"\{(\w+)\}")


def _canonical(word: str) -> str:
    """The class of a question word or helper, as tense and number do not change what a form asks."""
    if word in _BE:
        return "is"
    if word in _DO or word in _MODAL:
        return "does"
    return "what" if word in ("who", "whom", "which") else word


class _Grammar:
    """The words of one ontology, by their literal words."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.nouns: dict[tuple[str, ...], list[_Noun]] = {}
        self.topics: dict[tuple[str, ...], list[_Noun]] = {}
        self.verbs: dict[tuple[str, ...], list[_Verb]] = {}
        self.patterns: dict[tuple[str, ...], _Pattern] = {}
        self.types: dict[tuple[str, ...], str] = {}
        for relation in ontology.relations.values():
            self._add_forms(relation)
            self._add_verbs(relation)
        self._add_roles()
        self._add_types()
        self._add_topics()
        self.longest_noun = max(map(len, (*self.nouns, *self.topics)), default=0)
        self.longest_verb = max(map(len, self.verbs), default=0)
        self.first_of_verbs = {words[0] for words in self.verbs}

    def _add_forms(self, relation: Relation) -> None:
        for form in relation.forms:
            noun = _NOUN_FORM.fullmatch(form.text)
            words = tuple(noun[1].casefold().split()) if noun else ()
            if noun and words[0] not in _STARTERS and form.answers in ("object", "subject"):
                self._add_noun(words, noun[2], noun[3], relation, form)
            else:
                self._add_pattern(relation, form)

    def _add_noun(
        self, words: tuple[str, ...], preposition: str, slot: str, relation: Relation, form: Form
    ) -> None:
        after = {preposition}
        if preposition == "of":
            after.add("at" if slot == "object" else "by")
            if relation.symmetric or slot == "party":
                after.add("with")
        answers = "party" if slot == "party" else form.answers
        part = Part(relation.name, answers, form.types, form.role)
        noun = _Noun("list", frozenset(after), form.text, part, symmetric=relation.symmetric)
        for number in _both_numbers(words):
            self.nouns.setdefault(number, []).append(noun)

    def _add_roles(self) -> None:
        """Every name of a role asks, where a relation's forms ask for some role by its name."""
        taken = set(self.nouns)
        for relation in self.ontology.relations.values():
            model = next((f for f in relation.forms if f.role and f.text.endswith(" of {object}")), None)
            if not model:
                continue
            for role in self.ontology.roles.values():
                for label in role.labels:
                    words = tuple(label.casefold().split())
                    if words not in taken:
                        form = Form(f"{' '.join(words)} of {{object}}", model.answers, (), role.name)
                        self._add_noun(words, "of", "object", relation, form)

    def _add_pattern(self, relation: Relation, form: Form) -> None:
        pieces = _SLOT.split(form.text.casefold())
        chunks = [tuple(_canonical(word) for word in piece.split()) for piece in pieces[::2]]
        slots = pieces[1::2]
        truth = form.answers not in ("object", "subject")
        shape = [" ".join(chunk) for chunk in chunks] + (slots if truth else [])
        pattern = self.patterns.setdefault(tuple(shape), _Pattern(form.text, chunks, slots))
        answers = "party" if "party" in slots else form.answers
        pattern.parts.append(Part(relation.name, "" if truth else answers, form.types, form.role))

    def _add_verbs(self, relation: Relation) -> None:
        wordings = [(w, False) for w in relation.verbs] + [(w, True) for w in relation.inverse_verbs]
        for wording, inverse in wordings:
            for kind, words in _inflected(wording):
                for variant in _article_variants(words):
                    self._add_verb(variant, _Verb(kind, relation, wording, inverse, False))
                    if relation.symmetric and len(variant) > 1 and variant[-1] == "with":
                        self._add_verb(variant[:-1], _Verb(kind, relation, wording, inverse, True))

    def _add_verb(self, words: tuple[str, ...], verb: _Verb) -> None:
        self.verbs.setdefault(words, []).append(verb)

    def _add_types(self) -> None:
        for kind in self.ontology.types.values():
            for text in (kind.label, kind.plural):
                self.types[tuple(text.casefold().split())] = kind.name

    def _add_topics(self) -> None:
        after = frozenset(("of", "for", "at", "on", "about", "in"))
        for kind, nouns in _TOPICS.items():
            for noun in nouns:
                topic = _Noun(kind, after, f"{nouns[0]} of {{entity}}")
                self.topics.setdefault(tuple(noun.split()), []).append(topic)
        for measure in self.ontology.measures.values():
            label = tuple(measure.label.casefold().split())
            bare = label[2:] if label[:2] == ("number", "of") else label
            topic = _Noun("figures", after, f"{measure.label} of {{entity}}", measure=measure.name)
            for words in {label, ("number", "of", *bare), *_both_numbers(bare)}:
                self.topics.setdefault(words, []).append(topic)

    def type_at(self, keys: tuple[str, ...], at: int) -> tuple[int, tuple[str, ...]]:
        """Where the types that stand at a place end, and which they are: "brands", "brands or platforms"."""
        types: list[str] = []
        while True:
            start = at + 1 if keys[at : at + 1] in (("other",), ("all",)) else at
            end = next((start + n for n in (3, 2, 1) if keys[start : start + n] in self.types), 0)
            if end and end <= len(keys):
                types.append(self.types[keys[start:end]])
            elif keys[start : start + 1] and keys[start] in _GENERIC:
                end = start + 1
            else:
                return (at - 1 if types else at), tuple(types)
            if keys[end : end + 1] not in (("or",), ("and",)) or not types:
                return end, tuple(types)
            at = end + 1

    def nouns_at(
        self, table: dict[tuple[str, ...], list[_Noun]], keys: tuple[str, ...], at: int
    ) -> Iterator[tuple[int, list[_Noun]]]:
        """The nouns that begin at a place, the longest first, each with where it ends."""
        for size in range(min(self.longest_noun, len(keys) - at), 0, -1):
            found = table.get(keys[at : at + size])
            if found:
                yield at + size, found

    def nouns_before(
        self, table: dict[tuple[str, ...], list[_Noun]], keys: tuple[str, ...]
    ) -> Iterator[tuple[int, list[_Noun]]]:
        """The nouns that end the question, the longest first, each with where it begins."""
        for size in range(min(self.longest_noun, len(keys)), 0, -1):
            found = table.get(keys[-size:])
            if found:
                yield len(keys) - size, found


def _inflected(wording: Wording) -> Iterator[tuple[str, tuple[str, ...]]]:
    """All forms of a verb with what each is: base, third, past, perfect, passive, ing or rest (after "be")."""
    base = tuple(wording.base.casefold().split())
    participle = tuple(wording.participle.casefold().split())
    past = tuple(wording.past.casefold().split())
    if participle:
        yield "passive", participle
    if base[0] == "be" and len(base) > 1:
        yield "rest", base[1:]
        return
    yield "base", base
    yield "third", tuple(wording.third.casefold().split())
    yield "past", past
    # A passive may be another verb ("hold a stake in", "partly owned"), the perfect never is.
    yield "perfect", participle if len(participle) == len(base) else past
    for gerund in _gerunds(base[0]):
        yield "ing", (gerund, *base[1:])


_last: _Grammar | None = None


def _grammar(ontology: Ontology) -> _Grammar:
    """The grammar of this ontology; the last one is kept, as a process has hardly ever two."""
    global _last
    if _last is None or _last.ontology is not ontology:
        _last = _Grammar(ontology)
    return _last


# --- ways to put the same question ----------------------------------------------------------------------------


def _variants(grammar: _Grammar, sentence: _Sentence) -> Iterator[_Sentence]:
    """The question without "please tell me" and the like, put straight; then as it is."""
    tokens, keys = sentence.tokens, sentence.keys
    if keys[-1:] == ("please",):
        tokens = tokens[:-1]
    bare = _without_leads(tokens)
    for candidate in [bare] if bare == sentence.tokens else [bare, sentence.tokens]:
        if candidate:
            for straight in _straight(sentence.but(candidate)):
                yield from _without_adverb(grammar, straight)


def _without_leads(tokens: tuple[_Token, ...]) -> tuple[_Token, ...]:
    for _ in range(3):
        keys = tuple(token[0] for token in tokens[:5])
        lead = next((lead for lead in _LEADS if keys[: len(lead)] == lead), ())
        if not lead:
            break
        tokens = tokens[len(lead) :]
    return tokens


def _straight(sentence: _Sentence) -> Iterator[_Sentence]:
    """ "on which platforms does X sell" as "which platforms does X sell on"; "where" and "in which year" too."""
    tokens, keys = sentence.tokens, sentence.keys
    start = 1 if keys[0] in (*_PREPOSITIONS, "since") and len(keys) > 1 else 0
    asks_time = keys[start : start + 1] in (("which",), ("what",)) and keys[start + 1 : start + 2]
    if (asks_time and asks_time[0] in _TIME_NOUNS) or keys[:2] == ("since", "when"):
        yield sentence.but((("when", "when", ""), *tokens[start + (2 if asks_time else 1) :]))
    elif keys[:2] == ("how", "long"):
        yield sentence.but((("when", "when", ""), *tokens[2:]))
    elif keys[0] == "where":
        for preposition in ("on", "in", "at"):
            yield sentence.but((("what", "what", ""), *tokens[1:], (preposition, preposition, "")))
    elif start and keys[1] in _WH:
        yield sentence.but((*tokens[1:], tokens[0]))
    yield sentence


def _without_adverb(grammar: _Grammar, sentence: _Sentence) -> Iterator[_Sentence]:
    """ "did X ever own Y" as "did X own Y" over time; the words as they are follow, for a name like Ever New."""
    keys = sentence.keys
    for at in range(1, len(keys) - 1):
        if keys[at] not in _ADVERBS:
            continue
        if keys[at + 1] in grammar.first_of_verbs or keys[at - 1] in _WH or keys[at - 1] in _HELPERS:
            when = OVER_TIME if keys[at] == "ever" and sentence.when == NOW else sentence.when
            yield sentence.but(sentence.tokens[:at] + sentence.tokens[at + 1 :], when)
            break
    yield sentence


# --- question forms that are no noun phrase -------------------------------------------------------------------


def _pattern_readings(grammar: _Grammar, sentence: _Sentence) -> Iterator[Reading]:
    collapsed, types = sentence, ()
    if sentence.keys[0] in ("which", "what"):
        end, types = grammar.type_at(sentence.keys, 1)
        collapsed = sentence.but(sentence.tokens[:1] + sentence.tokens[end:])
    words = tuple(_canonical(key) for key in collapsed.keys)
    past = bool(_PAST & set(collapsed.keys[:2]))
    for pattern in grammar.patterns.values():
        for spans in _slots(pattern.chunks, words):
            names = dict(zip(pattern.slots, (collapsed.name(*span) for span in spans), strict=True))
            if all(names.values()):
                yield _pattern_reading(pattern, names, types, sentence.when, past)


def _pattern_reading(
    pattern: _Pattern, names: dict[str, str], types: tuple[str, ...], when: When, past: bool
) -> Reading:
    if pattern.parts[0].answers:
        parts = tuple(Part(p.relation, p.answers, types or p.types, p.role) for p in pattern.parts)
        return Reading("list", parts, tuple(names.values()), when, past, form=pattern.form)
    ordered = (names.get("subject", ""), names.get("object", ""))
    return Reading("truth", tuple(pattern.parts), ordered, when, past, form=pattern.form)


def _slots(chunks: list[tuple[str, ...]], words: tuple[str, ...]) -> Iterator[list[tuple[int, int]]]:
    """Where the slots of a form with one or two of them lie in the words."""
    first, last = chunks[0], chunks[-1]
    start, end = len(first), len(words) - len(last)
    if words[:start] != first or words[end:] != last or start >= end:
        return
    if len(chunks) == 2:
        yield [(start, end)]
    elif len(chunks) == 3 and chunks[1]:
        size = len(chunks[1])
        for at in range(start + 1, end - size):
            if words[at : at + size] == chunks[1]:
                yield [(start, at), (at + size, end)]


# --- noun phrases ---------------------------------------------------------------------------------------------


def _listed(
    sentence: _Sentence, nouns: Iterable[_Noun], name: str, past: bool, types: tuple[str, ...] = ()
) -> Iterator[Reading]:
    """What a noun asks of a name; all relations that have the same form are one reading."""
    found = list(nouns)
    if not name or not found:
        return
    parts = tuple(
        Part(n.part.relation, n.part.answers, types or n.part.types, n.part.role) for n in found if n.part
    )
    first = found[0]
    if parts:
        yield Reading("list", parts, (name,), sentence.when, past, form=first.form)
    else:
        yield Reading(first.kind, (), (name,), sentence.when, past, first.measure, first.form)


def _noun_readings(
    grammar: _Grammar, table: dict[tuple[str, ...], list[_Noun]], sentence: _Sentence
) -> Iterator[Reading]:
    """ "brands of X", "X's brands", "X brands", "which brands does X have", "which brands are on X"."""
    keys = sentence.keys
    start, types, past = _opening_of_noun(grammar, keys)
    at, former = _past_determiners(keys, start)
    past = past or former
    for end, nouns in grammar.nouns_at(table, keys, at):
        if keys[end : end + 1]:
            fitting = [n for n in nouns if keys[end] in n.after]
            yield from _listed(sentence, fitting, sentence.name(end + 1, len(keys)), past, types)
    yield from _having(grammar, table, sentence)
    if keys[start : start + 1] and keys[start] not in _STARTERS:
        yield from _owned_nouns(grammar, table, sentence, at, past, types)
        if at > start:
            yield from _owned_nouns(grammar, table, sentence, start, past, types)


def _opening_of_noun(grammar: _Grammar, keys: tuple[str, ...]) -> tuple[int, tuple[str, ...], bool]:
    """Where the noun phrase begins after "who are" or "which companies were"; the types; past tense."""
    if keys[0] not in _WH or keys[0] == "when":
        return 0, (), False
    at, types = grammar.type_at(keys, 1) if keys[0] in ("which", "what") else (1, ())
    if keys[at : at + 1] and keys[at] in _BE:
        return at + 1, types, keys[at] in _PAST
    if keys[at : at + 2] in (("has", "been"), ("have", "been"), ("had", "been")):
        return at + 2, types, True
    if keys[at : at + 2] == ("will", "be"):
        return at + 2, types, False
    return 0, (), False


def _past_determiners(keys: tuple[str, ...], at: int) -> tuple[int, bool]:
    """The place after "all of the former", and whether "former" or the like was said."""
    start, former = at, False
    while at < len(keys) and (keys[at] in _DETERMINERS or (keys[at] == "of" and at > start)):
        former = former or keys[at] in _FORMER
        at += 1
    return at, former


def _owned_nouns(
    grammar: _Grammar,
    table: dict[tuple[str, ...], list[_Noun]],
    sentence: _Sentence,
    start: int,
    past: bool,
    types: tuple[str, ...],
) -> Iterator[Reading]:
    """ "X's brands", "X's former brands", "X brands"; a name may itself end in "'s"."""
    for begin, nouns in grammar.nouns_before(table, sentence.keys):
        end, former = _before_determiners(sentence.keys, start, begin)
        fitting = [n for n in nouns if "of" in n.after] or nouns
        if end > start:
            owner, whole = sentence.name(start, end, owning=True), sentence.name(start, end)
            for name in dict.fromkeys((owner, whole)):
                yield from _listed(sentence, fitting, name, past or former, types)


def _before_determiners(keys: tuple[str, ...], start: int, end: int) -> tuple[int, bool]:
    """The place before the "one of the former" that ends at a place, and whether "former" was said."""
    former = False
    while end > start + 1 and (keys[end - 1] in _DETERMINERS or keys[end - 2 : end] == ("one", "of")):
        former = former or keys[end - 1] in _FORMER
        end -= 1
    return end, former


def _having(
    grammar: _Grammar, table: dict[tuple[str, ...], list[_Noun]], sentence: _Sentence
) -> Iterator[Reading]:
    """ "which brands does X have", "how many brands has X", "does X have brands", "which brands are on X"."""
    keys, size = sentence.keys, len(sentence.keys)
    if keys[0] in _DO and "have" in keys[2:]:
        have = keys.index("have", 2)
        at, former = _past_determiners(keys, have + 1)
        for end, nouns in grammar.nouns_at(table, keys, at):
            if end == size:
                past = former or keys[0] == "did"
                yield from _listed(sentence, _of(nouns), sentence.name(1, have), past)
    start = 2 if keys[:2] in (("how", "many"), ("how", "much")) else int(keys[0] in ("which", "what"))
    if not start:
        return
    at, former = _past_determiners(keys, start)
    for end, nouns in grammar.nouns_at(table, keys, at):
        helper = keys[end] if end < size else ""
        past = former or helper in _PAST
        if helper in _DO and keys[-1] == "have":
            yield from _listed(
                sentence, _of(nouns), sentence.name(end + 1, size - 1), former or helper == "did"
            )
        elif helper in _BE and keys[end + 1 : end + 2] and keys[end + 1] in _PREPOSITIONS:
            fitting = [n for n in nouns if keys[end + 1] in n.after]
            yield from _listed(sentence, fitting, sentence.name(end + 2, size), past)


def _of(nouns: list[_Noun]) -> list[_Noun]:
    return [n for n in nouns if "of" in n.after] or nouns


# --- "is X a partner of Y" --------------------------------------------------------------------------------------


def _noun_truths(grammar: _Grammar, sentence: _Sentence) -> Iterator[Reading]:
    """Whether X is a NOUN of Y, or Y's NOUN, or X and Y are NOUNS, or when that was."""
    keys = sentence.keys
    asks_when = keys[0] == "when" and len(keys) > 1
    first = keys[1] if asks_when else keys[0]
    past = first in _PAST
    if first in _HELPERS:
        start = 2 if asks_when else 1
        linked = first in _BE or any(key in _AFTER_NAME for key in keys)
        if linked:
            yield from _identities(grammar, sentence, start, None, asks_when, past)
    elif first not in _STARTERS:
        for at in range(1, len(keys) - 1):
            if keys[at] in _BE or keys[at] in _BECOME:
                yield from _identities(grammar, sentence, 0, at, False, keys[at] in _PAST)


def _identities(
    grammar: _Grammar, sentence: _Sentence, start: int, copula: int | None, asks_when: bool, past: bool
) -> Iterator[Reading]:
    keys, size = sentence.keys, len(sentence.keys)
    first = start + 1 if copula is None else copula + 1
    for at in range(first, size):
        if keys[at] in _PREPOSITIONS:
            continue
        for end, nouns in grammar.nouns_at(grammar.nouns, keys, at):
            stop, former = _before_determiners(keys, start, at)
            stop = copula if copula is not None else _before_become(keys, start, stop)
            if copula is not None and _past_determiners(keys, copula + 1)[0] != at:
                continue
            tense = past or former
            if end < size and keys[end] in _PREPOSITIONS:
                names = sentence.name(start, stop), sentence.name(end + 1, size)
                fitting = [n for n in nouns if keys[end] in n.after]
                yield from _identity(sentence, fitting, names, asks_when, tense)
    yield from _owned_identities(grammar, sentence, start, copula, asks_when, past)


def _before_become(keys: tuple[str, ...], start: int, end: int) -> int:
    return end - 1 if end - 1 > start and keys[end - 1] in _AFTER_NAME else end


def _owned_identities(
    grammar: _Grammar, sentence: _Sentence, start: int, copula: int | None, asks_when: bool, past: bool
) -> Iterator[Reading]:
    keys = sentence.keys
    for begin, nouns in grammar.nouns_before(grammar.nouns, keys):
        end, former = _before_determiners(keys, start, begin)
        if copula is None:
            pairs = [n for n in nouns if n.symmetric]
            stop = _before_become(keys, start, end)
            for names in _pairs(sentence, start, stop) if pairs else ():
                yield from _identity(sentence, pairs, names, asks_when, past or former)
        if end <= start or not sentence.tokens[end - 1][2]:
            continue
        cuts = range(max(start + 1, end - 8), end) if copula is None else (copula + 1,)
        for cut in cuts:
            stop = copula if copula is not None else _before_become(keys, start, cut)
            names = sentence.name(start, stop), sentence.name(cut, end, owning=True)
            yield from _identity(sentence, _of(nouns), names, asks_when, past or former)


def _identity(
    sentence: _Sentence, nouns: list[_Noun], names: tuple[str, str], asks_when: bool, past: bool
) -> Iterator[Reading]:
    """X is a NOUN of Y: X stands on the side that the noun asks for."""
    kind = "when" if asks_when else "truth"
    for answers in ("subject", "object"):
        found = [n for n in nouns if n.part and _side(n) == answers]
        parts = tuple(Part(n.part.relation, "", (), n.part.role) for n in found if n.part)
        if parts and all(names):
            ordered = names if answers == "subject" else names[::-1]
            yield Reading(kind, parts, ordered, sentence.when, past, form=_identity_form(found[0]))


def _side(noun: _Noun) -> str:
    if noun.symmetric:
        return "subject"
    return noun.part.answers if noun.part else ""


def _identity_form(noun: _Noun) -> str:
    slot = _SLOT.search(noun.form)
    other = "object" if slot and slot[1] == "subject" else "subject"
    words = noun.form.split(" ")
    return f"is {{{other}}} one of the {' '.join(words)}"


def _pairs(sentence: _Sentence, start: int, end: int) -> Iterator[tuple[str, str]]:
    """The two names that stand between two places, joined by "and"; by every "and", as a name may hold one."""
    for joint in ("and", "&"):
        for at in range(start + 1, end - 1):
            if sentence.keys[at] == joint:
                names = sentence.name(start, at), sentence.name(at + 1, end)
                if all(names):
                    yield names


# --- verbs ----------------------------------------------------------------------------------------------------


class _Opening:
    """What stands before a verb: the question word, types, helpers, and the place of a name."""

    __slots__ = ("end", "helpers", "reduced", "start", "types", "wh")

    def __init__(
        self, wh: str, types: tuple[str, ...], helpers: set[str], start: int, end: int, reduced: bool
    ) -> None:
        self.wh, self.types, self.helpers = wh, types, helpers
        self.start, self.end, self.reduced = start, end, reduced


def _openings(grammar: _Grammar, keys: tuple[str, ...], end: int) -> Iterator[_Opening]:
    at, wh, types, reduced = 0, "", (), False
    if keys[0] in _WH and end > 0:
        wh = keys[0]
        at, types = grammar.type_at(keys, 1) if wh in ("which", "what") else (1, ())
    else:
        at, types = grammar.type_at(keys, 0)
        if at:
            wh, reduced = "which", True
    if wh and at < end and keys[at] in ("that", "who", "which"):
        at += 1
    if at > end:
        return
    if at < end and keys[at] in _HELPERS:
        yield _opening(keys, wh, types, at + 1, end, reduced, _AFTER_NAME, {keys[at]})
        if wh:
            return
    yield _opening(keys, wh, types, at, end, reduced, _HELPERS | _AFTER_NAME, set())
    if reduced:  # a name may begin with a type: "Brand Collective owns Y"
        yield _opening(keys, "", (), 0, end, False, _HELPERS | _AFTER_NAME, set())


def _opening(
    keys: tuple[str, ...],
    wh: str,
    types: tuple[str, ...],
    start: int,
    end: int,
    reduced: bool,
    closing: frozenset[str],
    helpers: set[str],
) -> _Opening:
    while end > start and keys[end - 1] in closing:
        end -= 1
        helpers.add(keys[end])
    return _Opening(wh, types, helpers, start, end, reduced)


def _agrees(verb: _Verb, opening: _Opening) -> int | None:
    """How well a verb's form fits its helpers: 0 well, 1 as a learner may put it, None not at all."""
    helpers = opening.helpers
    being = helpers & _BE or helpers & _BEEN
    if verb.kind == "base":
        if helpers:
            return 0 if helpers <= _DO | _MODAL else None
        return 0 if opening.wh else 1
    if verb.kind in ("third", "past"):
        return (1 if helpers else 0) if helpers <= _DO else None
    if verb.kind == "perfect":
        return 0 if helpers and helpers <= _HAVE else None
    if verb.kind == "rest" and helpers & _BECOME:
        return 0
    if being:
        return 0
    if helpers:
        return None
    if opening.reduced and opening.start == opening.end:
        return 0
    return 1 if verb.kind == "passive" and opening.start < opening.end else None


def _verb_places(grammar: _Grammar, keys: tuple[str, ...]) -> list[tuple[int, int, _Verb]]:
    """Every place where a verb of the ontology stands, the longest first."""
    places: list[tuple[int, int, _Verb]] = []
    for at, key in enumerate(keys):
        if key not in grammar.first_of_verbs:
            continue
        for size in range(1, grammar.longest_verb + 1):
            verbs = grammar.verbs.get(keys[at : at + size]) if at + size <= len(keys) else None
            places += [(at, at + size, verb) for verb in verbs or ()]
        if len(places) > _MOST_VERBS:
            break
    return sorted(places, key=lambda place: place[0] - place[1])


def _verb_readings(grammar: _Grammar, sentence: _Sentence) -> list[Reading]:
    """Readings in which a verb of the ontology says what is asked, those of good grammar first."""
    ranked: list[tuple[int, Reading]] = []
    for start, end, verb in _verb_places(grammar, sentence.keys):
        for opening in _openings(grammar, sentence.keys, start):
            rank = _agrees(verb, opening)
            if rank is None:
                continue
            if verb.kind == "past" and sentence.keys[end : end + 1] == ("by",):
                if opening.reduced:
                    continue
                rank += 1
            ranked += [(rank, reading) for reading in _clause(sentence, verb, opening, end)]
    ranked.sort(key=lambda pair: pair[0])
    return [reading for _, reading in ranked]


def _clause(sentence: _Sentence, verb: _Verb, opening: _Opening, end: int) -> Iterator[Reading]:
    keys, size = sentence.keys, len(sentence.keys)
    passive = verb.kind == "passive"
    agent = passive and keys[end : end + 1] == ("by",)
    if passive and not agent and end < size:
        return
    end += agent
    past = bool(opening.helpers & _PAST) or (verb.kind == "past" and not opening.helpers)
    before = opening.start < opening.end
    near = sentence.name(opening.start, opening.end) if before else ""
    far = sentence.name(end, size) if end < size else ""
    if (before and not near) or (end < size and not far):
        return
    if verb.pair:
        yield from _reciprocal(sentence, verb, opening, past) if end == size else ()
        return
    # The side of the relation on which the grammatical subject stands.
    here, there = ("object", "subject") if verb.inverse != passive else ("subject", "object")
    asks_when = opening.wh == "when"
    if near and far and (asks_when or not opening.wh):
        names = (near, far) if here == "subject" else (far, near)
        kind = "when" if asks_when else "truth"
        parts = (Part(verb.relation.name, ""),)
        yield Reading(kind, parts, names, sentence.when, past, form=_verb_form(verb, kind, ""))
    elif passive and not agent:
        if near and (asks_when or not opening.wh):
            when = OVER_TIME if asks_when and sentence.when == NOW else sentence.when
            yield _asked(verb, there, (), near, when, past)
    elif opening.wh and not asks_when and bool(near) != bool(far):
        yield _asked(verb, here if far else there, opening.types, near or far, sentence.when, past)


def _asked(verb: _Verb, answers: str, types: tuple[str, ...], name: str, when: When, past: bool) -> Reading:
    form = _verb_form(verb, "list", answers)
    return Reading("list", (verb.part(answers, types),), (name,), when, past, form=form)


def _reciprocal(sentence: _Sentence, verb: _Verb, opening: _Opening, past: bool) -> Iterator[Reading]:
    """ "do X and Y compete", "when did X and Y merge"."""
    if opening.wh and opening.wh != "when":
        return
    kind = "when" if opening.wh else "truth"
    for names in _pairs(sentence, opening.start, opening.end):
        parts = (Part(verb.relation.name, ""),)
        yield Reading(kind, parts, names, sentence.when, past, form=_verb_form(verb, kind, ""))


def _verb_form(verb: _Verb, kind: str, answers: str) -> str:
    """The canonical form of a question by a verb."""
    first, second = ("{object}", "{subject}") if verb.inverse else ("{subject}", "{object}")
    base, third = verb.wording.base, verb.wording.third
    copular = base.startswith("be ")
    rest = base[3:] if copular else base
    if kind == "truth":
        return f"{'is' if copular else 'does'} {first} {rest} {second}"
    if kind == "when":
        return f"when {'was' if copular else 'did'} {first} {rest} {second}"
    if f"{{{answers}}}" == first:
        return f"who {third} {second}"
    return f"what {'is' if copular else 'does'} {first} {rest}"


# --- built in -------------------------------------------------------------------------------------------------


def _card_readings(sentence: _Sentence) -> Iterator[Reading]:
    keys = sentence.keys
    if keys[0] in ("what", "who") and keys[1:2] and keys[1] in _BE:
        name = sentence.name(2, len(keys))
        if name:
            yield Reading("card", (), (name,), sentence.when, keys[1] in _PAST, form="what is {entity}")
        return
    lead = next((lead for lead in _CARDS if sentence.starts(lead)), ())
    name = sentence.name(len(lead), len(keys)) if lead else ""
    if name and keys[len(lead)] not in _STARTERS:
        yield Reading("card", (), (name,), sentence.when, form="what is {entity}")


def _change_readings(sentence: _Sentence) -> Iterator[Reading]:
    """ "what changed for X", "what is new at X"."""
    lead = next((lead for lead in _CHANGED if sentence.starts(lead)), ())
    rest = sentence.keys[len(lead) :]
    if lead and len(rest) > 1 and rest[0] in _PREPOSITIONS | {"about"}:
        name = sentence.name(len(lead) + 1, len(sentence.keys))
        if name:
            yield Reading("changes", (), (name,), sentence.when, True, form="what changed for {entity}")


def _between_readings(sentence: _Sentence) -> Iterator[Reading]:
    for names in _joined_names(sentence):
        form = "how is {entity} connected to {entity}"
        yield Reading("between", (), names, sentence.when, form=form)


def _joined_names(sentence: _Sentence) -> Iterator[tuple[str, str]]:
    keys, size = sentence.keys, len(sentence.keys)
    at = _past_determiners(keys, 2 if keys[0] in ("what", "who") and keys[1:2] and keys[1] in _BE else 0)[0]
    if keys[at : at + 1] and keys[at] in _TIES and keys[at + 1 : at + 2] in (("between",), ("of",)):
        yield from _pairs(sentence, at + 2, size)
        yield from _split_at(sentence, at + 2, size, ("to", "with"))
    elif keys[0] == "what" and keys[1:2] and keys[1] in _TIE:
        yield from _pairs(sentence, 2, size)
        yield from _split_at(sentence, 2, size, ("to", "with"))
    elif keys[:1] == ("how",) and keys[1:2] and keys[1] in _BE:
        yield from _connected(sentence, 2)
    elif keys[0] in _BE:
        yield from _connected(sentence, 1)
    elif keys[0] not in _STARTERS:
        yield from _pairs(sentence, 0, size)


def _connected(sentence: _Sentence, start: int) -> Iterator[tuple[str, str]]:
    keys, size = sentence.keys, len(sentence.keys)
    if keys[-1] in _TIED:
        yield from _pairs(sentence, start, size - 1)
    for at in range(start + 1, size - 2):
        if keys[at] in _TIED and keys[at + 1] in ("to", "with"):
            names = sentence.name(start, at), sentence.name(at + 2, size)
            if all(names):
                yield names


def _split_at(sentence: _Sentence, start: int, end: int, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for at in range(start + 1, end - 1):
        if sentence.keys[at] in words:
            names = sentence.name(start, at), sentence.name(at + 1, end)
            if all(names):
                yield names


# --- the public face --------------------------------------------------------------------------------------------


def readings(question: str, ontology: Ontology) -> tuple[Reading, ...]:
    """All ways to understand a question, best first; empty if it is not understood.

    UsageError if the question is longer than 1,000 characters or has a time phrase with an impossible date.
    """
    if len(question) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(question):,} characters; at most {LONGEST_QUESTION:,} are read"
        )
    tokens = _tokens(question)
    if not tokens:
        return ()
    grammar = _grammar(ontology)
    found: list[Reading] = []
    for timed in _timed(tokens):
        sentences = [s for s in _variants(grammar, timed) if s.keys]
        for sentence in sentences:
            _absorb(found, _relation_readings(grammar, sentence))
        for sentence in (*sentences, timed):
            _absorb(found, _built_in_readings(grammar, sentence))
    return tuple(found[:MOST_READINGS])


def _relation_readings(grammar: _Grammar, sentence: _Sentence) -> Iterator[Reading]:
    yield from _pattern_readings(grammar, sentence)
    if sentence.keys[:2] == ("number", "of"):
        yield from _noun_readings(grammar, grammar.topics, sentence)
    yield from _noun_readings(grammar, grammar.nouns, sentence)
    yield from _verb_readings(grammar, sentence)
    yield from _noun_truths(grammar, sentence)


def _built_in_readings(grammar: _Grammar, sentence: _Sentence) -> Iterator[Reading]:
    yield from _change_readings(sentence)
    yield from _noun_readings(grammar, grammar.topics, sentence)
    yield from _between_readings(sentence)
    yield from _card_readings(sentence)


def _absorb(found: list[Reading], more: Iterable[Reading]) -> None:
    """Add the readings that say something new, up to the most that are given."""
    for reading in more:
        if len(found) >= MOST_READINGS:
            return
        if not any(_covers(other, reading) for other in found):
            found.append(reading)


def _covers(one: Reading, other: Reading) -> bool:
    return (one.kind, one.names, one.when, one.past, one.measure) == (
        other.kind,
        other.names,
        other.when,
        other.past,
        other.measure,
    ) and set(other.parts) <= set(one.parts)


_BUILT_IN = (
    "what is {entity}",
    "show {entity}",
    "{entity} and {entity}",
    "how is {entity} connected to {entity}",
    "figures of {entity}",
    "what changed for {entity} since 2020",
)


def all_forms(ontology: Ontology) -> tuple[tuple[str, str], ...]:
    """Every canonical form with its relation (empty for those built in), for help texts and documents."""
    forms: list[tuple[str, str]] = []
    for relation in ontology.relations.values():
        forms += [(relation.name, form.text) for form in relation.forms]
        forms += [(relation.name, form) for form in _verb_forms(relation)]
    forms += [("", form) for form in _BUILT_IN]
    forms += [("", f"{measure.label} of {{entity}}") for measure in ontology.measures.values()]
    return tuple(dict.fromkeys(forms))


def _verb_forms(relation: Relation) -> Iterator[str]:
    wordings = [(w, False) for w in relation.verbs] + [(w, True) for w in relation.inverse_verbs]
    for wording, inverse in wordings:
        verb = _Verb("base", relation, wording, inverse, False)
        yield _verb_form(verb, "list", "subject")
        yield _verb_form(verb, "list", "object")
        yield _verb_form(verb, "truth", "")
        yield _verb_form(verb, "when", "")


def nearest_forms(question: str, ontology: Ontology, count: int = 3) -> tuple[str, ...]:
    """The forms nearest to a question that was not understood, with its likely name filled in."""
    from difflib import SequenceMatcher

    tokens = _tokens(question[:LONGEST_QUESTION])[:40]
    forms = [form for _, form in all_forms(ontology)]
    vocabulary = {word.casefold() for form in forms for word in _SLOT.sub(" ", form).split()}
    start, end = _likely_name(tokens, vocabulary)
    name = _Sentence(tokens, NOW).name(start, end, owning=True)
    asked = " ".join((*(t[0] for t in tokens[:start]), "_" if name else "", *(t[0] for t in tokens[end:])))
    matcher = SequenceMatcher(None, "", " ".join(asked.split()))
    scored: dict[str, float] = {}
    for form in forms:
        matcher.set_seq1(_SLOT.sub("_", form).casefold())
        scored.setdefault(_filled(form, name), matcher.ratio())
    return tuple(sorted(scored, key=lambda form: -scored[form])[:count])


def _filled(form: str, name: str) -> str:
    """A form with the name in its first slot; what else it asks for is X and Y."""
    blanks = iter([name, "Y"] if name else ["X", "Y"])
    return _SLOT.sub(lambda _: next(blanks), form)


def _likely_name(tokens: tuple[_Token, ...], vocabulary: set[str]) -> tuple[int, int]:
    """The longest run of words that are not grammar; a capital or a foreign letter speaks for a name."""
    known = vocabulary | _STARTERS | _DETERMINERS | _PREPOSITIONS | _ADVERBS | {"and", "me", "please"}
    unknown = [at for at, token in enumerate(tokens) if token[0] not in known and token[0] + "s" not in known]
    proper = [at for at in unknown if not tokens[at][1].islower() and (at or len(unknown) == 1)]
    best = (0, 0)
    chosen = set(proper or unknown)
    at = 0
    while at < len(tokens):
        end = at
        while end in chosen:
            end += 1
        if end - at > best[1] - best[0]:
            best = (at, end)
        at = end + 1
    return best
