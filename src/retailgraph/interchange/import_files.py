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

_ENTITIES_A_FILE = 10_000


def write_files(folder: Path, done: Imported, head: Mapping[str, str], examined: Examined) -> list[Path]:
    """The files that are loaded: entities in YAML, so many a file, and claims in JSON Lines."""
    paths: list[Path] = []
    stem = head["id"]
    for start in range(0, len(done.entities), _ENTITIES_A_FILE):
        path = folder / f"{stem}-entities-{start // _ENTITIES_A_FILE + 1}.yaml"
        path.write_text("".join(map(entity_text, done.entities[start : start + _ENTITIES_A_FILE])), "utf-8")
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


def entity_text(entity: Entity) -> str:
    """An entity as a block of an entity file."""
    lines = [f"{entity.id}:", f"  type: [{', '.join(entity.types)}]", f"  name: {_json(entity.name)}"]
    if entity.aliases:
        lines.append(f"  aliases: [{', '.join(map(_json, entity.aliases))}]")
    if entity.names:
        lines.append(f"  names: {{{', '.join(f'{tag}: {_json(name)}' for tag, name in entity.names)}}}")
    if entity.ids:
        lines.append(f"  ids: {{{', '.join(f'{scheme}: {_json(value)}' for scheme, value in entity.ids)}}}")
    for key in ("website", "country", "about"):
        if value := getattr(entity, key):
            lines.append(f"  {key}: {_json(value)}")
    return "\n".join(lines) + "\n"


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
