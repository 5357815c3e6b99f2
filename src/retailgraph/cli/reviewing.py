"""The command that reviews a draft with a person."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from retailgraph.cli import printing
from retailgraph.cli.options import Number, force_option, session_command
from retailgraph.cli.session import Session, output
from retailgraph.errors import RetailGraphError, UsageError
from retailgraph.review.editing import as_line, changed, values_said

if TYPE_CHECKING:
    from retailgraph.review import Item, Review

_HELP = """\
a  accept      e  edit, then accept    r  reject      s  skip for now
n  add a claim that is missed here     u  undo
q  quit, resume later                  ?  this help"""


@session_command("review", short_help="Review a draft, claim by claim.")
@click.argument("draft")
@click.option("--accept-above", type=Number(0, 1), metavar="P", help="Accept what is at least so sure.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@click.option("-o", "--output", "folder", metavar="FOLDER", help="Where to write the reviewed files.")
@click.option("--store-text", metavar="FILE", help="Keep this text beside them.")
@force_option()
def review(
    session: Session,
    draft: str,
    accept_above: float | None,
    dry_run: bool,
    folder: str | None,
    store_text: str | None,
    force: bool,
) -> None:
    """Read a draft claim by claim: accept, edit, reject, skip, undo, quit and resume.

    What is accepted becomes an article file, ready to load; names that are new are matched against known ones
    first and created only on a yes. Decisions are kept beside the draft as they are made.
    """
    from retailgraph.review import Review, read_draft

    with session.graph() as graph:
        going = Review(read_draft(Path(draft)), graph, keeps=not dry_run)
        if going.outdated:
            session.note(f"{going.outdated} earlier decisions are about other claims or another text")
        if accept_above is not None:
            click.echo(f"accepted {going.accept_above(accept_above)} at {accept_above:g} or above", err=True)
        else:
            _ask_head(going)
            _ask_all(going)
        _finish(session, going, dry_run, Path(folder) if folder else None, store_text, force)


def _finish(
    session: Session,
    going: Review,
    dry_run: bool,
    folder: Path | None,
    store_text: str | None,
    force: bool,
) -> None:
    counts = going.counts()
    output(", ".join(f"{n} {word}" for word, n in counts.items()))
    if dry_run:
        import yaml

        output(
            printing.safe_lines(
                yaml.safe_dump(going.article(), allow_unicode=True, sort_keys=False, width=78)
            )
        )
        return
    going.keep_feedback(date.today())
    if not counts["accepted"]:
        session.note("nothing was accepted; no file was written")
        return
    _summarize(going)
    if sys.stdin.isatty() and _line("Write these files? y or n", "y").lower().startswith("n"):
        session.note("no file was written; what you decided is kept beside the draft")
        return
    files = going.write(folder, _text(going, store_text), force=force)
    for note in going.notes():
        session.note(printing.safe(note))
    output("".join(f"{path}\n" for path in files))
    session.note(f"next: retailgraph load {files[0].parent.parent}")


def _summarize(going: Review) -> None:
    """What is about to be written, before it is."""
    article = going.article()
    named = [f"{key}: {article[key]}" for key in ("title", "publisher", "published", "url") if key in article]
    click.echo(_wrapped("; ".join(named)))
    for passage in article["passages"]:
        for row in (*passage.get("claims", ()), *passage.get("figures", ())):
            ((said, values),) = row.items()
            told = "; ".join(f"{k}: {_plain(v)}" for k, v in values.items() if k != "by")
            click.echo(_wrapped(f"{said}{f' ({told})' if told else ''}", "  "))
    new = going.new_entities()
    if new:
        click.echo(_wrapped("new: " + ", ".join(f"{id} ({e['type']} {e['name']})" for id, e in new.items())))


def _text(going: Review, path: str | None) -> str:
    if path is None:
        return ""
    from retailgraph.extraction.drafts import text_hash
    from retailgraph.extraction.reading import read_texts

    text = next(iter(read_texts(path))).content
    told = going.draft.article.get("text") or {}
    if text_hash(text) != told.get("sha256"):
        raise UsageError(f"{path}: is not the text of this draft; their SHA-256 differ")
    return text


def _ask_all(going: Review) -> None:
    """Until all is decided or somebody quits. Input is by lines, so that a script can give it too."""
    total = len(going.draft.items)
    passed: set[str] = set()
    while item := next((i for i in going.open_items() if i.key not in passed), None):
        _show(going, item, len(going.decisions) + 1, total)
        key = _key()
        if key == "q":
            break
        if key == "u":
            click.echo("taken back" if going.undo() else "there is nothing to take back")
            passed.clear()
        elif key == "?":
            click.echo(_HELP)
        elif key == "s":
            passed.add(item.key)
        elif key == "n":
            _add(going, item)
        else:
            _decide(going, item, key)


def _decide(going: Review, item: Item, key: str) -> None:
    try:
        if key == "r":
            going.decide(item, "rejected")
        elif key in ("a", "e"):
            said, values = _edited(going, item) if key == "e" else (item.said, None)
            for id in going.unknown_ids(item):
                if not _settled(going, id):
                    going.decide(item, "rejected")
                    return
            going.decide(item, "accepted", said, values)
        else:
            click.echo("press a, e, r, s, n, u, q or ?")
    except RetailGraphError as error:
        click.echo(printing.safe(f"not accepted: {error}"))


def _key() -> str:
    """One key, or the first letter of a line where there is no terminal; the end of input quits."""
    click.echo("accept, edit, reject, skip, new, undo, quit, ? [a/e/r/s/n/u/q/?]: ", nl=False)
    if sys.stdin is None:  # closed before the program began
        return "q"
    if sys.stdin.isatty():
        key = click.getchar()
        click.echo(key if key.isprintable() else "")
        return "q" if key in ("", "\x04") else key.lower()
    line = sys.stdin.readline()
    click.echo("")
    return line.strip()[:1].lower() if line else "q"


def _line(prompt: str, default: str) -> str:
    click.echo(printing.safe(f"{prompt} [{default}]: "), nl=False)
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        click.echo("")
    return line.strip() or default


def _edited(going: Review, item: Item) -> tuple[str, dict[str, Any]]:
    said = _line("claim", item.said)
    values = values_said(item.values)
    return said, _asked_values(values, going.editable(said)) if item.kind == "claim" else values


def _asked_values(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The values after each was asked for, as it is now; "-" is none, several are separated by semicolons."""
    return changed(values, {name: _line(name, as_line(values.get(name))) for name in names})


