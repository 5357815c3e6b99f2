"""A picture that was made: its formats, how it is written to a file and shown in a notebook."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from tempfile import TemporaryFile
from zlib import crc32

from retailgraph.drawing.paper import OWN_FONT, OWN_FONT_FILES, in_own_font
from retailgraph.errors import RetailGraphError, UsageError
from retailgraph.writing import made_by, write_whole

FORMATS = ("html", "svg", "png")
_SUFFIXES = {".html": "html", ".htm": "html", ".svg": "svg", ".png": "png"}
_MADE_BY = made_by("draw")
_META = f'<meta name="generator" content="{_MADE_BY}">'
_ZOOM = 2.0
"""Pixels of a PNG for each unit of the drawing: sharp on screens and in print."""
_MOST_PIXELS = 6000
"""The longest side of a PNG; programs for slides stumble over more."""


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A picture: its ``title``, ``format``, ``content`` as bytes, and ``path`` if it was written.

    ``unseen`` are the characters of a PNG that no font of this machine has; they show as boxes or not at all.
    Notebooks show a picture by itself.
    """

    title: str
    format: str
    content: bytes
    path: Path | None = None
    unseen: str = ""

    @classmethod
    def of(cls, title: str, format: str, text: str) -> Picture:
        """The picture of an HTML page or an SVG document; of the latter also as PNG."""
        if format == "png":
            content, unseen = _png(text)
            return cls(title, format, content, unseen=unseen)
        if format == "html":
            text = text.replace("<head>", f"<head>{_META}", 1)  # an SVG document says it itself
        return cls(title, format, text.encode())

    @property
    def text(self) -> str:
        """The page or document as text; UsageError for a PNG, which is none."""
        if self.format == "png":
            raise UsageError("a PNG is no text; use content")
        return self.content.decode()

    def written(self, path: Path, *, force: bool = False) -> Picture:
        """The same after it was written, whole or not at all; a picture of ours is replaced.

        Refused for another file, unless ``force`` says so; RetailGraphError if it cannot be written.
        """
        write_whole(path, self.content, mark=_MADE_BY, force=force)
        return replace(self, path=path)

    def __repr__(self) -> str:
        where = f" at {self.path}" if self.path else ""
        return f"<Picture of {self.title} as {self.format}{where}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the picture in a frame of its own, which reaches nothing else."""
        if self.format == "png":
            from base64 import b64encode

            data = b64encode(self.content).decode()
            return (
                f'<img alt="{escape(self.title)}" style="max-width:100%" src="data:image/png;base64,{data}">'
            )
        return (
            f'<iframe title="{escape(self.title)}" sandbox="allow-scripts allow-popups" '
            f'style="width:100%;height:600px;border:1px solid #ccc" srcdoc="{escape(self.text)}"></iframe>'
        )


def picture_format(path: Path | None, format: str) -> str:
    """The format that is asked for, by name or by what the file's name ends in.

    UsageError if it is none, or if both differ; RetailGraphError if the path is a folder.
    """
    choice = ", ".join(FORMATS)
    if format and format not in FORMATS:
        raise UsageError(f"no format '{format}'; choose from {choice}")
    if path is None:
        return format or FORMATS[0]
    if path.is_dir():
        raise RetailGraphError(f"{path}: cannot be written: it is a folder; name a file in it")
    said = _SUFFIXES.get(path.suffix.lower(), "")
    if format and said and said != format:
        raise UsageError(f"{path}: ends in '{path.suffix}', but the format is {format}")
    if not (format or said):
        ending = (
            f"'{path.suffix}' is no format of pictures" if path.suffix else "ends in no format of pictures"
        )
        raise UsageError(f"{path}: {ending}; choose from {choice}")
    return format or said


_PNG_HEADER = 33
"""The signature of a PNG and its first block are so many bytes."""
_UNSEEN = re.compile(r"No fonts with a .{1,2}/U\+([0-9A-F]+) character")


def _png(svg: str) -> tuple[bytes, str]:
    """A PNG, and the characters that no font has: ours first, then those of the machine for other scripts."""
    missing = [path for path in OWN_FONT_FILES if not Path(path).is_file()]
    if missing:
        raise RetailGraphError(f"{missing[0]}: no such file; install retailgraph again")
    svg = in_own_font(svg)
    png, unseen = _rendered(svg, skip_system_fonts=True)
    # Looking through the fonts of a machine takes longer than drawing: only where it may help.
    return _rendered(svg, skip_system_fonts=False) if unseen else (png, unseen)


def _rendered(svg: str, skip_system_fonts: bool) -> tuple[bytes, str]:
    try:
        import resvg_py
    except ImportError:
        raise RetailGraphError(
            "PNG needs the package resvg-py: pip install 'retailgraph[png]'; --format svg needs nothing"
        ) from None
    sides = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    longest = max(map(int, sides.groups())) if sides else 1
    with TemporaryFile() as log, _output_to(log.fileno()):
        png = bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=min(_ZOOM, _MOST_PIXELS / longest),
                log_information=True,
                skip_system_fonts=skip_system_fonts,
                font_files=OWN_FONT_FILES,
                font_family=OWN_FONT,
                sans_serif_family=OWN_FONT,
                serif_family=OWN_FONT,
            )
        )
        log.seek(0)
        said = log.read().decode(errors="replace")
    found = {chr(int(code, 16)) for code in _UNSEEN.findall(said)}
    return _signed(png), "".join(sorted(c for c in found if c.isprintable() and not c.isspace()))


def _signed(png: bytes) -> bytes:
    """A PNG that says what made it, in a block of text after its header."""
    body = b"tEXtSoftware\0" + _MADE_BY.encode()
    block = (len(body) - 4).to_bytes(4) + body + crc32(body).to_bytes(4)
    return png[:_PNG_HEADER] + block + png[_PNG_HEADER:]


@contextmanager
def _output_to(file: int) -> Iterator[None]:
    """Standard output led to a file: the only place where the library says which characters it lacks."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(file, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
