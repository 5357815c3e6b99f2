"""Single words and texts of the files: each function gives the canonical text or value of one, or raises
ValueError with a message that says what is wrong and what to write.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from retailgraph.dates import PartialDate, partial
from retailgraph.identity.undisclosed import UNDISCLOSED

NAME_LENGTH, TITLE_LENGTH, SAYS_LENGTH, QUOTE_LENGTH, URL_LENGTH = 300, 500, 2000, 5000, 2000
FIRST_YEAR, LAST_YEAR = 1000, 2200

# Control characters; characters that turn the direction of writing or cannot be seen; what is no character.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)

_COUNTRIES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
    IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
    PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE
    YT ZA ZM ZW
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1 alpha-2."""

_CURRENCIES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
    LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
    TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
    ZWG ATS BEF DEM ESP FIM FRF GRD HRK IEP ITL LUF NLG PTE
"""
CURRENCIES = frozenset(_CURRENCIES.split())
"""ISO 4217, and at the end those of older articles that are no longer in use."""

_USUAL_MISTAKES = {"UK": "GB", "USA": "US", "EL": "GR", "RMB": "CNY", "NTD": "TWD", "STG": "GBP"}

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ARTICLE_ID = re.compile(r"(?:([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)|undated)-([a-z0-9]+(?:-[a-z0-9]+)*)")
# An address may hold letters besides ASCII (RFC 3987), but no spaces of any kind and no private characters.
_HOST = r"[A-Za-z0-9\-\x80-\U0010ffff]+(?:\.[A-Za-z0-9\-\x80-\U0010ffff]+)*(?::[0-9]{1,5})?"
_TAIL = r"(?:[A-Za-z0-9\-._~!$&()*+,;=:@/?\x80-\U0010ffff]|%[0-9A-Fa-f]{2})*"
_URL = re.compile(rf"[Hh][Tt][Tt][Pp][Ss]?://{_HOST}(?:[/?]{_TAIL})?(?:#{_TAIL})?")
_NO_LETTER = re.compile(
    "[\x80-\xa0\u1680\u2000-\u202f\u205f-\u206f\u3000\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U0001fffe-\U0010ffff]"
)
_PRICE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s?(m|bn|tn)?\s+([A-Za-z]{3})")
_CONFIDENCE = re.compile(r"0(?:\.[0-9]{1,9})?|1(?:\.0{1,9})?")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
_TICKER = re.compile(r"[A-Z][A-Z0-9]{1,9}:[A-Z0-9][A-Z0-9.\-]{0,11}")
_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")


def unsafe_name(character: str) -> str:
    """How a message names a character that must not be shown: its code point."""
    return f"U+{ord(character):04X}"


@lru_cache(maxsize=65536)
def line_of_text(text: str, limit: int = NAME_LENGTH) -> str:
    """A text of one line, trimmed, not empty, not longer than ``limit``, without unsafe characters."""
    trimmed = long_text(text, limit)
    if "\n" in trimmed or "\t" in trimmed:
        raise ValueError("must be one line, without line breaks and tabs")
    return trimmed


def long_text(text: str, limit: int) -> str:
    """As :func:`line_of_text`, but may run over several lines."""
    found = UNSAFE.search(text)
    if found:
        raise ValueError(
            f"holds the character {unsafe_name(found[0])}, which is a control character or invisible"
        )
    trimmed = text.strip()
    if not trimmed:
        raise ValueError("is empty")
    if len(trimmed) > limit:
        raise ValueError(f"is {len(trimmed)} characters long; at most {limit} are allowed")
    return trimmed


@lru_cache(maxsize=65536)
def date(text: str) -> PartialDate:
    """A partial date between the years 1000 and 2200."""
    when = partial(text[:80])
    bounds = [
        day.year for day in (when.earliest, when.latest) if day not in (datetime.date.min, datetime.date.max)
    ]
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in bounds):
        raise ValueError(f"'{text}' is a date beyond any article (years {FIRST_YEAR} to {LAST_YEAR})")
    return when


def entity_id(text: str) -> str:
    """An entity's id: lower-case words joined by hyphens."""
    if text == UNDISCLOSED:
        raise ValueError(f"'{text}' stands for somebody whom nobody names; an entity needs another id")
    if not _ID.fullmatch(text):
        raise ValueError(f"'{text[:80]}' is not an id; ids are lower-case words (a-z, 0-9) joined by hyphens")
    return _short_enough(text)


def _short_enough(id: str) -> str:
    if len(id) > NAME_LENGTH:
        raise ValueError(f"id '{id[:80]}...' is {len(id)} characters long; at most {NAME_LENGTH} are allowed")
    return id


