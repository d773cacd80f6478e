"""Export and import: what goes out comes back, and no archive, however hostile, does more than fail."""

from __future__ import annotations

import errno
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.archive import exporting
from retrieval.archive.format import ABOUT, ARTICLES, TOMBSTONES
from retrieval.archive.reading import Archive
from retrieval.errors import ArchiveError
from tests.desk import Desk

pytestmark = pytest.mark.slow

BOATS = "---\ntitle: Boote\nurl: https://example.org/b\npublished: 2024-03-01\n---\nZwei Boote 😀 im Hafen."
DAM = "Der Damm von Ostrau hält. Das sagte Nadja Kallweit am Montag.\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "old")
    made.write("a.txt", DAM)
    made.write("copy.txt", DAM)
    made.write(
        "b.md", "---\ntitle: Boote\nurl: https://example.org/b\npublished: 2024-03-01\n---\nZwei Boote 😀 im Hafen."
    )
    made.write("gone.txt", "Dieser Artikel wird entfernt, und er bleibt es.")
    made.index()
    made.write("b.md", BOATS + " Eines brennt noch.")
    made.index()
    with made.catalog() as catalog:
        gone = next(one.article_id for one in catalog.list_articles() if str(one.path).endswith("gone.txt"))
    made.indexer().remove([gone])
    return made


@pytest.fixture
def fresh(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "new")


def exported(desk: Desk, name: str = "out.tar") -> Path:
    file = desk.articles.parent / name
    exporting.export_archive(desk.data, file)
    return file


def contents(desk: Desk) -> list[Any]:
    with desk.catalog() as catalog:
        ids = [one.article_id for one in catalog.list_articles()]
        return [catalog.articles(ids), catalog.sources(ids), {ident: catalog.versions(ident) for ident in ids}]


def test_what_goes_out_comes_back(desk: Desk, fresh: Desk) -> None:
    file = exported(desk)
    restored = fresh.indexer().import_archive(file)
    assert (restored.added, restored.unchanged, restored.kept, restored.failed) == (2, 0, 0, [])
    assert restored.roots == (str(desk.articles),)
    assert contents(fresh) == contents(desk)
    assert max(len(history) for history in contents(desk)[2].values()) == 2
    fresh.check()
    again = fresh.indexer().import_archive(file)
    assert (again.added, again.unchanged) == (0, 2)
    # The files are known by their hashes, and what was removed stays out.
    fresh.encoder.encoded.clear()
    report = fresh.index(desk.articles)
    assert (report.added, report.changed, report.unchanged, report.removed_earlier) == (0, 0, 3, 1)
    assert fresh.encoder.encoded == []
    assert exported(fresh, "again.tar").read_bytes() != b""


def test_nothing_is_followed_that_the_importer_did_not_name(desk: Desk, fresh: Desk) -> None:
    fresh.indexer().import_archive(exported(desk))
    assert fresh.indexer().index().added == 0
    with fresh.catalog() as catalog:
        assert catalog.roots() == []


def test_what_the_index_holds_stays_as_it_is(desk: Desk, fresh: Desk) -> None:
    file = exported(desk)
    desk.write("b.md", BOATS + " Beide brennen.")
    desk.index()
    before = contents(desk)
    restored = desk.indexer().import_archive(file)
    assert (restored.added, restored.unchanged, restored.kept) == (0, 1, 1)
    assert contents(desk) == before
    with desk.catalog() as catalog:
        ident = catalog.list_articles()[0].article_id
    desk.indexer().remove([ident])
    assert desk.indexer().import_archive(file).removed_earlier == 1


def test_what_a_dying_export_left_is_in_nobodys_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        for name in ("rename", "unlink"):
            patch.setattr(Path, name, failing)
        with pytest.raises(ArchiveError, match="could not be written"):
            exported(desk)
    assert [path.suffix for path in desk.articles.parent.glob("out.tar*")] == [".part"]
    assert exported(desk).is_file()


def test_an_export_replaces_no_file_and_leaves_no_part(desk: Desk, tmp_path: Path) -> None:
    file = exported(desk)
    before = file.read_bytes()
    with pytest.raises(ArchiveError, match="exists already"):
        exporting.export_archive(desk.data, file)
    assert file.read_bytes() == before
    with pytest.raises(ArchiveError, match="could not be written"):
        exporting.export_archive(desk.data, tmp_path / "none" / "out.tar")
    assert [path.name for path in file.parent.iterdir() if "out" in path.name] == ["out.tar"]


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    found = members(file)
    change(found)
    with tarfile.open(file, "w") as tar:
        for name, content in found.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file


def refused(fresh: Desk, file: Path) -> str:
    """Import and return the sentence of the failure; nothing may have come of it."""
    before = sorted(path for path in file.parent.rglob("*"))
    with pytest.raises(ArchiveError) as caught:
        fresh.indexer().import_archive(file)
    assert not fresh.data.exists()
    assert sorted(path for path in file.parent.rglob("*")) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["../evil.jsonl", "/etc/evil", "articles.jsonl/../../x", "a" * 300, "evil\x1b[2J"])
