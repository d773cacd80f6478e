"""The words of roles: forms of offices, bodies, places and parties in five languages, and German compounds of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from retrieval.languages import word_data

PART = "roles"
# In this order: of a form in two lists the first one counts.
_MEANINGS = ("people", "associates", "bodies", "subjects", "qualifiers", "places", "parties")
_PLAIN = ("breaks", "links", "articles", "attributes")
# Only German writes a role and what it belongs to as one word.
_COMPOUNDING = "de"
# Letters; a shorter last part ("Rat", "Abt") ends too many other words.
_MIN_LAST = 4
_MIN_FIRST = 2
# A longer word is no compound, and would take time quadratic in its length.
_MAX_COMPOUND = 60
# Letters of the longest ending of a stem.
_MAX_ENDING = 6
# A French article, or an English possessive.
_CLITIC = re.compile(r"\b(?:[cdjlmnst]|qu)'(?=[a-z])|'s\b")
_UMLAUT = re.compile(r"([aou])(?<![aeiouqy].)e")
_PLAIN_LETTERS = dict(
    zip("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿłşşğžščćёʼ’‘", "aaaaaaceeeeiiiinoooooouuuuyylssgzsccе'''", strict=True)
) | {"œ": "oe", "\u0301": "", "\u00ad": ""}
_ACCENTED = re.compile("[" + "".join(_PLAIN_LETTERS) + "]")
_DOTS = re.compile(r"\b(?:[^\W\d_]\.){2,}")


class Entry(NamedTuple):
    """What a form means: the list it is from, its concepts in order, and the country that it implies, if any."""

    part: str
    concepts: tuple[str, ...] = ()
    implied: str | None = None


def fold(text: str) -> str:
    """Return text without case, accents and umlauts, written either way: "Aussenminister", "Ministerpraesident"."""
    return _UMLAUT.sub(r"\1", _ACCENTED.sub(lambda match: _PLAIN_LETTERS[match.group()], text.casefold()))


def normalise(text: str) -> str:
    """Return text in composed form, abbreviations without their full stops."""
    text = unicodedata.normalize("NFC", text)
    return _DOTS.sub(lambda match: match.group().replace(".", ""), text) if "." in text else text


def without_clitics(folded: str) -> str:
    """Return folded text without French elided articles and the English 's."""
    return _CLITIC.sub("", folded) if "'" in folded else folded


