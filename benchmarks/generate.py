"""A made-up market in the format of the data files: entities and claims as JSON Lines; seeded.

The same seed and size give the same bytes. Shapes follow the shipped data: a few companies, platforms and
publishers are named again and again, most hardly ever; a third of the claims repeats what another article
said, with its own date; one in seven reports a plan, a rumour, a denial or an end.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

# Of 20,000 entities; persons last, for they lead the companies.
_SHARES = {
    "company": 6400,
    "brand": 9000,
    "platform": 700,
    "alliance": 250,
    "initiative": 350,
    "person": 3300,
}
_TYPES = {kind: kind.capitalize() for kind in _SHARES}
_FIRST_WORDS = """
    Alder Amber Ash Bay Birch Blue Briar Calla Cedar Cobalt Coral Crest Dale Dawn Delta East Elm Ember Fern
    Field Flint Fox Garnet Glen Gold Grand Green Grove Harbor Hazel Heath Ivory Jade Juniper Kestrel Lake
    Larch Laurel Lily Linden Lotus Maple Marble Meadow Mill Moon North Oak Ocean Olive Onyx Opal Orchid
    Pearl Pine Plum Quartz Raven Reed Ridge River Rose Ruby Sage Silver Sky Slate South Spruce Star Stone
    Summit Sun Swan Teal Terra Thistle Tide Topaz Vale Velvet Vine Violet West Willow Winter Wolf Wren
    Zephyr
"""
_SECOND_WORDS = """
    Apparel Atelier Bazaar Boutique Cosmetics Couture Denim Design Fashion Footwear Foods Furniture Garments
    Goods Home Jewelry Kitchen Leather Living Market Mode Outfitters Outlet Pantry Retail Shoes Sports
    Stores Style Supply Textiles Toys Trading Watches Wear Works
"""
_GIVEN_WORDS = """
    Ada Amir Bea Carlos Chen Dana Elif Femi Greta Hana Ivan Jun Kofi Lena Marco Nadia Omar Priya
