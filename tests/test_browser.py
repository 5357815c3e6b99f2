"""The explorer in a real browser: driven by mouse and keyboard; nothing is fetched, nothing hostile runs.

Needs Chromium and the playwright package; without them these tests are skipped, where CI is true they fail.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from conftest import ROOT, TODAY, own_store, some
from retailgraph import RetailGraph
from retailgraph.explorer.content import page_content
from retailgraph.explorer.page import page_content_of, page_html
from retailgraph.identity import fold
from retailgraph.network import INCLUDE, networkx_graph
from test_explorer import ARTICLES

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FONTS = ROOT / "src" / "retailgraph" / "drawing" / "fonts"
DRAWN = (
    *("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    *("--disable-gpu-rasterization", "--disable-gpu-compositing"),  # what no hardware does costs more there
)
AXE = Path(os.environ.get("RETAILGRAPH_AXE", ROOT / "explorer/node_modules/axe-core/axe.min.js"))
PATIENCE = 180_000
"""Milliseconds that are waited for what is to come: on a busy machine all takes long."""
SHOTS = os.environ.get("RETAILGRAPH_SHOTS")
"""A folder in which screenshots are kept, if it is given; those in docs/images are such, in 64 colours."""


def missing(what: str) -> None:
    """Where everything has to be there, that something is not is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is not installed")


