"""Each thing told once: a deal tells what it began and ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from retailgraph.graph.reading import Known
from retailgraph.lookup.events import BEGAN, ENDED, Event


class OnceTold:
    """Drops what another event tells as well: the ownership that a purchase began, say."""

    def __init__(self, told: Sequence[Event], ontology: Any, known: dict[str, Known]) -> None:
        self._ontology = ontology
        self._known = known
        self._told = told
        self._closings: dict[str, list[Event]] = defaultdict(list)
        for event in told:
            if event.event == "completed":
                self._closings[event.object_id].append(event)
                self._closings[event.key].append(event)

    def events(self) -> list[Event]:
        """Each thing once, with what it also did."""
        also: dict[tuple[str, int, str, str], list[str]] = defaultdict(list)
        kept: list[Event] = []
        begun: dict[tuple[str, str, str], tuple[Event, Event]] = {}
        for event in sorted(self._told, key=lambda e: e.event == ENDED):
            teller = self._teller(event) if event.event in (BEGAN, ENDED) else None
            teller = teller or self._control(event, begun)
            if event.event == BEGAN:
                begun[event.subject_id, event.object_id, event.relation] = (event, teller or event)
            if teller:
                also[_id(teller)].append(event.words)
            else:
                kept.append(event)
        return [e.replaced(also=tuple(sorted(also[_id(e)]))) if _id(e) in also else e for e in kept]

    def _teller(self, event: Event) -> Event | None:
        """The completed deal that began or ended it."""
        of_deal = self._closings.get(event.deal, ()) if event.deal else ()
        found = [c for c in of_deal if c.overlaps(event)] or list(of_deal)
        if not found:
            nearby = self._closings.get(event.object_id, ())
            found = [c for c in nearby if c.overlaps(event) and c.when == event.when and self._did(c, event)]
        return found[0] if found else None

    def _did(self, closing: Event, event: Event) -> bool:
        """Whether a deal has that consequence, also where articles date both by themselves."""
        sellers = dict(self._known[closing.key].relationship.qualifiers).get("seller", ())
        for rule in self._ontology.consequences.values():
            if rule.of != closing.relation:
                continue
            if event.event == BEGAN and rule.asserts == event.relation:
                return closing.subject_id == event.subject_id
            if event.event == ENDED and rule.ends == event.relation:
                return event.subject_id in sellers
        return False

    def _control(self, event: Event, begun: dict[tuple[str, str, str], tuple[Event, Event]]) -> Event | None:
        """Rule ``control``: who takes control no longer holds a mere stake; that needs no saying."""
        if event.event != ENDED or event.rule != "control":
            return None
        relation = self._ontology.relations[event.relation]
        for other in relation.excludes:
            began, teller = begun.get((event.subject_id, event.object_id, other), (None, None))
            if began and not relation.exclusive and began.overlaps(event):
                return teller
        return None


def _id(event: Event) -> tuple[str, int, str, str]:
    return (event.key, event.spell, event.event, event.when)
