"""What the benchmarks share: CPU and memory of child processes, medians, tables, an installed environment."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
_PACKAGES = ("click", "pyoxigraph")


class Cost(NamedTuple):
    """What a child process used: seconds of CPU (user and system), seconds on the clock, peak bytes."""

    cpu: float
    elapsed: float
    peak: int


def cost(command: Sequence[str | Path], environment: Mapping[str, str]) -> Cost:
    """Run a command, its output thrown away, and say what it used; CalledProcessError if it fails."""
    before = os.times().elapsed
    with subprocess.Popen(
        [str(word) for word in command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as child:
        complaint = child.stderr.read() if child.stderr else b""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.stderr.write(complaint.decode("utf-8", "replace"))
        raise subprocess.CalledProcessError(child.returncode, command)
    unit = 1 if sys.platform == "darwin" else 1024
    elapsed = os.times().elapsed - before
    return Cost(usage.ru_utime + usage.ru_stime, elapsed, usage.ru_maxrss * unit)


def interleaved(
    commands: Mapping[str, Sequence[str | Path]], rounds: int, environment: Mapping[str, str]
) -> dict[str, list[Cost]]:
    """The costs of each command, run in turn, so that a slow minute of the machine touches all alike."""
    for command in commands.values():
        cost(command, environment)  # once unmeasured: files come into the page cache
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(cost(command, environment))
    return costs


def middle(costs: Sequence[Cost]) -> float:
    """The median CPU in seconds."""
    return median(c.cpu for c in costs)


class Environment(NamedTuple):
    """An installed retailgraph with user folders of its own."""

    python: Path
    home: Path

    @property
    def retailgraph(self) -> Path:
        """The installed command."""
        return self.python.with_name("retailgraph" + self.python.suffix)

    @property
    def variables(self) -> dict[str, str]:
        """The variables that its processes get: bytecode in use, nothing of the user's own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RETAILGRAPH_", "PYTHON", "XDG_"))}
        return {
            **kept,
            "RETAILGRAPH_CACHE": str(self.home / "cache"),
            "RETAILGRAPH_DATA": str(self.home / "data"),
        }

    def run(self, *words: str | Path) -> str:
        """What a command of this environment prints."""
        done = subprocess.run(
            [str(w) for w in words], env=self.variables, check=True, capture_output=True, text=True
        )
        return done.stdout


def installed(home: Path, python: str = "") -> Environment:
    """The environment of ``python``, or a new one in ``home`` with this repository installed as a wheel."""
    if python:
        # Not resolved: the link's place is what makes it a virtual environment.
        return Environment(Path(python).absolute(), home)
    folder = home / "environment"
    venv.create(folder, with_pip=True)
    made = Environment(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"), home)
    say("installing the repository as a wheel")
    made.run(made.python, "-m", "pip", "install", "--quiet", REPOSITORY)
    return made


def say(line: str) -> None:
    """Progress on standard error."""
    print(line, file=sys.stderr, flush=True)


def generated(environment: Environment, home: Path, claims: int, store: str = "") -> str:
    """The store that was named, or a new one below ``home`` with so many generated claims."""
    if store:
        return store
    from generate import write

    say(f"loading {claims:,} generated claims")
    own = str(home / "own")
    environment.run(environment.retailgraph, "-q", "--store", own, "load", *write(home / "generated", claims))
    return own


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its columns aligned: the first to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = [
            c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))
        ]
        return "| " + " | ".join(padded) + " |"

    rule = (
        "|" + "|".join("-" * (w + 2) if i == 0 else "-" * (w + 1) + ":" for i, w in enumerate(widths)) + "|"
    )
    return "\n".join([line(head), rule, *map(line, rows)])


def verdict(ratio: float, target: float) -> str:
    """The ratio beside its target, and whether it is met."""
    return f"{ratio:.2f} (at most {target:g}: {'met' if ratio <= target else 'MISSED'})"


def machine(environment: Environment) -> str:
    """Where and with what this was measured, in one line."""
    script = "import importlib.metadata as m, json, platform, sys\n"
    script += "print(json.dumps([platform.python_version()] + [m.version(p) for p in sys.argv[1:]]))"
    version, *packages = json.loads(environment.run(environment.python, "-c", script, *_PACKAGES))
    named = ", ".join(f"{n} {v}" for n, v in zip(_PACKAGES, packages, strict=True))
    cores = os.cpu_count() or 1
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, {_processor()}; Python {version}, {named}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    found = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(found, platform.processor() or "unknown processor")


def listened(question: Callable[[], Any]) -> list[tuple[str, Any]]:
    """The statements that a question runs."""
    from retailgraph.tables.store import Tables

    ran: list[tuple[str, Any]] = []
    names = ("rows", "each", "one")
    methods = {name: getattr(Tables, name) for name in names}

    def heard(method: Any) -> Any:
        def listening(self: Tables, statement: str, values: Any = ()) -> Any:
            kept = values if isinstance(values, dict) else tuple(values)
            ran.append((statement, kept))
            return method(self, statement, kept)

        return listening

    for name in names:
        setattr(Tables, name, heard(methods[name]))
    try:
        question()
    finally:
        for name in names:
            setattr(Tables, name, methods[name])
    return ran
