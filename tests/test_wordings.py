"""Each wording finds its own example, in the relation, direction and status that it stands for."""

from __future__ import annotations

import re
from functools import cache

import pytest

from conftest import ROOT, each
from retailgraph.extraction import claims, wordings
from retailgraph.extraction.patterns import patterns
from retailgraph.extraction.text import Mention, Party, ProposedClaim, Sentence, Text
from retailgraph.ontology import read

ONTOLOGY = read(ROOT / "ontology" / "retailgraph.ttl")
FILE = ROOT / "ontology" / wordings.NAME
ALL = wordings.read(FILE).wordings


@cache
def grammar() -> claims.Grammar:
    return claims.Grammar(ONTOLOGY, wordings.table(ONTOLOGY, FILE))


SLOT = re.compile(r"\{(subject|object|seller)(?::([\w,]+))?\}")


def names_of(wording: wordings.Wording) -> list[tuple[str, str, tuple[str, ...]]]:
    """The names in an example with their slots and types: the last slot takes what is left of a list."""
    relation = ONTOLOGY.relations[wording.relation]
    slots = SLOT.findall(wording.text)
    found = []
    for n, name in enumerate(re.findall(r"\[([^\]]+)\]", wording.example)):
        slot, types = slots[min(n, len(slots) - 1)]
        usual = relation.range if slot == "object" else relation.domain
        found.append((name, slot, tuple(types.split(",")) if types else usual))
    return found


def proposed(
    sentence: str, names: dict[str, tuple[str, ...]], published: str = "2025-06-01"
) -> tuple[ProposedClaim, ...]:
    mentions = [
        Mention(m.start(), m.end(), name, Party(name, name, types))
        for name, types in names.items()
        for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sentence)
    ]
    kept = [
        m for m in mentions if not any(o is not m and o.start <= m.start and m.end <= o.end for o in mentions)
    ]
    text = Text(sentence, published=published)
    return claims.claims(text, [Sentence(0, len(sentence))], sorted(kept, key=lambda m: m.start), grammar())


FILES_ALONE = {"ultimatelyOwns"}
"""What files may say, and no text is read for yet."""


def test_there_are_hundreds_and_each_has_an_example() -> None:
    assert len(ALL) > 250
    assert {w.relation for w in ALL} == set(ONTOLOGY.relations) - FILES_ALONE


@each("wording", ALL)
def test_a_wording_finds_its_example(wording: wordings.Wording) -> None:
    names = names_of(wording)
    assert names, "an example has its names in [ ]"
    known = {name: types for name, _, types in names} | {"Burberry": ("Company",)}
    sentence = wording.example.replace("[", "").replace("]", "")
    relation = ONTOLOGY.relations[wording.relation]
    subjects = {name for name, slot, _ in names if slot == "subject"}
    objects = {name for name, slot, _ in names if slot == "object"}
    found = [c for c in proposed(sentence, known) if c.relation == wording.relation]
    if relation.unary:
        assert {(c.subject.name, c.object.name) for c in found} == {(s, s) for s in subjects}
        assert {c.qualifiers["how"] for c in found} == {wording.group}
        return
    if not objects and "Burberry" not in sentence:
        assert not found, "nothing was named before, so there is nothing to claim"
        return
    ends = [(c.subject.name, c.object.name, c.status) for c in found]
    if relation.symmetric:
        ends += [(o, s, status) for s, o, status in ends]
    fitting = [e for e in ends if (not subjects or e[0] in subjects) and (not objects or e[1] in objects)]
    assert fitting, (sentence, ends)
    if wording.implies:
        assert wording.implies in {e[2] for e in fitting}


