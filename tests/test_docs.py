"""The documents: links lead somewhere, commands and options exist, tables and examples are true."""

from __future__ import annotations

import dataclasses
import doctest
import importlib.util
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

from conftest import ROOT, each, write
from retailgraph import RetailGraph, errors
from retailgraph._version import __version__
from retailgraph.answers.answer import Answer
from retailgraph.cli import COMMANDS
from retailgraph.cli.commands import cli
from retailgraph.graph import places
from retailgraph.lookup.cards import Card, CardSection, Former, Listed, SourceEntry, Stats
from retailgraph.lookup.evidence import CitedPassage, FigureRow
from retailgraph.lookup.rows import Row
from retailgraph.ontology import Ontology, read
from retailgraph.validation import Finding, check

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]


def text(name: str) -> str:
    """A document's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def script(path: str) -> ModuleType:
    """A script that is no part of the package."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    if sys.platform == "win32":
        pytest.skip("docs/refresh.py needs a pseudo-terminal, which Windows has not")
    return script("docs/refresh.py")


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read(places.shipped("ontology") / "retailgraph.ttl")


# --- links ----------------------------------------------------------------------------------------------


def anchors(markdown: str) -> set[str]:
    """The anchors that headings get."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", markdown, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links(markdown: str) -> list[str]:
    """The targets of links and pictures."""
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```", "", markdown, flags=re.M | re.S))


@each("name", NAMES)
def test_links_lead_to_files_and_headings_that_are_there(name: str) -> None:
    broken = []
    for link in links(text(name)):
        if re.match(r"https?://", link):
            continue
        target, _, anchor = link.partition("#")
        path = (ROOT / name).parent / target if target else ROOT / name
        if not path.exists() or (anchor and anchor not in anchors(path.read_text(encoding="utf-8"))):
            broken.append(link)
    assert broken == []


def test_every_document_is_linked_from_another() -> None:
    linked = {
        ((ROOT / name).parent / link.partition("#")[0]).resolve()
        for name in NAMES
        for link in links(text(name))
    }
    folders = {path for path in linked if path.is_dir()}
    lost = [p for p in DOCUMENTS if p not in linked and p.name != "README.md" and p.parent not in folders]
    assert lost == []


@each("name", [*NAMES, ".ci/run", "docs/images/answer.svg"])
def test_nothing_names_a_path_of_one_machine(name: str) -> None:
    assert re.findall(r"(?<![\w.])/(?:root|home|Users|work|tmp)/\S*", text(name)) == []


# --- commands -------------------------------------------------------------------------------------------


def invocations(markdown: str) -> Iterator[list[str]]:
    """The words after ``retailgraph`` wherever it is called, in blocks and in running text."""
    blocks = re.findall(r"^```(?:console|bash)\n(.*?)^```", markdown, re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    spans = re.findall(r"(?<!`)`(retailgraph [^`\n]+)`", markdown)
    for line in [*lines, *spans]:
        found = re.search(r"(?:^|[\s/])retailgraph (.+)", line)
        if found and "git clone" not in line and not line.startswith(">"):
            yield shlex.split(re.split(r" [|;#]| && ", found[1])[0].replace("’", ""), comments=False)


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that these words call, and the words left for it; a question is ``ask``."""
    context = click.Context(cli)
    if words[0].startswith("-"):
        return cli, words
    command = cli.get_command(context, words[0])
    if command is None:
        ask = cli.get_command(context, "ask")
        assert ask is not None
        return ask, words
    words = words[1:]
    while isinstance(command, click.Group) and words:
        inner = command.get_command(context, words[0])
        assert inner is not None, words
        command, words = inner, words[1:]
    return command, words


def options_of(command: click.Command) -> set[str]:
    return {opt for p in command.params if isinstance(p, click.Option) for opt in p.opts} | {"-h", "--help"}


@each("name", NAMES)
def test_commands_and_options_that_are_named_exist(name: str) -> None:
    for words in invocations(text(name)):
        command, rest = command_of(words)
        unknown = {w.partition("=")[0] for w in rest if re.match(r"--?[a-z]", w)} - options_of(command)
        assert not unknown - options_of(cli), f"{' '.join(words)}: {unknown}"


def all_commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", inner) for sub, inner in command.commands.items())
        else:
            yield name, command


def test_the_reference_names_every_command_and_option() -> None:
    reference = text("docs/cli.md")
    shared = options_of(cli)
    for name, command in all_commands():
        assert f"`{name}" in reference, name
        for option in command.params:
            if isinstance(option, click.Option) and not shared & set(option.opts):
                assert any(re.search(rf"{o}\b", reference) for o in option.opts), f"{name}: {option.opts}"
    assert all(re.search(rf"{option}\b", reference) for option in shared if option.startswith("--s"))


