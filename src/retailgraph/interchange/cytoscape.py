"""Cytoscape JSON, both ways: elements with data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retailgraph.interchange.edges import json_network, read_edges
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.networks import JSON_HEAD, Drawn, as_json, listed, network_text
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.parties import Said


def matches(source: Source) -> bool:
    """Whether a file is such a network."""
    head = source.text_head
    return bool(re.search(r'"elements"\s*:\s*(?:\{\s*"(?:nodes|edges)"|\[\s*\{\s*"(?:data|group)")', head))


def read(source: Source) -> Iterator[Said]:
    """What the edges say."""
    return read_edges(*json_network(source))


def write(out: Outgoing) -> Iterator[str]:
    """The pieces of the file."""
    return network_text(out.network(), "cytoscape", out.graph.ontology)


def pieces(drawn: Drawn) -> Iterator[str]:
    """Elements with ``data``; ``value`` is the id again, by which NetworkX names nodes."""
    yield f'{JSON_HEAD}"data": {as_json({"as_of": drawn.as_of})}, "directed": true, "multigraph": true,\n'
    yield '"elements": {"nodes": ['
    named = ({"id": n, "value": n, "name": facts["label"], **facts} for n, facts in drawn.nodes())
    yield from listed({"data": data} for data in named)
    yield '],\n"edges": ['
    for_edges = ({"source": a, "target": b, "key": key, **facts} for a, b, key, facts in drawn.edges())
    yield from listed({"data": data} for data in for_edges)
    yield "]}}\n"
