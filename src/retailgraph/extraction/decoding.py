"""Bytes of a file as text: which encoding they are in, and which files hold no text at all."""

from __future__ import annotations

import codecs
import re

from retailgraph.errors import InvalidData

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NO_TEXT = (
    ("a PDF", (b"%PDF-",)),
    ("a Word, zip or similar file", (b"PK\x03\x04",)),
    ("an old Word or Excel file", (b"\xd0\xcf\x11\xe0",)),
    ("an RTF file", (b"{\\rtf",)),
    ("a picture", (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")),
    ("a compressed file", (b"\x1f\x8b", b"BZh", b"\xfd7zXZ")),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w-]{2,30})", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HAN = re.compile("[\u4e00-\u9fff，。]")


def decoded(data: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    """The text of a file's bytes, and a note where it is not in clean UTF-8.

    InvalidData, naming ``source``, for a PDF, a Word file, a picture or another binary file.
    """
    begins = data[:1024].lstrip()
    for what, marks in _NO_TEXT:
        if begins.startswith(marks):
            raise InvalidData(f"{source}: {what} is not read; save its text as a .txt file first")
    text, notes = _text(data)
    sample = text[:20_000]
    if "\x00" in text or len(_CONTROLS.findall(sample)) > len(sample) / 50:
        raise InvalidData(f"{source}: is a binary file, not a text")
    return text, notes


def _text(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        fault = error.start
    encoding = _encoding(data)
    text = data.decode(encoding, errors="replace")
    name = "Windows-1252" if encoding == "cp1252" else encoding.upper()
    if encoding == "utf-8-sig":
        return text, (
            f"{text.count(chr(0xFFFD)):,} places are not UTF-8 (the first at byte {fault:,}) and are marked",
        )
    return text, (f"not UTF-8 (byte {fault:,}); read as {name}",)


def _encoding(data: bytes) -> str:
    """What bytes that are not clean UTF-8 are in: as a page declares, broken UTF-8, Chinese or Western."""
    declared = _DECLARED.search(data[:2048]) if data.lstrip()[:1] == b"<" else None
    if declared:
        try:
            info = codecs.lookup(declared[1].decode("ascii"))
            if info._is_text_encoding and info.name not in (
                "utf-8",
                "utf-16",
                "utf-32",
                "utf-7",
                "idna",
                "punycode",
            ):
                return info.name
        except LookupError:
            pass
    sample = data[:200_000].decode("utf-8", errors="replace")
    broken = sample.count("\ufffd")
    if sum(not c.isascii() for c in sample) > 4 * broken:
        return "utf-8-sig"
    chinese = data[:200_000].decode("gb18030", errors="replace")
    if len(_HAN.findall(chinese)) > 0.3 * len(chinese) and chinese.count("\ufffd") < 3:
        return "gb18030"
    return "cp1252"


__all__ = ["decoded"]
