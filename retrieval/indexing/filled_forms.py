"""Whether two texts that share their wording are one form, filled in for two stories: two fires, two obituaries.

Sentences with the same common words are compared by what else they hold: names, places, numbers, days.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

FEWEST_COMMON = 2
"""Common words below which a sentence has no form to be recognised by."""

LEAST_COMMON = 0.5
"""Share of the common words of the longer of two sentences that make them one with other facts."""

FEWEST_REPLACED = 2
"""Facts replaced, from which two texts may be two stories: one is a correction."""

LEAST_REPLACED = 0.015
"""Share of the facts of all sentences compared that are replaced where there are two stories."""

SAME_WORD = 0.8
"""Similarity of two words (twice the letters in common by the letters of both) that are one with a typing error."""

_SMALL_WORDS = 3
_MOST_SENTENCES = 64  # with one word that are looked at
_SENTENCE = re.compile(r"(?<![\d.])(?<!\b\w)[.!?…]+[\s\"“”»)]+|\n+")
_WORD = re.compile(r"\w+")
# Other words between quotation marks are another quotation in the same story.
_QUOTED = re.compile(r"[„“«»\"][^„“”«»\"\n]{1,600}[“”«»\"]")
# What stands beside every text of an agency or a desk says nothing of the story.
# Spellings of the same letters.
_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ё": "е", "ґ": "г"})
_CREDITS = frozenset(
    ("dpa", "afp", "ap", "reuters", "rtr", "ots", "epa", "apa", "sda", "tass", "interfax", "ria", "ukrinform", "unian")
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence by its words: the common ones, and the facts, each as it is written but for case."""

    common: Counter[str]
    facts: Counter[str]


def are_two_stories(one: str, other: str) -> bool:
    """Return whether two texts tell different things in the same sentences.

    That is so where facts of the one stand, in sentences with the same common words, in place of facts of the other,
    and do not occur in the other at all.
    """
    one, other = _QUOTED.sub(" ", one), _QUOTED.sub(" ", other)
    low = _lower_words(one) | _lower_words(other)
    ours, theirs = _sentences(one, low), _sentences(other, low)
    held = _words(theirs), _words(ours)
    by_word: dict[str, list[int]] = {}
    for number, sentence in enumerate(theirs):
        for word in sentence.common:
            listed = by_word.setdefault(word, [])
            if len(listed) < _MOST_SENTENCES:
                listed.append(number)
    compared = replaced = 0
    for sentence in ours:
        match = _same_form(sentence, theirs, by_word)
        if match is None:
            continue
        mine, its = sentence.common + sentence.facts, match.common + match.facts
        compared += mine.total()
        replaced += min(_missing(mine - its, held[0], its), _missing(its - mine, held[1], mine))
    return replaced >= FEWEST_REPLACED and replaced >= LEAST_REPLACED * compared


def _same_form(sentence: _Sentence, others: Sequence[_Sentence], by_word: dict[str, list[int]]) -> _Sentence | None:
    """Return the sentence with the same common words, of several the one with most of the facts; None if none has."""
    if sentence.common.total() < FEWEST_COMMON:
        return None
    votes = Counter(number for word in sentence.common for number in by_word.get(word, ()))
    best: tuple[float, int, _Sentence] | None = None
    for number, _ in votes.most_common(8):
        other = others[number]
        shared = (sentence.common & other.common).total()
        shorter, longer = sorted((sentence.common.total(), other.common.total()))
        # A long name brings small words of its own: "an der Lohe".
        share = LEAST_COMMON if shared == shorter and longer <= shorter + _SMALL_WORDS else shared / longer
        key = (share, (sentence.facts & other.facts).total(), other)
        if share >= LEAST_COMMON and (best is None or key[:2] > best[:2]):
            best = key
    return best[2] if best else None


def _missing(facts: Counter[str], held: frozenset[str], there: Iterable[str]) -> int:
    """Count the facts that the other text does not hold, not even mistyped in the same sentence."""
    return sum(
        count
        for fact, count in facts.items()
        if fact not in held and (fact.isdigit() or not any(_is_mistyped(fact, other) for other in there))
    )


def _is_mistyped(one: str, other: str) -> bool:
    return abs(len(one) - len(other)) <= 2 and SequenceMatcher(None, one, other, autojunk=False).ratio() > SAME_WORD


def _sentences(text: str, low: frozenset[str]) -> list[_Sentence]:
    found = []
    for part in _SENTENCE.split(text):
        words = _WORD.findall(part)
        facts = [_spelt(word) for word in words if _is_fact(word, low)]
        common = Counter(_spelt(word) for word in words if not _is_fact(word, low))
        found.append(_Sentence(common, Counter(fact for fact in facts if fact not in _CREDITS)))
    return found


def _is_fact(word: str, low: frozenset[str]) -> bool:
    """Return whether a word is a number or is written large without being one that is also written small."""
    return word[0].isdigit() or (word[0].isupper() and _spelt(word) not in low)


def _lower_words(text: str) -> frozenset[str]:
    return frozenset(_spelt(word) for word in _WORD.findall(text) if word[0].islower())


def _spelt(word: str) -> str:
    return word.casefold().translate(_SPELLINGS)


def _words(sentences: Iterable[_Sentence]) -> frozenset[str]:
    return frozenset(word for sentence in sentences for word in (*sentence.common, *sentence.facts))
