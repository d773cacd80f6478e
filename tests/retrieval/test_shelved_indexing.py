"""What is indexed, edited, moved or taken down on one shelf says and changes nothing on another."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.archive import exporting
from retrieval.archive.format import Root
from retrieval.articles import article_id, fetching
from retrieval.datatypes import Source
from retrieval.indexer import Indexer, Report
from retrieval.shelves import SHARED
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.vectors.mirror import ChromaMirror
from tests.desk import CountingEncoder, Desk
from tests.retrieval import archives
from tests.retrieval.edited_copies import article, copies
from tests.retrieval.web_server import Server, response

A, B = "111", "222"
SHELVES = [SHARED, A, B]


def story(seed: int) -> list[str]:
    """Return an invented article and a copy of it as another site would print it."""
    draw = random.Random(seed)
    original = article(draw)
    return ["\n\n".join(original), copies(original, draw)[0]]


HARBOUR, HARBOUR_AGAIN = story(1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def state(desk: Desk, shelf: str) -> tuple[Any, ...]:
    """Return all that is known of a shelf: articles with sources, stories and history, what is followed, and graves."""
    with desk.catalog() as catalog:
        library = catalog.on([shelf])
        ids = [one.article_id for one in library.list_articles()]
        sources, stories = library.sources(ids), library.stories(ids)
        told = {
            ident: (
                one,
                sources[ident],
                sorted(stories.get(ident, ())),
                [version.sha256 for version in library.versions(ident)],
                sorted(passage.text for passage in library.passages(library.passage_ids([ident])[ident]).values()),
                [said.quote for said in library.statements_in([ident]).get(ident, ())],
            )
            for ident, one in library.articles(ids).items()
        }
        graves = sorted(str(one) for one in catalog.tombstones() if one.shelf == shelf)
        return told, catalog.roots(shelf), graves


def ids(desk: Desk, shelf: str) -> list[str]:
    with desk.catalog() as catalog:
        return [one.article_id for one in catalog.on([shelf]).list_articles()]


def counts(report: Report) -> tuple[Any, ...]:
    return (
        *(report.added, report.changed, report.unchanged, report.removed, report.removed_earlier),
        *(report.skipped, report.failed, report.passages, report.statements),
    )


def test_one_text_on_two_shelves_is_two_articles_that_know_nothing_of_each_other(desk: Desk) -> None:
    path = desk.write("hafen.txt", HARBOUR)
    for shelf in SHELVES:
        assert desk.index(shelf=shelf).added == 1
    found = {shelf: ids(desk, shelf) for shelf in SHELVES}
    assert found == {shelf: [article_id(HARBOUR, shelf)] for shelf in SHELVES}
    assert len({ident for (ident,) in found.values()}) == 3
    with desk.catalog() as catalog:
        everyone = [ident for (ident,) in found.values()]
        assert set(catalog.sources(everyone).values()) == {(Source(str(path), None),)}
        assert catalog.stories(everyone) == {}
    before = state(desk, SHARED), state(desk, B)
    assert desk.indexer().remove(found[A]).removed == tuple(found[A])
    assert (ids(desk, A), state(desk, SHARED), state(desk, B)) == ([], *before)
    assert counts(desk.index(shelf=A))[:5] == (0, 0, 0, 0, 1)
    assert counts(desk.index(shelf=B))[:5] == (0, 0, 1, 0, 0)
    assert desk.index(shelf=A, readd=True).added == 1
    assert ids(desk, A) == found[A]
    desk.check()


def test_without_a_path_every_shelf_is_refreshed_with_what_was_indexed_onto_it(desk: Desk) -> None:
    first, second = desk.write("a/eins.txt", HARBOUR), desk.write("b/zwei.txt", story(2)[0])
    desk.index(first.parent, shelf=A)
    desk.index(second.parent)
    desk.write("a/neu.txt", story(3)[0])
    desk.write("b/neu.txt", story(4)[0])
    indexer = desk.indexer()
    assert indexer.index([], dry_run=True).added == 2
    assert indexer.index([], shelf=B).added == 0
    assert indexer.index([], shelf=A).added == 1
    assert indexer.index([]).added == 1
    assert (len(ids(desk, A)), len(ids(desk, SHARED)), ids(desk, B)) == (2, 2, [])
    with desk.catalog() as catalog:
        assert catalog.followed() == [SHARED, A]
        assert (catalog.roots(A), catalog.roots()) == ([str(first.parent)], [str(second.parent)])


def test_an_edit_changes_the_shelf_that_is_refreshed(desk: Desk) -> None:
    desk.write("hafen.txt", HARBOUR)
    for shelf in (A, B):
        desk.index(shelf=shelf)
    desk.write("hafen.txt", f"{HARBOUR}\n\nThe mayor of Zwoltenau said nothing.")
    before = state(desk, B)
    assert desk.index(shelf=A).changed == 1
    assert state(desk, B) == before
    assert len(ids(desk, A)) == 1
    assert desk.indexer().index([]).changed == 1
    desk.check()


def test_an_address_or_an_id_belongs_to_an_article_of_each_shelf(desk: Desk) -> None:
    named = "---\nid: hafen\nurl: https://a.example/hafen\n---\n"
    desk.write("a/eins.md", named + HARBOUR)
    desk.write("b/zwei.md", named + story(2)[0])
    assert desk.index(desk.articles / "a", shelf=A).failed == []
    assert desk.index(desk.articles / "b", shelf=B).failed == []
    assert len(desk.index(desk.articles / "b", shelf=A).failed) == 1
    with desk.catalog() as catalog:
        assert [one.url for one in catalog.list_articles()] == ["https://a.example/hafen"] * 2


def test_copies_of_a_story_are_known_within_a_shelf_only(desk: Desk) -> None:
    one, other = desk.write("a/eins.txt", HARBOUR), desk.write("b/zwei.txt", HARBOUR_AGAIN)
    desk.index(one, shelf=A)
    desk.index(other, shelf=B)
    with desk.catalog() as catalog:
        assert catalog.stories([*ids(desk, A), *ids(desk, B)]) == {}
    desk.index(other, shelf=A)
    with desk.catalog() as catalog:
        assert {len(group) for group in catalog.stories(ids(desk, A)).values()} == {2}
        # The numbers of stories are those of each shelf.
        desk.index(one, shelf=B)
        assert {frozenset(group) for group in catalog.stories(ids(desk, B)).values()} == {frozenset(ids(desk, B))}


def test_a_file_that_moves_to_the_folder_of_another_shelf_is_a_new_article_there(desk: Desk) -> None:
    path = desk.write("a/eins.txt", HARBOUR)
    desk.write("b/zwei.txt", story(2)[0])
    desk.index(desk.articles / "a", shelf=A)
    desk.index(desk.articles / "b", shelf=B)
    path.rename(desk.articles / "b" / "eins.txt")
    assert counts(desk.index(desk.articles / "b", shelf=B))[:4] == (1, 0, 1, 0)
    assert ids(desk, A) == [article_id(HARBOUR, A)]
    assert desk.index(desk.articles / "a", shelf=A, prune_all=True).removed == 1
    assert (ids(desk, A), len(ids(desk, B))) == ([], 2)


def test_another_model_makes_the_articles_of_every_shelf_again(desk: Desk) -> None:
    desk.write("hafen.txt", HARBOUR)
    for shelf in SHELVES:
        desk.index(shelf=shelf)
    before = [state(desk, shelf) for shelf in SHELVES]
    desk.encoder = CountingEncoder(96)
    desk.index(shelf=A)
    assert [state(desk, shelf) for shelf in SHELVES] == before
    desk.indexer().index([], rebuild=True)
    assert [state(desk, shelf) for shelf in SHELVES] == before
    desk.check()


@pytest.mark.parametrize(
    ("place", "step"),
    [
        (SqliteWriter, "put_source"),
        (SqliteWriter, "put_article"),
        (ChromaMirror, "sync"),
        (SqliteWriter, "mark_synced"),
    ],
)
def test_a_run_that_is_killed_leaves_other_shelves_alone_and_the_next_one_finishes_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, place: type, step: str
) -> None:
    desk.write("hafen.txt", HARBOUR)
    desk.index(shelf=A)
    before = state(desk, A)
    desk.write("zwei.txt", story(2)[0])

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, step, killed)
        with pytest.raises(KeyboardInterrupt):
            desk.index(shelf=B)
    assert state(desk, A) == before
    desk.index(shelf=B)
    assert (state(desk, A), len(ids(desk, B))) == (before, 2)
    desk.check()


def test_an_export_keeps_shelves(desk: Desk, tmp_path: Path) -> None:
    desk.write("hafen.txt", HARBOUR)
    desk.write("zwei.txt", story(2)[0])
    for shelf in SHELVES:
        desk.index(shelf=shelf)
    desk.indexer().remove(ids(desk, A)[:1])
    exporting.export_archive(desk.data, tmp_path / "all.tar")
    fresh = Desk(tmp_path / "fresh")
    done = fresh.indexer().import_archive(tmp_path / "all.tar")
    assert (done.added, len(done.tombstones), done.failed) == (5, 1, [])
    assert done.roots == tuple(Root(str(desk.articles), shelf) for shelf in SHELVES)
    for shelf in SHELVES:
        (articles, _, graves), (expected, _, kept) = state(fresh, shelf), state(desk, shelf)
        assert (articles, graves) == (expected, kept)
    again = desk.indexer().import_archive(tmp_path / "all.tar")
    assert (again.unchanged, again.added, again.failed) == (5, 0, [])


@pytest.mark.parametrize("shelf", ["A", "", None, 7, "a" * 41, "a'--", ["a"], "a\n"])
def test_the_shelf_that_an_archive_names_is_checked(desk: Desk, tmp_path: Path, shelf: Any) -> None:
    file = archives.written(
        tmp_path / "forged.tar",
        [archives.record("Ein Text.", shelf=shelf)],
        [{**archives.tombstone("0" * 12), "shelf": shelf}],
    )
    done = desk.indexer().import_archive(file)
    assert len(done.failed) == (0 if shelf == "" else 2)
    with desk.catalog() as catalog:
        assert {one.shelf for one in catalog.list_articles()} <= {SHARED}


def test_an_archive_of_the_first_format_is_on_the_shared_shelf(desk: Desk, tmp_path: Path) -> None:
    members = {
        "beleg.json": archives.lines([{"format": 1, "articles": 1, "tombstones": 0, "roots": ["/srv/a"]}]),
        "articles.jsonl": archives.lines([archives.record("Ein Text.")]),
        "tombstones.jsonl": b"",
    }
    done = desk.indexer().import_archive(archives.packed(tmp_path / "first.tar", members))
    assert (done.added, done.roots) == (1, (Root("/srv/a"),))
    assert len(ids(desk, SHARED)) == 1


def test_an_archive_takes_no_id_from_an_article_of_another_shelf(desk: Desk, tmp_path: Path) -> None:
    """Ids are one for all shelves; an archive gives one article the id that another's text has."""
    forged = archives.record("Etwas anderes.", article_id=article_id(HARBOUR, A), shelf=B)
    grave = {**archives.tombstone(article_id(HARBOUR, A), desk.articles / "hafen.txt", HARBOUR), "shelf": SHARED}
    desk.indexer().import_archive(archives.written(tmp_path / "forged.tar", [forged], [grave]))
    desk.write("hafen.txt", HARBOUR)
    assert counts(desk.index(shelf=A))[:6] == (1, 0, 0, 0, 0, 0)
    (own,) = ids(desk, A)
    assert own not in ids(desk, B)
    assert counts(desk.index(shelf=A))[:3] == (0, 0, 1)
    desk.indexer().remove([own])
    assert desk.index(shelf=A).removed_earlier == 1
    desk.indexer().index([str(desk.articles)], readd=True)
    assert desk.index(shelf=A).removed_earlier == 1
    desk.check()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(fetching, "PAUSE", 0.0)
    running = Server()
    yield running
    running.close()


