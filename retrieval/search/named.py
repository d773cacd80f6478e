"""Names of a question → what the index knows of them: the keys to search, and whether any article holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval import names
from retrieval.datatypes import Query
from retrieval.names.role_words import fold
from retrieval.names.roles import role
from retrieval.names.shapes import is_given
from retrieval.names.transliteration import is_cyrillic
from retrieval.names.words import everywhere
from retrieval.search.lexical import Translator
from retrieval.store.reading import Library
from retrieval.text import terms
from retrieval.text.plain import plain

_MOST_NAMES = 20  # of a question that are looked up; one holds a few
_MOST_UNKNOWN = 3  # names of a question that may be typing errors: each is compared with all speakers
_LOOKED_AT = 10  # passages that are read to see whether a key stands for the name or for another word
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a question: the keys of its surname, and in how many passages any of them occurs.

    `meant` is the name of the articles that it was taken for a typing error of; keys and passages are that name's then.
    """

    name: str
    keys: frozenset[str]
    passages: int
    meant: str | None = None


def look_up(query: Query, catalog: Library, translator: Translator, *, quoted: bool = False) -> tuple[Named, ...]:
    """Look each name of the question up in the index, the speaker first; `quoted` says that the articles quote whom.

    A name of several words goes by its last, the surname: an article about another Sergei knows no Sergei Ryabkov.
    What no article holds counts as an unknown name only where it must be one: "the forester" is a word, and "Geneva" is
    Genf in a German article.
    """
    speaker = query.speaker
    known_as = names.organisation(speaker, typed=True) if speaker else None
    by_role = speaker if speaker and not known_as and role(speaker) is not None else None
    sure = dict.fromkeys((*([speaker] if speaker and not by_role else []), *query.names))
    found: dict[frozenset[str], Named] = {}
    for name in (*sure, *query.candidates)[:_MOST_NAMES]:
        if name.casefold() in everywhere("pronouns"):
            continue
        one = _organisation(name, catalog) or Named(name, names.typed_keys(names.surname(name)), 0)
        if not one.keys or one.keys in found or (by_role and name in by_role and (name not in query.names or quoted)):
            continue
        if one.passages or _is_held(one, query, catalog, translator, sure=name in sure, quoted=quoted):
            found[one.keys] = one if one.passages else _counted(one, catalog)
        elif (
            name in sure
            and (by_role or not _is_part(name, speaker))
            and _must_be_a_name(one, query, catalog, translator)
        ):
            found[one.keys] = one
    if sum(not one.passages for one in found.values()) > _MOST_UNKNOWN:
        return tuple(found.values())
    return tuple(one if one.passages else _respelt(one, catalog) for one in found.values())


def _is_part(name: str, speaker: str | None) -> bool:
    """Return whether a name is only a part of the speaker's ("Fox", "Fox News"), which is looked up by itself."""
    return speaker is not None and name != speaker and name in speaker


def _organisation(name: str, catalog: Library) -> Named | None:
    """Return an organisation of the table by the key under which the articles hold all its names."""
    known_as = names.organisation(name, typed=True)
    if known_as is None:
        return None
    keys = frozenset({names.organisation_key(known_as)})
    return Named(name, keys, sum(catalog.name_frequency(sorted(keys)).values()))


def _counted(one: Named, catalog: Library) -> Named:
    """Return a name that the articles hold with the passages that do; one, where they do under another name."""
    return Named(one.name, one.keys, sum(catalog.name_frequency(sorted(one.keys)).values()) or 1)


def _is_held(one: Named, query: Query, catalog: Library, translator: Translator, *, sure: bool, quoted: bool) -> bool:
    """Return whether an article holds a name: as a speaker's, or in a passage."""
    if quoted and query.speaker and query.speaker.endswith(one.name):
        return True
    if not sure and _is_ordinary(names.surname(one.name), query, translator):
        return False
    return _in_passages(one, catalog, translator)


def _in_passages(one: Named, catalog: Library, translator: Translator) -> bool:
    """Return whether a passage holds the name.

    Keys are generous: "Scholz" meets "Schools". A name counts as known only where a word that meets it is no ordinary
    word of the passage's language, stands behind a given name, or is spelled as in the question, umlauts either way.
    """
    wanted = fold(names.surname(one.name))
    ranked = catalog.by_names(sorted(one.keys), limit=_LOOKED_AT)
    for passage in catalog.passages(ranked.ids).values():
        before = ""
        for match in _WORD.finditer(plain(passage.text)):
            word = match[0]
            if (
                word[0].isupper()
                and names.keys(word) & one.keys
                and (fold(word) == wanted or is_given(before) or not _is_word(word, passage.language, translator))
            ):
                return True
            before = word
    return False


def _must_be_a_name(one: Named, query: Query, catalog: Library, translator: Translator) -> bool:
    """Return whether what no article holds is a name for sure, and so one that is unknown."""
    if role(one.name) is not None or _is_ordinary(names.surname(one.name), query, translator):
        return False
    return not _elsewhere(one.name, query, catalog, translator)


def _respelt(unknown: Named, catalog: Library) -> Named:
    """Return an unknown name as the one name of the articles that a typing error turns into it, if there is one."""
    near = names.similar(unknown.name, catalog.speakers())
    if len(near) != 1:
        return unknown
    keys = names.keys(names.surname(near[0]))
    return Named(unknown.name, keys, sum(catalog.name_frequency(sorted(keys)).values()), near[0])


def _is_ordinary(word: str, query: Query, translator: Translator) -> bool:
    """Return whether a word of the question is no name; a capital letter tells, except in German and at the start."""
    if query.language != "de" and word[0].isupper() and not query.asked.startswith(word):
        return False
    return _is_word(word, query.language, translator)


def _is_word(word: str, language: str, translator: Translator) -> bool:
    """Return whether the lexicon knows a word as one, or it is a German compound of known words."""
    stems = terms.terms(word, language)
    return (len(stems) > 1 and "-" not in word) or any(translator.is_word(stem, language) for stem in stems[:1])


def _elsewhere(name: str, query: Query, catalog: Library, translator: Translator) -> bool:
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
