"""The whole read path: a Query goes in; the Evidence for an answer, or the reason there is none, comes out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

import numpy as np

from retrieval.datatypes import Article, Evidence, Hit, Passage, Query, Reason, Retrieval
from retrieval.encoders.base import Encoder
from retrieval.readers.base import Reader
from retrieval.search import abstention, copies, events, evidence, people, reading, scoring, summary, whom
from retrieval.search.attributing import Asked, attributed, holders, introducing, sentences_by
from retrieval.search.backgrounds import Backgrounds
from retrieval.search.fusion import Array, Background
from retrieval.search.lexical import Bm25, Translator, all_terms, term_groups, topical
from retrieval.search.named import Named, look_up
from retrieval.search.namesakes import each_first
from retrieval.search.query import by_speaker
from retrieval.store.reading import Catalog, Library, VectorIndex
from retrieval.store.records import Selection

CANDIDATES = 50  # passages that each search proposes
NEAREST = 8  # passages whose sentences are compared with one that is given
HITS = 50  # length of the ranking that leaves the retriever
MOST_HOLDERS = 3  # people named who may hold the role asked for
AT_HAND = 12  # passages in whose articles a role or an organisation is looked for


@dataclass(frozen=True, slots=True)
class NearSentence:
    """A sentence of a passage; offsets in the article. `score` is comparable within one search, higher is nearer."""

    passage: Passage
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Search:
    """What the searches brought for one query, before it is ranked.

    `vector` is the question's unit vector, `topic` that of its topic; `background` belongs to `vector`.
    """

    query: Query
    vector: Array
    topic: Array
    selected: Selection
    named: tuple[Named, ...]
    speech: people.Speech
    scored: scoring.Scored
    background: Mapping[str, Background]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found and read for one query: the ranking, its evidence, and what speaks for answering from it."""

    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]
    support: abstention.Support
    read: reading.Read


