"""GraphML, both ways: what ``export`` writes, and networks of others."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from retailgraph.interchange.edges import is_xml_of, read_edges, xml_network
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.networks import XML_HEAD, Drawn, Facts, as_text, network_text, rgb
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.parties import Said


def matches(source: Source) -> bool:
    """Whether a file is GraphML."""
    return is_xml_of(source, "graphml")


def read(source: Source) -> Iterator[Said]:
    """What the edges say."""
    return read_edges(*xml_network(source))


def write(out: Outgoing) -> Iterator[str]:
    """The pieces of the file."""
    return network_text(out.network(), "graphml", out.graph.ontology)


_GRAPHML_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_RGB: dict[str, type] = {"r": int, "g": int, "b": int}


def pieces(drawn: Drawn) -> Iterator[str]:
    """Colours are attributes ``r``, ``g`` and ``b``, which is where Gephi looks for them."""
    nodes, edges = drawn.columns()
    nodes |= {"size": float, **_RGB}
    edges |= {"key": str, "weight": float, **_RGB}
    yield f'{XML_HEAD}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
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
    parts = dict(zip(_RGB, rgb(facts.pop("color")), strict=True))
    told = facts | parts
    return "".join(f'<data key="{place}_{name}">{escape(as_text(v))}</data>' for name, v in told.items())
