"""Names of a question → what the index knows of them: keys to search, who is meant, what that person said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval import names
from retrieval.datatypes import Article, Query, Searched, Statement
from retrieval.names.roles import role
from retrieval.search.lexical import Translator
from retrieval.store.reading import Catalog
from retrieval.store.records import Selection
from retrieval.text import terms

# The statements of one person that are weighed, the newest articles first: more than any answer can use.
MOST_PASSAGES = 2000
_NAME_WORDS = 4  # of a person's name at most
_LOOKED_AT = 10  # passages that are read to see whether a key stands for the name or for another word
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a question: the keys of its surname, and in how many passages any of them occurs."""

    name: str
    keys: frozenset[str]
    passages: int


@dataclass(frozen=True, slots=True)
class Speech:
    """What the speaker asked for said: statements by article id, and the ids of the passages that hold them (sorted).

    `speaker` is the fullest form of the name in the articles, None where nobody is asked for or nobody fits.
    """

    speaker: str | None = None
    statements: dict[str, tuple[Statement, ...]] = field(default_factory=dict)
    passages: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


def look_up(query: Query, catalog: Catalog, translator: Translator) -> tuple[Named, ...]:
    """Look each name of the question up in the index, the speaker first.

    A name of several words goes by its last, the surname: an article about another Sergei knows no Sergei Ryabkov.
    What no article holds counts as an unknown name only where it must be one: "the forester" is a word, and "Geneva" is
    Genf in a German article.
    """
    sure = dict.fromkeys((*([query.speaker] if query.speaker else []), *query.names))
    found: dict[frozenset[str], Named] = {}
    for name in (*sure, *query.candidates):
        keys = names.keys(names.surname(name))
        if not keys or keys in found:
            continue
        ordinary = _ordinary(names.surname(name), query, translator)
        passages = 0 if ordinary and name not in sure else _passages(name, keys, catalog, translator)
        if passages or (name in sure and not ordinary and not _elsewhere(name, query, catalog, translator)):
            found[keys] = Named(name, keys, passages)
    return tuple(found.values())


def _passages(name: str, keys: frozenset[str], catalog: Catalog, translator: Translator) -> int:
    """Count the passages that hold the name.

    Keys are generous: "Scholz" meets "Schools". A name counts as known only where a word that meets it is no ordinary
    word of the passage's language, or is spelled just as in the question.
    """
    ranked = catalog.by_names(sorted(keys), limit=_LOOKED_AT)
    for passage in catalog.passages(ranked.ids).values():
        for word in {match[0] for match in _WORD.finditer(passage.text) if match[0][0].isupper()}:
            if names.keys(word) & keys and (
                word.casefold() == names.surname(name).casefold() or not _is_word(word, passage.language, translator)
            ):
                return sum(catalog.name_frequency(sorted(keys)).values())
    return 0


def _ordinary(word: str, query: Query, translator: Translator) -> bool:
    """Return whether a word of the question is no name; a capital letter tells, except in German and at the start."""
    if query.language != "de" and word[0].isupper() and not query.question.startswith(word):
        return False
    return _is_word(word, query.language, translator)


def _is_word(word: str, language: str, translator: Translator) -> bool:
    """Return whether the lexicon knows a word as one, or it is a German compound of known words."""
    stems = terms.terms(word, language)
    return (len(stems) > 1 and "-" not in word) or any(translator.is_word(stem, language) for stem in stems[:1])


def _elsewhere(name: str, query: Query, catalog: Catalog, translator: Translator) -> bool:
    """Return whether what no article names is several words written small, or goes by another word in some language."""
    if len(name.split()) > 1 and name.islower():
        return True
    for language in catalog.languages():
        if language != query.language:
            translated = [
                term
                for stem in terms.terms(names.surname(name), query.language)[:1]
                for term, _ in translator.translations(stem, query.language, language)
            ]
            if any(catalog.document_frequency(translated, language).values()):
                return True
    return False


