"""Whom a name means in a store: exact, then a slip of the hand, else suggestions; and what is asked back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from conftest import ENTITIES, TODAY, Outcome, article, canonical, each, own_store, write
from retailgraph import RetailGraph
from retailgraph.errors import Ambiguous, InvalidData, NotFound
from retailgraph.graph import reading
from retailgraph.identity import slips, slips_allowed
from retailgraph.lookup.names import MeantEntity, meant, nearly, resolve, suggestions
from retailgraph.tables.entities import SPELLED_LIKE

NAMES = """\
tapestry:
  {type: Company, name: "Tapestry, Inc.", country: US, former: [{name: "Coach, Inc.", until: 2017-10-31}]}
coach: {type: Brand, name: Coach}
puma-se: {type: Company, name: PUMA SE, country: DE}
puma: {type: Brand, name: PUMA}
alibaba: {type: Company, name: Alibaba Group, names: {zh-Hans: 阿里巴巴集团}}
tmall: {type: Platform, name: Tmall, names: {zh-Hans: 天猫}}
tmall-global: {type: Platform, name: Tmall Global, names: {zh-Hans: 天猫国际}}
weitzman: {type: Brand, name: Stuart Weitzman}
marshall: {type: Brand, name: Marshal}
marshalls: {type: Brand, name: Marshalls}
polar-au: {type: Company, name: Polar Ltd, country: AU}
polar-no: {type: Company, name: Polar Group, country: "NO"}
sound: {type: Brand, name: Tian Mao Tea, aliases: [Alibabajituan]}
"""
TAKEN = "'Tapstry' was taken for Tapestry, Inc. (company), as no entity is called just that"
ARTICLES = {
    "2026-11-01-now": article(
        "tapestry owns coach",
        "tapestry owns weitzman",
        "coach sellsOn tmall",
        "coach sellsOn tmall-global",
        "weitzman sellsOn tmall",
        "puma-se owns puma",
        "acme owns polar-au",
        published="2026-11-01",
    )
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RetailGraph]:
    folder = tmp_path_factory.mktemp("names")
    with RetailGraph.open(folder / "store", today=TODAY) as made:
        made.load(write(folder / "files", {"entities": ENTITIES + NAMES, **ARTICLES}))
        yield made


@each(
    ("text", "id"),
    [
        ("天猫", "tmall"),
        ("天貓", "tmall"),
        ("天 貓", "tmall"),
        ("tianmao", "tmall"),
        ("Tian Mao", "tmall"),
        ("阿里巴巴", "alibaba"),
        ("阿里巴巴集團控股有限公司", "alibaba"),
        ("tianmaoguoji", "tmall-global"),
        ("Tian Mao Tea", "sound"),
        ("ＴＡＰＥＳＴＲＹ", "tapestry"),
    ],
)
def test_names_in_any_script(graph: RetailGraph, text: str, id: str) -> None:
    assert meant(graph, text) == MeantEntity(id)


def test_a_sound_never_beats_a_name(graph: RetailGraph) -> None:
    assert resolve(graph, "alibabajituan") == ("sound", ("alibaba",))


# --- a slip of the hand ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Tapstry", "tapestry"),
        ("Tapstry Inc.", "tapestry"),
        ("Tapstry's", "tapestry"),
        ("Alibba", "alibaba"),
        ("Stuart Weizman", "weitzman"),
        ("Coahc", "coach"),
    ],
)
def test_the_nearest_name_is_taken_and_said(graph: RetailGraph, text: str, id: str) -> None:
    assert meant(graph, text) == MeantEntity(id, guessed=True)


def test_an_exact_name_is_never_a_slip(graph: RetailGraph) -> None:
    assert meant(graph, "Marshal") == MeantEntity("marshall")
    assert meant(graph, "Marshalls") == MeantEntity("marshalls")


@pytest.mark.parametrize("text", ["Marshallz", "Pumma", "Couch", "Tma", "Tmxl", "猫", "", "x" * 500])
def test_in_doubt_nothing_is_taken(graph: RetailGraph, text: str) -> None:
    assert nearly(graph, text) == ""
    with pytest.raises(NotFound):
        meant(graph, text)


def test_a_question_says_what_it_took(graph: RetailGraph) -> None:
    answer = graph.ask("brands of Tapstry")
    assert {row.id for row in answer.rows} == {"coach", "weitzman"}
    assert answer.notes == (TAKEN,)
    assert graph.ask("does Stuart Weizman sell on Tianmao?").answer == "yes"
    assert graph.ask("Tapstry").about == ("tapestry",)
    assert graph.show("Tapstry").notes == answer.notes


def test_where_a_name_must_be_right_none_is_guessed(graph: RetailGraph) -> None:
    with pytest.raises(NotFound, match=r"did you mean 'Tapestry, Inc\.'"):
        "".join(graph.export("csv", entity="Tapstry"))


# --- suggestions ----------------------------------------------------------------------------------------


def test_suggestions_by_likeness_then_by_how_much_is_reported(graph: RetailGraph) -> None:
    assert suggestions(graph, "猫") == ["天猫", "天猫国际"]
    assert suggestions(graph, "貓")[0] == "天猫"
    assert suggestions(graph, "Weizman") == ["Stuart Weitzman"]
    assert suggestions(graph, "Couch")[0] == "Coach"
    assert "Tapestry, Inc." not in suggestions(graph, "Couch"), "another bears the name now"
    assert suggestions(graph, "Pollar")[:2] == ["Polar Ltd", "Polar Group"], "the first is owned by Acme"
    assert suggestions(graph, "zzzz") == suggestions(graph, "") == []


# --- which one ------------------------------------------------------------------------------------------


def test_a_full_name_leaves_no_doubt(graph: RetailGraph) -> None:
    assert graph.ask("brands of PUMA SE").notes == ()
    assert resolve(graph, "PUMA SE") == ("puma-se", ())
    assert resolve(graph, "PUMA") == ("puma", ("puma-se",))


def test_a_brand_that_gave_a_company_its_former_name(graph: RetailGraph) -> None:
    answer = graph.ask("platforms of Coach")
    assert answer.about == ("coach",)
    assert answer.notes == (
        "'Coach' was taken for Coach (brand); "
        "another is Tapestry, Inc. (company, US, formerly of that name), id tapestry",
    )
    assert resolve(graph, "Coach, Inc.") == ("tapestry", ("coach",))


def test_what_is_asked_back_tells_them_apart(graph: RetailGraph, run: Callable[..., Outcome]) -> None:
    with pytest.raises(Ambiguous) as asked:
        graph.ask("owners of Polar")
    assert [str(c) for c in asked.value.candidates] == [
        "Polar Ltd (company, AU, owned by Acme, Inc.), id polar-au",
        "Polar Group (company, NO), id polar-no",
    ]
    done = run("--store", graph.directory.parent, "show", "Polar")
    assert done.code == 4
    assert "polar-au" in done.err and "owned by Acme" in done.err


# --- the index ------------------------------------------------------------------------------------------


def test_the_list_of_names_follows_every_change(tmp_path: Path) -> None:
    twice = {
        "finch": "finch: {type: Brand, name: Finch}\n",
        "other": "core: {type: Company, name: Chore Plc}\n",
    }
    with own_store(tmp_path / "a", ARTICLES | {"names": NAMES}) as changed:
        assert "core" in reading.spellings(changed.tables)
        changed.load(write(tmp_path / "more", twice))
        listed = reading.spellings(changed.tables)
        assert "chore" in listed and listed == sorted(set(listed))
        assert not any("-" in key or key == "tianmao" for key in listed)
        incremental = canonical(changed)
        changed.rebuild()
        assert canonical(changed) == incremental


def test_slips_are_found_among_few_names_as_among_all(shipped: RetailGraph) -> None:
    random = Random(5)
    every = reading.spellings(shipped.tables)
    for name in [*random.sample(every, 150), "天猫", "x", "12345"]:
        wanted = list(name)
        for _ in range(random.choice((1, 1, 2, 3))):
            place = random.randrange(len(wanted))
            wanted[place : place + random.choice((0, 1, 2))] = random.choice(
                ("", "e", "s", wanted[place] * 2)
            )
            wanted = wanted or ["a"]
        key = "".join(wanted)
        few = reading.spellings_like(shipped.tables, key, slips_allowed(key))
        assert slips(key, few) == slips(key, every), key


def test_names_that_may_be_a_slip_away_are_found_by_an_index(shipped: RetailGraph) -> None:
    query = "EXPLAIN QUERY PLAN " + SPELLED_LIKE
    plan = [row[3] for row in shipped.tables.rows(query, ("f", 3, 7))]
    assert any("name_key_slip" in step for step in plan) and not any("SCAN" in step for step in plan), plan


# --- files ----------------------------------------------------------------------------------------------


def faults(path: Path) -> list[str]:
    from retailgraph.articles import read
    from retailgraph.graph import places
    from retailgraph.ontology import read as read_ontology

    bundle = read([path], read_ontology(places.shipped("ontology") / "retailgraph.ttl"))
    return [str(f).replace(f"{path}:", "").replace(str(path), "FILE") for f in bundle.findings]


def test_lookalikes_are_flagged_where_they_stand(tmp_path: Path) -> None:
    (path,) = write(
        tmp_path,
        {
            "e": "a:\n  type: Brand\n  name: T\u0430pestry\n  aliases: [\uff23oach]\n"
            "  former: [{name: Fo\u200do, until: 2017}]\n  names: {el: \u0391\u0392}\n"
        },
    )
    assert faults(path) == [
        "3: warning: name: '\u0430' (U+0430 CYRILLIC SMALL LETTER A) stands among Latin letters in "
        "'T\u0430pestry'; if it is meant, leave it",
        "4: warning: aliases: '\uff23' (U+FF23 FULLWIDTH LATIN CAPITAL LETTER C) stands among Latin letters "
        "in '\uff23oach'; if it is meant, leave it",
        "5: warning: name: U+200D ZERO WIDTH JOINER cannot be seen; if it is meant, leave it",
    ]


def test_what_turns_the_writing_round_is_an_error(tmp_path: Path) -> None:
    (path,) = write(tmp_path, {"e": 'a:\n  type: Brand\n  name: "Coach\\u202E"\n'})
    assert faults(path) == ["3: name holds the character U+202E, which is a control character or invisible"]


LEI = "549300LJNVY5SXSHUP48"


def test_one_lei_names_one_entity(tmp_path: Path) -> None:
    one = f"one: {{type: Company, name: One, ids: {{lei: {LEI}}}}}\n"
    two = f"two: {{type: Company, name: Two, ids: {{lei: {LEI}}}}}\n"
    paths = write(tmp_path / "both", {"a": one, "b": two})
    with own_store(tmp_path) as graph:
        with pytest.raises(InvalidData) as refused:
            graph.load(paths)
        assert [str(f) for f in refused.value.findings] == [
            f"{paths[0]}:1: 'one': lei {LEI} is also that of 'two' ({paths[1]}:1); one of them is wrong",
            f"{paths[1]}:1: 'two': lei {LEI} is also that of 'one' ({paths[0]}:1); one of them is wrong",
        ]
        graph.load(paths[:1])
        with pytest.raises(InvalidData) as refused:
            graph.load(paths[1:])
        assert [f.message for f in refused.value.findings] == [
            f"'two': lei {LEI} is also that of 'one', which the graph holds; one of them is wrong"
        ]
        # An entity may be described again, and may hand its identifier over in the same load.
        graph.load(paths[:1])
        graph.load(write(tmp_path / "moved", {"a": "one: {type: Company, name: One}\n" + two}))
        assert graph.holders("lei", LEI) == {"two"}


@pytest.mark.parametrize("id", ["wikidata: Q5", "isin: US8760301072", "ticker: NYSE:TPR"])
def test_other_identifiers_held_twice_are_a_question(tmp_path: Path, id: str) -> None:
    (path,) = write(
        tmp_path,
        {"e": "".join(f"{n}: {{type: Company, name: {n.title()}, ids: {{{id}}}}}\n" for n in ("one", "two"))},
    )
    assert [f.split(": ")[1] for f in faults(path)] == ["warning", "warning"]
    assert all(f.endswith("are they the same?") for f in faults(path))
