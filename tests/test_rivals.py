"""Many who claim one thing: what that costs, that no name decides, and who of several holds."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ENTITIES, Outcome, article, examples, write
from retailgraph.conclusion import Report, conclude
from retailgraph.identity.undisclosed import is_undisclosed, undisclosed_of
from retailgraph.relationships import Conflict, Relationship, Support, key_of
from test_conclusion import ONTOLOGY, SEVERAL, TYPES, World, says

Run = Callable[..., Outcome]

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
    number = examples(40, 100)
    few, many = steps(world(number)), steps(world(4 * number))
    assert many < 5 * few, f"{few} steps for {number}, {many} for four times as many"


# --- no name decides --------------------------------------------------------------------------------------


def renamed(report: Report, names: dict[str, str], number: int) -> Report:
    """The report with other names of entities, articles and publishers."""

    def one(name: str) -> str:
        return undisclosed_of(names[name[12:]]) if is_undisclosed(name) else names.get(name, name)

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
        s._replace(
            since_deal=deals.get(s.since_deal, ""),
            until_deal=deals.get(s.until_deal, ""),
            doubt_deal=deals.get(s.doubt_deal, ""),
            support=s.support and anonymous(s.support, one),
        )
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


def anonymous(support: Support, one: Callable[[str], str]) -> Support:
    """Who supports a spell, under their first names; claims are named after their articles."""
    return support._replace(
        claims=("",) * len(support.claims),
        publishers=tuple(sorted(map(one, support.publishers))),
        qualifiers=tuple(sorted((n, tuple(sorted(map(one, v)))) for n, v in support.qualifiers)),
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


@settings(max_examples=examples(50, 200), deadline=None)
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
    back |= {undisclosed_of(new): undisclosed_of(old) for old, new in names.items()}
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


# --- who of several holds ---------------------------------------------------------------------------------

HALF = {"share": "50"}


@pytest.mark.parametrize("owners", [("acme", "bolt"), ("zinc", "bolt"), ("bolt", "zinc")])
@pytest.mark.parametrize("publishers", [("Daily", "Daily"), ("Daily", "Weekly")])
def test_co_owners_whose_shares_fit_are_both_in_force(
    owners: Sequence[str], publishers: Sequence[str]
) -> None:
    both = zip(owners, publishers, strict=True)
    world = World(*(says(f"{who} owns finch", "2024-03-05", by, share="50") for who, by in both))
    for who in owners:
        assert world.holds(f"{who} owns finch", "2024-03-05", "2025-01-01") == ["yes", "yes"]
        assert world.spell(f"{who} owns finch").share == "50"
    assert not world.conflicts


@pytest.mark.parametrize("owners", [("acme", "bolt"), ("zinc", "bolt"), ("bolt", "zinc")])
@pytest.mark.parametrize("said", [{}, {"share": "60"}, {"start": "2024-03-05"}, {"start": "2024-03"}])
@pytest.mark.parametrize("published", ["2024-03-05", "2024-03"])
@pytest.mark.parametrize("publishers", [("Daily", "Daily"), ("Daily", "Weekly")])
def test_two_owners_on_one_day_whose_shares_do_not_fit_are_both_unknown(
    owners: Sequence[str], said: dict[str, str], published: str, publishers: Sequence[str]
) -> None:
    both = zip(owners, publishers, strict=True)
    world = World(*(says(f"{who} owns finch", published, by, **said) for who, by in both))
    assert world.kinds == ["exclusive"]
    for who in owners:
        assert world.holds(f"{who} owns finch", "2024-04-01", "2030-01-01") == ["unknown", "unknown"]


def test_the_later_of_two_shares_counts() -> None:
    world = World(
        says("acme owns finch", "2020", start="2010", share="100"),
        says("acme owns finch", "2024", "Daily", start="2015", share="50"),
        says("bolt owns finch", "2024", "Weekly", start="2015-06-01", share="50"),
    )
    assert world.holds("acme owns finch", "2012-01-01", "2024-06-01") == ["yes", "yes"]
    assert world.holds("bolt owns finch", "2024-06-01") == ["yes"]


def test_who_takes_the_rest_ends_the_other() -> None:
    world = World(
        says("acme owns finch", "2010", start="2009", share="50"),
        says("bolt owns finch", "2010", start="2009", share="50"),
        says("bolt owns finch", "2021", start="2020-05-01", share="100"),
    )
    assert world.holds("acme owns finch", "2009-12-31", "2020-05-01") == ["yes", "no"]
    assert world.holds("bolt owns finch", "2009-12-31", "2021-05-01") == ["yes", "yes"]
    assert not world.conflicts


@pytest.mark.parametrize("many", [2, 3, 100])
def test_all_who_own_too_much_together_are_one_conflict(many: int) -> None:
    share = "50" if many == 3 else "2.5" if many == 100 else "60"
    world = World(*(says(f"c{n} owns finch", "2020-01-01", "Daily", share=share) for n in range(many)))
    assert [(c.kind, len(c.sides)) for c in world.conflicts] == [("exclusive", many)]
    assert {r.holds(date(2020, 6, 1)) for r in world.relationships} == {"unknown"}


def test_a_hundred_owners_of_one_percent_each_are_in_force() -> None:
    world = World(*(says(f"c{n} owns finch", "2020-01-01", share="1") for n in range(100)))
    assert {r.holds(date(2020, 6, 1)) for r in world.relationships} == {"yes"}
    assert not world.conflicts


def test_stakes_of_two_hundred_and_fifty_percent_are_one_conflict_with_five_sides() -> None:
    world = World(*(says(f"c{n} holdsStakeIn finch", "2020-01-01", share="50") for n in range(5)))
    assert [(c.kind, len(c.sides)) for c in world.conflicts] == [("shares", 5)]


def test_an_owner_above_another_owner_is_no_co_owner() -> None:
    world = World(
        says("acme owns bolt", "2020"),
        says("acme owns finch", "2020-01-01", share="100"),
        says("bolt owns finch", "2020-01-01", share="50"),
        says("core owns finch", "2020-01-01", share="50"),
    )
    assert world.holds("bolt owns finch", "2020-06-01") == world.holds("core owns finch", "2020-06-01")
    assert world.holds("bolt owns finch", "2020-06-01") == ["yes"]


def test_sixty_companies_that_all_own_each_other_end_nobody() -> None:
    names = range(60)
    world = World(*(says(f"c{one} owns c{two}", "2020") for one in names for two in names if one != two))
    assert len(world.relationships) == 60 * 59
    # Who owns whom through whom nobody can tell: each has 59 owners, of whom none is the one above.
    assert {r.holds(date(2021, 1, 1)) for r in world.relationships} == {"unknown"}
    assert {len(c.sides) for c in world.conflicts} == {59} and len(world.conflicts) == 60


@pytest.mark.parametrize("names", [("ada", "bo", "cy"), ("zoe", "bo", "al")])
def test_successive_starts_of_one_source_are_a_row(names: Sequence[str]) -> None:
    starts = ("1990", "2002-05-24", "2018-06-28")
    world = World(
        *(
            says(f"{who} leads acme", "2024-07", "Almanac", role="CEO", start=start)
            for who, start in zip(names, starts, strict=True)
        )
    )
    first, second, third = (world.spell(f"{who} leads acme") for who in names)
    assert (first.status, first.until and first.until.text) == ("ended", "2002-05-24")
    assert (second.status, second.until and second.until.text) == ("ended", "2018-06-28")
    assert (first.until_rule, second.until_rule) == ("successive", "successive")
    assert (third.status, third.until) == ("inForce", None)
    assert not world.conflicts


def test_successive_starts_of_two_sources_are_no_row() -> None:
    world = World(
        says("acme owns finch", "2024", "Daily", start="1995"),
        says("bolt owns finch", "2024", "Weekly", start="2011"),
    )
    assert world.kinds == ["exclusive"]
    assert world.holds("acme owns finch", "2024-12-31") == ["unknown"]


def test_successive_starts_do_not_speak_for_another_source() -> None:
    world = World(
        says("acme owns finch", "2024", "Daily", start="1995"),
        says("bolt owns finch", "2024", "Daily", start="2011"),
        says("acme owns finch", "2025-05-05", "Weekly"),
    )
    assert "exclusive" in world.kinds
    assert world.holds("bolt owns finch", "2025-06-01") == ["unknown"]


def test_successive_starts_with_shares_that_fit_are_of_co_owners() -> None:
    world = World(
        says("acme owns finch", "2024", "Daily", start="1995", **HALF),
        says("bolt owns finch", "2024", "Daily", start="2011", **HALF),
    )
    assert world.holds("acme owns finch", "2024-12-31") == world.holds("bolt owns finch", "2024-12-31")
    assert not world.conflicts


def test_who_holds_again_in_a_row_has_two_spells() -> None:
    world = World(
        says("ada leads acme", "2024", "Daily", role="CEO", start="1990"),
        says("bo leads acme", "2024", "Daily", role="CEO", start="2000"),
        says("ada leads acme", "2024", "Daily", role="CEO", start="2010"),
    )
    assert [s.until and s.until.text for s in world("ada leads acme").spells] == ["2000", None]
    assert world.holds("bo leads acme", "2005-01-01", "2011-01-01") == ["yes", "no"]


def outnumbered(later: Sequence[Report]) -> World:
    before = [
        says("acme owns finch", year, f"P{year}") for year in ("2019-05-05", "2020-05-05", "2021-05-05")
    ]
    return World(*before, *later)


@pytest.mark.parametrize(
    "later",
    [
        [says("bolt owns finch", "2024-05-05", "Blog", start="2023-01-01")],
        [says("bolt acquires finch", "2024-05-05", "Blog", start="2023-01-01")],
    ],
)
def test_outnumbered_what_few_ended_although_more_report_it(later: Sequence[Report]) -> None:
    world = outnumbered(later)
    assert world.spell("acme owns finch").status == "ended"
    (conflict,) = (c for c in world.conflicts if c.kind == "outnumbered")
    sides = {s.says: len(s.publishers) for s in conflict.sides}
    assert sides == {"in force": 3, "begun since": len({r.publisher for r in later})}
    assert set(conflict.relationships) == {world(f"{who} owns finch").key for who in ("acme", "bolt")}


@pytest.mark.parametrize("publishers", [("Blog",), ("Blog", "Gazette")])
def test_outnumbered_nobody_who_says_no_day_ends_what_more_report(publishers: Sequence[str]) -> None:
    world = outnumbered([says("bolt owns finch", "2024-05-05", by) for by in publishers])
    assert world.holds("acme owns finch", "2022-01-01", "2024-05-05") == ["yes", "unknown"]
    assert world.holds("bolt owns finch", "2024-05-05") == ["unknown"]
    (conflict,) = world.conflicts
    assert conflict.kind == "exclusive"
    assert sorted(len(s.publishers) for s in conflict.sides) == [len(publishers), 3]


@pytest.mark.parametrize(
    "later",
    [
        [says("bolt owns finch", "2024-05-05", by, start="2023-01-01") for by in ("A", "B")],
        [says("bolt owns finch", "2024-05-05", by) for by in ("A", "B", "C")],
        [says("acme owns finch", "2024-05-05", "A", status="ended", end="2023-01-01")],
    ],
)
def test_outnumbered_not_by_a_stated_day_of_several_nor_by_as_many_nor_by_a_stated_end(
    later: Sequence[Report],
) -> None:
    world = outnumbered(later)
    assert world.spell("acme owns finch").status == "ended"
    assert world.kinds == []


def test_load_tells_what_an_article_ended_although_more_report_it(home: Path, run: Run) -> None:
    files = {
        f"{year}-01-01-{name}": article("acme owns finch", published=f"{year}-01-01", publisher=name.title())
        for year, name in ((2019, "daily"), (2020, "weekly"), (2021, "gazette"))
    }
    write(home / "files", {"entities": ENTITIES, **files})
    write(home / "more", {"undated-row": article("bolt owns finch", publisher="Blog")})
    store = ("--store", home / "store")
    assert run(*store, "load", home / "files").err.count("ends") == 0
    told = run(*store, "load", home / "more")
    assert told.code == 0
    assert "undated-row.yaml:1: " in told.err
    assert (
        "this article contradicts: Acme, Inc. owns Finch, 3 publishers; see: retailgraph conflicts finch"
        in told.err
    )
    shown = run(*store, "conflicts", "Finch").out
    assert "told otherwise by fewer publishers, nobody knows when" in shown
    owners = run(*store, "who owns Finch").out
    assert "Acme, Inc. owns Finch" in owners and "uncertain" in owners
    assert "in force (3 publishers)" in shown


@pytest.mark.parametrize("owners", [("acme", "bolt"), ("zinc", "bolt"), ("bolt", "zinc")])
@pytest.mark.parametrize("both", [True, False])
def test_co_owners_that_are_named_together_are_both_in_force(owners: Sequence[str], both: bool) -> None:
    one, other = owners
    told: dict[str, object] = {"with": one} if both else {}
    world = World(
        says(f"{one} owns finch", "2024-03-05", "Daily", **{"with": other}),
        says(f"{other} owns finch", "2024-03-05", "Daily", **told),
        says("core owns finch", "2010"),
    )
    for who in owners:
        assert world.holds(f"{who} owns finch", "2025-01-01") == ["yes"]
    assert world.holds("core owns finch", "2025-01-01") == ["no"]
    assert not world.conflicts
