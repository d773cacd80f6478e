"""Denial: what somebody denies in the sentence the claim has denied too, and it has nobody deny anything else."""

from __future__ import annotations

from collections.abc import Iterator

from bot.verification.alignment import Alignment, align
from bot.verification.checks.negation import negations
from bot.verification.claims import Claim, Fault


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for a denial that the claim lost or added."""
    words = align(claim)
    denies = words.basis.has("denial") or _denied(claim, words)
    if denies and _speaks_of_it(claim, words):
        if not (words.claim.has("denial", "soft_denial") or len(negations(words.claim)) > _told_in(words)):
            yield Fault("denial", "denial_lost", claim.text[:80], words.basis.words(words.basis.of("denial")))
    elif words.claim.has("denial") and not (denies or words.basis.has("soft_denial") or negations(words.basis)):
        yield Fault("denial", "denial_added", words.claim.words(words.claim.of("denial")))


def _told_in(words: Alignment) -> int:
    """Return how many words negate something in what is denied: "denies that they left without a permit" has one."""
    denying = {at for span in words.basis.of("denial", "soft_denial") for at in range(*span)}
    return sum(denying.isdisjoint(range(*span)) for span in negations(words.basis))


def _denied(claim: Claim, words: Alignment) -> bool:
    return any(words.speaks_of(places) for places in denied_places(claim, words))


def denied_places(claim: Claim, words: Alignment) -> list[list[int]]:
    """Return for each statement whose speaker denies it the numbers of its words in the sentence."""
    basis = claim.basis
    return [
        [
            at
            for at, token in enumerate(words.basis.tokens)
            if any(start <= basis.start + token.start < end for start, end in statement.parts)
        ]
        for statement in basis.statements
        if statement.stance == "denied"
    ]


def _speaks_of_it(claim: Claim, words: Alignment) -> bool:
    """Return whether the claim says anything of what is denied: the statement's words, else what the word may reach."""
    denied = [places for places in denied_places(claim, words) if places]
    if denied:
        return any(words.speaks_of(places) for places in denied)
    return any(words.speaks_of(reach(words, span[0])) for span in words.basis.of("denial"))


def reach(words: Alignment, at: int) -> list[int]:
    """Return the numbers of the words of the clause in which a word stands, and of the one that completes it.

    A clause is completed by the next where that begins with a conjunction ("that", "dass"), or where it has next to no
    words of its own.
    """
    tokens = words.basis.tokens
    clause = tokens[at].clause
    found = words.basis.clause(clause)
    following = next((places for places in _later(words, clause) if any(tokens[at].is_word for at in places)), [])
    opening = {place for span in words.basis.of("that_words") for place in range(*span)}
    own = [place for place in found if tokens[place].terms and not tokens[place].is_name and place != at]
    if len(own) < _BARE or opening.intersection(following[:3]) or opening.intersection(following[-3:]):
        found = [*found, *following]
    return [place for place in found if place != at]


def _later(words: Alignment, clause: int) -> Iterator[list[int]]:
    """Yield the clauses behind one; where a comma and a conjunction stand together the first is but the comma."""
    yield from (words.basis.clause(number) for number in range(clause + 1, min(clause + 3, words.basis.clauses())))


_BARE = 2
"""Words, names aside, that a clause has at least when it says something without the next one."""
