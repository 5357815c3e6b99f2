"""Who is meant: names folded to keys, and the tiers in which keys match.

A key forgets what two spellings of one name differ in: case, accents, punctuation, width, "&" for "and".
A short key also forgets the legal form, so that "Tapestry" finds "Tapestry, Inc."; it matches only where
no full key does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retailgraph.articles import Entity

LEGAL_FORMS = frozenset(
    {
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "companies",
        "ltd",
        "limited",
        "llc",
        "llp",
        "lp",
        "plc",
        "group",
        "groupe",
        "gruppe",
        "gruppo",
        "grupo",
        "holding",
        "holdings",
        "ag",
        "se",
        "gmbh",
        "kg",
        "kgaa",
        "mbh",
        "sa",
        "sas",
        "sarl",
        "spa",
        "srl",
        "sl",
        "nv",
        "bv",
        "ab",
        "asa",
        "as",
        "oy",
        "oyj",
        "aps",
        "kk",
        "kabushiki",
        "kaisha",
        "pte",
        "pty",
        "bhd",
        "sdn",
        "pvt",
        "pjsc",
        "ooo",
        "zrt",
        "kft",
        "sro",
        "the",
    }
)
# The longest first: of two that fit, the longer one goes.
_CJK_FORMS = (
    "股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "株式会社", "合同会社",
    "集团控股", "集團控股", "주식회사", "集团", "集團", "控股", "公司",
)  # fmt: skip
_CJK_FRONT = ("株式会社", "주식회사")
_UNHEARD = dict.fromkeys(map(ord, "'’ʼ`´."))
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_NOT_WORD = re.compile(r"[^\w&+]+|_")

TIERS = ("id", "name", "alias", "former", "name-short", "alias-short", "former-short")
"""How a key can match, best first; the names graph keeps one predicate for each."""


def fold(name: str) -> str:
    """The key of a name: NFKC, no case, no accents, no punctuation, "&" read as "and".

    >>> fold("L’Oréal"), fold("H&M"), fold("ＴＡＰＥＳＴＲＹ,  Inc.")
    ('loreal', 'h and m', 'tapestry inc')
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    if text.isascii():
        plain = text
    else:
        # Accents only: the marks of other scripts, as in ハ and パ, make another letter.
        plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_ACCENTS))
    plain = plain.translate(_UNHEARD).replace("&", " and ").replace("+", " + ")
    return " ".join(_NOT_WORD.sub(" ", plain).split())


def short(key: str) -> str:
    """A key without its legal form; the key itself if nothing else would be left.

    >>> short("tapestry inc"), short("the outnet"), short("阿里巴巴集团")
    ('tapestry', 'outnet', '阿里巴巴')
    """
    words = key.split()
    if len(words) > 1 and words[0] == "the":
        words.pop(0)
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
        if len(words) > 1 and words[-1] == "and":
            words.pop()
    plain = " ".join(words)
    return plain if plain.isascii() else _without_cjk_form(plain)


def _without_cjk_form(key: str) -> str:
    front = next((form for form in _CJK_FRONT if key.startswith(form)), "")
    bare = key.removeprefix(front)
    end = next((form for form in _CJK_FORMS if bare.endswith(form)), "")
    return bare.removesuffix(end) or key


def without_possessive(name: str) -> str:
    """A name as it was before "'s" or a closing apostrophe was put to it."""
    # Compiled when it is needed: hardly any question has a possessive left in a name.
    bare = re.sub(r"['’ʼ]s\b", "", name) if any(mark in name for mark in "'’ʼ") else name
    return bare.rstrip("'’")


def keys(entity: Entity) -> Iterator[tuple[str, str]]:
    """All (tier, key) pairs under which an entity is found, each once, best tier first."""
    seen: set[str] = set()
    full = [("id", entity.id), ("id", fold(entity.id)), ("name", fold(entity.name))]
    full += [("alias", fold(a)) for a in (*entity.aliases, *(n for _, n in entity.names))]
    full += [("former", fold(f.name)) for f in entity.former]
    for tier, key in full:
        if key and key not in seen:
            seen.add(key)
            yield tier, key
    for tier, key in full[2:]:
        plain = short(key)
        if plain and plain not in seen:
            seen.add(plain)
            yield f"{tier}-short", plain


def nearest(text: str, names: Iterable[str], count: int = 3) -> list[str]:
    """The names most like a text, best first; none if nothing is alike.

    Slow enough to be called only when no name matched.
    """
    from rapidfuzz import fuzz, process

    wanted = fold(text)
    scored = process.extract(
        wanted, {n: fold(n) for n in names}, scorer=fuzz.WRatio, limit=count * 3, score_cutoff=65
    )
    closest = sorted(scored, key=lambda hit: (-hit[1], -fuzz.ratio(wanted, hit[0]), str(hit[2])))
    return [str(name) for _, _, name in closest[:count]]
