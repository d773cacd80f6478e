"""The vector index: what Chroma proposes is what an exact search finds, and nothing is trusted that was not checked."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.datatypes import Ranking
from retrieval.errors import EncoderError, StorageError
from retrieval.store import open_catalog
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.lock import VectorGate, WriterLock
from retrieval.store.reading import Catalog
from retrieval.store.vectors import index as vectors_module
from retrieval.store.vectors.collection import Collection
from retrieval.store.vectors.files import VectorState, copied, files
from retrieval.store.vectors.index import ChromaIndex
from retrieval.store.vectors.mirror import ChromaMirror
from tests.benchmarks.store import World, build
from tests.fakes import HashedEncoder

pytestmark = pytest.mark.slow

PASSAGES = 1_200
K = 10


@pytest.fixture(scope="module")
def world() -> World:
    return World(HashedEncoder())


@pytest.fixture
def folder(tmp_path: Path, world: World) -> Path:
    build(tmp_path / "data", PASSAGES, world=world)
    return tmp_path / "data"


@pytest.fixture
def catalog(folder: Path) -> Iterator[Catalog]:
    with open_catalog(folder) as opened:
        yield opened


@pytest.fixture
def approximate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Chroma propose for small indexes too."""
    monkeypatch.setattr(vectors_module, "EXACT_PASSAGES", 100)


def questions(world: World, count: int = 10) -> NDArray[np.float32]:
    return world.encoder.encode(world.questions(count), kind="query")


def brute(catalog: Catalog, vector: NDArray[np.float32], within: NDArray[np.int64] | None = None) -> Ranking:
    ids = catalog.live() if within is None else within
    scores = catalog.vectors(ids) @ vector
    order = np.lexsort((ids, -scores))[:K]
    return Ranking(ids[order], scores[order])


def same(one: Ranking, other: Ranking) -> bool:
    return one.ids.tolist() == other.ids.tolist() and bool(np.allclose(one.scores, other.scores, atol=1e-6))


def state(folder: Path) -> VectorState:
    with open_catalog(folder) as catalog:
        found = VectorState.parse(catalog.meta("vectors"))
    assert found is not None
    return found


def write(folder: Path, change: Callable[[SqliteWriter], None]) -> None:
    """Be the writer once more: change something and bring Chroma level."""
    lock = WriterLock(folder)
    lock.acquire()
    writer = SqliteWriter(folder)
    change(writer)
    model = writer.use_model("hashed-64", 64)
    mirror = ChromaMirror(writer, model)
    mirror.sync()
    mirror.close()
    writer.close()
    lock.release()


def is_open(index: ChromaIndex) -> bool:
    return index._copy is not None


def drop_most(writer: SqliteWriter) -> None:
    with writer.transaction():
        for (number,) in writer._connection.execute("SELECT number FROM articles WHERE number % 3 > 0").fetchall():
            writer.drop_article(number)


def test_small_indexes_are_searched_exactly(catalog: Catalog, world: World) -> None:
    index = ChromaIndex(catalog)
    some = catalog.live()[::7]
    for vector in questions(world):
        assert same(index.search(vector, K), brute(catalog, vector))
        assert same(index.search(vector, K, within=some), brute(catalog, vector, some))


