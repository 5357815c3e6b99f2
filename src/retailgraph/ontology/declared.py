"""The ontology: all that can be said, by name, and its way through the record of a store.

To parse Turtle at every start would cost more than the look-up that follows, so a store keeps plain values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retailgraph.errors import NotFound
from retailgraph.frozen import Frozen
from retailgraph.ontology.terms import (
    EVERYWHERE,
    Consequence,
    EntityType,
    Manner,
    Measure,
    Pair,
    Qualifier,
    QuestionForm,
    Relation,
    Role,
    StatementForm,
    Status,
    Verb,
)

_SHARED = ("co", "vice", "deputy", "assistant", "joint", "associate", "former", "member")
"""Words of a role that several may hold at a time, whatever stands beside them."""
_TABLES: Mapping[str, Any] = {
    "types": EntityType,
    "relations": Relation,
    "qualifiers": Qualifier,
    "statuses": Status,
    "roles": Role,
    "measures": Measure,
    "consequences": Consequence,
}
_PARTS: Mapping[str, Any] = {
    "verbs": Verb,
    "inverse_verbs": Verb,
    "question_verbs": Verb,
    "inverse_question_verbs": Verb,
    "manners": Manner,
    "allows": Pair,
    "forms": QuestionForm,
    "wordings": StatementForm,
}


class Ontology(Frozen):
    """All that can be said, by name, in the order of the file."""

    types: Mapping[str, EntityType]
    relations: Mapping[str, Relation]
    qualifiers: Mapping[str, Qualifier]
    statuses: Mapping[str, Status]
    roles: Mapping[str, Role]
    measures: Mapping[str, Measure]
    consequences: Mapping[str, Consequence]

    def relation(self, name: str) -> Relation:
        """The relation of this name; NotFound with the nearest names."""
        try:
            return self.relations[name]
        except KeyError:
            from difflib import get_close_matches

            near = get_close_matches(name, self.relations, 3, 0.5)
            hint = f"; did you mean '{near[0]}'?" if near else "; see: retailgraph relations"
            raise NotFound(f"no relation '{name}'{hint}", near) from None

    def ladder(self, kind: str) -> tuple[Status, ...]:
        """The statuses that a relation of this kind may have."""
        return tuple(s for s in self.statuses.values() if kind in s.ladder)

    def default_status(self, kind: str) -> str:
        """The status of a claim that states none."""
        return next(s.name for s in self.ladder(kind) if s.default)

    def role_named(self, text: str) -> Role | None:
        """The role that a wording means, or None if the ontology does not know it."""
        wanted = text.casefold()
        for role in self.roles.values():
            if any(label.casefold() == wanted for label in role.labels):
                return role
        return None

    def is_post(self, role: str) -> bool:
        """Whether one person at a time holds a role: as :meth:`distinct` gives it."""
        known = self.roles.get(role)
        if known:
            return known.exclusive
        said = f" {role.casefold().replace('-', ' ')} "
        if any(f" {word} " in said for word in _SHARED):
            return False
        posts = (label for r in self.roles.values() if r.exclusive for label in r.labels)
        return any(f" {label.casefold()} " in said for label in posts)

    def links(self, qualifier: str) -> bool:
        """Whether the values of a qualifier are entities."""
        return self.qualifiers[qualifier].value_type == "EntityValue"

    def distinct(self, qualifier: str, value: str) -> str:
        """A value as it tells relationships apart: a role by its concept where it is known."""
        if qualifier != "role":
            return value
        role = self.role_named(value)
        return role.name if role else value.casefold()

    def allowed_qualifiers(self, relation: Relation) -> tuple[str, ...]:
        """The qualifiers a claim of this relation may have, those of every relation first."""
        return tuple(dict.fromkeys((*EVERYWHERE, *relation.qualifiers)))

    def to_dict(self) -> dict[str, list[dict[str, Any]]]:
        """Plain lists and dictionaries; :func:`from_dict` is the way back."""
        return {table: [to_plain(v) for v in getattr(self, table).values()] for table in _TABLES}


def to_plain(value: Any) -> Any:
    """A part of the ontology as plain lists and dictionaries."""
    if isinstance(value, Frozen):
        return {name: to_plain(part) for name, part in value.as_dict().items()}
    return [to_plain(v) for v in value] if isinstance(value, tuple) else value


def to_stored(ontology: Ontology) -> dict[str, list[Any]]:
    """The same as :meth:`Ontology.to_dict` without what is as it is by default: each start reads this."""
    return {table: [_given(v) for v in getattr(ontology, table).values()] for table in _TABLES}


def _given(value: Any) -> Any:
    if isinstance(value, Frozen):
        return {name: _given(part) for name, part in value.given().items()}
    return [_given(v) for v in value] if isinstance(value, tuple) else value


def from_dict(tables: Mapping[str, Any]) -> Ontology:
    """The ontology of what :meth:`Ontology.to_dict` or :func:`to_stored` gave."""
    return Ontology(
        **{name: {row["name"]: _row(cls, row) for row in tables[name]} for name, cls in _TABLES.items()}
    )


def _row(cls: Any, row: Mapping[str, Any]) -> Any:
    return cls(**{key: _many(key, value) if type(value) is list else value for key, value in row.items()})


def _many(key: str, values: list[Any]) -> tuple[Any, ...]:
    part = _PARTS.get(key)
    return tuple([_row(part, v) for v in values]) if part else tuple(values)
