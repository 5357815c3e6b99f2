"""Carrying out a form: which steps it takes."""

from __future__ import annotations

from retailgraph.form import Form
from retailgraph.graph import Graph
from retailgraph.plan import others, truths
from retailgraph.plan.deals import deals
from retailgraph.plan.found import Found
from retailgraph.plan.kinds import of_kind
from retailgraph.plan.lists import listed
from retailgraph.plan.run import Run

_STEPS = {
    "list": listed,
    "kind": of_kind,
    "deals": deals,
    "truth": truths.truth,
    "when": truths.when,
    "detail": truths.detail,
    "card": others.card,
    "between": others.between,
    "common": others.common,
    "figures": others.figures,
    "changes": others.changes,
}


def carried_out(graph: Graph, form: Form) -> tuple[Run, Found]:
    """What a form asks for, and the run in which it was found.

    NotFound and Ambiguous for its names.
    """
    run = Run(graph, form)
    return run, _STEPS[form.asks](run)
