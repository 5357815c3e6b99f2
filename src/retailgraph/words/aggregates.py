"""How many, the latest, the largest, the most, before and after: what is made of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from retailgraph.form import OVER_TIME as EVER
from retailgraph.form import Form, Link, Trait
from retailgraph.words.english import (
    DETERMINERS,
    GENERIC,
    PREPOSITIONS,
    QuestionWords,
    Token,
    phrases,
    plain_word,
    plural,
    words,
)
from retailgraph.words.grammar import QuestionGrammar

Tokens = tuple[Token, ...]
Reader = Callable[[Tokens], Iterable[Form]]
_COUNTS = phrases(
    "how many different|how many|number of|count of|what is the number of|what number of|total number of"
)
_SETS = ("list", "kind", "deals")
_ORDERS = {
    **dict.fromkeys(phrases("most recent|latest|newest|last"), "latest"),
    **dict.fromkeys(phrases("first ever|first|earliest|oldest"), "first"),
    **dict.fromkeys(phrases("most expensive|largest|biggest|highest|priciest|top|major"), "largest"),
    **dict.fromkeys(phrases("least expensive|smallest|cheapest|lowest"), "smallest"),
    **dict.fromkeys(phrases("longest serving|longest-serving|longest"), "longest"),
    **dict.fromkeys(phrases("shortest serving|shortest-serving|shortest"), "shortest"),
}
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twenty": 20,
}  # fmt: skip
_MOST = {"most": "most", "fewest": "fewest", "least": "fewest"}
_ASIDE = words("after before following preceding")
_HAVE = words("has have had own owns owned carry carries sell sells on with")


def aggregated(tokens: Tokens, grammar: QuestionGrammar, read: Reader) -> Iterator[Form]:
    """The forms of a question that counts or orders what another asks for, best first."""
    keys = tuple(token[0] for token in tokens)
    yield from _counted(tokens, keys, read)
    yield from _limited(tokens, keys, read)
    yield from _summed(tokens, keys, read)
    yield from _most(tokens, keys, grammar, read)
    yield from _ordered(tokens, keys, read)
    yield from _beside(tokens, keys, read)


def _counted(tokens: Tokens, keys: tuple[str, ...], read: Reader) -> Iterator[Form]:
    lead = next((lead for lead in _COUNTS if keys[: len(lead)] == lead), ())
    if lead:
        rest = tokens[len(lead) :]
        for way in ((plain_word("which"), *rest), rest):
            for form in read(way):
                if form.asks in _SETS:
                    yield form._replace(counted=True)


_SUMS = {
    **dict.fromkeys(phrases("total|sum of|overall|combined|altogether"), "total"),
    **dict.fromkeys(phrases("average|mean|typical"), "average"),
}
_AMOUNTS = words(
    "price prices value values cost costs size sum amount length duration tenure time sums of the all for"
)


def _summed(tokens: Tokens, keys: tuple[str, ...], read: Reader) -> Iterator[Form]:
    """ "total price of X's acquisitions", "average tenure of ceos of X"."""
    start = 2 if keys[:2] in (("what", "is"), ("what", "was")) else 0
    while start < len(keys) and keys[start] in ("the", "how", "long", "is", "a"):
        start += 1
    size = next((n for n in (2, 1) if keys[start : start + n] in _SUMS), 0)
    at = start + size
    while size and at < len(keys) and keys[at] in _AMOUNTS:
        at += 1
    for form in read(tokens[at:]) if size and at < len(keys) else ():
        if form.asks in ("list", "deals"):
            yield form._replace(order=_SUMS[keys[start : start + size]], past=True)


def _limited(tokens: Tokens, keys: tuple[str, ...], read: Reader) -> Iterator[Form]:
    """ "three competitors of X": so many of them."""
    number = _NUMBERS.get(keys[0], 0) if len(keys) > 2 else 0
    for form in read(tokens[1:]) if number else ():
        if form.asks in _SETS:
            yield form._replace(limit=number)


def _ordered(tokens: Tokens, keys: tuple[str, ...], read: Reader) -> Iterator[Form]:
    """ "the latest acquisition by X": the list, in an order, and as many as the noun's number says."""
    for at in range(len(keys)):
        size = next((n for n in (2, 1) if keys[at : at + n] in _ORDERS), 0)
        if not size or at + size >= len(keys):
            continue
        order, end = _ORDERS[keys[at : at + size]], at + size
        number = _number(keys[end]) or (_number(keys[at - 1]) if at else 0)
        begin = at - 1 if at and _number(keys[at - 1]) else at
        end += bool(_number(keys[end]))
        limit = number or (0 if keys[end : end + 1] and keys[end].endswith("s") else 1)
        rest = (*tokens[:begin], *tokens[end:])
        # "the largest deal" is one of all deals.
        ways = (rest, (plain_word(plural(rest[0][0])), *rest[1:])) if limit == 1 else (rest,)
        for way in ways:
            for form in read(way):
                if form.asks in _SETS or form.asks == "detail":
                    yield form._replace(order=order, limit=limit)
        return


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 2 else _NUMBERS.get(word, 0)


