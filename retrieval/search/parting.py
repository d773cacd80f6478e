"""A question → its words, each told by lists what it says of a question, and its runs of content words.

The lists are described in ``languages/en/asking.toml``. Time is linear in the question's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from retrieval.languages.word_data import languages, load
from retrieval.names.words import capitalises_nouns
from retrieval.text.function_words import function_words

PART = "asking"
"""The file of a language that holds the lists."""
NOTHING: frozenset[str] = frozenset()
"""The kinds of a content word."""
_LISTS = ("who", "person", "news", "happened", "speech", "stance", "empty", "clause", "talk", "somebody")
_NAMING = frozenset({"news", "happened", "speech", "stance", "person"})
"""Kinds whose words are part of a name where they have a capital inside a clause."""
_SPOKEN = frozenset({"speech", "stance"})
_FRAME_LISTS = ("openings", "fillers", "pronouns")  # of questions.toml; these say nothing
_TOKEN = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*\.?")
_BORDER = re.compile(r"\s*(?:[,:;–—?!…]+|-(?=\s)|(?<=\w\w)\.(?=\s+[^\W\d_]))(?:\s|$)")
_JOINT = re.compile(r"(?<=\w)-(?=([^\W_]+)(?![\w-]))")
# Words inside names, or that join two.
_CONNECTING = frozenset(
    {"of", "for", "von", "vom", "der", "des", "für", "de", "du", "la", "van", "und", "and", "и", "і", "та", "й", "et"}
)
_WITH = frozenset({"с", "со", "з", "із", "зі", "mit", "with"})
# Before who speaks, also behind a topic.
_FROM = frozenset({"from", "by", "of", "von", "vom", "seitens", "от", "від", "de", "du"})
_ARTICLES = frozenset({"the", "der", "des", "dem", "den", "la", "le", "les"})
# Finite verbs behind a topic that comes first.
_AUXILIARIES = frozenset(
    {
        "hat",
        "haben",
        "hatte",
        "hatten",
        "müsste",
        "müssten",
        "soll",
        "sollen",
        "dürfte",
        "könnte",
        "wird",
        "has",
        "have",
        "had",
    }
)
_PLACES = frozenset({"in", "to", "at", "в", "во", "у", "при", "dans", "à", "bei", "beim", "im"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question in code points, the number of its clause, and the lists it is in; content is in none."""

    start: int
    end: int
    text: str
    plain: str
    clause: int
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """Content words side by side; `topical` behind a preposition of topics, `placed` behind one of places."""

    start: int
    end: int
    words: tuple[str, ...]
    topical: bool
    clause: int
    placed: bool


def words_of(question: str, language: str) -> list[Word]:
    """Return the words of a question in order."""
    found: list[Word] = []
    clause = 0
    nouns = capitalises_nouns(language)
    for token in _TOKEN.finditer(question):
        kinds = _kinds(plain(token[0]), language, acronym=token[0].isupper() and len(token[0]) > 1)
        inside = found and found[-1].clause == clause
        if inside and not nouns and kinds & _NAMING and token[0].istitle():
            kinds = NOTHING  # "New York", "the State Bank"
        found.append(Word(token.start(), token.end(), token[0], plain(token[0]), clause, kinds))
        stop = token[0].endswith(".") and len(token[0]) > len("Dr.")
        if stop or _BORDER.match(question, token.end()):
            clause += 1
    return found


def parts_of(found: list[Word]) -> list[Part]:
    """Return the runs of content words, in order."""
    parts: list[Part] = []
    topical = placed = broken = linked = False
    clause = None
    for at, word in enumerate(found):
        if word.clause != clause:
            topical, placed, broken, clause = False, False, True, word.clause
        connecting = word.plain in _CONNECTING or (word.plain in _WITH and _between_names(found, at))
        if word.plain in _FROM and not (connecting and parts and not broken):
            topical, placed, broken = False, False, True
            continue
        if "preposition" in word.kinds and not (connecting and parts and not broken):
            topical, broken, placed = True, True, word.plain in _PLACES
            continue
        if word.kinds:
            if word.kinds & _SPOKEN:
                topical = placed = False  # "про дамбу говорил Орлов"
                if parts and parts[-1].topical and parts[-1].words[-1].replace("’", "'").endswith("'s"):
                    parts[-1] = replace(parts[-1], topical=False)  # "in Holt's comment"
            elif word.plain in _AUXILIARIES:
                topical = placed = False  # "zum Damm hat sich Wulf geäußert"
            # Words that say nothing belong to a topic they stand in, and part one name from another.
            broken = broken or not (connecting or (linked and word.plain in _ARTICLES))
            linked = connecting
            continue
        last = parts[-1] if parts else None
        if last and last.clause == clause and last.topical == topical and (not broken or (topical and not placed)):
            parts[-1] = Part(last.start, word.end, (*last.words, word.text), topical, word.clause, last.placed)
        else:
            parts.append(Part(word.start, word.end, (word.text,), topical, word.clause, placed))
        broken = linked = False
    return parts


