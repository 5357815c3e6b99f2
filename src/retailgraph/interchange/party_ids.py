"""The identifiers and the website that a file gives a party: which are good, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from retailgraph.articles import words
from retailgraph.interchange.parties import Party


def faults_of(party: Party) -> Iterable[str]:
    """What is wrong with the identifiers and the website of a party, each in a sentence."""
    for scheme, value in party.ids:
        try:
            words.external_id(scheme, value)
        except (ValueError, KeyError) as fault:
            yield f"{scheme}: {fault}; taken without it"
    if party.country and not good_country(party.country):
        yield f"country '{party.country[:20]}' is no country code (ISO 3166-1, two letters); taken without it"
    if party.website and not good_website(party.website):
        yield f"website '{party.website[:60]}' is no web address; taken without it"


def good_ids(party: Party) -> tuple[tuple[str, str], ...]:
    """The identifiers that are well-formed, one of each scheme."""
    good: dict[str, str] = {}
    for scheme, value in party.ids:
        try:
            good.setdefault(scheme, words.external_id(scheme, value))
        except (ValueError, KeyError):
            continue
    return tuple(sorted(good.items()))


def good_country(code: str) -> str:
    """A country code; empty for what is none."""
    return code if code in words.COUNTRIES else ""


def good_website(text: str) -> str:
    """A web address; empty for what is none."""
    try:
        return words.url(text) if text else ""
    except ValueError:
        return ""
