"""Every name of a claim - people, places, organisations - stands with the words that it rests on, however it is spelt.

The sentences next to the basis count, and the article's title, its publisher and who speaks in the basis: a claim names
whom the basis calls "he". In German, where nouns have capitals too, a word is a name where something marks it as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.verification.claims import Claim, Fault
from bot.verification.dates import dates
from bot.verification.named import Named, candidates

_Span = tuple[int, int]


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for each name of the claim that is not in the article there, under any spelling."""
    dated = {place for date in dates(claim.text, claim.language) for place in range(date.start, date.end)}
    found = [one for one in candidates(claim.text, claim.language) if one.start not in dated]
    if not found:
        return
    given = Named.of(claim.basis)
    faults: list[_Span] = []
    for one in found:
        if not given.holds(one, claim.language):
            if faults and claim.text[faults[-1][1] : one.start].strip() in {"", "-"}:
                faults[-1] = faults[-1][0], one.end
            else:
                faults.append((one.start, one.end))
    for start, end in faults:
        yield Fault("names", "unknown_name", claim.text[start:end])
