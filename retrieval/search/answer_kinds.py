"""What kind of answer a question asks for (a number, a day, a person …), and whether words are of that kind.

The lists are in ``languages/*/questions.toml``, tables ``asks`` and ``answers``, described in the English one.
"""

from __future__ import annotations

import re
from functools import cache

from retrieval.languages.word_data import languages, load

_DIGIT = re.compile(r"\d")
_SIGNS = re.compile(r"[€$£¥₽₴%]")


def kind(question: str, language: str) -> str | None:
    """Return the kind of answer that a question asks for, None where it could be any.

    It is read in its own language, else in English: short questions are often told apart wrongly.
    """
    asked = question.lower().lstrip(" ¿¡\"'„“«(")
    for code in dict.fromkeys((language, "en")):
        for name, pattern in _asks(code).items():
            if pattern.search(asked):
                return name
    return None


def is_of_kind(words: str, kind: str) -> bool:
    """Return whether the words of an answer, in any language, can be of a kind that `kind` returned."""
    if kind in {"person", "place"}:
        return any(char.isupper() for char in words)
    if kind == "money":
        return bool(_SIGNS.search(words) or _answers(kind).search(words))
    return bool(_DIGIT.search(words) or _answers(kind).search(words))


@cache
def _asks(language: str) -> dict[str, re.Pattern[str]]:
    if language not in languages("questions"):
        return {}
    asks = load(language, "questions").pairs("asks")
    return {name: re.compile("".join(map(str.strip, pattern.splitlines()))) for name, pattern in asks.items()}


@cache
def _answers(kind: str) -> re.Pattern[str]:
    words = {word for code in languages("questions") for word in load(code, "questions").pairs("answers")[kind].split()}
    return re.compile(rf"\b(?:{'|'.join(sorted(words))})\b", re.IGNORECASE)
