from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import TODAY, Outcome, article, own_store
from retailgraph import RetailGraph, drawing
from retailgraph.drawing import Picture, dodging, draw, figures, paper, scene, strokes
from retailgraph.drawing.strokes import Curve
from retailgraph.errors import NotFound, RetailGraphError, UsageError

SVG = "{http://www.w3.org/2000/svg}"
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
    return draw(graph, ["acme"], tmp_path_factory.mktemp("page") / "acme.html", ended=True).text


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
    # Last confirmed in 2020, and pale for that; nothing that a hand does makes it stand out.
    assert (owns["words"], owns["arrows"], owns["dashes"]) == ("owns, 2020-01", "to", False)
    color = paper.pale(graph.ontology.relations["owns"].color, scene.STALE)
    assert owns["color"] == {"color": color, "hover": color, "highlight": color, "opacity": 1}


def test_announced_is_dashed_and_ended_is_faint(page: str) -> None:
    plan, over = edge(page, "acme", "harbor"), edge(page, "acme", "grove")
    assert (plan["dashes"], over["dashes"]) == ([8, 6], False)
    assert {over["color"][state] for state in ("color", "hover", "highlight")} == {
        paper.pale("#1f4e79", scene.ENDED)
    }


def test_an_announcement_that_nobody_confirmed_does_not_read_announced(page: str, graph: RetailGraph) -> None:
    plan = edge(page, "acme", "harbor")
    assert plan["words"] == "sells on, 2019" and "announced 2019, never confirmed" in plan["title"]
    assert "Dashed: announced" not in page and "announced in the year beside it, never confirmed" in page
    then = draw(graph.at("2019-10-01"), ["acme"]).text
    assert edge(then, "acme", "harbor")["words"] == "sells on" and "Dashed: announced" in then


def test_what_may_hold_on_a_past_day_is_dotted_and_says_that_nobody_had_reported_it(
    graph: RetailGraph,
) -> None:
    seen = scene.scene(graph.at("2017-06-01"), ["acme"], 1, (), False, 300)
    lines = {f"{line.relation.name} {line.two}": line for line in seen.lines}
    assert (lines["owns finch"].dash, lines["owns finch"].unreported) == ("", False)
    odd = lines["owns odd"]
    assert (odd.dash, odd.unreported, odd.words) == ("dotted", True, "owns")
    assert "may hold, since: by 2019-09-01\nfirst reported 2019-09-01" in odd.hover
    count = sum(line.unreported for line in seen.lines)
    assert count == sum(line.dash == "dotted" for line in seen.lines) > 2
    assert f"Dotted: may hold ({count} not yet reported by then)." in seen.caption
    assert "Dotted" not in scene.scene(graph, ["acme"], 1, (), False, 300).caption


def test_what_has_ended_is_left_out_unless_asked_for(graph: RetailGraph, tmp_path: Path) -> None:
    page = draw(graph, ["acme"], tmp_path / "a.html").text
    assert "grove" not in nodes(page)
    assert "Paler" not in page


def test_a_symmetric_relation_has_no_arrow_and_what_is_stale_is_pale(page: str) -> None:
    partners = edge(page, "acme", "bolt")
    assert (partners["arrows"], partners["dashes"], partners["words"]) == (
        "",
        False,
        "partners with, 2019-09",
    )
    assert "Acme, Inc. partners with Bolt Ltd\nlast confirmed 2019-09" in partners["title"]
    assert "Pale: last confirmed in the month beside it." in page


def test_several_lines_between_two_bend_apart(graph: RetailGraph, tmp_path: Path) -> None:
    more = {"2020-a": article("acme supplies bolt", "acme holdsStakeIn bolt", "bolt supplies acme")}
    with own_store(tmp_path, more) as graph:
        page = draw(graph, ["acme"], tmp_path / "a.html").text
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
        "Acme, Inc. owns Finch\nlast confirmed 2020-01, since: 2015\n\n"
        "Daily, 2019-09-01: Something.\n\nWeekly <em>News</em>, 2020-01-01: Something."
    )
    assert nodes(page)["acme"]["hover"] == "Acme, Inc.\ncompany\nUS"