@dataclass(slots=True)
class RoleWords:
    """The tables of all languages as one: a language needn't be known, and questions mix them."""

    forms: dict[str, Entry] = field(default_factory=dict)
    """By folded words with blanks between them; a stem ends in an asterisk."""
    openings: set[str] = field(default_factory=set)
    """What forms of several words begin with."""
    firsts: dict[str, Entry] = field(default_factory=dict)
    lasts: dict[str, Entry] = field(default_factory=dict)
    endings: set[str] = field(default_factory=lambda: {""})
    surnames: set[str] = field(default_factory=set)
    concepts: dict[str, set[str]] = field(default_factory=lambda: {part: set() for part in _MEANINGS})
    """The first concepts of the entries of each list."""

    def add(self, language: str) -> None:
        """Add the table of a language."""
        data = word_data.load(language, PART)
        self.endings |= _folded(data.words("endings"))
        surnames = _folded(data.words("surnames"))
        self.surnames |= surnames
        for part in _MEANINGS:
            last_parts = part == "people" and language == _COMPOUNDING
            meanings, forms = _columns(data.phrases(part))
            for meaning, line in zip(meanings, forms, strict=True):
                entry = _entry(part, meaning)
                self.concepts[part].add(entry.concepts[0])
                for form in line.split(", "):
                    if form.isalpha() or (form[-1] == "*" and form[:-1].isalpha()):
                        self.forms.setdefault(form, entry)
                    else:
                        self._add_joined(form, entry)
                    if last_parts and len(form) > _MIN_LAST and form.rstrip("*") not in surnames:
                        self.lasts.setdefault(form, entry)
        for part in _PLAIN:
            plain = Entry(part)
            for form in _folded(data.words(part)):
                self.forms.setdefault(form, plain)

    def _add_joined(self, form: str, entry: Entry) -> None:
        """Add a form of several words or a part of a compound."""
        if form[0] == "-":
            self.lasts.setdefault(form[1:], entry)
            return
        if form[-1] == "-":
            self.firsts.setdefault(form[:-1], entry)
            return
        if "-" in form or "'" in form:
            form = without_clitics(form).replace("-", " ")
        self.forms.setdefault(form, entry)
        end = form.find(" ")
        while end > 0:
            self.openings.add(form[:end])
            end = form.find(" ", end + 1)

    def patterns(self, word: str) -> tuple[str, ...]:
        """Return the keys under which a folded word may be found: itself, then its stems, the longest first."""
        cuts = range(len(word), max(1, len(word) - _MAX_ENDING - 1), -1)
        return (word, *[word[:cut] + "*" for cut in cuts if word[cut:] in self.endings])

    def longest(self, patterns: Sequence[tuple[str, ...]], start: int) -> tuple[Entry, int] | None:
        """Return the entry of the longest form that begins at `start`, and how many words it has."""
        best: tuple[Entry, int] | None = None
        begun: Sequence[str] = patterns[start]
        for size in range(1, len(patterns) - start + 1):
            entry = next((self.forms[key] for key in begun if key in self.forms), None)
            best = (entry, size) if entry is not None else best
            open_keys = [key for key in begun if key in self.openings]
            if not open_keys or start + size == len(patterns):
                break
            begun = [f"{key} {pattern}" for key in open_keys for pattern in patterns[start + size]]
        return best

    def compound(self, word: str) -> tuple[tuple[Entry, ...], str] | None:
        """Return the parts of a folded German compound that ends in a role, and its unknown first part or ""."""
        guess: tuple[tuple[Entry, ...], str] | None = None
        if len(word) > _MAX_COMPOUND:
            return None
        for cut in range(_MIN_FIRST, len(word) - _MIN_LAST + 1):
            first, last = word[:cut], word[cut:]
            entry = self._among(self.lasts, last) or self._single(last)
            if entry is None:
                continue
            parts = self._firsts(first)
            if parts is not None:
                return (*parts, entry), ""
            if guess is None and cut > _MIN_FIRST and self._among(self.lasts, last) is not None:
                guess = (entry,), first
        return guess

    def _firsts(self, word: str) -> tuple[Entry, ...] | None:
        """Return the parts of a word that wholly consists of first parts of compounds."""
        for cut in range(len(word), _MIN_FIRST - 1, -1):
            entry = self.firsts.get(word[:cut]) or (self._single(word[:cut]) if cut > _MIN_FIRST else None)
            if entry is not None:
                rest = self._firsts(word[cut:]) if cut < len(word) else ()
                if rest is not None:
                    return entry, *rest
        return None

    def _single(self, word: str) -> Entry | None:
        entry = self._among(self.forms, word)
        return entry if entry is not None and entry.part in _MEANINGS else None

    def _among(self, entries: dict[str, Entry], word: str) -> Entry | None:
        return next((entries[pattern] for pattern in self.patterns(word) if pattern in entries), None)


def _folded(listed: frozenset[str]) -> set[str]:
    return set(fold(" ".join(listed)).split())


def _columns(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the meanings of lines, and their forms folded, all at once for speed."""
    columns = [line.partition(" | ") for line in lines]
    return [column[0] for column in columns], fold("\n".join(column[2] for column in columns)).split("\n")


def _entry(part: str, meaning: str) -> Entry:
    concepts, _, implied = meaning.partition(" @")
    return Entry(part, tuple(concepts.split()), implied or None)


@cache
def role_words() -> RoleWords:
    """Return the words of all languages that have a table."""
    table = RoleWords()
    for language in word_data.languages(PART):
        table.add(language)
    return table


@lru_cache(maxsize=1 << 14)
def compound(word: str) -> tuple[tuple[Entry, ...], str] | None:
    """Return `RoleWords.compound` of the shipped tables."""
    return role_words().compound(word)


class Word(NamedTuple):
    """A word of a phrase; `glued` by a hyphen to the last one, `apart` from it by a comma, bracket or dash."""

    text: str
    folded: str
    glued: bool
    apart: bool
    possessive: bool

    @property
    def capital(self) -> bool:
        """Return whether the word begins with a capital letter."""
        return self.text[0].isupper()


_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_APART = re.compile(r"[,;:()\[\]–—|]|\s-\s")
_HYPHENS = frozenset("-‐‑")


def words(phrase: str, limit: int) -> Iterator[Word]:
    """Yield the first words of a phrase, at most `limit`."""
    text = normalise(phrase)
    end = 0
    for number, match in enumerate(_WORD.finditer(text)):
        if number == limit:
            return
        between = text[end : match.start()]
        folded = fold(match.group())
        bare = without_clitics(folded)
        after = text[match.end() : match.end() + 1]
        possessive = folded.endswith("'s") or (after in ("'", "’") and folded.endswith(("s", "x", "z")))
        yield Word(match.group(), bare or folded, between in _HYPHENS, bool(_APART.search(between)), possessive)
        end = match.end()
