"""Readers of formats of the field: what a file says, before names are ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retailgraph.errors import InvalidData
from retailgraph.interchange.formats import FORMATS_IN, format_of
from retailgraph.interchange.inputs import source_of
from retailgraph.interchange.parties import Left, Said, Statement


def read(folder: Path, name: str, text: str, kind: str) -> list[Said]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    source = source_of(path)
    format = format_of(source)
    assert format.name == kind
    return list(format.read(source))


def told(said: list[Said]) -> list[str]:
    """Each statement as one line: ``A owns B share=60``."""
    return [
        " ".join([s.subject.name, s.relation, s.object.name, *(f"{n}={v}" for n, v in s.qualifiers.items())])
        for s in said
        if isinstance(s, Statement)
    ]


def left(said: list[Said]) -> list[str]:
    return [each.reason for each in said if isinstance(each, Left)]


# --- Wikidata -------------------------------------------------------------------------------------------


def snak(value: object, kind: str = "value") -> dict[str, object]:
    return {"snaktype": kind, "datavalue": {"value": value}} if kind == "value" else {"snaktype": kind}


def time(text: str, precision: int) -> dict[str, object]:
    return snak({"time": text, "precision": precision})


def item(id: str, label: str, **claims: object) -> str:
    labels = {"en": {"value": label}, "zh": {"value": "名"}}
    return json.dumps({"type": "item", "id": id, "labels": labels, "claims": claims})


def owner(id: str, rank: str = "normal", **qualifiers: object) -> dict[str, object]:
    reference = {"snaks": {"P854": [snak("https://example.org/a")]}}
    return {
        "mainsnak": snak({"id": id}) if id.startswith("Q") else snak("", id),
        "rank": rank,
        "qualifiers": {name: [value] for name, value in qualifiers.items()},
        "references": [reference],
    }


DUMP = [
    item(
        "Q11",
        "Finch",
        P31=[{"mainsnak": snak({"id": "Q431289"}), "rank": "normal"}],
        P127=[
            owner("Q12", P580=time("+1995-00-00T00:00:00Z", 9), P582=time("+2004-03-00T00:00:00Z", 10)),
            owner("Q13", P580=time("+2000-00-00T00:00:00Z", 8), P1107=snak({"amount": "+0.4"})),
            owner("Q14", rank="deprecated"),
            owner("somevalue"),
            owner("novalue"),
        ],
        P576=[{"mainsnak": time("+2019-05-02T00:00:00Z", 11), "rank": "normal"}],
    ),
    item("Q12", "Acme", P169=[owner("Q15", P582=time("+1900-00-00T00:00:00Z", 7))], P355=[owner("Q16")]),
    item("Q13", "Bolt"),
]


@pytest.mark.parametrize("form", ["lines", "dump", "api"])
def test_items_of_wikidata(tmp_path, form) -> None:
    if form == "api":
        text = json.dumps({"entities": {json.loads(d)["id"]: json.loads(d) for d in DUMP}})
    else:
        text = "\n".join(DUMP) if form == "lines" else "[\n" + ",\n".join(DUMP) + "\n]\n"
    said = read(tmp_path, "w.json", text, "wikidata-entities")
    assert told(said) == [
        "Q12 owns Finch from=1995 to=2004-03",
        "Q13 holdsStakeIn Finch from=2000s share=40",
        "undisclosed owns Finch",
        "Finch ceases Finch from=2019-05-02",
        "Acme owns Q16",
        "Q15 leads Acme role=CEO status=ended note=until the 1900s",
    ]
    assert left(said) == ["is deprecated by Wikidata", "says that there is none"]
    first = next(s for s in said if isinstance(s, Statement))
    assert first.url == "https://example.org/a" and first.object.types == ("Brand",)
    assert first.object.names == (("zh", "名"),) and first.subject.ids == (("wikidata", "Q12"),)


def test_a_broken_line_of_a_dump_costs_no_other(tmp_path) -> None:
    said = read(tmp_path, "w.json", "\n".join([DUMP[2], "{broken", DUMP[1]]), "wikidata-entities")
    assert "is not JSON" in left(said)[0] and len(told(said)) == 2


# --- registers ------------------------------------------------------------------------------------------


def psc(kind: str, *natures: str, **data: object) -> str:
    entry = {"kind": f"{kind}-with-significant-control", "natures_of_control": natures, **data}
    return json.dumps({"company_number": "01234567", "data": entry})


def test_persons_with_significant_control(tmp_path) -> None:
    lines = [
        psc(
            "individual-person",
            "ownership-of-shares-75-to-100-percent",
            name="Mr Jo Doe",
            notified_on="2016-04-06",
        ),
        psc(
            "corporate-entity-person",
            "ownership-of-shares-25-to-50-percent",
            name="Acme",
            ceased_on="2020-01-02",
        ),
        psc("individual-person", "voting-rights-50-to-75-percent", name="Kit Roe"),
        psc("super-secure-person", "ownership-of-shares-50-to-75-percent"),
        psc("persons-with-significant-control-statement", statement="no-individual-or-entity"),
    ]
    said = read(tmp_path, "psc.txt", "\n".join(lines), "psc")
    assert told(said) == [
        "Jo Doe owns UK company 01234567 share=over 75 from=2016-04-06",
        "Acme holdsStakeIn UK company 01234567 share=25..50 to=2020-01-02",
        "undisclosed owns UK company 01234567 share=50..75",
    ]
    assert len(left(said)) == 2 and "no share of ownership" in left(said)[0]


def test_companies_of_opencorporates(tmp_path) -> None:
    company = {
        "name": "FINCH LTD", "company_number": "1", "jurisdiction_code": "gb", "dissolution_date": "2020-02-03",
        "controlling_entity": {"name": "Acme", "jurisdiction_code": "us_de", "company_number": "2"},
        "ultimate_controlling_company": {"name": "Top"},
        "officers": [{"officer": {"name": "JO DOE", "position": "director", "end_date": "2019-01-01"}}],
    }  # fmt: skip
    said = read(tmp_path, "oc.json", json.dumps({"results": {"company": company}}), "opencorporates")
    assert told(said) == [
        "FINCH LTD ceases FINCH LTD from=2020-02-03",
        "Acme owns FINCH LTD",
        "Top ultimatelyOwns FINCH LTD",
        "JO DOE leads FINCH LTD role=director to=2019-01-01",
    ]
    assert left(said) == []


# --- networks and RDF -----------------------------------------------------------------------------------


def test_pajek(tmp_path) -> None:
    text = '*Vertices 3\n1 "Acme Inc"\n2 "Finch" 0.1 0.2\n3 Bolt\n*Arcs :1 "owns"\n1 2 1\n*Edges\n1 3 1 l "partner of"\n2 3\n'
    said = read(tmp_path, "n.net", text, "pajek")
    assert told(said) == ["Acme Inc owns Finch", "Acme Inc partnersWith Bolt"]
    assert left(said) == ["does not say what joins its ends"]


TURTLE = """
@prefix schema: <https://schema.org/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix dbo: <http://dbpedia.org/ontology/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rg: <https://w3id.org/retailgraph/ns#> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix wd: <http://www.wikidata.org/entity/> . @prefix ex: <http://example.org/> .
ex:acme rdfs:label "Acme"@en, "Acme GmbH"@de ; a org:FormalOrganization .
ex:finch schema:parentOrganization ex:acme . ex:finch rdfs:label "Finch" .
ex:grove dbo:parentCompany ex:acme . ex:core org:subOrganizationOf ex:acme .
ex:acme rg:partnersWith ex:Some_Body . wd:Q11 wdt:P127 wd:Q12 . ex:finch schema:color "red" .
"""


def test_rdf_of_others_is_read_by_the_alignment(tmp_path) -> None:
    assert told(read(tmp_path, "o.ttl", TURTLE, "rdf")) == [
        "Acme owns Finch", "Acme owns grove", "Acme owns core", "Acme partnersWith Some Body", "Q12 owns Q11",
    ]  # fmt: skip


NODES = """
@prefix l2: <https://www.gleif.org/ontology/L2/> . @prefix base: <https://www.gleif.org/ontology/Base/> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix schema: <https://schema.org/> . @prefix ex: <http://example.org/> .
@prefix le: <https://www.gleif.org/ontology/L1Data/L-> .
ex:r1 a l2:DirectConsolidation ; l2:hasChild le:5493001KJTIIGC8Y1R12 ; l2:hasParent le:549300B56MD0ZC402L06 ;
  l2:hasRelationshipStatus l2:RelationshipStatusInactive ;
  l2:hasRelationshipPeriod [ base:hasStart "2007-06-05T00:00:00Z" ; base:hasEnd "2019-01-02T00:00:00Z" ] .
