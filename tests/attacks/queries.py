"""SPARQL that hurts: too long, too deep, too much work, too much memory, no text at all.

Each query is run by the command line in a process of its own with small limits. Allowed is that it is
answered (0), refused (2, with line and column where there is a place), or ended at a limit (6 and 8, with
nothing on standard output). Never a signal, a traceback, or more memory than the limit and a margin.

    python -m tests.attacks queries [--only PATTERN] [--part K/N] [--seconds N] [--megabytes N] [--show]
    python -m tests.attacks queries --cost
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import mean

from ._process import Outcome, finished, part_of

MARGIN = 0.5
"""Of the limit of memory: what may be taken before it is noticed, and while the process ends."""
REFUSED_WHOLE = r"error: (a query has at most|the query is empty|there is no function)"
REFUSED_THERE = r"error: line \d+, column \d+: "


@dataclass(frozen=True)
class Attack:
    """A query, made when it is asked for, and what it is called by."""

    name: str
    made: Callable[[], str]

    @property
    def text(self) -> str:
        return self.made()


# --- what is long or deep -----------------------------------------------------------------------------------

SPO = "?s ?p ?o"


def _each(pattern: str, n: int, joint: str = "") -> str:
    return joint.join(pattern.replace("#", str(i)) for i in range(n))


CHAINS: dict[str, Callable[[int], str]] = {
    "objects": lambda n: f"ASK {{ ?s ?p {_each('1', n, ',')} }}",
    "collection": lambda n: f"ASK {{ ?s ?p ({_each('1', n, ' ')}) }}",
    "predicates": lambda n: f"ASK {{ ?s {_each('?p 1', n, ';')} }}",
    "triples": lambda n: f"ASK {{ {_each('?s ?p #', n, ' . ')} }}",
    "joined triples": lambda n: f"ASK {{ {_each('?s# ?p ?o#', n, ' . ')} }}",
    "describe": lambda n: f"DESCRIBE {_each('<x:#>', n, ' ')}",
    "describe variables": lambda n: f"DESCRIBE {_each('?v#', n, ' ')} {{ {SPO} }}",
    "sums": lambda n: f"ASK {{ BIND({_each('1', n, '+')} AS ?x) }}",
    "signed numbers": lambda n: f"ASK {{ BIND(1{_each('-1', n)} AS ?x) }}",
    "products": lambda n: f"ASK {{ BIND({_each('?y', n, '*')} AS ?x) }}",
    "or": lambda n: f"ASK {{ FILTER({_each('false', n, '||')}) }}",
    "and": lambda n: f"ASK {{ FILTER({_each('?x', n, '&&')}) }}",
    "equal or": lambda n: f"ASK {{ {SPO} FILTER({_each('?o=#', n, '||')}) }}",
    "hidden in a comparison": lambda n: f"ASK {{ BIND(2 AS ?a) FILTER(?a<{_each('1', n, '+')}&&?a>1) }}",
    "behind a doubtful IRI": lambda n: f"ASK {{ FILTER(?a<?b&&'x>'!=''||''='{_each('1', n, '+')}') }}",
    "in, operators": lambda n: f"ASK {{ FILTER(?x IN ({_each('1+1', n, ',')})) }}",
    "in": lambda n: f"ASK {{ FILTER(?x IN ({_each('<x:#>', n, ',')})) }}",
    "arguments": lambda n: f"ASK {{ BIND(CONCAT({_each('?a', n, ',')}) AS ?x) }}",
    "coalesce": lambda n: f"ASK {{ BIND(COALESCE({_each('?a#', n, ',')}) AS ?x) }}",
    "union": lambda n: f"ASK {{ {_each('{}', n, ' UNION ')} }}",
    "union of triples": lambda n: f"ASK {{ {_each('{ ?s ?p # }', n, ' UNION ')} }}",
    "optional": lambda n: f"ASK {{ {_each('OPTIONAL { ?s ?p ?o# }', n)} }}",
    "minus": lambda n: f"ASK {{ {SPO} {_each('MINUS { ?s ?p # }', n)} }}",
    "groups": lambda n: f"ASK {{ {_each('{ ?s ?p ?o# }', n)} }}",
    "filters": lambda n: f"ASK {{ {SPO} {_each('FILTER(?x)', n)} }}",
    "exists": lambda n: f"ASK {{ {SPO} {_each('FILTER EXISTS { ?s ?p # }', n)} }}",
    "bind": lambda n: f"ASK {{ {_each('BIND(1 AS ?x#)', n)} }}",
    "graphs": lambda n: f"ASK {{ {_each('GRAPH ?g# { ?s ?p ?o }', n)} }}",
    "subqueries": lambda n: f"ASK {{ {_each('{ SELECT ?s { ?s ?p ?o } LIMIT 1 }', n)} }}",
    "alternatives": lambda n: f"ASK {{ ?s {_each('rg:owns', n, '|')} ?o }}",
    "sequence": lambda n: f"ASK {{ ?s {_each('rg:owns', n, '/')} ?o }}",
    "sequence of closures": lambda n: f"ASK {{ ?s {_each('rg:owns*', n, '/')} ?o }}",
    "negated set": lambda n: f"ASK {{ ?s !({_each('<x:#>', n, '|')}) ?o }}",
    "values": lambda n: f"ASK {{ VALUES ?x {{ {_each('#', n, ' ')} }} }}",
    "rows of values": lambda n: f"ASK {{ VALUES (?x ?y) {{ {_each('(# UNDEF)', n)} }} }}",
    "variables of values": lambda n: (
        f"ASK {{ VALUES ({_each('?v#', n, ' ')}) {{ ({_each('1', n, ' ')}) }} }}"
    ),
    "blocks of values": lambda n: f"ASK {{ {_each('VALUES ?x# { 1 }', n)} }}",
    "columns": lambda n: f"SELECT {_each('?v#', n, ' ')} {{ {SPO} }} LIMIT 1",
    "expressions": lambda n: f"SELECT {_each('(1 AS ?v#)', n, ' ')} {{ {SPO} }} LIMIT 1",
    "aggregates": lambda n: f"SELECT {_each('(COUNT(?s) AS ?v#)', n, ' ')} {{ ?s rg:owns ?o }}",
    "group by": lambda n: f"SELECT (COUNT(*) AS ?c) {{ ?s rg:owns ?o }} GROUP BY {_each('?v#', n, ' ')}",
    "order by": lambda n: f"SELECT * {{ ?s rg:owns ?o }} ORDER BY {_each('?v#', n, ' ')}",
    "having": lambda n: f"SELECT ?s {{ {SPO} }} GROUP BY ?s HAVING {_each('(true)', n, ' ')}",
    "template": lambda n: f"CONSTRUCT {{ {_each('?s ?p #', n, ' . ')} }} {{ ?s rg:owns ?o }}",
    "template list": lambda n: f"CONSTRUCT {{ ?s ?p ({_each('1', n, ' ')}) }} {{ ?s rg:owns ?o }}",
    "template objects": lambda n: f"CONSTRUCT {{ ?s ?p {_each('#', n, ',')} }} {{ ?s rg:owns ?o }}",
    "from": lambda n: f"ASK {_each('FROM <x:#>', n, ' ')} {{ {SPO} }}",
    "prefixes": lambda n: f"{_each('PREFIX p#: <x:a> ', n)} ASK {{ {SPO} }}",
    "comments": lambda n: "#\n" * n + f"ASK {{ {SPO} }}",
    "semicolons": lambda n: f"ASK {{ {SPO} {_each(' ;', n)} }}",
    "blank nodes": lambda n: f"ASK {{ {_each('[ ?p # ]', n, ' . ')} }}",
    "annotations": lambda n: f"ASK {{ {SPO} {_each('{| ?a # |}', n)} }}",
    "reifiers": lambda n: f"ASK {{ {SPO} {_each('~?r#', n, ' ')} }}",
    "reified triples": lambda n: f"ASK {{ {_each('<<?s ?p #>> ?q ?z', n, ' . ')} }}",
    "triple terms": lambda n: f"ASK {{ ?a ?b {_each('<<(?s ?p #)>>', n, ',')} }}",
    "dots and letters": lambda n: f"ASK {{ {_each('a.', n)} }}",
    "letters": lambda n: f"ASK {{ ?s ?p ?{_each('a', n)} }}",
    "a long text": lambda n: f"ASK {{ ?s ?p '{_each('a', n)}' }}",
    "a long IRI": lambda n: f"ASK {{ ?s ?p <x:{_each('a', n)}> }}",
    "a long number": lambda n: f"ASK {{ BIND(1{_each('0', n)} + 1 AS ?x) }}",
}
NESTS: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: f"ASK {{ BIND({'(' * n}1{')' * n} AS ?x) }}",
    "groups": lambda n: f"ASK {'{' * n}{'}' * n}",
    "groups of triples": lambda n: f"ASK {f'{{ {SPO} ' * n}{'}' * n}",
    "blank nodes": lambda n: f"ASK {{ ?s ?p {'[ ?p ' * n}1{']' * n} }}",
    "collections": lambda n: f"ASK {{ ?s ?p {'(' * n}1{')' * n} }}",
    "negations": lambda n: f"ASK {{ BIND({'!' * n}true AS ?x) }}",
    "paths": lambda n: f"ASK {{ ?s {'(' * n}rg:owns{')' * n} ?o }}",
    "closures": lambda n: f"ASK {{ ?s {'(' * n}rg:owns{')*' * n} ?o }}",
    "inverses": lambda n: f"ASK {{ ?s {'^(' * n}rg:owns{')' * n} ?o }}",
    "functions": lambda n: f"ASK {{ BIND({'STR(' * n}1{')' * n} AS ?x) }}",
    "functions in a comparison": lambda n: f"ASK {{ FILTER(?a<{'STR(' * n}1{')' * n}&&?a>1) }}",
    "choices": lambda n: f"ASK {{ BIND({'IF(true,' * n}1{',1)' * n} AS ?x) }}",
    "optionals": lambda n: f"ASK {{ {'OPTIONAL { ?s ?p ?o ' * n}{'}' * n} }}",
    "exists": lambda n: f"ASK {{ {f'FILTER EXISTS {{ {SPO} ' * n}{'}' * n} }}",
    "not exists": lambda n: f"ASK {{ {f'FILTER NOT EXISTS {{ {SPO} ' * n}{'}' * n} }}",
    "minus": lambda n: f"ASK {{ {f'{SPO} MINUS {{ ' * n}{SPO}{'}' * n} }}",
    "subqueries": lambda n: f"ASK {{ {'{ SELECT * { ' * n}{SPO}{' } }' * n} }}",
    "graphs": lambda n: f"ASK {{ {'GRAPH ?g { ' * n}{SPO}{'}' * n} }}",
    "triple terms": lambda n: f"ASK {{ ?s ?p {'<<(?s ?p ' * n}1{')>>' * n} }}",
    "reified triples": lambda n: f"ASK {{ {'<<' * n}{SPO}{'>> ?p ?o' * n} }}",
    "annotations": lambda n: f"ASK {{ {SPO} {'{| ?p ?o ' * n}{'|}' * n} }}",
    "unions": lambda n: f"ASK {{ {'{ {} UNION ' * n}{{}}{'}' * n} }}",
    "in": lambda n: f"ASK {{ BIND({'1 IN (' * n}1{')' * n} AS ?x) }}",
    "not closed": lambda n: "ASK " + "{" * n,
    "only closed": lambda n: "ASK {" + ")" * n,
}


def _long() -> Iterator[Attack]:
    for name, made in CHAINS.items():
        for n in (400, 3_000, 60_000):
            yield Attack(f"chain of {n}: {name}", partial(made, n))
    for name, made in NESTS.items():
        for n in (30, 95, 20_000):
            yield Attack(f"nest of {n}: {name}", partial(made, n))


# --- what is much work --------------------------------------------------------------------------------------


def _doubled(first: str, step: str, n: int, last: str) -> str:
    """``n`` variables, each made of the one before."""
    bound = "".join(f"BIND({step.replace('#', f'?a{i}')} AS ?a{i + 1}) " for i in range(n))
    return f"SELECT ({last.replace('#', f'?a{n}')} AS ?z) {{ BIND({first} AS ?a0) {bound} }}"


A1000 = "'" + "a" * 1000 + "'"
CROSS = " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(3))
OWNS = " . ".join(f"?s{i} rg:owns ?o{i}" for i in range(5))
WORK: dict[str, str] = {
    **{
        f"text doubled {n} times": _doubled("'aaaaaaaa'", "CONCAT(#,#)", n, "STRLEN(#)")
        for n in (16, 24, 28, 60)
    },
    **{
        f"text doubled {n} times and shown": _doubled("'aaaaaaaa'", "CONCAT(#,#)", n, "#")
        for n in (16, 24, 27)
    },
    **{f"text times {n}": _doubled(A1000, f"CONCAT({','.join('#' * 20)})", n, "STRLEN(#)") for n in (3, 5)},
    "text times 100,000": _doubled(A1000, f"CONCAT({','.join('#' * 20)},?a0)", 1, "#").replace(
        "AS ?z", f"AS ?y) (STRLEN(CONCAT({','.join(['?a1'] * 100_000)})) AS ?z"
    ),
    "text replaced by more": _doubled("'aaaa'", "REPLACE(#,'a','aaaaaaaa')", 12, "STRLEN(#)"),
    "text encoded": _doubled("'%'", "ENCODE_FOR_URI(CONCAT(#,#))", 25, "STRLEN(#)"),
    "hash of a doubled text": _doubled("'aaaaaaaa'", "CONCAT(#,#)", 26, "SHA512(#)"),
    "IRI doubled": _doubled("'x:aaaaaa'", "CONCAT(#,#)", 24, "IRI(#)"),
    "upper case of a doubled text": _doubled("'aaaaaaaa'", "UCASE(CONCAT(#,#))", 27, "STRLEN(#)"),
    **{
        f"triple doubled {n} times": _doubled("TRIPLE(<x:s>,<x:p>,'o')", "TRIPLE(<x:s>,<x:p>,#)", n, "STR(#)")
        for n in (20, 200)
    },
    **{
        f"triple within triple {n} times": _doubled(
            "TRIPLE(<x:s>,<x:p>,'o')", "TRIPLE(<x:s>,<x:p>,#)", n, "#"
        )
        for n in (20, 200)
    },
    "digits doubled": _doubled("'11111111'", "CONCAT(#,#)", 20, "xsd:integer(#)"),
    "decimal digits doubled": _doubled("'1.1111111'", "CONCAT(#,'1111')", 60, "xsd:decimal(#)"),
    "numbers squared": _doubled("7.7", "# * #", 30, "#"),
    "integers squared": _doubled("7", "# * #", 30, "#"),
    "doubles squared": _doubled("7e7", "# * #", 30, "#"),
    "all pairs": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "all pairs as a graph": "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }",
    "all pairs described": "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f }",
    "all pairs with rows of the articles": "SELECT * { ?a rg:inArticle ?g . ?b rg:inArticle ?h . ?d ?e ?f }",
    "all triples thrice": f"SELECT * {{ {CROSS} }}",
    "counted": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "counted, distinct": f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {CROSS} }}",
    "sorted": f"SELECT * {{ {CROSS} }} ORDER BY ?o2 ?o0",
    "sorted, the first": f"SELECT * {{ {CROSS} }} ORDER BY ?o2 ?o0 LIMIT 1",
    "distinct": f"SELECT DISTINCT * {{ {CROSS} }}",
    "distinct of few": f"SELECT DISTINCT ?p0 {{ {CROSS} }}",
    "reduced": f"SELECT REDUCED * {{ {CROSS} }}",
    "far offset": f"SELECT * {{ {CROSS} }} OFFSET 1000000000000",
    "the largest offset": f"SELECT * {{ {SPO} }} OFFSET 18446744073709551615",
    "too large an offset": f"SELECT * {{ {SPO} }} OFFSET 999999999999999999999999999",
    "large limit": f"SELECT * {{ {CROSS} }} LIMIT 18446744073709551615",
    "grouped": f"SELECT ?s0 (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?s0",
    "grouped by all": f"SELECT ?s0 ?s1 ?s2 (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?s0 ?s1 ?s2",
    "joined text of all": f"SELECT (GROUP_CONCAT(?s0) AS ?t) {{ {CROSS} }}",
    "joined, distinct": "SELECT (GROUP_CONCAT(DISTINCT CONCAT(?s,?x)) AS ?t) { ?s ?p ?o . ?x ?y ?z }",
    "joined by much": f"SELECT (GROUP_CONCAT(?s; SEPARATOR={A1000}) AS ?t) {{ ?s ?p ?o . ?x rg:owns ?y }}",
    "five times owned": f"SELECT * {{ {OWNS} }}",
    "five times owned, never": f"ASK {{ {OWNS} FILTER(?s0 = ?o0) FILTER(STR(?s1) = STR(?o3)) }}",
    "random rows": f"SELECT (RAND() AS ?r) (UUID() AS ?u) {{ {CROSS} }} ORDER BY ?r",
    "closure of anything": "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>)+ ?b }",
    "closure both ways": "SELECT * { ?a (!<x:a>|^(!<x:a>))* ?b }",
    "closure of closures": "SELECT (COUNT(*) AS ?n) { ?a (((!<x:a>)*)*)* ?b }",
    "closure of a sequence": "SELECT (COUNT(*) AS ?n) { ?a ((!<x:a>)/(!<x:a>)/(!<x:a>))+ ?b }",
    "closures in a row": "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>)*/(!<x:a>)*/(!<x:a>)* ?b }",
    "closures joined": "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>)+ ?b . ?b (!<x:a>)+ ?c . ?c (!<x:a>)+ ?a }",
    "owned by anybody": "SELECT * { ?a (rg:owns|^rg:owns|rg:partnersWith|rg:sellsOn|^rg:sellsOn)+ ?b }",
    "optionals multiplied": "SELECT (COUNT(*) AS ?n) { " + _each("OPTIONAL { ?s# rg:owns ?o# } ", 8) + "}",
    "optionals in optionals": "SELECT (COUNT(*) AS ?n) { " + "OPTIONAL { ?s ?p ?o " * 9 + "}" * 10,
    "optionals that share nothing": "SELECT * { ?s ?p ?o OPTIONAL { ?a ?b ?c OPTIONAL { ?d ?e ?f } } }",
    "exists for each": "ASK { ?a ?b ?c FILTER EXISTS { ?d ?e ?f FILTER(?d != ?a && ?f < ?c && ?a = 1) } }",
    "exists in exists": "ASK { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f FILTER NOT EXISTS { ?g ?h ?f } } }",
    "minus all": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c MINUS { ?d ?e ?f } MINUS { ?a ?x ?f . ?y ?z ?f } }",
    "values multiplied": "SELECT (COUNT(*) AS ?n) { " + _each("VALUES ?v# { 1 2 3 4 5 6 7 8 } ", 12) + "}",
    "values multiplied, shown": "SELECT * { " + _each("VALUES ?v# { 1 2 3 4 5 6 7 8 } ", 12) + "}",
    "unions multiplied": "SELECT * { " + _each("{ BIND(1 AS ?v#) } UNION { BIND(2 AS ?v#) } ", 24) + "}",
    "unbound and multiplied": "SELECT ?nothing { ?a ?b ?c . ?d ?e ?f }",
    "subqueries multiplied": "SELECT (COUNT(*) AS ?n) { " + _each("{ SELECT ?s# { ?s# ?p ?o } } ", 3) + "}",
    "groups multiplied": "SELECT (COUNT(*) AS ?n) { " + _each("{ ?s# ?p# ?o# } ", 3) + "}",
    "a template of much": f"CONSTRUCT {{ {CROSS} }} {{ {CROSS} }}",
    "new nodes": "CONSTRUCT { [ ?b ?c ] ?e [ ?f [] ] } { ?a ?b ?c . ?d ?e ?f }",
    "patterns that try all": f"SELECT (REGEX({A1000}, '(a+)+(a+)+(a+)+$') AS ?x) {{}}",
    "patterns for each": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER REGEX(STR(?c), STR(?f)) }",
    "a pattern that repeats": "SELECT (REGEX('a', '((((a{1,99}){1,99}){1,99}){1,99})') AS ?x) {}",
    "a pattern of classes": "SELECT (REGEX('a', '(\\\\w{1,99}\\\\s){1,99}') AS ?x) {}",
    "a pattern nested": f"SELECT (REGEX('a', '{'(' * 5000}{')' * 5000}') AS ?x) {{}}",
    "a pattern made by the query": _doubled("'(a|b)*'", "CONCAT('(',#,#,')+')", 18, "REGEX('aaaa', #)"),
    "a replacement": f"SELECT (STRLEN(REPLACE({A1000}, '', {A1000})) AS ?x) {{}}",
    "a replacement of replacements": _doubled(A1000, "REPLACE(#, 'a', 'a$0$0$0')", 6, "STRLEN(#)"),
    "substrings": "SELECT (SUBSTR(STR(?o), 999999999999, 999999999999) AS ?x) { ?s ?p ?o }",
    "text before text": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(CONTAINS(STR(?c), STR(?f))) }",
    "far days": "SELECT (xsd:date('999999999999-01-01') + xsd:duration('P999999999999Y') AS ?x) {}",
    "far days, compared": "ASK { FILTER(xsd:date('-99999999999-01-01') < xsd:date('99999999999-12-31')) }",
    "divided by nothing": "SELECT (1/0 AS ?x) (1e0/0 AS ?y) (9223372036854775807 + 1 AS ?z) {}",
    "rounded": "SELECT (ROUND(1e308 * 10) AS ?x) (CEIL(xsd:double('NaN')) AS ?y) (FLOOR(-1.5) AS ?z) {}",
    "unbound": "SELECT (MAX(?x) AS ?m) { ent:nope rg:owns ?x }",
    "no columns": "SELECT * {}",
    "all": "SELECT * { ?s ?p ?o }",
    "all as a graph": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
    "all described": "DESCRIBE * { ?s ?p ?o }",
    "twice all, each text": "SELECT (CONCAT(STR(?s),STR(?o),STR(?c)) AS ?x) { ?s ?p ?o . ?a ?b ?c }",
}

# --- what is no query ---------------------------------------------------------------------------------------

BROKEN: dict[str, str] = {
    "nothing": "",
    "blanks": " \t\n" * 50_000,
    "only comments": "# nothing\n" * 50_000,
    "a text without end": "ASK { ?s ?p '" + "a" * 50_000,
    "a long text without end": "ASK { ?s ?p '''" + "a\n" * 50_000,
    "quotation marks": "ASK { ?s ?p " + "'" * 50_001,
    "two kinds of quotation marks": "ASK { ?s ?p " + "'''\"\"\"" * 20_000,
    "backslashes": "ASK { ?s ?p '" + "\\" * 50_001,
    "angles": "ASK { ?s ?p " + "<" * 50_000,
    "angles and text": "ASK { ?s ?p " + "<a" * 50_000,
    "dots": "ASK { " + "." * 50_000,
    "dots in a name": "ASK { a:" + "." * 50_000 + " }",
    "dots before a colon": "ASK { " + "a." * 25_000 + ":b }",
    "colons": "ASK { " + ":" * 50_000,
    "percent signs": "ASK { a:" + "%" * 50_000,
    "signs": "ASK { BIND(" + "- " * 25_000 + "?x AS ?y) }",
    "at signs": "ASK { ?s ?p 'x'" + "@en-" * 20_000,
    "hats": "ASK { ?s ?p 'x'" + "^^" * 20_000,
    "bars": "ASK { ?s " + "|" * 50_000,
    "digits": "ASK { BIND(" + "9" * 50_000 + " AS ?x) }",
    "exponents": "SELECT (1e" + "9" * 5_000 + " AS ?x) {}",
    "question marks": "ASK { " + "?" * 50_000,
    "letters beyond ASCII": "ASK { ?" + "天" * 50_000 + " ?p ?o }",
    "marks that turn text round": "ASK { \u202e\u2066 ?s ?p ?o }",
    "control characters": "ASK { \x00\x01\x07\x1b[31m }",
    "a mark of byte order": "\ufeffASK { ?s ?p ?o }",
    "marks of byte order": "\ufeff" * 50_000,
    "carriage returns": "ASK\r{\r?s\r?p\r?o\r}\r" + "\r" * 50_000,
    "half escapes": "ASK { ?s ?p '\\u12' }",
    "escapes of half a pair": "ASK { ?s ?p '\\uD800' }",
    "keywords": "SELECT " * 3_000,
    "words": "word " * 50_000,
    "an update": "INSERT DATA { <x:a> <x:b> 1 }",
    "a million and one": "ASK { ?s ?p ?o } #" + "a" * 1_000_000,
    "a service": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "an unknown function": "SELECT (<x:f>(1) AS ?x) {}",
    "an unknown aggregate": "SELECT (<x:f>(DISTINCT ?s) AS ?x) { ?s ?p ?o }",
    "a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "HTML": "<html><body>" * 5_000,
    "JSON": '{"a": [' * 20_000,
}


def attacks() -> list[Attack]:
    """All of them, in order."""
    work = [Attack(f"work: {name}", partial(str, text)) for name, text in WORK.items()]
    broken = [Attack(f"broken: {name}", partial(str, text)) for name, text in BROKEN.items()]
    return [*_long(), *work, *broken]


# --- the judge ----------------------------------------------------------------------------------------------


def fault(outcome: Outcome, megabytes: float, base: int = 0) -> str:
    """What is wrong with an outcome; empty if nothing is.

    Memory is judged if ``base``, what an idle run takes, is given.
    """
    if outcome.code < 0:
        return f"signal {-outcome.code}"
    if "Traceback" in outcome.err or "--debug" in outcome.err:
        return "a traceback"
    if outcome.code not in (0, 2, 6, 7, 8):
        return f"exit code {outcome.code}: {outcome.err[:200]}"
    if outcome.code and outcome.out:
        return "an error with output"
    if outcome.code and len([x for x in outcome.err.splitlines() if x.startswith("error: ")]) != 1:
        return f"not one error: {outcome.err[:200]}"
    if outcome.code == 2 and not re.match(f"{REFUSED_THERE}|{REFUSED_WHOLE}|error: updates", outcome.err):
        return f"refused without a place: {outcome.err[:200]}"
    if base and outcome.peak > base + megabytes * (1 + MARGIN) * 1e6:
        return f"{outcome.peak / 1e6:.0f} MB of memory"
    return ""


def run(command: Sequence[str], text: str, seconds: float, megabytes: float) -> Outcome:
    """One query by the command line, in a process of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".rq", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        words = [
            *command,
            "query",
            file.name,
            "--timeout",
            f"{seconds:g}",
            "--memory",
            f"{megabytes:g}",
            "-q",
        ]
        return finished(words, seconds + 60)  # of an answer only whether there is one matters here


