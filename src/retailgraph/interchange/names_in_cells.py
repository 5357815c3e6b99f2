"""Names as cells hold them: one or several, of persons or companies, or of nobody at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retailgraph.articles.words import NAME_LENGTH, UNSAFE, unsafe_name
from retailgraph.interchange.cells import Unreadable, refuse_formula, says_nothing

_SEVERAL = re.compile(r"\s*(?:;|\||\n|•)\s*")
_FAMILY = re.compile(
    r"(?:die |the )?(?:familie|family|famille|famiglia|familia|familjen|familien|eheleute|erben|heirs of)\b|"
    r".+\b(?:family|familie)$|(?:mr|mrs|ms|dr|herr|frau|prof|sir|lord|lady)\.?\s",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\b(?:gmbh|ag|se|kg|kgaa|ohg|eg|e\.?v|ug|inc|corp|corporation|co|company|ltd|limited|llc|llp|lp|plc|"
    r"s\.?a|sas|sarl|spa|s\.p\.a|srl|bv|b\.v|nv|n\.v|ab|aktiebolag|asa|as|a/s|aps|oy|oyj|pty|kk|"
    r"group|groupe|gruppe|gruppo|holdings?|partners|capital|fund|trust|foundation|stiftung|"
    r"brands|investments?|international|industries|beteiligungs\w*|stores?|retail|alliance|verein|bank)\b\.?",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?:members|mitglieder|shareholders|aktionäre|actionnaires|employees|mitarbeiter|investors|various|diverse|"
    r"others|sonstige|übrige|unbekannt|undisclosed|not disclosed|privately held|publicly traded|"
    r"public company|listed company|self-owned|independent|no parent)\b|"
    r"^(?:free float|streubesitz|flottant|management|public|private|multiple|several|private investors?)$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:grand |sub)?totals?|sum|summe|gesamt|insgesamt|total général|totale|average|mittelwert",
    re.IGNORECASE,
)
_ID_ONLY = re.compile(r"Q[1-9]\d*|\d+")


def clean(cell: str) -> tuple[str, str]:
    """A name without what cannot be seen, and what to say of that."""
    found = UNSAFE.search(cell.replace("\n", " "))
    name = " ".join(UNSAFE.sub("", cell.replace("\n", " ")).split())
    if found:
        return name, f"held {unsafe_name(found[0])}, which cannot be seen; taken without it"
    return name, ""


def names_of(cell: str) -> list[str]:
    """The names that a cell lists: parted by semicolons, bars or line breaks, never by commas."""
    return [part for part in _SEVERAL.split(cell.strip()) if not says_nothing(part)]


def check_name(name: str) -> None:
    """Unreadable for what cannot be the name of an entity."""
    refuse_formula(name)
    if "\ufffd" in name:
        raise Unreadable(f"'{name[:60]}' holds a byte that is not of the file's encoding")
    if len(name) > NAME_LENGTH:
        raise Unreadable(f"'{name[:60]}...' is {len(name)} characters long, and no name")
    if not any(c.isalpha() for c in name) and not re.fullmatch(r"\d{1,4}\w*", name):
        raise Unreadable(f"'{name[:60]}' is no name")


def is_nobody(name: str) -> bool:
    """Whether a name describes some people or companies, and names none."""
    return bool(_NOBODY.search(name))


def is_total(cells: Mapping[str, str]) -> bool:
    """Whether a row sums up others: it begins with such a word, and hardly says anything else."""
    said = [cell.strip() for cell in cells.values() if cell.strip()]
    return bool(said) and bool(_TOTAL.fullmatch(said[0].rstrip(":"))) and len(said) <= max(3, len(cells) // 2)


def is_id(name: str) -> bool:
    """Whether a name is only an id, as of what has no label."""
    return bool(_ID_ONLY.fullmatch(name.strip()))


def is_legal_form(text: str) -> bool:
    """Whether a text is nothing but a legal form, as after the comma of "Tapestry, Inc."."""
    return bool(_COMPANY.fullmatch(text.strip())) or len(text.strip(" .")) <= 3


def is_people(name: str) -> bool:
    """Whether a name is that of persons by its form: a family, or with a title."""
    return bool(_FAMILY.match(name))


def is_company(name: str) -> bool:
    """Whether a name has the legal form or a word of a company."""
    return bool(_COMPANY.search(name))


def may_be_person(name: str) -> bool:
    """Whether a name has the form of a person's: two or three capitalized words, none of a company."""
    parts = name.split()
    return (
        2 <= len(parts) <= 3
        and not is_company(name)
        and all(re.fullmatch(r"[^\W\d_][^\W\d_A-Z]+(?:-[^\W\d_]+)?|[A-Z]\.", part) for part in parts)
        and all(part[0].isupper() for part in parts)
    )
