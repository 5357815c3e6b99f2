"""What questions mean: a table of questions with their readings, then properties of the grammar."""

# ruff: noqa: E501 (one row of the table is one line)

from __future__ import annotations

import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import each, examples
from retailgraph.dates import partial
from retailgraph.errors import UsageError
from retailgraph.form import Form, Link, When
from retailgraph.ontology import Ontology, read
from retailgraph.words.asked import LONGEST_QUESTION, MOST_READINGS, readings
from retailgraph.words.nearest import all_forms, nearest_forms

ONTOLOGY_FILE = Path(__file__).parent.parent / "ontology" / "retailgraph.ttl"
ONTOLOGY = read(ONTOLOGY_FILE)
TODAY = date(2026, 11, 23)

# question -> kind relation:answers:types:@role ... | names | past | time
TABLE = """
# named by the issue
partners of Tapestry -> list partnersWith:object | Tapestry
Tapestry partners -> list partnersWith:object | Tapestry
who are Tapestry's partners? -> list partnersWith:object | Tapestry
who owns Coach -> list owns:subject | Coach
owner of Coach -> list owns:subject | Coach
parent of Coach -> list owns:subject | Coach
brands of Tapestry -> list owns:object:Brand | Tapestry
subsidiaries of LVMH -> list owns:object:Company+Platform | LVMH
platforms of Alibaba -> list owns:object:Platform operates:object sellsOn:object | Alibaba
who operates Tmall -> list operates:subject licenses:object | Tmall
brands on Tmall -> list sellsOn:subject:Brand | Tmall
where does Coach sell -> list sellsOn:object | Coach
does Coach sell on Tmall -> truth sellsOn | Coach ; Tmall
is Coach a member of the Fashion Pact -> truth memberOf | Coach ; Fashion Pact
members of the Fashion Pact -> list memberOf:subject | Fashion Pact
alliances of Coach -> list memberOf:object:Alliance runs:object:Alliance | Coach
initiatives of Tapestry -> list memberOf:object:Initiative runs:object:Initiative | Tapestry
who leads Tapestry -> list leads:subject runs:subject | Tapestry
ceo of Tapestry -> list leads:subject:@chiefExecutive | Tapestry
deals of Amazon -> list acquires:party mergesWith:party invests:party | Amazon
who acquired Whole Foods -> list acquires:subject | Whole Foods | past
figures of Tapestry -> figures | Tapestry
what is Tapestry -> card | Tapestry
Coach and Alibaba -> between | Coach ; Alibaba
acquisitions of Amazon -> list acquires:object | Amazon
stakes of Walmart -> list owns:object holdsStakeIn:object | Walmart
competitors of Nike -> list competesWith:object | Nike
is Coach owned by Tapestry -> truth owns | Tapestry ; Coach
was Coach owned by Tapestry -> truth owns | Tapestry ; Coach | past
# owns
labels of Tapestry -> list owns:object:Brand | Tapestry
companies of LVMH -> list owns:object:Company | LVMH
holdings of LVMH -> list owns:object | LVMH
who does Coach belong to -> list owns:subject memberOf:object | Coach
who owned Coach -> list owns:subject | Coach | past
who has owned Coach -> list owns:subject | Coach | past
what does Tapestry own -> list owns:object | Tapestry
what did Tapestry own -> list owns:object | Tapestry | past
what has Tapestry owned -> list owns:object | Tapestry | past
which brands does Tapestry own -> list owns:object:Brand | Tapestry
which brands are owned by Tapestry -> list owns:object:Brand | Tapestry
brands owned by Tapestry -> list owns:object:Brand | Tapestry
who is Coach owned by -> list owns:subject | Coach
by whom is Coach owned -> list owns:subject | Coach
who was Coach owned by -> list owns:subject | Coach | past
does Tapestry own Coach -> truth owns | Tapestry ; Coach
did Tapestry own Coach -> truth owns | Tapestry ; Coach | past
has Tapestry owned Coach -> truth owns | Tapestry ; Coach | past
Tapestry owns Coach -> truth owns | Tapestry ; Coach
Tapestry owned Coach? -> truth owns | Tapestry ; Coach | past
Coach is owned by Tapestry -> truth owns | Tapestry ; Coach
Coach was owned by Tapestry -> truth owns | Tapestry ; Coach | past
is Tapestry the owner of Coach -> truth owns | Tapestry ; Coach
is Coach one of Tapestry's brands -> truth owns | Tapestry ; Coach
was Tapestry the parent of Coach -> truth owns | Tapestry ; Coach | past
who controls Coach -> list owns:subject | Coach
is Coach controlled by Tapestry -> truth owns | Tapestry ; Coach
which company owns Coach -> list owns:subject:Company | Coach
companies that own Coach -> list owns:subject:Company | Coach
# holdsStakeIn
investments of SoftBank -> list holdsStakeIn:object invests:object | SoftBank
shareholders of JD.com -> list owns:subject holdsStakeIn:subject | JD.com
investors in JD.com -> list holdsStakeIn:subject invests:subject | JD.com
who holds a stake in JD.com -> list holdsStakeIn:subject | JD.com
who has a stake in JD.com -> list holdsStakeIn:subject | JD.com
who had a stake in JD.com -> list holdsStakeIn:subject | JD.com | past
which companies hold stakes in JD.com -> list holdsStakeIn:subject:Company | JD.com
what does Walmart hold a stake in -> list holdsStakeIn:object | Walmart
in which companies does Walmart hold a stake -> list holdsStakeIn:object:Company | Walmart
does Walmart hold a stake in JD.com -> truth holdsStakeIn | Walmart ; JD.com
did Walmart have a stake in JD.com -> truth holdsStakeIn | Walmart ; JD.com | past
is JD.com partly owned by Walmart -> truth holdsStakeIn | Walmart ; JD.com
was JD.com partly owned by Walmart -> truth holdsStakeIn | Walmart ; JD.com | past
# operates
marketplaces of Alibaba -> list operates:object | Alibaba
operators of Tmall -> list operates:subject | Tmall
who operated Jet.com -> list operates:subject licenses:object | Jet.com | past
which company operates Tmall -> list operates:subject:Company licenses:object:Company | Tmall
what does Alibaba operate -> list operates:object licenses:subject | Alibaba
which platforms does Alibaba operate -> list operates:object:Platform licenses:subject:Platform | Alibaba
does Alibaba operate Tmall -> truth operates licenses:object | Alibaba ; Tmall
did Walmart operate Jet.com -> truth operates licenses:object | Walmart ; Jet.com | past
is Tmall operated by Alibaba -> truth operates | Alibaba ; Tmall
was Jet.com operated by Walmart -> truth operates | Walmart ; Jet.com | past
who is Tmall operated by -> list operates:subject | Tmall
# partOf
what is ChinaNext part of -> list partOf:object runs:subject owns:subject memberOf:object | ChinaNext
what was ChinaNext part of -> list partOf:object runs:subject owns:subject memberOf:object | ChinaNext | past
parts of Tmall -> list partOf:subject | Tmall
sections of Tmall -> list partOf:subject | Tmall
is Luxury Pavilion part of Tmall -> truth partOf owns:object memberOf | Luxury Pavilion ; Tmall
was Jet.com part of Walmart -> truth partOf owns:object memberOf | Jet.com ; Walmart | past
who is part of Tmall -> list partOf:subject owns:object memberOf:subject | Tmall
which platforms are part of Tmall -> list partOf:subject:Platform owns:object:Platform memberOf:subject:Platform | Tmall
what does Tmall include -> list partOf:subject | Tmall
does Tmall include Luxury Pavilion -> truth partOf | Luxury Pavilion ; Tmall
did Tmall include Luxury Pavilion -> truth partOf | Luxury Pavilion ; Tmall | past
# sellsOn
platforms of Coach -> list owns:object:Platform operates:object sellsOn:object | Coach
sales channels of Coach -> list sellsOn:object | Coach
sellers on Tmall -> list sellsOn:subject | Tmall
what sells on Tmall -> list sellsOn:subject | Tmall
which brands sell on Tmall -> list sellsOn:subject:Brand | Tmall
which brands sold on Tmall -> list sellsOn:subject:Brand | Tmall | past
who is selling on Tmall -> list sellsOn:subject | Tmall
brands selling on Tmall -> list sellsOn:subject:Brand | Tmall
what does Coach sell on -> list sellsOn:object | Coach
on what does Coach sell -> list sellsOn:object | Coach
which platforms does Coach sell on -> list sellsOn:object:Platform | Coach
on which platforms did Coach sell -> list sellsOn:object:Platform | Coach | past
is Coach selling on Tmall -> truth sellsOn | Coach ; Tmall
did Coach sell on Tmall -> truth sellsOn | Coach ; Tmall | past
has Coach sold on Tmall -> truth sellsOn | Coach ; Tmall | past
will Coach sell on Tmall -> truth sellsOn | Coach ; Tmall
what does Tmall carry -> list sellsOn:subject | Tmall
which platforms carry Coach -> list sellsOn:object:Platform | Coach
does Tmall carry Coach -> truth sellsOn | Coach ; Tmall
did Tmall sell Coach -> truth sellsOn | Coach ; Tmall | past
who sells Coach -> list sellsOn:object | Coach
# partnersWith
partnerships of Tapestry -> list partnersWith:object | Tapestry
allies of Tapestry -> list partnersWith:object | Tapestry
who partners with Tapestry -> list partnersWith:object | Tapestry
who partnered with Tapestry -> list partnersWith:object | Tapestry | past
who does Tapestry work with -> list partnersWith:object | Tapestry
what did Tapestry partner with -> list partnersWith:object | Tapestry | past
does Tapestry partner with Tmall -> truth partnersWith | Tapestry ; Tmall
did Tapestry partner with Tmall -> truth partnersWith | Tapestry ; Tmall | past
is Tapestry allied with Tmall -> truth partnersWith | Tapestry ; Tmall
was Tapestry a partner of Tmall -> truth partnersWith | Tapestry ; Tmall | past
is Tmall Tapestry's partner -> truth partnersWith | Tmall ; Tapestry
are Tapestry and Tmall partners -> truth partnersWith | Tapestry ; Tmall
do Tapestry and Tmall work together -> truth partnersWith | Tapestry ; Tmall
have Tapestry and Tmall partnered -> truth partnersWith | Tapestry ; Tmall | past
partnerships with Tapestry -> list partnersWith:object | Tapestry
# jointVentureWith
joint ventures of Alibaba -> list jointVentureWith:object | Alibaba
joint venture partners of Alibaba -> list jointVentureWith:object | Alibaba
who has a joint venture with Alibaba -> list jointVentureWith:object | Alibaba
what does Alibaba have a joint venture with -> list jointVentureWith:object | Alibaba
does Alibaba have a joint venture with Richemont -> truth jointVentureWith | Alibaba ; Richemont
did Alibaba have a joint venture with Richemont -> truth jointVentureWith | Alibaba ; Richemont | past
do Alibaba and Richemont have a joint venture -> list jointVentureWith:object | Alibaba and Richemont
# memberOf
memberships of Coach -> list memberOf:object | Coach
who is a member of the Fashion Pact -> list memberOf:subject | Fashion Pact
who was a member of the Fashion Pact -> list memberOf:subject | Fashion Pact | past
who joined the Fashion Pact -> list sellsOn:subject memberOf:subject | Fashion Pact | beginning
which companies are members of the Fashion Pact -> list memberOf:subject:Company | Fashion Pact
what is Coach a member of -> list memberOf:object | Coach
which alliances is Coach a member of -> list memberOf:object:Alliance | Coach
of which alliances was Coach a member -> list memberOf:object:Alliance | Coach | past
what does Coach belong to -> list owns:subject memberOf:object | Coach
was Coach a member of the Fashion Pact -> truth memberOf | Coach ; Fashion Pact | past
does Coach belong to the Fashion Pact -> truth memberOf owns:object | Coach ; Fashion Pact
does the Fashion Pact have Coach as a member -> truth memberOf | Coach ; Fashion Pact
is Coach one of the members of the Fashion Pact -> truth memberOf | Coach ; Fashion Pact
# runs
programmes of Tapestry -> list runs:object | Tapestry
strategies of Tapestry -> list runs:object:Initiative | Tapestry
organizers of ChinaNext -> list runs:subject | ChinaNext
who runs ChinaNext -> list runs:subject operates:subject leads:subject | ChinaNext
who ran ChinaNext -> list runs:subject operates:subject leads:subject | ChinaNext | past
what does Tapestry run -> list runs:object operates:object leads:object | Tapestry
which initiatives does Tapestry run -> list runs:object:Initiative operates:object:Initiative leads:object:Initiative | Tapestry
does Tapestry run ChinaNext -> truth runs operates leads | Tapestry ; ChinaNext
did Tapestry run ChinaNext -> truth runs operates leads | Tapestry ; ChinaNext | past
is ChinaNext run by Tapestry -> truth runs operates leads | Tapestry ; ChinaNext
was ChinaNext run by Tapestry -> truth runs operates leads | Tapestry ; ChinaNext | past
# licenses
licensees of Prada -> list licenses:object | Prada
licenses of Prada -> list licenses:object | Prada
licensors of Safilo -> list licenses:subject | Safilo
who licenses to Safilo -> list licenses:subject | Safilo
what does Prada license to -> list licenses:object | Prada
does Prada license to Safilo -> truth licenses | Prada ; Safilo
did Prada license to Safilo -> truth licenses | Prada ; Safilo | past
is Safilo a licensee of Prada -> truth licenses | Prada ; Safilo
was Safilo a licensee of Prada -> truth licenses | Prada ; Safilo | past
who is a licensee of Prada -> list licenses:object | Prada
# supplies
suppliers of Nike -> list supplies:subject | Nike
customers of Nike -> list supplies:object | Nike
who supplies Nike -> list supplies:subject | Nike
who supplied Nike -> list supplies:subject | Nike | past
what does Nike supply -> list supplies:object | Nike
does Foxconn supply Nike -> truth supplies | Foxconn ; Nike
was Nike supplied by Foxconn -> truth supplies | Foxconn ; Nike | past
is Nike supplied by Foxconn -> truth supplies | Foxconn ; Nike
is Foxconn a supplier of Nike -> truth supplies | Foxconn ; Nike
# leads
leaders of Tapestry -> list leads:subject | Tapestry
executives of Tapestry -> list leads:subject | Tapestry
bosses of Tapestry -> list leads:subject | Tapestry
roles of Jide Zeitlin -> list leads:object | Jide Zeitlin
chairman of Tapestry -> list leads:subject:@chair | Tapestry
CFO of Tapestry -> list leads:subject:@chiefFinancialOfficer | Tapestry
creative director of Coach -> list leads:subject:@creativeDirector | Coach
chief executive officer of Tapestry -> list leads:subject:@chiefExecutive | Tapestry
president of Tapestry -> list leads:subject:@president | Tapestry
former CEOs of Tapestry -> list leads:subject:@chiefExecutive | Tapestry | past | former
ex-CEO of Tapestry -> list leads:subject:@chiefExecutive | Tapestry | past | former
who is the CEO of Tapestry -> list leads:subject:@chiefExecutive | Tapestry
who was the CEO of Tapestry -> list leads:subject:@chiefExecutive | Tapestry | past
who is Tapestry's CEO? -> list leads:subject:@chiefExecutive | Tapestry
who led Tapestry -> list leads:subject runs:subject | Tapestry | past
what does Jide Zeitlin lead -> list leads:object runs:object | Jide Zeitlin
what did Jide Zeitlin head -> list leads:object | Jide Zeitlin | past
does Jide Zeitlin lead Tapestry -> truth leads runs | Jide Zeitlin ; Tapestry
did Jide Zeitlin lead Tapestry -> truth leads runs | Jide Zeitlin ; Tapestry | past
is Tapestry led by Jide Zeitlin -> truth leads runs | Jide Zeitlin ; Tapestry
was Tapestry led by Jide Zeitlin -> truth leads runs | Jide Zeitlin ; Tapestry | past
is Jide Zeitlin the CEO of Tapestry -> truth leads:@chiefExecutive | Jide Zeitlin ; Tapestry
was Jide Zeitlin CEO of Tapestry -> truth leads:@chiefExecutive | Jide Zeitlin ; Tapestry | past
# competesWith
rivals of Nike -> list competesWith:object | Nike
who competes with Nike -> list competesWith:object | Nike
who does Nike compete with -> list competesWith:object | Nike
does Nike compete with Adidas -> truth competesWith | Nike ; Adidas
did Nike compete with Adidas -> truth competesWith | Nike ; Adidas | past
do Nike and Adidas compete -> truth competesWith | Nike ; Adidas
are Nike and Adidas rivals -> truth competesWith | Nike ; Adidas
is Nike rivalled by Adidas -> truth competesWith | Adidas ; Nike
# operatesIn
markets of Coach -> list operatesIn:object | Coach
retailers in China -> list operatesIn:subject | China
companies in China -> list operatesIn:subject | China
where does Coach operate -> list operatesIn:object | Coach
where did Coach operate -> list operatesIn:object | Coach | past
who operates in China -> list operatesIn:subject | China
which brands trade in China -> list operatesIn:subject:Brand | China
does Coach operate in China -> truth operatesIn | Coach ; China
did Coach operate in China -> truth operatesIn | Coach ; China | past
# acquires
takeovers of Amazon -> list acquires:object | Amazon
buyers of Whole Foods -> list acquires:subject | Whole Foods
bidders for Seiyu -> list acquires:subject | Seiyu
who bought Whole Foods -> list acquires:subject | Whole Foods | past
who took over Whole Foods -> list acquires:subject | Whole Foods | past
what did Amazon acquire -> list acquires:object | Amazon | past
which companies has Amazon acquired -> list acquires:object:Company+Brand+Platform | Amazon | past
companies acquired by Amazon -> list acquires:object:Company+Brand+Platform | Amazon
did Amazon acquire Whole Foods -> truth acquires | Amazon ; Whole Foods | past
has Amazon acquired Whole Foods -> truth acquires | Amazon ; Whole Foods | past
will Kroger acquire Albertsons -> truth acquires | Kroger ; Albertsons
is Amazon buying Whole Foods -> truth acquires | Amazon ; Whole Foods
was Whole Foods acquired by Amazon -> truth acquires | Amazon ; Whole Foods | past
has Whole Foods been acquired by Amazon -> truth acquires | Amazon ; Whole Foods | past
was Whole Foods taken over by Amazon -> truth acquires | Amazon ; Whole Foods | past
was Whole Foods acquired -> list acquires:subject | Whole Foods | past
# mergesWith
mergers of Luxottica -> list mergesWith:object | Luxottica
who merged with Luxottica -> list mergesWith:object | Luxottica | past
what did Luxottica merge with -> list mergesWith:object | Luxottica | past
did Essilor merge with Luxottica -> truth mergesWith | Essilor ; Luxottica | past
did Essilor and Luxottica merge -> truth mergesWith | Essilor ; Luxottica | past
# invests
who invested in Farfetch -> list invests:subject | Farfetch | past
what did Alibaba invest in -> list invests:object | Alibaba | past
where did Alibaba invest -> list invests:object | Alibaba | past
did Alibaba invest in Farfetch -> truth invests | Alibaba ; Farfetch | past
investors of Farfetch -> list holdsStakeIn:subject invests:subject | Farfetch
# founded
founders of Tmall -> list founded:subject | Tmall
foundations of Alibaba -> list founded:object | Alibaba
launches of Alibaba -> list founded:object | Alibaba
who founded Tmall -> list founded:subject | Tmall | past
who launched Tmall -> list founded:subject runs:subject | Tmall | past
what did Alibaba launch -> list founded:object runs:object | Alibaba | past
did Alibaba found Tmall -> truth founded | Alibaba ; Tmall | past
was Tmall founded by Alibaba -> truth founded | Alibaba ; Tmall | past
who was Tmall founded by -> list founded:subject | Tmall | past
# opensStoreIn
store openings of Coach -> list opensStoreIn:object | Coach
store openings in China -> list opensStoreIn:subject | China
openings in Shanghai -> list opensStoreIn:subject | Shanghai
who opened a store in Shanghai -> list opensStoreIn:subject | Shanghai | past
which brands opened stores in Shanghai -> list opensStoreIn:subject:Brand | Shanghai | past
where did Coach open stores -> list opensStoreIn:object | Coach | past
does Coach open stores in Shanghai -> truth opensStoreIn | Coach ; Shanghai
did Coach open a store in Shanghai -> truth opensStoreIn | Coach ; Shanghai | past
# ceases
end of Toplife -> list ceases:object | Toplife
what happened to Toplife -> list ceases:object becomes:object | Toplife
does Toplife still exist -> truth ceases | Toplife
is Toplife still in business -> truth ceases | Toplife
what became of Toplife -> list mergesWith:object ceases:object becomes:object | Toplife | past
# becomes
successors of Superval -> list mergesWith:object becomes:object | Superval
successor of Superval -> list mergesWith:object becomes:object | Superval
predecessors of Quickway -> list becomes:subject | Quickway
what replaced Superval -> list becomes:object | Superval
did Superval become Quickway -> truth becomes | Superval ; Quickway | past
what did Superval become -> list becomes:object | Superval | past
# ultimatelyOwns
ultimate owner of Gucci -> list ultimatelyOwns:subject | Gucci
who is the ultimate owner of Gucci -> list ultimatelyOwns:subject | Gucci
who ultimately owns Gucci -> list ultimatelyOwns:subject | Gucci
top parent of Gucci -> list ultimatelyOwns:subject | Gucci
who was the ultimate parent of Gucci -> list ultimatelyOwns:subject | Gucci | past
does Artemis ultimately own Gucci -> truth ultimatelyOwns | Artemis ; Gucci
# built in
who is Jide Zeitlin -> card | Jide Zeitlin
tell me about Tapestry -> card | Tapestry
show Tapestry -> card | Tapestry
what's Tmall? -> card | Tmall
relationship between Coach and Alibaba -> between | Coach ; Alibaba
link between Coach and Alibaba -> between | Coach ; Alibaba
how is Coach connected to Alibaba -> between | Coach ; Alibaba
how are Coach and Alibaba related -> between | Coach ; Alibaba
what connects Coach and Alibaba -> between | Coach ; Alibaba
numbers for Tapestry -> figures | Tapestry
Tapestry's figures -> figures | Tapestry
revenue of Tapestry -> figures revenue | Tapestry
Tapestry's market share -> figures marketShare | Tapestry
how many stores does Coach have -> figures stores | Coach
number of members of the Fashion Pact -> figures members | Fashion Pact
what is the revenue of Tapestry -> figures revenue | Tapestry
what changed for Tapestry -> changes | Tapestry | past
changes of Tapestry -> changes | Tapestry
when did Tapestry buy Kate Spade -> when acquires | Tapestry ; Kate Spade | past
when was Kate Spade bought by Tapestry -> when acquires | Tapestry ; Kate Spade | past
when was Kate Spade acquired -> list acquires:subject | Kate Spade | past | overTime
when will Kroger acquire Albertsons -> when acquires | Kroger ; Albertsons
when did Essilor and Luxottica merge -> when mergesWith | Essilor ; Luxottica | past
when did Coach become a member of the Fashion Pact -> when memberOf | Coach ; Fashion Pact | past
when was Jide Zeitlin CEO of Tapestry -> when leads:@chiefExecutive | Jide Zeitlin ; Tapestry | past
in which year did Tapestry buy Kate Spade -> when acquires | Tapestry ; Kate Spade | past
since when does Tapestry own Coach -> when owns | Tapestry ; Coach
# around the question
show me the partners of Tapestry please -> list partnersWith:object | Tapestry
can you tell me who owns Coach? -> list owns:subject | Coach
list all current brands of Tapestry -> list owns:object:Brand | Tapestry
which brands does Tapestry have -> list owns:object:Brand | Tapestry
does Tapestry have any partners -> list partnersWith:object | Tapestry
who currently owns Coach -> list owns:subject | Coach
did Tapestry ever own Coach -> truth owns | Tapestry ; Coach | past | overTime
does Tapestry still own Coach -> truth owns | Tapestry ; Coach
# names
who owns Members Only -> list owns:subject | Members Only
members of Members Only -> list memberOf:subject | Members Only
partners of Bath & Body Works -> list partnersWith:object | Bath & Body Works
does Bath & Body Works own White Barn -> truth owns | Bath & Body Works ; White Barn
Dick's partners -> list partnersWith:object | Dick
Kohl's' brands -> list owns:object:Brand | Kohl's
Michael Kors' owner -> list owns:subject | Michael Kors
partners of "Bath & Body Works" -> list partnersWith:object | Bath & Body Works
who owns Who What Wear -> list owns:subject | Who What Wear
who owns J.Crew? -> list owns:subject | J.Crew
who owns Will & Co -> list owns:subject | Will & Co
does Tapestry, Inc. own Coach? -> truth owns | Tapestry, Inc ; Coach
partners of 天猫 -> list partnersWith:object | 天猫
天猫's partners -> list partnersWith:object | 天猫
partners of tapestry -> list partnersWith:object | tapestry
which brands sell on 1688 -> list sellsOn:subject:Brand | 1688
brands on 1688 -> list sellsOn:subject:Brand | 1688
who owns Forever 21 -> list owns:subject | Forever 21
partners of the North Face -> list partnersWith:object | North Face
who owns Ever New -> list owns:subject | Ever New
who owns By Malene Birger -> list owns:subject | By Malene Birger
Bath & Body Works and Dick's -> between | Bath & Body Works ; Dick's
# time
who owned Coach in 2019 -> list owns:subject | Coach | past | in 2019
who owned Coach in September 2019 -> list owns:subject | Coach | past | in 2019-09
who owned Coach in 2019-09 -> list owns:subject | Coach | past | in 2019-09
who owned Coach on 2019-09-18 -> list owns:subject | Coach | past | on 2019-09-18
who owned Coach on 18 September 2019 -> list owns:subject | Coach | past | on 2019-09-18
who owned Coach on September 18, 2019 -> list owns:subject | Coach | past | on 2019-09-18
who owned Coach on the 18th of September 2019 -> list owns:subject | Coach | past | on 2019-09-18
who owned Coach as of 2019-09-18? -> list owns:subject | Coach | past | on 2019-09-18
who owned Coach as of 2019 -> list owns:subject | Coach | past | in 2019
partners of Tapestry since 2019 -> list partnersWith:object | Tapestry | since 2019
partners of Tapestry after 2019 -> list partnersWith:object | Tapestry | since 2020
partners of Tapestry from 2019 on -> list partnersWith:object | Tapestry | since 2019
partners of Tapestry before 2019-09 -> list partnersWith:object | Tapestry | before 2019-09
partners of Tapestry until 2019 -> list partnersWith:object | Tapestry | before 2019
partners of Tapestry between 2018 and 2019 -> list partnersWith:object | Tapestry | between 2018 2019
partners of Tapestry from 2018-01 to 2019-06 -> list partnersWith:object | Tapestry | between 2018-01 2019-06
owners of Versace over time -> list owns:subject | Versace | overTime
who owns Coach now -> list owns:subject | Coach
who owns Coach today? -> list owns:subject | Coach
partners of Tapestry at present -> list partnersWith:object | Tapestry
in 2019, who owned Coach -> list owns:subject | Coach | past | in 2019
at the end of 2019 who owned Coach -> list owns:subject | Coach | past | on 2019-12-31
what changed for Tapestry since 2020 -> changes | Tapestry | past | since 2020
did Tapestry own Coach in 2019? -> truth owns | Tapestry ; Coach | past | in 2019
was Coach a member of the Fashion Pact in 2019 -> truth memberOf | Coach ; Fashion Pact | past | in 2019
which brands did Tapestry own in 2019 -> list owns:object:Brand | Tapestry | past | in 2019
who owned Coach prior to 2019 -> list owns:subject | Coach | past | before 2019
who owned Coach up to September 2019 -> list owns:subject | Coach | past | before 2019-09
who owned Coach during 2019 -> list owns:subject | Coach | past | in 2019
who owned Coach in the year 2019 -> list owns:subject | Coach | past | in 2019
who owned Coach in Sept. 2019 -> list owns:subject | Coach | past | in 2019-09
was Coach owned by Tapestry at the beginning of 2019 -> truth owns | Tapestry ; Coach | past | on 2019-01-01
brands of LVMH between May 2015 and 1 June 2017 -> list owns:object:Brand | LVMH | between 2015-05 2017-06-01
since 2020, what changed for Tapestry? -> changes | Tapestry | past | since 2020
figures of Tapestry in 2019 -> figures | Tapestry | in 2019
what is Tapestry now -> card | Tapestry
currently, who owns Coach -> list owns:subject | Coach
# time, counted from a day that is given
who owned Versace two years ago -> list owns:subject | Versace | past | on 2024-11-23
who owned Versace last year -> list owns:subject | Versace | past | in 2025
who owned Versace yesterday -> list owns:subject | Versace | past | on 2026-11-22
last year, who owned Versace -> list owns:subject | Versace | past | in 2025
deals of Amazon this year -> list acquires:party mergesWith:party invests:party | Amazon | in 2026
deals of Amazon last month -> list acquires:party mergesWith:party invests:party | Amazon | in 2026-10
what changed for Tapestry in the last two years -> changes | Tapestry | past | between 2024-11-23 2026-11-23
what changed for Tapestry over the past 18 months -> changes | Tapestry | past | between 2025-05-23 2026-11-23
what changed for Tapestry in the last year -> changes | Tapestry | past | between 2025-11-23 2026-11-23
what changed for Tapestry since last year -> changes | Tapestry | past | since 2025
what changed for Tapestry last quarter -> changes | Tapestry | past | between 2026-07 2026-09
what changed for Tapestry within the last 30 days -> changes | Tapestry | past | between 2026-10-24 2026-11-23
partners of Tapestry as of two months ago -> list partnersWith:object | Tapestry | on 2026-09-23
who owned Coach from 2019 to today -> list owns:subject | Coach | past | since 2019
who owned Coach between 2019 and now -> list owns:subject | Coach | past | since 2019
# time, parts of years
who owned Kate Spade in the 2010s -> list owns:subject | Kate Spade | past | between 2010 2019
brands of Capri in Q3 2019 -> list owns:object:Brand | Capri | between 2019-07 2019-09
brands of Capri in the third quarter of 2019 -> list owns:object:Brand | Capri | between 2019-07 2019-09
brands of Capri in the second half of 2019 -> list owns:object:Brand | Capri | between 2019-07 2019-12
brands of Capri in 2019-Q4 -> list owns:object:Brand | Capri | between 2019-10 2019-12
brands of Capri in early 2019 -> list owns:object:Brand | Capri | between 2019-01 2019-04
brands of Capri in mid-2019 -> list owns:object:Brand | Capri | between 2019-05 2019-08
brands of Capri in late 2019 -> list owns:object:Brand | Capri | between 2019-09 2019-12
brands of Capri in late February 2020 -> list owns:object:Brand | Capri | between 2020-02-21 2020-02-29
brands of Capri in the middle of 2019 -> list owns:object:Brand | Capri | between 2019-05 2019-08
brands of Capri by the end of 2019 -> list owns:object:Brand | Capri | before 2020-01-01
brands of Capri after September 2019 -> list owns:object:Brand | Capri | since 2019-10
brands of Capri after 31 December 2019 -> list owns:object:Brand | Capri | since 2020-01-01
brands of Capri on 1 June 2019 -> list owns:object:Brand | Capri | on 2019-06-01
brands of Capri since the beginning of 2019 -> list owns:object:Brand | Capri | since 2019-01-01
figures of Tapestry for 2019 -> figures | Tapestry | in 2019
# time that was asked
when did Coach join Tmall -> when sellsOn memberOf leads | Coach ; Tmall | past
when did Coach leave Tmall -> when sellsOn partnersWith memberOf leads operatesIn | Coach ; Tmall | past
until when did Capri own Versace -> when owns | Capri ; Versace | past
till when did Capri own Versace -> when owns | Capri ; Versace | past
from when did Capri own Versace -> when owns | Capri ; Versace | past
how long has Tapestry owned Coach -> when owns | Tapestry ; Coach | past
how long did Capri own Versace -> when owns | Capri ; Versace | past
when did Capri stop owning Versace -> when owns | Capri ; Versace
when did Coach start selling on Tmall -> when sellsOn | Coach ; Tmall
since when is Coach on Tmall -> when sellsOn | Coach ; Tmall
when was Coach on Tmall -> when sellsOn | Coach ; Tmall | past
who joined Tmall in 2019 -> list sellsOn:subject memberOf:subject | Tmall | in 2019 | beginning
who left Tmall -> list sellsOn:subject memberOf:subject leads:subject operatesIn:subject | Tmall | ending
did Coach leave Tmall -> truth sellsOn partnersWith memberOf leads operatesIn | Coach ; Tmall | past | ending
# what was known by then
owners of Versace as known on 2019-01-01 -> list owns:subject | Versace | known 2019-01-01
owners of Versace as known in 2019 -> list owns:subject | Versace | known 2019
owners of Versace as known on 2020 -> list owns:subject | Versace | known 2020
owners of Versace as known before 2020 -> list owns:subject | Versace | known 2019-12-31
owners of Versace as known last year -> list owns:subject | Versace | known 2025
as known on 1 May 2019, who owns Versace -> list owns:subject | Versace | known 2019-05-01
who owned Versace in 2018 as known on 2019-02 -> list owns:subject | Versace | past | in 2018 | known 2019-02
who owned Versace as known on 2019-02 in 2018 -> list owns:subject | Versace | past | in 2018 | known 2019-02
what did we know in 2020 about owners of Versace -> list owns:subject | Versace | known 2020
what was known in 2020 about Versace -> card | Versace | known 2020
# now, though in the past tense
who owned Versace now -> list owns:subject | Versace
who owned Versace today -> list owns:subject | Versace
who currently owned Versace -> list owns:subject | Versace
# what has ended
former owners of Versace -> list owns:subject | Versace | past | former
Tapestry's former brands -> list owns:object:Brand | Tapestry | past | former
which brands does Tapestry no longer own -> list owns:object:Brand | Tapestry | past | former
who no longer sells on Tmall -> list sellsOn:subject | Tmall | past | former
# sellers in deals
who sold Versace -> detail acquires:subject seller | Versace
who has sold Versace -> detail acquires:subject seller | Versace | past
who was Versace sold by -> detail acquires:subject seller | Versace | past
by whom was Versace sold -> detail acquires:subject seller | Versace | past
what did Capri sell -> list acquires:object sellsOn:subject | Capri | past
who did Capri sell Versace to -> detail acquires | Capri ; Versace | past
to whom did Capri sell Versace -> detail acquires | Capri ; Versace | past
who bought Versace from Capri -> detail acquires | Capri ; Versace
where is Coach sold -> list sellsOn:object | Coach
is Coach sold on Tmall -> truth sellsOn | Coach ; Tmall
is Cartier on Tmall -> truth sellsOn | Cartier ; Tmall
was Cartier on Tmall in 2018 -> truth sellsOn | Cartier ; Tmall | past | in 2018
is Cartier available on Tmall -> truth sellsOn | Cartier ; Tmall
# prices and shares
price of Versace -> detail acquires:subject price | Versace
what was the price of Versace -> detail acquires:subject price | Versace | past
how much did Tapestry pay for Kate Spade -> detail acquires price | Tapestry ; Kate Spade | past
what did Tapestry pay for Kate Spade -> detail acquires price | Tapestry ; Kate Spade | past
for how much did Tapestry buy Kate Spade -> detail acquires price | Tapestry ; Kate Spade | past
how much was paid for Kate Spade -> detail acquires:subject price | Kate Spade | past
how much did Kate Spade cost -> detail acquires:subject price | Kate Spade | past
how much of JD.com does Walmart own -> detail owns holdsStakeIn share | Walmart ; JD.com
share of Walmart in JD.com -> detail holdsStakeIn share | Walmart ; JD.com
does Walmart own a stake in JD.com -> truth holdsStakeIn | Walmart ; JD.com
who bought a stake in Farfetch -> list acquires:subject | Farfetch | past
"""
ROWS = [tuple(row.split(" -> ")) for row in TABLE.splitlines() if " -> " in row]


