"""The ontology: what is read from the Turtle file, what is refused, and how others' words align with ours."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from retailgraph.errors import InvalidData, NotFound, OntologyError
from retailgraph.ontology import (
    DEAL,
    EVENT,
    EVERYWHERE,
    PREFIXES,
    RDF,
    RG,
    ROLE,
    STATE,
    STATUS,
    Ontology,
    Pair,
    QuestionForm,
    StatementForm,
    Verb,
    from_dict,
    read,
    to_stored,
)

ROOT = Path(__file__).parent.parent
TURTLE = ROOT / "ontology" / "retailgraph.ttl"


@cache
def ontology() -> Ontology:
    return read(TURTLE)


def widened(place: Path, more: str = "", edits: dict[str, str] | None = None) -> Path:
    """A copy of the Turtle file with more text at its end, and some text replaced."""
    text = TURTLE.read_text(encoding="utf-8")
    for old, new in (edits or {}).items():
        assert old in text
        text = text.replace(old, new)
    copy = place / "copy.ttl"
    copy.write_text(text + more, encoding="utf-8")
    return copy


# --- reading --------------------------------------------------------------------------------------------


def test_every_relation_of_the_design_is_there() -> None:
    states = (
        "owns ultimatelyOwns holdsStakeIn operates partOf sellsOn partnersWith jointVentureWith memberOf runs"
    )
    kinds = {name: relation.kind for name, relation in ontology().relations.items()}
    assert kinds == {
        **dict.fromkeys(states.split(), STATE),
        **dict.fromkeys(("licenses", "supplies", "leads", "competesWith", "operatesIn"), STATE),
        **dict.fromkeys(("acquires", "mergesWith", "invests"), DEAL),
        **dict.fromkeys(("founded", "opensStoreIn", "ceases", "becomes"), EVENT),
    }


def test_every_type_of_the_design_is_there_in_the_order_of_the_file() -> None:
    named = ["Company", "Brand", "Platform", "Alliance", "Initiative", "Person", "Market", "Store", "Place"]
    assert list(ontology().types) == named
    company = ontology().types["Company"]
    assert (company.label, company.plural, company.color, company.shape) == (
        "company",
        "companies",
        "#1f4e79",
        "box",
    )


def test_a_relation_is_read_with_all_its_parts() -> None:
    owns = ontology().relation("owns")
    assert (owns.label, owns.inverse_label) == ("owns", "is owned by")
    assert owns.verbs[0] == Verb("own", "owns", "owned", "owned")
    assert owns.allows == (Pair(("Company", "Person"), ("Company", "Brand", "Platform")),)
    assert owns.forms[0] == QuestionForm("brands of {subject}", "object", ("Brand",))
    assert StatementForm("{subject}-owned {object}") in owns.wordings
    assert owns.excludes == ("holdsStakeIn",)
    assert owns.exclusive
    assert owns.irreflexive
    assert owns.acyclic
    assert owns.followed_through
    assert not owns.symmetric
    assert (owns.min_share, owns.max_share, owns.stale_after, owns.weight) == (50, None, 3, 1.0)


def test_the_special_properties_of_relations_are_read() -> None:
    leads = ontology().relation("leads")
    assert (leads.distinguished_by, leads.requires, leads.exclusive_for) == (("role",), ("role",), "role")
    assert leads.stale_after == 2
    assert QuestionForm("ceos of {object}", "subject", (), "chiefExecutive") in leads.forms
    assert StatementForm("former {object} CEO {subject}", "ended") in leads.wordings
    assert ontology().relation("partOf").inverse_verbs == (Verb("include", "includes", "included"),)
    assert ontology().relation("acquires").parties == ("seller",)
    assert ontology().relation("holdsStakeIn").max_share == 50
    symmetric = {name for name, relation in ontology().relations.items() if relation.symmetric}
    assert symmetric == {"partnersWith", "jointVentureWith", "mergesWith", "competesWith"}


def test_qualifiers_statuses_roles_measures_and_consequences_are_read() -> None:
    known = ontology()
    assert (known.qualifiers["seller"].many, known.qualifiers["share"].many) == (True, False)
    assert known.qualifiers["under"].types == ("Initiative", "Alliance")
    assert known.qualifiers["from"].value_type == "PartialDate"
    ended = known.statuses["ended"]
    assert (ended.ladder, ended.counts, ended.closes, ended.default) == ((STATE,), "no", True, False)
    assert known.roles["coChiefExecutive"].broader == "chiefExecutive"
    assert known.measures["revenue"].units == ("currency",)
    purchase = known.consequences["purchase"]
    assert (purchase.of, purchase.when, purchase.asserts, purchase.ends) == (
        "acquires",
        "completed",
        "owns",
        "owns",
    )
    assert (purchase.ends_for, purchase.share_over) == ("seller", 50)
    merger = known.consequences["merger"]
    assert (merger.subject_from, merger.object_from) == ("into", ("subject", "object"))


def test_both_ladders_have_the_statuses_of_the_file_format() -> None:
    def names(kind: str) -> set[str]:
        return {status.name for status in ontology().ladder(kind)}

    assert names(STATE) == {"rumoured", "announced", "inForce", "ended", "denied"}
    assert names(DEAL) == names(EVENT) == {"rumoured", "announced", "completed", "calledOff", "denied"}
    assert [ontology().default_status(kind) for kind in (STATE, DEAL, EVENT)] == [
        "inForce",
        "completed",
        "completed",
    ]
    assert {status.counts for status in ontology().statuses.values()} == {"yes", "no", "unknown"}


def test_what_a_relation_may_join() -> None:
    part_of = ontology().relation("partOf")
    assert part_of.joins(["Brand"], ["Brand"])
    assert part_of.joins(["Company", "Platform"], ["Platform"])
    # Pairs, not a list of subjects times a list of objects.
    assert not part_of.joins(["Brand"], ["Platform"])
    assert part_of.domain == ("Platform", "Brand", "Initiative", "Store")
    assert part_of.range == ("Platform", "Brand", "Initiative", "Alliance", "Company")


def test_the_qualifiers_of_a_relation_begin_with_those_of_every_relation() -> None:
    allowed = ontology().allowed_qualifiers(ontology().relation("leads"))
    assert allowed == (*EVERYWHERE, "role", "scope")
    for relation in ontology().relations.values():
        assert set(ontology().allowed_qualifiers(relation)) <= set(ontology().qualifiers)


def test_an_unknown_relation_gets_the_nearest() -> None:
    with pytest.raises(NotFound, match="no relation 'acquire'; did you mean 'acquires'") as error:
        ontology().relation("acquire")
    assert error.value.suggestions[0] == "acquires"
    with pytest.raises(NotFound, match="see: retailgraph relations"):
        ontology().relation("zzz")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("CEO", "chiefExecutive"),
        ("Chief Executive Officer", "chiefExecutive"),
        ("co-CEO", "coChiefExecutive"),
        ("CHAIRMAN", "chair"),
        ("gardener", None),
    ],
)
def test_a_role_is_known_by_all_its_wordings(text: str, role: str | None) -> None:
    found = ontology().role_named(text)
    assert (found.name if found else None) == role


def test_no_wording_means_two_roles() -> None:
    labels = [label.casefold() for role in ontology().roles.values() for label in role.labels]
    assert len(labels) == len(set(labels))


def test_colours_and_weights_can_be_drawn() -> None:
    for part in (*ontology().relations.values(), *ontology().types.values()):
        assert re.fullmatch("#[0-9a-f]{6}", part.color), part.name
    assert all(0 < relation.weight <= 1 for relation in ontology().relations.values())


def test_everything_has_words_for_people() -> None:
    known = ontology()
    for table in (known.types, known.relations, known.qualifiers, known.measures):
        for name, part in table.items():
            assert part.label, name
            assert part.comment.endswith("."), name
    assert all(role.labels for role in known.roles.values())


def test_prefixes_end_where_a_name_begins() -> None:
    assert all(namespace[-1] in "#/" for namespace in PREFIXES.values())
    assert (PREFIXES["rg"], PREFIXES["status"], PREFIXES["role"]) == (RG, STATUS, ROLE)


# --- to plain values and back ---------------------------------------------------------------------------


def test_the_way_through_json_and_back_changes_nothing() -> None:
    again = from_dict(json.loads(json.dumps(ontology().to_dict())))
    assert again == ontology()
    assert [list(table) for table in _tables(again)] == [list(table) for table in _tables(ontology())]


def test_a_store_keeps_only_what_is_not_as_it_is_by_default() -> None:
    kept = json.dumps(to_stored(ontology()))
    assert from_dict(json.loads(kept)) == ontology()
    assert len(kept) < len(json.dumps(ontology().to_dict())) * 0.8
    assert "acyclic" not in to_stored(ontology())["relations"][-1]


def test_the_plain_form_holds_only_plain_values() -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(type(key) is str and plain(part) for key, part in value.items())
        if isinstance(value, list):
            return all(plain(part) for part in value)
        return value is None or type(value) in (str, int, float, bool)

    assert plain(ontology().to_dict())


def _tables(known: Ontology) -> list[Any]:
    return [known.types, known.relations, known.qualifiers, known.statuses, known.roles, known.measures]


# --- one block more -------------------------------------------------------------------------------------

PARTS = {
    "type": "rg:sponsors a rg:Relation",
    "kind": "rg:kind rg:State",
    "label": 'rdfs:label "sponsors"@en',
    "inverse": 'rg:inverseLabel "is sponsored by"@en',
    "verb": 'rg:verb [ rg:base "sponsor" ; rg:third "sponsors" ; rg:past "sponsored" ]',
    "allows": "rg:allows [ rg:subject rg:Company ; rg:object rg:Initiative ]",
    "asks": 'rg:asks [ rg:form "sponsors of {object}"@en ; rg:answers rdf:subject ]',
    "wording": 'rg:wording "{subject} sponsors {object}"@en',
    "qualifier": "rg:qualifier rg:scope",
    "stale": 'rg:staleAfter "P3Y"^^xsd:duration',
}


def block(**changes: str) -> str:
    """The block of a relation, with some of its parts changed, added or (if empty) left out."""
    return "\n" + " ;\n    ".join(part for part in {**PARTS, **changes}.values() if part) + " .\n"


def test_one_block_more_is_one_relation_more(tmp_path: Path) -> None:
    wider = read(widened(tmp_path, block()))
    assert list(wider.relations) == [*ontology().relations, "sponsors"]
    sponsors = wider.relation("sponsors")
    assert sponsors.joins(["Company"], ["Initiative"])
    assert wider.default_status(sponsors.kind) == "inForce"
    assert wider.allowed_qualifiers(sponsors) == (*EVERYWHERE, "scope")
    assert from_dict(wider.to_dict()) == wider


RELATION_FAULTS = [
    ({"label": ""}, "has no label"),
    ({"inverse": ""}, "has no inverse label"),
    ({"kind": ""}, "has no kind"),
    ({"kind": "rg:kind rg:Habit"}, "has no kind"),
    ({"verb": ""}, "has no verb"),
    ({"verb": 'rg:verb [ rg:base "sponsor" ; rg:third "sponsors" ]'}, "has a verb without"),
    ({"inverse_verb": 'rg:inverseVerb [ rg:base "get" ]'}, "has a verb without"),
    ({"allows": ""}, "has no domain"),
    ({"allows": "rg:allows [ rg:subject rg:Company ]"}, "has no range"),
    ({"allows": "rg:allows [ rg:object rg:Company ]"}, "has no domain"),
    ({"wording": ""}, "has no wording"),
    (
        {"wording": 'rg:wording "{subject} sponsors it"@en'},
        "has the wording '{subject} sponsors it' without {subject} and {object}",
    ),
    ({"asks": ""}, "has no question form"),
    ({"stale": ""}, "is a state that would never grow stale"),
    (
        {"asks": 'rg:asks [ rg:form "sponsors"@en ; rg:answers rdf:subject ]'},
        "asks 'sponsors' without {subject}, {object} or {party}",
    ),
    (
        {"asks": 'rg:asks [ rg:form "sponsors of {object}"@en ]'},
        "asks 'sponsors of {object}' without rg:answers",
    ),
    (
        {"asks": 'rg:asks [ rg:form "x of {object}"@en ; rg:answers rdf:subject ; rg:answerRole role:boss ]'},
        "asks 'x of {object}' for an unknown role 'boss'",
    ),
    (
        {"asks": 'rg:asks [ rg:form "x of {object}"@en ; rg:answers rdf:subject ; rg:answerType rg:Firm ]'},
        "names an unknown type 'Firm'",
    ),
    ({"allows": "rg:allows [ rg:subject rg:Firm ; rg:object rg:Brand ]"}, "names an unknown type 'Firm'"),
    ({"qualifier": "rg:qualifier rg:scoop"}, "names an unknown qualifier 'scoop'"),
    ({"requires": "rg:requires rg:rank"}, "names an unknown qualifier 'rank'"),
    ({"split": "rg:distinguishedBy rg:rank"}, "names an unknown qualifier 'rank'"),
    ({"party": "rg:party rg:buyer"}, "names an unknown qualifier 'buyer'"),
    ({"brand": "rg:subjectIn rg:label"}, "names an unknown qualifier 'label'"),
    ({"excludes": "rg:excludes rg:funds"}, "excludes an unknown relation 'funds'"),
    (
        {
            "wording": 'rg:wording [ rg:text "{subject} paid {object}" ; rg:implies status:completed ]',
        },
        "has a wording that implies 'completed', which is not on its ladder",
    ),
    ({"stale": 'rg:staleAfter "P6M"^^xsd:duration'}, ": rg:staleAfter 'P6M' is not whole years"),
]


@pytest.mark.parametrize(
    ("changes", "fault"),
    RELATION_FAULTS,
    ids=[f"{n}-{fault}" for n, (_, fault) in enumerate(RELATION_FAULTS)],
)
def test_a_faulty_relation_is_an_error_that_names_it(
    tmp_path: Path, changes: dict[str, str], fault: str
) -> None:
    copy = widened(tmp_path, block(**changes))
    with pytest.raises(OntologyError) as error:
        read(copy)
    told = [*map(str, error.value.findings), str(error.value)]
    assert any(line.startswith(f"{copy}: relation 'sponsors'") and fault in line for line in told), told


RULE = """
rg:rule a rg:Consequence ; rg:of rg:acquires ; rg:when status:completed ; rg:asserts rg:owns ;
    rg:because 'x' .
