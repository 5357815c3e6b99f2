"""A mapping file, read: what a person wrote, with each fault by its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from retailgraph.articles import strict_yaml
from retailgraph.articles.report import Report, did_you_mean, nearest
from retailgraph.errors import InvalidData
from retailgraph.identity.undisclosed import UNDISCLOSED
from retailgraph.interchange.mapping import (
    ARTICLE_KEYS,
    FILE_KEYS,
    IDS,
    PARTY_KEYS,
    UNDECIDED,
    VALUE_KEYS,
    VERSION,
    ClaimRule,
    PartyRule,
    TableMapping,
    ValueRule,
    columns_of,
)
from retailgraph.ontology import Ontology
from retailgraph.opening import read_bytes

_LIMIT = 5_000_000
_SOURCE = ("url", "publisher", "published")
_TOP = ("mapping", "file", "article", "claims", "entities", "names")


def read_mapping(path: Path, ontology: Ontology) -> TableMapping:
    """The mapping of a file; InvalidData with every fault, each with its line."""
    report = Report(str(path))
    try:
        data = read_bytes(path, _LIMIT)
    except OSError as fault:
        raise InvalidData(f"{path} cannot be read: {fault.strerror}") from None
    text = strict_yaml.decode(data, report)
    tree = strict_yaml.parse(text, report) if text is not None else None
    mapping = _Reading(report, ontology).mapping(tree) if tree is not None else TableMapping()
    faults = [f for f in report.findings if f.severity == "error"]
    if faults:
        shown = "; ".join(str(f) for f in faults[:20])
        raise InvalidData(f"{shown}" if len(faults) < 21 else f"{shown}; and {len(faults) - 20} more", faults)
    return mapping


class _Reading:
    def __init__(self, report: Report, ontology: Ontology) -> None:
        self._report, self._ontology = report, ontology

    def mapping(self, tree: strict_yaml.Node) -> TableMapping:
        top = self._items(tree, _TOP, "a mapping")
        version = self._text(top.get("mapping"), "mapping")
        if version != VERSION:
            self._wrong(tree, f"is no mapping of this version: it begins with 'mapping: {VERSION}'")
        return TableMapping(
            self._texts(top.get("file"), FILE_KEYS, "file"),
            self._texts(top.get("article"), ARTICLE_KEYS, "article"),
            tuple(self._claim(node) for node in self._list(top.get("claims"), "claims")),
            tuple(self._party(node, "entities") for node in self._list(top.get("entities"), "entities")),
            self._texts(top.get("names"), None, "names"),
        )

    def _wrong(self, node: strict_yaml.Node | None, message: str, fix: str = "") -> None:
        self._report.error(node.line if node is not None else 0, message, fix, rule="import-mapping")

    def _items(
        self, node: strict_yaml.Node | None, keys: Sequence[str] | None, what: str
    ) -> Mapping[str, strict_yaml.Node]:
        if not isinstance(node, strict_yaml.Mapping):
            if node is not None:
                self._wrong(node, f"{what} must be a mapping of keys to values")
            return {}
        for key in node.items if keys is not None else ():
            if key not in keys:  # type: ignore[operator]  # keys are not None here
                near = nearest(key, keys or ())
                hint = did_you_mean(near, f"keys are {', '.join(keys or ())}")
                self._report.error(
                    node.lines.get(key, node.line), f"unknown key '{key[:80]}' of {what}{hint}", near,
                    rule="import-mapping",
                )  # fmt: skip
        return node.items

    def _list(self, node: strict_yaml.Node | None, what: str) -> Sequence[strict_yaml.Node]:
        if node is None:
            return ()
        if isinstance(node, strict_yaml.Listing):
            return node.items
        self._wrong(node, f"{what} must be a list")
        return ()

    def _text(self, node: strict_yaml.Node | None, what: str) -> str:
        if node is None:
            return ""
        if isinstance(node, strict_yaml.Text):
            return node.value.strip()
        self._wrong(node, f"{what} must be one word or text")
        return ""

    def _texts(self, node: strict_yaml.Node | None, keys: Sequence[str] | None, what: str) -> dict[str, str]:
        return {key: self._text(each, key) for key, each in self._items(node, keys, what).items()}

    def _columns(self, node: strict_yaml.Node | None, what: str) -> tuple[str, ...]:
        if isinstance(node, strict_yaml.Listing):
            names = tuple(self._text(each, what) for each in node.items)
            for name in sorted({n for n in names if names.count(n) > 1}):
                self._wrong(node, f"column '{name}' stands twice in {what}")
            return names
        text = self._text(node, what)
        return (text,) if text else ()

    def _party(self, node: strict_yaml.Node | None, what: str) -> PartyRule:
        if isinstance(node, strict_yaml.Text):
            return PartyRule((node.value.strip(),))
        items = self._items(node, PARTY_KEYS, what)
        columns, fixed = self._columns(items.get("column"), what), self._text(items.get("is"), what)
        if bool(columns) == bool(fixed):
            self._wrong(node, f"{what} needs 'column: NAME' or 'is: WORD'{', not both' if fixed else ''}")
        kind = self._text(items.get("type"), "type")
        if kind and kind not in self._ontology.types:
            near = nearest(kind, self._ontology.types)
            self._wrong(node, f"unknown type '{kind}'{did_you_mean(near)}", near)
        if self._text(items.get("empty"), "empty") not in ("", UNDISCLOSED):
            self._wrong(items.get("empty"), f"empty can only mean {UNDISCLOSED}")
        text = {key: self._text(each, key) for key, each in items.items() if key not in ("column",)}
        return PartyRule(
            columns,
            fixed,
            kind,
            text.get("type column", ""),
            text.get("country", ""),
            text.get("website", ""),
            text.get("about", ""),
            text.get("aliases", ""),
            tuple((scheme, text[scheme]) for scheme in IDS if text.get(scheme)),
            text.get("split", ""),
            text.get("empty", ""),
        )

    def _value(self, node: strict_yaml.Node | None, what: str) -> ValueRule:
        if isinstance(node, strict_yaml.Text):
            return ValueRule((node.value.strip(),))
        items = self._items(node, VALUE_KEYS, what)
        columns, fixed = self._columns(items.get("column"), what), self._text(items.get("is"), what)
        if bool(columns) == bool(fixed):
            self._wrong(node, f"{what} needs 'column: NAME' or 'is: WORD'")
        return ValueRule(columns, fixed, self._text(items.get("unit"), "unit"))

    def _claim(self, node: strict_yaml.Node) -> ClaimRule:
        linked = [q.name for q in self._ontology.qualifiers.values() if q.value_type == "EntityValue"]
        plain = [q for q in self._ontology.qualifiers if q not in linked]
        items = self._items(
            node, ("subject", "relation", "object", "only if", *_SOURCE, *linked, *plain), "a claim"
        )
        for key in ("subject", "relation", "object"):
            if key not in items:
                self._wrong(node, f"a claim needs its {key}")
        stated = items.get("relation")
        column = self._value(stated, "relation").columns if isinstance(stated, strict_yaml.Mapping) else ()
        relation = "" if column else self._text(stated, "relation")
        if relation and relation not in self._ontology.relations:
            near = nearest(relation, self._ontology.relations)
            hint = did_you_mean(near, "see: retailgraph relations")
            if relation == UNDECIDED:
                hint = "; say which relation joins subject and object (retailgraph relations)"
            self._wrong(stated, f"unknown relation '{relation}'{hint}", near)
        rule = ClaimRule(
            self._party(items.get("subject"), "subject"),
            relation,
            self._party(items.get("object"), "object"),
            column[0] if column else "",
            {key: self._value(items[key], key) for key in plain if key in items},
            {key: self._party(items[key], key) for key in linked if key in items},
            next(iter(self._value(items["only if"], "only if").columns), "") if "only if" in items else "",
            *(next(iter(self._value(items[k], k).columns), "") if k in items else "" for k in _SOURCE),
        )
        self._check_once(rule, node)
        return rule

    def _check_once(self, rule: ClaimRule, node: strict_yaml.Node) -> None:
        """A column has one meaning in a claim."""
        seen = list(columns_of(rule))
        for name in sorted({column for column in seen if seen.count(column) > 1}):
            self._wrong(node, f"column '{name}' is named twice in one claim; it can mean one thing")