def brief(reading: Form) -> str:
    """A reading in the notation of the table."""
    parts = " ".join(
        ":".join(filter(None, (p.relation, p.answers, "+".join(p.types), p.role and f"@{p.role}")))
        for p in reading.links
    )
    when = [reading.when.kind, *(str(d) for d in (reading.when.start, reading.when.end) if d)]
    said = (
        " ".join(filter(None, (reading.asks, parts, reading.measure))),
        " ; ".join(reading.of),
        "past" if reading.past else "",
        "" if reading.when.kind == "now" else " ".join(when),
        f"known {reading.known_on}" if reading.known_on else "",
        "former" if reading.former else "",
        reading.moment if reading.asks != "when" else "",
        f"in {reading.market}" if reading.market else "",
        f"denied: {reading.denied}" if reading.denied else "",
    )
    return " | ".join(filter(None, said))


def first(question: str, ontology: Ontology = ONTOLOGY) -> Form:
    return readings(question, ontology, TODAY)[0]


def without_case(reading: Form) -> tuple[object, ...]:
    names = tuple(name.casefold() for name in reading.of)
    return reading.asks, reading.links, names, reading.when, reading.past, reading.measure


@cache
def plain_reading(question: str) -> tuple[object, ...]:
    """How a question is read as it stands in the table, for all that is done to it."""
    return without_case(first(question))


