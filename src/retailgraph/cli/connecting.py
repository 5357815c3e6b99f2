"""Commands about connections: path, common, compare, central, communities, platform-map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from retailgraph.cli import printing
from retailgraph.cli.options import complete_entity, format_option, session_command
from retailgraph.cli.session import Session, output

if TYPE_CHECKING:
    from retailgraph import RetailGraph
    from retailgraph.connections import Chain, PlatformMap
    from retailgraph.lookup.rows import Plain

_ever = click.option("--over-time", is_flag=True, help="Count what has ended, and deals, too.")
_count = click.option("-n", "--count", type=click.IntRange(min=1), default=20, show_default=True)


def _head(session: Session, graph: RetailGraph, format_: str, words: str) -> None:
    """What a table is about, and of which time."""
    from retailgraph.lookup.seeing import present, time_words

    if format_ == "table":
        session.note(f"{printing.safe(words)} · {time_words(present(graph), graph)}")


def _notes(session: Session, graph: RetailGraph, *given: str) -> None:
    """Whom a name was taken for where others bear it too, or where it was guessed, as ``ask`` says."""
    for name in given:
        card = graph.show(name)
        for note in card.notes:
            session.note(printing.safe(f"note: '{name}' was taken for {card.name}; {note}"))


def _print(
    format_: str, kind: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]], items: Iterable[Plain]
) -> None:
    plain = [item.to_dict() for item in items]
    whole = {"schema": f"retailgraph.{kind}/1", "rows": plain}
    output(printing.render(format_, columns, rows, whole, plain))


@session_command("path", dated=True, short_help="Say how two entities are connected.")
@click.argument("start", shell_complete=complete_entity)
@click.argument("end", shell_complete=complete_entity)
@click.option("--all", "all_", is_flag=True, help="Up to 20 chains instead of the most telling one.")
@click.option("--max-hops", type=click.IntRange(1, 8), default=4, show_default=True, metavar="N")
@click.option("--through", metavar="RELATIONS", default="", help="Only these relations, separated by commas.")
@click.option("--why", is_flag=True, help="List the articles behind each link.")
@_ever
@format_option()
def path(
    session: Session,
    start: str,
    end: str,
    all_: bool,
    max_hops: int,
    through: str,
    why: bool,
    over_time: bool,
    format_: str,
) -> None:
    """Say how two entities are connected: chains of relationships, with dates and support.

    The most telling chain comes first: owning tells more than competing, and what passes through an entity
    that joins everybody tells little.

    \b
    retailgraph path Coach Alibaba
    retailgraph path Gucci Cartier --all --through owns,memberOf
    """
    relations = [word.strip() for word in through.split(",") if word.strip()]
    with session.graph() as graph:
        found = graph.path(
            start,
            end,
            through=relations,
            max_hops=max_hops,
            count=20 if all_ else 1,
            over_time=over_time,
        )
        names = [graph.show(name).name for name in (start, end)]
        _head(session, graph, format_, f"how {names[0]} is connected to {names[1]}")
        _notes(session, graph, start, end)
    if format_ == "table":
        if not found:
            session.note(f"nothing joins them in {max_hops} steps; try --max-hops or --over-time")
        for chain in found:
            _print_chain(chain, why)
        return
    columns = ("chain", "step", "start", "relation", "end", "since", "until", "articles", "sources")
    rows = [
        (str(n), str(m), s.start, s.words, s.end, s.since, s.until, str(s.articles), " | ".join(s.sources))
        for n, chain in enumerate(found, 1)
        for m, s in enumerate(chain.steps, 1)
    ]
    _print(format_, "path", columns, rows, found)


def _print_chain(chain: Chain, why: bool) -> None:
    room = printing.terminal_width() - 2
    output("\n  ".join(printing.wrap(printing.safe(str(chain)), room)))
    for step in chain.steps if why else ():
        output(f"  {printing.safe(f'{step.start} {step.words} {step.end}')}:")
        # Addresses stay whole, so that a click opens them.
        output("".join(f"    {printing.safe(source)}\n" for source in step.sources))


@session_command("common", dated=True, short_help="List what two entities are both joined to.")
@click.argument("one", shell_complete=complete_entity)
@click.argument("two", shell_complete=complete_entity)
@_ever
@format_option()
def common(session: Session, one: str, two: str, over_time: bool, format_: str) -> None:
    """List what two entities are both joined to: owners, platforms, alliances, partners, markets.

    What few others are joined to comes first.
    """
    with session.graph() as graph:
        found = graph.common(one, two, over_time=over_time)
        names = [graph.show(name).name for name in (one, two)]
        _head(session, graph, format_, f"what {names[0]} and {names[1]} share")
        _notes(session, graph, one, two)
    if not found and format_ == "table":
        session.note("nothing is reported that joins both; try --over-time, or path")
        return
    columns = ("entity", *names, "others")
    rows = [(c.entity, "; ".join(c.one), "; ".join(c.two), str(c.others)) for c in found]
    _print(format_, "common", columns, rows, found)


@session_command("compare", dated=True, short_help="Put two entities side by side.")
@click.argument("one", shell_complete=complete_entity)
@click.argument("two", shell_complete=complete_entity)
@format_option("table", "json", "csv", "tsv", "markdown")
def compare(session: Session, one: str, two: str, format_: str) -> None:
    """Put two entities side by side: what they are, what joins them to others, their latest figures."""
    with session.graph() as graph:
        found = graph.compare(one, two)
        _head(session, graph, format_, f"{found.one} beside {found.two}")
        _notes(session, graph, one, two)
    most = 6 if format_ == "table" else None
    rows = [(heading, _names(mine, most), _names(theirs, most)) for heading, mine, theirs in found.lines]
    whole = {"schema": "retailgraph.comparison/1", **found.to_dict()}
    output(printing.render(format_, ("", found.one, found.two), rows, whole, ()))


def _names(names: Sequence[str], most: int | None) -> str:
    shown = "; ".join(names[:most])
    return shown if most is None or len(names) <= most else f"{shown} and {len(names) - most} more"


@session_command("central", dated=True, short_help="List who matters most.")
@click.argument("type", required=False, default="")
@_count
@_ever
@format_option()
def central(session: Session, type: str, count: int, over_time: bool, format_: str) -> None:
    """List the entities, or those of a type, that matter most in the network.

    LINKS counts how many others one is joined to. BETWEEN says how often, of all shortest ways between two
    others, one leads through it, in percent.
    """
    with session.graph() as graph:
        found = graph.central(type, count=count, over_time=over_time)
        _head(session, graph, format_, f"who matters most{f' among {type}' if type else ''}")
    if not found and format_ == "table":
        session.note("nothing is reported of that time")
        return
    columns = ("entity", "type", "links", "between")
    rows = [
        (c.entity, ", ".join(t.lower() for t in c.types), str(c.links), f"{c.between:.1f}%") for c in found
    ]
    _print(format_, "central", columns, rows, found)
    if format_ == "table":
        session.note("links: how many others it is joined to")
        session.note("between: of all shortest ways between two others, how many lead through it")


@session_command("communities", dated=True, short_help="List groups that belong together.")
@_count
@_ever
@format_option()
def communities(session: Session, count: int, over_time: bool, format_: str) -> None:
    """List groups of entities that have more to do with each other than with the rest.

    A group is called by those who join most of it.
    """
    with session.graph() as graph:
        every = graph.communities(over_time=over_time)
        _head(session, graph, format_, "groups that have more to do with each other than with the rest")
    if not every and format_ == "table":
        session.note("nothing is reported of that time")
        return
    found = every[:count]
    columns = ("group around", "size", "members")
    most = 8 if format_ == "table" else None
    rows = [(c.name, str(c.size), _names(c.members, most)) for c in found]
    _print(format_, "communities", columns, rows, found)
    if len(every) > count:
        session.note(f"not shown: {len(every) - count} smaller groups; -n {len(every)} has all")


@session_command("platform-map", dated=True, short_help="Show which brands sell on which platforms.")
@click.option("--market", metavar="CODE", default="", help="Only this market, by its code or name.")
@click.option("--owner", metavar="NAME", default="", help="Only what this company owns.")
@_count
@format_option("table", "json", "csv", "tsv", "markdown")
def platform_map(session: Session, market: str, owner: str, count: int, format_: str) -> None:
    """Show which brands sell on which platforms, with the markets: brands by platforms.

    The table shows as many of the busiest platforms as fit; the other formats show all.
    """
    with session.graph() as graph:
        found = graph.platform_map(market=market, owner=owner)
        _head(session, graph, format_, "which brands sell on which platforms")
    if not found.brands and format_ == "table":
        session.note("nothing is reported of that market, owner or time")
        return
    columns: Sequence[str] = ("brand", *found.platforms)
    rows = [(brand, *cells) for brand, cells in zip(found.brands, found.cells, strict=True)]
    if format_ == "table":
        columns, rows = _fitting(session, found, columns, rows, count)
    whole = {"schema": "retailgraph.platformMap/1", **found.to_dict()}
    output(printing.render(format_, columns, rows, whole, ()))


def _fitting(
    session: Session, found: PlatformMap, columns: Sequence[str], rows: list[tuple[str, ...]], count: int
) -> tuple[Sequence[str], list[tuple[str, ...]]]:
    """The busiest platforms that fit beside the brands, and the brands on most of them."""
    room = printing.terminal_width() - max(printing.width(row[0]) for row in rows[:count])
    shown = max(1, min(len(found.platforms), room // _COLUMN))
    left = len(found.platforms) - shown, len(rows) - count
    told = [f"{n} more {what}" for n, what in zip(left, ("platforms", "brands"), strict=True) if n > 0]
    if told:
        session.note(f"not shown: {', '.join(told)}; --format csv has all")
    return columns[: shown + 1], [row[: shown + 1] for row in rows[:count]]


_COLUMN = 14  # the width of a platform's name, wrapped, and what parts it from the next

COMMANDS: dict[str, Any] = {
    "path": path,
    "common": common,
    "compare": compare,
    "central": central,
    "communities": communities,
    "platform-map": platform_map,
}
