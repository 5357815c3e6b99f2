"""The calls of the JSON API: what each takes, and the answer as plain values.

A call is the method of :class:`retailgraph.RetailGraph` of the same name, and its answer what the command
line prints as JSON. They run in a thread, or in a process where they may take long (:attr:`Call.is_slow`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from retailgraph.api import RetailGraph
from retailgraph.errors import NotFound, UsageError
from retailgraph.form.plain import SCHEMA
from retailgraph.lookup import names
from retailgraph.serving.parameters import Parameter

Values = Mapping[str, Any]
Document = dict[str, Any]

TIMES = (
    Parameter("as_of", "The day, month or year that the answer is for; today unless given.", "day"),
    Parameter("known_on", "Count only what articles said by then; also as of then.", "day"),
    Parameter("confirmed_since", "What nobody reported since then counts as unknown.", "day"),
)
"""What every call takes that answers for a time."""


class Call(NamedTuple):
    """One call: its address below ``/api/``, what it answers, what it takes, and who answers.

    ``listed`` names the list of the answer that is given page by page.
    """

    path: str
    about: str
    answer: Callable[[RetailGraph, Values], Document]
    takes: tuple[Parameter, ...] = ()
    listed: str = ""
    is_dated: bool = True
    is_slow: bool = False

    @property
    def name(self) -> str:
        """Its name among the calls, such as ``entities_id``."""
        return self.path.replace("/", "_").replace("{", "").replace("}", "")

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All that it takes."""
        return (*self.takes, *(TIMES if self.is_dated else ()))


def _text(name: str, about: str, example: str = "", *, required: bool = False) -> Parameter:
    default = None if required else ""
    return Parameter(name, about, required=required, default=default, example=example or None)


def _flag(name: str, about: str, default: bool = False) -> Parameter:
    return Parameter(name, about, "flag", default=default)


_ENTITY = _text("entity", "The name or id of an entity.", "Tapestry", required=True)
_ANY_ENTITY = _text("entity", "The name or id of an entity; about all unless given.", "Coach")
_WHY = _flag("why", "With the passages behind each row.", True)
_TRIPLE = (
    _text("subject", "Who: a name or id.", "Tapestry", required=True),
    _text("relation", "A relation, by its name or in words.", "owns", required=True),
    _text("object", "Whom: a name or id.", "Coach", required=True),
)
_TWO = (
    _text("one", "The name or id of an entity.", "Coach", required=True),
    _text("two", "The name or id of another.", "Kate Spade", required=True),
)
_EVER = _flag("over_time", "Count what has ended, and deals, too.")


def _rows(kind: str, items: Any, **more: Any) -> Document:
    return {"schema": f"retailgraph.{kind}/1", **more, "rows": [item.to_dict() for item in items]}


def _ask(graph: RetailGraph, given: Values) -> Document:
    return graph.ask(given["q"], why=given["why"]).to_dict()


def _find(graph: RetailGraph, given: Values) -> Document:
    """A form as it is, or what :meth:`RetailGraph.find` takes to make one."""
    asked = given["form"]
    if "asks" in asked:
        return graph.find(form=asked, why=given["why"]).to_dict()
    words = {"type": "", "relation": (), "of": (), "side": "", "where": (), **asked}
    known = ("type", "relation", "of", "side", "where", *SCHEMA["properties"])
    for name in words:
        if name not in known:
            raise UsageError(f"a form has no '{name}'; it may have {', '.join(known)}")
    for name in ("type", "side"):
        if not isinstance(words[name], str):
            raise UsageError(f"{name}: a text is wanted, not {words[name]!r}")
    for name in ("relation", "of", "where"):
        if not isinstance(words[name], str | list | tuple | (dict if name == "of" else str)):
            raise UsageError(f"{name}: a text or a list is wanted, not {words[name]!r}")
    if not all(isinstance(one, str) for one in words["relation"]):
        raise UsageError("relation: texts are wanted")
    return graph.find(words.pop("type"), **words, why=given["why"]).to_dict()


