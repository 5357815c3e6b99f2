"""Hostile as YAML, as text, as the head of an article, by its name, or as what is no regular file."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from .model import (
    ARTICLE,
    ENTITIES,
    HEAD,
    INVALID,
    LOAD,
    SIMPLE,
    Content,
    HostileFile,
    changed,
    headed,
    published,
    tabled,
    titled,
)

LETTERS = "abcdefghij"
LAUGHS = f"a: &a [{','.join('x' * 9)}]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in pairwise(LETTERS)
)
"""Nine lists of nine lists of nine lists ...: 3 billion values in 400 bytes."""

YAML: dict[str, Content] = {
    "a tab as indent": "title: x\npassages:\n\t- says: x\n",
    "two colons in a line": titled("a: b: c"),
    "only NUL": b"\0" * 5000,
    "only a comment": "# nothing\n",
    "only a byte order mark": b"\xef\xbb\xbf",
    "a number": "42\n",
    "a list of numbers": "- 1\n- 2\n",
    "two documents": f"{SIMPLE}---\n{SIMPLE}",
    "something behind the end mark": SIMPLE + "...\n{{{{\n",
    "a Python object": titled("!!python/object/apply:os.system ['touch pwned']"),
    "a binary tag": titled("!!binary aGFsbG8="),
    "an anchor": titled("&a Evil"),
    "a billion laughs": LAUGHS,
    "an alias within itself": "a: &a [*a]\n",
    "25 lists deep": SIMPLE + "note: " + "[" * 25 + "]" * 25 + "\n",
    "100,000 lists deep": "a: " + "[" * 100_000 + "]" * 100_000,
    "100,000 mappings deep": "a: " + "{a: " * 100_000 + "}" * 100_000,
    "2,000 indented mappings": "".join(" " * i + "a:\n" for i in range(2_000)),
    "50,000 dashes": "- " * 50_000 + "x\n",
    "50,000 question marks": "? " * 50_000 + "x\n",
    "a key twice": f"title: first\n{SIMPLE}",
    "a key twice in a passage": changed("- says: x", "- says: x\n    says: y"),
    "a key twice, once in quotes": f'"title": first\n{SIMPLE}',
    "a list as a key": f"? [a, b]\n: x\n{SIMPLE}",
    "an unknown key": f"titel: typo\n{SIMPLE}",
    "a text without end": titled('"Evil page'),
    "an unknown escape": titled(r'"\q"'),
    "an escaped NUL": titled(r'"a\0b"'),
    "an escaped ESC": titled(r'"\e[31mred"'),
    "an escaped bell": changed("says: x", r'says: "a\ab"'),
    "a key of a million letters": "k" * 1_000_000 + f": x\n{SIMPLE}",
    "6 MB of claims": HEAD + "  - says: x\n    claims:\n" + "      - acme-holding owns zed-brand\n" * 190_000,
}
MANY_KEYS = "".join(f"k{i}: x\n" for i in range(100_000))

ENCODINGS: dict[str, Content] = {
    "UTF-16": SIMPLE.encode("utf-16"),
    "UTF-32": SIMPLE.encode("utf-32"),
    "GBK": titled("天猫").encode("gbk"),
    "too long a form": SIMPLE.encode().replace(b"Evil page", b"\xc0\xaf\xc0\xaf"),
    "half a surrogate pair": SIMPLE.encode().replace(b"Evil page", b"\xed\xa0\x80x"),
    "beyond Unicode": SIMPLE.encode().replace(b"Evil page", b"\xf4\x90\x80\x80"),
}

CHARACTERS: dict[str, Content] = {
    "ESC": titled("a\x1b[2Jb"),
    "a bell": changed("says: x", "says: a\x07b"),
    "DEL": titled("a\x7fb"),
    "no width": changed("Evil Daily", "Ev\u200bil"),
    "a word joiner in a claim": changed("owns", "owns\u2060"),
    "tags": changed("Evil Daily", "Evil\U000e0041\U000e0042"),
    "none": changed("Evil Daily", "Evil\ufffe"),
    "a line separator": changed("Evil Daily", "Evil\u2028Daily"),
    "ESC in a key": f"a\x1b[31mb: x\n{SIMPLE}",
    "right to left in a key": f"\u202etitle: x\n{SIMPLE}",
}
CHARACTERS_OF_ENTITIES: dict[str, Content] = {
    "ESC in an id": "ev\x1bil: {type: Brand, name: x}\n",
    "right to left in a name": "evil-co: {type: Brand, name: \u202eevil}\n",
    "a line break in a name": r'evil-co: {type: Brand, name: "a\nb"}' + "\n",
}

HEADS: dict[str, Content] = {
    "no title": changed("title: Evil page\n", ""),
    "no passages": "title: x\npublisher: y\npublished: 2021-03-04\n",
    "an empty list of passages": "title: x\npublisher: y\npublished: 2021-03-04\npassages: []\n",
    "passages that are a word": "title: x\npublisher: y\npublished: 2021-03-04\npassages: hello\n",
    "a title that is a list": titled("[a, b]"),
    "a title of blanks": titled('"   "'),
    "the year 0": published("0000"),
    "a year before Christ": published("-2021"),
    "Arabic digits": published("٢٠٢١-٠٣-٠٤"),
    "a day that is a mapping": published("{a: b}"),
    "an address that is a script": headed("url: 'javascript:alert(1)'"),
    "an address with blanks and quotes": headed("url: 'http://x.example/a b\"<>'"),
    "a copy of a path": headed("copyOf: ../../etc/passwd"),
    "a passage of 2,001 characters": changed("says: x", "says: " + "x" * 2001),
    "a passage that says nothing": HEAD + "  - claims:\n      - acme-holding owns zed-brand\n",
    "a hash that is none": headed("textHash: zz"),
}
DAYS = {
    "30 February": ("2021-02-30-evil.yaml", published("2021-02-30")),
    "month 13": ("2021-13-evil.yaml", published("2021-13")),
    "the year 9999": ("9999-evil.yaml", published("9999")),
}
"""With a day in the name of the file that is as wrong."""

NAMES = {
    "no day": ("evil.yaml", "evil.yaml"),
    "a line break": ("2021-03-04-a\nb.yaml", "2021-03-04-a"),
    "ESC": ("2021-03-04-a\x1b[31m.yaml", "2021-03-04-a"),
    "right to left": ("2021-03-04-\u202elmay.yaml", "2021-03-04-"),
    "dots": ("2021-03-04-..yaml", "2021-03-04-..yaml"),
    "an unknown ending": ("2021-03-04-evil.exe", "2021-03-04-evil.exe"),
}
"""The name of a file that holds a good article, and how much of it an error shows."""


def a_pipe(path: Path) -> None:
    """A pipe that nobody writes to."""
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    """A file that is a socket nobody listens to."""
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


def sparse(path: Path) -> None:
    """10 GB of which none is on the disk."""
    with path.open("wb") as file:
        file.truncate(10 << 30)


def linked(target: str) -> Content:
    """A link to somewhere."""
    return lambda path: path.symlink_to(target)


def nothing(path: Path) -> None:
    """No file at all."""


KINDS_OF_FILES: dict[str, tuple[str, Content]] = {
    "a pipe": ("x.csv", a_pipe),
    "a socket": (ARTICLE, a_socket),
    "a link to zeros without end": ("x.csv", linked("/dev/zero")),
    "a link to chance without end": ("x.jsonl", linked("/dev/urandom")),
    "a link to the terminal": (ARTICLE, linked("/dev/tty")),
    "10 GB": ("x.jsonl", sparse),
    "10 GB of CSV": ("x.csv", sparse),
    "10 GB of Parquet": ("x.parquet", sparse),
    "10 GB of RDF": ("x.trig", sparse),
}
MISSING: dict[str, Content] = {"a link to nowhere": linked("/nowhere/at/all"), "not there": nothing}


def hostile() -> Iterator[HostileFile]:
    """All of this module."""
    yield from tabled("YAML", YAML)
    yield HostileFile("YAML: 100,000 unknown keys", ARTICLE, MANY_KEYS, lines=120)
    yield from tabled("encoding", ENCODINGS)
    yield from tabled("characters", CHARACTERS)
    yield from tabled("characters", CHARACTERS_OF_ENTITIES, ENTITIES)
    yield from tabled("head", HEADS)
    never = headed("copyOf: 2001-never-was")
    yield HostileFile("head: a copy of what nobody wrote", ARTICLE, never, codes=(0, INVALID))
    for name, (file, text) in DAYS.items():
        yield HostileFile(f"head: {name}", file, text)
    draft = "draft: 1\narticle:\n  id: 2021-03-04-evil\n  title: x\npassages: []\n"
    yield HostileFile("head: a draft that nobody reviewed", ARTICLE, draft, commands=(LOAD,))
    for name, (file, shown) in NAMES.items():
        yield HostileFile(f"name: {name}", file, SIMPLE, names=(shown,))
    for name, (file, content) in KINDS_OF_FILES.items():
        yield HostileFile(f"kind of file: {name}", file, content)
    yield from tabled("kind of file", MISSING)
