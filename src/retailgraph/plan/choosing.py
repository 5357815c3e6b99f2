"""Which of a question's forms is meant: the first whose names are known and whose relations join them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from retailgraph.errors import NotFound, RetailGraphError, UsageError
from retailgraph.form import OBJECT, Form, Group, Link
from retailgraph.graph import Graph
from retailgraph.lookup import names
from retailgraph.ontology import Ontology
from retailgraph.plan.ends import given_types, sides
from retailgraph.plan.parting import Knows, Parting, is_market, plain_names
from retailgraph.words.asked import further_readings, readings

_AND = frozenset(("and", "&"))
_BACK = frozenset(["it", "its", "they", "them", "their", "those", "these", "he", "she", "him", "her", "his"])
_MOST_TRANSLATED = 12  # English questions that a Chinese one may mean
_MOST_GUESSED = 8  # forms in which a misspelled name is looked for


class NotUnderstood(UsageError):
    """No form fits the words of a question."""


def meant_by(graph: Graph, question: str) -> Form:
    """The form that a question means: the first whose names are all known, or nearly.

    First those are tried that take a name as it stands, then those that part it, then those that mend a slip.
    UsageError if no form fits the words, NotFound for a name of the first that does, with the nearest names.
    """
    if not question.isascii():
        found = _translated(graph, question) or _of_two_languages(graph, question)
        if found is not None:
            return found
    ontology, today = graph.ontology, graph.today
    plain = readings(question, ontology, today)
    found = _known_whole(graph, plain, first_of_all=True)
    meant = None if found is None else _fitting(graph, found, plain)
    if meant is not None and fits(graph, meant):
        return meant
    further = further_readings(question, ontology, today)
    if meant is not None:
        alike = [form for form in further if form.asks == meant.asks]
        for other in (_known_whole(graph, alike), _parted(graph, alike, names.matcher(graph))):
            if other is not None and fits(graph, other):
                return other
        return meant
    from retailgraph.plan.several import refuse_several

    refuse_several(graph, question, _known_or_parted, further, _translated)
    known = names.matcher(graph)
    nearly = names.matcher(graph, guessing=True)
    found = (
        _known_whole(graph, further)
        or _parted(graph, (*further, *plain), known)
        or _known_nearly(graph, plain, nearly)
        or _known_nearly(graph, further, nearly)
    )
    if (
        found is None
        and not (plain or further)
        and (names.is_known(graph, question) or names.nearly(graph, question))
    ):
        return Form("card", of=(question,), words="what is {subject}")
    if found is None:
        found = _mended(graph, question)
    if found is None:
        found = _parted(graph, tuple(islice((*further, *plain), _MOST_GUESSED)), nearly, known)
    if found is None:
        found = _by_its_names(graph, question)
    if found is not None and found.asks == "compare":
        from retailgraph.plan.comparing import telling_most

        return telling_most(graph, found, _all_known(graph, further))
    if found is not None:
        return found
    if plain:
        raise _unknown(graph, plain, further)
    raise NotUnderstood(f"'{question.strip()[:200]}' is not understood")


def _translated(graph: Graph, question: str) -> Form | None:
    """The form of a Chinese question; None if it is none, or a name in it is not known."""
    from retailgraph.words.chinese import from_chinese

    known = names.matcher(graph, guessing=True)
    nearest: Form | None = None
    for english in islice(from_chinese(question), _MOST_TRANSLATED):
        forms = readings(english, graph.ontology, graph.today)
        first = _known_whole(graph, forms, first_of_all=True)
        found = None if first is None else _fitting(graph, first, forms)
        if found is None or not fits(graph, found):
            further = further_readings(english, graph.ontology, graph.today)
            nearest = nearest or found
            found = _known_whole(graph, further) or _known_nearly(graph, (*forms, *further), known)
        if found is not None and fits(graph, found):
            return found
        nearest = nearest or found
    return nearest


def _of_two_languages(graph: Graph, question: str) -> Form | None:
    """The form of a question that mixes Chinese and English; None if it is none, or a name is not known."""
    from retailgraph.words.mixed import in_one_language

    if names.is_known(graph, question):
        return None
    for put in in_one_language(question):
        found = _translated(graph, put) if not put.isascii() else None
        if found is None:
            forms = readings(put, graph.ontology, graph.today)
            found = _known_whole(graph, forms) or _known_whole(
                graph, further_readings(put, graph.ontology, graph.today)
            )
        if found is not None and fits(graph, found):
            return found
    return None


def otherwise(graph: Graph, question: str) -> Form | None:
    """What a question may ask of changes or counts too: for where its first form has no answer."""
    forms = readings(question, graph.ontology, graph.today)
    further = further_readings(question, graph.ontology, graph.today)
    every = (*forms, *further)
    if not every:
        return None
    counted = [form for form in every if form.counted and form.of] if every[0].asks == "figures" else []
    changes = [form for form in every if form.asks == "changes" and form.of]
    return _known_whole(graph, changes) or _known_whole(graph, counted)


def _by_its_names(graph: Graph, question: str) -> Form | None:
    """The form of a question that is read by the names in it, whatever the order of its words.

    Only one of which something is found, so that nothing is said to be unknown which was not asked.
    """
    from retailgraph.plan.carrying import carried_out
    from retailgraph.plan.spotting import read_by_names

    for form in islice(read_by_names(graph, question), _MOST_GUESSED):
        if fits(graph, form):
            try:
                found = carried_out(graph, form)[1]
            except RetailGraphError:
                continue
            if not found.is_empty:
                return form
    return None


def _mended(graph: Graph, question: str) -> Form | None:
    """The form of a question whose words, not its names, are misspelled; None if there is none."""
    from retailgraph.words.slips import without_slips

    for mended in without_slips(question, graph.ontology):
        forms = readings(mended, graph.ontology, graph.today)
        nearly = names.matcher(graph, guessing=True)
        found = _known_whole(graph, forms) or _known_nearly(graph, forms, nearly)
        if found is None:
            further = further_readings(mended, graph.ontology, graph.today)
            found = _known_whole(graph, further) or _known_nearly(graph, further, nearly)
        if found is not None:
            return found
    return None


def _known_whole(graph: Graph, forms: Iterable[Form], *, first_of_all: bool = False) -> Form | None:
    """The first form whose names are all known as they stand, and are such as its relations may join.

    If there is none, or for the ``first_of_all``, the first whose names are known.
    """
    known = names.matcher(graph)
    parting = Parting(graph, known)
    first: Form | None = None
    for form in forms:
        if not (is_market(graph, form.market) and all(known(text) for text in plain_names(form))):
            continue
        resolved = form if is_plain(form) else parting.form(form)
        if resolved is not None and (first_of_all or fits(graph, resolved)):
            return resolved
        first = first or resolved
    return first


def _all_known(graph: Graph, forms: Iterable[Form]) -> Iterator[Form]:
    """The comparisons among forms whose names are all known, and whose relations may join them."""
    for form in forms:
        found = _known_whole(graph, [form]) if form.asks == "compare" else None
        if found is not None and fits(graph, found):
            yield found


def _known_or_parted(graph: Graph, forms: Iterable[Form]) -> Form | None:
    """The first form whose names are known, as they stand or parted."""
    every = tuple(forms)
    found = _known_whole(graph, every)
    return found or _parted(graph, islice(every, _MOST_GUESSED), names.matcher(graph))


def _known_nearly(graph: Graph, forms: Iterable[Form], nearly: Knows) -> Form | None:
    for form in islice(forms, _MOST_GUESSED):
        if is_market(graph, form.market) and all(nearly(text) for text in plain_names(form)):
            return form
    return None


def _parted(graph: Graph, forms: Iterable[Form], known: Knows, exact: Knows | None = None) -> Form | None:
    """The first form whose names are known once they are parted at "and", or read as a part of a question."""
    parting = Parting(graph, known, exact)
    first: Form | None = None
    for form in forms:
        resolved = parting.form(form) if is_market(graph, form.market) else None
        if resolved is not None and fits(graph, resolved):
            return resolved
        first = first or resolved
    return first


def fits(graph: Graph, form: Form) -> bool:
    """Whether some relation of a form, and of each form in it, may join the names that it is asked of."""
    inner = [part for part in (*form.of, *form.where) if isinstance(part, Form)]
    inner += [p for part in form.where if isinstance(part, Group) for p in part.parts if isinstance(p, Form)]
    if not all(fits(graph, part) for part in inner):
        return False
    if form.asks not in ("list", "truth", "when") or not form.links or not form.of:
        return True
    terms = form.of[:1] if form.asks == "list" else form.of
    if not all(isinstance(term, str) for term in terms):
        return True
    types = [_types(graph, term) for term in terms if isinstance(term, str)]
    return any(_joins(graph.ontology, link, types) for link in form.links)


def is_plain(form: Form) -> bool:
    """Whether all terms of a form are names, and it has no conditions."""
    return not form.where and all(isinstance(term, str) for term in form.of)


def _unknown(graph: Graph, found: Collection[Form], further: Collection[Form]) -> NotFound:
    """The error for the first form, or for the first of which only the market is unknown.

    Where the end of its name is a name in a form of several parts, of which all else is known, it is that.
    """
    known = names.matcher(graph)
    placed = next((r for r in found if r.market and all(known(text) for text in plain_names(r))), None)
    if placed:
        said = f"no market is called '{placed.market}'; write a country, its code (CN) or a region"
        return NotFound(said, name=placed.market)
    texts = [text for text in plain_names(next(iter(found))) if not known(text)]
    texts = texts or [text for form in found for text in plain_names(form) if not known(text)]
    for form in further:
        unknown = [text for text in plain_names(form) if not known(text)]
        if len(unknown) == 1 and len(form.of) > 1 and texts and texts[0].endswith(f" {unknown[0]}"):
            return names.unknown(graph, unknown[0])
    return names.unknown(graph, texts[0] if texts else "")


def _fitting(graph: Graph, first: Form, found: Iterable[Form]) -> Form:
    """The form itself; if its relations may not join its names, the first of the same names that may.

    "did X sell Y" asks of a platform or of the seller in a deal, as X is the one or the other.
    """
    if first.asks not in ("list", "truth", "when") or _may_join(graph, first):
        return first
    return next((r for r in found if _is_like(r, first) and _may_join(graph, r)), first)


def _is_like(one: Form, first: Form) -> bool:
    """Whether a form asks the same of the same names, by other relations."""
    frame = (one.when, one.known_on, one.market, one.denied)
    return (
        is_plain(one)
        and one.asks in (first.asks, "detail")
        and sorted(plain_names(one)) == sorted(plain_names(first))
        and frame == (first.when, first.known_on, first.market, first.denied)
    )


def _may_join(graph: Graph, form: Form) -> bool:
    types = [_types(graph, text) for text in plain_names(form)]
    return any(_joins(graph.ontology, link, types) for link in form.links)


def _types(graph: Graph, text: str) -> set[str]:
    ids = [name for tier in names.hits(graph, text).values() for name in tier]
    return {t for name in ids for t in names.types_of(graph, name)}


def _joins(ontology: Ontology, link: Link, types: list[set[str]]) -> bool:
    near, far = sides(ontology, link)
    if len(types) == 2:
        near, far = (far, near) if link.answers == OBJECT else (near, far)
        return bool(near & types[0] and far & types[1]) or (
            ontology.relations[link.relation].symmetric and bool(near & types[1] and far & types[0])
        )
    return bool(types[0] & given_types(ontology, link))
