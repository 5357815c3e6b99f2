"""YAML, strictly: every scalar is text, every node keeps its line, and nothing is clever.

Anchors, aliases, tags, merge keys, several documents and deep nesting are refused. The tree is built from
the parse events, so no hostile file reaches a recursive composer, and a repeated key is seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from retailgraph.articles.report import Report
from retailgraph.articles.words import UNSAFE, unsafe_name

MOST_DEPTH = 20
_TOO_DEEP = f"is nested more than {MOST_DEPTH} levels deep"


@dataclass(slots=True)
class Text:
    """A scalar; ``block`` says that it was introduced by ``>`` or ``|``."""

    value: str
    line: int
    block: bool = False


@dataclass(slots=True)
class Listing:
    """A list; ``flow`` says that it stands in brackets."""

    items: list[Node]
    line: int
    flow: bool = field(default=False, repr=False)


@dataclass(slots=True)
class Mapping:
    """A mapping; ``lines`` are those of its keys, ``flow`` says that it stands in braces."""

    items: dict[str, Node]
    lines: dict[str, int]
    line: int
    flow: bool = field(default=False, repr=False)
    waiting: Text | None = field(default=None, repr=False)


Node = Text | Listing | Mapping


class _Stop(Exception):
    """A fault after which nothing else of the file can be said."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def decode(data: bytes, report: Report) -> str | None:
    """The text of a file's bytes, with plain line ends; None where it is not clean UTF-8."""
    # The mark of UTF-32 begins with that of UTF-16.
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff") or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        width = 32 if data[:2] == b"\0\0" or data[2:4] == b"\0\0" else 16
        report.error(1, f"is UTF-{width}; save it as UTF-8", rule="file-text")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        message = f"is not UTF-8 (byte 0x{data[fault.start]:02X} at offset {fault.start}); save it as UTF-8"
        report.error(line, message, rule="file-text")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _report_unsafe(text, report)
    return None if report.errors else text


def _report_unsafe(text: str, report: Report) -> None:
    """An error for each line that holds control or invisible characters."""
    if not UNSAFE.search(text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        found = UNSAFE.search(line)
        if found:
            name = unsafe_name(found[0])
            message = f"holds the character {name}, which is a control character or invisible"
            report.error(number, message, rule="file-text")


def parse(text: str, report: Report) -> Node | None:
    """The tree of a YAML text; None, and an error in ``report``, where it is not what we read.

    A repeated key is an error too, but the tree goes on with the first, so that all faults are found.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(report)
    _warn_of_comments(text, report)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as fault:
        line, message = _explain(fault, text.split("\n"), builder)
        report.error(line, message, rule="file-yaml")
        return None
    except yaml.YAMLError as fault:
        report.error(1, f"is not YAML: {str(fault).splitlines()[0]}", rule="file-yaml")
        return None
    except _Stop as stop:
        report.error(stop.line, str(stop), rule="file-yaml")
        return None
    if builder.root is None:
        report.error(0, "is empty", rule="file-empty")
    return builder.root


_HASH_IN_TEXT = re.compile(
    r" *(?:- +)?(?:title|says|quote|note|name|publisher|about): +[^\s\"'>|{\[#].*? (#\w.*)"
)


def _warn_of_comments(text: str, report: Report) -> None:
    """A text such as ``Ranked #1 in beauty`` ends before its #, silently: warn where that seems not meant."""
    if " #" not in text:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        found = _HASH_IN_TEXT.fullmatch(line)
        if found:
            message = f"'{found[1][:40]}' is read as a comment; quote the text if it belongs to it"
            report.warning(number, message, rule="text-comment")


class _Builder:
    """Makes the tree from events, one by one."""

    def __init__(self, report: Report) -> None:
        self.root: Node | None = None
        self._report = report
        self._open: list[Listing | Mapping] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        kind = type(event).__name__
        if kind == "ScalarEvent":
            _refuse_cleverness(event, line)
            self._place(Text(event.value, line, event.style in (">", "|")), line)
        elif kind == "SequenceStartEvent":
            _refuse_cleverness(event, line)
            self._enter(Listing([], line, event.flow_style), line)
        elif kind == "MappingStartEvent":
            _refuse_cleverness(event, line)
            self._enter(Mapping({}, {}, line, event.flow_style), line)
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._open.pop()
        elif kind == "AliasEvent":
            raise _Stop(line, f"aliases (*{event.anchor}) are not read; quote a text that starts with *")
        elif kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise _Stop(
                    line, "a second document starts here (---); write one article or entity list per file"
                )

    def open_before(self, line: int) -> list[Listing | Mapping]:
        """The lists and mappings that began before a line and are still open."""
        return [node for node in self._open if node.line < line]

    def _enter(self, node: Listing | Mapping, line: int) -> None:
        if len(self._open) >= MOST_DEPTH:
            raise _Stop(line, _TOO_DEEP)
        self._place(node, line)
        self._open.append(node)

    def _place(self, node: Node, line: int) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Listing):
            parent.items.append(node)
        elif parent.waiting is None:
            self._key(parent, node, line)
        else:
            key, parent.waiting = parent.waiting, None
            if key.value not in parent.items:
                parent.items[key.value] = node
                parent.lines[key.value] = key.line

    def _key(self, parent: Mapping, node: Node, line: int) -> None:
        if not isinstance(node, Text):
            raise _Stop(
                line, "a key must be plain words, not a list or mapping; quote a text that starts with [ or {"
            )
        if node.value == "<<":
            raise _Stop(line, "merge keys (<<) are not read; write the values out")
        if node.value in parent.items:
            before = parent.lines[node.value]
            message = f"'{node.value[:80]}' stands twice here (also on line {before}); keep one"
            self._report.error(line, message, rule="key-repeated")
        parent.waiting = node


