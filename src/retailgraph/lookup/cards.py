"""Cards, lists and counts: an entity whole, the entities of a type, the articles, the totals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from retailgraph.errors import UsageError
from retailgraph.frames import Tabular
from retailgraph.graph import Graph, reading
from retailgraph.identity.undisclosed import is_undisclosed
from retailgraph.lookup import names
from retailgraph.lookup.evidence import FigureRow, figures_of
from retailgraph.lookup.former import Former, NamesThen, all_former_names, former_names, then_called
from retailgraph.lookup.rows import Plain, Row, order
from retailgraph.lookup.seeing import of_entity, present, rows_of
from retailgraph.relationships import NO, Spell
from retailgraph.tables import articles, edges, entities
from retailgraph.tables import counts as tallies


class CardSection(Plain):
    """The relationships of one kind and direction, with its heading in words."""

    heading: str
    rows: tuple[Row, ...]


class Card(Tabular, Plain):
    """An entity whole: who it is, every relationship in groups, and its figures."""

    id: str
    name: str
    types: tuple[str, ...]
    about: str = ""
    country: str = ""
    website: str = ""
    aliases: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    former: tuple[Former, ...] = ()
    then_called: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    also_ids: tuple[str, ...] = ()
    groups: tuple[CardSection, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[Any, ...]:
        """The relationships of all groups, or, where there are none, the figures."""
        return tuple(row for group in self.groups for row in group.rows) or self.figures

    @property
    def caption(self) -> tuple[str, ...]:
        """Its name, then what it is."""
        return (self.name, " · ".join(filter(None, (", ".join(self.types), self.country, self.about))))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON; names and ids as dictionaries."""
        return {
            "schema": "retailgraph.card/1",
            **Plain.to_dict(self),
            "names": dict(self.names),
            "ids": dict(self.ids),
        }


class Listed(Plain):
    """One line of a list of entities."""

    id: str
    name: str
    types: tuple[str, ...]
    country: str
    relationships: int
    then_called: str = ""


class SourceEntry(Plain):
    """One article, with the number of claims it makes (about the entity, if one was asked for)."""

    article: str
    published: str
    publisher: str
    title: str
    url: str
    claims: int
    copy_of: str = ""


