"""Takedown: what is removed on purpose is in no file any more, and stays out until it is let in again."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import StorageError
from retrieval.store.catalog.schema import CATALOG_FILE
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.vectors.collection import Collection
from retrieval.store.vectors.hnsw_files import blank_unused
from tests.desk import Desk

pytestmark = pytest.mark.slow

SECRET = "Der Zwirbelquast von Ebersfurt schwieg. Das sagte Odilo Krammwitz am Abend.\n"
MARKS = [b"zwirbelquast", b"ebersfurt", b"krammwitz", "Odilo Krammwitz".encode("utf-16-le").lower()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    for number in range(40):
        made.write(f"a{number}.txt", f"Bericht {number} über den Damm von Ostrau. Nadja Kallweit sagte: „Er hält.“")
    made.write("secret.txt", SECRET)
    made.index()
    return made


def ident(desk: Desk, name: str = "secret.txt") -> str:
    with desk.catalog() as catalog:
        return next(one.article_id for one in catalog.list_articles() if str(one.path).endswith(name))


def traces(folder: Path, vector: bytes = b"") -> list[str]:
    """Return which files hold anything of the removed article."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if any(mark in content.lower() for mark in MARKS) or (vector and vector in content):
                found.append(path.name)
    return found


def test_nothing_of_a_removed_article_is_left_in_any_file(desk: Desk) -> None:
    with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
        (packed,) = connection.execute(
            "SELECT v.vector FROM vectors v JOIN passages p ON p.content = v.content JOIN articles a "
            "ON a.number = p.article WHERE a.article_id = ?",
            (ident(desk),),
        ).fetchone()
    vector = np.frombuffer(packed, "<f2").astype("<f4")
    vector /= np.linalg.norm(vector)
    assert traces(desk.data) != []
    assert packed in (desk.data / CATALOG_FILE).read_bytes()
    desk.indexer().remove([ident(desk)])
    assert traces(desk.data, packed) == []
    assert traces(desk.data, vector.tobytes()) == []
    desk.check()


