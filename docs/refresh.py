"""Make what the documents show again from the code: outputs of commands, tables, the picture.

    python docs/refresh.py            writes what has changed
    python docs/refresh.py --check    writes nothing; fails, with the difference, if anything has

A line ``$ COMMAND`` in a ``console`` block is run and what follows it replaced by what it prints (lines
that begin with ``> `` belong to the command). What stands between ``<!-- made: NAME -->`` and
``<!-- end -->`` comes from the function of that name below. Needs a POSIX system: commands run on a
pseudo-terminal, so that what is printed here is what people see.
"""

# ruff: noqa: S603, S607, T201 (this script runs the commands of the documents and prints)

from __future__ import annotations

import difflib
import html
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from retailgraph.graph import places
from retailgraph.ontology import Ontology, Relation, read

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))  # this script may also be loaded from elsewhere, by the tests
import data_page  # noqa: E402
import exchange_page  # noqa: E402
import reread_page  # noqa: E402
from data_page import table  # noqa: E402

DAY = "2026-11-23"
"""The day that the documents are about; what holds would otherwise change under them."""
COLUMNS = 110
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/cli.md",
    "docs/format.md",
    "docs/relations.md",
    "docs/data.md",
    "docs/reread.md",
    "docs/exchange/formats.md",
)
PICTURE = "docs/images/answer.svg"
PICTURED = ('retailgraph ask "partners of Tapestry"', "retailgraph who owned Stuart Weitzman over time")

_COMMAND = f"""
import datetime, sys
from retailgraph.graph import opened
class Day(datetime.date):
    today = classmethod(lambda cls: cls.fromisoformat("{DAY}"))
opened.date = Day
from retailgraph.cli import main
main()
"""


# --- commands -----------------------------------------------------------------------------------------------


