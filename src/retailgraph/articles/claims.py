"""Claims and figures, checked against the ontology and the entities that are known.

The same checks serve YAML and bulk files; a hundred thousand rows pass through here, so whatever does not
depend on the single claim is prepared once per relation or remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from retailgraph.articles import words
from retailgraph.articles.report import NearestId, Report, Wrong, did_you_mean, listed, nearest
from retailgraph.articles.share import TOGETHER, Share, parse_share, too_little, too_much
from retailgraph.articles.values import Claim, Figure
from retailgraph.dates import PartialDate
from retailgraph.identity.undisclosed import UNDISCLOSED, undisclosed_of
from retailgraph.ontology import Measure, Ontology, Pair, Qualifier, Relation

Values = str | Sequence[str]
_NO_LINES: Mapping[str, int] = MappingProxyType({})
_OWN_FIELDS = frozenset({"status", "from", "to", "announced", "share", "confidence"})
_NOTE_LENGTH = 2000
_VALUE_RULES = {
    "StatusValue": "claim-status",
    "PartialDate": "claim-date",
    "Percent": "claim-share",
    "EntityValue": "claim-value",
    "Money": "claim-price",
    "Text": "claim-text",
    "MarketValue": "claim-market",
    "UnitInterval": "claim-confidence",
    "Word": "claim-word",
}


@dataclass(slots=True)
class _Rule:
    """What one relation asks of its claims."""

    relation: Relation
    allowed: Mapping[str, Qualifier]
    statuses: frozenset[str]
    default: str
    pairs: dict[tuple[tuple[str, ...], tuple[str, ...]], bool] = field(default_factory=dict)

    def joins(self, subject: tuple[str, ...], object: tuple[str, ...]) -> bool:
        """Whether the relation may join these types; either way round if it is symmetric."""
        known = self.pairs.get((subject, object))
        if known is None:
            relation = self.relation
            known = relation.joins(subject, object) or (
                relation.symmetric and relation.joins(object, subject)
            )
            self.pairs[subject, object] = known
        return known


class ClaimReader:
    """Makes claims and figures of their words; ``types`` are those of every entity that may be named.

    ``sound`` are those of the ``doubtful`` that are described well themselves.
    ``doubtful`` are entities of files with errors, with the place that describes them and the types it
    seems to give (none if that is unclear): a file that names one is told so once, not at every claim.
    """

    def __init__(
        self,
        ontology: Ontology,
        types: Mapping[str, Sequence[str]],
        doubtful: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType({}),
        sound: Collection[str] = (),
    ) -> None:
        self._ontology = ontology
        self._types = types
        self._sound = sound
        self.leaning: set[str] = set()
        """The paths of what names an entity of a file with errors that is itself described well."""
        self._doubtful = {id: doubt for id, doubt in doubtful.items() if id not in types}
        self._told: set[tuple[str, ...]] = set()
        self._nearest = NearestId(types)
        self._rules: dict[str, _Rule] = {}
        self._remembered_types: dict[str, tuple[str, ...]] = {}
        self._readers: Mapping[str, Callable[[str, _Rule, Qualifier], Any]] = {
            "StatusValue": self._status,
            "PartialDate": lambda text, _, __: words.date(text),
            "Percent": self._share,
            "EntityValue": self._entity_value,
            "Money": lambda text, _, __: words.price(text),
            "Text": self._text,
            "MarketValue": lambda text, _, __: self.market(text),
            "UnitInterval": lambda text, _, __: words.confidence(text),
            "Word": lambda text, _, qualifier: _word(text, qualifier),
        }

    @property
    def qualifiers(self) -> Sequence[str]:
        """The names of all qualifiers, whichever relation takes them."""
        return tuple(self._ontology.qualifiers)

    def takes_list(self, name: str) -> bool:
        """Whether a qualifier may have several values."""
        qualifier = self._ontology.qualifiers.get(name)
        return qualifier is not None and qualifier.many

    # --- claims -----------------------------------------------------------------------------------------

    def claim(
        self,
        said: tuple[str, str, str],
        qualifiers: Mapping[str, Values],
        report: Report,
        line: int,
        lines: Mapping[str, int] = _NO_LINES,
    ) -> Claim | None:
        """The claim of ``(subject, relation, object)``; None, and the errors in ``report``, if it is wrong.

        The object of a relation that has none is empty, or the subject again. ``lines`` are those of the
        qualifiers, where they differ from the claim's.
        """
        before = report.errors
        subject, relation, object = said
        if self._doubtful:
            self._report_doubts((subject, object), qualifiers, report, line)
        rule = self._rule(relation)
        if rule is None:
            near = nearest(relation, self._ontology.relations)
            report.error(
                line,
                f"unknown relation '{relation[:80]}'{did_you_mean(near, 'see: retailgraph relations')}",
                near,
                rule="claim-relation",
            )
        if rule and rule.relation.unary:
            object = self._only(subject, rule.relation, object, report, line)
        hidden = self._hides(subject, rule, object, report, line)
        if not hidden:
            self._check_ends(subject, rule, object, report, line)
        if rule is None:
            return None
        own, others = self._qualifiers(rule, qualifiers, report, line, lines)
        self._check_dates(own, report, lines.get("to", line))
        self._check_share(own.get("share"), rule.relation, qualifiers, report, lines.get("share", line))
        for name in rule.relation.requires:
            if name not in qualifiers:
                report.error(line, f"{relation} needs its {name}; add {{{name}: ...}}", rule="claim-required")
        if report.errors != before:
            return None
        if rule.relation.symmetric and object < subject:
            subject, object = object, subject
        others = [(name, _hidden(values, object)) for name, values in others]
        return Claim(
            undisclosed_of(object) if hidden else subject,
            relation,
            object,
            own.get("status", rule.default),
            own.get("from"),
            own.get("to"),
            own.get("announced"),
            own.get("share"),
            own.get("confidence", 1.0),
            tuple(sorted(others)),
            line,
        )

    def unary(self, relation: str) -> bool:
        """Whether the claims of a relation have no object."""
        rule = self._rule(relation)
        return rule is not None and rule.relation.unary

    @staticmethod
    def _only(subject: str, relation: Relation, object: str, report: Report, line: int) -> str:
        """The object that a claim without one has in its place."""
        if object not in ("", subject):
            report.error(
                line,
                f"{relation.name} takes no object; write '{subject} {relation.name}: {{from: 2019}}'",
                rule="claim-form",
            )
        return subject

    def _hides(self, subject: str, rule: _Rule | None, object: str, report: Report, line: int) -> bool:
        """Whether a claim does not name who owns or buys; an error where that cannot be."""
        if UNDISCLOSED not in (subject, object) or rule is None:
            return False
        theirs = self._types_of(object)
        if object == UNDISCLOSED or not rule.relation.may_hide:
            report.error(
                line,
                f"'{UNDISCLOSED}' stands for an owner, buyer or seller, not for "
                f"{'the object of a claim' if object == UNDISCLOSED else f'who {rule.relation.label}'}",
                rule="claim-undisclosed",
            )
        elif theirs is None:
            self.report_unknown(object, report, line)
        elif theirs and not set(theirs) & set(rule.relation.range):
            owners = (rule.relation.domain[0],)
            report.error(
                line, _types_message(rule.relation, (subject, owners), (object, theirs)), rule="claim-types"
            )
        return True

    def _rule(self, name: str) -> _Rule | None:
        rule = self._rules.get(name)
        if rule is None:
            relation = self._ontology.relations.get(name)
            if relation is None:
                return None
            allowed = self._ontology.allowed_qualifiers(relation)
            rule = self._rules[name] = _Rule(
                relation,
                {q: self._ontology.qualifiers[q] for q in allowed if q in self._ontology.qualifiers},
                frozenset(s.name for s in self._ontology.ladder(relation.kind)),
                self._ontology.default_status(relation.kind),
            )
        return rule

    def _types_of(self, id: str) -> tuple[str, ...] | None:
        types = self._remembered_types.get(id)
        if types is None and (known := self._types.get(id)) is not None:
            types = self._remembered_types[id] = tuple(known)
        if types is None and id in self._doubtful:
            types = self._remembered_types[id] = self._doubtful[id][1]
        return types

    def _check_ends(self, subject: str, rule: _Rule | None, object: str, report: Report, line: int) -> None:
        ours, theirs = self._types_of(subject), self._types_of(object)
        if ours is None:
            self.report_unknown(subject, report, line)
        if theirs is None and object != subject:
            self.report_unknown(object, report, line)
        if subject == object and not (rule and rule.relation.unary):
            report.error(
                line, f"a claim about itself: '{subject}' is subject and object", rule="claim-itself"
            )
        elif rule and ours and theirs and not rule.joins(ours, theirs):
            report.error(
                line, _types_message(rule.relation, (subject, ours), (object, theirs)), rule="claim-types"
            )

    def knows(self, id: str) -> bool:
        """Whether an entity of this id is described."""
        return self._types_of(id) is not None

    def report_unknown(self, id: str, report: Report, line: int, rule: str = "claim-entities") -> None:
        """An error that no entity has this id, with the nearest one that is known."""
        near = self._nearest(id)
        hint = did_you_mean(near, "describe it in an entity file")
        report.error(line, f"unknown entity '{id[:80]}'{hint}", near, rule=rule)

    def _report_doubts(
        self, ids: Iterable[str], said: Mapping[str, Values], report: Report, line: int
    ) -> None:
        """One error for each file with errors that describes an entity named here."""
        named = (v for values in said.values() for v in ((values,) if isinstance(values, str) else values))
        for id in (*ids, *named):
            if id not in self._doubtful:
                continue
            place = self._doubtful[id][0]
            told = report.path, place.rpartition(":")[0]
            if report.by_row:  # each row that names it stays behind, and no other
                message = f"names '{id}', which has errors where it is described: {place}"
                report.error(line, message, rule="claim-doubtful")
                continue
            if id in self._sound:
                self.leaning.add(report.path)
                if self._told.isdisjoint((told, ("", *told))):
                    self._told.add(("", *told))
                    message = f"names '{id}' of {told[1]}, which has errors: neither is loaded so"
                    report.warning(line, message, rule="claim-doubtful")
            elif told not in self._told:
                self._told.add(told)
                report.error(
                    line,
                    f"names '{id}', but the file that describes it has errors: {place}",
                    rule="claim-doubtful",
                )

    # --- qualifiers -------------------------------------------------------------------------------------

    def _qualifiers(
        self, rule: _Rule, said: Mapping[str, Values], report: Report, line: int, lines: Mapping[str, int]
    ) -> tuple[dict[str, Any], list[tuple[str, tuple[str, ...]]]]:
        own: dict[str, Any] = {}
        others: list[tuple[str, tuple[str, ...]]] = []
        for name, values in said.items():
            qualifier = rule.allowed.get(name)
            here = lines.get(name, line)
            if qualifier is None:
                self._report_qualifier(name, rule, report, here)
                continue
            read = self._values(rule, qualifier, values, report, here)
            if read is None:
                continue
            if name in _OWN_FIELDS:
                own[name] = read[0]
            else:
                others.append(
                    (name, tuple(sorted(str(v) for v in read)) if len(read) > 1 else (str(read[0]),))
                )
        return own, others

    def _values(
        self, rule: _Rule, qualifier: Qualifier, values: Values, report: Report, line: int
    ) -> list[Any] | None:
        reader = self._readers[qualifier.value_type]
        name = qualifier.name
        if isinstance(values, str):
            values = (values,)
        elif not qualifier.many:
            report.error(line, f"{name} takes one value, not a list", rule="claim-list")
            return None
        read: list[Any] = []
        for text in values:
            try:
                read.append(reader(text, rule, qualifier))
            except ValueError as fault:
                report.wrong(line, fault, name, _VALUE_RULES[qualifier.value_type])
        if len(read) > 1 and len(set(map(str, read))) < len(read):
            report.error(line, f"{name}: a value stands twice in the list", rule="claim-list")
        if not values:
            report.error(line, f"{name} is an empty list", rule="claim-list")
        return read if len(read) == len(values) and read else None

    def _report_qualifier(self, name: str, rule: _Rule, report: Report, line: int) -> None:
        relation = rule.relation.name
        if name in self._ontology.qualifiers:
            takes = ", ".join(rule.allowed)
            report.error(
                line, f"{relation} takes no qualifier '{name}'; it takes {takes}", rule="claim-qualifier"
            )
            return
        near = nearest(name, rule.allowed) or nearest(name, self._ontology.qualifiers)
        hint = did_you_mean(near, f"{relation} takes {', '.join(rule.allowed)}")
        report.error(line, f"unknown qualifier '{name[:80]}'{hint}", near, rule="claim-qualifier")

    def _status(self, text: str, rule: _Rule, _: Qualifier) -> str:
        if text in rule.statuses:
            return text
        relation, ladder = rule.relation, sorted(rule.statuses)
        near = nearest(text, ladder)
        raise Wrong(
            f"'{text[:80]}' is not a status of {relation.name}{did_you_mean(near, '')}"
            f"{'' if near else ';'} a {relation.kind.lower()} may be {listed(ladder)}",
            near,
        )

    def _share(self, text: str, _: _Rule, __: Qualifier) -> Share:
        return parse_share(text)

    def _check_share(
        self, share: Share | None, relation: Relation, said: Mapping[str, Values], report: Report, line: int
    ) -> None:
        """Whether a share fits the relation; those who own a thing together may each have little of it."""
        least, most = relation.min_share, relation.max_share
        if share is None:
            return
        if too_little(share, least) and TOGETHER not in said:
            other = self._instead(relation, share)
            hints = [f"write {other}"] if other else []
            if TOGETHER in relation.qualifiers:
                hints.append(f"name who owns it too: {{share: {share.text}, {TOGETHER}: [...]}}")
            report.error(
                line,
                f"share: {share.text} is too little for {relation.name}, which means {least:g} percent or "
                f"more{'; ' if hints else ''}{' or '.join(hints)}",
                rule="claim-share-bounds",
            )
        if too_much(share, most):
            other = self._instead(relation, share)
            report.error(
                line,
                f"share: {share.text} is too much for {relation.name}, which means at most {most:g} percent"
                f"{f'; write {other}' if other else ''}",
                rule="claim-share-bounds",
            )

    def _instead(self, relation: Relation, share: Share) -> str:
        """The relation of the same two that a share fits, empty if there is none."""
        excluded = {
            *relation.excludes,
            *(n for n, r in self._ontology.relations.items() if relation.name in r.excludes),
        }
        others = (self._ontology.relations[name] for name in sorted(excluded))
        fitting = (r for r in others if "share" in r.qualifiers)
        return next(
            (
                r.name
                for r in fitting
                if not too_little(share, r.min_share) and not too_much(share, r.max_share)
            ),
            "",
        )

    def _entity_value(self, text: str, _: _Rule, qualifier: Qualifier) -> str:
        if text == UNDISCLOSED:
            if qualifier.may_hide:
                return text
            raise Wrong(f"'{UNDISCLOSED}' cannot stand here, only for an owner, buyer or seller")
        types = self._types_of(text)
        if types is None:
            near = self._nearest(text)
            hint = did_you_mean(near, "describe it in an entity file")
            raise Wrong(f"unknown entity '{text[:80]}'{hint}", near)
        if types and qualifier.types and not set(types) & set(qualifier.types):
            raise Wrong(
                f"'{text}' ({listed(types, 'and')}) cannot stand here, only {listed(qualifier.types)}",
                rule="claim-value-type",
            )
        return text

    def _text(self, text: str, _: _Rule, qualifier: Qualifier) -> str:
        if qualifier.name == "note":
            return words.long_text(text, _NOTE_LENGTH)
        return words.line_of_text(text)

    def market(self, text: str) -> str:
        """An ISO country code, a Market entity, or a region's name, which starts with a capital."""
        if text in words.COUNTRIES:
            return text
        if len(text) == 2 and text.isascii():
            raise ValueError(_market_code(text))
        types = self._types_of(text)
        if types is not None:
            if types and "Market" not in types:
                raise ValueError(f"'{text}' ({listed(types, 'and')}) cannot stand here, only Market")
            return text
        name = words.line_of_text(text)
        if name[0].islower() or not name[0].isalpha():
            near = self._nearest(name)
            forms = "write a country code (CN), the id of a Market, or a region's name with a capital"
            raise Wrong(f"unknown market '{name[:80]}'{did_you_mean(near, forms)}", near)
        return name

    def _check_dates(self, own: Mapping[str, Any], report: Report, line: int) -> None:
        start: PartialDate | None = own.get("from")
        end: PartialDate | None = own.get("to")
        if start is not None and end is not None and end.latest <= start.earliest:
            report.error(
                line,
                f"to ({end}) is not after from ({start}); to is the first day on which it no longer holds",
                rule="claim-interval",
            )

    # --- figures ----------------------------------------------------------------------------------------

    def figure(
        self,
        said: tuple[str, str],
        fields: Mapping[str, Values],
        report: Report,
        line: int,
        lines: Mapping[str, int] = _NO_LINES,
    ) -> Figure | None:
        """The figure of ``(entity, measure)``; None, and the errors in ``report``, if it is wrong."""
        before = report.errors
        entity, name = said
        if self._doubtful:
            self._report_doubts((entity,), fields, report, line)
        if self._types_of(entity) is None:
            self.report_unknown(entity, report, line, "figure-entity")
        measure = self._ontology.measures.get(name)
        if measure is None:
            near = nearest(name, self._ontology.measures)
            known = "measures are " + ", ".join(self._ontology.measures)
            report.error(
                line, f"unknown measure '{name[:80]}'{did_you_mean(near, known)}", near, rule="figure-measure"
            )
            return None
        read: dict[str, Any] = {}
        for key, values in fields.items():
            here = lines.get(key, line)
            if key not in _FIGURE_WORDS:
                near = nearest(key, _FIGURE_WORDS)
                report.error(
                    here,
                    f"unknown word '{key[:80]}' of a figure{did_you_mean(near, _FIGURE_HELP)}",
                    near,
                    rule="key-unknown",
                )
                continue
            try:
                read[key] = self._figure_value(key, values, measure)
            except ValueError as fault:
                report.wrong(here, fault, key, _FIGURE_RULES.get(key, "figure-value"))
        _check_figure(measure, fields, read, report, line)
        return Figure(entity, name, line=line, **read) if report.errors == before else None

    def _figure_value(self, key: str, values: Values, measure: Measure) -> Any:
        if key == "between":
            return _bounds(values)
        if not isinstance(values, str):
            raise ValueError("takes one value, not a list")
        if key in ("value", "below", "above"):
            return words.number(values)
        if key == "unit":
            return _unit(values, measure)
        if key == "on":
            return words.date(values)
        return self.market(values) if key == "market" else words.long_text(values, _NOTE_LENGTH)


