"""Drafts: what was proposed from one text, as a YAML file to review or as JSON Lines."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from retailgraph.articles import slug
from retailgraph.articles.templates import file_name
from retailgraph.errors import Refused
from retailgraph.extraction.text import Party, Proposals, ProposedClaim, ProposedFigure, Span, Text
from retailgraph.opening import read_text
from retailgraph.seals import sealed
from retailgraph.writing import made_by

BY = "retailgraph propose"
"""What stands as ``by`` on a proposed claim."""
MARKS: Mapping[str, str] = {"yaml": f"# {made_by('propose')}", "jsonl": f'{{"by": "{BY}"'}
"""By which the drafts of each format are known again."""
LARGEST = 50_000_000
"""No draft is of more bytes."""
_TEXT_HASH = re.compile(r"\bsha256: '?([0-9a-f]{64})\b")
_HEAD = f"""\
{MARKS["yaml"]}
# A draft: what retailgraph propose found in a text. It cannot be loaded as it is.
# Review it claim by claim:  retailgraph review {{name}}
"""
_DEFAULT_TYPES = (
    "Company",
    "Brand",
    "Platform",
    "Initiative",
    "Alliance",
    "Person",
    "Market",
    "Place",
    "Store",
)


@dataclass(frozen=True, slots=True)
class NewEntity:
    """A name that the graph does not know: the id it would get, and the type it most likely has."""

    id: str
    name: str
    type: str
    types: tuple[str, ...] = ()


def text_hash(content: str) -> str:
    """The SHA-256 of a text's UTF-8, in hexadecimal."""
    return sha256(content.encode("utf-8", errors="surrogatepass")).hexdigest()


def new_entities(found: Proposals, taken: Iterable[str]) -> Mapping[Party, NewEntity]:
    """The entities that the proposals would add, by party; ids that are taken get a number."""
    used = set(taken)
    made: dict[Party, NewEntity] = {}
    uses = _uses(found)
    numbers: dict[str, int] = {}
    for party in _parties(found):
        if party.id or party in made:
            continue
        stem = slug(party.name) or f"name-{sha256(party.name.encode()).hexdigest()[:8]}"
        id = stem
        while id in used:
            numbers[stem] = numbers.get(stem, 1) + 1
            id = f"{stem}-{numbers[stem]}"
        used.add(id)
        types = party.types or _types_by_use(uses.get(party, frozenset()))
        made[party] = NewEntity(id, party.name, types[0] if types else "Company", tuple(types))
    return made


def _parties(found: Proposals) -> Iterator[Party]:
    for claim in found.claims:
        yield claim.subject
        yield claim.object
        for value in claim.qualifiers.values():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Party):
                    yield each
    for figure in found.figures:
        yield figure.subject


_USES = {
    ("owns", 1): "Brand", ("sellsOn", 0): "Brand", ("sellsOn", 1): "Platform", ("operates", 1): "Platform",
    ("leads", 0): "Person", ("memberOf", 1): "Alliance", ("runs", 1): "Initiative", ("operatesIn", 1): "Market",
    ("opensStoreIn", 1): "Place",
}  # fmt: skip


def _uses(found: Proposals) -> Mapping[Party, set[str]]:
    """The types that the claims about each name suggest."""
    uses: dict[Party, set[str]] = {}
    for claim in found.claims:
        for n, party in enumerate((claim.subject, claim.object)):
            uses.setdefault(party, set()).add(_USES.get((claim.relation, n), ""))
    return uses


def _types_by_use(used: Collection[str]) -> tuple[str, ...]:
    """The strongest of the types that claims suggest."""
    strong = [t for t in _DEFAULT_TYPES[1:] if t in used]
    return (*strong[:1], *(() if strong else ("Company",)))


# --- YAML -------------------------------------------------------------------------------------------------


def to_yaml(found: Proposals, taken: Iterable[str], name: str = "FILE") -> str:
    """The draft of one text: its article, its passages with offsets, and the entities that are new."""
    import yaml

    draft = to_dict(found, taken)
    body = yaml.dump(draft, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=100)
    return sealed(_HEAD.format(name="".join(c if c.isprintable() else "?" for c in name)) + body)


def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Claims on one line each; nothing is ever an alias."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

    def flow(dumper: Any, data: _Flow) -> Any:
        return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)

    Dumper.add_representer(_Flow, flow)
    Dumper.add_representer(
        _Pair, lambda d, data: d.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
    )
    return Dumper


class _Flow(dict):  # type: ignore[type-arg]
    """A mapping that is written in braces."""


class _Pair(list):  # type: ignore[type-arg]
    """A list that is written in brackets."""


def to_dict(found: Proposals, taken: Iterable[str]) -> dict[str, Any]:
    """The draft of one text as plain values, as its YAML file holds them."""
    new = new_entities(found, taken)
    text = found.text
    title = text.title or _first_words(found)
    article: dict[str, Any] = {"id": _article_id(title, text), "title": title}
    for key in ("url", "publisher", "published"):
        if getattr(text, key):
            article[key] = getattr(text, key)
    if text.language != "en":
        article["language"] = text.language
    article["text"] = {"sha256": text_hash(text.content), "characters": len(text.content)}
    if text.source not in ("text", "standard input"):
        article["text"]["source"] = text.source
    entities = {e.id: {"new": True, "type": e.type, "name": e.name} for e in new.values()}
    draft: dict[str, Any] = {"draft": 1, "article": article}
    if entities:
        draft["entities"] = entities
    draft["passages"] = list(_passages(found, new))
    return draft


