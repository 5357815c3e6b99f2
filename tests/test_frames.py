"""Results in Python: one shape for all methods, tables of other libraries, HTML for notebooks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from retailgraph import RetailGraph
from retailgraph.errors import UsageError
from retailgraph.frames import Listing

METHODS: dict[str, Callable[[RetailGraph], Any]] = {
    "ask": lambda g: g.ask("brands of Kering"),
    "ask for figures": lambda g: g.ask("figures of Tapestry"),
    "ask for most": lambda g: g.ask("which platform has the most brands"),
    "ask what changed": lambda g: g.ask("what changed for Kaola"),
    "find": lambda g: g.find("brands", relation="owns", of="Kering"),
    "why": lambda g: g.why("Kering", "owns", "Gucci"),
    "ask what is more": lambda g: g.ask("does LVMH own more brands than Kering"),
    "show": lambda g: g.show("Gucci"),
    "stats": lambda g: g.stats(),
    "compare": lambda g: g.compare("Gucci", "Cartier"),
    "platform_map": lambda g: g.platform_map(owner="Kering"),
    "list": lambda g: g.list("alliances"),
    "articles_about": lambda g: g.articles_about("Tapestry"),
    "timeline": lambda g: g.timeline("Versace"),
    "changes": lambda g: g.changes("2025-12", "2025-12"),
    "history": lambda g: g.history("Tapestry", "owns", "Stuart Weitzman"),
    "conflicts": lambda g: g.conflicts("Massimo Dutti"),
    "stale": lambda g: g.stale("Tapestry"),
    "path": lambda g: g.path("Stuart Weitzman", "Caleres"),
    "common": lambda g: g.common("Coach", "Kate Spade"),
    "ultimate_owners": lambda g: g.ultimate_owners("Gucci"),
}


@pytest.mark.parametrize("ask", METHODS.values(), ids=METHODS)
def test_every_result_has_a_length_its_items_and_a_table(
    shipped: RetailGraph, monkeypatch: pytest.MonkeyPatch, ask: Callable[[RetailGraph], Any]
) -> None:
    found = ask(shipped)
    assert len(found) == len(list(found)) > 0
    shown = found._repr_html_()
    assert shown.count("<tr>") == 1 + min(len(found), 60)
    assert "<script" not in shown
    library = ModuleType("pandas")
    library.DataFrame = lambda records: records  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", library)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    records = found.to_frame()
    assert len(records) == len(found)
    assert all(not isinstance(value, list | tuple) for record in records for value in record.values())


def test_a_listing_is_a_tuple(shipped: RetailGraph) -> None:
    found = shipped.list("alliances")
    assert isinstance(found, Listing)
    assert found == tuple(found)
    assert Listing()._repr_html_() == "<p><b>0</b></p>"


def test_a_result_without_items_is_true(shipped: RetailGraph) -> None:
    nothing = shipped.ask("who competes with Tmall")
    assert not len(nothing)
    assert nothing


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_a_frame_is_of_the_library_that_is_there(shipped: RetailGraph, name: str) -> None:
    library = pytest.importorskip(name)
    frame = shipped.ask("brands of Kering").to_frame()
    there = pytest.importorskip("pandas") if name == "polars" and "pandas" in sys.modules else library
    assert isinstance(frame, there.DataFrame)
    assert "Gucci" in list(frame["entity"])


def test_without_a_library_a_frame_says_which_to_install(
    shipped: RetailGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="pip install pandas"):
        shipped.ask("brands of Kering").to_frame()


def test_names_are_text_and_no_html(shipped: RetailGraph) -> None:
    assert "&amp;" in shipped.ask("what changed for Tiffany & Co.")._repr_html_()
