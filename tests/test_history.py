"""What happened when: timelines, changes in a period, the history of a relationship, names by date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ENTITIES, TODAY, Outcome, article, own_store, write
from retailgraph import RetailGraph
from retailgraph.dates import partial
from retailgraph.errors import NotFound, UsageError
from retailgraph.lookup.events import Event
from retailgraph.lookup.former import Former, names_within, renamings, then_called
from retailgraph.lookup.history import within

NAMED = """\
onyx:
  {type: Company, name: Onyx NV, former: [{name: Pearl NV, until: 2015}, {name: Quartz NV, until: 2018-03}]}
rust: {type: Company, name: Rust AB, former: [{name: Salt AB}]}
evil: {type: Brand, name: "{object} |<b> 海港"}
"""
ARTICLES = {
    "2015-01-10-plans": article(
        "acme acquires finch: {status: announced}",
        "core acquires grove: {status: announced, announced: 2014-12}",
        "jade leads acme: {role: chief executive, from: 2014}",
        published="2015-01-10",
    ),
    "2015-06-02-done": article(
        "acme acquires finch: {from: 2015-06-01, seller: dune, share: 100, price: 2bn USD}",
        "core acquires grove: {status: calledOff, from: 2015-05}",
        "core holdsStakeIn bolt: {from: 2012, share: 20}",
        "finch memberOf lark: {from: 2013-05}",
        "ember memberOf lark",
        published="2015-06-02",
        publisher="Weekly",
        url="https://example.com/done",
    ),
    "2018-01-05-later": article(
        "core acquires bolt: {from: 2017-03, share: 60}",
        "core owns bolt: {from: 2017-09, share: 75}",
        "jade leads acme: {role: CEO, from: 2014, to: 2016-07, status: ended}",
        "kit leads acme: {role: CEO, from: 2016-07}",
        "finch memberOf lark: {status: ended, to: 2017}",
        "finch sellsOn harbor: {status: announced, from: 2018-02}",
        "acme owns isle: {status: denied}",
        published="2018-01-05",
    ),
    "undated-store": article("acme founded moss", "onyx owns evil", published=""),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    folder = tmp_path_factory.mktemp("history")
    with RetailGraph.open(folder / "store", today=TODAY) as made:
        files = {"entities": ENTITIES + NAMED, **ARTICLES}
        assert not made.load(write(folder / "files", files)).findings
        yield made


def told(events: tuple[Event, ...]) -> list[str]:
    """Events in one line each."""
    return [f"{e.when}: {'perhaps ' * e.perhaps}{e.words}" for e in events]


# --- timelines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entity", "events"),
    [
        (
            "Finch",
            [
                "2013-05: Finch joined Lark Alliance",
                "2015-01-10: announced: Acme, Inc. to acquire Finch from Dune AG",
                "2015-06-01: Acme, Inc. acquired Finch from Dune AG (100%; 2bn USD)",
                "2017: Finch left Lark Alliance",
                "2018-01-05: announced: Finch to sell on Harbor, planned for 2018-02",
            ],
        ),
        (
            "Dune",
            [
                "2015-01-10: announced: Acme, Inc. to acquire Finch from Dune AG",
                "2015-06-01: Acme, Inc. acquired Finch from Dune AG (100%; 2bn USD)",
            ],
        ),
        (
            "Grove",
            [
                "2014-12: announced: Core SA to acquire Grove",
                "2015-05: called off: Core SA to acquire Grove",
            ],
        ),
        (
            "Bolt",
            [
                "2012: Core SA took a stake in Bolt Ltd (20%)",
                "2017-03: Core SA acquired Bolt Ltd (60%)",
                "2017-09: share of Core SA in Bolt Ltd: 75%",
            ],
        ),
        ("Isle", ["2018-01-05: denied: Acme, Inc. to own Isle"]),
        ("Ember", ["by 2015-06-02: Ember already was a member of Lark Alliance"]),
        ("Onyx", ["2015: Pearl NV was renamed Quartz NV", "2018-03: Quartz NV was renamed Onyx NV"]),
    ],
)
def test_a_timeline_tells_each_thing_once_and_in_order(
    graph: RetailGraph, entity: str, events: list[str]
) -> None:
    found = graph.timeline(entity)
    assert [t for t in told(found.events) if "already owned" not in t] == events
    places = [e.place for e in found.events]
    assert places == sorted(places)


def test_roles_are_said_by_the_name_that_the_ontology_prefers(graph: RetailGraph) -> None:
    assert told(graph.timeline("Acme").events)[:1] == ["2014: Jade Doe became CEO of Acme, Inc."]
    at_once = [e for e in graph.timeline("Acme").events if e.when == "2016-07"]
    assert [e.words for e in at_once] == [
        "Jade Doe left as CEO of Acme, Inc.",
        "Kit Roe became CEO of Acme, Inc.",
    ]


def test_an_event_names_its_first_source_and_how_many_there_are(graph: RetailGraph) -> None:
    (closing,) = (e for e in graph.timeline("Finch").events if e.event == "completed")
    assert (closing.publisher, closing.published, closing.url, closing.articles) == (
        "Weekly", "2015-06-02", "https://example.com/done", 1,
    )  # fmt: skip
    assert (closing.earliest, closing.latest) == (date(2015, 6, 1), date(2015, 6, 1))
    began = next(e for e in graph.timeline("Jade Doe").events if e.event == "began")
    assert (began.article, began.articles) == ("2015-01-10-plans", 2)


def test_a_deal_says_what_else_it_did(graph: RetailGraph) -> None:
    (closing,) = (e for e in graph.timeline("Finch").events if e.event == "completed")
    assert "Acme, Inc. became the owner of Finch (100%)" in closing.also
    assert "Dune AG ceased to own Finch" in closing.also
    (control,) = (e for e in graph.timeline("Bolt").events if e.event == "completed")
    assert "Core SA gave up its stake in Bolt Ltd" in control.also


def test_what_no_report_dates_is_told_apart(graph: RetailGraph) -> None:
    assert [e.words for e in graph.timeline("Rust").undated] == ["Rust AB was once called Salt AB"]
    assert graph.timeline("Rust").events == ()
    with pytest.raises(NotFound):
        graph.timeline("Nobody at all")


CLOSED = ("completed", "acquires")


def test_the_shipped_stories(shipped: RetailGraph) -> None:
    versace = told(shipped.timeline("Versace").events)
    assert "1978: Gianni Versace founded Versace" in versace
    closings = [
        e for e in shipped.timeline("Versace").events if e.event == "completed" and e.relation == "acquires"
    ]
    assert [e.when for e in closings] == ["2018-12-31", "2025-12-02"]
    assert closings[1].words.startswith("Prada Group acquired Versace from Capri Holdings Limited")
    tapestry = told(shipped.timeline("Tapestry").events)
    assert "2017-10-31: Coach, Inc. was renamed Tapestry, Inc." in tapestry
    assert any(t.startswith("2024-11-14: called off: Tapestry, Inc. to acquire Capri") for t in tapestry)
    assert not any("ceased to own Stuart Weitzman" in t for t in tapestry), "the sale says so"
    coach = [t for t in told(shipped.timeline("coach").events) if t.endswith(" Tmall") or " Tmall, " in t]
    assert [t.partition(":")[0] for t in coach][:4] == ["2011-12", "2012", "2015-09", "2016"]


def test_a_view_tells_only_what_had_come_or_was_planned(graph: RetailGraph) -> None:
    finch = told(graph.timeline("Finch", as_of="2015-03-01").events)
    assert [t for t in finch if "already" not in t] == [
        "2013-05: Finch joined Lark Alliance",
        "2015-01-10: announced: Acme, Inc. to acquire Finch from Dune AG",
    ]
    known = told(graph.timeline("Grove", known_on="2015-03-01").events)
    assert known == ["2014-12: announced: Core SA to acquire Grove"]


# --- changes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "events"),
    [
        ("2015-06-01", "2015-06-01", ["2015-06-01: Acme, Inc. acquired Finch from Dune AG (100%; 2bn USD)"]),
        ("2015-06-02", "2015-06-02", []),
        ("2017", "2017", ["2017: Finch left Lark Alliance"]),
        ("2017-03", "2017-05", ["2017: perhaps Finch left Lark Alliance"]),
        ("2013-05-31", "2013-06", ["2013-05: perhaps Finch joined Lark Alliance"]),
        ("2013-06", "2014", []),
        ("0999", "1000", []),
        ("9999", "9999", []),
    ],
)
def test_changes_of_an_entity_in_a_closed_period(
    graph: RetailGraph, start: str, end: str, events: list[str]
) -> None:
    assert told(graph.changes(start, end, "Finch").events) == events


def test_changes_of_everything_are_those_of_each(graph: RetailGraph) -> None:
    """The query over all dates finds what the timelines of the entities hold."""
    periods = ("2012", "2014"), ("2015", "2015-06-01"), ("2017-09-01", "2018-03-10"), ("1900", "2026")
    for start, end in periods:
        of_each = [graph.changes(start, end, entity.id) for entity in graph.list()]
        each = {t for c in of_each for t in told(c.events + c.by_then)}
        every = graph.changes(start, end)
        assert set(told(every.events + every.by_then)) == each


def test_changes_of_everything_in_the_shipped_graph(shipped: RetailGraph) -> None:
    found = shipped.changes("2017-10", "2017-12")
    assert "2017-10-31: Coach, Inc. was renamed Tapestry, Inc." in told(found.events)
    assert all(e.earliest and e.earliest <= date(2017, 12, 31) for e in found.events)
    assert all(e.latest is None or e.latest >= date(2017, 10, 1) for e in found.events)
    assert all(
        e.earliest is None and date(2017, 10, 1) <= e.latest <= date(2017, 12, 31) for e in found.by_then
    )


def test_what_is_known_only_to_have_been_by_then_stands_apart(graph: RetailGraph) -> None:
    found = graph.changes("2015-06", "2015-07", "Lark Alliance")
    assert (told(found.events), [e.words for e in found.by_then]) == (
        [], ["Ember already was a member of Lark Alliance"],
    )  # fmt: skip
    assert graph.changes("2015-05", "2015-06-01", "Lark Alliance").by_then == ()
    assert graph.changes("2014", "2015", "Rust").notes == (
        "without a date, so not here but in the timeline: 1",
    )


def test_a_period_ends_today_unless_it_says_when(graph: RetailGraph) -> None:
    assert graph.changes("2018").end == TODAY
    assert graph.changes("2015", as_of="2016-02-29").end == date(2016, 2, 29)
    with pytest.raises(UsageError, match="ends before it begins: 2019-02 to 2019-01"):
        graph.changes("2019-02", "2019-01")
    with pytest.raises(UsageError, match="ends before it begins: 2030"):
        graph.changes("2030")
    with pytest.raises(UsageError, match="there is no month 13"):
        graph.changes("2019-13")


DAYS = st.dates(date(2015, 1, 1), date(2015, 12, 31))


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.none() | DAYS, st.none() | DAYS, DAYS, DAYS)
def test_an_event_lies_in_a_period_or_perhaps_or_not(
    earliest: date | None, latest: date | None, first: date, end: date
) -> None:
    if (earliest and latest and earliest > latest) or end <= first:
        return
    found = within([Event("", "began", "", earliest, latest)], first, end)
    known = [d for d in (earliest, latest) if d]
    surely = bool(earliest and latest and first <= earliest and latest < end)
    assert surely == bool(found and not found[0].perhaps)
    if any(first <= d < end for d in known):
        assert found
    if all(d < first for d in known) or all(d >= end for d in known):
        assert not found


def test_what_changed_goes_the_same_way(graph: RetailGraph, shipped: RetailGraph) -> None:
    answer = graph.ask("what changed for Finch since 2015")
    assert told(answer.events) == told(graph.changes("2015", None, "Finch").events)
    assert {row.relation for row in answer.rows} == {"acquires", "memberOf", "owns", "sellsOn"}
    tapestry = shipped.ask("what changed for Tapestry since 2017").events
    assert {"announced", "calledOff", "renamed", "completed", "began", "ended"} <= {e.event for e in tapestry}


# --- the history of a relationship --------------------------------------------------------------------------


def test_a_history_gives_claims_by_publication_and_what_was_concluded(graph: RetailGraph) -> None:
    found = graph.history("Jade Doe", "leads", "Acme")
    assert (found.answer, found.total, [c.published for c in found.claims]) == (
        "no",
        2,
        ["2015-01-10", "2018-01-05"],
    )
    assert [(r.status, r.since, r.until) for r in found.rows] == [("ended", "2014", "2016-07")]
    short = graph.history("Jade Doe", "leads", "Acme", limit=1)
    assert (len(short.claims), short.total) == (1, 2)
    assert graph.history("Isle", "owns", "Acme").claims == ()
    with pytest.raises(UsageError, match="1 or more, not 0"):
        graph.history("Jade Doe", "leads", "Acme", limit=0)


def test_the_history_of_coach_on_tmall_has_three_spells_and_a_conflict(shipped: RetailGraph) -> None:
    found = shipped.history("coach", "sells on", "Tmall")
    assert [r.since for r in found.rows] == ["2011-12", "2015-09", "2019-09"]
    assert any(text.startswith("planned start") for text in found.conflicts)


def test_a_thousand_claims_stay_readable(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    head = "subject,relation,object,from,article_title,publisher,published,says\n"
    lines = (
        f"acme,owns,finch,{1990 + n % 30},News {n},P{n % 7},2020-01-{n % 28 + 1:02d},It owns.\n"
        for n in range(1000)
    )
    graph = own_store(tmp_path)
    graph.load(write(tmp_path / "bulk", {"claims.csv": head + "".join(lines)}))
    found = graph.history("Acme", "owns", "Finch", limit=50)
    assert (len(found.claims), found.total) == (50, 1000)
    assert len(graph.timeline("Finch").events) == 1
    graph.close()
    words = ("--store", tmp_path / "store", "history", "Acme", "owns", "Finch")
    printed = run(*words)
    assert "the first 50 of 1000 claims" in printed.err
    assert len(printed.out.splitlines()) < 200
    everything = run(
        "--store", tmp_path / "store", "history", "Acme", "owns", "Finch", "--all", "-f", "jsonl"
    )
    assert len(everything.out.splitlines()) == 1000


# --- names by date ------------------------------------------------------------------------------------------

TWICE = (Former("Pearl", until="2015"), Former("Quartz", until="2018-03-05"))


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("2014-12-31", "2014-12-31", ("Pearl",)),
        ("2015-01-01", "2015-01-01", ("Pearl", "Quartz")),
        ("2015-12-30", "2015-12-30", ("Pearl", "Quartz")),
        ("2015-12-31", "2015-12-31", ("Quartz",)),
        ("2018-03-04", "2018-03-04", ("Quartz",)),
        ("2018-03-05", "2018-03-05", ("Onyx",)),
        ("2018-01-01", "2018-12-31", ("Quartz", "Onyx")),
        ("0001-01-01", "9999-12-31", ("Pearl", "Quartz", "Onyx")),
    ],
)
def test_the_name_on_a_day(first: str, last: str, names: tuple[str, ...]) -> None:
    days = partial(first).earliest, partial(last).earliest
    assert names_within(TWICE, "Onyx", *days) == names


def test_then_called() -> None:
    def then(first: str, last: str = "") -> str:
        return then_called(TWICE, "Onyx", partial(first).earliest, partial(last or first).latest)

    assert (then("2014"), then("2015-05-01"), then("2016"), then("2018-03-05")) == (
        "Pearl", "Pearl or Quartz", "Quartz", "",
    )  # fmt: skip
    assert then("2018") == "", "it was renamed within that year"
    from_2000 = (Former("Pearl", since="2000", until="2015-01-01"),)
    assert then_called(from_2000, "Onyx", date(1999, 12, 31), date(1999, 12, 31)) == ""
    assert then_called((Former("Salt"),), "Rust", date(2000, 1, 1), date(2000, 1, 1)) == ""
    in_doubt = (Former("Pearl", until="2018-03"),)
    assert then_called(in_doubt, "Onyx", date(2018, 3, 10), date(2018, 3, 10)) == "Pearl or Onyx"
    assert list(renamings((*TWICE, Former("Salt")), "Onyx")) == [
        (TWICE[0], "Quartz"), (TWICE[1], "Onyx"), (Former("Salt"), ""),
    ]  # fmt: skip


def test_answers_say_what_it_was_called_then(shipped: RetailGraph) -> None:
    for question in ("who owned Kate Spade in 2017-08", "who owned Kate Spade on 2017-08-15"):
        (row,) = shipped.ask(question).rows
        assert (row.entity, row.then_called) == ("Tapestry, Inc.", "Coach, Inc."), question
    assert [r.then_called for r in shipped.ask("who owned Kate Spade in 2018").rows] == [""]
    assert [r.then_called for r in shipped.ask("who owns Kate Spade").rows] == [""]
    assert [r.then_called for r in shipped.ask("who owns Kate Spade", as_of="2017-08").rows] == [
        "Coach, Inc."
    ]
    assert "Tapestry, Inc. was then called Coach, Inc." in shipped.ask("brands of Tapestry in 2016").notes
    (row,) = shipped.why("Tapestry", "owns", "Kate Spade", as_of="2017-08").rows
    assert (row.entity, row.then_called) == ("Kate Spade New York", "")
    assert shipped.show("Tapestry", as_of="2017-10-30").then_called == "Coach, Inc."
    assert shipped.show("Tapestry", as_of="2017-10-31").then_called == ""
    assert shipped.show("Tapestry").then_called == ""
    listed = {e.id: e.then_called for e in shipped.list("companies", as_of="2016")}
    assert listed["tapestry"] == "Coach, Inc."


# --- the command line ---------------------------------------------------------------------------------------


def test_the_commands_print_what_is_found(shipped_copy: Path, run: Callable[..., Outcome]) -> None:
    table = run("timeline", "Versace")
    assert (table.code, table.out.splitlines()[0].split()) == (0, ["WHEN", "WHAT", "SAYS", "WHO"])
    whole = json.loads(run("timeline", "Versace", "-f", "json").out)
    assert (whole["schema"], whole["id"]) == ("retailgraph.timeline/1", "versace")
    assert {"when", "event", "words", "publisher", "published", "url", "articles", "rule"} <= whole["events"][
        0
    ].keys()
    for words, schema in (
        (("changes", "--from", "2018", "--to", "2019", "Versace"), "retailgraph.changes/1"),
        (("history", "Coach", "sellsOn", "Tmall"), "retailgraph.history/1"),
    ):
        assert json.loads(run(*words, "-f", "json").out)["schema"] == schema
        for kind in ("jsonl", "csv", "tsv", "markdown"):
            assert run(*words, "-f", kind).out.count("\n") > 1
    assert "Coach, Inc. was renamed" in " ".join(run("ask", "what changed for Tapestry in 2017").out.split())
    owned = " ".join(run("ask", "who owned Kate Spade in 2017-08", "-f", "csv").out.split())
    assert '"Tapestry, Inc., then Coach, Inc."' in owned
    assert "ends before it begins" in run("changes", "--from", "2020", "--to", "2019").err
    assert run("changes").code == 2


def test_tables_fit_a_narrow_terminal(
    shipped_copy: Path, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for words in (
        ("timeline", "Tapestry"),
        ("ask", "owners of Versace over time"),
        ("ask", "owners of Stuart Weitzman over time"),
        ("changes", "--from", "2025-06"),
        ("show", "Tmall"),
    ):
        printed = run(*words)
        assert printed.code == 0
        assert max(len(line) for line in printed.out.splitlines()) <= 80, words
    assert "SAYS WHO" in run("ask", "owners of Versace over time").out


def test_names_of_others_are_printed_safely(graph: RetailGraph, run: Callable[..., Outcome]) -> None:
    graph.close()
    store = graph.directory.parent
    printed = run("--store", store, "timeline", "evil")
    assert printed.code == 0
    assert "{object}" in printed.out, "what looks like a slot in a name stays as it is"
    assert "&lt;b>" in run("--store", store, "timeline", "evil", "-f", "markdown").out
