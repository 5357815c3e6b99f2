"""Decision files: which entities are one and which are not, each with who says so and why.

A decision is made by a person; contradictions between decisions are errors that name both lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from retailgraph.articles import words
from retailgraph.articles.fields import check_keys, one_text, texts_of
from retailgraph.articles.report import NearestId, Report, did_you_mean
from retailgraph.articles.strict_yaml import Listing, Mapping, Node, Text
from retailgraph.dates import PartialDate

VERDICTS = ("same", "different")
KEYS = (*VERDICTS, "by", "why", "on")
_FORM = "'- same: [id, other-id]' or '- different: [id, other-id]'"


@dataclass(frozen=True, slots=True)
class Decision:
    """That entities are the ``same``, the first of them kept, or that each two of them are ``different``."""

    verdict: str
    ids: tuple[str, ...]
    by: str
    why: str
    on: PartialDate | None = None
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.path}:{self.line}"

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Each two of its ids, sorted."""
        yield from combinations(sorted(self.ids), 2)


def is_decisions(tree: Node) -> bool:
    """Whether a tree is that of a decision file: a list of decisions, perhaps empty, as no other file is."""
    if not isinstance(tree, Listing):
        return False
    verdicts = any(isinstance(i, Mapping) and set(VERDICTS) & i.items.keys() for i in tree.items)
    return verdicts or not tree.items


def read_decisions(tree: Listing, report: Report) -> tuple[Decision, ...]:
    """The decisions of a file's tree; those with errors are left out, and the errors are in ``report``."""
    read = (_decision(item, report) for item in tree.items)
    return tuple(decision for decision in read if decision)


def _decision(node: Node, report: Report) -> Decision | None:
    before = report.errors
    if not isinstance(node, Mapping):
        report.error(node.line, f"a decision is {_FORM}, with by and why")
        return None
    check_keys(node, KEYS, "a decision", report)
    said = [v for v in VERDICTS if v in node.items]
    if len(said) != 1:
        report.error(node.line, f"a decision is one of {_FORM}")
        return None
    for key in ("by", "why"):
        if key not in node.items:
            report.error(node.line, f"a decision needs its {key}")
    found = Decision(
        said[0],
        _ids(node.items[said[0]], said[0], report),
        _taken(node, "by", report),
        _taken(node, "why", report),
        _day(node, report),
        report.path,
        node.line,
    )
    return found if report.errors == before else None


def _ids(node: Node, verdict: str, report: Report) -> tuple[str, ...]:
    texts = texts_of(node, verdict, report)
    for text in texts:
        report.take(text.line, words.entity_id, text.value, verdict)
    ids = tuple(text.value for text in texts)
    if len(ids) < 2:
        report.error(node.line, f"{verdict} takes two ids or more, such as [kate-spade, kate-spade-new-york]")
    for id in sorted({i for i in ids if ids.count(i) > 1}):
        report.error(node.line, f"'{id}' stands twice here: an entity is always the same as itself")
    return ids


def _taken(node: Mapping, key: str, report: Report) -> str:
    text: Text | None = one_text(node, key, report)
    read = (
        report.take(text.line, lambda t: words.long_text(t, words.SAYS_LENGTH), text.value, key)
        if text
        else ""
    )
    return read or ""


def _day(node: Mapping, report: Report) -> PartialDate | None:
    text = one_text(node, "on", report)
    return report.take(text.line, words.date, text.value, "on") if text else None


# --- against what is known, and against each other -------------------------------------------------------


def check_known(decisions: Iterable[Decision], known: Collection[str], report: Report) -> None:
    """An error for each id that is not among the known ones, with the nearest of them."""
    nearest = NearestId(known)
    for decision in decisions:
        for id in decision.ids:
            if id not in known:
                near = nearest(id)
                hint = did_you_mean(near, "describe it in an entity file")
                report.error(decision.line, f"unknown entity '{id}'{hint}", near)


def contradictions(decisions: Sequence[Decision]) -> Iterator[tuple[Decision, str]]:
    """Each decision that contradicts others or repeats one, with a message that names their places."""
    seen: dict[tuple[str, tuple[str, ...]], Decision] = {}
    for decision in decisions:
        first = seen.setdefault((decision.verdict, tuple(sorted(decision.ids))), decision)
        if first is not decision:
            yield decision, f"{_listed(decision.ids)}: the same is decided at {first.place}; keep one"
    steps = _steps(decisions)
    for decision in decisions:
        for one, other in decision.pairs() if decision.verdict == "different" else ():
            path = _path(steps, one, other)
            if path:
                places = ", ".join(dict.fromkeys(d.place for d in path))
                yield decision, f"'{one}' and '{other}' are said to be different, but the same by {places}"


def _listed(ids: Iterable[str]) -> str:
    return " and ".join(f"'{id}'" for id in ids)


_Steps = dict[str, list[tuple[str, Decision]]]


def _steps(decisions: Iterable[Decision]) -> _Steps:
    """From each id to the ids that one decision says are the same."""
    steps: _Steps = defaultdict(list)
    for decision in decisions:
        if decision.verdict == "same":
            first, *others = decision.ids
            for other in others:
                steps[first].append((other, decision))
                steps[other].append((first, decision))
    return steps


def _path(steps: _Steps, start: str, end: str) -> list[Decision]:
    """The decisions by which one id is the same as another, the fewest; empty if none say so."""
    ways: dict[str, list[Decision]] = {start: []}
    waiting = [start]
    for here in waiting:
        if here == end:
            return ways[here]
        for there, decision in steps.get(here, ()):
            if there not in ways:
                ways[there] = [*ways[here], decision]
                waiting.append(there)
    return []


def in_force(first: Sequence[Decision], then: Sequence[Decision]) -> tuple[list[Decision], list[Decision]]:
    """Those decisions of two lists that hold together, and those of the second that the first overrules."""
    held, overruled = list(first), []
    for decision in then:
        if next(contradictions([*held, decision]), None):
            overruled.append(decision)
        else:
            held.append(decision)
    return held, overruled


def kept_ids(decisions: Iterable[Decision]) -> dict[str, str]:
    """Which id is read as which: the others of each class of the same, by the one that is kept.

    Kept is the id that comes first wherever it stands; of several, the one that comes first of all.
    """
    decisions = list(decisions)
    steps = _steps(decisions)
    later = {id for d in decisions if d.verdict == "same" for id in d.ids[1:]}
    order = [id for d in decisions if d.verdict == "same" for id in d.ids]
    kept: dict[str, str] = {}
    for id in sorted(order, key=lambda id: id in later):
        if id not in kept:
            waiting = [id]
            for here in waiting:
                if here not in kept:
                    kept[here] = id
                    waiting += [there for there, _ in steps[here]]
    return {id: first for id, first in kept.items() if id != first}
