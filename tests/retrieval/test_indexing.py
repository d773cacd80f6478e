"""The write path: what an index run does with files, and that doing it again does nothing."""

from __future__ import annotations

import errno
import http.server
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import articles, statements
from retrieval.datatypes import Article, Statement
from retrieval.errors import CatalogDamagedError, DataFolderMissingError, EncoderError, LockedError, StorageError
from retrieval.indexer import Indexer, Progress, Report
from retrieval.indexing import preparing
from retrieval.store import open_vectors
from retrieval.store.catalog.schema import CATALOG_FILE
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.lock import WriterLock
from tests.desk import CountingEncoder, Desk

DAM = "Der Damm von Ostrau hält. Das sagte Nadja Kallweit am Montag.\n\nEr war im Mai gerissen.\n"
BOATS = "Zwei Boote liegen im Hafen von Lindwerder. Eines davon brennt noch.\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.removed


def test_adding_changing_and_leaving_alone(desk: Desk) -> None:
    desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    report = desk.index()
    assert counts(report) == (2, 0, 0, 0)
    assert report.passages == 2
    assert report.failed == []
    desk.check()
    before = desk.dump()
    desk.encoder.encoded.clear()
    assert counts(desk.index()) == (0, 0, 2, 0)
    assert desk.dump() == before
    assert desk.encoder.encoded == []
    desk.write("b.txt", BOATS + "\nDas Feuer ist aus.\n")
    report = desk.index()
    assert counts(report) == (0, 1, 1, 0)
    desk.check()
    assert desk.texts()["b.txt"].endswith("aus.\n")


def test_an_edited_article_keeps_its_id_and_embeds_only_what_is_new(desk: Desk) -> None:
    paragraphs = [f"Absatz {number}: " + " ".join(f"wort{number}x{x}" for x in range(110)) + "." for number in range(5)]
    desk.write("a.txt", "\n\n".join(paragraphs))
    desk.index()
    with desk.catalog() as catalog:
        ident = catalog.list_articles()[0].article_id
        before = set(catalog.live())
    desk.encoder.encoded.clear()
    paragraphs[2] = paragraphs[2].replace("wort2x7", "neu")
    desk.write("a.txt", "Vorspann\n\n" + "\n\n".join(paragraphs))
    assert counts(desk.index()) == (0, 1, 0, 0)
    with desk.catalog() as catalog:
        assert catalog.list_articles()[0].article_id == ident
        assert len(before & set(catalog.live())) >= 2
    assert not any("wort4x1 " in text for text in desk.encoder.encoded)
    desk.check()


