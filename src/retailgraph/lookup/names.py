"""Which entity a name means: tiers first, then what the relation allows, then ask back.

Where no name matches, one from which it differs by a slip of the hand is taken, and said; else names that are
alike are suggested.
"""

# No ``from __future__ import annotations`` here: named tuples would compile every annotation from its text.

from collections.abc import Callable, Collection
from typing import NamedTuple

from retailgraph.errors import Ambiguous, NotFound
from retailgraph.graph import Graph, reading
from retailgraph.identity import TIERS, alike, fold, short, slips, slips_allowed, without_possessive
from retailgraph.identity.undisclosed import UNDISCLOSED, is_undisclosed
from retailgraph.tables import counts, entities

_ALIAS, _ALL_SHORT, _PINYIN = (TIERS.index(name) for name in ("alias", "name-short", "pinyin"))
_LONGEST_GUESSED = 100
_SHORTEST_PART = 4  # letters of a name that stands for a longer one
_FEWEST_LETTERS = 12  # of some words of a name that stand for it
_FALLING_OFF = 15  # points of likeness below the best suggestion, at which there is no use in another


class MeantEntity(NamedTuple):
    """The entity that a name means, and those that it might have meant otherwise.

    ``guessed`` says that no name is spelled so and the nearest was taken.
    """

    id: str
    others: tuple[str, ...] = ()
    guessed: bool = False


def hits(graph: Graph, text: str) -> dict[int, list[str]]:
    """Entity ids by the rank of the tier in which the text matches; each id in its best tier only."""
    plain = _plain(text)
    full = _full_keys(plain)
    found: dict[str, int] = {}
    for key in filter(None, full):
        for name, tier in _keyed(graph, key):
            found[name] = min(found.get(name, tier), tier)
    for key in {short(k) for k in full if k} - full:
        for name, tier in _keyed(graph, key):
            found.setdefault(name, max(tier, _ALL_SHORT))
    if not found and plain.isascii():
        # The sounds of a Chinese name are kept as one word; people write them as several too.
        joined = _keyed(graph, fold(plain).replace(" ", ""))
        found = {name: tier for name, tier in joined if tier == _PINYIN}
    by_tier: dict[int, list[str]] = {}
    for name, tier in sorted(found.items()):
        by_tier.setdefault(tier, []).append(name)
    return by_tier


def _plain(text: str) -> str:
    # What a shell sends that is no UTF-8 arrives as half characters, which the store does not take.
    return text.strip().encode("utf-8", "replace").decode("utf-8")


def _full_keys(plain: str) -> set[str]:
    return {plain, fold(plain), fold(without_possessive(plain))}


def _keyed(graph: Graph, key: str) -> list[tuple[str, int]]:
    return reading.found_under(graph.tables, key)


def _bearers(graph: Graph, key: str) -> list[tuple[str, int]]:
    """Those who are found best under a key: not who bore a name once, where another bears it now."""
    found = _keyed(graph, key)
    best = min((tier for _, tier in found), default=0)
    return [(name, tier) for name, tier in found if tier == best]


def is_known(graph: Graph, text: str) -> bool:
    """Whether any entity is found under a name."""
    return bool(hits(graph, text))


