"""Ends that texts tell of: closed, dissolved, died, merged, replaced, renamed; and what is no end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import TODAY, Outcome, each, write
from retailgraph import RetailGraph
from retailgraph.review import Review, read_draft
from test_endings import ENTITIES
from test_wordings import proposed

NAMES = {
    "Velmar": ("Company",),
    "Tarnby": ("Company",),
    "Kioska": ("Platform",),
    "Bazarline": ("Platform",),
    "Oakridge": ("Brand",),
    "Pellworth": ("Brand",),
    "Ada Lind": ("Person",),
    "Bo Renn": ("Person",),
}
ENDS = ("ceases", "becomes")


def told(sentence: str) -> set[str]:
    """The ends that a sentence tells of: "Kioska closed 2019: completed"."""
    found = set()
    for c in proposed(sentence, NAMES):
        if c.relation in ENDS:
            whom = [c.object.name] if c.subject != c.object else []
            when = [str(c.qualifiers["from"])] if "from" in c.qualifiers else []
            found.add(" ".join([c.subject.name, str(c.qualifiers["how"]), *whom, *when]) + f": {c.status}")
    return found


@each(
    ("sentence", "end"),
    [
        ("Kioska was closed on 31 March 2019.", "Kioska closed 2019-03-31: completed"),
        ("Kioska shut down in 2019.", "Kioska closed 2019: completed"),
        ("Velmar closed Kioska in 2019.", "Kioska closed 2019: completed"),
        ("Velmar will close Kioska in 2027.", "Kioska closed 2027: announced"),
        ("Velmar plans to shut down Kioska.", "Kioska closed: announced"),
        ("Kioska may close.", "Kioska closed: rumoured"),
        ("Kioska closed its doors for good.", "Kioska closed: completed"),
        ("Tarnby was dissolved in 2019.", "Tarnby dissolved 2019: completed"),
        ("Tarnby went bankrupt in 2018.", "Tarnby bankrupt 2018: completed"),
        ("Ada Lind died on 28 November 2021.", "Ada Lind died 2021-11-28: completed"),
        ("Ada Lind has passed away.", "Ada Lind died: completed"),
        ("Kioska was merged into Bazarline in 2020.", "Kioska merged Bazarline 2020: completed"),
        ("Velmar merged Kioska into Bazarline in 2020.", "Kioska merged Bazarline 2020: completed"),
        ("Oakridge was renamed Pellworth in 2020.", "Oakridge renamed Pellworth 2020: completed"),
        ("Oakridge will be rebranded as Pellworth.", "Oakridge renamed Pellworth: announced"),
        ("Velmar changed its name to Tarnby.", "Velmar renamed Tarnby: completed"),
        ("Oakridge was replaced by Pellworth in 2019.", "Oakridge replaced Pellworth 2019: completed"),
        ("Pellworth replaced Oakridge in 2019.", "Oakridge replaced Pellworth 2019: completed"),
    ],
)
def test_an_end(sentence: str, end: str) -> None:
    assert told(sentence) == {end}


@each(
    "sentence",
    [
        "Kioska closed temporarily in 2019.",
        "Velmar temporarily closed Kioska.",
        "Kioska is closed on Sundays.",
        "Kioska closed at 8.",
        "Kioska shut down for a day.",
        "Kioska closed the year with sales of 5bn.",
        "Kioska shut down its Leeds office in 2019.",
        "Kioska stopped trading in Velmar shares.",
        "Kioska trades in 2019.",
        "Velmar closed 20 stores in 2019.",
        "Velmar closed its Oakridge shop in Leeds.",
        "Velmar closed the deal in 2019.",
        "Velmar's shares closed higher on Monday.",
        "Kioska would have closed without Tarnby.",
        "Reports that Kioska closed are false.",
        "It is unclear whether Kioska shut down.",
        "Nobody confirmed that Tarnby went bankrupt.",
        "If Kioska closed, Velmar would suffer.",
        "There is no evidence that Kioska was merged into Bazarline.",
        "Tarnby nearly went bankrupt in 2018.",
        "Tarnby filed for bankruptcy.",
        "Tarnby replaced Velmar as supplier of Oakridge.",
        "Velmar will be replaced by Tarnby as supplier of Oakridge.",
        "Pellworth replaced Oakridge at the top of the list.",
        "Ada Lind replaced Bo Renn as CEO of Velmar.",
        "Ada Lind's father died in 2019.",
        "Ada Lind died to make Velmar great.",
        "The death of Ada Lind was a rumour.",
    ],
)
def test_what_is_no_end(sentence: str) -> None:
    assert told(sentence) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Kioska did not close.",
        "Velmar denied that Kioska will shut down.",
        "Oakridge was not renamed Pellworth.",
        "It is a myth that Oakridge was renamed Pellworth.",
        "Kioska was never merged into Bazarline.",
        "Tarnby has not gone bankrupt.",
    ],
)
def test_a_denied_end_is_denied(sentence: str) -> None:
    assert {end.rpartition(": ")[2] for end in told(sentence)} == {"denied"}


def test_what_was_closed_for_a_while_is_operated_still() -> None:
    for sentence in ("Velmar temporarily closed Kioska.", "Velmar closed Kioska until May."):
        assert not [c for c in proposed(sentence, NAMES) if c.relation == "operates"]


def test_a_planned_end_is_no_beginning() -> None:
    (claim,) = (c for c in proposed("Velmar will close Kioska in 2027.", NAMES) if c.relation == "operates")
    assert (claim.status, claim.qualifiers) == ("inForce", {"to": "2027"})
    (claim,) = (c for c in proposed("Velmar may close Kioska in 2027.", NAMES) if c.relation == "operates")
    assert (claim.status, claim.qualifiers) == ("inForce", {})


# --- buyers whom nobody names -------------------------------------------------------------------------------


def bought(sentence: str) -> set[tuple[str, str, str, tuple[str, ...]]]:
    """Buyer, what was bought, status and sellers of each purchase."""
    found = set()
    for c in proposed(sentence, NAMES):
        if c.relation == "acquires":
            sellers = c.qualifiers.get("seller", ())
            names = tuple(p.name for p in sellers) if isinstance(sellers, tuple) else ()
            found.add((c.subject.name, c.object.name, c.status, names))
    return found


@each(
    ("sentence", "purchase"),
    [
        ("Velmar has sold Oakridge to an undisclosed buyer.", ("completed", ("Velmar",))),
        ("Velmar sold Oakridge to an unnamed Chinese investor in May 2023.", ("completed", ("Velmar",))),
        ("Oakridge was sold to an unnamed buyer.", ("completed", ())),
        ("An unnamed investor bought Oakridge.", ("completed", ())),
        ("Oakridge was acquired by an unidentified group.", ("completed", ())),
        ("Velmar will sell Oakridge to an undisclosed buyer.", ("announced", ("Velmar",))),
        ("Velmar may sell Oakridge to an undisclosed buyer.", ("rumoured", ("Velmar",))),
        ("Velmar denied that it sold Oakridge to an unnamed buyer.", ("denied", ("Velmar",))),
        ("An unnamed fund wanted to buy Oakridge.", ("rumoured", ())),
    ],
)
def test_a_buyer_whom_nobody_names(sentence: str, purchase: tuple[str, tuple[str, ...]]) -> None:
    assert bought(sentence) == {("undisclosed", "Oakridge", *purchase)}


@pytest.mark.parametrize(
    "sentence",
    [
        "Velmar sold Oakridge to Tarnby for an undisclosed sum.",
        "Velmar sold Oakridge to Tarnby, beating an unnamed bidder.",
        "Tarnby bought Oakridge from an undisclosed seller.",
        "There is no evidence that Velmar sold Oakridge to an unnamed buyer.",
        "If Velmar sold Oakridge to an undisclosed buyer, Tarnby would grow.",
    ],
)
def test_who_is_named_or_never_bought_is_not_undisclosed(sentence: str) -> None:
    assert not [one for one in bought(sentence) if one[0] == "undisclosed"]


TEXT = """Velmar sells

Velmar Group sold Marvane to an undisclosed buyer in May 2023. Kioska was closed on 31 March 2019.
"""


def test_what_is_proposed_of_ends_and_unnamed_buyers_loads(
    tmp_path: Path, run: Callable[..., Outcome]
) -> None:
    graph = RetailGraph.open(tmp_path / "store", today=TODAY)
    graph.load(write(tmp_path / "in", {"e": ENTITIES}))
    (text,) = write(tmp_path, {"s.txt": TEXT})
    heading = ("--title", "Velmar sells", "--publisher", "Daily", "--published", "2024-05-06")
    made = run("propose", text, *heading, "-o", tmp_path / "d.yaml", "--store", tmp_path / "store")
    assert made.code == 0
    going = Review(read_draft(tmp_path / "d.yaml"), graph)
    assert going.accept_above(0.5) == 2
    graph.load(going.write(tmp_path / "out"))
    assert graph.ask("did Velmar sell Marvane").answer == "yes"
    assert graph.ask("does Kioska still exist").answer == "no"
