"""What a question asks: from its words and the ontology to forms, before any name is looked up.

The ontology gives the words: question forms, verbs, types, roles, measures. The modules of this room give the
English around them: who, what, which, does, was, "'s", "in 2019".

Names may hold such words themselves ("Members Only", "Bath & Body Works"), hence a question has several
forms, best first; whoever knows the names takes the first form whose names are all known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice, pairwise

from retailgraph.errors import UsageError
from retailgraph.form import NOW, OBJECT, Form
from retailgraph.ontology import Ontology
from retailgraph.words.english import PREPOSITIONS, Token, tokens_of
from retailgraph.words.frames import Frame, frames
from retailgraph.words.grammar import QuestionGrammar, grammar_of
from retailgraph.words.identity import ask_identity
from retailgraph.words.nouns import ask_nouns
from retailgraph.words.patterns import ask_patterns
from retailgraph.words.phrasing import Phrasing, ways, with_neither_first, with_owner_named, without_please
from retailgraph.words.topics import ask_between, ask_card, ask_changes, ask_common
from retailgraph.words.verbs import ask_verbs

__all__ = ["LONGEST_QUESTION", "MOST_READINGS", "further_readings", "phrases_of", "readings"]

LONGEST_QUESTION = 1000
"""Characters; a longer question is refused."""
MOST_READINGS = 32
"""No question has more forms than this, of one part and of several."""
_READ_PLAIN = (("how", "many"), ("who", "founded"))
_COMPARABLE = ("list", "deals", "figures", "when", "detail")
_MOST_COMPARED, _MOST_PARTED = (
    24,
    6,
)  # questions that a comparison may be made of, and those read to their end
LONGEST_COMPOSED = 60
"""Words; a longer question is not parted into several."""


def readings(question: str, ontology: Ontology, today: date | None = None) -> tuple[Form, ...]:
    """All ways to understand a question of one part, best first; empty if it is not understood.

    ``today`` is the day that "last year" and the like are counted from; without it they are not read.
    UsageError if the question is longer than 1,000 characters or its time phrase has an impossible date.
    """
    if len(question) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(question):,} characters; at most {LONGEST_QUESTION:,} are read"
        )
    return _of_one_part(_words_of(question), grammar_of(ontology), today)


def _words_of(question: str) -> tuple[Token, ...]:
    return with_neither_first(with_owner_named(without_please(tokens_of(question))))


def _of_one_part(tokens: tuple[Token, ...], grammar: QuestionGrammar, today: date | None) -> tuple[Form, ...]:
    found: list[Form] = []
    for frame in frames(tokens, today):
        puts = list(ways(grammar, frame))
        asks = (_ask_relations,) if frame.denial else (_ask_relations, _ask_built_in)
        for ask in asks:
            for put, framed in puts:
                _absorb(found, _one_before(_counted(ask(put), frame), frame), framed)
    return tuple(found[:MOST_READINGS])


def _counted(forms: Iterable[Form], frame: Frame) -> Iterable[Form]:
    """The forms of "how many", whose lists are counted."""
    keys = tuple(token[0] for token in frame.tokens[:8])
    if ("how", "many") not in pairwise(keys) and keys[:2] != ("number", "of"):
        return forms
    return (form._replace(counted=form.asks == "list") for form in forms)


def _one_before(forms: Iterable[Form], frame: Frame) -> Iterable[Form]:
    """The forms of "the previous owner of X": of those who once were it the last; it is one, not all."""
    pairs = pairwise(token[0] for token in frame.tokens)
    if not any(one == "previous" and not noun.endswith("s") for one, noun in pairs):
        return forms
    ended = (form for form in forms if form.asks == "list" and form.former)
    return (form._replace(order="latest", limit=1) for form in ended)


def further_readings(question: str, ontology: Ontology, today: date | None = None) -> tuple[Form, ...]:
    """The ways to understand a question of several parts, or one that is put in other words, best first.

    These are asked where no form of one part has names that are all known. Errors as :func:`readings`.
    """
    grammar = grammar_of(ontology)
    whole = _words_of(question)[:LONGEST_COMPOSED]
    compared = tuple(islice(_compared(whole, grammar, today), MOST_READINGS))
    return (*compared, *_of_several_parts(whole, grammar, today))


def _compared(tokens: tuple[Token, ...], grammar: QuestionGrammar, today: date | None) -> Iterator[Form]:
    """The forms of a question that compares; what is compared is read like a question of its own."""
    from retailgraph.words.comparing import is_comparison

    bare = _without_lead(tokens)
    if not is_comparison(tuple(token[0] for token in bare)):
        return
    from retailgraph.words.choices import chosen
    from retailgraph.words.comparing import compared

    known: dict[tuple[Token, ...], tuple[Form, ...]] = {}

    def read(part: tuple[Token, ...]) -> Iterator[Form]:
        """The forms of what is compared; a question that leaves very much open is not read to its end."""
        if part not in known and len(known) < _MOST_COMPARED:
            plain = _of_one_part(part, grammar, today)
            begins = tuple(token[0] for token in part[:2])
            usable = begins in _READ_PLAIN and any(form.asks in _COMPARABLE for form in plain)
            more = () if usable or len(known) >= _MOST_PARTED else _of_several_parts(part, grammar, today)
            known[part] = (*plain, *more)
        yield from known.get(part, ())

    seen: set[tuple[Form, ...]] = set()
    for form in (*compared(bare, today, read), *chosen(bare, grammar, today, read)):
        asked = tuple(part._replace(words="") for part in form.of if isinstance(part, Form))
        if asked not in seen:
            seen.add(asked)
            yield form


def _of_several_parts(
    whole: tuple[Token, ...], grammar: QuestionGrammar, today: date | None
) -> tuple[Form, ...]:
    from retailgraph.words.aggregates import aggregated
    from retailgraph.words.composing import composed, of_any, of_moment
    from retailgraph.words.deals import ask_deals
    from retailgraph.words.relative import Reader
    from retailgraph.words.telegram import expanded, two_names

    found: list[Form] = []

    read = Reader(lambda tokens: _once_read(tokens, grammar))

    def read_more(tokens: tuple[Token, ...]) -> Iterator[Form]:
        yield from read(tokens)
        yield from composed(tokens, grammar, read)

    further = Reader(read_more)

    for frame in islice(frames(whole, today), 5):
        if frame.denial:
            continue
        bare = _without_lead(frame.tokens)
        for put, framed in ((bare, frame), *_put_otherwise(bare, frame, today)):
            if put is not bare:
                _absorb(found, read(put), framed)
                _absorb(found, (f for way, _ in ways(grammar, framed) for f in _ask_built_in(way)), framed)
            _absorb(found, ask_deals(put, grammar), framed)
            _absorb(found, aggregated(put, grammar, further), framed)
            _absorb(found, composed(put, grammar, further), framed)
            _absorb(found, of_any(put, grammar), framed)
            _absorb(found, of_moment(put, grammar), framed)
    bare = _without_lead(whole)
    for put in expanded(bare, grammar):
        for frame in islice(frames(put, today), 4):
            if not frame.denial:
                _absorb(found, read(frame.tokens), frame)
    _absorb(found, two_names(bare), Frame(bare))
    return tuple(found[: 2 * MOST_READINGS])


def _put_otherwise(
    tokens: tuple[Token, ...], frame: Frame, today: date | None
) -> Iterator[tuple[tuple[Token, ...], Frame]]:
    """The words of a question by each wording that fits, within the same time, or in one that the
    wording has.
    """
    from retailgraph.words.rewriting import rewritten

    for put in rewritten(tokens):
        inner = next(found for found in frames(put, today) if not found.denial)
        when = inner.when if frame.when == NOW else frame.when
        yield (
            inner.tokens,
            frame._replace(tokens=inner.tokens, when=when, market=frame.market or inner.market),
        )


def _without_lead(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    from retailgraph.words.phrasing import without_leads

    return without_leads(tokens) or tokens


def _once_read(tokens: tuple[Token, ...], grammar: QuestionGrammar) -> tuple[Form, ...]:
    """The forms of words that have no more said around them; remembered, as parts come again."""
    known = grammar.read
    if tokens not in known:
        if len(known) > 2000:
            known.clear()
        known[tokens] = tuple(_plain_phrases(tokens, grammar))
    return known[tokens]


def phrases_of(tokens: tuple[Token, ...], ontology: Ontology) -> tuple[Form, ...]:
    """The forms of a part of a question, without a time of its own."""
    return _once_read(tokens, grammar_of(ontology))


def _plain_phrases(tokens: tuple[Token, ...], grammar: QuestionGrammar) -> list[Form]:
    from retailgraph.words.deals import ask_deals

    found: list[Form] = []
    frame = Frame(tokens)
    if not tokens:
        return found
    for put, framed in ways(grammar, frame):
        _absorb(found, _ask_relations(put), framed)
    _absorb(found, ask_deals(tokens, grammar), frame)
    return found


def _absorb(found: list[Form], more: Iterable[Form], frame: Frame) -> None:
    """Add what is new; what several relations ask in the same words of the same names is one form."""
    plain = frame == Frame(frame.tokens)
    for form in islice(more, 4 * MOST_READINGS):
        if len(found) >= 2 * MOST_READINGS:
            return
        framed = form if plain else _framed(form, frame)
        for at, other in enumerate(found):
            if _is_turned(framed, other):
                framed = _turned(framed)
            if _same_question(framed, other):
                new = tuple(link for link in framed.links if link not in other.links)
                found[at] = other._replace(links=other.links + new) if new else other
                break
        else:
            found.append(framed)


def _framed(form: Form, frame: Frame) -> Form:
    """A form with what its question says around it."""
    ended = frame.denial == "no longer" and form.asks == "list"
    refused = frame.denial and not ended
    return form._replace(
        when=form.when if frame.when == NOW else frame.when,
        past=ended or (form.past and (not frame.present or form.former)),
        former=ended or form.former,
        known_on=frame.known_on,
        market=frame.market,
        denied=" ".join(token[1] for token in frame.tokens) if refused else "",
    )


def _is_turned(one: Form, other: Form) -> bool:
    """Whether a yes-or-no form asks the same of two names the other way round: X is part of Y, Y owns X."""
    if one.asks not in ("truth", "when") or len(one.of) != 2 or one.of != other.of[::-1]:
        return False
    if any(link.party for link in (*one.links, *other.links)):
        return False
    return one.of[0] != one.of[1] and _same_but_of(one, other)


def _turned(form: Form) -> Form:
    links = tuple(link._replace(answers="" if link.answers == OBJECT else OBJECT) for link in form.links)
    return form._replace(of=form.of[::-1], links=links)


def _same_question(one: Form, other: Form) -> bool:
    return one.of == other.of and _same_but_of(one, other)


def _same_but_of(one: Form, other: Form) -> bool:
    """Whether all is the same but links, terms and words; compared by place, as this is asked very often."""
    return one.asks == other.asks and one[3:6] == other[3:6] and one[7:] == other[7:]


def _ask_relations(put: Phrasing) -> Iterator[Form]:
    patterned = list(ask_patterns(put))
    late = [form for form in patterned if _comes_late(form, put.grammar)]
    yield from (form for form in patterned if form not in late)
    if put.keys[:2] == ("number", "of"):
        yield from ask_nouns(put, put.grammar.topics)
    yield from ask_nouns(put, put.grammar.nouns)
    yield from ask_verbs(put)
    yield from late
    yield from ask_identity(put)


def _comes_late(form: Form, grammar: QuestionGrammar) -> bool:
    """Whether a form stands behind those of verbs.

    "did X sell Y" is first asked of a platform, then of the seller in a deal. A verb or a preposition in what
    would be a name speaks against it: "is X selling on Y" does not ask whether "X selling" is on Y.
    """
    if form.asks in ("truth", "when") and any(link.party for link in form.links):
        return True
    names = [name.casefold().split() for name in form.of if isinstance(name, str)]
    return any(name[0] in PREPOSITIONS or not grammar.first_of_verbs.isdisjoint(name) for name in names)


def _ask_built_in(put: Phrasing) -> Iterator[Form]:
    yield from ask_changes(put)
    yield from ask_common(put)
    yield from ask_nouns(put, put.grammar.topics)
    yield from ask_between(put)
    yield from ask_card(put)
