"""The server's pages in a real browser: axe finds nothing, and a proposal is decided with the keyboard alone.

Needs Chromium and the playwright package; without them these tests are skipped, where CI is true they fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import article
from serving_tools import Running
from test_browser import AXE, CHROMIUM, PATIENCE, SHOTS, missing, with_a_font
from test_serving_review import DRAFT, REVIEWER, Browser, owners, reviewing


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A context of a browser, without a policy that keeps axe out."""
    if CHROMIUM is None:
        missing("Chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    env = with_a_font(tmp_path_factory.mktemp("browser"))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], env=env)
        context = browser.new_context(viewport={"width": 1000, "height": 900}, bypass_csp=True)
        context.set_default_timeout(PATIENCE)
        yield context
        browser.close()


@pytest.fixture(scope="module")
def bob(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    files = {
        "2019-owns": article("acme owns finch: {from: 2018}", published="2019-05-01"),
        "2019-other": article("acme owns finch: {from: 2017}", published="2019-06-01", publisher="Weekly"),
    }
    with reviewing(tmp_path_factory.mktemp("seen"), files, {"story": DRAFT}) as browser:
        yield browser


def seen(window: Any, address: str, name: str) -> Any:
    page = window.new_page()
    page.goto(address)
    page.wait_for_load_state()
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS, f"served-{name}.png")), full_page=True)
    return page


def faults(page: Any) -> list[Any]:
    if not AXE.exists():
        missing("axe-core (npm ci in explorer/)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/#query=SELECT+%3Fb+%7B+ent%3Atapestry+rg%3Aowns+%3Fb+%7D", "query"),
        ("/entity/tapestry", "entity"),
        ("/explore", "explore"),
        ("/reconcile/preview?id=tapestry", "card"),
        ("/docs", "docs"),
    ],
)
def test_axe_finds_nothing_on_pages(window: Any, server: Running, path: str, name: str) -> None:
    page = seen(window, server.url + path, name)
    assert faults(page) == []
    page.close()


def test_results_are_a_table_a_chart_and_a_picture_and_names_are_completed(
    window: Any, server: Running
) -> None:
    page = seen(window, f"{server.url}/", "start")
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    field = page.get_by_label("SPARQL")
    field.fill("SELECT ?a ?b ?n { ?a rg:owns ?b . BIND(STRLEN(STR(?b)) AS ?n) VALUES ?a { ent:kate")
    field.focus()
    page.keyboard.press("End")
    page.keyboard.press("Control+Space")
    page.get_by_role("option", name="ent:kate-spade").first.wait_for()
    if AXE.exists():
        assert faults(page) == []
    page.keyboard.press("Escape")
    field.fill("SELECT ?a ?b ?n { ?a rg:owns ?b . BIND(STRLEN(STR(?b)) AS ?n) VALUES ?a { ent:tapes")
    page.get_by_role("option", name="ent:tapestry").first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type(" ent:kering } }")
    page.keyboard.press("Control+Enter")
    page.locator("#results table").wait_for()
    rows = page.locator("#results tbody tr").count()
    assert rows > 5
    page.get_by_role("button", name="Chart").click()
    assert page.locator("#results rect").count() == rows
    assert faults(page) == []
    page.get_by_role("button", name="Picture").click()
    assert page.locator("#results line").count() == rows
    assert page.locator("#results a", has_text="gucci").get_attribute("href") == "/entity/gucci"
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS, "served-picture.png")), full_page=True)
    assert faults(page) == [] and troubles == []
    page.close()


def test_a_proposal_is_decided_with_the_keyboard_alone(window: Any, bob: Browser) -> None:
    page = seen(window, f"{bob.server.url}/review/drafts/story", "sign-in")
    assert faults(page) == []
    page.get_by_label("Token").focus()
    page.keyboard.type(REVIEWER)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Accept: Bolt Ltd owns Grove").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="Accept: Bolt Ltd owns Grove").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/drafts/story#i-*")
    assert owners(bob, "grove") == ["bolt"]
    assert (
        page.evaluate("document.querySelector(':target').getAttribute('aria-label')")
        == "Acme, Inc. owns Lumi"
    )
    page.get_by_role("button", name="Undo: bolt owns grove").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Accept: Bolt Ltd owns Grove").wait_for()
    assert owners(bob, "grove") == []
    for path in ("", "/duplicates", "/conflicts", "/drafts/story"):
        other = seen(window, f"{bob.server.url}/review{path}", f"review{path.replace('/', '-')}")
        assert faults(other) == [], path
        other.close()
