"""Negation: what the sentence denies of its subject, the claim denies too, and nothing else.

Clauses are negative or not, however many words say so ("никто не пришёл" is one negation). A clause that a claim leaves
out doesn't count. Words such as "unlikely" may say the same as a negation, and explain where one is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.verification.alignment import Alignment, align
from bot.verification.claims import Claim, Fault
from bot.verification.reading import Reading, Span

_LEAST = 2
"""Words of a clause of the claim, or half of them, that stand for a clause of the sentence before both are compared."""
_LEAST_POSITIVE = 3
"""The same of a clause without a negation, which may be but the subject of one."""


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for a negation that is lost, added or moved to another clause."""
    words = align(claim)
    said, based = negations(words.claim), negations(words.basis)
    if said and based:
        yield from _moved(words, said, based)
    elif said and not _explained(words.claim, words.basis, said):
        yield Fault("negation", "negation_added", words.claim.words(said))
    elif based:
        kept = [span for span in based if words.speaks_of(governed(words.basis, span))]
        if kept and not _explained(words.basis, words.claim, kept):
            yield Fault("negation", "negation_lost", claim.text[:80], words.basis.words(kept))


def negations(reading: Reading) -> list[Span]:
    """Return the words that negate something, and the verbs that say that it was not done."""
    idle = {at for span in reading.of("no_negation") for at in range(*span)}
    found = reading.of("negation", "negation_ahead", "failing")
    counted = [span for span in found if idle.isdisjoint(range(*span))]
    even = _even(reading, counted)
    return [span for span in counted if reading.tokens[span[0]].clause not in even]


def _even(reading: Reading, counted: list[Span]) -> set[int]:
    """Return the clauses in which a verb of failing is itself negated: "did not fail", "отказа не было"."""
    failing = set(reading.of("failing"))
    words = {reading.tokens[span[0]].clause for span in counted if span not in failing}
    return {reading.tokens[span[0]].clause for span in counted if span in failing} & words


def governed(reading: Reading, span: Span) -> list[int]:
    """Return the numbers of the words that a negation may reach: those of its clause, or those behind "without"."""
    ahead = span in reading.of("negation_ahead")
    clause = reading.clause(reading.tokens[span[0]].clause)
    return [at for at in clause if at not in range(*span) and (at >= span[1] or not ahead)]


def _explained(negative: Reading, other: Reading, spans: list[Span]) -> bool:
    """Return whether words of the other side may say the same as a negation.

    They are more there than here; where only a verb of failing stands against them, one is enough.
    """
    failing = set(negative.of("failing"))
    return _soft(other) > (0 if all(span in failing for span in spans) else _soft(negative))


def _soft(reading: Reading) -> int:
    hard = {at for span in reading.of("negation", "not_soft") for at in range(*span)}
    kinds = ("soft_negation", "denial", "soft_denial", "no_negation")
    return len({span[0] for kind in kinds for span in reading.of(kind) if hard.isdisjoint(range(*span))})


def _moved(words: Alignment, said: list[Span], based: list[Span]) -> Iterator[Fault]:
    """Yield a fault where a clause of the claim stands for one of the sentence and but one of both is negative."""
    unsure = _completed(words.claim), _completed(words.basis)
    negative = {words.claim.tokens[span[0]].clause for span in said}
    denied = {words.basis.tokens[span[0]].clause for span in based}
    for clause in set(range(words.claim.clauses())) - unsure[0]:
        places = [at for at in words.claim.clause(clause) if words.pairs[at] and not words.claim.tokens[at].is_name]
        clauses = {words.basis.tokens[at].clause for place in places for at in words.pairs[place]}
        content = [at for at in words.claim.clause(clause) if words.claim.tokens[at].terms]
        least = min(_LEAST, (len(content) + 1) // 2) if clause in negative else _LEAST_POSITIVE
        if len(places) < max(1, least) or clauses & unsure[1]:
            continue
        added = clause in negative and clauses.isdisjoint(denied)
        if added or (clause not in negative and len(clauses) == 1 and clauses <= denied):
            span = (places[0], places[-1] + 1)
            yield Fault("negation", "negation_moved", words.claim.words([span]), words.basis.words(based))
            return


def _completed(reading: Reading) -> set[int]:
    """Return the clauses with a verb of failing, and those behind them that may tell at what."""
    failing = {reading.tokens[span[0]].clause for span in reading.of("failing")}
    return failing | {clause + 1 for clause in failing}
