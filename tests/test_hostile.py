"""What bad input gets: one clear line, an exit code, and nothing lost, through the command line."""

from __future__ import annotations

import builtins
import codecs
import errno
import io
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conftest import ENTITIES, TODAY, Outcome, article, canonical, difference, own_store, write
from retailgraph import RetailGraph
from retailgraph.articles import words
from retailgraph.errors import InvalidData, RetailGraphError
from retailgraph.graph import reading
from retailgraph.lookup import Answer
from retailgraph.ontology import RG

Run = Callable[..., Outcome]
posix = pytest.mark.skipif(os.name == "nt", reason="the permissions of POSIX are needed")
BEFORE = {"2018-finch": article("acme owns finch", "core owns grove", published="2018")}


# --- a store that nothing may happen to -------------------------------------------------------------------


@dataclass(frozen=True)
class Mine:
    """A store of one's own that a bad input is aimed at, and what was in it before."""

    run: Run
    folder: Path
    before: tuple[str, ...]
    files: dict[str, bytes]

    def __call__(self, *words: str | Path) -> Outcome:
        """What a command on this store does."""
        return self.run("--quiet", "--store", self.folder, *words)

    def loses_nothing(self) -> None:
        """The graph says what it said, and no file came, went or changed."""
        assert not list(difference(self.before, content(self.folder)))
        assert files_in(self.folder) == self.files

    def fails(self, *words: str | Path, code: int) -> list[str]:
        """The lines that a failing command says, having changed nothing."""
        outcome = self(*words)
        assert (outcome.code, outcome.out) == (code, ""), outcome
        self.loses_nothing()
        return clear_lines(outcome)

    def refuses(self, *paths: Path) -> list[str]:
        """The findings of files that may not be loaded."""
        *findings, summary = self.fails("load", *paths, code=5)
        count = len(findings)
        assert summary.startswith(f"error: {count} error{'s' if count > 1 else ''}; nothing was loaded")
        return findings

    def still_loads(self, folder: Path) -> None:
        """After all that happened the next load works."""
        outcome = self("load", *write(folder, {"2020-next": article("bolt operates isle", published="2020")}))
        assert (outcome.code, outcome.err) == (0, "")
        assert set(content(self.folder)) > {line for line in self.before if "edgesAsOf" not in line}


def content(store: Path) -> list[str]:
    """What a store holds, as sorted N-Quads."""
    with RetailGraph.open(store, create=False, today=TODAY) as graph:
        return canonical(graph)


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def clear_lines(outcome: Outcome) -> list[str]:
    """What was said on standard error: lines for people, without traceback or hostile characters."""
    lines = outcome.err.splitlines()
    assert lines and "Traceback" not in outcome.err and "--debug" not in outcome.err
    assert all(line.isprintable() and len(line) < 1000 for line in lines)
    return lines


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one's own, to be copied: building it takes longer than most tests here."""
    folder = tmp_path_factory.mktemp("template")
    own_store(folder, BEFORE).close()
    return folder / "store"


def copied(template: Path, folder: Path, run: Run) -> Mine:
    shutil.copytree(template, folder)
    return Mine(run, folder, tuple(content(folder)), files_in(folder))


@pytest.fixture
def mine(template: Path, tmp_path: Path, run: Run) -> Mine:
    return copied(template, tmp_path / "my store", run)


# --- files that say what may not be said ------------------------------------------------------------------

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
BRACKETS = "[" * 100_000
SELF = "a claim about itself|itself"
ROW = "subject,relation,object,article_title,url,publisher,published,says\n"

