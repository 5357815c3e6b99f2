"""Who may ask a server, from where, how fast and how much; what is hostile costs little."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retailgraph.errors import InvalidData, UsageError
from retailgraph.serving import tokens
from retailgraph.serving.running import tokens_for
from retailgraph.serving.settings import Settings
from serving_tools import Prepared, Running, prepared, served

SECRET, LOADER = "a-secret-of-24-characters", "another-secret-for-loading"
ASK = "/sparql?query=ASK%20%7B%7D"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("guarded") / "store")


@pytest.fixture(scope="module")
def strict(folder: Path) -> Iterator[Running]:
    """A server with short patience, named, with an allowed site, and tokens."""
    known = tokens.read("", f"ann read {SECRET}\nbob load {LOADER}")
    options = {"request_seconds": 0.3, "allow_host": ("graph.example.org",), "base_path": "/retail"}
    with served(
        lambda: Prepared(folder),
        known,
        require_token=True,
        allow_origin=("https://app.example.org",),
        **options,
    ) as running:
        yield running


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


# --- from where --------------------------------------------------------------------------------------------


def raw(server: Running, *lines: str) -> tuple[int, str]:
    text = server.raw("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")).decode()
    return int(text.split(" ", 2)[1]), text


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        (["127.0.0.1"], 200),
        (["LOCALHOST:8321"], 200),
        (["[::1]:80"], 200),
        (["evil.example"], 421),
        (["127.0.0.1.evil.example"], 421),
        (["127.0.0.1@evil.example"], 400),
        (["127.0.0.1", "evil.example"], 400),
        ([""], 400),
        ([], 400),
    ],
)
def test_a_rebound_name_is_not_answered(server: Running, hosts: list[str], status: int) -> None:
    assert raw(server, "GET /health HTTP/1.1", *(f"Host: {host}" for host in hosts))[0] == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_the_form_of_another_site_is_not_taken(server: Running, headers: dict[str, str], status: int) -> None:
    form = {"content-type": "application/x-www-form-urlencoded", **headers}
    assert server.ask("POST", "/sparql", "query=ASK+%7B%7D", form).status == status


def test_the_servers_own_page_may_ask(server: Running) -> None:
    form = {"content-type": "application/x-www-form-urlencoded", "origin": server.url}
    assert server.ask("POST", "/sparql", "query=ASK+%7B%7D", form).status == 200


def test_no_other_site_reads_an_answer_unless_it_is_named(server: Running, strict: Running) -> None:
    assert (
        server.get("/health", {"origin": "https://app.example.org"}).headers["access-control-allow-origin"]
        is None
    )
    mine = {"origin": "https://app.example.org"}
    asked = strict.ask("OPTIONS", f"/retail{ASK}", None, mine)
    assert (asked.status, asked.headers["access-control-allow-origin"]) == (204, mine["origin"])
    assert "authorization" in asked.headers["access-control-allow-headers"]
    other = strict.ask("OPTIONS", f"/retail{ASK}", None, {"origin": "https://evil.example"})
    assert (other.status, other.headers["access-control-allow-origin"]) == (403, None)


def test_every_answer_says_how_browsers_may_use_it(server: Running) -> None:
    for path in ("/health", "/nothing", "/sparql?query=no"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["server"] is None
        assert re.fullmatch("[0-9a-f]{32}", headers["x-request-id"])
    assert server.get("/health", {"x-request-id": "mine-1"}).headers["x-request-id"] == "mine-1"
    assert server.get("/health", {"x-request-id": 'a"b'}).headers["x-request-id"] != 'a"b'


# --- who ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (bearer("no-such-token-anywhere"), 401),
        ({"authorization": "Basic YTpi"}, 401),
        (bearer(LOADER), 403),
        (bearer(SECRET), 200),
    ],
)
def test_who_has_no_token_is_not_answered(strict: Running, headers: dict[str, str], status: int) -> None:
    got = strict.ask("GET", f"/retail{ASK}", None, headers)
    assert got.status == status
    assert (got.headers["www-authenticate"] is not None) == (status == 401)
    assert SECRET not in got.text and LOADER not in got.text


def test_whether_it_lives_is_told_to_everybody(strict: Running) -> None:
    assert strict.get("/retail/health").status == 200
    assert strict.get("/retail/metrics").status == 401


@pytest.mark.parametrize("name", ["token", "access_token", "API-KEY", "apikey"])
def test_a_token_in_an_address_is_refused(strict: Running, name: str) -> None:
    got = strict.ask("GET", f"/retail{ASK}&{name}={SECRET}", None, bearer(SECRET))
    assert got.status == 400 and "Authorization" in got.json["detail"] and SECRET not in got.text


def test_the_file_of_tokens_is_told_of_by_line(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    for text, said in (
        ("ann read", ":1: a name"),
        ("# who\n\nann read short", ":3: a token has at least"),
        (f"ann read,rule {SECRET}", ":1: there is no scope 'rule'"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=re.escape(said)) as caught:
            tokens.read(str(file), "")
        assert SECRET not in str(caught.value)
    with pytest.raises(InvalidData, match="No such file"):
        tokens.read(str(tmp_path / "none"), "")


def test_a_token_may_be_kept_as_its_hash() -> None:
    from hashlib import sha256

    known = tokens.read("", f"ann read,review sha256:{sha256(SECRET.encode()).hexdigest()}")
    person = known.person(SECRET)
    assert person is not None and (person.name, person.scopes) == ("ann", {"read", "review"})
    assert known.person(SECRET + "x") is None


def test_nobody_serves_other_machines_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(tokens.VARIABLE, raising=False)
    with pytest.raises(UsageError, match="--allow-host"):
        tokens_for(Settings(host="0.0.0.0"))
    tokens_for(Settings(host="0.0.0.0", allow_host=("graph.example.org",)))
    with pytest.raises(UsageError, match="--write needs tokens"):
        tokens_for(Settings(write=True))
    monkeypatch.setenv(tokens.VARIABLE, f"ann read,load {SECRET}")
    tokens_for(Settings(host="0.0.0.0", write=True))


# --- how fast and how much ---------------------------------------------------------------------------------


def test_who_sends_slowly_is_sent_away(strict: Running) -> None:
    with socket.create_connection((strict.host, strict.port), timeout=120) as slow:
        slow.sendall(b"GET /retail/health HTTP/1.1\r\nHost: localhost\r\n")
        assert strict.get("/retail/health").status == 200
        assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")


def test_half_a_body_is_no_request(strict: Running) -> None:
    head = "POST /retail/sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    sent = f"{head}Authorization: Bearer {SECRET}\r\nContent-Length: 1000\r\n\r\nASK {{"
    assert strict.raw(sent.encode()).startswith(b"HTTP/1.1 408 ")


def test_a_connection_that_says_nothing_is_closed(strict: Running) -> None:
    with socket.create_connection((strict.host, strict.port), timeout=120) as silent:
        assert silent.recv(1000).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET /" + "a" * 40_000 + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + "a" * 40_000 + "\r\n\r\n", 431),
        (
            "GET / HTTP/1.1\r\nHost: localhost\r\n" + "".join(f"X-{n}: a\r\n" for n in range(200)) + "\r\n",
            431,
        ),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX-A" + "a" * 70_000, 431),
        ("nonsense\r\n\r\n", 400),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
        ),
    ],
)
def test_a_head_that_is_too_large_or_none_is_refused(server: Running, head: str, status: int) -> None:
    assert server.raw(head.encode()).startswith(f"HTTP/1.1 {status} ".encode())


def test_a_hundred_megabytes_are_not_read(server: Running) -> None:
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    got = server.raw(f"{head}Content-Length: 100000000\r\n\r\nASK".encode())
    assert got.startswith(b"HTTP/1.1 413 ") and b"connection: close" in got.lower()


@pytest.mark.parametrize(
    "path",
    ["/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/sparql/../../etc/passwd",
     "/..%5c..%5cetc", "/%00", "/docs/../../pyproject.toml", "/static/%2e%2e%2fserving/tokens.py"],
)  # fmt: skip
def test_no_path_leads_to_a_file_of_the_machine(server: Running, path: str) -> None:
    got = server.ask("GET", path)
    assert got.status == 404 and got.media == "application/problem+json"
    assert "root:" not in got.text and "/src/" not in got.text


def test_only_addresses_below_the_base_are_answered(strict: Running) -> None:
    assert strict.get("/health").status == 404
    assert strict.get("/retailer/health").status == 404
    got = strict.get("/retail/sparql", {"accept": "text/turtle", **bearer(SECRET)})
    assert f"{strict.url}/retail/sparql" in got.text


def test_who_goes_away_ends_the_process_that_worked_for_them(folder: Path) -> None:
    bomb = (
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(22))
        + " }"
    )
    with served(lambda: Prepared(folder)) as running:
        assert running.ask("GET", ASK).status == 200
        body = bomb.encode()
        head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        with socket.create_connection((running.host, running.port), timeout=120) as leaving:
            leaving.sendall(f"{head}Content-Type: application/sparql-query\r\n\r\n".encode() + body)
            _until(lambda: running.service.workers.queue.working == 1)
        _until(lambda: running.service.workers.queue.working == 0)
        assert running.service.workers.ended == 1
        assert running.ask("GET", ASK).status == 200


def test_who_comes_when_all_are_busy_is_told_to_come_again(folder: Path) -> None:
    bomb = (
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(22))
        + " }"
    )
    with served(lambda: Prepared(folder), queue=0) as running:
        body = bomb.encode()
        head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        with socket.create_connection((running.host, running.port), timeout=120) as first:
            first.sendall(f"{head}Content-Type: application/sparql-query\r\n\r\n".encode() + body)
            _until(lambda: running.service.workers.queue.working == 1)
            got = running.ask("GET", ASK)
            assert (got.status, got.headers["retry-after"]) == (503, "2")
            assert running.get("/health").status == 200


def _until(is_so: object) -> None:
    for _ in range(2000):
        if is_so():  # type: ignore[operator]
            return
        time.sleep(0.005)
    raise AssertionError("it did not come to that")


# --- what is told ------------------------------------------------------------------------------------------


def test_sums_are_told_as_prometheus_reads_them(server: Running) -> None:
    server.get("/health")
    text = server.get("/metrics").text
    assert re.search(
        r'^retailgraph_requests_total\{method="GET",route="/health",status="200"\} [1-9]', text, re.M
    )
    assert re.search(r'^retailgraph_request_seconds_bucket\{route="/health",le="\+Inf"\} [1-9]', text, re.M)
    for line in text.splitlines():
        assert line.startswith("# ") or re.fullmatch(r"[a-z_]+(\{.*\})? [0-9.e+-]+", line), line


def test_each_request_is_a_line_of_the_log_without_what_it_asks(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with served(lambda: Prepared(folder), log="json") as running:
        running.ask("GET", "/health?who=secret", None, {"x-request-id": "n-1"})
    (line,) = [line for line in capfd.readouterr().err.splitlines() if "n-1" in line]
    told = json.loads(line)
    assert (told["path"], told["status"], told["method"]) == ("/health", 200, "GET")
    assert "secret" not in line
