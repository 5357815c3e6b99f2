from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from retailgraph import RetailGraph
from retailgraph.errors import NotFound, UsageError
from retailgraph.interchange import FORMATS, export
from retailgraph.ontology import ARTICLE, CLAIM, ENTITY, GRAPH, RDFS, RELATIONSHIP, RG

TINY = Path(__file__).parent / "tiny.ttl"
RDF_FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "turtle": ox.RdfFormat.TURTLE,
}
DATASETS = tuple(RDF_FORMATS)


def stored(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


@pytest.fixture(scope="module")
def tiny() -> ox.Store:
    return stored(ox.parse(path=str(TINY), format=ox.RdfFormat.TURTLE))


def text(store: ox.Store, format: str, *entities: str) -> str:
    return "".join(export(store, format, entities or None))


def subjects(store: ox.Store, *entities: str) -> set[str]:
    quads = ox.parse(text(store, "nquads", *entities), format=ox.RdfFormat.N_QUADS)
    return {quad.subject.value for quad in quads}


# --- everything -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", DATASETS)
def test_everything_comes_back(tiny: ox.Store, format: str) -> None:
    back = list(ox.parse(text(tiny, format), format=RDF_FORMATS[format]))
    assert set(back) == set(tiny)
    assert len(back) == len(set(back))


@pytest.mark.parametrize("format", DATASETS)
def test_all_that_ships_comes_back(shipped: RetailGraph, format: str) -> None:
    assert set(ox.parse(text(shipped.store, format), format=RDF_FORMATS[format])) == set(shipped.store)


# rdflib's own parsers use what rdflib deprecates.
@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")
@pytest.mark.parametrize("format", DATASETS)
def test_rdflib_reads_the_same(tiny: ox.Store, format: str) -> None:
    read = rdflib_terms(text(tiny, format), {"jsonld": "json-ld"}.get(format, format))
    # Through rdflib, too, so that 20.5 and "20.5"^^xsd:decimal are written alike.
    assert read == rdflib_terms(
        (ox.serialize(set(tiny), format=ox.RdfFormat.N_QUADS) or b"").decode(), "nquads"
    )
    assert len(read) == len(set(tiny))


def rdflib_terms(content: str, format: str) -> set[str]:
    import rdflib

    dataset = rdflib.Dataset()
    dataset.parse(data=content, format=format)
    return {
        " ".join(term.n3() for term in (s, p, o, rdflib.URIRef(str(g)))) for s, p, o, g in dataset.quads()
    }


def test_turtle_reads_well(tiny: ox.Store) -> None:
    blocks = text(tiny, "turtle").split("\n\n")
    assert blocks[0].startswith(
        "# Made by retailgraph export\n@prefix rg: <https://w3id.org/retailgraph/ns#> .\n@prefix status: "
    )
    coach = [block for block in blocks if block.startswith("ent:coach ")]
    assert coach == ['ent:coach a rg:Brand ;\n\trdfs:label "Coach" .']


@pytest.mark.parametrize("format", DATASETS)
def test_the_same_content_gives_the_same_bytes(tiny: ox.Store, format: str) -> None:
    backwards = stored(sorted(tiny, key=str, reverse=True))
    assert text(backwards, format) == text(tiny, format)
    assert text(backwards, format, "tapestry") == text(tiny, format, "tapestry")


def test_no_hash_seed_shows_in_the_bytes(tiny: ox.Store) -> None:
    program = (
        "import sys, pyoxigraph as ox; from retailgraph.interchange import FORMATS, export;"
        "store = ox.Store(); store.load(path=sys.argv[1], format=ox.RdfFormat.TURTLE);"
        "texts = (export(store, f, ['tapestry']) for f in FORMATS);"
        "[sys.stdout.buffer.write(part.encode()) for text in texts for part in text]"
    )
    env = {**os.environ, "PYTHONHASHSEED": "12345"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(TINY)], capture_output=True, check=True, env=env
    )
    assert done.stdout.decode() == "".join(text(tiny, format, "tapestry") for format in FORMATS)


