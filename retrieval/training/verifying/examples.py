"""Pairs of sentences → a claim, what it rests on, and whether that bears it out."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.training.corpus import Pair
from retrieval.training.verifying.altering import Altered, Altering, Span

LANGUAGES = ("en", "de", "ru", "uk")
_LONGEST, _SHORTEST = 330, 12  # characters of a sentence
_WITHIN = 0.36  # share of examples within a language
_ASIDE = re.compile(
    r" \([^()]{3,80}\)| [–—-] [^–—]{8,80} [–—-](?= )"
    r"|, (?:der|die|das|who|which|котор\w+|що|який|яка|яке|які)\b[^,.;]{8,90},(?= )"
)
_LAST = re.compile(r"(?:, |; | und | and | und | и | та | й )[^,;]{12,90}(?=[.!]$)")


@dataclass(frozen=True, slots=True)
class Example:
    """A claim, a text, and whether the text bears it out.

    `foreign` are the stretches of the claim that it does not; None where they are not known.
    """

    claim: str
    basis: str
    true: bool
    foreign: tuple[Span, ...] | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence in a language, other wordings of it by language, and its place in the row of all."""

    text: str
    language: str
    others: tuple[tuple[str, str], ...]
    at: int


class Drawing:
    """Draws examples at random from pairs of sentences."""

    def __init__(self, pairs: Sequence[Pair], rng: random.Random, weights: dict[str, float]) -> None:
        """`weights` says how often each source's sentences are drawn, by its name; 0 where it is not named."""
        self._rng = rng
        taken = [pair for pair in pairs if weights.get(pair.source) and self._fit(pair)]
        self._altering = Altering(((text, language) for pair in taken for text, language in _sides(pair)), rng)
        wordings: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for pair in taken:
            (left, l_language), (right, r_language) = _sides(pair)
            wordings[left, l_language].append((right, r_language))
            wordings[right, r_language].append((left, l_language))
        self._lines: dict[str, list[_Line]] = defaultdict(list)
        self._texts: list[tuple[Pair, str]] = [(pair, pair.document) for pair in taken]
        for at, pair in enumerate(taken):
            for text, language in _sides(pair):
                if language in LANGUAGES:
                    found = set(wordings[text, language])
                    again = {other for one in found for other in wordings[one] if other[0] != text}
                    others = tuple(one for one in found | again if one[1] in LANGUAGES)
                    self._lines[pair.source].append(_Line(text, language, others, at))
        self._weights = {source: weights[source] for source in self._lines}

    @staticmethod
    def _fit(pair: Pair) -> bool:
        return all(_SHORTEST <= len(text) <= _LONGEST for text in (pair.left, pair.right))

    def draw(self) -> Example:
        """Return an example; half of them are borne out."""
        while True:
            (source,) = self._rng.choices(list(self._weights), list(self._weights.values()))
            line = self._rng.choice(self._lines[source])
            foreign = [one for one in line.others if one[1] != line.language]
            same = [one for one in line.others if one[1] == line.language]
            if self._rng.random() < _WITHIN or not foreign:
                basis = self._rng.choice(same) if same and self._rng.random() < 0.6 else (line.text, line.language)
            else:
                basis = self._rng.choice(foreign)
            made = self._true(line, *basis) if self._rng.random() < 0.5 else self._false(line, *basis)
            if made is not None:
                return made

    def _true(self, line: _Line, basis: str, language: str) -> Example | None:
        claim = line.text
        if basis == claim and self._rng.random() < 0.5:
            # What is changed in both is no error: a sentence that reads oddly is not wrong for that.
            changed = self._altering.change(claim, language)
            claim = basis = changed.text if changed else claim
        return Example(self._shortened(claim), self._longer(line, basis, language), True, ())

    def _false(self, line: _Line, basis: str, language: str) -> Example | None:
        drawn = self._rng.random()
        if drawn < 0.10:
            other, other_language = self._neighbour(line, line.language)
            if not other or other == line.text:
                return None
            return Example(other, basis, False, None) if other_language == line.language else None
        if drawn < 0.18:
            other, _ = self._neighbour(line, line.language)
            if not other or other == line.text:
                return None
            joined = f"{line.text.rstrip('.')}, {other[0].lower()}{other[1:]}"
            start = len(line.text.rstrip(".")) + 2
            return Example(joined, basis, False, ((start, len(joined)),))
        if drawn < 0.48:
            changed = self._altering.change(basis, language)
            if changed is None or _same(changed.text, basis):
                return None
            return Example(line.text, self._longer(line, changed.text, language), False, None)
        shortened = self._shortened(line.text) if self._rng.random() < 0.3 else line.text
        changed = self._altering.change(shortened, line.language)
        if changed is None or _same(changed.text, shortened):
            return None
        if self._rng.random() < 0.12 and (twice := self._altering.change(changed.text, line.language)):
            changed = Altered(twice.text, ())
        foreign = changed.spans or None
        return Example(changed.text, self._longer(line, basis, language), False, foreign)

    def _longer(self, line: _Line, basis: str, language: str) -> str:
        """Return the text, with its neighbour now and then: not all of it has to be told."""
        if self._rng.random() > 0.2:
            return basis
        other, other_language = self._neighbour(line, language)
        if not other or other_language != language or len(basis) + len(other) > _LONGEST:
            return basis
        return f"{basis} {other}" if self._rng.random() < 0.5 else f"{other} {basis}"

    def _neighbour(self, line: _Line, language: str) -> tuple[str, str]:
        """Return a sentence beside a line, of the same document, in a language; "" where there is none."""
        pair, document = self._texts[line.at]
        near = [line.at + step for step in (-2, -1, 1, 2) if 0 <= line.at + step < len(self._texts)]
        beside = [self._texts[at][0] for at in near if self._texts[at][1] == document]
        texts = [text for one in beside for text, other in _sides(one) if other == language and text not in _both(pair)]
        return (self._rng.choice(texts), language) if texts else ("", language)

    def _shortened(self, text: str) -> str:
        """Return the text, now and then without an aside or its last part."""
        drawn = self._rng.random()
        if drawn < 0.25 and (found := list(_ASIDE.finditer(text))):
            match = self._rng.choice(found)
            return text[: match.start()] + text[match.end() :]
        if drawn < 0.18 and len(text) > 90 and (last := _LAST.search(text)):
            return text[: last.start()] + text[last.end() :]
        return text


def _sides(pair: Pair) -> tuple[tuple[str, str], tuple[str, str]]:
    return (pair.left, pair.left_language), (pair.right, pair.right_language)


def _both(pair: Pair) -> tuple[str, str]:
    return pair.left, pair.right


def _same(one: str, other: str) -> bool:
    return " ".join(one.lower().split()) == " ".join(other.lower().split())
