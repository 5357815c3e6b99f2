"""What every picture is drawn with: text that knows its width, colours that can be read, SVG elements.

Pictures name fonts and bring none: every reader has one of them, and they are equally wide. Only a PNG holds
its letters; for that the package has a font of its own (:func:`in_own_font`). Whatever stands between two
angle brackets here went through :func:`shown`, which leaves no character that an XML reader refuses or that
turns the line round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import category, combining, east_asian_width, normalize

from retailgraph.writing import made_by

_LATIN = "Arial, Helvetica, 'Liberation Sans', 'Noto Sans'"
_CHINESE = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei'"
FONTS = f"{_LATIN}, {_CHINESE}, sans-serif"
# Renderers that look for missing letters in any font would else mix in one with serifs.
_CHINESE_FIRST = f"{_CHINESE}, {_LATIN}, sans-serif"
OWN_FONT = "Retailgraph Sans"
OWN_FONT_FILES = [
    str(Path(__file__).parent / "fonts" / f"RetailgraphSans-{weight}.ttf") for weight in ("Regular", "Bold")
]
"""Latin, Greek and Cyrillic letters, made by fonts/subset.py."""
INK, QUIET, PAPER = "#222222", "#595959", "#ffffff"

# Advance widths of Arial in thousandths of the size; Helvetica and Liberation Sans have the same.
_WIDTHS = {
    191: "'", 222: "ijl", 260: "|", 278: " !,./:;I[\\]ft", 333: "()-`r", 355: '"', 389: "*", 469: "^",
    500: "Jckvxyz", 556: "#$0123456789?L_abdeghnopqu", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY",
    722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1015: "@",
}  # fmt: skip
_WIDTH = {letter: width / 1000 for width, letters in _WIDTHS.items() for letter in letters}
_AIR = 1.06
"""Fonts that stand in for those named are a little wider."""
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Box(NamedTuple):
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles share a point."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def shown(text: str) -> str:
    """A text without what no reader should see or obey: control characters, marks that turn the line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        letter
        if letter == "\n" or (category(letter) not in ("Cc", "Cs", "Cn") and letter not in _TURNING)
        else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )


def width(text: str, size: float) -> float:
    """How wide a line of text is, in the unit of its size; rather too much than too little."""
    return size * _AIR * sum(_advance(letter) for letter in text)


def _advance(letter: str) -> float:
    known = _WIDTH.get(letter)
    if known:
        return known
    if combining(letter):
        return 0.0
    if east_asian_width(letter) in "WF":
        return 1.0
    base = normalize("NFD", letter)[0]
    return _WIDTH.get(base, 0.75)


def wrapped(text: str, room: float, size: float, most: int = 24) -> list[str]:
    """The lines of a text that fit a width; words break where one alone is too wide, Chinese anywhere.

    After ``most`` lines the rest is three dots.
    """
    lines = [""]
    for piece in _pieces(shown(text), room, size):
        if lines[-1] and width((lines[-1] + piece).rstrip(" "), size) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip(" ")
    lines = [line.rstrip(" ") for line in lines]
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "…"]


def _pieces(text: str, room: float, size: float) -> list[str]:
    """What may not be broken: words with the space behind them, Chinese letters, parts of long words."""
    pieces = [""]
    for letter in text.replace("\n", " "):
        kind = category(letter)
        is_wide = east_asian_width(letter) in "WF"
        # No line begins with what closes, nor ends with what opens.
        closes = is_wide and kind in ("Pe", "Pf", "Po") and len(pieces) > 1
        opened = is_wide and category(pieces[-1][-1:] or " ") == "Ps"
        if closes and not pieces[-1]:
            pieces.pop()
        elif pieces[-1] and not (closes or opened) and (is_wide or width(pieces[-1] + letter, size) > room):
            pieces.append("")
        pieces[-1] += letter
        is_joint = letter in "-/" and len(pieces[-1]) > 3 and pieces[-1][:-1].isalpha()
        if letter == " " or is_joint or (is_wide and kind != "Ps"):
            pieces.append("")
    return pieces


def in_own_font(svg: str) -> str:
    """An SVG document that names our own font before those for Latin letters that a machine may have."""
    for fonts in (FONTS, _CHINESE_FIRST):
        own = fonts.replace(_LATIN, f"'{OWN_FONT}', {_LATIN}")
        svg = svg.replace(f'font-family="{_value(fonts)}"', f'font-family="{_value(own)}"')
    return svg


# --- colours --------------------------------------------------------------------------------------------


def legible(color: str, contrast: float = 3.0) -> str:
    """A colour, as much darker as it must be to stand out from white paper by this contrast (WCAG 2)."""
    parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    while 1.05 / (_luminance(parts) + 0.05) < contrast:
        parts = [int(part * 0.95) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _luminance(parts: Iterable[int]) -> float:
    red, green, blue = (_linear(part / 255) for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


# --- elements -------------------------------------------------------------------------------------------


def element(name: str, *inside: str, **attributes: object) -> str:
    """An SVG element; ``inside`` is markup, attributes have hyphens for underscores, None is left out."""
    said = "".join(f' {_named(k)}="{_value(v)}"' for k, v in attributes.items() if v is not None)
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def _named(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
    return escape(shown(str(value)))


def title(text: str) -> str:
    """What a reader sees who rests on the element around it."""
    return f"<title>{escape(shown(text))}</title>"


def lines_of_text(
    lines: Sequence[str], x: float, y: float, size: float, leading: float = 1.25, **attributes: Any
) -> str:
    """Lines of text, the baseline of the first at ``y``; each by itself, as some run from right to left."""
    return "".join(
        text(line, escape(shown(line)), x=x, y=y + i * size * leading, font_size=size, **attributes)
        for i, line in enumerate(lines)
    )


def text(said: str, *inside: str, **attributes: object) -> str:
    """A text element; ``said`` are its words, from which its fonts are chosen."""
    fonts = _CHINESE_FIRST if any(east_asian_width(letter) in "WF" for letter in said) else None
    return element("text", *inside, font_family=fonts, **attributes)


def pale(color: str, part: float) -> str:
    """A colour such as ``#1f4e79`` of which only a part is left, on paper."""
    mixed = (round(255 - (255 - one) * part) for one in bytes.fromhex(color.removeprefix("#")))
    return "#" + bytes(mixed).hex()


def linked(url: str, *inside: str) -> str:
    """The same as a link, if the address is one of the web; others are no links."""
    if not url.lower().startswith(("https://", "http://")):
        return "".join(inside)
    return element("a", *inside, href=url, target="_blank", rel="noopener noreferrer")


def sheet(wide: float, high: float, name: str, about: str, *inside: str, role: str = "img") -> str:
    """A whole SVG document on white paper, with a name and a description for those who do not see it."""
    return element(
        "svg",
        f"<!-- {made_by('draw')} -->",
        title(name),
        f"<desc>{escape(shown(about))}</desc>",
        element("rect", width="100%", height="100%", fill=PAPER),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {round(wide)} {round(high)}",
        width=round(wide),
        height=round(high),
        font_family=FONTS,
        fill=INK,
        role=role,
    )
