"""Which words of a claim stand for which words of the sentence it rests on, in one language or two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.verification.claims import Claim
from bot.verification.reading import Reading, Token, read
from retrieval.names import keys
from retrieval.text.lexicon import Lexicon

_STEM = 5
"""Letters that two words of one language share at their beginning when they are forms of one word."""
_SOUND = 5
"""Letters that two spellings of a word share in their key, in two languages: Parlament, парламент."""
_SHARE = 0.5
"""Of the words of a claim that are known on both sides, how many must be explained without some words of the sentence
for these to count as left out."""


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the project."""
    return Lexicon.shipped()


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim and its sentence, word by word: `pairs` has for each word of the claim those it may stand for."""

    claim: Reading
    basis: Reading
    pairs: tuple[frozenset[int], ...]

    def touched(self) -> frozenset[int]:
        """Return the numbers of the words of the sentence for which some word of the claim stands."""
        return frozenset().union(*self.pairs)

    def speaks_of(self, places: Iterable[int]) -> bool:
        """Return whether a claim says anything of some words of its sentence; in doubt it does.

        Names tell nothing where there are other words: who is named in one clause may be the subject of the next.
        """
        wanted = set(places)
        inside = {at for at in wanted if self.basis.tokens[at].terms and not self.basis.tokens[at].is_name}
        if not inside:
            inside = {at for at in wanted if self.basis.tokens[at].terms}
        if not inside or inside & self.touched():
            return True
        known = [pair for at, pair in enumerate(self.pairs) if pair and not self.claim.tokens[at].is_name]
        content = [token for token in self.claim.tokens if token.terms and not token.is_name]
        return not known or len(known) < _SHARE * len(content)

    def stands_for(self, places: Iterable[int]) -> list[int]:
        """Return the numbers of the words of the claim that stand for some of these, and for none else."""
        wanted = set(places)
        return [at for at, pair in enumerate(self.pairs) if pair and pair <= wanted]


@lru_cache(maxsize=64)
def align(claim: Claim) -> Alignment:
    """Return the alignment of a claim with the sentence that it rests on."""
    said, basis = read(claim.text, claim.language), read(claim.basis.text, claim.basis.language)
    by_sign: dict[str, set[int]] = {}
    for at, token in enumerate(basis.tokens):
        for sign in _signs(token, basis.language, said.language):
            by_sign.setdefault(sign, set()).add(at)
    pairs = (
        frozenset().union(*(by_sign.get(sign, ()) for sign in _signs(token, said.language, basis.language)))
        for token in said.tokens
    )
    return Alignment(said, basis, tuple(pairs))


def is_word(token: Token, language: str) -> bool:
    """Return whether a word is one of its language, and no name, as far as the lexicon tells."""
    return any(lexicon().is_word(term, language) for term in token.terms)


def _signs(token: Token, language: str, other: str) -> set[str]:
    """Return by what a word is known in both languages: stems of either, and how it sounds."""
    found: set[str] = set()
    for term in token.terms:
        found |= _beginnings(term, language)
        if language != other:
            for translation, _ in lexicon().translations(term, language, other):
                found |= _beginnings(translation, other)
    if token.terms and (token.is_name or language != other):
        for key in keys(token.text[:64]):
            found.add(f"~{key}")
            if len(key) > _SOUND:
                found.add(f"~{key[:_SOUND]}")
    return found


def _beginnings(term: str, language: str) -> set[str]:
    return {f"{language}:{term}", f"{language}:{term[:_STEM]}*"} if len(term) > _STEM else {f"{language}:{term}"}
