"""The language that a text seems to be in: by its script, then by its commonest words."""

from __future__ import annotations

import re
from collections import Counter

from retailgraph.extraction import lexicon

UNKNOWN = "und"
"""The tag of a language that nothing here tells (BCP 47: undetermined)."""
_NAMES = {
    "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pt": "Portuguese",
    "sv": "Swedish", "da": "Danish", "pl": "Polish", "tr": "Turkish", "id": "Indonesian", "vi": "Vietnamese",
    "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ar": "Arabic", "he": "Hebrew", "ru": "Russian",
    "el": "Greek", "th": "Thai", "hi": "Hindi",
}  # fmt: skip
_SCRIPTS = tuple(
    (tag, re.compile(f"[{letters}]"))
    for tag, letters in (
        # Japanese is written with Chinese characters too, but never without kana: it is asked first.
        ("ja", "\u3041-\u30ff"), ("ko", "\uac00-\ud7af"), ("zh", "\u3400-\u9fff"), ("ar", "\u0600-\u06ff"),
        ("he", "\u0590-\u05ff"), ("ru", "\u0400-\u04ff"), ("el", "\u0370-\u03ff"), ("th", "\u0e00-\u0e7f"),
        ("hi", "\u0900-\u097f"),
    )
)  # fmt: skip
_LATIN = ("fr", "de", "es", "it", "nl", "pt", "sv", "da", "pl", "tr", "id", "vi")
_FAR = re.compile("[\u0370-\u1dff\u2e80-\uffef]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_PIECE = 1500
"""Characters that are looked at in the beginning, the middle and the end."""


def language_of(content: str) -> str:
    """The BCP 47 tag of the language that a text seems to be in.

    "en" where a text is too short to tell; UNKNOWN where it is long enough and has hardly a word of ours.
    """
    sample = _sample(content)
    return _by_script(sample) or _by_words(Counter(_WORD.findall(sample.lower())))


def language_name(tag: str) -> str:
    """The English name of a language, or its tag."""
    return _NAMES.get(tag.partition("-")[0].lower(), tag)


def _sample(content: str) -> str:
    if len(content) <= 4 * _PIECE:
        return content[: 3 * _PIECE]
    middle = len(content) // 2
    return f"{content[:_PIECE]} {content[middle : middle + _PIECE]} {content[-_PIECE:]}"


def _by_script(sample: str) -> str:
    if not _FAR.search(sample):
        return ""
    letters = len(_LETTER.findall(sample)) or 1
    for tag, script in _SCRIPTS:
        if len(script.findall(sample)) / letters > (0.1 if tag == "ja" else 0.3):
            return tag
    return ""


def _by_words(words: Counter[str]) -> str:
    total = sum(words.values())
    english = _hits(words, "en")
    if english > total / 5:
        return "en"
    counts = {tag: _hits(words, tag) for tag in _LATIN}
    best = max(counts, key=lambda tag: counts[tag])
    if len(words) > 6 and counts[best] > max(2, 1.2 * english, total / 12):
        return best
    # In English prose more than a third of the words are these; a list of names has none, but is short.
    return UNKNOWN if total > 60 and english < total / 20 else "en"


def _hits(words: Counter[str], tag: str) -> int:
    return sum(words[word] for word in lexicon.closed(f"language {tag}") if word in words)


__all__ = ["UNKNOWN", "language_name", "language_of"]
