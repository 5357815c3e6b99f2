"""Carrying out a form: which steps it takes."""

from __future__ import annotations

from importlib import import_module

from retailgraph.form import Form
from retailgraph.graph import Graph
from retailgraph.plan.found import Found
from retailgraph.plan.run import Run

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
}


def carried_out(graph: Graph, form: Form) -> tuple[Run, Found]:
    """What a form asks for, and the run in which it was found.

    NotFound and Ambiguous for its names.
    """
    run = Run(graph, form)
    module, function = _STEPS[form.asks]
    found: Found = getattr(import_module(f"retailgraph.plan.{module}"), function)(run)
    return run, found
