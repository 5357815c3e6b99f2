"""The text of a new article file, for people to fill in."""

from __future__ import annotations

import json

from retailgraph.articles.bulk import slug

_TEXT = """\
# What one article claims. The name of this file is the article's id: do not change it later.
# When it is filled in: retailgraph check FILE
title: {title}
{url}
{publisher}
{published}
# retrieved: 2026-11-23     # the day on which you read it
# copyOf: 2019-09-18-other  # the id of the article that this one repeats
# language: zh              # en if it is not said
passages:
  # In your own words what a part of the article says (quote: instead of says: for its exact words), and
  # below it what that claims, each side by its name (or bound to a word: where: {{the group: tapestry}}).
  # Put a text in double quotes if it holds ': ' or ' #' or starts with @ > [ {{.
  - says:
    claims:
      # subject relation object, as ids of entities, alone or with qualifiers. Relations and their qualifiers:
      # retailgraph relations; entities: retailgraph list.
      # - tapestry owns coach
      # - coach sellsOn tmall: {{through: flagship store, market: CN, status: announced, from: 2019-09}}
    # figures:
      # - tapestry revenueShare: {{market: CN, below: 20, unit: percent}}
"""


def template(title: str = "", url: str = "", publisher: str = "", published: str = "") -> str:
    """The text of a new article file; it loads once the passage is filled in."""
    return _TEXT.format(
        title=_quoted(title),
        url=f"url: {url}" if url else "# url: https://...",
        publisher=f"publisher: {_quoted(publisher)}" if publisher else "# publisher: who published it",
        published=f"published: {published}"
        if published
        else "# published: 2019-09-18   # or 2019-09, or 2019",
    )


def file_name(title: str, published: str = "") -> str:
    """The name of an article's file: its date, as far as it is known, and its title."""
    return f"{published or 'undated'}-{slug(title) or 'article'}.yaml"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