@pytest.mark.slow
def test_feeds_and_pages_are_read_for_each_shelf(desk: Desk, server: Server) -> None:
    paragraphs = "".join(f"<p>{part}</p>" for part in HARBOUR.split("\n\n"))
    server.answers["/1"] = response(
        f"<html><head><title>Hafen</title></head><body><article>{paragraphs}</article></body></html>"
    )
    item = f"<item><title>Hafen</title><link>{server.url('/1')}</link></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{item}</channel></rss>'
    server.answers["/feed"] = response(feed, kind="application/rss+xml")
    indexer = Indexer(desk.data, desk.encoder, max_bytes=100_000, allow_hosts=["127.0.0.1"])
    for shelf, added in ((A, 1), (None, 1), (A, 0), (SHARED, 0), (B, 1)):
        report = indexer.index(feeds=[server.url("/feed")], shelf=shelf)
        assert (report.added, report.failed) == (added, [])
    assert indexer.index([server.url("/1")], shelf="333").added == 1
    assert indexer.index([]).unchanged == 1  # what a feed names is none of what was asked for
    with desk.catalog() as catalog:
        found = catalog.list_articles()
        assert [one.shelf for one in found] == [A, SHARED, B, "333"]
        assert {one.url for one in found} == {server.url("/1")}
        assert len({one.article_id for one in found}) == 4
        assert [len(catalog.feed_items(shelf)) for shelf in (SHARED, A, B, "333")] == [1, 1, 1, 0]
    desk.indexer().remove(ids(desk, A))
    assert counts(indexer.index(feeds=[server.url("/feed")], shelf=B))[:5] == (0, 0, 0, 0, 0)
    assert ids(desk, A) == []
    assert len(ids(desk, B)) == 1