@each(("question", "expected"), ROWS)
def test_question_is_read_as(question: str, expected: str) -> None:
    assert brief(first(question)) == expected


def test_the_table_asks_every_relation_in_every_way() -> None:
    first_readings = [first(question) for question, _ in ROWS]
    for relation in ONTOLOGY.relations:
        about = [r for r in first_readings if any(p.relation == relation for p in r.links)]
        assert {"list", "truth"} <= {r.asks for r in about}, relation
        assert {True, False} == {r.past for r in about}, relation
    assert len(ROWS) >= 150


# --- more than one reading ------------------------------------------------------------------------------


@each(
    ("question", "kind", "names"),
    [
        ("Dick's partners", "list", ("Dick's",)),
        ("Marks and Spencer and Next", "between", ("Marks and Spencer", "Next")),
        ("Next and Marks and Spencer", "between", ("Next", "Marks and Spencer")),
        ("do Marks and Spencer and Next compete", "truth", ("Marks and Spencer", "Next")),
        ("does Sold On Own own Coach", "truth", ("Sold On Own", "Coach")),
        ("who owns Over Time", "list", ("Over Time",)),
        ("who owns Made in 1999", "list", ("Made in 1999",)),
        ("is Joanne Crevoiserat Tapestry's CEO", "truth", ("Joanne Crevoiserat", "Tapestry")),
        ("is Coach Saks Fifth Avenue's brand", "truth", ("Saks Fifth Avenue", "Coach")),
        ("did Ever New own Coach", "truth", ("Ever New", "Coach")),
        ("Brand Collective owns Coach", "truth", ("Brand Collective", "Coach")),
        ("what is Members Only", "card", ("Members Only",)),
        ("show List of Partners", "card", ("List of Partners",)),
    ],
)
def test_names_that_hold_the_words_of_questions_have_a_reading(
    question: str, kind: str, names: tuple[str, ...]
) -> None:
    assert (kind, names) in [(r.asks, r.of) for r in readings(question, ONTOLOGY)]


