"""What named queries take: entities in the place of those, or of all, that their VALUES lines name.

A line ``VALUES ?x { UNDEF } # takes brand`` asks about any entity until ``brand`` is set to one. Only ids of
entities that are known are put there, so that no text of a user becomes part of a query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from retailgraph.errors import UsageError

_LINE = re.compile(r"VALUES \?(\w+) \{ [^{}]* \} # takes (\w+)")


def taken(text: str) -> tuple[str, ...]:
    """The parameters of a query, in the order of its lines."""
    return tuple(dict.fromkeys(found[2] for found in _LINE.finditer(text)))


def settings_of(pairs: tuple[str, ...]) -> dict[str, str]:
    """Settings of texts such as "brand=Versace"; UsageError for one without a name, or a name given twice."""
    made: dict[str, str] = {}
    for pair in pairs:
        name, found, value = pair.partition("=")
        if not (found and name.strip() and value.strip()):
            raise UsageError(f"--set {pair!r}: write NAME=VALUE, as in --set brand=Versace")
        if name.strip() in made:
            raise UsageError(f"--set {name.strip()} is given twice")
        made[name.strip()] = value.strip()
    return made


def bound(text: str, settings: Mapping[str, str], id_of: Callable[[str, str], str]) -> str:
    """A query that asks about the entities that are set.

    ``id_of`` gives the id of an entity by its name and the parameter that it is for, and raises NotFound or
    Ambiguous. UsageError for a parameter that the query does not take.
    """
    known = taken(text)
    for name in settings:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1)
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise UsageError(f"this query has no parameter '{name}': {takes}{hint}", near)
    ids = {name: id_of(value, name) for name, value in settings.items()}

    def line(found: re.Match[str]) -> str:
        id = ids.get(found[2])
        return found[0] if id is None else f"VALUES ?{found[1]} {{ ent:{id} }}"

    return _LINE.sub(line, text)
