"""What a check found, and the four ways to write it down: text, JSON, SARIF and GitHub annotations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retailgraph._version import __version__
from retailgraph.articles import RULES, Finding, Skipped
from retailgraph.frames import Tabular

ERROR, WARNING = "error", "warning"
FILES, ARTICLES = "file", "article"
"""What a report may count: files that were read, or the articles of a store, whose findings have no file."""


@dataclass(frozen=True, slots=True)
class Report(Tabular):
    """What a check found, sorted; ``checked`` counts what was looked at, in the words of ``unit``.

    ``skipped`` is what the folders hold beside the files that are read, which is no fault.
    """

    findings: tuple[Finding, ...] = ()
    checked: int = 0
    unit: str = FILES
    skipped: tuple[Skipped, ...] = ()

    @property
    def items(self) -> tuple[Finding, ...]:
        """What was found."""
        return self.findings

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(f.severity == ERROR for f in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.findings) - self.errors

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that are broken, sorted."""
        return tuple(sorted({f.rule for f in self.findings}))

    def ok(self, strict: bool = False) -> bool:
        """Whether there is no error, and if ``strict`` no warning either."""
        return not (self.findings if strict else self.errors)

    def text(self) -> str:
        """Lines for people: one for each finding with its rule, then how many there are."""
        return "\n".join([*(f"{f} [{f.rule}]" for f in self.findings), self.summary()])

    def summary(self) -> str:
        """One line: how much was checked and how many findings there are."""
        checked = f"{_count(self.checked, self.unit)} checked"
        if not self.findings:
            return f"{checked}: no faults"
        return f"{checked}: {_count(self.errors, 'error')}, {_count(self.warnings, 'warning')}"

    def to_dict(self, strict: bool = False) -> dict[str, Any]:
        """Plain values for JSON; ``rules`` says why each rule that is broken is one."""
        return {
            "schema": "retailgraph.check/1",
            "ok": self.ok(strict),
            "unit": self.unit,
            "checked": self.checked,
            "errors": self.errors,
            "warnings": self.warnings,
            "findings": [f.to_dict() for f in self.findings],
            "skipped": [{"path": s.path, "why": s.why} for s in self.skipped],
            "rules": {rule: RULES.get(rule, "") for rule in self.rules},
        }

    def sarif(self) -> dict[str, Any]:
        """A SARIF 2.1.0 log (OASIS), as plain values for JSON: what code-scanning tools read."""
        places = {rule: place for place, rule in enumerate(self.rules)}
        driver = {"name": "retailgraph", "version": __version__, "rules": [_sarif_rule(r) for r in places]}
        results = [self._sarif_result(f, places[f.rule]) for f in self.findings]
        return {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
        }

    def _sarif_result(self, finding: Finding, rule: int) -> dict[str, Any]:
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": rule,
            "level": finding.severity,
            "message": {"text": finding.message},
            "locations": [_in_file(finding) if self.unit == FILES else _in_store(finding)],
        }
        if finding.fix:
            result["properties"] = {"fix": finding.fix}
        return result

    def github(self) -> str:
        """GitHub workflow commands, one line for each finding: shown beside the lines of a pull request."""
        return "\n".join(_annotation(f, self.unit == FILES) for f in self.findings)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _sarif_rule(rule: str) -> dict[str, Any]:
    reason = RULES.get(rule)
    # GitHub shows the short one as the title, and the other beside it.
    texts = {"shortDescription": {"text": reason}, "fullDescription": {"text": reason}} if reason else {}
    return {"id": rule, "name": rule.title().replace("-", ""), **texts}


def _in_file(finding: Finding) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.path)}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
    return {"physicalLocation": place}


def _in_store(finding: Finding) -> dict[str, Any]:
    return {"logicalLocations": [{"fullyQualifiedName": finding.path}]}


def _uri(path: str) -> str:
    from urllib.parse import quote

    return Path(path).as_uri() if Path(path).is_absolute() else quote(Path(path).as_posix())


def _annotation(finding: Finding, in_file: bool) -> str:
    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def in_property(text: str) -> str:
        return escaped(text).replace(":", "%3A").replace(",", "%2C")

    properties = [f"file={in_property(finding.path)}"] if in_file else []
    properties += [f"line={finding.line}"] if finding.line else []
    properties += [f"title={in_property(finding.rule)}"]
    message = finding.message if in_file else f"{finding.path}: {finding.message}"
    return f"::{finding.severity} {','.join(properties)}::{escaped(message)}"
