"""The frames of questions about speech: "what did X say about Y", "wer sagte, dass Y", as data, by language.

Patterns run on one cleaned question of bounded length, anchored at its start. Group `speaker` is the words that name
the speaker, `topic` what is left to ask about; a pattern without `speaker` asks for one.
"""

from __future__ import annotations

import re


def _any(words: str) -> str:
    """Make a group of alternatives from words; "_" stands for a space inside one."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


_WHO = r"(?P<speaker>.{1,80}?)"
_REST = r"\b(?P<topic>.*)"

_EN_SAY = _any(
    """say|says|said|saying tell|tells|told claims?|claimed argues?|argued thinks?|thought demands?|demanded
    warns?|warned announces?|announced states?|stated comments?|commented explains?|explained suggests?|suggested
    proposes?|proposed promises?|promised deny|denies|denied critici[sz]es?|critici[sz]ed complains?|complained
    declares?|declared insists?|insisted predicts?|predicted mentions?|mentioned believes?|believed
    calls?_for|called_for asks?_for|asked_for responds?|responded reply|replies|replied reacts?|reacted"""
)
_EN_SAID = _any(
    """says? said warns|warned claims|claimed argues|argued states|stated insists|insisted complains|complained
    denies|denied describes|described calls|called compares|compared predicts|predicted promises|promised
    accuses|accused demands|demanded critici[sz]es|critici[sz]ed declares|declared told thinks believes|believed"""
)
_EN_NOUN = _any("positions? views? opinions? reactions? responses? statements? stance comments? remarks")
_EN_ABOUT = rf"(?P<topic>(?: {_any('about on regarding concerning over to of at after in during')} .*)?)$"

_DE_SAY = _any(
    """sagte?n?|sagt|sagst meinte?n?|meint forderte?n?|fordert|fordern erklärte?n?|erklärt behauptete?n?|behauptet
    kritisierte?n?|kritisiert warnte?n?|warnt verspricht|versprach verlangte?n?|verlangt denkt|dachte
    berichtete?n?|berichtet betonte?n?|betont äußerte?n?|äußert schlägt|schlug kündigte?n?|kündigt drohte?n?|droht
    glaubte?n?|glaubt vermutete?n?|vermutet befürchtete?n?|befürchtet erzählte?n?|erzählt"""
)
_DE_SAID = _any(
    """gesagt gemeint gefordert erklärt behauptet kritisiert gewarnt versprochen verlangt berichtet betont geäußert
    vorgeschlagen angekündigt gedroht vermutet erzählt reagiert mitgeteilt kommentiert geantwortet"""
)
_DE_JUDGE = _any(
    """reagierte?n? reagiert kommentierte?n? kommentiert bewertete?n? bewertet beurteilte?n? beurteilt begründete?n?
    begründet sieht sah beschreibt beschrieb"""
)
_DE_ON = _any(
    "zu zum zur über übers gegen vor auf aufs bei beim nach wegen in im mit um für fürs vom am dazu darüber davor seit"
)
_DE_NOUN = _any(
    "Position Meinung Haltung Ansicht Einschätzung Forderung(?:en)? Aussagen? Äußerung(?:en)? Stellungnahmen? Zitate?"
)
_DE_ABOUT = rf"(?P<topic>(?: {_DE_ON} .*)?)$"

_RU_SAY = _any(
    "сказал[аи]? говорит говорил[аи]? заявил[аи]? заявляет сообщил[аи]? думает считает ответил[аи]? пообещал[аи]?"
)
_UK_SAY = _any("сказа(?:в|ла|ли) говорить заяви(?:в|ла|ли) повідоми(?:в|ла|ли) думає вважає відпові(?:в|ла|ли)")
_FR_SAY = _any("dit déclaré affirmé annoncé répondu expliqué demandé promis")


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


FRAMES: dict[str, tuple[re.Pattern[str], ...]] = {
    "en": _compiled(
        rf"(?:what(?:'s| is| was| did| does| do| has| have| had)?|(?:how|why|when|where) (?:did|does|has)|did|does|has)"
        rf" {_WHO}"
        rf" (?:been |ever |actually |really |exactly |publicly |have to )*{_EN_SAY}{_REST}",
        rf"(?:what|which) (?:is|was|were|are) {_WHO}(?:'s|’s|s'|s’) {_EN_NOUN}{_REST}",
        rf"(?:what (?:is|was|are|were) the |any |all |show (?:me )?(?:all |the )?)?{_EN_NOUN} (?:by|from|of) {_WHO}"
        rf"{_EN_ABOUT}",
        rf"who (?:has |have |was it that |else )?{_EN_SAID}{_REST}",
        r"(?P<before>.{0,200}?),? ?according to (?P<speaker>[^,?]{1,80}?)(?:,(?P<topic>.*)|$)",
    ),
    "de": _compiled(
        rf"(?:was|wie|wovor|warum|wann|wo|welche \w+) (?:hat|haben|hatte|hatten) (?:sich )?{_WHO}"
        rf"(?P<topic>(?: (?:{_DE_ON}|von|dass|ob) .*?)?),? {_DE_SAID}\b.*",
        # Only a demand is made "von der Stadt"; elsewhere "von der" belongs to a name.
        rf"was (?:forder\w+|verlang\w+|erwarte\w+) {_WHO}(?P<topic>(?: (?:{_DE_ON}|von) .*)?)$",
        rf"(?:was|wovor|warum|wann|wo|wie) {_DE_SAY} (?:sich )?{_WHO}(?P<topic>(?:,? (?:{_DE_ON}|dass|ob)\b.*)?)"
        r"(?: an| vor)?$",
        rf"wie {_DE_JUDGE} {_WHO}(?P<topic>(?: (?:{_DE_ON}|die|das|den|dem|der|ihre?n?|seine?n?) .*)?)$",
        rf"(?:welche|was (?:ist|war) die) {_DE_NOUN} (?:hat|hatte|vertritt|vertrat|stellt|von) {_WHO}{_DE_ABOUT}",
        rf"was (?:hält|hielt|denkt|dachte) {_WHO}(?P<topic>(?: (?:von|über) .*)?)$",
        rf"(?:alle |zeige? (?:mir )?(?:alle )?)?{_DE_NOUN} (?:von|des|der) {_WHO}{_DE_ABOUT}",
        rf"wer (?:hat (?P<topic>.*?) {_DE_SAID}|{_DE_SAY}|nannte|nennt|bezeichnete|verglich|vergleicht)\b(?P<rest>.*)",
        r"(?P<before>.{0,200}?),? ?(?:laut|nach Angaben(?: von)?) (?:(?:der|des|dem|den) )?"
        r"(?P<speaker>(?-i:[A-ZÄÖÜ][\w'’-]*)(?: (?-i:[A-ZÄÖÜ][\w'’-]*)){0,4})(?:\b(?P<topic>.*)|$)",
    ),
    "ru": _compiled(
        rf"(?:что|как|о чём|о чем) {_RU_SAY} {_WHO}(?P<topic>(?: (?:о|об|обо|про|по|на|насчёт) .*)?)$",
        rf"(?:что|как) {_WHO} {_RU_SAY}{_REST}",
        rf"кто {_RU_SAY}{_REST}",
    ),
    "uk": _compiled(
        rf"(?:що|як|про що) {_UK_SAY} {_WHO}(?P<topic>(?: (?:про|щодо|на) .*)?)$",
        rf"(?:що|як) {_WHO} {_UK_SAY}{_REST}",
        rf"хто {_UK_SAY}{_REST}",
    ),
    "fr": _compiled(
        rf"(?:qu['’]a|qu['’]est-ce qu['’]a|que) {_FR_SAY} {_WHO}"
        r"(?P<topic>(?: (?:sur|de|des|du|à propos|au sujet) .*)?)$",
        rf"qui a {_FR_SAY}{_REST}",
    ),
}

# Words that link frame and topic and say nothing about it.
LEADING = re.compile(
    r"(?:[\s,:;.–—-]+|"
    + _any(
        """about on regarding concerning over to of that zum zur zu über dass auf von vom darüber dazu davor vor что о
    об про насчёт що щодо sur de que à_propos"""
    )
    + r"(?=\s))+",
    re.IGNORECASE,
)
