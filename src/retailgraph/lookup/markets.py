"""Markets that a question names: countries, regions and Market entities, and what lies in them.

Claims name a market by its country code, by a region's name or by a Market entity. A question says "in
China", "in the UK", "in Asia". Names of countries are those of everyday English; regions and what lies in
them follow the geographical regions of the United Nations Statistics Division (M49), with those of trade.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from retailgraph.graph import Graph
from retailgraph.graph.reading import Known
from retailgraph.identity import fold
from retailgraph.lookup import names
from retailgraph.tables.counts import qualifier_values

_REGIONS = """
Northern Africa: DZ Algeria; EG Egypt; EH Western Sahara; LY Libya; MA Morocco; SD Sudan; TN Tunisia
Sub-Saharan Africa: AO Angola; BF Burkina Faso; BI Burundi; BJ Benin; BW Botswana; CD DR Congo;
    CF Central African Republic; CG Congo; CI Ivory Coast, Cote d'Ivoire; CM Cameroon;
    CV Cape Verde, Cabo Verde; DJ Djibouti; ER Eritrea; ET Ethiopia; GA Gabon; GH Ghana; GM Gambia;
    GN Guinea; GQ Equatorial Guinea; GW Guinea-Bissau; IO British Indian Ocean Territory; KE Kenya;
    KM Comoros; LR Liberia; LS Lesotho; MG Madagascar; ML Mali; MR Mauritania; MU Mauritius; MW Malawi;
    MZ Mozambique; NA Namibia; NE Niger; NG Nigeria; RE Reunion; RW Rwanda; SC Seychelles;
    SH Saint Helena; SL Sierra Leone; SN Senegal; SO Somalia; SS South Sudan; ST Sao Tome and Principe;
    SZ Eswatini, Swaziland; TD Chad; TF French Southern Territories; TG Togo; TZ Tanzania; UG Uganda;
    YT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe
North America: BM Bermuda; CA Canada; GL Greenland; PM Saint Pierre and Miquelon;
    US United States, United States of America, USA, America, U.S, U.S.A
Caribbean: AG Antigua and Barbuda; AI Anguilla; AW Aruba; BB Barbados; BL Saint Barthelemy; BQ Bonaire;
    BS Bahamas; CU Cuba; CW Curacao; DM Dominica; DO Dominican Republic; GD Grenada; GP Guadeloupe;
    HT Haiti; JM Jamaica; KN Saint Kitts and Nevis; KY Cayman Islands; LC Saint Lucia; MF Saint Martin;
    MQ Martinique; MS Montserrat; PR Puerto Rico; SX Sint Maarten; TC Turks and Caicos Islands;
    TT Trinidad and Tobago; VC Saint Vincent and the Grenadines; VG British Virgin Islands;
    VI US Virgin Islands
Central America: BZ Belize; CR Costa Rica; GT Guatemala; HN Honduras; MX Mexico; NI Nicaragua;
    PA Panama; SV El Salvador
South America: AR Argentina; BO Bolivia; BR Brazil; BV Bouvet Island; CL Chile; CO Colombia; EC Ecuador;
    FK Falkland Islands; GF French Guiana; GS South Georgia; GY Guyana; PE Peru; PY Paraguay;
    SR Suriname; UY Uruguay; VE Venezuela
Central Asia: KG Kyrgyzstan; KZ Kazakhstan; TJ Tajikistan; TM Turkmenistan; UZ Uzbekistan
East Asia: CN China, Mainland China, PRC, People's Republic of China; HK Hong Kong; JP Japan;
    KP North Korea; KR South Korea, Korea, Republic of Korea; MN Mongolia; MO Macau, Macao; TW Taiwan
Southeast Asia: BN Brunei; ID Indonesia; KH Cambodia; LA Laos; MM Myanmar, Burma; MY Malaysia;
    PH Philippines; SG Singapore; TH Thailand; TL East Timor, Timor-Leste; VN Vietnam, Viet Nam
South Asia: AF Afghanistan; BD Bangladesh; BT Bhutan; IN India; IR Iran; LK Sri Lanka; MV Maldives;
    NP Nepal; PK Pakistan
West Asia: AE United Arab Emirates, UAE; AM Armenia; AZ Azerbaijan; BH Bahrain; CY Cyprus; GE Georgia;
    IL Israel; IQ Iraq; JO Jordan; KW Kuwait; LB Lebanon; OM Oman; PS Palestine; QA Qatar;
    SA Saudi Arabia; SY Syria; TR Turkey, Türkiye; YE Yemen
Eastern Europe: BG Bulgaria; BY Belarus; CZ Czech Republic, Czechia; HU Hungary; MD Moldova; PL Poland;
    RO Romania; RU Russia; SK Slovakia; UA Ukraine
Northern Europe: AX Aland Islands; DK Denmark; EE Estonia; FI Finland; FO Faroe Islands;
    GB United Kingdom, UK, Great Britain, Britain, U.K; GG Guernsey; IE Ireland; IM Isle of Man;
    IS Iceland; JE Jersey; LT Lithuania; LV Latvia; NO Norway; SE Sweden; SJ Svalbard and Jan Mayen
Southern Europe: AD Andorra; AL Albania; BA Bosnia and Herzegovina; ES Spain; GI Gibraltar; GR Greece;
    HR Croatia; IT Italy; ME Montenegro; MK North Macedonia; MT Malta; PT Portugal; RS Serbia;
    SI Slovenia; SM San Marino; VA Vatican
