"""German sentences that take a quotation back: forged, invented, ascribed to somebody, never uttered."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.german.clauses import reports
from retrieval.statements.german.cues import BE, BECOME, HAVE
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

_UTTERANCES = _LISTS.words("utterance_nouns")
_RECORDINGS = tuple(_LISTS.words("recording_endings"))
_FORGED = _LISTS.words("forged_predicates")
_FORGERIES = _LISTS.words("forgery_nouns")
_MADE = _LISTS.words("making_participles")
_MAKERS = _LISTS.words("makers")
_ASCRIBED = _LISTS.words("ascribing_participles")
_ORIGIN = _LISTS.words("origin_verbs")
_GENUINE = _LISTS.words("genuine_predicates")
_UTTERED = _LISTS.words("uttering_participles")
_NOT = _LISTS.words("negations") | {"kein", "keine", "keinen"}
_POINTING = _LISTS.words("pointing_words")
_LINKS = BE | BECOME | HAVE | _LISTS.words("linking_verbs")
_TELLING = _FORGED | _MADE | _FORGERIES | _ASCRIBED | _ORIGIN | _GENUINE | _UTTERED
_LABELS = _LISTS.words("verdict_labels")
_VERDICTS = _LISTS.words("verdicts")
_MOST = 80
"""Tokens of a sentence that are looked at: none takes a quotation back in more."""


def disowns(sentence: Sentence) -> bool:
    """Return whether a sentence says that the quotation in it, or the one before it, is none.

    What somebody is reported to say of it takes back only what is named as an utterance:
    "Das Zitat ist erfunden, so X".
    """
    if sentence.lower[0] in _LABELS and sentence.lower[1:2] == [":"]:
        return not _VERDICTS.isdisjoint(sentence.lower[2:_MOST])
    if _TELLING.isdisjoint(sentence.lower):
        return False
    words = [word if quote < 0 else "" for word, quote in zip(sentence.lower, sentence.quotes, strict=True)][:_MOST]
    predicate = next((i for i, word in enumerate(words) if word in _TELLING and _takes_back(words, i)), None)
    if predicate is None:
        return False
    if any(low <= predicate < high for report in reports(sentence) for low, high in report.content):
        return "" not in words and not _UTTERANCES.isdisjoint(words)
    return True


def _takes_back(words: list[str], index: int) -> bool:
    """Return whether the word at `index` tells that a quotation is none; quotations are empty words."""
    word = words[index]
    quoted = "" in words
    utterance = not _UTTERANCES.isdisjoint(words)
    recording = any(one.endswith(_RECORDINGS) for one in words)
    if not _NOT.isdisjoint(words[max(0, index - 4) : index]):
        return (word in _GENUINE and (utterance or (recording and not quoted))) or (
            word in _UTTERED and _points_back(words, index)
        )
    if word in _ORIGIN:
        return (utterance or quoted) and words[index + 1 : index + 2] == ["nicht"] and "von" in words[index:]
    if word in _ASCRIBED:
        return (utterance or quoted) and not BECOME.isdisjoint(words)
    if _LINKS.isdisjoint(words):
        return False
    named = quoted or utterance or recording
    if word in _MADE:
        return named and not _MAKERS.isdisjoint(words)
    return (word in _FORGED and named) or (word in _FORGERIES and (named or words[0] in _POINTING))


def _points_back(words: list[str], index: int) -> bool:
    """Return whether a participle of saying denies what was quoted before: "Das hat sie so nie gesagt"."""
    if not {"ich", "wir"}.isdisjoint(words) or HAVE.isdisjoint(words[:4]):
        return False
    points = words[0] in _POINTING or (index == 0 and not _POINTING.isdisjoint(words[1:5]))
    return points and (index == 0 or index + 1 >= len(words) or words[index + 1] in (".", "!", ";"))
