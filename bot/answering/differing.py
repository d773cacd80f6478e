"""Reports that differ: two sentences of two articles that answer one question with two figures of one kind.

What is told of another day, another place or a part of the whole is no other answer; in doubt nothing differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from bot.verification.alignment import align
from bot.verification.claims import LANGUAGES, Basis, Claim
from bot.verification.dates import dates
from bot.verification.measures import Measure, convertible, counted, same_amount
from bot.verification.reading import Reading, read
from retrieval.datatypes import Evidence, Query, ReadSentence, Retrieval
from retrieval.languages.word_data import load
from retrieval.search import days
from retrieval.search.answer_kinds import kind

Pair = tuple[Evidence, ReadSentence]

_BELOW = 1.5
"""How far the score of a sentence may be below the best of all for it to be another answer: twice as far as for it to
be quoted beside that, as it is looked at more closely."""
_APART = 31  # days between two articles at most; what is further apart is hardly told of one event
_MOST = 12  # sentences that are compared
_SPAN_WORDS = 6  # of words that answer, at most, to be a figure and what it counts
_NOUN_WORDS = 3  # behind a figure, among which is what it counts
_COUNTING = (None, "person")
"""Units of what is counted, not measured."""
_SCOPE = re.compile(r"[,;:()–—]\s|\s[-–—]\s|\.\s")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure that answers: `counted` are the numbers of the words of `reading` that tell what it counts.

    `days` are those that its sentence tells of, each as numbers of year, month and day, 0 where none is written.
    """

    pair: Pair
    measure: Measure
    reading: Reading
    counted: frozenset[int]
    days: frozenset[tuple[int, int, int]]


def reports(chosen: Sequence[Pair], retrieval: Retrieval) -> tuple[Pair, Pair] | None:
    """Return a sentence that an answer quotes and one of another article that differs from it in a figure, if any."""
    query = retrieval.query
    if query.intent != "topic" or query.language not in LANGUAGES or not chosen:
        return None
    best = max(sentence.score for _, sentence in chosen)
    others = [
        (found, one)
        for found in retrieval.evidence
        for one in found.best
        if one.score > best - _BELOW or one.reader > 0
    ]
    others.sort(key=lambda pair: -pair[1].score)
    pairs = [*chosen, *(pair for pair in others if pair not in chosen)][:_MOST]
    asks = kind(query.asked, query.language) in {"number", "money"}
    figures = [figure for pair in pairs if _is_dated(pair) and (figure := _figure(pair, query, asks=asks))]
    for number, one in enumerate(figures):
        for other in figures[number + 1 :] if one.pair in chosen else ():
            if _is_other_report(one, other) and _differ(one, other) and _same_question(one, other, query):
                return one.pair, other.pair
    return None


def _is_dated(pair: Pair) -> bool:
    return pair[0].article.published is not None and pair[0].article.language in LANGUAGES


def _figure(pair: Pair, query: Query, *, asks: bool) -> _Figure | None:
    """Return the one figure of a sentence that answers, None where there is none or it is not clear which."""
    found, sentence = pair
    text, language = found.article.text[sentence.start : sentence.end], found.article.language
    exact = [one for one in counted(text, language) if _is_exact(one, text, language)]
    if sentence.answer is not None:
        first, last = (at - sentence.start for at in sentence.answer)
        if not asks and len(text[first:last].split()) > _SPAN_WORDS:
            return None
        inside = [one for one in exact if one.quantity.start < last and first < one.quantity.end]
        exact = inside or (exact if asks else [])
    elif not asks:
        return None
    reading = read(text, language)
    if len(exact) > 1:
        asked = {other for other in exact if _asked_for(other, reading, query)}
        exact = [one for one in exact if one in asked]
    if len(exact) != 1:
        return None
    return _Figure(pair, exact[0], reading, _noun(exact[0], reading), _days(text, found, language))


def _is_exact(one: Measure, text: str, language: str) -> bool:
    """Return whether a figure is whole and exact: no "about 20", "another 20", "20 of 40", "not 20", "the 20th"."""
    quantity = one.quantity
    if not quantity.numbers or quantity.parts or quantity.ordinal or quantity.optional:
        return False
    before, behind = _partial(language)
    return not before.search(text, max(0, quantity.start - 40), quantity.start) and not behind.match(text, quantity.end)


