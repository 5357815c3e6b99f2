"""The named queries, each with what it must and must not find in the shipped articles, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from conftest import each
from retailgraph import RetailGraph, sparql

QUERIES = Path(__file__).resolve().parent.parent / "examples" / "queries"
FILES = {path.stem: path for path in sorted(QUERIES.glob("*.rq"))}

Row = Mapping[str, str]


@dataclass(frozen=True)
class Expected:
    """Rows by the cells that matter; of the absent ones, why they must be absent."""

    present: tuple[Row, ...]
    absent: tuple[tuple[Row, str], ...] = ()
    at_least: int = 1


STUART_WEITZMAN = {"brand": "Stuart Weitzman"}

EXPECTED = {
    "alliance-members": Expected(
        present=(
            {"alliance": "Alibaba Anti-Counterfeiting Alliance", "member": "Coach"},
            {"alliance": "Aura Blockchain Consortium", "member": "OTB Group"},
            {"alliance": "Watch & Jewellery Initiative 2030", "member": "Swarovski"},
        ),
        absent=(
            ({"alliance": "The Fashion Pact", "member": "Hermès"}, "it has left"),
            ({"alliance": "The Fashion Pact", "member": "LVMH Moët Hennessy Louis Vuitton"}, "denied"),
            ({"alliance": "Aura Blockchain Consortium", "member": "Maison Margiela"}, "only announced"),
            (
                {"alliance": "International AntiCounterfeiting Coalition", "member": "Tiffany & Co."},
                "left in 2016",
            ),
        ),
        at_least=80,
    ),
    "announced-not-confirmed": Expected(
        present=(
            {"subject": "Stuart Weitzman", "relation": "sells on", "object": "Tmall", "status": "announced"},
            {"subject": "JD.com", "relation": "acquires", "object": "CECONOMY AG"},
        ),
        absent=(
            ({"subject": "Tapestry, Inc.", "object": "Capri Holdings Limited"}, "announced, then called off"),
            ({"subject": "Caleres, Inc.", "object": "Stuart Weitzman"}, "announced, then completed"),
            ({"status": "in force"}, "that is confirmed"),
        ),
        at_least=20,
    ),
    "articles-about-an-entity": Expected(
        present=(
            {"publisher": "Retail News Asia", "published": "2019-09"},
            {"publisher": "Caleres (SEC filing)", "published": "2025-08-04"},
        ),
        absent=(({"title": "Walmart to shut down Jet.com"}, "says nothing of Tapestry"),),
        at_least=9,
    ),
    "brands-by-platform": Expected(
        present=(
            {"platform": "Tmall Luxury Pavilion", "brand": "Cartier"},
            {"platform": "Tmall", "brand": "Burberry"},
            {"platform": "JD.com", "brand": "Miu Miu", "since": "2019-06"},
        ),
        absent=(
            ({"platform": "Tmall", "brand": "Stuart Weitzman"}, "announced only"),
            ({"platform": "Amazon", "brand": "Louis Vuitton"}, "denied"),
            ({"platform": "Amazon", "brand": "Birkenstock"}, "ended in 2017"),
            ({"platform": "Farfetch", "brand": "Gucci"}, "has ended"),
        ),
        at_least=60,
    ),
    "brands-owned-through-two-steps": Expected(
        present=(
            {"group": "H&M Group", "brand": "Cheap Monday", "through": "FaBric Scandinavien AB"},
            {"group": "Anta Sports Products Limited", "brand": "Arc'teryx", "through": "Amer Sports, Inc."},
        ),
        absent=(({"group": "Tapestry, Inc."}, "it owns its brands directly"),),
        at_least=15,
    ),
    "called-off-deals": Expected(
        present=(
            {"buyer": "Tapestry, Inc.", "target": "Capri Holdings Limited", "calledOff": "2024-11-14"},
            {"buyer": "The Kroger Co.", "target": "Albertsons Companies, Inc."},
            {"buyer": "Asda", "deal": "merges with", "target": "J Sainsbury plc"},
        ),
        absent=(({"target": "Stuart Weitzman"}, "its sales went through"),),
        at_least=8,
    ),
    "claims-per-publisher": Expected(
        present=({"publisher": "Retail News Asia"}, {"publisher": "WWD"}),
        absent=(({"claims": "0"}, "a publisher comes in by its claims"),),
        at_least=60,
    ),
    "deals-by-year": Expected(
        present=({"year": "2010", "which": "PVH Corp. – Tommy Hilfiger"}, {"year": "1999"}),
        absent=(({"year": ""}, "deals without a date are left out"),),
        at_least=12,
    ),
    "executives": Expected(
        present=(
            {
                "organisation": "Tapestry, Inc.",
                "role": "CEO",
                "person": "Joanne Crevoiserat",
                "since": "2020-07-21",
            },
            {"organisation": "Tapestry, Inc.", "role": "CDO", "person": "Noam Paransky"},
        ),
        absent=(
            (
                {"organisation": "Tapestry, Inc.", "role": "CEO", "person": "Jide Zeitlin"},
                "resigned in July 2020",
            ),
            ({"organisation": "Tapestry, Inc.", "person": "Victor Luis"}, "left in September 2019"),
            ({"organisation": "Nike", "person": "John Donahoe"}, "reported only as announced"),
        ),
        at_least=60,
    ),
    "figures": Expected(
        present=(
            {
                "entity": "Tapestry, Inc.",
                "measure": "share of revenue",
                "below": "20",
                "unit": "percent",
                "market": "CN",
            },
            {
                "entity": "Tmall",
                "measure": "active users",
                "above": "750000000",
                "publisher": "Retail News Asia",
            },
        ),
        absent=(
            ({"value": "", "above": "", "below": "", "atLeast": "", "atMost": ""}, "a figure has a number"),
        ),
        at_least=40,
    ),
    "initiatives-and-who-runs-them": Expected(
        present=(
            {"initiative": "ChinaNext", "kind": "initiative", "ranBy": "Tapestry, Inc. (stale)"},
            {
                "initiative": "Alibaba Anti-Counterfeiting Alliance",
                "kind": "alliance",
                "ranBy": "Alibaba Group (stale)",
            },
        ),
        absent=(({"initiative": "Tmall"}, "a platform is no initiative"),),
        at_least=5,
    ),
    "owners-of-a-brand-over-time": Expected(
        present=(
            {**STUART_WEITZMAN, "owner": "Sycamore Partners", "until": "2015-05", "status": "ended"},
            {**STUART_WEITZMAN, "owner": "Tapestry, Inc.", "since": "2015-05", "until": "2025-08-04"},
            {**STUART_WEITZMAN, "owner": "Caleres, Inc.", "since": "2025-08-04", "status": "in force"},
        ),
        absent=(({"brand": "Coach"}, "the query is about one brand"),),
        at_least=3,
    ),
    "partners-with-sources": Expected(
        present=(
            {"partner": "Tmall", "publisher": "Retail News Asia", "scope": "online sales"},
            {
                "partner": "Alibaba Group",
                "publisher": "Seeking Alpha",
                "scope": "intellectual property protection",
            },
        ),
        absent=(
            ({"partner": "Tapestry, Inc."}, "nobody is a partner of itself"),
            ({"url": ""}, "all name their source"),
        ),
        at_least=8,
    ),
    "platforms-and-operators": Expected(
        present=(
            {"platform": "Tmall Luxury Pavilion", "partOf": "Tmall"},
            {"platform": "Net-a-Porter", "ownedBy": "LuxExperience B.V."},
            {"platform": "Yihaodian", "operatedBy": "JD.com"},
        ),
        absent=(
            ({"platform": "Yihaodian", "ownedBy": "Walmart Inc."}, "sold to JD.com in 2016"),
            (
                {"platform": "Net-a-Porter", "ownedBy": "Compagnie Financière Richemont SA"},
                "sold in April 2025",
            ),
            ({"platform": "Toplife", "operatedBy": "JD.com"}, "passed to Farfetch in 2019"),
        ),
        at_least=15,
    ),
    "platforms-with-the-same-brands": Expected(
        present=({"one": "JD.com", "other": "Tmall"}, {"one": "Tmall", "other": "Tmall Luxury Pavilion"}),
        absent=(
            ({"one": "Tmall Luxury Pavilion", "other": "Tmall"}, "each pair stands once"),
            ({"shared": "0"}, "pairs share something"),
        ),
        at_least=3,
    ),
    "renames": Expected(
        present=(
            {"formerName": "Coach, Inc.", "until": "2017-10-31", "nameToday": "Tapestry, Inc."},
            {
                "formerName": "Michael Kors Holdings",
                "until": "2018-12-31",
                "nameToday": "Capri Holdings Limited",
            },
            {"formerName": "Taobao Mall", "nameToday": "Tmall"},
        ),
        absent=(({"nameToday": "Coach"}, "the brand kept its name when the company changed its own"),),
        at_least=5,
    ),
    "single-source": Expected(
        present=({"subject": "H&M Group", "relation": "owns", "object": "FaBric Scandinavien AB"},),
        absent=(
            (
                {"subject": "Tapestry, Inc.", "relation": "owns", "object": "Coach"},
                "many publishers report it",
            ),
            ({"publisher": ""}, "the one publisher is named"),
        ),
        at_least=50,
    ),
    "stakes-with-share": Expected(
        present=(
            {
                "holder": "Kering SA",
                "relation": "holds a stake in",
                "held": "Valentino S.p.A.",
                "percent": "30",
            },
            {"holder": "Walmart Inc.", "held": "Asda", "percent": "10"},
            {"holder": "Compagnie Financière Richemont SA", "held": "LuxExperience B.V.", "percent": "33"},
        ),
        absent=(
            ({"holder": "Walmart Inc.", "held": "JD.com"}, "sold in August 2024"),
            ({"percent": ""}, "only stakes whose size is known"),
        ),
        at_least=15,
    ),
    "successive-owners": Expected(
        present=(
            {
                "name": "Stuart Weitzman",
                "owners": "3",
                "inOrder": "Sycamore Partners (–2015-05) > Tapestry, Inc. (2015-05–2025-08-04)"
                " > Caleres, Inc. (2025-08-04–)",
            },
            {"name": "Seiyu", "owners": "3"},
            {"name": "Versace", "owners": "2"},
        ),
        absent=(
            ({"owners": "1"}, "it has not changed hands"),
            ({"name": "Coach"}, "a rename is no new owner"),
        ),
        at_least=12,
    ),
    "ultimate-owners": Expected(
        present=(
            {"brand": "Coach", "topOwner": "Tapestry, Inc.", "between": "0"},
            {"brand": "Cheap Monday", "topOwner": "H&M Group", "between": "1"},
        ),
        absent=(
            ({"brand": "Stuart Weitzman", "topOwner": "Tapestry, Inc."}, "sold in August 2025"),
            ({"brand": "Cheap Monday", "topOwner": "FaBric Scandinavien AB"}, "it is itself owned"),
        ),
        at_least=40,
    ),
    "where-sources-disagree": Expected(
        present=(
            {"subject": "Coach", "relation": "sells on", "object": "Tmall"},
            {"subject": "DCP Capital", "object": "Sun Art Retail Group"},
        ),
        absent=(({"disagreement": ""}, "every conflict says what it is"),),
        at_least=5,
    ),
}


def rows(graph: RetailGraph, name: str) -> list[dict[str, str]]:
    found = graph.query(FILES[name].read_text(encoding="utf-8"))
    return [dict(zip(found.columns, row, strict=True)) for row in found.cells()]


def matching(found: list[dict[str, str]], wanted: Row) -> list[dict[str, str]]:
    return [row for row in found if all(row[column] == cell for column, cell in wanted.items())]


def test_every_query_is_tested() -> None:
    assert set(FILES) == set(EXPECTED)
    assert len(FILES) >= 14


@each("name", FILES)
def test_a_query_says_what_it_answers(name: str) -> None:
    lines = FILES[name].read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert lines[0].endswith("?")
    assert lines[1].startswith("# ")
    assert max(map(len, lines)) <= 120


@each("name", FILES)
def test_a_query_is_sparql_to_a_second_parser(name: str) -> None:
    assert sparql.explain(FILES[name].read_text(encoding="utf-8")).startswith("SelectQuery")


@each("name", FILES)
def test_a_query_finds_what_the_articles_say(shipped: RetailGraph, name: str) -> None:
    found = rows(shipped, name)
    for wanted in EXPECTED[name].present:
        assert matching(found, wanted), f"not found: {wanted}"
    for unwanted, why in EXPECTED[name].absent:
        assert matching(found, unwanted) == [], why
    assert len(found) >= EXPECTED[name].at_least


@each("name", FILES)
def test_a_query_gives_each_row_once(shipped: RetailGraph, name: str) -> None:
    found = [tuple(row.values()) for row in rows(shipped, name)]  # twins are joins that multiply
    assert len(found) == len(set(found))


def test_counts_are_those_of_the_graph(shipped: RetailGraph) -> None:
    published = "?p rg:inArticle/dcterms:publisher ?who"
    claims = f"SELECT DISTINCT ?c {{ ?r rg:claim ?c . ?c ?s ?p . {published} }}"
    said = sum(int(row["claims"]) for row in rows(shipped, "claims-per-publisher"))
    assert said == len(shipped.query(claims).rows)
    figures = f"SELECT ?f {{ ?f rg:statedIn ?p . {published} }}"
    assert len(rows(shipped, "figures")) == len(shipped.query(figures).rows)


def test_a_query_about_one_entity_asks_about_another_by_its_values_line(shipped: RetailGraph) -> None:
    text = FILES["owners-of-a-brand-over-time"].read_text(encoding="utf-8")
    found = shipped.query(text.replace("ent:stuart-weitzman", "ent:versace")).cells()
    assert [(row[1], row[2], row[3]) for row in found] == [
        ("Capri Holdings Limited", "2018-12-31", "2025-12-02"),
        ("Prada Group", "2025-12-02", ""),
    ]


def test_results_can_be_taken_elsewhere(shipped: RetailGraph) -> None:
    found = shipped.query(FILES["renames"].read_text(encoding="utf-8"))
    table = list(csv.DictReader(io.StringIO(found.text("csv"))))
    assert {"formerName": "Coach, Inc.", "until": "2017-10-31", "nameToday": "Tapestry, Inc."} in table
