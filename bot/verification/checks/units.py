"""The unit or currency beside each number of a claim is the one beside that number in the words that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from bot.verification.claims import Claim, Fault
from bot.verification.measures import Measure, convertible, counted, measures, same_amount

_COMPARED = 100  # numbers of a basis that are compared one by one
_LEFT_OUT = frozenset({"year", "person"})


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for each number of the claim that has another unit than in the basis.

    A number that the basis lacks is none of this check. Ages and people may stand without a unit: "(44)".
    """
    claimed = [one for one in counted(claim.text, claim.language) if one.unit is not None and not one.quantity.optional]
    if not claimed:
        return
    given = measures(claim.basis.text, claim.basis.language)[:_COMPARED]
    named = {other.unit for other in given}
    for one in claimed:
        same = [other for other in given if _same_number(one, other)]
        if not same or any(_agree(one, other) for other in same):
            continue
        if any(same_amount(one, other) for other in given):
            continue
        contradicted = [other for other in same if other.unit is not None]
        if contradicted:
            yield Fault("units", "other_unit", one.written, contradicted[0].written)
        elif one.unit not in {*named, *_LEFT_OUT} and not (_is_time(one) and all(map(_is_implied, same))):
            yield Fault("units", "unknown_unit", one.written, same[0].written)


def _same_number(one: Measure, other: Measure) -> bool:
    if not one.quantity.readings.isdisjoint(other.quantity.readings):
        return True
    return not set(one.quantity.parts or one.quantity.numbers).isdisjoint(
        {*other.quantity.parts, *other.quantity.numbers}
    )


def _agree(one: Measure, other: Measure) -> bool:
    """Return whether a number has the same unit on both sides, or stands for a row ("the 3rd")."""
    return one.unit == other.unit and one.unit is not None


def _is_time(one: Measure) -> bool:
    return convertible(one.unit, "day") is not None


def _is_implied(one: Measure) -> bool:
    """Return whether a word is a number and its unit at once: "decade" for ten years."""
    return one.quantity.optional
