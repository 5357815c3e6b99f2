"""Sentences as the trade press writes them, half of them doubting: python benchmarks/sentences.py [--held] [-v]

A sentence is right if all that it states is proposed with its status (and the qualifiers that are named), and
nothing else is asserted: as in force, completed or announced. Those marked as held were not graded before the
grammar was changed for the others; --held grades them alone.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.text import Party, ProposedClaim, Text
from retailgraph.graph import places
from retailgraph.ontology import read

FILE = Path(__file__).with_name("sentences.jsonl")
NAMES = {
    "Company": ("Norbeck", "Lunde", "Ormund", "Castell", "Brightwater", "Tavish Retail", "Quillon Capital", "Sorrel Partners"),
    "Brand": ("Fennick", "Oakmoor", "Velisse", "Corvane", "Tansy", "Marlo"),
    "Platform": ("Bazaro", "Shoply"),
    "Person": ("Ines Duarte", "Tom Arkwright"),
    "Alliance": ("Fair Cotton Alliance",),
}  # fmt: skip
ASSERTED = ("inForce", "completed", "announced")


def proposer() -> Proposer:
    known = [
        Known(Party(name, name, (type,)), ((name, 0),)) for type, names in NAMES.items() for name in names
    ]
    return Proposer(read(places.shipped("ontology") / "retailgraph.ttl"), known)


def said(value: Any) -> str:
    each = value if isinstance(value, tuple) else (value,)
    return "|".join(v.name if isinstance(v, Party) else str(v) for v in each)


def fits(wanted: Sequence[Any], claim: ProposedClaim) -> bool:
    """Whether a claim is what a row of the file wants; "a|b" there means either."""
    subject, relations, object, statuses, qualifiers = wanted
    ends = {(claim.subject.name, claim.object.name)}
    if relations in ("partnersWith", "jointVentureWith"):
        ends |= {(claim.object.name, claim.subject.name)}
    return (
        (subject, object) in ends
        and claim.relation in relations.split("|")
        and claim.status in statuses.split("|")
        and all(said(claim.qualifiers.get(k, "")) in v.split("|") for k, v in qualifiers.items())
    )


def faults(row: Mapping[str, Any], claims: Sequence[ProposedClaim]) -> list[str]:
    missed = [f"missed {w[:4]}" for w in row["want"] if not any(fits(w, c) for c in claims)]
    known = [*row["want"], *row["may"]]
    return missed + [
        f"asserted {c.subject.name} {c.relation} {c.object.name} {c.status} {dict(c.qualifiers) or ''}"
        for c in claims
        if c.status in ASSERTED and not any(fits(w, c) for w in known)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="grade those that were kept aside")
    parser.add_argument("-v", action="store_true", help="say what is wrong")
    given = parser.parse_args()
    engine = proposer()
    right: Counter[str] = Counter()
    all: Counter[str] = Counter()
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["held"] != given.held:
            continue
        wrong = faults(row, engine.propose(Text(row["text"], published="2026-06-15")).claims)
        all[row["kind"]] += 1
        right[row["kind"]] += not wrong
        if given.v and wrong:
            print(row["text"], *wrong, sep="\n    ")
    for kind in all:
        print(f"{kind}: {right[kind]} of {all[kind]}")


if __name__ == "__main__":
    main()