class Stats(Tabular, Plain):
    """Totals: how much the graph holds, by type, relation and year of publication.

    ``in_force`` counts the relationships that hold, each once, as the edges of the network do; of these
    nobody has confirmed ``stale`` for longer than their relation allows. An entity of two types counts for
    both.
    """

    articles: int
    claims: int
    entities: int
    relationships: int
    in_force: int
    stale: int
    conflicts: int
    publishers: int
    by_type: tuple[tuple[str, int], ...]
    by_relation: tuple[tuple[str, int], ...]
    by_year: tuple[tuple[str, int], ...]

    @property
    def items(self) -> tuple[Mapping[str, Any], ...]:
        """The totals, then what there is of each type, relation and year: of what, name and count."""
        totals = (
            "articles",
            "claims",
            "entities",
            "relationships",
            "in_force",
            "stale",
            "conflicts",
            "publishers",
        )
        told = [("all", name, getattr(self, name)) for name in totals]
        for of in ("type", "relation", "year"):
            told += [(of, name, count) for name, count in getattr(self, f"by_{of}")]
        return tuple({"of": of, "name": name, "count": count} for of, name, count in told)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON; the tables as dictionaries."""
        tables = {n: dict(getattr(self, n)) for n in ("by_type", "by_relation", "by_year")}
        return {"schema": "retailgraph.stats/1", **Plain.to_dict(self), **tables}


def show(graph: Graph, name: str) -> Card:
    """The card of an entity; NotFound and Ambiguous as for questions."""
    meant = names.meant(graph, name)
    chosen = meant.id
    former = former_names(graph, chosen)
    head = entities.head(graph.tables, chosen) or entities.Head(chosen, chosen, "", "", "")
    spoken = entities.names(graph.tables, chosen)
    ids = entities.identifiers(graph.tables, chosen)
    return Card(
        id=chosen,
        name=head.name,
        then_called=NamesThen(graph)(chosen, head.name, present(graph)),
        types=names.types_of(graph, chosen),
        about=head.about,
        country=head.country,
        website=head.website,
        aliases=tuple(sorted(n.text for n in spoken if n.kind == "alias")),
        names=tuple(sorted((_tag(n.language), n.text) for n in spoken if n.kind == "name")),
        former=former,
        ids=tuple(sorted((scheme, value) for _, scheme, value in ids)),
        also_ids=tuple(sorted(entities.merged(graph.tables, chosen))),
        groups=_groups(graph, chosen),
        figures=figures_of(graph, chosen),
        notes=names.notes_on(graph, name, meant),
    )


def _tag(language: str) -> str:
    """A language tag as BCP 47 likes it written."""
    first, *rest = language.split("-")
    tail = [p.title() if len(p) == 4 else p.upper() if len(p) == 2 else p for p in rest]
    return "-".join([first.lower(), *tail])


def _groups(graph: Graph, name: str) -> tuple[CardSection, ...]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(graph, of_entity(graph, name), name):
        rows[row.words].append(row)
    relations = list(graph.ontology.relations.values())
    for relation in relations:
        for qualifier in relation.subject_in:
            about = {"given": name, "relation": relation.name, "party": qualifier}
            for row in rows_of(graph, reading.known(graph.tables, reading.OF_PARTY, **about)):
                rows[row.words].append(row)
    headings = list(dict.fromkeys(w for r in relations for w in (r.label, r.inverse_label)))
    return tuple(CardSection(h, tuple(sorted(rows[h], key=order))) for h in headings if h in rows)


def list_entities(graph: Graph, kind: str = "") -> tuple[Listed, ...]:
    """All entities, or those of a type (``Brand``, ``brand`` or ``brands``), by name.

    Each with the number of its relationships, of a view those that hold or may hold then; of a view only
    those that have any.
    UsageError if there is no such type.
    """
    wanted = type_named(graph, kind) if kind else ""
    labels, types = graph.labels(), graph.types()
    countries = {head.id: head.country for head in entities.heads(graph.tables)}
    counts = _joined(graph) if graph.as_of else _told(graph)
    # Whoever is not named has a label, and is no entity.
    chosen = [n for n in labels if not is_undisclosed(n) and (not wanted or wanted in types.get(n, ()))]
    if graph.as_of or graph.known_on:
        chosen = [n for n in chosen if counts[n]]
    then = _called_then(graph, labels)
    found = [
        Listed(n, labels[n], types.get(n, ()), countries.get(n, ""), counts[n], then.get(n, ""))
        for n in chosen
    ]
    return tuple(sorted(found, key=lambda e: (e.name.casefold(), e.id)))


def _called_then(graph: Graph, labels: dict[str, str]) -> dict[str, str]:
    """What entities were called at the time of a view, where not as they are now."""
    if graph.as_of is None:
        return {}
    first, last = graph.as_of.earliest, graph.as_of.latest
    former = all_former_names(graph)
    return {name: then_called(some, labels[name], first, last) for name, some in former.items()}


def _told(graph: Graph) -> Counter[str]:
    """How many relationships each entity has."""
    return Counter(tallies.per_entity(graph.tables))


def _joined(graph: Graph) -> Counter[str]:
    """How many relationships of each entity hold, or may hold, at the time of a view."""
    found = (known.relationship for known in reading.known(graph.tables, reading.ALL))
    hold = [r for r in found if r.holds_in(graph.period) != NO]
    return Counter(name for r in hold for name in (r.subject, r.object))


def type_named(graph: Graph, kind: str) -> str:
    """The type that a word means: its name, its label or its plural; UsageError if there is none."""
    word = kind.strip().casefold()
    types = graph.ontology.types
    for name, known in types.items():
        if word in (name.casefold(), known.label.casefold(), known.plural.casefold()):
            return name
    raise UsageError(f"no type '{kind}'; the types are {', '.join(t.plural for t in types.values())}")


def sources(graph: Graph, name: str = "") -> tuple[SourceEntry, ...]:
    """The articles, or those that make claims or state figures about an entity, the latest first."""
    every = articles.sources(graph.tables)
    if name:
        # By whatever they name it: as subject, as object, or as who sold or what it belongs under.
        counts = articles.mentions(graph.tables, names.meant(graph, name).id)
        chosen = [every[number] for number in counts]
    else:
        counts, chosen = articles.claim_counts(graph.tables), list(every.values())
    found = [
        SourceEntry(
            article=known.id,
            published=known.published,
            publisher=known.publisher,
            title=known.title,
            url=known.url,
            claims=counts.get(known.number, 0),
            copy_of=known.copy_of,
        )
        for known in chosen
    ]
    return tuple(sorted(sorted(found, key=lambda s: s.article), key=lambda s: s.published, reverse=True))


def stats(graph: Graph) -> Stats:
    """How much the graph holds."""
    by_relation = tallies.per_relation(graph.tables)
    listed = sources(graph)
    types = graph.types()
    by_type = Counter(t for names_ in types.values() for t in names_)
    every = graph.ontology.relations
    held = edges.in_force(graph.tables, graph.today)
    return Stats(
        articles=len(listed),
        claims=graph.counts()["claims"],
        entities=len(types),
        relationships=sum(by_relation.values()),
        in_force=len(held),
        stale=sum(one.is_open and _is_stale(graph, one.relation, one.last_reported) for one in held),
        conflicts=len(reading.conflicts(graph.tables)),
        publishers=len({a.publisher for a in listed if a.publisher}),
        by_type=tuple(sorted(by_type.items(), key=lambda p: (-p[1], p[0]))),
        by_relation=tuple((r, by_relation[r]) for r in every if r in by_relation),
        by_year=tuple(sorted(Counter(a.published[:4] or "undated" for a in listed).items())),
    )


def _is_stale(graph: Graph, relation: str, last_reported: str) -> bool:
    """Whether nobody has confirmed what holds for longer than its relation allows."""
    years = graph.ontology.relations[relation].stale_after
    return _HELD.is_stale(date.fromisoformat(last_reported), years, graph.today)


_HELD = Spell("inForce")
