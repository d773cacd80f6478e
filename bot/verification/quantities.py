"""Text → the numbers that it names, whichever way they are written, with their spans.

Digits are read as their language writes them (1,000.50 · 1.000,50 · 1 000,50), words by `number_words`. A number may
have several readings: "5m" is five (metres) or five million, "17.30" a time or a decimal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

from retrieval.languages.word_data import languages, load

from .digits import BLANKS, SHARES, read_digits, share
from .number_words import PART, NumberWord, implied, number_words

Kind = Literal["number", "time", "clock", "vague"]

_LONGEST_DIGITS = 40
_THIS_CENTURY = 30  # decades below it may be of the century that has begun
_TOKEN = re.compile(
    rf"(?P<digits>\d+(?:[.,:/'’]\d+|[{BLANKS}]\d{{3}}(?!\d))*+)|(?P<part>[{SHARES}])"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ][^\W\d_]+)*)"
)
_GAP = re.compile(rf"[{BLANKS}\n]{{1,2}}|[-‐‑]|")
_SUFFIX_GAP = re.compile(r"['’]?[-‐‑]?")
_DECADE = re.compile(r"['’]?s\b|[-‐‑]?(?:er|ern)\b|[-‐‑](?:е|х|ые|ых|ті|тих|их|ми)\b")
_ROMAN = re.compile(r"(?=[IVX]{2,})X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_NOON, _DAY = 720, 1440  # minutes
_MOST_HOURS, _MOST_MINUTES = 24, 59
_THOUSAND, _HUNDRED, _TENS, _TEEN = 1000, 100, 20, 10


class Reading(NamedTuple):
    """What a number may be: a "number"; minutes of a day, "clock" where it may be before or after noon; about as many.

    A "vague" one is only how many digits: "dozens", "thousands".
    """

    kind: Kind
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text, ``text[start:end]``: each of `readings` may be meant, or all of `parts` ("3:1").

    `optional` is what other languages leave out or say without a number: one, both, twice. `ordinal` counts in a row.
    `scale` is a million in "2 million".
    """

    start: int
    end: int
    readings: frozenset[Reading]
    parts: tuple[Fraction, ...] = ()
    optional: bool = False
    ordinal: bool = False
    scale: Fraction | None = None

    @property
    def numbers(self) -> frozenset[Fraction]:
        """The amounts of those readings that are plain numbers."""
        return frozenset(reading.amount for reading in self.readings if reading.kind == "number")


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    digits: bool
    taken: tuple[NumberWord, ...]


class _Found(NamedTuple):
    """A number while it is read: the tokens up to `next` are in it."""

    numbers: list[Fraction]
    next: int
    end: int
    ordinal: bool = False
    more: frozenset[Reading] = frozenset()
    scale: Fraction | None = None
    parts: tuple[Fraction, ...] = ()


def quantities(text: str, language: str) -> list[Quantity]:
    """Return the numbers of a text in order, without overlap; offsets in code points. Linear in its length."""
    tokens = [_token(match, language) for match in _TOKEN.finditer(text)]
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        one = _number(text, tokens, at, language)
        if one is None:
            found += _without_number(token, language)
            at += 1
            continue
        found.append(_quantity(text, tokens, at, one, language))
        at = max(one.next, at + 1)
    return found


def _token(match: re.Match[str], language: str) -> _Token:
    digits = match.lastgroup != "word"
    return _Token(
        match.start(),
        match.end(),
        match[0],
        digits,
        () if digits else number_words(match[0][: _LONGEST_DIGITS * 2], language),
    )


def _without_number(token: _Token, language: str) -> Iterator[Quantity]:
    """Yield a word that is a number in other languages, or a Roman one."""
    if token.digits:
        return
    if _ROMAN.fullmatch(token.text):
        digits = [_ROMAN_DIGITS[letter] for letter in token.text]
        value = sum(-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True))
        yield _plain(token, [Fraction(value)], ordinal=True)
    elif values := implied(token.text, language):
        yield _plain(token, list(values), optional=True)


