"""Look-ups as SPARQL: for each the query that gives the same rows, with what is asked about bound as values.

A :class:`Lookup` says which values it takes. ``?given`` is an entity, ``?day`` the day that is asked about
and ``?next`` the day after, as texts. docs/model.md describes the graph that is asked.
"""

from __future__ import annotations

from typing import NamedTuple


class Lookup(NamedTuple):
    """A query, and the variables of it that are bound."""

    text: str
    takes: tuple[str, ...]


# --- parts --------------------------------------------------------------------------------------------------

# A stated date is filled up to its first and its last day. Every month has 31 days here, which is exact as
# long as what is compared with the last is the day after: nothing lies between a 28th and a 1st of March.
_SPAN = """
  OPTIONAL {{ ?spell rg:{0} ?{0}Said }}
  OPTIONAL {{ ?spell rg:{0}Earliest ?{0}Low }}
  OPTIONAL {{ ?spell rg:{0}Latest ?{0}Bound }}
  BIND({1} AS ?{0}High)
  BIND(IF(?{0}Said != "", ?{0}Said, ?none) AS ?{0}Text)
  BIND(COALESCE(STR(?{0}Low), CONCAT(?{0}Text, SUBSTR("-01-01", STRLEN(?{0}Text) - 3))) AS ?{0}First)
  BIND(COALESCE(?{0}High, CONCAT(?{0}Text, SUBSTR("-12-31", STRLEN(?{0}Text) - 3))) AS ?{0}Last)
  BIND(COALESCE(?{0}Text,
    IF(STR(?{0}Low) = ?{0}High, ?{0}High, CONCAT(STR(?{0}Low), " to ", ?{0}High)),
    CONCAT("by ", ?{0}High), CONCAT("after ", STR(?{0}Low)), "") AS ?{0})"""
# What is said to hold or to have been done, and of which no start is told, had begun by its first report.
_SINCE = _SPAN.format(
    "since",
    """COALESCE(STR(?sinceBound), IF(!BOUND(?sinceSaid) && !BOUND(?sinceLow)
    && ?rung IN (status:inForce, status:ended, status:completed, status:calledOff), ?first, ?none))""",
)
# Of a state that nobody dates a card tells before which day it began, whenever either side was founded.
_BEFORE = """
  OPTIONAL { ?spell rg:sinceRule ?sinceRule }
  BIND(IF(?kind = rg:State && BOUND(?sinceHigh) && !BOUND(?sinceText)
    && COALESCE(?sinceRule = "founded", !BOUND(?sinceLow)),
    CONCAT("before ", ?sinceHigh), ?sinceTold) AS ?since)"""
_UNTIL = _SPAN.format("until", "STR(?untilBound)")
_ENDS = "(BOUND(?untilSaid) || BOUND(?untilLow) || BOUND(?untilBound))"
_HOLDS = f"""
  OPTIONAL {{ ?spell rg:doubtedFrom ?doubted }}
  OPTIONAL {{ ?spell rg:doubtedUntil ?cleared }}
  BIND(COALESCE(STR(?doubted) <= ?day, false) && COALESCE(?day < STR(?cleared), true) AS ?inDoubt)
  BIND(IF(?kind != rg:State, "",
    IF(?rung IN (status:denied, status:calledOff, status:completed), "no",
    IF(COALESCE(?day < ?sinceFirst, false) || COALESCE(?untilLast < ?next, false), "no",
    IF(?rung IN (status:rumoured, status:announced), "unknown",
    IF(COALESCE(!(?sinceLast < ?next), true), "unknown",
    IF({_ENDS} && COALESCE(?day >= ?untilFirst, true), "unknown",
    IF(?inDoubt, "unknown", "yes"))))))) AS ?holds)"""
_STATUS = """
  BIND(IF(?rung = status:inForce && COALESCE(?untilLast < ?next, false), "ended",
    IF(?rung = status:ended && COALESCE(?day < ?untilLast, false), "inForce",
    IF(?rung IN (status:completed, status:calledOff) && COALESCE(?day < ?sinceFirst, false), "announced",
    STRAFTER(STR(?rung), "#")))) AS ?status)"""
# A plan is not late before its time, and counts in months what it usually takes; a state counts in years, and
# the 29th of February comes back on the 1st of March.
_STALE = f"""
  OPTIONAL {{ ?relation rg:staleAfter ?after }}
  OPTIONAL {{ ?relation rg:usualTime ?usual }}
  BIND(?rung IN (status:announced, status:rumoured) AS ?isPlan)
  BIND(IF(?isPlan, STR(?usual), STR(?after)) AS ?term)
  BIND(COALESCE(xsd:integer(REPLACE(?term, "^P([0-9]+)Y.*$", "$1")), 0) * 12
    + COALESCE(xsd:integer(REPLACE(?term, "^P([0-9]+Y)?([0-9]+)M$", "$2")), 0) AS ?months)
  BIND(IF(?isPlan && COALESCE(?sinceLast > ?last, false), ?sinceLast, ?last) AS ?from)
  BIND(xsd:integer(SUBSTR(?from, 1, 4)) * 12 + xsd:integer(SUBSTR(?from, 6, 2)) - 1 + ?months AS ?count)
  BIND(xsd:integer(FLOOR(?count / 12)) AS ?year)
  BIND(?count - ?year * 12 + 1 AS ?month)
  BIND(!?isPlan && SUBSTR(?from, 5) = "-02-29" && ?year - xsd:integer(FLOOR(?year / 4)) * 4 != 0 AS ?leaps)
  BIND(IF(?leaps, CONCAT(STR(?year), "-03-01"),
    CONCAT(STR(?year), IF(?month < 10, "-0", "-"), STR(?month), SUBSTR(?from, 8))) AS ?limit)
  BIND(BOUND(?term) && COALESCE(?day > ?limit, false)
    && (?isPlan || (?rung = status:inForce && !{_ENDS})) AS ?stale)"""