Western Europe: AT Austria; BE Belgium; CH Switzerland; DE Germany; FR France; LI Liechtenstein;
    LU Luxembourg; MC Monaco; NL Netherlands, Holland
Oceania: AS American Samoa; AU Australia; CC Cocos Islands; CK Cook Islands; CX Christmas Island;
    FJ Fiji; FM Micronesia; GU Guam; HM Heard Island; KI Kiribati; MH Marshall Islands;
    MP Northern Mariana Islands; NC New Caledonia; NF Norfolk Island; NR Nauru; NU Niue; NZ New Zealand;
    PF French Polynesia; PG Papua New Guinea; PN Pitcairn; PW Palau; SB Solomon Islands; TK Tokelau;
    TO Tonga; TV Tuvalu; UM US Minor Outlying Islands; VU Vanuatu; WF Wallis and Futuna; WS Samoa
Antarctic: AQ Antarctica
"""
_WIDER = """
Africa: Northern Africa, Sub-Saharan Africa
Latin America: Caribbean, Central America, South America
Americas, the Americas: North America, Caribbean, Central America, South America
Asia: Central Asia, East Asia, Southeast Asia, South Asia, West Asia
Europe: Eastern Europe, Northern Europe, Southern Europe, Western Europe
Asia-Pacific, Asia Pacific, APAC: East Asia, Southeast Asia, South Asia, Oceania
Southeastern Asia, South-East Asia, South East Asia: Southeast Asia
Eastern Asia: East Asia
Middle East: West Asia, EG, IR
Greater China: CN, HK, MO, TW
EMEA: Africa, Europe, Middle East
MENA: Northern Africa, Middle East
North America: North America, MX
Scandinavia: DK, NO, SE
Nordics, Nordic countries: DK, FI, IS, NO, SE
Benelux: BE, LU, NL
"""


class Market(NamedTuple):
    """A market that a question names: the countries it holds, and how claims may write the market itself."""

    label: str
    countries: frozenset[str]
    words: frozenset[str] = frozenset()

    def holds(self, other: Market) -> bool:
        """Whether another market is this one or lies in it."""
        if not self.words.isdisjoint(other.words):
            return True
        return bool(other.countries) and other.countries <= self.countries


class _Atlas:
    """Countries and regions by their folded names."""

    def __init__(self) -> None:
        self.places: dict[str, tuple[str, frozenset[str]]] = {}
        for line in _REGIONS.strip().replace("\n    ", " ").splitlines():
            region, _, countries = line.partition(": ")
            codes = [self._country(country) for country in countries.split("; ")]
            self._name([region], codes)
        for line in _WIDER.strip().splitlines():
            titles, _, parts = line.partition(": ")
            self._name(titles.split(", "), [c for part in parts.split(", ") for c in self._codes(part)])

    def _country(self, text: str) -> str:
        code, _, titles = text.partition(" ")
        self._name(titles.split(", "), [code])
        return code

    def _codes(self, part: str) -> Iterable[str]:
        return [part] if len(part) == 2 else self.places[fold(part)][1]

    def _name(self, titles: list[str], codes: Iterable[str]) -> None:
        for title in titles:
            self.places[fold(title)] = (titles[0], frozenset(codes))


_atlas: _Atlas | None = None


def place_named(text: str) -> tuple[str, frozenset[str]] | None:
    """The country or region of a name: what it is called and its country codes; None if it is none."""
    global _atlas
    _atlas = _atlas or _Atlas()
    found = _atlas.places.get(fold(text))
    if found is None and len(text) == 2 and text.isupper():
        return next((p for p in _atlas.places.values() if p[1] == {text}), None)
    return found


def market_named(graph: Graph, text: str) -> Market | None:
    """The market of a name or of a country code in capitals; None if it names none.

    First what is known of countries and regions, then Market entities, then regions that claims name.
    """
    place = place_named(text)
    if place:
        return Market(*place, frozenset({fold(text), fold(place[0])}))
    for ids in names.hits(graph, text).values():
        found = next((i for i in ids if "Market" in names.types_of(graph, i)), "")
        if found:
            return stated(graph, found)
    written = qualifier_values(graph.tables, "market")
    region = next((w for w in sorted(written) if fold(w) == fold(text)), "")
    return Market(region, frozenset(), frozenset({fold(region)})) if region else None


def stated(graph: Graph, value: str) -> Market:
    """The market that a claim states: a country code, a region's name or a Market's id."""
    place = place_named(value)
    if place:
        return Market(*place, frozenset({fold(value), fold(place[0])}))
    country = names.country_of(graph, value) if value.islower() else ""
    codes = frozenset({country} if country else ())
    label = names.label_of(graph, value) if value.islower() else value
    return Market(label, codes, frozenset({fold(value)}))


def is_there(graph: Graph, market: Market, known: Known, seen_from: str) -> bool:
    """Whether a relationship is of a market.

    By the markets that its claims state; where they state none, by the country of the one who is asked for.
    """
    relationship = known.relationship
    values = dict(relationship.qualifiers).get("market", ())
    if values:
        return any(market.holds(stated(graph, value)) for value in values)
    other = relationship.object if seen_from == relationship.subject else relationship.subject
    return names.country_of(graph, other) in market.countries