def test_memory_of_the_process_does_not_reach_the_files_of_the_vector_index(tmp_path: Path) -> None:
    """What Chroma's library reserves for vectors to come is written as it lies in memory; here it is put there."""
    desk = Desk(tmp_path)
    desk.write("a.txt", "Bericht über den Damm von Ostrau.")
    desk.index()
    reserved = [path for path in desk.data.glob("chroma-*/*/*.bin") if path.name in ("data_level0.bin", "length.bin")]
    assert len(reserved) == 2
    for path in reserved:
        path.write_bytes((b"zwirbelquast" * (path.stat().st_size // 12 + 1))[: path.stat().st_size])
    blank_unused(next(desk.data.glob("chroma-*")))
    assert traces(desk.data) == []


def test_readers_do_not_stand_in_the_way(desk: Desk) -> None:
    stop = threading.Event()
    failures: list[BaseException] = []

    def read() -> None:
        try:
            with desk.catalog() as catalog:
                while not stop.is_set():
                    with catalog.snapshot():
                        assert len(catalog.passages(catalog.live())) == len(catalog.live())
        except BaseException as exc:
            failures.append(exc)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    desk.indexer().remove([ident(desk)])
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    # The log is emptied at the latest by the next writer.
    desk.indexer().remove(["000000000000"])
    assert traces(desk.data) == []


def test_a_removed_article_stays_out_whatever_becomes_of_its_file(desk: Desk) -> None:
    desk.indexer().remove([ident(desk)])
    for dry in (True, False):
        report = desk.index(dry_run=dry)
        assert (report.added, report.unchanged, report.removed_earlier) == (0, 40, 1)
    # The same text elsewhere, and another text at the same place.
    desk.write("copy.txt", SECRET)
    assert desk.index().removed_earlier == 2
    desk.write("copy.txt", SECRET + "Ein Nachtrag.\n")
    desk.write("secret.txt", SECRET + "Ein Zusatz.\n")
    assert desk.index().removed_earlier == 2
    # A file that held something else and now holds what was removed loses its article.
    desk.write("a1.txt", SECRET)
    report = desk.index()
    assert (report.removed, report.removed_earlier) == (1, 3)
    assert traces(desk.data) == []
    desk.check()


def test_readd_lets_it_in_again(desk: Desk) -> None:
    before = desk.texts()
    desk.indexer().remove([ident(desk)])
    dry = desk.index(dry_run=True, readd=True)
    report = desk.index(readd=True)
    assert (dry.added, dry.removed_earlier) == (report.added, report.removed_earlier) == (1, 0)
    assert desk.texts() == before
    assert desk.index().unchanged == 41
    desk.check()


def test_an_article_that_names_itself_stays_out_in_another_wording(desk: Desk) -> None:
    desk.write("named.md", f"---\nid: krammwitz\nlanguage: de\n---\n{SECRET} Erste Fassung.")
    desk.index()
    desk.indexer().remove([ident(desk, "named.md")])
    desk.write("other.md", f"---\nid: krammwitz\nlanguage: de\n---\n{SECRET} Zweite Fassung, anderswo.")
    assert desk.index().removed_earlier == 2


CHILD = """
import os, signal, sys
from pathlib import Path
from retrieval.store.vectors import mirror
from retrieval.store.catalog.writer import SqliteWriter
from tests.desk import Desk

place, name, when = {"Writer": SqliteWriter, "Mirror": mirror.ChromaMirror}[sys.argv[2]], sys.argv[3], sys.argv[4]
real = getattr(place, name)

def killing(*args, **options):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(*args, **options)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(place, name, killing)
Desk(Path(sys.argv[1])).indexer().remove([sys.argv[5]])
"""


@pytest.mark.parametrize(
    ("owner", "name", "when"),
    [
        ("Writer", "drop_article", "after"),
        ("Mirror", "sync", "before"),
        ("Mirror", "sync", "after"),
        ("Writer", "checkpoint", "after"),
        ("Writer", "vacuum", "before"),
        ("Writer", "vacuum", "after"),
    ],
)
def test_a_takedown_that_is_killed_is_finished_by_the_next_run(desk: Desk, owner: str, name: str, when: str) -> None:
    command = [sys.executable, "-c", CHILD, str(desk.articles.parent), owner, name, when, ident(desk)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr
    if name == "drop_article":
        assert "secret.txt" in desk.texts()
        desk.indexer().remove([ident(desk)])
    else:
        assert "secret.txt" not in desk.texts()
        assert desk.index().removed_earlier == 1
    assert traces(desk.data) == []
    desk.check()


def test_a_disk_too_full_to_erase_keeps_the_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: SqliteWriter) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(SqliteWriter, "vacuum", full)
        with pytest.raises(StorageError):
            desk.indexer().remove([ident(desk)])
    assert "secret.txt" not in desk.texts()
    assert desk.index().removed_earlier == 1
    assert traces(desk.data) == []
    desk.check()


def test_a_disk_that_fails_at_the_vectors_is_not_asked_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # After a write that failed, Chroma waits a quarter of an hour for a lock that it holds itself.
    def failing(*_: object) -> None:
        raise StorageError("The disk fails.")

    with monkeypatch.context() as patch:
        patch.setattr(Collection, "upsert", failing)
        patch.setattr(Collection, "count", lambda _: pytest.fail("asked again"))
        with pytest.raises(StorageError):
            desk.indexer().remove([ident(desk)])
    assert desk.index().removed_earlier == 1
    assert traces(desk.data) == []
    desk.check()


def test_old_vectors_that_cannot_be_deleted_keep_the_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(StorageError, match="are still in"):
            desk.indexer().remove([ident(desk)])
    assert desk.index().removed_earlier == 1
    assert len(list(desk.data.glob("chroma-*"))) == 1
    assert traces(desk.data) == []
