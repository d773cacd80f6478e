"""The lists that tell names from other words: ``names.toml`` of each language, and the names of all languages.

What each list holds is said in ``languages/en/names.toml`` and ``languages/mul/people.toml``.
"""

from __future__ import annotations

from functools import cache

from retrieval.languages.word_data import languages, load

_DEFAULT = "en"
"""The language whose lists count for one that has none."""

_LEAST_HEAD = 4
"""Letters of the shortest noun by whose end a compound is known."""


@cache
def own(name: str, language: str) -> frozenset[str]:
    """Return a list of a language, ISO 639-1; empty for a language without lists."""
    return load(language, "names").words(name) if language in languages("names") else frozenset()


@cache
def own_or_default(name: str, language: str) -> frozenset[str]:
    """Return a list of a language, the English one for a language without lists."""
    return own(name, language if language in languages("names") else _DEFAULT)


@cache
def everywhere(name: str) -> frozenset[str]:
    """Return a list of all languages together: names and titles of one are met in texts of another."""
    return frozenset().union(*(own(name, language) for language in languages("names")))


@cache
def endings(name: str, language: str | None = None) -> tuple[str, ...]:
    """Return a list as `str.endswith` takes it; of all languages together for None."""
    return tuple(sorted(everywhere(name) if language is None else own(name, language)))


@cache
def people(name: str) -> frozenset[str]:
    """Return a list of names and their parts, which belong to no one language."""
    return load("mul", "people").words(name)


@cache
def function_words(language: str | None = None) -> frozenset[str]:
    """Return what may have a capital and is not a name; of all languages for None and for one without lists."""
    if language not in languages("names"):
        return everywhere("function_words") | everywhere("common_nouns")
    near = (language, *own("neighbours", language))
    return frozenset().union(*(own(name, code) for code in near for name in ("function_words", "common_nouns")))


@cache
def compound_heads(language: str) -> frozenset[str]:
    """Return the nouns by which compounds end, less those that end surnames."""
    nouns = own("common_nouns", language) - own("surname_nouns", language)
    return frozenset(noun for noun in nouns if len(noun) >= _LEAST_HEAD)


def capitalises_nouns(language: str) -> bool:
    """Return whether a language writes common nouns with a capital, so that a capital does not show a name."""
    return bool(own("common_nouns", language))
