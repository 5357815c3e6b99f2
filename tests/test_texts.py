"""Texts as they are read: formats, furniture, sentences, bad input."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retailgraph.errors import InvalidData, NotFound
from retailgraph.extraction.reading import Heading, language_of, read_texts
from retailgraph.extraction.sentences import LONGEST, sentences
from retailgraph.extraction.text import Text

STORY = "Prada buys Versace\n\nPrada bought Versace. It paid a lot.\n"


def split(content: str) -> list[str]:
    return [content[s.start : s.end] for s in sentences(Text(content))]


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


def test_a_missing_file_and_an_empty_folder_are_not_found(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(NotFound):
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


@pytest.mark.parametrize(
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


def test_languages_are_told_apart() -> None:
    assert (
        language_of("The shop of the group is in the town and it has a big hall for all of them today.")
        == "en"
    )
    french = "Le groupe a ouvert une boutique dans la ville et les clients sont venus pour la voir avec des amis du pays."
    assert language_of(french) == "fr"
    assert language_of("天猫是阿里巴巴集团的平台") == "zh"
