"""GEXF, both ways: a network with a timeline for Gephi, and networks of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from retailgraph.interchange.edges import is_xml_of, read_edges, xml_network
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.networks import XML_HEAD, Drawn, Facts, as_text, network_text, rgb
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.parties import Said
from retailgraph.relationships import day_before


def matches(source: Source) -> bool:
    """Whether a file is GEXF."""
    return is_xml_of(source, "gexf")


def read(source: Source) -> Iterator[Said]:
    """What the edges say."""
    return read_edges(*xml_network(source))


def write(out: Outgoing) -> Iterator[str]:
    """The pieces of the file."""
    return network_text(out.network(), "gexf", out.graph.ontology)


_GEXF_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_GEXF = (
    '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">\n'
)


def pieces(drawn: Drawn) -> Iterator[str]:
    """Keys are the attribute ``networkx_key``, by which NetworkX knows them again.

    An edge has the time in which its state surely holds, which Gephi's timeline follows: it starts on the
    last day on which it may have begun and ends before the first on which it may have ended. Without a known
    end it goes on. A deal has the day on which it closed.
    """
    nodes, edges = drawn.columns()
    edges |= {"networkx_key": str}
    yield f"{XML_HEAD}{_GEXF}<meta><description>As of {escape(drawn.as_of)}</description></meta>\n"
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
    return '<viz:color r="{}" g="{}" b="{}"/>'.format(*rgb(facts.pop("color")))


def _attvalues(facts: Facts) -> str:
    values = (f'<attvalue for="{n}" value={quoteattr(as_text(v))}/>' for n, v in facts.items())
    return f"<attvalues>{''.join(values)}</attvalues>"
