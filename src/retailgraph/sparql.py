"""Asking the store in SPARQL: read-only, prefixes declared, faults shown where they stand.

The engine has no parse-only call and no switch that turns ``SERVICE`` off, so a small lexer reads every
query first. It tells strings, IRIs, comments and names from keywords, which is all that refusing needs, and
it gives syntax errors the place that the engine's own position only comes near.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TypeAlias

import pyoxigraph as ox

from retailgraph.errors import QueryError, Refused, RetailGraphError, StoreError, UsageError
from retailgraph.ontology import GRAPH, PREFIXES

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

DEFAULT_GRAPHS: tuple[ox.NamedNode, ...] = tuple(
    ox.NamedNode(GRAPH + name) for name in ("ontology", "entities", "conclusions", "edges")
)
"""What a query without ``FROM`` sees outside ``GRAPH``.

The engine does not merge graphs as sets: a triple that stands in two of them gives two rows. The graphs of a
retailgraph store are disjoint, so that this shows only in stores filled by others.
"""

_ROW_FORMATS: Mapping[str, ox.QueryResultsFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPH_FORMATS: Mapping[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


# --- results ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Results:
    """What a query gave, read completely, so that it outlives the store.

    ``kind`` is ``solutions`` (SELECT; then ``variables`` and ``rows``, an unbound cell being None),
    ``boolean`` (ASK; then ``boolean``) or ``graph`` (CONSTRUCT and DESCRIBE; then ``triples``, sorted, each
    once).
    """

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[ox.Triple, ...] = ()

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that :meth:`text` can write these results in."""
        if self.kind == "boolean":
            return ("json", "xml", "csv", "tsv")
        return tuple(_GRAPH_FORMATS if self.kind == "graph" else _ROW_FORMATS)

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of :meth:`cells`."""
        if self.kind == "solutions":
            return self.variables
        return ("answer",) if self.kind == "boolean" else ("subject", "predicate", "object")

    def cells(self) -> tuple[tuple[str, ...], ...]:
        """Rows of text for people: IRIs shortened by the known prefixes, an unbound cell empty."""
        if self.kind == "boolean":
            return (("yes" if self.boolean else "no",),)
        rows: Iterable[Iterable[Term | None]] = self.rows if self.kind == "solutions" else self.triples
        return tuple(tuple(_cell(term) for term in row) for row in rows)

    def text(self, format: str) -> str:
        """The results in a standard format; UsageError if these results have no such form."""
        if format not in self.formats:
            form = {"solutions": "SELECT", "boolean": "ASK"}.get(self.kind, "CONSTRUCT or DESCRIBE")
            raise UsageError(f"{form} has no format '{format}'; choose one of: {', '.join(self.formats)}")
        if self.kind == "graph":
            return _bytes(
                ox.serialize(self.triples, format=_GRAPH_FORMATS[format], prefixes=dict(PREFIXES))
            ).decode()
        if self.kind == "boolean" and format in ("csv", "tsv"):
            return (
                f"{str(self.boolean).lower()}\n"  # the standard has no CSV of a boolean, the engine refuses
            )
        return self._serialized(_ROW_FORMATS[format])

    def _serialized(self, format: ox.QueryResultsFormat) -> str:
        # The engine writes only results of its own, so ours go back to it in the one form easily made here.
        import json

        parsed = ox.parse_query_results(json.dumps(self._document()), ox.QueryResultsFormat.JSON)
        return _bytes(parsed.serialize(format=format)).decode()

    def to_dict(self) -> dict[str, object]:
        """Plain values: the W3C JSON results form, or ``triples`` in its way of writing terms."""
        if self.kind != "graph":
            return self._document()
        names = ("subject", "predicate", "object")
        return {"triples": [{n: _json(t) for n, t in zip(names, tr, strict=True)} for tr in self.triples]}

    def _document(self) -> dict[str, object]:
        if self.kind == "boolean":
            return {"head": {}, "boolean": self.boolean}
        bindings = [
            {name: _json(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]
        return {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}


def _bytes(content: bytes | None) -> bytes:
    return content or b""


def _json(term: Term) -> dict[str, object]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    if term.language is None:
        return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    written: dict[str, object] = {"type": "literal", "value": term.value, "xml:lang": term.language}
    return written if term.direction is None else {**written, "its:dir": str(term.direction)}


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shortened(term.value)
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(_cell(part) for part in term)} )>>"
    return term.value if isinstance(term, ox.Literal) else str(term)


_LOCAL_NAME = re.compile(r"[\w.-]*")
_NAMESPACES = sorted(PREFIXES.items(), key=lambda entry: -len(entry[1]))


def shortened(iri: str) -> str:
    """The IRI with its namespace as one of the known prefixes; unchanged where none fits."""
    for prefix, namespace in _NAMESPACES:
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


# --- asking -------------------------------------------------------------------------------------------------


def run(
    store: ox.Store,
    text: str,
    *,
    allow_service: Sequence[str] = (),
    default_graphs: Sequence[ox.NamedNode | ox.DefaultGraph] = DEFAULT_GRAPHS,
    bindings: Mapping[str, Term] | None = None,
) -> Results:
    """The results of a SPARQL 1.1 query, with the known prefixes declared.

    ``FROM`` and ``FROM NAMED`` in the query replace ``default_graphs``, as the standard has it; they choose
    among the graphs of the store and never read a file. ``bindings`` gives variables a value; the engine
    takes them only for variables that a SELECT projects.

    Raises QueryError for a query that does not parse, Refused for a ``SERVICE`` that is not in
    ``allow_service``, StoreError if the store cannot be read.
    """
    tokens = _checked(text, allow_service)
    try:
        found = store.query(
            text,
            prefixes=dict(PREFIXES),
            # The engine lets this parameter win over FROM.
            default_graph=None if _has_dataset(tokens) else list(default_graphs),
            substitutions={_variable(name): term for name, term in (bindings or {}).items()} or None,
        )
        return _materialised(found, tokens)
    except SyntaxError as error:
        raise _syntax_error(text, tokens, str(error)) from None
    except RuntimeError as error:
        raise _evaluation_error(str(error), bool(allow_service)) from error
    except OSError as error:
        if allow_service:
            raise RetailGraphError(f"a service did not answer: {error}") from error
        raise StoreError(f"the store cannot be read: {error}") from error


def _variable(name: str) -> ox.Variable:
    try:
        return ox.Variable(name)
    except ValueError as error:
        raise UsageError(f"'{name}' cannot be the name of a variable") from error


def _materialised(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, tokens: Sequence[Token]
) -> Results:
    if isinstance(found, ox.QueryBoolean):
        return Results("boolean", boolean=bool(found))
    if isinstance(found, ox.QueryTriples):
        return Results("graph", triples=tuple(sorted(set(found), key=str)))
    names = [variable.value for variable in found.variables]
    order = _column_order(names, tokens)
    rows = tuple(tuple(row[i] for i in order) for row in found)
    return Results("solutions", variables=tuple(names[i] for i in order), rows=rows)


def _column_order(names: Sequence[str], tokens: Sequence[Token]) -> list[int]:
    """The engine sorts the columns of ``SELECT *`` by name; people expect them as the query says them."""
    words = [token.text.upper() for token in _statement(tokens)[:3]]
    if "*" not in words[1:2] and words[1:] not in (["DISTINCT", "*"], ["REDUCED", "*"]):
        return list(range(len(names)))
    places = _first_places(tokens)
    return sorted(range(len(names)), key=lambda i: places.get(names[i], tokens[-1].start))


def _first_places(tokens: Sequence[Token]) -> dict[str, int]:
    places: dict[str, int] = {}
    for token in tokens:
        if token.kind == "variable":
            places.setdefault(token.text[1:], token.start)
    return places


def _evaluation_error(message: str, with_services: bool) -> RetailGraphError:
    """Faults that the engine finds only while it works: functions it lacks, bindings it cannot place."""
    if name := re.match(r"The custom function <(.*)> is not supported", message):
        return QueryError(f"there is no function <{name[1]}>")
    if name := re.match(r"The SPARQL query does not contains variable \?(\S+) in", message):
        return QueryError(f"?{name[1]} is given a value, but the query's SELECT does not name it")
    if message.startswith("Corruption"):
        advice = "`retailgraph store reset`, with the same --store, rebuilds it"
        return StoreError(f"the store is damaged (its files are not what was written); {advice}")
    if with_services:
        return RetailGraphError(f"a service did not answer as it should: {message}")
    return QueryError(message)


def explain(text: str) -> str:
    """The algebra of a query as rdflib parses it, indented; nothing is run.

    Raises QueryError for a query that rdflib does not parse (it knows SPARQL 1.1 only).
    """
    guard(text, allow_service=None)
    from pyparsing.exceptions import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        # Its parser would widen tabs, and the place of a fault with them.
        query = translateQuery(parseQuery(text.replace("\t", " ")), initNs=dict(PREFIXES))
    except ParseException as error:
        raise _fault(text, error.loc, "rdflib does not understand the query from here") from None
    except Exception as error:  # rdflib raises bare Exception for unknown prefixes and bad projections
        raise QueryError(f"rdflib: {error}") from error
    places = _first_places(_tokens(text))
    return "\n".join(_algebra(query.algebra, lambda name: places.get(name.lstrip("?"), len(text))))


_UNSAID = ("_vars", "lazy", "service_string")
_PLAIN_CHILDREN = ("p", "p1", "p2", "part", "triples")


def _algebra(node: object, place: Callable[[str], int]) -> list[str]:
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, CompValue):
        return _operator(node, place)
    if isinstance(node, Mapping):  # a row of VALUES
        return [f"{_n3(key)} = {_n3(value)}" for key, value in node.items()]
    if isinstance(node, tuple):  # a triple pattern
        return [" ".join(_n3(part) for part in node)]
    if isinstance(node, list | set):
        return [line for part in node for line in _algebra(part, place)]
    return [_n3(node)]


def _operator(node: Mapping[str, object], place: Callable[[str], int]) -> list[str]:
    """What is short stands beside the operator's name, what is itself an operator below it."""
    head, below = str(getattr(node, "name", "")), []
    for name, part in node.items():
        if name in _UNSAID or part in (None, [], {}):
            continue
        lines = _algebra(part, place)
        if name == "PV":  # comes from a set
            lines = [" ".join(sorted(lines, key=place))]
        if len(lines) == 1 and not isinstance(part[0] if isinstance(part, list) else part, Mapping):
            head += f" {name}={lines[0]}"
        elif name in _PLAIN_CHILDREN:
            below += [f"  {line}" for line in lines]
        else:
            below += [f"  {name}:", *(f"    {line}" for line in lines)]
    return [head, *below]


