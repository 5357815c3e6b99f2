"""What a query may not do: change anything, ask a service, or be too much for the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retailgraph.errors import QueryError, Refused
from retailgraph.sparql.faults import fault_at, place_of
from retailgraph.sparql.lexing import CLOSING, OPENING, TERMS, Token, statement, tokens

MAX_LENGTH = 1_000_000
"""Characters of a query."""
MAX_DEPTH = 100
"""Brackets of any kind within each other."""
MAX_PARTS = 4_000
"""Words, names, values and operators of a query, without the data of ``VALUES`` and lists of plain values."""

_DATA = frozenset(("(", ")", "<<(", ")>>", "^^", "UNDEF", "TRUE", "FALSE"))
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))


def guard(text: str, allow_service: Sequence[str] | None = ()) -> None:
    """Refuse what a query may not do; ``allow_service`` lists the addresses it may ask (None: any).

    Raises Refused for ``SERVICE``, QueryError for an update and for a query that the engine could not parse
    without ending the process.
    """
    checked(text, allow_service)


def checked(text: str, allow_service: Sequence[str] | None) -> list[Token]:
    """The tokens of a query that passes the guard."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise fault_at(text, error.start, "half of a surrogate pair is not a character") from None
    if len(text) > MAX_LENGTH:
        raise QueryError(f"a query has at most {MAX_LENGTH:,} characters, this one has {len(text):,}")
    found = list(_bounded(text))
    _refuse_update(found)
    # The engine takes no escapes in keywords, so that a text without the word asks no service.
    if allow_service is not None and "service" in text.casefold():
        _refuse_service(text, found, allow_service)
    return found


def _refuse_update(found: Sequence[Token]) -> None:
    said = statement(found)
    if not said:
        raise QueryError("the query is empty")
    if said[0].text.upper() in _UPDATES:
        raise QueryError(
            "updates are not possible: the graph is read-only; articles are loaded by `retailgraph load`"
        )


# --- too much -----------------------------------------------------------------------------------------------


class _Count:
    """How many parts of a query have been read, and how deep its brackets are.

    The engine recurses, without a limit, on whatever it nests or chains: triples, members of collections,
    objects after commas, operators, groups, what DESCRIBE lists. Only the data of VALUES, and values between
    commas within parentheses (of IN and of functions), it keeps in a flat list.
    """

    def __init__(self) -> None:
        self.parts = 0
        self._opened: list[str] = []
        self._plain: int | None = None  # the parts before the values of a list, while it has only values
        self._values = ""  # how far a VALUES has been read: said, or its data

    @property
    def depth(self) -> int:
        return len(self._opened)

    def add(self, token: Token) -> None:
        if self._values and self._is_data(token):
            self._nest(token)
            return
        if token.text == "," and self._opened[-1:] == ["("]:
            self._plain = self.parts = self.parts if self._plain is None else self._plain
            return
        self.parts += _weight(token)
        if token.text == "(":
            self._plain = self.parts
        elif token.kind not in TERMS and token.kind != "language" and token.text != "^^":
            self._plain = None
        self._values = self._after(token)
        self._nest(token)

    def _after(self, token: Token) -> str:
        if token.kind == "word" and token.text.upper() == "VALUES":
            return "said"
        if self._values == "said" and (token.kind == "variable" or token.text in ("(", ")")):
            return "said"
        return "data" if self._values == "said" and token.text == "{" else ""

    def _is_data(self, token: Token) -> bool:
        if self._values != "data":
            return False
        if token.kind in TERMS:
            return _weight(token) == 1
        return token.kind == "language" or token.text.upper() in _DATA

    def _nest(self, token: Token) -> None:
        if token.text in OPENING:
            self._opened.append(token.text)
        elif token.text in CLOSING and self._opened:
            self._opened.pop()