# --- all of them --------------------------------------------------------------------------------------------


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def cost(command: Sequence[str], runs: int = 25) -> Iterator[str]:
    """What a small query takes in all the ways to run it: CPU, of the processes that it starts too."""
    from retailgraph import RetailGraph

    spent = mean(run(command, "ASK {}", 60, 1000).cpu for _ in range(runs))
    yield f"the command: {1000 * spent:.0f} ms of CPU"
    with RetailGraph.open() as graph:
        ways: dict[str, dict[str, object]] = {
            "in Python": {},
            "in a process of its own": {"isolated": True},
            "of another day, in a process of its own": {"isolated": True, "as_of": "2020"},
        }
        for way, options in ways.items():
            graph.query("ASK {}", **options)  # type: ignore[arg-type]
            took = []
            for _ in range(runs):
                start = sum(os.times()[:4])
                graph.query("ASK {}", **options)  # type: ignore[arg-type]
                took.append(sum(os.times()[:4]) - start)
            yield f"{way}: {1000 * mean(took):.0f} ms of CPU"
    yield f"each of {runs} runs, at a load of {os.getloadavg()[0]:.0f}"


KINDS = {
    0: "answered",
    2: "refused",
    6: "ended at the limit of time",
    7: "refused",
    8: "ended at that of memory",
}