BAD_FILES = [
    # malformed YAML
    ("2019-a.yaml", "title: [never closed\n", 1, r"the \[ on this line is not closed"),
    ("2019-a.yaml", "title: one\n\tpublisher: two\n", 2, "indented with a tab"),
    ("2019-a.yaml", "title: Coach: a parent\n", 1, "must be quoted"),
    ("2019-a.yaml", article("acme owns finch") + "title: again\n", None, "'title' stands twice"),
    ("2019-a.yaml", "just a text\n", 1, "neither an article .* nor an entity file"),
    ("2019-a.yaml", "", None, "is empty"),
    # bombs
    ("2019-a.yaml", LAUGHS, 1, "anchors .* are not read"),
    ("2019-a.yaml", BRACKETS, 1, "nested more than 20 levels deep"),
    ("2019-a.yaml", article("acme owns finch") + f"language: {BRACKETS}\n", None, "nested more than 20"),
    ("rows.jsonl", BRACKETS + "\n", 1, "nested|JSON"),
    # not UTF-8
    ("2019-a.yaml", article("acme owns finch", title="Café").encode("latin-1"), 1, "is not UTF-8 .*0xE9"),
    ("2019-a.yaml", codecs.BOM_UTF16_LE + article().encode("utf-16-le"), 1, "is UTF-16"),
    ("rows.csv", ROW.encode() + b"acme,owns,finch,Caf\xe9,https://a.example/,P,2019,S\n", 2, "is not UTF-8"),
    # control characters and bidi overrides, as they are and as escapes
    ("names.yaml", "red: {type: Brand, name: A\x1b[31mB}\n", 1, r"U\+001B"),
    ("names.yaml", "red: {type: Brand, name: A\x00B}\n", 1, r"U\+0000"),
    ("names.yaml", 'red: {type: Brand, name: "A\\e[31mB"}\n', 1, r"U\+001B"),
    ("names.yaml", "red: {type: Brand, name: A\u202eB}\n", 1, r"U\+202E"),
    ("names.yaml", 'red: {type: Brand, name: A, aliases: ["\\u2066B"]}\n', 1, r"U\+2066"),
    ("2019-a.yaml", article("acme owns finch", title='"\\u202egnp.exe"'), 1, r"U\+202E"),
    ("rows.csv", ROW + "acme,owns,finch,T\u202e,https://a.example/,P,2019,S\n", 2, r"U\+202E"),
    # dates
    ("2019-a.yaml", article("acme owns finch: {from: 2019-13}"), None, "no month 13"),
    ("2019-a.yaml", article("acme owns finch: {to: 3201-10-21}"), None, "3201"),
    ("2019-a.yaml", article("acme owns finch: {from: soon}"), None, "'soon' is not a date"),
    ("2019-a.yaml", article("acme owns finch", published="2019-13"), 4, "no month 13"),
    ("2019-a.yaml", article("acme owns finch", published="3201-10-21"), 4, "3201"),
    ("2019-a.yaml", article("acme owns finch", published="soon"), 4, "'soon' is not a date"),
    ("rows.csv", ROW + "acme,owns,finch,T,https://a.example/,P,2019-13,S\n", 2, "no month 13"),
    # a claim about itself
    ("2019-a.yaml", article("acme owns acme"), None, "itself"),
    ("2019-a.yaml", article("acme partnersWith acme"), None, "itself"),
    ("2019-a.yaml", article("acme acquires acme: {status: denied}"), None, "itself"),
    ("rows.csv", ROW + "acme,owns,acme,T,https://a.example/,P,2019,S\n", 2, "itself"),
    # a status of another kind of relation, or of none
    ("2019-a.yaml", article("acme owns finch: {status: calledOff}"), None, "calledOff.*inForce"),
    ("2019-a.yaml", article("acme acquires bolt: {status: inForce}"), None, "inForce.*completed"),
    ("2019-a.yaml", article("acme owns finch: {status: anounced}"), None, "did you mean 'announced'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "line", "message"), BAD_FILES, ids=[f"{n}-{row[3]}" for n, row in enumerate(BAD_FILES)]
)
def test_a_bad_file_is_one_line_and_nothing_is_loaded(
    mine: Mine, tmp_path: Path, name: str, text: str | bytes, line: int | None, message: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(text if isinstance(text, bytes) else text.encode())
    good = write(tmp_path / "good", {"2020-good": article("bolt owns dune", published="2020")})
    (finding,) = mine.refuses(bad, *good)
    place = re.fullmatch(re.escape(str(bad)) + r"(?::([0-9]+))?: (.*)", finding)
    assert place, finding
    assert line is None or place[1] == str(line), finding
    assert re.search(message, place[2]), finding


def test_only_the_good_files_are_loaded_by_keep_going(mine: Mine, tmp_path: Path) -> None:
    bad = write(tmp_path, {"2019-a": BRACKETS, "2019-b": article("acme owns acme")})
    good = write(tmp_path, {"2020-good": article("bolt owns dune", published="2020")})
    outcome = mine("load", "--keep-going", *bad, *good)
    assert (outcome.code, outcome.out) == (5, "loaded 1 article, 1 claim, 0 entities\n")
    assert [line.split(":")[0] for line in clear_lines(outcome)] == [*map(str, bad), "error"]
    assert not set(mine.before).difference(content(mine.folder), [f"{q}" for q in dated(mine.before)])


def dated(lines: tuple[str, ...]) -> list[str]:
    """The quad that says when the store was written: a load on another day changes it."""
    return [line for line in lines if "edgesAsOf" in line]


@pytest.mark.parametrize(("name", "size"), [("2019-a.yaml", 200_000_000), ("rows.jsonl", 2_100_000_000)])
def test_a_huge_file_is_refused_without_opening_it(
    mine: Mine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: int
) -> None:
    huge, real = tmp_path / name, io.open
    huge.touch()
    os.truncate(huge, size)  # sparse: it takes no room

    def watched(file: Any, *rest: Any, **named: Any) -> Any:
        assert str(file) != str(huge), "the file was opened"
        return real(file, *rest, **named)

    with monkeypatch.context() as patched:
        patched.setattr(io, "open", watched)
        patched.setattr(builtins, "open", watched)
        (finding,) = mine.refuses(huge)
    assert finding.startswith(f"{huge}: is too large")


def test_the_same_article_id_twice_names_both_places(mine: Mine, tmp_path: Path) -> None:
    (one,) = write(tmp_path / "one", {"2019-a": article("acme owns dune")})
    (two,) = write(tmp_path / "two", {"2019-a": article("bolt owns dune")})
    first, second = mine.refuses(one.parent, two.parent)
    assert first.startswith(f"{one}:1: article '2019-a' is also described in {two}:1")
    assert second.startswith(f"{two}:1: article '2019-a' is also described in {one}:1")


def test_no_command_passes_control_characters_on(mine: Mine) -> None:
    for name in ("\x1b[31mAcme", "\u202eAcme\u2066", "Acme\x00\x07", "\ud800"):
        for command in (("ask", f"partners of {name}"), ("show", name), ("remove", name), ("load", name)):
            outcome = mine(*command)
            assert outcome.code in (2, 3, 5), (command, outcome)
            clear_lines(outcome)
            assert outcome.out == ""
    mine.loses_nothing()


# --- what looks bad and loads -----------------------------------------------------------------------------

SCRIPT, IMAGE = "<script>alert(1)</script>", "<img src=x onerror=alert(1)>"


def test_html_in_names_is_data_and_escaped_where_html_counts(mine: Mine, tmp_path: Path) -> None:
    odd = f"odd: {{type: Brand, name: '{SCRIPT}', aliases: ['{IMAGE}', Odd]}}\n"
    news = article("acme owns odd", publisher=f"'{IMAGE}'", title="'</title><b>News'", published="2020")
    assert mine("load", *write(tmp_path, {"names": odd, "2020-odd": news})).code == 0
    assert mine("ask", "brands of acme", "--format", "csv").out.count(SCRIPT) == 1
    for command in (("ask", "brands of acme"), ("show", "Odd"), ("list",), ("sources",)):
        shown = mine(*command, "--format", "markdown")
        assert shown.code == 0
        assert "&lt;" in shown.out and not re.search(r"<(script|img|b|/title)\b", shown.out)
    page = tmp_path / "page.html"
    assert mine("draw", "Odd", "--output", page).code == 0
    drawn = page.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in drawn
    assert SCRIPT not in drawn and "<img src=x" not in drawn and "<b>News" not in drawn


def test_an_ownership_cycle_of_ten_loads_as_a_conflict(mine: Mine, tmp_path: Path) -> None:
    ring = "".join(f"ring-{n}: {{type: Company, name: Ring {n}}}\n" for n in range(10))
    claims = [f"ring-{n} owns ring-{(n + 1) % 10}" for n in range(10)]
    files = write(tmp_path, {"ring": ring, "2020-ring": article(*claims, published="2020")})
    outcome = mine("load", *files)
    assert (outcome.code, outcome.out, outcome.err) == (0, "loaded 1 article, 10 claims, 10 entities\n", "")
    assert cycles(mine.folder) == ["a circle of owns: " + " > ".join(f"ring-{n % 10}" for n in range(11))]
    assert "Ring 9" in mine("ask", "who owns Ring 0").out
    assert mine("ask", "subsidiaries of Ring 0").code == 0
    assert mine("ask", "does Ring 3 own Ring 1").code == 0
    assert mine("draw", "Ring 0", "--hops", "4", "--output", tmp_path / "a.html").code == 0
    assert mine("remove", "2020-ring").code == 0
    assert cycles(mine.folder) == []


def cycles(store: Path) -> list[str]:
    """What the conflicts of kind ``cycle`` say."""
    with RetailGraph.open(store, create=False) as graph:
        kind, text = ox.NamedNode(f"{RG}kind"), "SELECT ?t { ?c rg:kind 'cycle' ; rdfs:comment|rg:text ?t }"
        found = list(reading.match(graph.store, None, kind, ox.Literal("cycle"), reading.CONCLUSIONS))
        said = [str(row[0].value) for row in graph.query(text).rows]
        assert len(said) == len(found)
        return said
