"""The shipped data: the first article whole, enough of the rest, each claim sourced, hard cases kept."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from conftest import ROOT
from retailgraph import RetailGraph, articles, ontology
from retailgraph.articles import Article, Bundle, Claim
from retailgraph.identity import fold
from retailgraph.lookup.evidence import CitedPassage
from retailgraph.lookup.rows import Row
from test_docs import script

DATA, SHARED = ROOT / "data", ROOT.parent / "shared"
FIRST = "2019-09-tapestry-tmall"
READ, RATED = "source read", "rated high in a list of dated facts; source not read"


@cache
def shipped_files() -> Bundle:
    return articles.read([DATA], ontology.read(ROOT / "ontology" / "retailgraph.ttl"))


@pytest.fixture(scope="module")
def page() -> ModuleType:
    """The script that describes the data in docs/data.md: it finds chains of owners, deals and conflicts."""
    return script("docs/data_page.py")


def claims(*words: str) -> list[tuple[Article, Claim]]:
    """The claims whose subject, relation, object and status are these words, as far as given ("" is any)."""
    return [
        (a, c)
        for a in shipped_files().articles
        for c in a.claims()
        if all(
            not w or w == said
            for w, said in zip(words, (c.subject, c.relation, c.object, c.status), strict=False)
        )
    ]


def ids(rows: Iterable[Row]) -> set[str]:
    return {row.id for row in rows}


# --- the first article ----------------------------------------------------------------------------------


def behind(graph: RetailGraph, subject: str, relation: str, object: str) -> list[CitedPassage]:
    """What the first article says for a relationship; there must be something."""
    rows = graph.why(subject, relation, object).rows
    said = [e for row in rows for e in row.evidence if e.article == FIRST]
    assert said, f"the first article does not say: {subject} {relation} {object}"
    return said


def test_tapestry_is_a_us_based_luxury_group(shipped: RetailGraph) -> None:
    card = shipped.show("Tapestry")
    assert (card.id, card.types, card.country) == ("tapestry", ("Company",), "US")
    assert "luxury" in card.about


@pytest.mark.parametrize("partner", ["tmall", "alibaba"])
def test_it_allies_with_tmall_and_with_alibaba_to_sell_online_in_china(
    shipped: RetailGraph, partner: str
) -> None:
    assert partner in ids(shipped.ask("partners of Tapestry").rows)
    said = [dict(e.qualifiers) for e in behind(shipped, "Tapestry", "partnersWith", partner)]
    wanted = {"market": ("CN",), "scope": ("online sales",), "under": ("china-next",)}
    assert any(wanted.items() <= qualifiers.items() for qualifiers in said)


def test_the_platform_is_alibabas(shipped: RetailGraph) -> None:
    assert ids(shipped.ask("who operates Tmall?").rows) == {"alibaba"}
    behind(shipped, "Alibaba Group", "operates", "Tmall")


@pytest.mark.parametrize("brand", ["coach", "kate-spade", "stuart-weitzman"])
def test_it_owns_three_brands_that_each_will_open_a_flagship_store_that_month(
    shipped: RetailGraph, brand: str
) -> None:
    assert brand in ids(shipped.ask("brands of Tapestry in September 2019").rows)
    behind(shipped, "tapestry", "owns", brand)
    (store,) = behind(shipped, brand, "sellsOn", "tmall")
    assert (store.status, store.since) == ("announced", "2019-09")
    assert dict(store.qualifiers) | {"through": ("flagship store",), "market": ("CN",)} == dict(
        store.qualifiers
    )


def test_china_next_and_its_two_aims(shipped: RetailGraph) -> None:
    assert ids(shipped.ask("initiatives of Tapestry").rows) == {"china-next"}
    (said,) = behind(shipped, "tapestry", "runs", "china-next")
    assert len(dict(said.qualifiers)["scope"]) == 2


def test_its_figures(shipped: RetailGraph) -> None:
    found = {
        (f.measure, f.value, f.unit, f.market)
        for f in shipped.ask("figures of Tapestry").figures
        if f.article == FIRST
    }
    assert found == {("revenueShare", "under 20", "percent", "CN")}
    found = {
        (f.measure, f.value, f.unit, f.market)
        for f in shipped.ask("figures of Tmall").figures
        if f.article == FIRST
    }
    assert found == {("activeUsers", "over 750,000,000", "users", "")}


def test_jide_zeitlin_leads_it_as_ceo_and_chairman(shipped: RetailGraph) -> None:
    said = behind(shipped, "Jide Zeitlin", "leads", "Tapestry")
    assert {role for e in said for role in dict(e.qualifiers)["role"]} == {"CEO", "chairman"}
    for role in ("ceo", "chairman"):
        assert ids(shipped.ask(f"{role} of Tapestry on 2019-09-18").rows) == {"jide-zeitlin"}


def test_intellectual_property_and_the_anti_counterfeiting_alliance(shipped: RetailGraph) -> None:
    said = [dict(e.qualifiers)["scope"] for e in behind(shipped, "tapestry", "partnersWith", "alibaba")]
    assert ("intellectual property protection",) in said
    behind(shipped, "coach", "memberOf", "aaca")
    behind(shipped, "alibaba", "runs", "aaca")
    (tools,) = behind(shipped, "coach", "partnersWith", "alibaba")
    assert dict(tools.qualifiers)["scope"] == ("brand protection tools",)
    assert shipped.ask("is Coach a member of AACA?").answer == "yes"
    assert "coach" in ids(shipped.ask("members of the Alibaba Anti-Counterfeiting Alliance").rows)
    assert "alibaba" in ids(shipped.ask("who runs AACA").rows)


def test_nothing_of_the_page_around_it_entered() -> None:
    first = next(a for a in shipped_files().articles if a.id == FIRST)
    text = Path(first.path).read_text(encoding="utf-8").casefold()
    for word in ("levi", "13.6", "50+", "newsletter", "subscribe"):
        assert word not in text
    named = {c.subject for c in first.claims()} | {c.object for c in first.claims()}
    assert named == {
        "tapestry", "tmall", "alibaba", "coach", "kate-spade", "stuart-weitzman", "china-next", "aaca",
            "jide-zeitlin",
    }  # fmt: skip


def test_the_other_reports_of_the_story_support_it(shipped: RetailGraph) -> None:
    (row,) = [r for r in shipped.ask("partners of Tapestry", why=True).rows if r.id == "tmall"]
    assert row.articles >= 7
    assert row.publishers < row.articles, "a report that repeats another counts for that one's publisher"
    assert {e.article for e in row.evidence} >= {
        FIRST, "2019-09-13-tapestry-tmall-inside-retail-asia", "2019-09-tapestry-tmall-footwear-news",
    }  # fmt: skip
    (first,) = [a for a in shipped_files().articles if a.id == FIRST]
    assert first.copy_of == "2019-09-18-tapestry-tmall-inside-retail-nz"


# --- enough, sourced, honest ----------------------------------------------------------------------------


def test_how_much_there_is(shipped: RetailGraph) -> None:
    stats = shipped.stats()
    assert stats.articles == len(list((DATA / "articles").iterdir())) >= 120
    assert stats.claims >= 350
    assert stats.entities >= 180
    assert not shipped_files().findings
    assert not shipped_files().bad


def test_every_article_has_its_source_and_says_whether_it_was_read() -> None:
    for article in shipped_files().articles:
        assert article.url.startswith("http"), article.id
        assert article.publisher, article.id
        assert article.note in (READ, RATED), article.id
        assert (article.retrieved is not None) == (article.note == READ), article.id


def test_no_page_is_two_articles() -> None:
    pages = Counter(_page(a.url) for a in shipped_files().articles)
    assert [page for page, count in pages.items() if count > 1] == []
    named = {a.id for a in shipped_files().articles}
    copies = [a for a in shipped_files().articles if a.copy_of]
    assert copies
    assert {a.copy_of for a in copies} <= named


def _page(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/").casefold()


def test_every_entity_is_spoken_of() -> None:
    named = {n for _, c in claims() for n in (c.subject, c.object, *_linked(c))}
    figures = [f for a in shipped_files().articles for p in a.passages for f in p.figures]
    markets = {m for _, c in claims() for m in c.qualifier("market")} | {f.market for f in figures}
    assert {e.id for e in shipped_files().entities} - named - markets - {f.entity for f in figures} == set()


def _linked(claim: Claim) -> list[str]:
    return [v for name in ("seller", "into", "brand", "under") for v in claim.qualifier(name)]


# --- hard cases -----------------------------------------------------------------------------------------


def test_deals_that_were_called_off(shipped: RetailGraph, page: ModuleType) -> None:
    called_off, pending = page.deals(page.data(), "calledOff"), page.deals(page.data(), "announced")
    assert len({deal.known.key for deal in called_off}) >= 10
    assert len({deal.known.key for deal in pending}) >= 10
    assert all(deal.articles for deal in (*called_off, *pending))
    assert not any(deal.known.relationship.holds(page.data().day) == "yes" for deal in called_off)
    answer = shipped.ask("did Tapestry acquire Capri Holdings?")
    assert (answer.answer, [r.status for r in answer.rows]) == ("no", ["calledOff"])
    assert shipped.ask("does Tapestry own Capri Holdings?").answer != "yes"


def test_successive_owners(shipped: RetailGraph) -> None:
    def owner(of: str, when: str) -> set[str]:
        return {r.id for r in shipped.ask(f"who owned {of} {when}").rows if r.holds == "yes" and not r.via}

    assert owner("Stuart Weitzman", "in 2019") == {"tapestry"}
    assert owner("Stuart Weitzman", "on 2025-12-31") == {"caleres"}
    assert owner("Versace", "on 2020-01-01") == {"capri"} or owner("Versace", "on 2020-01-01") == {
        "capri-holdings"
    }
    assert owner("Versace", "on 2026-01-01") == {"prada-group"}


def test_chains_of_successive_owners(page: ModuleType) -> None:
    chains = page.chains(page.data())
    assert len(chains) >= 10
    assert any(len(line) >= 3 for _, line in chains)
    for name, line in chains:
        for held, following in itertools.pairwise(line):
            assert held.known.subject_name != following.known.subject_name, name
            assert held.spell.until and held.spell.until.latest, name
            assert held.spell.until.latest <= following.spell.since.latest, name


def test_what_was_closed_or_handed_out_has_no_owner_any_more(shipped: RetailGraph) -> None:
    for thing in ("Jet.com", "Puma"):
        assert not [r for r in shipped.ask(f"who owns {thing}").rows if r.holds == "yes"], thing
        assert shipped.ask(f"who owned {thing} in 2017").rows, thing


def test_former_names_say_until_when_and_who_says_so() -> None:
    former = [(e.id, f) for e in shipped_files().entities for f in e.former]
    assert len(former) >= 10
    assert all(f.until for _, f in former)
    assert {id for id, f in former if not f.source} <= {"pvh"}
    named = {a.id for a in shipped_files().articles}
    assert {f.source for _, f in former if f.source} <= named


def test_a_renamed_company_is_found_by_its_former_name(shipped: RetailGraph) -> None:
    assert shipped.show("Coach, Inc.").id == "tapestry"
    assert [f.until for f in shipped.show("Tapestry").former if f.name == "Coach, Inc."] == ["2017-10-31"]
    assert shipped.show("Michael Kors Holdings").id == shipped.show("Capri Holdings").id
    assert not claims("tapestry", "acquires", "coach")


def test_partial_stakes(shipped: RetailGraph) -> None:
    stakes = [c for _, c in claims("", "holdsStakeIn") if c.share]
    assert len(stakes) >= 10
    assert all(c.share is not None and c.share.low <= 50 for c in stakes)
    had = {r.id: r.relation for r in shipped.ask("stakes of JD.com over time").rows}
    assert had["farfetch"] == "holdsStakeIn"


def test_what_later_sources_say_of_old_facts(shipped: RetailGraph) -> None:
    def held(question: str) -> dict[str, str]:
        return {r.id: str(r.share) for r in shipped.ask(question).rows if r.holds == "yes"}

    assert held("who holds a stake in Farfetch") == {"greenoaks": "19.9"}
    assert held("who held a stake in Farfetch in 2022").keys() >= {"jd-com", "alibaba", "richemont"}
    assert held("stakes of Tencent")["jd-com"] == "2.3"
    assert held("who held a stake in Puma on 2020-12-31")["kering"] == "9.8"
    (puma,) = [r for r in shipped.ask("who holds a stake in Puma").rows if r.id == "kering"]
    assert (str(puma.share), puma.stale) == ("4", True)  # nobody has told of it since 2021
    assert held("who owns Link Theory Holdings") == {"fast-retailing": "100"}
    assert held("who owns Asda").keys() == {"tdr-capital"}
    assert not held("who holds a stake in Asda").keys() & {"zuber-issa"}
    posts = [c for _, c in claims("charles-wilson", "leads", "tesco")]
    assert posts
    assert {c.qualifier("role") for c in posts} == {("chief executive UK and Ireland",)}


def test_what_was_misread_is_gone() -> None:
    assert not claims("", "founded", "foot-locker")
    assert not claims("", "sellsOn", "amazon", "denied")


def test_old_facts_were_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    again = script("docs/reread_page.py")
    rows = again.listed()
    known = again.data()
    assert len(rows) == len({row[:3] for row in rows}) >= 200
    found = [(row, again.outcome(known, row)) for row in rows]
    entities = {e.id for e in known.bundle.entities}
    assert {name for row in rows for name in (row.subject, row.object)} <= entities
    assert {row.relation for row in rows} <= set(known.ontology.relations)
    for row, outcome in found:
        assert bool(outcome.articles) == (outcome.word not in (again.CORRECTED, again.NOTHING)), row
    # Who was read again and confirmed is told of later than before, by an article that says so.
    when = {a.id: a.published for a in known.bundle.articles}
    for row, outcome in found:
        if outcome.word == again.CONFIRMED:
            assert all(str(when[id].latest) > row.last_reported for id in outcome.articles), row
    count = Counter(outcome.word for _, outcome in found)
    assert count[again.CONFIRMED] >= 39
    assert count[again.CHANGED] + count[again.ENDED] >= 15


def test_denied_ended_rumoured_and_announced_are_kept() -> None:
    count = Counter(c.status for _, c in claims())
    for status in ("denied", "ended", "rumoured", "announced", "calledOff", "completed", "inForce"):
        assert count[status] > 0, status


def test_sources_that_disagree_show_as_conflicts(shipped: RetailGraph, page: ModuleType) -> None:
    told = page.data().conflicts
    # One of two relationships is told at both.
    assert shipped.stats().conflicts == len({(one.kind, one.says, one.articles) for one in told})
    assert len({one.about for one in told}) >= 5
    assert len({one.kind for one in told}) >= 4
    assert all(len(one.articles) > 1 for one in told)


def test_what_the_reports_of_the_first_story_disagree_on(page: ModuleType) -> None:
    told = {(one.about, one.kind): one.articles for one in page.data().conflicts}
    month, stays = (
        told["Coach sells on Tmall", "planned start"],
        told["Tapestry, Inc. sells on Tmall", "start"],
    )
    assert FIRST in month
    assert {a.split("-")[-1] for a in stays} == {"mds", "wwd"}
    # One platform is a part of the other, and one number is told of two markets: kept, and no conflict.
    places = {name for name, _, articles in page.other_places(page.data()) if FIRST in articles}
    assert places == {"Coach", "Kate Spade New York", "Stuart Weitzman"}
    ((who, share, articles),) = page.other_markets(page.data())
    assert (who, FIRST in articles) == ("Tapestry, Inc.", True)
    assert "revenueShare" in share


# --- the list that the facts came from ------------------------------------------------------------------

# Pages of the list that nobody could read here, where another page that was read says the same.
TOLD_BY_ANOTHER = {
    "insideretail.com.au/business/essilor-luxottica-to-buy-supreme-for-1-5-billion-202407": (
        "2024-10-02-essilorluxottica-completes-supreme", "essilorluxottica acquires supreme"
    ),
    "sec.gov/archives/edgar/data/103379/000119312524230625/d867848dex991.htm": (
        "2024-10-02-essilorluxottica-completes-supreme", "essilorluxottica acquires supreme"
    ),
    "funandflip.com/news-detail/krogeralbertsons-grocery-tieup-unravels-macys-reports-earnings-after-finding-"
    "151m-in-hidden-expenses.html": ("2024-12-11-albertsons-calls-off-merger", "kroger acquires albertsons"),
    "businesswire.com/news/home/20210606005026/en": (
        "2021-06-07-carrefour-tesco-will-not-extend-alliance", "carrefour partnersWith tesco"
    ),
}  # fmt: skip


@pytest.mark.parametrize("article", sorted({article for article, _ in TOLD_BY_ANOTHER.values()}))
def test_what_another_page_tells_is_there(article: str) -> None:
    (found,) = [a for a in shipped_files().articles if a.id == article]
    assert found.note == READ
    said = {f"{c.subject} {c.relation} {c.object}" for c in found.claims()}
    assert {claim for name, claim in TOLD_BY_ANOTHER.values() if name == article} <= said


def _listed(name: str) -> list[dict[str, str]]:
    path = SHARED / "facts" / name
    if not path.exists():
        pytest.skip("the list of dated facts is not beside this repository")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_highly_rated_fact_has_its_source_here() -> None:
    present = {_page(a.url) for a in shipped_files().articles}
    wanted = {_page(r["source_url"]) for r in _listed("dated_facts.csv") if r["confidence"] == "high"}
    assert len(wanted) > 30
    assert wanted - present == set(TOLD_BY_ANOTHER)


# How the list calls a relation, and how it may be told here.
TOLD_AS = {
    "owns": {"owns", "acquires"}, "acquired": {"acquires"}, "agreed_to_acquire": {"acquires"},
    "proposed_to_acquire": {"acquires"}, "owns_stake": {"holdsStakeIn", "invests", "acquires"},
    "merged_with": {"mergesWith"}, "joint_venture_with": {"jointVentureWith"},
    "alliance_with": {"partnersWith"}, "sells_on": {"sellsOn"}, "operates": {"operates"},
    "founded": {"founded"}, "launched": {"founded"},
    "member_of": {"memberOf"}, "not_member_of": {"memberOf"},
}  # fmt: skip
# The list names the platform where the report names the company behind it.
TOLD_OF = {"Mytheresa": "luxexperience"}


def test_every_listed_fact_is_told() -> None:
    names: dict[str, set[str]] = defaultdict(set)
    former = {(fold(f.name), e.id) for e in shipped_files().entities for f in e.former}
    for entity in shipped_files().entities:
        for name in (entity.name, *entity.aliases, *(f.name for f in entity.former)):
            names[fold(name)].add(entity.id)
    said = {(c.subject, c.relation, c.object) for _, c in claims()}
    said |= {(object, relation, subject) for subject, relation, object in said}
    untold = []
    for row in _listed("dated_facts.csv"):
        one, other = (re.sub(r" *\(.*", "", row[side]) for side in ("subject", "object"))
        ours, theirs = names[fold(one)], {*names[fold(other)], TOLD_OF.get(other, "")}
        if row["relation"] == "renamed_to":
            told = any((fold(one), id) in former for id in theirs)
        else:
            told = any((s, r, o) in said for s in ours for r in TOLD_AS[row["relation"]] for o in theirs)
        untold += [] if told else [(one, row["relation"], other)]
    assert untold == []


def test_every_report_of_the_first_story_is_here() -> None:
    present = {_page(a.url) for a in shipped_files().articles}
    assert {_page(row["url"]) for row in _listed("tapestry_tmall_sources.csv")} <= present
