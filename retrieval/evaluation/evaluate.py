"""Judged questions through the whole read path → metrics, in all and for each pair of languages."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from retrieval.datatypes import Hit, Passage, Retrieval
from retrieval.encoders.base import Encoder
from retrieval.errors import QuestionsError
from retrieval.evaluation import metrics
from retrieval.evaluation.judged_questions import JudgedQuestion, Squad
from retrieval.evaluation.metrics import Metrics, Refusals
from retrieval.indexer import Indexer
from retrieval.readers.base import Reader
from retrieval.retriever import Retriever
from retrieval.search.lexical import Translator
from retrieval.search.query import understand
from retrieval.store import open_catalog, open_vectors
from retrieval.store.reading import Articles

_LARGEST_PARAGRAPH = 10_000_000  # bytes
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured over how many passages; `refusals` only where questions without an answer were asked."""

    overall: Metrics
    by_pair: dict[str, Metrics]
    passages: int
    refusals: Refusals | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where words of evidence stand: a span of an article."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question that was asked, and what was found for it.

    `places` is where its evidence stands, at every occurrence; none for a question without an answer. `pair` is
    "en-de", language of the question and language of the evidence, and None without an answer.
    """

    question: JudgedQuestion
    pair: str | None
    places: tuple[Place, ...]
    found: Retrieval


def evaluate_questions(
    questions: Sequence[JudgedQuestion],
    retriever: Retriever,
    catalog: Articles,
    progress: Progress | None = None,
    *,
    tell: Callable[[Outcome], None] | None = None,
) -> Evaluation:
    """Ask every question of the index. Follow-ups (`after`) need a conversation and are left out.

    `tell` is called with what was found for each question, so that its answer can be judged without asking again.

    Raises:
        QuestionsError: an article is not in the index, or its text lacks the evidence.
    """
    asked = [question for question in questions if question.after is None]
    if not asked:
        raise QuestionsError("There is no question to ask; give at least one without 'after'.")
    gold = Gold(catalog)
    judged, refused = [], []
    for done, question in enumerate(asked, start=1):
        places = gold.places(question)
        pair = f"{question.language}-{gold.language(question)}" if places else None
        found = retriever.retrieve(understand(question.question, since=question.since, until=question.until))
        refused.append((bool(places), found.reason is not None))
        if pair:
            judged.append(metrics.judge(pair, [hit.passage for hit in found.hits], gold.items(question)))
        if tell:
            tell(Outcome(question, pair, tuple(chain.from_iterable(places)), found))
        if progress:
            progress(done, len(asked))
    return Evaluation(
        metrics.measure(judged), metrics.by_pair(judged), catalog.counts().passages, metrics.refusals(refused)
    )


class Gold:
    """Where the evidence of judged questions stands in the indexed articles."""

    def __init__(self, catalog: Articles) -> None:
        listed = [line.article_id for line in catalog.list_articles()]
        self._articles = catalog.articles(listed)
        self._by_name: dict[str, str] = {}
        for article_id, sources in catalog.sources(listed).items():
            for source in sources:
                if source.path:
                    self._by_name[Path(source.path).name] = article_id

    def items(self, question: JudgedQuestion) -> list[Callable[[Passage], bool]]:
        """Return one test for each piece of evidence: does a passage overlap at least half of its first occurrence?"""
        return [_overlaps_half(occurrences[0]) for occurrences in self.places(question)]

    def places(self, question: JudgedQuestion) -> list[tuple[Place, ...]]:
        """Return, for each piece of evidence and each article that holds it, all its occurrences there, in order."""
        articles = dict.fromkeys(self._article_id(question, name) for name in question.articles)
        places: list[tuple[Place, ...]] = []
        for words in dict.fromkeys(question.evidence) if articles else ():
            holding = [key for key in articles if words in self._articles[key].text]
            if not holding:
                raise QuestionsError(
                    f"Question {question.id!r}: its articles lack the evidence {words[:50]!r}; copy it word for word."
                )
            for key in holding:
                found = re.finditer(re.escape(words), self._articles[key].text)
                places.append(tuple(Place(key, *match.span()) for match in found))
        return places

    def language(self, question: JudgedQuestion) -> str:
        """Return the question's own language if an article in it answers, else that of its first article."""
        languages = [self._articles[self._article_id(question, name)].language for name in question.articles]
        return question.language if question.language in languages else languages[0]

    def _article_id(self, question: JudgedQuestion, name: str) -> str:
        if name not in self._by_name:
            raise QuestionsError(
                f"Question {question.id!r} names the article {name!r}, which is not indexed; index its folder first."
            )
        return self._by_name[name]


def _overlaps_half(place: Place) -> Callable[[Passage], bool]:
    def holds(passage: Passage) -> bool:
        shared = min(place.end, passage.end) - max(place.start, passage.start)
        return passage.article_id == place.article_id and 2 * shared >= place.end - place.start

    return holds


def evaluate_squad(
    squad: Squad, encoder: Encoder, lexicon: Translator, reader: Reader, progress: Progress | None = None
) -> Evaluation:
    """Index the paragraphs in a folder of their own, ask every question, and rank distinct paragraphs."""
    with tempfile.TemporaryDirectory(prefix="beleg-evaluate-") as temporary:
        folder, texts = Path(temporary) / "index", Path(temporary) / "texts"
        texts.mkdir()
        for number, paragraph in enumerate(squad.paragraphs):
            (texts / f"{number:06}.txt").write_text(paragraph, encoding="utf-8", newline="")
        report = Indexer(folder, encoder, max_bytes=_LARGEST_PARAGRAPH, joins=False).index([str(texts)])
        if report.failed:
            raise QuestionsError(f"A paragraph could not be indexed: {report.failed[0][1]}")
        with open_catalog(folder) as catalog, open_vectors(catalog) as vectors:
            numbers = {line.article_id: int(Path(line.path or "").stem) for line in catalog.list_articles()}
            languages = {numbers[line.article_id]: line.language for line in catalog.list_articles()}
            retriever = Retriever(catalog, vectors, encoder, lexicon, reader)
            judged = []
            for done, (question, gold) in enumerate(squad.questions, start=1):
                query = understand(question)
                ranked = _paragraphs(retriever.rank(query), numbers)
                pair = f"{query.language}-{languages[min(gold)]}"
                judged.append(metrics.judge(pair, ranked, [gold.__contains__]))
                if progress:
                    progress(done, len(squad.questions))
            return Evaluation(metrics.measure(judged), metrics.by_pair(judged), catalog.counts().passages)


def _paragraphs(hits: Sequence[Hit], numbers: dict[str, int]) -> list[int]:
    """Return the distinct paragraphs in the order in which their first passage was ranked."""
    return metrics.distinct(numbers[hit.passage.article_id] for hit in hits)
