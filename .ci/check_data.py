"""Check every file of a data folder alone: the files beside it may be named, but do not help it pass."""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import sys
from pathlib import Path

from retailgraph import RetailGraph
from retailgraph.validation import check


def main(folder: Path) -> int:
    """Prints what is wrong and gives the exit code."""
    files = sorted(folder.rglob("*.yaml"))
    wrong = 0
    with RetailGraph.open() as graph:
        ontology, known, articles = graph.ontology, graph.types(), frozenset(graph.articles())
    for path in files:
        report = check([path], ontology, known, known_articles=articles)
        wrong += not report.ok()
        if report.findings:
            print(report.text())
    print(f"{len(files)} files checked, each alone: {wrong} with errors")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
