"""Putting values into rows: entities, articles, and what was concluded from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from retailgraph.identity import TIERS, keys, spelled
from retailgraph.tables.groups import OF_ARTICLES, OF_CONFLICTS, OF_ENTITIES, OF_RELATIONSHIPS, kept_in
from retailgraph.tables.store import Tables
from retailgraph.tables.words import ENDS, Words

if TYPE_CHECKING:
    from retailgraph.articles import Article, Claim, Entity, Figure, Passage
    from retailgraph.dates import PartialDate
    from retailgraph.ontology import Ontology
    from retailgraph.relationships import Conflict, Relationship, Span, Spell, Support

_TIER = {name: rank for rank, name in enumerate(TIERS)}
_AT_ONCE = 2_000


class _Heap:
    """Rows by table, in the order in which foreign keys want them, put down together."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._rows: dict[str, list[tuple[Any, ...]]] = {}

    def add(self, table: str, *values: Any) -> None:
        self._rows.setdefault(table, []).append(values)

    def put(self, order: Sequence[str]) -> None:
        for table in order:
            if rows := self._rows.pop(table, None):
                self._words.put(table, rows)


class Writing:
    """Puts values into the tables of one schema: ``main``, or ``temp`` for what only this connection sees.

    ``downward`` counts from -1 down, as the shipped file does.
    """

    def __init__(
        self, tables: Tables, ontology: Ontology, schema: str = "main", *, downward: bool = False
    ) -> None:
        self._tables, self._schema = tables, schema
        self._words = Words(tables, schema, downward=downward)
        self._ontology = ontology
        self._step = -1 if downward else 1
        self._last: dict[str, int] = {}

    def _next(self, table: str) -> int:
        """A number that no row of a table has."""
        if table not in self._last:
            place = f"{self._schema}.{kept_in(table)}"
            least, most = self._tables.one(ENDS.format("number", place))
            self._last[table] = min(least or 0, 0) if self._step < 0 else max(most or 0, 0)
        self._last[table] += self._step
        return self._last[table]

    def _note(self, kind: str, id: str) -> None:
        if self._schema == "main":
            self._tables.changes.add(kind, (id,))

    # --- what files said ------------------------------------------------------------------------------------

    def put_entities(self, entities: Iterable[Entity]) -> None:
        """Add entities, with all keys under which their names are found."""
        heap = _Heap(self._words)
        for count, entity in enumerate(entities, 1):
            self._add_entity(heap, entity)
            if count % _AT_ONCE == 0:
                heap.put(OF_ENTITIES)
        heap.put(OF_ENTITIES)

    def _add_entity(self, heap: _Heap, entity: Entity) -> None:
        id = entity.id
        self._note("entity", id)
        heap.add("entity", id, entity.name, entity.country, entity.website, entity.about)
        for position, type in enumerate(entity.types):
            heap.add("entity_type", id, position, type)
        for position, alias in enumerate(entity.aliases):
            heap.add("entity_name", id, "alias", position, alias, "", None, None, "")
        for position, (tag, name) in enumerate(entity.names):
            heap.add("entity_name", id, "name", position, name, tag, None, None, "")
        for position, former in enumerate(entity.former):
            dates = _text(former.start), _text(former.until)
            heap.add("entity_name", id, "former", position, former.name, "", *dates, former.source)
        for scheme, value in dict.fromkeys(entity.ids):
            heap.add("entity_identifier", id, scheme, value)
        for position, other in enumerate(entity.merged):
            heap.add("entity_merged", id, position, other)
        for tier, key in keys(entity):
            heap.add("name_key", key, _TIER[tier], id, int(spelled(tier, key)))

    def put_articles(self, articles: Iterable[Article]) -> dict[str, int]:
        """Add articles with what they say; gives the number of each claim by its name (article/key)."""
        heap = _Heap(self._words)
        numbers: dict[str, int] = {}
        for count, article in enumerate(articles, 1):
            self._add_article(heap, article, numbers)
            if count % _AT_ONCE == 0:
                heap.put(OF_ARTICLES)
        heap.put(OF_ARTICLES)
        return numbers

    def _add_article(self, heap: _Heap, article: Article, numbers: dict[str, int]) -> None:
        number = self._next("article")
        self._note("article", article.id)
        heap.add(
            "article",
            number,
            article.id,
            article.title,
            article.language,
            article.url,
            article.publisher,
            _text(article.published),
            _text(article.retrieved),
            article.copy_of,
            article.note,
            article.text_hash,
        )
        figures: dict[str, int] = {}
        for passage in article.passages:
            start, end = passage.at or (None, None)
            heap.add("passage", number, passage.position, passage.says, passage.quote, start, end)
            self._add_claims(heap, article.id, number, passage, numbers)
            self._add_figures(heap, number, passage, figures)

    def _add_claims(
        self, heap: _Heap, id: str, article: int, passage: Passage, numbers: dict[str, int]
    ) -> None:
        stated = set()
        for claim in passage.claims:
            key = claim.key()
            name = f"{id}/{key}"
            if name not in numbers:
                numbers[name] = self._next("claim")
                self._add_claim(heap, numbers[name], article, key, claim)
            stated.add(numbers[name])
        for number in stated:
            heap.add("claim_passage", number, passage.position)

    def _add_claim(self, heap: _Heap, number: int, article: int, key: str, claim: Claim) -> None:
        heap.add(
            "claim",
            number,
            article,
            key,
            claim.subject,
            claim.relation,
            claim.object,
            claim.status,
            _text(claim.start),
            _text(claim.end),
            _text(claim.announced),
            claim.share.text if claim.share else "",
            claim.confidence,
        )
        for row in self._qualifiers(number, claim.qualifiers):
            heap.add("claim_qualifier", *row)

    def _qualifiers(
        self, number: int, qualifiers: Iterable[tuple[str, tuple[str, ...]]]
    ) -> Iterator[tuple[int, str, str, int]]:
        for name, values in qualifiers:
            is_entity = int(self._ontology.links(name))
            yield from ((number, name, value, is_entity) for value in dict.fromkeys(values))

    def _add_figures(self, heap: _Heap, article: int, passage: Passage, known: dict[str, int]) -> None:
        stated = set()
        for figure in passage.figures:
            key = figure.key()
            if key not in known:
                known[key] = self._next("figure")
                self._add_figure(heap, known[key], article, key, figure)
            stated.add(known[key])
        for number in stated:
            heap.add("figure_passage", number, passage.position)

    @staticmethod
    def _add_figure(heap: _Heap, number: int, article: int, key: str, figure: Figure) -> None:
        low, high = figure.between or (None, None)
        heap.add(
            "figure",
            number,
            article,
            key,
            figure.entity,
            figure.measure,
            figure.value,
            figure.below,
            figure.above,
            low,
            high,
            figure.unit,
            figure.market,
            _text(figure.on),
            figure.note,
        )

    # --- what was concluded ---------------------------------------------------------------------------------

    def put_relationships(self, relationships: Iterable[Relationship], claims: Mapping[str, int]) -> None:
        """Add relationships with their spells; ``claims`` gives the numbers of claims by name."""
        heap = _Heap(self._words)
        for count, relationship in enumerate(relationships, 1):
            self._add_relationship(heap, relationship, claims)
            if count % _AT_ONCE == 0:
                heap.put(OF_RELATIONSHIPS)
        heap.put(OF_RELATIONSHIPS)

    def _add_relationship(self, heap: _Heap, known: Relationship, claims: Mapping[str, int]) -> None:
        number, key = self._next("relationship"), known.key
        self._note("relationship", key)
        heap.add(
            "relationship",
            number,
            key,
            known.subject,
            known.relation,
            known.object,
            known.articles,
            known.first_reported.isoformat(),
            known.last_reported.isoformat(),
            known.undated,
        )
        for name, value in dict.fromkeys(known.distinction):
            heap.add("relationship_distinction", number, name, value)
        for row in self._qualifiers(number, known.qualifiers):
            heap.add("relationship_qualifier", *row)
        for publisher in dict.fromkeys(known.publishers):
            heap.add("relationship_publisher", number, publisher)
        for claim in sorted({claims[name] for name in known.claims}):
            heap.add("relationship_claim", number, claim)
        for position, spell in enumerate(known.spells, 1):
            heap.add("spell", number, position, *_spell(spell))
            if spell.support:
                self._add_support(heap, (number, position), spell.support, claims)
            for order, step in enumerate(spell.shares):
                heap.add("share_step", number, position, order, step.day.isoformat(), step.share)

    @staticmethod
    def _add_support(
        heap: _Heap, spell: tuple[int, int], support: Support, claims: Mapping[str, int]
    ) -> None:
        days = support.first_reported.isoformat(), support.last_reported.isoformat()
        heap.add("spell_support", *spell, support.articles, *days, support.undated)
        for claim in sorted({claims[name] for name in support.claims}):
            heap.add("spell_claim", *spell, claim)
        for publisher in dict.fromkeys(support.publishers):
            heap.add("spell_publisher", *spell, publisher)
        for name, values in support.qualifiers:
            for value in dict.fromkeys(values):
                heap.add("spell_qualifier", *spell, name, value)

    def put_conflicts(self, conflicts: Iterable[Conflict], claims: Mapping[str, int]) -> None:
        """Add conflicts with their sides; ``claims`` gives the numbers of claims by name."""
        heap = _Heap(self._words)
        for conflict in conflicts:
            number, name = self._next("conflict"), conflict.key
            self._note("conflict", name)
            heap.add("conflict", number, name, conflict.kind, conflict.text)
            for key in dict.fromkeys(conflict.relationships):
                heap.add("conflict_about", number, key)
            for position, side in enumerate(conflict.sides, 1):
                heap.add("conflict_side", number, position, side.says, side.about)
                for claim in sorted({claims[name] for name in side.claims}):
                    heap.add("side_claim", number, position, claim)
                for publisher in dict.fromkeys(side.publishers):
                    heap.add("side_publisher", number, position, publisher)
        heap.put(OF_CONFLICTS)


def _text(when: PartialDate | None) -> str | None:
    return when.text if when else None


def _spell(spell: Spell) -> tuple[str | None, ...]:
    return (
        spell.status,
        *_span(spell.since),
        *_span(spell.until),
        spell.announced,
        spell.since_rule,
        spell.since_deal,
        spell.until_rule,
        spell.until_deal,
        spell.doubted.isoformat() if spell.doubted else None,
        spell.doubted_until.isoformat() if spell.doubted_until else None,
        spell.doubt_rule,
        spell.doubt_deal,
    )


def _span(span: Span | None) -> tuple[str | None, str | None, str | None]:
    """What is stated ('' where only bounds are known, NULL where nothing is), and the bounds."""
    if span is None:
        return None, None, None
    low, high = (day.isoformat() if day else None for day in (span.earliest, span.latest))
    return span.text, low, high