def _plain(token: _Token, values: list[Fraction], *, optional: bool = False, ordinal: bool = False) -> Quantity:
    readings = frozenset(Reading("number", value) for value in values)
    return Quantity(token.start, token.end, readings, optional=optional, ordinal=ordinal)


def _quantity(text: str, tokens: list[_Token], at: int, one: _Found, language: str) -> Quantity:
    """Return what was read with what stands behind it: a time of day."""
    token = tokens[at]
    readings = frozenset(Reading("number", value) for value in one.numbers) | one.more
    end = one.end
    marked = _time_marks(language).match(text, end)
    whole = [value for value in one.numbers if value.denominator == 1 and value <= _MOST_HOURS]
    clocks = [reading for reading in one.more if reading.kind in {"time", "clock"}]
    if marked and (clocks or whole):
        minutes = clocks[0].amount if clocks else whole[0] * 60
        readings, end = frozenset([_time(minutes, marked)]), marked.end()
    is_one = readings == {Reading("number", Fraction(1))} and not token.digits
    unsaid = not token.digits and one.next == at + 1 and bool(implied(token.text, language))
    return Quantity(token.start, end, readings, one.parts, is_one or unsaid, one.ordinal, one.scale)


def _time(minutes: Fraction, marked: re.Match[str]) -> Reading:
    if marked["before"] or marked["after"]:
        return Reading("time", (minutes % _NOON + (_NOON if marked["after"] else 0)) % _DAY)
    return Reading("time" if minutes >= _NOON + 60 or minutes < 60 else "clock", minutes % _DAY)


def _number(text: str, tokens: list[_Token], at: int, language: str) -> _Found | None:
    """Return the number that begins at a token, None where none does."""
    token = tokens[at]
    if token.digits:
        found = _digits(token, language)
        decade = _DECADE.match(text, token.end)
        if decade and found.numbers and len(token.text) in {2, 4}:
            return _decade(found.numbers[0], at, decade.end())
        nothing = len(found.numbers) == 0
        return found._replace(next=at + 1) if nothing else _scaled(text, tokens, at + 1, found, language)
    for taken in token.taken:
        if taken.kind == "decade":
            return _decade(taken.value, at, token.end)
    if not token.taken:
        return None
    return _in_words(text, tokens, at, language)


def _decade(value: Fraction, at: int, end: int) -> _Found:
    """Return a decade; one without its century is of the last, or of this one: the 90s, the 20s."""
    if value > _HUNDRED:
        return _Found([value], at + 1, end)
    return _Found([value, 1900 + value, *([2000 + value] if value < _THIS_CENTURY else [])], at + 1, end)


def _in_words(text: str, tokens: list[_Token], at: int, language: str) -> _Found | None:
    """Return a number that begins with a word."""
    token = tokens[at]
    kinds = {taken.kind: taken for taken in token.taken}
    if "cardinal" in kinds:
        value, next_, ordinal = _group(text, tokens, at, language)
        found = _Found([value], next_, tokens[next_ - 1].end, ordinal)
        return found if ordinal else _scaled(text, tokens, next_, found, language)
    if scale := kinds.get("scale"):
        added = _added(text, tokens, at + 1, scale.value, language)
        if added is not None and not tokens[at + 1].digits:
            # "тысяча девятьсот"
            return added._replace(numbers=[scale.value + added.numbers[0]])
    if "vague" in kinds or "scale" in kinds:
        return _vague(text, tokens, at)
    taken = token.taken[0]
    values = [one.value for one in token.taken]
    if taken.kind == "joined":
        found = _Found(values, at + 1, token.start + taken.letters)
        whole = taken.letters == len(token.text)
        return _scaled(text, tokens, at + 1, found, language) if whole else found
    if taken.kind == "fraction" and values == [Fraction(3, 2)]:
        return _scaled(text, tokens, at + 1, _Found(values, at + 1, token.end), language)
    return _Found(values, at + 1, token.end, "ordinal" in kinds)


