"""What the headings of other people's columns mean, in the languages that company tables come in."""

from __future__ import annotations

import re
import unicodedata

OWNER, OWNED, CHILDREN, ACQUIRED = "owner", "owned", "children", "acquired"
SELLER, EXECUTIVE, PLATFORM, PARTNER = "seller", "executive", "platform", "partner"
SUBJECT, OBJECT, RELATION, OPERATOR = "subject", "object", "relation", "operator"
COUNTRY, WEBSITE, TYPE, ALIASES = "country", "website", "type", "aliases"
SHARE, FROM, TO, ANNOUNCED, PRICE = "share", "from", "to", "announced", "price"
STATUS, ROLE, NOTE, URL, PUBLISHER = "status", "role", "note", "url", "publisher"
PUBLISHED = "published"
ULTIMATE, IGNORED = "ultimate", "ignored"
PARTIES = (
    OWNER,
    ULTIMATE,
    OWNED,
    CHILDREN,
    ACQUIRED,
    SELLER,
    EXECUTIVE,
    PLATFORM,
    PARTNER,
    SUBJECT,
    OBJECT,
    OPERATOR,
)

_WORDS = {
    ULTIMATE: "ultimate parent|ultimate owner|ultimate holding|konzernobergesellschaft|global ultimate|"
    "ultimate beneficial owner|ultimate parent company",
    OWNER: "owner|owners|acquirer name|owner name|owned by|owner label|parent|parent name|parent company|parent label|"
    "parent organization|parent organisation|parent group|holding company|belongs to|acquirer|buyer|acquired by|"
    "bought by|new owner|investor|shareholder|shareholder name|proprietor|muttergesellschaft|mutter|"
    "eigentümer|eigner|inhaber|gesellschafter|konzern|käufer|erwerber|anteilseigner|aktionär|"
    "propriétaire|société mère|maison mère|actionnaire|acquéreur|proprietario|società madre|propietario|"
    "empresa matriz|matriz|dueño|accionista|group|groupe|gruppo|grupo|owner company|corporate parent|"
    "controlled by|controlling company|eigenaar|moederbedrijf|ägare|moderbolag",
    OWNED: "brand|brands name|brand name|company|company name|subsidiary|subsidiary name|child|child name|"
    "asset|target|target name|business|entity|entity name|firm|name|item|item label|label|organization|"
    "organisation|retailer|firma|unternehmen|gesellschaft|tochter|tochtergesellschaft|marke|markenname|"
    "beteiligungsunternehmen|entreprise|société|filiale|marque|nom|azienda|società|marchio|controllata|"
    "empresa|marca|filial|compañía|bedrijf|merk|dochter|bolag|varumärke|dotterbolag|subsidiaries name|"
    "banner|chain|store brand|legal name|portfolio company|investee|acquiree|acquiree name|org name|organization name|organisation name|"
    "name of subsidiary|subsidiary company|legal entity name",
    CHILDREN: "children|brands|subsidiaries|owner of|owns|portfolio|labels|marken|töchter|tochtergesellschaften|"
    "filiales|marques|marche|marcas|filiali|holdings|brands owned|owned brands|companies|banners|"
    "beteiligungen|has subsidiary|sub organizations|suborganization",
    ACQUIRED: "acquired|acquisitions|acquires|purchases|deals|takeovers|übernahmen",
    SELLER: "seller|vendor|sold by|bought from|acquired from|purchased from|previous owner|former owner|"
    "verkäufer|vendeur|venditore|vendedor|säljare",
    EXECUTIVE: "ceo|chief executive|chief executive officer|geschäftsführer|vorstandsvorsitzender|pdg|"
    "directeur général|ceo name|chair|chairman|chairperson|president",
    PLATFORM: "platform|marketplace|sold on|sells on|sales channel|channel|plattform|marktplatz|online shop",
    PARTNER: "partner|partners|partner name|ally|alliance partner",
    OPERATOR: "operator|operator name|operated by|betreiber|exploitant",
    SUBJECT: "subject|subject name|source|source name|source node|source label|head|start node|from node",
    OBJECT: "object|object name|target node|target label|tail|end node|to node|destination",
    RELATION: "relation|relationship|predicate|relation type|relationship type|edge type|link type|verb|property|"
    "beziehung|type of relation|rel",
    COUNTRY: "country|country code|land|hq|hq country|headquarters|headquarters country|jurisdiction|pays|país|"
    "paese|incorporated in|nationality|sitz|nation|domicile|country of incorporation|land code",
    WEBSITE: "website|homepage|domain|web|webseite|site|site web|official website|company url|web site",
    TYPE: "type|kind|entity type|category|art",
    ALIASES: "aliases|alias|also known as|aka|other names|former names|also called",
    SHARE: "share|stake|percent|percentage|ownership|ownership percentage|ownership percent|stake percent|"
    "ownership share|equity|equity stake|shareholding|share percent|anteil|anteil in|beteiligung|"
    "beteiligungsquote|quote|kapitalanteil|participation|part du capital|pourcentage|quota|partecipazione|"
    "participación|porcentaje|pct|percent owned|owned percent|interest|stake pct|holding percent|proportion|"
    "voting share|kapital|share of ownership|ägarandel|andel|belang",
    FROM: "since|from|start|start date|started|valid from|since date|begin|begin date|from date|date from|seit|von|"
    "ab|beginn|datum|gültig ab|depuis|début|date de début|desde|fecha|dal|da|inizio|date|year|acquired on|"
    "acquisition date|acquisition year|year acquired|date acquired|acquired date|acquired year|closing date|"
    "closed on|completed|completion date|deal date|effective date|on|owned since|owner since|jahr|année|anno|"
    "año|sedan|sinds|effective from|from year|start time",
    TO: "until|to|end|end date|ended|valid to|valid until|till|to date|date to|through date|bis|ende|gültig bis|"
    "jusqu'à|jusqu à|fin|date de fin|hasta|fino al|fine|sold on date|divested|divested on|exit date|till date|"
    "owned until|tot|till och med|to year|end time",
    ANNOUNCED: "announced|announced on|announcement date|announced date|angekündigt",
    PRICE: "price|deal value|value|deal size|consideration|purchase price|transaction value|amount|preis|"
    "kaufpreis|prix|prezzo|precio|deal price",
    STATUS: "status|state|deal status",
    ROLE: "role|position|function|job title|funktion|rolle|poste|cargo",
    NOTE: "note|notes|comment|comments|remark|remarks|bemerkung|bemerkungen|kommentar|anmerkung|remarque|"
    "commentaire|osservazioni|nota|notas|details",
    URL: "url|source url|source link url|link|source link|reference url|article url|web address|href|sources|quelle url|"
    "citation",
    PUBLISHED: "published|publication date|date published|published on|published at|source date|article date|"
    "veröffentlicht|date de publication|fecha de publicación",
    PUBLISHER: "publisher|source publisher|published by|newspaper|medium|source document|quelle|source name document|reference|fuente|fonte|register",
    "wikidata": "wikidata|wikidata id|qid|wikidata qid|q id|wd",
    "lei": "lei|lei code|legal entity identifier",
    "ticker": "ticker|ticker symbol|stock symbol|symbol",
    "isin": "isin",
    IGNORED: "id|row|row number|nr|no|index|import row|import line|import column|import reason",
}
_KNOWN = {phrase: meaning for meaning, phrases in _WORDS.items() for phrase in phrases.split("|")}
_ATTRIBUTES = (COUNTRY, WEBSITE, TYPE, ALIASES, "wikidata", "lei", "ticker", "isin")


