"""The edges of a network as statements: what files of all forms of networks share when they are read.

Our own exports are read with all that their edges say; of others an edge needs a word that means one of our
relations, as its key, label or an attribute named relation, relationship or type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from retailgraph.dates import partial
from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import MAY_HOLD, Left, Party, Place, Remark, Said, Statement
from retailgraph.interchange.xml_inputs import xml_elements

Facts = Mapping[str, str]
_WORDS = ("relation", "relationship_type", "predicate", "type", "label", "interaction", "relationship",
          "key")  # fmt: skip
_PLAIN = {
    **dict.fromkeys(("since", "from_date", "start"), "from"),
    **dict.fromkeys(("until", "end"), "to"),
    **{name: name for name in ("status", "announced", "share", "scope", "role", "market", "price")},
}
_LISTS = ("scope", "role", "market")
_PARTIES = ("seller", "with", "into", "through", "under", "brand")


def read_edges(nodes: Mapping[str, Facts], edges: Iterable[tuple[str, str, Facts]]) -> Iterator[Said]:
    """What edges say; ``nodes`` are told of by their ids."""
    from retailgraph.graph.sources import read_ontology
    from retailgraph.interchange.relation_words import RelationWords

    words = RelationWords(read_ontology())
    is_named = any(_name(facts) for facts in nodes.values())
    for number, (one, other, facts) in enumerate(edges, 1):
        where = Place(number)
        nameless = [end for end in (one, other) if is_named and end and not _name(nodes.get(end, {}))]
        if nameless:
            # Where nodes have names, the id of one that has none, or that is no node, is no name either.
            what = "is a node without a name" if nameless[0] in nodes else "is no node of the file"
            raw = "; ".join(f"{k}: {v}" for k, v in {"source": one, "target": other, **facts}.items() if v)
            yield Left(where, "", f"'{nameless[0]}' {what}", raw)
        else:
            yield _statement(where, one, other, facts, nodes, words)


def json_network(source: Source) -> tuple[dict[str, Facts], Iterator[tuple[str, str, Facts]]]:
    """Nodes and edges of node-link or Cytoscape JSON."""
    value = source.json()
    if not isinstance(value, Mapping):
        raise InvalidData(f"{source.path}: is no network")
    elements = value.get("elements")
    held = elements if isinstance(elements, Mapping) else value
    if isinstance(elements, list):  # Cytoscape's other form, of one list
        data = [_data(e) for e in elements if isinstance(e, Mapping)]
        held = {"nodes": [d for d in data if "source" not in d], "edges": [d for d in data if "source" in d]}
    nodes = [_data(n) for n in held.get("nodes") or () if isinstance(n, Mapping)]
    edges = [_data(e) for e in held.get("edges") or held.get("links") or () if isinstance(e, Mapping)]
    named: dict[str, Facts] = {
        str(n.get("id", n.get("name", ""))): {k: _text(v) for k, v in n.items()} for n in nodes
    }
    found: Iterator[tuple[str, str, Facts]] = (
        (_text(e.get("source")), _text(e.get("target")), {k: _text(v) for k, v in e.items()}) for e in edges
    )
    return named, found


def _data(value: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = value.get("data")
    return inner if isinstance(inner, Mapping) else value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " | ".join(map(_text, value))
    return "" if value is None else str(value)


def is_xml_of(source: Source, element: str) -> bool:
    """Whether a file is XML that begins with an element of this name."""
    head = source.text_head.lstrip("\ufeff \r\n\t")
    return head.startswith("<") and re.search(rf"<(?:\w+:)?{element}\b", head) is not None


def xml_network(source: Source) -> tuple[dict[str, Facts], Iterator[tuple[str, str, Facts]]]:
    """Nodes and edges of GraphML or GEXF."""
    keys: dict[str, str] = {}
    nodes: dict[str, Facts] = {}
    edges: list[tuple[str, str, Facts]] = []
    for local, element in xml_elements(source, "key", "attribute", "node", "edge"):
        if local == "key":
            keys[element.get("id", "")] = element.get("attr.name", "")
        elif local == "attribute":
            keys[element.get("id", "")] = element.get("title", "")
        elif local == "node":
            nodes[element.get("id", "")] = _attributes(element, keys)
        else:
            ends = element.get("source", ""), element.get("target", "")
            edges.append((*ends, _attributes(element, keys)))
    return nodes, iter(edges)


def _attributes(element: Any, keys: Mapping[str, str]) -> dict[str, str]:
    found = {str(name): str(value) for name, value in element.attrib.items()}
    for each in element.iter("{*}data"):
        found[keys.get(each.get("key", ""), each.get("key", ""))] = (each.text or "").strip()
    for each in element.iter("{*}attvalue"):
        name = each.get("for") or each.get("id") or ""
        found[keys.get(name, name)] = each.get("value", "")
    return found


def _statement(
    where: Place, one: str, other: str, facts: Facts, nodes: Mapping[str, Facts], words: Any
) -> Said:
    raw = "; ".join(f"{k}: {v}" for k, v in facts.items() if v)
    if not one or not other:
        return Left(where, "", "has no two ends", raw)
    if facts.get("holds") == "unknown":
        return Left(where, "holds", MAY_HOLD, raw, "other")
    meant = next((m for w in _WORDS if facts.get(w) and (m := words.relation(facts[w]))), None)
    if meant is None:
        said = next((facts[w] for w in _WORDS if facts.get(w)), "")
        return Left(
            where,
            "",
            f"'{said[:60]}' is no relation here" if said else "does not say what joins its ends",
            raw,
        )
    values: dict[str, str | tuple[str, ...]] = {}
    notes: list[Remark] = []
    for name, word in _PLAIN.items():
        # Where an edge has our own words, what a program adds for its time line says nothing more.
        text = "" if name in ("start", "end") and "since" in facts else facts.get(name, "")
        if text and word in ("from", "to") and not _is_date(text):
            notes.append(Remark(where, name, f"'{text[:60]}' is not a date; taken without it"))
        elif text and word not in values:
            parts = tuple(p.strip() for p in text.split(" | "))
            values[word] = (parts if len(parts) > 1 else parts[0]) if word in _LISTS else text
    if facts.get("start") and "since" not in facts and not re.fullmatch(r"\d{4}(-\d\d){0,2}", facts["start"]):
        values.pop("from", None)
    if meant.status:
        values.setdefault("status", meant.status)
    if meant.role:
        values.setdefault("role", meant.role)
    ends = _party(one, nodes), _party(other, nodes)
    subject, object = ends[::-1] if meant.turned else ends
    parties = {
        name: tuple(_party(id.strip(), nodes) for id in facts[name].split(" | "))
        for name in _PARTIES
        if facts.get(name)
    }
    return Statement(subject, meant.relation, object, values, parties, where, raw, tuple(notes))


def _is_date(text: str) -> bool:
    try:
        partial(text)
    except ValueError:
        return False
    return True


def _name(facts: Facts) -> str:
    return next((facts[key] for key in ("label", "name", "title") if facts.get(key)), "")


def _party(id: str, nodes: Mapping[str, Facts]) -> Party:
    facts = nodes.get(id, {})
    name = _name(facts) or id
    kind = facts.get("type", "") or facts.get("kind", "")
    ids = tuple((s, facts[f"id_{s}"]) for s in ("wikidata", "lei", "isin", "ticker") if facts.get(f"id_{s}"))
    country = facts.get("country", "")
    return Party(
        name, (kind.capitalize(),) if kind.lower() in ("company", "brand", "person", "platform", "alliance",
        "initiative", "market", "store", "place") else (), ids, country if len(country) == 2 else "",
        id=id, is_sure=bool(kind),
    )  # fmt: skip
