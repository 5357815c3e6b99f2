"""Feeds and mails: each item an article of its own, whatever cannot be split refused in words."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
import yaml

from conftest import read_here
from retailgraph.errors import InvalidData
from retailgraph.extraction.reading import Heading, read_texts

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Example Daily</title><link>https://example.com</link><language>en-gb</language>
<description>All the news of Example Daily</description>
<item><title>Lumi Group buys Astra</title><link>https://example.com/1</link>
<pubDate>Wed, 05 Jun 2024 09:30:00 GMT</pubDate>
<description>A short one.</description>
<content:encoded><![CDATA[<p>Lumi Group has bought <b>Astra</b>.</p><script>x</script>
<p>It paid &euro;5&nbsp;million.</p>]]></content:encoded></item>
<item><title>Okoro &amp; Sons joins</title><link>https://example.com/2</link><dc:date>2024-06-06</dc:date>
<description>&lt;p&gt;Tarn &amp;amp; Co owns Belmo.&lt;/p&gt;</description></item>
<item><title>Belmo opens in Leeds</title></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Example Daily</title>
<entry><title>Example Daily</title><link rel="self" href="https://example.com/self"/>
<link rel="alternate" href="https://example.com/a"/><updated>2024-06-07T08:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Lumi Group owns Astra.</p>
<p>It has <i>four</i> shops.</p></div></content></entry>
<entry><title type="html">Astra &amp;amp; Belmo</title><summary>Lumi Group owns Belmo.</summary></entry></feed>
"""  # fmt: skip


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed.txt"])
def test_each_item_of_rss_is_an_article(tmp_path: Path, name: str) -> None:
    texts = list(read_texts(written(tmp_path / name, RSS)))
    assert [(t.title, t.url, t.published, t.publisher) for t in texts] == [
        ("Lumi Group buys Astra", "https://example.com/1", "2024-06-05", "Example Daily"),
        ("Okoro & Sons joins", "https://example.com/2", "2024-06-06", "Example Daily"),
        ("Belmo opens in Leeds", "", "", "Example Daily"),
    ]
    assert texts[0].content == "Lumi Group has bought Astra.\n\nIt paid €5 million."
    assert texts[1].content == "Tarn & Co owns Belmo."
    assert [t.source for t in texts] == [f"{tmp_path / name}:item {n}" for n in (1, 2, 3)]


def test_each_entry_of_atom_is_an_article_and_none_is_called_like_its_paper(tmp_path: Path) -> None:
    first, second = read_texts(written(tmp_path / "feed.atom", ATOM))
    assert first.content == "Lumi Group owns Astra.\n\nIt has four shops."
    assert (first.url, first.published, first.publisher, first.title) == (
        "https://example.com/a", "2024-06-07", "Example Daily", "",
    )  # fmt: skip
    assert (second.title, second.content) == ("Astra & Belmo", "Lumi Group owns Belmo.")


@pytest.mark.parametrize(
    ("title", "publisher", "left"),
    [
        ("Lumi buys Astra | Example Daily", "Example Daily", "Lumi buys Astra"),
        ("Example Daily - Lumi buys Astra", "Example Daily", "Lumi buys Astra"),
        ("EXAMPLE DAILY", "Example Daily", ""),
        ("Example Daily bought by Lumi", "Example Daily", "Example Daily bought by Lumi"),
        ("Lumi buys Astra | Other Daily", "Example Daily", "Lumi buys Astra | Other Daily"),
    ],
)
def test_the_publisher_is_never_the_title(tmp_path: Path, title: str, publisher: str, left: str) -> None:
    path = written(tmp_path / "a.txt", "Lumi Group has bought Astra, it said on Monday.\n")
    (text,) = read_texts(path, Heading(title=title, publisher=publisher))
    assert text.title == left


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xml", "<urlset><url><loc>x</loc></url></urlset>", "XML, but no RSS or Atom feed"),
        ("a.rss", RSS[:300], "not whole XML"),
        ("a.rss", "<rss><channel><title>x</title></channel></rss>", "a feed without items"),
        ("a.rss", "<rss><item><link>https://example.com</link></item></rss>", 'item 1: has no "text"'),
        ("a.eml", b"From x@example.com Wed Jun 5\nSubject: a\n\nb\n", "a mailbox of many mails"),
        ("a.eml", b"\x00\x01\x02", "no mail with a text"),
        ("a.eml", b"Subject: x\nFrom: a@example.com\n\n", "no mail with a text"),
    ],
)  # fmt: skip
def test_what_cannot_be_split_is_refused_in_words(
    run, tmp_path: Path, name: str, content: str | bytes, words: str
) -> None:
    path = written(tmp_path / name, content)
    with pytest.raises(InvalidData, match=words) as raised:
        list(read_texts(path))
    assert str(path) in str(raised.value) and "\n" not in str(raised.value)


