"""Carrying out a form: which steps it takes."""

from __future__ import annotations

from importlib import import_module

from retailgraph.form import Form
from retailgraph.graph import Graph
from retailgraph.plan.found import FormResult
from retailgraph.plan.run import Run
from retailgraph.relationships import UNKNOWN

# By module and function, imported by the question that needs them: most need one of them alone.
_STEPS = {
    "list": ("lists", "listed"),
    "kind": ("kinds", "of_kind"),
    "deals": ("deals", "deals"),
    "truth": ("truths", "truth"),
    "when": ("truths", "when"),
    "detail": ("truths", "detail"),
    "card": ("others", "card"),
    "between": ("others", "between"),
    "common": ("others", "common"),
    "figures": ("others", "figures"),
    "changes": ("others", "changes"),
    "compare": ("comparing", "compared"),
}


def carried_out(graph: Graph, form: Form, outer: Run | None = None) -> tuple[Run, FormResult]:
    """What a form asks for, and the run in which it was found; ``outer`` is that of a form around it.

    NotFound and Ambiguous for its names.
    """
    before = list(outer.notes) if outer else []
    run, found = _carried(graph, form, outer)
    if form.asks in _OF_NAMESAKES and not found.rows and found.answer in ("", UNKNOWN):
        again = _of_namesakes(run, before)
        return again or (run, found)
    return run, found


def _carried(graph: Graph, form: Form, outer: Run | None = None) -> tuple[Run, FormResult]:
    run = Run(graph, form, outer)
    module, function = _STEPS[form.asks]
    found: FormResult = getattr(import_module(f"retailgraph.plan.{module}"), function)(run)
    return run, found


_OF_NAMESAKES = ("list", "truth", "when", "detail")


def _of_namesakes(run: Run, before: list[str]) -> tuple[Run, FormResult] | None:
    """The same of another that bears a name of the form, where nothing is known of whom it would mean first:
    of the brand Chanel, where nothing is of the company. What was noted ``before`` stays, the rest is of whom
    it was not about.
    """
    form = run.form
    for place, term in enumerate(form.of):
        for other in run.namesakes.get(term, ()) if isinstance(term, str) else ():
            of = (*form.of[:place], other, *form.of[place + 1 :])
            again, found = _carried(run.graph, form._replace(of=of))
            if found.rows:
                run.notes[:] = [*before, *again.notes]
                again.notes = run.notes
                again.remark(str(term), other, tuple(id for id in run.about_of(str(term)) if id != other))
                return again, found
    return None
