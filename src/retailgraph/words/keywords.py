"""The last way to read a question: by the names in it and what each other word asks for, in any order.

Every word has to be one of them, a time, or one that says nothing of its own: nothing asked is left out.
Of two names only that is asked which is the same from either side, so that no order of words is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import Form, Link
from retailgraph.ontology import DEAL, STATE
from retailgraph.words.english import (
    ADVERBS,
    BE,
    BEEN,
    DETERMINERS,
    DO,
    FORMER,
    HAVE,
    MODAL,
    PREPOSITIONS,
    WH,
    Token,
    plural,
    words,
)
from retailgraph.words.grammar import QuestionGrammar
from retailgraph.words.vocabulary import Noun

Tokens = tuple[Token, ...]
_SAYS_NOTHING = (
    WH
    | BE
    | BEEN
    | DO
    | HAVE
    | MODAL
    | ADVERBS
    | PREPOSITIONS
    | (DETERMINERS - FORMER - words("different other"))
) | words(
    "and about between into as me us you there here it its it's they their them he his him she her this that "
    "these those please also out up off all company companies group brand did any some info information "
    "details data status history since until tell show give list find get whats where much many how so "
    "then too till end started begin began stop stopped y/n"
)
_PRICE = words("price prices cost costs paid pay worth value amount money expensive sum")
_DEAL = words("deal deals transaction takeover acquisition merger purchase bid buyout")
_DENIES = words(
    "not no never without except nor neither but or besides excluding least fewest most more less"
)
_SHARE = words("stake share shares stakes percent percentage shareholding holding")


def between_two(names: tuple[str, str], rest: Tokens, grammar: QuestionGrammar) -> Iterator[Form]:
    """The forms that two names and the other words of a question may ask for."""
    said = _content(rest)
    keys = {token[0] for token in said}
    if keys & _DENIES:
        return
    if keys and keys <= _PRICE | _DEAL:
        measure = "price" if keys & _PRICE else ""
        relations = tuple(
            Link(r.name, "object") for r in grammar.ontology.relations.values() if r.kind == DEAL
        )
        yield Form("deals", relations, names, measure=measure, words="the deal of {subject} and {object}")
        return
    links = _relations(said, grammar)
    asked = {token[0] for token in rest}
    if links and asked & _STILL and asked & (BE | HAVE | DO):
        # Whether it still is so: whichever of the two the relation runs from.
        ways = (*links, *(link._replace(answers="object") for link in links))
        yield Form(
            "truth",
            ways,
            names,
            words=f"is there still a tie of {{subject}} and {{object}} ({_told(links, grammar)})",
        )
        return
    if links or not said:
        told = _told(links, grammar)
        words_ = "how is {subject} connected to {object}" + (f" ({told})" if told else "")
        yield Form("between", links, names, words=words_)


_STILL = words("still anymore yet")


def _told(links: tuple[Link, ...], grammar: QuestionGrammar) -> str:
    return " or ".join(dict.fromkeys(grammar.ontology.relations[link.relation].label for link in links))


def of_one(name: str, rest: Tokens, grammar: QuestionGrammar) -> Iterator[Form]:
    """The forms that one name and a noun beside it may ask for."""
    said = _content(rest)
    keys = tuple(token[0] for token in said)
    if not keys or set(keys) & _DENIES:
        return
    former = bool(set(keys) & FORMER)
    bare = tuple(key for key in keys if key not in FORMER)
    for table in (grammar.nouns, grammar.topics):
        nouns = table.get(bare, ()) or table.get((*bare[:-1], plural(bare[-1])) if bare else (), ())
        of = [noun for noun in nouns if "of" in noun.after] or list(nouns)
        links = tuple(noun.part for noun in of if noun.part)
        for noun in of[:1]:
            yield Form(
                noun.kind, links, (name,), past=former, measure=noun.measure, words=noun.form, former=former
            )


def _content(rest: Tokens) -> Tokens:
    """The words that say something of their own."""
    return tuple(token for token in rest if token[0] not in _SAYS_NOTHING)


def _relations(said: Tokens, grammar: QuestionGrammar) -> tuple[Link, ...]:
    """The relations that words speak of, if each of them speaks of one: as a noun, or as a verb."""
    found: dict[str, None] = {}
    for key, _, _ in said:
        named = [noun.part.relation for noun in _nouns(key, grammar) if noun.part]
        named += [
            wording.relation.name
            for phrase, some in grammar.verbs.items()
            if phrase[0] == key
            for wording in some
        ]
        if key in _SHARE:
            named = [
                r.name
                for r in grammar.ontology.relations.values()
                if r.kind == STATE and "share" in r.qualifiers
            ]
        if not named:
            return ()
        found |= dict.fromkeys(named)
    return tuple(Link(name, "") for name in found)


def _nouns(key: str, grammar: QuestionGrammar) -> list[Noun]:
    return [*grammar.nouns.get((key,), ()), *grammar.nouns.get((plural(key),), ())]
