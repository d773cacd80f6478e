"""Words for offices, titles and organisations, by which a name is told from the role before it, and a role from a name."""

from __future__ import annotations

from retrieval.statements.vocabulary import words

GERMAN_ENDINGS = tuple(
    sorted(
        words(
            "verteidiger händler veranstalter betreiber gewerkschafter arbeiter helfer fahrer spieler stürmer torwart ankläger "
            "minister präsident kanzler chef sprecher vorsitzender vorsitzende vorsitzenden direktor leiter senator "
            "sekretär beauftragter beauftragte beauftragten rat richter anwalt general kommissar botschafter experte "
            "experten abgeordneter abgeordnete abgeordneten bürgermeister meister berater trainer manager papst könig "
            "kaiser prinz bischof kardinal professor doktor forscher wissenschaftler politiker politologe journalist "
            "reporter autor schriftsteller regisseur schauspieler sänger künstler kandidat gouverneur premier "
            "staatschef vertreter inspekteur kommandeur offizier oberst hauptmann leutnant kapitän admiral "
            "unternehmer gründer geschäftsführer vorstand inhaber besitzer ermittler koordinator moderator "
            "organisator initiator diktator astronaut pilot arzt mediziner ökonom analyst historiker soziologe "
            "psychologe biologe physiker chemiker meteorologe seismologe virologe epidemiologe ingenieur architekt "
            "lehrer schüler student rektor dekan bruder vater sohn mann ehemann nachbar augenzeuge zeuge bewohner "
            "anwohner polizist beamter beamte beamten soldat fraktionschef generalsekretär premierminister vize "
            "stellvertreter nachfolger vorgänger mitglied amtskollege kollege außenminister parlamentarier "
            "staatssekretär referent dozent leiterin sprecherin ministerin präsidentin kanzlerin chefin direktorin "
            "senatorin sekretärin richterin anwältin kommissarin botschafterin expertin bürgermeisterin meisterin "
            "beraterin trainerin managerin königin prinzessin bischöfin professorin forscherin wissenschaftlerin "
            "politikerin journalistin autorin schriftstellerin regisseurin schauspielerin sängerin kandidatin "
            "gouverneurin vertreterin unternehmerin gründerin geschäftsführerin ärztin moderatorin lehrerin nachbarin "
            "zeugin anwohnerin polizistin beamtin soldatin rätin mutter schwester tochter frau ehefrau nachfolgerin "
            "vorgängerin kollegin staatssekretärin ministers präsidenten kanzlers chefs sprechers direktors leiters "
            "sekretärs kommissars generals bürgermeisters beraters trainers herr herrn dr prof"
        )
    )
)
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
    "colleague predecessor successor consultant physician nurse teacher student farmer"
)

FEMALE_GERMAN = ("in",)
_FEMALE_NAMES = words(
    "angela ursula annalena nancy hillary condoleezza nicola theresa maria anna christine kamala nikki "
    "susanne sabine petra claudia andrea katrin katja julia laura sarah lisa jennifer elizabeth elisabeth "
    "margaret jacinda sanna mette ingrid renate brigitte monika birgit heike ulla silvana franziska barbara "
    "svenja marina tatjana olga natalia irina jana eva emma olivia sophie charlotte victoria catherine kate "
    "mary anne jane alice ruth judith edith carmen ines agnes doris iris gudrun heidrun gertrud astrid karin "
    "kristin ellen helen karen susan carol megan allison lauren abigail rachel madeleine michelle nicole "
    "danielle simone yvonne irene marlene hannelore heidemarie marie rosemarie"
)
_MALE_A = words("joshua luca andrea sascha mischa nikita ilja ilya elia noah jona juha mika barnaba kofi sasha misha")


def is_female_name(given: str) -> bool | None:
    """Tell by a given name, lower case, whether it is a woman's; None when it does not tell."""
    if given in _FEMALE_NAMES:
        return True
    if given in _MALE_A:
        return False
    return True if given.endswith(("a", "ie", "ine", "ette", "elle")) and len(given) > 3 else None


GERMAN_ORGANISATIONS = tuple(
    sorted(
        words(
            "ministerium regierung partei polizei gericht gerichtshof amt verband verbandes konzern unternehmen firma "
            "agentur behörde behörden kommission institut gewerkschaft organisation organisationen verein universität bank "
            "union zeitung magazin sender staatsanwaltschaft anwaltschaft feuerwehr armee bundeswehr kirche stiftung "
            "initiative bündnis opposition fraktion koalition senat parlament kreml haus allianz nato liga klub club "
            "gruppe redaktion presse leitung stadt verwaltung botschaft kanzlei ausschuss gremium vorstand vatikan "
            "team land russland deutschland frankreich england china iran israel ukraine usa staaten grünen linke cdu spd "
            "csu fdp moskau washington berlin kiew peking paris london brüssel forscher forschern wissenschaftler experten "
            "kritiker befürworter gegner anhänger demonstranten vertreter sprecher politiker abgeordnete ermittler ärzte "
            "eltern schüler studenten mitarbeiter bewohner anwohner beobachter diplomaten medien behörde beschäftigte "
            "veranstalter betreiber hersteller datenschützer umweltschützer gewerkschafter arbeitgeber ermittlern "
            "bundesländer länder bürger kollegen zeugen augenzeugen angehörige bruder wehr dienst"
        )
    )
)
