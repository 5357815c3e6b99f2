"""Collecting faults: a report for each file, and the nearest right word for a wrong one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from retailgraph.articles.values import Finding
from retailgraph.articles.words import UNSAFE, unsafe_name

_T = TypeVar("_T")
_LONGEST_WRONG, _LONGEST_MESSAGE = 300, 700
_MOST = 500  # of one file; whoever has more has one fault many times


def _shown(message: str) -> str:
    """A message on one line: hostile characters of a file, which it may quote, are named and not sent on."""
    safe = UNSAFE.sub(lambda found: unsafe_name(found[0]), message.replace("\n", " ").replace("\t", " "))
    return safe if len(safe) <= _LONGEST_MESSAGE else safe[: _LONGEST_MESSAGE - 3] + "..."


class Report:
    """The faults found in one file so far; ``rule`` is that of faults which name none.

    ``by_row`` says that the good rows of a file with bad ones are wanted. Then ``wrong_lines`` are those with
    an error, ``refused`` the articles that an error is about as a whole, and ``cut_short`` says that the file
    was not read to its end.
    """

    def __init__(self, path: str, by_row: bool = False) -> None:
        self.path = path
        self.by_row = by_row
        self.wrong_lines: set[int] = set()
        self.refused: set[str] = set()
        self.cut_short = False
        self.rule = ""
        self.findings: list[Finding] = []
        self.errors = 0
        self.warnings = 0

    def error(self, line: int, message: str, fix: str = "", *, rule: str = "") -> None:
        """Note a fault that keeps the file from being loaded; ``rule`` is one of ``RULES``."""
        self.errors += 1
        self.wrong_lines.add(line)
        if self.errors <= _MOST:
            self.findings.append(
                Finding(self.path, line, _shown(message), "error", _shown(fix), rule or self.rule)
            )
        elif self.errors == _MOST + 1:
            message = f"more than {_MOST} errors; the rest is not listed"
            self.findings.append(Finding(self.path, line, message, rule="file-faults"))

    def stop(self, line: int, message: str, *, rule: str = "") -> None:
        """Note a fault behind which nothing of the file can be read."""
        self.cut_short = True
        self.error(line, message, rule=rule)

    def warning(self, line: int, message: str, fix: str = "", *, rule: str = "") -> None:
        """Note something odd that does not keep the file from being loaded."""
        self.warnings += 1
        if self.warnings <= _MOST:
            self.findings.append(Finding(self.path, line, _shown(message), "warning", _shown(fix), rule))

    def wrong(self, line: int, fault: ValueError, what: str, rule: str) -> None:
        """Note what a reader of words raised, led by ``what``; the fault itself may name a nearer rule."""
        near, nearer = getattr(fault, "fix", ""), getattr(fault, "rule", "")
        self.error(line, led_by(what, str(fault)), near, rule=nearer or rule)

    def take(
        self, line: int, read: Callable[[str], _T], text: str, what: str = "", rule: str = ""
    ) -> _T | None:
        """``read(text)``; where it raises ValueError, None and an error, led by ``what``."""
        try:
            return read(text)
        except ValueError as fault:
            self.wrong(line, fault, what, rule)
            return None

    @property
    def full(self) -> bool:
        """Whether reading on is of no use: enough errors are listed."""
        return self.errors > _MOST and not self.by_row


class Wrong(ValueError):
    """A wrong word; ``fix`` is the nearest right one, ``rule`` what it breaks, if not its field's."""

    def __init__(self, message: str, fix: str = "", rule: str = "") -> None:
        super().__init__(message)
        self.fix, self.rule = fix, rule


def led_by(what: str, message: str) -> str:
    """A message with the name of the field before it, as a sentence if the message starts with a verb."""
    if not what:
        return message
    is_verb = message.startswith(("is ", "must ", "holds ", "takes "))
    return f"{what} {message}" if is_verb else f"{what}: {message}"


def nearest(wrong: str, right: Iterable[str]) -> str:
    """The word of ``right`` that is most like ``wrong``, or an empty text if none is."""
    return _nearest(wrong, {word: word.lower() for word in right})


def _nearest(wrong: str, lower: Mapping[str, str]) -> str:
    if len(wrong) > _LONGEST_WRONG:
        return ""
    # A hard dependency, but imported only where something is wrong.
    from rapidfuzz import fuzz, process

    near = process.extract(wrong.lower(), lower, scorer=fuzz.ratio, score_cutoff=66, limit=3)
    return min((word for _, score, word in near if score == near[0][1]), default="")


class NearestId:
    """The nearest of many ids; answers are remembered and the work is bounded, for ids may be a million."""

    _most_comparisons = 5_000_000

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = ids
        self._lower: dict[str, str] = {}
        self._answers: dict[str, str] = {}

    def __call__(self, wrong: str) -> str:
        """The nearest id, or an empty text if none is near or too many have been asked for."""
        if wrong not in self._answers:
            if not self._lower:
                self._lower = {id: id.lower() for id in self._ids}
            if len(self._answers) * len(self._lower) > self._most_comparisons:
                return ""
            self._answers[wrong] = _nearest(wrong, self._lower)
        return self._answers[wrong]


def did_you_mean(near: str, otherwise: str = "") -> str:
    """The end of a message: the nearest word, or what to do if there is none."""
    if near:
        return f"; did you mean '{near}'?"
    return f"; {otherwise}" if otherwise else ""


def listed(words: Sequence[str], last: str = "or") -> str:
    """Words as people list them: ``a, b or c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
