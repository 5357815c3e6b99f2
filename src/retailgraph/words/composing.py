"""Questions made of several: "brands of Kering that are not on Tmall", "the latest acquisition by LVMH".

A question is parted at the words that join conditions; each part is a question that the rest of the grammar
reads, and the parts become one form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from retailgraph.form import AND, NOT, OR, OVER_TIME, SUBJECT, Condition, Form, Group, Trait
from retailgraph.ontology import DEAL
from retailgraph.words.english import (
    BE,
    HELPERS,
    NEGATED,
    PREPOSITIONS,
    Token,
    phrases,
    plain_word,
    tokens_of,
    words,
)
from retailgraph.words.grammar import Grammar
from retailgraph.words.kinds import adjectives_at, kind_at, kind_of, qualified, start_of

Tokens = tuple[Token, ...]
Reader = Callable[[Tokens], Iterable[Form]]
MOST_CLAUSES = 6
"""Conditions that one question may have; more are not read."""
_EXCEPT = phrases(
    "except for|except|besides|other than|apart from|aside from|excluding|without|but not|and not|"
    "not counting|"
    "not including|minus|rather than|, not"
)
_RELATIVE = words("that who which whose where")
_JOINTS = phrases("and that|and who|and which|but that|but who|but which|but|and")
_SET = ("list", "kind", "deals", "detail")
_BOTH = words("both each")
_ANY = words("which what who are were the all any")
_RESTS = phrases("are|were|is|was")


def composed(tokens: Tokens, grammar: Grammar, read: Reader) -> Iterator[Form]:
    """The forms of a question that has conditions, best first; ``read`` reads a question that has none."""
    keys = tuple(token[0] for token in tokens)
    yield from _with_both(tokens, keys, read)
    yield from _with_two_verbs(tokens, keys, grammar, read)
    yield from _with_means(tokens, keys, read)
    yield from _with_exception(tokens, keys, grammar, read)
    yield from _with_clauses(tokens, keys, grammar, read)
    yield from _with_predicate(tokens, keys, grammar, read)
    yield from _with_source(tokens, keys, grammar, read)
    yield from _with_adjective(tokens, read)
    yield from _with_place(tokens, keys, grammar, read)


# --- both -------------------------------------------------------------------------------------------------


def _with_both(tokens: Tokens, keys: tuple[str, ...], read: Reader) -> Iterator[Form]:
    """ "platforms that both Gucci and Cartier sell on": what is so of all."""
    at = next((at for at, key in enumerate(keys) if key in _BOTH), None)
    if at is None:
        return
    for form in read((*tokens[:at], *tokens[at + 1 :])):
        groups = tuple(_all_of(term) if isinstance(term, str) else term for term in form.of)
        if form.asks in ("list", "truth", "when") and groups != form.of:
            yield form._replace(of=groups)


def _all_of(text: str) -> str | Group:
    from retailgraph.words.terms import joined

    return next((group for group in joined(tokens_of(text)) if group.op == AND), text)


def _with_means(tokens: Tokens, keys: tuple[str, ...], read: Reader) -> Iterator[Form]:
    """ "what sells on X by means of pop-up": a condition on how it is done."""
    at = next((at for at in range(1, len(keys) - 3) if keys[at : at + 3] == ("by", "means", "of")), None)
    if at is not None:
        for form in read(tokens[:at]):
            yield _also(form, Trait("through", "has", " ".join(keys[at + 3 :])))


def _with_two_verbs(tokens: Tokens, keys: tuple[str, ...], grammar: Grammar, read: Reader) -> Iterator[Form]:
    """ "which companies did X found or own": what either verb asks."""
    for at in range(2, len(keys) - 1):
        if keys[at] != "or" or not {keys[at - 1], keys[at + 1]} <= grammar.first_of_verbs:
            continue
        other = [form for form in read((*tokens[: at - 1], *tokens[at + 1 :])) if form.asks == "list"]
        for form in read((*tokens[:at], *tokens[at + 2 :])):
            for second in other if form.asks == "list" else ():
                if second.of == form.of:
                    yield form._replace(links=(*form.links, *second.links), words="")
        return


# --- except -----------------------------------------------------------------------------------------------


def _with_exception(tokens: Tokens, keys: tuple[str, ...], grammar: Grammar, read: Reader) -> Iterator[Form]:
    """ "brands of Richemont except Cartier", "members of X but not of Y"."""
    for at in range(1, len(keys) - 1):
        lead = next((lead for lead in _EXCEPT if keys[at : at + len(lead)] == lead), None)
        if lead is None:
            continue
        head, rest = tokens[:at], tokens[at + len(lead) :]
        if not rest:
            continue
        yield from _alike(head, rest, read)
        heads = [form for form in heads_of(head, grammar, read) if form.asks in _SET]
        text = _name(rest)
        for form in heads:
            for clause in _clauses(form, rest, grammar, read):
                yield _also(form, Group(NOT, (clause,)))
            if text:
                yield _also(form, Group(NOT, (text,)))
        return


def _alike(head: Tokens, rest: Tokens, read: Reader) -> Iterator[Form]:
    """ "brands on X but not on Y": the same question of another."""
    if rest[0][0] not in PREPOSITIONS:
        return
    at = next((at for at in range(len(head) - 1, 0, -1) if head[at][0] == rest[0][0]), None)
    if at is None:
        return
    other = [form for form in read((*head[:at], *rest)) if form.asks == "list"]
    for form in read(head):
        if form.asks == "list":
            same = [o for o in other if o.links == form.links] or other
            yield from (_also(form, Group(NOT, (one._replace(words=""),))) for one in same[:2])


def _name(tokens: Tokens) -> str:
    from retailgraph.words.english import Sentence

    return Sentence(tokens).name(0, len(tokens))


def _also(form: Form, *conditions: Condition) -> Form:
    return form._replace(where=(*form.where, *conditions))


# --- clauses ----------------------------------------------------------------------------------------------


def of_any(tokens: Tokens, grammar: Grammar) -> Iterator[Form]:
    """ "interim CEOs": who has, or had, a role anywhere."""
    for bare, tests in (*qualified(tokens), (tokens, ())):
        keys = tuple(token[0] for token in bare)
        while keys[:1] and keys[0] in _ANY:
            keys = keys[1:]
        nouns = grammar.nouns.get(keys, ()) if keys and keys[-1].endswith("s") else ()
        links = tuple(noun.part for noun in nouns if noun.kind == "list" and noun.part and noun.part.role)
        if links:
            roles = " ".join(token[1] for token in bare[-len(keys) :])
            yield Form("list", links, when=OVER_TIME, past=True, where=tests, words=roles)
            return


def heads_of(tokens: Tokens, grammar: Grammar, read: Reader) -> Iterator[Form]:
    """What a question without its conditions may ask: a list, or all entities of a kind."""
    keys = tuple(token[0] for token in tokens)
    start = 1 if keys[:1] and keys[0] in ("which", "what") else 0
    begun = start + start_of(keys[start:])
    tests, end = kind_at(keys, begun, grammar)
    if tests and end == len(keys):
        yield Form("kind", where=tests)
        return
    yield from (form for form in read(tokens) if form.asks in _SET)


def _with_clauses(tokens: Tokens, keys: tuple[str, ...], grammar: Grammar, read: Reader) -> Iterator[Form]:
    """ "brands of Kering that are not on Tmall", "companies that sell on X and that Y owns"."""
    for at in range(1, len(keys) - 1):
        if keys[at] not in _RELATIVE or keys[at - 1] in ("on", "in", "of", "from", "to", "with", "by"):
            continue
        parts = _parted(tokens[at + 1 :])
        if len(parts) > MOST_CLAUSES:
            return
        for head in heads_of(tokens[:at], grammar, read):
            if not _ends_in_kind(head, grammar):
                yield from _narrowed(head, parts, grammar, read)
        return
    yield from _on_which(tokens, keys, grammar, read)


def _with_predicate(tokens: Tokens, keys: tuple[str, ...], grammar: Grammar, read: Reader) -> Iterator[Form]:
    """ "which members of X are Japanese", "which brands of X are not on Y" as "members of X that are ..."."""
    if keys[:1] not in (("which",), ("what",)):
        return
    for at in range(3, len(keys) - 1):
        if keys[at] in HELPERS or keys[at] in NEGATED or keys[at] in grammar.first_of_verbs:
            parts = _parted(tokens[at:])
            for head in heads_of(tokens[1:at], grammar, read) if len(parts) <= MOST_CLAUSES else ():
                if head.of and not _ends_in_kind(head, grammar):
                    yield from _narrowed(head, parts, grammar, read)


def _ends_in_kind(form: Form, grammar: Grammar) -> bool:
    """Whether a question is about "the brand" or the like, which the clause after it belongs to."""
    texts = [tokens_of(term) for term in form.of if isinstance(term, str)]
    return any(kind_of(tokens, grammar.ontology) is not None for tokens in texts)


def _on_which(tokens: Tokens, keys: tuple[str, ...], grammar: Grammar, read: Reader) -> Iterator[Form]:
    """ "platforms on which X sells" as "which platforms X sells on"."""
    for at in range(1, len(keys) - 2):
        if keys[at] in ("on", "in", "of", "with", "to") and keys[at + 1] in ("which", "whom"):
            turned = (plain_word("which"), *tokens[:at], *tokens[at + 2 :], tokens[at])
            yield from read(turned)
            yield from composed(turned, grammar, read)
            return


def _parted(tokens: Tokens) -> list[Tokens]:
    """Clauses at "and that", "but", "and" before a verb that stands like the first."""
    keys = tuple(token[0] for token in tokens)
    parts: list[Tokens] = []
    start = at = 0
    while at < len(keys):
        joint = next((j for j in _JOINTS if keys[at : at + len(j)] == j), None)
        after = at + len(joint) if joint else at
        alike = after < len(keys) and (keys[after] in HELPERS or keys[after] in ("not", "never"))
        if joint and at > start and (len(joint) > 1 or joint == ("but",) or alike):
            parts.append(tokens[start:at])
            start = at = after
            continue
        at += 1
    return [*parts, tokens[start:]]


def _narrowed(head: Form, parts: list[Tokens], grammar: Grammar, read: Reader) -> Iterator[Form]:
    found: list[Form] = [head]
    for part in parts:
        found = [wider for form in found[:4] for wider in _narrow(form, part, grammar, read)]
    yield from found


def _narrow(head: Form, part: Tokens, grammar: Grammar, read: Reader) -> Iterator[Form]:
    denied, bare = _without_not(part)
    for clause in _clauses(head, bare, grammar, read):
        if denied:
            yield _also(head, Group(NOT, (clause,)))
        elif head.asks == "kind" and isinstance(clause, Form) and clause.asks == "list":
            yield clause._replace(where=(*_as_actors(head, clause), *clause.where))
        else:
            yield _also(head, clause)


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
        if key in ("not", "never"):
            return True, tokens[:at] + tokens[at + 1 :]
        if key == "no" and tokens[at + 1 : at + 2] and tokens[at + 1][0] == "longer":
            return True, tokens[:at] + tokens[at + 2 :]
    return False, tokens


def _clauses(head: Form, tokens: Tokens, grammar: Grammar, read: Reader) -> Iterator[Condition]:
    """A clause as a condition: read as a question about entities of the kind that the head asks for."""
    types = [link.types for link in head.links if link.types]
    types += [(c.value,) for c in head.where if isinstance(c, Trait) and c.field == "type"]
    names = dict.fromkeys(grammar.ontology.types[t].plural for some in types for t in some)
    nouns = [*names, "brands", "companies", "platforms"]
    keys = tuple(token[0] for token in tokens)
    ways: list[Tokens] = []
    for noun in dict.fromkeys(nouns):
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


# --- from whom, of which country, where ---------------------------------------------------------------------


def _with_source(tokens: Tokens, keys: tuple[str, ...], grammar: Grammar, read: Reader) -> Iterator[Form]:
    """ "what did X buy from Y": a deal in which Y takes part."""
    at = next((at for at in range(len(keys) - 2, 1, -1) if keys[at] == "from"), None)
    if at is None:
        return
    party = _name(tokens[at + 1 :])
    for form in read(tokens[:at]):
        relations = grammar.ontology.relations
        deals = tuple(link for link in form.links if relations[link.relation].kind == DEAL)
        if form.asks in ("list", "deals") and deals and party:
            yield _also(form._replace(links=deals), Trait("party", "is", party))


def _with_adjective(tokens: Tokens, read: Reader) -> Iterator[Form]:
    """ "French brands of LVMH", "which Chinese companies own X"."""
    for bare, tests in qualified(tokens):
        for form in read(bare):
            if form.asks in ("list", "deals"):
                yield _also(_of_actors(form), *tests)


def _of_actors(form: Form) -> Form:
    """The form whose "companies" that sell, join or partner may be brands as well."""
    links = tuple(
        link._replace(types=("Company", "Brand"))
        if link.types == ("Company",) and link.answers == SUBJECT and not link.party and form.asks == "list"
        else link
        for link in form.links
    )
    return form._replace(links=links)


def _with_place(tokens: Tokens, keys: tuple[str, ...], grammar: Grammar, read: Reader) -> Iterator[Form]:
    """ "LVMH brands on Tmall", "brands of Kering in the Fashion Pact"."""
    for at in range(len(keys) - 2, 1, -1):
        if keys[at] in ("on", "in") and keys[at - 1] not in BE:
            for head in heads_of(tokens[:at], grammar, read):
                if head.asks in ("list", "kind"):
                    yield from _narrow(head, tokens[at:], grammar, read)
