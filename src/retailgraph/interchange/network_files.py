"""Files of a network: GraphML and GEXF for Gephi and its like, node-link and Cytoscape JSON for the web.

All attributes of nodes and edges are in all four, with colours from the ontology and sizes from the number
of links. Values are written in one way: a list becomes text, its values joined by `` | ``, with a backslash
before a bar or backslash that belongs to a value (:func:`values_of` takes it apart again); tabs and line
breaks become a space, and other control characters, lone surrogates and what XML forbids are dropped. Numbers
and truth values keep their type, what is not known is an empty text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from math import log2
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from retailgraph.errors import UsageError
from retailgraph.relationships import day_before
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

_JSON = f'{{"made_by": "{made_by("export")}", '
_SPACES = re.compile("[\t\n\r\x85]+")
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"([\\|])")
_VALUE = re.compile(r"(?:[^\\|]|\\.)+", re.DOTALL)
_XML = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {made_by("export")} -->\n'


def network_text(network: networkx.MultiDiGraph[str], format: str, ontology: Ontology) -> Iterator[str]:
    """The pieces of a file that holds a network which :func:`retailgraph.network.networkx_graph` made.

    UsageError for an unknown format, before the first piece.
    """
    if format not in NETWORK_FORMATS:
        raise UsageError(
            f"unknown format '{format}'; choose one of: {', '.join(NETWORK_FORMATS)}", NETWORK_FORMATS
        )
    return _WRITERS[format](_Drawn(network, ontology))


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


class _Drawn:
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


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rgb(color: str) -> tuple[int, int, int]:
    """The parts of a colour such as ``#1f4e79``."""
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red, green, blue


# --- GraphML --------------------------------------------------------------------------------------------

_GRAPHML_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_RGB: dict[str, type] = {"r": int, "g": int, "b": int}


def _graphml(drawn: _Drawn) -> Iterator[str]:
    """Colours are attributes ``r``, ``g`` and ``b``, which is where Gephi looks for them."""
    nodes, edges = drawn.columns()
    nodes |= {"size": float, **_RGB}
    edges |= {"key": str, "weight": float, **_RGB}
    yield f'{_XML}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield '<key id="as_of" for="graph" attr.name="as_of" attr.type="string"/>\n'
    for place, columns in (("node", nodes), ("edge", edges)):
        for name, kind in columns.items():
            yield (
                f'<key id="{place}_{name}" for="{place}" attr.name="{name}" '
                f'attr.type="{_GRAPHML_TYPES[kind]}"/>\n'
            )
    yield '<graph edgedefault="directed">\n'
    yield f'<data key="as_of">{escape(drawn.as_of)}</data>\n'
    for name, facts in drawn.nodes():
        yield f"<node id={quoteattr(name)}>{_data('node', facts)}</node>\n"
    for one, two, key, facts in drawn.edges():
        ends = f"source={quoteattr(one)} target={quoteattr(two)}"
        yield f"<edge id={quoteattr(facts.pop('id'))} {ends}>{_data('edge', facts | {'key': key})}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _data(place: str, facts: Facts) -> str:
    parts = dict(zip(_RGB, _rgb(facts.pop("color")), strict=True))
    told = facts | parts
    return "".join(f'<data key="{place}_{name}">{escape(_written(v))}</data>' for name, v in told.items())


# --- GEXF -----------------------------------------------------------------------------------------------

_GEXF_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_GEXF = (
    '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">\n'
)


def _gexf(drawn: _Drawn) -> Iterator[str]:
    """Keys are the attribute ``networkx_key``, by which NetworkX knows them again.

    An edge has the time in which its state surely holds, which Gephi's timeline follows: it starts on the
    last day on which it may have begun and ends before the first on which it may have ended. Without a known
    end it goes on. A deal has the day on which it closed.
    """
    nodes, edges = drawn.columns()
    edges |= {"networkx_key": str}
    yield f"{_XML}{_GEXF}<meta><description>As of {escape(drawn.as_of)}</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n'
    for place, columns in (("node", nodes), ("edge", edges)):
        columns.pop("label", None)
        yield f'<attributes class="{place}" mode="static">\n'
        for name, kind in columns.items():
            yield f'<attribute id="{name}" title="{name}" type="{_GEXF_TYPES[kind]}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for name, facts in drawn.nodes():
        head, size = f"id={quoteattr(name)} label={quoteattr(facts.pop('label'))}", facts.pop("size")
        yield f'<node {head}>{_color(facts)}<viz:size value="{size}"/>{_attvalues(facts)}</node>\n'
    yield "</nodes>\n<edges>\n"
    for one, two, key, facts in drawn.edges():
        head = f"id={quoteattr(facts.pop('id'))} source={quoteattr(one)} target={quoteattr(two)}"
        head += f' label={quoteattr(facts.pop("label"))} weight="{facts.pop("weight")}"{_interval(facts)}'
        yield f"<edge {head}>{_color(facts)}{_attvalues(facts | {'networkx_key': key})}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _interval(facts: Facts) -> str:
    """When an edge surely is, as attributes; of what began no day is known for sure, no start."""
    start = facts.get("since_latest", "")
    end = facts.get("until_earliest") or facts.get("until_latest", "")
    if facts.get("status") in ("completed", "calledOff"):
        end = start
    elif end:
        end = day_before(date.fromisoformat(end)).isoformat()
    told = f' start="{start}"' if start else ""
    return told + (f' end="{max(start, end)}"' if end else "")


def _color(facts: Facts) -> str:
    return '<viz:color r="{}" g="{}" b="{}"/>'.format(*_rgb(facts.pop("color")))


def _attvalues(facts: Facts) -> str:
    values = (f'<attvalue for="{n}" value={quoteattr(_written(v))}/>' for n, v in facts.items())
    return f"<attvalues>{''.join(values)}</attvalues>"


# --- JSON -----------------------------------------------------------------------------------------------


def _node_link(drawn: _Drawn) -> Iterator[str]:
    """As NetworkX reads it, with ``edges`` rather than ``links``."""
    yield f'{_JSON}"directed": true, "multigraph": true, "graph": {_json({"as_of": drawn.as_of})},\n'
    yield '"nodes": ['
    yield from _listed({"id": name, **facts} for name, facts in drawn.nodes())
    yield '],\n"edges": ['
    for_edges = ({"source": a, "target": b, "key": key, **facts} for a, b, key, facts in drawn.edges())
    yield from _listed(for_edges)
    yield "]}\n"


def _cytoscape(drawn: _Drawn) -> Iterator[str]:
    """Elements with ``data``; ``value`` is the id again, by which NetworkX names nodes."""
    yield f'{_JSON}"data": {_json({"as_of": drawn.as_of})}, "directed": true, "multigraph": true,\n'
    yield '"elements": {"nodes": ['
    named = ({"id": n, "value": n, "name": facts["label"], **facts} for n, facts in drawn.nodes())
    yield from _listed({"data": data} for data in named)
    yield '],\n"edges": ['
    for_edges = ({"source": a, "target": b, "key": key, **facts} for a, b, key, facts in drawn.edges())
    yield from _listed({"data": data} for data in for_edges)
    yield "]}}\n"


def _listed(items: Iterable[Facts]) -> Iterator[str]:
    """The items of a list, one to a line."""
    before = "\n"
    for item in items:
        yield before + _json(item)
        before = ",\n"


def _json(value: Facts) -> str:
    return json.dumps(value, ensure_ascii=False)


_WRITERS: Mapping[str, Callable[[_Drawn], Iterator[str]]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "node-link": _node_link,
    "cytoscape": _cytoscape,
}
