"""Comparisons of figures: of a measure that articles give of each, the latest, in one unit and market."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from retailgraph.plan.amounts import RATES
from retailgraph.plan.comparing import answer_of, in_their_order
from retailgraph.plan.found import Compared, FormResult
from retailgraph.plan.run import Run
from retailgraph.relationships import UNKNOWN

if TYPE_CHECKING:
    from retailgraph.lookup.evidence import FigureRow

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_FAR = 2  # years between figures that are still of one time


def of_figures(run: Run, names: Sequence[str]) -> FormResult:
    """The latest figures of each measure that all of them have; where they disagree it is unknown."""
    about = tuple(dict.fromkeys(id for _, found in run.parts for id in found.about))
    every = [found.figures for _, found in run.parts]
    answers: list[str] = []
    told: list[Compared] = []
    shown: list[FigureRow] = []
    for figures in _alike(every):
        said = "" if run.parts[0][0].form.measure else f"{figures[0].words} "
        of_year = any(map(_is_of_year, figures))
        some = [
            _compared(name, figure, said, _is_of_period(figure) and of_year and not _is_of_year(figure))
            for name, figure in zip(names, figures, strict=True)
        ]
        answers.append(answer_of(run.form, some))
        told += in_their_order(run.form, some)
        shown += figures
        _note_times(run, figures)
    if not told:
        run.notes.append("no article gives a figure of each that can be compared")
        latest = [figure for figures in every for figure in figures[:1]]
        return FormResult(about=about, answer=UNKNOWN if run.form.measure else "", figures=tuple(latest))
    answer = answers[0] if len(set(answers)) == 1 else UNKNOWN
    return FormResult(about=about, answer=answer, compared=tuple(told), figures=tuple(shown))


def _alike(every: Sequence[tuple[FigureRow, ...]]) -> Iterable[tuple[FigureRow, ...]]:
    """For each measure that all have in one market and unit, the latest figure of each."""
    seen = set()
    for figure in every[0]:
        if (kind := (figure.measure, figure.market)) in seen or figure.unit == "percent":
            continue
        seen.add(kind)
        found = [_of_one_time(figure, [one for one in every[0] if (one.measure, one.market) == kind], every)]
        for others in every[1:]:
            fits = [o for o in others if (o.measure, o.market) == kind and _in_one_unit(figure, o)]
            best = [other for other in fits if _is_of_year(other) == _is_of_year(found[0])]
            found += (best or fits)[:1]
        if len(found) == len(every):
            yield tuple(found)


def _of_one_time(
    first: FigureRow, alike: Sequence[FigureRow], every: Sequence[tuple[FigureRow, ...]]
) -> FigureRow:
    """The latest figure, or that of a year, where each has one of a year: a quarter is no year."""
    if not _is_of_period(first):
        return first
    years = all(any(o.measure == first.measure and _is_of_year(o) for o in some) for some in every)
    return next((one for one in alike if years and _is_of_year(one)), first)


def _is_of_period(figure: FigureRow) -> bool:
    """Whether a figure is a sum over a time: so are those of money."""
    return figure.unit in RATES


def _is_of_year(figure: FigureRow) -> bool:
    return len(figure.on) == len("2019")


def _in_one_unit(one: FigureRow, other: FigureRow) -> bool:
    return one.unit == other.unit or {one.unit, other.unit} <= RATES.keys()


def _compared(name: str, figure: FigureRow, said: str, is_part: bool) -> Compared:
    """A figure as one of those compared; one that may be a part of a year is at least that."""
    from retailgraph.lookup.clauses import short_number

    numbers = [float(n.replace(",", "")) for n in _NUMBER.findall(figure.value)]
    rate = RATES.get(figure.unit, 1.0)
    low = None if figure.value.startswith("under ") else numbers[0] * rate
    high = None if figure.value.startswith("over ") or is_part else numbers[-1] * rate
    when = f" ({figure.on or figure.published})" if figure.on or figure.published else ""
    told = f"{said}{short_number(figure.value)} {figure.unit}{when}"
    return Compared(name, figure.id, told, low, high, (figure.publisher,))


def _note_times(run: Run, figures: Sequence[FigureRow]) -> None:
    """Say that figures are of times that lie far apart."""
    years = [int(when[:4]) for f in figures if (when := f.on or f.published)[:4].isdigit()]
    if years and max(years) - min(years) >= _FAR:
        run.notes.append(f"the figures of {figures[0].words} are of {min(years)} and {max(years)}")
    if _is_of_period(figures[0]) and not all(map(_is_of_year, figures)):
        run.notes.append(f"the figures of {figures[0].words} may be of times that are not equally long")
