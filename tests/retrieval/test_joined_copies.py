"""Copies of a story in the index: one article with several sources, whatever becomes of them."""

import random
from pathlib import Path

import pytest

from retrieval.datatypes import Source
from retrieval.indexer import Indexer
from tests.desk import Desk
from tests.retrieval.edited_copies import article, copies

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def story(seed: int) -> tuple[str, list[str]]:
    draw = random.Random(seed)
    original = article(draw)
    return "\n\n".join(original), copies(original, draw)


def sources(desk: Desk) -> list[list[str]]:
    """Return the names of the files of each article, the one its text came from first."""
    with desk.catalog() as catalog:
        ids = [listed.article_id for listed in catalog.list_articles()]
        found = catalog.sources(ids)
        return [[Path(str(source.path)).name for source in found[ident]] for ident in ids]


def test_a_dry_run_joins_copies_where_a_real_one_does(desk: Desk) -> None:
    original, others = story(1)
    desk.write("a.txt", original)
    desk.write("b.txt", others[0])
    for joins, added in ((True, 1), (False, 2)):
        indexer = Indexer(desk.data, desk.encoder, max_bytes=100_000, joins=joins)
        assert indexer.index([str(desk.articles)], dry_run=True).added == added


def test_copies_are_sources_of_one_article(desk: Desk) -> None:
    original, others = story(1)
    desk.write("a.txt", original)
    for number, copy in enumerate(others):
        desk.write(f"b{number}.txt", copy)
    desk.write("c.txt", story(2)[0])
    report = desk.index()
    assert (report.added, report.unchanged, report.failed) == (2, 5, [])
    assert sources(desk) == [["a.txt", "b0.txt", "b1.txt", "b2.txt", "b3.txt", "b4.txt"], ["c.txt"]]
    assert desk.texts() == {"a.txt": original, "c.txt": story(2)[0]}
    before = desk.dump()
    assert desk.index().unchanged == 7
    assert desk.dump() == before
    desk.check()


def test_the_longest_copy_gives_the_text(desk: Desk) -> None:
    original, others = story(3)
    desk.write("a.txt", others[0])
    desk.index()
    desk.write("b.txt", original)
    assert desk.index().changed == 1
    assert sources(desk) == [["b.txt", "a.txt"]]
    assert desk.texts() == {"b.txt": original}
    assert desk.index().unchanged == 2
    assert sources(desk) == [["b.txt", "a.txt"]]
    desk.check()


def test_an_edit_of_the_leading_copy_keeps_the_others(desk: Desk) -> None:
    original, others = story(4)
    desk.write("a.txt", original)
    desk.write("b.txt", others[1])
    desk.index()
    desk.write("a.txt", original + "\n\nNachtrag am Abend.")
    assert desk.index().changed == 1
    assert sources(desk) == [["a.txt", "b.txt"]]
    assert desk.texts()["a.txt"].endswith("Nachtrag am Abend.")
    desk.check()


def test_a_copy_that_becomes_another_story_leaves(desk: Desk) -> None:
    original, others = story(5)
    for name, text in (("a.txt", original), ("b.txt", others[1]), ("c.txt", others[3])):
        desk.write(name, text)
    desk.index()
    desk.write("b.txt", story(6)[0])
    assert desk.index().added == 1
    assert sources(desk) == [["a.txt", "c.txt"], ["b.txt"]]
    desk.write("a.txt", story(7)[0])
    desk.index()
    assert sorted(sorted(names) for names in sources(desk)) == [["a.txt"], ["b.txt"], ["c.txt"]]
    desk.check()


def test_when_the_leading_copy_goes_the_next_takes_its_place(desk: Desk) -> None:
    original, others = story(8)
    desk.write("a.txt", original)
    desk.write("b.txt", others[1])
    desk.index()
    (desk.articles / "a.txt").unlink()
    desk.index(prune=True)
    assert sources(desk) == [["b.txt"]]
    assert desk.texts() == {"b.txt": others[1]}
    desk.check()


def test_a_file_that_was_moved_and_edited_stays_the_same_article(desk: Desk) -> None:
    original, others = story(9)
    path = desk.write("a.txt", original)
    desk.index()
    with desk.catalog() as catalog:
        (before,) = catalog.list_articles()
    path.unlink()
    desk.write("b.txt", others[3])
    assert desk.index().changed == 1
    with desk.catalog() as catalog:
        (after,) = catalog.list_articles()
    assert after.article_id == before.article_id
    assert desk.texts() == {"b.txt": others[3]}
    desk.check()


def test_copies_within_one_run_and_a_dry_run(desk: Desk) -> None:
    original, others = story(10)
    desk.write("a.txt", others[0])
    desk.write("b.txt", original)
    desk.write("c.txt", others[4])
    report = desk.index(dry_run=True)
    assert (report.added, report.changed, report.unchanged) == (1, 1, 1)
    report = desk.index()
    assert (report.added, report.changed, report.unchanged) == (1, 1, 1)
    assert sources(desk) == [["b.txt", "a.txt", "c.txt"]]
    desk.check()


def test_a_copy_with_an_address_of_its_own_is_named_too(desk: Desk) -> None:
    original, others = story(11)
    desk.write("a.md", f"---\nurl: https://a.example/1\n---\n{original}")
    desk.write("b.md", f"---\nurl: https://b.example/2\n---\n{others[2]}")
    desk.index()
    with desk.catalog() as catalog:
        (listed,) = catalog.list_articles()
        found = catalog.sources([listed.article_id])[listed.article_id]
    assert listed.url == "https://a.example/1"
    assert [source.url for source in found] == ["https://a.example/1", "https://b.example/2"]
    assert isinstance(found[0], Source)
