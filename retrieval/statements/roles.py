"""Words for offices, titles and organisations, by which a name is told from the role before it."""

from __future__ import annotations

from retrieval.languages.words import words
from retrieval.names.transliteration import is_cyrillic
from retrieval.statements.slavic import names

_MASCULINE = words(
    "minister präsident kanzler chef sprecher direktor leiter senator sekretär rat richter anwalt general "
    "kommissar botschafter experte bürgermeister meister berater trainer manager papst könig kaiser prinz "
    "bischof kardinal professor doktor forscher wissenschaftler politiker politologe journalist reporter "
    "autor schriftsteller regisseur schauspieler sänger künstler kandidat gouverneur premier vertreter "
    "inspekteur kommandeur offizier oberst hauptmann leutnant kapitän admiral unternehmer gründer "
    "geschäftsführer vorstand inhaber besitzer ermittler koordinator moderator organisator initiator diktator "
    "astronaut pilot arzt mediziner ökonom analyst historiker soziologe psychologe biologe physiker chemiker "
    "meteorologe seismologe virologe epidemiologe ingenieur architekt lehrer schüler student rektor dekan "
    "bruder vater sohn ehemann nachbar zeuge bewohner anwohner polizist beamter soldat vize stellvertreter "
    "nachfolger vorgänger mitglied kollege parlamentarier referent dozent verteidiger händler veranstalter "
    "betreiber gewerkschafter arbeiter helfer fahrer spieler stürmer torwart ankläger vorsitzender "
    "beauftragter abgeordneter gesandter abteilungsleiter sportler theologe philosoph dichter komponist "
    "dirigent führer förster landwirt verwalter redakteur gärtner züchter pfleger verkäufer tischler maler"
)
FEMININE = words(
    "anwältin landwirtin hebamme rätin ärztin bischöfin prinzessin mutter schwester tochter ehefrau beamtin kauffrau"
)


def _inflected(noun: str) -> tuple[str, ...]:
    """Return the forms of a masculine role noun: genitive, weak cases, nominalised adjectives, the feminine."""
    if noun.endswith(("ender", "beauftragter", "abgeordneter", "beamter", "gesandter")):
        return noun, noun[:-1], noun[:-1] + "n", noun[:-1] + "m"
    if noun.endswith("e"):
        return noun, noun + "n", noun[:-1] + "in"
    if noun.endswith(("ent", "ant", "ist", "at", "aut", "ot", "ekt", "oph", "om", "graf", "ad")):
        return noun, noun + "en", noun + "in"
    return noun, noun + "s", noun + "es", noun + "n", noun + "in"


GERMAN_ENDINGS = tuple(sorted({form for noun in _MASCULINE for form in _inflected(noun)} | FEMININE))
"""Endings by which a German noun is an office or occupation in any case: "Außenministers", "Polizeisprecherin"."""


def nominative_role(noun: str) -> str:
    """Return a German role noun in the nominative singular: Außenminister for Außenministers."""
    lower = noun.lower()
    if lower.endswith((*_MASCULINE, *FEMININE, "in")):
        return noun
    for ending in ("es", "en", "s", "n"):
        if lower.endswith(ending) and lower[: -len(ending)].endswith(tuple(_MASCULINE)):
            return noun[: -len(ending)]
    return noun


GERMAN_TITLES = words("herr herrn frau dr prof professor sir lord lady pater bruder schwester st sankt ex dr. prof.")