@cache
def _partial(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what before a figure, and behind it, makes it no answer by itself."""
    quantities, data = load(language, "quantities"), load(language, "differing")
    before = _any([*quantities.words("about"), *data.words("before")])
    behind = _any(data.words("behind"))
    return (
        re.compile(rf"(?<!\w)(?:{before})(?:\s\w+)?[\s$€£]{{1,2}}$", re.IGNORECASE),
        re.compile(rf"\s(?:(?:\w+\s){{0,2}}(?:{behind})|(?:{_any(data.words('of'))}))(?!\w)", re.IGNORECASE),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace("_", r"\s") for word in sorted(words, key=len, reverse=True))


def _noun(one: Measure, reading: Reading) -> frozenset[int]:
    """Return the numbers of the words behind a figure, up to the end of its phrase, that may be what it counts."""
    text, end = reading.text, one.quantity.end
    stop = _SCOPE.search(text, end)
    last = stop.start() if stop else len(text)
    places = [at for at, token in enumerate(reading.tokens) if end <= token.start < last and token.terms]
    return frozenset(places[:_NOUN_WORDS])


def _asked_for(one: Measure, reading: Reading, query: Query) -> bool:
    """Return whether a figure counts what a question asks for first."""
    asked = _content(query)
    if not asked:
        return False
    question = read(query.asked, query.language)
    pairs = _pairs(question, reading)
    return bool(pairs[asked[0]] & _noun(one, reading))


def _content(query: Query) -> list[int]:
    """Return the numbers of the words of a question that say something and are no names."""
    tokens = read(query.asked, query.language).tokens
    return [at for at, token in enumerate(tokens) if token.terms and not token.is_name]


def _pairs(one: Reading, other: Reading) -> tuple[frozenset[int], ...]:
    """Return for each word of one text those of another that it may stand for."""
    basis = Basis("", 0, len(other.text), other.text, other.language)
    return align(Claim(one.text, one.language, basis)).pairs


def _is_other_report(one: _Figure, other: _Figure) -> bool:
    """Return whether two figures are of two articles of about one time, neither a copy of the other's story."""
    first, second = one.pair[0], other.pair[0]
    copies = {copy.article.article_id for found in (first, second) for copy in found.copies}
    if first.article.article_id == second.article.article_id or second.article.article_id in copies:
        return False
    between = _published(first) - _published(second)
    return abs(between.days) <= _APART


def _published(found: Evidence) -> date:
    return date.fromisoformat((found.article.published or "")[:10])


def _differ(one: _Figure, other: _Figure) -> bool:
    """Return whether two figures have one unit and no amount in common, and are told of the same days."""
    mine, theirs = one.measure, other.measure
    if mine.unit != theirs.unit and convertible(mine.unit, theirs.unit) is None:
        return False
    if mine.quantity.numbers & theirs.quantity.numbers or same_amount(mine, theirs):
        return False
    return one.days == other.days


def _days(text: str, found: Evidence, language: str) -> frozenset[tuple[int, int, int]]:
    """Return the days, months and years that a sentence tells of, those told from its article's day included.

    A single day up to its article's is left out where the figure is news of it: "yesterday", "on Sunday".
    """
    told = days.told_from(text, language, _published(found))
    periods = {(one.since.year, one.since.month, 0) for one in told if one.since != one.until}
    written = {(one.year or 0, one.month or 0, one.day or 0) for one in dates(text, language) if one.month or one.year}
    return frozenset(periods | written)


def _same_question(one: _Figure, other: _Figure, query: Query) -> bool:
    """Return whether two sentences answer one question: they share its words, what they count, and their names."""
    question = read(query.asked, query.language)
    content = _content(query)
    covered = [_pairs(question, figure.reading) for figure in (one, other)]
    shared = [at for at in content if covered[0][at] and covered[1][at]]
    alone = [at for at in content if bool(covered[0][at]) != bool(covered[1][at])]
    counts = one.measure.unit in _COUNTING and other.measure.unit in _COUNTING
    # What is counted may go without saying: "15 were hurt".
    if not shared or any(at != content[0] or not counts for at in alone):
        return False
    pairs, back = _pairs(one.reading, other.reading), _pairs(other.reading, one.reading)
    if counts and not (_is_met(one, pairs) and _is_met(other, back)):
        return False
    if any(_is_of_another(*each) for each in ((one, pairs, covered[0]), (other, back, covered[1]))):
        return False
    return not (_names(one, pairs) and _others(other, pairs))


def _is_met(figure: _Figure, pairs: Sequence[frozenset[int]]) -> bool:
    """Return whether the other sentence has the first word behind a figure, which is what it counts or what was so."""
    return not figure.counted or bool(pairs[min(figure.counted)])


def _is_of_another(figure: _Figure, pairs: Sequence[frozenset[int]], asked: Sequence[frozenset[int]]) -> bool:
    """Return whether what is asked about belongs to something else here: "the demolition of the bridge".

    That is a word of the same clause before it that neither the question nor the other sentence has.
    """
    quantity, tokens = figure.measure.quantity, figure.reading.tokens
    wanted = frozenset[int]().union(*asked)
    words = [at for at, token in enumerate(tokens) if token.terms and not quantity.start <= token.start < quantity.end]
    return any(
        at in wanted
        and before not in wanted
        and not pairs[before]
        and not tokens[before].is_name
        and tokens[before].clause == tokens[at].clause
        for before, at in pairwise(words)
    )


def _names(one: _Figure, pairs: Sequence[frozenset[int]]) -> list[int]:
    """Return the names of a sentence that another has not, but for who speaks in it."""
    return [at for at in _named(one) if not pairs[at]]


def _others(other: _Figure, pairs: Sequence[frozenset[int]]) -> list[int]:
    """Return the names of the other sentence that no word of the first stands for, but for who speaks in it."""
    touched = frozenset[int]().union(*pairs)
    return [at for at in _named(other) if at not in touched]


def _named(figure: _Figure) -> Iterator[int]:
    found, sentence = figure.pair
    speakers = " ".join(
        f"{one.speaker} {one.mention or ''} {one.office or ''}"
        for one in found.statements
        if one.speaker and one.quote_start < sentence.end and sentence.start < one.quote_end
    )
    for at, token in enumerate(figure.reading.tokens):
        if token.is_name and token.terms and token.text not in speakers:
            yield at
