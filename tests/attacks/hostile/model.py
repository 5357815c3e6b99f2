"""What a hostile file is, and the texts that most of them are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

Content = bytes | str | Callable[[Path], object]
"""Bytes, text for UTF-8, or what makes the file at a path."""
FILE = "{file}"
"""Stands in a command for the path of the hostile file."""
CHECK = ("check", FILE)
LOAD = ("load", FILE)
DRAFT = "draft.yaml"
"""What ``propose`` is told to write."""
OUT = "out"
"""The folder that ``review`` is told to write to."""
PROPOSE = ("propose", FILE, "-o", DRAFT, "--published", "2021", "--publisher", "P")
REVIEW = ("review", FILE, "--accept-above", "0", "-o", OUT)
INVALID = 5

ARTICLE = "2021-03-04-evil.yaml"
ENTITIES = "entities.yaml"
HEAD = "title: Evil page\npublisher: Evil Daily\npublished: 2021-03-04\npassages:\n"
SIMPLE = HEAD + "  - says: x\n    claims:\n      - acme-holding owns zed-brand\n"
"""An article that loads: most of the hostile ones are this one with one thing changed."""
KEPT = "2020-01-15-base"
"""The one article of the store that all is tried on."""
GROUND = {
    "entities.yaml": (
        "acme-holding: {type: Company, name: Acme Holding, country: US}\n"
        "bravo-group: {type: Company, name: Bravo Group, country: FR}\n"
        "carol-retail: {type: Company, name: Carol Retail}\n"
        "zed-brand: {type: Brand, name: Zedmark}\n"
        "yon-brand: {type: Brand, name: Yonmark}\n"
        "mallo: {type: Platform, name: Mallo}\n"
    ),
    f"{KEPT}.yaml": SIMPLE.replace("Evil", "Base").replace("2021-03-04", "2020-01-15"),
}
"""The files of that store."""


@dataclass(frozen=True)
class HostileFile:
    """A file that hurts, and what is right to happen to it."""

    name: str
    """``KIND: WHAT``."""
    file: str
    """What the file is called."""
    content: Content
    commands: tuple[tuple[str, ...], ...] = (CHECK, LOAD)
    codes: tuple[int, ...] = (INVALID,)
    """The exit codes that are right; with 0 among them, what is accepted must be whole."""
    names: tuple[str, ...] = ()
    """What an error has to name; the file, unless another word is given."""
    leaves: str = r"(?!)"
    """A pattern of what may be written although there was an error: the rest of many texts."""
    lines: int = 12
    """How many lines an error has at most."""

    @property
    def kind(self) -> str:
        return self.name.partition(":")[0]


def tabled(
    kind: str, rows: Mapping[str, Content], file: str = ARTICLE, **same: object
) -> Iterator[HostileFile]:
    """A hostile file for each row of a table of names and contents."""
    for name, content in rows.items():
        yield replace(HostileFile(f"{kind}: {name}", file, content), **same)  # type: ignore[arg-type]


def written(content: Content, path: Path) -> None:
    """Make the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if callable(content):
        content(path)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


def changed(old: str, new: str) -> str:
    """The article that loads, with one text in place of another."""
    assert old in SIMPLE
    return SIMPLE.replace(old, new)


def titled(title: str) -> str:
    return changed("Evil page", title)


def published(day: str) -> str:
    return changed("2021-03-04", day)


def headed(line: str) -> str:
    """The article that loads, with one more line in its head."""
    return changed("passages:\n", f"{line}\npassages:\n")


def claimed(text: str) -> str:
    """An article with this one claim."""
    return f"{HEAD}  - says: x\n    claims:\n      - {text}\n"


def figured(text: str) -> str:
    """An article with this one figure."""
    return f"{HEAD}  - says: x\n    figures:\n      - {text}\n"