def _group(text: str, tokens: list[_Token], at: int, language: str) -> tuple[Fraction, int, bool]:
    """Return the value of cardinals below a thousand that stand together, what follows, whether an ordinal ended it."""
    value = last = _of(tokens[at], "cardinal") or Fraction(0)
    place = at + 1
    while (follows := _next(text, tokens, place, language)) is not None:
        token = tokens[follows]
        cardinal, scale, ordinal = (_of(token, kind) for kind in ("cardinal", "scale", "ordinal"))
        part = _of(token, "fraction")
        if part is not None and follows == place and value < _TENS:
            # "two thirds", "три четверти"; "twenty-first" is none.
            return value * part, place + 1, False
        if cardinal is not None and _fits(last, cardinal):
            value, last = value + cardinal, cardinal
        elif ordinal is not None and ordinal < _HUNDRED and _fits(last, ordinal):
            return value + ordinal, follows + 1, True
        elif scale == _HUNDRED and last < _HUNDRED and follows == place:
            value, last = value * _HUNDRED, scale
        else:
            break
        place = follows + 1
    return value, place, False


def _fits(last: Fraction, value: Fraction) -> bool:
    """Return whether a cardinal goes on with a smaller one: hundreds, tens, units."""
    if last >= _HUNDRED:
        return 0 < value < _HUNDRED
    return last >= _TENS and 0 < value < _TEEN


def _scaled(text: str, tokens: list[_Token], place: int, found: _Found, language: str) -> _Found:
    """Return a number multiplied by the scales behind it, with a half and smaller scales added."""
    numbers, end = found.numbers, found.end
    if place < len(tokens) and tokens[place].start == end and tokens[place].text[0] in SHARES:
        numbers, end, place = [number + share(tokens[place].text) for number in numbers], tokens[place].end, place + 1
    if half := _and_half(language).match(text, end):
        numbers = [number + Fraction(1, 2) for number in numbers]
        end = half.end()
        place = next((at for at in range(place, len(tokens)) if tokens[at].start >= end), len(tokens))
    limit: Fraction | None = None
    largest: Fraction | None = None
    while place < len(tokens) and _GAP.fullmatch(text, end, tokens[place].start):
        token = tokens[place]
        letter = scale_letters(language).get(token.text.lower()) if token.start == end and limit is None else None
        if letter is not None and tokens[place - 1].digits:
            return _Found([*numbers, *(number * letter for number in numbers)], place + 1, end, parts=found.parts)
        scale = _of(token, "scale")
        if scale is not None and (limit is None or scale < limit):
            numbers, limit = [number * scale for number in numbers], scale
            largest = largest or scale
            end = token.end
            place += 1
            added = _added(text, tokens, place, limit, language)
            if added is not None:
                numbers = [number + added.numbers[0] for number in numbers]
                return _Found(numbers, added.next, added.end, scale=largest)
            continue
        break
    if limit is not None:
        return _Found(numbers, place, end, scale=largest)
    return found._replace(numbers=numbers, next=place, end=end)


def _added(text: str, tokens: list[_Token], place: int, limit: Fraction, language: str) -> _Found | None:
    """Return a smaller number that goes on with one of a scale: "2 млн 300 тыс.", "one thousand and five"."""
    follows = _next(text, tokens, place, language)
    if follows is None or limit < _THOUSAND:
        return None
    token = tokens[follows]
    if token.digits:
        number = _digits(token, language)
        scale = _of(tokens[follows + 1], "scale") if follows + 1 < len(tokens) else None
        if follows != place or scale is None or scale >= limit or len(number.numbers) != 1 or number.parts:
            return None
        if not _GAP.fullmatch(text, token.end, tokens[follows + 1].start) or number.numbers[0] * scale >= limit:
            return None
        return _Found([number.numbers[0] * scale], follows + 2, tokens[follows + 1].end)
    if _of(token, "cardinal") is None:
        return None
    value, next_, ordinal = _group(text, tokens, follows, language)
    end = tokens[next_ - 1].end
    scale = _of(tokens[next_], "scale") if next_ < len(tokens) and not ordinal else None
    if scale is not None and _GAP.fullmatch(text, end, tokens[next_].start):
        value, next_, end = value * scale, next_ + 1, tokens[next_].end
    return _Found([value], next_, end) if value < limit else None


