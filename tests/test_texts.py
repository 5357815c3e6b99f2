"""Texts as they are read: formats, furniture, sentences, bad input."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import each, examples
from retailgraph.errors import InvalidData
from retailgraph.extraction import pages, reading
from retailgraph.extraction.language import UNKNOWN
from retailgraph.extraction.markup import without_markdown, without_oddities
from retailgraph.extraction.reading import Heading, date_of, language_of, read_texts, text_of_line
from retailgraph.extraction.sentences import LONGEST, sentences
from retailgraph.extraction.text import Text
from retailgraph.extraction.times import times

STORY = "Prada buys Versace\n\nPrada bought Versace. It paid a lot.\n"


def split(content: str) -> list[str]:
    return [content[s.start : s.end] for s in sentences(Text(content))]


def read(path: Path, data: str | bytes, heading: Heading | None = None) -> Text:
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    (text,) = read_texts(path, heading)
    return text


def told(text: Text) -> list[str]:
    """What is read of a text, line by line, blanks aside."""
    return [" ".join(text.readable[s.start : s.end].split()) for s in sentences(text)]


def test_a_plain_text_has_its_headline_as_title(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (text,) = read_texts(tmp_path / "a.txt", Heading(publisher="The Daily"))
    assert (text.title, text.publisher, text.language) == ("Prada buys Versace", "The Daily", "en")


def test_html_is_read_without_furniture_and_scripts(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Prada buys Versace</title><meta property='article:published_time' content='2025-04-10'>"
        "<meta property='og:site_name' content='The Daily'></head><body><nav>Home Menu</nav><article><h1>Prada buys"
        " Versace</h1><p>Prada agreed to buy Versace from Capri Holdings on Thursday, the two said in a statement.</p>"
        "<p>The deal is worth more than a billion dollars and is expected to close later this year, they added.</p>"
        "</article><script>alert('x')</script><footer>Copyright</footer></body></html>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (text,) = read_texts(tmp_path / "a.html")
    assert (text.published, text.publisher) == ("2025-04-10", "The Daily")
    assert "Capri Holdings" in text.content
    assert "alert" not in text.content and "<" not in text.content and "Menu" not in text.content


def test_json_lines_folders_and_given_fields(tmp_path: Path) -> None:
    rows = [
        {"id": "one", "text": STORY, "date": "2025-04-10", "source": "The Daily"},
        {"text": STORY, "title": "T"},
    ]
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "a.md").write_text(STORY, encoding="utf-8")
    texts = list(read_texts(tmp_path, Heading(language="en")))
    assert [(t.key, t.published, t.publisher, t.title) for t in texts] == [
        ("", "", "", "Prada buys Versace"),
        ("one", "2025-04-10", "The Daily", "Prada buys Versace"),
        ("", "", "", "T"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"%PDF-1.7 ...", "a PDF is not read"),
        ("a.txt", b"\x7fELF\x00\x00", "binary"),
        ("a.txt", b"  \n ", "no text"),
        ("a.jsonl", b'{"text": "x"}\n{bad', "a.jsonl:2: not JSON"),
        ("a.jsonl", b'{"title": "x"}', 'has no "text"'),
        ("a.jsonl", b"[1]", "must be an object"),
        ("a.html", b"<html><body></body></html>", "no article was found"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InvalidData, match=words):
        list(read_texts(tmp_path / name))


def test_a_missing_file_and_a_folder_without_texts_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(InvalidData, match=r"cannot be read|no text"):
            list(read_texts(path))


def test_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Herm\xe8s opened a caf\xe9. It grew.".encode("cp1252"))
    (text,) = read_texts(tmp_path / "a.txt")
    assert "Hermès" in text.content
    assert "Windows-1252" in text.notes[0]


@pytest.mark.parametrize(
    "tail",
    [
        "Latest articles\nLVMH buys Nothing",
        "Must read\nX",
        "Sign up for newsletters\nX",
        "Related stories\nX",
    ],
)
def test_page_furniture_is_cut(tmp_path: Path, tail: str) -> None:
    (tmp_path / "a.txt").write_text(f"{STORY}\n\n{tail}\n\nCopyright 2025", encoding="utf-8")
    (text,) = read_texts(tmp_path / "a.txt")
    kept = "".join(text.content[s.start : s.end] for s in text.body)
    assert "It paid a lot." in kept
    assert tail.splitlines()[0] not in kept and "Copyright" not in kept


PAGE = """Home | News | Fashion

