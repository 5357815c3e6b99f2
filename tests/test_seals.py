"""Whether a file is as it was written: a seal in its first line."""

from __future__ import annotations

from pathlib import Path

import pytest

from retailgraph.errors import Refused
from retailgraph.seals import is_changed, sealed
from retailgraph.writing import made_by, write_whole

TEXT = "# Made by a test\nname: Zoë\nrest: [1, 2]\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "draft.yaml"
    path.write_text(sealed(TEXT), encoding="utf-8")
    return path


def test_a_file_as_written_is_unchanged(file: Path) -> None:
    assert not is_changed(file)
    assert file.read_text(encoding="utf-8").splitlines()[1:] == TEXT.splitlines()[1:]


@pytest.mark.parametrize("old, new", [("Zoë", "Zoe"), ("[1, 2]\n", "[1, 2]"), ("2]\n", "2]\n# mine\n")])
def test_every_edit_shows(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert is_changed(file)


@pytest.mark.parametrize("mine", ["# my own work\n", "\n", "a: 1\n" * 400])
def test_what_was_written_before_the_seal_shows(file: Path, mine: str) -> None:
    file.write_text(mine + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert is_changed(file)


def test_a_file_without_a_seal_has_nothing_to_compare(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    assert not is_changed(tmp_path / "a.yaml")


def test_what_a_person_edited_is_replaced_by_force_alone(tmp_path: Path) -> None:
    path, mark = tmp_path / "draft.yaml", made_by("propose")
    text = sealed(f"# {mark}\nname: one\n")
    write_whole(path, text, mark=mark)
    write_whole(path, text, mark=mark)
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(Refused, match="was edited since it was written"):
        write_whole(path, text, mark=mark)
    assert path.read_text(encoding="utf-8").endswith("# mine\n")
    write_whole(path, text, mark=mark, force=True)
    assert path.read_text(encoding="utf-8") == text
