"""The keys under which an entity is found, in tiers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from retailgraph.identity.folding import fold, short

if TYPE_CHECKING:
    from retailgraph.articles import Entity

TIERS = ("id", "name", "alias", "former", "name-short", "alias-short", "former-short", "pinyin")
"""How a key can match, best first; the names graph keeps one predicate for each."""
_SHORTEST_PINYIN = 4
_KANA = ("\u3041", "\u30ff")
_HAN = ("\u3400", "\u9fff")


def keys(entity: Entity) -> Iterator[tuple[str, str]]:
    """All (tier, key) pairs under which an entity is found, each once, best tier first."""
    seen: set[str] = set()
    full = [("id", key) for id in (entity.id, *entity.merged) for key in (id, fold(id))]
    full += [("name", fold(entity.name))]
    full += [("alias", fold(a)) for a in (*entity.aliases, *(n for _, n in entity.names))]
    full += [("former", fold(f.name)) for f in entity.former]
    found = [*full, *((f"{tier}-short", short(key)) for tier, key in full if tier != "id")]
    found += [("pinyin", key) for name in _chinese(entity) for key in _pinyin(name)]
    for tier, key in found:
        if key and key not in seen:
            seen.add(key)
            yield tier, key


def spelled(tier: str, key: str) -> bool:
    """Whether a key is a name as people spell it, and not an id with hyphens or a transcription."""
    return tier != "pinyin" and "-" not in key


def _chinese(entity: Entity) -> Iterator[str]:
    """The keys of the names that are to be read as Chinese."""
    tagged = (name for tag, name in entity.names if not tag.startswith(("ja", "ko")))
    for name in (entity.name, *entity.aliases, *tagged, *(f.name for f in entity.former)):
        if not name.isascii():
            key = fold(name)
            yield from (key, short(key))


@lru_cache(maxsize=4096)
def _pinyin(key: str) -> tuple[str, ...]:
    """How a Chinese key is read, in one word: with ü as u and as v; nothing for a single character."""
    han = sum(_HAN[0] <= c <= _HAN[1] for c in key)
    if han < 2 or any(_KANA[0] <= c <= _KANA[1] for c in key):
        return ()
    # Takes a tenth of a second to import, and is asked only when the index is written.
    from pypinyin import lazy_pinyin

    with_v = "".join(lazy_pinyin(key.replace(" ", "")))
    with_u = fold("".join(lazy_pinyin(key.replace(" ", ""), v_to_u=True)))
    return tuple(k for k in dict.fromkeys((with_u, with_v)) if len(k) >= _SHORTEST_PINYIN)
