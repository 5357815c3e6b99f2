"""How good the scores of ``retailgraph duplicates`` are, on the shop brands of OpenStreetMap's
name-suggestion-index (BSD-3-Clause): precision and recall over thresholds.

    npm pack name-suggestion-index && tar xzf name-suggestion-index-*.tgz
    python benchmarks/duplicates.py package

The folder is the unpacked package; nothing of it is kept here. The weights were fitted on the one half of the
pairs (``--half tuned`` prints that) and rounded; the report is of the other half.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

from retailgraph.duplicates import ABOVE
from retailgraph.match_scoring import (
    WEIGHTS,
    Commonness,
    Described,
    blocks,
    pairs,
    reasons,
    score,
    scored,
)

NAMES = ("name", "brand", "official_name", "short_name", "alt_name")
NO_NAMES = ("wikidata", "wikipedia", "signed")
PLACES = {"fx": "FR", "mainland china": "CN"}
SAME_NAME = ("same name", "same name without legal form", "same name but for spaces")
THRESHOLDS = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05)
TARGET_RECALL, TARGET_PRECISION = 0.80, 0.98
ROUNDS, STEP, PULL = 4000, 3.0, 0.3  # of the regression


@dataclass(frozen=True)
class Pair:
    """Two entries that blocking brings together, or that share a Wikidata id: what is said of them."""

    score: float
    why: tuple[str, ...]
    is_one: bool
    same_script: bool
    ids: tuple[str, str]


# --- the entries -----------------------------------------------------------------------------------------


def entries(folder: Path) -> Iterator[tuple[Described, str]]:
    """Each shop brand as the scorer sees it, and its Wikidata id, which the scorer does not see."""
    index = json.loads((folder / "dist" / "json" / "nsi.min.json").read_text(encoding="utf-8"))["nsi"]
    for path, group in index.items():
        if path.startswith("brands/shop/"):
            for item in group["items"]:
                yield described(item), item["tags"].get("brand:wikidata", "")


def described(item: dict[str, Any]) -> Described:
    """Name, other names and places; no website, which the index knows only by Wikidata id, and one type."""
    tags = item["tags"]
    name = tags.get("name") or tags["brand"]
    values = (v for k, v in tags.items() if k.split(":")[0] in NAMES and not k.endswith(NO_NAMES))
    others = [part.strip() for value in values for part in value.split(";")] + item.get("matchNames", [])
    aliases = tuple(other for other in dict.fromkeys(others) if other and other != name)
    places = frozenset(filter(None, map(place, item["locationSet"].get("include", ()))))
    return Described(item["id"], name, aliases, types=frozenset({"Brand"}), countries=places)


def place(location: Any) -> str:
    """The country of a place, or a region's number (001 is the world); nothing for a circle on the map."""
    if not isinstance(location, str):
        return ""
    if location in PLACES:
        return PLACES[location]
    code = location.removesuffix(".geojson").split("-")[0]
    return code.upper() if code.isdigit() or (len(code) == 2 and code.isalpha()) else ""


def scripts(name: str) -> set[str]:
    """The scripts of a name's letters; Chinese characters and kana are one."""
    eastern = {"CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH"}
    found = {unicodedata.name(c, "?").split()[0] for c in name if c.isalpha()}
    return {"EASTERN" if s in eastern else s for s in found}


# --- the pairs -------------------------------------------------------------------------------------------


def labelled(found: list[tuple[Described, str]], half: int) -> list[Pair]:
    """Every pair of one half whose two Wikidata ids are known, but those of one id that share no word."""
    entities = [entity for entity, _ in found]
    commonness = Commonness.among(entities)
    by_id: dict[str, list[int]] = defaultdict(list)
    for position, (_, wikidata) in enumerate(found):
        if wikidata:
            by_id[wikidata].append(position)
    brought = pairs(blocks(entities)) | {p for same in by_id.values() for p in combinations(same, 2)}
    made = []
    for one, other in sorted(brought):
        mine, theirs = entities[one], entities[other]
        ids = found[one][1], found[other][1]
        if not all(ids) or halved(min(ids)) != half:
            continue
        is_one = ids[0] == ids[1]
        if is_one and not (mine.words & theirs.words or mine.every & theirs.every):
            continue
        why = reasons(mine, theirs, commonness)
        same_script = bool(scripts(mine.name) & scripts(theirs.name))
        made.append(Pair(score(why), tuple(why), is_one, same_script, (min(ids), max(ids))))
    return made


def halved(wikidata: str) -> int:
    """The half that an id belongs to."""
    return sha256(wikidata.encode()).digest()[0] % 2


# --- the report ------------------------------------------------------------------------------------------

