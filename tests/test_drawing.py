from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, article, own_store
from retailgraph import RetailGraph, drawing
from retailgraph.drawing import draw
from retailgraph.errors import NotFound, RetailGraphError, UsageError

HOSTILE = "</script><script>window.pwned=1</script><b>href=Söhne"
ENTITIES = f"""\
odd: {{type: Brand, name: "{HOSTILE}", aliases: ["<i>Odd</i> href"]}}
"""
ARTICLES = {
    "odd": ENTITIES,
    "2019-09-01-first": article(
        "acme owns finch: {from: 2015}",
        "acme runs moss",
        "acme partnersWith bolt",
        "bolt partnersWith acme: {under: moss}",
        "acme sellsOn harbor: {status: announced}",
        "acme owns grove: {to: 2018, status: ended}",
        "acme owns odd",
        "bolt owns core",
        published="2019-09-01",
    ),
    "2020-01-01-second": article("acme owns finch", published="2020-01-01", publisher="Weekly <em>News</em>"),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    with own_store(tmp_path_factory.mktemp("drawing"), ARTICLES) as made:
        yield made


@pytest.fixture(scope="module")
def page(graph: RetailGraph, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page about Acme, with what has ended."""
    path = draw(graph, ["acme"], tmp_path_factory.mktemp("page") / "acme.html", ended=True)
    return path.read_text(encoding="utf-8")


def drawn(page: str, kind: str) -> list[dict[str, Any]]:
    """What the page hands to the picture: its ``nodes`` or ``edges``."""
    found = re.search(rf"{kind} = new vis\.DataSet\((\[.*?\])\);\n", page)
    assert found
    rows: list[dict[str, Any]] = json.loads(found[1])
    return rows


def nodes(page: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in drawn(page, "nodes")}


def edge(page: str, one: str, two: str) -> dict[str, Any]:
    found = [row for row in drawn(page, "edges") if (row["from"], row["to"]) == (one, two)]
    assert len(found) == 1
    return found[0]


# --- what is drawn --------------------------------------------------------------------------------------


def test_entities_have_the_color_and_shape_of_their_type(page: str, graph: RetailGraph) -> None:
    kinds = graph.ontology.types
    shown = {name: (row["shape"], row["color"]) for name, row in nodes(page).items()}
    assert shown == {
        name: (kinds[kind].shape, kinds[kind].color)
        for name, kind in {
            "acme": "Company", "bolt": "Company", "finch": "Brand", "grove": "Brand",
            "harbor": "Platform", "moss": "Initiative", "odd": "Brand",
        }.items()
    }  # fmt: skip


def test_an_edge_says_its_relation_in_its_color_and_points_to_the_object(
    page: str, graph: RetailGraph
) -> None:
    owns = edge(page, "acme", "finch")
    assert (owns["label"], owns["arrows"], owns["dashes"]) == ("owns", "to", False)
    color = graph.ontology.relations["owns"].color
    assert owns["color"] == {"color": color, "hover": color, "highlight": color, "opacity": 1}


def test_announced_is_dashed_and_ended_is_faint(page: str) -> None:
    assert edge(page, "acme", "harbor")["dashes"] == [8, 6]
    assert edge(page, "acme", "grove")["color"]["opacity"] < 0.5
    assert edge(page, "acme", "grove")["dashes"] is False


def test_what_has_ended_is_left_out_unless_asked_for(graph: RetailGraph, tmp_path: Path) -> None:
    page = draw(graph, ["acme"], tmp_path / "a.html").read_text(encoding="utf-8")
    assert "grove" not in nodes(page)
    assert "Faint" not in page


def test_a_symmetric_relation_has_no_arrow_and_what_is_stale_is_dotted(page: str) -> None:
    partners = edge(page, "acme", "bolt")
    assert (partners["arrows"], partners["dashes"]) == ("", [2, 4])
    assert "not confirmed since 2019-09-01" in partners["title"]


def test_several_lines_between_two_bend_apart(graph: RetailGraph, tmp_path: Path) -> None:
    more = {"2020-a": article("acme supplies bolt", "acme holdsStakeIn bolt", "bolt supplies acme")}
    with own_store(tmp_path, more) as graph:
        page = draw(graph, ["acme"], tmp_path / "a.html").read_text(encoding="utf-8")
    # Seen from Acme, whichever way a line runs: a bend the other way round is the other side.
    sides = [
        row["smooth"].get("roundness", 0)
        * (1 if row["smooth"].get("type") == "curvedCW" else -1)
        * (1 if row["from"] == "acme" else -1)
        for row in drawn(page, "edges")
    ]
    assert len(sides) == 3 == len(set(sides))


def test_hovering_shows_names_dates_and_passages_as_text(page: str) -> None:
    assert edge(page, "acme", "finch")["title"] == (
        "Acme, Inc. owns Finch\nin force, since: 2015\n\n"
        "Daily, 2019-09-01: Something.\n\nWeekly <em>News</em>, 2020-01-01: Something."
    )
    assert nodes(page)["acme"]["hover"] == "Acme, Inc.\ncompany\nUS"


def test_only_some_passages_are_shown_and_the_rest_are_counted(tmp_path: Path) -> None:
    papers = [f"Paper {number}" for number in range(1, 8)]
    reports = {f"2020-{i:02}-r": article("acme owns finch", publisher=p) for i, p in enumerate(papers, 1)}
    with own_store(tmp_path, reports) as graph:
        page = draw(graph, ["finch"], tmp_path / "a.html").read_text(encoding="utf-8")
    hover = edge(page, "acme", "finch")["title"]
    assert hover.count("Paper") == 4
    assert hover.endswith("and 3 more")


def test_the_legend_names_just_what_is_drawn(page: str) -> None:
    legend = re.findall(r"<li>.*?</svg>(.*?)</li>", page)
    assert legend[:4] == ["company", "brand", "platform", "initiative"]
    assert legend[4:] == ["owns", "sells on", "partners with", "runs"]
    assert "As of 2026-11-23" in page


def test_a_day_and_relations_can_be_asked_for(graph: RetailGraph, tmp_path: Path) -> None:
    path = draw(graph.at("2017"), ["acme"], tmp_path / "a.html", relations=["owns"])
    page = path.read_text(encoding="utf-8")
    assert set(nodes(page)) == {"acme", "finch"}
    assert "As of 2017," in page


def test_several_entities_and_more_steps(graph: RetailGraph, tmp_path: Path) -> None:
    both = draw(graph, ["core", "finch"], tmp_path / "a.html").read_text(encoding="utf-8")
    assert set(nodes(both)) == {"core", "bolt", "finch", "acme"}
    assert "<h1>Core SA, Finch</h1>" in both
    assert {name for name, row in nodes(both).items() if row["borderWidth"] > 1} == {"core", "finch"}
    alone = draw(graph, ["isle"], tmp_path / "b.html", hops=3).read_text(encoding="utf-8")
    assert set(nodes(alone)) == {"isle"}


# --- positions ------------------------------------------------------------------------------------------


def test_no_name_stands_on_another_and_nothing_moves_by_itself(shipped: RetailGraph, tmp_path: Path) -> None:
    page = draw(shipped, ["tapestry"], tmp_path / "a.html", hops=2).read_text(encoding="utf-8")
    boxes = [(row["x"], row["y"], *drawing._size(row["label"])) for row in nodes(page).values()]
    assert len(boxes) > 40
    for (x, y, width, height), (x2, y2, width2, height2) in combinations(boxes, 2):
        # Positions are rounded, and labels have 30 pixels of air about them.
        assert abs(x - x2) > (width + width2) / 2 - 4 or abs(y - y2) > (height + height2) / 2 - 4
    assert '"physics": {"enabled": false}' in page


def test_the_same_graph_gives_the_same_page_in_another_process(graph: RetailGraph, tmp_path: Path) -> None:
    here = draw(graph, ["acme"], tmp_path / "here.html", hops=2)
    code = (
        "import sys, datetime\n"
        "from pathlib import Path\n"
        "from retailgraph import RetailGraph\n"
        "from retailgraph.drawing import draw\n"
        "graph = RetailGraph.open(sys.argv[1], today=datetime.date.fromisoformat(sys.argv[2]))\n"
        "draw(graph, ['acme'], Path(sys.argv[3]), hops=2)\n"
    )
    there = tmp_path / "there.html"
    words = [str(graph.directory.parent), TODAY.isoformat(), str(there)]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code, *words], check=True, env=environment)
    assert there.read_bytes() == here.read_bytes()


class Elements(HTMLParser):
    """The elements of a page that fetch something; what stands inside a script is no element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fetching: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetching += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "srcset", "data")]


