"""What is kept of a review: the files that come of it, and what it taught about wordings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from retailgraph.errors import InvalidData
from retailgraph.extraction import feedback
from retailgraph.graph import places
from retailgraph.review import outcome
from retailgraph.review.verdicts import ACCEPTED, SKIPPED
from retailgraph.writing import Content, made_by, write_all

if TYPE_CHECKING:
    from retailgraph.graph import Graph
    from retailgraph.review.reviewing import Review


def write_files(going: Review, graph: Graph, folder: Path | None, text: str, *, force: bool) -> list[Path]:
    """The files of a review, as :meth:`Review.write` says."""
    article = going.article()
    if not article["passages"]:
        raise InvalidData("nothing was accepted, so there is no article to write")
    folder = folder or places.data_home() / "reviewed"
    id = outcome.article_id(going.draft, article)
    mark = f"{made_by('review')} of the text {going.draft.text_hash or 'without a hash'}"
    entities = going.new_entities()
    written = outcome.file_text(article, mark)
    described = outcome.file_text(entities, mark) if entities else ""
    found = outcome.faults(id, written, described, graph.ontology, graph.known_types())
    if found:
        raise InvalidData(f"{going.draft.path}: what was accepted could not be loaded", tuple(found))
    files: dict[Path, Content] = {folder / "articles" / f"{id}.yaml": written}
    if described:
        files[folder / "entities" / f"{id}.yaml"] = described
    made = list(files)
    if text:
        made.append(folder / "texts" / f"{id}.txt")
        if not _holds(made[-1], text):
            files[made[-1]] = text
    write_all(files, mark=mark, force=force, durable=True)
    return made


def keep_feedback(going: Review, today: date) -> int:
    """What :meth:`Review.keep_feedback` says."""
    rows = []
    for item in going.draft.items:
        decision = going.decisions.get(item.key)
        if decision is None or decision["verdict"] == SKIPPED or "wording" not in item.values:
            continue
        rows.append(
            {
                "key": item.key,
                "relation": item.words[1],
                "wording": item.values["wording"],
                "confidence": item.confidence,
                "accepted": decision["verdict"] == ACCEPTED and "said" not in decision,
                "day": today.isoformat(),
            }
        )
    return feedback.keep(rows)


def _holds(path: Path, text: str) -> bool:
    """Whether a file holds just this text already."""
    content = text.encode()
    try:
        return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
