"""Shelves: whoever asks on one is told nothing of another, and nothing done on one changes another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval import names
from retrieval.datatypes import Query, Retrieval
from retrieval.errors import ShelfError
from retrieval.indexer import Indexer
from retrieval.retriever import Retriever
from retrieval.search.people import full_name
from retrieval.search.query import understand
from retrieval.shelves import SHARED, seen_with
from retrieval.store import open_catalog, open_vectors
from retrieval.store.reading import Articles, Catalog, Library, Passages
from retrieval.text import terms
from retrieval.text.lexicon import Lexicon
from tests.fakes import HashedEncoder, WordReader
from tests.retrieval.shelved_articles import Shelf, questions

A, B = "111", "222"
SCOPES = [frozenset({SHARED, A}), frozenset({SHARED, B}), frozenset({A}), frozenset({SHARED}), frozenset[str]()]
QUESTIONS = 60


class World:
    """Three shelves, an index of all of them, and indexes of what some may see."""

    def __init__(self, folder: Path) -> None:
        self.shelves = [Shelf(SHARED, articles=10), Shelf(A, articles=9), Shelf(B, articles=9)]
        self.folders = {one.name: one.write(folder / f"articles-{one.name}") for one in self.shelves}
        self.folder = folder
        self.removed: dict[str, str] = {}
        self._open = ExitStack()

    def opened(self, shelves: list[str]) -> tuple[Retriever, Catalog]:
        """Index some shelves in this order and open the index."""
        data = self.folder / f"data-{'-'.join(shelves)}"
        encoder = HashedEncoder(256)
        for shelf in shelves:
            self._index(Indexer(data, encoder, max_bytes=100_000), shelf)
        catalog = self._open.enter_context(open_catalog(data))
        vectors = self._open.enter_context(open_vectors(catalog))
        return Retriever(catalog, vectors, encoder, Lexicon.shipped(), WordReader()), catalog

    def _index(self, indexer: Indexer, name: str) -> None:
        """Index a shelf's articles: its first one had another text before, and one that was there is removed."""
        folder = self.folders[name]
        shelf = next(one for one in self.shelves if one.name == name)
        first, gone = folder / shelf.articles[0].name, folder / f"gone-{name}.md"
        text = first.read_text(encoding="utf-8")
        first.write_text(f"{text}\nNothing of it was true before.\n", encoding="utf-8")
        gone.write_text(f"A report for {name or 'all'} that its author took down again.\n", encoding="utf-8")
        report = indexer.index([str(folder)], shelf=name)
        assert not report.failed
        self.removed[name] = next(
            one.article_id for one in report.named["added"] if str(one.source).endswith(gone.name)
        )
        indexer.remove([self.removed[name]])
        gone.unlink()
        first.write_text(text, encoding="utf-8")
        assert not indexer.index([str(folder)], shelf=name).failed

    def hidden(self, scope: Collection[str]) -> set[str]:
        """Return the words and numbers that somebody who sees some shelves is not to be told."""
        return {word for one in self.shelves if one.name not in scope for word in one.own}

    def close(self) -> None:
        self._open.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("shelves"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def everything(world: World) -> tuple[Retriever, Catalog]:
    # Not in the order of what is seen, so that numbers of rows are others than where only that is indexed.
    return world.opened([B, SHARED, A])


def told(found: Retrieval) -> str:
    """Return all that a retrieval tells beside the words of the question itself."""
    searched = replace(found.searched, names={}, unknown=())
    return repr((found.evidence, found.hits, searched, found.reason, [told(one) for one in found.further])).casefold()


def untimed(found: Retrieval) -> Retrieval:
    return replace(found, timings_ms={}, further=tuple(map(untimed, found.further)))


def asked(world: World, scope: frozenset[str] | None, *, seed: int) -> Iterator[Query]:
    for question in islice(questions(world.shelves, seed=seed), QUESTIONS):
        yield understand(question, shelves=scope)


@pytest.mark.slow
@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: "+".join(sorted(scope)) or "nothing")
def test_no_answer_holds_anything_of_a_shelf_that_is_not_seen(
    world: World, everything: tuple[Retriever, Catalog], scope: frozenset[str]
) -> None:
    hidden, reasons = world.hidden(scope), set()
    for query in asked(world, scope, seed=len(scope)):
        found = everything[0].retrieve(query)
        said = told(found)
        assert not [word for word in hidden if word in said], query.question
        reasons.add(found.reason)
        assert {one.article.shelf for one in found.evidence} <= scope
    if scope:
        assert len(reasons) > 2  # that nothing is found at all would prove nothing