"""
_FIRST, _SECOND, _GIVEN = (text.split() for text in (_FIRST_WORDS, _SECOND_WORDS, _GIVEN_WORDS))
_SUFFIX = {
    "company": ("Inc.", "Ltd.", "Group", "SpA", "AG", "Holdings"),
    "brand": ("",),
    "platform": ("Online", "Mall", "Marketplace"),
    "alliance": ("Alliance", "Coalition", "Council"),
    "initiative": ("Initiative", "Program", "Plan"),
}
_COUNTRIES = ("US", "CN", "FR", "IT", "DE", "GB", "JP", "KR", "IN", "BR", "ES", "SE")
_REGIONS = ("Europe", "Southeast Asia", "Latin America", "Middle East")
_SCOPES = (
    "online sales",
    "flagship store",
    "logistics",
    "loyalty program",
    "wholesale",
    "eyewear",
    "fragrance",
)
_ROLES = ("chief executive", "chair", "president", "creative director", "chief financial officer")
SEED = 7
_FIRST_DAY, _DAYS = date(2005, 1, 1), 7600


class Market:
    """Entities and facts, drawn from one stream of random numbers."""

    def __init__(self, claims: int, seed: int) -> None:
        self.random = Random(seed)
        self.claims = claims
        scale = claims / 100_000
        self.ids = {kind: list(self._ids(kind, max(8, round(n * scale)))) for kind, n in _SHARES.items()}
        self.publishers = [f"{a} {b}" for a in _FIRST[:60] for b in ("Daily", "Retail News", "Journal")]
        self._relations: tuple[tuple[int, Callable[[], dict[str, Any]]], ...] = (
            (22, self._owns),
            (24, self._sells_on),
            (17, self._partners),
            (8, self._member),
            (5, self._operates),
            (6, self._leads),
            (3, self._stake),
            (6, self._acquires),
            (3, self._competes),
            (2, self._runs),
            (2, self._licenses),
            (2, self._supplies),
        )

    # --- entities -------------------------------------------------------------------------------------------

    def _ids(self, kind: str, count: int) -> Iterator[str]:
        for number in range(count):
            yield f"{kind}-{_FIRST[number % len(_FIRST)].lower()}-{number}"

    def name(self, kind: str, number: int) -> str:
        """The name of an entity: different numbers of a kind have different names."""
        first, rest = _FIRST[number % len(_FIRST)], number // len(_FIRST)
        second, rest = _SECOND[rest % len(_SECOND)], rest // len(_SECOND)
        if kind == "person":
            return f"{_GIVEN[number % len(_GIVEN)]} {first}{second.lower()}{rest or ''}"
        more = f" {_FIRST[(number * 7 + rest) % len(_FIRST)]}" if rest else ""
        suffix = _SUFFIX[kind][number % len(_SUFFIX[kind])]
        return f"{first} {second}{more} {suffix}".strip()

    def entities(self) -> Iterator[dict[str, Any]]:
        """The rows of the entity file."""
        for kind, ids in self.ids.items():
            for number, id in enumerate(ids):
                name = self.name(kind, number)
                row: dict[str, Any] = {"id": id, "type": _TYPES[kind], "name": name}
                if kind == "company" and number % 3 == 0:
                    row["aliases"] = [id.upper().replace("-", " ")]
                if kind == "company" and number % 10 == 0:
                    row["former"] = [{"name": "Old " + name, "until": str(1990 + number % 30)}]
                if kind in ("company", "brand"):
                    row["country"] = _COUNTRIES[number % len(_COUNTRIES)]
                yield row

    def _one(self, kind: str) -> str:
        """An entity of a kind: the first of them come up often, the last hardly ever."""
        ids = self.ids[kind]
        return ids[int(len(ids) * self.random.random() ** 2.2)]

    def _any(self, *kinds: str) -> str:
        return self._one(self.random.choice(kinds))

    # --- facts ----------------------------------------------------------------------------------------------

    def fact(self) -> dict[str, Any]:
        """Something that may be claimed, with the qualifiers that go with it."""
        chosen = self.random.choices(self._relations, [weight for weight, _ in self._relations])[0][1]()
        return chosen if chosen["subject"] != chosen["object"] else self.fact()

    def _said(self, subject: str, relation: str, object: str, **more: Any) -> dict[str, Any]:
        return {"subject": subject, "relation": relation, "object": object, **more}

    def _perhaps(self, likely: float, **more: Any) -> dict[str, Any]:
        return more if self.random.random() < likely else {}

    def _owns(self) -> dict[str, Any]:
        # Every brand has one usual owner; now and then another company is said to own it.
        kind = self.random.choices(("brand", "company", "platform"), (8, 1, 1))[0]
        owned = self._one(kind)
        companies = self.ids["company"]
        usual = companies[int(len(companies) * Random(owned).random() ** 3)]
        owner = usual if self.random.random() < 0.9 else self._one("company")
        return self._said(owner, "owns", owned, **self._perhaps(0.1, share=self.random.choice(["51", "80"])))

    def _sells_on(self) -> dict[str, Any]:
        more = self._perhaps(0.3, market=self._markets()) | self._perhaps(0.3, scope=self._scope())
        return self._said(self._any("brand", "brand", "company"), "sellsOn", self._one("platform"), **more)

    def _partners(self) -> dict[str, Any]:
        other = self._any("company", "company", "platform", "brand")
        more = self._perhaps(0.4, scope=self._scope()) | self._perhaps(0.3, market=self._markets())
        more |= self._perhaps(0.1, under=self._one("initiative"))
        return self._said(self._one("company"), "partnersWith", other, **more)

    def _member(self) -> dict[str, Any]:
        return self._said(self._any("company", "brand"), "memberOf", self._any("alliance", "initiative"))

    def _operates(self) -> dict[str, Any]:
        return self._said(self._one("company"), "operates", self._one("platform"))

    def _leads(self) -> dict[str, Any]:
        return self._said(
            self._one("person"), "leads", self._any("company", "brand"), role=self.random.choice(_ROLES)
        )

    def _stake(self) -> dict[str, Any]:
        return self._said(
            self._one("company"), "holdsStakeIn", self._one("company"), share=str(self.random.randint(3, 49))
        )

    def _acquires(self) -> dict[str, Any]:
        target = self._any("company", "brand", "platform")
        more = self._perhaps(0.3, share=str(self.random.choice([30, 51, 75, 100])))
        more |= self._perhaps(0.3, price=f"{self.random.randint(10, 900)}m USD")
        more |= self._perhaps(0.3, seller=self._one("company"))
        return self._said(self._one("company"), "acquires", target, **more)

    def _competes(self) -> dict[str, Any]:
        return self._said(self._one("company"), "competesWith", self._one("company"))

    def _runs(self) -> dict[str, Any]:
        return self._said(self._any("company", "platform"), "runs", self._any("alliance", "initiative"))

    def _licenses(self) -> dict[str, Any]:
        return self._said(
            self._one("company"),
            "licenses",
            self._one("company"),
            brand=self._one("brand"),
            scope=self._scope(),
        )

    def _supplies(self) -> dict[str, Any]:
        return self._said(self._any("company", "brand"), "supplies", self._any("company", "platform"))

    def _scope(self) -> str:
        return self.random.choice(_SCOPES)

    def _markets(self) -> list[str]:
        return self.random.sample((*_COUNTRIES, *_REGIONS), self.random.choice((1, 1, 1, 2)))

    # --- claims ---------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[dict[str, Any]]:
        """The claims, article by article."""
        told: list[dict[str, Any]] = []
        written = article = 0
        while written < self.claims:
            article += 1
            head = self._head(article)
            said: set[str] = set()
            for place in range(min(self.random.choice((1, 1, 2, 2, 3, 4, 6)), self.claims - written)):
                again = bool(told) and self.random.random() < 0.35
                fact = self.random.choice(told) if again else self.fact()
                if not again:
                    told.append(fact)
                # One article does not say the same twice.
                mark = f"{fact['subject']} {fact['relation']} {fact['object']}"
                if mark in said:
                    continue
                said.add(mark)
                written += 1
                yield {**head, "says": self._says(fact, place), **fact, **self._when(fact, head["published"])}

    def _head(self, number: int) -> dict[str, str]:
        day = _FIRST_DAY + timedelta(days=self.random.randrange(_DAYS))
        precision = self.random.choices((10, 7, 4), (80, 15, 5))[0]
        published = day.isoformat()[:precision]
        publisher = self.publishers[int(len(self.publishers) * self.random.random() ** 2)]
        return {
            "article": f"{published}-report-{number}",
            "article_title": f"Report {number} of the retail trade",
            "url": f"https://news.example/{number}",
            "publisher": publisher,
            "published": published,
        }

    def _says(self, fact: dict[str, Any], place: int) -> str:
        return f"Paragraph {place + 1} reports that {fact['subject']} {fact['relation']} {fact['object']}."

    def _when(self, fact: dict[str, Any], published: str) -> dict[str, str]:
        """Status and dates, as far as this article gives them."""
        deal = fact["relation"] == "acquires"
        more: dict[str, str] = {}
        drawn = self.random.random()
        if drawn < 0.06:
            more["status"] = "announced"
        elif drawn < 0.08:
            more["status"] = "rumoured"
        elif drawn < 0.09:
            more["status"] = "denied"
        elif drawn < 0.14:
            more["status"] = "calledOff" if deal else "ended"
            if not deal:
                more["to"] = published
        elif drawn < 0.5:
            more["from"] = str(int(published[:4]) - self.random.choice((0, 0, 1, 3)))
        return more


def write(folder: Path, claims: int = 100_000, seed: int = SEED) -> tuple[Path, Path]:
    """Write the file of entities and the file of claims into a folder; gives both."""
    market = Market(claims, seed)
    entities, articles = folder / "entities.jsonl", folder / "claims.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    for path, rows in ((entities, market.entities()), (articles, market.rows())):
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return entities, articles


def main() -> None:
    """Write the files."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--claims", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=SEED)
    chosen = options.parse_args()
    for path in write(chosen.folder, chosen.claims, chosen.seed):
        print(path)


if __name__ == "__main__":
    main()
