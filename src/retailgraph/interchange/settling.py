"""Who the names of a file are: entities of the graph, new ones, or a question for a person.

An identifier decides where the graph knows it. Else a name means an entity of the graph that bears it (now,
or as another name) and can be what the file says; if several do, if it bore that name only once, if country
or identifier differ, or if the name is one slip of the hand away, a person decides. What is left is new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from retailgraph.articles import Entity, slug, words
from retailgraph.articles.values import digest
from retailgraph.graph import Graph
from retailgraph.identity import TIERS, fold
from retailgraph.identity.undisclosed import UNDISCLOSED, as_written
from retailgraph.interchange.mapping import NEW, SKIP, SPLIT, UNDECIDED
from retailgraph.interchange.names_in_cells import is_id, is_legal_form, is_nobody, may_be_person
from retailgraph.interchange.parties import Party
from retailgraph.interchange.party_ids import good_country, good_ids, good_website
from retailgraph.lookup import names as lookup

_CERTAIN = tuple(TIERS.index(tier) for tier in ("id", "name", "alias", "name-short", "alias-short"))
_FORMER = tuple(TIERS.index(tier) for tier in ("former", "former-short"))
_LONGEST_SLUG = 60
PERSON = "Person"


class Doubt(NamedTuple):
    """A name that a person has to decide about: why, and the ids that it may mean."""

    name: str
    why: str
    candidates: tuple[str, ...] = ()


@dataclass
class Settler:
    """Settles the parties of one file. ``new`` are the entities made for it, ``doubts`` what is undecided.

    ``decided`` is what the mapping says of names: an id, ``new``, ``new TYPE`` or ``skip``.
    """

    graph: Graph
    decided: Mapping[str, str] = field(default_factory=dict)
    new: dict[str, Entity] = field(default_factory=dict)
    doubts: dict[str, Doubt] = field(default_factory=dict)
    _settled: dict[tuple[object, ...], str | Doubt] = field(default_factory=dict)
    _here: dict[tuple[str, str], str] = field(default_factory=dict)
    _named_here: dict[str, list[str]] = field(default_factory=dict)

    def settle(self, party: Party, allowed: Sequence[str] = (), *, wary: bool = False) -> str | Doubt:
        """The id of the entity that a party is; a Doubt if a person has to say.

        ``allowed`` are the types that can stand where it stands; ``wary`` asks rather than make a company of
        what has the form of a person's name.
        """
        kinds = tuple(t for t in party.types if not allowed or t in allowed) or party.types or tuple(allowed)
        # What the file gives a key is that by its key alone.
        key: tuple[object, ...] = (party.id, party.name, party.ids, kinds, party.country)
        if party.key:
            key = (party.key, kinds)
        found = self._settled.get(key)
        if found is None:
            made = self._settle(replace(party, types=kinds), wary)
            found = self._settled[key] = made
            if isinstance(found, Doubt) and found.name:
                self.doubts.setdefault(found.name, found)
        elif isinstance(found, str) and party.key and self._is_told_more(found, party):
            self._joined(found, party)
        return found

    def _is_told_more(self, id: str, party: Party) -> bool:
        """Whether one who was called by an id so far is named here."""
        known = self.new.get(id)
        return known is not None and _is_bare(known.name, party) and not _is_bare(party.name, party)

    def _settle(self, party: Party, wary: bool) -> str | Doubt:
        if as_written(party.id or party.name) == UNDISCLOSED:
            return UNDISCLOSED  # also as an export of ours names whoever is not named
        meant = self.decided.get(party.name, UNDECIDED)
        if meant not in (UNDECIDED, "", SKIP, SPLIT):
            return self._as_decided(party, meant)
        if party.id and self.graph.has_entity(party.id):
            return party.id
        known = self._by_ids(party)
        if known:
            return known
        if party.key and (id := self._here.get(("key", party.key))):
            return self._joined(id, party)
        if not party.name or (is_id(party.name) and not party.ids and not party.key):
            return Doubt("", "has an id and no name" if party.ids else "has no name")
        if is_nobody(party.name):
            return Doubt(party.name, "describes somebody, and names nobody")
        if is_id(party.name):
            return self._made(party)  # called by its id until somebody names it: no name to look for
        found = self._by_name(party)
        if found is not None:
            return found
        if (parts := _listed(party.name)) and not party.key:
            found_ids = (self._by_name(replace(party, name=part)) for part in parts)
            ids = tuple(id for id in found_ids if isinstance(id, str))
            return Doubt(party.name, f"seems to list {len(parts)} names; write split, or new", ids)
        is_open = not party.is_sure and not party.key and (PERSON in party.types or not party.types)
        if wary and is_open and may_be_person(party.name):
            return Doubt(party.name, "may be a person or a company")
        return self._made(party)

    def _as_decided(self, party: Party, meant: str) -> str | Doubt:
        if meant == NEW or meant.startswith(f"{NEW} "):
            kind = meant.removeprefix(NEW).strip()
            if kind and kind not in self.graph.ontology.types:
                return Doubt(party.name, f"the mapping says '{meant}', and there is no type {kind}")
            return self._made(replace(party, types=(kind, *party.types) if kind else party.types))
        if meant == UNDISCLOSED or self.graph.has_entity(meant):
            return meant
        return Doubt(party.name, f"the mapping says '{meant}', which is no id of the graph")

    # --- known ones -----------------------------------------------------------------------------------------

    def _by_ids(self, party: Party) -> str:
        for scheme, value in party.ids:
            held = sorted(self.graph.holders(scheme, value))
            if held:
                return held[0]
            if id := self._here.get((scheme, value)):
                return self._joined(id, party)
        return ""

    def _by_name(self, party: Party) -> str | Doubt | None:
        """The entity of the graph that bears a name, a doubt, or None if nobody does."""
        by_tier = lookup.hits(self.graph, party.name)
        fitting = {tier: [n for n in ids if self._can_be(n, party)] for tier, ids in by_tier.items()}
        ranks = [tier for tier in sorted(by_tier) if fitting[tier]]
        if not ranks and by_tier:
            return self._of_another_type(by_tier, party)
        if not ranks:
            return self._nearly(party)
        best, chosen = ranks[0], fitting[ranks[0]]
        if len(chosen) > 1:
            return Doubt(party.name, "may mean several", tuple(sorted(chosen)))
        id = chosen[0]
        if best not in _CERTAIN:
            why = "was its name once" if best in _FORMER else "is how it may be read"
            return Doubt(party.name, f"{why} ({lookup.label_of(self.graph, id)})", (id,))
        if against := self._against(id, party):
            return Doubt(party.name, against, (id,))
        return id

    def _of_another_type(self, by_tier: Mapping[int, Sequence[str]], party: Party) -> str | Doubt | None:
        """A name that only entities of other types bear: another entity only if the file gives the type.

        An id that was written as one is that entity, and the checks of claims say why it cannot stand there.
        """
        best = by_tier[min(by_tier)]
        if party.name in best:
            return party.name
        if party.is_sure or min(by_tier) not in _CERTAIN:
            return None
        kinds = {t.lower() for id in best for t in lookup.types_of(self.graph, id)}
        return Doubt(party.name, f"is the name of a {' and '.join(sorted(kinds))} here", tuple(best))

    def _can_be(self, id: str, party: Party) -> bool:
        types = lookup.types_of(self.graph, id)
        return not party.types or bool(set(types) & set(party.types[:1] if party.is_sure else party.types))

    def _against(self, id: str, party: Party) -> str:
        """What speaks against an entity that bears the name: another country or another identifier."""
        country = lookup.country_of(self.graph, id)
        if party.country and country and party.country != country:
            return f"is in {party.country}, and {id} in {country}"
        from retailgraph.tables import entities

        ours = {scheme: value for _, scheme, value in entities.identifiers(self.graph.tables, id)}
        for scheme, value in party.ids:
            if ours.get(scheme, value) != value:
                return f"has {scheme} {value}, and {id} has {ours[scheme]}"
        return ""

    def _nearly(self, party: Party) -> Doubt | None:
        near = lookup.nearly(self.graph, party.name)
        if near and self._can_be(near, party) and fold(near) != fold(party.name):
            return Doubt(party.name, f"is nearly {lookup.label_of(self.graph, near)}", (near,))
        return None

    # --- new ones -------------------------------------------------------------------------------------------

    def _made(self, party: Party) -> str | Doubt:
        kind = party.types[0] if party.types else "Company"
        if party.key:
            known = None
        else:
            known = self._here.get((f"name {kind}", fold(party.name)))
            if known is None and not party.ids:
                same = {
                    id
                    for id in self._named_here.get(fold(party.name), ())
                    if not party.types or set(self.new[id].types) & set(party.types)
                }
                known = same.pop() if len(same) == 1 else None
        if known:
            return self._joined(known, party)
        id = self._free_id(party)
        self.new[id] = _entity(id, kind, party)
        if party.key:
            self._here[("key", party.key)] = id
        self._here.setdefault((f"name {kind}", fold(party.name)), id)
        self._named_here.setdefault(fold(party.name), []).append(id)
        for pair in self.new[id].ids:
            self._here[pair] = id
        return id

    def _joined(self, id: str, party: Party) -> str:
        """The same entity once more: what this place adds is added to it."""
        before = self.new.get(id)
        if (
            before is not None
            and party.name
            and fold(party.name) != fold(before.name)
            and party.name not in before.aliases
        ):
            if _is_bare(before.name, party):
                self.new[id] = replace(before, name=party.name)
            elif not _is_bare(party.name, party):
                self.new[id] = replace(before, aliases=(*before.aliases, party.name))
        if before is not None:
            schemes = {scheme for scheme, _ in before.ids}
            more = tuple(pair for pair in good_ids(party) if pair[0] not in schemes)
            now = self.new[id]
            self.new[id] = replace(
                now, ids=tuple(sorted((*now.ids, *more))), country=now.country or good_country(party.country),
                website=now.website or good_website(party.website),
            )  # fmt: skip
            for pair in more:
                self._here[pair] = id
        return id

    def _free_id(self, party: Party) -> str:
        base = slug(party.name, _LONGEST_SLUG)
        if not base:
            base = f"entity-{digest([party.name, party.key])[:8]}"
        tried = [base, *(f"{base}-{value.lower()}" for _, value in party.ids)]
        if party.types:
            tried.append(f"{base}-{party.types[0].lower()}")
        for id in tried:
            if self._is_free(id):
                return id
        number = 2
        while not self._is_free(f"{base}-{number}"):
            number += 1
        return f"{base}-{number}"

    def _is_free(self, id: str) -> bool:
        return id not in self.new and not self.graph.has_entity(id) and _is_id(id)


def _is_bare(name: str, party: Party) -> bool:
    """Whether a name is only an id, or what the file calls the party by for want of one."""
    return not name or is_id(name) or name == party.key


def _listed(name: str) -> list[str]:
    """The names that a comma parts, unless what stands after it is the legal form of one."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) < 2 or not all(parts) or any(is_legal_form(part) for part in parts[1:]):
        return []
    return parts


def _is_id(text: str) -> bool:
    try:
        words.entity_id(text)
    except ValueError:
        return False
    return True


def _entity(id: str, kind: str, party: Party) -> Entity:
    aliases = tuple(a for a in dict.fromkeys(party.aliases) if a and a != party.name)
    tags = {tag: name for tag, name in party.names if name != party.name}
    country = good_country(party.country)
    return Entity(
        id, (kind,), party.name, aliases, tuple(sorted(tags.items())), (), good_ids(party),
        good_website(party.website), country, party.about[:500],
    )  # fmt: skip
