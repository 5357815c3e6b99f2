"""Where things are: the shipped files, and the user's folders for data and cache."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from retailgraph.errors import StoreError

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(kind: str) -> Path:
    """The shipped ``ontology``, ``data`` or ``queries``: inside the package, else in the repository."""
    inside = _PACKAGE / "_shipped" / kind
    if inside.is_dir():
        return inside
    beside = _PACKAGE.parent.parent / ("examples/queries" if kind == "queries" else kind)
    if beside.is_dir():
        return beside
    raise StoreError(f"the shipped {kind} files are missing beside {_PACKAGE}; install retailgraph again")


def is_installed() -> bool:
    """Whether the shipped files lie inside the package, not in a checkout."""
    return (_PACKAGE / "_shipped").is_dir()


def cache_home() -> Path:
    """The user's cache folder for retailgraph: what lies there can be rebuilt."""
    return _home("RETAILGRAPH_CACHE", "XDG_CACHE_HOME", ".cache", "Library/Caches", "Cache")


def data_home() -> Path:
    """The user's data folder for retailgraph: the files the user loaded."""
    return _home("RETAILGRAPH_DATA", "XDG_DATA_HOME", ".local/share", "Library/Application Support", "Data")


def _home(own: str, xdg: str, unix: str, mac: str, windows: str) -> Path:
    try:
        return _place(own, xdg, unix, mac, windows)
    except RuntimeError:  # a user that the system does not know, as in some containers
        ways = "set RETAILGRAPH_CACHE and RETAILGRAPH_DATA to folders, or HOME"
        raise StoreError(f"this user has no home folder; {ways}") from None


def _place(own: str, xdg: str, unix: str, mac: str, windows: str) -> Path:
    if os.environ.get(own):
        return Path(os.environ[own]).expanduser().absolute()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(base) / "retailgraph" / windows
    if sys.platform == "darwin":
        return Path.home() / mac / "retailgraph"
    base = os.environ.get(xdg, "")
    # The XDG specification says to ignore a relative path.
    return (Path(base) if base.startswith("/") else Path.home() / unix) / "retailgraph"
