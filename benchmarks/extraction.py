"""How good the proposals are: python benchmarks/extraction.py [--passages FILE] [--core FILE] [--speed]

Scores the proposer on passages with gold facts (the development passages unless another file is named),
with all
names known and with none; on CORE's sentences with the two entities given; measures calibration, and texts
a second.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from retailgraph.extraction.gazetteer import Known
from retailgraph.extraction.proposer import Proposer
from retailgraph.extraction.text import Party, ProposedClaim, Text
from retailgraph.graph import places
from retailgraph.ontology import read

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "text"
PROPOSER = Proposer(read(places.shipped("ontology") / "retailgraph.ttl"), ())
TYPES = {
    "owns_brand": ("Company", "Brand"), "subsidiary_of": ("Company", "Company"),
    "operates_platform": ("Company", "Platform"), "sells_on": ("Brand", "Platform"),
    "partner_of": ("Company", "Company"), "collaborates_on": ("Company", "Company"),
    "joint_venture": ("Company", "Company"), "member_of": ("Company", "Alliance"),
    "runs_initiative": ("Company", "Initiative"), "acquires": ("Company", "Company"),
    "divests": ("Company", "Company"), "invests_in": ("Company", "Company"), "has_executive": ("Company", "Person"),
}  # fmt: skip
STATUS = {
    "inForce": "completed", "completed": "completed", "announced": "announced", "rumoured": "rumoured",
    "ended": "terminated", "calledOff": "terminated", "denied": "denied",
}  # fmt: skip
SIMPLE = {
    "operates": "operates_platform", "sellsOn": "sells_on", "jointVentureWith": "joint_venture",
    "memberOf": "member_of", "runs": "runs_initiative", "invests": "invests_in", "holdsStakeIn": "invests_in",
}  # fmt: skip


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_passages", SHARED / "score_passages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parties(passage: Mapping[str, Any]) -> list[Known]:
    """The names of a passage's gold facts with the types that their relations give."""
    types: dict[str, set[str]] = defaultdict(set)
    for fact in (*passage["facts"], *passage["negatives"], *passage["optional_facts"]):
        for name, type in zip((fact["subject"], fact["object"]), TYPES[fact["relation"]], strict=True):
            types[name].add(type)
    aliases = passage.get("aliases", {})
    return [
        Known(
            Party(name, name, tuple(sorted(said))),
            ((name, 0), *((a, 1) for a in aliases.get(name, ()) if not a.lower().startswith("the "))),
        )
        for name, said in types.items()
    ]


def mapped(claim: ProposedClaim) -> Iterator[dict[str, Any]]:
    """A claim in the scorer's words."""
    made = {
        "status": STATUS[claim.status],
        "start": claim.start,
        "end": claim.end,
        "confidence": claim.confidence,
    }
    subject, object = claim.subject.name, claim.object.name
    if claim.relation == "owns" and "Person" in claim.subject.types:
        return  # the scorer's owners are companies: it has no word for what a person controls
    if claim.relation == "owns":
        if "Platform" in claim.object.types and "Brand" not in claim.object.types:
            yield {**made, "subject": subject, "relation": "operates_platform", "object": object}
        elif "Brand" in claim.object.types or not claim.object.types:
            yield {**made, "subject": subject, "relation": "owns_brand", "object": object}
        else:
            yield {**made, "subject": object, "relation": "subsidiary_of", "object": subject}
    elif claim.relation == "leads":
        yield {**made, "subject": object, "relation": "has_executive", "object": subject}
    elif claim.relation == "partnersWith":
        relation = "collaborates_on" if claim.qualifiers.get("scope") else "partner_of"
        yield {**made, "subject": subject, "relation": relation, "object": object}
    elif claim.relation == "acquires":
        share = claim.qualifiers.get("share")
        minority = isinstance(share, str) and float(share) <= 50
        yield {
            **made,
            "subject": subject,
            "relation": "invests_in" if minority else "acquires",
            "object": object,
        }
        for seller in claim.qualifiers.get("seller", ()):
            if isinstance(seller, Party):
                yield {**made, "subject": seller.name, "relation": "divests", "object": object}
    elif claim.relation in SIMPLE:
        yield {**made, "subject": subject, "relation": SIMPLE[claim.relation], "object": object}
    elif claim.relation == "founded" and set(claim.object.types) & {"Initiative", "Alliance"}:
        yield {**made, "subject": subject, "relation": "runs_initiative", "object": object}


