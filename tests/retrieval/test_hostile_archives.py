"""No archive, however hostile, does more than fail by one sentence, and at a cost that its size bounds."""

from __future__ import annotations

import json
import tarfile
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.archive import values
from retrieval.archive.format import ABOUT, ARTICLES, MEMBERS, TOMBSTONES
from retrieval.archive.reading import Archive
from retrieval.errors import ArchiveError
from tests.desk import Desk
from tests.retrieval.archives import lines, packed, record, source, tombstone, written

TEXT = "Der Damm von Ostrau hält. Das sagte Nadja Kallweit am Montag.\n"
MAX_BYTES = 10_000
PAX, GLOBAL, LONG_NAME, LONG_LINK, SPARSE = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.GNUTYPE_SPARSE,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "x.tar", [record(TEXT, [source("/x/y.txt")])], [tombstone("0" * 12)])


def headed(file: Path, *headers: tuple[bytes, bytes], size: bytes | None = None) -> Path:
    """Put headers of a type, each with its bytes, before the members; `size` replaces that of the last."""
    blocks = b""
    for kind, content in headers:
        header = tarfile.TarInfo("././@Extra")
        header.type, header.size = kind, len(content)
        block = bytearray(header.tobuf(tarfile.GNU_FORMAT))
        if size is not None:
            block[124:136] = size
            block[148:156] = b" " * 8
            block[148:156] = b"%06o\0 " % sum(block)
        blocks += bytes(block) + content + b"\0" * (-len(content) % tarfile.BLOCKSIZE)
    file.write_bytes(blocks + file.read_bytes())
    return file


def refused(file: Path) -> str:
    with pytest.raises(ArchiveError) as caught:
        Archive(file, max_bytes=MAX_BYTES)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300 + len(str(file))
    return str(caught.value)


def pax(keyword: str, value: str) -> bytes:
    """Return one record of an extended header: its length, counting itself, keyword and value."""
    size = len(keyword) + len(value.encode()) + 3
    size += len(str(size + len(str(size))))
    return f"{size} {keyword}={value}\n".encode()


@pytest.mark.parametrize("kind", [PAX, GLOBAL])
@pytest.mark.parametrize(
    "content",
    [
        pax("comment", "x" * 1_000_000),
        b"".join(pax(f"k{number}", "v") for number in range(100_000)),
        b"9" * 1_000_000,
        b"0" * 4_097,
        pax("GNU.sparse.map", "0,1," * 100_000),
    ],
    ids=["long", "many", "digits", "just too long", "sparse"],
)
def test_long_extended_headers_are_refused_unread(file: Path, kind: bytes, content: bytes) -> None:
    headed(file, (kind, content))
    tracemalloc.start()
    try:
        assert "an extended header of" in refused(file)
        assert tracemalloc.get_traced_memory()[1] < 50_000
    finally:
        tracemalloc.stop()


def test_what_small_extended_headers_say_counts_for_nothing(file: Path) -> None:
    """Other programs write them; a size or a name in one would be another than everybody sees."""
    told = (
        pax("path", "/etc/passwd") + pax("size", "1") + pax("mtime", "1.5") + pax("GNU.sparse.realsize", str(1 << 60))
    )
    headed(file, (GLOBAL, told), (PAX, told))
    archive = Archive(file, max_bytes=MAX_BYTES)
    assert [record.article.text for _, record, _ in archive.articles() if record] == [TEXT]
    archive.close()


@pytest.mark.parametrize("kind", [LONG_NAME, LONG_LINK, SPARSE, tarfile.SYMTYPE, b"V", b"M", b"Z"])
def test_headers_that_no_export_has_are_refused(file: Path, kind: bytes) -> None:
    for content in (b"x" * 100, b"x" * 1_000_000):
        assert "which no export holds" in refused(headed(file, (kind, content)))


@pytest.mark.parametrize(
    "size",
    [
        b"\xff" * 12,
        b"\xff" * 11 + b"\0",
        b"\x80" + b"\xff" * 11,
        b"77777777777\0",
        b"-0000000001\0",
        b"1_000\0\0\0\0\0\0\0",
    ],
)
def test_sizes_that_are_none_are_refused(file: Path, size: bytes) -> None:
    whole = file.read_bytes()
    for kind in (tarfile.REGTYPE, PAX, LONG_NAME):
        file.write_bytes(whole)
        refused(headed(file, (kind, b""), size=size))


def test_many_headers_are_not_all_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    original = tarfile.TarInfo.frombuf

    def counted(*args: Any) -> tarfile.TarInfo:
        parsed.append(1)
        return original(*args)

    monkeypatch.setattr(tarfile.TarInfo, "frombuf", counted)
    for kind, content in ((GLOBAL, pax("comment", "x")), (PAX, b""), (tarfile.REGTYPE, b"")):
        refused(headed(file, *[(kind, content)] * 1_000))
    assert len(parsed) <= 40