_SHARE = """
  OPTIONAL {
    SELECT ?spell ?day (MAX(?step) AS ?then) WHERE {
      ?spell rg:shareStep ?step .
      FILTER(SUBSTR(?step, 1, 10) <= ?day)
    } GROUP BY ?spell ?day
  }
  OPTIONAL { ?spell rg:share ?final }
  BIND(IF(?kind = rg:State && ?rung IN (status:inForce, status:ended), STRAFTER(COALESCE(?then, ""), " "),
    COALESCE(?final, "")) AS ?share)"""
_REPORTED = """
  OPTIONAL { ?relationship rg:firstReported ?earlier }
  OPTIONAL { ?spell rg:reported ?mine }
  OPTIONAL { ?spell rg:confirmed ?later }
  BIND(STR(COALESCE(?mine, ?earlier, ?heard)) AS ?first)
  BIND(STR(COALESCE(?later, ?heard)) AS ?last)
  OPTIONAL { ?relationship rg:undated ?never }
  OPTIONAL { ?spell rg:undated ?own }
  BIND(COALESCE(?own, ?never, false) AS ?undated)
  OPTIONAL { ?spell rg:announced ?told }
  BIND(COALESCE(?told, "") AS ?announced)"""
_ABOUT_GIVEN = """
  ?relationship rdf:subject|rdf:object ?given ; rg:lastReported ?ever ."""
# Where it stands as what a claim adds, such as the seller, it has a part in the spell of that claim.
_WITH_GIVEN = """
  ?claim ?qualifier ?given .
  ?qualifier a rg:Qualifier .
  { ?spell rg:claim ?claim . ?relationship ?any ?spell }
  UNION {
    ?relationship rg:claim ?claim ; ?any ?spell .
    ?any a rg:Status .
    FILTER NOT EXISTS { ?spell rg:claim|prov:wasDerivedFrom ?each }
  }"""


def _rows(which: str) -> Lookup:
    head = """SELECT DISTINCT ?relationship ?spell ?subject ?relation ?object ?status ?holds ?stale ?since
  ?until ?share ?announced ?first ?last ?undated ?given ?day ?next WHERE {"""
    spells = """
  ?relationship rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ;
    rg:lastReported ?heard ; ?rung ?spell .
  ?rung a rg:Status .
  ?relation rg:kind ?kind ."""
    began = _SINCE.replace("AS ?since)", "AS ?sinceTold)") + _BEFORE
    parts = (_REPORTED, began, _UNTIL, _HOLDS, _STATUS, _STALE, _SHARE)
    return Lookup(f"{head}{which}{spells}{''.join(parts)}\n}}", ("given", "day", "next"))


ROWS = _rows(_ABOUT_GIVEN)
"""What an entity's card holds: a row for each spell of every relationship that it is subject or object of.
Partners, owners, brands, platforms, members and people are those of a relation that hold."""

PARTY_ROWS = _rows(_WITH_GIVEN)
"""The deals and states in which an entity is a party: the seller, what a merger became, a co-owner."""

TIMELINE = Lookup(
    f"""SELECT DISTINCT ?what ?when ?subject ?relation ?object ?given WHERE {{{_ABOUT_GIVEN}
  ?relationship rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ;
    rg:lastReported ?heard ; ?rung ?spell .
  ?rung a rg:Status .
  ?relation rg:kind ?kind .{_REPORTED}{_SINCE}{_UNTIL}
  VALUES ?event {{ "began" "ended" "announced" }}
  BIND(IF(?event = "began", ?since, IF(?event = "ended", ?until, ?announced)) AS ?when)
  BIND(IF(?event = "began" && ?kind != rg:State, STRAFTER(STR(?rung), "#"), ?event) AS ?what)
  FILTER(?event = "began" || ?when != "")
}}""",
    ("given",),
)
"""What happened to an entity: when its states began and ended, deals closed or were called off, and what was
announced. A timeline tells once what one event did in several relationships."""

