"""A changing folder of articles with an index of it, and children that work on the index and may be killed.

The parent never opens Chroma, so that it can fork: a child starts in a millisecond instead of two seconds.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import chromadb  # noqa: F401 - imported once, before the forks
import numpy as np

from retrieval.errors import DataFolderMissingError, StorageError
from retrieval.store import open_catalog, open_vectors
from retrieval.store.vectors import index as vectors_module
from tests.desk import CountingEncoder, Desk

KILLED, SOUND, REFUSED, WRONG = -signal.SIGKILL, 0, 3, 4
QUESTIONS = ["Bericht Damm hielt", "Boote Fähre w7", "Ort3 Ort11 w100", "Eigen f3.txt"]


class World:
    """Articles that change at random, what they were, and what the index must hold in the end."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.desk = Desk(folder)
        self.random = random.Random(seed)
        self.dimension = 64
        self.texts: dict[str, str] = {}
        self.ever: set[str] = set()
        self.buried: set[str] = set()

    def edit(self, most: int = 12) -> None:
        """Add, change, rename and delete files."""
        draw = self.random
        for _ in range(draw.randint(1, most)):
            name = f"f{draw.randint(0, 40)}.txt"
            what = draw.random()
            if name in self.texts and what < 0.2:
                del self.texts[name]
                (self.desk.articles / name).unlink()
            elif name in self.texts and what < 0.35:
                self._rename(name, f"g{draw.randint(0, 10**6)}.txt")
            else:
                self._write(name)

    def bury(self) -> str | None:
        """Choose an article that is to be removed for good; return its file."""
        names = sorted(self.expected())
        if not names:
            return None
        name = self.random.choice(names)
        self.buried |= {name, self.texts[name]}
        return name

    def expected(self) -> dict[str, str]:
        """Return what the index holds once a run is done."""
        for name, text in self.texts.items():
            if text in self.buried:
                self.buried.add(name)
        return {name: text for name, text in self.texts.items() if name not in self.buried}

    def _write(self, name: str) -> None:
        draw = self.random
        text = "\n\n".join(
            f"Absatz {draw.randint(0, 30)} über Damm {draw.randint(0, 99)} in Ort{draw.randint(0, 20)}. "
            + " ".join(f"w{draw.randint(0, 500)}" for _ in range(60))
            + "."
            for _ in range(draw.randint(1, 3))
        )
        # Long and of chance, so that no two articles are copies of one story.
        self.texts[name] = f"{text}\n\nEigen {name} " + " ".join(f"x{draw.randint(0, 10**6)}" for _ in range(60))
        self.ever.add(self.texts[name])
        self.desk.write(name, self.texts[name])

    def _rename(self, name: str, other: str) -> None:
        self.texts[other] = self.texts.pop(name)
        (self.desk.articles / name).rename(self.desk.articles / other)

    # --- what children do ----------------------------------------------------------------------------------------

    def index(self, *, rebuild: bool = False) -> None:
        """Bring the index level with the folder."""
        self.desk.encoder = CountingEncoder(self.dimension)
        self.desk.index(prune_all=True, rebuild=rebuild)

    def remove(self, name: str) -> None:
        """Remove an article for good."""
        with self.desk.catalog() as catalog:
            ids = [one.article_id for one in catalog.list_articles() if str(one.path).endswith(f"/{name}")]
        self.desk.indexer().remove(ids)

    def check_whole(self) -> None:
        """Assert that every article is one that was once written, whole, and that searches find live passages."""
        vectors_module.EXACT_PASSAGES = 2
        try:
            opened = open_catalog(self.desk.data)
        except DataFolderMissingError:
            return
        with opened as catalog, open_vectors(catalog) as index, catalog.snapshot():
            articles = catalog.articles([one.article_id for one in catalog.list_articles()])
            live = catalog.live()
            passages = catalog.passages(live)
            assert len(passages) == len(live), "a passage without its rows"
            for article in articles.values():
                assert article.text in self.ever, f"{article.path} is neither old nor new"
            covered: dict[str, int] = {}
            for passage in passages.values():
                assert articles[passage.article_id].text[passage.start : passage.end] == passage.text
                covered[passage.article_id] = covered.get(passage.article_id, 0) + 1
            assert covered.keys() == articles.keys(), "an article without passages"
            model = catalog.model()
            if model is not None and len(live):
                assert catalog.vectors(live).any(axis=1).all(), "a passage without a vector"
                encoder = CountingEncoder(model.dimension)
                for vector in encoder.encode(QUESTIONS, kind="query"):
                    assert set(index.search(vector, 10).ids) <= set(live.tolist())

    def check_done(self) -> None:
        """Assert that catalog and Chroma hold exactly what they should, and find what a fresh index finds."""
        vectors_module.EXACT_PASSAGES = 10**9
        expected = self.expected()
        found = self.desk.texts()
        differing = {name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)}
        assert not differing, f"the index differs from the folder in {differing}"
        self.desk.check()
        assert self.desk.holds_vectors(), "Chroma and catalog differ"
        shutil.rmtree(self.desk.articles.parent / "fresh", ignore_errors=True)
        fresh = Desk(self.desk.articles.parent / "fresh")
        fresh.encoder = CountingEncoder(self.dimension)
        for name, text in expected.items():
            fresh.write(name, text)
        fresh.index()
        assert self._rankings(self.desk) == self._rankings(fresh), "a fresh index finds something else"

    def _rankings(self, desk: Desk) -> list[list[tuple[str, float]]]:
        found = []
        with desk.catalog() as catalog, open_vectors(catalog) as index:
            for vector in CountingEncoder(self.dimension).encode(QUESTIONS, kind="query"):
                ranking = index.search(vector, 10**6)
                passages = catalog.passages(ranking.ids)
                scores = np.round(ranking.scores, 4).tolist()
                found.append(sorted(zip((passages[int(x)].text for x in ranking.ids), scores, strict=True)))
            lexical = catalog.lexical(["damm", "w7"], "de", limit=10**6)
            words = catalog.passages(lexical.ids)
            found.append(sorted((words[int(x)].text, 0.0) for x in lexical.ids))
        return found


def child(work: Callable[[], None], *, kill_after: float | None = None) -> tuple[int, float]:
    """Do `work` in a child, killed after so many seconds; return how it ended and how long it took.

    `SOUND`, `KILLED`, `REFUSED` for one sentence about the storage, and `WRONG`, with the traceback on stderr.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    began = time.monotonic()
    number = os.fork()
    if number == 0:
        try:
            work()
        except StorageError:
            os._exit(REFUSED)
        except BaseException:
            traceback.print_exc()
            os._exit(WRONG)
        os._exit(SOUND)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(number, signal.SIGKILL)
    _, status = os.waitpid(number, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - began


@contextmanager
def killing(place: object, name: str, when: str, nth: int) -> Iterator[None]:
    """Kill this process before or after the n-th call of a function, inside the block."""
    real = getattr(place, name)
    calls = 0

    def step(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == nth and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **options)
        if calls == nth and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(place, name, step)
    try:
        yield
    finally:
        setattr(place, name, real)