@pytest.mark.slow
@pytest.mark.parametrize(
    "visible", [[SHARED, A], [B, SHARED], [SHARED]], ids=lambda visible: "+".join(visible) or "shared"
)
def test_answers_are_those_of_an_index_that_holds_nothing_else(
    world: World, everything: tuple[Retriever, Catalog], visible: list[str]
) -> None:
    alone, _ = world.opened(visible)
    answered = 0
    for query in asked(world, frozenset(visible), seed=7):
        expected = alone.retrieve(replace(query, shelves=None))
        found = everything[0].retrieve(query)
        assert untimed(replace(found, query=expected.query, further=())) == untimed(replace(expected, further=()))
        assert [told(one) for one in found.further] == [told(one) for one in expected.further]
        answered += found.reason is None
    assert answered > QUESTIONS / 10


def test_without_shelves_everything_is_seen(world: World, everything: tuple[Retriever, Catalog]) -> None:
    retriever, catalog = everything
    assert catalog.on(None).counts().articles == 28
    for shelf in world.shelves:
        one = shelf.articles[0]
        found = retriever.retrieve(understand(f"What did {one.surname} say?"))
        assert [evidence.article.shelf for evidence in found.evidence] == [shelf.name]
        assert found.searched.articles == 28


# What each way of reading tells about an article of a shelf, given its id, its passages and the keys of its speaker.
READINGS: dict[str, Callable[[Library, Any], object]] = {
    "counts": lambda library, _: library.counts(),
    "list_articles": lambda library, _: library.list_articles(),
    "articles": lambda library, one: library.articles([one.ident]),
    "versions": lambda library, one: library.versions(one.ident),
    "sources": lambda library, one: library.sources([one.ident]),
    "stories": lambda library, one: library.stories([one.ident]),
    "statements_in": lambda library, one: library.statements_in([one.ident]),
    "passages": lambda library, one: library.passages(one.ids),
    "heads": lambda library, one: library.heads(one.ids),
    "term_lists": lambda library, one: library.term_lists(one.ids),
    "vectors": lambda library, one: library.vectors(one.ids).any(),
    "sentence_vectors": lambda library, one: any(units.any() for units in library.sentence_vectors(one.ids)),
    "languages": lambda library, _: library.languages(),
    "seen": lambda library, one: set(one.ids) & set(seen_ids(library)),
    "select": lambda library, one: set(one.ids) & set(np.asarray(library.select(languages=["en"]).ids).tolist()),
    "lexical": lambda library, one: library.lexical(one.terms, "en", limit=50).ids.tolist(),
    "by_names": lambda library, one: library.by_names(one.keys, limit=50).ids.tolist(),
    "document_frequency": lambda library, one: list(library.document_frequency(one.terms, "en").values()),
    "name_frequency": lambda library, one: list(library.name_frequency(one.keys).values()),
    "passage_ids": lambda library, one: library.passage_ids([one.ident]),
    "statements_by": lambda library, one: library.statements_by(one.keys),
    "speakers": lambda library, _: library.speakers(),
    "quoted_speakers": lambda library, _: library.quoted_speakers(),
    "earlier_texts": lambda library, one: library.earlier_texts(one.ident),
    "removed": lambda library, one: library.removed(one.removed),
    "freshness": lambda library, _: replace(library.freshness(), last_run=None),
}
NOTHING_TO_TELL = {"generation": "counts changes of the whole index, and names none of them"}


