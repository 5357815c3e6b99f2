"""The command, its file and variables; a graph that changes while it is served; a stop under load."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, article, own_store
from retailgraph.errors import UsageError
from retailgraph.graph import Graph
from retailgraph.serving import tokens
from retailgraph.serving.settings import Settings, from_file
from retailgraph.serving.standing import Graphs
from retailgraph.serving.writes import Audit
from serving_tools import Running, served

READER, LOADER = "a-token-for-reading-only", "a-token-for-loading-too"
TOKENS = tokens.read("", f"ann read {READER}\nbob read,load {LOADER}")
YAML = {"content-type": "application/yaml", "authorization": f"Bearer {LOADER}"}
OWNS = article("acme owns finch", published="2019-05-01")
SOLD = article("bolt owns grove", published="2026-05-01")


# --- settings ----------------------------------------------------------------------------------------------


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, run: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """What the command would serve with: its settings, without serving."""
    import retailgraph.serving.running as running
    import retailgraph.serving.standing as standing
    from retailgraph.cli.session import Session

    seen: list[Settings] = []
    monkeypatch.setattr(running, "serve", lambda settings, *_: seen.append(settings))
    monkeypatch.setattr(standing, "Graphs", lambda *_: None)
    monkeypatch.setattr(Session, "graph", lambda self: _closing())

    def settings(*words: str) -> Any:
        done = run("serve", *words)
        return seen.pop() if seen else done

    return settings


def _closing() -> Any:
    class Closing:
        def close(self) -> None:
            return None

    return Closing()


def test_a_flag_wins_over_a_variable_and_that_over_the_file(
    given: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "serve.toml"
    file.write_text('port = 1001\nthreads = 7\nmax-rows = 5\nallow-host = ["a.example", "b.example"]\n')
    monkeypatch.setenv("RETAILGRAPH_SERVE_PORT", "1002")
    monkeypatch.setenv("RETAILGRAPH_SERVE_MAX_ROWS", "6")
    made = given("--config", str(file), "--port", "1003")
    assert (made.port, made.max_rows, made.threads) == (1003, 6, 7)
    assert made.allow_host == ("a.example", "b.example")
    assert given().port == 1002


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("port = ", "serve.toml"),
        ("prot = 1", "no option 'prot'; did you mean 'port'?"),
        ('port = "1"', "port: a whole number is wanted"),
        ("port = true", "port: a whole number is wanted"),
        ("write = 1", "write: true or false is wanted"),
        ("allow-host = [1]", "allow-host: a list of texts"),
    ],
)
def test_a_file_is_told_what_is_wrong_with_it(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        from_file(text, "serve.toml")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--port", "70000"], "port 70000 is not from 0 to 65535"),
        (["--host", "0.0.0.0"], "--allow-host"),
        (["--write"], "--write needs tokens"),
        (["--base-path", "retail"], "begins with /"),
        (["--config", "no such file"], "no such file: cannot be read: No such file"),
    ],
)
def test_what_cannot_be_served_is_a_line_with_the_next_step(
    given: Callable[..., Any], words: list[str], said: str
) -> None:
    done = given(*words)
    assert (
        done.code == (5 if "--config" in words else 2)
        and said in done.err
        and len(done.err.splitlines()) == 1
    )


def test_without_the_extra_a_line_says_what_to_install(
    given: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    done = given()
    assert done.code == 2
    assert done.err == "error: serve needs starlette, of the extra: pip install 'retailgraph[serve]'\n"


# --- changes -----------------------------------------------------------------------------------------------


@contextmanager
def own(folder: Path, **options: Any) -> Iterator[Running]:
    """A server of a store of one's own, which may be changed."""
    own_store(folder, {"2019-owns": OWNS}).close()
    store = str(folder / "store")
    audit = str(folder / "audit.jsonl")
    with served(
        lambda: Graphs(store, False, TODAY), TOKENS, write=True, audit_log=audit, **options
    ) as running:
        yield running


def owners(server: Running) -> list[str]:
    rows = server.get("/api/relationships", entity="grove", relation="owns").json["rows"]
    return sorted(row["id"] for row in rows)


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with own(tmp_path_factory.mktemp("writable")) as running:
        yield running