def test_only_some_passages_are_shown_and_the_rest_are_counted(tmp_path: Path) -> None:
    papers = [f"Paper {number}" for number in range(1, 8)]
    reports = {f"2020-{i:02}-r": article("acme owns finch", publisher=p) for i, p in enumerate(papers, 1)}
    with own_store(tmp_path, reports) as graph:
        page = draw(graph, ["finch"], tmp_path / "a.html").text
    hover = edge(page, "acme", "finch")["title"]
    assert hover.count("Paper") == 4
    assert hover.endswith("and 3 more")


def test_the_legend_names_just_what_is_drawn(page: str) -> None:
    legend = re.findall(r"<li>.*?</svg>(.*?)</li>", page)
    assert legend[:4] == ["company", "brand", "platform", "initiative"]
    assert legend[4:] == ["owns", "sells on", "partners with", "runs"]
    assert "As of 2026-11-23" in page


def test_a_day_and_relations_can_be_asked_for(graph: RetailGraph, tmp_path: Path) -> None:
    page = draw(graph.at("2017"), ["acme"], tmp_path / "a.html", relations=["owns"]).text
    # Whose start nobody knows may have been hers already; who was hers until 2018 may have been as well.
    assert {two: edge(page, "acme", two)["dashes"] for two in set(nodes(page)) - {"acme"}} == {
        "finch": False, "grove": [2, 4], "odd": [2, 4],
    }  # fmt: skip
    assert "As of 2017," in page


def test_several_entities_and_more_steps(graph: RetailGraph, tmp_path: Path) -> None:
    both = draw(graph, ["core", "finch"], tmp_path / "a.html").text
    assert set(nodes(both)) == {"core", "bolt", "finch", "acme"}
    assert "<h1>Core SA, Finch</h1>" in both
    assert {name for name, row in nodes(both).items() if row["borderWidth"] > 1} == {"core", "finch"}
    alone = draw(graph, ["isle"], tmp_path / "b.html", hops=3).text
    assert set(nodes(alone)) == {"isle"}


# --- positions ------------------------------------------------------------------------------------------


def test_no_name_stands_on_another_and_nothing_moves_by_itself(shipped: RetailGraph, tmp_path: Path) -> None:
    page = draw(shipped, ["tapestry"], tmp_path / "a.html", hops=2).text
    boxes = [
        figures.figure(row["shape"], row["label"], row["borderWidth"] > 1).box((row["x"], row["y"]))
        for row in nodes(page).values()
    ]
    assert len(boxes) > 40
    assert not any(one.meets(two) for one, two in combinations(boxes, 2))
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
    assert there.read_bytes() == here.content


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
    assert nodes(page)["odd"]["label"].replace("\n", "") == HOSTILE
    assert "window.pwned" in page
    assert "<script>window.pwned" not in page
    for markup in ("<b>href", "<i>Odd", "<em>News"):
        assert markup not in page
    # pyvis would show every node's title as HTML, because one holds "href".
    assert "popup.innerHTML" not in page
    assert not any("title" in row for row in nodes(page).values())


