"""What a cold question costs, beside a script that runs the same SPARQL by hand.

Each is a new process in an environment where retailgraph is installed with its bytecode. The script of
comparison imports click and pyoxigraph, opens the same store read-only, runs the queries that ``ask`` runs,
with the same bindings, and prints every row; it knows no names, relations, dates or tables.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from measuring import Environment, cost, installed, interleaved, machine, middle, say, table, verdict

TARGET = 1.4
ALONE, BASE, HASTY = "pyoxigraph alone", "click and pyoxigraph", "the same, ended by os._exit"
ASK = "retailgraph -q ask"

# Runs in the installed environment: which queries does this question run, on which store?
_PROBE = """
import json, sys
from retailgraph import RetailGraph
from retailgraph.graph import reading

ran = []
def listening(store, query, **values):
    ran.append((query, values))
    return asking(store, query, **values)
asking, reading.ask = reading.ask, listening
with RetailGraph.open() as graph:
    graph.ask(sys.argv[1])
    print(json.dumps({"store": str(graph.snapshot.directory / "database"), "ran": ran,
        "prefixes": reading._PREFIXES, "graphs": [reading.CONCLUSIONS.value, reading.ENTITIES.value]}))
"""

_BARE = """
import pyoxigraph as ox

prefixes = {prefixes!r}
store = ox.Store.read_only({store!r})
graphs = [ox.NamedNode(g) for g in {graphs!r}]
for text, values in {ran!r}:
    bound = {{ox.Variable(name): ox.NamedNode(value) for name, value in values.items()}}
    for row in store.query(text, prefixes=prefixes, default_graph=graphs, substitutions=bound):
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
    say(f"the question runs {len(found['ran'])} SPARQL queries")
    bare = _BARE.format(**found)
    texts = {ALONE: bare, BASE: "import click\n" + bare, HASTY: "import click\n" + bare + _LEAVE}
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
        told = verdict(ratio, TARGET) if name == BASE else f"{ratio:.2f}"
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
