"""Clauses that narrow what a question asks for: "brands of Kering that are not on Tmall"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from retailgraph.form import AND, NOT, OR, SUBJECT, Condition, Form, Group, Trait
from retailgraph.words.english import HELPERS, NEGATED, Token, phrases, plain_word, tokens_of, words
from retailgraph.words.grammar import QuestionGrammar
from retailgraph.words.kinds import adjectives_at, kind_at, kind_of, start_of

Tokens = tuple[Token, ...]


class Reader:
    """What reads a question without conditions; it remembers what clauses may ask, as heads share them.

    Of one question so many parts are read and no more: what is not read by then is not understood.
    """

    def __init__(self, read: Callable[[Tokens], Iterable[Form]]) -> None:
        self._read = read
        self.left = MOST_PARTS_READ
        self.clauses: dict[tuple[Tokens, tuple[str, ...]], tuple[Condition, ...]] = {}

    def __call__(self, tokens: Tokens) -> Iterable[Form]:
        """The forms of a question."""
        self.left -= 1 + len(tokens) // _WORDS_OF_A_PART
        return self._read(tokens) if self.left > 0 else ()


MOST_PARTS_READ = 300
"""Parts of one question, a long one counted as several; the hardest of the suite reads 185."""
_WORDS_OF_A_PART = 8
MOST_CLAUSES = 6
"""Conditions that one question may have; more are not read."""
SET = ("list", "kind", "deals", "detail")
"""What a question may ask that conditions can narrow."""
_RELATIVE = words("that who which whose where")
_JOINTS = phrases("and that|and who|and which|but that|but who|but which|but|and")


def also(form: Form, *conditions: Condition) -> Form:
    """The form with further conditions."""
    return form._replace(where=(*form.where, *conditions))


def heads_of(tokens: Tokens, grammar: QuestionGrammar, read: Reader) -> Iterator[Form]:
    """What a question without its conditions may ask: a list, or all entities of a kind."""
    keys = tuple(token[0] for token in tokens)
    start = 1 if keys[:1] and keys[0] in ("which", "what") else 0
    begun = start + start_of(keys[start:])
    tests, end = kind_at(keys, begun, grammar)
    if tests and end == len(keys):
        yield Form("kind", where=tests)
        return
    yield from (form for form in read(tokens) if form.asks in SET)


_TURNS = ("not", "never", "neither", "belong", "belongs")


def with_clauses(
    tokens: Tokens, keys: tuple[str, ...], grammar: QuestionGrammar, read: Reader
) -> Iterator[Form]:
    """ "brands of Kering that are not on Tmall", "companies that sell on X and that Y owns"."""
    for at in range(1, len(keys) - 1):
        if keys[at] not in _RELATIVE or keys[at - 1] in ("on", "in", "of", "from", "to", "with", "by"):
            continue
        parts = _parted(tokens[at + 1 :], grammar)
        if len(parts) > MOST_CLAUSES:
            return
        for head in heads_of(tokens[:at], grammar, read):
            if not ends_in_kind(head, grammar):
                yield from _narrowed(head, parts, grammar, read)
        return
    yield from _on_which(tokens, grammar, read)


def with_predicate(
    tokens: Tokens, keys: tuple[str, ...], grammar: QuestionGrammar, read: Reader
) -> Iterator[Form]:
    """ "which members of X are Japanese", "which brands of X are not on Y" as "members of X that are ..."."""
    if keys[:1] not in (("which",), ("what",)):
        return
    for at in range(2, len(keys) - 1):
        if keys[at] in HELPERS or keys[at] in NEGATED or keys[at] in grammar.first_of_verbs:
            parts = _parted(tokens[at:], grammar)
            for head in heads_of(tokens[1:at], grammar, read) if len(parts) <= MOST_CLAUSES else ():
                if (head.of or head.asks == "kind") and not ends_in_kind(head, grammar):
                    yield from _narrowed(head, parts, grammar, read)


def ends_in_kind(form: Form, grammar: QuestionGrammar) -> bool:
    """Whether a question is about "the brand" or the like, which the clause after it belongs to."""
    texts = [tokens_of(term) for term in form.of if isinstance(term, str)]
    return any(kind_of(tokens, grammar.ontology) is not None for tokens in texts)


def _on_which(tokens: Tokens, grammar: QuestionGrammar, read: Reader) -> Iterator[Form]:
    """ "platforms on which X sells" as "which platforms X sells on"."""
    from retailgraph.words.composing import composed

    keys = tuple(token[0] for token in tokens)
    for at in range(1, len(keys) - 2):
        if keys[at] in ("on", "in", "of", "with", "to") and keys[at + 1] in ("which", "whom"):
            turned = (plain_word("which"), *tokens[:at], *tokens[at + 2 :], tokens[at])
            yield from read(turned)
            yield from composed(turned, grammar, read)
            return


def _parted(tokens: Tokens, grammar: QuestionGrammar) -> list[Tokens]:
    """Clauses at "and that", "but", "and" before a verb that stands like the first."""
    keys = tuple(token[0] for token in tokens)
    parts: list[Tokens] = []
    start = at = 0
    while at < len(keys):
        joint = next((j for j in _JOINTS if keys[at : at + len(j)] == j), None)
        after = at + len(joint) if joint else at
        verb = after < len(keys) and (keys[after] in HELPERS or keys[after] in _TURNS)
        alike = verb or (after < len(keys) and keys[after] in grammar.first_of_verbs)
        if joint and at > start and (len(joint) > 1 or joint == ("but",) or alike):
            parts.append(tokens[start:at])
            start = at = after
            continue
        at += 1
    return [*parts, tokens[start:]]


def _narrowed(head: Form, parts: list[Tokens], grammar: QuestionGrammar, read: Reader) -> Iterator[Form]:
    found: list[Form] = [head]
    for part in parts:
        found = [wider for form in found[:4] for wider in narrow(form, part, grammar, read)]
    yield from found


def narrow(head: Form, part: Tokens, grammar: QuestionGrammar, read: Reader) -> Iterator[Form]:
    """The forms of a head that a clause narrows; "not" in the clause leaves out what it is true of."""
    denied, bare = _without_not(part)
    for clause in clauses_of(head, bare, grammar, read):
        if denied:
            yield also(head, Group(NOT, (clause,)))
        elif head.asks == "kind" and isinstance(clause, Form) and clause.asks == "list":
            yield clause._replace(where=(*_as_actors(head, clause), *clause.where))
        else:
            yield also(head, clause)


def _as_actors(head: Form, clause: Form) -> tuple[Condition, ...]:
    """The conditions of a kind; "companies" that sell, join or partner may be brands as well."""
    acting = all(link.answers == SUBJECT and not link.party for link in clause.links)
    company, brand = Trait("type", "is", "Company"), Trait("type", "is", "Brand")
    if not acting or company not in head.where:
        return head.where
    return tuple(Group(OR, (company, brand)) if part == company else part for part in head.where)


def _without_not(tokens: Tokens) -> tuple[bool, Tokens]:
    """The words of a clause without "not", and whether it had one."""
    for at, (key, _, _) in enumerate(tokens[:4]):
        if key in NEGATED:
            return True, (*tokens[:at], plain_word(NEGATED[key]), *tokens[at + 1 :])
        if key in ("not", "never", "neither"):
            return True, tokens[:at] + tokens[at + 1 :]
        if key == "no" and tokens[at + 1 : at + 2] and tokens[at + 1][0] == "longer":
            return True, tokens[:at] + tokens[at + 2 :]
    return False, tokens


def clauses_of(head: Form, tokens: Tokens, grammar: QuestionGrammar, read: Reader) -> Iterator[Condition]:
    """A clause as a condition: read as a question about entities of the kind that the head asks for."""
    types = [link.types for link in head.links if link.types]
    types += [(c.value,) for c in head.where if isinstance(c, Trait) and c.field == "type"]
    names = dict.fromkeys(grammar.ontology.types[t].plural for some in types for t in some)
    nouns = [*names, "brands", "companies", "platforms"]
    known = read.clauses
    asked = (tokens, tuple(dict.fromkeys(nouns)))
    if asked not in known:
        known[asked] = tuple(_clauses(tokens, asked[1], grammar, read))
    yield from known[asked]


def _clauses(
    tokens: Tokens, nouns: tuple[str, ...], grammar: QuestionGrammar, read: Reader
) -> Iterator[Condition]:
    keys = tuple(token[0] for token in tokens)
    ways: list[Tokens] = []
    for noun in nouns:
        ways.append((plain_word("which"), *(plain_word(w) for w in noun.split()), *tokens))
        if keys[:1] and keys[0] not in HELPERS:
            ways.append(
                (plain_word("which"), *(plain_word(w) for w in noun.split()), plain_word("are"), *tokens)
            )
    ways += [(plain_word("who"), *tokens), (plain_word("what"), *tokens)]
    seen = set()
    for way in ways:
        for form in read(way):
            plain = form._replace(links=tuple(link._replace(types=()) for link in form.links), words="")
            if form.asks == "list" and plain not in seen:
                seen.add(plain)
                yield plain
    tests, end = kind_at(keys, start_of(keys) if keys[:1] not in (("are",), ("is",)) else 1, grammar)
    if not tests:
        tests, end = adjectives_at(keys, 1 if keys[:1] in (("are",), ("is",)) else 0)
    if tests and end == len(keys):
        yield tests[0] if len(tests) == 1 else Group(AND, tests)