SUPPORT = Lookup(
    f"""SELECT DISTINCT ?spell ?article ?publisher ?given WHERE {{{_ABOUT_GIVEN}
  ?relationship ?rung ?spell .
  ?rung a rg:Status .
  BIND(IF(EXISTS {{ ?spell rg:claim|prov:wasDerivedFrom ?several }}, ?spell, ?relationship) AS ?node)
  ?node rg:claim|prov:wasDerivedFrom ?behind .
  ?behind ?said ?passage .
  ?passage rg:inArticle ?article .
  FILTER(?said != status:denied || ?rung = status:denied)
  OPTIONAL {{
    ?article rg:copyOf+ ?origin .
    FILTER NOT EXISTS {{ ?origin rg:copyOf/dcterms:title ?before }}
    OPTIONAL {{ ?origin dcterms:publisher ?original }}
  }}
  OPTIONAL {{ ?article dcterms:publisher ?own }}
  BIND(COALESCE(?original, ?own, STRAFTER(STR(?article), STR(art:))) AS ?publisher)
}}""",
    ("given",),
)
"""Who says so, of each spell: the articles, and the publishers behind them; a copy counts for its original's.
Who denies it does not support it, unless all do."""

QUALIFIERS = Lookup(
    f"""SELECT DISTINCT ?relationship ?name ?value ?given WHERE {{{_ABOUT_GIVEN}
  ?relationship rg:claim ?claim .
  ?claim ?name ?value .
  ?name a rg:Qualifier .
  OPTIONAL {{ ?claim ?planned ?told FILTER(?planned IN (status:announced, status:rumoured)) }}
  FILTER(?name != rg:price || !BOUND(?planned) || NOT EXISTS {{
    ?relationship rg:claim ?other .
    ?other status:completed ?there ; rg:price ?paid
  }})
}}""",
    ("given",),
)
"""What the claims behind its relationships add: role, market, scope, seller, price and so on; not what was
agreed at first, where a price is told that was paid."""

CLAIMS = Lookup(
    """SELECT DISTINCT ?claim ?status ?words ?article ?publisher ?subject ?relation ?object WHERE {
  ?relationship rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ;
    rg:claim|prov:wasDerivedFrom ?claim .
  ?claim ?status ?passage .
  ?passage rg:inArticle ?article ; rg:says|rg:quote ?words .
  OPTIONAL { ?article dcterms:publisher ?publisher }
}""",
    ("subject", "relation", "object"),
)
"""Why: each claim behind a relationship, with the passages that state it and who published them."""

ENTITIES = Lookup(
    """SELECT ?entity ?name ?type WHERE {
  ?entity a ?type ; rdfs:label ?name .
  ?type a rg:EntityType .
}""",
    ("type",),
)
"""The list of entities of a type, or without one of all, a row for each type that one has."""

NAMES = Lookup(
    """SELECT ?given ?term ?text WHERE {
  VALUES ?term { rdfs:label skos:prefLabel skos:altLabel rdfs:comment rg:country schema:url rg:alsoId
    skos:exactMatch schema:leiCode rg:ticker rg:isin }
  ?given ?term ?text .
}""",
    ("given",),
)
"""The head of a card: names, country, address and identifiers of an entity."""

FORMER_NAMES = Lookup(
    """SELECT ?given ?name ?from ?until WHERE {
  ?given rg:formerName ?former .
  ?former rdfs:label ?name .
  OPTIONAL { ?former rg:from ?from }
  OPTIONAL { ?former rg:until ?until }
}""",
    ("given",),
)
"""The names that an entity had for a time."""

FIGURES = Lookup(
    """SELECT ?given ?figure ?measure ?unit ?value ?above ?below ?atLeast ?atMost ?market ?on ?note ?article
WHERE {
  ?figure rdf:subject ?given ; rg:measure ?measure ; rg:unit ?unit ; rg:statedIn/rg:inArticle ?article .
  OPTIONAL { ?figure rg:value ?value }
  OPTIONAL { ?figure rg:above ?above }
  OPTIONAL { ?figure rg:below ?below }
  OPTIONAL { ?figure rg:atLeast ?atLeast }
  OPTIONAL { ?figure rg:atMost ?atMost }
  OPTIONAL { ?figure rg:market ?market }
  OPTIONAL { ?figure rg:on ?on }
  OPTIONAL { ?figure rg:note ?note }
}""",
    ("given",),
)
"""The figures that articles give of an entity."""

CONFLICTS = Lookup(
    f"""SELECT DISTINCT ?given ?conflict ?kind ?text ?says ?claim WHERE {{{_ABOUT_GIVEN}
  ?conflict rg:about ?relationship ; rg:kind ?kind ; rdfs:comment ?text .
  OPTIONAL {{
    ?conflict rg:side ?side .
    OPTIONAL {{ ?side rdfs:comment ?says }}
    OPTIONAL {{ ?side rg:claim ?claim }}
  }}
}}""",
    ("given",),
)
"""Where the sources disagree about an entity: what each side says, and the claims that say so."""
LOOKUPS = {
    "rows": ROWS,
    "rows of a party": PARTY_ROWS,
    "timeline": TIMELINE,
    "support": SUPPORT,
    "qualifiers": QUALIFIERS,
    "claims": CLAIMS,
    "entities": ENTITIES,
    "names": NAMES,
    "former names": FORMER_NAMES,
    "figures": FIGURES,
    "conflicts": CONFLICTS,
}
