"""Text → the dates that it names: day, month, year, weekday, as far as each is written.

The words are those of ``days.toml`` by language, and of ``calendar.toml``, which has the forms that only texts have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from retrieval.languages.word_data import languages, load

_PART = "days"
_FURTHER = "calendar"
_YEAR = r"(?:1[5-9]|20)\d\d"
_NUMERIC = (
    rf"(?<![\d.])(?P<y1>{_YEAR})-(?P<m1>0?[1-9]|1[0-2])-(?P<d1>0?[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?<![\d.,:/])(?P<d2>0?[1-9]|[12]\d|3[01])[./-](?P<m2>0?[1-9]|1[0-2])[./-](?P<y2>{_YEAR}|\d\d)(?![\d/])"
    # Without a year with a full stop behind both only: "9.1."
    r"|(?<![\d.,:/])(?P<d3>0?[1-9]|[12]\d|3[01])\.\s?(?P<m3>0?[1-9]|1[0-2])\.(?!\d)"
)
_DAY = r"(?P<{}>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.|-?(?:го|е|ого|те|те))?"
_ABBREVIATION = 4  # letters at most
_CENTURY = 100
# What may stand before a month that is another word as well ("may", "March").
_LEADING = re.compile(
    r"(?<!\w)(?:in|of|by|since|until|till|to|from|last|next|early|late|mid|this|during|through|before|after|and|between"
    r"|for|every|each|on)[\s-]$",
    re.IGNORECASE,
)
_AMBIGUOUS = frozenset({"may", "march"})
# Russian "среда" is a surrounding as well: it is a day where a preposition of time stands before the accusative.
_WEDNESDAY = re.compile(r"(?<!\w)(?:в|на|за|во|прошлую|эту|следующую|минувшую|каждую)\s$", re.IGNORECASE)
_TITLE = re.compile(r"(?:(?<!\w)[Tt]he\s|[\"“„«'‘])$")
_TITLED = re.compile(r"\s[A-ZА-ЯІЇЄ]")
_WEEKDAY_ENDING = {
    "de": r"(?:s|e|en)?(?:abend|abends|morgen|nacht|nachmittag|vormittag|mittag|früh)?s?",
    "en": r"(?:['’]s|s)?",
    "ru": r"(?:ам|и|ник)?",
    "uk": r"(?:ами|ам|ах)?",
}


@dataclass(frozen=True, slots=True)
class Date:
    """What of a date stands at ``text[start:end]``; `weekday` is 1 for Monday to 7, None as all that is not written."""

    start: int
    end: int
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None


def dates(text: str, language: str) -> list[Date]:
    """Return the dates of a text in order, without overlap; offsets in code points. Linear in its length."""
    if language not in languages(_PART):
        return []
    found: list[Date] = []
    for match in _pattern(language).finditer(text):
        date = _date(text, match, language)
        if date is not None:
            found.append(date)
    return found


def _date(text: str, match: re.Match[str], language: str) -> Date | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    parts: dict[str, int] = {}
    for name, value in groups.items():
        kind = {"d": "day", "m": "month", "y": "year", "w": "weekday"}[name[0]]
        parts[kind] = int(value) if value[0].isdigit() else _of(value, kind, language)
    year = parts.get("year")
    if year is not None and year < _CENTURY:
        parts["year"] = year + (2000 if year < 70 else 1900)
    month = groups.get("m6")
    if month is not None and not _is_month(text, match, month, language):
        return None
    titled = "weekday" in parts and _TITLED.match(text, match.end()) is not None
    if titled and _TITLE.search(text, max(0, match.start() - 5), match.start()):
        return None  # "The Sunday Telegraph"
    if language == "ru" and "weekday" in parts and match[0].lower().startswith("сред"):
        before = _WEDNESDAY.search(text, max(0, match.start() - 12), match.start())
        if before is None or match[0].lower() != "среду":
            return None
    return Date(match.start(), match.end(), **parts)


def _is_month(text: str, match: re.Match[str], month: str, language: str) -> bool:
    """Return whether a month without a day is one, no other word and no name: "may", "Jan", "Марта"."""
    if _is_abbreviation(month.lower(), language):
        return False
    with_year = match.end() > match.start("m6") + len(month)
    if language in {"ru", "uk"} and month[0].isupper() and match.start() and not with_year:
        return text[match.start() - 2 : match.start()].strip(" \n\u00a0") in {
            ".",
            "!",
            "?",
            ":",
            "«",
            "„",
            "—",
            "–",
            "-",
        }
    if month.lower() not in _AMBIGUOUS or language != "en" or with_year:
        return language not in {"de", "en"} or month[0].isupper()
    before = _LEADING.search(text, max(0, match.start() - 12), match.start())
    return month[0].isupper() and before is not None


def _of(written: str, kind: str, language: str) -> int:
    return _number(written.lower(), "months" if kind == "month" else "weekdays", language)


@lru_cache(maxsize=1 << 12)
def _number(written: str, names: str, language: str) -> int:
    return next(number for number, forms in _forms(names, language) if re.fullmatch(_any(forms), written))


@cache
def _forms(names: str, language: str) -> tuple[tuple[int, list[str]], ...]:
    """Return the number of each month or weekday with all its forms."""
    further = load(language, _FURTHER).pairs(names) if language in languages(_FURTHER) else {}
    return tuple(
        (int(number), [*forms.split(), *further.get(number, "").split()])
        for number, forms in load(language, _PART).pairs(names).items()
    )


@cache
def _is_abbreviation(month: str, language: str) -> bool:
    forms = " ".join(load(language, _PART).pairs("months").values()).split()
    longer = (form for form in forms if form.startswith(month) and len(form) > len(month))
    return len(month) <= _ABBREVIATION and month in forms and any(longer)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    month, weekday = (
        _any([form for _, forms in _forms(names, language) for form in forms]) for names in ("months", "weekdays")
    )
    ending = _WEEKDAY_ENDING.get(language, "")
    year = rf"(?:,?\s(?:of\s)?(?P<{{}}>{_YEAR})(?!\d))?"
    return re.compile(
        rf"{_NUMERIC}"
        rf"|(?<![\w.,:]){_DAY.format('d4')}\s?(?:of\s)?(?P<m4>{month})\.?(?!\w){year.format('y4')}"
        rf"|(?<!\w)(?P<m5>{month})\.?\s{_DAY.format('d5')}(?![\w:]|[.,]\d){year.format('y5')}"
        rf"|(?<!\w)(?P<m6>{month})(?!\w)(?:\.?,?\s(?:of\s)?(?P<y6>{_YEAR})(?!\d))?"
        rf"|(?<!\w)(?P<w7>{weekday}){ending}(?!\w)"
        rf"|(?<![\w.,:/-])(?P<y8>{_YEAR})(?![\w:%]|[.,:/]\d|[\s\u00a0]\d{{3}}(?!\d))",
        re.IGNORECASE,
    )


def _any(forms: list[str]) -> str:
    return "(?:" + "|".join(sorted(forms, key=len, reverse=True)) + ")"
