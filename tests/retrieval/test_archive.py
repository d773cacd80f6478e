"""Export and import: what goes out comes back, and no archive, however hostile, does more than fail."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.archive import exporting
from retrieval.archive.format import ABOUT, ARTICLES, TOMBSTONES, Root
from retrieval.archive.reading import Archive
from retrieval.errors import ArchiveError
from tests.desk import Desk
from tests.retrieval.archives import record, source, written

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
    assert restored.roots == (Root(str(desk.articles)),)
    # A further source is named again once it was read here and found to hold the same.
    articles, sources, versions = contents(desk)
    assert contents(fresh) == [articles, {ident: named[:1] for ident, named in sources.items()}, versions]
    assert max(len(history) for history in contents(desk)[2].values()) == 2
    fresh.check()
    again = fresh.indexer().import_archive(file)
    assert (again.added, again.unchanged) == (0, 2)
    # Nothing is to be embedded again, and what was removed stays out.
    fresh.encoder.encoded.clear()
    report = fresh.index(desk.articles)
    assert (report.added, report.changed, report.unchanged, report.removed_earlier) == (0, 0, 3, 1)
    assert fresh.encoder.encoded == []
    assert contents(fresh) == [articles, sources, versions]
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


ENCODED = {
    "кириллица.txt": "Мост через Орлу открыт. «Он выдержит», — сказал инженер Иван Соколов.".encode("cp1251"),
    "kopf.md": "---\ntitle: Мост\npublisher: Вестник\n---\nМост через Орлу закрыт, сообщает агентство.".encode(
        "cp1251"
    ),
    "seite.html": (
        '<html><head><meta charset="windows-1251"><title>Мост</title></head><body><article><p>'
        + "Мост через Орлу строят заново, заявил инженер Иван Соколов. " * 8
        + "</p></article></body></html>"
    ).encode("cp1251"),
    "latin.txt": "Die Brücke über die Orla hält. „Sie trägt“, sagte Jürgen Groß.".encode("cp1252"),
    "mark-le.txt": codecs.BOM_UTF16_LE + "Die Fähre fährt wieder, sagte Käthe Öhm.".encode("utf-16-le"),
    "mark-be.txt": codecs.BOM_UTF16_BE + "Пором знову ходить, сказала Олена Їжак.".encode("utf-16-be"),
    "zeilen.txt": "Eine Zeile.\r\nNoch eine,\rund die dritte über Köln…".encode("cp1252"),
}


def test_files_in_old_encodings_come_back_and_are_known_again(tmp_path: Path, fresh: Desk) -> None:
    desk = Desk(tmp_path / "old")
    for name, raw in ENCODED.items():
        (desk.articles / name).write_bytes(raw)
    assert desk.index().added == len(ENCODED)
    restored = fresh.indexer().import_archive(exported(desk))
    assert (restored.added, restored.failed, restored.left_out) == (len(ENCODED), [], [])
    assert contents(fresh) == contents(desk)
    fresh.encoder.encoded.clear()
    report = fresh.index(desk.articles)
    assert (report.added, report.changed, report.unchanged, report.failed) == (0, 0, len(ENCODED), [])
    assert fresh.encoder.encoded == []
    assert contents(fresh) == contents(desk)


@pytest.mark.parametrize(
    ("character", "encoding"), [("я", "cp1251"), ("€", "cp1252"), ("ß", "latin-1"), ("新", "utf-16-le")]
)
def test_a_file_as_long_as_one_may_be_comes_back_in_any_encoding(
    tmp_path: Path, fresh: Desk, character: str, encoding: str
) -> None:
    text = (character * 9 + " ") * (100_000 // len((character * 9 + " ").encode(encoding)))
    assert len(text.encode()) > len(text.encode(encoding)) > 99_900
    file = written(tmp_path / "x.tar", [record(text), record(character * 100_001)])
    restored = fresh.indexer().import_archive(file)
    assert restored.added == 1
    ((where, sentence),) = restored.failed
    assert sentence == f"{where}: it has 100,001 characters, at most 100,000 were expected; raise the limit."


def test_a_name_that_is_not_utf_8_is_named_and_loses_nothing_else(tmp_path: Path, fresh: Desk) -> None:
    desk = Desk(tmp_path / "old")
    folder = Path(os.fsdecode(os.fsencode(desk.articles) + b"/\xed\xee"))
    folder.mkdir()
    for path in (folder / "in.txt", desk.articles / os.fsdecode(b"\xed\xee.txt"), desk.articles / "good.txt"):
        path.write_text(f"Ein Artikel über die Orla, Nummer {len(path.name)}.", encoding="utf-8")
    report = desk.index(desk.articles, folder)
    assert (report.added, len(report.failed)) == (1, 3)
    for shown, sentence in report.failed:
        shown.encode()
        assert sentence.startswith(f"{shown} has a name that is not UTF-8, so it cannot be kept; rename ")
    with desk.catalog() as catalog:
        assert catalog.roots() == [str(desk.articles)]
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xed\xee.tar"))
    assert exporting.export_archive(desk.data, odd).articles == 1
    assert fresh.indexer().import_archive(odd).added == 1


def test_a_long_path_comes_back(tmp_path: Path, fresh: Desk) -> None:
    deep = "/" + "/".join(["ordner" * 40] * 16) + "/a.txt"
    restored = fresh.indexer().import_archive(written(tmp_path / "x.tar", [record(DAM, [source(deep)])]))
    assert (restored.added, restored.failed) == (1, [])


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_an_export_is_its_owners_only(desk: Desk, monkeypatch: pytest.MonkeyPatch, umask: int) -> None:
    modes: list[int] = []
    original = tarfile.open

    def opened(*args: Any, **options: Any) -> Any:
        modes.extend(stat.S_IMODE(path.stat().st_mode) for path in desk.articles.parent.glob("out.tar.*.part"))
        return original(*args, **options)

    monkeypatch.setattr(tarfile, "open", opened)
    before = os.umask(umask)
    try:
        file = exported(desk)
    finally:
        os.umask(before)
    assert modes == [0o600]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_export_follows_no_link(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    for aim in (victim, tmp_path / "nowhere"):
        link = desk.articles.parent / "out.tar"
        link.symlink_to(aim)
        with pytest.raises(ArchiveError, match="exists already"):
            exported(desk)
        link.unlink()
        # The name of the unfinished file is drawn; here somebody guessed it.
        monkeypatch.setattr("secrets.token_hex", lambda _: "guessed")
        part = link.with_name("out.tar.guessed.part")
        part.symlink_to(aim)
        with pytest.raises(ArchiveError, match="could not be written"):
            exported(desk)
        assert part.is_symlink()
        part.unlink()
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_an_export_replaces_nothing_that_was_made_meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    target = desk.articles.parent / "out.tar"

    def synced(_: int) -> None:
        target.symlink_to("/nowhere")

    monkeypatch.setattr(os, "fsync", synced)
    with pytest.raises(ArchiveError, match="meanwhile"):
        exported(desk)
    assert target.is_symlink()
    assert list(target.parent.glob("*.part")) == []
