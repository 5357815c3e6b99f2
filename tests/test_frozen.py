"""Frozen values: a dataclass to whoever asks, and cheap to define."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from retailgraph.frozen import Frozen


class Point(Frozen):
    """A place, perhaps with a name."""

    x: int
    y: int
    name: str = ""


def test_fields_are_given_by_place_or_by_name() -> None:
    point = Point(1, y=2)
    assert (point.x, point.y, point.name) == (1, 2, "")
    assert point == Point(1, 2) == Point(x=1, y=2, name="")
    assert point != Point(1, 2, "corner")
    assert repr(point) == "Point(x=1, y=2, name='')"
    assert {point: 1}[Point(1, 2)] == 1
    assert point.as_dict() == {"x": 1, "y": 2, "name": ""}


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: Point(1), "Point lacks y"),
        (lambda: Point(1, 2, z=3), "Point has no field z"),
        (lambda: Point(1, 2, x=3), "Point is given twice x"),
        (lambda: Point(1, 2, "a", "b"), "Point is given 4 values for 3 fields"),
        (lambda: Point(1, 2).replaced(z=1), "Point has no field z"),
    ],
)
def test_what_does_not_fit_is_named(make: Callable[[], Any], fault: str) -> None:
    with pytest.raises(TypeError, match=fault):
        make()


def test_it_does_not_change() -> None:
    point = Point(1, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x
    assert point.replaced(x=3) == Point(3, 2)
    assert point == Point(1, 2)


def test_it_is_a_dataclass_to_whoever_asks() -> None:
    point = Point(1, 2)
    assert dataclasses.is_dataclass(point)
    assert [(f.name, f.default) for f in dataclasses.fields(Point)][1:] == [
        ("y", dataclasses.MISSING),
        ("name", ""),
    ]
    assert dataclasses.replace(point, name="corner") == Point(1, 2, "corner")
    assert dataclasses.asdict(point) == point.as_dict()
    match point:
        case Point(1, y):
            assert y == 2
        case _:
            pytest.fail("it has no places")


def test_it_is_copied_and_sent_to_other_processes() -> None:
    point = Point(1, 2, "corner")
    assert pickle.loads(pickle.dumps(point)) == copy.deepcopy(point) == copy.copy(point) == point


def test_to_define_one_imports_no_dataclasses() -> None:
    code = "import sys; from retailgraph.frozen import Frozen\n"
    code += "class One(Frozen):\n    x: int = 0\nOne(x=1).replaced(x=2)\n"
    code += "print(sorted({'dataclasses', 'inspect'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
