"""What ends, who is not named, and what nobody confirmed: files with what is right as people put it."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conftest import article, empty_store, write
from retailgraph.errors import InvalidData
from retailgraph.graph import reading
from retailgraph.lookup.rows import Row

ENTITIES = """\
velmar: {type: Company, name: Velmar Group}
tarnby: {type: Company, name: Tarnby Holding}
norvela: {type: Company, name: Norvela}
ostrand: {type: Company, name: Ostrand}
marvane: {type: Brand, name: Marvane}
pellworth: {type: Brand, name: Pellworth}
quickway: {type: Brand, name: Quickway}
superval: {type: Brand, name: Superval}
kioska: {type: Platform, name: Kioska}
ada-lind: {type: Person, name: Ada Lind}
bo-renn: {type: Person, name: Bo Renn}
cy-osk: {type: Person, name: Cy Osk}
"""


class Graph:
    """A store of small articles, named by their dates."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.api = empty_store(folder / "store", entities=ENTITIES)
        self._loaded = 0

    def load(self, **claims: object) -> None:
        """Articles by their day (d2019_09_18), each with its claims."""
        try:
            self.api.load(self.written(claims))
        except InvalidData as fault:
            raise ValueError("; ".join(map(str, fault.findings))) from None

    def written(self, claims: dict[str, object]) -> list[Path]:
        """The files of such articles."""
        files = {}
        for day, said in claims.items():
            self._loaded += 1
            when = day[1:].replace("_", "-")
            lines = said if isinstance(said, list) else [said]
            url = f"https://example.com/{self._loaded}"
            text = article(*map(str, lines), published=when, url=url, publisher=f"Daily {self._loaded}")
            files[f"{when}-news-{self._loaded}"] = text
        return write(self.folder / "files", files)

    def says(self, question: str, as_of: str | None = None) -> str:
        """Yes, no or unknown."""
        return self.api.ask(question, as_of=as_of).answer

    def rows(self, question: str, as_of: str | None = None) -> list[tuple[str, str]]:
        return [(r.entity, r.status) for r in self.api.ask(question, as_of=as_of).rows]

    def row(self, question: str, as_of: str | None = None) -> Row:
        (row,) = self.api.ask(question, as_of=as_of).rows
        return row

    def kinds(self) -> list[str]:
        return sorted(c.kind for c in self.api.conflicts())


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Graph]:
    made = Graph(tmp_path)
    yield made
    made.api.close()


# --- check and load agree ---------------------------------------------------------------------------------


def loaded_here() -> Iterator[dict[str, object]]:
    """The claims of each ``graph.load`` of this file that is not to be refused."""
    module = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    for function in (node for node in module.body if isinstance(node, ast.FunctionDef)):
        nodes = list(ast.walk(function))
        refused = {id(n) for block in nodes if isinstance(block, ast.With) for n in ast.walk(block)}
        words = {
            ast.unparse(node.targets[0]): node.value.value
            for node in nodes
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        }
        for node in nodes:
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "graph.load"
                and id(node) not in refused
            ):
                yield {str(said.arg): eval(ast.unparse(said.value), {}, words) for said in node.keywords}


def test_check_takes_every_file_that_load_takes(graph: Graph) -> None:
    blocks = list(loaded_here())
    assert len(blocks) > 30
    files = [path for said in blocks for path in graph.written(said)]
    wrong = [f for f in graph.api.check(files).findings if f.severity == "error" or "ceases" in f.message]
    graph.api.load(files)
    assert [*wrong, *(f for f in graph.api.check().findings if f.severity == "error")] == []


# --- the end of an entity -----------------------------------------------------------------------------------


def test_a_platform_that_closed_ends_its_sales(graph: Graph) -> None:
    graph.load(
        d2018_05_01=["marvane sellsOn kioska", "velmar operates kioska"],
        d2019_03_01="kioska ceases: {how: closed, from: 2019-02-15}",
    )
    assert graph.says("does Marvane sell on Kioska") == "no"
    assert graph.says("did Marvane sell on Kioska on 2018-06-01") == "yes"
    assert graph.says("does Velmar operate Kioska") == "no"
    (answer,) = graph.api.why("Marvane", "sellsOn", "Kioska").rows
    assert (answer.status, answer.until, answer.until_rule) == ("ended", "2019-02-15", "ceased")
    assert "Kioska closed" in answer.because


def test_a_company_that_died_ends_its_stakes_and_its_roles(graph: Graph) -> None:
    graph.load(
        d2018_02_01=["velmar owns pellworth", "velmar sellsOn kioska", "ada-lind leads velmar: {role: CEO}"],
        d2020_01_05="velmar ceases: {how: dissolved, from: 2019-12}",
    )
    for question in ("does Velmar own Pellworth", "does Velmar sell on Kioska", "does Ada Lind lead Velmar"):
        assert graph.says(question) == "no", question
    assert graph.says("does Velmar still exist") == "no"
    assert graph.says("does Pellworth still exist") == "unknown"
    assert graph.says("does Pellworth still exist", "2018-03") == "yes"
    assert graph.api.ask("what became of Velmar").rows[0].how == ("dissolved",)


def test_a_person_who_died_holds_no_role(graph: Graph) -> None:
    graph.load(
        d2018_02_01="ada-lind leads velmar: {role: creative director}",
        d2021_12_01="ada-lind ceases: {how: died, from: 2021-11-28}",
    )
    assert graph.says("does Ada Lind lead Velmar", "2021-11-27") == "yes"
    assert graph.says("does Ada Lind lead Velmar", "2021-11-28") == "no"


def test_the_order_of_loading_does_not_matter(graph: Graph) -> None:
    graph.load(d2019_03_01="kioska ceases: {how: closed, from: 2019-02-15}")
    graph.load(d2018_05_01="marvane sellsOn kioska")
    assert graph.says("does Marvane sell on Kioska") == "no"
    graph.api.remove(["2019-03-01-news-1"])
    assert graph.says("does Marvane sell on Kioska") == "yes"


def test_what_became_of_a_brand_that_another_replaced(graph: Graph) -> None:
    graph.load(
        d2018_10_22=["velmar owns superval", "velmar owns quickway", "superval sellsOn kioska"],
        d2019_06_01="superval becomes quickway: {how: replaced, from: 2019}",
    )
    assert graph.rows("what became of Superval") == [("Quickway", "completed")]
    assert graph.rows("successor of Superval") == [("Quickway", "completed")]
    assert graph.rows("predecessors of Quickway") == [("Superval", "completed")]
    assert graph.says("does Superval still exist") == "no"
    assert graph.says("does Velmar own Superval") == "no"
    assert graph.says("does Velmar own Quickway") == "yes"


def test_closed_twice_is_a_conflict(graph: Graph) -> None:
    graph.load(
        d2018_03_01="velmar ceases: {from: 2018-02-01}",
        d2020_03_01="velmar ceases: {from: 2020-02-01}",
    )
    assert graph.kinds() == ["date of the deal"]
    graph.load(d2021_01_01="velmar becomes tarnby: {how: merged, from: 2020-12}")
    assert "two ends" in graph.kinds()


