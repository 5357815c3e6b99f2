"""The tables: values into rows and back, the user's file over the shipped one, copies, and who may write."""

from __future__ import annotations

import gzip
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from zlib import decompress

import pytest

from conftest import ENTITIES, ROOT, TODAY, Outcome, article, canonical, own_store, write
from retailgraph import RetailGraph, articles, disks, ontology
from retailgraph.errors import Refused, StoreError
from retailgraph.graph import sources
from retailgraph.graph.changing import Change
from retailgraph.tables import conclusions, connecting, edges, entities, loads, sums, transactions, whole
from retailgraph.tables.groups import CONCLUDED, kept_in
from retailgraph.tables.store import Tables
from test_graph import small

__all__ = ["small"]
ONTOLOGY = ontology.read(ROOT / "ontology" / "retailgraph.ttl")
Run = Callable[..., Outcome]


# --- there and back -------------------------------------------------------------------------------------


def test_the_shipped_files_come_out_of_the_rows_as_they_went_in() -> None:
    read = articles.read([ROOT / "data"], ONTOLOGY)
    with connecting.memory() as tables:
        Change(tables, ONTOLOGY, TODAY).build(read.entities, read.articles)
        assert list(entities.entities(tables)) == [replace(e, path="", line=0) for e in read.entities]
        back = list(whole.articles(tables))
        assert back == [replace(a, path="") for a in read.articles]
        assert [(a.text_hash, [p.at for p in a.passages]) for a in back] == [
            (a.text_hash, [p.at for p in a.passages]) for a in read.articles
        ], "what does not count when articles are compared"
        (one,) = whole.articles(tables, ["2019-09-18-tapestry-tmall-inside-retail-nz"])
        assert one in back


def test_an_edge_is_drawn_where_the_spell_says_yes(shipped: RetailGraph) -> None:
    for day in ("1995-01-01", "2015-05-31", "2019-09-18", "2025-08-04", "2026-11-23"):
        when = articles_day(day)
        states = {n for n, r in ONTOLOGY.relations.items() if r.kind == ontology.STATE}
        held = {
            (one.subject, one.relation, one.object)
            for *_, one in conclusions.found(shipped.tables, conclusions.ALL)
            if one.relation in states and one.holds(when) == "yes"
        }
        assert {tuple(edge) for edge in edges.on(shipped.tables, when)} == held


def articles_day(text: str):
    from retailgraph.dates import partial

    return partial(text).earliest


# --- over the shipped file --------------------------------------------------------------------------------


QUERIES = (
    f"SELECT number FROM relationship WHERE {conclusions.OF_SUBJECT}",
    f"SELECT number FROM relationship WHERE {conclusions.OF_OBJECT}",
    f"SELECT number FROM relationship WHERE {conclusions.OF_PARTY}",
    f"SELECT number FROM relationship WHERE {conclusions.OF_PAIR}",
    f"SELECT number FROM relationship WHERE {conclusions.ALL_ABOUT}",
    f"SELECT number FROM relationship WHERE {conclusions.ONE}",
    "SELECT * FROM spell WHERE relationship IN (SELECT value FROM json_each(:given))",
    "SELECT * FROM claim WHERE number IN (SELECT value FROM json_each(:given))",
    "SELECT * FROM claim WHERE subject = :given AND relation = :relation AND object = :other",
    "SELECT * FROM claim_qualifier WHERE claim IN (SELECT value FROM json_each(:given))",
    "SELECT * FROM claim_qualifier WHERE value = :given AND is_entity = 1",
    "SELECT * FROM article WHERE id = :given",
    "SELECT * FROM entity WHERE id = :given",
    "SELECT * FROM entity_type WHERE entity IN (SELECT value FROM json_each(:given))",
    "SELECT * FROM name_key WHERE key = :given ORDER BY tier, entity",
    "SELECT * FROM conflict_about_row WHERE relationship IN (SELECT value FROM json_each(:given))",
    "SELECT * FROM figure WHERE entity = :given",
)


