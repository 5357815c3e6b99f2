"""Questions made of several: "brands of Kering that are not on Tmall", "the latest acquisition by LVMH".

A question is parted at the words that join conditions; each part is a question that the rest of the grammar
reads, and the parts become one form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retailgraph.form import OVER_TIME, Form, Link
from retailgraph.ontology import STATE
from retailgraph.words.english import BE, words
from retailgraph.words.grammar import QuestionGrammar
from retailgraph.words.kinds import kind_of, qualified, start_of
from retailgraph.words.relative import (
    Reader,
    Tokens,
    ends_in_kind,
    heads_of,
    narrow,
    with_clauses,
    with_predicate,
)
from retailgraph.words.sets import (
    with_adjective,
    with_both,
    with_exception,
    with_means,
    with_source,
    with_two_verbs,
)

_ANY = words("which what who are were the all any")


def composed(tokens: Tokens, grammar: QuestionGrammar, read: Reader) -> Iterator[Form]:
    """The forms of a question that has conditions, best first; ``read`` reads a question that has none."""
    keys = tuple(token[0] for token in tokens)
    kind = kind_of(tokens[start_of(keys) :], grammar.ontology)
    if kind is not None:
        yield kind
    yield from with_both(tokens, keys, read)
    yield from with_two_verbs(tokens, keys, grammar, read)
    yield from with_means(tokens, keys, read)
    yield from with_exception(tokens, keys, grammar, read)
    yield from with_clauses(tokens, keys, grammar, read)
    yield from with_source(tokens, keys, grammar, read)
    yield from with_adjective(tokens, read)
    yield from with_predicate(tokens, keys, grammar, read)
    yield from _with_place(tokens, keys, grammar, read)


_MOMENTS = {
    **dict.fromkeys(words("ended end expired stopped finished ceased dissolved terminated"), "ending"),
    **dict.fromkeys(words("began begin started start formed launched agreed concluded new"), "beginning"),
}


def of_moment(tokens: Tokens, grammar: QuestionGrammar) -> Iterator[Form]:
    """ "which partnerships ended", "new memberships": what began or ended of a kind, of whomever."""
    keys = tuple(token[0] for token in tokens if token[0] not in _ANY)
    for word, noun in ((keys[-1:], keys[:-1]), (keys[:1], keys[1:])):
        moment = _MOMENTS.get(word[0], "") if word else ""
        named = grammar.nouns.get(noun, ()) if moment and noun and noun[-1].endswith("s") else ()
        links = tuple(n.part for n in named if n.kind == "list" and n.part and not n.part.types)
        relations = grammar.ontology.relations
        states = tuple(link for link in links if relations[link.relation].kind == STATE)
        if states:
            said = f"{' '.join(noun)} that {'ended' if moment == 'ending' else 'began'}"
            yield Form("list", states[:1], past=True, moment=moment, words=said)


def _are_states(parts: Sequence[Link], grammar: QuestionGrammar) -> bool:
    """Whether a noun is of one relation that holds for a time, as "joint ventures" is."""
    relations = {part.relation for part in parts if not part.types}
    return len(relations) == 1 and grammar.ontology.relations[relations.pop()].kind == STATE


def of_any(tokens: Tokens, grammar: QuestionGrammar) -> Iterator[Form]:
    """ "interim CEOs": who has, or had, a role anywhere."""
    for bare, tests in (*qualified(tokens), (tokens, ())):
        keys = tuple(token[0] for token in bare)
        while keys[:1] and keys[0] in _ANY:
            keys = keys[1:]
        nouns = grammar.nouns.get(keys, ()) if keys and keys[-1].endswith("s") else ()
        parts = [noun.part for noun in nouns if noun.kind == "list" and noun.part]
        links = tuple(part for part in parts if part.role) or tuple(
            parts if _are_states(parts, grammar) else ()
        )
        if links:
            roles = " ".join(token[1] for token in bare[-len(keys) :])
            yield Form("list", links, when=OVER_TIME, past=True, where=tests, words=roles)
            return


def _with_place(
    tokens: Tokens, keys: tuple[str, ...], grammar: QuestionGrammar, read: Reader
) -> Iterator[Form]:
    """ "LVMH brands on Tmall", "brands of Kering in the Fashion Pact"."""
    for at in range(len(keys) - 2, 1, -1):
        if keys[at] in ("on", "in") and keys[at - 1] not in BE:
            for head in heads_of(tokens[:at], grammar, read):
                if head.asks in ("list", "kind") and not ends_in_kind(head, grammar):
                    yield from narrow(head, tokens[at:], grammar, read)