def test_a_touched_file_is_unchanged_and_a_fresh_one_is_read_again(desk: Desk) -> None:
    path = desk.write("a.txt", DAM, settled=False)
    desk.index()
    status = path.stat()
    # The same size and time, as an editor may leave within one tick of the clock.
    path.write_text(DAM.replace("Mai", "Jun"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert counts(desk.index()) == (0, 1, 0, 0)
    assert "Jun" in desk.texts()["a.txt"]
    os.utime(path)
    assert counts(desk.index()) == (0, 0, 1, 0)


def test_one_source_has_one_address(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)
    monkeypatch.chdir(desk.articles.parent)
    assert counts(desk.index("./articles")) == (1, 0, 0, 0)
    for same in ("articles/", "articles/../articles", desk.articles, "articles/a.txt"):
        assert counts(desk.index(same)) == (0, 0, 1, 0)
    assert counts(desk.index("articles", "articles/a.txt")) == (0, 0, 1, 0)
    assert counts(desk.indexer().index()) == (0, 0, 1, 0)
    with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
        assert connection.execute("SELECT address FROM roots").fetchall() == [(str(desk.articles),)]


def test_a_renamed_file_keeps_its_article(desk: Desk) -> None:
    path = desk.write("a.txt", DAM)
    desk.index()
    with desk.catalog() as catalog:
        ident = catalog.list_articles()[0].article_id
    path.rename(desk.articles / "z.txt")
    assert counts(desk.index()) == (0, 1, 0, 0)
    with desk.catalog() as catalog:
        (listed,) = catalog.list_articles()
        assert (listed.article_id, listed.path) == (ident, str(desk.articles / "z.txt"))
        assert len(catalog.sources([ident])[ident]) == 1
    assert counts(desk.index(prune=True)) == (0, 0, 1, 0)
    desk.check()


def test_two_texts_under_one_id_are_a_mistake_that_loses_nothing(desk: Desk) -> None:
    desk.write("a.md", f"---\nid: one\n---\n{DAM}")
    desk.index()
    desk.write("b.md", f"---\nid: one\n---\n{BOATS}")
    report = desk.index()
    assert counts(report) == (0, 0, 1, 0)
    ((path, sentence),) = report.failed
    assert path == str(desk.articles / "b.md")
    assert "same id or url" in sentence
    (desk.articles / "a.md").unlink()
    assert counts(desk.index()) == (0, 1, 0, 0)
    assert list(desk.texts()) == ["b.md"]
    desk.check()


def test_pruning_removes_only_what_is_gone_from_a_folder_given(desk: Desk, tmp_path: Path) -> None:
    desk.write("a.txt", DAM)
    desk.write("sub/b.txt", BOATS)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "c.txt").write_text("Ein dritter Artikel steht hier.")
    desk.index(desk.articles, elsewhere)
    (desk.articles / "a.txt").unlink()
    (elsewhere / "c.txt").unlink()
    assert counts(desk.index()) == (0, 0, 1, 0)
    assert counts(desk.index(prune=True)) == (0, 0, 1, 1)
    assert set(desk.texts()) == {"b.txt", "c.txt"}
    # Not more than half, nor when the folder itself is missing: a drive that isn't mounted is no deletion.
    for says in ("has lost 1 of its 1 articles", "is gone and 1 article read from it stays"):
        report = desk.index(elsewhere, prune=True)
        assert report.removed == 0
        assert says in report.failed[0][1]
        assert f"beleg index --prune-all {elsewhere}." in report.failed[0][1]
        if elsewhere.exists():
            elsewhere.rmdir()
    assert set(desk.texts()) == {"b.txt", "c.txt"}
    desk.check()
    report = desk.index(elsewhere, prune_all=True)
    assert (report.removed, report.failed) == (1, [])
    assert set(desk.texts()) == {"b.txt"}
    assert desk.indexer().index().failed == []
    desk.check()


def test_an_empty_mount_point_removes_nothing_unless_told_so(desk: Desk) -> None:
    paths = [desk.write(f"{number}.txt", f"{DAM} Das war Meldung {number}.") for number in range(3)]
    desk.index()
    for path in paths[:2]:
        path.unlink()
    assert (desk.index(prune=True).removed, len(desk.texts())) == (0, 3)
    paths[2].unlink()
    assert "has lost 3 of its 3 articles" in desk.index(prune=True).failed[0][1]
    assert desk.index(prune_all=True).removed == 3
    desk.check()


def test_a_renamed_folder_is_forgotten_once_it_is_read_by_its_new_name(desk: Desk, tmp_path: Path) -> None:
    desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    desk.index()
    renamed = tmp_path / "renamed"
    desk.articles.rename(renamed)
    report = desk.indexer().index()
    assert "is gone and 2 articles read from it stay in the index" in report.failed[0][1]
    assert desk.indexer().index([str(renamed)]).failed == []
    report = desk.indexer().index()
    assert (report.failed, report.unchanged, report.removed) == ([], 2, 0)
    with desk.catalog() as catalog:
        paths = {
            one.path for one in catalog.articles([listed.article_id for listed in catalog.list_articles()]).values()
        }
    assert paths == {str(renamed / "a.txt"), str(renamed / "b.txt")}
    desk.check()


def test_a_file_given_by_name_that_is_gone_says_how_to_remove_its_article(desk: Desk) -> None:
    path = desk.write("a.txt", DAM)
    desk.index(path)
    with desk.catalog() as catalog:
        (ident,) = (one.article_id for one in catalog.list_articles())
    path.unlink()
    for _ in range(2):
        report = desk.indexer().index()
        assert report.removed == 0
        assert report.failed == [
            (
                str(path),
                f"{path} is gone and its article stays in the index: put the file back, or run beleg remove {ident}.",
            )
        ]
    desk.indexer().remove([ident])
    assert desk.indexer().index().failed == []


def test_pruning_leaves_a_folder_alone_that_cannot_be_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.write("sub/b.txt", BOATS)
    desk.index()
    path.unlink()
    real = os.scandir

    def refuse(where: Path) -> Any:
        if str(where).endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return real(where)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        report = desk.index(prune=True)
    assert report.removed == 0
    assert "Permission denied" in report.failed[0][1]
    assert list(desk.texts()) == ["b.txt"]


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(desk: Desk) -> None:
    desk.write("a.txt", DAM)
    dry = desk.index(dry_run=True)
    assert not desk.data.exists()
    wet = desk.index()
    assert astuple(dry)[:-1] == astuple(wet)[:-1]
    desk.write("a.txt", DAM + "\nNoch etwas.\n")
    desk.write("b.txt", BOATS)
    desk.write("c.txt", BOATS)
    desk.write("d.bin", "x")
    desk.write("e.txt", "")
    before = desk.dump()
    dry = desk.index(dry_run=True, prune=True)
    assert desk.dump() == before
    wet = desk.index(prune=True)
    assert astuple(dry)[:-1] == astuple(wet)[:-1]
    assert counts(wet) == (1, 1, 1, 0)
    assert wet.skipped == 1


def test_bad_files_fail_by_name_and_lose_nothing(desk: Desk) -> None:
    desk.write("a.txt", DAM)
    bad = desk.write("b.txt", BOATS)
    desk.index()
    bad.write_bytes(b"\x00\xff\xfe\x80" * 4000)
    desk.write("empty.txt", "")
    desk.write("long.txt", "wort " * 40_000)
    desk.write("picture.jpg", "no article")
    desk.write(".hidden.txt", "Nicht für den Index.")
    desk.write(".git/config.txt", "Auch nicht.")
    (desk.articles / "dangling.txt").symlink_to(desk.articles / "nowhere.txt")
    (desk.articles / "round").symlink_to(desk.articles)
    report = desk.index()
    assert counts(report) == (0, 0, 1, 0)
    assert report.skipped == 1
    assert [Path(path).name for path, _ in report.failed] == ["b.txt", "dangling.txt", "empty.txt", "long.txt"]
    for _, sentence in report.failed:
        assert "\n" not in sentence
    assert set(desk.texts()) == {"a.txt", "b.txt"}
    assert desk.texts()["b.txt"] == BOATS
    named = desk.index(desk.articles / "picture.jpg", desk.articles / "missing.txt", "http://")
    assert [Path(path).name for path, _ in named.failed] != []
    assert len(named.failed) == 3
    desk.check()


def test_a_rebuild_reads_files_anew_that_are_what_they_were(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)
    desk.index()
    load = articles.load

    def better(path: Path, **options: Any) -> Article:
        return replace(load(path, **options), published="2022-01-09")

    monkeypatch.setattr(articles, "load", better)
    assert counts(desk.index()) == (0, 0, 1, 0)
    assert counts(desk.index(rebuild=True)) == (0, 1, 0, 0)
    desk.check()


def test_an_edit_that_keeps_size_and_time_is_found_by_a_rebuild(desk: Desk) -> None:
    path = desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    desk.index()
    before = path.stat()
    edited = DAM.swapcase()
    with path.open("r+", encoding="utf-8", newline="") as file:
        file.write(edited)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(desk.index()) == (0, 0, 2, 0)
    assert counts(desk.index(rebuild=True, dry_run=True)) == (0, 1, 1, 0)
    assert counts(desk.index(rebuild=True)) == (0, 1, 1, 0)
    assert desk.texts() == {"a.txt": edited, "b.txt": BOATS}
    desk.check()


def failing(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Have the extraction of statements fail on texts with this word, as a rule with a fault does."""
    extract = statements.extract

    def fail(text: str, language: str, **options: Any) -> list[Statement]:
        if word in text:
            raise IndexError("list index out of range")
        return extract(text, language, **options)

    monkeypatch.setattr(statements, "extract", fail)


def test_a_text_that_cannot_be_analysed_fails_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    failing(monkeypatch, "Boote")
    report = desk.index()
    assert counts(report) == (1, 0, 0, 0)
    [(path, sentence)] = report.failed
    assert path.endswith("b.txt")
    assert "IndexError at test_indexing.py" in sentence
    assert desk.texts() == {"a.txt": DAM}
    desk.write("a.txt", DAM + "\nEin Boot kam. Boote halfen.\n")  # an edit that fails keeps the last good version
    report = desk.index()
    assert [Path(path).name for path, _ in report.failed] == ["a.txt", "b.txt"]
    assert desk.texts() == {"a.txt": DAM}
    desk.check()
    monkeypatch.undo()
    assert counts(desk.index()) == (1, 1, 0, 0)
    desk.check()


def test_a_text_that_takes_too_long_fails_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    assert counts(desk.index()) == (2, 0, 0, 0)
    desk.write("a.txt", DAM + "\nDie Mauer steht.\n")
    monkeypatch.setattr(preparing, "SECONDS", 0.0)
    report = desk.index()
    assert counts(report) == (0, 0, 1, 0)
    [(path, sentence)] = report.failed
    assert path.endswith("a.txt")
    assert "takes longer than 0 seconds to read for passages, names and statements; split it" in sentence
    assert desk.texts() == {"a.txt": DAM, "b.txt": BOATS}
    desk.check()
    monkeypatch.undo()
    assert counts(desk.index()) == (0, 1, 1, 0)
    desk.check()


def test_a_text_of_too_many_passages_fails_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)
    desk.write("long.txt", "Die Fähre fährt heute nicht. " * 200)
    monkeypatch.setattr(preparing, "MOST_PASSAGES", 5)
    report = desk.index()
    assert counts(report) == (1, 0, 0, 0)
    [(path, sentence)] = report.failed
    assert path.endswith("long.txt")
    assert re.search(r"makes \d+ passages, at most 5 were expected; split it into smaller files\.", sentence)
    assert desk.texts() == {"a.txt": DAM}
    desk.check()


def test_new_metadata_of_a_text_that_cannot_be_analysed_fails_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("x.md", f"---\ntitle: Eins\n---\n{BOATS}")
    desk.index()
    failing(monkeypatch, "Boote")
    desk.write("x.md", f"---\ntitle: Zwei\n---\n{BOATS}")
    desk.write("y.txt", DAM)
    for _ in range(2):
        report = desk.index()
        assert [Path(path).name for path, _ in report.failed] == ["x.md"]
        with desk.catalog() as catalog:
            assert sorted(line.title for line in catalog.list_articles()) == [DAM.splitlines()[0], "Eins"]
    desk.check()
    monkeypatch.undo()
    assert desk.index().failed == []
    with desk.catalog() as catalog:
        assert sorted(line.title for line in catalog.list_articles()) == [DAM.splitlines()[0], "Zwei"]


def test_an_edit_is_analysed_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)
    desk.index()
    asked: list[str] = []
    extract = statements.extract

    def counted(text: str, language: str, **options: Any) -> list[Statement]:
        asked.append(text)
        return extract(text, language, **options)

    monkeypatch.setattr(statements, "extract", counted)
    desk.write("a.txt", DAM + "\nDas Wasser steigt.\n")
    assert counts(desk.index()) == (0, 1, 0, 0)
    assert len(asked) == 1
    desk.check()


def test_a_machine_without_memory_is_not_the_texts_fault(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)

    def fail(*_: object, **__: object) -> list[Statement]:
        raise MemoryError

    monkeypatch.setattr(statements, "extract", fail)
    with pytest.raises(MemoryError):
        desk.index()


@pytest.mark.parametrize("dimension", [64, 32], ids=["the same model", "another model"])
def test_a_rebuild_keeps_what_cannot_be_made_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch, dimension: int) -> None:
    desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    desk.index()
    failing(monkeypatch, "Boote")
    desk.encoder = CountingEncoder(dimension)
    assert [Path(path).name for path, _ in desk.index(dry_run=True, rebuild=True).failed] == ["b.txt"]
    report = desk.index(rebuild=True)
    assert [Path(path).name for path, _ in report.failed] == ["b.txt"]
    assert report.passages == 1
    assert desk.texts() == {"a.txt": DAM, "b.txt": BOATS}
    desk.check()
    assert desk.holds_vectors()
    monkeypatch.undo()
    assert desk.index(rebuild=dimension == 64).failed == []
    desk.check()


def test_an_unforeseen_failure_of_reading_is_the_files_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    load = articles.load

    def fail(path: Path, *, max_bytes: int, within: Sequence[str] = (), warn: object = None) -> Article:
        if path.name == "a.txt":
            raise RuntimeError("odd")
        return load(path, max_bytes=max_bytes, within=within)

    monkeypatch.setattr(articles, "load", fail)
    report = desk.index()
    assert [Path(path).name for path, _ in report.failed] == ["a.txt"]
    assert "RuntimeError" in report.failed[0][1]
    assert desk.texts() == {"b.txt": BOATS}


def test_a_file_named_by_hand_is_remembered_and_forgotten_when_removed(desk: Desk) -> None:
    first, second = desk.write("a.txt", DAM), desk.write("b.txt", BOATS)
    desk.index(first)
    desk.index(second)
    assert counts(desk.indexer().index()) == (0, 0, 2, 0)
    with desk.catalog() as catalog:
        ident = next(listed.article_id for listed in catalog.list_articles() if listed.path == str(first))
    removal = desk.indexer().remove([ident, "000000000000", ident])
    assert (removal.removed, removal.unknown) == ((ident,), ("000000000000",))
    assert counts(desk.indexer().index()) == (0, 0, 1, 0)
    assert list(desk.texts()) == ["b.txt"]
    desk.check()
    with desk.catalog() as catalog:
        assert catalog.statements_in([ident]) == {}
        index = open_vectors(catalog)
        found = index.search(desk.encoder.encode(["Damm Ostrau"], kind="query")[0], 10)
        assert {passage.article_id for passage in catalog.passages(found.ids).values()} != {ident}


def test_a_rebuild_makes_everything_anew_and_changes_no_answer(desk: Desk) -> None:
    for number in range(12):
        desk.write(f"a{number}.txt", DAM.replace("Ostrau", f"Ostrau{number}"))
    desk.index()
    desk.encoder.encoded.clear()

    def search() -> list[list[float]]:
        with desk.catalog() as catalog:
            ranking = open_vectors(catalog).search(desk.encoder.encode(["Damm Ostrau3"], kind="query")[0], 20)
            lexical = catalog.lexical(["damm"], "de", limit=20)
            return [ranking.ids.tolist(), ranking.scores.tolist(), lexical.ids.tolist(), lexical.scores.tolist()]

    before = search()
    assert desk.index(dry_run=True, rebuild=True).passages == 12
    report = desk.indexer().index(rebuild=True)
    assert counts(report) == (0, 0, 12, 0)
    assert report.passages == 12
    assert len([text for text in desk.encoder.encoded if text.startswith("Der Damm")]) >= 12
    assert search() == before
    desk.check()


def test_new_rules_extract_statements_again_without_embedding(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    with monkeypatch.context() as older:
        older.setattr(statements, "STATEMENTS_VERSION", statements.STATEMENTS_VERSION - 1)
        older.setattr(statements, "extract", lambda *_, **__: [])
        desk.index()
    with desk.catalog() as catalog:
        assert catalog.speakers() == []
    desk.encoder.encoded.clear()
    assert counts(desk.index()) == (0, 0, 2, 0)
    assert desk.encoder.encoded == []
    with desk.catalog() as catalog:
        assert catalog.speakers() == ["Nadja Kallweit"]
    desk.check()


def test_another_model_has_everything_embedded_again(desk: Desk) -> None:
    desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    desk.index()
    desk.encoder = CountingEncoder(dimension=32)
    with pytest.raises(EncoderError, match="--rebuild"):
        desk.model().check(desk.encoder.fingerprint)
    assert counts(desk.index()) == (0, 0, 2, 0)
    desk.model().check(desk.encoder.fingerprint)
    with desk.catalog() as catalog:
        assert catalog.vectors(catalog.live()).shape == (2, 32)
    desk.check()


class Pages(http.server.BaseHTTPRequestHandler):
    """Serves one page, or an error where there is none."""

    page = ""

    def do_GET(self) -> None:
        self.send_response(200 if self.page else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.slow
def test_an_address_is_read_again_and_keeps_its_last_good_version(desk: Desk) -> None:
    server = http.server.HTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/damm"
    indexer = Indexer(desk.data, desk.encoder, max_bytes=10_000, allow_hosts=["127.0.0.1"])
    try:
        Pages.page = DAM
        assert counts(indexer.index([f"{url}#top"])) == (1, 0, 0, 0)
        assert counts(indexer.index()) == (0, 0, 1, 0)
        Pages.page = BOATS
        assert counts(indexer.index()) == (0, 1, 0, 0)
        Pages.page = ""
        report = indexer.index(prune=True)
        assert counts(report) == (0, 0, 0, 0)
        assert [path for path, _ in report.failed] == [url]
    finally:
        server.shutdown()
        server.server_close()
    with desk.catalog() as catalog:
        (listed,) = catalog.list_articles()
        assert (listed.url, listed.path) == (url, None)
        assert catalog.articles([listed.article_id])[listed.article_id].text == BOATS
    desk.check()


def test_progress_reaches_the_total(desk: Desk) -> None:
    for number in range(5):
        desk.write(f"a{number}.txt", f"Artikel {number} über etwas.")
    seen: list[Progress] = []
    desk.index(progress=seen.append)
    assert [(step.done, step.total) for step in seen if step.stage == "files"] == [(n, 5) for n in range(1, 6)]
    assert seen[-1] == Progress("vectors", 5, 5)


def test_a_second_writer_is_told_who_writes(desk: Desk) -> None:
    desk.write("a.txt", DAM)
    desk.index()
    lock = WriterLock(desk.data)
    lock.acquire()
    for action in (desk.index, lambda: desk.indexer().remove(["x"])):
        with pytest.raises(LockedError, match=f"Process {os.getpid()} is writing"):
            action()
    assert desk.index(dry_run=True).unchanged == 1
    with desk.catalog() as catalog:
        assert catalog.counts().articles == 1
    lock.release()
    assert desk.index().unchanged == 1


def test_nothing_to_index_from(desk: Desk) -> None:
    with pytest.raises(DataFolderMissingError):
        desk.indexer().index()
    with pytest.raises(DataFolderMissingError):
        desk.indexer().remove(["x"])
    blocked = desk.articles / "file"
    blocked.write_text("x")
    with pytest.raises(StorageError):
        Indexer(blocked / "data", desk.encoder, max_bytes=10).index([str(desk.articles)])


def test_a_read_only_data_folder_is_one_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", DAM)
    desk.index()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(StorageError, match=r"cannot be written \(Read-only file system\)"):
        desk.index()


def test_an_interrupted_run_is_continued(desk: Desk) -> None:
    for number in range(4):
        desk.write(f"a{number}.txt", f"Artikel {number} über etwas.")
    desk.index(desk.articles / "a0.txt")

    def interrupt(step: Progress) -> None:
        if step.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.index(progress=interrupt)
    assert counts(desk.index()) == (3, 0, 1, 0)
    desk.check()


# Another process that edits all articles three times and indexes them each time.
EDITOR = """
import sys
from pathlib import Path
from tests.desk import Desk
desk = Desk(Path(sys.argv[1]))
for version in (1, 2, 3):
    for path in sorted(desk.articles.iterdir()):
        desk.write(path.name, path.read_text().replace(f"Fassung {version - 1}", f"Fassung {version}"))
    desk.index()
"""


@pytest.mark.slow
def test_readers_see_whole_articles_while_another_process_writes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.store.vectors.index.EXACT_PASSAGES", 2)
    for number in range(8):
        desk.write(f"a{number}.txt", f"Fassung 0: Artikel {number} über den Damm. Satz zwei der Fassung 0.")
    desk.index()
    vector = desk.encoder.encode(["Artikel Damm"], kind="query")[0]
    with desk.catalog() as catalog:
        index = open_vectors(catalog)

        def found() -> set[str]:
            with catalog.snapshot():
                passages = catalog.passages(index.search(vector, 20).ids).values()
            assert len(passages) == 8
            return {passage.text for passage in passages}

        seen = set()
        with subprocess.Popen([sys.executable, "-c", EDITOR, str(desk.articles.parent)]) as editor:
            while editor.poll() is None:
                seen |= found()
        assert editor.returncode == 0
        versions = [re.findall(r"Fassung (\d)", text) for text in seen]
        assert all(first == second for first, second in versions)
        assert {first for first, _ in versions} >= {"0", "3"}
        assert {text[:9] for text in found()} == {"Fassung 3"}
        index.close()
    desk.check()


def test_a_damaged_catalog_stops_the_writer_with_one_sentence(desk: Desk) -> None:
    desk.write("a.txt", DAM)
    desk.index()
    (desk.data / CATALOG_FILE).write_bytes(b"not a database at all" * 300)
    with pytest.raises(CatalogDamagedError):
        desk.index()


@pytest.mark.parametrize("failing", ["put_article", "put_source", "add_vectors"])
def test_a_disk_that_fills_up_leaves_the_last_good_state(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    desk.write("a.txt", DAM)
    desk.index()
    before = desk.dump()
    desk.write("a.txt", BOATS)
    desk.write("b.txt", DAM + "Noch ein Satz.")
    real: Callable[..., Any] = getattr(SqliteWriter, failing)
    calls = []

    def full(writer: SqliteWriter, *args: Any, **options: Any) -> Any:
        result = real(writer, *args, **options)
        calls.append(1)
        if len(calls) == 1:
            pages = writer._connection.execute("PRAGMA page_count").fetchone()[0]
            writer._connection.execute(f"PRAGMA max_page_count = {pages}")
            writer._connection.execute("CREATE TABLE fill AS SELECT zeroblob(9000000)")
        return result

    with monkeypatch.context() as patch:
        patch.setattr(SqliteWriter, failing, full)
        with pytest.raises(StorageError, match="the disk is full"):
            desk.index()
    assert desk.dump() == before
    assert counts(desk.index()) == (1, 1, 0, 0)
    desk.check()


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cc"])
    | st.sampled_from("\n\r. 😀\u0301\u00ad[1]"),
    min_size=1,
    max_size=200,
)


@pytest.mark.slow
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from("abcdef"), TEXTS, min_size=1, max_size=5))
def test_indexing_the_same_again_changes_nothing(texts: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for name, text in texts.items():
            desk.write(f"{name}.txt", text)
        first = desk.index()
        assert first.added + first.changed + first.unchanged + len(first.failed) == len(texts)
        before = desk.dump()
        again = desk.index()
        assert (again.added, again.changed, again.removed, again.passages) == (0, 0, 0, 0)
        assert again.failed == first.failed
        assert desk.dump() == before
        if first.added:
            desk.check()


def test_progress_counts_up_to_its_total_whatever_the_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.store.vectors.mirror.BATCH", 2)
    for number in range(7):
        desk.write(f"a{number}.txt", f"Bericht {number} über den Damm von Ostrau.")
    seen: list[Progress] = []

    def counted() -> list[tuple[int, int]]:
        found = [(now.done, now.total) for now in seen if now.stage == "vectors"]
        seen.clear()
        return found

    desk.index(progress=seen.append)
    assert counted() == [(2, 7), (4, 7), (6, 7), (7, 7)]
    desk.index(rebuild=True, progress=seen.append)
    assert counted() == [(2, 7), (4, 7), (6, 7), (7, 7)]
    with desk.catalog() as catalog:
        gone = catalog.list_articles()[0].article_id
    desk.indexer().remove([gone], progress=seen.append)
    assert counted() == [(2, 6), (4, 6), (6, 6)]
