"""RDF files: what an export says of entities and articles, read back by the same rules as any other file.

What was concluded is not read; it is concluded again. So are the ontology and the edges passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from retailgraph.articles import strict_yaml
from retailgraph.articles.strict_yaml import Listing, Text
from retailgraph.identity.undisclosed import as_written
from retailgraph.ontology import (
    ARTICLE,
    CLAIM,
    ENTITY,
    FIGURE,
    PASSAGE,
    PREFIXES,
    RDF,
    RDFS,
    RG,
    SKOS,
    STATUS,
)

if TYPE_CHECKING:
    from retailgraph.articles.report import Report

LIMIT = 500_000_000
"""The most bytes of such a file that are read."""
SUFFIXES = (".nq", ".nt", ".ttl", ".trig", ".jsonld")
_FORMATS = dict(zip(SUFFIXES, ("N_QUADS", "N_TRIPLES", "TURTLE", "TRIG", "JSON_LD"), strict=True))
_DCTERMS, _SCHEMA, _WIKIDATA = PREFIXES["dcterms"], PREFIXES["schema"], PREFIXES["wd"]
_ABOUT = tuple(RDF + name for name in ("subject", "predicate", "object"))
_HEAD = {
    "title": _DCTERMS + "title",
    "url": _SCHEMA + "url",
    "publisher": _DCTERMS + "publisher",
    "published": RG + "published",
    "retrieved": RG + "retrieved",
    "copyOf": RG + "copyOf",
    "language": _DCTERMS + "language",
    "note": RG + "note",
    "textHash": RG + "textHash",
}
_ENTITY = {
    "name": RDFS + "label",
    "website": _SCHEMA + "url",
    "country": RG + "country",
    "about": RDFS + "comment",
}
_IDS = {
    "wikidata": SKOS + "exactMatch",
    "lei": _SCHEMA + "leiCode",
    "ticker": RG + "ticker",
    "isin": RG + "isin",
}
_BASES = (ENTITY, ARTICLE, RG, _WIKIDATA)

Facts = Mapping[str, list[Any]]


class Said(NamedTuple):
    """The trees of an entity file, and of an article file for each article, by id."""

    entities: strict_yaml.Mapping
    articles: Mapping[str, strict_yaml.Mapping]


def read_trees(data: bytes, suffix: str, report: Report) -> Said | None:
    """What a file says, as trees that YAML files would have; None, and the error, if it is no such file."""
    found = _triples(data, suffix, report)
    if found is None:
        return None
    entities = {
        node.removeprefix(ENTITY): _entity(facts, found)
        for node, facts in sorted(found.items())
        if node.startswith(ENTITY) and "/" not in node.removeprefix(ENTITY) and RDF + "type" in facts
    }
    articles = _Articles(found).trees()
    if not entities and not articles:
        message = "says nothing of entities or articles in the terms of docs/model.md"
        report.error(0, message, rule="file-kind")
        return None
    return Said(_mapping(entities), articles)


def _triples(data: bytes, suffix: str, report: Report) -> dict[str, dict[str, list[Any]]] | None:
    """All triples of named nodes by subject and predicate, of whichever graph."""
    import pyoxigraph as ox

    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    try:
        for quad in ox.parse(data, format=getattr(ox.RdfFormat, _FORMATS[suffix])):
            if isinstance(quad.subject, ox.NamedNode):
                values = found[quad.subject.value][quad.predicate.value]
                if quad.object not in values:
                    values.append(quad.object)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        report.error(line, f"is no RDF: {getattr(error, 'msg', None) or error}", rule="file-text")
        return None
    return found


def _local(term: Any) -> str:
    """A value as files write it: ids and words without their base."""
    value = str(term.value)
    base = next((b for b in _BASES if value.startswith(b)), "")
    return as_written(value.removeprefix(base))


def _mapping(items: Mapping[str, Any]) -> strict_yaml.Mapping:
    """A tree of plain values: texts, lists of them, and mappings; what is empty is left out."""
    nodes = {name: _node(value) for name, value in items.items() if value not in ("", [], {})}
    return strict_yaml.Mapping(nodes, dict.fromkeys(nodes, 0), 0)


def _node(value: Any) -> strict_yaml.Node:
    if isinstance(value, str):
        return Text(value, 0)
    if isinstance(value, list):
        return Listing([_node(one) for one in value], 0)
    return value if isinstance(value, strict_yaml.Mapping) else _mapping(value)


def _texts(facts: Facts, term: str) -> list[str]:
    return sorted(map(_local, facts.get(term, ())))


def _one(facts: Facts, term: str) -> Any:
    """One value as a text; several as a list, which the reader refuses where one is meant."""
    values = _texts(facts, term)
    return values[0] if len(values) == 1 else values


# --- entities -----------------------------------------------------------------------------------------------


def _entity(facts: Facts, found: Mapping[str, Facts]) -> strict_yaml.Mapping:
    former = [found.get(str(node.value), {}) for node in facts.get(RG + "formerName", ())]
    terms = {"name": RDFS + "label", "from": RG + "from", "until": RG + "until", "source": RG + "source"}
    return _mapping(
        {
            "type": _texts(facts, RDF + "type"),
            **{word: _one(facts, term) for word, term in _ENTITY.items()},
            "aliases": _texts(facts, SKOS + "altLabel"),
            "names": {str(t.language): str(t.value) for t in facts.get(SKOS + "prefLabel", ())},
            "former": [_mapping({word: _one(f, term) for word, term in terms.items()}) for f in former],
            "ids": {scheme: _one(facts, term) for scheme, term in _IDS.items() if term in facts},
        }
    )


# --- articles -----------------------------------------------------------------------------------------------


class _Articles:
    """The articles of a file, from their passages up."""

    def __init__(self, found: Mapping[str, Facts]) -> None:
        self._found = found
        self._about: dict[str, tuple[str, ...]] = {}
        self._stated: dict[str, list[str]] = defaultdict(list)
        for node, facts in found.items():
            self._note(node, facts)

    def _note(self, node: str, facts: Facts) -> None:
        """What claims are about, and what each passage states."""
        if all(term in facts for term in _ABOUT):
            words = tuple(_local(facts[term][0]) for term in _ABOUT)
            self._about.update((str(claim.value), words) for claim in facts.get(RG + "claim", ()))
        if node.startswith((CLAIM, FIGURE)):
            for term, values in facts.items():
                if term.startswith(STATUS) or term == RG + "statedIn":
                    for passage in values:
                        self._stated[str(passage.value)].append(node)

    def trees(self) -> dict[str, strict_yaml.Mapping]:
        """A tree for each article, by id."""
        passages: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for node, facts in self._found.items():
            place = re.fullmatch(r"(.+)/([0-9]{1,9})", node.removeprefix(PASSAGE))
            if node.startswith(PASSAGE) and place:
                for article in facts.get(RG + "inArticle", ()):
                    passages[str(article.value)].append((int(place[2]), node))
        return {
            article.removeprefix(ARTICLE): self._article(article, sorted(nodes))
            for article, nodes in sorted(passages.items())
        }

    def _article(self, article: str, passages: list[tuple[int, str]]) -> strict_yaml.Mapping:
        facts = self._found.get(article, {})
        head: dict[str, Any] = {word: _one(facts, term) for word, term in _HEAD.items()}
        return _mapping({**head, "passages": [self._passage(node) for _, node in passages]})

    def _passage(self, node: str) -> strict_yaml.Mapping:
        facts, stated = self._found[node], sorted(self._stated[node])
        start, end = _one(facts, RG + "quoteStart"), _one(facts, RG + "quoteEnd")
        return _mapping(
            {
                "says": _one(facts, RG + "says"),
                "quote": _one(facts, RG + "quote"),
                "at": f"{start}..{end}" if start and end else "",
                "claims": [self._claim(one) for one in stated if one.startswith(CLAIM)],
                "figures": [self._figure(one) for one in stated if one.startswith(FIGURE)],
            }
        )

    def _claim(self, node: str) -> strict_yaml.Mapping:
        said = dict(self._qualifiers(self._found[node]))
        return _mapping({" ".join(self._about.get(node, (node.removeprefix(CLAIM),))): _mapping(said)})

    @staticmethod
    def _qualifiers(facts: Facts) -> Iterator[tuple[str, Any]]:
        for term in facts:
            if term.startswith(STATUS):
                yield "status", term.removeprefix(STATUS)
            elif term.startswith(RG):
                yield term.removeprefix(RG), _one(facts, term)

    def _figure(self, node: str) -> strict_yaml.Mapping:
        facts = self._found[node]
        said = {
            w: v for w, v in self._qualifiers(facts) if w not in ("measure", "statedIn", "atLeast", "atMost")
        }
        if RG + "atLeast" in facts:
            said["between"] = [_one(facts, RG + "atLeast"), _one(facts, RG + "atMost")]
        return _mapping({f"{_one(facts, RDF + 'subject')} {_one(facts, RG + 'measure')}": _mapping(said)})
