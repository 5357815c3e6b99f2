"""Many cases in one test, and the order of the files: what all other tests rely on."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import LONG, ROOT, each, pytest_collection_modifyitems


def test_every_case_that_fails_is_named_and_the_others_are_tried() -> None:
    tried = []

    @each(("number", "half"), [(2, 1), (3, 1), (4, 2), (5, 2)])
    def check(number: int, half: int) -> None:
        tried.append(number)
        assert 2 * half == number

    with pytest.raises(AssertionError, match=r"2 of 4:\n\(3, 1\): AssertionError: .*\n") as fault:
        check()
    assert "(5, 2): " in str(fault.value) and "(4, 2): " not in str(fault.value)
    assert tried == [2, 3, 4, 5]


def test_an_error_that_did_not_come_is_a_fault() -> None:
    @each("text", ["1", "x"])
    def check(text: str) -> None:
        with pytest.raises(ValueError):
            int(text)

    with pytest.raises(AssertionError, match="1 of 2:\n1: Failed: DID NOT RAISE"):
        check()


def test_nothing_to_try_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="nothing to try"):
        each("text", [])


def test_what_is_no_case_is_asked_of_fixtures() -> None:
    @each("text", ["a", "b"])
    def check(text: str, folder: Path) -> None:
        folder.joinpath(text)

    assert [*signature(check).parameters] == ["folder"]
    check(folder=Path())


def test_the_files_that_take_longest_are_there() -> None:
    there = {path.stem.removeprefix("test_") for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(LONG) <= there


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_each_share_begins_with_long_files(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", str(workers))
    names = [f"short{n}" for n in range(40)] + [*LONG[:5]]
    items: list[Any] = [SimpleNamespace(path=Path(f"test_{name}.py")) for name in names for _ in range(3)]
    before = list(items)
    pytest_collection_modifyitems(items)
    assert sorted(map(id, items)) == sorted(map(id, before))
    for number in range(workers):
        start = number * len(items) // workers  # perhaps amid a short file, the last of the share before
        assert LONG[number] in {item.path.stem.removeprefix("test_") for item in items[start : start + 4]}
    assert all("short" in item.path.stem for item in items[-20:])
