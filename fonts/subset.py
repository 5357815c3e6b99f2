"""Make the font that PNGs are drawn with, Retailgraph Sans: Noto Sans for Latin, Greek and Cyrillic.

    pip install fonttools==4.68.0
    apt-get download fonts-noto-core && dpkg-deb -x fonts-noto-core_20201225-1_all.deb noto
    python fonts/subset.py noto/usr/share/fonts/truetype/noto

Noto Sans is under the SIL Open Font License 1.1 and reserves no name. The part has a name of its own, since
it is not the whole: a machine's own Noto Sans is never mistaken for it. The letters are made smaller by
``SMALLER``, so that names are no wider than pictures leave room for: they reckon with the widths of Arial.
The same sources give the same bytes.
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import sys
import unicodedata
from hashlib import sha256
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "src/retailgraph/drawing/fonts"
NAME = "Retailgraph Sans"
SMALLER = 1.06
SOURCES = {
    "Regular": "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d",
    "Bold": "e83493c945848ecd4a9ad0f6d19164541a0d3e23a9c952304a00a46e00272ac5",
}
SCRIPTS = ("LATIN ", "GREEK ", "CYRILLIC ", "COMBINING ", "MODIFIER LETTER ")
# Punctuation, raised and lowered figures, currencies, letterlike signs, fractions.
BLOCKS = ((0x20, 0x7F), (0xA0, 0x100), (0x2000, 0x2190), (0x25A0, 0x2600))
OTHERS = "\N{REPLACEMENT CHARACTER}"
NAMES = {1: NAME, 4: NAME, 6: NAME.replace(" ", "")}


def wanted(font: TTFont) -> list[int]:
    """The characters that the font has and we keep."""
    return [
        code
        for code in sorted(font.getBestCmap())
        if unicodedata.name(chr(code), "").startswith(SCRIPTS)
        or any(first <= code < end for first, end in BLOCKS)
        or chr(code) in OTHERS
    ]


def part(source: Path, weight: str) -> TTFont:
    """The part of a font file, under its own name."""
    found = sha256(source.read_bytes()).hexdigest()
    if found != SOURCES[weight]:
        sys.exit(f"{source}: is not the file that the font was made of (SHA-256 {found})")
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(
        layout_features=["ccmp", "locl", "mark", "mkmk", "kern"],
        hinting=False,
        name_IDs=[0, 1, 2, 4, 5, 6, 13, 14],
    )
    maker = subset.Subsetter(options)
    maker.populate(unicodes=wanted(font))
    maker.subset(font)
    font["head"].unitsPerEm = round(font["head"].unitsPerEm * SMALLER)
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = NAMES[record.nameID] + (f"-{weight}" if record.nameID == 6 else "")
    return font


def main(folder: Path) -> None:
    """Writes the files and says how large they are."""
    TARGET.mkdir(exist_ok=True)
    for weight in SOURCES:
        font = part(folder / f"NotoSans-{weight}.ttf", weight)
        target = TARGET / f"RetailgraphSans-{weight}.ttf"
        font.save(target)
        size = target.stat().st_size
        print(f"{target.name}: {len(font.getBestCmap())} characters, {size / 1000:,.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