def test_quotation_marks_keep_a_name_together() -> None:
    found = readings('partners of "Over Time"', ONTOLOGY)
    assert [brief(r) for r in found] == ["list partnersWith:object | Over Time"]
    assert first("is “Coach of Tapestry” owned by 「天猫」").of == ("天猫", "Coach of Tapestry")


def test_relation_readings_come_before_cards_and_figures() -> None:
    assert [r.asks for r in readings("what is ChinaNext part of", ONTOLOGY)] == ["list", "card"]
    assert [r.asks for r in readings("members of the Fashion Pact", ONTOLOGY)] == ["list", "figures"]


def test_one_form_of_several_relations_is_one_reading() -> None:
    parts = first("platforms of Alibaba").links
    assert parts == (
        Link("owns", "object", ("Platform",)),
        Link("operates", "object"),
        Link("sellsOn", "object"),
    )


def test_forms_are_canonical_and_in_the_tense_of_the_question() -> None:
    forms = {
        "Tapestry's partners": "partners of {subject}",
        "by whom was Coach owned": "who owned {object}",
        "is Coach owned by Tapestry": "does {subject} own {object}",
        "what did Tapestry own": "what did {subject} own",
        "are Nike and Adidas rivals": "is {subject} among the rivals of {object}",
        "show Coach": "what is {subject}",
        "Coach and Tmall": "how is {subject} connected to {object}",
    }
    assert {question: first(question).words for question in forms} == forms


