"""Which tables belong together, in the order in which their rows refer to each other."""

from __future__ import annotations

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
        "conflict_side",
        "side_publisher",
    )
)
"""What is kept in tables NAME_row with the numbers of words; views of these names show the words."""


def kept_in(name: str) -> str:
    """The table that keeps the rows of a table or view."""
    return f"{name}_row" if name in WITH_WORDS else name