def _beside(tokens: Tokens, keys: tuple[str, ...], read: Reader) -> Iterator[Form]:
    """ "who owned X after Y", "owners of X before Y"."""
    at = next((at for at in range(len(keys) - 2, 1, -1) if keys[at] in _ASIDE), 0)
    anchor = QuestionWords(tokens).name(at + 1, len(keys)) if at else ""
    if not anchor:
        return
    order = "next" if keys[at] in ("after", "following") else "previous"
    for form in read(tokens[:at]):
        if form.asks == "list" and len(form.of) == 1:
            yield form._replace(of=(*form.of, anchor), order=order, when=EVER, past=True, former=False)


# --- the most of something --------------------------------------------------------------------------------


def _most(tokens: Tokens, keys: tuple[str, ...], grammar: QuestionGrammar, read: Reader) -> Iterator[Form]:
    """ "which platform has the most brands", "who owns most companies": one side by how many are on
    the other.
    """
    at = next((at for at, key in enumerate(keys) if key in _MOST and at), 0)
    if not at or at + 1 >= len(keys):
        return
    order = _MOST[keys[at]]
    limit = next((number for key in keys[:at] if (number := _number(key))), 0)
    head = [token for token in tokens[:at] if token[0] not in _ASIDE_OF_MOST and not _number(token[0])]
    tail = tokens[at + 1 :]
    types, verb = _head(tuple(head), grammar)
    where = tuple(Trait("type", "is", t) for t in types)
    for links in _links(tail, verb, grammar, types, read):
        yield Form(
            "kind",
            links,
            where=where,
            order=order,
            words=_words(keys),
            limit=limit,
            past=not _ONCE.isdisjoint(keys),
        )


_ASIDE_OF_MOST = DETERMINERS | words("number top with")
_ONCE = words("had ever owned sold carried led been")


def _words(keys: tuple[str, ...]) -> str:
    return " ".join(keys)


def _head(head: Tokens, grammar: QuestionGrammar) -> tuple[tuple[str, ...], Tokens]:
    """The types asked for and the verb of "which platform has", "who owns"."""
    keys = tuple(token[0] for token in head)
    start = int(keys[:1] in (("which",), ("what",)))
    at, types = grammar.type_at(keys, start)
    if keys[:1] == ("who",):
        at = 1
    if types == () and keys[1:2] and keys[1] in GENERIC:
        types = ("Company",)
    return types, head[at:]


def _links(
    tail: Tokens, verb: Tokens, grammar: QuestionGrammar, types: tuple[str, ...], read: Reader
) -> Iterator[tuple[Link, ...]]:
    """The relations that a question such as "which brands does X VERB" or "brands of X" asks."""
    keys = tuple(token[0] for token in tail)
    size = next((at for at, key in enumerate(keys) if key in PREPOSITIONS), len(keys))
    noun = tail[:size]
    marker = ("x", "X", "")
    ways: list[Tokens] = []
    if verb and verb[0][0] not in ("has", "have", "had"):
        base = (verb[0][0].removesuffix("s"), *(v[0] for v in verb[1:]))
        bare = tuple(plain_word(word) for word in base)
        ways.append((plain_word("which"), *noun, plain_word("does"), marker, *bare))
    # A verb says what is asked: who owns most has not most on its shelves.
    ways = ways or [(*noun, plain_word(p), marker) for p in ("on", "of", "in")]
    typed: set[tuple[str, str]] = set()
    for way in ways:
        for form in read(way):
            fitting = tuple(link for link in form.links if _fits(link, types, grammar))
            # "most brands" are no companies, though a wider reading of the same words has them.
            typed |= {(link.relation, link.answers) for link in fitting if link.types}
            fitting = tuple(k for k in fitting if k.types or (k.relation, k.answers) not in typed)
            if form.asks == "list" and fitting and form.of == ("X",):
                yield fitting
    if len(keys) > size:
        return


def _fits(link: Link, types: tuple[str, ...], grammar: QuestionGrammar) -> bool:
    """Whether the given side of a link may be of the types asked for."""
    relation = grammar.ontology.relations[link.relation]
    given = relation.domain if link.answers == "object" else relation.range
    return not types or bool(set(types) & set(given))
