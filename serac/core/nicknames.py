"""Short forms of first names, by the name they stand for. Only widens a search: nothing is decided by it.

Own list: names common in England and in the languages most often met by partnerships. Written without accents.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_SHORT_FORMS = """
abdul: abdullah abdulrahman
adam: adek
agnieszka: aga agnes
aleksander: alex alek alexander sasha olek aleksandr alexandru sandu
aleksandra: ola alexandra sandra alexandra sasha
andrew: andy drew andrei andrej andrzej andriy
anna: ania anya ann anne anca
anthony: tony ant antoni anton
barbara: basia babs barb
benjamin: ben benny benji
bogdan: bodya bogus
catherine: cath cathy kate katie kathy katherine kathryn kitty kasia katarzyna ekaterina katya
charles: charlie chas chuck
charlotte: lottie charley
christopher: chris kit krzysztof krzys
christina: chris chrissie tina kristina krystyna
constantin: costel costica dinu kostya
daniel: dan danny daniil
david: dave davey dawid
deborah: deb debbie debs
dimitri: dima mitya dmitry dumitru mitica
dorothy: dot dottie dorota
edward: ed eddie ted ned eduard edek
elena: ilinca lena elenka helen helena
elizabeth: beth betty eliza libby lisa lisbeth liz lizzie elzbieta ela elisabeta
ewa: eva ewka
florin: florinel florentin
francis: frank frankie francesco franek franciszek
frederick: fred freddie freddy
gabriel: gabi gabe gabrel
george: georgie gheorghe gica jerzy jurek georgi
grzegorz: greg grzes gregory
gregory: greg grigore
harold: harry hal
henry: harry hal henryk
ibrahim: ibro abraham ibo
ioana: joanna jo oana asia joanne
isabella: bella izzy izabela iza
ivan: vanya ioan ion jan john
jacob: jake jakub kuba jack
james: jim jimmy jamie
jennifer: jen jenny jenna
jessica: jess jessie
john: jack johnny jon jan janek jonathan
jonathan: jon jonny
joseph: joe joey jozef yusuf yousef iosif
joshua: josh
judith: judy jude
kenneth: ken kenny
lawrence: larry laurie
leonard: len lenny leo
magdalena: magda lena
malgorzata: gosia malgosia margaret
marcin: martin marcinek
margaret: maggie meg peggy marge rita
maria: mary marie marysia mioara marika
matthew: matt matty mateusz matei
mehmet: memo mohammed
michael: mike mick mickey mikey michal mihai mikhail misha mihaita
mihaela: mihai mica ela
mohammed: mo mohammad muhammad mohamed mohd muhammed
natalia: natasha nat talia nataliya
nicholas: nick nicky nicolae nico mykola nikolai kolya
oleksandr: sasha alex oleks
olga: olya olha
pamela: pam
patricia: pat patty trish
patrick: pat paddy patryk
pawel: paul pavel pasha
peter: pete piotr petru petr petya
philip: phil pip filip
rebecca: becky becca bex
richard: dick rich richie rick ricky ryszard
robert: bob bobby rob robbie bert
ronald: ron ronnie
samuel: sam sammy
samantha: sam sammie
sergei: serhiy seryozha sergiu
stanislaw: stan staszek stanislav
stephen: steve stevie steven stefan szczepan stepan
susan: sue susie suzy zuzanna
svetlana: sveta lana
tadeusz: tadek tad
tatiana: tanya tania
theresa: terry tess tessa
thomas: tom tommy tomasz tomek toma
timothy: tim timmy
valentin: valya vali
vasile: vasilica vasyl vasya
veronica: ronnie vera roni
victor: vic viktor vitya
victoria: vicky viktoria vika tori
vladimir: vova volodymyr vlad vladislav
walter: walt wally
william: bill billy liam will willy
wojciech: wojtek
xuan: suan
yulia: julia yuliya julie
zbigniew: zbyszek zbig
"""


def _roots() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _SHORT_FORMS.strip().splitlines():
        root, _, forms = line.partition(":")
        for form in forms.split():
            found.setdefault(form, set()).add(root)
    return MappingProxyType({form: frozenset(roots) for form, roots in found.items()})


ROOTS: Final = _roots()
"""From a short form to the names it may stand for."""
