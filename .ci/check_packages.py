"""Fail unless a folder holds one wheel and one sdist with everything that has to travel in them."""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = {"ontology": "ontology", "data": "data", "examples/queries": "queries"}


def shipped() -> list[tuple[str, str]]:
    """Every shipped file: its path here and its path in the wheel."""
    return [
        (
            path.relative_to(ROOT).as_posix(),
            f"retailgraph/_shipped/{place}/{path.relative_to(ROOT / folder).as_posix()}",
        )
        for folder, place in SHIPPED.items()
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file()
    ]


def missing_from_wheel(wheel: Path) -> list[str]:
    """What the wheel lacks."""
    names = set(zipfile.ZipFile(wheel).namelist())
    info = next(name.split("/")[0] for name in names if ".dist-info/" in name)
    needed = ["retailgraph/py.typed", f"{info}/licenses/LICENSE", f"{info}/licenses/data/LICENSE"]
    page = (p for p in (ROOT / "src/retailgraph/explorer/page").iterdir() if p.is_file())
    fonts = (p for p in (ROOT / "src/retailgraph/drawing/fonts").iterdir() if p.is_file())
    needed += [
        f"retailgraph/{p.relative_to(ROOT / 'src/retailgraph').as_posix()}"
        for p in (*ROOT.glob("src/**/*.py"), *page, *fonts)
    ]
    needed.append(f"{info}/licenses/src/retailgraph/drawing/fonts/OFL.txt")
    return [name for name in [*needed, *(inside for _, inside in shipped())] if name not in names]


def missing_from_sdist(sdist: Path) -> list[str]:
    """What the sdist lacks, apart from its top folder."""
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = [
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "data/LICENSE",
        "pyproject.toml",
        ".ci/run",
        "explorer/package-lock.json",
        "explorer/src/main.js",
        "requirements/constraints.txt",
        "requirements/lock.txt",
        "fonts/subset.py",
        "tests/conftest.py",
    ]
    return [name for name in [*needed, *(here for here, _ in shipped())] if name not in names]


def main(folder: Path) -> int:
    """Prints what was found and gives the exit code."""
    wheels, sdists = sorted(folder.glob("*.whl")), sorted(folder.glob("*.tar.gz"))
    if len(wheels) != 1 or len(sdists) != 1:
        print(f"expected one wheel and one sdist in {folder}", file=sys.stderr)
        return 1
    for here in SHIPPED:
        if not any(name.startswith(f"{here}/") for name, _ in shipped()):
            print(f"nothing in {here}", file=sys.stderr)
            return 1
    missing = [f"{wheels[0].name}: {name}" for name in missing_from_wheel(wheels[0])]
    missing += [f"{sdists[0].name}: {name}" for name in missing_from_sdist(sdists[0])]
    for line in missing:
        print(f"missing in {line}", file=sys.stderr)
    for path in (wheels[0], sdists[0]):
        print(f"{path.name}: {path.stat().st_size / 1000:,.0f} kB")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
