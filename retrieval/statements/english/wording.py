"""Kinds of wording, each a list of regular expressions: what stands around an English verb, before it, behind it.

They are matched against words with one blank between, in lower case. A list may name another: ``{fiction_nouns}``.
"""

from __future__ import annotations

import re
from functools import cache

from retrieval.languages.word_data import load
from retrieval.statements.english.words import ADVERBS
from retrieval.statements.tokens import Sentence

_LISTS = load("en", "statements")
_NAMELIKE = _LISTS.words("wordlike_names")
_REFERENCE = re.compile(r"\{([a-z_]+)\}")


def words(sentence: Sentence, low: int, high: int) -> str:
    """Return tokens with blanks between, in lower case but for names like May; a quotation is but a mark."""
    low = max(0, low)
    found = sentence.lower[low:high]
    if not _NAMELIKE.isdisjoint(found):
        found = [sentence.words[i] if i and lower in _NAMELIKE else lower for i, lower in enumerate(found, start=low)]
    if max(sentence.quotes[low:high], default=-1) >= 0:
        found = ['"' if sentence.quotes[i] >= 0 else word for i, word in enumerate(found, start=low)]
    return " ".join(found).replace("’", "'")


@cache
def _alternatives(name: str) -> str:
    """Return the regular expressions of a list as one group, those of lists that it names within."""
    lines = (_REFERENCE.sub(lambda found: _alternatives(found[1]), line) for line in _LISTS.phrases(name))
    return f"(?:{'|'.join(lines)})"


@cache
def opening(name: str) -> re.Pattern[str]:
    """Return what matches a kind at the beginning of words."""
    return re.compile(rf"{_alternatives(name)}(?= |$)")


@cache
def ending(name: str) -> re.Pattern[str]:
    """Return what finds a kind, as its first group, at the end of words."""
    return re.compile(rf"(?:^| )({_alternatives(name)})$")


@cache
def within(name: str) -> re.Pattern[str]:
    """Return what finds a kind anywhere in words."""
    return re.compile(rf"(?:^| ){_alternatives(name)}(?= |$)")


@cache
def before_verb(name: str) -> re.Pattern[str]:
    """Return what finds a kind at the end of words, adverbs behind it left aside."""
    adverbs = "|".join([*map(re.escape, sorted(ADVERBS)), *_LISTS.phrases("group_adverbs")])
    return re.compile(rf"(?:^| ){_alternatives(name)}(?: (?:{adverbs}))*$")
