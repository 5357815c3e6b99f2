"""The face for Python: its docstrings run, and its results are frozen and become plain values."""

from __future__ import annotations

import dataclasses
import doctest
import json
from datetime import date
from pathlib import Path

import pytest

import retailgraph
from conftest import TODAY, article, own_store
from retailgraph import RetailGraph, api, identity
from retailgraph.errors import Ambiguous, NotFound, QueryError, Refused, RetailGraphError, UsageError


@pytest.mark.parametrize("module", [api, identity], ids=["api", "identity"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_docstrings_run(shipped: RetailGraph, module: object) -> None:
    assert shipped.today == TODAY
    outcome = doctest.testmod(module)  # type: ignore[arg-type]
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_every_method_is_documented() -> None:
    bare = [n for n in vars(RetailGraph) if not n.startswith("_") and not getattr(RetailGraph, n).__doc__]
    assert bare == []


def test_only_the_front_is_offered() -> None:
    assert set(retailgraph.__all__) == {"RetailGraph", "__version__"}
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = retailgraph.Nothing


def test_results_are_frozen_and_plain(shipped: RetailGraph) -> None:
    results = [
        shipped.ask("partners of Tapestry", why=True),
        shipped.show("Coach"),
        shipped.why("Tapestry", "owns", "Coach"),
        *shipped.list("alliances")[:2],
        *shipped.articles_about("Coach")[:2],
        shipped.stats(),
        shipped.query("SELECT ?b { ent:tapestry rg:owns ?b }"),
    ]
    for result in results:
        assert dataclasses.is_dataclass(result)
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, dataclasses.fields(result)[0].name, None)
        assert json.loads(json.dumps(result.to_dict()))


def test_answers_of_one_version_are_equal(shipped: RetailGraph) -> None:
    one, two = shipped.ask("brands of Tapestry"), shipped.ask("brands of Tapestry")
    assert one == two and hash(one) == hash(two) and one is not two
    assert one != shipped.ask("partners of Tapestry")
    assert "Coach" in repr(one)


def test_errors_are_of_one_tree(shipped: RetailGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not understood"):
        shipped.ask("blue is the colour of the sky")
    with pytest.raises(NotFound, match="did you mean 'Tapestry'"):
        shipped.show("Tapestri")
    with pytest.raises(QueryError, match="line 1"):
        shipped.query("SELECT ?x {")
    with pytest.raises(Refused):
        shipped.query("SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Refused):
        RetailGraph.open(tmp_path)
    assert all(
        issubclass(e, RetailGraphError) for e in (UsageError, NotFound, QueryError, Refused, Ambiguous)
    )


def test_a_graph_reads_one_version_while_another_loads(tmp_path: Path) -> None:
    first = {"2020-01-02-one": article("acme owns finch", published="2020-01-02")}
    with own_store(tmp_path, first) as reader:
        assert [r.entity for r in reader.ask("brands of Acme").rows] == ["Finch"]
        with RetailGraph.open(tmp_path / "store", today=TODAY) as writer:
            path = tmp_path / "2020-01-03-two.yaml"
            path.write_text(article("acme owns grove", published="2020-01-03"))
            writer.load([path])
            assert {r.entity for r in writer.ask("brands of Acme").rows} == {"Finch", "Grove"}
        assert [r.entity for r in reader.ask("brands of Acme").rows] == ["Finch"]


def test_today_is_given_or_the_clock(tmp_path: Path) -> None:
    with own_store(tmp_path, today=date(2021, 5, 6)) as graph:
        assert graph.today == date(2021, 5, 6)
    with RetailGraph.open(tmp_path / "store") as graph:
        assert graph.today == date.today()