@pytest.mark.parametrize("query", QUERIES)
def test_both_files_are_searched_by_their_indexes(query: str, shipped: RetailGraph) -> None:
    bound = dict.fromkeys(("given", "relation", "party", "other", "key"), "x")
    with connecting.memory(shipped.directory / "shipped.db") as tables:
        plan = [row[3] for row in tables.rows(f"EXPLAIN QUERY PLAN {query}", bound)]
    arms = re.split("^(?:UNION ALL|RIGHT)$", "\n".join(plan), flags=re.MULTILINE)
    assert len(arms) > 1, plan
    assert all(re.search(r"^(SEARCH|USING ROWID SEARCH) ", arm, re.MULTILINE) for arm in arms), plan
    assert not [step for step in plan if re.match(r"SCAN (?!json_each|hidden)", step)], plan


def test_every_table_of_the_graph_is_seen_in_both_files() -> None:
    with connecting.memory() as tables:
        every = {row[0] for row in tables.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    apart = {"meta", "word", *loads.TABLES, "step", "step_concerns"} | {
        name for name in every if name.startswith("hidden")
    }
    assert set(map(kept_in, connecting.SHIPPED)) == every - apart
    assert set(CONCLUDED) < set(connecting.SHIPPED)


def test_the_users_file_holds_only_what_the_user_changed(small: Path, home: Path) -> None:
    with RetailGraph.open(today=TODAY) as graph:
        graph.load(write(home / "mine", {"2021-mine": article("core owns finch", published="2021")}))
        assert {row.id for row in graph.ask("who owned Finch over time").rows} == {"core", "acme"}
        counts = {
            table: graph.tables.value(f"SELECT count(*) FROM main.{table}")
            for table in (
                "article",
                "claim",
                "entity",
                "relationship",
                "hidden_relationship",
                "hidden_article",
            )
        }
    assert counts == {
        "article": 1, "claim": 1, "entity": 0,
        "relationship": 2,  # Core's, and Acme's, which it ends
        "hidden_relationship": 1, "hidden_article": 0,
    }  # fmt: skip


def test_removing_what_was_loaded_lets_the_shipped_rows_be_seen_again(small: Path, home: Path) -> None:
    with RetailGraph.open(today=TODAY) as graph:
        before = canonical(graph)
        graph.load(
            write(
                home / "mine",
                {
                    "more": "finch: {type: Brand, name: Finch and Sons}\n",
                    "2018-finch": article("core owns finch", published="2018"),
                },
            )
        )
        assert graph.show("finch").name == "Finch and Sons"
        graph.remove(["2018-finch"])
        assert [row.id for row in graph.ask("who owns finch").rows] == ["acme"]
        graph.reset(loads=True)
        graph.freshen()
        assert canonical(graph) == before


# --- what was loaded ----------------------------------------------------------------------------------------


def test_files_come_back_byte_for_byte(tmp_path: Path, run: Run) -> None:
    graph = own_store(tmp_path, {"2018-a": article("acme owns finch", published="2018")})
    text = article("bolt owns grove", published="2019").replace("\n", "\r\n").encode()
    odd = tmp_path / "odd" / "2019-b.yaml"
    odd.parent.mkdir()
    odd.write_bytes(b"\xef\xbb\xbf" + text)
    graph.load([odd])
    graph.remove(["2018-a"])
    done = run("export", "--as-files", tmp_path / "back", "--store", graph.directory.parent)
    assert done.code == 0, done.err
    back = {str(p.relative_to(tmp_path / "back")): p.read_bytes() for p in (tmp_path / "back").rglob("*.*")}
    assert back == {
        "000001/2018-a.yaml": (tmp_path / "files" / "2018-a.yaml").read_bytes(),
        "000001/entities.yaml": (tmp_path / "files" / "entities.yaml").read_bytes(),
        "000002/2019-b.yaml": odd.read_bytes(),
        "000003/removed.txt": b"2018-a\n",
    }
    assert run("export", "--as-files", tmp_path / "back", "--store", graph.directory.parent).code == 7


def former_layout(folder: Path) -> Path:
    """A data folder as earlier versions kept it: numbered loads, and a list of what was removed."""
    root = folder / "loads"
    write(root / "000001" / "00001", {"2021-mine": article("acme owns isle", published="2021")})
    write(root / "000002" / "00001", {"rows.jsonl": ""})
    (root / "000002" / "00001" / "rows.jsonl").write_text(
        '{"subject": "bolt", "relation": "owns", "object": "isle", "article": "2022-rows", '
        '"article_title": "Rows", "publisher": "Post", "published": "2022", "says": "Bolt bought."}\n'
    )
    (root / "000002" / "loaded.txt").write_text("2022-rows\n")
    (root / "000003").mkdir()
    (root / "000003" / "removed.txt").write_text("2018-finch\n")
    (root / "decisions.yaml").write_text("[]\n")
    return root


def test_loads_of_an_earlier_layout_are_taken_in_once(small: Path, home: Path) -> None:
    root = former_layout(home / "own data")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    said: list[str] = []
    with RetailGraph.open(today=TODAY, progress=said.append) as graph:
        assert graph.articles() == ["2019-grove", "2021-mine", "2022-rows"]
        assert "taking in 3 loads of an earlier version" in said
        assert graph.loads() == [1, 2, 3]
        graph.remove(["2021-mine"])
    with RetailGraph.open(today=TODAY) as graph:
        assert graph.articles() == ["2019-grove", "2022-rows"]
        graph.rebuild()
        assert graph.articles() == ["2019-grove", "2022-rows"]
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_an_own_store_of_an_earlier_layout_is_made_anew(tmp_path: Path) -> None:
    store = tmp_path / "store"
    write(store / "loads" / "000001" / "00001", {"names": ENTITIES})
    old = store / "graph"
    write(old / "version-1" / "database", {"CURRENT": "x"})
    write(old, {"retailgraph-store.": "1", "CURRENT.": "version-1"})
    for path in old.glob("*."):
        path.rename(old / path.name[:-1])
    with RetailGraph.open(store, today=TODAY, create=False) as graph:
        assert graph.has_entity("acme")
    assert {p.name for p in old.iterdir()} <= {"retailgraph.db", "retailgraph.db-wal", "retailgraph.db-shm"}


# --- copies -------------------------------------------------------------------------------------------------


def test_a_copy_is_whole_and_can_be_put_back_under_a_reader(tmp_path: Path, run: Run) -> None:
    graph = own_store(tmp_path, {"2018-a": article("acme owns finch", published="2018")})
    store, copy = graph.directory.parent, tmp_path / "copy.db"
    before = canonical(graph)
    assert run("store", "backup", copy, "--store", store).code == 0
    assert run("store", "backup", copy, "--store", store).code == 7, "not over another copy"
    graph.load(write(tmp_path / "new", {"2019-b": article("bolt owns finch", published="2019")}))
    with RetailGraph.open(store, today=TODAY) as reader:
        held = canonical(reader)
        assert held != before
        done = run("store", "restore", copy, "--store", store)
        assert (done.code, done.out.split(" to ")[0]) == (0, "restored 1 load")
        assert reader.articles() == ["2018-a", "2019-b"], "who reads goes on reading"
    with RetailGraph.open(store, today=TODAY) as again:
        assert canonical(again) == before
        again.load(write(tmp_path / "new", {"2019-b": article("bolt owns finch", published="2019")}))
        assert canonical(again) == held


@pytest.mark.parametrize("content", [b"", b"notes", b"SQLite format 3\x00" + b"\xa5" * 5000])
def test_what_is_no_copy_is_not_put_back(tmp_path: Path, run: Run, content: bytes) -> None:
    graph = own_store(tmp_path, {"2018-a": article("acme owns finch", published="2018")})
    store, before = graph.directory.parent, canonical(graph)
    graph.close()
    (tmp_path / "copy.db").write_bytes(content)
    done = run("store", "restore", tmp_path / "copy.db", "--store", store)
    assert done.code in (1, 5, 7) and done.err.count("\n") == 1, done
    with RetailGraph.open(store, today=TODAY) as again:
        assert canonical(again) == before


def test_verify_finds_a_flipped_bit_of_the_shipped_file(shipped_copy: Path, run: Run) -> None:
    with RetailGraph.located() as graph:
        path = graph.home.shipped
    assert path is not None
    content = path.read_bytes()
    place = len(content) // 2
    path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    done = run("store", "verify")
    assert (done.code, done.out.count("\n")) == (1, 1) and str(path) in done.out
    path.write_bytes(content)
    assert run("store", "verify").code == 0


def changed(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as other:
        assert other.execute(statement, values).rowcount > 0
        other.commit()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE load_piece SET content = CAST(substr(content, 1, 20) || 'x' AS BLOB) WHERE position = 1",
            "load 1",
        ),
        ("UPDATE load_file SET sha256 = 'a' WHERE position = 1", "load 1"),
        ("UPDATE relationship_row SET articles = articles + 1", "relationships"),
        ("UPDATE spell SET since_latest = '2020-02-02'", "relationships"),
        ("UPDATE claim_row SET confidence = 0.25", "articles"),
        ("UPDATE passage SET says = 'Nothing.'", "articles"),
        (
            "UPDATE entity_row SET country = 'XX' WHERE id = (SELECT id FROM word WHERE text = 'acme')",
            "entities",
        ),
        ("UPDATE name_key_row SET key = 'akme' WHERE key = 'acme'", "names"),
        ("DELETE FROM relationship_publisher_row", "relationships"),
        ("DELETE FROM conflict_row", "conflict"),
    ],
)
def test_verify_finds_what_was_changed_by_another_hand(
    tmp_path: Path, run: Run, statement: str, told: str
) -> None:
    files = {
        "2018-a": article("acme owns finch: {from: 2015}", published="2018"),
        "2019-b": article("acme owns finch: {from: 2016}", published="2019", publisher="Post"),
    }
    with own_store(tmp_path, files) as graph:
        store = graph.directory.parent
    sound = run("store", "verify", "--store", store, "-q")
    assert (sound.code, "all is as it was written" in sound.out) == (0, True), sound
    changed(store / "graph" / "retailgraph.db", statement)
    found = run("store", "verify", "--store", store, "-q")
    assert found.code == 1 and told in found.out, found
    if told != "load 1":
        assert run("store", "reset", "--store", store).code == 0
        assert run("stats", "--store", store).code == 0
        assert run("store", "verify", "--store", store, "-q").code == 0


