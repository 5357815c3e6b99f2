"""A list that grows long: its last part in memory, the rest in a file without a name."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Generic, TypeVar, overload

T = TypeVar("T")
MOST_HELD = 2_000


class Spooled(Generic[T]):
    """What is added at the end and read in order, as often as needed; memory stays flat.

    The values are frozen and are given as equal ones, not the same. An index is found by reading up to it.
    """

    def __init__(self, values: Iterable[T] = ()) -> None:
        self._held: list[T] = []
        self._file: IO[bytes] | None = None
        self._count = 0
        self.extend(values)

    def append(self, value: T) -> None:
        """Add a value at the end."""
        self._held.append(value)
        self._count += 1
        if len(self._held) >= MOST_HELD:
            self._spill()

    def extend(self, values: Iterable[T]) -> None:
        """Add values at the end."""
        for value in values:
            self.append(value)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        place = 0
        while self._file is not None and place < self._file.seek(0, 2):
            self._file.seek(place)
            block = pickle.load(self._file)  # noqa: S301 - a file without a name, which only this object wrote
            place = self._file.tell()
            yield from block
        yield from self._held

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return list(islice(self, *index.indices(self._count)))
        found = list(islice(self, range(self._count)[index], None, self._count))
        return found[0]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Spooled, list, tuple)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        more = ", ..." if self._count > 3 else ""
        return f"Spooled([{', '.join(map(repr, self[:3]))}{more}])"

    def _spill(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with its owner
            weakref.finalize(self, self._file.close)
        self._file.seek(0, 2)
        pickle.dump(self._held, self._file, pickle.HIGHEST_PROTOCOL)
        self._held = []