def test_closed_and_reported_alive_is_a_conflict(graph: Graph) -> None:
    graph.load(
        d2018_03_01="kioska ceases: {from: 2018-02-01}",
        d2017_03_01="marvane sellsOn kioska",
        d2020_03_01="marvane sellsOn kioska",
    )
    assert graph.kinds() == ["after its end"]
    (conflict,) = graph.api.conflicts()
    assert sorted(side.says for side in conflict.sides) == [
        "Marvane sells on Kioska, in force",
        "ended 2018-02-01",
    ]
    graph.load(d2021_03_01="pellworth sellsOn kioska: {from: 2021-01-01}")
    assert graph.says("does Pellworth sell on Kioska") == "unknown"


def test_who_became_each_other_is_a_conflict(graph: Graph) -> None:
    graph.load(
        d2018_03_01="velmar becomes tarnby: {how: renamed, from: 2018-02}",
        d2019_03_01="tarnby becomes norvela: {how: merged, from: 2019-02}",
        d2020_03_01="norvela becomes velmar: {how: merged, from: 2020-02}",
    )
    (conflict,) = (c for c in graph.api.conflicts() if c.kind == "became each other")
    assert sorted(side.says for side in conflict.sides) == [
        "Norvela became Velmar Group, ended 2020-02",
        "Tarnby Holding became Norvela, ended 2019-02",
        "Velmar Group became Tarnby Holding, ended 2018-02",
    ]
    assert graph.says("does Velmar still exist") == "no"
    assert [r[0] for r in graph.rows("what became of Velmar")] == ["Tarnby Holding"]


def test_what_began_before_its_founding_is_a_conflict(graph: Graph) -> None:
    graph.load(
        d2013_03_22="velmar owns marvane: {from: 1900}",
        d2014_03_22="norvela founded marvane: {from: 1921}",
    )
    assert graph.kinds() == ["before its founding"]
    (conflict,) = graph.api.conflicts()
    assert sorted(side.says for side in conflict.sides) == [
        "Velmar Group owns Marvane, from 1900",
        "founded 1921",
    ]
    assert graph.says("did Velmar own Marvane in 1910") == "unknown"
    assert graph.says("did Velmar own Marvane in 1950") == "yes"
    graph.load(d2015_03_22="velmar owns pellworth: {from: 1921}")
    assert graph.kinds() == ["before its founding"]


def test_nothing_replaces_itself(graph: Graph) -> None:
    with pytest.raises(ValueError, match="a claim about itself: 'velmar' is subject and object"):
        graph.load(d2018_03_01="velmar becomes velmar: {from: 2018}")
    with pytest.raises(ValueError, match="ceases takes no object"):
        graph.load(d2018_03_01="velmar ceases tarnby: {from: 2018}")


def test_roles_succeed_one_another_per_post(graph: Graph) -> None:
    graph.load(
        d2018_03_01=["ada-lind leads velmar: {role: creative director}", "cy-osk leads velmar: {role: CFO}"],
        d2022_05_01="bo-renn leads velmar: {role: creative director, from: 2022-04-30}",
    )
    assert graph.says("does Ada Lind lead Velmar") == "no"
    assert graph.says("does Cy Osk lead Velmar", "2019") == "yes"
    assert [r[0] for r in graph.rows("creative directors of Velmar")] == ["Bo Renn"]


# --- each attempt has its own price -------------------------------------------------------------------------


def test_what_was_called_off_and_what_was_paid(graph: Graph) -> None:
    graph.load(
        d2019_11_25="velmar acquires tarnby: {status: announced, price: 16.2bn USD}",
        d2020_09_09="velmar acquires tarnby: {status: calledOff, price: 16.2bn USD, from: 2020-09-09}",
        d2021_01_07="velmar acquires tarnby: {price: 15.8bn USD, from: 2021-01-07, seller: norvela}",
    )
    rows = graph.api.ask("did Velmar acquire Tarnby").rows
    assert [(r.status, r.price, r.seller, r.articles) for r in rows] == [
        ("calledOff", ("16.2bn USD",), (), 2),
        ("completed", ("15.8bn USD",), ("Norvela",), 1),
    ]
    assert [r.sources for r in rows] == [("Daily 1", "Daily 2"), ("Daily 3",)]
    paid = "{ ?deal rdf:predicate rg:acquires ; status:completed ?s . ?s rg:claim ?c . ?c rg:price ?p }"
    assert [row[0].value for row in graph.api.query(f"SELECT ?p {paid}").rows] == ["15.8bn USD"]
    told = {e.event: (e.words, e.articles, e.publisher) for e in graph.api.timeline("Tarnby").events}
    assert told == {
        "announced": ("announced: Velmar Group to acquire Tarnby Holding", 1, "Daily 1"),
        "calledOff": ("called off: Velmar Group to acquire Tarnby Holding (16.2bn USD)", 1, "Daily 2"),
        "completed": ("Velmar Group acquired Tarnby Holding from Norvela (15.8bn USD)", 1, "Daily 3"),
    }
    lines = csv.DictReader(io.StringIO("".join(graph.api.export("csv"))))
    deals = [line for line in lines if line["relation"] == "acquires"]
    addresses = [f"https://example.com/{number}" for number in (1, 2, 3)]
    assert [(d["seller"], d["price"], d["articles"], d["sources"]) for d in deals] == [
        ("", "16.2bn USD", "2", " | ".join(addresses[:2])),
        ("norvela", "15.8bn USD", "1", addresses[2]),
    ]


def test_the_timeline_tells_each_attempt_with_its_own_price(graph: Graph) -> None:
    graph.load(
        d2020_09_09="velmar acquires tarnby: {status: calledOff, price: 16.2bn USD, from: 2020-09-09}",
        d2021_01_07="velmar acquires tarnby: {price: 15.8bn USD, from: 2021-01-07, seller: norvela}",
    )
    assert [event.words for event in graph.api.timeline("Tarnby").events] == [
        "called off: Velmar Group to acquire Tarnby Holding (16.2bn USD)",
        "Velmar Group acquired Tarnby Holding from Norvela (15.8bn USD)",
    ]


def test_half_a_company_makes_nobody_its_owner(graph: Graph) -> None:
    graph.load(
        d2021_03_04="velmar acquires marvane: {share: 50, from: 2021-03-01}",
        d2021_03_05="norvela acquires pellworth: {share: over 50, from: 2021-03-01}",
    )
    assert graph.says("does Velmar own Marvane", "2021-04") == "unknown"
    assert graph.says("does Velmar hold a stake in Marvane", "2021-04") == "yes"
    assert graph.says("does Norvela own Pellworth", "2021-04") == "yes"


