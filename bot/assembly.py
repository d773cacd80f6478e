"""The one place where the parts are put together, each from the settings."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bot.answering.answerer import Answerer
from bot.answering.extractive import compose

if TYPE_CHECKING:
    from bot.answering.conversation import Conversation
    from bot.answering.suggesting import Suggesting
    from bot.answering.text_checking import TextChecker
    from bot.generation.writer import Writer
    from bot.sent import Sent
    from bot.settings import Settings
    from bot.verification.verifier import Verifier
    from retrieval.encoders.base import Encoder
    from retrieval.indexer import Indexer
    from retrieval.opening import OpenIndex
    from retrieval.readers.base import Reader
    from retrieval.search.completion import Completion
    from retrieval.text.lexicon import Lexicon


def open_encoder(settings: Settings) -> Encoder:
    """Load the embedding model; raises `EncoderError`."""
    from retrieval.encoders.loading import load_encoder

    model = settings.model
    return load_encoder(
        model.name,
        query_prompt=model.query_prompt,
        passage_prompt=model.passage_prompt,
        dimension=model.dimension or None,
        local_files_only=not model.download,
    )


def open_reader(settings: Settings) -> Reader:
    """Load what reads the passages for an answer; raises `ReaderError`."""
    from retrieval.readers.loading import load_reader

    return load_reader(settings.model.reader, local_files_only=not settings.model.download)


def open_lexicon() -> Lexicon:
    """Load the dictionary that carries words from one language to the other."""
    from retrieval.text.lexicon import Lexicon

    return Lexicon.shipped()


def open_reading(settings: Settings, encoder: Encoder | None = None) -> OpenIndex:
    """Open the index for questions, with an encoder that was loaded before; raises what `open_index` does."""
    from retrieval.opening import open_index

    return open_index(
        settings.data_dir,
        load=lambda: encoder or open_encoder(settings),
        read=lambda: open_reader(settings),
        model=settings.model.name,
        download=settings.model.download,
    )


def answerer_of(index: OpenIndex, settings: Settings, completion: Completion | None = None) -> Answerer:
    """Return what answers questions from an open index; with a completion of names it also says what can be asked."""
    suggests = suggesting_of(index, settings, completion) if completion else None
    return Answerer(index.retriever, compose, settings.answer, suggests)


def open_writer(settings: Settings) -> Writer | None:
    """Return what has the language model of the settings word answers, None where they name none."""
    if not settings.generation.model:
        return None
    from bot.generation.service import Service
    from bot.generation.writer import Writer

    verifier = open_verifier(settings, open_encoder(settings))
    return Writer(Service(settings.generation), verifier.fault_if_shown, verifier.shows)


def suggesting_of(index: OpenIndex, settings: Settings, completion: Completion) -> Suggesting:
    """Return what knows what can be asked of an open index."""
    from bot.answering.suggesting import Suggesting
    from retrieval.search.query import understand

    return Suggesting(
        index.retriever,
        partial(understand, max_characters=settings.questions.max_characters),
        lambda language, shelves: completion.speakers_like("", language=language, shelves=shelves),
        index.catalog.generation,
    )


def conversation_of(index: OpenIndex, settings: Settings) -> Conversation:
    """Return what answers questions that go on from each other, from an open index."""
    from bot.answering.conversation import Conversation
    from retrieval.search.completion import Completion
    from retrieval.search.people import full_name
    from retrieval.search.query import understand

    return Conversation(
        answerer_of(index, settings, Completion(index.catalog)).answer_with,
        partial(understand, max_characters=settings.questions.max_characters),
        partial(full_name, catalog=index.catalog),
    )


def open_verifier(settings: Settings, encoder: Encoder) -> Verifier:
    """Return what checks claims; `encoder` is that of the settings, which is used if it is the shipped one.

    Raises EncoderError where the shipped one must be loaded and cannot.
    """
    from bot.verification.verifier import Verifier
    from retrieval.encoders.loading import SHIPPED_MODEL, load_encoder

    verifier = Verifier(encoder if settings.model.name == SHIPPED_MODEL else load_encoder())
    verifier.warm_up()
    return verifier


def text_checker_of(index: OpenIndex, settings: Settings, encoder: Encoder) -> TextChecker:
    """Return what checks texts against an open index; `encoder` is that of the settings."""
    from bot.answering.text_checking import TextChecker

    return TextChecker(index.retriever, index.catalog, open_verifier(settings, encoder))


def open_sent(settings: Settings) -> Sent:
    """Return what keeps files and addresses that people sent."""
    from bot.sent import Sent
    from retrieval.articles import KNOWN_SUFFIXES

    limits = settings.articles
    return Sent(settings.data_dir, most_bytes=limits.sent_bytes, most_of_one=limits.max_bytes, suffixes=KNOWN_SUFFIXES)


def open_indexer(settings: Settings, *, wait: bool = False, afresh: bool = False) -> Indexer:
    """Prepare the write path; the model is loaded and the data folder locked when there is work for them.

    `wait` has it wait for a writer that is at work, `afresh` trusts nothing that is remembered of the model.
    """
    from retrieval.encoders.lazy import LazyEncoder
    from retrieval.encoders.recipe import Described, Recipe
    from retrieval.errors import RetrievalError
    from retrieval.indexer import Indexer
    from retrieval.store import open_catalog

    model, limits = settings.model, settings.articles
    recipe = Recipe(model.name, model.query_prompt, model.passage_prompt, model.dimension or None)
    remembered = None
    with suppress(RetrievalError), open_catalog(settings.data_dir) as catalog:
        remembered = catalog.meta(Described.META)
    return Indexer(
        settings.data_dir,
        LazyEncoder(lambda: open_encoder(settings), None if afresh else Described.parse(remembered, recipe)),
        max_bytes=limits.max_bytes,
        allow_hosts=limits.allow_hosts,
        user_agent=limits.user_agent,
        proxy=limits.proxy or None,
        recipe=recipe,
        wait=wait,
    )