AGAINST: dict[str, Callable[[Pair], bool]] = {
    "same name": lambda p: p.why[0] in SAME_NAME,
    "a name in common": lambda p: p.why[0] in SAME_NAME or "alias" in p.why[0],
    "all brought up": bool,
}


def table(chosen: list[Pair]) -> Iterator[str]:
    """Recall and precision over thresholds; precision against each kind of pairs that are not one."""
    positive = [p for p in chosen if p.is_one]
    same_name = [p for p in chosen if not p.is_one and AGAINST["same name"](p)]
    yield (
        "| score | recall | precision: " + " | ".join(AGAINST) + " | of ids: recall | precision: same name |"
    )
    yield "|---:|---:|" + "---:|" * len(AGAINST) + "---:|---:|"
    for least in THRESHOLDS:
        right = sum(p.score >= least for p in positive)
        ids, found = of_ids(positive, least)
        _, mistaken = of_ids(same_name, least)
        shares = [right / len(positive), *precisions(chosen, right, least), found / ids]
        shares.append(found / (found + mistaken) if found else 1.0)
        yield f"| {least:.2f} | {' | '.join(f'{share:.3f}' for share in shares)} |"


def of_ids(chosen: list[Pair], least: float) -> tuple[int, float]:
    """How many ids, or pairs of two ids, and how many of them score so much: the pairs of one share its 1."""
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for pair in chosen:
        found[pair.ids].append(pair.score >= least)
    return len(found), sum(sum(each) / len(each) for each in found.values())


def precisions(chosen: list[Pair], right: int, least: float) -> list[float]:
    """The precision of what scores at least so much, against each kind of negatives."""
    wrong = [p for p in chosen if not p.is_one and p.score >= least]
    counts = [sum(map(kind, wrong)) for kind in AGAINST.values()]
    return [right / (right + count) if right + count else 1.0 for count in counts]


def at_recall(chosen: list[Pair], wanted: float) -> tuple[float, float, list[float]]:
    """The highest threshold with that recall, its recall, and the precisions there."""
    best = sorted((p.score for p in chosen if p.is_one), reverse=True)
    least = best[math.ceil(wanted * len(best)) - 1]
    right = sum(value >= least for value in best)
    return least, right / len(best), precisions(chosen, right, least)


def furthest(chosen: list[Pair], wanted: float) -> float:
    """The highest recall with that precision against pairs of the same name."""
    positive = [p.score for p in chosen if p.is_one]
    found = [0.0]
    for least in sorted({*positive}):
        right = sum(value >= least for value in positive)
        if precisions(chosen, right, least)[0] >= wanted:
            found.append(right / len(positive))
    return max(found)


def undecidable(chosen: list[Pair]) -> Iterator[str]:
    """How far the reasons could tell the pairs apart at all, whatever their weights.

    The weights of this bound know the answers: of the pairs with the very same reasons all or none are taken,
    those first of which most are one.
    """
    met: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for pair in chosen:
        met[pair.why][not pair.is_one] += 1
    named = [counts for why, counts in met.items() if why[0] in SAME_NAME]
    mixed = [counts for counts in named if all(counts)]
    ones, others = (sum(c[n] for c in named) for n in (0, 1))
    yield (
        f"{ones} pairs of the same name are one, {others} are not; with the very same reasons as some of the "
        f"other kind: {sum(c[0] for c in mixed)} and {sum(c[1] for c in mixed)}"
    )
    yield bound(list(met.values()), sum(p.is_one for p in chosen))


def bound(met: list[list[int]], total: int) -> str:
    """The best precision against all that is brought up, of pairs counted by reasons as one or not."""
    right = wrong = furthest = 0
    there = 0.0
    for one, other in sorted(met, key=lambda c: -c[0] / sum(c)):
        right, wrong = right + one, wrong + other
        share = right / (right + wrong)
        furthest = right if share >= TARGET_PRECISION else furthest
        there = there or (share if right >= TARGET_RECALL * total else 0.0)
    return (
        f"weights that know the answers: precision {there:.3f} (all brought up) "
        f"at recall {TARGET_RECALL:.2f}, {TARGET_PRECISION} up to recall {furthest / total:.3f}"
    )


def same_name_last(chosen: list[Pair]) -> str:
    """What the target's wording would reward: putting pairs of one name in different countries last."""
    first = [p for p in chosen if not (p.why[0] in SAME_NAME and "countries differ" in p.why)]
    right = sum(p.is_one for p in first)
    shares = precisions(first, right, 0.0)
    told = ", ".join(f"{share:.3f} ({name})" for name, share in zip(AGAINST, shares, strict=True))
    recall = right / sum(p.is_one for p in chosen)
    return f"all but pairs of one name in different countries: recall {recall:.3f}, precision {told}"


