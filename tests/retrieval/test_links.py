"""Links in a folder of articles: what leads out of it is not read, and not forgotten without a word."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.archive import exporting
from retrieval.indexer import Report
from retrieval.indexing import sources
from tests.desk import Desk

DAM = "Der Damm bei Ostrau hält. „Er hält bis Montag“, sagte Ingenieurin Mira Tannhof am Sonntag.\n"
BOATS = "Vierzig Boote liegen im Hafen von Norderwiek fest, weil die Schleuse seit Tagen nicht mehr schließt.\n"
SECRET = "The token of the bot is seven-blue-herons, and nobody outside of this house may ever read it.\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    return folder / "secret.txt"


def told(report: Report) -> dict[str, str]:
    return {Path(path).name: sentence for path, sentence in report.failed}


@pytest.mark.parametrize("relative", [True, False])
@pytest.mark.parametrize("what", ["file", "folder", "chain"])
def test_a_link_out_of_the_folder_is_not_read_but_named(desk: Desk, secret: Path, what: str, relative: bool) -> None:
    desk.write("a.txt", DAM)
    target = secret.parent if what == "folder" else secret
    link = desk.articles / ("notes" if what == "folder" else "notes.txt")
    if what == "chain":
        (desk.articles / "via.lnk").symlink_to(target)
        target = desk.articles / "via.lnk"
    link.symlink_to(os.path.relpath(target, desk.articles) if relative else target)
    for report in (desk.index(), desk.indexer().index(), desk.index(rebuild=True, dry_run=True)):
        sentence = told(report)[link.name]
        assert f"{link} is a link" in sentence
        assert str(secret.parent) in sentence
        assert "--follow-links" in sentence
    assert desk.texts() == {"a.txt": DAM}
    report = desk.index(follow_links=True)
    assert (report.added, report.failed) == (1, [])
    assert SECRET in desk.texts().values()


def test_a_link_to_a_hidden_file_is_not_read(desk: Desk) -> None:
    desk.write(".env.txt", SECRET)
    desk.write(".data/b.txt", BOATS)
    (desk.articles / "notes.txt").symlink_to(".env.txt")
    (desk.articles / "b.txt").symlink_to(".data/b.txt")
    (desk.articles / "data").symlink_to(".data")
    report = desk.index()
    assert set(told(report)) == {"notes.txt", "b.txt", "data"}
    assert report.added == 0


def test_a_link_inside_the_folder_is_one_article(desk: Desk) -> None:
    desk.write("old/a.txt", DAM)
    (desk.articles / "new.txt").symlink_to("old/a.txt")
    (desk.articles / "latest").symlink_to("old")
    (desk.articles / "round").symlink_to(".")
    report = desk.index()
    assert (report.added, report.failed) == (1, [])
    with desk.catalog() as catalog:
        assert len(catalog.list_articles()) == 1
    assert str(desk.articles / "latest" / "a.txt") not in [
        source for source, _ in sources.scan(str(desk.articles)).files
    ]
    again = desk.index()
    assert (again.added, again.changed, again.removed, again.failed) == (0, 0, 0, [])


def test_what_is_named_itself_is_followed_and_remembered(desk: Desk, secret: Path) -> None:
    desk.write("a.txt", DAM)
    (desk.articles / "notes.txt").symlink_to(secret)
    (desk.articles / "more").symlink_to(secret.parent)
    (secret.parent / "b.txt").write_text(BOATS, encoding="utf-8")
    report = desk.index(desk.articles, desk.articles / "notes.txt", desk.articles / "more")
    assert (report.added, report.failed) == (3, [])
    secret.write_text("Now " + SECRET, encoding="utf-8")
    again = desk.indexer().index()
    assert (again.changed, again.failed) == (1, [])


def test_a_folder_that_is_a_link_itself_is_read(desk: Desk, tmp_path: Path) -> None:
    desk.write("a.txt", DAM)
    desk.write("sub/b.txt", BOATS)
    (desk.articles / "in.txt").symlink_to(desk.articles / "sub" / "b.txt")
    (tmp_path / "named").symlink_to(desk.articles)
    report = desk.index(tmp_path / "named")
    assert (report.added, report.failed) == (2, [])
    assert desk.index(tmp_path / "named" / "sub").failed == []


def test_what_was_read_through_a_link_before_stays_and_is_told(desk: Desk, secret: Path) -> None:
    desk.write("a.txt", DAM)
    (desk.articles / "notes.txt").symlink_to(secret)
    (desk.articles / "more").symlink_to(secret.parent)
    (secret.parent / "b.txt").write_text(BOATS, encoding="utf-8")
    desk.index(follow_links=True)
    with desk.catalog() as catalog:
        listed = {Path(str(found.path)).name: found.article_id for found in catalog.list_articles()}
    for report in (desk.index(), desk.indexer().index(), desk.index(rebuild=True)):
        sentences = told(report)
        assert set(sentences) == {"notes.txt", "b.txt", "secret.txt"}
        assert report.removed == 0
        assert all("stays in the index; run beleg remove" in sentence for sentence in sentences.values())
        assert listed["b.txt"] in sentences["b.txt"]
        assert "notes.txt is a link" in sentences["notes.txt"]
        assert "b.txt lies behind a link" in sentences["b.txt"]
    secret.write_text("Now " + SECRET, encoding="utf-8")
    assert desk.index().changed == 0
    pruned = desk.index(prune=True)
    assert (pruned.removed, set(told(pruned))) == (2, {"notes.txt", "more"})
    assert desk.texts() == {"a.txt": DAM}
    desk.check()


def test_a_file_that_becomes_a_link_keeps_its_article_and_is_told(desk: Desk, secret: Path) -> None:
    file = desk.write("a.txt", DAM)
    desk.index()
    file.unlink()
    file.symlink_to(secret)
    report = desk.index()
    assert "its article stays in the index" in told(report)["a.txt"]
    assert desk.texts() == {"a.txt": DAM}


def test_a_link_that_appears_after_the_folder_was_listed_is_not_followed(
    desk: Desk, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = desk.write("a.txt", DAM)
    desk.write("b.txt", BOATS)
    scan = sources.scan

    def swapped(where: str, *, follow_links: bool = False) -> sources.Scan:
        found = scan(where, follow_links=follow_links)
        file.unlink()
        file.symlink_to(secret)
        return found

    monkeypatch.setattr(sources, "scan", swapped)
    assert "--follow-links" in told(desk.index())["a.txt"]
    assert desk.texts() == {"b.txt": BOATS}


@pytest.mark.parametrize("edited", [True, False])
def test_a_source_that_only_an_archive_names_is_never_read(
    desk: Desk, tmp_path: Path, secret: Path, edited: bool
) -> None:
    file = desk.write("a.txt" if not edited else "a.md", f"---\nid: dam\n---\n{DAM}" if edited else DAM)
    other = secret.with_name(f"other{file.suffix}")
    other.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    desk.index(desk.articles, other)
    exporting.export_archive(desk.data, tmp_path / "out.tar")
    importer = Desk(tmp_path / "importer")
    importer.indexer().import_archive(tmp_path / "out.tar")
    other.write_text(SECRET, encoding="utf-8")
    if edited:
        file.write_text(f"---\nid: dam\n---\n{BOATS}", encoding="utf-8")
    else:
        file.unlink()
    report = importer.index(desk.articles, prune=True)
    if edited:
        assert "was never named to this index" in told(report)[other.name]
    assert all("heron" not in text for text in importer.texts().values())
    importer.check()


def test_a_link_to_a_device_or_pipe_is_refused(desk: Desk, tmp_path: Path) -> None:
    os.mkfifo(desk.articles / "pipe.txt")
    (desk.articles / "zero.txt").symlink_to("/dev/zero")
    (desk.articles / "piped.txt").symlink_to("pipe.txt")
    first = desk.index()
    assert set(told(first)) == {"zero.txt", "piped.txt"}
    assert first.skipped == 1
    assert "a pipe" in told(first)["piped.txt"]
    assert "a device" in told(desk.index(follow_links=True))["zero.txt"]


def test_links_to_one_file_are_pruned_when_all_are_gone(desk: Desk) -> None:
    desk.write("a.txt", DAM)
    for name in ("b.txt", "c.txt"):
        (desk.articles / name).symlink_to("a.txt")
    desk.index()
    for name in ("a.txt", "b.txt", "c.txt"):
        (desk.articles / name).unlink()
    report = desk.index(prune_all=True)
    assert (report.removed, report.failed) == (1, [])
