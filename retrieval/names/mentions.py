"""Text → spans that look like names of persons or organisations, and the name keys of a passage for the index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from . import given
from .inflection import without_possessive
from .keys import clean, is_slavic, ordered_keys
from .transliteration import is_cyrillic
from .words import (
    ALL_FUNCTION_WORDS,
    COMMON_SURNAMES,
    FUNCTION_WORDS,
    GERMAN_DETERMINERS,
    GERMAN_NOUN_ENDINGS,
    GERMAN_OFFICE_ENDINGS,
    GIVEN_NAMES,
    PARTICLES,
    PLACES,
    SAID_WORDS,
    TITLES,
    words,
)

# A word: letters, marks and joined parts; written so that no letter is tried twice.
_TOKEN = re.compile(r"[^\W\d_][^\W_]*(?:[\u200b-\u200d\u0300-\u036f'’ʼ\-‐‑][^\W_]+)*")
_INITIAL = re.compile(r"[^\W\d_]\.")
_GAP = re.compile(r"\.?[ \t\u00a0\u202f]")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'“”«»‘’)\]]*\s*$|\n\s*$|^\s*$|[\"“„»«]\s*$")
_MAX_RUN = 7
# Prepositions that stand before a bare name; before a bare German noun they are rarer.
_BEFORE_NAME = words("""
von über mit laut zu gegen für durch an bei about by of from with to on against for per selon о про
""")
_MIN_KEY_LETTERS = 3


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    opens_sentence: bool
    joined: bool
    """Whether one blank, and at most the full stop of an abbreviation, parts it from the token before."""

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def mentions(text: str, language: str) -> list[tuple[int, int]]:
    """Return the spans of name-like runs in a text, in order, without overlap; offsets in code points.

    A run is a full name with its particles and academic titles ("Dr. Anna von der Heide"), or a single word that
    something marks as a name: its shape, a given name, a title or reporting verb beside it, or a full name elsewhere
    in the text. Offices, places and peoples are no part of it. `language` is ISO 639-1.
    """
    tokens = list(_tokens(text))
    spans: list[tuple[int, int]] = []
    candidates: list[tuple[int, int, bool]] = []
    known: set[str] = set()
    for first, last in _runs(tokens, language):
        for begin, end, apposition in _trim(tokens, first, last, language):
            names = [token.text for token in tokens[begin:end]]
            if end - begin > 1:
                known.update(clean(name) for name in names)
                candidates.append((begin, end, True))
            else:
                candidates.append((begin, end, apposition or _single(tokens, begin, language)))
                if apposition:
                    known.add(clean(names[0]))
    for begin, end, certain in candidates:
        word = clean(tokens[begin].text)
        if certain or word in known or (word.endswith("s") and word[:-1] in known):
            stop = tokens[end - 1].end
            spans.append((tokens[begin].start, stop))
    return spans


def passage_keys(text: str, language: str) -> list[str]:
    """Return the keys of all name-like words of a passage, each once, in order of first appearance.

    Every capitalised word of three letters or more counts unless it is a function word or an ordinary noun; parts of
    a hyphenated word count by themselves too.
    """
    stop = FUNCTION_WORDS.get(language, ALL_FUNCTION_WORDS)
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[0].islower():
            continue
        for key in _word_keys(word, language) if word.lower() not in stop else ():
            found[key] = None
    return list(found)


@lru_cache(maxsize=1 << 16)
def _word_keys(word: str, language: str) -> tuple[str, ...]:
    if len(clean(word)) < _MIN_KEY_LETTERS or (language == "de" and _german_noun(word)):
        return ()
    found = list(ordered_keys(word))
    parts = re.split(r"[\-‐‑]", word)
    if len(parts) > 1:
        for part in parts:
            if len(part) >= _MIN_KEY_LETTERS and part[0].isupper():
                found += _word_keys(part, language)
    return tuple(found)


def _tokens(text: str) -> Iterator[_Token]:
    end = 0
    for match in _TOKEN.finditer(text):
        between = text[end : match.start()]
        dot = between.startswith(".")
        # Sentence ends are looked for in the last few characters only; a longer gap ends the run anyway.
        abbreviation = dot and _abbreviates(text, end)
        opens = end == 0 or (not abbreviation and _SENTENCE_END.search(between[-12:]) is not None)
        joined = end > 0 and len(between) <= 2 and _GAP.fullmatch(between) is not None and (not dot or abbreviation)
        yield _Token(match.start(), match.end(), match.group(), opens, joined)
        end = match.end()


def _abbreviates(text: str, end: int) -> bool:
    """Return whether the full stop at `end` belongs to an initial or a title: "J.", "Dr."."""
    start = max(0, end - 6)
    word = re.search(r"[^\W\d_]+$", text[start:end])
    return word is not None and (
        len(word.group()) == 1 or word.group().lower() in {"dr", "prof", "mr", "mrs", "ms", "st", "gen", "sen"}
    )


def _runs(tokens: list[_Token], language: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised tokens, particles between them included, as [first, last)."""
    index = 0
    while index < len(tokens):
        if not tokens[index].capital:
            index += 1
            continue
        end = index + 1
        while end < len(tokens) and end - index < _MAX_RUN and tokens[end].joined and not _possessive(tokens[end - 1]):
            if tokens[end].capital:
                end += 1
                continue
            reach = end
            while reach < len(tokens) and reach < end + 3 and tokens[reach].joined and tokens[reach].lower in PARTICLES:
                reach += 1
            links = reach > end and reach < len(tokens) and tokens[reach].joined and tokens[reach].capital
            if not links or not _particle_fits(tokens[end - 1], tokens[end], language):
                break
            end = reach + 1
        yield index, end
        index = end