def _n3(term: object) -> str:
    written = str(term.n3() if hasattr(term, "n3") else term)
    return re.sub(
        "<([^<> ]+)>", lambda iri: iri[0] if shortened(iri[1]) == iri[1] else shortened(iri[1]), written
    )


# --- the lexer ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a query and the offset where it starts."""

    kind: str
    text: str
    start: int


def _class(more: str = "", digits: bool = True) -> str:
    """Letters, digits and ``more``, as a regular expression; every character beyond ASCII is a letter.

    The grammar admits most of those in names. The engine takes the others nowhere but in strings, IRIs and
    comments, so that reading them as letters hides nothing. (Negated, because ``re`` takes 18 ms to compile
    ranges that reach beyond ASCII.)
    """
    taken = {c for c in map(chr, range(128)) if c.isalpha() or (digits and c.isdigit()) or c in more}
    return "[^" + "".join(f"\\x{c:02x}" for c in range(128) if chr(c) not in taken) + "]"


@cache
def _lexer() -> re.Pattern[str]:
    inside = r"""\\[tbnrf"'\\uU]"""
    strings = "|".join(
        rf"{q * 3}(?:{q}{{0,2}}(?:[^{q}\\]|{inside}))*+{q * 3} | {q}(?:[^{q}\\\n\r]|{inside})*+{q}"
        for q in ("'", '"')
    )
    escaped = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
    local = rf"(?:{_class('_:')}|{escaped})(?:(?:{_class('_-.:')}|{escaped})*(?:{_class('_-:')}|{escaped}))?"
    dotted = rf"(?:{_class('_-.')}*{_class('_-')})?"
    return re.compile(
        rf"""
          (?P<blank>    [ \t\r\n]+ | \#[^\r\n]* )
        | (?P<string>   {strings} )
        | (?P<iri>      <(?:[^<>"{{}}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{{4}} | \\U[0-9A-Fa-f]{{8}})*+> )
        | (?P<variable> [?$]{_class("_")}+ )
        | (?P<node>     _:{_class("_")}{dotted} )
        | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)? )
        | (?P<name>     (?:{_class(digits=False)}{dotted})?:(?:{local})? )
        | (?P<number>   [0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)? )
        | (?P<word>     [^\W\d]\w* )
        | (?P<sign>     \{{\| | \|\}} | <<\(? | \)?>> | \|\| | && | \^\^ | [!<>]= | . )
        """,
        re.VERBOSE | re.DOTALL,
    )


