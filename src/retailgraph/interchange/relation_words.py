"""The words of other people for relations: theirs, ours, and which way round they are read."""

from __future__ import annotations

from typing import NamedTuple

from retailgraph.interchange.headings import plain
from retailgraph.ontology import Ontology


class Meant(NamedTuple):
    """A relation of ours; ``turned`` if the object of theirs is the subject of ours."""

    relation: str
    turned: bool = False
    status: str = ""
    role: str = ""


_OTHER_WORDS = {
    "owns": "parent of|parent company of|owner of|has subsidiary|has brand|subsidiaries|brands|holding of|ownership|"
    "controls|is parent of|owning|besitzt|majority owner of|has part company|owns brand",
    "<owns": "subsidiary of|owned by|brand of|belongs to|parent|parent organization|parent company|has parent|"
    "is subsidiary of|is brand of|subsidiary|child of|has owner|owner|is directly consolidated by|gehört",
    "ultimatelyOwns": "ultimate parent of|ultimate owner of|ultimate parent company of",
    "<ultimatelyOwns": "ultimate parent|ultimate owner|ultimate parent company|has ultimate parent|"
    "is ultimately consolidated by|ultimately owned by",
    "holdsStakeIn": "owns stake|owns stake in|stake in|has stake in|minority owner of|shareholder of|invests stake|"
    "minority stake|partial owner of|owns part of|beteiligt an",
    "<holdsStakeIn": "partly owned by|has shareholder|minority owned by",
    "acquires": "acquired|bought|purchased|took over|takeover of|acquisition|acquired company|buys|übernahm",
    "<acquires": "acquired by|bought by|purchased by|sold to",
    "acquires announced": "agreed to acquire|to acquire|agrees to buy|pending acquisition|signed to acquire",
    "acquires rumoured": "proposed to acquire|bid for|offered to buy|in talks to acquire",
    "mergesWith": "merged with|merger|merger with|merged",
    "invests": "invested in|investment in|investor in|funded",
    "partnersWith": "partner of|partner|partnership|alliance with|allied with|strategic partner|partnered with|partners",
    "jointVentureWith": "joint venture with|joint venture|jv with",
    "memberOf": "member of|member|belongs to alliance|membership",
    "memberOf denied": "not member of",
    "<memberOf": "has member|members",
    "operates": "operator of|operates platform|runs platform",
    "<operates": "operated by|operator",
    "sellsOn": "sold on|sells through|sells at|available on|retails on",
    "<sellsOn": "carries brand|stocks|lists brand",
    "licenses": "licensor of|licensed to|licences to",
    "<licenses": "licensee of|licensed by",
    "supplies": "supplier of|supplier",
    "<supplies": "supplied by|customer of",
    "founded": "founder of|founded by us|established|launched",
    "<founded": "founded by|founder",
    "leads": "position|officer of|director of|board member of|employment",
    "leads=CEO": "ceo of|chief executive of|is ceo of|geschäftsführer von",
    "leads=chair": "chair of|chairman of|chairwoman of|chairperson of",
    "<leads=CEO": "has ceo|ceo|chief executive officer|director manager",
    "<leads=chair": "chairperson|has chair",
    "competesWith": "competitor of|competitor|competes against|rival of",
}
_STATUSES = {
    "": "current|active|unknown|as of source|yes|valid|in force|existing|open|live",
    "ended": "ended|former|inactive|past|historic|historical|dissolved|sold|expired|terminated relation|ceased",
    "completed": "completed|closed|done|finished|complete",
    "announced": "agreed|announced|pending|signed|planned|proposed deal|expected",
    "calledOff": "terminated|withdrawn|called off|cancelled|canceled|abandoned|failed|collapsed|blocked",
    "rumoured": "rumoured|rumored|rumor|proposed|in talks",
    "denied": "denied|false|not true",
}
_STATUS = {phrase: word for word, phrases in _STATUSES.items() for phrase in phrases.split("|")}


class RelationWords:
    """Looks up what a word for a relation or status means."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._known: dict[str, Meant] = {}
        for said, phrases in _OTHER_WORDS.items():
            meant = _meant(said)
            if meant.relation in ontology.relations:
                self._known.update(dict.fromkeys(phrases.split("|"), meant))
        for relation in ontology.relations.values():
            verbs = [word for verb in relation.verbs for word in (verb.base, verb.third, verb.past)]
            role = self._known.get(relation.name)
            for phrase in (*verbs, relation.label, relation.name):
                self._known.setdefault(plain(phrase), role or Meant(relation.name))
            turned = [f"{verb.participle} by" for verb in relation.verbs if verb.participle]
            turned += [word for verb in relation.inverse_verbs for word in (verb.base, verb.third, verb.past)]
            for phrase in (*turned, relation.inverse_label) if not relation.symmetric else ():
                self._known.setdefault(plain(phrase), Meant(relation.name, True))

    def relation(self, word: str) -> Meant | None:
        """The relation that a word means; None if it means none of ours."""
        if word in self._ontology.relations:
            return Meant(word)
        return self._known.get(plain(word))

    def status(self, word: str, relation: str) -> str | None:
        """The status on the ladder of a relation; empty for the usual one, None if the word means none."""
        kind = self._ontology.relations[relation].kind
        ladder = {status.name for status in self._ontology.ladder(kind)}
        found = word if word in ladder else _STATUS.get(plain(word))
        if found == "completed" and found not in ladder:
            return ""
        if found in ("calledOff", "ended") and found not in ladder:
            found = "ended" if "ended" in ladder else "completed" if found == "ended" else found
        return found if found == "" or found in ladder else None


def _meant(said: str) -> Meant:
    turned = said.startswith("<")
    name, _, role = said.removeprefix("<").partition("=")
    name, _, status = name.partition(" ")
    return Meant(name, turned, status, role)