def main(words: Sequence[str]) -> int:
    """Run all, print figures and what went wrong; 1 if anything did."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks queries", description=__doc__)
    parser.add_argument("--only", default="", help="those whose name this pattern finds")
    parser.add_argument("--part", default="1/1", help="2/5 for the second of five parts")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--megabytes", type=float, default=200.0)
    parser.add_argument("--show", action="store_true", help="a line for each")
    parser.add_argument("--cost", action="store_true", help="only measure what a small query takes")
    asked = parser.parse_args(words)
    command = [sys.executable, "-m", "retailgraph"]
    idle = run(command, "ASK {}", 60, 1000)  # builds the graph, if need be
    idle = run(command, "ASK {}", 60, 1000)
    if asked.cost:
        for line in cost(command):
            _say(line)
        return 0
    counts, wrong, peak, slow = Counter[str](), [], 0, 0.0
    chosen = part_of([attack for attack in attacks() if re.search(asked.only, attack.name)], asked.part)
    for attack in chosen:
        outcome = run(command, attack.text, asked.seconds, asked.megabytes)
        bad = fault(outcome, asked.megabytes, idle.peak)
        counts[bad or KINDS[outcome.code]] += 1
        peak, slow = max(peak, outcome.peak), max(slow, outcome.seconds)
        wrong += [f"{attack.name}: {bad}"] if bad else []
        if bad or asked.show:
            said = bad or outcome.err.splitlines()[:1] or outcome.out[:40]
            took = f"{outcome.seconds:6.2f} s {outcome.peak / 1e6:6.0f} MB"
            _say(f"{outcome.code:4} {took}  {attack.name}  {said}")
    _say(f"{len(chosen)} queries, each with {asked.seconds:g} seconds and {asked.megabytes:g} MB")
    for kind, count in counts.most_common():
        _say(f"{count:6} {kind}")
    _say(f"memory at most {peak / 1e6:.0f} MB, of which an idle run takes {idle.peak / 1e6:.0f}")
    _say(f"time at most {slow:.1f} s from start to end, an idle run takes {idle.seconds:.1f}")
    _say(f"wrong: {len(wrong)}")
    return 1 if wrong else 0