def article_id(text: str) -> PartialDate | None:
    """The date that an article's id starts with; None of ``undated-``."""
    form = _ARTICLE_ID.fullmatch(text)
    if not form:
        raise ValueError(
            f"'{text[:80]}' is not an article's id; name the file YYYY-MM-DD-words, YYYY-MM-words, "
            "YYYY-words or undated-words, with lower-case words (a-z, 0-9) joined by hyphens"
        )
    _short_enough(text)
    return date(form[1]) if form[1] else None


def url(text: str) -> str:
    """An http or https address."""
    if len(text) > URL_LENGTH:
        raise ValueError(f"is {len(text)} characters long; at most {URL_LENGTH} are allowed")
    if not _URL.fullmatch(text) or _NO_LETTER.search(text) or UNSAFE.search(text):
        raise ValueError(
            f"'{text[:80]}' is not a web address: http:// or https://, without spaces, quotes, < > [ ]; "
            "write other characters as %20, %27 and so on"
        )
    return text


def host(address: str) -> str:
    """The host of an address, without ``www.``."""
    return re.split(r"[/?#]", address.split("://", 1)[-1])[0].lower().removeprefix("www.")


def language(text: str) -> str:
    """A BCP 47 tag in its usual case: zh-Hans, en-GB."""
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(f"'{text[:80]}' is not a language tag (BCP 47), such as en, zh-Hans or pt-BR")
    first, *rest = text.split("-")
    return "-".join([first.lower(), *(_subtag(part) for part in rest)])


def _subtag(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part.lower()


def country(text: str) -> str:
    """An ISO 3166-1 code of two capital letters."""
    if text in COUNTRIES:
        return text
    code = _USUAL_MISTAKES.get(text.upper(), text.upper())
    hint = f"; did you mean '{code}'?" if code in COUNTRIES else ""
    raise ValueError(f"'{text[:80]}' is not a country code (ISO 3166-1, two capital letters){hint}")


def currency(text: str) -> str:
    """An ISO 4217 code of three capital letters."""
    if text in CURRENCIES:
        return text
    code = _USUAL_MISTAKES.get(text.upper(), text.upper())
    hint = f"; did you mean '{code}'?" if code in CURRENCIES else ""
    raise ValueError(f"'{text[:80]}' is not a currency (ISO 4217, three capital letters){hint}")


@lru_cache(maxsize=65536)
def price(text: str) -> str:
    """An amount and a currency: 2.4bn USD."""
    form = _PRICE.fullmatch(text.strip())
    if not form:
        raise ValueError(f"'{text[:80]}' is not a price; write 2.4bn USD, 760m EUR or 950000 GBP")
    return f"{form[1]}{form[2] or ''} {currency(form[3])}"


def confidence(text: str) -> float:
    """A number from 0 to 1."""
    if not _CONFIDENCE.fullmatch(text):
        raise ValueError(f"'{text[:80]}' is not a confidence; write a number from 0 to 1, such as 0.8")
    return float(text)


def number(text: str) -> float:
    """A number in digits, written out in full."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"'{text[:80]}' is not a number; write it out in digits: 750000000 or 17.5")
    return float(text)


def external_id(scheme: str, text: str) -> str:
    """The identifier that another register gave; see ``SCHEMES`` for their names."""
    return SCHEMES[scheme](text)


def _wikidata(text: str) -> str:
    if not _WIKIDATA.fullmatch(text):
        raise ValueError(f"'{text[:80]}' is not a Wikidata id, such as Q1063455")
    return text


def _ticker(text: str) -> str:
    if not _TICKER.fullmatch(text):
        raise ValueError(f"'{text[:80]}' is not a ticker; write EXCHANGE:SYMBOL, such as NYSE:TPR")
    return text


def _lei(text: str) -> str:
    if not _LEI.fullmatch(text):
        raise ValueError(f"'{text[:80]}' is not an LEI: 18 capital letters or digits and two check digits")
    if int("".join(str(int(c, 36)) for c in text)) % 97 != 1:
        raise ValueError(f"'{text}' is not an LEI: its check digits do not fit, so a character is wrong")
    return text


def _isin(text: str) -> str:
    if not _ISIN.fullmatch(text):
        raise ValueError(f"'{text[:80]}' is not an ISIN: a country code, nine characters and a check digit")
    digits = [int(d) for c in text for d in str(int(c, 36))]
    doubled = (sum(divmod(2 * d, 10)) for d in digits[-2::-2])
    if (sum(digits[-1::-2]) + sum(doubled)) % 10:
        raise ValueError(f"'{text}' is not an ISIN: its check digit does not fit, so a character is wrong")
    return text


SCHEMES = {"wikidata": _wikidata, "lei": _lei, "ticker": _ticker, "isin": _isin}
"""The registers whose identifiers an entity may have."""
