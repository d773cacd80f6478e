"""The German mood of reported speech: Konjunktiv I, and II where it stands for it."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.german.phrases import DETERMINERS, LOWERED, REPORTED_MOOD, in_reported_mood, is_noun
from retrieval.statements.german.segments import FINITE_HELPERS
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

_IRREAL = _LISTS.words("irreal_mood")
"""Forms of the Konjunktiv II that a narrator may use too."""
_AFTER_VERB = _LISTS.words("after_verbs")
_NO_VERBS = ("weise", "te", "ere", "iche", "ige", "ische", "ende", "bare", "same", "lose", "elle")
"""Endings in -e of adjectives and of the past tense."""


def is_reported(sentence: Sentence, low: int, high: int) -> bool:
    """Return whether a range goes on with reported speech by mood alone: its first finite verb is Konjunktiv."""
    before = ""
    for index in range(low, high):
        lower = sentence.lower[index]
        finite = before in ("es", "er", "man") and lower.endswith("e") and not lower.endswith("te")
        if in_reported_mood(sentence, index) or (finite and lower not in LOWERED):
            return True
        if lower in FINITE_HELPERS or _is_narrated(sentence, index, low, high):
            return False
        before = lower
    return any(_is_subjunctive(sentence, index) for index in range(low + 1, high - 1))


def _is_narrated(sentence: Sentence, index: int, low: int, high: int) -> bool:
    """Return whether a word can only be a past tense in the place of the finite verb: "Der Experte wandte sich …"."""
    if not low < index < high - 1 or not sentence.lower[index].endswith(("te", "ten")):
        return False
    small = sentence.words[index][0].islower() and sentence.lower[index] not in LOWERED
    behind = is_noun(sentence, index - 1) or sentence.words[index - 1] in ",)"
    return small and behind and sentence.lower[index + 1] in LOWERED


def _is_subjunctive(sentence: Sentence, index: int) -> bool:
    """Return whether an unlisted word is a verb in the Konjunktiv I by its place: ", unterstütze die Partei"."""
    lower = sentence.lower[index]
    if not lower.endswith("e") or len(lower) < 6 or not sentence.words[index][0].islower() or lower in LOWERED:
        return False
    before = sentence.lower[index - 1]
    placed = sentence.lower[index + 1] in _AFTER_VERB and not lower.endswith(_NO_VERBS)
    return placed and before not in DETERMINERS and (before == "," or is_noun(sentence, index - 1))


def is_continued(sentence: Sentence) -> bool:
    """Return whether a sentence without a report is surely reported: a Konjunktiv that no narrator uses, no colon."""
    for index, lower in enumerate(sentence.lower):
        if lower in (":", "?") or lower in _IRREAL or lower in FINITE_HELPERS - REPORTED_MOOD:
            return False
        if in_reported_mood(sentence, index):
            return sentence.words[0][0].isalpha()
    return is_reported(sentence, 0, len(sentence))