def _tokens(text: str) -> list[Token]:
    return [
        Token(match.lastgroup or "", match[0], match.start())
        for match in _lexer().finditer(text)
        if match.lastgroup != "blank"
    ]


def _statement(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens after the prologue (PREFIX, BASE, VERSION)."""
    lengths = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
    start = 0
    while start < len(tokens) and (length := lengths.get(tokens[start].text.upper())):
        start += length
    return tokens[start:]


def _has_dataset(tokens: Sequence[Token]) -> bool:
    return any(token.kind == "word" and token.text.upper().startswith("FROM") for token in tokens)


# --- what a query may not do --------------------------------------------------------------------------------

_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))
_MAX_DEPTH = 100
_MAX_JOINTS = 2000
_OPENING, _CLOSING = ("{", "(", "[", "{|", "<<", "<<("), ("}", ")", "]", "|}", ">>", ")>>")


def guard(text: str, allow_service: Sequence[str] | None = ()) -> None:
    """Refuse what a query may not do; ``allow_service`` lists the addresses it may ask (None: any).

    Raises Refused for ``SERVICE``, QueryError for an update and for a query that the engine could not parse
    without ending the process.
    """
    _checked(text, allow_service)


def _checked(text: str, allow_service: Sequence[str] | None) -> list[Token]:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _fault(text, error.start, "half of a surrogate pair is not a character") from None
    tokens = _tokens(text)
    _refuse_update(tokens)
    _refuse_excess(text, tokens)
    # The engine takes no escapes in keywords, so that a text without the word asks no service.
    if allow_service is not None and "service" in text.casefold():
        _refuse_service(text, tokens, allow_service)
    return tokens


def _refuse_update(tokens: Sequence[Token]) -> None:
    statement = _statement(tokens)
    if not statement:
        raise QueryError("the query is empty")
    if statement[0].text.upper() in _UPDATES:
        raise QueryError(
            "updates are not possible: the graph is read-only; articles are loaded by `retailgraph load`"
        )


def _refuse_excess(text: str, tokens: Sequence[Token]) -> None:
    """The engine recurses without a limit: thousands of nested or chained parts would end the process."""
    depth = joints = 0
    for token in tokens:
        if token.text in _OPENING:
            depth += 1
        elif token.text in _CLOSING:
            depth -= 1
        # Rows of VALUES make the query long without making it deep, so brackets and commas do not count.
        elif token.kind in ("word", "sign") and token.text not in (",", "UNDEF", "true", "false"):
            joints += 1
        if depth > _MAX_DEPTH:
            raise _fault(text, token.start, f"brackets are nested more than {_MAX_DEPTH} deep")
        if joints > _MAX_JOINTS:
            raise _fault(text, token.start, f"a query has at most {_MAX_JOINTS} keywords and operators")


def _refuse_service(text: str, tokens: Sequence[Token], allow_service: Sequence[str]) -> None:
    for i, token in enumerate(tokens):
        _refuse_doubtful(text, token)
        if _is_service(tokens, i):
            _refuse_call(tokens, i, allow_service)


def _refuse_doubtful(text: str, token: Token) -> None:
    """``?a <x:b&&'c>...`` is an IRI or a comparison and a string, and only a whole parser knows which.

    Where ``//`` follows the scheme it can be no comparison.
    """
    if token.kind == "iri" and re.search("['#]", token.text) and not re.match(r"<[\w+.-]+://", token.text):
        place = _place(text, token.start)
        raise Refused(f"{place} {token.text} stands in a query with SERVICE; write it as a prefixed name")


def _is_service(tokens: Sequence[Token], i: int) -> bool:
    """Whether the engine may read SERVICE here, which it also does in ``SERVICEex:a {`` and ``1SERVICE``."""
    token = tokens[i]
    if token.kind == "word":
        return "service" in token.text.casefold()
    if token.kind != "name" or "service" not in token.text.partition(":")[0].casefold():
        return False
    names_graph = i > 0 and tokens[i - 1].text.upper() in ("GRAPH", "FROM", "NAMED")
    return not names_graph and i + 1 < len(tokens) and tokens[i + 1].text == "{"


def _refuse_call(tokens: Sequence[Token], i: int, allow_service: Sequence[str]) -> None:
    after = [token for token in tokens[i + 1 : i + 3] if token.text.upper() != "SILENT"]
    if tokens[i].text.upper() != "SERVICE" or not after:
        raise Refused(f"SERVICE in '{tokens[i].text}' is refused: write it as a word of its own")
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


# --- faults, shown where they stand -------------------------------------------------------------------------

_GAP = " " * 40  # longer than any keyword
_ENGINE_FAULT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:^|, )([A-Za-z]\w*(?: [\w*\\]+){2,})")
_KEYWORDS = re.findall(
    r"\w+",
    "ASK AS ASC BASE BIND BY CONSTRUCT COUNT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING IN "
    "LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SAMPLE SELECT SERVICE UNION VALUES WHERE",
)


def _syntax_error(text: str, tokens: Sequence[Token], message: str) -> QueryError:
    engine = _ENGINE_FAULT.match(message)
    if engine is None:
        return QueryError(message)
    engine, token = _located(text, tokens, engine)
    sentence = _SENTENCE.search(engine[3])
    said = sentence[1] if sentence else ""
    token = _blamed(said, token, tokens)
    place = token.start if token else len(text.rstrip())
    return _fault(text, place, _complaint(said, token, tokens))


def _blamed(said: str, token: Token | None, tokens: Sequence[Token]) -> Token | None:
    """The token that people will want to mend, where the engine noticed the fault only later."""
    before = [t for t in tokens if token is None or t.start <= token.start]
    if said.startswith(("The SELECT", "SELECT", "Duplicated")):
        return next((t for t in before if t.text.upper() == "SELECT"), token)
    if said.startswith("IRI") and token is not None and token.kind != "iri":
        return next((t for t in reversed(before) if t.text == "<"), token)
    return next((t for t in before if t.text in ("'", '"')), token)


def _located(text: str, tokens: Sequence[Token], engine: re.Match[str]) -> tuple[re.Match[str], Token | None]:
    """The engine's complaint and the token it is about, None being the end of the query.

    The engine reports where its longest try of a keyword ended: up to 14 characters past the fault, perhaps
    in a later token. It is asked again with the tokens far apart, where that place is always before the next.
    """
    copy, starts = _spread(tokens)
    try:
        ox.Store().query(copy, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        if again := _ENGINE_FAULT.match(str(error)):
            text, engine = copy, again
    except (RuntimeError, OSError):
        pass
    if text is not copy:
        starts = [token.start for token in tokens]
    place = _offset(text, int(engine[1]), int(engine[2]))
    return engine, _at(tokens, starts, place, len(text))


def _at(tokens: Sequence[Token], starts: Sequence[int], place: int, end: int) -> Token | None:
    from bisect import bisect_right

    return None if place >= end else tokens[max(bisect_right(starts, place) - 1, 0)]


def _spread(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """The query with its tokens far apart where blanks may stand, and where each of them starts."""
    copy = ""
    starts: list[int] = []
    before = Token("sign", "", -1)
    for token in tokens:
        apart = before.start + len(before.text) < token.start
        if apart or any(t.kind == "sign" and t.text in "{}();" for t in (before, token)):
            copy += _GAP
        starts.append(len(copy))
        copy += token.text
        before = token
    return copy + _GAP, starts


def _complaint(said: str, token: Token | None, tokens: Sequence[Token]) -> str:
    if said.startswith("Prefix not found") and token is not None:
        return _unknown_prefix(token, tokens)
    if said.startswith("IRI parsing failed") and token is not None:
        return f"{token.text} is not a whole IRI" if token.kind == "iri" else "what starts here is not an IRI"
    if said:
        return said
    if token is None:
        return "the query ends too early" + _unclosed(tokens)
    if token.text in ("'", '"'):
        return "the text that starts here has no end"
    if not token.text.isprintable():
        return f"unexpected character U+{ord(token.text[0]):04X}"
    near = _nearest(token.text.upper(), _KEYWORDS) if token.kind == "word" and len(token.text) > 2 else ""
    return f"unexpected '{token.text[:40]}'" + (f"; did you mean {near}?" if near else "")


def _unknown_prefix(token: Token, tokens: Sequence[Token]) -> str:
    prefix = token.text.partition(":")[0]
    declared = [b.text[:-1] for a, b in pairwise(tokens) if a.text.upper() == "PREFIX"]
    near = _nearest(prefix, [*PREFIXES, *declared])
    return f"the prefix '{prefix}:' is not declared" + (f"; did you mean '{near}:'?" if near else "")


def _nearest(word: str, words: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, words, 1)
    return near[0] if near and near[0] != word else ""


def _unclosed(tokens: Sequence[Token]) -> str:
    opened: list[str] = []
    for token in tokens:
        if token.text in _OPENING:
            opened.append(token.text)
        elif token.text in _CLOSING and opened:
            opened.pop()
    return f"; a '{opened[-1]}' is not closed" if opened else ""


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1


def _place(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - text.rfind(chr(10), 0, offset)}:"


def _fault(text: str, offset: int, complaint: str) -> QueryError:
    """The error with its place, the line it stands in and a caret below it."""
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:].partition("\n")[0].rstrip("\r")
    first = max(offset - start - 60, 0)
    shown = line[first : first + 100]
    before = "".join("\t" if c == "\t" else " " * _width(c) for c in shown[: offset - start - first])
    return QueryError(f"{_place(text, offset)} {complaint}\n  {shown}\n  {before}^")


def _width(character: str) -> int:
    from unicodedata import east_asian_width

    return 2 if east_asian_width(character) in "WF" else 1