def test_a_hostile_name_in_the_title_is_escaped(graph: RetailGraph, tmp_path: Path) -> None:
    page = draw(graph, ["odd"], tmp_path / "a.html").text
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
    before = draw(graph, ["finch"], old).content

    def full(self: Path, target: Path) -> Path:
        assert self.stat().st_size
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RetailGraphError, match=r"a\.html: cannot be written: No space left on device"):
        draw(graph, ["acme"], old)
    assert old.read_bytes() == before
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
    with pytest.raises(
        UsageError, match=r"^6 entities .* \(at most 3\); .* retailgraph explore .* --around acme$"
    ):
        draw(graph, ["acme"], tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []
    draw(graph, ["acme"], tmp_path / "a.html", hops=0)


def test_an_unknown_entity_and_none_at_all_are_refused(graph: RetailGraph, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no entity 'nobody'"):
        draw(graph, ["nobody"], tmp_path / "a.html")
    with pytest.raises(UsageError, match="nothing to draw; name an entity"):
        draw(graph, [], tmp_path / "a.html")


# --- words on lines -------------------------------------------------------------------------------------


def test_words_on_lines_stand_on_no_name_and_on_no_other_words(shipped: RetailGraph) -> None:
    found = scene.scene(shipped, ["alibaba"], 1, (), False, 300)
    names = [node.figure.box(node.at) for node in found.nodes]
    words = [strokes.word_box(line.words, line.curve.at(line.at)) for line in found.lines if line.at]
    assert len(words) > 0.85 * len(found.lines) > 40
    assert not any(one.meets(two) for one, two in combinations([*names, *words], 2))
    assert found.dropped == len(found.lines) - len(words)


def test_words_that_find_no_room_are_left_out() -> None:
    line = Curve((0, 0), (25, 0), (50, 0))
    everywhere = paper.Box(-100, -100, 100, 100)
    assert strokes.spots_for_words(["owns"], [line], [(0, 1)], [everywhere]) == [None]
    assert strokes.spots_for_words(["owns"], [line], [(0, 1)], []) == [0.5]


def test_a_part_of_a_bent_line_lies_on_the_line() -> None:
    line = strokes.curve((0, 0), (100, 40), 0.4)
    part = line.between(0.2, 0.7)
    assert part.start == line.at(0.2) and part.end == line.at(0.7)
    assert part.at(0.5) == pytest.approx(line.at(0.45))


def test_a_line_is_seen_from_rim_to_rim() -> None:
    box, dot = figures.figure("box", "Acme", False), figures.figure("dot", "Jade", False)
    line = strokes.curve((0, 0), (0, -300), 0)
    first, last = strokes.trimmed(line, box, dot)
    assert line.at(first)[1] == pytest.approx(-box.half[1], abs=6)
    # The name stands below the dot: the line ends below the name.
    assert line.at(last)[1] > -300 + figures.RADIUS + figures.NAME


# --- text and colours -----------------------------------------------------------------------------------


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.text(max_size=60), st.sampled_from((40.0, 90.0, 200.0)))
@example("\xa0", 40.0)
@example("a\u3000", 40.0)
def test_wrapped_text_is_whole_and_fits(text: str, room: float) -> None:
    lines = paper.wrapped(text, room, 12, most=10_000)
    assert "".join(lines).replace(" ", "") == paper.shown(text).replace("\n", " ").replace(" ", "")
    for line in lines:
        # One letter may be wider than the room, and what closes stays with what it closes.
        assert paper.width(line, 12) <= room or len(line) <= 2 or not line.isascii()


def test_chinese_breaks_anywhere_but_before_what_closes() -> None:
    assert paper.wrapped("上海豫园（集团）公司", 55, 10) == ["上海豫园", "（集团）公", "司"]
    assert paper.wrapped("上海豫园公（集团）", 85, 10) == ["上海豫园公（集", "团）"]
    assert paper.wrapped("Kate Spade New York", 80, 12) == ["Kate Spade", "New York"]


def test_what_a_reader_would_obey_is_not_shown() -> None:
    assert (
        paper.shown("a\u202eb\x00c\ud800")
        == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\N{REPLACEMENT CHARACTER}"
    )


@pytest.mark.parametrize("contrast", [3.0, 4.5])
def test_every_color_of_the_ontology_stands_out_from_paper(shipped: RetailGraph, contrast: float) -> None:
    known = [*shipped.ontology.relations.values(), *shipped.ontology.types.values()]
    for color in [paper.legible(one.color, contrast) for one in known] + [paper.legible("#ffff00", contrast)]:
        parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
        assert 1.05 / (paper._luminance(parts) + 0.05) >= contrast
    assert paper.legible("#1f4e79", contrast) == "#1f4e79"


def test_only_addresses_of_the_web_are_links() -> None:
    assert paper.linked("javascript:alert(1)", "x") == "x"
    assert 'href="https://example.com/?a=1&amp;b=2"' in paper.linked("https://example.com/?a=1&b=2", "x")


# --- SVG and PNG ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sheet(graph: RetailGraph) -> ElementTree.Element:
    return ElementTree.fromstring(draw(graph, ["acme"], format="svg", ended=True).content)


def said(element: ElementTree.Element, name: str) -> list[str]:
    """The texts of all elements of a name."""
    return ["".join(found.itertext()) for found in element.iter(SVG + name)]


def test_the_svg_says_what_the_page_says(sheet: ElementTree.Element, page: str) -> None:
    titles = said(sheet, "title")
    assert {row["hover"] for row in nodes(page).values()} <= set(titles)
    assert {row["title"] for row in drawn(page, "edges")} <= set(titles)
    shown = {row["words"] for row in drawn(page, "edges") if row["part"] is not None}
    texts = said(sheet, "text")
    assert shown <= set(texts)
    assert {"company", "brand", "platform", "initiative", "sells on"} <= set(texts)
    assert "As of 2026-11-23" in " ".join(texts) and "never confirmed" in " ".join(texts)


def test_the_svg_shows_direction_plans_and_what_ended(sheet: ElementTree.Element) -> None:
    groups = {
        "".join(g[0].itertext()): g for g in sheet.iter(SVG + "g") if len(g) and g[0].tag == SVG + "title"
    }
    one = {words.partition("\n")[0]: g for words, g in groups.items()}
    plan, over, both = (
        one[f"Acme, Inc. {w}"] for w in ("sells on Harbor", "owns Grove", "partners with Bolt Ltd")
    )
    assert any(p.get("stroke-dasharray") == "8 6" for p in plan.iter(SVG + "path"))
    ended = paper.pale("#1f4e79", scene.ENDED)
    assert {p.get("fill") for p in over.iter(SVG + "polygon")} == {ended}
    assert len(list(plan.iter(SVG + "polygon"))) == 1 and not list(both.iter(SVG + "polygon"))


def test_the_svg_runs_and_fetches_nothing(sheet: ElementTree.Element) -> None:
    names = {element.tag for element in sheet.iter()}
    assert names <= {
        SVG + n for n in ("svg", "title", "desc", "rect", "g", "path", "polygon", "ellipse", "text")
    }
    attributes = {name for element in sheet.iter() for name in element.attrib}
    assert not [name for name in attributes if "href" in name or name.startswith("on")]


def test_the_png_is_sharp(graph: RetailGraph, tmp_path: Path, sheet: ElementTree.Element) -> None:
    pytest.importorskip("resvg_py", reason="PNG needs resvg-py")
    content = draw(graph, ["acme"], tmp_path / "a.png", ended=True).content
    assert content == (tmp_path / "a.png").read_bytes() and content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20], "big") == 2 * int(sheet.get("width", 0))


