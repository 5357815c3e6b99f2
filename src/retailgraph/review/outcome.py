"""What comes of a review: the files of an article and its new entities, which always load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from retailgraph.articles import file_name, strict_yaml, words
from retailgraph.articles.article_file import HEAD, read_article
from retailgraph.articles.claims import ClaimReader
from retailgraph.articles.entity_file import read_entities
from retailgraph.articles.report import Report
from retailgraph.articles.values import Finding
from retailgraph.ontology import Ontology
from retailgraph.review.draft import Draft
from retailgraph.seals import sealed

Tree = dict[str, Any]
NAMING = ("seller", "into", "under", "brand")
"""Qualifiers whose values are entities."""
NO_PUBLISHER = "not named"
"""What stands for the publisher where nobody said who it was: all such articles count as of one."""
_CHECKED: Mapping[str, Callable[[str], object]] = {
    "url": words.url,
    "published": words.date,
    "retrieved": words.date,
    "language": words.language,
    "copyOf": words.article_id,
}


def check_head(key: str, value: str) -> None:
    """ValueError if an article file may not have this field, or not with this value."""
    if key not in HEAD:
        raise ValueError("an article has no such field")
    if key in _CHECKED:
        _CHECKED[key](value)
    elif not _line(value, words.NAME_LENGTH):
        raise ValueError("is empty")


def head(draft: Draft, told: Mapping[str, str] = {}) -> tuple[Tree, list[str]]:
    """The head of the article as a file may hold it, and a note for each field that had to be changed.

    ``told`` are fields that a reviewer gave.
    """
    made: Tree = {"title": _line(str(draft.article.get("title") or ""), words.TITLE_LENGTH) or "untitled"}
    notes = []
    for key, value in {**draft.article, **told}.items():
        if key in ("id", "text", "title"):
            continue
        if key not in HEAD or not isinstance(value, str):
            notes.append(f"{key}: is left out; an article has no such field")
        elif key in _CHECKED:
            try:
                _CHECKED[key](value)
            except ValueError as error:
                notes.append(f"{key}: is left out: {error}")
            else:
                made[key] = value
        elif text := _line(value, words.NAME_LENGTH):
            made[key] = text
    if not made.keys() & {"url", "publisher"}:
        made["publisher"] = NO_PUBLISHER
        notes.append(
            f"the draft names no publisher and no url: 'publisher: {NO_PUBLISHER}' is written; mend it there"
        )
    if draft.text_hash:
        made["textHash"] = draft.text_hash
    return made, notes


def article_id(draft: Draft, head: Tree) -> str:
    """The id of the article: that of the draft, if it may stand beside what the head says."""
    id = str(draft.article.get("id") or "")
    try:
        dated = words.article_id(id)
        published = words.date(head["published"]) if "published" in head else None
    except ValueError:
        pass
    else:
        if published is None or (dated is not None and dated.overlaps(published)):
            return id
    return file_name(head["title"], head.get("published", "")).removesuffix(".yaml")


def _line(text: str, most: int) -> str:
    return " ".join(words.UNSAFE.sub(" ", text).split())[:most].strip()


def passage(said: Mapping[str, Any], rows: Mapping[str, Sequence[Tree]], first: int) -> Tree:
    """A passage: its quote, where that stands, and its rows; the first words of these stand at ``first``."""
    quote, at = str(said["quote"]), _offsets(said)
    if len(quote) > words.QUOTE_LENGTH:
        begin = max(0, min(first, len(quote) - words.QUOTE_LENGTH))
        quote = quote[begin : begin + words.QUOTE_LENGTH]
        at = (at[0] + begin, at[0] + begin + len(quote)) if at else None
    made: Tree = {"quote": words.UNSAFE.sub("", quote)}
    if at:
        made["at"] = f"{at[0]}..{at[1]}"
    return {**made, **{kind: list(_each_once(found)) for kind, found in rows.items() if found}}


def used(row: Tree) -> set[str]:
    """The words of a row that may be ids of entities."""
    ((said, values),) = row.items()
    found = set(str(said).split())
    for key in NAMING:
        value = values.get(key, ())
        found.update([value] if isinstance(value, str) else value)
    return found


def named(said: str, values: Mapping[str, Any]) -> list[str]:
    """The words of a claim, or of a figure, that are ids of entities."""
    ids = [word for n, word in enumerate(said.split()) if n != 1]
    for key in NAMING:
        value = values.get(key, ())
        ids += [value] if isinstance(value, str) else list(value)
    return ids


def entered_by(decision: Mapping[str, Any], *, is_own: bool) -> str:
    """What stands as ``by`` on a claim that was decided so; ``is_own`` if the reviewer added it."""
    who = f"{decision['who']}, {decision.get('when', '')[:10]}" if decision.get("who") else ""
    if is_own:
        return who or "a reviewer"
    return f"retailgraph propose, reviewed by {who}" if who else "retailgraph propose, reviewed"


def _offsets(said: Mapping[str, Any]) -> tuple[int, int] | None:
    at = said.get("at")
    if not isinstance(at, list) or len(at) != 2 or not all(str(n).isdecimal() for n in at):
        return None
    first, last = int(at[0]), int(at[1])
    return (first, last) if first < last < 10**9 else None


def _each_once(rows: Sequence[Tree]) -> Iterator[Tree]:
    for n, row in enumerate(rows):
        if row not in rows[:n]:
            yield row


# --- as a file --------------------------------------------------------------------------------------------


def file_text(tree: Mapping[str, Any], first_line: str) -> str:
    """The text of a file that holds a tree, after a sealed comment that says what made it."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Nothing is ever an alias, which the strict reader refuses."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

    body = yaml.dump(dict(tree), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100)
    return sealed(f"# {first_line}\n{body}")


def faults(
    id: str,
    article: Tree | str,
    entities: Tree | str,
    ontology: Ontology,
    known: Mapping[str, tuple[str, ...]],
) -> list[Finding]:
    """What would keep these files from being loaded; trees are read as they are, texts as YAML."""
    described, said = Report(f"{id}.yaml"), Report(f"{id}.yaml")
    tree = _read(entities, described) if entities else None
    new = read_entities(tree, ontology, described) if isinstance(tree, strict_yaml.Mapping) else ()
    types = {**known, **{entity.id: entity.types for entity in new}}
    tree = _read(article, said)
    if isinstance(tree, strict_yaml.Mapping):
        read_article(id, tree, ClaimReader(ontology, types), said)
    return [f for report in (described, said) for f in report.findings if f.severity == "error"]


def _read(tree: Tree | str, report: Report) -> strict_yaml.Node | None:
    if not isinstance(tree, str):
        return _node(tree)
    text = strict_yaml.decode(tree.encode("utf-8", "surrogatepass"), report)
    return strict_yaml.parse(text, report) if text is not None else None


def _node(value: Any) -> strict_yaml.Node:
    if isinstance(value, Mapping):
        items = {str(key): _node(each) for key, each in value.items()}
        return strict_yaml.Mapping(items, dict.fromkeys(items, 0), 0)
    if isinstance(value, list | tuple):
        return strict_yaml.Listing([_node(each) for each in value], 0)
    return strict_yaml.Text(str(value), 0)