ex:r2 a l2:UltimateConsolidation ; l2:hasParent ex:top ; l2:hasChild le:5493001KJTIIGC8Y1R12 .
ex:m1 a org:Membership ; org:member ex:jo ; org:organization ex:top ; org:role ex:ceo ; schema:startDate "2018" .
ex:m2 a org:Membership ; org:member ex:top ; org:organization ex:club .
ex:m3 a org:Membership ; org:member ex:top .
[ org:member ex:jo ; org:organization ex:club ; a org:Membership ] .
ex:jo a foaf:Person ; foaf:name "Jo Doe" . ex:ceo skos:prefLabel "CEO" .
ex:top a org:FormalOrganization ; skos:prefLabel "Top" . ex:club skos:prefLabel "Club" .
"""


def test_nodes_that_stand_for_a_relationship(tmp_path) -> None:
    said = read(tmp_path, "n.ttl", NODES, "rdf")
    assert told(said) == [
        "549300B56MD0ZC402L06 owns 5493001KJTIIGC8Y1R12 from=2007-06-05 status=ended to=2019-01-02",
        "Top ultimatelyOwns 5493001KJTIIGC8Y1R12",
        "Jo Doe leads Top from=2018 role=CEO",
        "Top memberOf Club",
        "Jo Doe leads Club",
    ]
    assert left(said) == ["stands for a relationship, and does not name both ends"]


@pytest.mark.parametrize(
    ("suffix", "name"), [("rdf", "RDF_XML"), ("nt", "N_TRIPLES"), ("nq", "N_QUADS"), ("trig", "TRIG")]
)
def test_any_syntax_of_rdf(tmp_path, suffix, name) -> None:
    import pyoxigraph as ox

    triples = [quad.triple for quad in ox.parse(TURTLE.encode(), format=ox.RdfFormat.TURTLE)]
    text = (ox.serialize(triples, format=getattr(ox.RdfFormat, name)) or b"").decode()
    assert len(told(read(tmp_path, f"o.{suffix}", text, "rdf"))) == 5


def test_broken_rdf_names_its_line(tmp_path) -> None:
    with pytest.raises(InvalidData, match=r"o\.ttl:2: is no RDF"):
        read(tmp_path, "o.ttl", "<http://a> <http://b> <http://c> .\n<http://a> broken .\n", "rdf")


def test_every_reader_says_of_nothing_that_it_is_its_own(tmp_path) -> None:
    """An innocent text and an innocent table are of no format of the field."""
    for name, text in {
        "a.txt": "Just words.\n",
        "b.json": '[{"brand": "Finch"}]',
        "c.xml": "<a><b/></a>",
    }.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        claimed = [f.name for f in FORMATS_IN if not f.is_table and f.matches(source_of(path))]
        assert claimed == [], name


def test_a_country_that_is_none_costs_only_itself_wherever_it_stands(tmp_path) -> None:
    """Also where a second place of the file adds it to an entity that has no country yet."""
    from conftest import own_store

    one = {"displayName": "Krone", "tags": {"brand": "Krone", "brand:wikidata": "Q9000901"}}
    other = {
        "locationSet": {"include": ["fx"]},
        "tags": {"operator": "Krone", "operator:wikidata": "Q9000901"},
    }
    index = {"brands/shop/shoes": {"items": [one]}, "operators/office/shoes": {"items": [other]}}
    path = tmp_path / "nsi.json"
    path.write_text(json.dumps({"_meta": {}, "nsi": index}), encoding="utf-8")
    with own_store(tmp_path / "own") as mine:
        done = mine.import_file(path)
        assert done.written and [(e.name, e.country) for e in done.entities] == [("Krone", "")]
        assert ["FX" in str(remark) for remark in done.remarks] == [True]