Exclusive: JD.com in talks to buy Ceconomy

By Jane Doe, Senior Reporter
Published: 18 September 2019 10:30 am
5 min read
Facebook Twitter LinkedIn

JD.com is in talks to buy Ceconomy, two people who know of the matter said on Monday, in a deal that
would value the German chain at 2.2bn euros.

A shop in Berlin. (Photo: Getty Images)

Read more: Nike buys Adidas

Advertisement

Related:
Kering sells Boucheron to Richemont
LVMH buys Gap

Sign up for our newsletter
Get the latest retail news delivered to your inbox, and unsubscribe at any time.

We use cookies to make our site better.

Ceconomy, which runs MediaMarkt and Saturn, did not wish to comment on the matter.

\u2022 It has 1,000 stores
\u2022 It employs 50,000 people

Tags: JD.com, Ceconomy

Jane Doe is a senior reporter at Retail Daily. She covers e-commerce in Asia.

You may also like

Walmart acquires Flipkart for 16bn dollars in a deal that was announced on Wednesday in Delhi.
"""


def test_a_pasted_page_is_read_as_its_story_alone(tmp_path: Path) -> None:
    text = read(tmp_path / "a.txt", PAGE)
    assert told(text) == [
        "Exclusive: JD.com in talks to buy Ceconomy",
        "JD.com is in talks to buy Ceconomy, two people who know of the matter said on Monday, in a deal that"
        " would value the German chain at 2.2bn euros.",
        "A shop in Berlin.",
        "Ceconomy, which runs MediaMarkt and Saturn, did not wish to comment on the matter.",
        "It has 1,000 stores",
        "It employs 50,000 people",
    ]
    assert (text.title, text.published) == ("Exclusive: JD.com in talks to buy Ceconomy", "2019-09-18")


@pytest.mark.parametrize(
    "line",
    [
        "Source Group buys Boots",
        "Bloomberg: Alibaba to sell Sun Art",
        "Photo retailer Jessops is sold",
        "Follow-up: Coach stays on Tmall",
        "Related Companies sells a mall in New York.",
        "More than 200 brands sign up to the alliance.",
        "Sign up by 40 brands makes the alliance larger than its rival.",
        "Copyright Promotions Licensing Group was bought by Saban.",
        "Anna Wintour is the editor of Vogue.",
        "Popular brands such as Coach sell on Tmall.",
        "Share prices of Tapestry and Capri fell.",
        "Subscribe & Save is run by Amazon.",
    ],
)
def test_what_only_begins_like_furniture_is_kept(tmp_path: Path, line: str) -> None:
    text = read(
        tmp_path / "a.txt", f"{STORY}\n\n{line}\n\nThat was all that the two groups had to say of it.\n"
    )
    assert line in told(text)


def test_what_follows_latest_articles_is_cut_even_if_it_is_prose(tmp_path: Path) -> None:
    story = "Prada agreed to buy Versace from Capri Holdings on Thursday, the two said in a statement. " * 2
    more = "Kering sold Boucheron to Richemont for an undisclosed sum, it said on Friday in Paris, France."
    assert not [
        t for t in told(read(tmp_path / "a.txt", f"{story}\n\nLatest articles\n\n{more}")) if "Kering" in t
    ]
    early = read(tmp_path / "b.txt", f"Latest articles\n\nA headline\n\n{story}")
    assert told(early)[0].startswith("Prada agreed"), "a list above the story does not end it"


def test_lines_that_a_mail_program_broke_are_one_paragraph(tmp_path: Path) -> None:
    wrapped = (
        "Tapestry said on Monday that it will sell the\nCoach brand on Tmall, and that Stuart\n"
        "Weitzman follows. Kate Spade, which it bought\nin 2017, is there already. Alibaba Group Ltd.\nowns Tmall.\n"
    )
    text = read(tmp_path / "a.txt", wrapped.replace("\n", "\r\n"))
    assert told(text)[1:] == [
        "Kate Spade, which it bought in 2017, is there already.",
        "Alibaba Group Ltd. owns Tmall.",
    ]
    assert "Stuart  Weitzman" in text.readable, "a line break within a name is a blank; offsets stay"
    headlines = "Kering sells Boucheron\nLVMH buys Gap\nPrada buys Versace"
    assert told(Text(headlines)) == headlines.split("\n")


# --- Markdown and odd characters ---------------------------------------------------------------------------

MARKDOWN = """---
title: "Coach joins Tmall"
source: Retail Daily
date: 2019-09-18
url: https://example.org/a
---