def resolve(graph: Graph, text: str, types: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
    """The id that a name means, and the ids that it might have meant otherwise.

    Of the best tier, those whose type is among ``types`` (all if none is given) come first; a lower tier
    is asked where the better one has none of them. Ambiguous with the candidates if several remain,
    NotFound with the nearest names if none does.
    """
    by_tier = hits(graph, text)
    if not by_tier:
        raise unknown(graph, text)
    fitting = {
        t: [n for n in names if not types or set(types) & set(types_of(graph, n))]
        for t, names in by_tier.items()
    }
    ranks = [t for t in sorted(by_tier) if fitting[t]]
    chosen = fitting[ranks[0]] if ranks else by_tier[min(by_tier)]
    if len(chosen) > 1:
        from retailgraph.lookup.candidates import candidate

        raise Ambiguous(
            f"'{text.strip()}' may mean several; say which, by its full name or id",
            [candidate(graph, n, _tier(by_tier, n)) for n in sorted(chosen, key=_prominence(graph))],
        )
    others = tuple(n for t in sorted(by_tier) for n in by_tier[t] if n != chosen[0])
    return chosen[0], _rivals(graph, text, chosen[0], others)


def _rivals(graph: Graph, text: str, chosen: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """The others that bear the name as it was written.

    "PUMA SE" is one company's name; that it without its legal form is a brand's too, leaves no doubt.
    """
    if not others:
        return ()
    tiers: dict[str, int] = {}
    for key in filter(None, _full_keys(_plain(text))):
        for name, tier in _keyed(graph, key):
            tiers[name] = min(tiers.get(name, tier), tier)
    is_its_name = tiers.get(chosen, _PINYIN) <= _ALIAS
    return tuple(n for n in others if n in tiers) if is_its_name else others


def meant(graph: Graph, text: str, types: Collection[str] = ()) -> MeantEntity:
    """As :func:`resolve`; a name that nobody bears means the one from which it differs by a slip of the hand.

    NotFound if none does, or names of several entities.
    """
    guess = "" if is_known(graph, text) else nearly(graph, text)
    return MeantEntity(guess, guessed=True) if guess else MeantEntity(*resolve(graph, text, types))


def guess_note(graph: Graph, text: str, name: str) -> str:
    """What to say where a name was taken for another that is nearly the same."""
    kind = " and ".join(types_of(graph, name)).lower()
    said = f"'{text.strip()}' was taken for {label_of(graph, name)} ({kind})"
    return f"{said}, as no entity is called just that"


def nearly(graph: Graph, text: str) -> str:
    """The id of the only entity one of whose names differs from a text by a slip of the hand, or nothing."""
    key = fold(without_possessive(_plain(text)))
    if not key or len(key) > _LONGEST_GUESSED:
        return ""
    for wanted in dict.fromkeys((key, short(key))):
        most = slips_allowed(wanted)
        names = reading.spellings_like(graph.tables, wanted, most) if most else []
        found = {name for near in slips(wanted, names) for name, _ in _bearers(graph, near)}
        if found:
            return next(iter(found)) if len(found) == 1 else ""
    return (
        in_part(graph, key)
        or _begun_in_chinese(graph, key)
        or _lacking_a_letter(graph, key)
        or _of_words(graph, key)
    )


def _of_words(graph: Graph, key: str) -> str:
    """The id of the only entity that has a name of these words: "the anti-counterfeiting alliance"."""
    parts = key.removeprefix("the ").split()
    if len(parts) < 2 or sum(map(len, parts)) < _FEWEST_LETTERS:
        return ""
    found = entities.with_words(graph.tables, parts)
    return next(iter(found)) if len(found) == 1 else ""


def _begun_in_chinese(graph: Graph, key: str) -> str:
    """The id of the only entity whose Chinese name begins with a text of two characters or more."""
    if len(key) < 2 or key.isascii() or key[0] < "\u3400":
        return ""
    found = entities.begun_with_text(graph.tables, key)
    return next(iter(found)) if len(found) == 1 else ""


def _lacking_a_letter(graph: Graph, key: str) -> str:
    """The id of the only entity one of whose names is a text of four letters and one more: "tmal", "gucc"."""
    if len(key) != _SHORTEST_PART or not key.isalpha():
        return ""
    near = [name for name in reading.spellings_like(graph.tables, key, 1) if len(name) == len(key) + 1]
    whole = [name for name in near if any(name[:at] + name[at + 1 :] == key for at in range(1, len(name)))]
    found = {id for name in whole for id, _ in _bearers(graph, name)}
    return next(iter(found)) if len(found) == 1 else ""


def in_part(graph: Graph, key: str) -> str:
    """The id of the only entity whose name begins with a folded text, or of the only person of a family name.

    Nothing for words of less than four letters, which begin many names.
    """
    if len(key) < _SHORTEST_PART:
        return ""
    begun = reading.begun_with(graph.tables, key)
    if len(begun) == 1:
        return next(iter(begun))
    people = reading.ended_with(graph.tables, key, "Person")
    return next(iter(people)) if len(people) == 1 else ""


def notes_on(graph: Graph, text: str, found: MeantEntity) -> tuple[str, ...]:
    """What to say of a name: that it was guessed, and which other entities bear it."""
    from retailgraph.lookup.candidates import candidate

    guess = (guess_note(graph, text, found.id),) if found.guessed else ()
    others = (candidate(graph, other, tier(graph, text, other)) for other in found.others)
    return (*guess, *(f"also known by this name: {other}" for other in others))


def tier(graph: Graph, text: str, name: str) -> str:
    """The tier in which a text matches an entity, empty if it does not."""
    return next((TIERS[t] for t, names in hits(graph, text).items() if name in names), "")


def _tier(by_tier: dict[int, list[str]], name: str) -> str:
    return next(TIERS[t] for t, names in by_tier.items() if name in names)


def unknown(graph: Graph, text: str) -> NotFound:
    """The error for a name that no entity has, with the nearest names."""
    near = suggestions(graph, text)
    hint = f"; did you mean {_either(near)}?" if near else "; see: retailgraph list"
    return NotFound(f"no entity is called '{text.strip()}'{hint}", near, text.strip())


def _either(names: list[str]) -> str:
    quoted = [f"'{n}'" for n in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def suggestions(graph: Graph, text: str, count: int = 3) -> list[str]:
    """The names most like a text, best first; of equally good ones first what more is reported about."""
    key = fold(_plain(text))[:_LONGEST_GUESSED]
    near = alike(key, reading.spellings(graph.tables)) if key else []
    rank = _prominence(graph)
    best: dict[str, tuple[tuple[float, int, tuple[int, str]], str]] = {}
    for spelled, score in near:
        if score >= near[0][1] - _FALLING_OFF:
            for name, tier in _bearers(graph, spelled):
                best.setdefault(name, ((-round(score), tier, rank(name)), spelled))
    ranked = sorted(best.items(), key=lambda item: item[1][0])[:count]
    return list(dict.fromkeys(_as_spelled(graph, name, spelled) for name, (_, spelled) in ranked))


def _prominence(graph: Graph) -> Callable[[str], tuple[int, str]]:
    """A key to sort entities by: those with most relationships first."""

    def rank(name: str) -> tuple[int, str]:
        return -counts.per_entity(graph.tables, name).get(name, 0), name

    return rank


def _as_spelled(graph: Graph, name: str, key: str) -> str:
    """The name of an entity that is folded to a key; its current name where that is none of its own."""
    label = label_of(graph, name)
    own = [label, *(n.text for n in entities.names(graph.tables, name, ("alias", "name")))]
    return next((n for n in own if key in (fold(n), short(fold(n)))), label)


def types_of(graph: Graph, name: str) -> tuple[str, ...]:
    """The types of an entity."""
    return reading.types(graph.tables, [name]).get(name, ())


def label_of(graph: Graph, name: str) -> str:
    """The current name of an entity; its id if it has none."""
    known = reading.head(graph.tables, name)
    return known.name if known else UNDISCLOSED if is_undisclosed(name) else name


def country_of(graph: Graph, name: str) -> str:
    """The country of an entity; empty if none is known."""
    known = reading.head(graph.tables, name)
    return known.country if known else ""


def matcher(graph: Graph, *, guessing: bool = False) -> Callable[[str], bool]:
    """A test for known names that remembers its answers, for one question.

    With ``guessing`` a name is known too if it differs by a slip of the hand from one entity's.
    """
    seen: dict[str, bool] = {}

    def known(text: str) -> bool:
        if text not in seen:
            seen[text] = is_known(graph, text) or bool(guessing and nearly(graph, text))
        return seen[text]

    return known
