"""Moments in words, in the seven forms of Discord's clients."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# Seconds, then one and several of them in English and in German, as they stand after "in" and "vor".
_UNITS = (
    (31_536_000, ("year", "years"), ("Jahr", "Jahren")),
    (2_592_000, ("month", "months"), ("Monat", "Monaten")),
    (86_400, ("day", "days"), ("Tag", "Tagen")),
    (3600, ("hour", "hours"), ("Stunde", "Stunden")),
    (60, ("minute", "minutes"), ("Minute", "Minuten")),
    (1, ("second", "seconds"), ("Sekunde", "Sekunden")),
)
_MONTHS_EN = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS_DE = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_DAYS_EN = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DAYS_DE = "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag"


def moment(seconds: int, form: str, *, now: datetime, german: bool) -> str:
    """Return a moment (Unix seconds) in a form, one of "tTdDfFR", in UTC."""
    if form == "R":
        return _relative(seconds - int(now.timestamp()), german=german)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    month = (_MONTHS_DE if german else _MONTHS_EN).split("|")[at.month - 1]
    weekday = (_DAYS_DE if german else _DAYS_EN).split("|")[at.weekday()]
    day = f"{at.day}. {month} {at.year}" if german else f"{at.day} {month} {at.year}"
    clock = f"{at:%H:%M}"
    return {
        "t": clock,
        "T": f"{at:%H:%M:%S}",
        "d": f"{at:%d.%m.%Y}" if german else f"{at:%d/%m/%Y}",
        "D": day,
        "f": f"{day} {clock}" if german else f"{day} at {clock}",
        "F": f"{weekday}, {day} {clock}" if german else f"{weekday} {day} at {clock}",
    }[form]


def _relative(seconds: int, *, german: bool) -> str:
    """Return how far away a moment is, in the largest unit that it holds once."""
    size, english, words = next((unit for unit in _UNITS if abs(seconds) >= unit[0]), _UNITS[-1])
    count = abs(seconds) // size
    if german:
        return f"{'in' if seconds >= 0 else 'vor'} {count} {words[count != 1]}"
    told = f"{count} {english[count != 1]}"
    return f"in {told}" if seconds >= 0 else f"{told} ago"
