"""The opposite of a claim, made by rule: a negation goes where there is one, and comes where there is none.

It need not be good style: it is compared with the words of an article by an encoder, and is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.verification.reading import Reading, Span
from retrieval.languages.word_data import WordData, load

PART = "opposites"
_SHORTENED = ("n't", "n’t", "nʼt")
_SHORTEST_VERB = 4
"""Letters of a word that is taken for a verb by its ending; shorter ones are listed whole."""


def opposite(reading: Reading, negating: Sequence[Span]) -> str:
    """Return a sentence in one of `LANGUAGES` without its negating words, or with one where it has none."""
    return _without(reading, negating) if negating else _negated(reading)


def _without(reading: Reading, found: Sequence[Span]) -> str:
    """Return the sentence with each negating word left out, or with the word that is its opposite."""
    positive = load(reading.language, PART).pairs("positive")
    pieces, at = [], 0
    for first, last in found:
        start, end = reading.tokens[first].start, reading.tokens[last - 1].end
        if start < at:
            continue
        word = reading.text[start:end]
        pieces += [reading.text[at:start], positive.get(word.lower(), _lengthened(word))]
        at = end
    return " ".join("".join([*pieces, reading.text[at:]]).split())


def _lengthened(word: str) -> str:
    """Return the verb in "isn't", "" for another word."""
    return next((word.removesuffix(short) for short in _SHORTENED if word.endswith(short)), "")


def _negated(reading: Reading) -> str:
    data = load(reading.language, PART)
    (word,) = data.phrases("word")
    behind = data.words("behind")
    for token in reading.tokens:
        if token.lower in behind:
            return f"{reading.text[: token.end]} {word}{reading.text[token.end :]}"
    for token in reading.tokens[1:]:
        if token.is_word and not token.is_name and _is_verb(token.lower, _endings(reading.language)):
            return f"{reading.text[: token.start]}{word} {reading.text[token.start :]}"
    return f"{_opening(data)} {reading.text}"


def _is_verb(word: str, endings: tuple[str, ...]) -> bool:
    return word in endings or (len(word) >= _SHORTEST_VERB and word.endswith(endings))


@cache
def _endings(language: str) -> tuple[str, ...]:
    return tuple(sorted(load(language, PART).words("before_endings")))


def _opening(data: WordData) -> str:
    return data.phrases("opening")[0]