def _entities(graph: RetailGraph, given: Values) -> Document:
    found = graph.list(given["type"])
    if given["q"]:
        wanted = set(matching(graph, given["q"]))
        return _rows("list", [one for one in found if one.id in wanted])
    return _rows("list", found)


def matching(graph: RetailGraph, text: str) -> list[str]:
    """Ids of entities that a text names or begins a name of, the best first."""
    from retailgraph.identity import fold

    by_tier = names.hits(graph, text)
    found = [name for tier in sorted(by_tier) for name in by_tier[tier]]
    key = fold(text)
    begun = [name for name, label in sorted(graph.labels().items()) if key and fold(label).startswith(key)]
    return list(dict.fromkeys([*found, *begun]))


def _suggest(graph: RetailGraph, given: Values) -> Document:
    from retailgraph.lookup.candidates import candidate

    found = matching(graph, given["prefix"])[: given["count"]]
    if not found:
        near = names.suggestions(graph, given["prefix"])
        found = [name for one in near for name in matching(graph, one)[:1]]
    return _rows(
        "suggestions", [candidate(graph, name, names.tier(graph, given["prefix"], name)) for name in found]
    )


def _card(graph: RetailGraph, given: Values) -> Document:
    return graph.show(given["entity"]).to_dict()


def _relationships(graph: RetailGraph, given: Values) -> Document:
    from retailgraph.lookup.cards import sections

    meant = names.meant(graph, given["entity"])
    relation = graph.ontology.relation(given["relation"]).name if given["relation"] else ""
    rows = [row for section in sections(graph, meant.id, relation) for row in section.rows]
    notes = list(names.notes_on(graph, given["entity"], meant))
    return _rows("relationships", rows, about=meant.id, notes=notes)


def _why(graph: RetailGraph, given: Values) -> Document:
    return graph.why(given["subject"], given["relation"], given["object"]).to_dict()


def _history(graph: RetailGraph, given: Values) -> Document:
    return graph.history(given["subject"], given["relation"], given["object"]).to_dict()


def _timeline(graph: RetailGraph, given: Values) -> Document:
    return graph.timeline(given["entity"]).to_dict()


def _changes(graph: RetailGraph, given: Values) -> Document:
    return graph.changes(given["start"], given["end"] or None, given["entity"]).to_dict()


def _conflicts(graph: RetailGraph, given: Values) -> Document:
    return _rows("conflicts", graph.conflicts(given["entity"]))


def _duplicates(graph: RetailGraph, given: Values) -> Document:
    found = graph.duplicates(given["entity"], limit=given["count"], decided=given["decided"])
    return _rows("duplicates", found)


def _stale(graph: RetailGraph, given: Values) -> Document:
    return _rows("stale", graph.stale(given["entity"]))


def _path(graph: RetailGraph, given: Values) -> Document:
    through, ends = given["through"] or (), (given["one"], given["two"])
    found = graph.path(
        *ends, through=through, max_hops=given["max_hops"], count=given["count"], over_time=given["over_time"]
    )
    return _rows("path", found)


def _common(graph: RetailGraph, given: Values) -> Document:
    return _rows("common", graph.common(given["one"], given["two"], over_time=given["over_time"]))


def _figures(graph: RetailGraph, given: Values) -> Document:
    card = graph.show(given["entity"])
    rows = [figure for figure in card.figures if given["measure"] in ("", figure.measure)]
    return _rows("figures", rows, about=card.id, notes=list(card.notes))


def _articles(graph: RetailGraph, given: Values) -> Document:
    return _rows("sources", graph.articles_about(given["entity"]))


def _article(graph: RetailGraph, given: Values) -> Document:
    from retailgraph.lookup.evidence import evidence_of_claims
    from retailgraph.tables import articles

    known = articles.source(graph.tables, given["article"])
    if known is None:
        raise NotFound(f"no article '{given['article']}'; /api/articles lists them")
    claims = [f"{known.id}/{one.key}" for one in articles.claims_in(graph.tables, known.id)]
    return {
        "schema": "retailgraph.article/1",
        "article": known.id,
        "title": known.title,
        "publisher": known.publisher,
        "published": known.published,
        "url": known.url,
        "claims": [one.to_dict() for one in evidence_of_claims(graph, claims)],
    }


