"""Commands for people who write queries or take the data elsewhere: query, relations."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from retailgraph.cli import printing
from retailgraph.cli.options import session_command
from retailgraph.cli.session import Session, output
from retailgraph.errors import NotFound, StoreError, UsageError

if TYPE_CHECKING:
    from retailgraph.api import RetailGraph
    from retailgraph.ontology import Ontology, Relation
    from retailgraph.sparql import Results, Term

_SHEETS = {"csv": ",", "tsv": "\t"}
_QUERY_FORMATS = ("table", "json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld", "rdfxml")


@session_command("query", dated=True, short_help="Run a SPARQL query.")
@click.argument("query", required=False)
@click.option(
    "--name", metavar="NAME", help="Run a named query that comes with the package; --name list lists them."
)
@click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="Set a parameter of a named query: brand=Versace.",
)
@click.option("-f", "--format", "format_", type=click.Choice(_QUERY_FORMATS), help="How to print.")
@click.option("--exact", is_flag=True, help="CSV and TSV as the standard has them, not for spreadsheets.")
@click.option("--explain", is_flag=True, help="Print the algebra instead of running the query.")
@click.option("--allow-service", metavar="URL", multiple=True, help="Allow SERVICE calls to this address.")
@click.option("--timeout", default="30", show_default=True, metavar="SECONDS", help="The most time it takes.")
@click.option("--memory", default="1000", show_default=True, metavar="MB", help="The most memory it takes.")
def query(
    session: Session,
    query: str | None,
    name: str | None,
    settings: tuple[str, ...],
    format_: str | None,
    exact: bool,
    explain: bool,
    allow_service: tuple[str, ...],
    timeout: str,
    memory: str,
) -> None:
    """Run a SPARQL 1.1 query: its text, a file, or - for standard input. Prefixes are declared for you.

    \b
    retailgraph query 'SELECT ?brand { ent:tapestry rg:owns ?brand }'
    retailgraph query question.rq --format csv
    retailgraph query --name brands-by-platform
    retailgraph query --name successive-owners --set brand=Versace
    retailgraph query 'SELECT ?owner { ?owner rg:owns ent:stuart-weitzman }' --as-of 2016
    """
    if exact and format_ not in _SHEETS:
        raise click.UsageError("--exact is for --format csv and tsv; the other formats are always exact")
    if name == "list":
        output(_named_queries())
        return
    from retailgraph.sparql import Limits, hint, run, within
    from retailgraph.sparql import explain as algebra

    limits = Limits(_number("--timeout", timeout), _number("--memory", memory))
    text = _query_text(query, name)
    if settings and name is None:
        raise click.UsageError("--set is for --name NAME; --name list says what each takes")
    if settings:
        text = _with_settings(session, text, settings)
    if explain:
        output(within(limits, lambda: algebra(text)))
        return
    with session.graph() as graph:
        _say_day_of_edges(session, graph)
        store = graph.dated

        # Printing is within the limits too: a table of results takes more memory than they do.
        def answer() -> tuple[str, str, bool]:
            found = run(store, text, allow_service=allow_service)
            empty = found.kind == "solutions" and not found.rows
            return _printed(found, format_, exact), hint(store, text, found), empty

        printed, odd, empty = within(limits, answer)
    if empty:
        session.note("0 rows")
    if odd:
        session.note(f"note: {odd}")
    output(printed)


def _with_settings(session: Session, text: str, settings: tuple[str, ...]) -> str:
    """A named query about the entities that are set."""
    from retailgraph.lookup import names
    from retailgraph.sparql.named import bound, settings_of

    with session.graph() as graph:
        types = {kind.name.casefold(): kind.name for kind in graph.ontology.types.values()}

        def id_of(value: str, parameter: str) -> str:
            meant = names.meant(graph, value, {types[parameter]} if parameter in types else ())
            if meant.guessed:
                session.note(f"note: {names.guess_note(graph, value, meant.id)}")
            return meant.id

        return bound(text, settings_of(settings), id_of)


def _number(option: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"{option}: {text!r} is not a number") from None


def _say_day_of_edges(session: Session, graph: RetailGraph) -> None:
    """Look-ups answer for today, edges are of the day they were drawn: said where that differs."""
    if graph.as_of is None and (drawn := graph.edges_differ()):
        today = graph.today.isoformat()
        session.note(
            f"note: edges (rg:owns and the like) are those of {drawn}, when the graph was last written;"
            f" some have begun or ended since; for today's: --as-of {today}"
        )


def _printed(results: Results, format_: str | None, exact: bool) -> str:
    if format_ is None:
        format_ = "turtle" if results.kind == "graph" else "table"
    if format_ != "table":
        if format_ not in results.formats:
            raise click.UsageError(
                f"this query gives {results.kind}: --format may be {', '.join(results.formats)}"
            )
        if format_ in _SHEETS and not exact and results.kind == "solutions":
            rows = [[_value(term) for term in row] for row in results.rows]
            return printing.delimited(results.variables, rows, _SHEETS[format_])
        return results.text(format_)
    if results.kind == "boolean":
        return "yes" if results.boolean else "no"
    if results.kind == "graph":
        return results.text("turtle")
    return printing.table(results.columns, results.cells())


def _value(term: Term | None) -> str:
    """A cell of a spreadsheet: what the CSV of the standard holds."""
    import pyoxigraph as ox

    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _query_text(query: str | None, name: str | None) -> str:
    if name is not None and query is not None:
        raise click.UsageError("give a query or --name NAME, not both")
    if name is not None:
        return named_query(name).read_text(encoding="utf-8")
    if query is None:
        raise click.UsageError("give a query, a file, - or --name NAME")
    if query == "-":
        if sys.stdin is None:
            raise UsageError("standard input is closed; name a file")
        return _text("standard input", sys.stdin.buffer)
    if query.startswith("@"):  # no query does
        return _read(Path(query[1:]))
    return _read(Path(query)) if _is_file(query) else query


def _is_file(query: str) -> bool:
    """Whether these words name a file: what is there, or looks like one; a query has braces or blanks."""
    if "{" in query:
        return False
    try:
        return query.endswith(".rq") or ("\n" not in query and Path(query).exists())
    except (OSError, ValueError):
        return False


def _read(path: Path) -> str:
    from retailgraph.opening import open_file, unreadable

    try:
        with open_file(path) as file:
            return _text(str(path), file)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def _text(name: str, file: BinaryIO) -> str:
    """The text of a query, as much as a query may be."""
    from retailgraph.sparql.guarding import MAX_LENGTH

    content = file.read(4 * MAX_LENGTH + 1)
    if len(content) > 4 * MAX_LENGTH:
        raise UsageError(f"{name}: too large for a query, which has at most {MAX_LENGTH:,} characters")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{name}:{line}: not UTF-8 text") from None


def named_query(name: str) -> Path:
    """The file of a named query; NotFound with the nearest name."""
    from retailgraph.graph import places

    folder = places.shipped("queries")
    found = {p.stem: p for p in folder.glob("*.rq")}
    if name not in found:
        from difflib import get_close_matches

        near = get_close_matches(name, found, 1)
        hint = f"; did you mean '{near[0]}'?" if near else "; see: retailgraph query --name list"
        raise NotFound(f"no named query '{name}'{hint}", near)
    return found[name]


def _named_queries() -> str:
    from retailgraph.graph import places

    files = sorted(places.shipped("queries").glob("*.rq"))
    from retailgraph.sparql.named import taken

    rows = [(p.stem, _title(p), ", ".join(taken(p.read_text(encoding="utf-8")))) for p in files]
    return printing.table(("name", "what it answers", "takes"), rows)


def _title(path: Path) -> str:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    return first.lstrip("# ").strip()


@session_command("relations", short_help="Explain the relations, types and qualifiers.")
@click.argument("relation", required=False)
@click.option("-f", "--format", "format_", type=click.Choice(["table", "json"]), default="table")
def relations(session: Session, relation: str | None, format_: str) -> None:
    """Explain the relations, or one of them: what it joins, its qualifiers, statuses and questions."""
    ontology = _ontology(session)
    if format_ == "json":
        from retailgraph.ontology import to_plain

        chosen = to_plain(ontology.relation(relation)) if relation else ontology.to_dict()
        output(printing.to_json(chosen, indent=2))
    elif relation:
        output(_one_relation(ontology, ontology.relation(relation)))
    else:
        output(_all_relations(ontology))


def _ontology(session: Session) -> Ontology:
    """That of the graph; where there is nowhere to keep one, the shipped one, of which it would be made."""
    try:
        with session.graph() as graph:
            return graph.ontology
    except StoreError:
        if session.store is not None:
            raise
        from retailgraph.graph.sources import read_ontology

        return read_ontology()


def _all_relations(ontology: Ontology) -> str:
    rows = [
        (r.name, r.kind.lower(), f"{_types(r.domain)} → {_types(r.range)}", r.comment)
        for r in ontology.relations.values()
    ]
    parts = [printing.table(("relation", "kind", "joins", "meaning"), rows)]
    types = [(t.name, t.comment) for t in ontology.types.values()]
    parts.append(printing.table(("type", "meaning"), types))
    qualifiers = [
        (q.name, q.value_type, "yes" if q.many else "", q.comment) for q in ontology.qualifiers.values()
    ]
    parts.append(printing.table(("qualifier", "value", "list", "meaning"), qualifiers))
    statuses = [
        (s.name, ", ".join(x.lower() for x in s.ladder), s.counts) for s in ontology.statuses.values()
    ]
    parts.append(printing.table(("status", "of", "holds"), statuses))
    measures = [(m.name, ", ".join(m.units), m.comment) for m in ontology.measures.values()]
    parts.append(printing.table(("measure", "unit", "meaning"), measures))
    return "\n".join(parts)


def _types(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _one_relation(ontology: Ontology, relation: Relation) -> str:
    facts = {
        "relation": relation.name,
        "meaning": relation.comment,
        "in words": f"{relation.label}; seen from the object: {relation.inverse_label}",
        "kind": relation.kind.lower() + (", symmetric" if relation.symmetric else ""),
        "joins": "; ".join(f"{_types(p.subjects)} → {_types(p.objects)}" for p in relation.allows),
        "statuses": ", ".join(s.name for s in ontology.ladder(relation.kind)),
        "qualifiers": ", ".join(ontology.allowed_qualifiers(relation)),
        "required": ", ".join(relation.requires),
        "only one at a time": "yes" if relation.exclusive else "",
    }
    asked = "".join(f"  {f.text}\n" for f in relation.forms)
    said = "".join(f"  {w.text}{f' ({w.implies})' if w.implies else ''}\n" for w in relation.wordings)
    return printing.pairs(facts) + "\nasked as\n" + asked + "\nstated as\n" + said


COMMANDS = {"query": query, "relations": relations}
