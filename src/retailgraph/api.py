"""The face for Python: one class that opens a graph and answers from it.

>>> from retailgraph import RetailGraph
>>> graph = RetailGraph.open()
>>> [row.entity for row in graph.ask("owners of Stuart Weitzman").rows]
['Caleres, Inc.']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.errors import UsageError
from retailgraph.frames import Listing
from retailgraph.graph import Graph, When, as_date, as_paths, as_words

if TYPE_CHECKING:
    import networkx
    import rdflib

    from retailgraph.answers.answer import Answer
    from retailgraph.answers.asking import Explained
    from retailgraph.answers.history import History
    from retailgraph.connections import Central, Chain, Common, Community, Comparison, PlatformMap
    from retailgraph.drawing import Picture
    from retailgraph.duplicates import Duplicate
    from retailgraph.form import Form
    from retailgraph.interchange.importing import Imported
    from retailgraph.interchange.outgoing import Outgoing
    from retailgraph.lookup.cards import Card, Listed, SourceEntry, Stats
    from retailgraph.lookup.doubts import Disagreement
    from retailgraph.lookup.history import PeriodChanges, Timeline
    from retailgraph.lookup.rows import Row
    from retailgraph.lookup.ultimate import UltimateOwner
    from retailgraph.remote import RemoteGraph
    from retailgraph.sparql import Results
    from retailgraph.validation import Report

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

    @classmethod
    def connect(cls, url: str, *, token: str = "", seconds: float = 60.0) -> RemoteGraph:
        """A graph that ``retailgraph serve`` serves at an address; it is asked as one on disk.

        ``token`` says who asks, ``seconds`` is the longest that an answer may take. UsageError for what is no
        address, StoreError where nobody answers; both when it is first asked.
        """
        from retailgraph.remote import RemoteGraph

        return RemoteGraph(url, token, seconds)

    def ask(
        self,
        question: str,
        *,
        as_of: When = None,
        known_on: When = None,
        confirmed_since: When = None,
        why: bool = False,
    ) -> Answer:
        """The answer to a question in words.

        With ``confirmed_since`` what was last reported before then, and has no known end, is unknown since.
        UsageError if it is not understood, NotFound or Ambiguous if a name is not known or means several.

        >>> graph = RetailGraph.open()
        >>> graph.ask("is Coach a member of AACA?").answer
        'yes'
        >>> [row.status for row in graph.ask("did Tapestry acquire Capri Holdings?").rows]
        ['calledOff']
        """
        from retailgraph.answers.asking import ask

        return ask(self.at(as_of, known_on, confirmed_since), question, why=why)

    def find(
        self,
        type: str = "",
        *,
        relation: str | Sequence[str] = (),
        of: Any = (),
        side: str = "",
        where: Sequence[Any] = (),
        form: Form | Mapping[str, Any] | None = None,
        as_of: When = None,
        known_on: When = None,
        why: bool = False,
        **more: Any,
    ) -> Answer:
        """What stands in a relation to an entity, asked by a form instead of by words.

        ``relation`` is one or several, ``of`` a name, or several, of which any counts; ``side`` is what is
        asked, ``subject`` or ``object`` (the object, unless it is said). ``where`` are conditions as in the
        plain values of a form: a name, a form, ``{"not": ...}``, ``{"field": "country", "op": "is", "value":
        "FR"}``. ``more`` are other parts of a form, such as ``order`` and ``limit``; or all of it is given as
        ``form``. See :class:`retailgraph.form.Form` and docs/python.md; UsageError for what is no form.

        >>> graph = RetailGraph.open()
        >>> "Gucci" in [row.entity for row in graph.find("brands", relation="owns", of="Kering")]
        True
        >>> len(graph.find("brands", relation="owns", of="Kering", where=[{"not": "Gucci"}])) > 3
        True
        """
        from retailgraph.answers.asking import found_for
        from retailgraph.lookup.cards import type_named

        view = self.at(as_of, known_on)
        if form is not None:
            return found_for(view, form, why=why)
        relations = as_words(relation)
        types = [type_named(view, type)] if type else []
        terms = [of] if isinstance(of, str | Mapping) else list(of)
        links = [
            {"relation": name, "answers": side or "object", "types": types} for name in relations if name
        ]
        kinds = [] if links else [{"field": "type", "op": "is", "value": name} for name in types]
        plain = {
            "asks": "list" if links else "kind",
            "links": links,
            "of": [{"any": terms}] if len(terms) > 1 else terms,
            "where": [*kinds, *where],
            **more,
        }
        return found_for(view, plain, why=why)

    def explain(self, question: str, *, as_of: When = None, known_on: When = None) -> Explained:
        """How a question is answered: its form, its sentence, the steps of the plan, and SPARQL.

        >>> RetailGraph.open().explain("brands of Kering").form["links"][0]["relation"]
        'owns'
        """
        from retailgraph.answers.asking import explained

        return explained(self.at(as_of, known_on), question)

    def show(
        self, entity: str, *, as_of: When = None, known_on: When = None, confirmed_since: When = None
    ) -> Card:
        """An entity whole: who it is, every relationship in groups, and its figures.

        >>> RetailGraph.open().show("天猫").name
        'Tmall'
        """
        from retailgraph.lookup.cards import show

        return show(self.at(as_of, known_on, confirmed_since), entity)

    def why(
        self, subject: str, relation: str, object: str, *, as_of: When = None, known_on: When = None
    ) -> Answer:
        """All that is known of one relationship, each row with the passages behind it.

        >>> answer = RetailGraph.open().why("Tapestry", "owns", "Coach")
        >>> answer.answer, len(answer.rows[0].evidence) > 1
        ('yes', True)
        """
        from retailgraph.answers.asking import why

        return why(self.at(as_of, known_on), subject, relation, object)

    def conflicts(
        self,
        entity: str = "",
        *,
        most: int | None = None,
        as_of: When = None,
        known_on: When = None,
    ) -> Listing[Disagreement]:
        """Where the sources disagree, in all or about an entity: all sides, and what was concluded.

        With ``most`` no more sides of each conflict than that are given; ``more`` says how many are left.

        >>> for found in RetailGraph.open().conflicts("Massimo Dutti"):
        ...     print(found.text, len(found.sides))
        share: 100% from 1995 or 100% from 1996 2
        """
        from retailgraph.lookup.doubts import conflicts

        return Listing(conflicts(self.at(as_of, known_on), entity, most))

    def stale(
        self, entity: str = "", older_than: str = "", *, as_of: When = None, known_on: When = None
    ) -> Listing[Row]:
        """What holds as far as is known but nobody has reported lately, the longest first.

        Longer than ``older_than`` (``90d``, ``18m``, ``2y``), else than the relation's ``rg:staleAfter``.

        >>> all(row.stale for row in RetailGraph.open().stale("Tapestry"))
        True
        """
        from retailgraph.lookup.doubts import stale

        return Listing(stale(self.at(as_of, known_on), entity, older_than))

    def timeline(self, entity: str, *, as_of: When = None, known_on: When = None) -> Timeline:
        """What happened to an entity, in order: began, ended, announced, closed, called off, renamed.

        >>> RetailGraph.open().timeline("Versace").events[0].words
        'Gianni Versace founded Versace'
        """
        from retailgraph.lookup.history import timeline

        return timeline(self.at(as_of, known_on), entity)

    def changes(
        self,
        start: When,
        end: When = None,
        entity: str = "",
        *,
        as_of: When = None,
        known_on: When = None,
    ) -> PeriodChanges:
        """What happened from ``start`` to ``end`` (today if not given), both included.

        In the whole graph, or to an entity. UsageError for what is no date or ends before it begins.

        >>> RetailGraph.open().changes("2017-10-31", "2017-10-31", "Tapestry").events[-1].words
        'Coach, Inc. was renamed Tapestry, Inc.'
        """
        from retailgraph.lookup.history import changes

        return changes(self.at(as_of, known_on), as_date(start), as_date(end), entity)

    def history(
        self,
        subject: str,
        relation: str,
        object: str,
        *,
        limit: int | None = None,
        as_of: When = None,
        known_on: When = None,
    ) -> History:
        """Every claim about one relationship in the order of publication, and what is concluded from them.

        >>> found = RetailGraph.open().history("Tapestry", "owns", "Stuart Weitzman", limit=3)
        >>> found.answer, len(found.claims), found.total > 10
        ('no', 3, True)
        """
        from retailgraph.answers.history import history

        return history(self.at(as_of, known_on), subject, relation, object, limit)

    def list(self, type: str = "", *, as_of: When = None, known_on: When = None) -> Listing[Listed]:
        """All entities, or those of a type; with a date those that something joined on it.

        >>> "Tmall" in [entity.name for entity in RetailGraph.open().list("platforms")]
        True
        """
        from retailgraph.lookup.cards import list_entities

        return Listing(list_entities(self.at(as_of, known_on), type))

    def articles_about(self, entity: str = "") -> Listing[SourceEntry]:
        """The articles, or those that say something of an entity, the latest first.

        >>> len(RetailGraph.open().articles_about("Tapestry")) >= 9
        True
        """
        from retailgraph.lookup.cards import sources

        return Listing(sources(self, entity))

    def stats(self) -> Stats:
        """How much the graph holds.

        >>> RetailGraph.open().stats().articles >= 60
        True
        """
        from retailgraph.lookup.cards import stats

        return stats(self)

    def duplicates(
        self, entity: str = "", *, above: float = 0.5, limit: int = 0, decided: bool = False
    ) -> Listing[Duplicate]:
        """Pairs of entities that may be one, with scores and reasons; with ``decided`` those decided about.

        NotFound or Ambiguous for an entity as in questions.

        >>> [(d.decided, d.one, d.other) for d in RetailGraph.open().duplicates("CECONOMY", decided=True)]
        [('different', 'ceconomy', 'metro')]
        """
        from retailgraph.duplicates import duplicates

        return Listing(duplicates(self, entity, above, limit, decided))

    def query(
        self,
        text: str,
        *,
        allow_service: Sequence[str] = (),
        bindings: Mapping[str, Any] | None = None,
        as_of: When = None,
        known_on: When = None,
        timeout: float | None = None,
        memory: float | None = None,
        isolated: bool | None = None,
    ) -> Results:
        """The results of a SPARQL 1.1 query; the usual prefixes are declared.

        With ``as_of`` the edges are those that held on that day, or on some day of that month or year;
        without, those of the day on which the store was last written (``rg:edgesAsOf``). QueryError with line
        and column if it does not parse, is too long or would change something, Refused for SERVICE calls to
        addresses that ``allow_service`` does not name.

        TimeLimit after ``timeout`` seconds (30) and MemoryLimit beyond ``memory`` megabytes (1000).
        Who gives either, or ``isolated=True``, has the query run in a process of its own, where both hold:
        at the limit it is ended. Otherwise it runs here (as with ``isolated=False``): the errors come at the
        same limits, memory being what this process grew by, but the engine cannot be interrupted, and goes
        on unseen until it next finds a row. EngineFailure if the engine ended the process of its own.

        >>> graph = RetailGraph.open()
        >>> graph.query("ASK { ent:tapestry rg:owns ent:coach }").boolean
        True
        """
        from retailgraph.sparql import Limits, run

        given = {"seconds": timeout, "megabytes": memory}
        limits = Limits(**{name: value for name, value in given.items() if value is not None})
        view = self.at(as_of, known_on)
        if isolated or (isolated is None and (timeout is not None or memory is not None)):
            from retailgraph.sparql.apart import run_apart

            return run_apart(view.database, text, limits, allow_service=allow_service, bindings=bindings)
        return run(view.dated, text, allow_service=allow_service, bindings=bindings, limits=limits)

    def check(
        self, paths: str | Path | Iterable[str | Path] = (), *, texts: str | Path | None = None
    ) -> Report:
        """What is wrong with files, also against this graph; without files, what is wrong in the graph.

        Without files also what was loaded and is not kept, or not loaded, as it was given.

        ``texts`` is a folder of text files, named by article id, in which quotes must stand; InvalidData
        if it is no folder.

        >>> RetailGraph.open().check().errors
        0
        """
        from retailgraph.validation import check, check_store

        files = as_paths(paths)
        if not files:
            return check_store(self)
        return check(
            files,
            self.ontology,
            self.known_types(),
            Path(texts) if texts else None,
            known_articles=frozenset(self.articles()),
            graph=self,
            today=self.today,
        )

    def import_file(
        self,
        path: str | Path,
        *,
        mapping: str | Path | None = None,
        relation: str = "",
        owner: str = "",
        replace: bool = False,
        dry_run: bool = False,
        **article: str,
    ) -> Imported:
        """Take what a file of other people says; what of it was taken, and what was left, with reasons.

        ``mapping`` says what columns mean, else that is proposed; ``owner`` owns what a list without owners
        names; ``article`` are title, url, publisher, published, licence. InvalidData for a file that cannot
        be read as a whole, Refused if it was imported before with another content and is not to ``replace``
        that; UsageError for an unknown field.
        """
        from retailgraph.interchange.importing import import_file

        return import_file(self, Path(path), mapping, relation, owner, replace, dry_run, article)

    def rdflib(self, *, as_of: When = None, known_on: When = None) -> rdflib.Dataset:
        """The same content as an rdflib Dataset, in its default graph.

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

    def path(
        self,
        start: str,
        end: str,
        *,
        through: str | Sequence[str] = (),
        max_hops: int = 4,
        count: int = 1,
        over_time: bool = False,
        as_of: When = None,
        known_on: When = None,
    ) -> Listing[Chain]:
        """The most telling chains of relationships between two entities; see connections.chains.

        >>> [str(step.words) for step in RetailGraph.open().path("Stuart Weitzman", "Caleres")[0].steps]
        ['is owned by']
        """
        from retailgraph.connections import chains

        view = self.at(as_of, known_on)
        ends = view._two(start, end)
        return Listing(
            chains(view, *ends, through=as_words(through), max_hops=max_hops, count=count, ever=over_time)
        )

    def common(
        self, one: str, two: str, *, over_time: bool = False, as_of: When = None, known_on: When = None
    ) -> Listing[Common]:
        """What two entities are both joined to, the most telling first.

        >>> RetailGraph.open().common("Coach", "Kate Spade")[0].entity
        'Tapestry, Inc.'
        """
        from retailgraph.connections import common

        view = self.at(as_of, known_on)
        return Listing(common(view, *view._two(one, two), ever=over_time))

    def compare(self, one: str, two: str, *, as_of: When = None, known_on: When = None) -> Comparison:
        """Two entities side by side.

        >>> RetailGraph.open().compare("Coach", "Michael Kors").one
        'Coach'
        """
        from retailgraph.connections import compare

        view = self.at(as_of, known_on)
        return compare(view, *view._two(one, two))

    def central(
        self,
        type: str = "",
        *,
        count: int = 20,
        over_time: bool = False,
        as_of: When = None,
        known_on: When = None,
    ) -> Listing[Central]:
        """The entities, or those of a type, that matter most in the network.

        >>> len(RetailGraph.open().central("platforms", count=3))
        3
        """
        from retailgraph.connections import central
        from retailgraph.lookup.cards import type_named

        view = self.at(as_of, known_on)
        return Listing(central(view, type_named(view, type) if type else "", count=count, ever=over_time))

    def communities(
        self, *, over_time: bool = False, as_of: When = None, known_on: When = None
    ) -> Listing[Community]:
        """The groups of entities that belong together, the largest first.

        >>> RetailGraph.open().communities()[0].size > 10
        True
        """
        from retailgraph.connections import communities

        return Listing(communities(self.at(as_of, known_on), ever=over_time))

    def platform_map(
        self, *, market: str = "", owner: str = "", as_of: When = None, known_on: When = None
    ) -> PlatformMap:
        """Which brands sell on which platforms, with the markets; perhaps only one market or one owner's.

        >>> "Tmall" in RetailGraph.open().platform_map(market="CN").platforms
        True
        """
        from retailgraph.connections import platform_map
        from retailgraph.lookup.names import resolve

        view = self.at(as_of, known_on)
        return platform_map(view, market=market, owner=resolve(view, owner)[0] if owner else "")

    def ultimate_owners(
        self, entity: str, *, as_of: When = None, known_on: When = None
    ) -> Listing[UltimateOwner]:
        """Who is above all other owners of an entity, with the share that it holds in effect and how sure.

        Chains of owners are followed upward; what a report states as the ultimate owner stands for a chain
        that nobody knows. NotFound or Ambiguous if the name is not known or means several.

        >>> graph = RetailGraph.open()
        >>> [owner.name for owner in graph.ultimate_owners("Kate Spade", as_of="2019-10-01")]
        ['Tapestry, Inc.']
        """
        from retailgraph.dates import day
        from retailgraph.lookup.names import resolve
        from retailgraph.lookup.ultimate import ultimate_owners

        view = self.at(as_of, known_on)
        return Listing(ultimate_owners(view, resolve(view, entity)[0], view.as_of or day(view.today)))

    def _two(self, one: str, two: str) -> tuple[str, str]:
        from retailgraph.lookup.names import resolve

        return resolve(self, one)[0], resolve(self, two)[0]

    def export(
        self,
        format: str = "trig",
        *,
        entity: str | Sequence[str] = "",
        over_time: bool = False,
        relations: str | Sequence[str] = (),
        types: str | Sequence[str] = (),
        hops: int = 1,
        as_of: When = None,
        known_on: When = None,
    ) -> Iterator[str]:
        """Everything, or a part of it, as the pieces of a text in one of the formats that are texts.

        The part is what surrounds an ``entity`` or several within ``hops``, of these ``relations`` and of
        ends of these ``types``. Formats of a day (networks) hold what holds on it; with ``over_time`` also
        what may hold, what has ended, what was announced or denied, and deals. The same graph gives the same
        bytes. UsageError for another format, and for one that is no text: see :meth:`export_to`.

        >>> "".join(RetailGraph.open().export("csv", entity="ChinaNext")).startswith("subject,")
        True
        >>> next(RetailGraph.open().export("gexf", entity="Coach")).splitlines()[0]
        '<?xml version="1.0" encoding="UTF-8"?>'
        """
        from retailgraph.interchange.formats import TEXT, format_out

        chosen = format_out(format)
        if chosen.writes != TEXT:
            raise UsageError(
                f"{format} is no text; write it to a {'folder' if chosen.writes == 'folder' else 'file'}"
            )
        out = self._outgoing(entity, over_time, relations, types, hops, as_of, known_on)
        written: Iterator[str] = chosen.write(out)
        return written

    def export_to(
        self,
        path: str | Path,
        format: str = "trig",
        *,
        entity: str | Sequence[str] = "",
        over_time: bool = False,
        relations: str | Sequence[str] = (),
        types: str | Sequence[str] = (),
        hops: int = 1,
        as_of: When = None,
        known_on: When = None,
        force: bool = False,
    ) -> None:
        """Write what :meth:`export` gives to a file, or the files of a format of several to a folder.

        Whole or not at all. Refused for what is there already and was not written so, without ``force``.
        """
        from retailgraph.interchange.formats import FOLDER, format_out
        from retailgraph.writing import write_all, write_whole

        chosen = format_out(format)
        out = self._outgoing(entity, over_time, relations, types, hops, as_of, known_on)
        if chosen.writes != FOLDER:
            write_whole(Path(path), chosen.write(out), mark=chosen.mark_of(), force=force)
            return
        files = {Path(path) / name: pieces for name, pieces in chosen.write(out).items()}
        write_all(files, marks={each: chosen.mark_of(each.name) for each in files}, force=force)

    def _outgoing(
        self,
        entity: str | Sequence[str],
        over_time: bool,
        relations: str | Sequence[str],
        types: str | Sequence[str],
        hops: int,
        as_of: When,
        known_on: When,
    ) -> Outgoing:
        from retailgraph.interchange.outgoing import Outgoing, Wish
        from retailgraph.lookup.names import resolve

        view = self.at(as_of, known_on)
        named = as_words(entity) if entity else ()
        ids = tuple(dict.fromkeys(resolve(view, name)[0] for name in named))
        return Outgoing(view, Wish(ids, hops, as_words(relations), as_words(types), over_time))

    def draw(
        self,
        entity: str | Sequence[str],
        output: str | Path | None = None,
        *,
        timeline: bool = False,
        format: str = "",
        as_of: When = None,
        known_on: When = None,
        **options: Any,
    ) -> Picture:
        """A picture of an entity, or of several, and what surrounds them; with ``timeline``, of when.

        It is written where ``output`` says, and notebooks show it by itself. ``format`` is ``html``, ``svg``
        or ``png``, else what ``output`` ends in. Options as :func:`retailgraph.drawing.draw` and
        :func:`retailgraph.drawing.draw_timeline`. Several words that are one name together are one entity.

        >>> picture = RetailGraph.open().draw("Versace", timeline=True, format="svg")
        >>> picture.title, picture.text[:4]
        ('Versace', '<svg')
        """
        from retailgraph import drawing

        make = drawing.draw_timeline if timeline else drawing.draw
        path = Path(output) if output is not None else None
        view = self.at(as_of, known_on)
        return make(view, drawing.named(view, entity), path, format=format, **options)

    def explore(
        self,
        output: str | Path,
        *,
        around: str | Sequence[str] = (),
        hops: int = 2,
        relations: str | Sequence[str] = (),
        as_of: When = None,
        known_on: When = None,
        confirmed_since: When = None,
        force: bool = False,
    ) -> Path:
        """The graph, or what lies within ``hops`` of some entities, as one HTML page to explore.

        See :func:`retailgraph.explorer.explore`.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     RetailGraph.open().explore(Path(folder) / "page.html", around="ChinaNext").name
        'page.html'
        """
        from retailgraph.explorer import explore
        from retailgraph.lookup.names import resolve

        centres = [resolve(self, name)[0] for name in as_words(around)]
        view = self.at(as_of, known_on, confirmed_since)
        over_time = confirmed_since is None
        return explore(
            view,
            Path(output),
            around=centres,
            hops=hops,
            relations=as_words(relations),
            over_time=over_time,
            force=force,
        )