def speech(query: Query, catalog: Catalog, lexicon: Translator, *, within: NDArray[np.int64] | None) -> Speech:
    """Return what the question's speaker said under any spelling, of the passages `within` (None: all).

    People who share a surname stay apart when the question gives a first name. Where no speaker has the name, its
    translations are tried: "Russia" speaks as "Russland" in a German article.
    """
    if query.speaker is None:
        return Speech()
    said: list[tuple[str, Statement]] = []
    for form in (query.speaker, *_translated(query, lexicon, catalog)):
        said += [
            (article_id, statement)
            for article_id, statement in catalog.statements_by(names.keys(names.surname(form)))
            if statement.speaker and names.same_person(form, statement.speaker) and (article_id, statement) not in said
        ]
    by_article: dict[str, list[Statement]] = {}
    for article_id, statement in said:
        by_article.setdefault(article_id, []).append(statement)
    passages = _holding(by_article, catalog, within)
    allowed = {passage.article_id for passage in catalog.passages(passages).values()}
    kept = {article_id: tuple(some) for article_id, some in by_article.items() if article_id in allowed}
    return Speech(_fullest(kept, catalog.articles(kept), query.language), kept, passages)


def searched(named: Sequence[Named], spoken: Speech, selected: Selection, catalog: Catalog) -> Searched:
    """Say what was looked for: the spellings of each name, and similar names where one is unknown."""
    unknown = tuple(one.name for one in named if not one.passages)
    return Searched(
        names={one.name: names.variants(one.name) for one in named},
        unknown=unknown,
        did_you_mean=names.similar(unknown[0], catalog.speakers()) if unknown else (),
        undated=selected.undated,
        resolved=spoken.speaker,
        articles=catalog.counts().articles,
    )


def _translated(query: Query, lexicon: Translator, catalog: Catalog) -> list[str]:
    """Return what a one-word speaker is called in the other languages of the index, likeliest first."""
    word = query.speaker or ""
    if len(word.split()) != 1:
        return []
    return [
        term.capitalize()
        for language in catalog.languages()
        if language != query.language
        for stem in terms.terms(word, query.language)[:1]
        for term, weight in lexicon.translations(stem, query.language, language)[:1]
        if weight >= 0.5
    ]


def _holding(
    statements: dict[str, list[Statement]], catalog: Catalog, within: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    """Return the sorted ids of the passages that hold any of the statements."""
    of_article = catalog.passage_ids(list(statements))
    ids = np.array([number for numbers in of_article.values() for number in numbers], np.int64)
    if within is not None:
        ids = np.intersect1d(ids, within)
    holding = [
        number
        for number, passage in catalog.passages(ids[-MOST_PASSAGES:]).items()
        if any(
            one.quote_start < passage.end and one.quote_end > passage.start for one in statements[passage.article_id]
        )
    ]
    return np.array(sorted(holding), np.int64)


def _fullest(
    statements: Mapping[str, Sequence[Statement]], articles: Mapping[str, Article], language: str
) -> str | None:
    """Return the speaker's name as articles give it most often, those in the asker's language first.

    A given name with a surname goes before a bare surname; what holds a role or a verb beside the name ("His claims
    were denied by Foreign Secretary Jack Straw") is taken only where there is nothing else.
    """
    spellings: Counter[str] = Counter()
    own: set[str] = set()
    for article_id, said in statements.items():
        found = [one.speaker for one in said if one.speaker]
        spellings.update(found)
        own.update(found if articles[article_id].language == language else ())
    wanted = own or spellings.keys()
    return min(wanted, key=lambda name: (*_doubt(name), -spellings[name], -len(name.split()), name), default=None)


def _doubt(name: str) -> tuple[bool, bool]:
    """Return what speaks against a spelling as a person's full name: more than a name, and less than one."""
    words = name.split()
    return role(name) is not None or len(words) > _NAME_WORDS, len(words) < 2