# --- what is said around a question ----------------------------------------------------------------------


AROUND = """
partners of Tapestry in China -> list partnersWith:object | Tapestry | in China
partners of Tapestry in the UK? -> list partnersWith:object | Tapestry | in UK
in China, who are the partners of Tapestry -> list partnersWith:object | Tapestry | in China
allies of Coach across Southeast Asia -> list partnersWith:object | Coach | in Southeast Asia
does Coach sell on Tmall in China -> truth sellsOn | Coach ; Tmall | in China
takeovers of Alibaba in China in 2018 -> list acquires:object | Alibaba | in 2018 | in China
takeovers of Alibaba in 2018 in China -> list acquires:object | Alibaba | in 2018 | in China
revenue of Tapestry in China -> figures revenue | Tapestry | in China
who owned Coach in Korea last year -> list owns:subject | Coach | past | in 2025 | in Korea
is Coach not owned by LVMH -> truth owns | LVMH ; Coach | denied: is Coach owned by LVMH
isn't Coach owned by LVMH -> truth owns | LVMH ; Coach | denied: is Coach owned by LVMH
doesn’t LVMH own Coach? -> truth owns | LVMH ; Coach | denied: does LVMH own Coach?
which brands does LVMH not own -> list owns:object:Brand | LVMH | denied: which brands does LVMH own
who doesn't own Coach -> list owns:subject | Coach | denied: who does own Coach
has LVMH never owned Versace -> truth owns | LVMH ; Versace | past | denied: has LVMH owned Versace
does LVMH no longer own Coach -> truth owns | LVMH ; Coach | denied: does LVMH own Coach
is X not on Tmall in China in 2019 -> truth sellsOn | X ; Tmall | in 2019 | in China | denied: is X on Tmall
"""


