"""One-change errors, made by program from true claims in English and German.

Each takes a line and changes one thing in its sentence so that it is no longer true; None where it has no such thing.
The words are tables of their own, not those of the checks, so that a bench does not ask the checks what they know.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from bot.verification.speakers import voices
from retrieval.names import mentions, same_person
from tests.benchmarks.checks_passing import Row, digit, name, number_word, place, unit, weekday_or_month, year

Change = Callable[[str, str, random.Random, list[Row]], str | None]

_TRIES = 300

_AUXILIARIES = {
    "en": "is are was were has had will would can could should does did must",
    "de": "ist sind war waren hat hatte wird werden wurde wurden kann können soll sollen muss müssen",
}
_INDEFINITE = {"ein": "kein", "eine": "keine", "einen": "keinen", "einem": "keinem", "einer": "keiner"}
_NEGATED = {"en": "not never", "de": "nicht nie niemals"}
_DENYING: Mapping[str, Mapping[str, str]] = {
    "en": {
        "said": "denied", "says": "denies", "told": "denied to", "confirmed": "denied", "announced": "denied",
        "claimed": "denied", "stated": "denied", "denied": "confirmed", "denies": "confirms", "rejected": "confirmed",
        "admitted": "denied", "acknowledged": "denied",
    },
    "de": {
        "sagte": "bestritt", "sagt": "bestreitet", "erklärte": "bestritt", "bestätigte": "dementierte",
        "teilte": "stritt", "betonte": "bestritt", "behauptete": "bestritt", "bestritt": "bestätigte",
        "bestreitet": "bestätigt", "dementierte": "bestätigte", "leugnete": "bestätigte", "sagten": "bestritten",
        "erklärten": "bestritten",
    },
}  # fmt: skip
_HEDGES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "may": "will", "might": "will", "could": "will", "probably": "", "possibly": "", "perhaps": "", "likely": "",
        "reportedly": "", "allegedly": "", "apparently": "", "seems to": "does", "appears to": "does",
        "is expected to": "will", "are expected to": "will", "potentially": "", "alleged": "",
    },
    "de": {
        "könnte": "wird", "könnten": "werden", "dürfte": "wird", "dürften": "werden", "soll": "wird",
        "sollen": "werden", "möglicherweise": "", "wahrscheinlich": "", "vermutlich": "", "angeblich": "", "wohl": "",
        "offenbar": "", "vielleicht": "", "mutmaßlich": "", "mutmaßliche": "", "mutmaßlichen": "", "anscheinend": "",
    },
}  # fmt: skip
_OPPOSITES: Mapping[str, str] = {
    "en": """
    rose/fell increased/decreased increase/decrease higher/lower high/low won/lost win/lose winning/losing before/after
    old/young older/younger large/small larger/smaller big/small good/bad better/worse best/worst strong/weak
    stronger/weaker early/late earlier/later opened/closed open/closed started/ended began/ended begin/end start/end
    bought/sold accepted/rejected supported/opposed support/oppose arrived/left rich/poor long/short hot/cold new/old
    public/private legal/illegal guilty/innocent alive/dead success/failure north/south east/west buy/sell gain/loss
    inside/outside easy/difficult possible/impossible fast/slow male/female above/below rise/fall up/down
    increasing/decreasing raised/lowered allowed/banned""",
    "de": """stieg/sank gestiegen/gesunken höher/niedriger höhere/niedrigere hohe/niedrige hohen/niedrigen gewann/verlor
    gewonnen/verloren vor/nach alt/jung alte/junge alten/jungen älter/jünger groß/klein große/kleine großen/kleinen
    größer/kleiner größere/kleinere gut/schlecht gute/schlechte guten/schlechten besser/schlechter beste/schlechteste
    stark/schwach starke/schwache starken/schwachen früh/spät früher/später eröffnet/geschlossen begann/endete
    begonnen/beendet kaufte/verkaufte gekauft/verkauft angenommen/abgelehnt reich/arm lang/kurz lange/kurze
    heiß/kalt neu/alt neue/alte neuen/alten öffentlich/geheim legal/illegal schuldig/unschuldig lebend/tot
    Erfolg/Misserfolg Norden/Süden Osten/Westen Gewinn/Verlust leicht/schwer möglich/unmöglich schnell/langsam
    Anfang/Ende erlaubt/verboten über/unter Anstieg/Rückgang""",
}
_QUANTIFIERS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "all": "some", "some": "all", "most": "few", "many": "few", "few": "many", "every": "hardly any",
        "several": "all", "more": "less", "less": "more", "always": "sometimes", "often": "always", "only": "even",
        "about": "only", "almost": "more than",
    },
    "de": {
        "alle": "einige", "allen": "einigen", "einige": "alle", "einigen": "allen", "meisten": "wenigsten",
        "viele": "wenige", "vielen": "wenigen", "wenige": "viele", "mehrere": "alle", "mehreren": "allen",
        "mehr": "weniger", "weniger": "mehr", "immer": "manchmal", "oft": "immer", "nur": "sogar", "fast": "mehr als",
    },
}  # fmt: skip
_DETERMINERS = "the a an this their his her its our of".split()  # noqa: SIM905


def number(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change a digit, or a number in words."""
    return _one_of((digit, number_word), text, language, chance, all_rows)


