"""Articles and entities: the files that people edit, read strictly.

:func:`read` takes files and folders and gives a :class:`Bundle`: what the good files say, and every fault of
all of them, with path, line, the wrong word and the nearest right one. The format is a contract, described
in the documentation; YAML for people, CSV, TSV and JSON Lines for many claims at once.
"""

from __future__ import annotations

from retailgraph.articles.bulk import made_id, slug
from retailgraph.articles.folder import lay_out, write_template
from retailgraph.articles.reading import SUFFIXES, read
from retailgraph.articles.template import file_name, template
from retailgraph.articles.values import (
    Article,
    Bundle,
    Claim,
    Entity,
    Figure,
    Finding,
    FormerName,
    Passage,
    Share,
    parse_share,
)

__all__ = [
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
    "file_name",
    "lay_out",
    "made_id",
    "parse_share",
    "read",
    "slug",
    "template",
    "write_template",
]
