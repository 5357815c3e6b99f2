"""What a cold question costs, beside scripts that print the same rows by hand.

Each is a new process in an environment where retailgraph is installed with its bytecode. One script imports
click and sqlite3, opens the same file, runs the statements that ``ask`` runs, with the same values bound, and
prints every row. The other imports click and pyoxigraph, opens the rows as RDF read-only, and asks in SPARQL for
the same relationships. Neither knows names, relations, dates or tables.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from measuring import Environment, cost, installed, interleaved, machine, middle, say, table, verdict

TARGETS = {"click and sqlite3": 1.25, "click and pyoxigraph": 1.0}
ASK = "retailgraph -q ask"

# Runs in the installed environment: which statements does this question run, on which file?
_PROBE = """
import json, sys
from retailgraph import RetailGraph
from retailgraph.tables.store import Tables

ran = []
def heard(method):
    def listening(self, statement, values=()):
        values = values if isinstance(values, dict) else list(values)
        if "meta" not in statement and "{" not in statement:
            ran.append((statement, values))
        return method(self, statement, values)
    return listening
for name in ("rows", "each", "one"):
    setattr(Tables, name, heard(getattr(Tables, name)))
with RetailGraph.open() as graph:
    graph.database  # made before: it reads all
    ran.clear()
    graph.ask(sys.argv[1])
    given = [v for _, v in ran if isinstance(v, dict) and "given" in v]
    print(json.dumps({"file": str(graph.tables.path), "ran": ran, "rdf": str(graph.database), "given": given}))
"""

_SQL = """
import sqlite3

store = sqlite3.connect("file:{file}?mode=ro&immutable=1", uri=True)
for text, values in {ran!r}:
    for row in store.execute(text, values):
        print("  ".join(str(cell) for cell in row if cell is not None))
"""

_SPARQL = """
import pyoxigraph as ox

RG, ENTITY = "https://w3id.org/retailgraph/ns#", "https://w3id.org/retailgraph/entity/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
prefixes = {{"rg": RG, "rdf": RDF, "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}}
query = '''
SELECT ?r ?part ?p ?o ?given ?relation WHERE {{
  ?r ?side ?given . ?r rdf:predicate ?relation .
  {{ ?r ?p ?o FILTER(?p != rg:claim) }}
  UNION {{ ?r ?status ?part . ?status rg:counts ?counts . OPTIONAL {{ ?part ?p ?o }} }}
  UNION {{ VALUES ?end {{ rdf:subject rdf:object }} VALUES ?p {{ rdfs:label rdf:type }}
          ?r ?end ?part . ?part ?p ?o }}
}}'''
store = ox.Store.read_only({rdf!r})
for place, values in enumerate({given!r}):
    bound = {{
        ox.Variable("given"): ox.NamedNode(ENTITY + values["given"]),
        ox.Variable("relation"): ox.NamedNode(RG + values.get("relation", "partnersWith")),
    }}
    side = ("subject", "object")[place % 2]
    text = query.replace("?side", "rdf:" + side)
    for row in store.query(text, prefixes=prefixes, substitutions=bound):
        print("  ".join(term.value for term in row if term is not None))
"""

# As ``ask`` ends: without taking the interpreter apart.
_LEAVE = """
import os, sys
sys.stdout.flush()
os._exit(0)
"""


def scripts(environment: Environment, question: str) -> dict[str, Path]:
    """The scripts of comparison, written for this question and this store."""
    found = json.loads(environment.run(environment.python, "-c", _PROBE, question))
    say(f"the question runs {len(found['ran'])} SQL statements")
    sql, sparql = _SQL.format(**found), _SPARQL.format(**found)
    texts = {
        "sqlite3 alone": sql,
        "click and sqlite3": "import click\n" + sql + _LEAVE,
        "pyoxigraph alone": sparql,
        "click and pyoxigraph": "import click\n" + sparql + _LEAVE,
    }
    paths = {name: environment.home / f"script{number}.py" for number, name in enumerate(texts)}
    for name, path in paths.items():
        path.write_text(texts[name], encoding="utf-8")
    return paths


def measure(environment: Environment, question: str, rounds: int) -> str:
    """The table of this benchmark."""
    cost([environment.retailgraph, "-q", "ask", question], environment.variables)  # builds the store
    commands: dict[str, list[str | Path]] = {"start of Python": [environment.python, "-c", "pass"]}
    commands |= {n: [environment.python, p] for n, p in scripts(environment, question).items()}
    commands[ASK] = [environment.retailgraph, "-q", "ask", question]
    commands["the same without -q"] = [environment.retailgraph, "ask", question]
    say(f"{rounds} rounds of {len(commands)} processes")
    costs = interleaved(commands, rounds, environment.variables)
    used = {name: middle(found) for name, found in costs.items()}
    asked = used[ASK]
    rows = []
    for name, seconds in used.items():
        ratio = asked / seconds
        told = verdict(ratio, TARGETS[name]) if name in TARGETS else f"{ratio:.2f}"
        fastest = min(c.cpu for c in costs[name])
        cells = (f"{seconds * 1000:.1f}", f"{fastest * 1000:.1f}", "" if seconds == asked else told)
        rows.append((name, *cells))
    return table(("process", "CPU ms, median", "least", "ask is times this"), rows)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="", help="the Python of an environment with retailgraph in it")
    options.add_argument("--rounds", type=int, default=41)
    options.add_argument("--question", default="partners of Tapestry")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = installed(Path(home), chosen.python)
        print(f"ask {chosen.question!r}: {chosen.rounds} rounds; {machine(environment)}\n")
        print(measure(environment, chosen.question, chosen.rounds))


if __name__ == "__main__":
    main()
