"""Look-ups: whom a name means, what a question gets, and the shape of results, on made-up articles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import ENTITIES, TODAY, article, write
from retailgraph import RetailGraph
from retailgraph.answers.answer import Answer
from retailgraph.errors import Ambiguous, NotFound, UsageError
from retailgraph.lookup.rows import Row

PEOPLE_AND_NAMES = """\
puma-se: {type: Company, name: PUMA SE, country: DE}
puma: {type: Brand, name: PUMA}
polar-au: {type: Company, name: Polar Ltd, country: AU, about: Sells coats.}
polar-no: {type: Company, name: Polar Group, country: "NO"}
polar-box: {type: Brand, name: Polar Box}
old-name: {type: Brand, name: Old Name}
new-name: {type: Company, name: New Name, former: [{name: Old Name, until: 2018-03}]}
gap-inc: {type: Company, name: "Gap, Inc.", former: [{name: Banana Works, from: 1990, until: 2010}]}
kohls: {type: [Company, Platform], name: "Kohl's"}
loreal: {type: Company, name: "L'Oréal"}
bath: {type: Company, name: Bath & Body Works}
tiger: {type: Platform, name: Tiger, names: {zh-Hans: 老虎网, zh-Hant: 老虎網}, aliases: [Tiger Mall]}
"""
ARTICLES = {
    "2016-12-31-deals": article(
        "acme acquires finch: {from: 2016-05-10, seller: core}",
        "acme acquires bolt: {status: calledOff, announced: 2016-02, from: 2016-11}",
        "bolt acquires isle: {status: announced, announced: 2016-12}",
        published="2016-12-31",
    ),
    "2017-08-01-owners": article(
        "acme owns finch",
        "acme owns grove: {from: 2015, to: 2017-06-01, status: ended}",
        "dune owns grove: {from: 2017-06-01}",
        published="2017-08-01",
        publisher="Weekly",
    ),
    "2018-06-01-sales": article(
        "finch sellsOn harbor: {from: 2018-03-15, market: CN, through: flagship store, scope: [coats, hats]}",
        "finch sellsOn isle: {status: announced, from: 2019}",
        "grove sellsOn harbor: {from: 2012, to: 2014, status: ended}",
        published="2018-06-01",
    ),
    "2018-07-01-rest": article(
        "core owns harbor: {status: denied}",
        "bolt partnersWith harbor: {status: rumoured}",
        "jade leads acme: {role: CEO, from: 2014-01-01, to: 2018-02-01, status: ended}",
        "kit leads acme: {role: [CEO, chairman], from: 2018-02-01}",
        "finch memberOf lark: {from: 2017}",
        "acme partnersWith lark: {under: moss}",
        "acme runs moss",
        "ember operates harbor",
        "acme owns ember: {from: 2010}",
        published="2018-07-01",
    ),
    "2026-11-01-now": article(
        "ember sellsOn isle",
        "puma-se owns puma",
        "puma sellsOn harbor",
        "kohls sellsOn isle",
        "loreal partnersWith kohls",
        "bath owns polar-box",
        "new-name owns puma-se",
        "gap-inc owns old-name",
        published="2026-11-01",
    ),
    "2026-11-02-figures": article("tiger partOf harbor", published="2026-11-02")
    + """\
  - says: Numbers.
    figures:
      - tiger activeUsers: {above: 1200000, unit: users, market: CN, on: 2025}
      - tiger activeUsers: {value: 900000, unit: users, on: 2024-12}
      - tiger marketShare: {between: [12.5, 20], unit: percent}
