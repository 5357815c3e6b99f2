"""Pictures of time: what holds from when to when, what happened, and who says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import Outcome, article, own_store
from retailgraph import RetailGraph
from retailgraph.drawing import bars, draw_timeline, timeline
from retailgraph.drawing.bars import chart
from retailgraph.drawing.charts import Bar, Chart
from retailgraph.errors import NotFound, UsageError

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</svg><script>window.pwned=1</script>Söhne"
CHINESE = "上海豫园旅游商城（集团）股份有限公司国际品牌管理事业部"
ENTITIES = f"""\
odd: {{type: Brand, name: "{HOSTILE}"}}
yuyuan: {{type: Company, name: "{CHINESE}"}}
"""
ARTICLES = {
    "more": ENTITIES,
    "2018-06-01-plans": article(
        "acme acquires finch: {status: announced, announced: 2018-05-20, seller: bolt}",
        "core acquires finch: {status: calledOff, from: 2018-03}",
        "finch sellsOn harbor: {status: announced, from: 2018-09}",
        published="2018-06-01",
    ),
    "2019-01-05-closed": article(
        "acme acquires finch: {from: 2018-12-31, seller: bolt, price: 2bn USD}",
        "bolt owns finch: {from: 2012}",
        "acme partnersWith bolt",
        "acme memberOf lark: {from: 2015-03-04, to: 2017}",
        "jade leads acme: {role: CEO}",
        published="2019-01-05",
        publisher="Weekly",
    ),
    "2020-01-01-odd": article("yuyuan owns odd: {from: 1950}", published="2020-01-01"),
    "2020-02-01-denied": article("core owns grove: {status: denied}", published="2020-02-01"),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("timeline"), ARTICLES) as made:
        yield made


def rows(shown: Chart) -> dict[tuple[str, str], tuple[Bar, ...]]:
    """The bars by heading and name."""
    return {(g.heading, r.name): r.bars for part in shown.parts for g in part.groups for r in g.rows}


def marks(shown: Chart) -> list[tuple[int, str, str, str]]:
    return [(m.number, m.event, m.when, m.words) for part in shown.parts for m in part.marks]


# --- what is shown --------------------------------------------------------------------------------------


def test_bars_are_what_the_graph_concluded(graph: RetailGraph) -> None:
    found = rows(chart(graph, ["finch"], ()))
    assert set(found) == {("is owned by", "Acme, Inc."), ("is owned by", "Bolt Ltd"), ("sells on", "Harbor")}
    (acme,) = found["is owned by", "Acme, Inc."]
    assert (acme.first, acme.sure, acme.last) == (date(2018, 12, 31), date(2018, 12, 31), None)
    assert (acme.status, acme.dates) == ("inForce", "since 2018-12-31, confirmed 2019-01")
    (bolt,) = found["is owned by", "Bolt Ltd"]
    assert (bolt.first, bolt.sure) == (date(2012, 1, 1), date(2012, 12, 31))
    assert (bolt.sure_end, bolt.last, bolt.dates) == (
        date(2018, 12, 31),
        date(2018, 12, 31),
        "2012 – 2018-12-31",
    )


def test_what_was_only_announced_is_a_plan_from_when_it_was_public(graph: RetailGraph) -> None:
    (plan,) = rows(chart(graph, ["finch"], ()))["sells on", "Harbor"]
    assert (plan.status, plan.sure, plan.dates) == (
        "announced",
        date(2018, 6, 1),
        "announced 2018 for 2018-09, never confirmed",
    )
    drawn = list(timeline._plan(plan, "#112233", timeline._Scale(date(2012, 1, 1), date(2026, 1, 1)), 0, 600))
    assert len(drawn) == 1 and 'stroke-dasharray="4 3"' in drawn[0]


def test_a_start_that_nobody_dates_fades_and_old_news_is_pale(graph: RetailGraph) -> None:
    shown = chart(graph, ["acme"], ())
    (partners,) = rows(shown)["partners with", "Bolt Ltd"]
    assert (partners.first, partners.sure, partners.confirmed) == (None, date(2019, 1, 5), date(2019, 1, 5))
    text = timeline.svg(shown)
    color = timeline.legible(graph.ontology.relations["partnersWith"].color)[1:]
    assert f"url(#before-{color})" in text and f"url(#unconfirmed-{color})" in text
    assert {"nobody says since when", "not confirmed lately"} <= set(words(text))


def test_an_end_that_is_known_to_the_year_is_hatched(graph: RetailGraph) -> None:
    (member,) = rows(chart(graph, ["acme"], ()))["is a member of", "Lark Alliance"]
    assert (member.sure_end, member.last) == (date(2017, 1, 1), date(2017, 12, 31))
    color = timeline.legible(graph.ontology.relations["memberOf"].color)[1:]
    assert f'fill="url(#perhaps-{color})"' in timeline.svg(chart(graph, ["acme"], ()))


def test_deals_are_marks_with_footnotes_that_name_their_source(graph: RetailGraph) -> None:
    shown = chart(graph, ["finch"], ())
    assert marks(shown) == [
        (1, "calledOff", "2018-03", "called off: Core SA to acquire Finch"),
        (2, "announced", "2018-05-20", "announced: Acme, Inc. to acquire Finch from Bolt Ltd"),
        (3, "completed", "2018-12-31", "Acme, Inc. acquired Finch from Bolt Ltd (2bn USD)"),
    ]
    text = timeline.svg(shown)
    assert (
        "2018-12-31: Acme, Inc. acquired Finch from Bolt Ltd (2bn USD).\xa0\xa0Weekly, 2019-01-05"
        in words(text)
    )
    assert text.count('href="https://example.com/news"') == 3
    assert {"happened", "announced", "called off or denied"} <= set(words(text))


def test_what_happened_to_both_has_one_number(graph: RetailGraph) -> None:
    both = chart(graph, ["finch", "acme"], ())
    finch, acme = ({(m.number, m.words) for m in part.marks} for part in both.parts)
    assert finch & acme == {
        (2, "announced: Acme, Inc. to acquire Finch from Bolt Ltd"),
        (3, "Acme, Inc. acquired Finch from Bolt Ltd (2bn USD)"),
    }
    assert both.title == "Finch and Acme, Inc."
    assert sum("acquired Finch" in said for said in words(timeline.svg(both))) == 1


def test_hovering_over_a_bar_shows_a_passage_with_its_source(graph: RetailGraph) -> None:
    (acme,) = rows(chart(graph, ["finch"], ()))["is owned by", "Acme, Inc."]
    assert acme.hover.startswith("Acme, Inc. owns Finch\nlast confirmed 2019-01, since: 2018-12-31\n")
    (bolt,) = rows(chart(graph, ["finch"], ()))["is owned by", "Bolt Ltd"]
    assert "\nWeekly, 2019-01-05: Something." in bolt.hover
    assert bolt.hover in titles(timeline.svg(chart(graph, ["finch"], ())))


def test_relations_can_be_chosen_and_else_the_telling_ones_are(graph: RetailGraph) -> None:
    assert ("is led by", "Jade Doe (CEO)") not in rows(chart(graph, ["acme"], ()))
    assert set(rows(chart(graph, ["acme"], ["leads"]))) == {("is led by", "Jade Doe (CEO)")}
    assert ("is owned by", "Core SA") not in rows(chart(graph, ["grove"], ()))
    with pytest.raises(NotFound, match="likes"):
        chart(graph, ["acme"], ["likes"])


def test_a_picture_of_another_day_shows_no_later_thing(graph: RetailGraph) -> None:
    shown = chart(graph.at("2018-08"), ["finch"], ())
    assert set(rows(shown)) == {("is owned by", "Bolt Ltd"), ("sells on", "Harbor")}
    assert rows(shown)["is owned by", "Bolt Ltd"][0].last is None
    assert [number for number, event, *_ in marks(shown)] == [1, 2]
    assert "As of 2018-08, as articles report it." in words(timeline.svg(shown))


def test_what_lies_far_before_the_rest_stands_at_the_rim(graph: RetailGraph) -> None:
    shown = chart(graph, ["odd", "finch"], ())
    assert shown.first == date(2012, 1, 1)
    assert timeline._Scale(shown.first, shown.day).is_early(date(1950, 1, 1))
    alone = chart(graph, ["odd"], ())
    assert alone.first == date(1950, 1, 1)


# --- the sheet ------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """The texts on a sheet."""
    return ["".join(found.itertext()) for found in ElementTree.fromstring(text).iter(SVG + "text")]


def titles(text: str) -> list[str]:
    return ["".join(found.itertext()) for found in ElementTree.fromstring(text).iter(SVG + "title")]


def test_names_are_whole_and_never_markup(graph: RetailGraph) -> None:
    text = draw_timeline(graph, ["odd", "yuyuan"], format="svg").text
    said = "".join(words(text))
    assert HOSTILE in said and CHINESE in said
    assert "<script" not in text and "<script" not in draw_timeline(graph, ["odd"]).text
    for line in words(text):
        assert timeline.width(line, timeline.SMALL) < timeline._WIDE


def test_no_mark_covers_another(shipped: RetailGraph) -> None:
    shown = chart(shipped, ["alibaba"], ())
    scale = timeline._Scale(shown.first, shown.day)
    (part,) = shown.parts
    places = [
        (scale.place(mark.day), lane)
        for mark, lane in zip(part.marks, timeline._lanes(part.marks, scale), strict=True)
    ]
    assert len(places) > 10
    for i, (x, lane) in enumerate(places):
        assert all(other != lane or abs(x - at) >= 2 * timeline._ROUND for at, other in places[:i])


def test_everything_stands_on_the_sheet(shipped: RetailGraph) -> None:
    sheet = ElementTree.fromstring(draw_timeline(shipped, ["versace", "farfetch"], format="svg").text)
    wide, high = (float(sheet.get(side, 0)) for side in ("width", "height"))
    for found in sheet.iter(SVG + "text"):
        assert 0 < float(found.get("x", -1)) < wide and 0 < float(found.get("y", -1)) < high
    for found in sheet.iter(SVG + "rect"):
        assert found.get("x") is None or 0 <= float(found.get("x", -1)) <= wide
        assert found.get("width") == "100%" or float(found.get("width", -1)) > 0


def test_owners_follow_one_another_in_the_shipped_graph(shipped: RetailGraph) -> None:
    found = rows(chart(shipped, ["versace", "stuart-weitzman"], ()))
    owners = [name for heading, name in found if heading == "is owned by"]
    assert owners == [
        "Capri Holdings Limited",
        "Prada Group",
        "Sycamore Partners",
        "Tapestry, Inc.",
        "Caleres, Inc.",
    ]
    assert (
        found["is owned by", "Capri Holdings Limited"][0].last == found["is owned by", "Prada Group"][0].first
    )


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("src", "href", "srcset")}


def test_the_page_is_the_sheet_without_script(graph: RetailGraph) -> None:
    text = draw_timeline(graph, ["finch"]).text
    assert draw_timeline(graph, ["finch"], format="svg").text in text
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'\"" in text
    page = _Page(text)
    assert not page.names & {"script", "img", "link", "iframe", "image", "use"}
    assert page.links == {"https://example.com/news"}
    assert not re.search(r"@import|url\((?!#)", text)


def test_the_same_graph_gives_the_same_picture(graph: RetailGraph) -> None:
    one, two = (draw_timeline(graph, ["finch", "acme"], format="svg") for _ in range(2))
    assert one.content == two.content


# --- nothing to show, too much ---------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "day"), [("isle", None), ("finch", "1900"), ("finch", "0001")])
def test_nothing_to_show_is_a_valid_sheet_that_says_so(
    graph: RetailGraph, name: str, day: str | None
) -> None:
    said = words(draw_timeline(graph.at(day), [name], format="svg").text)
    assert any("no article reports anything that could be shown here" in line for line in said)


def test_too_many_rows_and_nobody_are_refused(
    graph: RetailGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bars, "MOST_ROWS", 2)
    with pytest.raises(UsageError, match=r"3 rows are too many .* --relation"):
        draw_timeline(graph, ["finch"], tmp_path / "a.svg")
    with pytest.raises(UsageError, match="nothing to draw; name an entity"):
        draw_timeline(graph, [], tmp_path / "a.svg")
    with pytest.raises(NotFound, match="no entity 'nobody'"):
        draw_timeline(graph, ["nobody"], tmp_path / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_the_command_draws_several_entities_by_year(
    graph: RetailGraph, tmp_path: Path, run: Callable[..., Outcome]
) -> None:
    target = tmp_path / "owners.html"
    done = run("--store", graph.directory.parent, "draw", "--timeline", "Finch", "Acme", "-o", target)
    assert (done.code, done.out, done.err) == (0, "", f"written: {target}\n")
    assert "Finch and Acme, Inc." in target.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["owners.html"]
