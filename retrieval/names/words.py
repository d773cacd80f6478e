"""Words that decide whether a capitalised word is a name: titles, particles, function words, places, common nouns."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a list written with blanks between them."""
    return frozenset(text.split())


# Before a name and no part of it.
TITLES = words("""
mr mrs ms miss mister sir dame lord lady herr herrn frau fräulein monsieur madame mme dr prof professor professorin
doctor doktor general generalin colonel captain major lieutenant sergeant admiral marshal feldmarschall oberst
hauptmann leutnant president präsident präsidentin präsidenten vizepräsident vizepräsidentin prime minister ministerin
ministers ministerpräsident ministerpräsidentin ministerpräsidenten premier premierminister premierministerin
premierministers chancellor kanzler kanzlerin bundeskanzler bundeskanzlerin bundeskanzlers vizekanzler vizekanzlerin
bundespräsident bundespräsidenten bundespräsidentin außenminister außenministerin außenministers innenminister
innenministerin verteidigungsminister verteidigungsministerin finanzminister finanzministerin wirtschaftsminister
wirtschaftsministerin justizminister justizministerin umweltminister umweltministerin gesundheitsminister
gesundheitsministerin us-außenminister us-präsident us-präsidenten us-vizepräsidentin us-verteidigungsminister
us-finanzministerin vizeaußenminister vize-außenminister ex-präsident expräsident altkanzler secretary senator
senatorin congressman congresswoman representative governor gouverneur mayor bürgermeister bürgermeisterin
oberbürgermeister oberbürgermeisterin king könig queen königin prince prinz princess prinzessin kaiser kaiserin
emperor tsar zar papst pope bischof bishop erzbischof archbishop kardinal cardinal father pater sister brother st
sankt spokesman spokeswoman spokesperson sprecher sprecherin sprechers regierungssprecher regierungssprecherin
pressesprecher pressesprecherin kremlsprecher kreml-sprecher kremlchef kremlchefs außenamtssprecherin
außenamtssprecher chef chefin leader chairman chairwoman chair director direktor direktorin leiter leiterin
vorsitzende vorsitzender vorsitzenden parteivorsitzende parteivorsitzender parteichef parteichefin fraktionschef
fraktionschefin ambassador botschafter botschafterin diplomat diplomatin generalsekretär generalsekretärin
nato-generalsekretär un-generalsekretär staatssekretär staatssekretärin staatschef regierungschef regierungschefin
außenbeauftragte außenbeauftragter abgeordnete abgeordneter analyst analystin experte expertin historiker historikerin
journalist journalistin autor autorin richter richterin anwalt anwältin trainer trainerin sänger sängerin schauspieler
schauspielerin judge attorney justice coach author foreign deputy vice former acting ex-president state defence
defense finance interior treasury speaker nachrichtenagentur agentur zeitung sender deputy-foreign-minister
commissioner kommissar kommissarin eu-kommissar eu-kommissarin kommissionspräsidentin kommissionspräsident
eu-kommissionspräsidentin eu-chefdiplomat sportler президент министр премьер премьер-министр господин госпожа генерал
депутат сенатор глава посол спикер канцлер прем'єр прем'єр-міністр міністр пан пані міністра президента министра
""")

# Inside a name, in small letters ("van der Bellen").
PARTICLES = words("""
von vom zu zum zur van der den de del della dei di da das dos du des la le el al bin ibn ben ter ten te af av y e
""")
# What may open a name in small letters when a capital follows, in a text that does not use it as a preposition.
ACADEMIC = words("dr prof dr. prof.")

