"""The English of questions: classes of words, numbers of nouns, and the words of a question as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a text that parts them by ``|``, each as its words."""
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


WH = words("who whom what which when")
BE = words("is are was were")
BEEN = words("been be being")
BECOME = words("become becomes became")
DO = words("do does did")
HAVE = words("has have had")
MODAL = words("will would can could may might shall should")
HELPERS = BE | DO | HAVE | MODAL
AFTER_NAME = BEEN | BECOME
PAST = words("did was were had has have been became")
STARTERS = WH | HELPERS | words("how why where if whether")
PREPOSITIONS = words("of on in for with at by to from")
FORMER = words("former formerly past previous earlier ex")
DETERMINERS = FORMER | words(
    "the a an all any some each every current present known other different one among"
)
ADVERBS = words(
    "ever now currently presently still already also actually again yet always really officially exactly "
    "anymore nowadays"
)
NEGATED = {f"{word}n{mark}t": word for word in HELPERS for mark in ("'", "")}
NEGATED |= {"can't": "can", "cannot": "can", "won't": "will", "shan't": "shall"}
"""Helpers with "not" after them, by what they are without."""
GENERIC = words(
    "one ones firm firms business businesses group groups retailer retailers organization organizations "
    "organisation organisations entity entities else"
)
"""Nouns after "which" that ask for no type."""


def plural(noun: str) -> str:
    """The plural of a noun, by the rules of English spelling.

    >>> plural("brand"), plural("company"), plural("boss"), plural("chairman")
    ('brands', 'companies', 'bosses', 'chairmen')
    """
    if noun.endswith("person"):
        return noun[:-6] + "people"
    if noun.endswith("man"):
        return noun[:-2] + "en"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


def singular(noun: str) -> str:
    """The singular of a plural noun; the noun itself if it is not one.

    >>> singular("brands"), singular("allies"), singular("launches"), singular("business")
    ('brand', 'ally', 'launch', 'business')
    """
    if noun.endswith("people"):
        return noun[:-6] + "person"
    if noun.endswith("men"):
        return noun[:-2] + "an"
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "xes", "zes", "ches", "shes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and noun[-2:-1] != "s" else noun


def both_numbers(noun: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A noun phrase and the same in its other number, whichever was given."""
    head = next((i for i, word in enumerate(noun) if i and word in PREPOSITIONS), len(noun)) - 1
    word = noun[head]
    other = singular(word)
    if other == word:
        other = plural(word)
    return noun, (*noun[:head], other, *noun[head + 1 :])


def gerunds(base: str) -> Iterator[str]:
    """The forms in "-ing" that a verb may have; more than one where spelling alone does not tell."""
    if base.endswith("e") and not base.endswith("ee"):
        yield base[:-1] + "ing"
        return
    yield base + "ing"
    end = base[-3:]
    if len(end) == 3 and end[0] not in "aeiou" and end[1] in "aeiou" and end[2] not in "aeiouwxy":
        yield base + base[-1] + "ing"


def article_variants(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A phrase as it may also be said: "hold a stake in", "the stake", "stake", "stakes"."""
    yield phrase
    for at, word in enumerate(phrase[:-1]):
        if word in ("a", "an"):
            before, noun, after = phrase[:at], phrase[at + 1], phrase[at + 2 :]
            yield (*before, "the", noun, *after)
            yield (*before, noun, *after)
            yield (*before, plural(noun), *after)


def canonical(word: str) -> str:
    """The class of a question word or helper, as tense and number do not change what a form asks."""
    if word in BE:
        return "is"
    if word in DO or word in MODAL:
        return "does"
    return "what" if word in ("who", "whom", "which") else word


# --- the words of a question ------------------------------------------------------------------------------

Token = tuple[str, str, str]
"""A key that grammar compares, the text as typed, and the text without its possessive (or empty)."""

_LONGEST_NAME = 24  # words; keeps a page pasted as a question from having readings
_QUOTED = "\0"  # keeps what stands in quotation marks from being taken for grammar
_PIECE = re.compile(r"\"([^\"]*)\"('s?(?!\w))?|[^\s\"]+")
_EDGES = "\"'.,;:!?()[]{}<>"
_ASKING = ("who", "what", "which", "where", "when", "how")
_CONTRACTIONS = {f"{word}{mark}s": word for word in _ASKING for mark in ("'", "")}


def _plain_characters() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys(map(ord, "‘’‛ʼ`´′"), "'") | dict.fromkeys(map(ord, "“”„‟«»「」『』《》〈〉"), '"')
    table |= {0x3000: " ", 0x3001: ",", 0x3002: ".", 0x2026: ".", 0xFF61: "."}
    invisible = (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
    return table | dict.fromkeys(invisible)


def plain_word(text: str) -> Token:
    """The token of a word that nobody typed."""
    return text, text, ""


def tokens_of(question: str) -> tuple[Token, ...]:
    """The words of a question; typographic quotes and full-width signs are read as the plain ones."""
    text = question if question.isascii() else question.translate(_plain_characters())
    whole = re.fullmatch(r'\s*"([^"]*)"\s*', text)
    return tuple(_split(whole[1] if whole else text))


def _split(text: str) -> Iterator[Token]:
    for piece in _PIECE.finditer(text):
        quoted, owning = piece[1], piece[2]
        if quoted is not None:
            inside = " ".join(quoted.split())
            if inside:
                yield _QUOTED + inside.casefold(), inside, inside if owning else ""
            continue
        word = piece[0]
        key = word.casefold().strip(_EDGES)
        if key in _CONTRACTIONS:
            yield _CONTRACTIONS[key], word, ""
            yield "is", "is", ""
        elif key:
            yield key, word, _owner(word.rstrip(",;:.!?"))


def _owner(word: str) -> str:
    """ "Tapestry" of "Tapestry's", "Kohls" of "Kohls'"; empty if the word is no possessive."""
    if word[-2:] in ("'s", "'S") and len(word) > 2:
        return word[:-2]
    return word[:-1] if word[-2:] in ("s'", "S'") and len(word) > 2 else ""


class QuestionWords:
    """The words of one way to put a question."""

    __slots__ = ("keys", "tokens")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tuple(tokens)
        self.keys = tuple(token[0] for token in self.tokens)

    def starts(self, phrase: tuple[str, ...]) -> bool:
        """Whether the question begins with these words."""
        return self.keys[: len(phrase)] == phrase

    def key(self, at: int) -> str:
        """The word at a place; empty beyond the end."""
        return self.keys[at] if at < len(self.keys) else ""

    def name(self, start: int, end: int, owning: bool = False) -> str:
        """The name between two places, without "the" and, if ``owning``, "'s"; empty if there is none."""
        if end - start > 1 and self.keys[start] == "the":
            start += 1
        if not start < end <= start + _LONGEST_NAME:
            return ""
        last = self.tokens[end - 1]
        texts = [token[1] for token in self.tokens[start : end - 1]]
        texts.append(last[2] if owning and last[2] else last[1])
        return " ".join(texts).lstrip(" \"'").rstrip(" \"'.,;:!?")
