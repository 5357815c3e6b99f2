"""A comparison as a sentence: "brands of X or Y: which more", "when did X or Y join Z: earlier for X"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retailgraph.form.form import Form
from retailgraph.form.sentence import sentence, term_words, time_of
from retailgraph.ontology import Ontology

_COMPARED = {
    "most": "more",
    "fewest": "fewer",
    "largest": "larger",
    "smallest": "smaller",
    "first": "earlier",
    "latest": "later",
    "longest": "longer",
    "shortest": "shorter",
}


def compared(form: Form, ontology: Ontology, names: Mapping[str, str]) -> str:
    """ "brands of X or Y: which more", "when did X or Y join Z: earlier for X"."""
    parts = [part._replace(counted=False) for part in form.of if isinstance(part, Form)]
    if not parts:
        return "compare"
    word = _COMPARED.get(form.order, form.order)
    if parts[0].asks == "kind" and len(parts) > 1:
        many = parts[0]._replace(words=re.sub(r"\b(most|fewest)\b", word, parts[0].words), order="")
        return f"{sentence(many, ontology, names)} than {term_words(parts[1].of[0], ontology, names)}"
    terms = [[term_words(term, ontology, names) for term in part.of] for part in parts]
    places = [at for at, told in enumerate(terms[0]) if any(other[at : at + 1] != [told] for other in terms)]
    times = [time_of(part.when).strip() or "now" for part in parts]
    alike = {part._replace(of=(), when=parts[0].when) for part in parts} == {parts[0]._replace(of=())}
    if alike and not places:
        # The same of several times.
        joint = " than " if form.measure else " or "
        return f"{sentence(parts[0], ontology, names)}: {word} {joint.join(times)}"
    if alike and len(places) == 1:
        at = places[0]
        either = " or ".join(told[at] for told in terms)
        of = (*parts[0].of[:at], "\0", *parts[0].of[at + 1 :])
        told = sentence(parts[0]._replace(of=of), ontology, {**names, "\0": either})
        return f"{told}: {f'{word} for {terms[0][at]}' if form.measure else f'which {word}'}"
    told = "; or ".join(sentence(part, ontology, names) for part in parts)
    return f"{told}: {f'{word} for the first' if form.measure else f'which {word}'}"
