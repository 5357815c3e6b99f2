"""The formats that are read and written: one table, which commands, help, documents and tests read.

A format that is read is told by what stands in a file and not by its name. Those of the field know what they
say; those of tables need a mapping of their columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from retailgraph.errors import InvalidData, UsageError
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import Said
from retailgraph.interchange.tables import Table
from retailgraph.writing import made_by

if TYPE_CHECKING:
    from pathlib import Path

    from retailgraph.interchange.outgoing import Outgoing

Reader: TypeAlias = "Callable[[Source], Iterator[Said]]"
Writer: TypeAlias = "Callable[[Outgoing], Any]"
STATEMENTS, TABLE, OWN = "statements", "table", "own"
TEXT, BYTES, FOLDER = "text", "bytes", "folder"
EQUAL, LOSSES = "equal", "losses"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what people call it, the ends of its files' names, and where it is read and written.

    ``reads`` is how it is read: ``statements`` by ``read(source)`` of ``module``, which has
    ``matches(source)`` too; a ``table`` by the function ``opens``; or as what this program wrote (``own``).
    ``writes`` is what comes out: a ``text``, ``bytes``, or a ``folder``, by the function ``writer``, as
    ``module`` or ``module:function``. ``loses`` says what of it is not taken, ``lost`` what does not go out.
    ``returns`` tells what comes of an export that is imported again: the same conclusions (``equal``), or the
    same up to what is ``lost``. ``page`` is that of docs/exchange which tells of it, if not that of its name. ``title_out`` is
    what is written, where that is another thing than what is read.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    module: str = ""
    reads: str = ""
    opens: str = ""
    writes: str = ""
    writer: str = ""
    licence: str = ""
    loses: str = ""
    lost: str = ""
    returns: str = ""
    extra: str = ""
    mark: str = ""
    page: str = ""
    title_out: str = ""

    @property
    def is_table(self) -> bool:
        """Whether its columns need a mapping."""
        return self.reads == TABLE

    def matches(self, source: Source) -> bool:
        """Whether a file is of this format."""
        if self.is_table:
            return source.suffix in self.suffixes
        found: bool = _module(self.module).matches(source)
        return found

    def table(self, source: Source) -> Table:
        """The file as a table."""
        made: Table = getattr(_module(self.module), self.opens)(source)
        return made

    def read(self, source: Source) -> Iterator[Said]:
        """What the file says."""
        said: Iterator[Said] = _module(self.module).read(source)
        return said

    def write(self, out: Outgoing) -> Any:
        """The pieces of the file; of a folder the pieces of each file, by name."""
        name, _, function = self.writer.partition(":")
        return getattr(_module(name), function or "write")(out)

    def mark_of(self, name: str = "") -> str:
        """By which a file that an export wrote is known again, of a folder the one of this name."""
        module = _module(self.writer.partition(":")[0])
        if hasattr(module, "mark"):
            found: str = module.mark(name)
            return found
        return self.mark or made_by("export")


def _module(name: str) -> Any:
    return import_module(f"retailgraph.interchange.{name}")


_DECIDED = "decisions about duplicates"
_NET = "what has ended unless --over-time wrote it, articles and passages, figures, conflicts, former names"

FORMATS: tuple[Format, ...] = (
    # --- what says all ---
    Format("turtle", "RDF as Turtle", (".ttl",), reads=OWN, writes=TEXT, writer="rdf_files:write_turtle", returns=EQUAL, lost=_DECIDED),
    Format("trig", "RDF as TriG", (".trig",), reads=OWN, writes=TEXT, writer="rdf_files:write_turtle", returns=EQUAL, lost=_DECIDED),
    Format("nquads", "RDF as N-Quads", (".nq",), reads=OWN, writes=TEXT, writer="rdf_files:write_nquads", returns=EQUAL, lost=_DECIDED),
    Format("jsonld", "RDF as JSON-LD, expanded", (".jsonld",), reads=OWN, writes=TEXT,
           writer="rdf_files:write_jsonld", returns=EQUAL, lost=_DECIDED,
           mark='[\n{"@id":"https://w3id.org/retailgraph/'),
    Format("rdf12", "RDF 1.2 as Turtle: relationships name the triple that they are about", (".ttl",), reads=OWN,
           writes=TEXT, writer="rdf12", returns=EQUAL, lost=_DECIDED),
    Format("nanopub", "nanopublications as TriG, one for each claim, unsigned", (".trig",), reads=OWN, writes=TEXT,
           writer="nanopub", returns=LOSSES, lost="all of entities but names and types, figures, conflicts"),
    Format("csv-tables", "CSV files of all tables, in a folder", (), reads=OWN, writes=FOLDER, writer="record_csv",
           returns=EQUAL, lost=_DECIDED),
    Format("sqlite", "SQLite file with tables and views", (".sqlite", ".db"), reads=OWN, writes=BYTES,
           writer="record_sqlite", returns=EQUAL, lost=_DECIDED),
    Format("duckdb", "DuckDB file with tables and views", (".duckdb",), reads=OWN, writes=BYTES,
           writer="record_duckdb", returns=EQUAL, lost=_DECIDED, extra="duckdb"),
    # --- formats of the field ---
    Format("gleif", "GLEIF records, levels 1 and 2", (".json", ".csv", ".xml"), "gleif", STATEMENTS,
           licence="CC0-1.0",
           loses="branches, funds, exceptions, addresses and registration"),
    Format("bods", "Beneficial Ownership Data Standard 0.2 to 0.4", (".json", ".jsonl"), "bods", STATEMENTS,
           loses="voting rights and other control, indirect interests, persons' dates and addresses",
           title_out="Beneficial Ownership Data Standard 0.4", writes=TEXT, writer="bods_out", returns=LOSSES,
           lost="all but owning and stakes of companies; brands; deals; articles (one address stays)"),
    Format("ftm", "FollowTheMoney entities", (".ftm", ".json", ".jsonl"), "follow_the_money", STATEMENTS,
           loses="family ties, all properties besides names, ids, country and website", writes=TEXT,
           writer="follow_the_money", returns=LOSSES,
           lost="deals and events, plans and rumours, qualifiers but role and share, articles (addresses stay)"),
    Format("wikidata", "Wikidata query results", (".json", ".csv", ".tsv"), "wikidata", STATEMENTS,
           licence="CC0-1.0", loses="values that are not disclosed, precisions coarser than a year, references"),
    Format("wikidata-entities", "Wikidata entities and dumps, a line each", (".json", ".jsonl"), "wikidata_entities",
           STATEMENTS, licence="CC0-1.0", page="wikidata",
           loses="all other statements, deprecated ones, references but one address, labels in other Latin languages"),
    Format("psc", "Companies House, persons with significant control", (".txt", ".json", ".jsonl"),
           "significant_control", STATEMENTS, page="registers",
           loses="names of the companies, voting rights and other control, births, addresses"),
    Format("opencorporates", "OpenCorporates companies and officers", (".json",), "open_corporates", STATEMENTS,
           page="registers", loses="addresses, filings, industry codes"),
    Format("pajek", "Pajek network", (".net", ".paj"), "pajek", STATEMENTS, page="network",
           loses="positions, weights, edges whose word is no relation here"),
    Format("nsi", "name-suggestion-index", (".json",), "name_suggestion_index", STATEMENTS, licence="BSD-3-Clause",
           loses="tags of places, regions, templates; it joins nobody"),
    Format("graphml", "GraphML network", (".graphml", ".xml"), "graphml", STATEMENTS, writes=TEXT, writer="graphml", page="network",
           returns=LOSSES, loses="positions, colours and sizes, edges whose word is no relation here", lost=_NET),
    Format("gexf", "GEXF network, for Gephi", (".gexf", ".xml"), "gexf", STATEMENTS, writes=TEXT, writer="gexf", page="network",
           returns=LOSSES, loses="positions, colours and sizes, edges whose word is no relation here", lost=_NET),
    Format("node-link", "node-link JSON network", (".json",), "node_link", STATEMENTS, writes=TEXT, page="network",
           writer="node_link", returns=LOSSES, loses="edges whose word is no relation here", lost=_NET),
    Format("cytoscape", "Cytoscape JSON network", (".json", ".cyjs"), "cytoscape", STATEMENTS, writes=TEXT, page="network",
           writer="cytoscape", returns=LOSSES, loses="edges whose word is no relation here", lost=_NET),
    Format("schema-org", "schema.org JSON-LD, also inside a page", (".jsonld", ".json", ".html", ".htm"),
           "schema_org", STATEMENTS, loses="all but names, ids, country, website and who belongs to whom",
           writes=TEXT, writer="schema_org", returns=LOSSES,
           lost="all but owning, membership and founding that hold; dates, shares, doubt, articles"),
    Format("rdf", "RDF of others, in any syntax", (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".n3"),
           "rdf_of_others", STATEMENTS, loses="all terms that ontology/alignment.ttl gives no relation of ours"),
    Format("quickstatements", "Wikidata QuickStatements", (".txt", ".tsv"), "quickstatements", STATEMENTS, writes=TEXT,
           writer="quickstatements", page="wikidata", returns=LOSSES, loses="properties that say no relation of ours",
           lost="what has no item at both ends, no source, no property, or is in doubt; names of what is new"),
    Format("neo4j", "CSV files for Neo4j's bulk import, in a folder", (".csv",), "neo4j", STATEMENTS, writes=FOLDER,
           writer="neo4j", page="network", returns=LOSSES, loses="edges whose word is no relation here",
           lost="articles and passages (addresses stay), figures, conflicts"),
    Format("cypher", "Cypher statements for Neo4j and its kin", (".cypher",), "cypher", STATEMENTS, writes=TEXT,
           writer="cypher", page="network", returns=LOSSES, loses="statements that this program does not write",
           lost="articles and passages (addresses stay), figures, conflicts"),
    Format("bibtex", "the sources as BibTeX", (".bib",), "bibliography", STATEMENTS, writes=TEXT,
           writer="bibliography:write_bibtex", page="formats", loses="all: it lists articles, and says nothing of entities",
           lost="all but the articles"),
    Format("csl", "the sources as CSL JSON, for Zotero and Pandoc", (".json",), writes=TEXT,
           writer="bibliography:write_csl", lost="all but the articles"),
    # --- a table for another program, which is read as any other ---
    Format("openrefine", "CSV for OpenRefine, to reconcile", (".csv",), writes=TEXT, writer="openrefine",
           lost="deals and events, articles (one address stays)"),
    # --- tables of anybody ---
    Format("xlsx", "Excel workbook", (".xlsx", ".xlsm"), "workbooks", TABLE,
           "open_xlsx", BYTES, "record_workbook", returns=LOSSES, extra="tables",
           lost="control characters, and what is longer than 32,767 characters",
           title_out="Excel workbook of all tables, a sheet each"),
    Format("ods", "OpenDocument spreadsheet", (".ods",), "workbooks", TABLE, "open_ods"),
    Format("parquet", "Parquet", (".parquet",), "columnar", TABLE,
           "open_parquet", FOLDER, "record_parquet", returns=EQUAL, lost=_DECIDED, extra="tables",
           title_out="Parquet files of all tables, in a folder"),
    Format("json", "JSON", (".json", ".geojson"), "json_tables", TABLE, "open_json"),
    Format("jsonl", "JSON Lines", (".jsonl", ".ndjson"), "json_tables", TABLE, "open_jsonl"),
    Format("tsv", "TSV", (".tsv", ".tab"), "delimited", TABLE, "open_table"),
    Format("csv", "CSV", (".csv", ".txt"), "delimited", TABLE, "open_table",
           writes=TEXT, writer="spell_table", returns=LOSSES,
           lost="articles and passages (addresses of sources stay), figures, conflicts, former names",
           title_out="CSV of all relationships, one table"),
)  # fmt: skip
FORMATS_IN = tuple(f for f in FORMATS if f.reads in (STATEMENTS, TABLE))
FORMATS_OUT = tuple(f for f in FORMATS if f.writes)
OUT_NAMES = tuple(f.name for f in FORMATS_OUT)


def format_out(name: str) -> Format:
    """The format of this name that is written; UsageError for another."""
    for each in FORMATS_OUT:
        if each.name == name:
            return each
    raise UsageError(f"unknown format '{name}'; choose one of: {', '.join(OUT_NAMES)}", OUT_NAMES)


def is_our_own(path: Path) -> bool:
    """Whether a file or folder is one that is loaded as it is: what an export wrote, or articles."""
    from retailgraph.articles.rdf_file import SUFFIXES
    from retailgraph.interchange.inputs import source_of
    from retailgraph.interchange.records_back import reader_of

    if reader_of(path) is not None:
        return True
    if path.is_dir():
        return False
    source = source_of(path)
    if source.suffix in (".yaml", ".yml"):
        return b"\nmapping:" not in source.head
    # JSON-LD of ours is expanded; other has words of its own. Others may use our relations for their things.
    is_plain = b'"@context"' not in source.head
    is_ours = re.search(rb"//w3id\.org/retailgraph/(?:entity|article|claim|passage|graph)/", source.head)
    return source.suffix in SUFFIXES and is_plain and is_ours is not None


def format_of(source: Source) -> Format:
    """The format of a file: as the mapping says, or the first that fits; InvalidData if none does."""
    stated = source.options.get("format", "")
    if stated:
        found = next((f for f in FORMATS_IN if f.name == stated), None)
        if found is not None and (not found.is_table or found.matches(source)):
            return found
    for each in FORMATS_IN:
        if each.matches(source):
            return each
    known = ", ".join(sorted({s for f in FORMATS_IN for s in f.suffixes}))
    raise InvalidData(
        f"{source.path} is of no kind that is read; see: retailgraph import --formats ({known})"
    )
