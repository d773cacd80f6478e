"""Copies of a story in the index: each an article with its own text, known to belong together."""

import random
import sqlite3
from pathlib import Path

import pytest

from retrieval.indexer import Indexer
from retrieval.store.catalog.migrations import migrate
from retrieval.store.catalog.schema import CATALOG_FILE
from tests.desk import Desk
from tests.retrieval.edited_copies import article, copies

pytestmark = pytest.mark.slow

HARBOUR = (
    "The harbour of Altenwerth will be dredged from March, mayor Anna Holm said on Tuesday. “We will spend 48 million "
    "euros on the new cranes,” Holm told reporters in the town hall. The council voted for it with 21 votes to 9. "
    "Critics fear for the mud flats and the fishing grounds near the island of Sandoog."
)
MUSEUM = (
    "Police in Kestrel Bay are looking for a painting that vanished from the municipal museum. “The thief knew "
    "exactly where the alarm was,” chief inspector Ruth Dale said. Staff noticed the empty frame when they opened the "
    "doors at nine. The museum stays closed until Monday while officers search the cellar."
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def story(seed: int) -> tuple[str, list[str]]:
    draw = random.Random(seed)
    original = article(draw)
    return "\n\n".join(original), copies(original, draw)


def stories(desk: Desk) -> list[list[str]]:
    """Return the names of the files of each story, the first one first; an article without copies is one of its own."""
    with desk.catalog() as catalog:
        ids = [listed.article_id for listed in catalog.list_articles()]
        found = catalog.stories(ids)
        names = {ident: Path(str(one.path)).name for ident, one in catalog.articles(ids).items()}
        return [[names[member] for member in group] for group in dict.fromkeys(found.get(one, (one,)) for one in ids)]


def test_a_dry_run_and_a_real_one_keep_every_copy(desk: Desk) -> None:
    original, others = story(1)
    desk.write("a.txt", original)
    desk.write("b.txt", others[0])
    assert desk.index(dry_run=True).added == 2
    assert desk.index().added == 2
    assert stories(desk) == [["a.txt", "b.txt"]]


def test_copies_are_not_looked_for_where_they_do_not_count(desk: Desk) -> None:
    original, others = story(1)
    desk.write("a.txt", original)
    desk.write("b.txt", others[0])
    Indexer(desk.data, desk.encoder, max_bytes=100_000, joins=False).index([str(desk.articles)])
    assert stories(desk) == [["a.txt"], ["b.txt"]]


def test_each_copy_keeps_its_own_text(desk: Desk) -> None:
    original, others = story(1)
    texts = {"a.txt": original, **{f"b{number}.txt": copy for number, copy in enumerate(others)}, "c.txt": story(2)[0]}
    for name, text in texts.items():
        desk.write(name, text)
    report = desk.index()
    assert (report.added, report.unchanged, report.failed) == (7, 0, [])
    assert stories(desk) == [["a.txt", "b0.txt", "b1.txt", "b2.txt", "b3.txt", "b4.txt"], ["c.txt"]]
    assert desk.texts() == texts
    before = desk.dump()
    assert desk.index().unchanged == 7
    assert desk.dump() == before
    desk.check()


def test_a_longer_copy_changes_no_other_text(desk: Desk) -> None:
    original, others = story(3)
    desk.write("a.txt", others[0])
    desk.index()
    desk.write("b.txt", original)
    assert desk.index().added == 1
    assert desk.texts() == {"a.txt": others[0], "b.txt": original}
    assert stories(desk) == [["a.txt", "b.txt"]]
    desk.check()


def test_of_copies_first_seen_in_one_run_the_one_published_first_is_the_first(desk: Desk) -> None:
    original, others = story(3)
    desk.write("a.md", f"---\npublished: 2022-01-10\n---\n{others[0]}")
    desk.write("b.md", f"---\npublished: 2022-01-09\n---\n{original}")
    desk.write("c.md", others[3])
    desk.index()
    assert stories(desk) == [["b.md", "a.md", "c.md"]]


def test_which_copy_was_published_first_is_told_across_offsets(desk: Desk) -> None:
    original, others = story(3)
    desk.write("a.md", f"---\npublished: 2022-01-09T22:30:00Z\n---\n{others[0]}")
    desk.write("b.md", f"---\npublished: 2022-01-10T00:30:00+03:00\n---\n{original}")
    desk.index()
    assert stories(desk) == [["b.md", "a.md"]]


def test_what_an_earlier_run_saw_is_the_first_whatever_a_copy_says(desk: Desk) -> None:
    original, others = story(3)
    desk.write("a.md", f"---\npublished: 2022-01-10\n---\n{original}")
    desk.index()
    with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
        connection.execute("UPDATE articles SET seen = '2022-01-11'")
    desk.write("b.md", f"---\npublished: 2021-12-31\n---\n{others[0]}")
    desk.index()
    assert stories(desk) == [["a.md", "b.md"]]
    # An article that was there for long and becomes a copy of another was not there first.
    desk.write("a.md", f"---\npublished: 2021-11-11\n---\n{story(5)[0]}")
    desk.index()
    desk.write("a.md", f"---\npublished: 2021-11-11\n---\n{original}\n\nNachtrag.")
    with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
        connection.execute("UPDATE articles SET seen = '2022-01-12' WHERE path LIKE '%b.md'")
    desk.index()
    assert stories(desk) == [["b.md", "a.md"]]


def test_an_edit_of_one_copy_keeps_the_others(desk: Desk) -> None:
    original, others = story(4)
    desk.write("a.txt", original)
    desk.write("b.txt", others[1])
    desk.index()
    desk.write("a.txt", original + "\n\nNachtrag am Abend.")
    assert desk.index().changed == 1
    assert desk.texts() == {"a.txt": original + "\n\nNachtrag am Abend.", "b.txt": others[1]}
    assert stories(desk) == [["a.txt", "b.txt"]]
    desk.check()


def test_a_copy_that_becomes_another_story_leaves(desk: Desk) -> None:
    original, others = story(5)
    for name, text in (("a.txt", original), ("b.txt", others[1]), ("c.txt", others[3])):
        desk.write(name, text)
    desk.index()
    desk.write("b.txt", story(6)[0])
    assert desk.index().changed == 1
    assert stories(desk) == [["a.txt", "c.txt"], ["b.txt"]]
    desk.write("a.txt", story(7)[0])
    desk.index()
    assert sorted(sorted(names) for names in stories(desk)) == [["a.txt"], ["b.txt"], ["c.txt"]]
    desk.check()


@pytest.mark.parametrize("names", ["abc", "bca", "cab"])
def test_a_text_made_of_two_stories_makes_no_story_of_them(desk: Desk, names: str) -> None:
    for name, text in zip(names, (HARBOUR, MUSEUM, f"{HARBOUR}\n\n{MUSEUM}"), strict=True):
        desk.write(f"{name}.txt", text)
    desk.index()
    found = {frozenset(group) for group in stories(desk)}
    assert {len(group) for group in found} == {1, 2}
    assert not any({f"{names[0]}.txt", f"{names[1]}.txt"} <= group for group in found)
    desk.check()


def test_the_largest_number_of_a_story_leaves_room_for_another(desk: Desk) -> None:
    for seed, names in ((1, "ab"), (2, "cd")):
        original, others = story(seed)
        desk.write(f"{names[0]}.txt", original)
        desk.write(f"{names[1]}.txt", others[0])
        desk.index()
        with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
            connection.execute("UPDATE articles SET story = ? WHERE story IS NOT NULL", (2**63 - seed,))
    assert len(stories(desk)) == 1
    original, others = story(3)
    desk.write("e.txt", original)
    desk.write("f.txt", others[0])
    assert desk.index().failed == []
    assert stories(desk)[-1] == ["e.txt", "f.txt"]


def test_two_cuts_of_one_text_are_one_story_with_it(desk: Desk) -> None:
    original, _ = story(8)
    paragraphs = original.split("\n\n")
    third = len(paragraphs) // 3
    desk.write("a.txt", "\n\n".join(paragraphs[: 2 * third + 1]))
    desk.write("b.txt", "\n\n".join(paragraphs[third:]))
    desk.write("c.txt", original)
    desk.index()
    assert stories(desk) == [["a.txt", "b.txt", "c.txt"]]


def test_when_the_first_copy_goes_the_others_stay_as_they_are(desk: Desk) -> None:
    original, others = story(8)
    desk.write("a.txt", original)
    desk.write("b.txt", others[1])
    desk.index()
    (desk.articles / "a.txt").unlink()
    desk.index(prune_all=True)
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


def test_a_copy_by_another_publisher_does_not_take_the_place_of_a_file_that_is_gone(desk: Desk) -> None:
    original, others = story(9)
    path = desk.write("a.md", f"---\npublisher: Kurier\n---\n{original}")
    desk.index()
    path.unlink()
    desk.write("b.md", f"---\npublisher: Bote\n---\n{others[3]}")
    assert desk.index().added == 1
    assert desk.texts() == {"a.md": original, "b.md": others[3]}
    desk.check()


def test_copies_survive_an_import_without_their_story_and_find_it_again(desk: Desk, tmp_path: Path) -> None:
    from retrieval.archive.exporting import export_archive

    original, others = story(10)
    desk.write("a.txt", original)
    desk.write("b.txt", others[1])
    desk.index()
    export_archive(desk.data, tmp_path / "all.beleg")
    fresh = Desk(tmp_path / "fresh")
    fresh.indexer().import_archive(tmp_path / "all.beleg")
    assert sorted(map(len, stories(fresh))) == [1, 1]
    fresh.write("c.txt", story(11)[0])
    fresh.index()
    assert stories(fresh) == [["a.txt", "b.txt"], ["c.txt"]]


def test_an_index_that_took_copies_for_sources_reads_them_again(desk: Desk) -> None:
    original, others = story(11)
    desk.write("a.txt", original)
    desk.index()
    desk.write("b.txt", others[2])
    with sqlite3.connect(":memory:", isolation_level=None) as empty:
        migrate(empty, 0, 3)
        third = dict(empty.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    empty.close()
    # As format 3 left it: the copy a further source of the article, with the digest of its own bytes.
    with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
        columns = "article, path, url, size, mtime_ns, inode, checked_ns, digest, etag, modified"
        values = columns.replace("path", f"'{desk.articles / 'b.txt'}'")
        copied = f"SELECT '{desk.articles / 'b.txt'}', {values} FROM sources"
        found = connection.execute(f"SELECT address, {columns} FROM sources UNION ALL {copied}").fetchall()
        roots = connection.execute("SELECT address FROM roots").fetchall()
        connection.execute("DROP INDEX articles_by_shelf")
        connection.execute("ALTER TABLE articles DROP COLUMN shelf")
        for table in ("sources", "roots", "feeds", "feed_items", "tombstones"):
            connection.execute(f"DROP TABLE {table}")
            connection.execute(third[table])
        connection.execute(third["sources_by_article"])
        connection.executemany(
            f"INSERT INTO sources (address, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", found
        )
        connection.executemany("INSERT INTO roots VALUES (?)", roots)
        connection.execute("DROP TABLE earlier_texts")
        connection.execute("DROP INDEX articles_by_story")
        connection.execute("ALTER TABLE articles DROP COLUMN story")
        connection.execute("ALTER TABLE articles DROP COLUMN seen")
        for column in ("ground", "certainty", "stance"):
            connection.execute(f"ALTER TABLE statements DROP COLUMN {column}")
        connection.execute("PRAGMA user_version = 3")
    report = desk.index()
    assert (report.unchanged, report.changed + report.added, report.failed) == (1, 1, [])
    assert desk.texts() == {"a.txt": original, "b.txt": others[2]}
    assert stories(desk) == [["a.txt", "b.txt"]]
    desk.check()
