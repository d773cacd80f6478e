"""A new model or chunker: the new index is built beside the old one, which answers until the swap."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.encoders.base import Encoder, TextKind
from retrieval.encoders.lazy import LazyEncoder
from retrieval.encoders.recipe import Described, Recipe
from retrieval.errors import EncoderError
from retrieval.indexer import Indexer, Progress
from retrieval.indexing.preparing import prepare
from retrieval.search.index_encoder import IndexEncoder
from retrieval.store import open_catalog, open_vectors
from retrieval.store.catalog.staged import pack, unpack
from tests.desk import CountingEncoder, Desk
from tests.fakes import HashedEncoder

pytestmark = pytest.mark.slow

ARTICLES = 300
TEXT = "Bericht {number} über den Damm von Ort{number}. Nadja Kallweit sagte: „Er hält.“"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    for number in range(ARTICLES):
        made.write(f"a{number}.txt", TEXT.format(number=number))
    made.index()
    return made


def answers(desk: Desk, encoder: Encoder) -> list[int]:
    """Return which reports a question about three places finds first."""
    found = []
    with desk.catalog() as catalog:
        index = open_vectors(catalog)
        for number in (3, 40, 60):
            vector = encoder.encode([TEXT.format(number=number)], kind="query")[0]
            ranking = index.search(vector, 1)
            (passage,) = catalog.passages(ranking.ids).values()
            found.append(int(passage.text.split()[1]))
        index.close()
    return found


class Stopping(CountingEncoder):
    """Ends the run, as an interrupt would, after so many calls."""

    def __init__(self, dimension: int, calls: int) -> None:
        super().__init__(dimension)
        self.calls = calls

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> NDArray[np.float32]:
        if self.calls == 0:
            raise KeyboardInterrupt
        self.calls -= 1
        return super().encode(texts, kind=kind)


def test_the_old_index_answers_until_the_swap_and_the_next_run_goes_on(desk: Desk) -> None:
    old = desk.encoder
    before = answers(desk, old)
    assert before == [3, 40, 60]
    desk.encoder = Stopping(256, 2)
    seen: list[Progress] = []
    with pytest.raises(KeyboardInterrupt):
        desk.index(progress=seen.append)
    assert seen[-1].stage == "rebuild"
    assert seen[-1].total == ARTICLES
    assert seen[-1].seconds_left is not None
    assert answers(desk, old) == before
    with desk.catalog() as catalog:
        state = catalog.rebuild_state()
        assert state is not None
        assert 128 <= state.done < ARTICLES
        assert state.seconds_left is not None
        done = state.done
    # A removal meanwhile concerns what waits as well.
    with desk.catalog() as catalog:
        gone = catalog.list_articles()[0].article_id
    desk.indexer().remove([gone])
    assert len(desk.texts()) == ARTICLES - 1
    desk.encoder = CountingEncoder(256)
    report = desk.index()
    assert (report.changed, report.unchanged, report.removed_earlier) == (0, ARTICLES - 1, 1)
    assert report.passages <= ARTICLES - done + 1
    # A passage and its two sentences, one by one and as a pair, for each article that was left.
    assert len(desk.encoder.encoded) <= 4 * (ARTICLES - done + 1)
    with desk.catalog() as catalog:
        assert catalog.rebuild_state() is None
    desk.model().check(desk.encoder.fingerprint)
    assert answers(desk, desk.encoder) == before
    desk.check()


def test_a_change_of_mind_drops_what_was_begun(desk: Desk) -> None:
    old = desk.encoder
    desk.encoder = Stopping(256, 1)
    with pytest.raises(KeyboardInterrupt):
        desk.index()
    desk.encoder = old
    desk.encoder.encoded.clear()
    assert desk.index().unchanged == ARTICLES
    assert desk.encoder.encoded == []
    with desk.catalog() as catalog:
        assert catalog.rebuild_state() is None
    desk.check()


def test_other_passages_are_made_beside_too(desk: Desk) -> None:
    with desk.catalog() as catalog:
        before = catalog.counts().passages
    Indexer(desk.data, desk.encoder, max_bytes=10_000, max_tokens=5).index([str(desk.articles)])
    with desk.catalog() as catalog:
        assert catalog.counts().passages > before
    desk.check()


CHILD = """
import os, signal, sys
from pathlib import Path
from retrieval.indexing.rebuild import Rebuild
from retrieval.store.vectors.mirror import ChromaMirror
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.vectors.collection import Collection
from tests.desk import CountingEncoder, Desk

owner, name, when, nth = sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
owners = {"Writer": SqliteWriter, "Rebuild": Rebuild, "Mirror": ChromaMirror, "Collection": Collection}
place = owners[owner]
real = getattr(place, name)
calls = 0

def killing(*args, **options):
    global calls
    calls += 1
    if calls == nth and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*args, **options)
    if calls == nth and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(place, name, killing)
