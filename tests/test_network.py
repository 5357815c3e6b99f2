from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import ROOT, TODAY, article, examples, own_store
from retailgraph import RetailGraph
from retailgraph.dates import partial
from retailgraph.errors import NotFound, Refused, UsageError
from retailgraph.graph import reading
from retailgraph.network import INCLUDE, networkx_graph, rdflib_dataset
from retailgraph.network.links import QUALIFIERS
from retailgraph.ontology import ENTITY, GRAPH, PREFIXES, RG
from retailgraph.ontology import read as read_ontology
from retailgraph.relationships import Span, Spell, Support
from retailgraph.standing import HELD, OnDay, on, standing
from retailgraph.tables import conclusions

# rdflib's own query engine and writers use what rdflib deprecates.
pytestmark = pytest.mark.filterwarnings(r"ignore:Dataset\.:DeprecationWarning")

PEOPLE = """\
opal:
  type: [Platform, Company]
  name: Opal Group
  aliases: [Opal]
  names: {zh-Hans: 蛋白石}
  former: [{name: Quartz Ltd, until: 2015}]
  ids: {wikidata: Q42, ticker: NYSE:OPL}
  country: JP
"""
ARTICLES = {
    "people": PEOPLE,
    "2019-09-01-first": article(
        "acme owns finch: {from: 2015}",
        "acme partnersWith bolt: {scope: logistics, market: [CN, JP], under: moss}",
        "jade leads acme: {role: [CEO, chairman], from: 2018-05-01}",
        "finch sellsOn harbor: {from: 2011, to: 2013}",
        "grove sellsOn harbor: {status: announced, announced: 2019-08}",
        "acme runs moss",
        published="2019-09-01",
        url="https://example.com/first",
    ),
    "2020-02-second": article(
        "finch sellsOn harbor: {from: 2020-01-15}",
        "acme owns finch",
        "bolt holdsStakeIn core: {status: denied}",
        "core competesWith dune: {status: rumoured}",
        "dune acquires ember: {status: announced, announced: 2020-01}",
        "bolt owns grove",
        published="2020-02",
        publisher="Weekly",
        url="",
    ),
    "2021-03-03-third": article(
        "dune acquires ember: {from: 2021-03-01, price: 2bn USD}", published="2021-03-03", publisher="Weekly"
    ),
}

Edge = tuple[str, str, str]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("network"), ARTICLES) as made:
        yield made


def edges(graph: RetailGraph, **options: Any) -> dict[Edge, str]:
    """Status by both ends and key."""
    network = networkx_graph(graph, **options)
    return {(one, two, key): facts["status"] for one, two, key, facts in network.edges(keys=True, data=True)}


# --- networkx: what is in it ----------------------------------------------------------------------------


def test_without_options_it_is_every_entity_and_the_edges_of_the_store(shipped: RetailGraph) -> None:
    network = networkx_graph(shipped)
    drawn = set()
    for one, two, facts in network.edges(data=True):
        relation = ox.NamedNode(RG + facts["relation"])
        drawn.add((ENTITY + one, relation.value, ENTITY + two))
        if facts["symmetric"]:
            drawn.add((ENTITY + two, relation.value, ENTITY + one))
    edges = "SELECT ?s ?r ?o { { ?r a rg:Relation . ?s ?r ?o } UNION { ?q rg:staleOf ?r . ?s ?q ?o } }"
    assert drawn == {tuple(getattr(term, "value", "") for term in row) for row in shipped.query(edges).rows}
    assert set(network) == set(shipped.types())
    assert {facts["status"] for *_, facts in network.edges(data=True)} == {"inForce"}


def test_a_node_says_who_an_entity_is(graph: RetailGraph) -> None:
    assert networkx_graph(graph).nodes["opal"] == {
        "label": "Opal Group",
        "type": "Company",
        "types": ["Company", "Platform"],
        "names": ["Opal Group", "Opal", "蛋白石", "Quartz Ltd"],
        "country": "JP",
        "id_wikidata": "Q42",
        "id_ticker": "NYSE:OPL",
    }


