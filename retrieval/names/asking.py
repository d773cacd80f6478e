"""Question → the names it asks about, small letters included: "what did ryabkov say about nato" asks about ryabkov."""

from __future__ import annotations

import re
from functools import cache

from .inflection import without_possessive
from .mentions import mentions
from .shapes import is_place
from .words import endings, everywhere, function_words, own, own_or_default, people

# Words of a question that are looked at, and words of a name.
_MAX_WORDS, _MAX_NAME_WORDS = 200, 4
# Questions this short are taken for a bare list of names and topics.
_BARE_WORDS = 3
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’ʼ\-‐‑][^\W_]+)*")


def question_names(question: str, language: str) -> list[str]:
    """Return the names a question may mean, as written there, the surest first; [] if there is none.

    Capitalised names come first, then words that stand where a frame has its name ("what did … say", "was sagte …", "…
    zu …"), in any case. The latter are guesses, to be checked against the names that the index knows.
    """
    found = dict.fromkeys(question[start:end] for start, end in mentions(question, language))
    guesses = sorted(_guesses(question, language), key=lambda guess: guess[0])
    for _, guess in guesses:
        if not any(guess in name or name in guess for name in found):
            found[guess] = None
    noble = people("opening_particles")
    for _, guess in guesses:
        if " " in guess and guess in found and guess.islower() and guess.split(" ")[0] not in noble:
            # The words after a name in small letters may be a verb that no list knows.
            found.setdefault(guess.split(" ")[0])
    return list(found)


def _guesses(question: str, language: str) -> list[tuple[int, str]]:
    """Return the runs of words that may be a name with their doubt, from 0, by what stands around them."""
    spans: list[tuple[int, int]] = []
    elided = _elision(language)
    for match in _WORD.finditer(question):
        elision = elided.match(match.group()) if elided else None
        spans.append((match.start() + (elision.end() if elision else 0), match.end()))
        if len(spans) == _MAX_WORDS:
            break
    lowered = [question[start:end].lower() for start, end in spans]
    openers, said = _openers(language), everywhere("reporting_words")
    closers = said | everywhere("closers")
    guesses: list[tuple[int, str]] = []
    index = 0
    while index < len(lowered):
        end = _reach(lowered, index, language)
        if end == index:
            index += 1
            continue
        before = _before_title(lowered, index - 1)
        opened = before >= 0 and lowered[before] in openers
        closed = end == len(lowered) or lowered[end] in closers
        spoken = end < len(lowered) and lowered[end] in said
        possessive = without_possessive(lowered[end - 1]) != lowered[end - 1]
        doubt = 0 if opened and closed and before <= 2 else 1 if (opened and closed) or spoken or possessive else 2
        if opened or spoken or possessive or (index == 0 and closed) or len(lowered) <= _BARE_WORDS:
            guesses.append((doubt, without_possessive(question[spans[index][0] : spans[end - 1][1]])))
        index = end
    return guesses


def _before_title(lowered: list[str], index: int) -> int:
    """Return where the frame goes on before an office and its article ("did the minister …")."""
    titled = index
    passed_over = everywhere("titles") | everywhere("fillers")
    while index >= 0 and lowered[index] in passed_over:
        index -= 1
    return index - 1 if 0 <= index < titled and lowered[index] in everywhere("office_articles") else index


def _reach(lowered: list[str], start: int, language: str) -> int:
    """Return the end of the run of possible name words from `start`, `start` if there is none."""
    noble, particles = people("opening_particles"), people("particles")
    end = start
    while end < len(lowered) and end < start + 2 and lowered[end] in noble:
        end += 1
    if end > start and (end == len(lowered) or lowered[end - 1] in people("lone_prepositions")):
        return start
    first = end
    while end < len(lowered) and end - first < _MAX_NAME_WORDS:
        link = end
        while first < link < len(lowered) and link < end + 3 and lowered[link] in particles:
            link += 1
        if link == len(lowered) or not _may_be_name(lowered[link], language):
            break
        end = link + 1
    return end if end > first else start


def _may_be_name(word: str, language: str) -> bool:
    if len(word) < 2 or word in function_words() or word in everywhere("reporting_words"):
        return False
    if word in everywhere("titles") or is_place(word, language):
        return False
    return not (len(word) > 5 and word.endswith(endings("sure_noun_endings", language)))


@cache
def _openers(language: str) -> frozenset[str]:
    """Return the words right before the name that a question of a language asks about."""
    spoken = own_or_default("opener_languages", language)
    return own_or_default("openers", language).union(*(own("reporting_words", code) for code in spoken))


@cache
def _elision(language: str) -> re.Pattern[str] | None:
    """Return what a language writes before a name with an apostrophe (qu'Emmanuel), None if it has no such words."""
    elided = sorted(own("elisions", language))
    return re.compile(rf"(?:{'|'.join(elided)})['’]", re.IGNORECASE) if elided else None
