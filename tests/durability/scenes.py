"""Commands that write, each with what it needs: what is there before it, and what a reader sees after it."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ENTITIES = """\
acme: {type: Company, name: "Acme, Inc."}
bolt: {type: Company, name: Bolt Ltd}
core: {type: Company, name: Core SA}
finch: {type: Brand, name: Finch}
grove: {type: Brand, name: Grove}
moss: {type: Initiative, name: Moss}
"""
ARTICLE = """\
title: A title
publisher: Daily
published: {year}
passages:
  - says: Something.
    claims:
      - {claim}
"""
DRAFT = """\
draft: 1
article:
  id: 2024-05-06-acme-owns-finch
  title: Acme owns Finch.
  publisher: Example Daily
  published: '2024-05-06'
passages:
- quote: Acme owns Finch.
  at: [0, 16]
  claims:
  - acme owns finch: {status: inForce, confidence: 0.84, at: [0, 15], wording: '{subject} (own) {object}'}
"""
DECISION = "- different: [acme, bolt]\n  by: Ada\n  why: Two.\n  on: 2020-01-01\n"
FEED = """\
<rss version="2.0"><channel><title>Daily</title><item><title>Bolt Ltd acquired Finch</title>
<link>https://example.com/1</link><pubDate>Mon, 01 Jun 2020 10:00:00 GMT</pubDate>
<description>Bolt Ltd acquired Finch.</description></item></channel></rss>
"""

GIVEN = {
    "first/entities.yaml": ENTITIES,
    "first/2018-a.yaml": ARTICLE.format(year=2018, claim="acme owns finch"),
    "first/2019-b.yaml": ARTICLE.format(year=2019, claim="bolt owns grove"),
    "second/2018-a.yaml": ARTICLE.format(year=2018, claim="core owns finch"),
    "second/2020-c.yaml": ARTICLE.format(year=2020, claim="acme owns grove"),
    "second/claims.csv": "subject,relation,object,says,article_title,article,publisher\n"
    "bolt,owns,finch,Something.,A title,2021-d,Daily\n",
    "decided/decisions.yaml": DECISION,
    "draft.yaml": DRAFT,
    "owners.csv": 'owner,brand,since\n"Acme, Inc.",Finch,2019\nBolt Ltd,Heron,2018\n,Finch,2018\n',
    "newer/owners.csv": 'owner,brand,since\n"Acme, Inc.",Finch,2019\nCore SA,Heron,2018\n,Finch,2018\n',
    "texts.jsonl": '{"text": "Acme, Inc. owns Finch."}\n{"text": "Bolt Ltd acquired Grove in 2019."}\n',
    "text.txt": "Acme, Inc. owns Finch. Bolt Ltd acquired Grove in 2019.\n",
}
STORE, DATA, OUT = "store", "data", "out"
FEEDBACK = "feedback.jsonl"


@dataclass(frozen=True)
class Scene:
    """A command, by words that start in the folder of the scene, after other commands.

    It has said that it is done when it has written ``done`` to standard output.
    """

    name: str
    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = (("load", "first"),)
    done: bytes = b""


def _scene(
    name: str, *words: str, before: tuple[tuple[str, ...], ...] = (("load", "first"),), done: bytes = b""
) -> Scene:
    return Scene(name, words, before, done)


_IMPORT = ("import", "owners.csv", "--publisher", "Daily", "--published", "2020", "-o", "out")
_IMPORT_AGAIN = (
    "import",
    "newer/owners.csv",
    "--mapping",
    "out/owners.mapping.yaml",
    "--replace",
    "-o",
    "out",
)
_DECIDE = ("duplicates", "--different", "acme", "core", "--by", "Ada", "--why", "Two.")
SCENES = {
    scene.name: scene
    for scene in (
        _scene("first load", "load", "first", before=()),
        _scene("load", "load", "second"),
        _scene("load decisions", "load", "decided"),
        _scene("load over another", "load", "first", before=(("load", "second", "first/entities.yaml"),)),
        _scene("remove", "remove", "2019-b"),
        _scene("remove an entity", "remove", "moss"),
        _scene("reset", "store", "reset"),
        _scene("reset of loads", "store", "reset", "--loads", before=(("load", "first"), ("load", "second"))),
        _scene("backup", "store", "backup", "out/copy.db"),
        _scene(
            "restore",
            "store", "restore", "copy.db",
            before=(("load", "first"), ("store", "backup", "copy.db"), ("load", "second")),
        ),
        _scene("build", "stats", before=(("load", "first"), ("store", "reset"))),
        _scene("decide", *_DECIDE),
        _scene("decide in a new folder", *_DECIDE, "--file", "out/mine/decisions.yaml"),
        _scene("undo", "duplicates", "--undo", "acme", "core", before=(("load", "first"), _DECIDE)),
        _scene("review", "review", "draft.yaml", "--accept-above", "0.5", "-o", "out", done=b".yaml"),
        _scene("import", *_IMPORT, done=b"imported"),
        _scene(
            "import anew", *_IMPORT_AGAIN, before=(("load", "first"), _IMPORT), done=b"imported"
        ),
        _scene("propose", "propose", "text.txt", "-o", "out/draft.yaml"),
        _scene("propose many", "propose", "--many", "texts.jsonl", "-o", "out/drafts"),
        _scene("watch", "watch", "feeds.yaml", "-o", "out/drafts"),
        _scene("query", "query", "SELECT * { ?s rg:owns ?o }"),
        _scene("export", "export", "-o", "out/all.trig"),
        _scene("export tables", "export", "-f", "csv-tables", "-o", "out/tables"),
        _scene("export a database", "export", "-f", "sqlite", "-o", "out/all.sqlite"),
        _scene("export the files", "export", "--as-files", "out/files"),
        _scene("draw", "draw", "acme", "-o", "out/acme.svg"),
        _scene("explore", "explore", "-o", "out/all.html"),
        _scene("init", "init", "out/mine"),
        _scene("new article", "new", "article", "--title", "Some news", "-o", "out"),
    )
}  # fmt: skip


@cache
def feed_address() -> str:
    """Where this machine serves a feed of one item, for as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix="retailgraph-feed-"))
    atexit.register(shutil.rmtree, folder)
    (folder / "feed.rss").write_text(FEED, encoding="utf-8")
    words = ("-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder))
    server = subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    atexit.register(server.kill)
    assert server.stdout is not None
    port = server.stdout.readline().split(" port ")[1].split()[0]
    return f"http://127.0.0.1:{port}/feed.rss"


def prepare(scene: Scene, folder: Path) -> None:
    """Lay out a folder in which the scene's command can be run."""
    for name, text in GIVEN.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if "feeds.yaml" in scene.words:
        (folder / "feeds.yaml").write_text(f"feeds: [{feed_address()}]\n", encoding="utf-8")
    (folder / OUT).mkdir()
    for words in scene.before:
        code = in_child(lambda words=words: command(folder, words))
        assert code == 0, (scene.name, words, code)


def ready(scene: Scene, folder: Path) -> Path:
    """A prepared folder, in the same place for every scene: stores know their paths."""
    if (folder / "work").exists():
        shutil.rmtree(folder / "work")
    (folder / "work").mkdir(parents=True)
    prepare(scene, folder / "work")
    return copy(folder / "work", folder / "ready")


def environment(folder: Path) -> dict[str, str]:
    """Where a command of a scene finds its store and keeps its files."""
    return {
        "RETAILGRAPH_STORE": str(folder / STORE),
        "RETAILGRAPH_DATA": str(folder / DATA),
        "RETAILGRAPH_CACHE": str(folder / "cache"),
    }


def command(folder: Path, words: tuple[str, ...]) -> int:
    """Run a command in this process, silently; gives its exit code."""
    from retailgraph.cli import run

    os.chdir(folder)
    os.environ.update(environment(folder))
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    return run([*words, "-q"])


def in_child(work: Callable[[], int]) -> int:
    """The exit code of some work in a child of this process, which has imported all that it needs."""
    pid = fork(work)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def fork(work: Callable[[], int]) -> int:
    """Begin some work in a child of this process; gives the child's id."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = work()
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(code)
    return pid


State = Mapping[str, str]


def state(folder: Path, heal: bool = False) -> State:
    """What is there for a reader: what the graph holds, and each file that a command writes, by digest.

    ``heal``: a store that says it is damaged is reset, as it says, and then holds what was kept.
    """
    target = folder / "state.json"
    code = in_child(lambda: _write_state(folder, target, heal))
    assert code == 0, f"the state of {folder} cannot be read"
    found: dict[str, str] = json.loads(target.read_text())
    target.unlink()
    return found


def _write_state(folder: Path, target: Path, heal: bool) -> int:
    os.environ.update(environment(folder))
    found = _files(folder) | {"graph": _graph(folder, heal)}
    target.write_text(json.dumps(found))
    return 0


def _graph(folder: Path, heal: bool) -> str:
    from retailgraph import RetailGraph
    from retailgraph.errors import NotFound, StoreError

    try:
        try:
            return _content(folder)
        except StoreError as error:
            if not (heal and "is damaged" in str(error)):
                raise
        RetailGraph.located(folder / STORE).reset()
        return _content(folder)
    except NotFound:
        return "none"


def _content(folder: Path) -> str:
    from retailgraph import RetailGraph

    with RetailGraph.open(folder / STORE, create=False) as graph:
        losses = graph.losses()
        assert not losses, [str(loss) for loss in losses]
        if not graph.articles() and not graph.types():
            return "none"
        said = sorted("".join(graph.export("nquads")).splitlines())
        lines = [line for line in said if "edgesAsOf" not in line]
        decided = [(d["verdict"], d["ids"]) for d in graph.decisions]
        return f"{graph.articles()} {decided} {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:12]}"


def _files(folder: Path) -> dict[str, str]:
    """What was written for people: the files in the folder for it, decisions, and beside the draft."""
    places = [
        *(folder / OUT).rglob("*"),
        *folder.glob("draft.yaml.*"),
        *folder.glob("*/loads/decisions.yaml"),
    ]
    places += [p for p in (folder / DATA).rglob("*") if p.name == FEEDBACK]
    whole = [p for p in places if p.is_file() and not p.name.startswith(".")]
    digests = {str(p.relative_to(folder)): _digest(p) for p in whole}
    return {name: digest for name, digest in digests.items() if digest}


def _digest(path: Path) -> str:
    data = path.read_bytes()
    if path.name == FEEDBACK:
        data = b"".join(filter(_is_row, data.splitlines()))
        if not data:
            return ""
    ends = data.rstrip().endswith((b"</html>", b"</svg>"))
    return "whole" if ends else hashlib.sha256(data).hexdigest()[:12]


def _is_row(line: bytes) -> bool:
    """Whether a line of a log can be read: one that the power cut short says nothing."""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def is_whole(found: State, before: State, after: State) -> bool:
    """Whether every part of a state is as it was before or after."""
    return all(found.get(part) in (before.get(part), after.get(part)) for part in {*found, *before, *after})


def copy(source: Path, target: Path) -> Path:
    """A copy of a prepared folder."""
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target, symlinks=True)
    return target
