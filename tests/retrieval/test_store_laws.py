"""Random edits, removals, crashes and swaps: the index always finds what a simple model in memory finds."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from retrieval.indexing.rebuild import Rebuild
from retrieval.store import open_vectors
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.vectors import index as vectors_module
from retrieval.store.vectors.collection import Collection
from retrieval.store.vectors.mirror import ChromaMirror
from tests.desk import CountingEncoder, Desk

NAMES = st.sampled_from([f"f{number}.txt" for number in range(8)])
WORDS = ["damm", "boot", "hafen", "fähre", "leuchtturm", "schleuse", "deich", "kran", "mole", "pegel"]
BODIES = st.lists(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(" ".join), min_size=1, max_size=3)
CRASHES = [
    (SqliteWriter, "put_article"),
    (SqliteWriter, "add_vectors"),
    (SqliteWriter, "put_source"),
    (SqliteWriter, "mark_synced"),
    (SqliteWriter, "vacuum"),
    (ChromaMirror, "sync"),
    (ChromaMirror, "_open"),
    (ChromaMirror, "close"),
    (Collection, "upsert"),
    (Rebuild, "_keep"),
    (Rebuild, "_swap"),
]


class Crash(BaseException):
    """What ends a run in the middle."""


class Store(RuleBasedStateMachine):
    """An index beside a dictionary of what it must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="beleg-laws-"))
        self.desk = Desk(self.folder)
        self.files: dict[str, str] = {}
        self.indexed: dict[str, str] = {}
        self.graves: list[set[str]] = []  # names and texts of each article that was removed
        self.dimension = 64
        self.made = 0
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(vectors_module, "EXACT_PASSAGES", 3)

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.folder)

    @rule(name=NAMES, body=BODIES)
    def write(self, name: str, body: list[str]) -> None:
        self.made += 1
        # Words of its own, so that no two texts are the same or copies of one story.
        own = " ".join(f"eigen{self.made}x{number}" for number in range(30))
        self.files[name] = "\n\n".join([*(f"Bericht über {part}." for part in body), f"Wort {own}."])
        self.desk.write(name, self.files[name])

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        self.made += 1
        other = f"g{self.made}.txt"
        self.files[other] = self.files.pop(name)
        (self.desk.articles / name).rename(self.desk.articles / other)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        del self.files[name]
        (self.desk.articles / name).unlink()

    @rule(rebuild=st.booleans())
    def index(self, rebuild: bool) -> None:
        before = dict(self.files)
        dry = self.desk.index(prune_all=True, rebuild=rebuild, dry_run=True)
        report = self.desk.index(prune_all=True, rebuild=rebuild)
        assert (dry.added, dry.changed, dry.unchanged, dry.removed, dry.removed_earlier) == (
            *(report.added, report.changed, report.unchanged, report.removed, report.removed_earlier),
        )
        assert report.failed == []
        self._settled(before)
        self.desk.check()

    @rule()
    def swap(self) -> None:
        self.dimension = 96 - self.dimension
        self.desk.encoder = CountingEncoder(self.dimension)
        self.index(False)

    @precondition(lambda self: self.indexed)
    @rule(data=st.data())
    def takedown(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.indexed)))
        with self.desk.catalog() as catalog:
            ids = [one.article_id for one in catalog.list_articles() if str(one.path).endswith(f"/{name}")]
        assert self.desk.indexer().remove(ids).removed == tuple(ids)
        self.graves.append({name, self.indexed.pop(name)})

    @rule()
    def readd(self) -> None:
        before = dict(self.files)
        assert self.desk.index(prune_all=True, readd=True).removed_earlier == 0
        self.graves = [grave for grave in self.graves if not grave & {*before, *before.values()}]
        self._settled(before)

    @rule(step=st.sampled_from(CRASHES), nth=st.integers(1, 4), swap=st.booleans())
    def crash(self, step: tuple[Any, str], nth: int, swap: bool) -> None:
        if swap:
            self.dimension = 96 - self.dimension
            self.desk.encoder = CountingEncoder(self.dimension)
        place, name = step
        real, calls = getattr(place, name), 0

        def crashing(*args: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == nth:
                raise Crash
            return real(*args, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place, name, crashing)
            with contextlib.suppress(Crash):
                self.desk.index(prune_all=True)
        for text in self.desk.texts().values() if self.desk.data.exists() else ():
            assert text in self.indexed.values() or text in self.files.values()
        self.index(False)

    @invariant()
    def finds_what_the_model_finds(self) -> None:
        if not self.desk.data.exists():
            return
        with self.desk.catalog() as catalog, open_vectors(catalog) as index:
            assert self.desk.texts() == self.indexed
            passages = catalog.passages(catalog.live())
            for word in ("damm", "kran"):
                found = {passages[number].text for number in catalog.lexical([word], "de", limit=1000).ids.tolist()}
                assert found == {
                    one.text
                    for one in passages.values()
                    if one.language == "de" and word in re.findall(r"\w+", one.text)
                }
            if len(passages):
                model = catalog.model()
                assert model is not None
                encoder = CountingEncoder(model.dimension)
                vector = encoder.encode(["Bericht über damm boot"], kind="query")[0]
                scores = encoder.encode([one.text for one in passages.values()], kind="passage") @ vector
                found_scores = index.search(vector, 5).scores
                expected = np.sort(scores)[::-1][:5]
                np.testing.assert_allclose(found_scores, expected[: len(found_scores)], atol=2e-3)
                assert len(found_scores) == min(5, len(passages))

    def _settled(self, files: dict[str, str]) -> None:
        """Bring the model level: what was removed stays out, by name and by text."""
        self.indexed = {}
        for name, text in sorted(files.items()):
            grave = next((grave for grave in self.graves if grave & {name, text}), None)
            if grave is None:
                self.indexed[name] = text
            elif name not in grave:
                grave.add(name)


# A hundred random steps; `make soak` takes more.
Store.TestCase.settings = settings(
    max_examples=5, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestStore = Store.TestCase
