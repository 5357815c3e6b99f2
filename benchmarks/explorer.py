"""The explorer in a real browser, beside pyvis on the same graph: 20,000 entities, 60,000 relationships.

Needs Chromium and retailgraph with its test extra in the Python that runs it. Both pages get the same
entities, lines and positions, both from disk; the picture is drawn by software, as in a machine without a
graphics card, so a usual one is faster. A step of dragging is a move
of the mouse until the next frame is there.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generate import write
from measuring import say, table

from retailgraph import RetailGraph
from retailgraph.explorer.page import page_content_of

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
READY = {
    # Two frames after the page says so, the first has been shown.
    "explorer": "() => document.documentElement.dataset.ready === 'yes' && new Promise((done) => "
    "requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
    "pyvis": "() => new Promise((done) => { network.once('afterDrawing', () => done(true)); "
    "network.redraw(); })",
}
CANVAS = {"explorer": "#graph", "pyvis": "#mynetwork canvas"}
STEPS = 15
RECORD = """() => { window.frames_ = []; let last = performance.now();
    const tick = (now) => { frames_.push(now - last); last = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick); }"""


def pyvis_page(content: Mapping[str, Any], path: Path) -> None:
    """The same picture by pyvis, its physics off: with it no page of this size comes to rest."""
    from pyvis.network import Network

    picture = Network(height="900px", directed=True, cdn_resources="in_line")
    picture.options = {"physics": {"enabled": False}, "edges": {"smooth": False}}
    for number, node in enumerate(content["nodes"]):
        color = content["types"][node["types"][0]]["color"]
        picture.add_node(number, node["label"], x=node["x"] * 60, y=node["y"] * 60, color=color)
    for link in content["links"]:
        picture.add_edge(link["from"], link["to"], title=link["relation"])
    path.write_text(picture.generate_html(), encoding="utf-8")


def measured(browser: Any, kind: str, path: Path) -> dict[str, float]:
    """Seconds to the first drawing; milliseconds for a step of dragging, on average, and the slowest."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(300_000)
    # What it would load from elsewhere must not cost it time.
    page.route(lambda url: not url.startswith(("file:", "data:")), lambda route: route.abort())
    start = time.perf_counter()
    page.goto(path.as_uri(), wait_until="load")
    page.wait_for_function(READY[kind]) if kind == "explorer" else page.evaluate(READY[kind])
    drawn = time.perf_counter() - start
    box = page.locator(CANVAS[kind]).first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(RECORD)
    for step in range(STEPS):
        page.mouse.move(x + 4 * step, y + 2 * step)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
    page.mouse.up()
    frames = page.evaluate("frames_")[1:]
    page.close()
    return {"drawn": drawn, "step": sum(frames) / STEPS, "slowest": max(frames)}


def made(folder: Path, claims: int, store: str) -> dict[str, float]:
    """Both pages, and the seconds that each took to write."""
    if not store:
        say(f"loading {claims:,} generated claims")
        store = str(folder / "store")
        with RetailGraph.open(store, create=True) as graph:
            graph.load(write(folder / "generated", claims))
    say("writing the pages")
    with RetailGraph.open(store) as graph:
        start = time.perf_counter()
        page = graph.explore(folder / "explorer.html")
        took = {"explorer": time.perf_counter() - start}
    content = page_content_of(page.read_text(encoding="utf-8"))
    took |= {"entities": len(content["nodes"]), "relationships": len(content["links"])}
    start = time.perf_counter()
    pyvis_page(content, folder / "pyvis.html")
    return took | {"pyvis": time.perf_counter() - start}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--claims", type=int, default=100_000, help="how many to generate")
    options.add_argument("--store", default="", help="a store with the generated claims, made before")
    chosen = options.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as home, sync_playwright() as driver:
        folder = Path(home)
        took = made(folder, chosen.claims, chosen.store)
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        rows = []
        for kind in READY:
            say(kind)
            path = folder / f"{kind}.html"
            found = measured(browser, kind, path)
            size = path.stat().st_size / 1e6
            rows.append((kind, f"{took[kind]:.1f}", f"{size:.1f}", f"{found['drawn']:.1f}",
                         f"{found['step']:.0f}", f"{found['slowest']:.0f}"))  # fmt: skip
        print(f"{took['entities']:,} entities, {took['relationships']:,} relationships; {browser.version}\n")
        head = ("page", "written s", "MB", "first drawing s", "drag ms a step", "slowest frame ms")
        print(table(head, rows))


if __name__ == "__main__":
    main()
