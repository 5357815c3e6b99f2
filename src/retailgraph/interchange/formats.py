"""The formats that are read: one table, which the command, its help, the documents and the tests read.

A format is told by what stands in a file and not by its name. Those of the field know what they say; those of
tables need a mapping of their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import Said
from retailgraph.interchange.tables import Table

Reader: TypeAlias = "Callable[[Source], Iterator[Said]]"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what people call it, the ends of its files' names, and where it is read.

    ``module`` has ``matches(source)``, and ``read(source)`` of statements or ``open_table(source)`` by the
    names given here. ``loses`` says what of it is not taken.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    module: str
    opens: str = ""
    licence: str = ""
    loses: str = ""

    @property
    def is_table(self) -> bool:
        """Whether its columns need a mapping."""
        return bool(self.opens)

    def matches(self, source: Source) -> bool:
        """Whether a file is of this format."""
        if self.is_table:
            return source.suffix in self.suffixes
        found: bool = self._module().matches(source)
        return found

    def table(self, source: Source) -> Table:
        """The file as a table."""
        made: Table = getattr(self._module(), self.opens)(source)
        return made

    def read(self, source: Source) -> Iterator[Said]:
        """What the file says."""
        said: Iterator[Said] = self._module().read(source)
        return said

    def _module(self) -> Any:
        return import_module(f"retailgraph.interchange.{self.module}")


FORMATS_IN: tuple[Format, ...] = (
    Format(
        "gleif",
        "GLEIF records, levels 1 and 2",
        (".json", ".csv", ".xml"),
        "gleif",
        licence="CC0-1.0",
        loses="ultimate parents, branches, funds, exceptions, addresses and registration",
    ),
    Format(
        "bods",
        "Beneficial Ownership Data Standard 0.2 to 0.4",
        (".json", ".jsonl"),
        "bods",
        loses="voting rights and other control, indirect interests, persons' dates and addresses",
    ),
    Format(
        "ftm",
        "FollowTheMoney entities",
        (".json", ".jsonl", ".ftm"),
        "follow_the_money",
        loses="family ties, succession, all properties besides names, ids, country and website",
    ),
    Format(
        "wikidata",
        "Wikidata query results",
        (".json", ".csv", ".tsv"),
        "wikidata",
        licence="CC0-1.0",
        loses="values that are not disclosed, precisions coarser than a year, references",
    ),
    Format(
        "nsi",
        "name-suggestion-index",
        (".json",),
        "name_suggestion_index",
        licence="BSD-3-Clause",
        loses="tags of places, regions, templates; it joins nobody",
    ),
    Format(
        "network",
        "GraphML, GEXF, node-link and Cytoscape networks",
        (".graphml", ".gexf", ".json", ".cyjs", ".xml"),
        "networks_in",
        loses="positions, colours and sizes, edges whose word is no relation here",
    ),
    Format(
        "schema-org",
        "schema.org JSON-LD, also inside a page",
        (".jsonld", ".json", ".html", ".htm"),
        "schema_org",
        loses="all but names, ids, country, website and who belongs to whom",
    ),
    Format("xlsx", "Excel workbook", (".xlsx", ".xlsm"), "workbooks", "open_xlsx"),
    Format("ods", "OpenDocument spreadsheet", (".ods",), "workbooks", "open_ods"),
    Format("parquet", "Parquet", (".parquet",), "columnar", "open_parquet"),
    Format("json", "JSON", (".json", ".geojson"), "records", "open_json"),
    Format("jsonl", "JSON Lines", (".jsonl", ".ndjson"), "records", "open_jsonl"),
    Format("tsv", "TSV", (".tsv", ".tab"), "delimited", "open_table"),
    Format("csv", "CSV", (".csv", ".txt"), "delimited", "open_table"),
)


def is_our_own(source: Source) -> bool:
    """Whether a file is one that is loaded as it is: RDF that an export wrote, or a file of articles."""
    if source.suffix in (".yaml", ".yml"):
        return b"\nmapping:" not in source.head
    from retailgraph.articles.rdf_file import SUFFIXES

    return source.suffix in SUFFIXES and b"//w3id.org/retailgraph/" in source.head


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
