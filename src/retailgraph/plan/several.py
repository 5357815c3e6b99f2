"""Several questions in one: "what is the Fashion Pact and who leads it?"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from retailgraph.errors import UsageError
from retailgraph.form import Form
from retailgraph.graph import Graph
from retailgraph.ontology import Ontology
from retailgraph.words.asked import LONGEST_COMPOSED, further_readings, readings
from retailgraph.words.english import STARTERS

Choose = Callable[[Graph, Iterable[Form]], Form | None]
"""What takes the form whose names are known."""
Translate = Callable[[Graph, str], Form | None]
"""What reads a Chinese question."""
Read = Callable[[str, Ontology, date | None], tuple[Form, ...]]
_MOST_TRIED = 24  # parts of which is looked up whether they are questions
_AND = frozenset(("and", "&"))
_BACK = frozenset(["it", "its", "they", "them", "their", "those", "these", "he", "she", "him", "her", "his"])


class SeveralQuestions(UsageError):
    """Words that hold several questions; ``suggestions`` are those, in their order."""


def refuse_several(
    graph: Graph, question: str, choose: Choose, further: Iterable[Form], translate: Translate
) -> None:
    """SeveralQuestions for questions joined by "and", each of which is understood.

    Where the later asks on about the first, the words may be one question: one of the ``further`` forms.
    """
    words = _with_joints(question.strip().rstrip("?.! ").split())
    if len(words) > LONGEST_COMPOSED or not _AND & {word.casefold() for word in words}:
        return  # of what is too long to be parted nothing may be left out in silence
    parts = _Parts(graph, choose, translate).of(words)
    if len(parts) > 1 and not (_refers_back(parts[-1].split()) and choose(graph, further)):
        raise SeveralQuestions(f"these are {len(parts)} questions; ask each: {'; '.join(parts)}", parts)


def _with_joints(words: Sequence[str]) -> list[str]:
    """The words, with "and" where one question ends and the next begins: "who owns X? who leads it"."""
    found: list[str] = []
    for word in words:
        if found and found[-1][-1:] in ("?", ";") and len(found) > 1 and word.casefold() not in _AND:
            found.append("and")
        found.append(word)
    return [word.rstrip("?;") or word for word in found]


class _Parts:
    """The questions that words consist of; of each part it is looked up once whether it is one."""

    def __init__(self, graph: Graph, choose: Choose, translate: Translate) -> None:
        self._graph, self._choose, self._translate = graph, choose, translate
        self._whole: dict[str, bool] = {}

    def of(self, words: Sequence[str]) -> tuple[str, ...]:
        """The questions that "and" joins; none if a part is no question of its own."""
        for at, word in enumerate(words):
            first = " ".join(words[:at])
            if at and word.casefold() in _AND and self._is_whole(first):
                rest = words[at + 1 :]
                further = self.of(rest) or ((" ".join(rest),) if _refers_back(rest) else ())
                if further:
                    return (first, *further)
        whole = " ".join(words)
        return (whole,) if self._is_whole(whole) else ()

    def _is_whole(self, part: str) -> bool:
        """Whether words are a question of their own, about those whom they name."""
        if part not in self._whole:
            enough = len(part.split()) > 1 and len(self._whole) < _MOST_TRIED
            self._whole[part] = (enough or not part.isascii()) and (
                (not part.isascii() and self._translate(self._graph, part) is not None)
                or any(self._is_asked(read, part) for read in (readings, further_readings))
            )
        return self._whole[part]

    def _is_asked(self, read: Read, part: str) -> bool:
        forms = read(part, self._graph.ontology, self._graph.today)
        own = (form for form in forms if (form.of or form.where) and form.asks not in ("between", "common"))
        return self._choose(self._graph, own) is not None


def _refers_back(words: Sequence[str]) -> bool:
    """Whether words ask on about what was asked before: "who leads it"."""
    keys = {word.casefold() for word in words}
    return bool(words) and words[0].casefold() in STARTERS and bool(keys & _BACK)
