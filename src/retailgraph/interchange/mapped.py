"""Rows of a table as statements, by a mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from retailgraph.interchange import cells as cell
from retailgraph.interchange.cell_dates import read_date
from retailgraph.interchange.cells import Style, Unreadable
from retailgraph.interchange.column_styles import DATES, styles_of
from retailgraph.interchange.mapping import SKIP, SPLIT, ClaimRule, PartyRule, TableMapping, ValueRule
from retailgraph.interchange.names_in_cells import (
    check_name,
    clean,
    is_company,
    is_people,
    is_total,
    names_of,
)
from retailgraph.interchange.owning import STAKE, relation_of
from retailgraph.interchange.parties import (
    MAY_HOLD,
    NOBODY_NAMED,
    Described,
    Left,
    Party,
    Said,
    Statement,
)
from retailgraph.interchange.relation_words import RelationWords
from retailgraph.interchange.row_parts import (
    TYPE_WORDS,
    Nobody,
    RowReading,
    Skipped,
    bare_id,
    members_of,
    web_address,
)
from retailgraph.interchange.tables import Cells, Row, Table
from retailgraph.ontology import Ontology


class MappedTable:
    """A table with its mapping; iterating gives what it says, row by row."""

    def __init__(self, table: Table, mapping: TableMapping, ontology: Ontology) -> None:
        self._table, self._mapping, self._ontology = table, mapping, ontology
        self._words = RelationWords(ontology)
        self._styles = styles_of(table, mapping)

    # --- rows -----------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Said]:
        for row in self._table.rows():
            if isinstance(row, Left):
                yield row
            elif is_total(row.cells):
                yield Left(
                    row.where, "", "is a total of other rows, and no fact", row.raw, "other", row.cells
                )
            else:
                yield from self._row(row)

    def _row(self, row: Row) -> Iterator[Said]:
        if row.cells.get("holds") == cell.UNKNOWN and "doubted_from" in row.cells:
            # A table of ours, which says itself that it does not know: nothing to make a fact of.
            yield Left(row.where, "holds", MAY_HOLD, row.raw, "other", row.cells)
            return
        said: list[Said] = []
        silent: list[str] = []
        for rule in self._mapping.claims:
            for found in members_of(rule, row):
                try:
                    said += self._claim(rule, row, found)
                except Skipped as why:
                    silent.append(str(why))
                except Unreadable as fault:
                    column = getattr(fault, "column", "")
                    said.append(Left(row.where, column, str(fault), row.raw, "bad", row.cells))
        for entity in self._mapping.entities:
            reading = RowReading(row.where, row.cells)
            try:
                said += [Described(p, row.where) for p in self._parties(entity, reading, ())]
                said += reading.notes
            except (Skipped, Unreadable) as fault:
                silent.append(str(fault))
        if not said:
            reason = silent[0] if silent else "says nothing that the mapping reads"
            said.append(Left(row.where, "", reason, row.raw, "bad", row.cells))
        yield from said

    def _claim(self, rule: ClaimRule, row: Row, found: Cells) -> Iterator[Statement]:
        reading = RowReading(row.where, found)
        if rule.only_if and not self._at(rule.only_if, lambda: cell.is_true(found.get(rule.only_if, ""))):
            raise Skipped(f"{rule.only_if} is not yes")
        relation, turned, fixed = self._relation(rule, found)
        known = self._ontology.relations[relation]
        subjects = self._parties(rule.subject, reading, known.domain if not turned else known.range)
        objects = self._parties(rule.object, reading, known.range if not turned else known.domain)
        values = {**fixed, **self._values(rule, relation, reading)}
        if values.get("status") == "":
            values.pop("status")
        sides = self._sides(rule, reading)
        told = (found.get(name, "").strip() for name in (rule.url, rule.publisher, rule.published) if name)
        url = "; ".join(text for text in told if not cell.says_nothing(text))
        for one in subjects:
            for other in objects:
                subject, object = (other, one) if turned else (one, other)
                fitting, kept, parties = self._fitting(relation, subject, values, sides, reading)
                yield Statement(
                    subject, fitting, object, kept, parties, row.where, row.raw, tuple(reading.notes),
                    url, row.cells,
                )  # fmt: skip

    def _at(self, column: str, read: Callable[[], bool]) -> bool:
        try:
            return read()
        except Unreadable as fault:
            fault.column = column  # type: ignore[attr-defined]
            raise

    def _relation(self, rule: ClaimRule, found: Cells) -> tuple[str, bool, dict[str, str]]:
        if not rule.relation_column:
            return rule.relation, False, {}
        word = found.get(rule.relation_column, "").strip()
        meant = self._words.relation(word) if word else None
        if meant is None:
            fault = Unreadable(f"'{word[:60]}' is no relation here; see: retailgraph relations")
            fault.column = rule.relation_column  # type: ignore[attr-defined]
            raise fault
        fixed = {"status": meant.status} if meant.status else {}
        return meant.relation, meant.turned, {**fixed, **({"role": meant.role} if meant.role else {})}

    def _fitting(
        self,
        relation: str,
        subject: Party,
        values: Mapping[str, str],
        sides: Mapping[str, tuple[Party, ...]],
        reading: RowReading,
    ) -> tuple[str, dict[str, str], dict[str, tuple[Party, ...]]]:
        """The relation that fits what a row says: a share under a half is a stake, a price makes a deal."""
        is_deal = bool(sides.get("seller")) or "price" in values
        is_small = relation_of(values.get("share", "")) == STAKE
        if relation == "owns" and is_deal and subject.types[:1] != ("Person",):
            relation = "invests" if is_small else "acquires"
        elif relation == "owns" and is_small:
            relation = "holdsStakeIn"
        takes = self._ontology.allowed_qualifiers(self._ontology.relations[relation])
        kept = {name: value for name, value in values.items() if name in takes}
        if relation in ("acquires", "invests") and "to" in kept:
            reading.note("", f"a deal has no end: to {kept.pop('to')} is left out")
        for name in (*values, *sides):
            if name not in takes and name != "to":
                reading.note("", f"{relation} takes no {name}: it is left out")
        return relation, kept, {name: parties for name, parties in sides.items() if name in takes}

    # --- parts ----------------------------------------------------------------------------------------------

    def _values(self, rule: ClaimRule, relation: str, reading: RowReading) -> dict[str, str]:
        read: dict[str, str] = {}
        for name, value in rule.values.items():
            text = value.fixed or " ".join(
                reading.cells.get(c, "").strip() for c in value.columns if reading.cells.get(c, "").strip()
            )
            if cell.says_nothing(text):
                continue
            column = value.columns[0] if value.columns else ""
            try:
                made = self._value(name, text, column, relation, reading, value)
            except Unreadable as fault:
                fault.column = column  # type: ignore[attr-defined]
                raise
            if made:
                read[name] = made
        return read

    def _value(
        self, name: str, text: str, column: str, relation: str, reading: RowReading, rule: ValueRule
    ) -> str:
        style = self._styles.get(column, Style())
        if name in DATES:
            made, remark = read_date(text, style)
            reading.note(column, remark)
            return made
        if name == "share":
            return cell.read_share(text, style)
        if name == "price":
            return cell.read_price(text, cell.with_unit(style, rule.unit or style.unit))
        if name == "status":
            status = self._words.status(text, relation)
            if status is None:
                raise Unreadable(f"'{text[:40]}' is no status of {relation}")
            return status
        if name == "market":
            code, remark = cell.read_country(text)
            return code or text
        cell.refuse_formula(text)
        if name == "confidence":
            return {"high": "1", "medium": "0.7", "low": "0.4"}.get(text.lower(), text)
        return clean(text)[0]

    def _sides(self, rule: ClaimRule, reading: RowReading) -> dict[str, tuple[Party, ...]]:
        sides: dict[str, tuple[Party, ...]] = {}
        for name, party in rule.parties.items():
            try:
                types = self._ontology.qualifiers[name].types
                sides[name] = tuple(self._parties(party, reading, types))
            except (Skipped, Nobody):
                continue
        return sides

    def _parties(self, rule: PartyRule, reading: RowReading, allowed: Iterable[str]) -> list[Party]:
        """The parties that a cell names; Skipped if it names none."""
        found = reading.cells
        column = next((c for c in rule.columns if not cell.says_nothing(found.get(c, ""))), "")
        text = rule.fixed or found.get(column, "").strip()
        ids = tuple(
            (scheme, bare_id(found.get(c, ""))) for scheme, c in rule.ids if bare_id(found.get(c, ""))
        )
        if not text and not ids and rule.empty:
            return [NOBODY_NAMED]
        if not text and not ids:
            missing = Nobody(f"names nobody: {' and '.join(rule.columns) or 'it'} is empty")
            missing.column = rule.columns[0] if rule.columns else ""  # type: ignore[attr-defined]
            if rule.columns and not any(c in found for c in rule.columns):
                raise Skipped(str(missing))
            raise missing
        names = self._names(text, rule, column, reading) if text else [""]
        if not names:
            raise Skipped(f"{text} is skipped, as the mapping says")
        country = self._country(rule, reading)
        website = web_address(found.get(rule.website, ""))
        about = clean(found.get(rule.about, ""))[0] if rule.about else ""
        parties = []
        for name in names:
            types, sure = self._types(name, rule, found, tuple(allowed))
            party = Party(name, types, is_sure=sure)
            second = next(
                (found[c].strip() for c in rule.columns if c != column and found.get(c, "").strip()), ""
            )
            if second and rule.columns[0] == column and len(rule.columns) == 2 and len(names) == 1:
                party = replace(party, id=name, name=second)  # an id of ours beside the name
            if len(names) == 1:
                party = replace(party, ids=ids, country=country, website=website, about=about)
            parties.append(party)
        return parties

    def _names(self, text: str, rule: PartyRule, column: str, reading: RowReading) -> list[str]:
        known = self._mapping.names
        if known.get(text) == SKIP:
            return []
        sign = rule.split or ("," if known.get(text) == SPLIT else "")
        parts = [p.strip() for p in text.split(sign) if p.strip()] if sign else names_of(text)
        cleaned: list[str] = []
        try:
            for part in parts:
                name, remark = clean(part)
                reading.note(column, remark)
                check_name(name)
                cleaned.append(name)
        except Unreadable as fault:
            fault.column = column  # type: ignore[attr-defined]
            raise
        if len(cleaned) > 1:
            reading.note(column, f"'{text[:60]}' is read as {len(cleaned)} names")
        return [name for name in dict.fromkeys(cleaned) if known.get(name) != SKIP]

    def _types(
        self, name: str, rule: PartyRule, found: Cells, allowed: tuple[str, ...]
    ) -> tuple[tuple[str, ...], bool]:
        stated = found.get(rule.type_column, "").strip() if rule.type_column else ""
        kind = TYPE_WORDS.get(
            stated.lower().replace("_", " "), stated if stated in self._ontology.types else ""
        )
        if kind:
            return (kind,), True
        if is_people(name) and (not allowed or "Person" in allowed):
            return ("Person",), True
        first = rule.type or ("Company" if is_company(name) else "")
        rest = [t for t in allowed if t != first]
        return tuple(dict.fromkeys([first, *rest] if first else [*rest])), False

    def _country(self, rule: PartyRule, reading: RowReading) -> str:
        text = reading.cells.get(rule.country, "") if rule.country else ""
        if cell.says_nothing(text):
            return ""
        code, remark = cell.read_country(text)
        reading.note(rule.country, remark)
        return code