def _stats(graph: RetailGraph, _: Values) -> Document:
    return graph.stats().to_dict()


def _relations(graph: RetailGraph, _: Values) -> Document:
    return {"schema": "retailgraph.relations/1", **graph.ontology.to_dict()}


_COUNT = Parameter("count", "The most that are given.", "number", least=1, most=50, default=10)
_HOPS = Parameter("max_hops", "The most steps of a chain.", "number", least=1, most=6, default=4)
_CHAINS = Parameter("count", "The most chains that are given.", "number", least=1, most=20, default=1)
_PAIRS = Parameter("count", "The most pairs that are given.", "number", least=1, most=500, default=50)
_FORM = Parameter("form", "What is asked, as the JSON of a form.", "form", required=True)
CALLS: Mapping[str, Call] = {
    call.name: call
    for call in (
        Call("ask", "The answer to a question in words.", _ask,
             (_text("q", "The question.", "partners of Tapestry", required=True), _WHY), "rows"),
        Call("find", "The answer to a form of the algebra: the same as to a question, without words.", _find,
             (_FORM, _WHY), "rows"),
        Call("entities", "Entities, all, of a type, or by a part of their name.", _entities,
             (_text("q", "A name, or how it begins.", "Coa"), _text("type", "A type of entities.", "brands")),
             "rows"),
        Call("suggest", "Entities that a name may mean as it is typed.", _suggest,
             (_text("prefix", "How a name begins.", "Tap", required=True), _COUNT)),
        Call("entities/{entity}", "An entity whole: who it is, its relationships, its figures.", _card, (_ENTITY,)),
        Call("relationships", "The relationships of an entity, or those of a relation.", _relationships,
             (_ENTITY, _text("relation", "Only this relation.", "owns")), "rows"),
        Call("why", "All that is known of one relationship, with the passages behind it.", _why, _TRIPLE, "rows"),
        Call("history", "Every claim about one relationship, in the order of publication.", _history, _TRIPLE,
             "claims"),
        Call("timeline", "What happened to an entity, in order.", _timeline, (_ENTITY,), "events"),
        Call("changes", "What happened in a time, in the whole graph or to an entity.", _changes,
             (Parameter("start", "The first day, month or year.", "day", required=True, example="2019"),
              Parameter("end", "The last; today unless given.", "day"), _ANY_ENTITY), "events", is_slow=True),
        Call("conflicts", "Where the sources disagree, and what was concluded.", _conflicts, (_ANY_ENTITY,), "rows"),
        Call("duplicates", "Entities that may be one, with what speaks for it and what against.", _duplicates,
             (_ANY_ENTITY, _flag("decided", "Those that a decision was made about instead."), _PAIRS), "rows",
             is_dated=False, is_slow=True),
        Call("stale", "What nobody has confirmed for long.", _stale, (_ANY_ENTITY,), "rows"),
        Call("path", "The most telling chains of relationships between two entities.", _path,
             (*_TWO, Parameter("through", "Only these relations.", "words"), _HOPS, _CHAINS, _EVER), "rows",
             is_slow=True),
        Call("common", "What two entities are both joined to.", _common, (*_TWO, _EVER), "rows", is_slow=True),
        Call("figures", "The numbers that articles give of an entity.", _figures,
             (_ENTITY, _text("measure", "Only this measure.")), "rows"),
        Call("articles", "The articles, or those that say something of an entity, the latest first.", _articles,
             (_ANY_ENTITY,), "rows", is_dated=False),
        Call("articles/{article}", "An article with each claim it makes, in its own words.", _article,
             (_text("article", "The id of an article.", required=True),), "claims", is_dated=False),
        Call("stats", "How much the graph holds.", _stats, is_dated=False),
        Call("relations", "What can be said: types, relations, qualifiers, statuses.", _relations, is_dated=False),
    )
}  # fmt: skip
"""By name."""
