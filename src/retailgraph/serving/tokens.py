"""Who may do what: tokens with scopes, from a file or the environment, compared in constant time."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from retailgraph.errors import UsageError
from retailgraph.opening import read_text, unreadable
from retailgraph.serving.settings import LARGEST

SCOPES = ("read", "load", "review")
VARIABLE = "RETAILGRAPH_SERVE_TOKENS"
_SHORTEST = 16
_HASHED = re.compile(r"sha256:([0-9a-f]{64})")


class Person(NamedTuple):
    """Whoever a token belongs to: a name for the audit log, and what it allows."""

    name: str
    scopes: frozenset[str]


NOBODY = Person("", frozenset())


class Tokens:
    """The tokens of a server; of each only its hash is kept."""

    def __init__(self, known: Iterable[tuple[bytes, Person]] = ()) -> None:
        self._known = tuple(known)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._known)

    def person(self, token: str) -> Person | None:
        """Whose token it is; all are compared, so that the time it takes tells nothing."""
        given, found = sha256(token.encode("utf-8", "surrogateescape")).digest(), None
        for digest, person in self._known:
            if hmac.compare_digest(digest, given):
                found = person
        return found


def read(file: str, variable: str) -> Tokens:
    """The tokens of a file and of a variable's text; UsageError names the line of what is none."""
    found = list(_lines(variable, VARIABLE)) if variable else []
    if file:
        try:
            text = read_text(Path(file), LARGEST)
        except (OSError, ValueError) as error:
            raise unreadable(Path(file), error) from None
        found += _lines(text, file)
    return Tokens(found)


def _lines(text: str, place: str) -> Iterable[tuple[bytes, Person]]:
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 3:
            raise UsageError(f"{place}:{number}: a name, scopes ({','.join(SCOPES)}) and a token are wanted")
        name, scopes, token = words
        unknown = set(scopes.split(",")) - set(SCOPES)
        if unknown:
            raise UsageError(
                f"{place}:{number}: there is no scope {sorted(unknown)[0]!r}; there are {', '.join(SCOPES)}"
            )
        yield _digest(token, f"{place}:{number}"), Person(name, frozenset(scopes.split(",")))


def _digest(token: str, place: str) -> bytes:
    hashed = _HASHED.fullmatch(token)
    if hashed:
        return bytes.fromhex(hashed[1])
    if len(token) < _SHORTEST:
        raise UsageError(
            f"{place}: a token has at least {_SHORTEST} characters; make one with: openssl rand -hex 24"
        )
    return sha256(token.encode()).digest()