# --- files of others, and disks -----------------------------------------------------------------------------


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "graph" / "retailgraph.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (text)")
        other.commit()
    before = path.read_bytes()
    for use in (connecting.reading, connecting.exists, _written):
        with pytest.raises(Refused, match="is not a retailgraph store"):
            use(path)  # type: ignore[operator]
    assert path.read_bytes() == before


def _written(path: Path) -> None:
    with transactions.writing(path):
        raise AssertionError("it may not be written")


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path, run: Run) -> None:
    with own_store(tmp_path, {}) as graph:
        path = graph.home.path
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {connecting.SCHEMA_VERSION + 1}")
    for words in (("stats",), ("load", *write(tmp_path / "new", {"2018-a": article("acme owns finch")}))):
        done = run(*words, "--store", path.parent.parent)
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
        assert "made by a newer retailgraph" in done.err


def test_a_store_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with own_store(tmp_path, {"2018-a": article("acme owns finch")}) as graph:
        path = graph.home.path
        held = canonical(graph)
    _make_older(path)
    with pytest.raises(ZeroDivisionError), transactions.writing(path):
        raise ZeroDivisionError
    assert _version(path) == 1, "a step belongs to the transaction"
    with RetailGraph.open(path.parent.parent, today=TODAY) as graph:
        assert canonical(graph) == held
        assert graph.losses() == ()
    assert _version(path) == connecting.SCHEMA_VERSION


