"""Organisations under all their names: WHO, Weltgesundheitsorganisation and ВОЗ are one; its key in passages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from retrieval.languages.word_data import load

from .role_words import fold, normalise
from .transliteration import is_cyrillic
from .words import function_words

_LISTS = ("united_nations", "worldwide", "europe", "states", "german_speaking", "slavic", "others")
# No key of a person's name has the sign, and the index takes it for a letter.
_KEY = "org_"
# Words; no form is longer, and what a speaker is called behind it is no name of an organisation any more.
_MAX_WORDS = 14
_MAX_CHARACTERS = 200
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
# The same, and acronyms with full stops.
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|{_WORD.pattern}")
_APOSTROPHES = re.compile(r"['’ʼ]s\b|['’ʼ\u00ad]")
# What names are written with or without: "Bank of England", "Organisation für …", "агентство по …".
_LINKING = frozenset(
    [
        "the",
        "a",
        "of",
        "for",
        "and",
        "on",
        "in",
        "to",
        "der",
        "die",
        "das",
        "des",
        "dem",
        "den",
        "für",
        "fur",
        "und",
        "in",
        "zur",
        "zum",
        "vom",
        "im",
        "по",
        "и",
        "в",
        "во",
        "для",
        "на",
        "с",
        "і",
        "з",
        "із",
        "зі",
        "та",
        "й",
        "у",
        "за",
        "de",
        "des",
        "du",
        "la",
        "le",
        "les",
        "l",
        "d",
        "et",
        "pour",
        "ein",
        "eine",
    ]
)
# Endings of cases, numbers and adjectives, the longest first, and the letters that a word keeps before them.
_CYRILLIC_ENDING = re.compile(
    r"(?<=...)(?:иями|іями|ями|ами|ого|его|ому|ему|ыми|ими|ією|ией|ої|ій|ою|ею|єю|ой|ей|ий|ый|ая|яя|ое|ее|ую|юю|ія|ії|ію"
    r"|ия|ии|ию|ие|ів|їв|ов|ев|ам|ям|ах|ях|ом|ем|ым|им|их|ых|[аеиоуыэюяіїєйь])$"
)
_LATIN_ENDING = re.compile(r"(?<=....)(?:en|er|es|em|e|s|n)$")

Stems = tuple[str, ...]


class Span(NamedTuple):
    """Where a text names an organisation, in code points, and what the table knows it by."""

    start: int
    end: int
    known_as: str


@dataclass(slots=True)
class _Table:
    """All forms: acronyms as they are written, names by the stems of their words."""

    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    lowered: dict[str, str] = field(default_factory=dict)
    names: dict[Stems, str] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    """By first stem: words of the longest name that begins with it."""

    def add(self, line: str) -> None:
        """Add one organisation."""
        known_as, _, listed = line.partition(" | ")
        self.forms[known_as] = forms = tuple(form.strip() for form in listed.split(","))
        for form in forms:
            if is_acronym(form):
                self.acronyms.setdefault(normalise(form), known_as)
                self.lowered.setdefault(normalise(form).lower(), known_as)
                continue
            stems = _stems(form)
            self.names.setdefault(stems, known_as)
            self.longest[stems[0]] = max(len(stems), self.longest.get(stems[0], 0))


def organisation(name: str, *, typed: bool = False) -> str | None:
    """Return what the table knows an organisation by, None for any other name.

    A name counts in each case of grammar, with or without its acronym behind it. An acronym counts as it is written;
    `typed`, in a question, in small letters too, unless it is another word then ("who").
    """
    return _organisation(" ".join(name[:_MAX_CHARACTERS].split()), typed)


def forms(known_as: str) -> tuple[str, ...]:
    """Return the names of an organisation in all languages, acronyms first; () for an unknown one."""
    return _table().forms.get(known_as, ())


def organisation_key(known_as: str) -> str:
    """Return the key by which passages and statements are found that name an organisation of the table."""
    return _KEY + known_as


def organisations_in(text: str) -> list[Span]:
    """Return where a text names organisations, and which, in order; a longer name goes before one that it begins with.

    Linear in the length of the text.
    """
    words = _TOKEN.findall(text)
    openings = set(filter(_opens, set(words)))
    starts = [at for at, word in enumerate(words) if word in openings] if openings else []
    named = [(at, *one) for at in starts if (one := _at(words, at)) is not None]
    # Where the words stand is looked up for the few texts that name any.
    tokens = list(_TOKEN.finditer(text)) if named else []
    found: list[Span] = []
    for at, known_as, size in named:
        end = tokens[at + size - 1].end()
        if not found or end > found[-1].end:
            found.append(Span(tokens[at].start(), end, known_as))
    return found


def is_acronym(word: str) -> bool:
    """Return whether a word is written as an acronym: in capitals, or with two of them (BfV, MI5)."""
    if " " in word or "-" in word:
        return False
    return len(word) > 1 and sum(letter.isupper() or letter.isdigit() for letter in word) > 1


@lru_cache(maxsize=1 << 13)
def _organisation(name: str, typed: bool) -> str | None:
    table = _table()
    bare = normalise(name)
    if found := table.acronyms.get(bare) or table.names.get(_stems(bare)):
        return found
    if typed and len(bare) > 2 and bare.islower() and bare not in function_words():
        return table.lowered.get(bare)
    words = _WORD.findall(bare)
    if len(words) > 1 and words[-1] in table.acronyms and words[-1] not in {words[0], "EU", "UN", "US"}:
        # "Weltgesundheitsorganisation (WHO)": the one must not contradict the other.
        known_as = table.acronyms[words[-1]]
        before = table.names.get(_stems(bare[: bare.rindex(words[-1])]))
        return known_as if before == known_as else None
    return None


@lru_cache(maxsize=1 << 16)
def _opens(word: str) -> bool:
    """Return whether a word is an acronym of the table, or may begin a name of it."""
    return normalise(word) in _table().acronyms or _stem(word) in _table().longest


def _at(words: list[str], at: int) -> tuple[str, int] | None:
    """Return the organisation whose acronym or name begins at a place, and its words there; the longest such name."""
    table = _table()
    known_as = table.acronyms.get(normalise(words[at]))
    found = (known_as, 1) if known_as else None
    stems: list[str] = []
    for place in range(at, min(at + _MAX_WORDS, len(words))):
        if words[place].lower() in _LINKING:
            continue
        stems.append(_stem(words[place]))
        known_as = table.names.get(tuple(stems))
        # A common noun is a name with a capital only: "die Fed", no "fed".
        if known_as and any(word[0].isupper() for word in words[at : place + 1]):
            found = known_as, place + 1 - at
        if len(stems) >= table.longest.get(stems[0], 0):
            break
    return found


def _content(words: list[str], at: int) -> Iterator[str]:
    return (word for word in words[at : at + _MAX_WORDS] if word.lower() not in _LINKING)


def _stems(name: str) -> Stems:
    return tuple(_stem(word) for word in _content(_WORD.findall(name), 0)) or (name,)


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """Return a word without case, marks and the endings of grammar."""
    folded = fold(_APOSTROPHES.sub("", word)).replace("ё", "е")
    if is_cyrillic(folded):
        return _CYRILLIC_ENDING.sub("", folded)
    return _LATIN_ENDING.sub("", folded.replace("isation", "ization"))


@cache
def _table() -> _Table:
    table = _Table()
    for name in _LISTS:
        for line in load("mul", "organisations").phrases(name):
            table.add(line)
    return table