# --- a safe page ----------------------------------------------------------------------------------------


def test_the_page_fetches_nothing(page: str) -> None:
    head = page.index("Content-Security-Policy")
    assert head < page.index("<script") < page.index("<style>", page.index("<script"))
    assert "content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'" in page
    assert Elements(page).fetching == []
    assert not re.search(r"@import|url\((?!\"data:)", page)
    assert "bootstrap" not in page


def test_names_are_never_html_or_script(page: str) -> None:
    assert nodes(page)["odd"]["label"] == HOSTILE
    assert "window.pwned" in page
    assert "<script>window.pwned" not in page
    for markup in ("<b>href", "<i>Odd", "<em>News"):
        assert markup not in page
    # pyvis would show every node's title as HTML, because one holds "href".
    assert "popup.innerHTML" not in page
    assert not any("title" in row for row in nodes(page).values())


def test_a_hostile_name_in_the_title_is_escaped(graph: RetailGraph, tmp_path: Path) -> None:
    page = draw(graph, ["odd"], tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<h1>&lt;/script&gt;&lt;script&gt;window.pwned=1&lt;/script&gt;&lt;b&gt;href=Söhne</h1>" in page
    assert page.count("<title>") == page.count("</title>") == 1
    assert "<script>window.pwned" not in page


# --- the file -------------------------------------------------------------------------------------------


def test_nothing_is_written_beside_the_page(
    graph: RetailGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    monkeypatch.chdir(here)
    draw(graph, ["acme"], there / "页 page.html")
    assert [path.name for path in there.iterdir()] == ["页 page.html"]
    assert list(here.iterdir()) == []


def test_a_page_that_cannot_be_written_leaves_the_old_one(
    graph: RetailGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "a.html"
    old.write_text("old", encoding="utf-8")

    def full(self: Path, text: str, **_: Any) -> int:
        with self.open("w", encoding="utf-8") as half:
            half.write(text[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(RetailGraphError, match=r"a\.html: cannot be written: No space left on device"):
        draw(graph, ["acme"], old)
    assert old.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize("name", ["missing/a.html", "folder", "file/a.html"])
def test_a_place_that_cannot_be_written_is_named(graph: RetailGraph, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(RetailGraphError, match="cannot be written"):
        draw(graph, ["acme"], tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_too_many_entities_are_refused_with_the_way_out(
    graph: RetailGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MOST_NODES", 3)
    with pytest.raises(UsageError, match=r"^6 entities are too many .* \(at most 3\); lower --hops or"):
        draw(graph, ["acme"], tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []
    draw(graph, ["acme"], tmp_path / "a.html", hops=0)


def test_an_unknown_entity_and_none_at_all_are_refused(graph: RetailGraph, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no entity 'nobody'"):
        draw(graph, ["nobody"], tmp_path / "a.html")
    with pytest.raises(UsageError, match="nothing to draw; name an entity"):
        draw(graph, [], tmp_path / "a.html")


def test_importing_the_module_imports_no_pyvis() -> None:
    code = (
        "import sys, retailgraph.drawing\n"
        "print([name for name in ('networkx', 'pyvis', 'IPython') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
