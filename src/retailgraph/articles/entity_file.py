"""Entity files: one YAML file maps ids to who or what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from retailgraph.articles import words
from retailgraph.articles.fields import check_keys, one_text, texts_of
from retailgraph.articles.report import Report, did_you_mean, nearest
from retailgraph.articles.strict_yaml import Listing, Mapping, Node, Text
from retailgraph.articles.values import Entity, FormerName
from retailgraph.identity.lookalikes import lookalikes
from retailgraph.ontology import Ontology

_T = TypeVar("_T")
KEYS = ("type", "name", "aliases", "names", "former", "ids", "website", "country", "about")
_FORMER_KEYS = ("name", "from", "until", "source")
_ABOUT_LENGTH = 1000
_RULES = {
    "type": "entity-type",
    "name": "entity-name",
    "aliases": "entity-alias",
    "names": "entity-language",
    "website": "entity-website",
    "country": "entity-country",
    "from": "entity-former",
    "until": "entity-former",
    "source": "entity-former",
    **{scheme: f"entity-{scheme}" for scheme in words.SCHEMES},
}


def read_entities(tree: Mapping, ontology: Ontology, report: Report) -> tuple[Entity, ...]:
    """The entities of a file's tree; those with errors are left out, and the errors are in ``report``."""
    read = (read_entity(id, node, tree.lines[id], ontology, report) for id, node in tree.items.items())
    return tuple(entity for entity in read if entity)


def read_entity(id: str, node: Node, line: int, ontology: Ontology, report: Report) -> Entity | None:
    """The entity that a node describes; None, and the errors in ``report``, if it is wrong."""
    before = report.errors
    report.take(line, words.entity_id, id, rule="entity-id")
    if not isinstance(node, Mapping):
        message = f"'{id[:80]}' must be followed by its type and name, each on an indented line"
        report.error(line, message, rule="value-form")
        return None
    check_keys(node, KEYS, "an entity", report)
    for key in ("type", "name"):
        if key not in node.items:
            report.error(line, f"'{id[:80]}' needs a {key}", rule=_RULES[key])
    entity = Entity(
        id,
        _types(node.items.get("type"), ontology, report),
        _name(node, "name", report),
        tuple(_lines(texts_of(node.items.get("aliases"), "aliases", report), "aliases", report)),
        tuple(sorted(_pairs(node, "names", words.language, report))),
        tuple(_former(node, report)),
        tuple(sorted(_ids(node, report))),
        _take(node, "website", words.url, report) or "",
        _take(node, "country", words.country, report) or "",
        _take(node, "about", lambda text: words.long_text(text, _ABOUT_LENGTH), report) or "",
        report.path,
        line,
    )
    return entity if report.errors == before else None


def _take(node: Mapping, key: str, read: Callable[[str], _T], report: Report) -> _T | None:
    text = one_text(node, key, report)
    return report.take(text.line, read, text.value, key, _RULES.get(key, "value-form")) if text else None


def _name(node: Mapping, key: str, report: Report) -> str:
    text = one_text(node, key, report)
    return (_checked_name(text, key, report) or "") if text else ""


def _checked_name(text: Text, what: str, report: Report) -> str | None:
    name = report.take(text.line, words.line_of_text, text.value, what, _RULES.get(what, "value-form"))
    for oddity in lookalikes(name or ""):
        report.warning(text.line, f"{what}: {oddity}; if it is meant, leave it", rule="entity-lookalike")
    return name


def _lines(texts: Iterable[Text], what: str, report: Report) -> Iterable[str]:
    for text in _without_repeats(texts, what, report):
        name = _checked_name(text, what, report)
        if name is not None:
            yield name


def _without_repeats(texts: Iterable[Text], what: str, report: Report) -> Iterable[Text]:
    seen: set[str] = set()
    for text in texts:
        if text.value in seen:
            message = f"{what}: '{text.value[:80]}' stands twice in the list"
            report.error(text.line, message, rule=_RULES[what])
        else:
            seen.add(text.value)
            yield text


