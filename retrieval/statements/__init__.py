"""Who said what: text → statements, by the rules of reported speech in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from retrieval.datatypes import Statement
from retrieval.statements import transcripts
from retrieval.statements.attribution import Attribution
from retrieval.statements.collecting import Collected
from retrieval.statements.grammar import Grammar
from retrieval.statements.quotations import pair
from retrieval.statements.speakers import Speakers
from retrieval.statements.tokens import read
from retrieval.text.plain import PlainText

STATEMENTS_VERSION = 7
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


def extract(
    text: str,
    language: str,
    grammars: Mapping[str, Callable[[], Grammar]] = GRAMMARS,
    *,
    check_time: Callable[[], None] = lambda: None,
) -> list[Statement]:
    """Return the statements of an article in the order of their quotations.

    `language` is ISO 639-1; of a language without a grammar nothing is returned. Offsets count code points of `text`.
    `check_time` is called after each stage and before each sentence; what it raises ends the work.
    """
    make = grammars.get(language)
    if make is None:
        return []
    grammar = make()
    plain = PlainText(text)
    quotations = grammar.quotations(plain.text, pair(plain.text))
    check_time()
    sentences = read(plain.text, quotations, language, grammar.orthography)
    check_time()
    speakers = Speakers(sentences, grammar)
    collected = Collected(plain.text, language, quotations)
    found = Attribution(sentences, grammar, speakers, collected, check_time).run()
    found = transcripts.turns(plain.text, language, grammar, speakers, found)
    return found if plain.text == text else [_as_written(one, text, plain) for one in found]


def _as_written(found: Statement, text: str, plain: PlainText) -> Statement:
    """Return a statement with the words and places of the text as it is written."""
    start, end = plain.span(found.quote_start, found.quote_end)
    parts = tuple(plain.span(*part) for part in found.parts)
    at_place = replace(found, quote=text[start:end], quote_start=start, quote_end=end, parts=parts)
    if found.mention_start is None or found.mention_end is None:
        return at_place
    start, end = plain.span(found.mention_start, found.mention_end)
    return replace(at_place, mention=text[start:end], mention_start=start, mention_end=end)