desk = Desk(Path(sys.argv[1]))
desk.encoder = CountingEncoder(256)
desk.index()
"""

STEPS = [
    ("Writer", "add_model", "after", 1),
    ("Rebuild", "_embed", "after", 1),
    ("Rebuild", "_keep", "after", 1),
    ("Rebuild", "_keep", "after", 2),
    ("Rebuild", "_swap", "before", 1),
    ("Writer", "put_article", "after", 150),
    ("Rebuild", "_end", "after", 1),
    ("Writer", "drop_unused_vectors", "after", 1),
    ("Rebuild", "_swap", "after", 1),
    ("Collection", "upsert", "after", 1),
    ("Mirror", "close", "after", 1),
]


def kill(desk: Desk, step: tuple[str, str, str, int]) -> None:
    """Let another process swap models and be killed at the step."""
    command = [sys.executable, "-c", CHILD, str(desk.articles.parent), *map(str, step)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("step", STEPS, ids=lambda step: "-".join(map(str, step)))
def test_a_swap_that_is_killed_is_wholly_done_or_not_at_all(desk: Desk, step: tuple[str, str, str, int]) -> None:
    before = answers(desk, desk.encoder)
    kill(desk, step)
    new = CountingEncoder(256)
    with desk.catalog() as catalog:
        model = catalog.model()
        assert model is not None
        used = new if model.fingerprint == new.fingerprint else desk.encoder
    assert answers(desk, used) == before
    desk.encoder = new
    assert desk.index().unchanged == ARTICLES
    assert answers(desk, new) == before
    desk.check()


@pytest.mark.parametrize("step", STEPS[:4], ids=lambda step: "-".join(map(str, step)))
def test_what_a_killed_swap_left_is_not_taken_for_an_article_edited_since(
    desk: Desk, step: tuple[str, str, str, int]
) -> None:
    kill(desk, step)
    path = desk.write(
        "a0.txt", "Ganz neu: Boote in Lindwerder.\n\nEines sank. Der Leuchtturm von Ort0 wird rot gestrichen."
    )
    # With the model of before, as after a change of mind.
    assert desk.index().changed == 1
    desk.check()
    desk.encoder = CountingEncoder(256)
    desk.index()
    desk.check()
    with desk.catalog() as catalog:
        (ident,) = (one.article_id for one in catalog.list_articles() if one.path == str(path))
        made = prepare(catalog.articles([ident])[ident], desk.encoder, desk.encoder.max_tokens)
        stored = catalog.passages(catalog.passage_ids([ident])[ident]).values()
        assert list(stored) == [one.passage for one in made.passages]


def test_what_waits_is_what_was_made(desk: Desk) -> None:
    with desk.catalog() as catalog:
        for article in catalog.articles([one.article_id for one in catalog.list_articles()[:5]]).values():
            made = prepare(article, desk.encoder, 10)
            assert made.said
            assert unpack(pack(made), article) == made


def test_readers_use_the_model_of_the_index_whatever_is_configured(desk: Desk) -> None:
    other = HashedEncoder(256)
    loaded: list[str] = []

    def load(recipe: str) -> Encoder:
        loaded.append(Recipe.parse(recipe).model)
        return {"old": desk.encoder, "new": other}[loaded[-1]]

    Indexer(desk.data, desk.encoder, max_bytes=10_000, recipe=Recipe("old")).index()
    with desk.catalog() as catalog:
        encoder = IndexEncoder(catalog, other, load)
        assert encoder.fingerprint == desk.encoder.fingerprint
        assert encoder.encode(["Damm"], kind="query").shape == (1, 64)
        assert loaded == ["old"]
        with catalog.snapshot():
            assert encoder.dimension == 64
            Indexer(desk.data, other, max_bytes=10_000, recipe=Recipe("new")).index()
            assert encoder.dimension == 64
        assert encoder.encode(["Damm"], kind="query").shape == (1, 256)
        following = IndexEncoder(catalog, desk.encoder, load)
        assert following.dimension == 256


def test_an_index_of_an_unknown_model_is_refused_in_one_sentence(desk: Desk) -> None:
    with desk.catalog() as catalog, pytest.raises(EncoderError, match="--rebuild"):
        IndexEncoder(catalog, HashedEncoder(32), lambda _: HashedEncoder(64)).current()


def test_a_run_without_work_loads_no_model(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "weights").write_bytes(b"x")
    recipe = Recipe(str(folder))

    def indexer() -> tuple[Indexer, LazyEncoder]:
        with open_catalog(desk.data) as catalog:
            known = Described.parse(catalog.meta(Described.META), recipe)
        encoder = LazyEncoder(lambda: HashedEncoder(64), known)
        return Indexer(desk.data, encoder, max_bytes=10_000, recipe=recipe), encoder

    first, encoder = indexer()
    first.index()
    assert encoder.is_loaded
    again, encoder = indexer()
    assert again.index().unchanged == ARTICLES
    with desk.catalog() as catalog:
        again.remove([catalog.list_articles()[0].article_id])
    assert not encoder.is_loaded
    desk.write("neu.txt", "Ein neuer Artikel.")
    again, encoder = indexer()
    again.index([str(desk.articles)])
    assert encoder.is_loaded
    # Other files may be another model.
    moment = (folder / "weights").stat().st_mtime_ns + 1
    os.utime(folder / "weights", ns=(moment, moment))
    other, encoder = indexer()
    other.index()
    assert encoder.is_loaded


def test_a_model_that_is_not_what_it_was_taken_for_is_refused() -> None:
    known = Described("r", "s", "another", 64, 256)
    with pytest.raises(EncoderError, match="--rebuild"):
        LazyEncoder(lambda: HashedEncoder(64), known).encode(["x"], kind="query")
