"""German noun phrases, read forward over the tokens of a sentence."""

from __future__ import annotations

import re

from retrieval.languages.words import words
from retrieval.statements.cues import (
    COMMON_WORD_MEDIA,
    GERMAN_BE,
    GERMAN_BECOME,
    GERMAN_HAVE,
    GERMAN_MODAL,
    MEDIA,
    MEDIA_NOUN_ENDINGS,
    german,
)
from retrieval.statements.tokens import Sentence
from retrieval.text.function_words import function_words

NOMINATIVE_PRONOUNS = words("er sie es man ich wir dieser diese jener jene letzterer letztere beide wer")
OTHER_PRONOUNS = words("sich ihm ihn ihnen uns mir mich dir dich euch einander")
DETERMINERS = words(
    "der die das dem den des ein eine einen einem einer eines kein keine keinen keinem keiner dieser diese "
    "dieses diesem diesen jener jene jenes jenem jenen jeder jede jedes jedem jeden alle allen aller mehrere "
    "mehrerer mehreren viele vieler vielen einige einiger einigen manche mancher manchen beide beiden beider "
    "zahlreiche zahlreicher zahlreichen mein meine meinem meinen meiner meines dein deine sein seine seinem "
    "seinen seiner seines ihr ihre ihrem ihren ihrer ihres unser unsere unserem unseren unserer eure euer "
    "dessen deren zwei drei vier fünf sechs sieben acht neun zehn sämtliche weitere weiteren weiterer andere "
    "anderer anderen wenige solche solcher dass-"
)
OBLIQUE = words(
    "dem den des einem einen eines diesem diesen dieses jenem jenen meinem meinen seinem seinen seines ihrem "
    "ihren ihres unserem unseren keinem keinen jedem jeden"
)
GENITIVE = words(
    "des der eines einer dieses dieser seines seiner ihres ihrer unserer unseres mehrerer vieler zweier "
    "dreier einiger beider aller zahlreicher deren dessen"
)
PREPOSITIONS = words(
    "in im ins an am ans auf aus bei beim mit nach von vom vor zu zum zur über unter um für gegen durch ohne "
    "seit bis während wegen trotz zwischen hinter neben laut gegenüber angesichts anlässlich aufgrund "
    "bezüglich hinsichtlich innerhalb außerhalb mittels per via samt nahe entlang ab entgegen infolge zufolge "
    "binnen namens dank mithilfe"
)
ATTACHED = words("von vom für zur zum aus")
"""Prepositions whose phrase belongs to the noun before it wherever it stands: "der Minister für Verkehr"."""
PARTICLES = words("von van de der den del della di da du la le al el bin ibn zu y dos das und-") - {
    "der",
    "den",
    "das",
}
SUBORDINATORS = words(
    "dass daß ob weil da nachdem obwohl als wenn während bevor bis damit sodass indem sofern falls seitdem "
    "seit wie wo wobei worauf woraufhin wodurch womit wonach weshalb obgleich solange sobald zumal ehe indes "
    "warum"
)
RELATIVE = words("der die das dem den deren dessen denen welcher welche welches welchem welchen was wer")
CONJUNCTIONS = words("und oder aber doch denn sondern sowie bzw beziehungsweise")
TIME_NOUNS = words(
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april mai juni "
    "juli august september oktober november dezember morgen vormittag mittag nachmittag abend nacht anfang "
    "ende mitte woche monat jahr jahre jahren tag tage tagen wochen monaten uhr minuten stunden prozent "
    "montagabend dienstagabend mittwochabend donnerstagabend freitagabend samstagabend sonntagabend "
    "wochenende zeit mal"
)
REPORTED_MOOD = words(
    "sei seien habe werde könne müsse solle wolle dürfe möge gebe gehe stehe bleibe komme liege lasse nehme "
    "halte sehe finde mache führe bringe brauche gelte heiße wisse trage zeige handele handle dürften hätte "
    "hätten wäre wären würde würden könnte könnten müsste müssten bestehe bedeute gehöre fehle diene verfüge "
    "biete erhalte erfolge stelle entspreche setze laufe fahre spiele arbeite lebe ziehe verstoße leide sorge "
    "spreche hoffe glaube rechne erwarte werde betrage befinde begrüße freue"
)
"""Forms of the Konjunktiv, the mood of reported speech."""
_ADVERBS = words(
    "heute gestern morgen später zuvor inzwischen außerdem allerdings zudem dennoch deshalb daher danach "
    "damals trotzdem zugleich insgesamt anschließend schließlich vielleicht weiter ferner hingegen dagegen "
    "indessen derweil jüngst kürzlich bisher bislang offenbar angeblich weiterhin zunächst zuletzt wiederum "
    "ebenfalls ebenso gleichzeitig wörtlich sogar lediglich nur auch erst bereits schon immer wieder nun "
    "jetzt dann dort hier so dazu damit dabei davon darüber darauf dafür dagegen hierzu demnach somit ebenda "
    "bald etwa rund erneut mehrfach wenig andererseits einerseits zwar überdies unterdessen währenddessen "
    "vorher nachher abends morgens mittags nachts montags sonntags laut gemäß zufolge sowie derzeit "
    "gegenwärtig aktuell künftig längst ausdrücklich deutlich öffentlich offiziell weder entweder trotz "
    "obwohl zitat so genannte sogenannte wonach nachdem während gegenüber wegen bekanntlich immerhin "
    "ansonsten mittlerweile entsprechend folgendes nichts niemand jemand jedermann alles vieles eigentlich "
    "vor-"
)
_MORE_ADVERBS = words(
    "insbesondere besonders vielmehr zumindest beispielsweise möglicherweise wahrscheinlich offensichtlich tatsächlich "
    "natürlich neuerdings letztlich momentan ursprünglich seinerzeit jedenfalls stattdessen dementsprechend deswegen "
    "zweimal dreimal viermal "
    "hierbei hiermit daraus hieraus darunter demgegenüber sodann überraschend ähnlich beinahe anders leider gemeinsam "
    "zusätzlich endlich erstmals mehrmals häufig manchmal meist meistens oft selten kurz lange früher abschließend "
    "grundsätzlich vermutlich angesichts freilich übrigens parallel rückblickend hinzu vorerst zuletzt schon daneben "
    "dabei dagegen zusammen gleichwohl nebenbei ebenso gerade knapp etliche konkret sinngemäß wörtlich darum hierfür"
)
LOWERED = (
    _MORE_ADVERBS
    | RELATIVE
    | (
        (
            function_words("de")
            | _ADVERBS
            | DETERMINERS
            | PREPOSITIONS
            | SUBORDINATORS
            | NOMINATIVE_PRONOUNS
            | OTHER_PRONOUNS
        )
        - {"sein-"}
    )
    | GERMAN_HAVE
    | GERMAN_BECOME
    | GERMAN_BE
    | GERMAN_MODAL
)
"""Words that are no nouns even where the beginning of a sentence gives them a capital."""

