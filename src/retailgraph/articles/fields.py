"""Fields of a mapping in a file: which keys may stand there, one text, a list of texts."""

from __future__ import annotations

from collections.abc import Sequence

from retailgraph.articles import words
from retailgraph.articles.report import Report, did_you_mean, nearest
from retailgraph.articles.strict_yaml import Listing, Mapping, Node, Text


def check_keys(mapping: Mapping, allowed: Sequence[str], what: str, report: Report) -> None:
    """An error for each key that may not stand in ``what``, with the nearest one that may."""
    for key in mapping.items:
        if key not in allowed and not report.full:
            near = nearest(key, allowed)
            hint = did_you_mean(near, f"{what} has {', '.join(allowed)}")
            report.error(
                mapping.lines[key], f"unknown key '{key[:80]}' in {what}{hint}", near, rule="key-unknown"
            )


def one_text(mapping: Mapping, key: str, report: Report) -> Text | None:
    """The text of a key, trimmed; None if the key is not there, or, with an error, if it has no text."""
    node = mapping.items.get(key)
    return None if node is None else text_of(node, key, report)


def text_of(node: Node, what: str, report: Report) -> Text | None:
    """A node that must be a text, trimmed; otherwise None and an error that says how to write it."""
    if not isinstance(node, Text):
        kind, sign = ("list", "[") if isinstance(node, Listing) else ("mapping", "{")
        report.error(
            node.line,
            f"{what} must be a text, not a {kind}; quote a text that starts with {sign}",
            rule="value-form",
        )
        return None
    text = node.value.strip()
    if not text:
        more = "; quote a text that starts with > or |" if node.block else ""
        report.error(node.line, f"{what} is empty{more}", rule="value-form")
        return None
    return Text(text, node.line)


def texts_of(node: Node | None, what: str, report: Report) -> list[Text]:
    """The texts of a list, or of one text that stands for a list of one."""
    if node is None:
        return []
    if isinstance(node, Text):
        found = text_of(node, what, report)
        return [found] if found else []
    if isinstance(node, Mapping):
        message = f"{what} must be a text or a list of texts, not a mapping"
        report.error(node.line, message, rule="value-form")
        return []
    if not node.items:
        report.error(node.line, f"{what} is an empty list; leave it out", rule="value-form")
    return [text for item in node.items if (text := text_of(item, what, report))]


def values_of(
    mapping: Mapping, what: str, report: Report
) -> tuple[dict[str, str | list[str]], dict[str, int]]:
    """The qualifiers of a claim or the fields of a figure, as texts and lists of texts, and their lines."""
    values: dict[str, str | list[str]] = {}
    lines: dict[str, int] = {}
    for key, node in mapping.items.items():
        if isinstance(node, Text):
            text = text_of(node, key, report)
            if text is None or not is_safe(text, key, report):
                continue
            values[key] = text.value
        elif isinstance(node, Listing):
            texts = texts_of(node, key, report)
            if not texts:
                continue
            values[key] = [t.value for t in texts if is_safe(t, key, report)]
        else:
            message = f"{key[:80]} of {what} must be a text or a list, not a mapping"
            report.error(node.line, message, rule="value-form")
            continue
        lines[key] = mapping.lines[key]
    return values, lines


def is_safe(text: Text, what: str, report: Report) -> bool:
    """Whether a text is free of control and invisible characters; an error if not."""
    found = words.UNSAFE.search(text.value)
    if found:
        name = words.unsafe_name(found[0])
        report.error(
            text.line,
            f"{what[:80]} holds the character {name}, which is a control character or invisible",
            rule="file-text",
        )
    return not found
