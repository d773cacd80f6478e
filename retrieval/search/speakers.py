"""The place of a speaker in a question's frame → whose words it wants: one, several, a pronoun's, or nobody's.

The lists are described in ``languages/en/questions.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from retrieval.languages.word_data import languages, load
from retrieval.names.roles import role
from retrieval.names.shapes import is_given, is_short_name, is_surname_like
from retrieval.search.parting import PART, words_of

_IDLE = frozenset({"empty", "talk", "somebody"})
MOST = 4
"""Speakers of one question that are answered for; more is a list."""
_LONGEST = 7  # words of a name or role
_ANOTHER_CLAUSE = re.compile(r"[:;?!—–]")
_APPOSITION = re.compile(r",\s")
_TRIMMED = ' ,;:?!."“”„«»()'


@dataclass(frozen=True, slots=True)
class Speakers:
    """Whose words a question wants: `names` as written, or those of whoever said it (`anyone`).

    Without both, a word of the grammar stands there, as in "What did it say?"; `pronoun` is it where it is a person's.
    """

    names: tuple[str, ...] = ()
    pronoun: str | None = None
    anyone: bool = False


def read(words: str, spoken: Collection[str], *, small: bool) -> Speakers | None:
    """Return whom the words in the place of a speaker name, None where they are no name and no role.

    `spoken` are the languages that the question may be in; `small` says that it was typed without capitals.
    """
    alone = _without_articles(words.strip(_TRIMMED))
    folded = alone.casefold()
    if _ANOTHER_CLAUSE.search(alone) or (alone and _ends_clause(words)):
        return None
    if not any(map(str.isalpha, alone)):
        # "What did , say?"
        return Speakers()
    if _is_listed(folded, "anyone", spoken):
        return Speakers(anyone=True)
    if _is_name(alone) and (small or alone[0].isupper() or _without_idle(alone, spoken, small=small)):
        return Speakers((alone,))
    if _is_listed(folded, "pronouns", spoken):
        return Speakers(pronoun=alone)
    if _is_listed(folded, "nobody", spoken):
        return Speakers()
    alone = _without_idle(alone, spoken, small=small)
    if not alone:
        return None
    divided = _divided(alone, spoken, small=small)
    if len(divided) == 1:
        divided = _listed_by_commas(divided[0])
    found = tuple(dict.fromkeys(filter(None, map(_name, divided))))
    if not found or len(found) > MOST or any(_is_none(one, spoken) for one in divided):
        return None
    return Speakers(found)


def _ends_clause(words: str) -> bool:
    """Return whether a comma ends what stands in a speaker's place, and not the apposition to a name."""
    *before, last = words.rstrip().removesuffix(",").split(", ")
    return words.rstrip().endswith(",") and not (before and role(_without_articles(last)) is not None)


def may_name(words: str, language: str) -> bool:
    """Return whether words may name somebody: nothing of the grammar is in them, and it is no thing."""
    return not _is_none(words, {language})


def _is_name(word: str) -> bool:
    """Return whether a word that may be one of the grammar is surely a name: "may", who may be Theresa, and "Li"."""
    return " " not in word and (is_surname_like(word) or is_short_name(word))


def _name(words: str) -> str:
    """Return one speaker's name, without article, form of address and what is set off behind it."""
    name = _without_articles(words.strip(_TRIMMED))
    if (comma := _APPOSITION.search(name)) is not None:
        name = name[: comma.start()]
    return name.strip(_TRIMMED)


def _without_articles(words: str) -> str:
    while (found := _before_speaker().match(words)) is not None:
        behind = words[found.end() :]
        article = found[0].strip()
        if article.istitle() and article.casefold() in _ARTICLES and behind.istitle() and " " not in behind:
            return words  # "Le Pen", "Die Linke"
        words = behind
    return words


def _without_idle(words: str, spoken: Collection[str], *, small: bool) -> str:
    """Return words without those at either end that are of the question: "что-нибудь Орлов", "Wulf irgendwann".

    Capitals keep a word, as does the grammar that shows a place to be no speaker's; nothing is left where none is
    content.
    """
    never = _pattern("never_named", frozenset(spoken))
    for language in spoken:
        if language not in languages(PART):
            continue
        found = words_of(words, language)
        idle = [bool(word.kinds & _IDLE) and word.text.islower() and not never.fullmatch(word.plain) for word in found]
        first, last = 0, len(found)
        while last and idle[last - 1]:
            last -= 1
        while first < last and idle[first]:
            first += 1
        if first < last:
            words = words[found[first].start : max(found[last - 1].end, len(words) if last == len(found) else 0)]
        elif found and (not small or " " in words):
            return ""
    return words


