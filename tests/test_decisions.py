"""Decisions: which entities are one. Read strictly, carried out on load, taken back without a trace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import (
    ENTITIES,
    ROOT,
    TODAY,
    Outcome,
    article,
    canonical,
    difference,
    empty_store,
    examples,
    own_store,
    write,
)
from retailgraph import RetailGraph, articles
from retailgraph.articles.decisions_file import Decision, contradictions, in_force, kept_ids
from retailgraph.articles.merging import Reader
from retailgraph.decisions import decide, default_file, undo
from retailgraph.errors import InvalidData, NotFound, Refused, UsageError
from retailgraph.graph.changing import Change
from retailgraph.graph.contents import Contents
from retailgraph.ontology import read as read_ontology
from retailgraph.tables import connecting
from retailgraph.tables.store import Tables
from test_graph import NAMES, SETS, articles_of, entities, quads_of

ONTOLOGY = read_ontology(ROOT / "ontology" / "retailgraph.ttl")
SAID = {
    "2018-a": article("acme owns finch", "bolt owns grove: {share: over 50}", published="2018"),
    "2019-b": article(
        "dune acquires finch: {seller: bolt, from: 2019}", "acme partnersWith bolt", published="2019"
    ),
}


def decision(verdict: str, *ids: str, by: str = "Ada", why: str = "They are.") -> str:
    return f"- {verdict}: [{', '.join(ids)}]\n  by: {by}\n  why: {why}\n"


def read(tmp_path: Path, text: str) -> list[str]:
    """What is found in a file of decisions about the made-up entities, without its path."""
    paths = write(tmp_path, {"entities": ENTITIES, "decisions": text})
    found = articles.read(paths, ONTOLOGY).findings
    assert all(f.rule == "decisions" or not f.rule.startswith("entity") for f in found)
    return [str(f).replace(f"{tmp_path}/", "") for f in found]


# --- the file -------------------------------------------------------------------------------------------


def test_a_good_file_is_read(tmp_path: Path) -> None:
    text = (
        decision("same", "acme", "bolt", "core") + decision("different", "finch", "grove") + "  on: 2026-11\n"
    )
    assert read(tmp_path, text) == []
    bundle = articles.read([tmp_path], ONTOLOGY)
    assert [(d.verdict, d.ids, d.by, str(d.on or "")) for d in bundle.decisions] == [
        ("same", ("acme", "bolt", "core"), "Ada", ""),
        ("different", ("finch", "grove"), "Ada", "2026-11"),
    ]
    assert (bundle.decides, bundle.decisions[1].line) == (True, 4)


FAULTS = {
    "- [acme, bolt]\n- same: [acme, bolt]\n  by: A\n  why: b\n": [
        "1: a decision is '- same: [id, other-id]'"
    ],
    "- same: [acme]\n  by: A\n  why: b\n": ["1: same takes two ids or more"],
    "- same: [acme, acme]\n  by: A\n  why: b\n": ["1: 'acme' stands twice here"],
    "- same: [acme, bolt]\n  different: [core, dune]\n  by: A\n  why: b\n": ["1: a decision is one of"],
    "- same: [acme, bolt]\n  why: b\n": ["1: a decision needs its by"],
    "- same: [acme, bolt]\n  by: A\n  whi: b\n": ["1: a decision needs its why", "3: unknown key 'whi'"],
    "- same: [acme, blot]\n  by: A\n  why: b\n": ["1: unknown entity 'blot'; did you mean 'bolt'?"],
    "- same: [Acme, bolt]\n  by: A\n  why: b\n": ["1: same: "],
    "- same: [acme, bolt]\n  by: A\n  why: b\n  on: 2026-13\n": ["4: on: '2026-13': there is no month 13"],
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_told_with_its_line(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, text)
    for wanted in FAULTS[text]:
        assert any(line.startswith(f"decisions.yaml:{wanted}") for line in found), (wanted, found)


CONTRADICTIONS = {
    "at once": (
        decision("same", "acme", "bolt") + decision("different", "bolt", "acme"),
        "decisions.yaml:4: 'acme' and 'bolt' are said to be different, but the same by decisions.yaml:1",
    ),
    "through a third": (
        decision("same", "acme", "bolt")
        + decision("same", "bolt", "core")
        + decision("different", "acme", "core"),
        "decisions.yaml:7: 'acme' and 'core' are said to be different, "
        "but the same by decisions.yaml:1, decisions.yaml:4",
    ),
    "twice": (
        decision("same", "acme", "bolt") + decision("same", "bolt", "acme"),
        "decisions.yaml:4: 'bolt' and 'acme': the same is decided at decisions.yaml:1; keep one",
    ),
}


@pytest.mark.parametrize("how", CONTRADICTIONS)
def test_a_contradiction_names_both_lines(how: str, tmp_path: Path) -> None:
    text, message = CONTRADICTIONS[how]
    assert message in read(tmp_path, text)


def test_decisions_of_two_files_may_contradict_each_other(tmp_path: Path) -> None:
    files = {"entities": ENTITIES, "one": decision("same", "acme", "bolt")}
    write(tmp_path, {**files, "two": decision("different", "acme", "bolt")})
    found = [str(f) for f in articles.read([tmp_path], ONTOLOGY).findings]
    said = "'acme' and 'bolt' are said to be different, but the same by"
    assert found == [f"{tmp_path}/two.yaml:1: {said} {tmp_path}/one.yaml:1"]


IDS = ("acme", "bolt", "core", "dune", "ember")
DECISIONS = st.lists(
    st.builds(
        lambda verdict, ids: Decision(verdict, tuple(ids), "Ada", "Because."),
        st.sampled_from(("same", "same", "different")),
        st.lists(st.sampled_from(IDS), min_size=2, max_size=3, unique=True),
    ),
    max_size=5,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(DECISIONS, DECISIONS)
def test_what_is_in_force_holds_together_and_keeps_one_of_each_class(
    first: list[Decision], then: list[Decision]
) -> None:
    held, overruled = in_force(in_force([], first)[0], then)
    assert not list(contradictions(held))
    assert {*then} <= {*held, *overruled}
    kept = kept_ids(held)
    assert not kept.keys() & set(kept.values()), "who is kept is read as nobody else"
    for made in held:
        read_as = {kept.get(i, i) for i in made.ids}
        assert len(read_as) == (1 if made.verdict == "same" else len(made.ids))


def test_the_first_of_the_list_is_kept() -> None:
    def same(*ids: str) -> Decision:
        return Decision("same", ids, "Ada", "Because.")

    assert kept_ids([same("bolt", "acme")]) == {"acme": "bolt"}
    assert kept_ids([same("bolt", "core"), same("acme", "bolt")]) == {"bolt": "acme", "core": "acme"}
    assert kept_ids([same("core", "dune"), same("acme", "dune")]) == {"acme": "core", "dune": "core"}


# --- carried out ----------------------------------------------------------------------------------------


def store_with(tmp_path: Path, text: str) -> RetailGraph:
    graph = own_store(tmp_path, SAID)
    graph.load(write(tmp_path / "decided", {"decisions": text}))
    return graph


def test_two_become_one(tmp_path: Path) -> None:
    graph = store_with(tmp_path, decision("same", "acme", "bolt"))
    card = graph.show("bolt")
    assert (card.id, card.name, card.aliases, card.also_ids) == (
        "acme",
        "Acme, Inc.",
        ("Bolt Ltd",),
        ("bolt",),
    )
    assert card.country == "US"
    assert [row.entity for row in graph.ask("brands of Bolt Ltd").rows] == ["Grove"]
    assert graph.why("acme", "owns", "grove").answer == "yes"
    assert "bolt" not in graph.types()
    assert graph.known_types()["bolt"] == ("Company",)
    assert "Acme, Inc." in {row.entity for row in graph.ask("owners of Finch over time").rows}


def test_a_claim_that_becomes_one_about_itself_is_left_out_and_told(tmp_path: Path) -> None:
    graph = own_store(tmp_path, SAID)
    done = graph.load(write(tmp_path / "decided", {"decisions": decision("same", "acme", "bolt")}))
    assert done.decisions == 1
    (told,) = done.findings
    assert (told.path, told.line, told.severity) == ("load 1: 2019-b.yaml", 9, "warning")
    assert told.message == "'acme partnersWith bolt' is left out: by a decision it is about 'acme' and itself"
    assert graph.ask("partners of Acme").rows == ()
    more = graph.load(
        write(tmp_path / "more", {"2020-c": article("bolt partnersWith acme", published="2020")})
    )
    assert [f.severity for f in more.findings] == ["warning"]


def test_different_leis_are_warned_of(tmp_path: Path) -> None:
    leis = ("529900T8BM49AURSDO55", "5493001KJTIIGC8Y1R12")
    files = {"entities": ENTITIES.replace("country: US", f"country: US, ids: {{lei: {leis[0]}}}")}
    files["entities"] = files["entities"].replace("country: GB", f"country: GB, ids: {{lei: {leis[1]}}}")
    graph = empty_store(tmp_path / "store")
    graph.load(write(tmp_path / "files", {**files, **SAID}))
    done = graph.load(write(tmp_path / "decided", {"decisions": decision("same", "acme", "core", "bolt")}))
    told = [str(f) for f in done.findings if "another lei" in str(f)]
    assert len(told) == 1
    assert f"'bolt' ({leis[1]}): 'acme' is decided to be the same, but has another lei: {leis[0]}" in told[0]


def test_taking_a_decision_out_gives_back_what_was_before(tmp_path: Path) -> None:
    graph = own_store(tmp_path, SAID)
    before = canonical(graph)
    graph.load(write(tmp_path / "decided", {"decisions": decision("same", "acme", "bolt")}))
    decided = canonical(graph)
    assert decided != before
    graph.load(write(tmp_path / "undecided", {"decisions": "[]\n"}))
    assert not list(difference(before, canonical(graph)))
    graph.load(write(tmp_path / "decided", {"decisions": decision("same", "acme", "bolt")}))
    assert not list(difference(decided, canonical(graph)))


def test_later_loads_are_read_through_the_decisions(tmp_path: Path) -> None:
    graph = store_with(tmp_path, decision("same", "acme", "bolt"))
    later = {
        "2021-c": article("bolt owns isle", published="2021"),
        "2021-d": article("core acquires isle: {seller: bolt, from: 2021}", published="2021"),
    }
    graph.load(write(tmp_path / "later", later))
    graph.remove(["2021-d"])
    # An entity made one of two is put together again from both.
    graph.load(
        write(tmp_path / "again", {"renamed": 'bolt: {type: Company, name: "Bolt plc", country: IE}\n'})
    )
    assert "Bolt plc" in graph.show("acme").aliases
    now = canonical(graph)
    graph.reset()
    graph.freshen()
    assert not list(difference(now, canonical(graph)))


def test_the_users_decisions_overrule_shipped_ones(shipped_copy: Path) -> None:
    graph = RetailGraph.open(today=TODAY)
    assert [d["verdict"] for d in graph.decisions] == ["different"] * len(graph.decisions)
    text = decision("same", "metro", "ceconomy")
    done = graph.load(write(shipped_copy / "mine", {"decisions": text}))
    assert any("overruled by one of yours" in str(f) for f in done.findings)
    assert graph.show("ceconomy").id == "metro"


@settings(max_examples=examples(15, 60), deadline=None)
@given(SETS, DECISIONS, st.lists(st.sets(st.sampled_from(NAMES), min_size=1, max_size=2), max_size=3))
def test_changing_step_by_step_equals_building_at_once_also_with_decisions(
    texts: dict[str, str], made: list[Decision], steps: Sequence[set[str]]
) -> None:
    held = in_force([], made)[0]
    known = articles_of(texts)

    def built(names: Sequence[str]) -> tuple[Tables, Contents]:
        given_ = {n: known[n] for n in names}
        whole = Contents(entities(), given_, decisions=held).decided(ONTOLOGY)
        tables = connecting.memory()
        Change(tables, ONTOLOGY, TODAY).build(whole.entities.values(), whole.articles.values())
        return tables, whole

    tables, whole = built([NAMES[0]])
    kept = {id: first for id, (first, _) in whole.read_as.items() if id != first}
    present = {NAMES[0]}
    for step in steps:
        put = Reader(kept, ONTOLOGY).articles(known[n] for n in sorted(step))
        Change(tables, ONTOLOGY, TODAY).apply((), put, ())
        present |= step
    same_as = canonical(quads_of(built(sorted(present))[0], TODAY))
    assert not list(difference(same_as, canonical(quads_of(tables, TODAY))))


# --- deciding -------------------------------------------------------------------------------------------


def test_deciding_writes_and_undoing_takes_out_with_comments_kept(tmp_path: Path) -> None:
    graph = own_store(tmp_path)
    path = tmp_path / "decisions.yaml"
    path.write_text("# Ours.\n- different: [core, dune]  # sure\n  by: Ada\n  why: No.\n", encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert decide(graph, "same", "Acme, Inc.", "bolt", by="Ben", why='He said: "yes"', file=path)[1] == (
        "acme",
        "bolt",
    )
    written = path.read_text(encoding="utf-8")
    assert (
        written
        == before + '- same: [acme, bolt]\n  by: "Ben"\n  why: "He said: \\"yes\\""\n  on: 2026-11-23\n'
    )
    assert articles.read([path], ONTOLOGY, graph.types()).decisions[1].why == 'He said: "yes"'
    undo(graph, "bolt", "acme", file=path)
    assert path.read_text(encoding="utf-8") == before
    undo(graph, "core", "dune", file=path)
    assert path.read_text(encoding="utf-8") == "# Ours.\n[]\n"
    decide(graph, "different", "core", "dune", by="Ben", why="No.", file=path)
    assert path.read_text(encoding="utf-8").startswith("# Ours.\n- different: [core, dune]\n")


def test_what_may_not_be_decided_leaves_the_file_alone(tmp_path: Path) -> None:
    graph = own_store(tmp_path)
    path, _ = decide(graph, "same", "acme", "bolt", by="Ben", why="Yes.")
    assert path == default_file(graph) == tmp_path / "store" / "loads" / "decisions.yaml"
    before = path.read_bytes()
    with pytest.raises(InvalidData) as error:
        decide(graph, "different", "bolt", "acme", by="Ben", why="No.")
    assert "but the same by" in str(error.value.findings[0])
    for verdict, ids, by, kind in (
        ("same", ("acme", "acme"), "Ben", InvalidData),
        ("same", ("acme", "nobody"), "Ben", NotFound),
        ("same", ("acme", "core"), " ", UsageError),
    ):
        with pytest.raises(kind):
            decide(graph, verdict, *ids, by=by, why="Yes.")
    with pytest.raises(NotFound, match="no decision about 'acme' and 'core'"):
        undo(graph, "acme", "core")
    assert path.read_bytes() == before
    three = tmp_path / "three.yaml"
    three.write_text(decision("same", "acme", "bolt", "core"), encoding="utf-8")
    with pytest.raises(Refused, match="about others too"):
        undo(graph, "acme", "core", file=three)
    with pytest.raises(InvalidData):
        decide(graph, "same", "acme", "bolt", by="Ben", why="Yes.", file=tmp_path / "files" / "entities.yaml")


def test_the_installed_program_is_not_written_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from retailgraph.graph import places

    graph = own_store(tmp_path)
    inside = tmp_path / "program" / "data"
    inside.mkdir(parents=True)
    monkeypatch.setattr(places, "is_installed", lambda: True)
    monkeypatch.setattr(places, "shipped", lambda _: inside)
    with pytest.raises(Refused, match="belongs to the installed program"):
        decide(graph, "same", "acme", "bolt", by="Ben", why="Yes.", file=inside / "decisions.yaml")
    assert not list(inside.iterdir())


def test_the_command_decides_and_says_what_is_next(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    own_store(tmp_path, SAID).close()
    store = ("--store", tmp_path / "store")
    path = tmp_path / "store" / "loads" / "decisions.yaml"
    done = run("duplicates", *store, "--same", "Acme", "Bolt Ltd", "--by", "Ben", "--why", "Yes.")
    assert (done.code, done.out) == (0, f"same: acme, bolt (in {path})\n")
    assert f"next: retailgraph load {path}" in done.err
    assert run("load", *store, path).out == "loaded 0 articles, 0 claims, 0 entities, 1 decision\n"
    assert "same     acme  bolt   Ben  Yes." in run("duplicates", *store, "--decided").out
    assert "also known as id  bolt" in run("show", *store, "bolt").out
    assert (
        run("duplicates", *store, "--undo", "bolt", "acme").out
        == f"undecided again: bolt, acme (in {path})\n"
    )
    assert run("load", *store, path).code == 0
    assert run("show", *store, "bolt").out.startswith("Bolt Ltd")
    assert run("duplicates", *store, "--same", "acme", "bolt", "--undo", "acme", "bolt").code == 2
    assert run("duplicates", *store, "--same", "acme", "bolt").code == 2
