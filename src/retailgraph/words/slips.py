"""Slips of the hand in the words of a question: "who ownz X", "partnrs of X"."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.ontology import Ontology
from retailgraph.words.english import STARTERS, tokens_of
from retailgraph.words.grammar import grammar_of

_MOST = 3
_SHORTEST = 4
_SHORT = {
    **dict.fromkeys(("wo", "hwo", "woh", "whoo"), "who"),
    **dict.fromkeys(("wat", "wht", "waht", "hwat", "wath"), "what"),
    **dict.fromkeys(("wich", "whcih", "whihc"), "which"),
    **dict.fromkeys(("teh", "hte"), "the"),
    **dict.fromkeys(("fo", "ofo"), "of"),
    **dict.fromkeys(("si", "iss"), "is"),
    **dict.fromkeys(("hw", "hwo's"), "how"),
    **dict.fromkeys(("deos", "dose", "doess"), "does"),
    **dict.fromkeys(("whne", "wehn"), "when"),
    **dict.fromkeys(("onw", "ownes", "ownz"), "owns"),
}
"""Slips in words too short to be told from others by one letter."""


def without_slips(question: str, ontology: Ontology) -> Iterator[str]:
    """The question with a word that is nearly one of the grammar's put right, each such word by
    itself; then all.
    """
    tokens = tokens_of(question)
    known = vocabulary(ontology)
    near: dict[int, str] = {}
    for at, (key, _, _) in enumerate(tokens[:40]):
        if key in _SHORT and key not in known:
            near[at] = _SHORT[key]
        elif len(key) >= _SHORTEST and key not in known and key.isascii():
            found = _nearest(key, known)
            if found:
                near[at] = found
    changes = [{at: word} for at, word in near.items()][:_MOST]
    for change in ([near] if len(near) > 1 else []) + changes:
        yield " ".join(change.get(at, token[1]) for at, token in enumerate(tokens))


def _nearest(key: str, known: frozenset[str]) -> str:
    """The word that differs by one letter too many, too few, wrong or swapped; empty if there is none."""
    from rapidfuzz.distance import OSA

    near = sorted(word for word in known if word[0] == key[0] and abs(len(word) - len(key)) < 2)
    return next((word for word in near if OSA.distance(key, word, score_cutoff=1) <= 1), "")


def vocabulary(ontology: Ontology) -> frozenset[str]:
    """The words of four letters and more that the grammar of an ontology knows."""
    grammar = grammar_of(ontology)
    said = {
        word
        for phrase in (*grammar.nouns, *grammar.topics, *grammar.verbs, *grammar.types)
        for word in phrase
    }
    said |= {word for pattern in grammar.patterns.values() for chunk in pattern.chunks for word in chunk}
    return frozenset(word for word in said | STARTERS if len(word) >= _SHORTEST)