def _divided(words: str, spoken: Collection[str], *, small: bool) -> list[str]:
    """Return the speakers that "and" joins: names or roles, not the two halves of one body's name.

    What follows "of" or "for" may be such a half: "the Ministry of Health and Welfare" is one, "the head of Nordwerk
    and Anna Holt" are two. Without a capital, "the geology and mining service" is one.
    """
    places = [
        0,
        *(place for found in _joining(frozenset(spoken)).finditer(words) for place in found.span()),
        len(words),
    ]
    divided: list[tuple[int, int]] = []
    for start, end in zip(places[::2], places[1::2], strict=True):
        before = words[slice(*divided[-1])] if divided else ""
        two = _begins_another(words[start:end]) or not _linking().search(before)
        if not divided or (two and (small or (_is_speaker(before) and _is_speaker(words[start:end])))):
            divided.append((start, end))
        else:
            divided[-1] = divided[-1][0], end
    return [words[start:end] for start, end in divided]


def _listed_by_commas(words: str) -> list[str]:
    """Return the names that only commas part; what a comma sets off of one name is a role or a given name."""
    parts = words.split(", ")
    others = parts[1:]
    if any(not part[:1].isupper() or role(part) is not None or is_given(part) for part in others):
        return [words]
    return parts


def _is_speaker(part: str) -> bool:
    """Return whether a part of a question that has capitals may be a speaker by itself."""
    named = any(word[0].isupper() for word in part.split()) and not part.endswith("-")
    return named or role(_without_articles(part)) is not None


def _begins_another(part: str) -> bool:
    """Return whether what stands behind an "and" is a speaker of its own, whatever stands before it."""
    words = part.split()
    if not words:
        return False
    if _before_speaker().match(part) or role(part) is not None or is_surname_like(words[-1]):
        return True
    return len(words) > 1 and is_given(words[0])


def _is_none(words: str, spoken: Collection[str]) -> bool:
    """Return whether words cannot name a speaker: grammar is in them, or what speaks is a thing."""
    name = [word.strip(_TRIMMED) for word in words.split()]
    folded = [word.casefold() for word in name]
    if len(name) > _LONGEST:
        return True
    never, things = _pattern("never_named", frozenset(spoken)), _pattern("things", frozenset(spoken))
    for at, (one, word) in enumerate(zip(folded, name, strict=True)):
        # Inside a name a capital makes of a word of the grammar one of the name: "the Who", "Anna Will".
        if never.fullmatch(one) and (one == word or (not at and not (word.isupper() and len(word) > 1))):
            return True
    ends = next((at for at, word in enumerate(folded) if at and word in _LINKS), len(folded)) - 1
    return bool(things.fullmatch(folded[ends]) or things.fullmatch(folded[0]))


_ARTICLES = frozenset({"the", "der", "die", "das", "le", "la", "les"})
# Behind what speaks, words that tell whose or about what it is: "the report of the ministry".
_LINKS = frozenset({
    "of", "for", "on", "in", "at", "from", "by", "von", "vom", "zur", "zum", "des", "der", "über", "de", "du", "sur",
})  # fmt: skip


def _is_listed(word: str, name: str, spoken: Collection[str]) -> bool:
    return any(word in _listed(name, code) for code in spoken)


@cache
def _listed(name: str, language: str) -> frozenset[str]:
    if language not in languages("questions"):
        return frozenset()
    return frozenset(word.replace("_", " ") for word in load(language, "questions").words(name))


@cache
def _pattern(name: str, spoken: frozenset[str]) -> re.Pattern[str]:
    words = sorted(frozenset[str]().union(*(_listed(name, code) for code in spoken)))
    return re.compile("|".join(words) or r"(?!)")


def _of_all(name: str) -> list[str]:
    """Return a list of all languages, the longest first."""
    found = frozenset[str]().union(*(_listed(name, code) for code in languages("questions")))
    return sorted(found, key=lambda word: (-len(word), word))


@cache
def _before_speaker() -> re.Pattern[str]:
    """Return what comes before a speaker's name in any language and is not part of it."""
    return re.compile(rf"^(?:{'|'.join(_of_all('before_speaker'))})\s+", re.IGNORECASE)


@cache
def _joining(spoken: frozenset[str]) -> re.Pattern[str]:
    """Return what stands between two speakers: "and", or a comma where "and" comes before the last."""
    words = frozenset({"&"}).union(*(_listed("joining", code) for code in spoken))
    joining = "|".join(sorted(words, key=lambda word: (-len(word), word)))
    listed = rf"\s*,\s+(?=[^\W\d_][^\s,]*(?:\s[^\s,]+)?\s*,?\s+(?:{joining})\s)"
    return re.compile(rf"\s*,?\s+(?:{joining})\s+(?=\S)|\s*[/&+]\s*(?=[^\W\d_])|{listed}", re.IGNORECASE)


@cache
def _linking() -> re.Pattern[str]:
    """Return the words by which a body's name goes on."""
    return re.compile(r"(?:^|\s)(?:of|for|für|des|de|du|по)\s", re.IGNORECASE)
