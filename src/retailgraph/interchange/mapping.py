"""What the columns of a table mean: a small file that a program proposes and a person edits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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

    ``only_if`` is a column that says yes or no; ``url``, ``publisher`` and ``published`` are of the
    row's own source.
    """

    subject: PartyRule
    relation: str
    object: PartyRule
    relation_column: str = ""
    values: Mapping[str, ValueRule] = field(default_factory=dict)
    parties: Mapping[str, PartyRule] = field(default_factory=dict)
    only_if: str = ""
    url: str = ""
    publisher: str = ""
    published: str = ""


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
    yield from filter(None, (rule.relation_column, rule.only_if, rule.url, rule.publisher, rule.published))


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
    sources = (("url", rule.url), ("publisher", rule.publisher), ("published", rule.published))
    for key, column in (("only if", rule.only_if), *sources):
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
