"""Pseudo-questions by rule: a statement loses one piece of information and gains a question word."""

from __future__ import annotations

import random
import re

_LONGEST = 14  # words of a question
_WORDS = {
    "en": ("What", "Who", "When", "Where", "Why", "How", "How many", "Which"),
    "de": ("Was", "Wer", "Wann", "Wo", "Warum", "Wie", "Wie viele", "Welche"),
    "fr": ("Que", "Qui", "Quand", "Où", "Pourquoi", "Comment", "Combien de", "Quel"),
    "ru": ("Что", "Кто", "Когда", "Где", "Почему", "Как", "Сколько", "Какой"),
    "uk": ("Що", "Хто", "Коли", "Де", "Чому", "Як", "Скільки", "Який"),
}
_HOW_MANY = 6
_PLACE = 3


def question_from(text: str, language: str, rng: random.Random) -> str:
    """Return a question whose answer is a number, a name or a few words of `text`; a question stays as it is.

    The rest of the statement keeps its order, at most 14 words about the gap; grammar is not attempted, and a language
    without question words here gives the rest alone.
    """
    words = text.split()
    if text.endswith("?") or len(words) < 4:
        return text
    numbers = [at for at, word in enumerate(words) if re.search(r"\d", word)]
    names = [at for at, word in enumerate(words) if at and word[0].isupper()]
    choice = rng.random()
    if numbers and choice < 0.5:
        gap, size, kind = rng.choice(numbers), 1, _HOW_MANY if choice < 0.25 else 2
    elif names and choice < 0.8:
        gap, size, kind = rng.choice(names), 1, rng.choice((1, _PLACE, 7))
    else:
        gap, size, kind = rng.randrange(len(words)), rng.randint(1, 3), rng.choice((0, 0, 4, 5))
    first = max(0, gap - rng.randint(3, _LONGEST - 3))
    rest = [*words[first:gap], *words[gap + size :]][: rng.randint(4, _LONGEST)]
    asked = _WORDS.get(language)
    if asked:
        rest.insert(0, asked[kind])
    return " ".join(rest).rstrip(" .,;:!?") + "?"
