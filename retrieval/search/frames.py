"""The frames of questions about speech: "what did X say about Y", "wer sagte, dass Y"; ``questions.toml`` by language.

Patterns run on one cleaned question of bounded length, anchored at its start. Group `speaker` is the words that name
the speaker, `topic` what is left to ask about; a pattern without `speaker` asks for one. The lists are described in
``languages/en/questions.toml``.
"""

from __future__ import annotations

import re
from functools import cache

from retrieval.languages.word_data import languages, load

_FIRST = "en"
"""The language that is tried after the question's own."""

_GROUPS = {"speaker": r"(?P<speaker>.{1,80}?)", "topic": r"\b(?P<topic>.*)"}
_GROUP = re.compile(r"\{([a-z_]+)\}")


def tried(spoken: str) -> list[str]:
    """Return the languages that have frames, the question's own first: short questions are often told apart wrongly."""
    return sorted(languages("questions"), key=lambda code: (code != spoken, code != _FIRST, code))


@cache
def frames(language: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a language that has frames, in the order to try them."""
    data = load(language, "questions")
    groups = _GROUPS | {name: _any(words.split()) for name, words in data.pairs("groups").items()}
    return tuple(
        re.compile(_GROUP.sub(lambda found: groups[found[1]], _joined(frame)), re.IGNORECASE)
        for frame in data.pairs("frames").values()
    )


@cache
def intents(language: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of a language for questions that are no questions about speech, by intent."""
    data = load(language, "questions")
    return {
        name: re.compile(_GROUP.sub(lambda found: _GROUPS[found[1]], _joined(pattern)), re.IGNORECASE)
        for name, pattern in data.pairs("intents").items()
    }


@cache
def leading() -> re.Pattern[str]:
    """Return the words of all languages that link frame and topic and say nothing about it."""
    return re.compile(rf"(?:[\s,:;.–—-]+|{_any(_of_all('leading'))}(?=\s))+", re.IGNORECASE)


@cache
def before_speaker() -> re.Pattern[str]:
    """Return what comes before a speaker's name in any language and is not part of it."""
    return re.compile(rf"^{_any(_of_all('before_speaker'))}\s+", re.IGNORECASE)


@cache
def anyone() -> frozenset[str]:
    """Return the words of all languages that ask for whoever said it, in the place of a speaker."""
    return frozenset(_of_all("anyone"))


def _of_all(name: str) -> list[str]:
    return sorted(frozenset().union(*(load(language, "questions").words(name) for language in languages("questions"))))


def _any(words: list[str]) -> str:
    """Return a group of alternatives; "_" is a blank inside one."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words) + ")"


def _joined(lines: str) -> str:
    return "".join(map(str.strip, lines.splitlines()))