@settings(max_examples=examples(20, 60), deadline=None)
@given(st.text(), st.text(alphabet=" \"'\\\n\r\t\0<>{}@^.;=|\u2028\ufeff𐍈天"))
def test_any_text_comes_back(one: str, other: str) -> None:
    subject, label = ox.NamedNode(ENTITY + "x"), ox.NamedNode(RDFS + "label")
    literals = (ox.Literal(one), ox.Literal(other, language="zh-hans"))
    store = stored(ox.Quad(subject, label, literal) for literal in literals)
    for format in DATASETS:
        assert set(ox.parse(text(store, format), format=RDF_FORMATS[format])) == set(store)


def test_an_empty_store_is_an_empty_document() -> None:
    for format in DATASETS:
        assert list(ox.parse(text(ox.Store(), format), format=RDF_FORMATS[format])) == []


def test_unknown_formats_and_entities_are_errors_at_once(tiny: ox.Store) -> None:
    with pytest.raises(
        UsageError, match="unknown format 'xlsx'; choose one of: turtle, trig, nquads, jsonld"
    ):
        export(tiny, "xlsx")
    with pytest.raises(NotFound, match="no entity 'nobody'"):
        export(tiny, "trig", ["tapestry", "nobody"])


# --- one entity -----------------------------------------------------------------------------------------


def test_a_neighbourhood_holds_what_surrounds_the_entity(tiny: ox.Store) -> None:
    near = subjects(tiny, "coach")
    assert {
        ENTITY + "coach",
        ENTITY + "tapestry",  # its owner: name and type
        RELATIONSHIP + "r1",
        CLAIM + "2019-09-tapestry-tmall/a1",
        "https://w3id.org/retailgraph/passage/2019-09-tapestry-tmall/1",
        ARTICLE + "2019-09-tapestry-tmall",
        GRAPH + "edges",  # the day for which edges were drawn
    } == near


def test_the_other_ends_come_with_names_and_types_only(tiny: ox.Store) -> None:
    quads = ox.parse(text(tiny, "nquads", "coach"), format=ox.RdfFormat.N_QUADS)
    owner = {quad.predicate.value for quad in quads if quad.subject.value == ENTITY + "tapestry"}
    assert owner == {RDFS + "label", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", RG + "owns"}


def test_an_entity_comes_with_former_names_figures_conflicts_and_edges(tiny: ox.Store) -> None:
    quads = set(ox.parse(text(tiny, "nquads", "tapestry"), format=ox.RdfFormat.N_QUADS))
    found = {quad.subject.value for quad in quads}
    assert ENTITY + "tapestry/former/coach-inc" in found
    assert "https://w3id.org/retailgraph/figure/2019-09-tapestry-tmall/f1" in found
    assert "https://w3id.org/retailgraph/conflict/c1" in found
    edges = {quad.triple for quad in quads}
    partner = ox.NamedNode(RG + "partnersWith")
    tapestry, tmall = ox.NamedNode(ENTITY + "tapestry"), ox.NamedNode(ENTITY + "tmall")
    assert {ox.Triple(tapestry, partner, tmall), ox.Triple(tmall, partner, tapestry)} < edges
    assert ENTITY + "unrelated" not in found


def test_what_names_the_entity_as_a_qualifier_belongs_to_it(tiny: ox.Store) -> None:
    assert RELATIONSHIP + "r2" in subjects(tiny, "china-next")  # the partnership is under it
    # Only the claim says who sold; the deal concluded from it is the seller's, too.
    assert RELATIONSHIP + "r3" in subjects(tiny, "tapestry")
    assert RELATIONSHIP + "r3" not in subjects(tiny, "coach")


def test_an_unconnected_entity_is_alone(tiny: ox.Store) -> None:
    assert subjects(tiny, "unrelated") == {ENTITY + "unrelated", GRAPH + "edges"}


def test_neighbourhoods_of_several_are_their_union(tiny: ox.Store) -> None:
    one, two = kept_of(tiny, "coach"), kept_of(tiny, "china-next")
    assert one | two == kept_of(tiny, "coach", "china-next")


def kept_of(store: ox.Store, *entities: str) -> set[ox.Quad]:
    return set(ox.parse(text(store, "nquads", *entities), format=ox.RdfFormat.N_QUADS))


def test_every_neighbourhood_is_part_of_everything(shipped: RetailGraph) -> None:
    whole = set(shipped.store)
    for entity in ("tapestry", "china-next", "jide-zeitlin"):
        near = kept_of(shipped.store, entity)
        assert near < whole
        assert len(near) > 50
