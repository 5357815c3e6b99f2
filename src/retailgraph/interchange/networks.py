"""What files of a network share: GraphML, GEXF, node-link and Cytoscape JSON.

All attributes of nodes and edges are in all four, with colours from the ontology and sizes from the number
of links. Values are written in one way: a list becomes text, its values joined by `` | ``, with a backslash
before a bar or backslash that belongs to a value (:func:`values_of` takes it apart again); tabs and line
breaks become a space, and other control characters, lone surrogates and what XML forbids are dropped. Numbers
and truth values keep their type, what is not known is an empty text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from math import log2
from typing import TYPE_CHECKING, Any, TypeAlias

from retailgraph.errors import UsageError
from retailgraph.writing import made_by

if TYPE_CHECKING:
    import networkx

    from retailgraph.ontology import Ontology

Facts: TypeAlias = dict[str, Any]
Named: TypeAlias = tuple[str, Facts]
"""A node's id and what is known about it."""
Joined: TypeAlias = tuple[str, str, str, Facts]
"""An edge: both ends, its key, and what is known about it."""

NETWORK_FORMATS = ("graphml", "gexf", "node-link", "cytoscape")

JSON_HEAD = f'{{"made_by": "{made_by("export")}", '
XML_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {made_by("export")} -->\n'
_SPACES = re.compile("[\t\n\r\x85]+")
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"([\\|])")
_VALUE = re.compile(r"(?:[^\\|]|\\.)+", re.DOTALL)


def network_text(network: networkx.MultiDiGraph[str], format: str, ontology: Ontology) -> Iterator[str]:
    """The pieces of a file that holds a network which :func:`retailgraph.network.networkx_graph` made.

    UsageError for an unknown format, before the first piece.
    """
    if format not in NETWORK_FORMATS:
        raise UsageError(
            f"unknown format '{format}'; choose one of: {', '.join(NETWORK_FORMATS)}", NETWORK_FORMATS
        )
    module = import_module(f"retailgraph.interchange.{format.replace('-', '_')}")
    pieces: Iterator[str] = module.pieces(Drawn(network, ontology))
    return pieces


def values_of(text: str) -> list[str]:
    """The values of a list that was written as text."""
    parts = _VALUE.findall(text)
    last = len(parts) - 1
    bare = (part[i > 0 : len(part) - (i < last)] for i, part in enumerate(parts))
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in bare]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        # Most text is as it should be, and asking costs less than replacing.
        return value if value.isprintable() else _FORBIDDEN.sub("", _SPACES.sub(" ", value))
    if isinstance(value, list | tuple):
        return " | ".join(_ESCAPED.sub(r"\\\1", _plain(part)) for part in value)
    return value


class Drawn:
    """A network with plain values, and with the looks that the ontology gives it."""

    def __init__(self, network: networkx.MultiDiGraph[str], ontology: Ontology) -> None:
        self._network = network
        self._ontology = ontology
        self.as_of: str = network.graph.get("as_of", "")

    def nodes(self) -> Iterator[Named]:
        """Each with its colour, and a size that grows by a step for each doubling of its links."""
        for name, facts in self._network.nodes(data=True):
            kind = self._ontology.types.get(facts["type"])
            size = round(4 + 4 * log2(1 + self._network.degree[name]), 1)
            plain = {fact: _plain(value) for fact, value in facts.items()}
            yield name, {**plain, "color": kind.color if kind else "#777777", "size": size}

    def edges(self) -> Iterator[Joined]:
        """Each with an id of its own, the colour of its relation, and how telling that is as its weight."""
        for one, two, key, facts in self._network.edges(keys=True, data=True):
            relation = self._ontology.relations[facts["relation"]]
            plain = {fact: _plain(value) for fact, value in facts.items()}
            plain |= {"weight": relation.weight, "color": relation.color}
            yield one, two, _plain(key), {"id": f"{facts['relationship']}-{facts['spell']}", **plain}

    def columns(self) -> tuple[dict[str, type], dict[str, type]]:
        """The types of the attributes of nodes and of edges, by name; lists are text."""
        return (
            _types(facts for _, facts in self._network.nodes(data=True)),
            _types(facts for *_, facts in self._network.edges(data=True)),
        )


def _types(all_facts: Iterable[Mapping[str, Any]]) -> dict[str, type]:
    found: dict[str, type] = {}
    for facts in all_facts:
        for name, value in facts.items():
            found.setdefault(name, str if isinstance(value, list | tuple) else type(value))
    return found


def as_text(value: Any) -> str:
    """A value as XML writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def rgb(color: str) -> tuple[int, int, int]:
    """The parts of a colour such as ``#1f4e79``."""
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red, green, blue


def listed(items: Iterable[Facts]) -> Iterator[str]:
    """The items of a JSON list, one to a line."""
    before = "\n"
    for item in items:
        yield before + as_json(item)
        before = ",\n"


def as_json(value: Facts) -> str:
    """A value as JSON writes it."""
    return json.dumps(value, ensure_ascii=False)
