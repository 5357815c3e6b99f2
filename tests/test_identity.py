"""Who is meant: keys forget how a name is spelled, tiers say how well it matched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retailgraph.articles import Entity, FormerName
from retailgraph.identity import TIERS, fold, keys, nearest, short, without_possessive


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Tapestry, Inc.", "tapestry inc"),
        ("  TAPESTRY   inc ", "tapestry inc"),
        ("ＴＡＰＥＳＴＲＹ", "tapestry"),
        ("L'Oréal", "loreal"),
        ("L’OREAL", "loreal"),
        ("Tod's", "tods"),
        ("Dick’s", "dicks"),
        ("H&M", "h and m"),
        ("H & M", "h and m"),
        ("h and m", "h and m"),
        ("Bath & Body Works", "bath and body works"),
        ("Off-White", "off white"),
        ("off–white", "off white"),
        ("Louis_Vuitton", "louis vuitton"),
        ("J.Crew", "jcrew"),
        ("Disney+", "disney +"),
        ("Straße", "strasse"),
        ("İpekyol", "ipekyol"),
        ("天猫", "天猫"),
        ("天猫 （中国）", "天猫 中国"),
        ("ﾃﾝﾏｵ", "テンマオ"),
        ("パナソニック", "パナソニック"),
        ("쿠팡", "쿠팡"),
        ("1688", "1688"),
        ("???", ""),
        ("", ""),
    ],
)
def test_folding(name: str, key: str) -> None:
    assert fold(name) == key


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text())
def test_case_space_and_punctuation_do_not_count(name: str) -> None:
    assert fold(f"  {name}?! ") == fold(name)
    assert fold(name.replace(" ", "  ")) == fold(name)


@pytest.mark.parametrize(
    ("key", "shorter"),
    [
        ("tapestry inc", "tapestry"),
        ("puma se", "puma"),
        ("tiffany and co", "tiffany"),
        ("alibaba group holding ltd", "alibaba"),
        ("the outnet", "outnet"),
        ("the group", "group"),
        ("group", "group"),
        ("co", "co"),
        ("阿里巴巴集团", "阿里巴巴"),
        ("腾讯控股有限公司", "腾讯控股"),
        ("株式会社しまむら", "しまむら"),
        ("集团", "集团"),
        ("coach", "coach"),
    ],
)
def test_legal_forms_are_left_out(key: str, shorter: str) -> None:
    assert short(key) == shorter


@given(st.text().map(fold))
def test_a_short_key_is_never_empty_unless_the_key_is(key: str) -> None:
    assert bool(short(key)) == bool(key)
    assert short(key) in key


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Tapestry's", "Tapestry"),
        ("Tapestry’s", "Tapestry"),
        ("Caleres'", "Caleres"),
        ("Kohl's", "Kohl"),
        ("Coach", "Coach"),
        ("Coach's owner", "Coach owner"),
    ],
)
def test_possessives(name: str, plain: str) -> None:
    assert without_possessive(name) == plain


def test_keys_come_each_once_in_their_best_tier() -> None:
    entity = Entity(
        id="tapestry",
        types=("Company",),
        name="Tapestry, Inc.",
        aliases=("Tapestry", "TPR Group"),
        names=(("zh-Hans", "泰佩思琦集团"),),
        former=(FormerName("Coach, Inc."),),
    )
    assert list(keys(entity)) == [
        ("id", "tapestry"),
        ("name", "tapestry inc"),
        ("alias", "tpr group"),
        ("alias", "泰佩思琦集团"),
        ("former", "coach inc"),
        ("alias-short", "tpr"),
        ("alias-short", "泰佩思琦"),
        ("former-short", "coach"),
    ]
    assert {tier for tier, _ in keys(entity)} <= set(TIERS)


def test_an_id_of_several_words_is_found_as_words_too() -> None:
    assert ("id", "kate spade") in keys(Entity(id="kate-spade", types=("Brand",), name="Kate Spade New York"))


def test_the_nearest_names() -> None:
    names = ["Coach", "Couche-Tard", "Tapestry, Inc.", "Kate Spade New York", "Tmall", "天猫"]
    assert nearest("Tapestri", names)[0] == "Tapestry, Inc."
    assert nearest("coahc", names)[0] == "Coach"
    assert nearest("kate spayd", names)[0] == "Kate Spade New York"
    assert nearest("zzzzqqqq", names) == []
    assert len(nearest("a", ["a b", "a c", "a d", "a e"], 2)) == 2
