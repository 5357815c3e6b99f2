"""A review: decisions about the items of a draft, kept as they are made, and the files that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retailgraph.errors import InvalidData, RetailGraphError
from retailgraph.extraction.drafts import verdicts_beside
from retailgraph.review import outcome, results
from retailgraph.review.claim_checks import check_claim
from retailgraph.review.draft import Draft, Item, added_item
from retailgraph.review.editing import editable, values_said
from retailgraph.review.standing import Standing, alike, is_likely, standing
from retailgraph.review.verdicts import ACCEPTED, REJECTED, SKIPPED, Verdicts

if TYPE_CHECKING:
    from retailgraph.graph import Graph

_DEFAULTS = frozenset({"inForce", "completed"})


class Review:
    """The review of one draft against one graph.

    Each decision is written beside the draft at once, so that a review can be left and taken up again; ``by``
    is who makes it, if that is to be kept with it.
    """

    def __init__(self, draft: Draft, graph: Graph, *, keeps: bool = True, by: str = "") -> None:
        self.draft, self._graph, self._by = draft, graph, by
        self.sidecar = verdicts_beside(draft.path)
        self._verdicts = Verdicts(draft, self.sidecar if keeps else None)

    @property
    def decisions(self) -> Mapping[str, Mapping[str, Any]]:
        """What was decided about the items of this draft, by their keys."""
        return self._verdicts.decisions

    @property
    def entities(self) -> Mapping[str, str]:
        """Who the new entities are: an id of the graph, or the same id for one to be created."""
        return self._verdicts.entities

    @property
    def outdated(self) -> int:
        """How many earlier decisions are about other claims or another text, and do not count."""
        return self._verdicts.outdated

    # --- what is open ---------------------------------------------------------------------------------------

    def open_items(self) -> Iterator[Item]:
        """The items that nobody has decided yet, in order."""
        return (i for i in self.items if i.key not in self.decisions)

    def standing(self, item: Item) -> Standing:
        """What the graph already says of a claim."""
        return standing(self._graph, item, self.entities)

    def editable(self, said: str) -> tuple[str, ...]:
        """What may be edited of a claim in these words; NotFound for an unknown relation."""
        words = said.split()
        if len(words) != 3:
            raise InvalidData(f"'{said}' is not subject relation object")
        ontology = self._graph.ontology
        return editable(ontology.allowed_qualifiers(ontology.relation(words[1])))

    def unknown_ids(self, item: Item) -> list[str]:
        """The new entities of an item about which nobody has decided yet."""
        return [
            i
            for i in dict.fromkeys(outcome.named(item.said, item.values))
            if i in self.draft.entities and i not in self.entities
        ]

    def alike(self, id: str) -> list[str]:
        """Entities of the graph whose names are like that of a new one, the likeliest first."""
        return alike(self._graph, str(self.draft.entities[id]["name"]))

    def likely(self, id: str) -> str:
        """The known entity that a new one may well be, empty if none is: then it is to be created."""
        said = self.draft.entities[id]
        name, type = str(said["name"]), str(said.get("type", "Company"))
        return next((known for known in self.alike(id) if is_likely(self._graph, name, type, known)), "")

    # --- the head and what was missed -----------------------------------------------------------------------

    @property
    def missing_head(self) -> tuple[str, ...]:
        """The fields of the head without which ``load`` takes no article, and that nobody has given yet."""
        article = self._article({})
        named = article.get("url") or article.get("publisher", outcome.NO_PUBLISHER) != outcome.NO_PUBLISHER
        dated = article.get("published") or article.get("retrieved")
        return (*(() if named else ("publisher", "url")), *(() if dated else ("published",)))

    def tell(self, key: str, value: str) -> None:
        """Keep a field of the head; InvalidData if it is none or its value is wrong."""
        try:
            outcome.check_head(key, value)
        except ValueError as error:
            raise InvalidData(f"{key}: {error}") from None
        self._verdicts.head[key] = value
        self._verdicts.keep()

    def add(self, passage: int, said: str, values: Mapping[str, Any]) -> Item:
        """Accept a claim that the draft missed, about a passage (from 1); InvalidData if it cannot load."""
        item = added_item(self.draft, passage, said, values)
        self._check(said, item)
        self._verdicts.added[item.key] = {"passage": passage, "said": said, "values": dict(values)}
        try:
            self.decide(item, ACCEPTED)
        except InvalidData:
            del self._verdicts.added[item.key]
            raise
        return item

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the draft, and those that were added."""
        return (
            *self.draft.items,
            *(added_item(self.draft, **made) for made in self._verdicts.added.values()),
        )

    # --- deciding -------------------------------------------------------------------------------------------

    def decide(
        self, item: Item, verdict: str, said: str = "", values: Mapping[str, Any] | None = None
    ) -> None:
        """Keep a decision; ``said`` and ``values`` are an edited item's. InvalidData if they are wrong.

        When this returns, the decision outlasts a power failure.
        """
        made: dict[str, Any] = {"verdict": verdict, "proposed": item.said}
        if said and said != item.said:
            made["said"] = said
        if values is not None:
            made["values"] = dict(values)
        if verdict == ACCEPTED:
            self._check(said or item.said, item)
            self._refuse_faulty({**self.decisions, item.key: made})
        if self._by:
            made |= {"who": self._by, "when": datetime.now(UTC).isoformat(timespec="seconds")}
        self._verdicts.decide(item.key, made)
        self._verdicts.keep()

    def _refuse_faulty(self, decisions: Mapping[str, Mapping[str, Any]]) -> None:
        """InvalidData if what these decisions give could not be loaded."""
        article = self._article(decisions)
        entities = self._new_entities(decisions)
        id = outcome.article_id(self.draft, article)
        graph = self._graph
        found = outcome.faults(id, article, entities, graph.ontology, graph.known_types())
        if found:
            raise InvalidData(found[0].message)

    def _check(self, said: str, item: Item) -> None:
        if item.kind == "claim":
            check_claim(said, self.draft, self._graph, self.entities)

    def settle(self, id: str, known: str) -> None:
        """Say who a new entity is: an id of the graph, or its own id to have it created."""
        if known != id and known not in self._graph.known_types():
            raise InvalidData(f"unknown entity '{known}'; see: retailgraph list")
        self._verdicts.entities[id] = known
        self._verdicts.keep()

    def undo(self, key: str = "") -> bool:
        """Take the last decision back, or that about the item of a key; False if there is none."""
        taken = self._verdicts.take_back(key)
        if taken:
            for id in self.entities.keys() - {word for i in self.items for word in self._decided_words(i)}:
                del self._verdicts.entities[id]  # who that is, is asked again
            self._verdicts.keep()
        return taken

    def _decided_words(self, item: Item) -> list[str]:
        made = self.decisions.get(item.key)
        edited = outcome.named(str(made.get("said", "")), made.get("values", {})) if made else []
        return [*outcome.named(item.said, item.values), *edited] if made else []

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is decided within is kept, or nothing of it if an error comes."""
        before = self._verdicts.state()
        try:
            yield
        except BaseException:
            self._verdicts.back_to(before)
            raise

    def accept_above(self, least: float) -> int:
        """Accept every open item that is at least so sure and names nobody new; gives how many.

        What could not be loaded stays open for a person.
        """
        sure = [i for i in self.open_items() if i.confidence >= least and not self.unknown_ids(i)]
        accepted = {i.key: {"verdict": ACCEPTED, "proposed": i.said} for i in sure if self._is_sound(i)}
        try:
            self._refuse_faulty({**self.decisions, **accepted})
        except InvalidData:
            accepted = self._loadable(accepted)
        for key, made in accepted.items():
            self._verdicts.decide(key, made)
        if accepted:
            self._verdicts.keep()
        return len(accepted)

    def _is_sound(self, item: Item) -> bool:
        try:
            self._check(item.said, item)
        except RetailGraphError:
            return False
        return True

    def _loadable(self, decisions: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Those decisions that can be loaded, each together with those before it."""
        good: dict[str, dict[str, Any]] = {}
        for key, made in decisions.items():
            with suppress(InvalidData):
                self._refuse_faulty({**self.decisions, **good, key: made})
                good[key] = made
        return good

    # --- the files that come of it --------------------------------------------------------------------------

    def counts(self) -> Mapping[str, int]:
        """How many items were accepted, rejected and skipped, and how many are open."""
        verdicts = [d["verdict"] for d in self.decisions.values()]
        made = {word: verdicts.count(word) for word in (ACCEPTED, REJECTED, SKIPPED)}
        return {**made, "open": sum(1 for _ in self.open_items())}

    def article(self) -> dict[str, Any]:
        """The reviewed article as an article file holds it; without passages if nothing was accepted."""
        return self._article(self.decisions)

    def notes(self) -> list[str]:
        """What of the draft's head cannot stand in an article file, and why."""
        return outcome.head(self.draft, self._verdicts.head)[1]

    def _article(self, decisions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        head, _ = outcome.head(self.draft, self._verdicts.head)
        passages = []
        for n, passage in enumerate(self.draft.passages, start=1):
            items = [i for i in self._accepted(decisions) if i.passage == n]
            rows = {
                f"{kind}s": [self._row(i, decisions[i.key]) for i in items if i.kind == kind]
                for kind in ("claim", "figure")
            }
            if items:
                passages.append(outcome.passage(passage, rows, min(i.at[0] for i in items)))
        return {**head, "passages": passages}

    def _accepted(self, decisions: Mapping[str, Mapping[str, Any]]) -> list[Item]:
        return [i for i in self.items if decisions.get(i.key, {}).get("verdict") == ACCEPTED]

    def _row(self, item: Item, made: Mapping[str, Any]) -> dict[str, Any]:
        said = " ".join(self.entities.get(w, w) for w in str(made.get("said", item.said)).split())
        values = {k: self._value(k, v) for k, v in values_said(made.get("values", item.values)).items()}
        if values.get("status") in _DEFAULTS:
            del values["status"]
        if item.kind == "claim":
            values["by"] = outcome.entered_by(made, is_own=item.key in self._verdicts.added)
        return {said: values}  # without its confidence: a person has read it

    def _value(self, key: str, value: Any) -> Any:
        if key not in outcome.NAMING:
            return value
        one = isinstance(value, str)
        return self.entities.get(value, value) if one else [self.entities.get(v, v) for v in value]

    def new_entities(self) -> dict[str, dict[str, Any]]:
        """The entities that accepted items need and somebody said to create."""
        return self._new_entities(self.decisions)

    def _new_entities(self, decisions: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        rows = (self._row(i, decisions[i.key]) for i in self._accepted(decisions))
        used = set[str]().union(*map(outcome.used, rows))
        new = {
            id: self.draft.entities[id] for id, known in self.entities.items() if known == id and id in used
        }
        return {
            id: {"type": str(one.get("type", "Company")), "name": str(one["name"])} for id, one in new.items()
        }

    def write(self, folder: Path | None = None, text: str = "", *, force: bool = False) -> list[Path]:
        """Write the reviewed article, the new entities and, if given, the text; gives the files: all or none.

        Without ``folder`` they go to ``reviewed/`` in the user's data folder. What a review of the same text
        wrote there is replaced, any other file only by ``force``: Refused. InvalidData if nothing was
        accepted, or if it could not be loaded.
        """
        return results.write_files(self, self._graph, folder, text, force=force)

    def keep_feedback(self, today: date) -> int:
        """Keep each accept and reject, once, for the wording that gave it; gives how many are new."""
        return results.keep_feedback(self, today)