def test_an_edge_says_what_when_and_who_says_so(graph: RetailGraph) -> None:
    facts = dict(networkx_graph(graph).edges["acme", "finch", "owns"])
    key = facts.pop("relationship")
    assert reading.known(graph.tables, reading.ONE, key=key)
    assert facts == {
        "relation": "owns",
        "label": "owns",
        "status": "inForce",
        "stale": True,
        "unreported": False,
        "since": "2015",
        "since_earliest": "2015-01-01",
        "since_latest": "2015-12-31",
        "until": "",
        "until_earliest": "",
        "until_latest": "",
        "announced": "",
        "doubted_from": "",
        "doubted_until": "",
        "share": "",
        "shares": [],
        **{name: [] for name in QUALIFIERS},
        "articles": 2,
        "publishers": ["Daily", "Weekly"],
        "first_reported": "2019-09-01",
        "last_reported": "2020-02-29",
        "undated": False,
        "sources": ["https://example.com/first", "2020-02-second"],
        "symmetric": False,
        "spell": 1,
    }


def test_a_symmetric_relation_has_one_edge_with_its_qualifiers(graph: RetailGraph) -> None:
    network = networkx_graph(graph)
    facts = network.edges["acme", "bolt", "partnersWith"]
    assert not network.has_edge("bolt", "acme")
    assert facts["symmetric"] is True
    assert (facts["scope"], facts["market"], facts["under"]) == (["logistics"], ["CN", "JP"], ["moss"])


def test_what_nobody_confirmed_for_years_is_stale(graph: RetailGraph) -> None:
    now, then = networkx_graph(graph), networkx_graph(graph.at(partial("2020-01-01")))
    assert now.edges["acme", "bolt", "partnersWith"]["stale"] is True
    assert then.edges["acme", "bolt", "partnersWith"]["stale"] is False


def test_the_share_is_the_one_of_that_day(tmp_path: Path) -> None:
    held = "acme holdsStakeIn bolt: "
    reports = {
        "2018-01-02-a": article(held + "{share: 10, from: 2018-01-01}", published="2018-01-02"),
        "2020-01-02-b": article(held + "{share: 30, from: 2020-01-01}", published="2020-01-02"),
    }
    with own_store(tmp_path, reports) as graph:
        shares = {
            day: networkx_graph(graph.at(partial(day))).edges["acme", "bolt", "holdsStakeIn"]["share"]
            for day in ("2019-06-01", "2020-06-01")
        }
    assert shares == {"2019-06-01": "10", "2020-06-01": "30"}


# --- networkx: keys -------------------------------------------------------------------------------------


def test_a_key_is_the_relation_unless_several_join_the_same_two(graph: RetailGraph) -> None:
    network = networkx_graph(graph, include=INCLUDE)
    assert set(network["jade"]["acme"]) == {"leads chiefExecutive", "leads chair"}
    assert set(network["finch"]["harbor"]) == {"sellsOn #1", "sellsOn #2"}
    assert set(networkx_graph(graph)["finch"]["harbor"]) == {"sellsOn"}


def test_an_edge_told_apart_by_its_role_names_only_that_role(graph: RetailGraph) -> None:
    roles = networkx_graph(graph)["jade"]["acme"]
    assert {key: facts["role"] for key, facts in roles.items()} == {
        "leads chiefExecutive": ["CEO"],
        "leads chair": ["chairman"],
    }


# --- networkx: when -------------------------------------------------------------------------------------

SELLS = ("finch", "harbor", "sellsOn")


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2010-12-31", None),
        ("2011-06-01", "unknown"),
        ("2012-06-01", "inForce"),
        ("2013-06-01", "unknown"),
        ("2014-01-01", "ended"),
        ("2012", "inForce"),
        ("2013", "unknown"),
        ("2011-12", "inForce"),
        ("2010", None),
    ],
)
def test_a_state_on_a_day_or_in_a_period(graph: RetailGraph, day: str, status: str | None) -> None:
    assert edges(graph.at(partial(day)), include=INCLUDE, relations=["sellsOn"]).get(SELLS) == status