def written(words: str, **attributes: str) -> Picture:
    """The PNG of these words alone."""
    pytest.importorskip("resvg_py", reason="PNG needs resvg-py")
    inside = paper.text(words, words, x=10, y=40, font_size=32, **attributes)
    return Picture.of("words", "png", paper.sheet(200, 60, "words", "", inside))


LETTERS = "AzßéŁőşğǅəẞỹΩάῶϏЯїѢӘ0€₹₽₺–“”…′№™½"


@pytest.mark.parametrize("weight", ["400", "700"])
def test_a_png_has_every_letter_of_three_scripts(weight: str) -> None:
    nothing = written("", font_weight=weight).content
    drawn = {letter: written(letter, font_weight=weight) for letter in LETTERS}
    assert {picture.unseen for picture in drawn.values()} == {""}
    # Letters that are missing look like nothing, or all alike.
    assert len({nothing, *(picture.content for picture in drawn.values())}) == len(LETTERS) + 1


def test_a_png_has_two_weights_and_places_accents() -> None:
    assert written("Alpha").content != written("Alpha", font_weight="700").content
    assert written("q\u0302").content not in (written("q").content, written("q^").content)


# The library looks for the fonts of the machine once in a process: these tests start their own.
_WITH_FONTS = """
import json, sys
from hashlib import sha256
from test_drawing import written
from retailgraph.drawing import Picture
pictures = [Picture.of("", "png", word) if word[:1] == "<" else written(word) for word in sys.argv[1:]]
print(json.dumps([[p.unseen, sha256(p.content).hexdigest(), len(p.content)] for p in pictures]))
"""


def in_fonts(folder: Path, *words: str, code: str = _WITH_FONTS) -> subprocess.CompletedProcess[str]:
    """Runs code in a process that looks for fonts of the machine in a folder only."""
    pytest.importorskip("resvg_py", reason="PNG needs resvg-py")
    folder.mkdir(exist_ok=True)
    settings = folder.parent / "fonts.conf"
    settings.write_text(f'<?xml version="1.0"?><fontconfig><dir>{folder}</dir></fontconfig>')
    env = {**os.environ, "FONTCONFIG_FILE": str(settings), "PYTHONPATH": str(Path(__file__).parent)}
    words = (sys.executable, "-X", "utf8", "-c", code, *words)
    return subprocess.run(words, env=env, capture_output=True, encoding="utf-8")


def test_a_png_says_which_characters_no_font_has(tmp_path: Path) -> None:
    bare = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><text y="20">Aא\U0001057a</text></svg>'
    )
    done = in_fonts(tmp_path / "none", bare, "海 Acme א", "Łódź")
    assert done.stderr == "" and done.stdout.count("\n") == 1, "the library's log is shown"
    assert [unseen for unseen, *_ in json.loads(done.stdout)] == ["א\U0001057a", "א海", ""]


