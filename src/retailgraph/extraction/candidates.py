"""Names that are not known yet: runs of capitals, typed by the words around them.

And short forms of all names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from retailgraph.extraction import lexicon
from retailgraph.extraction.gazetteer import Gazetteer, common_names
from retailgraph.extraction.text import Mention, Party, Sentence
from retailgraph.identity import fold, short
from retailgraph.lookup.markets import place_named

_WORD = r"(?:[A-ZÀ-ÖØ-Þ]\.(?:[A-Z]\.)*|[0-9]{1,2}-[A-Z][\w]+|[A-ZÀ-ÖØ-Þ][\w]*(?:[-.'’&+/][\w]+)*!?|i[A-Z]\w+|e[A-Z]\w+)"
_JOINT = r"(?:\s+(?:&|of|de|de la|del|du|la|le|di|da|van|von|der|the|to the|x)\s+|\s+&\s+|\s)"
_RUN = re.compile(rf"(?:&\s)?{_WORD}(?:{_JOINT}{_WORD})*")
_CALLED = re.compile(r"(?:called|named|dubbed|known as)\s+$")
_SUFFIXES = {
    **dict.fromkeys(
        [
            "group",
            "holdings",
            "holding",
            "inc",
            "inc.",
            "corp",
            "corp.",
            "corporation",
            "ltd",
            "ltd.",
            "limited",
            "plc",
            "spa",
            "s.p.a.",
            "ag",
            "se",
            "llc",
            "gmbh",
            "sa",
            "nv",
        ],
        ("Company",),
    ),
    **dict.fromkeys(
        [
            "company",
            "companies",
            "industries",
            "ventures",
            "partners",
            "capital",
            "retail",
            "brands",
            "international",
            "enterprises",
        ],
        ("Company",),
    ),
    **dict.fromkeys(
        ["alliance", "coalition", "association", "consortium", "council", "federation"], ("Alliance",)
    ),
    **dict.fromkeys(
        ["initiative", "programme", "program", "strategy", "action", "pact", "plan", "charter", "agenda"],
        ("Initiative", "Alliance"),
    ),
    **dict.fromkeys(["marketplace", "mall", "pavilion", "marketplaces"], ("Platform",)),
}
_LEGAL = re.compile(r"[ ,]*\b(?:Inc|Corp|Ltd|plc|PLC|SpA|S\.p\.A|AG|SE|LLC|GmbH|SA|NV|Co)\b\.?$")
_ROLE_BEFORE = re.compile(
    r"\b(?:ceo|cfo|coo|cto|cmo|chairman|chairwoman|chair|president|director|officer|executive|founder|boss|chief|head|"
    r"manager|designer|mr|mrs|ms|sir|dame|lord|analyst|spokesman|spokeswoman|spokesperson|co-founder|minister|vp|co-ceo)\.?,?\s+$",
    re.IGNORECASE,
)
_ROLE_AFTER = re.compile(
    r"^,?\s*(?:,|who)\s+(?:the |a |an |its |their |[\w&.’' -]{2,30}?['’]s )?(?:[\w-]+ ){0,4}?(?:ceo|cfo|coo|cto|cmo|chairman|"
    r"chairwoman|chair|president|director|officer|executive|founder|boss|chief|head|manager|designer|analyst|vice-chair|chairs|leads)\b",
    re.IGNORECASE,
)
_SAID_BEFORE = re.compile(r"[\"”’,]\s*(?:said|says|added|adds|explained|noted|commented)\s+$")
_SAID_AFTER = re.compile(r"^,?\s+(?:said|says|told|added|explained|joined as|resigned|retired|stepped)\b")
_NOT_NAMES = lexicon.closed("candidates not_names")
_PLATFORM_WORDS = re.compile(
    r"\b(?:stores?|flagships?|storefronts?|shops?|sell(?:s|ing)?|sold|launch(?:es|ed)?|list(?:s|ed)?|available|debut(?:s|ed)?|"
    r"marketplaces?|went live|presence|boutiques?|open(?:s|ed|ing)?)\b[^.;]{0,40}\b(?:on|via|through)\s+$"
)


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    end: int
    text: str
    first: bool  # of its sentence


def find_names(content: str, sentences: Sequence[Sentence], gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """All names of a text in order.

    Those of the graph, those that look like names, and short forms of both.
    """
    known = list(gazetteer.find(content, sentences))
    taken = [(m.start, m.end) for m in known]
    runs = [r for r in _runs(content, sentences) if not _overlap(taken, r.start, r.end)]
    new = _mentions(content, runs)
    found = sorted([*known, *new], key=lambda m: m.start)
    return tuple(_with_short_forms(content, sentences, found))


def _overlap(taken: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in taken)


# --- runs of capitals ---------------------------------------------------------------------------------------


def _runs(content: str, sentences: Sequence[Sentence]) -> Iterator[_Run]:
    inside = {
        m.group() for s in sentences for m in re.finditer(rf"(?<=[a-z,] ){_WORD}", content[s.start : s.end])
    }
    for sentence in sentences:
        if sentence.kind == "headline" and len(sentences) > 1:
            continue  # in a headline capitals tell nothing; its names stand in the text as well
        first = _first_word(content, sentence)
        for match in _RUN.finditer(content, sentence.start, sentence.end):
            yield from _cleaned(content, match.start(), match.end(), first, inside)


def _first_word(content: str, sentence: Sentence) -> int:
    at = sentence.start
    while at < sentence.end and not (content[at].isalnum() or content[at] == "&"):
        at += 1
    return at


def _cleaned(
    content: str, start: int, end: int, first: int, inside: frozenset[str] | set[str]
) -> Iterator[_Run]:
    """A run without the words around it that are no part of a name."""
    text = content[start:end]
    while text:
        word = text.split()[0]
        low = word.lower().replace("’", "'")
        plain = re.sub(r"'s$", "", low)
        leads = start == first and (
            low in lexicon.word_list("not_names.txt") or (" " in text and low in _LEADING)
        )
        if (
            leads
            or plain in lexicon.word_list("nationalities.txt")
            or (" " in text and (low in _LEADING or (low != plain and place_named(plain))))
        ):
            rest = text[len(word) :]
            start += len(word) + len(rest) - len(rest.lstrip())
            text = rest.lstrip()
            text, start = _without_joint(text, start)
            continue
        break
    text = re.sub(r"['’]s?$", "", text)
    text = re.sub(r"\s+(?:of|de|the|to the|di|x|&)$", "", text)
    if not text or not _may_be_name(text, start == first, inside):
        return
    cut = re.search(r"['’]s\s", text)
    if cut:
        yield from _cleaned(content, start, start + cut.start(), first, inside)
        yield from _cleaned(content, start + cut.end(), start + len(text), first, inside)
        return
    yield _Run(start, start + len(text), text, start == first)


_LEADING = lexicon.closed("candidates leading")


def _without_joint(text: str, start: int) -> tuple[str, int]:
    match = re.match(r"(?:of|de|the|to the|di)\s+", text)
    return (text[match.end() :], start + match.end()) if match else (text, start)


def _may_be_name(text: str, first: bool, inside: frozenset[str] | set[str]) -> bool:
    if text in _NOT_NAMES or len(text) < 2 or text.lower() in _CALENDAR:
        return False
    if " " in text:
        return True
    low = text.lower()
    if low in lexicon.word_list("nationalities.txt") or place_named(text):
        return False
    if not first:
        return low not in _NEVER
    if text[1:] != text[1:].lower() or any(c.isdigit() for c in text):
        return True
    form = lexicon.verb_forms().get(low)
    if (
        low in lexicon.word_list("not_names.txt")
        or low.endswith("ly")
        or form
        or low in lexicon.class_nouns()
    ):
        return text in inside and low not in lexicon.word_list("not_names.txt")
    return True


_CALENDAR = lexicon.closed("candidates calendar")
_NEVER = lexicon.closed("candidates never")


# --- parties and types --------------------------------------------------------------------------------------


def _mentions(content: str, runs: Sequence[_Run]) -> list[Mention]:
    evidence: dict[str, list[_Run]] = {}
    for run in runs:
        evidence.setdefault(_same(run.text), []).append(run)
    made: list[Mention] = []
    for group in evidence.values():
        longest = max((r.text for r in group), key=len)
        types = _types(content, group, longest)
        party = Party(longest, "", types)
        made += [Mention(r.start, r.end, r.text, party) for r in group]
    return made


def _same(text: str) -> str:
    return short(fold(text))


def _types(content: str, group: Sequence[_Run], name: str) -> tuple[str, ...]:
    if name.lower() in lexicon.word_list("places.txt"):
        return ("Place",)
    if place_named(name):
        return ("Market",)
    words = name.lower().split()
    if words[-1] in _SUFFIXES:
        return _SUFFIXES[words[-1]]
    said = [t for run in group for t in _said(content, run)]
    if said:
        return said[0]
    if any(_is_person(content, run, words) for run in group):
        return ("Person",)
    if any(_PLATFORM_WORDS.search(content[max(0, run.start - 90) : run.start]) for run in group):
        return ("Platform", "Company")
    if name.lower().endswith((".com", ".co.uk", ".cn")):
        return ("Platform", "Company")
    return ()


def _is_person(content: str, run: _Run, words: Sequence[str]) -> bool:
    before, after = content[max(0, run.start - 40) : run.start], content[run.end : run.end + 70]
    if not 1 < len(words) < 5 or "&" in words or any(c.isdigit() for c in run.text):
        return False
    given = words[0].split("-")[0] in lexicon.word_list("given_names.txt") or words[0] in lexicon.word_list(
        "given_names.txt"
    )
    if _ROLE_BEFORE.search(before) or _SAID_BEFORE.search(before):
        return True
    if _ROLE_AFTER.match(after):
        return True
    if _SAID_AFTER.match(after) and given:
        return True
    brand_like = re.match(r"\s+(?:brand|label|store|stores|bags|products|collection|flagship|shop)", after)
    return given and not brand_like and len(words) < 4


def _said(content: str, run: _Run) -> Iterator[tuple[str, ...]]:
    """Types that the nouns next to a name give.

    "the jeweller X", "X, a fashion retailer", "the X programme".
    """
    nouns = lexicon.class_nouns()
    before = re.findall(r"[\w-]+|[^\w\s]", content[max(0, run.start - 60) : run.start].lower())
    if before and before[-1] in nouns and not before[-1].endswith("s"):
        yield nouns[before[-1]]
    if before and before[-1].endswith("s") and before[-1] in nouns:
        yield nouns[before[-1]]
    if _CALLED.search(content[max(0, run.start - 12) : run.start]):
        noun = next((w for w in reversed(before[:-1]) if w in nouns), "")
        if noun:
            yield nouns[noun]
    after = content[run.end : run.end + 80].lower()
    direct = re.match(r"\s+([\w-]+)", after)
    if (
        direct
        and direct[1] in nouns
        and direct[1] not in ("unit", "house", "owner", "name", "app", "parent", "line", "arm")
    ):
        yield nouns[direct[1]]
    apposition = re.match(
        r",\s+(?:the|a|an|its|one of)\s+((?:[\w'’&-]+\s+){0,7}?[\w-]+)(?=[,.;]|\s+(?:of|owned|that|which|run|with|in|based|for|at|under|from|part)\b)",
        after,
    )
    if apposition:
        noun = next((w for w in reversed(apposition[1].split()) if w in nouns), "")
        if noun and apposition[1].split()[-1] == noun:
            yield nouns[noun]


# --- short forms --------------------------------------------------------------------------------------------

_TAILS = lexicon.closed("candidates tails")


def _with_short_forms(content: str, sentences: Sequence[Sentence], found: Sequence[Mention]) -> list[Mention]:
    """The same names by fewer words: "Frasers" for Frasers Group, "Zeitlin" for Jide Zeitlin, "(AACA)"."""
    forms = _short_forms(content, found)
    taken = [(m.start, m.end) for m in found]
    merged = [_merged(m, forms) for m in found]
    if not forms:
        return merged
    pattern = re.compile(
        r"(?<![\w&])(?:" + "|".join(sorted(map(re.escape, forms), key=len, reverse=True)) + r")(?![\w&])"
    )
    for sentence in sentences:
        for match in pattern.finditer(content, sentence.start, sentence.end):
            if not _overlap(taken, match.start(), match.end()):
                merged.append(Mention(match.start(), match.end(), match.group(), forms[match.group()]))
    return sorted(merged, key=lambda m: m.start)


def _merged(mention: Mention, forms: Mapping[str, Party]) -> Mention:
    longer = forms.get(mention.text)
    if longer is not None and not mention.party.id and longer != mention.party:
        return replace(mention, party=longer)
    return mention


def _short_forms(content: str, found: Sequence[Mention]) -> dict[str, Party]:
    forms: dict[str, set[Party]] = {}
    known = {m.text for m in found if m.party.id}
    for mention in found:
        for form in _forms_of(content, mention):
            if form not in known:
                forms.setdefault(form, set()).add(mention.party)
    return {form: min(parties, key=lambda p: p.name) for form, parties in forms.items() if len(parties) == 1}


def _forms_of(content: str, mention: Mention) -> Iterator[str]:
    acronym = re.match(
        r"\s*\((?:the )?[\"“]?([A-Z][A-Za-z&]{1,9})[\"”]?\)", content[mention.end : mention.end + 16]
    )
    if acronym:
        yield acronym[1]
    words = mention.text.split()
    if len(words) < 2:
        return
    if "Person" in mention.party.types and len(mention.party.types) == 1:
        yield words[-1]
        return
    if set(mention.party.types) & {"Market", "Place"}:
        return
    stem = list(words)
    while len(stem) > 1 and stem[-1].lower().strip(".,") in _TAILS:
        stem.pop()
    if len(stem) < len(words):
        yield " ".join(stem)
    if stem[0].lower() == "the" and len(stem) > 1:
        stem = stem[1:]
    for word in (stem[0], stem[-1]) if len(stem) < len(words) else (stem[0],):
        plain = word.lower()
        if (
            len(word) > 3
            and word[0].isupper()
            and plain not in lexicon.word_list("not_names.txt") | lexicon.word_list("nationalities.txt")
            and plain not in common_names()
            and not place_named(word)
            and plain not in lexicon.word_list("given_names.txt")
            and plain not in lexicon.word_list("places.txt")
        ):
            yield word