def _ask_head(going: Review) -> None:
    """Ask first for what ``load`` demands of an article and the draft does not say."""
    for key in going.missing_head:
        while key in going.missing_head:
            told = _line(f"The draft does not say its {key}; what is it? - if unknown", "-")
            if told == "-":
                break
            try:
                going.tell(key, told)
            except RetailGraphError as error:
                click.echo(printing.safe(str(error)))


def _add(going: Review, item: Item) -> None:
    """Add a claim about the passage that is shown."""
    said = _line("claim (subject relation object)", "-")
    if said == "-":
        return
    try:
        going.add(item.passage, said, _asked_values({}, going.editable(said)))
    except RetailGraphError as error:
        click.echo(printing.safe(f"not added: {error}"))


def _settled(going: Review, id: str) -> bool:
    name = str(going.draft.entities[id]["name"])
    alike = going.alike(id)
    if alike:
        click.echo(printing.safe(f"'{name}' is new. Known and like it: {', '.join(alike)}"))
    default = going.likely(id) or "c"
    answer = _line(f"Who is '{name}'? An id that is known, c to create '{id}', n for neither", default)
    if answer == "n":
        return False
    going.settle(id, id if answer == "c" else answer)
    return True


def _show(going: Review, item: Item, number: int, total: int) -> None:
    standing = going.standing(item)
    first, last = item.at
    quote = item.quote
    marked = (
        f"{quote[:first]}[[{quote[first:last]}]]{quote[last:]}" if 0 <= first < last <= len(quote) else quote
    )
    told = values_said(item.values)
    click.echo("")
    click.echo(f"{number} of {total}, passage {item.passage}, confidence {item.confidence:.2f}")
    click.echo(_wrapped(marked))
    click.echo(click.style(printing.safe(f"  {item.said}"), bold=True))
    if told:
        click.echo(_wrapped("; ".join(f"{k}: {_plain(v)}" for k, v in told.items()), "  "))
    click.echo(_wrapped(f"graph: {standing.word}" + (f" ({standing.told})" if standing.told else ""), "  "))


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _wrapped(text: str, indent: str = "") -> str:
    import textwrap

    return textwrap.fill(printing.safe(text), 78, initial_indent=indent, subsequent_indent=indent)


COMMANDS = {"review": review}
