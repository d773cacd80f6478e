"""Function words by language: they tell a text's language, begin sentences, and are left out of the index.

They are in ``text.toml`` of each language, the supported ones and others, so that a short Spanish or Polish text is not
mistaken for one of the supported. Lower case, as `str.casefold` leaves them except that ß stays.
"""

from __future__ import annotations

from functools import cache

from retrieval.languages.word_data import languages, load

_FIRST = ("de", "en", "fr", "ru", "uk", "es", "it", "pt", "nl", "pl", "tr", "sv", "cs", "ro", "bg", "be", "sr")
"""Of languages that a text speaks for equally, the earlier counts; others come after these, by their code."""


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the function words of an ISO 639-1 `language`; none for a language that is not listed."""
    return load(language, "text").words("function_words") if language in languages("text") else frozenset()


@cache
def listed_languages() -> tuple[str, ...]:
    """Return the languages that are listed, the supported ones first."""
    listed = languages("text")
    return (*(code for code in _FIRST if code in listed), *(code for code in listed if code not in _FIRST))


@cache
def languages_by_word() -> dict[str, tuple[str, ...]]:
    """Return the languages that hold each function word, the supported languages first."""
    known: dict[str, tuple[str, ...]] = {}
    for language in listed_languages():
        for word in function_words(language):
            known[word] = (*known.get(word, ()), language)
    return known
