"""The whole read path: a Query goes in; the Evidence for an answer, or the reason there is none, comes out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from retrieval import abstention, evidence, people, scoring
from retrieval.background import Backgrounds
from retrieval.catalog import Catalog
from retrieval.datatypes import Query, Retrieval
from retrieval.embedding import Encoder
from retrieval.fusion import Array
from retrieval.lexical import Bm25, Translator, all_terms, term_groups
from retrieval.vectors import VectorIndex

CANDIDATES = 100  # passages that each search proposes
HITS = 50  # length of the ranking that leaves the retriever


class Retriever:
    """Searches one index; safe to use from several threads."""

    def __init__(self, catalog: Catalog, vectors: VectorIndex, encoder: Encoder, lexicon: Translator) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._encoder = encoder
        self._lexicon = lexicon
        self._backgrounds = Backgrounds(catalog)

    def retrieve(self, query: Query) -> Retrieval:
        """Find what the articles hold on a question.

        Meaning, words and names are searched side by side over the whole corpus. Every candidate is then scored by
        all of them, and the scores are added with weights that know the languages of question and passage.
        """
        clock = Clock()
        with clock("encode"):
            question = self._encoder.encode([query.question], kind="query")[0]
        with self._catalog.snapshot():
            found = self._retrieve(query, question, clock)
            if found.reason and (query.since or query.until):
                undated = self._retrieve(replace(query, since=None, until=None), question, clock)
                found = replace(found, reason="outside_dates" if undated.reason is None else undated.reason)
        return found

    def _retrieve(self, query: Query, question: Array, clock: Clock) -> Retrieval:
        with clock("names"):
            selected = self._catalog.select(
                since=query.since, until=query.until, languages=query.languages, publishers=query.publishers
            )
            named = people.look_up(query, self._catalog)
            speech = people.speech(query, self._catalog, self._lexicon, within=selected.ids)
            holding = [
                self._catalog.by_names(sorted(one.keys), limit=CANDIDATES, within=selected.ids).ids for one in named
            ]
        with clock("dense"):
            near = self._vectors.search(question, CANDIDATES, within=selected.ids).ids
        with clock("lexical"):
            words = self._words(query)
            matching = [
                self._catalog.lexical(all_terms(bm25.groups), language, limit=CANDIDATES, within=selected.ids).ids
                for language, bm25 in words.items()
            ]
        with clock("score"):
            scored = scoring.score(
                np.unique(np.concatenate([near, *matching, *holding, speech.passages])).tolist(),
                catalog=self._catalog,
                question=question,
                lexical=words,
                named=[set(ids.tolist()) for ids in holding],
                said=set(speech.passages.tolist()),
            )
            hits = scoring.rank(scored, query.language, self._backgrounds.of(question))[:HITS]
        with clock("evidence"):
            # Of a speaker asked for, only what that speaker said may be quoted.
            chosen = evidence.choose([hit for hit in hits if hit.signals["said"]] if speech.statements else hits)
            articles = {hit.passage.article_id for hit in chosen}
            context = evidence.Context(
                articles=self._catalog.articles(articles),
                statements=speech.statements or self._catalog.statements_in(articles),
                sources=self._catalog.sources(articles),
            )
            fit = scoring.sentence_scores(chosen, scored, catalog=self._catalog, question=question, lexical=words)
        return Retrieval(
            query=query,
            evidence=evidence.gather(chosen, context, fit),
            reason=abstention.decide(query, hits, named, speech) if self._catalog.counts().articles else "no_articles",
            searched=people.searched(query, named, speech, selected, self._catalog),
            hits=hits,
            timings_ms=clock.milliseconds,
        )

    def _words(self, query: Query) -> dict[str, Bm25]:
        """Return the question's words as each language of the index would say them."""
        found = {}
        for language, total in self._catalog.languages().items():
            groups = term_groups(query.question, query.language, language, self._lexicon)
            if groups:
                frequency = self._catalog.document_frequency(all_terms(groups), language)
                found[language] = Bm25(groups, frequency, total)
        return found


class Clock:
    """Milliseconds spent in named stages; a stage entered again adds up."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time the block."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.milliseconds[stage] = self.milliseconds.get(stage, 0.0) + 1000 * (time.perf_counter() - start)
