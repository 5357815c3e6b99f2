"""Each real file of other makers: rows read, taken, left with reasons, seconds and peak memory.

    python benchmarks/imports.py PATH...              a table of these files, and of those below folders
    python benchmarks/imports.py --made ROWS          GLEIF relations, that many, made here

Each file is imported by a process of its own into a store of its own. Files that no reader takes are told too.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

_ONE = """
import json, resource, sys, time
from collections import Counter
from pathlib import Path
from retailgraph import RetailGraph
from retailgraph.errors import RetailGraphError
from retailgraph.interchange.importing import examine, head_of, load_import, read_import
path, store = Path(sys.argv[1]), sys.argv[2]
begun = time.perf_counter()
told = {"file": path.name}
try:
    with RetailGraph.open(store) as graph:
        looked = examine(graph, path)
        head = head_of(graph, looked, {})
        done = read_import(graph, looked, head)
        load_import(graph, done, head, looked)
        told |= {"format": looked.format.name, "rows": done.rows, "taken": done.taken, "new": len(done.entities)}
        told["left"] = Counter(one.kind for one in done.left)
        told["why"] = Counter(one.reason[:60] for one in done.left).most_common(1)
except RetailGraphError as fault:
    told["fault"] = str(fault).replace(str(path), path.name)[:90]
told["seconds"] = time.perf_counter() - begun
told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(told))
"""
_PERIOD = "Relationship.Period.1."
_HEAD = (
    *("Relationship.StartNode.NodeID", "Relationship.StartNode.NodeIDType", "Relationship.EndNode.NodeID"),
    *("Relationship.EndNode.NodeIDType", "Relationship.RelationshipType", "Relationship.RelationshipStatus"),
    *(f"{_PERIOD}startDate", f"{_PERIOD}endDate", f"{_PERIOD}periodType"),
)


def main(words: list[str]) -> None:
    """Measure what the words name, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        if words[:1] == ["--made"]:
            files = [made(Path(folder) / "relations.csv", int(words[1]))]
        else:
            files = [file for word in words for file in below(Path(word))]
        print("| file | format | rows | facts | new entities | left | most often because | seconds | MB |")
        print("| --- | --- | ---: | ---: | ---: | --- | --- | ---: | ---: |")
        for number, path in enumerate(files):
            print(row(measured(path, Path(folder) / f"store-{number}")), flush=True)


_SUFFIXES = (
    ".csv",
    ".json",
    ".jsonl",
    ".xml",
    ".graphml",
    ".gexf",
    ".xlsx",
    ".ods",
    ".parquet",
    ".tsv",
    ".ttl",
)


def below(path: Path) -> list[Path]:
    """The files of a folder, or the file itself."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())


def measured(path: Path, store: Path) -> dict[str, object]:
    """What importing one file came to."""
    done = subprocess.run(
        [sys.executable, "-c", _ONE, str(path), str(store)], capture_output=True, text=True, check=True
    )
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def row(told: dict[str, object]) -> str:
    """A line of the table."""
    left = told.get("left") or {}
    assert isinstance(left, dict)
    counts = ", ".join(f"{n:,} {kind}" for kind, n in sorted(Counter(left).items())) or "none"
    why = told.get("why") or [["", 0]]
    assert isinstance(why, list)
    reason = told.get("fault") or why[0][0]
    numbers = [f"{told.get(name, 0):,}" for name in ("rows", "taken", "new")]
    cells = [told["file"], told.get("format", "refused"), *numbers, counts, reason]
    cells += [f"{told['seconds']:.1f}", f"{told['memory']:.0f}"]
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def made(path: Path, rows: int) -> Path:
    """A golden copy of relations: half direct, half ultimate parents, ten children to a parent."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(_HEAD)
        for number in range(rows):
            child, kind = number // 2 + 1, ("DIRECTLY", "ULTIMATELY")[number % 2]
            parent = lei(child // 10 if number % 2 == 0 else 0)
            start = f"20{child % 20:02d}-01-02T00:00:00Z"
            relation = f"IS_{kind}_CONSOLIDATED_BY"
            table.writerow(
                (lei(child), "LEI", parent, "LEI", relation, "ACTIVE", start, "", "RELATIONSHIP_PERIOD")
            )
    return path


def lei(number: int) -> str:
    """A made LEI with its check digits."""
    base = f"5493{number:014d}"
    digits = "".join(str(int(sign, 36)) for sign in base + "00")
    return f"{base}{98 - int(digits) % 97:02d}"


if __name__ == "__main__":
    main(sys.argv[1:])
