"""Each module imports only what lies below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from conftest import ROOT, each

SOURCE = ROOT / "src" / "retailgraph"
ROWS = (
    ("__main__",),
    ("cli",),
    ("serving", "upkeep"),
    ("api",),
    ("remote",),
    ("review",),
    ("extraction",),
    ("answers",),
    ("connections", "decisions", "drawing", "duplicates", "explorer", "interchange"),
    ("plan",),
    ("lookup", "network", "validation"),
    ("graph",),
    ("rdf",),
    ("sparql", "tables"),
    ("conclusion", "standing"),
    ("words",),
    ("form",),
    ("relationships",),
    ("articles", "match_scoring"),
    ("identity", "ontology"),
    ("dates", "frames", "locking", "opening", "spreadsheets", "writing"),
    ("disks", "seals"),
    ("errors", "frozen", "_version"),
)
"""Highest first. Within a row nobody imports a neighbour; what names no module is the package itself."""
LEVEL = {name: level for level, row in enumerate(reversed(ROWS)) for name in row}
FILES = sorted(SOURCE.rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules of ours that some code imports, also inside functions; not for its type checker alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        yield from imported(node)


def room(module: str) -> str:
    """The part of the package that a module lies in; empty for the package itself and for other packages."""
    parts = module.split(".")
    return parts[1] if parts[0] == "retailgraph" and len(parts) > 1 and parts[1] in LEVEL else ""


@each("path", FILES)
def test_a_module_imports_only_what_lies_below(path) -> None:
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if own == "__init__":
        return  # the face of the package hands out RetailGraph when it is asked for
    for module in imported(ast.parse(path.read_text(encoding="utf-8"))):
        if room(module) not in ("", own):
            assert LEVEL[room(module)] < LEVEL[own], f"{own} may not import {module}"


def test_every_module_has_its_row() -> None:
    assert {p.relative_to(SOURCE).parts[0].removesuffix(".py") for p in FILES} - {"__init__"} == set(LEVEL)


def test_the_package_itself_imports_nothing_heavier_than_its_version() -> None:
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    at_top = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert {node.module for node in at_top} == {"__future__", "typing", "retailgraph._version"}
