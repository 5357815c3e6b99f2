"""An entity as a page for people, with the same as JSON-LD for programs; and as a small card for a frame."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from retailgraph.ontology import ENTITY
from retailgraph.serving.markup import Html, joined, link, page, table, tag
from retailgraph.standing import confirmed_in_words

Card = Mapping[str, Any]
FRAMED: Mapping[str, str] = {
    "content-security-policy": "default-src 'none'; style-src 'self'; frame-ancestors *; base-uri 'none'",
    "x-frame-options": "ALLOWALL",
    "cross-origin-resource-policy": "cross-origin",
}
"""The headers of what other programs show in a frame: it has no buttons to be clicked by deceit."""
_SCHEMA = {"Company": "Organization", "Brand": "Brand", "Person": "Person", "Platform": "Organization"}


def entity_page(card: Card, base: str) -> str:
    """An entity whole, each relationship with since when, how sure, and who says so."""
    groups = [part for group in card["groups"] for part in _group(group, base)]
    figures = card["figures"]
    numbers = [tag("h2", "figures"), table(_FIGURES, map(_figure, figures))] if figures else []
    notes = [tag("p", note, class_="note") for note in card["notes"]]
    again = tag("p", link(f"{base}/explore?entity={quote(card['id'])}", "Explore what surrounds it"))
    feed = f"{base}/feed?entity={quote(card['id'])}"
    again = joined((again, tag("p", link(feed, "What happens to it, as a feed"))))
    told = tag("link", rel="alternate", type="application/atom+xml", href=feed, title="What happens to it")
    head = told + Html(f'<script type="application/ld+json">{_safe(json_ld(card))}</script>')
    parts = (tag("h1", card["name"]), _facts(card), *notes, again, *groups, *numbers)
    return page(card["name"], base, *parts, head=head)


def _group(group: Card, base: str) -> tuple[Html, Html]:
    rows = [_cells(row, base) for row in group["rows"]]
    shown = [n for n in range(len(_COLUMNS)) if any(row[n] for row in rows)]
    return tag("h2", group["heading"]), table(
        (_COLUMNS[n] for n in shown), ([row[n] for n in shown] for row in rows)
    )


_COLUMNS = ("entity", "how", "status", "since", "until", "share", "says who", "last reported")
_TOLD = ("how", "role", "scope", "through", "market")
_FIGURES = ("measure", "value", "market", "on", "publisher", "published")


def _cells(row: Card, base: str) -> tuple[Any, ...]:
    return (
        link(f"{base}/entity/{quote(row['id'])}", row["entity"]),
        ", ".join(word for name in _TOLD for word in row.get(name, ())),
        status_words(row),
        row["since"],
        row["until"],
        f"{row['share']}%" if row["share"] else "",
        _publishers(row["sources"]),
        _reported(row),
    )


def _reported(row: Card) -> str:
    """The day of the last report; where no report has a day, when it was read, if anybody says so."""
    if row["unread"]:
        return "undated"
    return f"undated, read {row['last_reported']}" if row["undated"] else str(row["last_reported"])


def _publishers(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def status_words(row: Card) -> str:
    """The status in words, with what makes it doubtful."""
    words = str({"inForce": "in force", "calledOff": "called off"}.get(row["status"], row["status"]))
    if row["stale"]:
        if not row["confirmed"]:
            return f"{words}, never confirmed"
        return confirmed_in_words(row["confirmed"], row["undated"])
    return words + (", uncertain" if row["holds"] == "unknown" else "")


def _figure(figure: Card) -> tuple[Any, ...]:
    unit = "%" if figure["unit"] == "percent" else f" {figure['unit']}"
    said = link(figure["url"], figure["publisher"])
    return (
        figure["words"],
        f"{figure['value']}{unit}",
        figure["market"],
        figure["on"],
        said,
        figure["published"],
    )


def _facts(card: Card) -> Html:
    told = {
        "type": ", ".join(card["types"]).lower(),
        "about": card["about"],
        "country": card["country"],
        "also called": ", ".join([*card["aliases"], *card["names"].values()]),
        "formerly": ", ".join(one["name"] for one in card["former"]),
        "identifiers": ", ".join(f"{scheme} {value}" for scheme, value in card["ids"].items()),
        "website": link(card["website"], card["website"]),
    }
    return tag("dl", *(joined((tag("dt", name), tag("dd", value))) for name, value in told.items() if value))


def preview(card: Card, place: str) -> str:
    """A small card."""
    style = Html(f'<link rel="stylesheet" href="{place}/static/style.css">')
    name = link(f"{place}/entity/{quote(card['id'])}", card["name"])
    body = tag("body", tag("main", tag("h1", name), _facts(card)), class_="card")
    head = tag("head", Html('<meta charset="utf-8">'), tag("title", card["name"]), style)
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def json_ld(card: Card) -> dict[str, Any]:
    """What an entity is, in the words of schema.org."""
    types = [_SCHEMA[name] for name in card["types"] if name in _SCHEMA] or ["Thing"]
    made = {
        "@context": "https://schema.org",
        "@type": types[0] if len(types) == 1 else types,
        "@id": f"{ENTITY}{card['id']}",
        "name": card["name"],
        "alternateName": [*card["aliases"], *card["names"].values()],
        "description": card["about"],
        "url": card["website"],
    }
    return {name: value for name, value in made.items() if value}


def _safe(document: dict[str, Any]) -> str:
    """JSON that ends no script."""
    text = json.dumps(document, ensure_ascii=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
