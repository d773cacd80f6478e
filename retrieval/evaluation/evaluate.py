"""Judged questions through the whole read path → metrics, in all and for each pair of languages."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.datatypes import Passage, Retrieval
from retrieval.encoders.base import Encoder
from retrieval.errors import QuestionsError
from retrieval.evaluation import metrics
from retrieval.evaluation.judged_questions import JudgedQuestion, Squad
from retrieval.evaluation.metrics import Metrics, Refusals
from retrieval.indexer import Indexer
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


def evaluate_questions(
    questions: Sequence[JudgedQuestion], retriever: Retriever, catalog: Articles, progress: Progress | None = None
) -> Evaluation:
    """Ask every question of the index. Follow-ups (`after`) need a conversation and are left out.

    Raises:
        QuestionsError: an article is not in the index, or its text lacks the evidence.
    """
    asked = [question for question in questions if question.after is None]
    if not asked:
        raise QuestionsError("There is no question to ask; give at least one without 'after'.")
    gold = Gold(catalog)
    judged, outcomes = [], []
    for done, question in enumerate(asked, start=1):
        items = gold.items(question)
        found = retriever.retrieve(understand(question.question, since=question.since, until=question.until))
        outcomes.append((bool(items), found.reason is not None))
        if items:
            pair = f"{question.language}-{gold.language(question)}"
            judged.append(metrics.judge(pair, [hit.passage for hit in found.hits], items))
        if progress:
            progress(done, len(asked))
    return Evaluation(
        metrics.measure(judged), metrics.by_pair(judged), catalog.counts().passages, metrics.refusals(outcomes)
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
        """Return one test for each place of evidence: does a passage overlap at least half of it?"""
        articles = dict.fromkeys(self._article_id(question, name) for name in question.articles)
        places: dict[tuple[str, int, int], None] = {}
        for words in question.evidence if articles else ():
            holding = [key for key in articles if words in self._articles[key].text]
            if not holding:
                raise QuestionsError(
                    f"Question {question.id!r}: its articles lack the evidence {words[:50]!r}; copy it word for word."
                )
            for key in holding:
                start = self._articles[key].text.find(words)
                places[key, start, start + len(words)] = None
        return [_overlaps_half(*place) for place in places]

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


def _overlaps_half(article_id: str, start: int, end: int) -> Callable[[Passage], bool]:
    def holds(passage: Passage) -> bool:
        shared = min(end, passage.end) - max(start, passage.start)
        return passage.article_id == article_id and 2 * shared >= end - start

    return holds


def evaluate_squad(squad: Squad, encoder: Encoder, lexicon: Translator, progress: Progress | None = None) -> Evaluation:
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
            retriever = Retriever(catalog, vectors, encoder, lexicon)
            judged = []
            for done, (question, gold) in enumerate(squad.questions, start=1):
                query = understand(question)
                ranked = _paragraphs(retriever.retrieve(query), numbers)
                pair = f"{query.language}-{languages[min(gold)]}"
                judged.append(metrics.judge(pair, ranked, [gold.__contains__]))
                if progress:
                    progress(done, len(squad.questions))
            return Evaluation(metrics.measure(judged), metrics.by_pair(judged), catalog.counts().passages)


def _paragraphs(found: Retrieval, numbers: dict[str, int]) -> list[int]:
    """Return the distinct paragraphs in the order in which their first passage was ranked."""
    return metrics.distinct(numbers[hit.passage.article_id] for hit in found.hits)
