"""Processes that are killed amid their work: nothing is lost, nothing waits for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import read_here
from killed_work import KILL, killed_at_once, once_killed, refusing
from retailgraph.errors import RetailGraphError, UsageError
from retailgraph.extraction import workers

CHILDREN = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")


def told(folder: Path, jobs: list[str], size: int = 2, ahead: int = 4) -> list[tuple[str, str, str]]:
    made = workers.outcomes(once_killed, (str(folder),), jobs, size, ahead)
    return [(o.job, o.result or "", o.fault) for o in made]


# --- the processes ----------------------------------------------------------------------------------------


def test_a_killed_process_loses_no_job_and_keeps_the_order(tmp_path: Path) -> None:
    jobs = ["a", "once-1", "b", "once-2", "c", "d", "e"]
    assert told(tmp_path, jobs) == [(job, job.upper(), "") for job in jobs]
    assert {p.name for p in tmp_path.iterdir()} == {"once-1", "once-2"}


def test_a_job_that_kills_twice_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    made = told(tmp_path, ["always", "a", "fault", "refused", "b"])
    assert [result for _, result, _ in made] == ["", "A", "", "", "B"]
    faults = {job: fault for job, _, fault in made if fault}
    assert "killed 2 times" in faults["always"]
    assert faults["fault"] == "could not be read: ValueError: two lines"
    assert faults["refused"] == "refused: not so"


def test_no_more_jobs_are_taken_than_may_wait(tmp_path: Path) -> None:
    taken: list[int] = []

    def jobs():
        for n in range(40):
            taken.append(n)
            yield f"j{n}"

    for n, _ in enumerate(workers.outcomes(once_killed, (str(tmp_path),), jobs(), 2, 4)):
        assert len(taken) <= n + 6  # four that wait, one told, one looked at
    assert len(taken) == 40


def test_processes_that_cannot_live_are_an_error() -> None:
    with pytest.raises(RetailGraphError, match="ended as they start"):
        list(workers.outcomes(killed_at_once, (), ["a", "b"], 2, 4))


def test_what_their_beginning_refuses_is_raised_here() -> None:
    with pytest.raises(UsageError, match="no such engine"):
        list(workers.outcomes(refusing, (), ["a"], 2, 4))


@pytest.mark.skipif(not CHILDREN.exists(), reason="this system does not list the children of a process")
def test_no_process_is_left_behind(tmp_path: Path) -> None:
    made = workers.outcomes(once_killed, (str(tmp_path),), (f"j{n}" for n in range(50)), 2, 4)
    next(made)
    assert working(os.getpid())
    made.close()
    assert not working(os.getpid())


@pytest.mark.skipif(not CHILDREN.exists(), reason="this system does not list the children of a process")
@pytest.mark.parametrize(("jobs", "processes"), [(3, 1), (4, 2), (30, 2)])
def test_few_jobs_start_few_processes(jobs: int, processes: int, tmp_path: Path) -> None:
    work = (once_killed, (str(tmp_path),), (f"j{n}" for n in range(jobs)))
    made = workers.outcomes(*work, size=2, ahead=8, share=3)
    next(made)
    assert len(working(os.getpid())) == processes
    assert len(list(made)) == jobs - 1


# --- the command ------------------------------------------------------------------------------------------


def working(parent: int) -> list[int]:
    """The processes that read texts for one, by their ids."""
    found = []
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split():
        try:
            line = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in line:
            found.append(int(child))
    return found


@pytest.mark.skipif(not CHILDREN.exists(), reason="this system does not list the children of a process")
def test_propose_many_survives_the_killing_of_its_processes(shipped_copy: Path) -> None:
    folder = shipped_copy / "texts"
    folder.mkdir()
    for n in range(24):
        story = f"Lumi Group owns Astra{n}. " * 40
        (folder / f"story{n:02}.txt").write_text(story, encoding="utf-8")
    out = shipped_copy / "out"
    command = [sys.executable, "-m", "retailgraph", "propose", "--many", str(folder), "-o", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        killed = 0
        while process.poll() is None and not killed:
            if out.is_dir() and any(out.iterdir()):
                for child in working(process.pid)[:1]:
                    os.kill(child, KILL)
                    killed += 1
            time.sleep(0.01)
        said = process.communicate()[1]
    assert killed and process.returncode == 0, said
    assert len(list(out.glob("*.yaml"))) == 24 and len(list(out.iterdir())) == 24, said
    assert "24 texts" in said


def test_a_bad_line_and_a_wrong_setting_end_in_words(run, shipped_copy: Path, monkeypatch) -> None:
    read_here(monkeypatch)
    for name in ("URL", "MODEL"):
        monkeypatch.delenv(f"RETAILGRAPH_LLM_{name}", raising=False)
    many = shipped_copy / "many.jsonl"
    many.write_text(json.dumps({"text": "Lumi Group owns Astra."}) + "\n{\n", encoding="utf-8")
    out = shipped_copy / "out"
    refused = run("propose", "--many", many, "-o", out, "--engine", "llm")
    assert refused.code == 2 and "set RETAILGRAPH_LLM_URL" in refused.err
    done = run("propose", "--many", many, "-o", out)
    assert done.code == 5 and "many.jsonl:2: not JSON" in done.err and len(list(out.iterdir())) == 1