def test_who_bought_a_half_each_own_it_together(graph: Graph) -> None:
    graph.load(
        d2021_03_04="velmar acquires marvane: {share: 50, from: 2021-03-01}",
        d2021_03_05="norvela acquires marvane: {share: 50, from: 2021-03-01}",
    )
    for owner in ("Velmar", "Norvela"):
        assert graph.says(f"does {owner} own Marvane", "2021-04") == "yes"
        assert graph.says(f"did {owner} buy Marvane", "2021-04") == "yes"
    assert [row.share for row in graph.api.ask("who owns Marvane", as_of="2021-04-01").rows] == ["50", "50"]
    assert not graph.api.conflicts()
    graph.api.remove(["2021-03-05-news-2"])
    assert graph.says("does Velmar own Marvane", "2021-04") == "unknown"


def test_a_half_that_was_sold_on_is_no_other_half(graph: Graph) -> None:
    graph.load(
        d2015_03_04="velmar acquires marvane: {share: 50, from: 2015-03-01}",
        d2021_03_05="norvela acquires marvane: {share: 50, from: 2021-03-01, seller: velmar}",
    )
    assert graph.says("does Norvela own Marvane", "2021-04") == "unknown"


def test_an_article_of_unknown_date_ends_nobody_whom_more_name(graph: Graph) -> None:
    files = {
        "2023-01-a": article("velmar owns marvane", published="2023-01", publisher="Daily"),
        "2023-02-b": article("velmar owns marvane", published="2023-02", publisher="Weekly"),
        "2023-03-c": article("tarnby owns pellworth", published="2023-03", publisher="Daily"),
        "undated-d": article("norvela owns marvane", "norvela owns pellworth", publisher="Free Wiki"),
    }
    graph.api.load(write(graph.folder / "undated", files))
    assert graph.says("does Velmar own Marvane", "2023-06") == "yes"
    holds = {row.entity: row.holds for row in graph.api.ask("who owns Marvane").rows}
    assert holds == {"Velmar Group": "yes", "Norvela": "unknown"}
    assert "undated rival" in {one.kind for one in graph.api.conflicts("Marvane")}
    # One publisher against one: nothing tells which is the weaker.
    assert "undated rival" not in {one.kind for one in graph.api.conflicts("Pellworth")}


def test_one_of_a_row_without_a_start(graph: Graph) -> None:
    graph.load(
        d2024_10_01=[
            "ada-lind leads velmar: {role: CEO, from: 2001}",
            "bo-renn leads velmar: {role: CEO}",
            "cy-osk leads velmar: {role: CEO, from: 2018-06-28}",
        ]
    )
    assert graph.says("does Cy Osk lead Velmar", "2024-11") == "yes"
    assert graph.says("does Bo Renn lead Velmar", "2024-11") == "unknown"
    assert graph.says("does Ada Lind lead Velmar", "2024-11") == "no"
    assert [one.kind for one in graph.api.conflicts()] == ["missing start"]
    graph.load(d2024_11_01="bo-renn leads velmar: {role: CEO, from: 2024-10-15}")
    assert graph.says("does Bo Renn lead Velmar", "2024-12") == "yes"


def test_each_attempt_has_its_own_seller(graph: Graph) -> None:
    graph.load(
        d2008_02_02="velmar acquires marvane: {status: calledOff, seller: tarnby, announced: 2008}",
        d2019_05_05="velmar acquires marvane: {from: 2019-05, seller: norvela}",
    )
    rows = graph.api.ask("from whom did Velmar buy Marvane").rows
    assert [(row.entity, row.status) for row in rows] == [
        ("Tarnby Holding", "calledOff"),
        ("Norvela", "completed"),
    ]


def test_two_purchases_that_cannot_both_be_are_in_doubt(graph: Graph) -> None:
    graph.load(
        d2021_03_04="velmar acquires marvane: {share: 60, from: 2021-03-01}",
        d2021_03_05="norvela acquires marvane: {share: 60, from: 2021-03-01}",
        d2021_03_06="norvela acquires pellworth: {share: 60, from: 2021-03-01}",
    )
    assert graph.says("did Velmar buy Marvane", "2021-04") == "unknown"
    assert graph.says("did Norvela buy Pellworth", "2021-04") == "yes"
    answer = graph.api.ask("did Velmar buy Marvane")
    assert answer.sentence.startswith("unknown: Velmar Group may have acquired Marvane, 60%, on 2021-03-01")
    assert answer.notes == ("the sources disagree about this; see: retailgraph conflicts marvane",)
    deals = graph.api.ask("deals of Marvane")
    assert deals.sentence == "2 deals: 2 uncertain."
    assert deals.notes == ("the sources disagree about 2 of these; see: retailgraph conflicts marvane",)
    (row,) = graph.api.why("Velmar", "acquires", "Marvane").rows
    assert "what it gave is in conflict with what others report" in row.because
    assert all(event.disputed for event in graph.api.timeline("Marvane").events)
    assert not any(event.disputed for event in graph.api.timeline("Pellworth").events)
    graph.api.remove(["2021-03-05-news-2"])
    assert graph.says("did Velmar buy Marvane", "2021-04") == "yes"


def test_a_seller_whom_only_the_announcement_names(graph: Graph) -> None:
    graph.load(
        d2020_10_29="velmar acquires marvane: {status: announced, seller: tarnby}",
        d2021_01_08="velmar acquires marvane: {from: 2021-01-07}",
        d2022_01_08="velmar acquires pellworth: {from: 2022-01-07, seller: norvela}",
        d2021_12_08="velmar acquires pellworth: {status: announced, seller: tarnby}",
    )
    assert graph.says("did Tarnby own Marvane on 2020-12-01") == "yes"
    assert graph.says("did Tarnby sell Marvane") == "yes"
    assert graph.says("did Tarnby own Marvane in 2022") == "no"
    assert graph.says("did Norvela own Pellworth on 2022-01-06") == "yes"
    assert graph.says("did Tarnby own Pellworth on 2022-01-06") != "yes"


def test_each_attempt_at_a_deal_counts_for_itself(graph: Graph) -> None:
    graph.load(
        d2020_09_09="velmar acquires tarnby: {status: calledOff, from: 2020-09-09}",
        d2021_01_07="velmar acquires tarnby: {from: 2021-01-07}",
    )
    assert graph.api.ask("deals of Tarnby").sentence == "1 deal, 2 attempts: 1 completed, 1 called off."
    graph.load(d2022_01_07="norvela acquires tarnby: {from: 2022-01-07}")
    assert graph.api.ask("deals of Tarnby").sentence == "2 deals, 3 attempts: 2 completed, 1 called off."


# --- founding -----------------------------------------------------------------------------------------------


def test_nobody_owned_what_was_not_founded(graph: Graph) -> None:
    graph.load(d2013_03_22=["velmar owns marvane", "norvela founded marvane: {from: 1921}"])
    assert graph.says("did Velmar own Marvane in 1066") == "no"
    assert graph.says("did Velmar own Marvane in 1950") == "unknown"
    answer = graph.api.ask("who owned Marvane in 1066")
    assert not answer.rows
    assert "Marvane was founded 1921" in answer.notes
    row = graph.row("who owns Marvane")
    assert (row.since, row.since_rule) == ("before 2013-03-22", "founded")
    assert str(row.since_earliest) == "1921-01-01"