@each(
    ("sentence", "status"),
    [
        ("Prada bought Versace.", "completed"),
        ("Prada has agreed to buy Versace.", "announced"),
        ("Prada will buy Versace.", "announced"),
        ("Prada plans to acquire Versace.", "announced"),
        ("Prada is set to buy Versace.", "announced"),
        ("Prada signed a definitive agreement to acquire Versace.", "announced"),
        ("Versace is to be bought by Prada.", "announced"),
        ("Prada may buy Versace.", "rumoured"),
        ("Prada is in talks to buy Versace.", "rumoured"),
        ("Prada is considering buying Versace.", "rumoured"),
        ("Prada reportedly bought Versace.", "rumoured"),
        ("Prada called off its acquisition of Versace.", "calledOff"),
        ("Prada scrapped its deal to buy Versace.", "calledOff"),
        ("Prada failed to buy Versace.", "calledOff"),
        ("Prada did not buy Versace.", "denied"),
        ("Prada does not intend to bid for Versace.", "denied"),
        ("Prada has no plans to buy Versace.", "denied"),
        ("Prada ruled out an offer for Versace.", "denied"),
        ("Prada completed its acquisition of Versace.", "completed"),
        ("Prada announced its acquisition of Versace.", "announced"),
        ("Prada abandoned its proposed takeover of Versace.", "announced"),
    ],
)
def test_the_clause_gives_the_status(sentence: str, status: str) -> None:
    found = proposed(sentence, {"Prada": ("Company",), "Versace": ("Company",)})
    deals = {c.status for c in found if c.relation == "acquires"}
    if sentence.startswith("Prada abandoned its proposed"):
        assert deals & {"announced", "calledOff"} and "completed" not in deals
        return
    assert deals == {status}, found


@pytest.mark.parametrize(
    "sentence",
    [
        "Prada did not buy Versace.",
        "Prada's takeover of Versace was blocked.",
        "Prada called off its acquisition of Versace.",
        "Prada may buy Versace.",
        "Prada walked away from its takeover of Versace.",
        "Versace rejected an offer from Prada.",
    ],
)
def test_a_deal_that_failed_is_never_ownership(sentence: str) -> None:
    found = proposed(sentence, {"Prada": ("Company",), "Versace": ("Company",)})
    assert not [c for c in found if c.relation == "owns"]
    assert not [c for c in found if c.relation == "acquires" and c.status == "completed"]


def test_a_purchase_names_its_seller_and_share() -> None:
    names = {"Prada": ("Company",), "Versace": ("Brand",), "Capri": ("Company",)}
    (deal,) = [
        c for c in proposed("Prada bought Versace from Capri last week.", names) if c.relation == "acquires"
    ]
    assert deal.qualifiers["seller"] == (Party("Capri", "Capri", ("Company",)),)
    (deal,) = [
        c for c in proposed("Prada bought a 30 percent stake in Versace.", names) if c.relation == "acquires"
    ]
    assert deal.qualifiers["share"] == "30"


def test_lists_and_both_voices() -> None:
    names = {"Frasers": ("Company",), **dict.fromkeys(("Flannels", "Game", "Jack Wills"), ("Brand",))}
    for sentence in (
        "Frasers owns Flannels, Game and Jack Wills.",
        "Flannels, Game and Jack Wills are owned by Frasers.",
        "Frasers, which owns Flannels, Game and Jack Wills, grew.",
        "Frasers, owner of Flannels, Game and Jack Wills, grew.",
    ):
        owned = {
            c.object.name
            for c in proposed(sentence, names)
            if c.relation == "owns" and c.subject.name == "Frasers"
        }
        assert owned == {"Flannels", "Game", "Jack Wills"}, sentence


def test_a_choice_is_one_pattern_with_its_passive() -> None:
    made = list(patterns("owns", "{subject} (own|control) {object}", "", {}))
    assert len(made) == 2
    assert made[0].parts[1].words == {"own", "control"}
    assert [p.voice for p in made[1].parts if p.voice] == ["passive"]


def test_a_wording_of_an_unknown_set_is_an_error() -> None:
    with pytest.raises(ValueError, match="no set is called <nothing>"):
        list(patterns("owns", "{subject} <nothing> {object}", "", {}))
