"""How a server may be set: each option once, for the command line, the environment and the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from retailgraph.errors import UsageError

LARGEST = 1_000_000
"""Bytes of a file of settings or tokens at most."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Option(NamedTuple):
    """How an option is written and explained; ``least`` and ``most`` bound its number."""

    help: str
    metavar: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()


def _set(default: Any, help: str, metavar: str = "", **more: Any) -> Any:
    return field(default=default, metadata={"option": Option(help, metavar, **more)})


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set.

    A field is ``--its-name``, the variable ``RETAILGRAPH_SERVE_ITS_NAME``, and ``its-name`` of the file.
    """

    host: str = _set("127.0.0.1", "The address to listen on.", "ADDRESS")
    port: int = _set(8321, "The port; 0 takes a free one and says which.", "N", least=0, most=65535)
    base_path: str = _set("", "The path under which a proxy passes requests on, such as /retail.", "PATH")
    allow_host: tuple[str, ...] = _set((), "A name that requests may call this server by.", "NAME")
    allow_origin: tuple[str, ...] = _set((), "A web site whose pages may ask (CORS).", "ORIGIN")
    allow_service: tuple[str, ...] = _set((), "An address that SPARQL may ask by SERVICE.", "URL")
    trusted_proxy: tuple[str, ...] = _set((), "A proxy whose X-Forwarded headers are believed.", "ADDRESS")
    token_file: str = _set("", "Who may do what: lines of a name, scopes and a token.", "FILE")
    require_token: bool = _set(False, "Answer nobody without a token.")
    write: bool = _set(False, "Let those with the scope load, or review, change the graph.")
    drafts: str = _set(
        "", "Where the drafts to review are; `drafts` beside what was loaded unless given.", "FOLDER"
    )
    audit_log: str = _set("", "Where each change is written down; beside the store unless given.", "FILE")
    mcp: bool = _set(False, "Answer agents at /mcp (Model Context Protocol); needs the extra agents.")
    workers: int = _set(2, "Processes that answer SPARQL and slow questions.", "N", least=1, most=64)
    threads: int = _set(4, "Threads that look things up.", "N", least=1, most=64)
    queue: int = _set(32, "Requests that may wait for a thread or process.", "N", least=0, most=10_000)
    queue_seconds: float = _set(
        5.0, "How long they wait before they are sent away.", "SECONDS", least=0, most=600
    )
    timeout: float = _set(
        30.0, "The longest that a question or query takes.", "SECONDS", least=0.1, most=3600
    )
    memory: float = _set(1000.0, "The most memory that a query takes.", "MB", least=64, most=1_000_000)
    max_rows: int = _set(100_000, "The most rows or triples of a result.", "N", least=1, most=100_000_000)
    max_result: float = _set(50.0, "The largest result.", "MB", least=0.1, most=2000)
    max_body: float = _set(2.0, "The largest body of a request.", "MB", least=0.001, most=1000)
    max_connections: int = _set(1000, "Connections at a time.", "N", least=1, most=100_000)
    request_seconds: float = _set(
        15.0, "How long a request may take to arrive.", "SECONDS", least=0.1, most=600
    )
    send_seconds: float = _set(
        60.0, "How long a client may take to read a part of an answer.", "SECONDS", least=0.1, most=3600
    )
    keep_alive: int = _set(15, "How long an idle connection is kept.", "SECONDS", least=1, most=600)
    stop_seconds: int = _set(
        10, "How long requests under way may take when the server is to stop.", "SECONDS", least=0, most=600
    )
    log: str = _set("text", "How requests are told on standard error.", choices=("text", "json", "none"))

    def __post_init__(self) -> None:
        for one in fields(self):
            _check(one.name, getattr(self, one.name), one.metadata["option"])
        if self.base_path and (not self.base_path.startswith("/") or self.base_path.endswith("/")):
            raise UsageError(f"base-path {self.base_path!r} begins with / and ends without, such as /retail")

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK


def options() -> Mapping[str, tuple[Any, Option]]:
    """By name, as in Python, what an option is without being set, and how it is explained."""
    return {one.name: (one.default, one.metadata["option"]) for one in fields(Settings)}


def written(name: str) -> str:
    """An option as the command line and the file have it."""
    return name.replace("_", "-")


def _check(name: str, value: Any, option: Option) -> None:
    if option.choices and value not in option.choices:
        raise UsageError(f"{written(name)} {value!r} is none of {', '.join(option.choices)}")
    if option.least is not None and option.most is not None and not option.least <= value <= option.most:
        raise UsageError(f"{written(name)} {value:g} is not from {option.least:g} to {option.most:g}")


def from_file(text: str, place: str) -> dict[str, Any]:
    """What a TOML file sets, by name as in Python; UsageError for what is no option, or of another kind."""
    import tomllib

    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{place}: {error}") from None
    known = options()
    made = {}
    for key, value in given.items():
        name = key.replace("-", "_")
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(key, map(written, known), 1)
            raise UsageError(
                f"{place}: there is no option '{key}'" + (f"; did you mean '{near[0]}'?" if near else "")
            )
        made[name] = _of_kind(value, known[name][0], f"{place}: {key}")
    return made


def _of_kind(value: Any, default: Any, place: str) -> Any:
    if isinstance(default, tuple):
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(one, str) for one in values):
            return tuple(values)
        raise UsageError(f"{place}: a list of texts is wanted, not {value!r}")
    wanted = (int, float) if isinstance(default, float) else (type(default),)
    if not isinstance(value, wanted) or isinstance(value, bool) is not isinstance(default, bool):
        raise UsageError(f"{place}: {_KINDS[type(default)]} is wanted, not {value!r}")
    return float(value) if isinstance(default, float) else value


_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