def test_the_fonts_of_the_machine_help_with_other_scripts_only(tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "another.ttf").write_bytes(font_of("אLŁó"))
    words = ("Łódź", "Acme א海")
    without, some = (json.loads(in_fonts(tmp_path / name, *words).stdout) for name in ("none", "some"))
    assert without[0] == some[0]
    assert (without[1][0], some[1][0]) == ("א海", "海")
    assert without[1][1] != some[1][1]


def test_the_command_names_the_characters_that_no_font_has(tmp_path: Path) -> None:
    entities = 'haigang: {type: Platform, name: "海港 א"}\n'
    own_store(tmp_path, {"more": entities, "2020-x": article("acme sellsOn haigang")}).close()
    command = "import sys; from retailgraph import cli; sys.exit(cli.run(sys.argv[1:]))"
    words = ("--store", str(tmp_path / "store"), "draw", "acme", "-o", str(tmp_path / "a.png"))
    drawn, plain = (in_fonts(tmp_path / "none", *words, "--hops", n, code=command) for n in "10")
    assert (drawn.returncode, plain.returncode) == (0, 0), drawn.stderr + plain.stderr
    assert "no font here has א海港: names show gaps; install a font" in drawn.stderr
    assert "no font" not in plain.stderr


def test_a_broken_installation_does_not_draw_without_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resvg_py", reason="PNG needs resvg-py")
    monkeypatch.setattr("retailgraph.drawing.picture.OWN_FONT_FILES", ["/nowhere/a.ttf"])
    with pytest.raises(RetailGraphError, match=r"/nowhere/a\.ttf: no such file; install retailgraph again"):
        written("Acme")


