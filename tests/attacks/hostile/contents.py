"""Hostile in what they state: claims, figures, entities, decisions, and rows of CSV, TSV and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from .model import ARTICLE, ENTITIES, Content, HostileFile, claimed, figured, tabled

OWNS = "acme-holding owns zed-brand"
ACQUIRES = "acme-holding acquires zed-brand"

CLAIMS = {
    "two words": "acme-holding owns",
    "four words": f"{OWNS} too",
    "the types turned round": "zed-brand owns acme-holding",
    "a brand that leads": "zed-brand leads acme-holding: {role: CEO}",
    "an end before the beginning": f"{OWNS}: {{from: 2020, to: 2019}}",
    "the year 2201": f"{OWNS}: {{from: 2201}}",
    "a day in words": f"{OWNS}: {{from: yesterday}}",
    "a share of 101": f"{OWNS}: {{share: 101}}",
    "a share below nothing": f"{OWNS}: {{share: -5}}",
    "a share that is no number": f"{OWNS}: {{share: nan}}",
    "a share without end": f"{OWNS}: {{share: inf}}",
    "a share from more to less": f"{OWNS}: {{share: 70..65}}",
    "a share of 5,000 zeros": f"{OWNS}: {{share: 0.{'0' * 5000}x}}",
    "a confidence that is no number": f"{OWNS}: {{confidence: nan}}",
    "a price in words": f"{ACQUIRES}: {{price: lots of money}}",
    "an unknown status": f"{OWNS}: {{status: maybe}}",
    "a qualifier that is a mapping": f"{OWNS}: {{through: {{a: b}}}}",
    "an unknown seller": f"{ACQUIRES}: {{seller: nobody-inc}}",
    "a market in small letters": "acme-holding operatesIn cn",
    "a number": "17",
    "nothing": "~",
    "a list": "[a, b]",
    "an IRI smuggled in": "acme-holding> <x:y> owns zed-brand",
}
CLAIMS_NAMED = {
    "an unknown relation": ("acme-holding ownz zed-brand", "ownz"),
    "an unknown qualifier": (f"{OWNS}: {{frm: 2020}}", "frm"),
    "29 February of 2023": (f"{OWNS}: {{from: 2023-02-29}}", "2023-02-29"),
}
"""With the word that the error has to name."""

FIGURES = {
    "a value in words": "mallo activeUsers: {value: many}",
    "no number": "mallo activeUsers: {value: nan, unit: users}",
    "without end": "mallo activeUsers: {value: .inf, unit: users}",
    "a million digits": f"mallo activeUsers: {{value: {'9' * 1_000_000}, unit: users}}",
    "a value above its bound": "mallo activeUsers: {value: 4, below: 3, unit: users}",
    "from more to less": "mallo activeUsers: {between: [9, 3], unit: users}",
    "an unknown measure": "mallo luck: {value: 4}",
}

IDS: dict[str, Content] = {
    "an id in capitals": "Evil: {type: Brand, name: x}\n",
    "an id with a slash": "a/b: {type: Brand, name: x}\n",
    "an empty id": '"": {type: Brand, name: x}\n',
    "an id of 100,000 letters": f"? {'a' * 100_000}\n: {{type: Brand, name: x}}\n",
    "an id twice": "evil-co: {type: Brand, name: x}\nevil-co: {type: Brand, name: y}\n",
    "two of one LEI": (
        "evil-a: {type: Company, name: Aaa, ids: {lei: 5493006MHB84DD0ZWV18}}\n"
        "evil-b: {type: Company, name: Bbb, ids: {lei: 5493006MHB84DD0ZWV18}}\n"
    ),
}
FIELDS = {
    "no type": "name: x",
    "no name": "type: Brand",
    "a website that is a script": "type: Brand, name: x, website: 'javascript:alert(1)'",
    "a website that is data": "type: Brand, name: x, website: 'data:text/html,hi'",
    "a website that breaks out": "type: Brand, name: x, website: 'https://x.example/\"><script>'",
    "a country in small letters": "type: Brand, name: x, country: us",
    "an unknown country": "type: Brand, name: x, country: QQ",
    "an ISIN with a wrong digit": "type: Company, name: x, ids: {isin: US0378331006}",
    "an item that breaks out": "type: Company, name: x, ids: {wikidata: 'Q1> <x:y'}",
    "a language that is none": "type: Brand, name: x, names: {'not a tag!': y}",
    "a former name without the name": "type: Brand, name: x, former: [{until: 2019}]",
    "a former name until 30 February": "type: Brand, name: x, former: [{name: y, until: 2019-02-30}]",
}
DRAGON = "evil-co: {type: Dragon, name: x}\n"
TURNED = "zed-brand: {type: Person, name: Zedmark}\n"
"""A brand of which a claim of the store needs that it is one."""

DECISIONS: dict[str, Content] = {
    "about nobody": "- {same: [acme-holding, no-such-thing], by: a, why: b}\n",
    "about one and itself": "- {same: [acme-holding, acme-holding], by: a, why: b}\n",
}

COLUMNS = "subject,relation,object,article_title,publisher,published,says\n"
ROW = "acme-holding,owns,zed-brand,Evil,Evil Daily,2021-03-04,He says\n"
CSV: dict[str, Content] = {
    "unknown columns": "a,b,c\n1,2,3\n",
    "Latin-1": (COLUMNS + ROW.replace("He says", "café")).encode("latin-1"),
    "UTF-16": (COLUMNS + ROW).encode("utf-16"),
    "an article outside of the folder": f"article,{COLUMNS}../../../evil,{ROW}",
}
MANY_ROWS = COLUMNS + "a,b,c,d,e,f,g\n" * 50_000


def line(**fields: object) -> str:
    """A line of JSON that loads, with some fields changed."""
    good = {"subject": "acme-holding", "relation": "owns", "object": "zed-brand"}
    told = {"article_title": "t", "publisher": "p", "published": "2021", "says": "s"}
    return json.dumps({**good, **told, **fields}) + "\n"


def one_long_line(path: Path) -> None:
    """100 MB without a line break."""
    with path.open("wb") as file:
        file.write(b'{"subject": "')
        for _ in range(100):  # in parts: what the parent once took counts as taken by its children
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n')


JSON_LINES: dict[str, Content] = {
    "no JSON": "hello\n",
    "a list": "[1,2]\n",
    "200,000 lists deep": "[" * 200_000 + "]" * 200_000 + "\n",
    "a value 100,000 deep": '{"subject": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}\n",
    "a number of 100,000 digits": line(share=0).replace('"share": 0', '"share": ' + "9" * 100_000),
    "a share that is no number": line(share=float("nan")),
    "a key twice": line().replace("{", '{"subject": "bravo-group", ', 1),
    "half a surrogate pair": line(article_title="\ud800"),
    "wrong types": line(
        subject=1, relation=True, object=None, article_title={}, publisher=[], published=2021
    ),
    "a line of 100 MB": one_long_line,
}


def hostile() -> Iterator[HostileFile]:
    """All of this module."""
    yield from tabled("claim", {name: claimed(text) for name, text in CLAIMS.items()})
    for name, (text, word) in CLAIMS_NAMED.items():
        yield HostileFile(f"claim: {name}", ARTICLE, claimed(text), names=(ARTICLE, word))
    yield from tabled("figure", {name: figured(text) for name, text in FIGURES.items()})
    yield from tabled("entity", IDS, ENTITIES)
    fields: dict[str, Content] = {name: f"evil-co: {{{text}}}\n" for name, text in FIELDS.items()}
    yield from tabled("entity", fields, ENTITIES)
    yield HostileFile("entity: an unknown type", ENTITIES, DRAGON, names=(ENTITIES, "Dragon"))
    yield HostileFile("entity: a brand becomes a person", ENTITIES, TURNED)
    yield from tabled("decision", DECISIONS, "decisions.yaml")
    yield from tabled("CSV", CSV, "x.csv")
    yield HostileFile("CSV: 50,000 bad rows", "x.csv", MANY_ROWS, lines=1100)
    yield HostileFile("TSV: commas instead of tabs", "x.tsv", COLUMNS + ROW)
    yield from tabled("JSON Lines", JSON_LINES, "x.jsonl")
