"""Draft files, read strictly enough that nothing in them surprises a reviewer."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.opening import read_text, unreadable

_LARGEST = 20_000_000
_VERSION = "1"
_CONFIDENCE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,9})?")
NOT_SAID = frozenset({"confidence", "at", "wording"})
"""What stands beside a claim and is not part of what it says."""


@dataclass(frozen=True, slots=True)
class Item:
    """One proposed claim or figure.

    ``at`` are the offsets of its words in ``quote``. ``key`` tells it from others, also from those of other
    drafts: it is made of what it says, with all qualifiers, of whom, and of the text and sentence it is from.
    """

    key: str
    kind: str
    passage: int
    said: str
    values: Mapping[str, Any]
    quote: str
    at: tuple[int, int]

    @property
    def words(self) -> list[str]:
        """Subject, relation and object, or entity and measure."""
        return self.said.split()

    @property
    def confidence(self) -> float:
        """How sure the proposer was."""
        return float(self.values.get("confidence", 0.5))


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: the head of the article, the entities that would be new, the items in order.

    ``text_hash`` is the SHA-256 of its text, empty if it does not say; ``marks`` tell its entities from those
    of the same id in other drafts.
    """

    path: Path
    article: Mapping[str, Any]
    entities: Mapping[str, Mapping[str, Any]]
    passages: tuple[Mapping[str, Any], ...]
    items: tuple[Item, ...]
    text_hash: str
    marks: Mapping[str, str]


def read_draft(path: Path) -> Draft:
    """Read a draft. InvalidData, naming what is wrong, if it cannot be read or is no draft."""
    import yaml

    try:
        text = read_text(path, _LARGEST)
    except OSError as error:
        raise unreadable(path, error) from None
    except UnicodeDecodeError:
        raise InvalidData(f"{path}: is not UTF-8") from None
    if "&" in text and _has_anchor(text):
        raise InvalidData(f"{path}: has YAML anchors; a draft has none")
    try:
        tree = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but texts, lists and mappings
    except RecursionError:
        raise InvalidData(f"{path}: is nested too deep for a draft") from None
    except yaml.YAMLError as error:
        raise InvalidData(f"{path}: not YAML: {' '.join(str(error).split())[:200]}") from None
    if not isinstance(tree, dict) or "draft" not in tree:
        raise InvalidData(f"{path}: is no draft; make one with: retailgraph propose FILE -o DRAFT")
    if tree["draft"] != _VERSION:
        said = repr(tree["draft"])[:80]
        raise InvalidData(f"{path}: draft: {said} is no version that is read here, which is {_VERSION}")
    return _draft(path, tree)


def _has_anchor(text: str) -> bool:
    import yaml

    try:
        return any(getattr(event, "anchor", None) for event in yaml.parse(text, Loader=yaml.BaseLoader))
    except (yaml.YAMLError, RecursionError):
        return False


def _draft(path: Path, tree: Mapping[str, Any]) -> Draft:
    article, entities, passages = tree.get("article"), tree.get("entities") or {}, tree.get("passages") or []
    if not isinstance(article, dict) or not isinstance(entities, dict) or not isinstance(passages, list):
        raise InvalidData(f"{path}: a draft has an article, entities and a list of passages")
    if not all(isinstance(e, dict) and e.get("name") for e in entities.values()):
        raise InvalidData(f"{path}: each entity of a draft has a name")
    text = article.get("text")
    text_hash = str(text.get("sha256") or "") if isinstance(text, dict) else ""
    marks = {id: _key(text_hash, id, said["name"], said.get("type")) for id, said in entities.items()}
    items = tuple(_items(path, passages, text_hash, marks))
    return Draft(path, article, entities, tuple(passages), items, text_hash, marks)


def added_item(draft: Draft, passage: int, said: str, values: Mapping[str, Any]) -> Item:
    """A claim that a person adds about a passage; InvalidData if there is no such passage."""
    if not 1 <= passage <= len(draft.passages):
        raise InvalidData(f"there is no passage {passage}")
    quote = str(draft.passages[passage - 1]["quote"])
    content = {k: v for k, v in values.items() if k not in NOT_SAID}
    key = _key("added", said, content, passage, quote, draft.text_hash)
    return Item(key, "claim", passage, said, {**values, "confidence": "1"}, quote, (0, 0))


def _key(*content: Any) -> str:
    """What tells content from other content."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def _items(path: Path, passages: list[Any], text_hash: str, marks: Mapping[str, str]) -> Iterator[Item]:
    seen: Counter[str] = Counter()
    for n, passage in enumerate(passages, start=1):
        if not isinstance(passage, dict) or not isinstance(passage.get("quote"), str):
            raise InvalidData(f"{path}: passage {n} has no quote")
        start = _pair(passage.get("at"))[0]
        for kind in ("claims", "figures"):
            for m, row in enumerate(passage.get(kind) or [], start=1):
                if not isinstance(row, dict) or len(row) != 1:
                    raise InvalidData(
                        f"{path}: passage {n}: item {m} of {kind} is not 'words: {{qualifiers}}'"
                    )
                said, values = next(iter(row.items()))
                values = values if isinstance(values, dict) else {}
                if len(said.split()) != (3 if kind == "claims" else 2):
                    raise InvalidData(f"{path}: passage {n}: '{said[:80]}' is not subject relation object")
                first, last = _pair(values.get("at"))
                if not _CONFIDENCE.fullmatch(str(values.get("confidence", "0.5"))):
                    raise InvalidData(
                        f"{path}: passage {n}: '{said[:80]}' has a confidence that is no number"
                    )
                content = {k: v for k, v in values.items() if k not in NOT_SAID}
                named = [marks[w] for w in _words(said, content) if w in marks]
                key = _key(kind, said, content, named, passage["quote"], text_hash)
                seen[key] += 1
                yield Item(
                    key if seen[key] == 1 else f"{key}.{seen[key]}",
                    kind[:-1],
                    n,
                    said,
                    values,
                    passage["quote"],
                    (first - start, last - start),
                )


def _words(said: str, content: Mapping[str, Any]) -> Iterator[str]:
    """The words of a claim that may be ids."""
    yield from said.split()
    for value in content.values():
        yield from (str(v) for v in (value if isinstance(value, list) else [value]))


def _pair(value: Any) -> tuple[int, int]:
    try:
        return int(value[0]), int(value[1])
    except (TypeError, ValueError, IndexError, KeyError):
        return 0, 0
