"""What docs/data.md shows of the shipped data; docs/refresh.py puts it there.

Everything is computed from the files under ``data/`` as of the day on which the latest page was read, so that
the page changes with the data and never with the clock.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from retailgraph import RetailGraph, articles
from retailgraph.articles import Article, Bundle, Claim
from retailgraph.graph import places, reading
from retailgraph.graph.reading import Known
from retailgraph.lookup.evidence import evidence_of
from retailgraph.lookup.rows import when_text
from retailgraph.ontology import CLAIM, DEAL, RG, STATE, Ontology, read
from retailgraph.relationships import YES, Spell
from retailgraph.standing import Standing, on, standing

FEW = 25
"""A relation with fewer claims than this is covered thinly."""
_RATED = "rated high in a list of dated facts; source not read"

_CONFLICTS = """
SELECT ?kind ?says ?subject ?relation ?object ?claim WHERE {
  ?conflict rg:about ?about ; rg:kind ?kind ; rdfs:comment ?says ; rg:side/rg:claim ?claim .
  ?about rdf:subject/rdfs:label ?subject ; rdf:predicate ?relation ; rdf:object/rdfs:label ?object .
}"""


class Held(NamedTuple):
    """One spell of a relationship, with the names of both ends and the articles behind it."""

    known: Known
    spell: Spell
    articles: tuple[str, ...]


class Disagreement(NamedTuple):
    """A conflict that the graph concluded, in words, and the articles on its sides."""

    kind: str
    about: str
    says: str
    articles: tuple[str, ...]


class Data(NamedTuple):
    """The shipped data, read and concluded."""

    bundle: Bundle
    ontology: Ontology
    day: date
    spells: tuple[Held, ...]
    conflicts: tuple[Disagreement, ...]

    @property
    def claims(self) -> list[tuple[Article, Claim]]:
        """Every claim, with its article."""
        return [(article, claim) for article in self.bundle.articles for claim in article.claims()]


@cache
def data() -> Data:
    """The shipped data, as of the day on which the latest page was read."""
    with tempfile.TemporaryDirectory(prefix="retailgraph-data-") as folder:
        ontology_, bundle = _read()
        day = max(a.retrieved.latest for a in bundle.articles if a.retrieved)
        with RetailGraph.open(Path(folder, "store"), with_shipped=True, today=day) as graph:
            return Data(bundle, ontology_, day, tuple(_spells(graph)), tuple(_conflicts(graph)))


def _read() -> tuple[Ontology, Bundle]:
    ontology = read(places.shipped("ontology") / "retailgraph.ttl")
    return ontology, articles.read([places.shipped("data")], ontology)


def _spells(graph: RetailGraph) -> Iterator[Held]:
    for name in graph.ontology.relations:
        for known in reading.known(graph.tables, reading.ALL_OF_RELATION, relation=name):
            sources = tuple(sorted({e.article for e in evidence_of(graph, known.key)}))
            for spell in known.relationship.spells:
                yield Held(known, spell, sources)


def _conflicts(graph: RetailGraph) -> list[Disagreement]:
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in graph.query(_CONFLICTS).rows:
        kind, says, subject, relation, object, claim = (str(getattr(term, "value", "")) for term in row)
        label = graph.ontology.relations[relation.removeprefix(RG)].label
        found[kind, f"{subject} {label} {object}", says].add(_article(claim))
    return [Disagreement(*words, tuple(sorted(ids))) for words, ids in sorted(found.items())]


def _article(claim: str) -> str:
    return claim.removeprefix(CLAIM).rpartition("/")[0]


# --- what is in it ------------------------------------------------------------------------------------------


def chains(known: Data) -> list[tuple[str, list[Held]]]:
    """What has had several owners one after the other, with the spells in order; handed over on known days.

    A handover is known if the latest day of the one's end is stated or concluded, and the next owner surely
    has it by some day that is not before that.
    """
    owned: dict[str, list[Held]] = defaultdict(list)
    for held in known.spells:
        if held.known.relationship.relation == "owns" and held.spell.status in ("inForce", "ended"):
            owned[held.known.object_name].append(held)
    lines = [(name, _line(spells)) for name, spells in sorted(owned.items())]
    return [(name, line) for name, line in lines if len(line) > 1]


def _line(spells: Iterable[Held]) -> list[Held]:
    """The longest run from the first owner on in which each takes over from the one before."""
    line: list[Held] = []
    for held in sorted(spells, key=lambda h: (_latest(h.spell), h.known.subject_name)):
        if not line or _takes_over(line[-1], held):
            line.append(held)
        elif len(line) == 1:
            line = [held]
    return line


def _takes_over(one: Held, following: Held) -> bool:
    until = one.spell.until.latest if one.spell.until else None
    return (
        one.known.subject_name != following.known.subject_name
        and until is not None
        and until <= _latest(following.spell)
        and following.spell.since is not None
        and following.spell.since.earliest is not None
    )


def _latest(spell: Spell) -> date:
    return (spell.since.latest if spell.since else None) or date.max


def deals(known: Data, *statuses: str) -> list[Held]:
    """The attempts at a deal that have come so far."""
    return [
        held
        for held in known.spells
        if known.ontology.relations[held.known.relationship.relation].kind == DEAL
        and held.spell.status in statuses
    ]


def other_markets(known: Data) -> list[tuple[str, str, tuple[str, ...]]]:
    """Figures of one number that articles tell of different markets: entity, words, articles.

    No rule concludes a conflict from figures, so they are found here.
    """
    told: dict[tuple[Any, ...], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for article in known.bundle.articles:
        for figure in (f for passage in article.passages for f in passage.figures):
            bounds = (figure.value, figure.below, figure.above, figure.between)
            when = str(figure.on or "")
            told[figure.entity, figure.measure, bounds, figure.unit, when][figure.market].add(article.id)
    names = {e.id: e.name for e in known.bundle.entities}
    return [
        (names[entity], f"`{measure}` of {_either(names.get(m, m) for m in by)}", _union(by.values()))
        for (entity, measure, *_), by in sorted(told.items(), key=str)
        if len(by) > 1 and all(by)
    ]


def _either(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))


def other_places(known: Data) -> list[tuple[str, str, tuple[str, ...]]]:
    """Plans to sell on a platform in some articles, and on a part of it in others: subject, words, articles.

    Both may be so, and no rule concludes a conflict from it; but one flagship store is in one place.
    """
    parts = [(c.subject, c.object) for _, c in known.claims if c.relation == "partOf"]
    plans: dict[tuple[str, str], set[str]] = defaultdict(set)
    for article, claim in known.claims:
        if claim.relation == "sellsOn" and claim.status == "announced":
            plans[claim.subject, claim.object].add(article.id)
    names = {e.id: e.name for e in known.bundle.entities}
    found = set()
    for (seller, part), told in plans.items():
        for whole in (w for inner, w in parts if inner == part):
            elsewhere = plans.get((seller, whole), set())
            if elsewhere - told:
                words = f"plans to sell on {names[whole]} or {names[part]}"
                found.add((names[seller], words, _union((elsewhere, told))))
    return sorted(found)


def _union(sets: Iterable[Collection[str]]) -> tuple[str, ...]:
    return tuple(sorted({one for several in sets for one in several}))


def sources(known: Data) -> dict[str, set[str]]:
    """The articles that name an entity, by its id."""
    named: dict[str, set[str]] = defaultdict(set)
    for article, claim in known.claims:
        for entity in (claim.subject, claim.object):
            named[entity].add(article.id)
    return named


# --- what the page shows ------------------------------------------------------------------------------------


def data_counts() -> str:
    """Totals."""
    known = data()
    figures = sum(len(p.figures) for a in known.bundle.articles for p in a.passages)
    rated = sum(a.note == _RATED for a in known.bundle.articles)
    rows = [
        ("articles", f"{len(known.bundle.articles):,} of {_publishers(known):,} publishers"),
        ("claims", f"{len(known.claims):,}"),
        ("figures", f"{figures:,}"),
        ("entities", f"{len(known.bundle.entities):,}"),
        ("relationships", f"{len({h.known.key for h in known.spells}):,}, of which {_holding(known):,} hold"),
        ("not confirmed lately", f"{_number(h for h in known.spells if _is_stale(known, h))} of these"),
        ("conflicts", f"{len({(c.kind, c.says, c.articles) for c in known.conflicts}):,}"),
        ("read by us", f"{len(known.bundle.articles) - rated:,} articles; {rated} stand on a rating alone"),
        ("as of", f"{known.day}, when the latest page was read"),
    ]
    return table(("", ""), rows)


def _publishers(known: Data) -> int:
    return len({a.publisher for a in known.bundle.articles})


def _holding(known: Data) -> int:
    return len({h.known.key for h in known.spells if _is_in_force(known, h)})


def _is_in_force(known: Data, held: Held) -> bool:
    return _standing(known, held).holds == YES


def _standing(known: Data, held: Held) -> Standing:
    relationship = held.known.relationship
    relation = known.ontology.relations[relationship.relation]
    return standing(held.spell, relationship, relation, on(known.day, known.day))


def data_types() -> str:
    """Entities by type; one of two types counts for both."""
    known = data()
    named = sources(known)
    typed = defaultdict(list)
    for entity in known.bundle.entities:
        for type_ in entity.types:
            typed[type_].append(entity)
    rows = [
        (
            type_,
            f"{len(several)}",
            f"{sum(bool(e.ids) for e in several)}",
            f"{sum(bool(e.country) for e in several)}",
            f"{sum(len(named[e.id]) == 1 for e in several)}",
        )
        for type_, several in sorted(typed.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
    heads = ("type", "entities", "with an identifier", "with a country", "named by one article only")
    return table(heads, rows)


def data_relations() -> str:
    """Claims, relationships, conflicts and age by relation."""
    known = data()
    claimed = Counter(c.relation for _, c in known.claims)
    undated = Counter(c.relation for _, c in known.claims if not (c.start or c.end or c.announced))
    rows = []
    for name, relation in known.ontology.relations.items():
        mine = [h for h in known.spells if h.known.relationship.relation == name]
        held = stale = ""
        if relation.kind == STATE:
            held = _number(h for h in mine if _is_in_force(known, h))
            stale = _number(h for h in mine if _is_stale(known, h))
        rows.append((f"`{name}`", f"{claimed[name]}", f"{undated[name]}", _number(mine), held, stale))
    rows.sort(key=lambda row: (-int(row[1]), row[0]))
    return table(("relation", "claims", "without a date", "relationships", "hold", "of these stale"), rows)


def _number(spells: Iterable[Held]) -> str:
    return f"{len({held.known.key for held in spells})}"


def _is_stale(known: Data, held: Held) -> bool:
    found = _standing(known, held)
    return found.stale and found.holds == YES


def data_places() -> str:
    """Countries of entities, markets of claims, languages and publishers of articles, years."""
    known = data()
    countries = Counter(e.country for e in known.bundle.entities if e.country)
    markets = Counter(m for _, c in known.claims for m in c.qualifier("market"))
    languages = Counter(a.language for a in known.bundle.articles)
    publishers = Counter(a.publisher for a in known.bundle.articles)
    years = Counter(_years(a) for a in known.bundle.articles)
    lines = [
        f"- Countries of entities: {_most(countries, 12)}; {_lacking(known)} have none",
        f"- Markets of claims: {_most(markets, 8)}",
        f"- Languages of articles: {_most(languages, 8)}",
        f"- Publishers: {_most(publishers, 10)}",
        f"- Published: {', '.join(f'{span} {years[span]}' for span in sorted(years, key=_place))}",
    ]
    return "\n".join(lines) + "\n"


def _lacking(known: Data) -> int:
    return sum(not e.country for e in known.bundle.entities)


def _years(article: Article) -> str:
    """Every year since 2016 for itself, what was before together."""
    if article.published is None:
        return "undated"
    year = article.published.earliest.year
    return f"{year}" if year >= 2016 else "before 2016"


def _place(years: str) -> tuple[bool, str]:
    return (years != "before 2016", years)


def _most(count: Counter[str], number: int) -> str:
    ranked = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
    rest = len(ranked) - number
    more = f" and {rest} more" if rest > 0 else ""
    return ", ".join(f"{name} {times}" for name, times in ranked[:number]) + more


def data_chains() -> str:
    """Successive owners, one line for each thing owned."""
    known = data()
    return "".join(f"- {name}: {' → '.join(_owner(h) for h in line)}\n" for name, line in chains(known))


def _owner(held: Held) -> str:
    since, until = when_text(held.spell.since), when_text(held.spell.until)
    period = f"{since or '?'} – {until}" if until else since
    return f"{held.known.subject_name} ({period})"


def data_called_off() -> str:
    """Deals that were called off."""
    return _deals(data(), "calledOff")


def data_pending() -> str:
    """Deals that are announced or rumoured, as far as the articles go."""
    return _deals(data(), "announced", "rumoured")


def _deals(known: Data, *statuses: str) -> str:
    lines = []
    for held in deals(known, *statuses):
        label = known.ontology.relations[held.known.relationship.relation].label
        since = when_text(held.spell.since)
        told = [f"announced {held.spell.announced}"] if held.spell.announced else []
        told += [f"called off {since}"] if held.spell.status == "calledOff" and since else []
        told += ["a rumour"] if held.spell.status == "rumoured" else []
        when = f"; {', '.join(told)}" if told else ""
        lines.append(
            f"- {held.known.subject_name} {label} {held.known.object_name}{when}: "
            f"{_links(known, held.articles)}\n"
        )
    return "".join(sorted(lines))


def data_conflicts() -> str:
    """Where articles disagree, by kind."""
    known = data()
    return "".join(
        f"- {one.about}: {one.says} ({_links(known, one.articles)})\n"
        for one in sorted(known.conflicts, key=_about)
    )


def _about(one: Disagreement) -> tuple[str, ...]:
    return (one.about, one.kind, one.says)


def data_unconcluded() -> str:
    """Disagreements that no rule concludes."""
    known = data()
    found = [*other_places(known), *other_markets(known)]
    return "".join(f"- {name}: {words} ({_links(known, ids)})\n" for name, words, ids in found)


def data_gaps() -> str:
    """What is thin or missing."""
    known = data()
    claimed = Counter(c.relation for _, c in known.claims)
    few = [f"`{name}` {claimed[name]}" for name in known.ontology.relations if claimed[name] < FEW]
    once = sum(len(several) == 1 for several in sources(known).values())
    undated = [a for a in known.bundle.articles if a.published is None]
    former = [(e.name, f.name) for e in known.bundle.entities for f in e.former if not f.source]
    lines = [
        f"- Relations with fewer than {FEW} claims: {', '.join(few)}",
        f"- Types that no entity has: {', '.join(f'`{t}`' for t in _unused(known)) or 'none'}",
        f"- Entities that one article alone names: {once} of {len(known.bundle.entities)}",
        f"- Former names without a source: {'; '.join(f'{old} ({new})' for new, old in former) or 'none'}",
        f"- Articles without a date: {_links(known, [a.id for a in undated], most=len(undated))}",
    ]
    return "\n".join(lines) + "\n"


def _unused(known: Data) -> list[str]:
    used = {t for e in known.bundle.entities for t in e.types}
    return [name for name in known.ontology.types if name not in used and name != "Entity"]


def data_age() -> str:
    """How long ago what holds was last confirmed."""
    known = data()
    last = {h.known.key: h.known.relationship.last_reported for h in known.spells if _is_in_force(known, h)}
    bounds = [("in the last year", 0, 1), ("one to two years ago", 1, 2), ("two to five years ago", 2, 5)]
    bounds += [("five to ten years ago", 5, 10), ("longer ago", 10, 1000)]
    rows = []
    for words, low, high in bounds:
        number = sum(_age(known, low) >= day > _age(known, high) for day in last.values())
        rows.append((words, f"{number}", f"{100 * number / len(last):.0f}%"))
    return table(("last confirmed", "relationships that hold", "share"), rows)


def _age(known: Data, years: int) -> date:
    return known.day - timedelta(days=min(365.25 * years, (known.day - date.min).days))


def data_ends() -> str:
    """The oldest and the newest articles."""
    known = data()
    dated = [(a.published, a.id) for a in known.bundle.articles if a.published]
    oldest = [id for _, id in sorted(dated, key=lambda pair: (pair[0].latest, pair[1]))]
    newest = [id for _, id in sorted(dated, key=lambda pair: (pair[0].earliest, pair[1]), reverse=True)]
    return f"- Oldest: {_links(known, oldest[:3])}\n- Newest: {_links(known, newest[:3])}\n"


def _links(known: Data, ids: Sequence[str], most: int = 3) -> str:
    """Links to article files, named by who published them and when."""
    by_id = {a.id: a for a in known.bundle.articles}
    shown = ", ".join(f"[{_source(by_id[id])}](../data/articles/{id}.yaml)" for id in ids[:most])
    return shown + (f" and {len(ids) - most} more" if len(ids) > most else "")


def _source(article: Article) -> str:
    return f"{article.publisher} {article.published or ''}".rstrip()


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as a Markdown table."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


MADE: dict[str, Callable[[], str]] = {
    function.__name__: function
    for function in (
        data_counts, data_types, data_relations, data_places, data_chains, data_called_off, data_pending,
        data_conflicts, data_unconcluded, data_gaps, data_age, data_ends,
    )
}  # fmt: skip