@each("row", [row for row in AROUND.splitlines() if row])
def test_a_market_and_a_denial_are_read_beside_the_question(row: str) -> None:
    question, expected = row.split(" -> ")
    assert expected in [brief(r) for r in readings(question, ONTOLOGY, TODAY)]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("partners of Made in Italy", "Made in Italy"),
        ("who owns Not Just a Label", "Not Just a Label"),
        ("who owns Never Fully Dressed", "Never Fully Dressed"),
        ("brands of Last Year", "Last Year"),
        ("who owns Known", "Known"),
        ("partners of Two Years Ago", "Two Years Ago"),
        ("who sold By Malene Birger", "By Malene Birger"),
        ("who sold Buy Buy Baby", "Buy Buy Baby"),
    ],
)
def test_a_name_may_hold_what_is_said_around(question: str, name: str) -> None:
    assert (name,) in [r.of for r in readings(question, ONTOLOGY, TODAY) if not r.denied and not r.market]


@each(
    "end", ["of of of", "the of", "in the of", "ago", "last of the", "as of", "as known", "between and",
            "up to", "from to", "no longer", "not", "in", "early", "q4"],
)  # fmt: skip
def test_half_a_phrase_is_no_phrase(end: str) -> None:
    for question in (f"partners of Tapestry {end}", f"{end} partners of Tapestry", end):
        found = readings(question, ONTOLOGY, TODAY)
        assert all(r.when.kind == "now" and not r.known_on for r in found), question