def font_of(letters: str) -> bytes:
    """A font file with these letters alone, which all look like an A: our own with another table."""
    data = Path(paper.OWN_FONT_FILES[0]).read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    tables = {}
    for n in range(count):
        tag, _, start, length = struct.unpack_from(">4sIII", data, 12 + 16 * n)
        tables[tag] = data[start : start + length]
    groups = b"".join(struct.pack(">III", ord(letter), ord(letter), 36) for letter in sorted(letters))
    tables[b"cmap"] = (
        struct.pack(">HHHHIHHIII", 0, 1, 3, 10, 12, 12, 0, 16 + len(groups), 0, len(letters)) + groups
    )
    tables[b"name"] = tables[b"name"].replace(
        "Retailgraph".encode("utf-16-be"), "Anotherfont".encode("utf-16-be")
    )
    head, body = data[:12], b""
    for tag, table in tables.items():
        head += struct.pack(">4sIII", tag, 0, 12 + 16 * count + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return head + body


def test_without_the_library_a_png_says_what_to_install(
    graph: RetailGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(RetailGraphError, match=r"pip install 'retailgraph\[png\]'; --format svg"):
        draw(graph, ["acme"], tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


# --- formats, notebooks, nothing to draw ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "format", "message"),
    [
        ("a.pdf", "", r"a\.pdf: '\.pdf' is no format of pictures; choose from html, svg, png"),
        ("a", "", "ends in no format of pictures"),
        ("a.svg", "png", r"ends in '\.svg', but the format is png"),
        ("a.svg", "gif", "no format 'gif'"),
    ],
)
def test_an_unknown_format_is_refused(
    graph: RetailGraph, tmp_path: Path, name: str, format: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        draw(graph, ["acme"], tmp_path / name, format=format)
    assert list(tmp_path.iterdir()) == []


def test_the_format_is_what_the_file_ends_in(graph: RetailGraph, tmp_path: Path) -> None:
    assert draw(graph, ["acme"], tmp_path / "a.SVG").format == "svg"
    assert draw(graph, ["acme"], tmp_path / "plain", format="svg").text.startswith("<svg")
    assert draw(graph, ["acme"]).format == "html"


def test_a_notebook_shows_a_picture_in_a_frame_of_its_own(graph: RetailGraph) -> None:
    picture = draw(graph, ["odd"])
    assert picture.path is None
    frame = picture._repr_html_()
    frames = Frames(frame)
    assert frames.names == ["iframe"] and frames.srcdoc == picture.text
    assert "allow-same-origin" not in frame
    assert "data:image/png;base64," in Picture("x", "png", b"1")._repr_html_()
    with pytest.raises(UsageError, match="a PNG is no text"):
        _ = Picture("x", "png", b"1").text


class Frames(HTMLParser):
    """The elements of a notebook's cell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.srcdoc: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.srcdoc = dict(attrs).get("srcdoc")


@pytest.mark.parametrize(("name", "day"), [("isle", None), ("isle", "1900")])
def test_who_is_joined_to_nothing_is_drawn_alone(graph: RetailGraph, name: str, day: str | None) -> None:
    for format in ("html", "svg"):
        text = draw(graph.at(day), [name], format=format).text
        assert "no article reports" in re.sub(r"\s+|<[^>]*>", " ", text)
    assert len(nodes(draw(graph.at(day), [name]).text)) == 1


# --- the command ----------------------------------------------------------------------------------------


def test_the_command_draws_one_name_of_several_words_and_several_names(
    graph: RetailGraph, tmp_path: Path, run: Callable[..., Outcome]
) -> None:
    store = ("--store", graph.directory.parent)
    done = run(*store, "draw", "Lark", "Alliance", "-o", tmp_path / "a.svg")
    assert (done.code, done.out, done.err) == (0, "", f"written: {tmp_path / 'a.svg'}\n")
    assert "<title>Lark Alliance</title>" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert run(*store, "draw", "Finch", "Core", "-o", tmp_path / "b.html").code == 0
    assert "<h1>Finch, Core SA</h1>" in (tmp_path / "b.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("Acme", "-o", "a.pdf"), 2),
        (("Acme", "-o", "."), 1),
        (("Nobody", "-o", "a.svg"), 3),
        (("Acme", "-o", "a.svg", "--relation", "likes"), 3),
        (("Acme", "-o", "a.svg", "--timeline", "--hops", "2"), 2),
    ],
)
def test_what_the_command_refuses(
    graph: RetailGraph,
    tmp_path: Path,
    run: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("--store", graph.directory.parent, "draw", *words)
    assert done.code == code and done.out == ""
    assert list(tmp_path.iterdir()) == []


def test_importing_the_module_imports_no_pyvis() -> None:
    code = (
        "import sys, retailgraph.drawing\n"
        "print([name for name in ('networkx', 'pyvis', 'IPython') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("centre", "day"), [("alibaba", None), ("tmall", None), ("lvmh", "2017"), ("aaca", None)]
)
def test_no_line_runs_over_a_name_that_is_not_its_own(
    shipped: RetailGraph, centre: str, day: str | None
) -> None:
    seen = scene.scene(shipped.at(day), [centre], 1, (), True, 300)
    boxes = {node.id: node.figure.box(node.at) for node in seen.nodes}
    over = [
        (line.one, line.two, name)
        for line in seen.lines
        for name, box in boxes.items()
        if name not in (line.one, line.two)
        for x, y in [line.curve.at(i / 200) for i in range(201)]
        if box.left < x < box.right and box.top < y < box.bottom
    ]
    assert len(seen.lines) > 19 and over == []


def test_lines_between_the_same_two_stay_apart_when_they_make_way() -> None:
    drawn = {name: figures.figure("box", name, False) for name in ("left", "right", "middle")}
    spots = {"left": (0.0, 0.0), "right": (400.0, 0.0), "middle": (200.0, 0.0)}
    boxes = {name: drawn[name].box(spot) for name, spot in spots.items()}
    ends = [("left", "right"), ("right", "left"), ("left", "right")]
    found = strokes.bends_around(ends, spots, boxes)
    assert all(
        not strokes.way_of(spots[a], spots[b], bend).meets(boxes["middle"])
        for (a, b), bend in zip(ends, found, strict=True)
    )
    seen_from_left = [bend * (1 if one == "left" else -1) for (one, _), bend in zip(ends, found, strict=True)]
    assert min(abs(a - b) for a, b in combinations(seen_from_left, 2)) > 0.15


def test_a_name_steps_off_the_lines_of_others() -> None:
    drawn = {name: figures.figure("box", name, False) for name in ("left", "right", "middle")}
    spots = {"left": (0.0, 0.0), "right": (60.0, 0.0), "middle": (30.0, 30.0)}
    moved = dodging.off_lines([("left", "right")] * 9, spots, drawn)
    boxes = [drawn[name].box(spot) for name, spot in moved.items()]
    assert not boxes[2].meets(boxes[0]) and not boxes[2].meets(boxes[1])
