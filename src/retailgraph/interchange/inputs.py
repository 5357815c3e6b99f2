"""Files of other people, opened within bounds: how large, how long a line, how deep, which encoding.

Nothing of what is read here is run, fetched or expanded: XML with a document type is refused, JSON is read to
a bounded depth, and what unpacks (.xlsx, .ods) is measured before it is unpacked; of what is packed as
a stream (.gz, .bz2) no more is unpacked than is read.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from retailgraph.errors import InvalidData
from retailgraph.opening import open_file

FILE_LIMIT = 2_000_000_000
WHOLE_LIMIT = 300_000_000
"""Of a file that has to be read as one piece: JSON that is not in lines, a workbook."""
LINE_LIMIT = 1_000_000
MOST_DEPTH = 100
MOST_UNPACKED, MOST_RATIO = 2_000_000_000, 300
HEAD = 65_536
_UNPACK: Mapping[bytes, Callable[[Path], object]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open}
_DEPTH = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True)
class Source:
    """A file to be read; ``head`` are its first bytes, ``options`` what a mapping says about it."""

    path: Path
    head: bytes
    size: int
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name, without folder."""
        return self.path.name

    @property
    def suffix(self) -> str:
        """The end of the name in small letters, without that of a packed file."""
        return Path(without_packing(self.path.name.lower())).suffix

    @property
    def text_head(self) -> str:
        """The first of what it says, unpacked, as far as it can be read."""
        try:
            return self.unpacked_head().decode("utf-8", "replace").removeprefix("\ufeff")
        except InvalidData:
            return ""

    @property
    def is_packed(self) -> bool:
        """Whether gzip or bzip2 packed it."""
        return self.head.startswith(tuple(_UNPACK))

    def unpacked_head(self) -> bytes:
        """The first bytes, unpacked; InvalidData if they cannot be."""
        if not self.is_packed:
            return self.head
        with self.open() as file:
            try:
                return file.read(HEAD)
            except (OSError, EOFError) as fault:
                raise InvalidData(f"{self.path} cannot be unpacked: {fault}") from None

    def open(self) -> IO[bytes]:
        """The bytes, unpacked; InvalidData for more than is read."""
        try:
            file = open_file(self.path)
        except OSError as fault:
            raise InvalidData(f"{self.path} cannot be read: {fault.strerror}") from None
        if self.is_packed:
            file.close()  # it is a file, and no pipe or device
            unpack = next(way for mark, way in _UNPACK.items() if self.head.startswith(mark))
            return cast("IO[bytes]", unpack(self.path))  # whose caller counts what comes out
        return file

    def lines(self, most: int = 0) -> Iterator[tuple[int, str]]:
        """The lines with their numbers; what is not of the encoding becomes the replacement character."""
        most = most or LINE_LIMIT
        with self.open() as raw:
            encoding = encoding_of(self)
            head = self.unpacked_head()
            is_wide = encoding.startswith(("utf-16", "utf-32"))
            if is_wide or (b"\r" in head and b"\n" not in head):
                # Line ends that are not one line feed; the whole is bounded instead of each line.
                text = bounded(raw, WHOLE_LIMIT, self.path).decode(encoding, "replace").removeprefix("\ufeff")
                yield from enumerate(io.StringIO(text, newline=None if not is_wide else "\n"), 1)
                return
            read = 0
            for number, line in enumerate(iter(lambda: raw.readline(most + 1), b""), 1):
                read += len(line)
                if len(line) > most:
                    raise InvalidData(
                        f"{self.path}:{number}: is a line of more than {most // 1_000_000} MB; "
                        "a file of rows has a line for each"
                    )
                if read > FILE_LIMIT:
                    raise InvalidData(f"{self.path} is too large; at most {FILE_LIMIT // 10**9} GB are read")
                yield number, line.decode(encoding, "replace").removeprefix("\ufeff" if number == 1 else "")

    def whole(self, most: int = WHOLE_LIMIT) -> bytes:
        """All bytes; InvalidData for more than ``most``."""
        with self.open() as file:
            return bounded(file, most, self.path)

    def text(self) -> str:
        """All of it as text."""
        return self.whole().decode(encoding_of(self), "replace").removeprefix("\ufeff")

    def json(self) -> Any:
        """The value of a JSON file; InvalidData, with line and column, if it is none or too deep."""
        return json_value(self.text(), str(self.path))


def without_packing(name: str) -> str:
    """The name of a file without the end that says how it is packed."""
    return name.removesuffix(".gz").removesuffix(".bz2")


