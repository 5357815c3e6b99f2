"""Which tables belong together, in the order in which their rows refer to each other."""

from __future__ import annotations

_DIGITS, _HEXADECIMAL = 16, frozenset("0123456789abcdef")
OF_ENTITIES = (
    "entity",
    "entity_type",
    "entity_name",
    "entity_identifier",
    "entity_merged",
    "name_key",
)
OF_ARTICLES = (
    "article",
    "passage",
    "claim",
    "claim_passage",
    "claim_qualifier",
    "figure",
    "figure_passage",
)
OF_RELATIONSHIPS = (
    "relationship",
    "relationship_distinction",
    "relationship_qualifier",
    "relationship_publisher",
    "relationship_claim",
    "spell",
    "spell_support",
    "spell_claim",
    "spell_publisher",
    "spell_qualifier",
    "share_step",
)
OF_CONFLICTS = ("conflict", "conflict_about", "conflict_side", "side_claim", "side_publisher")
CONCLUDED = (*OF_RELATIONSHIPS, *OF_CONFLICTS)
"""The tables of what was concluded."""

SAID = (*OF_ENTITIES, *OF_ARTICLES)
"""The tables of what files said."""

WITH_WORDS = frozenset(
    (
        *OF_ENTITIES,
        "claim",
        "claim_qualifier",
        "relationship",
        "relationship_qualifier",
        "relationship_publisher",
        "spell_publisher",
        "conflict",
        "conflict_about",
        "conflict_side",
        "side_publisher",
    )
)
"""What is kept in tables NAME_row with numbers for words and keys; views of these names show both."""
KEYS = {
    "claim": "key",
    "relationship": "key",
    "conflict": "key",
    "conflict_about": "relationship",
}
"""By table or view the column that holds a key: sixteen hexadecimal digits, kept as one number."""


def key_number(key: str) -> int | None:
    """A key as rows keep it: signed, of 64 bits; None for what is none."""
    if len(key) != _DIGITS or not _HEXADECIMAL.issuperset(key):
        return None
    number = int(key, 16)
    return number - (1 << 64) if number >> 63 else number


def key_shown(column: str) -> str:
    """The key in a column of rows, as an expression that gives its digits."""
    return f"printf('%016x', {column})"


def kept_in(name: str) -> str:
    """The table that keeps the rows of a table or view."""
    return f"{name}_row" if name in WITH_WORDS else name
