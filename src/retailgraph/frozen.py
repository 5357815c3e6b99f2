"""Frozen values whose classes cost next to nothing to define.

A class lists its fields as a dataclass does, and is one to whoever asks: ``dataclasses.fields``, ``replace``
and ``asdict`` work. But nothing is generated for it, and :mod:`dataclasses` (with ``inspect`` behind it) is
imported only when somebody does ask: a cold question never does.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


class _Fields:
    """The fields of a class as dataclasses have them, made when they are asked for."""

    def __get__(self, value: object, owner: type[Frozen]) -> dict[str, Any]:
        import dataclasses

        made = owner.__dict__.get("_as_dataclass")
        if made is None:
            kinds = owner.__annotations__
            fields = [
                (name, kinds[name], *([owner.__dict__[name]] if name in owner.__dict__ else []))
                for name in owner._names
            ]
            made = dataclasses.make_dataclass(owner.__name__, fields, frozen=True)
            owner._as_dataclass = made
        found: dict[str, Any] = vars(made)["__dataclass_fields__"]
        return found


@dataclass_transform(frozen_default=True)
class Frozen:
    """A value with named fields that is never changed; what has a default need not be given.

    Equal are values of one class with equal fields. The fields are those that the class itself lists.
    """

    __dataclass_fields__ = _Fields()
    _names: ClassVar[tuple[str, ...]] = ()
    _allowed: ClassVar[frozenset[str]] = frozenset()
    _required: ClassVar[frozenset[str]] = frozenset()
    _as_dataclass: ClassVar[Any] = None

    def __init_subclass__(cls) -> None:
        cls._names = tuple(cls.__annotations__)
        setattr(cls, "__match_args__", cls._names)  # noqa: B010 - mypy makes one of its own
        cls._allowed = frozenset(cls.__annotations__)
        cls._required = frozenset(cls.__annotations__.keys() - cls.__dict__.keys())

    def __init__(self, *values: Any, **given: Any) -> None:
        if values:
            given = self._named(values, given)
        if not given.keys() >= self._required:
            missing = [name for name in self._names if name in self._required - given.keys()]
            raise TypeError(f"{type(self).__name__} lacks {', '.join(missing)}")
        self._put(given)

    def _named(self, values: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
        """All that was given by name, also what was given by its place."""
        placed = dict(zip(self._names, values, strict=False))
        twice = sorted(placed.keys() & given.keys())
        if len(values) > len(placed) or twice:
            fault = f"twice {', '.join(twice)}" if twice else f"{len(values)} values for {len(placed)} fields"
            raise TypeError(f"{type(self).__name__} is given {fault}")
        return placed | given

    def _put(self, given: dict[str, Any]) -> None:
        if not given.keys() <= self._allowed:
            unknown = ", ".join(sorted(given.keys() - self._allowed))
            raise TypeError(f"{type(self).__name__} has no field {unknown}")
        self.__dict__.update(given)  # what is not given is the default, which the class holds

    def replaced(self, **changes: Any) -> Self:
        """The same but for some fields."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made._put(changes)
        return made

    __replace__ = replaced

    def as_dict(self) -> dict[str, Any]:
        """The values of the fields by their names, as they are."""
        return {name: getattr(self, name) for name in self._names}

    def __setattr__(self, name: str, value: object) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def given(self) -> dict[str, Any]:
        """The values that differ from the defaults, by the names of their fields."""
        defaults = vars(type(self))
        return {n: v for n, v in self.as_dict().items() if n in self._required or v != defaults[n]}

    def _values(self) -> tuple[Any, ...]:
        """The values of the fields, in their order."""
        return tuple([getattr(self, name) for name in self._names])

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self._names)
        return f"{type(self).__name__}({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return False
        mine, theirs = self.__dict__, other.__dict__
        # What was not given is the default: only then the same may be held in two ways.
        return mine == theirs or (mine.keys() != theirs.keys() and self._values() == other._values())

    def __hash__(self) -> int:
        return hash(self._values())