def _vague(text: str, tokens: list[_Token], at: int) -> _Found:
    """Return scales without a number: "thousands", "tens of thousands", "hundert"."""
    value = Fraction(1)
    place = at
    end = tokens[at].end
    while place < len(tokens) and place < at + 3:
        token = tokens[place]
        scale = _of(token, "scale") or _of(token, "vague")
        linked = token.text.lower() == "of"
        if (scale is None and not linked) or (
            place > at and not _GAP.fullmatch(text, tokens[place - 1].end, token.start)
        ):
            break
        if scale is not None:
            value, end = value * scale, token.end
        place += 1
    while place > at + 1 and tokens[place - 1].text.lower() == "of":
        place -= 1
    return _Found([value], place, end, more=frozenset({Reading("vague", value)}))


def _next(text: str, tokens: list[_Token], place: int, language: str) -> int | None:
    """Return the token that goes on with the number before `place`, over an "and"; None where a number ends."""
    if place >= len(tokens) or not _GAP.fullmatch(text, tokens[place - 1].end, tokens[place].start):
        return None
    if tokens[place].text.lower() not in _joining(language):
        return place
    after = place + 1
    if after >= len(tokens) or not _GAP.fullmatch(text, tokens[place].end, tokens[after].start):
        return None
    # "two hundred and five", never "twenty and five".
    before = _of(tokens[place - 1], "scale")
    return after if before is not None else None


def _of(token: _Token, kind: str) -> Fraction | None:
    return next((taken.value for taken in token.taken if taken.kind == kind), None)


def _digits(token: _Token, language: str) -> _Found:
    read = read_digits(token.text, language)
    return _Found(list(read.numbers), 0, token.end, more=_minutes(read.clock), parts=read.parts)


def _minutes(clock: Fraction | None) -> frozenset[Reading]:
    """Return a time of day as a reading: before or after noon is sure where the hour tells it."""
    if clock is None:
        return frozenset()
    sure = clock >= _NOON + 60 or clock < 60
    return frozenset([Reading("time" if sure else "clock", clock % _DAY)])


@cache
def scale_letters(language: str) -> dict[str, Fraction]:
    """Return the letters that are a scale behind digits and may be a unit as well: the m of "5m"."""
    if language not in languages(PART):
        return {}
    return {
        word: Fraction(value)
        for value, forms in load(language, PART).pairs("letters").items()
        for word in forms.split()
    }


@cache
def _joining(language: str) -> frozenset[str]:
    return load(language, PART).words("joining") if language in languages(PART) else frozenset()


@cache
def _and_half(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s{phrases('and_half', language)}(?!\w)", re.IGNORECASE)


@cache
def _time_marks(language: str) -> re.Pattern[str]:
    before, after, time = (phrases(name, language) for name in ("before_noon", "after_noon", "time"))
    return re.compile(rf"\s?(?:(?P<before>{before})|(?P<after>{after})|(?:{time}))(?!\w)(?:(?<=\.m)\.)?", re.IGNORECASE)


@cache
def phrases(name: str, language: str) -> str:
    """Return a group of alternatives for a list of ``quantities.toml``, "_" a blank, what never matches for none."""
    words = load(language, PART).words(name) if language in languages(PART) else ()
    found = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace("_", r"\s") for word in found) + ")" if found else r"(?!)"