_ENGLISH_FUNCTION = """
the a an this that these those my your his her its our their some any no every each all both few many most more much
other another such i you he she it we they me him us them who whom whose which what when where why how whether if
unless until while because since although though as than then there here and or but nor so yet for of in on at by to
from with without within into onto over under about above below after before between among against during through
across along around behind beside besides beyond despite except inside outside near off out up down upon via per not
only even also too very just still already again ever never always often sometimes now today tomorrow yesterday soon
later once twice is are was were be been being am do does did done has have had having can could will would shall
should may might must let lets said says say told asked meanwhile however moreover furthermore therefore thus hence
instead indeed perhaps maybe yes ok okay please according speaking earlier last next first second third one two three
four five six seven eight nine ten hundred thousand million billion new old big small good bad great early late high
low long short half several thousands hundreds dozens tens people officials talks russians americans germans
ukrainians troops it's that's there's he's she's we're they're i'm don't given following amid like unlike due tell
give show find list name explain describe compare summarize summarise summary news article articles quote quotes
statement statements report reports question questions president government ministry minister parliament army police
court war peace deal agreement sanctions election elections crisis country countries world state states union council
commission party company bank street university school church north south east west northern southern eastern western
central monday tuesday wednesday thursday friday saturday sunday january february march april june july august
september october november december spring summer autumn winter christmas easter mr mrs ms dr prof sir internet covid
who's what's where's
"""
_GERMAN_FUNCTION = """
zurzeit lediglich zahlreiche weiterführende literaturverzeichnis per beziehungsweise angesichts aufgrund infolge
mithilfe mittels insbesondere hingegen vielmehr zumindest derzeit derweil seitdem seither sodann sonst stattdessen
teilweise überdies übrigens umgekehrt unklar zumal mehrere eigentlich überhaupt genau sogar wieder demnach hierzu
dadurch hierbei ebenso ebenfalls gerade dazu anschließend nachdem wobei weshalb worauf weitere etliche sämtliche
jüngsten jüngste aktuelle aktuellen der die das den dem des ein eine einen einem einer eines kein keine keinen keinem
keiner mein meine meinen meinem meiner dein deine sein seine seinen seinem seiner seines ihr ihre ihren ihrem ihrer
ihres unser unsere unseren unserem unserer euer eure dieser diese dieses diesen diesem jener jene jenes jenen jeder
jede jedes jeden jedem mancher manche alle aller allen alles viele vielen vieler einige einigen mehreren beide beiden
beider andere anderen anderer wenige wenigen welche welcher welches welchen welchem solche solcher ich du er sie es
wir ihnen ihm ihn mich dich uns euch sich man wer wen wem wessen was wann wo wohin woher warum wieso weswegen wie
wieviel womit wofür worüber wovon wozu ob dass daß weil da denn wenn als während bevor obwohl obgleich sobald solange
sofern falls damit und oder aber sondern doch jedoch sowie entweder weder noch nicht nur auch schon erst bereits immer
nie niemals oft manchmal hier dort heute morgen gestern nun jetzt dann danach zuvor vorher später bald zugleich
gleichzeitig unterdessen inzwischen indes außerdem zudem ferner darüber dabei dagegen dennoch trotzdem deshalb daher
darum somit also allerdings zwar etwa rund knapp fast kaum sehr mehr weniger in im an am auf aus bei beim bis durch
für gegen mit nach ohne seit über um unter vor von vom zu zum zur zwischen neben hinter trotz wegen laut gemäß zufolge
statt anstatt entlang gegenüber außer binnen ab ist sind war waren wird werden wurde wurden worden bin bist seid hat
haben hatte hatten habe hätte hätten kann können konnte konnten könnte könnten muss müssen musste mussten müsse soll
sollen sollte sollten will wollen wollte wollten darf dürfen durfte mag möge möchte ja nein bitte sagte sagt erklärte
so ganz einst einmal zuletzt zunächst schließlich endlich vielleicht wohl offenbar möglicherweise natürlich sicher
bislang bisher insgesamt einerseits andererseits ersten erste zweite dritte vierte letzte letzten nächste nächsten
neue neuen neuer alte alten große großen großer kleine kleinen gute guten hohe hohen lange weiteren zwei drei vier
fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend ende anfang mitte montag dienstag mittwoch
donnerstag freitag samstag sonnabend sonntag januar jänner februar märz april mai juni juli august september oktober
november dezember frühling frühjahr sommer herbst winter ostern weihnachten pfingsten sie's gibt nenne nenn zeig zeige
sag sage erkläre beschreibe fasse vergleiche liste
"""
_GERMAN_NOUNS = """
marke marken typ insel provinz kreis landkreis kanton bezirk gemeinde dorf dörfer straße rest höhe länge breite
gewicht stoff gold silber stahl papier feier gericht gerichte personen person bewohner mitglied mitglieder konsulat
putsch bundesstaat bundesstaaten bundesstaates entscheidung urteile regel regeln zweck haft strafe strafen bereich
bereiche fahrzeug fahrzeuge motor konzern konzerne konzernen hersteller tochter vermögen gegner anhänger kandidat
kandidaten täter angeklagte angeklagter schwager nachfolger vorgänger berater trainer torwart spieler stürmer
verteidiger pilot fahrer sieger verlierer gewinner anbieter verkauf kauf börse aktie aktien kredit kredite schulden
steuer steuern haushalt etat gehalt löhne lohn rente renten jahr jahre jahren jahres tag tage tagen tages monat monate
monaten woche wochen stunde stunden minute minuten uhr zeit zeiten abend morgen nacht mittag nachmittag vormittag
wochenende mensch menschen mann männer männern frau frauen kind kinder kindern leute bürger bürgern land länder
ländern landes staat staaten stadt städte städten ort orte orten welt europa regierung minister partei parteien
präsident präsidenten kanzler polizei armee militär soldat soldaten truppen truppe grenze grenzen krieg kriege kriegs
frieden waffen waffe rakete raketen angriff angriffe angriffen gespräch gespräche gesprächen treffen sitzung
verhandlung konflikt krise lage problem probleme frage fragen antwort antworten thema themen artikel text satz wort
worte worten wörter zitat zitate aussage aussagen erklärung meldung bericht berichte berichten nachricht nachrichten
medien presse zeitung interview rede wahl wahlen stimmen stimme prozent euro dollar geld preis preise milliarden
millionen million milliarde tausende hunderte dutzende zahl zahlen teil teile seite seiten linie linien druck
forderung forderungen vorschlag vorschläge plan pläne ziel ziele weg wege grund gründe ergebnis erfolg fortschritt
fortschritte durchbruch gefahr risiko sorge sorgen angst hoffnung recht rechte gesetz gesetze urteil richter verfahren
prozess haus häuser straßen schule schulen universität unternehmen firma firmen bank banken wirtschaft industrie markt
märkte handel arbeit arbeitsplätze job jobs energie gas öl strom wasser klima umwelt wetter gesundheit krankheit virus
pandemie impfung sport spiel spiele fußball mannschaft verein sieg niederlage film buch musik kunst kultur kirche gott
leben tod tote toten opfer verletzte unfall flugzeug schiff auto zug bahn flughafen bahnhof mal male fall fälle art
weise beispiel punkt punkte reihe stelle stand sicht meinung ansicht idee gedanke form macht kraft kräfte hand hände
kopf auge augen name namen vater mutter sohn bruder schwester familie freund freunde feind feinde partner nachbar
nachbarn westen osten norden süden nordosten nordwesten südosten südwesten außenminister kreml gipfel bündnis allianz
union rat kommission parlament bundestag bundesrat senat kongress opposition koalition mehrheit minderheit
abgeordneten sprecher sprecherin vertreter chef leiter experte experten forscher wissenschaftler ärzte arzt patient
patienten schüler lehrer student studenten arbeiter kunden kunde besucher zuschauer fans zeuge zeugen helfer feuerwehr
behörde behörden amt ämter büro sanktionen abkommen vertrag verträge erweiterung sicherheit garantien
sicherheitsgarantien einmarsch invasion halbinsel gebiet gebiete region regionen botschaft botschafter delegation
reise besuch ankunft start beginn schluss folge folgen ursache wirkung schaden schäden hilfe unterstützung kritik
protest proteste demonstration demonstranten streik gewalt terror anschlag anschläge explosion brand feuer erdbeben
sturm hochwasser regen schnee temperatur temperaturen meter kilometer grad tonnen liter hektar quadratkilometer gramm
gas­pipeline bedrohung bedrohungen drohung drohungen zugeständnis zugeständnisse dutzend paar reaktion reaktionen
rolle bezug inhalt kontext hintergrund zusammenhang unterschied quelle quellen dokument dokumente vorwurf vorwürfe
verbot ende äußerung äußerungen stellungnahme diplomatie politik politiker politikerin vereinigten nationen vereinte
vereinten europäische europäischen europäischer deutsche deutschen deutscher russische russischen russischer
amerikanische amerikanischen ukrainische ukrainischen ukrainischer französische französischen britische britischen
chinesische chinesischen
"""
_GERMAN_PEOPLES = """
russen russe russin amerikaner amerikanern amerikanerin ukrainer ukrainern ukrainerin franzosen franzose briten brite
chinesen chinese polen pole türken türke israelis palästinenser iraner araber afghanen syrer europäer europäern
italiener spanier österreicher schweizer griechen juden muslime christen
"""
_FRENCH_FUNCTION = """
affaires université état états président présidente ministre ministère gouvernement parlement monsieur madame ouragan
union le la les un une des du de au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur
leurs je tu il elle on nous vous ils elles qui que quoi quand où pourquoi comment combien quel quelle quels quelles
lequel laquelle et ou mais donc or ni car si comme lorsque puisque parce dans en par pour sur sous avec sans chez vers
entre depuis pendant avant après contre selon malgré est sont était étaient sera a ont avait avaient dit déclaré ne
pas plus moins très aussi encore déjà ainsi alors hier demain aujourd'hui lundi mardi mercredi jeudi vendredi samedi
dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre deux trois quatre cinq
qu'a qu'est-ce a-t-il
"""
_CYRILLIC_FUNCTION = """
и в во на не что кто как где когда почему зачем какой какая какие чей с со о об от до из к ко по за у для при под над
между через без это этот эта эти тот та те он она оно они мы вы я ты его её ее их мой наш ваш свой а но или если то же
бы ли уже ещё еще только так также тоже нет да был была было были есть будет сказал сказала сказали заявил заявила
сообщил после перед во-первых сегодня вчера завтра сейчас теперь однако поэтому потом затем все всё весь вся многие
некоторые один два три понедельник вторник среда четверг пятница суббота воскресенье января февраля марта апреля мая
июня июля августа сентября октября ноября декабря і й що хто як де коли чому навіщо який яка які чий з із зі про від
під між це цей ця ці той він вона воно вони ми ви ти його її їх мій свій але або якщо ж би чи вже ще тільки також теж
ні був була було були є буде сказав заявив повідомив після сьогодні вчора зараз тепер проте тому потім усі всі багато
деякі понеділок вівторок середа четвер п'ятниця субота неділя січня лютого березня квітня травня червня липня серпня
вересня жовтня листопада грудня ў
"""
# Countries, capitals and what belongs to them: written with a capital, but no person, and other words elsewhere.
PLACES = words("""
korean korea's mexican brazilian australian canadian iraqi iraqis iranian iranians israelis palestinian palestinians
arab arabs dutch swedish norwegian danish finnish greek hungarian romanian serbian croatian georgian belarusian cuban
colombian pakistani indonesian vietnamese thai kenyan nigerian chilean états-unis royaume-uni allemagne mexique
espagne italie chine japon russie turquie pologne belgique suisse autriche inde bruxelles genève moscou londres pékin
varsovie urss otan onu ue russe russes français française allemand américain américains ukrainien ukrainiens
européenne russland russlands russia russian russians ukraine ukrainian ukrainians usa us u.s. america american
americans amerika deutschland deutschlands germany german germans frankreich frankreichs france french großbritannien
britain british england english uk china chinas chinese japan japanese indien india indian türkei turkey turkish polen
poland polish italien italy italian spanien spain spanish österreich austria austrian schweiz switzerland swiss israel
israels israeli iran irans irak iraq syrien syria syrian ägypten egypt kanada canada mexiko mexico brasilien brazil
australien australia afrika africa african asien asia asian europa europas europe european ungarn hungary griechenland
greece schweden sweden norwegen norway finnland finland dänemark denmark niederlande netherlands belgien belgium
tschechien slowakei rumänien romania bulgarien bulgaria serbien serbia kroatien croatia georgien georgia moldau
moldova weißrussland belarus estland estonia lettland latvia litauen lithuania kasachstan kazakhstan armenien armenia
aserbaidschan azerbaijan afghanistan pakistan nordkorea südkorea korea vietnam thailand indonesien indonesia
saudi-arabien katar qatar libyen libya sudan äthiopien ethiopia nigeria kenia kenya südafrika argentinien argentina
chile kolumbien colombia venezuela kuba cuba kubanische krim crimea donbass donbas moskau moskaus moscow kiew kiews
kiev kyiv washington washingtons berlin berlins paris london genf geneva wien vienna brüssel brussels peking beijing
tokio tokyo ankara warschau warsaw rom rome madrid athen prag prague budapest minsk teheran tehran jerusalem gaza
kairo cairo bagdad baghdad damaskus kabul new york hamburg münchen munich köln frankfurt stuttgart düsseldorf zürich
sowjetunion soviet ussr udssr soviets eu nato uno un osze osce un-sicherheitsrat g7 g20 europäische vereinigte
vereinigten staaten united states nations kremlin kreml pentagon россия россии россию россией украина украины украину
украине украиной сша москва москвы москве киев киева германия германии европа европы китай китая франция франции
женева женеве вашингтон вашингтона нато ес оон россияне украинцы києві київ києвом києву москвою москву киеве киевом
вашингтоне женеву женеві україною росією росію німеччина німеччини європа європі росія росії україна україни україну
україні києва москви
""")
FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": words(_ENGLISH_FUNCTION),
    "de": words(_GERMAN_FUNCTION + _GERMAN_NOUNS + _GERMAN_PEOPLES),
    "fr": words(_FRENCH_FUNCTION),
    "ru": words(_CYRILLIC_FUNCTION),
    "uk": words(_CYRILLIC_FUNCTION),
}
# German nouns that end compounds (Nachkriegskrankheit), less those that end surnames.
GERMAN_COMPOUND_HEADS = frozenset(noun for noun in words(_GERMAN_NOUNS) if len(noun) > 3) - words("""
mann männer richter bauer land kopf hand haus feld stadt berg kraft kunst macht frau zeit reise anfang
""")
ALL_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values())
# Chinese, Korean and Vietnamese surnames of people in the news: they stand before the given name.
FAMILY_FIRST = words("xi mao deng hu wen li wang zhang liu chen zhao zhou kim ri moon yoon park nguyen")
AGENCIES = words(
    "interfax tass itar-tass ria novosti reuters afp dpa apa xinhua unian ukrinform bloomberg belta kyodo yonhap"
)
# Germans write these before a noun, never directly before a bare name.
GERMAN_DETERMINERS = words("""
der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner mein meine meinen meinem
meiner sein seine seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer
dieser diese dieses diesen diesem jener jene jenes jeder jede jedes jeden jedem alle aller allen viele vielen vieler
einige einigen mehrere mehreren beide beiden andere anderen welche welcher welches welchen welchem im am zum zur vom
beim ins ans keinerlei zwei drei vier fünf sechs sieben acht neun zehn mehr weniger solche solcher manche wenige
zahlreiche etwas nichts
""")
# The ends of German common nouns, and of nouns made from verbs and adjectives.
GERMAN_NOUN_ENDINGS = tuple(
    sorted(
        words("""
ung ungen heit heiten keit keiten schaft schaften tion tionen sion sionen tät täten ismus ist isten nis nisse nissen
tum ling linge lingen chen lein enz enzen anz ment mente ur uren ie ien ik iken eur eure ator atoren erin erinnen
innen logen minister ministerin ministerium ministeriums präsident präsidentin chef chefin sprecher sprecherin amt
amtes agentur gericht gesetz partei krise krieg plan pläne rat rates politik politiker land länder ländern stadt zeit
zeiten jahr jahre tag tage tagen haus häuser platz straße werk werke werken kraft kräfte kräften macht recht rechte
zahl zahlen gruppe gruppen preis preise markt märkte spiel spiele arbeit führung handel vertrag abkommen treffen
gespräch gespräche gesprächen linie linien mittel stück teil teile teilen maßnahme maßnahmen wahl wahlen weise welle
wellen wesen ziel ziele zug bericht berichte flug bau feld felder form formen grenze hilfe lage leistung rakete
raketen waffe waffen truppen garantien bürger steuer steuern verband verbände verein vereine dienst dienste kosten
unternehmen behörde behörden konferenz kommission organisation abgeordnete abgeordneten beauftragte
""")
    )
)
GERMAN_OFFICE_ENDINGS = tuple(
    sorted(
        words("""
minister ministerin ministers präsident präsidentin präsidenten chef chefin sprecher sprecherin sekretär kanzler
beauftragte beauftragter agentur vorsitzende vorsitzender experte expertin meister meisterin leiter forscher
forscherin
""")
    )
)
GIVEN_NAMES = words("""
aaron abdullah achim adam adolf adrian ahmad ahmed alan albert alberto alejandro alessandro alex alexander alexandra
alexis alfred ali alice alina alison allan amanda amir amy ana anders andré andrea andreas andrew angela anita anja
anke ann anna annalena anne annegret annette anthony antje anton antonia antonio antony ariel armin arnold arthur
astrid august axel barack barbara bashar beate ben benjamin bernard bernd bernhard bernie bert bettina bill birgit bob
boris brad brian brigitte bruce bruno carl carla carlos carmen carol caroline carsten catherine cem charles charlotte
chris christa christian christiane christina christine christoph christopher claudia claus clemens colin condoleezza
cornelia daniel daniela danny dave david deborah denis dennis detlef dick dieter dietmar dietrich dirk dmitri dominic
dominique don donald donna dorothea doris douglas eberhard edith edmund eduardo edward elena elias elizabeth elisabeth
elke ellen elon emily emma emmanuel enrico erich erik eric erika ernst esther eva evelyn fabian fatima felix ferdinand
fernando fidel florian francesco francis francisco frank franz françois fred frederick friedrich fritz gabriel
gabriele gary gavin george georg georges gerald gerd gerhard giorgia giorgio giovanni giuseppe gisela gordon graham
gregor gregory guido günter günther gustav guy hamid hanna hannah hannelore hans harald harry hartmut hassan heidi
heike heiko heiner heinrich heinz helen helga helmut henri henry herbert hermann hillary holger horst hosni howard
hubertus hugo ian ilse ingo ingrid irene isabel isabelle ivan jack jacob jacques jair jake jakob james jamie jan jana
jane janet jason javier jean jeff jeffrey jennifer jens jeremy jerome jerry jessica jesus jim jimmy joachim joan joe
joel johann johanna johannes john johnny jon jonas jonathan jorge josé josef joseph joschka joshua juan judith julia
julian jürgen justin justine kamala karen karin karl karl-heinz karsten katharina katherine kathrin katja keir keith
kemal ken kenneth kerstin kevin kim kirsten klaus kofi konrad kristin kurt lars larry laura lawrence lech lee leo leon
leonard lena lina linda lindsey lisa liz lloyd lothar louis louise lucas lucia ludwig luis luise lukas lutz magdalena
mahmud mahmoud manfred manuel manuela marc marcel marco marcus margaret margarete maria marie marina mario marion mark
markus marta martha martin martina mary mathias matteo matthew matthias max maximilian mehmet melanie michael michel
michelle miguel mike miriam mitch mitt mohamed mohammad mohammed monika muammar muhammad nadine nancy narendra natalie
nathan neil nelson nicola nicolas nicole nigel nikki nikolaus nina noah norbert olaf oliver olivier oskar oscar osama
otto pablo patricia patrick paul paula pedro peer peter petra philip philipp philippe pierre rachel rafael ralf ralph
ramon raul raymond rebecca recep regina reiner reinhard renate ricarda ricardo richard rishi robert roberto robin
roger roland rolf roman ron ronald rosa roy rudolf rupert ruth ryan saddam saleh sally salman sam samuel sandra sara
sarah saskia scott sebastian sergio shinzo sigmar silke silvia silvio simon simone sonja sophie stefan stefanie
stephan stephanie stephen steve steven steffen susan susanne sven sabine sylvia tamara tanja tareq ted theo theodor
theresa thierry thilo thomas thorsten tim timothy tina tobias todd tom tony torsten ulrich ulrike ursula uwe ute
valentin vanessa vera veronika victoria viktor vincent volker walter walther warren wayne werner wilhelm will willi
william willy winfried winston wolf wolfgang xavier yasmin yves yvonne xi
""")
COMMON_SURNAMES = words("""
merkel scholz schröder kohl baerbock habeck lindner lauterbach steinmeier schäuble merz söder spahn laschet faeser
pistorius westerwelle müntefering stoiber wulff gauck köhler müller schmidt schneider fischer weber meyer wagner
becker schulz hoffmann schäfer koch bauer richter klein wolf neumann schwarz zimmermann braun krüger hofmann hartmann
lange werner krause lehmann meier maier mayer biden trump obama bush clinton blinken harris pence pompeo kerry rice
powell austin sullivan macron sarkozy hollande chirac johnson blair brown cameron may sunak starmer truss thatcher
erdogan erdoğan netanjahu netanyahu orbán orban stoltenberg guterres borrell leyen draghi meloni berlusconi sánchez
tusk kaczyński putin lawrow lavrov selenskyj zelensky zelenskyj
""")
SAID_WORDS = words("""
sagte sagten sagt sagen gesagt erklärte erklärten erklärt betonte betont meinte meint äußerte äußert äußerten forderte
fordert forderten kritisierte kritisiert warnte warnt kündigte kündigt teilte teilt berichtete berichtet behauptete
behauptet bestritt bestreitet dementierte dementiert bekräftigte bekräftigt versicherte versichert verlangte verlangt
bezeichnete bezeichnet schrieb schreibt antwortete antwortet fragte fragt glaubt glaubte hält reagierte reagiert
sprach spricht zitierte zitiert will wollte lehnte lehnt nannte nennt verteidigte verurteilte lobte drohte droht
versprach verspricht fügte ergänzte zeigte gab plant möchte findet denkt dachte said says say told tells added adds
stated states claimed claims argued argues warned warns insisted insists denied denies announced announces demanded
demands asked asks replied explained explains noted notes wrote writes declared declares think thinks thought believe
believes believed want wants react reacted respond responded mention mentioned comment commented promise promised
propose proposed suggest suggested criticise criticize criticised criticized call called described accused accuse
rejected reject describe claim announce demand warn deny argue state explain dit déclaré affirmé annoncé сказал
сказала заявил заявила говорит говорил сообщил сообщила отметил отметила подчеркнул считает сказав заявив повідомив
зазначив наголосив вважає каже сказати думает требует
""")
# After these verbs a bare word is the speaker; after others of SAID_WORDS it may be what is demanded or announced.
SPEECH_VERBS = words("""
sagte sagten sagt erklärte erklärten erklärt betonte betont meinte meint schrieb schreibt antwortete antwortet
behauptete behauptet versicherte versichert fügte sprach zitierte said says say told adds added insisted replied
explained wrote
""")
# Ends that no surname has; words with them need no name key.
GERMAN_SURE_NOUN_ENDINGS = tuple(
    sorted(
        words("""
ungen heit heiten keit keiten schaften tion tionen sionen tät täten ismus nisse nissen ierung igung lung nung tung
rung ministerium ministeriums behörde behörden konferenz unternehmen organisation kommission gespräche gesprächen
truppen
""")
    )
)
