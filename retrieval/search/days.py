"""Question → the days it names: "last week", "on 5 November 2024", "im März 2023", "вчера"; ``days.toml`` by language.

`readings` is for an option, where nothing but days is written.

A day told by what it belongs to ("about yesterday's vote", "the talks of 9 January") is no limit and stays where it is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from retrieval.languages.word_data import languages, load

_PART = "days"
_LIMITS = ("since", "until", "before", "after", "of", "at")
_PLACE = re.compile(r"\{([a-z]+)\}")
_YEARS = r"(?:1[89]|20)\d\d"
_NUMERIC = {
    "iso": rf"(?P<year>{_YEARS})-(?P<mm>\d\d)-(?P<day>\d\d)",
    # Day and month as most of the world writes them.
    "numeric": rf"(?P<day>\d{{1,2}})[./](?P<mm>\d{{1,2}})[./](?P<year>{_YEARS})",
}
# A possessive, or a compound: "yesterday's", "March-".
_GOES_ON = re.compile(r"['’‘]s|[-‐]\w|\w")
_LAST_WORD = re.compile(r"(\w+)\s*$")
_LONGEST_WORD = 40
_WORD_START = re.compile(r"(?<!\w)(?=\w)")
_Span = tuple[date, date]
# Day and month, or month and day: who writes slashes may mean either.
_SLASHES = re.compile(rf"(?P<one>\d{{1,2}})/(?P<other>\d{{1,2}})/(?P<year>{_YEARS})")
_LONGEST_OPTION = 80


@dataclass(frozen=True, slots=True)
class Named:
    """Days that a question names, both included, None without limit; `start` and `end` are the words, in code points.

    `year` says that only a year is named, which may as well be what is asked about: "the elections in 2024". `dated`
    says that a day of the calendar or a year is, which may be one of long ago.
    """

    start: int
    end: int
    since: date | None
    until: date | None
    year: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Days that an option names, both included, None without limit; `stretch` says that both ends are named."""

    since: date | None
    until: date | None
    stretch: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Days that a text tells from a day: `name` is how ("yesterday"), `since` and `until` are both included."""

    start: int
    end: int
    name: str
    since: date
    until: date


def readings(words: str, today: date) -> list[Period]:
    """Return what words that are days and nothing else may mean; several where languages or habits differ.

    A day without a year is the last one of its name up to `today`, of weekdays too.
    """
    words = words.strip(" .,;:!?")
    if not words or len(words) > _LONGEST_OPTION:
        return []
    found = [_exactly(words, language, today) for language in languages(_PART)]
    found += [_month_first(words)]
    return list(dict.fromkeys(filter(None, found)))


def told_from(text: str, language: str, today: date) -> list[Told]:
    """Return where a text of a language tells days from `today` ("yesterday", "last week"), in order, no overlap."""
    found: list[Told] = []
    if language not in languages(_PART):
        return found
    for name, pattern in _patterns(language).items():
        for match in pattern.finditer(text) if name in _RELATIVE else ():
            begins_word = match.start() == 0 or not text[match.start() - 1].isalnum()
            if begins_word and (days := _resolved(name, match, language, today)):
                found.append(Told(match.start(), match.end(), name, *days))
    found.sort(key=lambda told: (told.start, -told.end))
    kept: list[Told] = []
    for told in found:
        if not kept or told.start >= kept[-1].end:
            kept.append(told)
    return kept


def _exactly(words: str, language: str, today: date) -> Period | None:
    if match := _between(language).match(words):
        last = _days(words, match.end(), language, today)
        if last and last[1] == len(words):
            since = _first(match["first"], last[0][0], language, today)
            return Period(since, last[0][1], stretch=True) if since is not None and since <= last[0][1] else None
    begins: list[tuple[int, str | None]] = [(0, None)]
    if leading := _limiting(language).match(words):
        begins.append((leading.end(), next(name for name in _LIMITS if leading[name])))
    for begin, limit in begins:
        for name, pattern in _patterns(language).items():
            match = pattern.fullmatch(words, begin)
            if match and (days := _resolved(name, match, language, today)):
                return Period(*_limits(limit, *days))
    return None


def _month_first(words: str) -> Period | None:
    match = _SLASHES.fullmatch(words)
    try:
        day = date(int(match["year"]), int(match["one"]), int(match["other"])) if match else None
    except ValueError:
        return None
    return Period(day, day) if day else None


def named(question: str, language: str, today: date) -> Named | None:
    """Return the first days that a question names as those it is limited to; None where it names none.

    A day without a year is the last one of its name up to `today`, of weekdays too; days to come are no limit.
    """
    order = sorted(languages(_PART), key=lambda code: (code != language, code))
    for code in order:
        if found := _found(question, code, today):
            return found
    return None


def asks_for_news(question: str, limit: Named) -> bool:
    """Return whether days limit the articles to ask, as those of "what happened last week" do.

    Those of other questions are what these are about: "How many came on 9 January?" What happened on a day of the
    calendar may be told in any article.
    """
    bare = f"{question[: limit.start]} {question[limit.end :]}".strip()
    return any(
        pattern.match(bare) for code in languages(_PART) for pattern in _news(code)[: 1 if limit.dated else None]
    )


def is_about_now(question: str) -> bool:
    """Return whether a question in any language asks for what is so now, or for the latest."""
    return _now().search(question) is not None


@cache
def _now() -> re.Pattern[str]:
    lists = (load(code, _PART).lists for code in languages(_PART))
    words = "|".join(str(one["now"]) for one in lists if "now" in one)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


@cache
def _news(language: str) -> tuple[re.Pattern[str], ...]:
    """Return how a question begins that asks what articles tell, and one that asks what happened."""
    lists = load(language, _PART).lists
    return tuple(
        re.compile(rf"\W*(?:{lists[name]})(?!\w)", re.IGNORECASE) for name in ("told", "happened") if name in lists
    )


def _found(question: str, language: str, today: date) -> Named | None:
    if not _any_days(language).search(question):
        return None
    for match in _between(language).finditer(question):
        if last := _days(question, match.end(), language, today):
            (begins, until), end = last
            since = _first(match["first"], begins, language, today)
            if since is not None and since <= min(until, today):
                return Named(match.start(), end, since, until)
    for word in _WORD_START.finditer(question):
        start = word.start()
        if found := _at(question, start, start, None, language, today):
            return found
        if leading := _limiting(language).match(question, start):
            for limit in _limits_of(leading[0].strip(), question[:start], language):
                if found := _at(question, start, leading.end(), limit, language, today):
                    return found
    return None


def _first(words: str, last: date, language: str, today: date) -> date | None:
    """Return the first day of a stretch, of which the last says the month or year: "between 5 and 8 November"."""
    try:
        if words.rstrip(".").isdecimal():
            return last.replace(day=int(words.rstrip(".")))
        found = _days(words, 0, language, today)
        if found is None:
            return None
        day = found[0][0]
        return day.replace(year=last.year) if day > last else day
    except ValueError:
        return None


def _at(question: str, start: int, begin: int, limit: str | None, language: str, today: date) -> Named | None:
    """Return the days that stand at `begin`, behind a word that limits to them, which begins at `start`."""
    for name, pattern in _patterns(language).items():
        if limit == ("at" if name in _RELATIVE else "of") or (name.endswith("_at") and limit is None):
            continue
        match = pattern.match(question, begin)
        if match is None or not _stands_alone(question, start, match.end(), limit, language):
            continue
        days = _resolved(name, match, language, today)
        if days is not None and days[0] <= today:
            year = name.startswith("year")
            dated = limit in (None, "of", "at") and (year or "day" in match.groupdict())
            return Named(start, match.end(), *_limits(limit, *days), year=year, dated=dated)
    return None


def _limits(limit: str | None, first: date, last: date) -> tuple[date | None, date | None]:
    if limit == "since":
        return first, None
    if limit == "until":
        return None, last
    if limit == "before":
        return None, first - timedelta(1)
    if limit == "after":
        return last + timedelta(1), None
    return first, last


def _stands_alone(question: str, start: int, end: int, limit: str | None, language: str) -> bool:
    """Return whether days are an adverb of the question, no part of a noun as in "yesterday's vote"."""
    if _GOES_ON.match(question, end):
        return False
    word = _LAST_WORD.search(question, max(0, start - _LONGEST_WORD), start)
    if word is None or limit is not None or (question[end - 1] == "s" and question[end - 2] in "'’‘"):
        return True
    return not word[1].isdecimal() and word[1].casefold() not in load(language, _PART).words("belongs")


def _days(words: str, start: int, language: str, today: date) -> tuple[_Span, int] | None:
    """Return the days that are written at `start`, and where they end."""
    for name, pattern in _patterns(language).items():
        match = pattern.match(words, start)
        if match and (days := _resolved(name, match, language, today)):
            return days, match.end()
    return None


def _resolved(name: str, match: re.Match[str], language: str, today: date) -> _Span | None:
    """Return the first and the last day that a pattern of this name means; None where there is no such day."""
    groups = {key: value for key, value in match.groupdict().items() if value}
    if name in _RELATIVE:
        number = _number(groups.get("number", ""), language) if "number" in groups else 1
        try:
            return _relative(name, number, today)
        except (OverflowError, ValueError):
            return None
    if "weekday" in groups:
        back = (today.isoweekday() - _of(groups["weekday"], load(language, _PART).pairs("weekdays"))) % 7
        return (today - timedelta(back),) * 2
    year = int(groups["year"]) if "year" in groups else None
    month = int(groups["mm"]) if "mm" in groups else None
    if "month" in groups:
        month = _of(groups["month"], load(language, _PART).pairs("months"))
    try:
        if month is None:
            return (date(year, 1, 1), date(year, 12, 31)) if year else None
        day = int(groups["day"]) if "day" in groups else None
        begins = date(year or today.year, month, day or 1)
        if year is None and begins > today:
            begins = date(today.year - 1, month, day or 1)
    except ValueError:
        return None
    return (begins, begins) if day else (begins, begins.replace(day=monthrange(begins.year, begins.month)[1]))


def _relative(name: str, number: int, today: date) -> _Span:
    monday = today - timedelta(today.isoweekday() - 1)
    first = today.replace(day=1)
    if name.startswith("past_"):
        start = {
            "past_days": today - timedelta(number),
            "past_weeks": today - timedelta(7 * number),
            "past_months": _months_before(today, number),
            "past_years": _months_before(today, 12 * number),
        }[name]
        return start, today
    if name == "ago_months":
        return _month(_months_before(first, number))
    if name in {"ago_years", "last_year", "this_year"}:
        year = today.year - {"this_year": 0, "last_year": 1}.get(name, number)
        return date(year, 1, 1), min(date(year, 12, 31), today)
    week = monday - timedelta(7 * number)
    saturday = monday + timedelta(5) if today.isoweekday() > 5 else monday - timedelta(2)
    return {
        "today": (today, today),
        "yesterday": (today - timedelta(1),) * 2,
        "before_yesterday": (today - timedelta(2),) * 2,
        "ago_days": (today - timedelta(number),) * 2,
        "this_week": (monday, today),
        "last_week": (week, week + timedelta(6)),
        "ago_weeks": (week, week + timedelta(6)),
        "this_month": (first, today),
        "last_month": _month(first - timedelta(1)),
        "last_weekend": (saturday, saturday + timedelta(1)),
    }[name]


_RELATIVE = frozenset({
    "today", "yesterday", "before_yesterday", "this_week", "last_week", "this_month", "last_month", "this_year",
    "last_year", "last_weekend", "ago_days", "ago_weeks", "ago_months", "ago_years", "past_days", "past_weeks",
    "past_months", "past_years",
})  # fmt: skip


def _month(day: date) -> _Span:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _months_before(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 - number
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _number(word: str, language: str) -> int:
    if word.isdecimal():
        return int(word)
    return _of(word, load(language, _PART).pairs("numbers"))


def _of(word: str, names: Mapping[str, str]) -> int:
    return next(int(number) for number, forms in names.items() if re.fullmatch(_any(forms), word, re.IGNORECASE))


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of days by their name, the longer ways to write one first."""
    return {name: re.compile(rf"(?:{pattern})(?!\w)", re.IGNORECASE) for name, pattern in _written(language).items()}


