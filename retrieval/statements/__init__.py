"""Who said what: text → statements, by the rules of reported speech in four languages."""

from __future__ import annotations

from retrieval.datatypes import Statement
from retrieval.statements.attribution import Attribution
from retrieval.statements.english.grammar import English
from retrieval.statements.german.grammar import German
from retrieval.statements.grammar import Grammar
from retrieval.statements.quotations import pair
from retrieval.statements.slavic.grammar import Slavic
from retrieval.statements.slavic.russian import RUSSIAN
from retrieval.statements.slavic.ukrainian import UKRAINIAN
from retrieval.statements.speakers import Speakers
from retrieval.statements.tokens import read

STATEMENTS_VERSION = 4
"""Raised whenever the rules change, so that stored statements are extracted again."""

_GRAMMARS: dict[str, Grammar] = {"de": German(), "en": English(), "ru": Slavic(RUSSIAN), "uk": Slavic(UKRAINIAN)}


def extract(text: str, language: str) -> list[Statement]:
    """Return the statements of an article in the order of their quotations.

    `language` is ISO 639-1; of a language without a grammar nothing is returned. Offsets count code points of `text`.
    """
    grammar = _GRAMMARS.get(language)
    if grammar is None:
        return []
    quotations = grammar.quotations(text, pair(text))
    sentences = read(text, quotations, language)
    return Attribution(text, sentences, quotations, grammar, Speakers(sentences, grammar)).run()