def test_without_today_nothing_is_counted_from_it() -> None:
    found = readings("who owned Versace last year", ONTOLOGY)
    assert [(r.of, r.when.kind) for r in found] == [(("Versace last year",), "now")]


def test_the_seller_and_the_platform_are_two_readings() -> None:
    found = readings("did Tapestry sell Coach", ONTOLOGY)
    assert [brief(r) for r in found] == [
        "truth sellsOn | Coach ; Tapestry | past",
        "truth acquires | Tapestry ; Coach | past",
    ]
    assert found[1].links[0].party == "seller"
    assert "sellsOn" not in {p.relation for p in first("who sold Coach").links}
    assert {p.relation for p in first("who sells Coach").links} == {"sellsOn"}


# --- what is not understood -----------------------------------------------------------------------------


@each(
    "question",
    ["", " ", "?", "Tapestry", "of", "the", "who", "who owns", "partners of", "brands owned by",
     "hello world", "who likes Coach and Pepsi", "how big is Tapestry", '""', "\0", "in 2019"],
)  # fmt: skip
def test_no_reading(question: str) -> None:
    found = readings(question, ONTOLOGY)
    assert not found


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("partnrs of Tapestry", "partners of Tapestry"),
        ("parners of tapestry", "partners of tapestry"),
        ("what is the ceo name at Tapestry?", "ceos of Tapestry"),
        ("Tapestry", "what is Tapestry"),
        ("how rich is amazon", "what is amazon"),
        ("does Tapestry ovn Coach", "does Tapestry own Coach"),
        ("brends of Capri in 2019", "brands of Capri"),
    ],
)
def test_nearest_forms_hold_the_name_of_the_question(question: str, nearest: str) -> None:
    assert nearest in nearest_forms(question, ONTOLOGY)


def test_nearest_forms_are_as_many_as_asked_and_are_understood() -> None:
    for count in (1, 3, 5):
        forms = nearest_forms("best friends of Tapestry", ONTOLOGY, count)
        assert len(forms) == count == len(set(forms))
        assert all(readings(form, ONTOLOGY) for form in forms)


# --- time -----------------------------------------------------------------------------------------------


@each(
    ("question", "message"),
    [
        ("who owned Coach in 2019-13", "'2019-13': there is no month 13"),
        ("who owned Coach on 2019-02-30?", "'2019-02-30': there is no such day"),
        ("who owned Coach on 31 April 2019", "'2019-04-31': there is no such day"),
        ("who owned Coach since 2019/09", "'2019/09' is not a date"),
        ("who owned Coach on 18.09.2019", "'18.09.2019' is not a date"),
        ("in 2019-9, who owned Coach", "'2019-9' is not a date"),
        ("who owned Coach between 2018 and 2019-00", "there is no month 00"),
        ("who owned Coach in 0000", "there is no year 0000"),
        ("who owned Coach from 2019 to 2018", "the time ends before it begins: 2019 to 2018"),
        ("brands of Capri between Q3 2020 and Q1 2019", "the time ends before it begins: 2020-07 to 2019-03"),
        ("who owned Coach since this year until last year", "the time ends before it begins: 2026 to 2025"),
        ("who owned Coach in Q5 2019", "2019 has 4 quarters, no number 5"),
        ("who owned Coach in H3 2019", "2019 has 2 halves, no number 3"),
        ("who owned Coach in the 0000s", "there is no year 0000"),
        ("who owned Coach after 9999", "no time comes after 9999"),
        ("who owned Coach 9999 years ago", "9,999 years before 2026-11-23 there is no date"),
        ("who owned Coach in summer 2019", "summer does not begin in the same month everywhere"),
        ("revenue of Coach in fiscal 2019", "a fiscal year does not begin in the same month everywhere"),
        ("who owned Coach as known on 2019-02-30", "'2019-02-30': there is no such day"),
        ("as known in 2019-13, who owns Coach", "there is no month 13"),
    ],
)
def test_a_date_that_does_not_exist_is_an_error(question: str, message: str) -> None:
    with pytest.raises(UsageError, match=message.replace(".", r"\.")):
        readings(question, ONTOLOGY, TODAY)