def begins_question(word: Word, language: str) -> bool:
    """Return whether a word is one that questions begin with."""
    return language in languages("questions") and word.plain in load(language, "questions").words("openings")


def without_news_phrases(question: str, language: str) -> tuple[str, bool]:
    """Return a question, as long as it was, with blanks for phrases that ask for news; and whether there were any."""
    shorter = _news_phrases(language).sub(lambda found: " " * len(found[0]), question)
    return shorter, shorter != question


def without_joints(question: str, language: str) -> str:
    """Return a question, as long as it was, in which a compound with a word that asks is two: "Wulf-Zitate"."""
    return _JOINT.sub(
        lambda joint: " " if _kinds(joint[1].casefold(), language, acronym=False) & _NAMING else "-", question
    )


def plain(token: str) -> str:
    """Return a word in small letters, without the stop of a sentence or abbreviation."""
    return token.rstrip(".").casefold().replace("’", "'")


def _between_names(found: list[Word], at: int) -> bool:
    around = (*found[at - 1 : at], *found[at + 1 : at + 2])
    return len(around) == len(("before", "behind")) and all(not one.kinds and one.text[0].isupper() for one in around)


@lru_cache(maxsize=4096)
def _kinds(word: str, language: str, *, acronym: bool) -> frozenset[str]:
    """Return the lists that a word is in; an acronym is in none: "WHO", "US"."""
    if acronym:
        return NOTHING
    single, patterns = _lists(language)
    # A form that is written out is told by that alone: "объясни" asks, "объяснил" is of speech.
    kinds = single.get(word) or frozenset(name for name, pattern in patterns.items() if pattern.fullmatch(word))
    if word in _prepositions(language):
        kinds |= {"preposition"}
    if not kinds and (word in function_words(language) or word.isdecimal() or word in _frame_words(language)):
        kinds = frozenset({"empty"})
    return kinds


@cache
def _lists(language: str) -> tuple[dict[str, frozenset[str]], dict[str, re.Pattern[str]]]:
    """Return the lists of each word that is written out, and the patterns of the others by list."""
    data = load(language, PART)
    single: dict[str, frozenset[str]] = {}
    patterns = {}
    for name in _LISTS:
        # "geäußert" is folded to "geäussert".
        words = [word.casefold() if word.replace("-", "").isalpha() else word for word in data.words(name)]
        for word in words:
            single[word] = single.get(word, NOTHING) | {name}
        stems = sorted(word for word in words if not word.replace("'", "").replace("-", "").isalpha())
        if stems:
            patterns[name] = re.compile("|".join(stems))
    return single, patterns


@cache
def _news_phrases(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load(language, PART).phrases('news_phrases'))})\b", re.IGNORECASE)


@cache
def _frame_words(language: str) -> frozenset[str]:
    if language not in languages("questions"):
        return frozenset()
    data = load(language, "questions")
    return frozenset[str]().union(*(data.words(name) for name in _FRAME_LISTS))


@cache
def _prepositions(language: str) -> frozenset[str]:
    """Return the words before a topic."""
    groups = load(language, "questions").pairs("groups")
    words = " ".join(groups[name] for name in ("on", "subject", "about") if name in groups)
    single = {word for word in words.replace("?", "").split() if "_" not in word}
    return frozenset(single - {"of", "from", "as", "von", "vom", "de", "du", "des"}) | {
        "in",
        "в",
        "во",
        "у",
        "dans",
        "bei",
    }
