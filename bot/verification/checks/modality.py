"""Modality: how sure and how real. What may be, is planned, demanded or suspected is told so, and not as done.

A hedge of the sentence counts where the claim speaks of the words that it reaches. The claim must then have one of a
kind that says as much. It may not say "confirmed", "must" or the like where the sentence doesn't.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.verification.alignment import Alignment, align
from bot.verification.checks.denial import reach
from bot.verification.checks.negation import negations
from bot.verification.claims import Claim, Fault
from bot.verification.reading import DOUBTFUL, Reading, Span, read

_TOLD = ("hearsay", "sources", "suspicion")
_ACCEPTED: dict[str, tuple[str, ...]] = {
    "possibility": ("possibility", "probability", "condition", "question"),
    "probability": ("possibility", "probability", "intention"),
    "hearsay": ("possibility", "probability", *_TOLD),
    "intention": ("intention", "demand", "attempt", "possibility", "probability"),
    "demand": ("demand", "duty", "intention"),
    "duty": ("duty", "demand", "command"),
    "condition": ("condition",),
    "attempt": ("attempt", "intention"),
    "suspicion": ("question", *_TOLD),
    "question": ("question", "possibility", "condition"),
    "fiction": ("fiction",),
    "unreal": ("unreal", "possibility", "condition", "intention", "attempt"),
    "almost": ("almost", "under", "failing"),
}
"""For each kind of hedge in a sentence those of a claim that say as much."""
_WORDED = frozenset({"intention", "demand", "attempt", "suspicion", "fiction"})
"""Kinds of words that say something by themselves: one that a word of the claim stands for is not lost."""
_WHOLE = ("fiction", "condition", "hearsay")
"""Kinds that reach the whole sentence."""
_ADDED = ("possibility", "intention", "demand", "attempt", "condition", "fiction")
"""Kinds that make of a claim another one where the sentence has no hedge at all."""


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for a hedge that the claim lost, and for a certainty, duty or hedge that it added."""
    words = align(claim)
    for fault in (*_lost(claim, words), *_added(claim, words)):
        yield fault
        return


def _lost(claim: Claim, words: Alignment) -> Iterator[Fault]:
    if "?" in claim.basis.text and "?" not in claim.text and not words.claim.has("question", "possibility"):
        yield Fault("modality", "question_as_fact", claim.text[:80], "?")
    if not words.claim.has("fiction"):
        around = [read(one, claim.basis.language) for one in (claim.basis.title, claim.basis.publisher or "")]
        for told in around:
            if spans := told.of("fiction", "jest"):
                yield Fault("modality", "fiction_lost", claim.text[:80], told.words(spans))
    for span, kinds in _hedges(words.basis).items():
        places = _reached(words, kinds, span)
        if _WORDED.issuperset(kinds) and _is_worded(words, span):
            continue
        accepted = {one for kind in kinds for one in (kind, *_ACCEPTED[kind])}
        if not _hedged(words, accepted, span) and words.speaks_of(places) and not _is_told(words, kinds, span):
            yield Fault("modality", f"{kinds[0]}_lost", claim.text[:80], words.basis.words([span]))


def _hedges(reading: Reading) -> dict[Span, list[str]]:
    """Return the kinds that each hedge may be of, "soll" being hearsay, plan and duty."""
    found: dict[Span, list[str]] = {}
    idle = {at for span in reading.of("no_demand") for at in range(*span)}
    idle |= {at for at, token in enumerate(reading.tokens) if token.is_name}
    for kind in _ACCEPTED:
        for span in reading.of(kind):
            if idle.isdisjoint(range(*span)):
                found.setdefault(span, []).append(kind)
    for span, kinds in found.items():
        kinds.extend(
            kind
            for kind in _ACCEPTED
            if any(not set(range(*span)).isdisjoint(range(*one)) for one in reading.of(kind + DOUBTFUL))
        )
    return found


def _hedged(words: Alignment, accepted: set[str], hedge: Span) -> bool:
    """Return whether the claim has a hedge of some kinds; a doubtful word that stands for other words is none."""
    if any(words.claim.of(kind) for kind in accepted):
        return True
    doubtful = words.claim.of(*(kind + DOUBTFUL for kind in accepted))
    return any(
        not words.pairs[at] or not words.pairs[at].isdisjoint(range(*hedge)) for span in doubtful for at in range(*span)
    )


def _is_worded(words: Alignment, hedge: Span) -> bool:
    """Return whether a word of the claim stands for a hedge, whatever tables call it: "proposed", „vorgeschlagen“."""
    inside = {at for at in range(*hedge) if words.basis.tokens[at].terms}
    return bool(inside & words.touched())


def _reached(words: Alignment, kinds: list[str], span: Span) -> list[int]:
    if not set(kinds).isdisjoint(_WHOLE):
        return [at for at in range(len(words.basis.tokens)) if at not in range(*span)]
    return [at for at in reach(words, span[0]) if at not in range(*span)]


def _is_told(words: Alignment, kinds: list[str], span: Span) -> bool:
    """Return whether a hedge is but what somebody says or wants, and the claim tells it as his: "fordert", "plant"."""
    telling = {*words.basis.of("reporting"), *words.basis.of("sources")}
    own = any(set(range(*span)) <= set(range(*one)) for one in telling)
    return own and words.claim.has("reporting", "sources") and "intention" not in kinds and "attempt" not in kinds


def _added(claim: Claim, words: Alignment) -> Iterator[Fault]:
    asked = "?" in claim.basis.text or read(claim.basis.title, claim.basis.language).has("fiction")
    for kind in ("certainty", "command"):
        if (added := words.claim.of(kind)) and not words.basis.has(kind) and not _is_negated(words.claim, added):
            yield Fault("modality", f"{kind}_added", words.claim.words(added))
    telling = words.basis.has("reporting", "sources", "opinion")
    if telling or asked or any(words.basis.of(kind) for kind in _ACCEPTED):
        return
    for kind in _ADDED:
        added = words.claim.of(kind)
        if added and not words.basis.has(kind, *_ACCEPTED[kind]):
            yield Fault("modality", f"{kind}_added", words.claim.words(added))


def _is_negated(reading: Reading, spans: list[Span]) -> bool:
    """Return whether a word stands in a negative clause: "was not confirmed"."""
    clauses = {reading.tokens[span[0]].clause for span in negations(reading)}
    return all(reading.tokens[span[0]].clause in clauses for span in spans)