""",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    folder = tmp_path_factory.mktemp("lookup")
    with RetailGraph.open(folder / "store", today=TODAY) as made:
        done = made.load(write(folder / "files", {"entities": ENTITIES + PEOPLE_AND_NAMES, **ARTICLES}))
        assert not done.findings
        yield made


def found(answer: Answer) -> list[str]:
    """The ids of the rows, in their order."""
    return [row.id for row in answer.rows]


def brief(row: Row) -> str:
    """A row in one line."""
    return " ".join(part for part in (row.id, row.holds, row.status, row.since, row.until, row.via) if part)


# --- whom a name means ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("acme", "acme"),
        ("Acme, Inc.", "acme"),
        ("ACME INC", "acme"),
        ("Acme", "acme"),
        ("the Acme", "acme"),
        ("Bath & Body Works", "bath"),
        ("bath and body works", "bath"),
        ("Kohl's", "kohls"),
        ("Kohl’s", "kohls"),
        ("kohls", "kohls"),
        ("Loreal", "loreal"),
        ("L’ORÉAL", "loreal"),
        ("Tiger", "tiger"),
        ("tiger mall", "tiger"),
        ("老虎网", "tiger"),
        ("老虎網", "tiger"),
        ("Banana Works", "gap-inc"),
        ("Gap", "gap-inc"),
        ("Ｐｏｌａｒ　Ｂｏｘ", "polar-box"),
    ],
)
def test_names_are_found_however_they_are_written(graph: RetailGraph, name: str, id: str) -> None:
    assert graph.show(name).id == id
    assert graph.ask(f"what is {name}?").about == (id,)


def test_a_name_is_taken_for_what_the_relation_allows(graph: RetailGraph) -> None:
    answer = graph.ask("brands of PUMA")
    assert (answer.about, found(answer)) == (("puma-se",), ["puma"])
    assert any("PUMA (brand" in note and "id puma" in note for note in answer.notes)
    answer = graph.ask("who owns PUMA")
    assert (answer.about, found(answer)[0]) == (("puma",), "puma-se")
    assert graph.ask("who owns PUMA SE").about == ("puma-se",)
    assert graph.show("PUMA SE").id == "puma-se"


def test_where_both_are_allowed_the_better_match_is_meant_and_the_other_noted(graph: RetailGraph) -> None:
    answer = graph.ask("where does PUMA sell?")
    assert (answer.about, found(answer)) == (("puma",), ["harbor"])
    assert any("id puma-se" in note for note in answer.notes)


def test_a_current_name_comes_before_a_former_one(graph: RetailGraph) -> None:
    card = graph.show("Old Name")
    assert card.id == "old-name"
    assert any("formerly of that name" in note and "id new-name" in note for note in card.notes)
    answer = graph.ask("subsidiaries of Old Name")
    assert (answer.about, found(answer)) == (("new-name",), ["puma-se"])
    assert graph.ask("who owns Old Name").about == ("old-name",)


def test_an_ambiguous_name_gets_the_candidates_with_what_tells_them_apart(graph: RetailGraph) -> None:
    for wrong in (
        lambda: graph.ask("partners of Polar"),
        lambda: graph.show("polar"),
        lambda: graph.why("Polar", "owns", "Isle"),
    ):
        with pytest.raises(Ambiguous, match="may mean several") as error:
            wrong()
        assert error.value.exit_code == 4
        assert [str(c) for c in error.value.candidates] == [
            "Polar Ltd (company, AU), id polar-au",
            "Polar Group (company, NO), id polar-no",
        ]
    assert error.value.candidates[0].to_dict() == {
        "id": "polar-au", "name": "Polar Ltd", "types": ["Company"], "matched": "name-short",
        "country": "AU", "owner": "", "about": "Sells coats.",
    }  # fmt: skip
    assert graph.ask("partners of Polar Ltd").about == ("polar-au",)
    assert graph.ask("partners of polar-no").about == ("polar-no",)


def test_an_unknown_name_gets_the_nearest(graph: RetailGraph) -> None:
    with pytest.raises(
        NotFound, match="no entity is called 'Tigress Mall'; did you mean 'Tiger Mall'"
    ) as error:
        graph.ask("what is Tigress Mall")
    assert error.value.exit_code == 3
    assert error.value.suggestions[0] == "Tiger Mall"
    with pytest.raises(NotFound, match="retailgraph list"):
        graph.show("qqqqzzzz")
    with pytest.raises(NotFound, match="'Acmee'"):
        graph.ask("does Acmee own Finch")


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("Kohl's platforms", ["isle"]),
        ("Kohl’s platforms?", ["isle"]),
        ("who are Acme's partners?", ["lark"]),
        ("what are Acme, Inc.’s brands", ["finch"]),
        ("ACME'S BRANDS", ["finch"]),
        ("the brands of the Acme", ["finch"]),
        ("bath & body works' brands", ["polar-box"]),
        ("brands on  harbor ?", ["puma", "finch"]),
        ("“brands of Acme”", ["finch"]),
        ("海港 sellers", ["puma", "finch"]),
        ("what is 老虎网 part of？", ["harbor"]),
    ],
)
def test_possessives_articles_and_punctuation(graph: RetailGraph, question: str, ids: list[str]) -> None:
    assert found(graph.ask(question)) == ids


# --- lists ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("who owns Finch", ["acme yes inForce 2016-05-10"]),
        ("brands of Acme", ["finch yes inForce 2016-05-10"]),
        ("who operates Harbor", ["ember yes inForce before 2018-07-01"]),
        ("alliances of Finch", ["lark yes inForce 2017"]),
        ("members of Lark Alliance", ["finch yes inForce 2017"]),
        ("initiatives of Acme", ["moss yes inForce before 2018-07-01"]),
        ("ceo of Acme", ["kit yes inForce 2018-02-01"]),
        ("chair of Acme", ["kit yes inForce 2018-02-01"]),
        ("who leads Acme", ["kit yes inForce 2018-02-01"] * 2),
        ("who acquired Finch", ["acme completed 2016-05-10"]),
        ("deals of Core", ["acme completed 2016-05-10"]),
        ("deals of Acme", ["bolt calledOff 2016-11", "finch completed 2016-05-10"]),
        ("who owns Isle", []),
        ("owners of Harbor", []),
    ],
)
def test_lists(graph: RetailGraph, question: str, rows: list[str]) -> None:
    answer = graph.ask(question)
    assert (answer.kind, answer.answer) == ("list", "")
    assert [brief(row) for row in answer.rows] == rows


def test_what_holds_comes_first_then_what_is_announced(graph: RetailGraph) -> None:
    answer = graph.ask("platforms of Finch")
    assert [brief(row) for row in answer.rows] == [
        "harbor yes inForce 2018-03-15", "isle unknown announced 2019",
    ]  # fmt: skip


def test_lists_are_followed_through_what_is_owned(graph: RetailGraph) -> None:
    rows = graph.ask("platforms of Acme").rows
    assert [brief(row) for row in rows] == [
        "ember yes inForce 2010",
        "isle yes inForce before 2026-11-01 Ember",
        "harbor yes inForce 2018-03-15 Finch",
        "isle unknown announced 2019 Finch",
    ]
    assert [row.relation for row in rows] == ["owns", "sellsOn", "sellsOn", "sellsOn"]
    assert [brief(row) for row in graph.ask("brands of New Name").rows] == [
        "puma yes inForce before 2026-11-01 PUMA SE"
    ]


def test_owners_are_followed_upward(graph: RetailGraph) -> None:
    rows = graph.ask("owners of puma").rows
    assert [(row.id, row.via) for row in rows] == [("puma-se", ""), ("new-name", "PUMA SE")]


def test_only_what_was_owned_then_is_followed(graph: RetailGraph) -> None:
    assert "grove" not in found(graph.ask("brands of Acme"))
    assert [brief(r) for r in graph.ask("brands of Acme in 2016").rows] == [
        "finch yes inForce 2016-05-10", "grove yes inForce 2015 2017-06-01",
    ]  # fmt: skip


def test_a_row_holds_what_the_claims_add(graph: RetailGraph) -> None:
    (row,) = (r for r in graph.ask("where does Finch sell", why=True).rows if r.id == "harbor")
    assert (row.entity, row.types, row.relation, row.words) == (
        "Harbor",
        ("Platform",),
        "sellsOn",
        "sells on",
    )
    assert (row.market, row.through, row.scope) == (("CN",), ("flagship store",), ("coats", "hats"))
    assert (row.subject, row.object, row.subject_id, row.object_id) == ("Finch", "Harbor", "finch", "harbor")
    assert (row.articles, row.publishers, row.sources) == (1, 1, ("Daily",))
    (said,) = row.evidence
    assert (said.article, said.publisher, said.published) == ("2018-06-01-sales", "Daily", "2018-06-01")
    assert (said.url, said.says, said.status) == ("https://example.com/news", ("Something.",), "inForce")
    (seen_from_below,) = (r for r in graph.ask("brands on Harbor").rows if r.id == "finch")
    assert seen_from_below.words == "carries"


def test_names_of_other_entities_in_a_row(graph: RetailGraph) -> None:
    (deal,) = graph.ask("who acquired Finch").rows
    assert deal.seller == ("Core SA",)
    (partner,) = graph.ask("partners of Acme").rows
    assert (partner.id, partner.under, partner.stale) == ("lark", ("Moss",), True)


def test_support_counts_articles_and_publishers(graph: RetailGraph) -> None:
    (row,) = graph.ask("who owns Finch", why=True).rows
    assert (row.articles, row.publishers, row.sources) == (2, 2, ("Daily", "Weekly"))
    assert (row.first_reported.isoformat(), row.last_reported.isoformat()) == ("2016-12-31", "2017-08-01")
    assert [e.article for e in row.evidence] == ["2016-12-31-deals", "2017-08-01-owners"]
    assert (row.stale, row.confirmed) == (True, "2017-08")
    (then,) = graph.ask("who owned Finch in 2018").rows
    assert (then.stale, then.confirmed) == (False, "")


# --- yes or no ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "rows"),
    [
        ("does Acme own Finch?", "yes", ["finch yes inForce 2016-05-10"]),
        ("is Finch owned by Acme?", "yes", ["finch yes inForce 2016-05-10"]),
        ("was Finch owned by Core?", "yes", None),
        ("does Core own Finch", "no", ["finch no ended before 2016-05-09 2016-05-10"]),
        ("does Core own Harbor", "no", ["harbor no denied"]),
        ("does Dune own Finch", "no", ["acme yes inForce 2016-05-10"]),
        ("did Acme acquire Bolt", "no", ["bolt calledOff 2016-11"]),
        ("did Acme acquire Finch", "yes", ["finch completed 2016-05-10"]),
        ("was Finch acquired by Acme", "yes", None),
        ("did Acme acquire Finch in 2015", "no", None),
        ("did Acme acquire Finch in 2016", "yes", None),
        ("will Bolt acquire Isle", "unknown", ["isle announced"]),
        ("does Bolt partner with Harbor", "unknown", None),
        ("does Finch sell on Isle", "unknown", ["isle unknown announced 2019"]),
        ("does Acme sell on Isle", "unknown", []),
        ("is Lark Alliance a partner of Acme", "yes", None),
        ("is Acme a partner of Lark Alliance", "yes", None),
        ("is Finch a member of Lark Alliance", "yes", ["lark yes inForce 2017"]),
        ("does Acme own Grove", "no", ["grove no ended 2015 2017-06-01"]),
        ("did Acme own Grove", "yes", None),
        ("did Acme own Grove in 2016", "yes", None),
        ("did Acme own Grove on 2017-06-01", "no", None),
        ("did Acme own Grove on 2014-12-31", "no", None),
        ("did Acme own Grove on 2015-07-01", "unknown", None),
        ("did Dune own Grove on 2017-06-01", "yes", None),
    ],
)  # fmt: skip
def test_yes_no_and_unknown(graph: RetailGraph, question: str, answer: str, rows: list[str] | None) -> None:
    got = graph.ask(question)
    assert (got.kind, got.answer) == ("truth", answer)
    if rows is not None:
        assert [brief(row) for row in got.rows] == rows


def test_an_answer_that_nobody_claims_says_so(graph: RetailGraph) -> None:
    assert graph.ask("does Acme sell on Isle").notes == ("no article claims it",)
    assert any("another holds it" in note for note in graph.ask("does Dune own Finch").notes)


# --- when -----------------------------------------------------------------------------------------------

GROVE = ("acme yes ended 2015 2017-06-01", "dune yes inForce 2017-06-01")
THEN = ("acme yes inForce 2015 2017-06-01",)


@pytest.mark.parametrize(
    ("when", "rows"),
    [
        ("on 2017-05-31", THEN),
        ("on 2017-06-01", GROVE[1:]),
        ("as of 2017-06-01", GROVE[1:]),
        ("on 14 May 2016", THEN),
        ("in 2014", ()),
        ("in 2015", THEN),
        ("in 2017", GROVE),
        ("in June 2017", GROVE[1:]),
        ("in 2017-05", THEN),
        ("since 2018", GROVE[1:]),
        ("since 2016", GROVE),
        ("before 2017", GROVE[:1]),
        ("before 2015", ()),
        ("between 2014 and 2016", GROVE[:1]),
        ("between 2016 and 2018", GROVE),
        ("from 2018 to 2019", GROVE[1:]),
        ("over time", GROVE),
    ],
)
def test_times(graph: RetailGraph, when: str, rows: tuple[str, ...]) -> None:
    for question in (f"who owned Grove {when}", f"{when}, who owned Grove?"):
        assert sorted(brief(row) for row in graph.ask(question).rows) == sorted(rows), question


def test_a_past_question_without_a_time_is_about_all_of_it(graph: RetailGraph) -> None:
    assert graph.ask("who owned Grove").window == "overTime"
    assert sorted(found(graph.ask("who owned Grove"))) == ["acme", "dune"]
    for now in (
        "who owns Grove",
        "who owns Grove now",
        "who owns Grove today?",
        "at present, who owns Grove",
    ):
        assert found(graph.ask(now)) == ["dune"]
    assert found(graph.ask("who owns Grove over time")) == found(graph.ask("who owned Grove"))


def test_a_day_given_beside_the_question_is_the_day_asked_for(graph: RetailGraph) -> None:
    assert found(graph.ask("who owns Grove", as_of="2016-07-01")) == ["acme"]
    assert sorted(found(graph.ask("who owns Grove", as_of="2017"))) == ["acme", "dune"]
    answer = graph.ask("who owns Grove in 2018", as_of="2016-07-01")
    assert found(answer) == ["dune"], "what the question says comes first"


def test_a_time_that_is_none_is_an_error(graph: RetailGraph) -> None:
    with pytest.raises(UsageError, match="there is no month 13"):
        graph.ask("who owned Grove in 2019-13")
    with pytest.raises(UsageError, match="ends before it begins"):
        graph.ask("who owned Grove between 2019 and 2017")


def test_when_and_what_changed(graph: RetailGraph) -> None:
    answer = graph.ask("when did Acme acquire Finch?")
    assert (answer.kind, [brief(r) for r in answer.rows]) == ("when", ["finch completed 2016-05-10"])
    changed = graph.ask("what changed for Acme since 2017")
    assert changed.kind == "changes"
    assert {brief(row) for row in changed.rows} == {
        "jade yes ended 2014-01-01 2018-02-01",
        "grove yes ended 2015 2017-06-01",
        "kit yes inForce 2018-02-01",
    }  # fmt: skip
    assert found(graph.ask("what changed for Grove in 2016")) == []


# --- what joins two, cards, why, lists ------------------------------------------------------------------


def test_what_joins_two(graph: RetailGraph) -> None:
    for question in ("Acme and Finch", "how is Finch connected to Acme", "relation between Acme and Finch"):
        answer = graph.ask(question)
        assert answer.kind == "between"
        assert {row.relation for row in answer.rows} == {"owns", "acquires"}
    assert graph.ask("Isle and Moss").rows == ()


def test_a_card_shows_an_entity_whole(graph: RetailGraph) -> None:
    card = graph.show("tiger")
    assert (card.id, card.name, card.types, card.aliases) == (
        "tiger",
        "Tiger",
        ("Platform",),
        ("Tiger Mall",),
    )
    assert dict(card.names) == {"zh-Hans": "老虎网", "zh-Hant": "老虎網"}
    assert [(g.heading, [row.id for row in g.rows]) for g in card.groups] == [("is part of", ["harbor"])]
    assert [(f.measure, f.value, f.unit, f.market, f.on) for f in card.figures] == [
        ("activeUsers", "over 1,200,000", "users", "CN", "2025"),
        ("activeUsers", "900,000", "users", "", "2024-12"),
        ("marketShare", "12.5 to 20", "percent", "", ""),
    ]
    former = graph.show("Banana Works").former
    assert [(f.name, f.since, f.until) for f in former] == [("Banana Works", "1990", "2010")]


def test_a_card_shows_what_has_ended_too(graph: RetailGraph) -> None:
    groups = {g.heading: [brief(row) for row in g.rows] for g in graph.show("Grove").groups}
    assert groups == {
        "is owned by": ["dune yes inForce 2017-06-01", "acme no ended 2015 2017-06-01"],
        "sells on": ["harbor no ended 2012 2014"],
    }


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("figures of Tiger", ["over 1,200,000", "900,000", "12.5 to 20"]),
        ("numbers for Tiger", ["over 1,200,000", "900,000", "12.5 to 20"]),
        ("active users of Tiger", ["over 1,200,000", "900,000"]),
        ("market share of 老虎网", ["12.5 to 20"]),
        ("revenue of Tiger", []),
    ],
)
def test_figures(graph: RetailGraph, question: str, values: list[str]) -> None:
    answer = graph.ask(question)
    assert (answer.kind, [f.value for f in answer.figures]) == ("figures", values)


@pytest.mark.parametrize("relation", ["owns", "OWNS", "own", "owned"])
def test_why(graph: RetailGraph, relation: str) -> None:
    answer = graph.why("Acme", relation, "Finch")
    assert (answer.kind, answer.answer) == ("why", "yes")
    assert [e.article for row in answer.rows for e in row.evidence] == [
        "2016-12-31-deals",
        "2017-08-01-owners",
    ]


def test_why_takes_labels_and_names_the_nearest_relation(graph: RetailGraph) -> None:
    assert graph.why("Finch", "sells on", "Harbor").answer == "yes"
    assert graph.why("Finch", "sellsOn", "Harbor").answer == "yes"
    with pytest.raises(NotFound, match="sellsOn"):
        graph.why("Finch", "selsOn", "Harbor")


def test_listing_entities(graph: RetailGraph) -> None:
    everything = graph.list()
    assert len(everything) == 25
    assert [e.name for e in everything] == sorted((e.name for e in everything), key=str.casefold)
    for word in ("Alliance", "alliance", "alliances", "ALLIANCES"):
        assert [e.id for e in graph.list(word)] == ["lark"]
    (ember,) = (e for e in graph.list("platforms") if e.id == "ember")
    assert (ember.types, ember.relationships) == (("Company", "Platform"), 3)
    with pytest.raises(UsageError, match="the types are companies, brands"):
        graph.list("planets")


def test_listing_articles(graph: RetailGraph) -> None:
    assert [s.article for s in graph.articles_about()] == sorted(ARTICLES, reverse=True)
    about = graph.articles_about("Finch")
    assert [(s.article, s.claims) for s in about] == [
        ("2018-07-01-rest", 1), ("2018-06-01-sales", 2), ("2017-08-01-owners", 1), ("2016-12-31-deals", 1),
    ]  # fmt: skip
    assert [(s.publisher, s.published) for s in about][2] == ("Weekly", "2017-08-01")
    assert [s.article for s in graph.articles_about("Core")] == ["2018-07-01-rest", "2016-12-31-deals"]


def test_counts(graph: RetailGraph) -> None:
    stats = graph.stats()
    assert (stats.articles, stats.claims, stats.entities, stats.publishers) == (6, 27, 25, 2)
    assert dict(stats.by_type)["Platform"] == 5
    assert dict(stats.by_relation)["acquires"] == 3
    assert dict(stats.by_year) == {"2016": 1, "2017": 1, "2018": 2, "2026": 2}
    assert stats.in_force == graph.networkx().number_of_edges()
    assert stats.stale == sum(row.holds == "yes" for row in graph.stale())


def test_what_is_not_understood_gets_the_nearest_forms(graph: RetailGraph) -> None:
    with pytest.raises(UsageError, match="is not understood; try:") as error:
        graph.ask("partnerz off Acme in the moonlight")
    assert error.value.exit_code == 2
    assert len(error.value.suggestions) == 3
    with pytest.raises(UsageError):
        graph.ask("")
    with pytest.raises(UsageError):
        graph.ask("brands of " + "a" * 2000)


# --- the shape of results -------------------------------------------------------------------------------


def fields(*lines: str) -> set[str]:
    return {name for line in lines for name in line.split()}


ROW = fields(
    "entity id types relation words holds status since until stale articles publishers first_reported",
    "last_reported subject object subject_id object_id announced share scope role market under through",
    "seller into brand price via sources because since_earliest since_latest until_earliest until_latest",
    "since_rule since_deal until_rule until_deal key then_called evidence confirmed since_is",
    "how doubted doubt_rule doubt_deal undated unread",
)
FIGURE = fields("entity id measure words value unit market on article publisher published url note says")
EVIDENCE = fields(
    "article title publisher published url says subject relation object status since until announced",
    "qualifiers copy_of note confidence",
)
SHAPES = {
    "retailgraph.answer/1": fields(
        "schema kind question understood about as_of answer rows figures notes window period events",
        "confirmed tallies sentence but but_of suggestions total form steps compared",
    ),
    "retailgraph.card/1": fields(
        "schema id name types about country website aliases names former then_called also_ids ids groups",
        "figures notes",
    ),
    "retailgraph.stats/1": fields(
        "schema articles claims entities relationships in_force stale conflicts publishers",
        "by_type by_relation by_year",
    ),
}


def test_the_shape_of_json_is_a_promise(graph: RetailGraph) -> None:
    answer = graph.ask("who owns Finch", why=True).to_dict()
    for whole in (answer, graph.show("tiger").to_dict(), graph.stats().to_dict()):
        assert whole.keys() == SHAPES[whole["schema"]]
    (row,) = answer["rows"]
    assert row.keys() == ROW
    assert row["evidence"][0].keys() == EVIDENCE
    assert graph.ask("figures of Tiger").to_dict()["figures"][0].keys() == FIGURE
    assert graph.show("tiger").to_dict()["groups"][0].keys() == {"heading", "rows"}
    assert graph.list()[0].to_dict().keys() == {
        "id",
        "name",
        "types",
        "country",
        "relationships",
        "then_called",
    }
    assert graph.articles_about()[0].to_dict().keys() == {
        "article", "published", "publisher", "title", "url", "claims", "copy_of",
    }  # fmt: skip


def test_the_values_of_json(graph: RetailGraph) -> None:
    answer = graph.ask("platforms of Finch", why=True).to_dict()
    assert (answer["kind"], answer["as_of"], answer["about"]) == ("list", "2026-11-23", ["finch"])
    row = answer["rows"][0]
    assert (row["since"], row["since_earliest"], row["since_latest"]) == ("2018-03-15",) * 3
    assert (row["until"], row["until_earliest"], row["stale"]) == ("", None, True)
    assert (row["confirmed"], answer["confirmed"]) == ("2018-06", "")
    assert row["market"] == ["CN"]
    assert row["evidence"][0]["qualifiers"] == {
        "market": ["CN"], "scope": ["coats", "hats"], "through": ["flagship store"],
    }  # fmt: skip