def test_what_surely_lies_within_a_period_was_in_force_in_it(tmp_path: Path) -> None:
    with own_store(
        tmp_path, {"2020-a": article("finch sellsOn isle: {from: 2019-03, to: 2019-03}", published="2020")}
    ) as graph:
        assert edges(graph.at(partial("2019"))) == {("finch", "isle", "sellsOn"): "inForce"}
        assert edges(graph.at(partial("2019-03"))) == {("finch", "isle", "sellsOn"): "inForce"}
        assert edges(graph.at(partial("2019-03-15"))) == {}


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("announced", {("grove", "harbor", "sellsOn"): "announced"}),
        ("denied", {("bolt", "core", "holdsStakeIn"): "denied"}),
        ("rumoured", {("core", "dune", "competesWith"): "rumoured"}),
        ("ended", {("finch", "harbor", "sellsOn"): "ended"}),
        ("deals", {("dune", "ember", "acquires"): "completed"}),
    ],
)
def test_each_word_of_include_adds_its_own(graph: RetailGraph, word: str, found: dict[Edge, str]) -> None:
    assert edges(graph, include=[word]) == found


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2019-12-31", {}),
        ("2020-06-01", {("dune", "ember", "acquires"): "announced"}),
        ("2021-03-01", {("dune", "ember", "acquires"): "completed"}),
    ],
)
def test_a_deal_has_reached_its_rung_of_that_day(
    graph: RetailGraph, day: str, found: dict[Edge, str]
) -> None:
    assert edges(graph.at(partial(day)), include=["deals"]) == found


def test_what_is_announced_is_not_there_before_it_was(graph: RetailGraph) -> None:
    assert edges(graph.at(partial("2019-07-31")), include=["announced"]) == {}
    assert edges(graph.at(partial("2019-08-01")), include=["announced"]) == {
        ("grove", "harbor", "sellsOn"): "announced"
    }


# --- networkx: which part -------------------------------------------------------------------------------


def test_relations_keep_only_those_and_a_deal_named_needs_no_word(graph: RetailGraph) -> None:
    assert edges(graph, relations=["owns"]).keys() >= {("acme", "finch", "owns"), ("bolt", "grove", "owns")}
    assert {key for *_, key in edges(graph, relations=["owns"])} == {"owns"}
    assert edges(graph, relations=["acquires"]) == {("dune", "ember", "acquires"): "completed"}


def test_around_takes_steps_in_either_direction_and_all_between_what_it_reaches(graph: RetailGraph) -> None:
    assert set(networkx_graph(graph, around="finch", hops=0)) == {"finch"}
    assert set(networkx_graph(graph, around="finch")) == {"finch", "acme", "harbor"}
    two = networkx_graph(graph, around="finch", hops=2)
    assert set(two) == {"finch", "acme", "harbor", "bolt", "jade", "moss"}
    assert set(networkx_graph(graph, around=["finch", "dune"])) == {
        "finch",
        "acme",
        "harbor",
        "dune",
        "ember",
    }


def test_steps_go_only_over_edges_that_are_shown(graph: RetailGraph) -> None:
    assert "grove" not in networkx_graph(graph, around="harbor")
    assert "grove" in networkx_graph(graph, around="harbor", include=["inForce", "announced"])


def test_types_keep_only_those_but_never_drop_what_is_asked_about(graph: RetailGraph) -> None:
    assert set(networkx_graph(graph, types=["Brand", "Platform"])) == {
        "finch", "grove", "harbor", "isle", "ember", "opal",
    }  # fmt: skip
    assert set(networkx_graph(graph, around="acme", types=["Brand"])) == {"acme", "finch"}


def test_the_same_graph_gives_the_same_order(graph: RetailGraph) -> None:
    one, two = (networkx_graph(graph, include=INCLUDE) for _ in range(2))
    assert list(one.edges(keys=True)) == list(two.edges(keys=True)) == sorted(one.edges(keys=True))
    assert list(one) == sorted(one)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"around": "acmee"}, NotFound, "no entity 'acmee'"),
        ({"relations": ["own"]}, NotFound, "did you mean 'owns'"),
        ({"types": ["Firm"]}, NotFound, "no type 'Firm'; the types are Company, Brand"),
        ({"include": ["old"]}, UsageError, "'old' cannot be included; choose from inForce, announced"),
        ({"hops": -1, "around": "acme"}, UsageError, "hops must be 0 or more, not -1"),
    ],
)
def test_a_wrong_word_is_named(
    graph: RetailGraph, options: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        networkx_graph(graph, **options)


# --- rdflib ---------------------------------------------------------------------------------------------


def test_the_dataset_holds_the_same_triples(shipped: RetailGraph) -> None:
    dataset = rdflib_dataset(shipped)
    text = dataset.serialize(format="nquads").encode()
    theirs = {str(quad) for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS)}
    ours = {str(quad) for quad in shipped.store}
    assert theirs == ours
    assert len(ours) > 10_000