def test_of_a_time_that_no_article_tells_of_the_doubt_comes_first(graph: Graph) -> None:
    graph.load(
        d2013_03_22=["velmar owns marvane", "ada-lind leads velmar: {role: CEO}"],
        d2016_01_01="velmar owns pellworth",
        d2017_01_01="velmar owns superval: {from: 2016}",
    )
    first = "the first report that Velmar Group owns Marvane is of 2013-03-22."
    doubt = f"no article tells of this in 1066; {first}"
    for question in ("who owned Marvane", "what did Velmar own", "how many brands did Velmar own"):
        assert graph.api.ask(f"{question} in 1066").sentence == f"Unknown: {doubt}", question
    assert graph.api.ask("did Velmar own Marvane in 1066").sentence == f"unknown: {doubt}"
    early = "who led Velmar before 1900"
    assert graph.api.ask(early).sentence.startswith("Unknown: no article tells of this before 1900; ")
    told = graph.api.ask("how many brands did Velmar own in 2017").sentence
    assert told == "3 brands: Superval, Pellworth, Marvane; 1 of them not confirmed since 2013-03."
    half = graph.api.ask("how many brands did Velmar own in 2014").sentence
    assert half == "1 brand: Marvane; 1 more announced or uncertain."
    graph.load(d2020_01_01="norvela founded marvane: {from: 1921}")
    unheard = "no article tells of that time; Marvane was founded 1921."
    assert graph.api.ask("who owned Marvane in 1066").sentence == f"None: {unheard}"
    assert graph.api.ask("did Velmar own Marvane in 1066").sentence == f"no: {unheard}"
    assert graph.api.ask("who owned Marvane in 1950").sentence.startswith(
        "Unknown: no article tells of this in"
    )


def test_a_start_that_nobody_bounds_is_told_as_before(graph: Graph) -> None:
    graph.load(d2013_03_22="velmar owns marvane")
    assert graph.row("who owns Marvane").since == "before 2013-03-22"


# --- undisclosed --------------------------------------------------------------------------------------------


def test_an_undisclosed_buyer_takes_over(graph: Graph) -> None:
    graph.load(
        d2020_01_01="velmar owns marvane",
        d2023_06_01="undisclosed acquires marvane: {seller: velmar, from: 2023-05}",
    )
    assert graph.says("did Velmar sell Marvane") == "yes"
    assert graph.says("does Velmar own Marvane") == "no"
    assert graph.rows("who owns Marvane") == [("undisclosed", "inForce")]


def test_two_undisclosed_buyers_are_not_one(graph: Graph) -> None:
    graph.load(
        d2023_06_01=[
            "undisclosed acquires marvane: {seller: velmar, from: 2023-05}",
            "undisclosed acquires pellworth: {from: 2023-05}",
        ],
    )
    (one,), (two,) = (graph.api.ask(f"who owns {name}").rows for name in ("Marvane", "Pellworth"))
    assert one.entity == two.entity == "undisclosed"
    assert one.id != two.id
    assert not graph.api.path("Marvane", "Pellworth")


def test_questions_of_somebody_unnamed(graph: Graph) -> None:
    graph.load(d2023_05_17="undisclosed acquires marvane: {seller: velmar, from: 2023-05}")
    for question in (
        "undisclosed owns Marvane",
        "does undisclosed own Marvane?",
        "did undisclosed buy Marvane",
    ):
        assert graph.says(question, "2024-01-01") == "yes", question
    why = graph.api.ask("why undisclosed owns Marvane", as_of="2024-01-01")
    assert "an undisclosed buyer" in why.rows[0].because
    assert [item.says for item in why.rows[0].evidence]
    assert graph.api.ask("why does Velmar own Marvane").rows[0].evidence


def test_why_somebody_unnamed_owns_it(graph: Graph) -> None:
    graph.load(d2023_06_01="undisclosed acquires marvane: {from: 2023-05}")
    (row,) = graph.api.why("undisclosed", "owns", "Marvane").rows
    assert (row.subject, row.holds) == ("undisclosed", "yes")
    assert [e.publisher for e in row.evidence] == ["Daily 1"]
    assert not graph.api.why("undisclosed", "owns", "Pellworth").rows