ENGLISH_ROLES = words(
    "president minister chancellor premier secretary spokesman spokeswoman spokesperson chairman chairwoman "
    "chair chief director head leader senator governor mayor ambassador commissioner general colonel captain "
    "major lieutenant admiral judge justice lawyer attorney prosecutor professor doctor dr expert analyst "
    "adviser advisor aide official officer representative congressman congresswoman mp lawmaker politician "
    "economist scientist researcher historian author writer journalist reporter editor actor actress singer "
    "director coach manager trainer player captain king queen prince princess pope bishop archbishop cardinal "
    "rabbi imam pastor founder owner executive ceo cfo president-elect envoy diplomat delegate negotiator "
    "inspector detective sheriff commander sergeant deputy vice prime foreign defence defense interior "
    "finance mr mrs ms sir lord lady dame candidate activist resident witness engineer counterpart boss "
    "colleague predecessor successor consultant physician nurse teacher student farmer councillor councilor driver "
    "keeper geologist biologist skipper chef midwife curator librarian baker shepherd ranger firefighter "
    "superintendent constable deputy surgeon pilot architect negotiator"
)

_FEMALE_NAMES = words(
    "angela ursula annalena nancy hillary condoleezza nicola theresa maria anna christine kamala nikki "
    "susanne sabine petra claudia andrea katrin katja julia laura sarah lisa jennifer elizabeth elisabeth "
    "margaret jacinda sanna mette ingrid renate brigitte monika birgit heike ulla silvana franziska barbara "
    "svenja marina tatjana olga natalia irina jana eva emma olivia sophie charlotte victoria catherine kate "
    "mary anne jane alice ruth judith edith carmen ines agnes doris iris gudrun heidrun gertrud astrid karin "
    "kristin ellen helen karen susan carol megan allison lauren abigail rachel madeleine michelle nicole "
    "danielle simone yvonne irene marlene hannelore heidemarie marie rosemarie "
    "birte silke maren inge ingeborg signe hanne solveig wilma antje anke elke heidi ute dagmar margot"
)
_MALE_A = words(
    "joshua luca andrea sascha mischa nikita ilja ilya elia noah jona juha mika barnaba kofi sasha misha "
    "emeka bela kolja aljoscha"
)


def is_female_name(given: str) -> bool | None:
    """Tell by a given name, lower case, whether it is a woman's; None when it does not tell."""
    if is_cyrillic(given):
        return names.is_female(given)
    if given in _FEMALE_NAMES:
        return True
    if given in _MALE_A:
        return False
    return True if given.endswith(("a", "ie", "ine", "ette", "elle")) and len(given) > 3 else None


GERMAN_ORGANISATIONS = tuple(
    sorted(
        words(
            "ministerium regierung partei polizei gericht gerichtshof amt verband verbandes konzern "
            "unternehmen firma agentur behörde behörden kommission institut gewerkschaft organisation "
            "organisationen verein universität bank union zeitung magazin sender staatsanwaltschaft "
            "anwaltschaft feuerwehr armee bundeswehr kirche stiftung initiative bündnis opposition fraktion "
            "koalition senat parlament kreml haus allianz nato liga klub club gruppe redaktion presse leitung "
            "stadt verwaltung botschaft kanzlei ausschuss gremium vorstand vatikan team land russland "
            "deutschland frankreich england china iran israel ukraine usa staaten grünen linke cdu spd csu "
            "fdp moskau washington berlin kiew peking paris london brüssel forscher forschern wissenschaftler "
            "experten kritiker befürworter gegner anhänger demonstranten vertreter sprecher politiker "
            "abgeordnete ermittler ärzte eltern schüler studenten mitarbeiter bewohner anwohner beobachter "
            "diplomaten medien behörde beschäftigte veranstalter betreiber hersteller datenschützer "
            "umweltschützer gewerkschafter arbeitgeber ermittlern bundesländer länder bürger kollegen zeugen "
            "augenzeugen angehörige bruder wehr dienst"
        )
    )
)

ENGLISH_ORGANISATIONS = words(
    "ministry government police union company party agency court council committee commission parliament "
    "senate congress army navy force forces department office bank group alliance club team organisation "
    "organization association administration cabinet embassy university institute campaign coalition "
    "opposition firm board authority authorities paper newspaper magazine website kremlin people residents "
    "witnesses lawmakers aides families parents students"
)
