"""The pictures under examples/gallery are those that the shipped articles give."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from conftest import ROOT


def test_the_gallery_is_what_its_script_draws(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "examples" / "gallery.py")
    assert spec and spec.loader
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    made = gallery.draw_all(tmp_path)
    assert {p.name for p in made} == {p.name for p in gallery.HERE.iterdir()}
    for path in made:
        assert path.read_bytes() == (gallery.HERE / path.name).read_bytes(), path.name
