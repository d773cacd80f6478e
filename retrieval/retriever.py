"""The whole read path: a Query goes in; the Evidence for an answer, or the reason there is none, comes out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from retrieval.datatypes import Evidence, Hit, Query, Reason, Retrieval
from retrieval.encoders.base import Encoder
from retrieval.search import abstention, evidence, people, scoring
from retrieval.search.backgrounds import Backgrounds
from retrieval.search.fusion import Array, Background
from retrieval.search.lexical import Bm25, Translator, all_terms, term_groups, topical
from retrieval.store.reading import Catalog, VectorIndex
from retrieval.store.records import Selection

CANDIDATES = 50  # passages that each search proposes
HITS = 50  # length of the ranking that leaves the retriever


@dataclass(frozen=True, slots=True)
class Search:
    """What the searches brought for one query, before it is ranked.

    `vector` is the question's unit vector, `topic` that of its topic; `background` belongs to `vector`.
    """

    query: Query
    vector: Array
    topic: Array
    selected: Selection
    named: tuple[people.Named, ...]
    speech: people.Speech
    scored: scoring.Scored
    background: Mapping[str, Background]


class Retriever:
    """Searches one index; safe to use from several threads."""

    def __init__(self, catalog: Catalog, vectors: VectorIndex, encoder: Encoder, lexicon: Translator) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._encoder = encoder
        self._lexicon = lexicon
        self._backgrounds = Backgrounds(catalog, encoder)

    def retrieve(self, query: Query) -> Retrieval:
        """Find what the articles hold on a question, or why they do not answer it."""
        clock = Clock()
        with self._catalog.snapshot():
            # Inside, so that the encoder is the one whose vectors this snapshot holds.
            with clock("encode"):
                # What a person is asked about is looked for apart from the person.
                asked = [query.question] + ([query.topic] if query.topic not in ("", query.question) else [])
                vectors = self._encoder.encode(asked, kind="query")
            found = self._answer(self.search(query, vectors, clock), clock)
            if query.since or query.until:
                any_day = replace(query, since=None, until=None)
                without = self._answer(self.search(any_day, vectors, clock), clock)
                found = replace(found, reason=abstention.decide_dated(found, without))
        return found

    def search(self, query: Query, vectors: Array, clock: Clock) -> Search:
        """Search by meaning, by words and by names side by side over the whole corpus; score what any of them found.

        `vectors` are the unit rows of the question and, if it has one of its own, of its topic.
        """
        catalog, vector = self._catalog, vectors[0]
        with clock("names"):
            selected = catalog.select(
                since=query.since, until=query.until, languages=query.languages, publishers=query.publishers
            )
            within = selected.ids
            named = people.look_up(query, catalog, self._lexicon)
            speech = people.speech(query, catalog, self._lexicon, within=within)
            holding = [catalog.by_names(sorted(one.keys), limit=CANDIDATES, within=within).ids for one in named]
        with clock("dense"):
            near = self._vectors.search(vector, CANDIDATES, within=within).ids
        with clock("lexical"):
            words = self._words(query.question, query.language)
            matching = [
                catalog.lexical(all_terms(bm25.groups), language, limit=CANDIDATES, within=within).ids
                for language, bm25 in words.items()
            ]
        with clock("score"):
            scored = scoring.score(
                np.unique(np.concatenate([near, *matching, *holding, speech.passages])).tolist(),
                catalog=catalog,
                question=vector,
                lexical=words,
                named=[set(ids.tolist()) for ids in holding],
                said=set(speech.passages.tolist()),
            )
            background = self._backgrounds.of(vector)
        return Search(query, vector, vectors[-1], selected, named, speech, scored, background)

    def supported(self, search: Search) -> abstention.Support:
        """Return what speaks for answering from what was found."""
        return self._gather(search)[2]

    def _answer(self, search: Search, clock: Clock) -> Retrieval:
        """Rank what was found, gather the evidence, and decide whether it is enough."""
        with clock("evidence"):
            hits, found, support = self._gather(search)
            empty = not self._catalog.counts().articles
            reason: Reason | None = (
                "no_articles" if empty else abstention.decide(search.query, support, search.named, search.speech)
            )
            searched = people.searched(search.named, search.speech, search.selected, self._catalog)
        return Retrieval(search.query, found, reason, searched, hits, clock.milliseconds)

    def _gather(self, search: Search) -> tuple[tuple[Hit, ...], tuple[Evidence, ...], abstention.Support]:
        catalog, query, speech = self._catalog, search.query, search.speech
        hits = scoring.rank(search.scored, query.language, search.background, catalog=catalog, limit=HITS)
        # Of a speaker asked for, only what that speaker said may be quoted.
        chosen = evidence.choose([hit for hit in hits if hit.signals["said"]] if speech.statements else hits)
        articles = {hit.passage.article_id for hit in chosen}
        context = evidence.Context(
            articles=catalog.articles(articles),
            statements=speech.statements or catalog.statements_in(articles),
            sources=catalog.sources(articles),
        )
        words = self._words(topical(query), query.language)
        fit = scoring.fit(chosen, search.scored, catalog=catalog, topic=search.topic, lexical=words)
        sentences = {key: one.sentences for key, one in fit.items()}
        background = self._backgrounds.of(search.topic)
        return hits, evidence.gather(chosen, context, sentences), abstention.support(chosen, fit, background)

    def _words(self, text: str, spoken: str) -> dict[str, Bm25]:
        """Return the words of a text in language `spoken` as each language of the index would say them."""
        found = {}
        for language, total in self._catalog.languages().items():
            groups = term_groups(text, spoken, language, self._lexicon)
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
