"""Names of a question → what the index knows of them: keys to search, who is meant, what that person said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from retrieval import names
from retrieval.datatypes import Article, Query, Searched, Statement
from retrieval.names.roles import role
from retrieval.names.transliteration import is_cyrillic
from retrieval.search.attributing import SAID, Asked, asked, statements_at_hand
from retrieval.search.lexical import Translator
from retrieval.store.reading import Catalog
from retrieval.store.records import Selection
from retrieval.text import terms
from retrieval.text.plain import plain

# The statements of one person that are weighed, the newest articles first: more than any answer can use.
MOST_PASSAGES = 2000
_NAME_WORDS = 4  # of a person's name at most
_MOST_NAMES = 20  # of a question that are looked up; one holds a few
_MOST_UNKNOWN = 3  # names of a question that may be typing errors: each is compared with all speakers
_LOOKED_AT = 10  # passages that are read to see whether a key stands for the name or for another word
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a question: the keys of its surname, and in how many passages any of them occurs.

    `meant` is the name of the articles that it was taken for a typing error of; keys and passages are that name's then.
    """

    name: str
    keys: frozenset[str]
    passages: int
    meant: str | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """What the speaker asked for said: statements by article id, and the ids of the passages that hold them (sorted).

    `asked` is whom the question wants the words of, None where nobody's. `speaker` is the fullest form of the name in
    the articles, None where nobody fits or a role was asked for. Each statement comes with how surely it is theirs, in
    0…1.
    """

    asked: Asked | None = None
    speaker: str | None = None
    statements: dict[str, dict[Statement, float]] = field(default_factory=dict)
    passages: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def certain(self, some: Iterable[Statement]) -> bool:
        """Return whether some of the statements are surely by whom is asked for."""
        sure = {id(one) for own in self.statements.values() for one, how in own.items() if how >= SAID}
        return all(id(one) in sure for one in some)


def look_up(query: Query, catalog: Catalog, translator: Translator) -> tuple[Named, ...]:
    """Look each name of the question up in the index, the speaker first.

    A name of several words goes by its last, the surname: an article about another Sergei knows no Sergei Ryabkov.
    What no article holds counts as an unknown name only where it must be one: "the forester" is a word, and "Geneva" is
    Genf in a German article.
    """
    by_role = query.speaker if query.speaker and role(query.speaker) is not None else None
    sure = dict.fromkeys((*([query.speaker] if query.speaker and not by_role else []), *query.names))
    found: dict[frozenset[str], Named] = {}
    for name in (*sure, *query.candidates)[:_MOST_NAMES]:
        keys = names.keys(names.surname(name))
        if not keys or keys in found or (by_role and name in by_role):
            continue
        ordinary = _ordinary(names.surname(name), query, translator)
        passages = 0 if ordinary and name not in sure else _passages(name, keys, catalog, translator)
        if passages or (name in sure and not ordinary and not _elsewhere(name, query, catalog, translator)):
            found[keys] = Named(name, keys, passages)
    if sum(not one.passages for one in found.values()) > _MOST_UNKNOWN:
        return tuple(found.values())
    return tuple(one if one.passages else _respelt(one, catalog) for one in found.values())


def _respelt(unknown: Named, catalog: Catalog) -> Named:
    """Return an unknown name as the one name of the articles that a typing error turns into it, if there is one."""
    near = names.similar(unknown.name, catalog.speakers())
    if len(near) != 1:
        return unknown
    keys = names.keys(names.surname(near[0]))
    return Named(unknown.name, keys, sum(catalog.name_frequency(sorted(keys)).values()), near[0])


def _passages(name: str, keys: frozenset[str], catalog: Catalog, translator: Translator) -> int:
    """Count the passages that hold the name.

    Keys are generous: "Scholz" meets "Schools". A name counts as known only where a word that meets it is no ordinary
    word of the passage's language, or is spelled just as in the question.
    """
    ranked = catalog.by_names(sorted(keys), limit=_LOOKED_AT)
    for passage in catalog.passages(ranked.ids).values():
        for word in {match[0] for match in _WORD.finditer(plain(passage.text)) if match[0][0].isupper()}:
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
    """Return whether what no article names is several words written small, or goes by another word in some language.

    Places are called otherwise in another script (М'янма, Birma): such a name is not unknown for being nowhere met.
    """
    if len(name.split()) > 1 and name.islower():
        return True
    if is_cyrillic(name) and name != query.speaker:
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


def speech(
    query: Query, named: Sequence[Named], catalog: Catalog, lexicon: Translator, *, within: NDArray[np.int64] | None
) -> Speech:
    """Return what the question's speaker said under any spelling, of the passages `within` (None: all).

    People who share a surname stay apart when the question gives a first name. Where no speaker has the name, its
    translations are tried: "Russia" speaks as "Russland" in a German article.
    """
    meant = next((one.meant for one in named if one.meant and one.name == query.speaker), None)
    wanted = asked(meant or query.speaker)
    if wanted is None or wanted.by_role:
        return Speech(wanted)
    said = dict.fromkeys(
        (article_id, statement)
        for form in (wanted.name, *_translated(query, lexicon, catalog))
        for article_id, statement in catalog.statements_by(names.person_keys(form))
        if statement.speaker and names.same_person(form, statement.speaker)
    )
    by_article: dict[str, list[Statement]] = {}
    for article_id, statement in said:
        by_article.setdefault(article_id, []).append(statement)
    passages = _holding(by_article, catalog, within)
    allowed = {passage.article_id for passage in catalog.passages(passages).values()}
    kept = {article_id: dict.fromkeys(some, SAID) for article_id, some in by_article.items() if article_id in allowed}
    return Speech(wanted, _fullest(kept, catalog.articles(kept), query.language), kept, passages)


def speech_at_hand(known: Speech, article_ids: Sequence[str], catalog: Catalog) -> Speech:
    """Return, with what is known by name, what those said in some articles who may hold the role asked for.

    Of an organisation these are the people who speak for it. No passages are added: what was found for the topic stays
    as it was ranked.
    """
    wanted = known.asked
    if wanted is None:
        return known
    found = statements_at_hand(wanted, catalog.statements_in(article_ids), catalog.articles(article_ids))
    statements = {article_id: dict(some) for article_id, some in known.statements.items()}
    for article_id, pairs in found.items():
        own = statements.setdefault(article_id, {})
        own.update((one, sure) for one, sure in pairs if one not in own)
    return replace(known, statements=statements)


def searched(
    named: Sequence[Named], spoken: Speech, selected: Selection, catalog: Catalog, *, speakers: tuple[str, ...] = ()
) -> Searched:
    """Say what was looked for: the spellings of each name, and similar names where one is unknown.

    `speakers` are those found to hold the role that was asked for.
    """
    unknown = tuple(one.name for one in named if not one.passages)
    return Searched(
        names={one.name: names.variants(one.name) for one in named},
        unknown=unknown,
        did_you_mean=names.similar(unknown[0], catalog.speakers()) if unknown else (),
        undated=selected.undated,
        meant=next((one.meant for one in named if one.meant), None),
        resolved=spoken.speaker,
        speakers=speakers,
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
    statements: Mapping[str, Iterable[Statement]], articles: Mapping[str, Article], language: str
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
