"""The rules that files are held to: a name for each fault that can be found, and why it is one.

A fault that the shapes of ``ontology/shapes.ttl`` find too has the same name there, so that it is called
the same whether it was met in a file or in a store.
"""

from __future__ import annotations

from collections.abc import Mapping

_FILES = {
    "file-unreadable": "A path names a file that is there, may be read, and is of a kind and size we read.",
    "file-text": "Files are UTF-8 without control or invisible characters, which can hide what a file says.",
    "file-yaml": "Only plain YAML is read: no anchors, tags, merge keys, second documents or deep nesting.",
    "file-empty": "A file that says nothing was most likely meant to say something.",
    "file-kind": "A YAML file is an article (it has passages) or describes entities (each has a type).",
    "file-faults": "Of one file 500 faults are listed; whoever has more has one of them many times.",
    "key-unknown": "A key that nothing reads would be passed over in silence; it is most likely misspelt.",
    "key-repeated": "Of two equal keys one would be lost; keep one.",
    "value-form": "A value is a text, a list or a mapping as its key asks for, and not empty.",
    "text-comment": "In YAML a # after a space begins a comment; the text before it ends there.",
    "decisions": "A decision names known entities, says who made it and why, and contradicts no other.",
    "row-form": "A row of a bulk file is one JSON object, or as many cells as the first row has columns.",
    "row-article": "Rows of one article must say the same of it.",
}
_ENTITIES = {
    "entity-id": "Ids stand in addresses and never change: lower-case words joined by hyphens.",
    "entity-described": "An entity is described in one place; two descriptions would overwrite each other.",
    "entity-name": "An entity has one name, of one line, by which it is shown.",
    "entity-type": "An entity has at least one type, each said once: it decides what may be claimed of it.",
    "entity-unknown-type": "Types are those of the ontology; see: retailgraph relations.",
    "entity-both": "A brand and the company of its name are two entities: one owns the other.",
    "entity-lookalike": "A letter of another script, or one nobody sees, makes a name look like another.",
    "entity-alias": "Aliases are names of one line, each said once, by which an entity is found.",
    "entity-language": "Names in other languages stand under a BCP 47 tag, each once.",
    "entity-former": "A former name has a name, an until after its from, and is not the name still.",
    "entity-country": "Countries are ISO 3166-1 codes, so that all articles mean the same by one.",
    "entity-website": "A website is a whole http or https address.",
    "entity-wikidata": "A Wikidata id is Q and a number.",
    "entity-lei": "An LEI (ISO 17442) carries check digits; if they do not fit, a character is wrong.",
    "entity-ticker": "A ticker names its exchange, for the same symbol means others elsewhere.",
    "entity-isin": "An ISIN (ISO 6166) carries a check digit; if it does not fit, a character is wrong.",
    "entity-same-lei": "An LEI belongs to one legal entity; of two with the same, one has a wrong one.",
    "entity-twin": "Two entities with one Wikidata id, ISIN or ticker may be the same one, described twice.",
}
_ARTICLES = {
    "article-id": "A file's name is its article's id: its date or undated, and words; published fits it.",
    "article-described": "An article stands in one file; two files of one id would overwrite each other.",
    "article-title": "A title of one line names the source.",
    "article-source": "Whoever doubts a claim must be able to look it up: a url, or a publisher in print.",
    "article-url": "A url is a whole http or https address.",
    "article-publisher": "Support counts publishers; without one the host of the url stands for it.",
    "article-date": "A date is a year, month or day that exists, between the years 1000 and 2200.",
    "article-retrieved": "Nothing is retrieved before it is published.",
    "article-future": "Nothing was published after today; a digit of the date is most likely wrong.",
    "article-language": "A language is a BCP 47 tag.",
    "article-copy": "copyOf names the other article that this one repeats.",
    "article-original": "copyOf and source name articles that are known, or they say nothing.",
    "article-same-url": "Two articles at one address are most likely one, and would be counted twice.",
    "article-text-hash": "textHash is the SHA-256 of the text that the offsets of quotes count in.",
    "article-contents": "An article has passages, and in one of them at least a claim or figure.",
    "passage-offsets": "at says where a quote stands in its text: two offsets in code points, 120..185.",
    "passage-words": "A passage has the words behind its claims: says in our own, or quote in the article's.",
    "passage-where": "where binds words that stand in says to entities that the passage's claims name.",
    "passage-contents": "A passage has claims or figures; words alone say nothing to the graph.",
    "quote": "A quote stands word for word in the text that it is from.",
}
_CLAIMS = {
    "claim-form": "A claim is three words, subject relation object, and its qualifiers in { }.",
    "claim-relation": "Relations are those of the ontology; see: retailgraph relations.",
    "claim-entities": "Subject and object are ids that an entity file describes.",
    "claim-doubtful": "The file that describes an entity has faults; mend it first.",
    "claim-types": "A relation joins the types that the ontology allows, in that direction.",
    "claim-itself": "Nothing owns, buys or leads itself; one of the two words is wrong.",
    "claim-status": "A status is a step of its relation's ladder: a state is inForce, a deal is completed.",
    "claim-qualifier": "A relation takes the qualifiers that the ontology gives it.",
    "claim-required": "Without this qualifier the claim says too little to be told from others.",
    "claim-list": "Only some qualifiers take lists, and each value of a list is said once.",
    "claim-value": "A qualifier that names an entity names one that an entity file describes.",
    "claim-value-type": "A qualifier names entities of the types that the ontology allows.",
    "claim-text": "A qualifier's text is one line; a note may run over several.",
    "claim-date": "A date is a year, month or day that exists: 2019, 2019-09 or 2019-09-18.",
    "claim-interval": "to is the first day on which it no longer holds, so it comes after from.",
    "claim-share": "A share is percent held afterwards: 33, over 50, under 20 or 65..70.",
    "claim-share-bounds": "The share must fit the relation: half or more is owned, less is a stake.",
    "claim-price": "A price is an amount and an ISO 4217 currency: 2.4bn USD.",
    "claim-market": "A market is an ISO 3166-1 code, a Market entity, or a region with a capital.",
    "claim-confidence": "Confidence is a number from 0 to 1.",
    "claim-word": "A qualifier that knows a few words takes one of them.",
    "claim-undisclosed": "The word undisclosed stands for an owner, buyer or seller, and for nobody else.",
    "claim-unnamed": "A passage in our words says its claims: both sides stand in it, by name or bound word.",
    "claim-repeated": "The same claim twice in one passage adds nothing.",
    "claim-alike": "Claims that differ only in spelling or notes would be counted as two.",
    "claim-early": "What is reported as done must not lie after the report; it was announced.",
    "claim-turned": "Other claims say it the other way round; both can hardly be right.",
    "claim-shares": "What an article says to be held of one thing adds up to no more than all of it.",
    "claim-circle": "What owns or contains itself through others is a mistake in one of the links.",
}
_FIGURES = {
    "figure-form": "A figure is two words, entity measure, and its numbers in { }.",
    "figure-entity": "A figure is about an id that an entity file describes.",
    "figure-measure": "Measures are those of the ontology, so that figures can be compared.",
    "figure-value": "A figure is one number in digits, or two bounds, the smaller first.",
    "figure-unit": "A number without its unit, or in one that its measure has not, says nothing.",
    "figure-date": "on is a date: 2019, 2019-09 or 2019-09-18.",
    "figure-market": "A market is an ISO 3166-1 code, a Market entity, or a region with a capital.",
    "figure-text": "A figure's note is a text.",
    "figure-repeated": "The same figure twice in one passage adds nothing.",
}
OF_A_GRAPH: Mapping[str, str] = {
    "conflict": "Articles say what cannot all be right; the graph holds all sides.",
    "kept-lost": "What was loaded is kept as it was given, or it is gone when the store is built again.",
    "entity-shipped": "An entity over a shipped one is of its type: what is claimed of that stays true.",
    "entity-retyped": "An entity stays what claims about it need: an owned brand becomes no person.",
    "claim-outnumbered": "One publisher, or a report without a date, ended what more publishers report.",
}
"""Rules that no file breaks by itself, only beside what a graph holds already."""

RULES: Mapping[str, str] = {**_FILES, **_ENTITIES, **_ARTICLES, **_CLAIMS, **_FIGURES, **OF_A_GRAPH}
"""Every rule that files are held to, with the reason for it in one sentence."""