def _refuse_cleverness(event: Any, line: int) -> None:
    if event.anchor is not None:
        raise _Stop(line, f"anchors (&{event.anchor}) are not read; quote a text that starts with &")
    if event.tag is not None:
        raise _Stop(line, f"tags ({event.tag[:80]}) are not read; quote a text that starts with !")


# --- YAML's own messages, for people ------------------------------------------------------------------------

_QUOTE = "put the text in double quotes"
_PROBLEMS = {
    "could not find expected ':'": "a ':' is missing after the key, or the line is indented wrongly",
    "did not find expected key": "the indentation does not fit the lines above, or a text must be quoted",
    "did not find expected '-' indicator": "this does not fit the list above; check indentation and '- '",
    "did not find expected ',' or ']'": "the [ on this line is not closed with ], or a ',' is missing",
    "did not find expected ',' or '}'": "the { on this line is not closed with }, or a ',' is missing",
    "did not find expected node content": "something is missing between two commas or brackets",
    "found unexpected end of stream": "the quotation mark that opens on this line is never closed",
    "found unknown escape character": "a backslash in double quotes needs a second one (\\\\)",
    "mapping values are not allowed in this context": "a ': ' is not expected here; check the indentation",
    "block sequence entries are not allowed in this context": "a '- ' is not expected here",
}
_AT_THE_OPENING = (
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
    "found unexpected end of stream",
)
_LONGEST_KEY = 1024
"""YAML takes nothing longer for the text before a ': '."""
_KEY_AND_TEXT = re.compile(r"^\s*(?:- +)*(?:[\w-]+:\s+)?(?P<text>.*)$")


def _is_key_too_long(line: str) -> bool:
    key, colon, _ = line.strip().partition(": ")
    return bool(colon) and len(key) > _LONGEST_KEY and " " not in key


def _explain(fault: Any, lines: list[str], builder: _Builder) -> tuple[int, str]:
    """The line and the message of a YAML error."""
    problem = fault.problem or ""
    mark = fault.problem_mark or fault.context_mark
    number = min(mark.line, len(lines) - 1) + 1 if mark else 1
    if _is_too_deep(lines[number - 1], builder.open_before(number)):
        return number, _TOO_DEEP
    if fault.context_mark and problem in _AT_THE_OPENING:
        mark = fault.context_mark
    number = min(mark.line, len(lines) - 1) + 1 if mark else 1
    if _is_key_too_long(lines[number - 1]):
        return number, f"what stands before the ': ' is longer than {_LONGEST_KEY:,} letters; shorten it"
    message = _advice(lines[number - 1]) or _PROBLEMS.get(problem) or f"is not YAML: {problem}"
    return number, message


_STARTS = (
    "BlockSequenceStartToken",
    "BlockMappingStartToken",
    "FlowSequenceStartToken",
    "FlowMappingStartToken",
)
_ENDS = ("BlockEndToken", "FlowSequenceEndToken", "FlowMappingEndToken")


def _is_too_deep(line: str, around: list[Listing | Mapping]) -> bool:
    """Whether a line nests too deep somewhere, given what is open where it begins.

    A parser reads ahead to the end of a line before it says what the line opens, and may have a limit of its
    own there; we do not depend on which, or on its words.
    """
    import yaml

    # Within brackets a line reads differently, and it may close more of them than are still open.
    before = line.count("]") + line.count("}") + 1 if any(node.flow for node in around) else 0
    depth = len(around)
    try:
        tokens = yaml.scan("[" * before + line, Loader=yaml.SafeLoader)
        for token in islice(tokens, before + 1, None):
            kind = type(token).__name__
            if kind in _STARTS:
                depth += 1
                if depth > MOST_DEPTH:
                    return True
            elif kind in _ENDS:
                depth = max(depth - 1, len(around))
    except yaml.YAMLError:
        pass  # the fault itself, which is explained elsewhere
    return False


def _advice(line: str) -> str:
    """What to do about a line whose text should have been quoted; empty if that is not the matter."""
    if re.match(r" *\t", line):
        return "is indented with a tab; use spaces"
    form = _KEY_AND_TEXT.match(line)
    text = form["text"] if form else ""
    if re.match(r"[<>] *[0-9]", text):
        return f"a text that starts with {text[0]} must be quoted; a share is written: over 50, under 20"
    if text[:1] in ("@", "`", "%", ">", "|", "&", "*", "!", "[", "{", ",", "]", "}") and not _is_flow(text):
        return f"a text that starts with {text[0]} must be quoted: {_QUOTE}"
    if text[:1] not in ('"', "'", "[", "{") and ": " in text and not _is_claim(text):
        return f"a text that holds ': ' must be quoted: {_QUOTE}"
    if text[:1] in ("[", "{") and re.search(r"[:,] *[>@%`&*!|]", text):
        return f"a text that starts with > or @ must be quoted: {_QUOTE} (a share is written: over 50)"
    return ""


def _is_flow(text: str) -> bool:
    """Whether a text that starts with a bracket was meant as a list or mapping."""
    return (text[0] == "[" and not re.search(r"\][^\s,}\]#]", text)) or (text[0] == "{" and ":" in text)


def _is_claim(text: str) -> bool:
    """Whether a line is a claim or figure with its qualifiers."""
    return re.match(r"[\w-]+ [\w-]+(?: [\w-]+)?: *(?:\{|$)", text) is not None
