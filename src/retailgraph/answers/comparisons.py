"""The sentence that compares: who has more, and how much each has."""

from __future__ import annotations

from retailgraph.answers.statements import number
from retailgraph.form import Form
from retailgraph.ontology import Ontology
from retailgraph.plan.comparing import is_close, leads
from retailgraph.plan.found import Compared, FormResult

_SHOWN = 4


def comparison(form: Form, found: FormResult, ontology: Ontology) -> str:
    """The answer with what each of those compared gives."""
    parts = [part for part in form.of if isinstance(part, Form)]
    if parts and parts[0].asks == "kind":
        return _more_than(form, found, ontology)
    noun = _noun(parts[0], ontology) if parts else ("", "")
    known = [one for one in found.compared if one.value]
    missing = [one.name for one in found.compared if not one.value]
    told = [f"{one.name} {_told(one, noun, form)}" for one in known]
    if missing:
        told.append(f"no article gives it of {' and '.join(missing)}")
    if not known:
        first = found.answer or "Unknown"
        said = "ask for what: more brands, more stores, a higher revenue, older"
        return f"{first}: no article gives what could be compared of each; {said}."
    said = "; ".join(told)
    said += ", as far as reported" if noun[0] else ""
    sure = ", by what is sure" if is_close(form, found.compared) else ""
    if form.measure:
        return f"{found.answer}{sure}: {said}."
    if missing or not leads(form, found.compared):
        alike = len({(one.low, one.high) for one in known}) == 1 and not missing
        return f"{'Alike' if alike else 'Not clear'}: {said}."
    # The name that answers stands alone, then the numbers.
    return f"{known[0].name}{sure}, {said.removeprefix(known[0].name).lstrip()}."


def _more_than(form: Form, found: FormResult, ontology: Ontology) -> str:
    """ "2 have more than Kering SA (9 brands): LVMH 16, Richemont 11."."""
    *more, last = found.compared
    part = form.of[-1]
    noun = _noun(part, ontology) if isinstance(part, Form) else ("", "")
    word = "more" if form.order == "most" else "fewer"
    told = "; ".join(f"{one.name} {one.value}" for one in more[:_SHOWN])
    rest = f" and {len(more) - _SHOWN} more" if len(more) > _SHOWN else ""
    have = "has" if len(more) == 1 else "have"
    said = f"{len(more) or 'None'} {have} {word} than {last.name} with its {_told(last, noun, form)}"
    return f"{said}{f': {told}{rest}' if more else ''}, as far as reported."


def _told(one: Compared, noun: tuple[str, str], form: Form) -> str:
    if noun[0]:
        count, _, more = one.value.partition(" ")
        return f"{number(int(count.replace(',', '')), *noun)} {more}".rstrip()
    if len(one.sources) == 1 and one.value.endswith(")"):
        return f"{one.value.removesuffix(')')}, {one.sources[0]})"
    if len(one.sources) == 1:
        return f"{one.value} ({one.sources[0]})"
    if form.order in ("longest", "shortest"):
        return one.value
    return f"{one.value} ({number(len(one.sources), 'publisher', 'publishers')})"


def _noun(part: Form, ontology: Ontology) -> tuple[str, str]:
    """What is counted; empty of what is dated or priced."""
    from retailgraph.answers.sentences import nouns_of

    if not part.counted:
        return "", ""
    return ("deal", "deals") if part.asks == "deals" else nouns_of(part, ontology)