def _article_id(title: str, text: Text) -> str:
    """An id that no other article of that title and day has; the same again for the same address."""
    stem = file_name(title, text.published).removesuffix(".yaml")
    return f"{stem}-{text_hash(text.url or text.content)[:6]}"


def _first_words(found: Proposals) -> str:
    return " ".join(found.text.content.split()[:12])[:100] or "untitled"


def _passages(found: Proposals, new: Mapping[Party, NewEntity]) -> Iterator[dict[str, Any]]:
    claims: dict[Span, list[Any]] = defaultdict(list)
    figures: dict[Span, list[Any]] = defaultdict(list)
    for claim in found.claims:
        claims[claim.sentence].append(_claim(claim, new))
    for figure in found.figures:
        figures[figure.sentence].append(_figure(figure, new))
    for span in sorted({*claims, *figures}):
        quote = found.text.content[span.start : span.end]
        passage: dict[str, Any] = {"quote": quote, "at": _Pair(span)}
        if span in claims:
            passage["claims"] = claims[span]
        if span in figures:
            passage["figures"] = figures[span]
        yield passage


def _id(party: Party, new: Mapping[Party, NewEntity]) -> str:
    return party.id or new[party].id


def _claim(claim: ProposedClaim, new: Mapping[Party, NewEntity]) -> dict[str, Any]:
    said = f"{_id(claim.subject, new)} {claim.relation} {_id(claim.object, new)}"
    values = _Flow({"status": claim.status, **_qualifiers(claim, new)})
    values["confidence"] = claim.confidence
    values["at"] = _Pair((claim.start, claim.end))
    values["wording"] = claim.wording
    return {said: values}


def _qualifiers(claim: ProposedClaim, new: Mapping[Party, NewEntity]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in claim.qualifiers.items():
        items = value if isinstance(value, tuple) and not isinstance(value, Party) else (value,)
        plain = [_id(v, new) if isinstance(v, Party) else str(v) for v in items]
        made[key] = plain[0] if len(plain) == 1 else _Pair(plain)
    return made


def _figure(figure: ProposedFigure, new: Mapping[Party, NewEntity]) -> dict[str, Any]:
    values = _Flow(dict(figure.values))
    values["confidence"] = figure.confidence
    values["at"] = _Pair((figure.start, figure.end))
    return {f"{_id(figure.subject, new)} {figure.measure}": values}


# --- JSON Lines -------------------------------------------------------------------------------------------


def to_jsonl(found: Proposals) -> Iterator[str]:
    """One object per claim, then one per figure.

    Names as the graph or, if they are new, the text has them.
    """
    head = {"by": BY, "text": found.text.key or found.text.source}
    for claim in found.claims:
        yield json.dumps({**head, **_row(claim)}, ensure_ascii=False)
    for figure in found.figures:
        yield json.dumps(
            {
                **head, "kind": "figure", "subject_name": figure.subject.name, "subject_id": figure.subject.id,
                "measure": figure.measure, **figure.values, "confidence": figure.confidence,
                "start": figure.start, "end": figure.end,
            },
            ensure_ascii=False,
        )  # fmt: skip


def _row(claim: ProposedClaim) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": "claim", "subject_name": claim.subject.name, "relation": claim.relation,
        "object_name": claim.object.name, "status": claim.status,
        "from": claim.qualifiers.get("from"), "to": claim.qualifiers.get("to"),
        "seller_name": None, "confidence": claim.confidence, "start": claim.start, "end": claim.end,
        "subject_id": claim.subject.id or None, "object_id": claim.object.id or None, "wording": claim.wording,
    }  # fmt: skip
    for key, value in claim.qualifiers.items():
        names = [
            v.name if isinstance(v, Party) else v for v in (value if isinstance(value, tuple) else (value,))
        ]
        said = names[0] if len(names) == 1 else names
        row[f"{key}_name" if key == "seller" else key] = said
    return row


# --- a draft that is under review --------------------------------------------------------------------------


def verdicts_beside(draft: Path) -> Path:
    """The file that the verdicts about a draft are kept in."""
    return draft.with_name(f"{draft.name}.review.json")


def check_review(target: Path, content: str) -> None:
    """Refused if a draft of another text takes the place of one that somebody is reviewing."""
    verdicts = verdicts_beside(target)
    if verdicts.is_file() and target.is_file():
        old = _TEXT_HASH.search(read_text(target, LARGEST))
        if old is not None and old[1] not in content:
            raise Refused(
                f"{target}: is under review (see {verdicts.name}), and of another text; choose another name, or"
                " add --force"
            )


__all__ = [
    "BY",
    "MARKS",
    "NewEntity",
    "Span",
    "check_review",
    "new_entities",
    "text_hash",
    "to_dict",
    "to_jsonl",
    "to_yaml",
    "verdicts_beside",
]