_BOUNDS = ("value", "below", "above", "between")
_FIGURE_WORDS = (*_BOUNDS, "unit", "market", "on", "note")
_FIGURE_RULES = {"unit": "figure-unit", "market": "figure-market", "on": "figure-date", "note": "figure-text"}
_FIGURE_HELP = "a figure has value, below, above or between, and unit, market, on, note"


def _check_figure(
    measure: Measure, fields: Mapping[str, Values], read: dict[str, Any], report: Report, line: int
) -> None:
    said = [key for key in _BOUNDS if key in fields]
    if len(said) != 1:
        found = f"; it has {listed(said, 'and')}" if said else ""
        report.error(
            line, f"a figure needs exactly one of value, below, above and between{found}", rule="figure-value"
        )
    if "unit" not in fields:
        if len(measure.units) != 1 or measure.units[0] == "currency":
            report.error(line, f"{measure.name} needs a unit: {_units(measure)}", rule="figure-unit")
        else:
            read["unit"] = measure.units[0]
    numbers = [n for key in said if key in read for n in (read[key] if key == "between" else (read[key],))]
    if any(n < 0 for n in numbers) and read.get("unit") != "percent":
        report.error(line, f"{measure.name} cannot be less than 0", rule="figure-value")


def _bounds(values: Values) -> tuple[float, float]:
    if isinstance(values, str) or len(values) != 2:
        raise ValueError("takes a list of two numbers, such as [15, 20]")
    low, high = (words.number(v) for v in values)
    if low >= high:
        raise ValueError("takes the smaller number first")
    return low, high


