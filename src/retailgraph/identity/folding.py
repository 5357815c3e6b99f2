"""Names folded to keys: what two spellings of one name differ in is forgotten."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_UNHEARD = dict.fromkeys(map(ord, "'’‘ʼʻ`´."))
# Accents, the vowel points of Hebrew and Arabic, and what cannot be seen. The marks of other scripts make
# another letter, as in ハ and パ, or are letters themselves, as in Thai, and stay.
_RANGES = (
    (0x00AD, 0x00AD), (0x0300, 0x036F), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C7),
    (0x05F3, 0x05F4), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x180B, 0x180E),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
)  # fmt: skip
_DROPPED = {code: None for first, last in _RANGES for code in range(first, last + 1)}
# Letters with a stroke are not taken apart by Unicode; the last four are one letter in Arabic and in Persian.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"}
)
_NOT_WORD = re.compile(r"[^\w&+]+|_")
_CJK = "\u2e80"
"""Chinese, Japanese and Korean characters begin here."""
_IN_BRACKETS = {"(株)": "株式会社", "(有)": "有限会社", "(주)": "주식회사", "(유)": "유한회사"}


def fold(name: str) -> str:
    """The key of a name: NFKC, no case, no accents, no punctuation, "&" read as "and", simplified Chinese.

    >>> fold("L’Oréal"), fold("H&M"), fold("ＴＡＰＥＳＴＲＹ,  Inc."), fold("天貓")
    ('loreal', 'h and m', 'tapestry inc', '天猫')
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    if text.isascii():
        return " ".join(_NOT_WORD.sub(" ", _heard(text)).split())
    bare = unicodedata.normalize("NFD", text).translate(_DROPPED)
    # Composed again, for a table of letters knows no parts; twice, for what it gives may compose.
    plain = unicodedata.normalize("NFKC", bare).translate(_LETTERS)
    east = max(plain, default="") >= _CJK
    if east:
        plain = _simplified(plain)
    words = " ".join("".join(c if _in_word(c) else " " for c in _heard(plain)).split())
    return _joined(words) if east else words


def _heard(text: str) -> str:
    return text.translate(_UNHEARD).replace("&", " and ").replace("+", " + ")


def _in_word(character: str) -> bool:
    # "\w" takes the vowel signs of Thai and Hindi for punctuation.
    return character.isalnum() or character == "+" or unicodedata.category(character) in ("Mn", "Mc")


@cache
def _table() -> dict[int, str]:
    # Imported when the first Chinese character comes: most questions have none.
    from retailgraph.identity.han import SIMPLIFIED, TRADITIONAL

    return {ord(old): new for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True)}


def _simplified(text: str) -> str:
    for bracket, form in _IN_BRACKETS.items():
        text = text.replace(bracket, form)
    return text.translate(_table())


def _joined(key: str) -> str:
    """Without the spaces between Chinese or Japanese characters: they separate nothing there."""
    return re.sub("(?<=[々〆ぁ-ヿ㐀-鿿]) (?=[々〆ぁ-ヿ㐀-鿿])", "", key)


def without_possessive(name: str) -> str:
    """A name as it was before "'s" or a closing apostrophe was put to it."""
    # Compiled when it is needed: hardly any question has a possessive left in a name.
    bare = re.sub(r"['’ʼ]s\b", "", name) if any(mark in name for mark in "'’ʼ") else name
    return bare.rstrip("'’")


# --- legal forms ------------------------------------------------------------------------------------------

