"""Who is named in a text: names of the graph, short forms, new names and what they may be."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import each
from retailgraph.extraction import wordlists
from retailgraph.extraction.forms import shortened, stands_for, stems, surname
from retailgraph.extraction.gazetteer import Gazetteer, Known
from retailgraph.extraction.names import find_names
from retailgraph.extraction.people import looks_like_person, types_by_ending
from retailgraph.extraction.sentences import sentences
from retailgraph.extraction.text import Mention, Party, Text
from retailgraph.extraction.tokens import keys_of
from retailgraph.graph import places
from retailgraph.ontology import Ontology, read


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read(Path(places.shipped("ontology")) / "retailgraph.ttl")


@pytest.fixture(scope="module")
def named(ontology: Ontology):
    """The names in a text, those of the given entities known: {name: (types, other names)}."""

    def find(content: str, *known: Known) -> tuple[Mention, ...]:
        return find_names(content, sentences(Text(content)), Gazetteer(known), ontology)

    return find


def entity(name: str, *types: str, also: Iterable[str] = (), former: Iterable[str] = ()) -> Known:
    names = ((name, 0), *((a, 1) for a in also), *((f, 2) for f in former))
    return Known(Party(name, keys_of(name)[0] if keys_of(name) else name, types), names)


COACH = entity("Coach", "Brand")
TAPESTRY = entity("Tapestry, Inc.", "Company", former=["Coach, Inc."])
NEXT = entity("Next", "Company", "Brand")
KORS = entity("Michael Kors", "Brand")
TMALL = entity("Tmall", "Platform", also=["天猫"])


def texts(mentions: Iterable[Mention]) -> list[str]:
    return [m.text for m in mentions]


def ids(mentions: Iterable[Mention]) -> list[str]:
    return [m.party.id for m in mentions if m.party.id]


def types(mentions: Iterable[Mention], name: str) -> tuple[str, ...]:
    return next(m.party.types for m in mentions if m.text == name)


# --- names of the graph -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shares of Tapestry rose.", "Tapestry"),
        ("Shares of Tapestry, Inc. rose.", "Tapestry, Inc"),
        ("They praised Tapestry’s plan.", "Tapestry"),
        ("They praised TAPESTRY for it.", "TAPESTRY"),
    ],
)
def test_a_name_is_found_with_and_without_its_legal_form(named, text: str, name: str) -> None:
    (mention,) = named(text, TAPESTRY)
    assert (mention.text, mention.party.id) == (name, "tapestry")
    assert text[mention.start : mention.end] == name


@each(
    ("name", "written"),
    [
        ("L'Oréal", "L’Oreal"),
        ("Kiehl's", "Kiehl’s"),
        ("Tiffany & Co.", "Tiffany and Co"),
        ("Net-a-Porter", "Net-A-Porter"),
        ("H&M", "H & M"),
        ("& Other Stories", "& Other Stories"),
        ("7-Eleven", "7-Eleven"),
        ("Hugo Boss", "Hugo Boss AG"),
        ("adidas", "Adidas"),
    ],
)
def test_spellings_of_a_name_are_one(named, name: str, written: str) -> None:
    found = named(f"The deal with {written} is signed.", entity(name, "Brand"))
    assert [(m.text, m.party.name) for m in found] == [(written, name)]


def test_the_longest_name_is_found(named) -> None:
    known = [entity("Tmall", "Platform"), entity("Tmall Global", "Platform")]
    assert [m.party.name for m in named("It opened on Tmall Global and on Tmall.", *known)] == [
        "Tmall Global",
        "Tmall",
    ]


def test_chinese_names_need_no_spaces(named) -> None:
    found = named("蔻驰在天貓开店。", TMALL, entity("Coach", "Brand", also=["蔻驰"]))
    assert texts(found) == ["蔻驰", "天貓"]
    assert ids(found) == ["coach", "tmall"]


def test_a_name_of_two_entities_gives_both(named) -> None:
    (mention,) = named("He praised Armani.", entity("Armani", "Brand"), entity("Giorgio", also=["Armani"]))
    assert mention.party.name == "Armani"
    assert [other.name for other in mention.others] == ["Giorgio"]


def test_a_longer_name_is_another_name(named) -> None:
    supreme = entity("Supreme", "Brand")
    assert [(m.text, m.party.id) for m in named("He represented Supreme Italia.", supreme)] == [
        ("Supreme Italia", "")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A coach who works with them said so.",
        "Coach parties arrived.",
        "Next, the board will vote.",
        "The next step is small.",
        "Head Coach David Witt resigned.",
        "They came by Express Coach Services.",
    ],
)
def test_ordinary_words_are_no_names(named, text: str) -> None:
    assert not ids(named(text, COACH, NEXT))


@pytest.mark.parametrize(
    "text",
    [
        "Coach opens a store.",
        "Coach, Kate Spade and Versace grew.",
        "Next, the fashion chain, grew.",
        "Coach’s sales grew.",
        "Shoppers like Coach bags.",
        "Coach recently said it would grow.",
        "“Coach is growing,” she said.",
    ],
)
def test_ordinary_words_are_names_where_they_act_as_one(named, text: str) -> None:
    assert len(ids(named(text, COACH, NEXT))) == 1


def test_a_name_without_its_legal_form_counts_after_the_full_one(named) -> None:
    metro = entity("Metro AG", "Company")
    assert not ids(named("He praised Metro.", metro))
    assert ids(named("Metro AG grew. He praised Metro.", metro)) == ["metro", "metro"]


def test_a_designer_is_not_the_brand(named) -> None:
    person, brand = named("Designer Michael Kors resigned. The Michael Kors brand grew.", KORS)
    assert (person.party.types, person.party.id) == (("Person",), "")
    assert [other.id for other in person.others] == ["michael"]
    assert brand.party.id == "michael"


# --- new names --------------------------------------------------------------------------------------------


@each(
    "name",
    [
        "House of Fraser",
        "Marks & Spencer",
        "Bumble and Bumble",
        "Youth to the People",
        "& Other Stories",
        "Carl F. Bucherer",
        "J.P. Morgan",
        "TAG Heuer",
        "7-Eleven",
        "Too Faced",
        "iQIYI",
        "JD Ehome",
        "Noni B",
        "Van Cleef & Arpels",
        "El Corte Inglés",
        "Decarbonization-friendly Action",
        "Food and Drug Group",
        "Victoria's Secret",
        "Kiehl's",
        "Forever 21",
    ],
)
def test_new_names_are_found_whole(named, name: str) -> None:
    assert texts(named(f"It is said that rivals admire {name}, among others.")) == [name]


@each(
    ("text", "names"),
    [
        ("Struggling Specialty Fashion Group is for sale.", ["Specialty Fashion Group"]),
        ("It courts the German label Hugo Boss.", ["Hugo Boss"]),
        ("On Thursday in May the CEO met Mr Zeitlin.", ["Zeitlin"]),
        ("Analysts praised the French and Italian houses.", []),
        ("Sales rose. Management cheered. Demand grew.", []),
        ("Nike CEO Elliott Hill left.", ["Nike", "Elliott Hill"]),
        ("It sold Oris and Chopard to the Swatch Group.", ["Oris", "Chopard", "Swatch Group"]),
        ("It bought Kering’s Gucci.", ["Kering", "Gucci"]),
        ("It sued Kering, Inc. and Nike, Group profit fell.", ["Kering, Inc", "Nike"]),
        ("The Board met the Company, US-based as it is.", []),
        ("They met during Paris Fashion Week.", []),
    ],
)
def test_what_is_no_part_of_a_name_is_left_out(named, text: str, names: list[str]) -> None:
    assert texts(named(text)) == names


def test_and_joins_two_names_unless_they_only_come_together(named) -> None:
    assert texts(named("Marks and Spencer grew. He leads Marks and Spencer.")) == ["Marks and Spencer"] * 2
    assert texts(named("Nike and Adidas grew. He leads Nike and Adidas. Nike fell.")) == [
        "Nike", "Adidas", "Nike", "Adidas", "Nike",
    ]  # fmt: skip


def test_a_headline_in_capitals_names_only_what_the_text_names(named) -> None:
    text = "Struggling Retailer Mothercare Agrees New Venture\n\nIn India, Mothercare has found a partner."
    assert texts(named(text)) == ["Mothercare", "India", "Mothercare"]


def test_politicians_and_papers_are_no_parties(named) -> None:
    text = "French president Emmanuel Macron told Reuters so, the Financial Times reported."
    assert not named(text)


def test_a_paper_that_acts_is_a_party(named) -> None:
    assert texts(named("It is said that Reuters acquired a platform.")) == ["Reuters"]


# --- one party for all forms ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form", "name"),
    [
        ("It is Frasers Group. Later Frasers grew.", "Frasers", "Frasers Group"),
        ("He met Jide Zeitlin, chief executive. Later Zeitlin left.", "Zeitlin", "Jide Zeitlin"),
        ("It is Estée Lauder Companies. Yet Lauder grew.", "Lauder", "Estée Lauder Companies"),
        ("It sells on JD.com. Later JD grew.", "JD", "JD.com"),
        ("It is Benefit Cosmetics. They like Benefit.", "Benefit", "Benefit Cosmetics"),
        ("It joined the Apparel Climate Alliance (ACA). Then ACA grew.", "ACA", "Apparel Climate Alliance"),
        ("Jack Ma, the founder, left. Then Ma founded it.", "Ma", "Jack Ma"),
    ],
)
def test_short_forms_are_the_same_party(named, text: str, form: str, name: str) -> None:
    assert {m.party.name for m in named(text) if m.text in (form, name)} == {name}
    assert form in texts(named(text))


def test_a_short_form_of_two_names_is_neither(named) -> None:
    found = named("Reliance Retail and Reliance Brands grew. He praised Reliance.")
    assert [m.party.name for m in found] == ["Reliance Retail", "Reliance Brands", "Reliance"]


def test_a_short_form_of_a_known_name_is_known(named) -> None:
    known = entity("Frasers Sports Holdings", "Company")
    assert ids(named("Frasers Sports Holdings grew. Then Frasers fell.", known)) == ["frasers", "frasers"]


HALDEN = entity("Halden Group", "Company")
MARSH = entity("Halden & Marsh Partners", "Company")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Halden & Marsh Partners grew. Then Halden fell.", "Halden & Marsh Partners"),
        ("Halden & Marsh Partners Capital Management LP grew. Then Halden fell.", "Halden & Marsh Partners"),
        ("Halden & Marsh Partners Ltd. Halden & Marsh grew. Then Halden fell.", "Halden & Marsh Partners"),
        ("Halden & Pike grew. Then Halden fell.", "Halden & Pike"),
        ("Halden & Marsh Partners and Halden & Pike grew. Then Halden fell.", "Halden"),
        ("Halden & Marsh Partners met Halden Group. Then Halden fell.", "Halden Group"),
        ("He grew. Then Halden fell.", "Halden Group"),
    ],
)
def test_a_short_name_is_that_of_the_firm_that_the_text_names(named, text: str, name: str) -> None:
    found = [m for m in named(text, HALDEN, MARSH) if m.text == "Halden"]
    assert [m.party.name for m in found] == [name]
    assert bool(found[0].party.id) == (name in ("Halden Group", "Halden & Marsh Partners"))


@pytest.mark.parametrize(
    ("longer", "same"),
    [
        ("Halden & Marsh Partners Capital Management LP", True),
        ("Halden & Marsh Partners Holdings", True),
        ("Halden & Marsh Partners Oakridge", False),
        ("Halden Group Capital Management LP", False),
    ],
)
def test_a_firm_of_partners_told_at_length_is_the_known_one(named, longer: str, same: bool) -> None:
    (mention,) = named(f"It was {longer}.", HALDEN, MARSH)
    assert (mention.text == longer, bool(mention.party.id)) == (True, same)


def test_the_whole_name_of_another_is_never_taken_for_the_first_partner(named) -> None:
    halden = entity("Halden", "Company")
    assert ids(named("Halden & Pike grew. Then Halden fell.", halden)) == ["halden"]


# --- types ------------------------------------------------------------------------------------------------


@each(
    ("text", "name", "kinds"),
    [
        ("He praised the jeweller Messika.", "Messika", {"Brand", "Company"}),
        ("It opened on the luxury platform Mytheresa.", "Mytheresa", {"Platform"}),
        ("It owns Mulberry, a British handbag maker.", "Mulberry", {"Brand", "Company"}),
        ("A strategy called Bright Path was shown.", "Bright Path", {"Initiative"}),
        ("It joined the Textile Alliance.", "Textile Alliance", {"Alliance"}),
        ("They signed a Charter for Climate Action.", "Charter for Climate Action", {"Initiative"}),
        ("He praised Kolon Holdings.", "Kolon Holdings", {"Company"}),
        ("It opened a flagship store on Zozotown.", "Zozotown", {"Platform", "Company"}),
        ("It praised Anne McDonald, who chairs it.", "Anne McDonald", {"Person"}),
        ("It hired Yan Wang as general manager.", "Yan Wang", {"Person"}),
        ("According to chief executive Sanna Lindberg, it grew.", "Sanna Lindberg", {"Person"}),
        ("The Jimmy Choo brand grew.", "Jimmy Choo", {"Brand"}),
        ("It acquired Ted Baker last year.", "Ted Baker", {"Brand", "Company"}),
        ("It opened a store in Berlin.", "Berlin", {"Place"}),
        ("It opened a store in Sri Lanka.", "Sri Lanka", {"Market"}),
        ("He praised Vendula.", "Vendula", set()),
    ],
)  # fmt: skip
def test_what_a_text_says_of_a_name_gives_its_types(named, text: str, name: str, kinds: set[str]) -> None:
    assert set(types(named(text), name)) == kinds


def test_in_a_list_all_are_of_a_kind(named) -> None:
    found = named("It owns Sports Direct, Flannels and Jack Wills.")
    assert "Person" not in types(found, "Jack Wills")


def test_a_thing_for_sale_is_no_party(named) -> None:
    assert texts(named("TAG Heuer showed a special edition called Explore the Moon.")) == ["TAG Heuer"]


# --- parts ------------------------------------------------------------------------------------------------


def test_forms_of_a_name() -> None:
    assert shortened(("frasers", "group")) == ("frasers",)
    assert stems(("benefit", "cosmetics")) == [("benefit",)]
    assert surname(("jide", "zeitlin")) == ("zeitlin",)
    assert surname(("white", "stuff")) is None
    assert stands_for("SPICE", "Sustainable Packaging Initiative for Cosmetics")
    assert not stands_for("TFG", "Frasers Group")


def test_persons_are_told_by_their_given_names() -> None:
    assert looks_like_person(("bernard", "arnault"))
    assert looks_like_person(("jean", "paul", "agon"))
    assert not looks_like_person(("reliance", "retail"))
    assert not looks_like_person(("chelsea", "holdings"))


def test_endings_give_types() -> None:
    assert types_by_ending(("sustainable", "packaging", "initiative", "for", "cosmetics")) == ("Initiative",)
    assert types_by_ending(("prada",)) == ()


def test_word_lists_hold_what_they_are_for() -> None:
    assert {"Bernard", "Xiaoming", "Hiroshi", "Seung", "Priya"} <= wordlists.given_names()
    assert {"French", "South Korean"} <= wordlists.nationalities()
    assert wordlists.noun_types()["private equity firms"] == ("Company",)
    assert wordlists.roles()["prime minister"] and not wordlists.roles()["marketing director"]
    assert wordlists.is_ordinary("Coach") and not wordlists.is_ordinary("Tapestry")


PIECES = """Coach Next Tapestry, Inc. the and & of Michael Kors said CEO 7-Eleven — ( ) “ ” 天猫 ’s L’Oréal A.
    É é 𝕏 Mr J.P. Group Alliance for Climate to a in 21 iQIYI China \u200f \x00 \n\n"""
WORDS = st.sampled_from(PIECES.split(" "))


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=80))
def test_mentions_are_in_order_apart_and_say_what_stands_there(ontology: Ontology, content: str) -> None:
    known = Gazetteer([COACH, TAPESTRY, NEXT, KORS, TMALL])
    end = 0
    for mention in find_names(content, sentences(Text(content)), known, ontology):
        assert end <= mention.start < mention.end
        assert content[mention.start : mention.end] == mention.text
        assert mention.party.name
        end = mention.end