def test_chroma_proposes_what_an_exact_search_finds(approximate: None, catalog: Catalog, world: World) -> None:
    index = ChromaIndex(catalog)
    found = [index.search(vector, K) for vector in questions(world)]
    assert is_open(index)
    exact = [brute(catalog, vector) for vector in questions(world)]
    assert np.mean([len(set(a.ids) & set(b.ids)) / K for a, b in zip(found, exact, strict=True)]) > 0.95
    for ranking in found:
        vector = catalog.vectors(ranking.ids)
        assert list(ranking.scores) == sorted(ranking.scores, reverse=True)
        assert len(vector) == K
    half = catalog.live()[: PASSAGES // 2]
    for vector in questions(world):
        ranking = index.search(vector, K, within=half)
        assert set(ranking.ids) <= set(half)
        assert len(ranking) == K
    index.close()


def test_the_same_folder_gives_the_same_ranking_after_reopening(approximate: None, folder: Path, world: World) -> None:
    rankings = []
    for _ in range(2):
        with open_catalog(folder) as catalog:
            index = ChromaIndex(catalog)
            rankings.append([index.search(vector, K) for vector in questions(world)])
            index.close()
    assert all(same(one, other) for one, other in zip(*rankings, strict=True))


def test_searching_changes_nothing_in_the_folder(approximate: None, folder: Path, world: World) -> None:
    before = files(folder / state(folder).folder)
    with open_catalog(folder) as catalog:
        index = ChromaIndex(catalog)
        index.search(questions(world)[0], K)
        assert is_open(index)
        index.close()
    assert files(folder / state(folder).folder) == before == state(folder).files


def test_an_open_index_finds_what_is_new_and_forgets_what_is_gone(
    approximate: None, folder: Path, world: World
) -> None:
    with open_catalog(folder) as catalog:
        index = ChromaIndex(catalog)
        index.search(questions(world)[0], K)
        copy = index._copy
        write(folder, drop_most)
        with catalog.snapshot():
            live = set(catalog.live())
            for vector in questions(world):
                ranking = index.search(vector, K)
                assert set(ranking.ids) <= live
                assert len(ranking) == K
        assert index._copy is copy
        index.close()


def test_a_reader_that_starts_while_vectors_are_written_searches_exactly(
    approximate: None, folder: Path, world: World
) -> None:
    gate = VectorGate(folder)
    gate.shut()
    with open_catalog(folder) as catalog:
        index = ChromaIndex(catalog)
        vector = questions(world)[0]
        assert same(index.search(vector, K), brute(catalog, vector))
        assert not is_open(index)
        gate.open()
        index.search(vector, K)
        assert is_open(index)
        index.close()


@pytest.mark.parametrize("how", ["random", "truncated", "gone", "added"])
@pytest.mark.parametrize("which", ["data_level0.bin", "chroma.sqlite3"])
def test_damage_is_seen_before_chroma_opens_it_and_the_next_writer_mends_it(
    approximate: None, folder: Path, world: World, caplog: pytest.LogCaptureFixture, how: str, which: str
) -> None:
    (target,) = (folder / state(folder).folder).rglob(which)
    content = target.read_bytes()
    if how == "random":
        target.write_bytes(content[:500] + os.urandom(200) + content[700:])
    elif how == "truncated":
        target.write_bytes(content[: len(content) // 2])
    elif how == "gone":
        target.unlink()
    else:
        target.with_name("another").write_bytes(b"x")
    vector = questions(world)[0]
    with open_catalog(folder) as catalog:
        index = ChromaIndex(catalog)
        with caplog.at_level(logging.WARNING):
            assert same(index.search(vector, K), brute(catalog, vector))
            index.search(vector, K)
        assert [record.message.count("is damaged") for record in caplog.records] == [1]
        assert not is_open(index)
        write(folder, lambda _: None)
        index.search(vector, K)
        assert is_open(index)
        index.close()
    assert not target.exists() or target.is_relative_to(folder / state(folder).folder)
    assert len(list(folder.glob("chroma-*"))) == 1


def test_a_file_of_the_vector_index_that_cannot_be_read_has_it_rebuilt(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (target,) = (folder / state(folder).folder).rglob("header.bin")
    real = Path.open

    def refuse(path: Path, *how: Any, **options: Any) -> Any:
        if path == target:
            raise OSError(errno.EIO, "Input/output error")
        return real(path, *how, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        write(folder, lambda _: None)
    assert [record.getMessage() for record in caplog.records] == [
        "The vector index is damaged: rebuilding it from the catalog."
    ]
    assert not target.exists()
    assert state(folder).state == "clean"


def test_a_panic_of_the_library_under_chroma_is_an_error_of_ours(folder: Path, tmp_path: Path) -> None:
    found = state(folder)
    spoilt = tmp_path / "spoilt"
    shutil.copytree(folder / found.folder, spoilt)
    database = spoilt / "chroma.sqlite3"
    before, table, after = database.read_bytes().rpartition(b"CREATE TABLE embeddings_queue (")
    assert table
    database.write_bytes(before + table + after[:12] + b"\xff" + after[13:])
    with pytest.raises(StorageError, match="could not be used"):
        Collection(spoilt, found.model)


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("tempfile.TemporaryDirectory", OSError(errno.ENOSPC, "No space left on device")),
        ("shutil.copytree", OSError(errno.ENOSPC, "No space left on device")),
        ("retrieval.store.vectors.collection.Collection.__init__", StorageError("The disk is full.")),
        ("retrieval.store.vectors.collection.Collection.nearest", StorageError("The disk is full.")),
    ],
)
def test_without_room_for_a_copy_a_question_is_searched_exactly(
    approximate: None, catalog: Catalog, world: World, monkeypatch: pytest.MonkeyPatch, what: str, error: Exception
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    vector = questions(world)[0]
    index = ChromaIndex(catalog)
    monkeypatch.setattr(what, failing)
    assert same(index.search(vector, K), brute(catalog, vector))
    assert not is_open(index)


def test_a_collection_of_mostly_retired_rows_is_made_anew(
    folder: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.store.vectors.mirror.RETIRED_ROWS", 10)
    before = state(folder)
    assert before.rows == PASSAGES
    write(folder, drop_most)
    write(folder, lambda _: None)
    after = state(folder)
    assert after.folder != before.folder
    assert after.rows < PASSAGES / 2


def test_a_vector_of_another_model_is_refused(catalog: Catalog) -> None:
    with pytest.raises(EncoderError, match="8 numbers but the index holds 64"):
        ChromaIndex(catalog).search(np.ones(8, np.float32), K)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    SqliteWriter(tmp_path).close()
    with open_catalog(tmp_path) as catalog:
        assert len(ChromaIndex(catalog).search(np.ones(8, np.float32), K)) == 0


def test_a_failing_chroma_leaves_passages_pending(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageError("The disk is full.")

    writer = SqliteWriter(folder)
    writer.mark_pending([0, 1, 2])
    mirror = ChromaMirror(writer, writer.use_model("hashed-64", 64))
    with monkeypatch.context() as patch:
        patch.setattr("retrieval.store.vectors.collection.Collection.upsert", fail)
        with pytest.raises(StorageError):
            mirror.sync()
    mirror.abandon()
    assert writer.count_pending() == 3
    assert state(folder).state == "writing"
    writer.close()
    write(folder, lambda _: None)
    assert state(folder).state == "clean"
    with open_catalog(folder) as catalog:
        assert len(catalog.pending()) == 0


@pytest.mark.parametrize(
    ("which", "kept", "lost"),
    [
        ("data_level0.bin", 200_000, 0),
        ("length.bin", 2_000, 0),
        ("link_lists.bin", 5_000, 0),
        ("header.bin", 1, 0),
        ("data_level0.bin", 20 * 396 + 132, 64 * 4),  # the vector of row 20, after its links
        ("data_level0.bin", 20 * 396 + 4, 4),  # its first link
        ("link_lists.bin", 4, 4),
    ],
)
def test_a_write_of_the_graph_that_failed_is_seen_though_chroma_did_not_see_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, which: str, kept: int, lost: int
) -> None:
    before = state(folder)
    writer = SqliteWriter(folder)
    writer.mark_pending()
    mirror = ChromaMirror(writer, writer.use_model("hashed-64", 64))
    mirror.sync()
    close = Collection.close

    def lossy(collection: Collection) -> None:
        close(collection)
        (target,) = (folder / before.folder).rglob(which)
        content = target.read_bytes()
        target.write_bytes(content[:kept] + (b"\xff" * lost + content[kept + lost :] if lost else b""))

    with monkeypatch.context() as patch:
        patch.setattr(Collection, "close", lossy)
        with pytest.raises(StorageError, match="did not take all"):
            mirror.close()
    mirror.abandon()
    writer.close()
    assert state(folder).state == "writing"
    write(folder, lambda _: None)
    assert state(folder).state == "clean"
    assert state(folder).folder != before.folder


def test_a_file_of_the_graph_that_was_never_made_stops_no_later_run(folder: Path) -> None:
    writer = SqliteWriter(folder)
    writer.mark_pending([0])
    mirror = ChromaMirror(writer, writer.use_model("hashed-64", 64))
    mirror.sync()
    mirror.abandon()
    writer.close()
    next(folder.rglob("data_level0.bin")).unlink()
    write(folder, lambda _: None)
    assert state(folder).state == "clean"


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), max_size=40), st.integers(1, 50))
def test_ties_go_by_id(scores: list[float], k: int) -> None:
    ids = np.arange(len(scores), dtype=np.int64)
    rows = np.asarray(scores, np.float32).reshape(-1, 1)
    ranking = vectors_module._best(ids, rows, np.ones(1, np.float32), k)
    expected = sorted(range(len(scores)), key=lambda number: (-scores[number], number))[:k]
    assert ranking.ids.tolist() == expected


def test_the_copies_of_killed_readers_are_removed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    orphan, own, foreign = (
        tmp_path / name
        for name in (f"beleg-vectors-{ended.pid}-a", f"beleg-vectors-{os.getpid()}-b", "beleg-vectors-x-c")
    )
    for left in (orphan, own, foreign):
        left.mkdir()
        (left / "chroma.sqlite3").write_bytes(b"vectors")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with open_catalog(folder) as catalog:
        state = VectorState.parse(catalog.meta("vectors"))
    assert state is not None
    copy = copied(folder / state.folder, state.files)
    assert copy is not None
    copy.cleanup()
    assert not orphan.exists()
    assert own.exists()
    assert foreign.exists()
