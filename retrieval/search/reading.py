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
from retrieval.search import answer_kinds
from retrieval.search.fusion import Array
from retrieval.search.scoring import Fit

Span = tuple[int, int]

WINDOWS = 6  # that are read for a question
SENTENCES = 4  # of a window
CHARACTERS = 420  # of a window, unless one sentence is longer; training had up to 460
LONGEST_HEADING = 120  # code points
LONGEST_LEAD = 120  # code points of a title that are read before a window
UNREAD = -8.0  # log odds of a sentence that no window holds: a little below those that hold no answer
ELSEWHERE = 0.5
ANY_KIND = 0.7
SAME_SAID = 0.9  # cosine of two sentences that say the same in two languages; 97 % of translations of news have more
_AHEAD = 1e-6
SAME_READ = 3.0  # log odds by which the reader may prefer the one in the other language
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
    deviations. `own` is 1 in the asker's language, and `by` how surely these are the words of the speaker asked for,
    0 to 1. `vector` is the sentence's unit vector, None where it has none.
    """

    hit: Hit
    start: int
    end: int
    fit: float
    below: float
    own: float
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
    """What was read for a question: sentences, best first."""

    judged: tuple[Judged, ...] = ()
    weights: Weights = field(default_factory=Weights)

    def sentences(self) -> dict[str, list[ReadSentence]]:
        """Return the sentences of each article, best first."""
        found: dict[str, list[ReadSentence]] = {}
        highest = max((one.score(self.weights) for one in self.judged), default=0.0)
        for place, one in enumerate(self.judged):
            own = one.candidate
            # The first keeps its place where it was put before one that was judged better.
            score = highest + _AHEAD if place == 0 else one.score(self.weights)
            sentence = ReadSentence(own.start, own.end, score, one.reader, one.answer)
            found.setdefault(own.hit.passage.article_id, []).append(sentence)
        return found


def candidates(
    hits: Sequence[Hit],
    fit: Mapping[str, Fit],
    articles: Mapping[str, Article],
    *,
    language: str,
    by: Mapping[str, Mapping[Span, float]],
    only: bool,
) -> list[Candidate]:
    """Return the sentences of the hits, headings left out, for a question in `language`.

    `by` holds, for each article, how surely a sentence is the asked speaker's; with `only` no other counts.
    """
    best = max((hit.score for hit in hits), default=0.0)
    found: dict[tuple[str, Span], Candidate] = {}
    for hit in hits:
        article = articles[hit.passage.article_id]
        spoken = by.get(article.article_id, {})
        units = fit[hit.passage.key].units
        for place, ((start, end), fitting) in enumerate(fit[hit.passage.key].sentences):
            if is_heading(article, start, end) or (only and not spoken.get((start, end))):
                continue
            found.setdefault(
                (article.article_id, (start, end)),
                Candidate(
                    hit,
                    start,
                    end,
                    fit=fitting,
                    below=hit.score - best,
                    own=float(hit.passage.language == language),
                    by=spoken.get((start, end), 0.0),
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
    windows = _windows(order, hits)
    texts = [articles[article_id].text[start:end].replace("\n", " ") for article_id, (start, end) in windows]
    leads = [_lead(articles[article_id], start) for article_id, (start, _) in windows]
    readings = reader.read(query.asked, texts, leads)
    kind = answer_kinds.kind(query.asked, query.language) if query.intent == "topic" else None
    judged = [_judge(one, windows, readings, articles, kind) for one in order]
    judged.sort(key=lambda one: (-one.score(weights), one.candidate.hit.passage.key, one.candidate.start))
    return Read(tuple(_own_first(judged)), weights)


def _own_first(judged: list[Judged]) -> list[Judged]:
    """Put before a best sentence in another language the one in the asker's that says the same, if there is one."""
    best = judged[0] if judged else None
    if best is None or best.candidate.own or best.candidate.vector is None:
        return judged
    for at, one in enumerate(judged):
        vector = one.candidate.vector
        same = one.candidate.own and one.candidate.by == best.candidate.by and one.reader >= best.reader - SAME_READ
        if same and vector is not None and float(vector @ best.candidate.vector) >= SAME_SAID:
            return [one, *judged[:at], *judged[at + 1 :]]
    return judged


def statements_of(read: Read, statements: Mapping[str, Iterable[Statement]]) -> list[Statement]:
    """Return the statements in the sentences that may be quoted: those judged nearly as well as the best."""
    found: list[Statement] = []
    for one in read.judged:
        if one.score(read.weights) < read.judged[0].score(read.weights) - _NEAR:
            break
        own = one.candidate
        found += [
            statement
            for statement in statements.get(own.hit.passage.article_id, ())
            if statement.quote_start < own.end and own.start < statement.quote_end
        ]
    return found


def is_heading(article: Article, start: int, end: int) -> bool:
    """Return whether a sentence is the title, or a short line of its own that ends with no sign."""
    text = article.text
    words = text[start:end].strip()
    if not words or words == article.title.strip():
        return True
    alone = (start == 0 or "\n" in text[start - 1 : start]) and (end >= len(text) or text[end] == "\n")
    return alone and len(words) <= LONGEST_HEADING and unicodedata.category(words[-1])[0] not in "PS"


def _lead(article: Article, start: int) -> str:
    """Return the title that a window comes from, "" where it holds it."""
    title = " ".join(article.title[:LONGEST_LEAD].split()).rstrip(" .:")
    return "" if start < len(article.title) and article.text.lstrip().startswith(article.title) else title


def _windows(order: Iterable[Candidate], hits: Sequence[Hit]) -> list[tuple[str, Span]]:
    """Return the stretches that are read: for each article, spans that do not overlap, likeliest first."""
    borders = _borders(hits)
    taken: list[tuple[str, Span]] = []
    for one in order:
        article_id = one.hit.passage.article_id
        others = [span for key, span in taken if key == article_id]
        if any(start <= one.start and one.end <= end for start, end in others):
            continue
        taken.append((article_id, _grown((one.start, one.end), borders[article_id], others)))
        if len(taken) == WINDOWS:
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
    windows: Sequence[tuple[str, Span]],
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
