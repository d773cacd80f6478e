"""Words that count in text of any language: the lists of all languages, taken as one.

A German article names the Daily Telegraph, an English one Angela Merkel; what such names are made of is known by the
language it comes from.
"""

from __future__ import annotations

from functools import cache

from retrieval.languages.word_data import WordData, languages, load


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words that any language has in its list of that name."""
    return frozenset(word for data in _having(name) for word in data.words(name))


@cache
def alternatives(name: str) -> str:
    """Return the regular expressions in the lists of that name, one a line there, as one."""
    return "|".join(dict.fromkeys(line for data in _having(name) for line in data.phrases(name)))


def _having(name: str) -> list[WordData]:
    files = (load(language, "statements") for language in languages("statements"))
    return [data for data in files if name in data.lists]
