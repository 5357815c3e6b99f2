"""Node-link JSON, both ways: what NetworkX and D3 read, and networks of others."""

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
    if head.lstrip("\ufeff \r\n").startswith("<"):
        return False
    return bool(
        re.search(r'"nodes"\s*:\s*\[', head)
        and re.search(r'"(?:directed|links|edges|multigraph)"\s*:', head)
        and not re.search(r'"elements"\s*:\s*\{', head)
    )


def read(source: Source) -> Iterator[Said]:
    """What the edges say."""
    return read_edges(*json_network(source))


def write(out: Outgoing) -> Iterator[str]:
    """The pieces of the file."""
    return network_text(out.network(), "node-link", out.graph.ontology)


def pieces(drawn: Drawn) -> Iterator[str]:
    """As NetworkX reads it, with ``edges`` rather than ``links``."""
    yield f'{JSON_HEAD}"directed": true, "multigraph": true, "graph": {as_json({"as_of": drawn.as_of})},\n'
    yield '"nodes": ['
    yield from listed({"id": name, **facts} for name, facts in drawn.nodes())
    yield '],\n"edges": ['
    for_edges = ({"source": a, "target": b, "key": key, **facts} for a, b, key, facts in drawn.edges())
    yield from listed(for_edges)
    yield "]}\n"
