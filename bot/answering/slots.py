"""What a question that goes on from others holds: people, pronouns, days, and the words that say what it is about.

The lists are described in ``retrieval/languages/en/followups.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from retrieval.languages.word_data import languages, load
from retrieval.search import days
from retrieval.text.function_words import function_words

FullName = Callable[[str], str | None]
"""The fullest name of whom the articles quote under a name, None where they quote nobody of that name."""
Days = tuple[str | None, str | None]
"""The first and the last day, ``YYYY-MM-DD``, None without limit."""

_PART = "followups"
_MARKS = " ?!.…,;:—–"
_NAME_WORDS = 4
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMILEY = re.compile(r"(?<!\w)[:;=8][-o*']?[)(DPp/|](?!\w)")
_PARTICLES = frozenset({"von", "van", "der", "de", "den", "la", "al", "bin", "und"})
"""Function words that a name may hold: "van der Bellen"."""
_NEVER_FIRST = frozenset({"der", "den", "la", "und"})
"""Of these the ones that are articles, or join, before a name."""
_FRAMING = ("asking", "short", "that", "more", "speech", "replying", "too", "openers", "joining", "linking", "never")
"""Lists of words that say nothing of what a question is about."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What a question holds, all as it was typed.

    `people` are the names of whom the articles quote, without those it sets aside ("not Holt"), which are `aside`.
    `pronouns` stand for people. `limit` are the days it names. `content` are the words that are none of these and say
    something, `telling` these and the names, in their order. `refers` says that it speaks
    of "that", not of "that tunnel".
    """

    people: tuple[str, ...]
    aside: tuple[str, ...]
    pronouns: tuple[str, ...]
    limit: Days | None
    content: tuple[str, ...]
    telling: tuple[str, ...]
    refers: bool


def opened(question: str) -> tuple[str, bool]:
    """Return a question without marks at its ends and what only opens it, and whether it is joined to one before."""
    bare = _SMILEY.sub(" ", question).strip(_MARKS)
    joined = False
    while True:
        first = first_word(bare)
        if phrase := next((found for one in _joining_phrases() if (found := one.match(bare))), None):
            bare, joined = bare[phrase.end() :].strip(_MARKS), True
        elif first and len(bare) > len(first) and first in words_of("openers") | words_of("joining"):
            bare, joined = bare[len(first) :].strip(_MARKS), joined or first in words_of("joining")
        else:
            return bare, joined


def is_joined(question: str) -> bool:
    """Return whether a word such as "and" joins a question to one before: "what about X?" may open a conversation."""
    words = (found[0].lower() for found in _WORD.finditer(question))
    return next((word for word in words if word not in words_of("openers")), "") in words_of("joining")


def slots(bare: str, language: str, full_name: FullName, *, today: date, before: Days) -> Slots:
    """Return what a question without its opening holds; `before` are the days asked about before, `today` is in UTC."""
    left, limit = _without_days(bare, language, today, before)
    words = list(_WORD.finditer(left))
    people, used = _people(left, words, language, full_name)
    aside = {at for at in people if _is_set_aside(words, at, used)}
    small = _small(language) | words_of("persons")
    telling = {number: word[0] for number, word in enumerate(words) if number in used or word[0].lower() not in small}
    return Slots(
        people=tuple(name for at, name in people.items() if at not in aside),
        aside=tuple(people[at] for at in sorted(aside)),
        pronouns=tuple(word[0] for number, word in enumerate(words) if _is_pronoun(word[0], first=not number)),
        limit=limit,
        content=tuple(word for number, word in telling.items() if number not in used),
        telling=tuple(telling.values()),
        refers=any(
            word[0].lower() in words_of("that") and number + 1 not in telling for number, word in enumerate(words)
        ),
    )


def first_word(words: str) -> str:
    """Return the first word in small letters, "" where there is none."""
    found = _WORD.search(words.lower())
    return found[0] if found else ""


def holds(words: str, *lists: str) -> bool:
    """Return whether some words hold one of a list."""
    return any(word.lower() in words_of(name) for word in _WORD.findall(words) for name in lists)


def says_something(words: str, language: str) -> bool:
    """Return whether some words are more than those that frame a question, and pronouns."""
    small = _small(language) | words_of("persons")
    return any(word.lower() not in small for word in _WORD.findall(words))


def is_language(words: str, language: str, rather: str) -> bool:
    """Return whether a word shows that a question is in a language and not in another."""
    return any(word.lower() in function_words(language) - function_words(rather) for word in _WORD.findall(words))


@cache
def words_of(name: str) -> frozenset[str]:
    """Return a list of all languages, as one: the language of a short question is often told wrongly."""
    if name == "persons":
        return words_of("he") | words_of("she") | words_of("they")
    return frozenset[str]().union(*(load(code, _PART).words(name) for code in languages(_PART)))


def _people(
    text: str, words: list[re.Match[str]], language: str, full_name: FullName
) -> tuple[dict[int, str], set[int]]:
    """Return the names of whom the articles quote by the number of their first word, and the numbers of all of them."""
    small = _small(language) | words_of("persons")
    found: dict[int, str] = {}
    used: set[int] = set()
    for size in range(_NAME_WORDS, 0, -1):
        for at in range(len(words) - size + 1):
            some = [word[0].lower() for word in words[at : at + size]]
            inner = small - _PARTICLES if size > 1 else small
            if used & set(range(at, at + size)) or some[0] in _NEVER_FIRST or not inner.isdisjoint(some):
                continue
            name = text[words[at].start() : words[at + size - 1].end()]
            if full_name(name):
                found[at] = name
                used |= set(range(at, at + size))
    return dict(sorted(found.items())), used


def _is_set_aside(words: list[re.Match[str]], at: int, used: set[int]) -> bool:
    """Return whether a name stands behind "not" or "not the", say."""
    behind = at - 2 if at > 1 and at - 1 not in used and words[at - 1][0].lower() not in words_of("never") else at - 1
    return behind >= 0 and words[behind][0].lower() in words_of("never")


def _is_pronoun(word: str, *, first: bool) -> bool:
    """Return whether a word stands for somebody; German "Sie" inside a question is who is asked."""
    return word.lower() in words_of("persons") and (first or word[0].islower())


def _without_days(bare: str, language: str, today: date, before: Days) -> tuple[str, Days | None]:
    """Return a question without the days it names, and these."""
    for pattern, back, length in _steps():
        if (step := pattern.search(bare)) and (moved := _moved(before, back, length)):
            return f"{bare[: step.start()]} {bare[step.end() :]}", moved
    limit = days.named(bare, language, today)
    if limit is None:
        return bare, None
    span = tuple(day.isoformat() if day else None for day in (limit.since, limit.until))
    return f"{bare[: limit.start]} {bare[limit.end :]}", (span[0], span[1])


def _moved(before: Days, back: int, length: int) -> Days | None:
    """Return the days that lie before (`back` above 0) or behind those asked about; None where these have no end."""
    since, until = before
    if since is None or until is None:
        return None
    if back > 0:
        last = date.fromisoformat(since) - timedelta(back)
        return (last - timedelta(length - 1)).isoformat(), last.isoformat()
    first = date.fromisoformat(until) + timedelta(-back)
    return first.isoformat(), (first + timedelta(length - 1)).isoformat()


@cache
def _small(language: str) -> frozenset[str]:
    """Return the words of a question that say nothing of what it is about."""
    return frozenset(function_words(language)).union(*map(words_of, _FRAMING))


@cache
def _joining_phrases() -> tuple[re.Pattern[str], ...]:
    phrases = (one for code in languages(_PART) for one in load(code, _PART).phrases("joining_phrases"))
    return tuple(re.compile(rf"(?:{one})\s+(?=\w)", re.IGNORECASE) for one in phrases)


@cache
def _steps() -> tuple[tuple[re.Pattern[str], int, int], ...]:
    """Return the patterns of days told from those before, how far back they end, and how many they are."""
    kinds = {"day_before": (1, 1), "day_after": (-1, 1), "week_before": (1, 7), "week_after": (-1, 7)}
    return tuple(
        (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), *kinds[name])
        for code in languages(_PART)
        for name, pattern in load(code, _PART).pairs("steps").items()
    )
