"""Sets: both, either verb, except, from whom, and adjectives before a noun that asks."""

from __future__ import annotations

from collections.abc import Iterator

from retailgraph.form import AND, NOT, SUBJECT, Form, Group, Trait
from retailgraph.ontology import DEAL
from retailgraph.words.english import PREPOSITIONS, QuestionWords, phrases, tokens_of, words
from retailgraph.words.grammar import QuestionGrammar
from retailgraph.words.kinds import qualified
from retailgraph.words.relative import SET, Reader, Tokens, also, clauses_of, heads_of

_EXCEPT = phrases(
    "except for|except|besides|other than|apart from|aside from|excluding|without|but not|and not|"
    "not counting|not including|minus|rather than|, not|leaving out|leaving aside|save for|save|bar|barring"
)
_BOTH = words("both each")


def with_both(tokens: Tokens, keys: tuple[str, ...], read: Reader) -> Iterator[Form]:
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


def with_means(tokens: Tokens, keys: tuple[str, ...], read: Reader) -> Iterator[Form]:
    """ "what sells on X by means of pop-up": a condition on how it is done."""
    at = next((at for at in range(1, len(keys) - 3) if keys[at : at + 3] == ("by", "means", "of")), None)
    if at is not None:
        for form in read(tokens[:at]):
            yield also(form, Trait("through", "has", " ".join(keys[at + 3 :])))


def with_two_verbs(
    tokens: Tokens, keys: tuple[str, ...], grammar: QuestionGrammar, read: Reader
) -> Iterator[Form]:
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


def with_exception(
    tokens: Tokens, keys: tuple[str, ...], grammar: QuestionGrammar, read: Reader
) -> Iterator[Form]:
    """ "brands of Richemont except Cartier", "members of X but not of Y"."""
    for at in range(1, len(keys) - 1):
        lead = next((lead for lead in _EXCEPT if keys[at : at + len(lead)] == lead), None)
        if lead is None:
            continue
        head, rest = tokens[:at], tokens[at + len(lead) :]
        if not rest:
            continue
        yield from _alike(head, rest, read)
        heads = [form for form in heads_of(head, grammar, read) if form.asks in SET]
        text = name_of(rest)
        for form in heads:
            for clause in clauses_of(form, rest, grammar, read):
                yield also(form, Group(NOT, (clause,)))
            if text:
                yield also(form, Group(NOT, (text,)))
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
            yield from (also(form, Group(NOT, (one._replace(words=""),))) for one in same[:2])


def name_of(tokens: Tokens) -> str:
    """The name that all words make."""
    return QuestionWords(tokens).name(0, len(tokens))


def with_source(
    tokens: Tokens, keys: tuple[str, ...], grammar: QuestionGrammar, read: Reader
) -> Iterator[Form]:
    """ "what did X buy from Y": a deal in which Y takes part."""
    at = next((at for at in range(len(keys) - 2, 1, -1) if keys[at] == "from"), None)
    if at is None:
        return
    party = name_of(tokens[at + 1 :])
    for form in read(tokens[:at]):
        relations = grammar.ontology.relations
        deals = tuple(link for link in form.links if relations[link.relation].kind == DEAL)
        if form.asks in ("list", "deals") and deals and party:
            yield also(form._replace(links=deals), Trait("party", "is", party))


def with_adjective(tokens: Tokens, read: Reader) -> Iterator[Form]:
    """ "French brands of LVMH", "which Chinese companies own X"."""
    for bare, tests in qualified(tokens):
        for form in read(bare):
            if form.asks in ("list", "deals"):
                yield also(_of_actors(form), *tests)


def _of_actors(form: Form) -> Form:
    """The form whose "companies" that sell, join or partner may be brands as well."""
    links = tuple(
        link._replace(types=("Company", "Brand"))
        if link.types == ("Company",) and link.answers == SUBJECT and not link.party and form.asks == "list"
        else link
        for link in form.links
    )
    return form._replace(links=links)