@cache
def _any_days(language: str) -> re.Pattern[str]:
    """Return one pattern for all, to see at once that there is nothing."""
    unnamed = (re.sub(r"\(\?P<[a-z]+>", "(?:", pattern) for pattern in _written(language).values())
    return re.compile(rf"(?<!\w)(?:{'|'.join(unnamed)})(?!\w)", re.IGNORECASE)


def _written(language: str) -> dict[str, str]:
    data = load(language, _PART)
    groups = {
        "day": r"(?P<day>\d{1,2})",
        "year": rf"(?P<year>{_YEARS})",
        "month": rf"(?P<month>{_any(' '.join(data.pairs('months').values()))})",
        "weekday": rf"(?P<weekday>{_any(' '.join(data.pairs('weekdays').values()))})",
        "number": rf"(?P<number>\d{{1,3}}|{_any(' '.join(data.pairs('numbers').values()))})",
    }
    written = {**_NUMERIC, **data.pairs("written"), **data.pairs("relative")}
    return {name: _PLACE.sub(lambda place: groups[place[1]], pattern) for name, pattern in written.items()}


@cache
def _limiting(language: str) -> re.Pattern[str]:
    """Return the words that limit to the days behind them."""
    data = load(language, _PART)
    words = "|".join(f"(?P<{name}>{_any(' '.join(data.words(name)))})" for name in _LIMITS)
    return re.compile(rf"(?:{words})\s+(?=\w)", re.IGNORECASE)


def _limits_of(words: str, before: str, language: str) -> tuple[str, ...]:
    """Return which limits words are that may lead to a day told from today as well as to others ("за").

    Behind what the question is about, such a word belongs to that: "про звіт за жовтень".
    """
    data = load(language, _PART)
    found = tuple(name for name in _LIMITS if re.fullmatch(_any(" ".join(data.words(name))), words, re.IGNORECASE))
    return found[:1] if data.words("belongs").intersection(before.casefold().split()) else found


@cache
def _between(language: str) -> re.Pattern[str]:
    days = {"first": r"(?P<first>[\w.’'-]+(?:,? [\w.’'-]+){0,3}?)", "last": r"(?=\w)"}
    pattern = _PLACE.sub(lambda place: days[place[1]], "".join(load(language, _PART).phrases("between")))
    return re.compile(rf"(?<!\w){pattern}", re.IGNORECASE)


def _any(words: str) -> str:
    """Return a group of alternatives, the longest first; "_" is a blank inside one."""
    return "(?:" + "|".join(word.replace("_", " ") for word in sorted(words.split(), key=len, reverse=True)) + ")"