def _types(node: Node | None, ontology: Ontology, report: Report) -> tuple[str, ...]:
    texts = list(_without_repeats(texts_of(node, "type", report), "type", report))
    for text in texts:
        if text.value not in ontology.types:
            near = nearest(text.value, ontology.types)
            known = "types are " + ", ".join(ontology.types)
            message = f"unknown type '{text.value[:80]}'{did_you_mean(near, known)}"
            report.error(text.line, message, near, rule="entity-unknown-type")
    return tuple(text.value for text in texts)


def _mapping(node: Mapping, key: str, report: Report) -> Mapping | None:
    inner = node.items.get(key)
    if inner is None or (isinstance(inner, Mapping) and inner.items):
        return inner
    form = "{wikidata: Q123, lei: ...}" if key == "ids" else "{zh-Hans: 天猫}"
    report.error(node.lines[key], f"{key} must be a mapping, such as {form}", rule="value-form")
    return None


def _pairs(
    node: Mapping, key: str, read_key: Callable[[str], str], report: Report
) -> Iterable[tuple[str, str]]:
    inner = _mapping(node, key, report)
    if inner is None:
        return
    seen: set[str] = set()
    for word in inner.items:
        tag = report.take(inner.lines[word], read_key, word, key, _RULES[key])
        name = _name(inner, word, report)
        if tag in seen:
            message = f"{key}: '{tag}' stands twice here; keep one"
            report.error(inner.lines[word], message, rule=_RULES[key])
        if tag and name:
            seen.add(tag)
            yield tag, name


def _ids(node: Mapping, report: Report) -> Iterable[tuple[str, str]]:
    inner = _mapping(node, "ids", report)
    if inner is None:
        return
    check_keys(inner, tuple(words.SCHEMES), "ids", report)
    for scheme, read in words.SCHEMES.items():
        value = _take(inner, scheme, read, report)
        if value:
            yield scheme, value


def _former(entity: Mapping, report: Report) -> Iterable[FormerName]:
    """The former names of an entity; the last of them is an error if it is the name still."""
    names = list(_former_names(entity.items.get("former"), report))
    last = max((f for f in names if f.until), key=lambda f: f.until.latest, default=None)  # type: ignore[union-attr]
    name = entity.items.get("name")
    if last and isinstance(name, Text) and last.name == name.value.strip():
        message = f"'{last.name[:80]}' is not a former name: it is the name still"
        report.error(entity.lines["former"], message, rule="entity-former")
    return names


def _former_names(node: Node | None, report: Report) -> Iterable[FormerName]:
    if node is None:
        return
    if isinstance(node, Listing) and not node.items:
        report.error(node.line, "former is an empty list; leave it out", rule="entity-former")
        return
    if not isinstance(node, Listing):
        message = 'former must be a list, such as [{name: "Coach, Inc.", until: 2017-10-31}]'
        report.error(node.line, message, rule="entity-former")
        return
    for item in node.items:
        if isinstance(item, Mapping):
            yield _former_name(item, report)
        else:
            message = 'a former name is a mapping, such as {name: "Coach, Inc.", until: 2017-10-31}'
            report.error(item.line, message, rule="entity-former")


def _former_name(node: Mapping, report: Report) -> FormerName:
    check_keys(node, _FORMER_KEYS, "a former name", report)
    if "name" not in node.items:
        report.error(node.line, "a former name needs a name", rule="entity-former")
    start, until = _take(node, "from", words.date, report), _take(node, "until", words.date, report)
    if start and until and until.latest <= start.earliest:
        message = f"until ({until}) is not after from ({start})"
        report.error(node.lines["until"], message, rule="entity-former")
    return FormerName(
        _name(node, "name", report),
        start,
        until,
        _take(node, "source", _article_id, report) or "",
    )


def _article_id(text: str) -> str:
    words.article_id(text)
    return text
