"""The command line: kills, cuts, disk, rot, crowd, with figures as a table for docs/reliability.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from . import kills
from .scenes import SCENES


def main() -> int:
    """Run one of them; 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.durability", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    killing = commands.add_parser("kills", help="kill every command that writes")
    killing.add_argument("--count", type=int, default=1000, help="kills in all")
    killing.add_argument("--only", action="append", choices=sorted(SCENES))
    cutting = commands.add_parser("cuts", help="cut the power at every recorded system call")
    cutting.add_argument("--only", action="append", choices=sorted(SCENES))
    cutting.add_argument("--every", type=int, default=1, help="after every so many calls")
    disk = commands.add_parser("disk", help="cut the power of an ext4 disk that a load writes to")
    disk.add_argument("--count", type=int, default=20)
    rotting = commands.add_parser("rot", help="flip bits of the cache")
    rotting.add_argument("--count", type=int, default=170)
    crowd = commands.add_parser("crowd", help="many readers and writers, of two caches over one home")
    crowd.add_argument("--readers", type=int, default=8)
    crowd.add_argument("--writers", type=int, default=6)
    crowd.add_argument("--loads", type=int, default=3, help="of each writer")
    crowd.add_argument("--other", default="", help="the Python of a second installation, for half of them")
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="retailgraph-durability-") as folder:
        faults = _run(chosen, Path(folder))
    print(f"\n{len(faults)} faults, {time.monotonic() - began:.0f} s")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _run(chosen: argparse.Namespace, folder: Path) -> list[str]:
    if chosen.what == "kills":
        names = chosen.only or list(SCENES)
        print(
            "| command | kills | before | after | in parts | ended by itself | faults |\n" + "|---" * 7 + "|"
        )
        faults = []
        for name in names:
            (done,) = kills.kill([name], -(-chosen.count // len(names)), folder)
            print(done.line(), flush=True)
            faults += [f"{name}: {fault}" for fault in done.faults]
        return faults
    if chosen.what == "cuts":
        from . import cuts

        print(
            "| command | calls recorded | cuts | states of the disk | before | after | in parts | faults |\n"
            + "|---" * 8
            + "|"
        )
        faults = []
        for name in chosen.only or cuts.CUT:
            cut = cuts.cut(SCENES[name], folder, every=chosen.every)
            print(cut.line(), flush=True)
            faults += [f"{name}: {fault}" for fault in cut.faults]
        return faults
    if chosen.what == "disk":
        from . import disk

        return disk.run(chosen.count, folder)
    if chosen.what == "rot":
        from . import rot

        return rot.run(chosen.count, folder)
    from . import crowd

    return crowd.run(chosen.readers, chosen.writers, chosen.loads, folder, chosen.other)


if __name__ == "__main__":
    sys.exit(main())
