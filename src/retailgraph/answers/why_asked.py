"""Questions that ask why: what articles state as the reason, or that none of them states one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from retailgraph.answers.answer import Answer
from retailgraph.graph import Graph
from retailgraph.lookup.evidence import CitedPassage
from retailgraph.relationships import NO, UNKNOWN, YES
from retailgraph.tables import articles

_WHY = re.compile(
    r"\s*(?:(?:so|and|but|then),?\s+)?(?:why|how come|for what reasons?)\s+"
    r"(?:is it (?:said |told )?that\s+)?(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_REASON_FOR = re.compile(
    r"\s*(?:what (?:is|was|were|are)|what's|give|state)?\s*(?:the\s+)?(?:official |stated |main |real )?"
    r"(?:reasons?|motives?|rationale)\s+(?:for|behind|of|why)\s+(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_MADE = re.compile(
    r"\s*what (?:made|drove|led|moved|pushed|caused|prompted) (?P<who>.+?) (?:to )?"
    r"(?P<verb>sell|buy|leave|join|acquire|quit|partner|drop|own|license|merge|found) (?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_BECAUSE = re.compile(
    r"(?P<rest>.+?),?\s+(?:because of|due to|on account of|owing to)\s+(?P<cause>\S.*)", re.I | re.S
)
_CHINESE = re.compile(r"(?:请问|)(?P<one>.*?)(?:为什么|为何)(?:会|要|)(?P<two>.+)")
_CUES = (
    # What says outright that it is a reason.
    re.compile(
        r"\b(?:because|due to|owing to|in order to|so as to|so that|in protest|reasons?|cit(?:es|ed|ing)|"
        r"blam(?:es|ed)|court|regulators?|antitrust|judges?|fear(?:s|ed)|unable to|could not|failed to|"
        r"insolven\w+|bankrupt\w+)\b",
        re.IGNORECASE,
    ),
    # What tells of an aim.
    re.compile(
        r"\b(?:as part of (?:its|a|the) (?:plan|strategy)|focus(?:es)? on|concentrate on|to expand|"
        r"to strengthen|pay (?:down|off)|raise money|aims? to|hopes? to|meant to)\b",
        re.IGNORECASE,
    ),
)
_SALE = re.compile(
    r"(?:the\s+)?(?:sale|takeover|acquisition|purchase)\s+of\s+(?P<what>.+?)(?P<end>[?.!\s]*)", re.I
)
_NOT = re.compile(r"\bnot\s+|n['’]t\b", re.IGNORECASE)
_SHOWN = 2
_NONE = "No article states a reason."
_NONE_CHINESE = "没有报道说明原因。"


class WhyAsked(NamedTuple):
    """The question behind one that asks why, and the cause that it names itself, if any.

    ``denied`` says that it asks why something is not so.
    """

    rest: str
    cause: str = ""
    denied: bool = False


def asked_why(question: str) -> WhyAsked | None:
    """What a question asks the reason of; None if it asks for no reason.

    >>> asked_why("why does Velmar own Marvane?")
    WhyAsked(rest='does Velmar own Marvane?', cause='', denied=False)
    >>> asked_why("did Velmar leave Tarnby because of Marvane?")
    WhyAsked(rest='did Velmar leave Tarnby', cause='Marvane', denied=False)
    """
    if found := _WHY.fullmatch(question) or _REASON_FOR.fullmatch(question):
        return _of(found["rest"]) if " " in found["rest"].strip() else None
    if found := _MADE.fullmatch(question):
        return WhyAsked(f"did {found['who']} {found['verb']} {found['rest']}")
    if (found := _BECAUSE.fullmatch(question)) and " " in found["rest"].strip():
        return WhyAsked(found["rest"], found["cause"].rstrip("?.! "))
    if (found := _CHINESE.fullmatch(question)) and found["two"].strip("？?"):
        return WhyAsked(f"{found['one']}{found['two'].rstrip('？?。')}吗")
    return None


def _of(rest: str) -> WhyAsked:
    sale = _SALE.fullmatch(rest)
    if sale is not None:
        return WhyAsked(f"the {sale['what']} deal")
    return WhyAsked(_NOT.sub("", rest, count=1), denied=bool(_NOT.search(rest)))


def with_stated_reason(graph: Graph, answer: Answer, asked: WhyAsked) -> Answer:
    """The answer with what articles state of the reason before it; as it is, where that is not so."""
    false = YES if asked.denied else NO
    if answer.answer in (false, UNKNOWN) or not (answer.rows or answer.events):
        return answer
    stated = list(_stated(graph, answer, asked.cause))
    told = [text for _, text in stated]
    chinese = not answer.question.isascii() and "：" in answer.sentence[:4]
    none = _NONE_CHINESE if chinese else _NONE
    said = " ".join(told[:_SHOWN]) or none
    if stated and stated[0][0]:
        said = f"{none.rstrip('.。')}{'，目的：' if chinese else ' outright; of an aim: '}{said}"
    if asked.cause and not told:
        said = f"No article states {asked.cause} as the reason."
    if asked.cause and answer.answer:
        # Whether it was for that reason is another question than whether it was so.
        sure = bool(stated) and not stated[0][0]
        plain = answer.sentence.partition(": ")[2] or answer.sentence
        said = f"{YES if sure else UNKNOWN}: {said[:1].lower() + said[1:] if not told else said} {plain}"
        heading = f"{answer.understood}, because of {asked.cause}"
        found = YES if sure else UNKNOWN
        return answer.replaced(answer=found, confirmed="", sentence=said, understood=heading)
    plain = re.sub(r"^(?:yes|no|是|否)[:：] ?", "", answer.sentence)
    heading = f"why{' not' if asked.denied else ''}: {answer.understood}" + (
        f" (because of {asked.cause}?)" if asked.cause else ""
    )
    return answer.replaced(answer="", confirmed="", sentence=f"{said} {plain}".strip(), understood=heading)


def _stated(graph: Graph, answer: Answer, cause: str) -> Iterator[tuple[int, str]]:
    """What passages state, those first that say outright that it is a reason: each with who says so."""
    found: dict[str, tuple[int, str]] = {}
    for passage, text in _passages(graph, answer):
        if cause and not _names(text, cause):
            continue
        rank = next((rank for rank, cue in enumerate(_CUES) if cue.search(text)), None)
        if rank is not None and text not in found:
            when = f", {passage.published}" if passage.published else ""
            found[text] = (rank, f"{passage.publisher}{when}: “{text.rstrip('.')}”.")
    yield from sorted(found.values(), key=lambda one: one[0])


def _names(text: str, cause: str) -> bool:
    words = [word for word in re.findall(r"\w+", cause.casefold()) if len(word) > 2]
    return any(word in text.casefold() for word in words)


def _passages(graph: Graph, answer: Answer) -> Iterator[tuple[CitedPassage, str]]:
    """The passages behind the rows, then what else their articles say of both who stand in a row."""
    cited = [(row, passage) for row in answer.rows for passage in row.evidence or ()]
    yield from ((passage, text) for _, passage in cited for text in passage.says)
    by_article = {passage.article: (row, passage) for row, passage in cited}
    for article, text in _whole(graph, by_article):
        row, passage = by_article[article]
        if all(_first_word(name) in text for name in (row.subject, row.object)):
            yield passage, text


def _first_word(name: str) -> str:
    return name.split()[0].rstrip(",.'")


def _whole(graph: Graph, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """All that articles say, by their ids."""
    known = (articles.source(graph.tables, name) for name in names)
    ids = {source.number: source.id for source in known if source is not None}
    for (number, _), (says, quote) in sorted(articles.passages(graph.tables, ids).items()):
        yield ids[number], quote or says
