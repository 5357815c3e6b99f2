"""Articles and entities: the files that people edit, read strictly.

:func:`read` takes files and folders and gives a :class:`Bundle`: what the good files say, and every fault of
all of them, with path, line, the wrong word and the nearest right one. The format is a contract, described
in the documentation; YAML for people, CSV, TSV and JSON Lines for many claims at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retailgraph.articles.bulk import made_id, slug
    from retailgraph.articles.folder import lay_out, write_template
    from retailgraph.articles.reading import SUFFIXES, read
    from retailgraph.articles.rules import RULES
    from retailgraph.articles.share import Share, parse_share
    from retailgraph.articles.templates import file_name, template
    from retailgraph.articles.values import (
        Article,
        Bundle,
        Claim,
        Entity,
        Figure,
        Finding,
        FormerName,
        Passage,
        Skipped,
    )

__all__ = [
    "RULES",
    "SUFFIXES",
    "Article",
    "Bundle",
    "Claim",
    "Entity",
    "Figure",
    "Finding",
    "FormerName",
    "Passage",
    "Share",
    "Skipped",
    "file_name",
    "lay_out",
    "made_id",
    "parse_share",
    "read",
    "slug",
    "template",
    "write_template",
]

_HOMES = {
    "bulk": ("made_id", "slug"),
    "folder": ("lay_out", "write_template"),
    "reading": ("SUFFIXES", "read"),
    "rules": ("RULES",),
    "share": ("Share", "parse_share"),
    "templates": ("file_name", "template"),
    "values": (
        "Article",
        "Bundle",
        "Claim",
        "Entity",
        "Figure",
        "Finding",
        "FormerName",
        "Passage",
        "Skipped",
    ),
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: who looks up an answer needs a share read, and not the reader of files.
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
