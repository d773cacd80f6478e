"""Evidence read for the answer: windows around the likeliest sentences go to the reader, and each sentence is judged.

Similarity finds the passage; it does not say which of its sentences answers, nor whether one does. The reader says
both, but reads slowly: so only a few windows of a few sentences are read, those where what the searches know looks
best. What it says of a sentence is then weighed with what they know.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.datatypes import Article, Hit, Query, ReadSentence, Statement
from retrieval.readers.base import NOTHING, Reader, Reading
from retrieval.search import answer_kinds, asker
from retrieval.search.fusion import Array
from retrieval.search.scoring import Fit

Span = tuple[int, int]
Window = tuple[str, Span]

WINDOWS = 6  # that are read for a question
FURTHER_WINDOWS = 2  # that are read where the best sentence is in another language than the asker's
SENTENCES = 4  # of a window
CHARACTERS = 420  # of a window, unless one sentence is longer; training had up to 460
LONGEST_HEADING = 120  # code points
LONGEST_LINE = 400  # code points of a line that may be the title
LONGEST_LEAD = 120  # code points of a title that are read before a window
UNREAD = -8.0  # log odds of a sentence that no window holds: a little below those that hold no answer
ELSEWHERE = 0.5
ANY_KIND = 0.7
# A sentence in a language nearer to the asker goes before one that is judged better where one of these holds.
# Chosen on the `dev` half of the questions on seeds/; docs/decisions.md says what else was tried.
SAME_SAID = 0.885  # cosine of two sentences that say the same in two languages …
SURELY_SAME = 0.9  # … and from which the nearer one also decides whether there is an answer
SAME_READ = 5.0  # log odds by which the reader may prefer the other
NEARLY = 1.6  # its score is lower by less than this, and its passage …
SAME_MATTER = 0.2  # … by no more than this, in deviations: then both are about the same
_AHEAD = 1e-6
_NEAR = 2.5  # below the best score; what is further down is not quoted


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign of a sentence counts, in the units of the reader's log odds."""

    reader: float = 0.7
    fit: float = 3.0
    hit: float = 0.75
    by: float = 0.3
    kind: float = 0.3