def fitted(chosen: list[Pair]) -> Iterator[str]:
    """The weights that logistic regression gives the reasons, with how often each is met.

    Half of what sets the two reasons of countries apart is given to the prior, so that a country that is not
    known says nothing. A reason that was hardly met comes out near 0.
    """
    patterns = Counter((p.why, p.is_one) for p in chosen)
    weights = regression(patterns)
    middle = (weights["same country"] + weights["countries differ"]) / 2
    yield f"{weights[''] + middle:+5.1f}  prior"
    for reason in (r for r in WEIGHTS if r in weights):
        met = [
            sum(n for (why, one), n in patterns.items() if one == is_one and reason in why)
            for is_one in (1, 0)
        ]
        shift = middle if "countr" in reason else 0.0
        yield f"{weights[reason] - shift:+5.1f}  {reason}: {met[0]} of pairs that are one, {met[1]} of others"


def regression(patterns: Mapping[tuple[tuple[str, ...], bool], int]) -> dict[str, float]:
    """Weights by gradient ascent of the likelihood with a slight pull to 0; the empty text is the prior."""
    total = sum(patterns.values())
    weights: dict[str, float] = dict.fromkeys(("", *sorted({w for why, _ in patterns for w in why})), 0.0)
    for _ in range(ROUNDS):
        slope = {reason: -PULL * weight for reason, weight in weights.items()}
        for (why, is_one), count in patterns.items():
            guess = 1 / (1 + math.exp(-sum(weights[w] for w in ("", *why))))
            for word in ("", *why):
                slope[word] += count * (is_one - guess)
        for reason in weights:
            weights[reason] += STEP * slope[reason] / total
    return weights


def report(folder: Path, tuned: bool) -> Iterator[str]:
    """All lines."""
    started = time.process_time()
    found = list(entries(folder))
    made = labelled(found, 0 if tuned else 1)
    took = time.process_time() - started
    yield f"{len(found):,} brands, {len(made):,} labelled pairs of this half, {took:.0f} s CPU"
    for heading, same in (("same script", True), ("cross script", False)):
        chosen = [p for p in made if p.same_script == same]
        ones = sum(p.is_one for p in chosen)
        yield f"\n{heading}: {ones} pairs are one, {len(chosen) - ones:,} are not\n"
        yield from table(chosen)
        least, recall, shares = at_recall(chosen, TARGET_RECALL)
        told = ", ".join(f"{share:.3f} ({name})" for name, share in zip(AGAINST, shares, strict=True))
        met = "met" if shares[0] >= TARGET_PRECISION else "missed"
        yield f"\nrecall {recall:.3f} at {least:.3f}: precision {told}"
        if same:
            yield f"target: {TARGET_PRECISION} (same name) at recall {TARGET_RECALL:.2f}: {met}"
            whole = [p for p in chosen if p.is_one and AGAINST["a name in common"](p)]
            yield f"{TARGET_PRECISION} is kept up to recall {furthest(chosen, TARGET_PRECISION):.3f}"
            yield f"{len(whole)} of the {ones} that are one have a whole name in common"
            yield from undecidable(chosen)
            yield same_name_last(chosen)
    if tuned:
        yield from fitted([p for p in made if p.same_script])
    yield f"\nthe command proposes from {ABOVE} on"


def timed(folder: Path, times: int) -> str:
    """What proposing costs over the index so many times: each copy with another word before its names."""
    entities = [entity for entity, _ in entries(folder)]
    letters = random.Random(7)
    every = list(entities)
    for number in range(1, times):
        for entity in entities:
            word = "".join(letters.choices("abcdefghiklmnoprstuvw", k=6))
            names = [f"{word} {name}" for name in (entity.name, *entity.aliases)]
            every.append(replace(entity, id=f"{entity.id}-{number}", name=names[0], aliases=tuple(names[1:])))
    started = time.process_time()
    looked_at = len(pairs(blocks(every)))
    found = scored(every, ABOVE)
    took = time.process_time() - started
    return (
        f"{len(every):,} entities: {looked_at:,} pairs looked at, {len(found):,} proposed, {took:.0f} s CPU"
    )


def main(words: Iterable[str] | None = None) -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="the unpacked npm package name-suggestion-index")
    parser.add_argument("--half", choices=("tuned", "held"), default="held", help="which half of the pairs")
    parser.add_argument("--times", type=int, metavar="N", help="only the time, over the index N times")
    chosen = parser.parse_args(list(words) if words is not None else None)
    if chosen.times:
        print(timed(chosen.folder, chosen.times))
        return
    for line in report(chosen.folder, chosen.half == "tuned"):
        print(line)


if __name__ == "__main__":
    main()