def test_members_that_no_export_holds_are_refused(desk: Desk, fresh: Desk, name: str) -> None:
    file = rewritten(exported(desk), lambda found: found.update({name: b"x"}))
    assert "which no export holds" in refused(fresh, file)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_members_that_are_no_files_are_refused(desk: Desk, fresh: Desk, kind: bytes) -> None:
    file = exported(desk)
    with tarfile.open(file, "w") as tar:
        member = tarfile.TarInfo(ARTICLES)
        member.type = kind
        member.linkname = "/etc/passwd"
        tar.addfile(member)
    refused(fresh, file)


def test_bombs_are_refused(desk: Desk, fresh: Desk, tmp_path: Path) -> None:
    file = exported(desk)
    packed = file.with_name("packed.tar.gz")
    with tarfile.open(packed, "w:gz") as tar:
        tar.add(file, ARTICLES)
    assert "no tar file" in refused(fresh, packed)
    # A member, and a header's extension, that claim far more than the file holds.
    for kind, size in ((tarfile.REGTYPE, 1 << 40), (tarfile.XHDTYPE, 1 << 36), (tarfile.GNUTYPE_LONGNAME, 1 << 36)):
        member = tarfile.TarInfo(ARTICLES)
        member.type, member.size = kind, size
        (tmp_path / "claim.tar").write_bytes(member.tobuf(tarfile.GNU_FORMAT) + b"\0" * 2048)
        refused(fresh, tmp_path / "claim.tar")
    # A sparse file: next to nothing on the disk, 4 GiB when read.
    sparse = tarfile.TarInfo(ARTICLES)
    sparse.pax_headers = {"GNU.sparse.size": str(1 << 32), "GNU.sparse.map": "0,0", "GNU.sparse.name": ARTICLES}
    (tmp_path / "sparse.tar").write_bytes(sparse.tobuf(tarfile.PAX_FORMAT) + b"\0" * 2048)
    refused(fresh, tmp_path / "sparse.tar")
    long = rewritten(file, lambda found: found.update({ARTICLES: b"[" * 3_000_000}))
    assert "more than" in refused(fresh, long)


def test_half_an_archive_changes_nothing(desk: Desk, fresh: Desk) -> None:
    file = exported(desk)
    whole = file.read_bytes()
    for size in (0, 100, 512, 1024, 1700, 2048, 2600):
        file.write_bytes(whole[:size])
        refused(fresh, file)
    file.write_bytes(whole)
    short = rewritten(file, lambda found: found.update({ARTICLES: found[ARTICLES].split(b"\n", 1)[1]}))
    assert "another number of lines" in refused(fresh, short)


BAD: list[dict[str, Any]] = [
    {"text": ""},
    {"text": "x" * 200_000},
    {"text": "half \ud800 character"},
    {"text": 5},
    {"article_id": "../../etc"},
    {"language": "klingon"},
    {"published": "yesterday"},
    {"url": "javascript:alert(1)"},
    {"url": "file:///etc/passwd"},
    {"path": "relative/../path"},
    {"sources": [{"address": "/a/../b", "path": None, "url": None, "sha256": ""}]},
    {"sources": [{"address": "/a\0b", "path": None, "url": None, "sha256": ""}]},
    {"sources": 7},
    {"versions": []},
    {"versions": [{"version": 1, "indexed": "now", "sha256": "x"}]},
    {"identity": "i" * 10_000},
    {"title": None},
]


@pytest.mark.parametrize("change", BAD, ids=lambda change: json.dumps(change)[:30])
def test_a_record_that_makes_no_sense_fails_by_its_line_and_the_others_come_in(
    desk: Desk, fresh: Desk, change: dict[str, Any]
) -> None:
    def spoil(found: dict[str, bytes]) -> None:
        first, rest = found[ARTICLES].split(b"\n", 1)
        found[ARTICLES] = json.dumps({**json.loads(first), **change}).encode() + b"\n" + rest

    restored = fresh.indexer().import_archive(rewritten(exported(desk), spoil))
    assert restored.added == 1
    ((where, sentence),) = restored.failed
    assert where.endswith("articles.jsonl line 1")
    assert "\n" not in sentence
    assert len(sentence) < 400
    fresh.check()


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b"1" * 10_000, b"null", b'{"text": 1}', b"\xff\xfe", b'"' + b"\\u0000" * 50]
)
def test_lines_that_are_no_records(desk: Desk, fresh: Desk, line: bytes) -> None:
    def spoil(found: dict[str, bytes]) -> None:
        found[ARTICLES] = line + b"\n" + found[ARTICLES].split(b"\n", 1)[1]
        found[TOMBSTONES] = line + b"\n"

    restored = fresh.indexer().import_archive(rewritten(exported(desk), spoil))
    # The tombstone is lost too, so the article it names may come in from its file.
    assert (restored.added, len(restored.failed)) == (1, 2)


@settings(max_examples=60)
@given(st.data())
def test_any_bytes_are_an_archive_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "x.tar"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in (
            (ABOUT, b'{"format": 1, "articles": 0, "tombstones": 0, "roots": []}'),
            (ARTICLES, b""),
            (TOMBSTONES, b""),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    damaged = bytearray(buffer.getvalue()[:3_000])
    for _ in range(data.draw(st.integers(0, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(damaged)
    try:
        opened = Archive(file, max_bytes=1000)
    except ArchiveError:
        return
    assert list(opened.articles()) == []
    opened.close()
