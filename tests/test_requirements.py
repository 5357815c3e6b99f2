"""What is installed is known: versions and hashes for each Python, and the README's commands use them."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT

FOLDER = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = [
    line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", line)
]


def script(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


refresh, versions = script("requirements/refresh.py"), script(".ci/versions.py")
LOCK = refresh.LOCK.read_text(encoding="utf-8")


def named() -> list[Requirement]:
    """All that pyproject.toml names: dependencies, those of each extra, and what builds the package."""
    project = PROJECT["project"]
    lines = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    lines += [line for extra in project["optional-dependencies"].values() for line in extra]
    return [one for one in map(Requirement, lines) if one.name != "retailgraph"]


def test_the_supported_pythons_are_those_of_the_classifiers() -> None:
    assert PYTHONS == ["3.11", "3.12", "3.13"]
    assert PROJECT["project"]["requires-python"] == f">={PYTHONS[0]}"


@pytest.mark.parametrize("python", PYTHONS)
def test_each_python_has_one_version_of_all_that_is_named(python: str) -> None:
    locked = versions.locked(f"{python}.1")
    for one in named():
        version = locked.get(canonicalize_name(one.name))
        assert version and one.specifier.contains(version), f"{one}: {version} is locked"


def test_every_version_has_hashes_and_no_place() -> None:
    for block in re.split(r"\n(?=\S)", LOCK.strip())[1:]:
        assert re.match(r"[a-z0-9.-]+==[^\s;]+( ; .+?)? \\\n {4}--hash=sha256:[0-9a-f]{64}", block), block
    for path in (*FOLDER.glob("*.txt"), ROOT / "explorer" / "package-lock.json"):
        assert "://" not in path.read_text(encoding="utf-8"), path


def test_the_constraints_are_the_lock_without_hashes() -> None:
    assert refresh.CONSTRAINTS.read_text(encoding="utf-8") == refresh.without_hashes(LOCK)
    assert "sha256" not in refresh.without_hashes(LOCK)


@pytest.mark.parametrize("which", ["question", "tests"])
def test_both_commands_of_the_readme_install_what_is_locked(which: str) -> None:
    command = script(".ci/readme.py").command(which, (ROOT / "README.md").read_text(encoding="utf-8"))
    assert "PIP_CONSTRAINT=requirements/constraints.txt .venv/bin/python -m pip install" in command


def test_what_differs_from_the_lock_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    version = re.search(r"^pytest==(\S+)", LOCK, re.M)
    lock.write_text(LOCK.replace(f"pytest=={version and version[1]} ", "pytest==0.1 "), encoding="utf-8")
    monkeypatch.setattr(versions, "LOCK", lock)
    (told,) = (line for line in versions.differences(sys.executable) if line.startswith("pytest "))
    assert told.endswith(", not 0.1")
    assert versions.main("check", sys.executable) == 1
    assert versions.main("tell", sys.executable) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
@pytest.mark.parametrize("name", ["run", "elsewhere"])
def test_the_scripts_of_ci_can_be_read(name: str) -> None:
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / name]).returncode == 0