def with_a_font(folder: Path) -> dict[str, str]:
    """The environment for a browser, which needs at least one font: that of our pictures, after all others.

    What is laid under the programs of a process, to change its date, is not for it.
    """
    others = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    conf = folder / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{others}</include><dir>{FONTS}</dir>'
        f"<cachedir>{folder / 'fonts'}</cachedir></fontconfig>\n"
    )
    kept = {name: value for name, value in os.environ.items() if name not in ("LD_PRELOAD", "FAKETIME")}
    return {**kept, "FONTCONFIG_FILE": str(conf)}


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Gives a browser for options of the command line; each is started once."""
    if CHROMIUM is None:
        missing("Chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    with sync_playwright() as driver:
        started: dict[tuple[str, ...], Any] = {}
        env = with_a_font(tmp_path_factory.mktemp("browser"))

        def start(*options: str) -> Any:
            if options not in started:
                words = ["--no-sandbox", *options]
                started[options] = driver.chromium.launch(executable_path=CHROMIUM, args=words, env=env)
            return started[options]

        yield start
        for browser in started.values():
            browser.close()


@pytest.fixture(scope="module")
def shipped_page(shipped: RetailGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped.explore(tmp_path_factory.mktemp("pages") / "shipped.html")


class Visit:
    """An open page, and what it asked for or complained of."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", lambda m: self.troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on(
            "dialog", lambda dialog: (self.troubles.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        page.on("request", self._requested)
        self.refused: list[str] = []
        page.on("requestfailed", lambda r: self.refused.append(r.url) if r.failure == "csp" else None)

    def _requested(self, request: Any) -> None:
        # Its own file, and pictures made of the page itself, leave nothing behind.
        if not request.url.startswith(("file:", "data:image/svg+xml", "blob:")):
            self.troubles.append(f"request: {request.url}")

    def open(self, path: Path, hash_: str = "") -> Any:
        self.page.goto("about:blank")  # else another address of a page that is open would not load it again
        self.page.goto(path.as_uri() + (f"#{hash_}" if hash_ else ""))
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def shoot(self, name: str) -> None:
        if SHOTS:
            self.page.wait_for_timeout(500)
            self.page.screenshot(path=str(Path(SHOTS, f"{name}.png")))


class Windows:
    """Windows by what they were opened with: to open one costs as much as to look at a page."""

    def __init__(self, browsers: Callable[..., Any]) -> None:
        self.browsers = browsers
        self.idle: dict[str, list[Visit]] = {}
        self.contexts: list[Any] = []

    def take(self, options: tuple[str, ...], settings: dict[str, Any]) -> Visit:
        idle = self.idle.setdefault(repr((options, settings)), [])
        if not idle:
            context = self.browsers(*(options or DRAWN)).new_context(**settings)
            context.set_default_timeout(PATIENCE)
            self.contexts.append(context)
            idle.append(Visit(context.new_page()))
        return idle.pop()

    def give_back(self, options: tuple[str, ...], settings: dict[str, Any], window: Visit) -> None:
        window.page.goto("about:blank")
        window.troubles, window.refused = [], []
        self.idle[repr((options, settings))].append(window)


@pytest.fixture(scope="module")
def windows(browsers: Callable[..., Any]) -> Iterator[Windows]:
    kept = Windows(browsers)
    yield kept
    for context in kept.contexts:
        context.close()


@pytest.fixture
def visit(windows: Windows) -> Iterator[Callable[..., Visit]]:
    """Gives windows; that nothing was fetched and nothing failed is asserted for each of them."""
    taken: list[tuple[tuple[str, ...], dict[str, Any], Visit]] = []

    def take(*options: str, **settings: Any) -> Visit:
        settings = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce", **settings}
        taken.append((options, settings, windows.take(options, settings)))
        return taken[-1][-1]

    yield take
    troubles = [told for *_, window in taken for told in window.troubles]
    for one in taken:
        windows.give_back(*one)
    assert [told for told in troubles if "GL Driver Message" not in told] == []


@pytest.fixture(scope="module")
def opened(windows: Windows, shipped_page: Path) -> Visit:
    """The shipped page in a window that several tests look at."""
    window = windows.take((), {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce"})
    window.open(shipped_page)
    return window


@pytest.fixture
def look(opened: Visit) -> Iterator[Callable[..., Any]]:
    """Shows what an address of the shipped page says, in a window that is open: to load it takes a second.

    For tests that leave behind nothing but what the address says.
    """

    def at(hash_: str = "") -> Any:
        opened.page.evaluate("(words) => retailgraph.state.read(words)", hash_)
        return opened.page

    yield at
    told, opened.troubles = opened.troubles, []
    assert [t for t in told if "GL Driver Message" not in t] == []


def details(page: Any) -> str:
    return str(page.locator("#details").inner_text())


def shown(page: Any) -> dict[str, int]:
    return page.evaluate(
        "({nodes: retailgraph.page.shown.nodes.size, edges: retailgraph.page.shown.edges.length})"
    )


def rows(page: Any) -> list[list[str]]:
    return page.locator("#table tbody tr").evaluate_all(
        "rows => rows.map((r) => [...r.cells].map((c) => c.innerText))"
    )


# --- it says what Python says ---------------------------------------------------------------------------

NAMES = (
    "L’Oréal", "H&M", "ＴＡＰＥＳＴＲＹ,  Inc.", "天猫", "Süßwaren GmbH", "C+A", "Marks & Spencer plc",
    "Société Générale", "日本 パナソニック", "ハ", "パ", "Moët", "  ", "7-Eleven", "_under_", "S.p.A.",
    "O'Neill`s", "Åhléns", "Ωmega", "İstanbul", "ﬁrst", "①", "Ⅷ", "한국 회사", "“quoted”", "a/b\\c",
)  # fmt: skip


def test_names_are_folded_as_python_folds_them(look, shipped: RetailGraph) -> None:
    page = look()
    names = [*NAMES, *shipped.labels().values()]
    keys = page.evaluate("(names) => names.map(retailgraph.model.fold)", names)
    assert {n: k for n, k in zip(names, keys, strict=True) if k != fold(n)} == {}


@pytest.mark.parametrize("day", ["1990-01-01", "2016-06-30", "2019-09-18", "2024-02-29", "2026-11-23"])
def test_what_holds_on_a_day_is_what_the_network_says(look, shipped, day: str) -> None:
    page = look()
    script = """(day) => { const { model } = retailgraph; return model.edges.map((e) => [e.link.key,
        model.stateOf(e, day), model.isStale(e, day), model.isUnreported(e, day)]).filter(([, s]) => s); }"""
    network = networkx_graph(shipped.at(as_of=day), include=INCLUDE)
    expected = [
        [f["relationship"], f["status"], f["stale"], f["unreported"]] for *_, f in network.edges(data=True)
    ]
    assert sorted(page.evaluate(script, day)) == sorted(expected)


# --- looking --------------------------------------------------------------------------------------------


def test_the_first_sight_is_a_picture_with_names(visit, shipped_page: Path) -> None:
    window = visit()
    page = window.open(shipped_page)
    window.shoot("explorer-light")
    assert shown(page)["nodes"] > 100
    names = page.evaluate("retailgraph.page.drawing.sigma.getNodeDisplayedLabels().size")
    assert names > 8
    script = "[...retailgraph.page.shown.nodes].every((i) => { const p = retailgraph.page.drawing.sigma"
    script += ".framedGraphToViewport(retailgraph.page.drawing.sigma.getNodeDisplayData(String(i)));"
    script += "const d = retailgraph.page.drawing.sigma.getDimensions();"
    script += "return p.x > 0 && p.y > 0 && p.x < d.width && p.y < d.height; })"
    assert page.evaluate(script), "all that is shown is in the frame"


@pytest.mark.parametrize("text", ["天猫", "tmall", "TMALL.com", "taobao mall"])
def test_an_entity_is_found_by_any_name_with_the_keyboard(look, text: str) -> None:
    page = look()
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    assert details(page).startswith("Tmall")
    assert page.url.endswith("#e=tmall")


def test_the_list_of_names_is_walked_with_arrows_and_closed_with_escape(look) -> None:
    page = look()
    field = page.get_by_role("combobox", name="Search by any name")
    field.fill("coach")
    options = page.get_by_role("listbox", name="Search by any name").get_by_role("option")
    assert options.count() == 2 and "Coach" in options.first.inner_text()
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    field.fill("no such name")
    assert "Nothing is called that" in options.first.inner_text()


def test_a_card_has_names_ids_groups_and_figures(look, opened: Visit) -> None:
    page = look("e=tapestry")
    opened.shoot("card")
    text = details(page)
    for word in ("company · US", "Also called", "Coach, Inc.", "owns", "Kate Spade New York", "Figures"):
        assert word in text
    page.locator("#details .rows").get_by_role("button", name="Kate Spade New York", exact=True).first.click()
    assert details(page).startswith("Kate Spade New York")
    page.get_by_role("button", name="Close details").click()
    assert details(page).startswith("Details")


def test_an_edge_tells_who_says_so(look, opened: Visit) -> None:
    page = look()
    page.get_by_role("button", name="Tapestry, Inc. owns Coach: details").click()
    opened.shoot("edge")
    text = details(page)
    assert text.startswith("Tapestry, Inc. owns Coach") and "in force" in text and "Who says so" in text
    links = page.locator("#details .claims a")
    assert links.count() > 3 and page.locator("#details blockquote").count() > 3
    assert {a.get_attribute("rel") for a in links.all()} == {"noopener noreferrer"}
    assert all((a.get_attribute("href") or "").startswith("http") for a in links.all())
    address = page.url.partition("#")[2]
    look()
    assert details(look(address)) == text


PLACE = """(i) => { const s = retailgraph.page.drawing.sigma;
    const box = s.getContainer().getBoundingClientRect();
    const p = s.framedGraphToViewport(s.getNodeDisplayData(String(i)));
    return [p.x + box.x, p.y + box.y]; }"""
"""Where an entity is seen on the page."""


def test_a_click_in_the_picture_chooses(look) -> None:
    page = look("focus=tapestry+coach+tmall")
    page.wait_for_timeout(300)
    one, two = (page.evaluate(f"retailgraph.model.numberOf.get('{n}')") for n in ("tapestry", "coach"))
    start, end = page.evaluate(PLACE, one), page.evaluate(PLACE, two)
    page.mouse.click(*start)
    page.wait_for_function("() => retailgraph.state.selected?.node !== undefined")
    assert details(page).startswith("Tapestry, Inc.")
    page.wait_for_timeout(400)  # sooner it would be a double click
    start, end = page.evaluate(PLACE, one), page.evaluate(PLACE, two)
    page.mouse.click(*((a + b) / 2 for a, b in zip(start, end, strict=True)))
    page.wait_for_function("() => retailgraph.state.selected?.edge !== undefined")
    assert "Who says so" in details(page)


def test_a_line_of_a_large_graph_is_clicked_when_it_is_still(visit, tmp_path: Path) -> None:
    with own_store(tmp_path, ARTICLES) as graph:
        made = page_content(graph, (), 2, ())
    side = 95
    link = next(told for told in made["links"] if told["relation"] == "owns")
    places = [(x, y) for y in range(side) for x in range(side)]
    node = {"label": "Some", "types": ["Company"]}
    made["nodes"] = [{**node, "id": f"n{i}", "x": x, "y": y} for i, (x, y) in enumerate(places)]
    pairs = [(i, i + 1) for i, (x, _) in enumerate(places) if x < side - 1]
    made["links"] = [{**link, "key": f"k{i}", "from": i, "to": j} for i, j in pairs]
    path = tmp_path / "large.html"
    path.write_text(page_html(made), encoding="utf-8")
    page = visit().open(path)
    assert shown(page)["edges"] == len(pairs) > 8000
    page.evaluate("retailgraph.page.drawing.fit(new Set([4512, 4513]))")
    page.wait_for_timeout(300)
    start, end = (page.evaluate(PLACE, i) for i in (4512, 4513))
    page.mouse.move(5, 5)
    page.mouse.click(*((a + b) / 2 for a, b in zip(start, end, strict=True)))
    page.wait_for_function("() => retailgraph.state.selected?.edge !== undefined")
    assert "k=k4512" in page.url and "Who says so" in details(page)


# --- choosing -------------------------------------------------------------------------------------------


def test_the_legend_filters_by_type_relation_and_status(look) -> None:
    page = look()
    before = shown(page)
    owns = page.locator("#filters label", has_text="owns").first
    number = int(owns.locator(".count").inner_text())
    owns.locator("input").uncheck()
    assert shown(page)["edges"] == before["edges"] - number
    owns.locator("input").check()
    page.locator("#filters label", has_text="people").locator("input").uncheck()
    assert all("leads" not in row[1] for row in rows(page))
    ended = page.locator("#filters label", has_text="ended").first
    more = int(ended.locator(".count").inner_text())
    now = shown(page)["edges"]
    ended.locator("input").check()
    assert shown(page)["edges"] == now + more
    page.get_by_role("button", name="Show none: Relations").click()
    assert shown(page)["edges"] == 0 and "Nothing is shown" in page.locator("#message").inner_text()
    page.get_by_role("button", name="Start again").click()
    assert shown(page) == before


def test_time_moves_and_says_what_began_and_ended(look) -> None:
    page = look()
    field = page.get_by_role("textbox", name="As of", exact=True)
    field.fill("2016")
    field.press("Tab")
    page.get_by_role("searchbox", name="Filter the table").fill("stuart weitzman")
    assert ["Tapestry, Inc.", "owns", "Stuart Weitzman", "in force"] in [row[:4] for row in rows(page)]
    page.get_by_role("slider", name="Time").press("ArrowRight")
    assert field.input_value() == "2017-01-31"
    page.get_by_role("button", name="Next change").click()
    assert "began" in page.locator("#time .changes").inner_text()
    page.get_by_role("button", name="Play").click()
    day = field.input_value()
    page.wait_for_function(f"() => retailgraph.state.day !== '{day}'")
    page.get_by_role("button", name="Pause").click()
    field.fill("2019-02-30")
    field.press("Tab")
    assert "YYYY-MM-DD" in page.locator("#time").inner_text()


@pytest.mark.parametrize(
    ("known", "day"),
    [("2017-12-31", "2017-12-31"), ("2019-09-18", "2026-11-23"), ("2026-11-01", "2016-06-30")],
)
def test_as_known_on_shows_what_the_command_of_that_day_concludes(look, shipped, known, day) -> None:
    page = look(f"known={known}&d={day}")
    script = """(day) => retailgraph.model.edges.map((e) => [e.link.key, retailgraph.model.stateOf(e, day),
        retailgraph.model.isStale(e, day), e.link.articles]).filter(([, state]) => state)"""
    network = networkx_graph(shipped.at(as_of=day, known_on=known), include=INCLUDE)
    expected = [
        [f["relationship"], f["status"], f["stale"], f["articles"]] for *_, f in network.edges(data=True)
    ]
    assert sorted(page.evaluate(script, day)) == sorted(expected)
    assert f"Concluded anew from the articles published by {known}" in page.locator("#time").inner_text()


def test_as_known_on_changes_everything_that_is_shown_and_back(look, opened: Visit) -> None:
    page = look("e=jimmy-choo&d=2018-06-30")
    before, card = shown(page), details(page)
    field = page.get_by_role("textbox", name="As known on")
    field.fill("2017-06")
    field.press("Tab")
    opened.shoot("known-on")
    text = page.locator("#time .changes").inner_text()
    assert "explore --known-on 2017-06-30 --as-of 2018-06-30" in text and "known=2017-06-30" in page.url
    assert shown(page)["edges"] < before["edges"] and details(page) != card
    assert page.evaluate("retailgraph.page.drawing.sigma.getGraph().size") == page.evaluate(
        "retailgraph.model.edges.length"
    )
    assert len(rows(page)) == min(100, shown(page)["edges"])
    field.fill("2999")
    field.press("Tab")
    assert "not after" in page.locator("#time").inner_text() and "known=2017-06-30" in page.url
    field.fill("1900")
    field.press("Tab")
    assert shown(page)["edges"] == 0 and "as known on 1900-12-31" in page.locator("#message").inner_text()
    field.fill("")
    field.press("Tab")
    assert (shown(page), details(page)) == (before, card)


def test_a_chosen_relationship_stays_chosen_while_it_is_known(look) -> None:
    page = look()
    page.get_by_role("button", name="Tapestry, Inc. owns Coach: details").click()
    articles = page.locator("#details .claims li").count()
    page.evaluate("retailgraph.state.set({known: '2019-09-18'})")
    assert details(page).startswith("Tapestry, Inc. owns Coach")
    assert 0 < page.locator("#details .claims li").count() < articles
    page.evaluate("retailgraph.state.set({known: '1900-01-01'})")
    assert details(page).startswith("Details")


def test_a_page_of_one_day_of_knowledge_says_so(visit, shipped, tmp_path: Path) -> None:
    made = page_content(shipped, ("tapestry",), 1, (), over_time=False)
    (tmp_path / "a.html").write_text(page_html(made), encoding="utf-8")
    page = visit().open(tmp_path / "a.html", "known=2019")
    assert page.get_by_role("textbox", name="As known on").count() == 0
    text = page.locator("#time").inner_text()
    assert f"articles up to {TODAY} as a whole" in text and "--known-on DAY" in text
    assert page.evaluate("retailgraph.state.known") == ""


def test_focus_expand_hide_and_back(look, opened: Visit) -> None:
    page = look("e=coach")
    everything = shown(page)["nodes"]
    page.get_by_role("button", name="Focus").click()
    few = shown(page)["nodes"]
    assert 1 < few < everything and "focus=" in page.url
    opened.shoot("focus")
    page.locator("#details .rows").get_by_role("button", name="Tapestry, Inc.").first.click()
    page.get_by_role("button", name="Expand").click()
    more = shown(page)["nodes"]
    assert more > few
    page.get_by_role("button", name="Hide").click()
    assert shown(page)["nodes"] < more and "hide=tapestry" in page.url
    left, address = shown(page), page.url.partition("#")[2]
    look()
    assert shown(look(address)) == left
    page.get_by_role("button", name="Start again").click()
    assert shown(page)["nodes"] == everything


def test_the_way_between_two(look, opened: Visit) -> None:
    page = look()
    for name, text in (("Path from", "kate spade"), ("Path to", "jimmy choo")):
        page.get_by_role("combobox", name=name).fill(text)
        page.keyboard.press("Enter")
    steps = page.locator("#details .way li")
    assert details(page).startswith("From Kate Spade New York to Jimmy Choo") and steps.count() >= 2
    assert page.evaluate("retailgraph.page.way.length") == steps.count()
    opened.shoot("path")
    page.get_by_role("button", name="Clear path").click()
    assert page.evaluate("retailgraph.state.path") is None
    cut = look("path=kate-spade+jimmy-choo&r=" + "+".join(RELATIONS))
    assert "Nothing that is shown joins them" in details(cut)


RELATIONS = ("owns", "sellsOn", "partnersWith", "memberOf", "leads", "competesWith", "operates", "operatesIn",
             "holdsStakeIn", "runs", "partOf", "licenses", "supplies", "jointVentureWith", "founded",
             "acquires", "invests", "mergesWith", "opensStoreIn")  # fmt: skip


# --- the table ------------------------------------------------------------------------------------------


def test_the_table_is_in_step_sorted_and_filtered(visit, shipped_page: Path) -> None:
    window = visit()
    page = window.open(shipped_page)
    window.shoot("table")
    articles = [int(row[6]) for row in rows(page)]
    assert articles == sorted(articles, reverse=True)
    head = page.get_by_role("columnheader", name="Subject")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    names = [row[0].casefold() for row in rows(page)]
    assert names[0] <= names[-1] and len(names) == 100
    page.get_by_role("button", name="Next", exact=True).click()
    assert rows(page)[0][0].casefold() >= names[-1]
    page.get_by_role("searchbox", name="Filter the table").fill("tmall")
    assert all("tmall" in " ".join(row).casefold() for row in rows(page))
    page.get_by_role("button", name="Entities").click()
    assert "Tmall" in [row[0] for row in rows(page)]
    page.locator("#table tbody button", has_text="Tmall Global").click()
    assert details(page).startswith("Tmall Global")
    assert page.locator("#table tr[aria-current=true]").count() == 1


def test_without_webgl_the_table_is_the_page_and_says_why(visit, shipped_page: Path) -> None:
    window = visit("--disable-gpu", "--disable-3d-apis")
    page = window.open(shipped_page, "e=coach")
    window.shoot("no-webgl")
    assert "no WebGL" in page.locator("#message").inner_text()
    assert page.locator("#table tbody tr").count() == 100
    assert page.evaluate("retailgraph.page.drawing") is None
    assert details(page).startswith("Coach")


# --- files ----------------------------------------------------------------------------------------------


def saved(page: Any, kind: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=kind, exact=True).click()
    assert waiting.value.suggested_filename == f"retailgraph-{TODAY}.{kind.lower()}"
    return Path(waiting.value.path()).read_bytes()


def test_what_is_shown_is_saved(look) -> None:
    page = look("focus=tapestry+coach+kate-spade+tmall&e=coach")
    total = shown(page)
    table = list(csv.DictReader(io.StringIO(saved(page, "CSV").decode())))
    assert len(table) == total["edges"]
    assert {"subject": "tapestry", "relation": "owns", "object": "coach"}.items() <= next(
        row for row in table if row["object"] == "coach" and row["relation"] == "owns"
    ).items()
    assert all(row["sources"].startswith("http") for row in table)
    network = nx.parse_graphml(saved(page, "GraphML").decode(), force_multigraph=True)
    assert len(network) == total["nodes"] and network.number_of_edges() == total["edges"]
    assert network.nodes["tapestry"]["label"] == "Tapestry, Inc."
    drawing = ElementTree.fromstring(saved(page, "SVG"))
    texts = ["".join(t.itertext()) for t in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "Coach" in texts and "Tapestry, Inc." in texts
    assert saved(page, "PNG").startswith(b"\x89PNG\r\n")


# --- everybody ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", ["", "e=tapestry", "path=coach+jimmy-choo&known=2020&tab=entities"])
@pytest.mark.parametrize("width", [1280, 640], ids=["wide", "zoomed"])
def test_axe_finds_nothing(visit, shipped_page: Path, scheme: str, hash_: str, width: int) -> None:
    if not AXE.exists():
        missing("axe-core (npm ci in explorer/)")
    settings = {"viewport": {"width": width, "height": width * 2 // 3}, "color_scheme": scheme}
    window = visit(**settings, bypass_csp=True)
    page = window.open(shipped_page, hash_)
    window.shoot(f"{scheme}-{width}-{hash_[:4].strip('=')}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for view in ["Graph", "Filters", "Details", "Table"] if width < 900 else [""]:
        if view:
            page.locator("#views").get_by_role("button", name=view).click()
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


def test_dark_follows_the_system_and_can_be_changed(visit, shipped_page: Path) -> None:
    window = visit(color_scheme="dark")
    page = window.open(shipped_page)
    window.shoot("explorer-dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(background) != dark and "theme=light" in page.url


def test_at_200_percent_nothing_is_cut_off(visit, shipped_page: Path) -> None:
    window = visit(viewport={"width": 640, "height": 430})
    page = window.open(shipped_page, "e=tapestry")
    window.shoot("narrow")
    for view in ("Graph", "Filters", "Details", "Table"):
        page.locator("#views").get_by_role("button", name=view).click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        wanted = {"Graph": "#stage", "Filters": "#filters", "Details": "#details", "Table": "#table"}
        seen = [i for i in wanted.values() if page.locator(i).is_visible()]
        assert seen == [wanted[view]]


def test_the_keyboard_reaches_everything_and_moves_the_picture(visit, shipped_page: Path) -> None:
    page = visit().open(shipped_page)
    reached = set()
    wanted = {"skip", "graph", "tools", "filters"}
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('[id]')?.id ?? ''"))
        if wanted <= reached:
            break
    assert wanted <= reached
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    page.locator("#graph").focus()
    camera = "(({x, y, ratio}) => [x, y, ratio])(retailgraph.page.drawing.sigma.getCamera())"
    places = [page.evaluate(camera)]
    for key in ("ArrowRight", "ArrowUp", "+", "-", "0"):
        page.keyboard.press(key)
        page.wait_for_timeout(60)
        places.append(page.evaluate(camera))
    assert places[1][0] > places[0][0] and places[2][1] > places[1][1]
    assert places[3][2] < places[2][2] < places[4][2] * 1.01
    assert places[5] != places[4]


# --- hostile and empty ----------------------------------------------------------------------------------

EVIL = (
    "<img src=x onerror=window.pwned=1>",
    "</script><script>window.pwned=1</script>",
    "javascript:window.pwned=1//",
    "\u202eevil\u2066\u2028",
    "=HYPERLINK(\"https://evil.example\")",
    "%%script%%{{7*7}}${7*7}'\"`",
    "長" * 10_000,
    "x" * 10_000,
)  # fmt: skip


def poisoned(value: Any, evils: Iterator[str]) -> Any:
    """Content with every text of articles replaced; words that choose colours, states and days stay."""
    fixed = {
        "schema",
        "asOf",
        "known",
        "status",
        "relation",
        "reported",
        "spells",
        "types",
        "relations",
        "key",
    }
    if isinstance(value, dict):
        return {k: v if k in fixed else poisoned(v, evils) for k, v in value.items()}
    if isinstance(value, list):
        return [poisoned(v, evils) for v in value]
    return next(evils) if isinstance(value, str) else value


@pytest.mark.parametrize("first", [0, 3, *some(1, 2, 4, 5, 6, 7)])
def test_nothing_hostile_runs_or_leaves(visit, tmp_path: Path, first: int) -> None:
    """Each text of the page is one of these in turn; from another first one on, each text is another."""
    evils = [*EVIL[first:], *EVIL[:first]]
    with own_store(tmp_path, ARTICLES) as graph:
        made = poisoned(page_content(graph, (), 2, ()), cycle(evils))
    for number, (node, evil) in enumerate(zip(made["nodes"], cycle(evils), strict=False)):
        node["id"] = f"{evil[:200]} {number}"
    path = tmp_path / "evil.html"
    path.write_text(page_html(made), encoding="utf-8")
    page = visit().open(path)
    assert page.locator("#table tbody tr").count() > 3
    page.locator("#table tbody tr").first.get_by_role("button").nth(1).click()
    assert "Who says so" in details(page)
    assert page.locator("#details a").count() == 0, "no address that is not one of the web is a link"
    page.locator("#details h2 button").first.click()
    page.get_by_role("button", name="Entities").click()
    page.get_by_role("combobox", name="Search by any name").fill(evils[0][:20])
    for name in ("CSV", "GraphML", "SVG"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name, exact=True).click()
        text = Path(waiting.value.path()).read_text(encoding="utf-8")
        if name != "CSV":
            ElementTree.fromstring(text)
        else:
            assert not any(c.startswith("=") for row in csv.reader(io.StringIO(text)) for c in row)
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed').length") == 0
    assert page.evaluate("document.scripts.length") == 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown_text = page.evaluate("document.body.innerText")
    assert not any(mark in shown_text for mark in "\u202e\u2066\u2028")


def test_the_browser_itself_refuses_what_the_policy_forbids(visit, shipped_page: Path) -> None:
    window = visit()
    page = window.open(shipped_page)
    page.evaluate("""() => { const s = document.createElement('script'); s.textContent = 'window.pwned = 1';
        document.body.append(s); const i = new Image(); i.src = 'https://evil.example/x.png';
        fetch('https://evil.example/').catch(() => {}); }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in t for t in window.troubles)
    asked = {t.partition(": ")[2] for t in window.troubles if t.startswith("request:")}
    assert "https://evil.example/x.png" in asked and asked <= set(window.refused)
    window.troubles.clear()


def test_an_address_that_names_nothing_known_is_no_harm(visit, shipped_page: Path) -> None:
    page = visit().open(
        shipped_page, "e=nobody&k=none&d=2019-99&known=x&t=<b>&focus=nobody&path=a+b&tab=x&theme=x"
    )
    assert shown(page)["edges"] > 100 and details(page).startswith("Details")


def test_empty_pages_say_so(visit, tmp_path: Path) -> None:
    with RetailGraph.open(tmp_path / "empty", today=TODAY, create=True) as graph:
        page = visit().open(graph.explore(tmp_path / "empty.html"))
    assert "The graph is empty" in page.locator("#message").inner_text()
    with own_store(tmp_path, ARTICLES) as graph:
        alone = visit().open(graph.explore(tmp_path / "alone.html", around="Isle"))
        early = visit().open(graph.explore(tmp_path / "early.html", as_of="0999-01-01"))
    assert "No article says" in alone.locator("#message").inner_text()
    assert shown(alone)["nodes"] == 1
    alone.get_by_role("button", name="Entities").click()
    assert [row[0] for row in rows(alone)] == ["Isle"]
    # What has no known start may have been so then; nothing is sure.
    states = """(() => { const { model, page } = retailgraph;
        return page.shown.edges.map((e) => model.stateOf(model.edges[e], '0999-01-01')); })()"""
    assert set(early.evaluate(states)) == {"unknown"}
    early.get_by_role("button", name="Next change").click()
    assert early.evaluate("retailgraph.state.day") == "2015-01-31"


def test_the_small_picture_and_the_timeline_are_shown(visit, shipped: RetailGraph, tmp_path: Path) -> None:
    for name, page in (
        ("picture", shipped.draw("Tapestry", tmp_path / "picture.html").path),
        ("timeline", shipped.draw(["Versace", "Stuart Weitzman"], tmp_path / "t.html", timeline=True).path),
    ):
        window = visit()
        window.page.goto(page.as_uri())
        window.page.wait_for_selector("canvas, main > svg")
        window.shoot(name)
        assert "Tapestry" in window.page.content()


def test_the_same_page_is_read_twice_alike(shipped_page: Path) -> None:
    text = shipped_page.read_text(encoding="utf-8")
    assert page_html(page_content_of(text)) == text


# --- nothing reads fresher than it is -------------------------------------------------------------------

EDGE = """(words) => { const { model, page } = retailgraph;
    const i = model.edges.findIndex((e) => model.words(e) === words);
    const { color, dash } = page.drawing.drawn.edge(i);
    const standing = model.standing(model.edges[i], retailgraph.state.day);
    return { i, color, dash, state: page.shown.states[i], standing }; }"""


def test_a_past_day_shows_what_may_hold_and_counts_what_nobody_had_reported(look) -> None:
    page = look("focus=lvmh+louis-vuitton+dior+bulgari&d=2017-12-31")
    assert shown(page) == {"nodes": 4, "edges": 3}
    bulgari = page.evaluate(EDGE, "LVMH Moët Hennessy Louis Vuitton owns Bulgari")
    assert (bulgari["dash"], bulgari["standing"]) == (3, "may hold, not yet reported by then")
    assert "may hold (3 not yet reported by then)" in page.locator("#filters").inner_text()
    page.evaluate("retailgraph.state.set({day: retailgraph.model.asOf})")
    bulgari = page.evaluate(EDGE, "LVMH Moët Hennessy Louis Vuitton owns Bulgari")
    assert (bulgari["dash"], bulgari["standing"]) == (0, "in force")
    assert "not yet reported" not in page.locator("#filters").inner_text()


def test_what_ended_or_was_not_confirmed_stays_pale_whatever_is_chosen(look) -> None:
    page = look("s=rumoured")
    over, old, fresh = (
        "Tapestry, Inc. owns Stuart Weitzman",
        "adidas AG owns adidas",
        "Tapestry, Inc. owns Coach",
    )
    for words in (over, old, fresh):
        edge = page.evaluate(EDGE, words)
        page.evaluate("(edge) => retailgraph.state.set({selected: {edge}})", edge["i"])
        chosen = page.evaluate(EDGE, words)["color"]
        full = page.evaluate("(i) => retailgraph.model.edges[i].relation.color", edge["i"])
        assert (chosen.lower() == full.lower()) == (words == fresh), words


def test_the_best_connected_fifteen_are_named_on_a_small_screen(visit, shipped_page: Path) -> None:
    page = visit(viewport={"width": 1280, "height": 720}).open(shipped_page)
    page.wait_for_timeout(300)
    named = page.evaluate(
        "[...retailgraph.page.drawing.namedAt.keys()].map((i) => retailgraph.model.nodes[i].id)"
    )
    counts = page.evaluate("""(() => { const { model, page } = retailgraph;
        return model.nodes.map((n, i) => [n.id, page.shown.edges.filter((e) =>
            [model.edges[e].from, model.edges[e].to].includes(i)).length]); })()""")
    best = sorted(counts, key=lambda pair: -pair[1])[:15]
    assert set(named) == {name for name, _ in best} and len(named) == 15


def test_expand_keeps_what_is_in_focus_in_its_place(look) -> None:
    page = look("focus=tapestry+coach+kate-spade&e=coach")
    script = """(() => { const graph = retailgraph.page.drawing.sigma.getGraph(), found = {};
        for (const i of retailgraph.state.focus) {
            const { x, y } = graph.getNodeAttributes(String(i)); found[i] = [x, y]; }
        return found; })()"""
    before = page.evaluate(script)
    page.get_by_role("button", name="Expand").click()
    after = page.evaluate(script)
    assert len(after) > len(before) and all(after[i] == pytest.approx(before[i]) for i in before)
    assert len({tuple(spot) for spot in after.values()}) == len(after)


def test_changes_and_figures_are_of_what_is_shown_and_of_the_day(look) -> None:
    page = look("focus=tapestry+stuart-weitzman&e=tapestry&d=2016-01-01")
    page.evaluate("retailgraph.state.set({day: '2010-01-01'})")
    assert "Figures" not in details(page)
    page.evaluate("retailgraph.state.set({day: '2016-01-01'})")
    page.evaluate("retailgraph.state.set({day: '2026-11-23'})")
    assert "Figures" in details(page)
    told = page.locator("#time .changes").inner_text()
    assert "1 ended" in told and "Tapestry, Inc. owns Stuart Weitzman" in told


def test_the_keyboard_is_never_lost(visit, shipped_page: Path) -> None:
    page = visit().open(shipped_page, "e=coach")
    at = "document.activeElement.closest('section, body').id"
    for words in ("Focus", "Expand", "Path from here"):
        page.get_by_role("button", name=words).focus()
        page.keyboard.press("Enter")
        assert page.evaluate(at) == "details", words
    page.locator("#details .rows button.link").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(at) == "details"
    page.get_by_role("button", name="Close details").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(at) == "details"
    small = visit(viewport={"width": 400, "height": 700}).open(shipped_page)
    small.locator("#views button[data-view=table]").click()
    small.locator("#table tbody button").first.focus()
    small.keyboard.press("Enter")
    assert small.evaluate(at) == "details"


def test_axe_finds_nothing_after_a_large_jump_in_time(visit, shipped_page: Path) -> None:
    if not AXE.is_file():
        missing("axe-core (npm ci in explorer/)")
    page = visit(bypass_csp=True).open(shipped_page, "d=1990-01-01")
    page.evaluate("retailgraph.state.set({day: '2026-11-23'})")
    assert page.locator("#time .changes li").count() > 6
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found] == []
