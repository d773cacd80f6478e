"""A writer killed at a named step: every article is wholly old or wholly new, and the next run finishes the job."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.store import open_catalog, open_vectors
from retrieval.store.vectors import index as vectors_module
from retrieval.store.vectors.files import VectorState
from tests.desk import Desk

pytestmark = pytest.mark.slow

OLD = {f"a{number}.txt": f"Bericht {number} über den Damm. Er hielt am Tag {number} noch." for number in range(6)}
NEW = {
    **{name: text for name, text in OLD.items() if name not in {"a0.txt", "a1.txt"}},
    "a2.txt": "Bericht 2 über den Damm. Am Abend riss er doch.",
    "a3.txt": "Ganz neu: Boote in Lindwerder. Eines sank.",
    "b1.txt": "Ein Zugang: Die Fähre fährt wieder. Nur der Fahrplan fehlt.",
    "b2.txt": "Noch ein Zugang: Der Leuchtturm wird rot. Das gefällt nicht allen.",
}

# What the child runs: the named function lets its work happen, or not, and kills the process at the n-th call.
CHILD = """
import os, signal, sys
from pathlib import Path
from retrieval.store.catalog import passages
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.vectors.mirror import ChromaMirror
from retrieval.store.vectors.collection import Collection
from tests.desk import Desk

owner, name, when, nth = sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
owners = {"Writer": SqliteWriter, "passages": passages, "Mirror": ChromaMirror, "Collection": Collection}
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
Desk(Path(sys.argv[1])).index(prune_all=True)
"""

STEPS = [
    ("Writer", "put_article", "after", 3),
    ("Writer", "add_vectors", "after", 1),
    ("Writer", "drop_article", "after", 1),
    ("passages", "_retire", "before", 2),
    ("Mirror", "sync", "before", 1),
    ("Collection", "upsert", "before", 1),
    ("Collection", "upsert", "after", 1),
    ("Writer", "mark_synced", "after", 1),
    ("Collection", "close", "after", 1),
    ("Mirror", "close", "after", 1),
]


def write(desk: Desk, texts: dict[str, str]) -> None:
    for path in desk.articles.iterdir():
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        if not (desk.articles / name).exists() or (desk.articles / name).read_text() != text:
            desk.write(name, text)


def killed(desk: Desk, *step: object) -> None:
    command = [sys.executable, "-c", CHILD, str(desk.articles.parent), *map(str, step)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr


def rankings(desk: Desk) -> list[list[tuple[str, float]]]:
    """Return what three questions find, by text, in the index as a new reader sees it."""
    found = []
    with open_catalog(desk.data) as catalog:
        index = open_vectors(catalog)
        for vector in desk.encoder.encode(["Bericht Damm hielt", "Boote Fähre", "Leuchtturm rot Tag"], kind="query"):
            ranking = index.search(vector, 20)
            passages = catalog.passages(ranking.ids)
            texts = [passages[int(number)].text for number in ranking.ids]
            found.append(sorted(zip(texts, np.round(ranking.scores, 5).tolist(), strict=True)))
        index.close()
    return found


@pytest.mark.parametrize("step", STEPS, ids=lambda step: "-".join(map(str, step)))
def test_a_killed_writer_leaves_each_article_whole_and_the_next_run_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[str, str, str, int]
) -> None:
    monkeypatch.setattr(vectors_module, "EXACT_PASSAGES", 2)
    desk = Desk(tmp_path)
    write(desk, OLD)
    desk.index()
    write(desk, NEW)
    killed(desk, *step)
    for name, text in desk.texts().items():
        assert text in {OLD.get(name), NEW.get(name)}
    for ranking in rankings(desk):
        assert {text for text, _ in ranking} == set(desk.texts().values())
    desk.index(prune_all=True)
    assert desk.texts() == NEW
    desk.check()
    fresh = Desk(tmp_path / "fresh")
    write(fresh, NEW)
    fresh.index()
    assert rankings(desk) == rankings(fresh)
    assert desk.holds_vectors()


def test_a_first_run_that_is_killed_leaves_an_index_that_the_next_completes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    write(desk, OLD)
    killed(desk, "Collection", "upsert", "before", 1)
    assert desk.texts() == OLD
    assert desk.index().unchanged == len(OLD)
    desk.check()
    assert desk.holds_vectors()


def test_a_writer_killed_while_it_repairs_has_the_next_one_build_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    write(desk, OLD)
    desk.index()
    write(desk, NEW)
    killed(desk, "Collection", "upsert", "after", 1)
    killed(desk, "Collection", "missing", "before", 1)
    with open_catalog(desk.data) as catalog:
        before = VectorState.parse(catalog.meta("vectors"))
    assert before is not None
    assert before.state == "repairing"
    desk.index(prune_all=True)
    assert desk.texts() == NEW
    desk.check()
    assert desk.holds_vectors()
    assert not (desk.data / before.folder).exists()


def test_vector_files_that_a_killed_writer_was_saving_are_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(tmp_path)
    write(desk, OLD)
    desk.index()
    write(desk, NEW)
    killed(desk, "Collection", "upsert", "after", 1)
    (graph,) = desk.data.glob("chroma-*/*/header.bin")
    graph.write_bytes(graph.read_bytes()[:40])
    desk.index(prune_all=True)
    assert [record.getMessage() for record in caplog.records] == [
        "The last run ended while it wrote the vector index: rebuilding it from the catalog."
    ]
    assert desk.texts() == NEW
    desk.check()
    assert desk.holds_vectors()
    assert not graph.exists()