def test_an_undisclosed_seller_and_another_undisclosed_buyer(graph: Graph) -> None:
    graph.load(
        d2019_06_01="undisclosed acquires marvane: {from: 2019-05-01}",
        d2021_06_01="velmar acquires marvane: {seller: undisclosed, from: 2021-05-01}",
        d2023_06_01="undisclosed acquires marvane: {seller: velmar, from: 2023-05-01}",
    )
    said = [(r.entity, r.since, r.until) for r in graph.api.ask("who owned Marvane over time").rows]
    assert said == [
        ("undisclosed", "2019-05-01", "2021-05-01"),
        ("Velmar Group", "2021-05-01", "2023-05-01"),
        ("undisclosed", "2023-05-01", ""),
    ]


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("velmar owns undisclosed", "'undisclosed' stands for an owner, buyer or seller"),
        ("undisclosed sellsOn kioska", "'undisclosed' stands for an owner, buyer or seller"),
        ("velmar acquires tarnby: {into: undisclosed}", "'undisclosed' cannot stand here"),
        ("undisclosed owns nobody", "unknown entity 'nobody'"),
    ],
)
def test_undisclosed_elsewhere_is_refused(graph: Graph, claim: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        graph.load(d2020_01_01=claim)


# --- announced ends -----------------------------------------------------------------------------------------


def test_a_sale_that_was_announced_and_never_confirmed(graph: Graph) -> None:
    graph.load(
        d2020_01_01="velmar owns marvane",
        d2021_06_23="norvela acquires marvane: {status: announced, announced: 2021-06-23, seller: velmar}",
    )
    assert graph.says("does Velmar own Marvane", "2021-07-01") == "yes"
    assert graph.says("does Velmar own Marvane") == "unknown"
    row = next(r for r in graph.api.why("Velmar", "owns", "Marvane").rows if r.relation == "owns")
    assert row.doubt_rule == "announced end"
    assert "Norvela" in row.because
    graph.load(d2024_01_01="velmar owns marvane")
    assert graph.says("does Velmar own Marvane") == "yes"


def test_a_sale_with_a_planned_day(graph: Graph) -> None:
    graph.load(
        d2020_01_01="velmar owns marvane",
        d2021_06_23="norvela acquires marvane: {status: announced, from: 2021-09, seller: velmar}",
    )
    assert graph.says("does Velmar own Marvane", "2021-09-29") == "yes"
    assert graph.says("does Velmar own Marvane", "2021-10-01") == "unknown"
    graph.load(d2021_11_01="norvela acquires marvane: {seller: velmar, from: 2021-10-15}")
    assert graph.says("does Velmar own Marvane", "2021-10-14") == "yes"
    assert graph.says("does Velmar own Marvane") == "no"


def test_a_departure_and_a_closure_that_were_announced(graph: Graph) -> None:
    graph.load(
        d2020_01_01=["ada-lind leads velmar: {role: CEO, to: 2020-06-30}", "marvane sellsOn kioska"],
        d2020_02_01=["kioska ceases: {status: announced, from: 2020-09-01}"],
    )
    assert graph.says("does Ada Lind lead Velmar", "2020-06-01") == "yes"
    assert graph.says("does Ada Lind lead Velmar", "2020-07-01") == "unknown"
    assert graph.says("does Marvane sell on Kioska", "2020-08-31") == "yes"
    assert graph.says("does Marvane sell on Kioska", "2020-09-01") == "unknown"
    graph.load(d2020_10_01=["ada-lind leads velmar: {role: CEO}", "kioska ceases: {from: 2020-09-01}"])
    assert graph.says("does Ada Lind lead Velmar", "2020-07-01") == "yes"
    assert graph.says("does Marvane sell on Kioska", "2020-09-01") == "no"


def test_a_successor_that_was_announced(graph: Graph) -> None:
    graph.load(
        d2020_01_01="ada-lind leads velmar: {role: CEO}",
        d2020_02_01="bo-renn leads velmar: {role: CEO, status: announced, from: 2020-03-01}",
    )
    assert graph.says("does Ada Lind lead Velmar", "2020-02-15") == "yes"
    assert graph.says("does Ada Lind lead Velmar", "2020-03-02") == "unknown"


# --- ultimate owners ----------------------------------------------------------------------------------------


def test_the_ultimate_owner_at_the_end_of_a_chain(graph: Graph) -> None:
    graph.load(
        d2020_01_01=[
            "velmar owns tarnby: {share: 60, from: 2010-01-01}",
            "tarnby owns marvane: {share: 55, from: 2012-01-01}",
            "norvela owns velmar: {from: 2022-01-01}",
        ]
    )
    (top,) = graph.api.ultimate_owners("Marvane", as_of="2015-01-01")
    assert (top.name, top.share, top.holds, top.through) == ("Velmar Group", "33", "yes", ("Tarnby Holding",))
    (now,) = graph.api.ultimate_owners("Marvane", as_of="2023-01-01")
    assert (now.name, now.share, now.through) == ("Norvela", "", ("Velmar Group", "Tarnby Holding"))
    for question in ("ultimate owner of Marvane", "who ultimately owns Marvane", "top parent of Marvane"):
        (row,) = graph.api.ask(question, as_of="2015-01-01").rows
        assert (row.entity, row.share, row.via) == ("Velmar Group", "33", "Tarnby Holding")
    assert graph.says("does Velmar ultimately own Marvane", "2015-01-01") == "yes"


def test_an_ultimate_owner_without_a_known_chain(graph: Graph) -> None:
    graph.load(
        d2020_01_01=["norvela ultimatelyOwns marvane", "velmar owns marvane"],
        d2020_01_02="ada-lind ultimatelyOwns pellworth: {share: over 50}",
    )
    (top,) = graph.api.ultimate_owners("Marvane", as_of="2020-06")
    assert (top.name, top.stated, top.holds, top.share) == ("Norvela", True, "yes", "")
    (row,) = graph.api.ask("ultimate owner of Pellworth", as_of="2020-06").rows
    assert row.entity == "Ada Lind"


def test_what_is_held_through_another_is_told_from_end_to_end(graph: Graph) -> None:
    graph.load(
        d2020_01_01=[
            "velmar owns tarnby: {share: 60, from: 2010-01-01}",
            "tarnby owns marvane: {share: 55, from: 2012-01-01}",
        ]
    )
    told = "Velmar Group owns Marvane, 33%, since {}, through Tarnby Holding (1 publisher)."
    assert graph.api.ask("brands of Velmar", as_of="2020-06").sentence == told.format("2012-01-01")
    sentence = graph.api.ask("does Velmar own Marvane", as_of="2020-06").sentence
    assert sentence == "yes: " + told.format("2012-01-01")
    (row,) = graph.api.ask("how much of Marvane does Velmar own", as_of="2020-06").rows
    assert (row.subject, row.object, row.entity, row.share) == ("Velmar Group", "Marvane", "Marvane", "33")
    owners = graph.api.ask("who owns Marvane", as_of="2020-06").rows
    assert [(r.subject, r.object, r.share) for r in owners] == [
        ("Tarnby Holding", "Marvane", "55"),
        ("Velmar Group", "Marvane", "33"),
    ]


class Counted:
    """A store that counts how often it is read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reads = 0
        known = reading.known
        monkeypatch.setattr(reading, "known", lambda *a, **k: self._read(known, a, k))

    def _read(self, known: Callable[..., Any], args: Any, given: Any) -> Any:
        self.reads += 1
        return known(*args, **given)


def test_each_link_of_a_long_chain_is_read_once(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"h{n}" for n in range(121)]
    more = "".join(f"{name}: {{type: Company, name: Holding {name}}}\n" for name in names)
    graph.api.load(write(graph.folder / "more", {"entities": more}))
    links = [f"{one} owns {two}: {{from: 2010-01-01}}" for one, two in pairwise(names)]
    told = article(*links, published="2020-01-01")
    graph.api.load(write(graph.folder / "more", {"2020-01-01-links": told}))
    count = Counted(monkeypatch)
    (top,) = graph.api.ultimate_owners("h120", as_of="2020-06")
    assert (top.id, len(top.through)) == ("h0", 119)
    climbed = count.reads
    assert climbed <= 2 * 2 * len(names)
    assert graph.says("did 'Holding h0' own 'Holding h120' between 2012 and 2016") == "yes"
    assert count.reads - climbed <= 4 * len(names)


def test_who_own_each_other_end_no_chain(graph: Graph) -> None:
    graph.load(d2020_01_01=["velmar owns tarnby", "tarnby owns velmar", "tarnby owns marvane"])
    assert graph.api.ultimate_owners("Marvane", as_of="2020-06") == ()
    (note,) = graph.api.ask("ultimate owner of Marvane", as_of="2020-06").notes
    assert note == "who owns it is owned in a circle, which has no end; see: retailgraph conflicts"


# --- chains of the past -------------------------------------------------------------------------------------


def test_a_chain_that_was_whole_once(graph: Graph) -> None:
    graph.load(
        d2015_01_01=["norvela owns velmar: {from: 2010-01-01}", "velmar owns marvane: {from: 2010-01-01}"],
        d2018_01_01="ostrand acquires marvane: {seller: velmar, from: 2017-06-01}",
    )
    assert graph.says("did Norvela own Marvane in 2015") == "yes"
    assert graph.says("did Norvela own Marvane on 2015-06-01") == "yes"
    assert graph.says("did Norvela own Marvane between 2012 and 2016") == "yes"
    assert graph.says("did Norvela own Marvane") == "yes"
    assert graph.says("does Norvela own Marvane") == "no"


# --- dates with bounds --------------------------------------------------------------------------------------


def test_dates_with_bounds_in_files_and_questions(graph: Graph) -> None:
    graph.load(
        d2020_01_01=[
            "velmar owns marvane: {from: 1990s, to: before 2005}",
            "norvela owns pellworth: {from: 1995-Q2}",
            "tarnby owns quickway: {from: 2015..2017, status: inForce}",
        ]
    )
    assert graph.says("does Velmar own Marvane", "1989-12-31") == "no"
    assert graph.says("does Velmar own Marvane", "1995-06-01") == "unknown"
    assert graph.says("does Velmar own Marvane", "2005-01-01") == "no"
    assert graph.says("does Norvela own Pellworth", "1995-06-30") == "yes"
    assert graph.says("does Tarnby own Quickway", "2014-12-31") == "no"
    assert graph.says("did Norvela own Pellworth in the 1990s") == "yes"
    assert graph.says("did Norvela own Pellworth in 1995-Q2") == "yes"
    assert graph.row("owners of Pellworth").since == "1995-Q2"


# --- complete lists -----------------------------------------------------------------------------------------


def test_check_and_queries_take_what_load_takes(graph: Graph) -> None:
    graph.load(
        d2001_01_01=["velmar owns marvane: {from: before 1995, complete: objects}"],
        d2002_01_01=["velmar owns pellworth: {from: after 1998}", "kioska ceases: {from: 2001-Q2}"],
        d2003_01_01=["undisclosed acquires superval: {seller: velmar, from: 2001..2002}"],
        d2004_01_01=["velmar acquires quickway: {seller: undisclosed, from: 2000s}"],
    )
    assert graph.api.check().text().endswith("no faults")
    assert graph.api.check([graph.folder / "files"]).errors == 0
    assert graph.api.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
    assert graph.says("does Velmar own Pellworth", "2002-01-01") == "yes"
    assert graph.says("does Velmar own Pellworth", "2000-01-01") == "unknown"


def test_a_complete_list_ends_what_it_leaves_out(graph: Graph) -> None:
    every = "{complete: objects}"
    graph.load(
        d2001_01_01=[f"velmar owns marvane: {every}", f"velmar owns pellworth: {every}"],
        d2010_01_01="velmar owns quickway",
        d2023_01_01=[f"velmar owns marvane: {every}", f"velmar owns superval: {every}"],
    )
    assert graph.says("does Velmar own Pellworth") == "no"
    (row,) = graph.api.why("Velmar", "owns", "Pellworth").rows
    assert (row.until, row.until_rule) == ("2001-01-01 to 2023-01-01", "complete list")
    assert graph.says("does Velmar own Marvane", "2023-02") == "yes"
    assert graph.says("does Velmar own Quickway", "2012-02") == "yes"  # no complete list named it
    assert graph.says("did Velmar own Superval in 2000") == "no"
    assert graph.says("did Velmar own Superval in 2020") == "unknown"
    assert graph.row("who owns Superval").since == "2001-01-01 to 2023-01-01"
    assert graph.row("who owns Marvane").since == "before 2001-01-01"
    graph.api.remove(["2023-01-01-news-3"])
    assert graph.says("does Velmar own Pellworth", "2002") == "yes"


def test_a_list_is_complete_by_one_of_two_words(graph: Graph) -> None:
    with pytest.raises(ValueError, match="'all' is not a word for it"):
        graph.load(d2001_01_01="velmar owns marvane: {complete: all}")


def test_a_brand_that_its_owner_licenses(graph: Graph) -> None:
    graph.load(
        d2024_02_03=[
            "marvane licenses ostrand: {market: JP}",
            "velmar licenses tarnby: {brand: marvane, market: GE}",
        ]
    )
    assert sorted(graph.rows("licensees of Marvane")) == [
        ("Ostrand", "inForce"),
        ("Tarnby Holding", "inForce"),
    ]
    assert graph.rows("licensees of Velmar") == [("Tarnby Holding", "inForce")]
    (group,) = graph.api.show("Marvane").groups
    assert {(row.entity, row.brand) for row in group.rows} == {
        ("Ostrand", ()),
        ("Tarnby Holding", ("Marvane",)),
    }
    assert graph.rows("who operates Marvane in Japan") == [("Ostrand", "inForce")]
    assert graph.rows("who operates Marvane in Georgia") == [("Tarnby Holding", "inForce")]
    assert len(graph.rows("franchisees of Marvane")) == 2
    assert graph.says("does Marvane license to Tarnby", "2024-03") == "yes"
    assert graph.says("does Marvane license to Velmar", "2024-03") == "unknown"
    sentence = graph.api.ask("does Marvane license to Tarnby", as_of="2024-03-01").sentence
    assert sentence.startswith("yes: Velmar Group licenses to Tarnby Holding, for Marvane, since")
    query = graph.api.find(relation="licenses", of="Marvane")
    assert len(query.rows) == 2


def test_who_all_own_each_other_are_told_once_each(graph: Graph) -> None:
    graph.load(
        d2024_01_01=[
            "velmar owns tarnby",
            "velmar owns norvela",
            "velmar owns ostrand",
            "tarnby owns velmar",
            "tarnby owns norvela",
            "tarnby owns ostrand",
            "norvela owns velmar",
            "norvela owns tarnby",
            "norvela owns ostrand",
            "ostrand owns velmar",
            "ostrand owns tarnby",
            "ostrand owns norvela",
        ]
    )
    answer = graph.api.ask("who owns Velmar", as_of="2024-02-01")
    assert answer.notes == ("the sources disagree about 3 of these; see: retailgraph conflicts velmar",)
    rows = answer.rows
    assert sorted((row.entity, row.via) for row in rows) == [
        ("Norvela", ""),
        ("Ostrand", ""),
        ("Tarnby Holding", ""),
    ]


def test_a_circle_is_told_of_an_article(graph: Graph) -> None:
    graph.load(d2024_01_02=["velmar owns tarnby", "tarnby owns norvela", "norvela owns velmar"])
    (finding,) = graph.api.check().findings
    assert (finding.rule, finding.path) == ("claim-circle", "2024-01-02-news-1")


def test_a_timeline_says_what_is_disputed(graph: Graph) -> None:
    graph.load(
        d2015_07_01="velmar owns marvane: {from: 2015-06}",
        d2016_01_01=["velmar owns marvane: {to: 2012, status: ended}", "norvela acquires pellworth"],
    )
    assert graph.kinds() == ["ends before it begins"]
    told = {event.told: event.disputed for event in graph.api.timeline("Velmar").events}
    assert told == {
        "Velmar Group ceased to own Marvane; the sources disagree": True,
        "Velmar Group became the owner of Marvane; the sources disagree": True,
    }
    assert not any(event.disputed for event in graph.api.timeline("Pellworth").events)


def test_shares_of_more_than_all_in_the_order_of_days_and_ids(graph: Graph) -> None:
    graph.load(
        d2024_02_02=[f"{owner} owns marvane: {{share: 50}}" for owner in ("velmar", "tarnby", "ostrand")],
        d2024_02_01="velmar owns marvane: {share: over 50}",
    )
    (conflict,) = graph.api.conflicts()
    assert conflict.words.endswith("their shares add up to 150 percent")
    owners = [words.partition(" owns")[0] for words in conflict.about]
    assert owners == ["Velmar Group", "Ostrand", "Tarnby Holding"]
    assert [side.says.partition(" owns")[0] for side in conflict.sides] == owners


def test_whom_nobody_names_at_every_door(graph: Graph) -> None:
    graph.load(d2023_06_01=["undisclosed acquires marvane: {seller: velmar, from: 2023-05}", "kioska ceases"])
    assert "undisclosed" not in {e.name for e in graph.api.list()}
    assert "undisclosed,owns" in "".join(graph.api.export("csv"))
    for form in ("graphml", "gexf", "node-link", "turtle"):
        assert "undisclosed" in "".join(graph.api.export(form)), form
    network = graph.api.networkx()
    assert network.nodes["undisclosed.marvane"]["label"] == "undisclosed"
    assert "undisclosed" in graph.api.draw("Marvane", format="svg").text
    shown = [(r.relation, r.entity) for g in graph.api.show("Marvane").groups for r in g.rows]
    assert ("owns", "undisclosed") in shown
    assert [r.relation for g in graph.api.show("Kioska").groups for r in g.rows] == ["ceases"]


@pytest.fixture
def two_ways(graph: Graph) -> Graph:
    graph.load(
        d2020_01_01=[
            "velmar owns tarnby: {share: 60}",
            "velmar owns ostrand: {share: 100}",
            "tarnby holdsStakeIn marvane: {share: 30}",
            "ostrand owns marvane: {share: 50}",
            "velmar holdsStakeIn marvane: {share: 5}",
        ]
    )
    return graph


def test_what_is_held_in_several_ways_is_added_up(two_ways: Graph) -> None:
    found = two_ways.api.ask("how much of Marvane does Velmar own", as_of="2020-06")
    assert {(row.share, row.via) for row in found.rows} == {
        ("5", ""),
        ("50", "Ostrand"),
        ("18", "Tarnby Holding"),
    }
    assert found.sentence == (
        "Velmar Group holds 73% of Marvane in all: 5% directly, 50% through Ostrand "
        "and 18% through Tarnby Holding."
    )
    (top,) = two_ways.api.ultimate_owners("Marvane", as_of="2020-06")
    assert (top.name, top.share) == ("Velmar Group", "73")
    assert top.ways == (("", "5"), ("Ostrand", "50"), ("Tarnby Holding", "18"))


def test_what_is_held_in_several_ways_is_not_added_up_where_a_link_is_not_known(two_ways: Graph) -> None:
    two_ways.load(d2020_01_02="norvela owns velmar")
    found = two_ways.api.ask("how much of Marvane does Norvela own", as_of="2020-06")
    assert [row.share for row in found.rows] == [""]
    (top,) = two_ways.api.ultimate_owners("Marvane", as_of="2020-06")
    assert (top.name, top.share, top.ways) == ("Norvela", "", ())


def test_a_stake_in_an_owner_is_no_owning_of_what_that_owns(graph: Graph) -> None:
    graph.load(
        d2020_01_01=[
            "velmar holdsStakeIn tarnby: {share: 40}",
            "tarnby owns marvane: {share: 60}",
            "velmar holdsStakeIn marvane: {share: 5}",
        ]
    )
    rows = graph.api.ask("how much of Marvane does Velmar own", as_of="2020-06").rows
    assert {(row.relation, row.share) for row in rows} == {("holdsStakeIn", "5"), ("holdsStakeIn", "24")}


# --- what was to end, what failed, what is reported after its end -------------------------------------------


def test_what_went_on_after_an_announced_end_is_told(graph: Graph) -> None:
    graph.load(
        d2022_02_02="pellworth sellsOn kioska", d2025_01_01="pellworth sellsOn kioska: {to: 2025-06-30}"
    )
    assert graph.says("does Pellworth sell on Kioska") == "unknown"
    graph.load(d2026_08_08="pellworth sellsOn kioska")
    assert (graph.says("does Pellworth sell on Kioska"), graph.kinds()) == ("yes", ["went on"])


def test_who_went_bankrupt_may_go_on(graph: Graph) -> None:
    graph.load(d2015_01_15="velmar owns marvane", d2019_07_07="velmar ceases: {how: bankrupt, from: 2019-07}")
    assert graph.says("does Velmar own Marvane", "2019-06-30") == "yes"
    assert graph.says("does Velmar own Marvane", "2019-08-01") == "unknown"
    assert graph.says("does Velmar still exist", "2020-01-01") == "unknown"
    assert "Velmar Group went bankrupt" in graph.api.why("Velmar", "owns", "Marvane").rows[0].because
    graph.load(d2021_01_01="velmar owns marvane")
    assert graph.says("does Velmar own Marvane", "2021-01-01") == "yes"
    assert not graph.kinds()


def test_a_bankruptcy_is_no_other_day_of_the_end(graph: Graph) -> None:
    graph.load(
        d2015_01_15="velmar owns marvane",
        d2020_07_07=[
            "velmar ceases: {how: bankrupt, from: 2019}",
            "velmar ceases: {how: dissolved, from: 2020-06-30}",
        ],
    )
    assert not graph.kinds()
    assert graph.says("did Velmar own Marvane on 2020-03-01") == "yes"
    (row,) = graph.api.why("Velmar", "owns", "Marvane").rows
    assert (row.status, row.until) == ("ended", "2020-06-30")
    assert "was dissolved" in graph.api.ask("does Velmar still exist").sentence


def test_who_is_reported_after_its_end_is_in_doubt(graph: Graph) -> None:
    graph.load(
        d2018_01_01="pellworth sellsOn kioska",
        d2019_04_02="kioska ceases: {how: closed, from: 2019-03-31}",
        d2020_05_05="kioska ceases: {how: closed, from: 2020-04}",
    )
    (late,) = graph.written({"d2022_06_06": "marvane sellsOn kioska"})
    (told,) = graph.api.load([late]).findings
    assert "this article contradicts: Kioska ceased to exist, ended 2019-03-31, 2 publishers" in told.message
    assert graph.says("does Marvane sell on Kioska") == "unknown"
    assert graph.says("does Pellworth sell on Kioska") == "no"
    assert graph.says("does Kioska still exist") == "unknown"
    assert graph.kinds() == ["after its end", "date of the deal"]


def test_what_two_merged_into_is_what_they_became(graph: Graph) -> None:
    graph.load(
        d2018_01_01="velmar owns marvane",
        d2020_07_01=[
            "velmar mergesWith tarnby: {into: norvela, from: 2020-07-01}",
            "velmar ceases: {how: merged, from: 2020-07-01}",
        ],
    )
    assert {row.entity for row in graph.api.ask("successors of Velmar").rows} == {"Norvela"}
    assert "Norvela" in {row.entity for row in graph.api.ask("what became of Velmar").rows}
    assert graph.says("does Velmar still exist") == "no"
    assert not graph.kinds()


def test_the_buyer_who_is_named_later_is_the_undisclosed_one(graph: Graph) -> None:
    graph.load(
        d2019_02_01="velmar owns marvane",
        d2023_05_20="undisclosed acquires marvane: {seller: velmar, from: 2023-05}",
    )
    assert "undisclosed buyer" in graph.api.ask("who owns Marvane").sentence
    graph.load(d2023_11_08="tarnby acquires marvane: {seller: velmar, from: 2023-05}")
    deals = graph.api.ask("deals of Marvane")
    assert deals.sentence == "1 deal: 1 completed."
    assert [row.doubt_rule for row in deals.rows if row.subject != "Tarnby Holding"] == ["revealed"]
    (told,) = graph.api.why("undisclosed", "acquires", "Marvane").rows
    assert told.because.startswith("the same as this: Tarnby Holding completed its purchase of Marvane")
    assert graph.rows("who owns Marvane", "2023-12-01") == [("Tarnby Holding", "inForce")]
    assert not graph.kinds()


def test_of_two_who_may_be_the_undisclosed_one_neither_is(graph: Graph) -> None:
    graph.load(
        d2023_05_20="undisclosed acquires marvane: {from: 2023-05, share: 40}",
        d2023_11_08=[
            "tarnby acquires marvane: {from: 2023-05, share: 40}",
            "ostrand acquires marvane: {from: 2023-05, share: 40}",
        ],
    )
    assert len(graph.api.ask("deals of Marvane").rows) == 3


# --- starts, prices, shares -------------------------------------------------------------------------------


def test_what_was_announced_for_a_day_began_on_it(graph: Graph) -> None:
    graph.load(
        d2016_01_10="ada-lind leads velmar: {role: CEO, from: 2016-01}",
        d2021_09_15="cy-osk leads velmar: {role: CEO, from: 2021-10-01}",
        d2026_02_01="cy-osk leads velmar: {role: CEO}",
    )
    (row,) = graph.api.ask("who is the CEO of Velmar").rows
    assert (row.entity, row.since, row.since_rule) == ("Cy Osk", "2021-10-01", "as planned")
    assert graph.api.ask("who was CEO of Velmar on 2021-11-01").rows[0].entity == "Cy Osk"


def test_a_start_that_nobody_states_is_no_earlier_than_whom_it_ended_was_reported(graph: Graph) -> None:
    graph.load(d2014_03_05="ostrand owns marvane: {from: 1999}")
    (file,) = graph.written({"d2021_06_09": "velmar owns marvane"})
    (told,) = graph.api.load([file]).findings
    assert "article ends: Ostrand owns Marvane, 1 publisher; see: retailgraph show marvane" in told.message
    assert [row.entity for row in graph.api.ask("who owned Marvane in 2005").rows] == ["Ostrand"]


def test_what_was_paid_is_not_what_was_agreed_at_first(graph: Graph) -> None:
    graph.load(d2021_02_01="tarnby acquires marvane: {status: announced, price: 900m EUR, from: 2021-06}")
    assert graph.row("how much did Tarnby pay for Marvane").price == ("900m EUR",)
    graph.load(d2022_04_12="tarnby acquires marvane: {price: 750m EUR, from: 2022-04-11}")
    assert graph.row("how much did Tarnby pay for Marvane").price == ("750m EUR",)


def test_one_who_tells_another_share_between_two_reports_is_a_conflict(graph: Graph) -> None:
    graph.load(
        d2022_02_10=[
            "velmar owns marvane: {share: 40, with: [tarnby, ostrand]}",
            "tarnby owns marvane: {share: 35, with: [velmar, ostrand]}",
            "ostrand owns marvane: {share: 25, with: [velmar, tarnby]}",
        ],
        d2022_02_11="velmar owns marvane: {share: 60}",
        d2022_02_12="velmar owns marvane: {share: 40, with: [tarnby, ostrand]}",
    )
    rows = graph.api.ask("who owns Marvane", as_of="2022-03-01").rows
    assert {(row.entity, row.share, row.holds) for row in rows} == {
        ("Velmar Group", "40", "yes"),
        ("Tarnby Holding", "35", "yes"),
        ("Ostrand", "25", "yes"),
    }
    assert graph.kinds() == ["share"]


def test_a_small_share_of_one_owner_names_the_relation_that_takes_it(graph: Graph) -> None:
    with pytest.raises(ValueError, match=r"write holdsStakeIn or name who owns it too: \{share: 1, with: "):
        graph.load(d2022_02_10="velmar owns marvane: {share: 1}")


def test_who_preceded_somebody_held_the_same_post(graph: Graph) -> None:
    graph.load(
        d2017_03_03=[
            "cy-osk leads marvane: {role: creative director}",
            "bo-renn leads marvane: {role: brand president}",
        ],
        d2023_09_09="ada-lind leads marvane: {role: creative director, from: 2023-09}",
    )
    assert {row.entity for row in graph.api.ask("who preceded Ada Lind").rows} == {"Cy Osk"}
    assert graph.says("did Cy Osk lead Marvane") == "yes"


def test_co_chairs_are_chairs(graph: Graph) -> None:
    graph.load(
        d2019_06_01=[
            "ada-lind leads velmar: {role: co-chair, from: 2019-06-01}",
            "bo-renn leads velmar: {role: co-chair, from: 2019-06-01}",
        ]
    )
    assert {row.entity for row in graph.api.ask("who chairs Velmar", as_of="2020-01").rows} == {
        "Ada Lind",
        "Bo Renn",
    }
    assert not graph.kinds()


def test_owners_in_conflict_are_not_counted(graph: Graph) -> None:
    graph.load(
        d2023_04_03=["velmar owns marvane: {from: 2023-04-01}", "tarnby owns marvane: {from: 2023-04-01}"]
    )
    assert graph.api.ask("how many owners has Marvane had").sentence.startswith("0 owners; 2 more")


def test_what_only_undated_pages_say_is_undated(graph: Graph) -> None:
    read = article("velmar owns marvane", published="", retrieved="2021-02-03", url="https://example.com/a")
    unread = article("velmar owns pellworth", published="", url="https://example.com/b")
    graph.api.load(write(graph.folder / "more", {"undated-a": read, "undated-b": unread}))
    (one,) = graph.api.ask("who owns Marvane").rows
    (other,) = graph.api.ask("who owns Pellworth").rows
    assert (one.undated, one.unread, str(one.last_reported)) == (True, False, "2021-02-03")
    assert (other.undated, other.unread, other.since) == (True, True, "")
    graph.load(d2024_01_01="velmar owns marvane")
    assert not graph.row("who owns Marvane").undated
