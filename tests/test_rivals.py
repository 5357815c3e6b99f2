"""Many who claim one thing: what that costs, that no name decides, and who of several holds."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retailgraph.conclusion import Report, conclude
from retailgraph.relationships import Conflict, Relationship, key_of
from test_conclusion import ONTOLOGY, SEVERAL, TYPES, says

# --- what it costs ----------------------------------------------------------------------------------------


class Steps:
    """How many lines of the package were run: a measure of work that no slow machine changes."""

    def __init__(self) -> None:
        self.taken = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        before = sys.gettrace()
        sys.settrace(self._called)
        try:
            yield
        finally:
            sys.settrace(before)

    def _called(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        if "retailgraph" not in frame.f_code.co_filename and "tests" not in frame.f_code.co_filename:
            return None
        self.taken += 1
        return self._called


def steps(reports: Sequence[Report]) -> int:
    """What it takes to conclude these reports."""
    steps = Steps()
    with steps.counted():
        conclude(reports, ONTOLOGY, TYPES)
    return steps.taken


def day(number: int) -> str:
    return date.fromordinal(600_000 + number).isoformat()


def rivals_of_one_article(many: int) -> list[Report]:
    return [says(f"c{n} owns finch", "2020-01-01", "Daily", start=f"{1900 + n % 120}") for n in range(many)]


def rivals_of_many_publishers(many: int) -> list[Report]:
    return [says(f"c{n} owns finch", "2020-01-01", start=f"{1900 + n % 120}") for n in range(many)]


def rivals_without_dates(many: int) -> list[Report]:
    return [says(f"c{n} owns finch", "2020-01-01") for n in range(many)]


def rivals_who_alternate(many: int) -> list[Report]:
    return [says(f"c{n} owns finch", when) for n in range(many) for when in (day(n), "2020-01-01")]


def buyers(many: int) -> list[Report]:
    return [says(f"c{n} acquires finch", "2020-01-01", start=day(n)) for n in range(many)]


def sellers(many: int) -> list[Report]:
    return [says(f"c{n} acquires finch", "2020", start=day(n), seller=f"c{n + 1}") for n in range(many)]


def co_owners(many: int) -> list[Report]:
    share = f"{100 / many:.6f}"
    return [says(f"c{n} owns finch", "2020-01-01", share=share, start=day(n)) for n in range(many)]


def halves(many: int) -> list[Report]:
    return [says(f"c{n} owns finch", "2020-01-01", share="50", start=day(n)) for n in range(many)]


def stakes(many: int) -> list[Report]:
    return [says(f"c{n} holdsStakeIn finch", "2020-01-01", share="1", start=day(n)) for n in range(many)]


def chief_executives(many: int) -> list[Report]:
    return [says(f"p{n} leads acme", "2020-01-01", "Daily", start=day(n), role="CEO") for n in range(many)]


def chain(many: int) -> list[Report]:
    return [says(f"c{n} owns c{n + 1}", "2020-01-01") for n in range(many)]


def chain_that_all_own_one(many: int) -> list[Report]:
    return [*chain(many), *(says(f"c{n} owns finch", "2020", start=day(n)) for n in range(many))]


def claims_of_one_pair(many: int) -> list[Report]:
    chance = random.Random(7)
    days = [day(chance.randint(0, 13_000)) for _ in range(2 * many)]
    kinds: Sequence[dict[str, str]] = ({}, {}, {"status": "ended"}, {"status": "announced"})
    return [
        says(
            "acme owns finch",
            days[n],
            f"P{n % 20}",
            **({"start": days[many + n][: (4, 7, 10)[n % 3]]} if n % 2 else {}),
            **kinds[n % 4],
        )
        for n in range(many)
    ]


def spells_of_one_pair(many: int) -> list[Report]:
    return [
        says("acme sellsOn isle", "2020", status="ended", start=day(20 * n), end=day(20 * n + 9))
        for n in range(many)
    ]


def bare_reports_of_spells(many: int) -> list[Report]:
    return [*spells_of_one_pair(many), *(says("acme sellsOn isle", day(20 * n + 5)) for n in range(many))]


def deals_of_one_pair(many: int) -> list[Report]:
    return [says("acme acquires finch", day(n), start=day(n % 9)) for n in range(many)]


def rounds_of_one_pair(many: int) -> list[Report]:
    return [says("acme invests finch", "2020", start=day(20 * n), share="9") for n in range(many)]


def shares_of_one_pair(many: int) -> list[Report]:
    return [says("acme holdsStakeIn finch", "2020", start=day(n), share=f"{1 + n % 49}") for n in range(many)]


def denials_of_one_pair(many: int) -> list[Report]:
    spells = spells_of_one_pair(many)
    return [*spells, *(says("acme sellsOn isle", day(20 * n + 5), status="denied") for n in range(many))]


MANY = [
    rivals_of_one_article,
    rivals_of_many_publishers,
    rivals_without_dates,
    rivals_who_alternate,
    buyers,
    sellers,
    co_owners,
    halves,
    stakes,
    chief_executives,
    chain,
    chain_that_all_own_one,
    claims_of_one_pair,
    spells_of_one_pair,
    bare_reports_of_spells,
    deals_of_one_pair,
    rounds_of_one_pair,
    shares_of_one_pair,
    denials_of_one_pair,
]


@pytest.mark.parametrize("world", MANY, ids=lambda world: world.__name__)
def test_four_times_as_many_take_about_four_times_the_steps(world: Callable[[int], list[Report]]) -> None:
    few, many = steps(world(100)), steps(world(400))
    assert many < 5 * few, f"{few} steps for 100, {many} for 400"


# --- no name decides --------------------------------------------------------------------------------------


def renamed(report: Report, names: dict[str, str], number: int) -> Report:
    """The report with other names of entities, articles and publishers."""

    def one(name: str) -> str:
        return names.get(name, name)

    subject, object = one(report.subject), one(report.object)
    if ONTOLOGY.relations[report.relation].symmetric:
        subject, object = sorted((subject, object))
    return replace(
        report,
        claim=f"{number:04d}/claim",
        article=f"{number:04d}",
        publisher=one(report.publisher),
        subject=subject,
        object=object,
        qualifiers=tuple((name, tuple(sorted(map(one, values)))) for name, values in report.qualifiers),
    )


def told(relationship: Relationship, back: dict[str, str], deals: dict[str, str]) -> object:
    """A relationship under its first names."""

    def one(name: str) -> str:
        return back.get(name, name)

    ends = [one(relationship.subject), one(relationship.object)]
    if ONTOLOGY.relations[relationship.relation].symmetric:
        ends.sort()
    spells = [
        s._replace(since_deal=deals.get(s.since_deal, ""), until_deal=deals.get(s.until_deal, ""))
        for s in relationship.spells
    ]
    return (
        relationship.relation,
        *ends,
        tuple((name, one(value)) for name, value in relationship.distinction),
        spells,
        sorted(map(one, relationship.publishers)),
        relationship.first_reported,
        relationship.last_reported,
        sorted((n, sorted(map(one, values))) for n, values in relationship.qualifiers),
        relationship.articles,
    )


def disputed(conflict: Conflict, back: dict[str, str], keys: dict[str, str]) -> object:
    """A conflict under the first names; its words name who is in it, and so may differ."""
    return (
        conflict.kind,
        sorted(keys[key] for key in conflict.relationships),
        sorted(
            (s.says, keys.get(s.about, ""), len(s.claims), sorted(back.get(p, p) for p in s.publishers))
            for s in conflict.sides
        ),
    )


NAMES = ("acme", "bolt", "core", "finch", "grove", "jade", "kit", "isle", "moss", "glow", "A", "B", "C")


@settings(max_examples=200, deadline=None)
@given(SEVERAL, st.randoms(use_true_random=False))
def test_other_names_change_no_conclusion(known: list[Report], chance: random.Random) -> None:
    """Who and what is called how, and which article, decides nothing."""
    new = [f"{chance.choice('abyz')}{n}" for n in range(len(NAMES))]
    names = dict(zip(NAMES, new, strict=True))
    numbers = chance.sample(range(1000), len(known))
    others = [renamed(r, names, n) for r, n in zip(known, numbers, strict=True)]
    types = {names.get(name, name): kinds for name, kinds in TYPES.items()}
    before, conflicts = conclude(known, ONTOLOGY, TYPES)
    after, disputes = conclude(others, ONTOLOGY, types)
    back = {new: old for old, new in names.items()}
    first = {r.key: plain_key(r, {}) for r in before}
    again = {r.key: plain_key(r, back) for r in after}
    assert sorted(map(repr, (told(r, {}, first) for r in before))) == sorted(
        map(repr, (told(r, back, again) for r in after))
    )
    assert sorted(map(repr, (disputed(c, {}, first) for c in conflicts))) == sorted(
        map(repr, (disputed(c, back, again) for c in disputes))
    )


def plain_key(relationship: Relationship, back: dict[str, str]) -> str:
    """What the relationship is called under the first names."""
    subject, relation, object, distinction = relationship[:4]
    ends = [back.get(subject, subject), back.get(object, object)]
    if ONTOLOGY.relations[relation].symmetric:
        ends.sort()
    told = tuple((name, back.get(value, value)) for name, value in distinction)
    return key_of(ends[0], relation, ends[1], told)