"""

OTHER_FAULTS = [
    (
        "status:announced rg:default true .",
        {},
        "the statuses of rg:State need exactly one rg:default",
    ),
    ("", {"rg:default true": "rg:default false"}, "the statuses of rg:Deal need exactly one rg:default"),
    (
        'rg:mood a rg:Qualifier ; rdfs:label "mood" ; rg:valueType rg:Feeling .',
        {},
        "qualifier 'mood' has no known rg:valueType (one of StatusValue,",
    ),
    ('rg:mood a rg:Qualifier ; rdfs:label "mood" .', {}, "qualifier 'mood' has no known rg:valueType"),
    ('rg:visits a rg:Measure ; rdfs:label "visits" .', {}, "measure 'visits' has no rg:unit"),
    ("rg:Kiosk a rg:EntityType .", {}, "type 'Kiosk' has no rdfs:label"),
    (RULE.replace("rg:acquires", "rg:owns"), {}, "consequence 'rule' is of 'owns', which is not a deal"),
    (RULE.replace("rg:acquires", "rg:buys"), {}, "consequence 'rule' is of 'buys', which is not a deal"),
    (RULE.replace("rg:owns", "rg:has"), {}, "consequence 'rule' names an unknown relation 'has'"),
    (
        RULE.replace("rg:asserts rg:owns", "rg:ends rg:has"),
        {},
        "consequence 'rule' names an unknown relation 'has'",
    ),
    (
        RULE.replace("rg:asserts rg:owns ;", ""),
        {},
        "consequence 'rule' neither asserts nor ends a relation",
    ),
    (
        RULE.replace("status:completed", "status:done"),
        {},
        "consequence 'rule' has no known status (rg:when): 'done'",
    ),
    (RULE.replace("'x'", "''"), {}, "consequence 'rule' does not say why"),
]


@pytest.mark.parametrize(
    ("more", "edits", "fault"), OTHER_FAULTS, ids=[f"{n}-{fault[2]}" for n, fault in enumerate(OTHER_FAULTS)]
)
def test_a_fault_elsewhere_is_an_error_that_names_it(
    tmp_path: Path, more: str, edits: dict[str, str], fault: str
) -> None:
    copy = widened(tmp_path, more, edits)
    with pytest.raises(OntologyError) as error:
        read(copy)
    assert any(str(line).startswith(f"{copy}: {fault}") for line in error.value.findings), (
        error.value.findings
    )


def test_a_good_consequence_loads(tmp_path: Path) -> None:
    assert read(widened(tmp_path, RULE)).consequences["rule"].asserts == "owns"


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    copy = widened(tmp_path, block(label="", wording="") + "rg:Kiosk a rg:EntityType .")
    with pytest.raises(InvalidData) as error:
        read(copy)
    assert [str(line).removeprefix(f"{copy}: ") for line in error.value.findings] == [
        "relation 'sponsors' has no label (rdfs:label)",
        "relation 'sponsors' has no wording (rg:wording)",
        "type 'Kiosk' has no rdfs:label",
    ]
    assert str(error.value).endswith("has no label (rdfs:label) (and 2 more)")
    assert error.value.exit_code == 5


def test_a_number_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="heavy"):
        read(widened(tmp_path, block(weight='rg:weight "heavy"')))


def test_bad_turtle_is_an_error_with_its_line(tmp_path: Path) -> None:
    copy = widened(tmp_path, "rg:sponsors a rg:Relation ; rg:kind\n")
    lines = copy.read_text(encoding="utf-8").count("\n")
    with pytest.raises(OntologyError, match=rf"copy\.ttl:({lines}|{lines + 1}): "):
        read(copy)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="cannot be read"):
        read(tmp_path / "gone.ttl")


# --- the words of others --------------------------------------------------------------------------------

SKOS = PREFIXES["skos"]
MATCHES = {f"{SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}
FORMS = {
    PREFIXES["wd"]: "[PQ][1-9][0-9]*",
    PREFIXES["schema"]: "[A-Za-z]+",
    PREFIXES["org"]: "[A-Za-z]+",
    PREFIXES["prov"]: "[A-Za-z]+",
    PREFIXES["dcterms"]: "[A-Za-z]+",
    RDF: "Statement",
    "http://xmlns.com/foaf/0.1/": "[A-Za-z]+",
    "http://dbpedia.org/ontology/": "[a-z][A-Za-z]+",
    "http://www.w3.org/ns/oa#": "[A-Za-z]+",
    "https://www.gleif.org/ontology/L2/": "[A-Za-z]+",
    "https://www.gleif.org/ontology/Base/": "[A-Za-z]+",
    "https://www.omg.org/spec/Commons/Organizations/": "[A-Za-z]+",
    "https://spec.edmcouncil.org/fibo/ontology/BE/OwnershipAndControl/": "[A-Za-z]+/[A-Z][A-Za-z]+",
    "https://spec.edmcouncil.org/fibo/ontology/BE/LegalEntities/": "[A-Za-z]+/[A-Z][A-Za-z]+",
}
"""The namespaces that the alignment may point to, and what their names look like."""


@cache
def alignment() -> tuple[ox.Triple, ...]:
    return tuple(ox.parse(path=str(ROOT / "ontology" / "alignment.ttl")))


@cache
def declared() -> frozenset[str]:
    """Every term of ours: those of the ontology, and those of the model that the documentation shows."""
    terms = {t.subject.value for t in ox.parse(path=str(TURTLE)) if isinstance(t.subject, ox.NamedNode)}
    model = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    return frozenset(terms | {RG + name for name in re.findall(r"\brg:([A-Za-z]+)", model)})


def test_every_word_of_ours_in_the_alignment_exists() -> None:
    unknown = {t.subject.value for t in alignment() if isinstance(t.subject, ox.NamedNode)} - declared()
    assert not unknown


def test_the_alignment_says_nothing_that_a_reasoner_would_misread() -> None:
    patterns = {RG + word for word in ("statedBy", "node", "subject", "object")}
    assert {t.predicate.value for t in alignment()} <= MATCHES | {f"{SKOS}note"} | patterns


def test_every_word_of_others_has_the_form_of_its_namespace() -> None:
    for triple in alignment():
        if triple.predicate.value in MATCHES or isinstance(triple.subject, ox.BlankNode):
            assert any(
                re.fullmatch(re.escape(namespace) + form, triple.object.value)
                for namespace, form in FORMS.items()
            ), triple.object.value


def test_every_type_and_relation_has_a_match_or_says_that_none_fits() -> None:
    matched = {t.subject.value for t in alignment() if t.predicate.value in MATCHES}
    unmatched = {
        t.subject.value
        for t in alignment()
        if t.predicate.value == f"{SKOS}note" and t.object.value.startswith("No term fits: ")
    }
    ours = {RG + name for name in (*ontology().types, *ontology().relations)}
    assert ours <= matched | unmatched
    assert not matched & unmatched


def test_a_match_that_is_not_near_is_explained() -> None:
    explained = {t.subject.value for t in alignment() if t.predicate.value == f"{SKOS}note"}
    relations = {RG + name for name in ontology().relations}
    loose = {t.subject.value for t in alignment() if t.predicate.value == f"{SKOS}relatedMatch"}
    assert loose & relations <= explained
