"""The name-suggestion-index: brands and operators as OpenStreetMap writes them, with Wikidata ids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source
from retailgraph.interchange.parties import Described, Left, Party, Place, Said

_KINDS = {"brands": ("brand", "Brand"), "operators": ("operator", "Company")}


def matches(source: Source) -> bool:
    """Whether a file is the index as a whole, or one category of it."""
    head = source.text_head
    return '"locationSet"' in head and '"displayName"' in head


def read(source: Source) -> Iterator[Said]:
    """Each brand and operator as an entity; the index joins nobody."""
    value = source.json()
    if not isinstance(value, Mapping):
        raise InvalidData(f"{source.path}: is no name-suggestion-index")
    number = 0
    seen: set[str] = set()
    for path, category in _categories(value):
        kind = _KINDS.get(path.partition("/")[0])
        for item in category:
            number += 1
            where = Place(number)
            if not isinstance(item, Mapping):
                continue
            if kind is None:
                yield Left(where, "", f"'{path[:60]}' is no list of brands or operators", _raw(item), "other")
                continue
            party = _party(item, *kind)
            if party is None:
                yield Left(where, "", "has no name", _raw(item))
            elif party.key not in seen:
                seen.add(party.key)
                yield Described(party, where)


def _categories(value: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    index = value.get("nsi")
    if isinstance(index, Mapping):
        for path, category in index.items():
            if isinstance(category, Mapping) and isinstance(category.get("items"), list):
                yield str(path), category["items"]
        return
    items, about = value.get("items"), value.get("properties")
    path = about.get("path", "") if isinstance(about, Mapping) else ""
    if isinstance(items, list):
        yield str(path), items


def _raw(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False)[:2000]


def _party(item: Mapping[str, Any], tag: str, kind: str) -> Party | None:
    tags = item.get("tags")
    tags = tags if isinstance(tags, Mapping) else {}
    name = str(tags.get(tag) or tags.get("name") or item.get("displayName") or "").strip()
    if not name:
        return None
    id = str(tags.get(f"{tag}:wikidata") or "")
    places = item.get("locationSet")
    include = places.get("include") if isinstance(places, Mapping) else None
    codes = [str(c).upper() for c in include if isinstance(c, str)] if isinstance(include, list) else []
    names = {
        str(key).partition(":")[2]: str(text)
        for key, text in tags.items()
        if str(key).startswith((f"{tag}:", "name:")) and len(str(key).partition(":")[2]) == 2 and text
    }
    also = item.get("matchNames")
    aliases = tuple(str(a) for a in also) if isinstance(also, list) else ()
    known = tuple((t, n) for t, n in names.items() if n != name)
    return Party(
        name, (kind,), (("wikidata", id),) if id else (),
        codes[0] if len(codes) == 1 and len(codes[0]) == 2 else "",
        aliases=tuple(dict.fromkeys(aliases)), names=known, key=f"{kind} {id or name}", is_sure=True,
    )  # fmt: skip