class Retriever:
    """Searches one index and reads what it finds; safe to use from several threads.

    Of the catalog only `Catalog.on` the shelves of the query is read: what is not on them is not there.
    """

    def __init__(
        self, catalog: Catalog, vectors: VectorIndex, encoder: Encoder, lexicon: Translator, reader: Reader
    ) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._encoder = encoder
        self._lexicon = lexicon
        self._reader = reader
        self._backgrounds = Backgrounds(encoder)

    def retrieve(self, query: Query) -> Retrieval:
        """Find what the articles hold on a question, for each speaker it names, or why they do not answer it."""
        with self._catalog.snapshot():
            first, *further = by_speaker(query)
            return replace(self._retrieve(first), further=tuple(map(self._retrieve, further)))

    def snapshot(self) -> AbstractContextManager[None]:
        """Return a context in which everything is read of one state of the index."""
        return self._catalog.snapshot()

    def rank(self, query: Query) -> tuple[Hit, ...]:
        """Return the passages that match a question best, best first, without reading them for an answer."""
        clock = Clock()
        with self._catalog.snapshot():
            return self._rank(self.search(query, self.encoded(query, clock), clock))

    def nearest(self, query: Query, *, passages: int = NEAREST) -> tuple[NearSentence, ...]:
        """Return the sentences of the best `passages` for a query, the nearest to it first, without reading them."""
        clock = Clock()
        with self._catalog.snapshot():
            search = self.search(query, self.encoded(query, clock)[:1], clock)
            hits = self._rank(search)[:passages]
            catalog = self._catalog.on(query.shelves)
            words = self._words(query.asked, query.language, catalog)
            fit = scoring.fit(hits, search.scored, catalog=catalog, topic=search.vector, lexical=words)
        found = [
            NearSentence(hit.passage, start, end, score)
            for hit in hits
            for (start, end), score in fit[hit.passage.key].sentences
        ]
        return tuple(sorted(found, key=lambda one: (-one.score, one.passage.article_id, one.start)))

    def search(self, query: Query, vectors: Array, clock: Clock, *, asked: Asked | None = None) -> Search:
        """Search by meaning, by words and by names side by side over the whole corpus; score what any of them found.

        `vectors` are the unit rows of the question and, if it has one of its own, of its topic. `asked` is whose words
        are wanted where the question's own speaker does not say it.
        """
        catalog, vector = self._catalog.on(query.shelves), vectors[0]
        with clock("names"):
            selected = catalog.select(
                since=query.since,
                until=query.until,
                languages=query.languages,
                publishers=query.publishers,
                article_ids=query.article_ids,
            )
            within = selected.ids
            quoted = whom.quoted(query, catalog, self._lexicon) if asked is None else whom.Quoted(asked)
            named = look_up(query, catalog, self._lexicon, quoted=bool(quoted.by))
            speech = people.speech(query, named, quoted, catalog, self._lexicon, within=within)
            holding = [catalog.by_names(sorted(one.keys), limit=CANDIDATES, within=within).ids for one in named]
        with clock("dense"):
            near = self._vectors.search(vector, CANDIDATES, within=catalog.seen() if within is None else within).ids
        with clock("lexical"):
            words = self._words(query.asked, query.language, catalog)
            matching = [
                catalog.lexical(all_terms(bm25.groups), language, limit=CANDIDATES, within=within).ids
                for language, bm25 in words.items()
            ]
        with clock("score"):
            background = self._backgrounds.of(vector, catalog)
            scored = scoring.score(
                np.unique(np.concatenate([near, *matching, *holding, speech.passages])).tolist(),
                catalog=catalog,
                question=vector,
                lexical=words,
                named=[set(ids.tolist()) for ids in holding],
                said=set(speech.passages.tolist()),
            )
        if speech.asked is not None:
            with clock("names"):
                at_hand = scoring.rank(scored, query.language, background, catalog=catalog, limit=AT_HAND)
                articles = list(dict.fromkeys(hit.passage.article_id for hit in at_hand))
                speech = people.speech_at_hand(speech, articles, catalog)
        return Search(query, vector, vectors[-1], selected, named, speech, scored, background)

    def found(self, search: Search, clock: Clock) -> Found:
        """Rank what was found, gather the evidence and read it."""
        with clock("evidence"):
            hits = self._rank(search)
        return self.read(search, hits, clock)

    def read(self, search: Search, hits: tuple[Hit, ...], clock: Clock) -> Found:
        """Gather the evidence of some of what was found, best first, and read it."""
        query, speech = search.query, search.speech
        catalog = self._catalog.on(query.shelves)
        with clock("evidence"):
            # Of a person asked for by name, only what that person said may be quoted; for an organisation others speak.
            person = speech.asked is None or not (speech.asked.by_role or speech.asked.organisation)
            said = [hit for hit in hits if hit.signals["said"] and person]
            stories = copies.stories({hit.passage.article_id for hit in said or hits}, catalog, search.selected)
            ranked: Sequence[Hit] = copies.without_repeats(said or hits, stories)
            if speech.namesakes and not query.topic:
                ranked = each_first(ranked, speech.namesakes, speech.statements)
            if query.newest:
                ranked = summary.newest_near(ranked, catalog)
            chosen = evidence.choose(ranked, stories, query)
            articles = {hit.passage.article_id for hit in chosen}
            everything = catalog.statements_in(articles)
            context = evidence.Context(
                articles=catalog.articles(articles),
                statements=everything
                if speech.asked is None
                else {article_id: list(own) for article_id, own in speech.statements.items()},
                sources=catalog.sources(articles),
                copies=copies.copies(articles, stories, catalog),
            )
            words = self._words(topical(query), query.language, catalog)
            fit = scoring.fit(chosen, search.scored, catalog=catalog, topic=search.topic, lexical=words)
            by: dict[str, dict[tuple[int, int], float]] = {}
            if speech.asked is not None:
                by = sentences_by(chosen, speech.statements)
            elif query.intent == "who_said":
                by = attributed(chosen, everything)
            elif query.intent == "who_is":
                keys = frozenset(key for one in search.named for key in one.keys)
                by = introducing(keys, chosen, context.articles)
            wanted = reading.candidates(chosen, fit, context.articles, query, by=by, only=speech.asked is not None)
        with clock("read"):
            read = reading.read(query, wanted, chosen, context.articles, self._reader)
        with clock("evidence"):
            nothing = self._backgrounds.of_nothing(search.vector)
            near = {key: float(own) - nothing for key, own in zip(search.scored.keys, search.scored.dense, strict=True)}
            support = abstention.support(read, fit, near)
            return Found(hits, evidence.gather(chosen, context, read.sentences()), support, read)

    def encoded(self, query: Query, clock: Clock) -> Array:
        """Return the unit rows of the question and, if it has one of its own, of its topic."""
        # Inside the snapshot, so that the encoder is the one whose vectors it holds.
        with clock("encode"):
            # What a person is asked about is looked for apart from the person.
            asked = [query.asked] + ([query.topic] if query.topic not in ("", query.asked) else [])
            return self._encoder.encode(asked, kind="query")

    def _rank(self, search: Search) -> tuple[Hit, ...]:
        query = search.query
        catalog = self._catalog.on(query.shelves)
        return scoring.rank(search.scored, query.language, search.background, catalog=catalog, limit=HITS)

    def _retrieve(self, query: Query) -> Retrieval:
        """Return what was found for a question that names one speaker at most."""
        clock = Clock()
        begun = self._event(query, clock) if query.event else None
        if begun is not None and begun.published:
            query = replace(query, since=begun.published[:10])
        vectors = self.encoded(query, clock)
        if query.intent == "summary":
            return self._summary(query, vectors, clock)
        found = self._answer(query, vectors, clock)
        if query.since or query.until:
            without = self._answer(replace(query, since=None, until=None), vectors, clock)
            found = replace(found, reason=abstention.decide_dated(found, without))
        if begun is not None:
            found = replace(found, searched=replace(found.searched, event=begun))
        return found

    def _event(self, query: Query, clock: Clock) -> Article | None:
        """Return the dated article that clearly is about the event since which a question asks, None for none."""
        asked = Query(query.event, query.language, topic=query.event, shelves=query.shelves)
        hits = self._rank(self.search(asked, self.encoded(asked, clock), clock))
        articles = self._catalog.on(query.shelves).articles({hit.passage.article_id for hit in hits})
        for article_id in dict.fromkeys(hit.passage.article_id for hit in hits):
            article = articles[article_id]
            if article.published and events.holds(article, query.event, query.language, self._lexicon):
                return article
        return None

    def _answer(self, query: Query, vectors: Array, clock: Clock) -> Retrieval:
        """Search, read what was found, and decide whether it is enough.

        Where nobody of the role asked for is quoted on the topic, the question is asked once more as one about the
        topic, and may be answered by those to whom the articles give no role. They are named with their words.
        """
        search = self.search(query, vectors, clock)
        found = self._decided(search, self.found(search, clock), clock)
        asked = search.speech.asked
        if found.reason == "no_statement" and asked is not None and asked.by_role and query.topic:
            plain = replace(query, intent="topic", topic=query.asked, speaker=None)
            search = self.search(plain, vectors[:1], clock, asked=replace(asked, unplaced=True))
            answered = self._decided(search, self.found(search, clock), clock)
            if answered.reason is None:
                return answered
        return found

    def _decided(self, search: Search, found: Found, clock: Clock) -> Retrieval:
        """Return what was found, with the reason if it is not enough."""
        catalog = self._catalog.on(search.query.shelves)
        empty = not catalog.counts().articles
        reason: Reason | None = (
            "no_articles" if empty else abstention.decide(search.query, found.support, search.named, search.speech)
        )
        if search.query.pronoun and reason not in ("no_articles", "unknown_name"):
            reason = "who_is_meant"  # Whatever fits may be somebody else's words.
        speech = search.speech
        speakers: tuple[str, ...] = ()
        # What an organisation says itself is not all: its people speak, too.
        by_itself = speech.asked is not None and bool(speech.asked.by_role or speech.asked.organisation)
        if speech.asked is not None and (speech.speaker is None or by_itself) and not speech.asked.unplaced:
            quoted = reading.statements_of(found.read, speech.statements)
            speakers = holders(quoted)
            if speech.speaker is not None:
                others = [name for name in speakers if name != speech.speaker]
                speakers = (speech.speaker, *others) if others else ()
            if speakers and not speech.certain(quoted):
                # Who only may hold the role is named, but not as its holder.
                speech, speakers = replace(speech, speaker=", ".join(speakers[:MOST_HOLDERS])), ()
        searched = people.searched(search.named, speech, search.selected, catalog, speakers=speakers)
        return Retrieval(search.query, found.evidence, reason, searched, found.hits, clock.milliseconds)

    def _summary(self, query: Query, vectors: Array, clock: Clock) -> Retrieval:
        """Return the beginnings of the articles on a topic, or of the newest ones."""
        catalog = self._catalog.on(query.shelves)
        hits: tuple[Hit, ...] = ()
        named: tuple[Named, ...] = ()
        if query.topic:
            search = self.search(replace(query, question=query.topic), vectors[-1:], clock)
            hits, named, selected = self._rank(search), search.named, search.selected
        else:
            selected = catalog.select(since=query.since, until=query.until)
        with clock("evidence"):
            listed = summary.about(hits, catalog, query) if query.topic else summary.newest(catalog, selected, query)
            leads = summary.leads(listed, catalog, selected)
        reason: Reason | None = None
        if not catalog.counts().articles:
            reason = "no_articles"
        elif any(not one.passages for one in named):
            reason = "unknown_name"
        elif not leads:
            reason = "outside_dates" if query.since or query.until else "not_in_articles"
        searched = people.searched(named, people.Speech(), selected, catalog)
        return Retrieval(query, leads, reason, searched, hits, clock.milliseconds)

    def _words(self, text: str, spoken: str, catalog: Library) -> dict[str, Bm25]:
        """Return the words of a text in language `spoken` as each language of the articles would say them."""
        found = {}
        for language, total in catalog.languages().items():
            groups = term_groups(text, spoken, language, self._lexicon)
            if groups:
                frequency = catalog.document_frequency(all_terms(groups), language)
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