OLDER = sorted((ROOT / "tests" / "older").glob("*.db.gz"))


@pytest.mark.parametrize("packed", OLDER, ids=lambda path: path.name)
def test_a_store_that_an_older_version_made_is_brought_up_to_date(packed: Path, tmp_path: Path) -> None:
    """Each was made by the code of its time from these files; 2020-c was loaded too, and removed again."""
    files = {
        "2018-a": article(
            "acme owns finch: {from: 2015}", "bolt sellsOn harbor: {market: CN}", published="2018-03"
        ),
        "2019-b": article("core owns finch: {from: 2016}", published="2019", publisher="Post"),
    }
    with own_store(tmp_path, files) as graph:
        expected = canonical(graph)
    path = tmp_path / "older" / "graph" / "retailgraph.db"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    with closing(sqlite3.connect(path)) as other:
        (before,) = other.execute("PRAGMA user_version").fetchone()
    assert (packed.name, before < connecting.SCHEMA_VERSION) == (f"version-{before}.db.gz", True)
    with RetailGraph.open(path.parent.parent, today=TODAY) as graph:
        assert canonical(graph) == expected
        assert graph.losses() == ()
        kept = {
            file.name: file.content for load in (1, 2) for _, file in loads.files(graph.tables, load) if file
        }
    assert kept["2018-a.yaml"].decode() == files["2018-a"]
    assert set(kept) == {"entities.yaml", "2018-a.yaml", "2019-b.yaml", "2020-c.yaml"}
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (connecting.SCHEMA_VERSION,)