def test_entities_of_a_feed_reach_no_file_and_grow_to_nothing(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret", "hidden words")
    entities = f'<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY a "ha ha ha"><!ENTITY b "&a;&a;&a;">'
    feed = f"<!DOCTYPE r [{entities}]><rss><item><title>Lumi &x; grew &b;</title></item></rss>"
    (text,) = read_texts(written(tmp_path / "a.xml", feed))
    assert text.content.startswith("Lumi") and "hidden" not in text.content and "ha ha" not in text.content


def mail(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in headers.items():
        made[name] = value
    return made


def test_a_mail_is_an_article_without_its_attachments(tmp_path: Path) -> None:
    sender, sent = '"Example Daily" <news@example.com>', "Wed, 05 Jun 2024 09:30:00 +0200"
    made = mail(Subject="Lumi buys Astra – Näheres", From=sender, To="me@example.com", Date=sent)
    made.set_content("Lumi Group has bought Astra.\n")
    made.add_alternative("<p>Lumi Group has <b>bought</b> Astra.</p>", subtype="html")
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="x.pdf")
    (text,) = read_texts(written(tmp_path / "a.eml", made.as_bytes()))
    assert (text.title, text.publisher, text.published) == (
        "Lumi buys Astra – Näheres",
        "Example Daily",
        "2024-06-05",
    )
    assert text.content.strip() == "Lumi Group has bought Astra."
    assert text.notes == ("1 attachment not read",)


def test_a_mail_in_html_is_read_as_text(tmp_path: Path) -> None:
    made = mail(Subject="News", From="news@example.com", Date="Wed, 05 Jun 2024 09:30:00 +0200")
    made.set_content(
        "<style>p {}</style><p>Lumi Group owns Astra.</p><p>Tarn owns Belmo.</p>", subtype="html"
    )
    (text,) = read_texts(written(tmp_path / "a.eml", made.as_bytes()))
    assert text.content == "Lumi Group owns Astra.\n\nTarn owns Belmo."
    assert text.publisher == "news@example.com"


def test_many_drafts_one_for_each_item(run, shipped_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)
    folder = shipped_copy / "news"
    folder.mkdir()
    written(folder / "feed.xml", RSS)
    written(folder / "bad.xml", "<a/>")
    made = mail(Subject="Lumi buys Astra", From="news@example.com", Date="Wed, 05 Jun 2024 09:30:00 +0200")
    made.set_content("Lumi Group owns Astra.\n")
    written(folder / "mail.eml", made.as_bytes())
    done = run("propose", "--many", folder, "-o", shipped_copy / "out")
    assert done.code == 5 and "bad.xml: XML, but no RSS or Atom feed" in done.err
    drafts = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted((shipped_copy / "out").iterdir())]
    assert sorted(d["article"]["title"] for d in drafts) == [
        "Belmo opens in Leeds", "Lumi Group buys Astra", "Lumi buys Astra", "Okoro & Sons joins",
    ]  # fmt: skip
    alone = run("propose", folder / "feed.xml", "-o", shipped_copy / "one.yaml")
    assert alone.code == 2 and "holds 3 texts; use --many" in alone.err