def proposals(passage: Mapping[str, Any], names_known: bool) -> list[dict[str, Any]]:
    proposer = PROPOSER.knowing(parties(passage) if names_known else ())
    found = proposer.propose(Text(passage["text"], published=passage["date"] or ""))
    once: dict[tuple[str, str, str], dict[str, Any]] = {}
    for claim in found.claims:
        for row in mapped(claim):
            once.setdefault((row["subject"], row["relation"], row["object"]), row)
    return list(once.values())


def scored(gold: Sequence[Mapping[str, Any]], names_known: bool, lenient: bool = False) -> dict[str, Any]:
    """The scorer's table for some passages."""
    made: dict[str, Any] = scorer().run(gold, {p["id"]: proposals(p, names_known) for p in gold}, lenient)
    return made


def interval(
    gold: Sequence[Mapping[str, Any]], names_known: bool, word: str, rounds: int = 300
) -> tuple[float, float]:
    """The 95 percent bootstrap interval of a rate, by drawing passages."""
    score, made = scorer(), {p["id"]: proposals(p, names_known) for p in gold}
    draw = random.Random(7)
    rates = []
    for _ in range(rounds):
        drawn = [dict(p, id=f"{p['id']}/{n}") for n, p in enumerate(draw.choices(gold, k=len(gold)))]
        rates.append(score.run(drawn, {p["id"]: made[p["id"].split("/")[0]] for p in drawn}, False)[word])
    rates.sort()
    return rates[int(0.025 * rounds)], rates[int(0.975 * rounds)]


# --- CORE -------------------------------------------------------------------------------------------------

CORE = {
    "acquired_by": {"acquires", "owns"}, "subsidiary_of": {"owns", "acquires", "operates"},
    "brand_of": {"owns", "runs", "operates", "sellsOn"}, "shareholder_of": {"holdsStakeIn", "invests", "acquires"},
    "collaboration": {"partnersWith", "jointVentureWith"}, "competitor_of": {"competesWith"},
    "merged_with": {"mergesWith", "acquires"}, "product_or_service_of": {"owns", "operates", "founded", "supplies"},
    "client_of": {"supplies", "sellsOn", "partnersWith"},
}  # fmt: skip


def core_rows(path: Path) -> Iterator[tuple[str, list[tuple[ProposedClaim, bool]]]]:
    """Each sentence's relation, and what was proposed between its two entities.

    The claim and whether it fits.
    """
    for row in json.loads(path.read_text(encoding="utf-8")):
        words = row["context"]
        starts, text = [], ""
        for word in words:
            text += (
                "" if not text or word in {",", ".", "'s", "’s", ")", ";", ":"} or text.endswith("(") else " "
            )
            starts.append(len(text))
            text += word
        names = [
            text[starts[row[f"e{n}_start"]] : starts[row[f"e{n}_end"]] + len(words[row[f"e{n}_end"]])]
            for n in (1, 2)
        ]
        known = [
            Known(Party(name, name, ("Company", "Brand", "Platform")), ((name, 0),))
            for name in dict.fromkeys(names)
        ]
        found = PROPOSER.knowing(known).propose(Text(text))
        wanted = CORE.get(row["relation"], set())
        between = [c for c in found.claims if {c.subject.name, c.object.name} == set(names)]
        yield row["relation"], [(c, c.relation in wanted) for c in between]


