"""Compaction: the catalog's file stays near the size of what is in it, and nothing depends on that it does."""

from __future__ import annotations

import logging
import random
import sqlite3
from pathlib import Path

import pytest

from retrieval.errors import StorageError
from retrieval.store.catalog.compaction import MOST_FREE
from retrieval.store.catalog.schema import BUSY_SECONDS, CATALOG_FILE
from retrieval.store.catalog.writer import SqliteWriter
from tests.desk import Desk

LIVE, DAYS = 60, 12


def news(desk: Desk, day: int) -> None:
    """Put a day's articles in the place of those of the day before."""
    draw = random.Random(day)
    for number in range(LIVE):
        # Of chance, so that no two articles are copies of one story.
        words = " ".join(f"w{draw.randint(0, 5_000)}" for _ in range(80))
        desk.write(f"a{number}.txt", f"Bericht {day} {number} über den Damm von Ostrau: {words}.")


def pages(desk: Desk) -> tuple[int, int]:
    """Return how many pages the catalog's file has, and how many of them are free."""
    with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
        return tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))


def segments(desk: Desk) -> int:
    """Return how many pages the full-text index has."""
    with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
        return int(connection.execute("SELECT count(*) FROM terms_index_data").fetchone()[0])


@pytest.mark.slow
def test_changing_articles_leave_no_more_than_a_fresh_index_has(tmp_path: Path) -> None:
    desk, fresh = Desk(tmp_path / "used"), Desk(tmp_path / "fresh")
    for day in range(DAYS):
        news(desk, day)
        report = desk.index()
        assert report.added + report.changed == LIVE
    news(fresh, DAYS - 1)
    fresh.index()
    total, free = pages(desk)
    assert free <= MOST_FREE * total
    assert total <= 1.2 * pages(fresh)[0]
    assert segments(desk) <= 1.2 * segments(fresh)
    assert desk.texts() == fresh.texts()
    desk.check()


def test_a_run_without_much_to_clear_writes_no_file_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path)
    news(desk, 0)
    desk.index()
    desk.write("a0.txt", "Der Damm von Ostrau ist gebaut.")
    monkeypatch.setattr(SqliteWriter, "vacuum", lambda _: pytest.fail("written anew"))
    assert desk.index().changed == 1


def test_a_disk_without_room_for_it_fails_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(tmp_path)
    news(desk, 0)
    desk.index()
    for number in range(LIVE // 2):
        (desk.articles / f"a{number}.txt").unlink()

    def full(_: SqliteWriter) -> None:
        raise StorageError("The disk is full: free space.")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(SqliteWriter, "vacuum", full)
        assert desk.index(prune_all=True).removed == LIVE // 2
    assert [record.getMessage() for record in caplog.records] == [
        "The index is complete but its files were not made smaller. The disk is full: free space."
    ]
    desk.check()
    before, _ = pages(desk)
    desk.index()
    assert pages(desk)[0] < before
    desk.check()


def test_a_reader_at_work_is_not_waited_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    news(desk, 0)
    desk.index()
    before, _ = pages(desk)
    for number in range(LIVE // 2):
        (desk.articles / f"a{number}.txt").unlink()
    with desk.catalog() as catalog, catalog.snapshot():
        assert catalog.counts().articles == LIVE
        report = desk.index(prune_all=True)
        assert report.removed == LIVE // 2
        # SQLite would give the reader ten seconds.
        assert report.seconds < BUSY_SECONDS / 2
        assert catalog.counts().articles == LIVE
    desk.index()
    assert pages(desk)[0] < before