_FINITE = frozenset(form for form, cues in german().items() if any(cue.finite and not cue.participle for cue in cues))
_MODIFIERS = words(
    "nicht sehr noch bisher ehemals damals zuletzt wenig früher heute namentlich inzwischen selbst bereits"
)
_LOWER_NAMES = words("taz dpa afp epd kna sid heise")
_GATHERED = words("team gruppe forscher wissenschaftler forschern wissenschaftlern kreis")
_ADVERBS_AS_NAMES = words("nicht bald oft kurz lange sehr früher immer kaum eben fast rund wenig gern sonst")
_GROUP_NUMBERS = words("Sieben Acht Zehn Zwanzig Fünf Vier Drei")
_HOUSES = ("institut", "institute", "universität", "hochschule", "akademie", "klinik", "gericht", "zentrum", "museum")
_QUANTIFIERS = words("rund etwa mehr fast knapp")
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
_REACH = 14
"""Tokens a noun phrase may have before attachments; keeps reading linear."""


def is_noun(sentence: Sentence, index: int) -> bool:
    """Tell whether a token can be (part of) a noun or name: a capital and no function word, or a short quotation."""
    word = sentence.words[index]
    if sentence.quotes[index] >= 0:
        return False
    first = word[0]
    if first.islower() and ("." in word[1:-1] or word[word.rfind("-") + 1].isupper()):
        return True  # ostrau.de, ostrau-Homepage
    if word in _LOWER_NAMES:
        return True
    if word in _GROUP_NUMBERS and index and sentence.lower[index - 1] == "der":
        return True  # "die Gruppe der Sieben"
    if first.isupper():
        if index == 0 and word.endswith("end") and len(sentence) > 1 and sentence.words[1][0].islower():
            return False  # "Relativierend fügt er hinzu"
        lower = sentence.lower[index]
        if lower not in LOWERED:
            return True
        return (  # "Lothar Nicht": mid-sentence only names keep the capital
            index > 0
            and lower in _ADVERBS_AS_NAMES
            and sentence.words[index - 1][0].isupper()
            and sentence.lower[index - 1] not in LOWERED
        )
    return first == "„" or (first in '"“»‚' and len(word) > 1) or (first.islower() and word[1:2].isupper())


