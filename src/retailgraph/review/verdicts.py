"""What was decided about a draft, kept beside it: each verdict for one claim of one text."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.opening import read_text
from retailgraph.review.draft import Draft
from retailgraph.writing import write_whole

_LARGEST = 100_000_000
ACCEPTED, REJECTED, SKIPPED = "accepted", "rejected", "skipped"


class Verdicts:
    """The decisions about the items of a draft and its new entities, by what they say.

    What was decided about another claim, or the same words of another text, is kept but does not count: it
    counts again when that draft is back.
    """

    def __init__(self, draft: Draft, sidecar: Path | None) -> None:
        self._draft, self._sidecar = draft, sidecar
        self.decisions: dict[str, dict[str, Any]] = {}
        self.entities: dict[str, str] = {}
        self.head: dict[str, str] = {}
        self.added: dict[str, dict[str, Any]] = {}
        self._other_added: dict[str, dict[str, Any]] = {}
        self._order: list[str] = []
        self._others: dict[str, dict[str, Any]] = {}
        self._other_entities: dict[str, str] = {}
        if sidecar is not None and sidecar.exists():
            self._take_up(sidecar)

    @property
    def outdated(self) -> int:
        """How many were about other claims, or another text."""
        return len(self._others)

    def _take_up(self, sidecar: Path) -> None:
        try:
            kept = json.loads(read_text(sidecar, _LARGEST))
            added = {str(key): dict(made) for key, made in kept.get("added", {}).items()}
            mine = {key for key, made in added.items() if made["text"] == self._draft.text_hash}
            self.added = {key: _added(added[key], self._draft) for key in mine}
            self._other_added = {key: made for key, made in added.items() if key not in mine}
            self.head = {str(key): str(value) for key, value in kept.get("head", {}).items()}
            items = {*(item.key for item in self._draft.items), *self.added}
            decisions = {str(key): _decision(made) for key, made in kept["decisions"].items()}
            entities = {str(key): str(known) for key, known in kept["entities"].items()}
            self._order = [key for key in kept["order"] if key in decisions and key in items]
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            raise InvalidData(f"{sidecar}: is damaged; delete it to begin again") from None
        self.decisions = {key: made for key, made in decisions.items() if key in items}
        self._others = {key: made for key, made in decisions.items() if key not in items}
        marks = {mark: id for id, mark in self._draft.marks.items()}
        self.entities = {marks[key]: known for key, known in entities.items() if key in marks}
        self._other_entities = {key: known for key, known in entities.items() if key not in marks}

    def decide(self, key: str, made: dict[str, Any]) -> None:
        """Note a decision; :meth:`keep` keeps it."""
        self.decisions[key] = made
        self._order.append(key)

    def take_back(self, key: str = "") -> bool:
        """Forget the last decision, or that about the item of a key; False if there is none."""
        if not (key or self._order) or (key and key not in self.decisions):
            return False
        key = key or self._order[-1]
        self._order = [one for one in self._order if one != key]
        self.decisions.pop(key, None)
        self.added.pop(key, None)
        return True

    def state(self) -> tuple[Any, ...]:
        """What :meth:`back_to` goes back to."""
        return deepcopy((self.decisions, self.entities, self.head, self.added, self._order))

    def back_to(self, state: tuple[Any, ...]) -> None:
        """Forget all that was decided since, and keep that."""
        self.decisions, self.entities, self.head, self.added, self._order = state
        self.keep()

    def keep(self) -> None:
        """Write all of it beside the draft; when this returns it outlasts a power failure."""
        if self._sidecar is None:
            return
        entities = {self._draft.marks[id]: known for id, known in self.entities.items()}
        added = {key: {**made, "text": self._draft.text_hash} for key, made in self.added.items()}
        kept = {
            "decisions": {**self._others, **self.decisions},
            "entities": {**self._other_entities, **entities},
            "order": self._order,
            "head": self.head,
            "added": {**self._other_added, **added},
        }
        text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
        write_whole(self._sidecar, text, force=True, durable=True)


def _added(made: Any, draft: Draft) -> dict[str, Any]:
    """A claim that a person added about a passage of the draft."""
    passage, said, values = int(made["passage"]), str(made["said"]), dict(made["values"])
    if not 1 <= passage <= len(draft.passages):
        raise ValueError(passage)
    return {"passage": passage, "said": said, "values": values}


def _decision(made: Any) -> dict[str, Any]:
    if made["verdict"] not in (ACCEPTED, REJECTED, SKIPPED):
        raise ValueError(made["verdict"])
    if not isinstance(made.get("said", ""), str) or not isinstance(made.get("values", {}), dict):
        raise TypeError(made)
    if not all(isinstance(made.get(name, ""), str) for name in ("who", "when")):
        raise TypeError(made)
    return dict(made)