def _possessive(token: _Token) -> bool:
    return without_possessive(token.text) != token.text


def _particle_fits(before: _Token, particle: _Token, language: str) -> bool:
    """Return whether a small word joins two names: "van der" always, "von", "de", "of" only after a given name."""
    ambiguous = {
        "de": {"von", "vom", "zu", "zum", "zur", "der", "den", "des", "das", "an", "y", "e", "da", "du"},
        "fr": {"de", "du", "des", "la", "le", "y", "e"},
    }
    if particle.lower in ambiguous.get(language, {"y", "e", "das", "den", "des", "du", "do"}):
        return before.lower in GIVEN_NAMES or given.find(before.text) is not None
    return True


def _trim(tokens: list[_Token], first: int, last: int, language: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the names of a run: what is left after titles, function words, places and nouns divide it.

    The third value says whether a title stood right before the name.
    """
    begin: int | None = None
    apposition = False
    after_title = False
    for index in range(first, last + 1):
        divides = index == last or _divides(tokens, index, language)
        if not divides:
            if begin is None:
                begin, apposition = index, after_title
            continue
        if begin is not None:
            end = index
            while end > begin and tokens[end - 1].lower in PARTICLES and not tokens[end - 1].capital:
                end -= 1
            if end > begin and len(clean(tokens[end - 1].text)) > 1:
                yield begin, end, apposition
        begin = None
        after_title = index < last and _is_title(tokens[index].lower, language)


def _is_title(lower: str, language: str) -> bool:
    return lower.rstrip(".") in TITLES or (language == "de" and lower.endswith(GERMAN_OFFICE_ENDINGS))


def _divides(tokens: list[_Token], index: int, language: str) -> bool:
    token = tokens[index]
    lower = without_possessive(token.text).lower()
    if not token.capital:
        return False
    if lower in {"dr", "prof"}:
        return not (index + 1 < len(tokens) and tokens[index + 1].joined and tokens[index + 1].capital)
    if len(lower) == 1:
        return lower in {"i", "a", "в", "и", "а", "о", "я", "с", "к", "у", "і", "й"} and token.opens_sentence
    if lower in FUNCTION_WORDS.get(language, ALL_FUNCTION_WORDS) and not _given(token.text):
        return True
    if lower in PLACES or _is_title(lower, language):
        return True
    return language == "de" and _german_noun(token.text)


def _given(word: str) -> bool:
    return clean(word) in GIVEN_NAMES or given.find(word) is not None


@lru_cache(maxsize=1 << 15)
def _german_noun(word: str) -> bool:
    """Return whether a German word is a common noun by its form, and not known as a name."""
    lower = clean(word)
    if lower in GIVEN_NAMES or lower in COMMON_SURNAMES or is_slavic(lower) or is_cyrillic(lower):
        return False
    if lower in FUNCTION_WORDS["de"]:
        return True
    return len(lower) > 5 and lower.endswith(GERMAN_NOUN_ENDINGS)


def _single(tokens: list[_Token], index: int, language: str) -> bool:
    """Return whether a capitalised word that stands alone is a name, by itself and its neighbours."""
    token = tokens[index]
    word = clean(token.text)
    before = tokens[index - 1].lower if index and not token.opens_sentence else ""
    after = tokens[index + 1].lower if index + 1 < len(tokens) and not tokens[index + 1].opens_sentence else ""
    if len(word) < 2:
        return False
    if word in COMMON_SURNAMES or (is_slavic(word) and len(word) > 4):
        return True
    if word.endswith("s") and (word[:-1] in COMMON_SURNAMES or word[:-1] in GIVEN_NAMES):
        return True
    if language == "de":
        if before in GERMAN_DETERMINERS:
            return False
        if before in SAID_WORDS or (
            after in SAID_WORDS and (token.opens_sentence or before in {"", "dass", "wie", "so"})
        ):
            return True
        return word in GIVEN_NAMES or given.find(token.text) is not None or (before in _BEFORE_NAME and _foreign(word))
    if token.opens_sentence:
        return after in SAID_WORDS or _given(token.text) or "'" in token.text[:-2]
    return before not in {"the", "a", "an", "les", "le", "la", "un", "une"} or _given(token.text)


def _foreign(word: str) -> bool:
    """Return whether a word in a German text is spelt as German nouns are not."""
    return (
        re.search(r"[^a-zäöüß]|[aeiou]$|^(?:mc|mac|o'|al-)|[ckpt]{2}[lns]?$|y|ou|ow$|ew$|sky$|ić$|ell[io]$|q[^u]", word)
        is not None
    )
