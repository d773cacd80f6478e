"""Who said what: text → statements, by the rules of reported speech in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from retrieval.datatypes import Statement
from retrieval.statements.attribution import Attribution
from retrieval.statements.grammar import Grammar
from retrieval.statements.quotations import pair
from retrieval.statements.speakers import Speakers
from retrieval.statements.tokens import read

STATEMENTS_VERSION = 4
"""Raised whenever the rules change, so that stored statements are extracted again."""


@cache
def _german() -> Grammar:
    from retrieval.statements.german.grammar import German

    return German()


@cache
def _english() -> Grammar:
    from retrieval.statements.english.grammar import English

    return English()


@cache
def _russian() -> Grammar:
    from retrieval.statements.slavic.grammar import Slavic
    from retrieval.statements.slavic.vocabulary import vocabulary

    return Slavic(vocabulary("ru"))


@cache
def _ukrainian() -> Grammar:
    from retrieval.statements.slavic.grammar import Slavic
    from retrieval.statements.slavic.vocabulary import vocabulary

    return Slavic(vocabulary("uk"))


GRAMMARS: Mapping[str, Callable[[], Grammar]] = {"de": _german, "en": _english, "ru": _russian, "uk": _ukrainian}
"""The languages, ISO 639-1, with how to get the grammar of each: it and its words are loaded when first asked for."""


def extract(text: str, language: str, grammars: Mapping[str, Callable[[], Grammar]] = GRAMMARS) -> list[Statement]:
    """Return the statements of an article in the order of their quotations.

    `language` is ISO 639-1; of a language without a grammar nothing is returned. Offsets count code points of `text`.
    """
    make = grammars.get(language)
    if make is None:
        return []
    grammar = make()
    quotations = grammar.quotations(text, pair(text))
    sentences = read(text, quotations, language, grammar.orthography)
    return Attribution(text, sentences, quotations, grammar, Speakers(sentences, grammar)).run()
