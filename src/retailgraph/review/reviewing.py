"""A review: decisions about the items of a draft, kept as they are made, and the files that come of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.articles import slug
from retailgraph.errors import InvalidData, RetailGraphError
from retailgraph.extraction import feedback
from retailgraph.graph import places
from retailgraph.review.draft import Draft, Item
from retailgraph.writing import write_whole

if TYPE_CHECKING:
    from retailgraph.graph import Graph

ACCEPTED, REJECTED, SKIPPED = "accepted", "rejected", "skipped"
_NOT_WRITTEN = frozenset({"at", "wording"})
_DEFAULTS = frozenset({"inForce", "completed"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the graph says of a claim before it is loaded.

    ``same``, ``differs``, ``contradicts`` or ``new``.
    """

    word: str
    told: str = ""


class Review:
    """The review of one draft against one graph.

    Each decision is written beside the draft at once, so that a review can be left and taken up again.
    """

    def __init__(self, draft: Draft, graph: Graph, *, keeps: bool = True) -> None:
        self.draft, self._graph, self._keeps = draft, graph, keeps
        self.sidecar = draft.path.with_name(f"{draft.path.name}.review.json")
        self.decisions: dict[str, dict[str, Any]] = {}
        self.entities: dict[str, str] = {}
        self._order: list[str] = []
        if keeps and self.sidecar.is_file():
            self._take_up()

    def _take_up(self) -> None:
        try:
            kept = json.loads(self.sidecar.read_text(encoding="utf-8"))
            items = {i.key: i.said for i in self.draft.items}
            self.decisions = {k: d for k, d in kept["decisions"].items() if items.get(k) == d.get("proposed")}
            self.entities = {k: v for k, v in kept["entities"].items() if k in self.draft.entities}
            self._order = [k for k in kept["order"] if k in self.decisions]
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            raise InvalidData(f"{self.sidecar}: is damaged; delete it to begin again") from None

    # --- what is open ---------------------------------------------------------------------------------------

    def open_items(self) -> Iterator[Item]:
        """The items that nobody has decided yet, in order."""
        return (i for i in self.draft.items if i.key not in self.decisions)

    def standing(self, item: Item) -> Standing:
        """What the graph already says of a claim."""
        if item.kind != "claim":
            return Standing("new")
        subject, relation, object = (self.entities.get(w, w) for w in item.words)
        known = self._graph.known_types()
        if subject not in known or object not in known:
            return Standing("new")
        try:
            from retailgraph.lookup.history import history

            told = history(self._graph, subject, relation, object, None)
        except RetailGraphError:
            return self._rivals(relation, object, subject)
        if not told.total:
            return self._rivals(relation, object, subject)
        status = str(item.values.get("status", ""))
        word = "same" if any(status in (c.status, "") for c in told.claims) else "differs"
        return Standing(word, f"{told.answer}; {told.total} claims, the first by {told.claims[0].publisher}")

    def _rivals(self, relation: str, object: str, subject: str) -> Standing:
        """Whether the graph gives the object to somebody else, where only one can have it."""
        found = self._graph.ontology.relations.get(relation)
        if found is None or not found.exclusive:
            return Standing("new")
        from retailgraph.sparql import run

        query = f"SELECT ?s WHERE {{ ?s rg:{found.name} ent:{object} }} LIMIT 3"
        rows = run(self._graph.dated, query).rows
        others = [str(row[0]).rstrip(">").rsplit("/", 1)[-1] for row in rows]
        others = [o for o in others if o != subject]
        return (
            Standing("contradicts", f"the graph says {others[0]} {found.label} it")
            if others
            else Standing("new")
        )

    def unknown_ids(self, item: Item) -> list[str]:
        """The new entities of an item about which nobody has decided yet."""
        ids = [w for n, w in enumerate(item.words) if n != 1]
        for key in ("seller", "into", "under", "brand"):
            value = item.values.get(key, ())
            ids += [value] if isinstance(value, str) else list(value)
        return [i for i in dict.fromkeys(ids) if i in self.draft.entities and i not in self.entities]

    def alike(self, id: str) -> list[str]:
        """Entities of the graph whose names are like that of a new one, the likeliest first."""
        from retailgraph.lookup import names

        name = str(self.draft.entities[id]["name"])
        known = self._graph.known_types()
        found = [hit for hits in names.hits(self._graph, name).values() for hit in hits]
        first = name.casefold().split()[:1]
        close = [s for s in names.suggestions(self._graph, name, 3) if s.casefold().split()[:1] == first]
        labels = {label: i for i, label in self._graph.labels().items()}
        return [i for i in dict.fromkeys([*found, *(labels.get(c, c) for c in close)]) if i in known][:3]

    # --- deciding -------------------------------------------------------------------------------------------

    def decide(
        self, item: Item, verdict: str, said: str = "", values: Mapping[str, Any] | None = None
    ) -> None:
        """Keep a decision; ``said`` and ``values`` are an edited item's. InvalidData if they are wrong.

        Eep a decision; ``said`` and ``values`` are those of an edited item. InvalidData if they are wrong.
        """
        if verdict == ACCEPTED:
            self._check(said or item.said, item)
        made: dict[str, Any] = {"verdict": verdict, "proposed": item.said}
        if said and said != item.said:
            made["said"] = said
        if values is not None:
            made["values"] = dict(values)
        self.decisions[item.key] = made
        self._order.append(item.key)
        self._keep()

    def _check(self, said: str, item: Item) -> None:
        words = said.split()
        if item.kind != "claim":
            return
        if len(words) != 3:
            raise InvalidData(f"'{said}' is not subject relation object")
        relation = self._graph.ontology.relation(words[1])
        known = self._graph.known_types()
        for word in (words[0], words[2]):
            if word not in known and word not in self.draft.entities and word not in self.entities.values():
                raise InvalidData(f"unknown entity '{word}'; see: retailgraph list")
        ends = [self._types(w, known) for w in (words[0], words[2])]
        joins = relation.joins(*ends) or (relation.symmetric and relation.joins(*reversed(ends)))
        if not joins:
            raise InvalidData(f"{relation.name} does not join {'/'.join(ends[0])} and {'/'.join(ends[1])}")

    def _types(self, id: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        id = self.entities.get(id) or id
        if id in known:
            return known[id]
        return (str(self.draft.entities[id].get("type", "Company")),) if id in self.draft.entities else ()

    def settle(self, id: str, known: str) -> None:
        """Say who a new entity is: an id of the graph, or its own id to have it created."""
        if known != id and known not in self._graph.known_types():
            raise InvalidData(f"unknown entity '{known}'; see: retailgraph list")
        self.entities[id] = known
        self._keep()

    def undo(self) -> bool:
        """Take the last decision back; False if there is none."""
        if not self._order:
            return False
        self.decisions.pop(self._order.pop(), None)
        self._keep()
        return True

    def accept_above(self, least: float) -> int:
        """Accept every open item that is at least so sure and names nobody new; gives how many."""
        count = 0
        for item in list(self.open_items()):
            if item.confidence >= least and not self.unknown_ids(item):
                try:
                    self.decide(item, ACCEPTED)
                    count += 1
                except RetailGraphError:
                    continue  # it stays open for a person
        return count

    def _keep(self) -> None:
        if self._keeps:
            kept = {"decisions": self.decisions, "entities": self.entities, "order": self._order}
            write_whole(
                self.sidecar, json.dumps(kept, ensure_ascii=False, indent=1) + "\n", force=True, durable=True
            )

    # --- the files that come of it --------------------------------------------------------------------------

    def counts(self) -> Mapping[str, int]:
        """How many items were accepted, rejected and skipped, and how many are open."""
        verdicts = [d["verdict"] for d in self.decisions.values()]
        made = {word: verdicts.count(word) for word in (ACCEPTED, REJECTED, SKIPPED)}
        return {**made, "open": sum(1 for _ in self.open_items())}

    def article(self) -> dict[str, Any]:
        """The reviewed article as an article file holds it; without passages if nothing was accepted."""
        head = {k: v for k, v in self.draft.article.items() if k not in ("id", "text")}
        text = self.draft.article.get("text") or {}
        if isinstance(text, dict) and text.get("sha256"):
            head["textHash"] = str(text["sha256"])
        passages = [
            p for n, passage in enumerate(self.draft.passages, start=1) if (p := self._passage(n, passage))
        ]
        return {**head, "passages": passages}

    def _passage(self, n: int, passage: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {
            "quote": passage["quote"],
            "at": f"{'..'.join(map(str, passage.get('at') or ()))}",
        }
        for kind in ("claim", "figure"):
            rows = [
                self._row(i) for i in self.draft.items if i.passage == n and i.kind == kind and self._is_in(i)
            ]
            if rows:
                made[f"{kind}s"] = rows
        return made if len(made) > 2 else {}

    def _is_in(self, item: Item) -> bool:
        return self.decisions.get(item.key, {}).get("verdict") == ACCEPTED

    def _row(self, item: Item) -> dict[str, Any]:
        made = self.decisions[item.key]
        said = " ".join(self.entities.get(w, w) for w in str(made.get("said", item.said)).split())
        values = {
            k: self._value(k, v) for k, v in made.get("values", item.values).items() if k not in _NOT_WRITTEN
        }
        if values.get("status") in _DEFAULTS:
            del values["status"]
        if item.kind == "claim":
            values["by"] = "retailgraph propose, reviewed"
        values.pop("confidence", None)  # a person has read it
        return {said: values}

    def _value(self, key: str, value: Any) -> Any:
        if key in ("seller", "into", "under", "brand"):
            return (
                self.entities.get(value, value)
                if isinstance(value, str)
                else [self.entities.get(v, v) for v in value]
            )
        return value

    def new_entities(self) -> dict[str, dict[str, Any]]:
        """The entities that accepted items need and somebody said to create."""
        used = " ".join(json.dumps(self._row(i)) for i in self.draft.items if self._is_in(i))
        made = {}
        for id, known in self.entities.items():
            if known == id and f"{id}" in used:
                said = self.draft.entities[id]
                made[id] = {"type": str(said.get("type", "Company")), "name": str(said["name"])}
        return made

    def write(self, folder: Path | None = None, text: str = "") -> list[Path]:
        """Write the reviewed article, the new entities and, if given, the text; gives the files.

        Without ``folder`` they go to ``reviewed/`` in the user's data folder. InvalidData if nothing was
        accepted.
        """
        article = self.article()
        if not article["passages"]:
            raise InvalidData("nothing was accepted, so there is no article to write")
        folder = folder or places.data_home() / "reviewed"
        id = slug(str(self.draft.article.get("id") or "undated-article"), 120) or "undated-article"
        files = {folder / "articles" / f"{id}.yaml": _yaml(article)}
        entities = self.new_entities()
        if entities:
            files[folder / "entities" / f"{id}.yaml"] = _yaml(entities)
        if text:
            files[folder / "texts" / f"{id}.txt"] = text
        for path, content in files.items():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise InvalidData(f"{path.parent}: cannot be made: {error.strerror}") from None
            write_whole(path, content, force=True, durable=True)
        return list(files)

    def keep_feedback(self, today: date) -> int:
        """Keep each accept and reject for the wording that gave it; gives how many. Once for each item."""
        made = []
        for item in self.draft.items:
            decision = self.decisions.get(item.key)
            if (
                decision is None
                or decision["verdict"] == SKIPPED
                or decision.get("told")
                or "wording" not in item.values
            ):
                continue
            decision["told"] = True
            accepted = decision["verdict"] == ACCEPTED and "said" not in decision
            made.append(
                {
                    "relation": item.words[1],
                    "wording": item.values["wording"],
                    "confidence": item.confidence,
                    "accepted": accepted,
                    "day": today.isoformat(),
                }
            )
        if made:
            feedback.keep(made)
            self._keep()
        return len(made)


def _yaml(tree: Mapping[str, Any]) -> str:
    import yaml

    return str(yaml.safe_dump(dict(tree), allow_unicode=True, sort_keys=False, width=100))
