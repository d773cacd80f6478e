"""Question → the names it asks about, small letters included: "what did ryabkov say about nato" asks about ryabkov."""

from __future__ import annotations

import re

from .inflection import without_possessive
from .mentions import mentions
from .shapes import is_place
from .words import ALL_FUNCTION_WORDS, GERMAN_SURE_NOUN_ENDINGS, PARTICLES, SAID_WORDS, TITLES, words

# Words of a question that are looked at, and words of a name.
_MAX_WORDS, _MAX_NAME_WORDS = 200, 4
# Questions this short are taken for a bare list of names and topics.
_BARE_WORDS = 3
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’ʼ\-‐‑][^\W_]+)*")
_FRENCH_ELISION = re.compile(r"(?:[dljsnmtc]|qu)['’]", re.IGNORECASE)
_NOBLE = words("von van der den de la di da al el bin")
_ARTICLES = words("the der die")
_ADDRESSES = words("denn eigentlich bitte mal")
# The words before the name in the frames of questions.
_OPENERS: dict[str, frozenset[str]] = {
    "en": words("""
did does do has had was is would will could should can say said says told tell by from about to of with on per quote
quotes
""")
    | SAID_WORDS,
    "de": words("""
hat hatte haben will wollte wollen soll findet denkt über von laut zu sich mit ist war wird wurde an gegen bei für
durch
""")
    | SAID_WORDS,
    "fr": words("dit a déclaré affirmé annoncé selon pense veut que par de sur propose répondu est"),
    "ru": words("о об про от с") | SAID_WORDS,
    "uk": words("про від з із") | SAID_WORDS,
}
# The words after it.
_CLOSERS = SAID_WORDS | words("""
zu über gesagt dazu von in on about regarding to that zum zur when wann auf gegen wegen mit nach a sur о об про reply
respond answer offer threaten refuse vow plan dit
""")


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
    for _, guess in guesses:
        if " " in guess and guess in found and guess.islower() and guess.split(" ")[0] not in _NOBLE:
            # The words after a name in small letters may be a verb that no list knows.
            found.setdefault(guess.split(" ")[0])
    return list(found)


def _guesses(question: str, language: str) -> list[tuple[int, str]]:
    """Return the runs of words that may be a name with their doubt, from 0, by what stands around them."""
    spans: list[tuple[int, int]] = []
    for match in _WORD.finditer(question):
        elision = _FRENCH_ELISION.match(match.group()) if language == "fr" else None
        spans.append((match.start() + (elision.end() if elision else 0), match.end()))
        if len(spans) == _MAX_WORDS:
            break
    lowered = [question[start:end].lower() for start, end in spans]
    openers = _OPENERS.get(language, _OPENERS["en"])
    guesses: list[tuple[int, str]] = []
    index = 0
    while index < len(lowered):
        end = _reach(lowered, index, language)
        if end == index:
            index += 1
            continue
        before = _before_title(lowered, index - 1)
        opened = before >= 0 and lowered[before] in openers
        closed = end == len(lowered) or lowered[end] in _CLOSERS
        spoken = end < len(lowered) and lowered[end] in SAID_WORDS
        possessive = without_possessive(lowered[end - 1]) != lowered[end - 1]
        doubt = 0 if opened and closed and before <= 2 else 1 if (opened and closed) or spoken or possessive else 2
        if opened or spoken or possessive or (index == 0 and closed) or len(lowered) <= _BARE_WORDS:
            guesses.append((doubt, without_possessive(question[spans[index][0] : spans[end - 1][1]])))
        index = end
    return guesses


def _before_title(lowered: list[str], index: int) -> int:
    """Return where the frame goes on before an office and its article ("did the minister …")."""
    titled = index
    while index >= 0 and lowered[index] in TITLES | _ADDRESSES:
        index -= 1
    return index - 1 if 0 <= index < titled and lowered[index] in _ARTICLES else index


def _reach(lowered: list[str], start: int, language: str) -> int:
    """Return the end of the run of possible name words from `start`, `start` if there is none."""
    end = start
    while end < len(lowered) and end < start + 2 and lowered[end] in _NOBLE:
        end += 1
    if end > start and (
        end == len(lowered) or lowered[end - 1] not in ("der", "den", "la", "di", "da", "al", "el", "bin", "van")
    ):
        return start
    first = end
    while end < len(lowered) and end - first < _MAX_NAME_WORDS:
        link = end
        while first < link < len(lowered) and link < end + 3 and lowered[link] in PARTICLES:
            link += 1
        if link == len(lowered) or not _may_be_name(lowered[link], language):
            break
        end = link + 1
    return end if end > first else start


def _may_be_name(word: str, language: str) -> bool:
    if len(word) < 2 or word in ALL_FUNCTION_WORDS or word in SAID_WORDS or word in TITLES or is_place(word, language):
        return False
    return not (language == "de" and len(word) > 5 and word.endswith(GERMAN_SURE_NOUN_ENDINGS))
