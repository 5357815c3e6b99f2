"""What a query gave: plain values, cells for people, the standard formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, TypeAlias, cast

import pyoxigraph as ox

from retailgraph.errors import UsageError
from retailgraph.frames import Tabular
from retailgraph.ontology import PREFIXES
from retailgraph.sparql.limits import check_in, checked_in

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

ROW_FORMATS: Mapping[str, ox.QueryResultsFormat] = {
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


@dataclass(frozen=True, slots=True)
class Results(Tabular):
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
    def items(self) -> tuple[tuple[str, ...], ...]:
        """Rows of text, as :meth:`cells`."""
        return self.cells()

    def records(self) -> list[dict[str, Any]]:
        """The rows by their headings."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.cells()]

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that :meth:`text` can write these results in."""
        if self.kind == "boolean":
            return ("json", "xml", "csv", "tsv")
        return tuple(_GRAPH_FORMATS if self.kind == "graph" else ROW_FORMATS)

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
        return tuple(tuple(_cell(term) for term in row) for row in checked_in(rows))

    def text(self, format: str) -> str:
        """The results in a standard format; UsageError if these results have no such form."""
        if format not in self.formats:
            form = {"solutions": "SELECT", "boolean": "ASK"}.get(self.kind, "CONSTRUCT or DESCRIBE")
            raise UsageError(f"{form} has no format '{format}'; choose one of: {', '.join(self.formats)}")
        if self.kind == "graph":
            out = _Pieces()
            ox.serialize(checked_in(self.triples), out.file, _GRAPH_FORMATS[format], prefixes=dict(PREFIXES))
            return out.text()
        if self.kind == "boolean" and format in ("csv", "tsv"):
            return (
                f"{str(self.boolean).lower()}\n"  # the standard has no CSV of a boolean, the engine refuses
            )
        return self._serialized(ROW_FORMATS[format])

    def _serialized(self, format: ox.QueryResultsFormat) -> str:
        # The engine writes only results of its own, so ours go back to it in the one form easily made here.
        out = _Pieces()
        ox.parse_query_results(_Source(self._json_pieces()).file, ox.QueryResultsFormat.JSON).serialize(
            out.file, format
        )
        return out.text()

    def _json_pieces(self) -> Iterator[str]:
        """The W3C JSON form, row by row: all of it at once would take several times the memory."""
        import json

        if self.kind == "boolean":
            yield json.dumps(self._document())
            return
        yield f'{{"head": {json.dumps({"vars": self.variables})}, "results": {{"bindings": ['
        for i, row in enumerate(checked_in(self.rows)):
            yield (", " if i else "") + json.dumps(self._binding(row))
        yield "]}}"

    def _binding(self, row: tuple[Term | None, ...]) -> dict[str, object]:
        return {name: plain(term) for name, term in zip(self.variables, row, strict=True) if term is not None}

    def to_dict(self) -> dict[str, object]:
        """Plain values: the W3C JSON results form, or ``triples`` in its way of writing terms."""
        if self.kind != "graph":
            return self._document()
        names = ("subject", "predicate", "object")
        return {"triples": [{n: plain(t) for n, t in zip(names, tr, strict=True)} for tr in self.triples]}

    def _document(self) -> dict[str, object]:
        if self.kind == "boolean":
            return {"head": {}, "boolean": self.boolean}
        bindings = [self._binding(row) for row in self.rows]
        return {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}


class _Pieces:
    """A file that the engine writes to, piece by piece, so that a limit of time or memory can end it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.file = cast("IO[bytes]", self)

    def write(self, piece: bytes) -> int:
        check_in()
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        pass

    def text(self) -> str:
        return b"".join(self._pieces).decode()


class _Source:
    """A file that the engine reads from, filled as it is read."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._kept = b""
        self.file = cast("IO[bytes]", self)

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._kept) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._kept += piece.encode()
        given = self._kept if size < 0 else self._kept[:size]
        self._kept = self._kept[len(given) :]
        return given


def plain(term: Term) -> dict[str, object]:
    """A term in the W3C JSON form."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: plain(part) for name, part in parts.items()}}
    if term.language is None:
        return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    written: dict[str, object] = {"type": "literal", "value": term.value, "xml:lang": term.language}
    return written if term.direction is None else {**written, "its:dir": str(term.direction)}


def term(written: Mapping[str, Any]) -> Term:
    """The term that the W3C JSON form says."""
    kind, value = written["type"], written["value"]
    if kind == "uri":
        return ox.NamedNode(value)
    if kind == "bnode":
        return ox.BlankNode(value)
    if kind == "triple":
        parts: list[Any] = [term(value[name]) for name in ("subject", "predicate", "object")]
        return ox.Triple(*parts)
    if "xml:lang" not in written:
        return ox.Literal(value, datatype=ox.NamedNode(written["datatype"]))
    if "its:dir" not in written:
        return ox.Literal(value, language=written["xml:lang"])
    direction = ox.BaseDirection.LTR if written["its:dir"] == "ltr" else ox.BaseDirection.RTL
    return ox.Literal(value, language=written["xml:lang"], direction=direction)


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
