"""What files said, as N-Triples lines made of rows; docs/model.md says what each looks like.

Lines are text because that is what an engine loads fastest, and because sorted lines are canonical: there
are no blank nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from retailgraph.identity import TIERS, fold
from retailgraph.ontology import (
    ARTICLE,
    CLAIM,
    ENTITY,
    FIGURE,
    PASSAGE,
    RELATIONSHIP,
    RG,
    SKOS,
    STATUS,
)
from retailgraph.rdf.columns import IDENTIFIERS, word, written
from retailgraph.rdf.terms import CLAIM_OF, LABEL, OBJECT, PREDICATE, SUBJECT, TYPE, iri, text
from retailgraph.relationships import key_of
from retailgraph.tables.facts import facts, pieces
from retailgraph.tables.store import Tables

_IN_ARTICLE, _STATED_IN = iri(RG, "inArticle"), iri(RG, "statedIn")
_ALIAS, _SPOKEN, _SOUND = (iri(SKOS, name) for name in ("altLabel", "prefLabel", "hiddenLabel"))
_TRANSCRIBED = TIERS.index("pinyin")


# --- entities -----------------------------------------------------------------------------------------------


def entity_lines(tables: Tables, ids: Iterable[str]) -> Iterator[str]:
    """Who these entities are, and what they are called."""
    some = list(ids)
    for row in facts(tables, "entity", "id", some).dicts():
        yield from _lines(iri(ENTITY, row["id"]), written("entity", row))
    for row in facts(tables, "entity_type", "entity", some).dicts():
        yield f"{iri(ENTITY, row['entity'])} {TYPE} {iri(RG, row['type'])} ."
    for row in facts(tables, "entity_name", "entity", some).dicts():
        yield from name_lines(row)
    for row in facts(tables, "entity_identifier", "entity", some).dicts():
        term, form = IDENTIFIERS.get(row["scheme"], (iri(RG, row["scheme"]), text))
        yield f"{iri(ENTITY, row['entity'])} {term} {form(row['value'])} ."
    for row in facts(tables, "entity_merged", "entity", some).dicts():
        yield f"{iri(ENTITY, row['entity'])} {iri(RG, 'alsoId')} {text(row['id'])} ."
    for row in facts(tables, "name_key", "entity", some).dicts():
        if row["tier"] == _TRANSCRIBED:  # the others are labels in small letters
            yield f"{iri(ENTITY, row['entity'])} {_SOUND} {text(row['key'])} ."


def name_lines(row: dict[str, Any]) -> Iterator[str]:
    """What a row says of another name of an entity."""
    me = iri(ENTITY, row["entity"])
    if row["kind"] == "alias":
        yield f"{me} {_ALIAS} {text(row['text'])} ."
    elif row["kind"] == "name":
        yield f"{me} {_SPOKEN} {text(row['text'], row['language'])} ."
    else:
        node = iri(ENTITY, f"{row['entity']}/former/{quote(fold(row['text']).replace(' ', '-'), safe='-')}")
        yield f"{me} {iri(RG, 'formerName')} {node} ."
        yield f"{node} {LABEL} {text(row['text'])} ."
        dates = (("from", row["start"]), ("until", row["until"]))
        yield from (f"{node} {iri(RG, name)} {text(when)} ." for name, when in dates if when)
        if row["source"]:
            yield f"{node} {iri(RG, 'source')} {iri(ARTICLE, row['source'])} ."


# --- articles -----------------------------------------------------------------------------------------------


def article_lines(tables: Tables, ids: Iterable[str]) -> Iterator[str]:
    """These articles with their passages, claims and figures; what claims are about lies elsewhere."""
    names: dict[int, str] = {}
    for row in facts(tables, "article", "id", ids).dicts():
        names[row["number"]] = row["id"]
        if row["language"] == "en":
            row["language"] = ""
        yield from _lines(iri(ARTICLE, row["id"]), written("article", row))
    for row in facts(tables, "passage", "article", names).dicts():
        node = _passage(names[row["article"]], row["position"])
        yield f"{node} {_IN_ARTICLE} {iri(ARTICLE, names[row['article']])} ."
        yield from _lines(node, written("passage", row))
    yield from _claim_lines(tables, names)
    yield from _figure_lines(tables, names)


def _claim_lines(tables: Tables, articles: dict[int, str]) -> Iterator[str]:
    claims: dict[int, tuple[str, str, str]] = {}
    for row in facts(tables, "claim", "article", articles).dicts():
        name = articles[row["article"]]
        me = iri(CLAIM, f"{name}/{row['key']}")
        claims[row["number"]] = me, name, iri(STATUS, row["status"])
        if row["confidence"] == 1.0:
            row["confidence"] = None
        yield from _lines(me, written("claim", row))
    for row in facts(tables, "claim_passage", "claim", claims).dicts():
        me, name, status = claims[row["claim"]]
        yield f"{me} {status} {_passage(name, row['passage'])} ."
    for row in facts(tables, "claim_qualifier", "claim", claims).dicts():
        value = iri(ENTITY, row["value"]) if row["is_entity"] else text(row["value"])
        yield f"{claims[row['claim']][0]} {word(row['name'])} {value} ."


def _figure_lines(tables: Tables, articles: dict[int, str]) -> Iterator[str]:
    figures: dict[int, tuple[str, str]] = {}
    for row in facts(tables, "figure", "article", articles).dicts():
        name = articles[row["article"]]
        me = iri(FIGURE, f"{name}/{row['key']}")
        figures[row["number"]] = me, name
        yield from _lines(me, written("figure", row))
    for row in facts(tables, "figure_passage", "figure", figures).dicts():
        me, name = figures[row["figure"]]
        yield f"{me} {_STATED_IN} {_passage(name, row['passage'])} ."


def _passage(article: str, position: int) -> str:
    return iri(PASSAGE, f"{article}/{position}")


def _lines(node: str, said: Iterable[str]) -> Iterator[str]:
    return (f"{node} {one} ." for one in said)


# --- what claims are about ----------------------------------------------------------------------------------


class About(NamedTuple):
    """A claim by its name (article/key), and its subject, relation and object as N-Triples writes them."""

    name: str
    triple: tuple[str, str, str]


def claims_about(tables: Tables, numbers: Iterable[int]) -> dict[int, About]:
    """What these claims are about, by number."""
    rows = list(facts(tables, "claim", "number", numbers).dicts())
    heads = facts(tables, "article", "number", {row["article"] for row in rows})
    articles = {row["number"]: row["id"] for row in heads.dicts()}
    return {
        row["number"]: About(
            f"{articles[row['article']]}/{row['key']}", triple(row["subject"], row["relation"], row["object"])
        )
        for row in rows
    }


def triple(subject: str, relation: str, object: str) -> tuple[str, str, str]:
    """Subject, relation and object as terms."""
    return iri(ENTITY, subject), iri(RG, relation), iri(ENTITY, object)


def triple_lines(node: str, about: tuple[str, str, str]) -> Iterator[str]:
    """That a node is about a subject, relation and object."""
    return (f"{node} {p} {v} ." for p, v in zip((SUBJECT, PREDICATE, OBJECT), about, strict=True))


def unconcluded_lines(tables: Tables) -> Iterator[str]:
    """What all claims are about, where nothing has been concluded from them: a node for each such triple."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for some in pieces(tables, "article", "number"):
        names = {row["number"]: row["id"] for row in facts(tables, "article", "number", some).dicts()}
        for row in facts(tables, "claim", "article", some).dicts():
            ends = row["subject"], row["relation"], row["object"]
            found[ends].append(f"{names[row['article']]}/{row['key']}")
    for ends, claims in found.items():
        node = iri(RELATIONSHIP, key_of(*ends))
        yield from triple_lines(node, triple(*ends))
        yield from (f"{node} {CLAIM_OF} {iri(CLAIM, claim)} ." for claim in claims)
