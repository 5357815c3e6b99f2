"""The files in which an import is loaded: our own forms, so that the log outlasts every reader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.articles import Entity, words
from retailgraph.articles.values import Claim
from retailgraph.identity.undisclosed import as_written
from retailgraph.interchange.parties import Statement

if TYPE_CHECKING:
    from retailgraph.interchange.examining import Examined
    from retailgraph.interchange.imported import Imported


def write_files(folder: Path, done: Imported, head: Mapping[str, str], examined: Examined) -> list[Path]:
    """The files that are loaded: entities and claims in JSON Lines."""
    paths: list[Path] = []
    stem = head["id"]
    if done.entities:
        path = folder / f"{stem}-entities.jsonl"
        with path.open("w", encoding="utf-8", errors="replace", newline="\n") as lines:
            lines.writelines(map(entity_line, done.entities))
        paths.append(path)
    if done.bulk_rows:
        path = folder / f"{stem}.jsonl"
        end = _article_part(head, examined)
        with path.open("wb") as file:
            file.writelines(row + end for row in done.bulk_rows)
        paths.append(path)
    return paths


def bulk_row(claim: Claim, said: Statement, values: Mapping[str, Any], unary: bool) -> bytes:
    """A claim as the beginning of a row of a bulk file, without what is said of the article."""
    where = str(said.where).capitalize()
    says = " ".join((f"{where}: {said.row}" if said.row else where).split())
    row = {
        "subject": as_written(claim.subject),
        "relation": claim.relation,
        "object": "" if unary else claim.object,
        **{name: value for name, value in values.items() if value},
        "says": words.UNSAFE.sub(" ", says)[: words.SAYS_LENGTH],
    }
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")[:-1]


def _article_part(head: Mapping[str, str], examined: Examined) -> bytes:
    """The rest of each row: the article, which is the same for all."""
    licence = head.get("licence") or examined.format.licence
    note = f"Imported from {examined.source.name} ({examined.format.title})"
    note += f"; licence: {licence}" if licence else ""
    article = {"article": head["id"], "article_title": head["title"], "article_note": note}
    article |= {k: head[k] for k in ("url", "publisher", "published", "retrieved", "language") if head.get(k)}
    return b", " + json.dumps(article, ensure_ascii=False).encode()[1:] + b"\n"


def entity_line(entity: Entity) -> str:
    """An entity as a line of a bulk file."""
    row = {
        "id": entity.id,
        "type": list(entity.types),
        "name": entity.name,
        "aliases": list(entity.aliases),
        "names": dict(entity.names),
        "ids": dict(entity.ids),
        **{key: getattr(entity, key) for key in ("website", "country", "about")},
    }
    return json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False) + "\n"
