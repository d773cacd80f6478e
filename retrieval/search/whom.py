"""Whose words a question asks for, as the articles know them: a person, an organisation, or whoever holds a role.

What a name is taken for depends on who speaks in the articles: "was sagte bauer" asks for Karl Bauer where he is
quoted, else for a farmer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from retrieval import names
from retrieval.datatypes import Query, Statement
from retrieval.names.abbreviations import abbreviations
from retrieval.names.organisations import is_acronym
from retrieval.names.role_words import fold
from retrieval.names.roles import Role, role
from retrieval.names.shapes import is_given, is_place
from retrieval.names.transliteration import is_cyrillic
from retrieval.names.words import everywhere
from retrieval.search.attributing import Asked, asked
from retrieval.search.lexical import Translator
from retrieval.store.reading import Library
from retrieval.text import terms

_LOOKED_AT = 10  # passages in whose articles an acronym may be introduced
_MOST_FORMS = 4  # long forms of an acronym that are tried
_LIKELY = 0.5  # weight of a translation of a speaker's name

By = list[tuple[str, Statement]]


@dataclass(frozen=True, slots=True)
class Quoted:
    """Whom a question asks for, None for nobody, and what the articles quote them with: (article id, statement)."""

    asked: Asked | None = None
    by: By = field(default_factory=list)


def quoted(query: Query, catalog: Library, lexicon: Translator) -> Quoted:
    """Return whom a question wants the words of, and all of them."""
    wanted = _in_context(query)
    if wanted is None:
        return Quoted()
    if wanted.by_role and wanted.organisation is None:
        own = [pair for form in _introduced(wanted.name, catalog) for pair in _named(form, catalog)]
        return _with_a_name(query, wanted, catalog) or Quoted(wanted, own)
    return Quoted(wanted, by_name(wanted.name, query, catalog, lexicon))


def by_name(name: str, query: Query, catalog: Library, lexicon: Translator) -> By:
    """Return what whom a name means said, whatever spelling or further name the articles have.

    The first of these ways that finds anybody counts: the name, half of a double surname, what the articles introduce
    as an acronym of it or its long form, its translation ("Russia" speaks as "Russland"), a given name alone.
    """
    found = _named(name, catalog)
    if not found or is_acronym(name):
        found += [pair for form in _introduced(name, catalog) for pair in _named(form, catalog)]
    if not found or is_place(name, query.language):
        found += [pair for form in _translated(name, query, lexicon, catalog) for pair in _named(form, catalog)]
    return list(dict.fromkeys(found or _by_given_name(name, catalog)))


def _in_context(query: Query) -> Asked | None:
    """Return whom the words in the place of the speaker ask for; an article before them shows a role."""
    wanted = asked(query.speaker)
    if wanted is None or wanted.by_role or wanted.organisation:
        return wanted
    before = re.search(rf"(\w+)\s+{re.escape(wanted.name)}(?!\w)", query.question)
    if before is None or before[1].casefold() not in everywhere("articles") | everywhere("determiners"):
        return wanted
    return replace(wanted, role=role(f"{before[1]} {wanted.name}"))


def _with_a_name(query: Query, wanted: Asked, catalog: Library) -> Quoted | None:
    """Return who is asked for by a name that stands behind a role, or is a role's word; None where there is none."""
    assert wanted.role is not None  # noqa: S101 - the caller looked
    for name in _names_behind(query, wanted.name, wanted.role):
        if found := _named(name, catalog):
            return Quoted(Asked(name, None), found)
    sure = next((name for name in query.names if _is_behind(name, wanted.name, wanted.role)), None)
    if sure is not None:
        return Quoted(Asked(sure, None))
    if _marked(query, wanted.name):
        return None
    known = [pair for pair in _named(wanted.name, catalog) if _is_full_name(pair[1].speaker or "")]
    return Quoted(Asked(wanted.name, None), known) if known else None


def _is_full_name(speaker: str) -> bool:
    return " " in speaker and role(speaker) is None


def _names_behind(query: Query, phrase: str, held: Role) -> Iterator[str]:
    for name in (*query.names, *query.candidates):
        if _is_behind(name, phrase, held):
            yield name
            words = name.split()
            if len(words) > 1 and not is_given(words[0]):
                yield words[-1]


def _is_behind(name: str, phrase: str, held: Role) -> bool:
    """Return whether a name ends a phrase behind a role, and isn't whose the role is ("Bürgermeister von Tiefenau")."""
    if name == phrase or not phrase.endswith(name) or role(name) is not None:
        return False
    before = phrase.removesuffix(name)
    return role(before, office=True) is not None and not any(
        fold(name).split()[-1] in place.split() for place in held.places
    )


def _marked(query: Query, phrase: str) -> bool:
    """Return whether the question has an article before a role, or a small letter in a language without articles."""
    before = re.search(rf"(\w+)\s+{re.escape(phrase)}(?!\w)", query.question)
    articles = everywhere("articles") | everywhere("determiners")
    bare = phrase.islower() and is_cyrillic(phrase)
    return bare or (before is not None and before[1].casefold() in articles)


def _named(name: str, catalog: Library) -> By:
    """Return what those said whom a name means, by half a double surname only where nobody has all of it."""
    found: dict[names.Meant, By] = {}
    meant: dict[str, names.Meant] = {}
    for article_id, statement in catalog.statements_by(names.asked_keys(name)):
        if statement.speaker is None:
            continue
        if statement.speaker not in meant:
            meant[statement.speaker] = names.meant_by(name, statement.speaker)
        found.setdefault(meant[statement.speaker], []).append((article_id, statement))
    return found.get(names.Meant.BY_NAME) or found.get(names.Meant.BY_HALF) or []


def _introduced(name: str, catalog: Library) -> Iterable[str]:
    """Return what articles introduce as the long form of an acronym, or as the acronym of a name, the first few."""
    if names.organisation(name, typed=True) or is_given(name.split(maxsplit=1)[0]):
        return ()
    ranked = catalog.by_names(sorted(names.typed_keys(names.surname(name))), limit=_LOOKED_AT)
    holding = {passage.article_id for passage in catalog.passages(ranked.ids).values()}
    found: dict[str, None] = {}
    for article in catalog.articles(holding).values():
        for short, long in abbreviations(article.text):
            if short.casefold() == name.casefold():
                found[long] = None
            elif not is_acronym(name) and " " in name and names.same_person(name, long):
                found[short] = None
    return list(found)[:_MOST_FORMS]


def _translated(name: str, query: Query, lexicon: Translator, catalog: Library) -> list[str]:
    """Return what a name of one word is in the other languages of the index, likeliest first."""
    if len(name.split()) != 1:
        return []
    return [
        term.capitalize()
        for language in catalog.languages()
        if language != query.language
        for stem in terms.terms(name, query.language)[:1]
        for term, weight in lexicon.translations(stem, query.language, language)[:1]
        if weight >= _LIKELY
    ]


def _by_given_name(name: str, catalog: Library) -> By:
    """Return what those said who bear a given name, where the question has no other: "was sagte angela"."""
    if " " in name or not is_given(name):
        return []
    bearers = [
        speaker
        for speaker in catalog.speakers()
        if " " in speaker and is_given(speaker.split()[0]) and names.same_given_name(name, speaker.split()[0])
    ]
    return [pair for speaker in bearers for pair in _named(speaker, catalog)]