QUERIES = [
    "SELECT ?brand { ent:acme rg:owns|stale:owns ?brand }",
    "SELECT ?x ?name { ?x a rg:Brand ; rdfs:label ?name }",
    "SELECT ?a ?s { ?r rdf:predicate rg:sellsOn ; rg:claim ?c . ?c ?s ?p . ?p rg:inArticle ?a }",
    "SELECT ?x ?y { ?x rg:partnersWith|stale:partnersWith ?y }",
]


@pytest.mark.parametrize("query", QUERIES)
def test_the_dataset_gives_the_same_answers(graph: RetailGraph, query: str) -> None:
    theirs: Any = rdflib_dataset(graph).query(query)
    ours = graph.query(query).rows
    assert ours
    assert sorted([cell.n3() for cell in row] for row in theirs) == sorted(
        [str(cell) for cell in row] for row in ours
    )


def test_a_query_on_the_dataset_reads_no_file(
    graph: RetailGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    from rdflib.plugins import sparql

    monkeypatch.setattr(sparql, "SPARQL_LOAD_GRAPHS", True)  # as any other library might
    dataset = rdflib_dataset(graph)
    held = len(dataset)
    queries = [
        f"SELECT ?s FROM <{secret.as_uri()}> {{ ?s ?p ?o }}",
        f"SELECT ?s FROM NAMED <{secret.as_uri()}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"BASE <{tmp_path.as_uri()}/> ASK FROM <secret.ttl> {{ ?s ?p ?o }}",
        f"DESCRIBE <urn:a> FROM graph:edges FROM <{secret.as_uri()}>",
    ]
    for query in queries:
        for asked in (query, sparql.prepareQuery(query, initNs=dict(PREFIXES))):
            for within in (dataset, dataset.default_graph, dataset.get_context(f"{GRAPH}edges")):
                with pytest.raises(Refused, match="no graph of this dataset"):
                    within.query(asked)
    for update in (
        f"LOAD <{secret.as_uri()}>",
        f"LOAD SILENT <{secret.as_uri()}> INTO GRAPH <urn:g>",
        f"INSERT {{ ?s ?p ?o }} USING <{secret.as_uri()}> WHERE {{ ?s ?p ?o }}",
    ):
        for within in (dataset, dataset.get_context(f"{GRAPH}edges")):
            with pytest.raises(Refused):
                within.update(update)
    assert len(dataset) == held


def test_a_query_on_the_dataset_asks_no_service(graph: RetailGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: Any) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    dataset = rdflib_dataset(graph)
    service = "SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o }"
    for pattern in (
        f"{{ {service} }}",
        f"{{ ?s ?p ?o FILTER NOT EXISTS {{ {service} }} }}",
        f"{{ ?s ?p ?o OPTIONAL {{ {{ SELECT * {{ ?s ?p ?o MINUS {{ {service} }} }} }} }} }}",
        "{ VALUES ?where { <http://127.0.0.1:9/> } SERVICE ?where { ?s ?p ?o } }",
    ):
        for query in (f"SELECT * {pattern}", f"ASK {pattern}", f"CONSTRUCT {{ ?s ?p ?o }} WHERE {pattern}"):
            for within in (dataset, dataset.default_graph):
                with pytest.raises(Refused, match="SERVICE"):
                    within.query(query)
        with pytest.raises(Refused, match="SERVICE"):
            dataset.update(f"INSERT {{ ?s ?p ?o }} WHERE {pattern}")


def test_importing_the_module_imports_neither_library() -> None:
    code = "import sys, retailgraph.network; print([m for m in ('networkx', 'rdflib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- against a slow way ---------------------------------------------------------------------------------


def slowly(shipped: RetailGraph, key: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The edges of one relationship, each of its parts looked up alone."""
    (known,) = conclusions.known(shipped.tables, conclusions.ONE, key=key)
    one, ontology = known.relationship, shipped.ontology
    relation, mine = ontology.relations[one.relation], dict(one.distinction)
    behind = """SELECT DISTINCT id, url FROM article WHERE number IN (
      SELECT article FROM claim WHERE number IN (SELECT claim FROM {} WHERE relationship IN (
        SELECT number FROM relationship WHERE key = ?){}))"""
    for number, spell in enumerate(one.spells, 1):
        said, stands = one.support_of(spell), standing(spell, one, relation, on(TODAY, TODAY))
        told = {
            name: [v for v in values if name not in mine or ontology.distinct(name, v) == mine[name]]
            for name, values in said.qualifiers
            if name in QUALIFIERS
        }
        dates = {
            name + suffix: str(value or "")
            for name, span in (("since", spell.since or Span()), ("until", spell.until or Span()))
            for suffix, value in zip(("_earliest", "_latest", ""), span, strict=True)
        }
        cited = shipped.tables.rows(behind.format("relationship_claim", ""), (key,))
        if one.spells[1:]:
            its_own = behind.format("spell_claim", f" AND spell = {number}")
            cited = shipped.tables.rows(its_own, (key,)) or cited
        if stands.state:
            yield (
                one.subject,
                one.object,
                {
                    "relation": one.relation,
                    "label": relation.label,
                    "symmetric": relation.symmetric,
                    "status": stands.state,
                    "stale": stands.stale,
                    "unreported": stands.unreported,
                    "share": stands.share,
                    "shares": [f"{step.share} ({step.day})" for step in spell.shares],
                    "announced": spell.announced,
                    "doubted_from": str(spell.doubted or ""),
                    "doubted_until": str(spell.doubted_until or ""),
                    **dates,
                    **{name: told.get(name, []) for name in QUALIFIERS},
                    "articles": said.articles,
                    "publishers": sorted(said.publishers),
                    "first_reported": str(said.first_reported),
                    "last_reported": str(said.last_reported),
                    "undated": bool(said.undated),
                    "sources": [url or id for id, url in sorted(cited)],
                    "relationship": key,
                    "spell": number,
                },
            )


def test_the_whole_network_is_what_a_slow_way_finds(shipped: RetailGraph) -> None:
    edges: dict[str, list[Any]] = {}
    for one, two, facts in networkx_graph(shipped, include=INCLUDE).edges(data=True):
        edges.setdefault(facts["relationship"], []).append((one, two, facts))
    keys = sorted(row[0] for row in shipped.tables.rows("SELECT key FROM relationship"))
    several = [key for key, found in edges.items() if len(found) > 1]
    for key in {*keys[::25], *several[:40]}:
        found = sorted(edges.get(key, []), key=lambda edge: edge[2]["spell"])
        assert found == list(slowly(shipped, key)), key


_OWNS = read_ontology(ROOT / "ontology" / "retailgraph.ttl").relations["owns"]
_NEAR = st.dates(date(2019, 6, 28), date(2019, 7, 3))
_LATER = st.none() | _NEAR


@given(
    status=st.sampled_from(HELD),
    days=st.tuples(*[_LATER] * 6),
    is_open=st.booleans(),
    announced=st.sampled_from(["", "2019", "2019-07", "2019-06-30"]),
    reports=st.tuples(_NEAR, _NEAR),
    years=st.none() | st.integers(1, 3),
    day=_NEAR | st.dates(date(2020, 6, 28), date(2020, 7, 3)),
)
@settings(max_examples=examples(200, 2000), deadline=None)
@example("inForce", (None,) * 6, True, "", (date(2020, 2, 29), date(2020, 2, 29)), 1, date(2021, 3, 1))
def test_what_held_is_told_from_texts_as_from_values(
    status: str,
    days: tuple[date | None, ...],
    is_open: bool,
    announced: str,
    reports: tuple[date, date],
    years: int | None,
    day: date,
) -> None:
    since, until = Span(*days[:2], "then"), None if is_open else Span(*days[2:4], "then")
    spell = Spell(status, since, until, announced, doubted=days[4], doubted_until=days[5])
    relation = _OWNS.replaced(stale_after=years)
    found = standing(spell, Support((), 1, (), *sorted(reports)), relation, on(day, day))
    low, high, least, most, *doubt = (each.isoformat() if each else None for each in days)
    ends = (None, None) if is_open else (least, most)
    first, last = (each.isoformat() for each in sorted(reports))
    told = OnDay(day).held(status, (low, high, is_open, *ends, *doubt), announced, first, last, years)
    assert told == (found.state, found.stale, found.unreported)