TEXTS = [text for seed in (1, 2, 3) for text in story(seed)]
HEADS = ["", "", "---\nid: hafen\n---\n", "---\nurl: https://a.example/1\n---\n"]
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("write"), st.sampled_from("ab"), st.integers(0, 3), st.sampled_from(TEXTS), st.sampled_from(HEADS)
        ),
        st.tuples(st.just("delete"), st.sampled_from("ab"), st.integers(0, 3)),
        st.tuples(st.just("move"), st.sampled_from("ab"), st.integers(0, 3), st.sampled_from("ab")),
        st.tuples(
            st.just("index"), st.sampled_from(SHELVES), st.sampled_from(["a", "b", ""]), st.booleans(), st.booleans()
        ),
        st.tuples(st.just("refresh")),
        st.tuples(st.just("remove"), st.sampled_from(SHELVES)),
    ),
    min_size=4,
    max_size=10,
)


class Apart:
    """One index with all shelves, and beside it an index of its own for each, over the same two folders."""

    def __init__(self, folder: Path) -> None:
        self.articles = folder / "articles"
        for name in "ab":
            (self.articles / name).mkdir(parents=True)
        self.together = Desk(folder / "together")
        self.alone = {shelf: Desk(folder / f"alone-{shelf}") for shelf in SHELVES}

    def write(self, folder: str, number: int, text: str, head: str) -> None:
        (self.articles / folder / f"{number}.md").write_text(head + text, encoding="utf-8")

    def delete(self, folder: str, number: int) -> None:
        (self.articles / folder / f"{number}.md").unlink(missing_ok=True)

    def move(self, folder: str, number: int, other: str) -> None:
        path = self.articles / folder / f"{number}.md"
        if path.exists():
            path.rename(self.articles / other / f"{number + 4}.md")

    def index(self, shelf: str, folder: str, prune: bool, readd: bool) -> None:
        options: dict[str, Any] = {"shelf": shelf, "prune_all": prune, "readd": readd}
        reports = [desk.index(self.articles / folder, **options) for desk in (self.together, self.alone[shelf])]
        assert counts(reports[0]) == counts(reports[1])

    def refresh(self) -> None:
        for desk in (self.together, *self.alone.values()):
            if desk.data.exists():
                desk.indexer().index([])

    def remove(self, shelf: str) -> None:
        if self.alone[shelf].data.exists() and (known := ids(self.alone[shelf], shelf)):
            for desk in (self.together, self.alone[shelf]):
                assert desk.indexer().remove(known[:1]).removed == (known[0],)

    def check(self) -> None:
        for shelf, desk in self.alone.items():
            if desk.data.exists():
                assert state(self.together, shelf) == state(desk, shelf)


@pytest.mark.slow
@given(steps=STEPS)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_a_shelf_is_as_an_index_of_its_own_whatever_is_done_to_others(steps: list[tuple[Any, ...]]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="beleg-shelves-"))
    try:
        apart = Apart(folder)
        for step, *values in [*steps, ("index", A, "", True, False), ("index", SHARED, "a", False, False)]:
            getattr(apart, step)(*values)
            apart.check()
        apart.together.check()
    finally:
        shutil.rmtree(folder)
