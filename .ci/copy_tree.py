"""Copy the repository's files, as git knows them (new ones too, ignored ones not), into a new folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def files() -> list[str]:
    """Paths of the tracked and of the new files."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, check=True, capture_output=True, text=True)  # noqa: S603 (fixed words)
    return sorted(set(filter(None, listed.stdout.split("\0"))))


def copy(target: Path) -> None:
    """Copy what exists; a file that was deleted but not yet committed is left out."""
    for name in files():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


if __name__ == "__main__":
    copy(Path(sys.argv[1]))
