"""Deciding whether two entities are one: writing it into a file of decisions, and taking it out again.

The file is a person's: what else stands in it, comments too, stays as it is.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from retailgraph.articles import strict_yaml
from retailgraph.articles.decisions_file import Decision, check_known, contradictions, read_decisions
from retailgraph.articles.report import Report
from retailgraph.errors import InvalidData, NotFound, Refused, StoreError, UsageError
from retailgraph.graph import Graph, places
from retailgraph.locking import alone_in
from retailgraph.lookup.names import resolve
from retailgraph.opening import read_text, unreadable
from retailgraph.writing import make_folder, write_whole

FILE = "decisions.yaml"
_LARGEST = 5_000_000
_PATIENCE = 30.0
"""Seconds to wait for somebody else who decides: each takes milliseconds."""
_HEAD = """\
# Which entities are one (same: the first is kept) and which are not (different), who says so and why.
# In force when it is loaded; taken back by taking it out and loading again.
"""


def default_file(graph: Graph) -> Path:
    """The file that decisions go to if none is named: beside the files loaded into this graph."""
    return graph.home.root / FILE


def decide(
    graph: Graph, verdict: str, one: str, other: str, *, by: str, why: str, file: Path | None = None
) -> tuple[Path, tuple[str, str]]:
    """Add to a file that two entities are the ``same``, the first kept, or ``different``.

    Gives the file and the ids. NotFound and Ambiguous for a name as in questions, InvalidData for what
    contradicts another decision of the file, Refused for a file of the installed program. Nothing changes in
    the graph until the file is loaded.
    """
    path = file or default_file(graph)
    if not (by.strip() and why.strip()):
        raise UsageError("a decision needs who made it and why: --by NAME --why TEXT")
    ids = _id(graph, one), _id(graph, other)
    with _alone(path):
        _add(path, verdict, ids, by, why, graph)
    return path, ids


def _add(path: Path, verdict: str, ids: tuple[str, str], by: str, why: str, graph: Graph) -> None:
    text = _read(path) or _HEAD
    if not _decisions(text, path):
        text = re.sub(r"(?m)^\[ *\][^\n]*\n?", "", text)  # what stood for none
    if not text.endswith("\n"):
        text += "\n"
    text += _written(verdict, ids, by, why, graph.today)
    _check(text, path, graph)
    write_whole(path, text, force=True, durable=True)


def undo(graph: Graph, one: str, other: str, *, file: Path | None = None) -> tuple[Path, tuple[str, str]]:
    """Take the decision about two entities out of a file; gives file and ids.

    NotFound if the file has none, Refused if it is about others too.
    """
    path = file or default_file(graph)
    ids = _id(graph, one), _id(graph, other)
    with _alone(path):
        _take_out(path, ids)
    return path, ids


def _take_out(path: Path, ids: tuple[str, str]) -> None:
    text = _read(path)
    found = [d for d in _decisions(text, path) if set(ids) <= set(d.ids)]
    if not found:
        raise NotFound(
            f"{path}: no decision about '{ids[0]}' and '{ids[1]}'; see: retailgraph duplicates --decided"
        )
    if len(found[0].ids) > 2:
        raise Refused(f"{found[0].place}: this decision is about others too; edit it by hand")
    write_whole(path, _without(text, found[0]), force=True, durable=True)


def _id(graph: Graph, name: str) -> str:
    # An id that is read as another's is meant as it stands.
    return name if name in graph.read_as or graph.has_entity(name) else resolve(graph, name)[0]


def _written(verdict: str, ids: tuple[str, str], by: str, why: str, on: date) -> str:
    said = {"by": by.strip(), "why": " ".join(why.split())}
    lines = [f"- {verdict}: [{ids[0]}, {ids[1]}]"]
    lines += [f"  {key}: {json.dumps(text, ensure_ascii=False)}" for key, text in said.items()]
    return "\n".join([*lines, f"  on: {on.isoformat()}", ""])


def _without(text: str, decision: Decision) -> str:
    """The text without the lines of a decision: from its own to the next that is not indented."""
    lines = text.splitlines(keepends=True)
    end = decision.line
    while end < len(lines) and lines[end][:1] in (" ", "\t"):
        end += 1
    left = lines[: decision.line - 1] + lines[end:]
    empty = all(not line.strip() or line.startswith("#") for line in left)
    return "".join(left) + ("[]\n" if empty else "")


# --- the file --------------------------------------------------------------------------------------------


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else decides in this file's folder meanwhile: one of two decisions would be lost."""
    if places.is_installed() and path.resolve().is_relative_to(places.shipped("data").parent):
        raise Refused(f"{path} belongs to the installed program; choose another with --file")
    folder = Path(os.path.realpath(path)).parent
    made: list[Path] = []
    try:
        made = make_folder(folder, durable=True)
        with alone_in(folder, _PATIENCE):
            yield
            made = []
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir()


def _read(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise InvalidData(f"{path}: is not a regular file; choose another with --file")
    try:
        return read_text(path, _LARGEST)
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def _tree(text: str, report: Report) -> strict_yaml.Listing | None:
    """The tree of a file; None for one that holds comments only."""
    if not re.search(r"(?m)^\s*[^#\s]", text):
        return None
    tree = strict_yaml.parse(text, report)
    if isinstance(tree, strict_yaml.Listing):
        return tree
    if tree is not None:
        report.error(tree.line, "is no file of decisions, which is a list; choose another file")
    return None


def _decisions(text: str, path: Path) -> tuple[Decision, ...]:
    report = Report(str(path))
    tree = _tree(text, report)
    found = read_decisions(tree, report) if tree else ()
    _refuse(report)
    return found


def _check(text: str, path: Path, graph: Graph) -> None:
    report = Report(str(path))
    found = _decisions(text, path)
    check_known(found, graph.known_types(), report)
    for decision, message in contradictions(found):
        report.error(decision.line, message)
    _refuse(report)


def _refuse(report: Report) -> None:
    if report.errors:
        raise InvalidData("nothing was decided", tuple(report.findings))
