"""Texts of hostile shapes at two sizes: python benchmarks/shapes.py [--characters N]

Reads and proposes from a text of each shape at N and at 2 N characters, and prints CPU seconds and their ratio,
which is two where work grows with the length.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable

from retailgraph.extraction import drafts, reading
from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.text import Party
from retailgraph.graph import places
from retailgraph.ontology import read


def name(number: int) -> str:
    """A made-up name for each number."""
    word = ""
    number += 1000
    while number:
        word += "bcdfghklmnprst"[number % 14] + "aeiou"[number // 14 % 5]
        number //= 70
    return word.capitalize()


SHAPES: dict[str, Callable[[int], str]] = {
    "one enormous line": lambda n: "Prada and more words of all kinds " * (n // 34),
    "clauses without end": lambda n: "Prada, the maker of bags, which owns it, " * (n // 41),
    "nested brackets": lambda n: "(" * (n // 2) + "Prada" + ")" * (n // 2),
    "nested quotes": lambda n: "“Prada said " * (n // 24) + "”" * (n // 24),
    "capitalised words": lambda n: " ".join(name(i) for i in range(n // 7)),
    "names in one list": lambda n: ", ".join(name(i) for i in range(n // 8)),
    "names joined by and": lambda n: " and ".join(name(i) for i in range(n // 11)),
    "one name again and again": lambda n: "Lumi " * (n // 5),
    "possessives": lambda n: "Prada's " * (n // 8),
    "initials": lambda n: "A." * (n // 2),
    "hyphens": lambda n: "Prada-owned-" * (n // 12),
    "letters": lambda n: "a" * n,
    "figures": lambda n: "1," * (n // 2),
    "months": lambda n: "in early May 2019, " * (n // 19),
    "doubts": lambda n: "no evidence that no doubt that if whether " * (n // 42),
    "new names": lambda n: " ".join(f"{name(i)} owns {name(i + 100_000)}." for i in range(n // 20)),
}


def seconds(proposer: Proposer, content: str) -> float:
    before = time.process_time()
    heading = reading.Heading(language="en", published="2024-05-01")
    for text in reading._of_stream(io.BytesIO(content.encode()), "text.txt", ".txt", heading):
        drafts.to_yaml(proposer.propose(text), ())
    return time.process_time() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=20_000)
    size = parser.parse_args().characters
    known = [Known(Party("Prada", "prada", ("Company",)), (("Prada", 0),))]
    proposer = Proposer(read(places.shipped("ontology") / "retailgraph.ttl"), known)
    seconds(proposer, "Prada owns Versace.")
    print(
        f"| shape | {size:,} characters, s | {2 * size:,} characters, s | ratio |\n| --- | --- | --- | --- |"
    )
    for shape, made in SHAPES.items():
        one, two = (seconds(proposer, made(n)) for n in (size, 2 * size))
        print(f"| {shape} | {one:.2f} | {two:.2f} | {two / max(one, 0.001):.1f} |", flush=True)


if __name__ == "__main__":
    main()