# Coach joins Tmall

**Tapestry** has an [alliance](https://example.org/Nike_(brand)) with _Alibaba_'s **Tmall**.

![Photo of LVMH](a.png)

> "We are happy", said [Jide Zeitlin][1].

* [Coach](https://example.org) sells on Tmall
* `Kate Spade` too \\* and 3 * 4

| Brand | Owner |
|---|---|
| Coach | Tapestry |

[1]: https://example.org Gucci
"""


def test_markdown_is_read_without_its_marks_and_keeps_its_offsets(tmp_path: Path) -> None:
    text = read(tmp_path / "a.md", MARKDOWN)
    assert [t.replace(" .", ".") for t in told(text)] == [
        "Coach joins Tmall",
        "Tapestry has an alliance with Alibaba's Tmall.",
        '"We are happy", said Jide Zeitlin.',
        "Coach sells on Tmall",
        "Kate Spade too * and 3 * 4",
        "Brand Owner",
        "Coach Tapestry",
    ]
    said = (text.title, text.publisher, text.published, text.url)
    assert said == ("Coach joins Tmall", "Retail Daily", "2019-09-18", "https://example.org/a")
    assert text.content == MARKDOWN
    at = text.readable.index("Jide Zeitlin")
    assert text.content[at : at + 12] == "Jide Zeitlin"


@given(st.text(alphabet="a[]()!*_`#>-| \n\\<~:/.\u200b\u00a0\r=", max_size=200))
def test_no_character_moves(content: str) -> None:
    for plain in (without_markdown(content), without_oddities(content)):
        assert len(plain) == len(content)
        assert all(one == other or one == " " for one, other in zip(plain, content, strict=True))


def test_invisible_and_right_to_left_marks_keep_their_places(tmp_path: Path) -> None:
    text = read(
        tmp_path / "a.txt",
        "\u200fTapestry\u00a0owns Coach\u200b. \u200eKate\u202fSpade is its brand\u200f too.\n",
    )
    assert told(text) == ["Tapestry owns Coach .", "Kate Spade is its brand too."]
    assert text.content.index("Kate") == text.readable.index("Kate")


# --- sentences ----------------------------------------------------------------------------------------------


@each(
    ("text", "parts"),
    [
        ("Nike Inc. sells shoes. It grew.", ["Nike Inc. sells shoes.", "It grew."]),
        ("J. Crew opened. Mr. Ho left.", ["J. Crew opened.", "Mr. Ho left."]),
        (
            "It grew 3.5 percent in the U.S. The rest fell.",
            ["It grew 3.5 percent in the U.S.", "The rest fell."],
        ),
        (
            '"We grew," he said. "It is good." They left.',
            ['"We grew," he said.', '"It is good."', "They left."],
        ),
        ("天猫很大。京东也大。", ["天猫很大。", "京东也大。"]),
        ("- Prada bought it.\n- Gucci left.", ["Prada bought it.", "Gucci left."]),
        ("A headline\n\nA text.", ["A headline", "A text."]),
        (
            "J.C. Penney and Carl F. Bucherer met. It ended.",
            ["J.C. Penney and Carl F. Bucherer met.", "It ended."],
        ),
        ("It bought S.p.A. Prada, i.e. No. 1 vs. LVMH.", ["It bought S.p.A. Prada, i.e. No. 1 vs. LVMH."]),
        ("He said no. Dr. Wu of St. John Knits left.", ["He said no.", "Dr. Wu of St. John Knits left."]),
        ("She left at 5 p.m. On Jan. 5 it closed.", ["She left at 5 p.m.", "On Jan. 5 it closed."]),
        ("Nike Inc. The rest fell.", ["Nike Inc.", "The rest fell."]),
        ("Sales rose... and fell… Then they rose!", ["Sales rose... and fell…", "Then they rose!"]),
        ("Yahoo! Japan bought ZOZO. It grew.", ["Yahoo! Japan bought ZOZO.", "It grew."]),
        ("Sales rose. iQIYI fell. adidas grew.", ["Sales rose.", "iQIYI fell.", "adidas grew."]),
        (
            '"Really?" asked Mr. Ho. (It was.) So it is.',
            ['"Really?" asked Mr. Ho.', "(It was.)", "So it is."],
        ),
        ("It grew.[1] It fell.The rest stayed.", ["It grew.[1]", "It fell.", "The rest stayed."]),
        ("“真的吗？”他说。京东!天猫", ["“真的吗？”", "他说。", "京东!", "天猫"]),
        ("• Prada\n1. Gucci left. It grew.\n* Dior", ["Prada", "Gucci left.", "It grew.", "Dior"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@given(st.text(alphabet="ab. !?\n\"'A中。-•", max_size=300))
def test_sentences_are_in_order_and_lose_nothing(content: str) -> None:
    found = sentences(Text(content))
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(0 < s.end - s.start <= LONGEST for s in found)
    said = "".join("".join(content[s.start : s.end].split()) for s in found)
    whole = "".join(content.split())
    assert len(said) <= len(whole)
    assert said.replace("-", "").replace("•", "") == whole.replace("-", "").replace("•", "")


@given(
    st.lists(
        st.sampled_from(["Prada bought it. ", "Latest articles", "© 2025", "\n", "\n\n", "a (Photo: X)"])
    )
)
def test_sentences_stand_within_the_story(pieces: list[str]) -> None:
    text = reading._finished(Text("".join(pieces)), Heading())
    found = sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(
        any(span.start <= s.start and s.end <= span.end for span in text.body) for s in found if text.body
    )


@pytest.mark.parametrize(
    "content",
    ["x" * 10, "word " * 2, "W. " * 3, "! ", "!" * 10, "a.b" * 3],
)
def test_many_characters_without_a_sentence_are_cut(content: str) -> None:
    content *= examples(15_000, 100_000)
    found = sentences(Text(content))
    assert all(s.end - s.start <= LONGEST for s in found)
    assert sum(s.end - s.start for s in found) > 0.95 * len(content.replace(" ", ""))


# --- languages and dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "tag"),
    [
        ("The shop of the group is in the town and it has a big hall for all of them today.", "en"),
        (
            "Le groupe a ouvert une boutique dans la ville et les clients sont venus pour la voir avec des amis.",
            "fr",
        ),
        (
            "Der Konzern hat den Laden in der Stadt eröffnet, und die Kunden sind mit dem Angebot nicht zufrieden.",
            "de",
        ),
        ("天猫是阿里巴巴集团的平台", "zh"),
        ("阿里巴巴集團は天猫を運営している", "ja"),
        ("قالت الشركة إنها ستشتري نمشي", "ar"),
        ("Coach Prada Gucci Dior", "en"),
        ("kauppa ostaa myymälän Helsingissä " * 20, UNKNOWN),
    ],
)
def test_languages_are_told_apart(content: str, tag: str) -> None:
    assert language_of(content) == tag


def test_another_language_is_said_and_may_be_corrected(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", "天猫是阿里巴巴集团的平台。").notes == (
        "the text seems to be in Chinese: only names are looked for",
    )
    assert read(tmp_path / "a.txt", "天猫是阿里巴巴集团的平台。", Heading(language="en")).notes == ()


@each(
    ("words", "when"),
    [
        ("2019", "2019"),
        ("2019-09", "2019-09"),
        ("2019-09-18T10:00:00Z", "2019-09-18"),
        ("2019/9/8", "2019-09-08"),
        ("20190918", "2019-09-18"),
        ("2019年9月18日", "2019-09-18"),
        ("18 September 2019", "2019-09-18"),
        ("Wed, 18 Sep 2019 10:00:00 GMT", "2019-09-18"),
        ("September 18, 2019", "2019-09-18"),
        ("2019-13-45", ""),
        ("09/10/2019", "2019"),
        ("soon", ""),
    ],
)
def test_dates_as_pages_write_them(words: str, when: str) -> None:
    assert date_of(words) == when


# --- bad input --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "Word"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x89PNG\r\n", "picture"),
        (bytes(range(1, 32)) * 9, "binary"),
        ("Das ist".encode("utf-16-le"), "binary"),
        ("\u200b\u200e ...".encode(), "no text"),
        (b"<html><body>" + b"<b>x" * 20_000, "20,002 elements is too large"),
        (b"word " * 500_000, "2,500,000 characters; at most 2,000,000"),
    ],
)
def test_what_is_no_text_or_too_much_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(InvalidData, match=words) as raised:
        list(read_texts(tmp_path / "a.txt"))
    assert "\n" not in str(raised.value)


def test_a_file_or_line_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 40)
    for name in ("a.txt", "a.jsonl"):
        (tmp_path / name).write_text('{"text": "x"}\n' + "x" * 50, encoding="utf-8")
        with pytest.raises(InvalidData, match="more than 40 bytes"):
            list(read_texts(tmp_path / name))


@pytest.mark.parametrize(
    ("data", "content", "note"),
    [
        ("Kering, é".encode("utf-16"), "Kering, é", ""),
        ("\ufeffKering".encode(), "Kering", ""),
        ("阿里巴巴集团收购了银泰商业。".encode("gb18030"), "阿里巴巴集团收购了银泰商业。", "GB18030"),
        (
            "Hermès, Céline, L’Oréal".encode() + b" \xff.",
            "Hermès, Céline, L’Oréal \ufffd.",
            "1 places are not UTF-8",
        ),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, content: str, note: str) -> None:
    text = read(tmp_path / "a.txt", data, Heading(language="en"))
    assert text.content == content
    assert note in " ".join(text.notes) and bool(note) == bool(text.notes)


def test_a_page_is_read_in_the_encoding_it_declares(tmp_path: Path) -> None:
    page = f"<html><head><meta charset='gbk'></head><body><p>{'阿里巴巴集团收购了银泰商业。' * 3}</p></body></html>"
    assert read(tmp_path / "a.html", page.encode("gbk")).content.startswith("阿里巴巴集团")


def test_a_bad_byte_in_json_lines_is_said_of_its_line_alone(tmp_path: Path) -> None:
    rows = b'{"text": "Prada grew."}\n{"text": "Herm\xe8s grew."}\n'
    (tmp_path / "a.jsonl").write_bytes(rows)
    one, other = read_texts(tmp_path / "a.jsonl")
    assert (one.notes, other.content) == ((), "Hermès grew.")
    assert "Windows-1252" in other.notes[0]


def test_lines_of_json_may_hold_html_objects_and_odd_characters() -> None:
    row = {
        "text": "<p>Tapestry owns Coach, it was said on Monday.</p><script>alert(1)</script>",
        "publisher": {"name": "The Daily"}, "date": "18 September 2019", "id": 7, "more": [1],
    }  # fmt: skip
    text = text_of_line(json.dumps(row), "a:1")
    assert (text.content, text.publisher) == ("Tapestry owns Coach, it was said on Monday.", "The Daily")
    assert (text.published, text.key) == ("2019-09-18", "7")
    assert text_of_line('{"text": "a\\ud800b"}', "a:1").content == "a?b"
    assert (
        "'soon' is not understood" in text_of_line('{"text": "Prada grew.", "date": "soon"}', "a:1").notes[0]
    )
    with pytest.raises(InvalidData, match="a:1: not JSON: too deeply nested"):
        text_of_line("[" * 200_000, "a:1")


class _Standard:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize(
    ("data", "contents"),
    [
        (b"Prada bought Versace.", ["Prada bought Versace."]),
        (
            b'{"text": "Prada\xe2\x80\xa8grew."}\n\n{"text": "Gucci fell."}',
            ["Prada\u2028grew.", "Gucci fell."],
        ),
        (
            b"<!-- x --><html><body><p>Prada bought Versace on Monday.</p></body>",
            ["Prada bought Versace on Monday."],
        ),
    ],
)
def test_standard_input_is_known_by_what_it_holds(
    monkeypatch: pytest.MonkeyPatch, data: bytes, contents: list[str]
) -> None:
    monkeypatch.setattr(reading.sys, "stdin", _Standard(data))
    assert [t.content for t in read_texts("-")] == contents


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.HTM", ".git/d.txt", "e.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<p>Prada bought Versace on Monday.</p>", encoding="utf-8")
    assert [Path(t.source).name for t in read_texts(tmp_path)] == ["c.HTM", "b.txt"]


# --- pages ------------------------------------------------------------------------------------------------------

PARAGRAPHS = "".join(
    f"<p>Prada bought brand {n} of Capri Holdings in a deal on Monday.</p>" for n in range(9)
)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>" + "var x = 1;" * 400_000 + "</script>",
        "<img src='data:image/png;base64," + "A" * 4_000_000 + "'>",
        "<!--" + "<script>" * 100_000,
        "<style>" * 100_000,
        "<svg onload=alert(1)></svg><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<nav>Menu</nav><aside>Related: LVMH buys Gap</aside><footer>About us</footer>",
        "<iframe src=x>",
    ],
)
def test_code_and_menus_of_a_page_are_not_read(tmp_path: Path, hostile: str) -> None:
    text = read(tmp_path / "a.html", f"<html><body><article>{PARAGRAPHS}{hostile}</article></body></html>")
    assert told(text)[:9] == [
        f"Prada bought brand {n} of Capri Holdings in a deal on Monday." for n in range(9)
    ]
    assert not any(word in text.content for word in ("var x", "base64", "onload", "Menu", "LVMH", "<p"))


def test_entities_and_nesting_do_not_blow_up(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    page = f"<!DOCTYPE html [<!ENTITY a0 'ha'>{entities}]><html><body><p>&a8;</p>{PARAGRAPHS}</body></html>"
    assert len(read(tmp_path / "a.html", page).content) < 2_000
    (tmp_path / "b.html").write_text(
        "<html><body>" + "<div>" * (pages.MOST_ELEMENTS - 5) + "hi", encoding="utf-8"
    )
    with pytest.raises(InvalidData, match="no article was found"):
        list(read_texts(tmp_path / "b.html"))


def test_the_date_of_a_page_is_not_guessed(tmp_path: Path) -> None:
    text = read(
        tmp_path / "a.html", f"<html><body>{PARAGRAPHS}<p>It was founded on 4 May 1913.</p></body></html>"
    )
    assert text.published == ""


@pytest.mark.parametrize(
    ("told", "when"),
    [
        ("in the 1990s", ("at", "1990s")),
        ("until the late 1980s", ("until", "1980s")),
        ("in the second quarter of 1995", ("at", "1995-Q2")),
        ("since Q2 1995", ("since", "1995-Q2")),
        ("in the 1st half of 1995", ("at", "1995-H1")),
        ("in 1995", ("at", "1995")),
    ],
)
def test_decades_quarters_and_halves_are_dates(told: str, when: tuple[str, str]) -> None:
    (found,) = times(told, 0, len(told), "2020-01-01")
    assert (found.bound, found.when) == when


def test_there_is_no_third_half() -> None:
    assert not list(times("in the third half of 1995", 0, 25, "2020-01-01"))
