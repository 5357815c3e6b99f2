"""Texts of many names and of hostile shapes: work grows with their size, and every run gives the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, examples, proposer_of_rules, some
from retailgraph.api import RetailGraph
from retailgraph.extraction import drafts, wordings
from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.reading import Heading, read_texts
from retailgraph.extraction.text import Party


@cache
def proposer() -> Proposer:
    return proposer_of_rules().knowing([Known(Party("Prada", "prada", ("Company",)), (("Prada", 0),))])


def steps(work: Callable[[], object]) -> int:
    """How many calls some work makes, of our code and of what it uses; comparisons of names are calls too."""
    count = 0

    def tally(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(tally)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def drafted(content: str, folder: Path, ending: str = ".txt") -> str:
    path = folder / f"text{ending}"
    path.write_text(content, encoding="utf-8")
    (text,) = read_texts(path, Heading(language="en", published="2024-05-01"))
    return drafts.to_yaml(proposer().propose(text), ())


def name(number: int) -> str:
    """A made-up name for each number."""
    word = ""
    number += 1000
    while number:
        word += "bcdfghklmnprst"[number % 14] + "aeiou"[number // 14 % 5]
        number //= 70
    return word.capitalize()


# --- many names -------------------------------------------------------------------------------------------

MANY: dict[str, Callable[[int], str]] = {
    "owners": lambda n: " ".join(f"{name(i)} owns {name(i + 10_000)}." for i in range(n // 2)),
    "sellers": lambda n: " ".join(f"{name(i)} sells on {name(i + 20_000)}." for i in range(n // 2)),
    "references": lambda n: " ".join(
        f"{name(i)} bought {name(i + 30_000)}. The company owns {name(i + 40_000)}." for i in range(n // 3)
    ),
    "platforms": lambda n: " ".join(f"{name(i)} opened a store on the platform." for i in range(n)),
    "alliances": lambda n: " ".join(
        f"{name(i)} has joined the {name(i + 50_000)} Alliance." for i in range(n // 2)
    ),
    "partners": lambda n: " ".join(
        f"{name(i)} works with {name(i + 60_000)}. The partnership was announced in May."
        for i in range(n // 2)
    ),
    "lists": lambda n: " ".join(
        f"{name(i)} owns {', '.join(name(70_000 + i + k) for k in range(1, 9))} and {name(i + 9)}."
        for i in range(0, n, 10)
    ),
    "one id": lambda n: " ".join(f"{name(i)} owns Lumi{chr(0xC0 + i % 23)}a." for i in range(n // 2)),
}


def mixed(number: int) -> str:
    """A text with about as many new names, in sentences of all kinds."""
    return "\n".join(many(number // len(MANY)) for many in MANY.values())


def test_comparisons_grow_with_the_new_names_of_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same, count = Party.__eq__, 0

    def counted(one: Party, other: object) -> bool:
        nonlocal count
        count += 1
        return same(one, other)

    monkeypatch.setattr(Party, "__eq__", counted)
    counts = []
    for number in (100, 200, examples(400, 800)):
        count = 0
        drafted(mixed(number), tmp_path)
        counts.append(count)
    for less, more in pairwise(counts):
        assert more < 2.3 * less, counts


def test_all_work_grows_with_the_new_names_of_a_text(tmp_path: Path) -> None:
    drafted("Prada owns Versace.", tmp_path)  # what is made once
    less, more = (steps(lambda n=n: drafted(mixed(n), tmp_path)) for n in (100, 200))
    assert more < 2.3 * less, (less, more)


# --- hostile shapes ---------------------------------------------------------------------------------------

SHAPES: dict[str, Callable[[int], str]] = {
    "one line": lambda n: "Prada and more words of all kinds " * (n // 34),
    "clauses": lambda n: "Prada, the maker of bags, which owns it, " * (n // 41),
    "brackets": lambda n: "(" * (n // 2) + "Prada" + ")" * (n // 2),
    "square brackets": lambda n: "Prada owns [" * (n // 14) + "x]" * (n // 14),
    "quotes": lambda n: "“Prada said " * (n // 24) + "”" * (n // 24),
    "capitals": lambda n: " ".join(name(i) for i in range(n // 7)),
    "a list": lambda n: ", ".join(name(i) for i in range(n // 8)),
    "and": lambda n: " and ".join(name(i) for i in range(n // 11)),
    "possessives": lambda n: "Prada's " * (n // 8),
    "initials": lambda n: "A." * (n // 2),
    "hyphens": lambda n: "Prada-owned-" * (n // 12),
    "letters": lambda n: "a" * n,
    "figures": lambda n: "1," * (n // 2),
    "dates": lambda n: "in early May 2019, " * (n // 19),
    "doubts": lambda n: "no evidence that no doubt that if whether " * (n // 42),
}


LENGTHS = (2_000, 4_000)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hostile_shape_costs_in_step_with_its_length(shape: str, tmp_path: Path) -> None:
    drafted("Prada owns Versace.", tmp_path)  # what is made once
    less, more = (steps(lambda n=n: drafted(SHAPES[shape](n), tmp_path)) for n in LENGTHS)
    assert more < 2.6 * less, (less, more)


# --- the same for every seed of hashing -------------------------------------------------------------------

DRAFTS = """
import json, sys
from retailgraph.api import RetailGraph
from retailgraph.extraction import drafts
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.text import Text
with RetailGraph.open() as graph:
    proposer = Proposer.of(graph)
    for content in json.load(sys.stdin):
        found = proposer.propose(Text(content, published="2024-05-01"))
        print(drafts.to_yaml(found, ()), *drafts.to_jsonl(found), *found.notes, sep="\\n")
"""


def texts_here() -> Iterator[str]:
    """Texts of the data (of some articles, to be done in time), of the wordings and the benchmark."""
    for path in sorted((ROOT / "data" / "articles").glob("*.yaml"))[:: examples(36, 3)]:
        article = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield "\n\n".join(p.get("quote") or p["says"] for p in article["passages"])
    table = wordings.read(ROOT / "ontology" / wordings.NAME)
    yield " ".join(w.example.replace("[", "").replace("]", "") for w in table.wordings)
    lines = (ROOT / "benchmarks" / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    yield from (json.loads(line)["text"] for line in lines)


def test_every_seed_of_hashing_gives_the_same_bytes(shipped: RetailGraph) -> None:
    content = json.dumps(list(texts_here())).encode()
    made = set()
    for seed in ("0", *some("1"), "31337"):
        done = subprocess.run(
            [sys.executable, "-c", DRAFTS], input=content, capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        assert done.stdout.count(b"\n- quote: ") > 100
        made.add(done.stdout)
    assert len(made) == 1
