"""Extremes: how many, which one, and which way: a claim adds no "all" or "first", and turns no rise into a fall."""

from __future__ import annotations

from collections.abc import Iterator

from bot.verification.alignment import Alignment, align
from bot.verification.checks.negation import negations
from bot.verification.claims import Claim, Fault
from bot.verification.reading import Reading, Span

OPPOSITES = (
    ("rise", "fall"), ("before", "after"), ("more", "less"), ("over", "under"), ("win", "lose"), ("open", "close"),
    ("begin", "end"), ("allow", "forbid"), ("support", "oppose"), ("arrest", "release"), ("buy", "sell"),
    ("enter", "leave"), ("accept", "reject"), ("succeed", "fail"), ("early", "late"), ("high", "low"),
    ("guilty", "innocent"), ("alive", "dead"), ("strengthen", "weaken"), ("good", "bad"), ("north", "south"),
    ("east", "west"), ("inside", "outside"), ("public", "secret"), ("legal", "illegal"), ("first", "last"),
    ("best", "worst"), ("most", "few"), ("all", "few"),
)  # fmt: skip
"""Lists of words of which a claim may not have one side where its sentence has the other side only."""
_STRONG = {
    "all": ("all",),
    "most": ("most", "superlative", "all"),
    "few": ("few", "only"),
    "only": ("only", "few", "negation"),
    "first": ("first", "superlative"),
    "last": ("last", "superlative"),
    "superlative": ("superlative", "best", "worst", "first", "last", "most"),
}
"""Words that a claim may not add, and what may stand for them in the sentence."""
_KEPT = {"most": ("most", "few"), "few": ("few", "most", "only")}
"""Words that a claim may not leave out, and what may stand for them."""
_BEFORE_NUMBER = 2
"""Words between "by" or "to" and its number, at most: "by almost 5"."""


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for a word of extent that was added or lost, and for a direction that was turned round."""
    words = align(claim)
    for fault in (*_added(words), *_lost(words), *_turned(words), *_swapped(words)):
        yield fault
        return


def _added(words: Alignment) -> Iterator[Fault]:
    for kind, as_much in _STRONG.items():
        idle = {at for span in words.claim.of("not_all") for at in range(*span)} if kind == "all" else set()
        found = [span for span in words.claim.of(kind) if idle.isdisjoint(range(*span))]
        if found and not words.basis.has(*as_much) and not (kind == "first" and _has_one(words.basis)):
            yield Fault("extremes", f"{kind}_added", words.claim.words(found))


def _has_one(reading: Reading) -> bool:
    return any(token.lower == "1" for token in reading.tokens)


def _lost(words: Alignment) -> Iterator[Fault]:
    for kind, as_much in _KEPT.items():
        for span in words.basis.of(kind):
            clause = words.basis.clause(words.basis.tokens[span[0]].clause)
            places = [at for at in clause if at not in range(*span)]
            if not words.claim.has(*as_much) and words.speaks_of(places):
                yield Fault("extremes", f"{kind}_lost", words.claim.text[:80], words.basis.words([span]))


def _turned(words: Alignment) -> Iterator[Fault]:
    if bool(negations(words.claim)) != bool(negations(words.basis)):
        return  # "did not rise" may be "fell"; whether it is, the check of negation says
    for pair in OPPOSITES:
        for one, other in (pair, pair[::-1]):
            said, based = _only(words.claim, one, other), _only(words.basis, other, one)
            if said and based:
                yield Fault("extremes", f"{one}_for_{other}", words.claim.words(said), words.basis.words(based))


def _only(reading: Reading, kind: str, opposite: str) -> list[Span]:
    """Return the words of a kind where none of the opposite kind stand, source phrases left out."""
    if reading.has(opposite):
        return []
    sources = {at for span in reading.of("sources") for at in range(*span)}
    return [span for span in reading.of(kind) if sources.isdisjoint(range(*span))]


def _swapped(words: Alignment) -> Iterator[Fault]:
    """Yield a fault for "from 5 to 7" told as "from 7 to 5", and "by 5" told as "to 5"."""
    said, based = _directed(words.claim), _directed(words.basis)
    for number, kind in said.items():
        if number in based and based[number] != kind:
            yield Fault("extremes", f"{kind}_for_{based[number]}", number, number)
    one, other = _from_to(words.claim), _from_to(words.basis)
    if one and other and one != other and set(one) == set(other):
        yield Fault("extremes", "from_to", " ".join(one), " ".join(other))


def _directed(reading: Reading) -> dict[str, str]:
    """Return for each number behind "by" or "to" which of both it is."""
    found: dict[str, str] = {}
    for kind in ("increase_by", "increase_to"):
        for _, end in reading.of(kind):
            for token in reading.tokens[end : end + _BEFORE_NUMBER]:
                if token.text[0].isdigit():
                    found.setdefault(token.lower.replace(",", "."), kind)
                    break
    return found


def _from_to(reading: Reading) -> tuple[str, str] | None:
    """Return the numbers of the first "from … to …", None where there is none."""
    for first, last in reading.of("from_to"):
        inner = [token.lower.replace(",", ".") for token in reading.tokens[first:last] if token.text[0].isdigit()]
        behind = [token.lower.replace(",", ".") for token in reading.tokens[last : last + 3] if token.text[0].isdigit()]
        if inner and behind:
            return inner[0], behind[0]
    return None
