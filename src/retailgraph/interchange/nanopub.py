"""Nanopublications, written: one for each claim of an article, as TriG, unsigned.

The assertion is the claim, the provenance the passage and article that say so. Each is named by the claim's
own key, so that the same claim is the same nanopublication.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from retailgraph.interchange import records_back
from retailgraph.interchange.outgoing import Outgoing
from retailgraph.interchange.record_tables import BY_NAME
from retailgraph.ontology import ARTICLE, ENTITY, PREFIXES, RDFS, RG
from retailgraph.rdf.terms import TYPE, iri, text
from retailgraph.writing import made_by

_NP = "http://www.nanopub.org/nschema#"
_BASE = "https://w3id.org/retailgraph/nanopub/"
_PROV, _DCTERMS = PREFIXES["prov"], PREFIXES["dcterms"]
_PREFIX = f"@prefix np: <{_NP}> .\n@prefix prov: <{_PROV}> .\n@prefix dcterms: <{_DCTERMS}> .\n"
_PREFIX += "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


def write(out: Outgoing) -> Iterator[str]:
    """The nanopublications, in the order of articles and claims."""
    yield f"# {made_by('export')}\n{_PREFIX}"
    articles, passages, added = _by_article(out, "articles"), _by_article(out, "passages"), _by_claim(out)
    day = out.graph.today
    for row in _rows(out, "claims"):
        key = f"{row['article']}/{row['claim']}"
        stated = records_back.positions(row)
        said = [*records_back.claim(row)]
        said += [line for one in added.get(key, ()) for line in records_back.qualifier(one)]
        shown = [line for one in articles[row["article"]] for line in records_back.article(one)]
        shown += [
            line
            for one in passages.get(row["article"], ())
            if one["position"] in stated
            for line in records_back.passage(one)
        ]
        yield _one(key, said, shown, _named(out, row, added.get(key, ())), row["article"], day)


def _rows(out: Outgoing, table: str) -> Iterator[dict[str, Any]]:
    names = BY_NAME[table].names
    for row in BY_NAME[table].rows(out):
        yield records_back.typed(table, dict(zip(names, row, strict=True)))


def _by_article(out: Outgoing, table: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(out, table):
        found.setdefault(row["id" if table == "articles" else "article"], []).append(row)
    return found


def _by_claim(out: Outgoing) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(out, "qualifiers"):
        found.setdefault(f"{row['article']}/{row['claim']}", []).append(row)
    return found


def _named(out: Outgoing, row: dict[str, Any], added: Iterable[dict[str, Any]]) -> list[str]:
    """Who a claim names: a name and types, for who reads this one alone."""
    lines = []
    for id in dict.fromkeys((row["subject"], row["object"], *(one["value"] for one in added))):
        known = out.entities.get(id)
        if known is not None and not id.startswith("undisclosed"):
            lines.append(f"{iri(ENTITY, id)} <{RDFS}label> {text(known['label'])} .")
            lines += [f"{iri(ENTITY, id)} {TYPE} {iri(RG, kind)} ." for kind in known["types"]]
    return lines


def _one(key: str, said: list[str], shown: list[str], named: list[str], article: str, day: date) -> str:
    me = _BASE + key.replace("/", ".")
    head, assertion, provenance, info = (
        f"<{me}#{part}>" for part in ("head", "assertion", "provenance", "info")
    )
    return (
        f"\n{head} {{\n<{me}> a np:Nanopublication ; np:hasAssertion {assertion} ;\n"
        f"  np:hasProvenance {provenance} ; np:hasPublicationInfo {info} .\n}}\n"
        f"{assertion} {{\n{_block(said)}}}\n"
        f"{provenance} {{\n{assertion} prov:wasDerivedFrom {iri(ARTICLE, article)} .\n{_block(shown)}}}\n"
        f'{info} {{\n<{me}> dcterms:created "{day}"^^xsd:date ; dcterms:creator <https://w3id.org/retailgraph> .\n'
        f"{_block(named)}}}\n"
    )


def _block(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in dict.fromkeys(lines))
