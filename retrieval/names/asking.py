"""Question → the names it asks about, small letters included: "what did ryabkov say about nato" asks about ryabkov."""

from __future__ import annotations

import re

from .mentions import mentions
from .words import ALL_FUNCTION_WORDS, GERMAN_NOUN_ENDINGS, PARTICLES, PLACES, SAID_WORDS, TITLES, words

# Words of a frame between which the name stands. Each is tried at every word of the question, at most _MAX_WORDS.
_MAX_WORDS = 200
_MAX_NAME_WORDS = 4
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’ʼ\-‐‑][^\W_]+)*")
_OPENERS: dict[str, frozenset[str]] = {
    "en": words("""
did does do has had was is would will say said says told tell by from about to of with on per quote quotes
"""),
    "de": words("""
sagte sagt sagten fordert forderte meint meinte erklärte erklärt will wollte hat hatte äußerte äußert findet denkt
glaubt warnte warnt kritisiert kritisierte verlangt verlangte behauptet behauptete betonte betont kündigte reagierte
reagiert antwortete schrieb schreibt bestreitet bestritt sprach spricht hält über von laut zu sich mit wollen ist war
"""),
    "fr": words("""
dit a déclaré affirmé annoncé selon pense veut que par de sur propose
"""),
    "ru": words("""
сказал сказала заявил заявила говорит говорил считает о об думает ответил требует предложил
"""),
    "uk": words("""
сказав сказала заявив заявила каже вважає про думає відповів вимагає запропонував
"""),
}
_CLOSERS = SAID_WORDS | words("""
zu über gesagt dazu von in on about regarding to that zum zur when wann auf gegen propos
""")


def question_names(question: str, language: str) -> list[str]:
    """Return the names a question may mean, as written there, the surest first; [] if there is none.

    Capitalised names come first, then the words that stand where a frame has its name ("what did … say", "was sagte
    …"), in any case. The latter are guesses, to be checked against the names that the index knows.
    """
    found = {question[start:end]: None for start, end in mentions(question, language)}
    tokens = list(_WORD.finditer(question))[:_MAX_WORDS]
    lowered = [word.group().lower() for word in tokens]
    guesses: list[tuple[int, str]] = []
    for index, word in enumerate(lowered[:-1]):
        if word not in _OPENERS.get(language, _OPENERS["en"]):
            continue
        end = start = index + 1
        while start < len(tokens) and (
            lowered[start] in TITLES or lowered[start] in {"the", "der", "die", "denn", "eigentlich"}
        ):
            start += 1
        end = start
        while (
            end < len(tokens)
            and end - start < _MAX_NAME_WORDS
            and (_may_be_name(lowered[end], language) or _inside(lowered, start, end))
        ):
            end += 1
        if end > start:
            closed = end == len(tokens) or lowered[end] in _CLOSERS
            guess = question[tokens[start].start() : tokens[end - 1].end()]
            guesses.append((0 if closed and index <= 2 else 1 if closed else 2, guess))
    for _, guess in sorted(guesses, key=lambda pair: pair[0]):
        if not any(guess in name or name in guess for name in found):
            found[guess] = None
    return list(found)


def _inside(lowered: list[str], start: int, end: int) -> bool:
    return end > start and lowered[end] in PARTICLES and end + 1 < len(lowered) and _may_be_name(lowered[end + 1], "en")


def _may_be_name(word: str, language: str) -> bool:
    if len(word) < 2 or word in ALL_FUNCTION_WORDS or word in SAID_WORDS or word in PLACES or word in TITLES:
        return False
    return not (language == "de" and len(word) > 5 and word.endswith(GERMAN_NOUN_ENDINGS))
