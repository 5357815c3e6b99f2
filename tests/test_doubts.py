"""What is doubtful: conflicts with their sides, what is stale, and answers as confirmed since a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, Outcome, article, canonical, own_store, write
from retailgraph import RetailGraph
from retailgraph.cli.printing import width
from retailgraph.dates import partial
from retailgraph.errors import NotFound, UsageError
from retailgraph.lookup.doubts import KINDS, Disagreement
from retailgraph.ontology import RG, XSD
from retailgraph.rdf import view
from retailgraph.relationships import Relationship, Spell, span
from retailgraph.tables import conclusions, connecting
from retailgraph.tables.conclusions import ALL
from retailgraph.tables.words import Words
from retailgraph.tables.writing import Writing

Run = Callable[..., Outcome]

FILES = {
    # Two dates for one purchase, and a denial of it.
    "2016-05-04-one": article("acme acquires finch: {from: 2015-03}", published="2016-05-04"),
    "2016-06-04-two": article(
        "acme acquires finch: {from: 2015-09}", published="2016-06-04", publisher="Gazette", title="Two"
    ),
    "2017-06-04-three": article(
        "acme acquires finch: {from: 2015-09}", published="2017-06-04", publisher="海港日报", title="Three"
    ),
    # Two owners at once.
    "2018-one": article(
        "bolt owns grove: {from: 2010, to: 2018-06-01, status: ended}", published="2018-12-31"
    ),
    "2018-two": article("core owns grove: {from: 2017-01-01}", published="2018-12-31", publisher="Gazette"),
    # Nobody says more of these.
    "2019-05-31-old": article(
        "acme partnersWith harbor", "jade leads acme: {role: CEO}", published="2019-05-31"
    ),
    "2025-06-30-new": article("bolt partnersWith isle", published="2025-06-30"),
    "undated-note": article("acme partnersWith harbor"),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("doubts"), FILES) as graph:
        yield graph


def about(graph: RetailGraph, entity: str, kind: str) -> Disagreement:
    """The only conflict of a kind about an entity."""
    (found,) = (d for d in graph.conflicts(entity) if d.kind == kind)
    return found


# --- conflicts ------------------------------------------------------------------------------------------


def test_both_sides_with_their_sources_and_what_was_concluded(graph: RetailGraph) -> None:
    found = about(graph, "Finch", "date of the deal")
    assert (found.about, found.words) == (("Acme, Inc. acquires Finch",), "when the deal closed")
    assert [(s.says, s.publishers) for s in found.sides] == [
        ("2015-03", ("Daily",)),
        ("2015-09", ("Gazette", "海港日报")),
    ]
    (first,) = found.sides[0].evidence
    assert (first.publisher, first.published, first.url) == (
        "Daily",
        "2016-05-04",
        "https://example.com/news",
    )
    assert first.says == ("Something.",)
    assert found.concluded == (
        "takes 2015-09 (2 publishers against 1)",
        "Acme, Inc. acquires Finch: completed, 2015-09",
    )


def test_two_owners_at_once_are_a_conflict_of_two_relationships(graph: RetailGraph) -> None:
    found = about(graph, "Grove", "exclusive")
    assert set(found.about) == {"Bolt Ltd owns Grove", "Core SA owns Grove"} == {s.says for s in found.sides}
    assert {e.article for s in found.sides for e in s.evidence} == {"2018-one", "2018-two"}
    assert any("unknown from 2017-01-01 to before 2018-06-01" in words for words in found.concluded)
    assert graph.conflicts("Bolt Ltd") == graph.conflicts("Grove") == (found,)


def test_all_conflicts_or_those_of_one_entity(graph: RetailGraph) -> None:
    every = graph.conflicts()
    assert {d.kind for d in every} == {"date of the deal", "exclusive"}
    assert graph.conflicts("Harbor") == ()
    with pytest.raises(NotFound):
        graph.conflicts("Nobody at all")


def test_conflicts_as_known_then(graph: RetailGraph) -> None:
    assert graph.conflicts("Finch", known_on="2016-05-31") == ()
    assert len(graph.conflicts("Finch", known_on="2016-06-30")) == 1


def test_every_kind_has_words(shipped: RetailGraph) -> None:
    found = shipped.conflicts()
    assert len(found) >= 5
    for one in found:
        assert one.kind in KINDS
        assert len(one.sides) > 1
        assert all(side.evidence and side.publishers for side in one.sides)
        assert one.concluded


def test_a_circle_of_ten_companies_is_one_conflict_with_ten_sides(tmp_path: Path) -> None:
    names = [f"ring-{n}" for n in range(10)]
    entities = "".join(f"{n}: {{type: Company, name: {n.title()}}}\n" for n in names)
    claims = [f"{one} owns {two}" for one, two in zip(names, names[1:] + names[:1], strict=True)]
    files = {"ring": entities, "2020-01-01-ring": article(*claims, published="2020-01-01")}
    with own_store(tmp_path, files) as graph:
        (found,) = graph.conflicts()
        assert (found.kind, len(found.sides), len(found.about)) == ("cycle", 10, 10)
        assert all(side.evidence for side in found.sides)
        graph.remove(["2020-01-01-ring"])
        assert graph.conflicts() == ()
        assert not graph.query("ASK { ?conflict rg:side ?side }").boolean


def test_why_points_to_the_conflicts(graph: RetailGraph) -> None:
    assert any("retailgraph conflicts finch" in note for note in graph.why("Acme", "acquires", "Finch").notes)
    assert not any("conflicts" in note for note in graph.why("Bolt", "partnersWith", "Isle").notes)


# --- stale ----------------------------------------------------------------------------------------------


def test_stale_is_what_nobody_confirmed_for_as_long_as_the_relation_allows(graph: RetailGraph) -> None:
    found = graph.stale()
    assert [(r.subject, r.relation, r.object) for r in found] == [
        ("Acme, Inc.", "owns", "Finch"),
        ("Core SA", "owns", "Grove"),
        ("Acme, Inc.", "partnersWith", "Harbor"),
        ("Jade Doe", "leads", "Acme, Inc."),
    ]
    # The undated article was read today, but nobody knows when it was written.
    assert {r.last_reported for r in found[2:]} == {date(2019, 5, 31)}
    assert graph.stale("Isle") == ()


def test_stale_by_another_measure_counts_every_relation_and_only_open_states(graph: RetailGraph) -> None:
    found = [(r.subject, r.relation, r.object) for r in graph.stale(older_than="12m")]
    assert ("Acme, Inc.", "owns", "Finch") in found
    assert ("Bolt Ltd", "partnersWith", "Isle") in found
    assert ("Bolt Ltd", "owns", "Grove") not in found
    assert not any(relation == "acquires" for _, relation, _ in found)
    reported = [r.last_reported for r in graph.stale(older_than="12m")]
    assert reported == sorted(reported)
    assert graph.stale("Isle", "18m") == ()


def test_stale_for_no_length_of_time_is_refused(graph: RetailGraph) -> None:
    with pytest.raises(UsageError, match="'soon' is not a length of time; write 90d"):
        graph.stale(older_than="soon")


# --- confirmed since ------------------------------------------------------------------------------------


def test_what_nobody_confirmed_since_is_unknown_everywhere(graph: RetailGraph) -> None:
    question = "does Acme partner with Harbor"
    assert graph.ask(question).answer == "yes"
    assert graph.ask(question, confirmed_since="2019-05-31").answer == "yes"
    assert graph.ask(question, confirmed_since="2019-06").answer == "unknown"
    view = graph.at(confirmed_since="2020")
    card = {r.entity: r.holds for g in graph.show("Acme", confirmed_since="2020").groups for r in g.rows}
    assert card["Harbor"] == card["Jade Doe"] == "unknown"
    assert [r.holds for r in view.ask("partners of Acme").rows] == ["unknown"]
    joined = "ASK { VALUES ?p { rg:partnersWith stale:partnersWith } ent:acme ?p ent:harbor }"
    assert not view.query(joined).boolean
    assert view.query("ASK { ent:bolt rg:partnersWith ent:isle }").boolean
    assert ("acme", "harbor") not in view.networkx().edges()
    # The graph itself is as it was.
    assert graph.query(joined).boolean


def test_until_its_last_report_it_held_all_the_same(graph: RetailGraph) -> None:
    view = graph.at(as_of="2019-05-31", confirmed_since="2020")
    assert view.ask("does Acme partner with Harbor").answer == "yes"
    assert graph.at("2019-06-01", None, "2020").ask("does Acme partner with Harbor").answer == "unknown"


def test_what_ended_or_is_a_deal_needs_no_confirmation(graph: RetailGraph) -> None:
    view = graph.at(confirmed_since="2026")
    assert view.ask("did Acme acquire Finch").answer == "yes"
    assert view.ask("did Bolt own Grove in 2011").answer == "yes"
    assert view.ask("does Bolt own Grove").answer == "no"


# --- yes or no ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def claimed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    files = {
        "2026-owned": article("core owns finch: {from: 2010-01-01}", published="2026-05-01"),
        "2026-plan": article(
            "acme owns finch: {status: announced}", published="2026-03-01", publisher="Gazette"
        ),
        "2021-chain": article("acme owns bolt", "bolt owns ember", "ember owns grove", published="2021"),
        "2015-deal": article("dune acquires harbor: {from: 2015-01-10}", published="2015-01-15"),
        "2015-denial": article("dune acquires harbor: {status: denied}", published="2015-02-01"),
    }
    with own_store(tmp_path_factory.mktemp("claimed"), files) as graph:
        yield graph


def test_what_is_only_announced_is_not_so_while_another_holds_it(claimed: RetailGraph) -> None:
    answer = claimed.ask("does Acme own Finch")
    assert (answer.answer, answer.notes) == ("no", ("another holds it, which only one can",))
    assert {row.subject for row in answer.rows} == {"Acme, Inc.", "Core SA"}
    # Of a longer time both may have had their part.
    assert claimed.ask("did Acme own Finch in 2026").answer == "unknown"


def test_who_owns_the_owner_owns_it_through_others(claimed: RetailGraph) -> None:
    answer = claimed.ask("does Acme own Grove")
    assert (answer.answer, answer.notes) == ("yes", ("not directly: through Bolt Ltd",))
    assert claimed.ask("does Core own Grove").answer == "no"


def test_a_deal_that_somebody_denies_is_unknown_from_then_on(claimed: RetailGraph) -> None:
    assert claimed.ask("did Dune acquire Harbor").answer == "unknown"
    assert claimed.ask("does Dune own Harbor").answer == "unknown"
    assert claimed.ask("does Dune own Harbor", as_of="2015-01-31").answer == "yes"


def test_a_new_owner_far_above_is_concluded_as_from_all_files_at_once(tmp_path: Path) -> None:
    files = {
        "2019-low": article("core owns dune", "dune owns finch: {from: 2011}", published="2019"),
        "2020-top": article("acme owns finch: {from: 2019}", published="2020", publisher="Gazette"),
    }
    link = {"2021-link": article("acme owns bolt", "bolt acquires core: {from: 2010}", published="2021")}
    with own_store(tmp_path / "steps", files) as steps, own_store(tmp_path / "once", files | link) as once:
        assert steps.ask("does Dune own Finch").answer == "no"
        steps.load(write(tmp_path / "later", link))
        assert canonical(steps) == canonical(once)
        assert steps.ask("does Dune own Finch").answer == "yes"
        steps.remove(["2021-link"])
        assert steps.ask("does Dune own Finch").answer == "no"


# --- the far ends of the calendar -----------------------------------------------------------------------


def test_years_with_leading_zeros_and_the_last_year_are_stored(shipped: RetailGraph, tmp_path: Path) -> None:
    """Files may state 1000 to 2200; what is concluded keeps all that a date can be."""
    spells = (
        Spell("ended", span(partial("0999")), span(partial("0999-12-31"))),
        Spell("inForce", span(partial("9999-12-31"))),
    )
    far = Relationship("a", "sellsOn", "b", (), spells, ("x/1",), 1, ("P",), date(999, 1, 2), date.max)
    with connecting.memory() as tables:
        claims = {"x/1": 1}
        tables.run("PRAGMA foreign_keys = OFF")
        said = (1, 1, "0" * 16, "a", "sellsOn", "b", "ended", None, None, None, "", 1.0)
        tables.put("main.article", [(1, "x", "", "en", "", "", None, None, "", "", "")])
        Words(tables, "main").put("claim", [said])
        Writing(tables, shipped.ontology).put_relationships([far], claims)
        ((_, _, back),) = conclusions.found(tables, ALL)
        store = view.store_of(tables, shipped.ontology, partial("2020-01-01"), tmp_path)
    assert back == far._replace(claims=())
    # Of what a spell states the first and the last day are not said again.
    for name, expected in (
        ("since", ["0999", "9999-12-31"]),
        ("until", ["0999-12-31"]),
        ("firstReported", ["0999-01-02"]),
        ("lastReported", ["9999-12-31"]),
    ):
        found: Any = store.query(f"SELECT ?day {{ ?s rg:{name} ?day }} ORDER BY ?day", prefixes={"rg": RG})
        assert [row["day"].value for row in found] == expected
    late: Any = store.query(
        'ASK { ?r rg:lastReported ?day FILTER(?day >= "9999-12-31"^^xsd:date) }',
        prefixes={"rg": RG, "xsd": XSD},
    )
    assert bool(late)


def test_a_thousand_claims_about_one_relationship_make_one_conflict(tmp_path: Path) -> None:
    claims = [f"acme owns finch: {{from: {1500 + n % 90}, scope: part {n}}}" for n in range(1000)]
    files = {f"20{n:02d}-many": article(*claims[n::20], published=f"20{n:02d}") for n in range(20)}
    with own_store(tmp_path, files) as graph:
        (found,) = graph.conflicts("Finch")
        assert (found.kind, len(found.sides), len(found.about)) == ("start", 90, 1)


# --- the command line -----------------------------------------------------------------------------------


@pytest.fixture
def store(graph: RetailGraph, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", "80")
    return str(graph.directory.parent)


def test_conflicts_are_readable_at_eighty_columns(run: Run, store: str) -> None:
    printed = run("conflicts", "--store", store)
    assert printed.code == 0
    assert all(width(line) <= 80 for line in printed.out.splitlines())
    assert "Acme, Inc. acquires Finch: when the deal closed" in printed.out
    assert "  2015-09 (2 publishers)" in printed.out
    assert "海港日报, 2017-06-04" in printed.out
    assert "= takes 2015-09 (2 publishers against 1)" in printed.out


@pytest.mark.parametrize(("command", "schema"), [("conflicts", "conflicts/1"), ("stale", "stale/1")])
def test_json_names_its_schema(run: Run, store: str, command: str, schema: str) -> None:
    day = ("--as-of", str(TODAY)) if command == "stale" else ()  # more is, as time goes by
    data = json.loads(run(command, *day, "--store", store, "--format", "json").out)
    assert data["schema"] == f"retailgraph.{schema}"
    assert len(data["rows"]) == {"conflicts": 2, "stale": 4}[command]


def test_files_have_one_row_for_each_side(run: Run, store: str) -> None:
    lines = run("conflicts", "Finch", "--store", store, "--format", "csv").out.splitlines()
    assert lines[0] == "about,disagreement,side,says,publishers,articles,concluded"
    assert len(lines) == 3


def test_only_a_few_passages_unless_all_are_asked_for(run: Run, tmp_path: Path) -> None:
    files = {
        f"2020-01-0{n}": article("acme owns finch: {from: 2010}", publisher=f"P{n}") for n in range(1, 6)
    }
    files |= {"2020-02": article("acme owns finch: {from: 2012}", publisher="Q")}
    own_store(tmp_path, files).close()
    short = run("conflicts", "--store", tmp_path / "store").out
    assert ("and 2 more; --all shows them" in short, "P5" in short) == (True, False)
    whole = run("conflicts", "--store", tmp_path / "store", "--all").out
    assert ("more; --all" in whole, "P5" in whole) == (False, True)


def test_no_conflict_is_said_so(run: Run, store: str) -> None:
    printed = run("conflicts", "Harbor", "--store", store)
    assert (printed.code, printed.out) == (0, "")
    assert "the sources do not disagree about that" in printed.err


def test_stale_as_a_table_says_the_role(run: Run, store: str) -> None:
    printed = run("stale", "Jade", "--store", store)
    assert "leads (CEO)" in " ".join(printed.out.split())
    assert all(width(line) <= 80 for line in printed.out.splitlines())


@pytest.mark.parametrize(
    "words",
    [
        ("stale", "--older-than", "2x"),
        ("ask", "who owns Finch", "--confirmed-since", "2023-02-30"),
        ("ask", "who owns Finch", "--as-of", "2023-02-30"),
        ("show", "Finch", "--confirmed-since", "soon"),
    ],
)
def test_what_is_no_time_is_an_error_of_use(run: Run, store: str, words: tuple[str, ...]) -> None:
    printed = run(*words, "--store", store)
    assert (printed.code, printed.out) == (2, "")
    assert printed.err.count("\n") == 1


def test_confirmed_since_on_the_command_line(run: Run, store: str) -> None:
    printed = run("ask", "does Acme partner with Harbor", "--confirmed-since", "2020", "--store", store)
    assert printed.out.splitlines()[1].startswith("unknown")


def test_in_a_circle_of_owners_nobody_owns_itself(tmp_path: Path) -> None:
    ring = ("acme", "bolt", "core", "dune")
    claims = [f"{one} owns {two}" for one, two in zip(ring, (*ring[1:], ring[0]), strict=True)]
    with own_store(tmp_path, {"2019-ring": article(*claims, published="2019")}) as graph:
        assert graph.ask("does Acme own Acme").answer != "yes"
        assert "acme" not in {row.id for row in graph.ask("who owns Acme").rows}
        assert "acme" not in {row.id for row in graph.ask("what does Acme own").rows}
        assert [c.kind for c in graph.conflicts()] == ["cycle"]
