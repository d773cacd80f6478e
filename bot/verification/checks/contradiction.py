"""Contradiction: of the claims that are shown together no two say the same of the same with another number, or the
opposite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.verification.alignment import Alignment, align
from bot.verification.checks.extremes import OPPOSITES
from bot.verification.checks.negation import negations
from bot.verification.claims import Basis, Claim, Fault
from bot.verification.reading import Reading

_LEAST = 2
"""Words besides numbers that two claims must share."""
_MOST_CLAIMS = 24
_YEARS = range(1900, 2101)


def contradictions(claims: Sequence[Claim]) -> Iterator[tuple[int, int, Fault]]:
    """Yield the numbers of two claims that contradict each other, with what is wrong; of the first 24 claims.

    `found` are the words of the second, `expected` those of the first.
    """
    for (first, one), (second, other) in combinations(enumerate(claims[:_MOST_CLAIMS]), 2):
        code = _contradict(align(_beside(other, one)))
        if code is not None:
            yield first, second, Fault("contradiction", code, other.text, one.text)


def _beside(claim: Claim, other: Claim) -> Claim:
    """Return a claim as if it rested on another one."""
    return Claim(claim.text, claim.language, Basis("", 0, len(other.text), other.text, other.language))


def _contradict(words: Alignment) -> str | None:
    said, based = _content(words.claim), _content(words.basis)
    shared = [at for at in said if words.pairs[at] & set(based)]
    touched = words.touched().intersection(based)
    if len(shared) < _LEAST or (len(shared) < len(said) and len(touched) < len(based)):
        return None  # each tells something that the other doesn't: of another day, or by another speaker
    if bool(negations(words.claim)) != bool(negations(words.basis)):
        return "opposite"
    if any(_turned(words, *pair) or _turned(words, *pair[::-1]) for pair in OPPOSITES):
        return "opposite"
    one, other = _numbers(words.claim), _numbers(words.basis)
    left, right = one - other, other - one
    if left and right and len(left) == len(right) == 1 and not any(map(_is_year, left | right)):
        return "other_number"
    return None


def _turned(words: Alignment, one: str, other: str) -> bool:
    return (
        bool(words.claim.of(one) and words.basis.of(other)) and not words.claim.has(other) and not words.basis.has(one)
    )


def _content(reading: Reading) -> list[int]:
    """Return the numbers of the words that say what a claim is about: no numbers, negations, or words of direction."""
    kinds = ("negation", "negation_ahead", "failing", *(kind for pair in OPPOSITES for kind in pair))
    passed = {at for span in reading.of(*kinds) for at in range(*span)}
    return [
        at
        for at, token in enumerate(reading.tokens)
        if token.terms and at not in passed and not token.text[0].isdigit()
    ]


def _numbers(reading: Reading) -> set[str]:
    return {token.lower.replace(",", ".") for token in reading.tokens if token.text[0].isdigit()}


def _is_year(number: str) -> bool:
    return number.isdigit() and len(number) == 4 and int(number) in _YEARS