def date(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change a weekday, a month or a year."""
    return _one_of((weekday_or_month, year), text, language, chance, all_rows)


def any_name(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Change a name or place into one of another document."""
    return _one_of((name, place), text, language, chance, all_rows)


def speaker(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Have somebody say it who speaks in another document."""
    own = _speakers(text, language)
    if not own:
        return None
    start, end = own[0]
    document = next((row["doc"] for row in all_rows if row.get(language) == text), "")
    for _ in range(_TRIES):
        row = chance.choice(all_rows)
        other = row.get(language, "")
        if row["doc"] != document and (found := _speakers(other, language)):
            begin, stop = found[0]
            if not same_person(other[begin:stop], text[start:end]):
                return text[:start] + other[begin:stop] + text[end:]
    return None


def _speakers(text: str, language: str) -> list[tuple[int, int]]:
    """Return where the names of people or bodies stand that say something."""
    people = [voice.person for voice in voices(text, language) if voice.person and voice.sure]
    return [(text.index(one), text.index(one) + len(one)) for one in people if one in text]


def negation_added(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Negate a verb, in German also a noun."""
    if language == "de" and (match := re.search(rf"\b(?:{'|'.join(_INDEFINITE)})\b", text)):
        return text[: match.start()] + _INDEFINITE[match[0]] + text[match.end() :]
    found = list(re.finditer(rf"\b(?:{'|'.join(_AUXILIARIES[language].split())})\b(?! not\b| nicht\b|n?['’]t)", text))
    if not found:
        return None
    match = chance.choice(found)
    if language == "en":
        return f"{text[: match.end()]} not{text[match.end() :]}"
    clause = re.search(r"[,;.:!?–]|$", text[match.end() :])
    behind = text[match.end() :][: clause.start() if clause else None].rstrip()
    last = match.end() + behind.rfind(" ")
    return f"{text[:last]} nicht{text[last:]}"


def negation_lost(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Take a negation away."""
    undone = {no: one for one, no in _INDEFINITE.items()}
    words = [*_NEGATED[language].split(), *(undone if language == "de" else ())]
    ahead = "(?! only| nur| just| allein| zuletzt)"
    text = re.sub(r"\bcan['’]t\b", "can not", re.sub(r"\bwon['’]t\b", "will not", text))
    match = re.search(rf" (?:{'|'.join(words)})\b{ahead}|(?<=\w)n['’]t\b", text)
    if match is None:
        return None
    instead = undone.get(match[0].strip(), "")
    return f"{text[: match.start()]}{' ' * bool(instead)}{instead}{text[match.end() :]}"


def denial(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Have denied what was said, and said what was denied."""
    return _by_table(_DENYING[language], text, chance)


def hedge_lost(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Tell as certain what is not."""
    return _by_table(_HEDGES[language], text, chance)


def antonym(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Exchange a word for its opposite."""
    pairs = [pair.split("/") for pair in _OPPOSITES[language].split()]
    table = dict(pairs) | {second: first for first, second in pairs}
    return _by_table(table, text, chance)


def noun(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Exchange a noun that is no name for one of another document."""
    own = _nouns(text, language)
    if not own:
        return None
    start, end = chance.choice(own)
    document = next((row["doc"] for row in all_rows if row.get(language) == text), "")
    for _ in range(_TRIES):
        row = chance.choice(all_rows)
        other = row.get(language, "")
        if row["doc"] != document and (found := _nouns(other, language)):
            begin, stop = chance.choice(found)
            if other[begin : begin + 4].lower() not in text.lower():
                return text[:start] + other[begin:stop] + text[end:]
    return None


def _nouns(text: str, language: str) -> list[tuple[int, int]]:
    """Return words behind an English determiner that end a phrase, and German ones with a capital that are no names."""
    if language == "en":
        pattern = (
            rf"\b(?:{'|'.join(_DETERMINERS)}) ([a-z]{{4,}})(?=[,.;:]| (?:of|in|on|at|to|for|and|is|was|were|has|by)\b)"
        )
        return [match.span(1) for match in re.finditer(pattern, text)]
    named = [(start, end) for start, end in mentions(text, language)]
    found = re.finditer(r"(?<=[a-zäöüß] )[A-ZÄÖÜ][a-zäöüß]{3,}(?![\w-])", text)
    return [one.span() for one in found if not any(start <= one.start() < end for start, end in named)]


def role(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Exchange the places of two names, unless they stand in one row."""
    spans = mentions(text, language)
    for (start, end), (begin, stop) in pairwise(spans):
        first, second, between = text[start:end], text[begin:stop], text[end:begin]
        if first != second and len(re.findall(r"[^\W\d_]{4,}", between)) >= 1:
            return f"{text[:start]}{second}{between}{first}{text[stop:]}"
    return None


def quantifier(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Exchange a word that says how many or how often."""
    return _by_table(_QUANTIFIERS[language], text, chance)


def other_sentence(text: str, language: str, chance: random.Random, all_rows: list[Row]) -> str | None:
    """Take a sentence of another document."""
    document = next((row["doc"] for row in all_rows if row.get(language) == text), "")
    others = [row[language] for row in all_rows if row["doc"] != document and row.get(language)]
    return chance.choice(others)


def _one_of(
    changes: Sequence[Change], text: str, language: str, chance: random.Random, all_rows: list[Row]
) -> str | None:
    for change in chance.sample(changes, len(changes)):
        changed = change(text, language, chance, all_rows)
        if changed is not None and changed != text:
            return changed
    return None


def _by_table(table: Mapping[str, str], text: str, chance: random.Random) -> str | None:
    found = list(re.finditer(rf"(?<!\w)(?:{'|'.join(sorted(table, key=len, reverse=True))})(?!\w)", text))
    if not found:
        return None
    match = chance.choice(found)
    return " ".join((text[: match.start()] + table[match[0]] + text[match.end() :]).split())


CHANGES: Mapping[str, Change] = {
    "number": number,
    "date": date,
    "unit": unit,
    "name": any_name,
    "speaker": speaker,
    "negation added": negation_added,
    "negation lost": negation_lost,
    "denial": denial,
    "hedge lost": hedge_lost,
    "antonym": antonym,
    "noun": noun,
    "role swap": role,
    "quantifier": quantifier,
    "other sentence": other_sentence,
}