def test_articles_are_loaded_and_removed_by_who_may(writable: Running) -> None:
    assert owners(writable) == []
    got = writable.ask("POST", "/api/load?name=2026-sold", SOLD, YAML)
    assert (got.status, got.json["articles"]) == (200, ["2026-sold"]), got.text
    assert owners(writable) == ["bolt"]
    assert writable.query("ASK { ent:bolt rg:owns ent:grove }").json["boolean"] is True
    gone = writable.ask("DELETE", "/api/articles/2026-sold", None, YAML)
    assert gone.json == {"removed": ["2026-sold"]}
    assert owners(writable) == []
    told = [json.loads(line) for line in Path(writable.settings.audit_log).read_text().splitlines()]
    assert [(one["who"], one["what"], one["outcome"]) for one in told[:2]] == [
        ("bob", "load", "done"),
        ("bob", "remove", "done"),
    ]
    assert Path(writable.settings.audit_log).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("headers", "name", "status"),
    [
        ({"content-type": "application/yaml"}, "x", 401),
        ({"content-type": "application/yaml", "authorization": f"Bearer {READER}"}, "x", 403),
        ({**YAML, "origin": "https://evil.example"}, "x", 403),
        ({**YAML, "content-type": "image/png"}, "x", 415),
        (YAML, "..%2Fx", 400),
        (YAML, "", 400),
    ],
)
def test_nothing_is_changed_by_who_may_not(
    writable: Running, headers: dict[str, str], name: str, status: int
) -> None:
    assert writable.ask("POST", f"/api/load?name={name}", SOLD, headers).status == status
    assert owners(writable) == []


def test_what_is_wrong_with_a_file_is_told_without_the_servers_folders(writable: Running) -> None:
    bad = article("nobody ows finch")
    got = writable.ask("POST", "/api/load?name=2026-bad", bad, YAML)
    assert got.status == 422
    assert got.json["findings"] and all(line.startswith("2026-bad.yaml:") for line in got.json["findings"])
    assert "/tmp" not in got.text and "retailgraph-" not in got.text
    checked = writable.ask("POST", "/api/load?name=2026-good&dry_run=true", SOLD, YAML)
    assert checked.status == 200, checked.text
    assert checked.json["written"] is False and owners(writable) == []


def test_a_full_disk_loses_nothing(writable: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/secret/place")

    monkeypatch.setattr(Graph, "load", full)
    got = writable.ask("POST", "/api/load?name=2026-sold", SOLD, YAML)
    assert got.status == 507 and "nothing was changed" in got.json["detail"] and "/secret" not in got.text
    assert owners(writable) == []
    last = json.loads(Path(writable.settings.audit_log).read_text().splitlines()[-1])
    assert last["outcome"] == "failed"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_is_no_audit_log(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log")
    with pytest.raises(UsageError, match=r"audit-log .*log: it is a pipe"):
        Audit(tmp_path / "log")
    assert stat.S_ISFIFO((tmp_path / "log").stat().st_mode)


def test_a_server_that_only_reads_has_no_such_address(server: Running) -> None:
    assert server.ask("POST", "/api/load?name=x", SOLD, YAML).status in (401, 404)
    assert server.ask("DELETE", "/api/articles/x").status == 405


def test_what_another_process_loads_is_taken_up_while_questions_go_on(
    writable: Running, tmp_path: Path
) -> None:
    from retailgraph import RetailGraph

    before = writable.get("/api/relationships", entity="isle")
    assert before.json["rows"] == []
    faults: list[int] = []
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            status = writable.get("/api/relationships", entity="finch").status
            faults.extend([status] if status != 200 else [])

    asking = threading.Thread(target=go_on)
    asking.start()
    place = writable.service.graphs.now.place["store"]
    path = tmp_path / "2021-isle.yaml"
    path.write_text(article("acme owns isle", published="2021"))
    with RetailGraph.open(place, today=TODAY) as graph:
        graph.load([path])
    writable.service.graphs.look()
    after = writable.get("/api/relationships", {"if-none-match": before.headers["etag"]}, entity="isle")
    stop.set()
    asking.join()
    assert after.status == 200 and len(after.json["rows"]) == 1
    assert faults == []


# --- the process -------------------------------------------------------------------------------------------


def test_a_signal_stops_it_when_what_is_under_way_is_answered(tmp_path: Path) -> None:
    own_store(tmp_path, {"2019-owns": OWNS}).close()
    words = [sys.executable, "-m", "retailgraph", "--store", str(tmp_path / "store"), "serve", "--port", "0"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        opened = re.search(r"serving http://127.0.0.1:(\d+)/", process.stderr.readline())
        assert opened is not None
        connection = HTTPConnection("127.0.0.1", int(opened[1]), timeout=60)
        body = b"SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c a ?d }"
        connection.putrequest("POST", "/sparql")
        connection.putheader("content-type", "application/sparql-query")
        connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        _wait_until_busy(int(opened[1]))
        process.send_signal(signal.SIGTERM)
        answer = connection.getresponse()
        assert answer.status == 200 and json.loads(answer.read())["results"]["bindings"]
        connection.close()
        assert process.wait(60) == 0
        assert "Traceback" not in process.stderr.read()


def _wait_until_busy(port: int) -> None:
    for _ in range(2000):
        asking = HTTPConnection("127.0.0.1", port, timeout=60)
        asking.request("GET", "/metrics")
        text = asking.getresponse().read().decode()
        asking.close()
        if re.search(r"^retailgraph_requests_in_flight 2$", text, re.M) or "sparql" in text:
            return
    raise AssertionError("nothing is under way")
