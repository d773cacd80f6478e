"""Which language a text is in: function words, letters and endings; a trained model only for long foreign texts."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

from retrieval.languages.word_data import load
from retrieval.text.function_words import languages_by_word, listed_languages

SAMPLE_CHARACTERS = 4_000
"""Code points read of a text: enough for certainty, and a bound on the time a hostile text can take."""

MODEL_LETTERS = 40
"""Letters below which py3langid is not asked: on shorter Latin text it errs more often than the default does."""

_MARGIN = 0.75
"""Points by which the best language must lead; one function word that no other language has is worth 1."""

_LEAST = 0.08
"""Points per word that the best language must have, or else a long text is of none of the known languages."""

_ORDER = {"de": 0, "en": 1, "fr": 2, "ru": 3, "uk": 4}  # of languages with the same points
_CYRILLIC_LANGUAGES = frozenset({"ru", "uk", "bg", "be", "sr", "mk"})

_HINT = 0.3
"""Points of a word whose shape speaks for a language: weaker than a function word."""

# Letters of one language, or of one far more than of the others. A text of nothing else is in the one listed first.
_MARKS = {"ñ": "es", "¿": "es", "¡": "es", "ı": "tr", "ğ": "tr", "ş": "tr", "ł": "pl", "ą": "pl", "ę": "pl"}
_MARKS |= {"ś": "pl", "ż": "pl", "å": "sv", "ř": "cs", "ů": "cs", "ě": "cs", "ã": "pt", "õ": "pt", "ț": "ro"}
_MARKS |= {"ў": "be", "ђ": "sr", "ћ": "sr", "љ": "sr", "њ": "sr", "џ": "sr", "ј": "sr"}
_MARKS |= dict.fromkeys("ыэё", "ru") | dict.fromkeys("іїєґ", "uk")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Scripts that one language dominates, in the order to try them: Japanese is written with Han letters too.
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "zh": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "ko": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
}


def detect(text: str, default: str = "en") -> str:
    """Return the ISO 639-1 code of the language that `text` is in, `default` where the text does not tell.

    Good from about four words in German, English, French, Russian and Ukrainian; other languages are found at
    passage length. Text without letters gives `default`. Reads at most `SAMPLE_CHARACTERS` code points.
    """
    sample = unicodedata.normalize("NFC", text[:SAMPLE_CHARACTERS]).casefold()
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return default
    cyrillic = len(_CYRILLIC.findall(sample))
    if (len(_LATIN.findall(sample)) + cyrillic) * 2 < letters:
        return _by_script(sample, letters) or _ask_model(sample, default)
    if cyrillic * 2 > letters and default not in _CYRILLIC_LANGUAGES:
        default = "ru"
    points = _points(sample)
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0] != default, _ORDER.get(item[0], len(_ORDER))))
    if not ranked:
        return _ask_model(sample, default) if letters >= MODEL_LETTERS else default
    best, most = ranked[0]
    lead = most - (ranked[1][1] if len(ranked) > 1 else 0.0)
    if lead >= _MARGIN and most >= _LEAST * len(_WORD.findall(sample)):
        return best
    if letters >= MODEL_LETTERS:
        return _ask_model(sample, default)
    return best if points.get(default, 0.0) < most else default


def _by_script(sample: str, letters: int) -> str | None:
    """Return the language whose script at least a fifth of the `letters` of `sample` belong to, if there is one."""
    return next((code for code, script in _SCRIPTS.items() if len(script.findall(sample)) * 5 >= letters), None)


def _points(sample: str) -> dict[str, float]:
    """Return the points of each language for lower-case `sample`: words, letters and endings that speak for it."""
    known, hints, letters = _languages_by_word(), _hints(), _hint_letters()
    points: dict[str, float] = defaultdict(float)
    for word in _WORD.findall(sample):
        languages = known.get(word) or known.get(re.split("['’ʼ]", word)[0])
        if languages:
            for language in languages:
                points[language] += 1 / len(languages)
            continue
        for language, pattern in hints.items():
            if pattern.search(word):
                points[language] += _HINT
        for language, own in letters.items():
            if not own.isdisjoint(word):
                points[language] += _HINT
    for mark, language in _MARKS.items():
        if count := sample.count(mark):
            points[language] += min(3.0, 0.75 * count) if language not in {"ru", "uk"} else 0.75 * count
    return points


@cache
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    """Return the languages that each function word or telling word speaks for."""
    known = dict(languages_by_word())
    for language in listed_languages():
        for word in load(language, "text").words("telling_words"):
            if language not in known.get(word, ()):
                known[word] = (*known.get(word, ()), language)
    return known


@cache
def _hints() -> dict[str, re.Pattern[str]]:
    """Return the shapes of words that speak for a language, of those that list some."""
    shapes = {language: "".join(load(language, "text").phrases("hints")) for language in listed_languages()}
    return {language: re.compile(shape) for language, shape in shapes.items() if shape}


@cache
def _hint_letters() -> dict[str, frozenset[str]]:
    """Return the letters that speak for a language in each word, of those that list some."""
    letters = {language: load(language, "text").words("hint_letters") for language in listed_languages()}
    return {language: own for language, own in letters.items() if own}


def _ask_model(sample: str, default: str) -> str:
    """Return what py3langid says (139 languages; loading it takes 0.9 s, so only texts that need it pay)."""
    import py3langid

    code, _ = py3langid.classify(sample)
    return str(code) if len(code) == 2 else default