class Subject:
    """An article by all that one may ask for it with."""

    def __init__(self, catalog: Catalog, shelf: Shelf, removed: str) -> None:
        (self.ident,) = (
            one.article_id for one in catalog.list_articles() if Path(str(one.path)).name == shelf.articles[0].name
        )
        self.ids = catalog.passage_ids([self.ident])[self.ident]
        self.terms = [term for word in shelf.own for term in terms.terms(word, "en")]
        self.removed = removed
        self.keys = sorted(key for one in shelf.articles for key in names.keys(one.surname))


def seen_ids(library: Library) -> list[int]:
    seen = library.seen()
    assert seen is not None
    return [int(number) for number in seen]


def test_every_reading_has_a_law_here() -> None:
    methods = {name for kind in (Articles, Passages, Library) for name in vars(kind) if not name.startswith("_")}
    assert methods == READINGS.keys() | NOTHING_TO_TELL.keys()


@pytest.mark.parametrize("reading", READINGS)
def test_a_reading_tells_of_the_shelves_that_are_seen_and_of_no_other(
    world: World, everything: tuple[Retriever, Catalog], reading: str
) -> None:
    catalog = everything[1]
    shelf = next(one for one in world.shelves if one.name == A)
    subject, read = Subject(catalog, shelf, world.removed[shelf.name]), READINGS[reading]
    with_it, without_it, nothing = catalog.on([SHARED, A]), catalog.on([SHARED, B]), catalog.on([])
    assert read(with_it, subject) != read(nothing, subject) or reading == "stories"
    said = repr(read(without_it, subject)).casefold()
    assert not [word for word in shelf.own if word in said]
    assert subject.ident not in said
    if reading not in ("counts", "list_articles", "languages", "speakers", "quoted_speakers", "freshness"):
        assert read(without_it, subject) == read(nothing, subject)


def test_counts_and_frequencies_are_those_of_the_shelves_that_are_seen(
    world: World, everything: tuple[Retriever, Catalog]
) -> None:
    _, catalog = everything
    for scope in SCOPES:
        library = catalog.on(scope)
        listed = library.list_articles()
        assert {one.shelf for one in listed} <= scope
        assert (
            library.counts().articles == len(listed) == sum(len(o.articles) for o in world.shelves if o.name in scope)
        )
        assert library.counts().passages == sum(one.passages for one in listed) == sum(library.languages().values())
        assert library.counts().statements == sum(one.statements for one in listed)
        ids = seen_ids(library)
        held = library.term_lists(ids).values()
        for term in ("harbour", "bridg", "cost", "gift"):
            assert library.document_frequency([term], "en") == {term: sum(term in one for one in held)}


def test_the_full_text_indexes_hold_the_shelf_in_every_token(everything: tuple[Retriever, Catalog]) -> None:
    rows: Callable[..., list[Any]] = everything[1]._rows  # type: ignore[attr-defined]
    for index in ("terms", "names"):
        found = {
            str(row[0]).rpartition("·")[2] if "·" in row[0] else ""
            for row in rows(f"SELECT term FROM {index}_vocabulary")
        }
        assert found == {SHARED, A, B}


def test_names_are_resolved_on_the_shelves_that_are_seen(world: World, everything: tuple[Retriever, Catalog]) -> None:
    _, catalog = everything
    for shelf in world.shelves:
        one = shelf.articles[0]
        fullest = f"{one.given} {one.surname}"
        assert full_name(one.surname, catalog.on([shelf.name])) == fullest
        others = [other.name for other in world.shelves if other is not shelf]
        assert full_name(one.surname, catalog.on(others)) is None


@pytest.mark.parametrize("name", ["A", "a b", "'", "ü", "a" * 41, "a\n", "..", "a_b", "*"])
def test_a_name_that_no_shelf_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ShelfError, match="no name of a shelf"):
        Indexer(tmp_path / "data", HashedEncoder(), max_bytes=1_000).index([str(tmp_path)], shelf=name)
    with pytest.raises(ShelfError):
        understand("What?", shelves=[name])
    with pytest.raises(ShelfError):
        seen_with([name])


def test_who_sees_a_shelf_sees_the_shared_one() -> None:
    assert seen_with(["1-a"]) == {SHARED, "1-a"}
    assert seen_with([SHARED]) == {SHARED}
