"""Kinds of questions beyond one noun or verb: predicates, sets, sums, names in any order, several in one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from retailgraph import RetailGraph
from retailgraph.answers.following import answers_to, following
from retailgraph.errors import RetailGraphError, UsageError
from retailgraph.plan.several import SeveralQuestions


@pytest.mark.parametrize(
    ("question", "alike"),
    [
        # A predicate after a noun is a clause.
        ("Which members of the AACA are Japanese?", "Japanese members of the AACA"),
        (
            "Which LVMH brands are not on the Tmall Luxury Pavilion?",
            "brands of LVMH that are not on Tmall Luxury Pavilion",
        ),
        # Adverbs may stand anywhere.
        ("does Nike sell on Amazon again?", "does Nike sell on Amazon"),
        ("is Jack Ma still chairman of Alibaba?", "is Jack Ma chairman of Alibaba"),
        # Hyphens join what is one.
        ("called-off deals of Farfetch", "deals of Farfetch called off"),
        ("the Kroger-Albertsons deal", "the Kroger Albertsons deal"),
        # Names in any order, a market among them.
        ("prada china platforms", "platforms of Prada in China"),
        ("tiffany price lvmh", "price of the LVMH Tiffany deal"),
        # Slips in short words, and of a letter in a short name.
        ("wo owns vans", "who owns Vans"),
        ("is gucc on tmal", "is Gucci on Tmall"),
        # The time in the midst of a question.
        ("what happened in September 2019 around Tapestry", "what changed for Tapestry in September 2019"),
        # Words of a longer name.
        ("members of the anti-counterfeiting alliance", "members of the AACA"),
        # A preposition that is said again.
        ("what is owned by Kering or by LVMH", "what is owned by Kering or LVMH"),
    ],
)
def test_it_asks_the_same(shipped: RetailGraph, question: str, alike: str) -> None:
    one, other = shipped.ask(question), shipped.ask(alike)
    assert {row.key for row in one.rows} == {row.key for row in other.rows}
    assert one.rows
    assert {event.words for event in one.events} == {event.words for event in other.events}


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("total price of the acquisitions of Walmart", "Total: about 28.5bn USD, of 4 deals."),
        ("average tenure of the ceos of Tapestry", " years, of 3."),
        ("former names of Foot Locker", "Venator Group, Inc. was renamed Foot Locker, Inc., 2001"),
        ("What was Capri called before?", "Michael Kors Holdings was renamed Capri Holdings Limited"),
        ("Who preceded Joanne Crevoiserat?", "Jide Zeitlin"),
        ("sales of Chanel in 2023", "19.7bn USD"),
        ("how many members does the AACA have", "China Daily says 132"),
        ("which partnerships ended in 2024", "2: Neiman Marcus Group"),
        ("Japanese companies", "companies."),
        ("is Chanel on the Luxury Pavilion?", "yes: Chanel sells on Tmall Luxury Pavilion"),
        ("Gucci or Prada on Tmall?", "yes: "),
    ],
)
def test_the_sentence_says(shipped: RetailGraph, question: str, says: str) -> None:
    assert says in shipped.ask(question).sentence


def test_both_is_each_and_and_is_either(shipped: RetailGraph) -> None:
    def ids(question: str) -> set[str]:
        return {row.id for row in shipped.ask(question).rows}

    one, two = "Aura Blockchain Consortium", "Watch & Jewellery Initiative 2030"
    founders = ids(f"who founded {one}"), ids(f"who founded {two}")
    assert ids(f"who founded both {one} and {two}") == founders[0] & founders[1]
    assert ids(f"who founded {one} and {two}") == founders[0] | founders[1]


def test_a_sum_says_what_it_leaves_out(shipped: RetailGraph) -> None:
    answer = shipped.ask("average price of acquisitions of LVMH")
    assert "3 more without a price" in answer.notes
    assert all(row.status == "completed" and row.price for row in answer.rows)
    announced = shipped.ask("total price of Alibaba's Lazada deals")
    assert announced.sentence == "Total: 1bn USD, of 1 deal."
    assert "announced, and not counted: Lazada (Alibaba Group, 1bn USD)" in announced.notes


def test_names_alone_are_never_read_where_nothing_is_found(shipped: RetailGraph) -> None:
    for question in ("rolex prada stake", "gucci weather tomorrow", "zara gucci licence price"):
        with pytest.raises(RetailGraphError) as error:
            shipped.ask(question)
        assert "try: " in str(error.value)


def test_what_is_beside_is_of_the_family_and_of_sisters(shipped: RetailGraph) -> None:
    owned = shipped.ask("owners of Puma")
    assert owned.sentence == "No article says so."
    assert "Groupe Artémis" in {row.entity for row in owned.but}
    sister = shipped.ask("does Zara sell on Myntra")
    assert "Inditex" in sister.but_of
    assert {row.entity for row in sister.but} == {"Bershka"}


# --- several questions in one ------------------------------------------------------------------------------


def test_several_questions_are_answered_each(shipped: RetailGraph) -> None:
    question = "who owns Versace and brands of OTB and partners of Tapestry?"
    with pytest.raises(SeveralQuestions) as error:
        shipped.ask(question)
    assert error.value.suggestions == ("who owns Versace", "brands of OTB", "partners of Tapestry")
    assert [a.rows for a in answers_to(shipped, question)] == [
        shipped.ask(part).rows for part in error.value.suggestions
    ]


def test_of_too_many_questions_none_is_left_out_in_silence(shipped: RetailGraph) -> None:
    with pytest.raises(UsageError) as error:
        shipped.ask("does Gucci sell on Tmall" + " and does Prada sell on Tmall" * 30)
    assert not isinstance(error.value, SeveralQuestions)


def test_the_second_question_may_speak_of_the_first(shipped: RetailGraph) -> None:
    card, leaders = answers_to(shipped, "What is the Fashion Pact and who leads it?")
    assert (card.kind, card.about) == ("card", ("fashion-pact",))
    assert leaders.rows == shipped.ask("who leads the Fashion Pact").rows


@pytest.mark.parametrize(
    ("before", "text", "found"),
    [
        ("who owns Reebok", "since when?", lambda a: "since 2022-02-28" in a.sentence),
        ("brands of OTB", "how many?", lambda a: a.sentence.startswith("5 brands")),
        ("does Gucci sell on Tmall", "and JD.com?", lambda a: a.about == ("gucci", "jd-com")),
        ("does Gucci sell on Tmall", "and Prada?", lambda a: a.about == ("prada", "tmall")),
        ("who owns Stuart Weitzman", "their brands", lambda a: a.about == ("caleres",)),
        (
            "brands of OTB",
            "which of those sell on Tmall Luxury Pavilion?",
            lambda a: {r.id for r in a.rows} == {"jil-sander", "marni"},
        ),
        ("who owns Prada", "who owns Gucci?", lambda a: a.about == ("gucci",)),
    ],
)
def test_a_question_follows_on(
    shipped: RetailGraph, before: str, text: str, found: Callable[[object], bool]
) -> None:
    assert found(following(shipped, text, shipped.ask(before)))


def test_a_question_that_follows_on_nothing_is_refused_with_help(shipped: RetailGraph) -> None:
    with pytest.raises(UsageError) as error:
        following(shipped, "how many?", None)
    assert error.value.suggestions


@pytest.mark.parametrize(
    "question",
    [
        "brands of Kering that are neither on Tmall nor on JD.com",
        "brands of Kering neither on Tmall nor JD.com",
        "which Kering brands sell neither on Tmall nor on JD.com",
    ],
)
def test_neither_leaves_out_both(shipped: RetailGraph, question: str) -> None:
    def ids(text: str) -> set[str]:
        return {row.id for row in shipped.ask(text).rows}

    found = shipped.ask(question)
    assert {row.id for row in found.rows} == ids("brands of Kering") - ids("brands on Tmall or JD.com")
    assert found.understood == "brands of Kering SA that are not reported to sell on Tmall or JD.com"


def test_of_neither_is_answered_the_right_way_round(shipped: RetailGraph) -> None:
    found = shipped.ask("is neither Gucci nor Prada on JD.com")
    assert (found.answer, found.understood) == ("no", "is neither Gucci nor Prada on JD.com")
    assert shipped.ask("does neither LVMH nor Richemont own Gucci").answer == "yes"
    assert shipped.ask("is Gucci on neither Tmall nor JD.com").answer == "no"
    kept = shipped.ask("members of the Fashion Pact that neither Kering nor LVMH owns").rows
    assert kept
    assert not {row.id for row in kept} & {row.id for row in shipped.ask("brands of Kering or LVMH").rows}


def test_what_is_not_so_ends_before_what_is(shipped: RetailGraph) -> None:
    found = shipped.ask("brands that are not on Tmall and belong to LVMH").rows
    assert {row.id for row in found} < {row.id for row in shipped.ask("brands of LVMH").rows}


@pytest.mark.parametrize(
    ("question", "instead"),
    [
        ("Isn't Gucci not on Tmall?", "is Gucci on Tmall?"),
        ("does Kering not not own Gucci", "does Kering own Gucci"),
        ("which brands does Kering no longer not own", "which brands does Kering own"),
        ("does Kering never not own Gucci?", "does Kering own Gucci?"),
    ],
)
def test_not_said_twice_is_refused_with_the_question_without_it(
    shipped: RetailGraph, question: str, instead: str
) -> None:
    with pytest.raises(UsageError) as refused:
        shipped.ask(question)
    assert list(refused.value.suggestions) == [instead]


@pytest.mark.parametrize(
    ("question", "alike"),
    [
        # As people say it.
        ("what labels does OTB have under its roof", "brands of OTB"),
        ("who has a piece of Catalyst Brands?", "shareholders of Catalyst Brands"),
        ("On which online marketplaces can you find Miu Miu?", "where does Miu Miu sell"),
        ("who calls the shots at Macy's", "who leads Macy's"),
        ("which brands turned their back on Farfetch", "which brands left Farfetch"),
        ("what did Dick's shell out for Foot Locker", "how much did Dick's pay for Foot Locker"),
        ("who snapped up Supreme", "who bought Supreme"),
        ("companies that signed the Fashion Pact and also sit in the AACA",
         "companies that are members of the Fashion Pact and that are members of the AACA"),
        ("who other than Kering owns part of Puma", "shareholders of Puma except Kering"),
        ("whos the boss of Gap", "who leads Gap"),
        ("asda owner pls", "owner of Asda"),
    ],
)  # fmt: skip
def test_idioms_ask_the_same(shipped: RetailGraph, question: str, alike: str) -> None:
    found = {row.key for row in shipped.ask(question).rows}
    assert found
    assert found == {row.key for row in shipped.ask(alike).rows}


def test_the_first_of_those_that_have_most(shipped: RetailGraph) -> None:
    found = shipped.ask("top three platforms by number of brands")
    assert len(found.tallies) == 3
    assert found.sentence.count(";") == 2


def test_pronouns_mean_things_or_persons(shipped: RetailGraph) -> None:
    founded, owned = answers_to(shipped, "Who started Farfetch and who owns it today?")
    assert founded.rows[0].types == ("Person",)
    assert owned.about == ("farfetch",)
    brands = shipped.ask("which brands does Bluestar Alliance own")
    bought = following(shipped, "which of those did it buy from LVMH?", brands)
    assert {row.entity for row in bought.rows} == {"Off-White"}
    before = shipped.ask("who owned Jack Wolfskin before Anta")
    assert following(shipped, "and who had it after", before).form == before.form._replace(order="next")  # type: ignore[union-attr]
    sold = following(shipped, "and on WeChat?", shipped.ask("where does Coach sell"))
    assert (sold.kind, sold.answer) == ("truth", "yes")


def test_more_that_was_asked(shipped: RetailGraph) -> None:
    still = shipped.ask("Is the Tapestry Tmall partnership still on?")
    assert (still.kind, still.answer, still.confirmed) == ("truth", "yes", "2019-09")
    sold = shipped.ask("Has Walmart sold all its JD.com shares?")
    assert (sold.answer, sold.rows[0].until) == ("yes", "2024-08-20")
    assert shipped.ask("Has Kering sold its stake in Puma").answer == "no"
    to_come = shipped.ask("Who holds stakes in Puma?").notes
    assert any("Anta Sports Products Limited is to acquire Puma" in note for note in to_come)
    several = shipped.ask("what connects walmart with jd.com and flipkart")
    assert {"jd-com", "flipkart"} <= {row.id for row in several.rows}
    once = shipped.ask("first brands on JD.com's luxury platform")
    assert "none is it now; once were: Toplife" in once.notes
    assert "Balenciaga" in {row.entity for row in once.rows}
    assert "no article tells of that time" in shipped.ask("Who owned Gucci in the year 1066?").sentence