def test_the_reference_has_the_exit_codes_of_the_errors() -> None:
    kinds = [getattr(errors, name) for name in dir(errors) if isinstance(getattr(errors, name), type)]
    used = {str(kind.exit_code) for kind in kinds if issubclass(kind, errors.RetailGraphError)}
    documented = set(re.findall(r"^\| (\d+) \|", text("docs/cli.md"), re.M))
    assert documented == used | {"0", "130"}


@each(
    "kind",
    [Answer, Row, CitedPassage, FigureRow, Card, Former, CardSection, Listed, SourceEntry, Stats, Finding],
)
def test_the_reference_names_every_field_of_the_json(kind: type) -> None:
    fields = {field.name for field in dataclasses.fields(kind)}
    json = text("docs/cli.md").partition("## JSON")[2]
    assert fields - set(re.findall(r"`(\w+)`", json)) == set()


# --- what is made by docs/refresh.py --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["docs/relations.md", "docs/format.md", "docs/data.md"])
def test_tables_are_those_of_the_ontology(name: str, refresh: ModuleType) -> None:
    regions = re.findall(r"^<!-- made: (\w+) -->\n(.*?)^<!-- end -->$", text(name), re.M | re.S)
    assert regions
    for made, shown in regions:
        assert shown == refresh.MADE[made](), "run: python docs/refresh.py"


def test_the_ontology_is_documented_whole(ontology: Ontology) -> None:
    relations = text("docs/relations.md")
    for relation in ontology.relations.values():
        assert f"### {relation.name}\n" in relations
        assert relation.comment in relations
        for form in relation.forms:
            first, *second = re.findall("{[a-z]+}", form.text)
            asked = form.text.replace(first, "X").replace(second[0] if second else "{}", "Y")
            assert f"`{asked}`" in relations
    words = (*ontology.types, *ontology.qualifiers, *ontology.statuses, *ontology.measures)
    assert [word for word in words if f"`{word}`" not in relations] == []


def test_documents_with_examples_are_refreshed(refresh: ModuleType) -> None:
    with_blocks = {name for name in NAMES if re.search(r"^```console|^<!-- made", text(name), re.M)}
    assert with_blocks <= set(refresh.DOCUMENTS)


def test_examples_of_files_are_valid(shipped: RetailGraph, tmp_path: Path) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", text("docs/format.md"), re.M | re.S)
    entities, article, bound, figures, decided = blocks
    more = article.partition("passages:")[0] + f"passages:\n{bound}  - says: Tapestry and Tmall.\n    "
    more = more.replace("/tapestry-tmall", "/more")
    write(
        tmp_path,
        {
            "entities": entities,
            "2019-09-18-one": article,
            "2019-two": more + figures.replace("\n", "\n    "),
            "decisions": decided,
        },
    )
    report = check([tmp_path], shipped.ontology, {**shipped.types(), "kate-spade-new-york": ("Brand",)})
    assert report.checked == 4
    assert report.findings == ()


# --- the README -----------------------------------------------------------------------------------------


def test_ten_questions_are_answered() -> None:
    section = text("README.md").partition("## Ten things to ask")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```console\n\$ retailgraph ([^\n]+)\n(.*?)^```", section, re.M | re.S)
    assert len(blocks) == 10
    for question, answer in blocks:
        assert "error:" not in answer and "nothing is reported" not in answer, question
        assert re.search(r"^[A-Z]+ +[A-Z]+", answer, re.M), f"{question}: no table"


def test_the_first_answer_is_the_promised_one() -> None:
    answer = text("README.md").partition("$ retailgraph ask partners of Tapestry\n")[2].partition("```")[0]
    assert "Tmall" in answer and "Alibaba" in answer and "2019-09-30" in answer
    assert "Alibaba" in text("docs/images/answer.svg")


def test_python_examples_run(shipped: object) -> None:
    blocks = re.findall(r"^```pycon\n(.*?)^```", text("README.md"), re.M | re.S)
    assert blocks
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "README.md", "README.md", 0)
    results = doctest.DocTestRunner().run(test)
    assert results.attempted >= 8 and results.failed == 0


def test_both_commands_are_one_line_and_found_by_the_checks() -> None:
    readme = script(".ci/readme.py")
    for which in ("question", "tests"):
        command = readme.command(which, text("README.md"))
        assert command.startswith("python3 -m venv .venv && ")
        assert command.count("\n") == 0


# --- licences and versions ------------------------------------------------------------------------------


def test_licences_are_whole() -> None:
    apache, cc0 = text("LICENSE"), text("data/LICENSE")
    assert "Version 2.0, January 2004" in apache and "END OF TERMS AND CONDITIONS" in apache
    assert "CC0 1.0 Universal" in cc0 and "Affirmer understands and acknowledges" in cc0


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in text("CHANGELOG.md")
