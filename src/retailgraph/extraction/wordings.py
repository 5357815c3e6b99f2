"""The table of wordings: those in the ontology's own blocks and those of ``wordings.yaml`` beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from retailgraph.errors import OntologyError
from retailgraph.extraction.patterns import Pattern, Table, patterns
from retailgraph.ontology import Ontology
from retailgraph.ontology import StatementForm as Own

NAME = "wordings.yaml"


_Said = tuple[str, tuple[Own, ...], bool]
"""A relation, its own wordings, and whether it ends its subject."""


class Wording(NamedTuple):
    """One wording of the file: its relation, the group it stands in, its example and the status it gives."""

    relation: str
    group: str
    text: str
    example: str
    implies: str = ""


class Wordings(NamedTuple):
    """A wordings file: the sets that wordings may name, and the wordings in its order."""

    sets: Mapping[str, tuple[str, ...]]
    wordings: tuple[Wording, ...]


@lru_cache(maxsize=4)
def read(path: Path) -> Wordings:
    """Read a wordings file; none where there is no file. OntologyError names what is wrong with it."""
    if not path.is_file():
        return Wordings({}, ())
    import yaml

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        tree = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe one
        sets = {str(k): tuple(str(v) for v in values) for k, values in (tree.get("sets") or {}).items()}
        return Wordings(sets, tuple(_wordings(tree["relations"])))
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise OntologyError(f"{path}: not a table of wordings: {' '.join(str(error).split())}") from None


def _wordings(relations: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[Wording]:
    for relation, groups in relations.items():
        for group, wordings in groups.items():
            for text, said in wordings.items():
                if isinstance(said, str):
                    yield Wording(relation, group, text, said)
                else:
                    yield Wording(relation, group, text, said["example"], said.get("implies", ""))


def table(ontology: Ontology, path: Path) -> Table:
    """All patterns of the relations that the ontology knows; OntologyError if a wording names another."""
    named = tuple((r.name, tuple(r.wordings), r.ends_subject) for r in ontology.relations.values())
    return _table(named, path)


@lru_cache(maxsize=4)  # it takes a second, and a program that proposes for several graphs has one ontology
def _table(relations: tuple[_Said, ...], path: Path) -> Table:
    return Table(tuple(_all(relations, read(path), path)))


def _all(relations: tuple[_Said, ...], file: Wordings, path: Path) -> Iterator[Pattern]:
    for relation, own, _ in relations:
        for phrase in own:
            yield from patterns(relation, phrase.text, phrase.implies, {})
    known = {relation: ends for relation, _, ends in relations}
    for wording in file.wordings:
        if wording.relation not in known:
            raise OntologyError(f"{path}: no relation is called '{wording.relation}'")
        try:
            found = patterns(wording.relation, wording.text, wording.implies, file.sets)
            # Of ends a group of wordings is called after the way in which something ended.
            ends = known[wording.relation]
            yield from (replace(one, how=wording.group) for one in found) if ends else found
        except ValueError as error:
            raise OntologyError(f"{path}: {error}") from None