def _make_older(path: Path) -> None:
    """As version 1 was: the bytes of a file in its row, a row for each id that it says, other tables."""
    with closing(sqlite3.connect(path)) as other:
        said = other.execute("SELECT load, kind, file, ids FROM load_says").fetchall()
        other.executescript(
            """
            ALTER TABLE load_file ADD COLUMN content BLOB;
            UPDATE load_file SET content = (SELECT content FROM load_piece AS p
              WHERE p.load = load_file.load AND p.position = load_file.position);
            DROP TABLE load_piece;
            DROP TABLE load_says;
            DROP TABLE step_concerns;
            DROP TABLE step;
            DROP VIEW fact;
            CREATE TABLE load_says (load INTEGER, kind TEXT, id TEXT, file INTEGER);
            CREATE TABLE more (x TEXT);
            UPDATE meta SET value = '0' WHERE name = 'format';
            PRAGMA user_version = 1;
            """
        )
        rows = [(n, kind, id, file) for n, kind, file, ids in said for id in decompress(ids).decode().split()]
        other.executemany("INSERT INTO load_says VALUES (?, ?, ?, ?)", rows)
        other.commit()


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as other:
        there = other.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone()[0]
        number = int(other.execute("PRAGMA user_version").fetchone()[0])
        assert bool(there) == (number == 1)
    return number


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:41 / /home rw,relatime shared:2 - nfs4 server:/home rw
41 40 8:2 / /home/local\\040disk rw,relatime - xfs /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/x", "ext4"), ("/home/me/data", "nfs4"), ("/home/local disk/a", "xfs"), ("/homes", "ext4")],
)
def test_the_kind_of_a_disk_is_known(path: str, kind: str, tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert disks.file_system(Path(path), mounts) == kind
    assert disks.file_system(Path(path), tmp_path / "none") == ""


@pytest.mark.parametrize(("shared", "journal"), [(True, "wal"), (False, "delete")])
def test_where_there_is_no_shared_memory_the_journal_is_another(
    shared: bool, journal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "knows_shared_memory", lambda path: shared)
    graph = own_store(tmp_path, {"2018-a": article("acme owns finch")})
    assert graph.tables.value("PRAGMA main.journal_mode") == journal
    with RetailGraph.open(graph.directory.parent, today=TODAY) as reader:
        assert reader.articles() == ["2018-a"]
        graph.load(write(tmp_path / "new", {"2019-b": article("bolt owns grove")}), wait=5)
        assert graph.articles() == ["2018-a", "2019-b"]
    assert [row.id for row in graph.ask("who owns Grove").rows] == ["bolt"]


def test_every_commit_is_synced(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with transactions.writing(path) as tables:
        assert tables.value("PRAGMA main.synchronous") == 2, "FULL"
        assert tables.value("PRAGMA foreign_keys") == 1
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=fsync,fdatasync,write", sys.executable, "-c", _LOAD, str(path)],
        capture_output=True, text=True, check=False,
    ) if _strace() else None  # fmt: skip
    if done is None:
        pytest.skip("there is no strace here")
    calls = [line for line in done.stderr.splitlines() if "sync(" in line or '"loaded' in line]
    assert any("sync(" in line for line in calls[: next(i for i, c in enumerate(calls) if '"loaded' in c)])


_LOAD = """
import sys
from pathlib import Path
from retailgraph.tables import loads
from retailgraph.tables.transactions import writing
with writing(Path(sys.argv[1])) as tables:
    loads.add(tables, [loads.File("a", b"b")])
sys.stdout.write("loaded\\n")
sys.stdout.flush()
"""


def _strace() -> bool:
    try:
        return subprocess.run(["strace", "-V"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


# --- people who read it -----------------------------------------------------------------------------------


def test_people_can_ask_in_sql(shipped: RetailGraph) -> None:
    with closing(sqlite3.connect(f"file:{shipped.directory / 'shipped.db'}?mode=ro", uri=True)) as other:
        found = other.execute(
            "SELECT subject, since FROM fact WHERE object = 'Stuart Weitzman' AND relation = 'owns' "
            "AND status = 'inForce'"
        ).fetchall()
        assert found == [("Caleres, Inc.", "2025-08-04")]
        says = other.execute(
            "SELECT DISTINCT publisher FROM source WHERE subject = 'tapestry' AND relation = 'owns'"
        ).fetchall()
        assert len(says) > 5
        assert ("tmall", "天猫", "name", "zh-Hans") in other.execute("SELECT * FROM spelling").fetchall()


def test_the_schema_names_every_table_and_view(run: Run) -> None:
    printed = run("store", "schema").out
    with connecting.memory() as tables:
        names = {r[0] for r in tables.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        strict = {
            r[0] for r in tables.rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict")
        }
        kinds = {r[0] for r in tables.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert kinds == strict
    assert all(re.search(rf"CREATE (TABLE|VIEW) {name}\b", printed) for name in names)


def test_every_reference_says_to_which_columns(memory: Tables) -> None:
    """Programs that let people follow references, such as datasette, need to be told."""
    keys = """SELECT t.name, k."table", k."from", k."to"
      FROM sqlite_master AS t, pragma_foreign_key_list(t.name) AS k WHERE t.type = 'table'"""
    found = memory.rows(keys)
    assert len(found) > 40
    assert [row for row in found if row[3] is None] == []


SQL = re.compile(r'"(SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE TABLE|ATTACH) [^"{]*(FROM|INTO|SET|=|\()')


FILES_OF_OTHERS = {"record_sqlite.py", "record_duckdb.py"}
"""What reads and writes databases that are given away; none of them is the store."""


def test_sql_of_the_store_stands_in_one_room() -> None:
    outside = [
        f"{path.name}:{number}"
        for path in (ROOT / "src" / "retailgraph").rglob("*.py")
        if path.parent.name != "tables" and path.name not in FILES_OF_OTHERS
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SQL.search(line) and "{" not in line and "?" not in line.partition("WHERE")[0]
    ]
    assert outside == []


@pytest.fixture
def memory() -> Iterator[Tables]:
    with connecting.memory() as tables:
        yield tables


def test_a_reference_to_nothing_is_refused(memory: Tables) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        memory.run("INSERT INTO main.passage VALUES (7, 1, 'x', '', NULL, NULL)")


def test_old_folders_are_read_in_order(tmp_path: Path) -> None:
    for name in ("000010", "000002", "notes", "000003.tmp"):
        (tmp_path / name).mkdir()
    assert [folder.name for folder in sources.old_loads(tmp_path)] == ["000002", "000010"]
    assert sources.old_loads(tmp_path / "none") == []


def test_a_byte_that_changes_without_a_trace_is_found_within_a_day(shipped_copy: Path, run: Run) -> None:
    """As a disk does it: the clock of the file stays."""
    with RetailGraph.located() as graph:
        path = graph.home.shipped
    assert path is not None and sums.seems_to_fit(path)
    content, before = path.read_bytes(), path.stat()
    path.write_bytes(content.replace(b"Stuart Weitzman", b"Stuart Weitzmen"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    noted = path.with_suffix(".sum")
    assert sums.seems_to_fit(path)
    os.utime(noted, (0, 0))
    assert not sums.seems_to_fit(path)
    os.utime(noted)
    assert run("store", "verify").code == 1
    assert not sums.seems_to_fit(path), "who verified it has the next command read it whole"
    done = run("who owned Stuart Weitzman over time")
    assert (done.code, "Weitzmen" in done.out, "building" in done.err) == (0, False, True)


def test_a_file_that_was_touched_and_is_the_same_is_read_whole_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.db"
    path.write_bytes(b"content")
    sums.note(path, path)
    os.utime(path, (1, 1))
    read: list[bytes] = []
    monkeypatch.setattr(sums, "crc32", lambda content: read.append(content) or 7)
    sums.note(path, path)
    os.utime(path, (2, 2))
    assert [sums.seems_to_fit(path) for _ in range(3)] == [True] * 3
    assert len(read) == 3, "to note it, and where it was touched to compare it and to note that"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file.db", "file.sum"]
