"""A folder of one's own: laid out with an example of each file, and templates for new articles."""

from __future__ import annotations

import os
from pathlib import Path

from retailgraph.articles import words
from retailgraph.articles.templates import file_name, template
from retailgraph.errors import Refused, UsageError
from retailgraph.writing import Content, write_all

_ENTITIES = """\
# Who is who: one block for each entity, under an id that never changes (lower-case words and hyphens).
# Types: retailgraph relations. Entities that retailgraph ships need no block here: retailgraph list.
example-retail:
  type: Company
  name: Example Retail, Inc.
  aliases: [Example Retail]
  country: US
  about: A made-up company; replace it.
example-brand:
  type: Brand
  name: Example Brand
"""
_ARTICLE = """\
# What one article claims. The name of this file is the article's id.
title: An example of an article file
publisher: Example Publisher
published: 2026-01-15
passages:
  - says: Example Retail owns Example Brand.
    claims:
      - example-retail owns example-brand
"""
_README = """\
# Our articles

- `entities/` says who is who, `articles/` what each article claims.
- `retailgraph new article --title "..." -o articles` writes a template.
- `retailgraph check .` looks for mistakes, `retailgraph load .` loads all of it.
"""


def lay_out(folder: Path) -> list[Path]:
    """Make a folder with an example of each file; gives the files written.

    Refused if something of that name is there already, RetailGraphError if it cannot be written: then nothing
    is, and no folder is made.
    """
    files: dict[Path, Content] = {
        folder / "entities" / "entities.yaml": _ENTITIES,
        folder / "articles" / "2026-01-15-example.yaml": _ARTICLE,
        folder / "README.md": _README,
    }
    for path in files:
        if os.path.lexists(path):
            raise Refused(f"{path} is there already; choose another folder")
    write_all(files, durable=True)
    return list(files)


def write_template(
    folder: Path, *, title: str, publisher: str = "", published: str = "", url: str = ""
) -> Path:
    """Write the template of an article into a folder; gives its path, which is named by date and title.

    UsageError for a bad title, date or address, Refused if the file is there already, RetailGraphError if it
    cannot be written.
    """
    try:
        words.line_of_text(title, words.TITLE_LENGTH)
        if url:
            words.url(url)
        if published:
            words.date(published)
    except ValueError as error:
        raise UsageError(f"a new article: {error}") from None
    path = folder / file_name(title, published)
    if os.path.lexists(path):
        raise Refused(f"{path} is there already; remove it or choose another title")
    write_all({path: template(title, url, publisher, published)}, durable=True)
    return path
