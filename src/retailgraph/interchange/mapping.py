"""What the columns of a table mean: a small file that a program proposes and a person edits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retailgraph.articles import strict_yaml
from retailgraph.articles.report import Report, did_you_mean, nearest
from retailgraph.errors import InvalidData
from retailgraph.identity.undisclosed import UNDISCLOSED
from retailgraph.ontology import Ontology
from retailgraph.opening import read_bytes

VERSION = "1"
MARK = "# Made by retailgraph import"
UNDECIDED = "?"
SKIP, NEW, SPLIT = "skip", "new", "split"
FILE_KEYS = ("format", "encoding", "separator", "header", "sheet", "dates", "decimals")
ARTICLE_KEYS = ("id", "title", "publisher", "url", "published", "retrieved", "licence", "language")
PARTY_KEYS = ("column", "is", "type", "type column", "country", "website", "wikidata", "lei", "ticker",
              "isin", "split", "empty", "aliases", "about")  # fmt: skip
VALUE_KEYS = ("column", "is", "unit")
IDS = ("wikidata", "lei", "ticker", "isin")
_LIMIT = 5_000_000
_TOP = ("mapping", "file", "article", "claims", "entities", "names")


@dataclass(frozen=True, slots=True)
class PartyRule:
    """Where a party stands: ``columns``, of which the first that is filled counts, or always ``fixed``.

    ``empty`` is what a row with nothing there means: nothing, or ``undisclosed``.
    """

    columns: tuple[str, ...] = ()
    fixed: str = ""
    type: str = ""
    type_column: str = ""
    country: str = ""
    website: str = ""
    about: str = ""
    aliases: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    split: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ValueRule:
    """Where a qualifier stands: ``columns``, joined by spaces, or always ``fixed``."""

    columns: tuple[str, ...] = ()
    fixed: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """One claim of each row. ``relation`` is a relation of ours, or stands in ``relation_column``.

    ``only_if`` is a column that says yes or no; ``url`` one with the address of the row's source.
    """

    subject: PartyRule
    relation: str
    object: PartyRule
    relation_column: str = ""
    values: Mapping[str, ValueRule] = field(default_factory=dict)
    parties: Mapping[str, PartyRule] = field(default_factory=dict)
    only_if: str = ""
    url: str = ""


@dataclass(frozen=True)
class TableMapping:
    """What a table means. ``names`` says of a name: an id, ``new``, ``new TYPE``, ``skip``, ``split``."""

    file: Mapping[str, str] = field(default_factory=dict)
    article: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[ClaimRule, ...] = ()
    entities: tuple[PartyRule, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def columns_of(rule: ClaimRule) -> Iterator[str]:
    """All columns that a claim reads."""
    for party in (rule.subject, rule.object, *rule.parties.values()):
        yield from party_columns(party)
    for value in rule.values.values():
        yield from value.columns
    yield from filter(None, (rule.relation_column, rule.only_if, rule.url))


def party_columns(rule: PartyRule) -> Iterator[str]:
    """All columns that a party is read from."""
    yield from rule.columns
    yield from filter(None, (rule.type_column, rule.country, rule.website, rule.about, rule.aliases))
    yield from (column for _, column in rule.ids)


# --- writing ------------------------------------------------------------------------------------------------


def text_of(mapping: TableMapping, name: str, notes: Mapping[str, str]) -> str:
    """The text of a mapping file; ``notes`` say of each undecided name what it might mean."""
    lines = [
        f"{MARK}: what {name} says. Edit it, then:",
        f"#   retailgraph import {name} --mapping THIS-FILE",
        "# A claim has subject, relation and object, each with its column (or 'is: WORD' for what no",
        "# column says), and qualifiers: from, to, share, price, seller and so on (retailgraph relations).",
        f"mapping: {VERSION}",
    ]
    lines += _block("file", mapping.file) + _block("article", mapping.article)
    if mapping.claims:
        lines.append("claims:")
        for rule in mapping.claims:
            lines += _claim_lines(rule)
    if mapping.entities:
        lines.append("entities:  # whom each row describes, whether or not a claim names them")
        lines += [f"  - {_party_text(rule)}" for rule in mapping.entities]
    if mapping.names:
        lines.append(
            "# What a name means: an id of the graph, new, new Person (or another type), skip or split"
        )
        lines.append("names:")
        for said, meaning in mapping.names.items():
            note = f"  # {notes[said]}" if notes.get(said) else ""
            lines.append(f"  {_quoted(said)}: {_quoted(meaning)}{note}")
    return "\n".join(lines) + "\n"


def _block(name: str, values: Mapping[str, str]) -> list[str]:
    said = [(key, value) for key, value in values.items() if value]
    return [f"{name}:", *(f"  {key}: {_quoted(value)}" for key, value in said)] if said else []


def _claim_lines(rule: ClaimRule) -> list[str]:
    relation = f"{{column: {_quoted(rule.relation_column)}}}" if rule.relation_column else rule.relation
    lines = [f"  - subject: {_party_text(rule.subject)}", f"    relation: {relation}"]
    lines.append(f"    object: {_party_text(rule.object)}")
    for name, value in rule.values.items():
        lines.append(f"    {name}: {_value_text(value)}")
    for name, party in rule.parties.items():
        lines.append(f"    {name}: {_party_text(party)}")
    for key, column in (("only if", rule.only_if), ("url", rule.url)):
        if column:
            lines.append(f"    {key}: {{column: {_quoted(column)}}}")
    return lines


def _party_text(rule: PartyRule) -> str:
    parts = [("column", _columns_text(rule.columns))] if rule.columns else [("is", _quoted(rule.fixed))]
    texts = {"type": rule.type, "type column": rule.type_column, "country": rule.country}
    texts |= {"website": rule.website, "about": rule.about, "aliases": rule.aliases, **dict(rule.ids)}
    parts += [
        (key, _quoted(value))
        for key, value in (texts | {"split": rule.split, "empty": rule.empty}).items()
        if value
    ]
    return "{" + ", ".join(f"{key}: {value}" for key, value in parts) + "}"


def _value_text(rule: ValueRule) -> str:
    parts = [("column", _columns_text(rule.columns))] if rule.columns else [("is", _quoted(rule.fixed))]
    if rule.unit:
        parts.append(("unit", _quoted(rule.unit)))
    return "{" + ", ".join(f"{key}: {value}" for key, value in parts) + "}"


def _columns_text(columns: Sequence[str]) -> str:
    return _quoted(columns[0]) if len(columns) == 1 else f"[{', '.join(map(_quoted, columns))}]"


def _quoted(text: str) -> str:
    plain = text.replace(" ", "").replace("-", "").replace(".", "").replace("_", "")
    if plain.isascii() and plain.isalnum() and text == text.strip():
        return text
    return json.dumps(text, ensure_ascii=False)


# --- reading ------------------------------------------------------------------------------------------------


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
            node, ("subject", "relation", "object", "only if", "url", *linked, *plain), "a claim"
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
            next(iter(self._value(items["url"], "url").columns), "") if "url" in items else "",
        )
        self._check_once(rule, node)
        return rule

    def _check_once(self, rule: ClaimRule, node: strict_yaml.Node) -> None:
        """A column has one meaning in a claim."""
        seen = list(columns_of(rule))
        for name in sorted({column for column in seen if seen.count(column) > 1}):
            self._wrong(node, f"column '{name}' is named twice in one claim; it can mean one thing")
