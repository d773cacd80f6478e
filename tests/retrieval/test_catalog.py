"""The catalog: what is written is what is read, and what is removed is gone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import Article, Passage, Source, Statement
from retrieval.errors import CatalogDamagedError, DataFolderMissingError, EncoderError, StorageError
from retrieval.indexing.chunking import spans
from retrieval.store import open_catalog, records
from retrieval.store.catalog import schema
from retrieval.store.catalog.full_text import PAIRED_WORDS, ROWS_SCORED
from retrieval.store.catalog.migrations import SCHEMA_VERSION, migrate
from retrieval.store.catalog.schema import CATALOG_FILE
from retrieval.store.catalog.writer import SqliteWriter
from retrieval.store.reading import Catalog
from retrieval.store.records import IndexedPassage, IndexedStatement, PassageVectors, PreparedArticle
from retrieval.store.source_records import SourceState
from tests.fakes import HashedEncoder

ENCODER = HashedEncoder(dimension=16)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[SqliteWriter]:
    opened = SqliteWriter(tmp_path / "data")
    opened.use_model(ENCODER.fingerprint, ENCODER.dimension)
    yield opened
    opened.close()


def cut(article_id: str, parts: Sequence[str], language: str = "de") -> tuple[str, list[IndexedPassage]]:
    """Return a text of one passage a part, and the passages; words are their own terms, capitals names."""
    text, found = "", []
    for place, part in enumerate(parts):
        start = len(text)
        middle = start + len(part) // 2
        sentences = ((start, middle), (middle, start + len(part))) if len(part) > 3 else ((start, start + len(part)),)
        passage = Passage(f"{article_id}-{place}", article_id, start, start + len(part), part, language, sentences)
        words = [word.lower() for word in part.split() if word.isalnum()]
        names = [word.lower() for word in part.split() if word.isalpha() and word[0].isupper()]
        found.append(IndexedPassage(passage, records.content_hash(passage), " ".join(words), " ".join(names)))
        text += part + "\n\n"
    return text, found


def put(
    writer: SqliteWriter,
    article_id: str,
    *parts: str,
    number: int | None = None,
    language: str = "de",
    published: str | None = None,
    publisher: str | None = None,
    said: Sequence[IndexedStatement] = (),
) -> int:
    text, passages = cut(article_id, parts, language)
    path = f"/articles/{article_id}.txt"
    article = Article(article_id, f"Title {article_id}", text, language, publisher, published, None, path)
    with writer.transaction():
        writer.add_vectors(1, ((item.content, embedded(item.passage)) for item in passages))
        row = writer.put_article(number, PreparedArticle(article, tuple(passages), tuple(said)), build="1")
        writer.put_source(path, row, Source(path, None), SourceState(None, 0, b""))
    return row


def embedded(passage: Passage) -> PassageVectors:
    texts = [passage.text[start - passage.start : end - passage.start] for start, end in spans(passage.sentences)]
    return PassageVectors(ENCODER.encode([passage.text], kind="passage")[0], ENCODER.encode(texts, kind="passage"))


def dump(folder: Path) -> list[str]:
    with sqlite3.connect(folder / CATALOG_FILE) as connection:
        return [line for line in connection.iterdump() if "'generation'" not in line]


def test_what_is_written_is_read(writer: SqliteWriter) -> None:
    statement = Statement("Ada Veit", "Veit", 0, 4, "direct", "Der Damm", 0, 8, ((0, 3), (4, 8)), "sagte", "dpa", "X")
    put(
        writer,
        "a1",
        "Der Damm hält",
        "Zwei Boote",
        published="2024-03-01T08:00:00Z",
        publisher="Bote",
        said=[IndexedStatement(statement, frozenset({"ft", "vt"}))],
    )
    with open_catalog(writer.folder) as catalog:
        assert catalog.counts().articles == 1
        assert catalog.counts().passages == 2
        assert catalog.languages() == {"de": 2}
        first, second = catalog.passage_ids(["a1"])["a1"]
        article = catalog.articles(["a1", "none"])["a1"]
        for passage in catalog.passages([second, first]).values():
            assert article.text[passage.start : passage.end] == passage.text
        assert catalog.passages([first])[first].sentences == ((0, 6), (6, 13))
        assert catalog.term_lists([first]) == {first: ["der", "damm", "hält"]}
        assert catalog.statements_in(["a1"]) == {"a1": [statement]}
        assert catalog.statements_by({"vt", "zz"}) == [("a1", statement)]
        assert catalog.statements_by({"ft", "vt"}) == [("a1", statement)]
        assert catalog.statements_by(()) == []
        assert catalog.speakers() == ["Ada Veit"]
        assert catalog.sources(["a1"]) == {"a1": (Source("/articles/a1.txt", None),)}
        listed = catalog.list_articles()[0]
        assert (listed.article_id, listed.passages, listed.statements) == ("a1", 2, 1)


def test_vectors_come_in_the_order_asked_and_close_to_what_was_stored(writer: SqliteWriter) -> None:
    put(writer, "a1", "Der Damm hält", "Ah", "Zwei rote Boote")
    with open_catalog(writer.folder) as catalog:
        ids = catalog.passage_ids(["a1"])["a1"]
        passages = catalog.passages(ids)
        backwards = ids[::-1]
        wanted = [embedded(passages[number]) for number in backwards]
        vectors = catalog.vectors([*backwards, 999])
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 0], atol=1e-6)
        np.testing.assert_allclose(vectors[:3], [item.vector for item in wanted], atol=1e-3)
        stored = catalog.sentence_vectors(np.asarray(backwards))
        assert [len(rows) for rows in stored] == [3, 0, 3]
        for rows_found, item in zip(stored, wanted, strict=True):
            np.testing.assert_allclose(rows_found, item.units, atol=5e-3)
        assert catalog.vectors([]).shape == (0, ENCODER.dimension)
        assert catalog.sentence_vectors([]) == []


def test_lexical_search_stays_within_a_language_and_a_selection(writer: SqliteWriter) -> None:
    put(writer, "a1", "damm hält dicht", "boote im hafen")
    put(writer, "a2", "damm and boats", language="en")
    put(writer, "a3", "damm damm damm")
    with open_catalog(writer.folder) as catalog:
        ids = catalog.passage_ids(["a1", "a2", "a3"])
        german = catalog.lexical(["damm", "hafen"], "de", limit=10)
        assert set(german.ids) == {ids["a1"][0], ids["a1"][1], ids["a3"][0]}
        assert list(german.scores) == sorted(german.scores, reverse=True)
        assert german.scores.min() > 0
        assert german.scores.dtype == np.float32
        assert list(catalog.lexical(["damm"], "en", limit=10).ids) == ids["a2"]
        only = np.asarray(ids["a3"], np.int64)
        assert list(catalog.lexical(["damm", "hafen"], "de", limit=10, within=only).ids) == ids["a3"]
        assert len(catalog.lexical(["damm"], "de", limit=10, within=np.empty(0, np.int64))) == 0
        assert len(catalog.lexical(["damm", "hafen"], "de", limit=1)) == 1
        assert catalog.document_frequency(["damm", "hafen", "nie", "damm"], "de") == {"damm": 2, "hafen": 1, "nie": 0}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    made = SqliteWriter(tmp_path_factory.mktemp("odd") / "data")
    made.use_model(ENCODER.fingerprint, ENCODER.dimension)
    put(made, "a1", 'Der "Damm" AND hält NEAR * ^ ( : -', "Ряб 😀 e\u0301 \u00ad")
    with open_catalog(made.folder) as catalog:
        yield catalog
    made.close()


@given(hostile=st.lists(st.text(max_size=12), max_size=8))
def test_any_text_may_be_searched_for(odd: Catalog, hostile: list[str]) -> None:
    for ranking in (odd.lexical(hostile, "de", limit=5), odd.by_names(hostile, limit=5)):
        assert len(ranking.ids) == len(ranking.scores)
    assert set(odd.name_frequency(hostile)) == set(hostile)


def test_common_words_propose_a_passage_only_in_pairs(writer: SqliteWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PAIRED_WORDS > 1
    assert ROWS_SCORED > 1000
    monkeypatch.setattr("retrieval.store.catalog.full_text.ROWS_SCORED", 3)
    put(writer, "a1", "rare", "common usual", "common", "common", "usual", "usual", "usual")
    with open_catalog(writer.folder) as catalog:
        passages = catalog.passages(catalog.lexical(["common", "usual", "rare"], "de", limit=10).ids)
        assert {passage.text for passage in passages.values()} == {"rare", "common usual"}
        # The rarest word is never left out, however common.
        assert len(catalog.lexical(["usual"], "de", limit=10)) == 4


def test_selection_by_date_language_publisher_and_article(writer: SqliteWriter) -> None:
    put(writer, "a1", "eins", published="2024-03-01")
    put(writer, "a2", "zwei", published="2024-03-02T23:59:59Z", publisher="Bote")
    put(writer, "a3", "drei", language="en", publisher="Bote")
    with open_catalog(writer.folder) as catalog:

        def found(**filters: object) -> tuple[list[str], int]:
            selection = catalog.select(**filters)  # type: ignore[arg-type]
            assert selection.ids is not None
            return [passage.article_id for passage in catalog.passages(selection.ids).values()], selection.undated

        assert catalog.select().ids is None
        assert found(since="2024-03-02", until="2024-03-02") == (["a2"], 1)
        assert found(until="2024-03-01") == (["a1"], 1)
        assert found(since="2025-01-01") == ([], 1)
        assert found(publishers=["Bote"]) == (["a2", "a3"], 0)
        assert found(publishers=["Bote"], since="2024-01-01") == (["a2"], 1)
        assert found(languages=["de"], since="2024-01-01") == (["a1", "a2"], 0)
        assert found(article_ids=["a3", "none"]) == (["a3"], 0)


def test_unchanged_passages_keep_id_slot_and_vector(writer: SqliteWriter) -> None:
    row = put(writer, "a1", "Der Damm hält", "Zwei Boote", "Ein Hafen")
    with open_catalog(writer.folder) as catalog:
        before = catalog.passage_ids(["a1"])["a1"]
        writer.mark_synced(before)
        put(writer, "a1", "Neu davor", "Der Damm hält", "Ein Hafen", number=row)
        after = catalog.passage_ids(["a1"])["a1"]
        assert after[1:] == [before[0], before[2]]
        assert after[0] > max(before)
        assert list(catalog.pending()) == [after[0]]
        text = catalog.articles(["a1"])["a1"].text
        for passage in catalog.passages(after).values():
            assert text[passage.start : passage.end] == passage.text
            assert "".join(text[start:end] for start, end in passage.sentences) == passage.text
        assert len(catalog.lexical(["boote"], "de", limit=5)) == 0
        slots = writer._connection.execute("SELECT slot FROM passages ORDER BY id").fetchall()
        assert sorted(slots) == [(0,), (2,), (3,)]
        assert writer._connection.execute("SELECT slot FROM free_slots").fetchall() == [(1,)]
        assert catalog.vectors(after).any(axis=1).all()


def test_removing_an_article_leaves_nothing_of_it(writer: SqliteWriter) -> None:
    put(writer, "a1", "Der Damm hält", "Boote im Hafen")
    before = dump(writer.folder)
    said = [
        IndexedStatement(
            Statement("Kallweit", None, None, None, "direct", "x", 0, 1, ((0, 1),), None, None), frozenset({"k"})
        )
    ]
    row = put(writer, "a2", "Sonderwort Kallweit", "Boote im Hafen", said=said)
    with writer.transaction():
        writer.drop_article(row)
    after = dump(writer.folder)
    kept = [line for line in after if not line.startswith(('INSERT INTO "meta"', 'INSERT INTO "free_slots"'))]
    # Counters and free slots may differ; nothing of the article's words may be found in any table.
    assert not [line for line in after if "sonderwort" in line.lower() or "kallweit" in line.lower()]
    assert {line for line in kept if "texts" in line} == {line for line in before if "texts" in line}
    with open_catalog(writer.folder) as catalog:
        assert len(catalog.lexical(["sonderwort"], "de", limit=5)) == 0
        assert catalog.name_frequency(["kallweit"]) == {"kallweit": 0}
        assert len(catalog.lexical(["boote"], "de", limit=5)) == 1
        assert catalog.vectors(catalog.passage_ids(["a1"])["a1"]).any(axis=1).all()


def test_a_snapshot_sees_one_state_while_a_writer_works(writer: SqliteWriter) -> None:
    put(writer, "a1", "alt")
    with open_catalog(writer.folder) as catalog:
        with catalog.snapshot():
            assert catalog.counts().articles == 1
            put(writer, "a2", "neu")
            assert catalog.counts().articles == 1
            assert len(catalog.lexical(["neu"], "de", limit=5)) == 0
            with catalog.snapshot():
                assert catalog.counts().articles == 1
        assert catalog.counts().articles == 2
        assert len(catalog.lexical(["neu"], "de", limit=5)) == 1


def test_threads_read_at_once(writer: SqliteWriter) -> None:
    for number in range(20):
        put(writer, f"a{number}", f"wort{number} gemeinsam")
    failures: list[BaseException] = []
    with open_catalog(writer.folder) as catalog:

        def read() -> None:
            try:
                for number in range(20):
                    with catalog.snapshot():
                        assert len(catalog.lexical([f"wort{number}"], "de", limit=5)) == 1
                    assert len(catalog.passages(catalog.live())) == 20
            except BaseException as exc:
                failures.append(exc)

        threads = [threading.Thread(target=read) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures


def test_the_model_must_be_the_one_of_the_index(writer: SqliteWriter) -> None:
    with open_catalog(writer.folder) as catalog:
        model = catalog.model()
    assert model is not None
    model.check(ENCODER.fingerprint)
    with pytest.raises(EncoderError, match="beleg index --rebuild"):
        model.check("another")


def test_no_index_and_no_data_folder(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(DataFolderMissingError, match=str(folder)):
            open_catalog(folder)


def test_a_new_catalog_is_whole_before_its_connection_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A log that cannot be folded into the file when it is closed is lost with the file's new name.
    def keep(connection: sqlite3.Connection, found: int) -> None:
        migrate(connection, found)
        (tmp_path / "other").mkdir()
        shutil.copyfile(tmp_path / "data" / "catalog.new", tmp_path / "other" / CATALOG_FILE)

    monkeypatch.setattr(schema, "migrate", keep)
    SqliteWriter(tmp_path / "data").close()
    with open_catalog(tmp_path / "other") as catalog:
        assert catalog.counts().articles == 0


@pytest.mark.parametrize(
    "damage", [b"", b"no database at all, only some text" * 200, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_damaged_catalog_is_one_sentence(writer: SqliteWriter, damage: bytes) -> None:
    put(writer, "a1", "eins")
    writer.close()
    (writer.folder / CATALOG_FILE).write_bytes(damage)
    for opened in (open_catalog, SqliteWriter):
        with pytest.raises(CatalogDamagedError, match="is damaged: move the folder") as caught:
            opened(writer.folder)
        assert "\n" not in str(caught.value)


def test_damage_inside_the_catalog_is_told_when_it_is_read(writer: SqliteWriter) -> None:
    put(writer, "a1", *(f"wort{number} " * 50 for number in range(40)))
    writer.close()
    file = writer.folder / CATALOG_FILE
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(CatalogDamagedError), open_catalog(writer.folder) as catalog:
        catalog.passages(catalog.live())


def test_a_newer_format_is_refused(writer: SqliteWriter) -> None:
    writer._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StorageError, match="newer version of Beleg"):
        open_catalog(writer.folder)


def test_a_full_disk_changes_nothing(writer: SqliteWriter) -> None:
    put(writer, "a1", "eins")
    pages = writer._connection.execute("PRAGMA page_count").fetchone()[0]
    writer._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match="the disk is full"):
        put(writer, "a2", "zwei " * 30_000)
    with open_catalog(writer.folder) as catalog:
        assert catalog.counts().articles == 1


def test_a_read_only_catalog_is_one_sentence(writer: SqliteWriter) -> None:
    put(writer, "a1", "eins")
    writer._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StorageError, match="it is read-only"):
        put(writer, "a2", "zwei")
    writer._connection.execute("PRAGMA query_only = OFF")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE passages SET sentences = x'0102'",
        "UPDATE vectors SET vector = x'01'",
        "UPDATE sentence_vectors SET vectors = x'01'",
        "UPDATE statements SET parts = 'nonsense'",
        "UPDATE passage_texts SET text = CAST(x'ff41' AS TEXT)",
    ],
)
def test_a_row_that_makes_no_sense_is_a_damaged_catalog(writer: SqliteWriter, change: str) -> None:
    said = Statement(None, None, None, None, "direct", "eins", 0, 4, ((0, 4),), None, None)
    put(writer, "a1", "eins zwei", said=[IndexedStatement(said, frozenset())])
    writer._connection.execute(change)

    def read_all(catalog: Catalog) -> None:
        ids = catalog.live()
        catalog.passages(ids)
        catalog.vectors(ids)
        catalog.sentence_vectors(ids)
        catalog.statements_in(["a1"])

    with open_catalog(writer.folder) as catalog, pytest.raises(CatalogDamagedError):
        read_all(catalog)


def test_a_folder_that_cannot_be_written_is_still_read(writer: SqliteWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    put(writer, "a1", "eins")
    writer.close()
    real = sqlite3.connect

    def no_room_for_shared_memory(address: str, **options: Any) -> sqlite3.Connection:
        if "immutable" not in address:
            raise sqlite3.OperationalError("unable to open database file")
        opened: sqlite3.Connection = real(address, **options)
        return opened

    monkeypatch.setattr(sqlite3, "connect", no_room_for_shared_memory)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with open_catalog(writer.folder) as catalog:
        assert len(catalog.lexical(["eins"], "de", limit=5)) == 1


def test_reading_an_index_loads_nothing_that_reads_articles(writer: SqliteWriter) -> None:
    code = (
        "import sys; from pathlib import Path; import retrieval.retriever\n"
        "from retrieval.store import open_catalog, open_vectors\n"
        f"with open_catalog(Path({str(writer.folder)!r})) as catalog: open_vectors(catalog)\n"
        "print([name for name in sys.modules if name.startswith(('retrieval.articles', 'yaml'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