@pytest.mark.parametrize("cut", range(1, 512, 73))
def test_a_header_that_ends_too_early_is_refused(file: Path, cut: int) -> None:
    whole = file.read_bytes()
    for end in (cut, 1024 + cut, 2048 + cut):
        file.write_bytes(whole[:end])
        refused(file)


BAD_LINES: dict[str, bytes] = {
    "deep": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"a":' * 50_000,
    "long number": json.dumps(record(TEXT)).replace('"version": 1', f'"version": {"9" * 10_000}').encode(),
    "large number": json.dumps(record(TEXT)).replace('"version": 1', '"version": 1e999').encode(),
    "no number": json.dumps(record(TEXT)).replace('"version": 1', '"version": NaN').encode(),
    "no finite number": json.dumps(record(TEXT)).replace('"url": null', '"url": -Infinity').encode(),
    "name twice": json.dumps(record(TEXT)).replace('"title"', '"text": "Anderes", "title"').encode(),
    "inner name twice": json.dumps(record(TEXT)).replace('"indexed"', '"version": 1, "indexed"').encode(),
    "half of a character": json.dumps(record(TEXT)).replace("Damm", "Da\\ud800mm").encode(),
    "half in a path": json.dumps(record(TEXT, [source("/x/\ud800.txt")])).encode(),
    "half in an address": json.dumps(record(TEXT, [source("https://example.org/\udcff")])).encode(),
    "half in an id": json.dumps(record(TEXT) | {"identity": "\udfff"}).encode(),
    "other encoding": json.dumps(record(TEXT)).encode("utf-16"),
    "half in bytes": json.dumps(record(TEXT), ensure_ascii=False)
    .replace("hält", "h\ud800lt")
    .encode(errors="surrogatepass"),
    "day that is none": json.dumps(record(TEXT)).replace("2024-01-01T", "2024-02-30T").encode(),
    "digits of another script": json.dumps(record(TEXT)).replace("2024-01-01T", "٢٠٢٤-01-01T").encode(),
    "null character": json.dumps(record(TEXT, [source("/x/\0.txt")])).encode(),
    "text as a list": json.dumps(record(TEXT) | {"text": [TEXT]}).encode(),
    "sources by name": json.dumps(record(TEXT) | {"sources": {"a": 1}}).encode(),
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES)
def test_a_line_that_makes_no_sense_is_one_sentence(file: Path, line: bytes) -> None:
    about = lines([{"format": 1, "articles": 2, "tombstones": 1, "roots": []}])
    packed(file, {ABOUT: about, ARTICLES: line + b"\n" + lines([record(TEXT)]), TOMBSTONES: line + b"\n"})
    archive = Archive(file, max_bytes=MAX_BYTES)
    (where, none, sentence), (_, good, _) = archive.articles()
    assert none is None
    assert where in sentence
    assert len(sentence) < 300 + len(str(file))
    sentence.encode()
    assert good is not None
    ((_, buried, sentence),) = archive.tombstones()
    assert buried is None
    assert len(sentence) < 300 + len(str(file))
    archive.close()


def test_half_a_character_in_a_title_is_left_out(file: Path) -> None:
    written(file, [record(TEXT, title="Da\ud800mm", publisher="\udfff")])
    archive = Archive(file, max_bytes=MAX_BYTES)
    ((_, found, _),) = archive.articles()
    assert found is not None
    assert (found.article.title, found.article.publisher) == ("Damm", None)
    archive.close()


@pytest.mark.parametrize(
    "line",
    [
        b"[" + b"[]," * 1_000_000 + b"0]",
        b"[" + b'"",' * 1_000_000 + b"0]",
        b'"' * 3_000_000,
        b'"\\"' * 1_000_000,
        b"1," * 1_500_000,
    ],
    ids=["lists", "strings", "quotes", "escapes", "numbers"],
)
def test_a_line_of_a_million_values_is_refused_before_they_are_made(line: bytes) -> None:
    with pytest.raises(ValueError, match="too many values"):
        values.decoded(line)


def test_a_line_of_one_long_text_is_read() -> None:
    text = 'Er sagte: "[{,:}]" \\ ' * 200_000
    assert values.decoded(lines([record(text)]))["text"] == text


def test_many_bad_lines_are_summed_up(file: Path) -> None:
    about = lines([{"format": 1, "articles": 50_001, "tombstones": 0, "roots": []}])
    packed(file, {ABOUT: about, ARTICLES: b"\n" * 50_000 + lines([record(TEXT)]), TOMBSTONES: b""})
    archive = Archive(file, max_bytes=MAX_BYTES)
    found = list(archive.articles())
    assert sum(record is not None for _, record, _ in found) == 1
    assert len(found) == 1_002
    assert "49,000 more lines" in found[-1][2]
    archive.close()


