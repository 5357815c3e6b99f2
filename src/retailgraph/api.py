"""The face for Python: one class that opens a graph and answers from it.

>>> from retailgraph import RetailGraph
>>> graph = RetailGraph.open()
>>> [row.entity for row in graph.ask("owners of Stuart Weitzman").rows]
['Caleres, Inc.']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.graph import Graph, When

if TYPE_CHECKING:
    import networkx
    import rdflib

    from retailgraph.lookup import Answer
    from retailgraph.lookup.cards import Card, Listed, Source, Stats
    from retailgraph.sparql import Results

__all__ = ["RetailGraph"]


class RetailGraph(Graph):
    """A graph on disk that can be questioned; open it with :meth:`RetailGraph.open`.

    Every method that answers takes ``as_of``, the day, month or year that the answer is for (today if not
    given), and ``known_on``: then only what articles published by the end of it say counts, and it is the
    time that the answer is for, too, unless ``as_of`` says another. Both are text (``2019``, ``2019-09``,
    ``2019-09-18``) or a PartialDate; UsageError for what is no date. :meth:`at` gives a view that is asked
    several times.

    It is a context manager; what it reads stays one version, also while another process loads.
    """

    def ask(self, question: str, *, as_of: When = None, known_on: When = None, why: bool = False) -> Answer:
        """The answer to a question in words.

        UsageError if it is not understood, NotFound or Ambiguous if a name is not known or means several.

        >>> graph = RetailGraph.open()
        >>> graph.ask("is Coach a member of AACA?").answer
        'yes'
        >>> [row.status for row in graph.ask("did Tapestry acquire Capri Holdings?").rows]
        ['calledOff']
        """
        from retailgraph.lookup import ask

        return ask(self.at(as_of, known_on), question, why=why)

    def show(self, entity: str, *, as_of: When = None, known_on: When = None) -> Card:
        """An entity whole: who it is, every relationship in groups, and its figures.

        >>> RetailGraph.open().show("天猫").name
        'Tmall'
        """
        from retailgraph.lookup.cards import show

        return show(self.at(as_of, known_on), entity)

    def why(
        self, subject: str, relation: str, object: str, *, as_of: When = None, known_on: When = None
    ) -> Answer:
        """All that is known of one relationship, each row with the passages behind it.

        >>> answer = RetailGraph.open().why("Tapestry", "owns", "Coach")
        >>> answer.answer, len(answer.rows[0].evidence) > 1
        ('yes', True)
        """
        from retailgraph.lookup import why

        return why(self.at(as_of, known_on), subject, relation, object)

    def list(self, type: str = "", *, as_of: When = None, known_on: When = None) -> tuple[Listed, ...]:
        """All entities, or those of a type; with a date those that something joined on it.

        >>> "Tmall" in [entity.name for entity in RetailGraph.open().list("platforms")]
        True
        """
        from retailgraph.lookup.cards import list_entities

        return list_entities(self.at(as_of, known_on), type)

    def articles_about(self, entity: str = "") -> tuple[Source, ...]:
        """The articles, or those that say something of an entity, the latest first.

        >>> len(RetailGraph.open().articles_about("Tapestry")) >= 9
        True
        """
        from retailgraph.lookup.cards import sources

        return sources(self, entity)

    def stats(self) -> Stats:
        """How much the graph holds.

        >>> RetailGraph.open().stats().articles >= 60
        True
        """
        from retailgraph.lookup.cards import stats

        return stats(self)

    def query(
        self,
        text: str,
        *,
        allow_service: Sequence[str] = (),
        bindings: Mapping[str, Any] | None = None,
        as_of: When = None,
        known_on: When = None,
    ) -> Results:
        """The results of a SPARQL 1.1 query; the usual prefixes are declared.

        With ``as_of`` the edges are those that held on that day, or on some day of that month or year.
        QueryError with line and column if it does not parse or would change something, Refused for SERVICE
        calls to addresses that ``allow_service`` does not name.

        >>> graph = RetailGraph.open()
        >>> graph.query("ASK { ent:tapestry rg:owns ent:coach }").boolean
        True
        """
        from retailgraph.sparql import run

        return run(self.at(as_of, known_on).dated, text, allow_service=allow_service, bindings=bindings or {})

    def rdflib(self, *, as_of: When = None, known_on: When = None) -> rdflib.Dataset:
        """The same content as an rdflib Dataset, one graph for each graph of the store.

        >>> len(RetailGraph.open().rdflib()) > 1000
        True
        """
        from retailgraph.network import rdflib_dataset

        return rdflib_dataset(self.at(as_of, known_on))

    def networkx(
        self, *, as_of: When = None, known_on: When = None, **options: Any
    ) -> networkx.MultiDiGraph[str]:
        """What holds as a networkx MultiDiGraph; options as :func:`retailgraph.network.networkx_graph`.

        >>> network = RetailGraph.open().networkx()
        >>> network.edges["tapestry", "coach", "owns"]["status"]
        'inForce'
        """
        from retailgraph.network import networkx_graph

        return networkx_graph(self.at(as_of, known_on), **options)

    def export(
        self, format: str = "trig", *, entity: str = "", as_of: When = None, known_on: When = None
    ) -> Iterator[str]:
        """Everything, or one entity's neighbourhood, as turtle, trig, nquads, jsonld or csv.

        The same graph gives the same bytes.

        >>> "".join(RetailGraph.open().export("csv", entity="ChinaNext")).startswith("subject,")
        True
        """
        from retailgraph.interchange import export
        from retailgraph.lookup.names import resolve

        view = self.at(as_of, known_on)
        return export(view.dated, format, [resolve(view, entity)[0]] if entity else None)

    def draw(
        self,
        entity: str,
        output: str | Path,
        *,
        as_of: When = None,
        known_on: When = None,
        **options: Any,
    ) -> Path:
        """A picture of an entity and what surrounds it, as one HTML file that needs no network."""
        from retailgraph.drawing import draw
        from retailgraph.lookup.names import resolve

        return draw(self.at(as_of, known_on), [resolve(self, entity)[0]], Path(output), **options)