def _is_modifier(sentence: Sentence, index: int) -> bool:
    """Tell whether a word can stand before an adjective: "nicht genannte", "staatlich kontrollierte"."""
    lower = sentence.lower[index]
    if lower == "so":
        return index + 1 < len(sentence) and sentence.lower[index + 1].startswith("genannte")
    return lower in _MODIFIERS or (lower.endswith(("lich", "isch", "ig", "ell")) and sentence.words[index][0].islower())


def is_adjective(sentence: Sentence, index: int) -> bool:
    """Tell whether a lower-case token can be an inflected adjective or participle before a noun."""
    lower = sentence.lower[index]
    if len(lower) < 4 or not lower.endswith(_ADJECTIVE_ENDINGS) or lower in LOWERED:
        return lower in _QUANTIFIERS
    word = sentence.words[index]
    if word[0].islower():
        return lower not in _FINITE and not word[word.rfind("-") + 1].isupper()
    return word[word.rfind("-") + 1].islower() or (index == 0 and len(sentence) > 1 and is_noun(sentence, 1))


def is_media(sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a token range names or describes a news medium."""
    for index in range(start, end):
        word = sentence.words[index]
        bare = sentence.lower[index].strip("„“”\"»«‚‘'")
        if word[0].islower() and word not in _LOWER_NAMES:
            continue
        if bare in COMMON_WORD_MEDIA and word[0].isalpha():
            continue  # "Zeit", "Welt": only in quotation marks or after "Zeitung"
        if bare in MEDIA or bare.endswith(MEDIA_NOUN_ENDINGS["de"]) or not MEDIA.isdisjoint(re.split("[- ]", bare)):
            return True
        if bare.startswith(("radio", "ria")):
            return True
    return False


def is_media_name(word: str) -> bool:
    """Tell whether a quoted word or two name a medium: „Tagesspiegel“, „BBC News“."""
    bare = word.lower().strip("„“”\"»«‚‘'")
    return bare in MEDIA or any(part in MEDIA for part in bare.split()) or bare.endswith(MEDIA_NOUN_ENDINGS["de"])


def noun_phrase(sentence: Sentence, start: int, end: int, *, loose: bool = False) -> int:
    """Return the index after the noun phrase that begins at `start`, or `start` if none does.

    Genitives and phrases with "von" and "für" belong to it; with `loose` every prepositional phrase does.
    """
    stop = min(end, start + 40)
    after, single = _core(sentence, start, stop)
    if after == start:
        return start
    while after < stop:
        lower = sentence.lower[after]
        bare = (
            lower.endswith("er") and is_adjective(sentence, after) and after + 1 < stop and is_noun(sentence, after + 1)
        )
        if single and (lower in GENITIVE or bare):  # "der Behörden", "britischer Behörden"
            further, single = _core(sentence, after, stop)
        elif (
            lower in ATTACHED
            or (lower == "um" and sentence.lower[after - 1] in _GATHERED)
            or (lower in ("am", "an", "beim", "bei") and _is_house(sentence, after + 1, stop))
            or (loose and lower in PREPOSITIONS)
            or (lower in ("und", "sowie", "oder", "&", "/") and after + 1 < stop)
        ):
            further, single = _core(sentence, after + 1, stop)
            if further == after + 1:
                break
        else:
            break
        if further <= after:
            break
        after = further
    return after


def _is_house(sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a phrase after "an" or "bei" names where somebody works: "am Institut für …"."""
    return any(sentence.lower[i].endswith(_HOUSES) for i in range(start, min(end, start + 4)) if is_noun(sentence, i))


def _core(sentence: Sentence, start: int, end: int) -> tuple[int, bool]:
    """Return the index after determiner, adjectives and nouns, and whether a genitive may follow the noun."""
    lower = sentence.lower
    if start >= end:
        return start, False
    index = start
    determined = False
    while (
        index < end
        and lower[index] in DETERMINERS
        and index - start < 3
        and sentence.words[index] not in _GROUP_NUMBERS
    ):
        index += 1
        determined = True
    while index < end and index - start < _REACH:
        if not (is_adjective(sentence, index) or lower[index][0].isdigit()):
            modified = (
                determined and _is_modifier(sentence, index) and index + 1 < end and is_adjective(sentence, index + 1)
            )
            if not modified:
                break
        index += 1
    first = index
    while index < end and index - first < 9:
        if (
            is_noun(sentence, index)
            or (
                sentence.quotes[index] >= 0
                and (index > start or _titled(sentence.words[index]) or (start and lower[start - 1] in ("vom", "von")))
                and _name_like(sentence, index)
            )
            or (index > first and lower[index][0].isdigit() and not _counts(sentence, index))
            or (index > first and lower[index] in PARTICLES and index + 1 < end and _named(sentence, index))
        ):
            index += 1
        elif index > first and sentence.words[index] == "-" and lower[index + 1 : index + 2] in (["und"], ["oder"]):
            index += 2  # "Journalisten- und Autorenverband"
        else:
            break
    count = index - first
    if (
        count > 0
        and index + 1 < end
        and not determined
        and lower[index - 1].endswith("s")
        and is_adjective(sentence, index)
    ):
        owned, genitive = _core(sentence, index, end)  # "Lindholms wissenschaftlicher Mitarbeiter"
        if owned > index and is_noun(sentence, owned - 1):
            return owned, genitive
    if not count and first > start and sentence.words[first - 1][0].isupper() and lower[first - 1] not in DETERMINERS:
        count = 1  # "Stoiber" looked like an adjective
    if not count:
        return (start, False) if not (determined and lower[first - 1] in ("beiden", "beide")) else (first, False)
    if index < end and sentence.words[index] == "(":
        index = _parenthesis(sentence, index, end)
    return index, count == 1 or determined


def _named(sentence: Sentence, index: int) -> bool:
    """Tell whether a particle like "von" stands inside a name: capitals on both sides, and no noun with an article."""
    if not is_noun(sentence, index + 1):
        return False
    if sentence.lower[index] not in ("von", "zu"):
        return True
    before = sentence.lower[index - 2] if index > 1 else ""
    return index > 1 and is_noun(sentence, index - 2) and before not in DETERMINERS and index + 2 <= len(sentence)


def _name_like(sentence: Sentence, index: int) -> bool:
    """Tell whether a quotation token is set like a name: short, with a capital, no sentence."""
    word = sentence.words[index]
    inner = word[1:2]
    return len(word) < 60 and not inner.islower() and word[-2:-1] not in ".!?"


def _counts(sentence: Sentence, index: int) -> bool:
    """Tell whether a numeral counts the noun after it rather than ending a name like "Schalke 04"."""
    return (
        sentence.words[index][0] != "0"
        and "/" not in sentence.words[index]
        and index + 1 < len(sentence)
        and is_noun(sentence, index + 1)
    )


def _titled(word: str) -> bool:
    """Tell whether a quotation may stand as a noun phrase alone: a medium or a title with its article."""
    return is_media_name(word) or (word[1:5] in ("Der ", "Die ", "Das ") and word.count(" ") < 3)


def _parenthesis(sentence: Sentence, index: int, end: int) -> int:
    for close in range(index + 1, min(end, index + 9)):
        if sentence.words[close] == ")":
            return close + 1
    return index
