"""A scene as one HTML page that asks nothing of any network.

pyvis writes the page. Only its ``add_node``, ``add_edge`` and ``generate_html`` are used: its conversion from
networkx drops direction and parallel edges, its ``show`` writes files of its own, its physics takes minutes.
So positions come with the scene, and what its page would fetch is taken out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from retailgraph.drawing import figures
from retailgraph.drawing.paper import FONTS, INK, legible
from retailgraph.drawing.scene import Line, Node, Scene
from retailgraph.drawing.shapes import outline

_DASHES = {"dashed": [8, 6], "dotted": [2, 4]}

_HEAD = """<head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ margin: 0; font: 14px/1.45 {fonts}; color: #222; background: #f6f6f4; }}
body .card {{ position: fixed; inset: 0 17rem 0 0; width: auto !important; }}
body #mynetwork {{ border: 0; float: none; height: 100%; }}
body div.vis-tooltip {{ white-space: pre-line; max-width: 26rem; font: inherit; overflow-wrap: anywhere; }}
aside {{ position: fixed; inset: 0 0 0 auto; width: 15rem; padding: 1rem; overflow: auto; }}
aside {{ overflow-wrap: anywhere; }}
aside h1 {{ font-size: 1.15rem; margin: 0 0 .5rem; }}
aside ul {{ list-style: none; padding: 0; }}
aside svg {{ width: 1.6rem; height: 1.1rem; vertical-align: middle; margin-right: .4rem; }}
@media (max-width: 45rem) {{
  body .card {{ inset: 0 0 40% 0; }}
  aside {{ inset: 60% 0 0 0; width: auto; }}
}}
</style>"""
_BODY = """
<aside>
<h1>{title}</h1>
<p>{caption}</p>
<ul>{types}</ul>
<ul>{relations}</ul>
<p>An arrow points from who does it to whom. Hover over a name or a line to read more, scroll to zoom,
drag to move.</p>
</aside>
<script>
// Set here, because pyvis shows titles as HTML as soon as one holds the letters "href".
nodes.update(nodes.map(function (node) {{ return {{ id: node.id, title: node.hover }}; }}));
const picture = document.getElementById("mynetwork");
picture.setAttribute("role", "img");
picture.setAttribute("aria-label", {label});
// The words on lines, where the scene found room for them: vis-network would put all in the middle.
network.on("afterDrawing", function (canvas) {{
  canvas.font = "{word}px {fonts}";
  canvas.textAlign = "center";
  canvas.textBaseline = "middle";
  canvas.lineWidth = 4;
  canvas.lineJoin = "round";
  canvas.strokeStyle = "#ffffff";
  canvas.fillStyle = "{ink}";
  edges.forEach(function (edge) {{
    if (edge.part === null) return;
    const place = network.getPositions([edge.from, edge.to]);
    const one = place[edge.from], two = place[edge.to];
    const dx = two.x - one.x, dy = one.y - two.y, bend = edge.bend;
    const angle = Math.atan2(dy, dx) + (bend * 0.5 + 0.5) * Math.PI;
    const reach = (Math.abs(bend) * 0.5 + 0.5) * Math.hypot(dx, dy);
    const done = edge.part, rest = 1 - done;
    const a = rest * rest, b = 2 * rest * done, c = done * done;
    const x = a * one.x + b * (one.x + reach * Math.sin(angle)) + c * two.x;
    const y = a * one.y + b * (one.y + reach * Math.cos(angle)) + c * two.y;
    canvas.strokeText(edge.words, x, y);
    canvas.fillText(edge.words, x, y);
  }});
}});
// With physics off nothing fits the picture to its frame: all of it, also after the frame changed.
network.once("afterDrawing", function () {{ network.fit({{ animation: false }}); }});
window.addEventListener("resize", function () {{ network.fit({{ animation: false }}); }});
</script>
"""
_FETCHED = re.compile(
    r"<link\b[^>]*\bhref=\"https?:[^>]*>|<script\b[^>]*\bsrc=\"https?:[^>]*>\s*</script>", re.IGNORECASE
)
_HEADING = re.compile(r"<center>\s*<h1>\s*</h1>\s*</center>")


def page(scene: Scene) -> str:
    """The whole page."""
    text = _HEADING.sub("", _FETCHED.sub("", _pyvis(scene)))
    body = _BODY.format(
        title=escape(scene.title),
        caption=escape(scene.caption),
        types="".join(_type_legend(scene)),
        relations="".join(_relation_legend(scene)),
        label=_script_text(f"Picture of {scene.title} and what surrounds it"),
        word=round(figures.WORD),
        fonts=FONTS,
        ink=INK,
    )
    text = text.replace("<html>", '<!DOCTYPE html>\n<html lang="en">', 1)
    text = text.replace("<head>", _HEAD.format(title=escape(scene.title), fonts=FONTS), 1)
    before, end, after = text.rpartition("</body>")
    return before + body + end + after


def _script_text(text: str) -> str:
    """Text as a JavaScript string that cannot end the script around it."""
    return json.dumps(text).replace("<", "\\u003c")


def _pyvis(scene: Scene) -> str:
    from pyvis.network import Network

    picture = Network(height="100%", directed=True, cdn_resources="in_line")
    picture.options = {
        "physics": {"enabled": False},
        "interaction": {"hover": True, "tooltipDelay": 150},
        "edges": {"width": 1.5},
    }
    for node in scene.nodes:
        picture.add_node(node.id, **_node(node))
    for line in scene.lines:
        picture.add_edge(line.one, line.two, **_edge(line))
    return str(picture.generate_html())


def _node(node: Node) -> dict[str, Any]:
    inside = node.kind.shape in figures.INSIDE
    # A name below its shape may lie on a line; one inside needs no rim.
    font = {"color": "#ffffff"} if inside else {"color": INK, "strokeWidth": 4, "strokeColor": "#ffffff"}
    return {
        "label": "\n".join(node.figure.lines),
        "shape": node.kind.shape,
        "color": node.color,
        "x": node.at[0],
        "y": node.at[1],
        "size": round(figures.RADIUS),
        "borderWidth": 4 if node.central else 1,
        "margin": {"top": 6, "bottom": 6, "left": 9, "right": 9},
        "font": {**font, "face": FONTS, "size": round(node.figure.size)},
        "hover": node.hover,
    }


def _edge(line: Line) -> dict[str, Any]:
    # One colour whether it is hovered, chosen or neither: what is pale stays so.
    color = line.color
    return {
        "words": line.words,
        "part": line.at,
        "bend": round(line.bend, 1),
        "title": line.hover,
        "color": {"color": color, "hover": color, "highlight": color, "opacity": 1},
        "dashes": _DASHES.get(line.dash, False),
        "arrows": "" if line.relation.symmetric else "to",
        "smooth": _smooth(line.bend),
    }


def _smooth(bend: float) -> dict[str, Any]:
    if not bend:
        return {"enabled": False}
    kind = "curvedCW" if bend > 0 else "curvedCCW"
    return {"enabled": True, "type": kind, "roundness": round(abs(bend), 1)}


def _type_legend(scene: Scene) -> Iterator[str]:
    for kind in scene.kinds:
        yield _legend(outline(kind.shape, legible(kind.color)), kind.label)


def _relation_legend(scene: Scene) -> Iterator[str]:
    for relation in scene.relations:
        line = f'<path d="M0 8h24" stroke="{legible(relation.color)}" stroke-width="3"/>'
        yield _legend(line, relation.label)


def _legend(mark: str, words: str) -> str:
    return f'<li><svg viewBox="0 0 24 16">{mark}</svg>{escape(words)}</li>'
