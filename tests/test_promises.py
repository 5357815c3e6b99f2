"""What the documents promise: one block in the ontology adds a relation, and nothing else has to change."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ENTITIES, ROOT, Outcome, article, own_store, write
from retailgraph.articles import read
from retailgraph.graph import places
from retailgraph.ontology import read as read_ontology

BLOCK = """
rg:sponsors a rg:Relation ; rg:kind rg:State ; rg:staleAfter "P3Y"^^xsd:duration ;
    rdfs:label "sponsors"@en ; rg:inverseLabel "is sponsored by"@en ;
    rdfs:comment "Pays to be named beside it."@en ;
    rg:verb [ rg:base "sponsor" ; rg:third "sponsors" ; rg:past "sponsored" ; rg:participle "sponsored" ] ;
    rg:allows [ rg:subject rg:Company ; rg:object rg:Alliance, rg:Initiative ] ;
    rg:asks [ rg:form "sponsors of {object}"@en ; rg:answers rdf:subject ] ;
    rg:wording "{subject} sponsors {object}"@en ;
    rg:qualifier rg:scope ; rg:irreflexive true ; rg:color "#123456" .
"""


@pytest.fixture
def extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the ontology with one block more, used by all that reads the ontology."""
    folder = tmp_path / "ontology"
    shutil.copytree(ROOT / "ontology", folder)
    with (folder / "retailgraph.ttl").open("a", encoding="utf-8") as file:
        file.write(BLOCK)
    before = places.shipped
    monkeypatch.setattr(places, "shipped", lambda kind: folder if kind == "ontology" else before(kind))
    # In a checkout: of an installed ontology it is known that nobody edits it.
    monkeypatch.setattr(places, "is_installed", lambda: False)
    return folder


FILES = {"2020-01-02-sponsor": article("acme sponsors lark: {scope: the summit}", published="2020-01-02")}


def test_without_the_block_the_relation_is_unknown(tmp_path: Path) -> None:
    paths = write(tmp_path, {"entities": ENTITIES, **FILES})
    bundle = read(paths, read_ontology(ROOT / "ontology" / "retailgraph.ttl"))
    assert any("unknown relation 'sponsors'" in f.message for f in bundle.findings)


def test_one_block_adds_a_relation_that_loads_and_answers(extended: Path, tmp_path: Path) -> None:
    with own_store(tmp_path, FILES) as graph:
        assert [r.entity for r in graph.ask("sponsors of Lark Alliance").rows] == ["Acme, Inc."]
        assert [r.entity for r in graph.ask("what does Acme sponsor?").rows] == ["Lark Alliance"]
        assert [r.entity for r in graph.ask("Who is Lark Alliance sponsored by?").rows] == ["Acme, Inc."]
        assert graph.ask("does Acme sponsor the Lark Alliance?").answer == "yes"
        assert graph.query(
            "ASK { VALUES ?sponsors { rg:sponsors stale:sponsors } ent:acme ?sponsors ent:lark }"
        ).boolean
        assert graph.networkx().edges["acme", "lark", "sponsors"]["label"] == "sponsors"
        assert [g.heading for g in graph.show("Lark Alliance").groups] == ["is sponsored by"]
        picture = graph.draw("Acme", tmp_path / "acme.html")
        assert "sponsors" in picture.text
        assert 'acme,"Acme, Inc.",sponsors,lark' in "".join(graph.export("csv"))


def test_one_block_adds_a_relation_that_is_validated(extended: Path, tmp_path: Path) -> None:
    wrong = {"2020-01-02-wrong": article("finch sponsors lark", "acme sponsors lark: {share: 10}")}
    paths = write(tmp_path, {"entities": ENTITIES, **wrong})
    bundle = read(paths, read_ontology(extended / "retailgraph.ttl"))
    messages = " ".join(f.message for f in bundle.findings)
    assert "sponsors" in messages and "share" in messages and "Brand" in messages


def test_one_block_adds_a_relation_to_the_help(
    extended: Path, tmp_path: Path, run: Callable[..., Outcome]
) -> None:
    own_store(tmp_path, FILES).close()
    store = ("--store", tmp_path / "store")
    listed = run(*store, "relations")
    assert listed.code == 0 and "sponsors" in listed.out and "Pays to be named beside it." in listed.out
    explained = run(*store, "relations", "sponsors")
    assert "sponsors of {object}" in explained.out and "Alliance, Initiative" in explained.out
    checked = run(*store, "check", write(tmp_path / "more", FILES)[0])
    assert checked.code == 0, checked.out


def test_an_incomplete_block_is_an_error_that_names_it(extended: Path, tmp_path: Path) -> None:
    path = extended / "retailgraph.ttl"
    path.write_text(
        path.read_text(encoding="utf-8").replace('rg:wording "{subject} sponsors {object}"@en ;', "")
    )
    with pytest.raises(Exception, match=r"relation 'sponsors' has no wording"):
        own_store(tmp_path, FILES)


# --- what the README shows ------------------------------------------------------------------------------


def session() -> list[str]:
    """The commands of the README's console blocks, in order; lines after ">" belong to the one before."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands: list[str] = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                commands.append(line[2:])
            elif line.startswith("> ") and commands:
                commands[-1] += f"\n{line[2:]}"
    return commands


@pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are for a shell")
def test_the_commands_of_the_readme_run(shipped_copy: Path) -> None:
    commands = session()
    assert len(commands) > 10
    folder = shipped_copy / "with a space"
    folder.mkdir()
    # The program as this Python has it, whether or not its folder is on the path.
    script = [f'retailgraph() {{ {shlex.quote(sys.executable)} -m retailgraph "$@"; }}', "set -eo pipefail"]
    for number, command in enumerate(commands):
        script += [f"echo '== {number}' >&2", command]
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)], cwd=folder, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "error:" not in done.stderr
    assert done.stderr.count("== ") == len(commands)
    assert "Traceback" not in done.stderr