class Shell:
    """An empty home with ``retailgraph`` on the path, where commands run one after the other."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._work = home / "work"
        self._work.mkdir()
        program = home / "bin" / "retailgraph"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(_COMMAND)} "$@"\n')
        program.chmod(0o755)
        self.run("retailgraph stats")  # builds the graph, so that no output tells of it

    def run(self, command: str, *, color: bool = False) -> str:
        """What a command shows on a terminal, standard output and error in order."""
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "PYTHONPATH") if name in os.environ}
        path = f"{self._home / 'bin'}{os.pathsep}{os.environ['PATH']}"
        own = {"HOME": str(self._home), "PATH": path, "COLUMNS": str(COLUMNS), "TERM": "xterm"}
        mine, theirs = pty.openpty()
        process = subprocess.Popen(
            ["bash", "-c", command],
            cwd=self._work,
            env=kept | own | ({} if color else {"NO_COLOR": "1"}),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        shown = b"".join(_pieces(mine)).decode()
        process.wait()
        os.close(mine)
        if "Traceback (most recent call last)" in shown:
            raise SystemExit(f"{command}\n{shown}\nnothing is written: this command of the documents broke")
        return shown.replace("\r\n", "\n")


def _pieces(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other side has closed it
            return
        if not piece:
            return
        yield piece


# --- documents ----------------------------------------------------------------------------------------------


def refreshed(text: str, shell: Shell) -> str:
    """A document with its outputs and tables made again."""
    text = re.sub(
        r"^(```console\n)(.*?)^(```)$",
        lambda block: block[1] + _run_block(block[2], shell) + block[3],
        text,
        flags=re.MULTILINE | re.DOTALL,
    )
    return re.sub(
        r"^(<!-- made: (\w+) -->\n)(.*?)^(<!-- end -->)$",
        lambda region: region[1] + MADE[region[2]]() + region[4],
        text,
        flags=re.MULTILINE | re.DOTALL,
    )


def _run_block(block: str, shell: Shell) -> str:
    shown = []
    for lines in commands(block):
        command = "\n".join(line[2:] for line in lines)
        output = "\n".join(line.rstrip() for line in shell.run(command).splitlines())
        shown.append("\n".join(lines) + "\n" + (output.rstrip("\n") + "\n" if output.strip() else ""))
    return "\n".join(shown)


def commands(block: str) -> Iterator[list[str]]:
    """The commands of a console block, each as its lines with their prompts."""
    found: list[list[str]] = []
    inside = False
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line])
            inside = True
        elif inside and line.startswith("> "):
            found[-1].append(line)
        else:
            inside = False
    yield from found


# --- tables -------------------------------------------------------------------------------------------------


def _ontology() -> Ontology:
    return read(places.shipped("ontology") / "retailgraph.ttl")


def relations() -> str:
    """Every relation as a section."""
    ontology = _ontology()
    return "\n".join(_section(ontology, relation) for relation in ontology.relations.values())


def _section(ontology: Ontology, relation: Relation) -> str:
    joins = "; ".join(f"{_listed(p.subjects)} → {_listed(p.objects)}" for p in relation.allows)
    marks = ["symmetric"] if relation.symmetric else []
    marks += ["one at a time"] if relation.exclusive else []
    marks += [f"stale after {relation.stale_after:g} years"] if relation.stale_after else []
    own = [q for q in ontology.allowed_qualifiers(relation) if q not in _everywhere(ontology)]
    needed = [f"{q} (required)" if q in relation.requires else q for q in own]
    lines = [
        f"### {relation.name}",
        "",
        relation.comment,
        "",
        f"- {relation.kind.capitalize()}{''.join(f', {m}' for m in marks)}: {joins}",
        f"- In words: “{relation.label}”; from the object: “{relation.inverse_label}”",
    ]
    lines += [f"- Qualifiers: {', '.join(needed)}"] if needed else []
    lines += ["- Asked as: " + ", ".join(_code(form.text) for form in relation.forms)]
    return "\n".join(lines) + "\n"


def _everywhere(ontology: Ontology) -> set[str]:
    taken = [set(ontology.allowed_qualifiers(r)) for r in ontology.relations.values()]
    return set.intersection(*taken)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _code(form: str) -> str:
    names = iter("XY")
    return f"`{re.sub(r'{[a-z]+}', lambda _: next(names), form)}`"


def everywhere() -> str:
    """The qualifiers that every relation takes."""
    ontology = _ontology()
    names = [name for name in ontology.qualifiers if name in _everywhere(ontology)]
    return ", ".join(f"`{name}`" for name in names) + "\n"


def types() -> str:
    """The types of entities."""
    return table(("type", "what it is"), [(f"`{t.name}`", t.comment) for t in _ontology().types.values()])


def qualifiers() -> str:
    """The qualifiers of claims."""
    rows = [
        (f"`{q.name}`", _VALUES.get(q.value_type, q.value_type), "yes" if q.many else "", q.comment)
        for q in _ontology().qualifiers.values()
    ]
    return table(("qualifier", "value", "list", "meaning"), rows)


_VALUES = {
    "StatusValue": "status",
    "PartialDate": "date",
    "Percent": "percent",
    "EntityValue": "entity id",
    "Money": "price",
    "Text": "text",
    "MarketValue": "market",
    "UnitInterval": "0 to 1",
}


def statuses() -> str:
    """The two ladders of statuses."""
    rows = [
        (f"`{s.name}`", ", ".join(f"{kind.lower()}s" for kind in s.ladder), s.counts)
        for s in _ontology().statuses.values()
    ]
    return table(("status", "of", "holds"), rows)


def measures() -> str:
    """The measures of figures."""
    rows = [(f"`{m.name}`", ", ".join(m.units), m.comment) for m in _ontology().measures.values()]
    return table(("measure", "unit", "meaning"), rows)


MADE: dict[str, Callable[[], str]] = (
    {
        function.__name__: function
        for function in (relations, everywhere, types, qualifiers, statuses, measures)
    }
    | data_page.MADE
    | exchange_page.MADE
    | reread_page.MADE
)


# --- the picture --------------------------------------------------------------------------------------------

_CHARACTER, _LINE, _MARGIN, _BAR = 8.4, 20, 20, 36


def picture(shell: Shell) -> str:
    """A terminal with real commands and their output, as SVG; cells are placed, so any font keeps columns."""
    lines: list[tuple[str, str]] = []
    for command in PICTURED:
        lines += [("command", f"$ {command}")]
        lines += [("output", line.rstrip()) for line in shell.run(command, color=True).splitlines()]
        lines += [("output", "")]
    lines.pop()
    width = _MARGIN * 2 + COLUMNS * _CHARACTER
    height = _BAR + _LINE * len(lines) + _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="t">',
        '<title id="t">A terminal: the partners of Tapestry, and the owners of Stuart Weitzman over time, '
        "with dates, numbers of articles and publishers.</title>",
        '<style>text{font:14px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;fill:#d8dee9;'
        "white-space:pre}.b{font-weight:bold;fill:#fff}.c{fill:#a3d9a5}.q{fill:#8f9bb3}</style>",
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="#1d2330"/>',
        *(f'<circle cx="{22 + 20 * n}" cy="18" r="6" fill="#4a556b"/>' for n in range(3)),
    ]
    for number, (kind, line) in enumerate(lines):
        parts += _pictured(line, _BAR + _LINE * number + 14, kind)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _pictured(line: str, y: float, kind: str) -> Iterator[str]:
    style = {"command": "c"}.get(kind, "")
    if line.startswith("\x1b[1m"):
        style = "b"
    line = re.sub(r"\x1b\[[0-9;]*m", "", line)
    style = style or ("q" if " · " in line else "")
    marked = f' class="{style}"' if style else ""
    for cell in re.finditer(r"\S+(?: \S+)*", line):
        x, wide = _MARGIN + cell.start() * _CHARACTER, len(cell[0]) * _CHARACTER
        yield f'<text x="{x:g}" y="{y:g}" textLength="{wide:g}"{marked}>{html.escape(cell[0])}</text>'


# --- the whole ----------------------------------------------------------------------------------------------


def made() -> Iterator[tuple[str, str]]:
    """Every file that this script makes or completes: its path, and what it should hold."""
    for number, name in enumerate((*DOCUMENTS, PICTURE)):
        with tempfile.TemporaryDirectory(prefix=f"retailgraph-docs-{number}-") as home:
            shell = Shell(Path(home))
            yield (
                name,
                picture(shell) if name == PICTURE else refreshed((ROOT / name).read_text("utf-8"), shell),
            )


def main(check: bool) -> int:
    """Writes or compares; gives the exit code."""
    stale = 0
    for name, wanted in made():
        path = ROOT / name
        before = path.read_text("utf-8") if path.exists() else ""
        if wanted == before:
            continue
        stale += 1
        if check:
            lines = difflib.unified_diff(before.splitlines(), wanted.splitlines(), name, "now", lineterm="")
            print("\n".join(lines))
        else:
            path.write_text(wanted, encoding="utf-8")
            print(f"written: {name}")
    if check and stale:
        print("the documents show what is no longer so; run: python docs/refresh.py", file=sys.stderr)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