# Near what `python -m tests.benchmarks.answers … --fit` finds on one half of each set of questions, rounded. A
# sentence's place in its article and its language got weights about 0.
WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of the evidence and what the searches know of it; offsets in its article.

    `fit` is the sentence's score of `scoring.fit`, `below` its passage's score less that of the best one, in
    deviations. `rank` is how far its language is from the asker, and `by` how surely these are the words of the speaker
    asked for, 0 to 1. `vector` is the sentence's unit vector, None where it has none.
    """

    hit: Hit
    start: int
    end: int
    fit: float
    below: float
    rank: int
    by: float
    vector: Array | None = None

    def prior(self, weights: Weights) -> float:
        """Return what is known without the reader."""
        return weights.fit * self.fit + weights.hit * self.below + weights.by * self.by


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with the reader's verdict: log odds that it answers, and the words that do (article offsets).

    `kind` is 1 where these words are of the kind that the question asks for, a number or a day, say, `ELSEWHERE` where
    only others of the sentence are, and 0 where none is; `ANY_KIND` where any kind may answer.
    """

    candidate: Candidate
    reader: float
    answer: Span | None
    kind: float

    def score(self, weights: Weights) -> float:
        """Return how likely the sentence answers, for comparison within one question."""
        return weights.reader * self.reader + weights.kind * self.kind + self.candidate.prior(weights)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read for a question: sentences, best first, before them what surely says the same nearer to the asker.

    `lead` is the one to quote first: the best, or one nearer to the asker that answers as well. It may be from a window
    that was read beside; nothing else of these counts, since the more is read, the more seems to answer.
    """

    judged: tuple[Judged, ...] = ()
    weights: Weights = field(default_factory=Weights)
    lead: Judged | None = None

    @property
    def highest(self) -> float:
        """The score of the best sentence."""
        return max((one.score(self.weights) for one in self.judged), default=0.0)

    def sentences(self) -> dict[str, list[ReadSentence]]:
        """Return the sentences of each article, best first, `lead` before all others."""
        found: dict[str, list[ReadSentence]] = {}
        lead, ahead = self.lead, self.highest + _AHEAD
        others = (one for one in self.judged if lead is None or one.candidate is not lead.candidate)
        for one in ([lead] if lead else []) + sorted(others, key=lambda one: -one.score(self.weights)):
            own = one.candidate
            score = ahead if one is lead else one.score(self.weights)
            sentence = ReadSentence(own.start, own.end, score, one.reader, one.answer)
            found.setdefault(own.hit.passage.article_id, []).append(sentence)
        return found


def candidates(
    hits: Sequence[Hit],
    fit: Mapping[str, Fit],
    articles: Mapping[str, Article],
    query: Query,
    *,
    by: Mapping[str, Mapping[Span, float]],
    only: bool,
) -> list[Candidate]:
    """Return the sentences of the hits that may answer a question: no headings, and no questions between paragraphs.

    `by` holds, for each article, how surely a sentence is the asked speaker's; with `only` no other counts.
    """
    best = max((hit.score for hit in hits), default=0.0)
    found: dict[tuple[str, Span], Candidate] = {}
    for hit in hits:
        article = articles[hit.passage.article_id]
        spoken = by.get(article.article_id, {})
        units = fit[hit.passage.key].units
        for place, ((start, end), fitting) in enumerate(fit[hit.passage.key].sentences):
            sure = spoken.get((start, end), 0.0)
            if is_heading(article, start, end) or not (sure or not (only or _is_question(article, start, end))):
                continue
            found.setdefault(
                (article.article_id, (start, end)),
                Candidate(
                    hit,
                    start,
                    end,
                    fit=fitting,
                    below=hit.score - best,
                    rank=asker.rank(hit.passage.language, query),
                    by=sure,
                    vector=units[place] if place < len(units) else None,
                ),
            )
    return list(found.values())


def read(
    query: Query,
    wanted: Sequence[Candidate],
    hits: Sequence[Hit],
    articles: Mapping[str, Article],
    reader: Reader,
    *,
    weights: Weights = WEIGHTS,
) -> Read:
    """Have the likeliest windows read and judge every candidate, best first."""
    order = sorted(wanted, key=lambda one: (-one.prior(weights), one.hit.passage.key, one.start))
    kind = answer_kinds.kind(query.asked, query.language) if query.intent == "topic" else None

    def reads(windows: Sequence[Window]) -> list[Reading]:
        texts = [articles[article_id].text[start:end].replace("\n", " ") for article_id, (start, end) in windows]
        leads = [_lead(articles[article_id], start) for article_id, (start, _) in windows]
        return reader.read(query.asked, texts, leads)

    def judged_by(windows: Sequence[Window], readings: Sequence[Reading]) -> list[Judged]:
        found = [_judge(one, windows, readings, articles, kind) for one in order]
        return sorted(found, key=lambda one: (-one.score(weights), one.candidate.hit.passage.key, one.candidate.start))

    likeliest = _windows(order, hits)
    readings = reads(likeliest)
    judged = judged_by(likeliest, readings)
    windows = _windows(_nearer(judged), hits, taken=likeliest, count=len(likeliest) + FURTHER_WINDOWS)
    further = windows[len(likeliest) :]
    beside = judged_by(windows, [*readings, *reads(further)]) if further else judged
    if not judged:
        return Read((), weights)
    best = judged[0]
    lead = _nearest(best, (one for one in beside if _is_nearly(one, best, weights) or _is_same(one, best, SAME_SAID)))
    sure = _nearest(best, (one for one in judged if _is_same(one, best, SURELY_SAME)))
    return Read((sure, *(one for one in judged if one is not sure)), weights, lead)


def _nearer(judged: Sequence[Judged]) -> list[Candidate]:
    """Return the sentences in languages nearer to the asker than that of the best, those most like it first."""
    best = judged[0].candidate if judged else None
    if best is None or best.vector is None:
        return []
    likeness = [
        (float(own.vector @ best.vector), own)
        for own in (one.candidate for one in judged)
        if own.rank < best.rank and own.by >= best.by and own.vector is not None
    ]
    return [own for _, own in sorted(likeness, key=lambda pair: -pair[0])]


def _nearest(best: Judged, as_good: Iterable[Judged]) -> Judged:
    """Return the sentence in the language nearest to the asker, the best where none is nearer."""
    own = best.candidate
    nearer = (one for one in as_good if one.candidate.rank < own.rank and one.candidate.by >= own.by)
    return min(nearer, key=lambda one: one.candidate.rank, default=best)


def _is_nearly(one: Judged, best: Judged, weights: Weights) -> bool:
    """Return whether a sentence answers nearly as well and is about the same."""
    below = best.score(weights) - one.score(weights)
    return below < NEARLY and one.candidate.below >= best.candidate.below - SAME_MATTER


def _is_same(one: Judged, best: Judged, least: float) -> bool:
    """Return whether two sentences say the same: from which cosine they do, `least` tells."""
    own, other = one.candidate.vector, best.candidate.vector
    if own is None or other is None or one.reader < best.reader - SAME_READ:
        return False
    return float(own @ other) >= least


def statements_of(read: Read, statements: Mapping[str, Iterable[Statement]]) -> list[Statement]:
    """Return the statements in the sentences that may be quoted: the first, and those judged nearly as well."""
    found: list[Statement] = []
    least = read.highest - _NEAR
    for place, one in enumerate(read.judged):
        if place and one.score(read.weights) < least:
            break
        own = one.candidate
        found += [
            statement
            for statement in statements.get(own.hit.passage.article_id, ())
            if statement.quote_start < own.end and own.start < statement.quote_end
        ]
    return found


def is_heading(article: Article, start: int, end: int) -> bool:
    """Return whether a sentence is in the title, or a short line of its own that ends with no sign."""
    words, line = article.text[start:end].strip(), _line(article.text, start, end)
    if not words or (line and _letters(line) == _letters(article.title)):
        return True
    return line == words and len(words) <= LONGEST_HEADING and unicodedata.category(words[-1])[0] not in "PS"


def in_heading(article: Article, start: int, end: int) -> bool:
    """Return whether a span lies in a line that is a heading."""
    line = _line(article.text, start, end)
    return bool(line) and is_heading(article, *_line_around(article.text, start, end))


def _is_question(article: Article, start: int, end: int) -> bool:
    """Return whether a sentence is a question on a line of its own: a heading, or what an interviewer asks."""
    words = article.text[start:end].strip()
    return words.endswith("?") and len(words) <= LONGEST_HEADING and words == _line(article.text, start, end)


def _line(text: str, start: int, end: int) -> str:
    """Return the line that a span lies in, without blanks around it; "" where it is longer than a title."""
    first, last = _line_around(text, start, end)
    return text[first:last].strip() if last - first <= LONGEST_LINE else ""


def _line_around(text: str, start: int, end: int) -> Span:
    """Return the line that a span lies in; of one longer than a title, more than a title."""
    first, last = max(0, start - LONGEST_LINE - 1), min(len(text), end + LONGEST_LINE + 1)
    before, behind = text.rfind("\n", first, start), text.find("\n", end, last)
    return first if before < 0 else before + 1, last if behind < 0 else behind


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _lead(article: Article, start: int) -> str:
    """Return the title that a window comes from, "" where it holds it."""
    title = " ".join(article.title[:LONGEST_LEAD].split()).rstrip(" .:")
    return "" if start < len(article.title) and article.text.lstrip().startswith(article.title) else title


def _windows(
    order: Iterable[Candidate], hits: Sequence[Hit], *, taken: Sequence[Window] = (), count: int = WINDOWS
) -> list[Window]:
    """Return `taken` and the stretches that are read beside: spans of an article do not overlap, likeliest first."""
    borders = _borders(hits)
    taken = list(taken)
    for one in order:
        article_id = one.hit.passage.article_id
        others = [span for key, span in taken if key == article_id]
        if any(start <= one.start and one.end <= end for start, end in others):
            continue
        taken.append((article_id, _grown((one.start, one.end), borders[article_id], others)))
        if len(taken) == count:
            break
    return taken


def _borders(hits: Sequence[Hit]) -> dict[str, list[Span]]:
    found: dict[str, set[Span]] = {}
    for hit in hits:
        found.setdefault(hit.passage.article_id, set()).update(hit.passage.sentences)
    return {article_id: sorted(spans) for article_id, spans in found.items()}


def _grown(middle: Span, sentences: Sequence[Span], others: Sequence[Span]) -> Span:
    """Return a window around a sentence: its neighbours, what comes before first, as far as there is room."""
    first = last = sentences.index(middle)
    turn = 0
    stuck = [False, False]
    while last - first + 1 < SENTENCES and not all(stuck):
        side, turn = turn % 2, turn + 1
        at = last + 1 if side else first - 1
        if stuck[side] or not 0 <= at < len(sentences):
            stuck[side] = True
            continue
        start, end = min(sentences[first][0], sentences[at][0]), max(sentences[last][1], sentences[at][1])
        near = sentences[at][0] - sentences[last][1] if side else sentences[first][0] - sentences[at][1]
        if (
            end - start > CHARACTERS
            or near > 4
            or any(s < sentences[at][1] and sentences[at][0] < e for s, e in others)
        ):
            stuck[side] = True
            continue
        first, last = min(first, at), max(last, at)
    return sentences[first][0], sentences[last][1]


def _judge(
    one: Candidate,
    windows: Sequence[Window],
    readings: Sequence[Reading],
    articles: Mapping[str, Article],
    kind: str | None,
) -> Judged:
    text = articles[one.hit.passage.article_id].text
    reader, answer = UNREAD, None
    for (article_id, (start, end)), reading in zip(windows, readings, strict=True):
        if article_id == one.hit.passage.article_id and start <= one.start and one.end <= end:
            reader = max(reading.within(one.start - start, one.end - start), NOTHING)
            span = reading.best_within(one.start - start, one.end - start)
            answer = _trimmed(text, (start + span[0], start + span[1]) if span else None)
            break
    return Judged(one, reader, answer, _kind(text, one, answer, kind))


def _kind(text: str, one: Candidate, answer: Span | None, kind: str | None) -> float:
    """Return whether a sentence has an answer of a kind, as `Judged.kind` has it."""
    if kind is None:
        return ANY_KIND
    if answer is not None and answer_kinds.is_of_kind(text[answer[0] : answer[1]], kind):
        return 1.0
    return ELSEWHERE if answer_kinds.is_of_kind(text[one.start : one.end], kind) else 0.0


def _trimmed(text: str, span: Span | None) -> Span | None:
    """Return a span without the white space at its ends."""
    if span is None:
        return None
    start, end = span
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    return (start, end) if start < end else None