def _weight(token: Token) -> int:
    """What may be a comparison counts with all that it would hold: ``?a<1+1+1&&?b>2`` has an IRI or none."""
    if token.kind == "iri" and not _is_surely_iri(token):
        return 1 + len(re.findall(r"[+*/|&!=(),;-]", token.text))
    return 1


def _is_surely_iri(token: Token) -> bool:
    """Where ``//`` follows the scheme it can be no comparison."""
    return re.match(r"<[\w+.-]+://", token.text) is not None


def _bounded(text: str) -> Iterator[Token]:
    count, doubted = _Count(), False
    before = [Token("sign", "", 0)] * 2
    quote: Token | None = None
    for token in tokens(text):
        count.add(token)
        if not doubted and _is_doubtful(token) and before[0].text.upper() != "PREFIX":
            _refuse_much_after(text, token)
            doubted = True
        if complaint := _too_much(count, token):
            # After a text without an end, all that was meant to be text is read as words.
            if quote is not None:
                raise fault_at(text, quote.start, "the text that starts here has no end")
            raise fault_at(text, token.start, complaint)
        if quote is None and token.text in ("'", '"'):
            quote = token
        before = [before[1], token]
        yield token


def _too_much(count: _Count, token: Token) -> str:
    hidden = token.text.count("(") if token.kind == "iri" else 0
    if count.depth + hidden > MAX_DEPTH:
        return f"brackets are nested more than {MAX_DEPTH} deep"
    return f"a query has at most {MAX_PARTS} words, values and operators" if count.parts > MAX_PARTS else ""


def _refuse_much_after(text: str, token: Token) -> None:
    """If ``token`` is none, all tokens after it are others than the lexer finds: then only pieces count."""
    if len(re.findall(r"\w+|[^\w\s]", text)) > MAX_PARTS:
        complaint = f"{token.text[:40]} may be a comparison; in so long a query write it as a prefixed name"
        raise fault_at(text, token.start, complaint)


def _is_doubtful(token: Token) -> bool:
    """``?a <x:b&&'c>...`` is an IRI or a comparison and a string, and only a whole parser knows which."""
    return token.kind == "iri" and re.search("['#]", token.text) is not None and not _is_surely_iri(token)


# --- services -----------------------------------------------------------------------------------------------


def _refuse_service(text: str, found: Sequence[Token], allow_service: Sequence[str]) -> None:
    for i, token in enumerate(found):
        if _is_doubtful(token):
            place = place_of(text, token.start)
            raise Refused(f"{place} {token.text} stands in a query with SERVICE; write it as a prefixed name")
        if _is_service(found, i):
            _refuse_call(found, i, allow_service)


def _is_service(found: Sequence[Token], i: int) -> bool:
    """Whether the engine may read SERVICE here, which it also does in ``SERVICEex:a {`` and ``1SERVICE``."""
    token = found[i]
    if token.kind == "word":
        return "service" in token.text.casefold()
    if token.kind != "name" or "service" not in token.text.partition(":")[0].casefold():
        return False
    names_graph = i > 0 and found[i - 1].text.upper() in ("GRAPH", "FROM", "NAMED")
    return not names_graph and i + 1 < len(found) and found[i + 1].text == "{"


def _refuse_call(found: Sequence[Token], i: int, allow_service: Sequence[str]) -> None:
    after = [token for token in found[i + 1 : i + 3] if token.text.upper() != "SILENT"]
    if found[i].text.upper() != "SERVICE" or not after:
        raise Refused(f"SERVICE in '{found[i].text}' is refused: write it as a word of its own")
    target = after[0]
    if target.kind == "variable":
        raise Refused(f"SERVICE {target.text} is refused: a service must be named by its address")
    address = target.text[1:-1]
    if target.kind != "iri" or "://" not in address or "\\" in address:
        raise Refused(f"SERVICE {target.text} is refused: write the whole address between < and >")
    if address not in allow_service:
        raise Refused(
            f"SERVICE <{address}> would send part of the query there; to allow it: --allow-service {address}"
        )