def source_of(path: Path, options: Mapping[str, str] | None = None) -> Source:
    """A file to be read; InvalidData, saying why, if there is none or it is empty."""
    if path.is_dir():
        if (path / "graph" / "retailgraph.db").exists() or (path / "retailgraph.db").exists():
            raise InvalidData(
                f"{path} is a store of retailgraph itself; ask it with: retailgraph --store {path} ..., "
                "or copy it with: retailgraph store backup"
            )
        raise InvalidData(f"{path} is a folder; name one file (retailgraph load reads folders of articles)")
    try:
        with open_file(path) as file:
            head = file.read(HEAD)
            size = path.stat().st_size
    except OSError as fault:
        raise InvalidData(f"{path} cannot be read: {fault.strerror}") from None
    if not head.strip():
        raise InvalidData(f"{path} is empty")
    if size > FILE_LIMIT:
        raise InvalidData(f"{path} is too large; at most {FILE_LIMIT // 10**9} GB are read")
    return Source(path, head, size, options or {})


def bounded(file: IO[bytes], most: int, path: Path) -> bytes:
    """All bytes of a file; InvalidData for more than ``most``, or for a packed file that is broken."""
    try:
        data = file.read(most + 1)
    except (OSError, EOFError) as fault:
        raise InvalidData(f"{path} cannot be unpacked: {fault}") from None
    if len(data) > most:
        raise InvalidData(f"{path} is too large to be read as one piece; at most {most // 10**6:,} MB are")
    return data


# --- encodings ----------------------------------------------------------------------------------------------

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(source: Source) -> str:
    """The encoding that a mapping names, that a byte order mark shows, or that fits the first bytes."""
    named = source.options.get("encoding", "")
    if named:
        try:
            return codecs.lookup(named).name
        except LookupError:
            raise InvalidData(f"'{named}' is no encoding; write utf-8, utf-16-le, cp1252 and so on") from None
    head = source.unpacked_head()
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head[1::2].count(0) > len(head) // 5:
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 5:
        return "utf-16-be"
    return "utf-8" if _is_utf8(head) and _is_utf8_to_the_end(source, head) else "cp1252"


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data)  # a character may be cut at the end
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8_to_the_end(source: Source, head: bytes) -> bool:
    """A file that begins in ASCII may be in another encoding further on; looked at once, in pieces.

    A single wrong byte in a file that otherwise holds UTF-8 is a fault of its row, and no other encoding.
    """
    if not head.isascii() or len(head) < HEAD:
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.open() as file:
        while piece := file.read(1_000_000):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return False
            if not piece.isascii():
                return True
    return True


# --- JSON ---------------------------------------------------------------------------------------------------


def json_value(text: str, path: str, line: int = 0) -> Any:
    """The value of a JSON text, numbers as texts; InvalidData with the place of a fault."""
    depth = deepest = 0
    for sign in _DEPTH.finditer(text):
        if sign[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign[0] in "]}":
            depth -= 1
    if deepest > MOST_DEPTH:
        raise InvalidData(
            f"{path}{f':{line}' if line else ''}: is nested {deepest} deep; at most {MOST_DEPTH}"
        )
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, json.JSONDecodeError):
            place = f"{path}:{line or fault.lineno}, column {fault.colno}"
            raise InvalidData(f"{place}: is not JSON: {fault.msg}") from None
        raise InvalidData(f"{path}: is not JSON: {fault}") from None


def json_lines(source: Source) -> Iterator[tuple[int, Any]]:
    """The values of a file of JSON lines with their lines; a fault comes as the InvalidData it is."""
    for number, line in source.lines():
        if line.strip():
            try:
                yield number, json_value(line, source.name, number)
            except InvalidData as fault:
                yield number, fault


# --- what unpacks -------------------------------------------------------------------------------------------


def check_unpacks(source: Source) -> None:
    """InvalidData for a zip file that would unpack to far more than it is, before any of it is unpacked."""
    try:
        with zipfile.ZipFile(source.path) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise InvalidData(f"{source.path}: is not a workbook: {fault}") from None
    size = sum(entry.file_size for entry in entries)
    small = sum(entry.compress_size for entry in entries) or 1
    if size > MOST_UNPACKED or (size > 10_000_000 and size / small > MOST_RATIO):
        raise InvalidData(
            f"{source.path}: would unpack to {size / 1_000_000:,.0f} MB from {small / 1_000_000:,.1f} MB; "
            "it is not opened"
        )
