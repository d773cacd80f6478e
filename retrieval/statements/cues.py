"""The words that report speech, as tables: verbs with their principal parts, nouns, and names of news media.

German verbs are written as their infinitive, ``particle|infinitive`` if separable, with ``:present:past:participle``
(third person singular) where irregular; English ones as ``base present past participle``, the last where irregular.
Collected from grammars and from reading news, the German ones completed with the verbs annotated in a training set.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from retrieval.languages.words import words

Use = Literal["say", "think", "judge"]
"""`say` introduces quoted and reported speech, `think` reported clauses, `judge` only quoted words of a verdict."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One inflected form of a reporting verb.

    `particle` is the separable prefix that has to follow a finite form ("teilte … mit"), empty if none. `finite` and
    `participle` tell what the form can be; "erklärt" is both. `final` marks a form with its prefix on ("mitteilte").
    """

    lemma: str
    use: Use
    particle: str
    finite: bool
    participle: bool
    infinitive: bool
    final: bool
    plural: bool
    gerund: bool = False
    bare: bool = False


_GERMAN_SAY = """
aus|drücken heißen:heißt:hieß:geheißen sagen erklären äußern betonen berichten meinen behaupten mit|teilen
bekannt|geben:gibt:gab:gegeben bekannt|machen an|kündigen bestätigen schreiben:schreibt:schrieb:geschrieben
an|geben:gibt:gab:gegeben an|deuten an|merken an|fügen hinzu|fügen hinzu|setzen hin|weisen:weist:wies:gewiesen
aus|führen aus|sagen aus|rufen:ruft:rief:gerufen ein|räumen ein|wenden:wendet:wandte:gewandt klar|stellen
klar|machen fest|stellen fest|halten:hält:hielt:gehalten vor|werfen:wirft:warf:geworfen
vor|schlagen:schlägt:schlug:geschlagen vor|rechnen zu|geben:gibt:gab:gegeben zu|sichern zu|sagen
zurück|weisen:weist:wies:gewiesen dar|legen dar|stellen hervor|heben:hebt:hob:gehoben
wieder|geben:gibt:gab:gegeben weiter|geben:gibt:gab:gegeben nach|fragen fort|fahren:fährt:fuhr:gefahren
auf|fordern auf|rufen:ruft:rief:gerufen heraus|streichen:streicht:strich:gestrichen ein|schätzen
vor|bringen:bringt:brachte:gebracht entgegen|halten:hält:hielt:gehalten an|bieten:bietet:bot:geboten an|drohen
an|regen an|mahnen an|ordnen:ordnet:ordnete:geordnet an|weisen:weist:wies:gewiesen richtig|stellen
ein|gestehen:gesteht:gestand:gestanden an|prangern melden vermelden versichern verkünden verkündigen warnen
verlangen fordern kritisieren entgegnen erwidern antworten fragen rufen:ruft:rief:gerufen ergänzen erläutern
begründen argumentieren beteuern bekräftigen bemerken beklagen bemängeln bedauern
bestreiten:bestreitet:bestritt:bestritten dementieren leugnen kommentieren resümieren bilanzieren konstatieren
formulieren urteilen unterstreichen:unterstreicht:unterstrich:unterstrichen
versprechen:verspricht:versprach:versprochen prophezeien:prophezeit:prophezeite:prophezeit prognostizieren
empfehlen:empfiehlt:empfahl:empfohlen erzählen schildern erinnern verlautbaren verlauten signalisieren drohen
mahnen bitten:bittet:bat:gebeten appellieren plädieren zitieren spotten witzeln scherzen schimpfen klagen
jubeln loben gestehen:gesteht:gestand:gestanden raten:rät:riet:geraten präzisieren twittern posten skandieren
verweisen:verweist:verwies:verwiesen vereinbaren beschließen:beschließt:beschloss:beschlossen beschuldigen
erwähnen bekunden veröffentlichen flüstern schreien:schreit:schrie:geschrien
beschwören:beschwört:beschwor:beschworen lauten verraten:verrät:verriet:verraten reagieren wettern insistieren
informieren sprechen:spricht:sprach:gesprochen zusammen|fassen aus|richten
"""

_GERMAN_THINK = """
glauben hoffen befürchten fürchten vermuten denken:denkt:dachte:gedacht schätzen erwarten bezweifeln
aus|gehen:geht:ging:gegangen an|nehmen:nimmt:nahm:genommen entscheiden:entscheidet:entschied:entschieden
ab|streiten:streitet:stritt:gestritten errechnen heraus|finden:findet:fand:gefunden
aus|schließen:schließt:schloss:geschlossen erwägen:erwägt:erwog:erwogen besagen ergeben:ergibt:ergab:ergeben
folgern wünschen
"""

_GERMAN_JUDGE = """
feiern sehen:sieht:sah:gesehen halten:hält:hielt:gehalten nennen:nennt:nannte:genannt bezeichnen
beschreiben:beschreibt:beschrieb:beschrieben würdigen werten bewerten verurteilen begrüßen ab|lehnen
ab|tun:tut:tat:getan preisen:preist:pries:gepriesen rügen tadeln verteidigen rechtfertigen ein|stufen
titulieren attackieren beurteilen vergleichen:vergleicht:verglich:verglichen verspotten
an|greifen:greift:griff:gegriffen charakterisieren
"""

GERMAN_STRONG = words(
    "sagen erklären meinen behaupten berichten melden betonen schreiben mitteilen glauben äußern versichern "
    "verkünden bekanntgeben bekräftigen ergänzen erläutern entgegnen erwidern antworten hinzufügen ausführen "
    "aussagen angeben vermuten einräumen feststellen klarstellen unterstreichen hervorheben zugeben "
    "bestätigen konstatieren bilanzieren resümieren urteilen warnen beteuern argumentieren kommentieren "
    "bemerken anmerken anfügen fortfahren verlauten verlautbaren erzählen zitieren rufen fragen spotten "
    "scherzen witzeln klagen jubeln schimpfen befürchten ankündigen darlegen vermelden verraten beklagen "
    "gestehen eingestehen versprechen prophezeien prognostizieren signalisieren schildern formulieren "
    "twittern posten hinweisen mahnen hoffen schätzen lauten präzisieren wettern bekunden zusichern "
    "heißen informieren flüstern schreien nachfragen einwenden bedauern kritisieren"
)
"""German verbs that may stand behind what they report ("…, sagte X") and take a main clause in the indicative."""

_UNSTRESSED = ("be", "ver", "er", "ent", "ge", "zer", "wider")
"""Prefixes whose verbs form the participle without "ge"."""

GERMAN_HAVE = words("hat habe haben hatte hatten hätte hätten hast")
GERMAN_BECOME = words("wird werde werden wurde wurden würde würden worden")
GERMAN_BE = words("ist sei sind seien war waren wäre wären")
GERMAN_MODAL = words(
    "will wollen wollte wollten muss müssen musste mussten kann können konnte konnten soll sollen sollte "
    "sollten möchte möchten darf durfte"
)

SPEECH_NOUNS = {
    "de": words(
        "angabe angaben aussage aussagen ansicht ansichten meinung auffassung einschätzung einschätzungen "
        "information informationen bericht berichte berichten mitteilung mitteilungen darstellung "
        "darstellungen erkenntnis erkenntnisse erkenntnissen worte worten schätzung schätzungen meldung "
        "meldungen überzeugung stellungnahme erklärung äußerung äußerungen bekunden auskunft auskünften "
        "überlieferung vermutung vermutungen annahme annahmen beobachtung beobachtungen bewertung prognose "
        "prognosen berechnung berechnungen gerüchten lesart quellen interpretation befürchtungen ankündigung "
        "analyse presseberichten pressemitteilung umfrage studie"
    ),
}
"""German nouns after "nach" or before "zufolge" that make the phrase name a source."""

CLAUSE_NOUNS = words(
    "meinung ansicht auffassung überzeugung ergebnis schluss begründung worten hinweis forderung vorwurf "
    "behauptung aussage ankündigung hoffnung verdacht theorie these einschätzung befürchtung kritik warnung "
    "mitteilung versicherung feststellung bemerkung argument vermutung erklärung sorge annahme "
    "schlussfolgerung bedenken zweifel vorschlag drohung versprechen zusage appell aufforderung bitte "
    "ergebnis wunsch standpunkt angaben angabe erkenntnis vorwürfe meldung meldungen nachricht gerüchte "
    "gerücht information informationen bericht berichte these"
)
"""German nouns that a clause may complete: "der Ansicht, dass", "mit der Begründung, …"."""

SPEECH_NOUN_ENDINGS = (
    "angaben",
    "berichten",
    "aussagen",
    "meldungen",
    "informationen",
    "erkenntnissen",
    "mitteilung",
    "meldung",
    "bericht",
    "schätzungen",
    "prognosen",
    "umfrage",
    "studie",
    "umfragen",
    "ansicht",
    "meinung",
    "einschätzung",
    "darstellung",
)

MEDIA = words(
    "reuters dpa afp ap apa epd kna sid ria tass itar-tass interfax xinhua ansa efe anp pti upi ukrinform "
    "unian belta bbc cnn abc nbc cbs fox msnbc npr pbs ard zdf ndr wdr swr br mdr rbb orf srf rtl n-tv arte "
    "sat.1 euronews al-dschasira al-jazeera spiegel bild zeit welt faz taz focus stern sz handelsblatt "
    "tagesspiegel kurier standard politico bloomberg axios guardian telegraph independent economist newsweek "
    "twitter facebook telegram kommersant iswestija deutschlandfunk phoenix tagesschau heute"
)
"""Names of agencies, papers and stations, lower case."""

COMMON_WORD_MEDIA = words(
    "spiegel bild zeit welt focus stern kurier standard post heute phoenix fox independent economist guardian"
)
"""Media whose names are common words: they count only where quotation marks or "Zeitung" make them names."""

MEDIA_NOUN_ENDINGS = {
    "de": (
        "agentur",
        "agenturen",
        "zeitung",
        "zeitungen",
        "magazin",
        "magazins",
        "blatt",
        "sender",
        "senders",
        "rundfunk",
        "rundschau",
        "fernsehen",
        "radio",
        "nachrichten",
        "presse",
        "illustrierten",
        "illustrierte",
        "post",
        "times",
        "news",
        "kanal",
        "journal",
        "tageblatt",
        "anzeiger",
        "allgemeine",
        "allgemeinen",
        "online",
        "portal",
        "hörfunk",
    ),
    "en": (
        "agency",
        "newspaper",
        "magazine",
        "broadcaster",
        "times",
        "post",
        "news",
        "tv",
        "television",
        "radio",
        "journal",
        "network",
        "press",
        "channel",
        "herald",
        "tribune",
        "weekly",
        "daily",
        "station",
        "telegraph",
    ),
}

ENGLISH_PARTS: dict[Use, str] = {
    "say": "say says said; tell tells told; add adds added; state states stated; explain explains explained; "
    "argue argues argued; claim claims claimed; insist insists insisted; warn warns warned; note notes "
    "noted; announce announces announced; reply replies replied; respond responds responded; answer "
    "answers answered; ask asks asked; write writes wrote written; declare declares declared; admit "
    "admits admitted; acknowledge acknowledges acknowledged; confirm confirms confirmed; deny denies "
    "denied; stress stresses stressed; emphasise emphasises emphasised; emphasize emphasizes emphasized; "
    "suggest suggests suggested; report reports reported; reveal reveals revealed; remark remarks "
    "remarked; observe observes observed; complain complains complained; concede concedes conceded; "
    "assert asserts asserted; maintain maintains maintained; predict predicts predicted; promise promises "
    "promised; vow vows vowed; pledge pledges pledged; recall recalls recalled; comment comments "
    "commented; conclude concludes concluded; continue continues continued; repeat repeats repeated; "
    "reiterate reiterates reiterated; joke jokes joked; tweet tweets tweeted; post posts posted; shout "
    "shouts shouted; cry cries cried; exclaim exclaims exclaimed; whisper whispers whispered; urge urges "
    "urged; demand demands demanded; caution cautions cautioned; contend contends contended; counter "
    "counters countered; recommend recommends recommended; propose proposes proposed; protest protests "
    "protested; swear swears swore sworn; testify testifies testified; quip quips quipped; allege alleges "
    "alleged; affirm affirms affirmed; boast boasts boasted; lament laments lamented; quote quotes "
    "quoted; describe describes described; call calls called; dismiss dismisses dismissed; cite cites "
    "cited; threaten threatens threatened; accuse accuses accused; retort retorts retorted; disclose "
    "discloses disclosed; rule rules ruled; order orders ordered",
    "think": "believe believes believed; think thinks thought; hope hopes hoped; fear fears feared; expect expects "
    "expected; doubt doubts doubted; estimate estimates estimated; feel feels felt; suspect suspects "
    "suspected; agree agrees agreed",
}


@cache
def german() -> dict[str, tuple[Cue, ...]]:
    """Return the German cues by inflected form, lower case; a form may belong to several verbs."""
    table: dict[str, list[Cue]] = {}
    verbs_by_use: dict[Use, str] = {"say": _GERMAN_SAY, "think": _GERMAN_THINK, "judge": _GERMAN_JUDGE}
    for use, verbs in verbs_by_use.items():
        for verb in verbs.split():
            _add_german(table, _parts(verb), use)
    return {form: tuple(cues) for form, cues in table.items()}


def _parts(verb: str) -> list[str]:
    """Return infinitive, present, past and participle; a verb written alone is weak and forms them by rule."""
    if ":" in verb:
        return verb.split(":")
    bare = verb.rpartition("|")[2]
    stem = bare[:-2] if bare.endswith("en") else bare[:-1]
    if stem.endswith(("t", "d", "chn", "ffn", "gn")):
        stem += "e"
    augment = "" if bare.endswith("ieren") or bare.startswith(_UNSTRESSED) else "ge"
    return [verb, f"{stem}t", f"{stem}te", f"{augment}{stem}t"]


def _add_german(table: dict[str, list[Cue]], parts: list[str], use: Use) -> None:
    infinitive, present, past, participle = parts
    particle, _, bare = infinitive.rpartition("|")
    lemma = particle + bare
    plural_past = past + ("n" if past.endswith("e") else "en")
    stem = bare[:-2] if bare.endswith("en") else bare[:-1]
    finite = {present: False, bare: True, past: False, plural_past: True, stem + "e": False}
    forms: dict[str, Cue] = {}
    for form, plural in finite.items():
        infinite = form == bare and not particle
        same = form == participle and not particle
        forms[form] = Cue(lemma, use, particle, True, same, infinite, False, plural)
        if particle:
            forms[particle + form] = Cue(lemma, use, "", True, False, form == bare, True, plural)
    if particle + participle not in forms:
        forms[particle + participle] = Cue(lemma, use, "", False, True, False, False, False)
    if particle in ("bekannt", "fest", "klar", "richtig", "heraus", "zurück"):
        forms.setdefault(participle, Cue(lemma, use, particle, False, True, False, False, False))
    for form, cue in forms.items():
        table.setdefault(form, []).append(cue)


_BARE = words(
    "say think believe claim insist argue warn suggest hope add predict admit announce acknowledge note fear "
    "maintain feel tell expect promise swear report state allege declare confirm concede doubt"
)
"""English verbs that take a clause without "that": "she said it was late"."""


@cache
def english() -> dict[str, Cue]:
    """Return the English cues by inflected form, lower case."""
    table: dict[str, Cue] = {}
    for use, verbs in ENGLISH_PARTS.items():
        for verb in verbs.split(";"):
            forms = verb.split()
            lemma, present, past = forms[:3]
            participle = forms[3] if len(forms) > 3 else past
            judges = lemma in ("call", "describe", "dismiss")
            bare = lemma in _BARE
            for form, finite, participial, gerund in (
                (lemma, True, False, False),
                (present, True, False, False),
                (participle, participle == past, True, False),
                (past, True, participle == past, False),
                (_gerund(lemma), False, False, True),
            ):
                table[form] = Cue(
                    lemma, "judge" if judges else use, "", finite, participial, False, False, False, gerund, bare
                )
    return table


def _gerund(lemma: str) -> str:
    if lemma.endswith("e") and not lemma.endswith("ee"):
        return lemma[:-1] + "ing"
    if lemma in ("admit", "quip"):
        return lemma + lemma[-1] + "ing"
    return lemma + "ing"
