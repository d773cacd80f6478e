"""Code switching: words of a question or window exchanged for their translations, as CoSDA does (Qin et al. 2020).

The lexicon knows stems; a stem is written in the form that the parallel text uses most.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from retrieval.text.function_words import function_words
from retrieval.text.lexicon import Lexicon
from retrieval.text.terms import stem
from retrieval.training.corpus import Pair
from retrieval.training.reading.examples import Example

LANGUAGES = ("de", "en", "fr", "ru", "uk")
SURE = 0.55  # weight from which the lexicon's translations are mostly right
QUESTION_ONLY, WINDOW_ONLY, BOTH = 0.22, 0.2, 0.06  # shares of examples that are switched
_WORD = re.compile(r"[^\W\d_]+")
_ASKING = {
    "en": "what who when where why how which",
    "de": "was wer wann wo warum wie welche",
    "fr": "que qui quand où pourquoi comment quel",
    "ru": "что кто когда где почему как какой",
    "uk": "що хто коли де чому як який",
}
_QUESTION_WORDS = {language: words.split() for language, words in _ASKING.items()}


class Switcher:
    """Translates single words by lexicon, dictionary and names."""

    def __init__(self, pairs: Iterable[Pair], lexicon: Lexicon, rng: random.Random) -> None:
        """`pairs` give the forms of stems, whole words of dictionaries, and names in two scripts."""
        self._lexicon, self._rng = lexicon, rng
        self._direct: dict[tuple[str, str, str], list[str]] = {}
        counts: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
        for pair in pairs:
            sides = ((pair.left_language, pair.left), (pair.right_language, pair.right))
            if pair.source in {"wiktionary", "names"}:
                if " " not in pair.left and " " not in pair.right:
                    (one, left), (other, right) = sides
                    self._direct.setdefault((one, other, left.casefold()), []).append(right)
                    self._direct.setdefault((other, one, right.casefold()), []).append(left)
                continue
            for language, text in sides:
                counts[language].update(_WORD.findall(text))
        self._forms = {language: _forms(counted, language) for language, counted in counts.items()}

    def switch(self, example: Example) -> Example:
        """Return the example as it is, or with words of the question, the window or both exchanged."""
        drawn = self._rng.random()
        if drawn < QUESTION_ONLY:
            return replace(example, question=self._glossed(example.question, example.question_language))
        if drawn < QUESTION_ONLY + WINDOW_ONLY:
            return self._window(example)
        if drawn < QUESTION_ONLY + WINDOW_ONLY + BOTH:
            return self._window(replace(example, question=self._glossed(example.question, example.question_language)))
        return example

    def _glossed(self, text: str, language: str) -> str:
        target, rate = self._target(language), self._rng.choice((0.5, 0.9, 1.0))
        return _WORD.sub(lambda match: self._word(match[0], language, target, rate), text)

    def _window(self, example: Example) -> Example:
        """Exchange words of the window; the answers keep their place."""
        target, rate = self._target(example.language), self._rng.choice((0.3, 0.6, 0.9))
        text, moves, at = [], [0] * (len(example.text) + 1), 0
        length = 0
        for match in _WORD.finditer(example.text):
            for place in range(at, match.start()):
                moves[place] = length + place - at
            text.append(example.text[at : match.start()])
            length += match.start() - at
            word = self._word(match[0], example.language, target, rate)
            for place in range(match.start(), match.end()):
                moves[place] = min(length + place - match.start(), length + len(word) - 1)
            text.append(word)
            length += len(word)
            at = match.end()
        for place in range(at, len(example.text)):
            moves[place] = length + place - at
        text.append(example.text[at:])
        answers = []
        for start, end in example.answers:
            last = moves[end - 1]
            joined = "".join(text)
            inside = end < len(example.text) and example.text[end].isalpha()
            while not inside and last + 1 < len(joined) and joined[last].isalpha() and joined[last + 1].isalpha():
                last += 1
            answers.append((moves[start], last + 1))
        return replace(example, text="".join(text), answers=tuple(answers))

    def _target(self, language: str) -> str:
        return self._rng.choice([other for other in LANGUAGES if other != language])

    def _word(self, word: str, language: str, target: str, rate: float) -> str:
        if self._rng.random() > rate:
            return word
        found = self._translated(word, language, target)
        return found[0].upper() + found[1:] if word[0].isupper() else found

    def _translated(self, word: str, language: str, target: str) -> str:
        folded = word.casefold()
        if folded in _QUESTION_WORDS[language]:
            return _QUESTION_WORDS[target][_QUESTION_WORDS[language].index(folded)]
        if folded in function_words(language):
            return word
        if whole := self._direct.get((language, target, folded)):
            return self._rng.choice(whole[:3])
        forms = self._forms[target]
        known = [
            forms[other]
            for other, weight in self._lexicon.translations(stem(folded, language), language, target)
            if weight >= SURE and other in forms
        ]
        return self._rng.choice(known[:2]) if known else word


def _forms(counted: Counter[str], language: str) -> dict[str, str]:
    """Return the commonest word of each stem."""
    forms: dict[str, str] = {}
    for word, _ in counted.most_common(60_000):
        forms.setdefault(stem(word.casefold(), language), word)
    return forms