@pytest.mark.parametrize(
    "name", ["1688", "Forever 21", "7-Eleven", "11.11", "Studio 54", "2XU", "May", "Ever"]
)
@each("form", ["brands on {}", "who owns {}", "partners of {}", "does Coach sell on {}"])
def test_a_name_is_not_taken_for_a_date(form: str, name: str) -> None:
    found = [(r.of[-1], r.when) for r in readings(form.format(name), ONTOLOGY)]
    assert (name, When("now")) in found
    assert all(when.kind in ("now", "overTime") for _, when in found)


def test_the_time_may_stand_before_or_behind() -> None:
    expected = When("between", partial("2018"), partial("2019-06-30"))
    for phrase in (
        "between 2018 and 2019-06-30",
        "from 2018 until 30 June 2019",
        "from 2018 to June 30th, 2019",
    ):
        assert first(f"who owned Coach {phrase}?").when == expected
        assert first(f"{phrase}, who owned Coach?").when == expected


def test_the_examples_in_the_docstrings_are_true() -> None:
    from doctest import testmod

    from retailgraph.words import english

    failed, tried = testmod(english)
    assert not failed
    assert tried


def test_a_question_too_long_is_refused() -> None:
    with pytest.raises(UsageError, match="the question has 1,001 characters; at most 1,000 are read"):
        readings("x" * (LONGEST_QUESTION + 1), ONTOLOGY)


# --- properties -----------------------------------------------------------------------------------------


def filled(form: str, subject: str, object_: str) -> str:
    for party in ("{party}", "{seller}", "{subject}"):
        form = form.replace(party, subject)
    return form.replace("{object}", object_)


@each(("relation", "form"), all_forms(ONTOLOGY))
def test_every_form_asks_its_relation(relation: str, form: str) -> None:
    found = readings(filled(form, "Zorro", "Nord & Co"), ONTOLOGY)
    reading = next(r for r in found if not relation or relation in {part.relation for part in r.links})
    # What is said of sellers in deals and of platforms alike is told apart by the names.
    assert reading == found[0] or "sell" in form or "sold" in form
    assert set(reading.of) <= {"Zorro", "Nord & Co"}
    assert len(reading.of) == form.count("{")


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


@each(
    "change",
    [str.upper, str.lower, str.title, full_width, "{}?".format, "{} ？".format, "{}。".format,
     "  {}\n".format, lambda text: text.replace(" ", "  \t"),
     lambda text: text.replace("'", "’"), "“{}”".format,
     "{} please".format],
)  # fmt: skip
def test_how_it_is_written_makes_no_difference(change: object) -> None:
    assert callable(change)
    plain = [q for q, _ in ROWS if '"' not in q and not q.endswith("?")]
    if change is str.title:
        plain = [q for q in plain if "'" not in q and "18th" not in q]
    for question in plain:
        assert without_case(first(change(question))) == plain_reading(question), question


WORDS = sorted({word for _, form in all_forms(ONTOLOGY) for word in form.split() if "{" not in word})
GLUE = {
    "who",
    "what",
    "which",
    "when",
    "does",
    "was",
    "by",
    "the",
    "and",
    "in",
    "2019",
    "2019-13",
    "ever",
    "'",
    "not",
    "no",
    "longer",
    "last",
    "years",
    "ago",
    "as",
    "known",
    "between",
    "until",
    "China",
}
NOISE = sorted({*WORDS, *GLUE})


def sane(question: str) -> None:
    try:
        found = readings(question, ONTOLOGY, TODAY)
    except UsageError:
        return
    assert len(found) <= MOST_READINGS
    assert all(all(reading.of) and reading.of for reading in found)
    assert len({without_case(reading) for reading in found}) >= len(found) // 2


@given(st.text(max_size=120))
@settings(max_examples=examples(37, 150), deadline=None)
def test_any_text_is_read_or_not(text: str) -> None:
    sane(text)
    assert len(nearest_forms(text, ONTOLOGY)) == 3


@given(st.lists(st.sampled_from(NOISE), max_size=14).map(" ".join))
@settings(max_examples=examples(75, 300), deadline=None)
def test_any_words_of_questions_are_read_or_not(question: str) -> None:
    sane(question)


def calls_of(question: str) -> int:
    """How many functions are called to read a question: work that does not depend on the machine."""
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        sane(question)
    finally:
        sys.setprofile(None)
    return calls


@given(st.lists(st.sampled_from(NOISE), min_size=1, max_size=4).map(" ".join))
@settings(max_examples=40, deadline=None)
def test_repetition_costs_no_more_than_its_length(words: str) -> None:
    readings("partners of X", ONTOLOGY)
    long = " ".join([words] * LONGEST_QUESTION)[:LONGEST_QUESTION]
    assert calls_of(long) < 60_000


# --- a relation that the grammar has never seen ---------------------------------------------------------

FRANCHISES = """
rg:franchises a rg:Relation ; rg:kind rg:State ; rg:staleAfter "P3Y"^^xsd:duration ;
    rdfs:label "franchises"@en ; rg:inverseLabel "is franchised by"@en ;
    rg:verb [ rg:base "franchise" ; rg:third "franchises" ;
        rg:past "franchised" ; rg:participle "franchised" ] ;
    rg:inverseVerb [ rg:base "be a tenant of" ; rg:third "is a tenant of" ;
        rg:past "was a tenant of" ] ;
    rg:allows [ rg:subject rg:Brand ; rg:object rg:Company ] ;
    rg:asks [ rg:form "tenant of {subject}"@en ; rg:answers rdf:object ],
        [ rg:form "platforms of {subject}"@en ; rg:answers rdf:object ],
        [ rg:form "whom does {subject} let use its name"@en ; rg:answers rdf:object ] ;
    rg:wording "{subject} franchises {object}"@en .
"""


def test_a_relation_added_to_the_ontology_is_asked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "retailgraph.ttl"
    path.write_text(ONTOLOGY_FILE.read_text("utf-8") + FRANCHISES, "utf-8")
    more = read(path)
    expected = {
        "tenants of Zara": "list franchises:object | Zara",
        "Zara's tenant": "list franchises:object | Zara",
        "who franchises Alshaya": "list franchises:subject | Alshaya",
        "which companies did Zara franchise": "list franchises:object:Company | Zara | past",
        "is Alshaya franchised by Zara": "truth franchises | Zara ; Alshaya",
        "was Alshaya a tenant of Zara": "truth franchises | Zara ; Alshaya | past",
        "when did Zara franchise Alshaya": "when franchises | Zara ; Alshaya | past",
        "who does Zara let use its name": "list franchises:object | Zara",
    }
    assert {question: brief(first(question, more)) for question in expected} == expected
    assert first("platforms of Zara", more).links[-1] == Link("franchises", "object")
    assert ("franchises", "who franchises {object}") in all_forms(more)
    assert not readings("tenants of Zara", ONTOLOGY)
