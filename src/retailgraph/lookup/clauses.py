"""Who did what to whom, as English: the clauses that sentences and timelines are made of."""

from __future__ import annotations

import re
from collections.abc import Collection

from retailgraph.identity.undisclosed import UNDISCLOSED, is_undisclosed
from retailgraph.lookup.rows import Row
from retailgraph.ontology import STATE, Ontology, Relation
from retailgraph.relationships import UNKNOWN


def clause(row: Row, ontology: Ontology) -> str:
    """A row as a clause: "Velmar may own Marvane", "Abel's purchase of Marvane was called off"."""
    relation = ontology.relations[row.relation]
    who = told_name(row.subject, row.subject_id, relation, from_deal=bool(row.since_deal))
    whom = "" if relation.unary else f" {told_name(row.object, row.object_id, relation)}"
    base, past = verb_of(relation, row.how, row.types if relation.unary else ())
    if row.status == "calledOff" and relation.noun:
        return f"{whose(who)} {relation.noun}{whom} was called off"
    told = _of_status(row.status, "was" if row.stale else "is")
    if told:
        return told.format(who=who, base=base, now=relation.label, whom=whom)
    if row.holds == UNKNOWN or (relation.kind != STATE and row.status == "completed" and row.doubted):
        return f"{who} may {base if row.status == 'inForce' else f'have {_perfect(relation)}'}{whom}"
    return f"{who} {past if _is_past(row, relation) else relation.label}{whom}"


def _of_status(status: str, be: str) -> str:
    """How to tell what has not come, or not yet; empty of what has."""
    return {
        "announced": f"{{who}} {be} to {{base}}{{whom}}",
        "rumoured": f"{{who}} {be} rumoured to {{base}}{{whom}}",
        "denied": "it is denied that {who} {now}{whom}",
        "calledOff": "{who} was to {base}{whom}, which was called off",
    }.get(status, "")


def _perfect(relation: Relation) -> str:
    """What follows on "have": "owned", "been part of"; that of a longer verb is of its passive."""
    verb = relation.verbs[0]
    if verb.past.startswith("was "):
        return f"been {verb.past[4:]}"
    return verb.participle if verb.participle and " " not in verb.base else verb.past


def _is_past(row: Row, relation: Relation) -> bool:
    if relation.kind == STATE:
        # Of an earlier day it was in force, and is over by now.
        over = row.until_deal or (row.until_latest and row.until_latest <= row.last_reported)
        # What does not hold and has not ended began only later.
        return row.holds == "" or row.status == "ended" or bool(over)
    return row.status == "completed"


def verb_of(relation: Relation, how: Collection[str], types: Collection[str]) -> tuple[str, str]:
    """The verb that tells most, as base and past: by how it came, else by the type of whose it was.

    "closed" of a platform and "died" of a person, where the relation itself says "ceased to exist".
    """
    for manner in relation.manners:
        if manner.how in how if manner.how else manner.type in types:
            return manner.base, manner.past
    return relation.verbs[0].base, relation.verbs[0].past


def told_name(name: str, id: str, relation: Relation, *, from_deal: bool = False) -> str:
    """A name in a sentence: somebody whom nobody names is told as what they are said to have done."""
    if not is_undisclosed(id):
        return name
    return "an undisclosed buyer" if from_deal or "seller" in relation.parties else "somebody undisclosed"


def told_sellers(names: Collection[str]) -> str:
    """Who sold: "Abel and Brel", "an undisclosed seller"."""
    return " and ".join("an undisclosed seller" if name == UNDISCLOSED else name for name in names)


def whose(name: str) -> str:
    """A name as whose something is: "Abel's", "Capri Holdings'", "Macy's"."""
    if name.endswith(("'s", "’s")):
        return name
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def as_announced(row: Row, told: str) -> str:
    """That it is only announced, and since when; empty where the sentence tells it already."""
    if row.status != "announced" or "announced" in told:
        return ""
    return f"as announced {row.announced}".rstrip()


def capital(sentence: str) -> str:
    """A sentence that begins with a word, and not with a name, begins with a capital letter."""
    begins = sentence.startswith(("an undisclosed ", "somebody undisclosed", "it is denied "))
    return sentence[:1].upper() + sentence[1:] if begins else sentence


def short_number(value: str) -> str:
    """ "17.2bn" of "17,200,000,000"; smaller numbers stay as they are."""

    def shortened(found: re.Match[str]) -> str:
        whole = float(found[0].replace(",", ""))
        size, unit = next((s, u) for s, u in ((1e9, "bn"), (1e6, "m"), (1.0, "")) if whole >= s)
        return f"{whole / size:.10g}{unit}" if unit else found[0]

    return re.sub(r"\d[\d,]{8,}", shortened, value)