def core_table(path: Path, least: float) -> list[tuple[float, bool]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sure: list[tuple[float, bool]] = []
    for relation, found in core_rows(path):
        counts[relation]["sentences"] += 1
        counts[relation]["found"] += any(fits for _, fits in found)
        counts[relation]["right"] += sum(fits for c, fits in found if c.confidence >= least)
        counts[relation]["proposed"] += sum(c.confidence >= least for c, _ in found)
        sure += [(c.confidence, fits) for c, fits in found]
    print("\n| CORE relation | sentences | with a fitting proposal | proposals | fitting |")
    print("| --- | --- | --- | --- | --- |")
    for relation, c in sorted(counts.items()):
        print(f"| {relation} | {c['sentences']} | {c['found']} | {c['proposed']} | {c['right']} |")
    return sure


def calibration(pairs: Sequence[tuple[float, bool]]) -> float:
    """Prints ten bins; gives the expected calibration error."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in pairs:
        bins[min(9, int(sure * 10))].append((sure, right))
    print("\n| confidence | proposals | right |\n| --- | --- | --- |")
    error = 0.0
    for n, found in sorted(bins.items()):
        share = sum(r for _, r in found) / len(found)
        error += abs(share - sum(s for s, _ in found) / len(found)) * len(found) / len(pairs)
        print(f"| {n / 10:.1f} to {(n + 1) / 10:.1f} | {len(found)} | {share:.2f} |")
    print(f"\nexpected calibration error {error:.3f} over {len(pairs)} proposals")
    return error


def on_passages(gold: Sequence[Mapping[str, Any]]) -> list[tuple[float, bool]]:
    score = scorer()
    for known in (True, False):
        for lenient in (False, True):
            made = scored(gold, known, lenient)
            words = f"{'all names known' if known else 'no name known'}, {'lenient' if lenient else 'strict'}"
            print(f"{words}: {json.dumps(made)}")
        for word in ("precision", "recall"):
            low, high = interval(gold, known, word)
            print(f"  {word}, strict, 95 percent interval: {low:.2f} to {high:.2f}")
    pairs = []
    for passage in gold:
        facts = [f for f in passage["facts"] if f["status"] != "denied"]
        for row in proposals(passage, True):
            if row["status"] != "denied" and not any(
                score.match(passage, f, row, True) for f in passage["optional_facts"]
            ):
                pairs.append((row["confidence"], any(score.match(passage, f, row, True) for f in facts)))
    return pairs


def beside_spacy(gold: Sequence[Mapping[str, Any]]) -> None:
    """No name known: our names, spaCy's instead, spaCy's added, with the same wordings."""
    from retailgraph.extraction.spacy_names import SpacyProposer

    global PROPOSER
    ontology, own = read(places.shipped("ontology") / "retailgraph.ttl"), PROPOSER
    for words, proposer in (
        ("own names", own),
        ("spaCy NER alone", SpacyProposer(ontology, (), alone=True)),
        ("both (--engine nlp)", SpacyProposer(ontology, ())),
    ):
        PROPOSER = proposer
        for lenient in (False, True):
            made = scored(gold, False, lenient)
            rates = {
                k: made[k] for k in ("precision", "recall", "f1", "proposals", "status_right", "hard_errors")
            }
            print(f"{words}, {'lenient' if lenient else 'strict'}: {json.dumps(rates)}")
    PROPOSER = own


def speed(gold: Sequence[Mapping[str, Any]]) -> None:
    """Texts of 500 words a second on one core, names of all passages known."""
    proposer = PROPOSER.knowing([k for p in gold for k in parties(p)])
    words = " ".join(p["text"] for p in gold).split(" ")
    texts = [" ".join(words[n : n + 500]) for n in range(0, len(words) - 500, 100)]
    proposer.propose(Text(texts[0]))
    before = time.process_time()
    for text in texts:
        proposer.propose(Text(text, published="2024-01"))
    spent = time.process_time() - before
    print(f"{len(texts) / spent:.1f} texts of 500 words a second of one core")


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=Path, default=SHARED / "passages_dev.jsonl")
    parser.add_argument("--core", type=Path, default=SHARED / "core_train.json")
    parser.add_argument("--least", type=float, default=0.0, help="leave out what is less sure")
    parser.add_argument("--spacy", action="store_true", help="names by spaCy, alone and added to ours")
    parser.add_argument("--speed", action="store_true", help="only measure speed")
    given = parser.parse_args(words)
    if not given.passages.is_file():
        sys.exit(f"{given.passages} is not here; name passages with --passages")
    gold = [json.loads(line) for line in given.passages.read_text(encoding="utf-8").splitlines()]
    if given.spacy:
        beside_spacy(gold)
        return
    speed(gold)
    if given.speed:
        return
    pairs = on_passages(gold)
    if given.core.is_file():
        pairs += core_table(given.core, given.least)
    calibration(pairs)


if __name__ == "__main__":
    main(sys.argv[1:])
