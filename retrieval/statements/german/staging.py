"""Where German words are said: in works of fiction, in satire, in forgeries, where nobody has uttered them."""

from __future__ import annotations

from functools import lru_cache

from retrieval.languages.word_data import load
from retrieval.statements.german.patterns import pattern
from retrieval.statements.german.phrases import DETERMINERS, is_adjective, is_noun
from retrieval.statements.german.segments import segment_start
from retrieval.statements.reports import Report
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

_SETTINGS = _LISTS.words("setting_prepositions")
_FICTION = pattern("fiction_patterns")
_NO_FICTION = pattern("no_fiction_patterns")
_FORGED = pattern("forged_patterns")
_FIGURES = pattern("figure_patterns")
_PARTS = _LISTS.words("parts_of_works")
_CREDITED = tuple(_LISTS.words("credited_endings"))
_OWN = ("sein", "ihr", "mein")
_REACH = 60
"""Tokens of a reporting clause that are looked at."""


def is_staged(sentence: Sentence, report: Report, own: list[int]) -> bool:
    """Return whether words are said in a work of fiction, a satire or a forgery: "Im Roman sagt X"."""
    if report.via is not None and _names_fiction(sentence, *report.via):
        return True
    if report.phrase:
        return report.subject is not None and _names_fiction(sentence, *report.subject)
    if report.subject is not None and any(_is_figure(sentence.lower[i]) for i in range(*report.subject)):
        return True
    start = report.frame[0]
    places = range(start, min(report.frame[1], start + _REACH))
    if not _SETTINGS.isdisjoint(sentence.lower[start : places.stop]):
        credited = any(word.endswith(_CREDITED) for word in sentence.lower[slice(*(report.subject or (0, 0)))])
        for index in own if credited else places:
            if sentence.lower[index] in _SETTINGS and _is_setting(sentence, index):
                return True
    inverted = start > 0 and sentence.lower[start] == report.cue.split()[0].lower()
    if inverted and sentence.lower[0] in _SETTINGS and not any(low <= 0 < high for low, high in report.content):
        return _is_setting(sentence, 0)
    return _is_shown(sentence, start)


def is_scene(sentence: Sentence, end: int) -> bool:
    """Return whether the clause before `end` is set in a fiction or a forgery: "In der Oper singt der König:"."""
    places = range(segment_start(sentence, end), end)
    return any(sentence.lower[index] in _SETTINGS and _is_setting(sentence, index) for index in places)


@lru_cache(maxsize=8192)
def _is_figure(word: str) -> bool:
    """Return whether a word, lower case, names an invented speaker; kept, for speakers come again and again."""
    return _FIGURES.match(word) is not None


def _is_shown(sentence: Sentence, start: int) -> bool:
    """Return whether a clause at `start` tells what something forged shows: "Ein Deepfake zeigt, wie …"."""
    if start < 2 or sentence.words[start - 1] != "," or sentence.quotes[start - 2] >= 0:
        return False
    begin = segment_start(sentence, start - 1)
    return any(_FORGED.match(sentence.lower[i]) for i in range(begin, start - 1) if sentence.quotes[i] < 0)


def _names_fiction(sentence: Sentence, low: int, high: int) -> bool:
    return any(_FICTION.match(sentence.lower[i]) and not _NO_FICTION.match(sentence.lower[i]) for i in range(low, high))


def _is_setting(sentence: Sentence, index: int) -> bool:
    """Return whether the phrase of a preposition names a fiction or a forgery; somebody's own film is his speech."""
    position = index + 1
    while position < min(len(sentence), index + 7):
        lower = sentence.lower[position]
        if _FORGED.match(lower):
            return True
        owner = lower.endswith("s") and is_noun(sentence, position) and position + 1 < len(sentence)
        if owner and (is_noun(sentence, position + 1) or is_adjective(sentence, position + 1)):
            position += 1  # "in Schillers Drama"
            continue
        if lower in _PARTS and sentence.lower[position + 1 : position + 2] != [","]:
            position += 1  # "in einer Folge der Comedyserie"
            continue
        if is_noun(sentence, position):
            own = sentence.lower[index + 1].startswith(_OWN) and not lower.endswith("traum")
            return _names_fiction(sentence, position, position + 1) and not own
        if not (lower in DETERMINERS or lower == "mit" or is_adjective(sentence, position)):
            return False
        position += 1
    return False
