"""Chinese questions: how they are read, and their answers in Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import each
from retailgraph import RetailGraph
from retailgraph.answers.following import answers_to
from retailgraph.words.chinese import from_chinese


@each(
    ("chinese", "english"),
    [
        ("谁拥有范思哲？", "who owns 范思哲"),
        ("Gucci的母公司是谁", "who owns Gucci"),
        ("沃尔玛还拥有Asda吗？", "does 沃尔玛 own Asda"),
        ("2019年谁拥有Versace？", "who owns Versace in 2019"),
        ("自2018年以来LVMH收购了哪些公司？", "acquisitions of LVMH since 2018"),
        ("2020年之前谁拥有Coach", "who owns Coach before 2020"),
        ("2019年9月4日谁拥有Coach", "who owns Coach on 2019-09-04"),
        ("去年LVMH收购了什么品牌", "acquisitions of LVMH last year"),
        ("请问Prada在京东上卖吗？", "does Prada sell on 京东"),
        ("哪些品牌既在天猫又在京东上卖？", "brands on both 天猫 and 京东"),
        ("哪些品牌在天猫上卖，但不在京东上卖", "brands on 天猫 but not on 京东"),
        ("Kering的哪些品牌不在天猫上？", "brands of Kering that are not on 天猫"),
        ("除了Gucci，开云集团还有哪些品牌？", "brands of 开云集团 except Gucci"),
        ("Gucci和Prada都在天猫上卖吗", "do both Gucci and Prada sell on 天猫"),
        ("LVMH花了多少钱收购Tiffany", "how much did LVMH pay for Tiffany"),
        ("谁管理京东？", "who runs 京东"),
        ("Capri以前叫什么名字？", "former names of Capri"),
        ("LVMH什么时候收购了Tiffany？", "when did LVMH acquire Tiffany"),
    ],
)
def test_a_chinese_question_is_read_as_its_english_one(chinese: str, english: str) -> None:
    assert english in list(from_chinese(chinese))[:2]


@given(st.text(st.sampled_from("谁拥有的在上卖和与都吗了天猫ab 2019年"), max_size=130))
def test_any_chinese_text_is_read_or_not(text: str) -> None:
    assert len(list(from_chinese(text))) < 200


@pytest.mark.parametrize(
    ("question", "heading", "sentence"),
    [
        ("谁拥有范思哲？", "Versace的所有者", "Prada Group拥有Versace，自2025-12-02起"),
        (
            "沃尔玛还拥有Asda吗？",
            "Walmart Inc.是否拥有Asda",
            "否：曾经：Walmart Inc.拥有Asda，自1999起至2021",
        ),
        ("Gucci在京东上卖吗？", "Gucci是否在JD.com上销售", "未知：没有报道提到此事。"),
        ("除了Gucci，开云集团还有哪些品牌？", "不包括Gucci，Kering SA旗下品牌", "共"),
        ("天猫奢品有多少品牌？", "在Tmall Luxury Pavilion上销售的品牌的数量", "均久未确认"),
        ("2019年谁拥有Versace？", "Versace的所有者", "曾经：Capri Holdings Limited拥有Versace"),
        (
            "Tapestry花了多少钱收购Kate Spade？",
            "Tapestry, Inc.收购Kate Spade New York的价格",
            "价格2.4bn USD",
        ),
        ("最大的收购是什么？", "最大的交易", "收购Flipkart（已完成），77%，价格16bn USD"),
    ],
)
def test_the_answer_to_a_chinese_question_is_chinese(
    shipped: RetailGraph, question: str, heading: str, sentence: str
) -> None:
    answer = shipped.ask(question)
    assert answer.understood == heading
    assert sentence in answer.sentence
    assert not answer.period.startswith(("as of", "in ", "over"))


def test_doubt_travels_into_a_chinese_sentence(shipped: RetailGraph) -> None:
    coach = shipped.ask("Coach在天猫上卖吗")
    assert coach.sentence.startswith("未知：已宣布：Coach在Tmall上销售")


@pytest.mark.parametrize(
    ("question", "alike"),
    [
        ("Gucci 的 owner 是谁", "who owns Gucci"),
        ("LVMH 拥有 which brands", "brands of LVMH"),
        ("Tapestry的partners有哪些", "partners of Tapestry"),
        ("who 收购了 Versace", "who acquired Versace"),
        ("Gucci 在天猫 sell 吗", "does Gucci sell on Tmall"),
    ],
)
def test_two_languages_in_one_question(shipped: RetailGraph, question: str, alike: str) -> None:
    found = shipped.ask(question)
    assert found.rows
    assert {row.key for row in found.rows} == {row.key for row in shipped.ask(alike).rows}


def test_one_question_in_chinese_and_one_in_english(shipped: RetailGraph) -> None:
    first, second = answers_to(shipped, "谁拥有 Gucci and who owned it before 2010?")
    assert [row.id for row in first.rows] == ["kering"]
    assert second.about == ("gucci",)


def test_the_heading_of_a_sale_is_not_that_of_a_purchase(shipped: RetailGraph) -> None:
    assert "收购" not in shipped.ask("Tapestry卖掉了Stuart Weitzman吗").understood


def test_a_count_has_the_figure_of_articles_beside_it(shipped: RetailGraph) -> None:
    assert "China Daily称132（2019-04-11）。" in shipped.ask("阿里巴巴打假联盟有多少成员").sentence