def _unit(text: str, measure: Measure) -> str:
    if text in measure.units and text != "currency":
        return text
    if "currency" in measure.units:
        return words.currency(text)
    near = nearest(text, measure.units)
    raise Wrong(f"'{text[:80]}' is not a unit of {measure.name}{did_you_mean(near, _units(measure))}", near)


def _units(measure: Measure) -> str:
    return "write " + listed(["a currency such as USD" if u == "currency" else u for u in measure.units])


def _market_code(text: str) -> str:
    try:
        return words.country(text)
    except ValueError as fault:
        hint = "" if "did you mean" in str(fault) else "; a region is written by name, such as Europe"
        return f"{fault}{hint}"


def _word(text: str, qualifier: Qualifier) -> str:
    """One of the words that a qualifier knows."""
    if text in qualifier.words:
        return text
    near = nearest(text, qualifier.words)
    raise Wrong(f"'{text[:80]}' is not a word for it{did_you_mean(near, listed(qualifier.words))}", near)


def _hidden(values: tuple[str, ...], object: str) -> tuple[str, ...]:
    """Who is not named is called after what it is about: two of them are never one."""
    return tuple(sorted(undisclosed_of(object) if v == UNDISCLOSED else v for v in values))


def _types_message(
    relation: Relation, subject: tuple[str, Sequence[str]], object: tuple[str, Sequence[str]]
) -> str:
    (s, ours), (o, theirs) = subject, object
    means = "; ".join(_pair(p) for p in relation.allows)
    turned = f"; did you mean '{o} {relation.name} {s}'?" if relation.joins(theirs, ours) else ""
    return (
        f"{relation.name} cannot join '{s}' ({listed(ours, 'and')}) to '{o}' ({listed(theirs, 'and')}); "
        f"it joins {means}{turned}"
    )


def _pair(pair: Pair) -> str:
    return f"{listed(pair.subjects)} to {listed(pair.objects)}"
