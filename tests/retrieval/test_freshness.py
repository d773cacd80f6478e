"""How many articles there are and how new: what an open catalog says of itself."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from retrieval.store.lock import run_lock
from retrieval.store.places import RUN_FILE
from retrieval.store.records import Freshness
from tests.desk import Desk

ARTICLE = (
    "---\npublished: {published}\n---\n# {title}\n\nDer Damm in {title} hielt der Flut stand, sagte der Sprecher.\n"
)


def write(desk: Desk, title: str, published: str) -> None:
    desk.write(f"{title}.md", ARTICLE.format(title=title, published=published))


def moment(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[arg-type,misc]


def test_the_newest_article_is_the_one_published_last_and_not_in_the_future(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    write(desk, "Aue", "2022-01-09")
    write(desk, "Bach", "2022-01-09T14:30:00+01:00")
    write(desk, "Chur", "9999-12-31")
    began = time.time()
    desk.index()
    with desk.catalog() as catalog:
        found = catalog.freshness()
        assert (found.articles, found.newest) == (3, moment(2022, 1, 9, 13, 30))
        assert found.last_run is not None
        assert began - 1 <= found.last_run <= time.time() + 1
        write(desk, "Elm", "2022-01-10T00:30:00+14:00")  # earlier than Bach, by the clock of an island
        desk.index()
        assert catalog.freshness().newest_day == "2022-01-09"
        write(desk, "Dorf", "2022-02-01")
        desk.index()
        assert (catalog.freshness().articles, catalog.freshness().newest) == (5, moment(2022, 2, 1))


def test_articles_without_a_day_have_no_newest(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.txt", "Der Damm in Altenwerth hielt der Flut stand.\n")
    desk.index()
    with desk.catalog() as catalog:
        assert catalog.freshness().newest is None


def test_a_run_that_finds_nothing_new_is_the_last_run_and_one_that_breaks_is_not(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    write(desk, "Aue", "2022-01-09")
    desk.index()
    long_ago = moment(2022, 1, 1)
    os.utime(desk.data / RUN_FILE, (long_ago, long_ago))
    with desk.catalog() as catalog:
        try:
            with run_lock(desk.data, wait=False):
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            assert catalog.freshness().last_run == long_ago
        assert desk.index().unchanged == 1
        found = catalog.freshness()
        assert found.last_run is not None
        assert found.last_run > long_ago


def test_an_imported_index_has_no_run(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    write(desk, "Aue", "2022-01-09")
    desk.index()
    (desk.data / RUN_FILE).unlink()
    with desk.catalog() as catalog:
        assert catalog.freshness() == Freshness(1, moment(2022, 1, 9), None, "2022-01-09")