def plain(heading: str) -> str:
    """A heading as small words: ``parentCompany_LEI`` as ``parent company lei``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", heading))
    return " ".join(re.sub(r"[^\w']+|_", " ", re.sub(r"\(.*?\)", " ", apart)).lower().split())


def meaning_of(heading: str) -> str:
    """What a heading means, by its last part where it is nested; empty if it says nothing known."""
    parts = heading.split(".")
    last = plain(parts[-1])
    if not last and ("%" in heading):
        return SHARE
    exact = _KNOWN.get(last, "")
    if exact:
        return exact
    words = last.split()
    if words and words[-1] in ("uuid", "guid", "permalink"):
        return IGNORED  # numbers of another house, that name nobody
    for size in range(
        len(words) - 1, 0, -1
    ):  # the longest known end of it: "brand wikidata", "owner country"
        found = _KNOWN.get(" ".join(words[-size:]), "")
        if found and (found in _ATTRIBUTES or size > 1 or len(words) == 2):
            return found
    for size in range(len(words) - 1, 0, -1):
        found = _KNOWN.get(" ".join(words[:size]), "")
        if found:
            return found
    return ""


def party_named_by(heading: str) -> str:
    """What the words before an attribute mean: of ``owner_wikidata`` the owner; empty if there are none."""
    words = plain(heading.split(".")[-1]).split()
    for size in range(len(words) - 1, 0, -1):
        meaning = _KNOWN.get(" ".join(words[:size]), "")
        if meaning in PARTIES:
            return meaning
    return ""