ABOUTS: list[dict[str, Any]] = [
    {"format": "f" * 100_000},
    {"format": 10**4000},
    {"format": [[[]]]},
    {"articles": -1},
    {"articles": 10**30},
    {"articles": True},
    {"articles": 1.0},
    {"roots": ["relative"]},
    {"roots": ["/x/\ud800"]},
    {"roots": 7},
]


@pytest.mark.parametrize("changed", ABOUTS, ids=lambda changed: json.dumps(changed)[:30])
def test_a_description_that_makes_no_sense_is_refused(file: Path, changed: dict[str, Any]) -> None:
    about = {"format": 1, "articles": 0, "tombstones": 0, "roots": [], **changed}
    refused(packed(file, {ABOUT: lines([about]), ARTICLES: b"", TOMBSTONES: b""}))


@pytest.mark.parametrize("about", [b"", b"[]", b"null", b"\xff", b"{", b'{"format": 1, "format": 1}', b"[" * 9_999])
def test_a_description_that_is_none_is_refused(file: Path, about: bytes) -> None:
    refused(packed(file, {ABOUT: about, ARTICLES: b"", TOMBSTONES: b""}))


# --- a law -----------------------------------------------------------------------------------------------------------

HELD = "---\ntitle: Boote\nid: boats\nurl: https://example.org/b\npublisher: Bote\n---\nZwei Boote liegen im Hafen."
ANY = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters(), max_size=20),
        st.sampled_from(["https://example.org/b", "boats", "/x/y.txt", "0" * 12, "0" * 64, TEXT]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return an index that many archives are imported into, one after the other."""
    made = Desk(tmp_path_factory.mktemp("held"))
    made.write("held.md", HELD)
    made.write("other.txt", "Ein anderer Artikel über Ostrau und den Damm.")
    made.index()
    return made


def known(desk: Desk) -> dict[str, Any]:
    with desk.catalog() as catalog:
        ids = [one.article_id for one in catalog.list_articles() if str(desk.articles) in str(one.path)]
        return {"articles": catalog.articles(ids), "sources": catalog.sources(ids)}


def spoil(value: Any, data: st.DataObject) -> Any:
    """Replace, remove or add something somewhere in a value."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 4)):
        name = data.draw(st.sampled_from(sorted(value)))
        changed = {key: inner for key, inner in value.items() if key != name}
        return changed if not data.draw(st.integers(0, 5)) else {**changed, name: spoil(value[name], data)}
    if isinstance(value, list) and value and data.draw(st.integers(0, 4)):
        place = data.draw(st.integers(0, len(value) - 1))
        return [*value[:place], spoil(value[place], data), *value[place + data.draw(st.integers(0, 1)) :]]
    return data.draw(ANY)


@pytest.mark.slow
@settings(max_examples=35)
@given(st.data())
def test_any_archive_comes_in_or_fails_by_a_sentence_and_the_index_keeps_what_it_held(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    before = known(desk)
    name = data.draw(st.uuids()).hex
    found: dict[str, list[Any]] = {
        ABOUT: [{"format": 1, "articles": 2, "tombstones": 2, "roots": ["/x"]}],
        ARTICLES: [
            record(f"Text {name}", [source(f"/x/{name}.txt")]),
            record(
                f"Noch ein Text {name}", [source(f"https://example.org/{name}")], identity=f"https://example.org/{name}"
            ),
        ],
        TOMBSTONES: [tombstone(name[:12], f"/gone/{name}"), tombstone("1" * 12)],
    }
    for _ in range(data.draw(st.integers(0, 3))):
        member = data.draw(st.sampled_from((ARTICLES, ARTICLES, TOMBSTONES, ABOUT)))
        place = data.draw(st.integers(0, len(found[member]) - 1))
        found[member][place] = spoil(found[member][place], data)
    file = packed(tmp_path_factory.mktemp("law") / "x.tar", {name: lines(found[name]) for name in MEMBERS})
    damage(file, data)
    try:
        restored = desk.indexer().import_archive(file)
        sentences = [sentence for _, sentence in (*restored.failed, *restored.left_out)]
    except ArchiveError as exc:
        sentences = [str(exc)]
    for sentence in sentences:
        assert sentence
        assert "\n" not in sentence
        sentence.encode()
    assert known(desk) == before


def damage(file: Path, data: st.DataObject) -> None:
    """Change single bytes of a file, or cut it, in one of three examples."""
    if data.draw(st.integers(0, 2)):
        return
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(0, 5))):
        content[data.draw(st.integers(0, min(len(content), 5_000) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content[: data.draw(st.sampled_from((len(content), 3_000, 1_000)))])


@pytest.mark.slow
def test_all_that_came_in_is_sound(desk: Desk) -> None:
    """After the law above: what the archives left agrees with itself, and the next run finds its files as they were."""
    desk.check()
    report = desk.index(desk.articles)
    assert (report.added, report.changed, report.unchanged, report.failed) == (0, 0, 2, [])
