"""Pajek networks (.net), read: vertices by number and label, arcs and edges with a word that joins them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise

from retailgraph.interchange.edges import Facts, read_edges
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import Said

_SECTION = re.compile(r"\*(\w+)\s*(?::\s*\d+)?\s*\"?([^\"\d][^\"]*)?\"?\s*\d*\s*$")


def matches(source: Source) -> bool:
    """Whether a file is a Pajek network."""
    return (
        re.match(r"\s*(?:%[^\n]*\n\s*)*\*(?:Network|Vertices)\b", source.text_head, re.IGNORECASE) is not None
    )


def read(source: Source) -> Iterator[Said]:
    """What the arcs and edges say; the relation of a section counts for all of its lines."""
    nodes: dict[str, Facts] = {}
    edges: list[tuple[str, str, Facts]] = []
    section = relation = ""
    for _, line in source.lines():
        text = line.strip()
        if not text or text.startswith("%"):
            continue
        if text.startswith("*"):
            form = _SECTION.match(text)
            section, relation = (form[1].lower(), (form[2] or "").strip()) if form else ("", "")
        elif section == "vertices":
            words = _words(text)
            nodes[words[0]] = {"label": words[1] if len(words) > 1 else words[0]}
        elif section in ("arcs", "edges"):
            words = _words(text)
            label = next((b for a, b in pairwise(words) if a == "l"), "")
            ends = (words[0], words[1]) if len(words) > 1 else (words[0], "")
            edges.append((*ends, {"relation": label or relation}))
        elif section in ("arcslist", "edgeslist"):
            words = _words(text)
            edges += [(words[0], other, {"relation": relation}) for other in words[1:]]
    return read_edges(nodes, edges)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text, posix=True) or [""]
    except ValueError:  # a quote that is not closed
        return text.replace('"', " ").split() or [""]
