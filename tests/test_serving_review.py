"""Deciding in a browser: proposals, duplicates and conflicts, by who may, in force at once, and undone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from conftest import TODAY, article, own_store
from retailgraph.serving import sessions, tokens
from retailgraph.serving.standing import Graphs
from serving_tools import Got, Running, served

READER, REVIEWER = "a-token-for-reading-only", "a-token-for-reviewing-too"
TOKENS = tokens.read("", f"ann read {READER}\nbob read,review {REVIEWER}")
FORM = "application/x-www-form-urlencoded"
HASH = "0" * 64
DRAFT = f"""\
draft: 1
article:
  id: 2026-05-02-a-story-000000
  title: A <b>story</b>
  publisher: Daily
  published: 2026-05-02
  text: {{sha256: {HASH}}}
entities:
  lumi: {{new: true, type: Brand, name: Lumi}}
passages:
- quote: Bolt owns Grove. Acme owns Lumi.
  at: [0, 32]
  claims:
  - bolt owns grove: {{status: inForce, confidence: 0.9, at: [0, 15], wording: owns}}
  - acme owns lumi: {{status: inForce, confidence: 0.8, at: [17, 31], wording: owns}}
"""
HEADLESS = DRAFT.replace("  publisher: Daily\n  published: 2026-05-02\n", "").replace(HASH, "1" * 64)


@dataclass
class Browser:
    """A person at a server: keeps the cookie, and sends the forms that its pages have."""

    server: Running
    cookie: str = ""
    seen: dict[str, str] = field(default_factory=dict)

    def sign_in(self, token: str = REVIEWER) -> Got:
        got = self.send("/sign-in", token=token)
        self.cookie = (got.headers["set-cookie"] or "").partition(";")[0]
        return got

    def open(self, path: str) -> str:
        got = self.server.ask("GET", path, None, self._headers())
        assert got.status == 200, got.text
        assert (
            got.headers["cache-control"] == "no-store"
            and "script-src 'self'" in got.headers["content-security-policy"]
        )
        return got.text

    def send(self, path: str, **fields: str) -> Got:
        headers = {**self._headers(), "content-type": FORM, "origin": self.server.url}
        return self.server.ask("POST", path, urlencode(fields), headers)

    def decide(self, path: str, **fields: str) -> str:
        """Send a form of a page, and open the page that comes of it."""
        got = self.send(path, nonce=nonce_of(self.open(path)), **fields)
        assert got.status == 303, got.text
        return self.open(got.headers["location"].partition("#")[0])

    def _headers(self) -> dict[str, str]:
        return {"accept": "text/html", **({"cookie": self.cookie} if self.cookie else {})}


def nonce_of(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def item_of(page: str, words: str) -> str:
    """The key of an open item."""
    found = re.search(rf'<section[^>]* id="i-([^"]+)"[^>]* aria-label="{words}"', page) or re.search(
        rf'<section id="i-([^"]+)"[^>]*aria-label="{words}"', page
    )
    assert found is not None, page
    return found[1]


def decided_item(page: str, said: str) -> str:
    found = re.search(rf'<span id="i-([^"]+)">{said}</span>', page)
    assert found is not None, page
    return found[1]


@contextmanager
def reviewing(folder: Path, files: Mapping[str, str], drafts: Mapping[str, str]) -> Iterator[Browser]:
    own_store(folder, dict(files)).close()
    (folder / "drafts").mkdir()
    for name, text in drafts.items():
        (folder / "drafts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    store, audit = str(folder / "store"), str(folder / "audit.jsonl")
    options: dict[str, Any] = {"write": True, "audit_log": audit, "drafts": str(folder / "drafts")}
    with served(lambda: Graphs(store, False, TODAY), TOKENS, **options) as running:
        browser = Browser(running)
        assert browser.sign_in().status == 303
        yield browser


@pytest.fixture(scope="module")
def bob(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    files = {
        "2019-owns": article("acme owns finch: {from: 2018}", published="2019-05-01"),
        "2019-other": article("acme owns finch: {from: 2017}", published="2019-06-01", publisher="Weekly"),
    }
    with reviewing(
        tmp_path_factory.mktemp("review"), files, {"story": DRAFT, "headless": HEADLESS}
    ) as browser:
        yield browser


def owners(bob: Browser, entity: str) -> list[str]:
    rows = bob.server.get("/api/relationships", entity=entity, relation="owns").json["rows"]
    return sorted(row["id"] for row in rows)


def audit(bob: Browser) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(bob.server.settings.audit_log).read_text().splitlines()]


# --- proposals ---------------------------------------------------------------------------------------------

STORY = "/review/drafts/story"


def test_a_proposal_stands_beside_its_sentence_and_what_the_graph_says(bob: Browser) -> None:
    listed = bob.open("/review")
    assert "A &lt;b&gt;story&lt;/b&gt;" in listed and "<b>" not in listed and "Daily" in listed
    page = bob.open(STORY)
    assert "<mark>Bolt owns Grove</mark>" in page and "Daily, 2026-05-02" in page
    assert "does not say it" in page and "Who is Lumi?" in page and "confidence 0.90" in page


def test_what_is_accepted_is_in_force_at_once_with_who_and_when_and_undone_by_a_click(bob: Browser) -> None:
    page = bob.open(STORY)
    assert owners(bob, "grove") == []
    page = bob.decide(STORY, do="accept", item=item_of(page, "Bolt Ltd owns Grove"))
    assert owners(bob, "grove") == ["bolt"]
    assert "Accepted" in page and '<td class="short">bob</td>' in page
    (claim,) = bob.server.get("/api/articles/2026-05-02-a-story-000000").json["claims"]
    assert claim["qualifiers"]["by"][0].startswith("retailgraph propose, reviewed by bob, 20")
    told = audit(bob)[-1]
    assert (told["who"], told["what"], told["name"], told["outcome"]) == (
        "bob",
        "review accept",
        "story",
        "done",
    )
    assert told["result"]["graph"] == "loaded"
    page = bob.decide(STORY, do="undo", item=decided_item(page, "bolt owns grove"))
    assert owners(bob, "grove") == [] and item_of(page, "Bolt Ltd owns Grove")
    assert bob.server.get("/api/articles/2026-05-02-a-story-000000").status == 404


def test_a_new_name_is_made_by_who_decides_and_goes_with_the_decision(bob: Browser) -> None:
    item = item_of(bob.open(STORY), 'Acme[^"]* owns Lumi')
    page = bob.decide(STORY, do="accept", item=item, **{"who-lumi": "lumi"})
    assert owners(bob, "lumi") == ["acme"]
    page = bob.decide(STORY, do="undo", item=decided_item(page, "acme owns lumi"))
    assert bob.server.get("/api/entities/lumi").status == 404
    assert "Who is Lumi?" in page
    bob.decide(STORY, do="accept", item=item, **{"who-lumi": "lumi", "other-lumi": "isle"})
    assert "acme" in owners(bob, "isle")
    bob.decide(STORY, do="undo", item=item)


def test_a_proposal_is_edited_or_rejected(bob: Browser) -> None:
    item = item_of(bob.open(STORY), "Bolt Ltd owns Grove")
    page = bob.decide(
        STORY, do="accept", item=item, said="bolt owns grove", **{"value-from": "2024", "value-status": "-"}
    )
    assert "Accepted after an edit" in page
    (claim,) = bob.server.get("/api/articles/2026-05-02-a-story-000000").json["claims"]
    assert claim["since"] == "2024"
    bob.decide(STORY, do="undo", item=item)
    page = bob.decide(STORY, do="reject", item=item)
    assert "Rejected" in page and owners(bob, "grove") == []
    bob.decide(STORY, do="undo", item=item)


def test_what_cannot_be_loaded_is_told_and_not_decided(bob: Browser) -> None:
    item = item_of(bob.open(STORY), "Bolt Ltd owns Grove")
    nonce = nonce_of(bob.open(STORY))
    for fields, status in (
        ({"do": "accept", "item": item, "said": "bolt owns nobody-here"}, 422),
        ({"do": "accept", "item": item, "said": "bolt leads grove"}, 422),
        ({"do": "accept", "item": item, "value-from": "2026-99"}, 422),
        ({"do": "accept", "item": "none"}, 404),
        ({"do": "undo", "item": item}, 404),
        ({"do": "fly", "item": item}, 400),
    ):
        got = bob.send(STORY, nonce=nonce, **fields)
        assert (got.status, got.media) == (status, "text/html"), (fields, got.text)
        assert 'role="alert"' in got.text
    assert item_of(bob.open(STORY), "Bolt Ltd owns Grove") == item


def test_a_claim_that_is_missed_is_added_and_undone(bob: Browser) -> None:
    page = bob.decide(STORY, do="add", passage="1", said="acme owns isle", **{"value-from": "2023"})
    assert owners(bob, "isle") == ["acme"]
    bob.decide(STORY, do="undo", item=decided_item(page, "acme owns isle"))
    assert owners(bob, "isle") == []


def test_nothing_is_loaded_before_the_draft_says_who_published_it_and_when(bob: Browser) -> None:
    path = "/review/drafts/headless"
    page = bob.decide(path, do="accept", item=item_of(bob.open(path), "Bolt Ltd owns Grove"))
    assert owners(bob, "grove") == [] and "nothing of it is loaded" in page
    page = bob.decide(path, do="head", **{"head-publisher": "Evening", "head-published": "2026-05-03"})
    assert owners(bob, "grove") == ["bolt"] and "nothing of it is loaded" not in page
    bob.decide(path, do="undo", item=decided_item(page, "bolt owns grove"))
    assert owners(bob, "grove") == []


# --- duplicates and conflicts ------------------------------------------------------------------------------


def test_two_entities_are_said_to_be_one_and_two_again(bob: Browser) -> None:
    path = "/review/duplicates"
    page = bob.decide(path, do="same", one="grove", other="isle", keep="isle", why="a test")
    assert bob.server.get("/api/entities/grove").json["id"] == "isle"
    assert "a test" in page and "bob" in page
    bob.decide(path, do="undo", one="isle", other="grove")
    assert bob.server.get("/api/entities/grove").json["id"] == "grove"
    got = bob.send(path, nonce=nonce_of(page), do="same", one="grove", other="isle")
    assert got.status == 400 and "why" in got.text
    assert [one["what"] for one in audit(bob)[-3:]] == [
        "duplicates same",
        "duplicates undo",
        "duplicates same",
    ]


def test_a_conflict_is_decided_by_a_report_of_who_decides(bob: Browser) -> None:
    path = "/review/conflicts"
    page = bob.open(path)
    (conflict,) = bob.server.get("/api/conflicts").json["rows"]
    assert "Daily" in page and "Weekly" in page
    for number, side in enumerate(conflict["sides"]):
        page = bob.decide(path, do="decide", key=conflict["key"], side=str(number), why="asked them")
        (row,) = bob.server.get("/api/relationships", entity="finch", relation="owns").json["rows"]
        assert row["since"] == side["says"], "of two publishers each, that of the decision has one more"
    assert "Decision: " in page and "bob (review)" in page
    (made,) = [
        a["article"] for a in bob.server.get("/api/articles").json["rows"] if "decision" in a["article"]
    ]
    bob.decide(path, do="undo", article=made)
    assert bob.server.get(f"/api/articles/{made}").status == 404
    got = bob.send(path, nonce=nonce_of(page), do="undo", article="2019-owns")
    assert got.status == 404 and bob.server.get("/api/articles/2019-owns").status == 200


# --- who may -----------------------------------------------------------------------------------------------


def test_who_has_not_signed_in_is_asked_to_and_comes_where_they_wanted(bob: Browser) -> None:
    nobody = bob.server.ask("GET", STORY, None, {"accept": "text/html"})
    assert (nobody.status, nobody.headers["location"]) == (303, f"/sign-in?next={STORY}")
    got = Browser(bob.server).send("/sign-in", token=REVIEWER, next=STORY)
    assert (got.status, got.headers["location"]) == (303, STORY)
    for word in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in got.headers["set-cookie"]
    for place in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert Browser(bob.server).send("/sign-in", token=REVIEWER, next=place).headers["location"] == "/"
    wrong = Browser(bob.server).send("/sign-in", token="no-such-token-anywhere")
    assert wrong.status == 401 and wrong.headers["set-cookie"] is None


def test_a_reader_does_not_review(bob: Browser) -> None:
    ann = Browser(bob.server)
    ann.sign_in(READER)
    assert ann.server.ask("GET", "/review", None, ann._headers()).status == 403
    assert ann.send(STORY, do="reject", item="x", nonce="x").status == 403


def test_a_form_of_another_site_or_session_decides_nothing(bob: Browser) -> None:
    item = item_of(bob.open(STORY), "Bolt Ltd owns Grove")
    mine = {"do": "reject", "item": item}
    other = Browser(bob.server)
    other.sign_in()
    stolen = nonce_of(other.open(STORY))
    for nonce in ("", "x", stolen):
        assert bob.send(STORY, nonce=nonce, **mine).status == 403
    nonce = nonce_of(bob.open(STORY))
    body = urlencode({**mine, "nonce": nonce})
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        sent = {**bob._headers(), "content-type": FORM, **headers}
        assert bob.server.ask("POST", STORY, body, sent).status == 403
    plain = {**bob._headers(), "content-type": "text/plain", "origin": bob.server.url}
    assert bob.server.ask("POST", STORY, body, plain).status == 415
    assert item_of(bob.open(STORY), "Bolt Ltd owns Grove") == item


def test_a_cookie_changes_nothing_but_by_the_forms(bob: Browser) -> None:
    headers = {**bob._headers(), "content-type": "application/yaml", "origin": bob.server.url}
    got = bob.server.ask("POST", "/api/load?name=x", article("acme owns isle"), headers)
    assert got.status == 403


def test_a_program_decides_with_its_token(bob: Browser) -> None:
    headers = {"authorization": f"Bearer {REVIEWER}", "content-type": FORM}
    item = item_of(bob.open(STORY), "Bolt Ltd owns Grove")
    body = urlencode({"do": "reject", "item": item})
    assert bob.server.ask("POST", STORY, body, headers).status == 303
    bob.decide(STORY, do="undo", item=item)


def test_signing_out_ends_the_session(bob: Browser) -> None:
    other = Browser(bob.server)
    other.sign_in()
    got = other.send("/review/sign-out", nonce=nonce_of(other.open("/review")))
    assert got.status == 303 and "Max-Age=0" in got.headers["set-cookie"]
    assert other.server.ask("GET", "/review", None, other._headers()).status == 303


def test_sessions_end_by_themselves() -> None:
    now = [0.0]
    known = sessions.Sessions(lambda: now[0])
    person = tokens.Person("bob", frozenset(("review",)))
    header = sessions.cookie(known.begin(person), "", is_secure=True).partition(";")[0]
    assert known.of(header) is not None and known.of("") is None and known.of('a="') is None
    now[0] = sessions.LASTS
    assert known.of(header) is None


@pytest.mark.parametrize("name", ["..%2fstore", "%2e%2e", "none", "a%00b"])
def test_only_drafts_of_the_folder_are_read(bob: Browser, name: str) -> None:
    assert bob.server.ask("GET", f"/review/drafts/{name}", None, bob._headers()).status == 404


def test_a_draft_that_cannot_be_read_costs_the_others_nothing(bob: Browser) -> None:
    bad = Path(bob.server.settings.drafts, "bad.yaml")
    bad.write_text("no draft")
    try:
        page = unescape(bob.open("/review"))
        assert "bad.yaml: is no draft" in page and "story" in page and str(bad.parent) not in page
    finally:
        bad.unlink()
