"""What a text doubts, denies or makes a condition is not asserted; what it states beside that is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from conftest import ROOT, each, proposer_of_rules
from retailgraph.extraction.claim_confidence import calibrated, confidence_of
from retailgraph.extraction.doubts import doubts
from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.text import Party, ProposedClaim, Sentence, Text

NAMES = {
    "Company": ("Norbeck", "Lunde", "Ormund", "Castell", "Quillon Capital"),
    "Brand": ("Fennick", "Marlo", "Tansy"),
    "Platform": ("Bazaro",),
    "Person": ("Ines Duarte", "Tom Arkwright"),
}
ASSERTED = ("inForce", "completed", "announced")
CASES = ROOT.parent / "shared" / "cases"


def knowing(names: dict[str, tuple[str, ...]]) -> Proposer:
    return proposer_of_rules().knowing(
        Known(Party(name, name, (type,)), ((name, 0),)) for type, of in names.items() for name in of
    )


@cache
def proposer() -> Proposer:
    return knowing(NAMES)


def claims(text: str) -> tuple[ProposedClaim, ...]:
    return proposer().propose(Text(text, published="2026-06-15")).claims


def told(text: str) -> set[str]:
    return {f"{c.subject.name} {c.relation} {c.object.name}: {c.status}" for c in claims(text)}


def asserted(text: str) -> set[str]:
    return {line for line in told(text) if line.endswith(ASSERTED)}


# --- doubt, and its opposite ------------------------------------------------------------------------------

DOUBTED = """
There is no evidence that Norbeck owns Fennick.
There is little to suggest that Norbeck owns Fennick.
The filings do not show that Norbeck owns Fennick.
It is unclear whether Norbeck owns Fennick.
It is not known if Norbeck owns Fennick.
Whether Norbeck owns Fennick is an open question.
Reports that Norbeck owns Fennick are false.
The claim that Norbeck owns Fennick was dismissed as baseless.
It is a myth that Norbeck owns Fennick.
That Norbeck owns Fennick is a myth.
Norbeck is wrongly believed to own Fennick.
Analysts doubt that Norbeck owns Fennick.
Few believe that Norbeck owns Fennick.
Nobody confirmed that Norbeck owns Fennick.
No analyst would say that Norbeck owns Fennick.
If Norbeck owns Fennick, prices may rise.
Unless Norbeck owns Fennick, nothing will change.
Suppose that Norbeck owns Fennick.
The board denied that Norbeck owns Fennick.
There is no truth in the story that Norbeck owns Fennick.
Rumours that Norbeck owns Fennick have spread.
There are reports that Norbeck owns Fennick.
According to unconfirmed reports, Norbeck owns Fennick.
Perhaps Norbeck owns Fennick.
Does Norbeck own Fennick?
Norbeck owns Fennick?
Neither Lunde nor Norbeck owns Fennick.
Norbeck used to own Fennick.
Norbeck does not appear to own Fennick.
Norbeck does not appear to be the owner of Fennick.
Norbeck is not the owner of Fennick.
Norbeck may be the owner of Fennick.
Norbeck, the would-be owner of Fennick, spoke.
Norbeck declined to say that it owns Fennick.
The report that Norbeck owns Fennick could not be verified.
It was said that Norbeck owns Fennick, but the story was later retracted.
""".strip().splitlines()
STATED = """
There is no doubt that Norbeck owns Fennick.
Nobody doubts that Norbeck owns Fennick.
It is no secret that Norbeck owns Fennick.
Norbeck confirmed that it owns Fennick.
Norbeck reports that it owns Fennick.
The filing shows that Norbeck owns Fennick.
It is true that Norbeck owns Fennick.
Norbeck owns Fennick, but it is unclear whether it will keep it.
Norbeck owns Fennick and doubts that sales will rise.
Norbeck, which owns Fennick, denied that it will sell Marlo.
There is no evidence that Norbeck, which owns Fennick, will buy Marlo.
If Norbeck, the owner of Fennick, buys Marlo, prices may rise.
Lunde is hardly known, but Norbeck owns Fennick.
Norbeck still owns Fennick.
Why does Norbeck sell so little? Norbeck owns Fennick.
""".strip().splitlines()


@each("text", DOUBTED)
def test_what_is_doubted_is_not_asserted(text: str) -> None:
    assert asserted(text) == set()


@each("text", STATED)
def test_what_is_stated_beside_a_doubt_is_asserted(text: str) -> None:
    assert asserted(text) == {"Norbeck owns Fennick: inForce"}


@each(
    ("text", "statement"),
    [
        ("Reports that Norbeck owns Fennick are false.", "Norbeck owns Fennick: denied"),
        ("It is a myth that Norbeck owns Fennick.", "Norbeck owns Fennick: denied"),
        ("Norbeck is not the owner of Fennick.", "Norbeck owns Fennick: denied"),
        ("Rumours that Norbeck owns Fennick have spread.", "Norbeck owns Fennick: rumoured"),
        ("Norbeck used to own Fennick.", "Norbeck owns Fennick: ended"),
        ("Norbeck called off its bid for Fennick.", "Norbeck acquires Fennick: calledOff"),
        ("Norbeck has yet to complete its purchase of Fennick.", "Norbeck acquires Fennick: announced"),
        ("If regulators approve, Norbeck will buy Fennick.", "Norbeck acquires Fennick: announced"),
        ("Unless it pays, Norbeck will buy Fennick.", "Norbeck acquires Fennick: rumoured"),
        ("Norbeck will own Fennick once the deal closes.", "Norbeck owns Fennick: announced"),
        ("Norbeck no longer owns Fennick.", "Norbeck owns Fennick: ended"),
        ("Fennick is no longer owned by Norbeck.", "Norbeck owns Fennick: ended"),
        ("Norbeck is no longer the owner of Fennick.", "Norbeck owns Fennick: ended"),
        ("Norbeck was once the owner of Fennick.", "Norbeck owns Fennick: ended"),
    ],
)
def test_what_a_doubt_leaves(text: str, statement: str) -> None:
    assert told(text) == {statement}


@pytest.mark.parametrize(
    "text",
    [
        "Had Norbeck bought Fennick, it would have grown.",
        "Should Norbeck buy Fennick, it would face an inquiry.",
        "Norbeck would have bought Fennick but for a rival.",
        "Norbeck almost bought Fennick.",
        "Instead of buying Fennick, Norbeck grew.",
        "Norbeck has yet to buy Fennick.",
        "Norbeck's purchase of Fennick is hypothetical.",
        "It is a myth that Norbeck never owned Fennick.",
    ],
)
def test_what_did_not_happen_is_no_deal(text: str) -> None:
    assert asserted(text) == set()


def test_a_doubt_ends_with_its_clause() -> None:
    text = "It is unclear whether the shops stay open, but Norbeck has bought Fennick."
    assert asserted(text) == {"Norbeck acquires Fennick: completed"}
    told_before = "Norbeck has bought Fennick; whether Lunde owns Marlo is unclear."
    assert asserted(told_before) == {"Norbeck acquires Fennick: completed"}


def test_doubts_lie_within_their_sentence() -> None:
    content = "Norbeck owns Fennick. It is a myth that Lunde owns Marlo. Castell grew."
    start = content.index("It is")
    found = doubts(content, Sentence(start, content.index(" Castell")))
    assert found and all(start <= d.start < d.end <= content.index(" Castell") for d in found)


# --- who does it ------------------------------------------------------------------------------------------


@each(
    ("text", "statements"),
    [
        ("Castell announced that Norbeck will buy Fennick.", {"Norbeck acquires Fennick: announced"}),
        ("Castell announced today that Norbeck, a retailer in Leeds, will buy Fennick.", {"Norbeck acquires Fennick: announced"}),
        ("Castell said Norbeck has bought Fennick.", {"Norbeck acquires Fennick: completed"}),
        ("According to Castell, Norbeck bought Fennick.", {"Norbeck acquires Fennick: completed"}),
        ("Castell, which advises Norbeck, said it had acquired Fennick for its client.", set()),
        ("Quillon Capital advised Norbeck on its purchase of Fennick.", {"Norbeck acquires Fennick: completed"}),
        ("Castell reported that Fennick, owned by Norbeck, is to sell on Bazaro.", {"Fennick sellsOn Bazaro: announced", "Norbeck owns Fennick: inForce"}),
        ("Castell heard that Norbeck, together with Lunde, has bought Fennick.", {"Norbeck acquires Fennick: completed", "Lunde acquires Fennick: completed"}),
        # and where the announcer is the buyer
        ("Norbeck, a retailer in Leeds, announced today that it will buy Fennick.", {"Norbeck acquires Fennick: announced"}),
        ("Norbeck bought Fennick, a chain, and will sell Marlo to Lunde.", {"Norbeck acquires Fennick: completed", "Lunde acquires Marlo: announced"}),
    ],
)  # fmt: skip
def test_the_announcer_is_not_the_buyer(text: str, statements: set[str]) -> None:
    assert asserted(text) == statements


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Bazaro is operated by Norbeck.", {"Norbeck operates Bazaro: inForce"}),
        ("Bazaro, the marketplace operated by Norbeck, grew.", {"Norbeck operates Bazaro: inForce"}),
        ("Fennick shops in Spain are run by Castell.", set()),
        ("Fennick is managed by Castell.", set()),
        ("Bazaro is owned by Norbeck and operated by Lunde.", {"Norbeck owns Bazaro: inForce", "Lunde operates Bazaro: inForce"}),
    ],
)  # fmt: skip
def test_who_operates_is_not_who_owns(text: str, statements: set[str]) -> None:
    assert asserted(text) == statements


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Norbeck has sold its Marlo.", set()),
        ("Norbeck has sold its Marlo chain to Lunde.", {"Lunde acquires Marlo: completed"}),
        ("Norbeck's Marlo was sold.", set()),
        ("Norbeck has not sold its Marlo chain.", {"Norbeck owns Marlo: inForce"}),
        ("Norbeck is to sell its Marlo chain to Lunde.", {"Norbeck owns Marlo: inForce", "Lunde acquires Marlo: announced"}),
        ("Norbeck has expanded its Marlo chain.", {"Norbeck owns Marlo: inForce"}),
    ],
)  # fmt: skip
def test_what_is_sold_is_not_owned(text: str, statements: set[str]) -> None:
    assert asserted(text) == statements


# --- shares -----------------------------------------------------------------------------------------------


@each(
    ("text", "statement", "share"),
    [
        ("Norbeck owns 73 percent of Lunde.", "Norbeck owns Lunde: inForce", "73"),
        ("Norbeck owns 27 percent of Lunde.", "Norbeck holdsStakeIn Lunde: inForce", "27"),
        ("Norbeck owns 50 percent of Lunde.", "Norbeck holdsStakeIn Lunde: inForce", "50"),
        ("Norbeck raised its stake in Lunde from 20 to 30 percent.", "Norbeck holdsStakeIn Lunde: inForce", "30"),
        ("Norbeck raised its stake in Lunde to 62 percent.", "Norbeck owns Lunde: inForce", "62"),
        ("Norbeck has bought the remaining 40 percent of Lunde.", "Norbeck acquires Lunde: completed", "100"),
        ("Norbeck bought a further 12 percent of Lunde.", "Norbeck invests Lunde: completed", ""),
        ("Norbeck bought 12 percent of Lunde.", "Norbeck acquires Lunde: completed", "12"),
        ("Norbeck owns Lunde, whose sales rose 12 percent.", "Norbeck owns Lunde: inForce", ""),
        ("Norbeck bought Lunde at a 30 percent premium.", "Norbeck acquires Lunde: completed", ""),
        ("Norbeck bought Lunde, which holds 20 percent of the market.", "Norbeck acquires Lunde: completed", ""),
        ("Norbeck bought a majority stake in Lunde.", "Norbeck acquires Lunde: completed", ""),
        ("Norbeck bought a minority stake in Lunde.", "Norbeck invests Lunde: completed", ""),
    ],
)  # fmt: skip
def test_a_share_is_what_is_held_afterwards_of_the_deal_s_own_object(
    text: str, statement: str, share: str
) -> None:
    (claim,) = claims(text)
    assert f"{claim.subject.name} {claim.relation} {claim.object.name}: {claim.status}" == statement
    assert claim.qualifiers.get("share", "") == share


# --- rules that forbid, in both directions ----------------------------------------------------------------


def test_a_bought_stake_is_not_the_company() -> None:
    bought = claims("Norbeck has bought a 10 percent stake in Lunde.")
    assert {c.relation for c in bought} == {"acquires", "invests"}
    assert {c.qualifiers["share"] for c in bought} == {"10"}
    (whole,) = claims("Norbeck has bought Lunde.")
    assert (whole.relation, whole.qualifiers) == ("acquires", {})
    assert asserted("Norbeck has bought shares in Lunde.") == {"Norbeck invests Lunde: completed"}


def test_the_seller_of_another_sentence_is_that_of_the_deal() -> None:
    (claim,) = claims("Norbeck has bought Fennick. Castell sold Fennick after a bad year.")
    assert claim.qualifiers["seller"] == (Party("Castell", "Castell", ("Company",)),)
    (other,) = claims("Norbeck has bought Fennick. Castell sold Tansy after a bad year.")
    assert "seller" not in other.qualifiers
    (doubted,) = claims("Norbeck has bought Fennick. It is a myth that Castell sold Fennick.")
    assert "seller" not in doubted.qualifiers
    (own,) = claims("Norbeck has bought Fennick. Norbeck sold Fennick later.")
    assert "seller" not in own.qualifiers


def test_statements_in_brackets_are_about_the_name_before_them() -> None:
    assert asserted("Fennick (owned by Norbeck) and Marlo grew.") == {"Norbeck owns Fennick: inForce"}
    assert asserted("Fennick (never owned by Norbeck) grew.") == set()
    assert asserted("Lunde (the owner of Marlo) has bought Fennick.") == {
        "Lunde owns Marlo: inForce", "Lunde acquires Fennick: completed",
    }  # fmt: skip


def test_people_are_not_listed_with_companies() -> None:
    assert asserted("Norbeck, Lunde and Castell have joined forces.") >= {
        "Norbeck partnersWith Lunde: inForce"
    }
    assert not [c for c in claims("Norbeck and Ines Duarte have joined forces.") if "Duarte" in c.object.name]
    assert asserted("Norbeck has bought Fennick and Tom Arkwright has left.") == {
        "Norbeck acquires Fennick: completed"
    }


def test_words_that_are_skipped_cost_confidence() -> None:
    (near,) = claims("Norbeck has bought Fennick.")
    (far,) = claims("Norbeck has bought little old Fennick.")
    assert far.confidence < near.confidence


def test_each_skipped_word_costs_the_same_small_part_of_a_score() -> None:
    party = Party("a", "a", ("Company",))
    slot = SimpleNamespace(guess=False)
    score = [
        confidence_of(
            SimpleNamespace(
                pattern=SimpleNamespace(weight=0.8), skipped=n, slots={"subject": slot, "object": slot}
            ),  # type: ignore[arg-type]
            party,
            party,
        )
        for n in range(4)
    ]
    assert score == [calibrated(0.9 - 0.03 * n) for n in range(4)] == sorted(score, reverse=True)


# --- the shared cases -------------------------------------------------------------------------------------


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
@pytest.mark.parametrize("path", sorted(CASES.glob("negation-forms/*.txt")), ids=lambda p: p.stem)
def test_the_shared_forms_of_negation_assert_nothing(path: Path) -> None:
    known = yaml.safe_load((CASES / "texts" / "known" / "entities.yaml").read_text(encoding="utf-8"))
    names: dict[str, tuple[str, ...]] = {}
    for entity in known.values():
        names[entity["type"]] = (*names.get(entity["type"], ()), entity["name"])
    found = knowing(names).propose(Text(path.read_text(encoding="utf-8"), published="2026-06-15"))
    assert not [c for c in found.claims if c.status in ASSERTED]


# --- sixty sentences that were written before anybody looked at how texts are read ------------------------

SENTENCES = [
    tuple(part.strip() for part in line.split("=>"))
    for line in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    if "=>" in line and not line.startswith("#")
]
OTHERS = {
    "Company": ("Velmar", "Tarnby", "Bloomgate", "Halden Group"),
    "Brand": ("Pellworth", "Oakridge", "Marvane"),
    "Platform": ("Kioska",),
    "Person": ("Ada Lind", "Bo Renn"),
}


@cache
def others() -> Proposer:
    return knowing(OTHERS)


def stated(text: str) -> set[str]:
    """What is asserted, with the share where one is told."""
    return {
        f"{c.subject.name} {c.relation} {c.object.name}: {c.status} {c.qualifiers.get('share', '')}".strip()
        for c in others().propose(Text(text, published="2026-06-15")).claims
        if c.status in ASSERTED
    }


@each(("text", "may"), SENTENCES)
def test_of_each_sentence_only_what_it_asserts(text: str, may: str) -> None:
    kinds = [(part[0], part[1:].strip()) for part in re.findall(r"[+?][^+?]*", may)]
    found = stated(text)
    assert found <= {said for _, said in kinds}
    assert {said for kind, said in kinds if kind == "+"} <= found


def test_the_sentences_are_sixty_and_most_assert_nothing() -> None:
    assert len(SENTENCES) > 60
    assert sum(not may for _, may in SENTENCES) > 30


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Velmar bought all of Tarnby.", "Velmar acquires Tarnby: completed"),
        ("Velmar bought the remaining 40% of Tarnby.", "Velmar acquires Tarnby: completed 100"),
        ("Velmar bought another 10% of Tarnby.", "Velmar invests Tarnby: completed"),
        ("Velmar would own Pellworth if shareholders approve.", "Velmar owns Pellworth: announced"),
        ("There is no doubt Velmar acquired Pellworth.", "Velmar acquires Pellworth: completed"),
        ("Kioska is operated by Tarnby but owned by Velmar.", "Velmar owns Kioska: inForce"),
        ("Velmar owns Oakridge.", "Velmar owns Oakridge: inForce"),
    ],
)
def test_the_other_way_round_they_assert(text: str, claim: str) -> None:
    assert claim in stated(text)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Velmar owns Tarnby with 30 percent.", "Velmar holdsStakeIn Tarnby: inForce 30"),
        ("Tarnby is 30 percent owned by Velmar.", "Velmar holdsStakeIn Tarnby: inForce 30"),
        ("Velmar owns 30 percent of Tarnby.", "Velmar holdsStakeIn Tarnby: inForce 30"),
        ("Velmar holds 73 percent of Tarnby.", "Velmar owns Tarnby: inForce 73"),
        ("Velmar holds 12 percent of Tarnby.", "Velmar holdsStakeIn Tarnby: inForce 12"),
    ],
)
def test_a_share_says_whether_it_is_control_or_a_stake(text: str, claim: str) -> None:
    assert stated(text) == {claim}