# At the end of a name, as keys have them: "S.A. de C.V." is "sa de cv". Some that are short and common words
# as well (Croatian "da", Estonian "et", Ukrainian "pat") are left out.
_FORMS = """
    inc incorporated corp corporation co company companies ltd limited unlimited ultd unltd llc llp lp
    lllp plc pllc pcl cic group groupe gruppe gruppo grupo holding holdings ag se gmbh ggmbh mbh ug kg
    kgaa ohg gbr ev eg aktiengesellschaft sa sas sasu sarl sca scs snc eurl sprl srl scrl bvba cvba nv bv
    vof vzw spa sapa sagl sl slu slne sau sll lda ltda sgps eireli cia cie compagnie compania sab sapi ab
    hb kb aktiebolag publ as asa ans nuf aps amba oy oyj ehf hf ohf ou sia uab zrt nyrt kft bt sro vos doo
    dooel dd jsc ojsc cjsc pjsc psc ooo oao zao eood ood ead adsitz ae epe abee sti koop kk gk yk
    kabushiki godo kaisha gaisha pte pty pvt proprietary bhd berhad sdn tbk persero saog saoc sae wll fze
    fzco fzc fzllc dmcc private eirl gesbr scpa smba spj spk ska scop crl sccl cvoa shpk kda mepe
    ооо оао зао пао ао тов пат прат оод еоод ад еад доо αε εε επε οε ικε αβεε בעמ شمم شمع شمك ذمم المحدوده
"""
LEGAL_FORMS = frozenset(_FORMS.split())
_LONG_FORMS = frozenset(
    {
        "a s", "a b", "b v", "i s", "k s", "k k", "n v", "s a", "s e", "o y", "s l", "a g", "l p", "d d",
        "s p a", "s r l", "s a s", "s r o", "l l c", "l l p", "p l c", "d o o", "spol s ro", "akc spol",
        "sp j", "sp k", "sp z oo", "sp zoo", "sp z o o", "spolka z oo", "spolka akcyjna", "sa de cv",
        "sab de cv", "sapi de cv", "s de rl", "s de rl de cv", "s en c", "ltd sti", "societe anonyme",
        "societe par actions simplifiee", "sociedad anonima", "sociedad limitada", "sociedade anonima",
        "societa per azioni", "societa a responsabilita limitata", "gesellschaft mit beschrankter haftung",
        "naamloze vennootschap", "besloten vennootschap", "societas europaea", "public limited company",
        "limited liability company", "joint stock company", "public joint stock company",
        "limited partnership", "בע מ",
    }
)  # fmt: skip
_LONGEST = max(form.count(" ") + 1 for form in _LONG_FORMS)
_FRONT = frozenset(("the", "pt", "ooo", "oao", "zao", "ооо", "оао", "зао", "пао", "ао", "тов", "شركه"))
_AND = frozenset(("and", "et", "und", "y"))
# Written without a space between, as NFKC has them. The longest first: of two that fit, the longer one goes.
_EAST_END = (
    "股份有限公司", "有限责任公司", "有限公司", "株式会社", "合同会社", "有限会社", "ホールディングス",
    "주식회사", "유한회사", "홀딩스", "グループ", "จํากัด", "มหาชน", "集团", "控股", "公司", "그룹",
)  # fmt: skip
_EAST_FRONT = ("株式会社", "合同会社", "有限会社", "주식회사", "유한회사", "บริษัท")


def short(key: str) -> str:
    """A key without its legal form; the key itself if nothing else would be left.

    >>> short("tapestry inc"), short("the outnet"), short("阿里巴巴集团控股有限公司")
    ('tapestry', 'outnet', '阿里巴巴')
    """
    while True:
        words = key.split(" ")
        while len(words) > 1 and words[0] in _FRONT:
            words.pop(0)
        while size := _form_at_end(words):
            del words[-size:]
            if len(words) > 1 and words[-1] in _AND:
                words.pop()
        plain = " ".join(words)
        if not plain.isascii():
            plain = _without_eastern_form(plain)
        if plain == key:
            return key
        key = plain


def _form_at_end(words: list[str]) -> int:
    """How many words at the end are a legal form; 0 if none, or if nothing would be left."""
    for size in range(min(_LONGEST, len(words) - 1), 1, -1):
        if " ".join(words[-size:]) in _LONG_FORMS:
            return size
    return int(len(words) > 1 and words[-1] in LEGAL_FORMS)


def _without_eastern_form(key: str) -> str:
    front = next((form for form in _EAST_FRONT if key.startswith(form)), "")
    bare = key.removeprefix(front).strip() or key
    end = next((form for form in _EAST_END if bare.endswith(form)), "")
    return bare.removesuffix(end).strip() or bare
