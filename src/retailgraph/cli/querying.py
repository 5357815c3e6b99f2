"""Commands for people who write queries or take the data elsewhere: query, export, relations."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retailgraph.cli import printing
from retailgraph.cli.session import Session, complete_entity, force_option, output, session_command
from retailgraph.errors import TimeLimit

if TYPE_CHECKING:
    from retailgraph.ontology import Ontology, Relation
    from retailgraph.sparql import Results, Term

_SHEETS = {"csv": ",", "tsv": "\t"}
_QUERY_FORMATS = ("table", "json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld", "rdfxml")
# Written out, because the command line starts without the module that knows them; a test compares the two.
_EXPORT_FORMATS = (
    *("turtle", "trig", "nquads", "jsonld", "csv"),
    *("graphml", "gexf", "node-link", "cytoscape"),
)


@session_command("query", dated=True, short_help="Run a SPARQL query.")
@click.argument("query", required=False)
@click.option(
    "--name", metavar="NAME", help="Run a named query that comes with the package; --name list lists them."
)
@click.option("-f", "--format", "format_", type=click.Choice(_QUERY_FORMATS), help="How to print.")
@click.option("--exact", is_flag=True, help="CSV and TSV as the standard has them, not for spreadsheets.")
@click.option("--explain", is_flag=True, help="Print the algebra instead of running the query.")
@click.option("--allow-service", metavar="URL", multiple=True, help="Allow SERVICE calls to this address.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
)
def query(
    session: Session,
    query: str | None,
    name: str | None,
    format_: str | None,
    exact: bool,
    explain: bool,
    allow_service: tuple[str, ...],
    timeout: float,
) -> None:
    """Run a SPARQL 1.1 query: its text, a file, or - for standard input. Prefixes are declared for you.

    \b
    retailgraph query 'SELECT ?brand { ent:tapestry rg:owns ?brand }'
    retailgraph query question.rq --format csv
    retailgraph query --name brands-by-platform
    retailgraph query 'SELECT ?owner { ?owner rg:owns ent:stuart-weitzman }' --as-of 2016
    """
    if exact and format_ not in _SHEETS:
        raise click.UsageError("--exact is for --format csv and tsv; the other formats are always exact")
    if name == "list":
        output(_named_queries())
        return
    text = _query_text(query, name)
    if explain:
        from retailgraph.sparql import explain as algebra

        output(algebra(text))
        return
    with session.graph() as graph:
        printed = _in_time(
            timeout, lambda: _printed(graph.query(text, allow_service=allow_service), format_, exact)
        )
    output(printed)


def _in_time(seconds: float, work: Callable[[], str]) -> str:
    """What ``work`` gives; TimeLimit if it takes longer.

    It runs in a thread of its own: the engine cannot be interrupted, and this thread can, by Ctrl-C too. What
    still runs ends with the process.
    """
    outcome: list[str | BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            outcome.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(seconds)
    if not outcome:
        raise TimeLimit(f"the query took longer than {seconds:g} seconds (--timeout SECONDS)")
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


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
        return sys.stdin.read()
    if "{" not in query and (query.endswith(".rq") or Path(query).is_file()):
        return _read(Path(query))
    return query


def _read(path: Path) -> str:
    from retailgraph.errors import NotFound

    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise NotFound(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{path}: not UTF-8 text") from None


def named_query(name: str) -> Path:
    """The file of a named query; NotFound with the nearest name."""
    from retailgraph.errors import NotFound
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
    return printing.table(("name", "what it answers"), [(p.stem, _title(p)) for p in files])


def _title(path: Path) -> str:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    return first.lstrip("# ").strip()


@session_command("export", dated=True, short_help="Write the graph to a file or to standard output.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(_EXPORT_FORMATS),
    default="trig",
)
@click.option(
    "--entity",
    metavar="NAME",
    default="",
    help="Only this entity and what surrounds it.",
    shell_complete=complete_entity,
)
@click.option("-o", "--output", "target", metavar="FILE", help="Write to FILE instead of standard output.")
@force_option()
def export(session: Session, format_: str, entity: str, target: str | None, force: bool) -> None:
    """Write everything, or one entity's neighbourhood. The same graph gives the same bytes.

    turtle, trig, nquads and jsonld are RDF, csv is a table of all relationships. graphml and gexf (for
    Gephi), node-link and cytoscape (JSON) are networks of what holds on the day, with colours and sizes.
    """
    with session.graph() as graph:
        parts = graph.export(format_, entity=entity)
        if target is None:
            for part in parts:
                sys.stdout.write(part)
        else:
            from retailgraph.interchange import MARKS
            from retailgraph.writing import write_whole

            write_whole(Path(target), parts, mark=MARKS[format_], force=force)


@session_command("relations", short_help="Explain the relations, types and qualifiers.")
@click.argument("relation", required=False)
@click.option("-f", "--format", "format_", type=click.Choice(["table", "json"]), default="table")
def relations(session: Session, relation: str | None, format_: str) -> None:
    """Explain the relations, or one of them: what it joins, its qualifiers, statuses and questions."""
    with session.graph() as graph:
        ontology = graph.ontology
    if format_ == "json":
        from retailgraph.ontology import to_plain

        chosen = to_plain(ontology.relation(relation)) if relation else ontology.to_dict()
        output(printing.to_json(chosen, indent=2))
    elif relation:
        output(_one_relation(ontology, ontology.relation(relation)))
    else:
        output(_all_relations(ontology))


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


COMMANDS = {"query": query, "export": export, "relations": relations}
