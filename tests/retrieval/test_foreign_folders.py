"""A data folder that somebody else wrote: nothing outside is touched, nothing of it is run, damage is one sentence."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import Article
from retrieval.encoders import loading
from retrieval.encoders.base import Encoder
from retrieval.encoders.recipe import Described, Recipe
from retrieval.errors import (
    CatalogDamagedError,
    DataFolderMissingError,
    EncoderError,
    IndexReplacedError,
    StorageError,
)
from retrieval.opening import OpenIndex, open_index
from retrieval.search.query import understand
from retrieval.store import open_vectors, open_writer
from retrieval.store.catalog.schema import CATALOG_FILE
from retrieval.store.catalog.staged import pack, unpack
from retrieval.store.vectors.files import VectorState
from tests.desk import Desk
from tests.fakes import HashedEncoder, WordReader
from tests.soak import foreign

pytestmark = pytest.mark.slow

QUESTION = understand("Was sagte Nadja Kallweit über den Damm?")
# Everything that Beleg writes in a data folder, there at rest or not.
OWN = (
    *(f"{name}{end}" for name in (CATALOG_FILE, "catalog.new") for end in ("", "-wal", "-shm", "-journal")),
    *("writer.lock", "writer.pid", "vectors.lock", "chroma-1", "chroma-2", "chroma-1/chroma.sqlite3", "chroma-1/more"),
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    for number in range(3):
        made.write(f"a{number}.txt", f"Bericht {number} über den Damm. Nadja Kallweit sagte: „Er hält {number}.“")
    made.index()
    return made


def opened(desk: Desk) -> OpenIndex:
    return open_index(desk.data, load=lambda: desk.encoder, read=WordReader)


def ask(desk: Desk) -> list[str]:
    with opened(desk) as index:
        return [one.article.text for one in index.retriever.retrieve(QUESTION).evidence]


def write(desk: Desk) -> None:
    desk.write("neu.txt", "Ein neuer Artikel über die Fähre.")
    desk.index()


USES: dict[str, Callable[[Desk], object]] = {
    "ask": ask,
    "list": lambda desk: desk.texts(),
    "dry run": lambda desk: desk.index(dry_run=True),
    "index": write,
    "rebuild": lambda desk: desk.index(rebuild=True),
    "remove": lambda desk: desk.indexer().remove(["0123456789ab"]),
}


@contextmanager
def changing(desk: Desk) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(desk.data / CATALOG_FILE, isolation_level=None)) as connection:
        yield connection


def put(kind: str, path: Path, target: Path) -> None:
    """Put a link or the like in the place of a file."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    match kind:
        case "link":
            path.symlink_to(target)
        case "link to nothing":
            path.symlink_to(target.with_name("new"))
        case "second name":
            os.link(target, path)
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("kind", ["link", "link to nothing", "second name", "pipe", "folder"])
def test_what_is_no_file_of_belegs_is_refused_and_left_alone(desk: Desk, tmp_path: Path, kind: str, name: str) -> None:
    if kind == "folder" and name.startswith("chroma-"):
        pytest.skip("a folder may stand there; that it is no vector index is seen by its files")
    outside = tmp_path / "outside"
    outside.mkdir()
    target = outside / "file"
    content = (desk.data / name).read_bytes() if (desk.data / name).is_file() else b"12345"
    target.write_bytes(content)
    put(kind, desk.data / name, target)
    before = target.stat().st_mtime_ns
    for use in (ask, write):
        with pytest.raises(StorageError, match=f"{name}.* where a f|{name}.*second name"):
            use(desk)
        assert [path.name for path in outside.iterdir()] == ["file"]
        assert (target.read_bytes(), target.stat().st_mtime_ns) == (content, before)


def test_the_data_folder_itself_may_be_a_link(desk: Desk, tmp_path: Path) -> None:
    desk.data.rename(tmp_path / "elsewhere")
    desk.data.symlink_to(tmp_path / "elsewhere")
    assert len(ask(desk)) == 3
    write(desk)
    desk.check()


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE texts RENAME TO moved; CREATE VIEW texts AS SELECT * FROM moved",
        "CREATE TRIGGER evil AFTER INSERT ON sources BEGIN DELETE FROM articles; END",
        "CREATE VIEW more AS SELECT load_extension('evil')",
        "DROP TABLE tombstones",
        "DROP INDEX passages_by_article",
        "ALTER TABLE articles ADD COLUMN more",
        "ALTER TABLE statements RENAME COLUMN quote TO quoted",
        "PRAGMA application_id = 1",
        "PRAGMA user_version = -1",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'nonsense' WHERE name = 'meta'",
    ],
)
def test_tables_that_are_not_belegs_are_damage(desk: Desk, sql: str) -> None:
    with changing(desk) as connection:
        connection.executescript(sql)
    for use in USES.values():
        with pytest.raises(CatalogDamagedError, match=r"move the folder .* away"):
            use(desk)
    with changing(desk) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # reads what it can of a schema that makes no sense
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (3,)


def test_statistics_of_sqlite_are_no_damage(desk: Desk) -> None:
    with changing(desk) as connection:
        connection.execute("ANALYZE")
    assert len(ask(desk)) == 3
    write(desk)


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0" + bytes(84), b"\xff" * 10_000])
def test_what_is_no_database_is_damage(desk: Desk, content: bytes) -> None:
    (desk.data / CATALOG_FILE).write_bytes(content)
    for use in USES.values():
        with pytest.raises(CatalogDamagedError):
            use(desk)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE articles SET title = x'ff'", {"list", "dry run"}),
        ("UPDATE articles SET published = 'gestern'", {"ask", "list"}),
        ("UPDATE passages SET start = 'x'", {"ask"}),
        ("UPDATE passages SET sentences = x'01'", {"ask"}),
        ("UPDATE passages SET id = 9000000000000000000 WHERE id = (SELECT max(id) FROM passages)", {"ask"}),
        ("UPDATE statements SET parts = '[[1]]'", {"ask"}),
        ("UPDATE statements SET parts = replace(hex(zeroblob(99999)), '0', '[')", {"ask"}),
        ("UPDATE statements SET kind = 'x'", {"ask"}),
        ("UPDATE models SET dimension = 4611686018427387904", {"ask"}),
        ("UPDATE models SET dimension = 'x'", {"ask"}),
        ("UPDATE vectors SET vector = x'00'", {"ask"}),
        ("UPDATE vectors SET vector = CAST(replace(hex(vector), '0', '') AS TEXT)", {"ask"}),
        ("UPDATE sentence_vectors SET scales = x'0000807f'", {"ask"}),
        ("UPDATE meta SET value = '-1' WHERE name = 'generation'", {"ask"}),
        ("UPDATE meta SET value = 'x' WHERE name = 'generation'", {"ask"}),
        ("DELETE FROM texts", {"ask"}),
        ("DELETE FROM passage_texts", {"ask"}),
        ("DELETE FROM models", {"ask"}),
        ("DELETE FROM meta", {"ask"}),
        ("DELETE FROM vectors", set()),
        ("INSERT INTO meta VALUES ('staging', '{\"total\": [1]}')", {"index", "rebuild"}),
        ("UPDATE signatures SET signature = x'00'", set()),
        ("UPDATE sources SET digest = 5, size = 'x'", {"dry run", "index"}),
        ("UPDATE tombstones SET text_hash = 5", set()),
        ("UPDATE roots SET address = hex(zeroblob(9999))", set()),
        ("UPDATE roots SET address = char(0)", set()),
        ("UPDATE sources SET address = hex(zeroblob(999)) || number, path = char(0)", set()),
    ],
)
def test_values_that_make_no_sense_are_damage(desk: Desk, sql: str, told: set[str]) -> None:
    with changing(desk) as connection:
        connection.executescript(sql)
    for name, use in USES.items():
        try:
            use(desk)
        except CatalogDamagedError:
            told = told - {name}
    assert not told, "not noticed"


@pytest.mark.parametrize("folder", ["/tmp", "..", "../outside", "chroma-1/..", "", "chroma-x", 7])
def test_the_vectors_are_in_the_data_folder_whatever_the_catalog_says(desk: Desk, folder: object) -> None:
    with changing(desk) as connection:
        (text,) = connection.execute("SELECT value FROM meta WHERE name = 'vectors'").fetchone()
        changed = json.dumps({**json.loads(text), "folder": folder})
        with pytest.raises(CatalogDamagedError):
            VectorState.parse(changed)
        connection.execute("UPDATE meta SET value = ? WHERE name = 'vectors'", (changed,))
    with pytest.raises(CatalogDamagedError):
        write(desk)
    with desk.catalog() as catalog, pytest.raises(CatalogDamagedError):
        open_vectors(catalog).health()


def test_a_vector_index_that_cannot_be_opened_is_made_again_whatever_the_catalog_says_of_it(desk: Desk) -> None:
    path = next(desk.data.glob("chroma-*/chroma.sqlite3"))
    path.write_bytes(b"no database" * 500)
    with changing(desk) as connection:
        (text,) = connection.execute("SELECT value FROM meta WHERE name = 'vectors'").fetchone()
        state = json.loads(text)
        state["files"]["chroma.sqlite3"] = (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        connection.execute("UPDATE meta SET value = ? WHERE name = 'vectors'", (json.dumps(state),))
    write(desk)
    desk.check()
    assert desk.holds_vectors()


def test_a_few_bytes_that_unpack_to_gigabytes_are_damage(desk: Desk) -> None:
    packing = zlib.compressobj(9)
    bomb = b"".join(packing.compress(b" " * 10_000_000) for _ in range(20)) + packing.flush()
    with open_writer(desk.data) as writer:
        row = next(writer.known_articles()).number
        with changing(desk) as connection:
            connection.execute("INSERT INTO staged VALUES (?, ?)", (row, bomb))
        with pytest.raises(CatalogDamagedError):
            writer.staged_article(row)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ARTICLE = Article("0123456789ab", "Titel", "Der Damm hält. Das sagte sie.", "de")
STAGED = (
    *("key", 0, 14, "de", [[0, 14]]),
    *("ab" * 32, "damm", "kallweit"),
    *("Kallweit", "sie", 25, 28, "direct", "Der", 0, 3, [[0, 3]], "sagte", None, None),
    ["kallweit"],
)


@given(at=st.integers(0, len(STAGED) - 1), value=JSON)
def test_what_waits_is_of_the_right_kinds_or_damage(at: int, value: object) -> None:
    parts = [*STAGED[:at], value, *STAGED[at + 1 :]]
    waiting = [[[parts[:5], parts[5:8]]], [[parts[8:20], parts[20]]]]
    payload = zlib.compress(json.dumps(waiting).encode())
    try:
        made = unpack(payload, ARTICLE)
    except CatalogDamagedError:
        return
    assert unpack(pack(made), ARTICLE) == made
    assert all(isinstance(one.terms, str) and isinstance(one.passage.start, int) for one in made.passages)


@given(name=st.sampled_from(["folder", "model", "state", "files", "rows"]), value=JSON)
def test_the_state_of_the_vectors_is_one_or_damage(name: str, value: object) -> None:
    given_state = {"folder": "chroma-1", "model": "m", "state": "clean", "files": {"x": [1, "y"]}, "rows": 1}
    try:
        state = VectorState.parse(json.dumps({**given_state, name: value}))
    except CatalogDamagedError:
        return
    assert state is not None
    assert state.folder.removeprefix("chroma-").isdecimal()
    assert VectorState.parse(state.text()) == state


# --- models --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["/somewhere/evil", "evil/model", "../x"])
def test_a_model_that_only_the_index_names_is_not_loaded(
    desk: Desk, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []

    def load(model: str, **_: object) -> Encoder:
        loaded.append(model)
        return HashedEncoder(32)

    monkeypatch.setattr("retrieval.encoders.recipe.load_encoder", load)
    with changing(desk) as connection:
        recipe = json.dumps({"model": named})
        connection.execute("UPDATE models SET fingerprint = 'hashed-32', recipe = ?", (recipe,))
    with pytest.raises(EncoderError, match=r"model\.name.*--rebuild"):
        opened(desk)
    with pytest.raises(EncoderError, match=r"model\.name"):
        open_index(desk.data, load=HashedEncoder, model="another", download=True)
    assert loaded == []
    with open_index(desk.data, load=HashedEncoder, model=named):
        assert loaded == [named]
    desk.index(rebuild=True)
    assert len(ask(desk)) == 3


@pytest.mark.parametrize("shipped", [loading.SHIPPED_MODEL, loading.INTERIM_MODEL])
def test_the_shipped_models_may_be_named_by_anybody(shipped: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.encoders.recipe.load_encoder", lambda model, **_: HashedEncoder(len(model)))
    assert Recipe(shipped).load(download=False, named="another").dimension == len(shipped)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", "[" * 9_000, '{"model": 5}', '{"model": "m", "dimension": "x"}', '{"model": "m", "y": 1}'],
)
def test_a_recipe_that_is_none_is_one_sentence(text: str) -> None:
    with pytest.raises(EncoderError, match="--rebuild"):
        Recipe.parse(text)
    assert Described.parse(text, Recipe("beleg")) is None


# --- a folder that goes away ----------------------------------------------------------------------------------------


def test_an_index_that_is_gone_is_not_read_any_more(desk: Desk, tmp_path: Path) -> None:
    with opened(desk) as index:
        assert index.retriever.retrieve(QUESTION).evidence
        desk.data.rename(tmp_path / "elsewhere")
        for read in (lambda: index.retriever.retrieve(QUESTION), index.catalog.list_articles, index.catalog.counts):
            with pytest.raises(IndexReplacedError):
                read()
        shutil.copytree(tmp_path / "elsewhere", desk.data)
        with pytest.raises(IndexReplacedError):
            index.retriever.retrieve(QUESTION)
        shutil.rmtree(desk.data)
        (tmp_path / "elsewhere").rename(desk.data)
        assert index.retriever.retrieve(QUESTION).evidence


def test_a_link_that_leads_to_another_index_is_noticed(desk: Desk, tmp_path: Path) -> None:
    for name in ("first", "second"):
        shutil.copytree(desk.data, tmp_path / name)
    shutil.rmtree(desk.data)
    desk.data.symlink_to(tmp_path / "first")
    with opened(desk) as index:
        assert index.retriever.retrieve(QUESTION).evidence
        desk.data.unlink()
        desk.data.symlink_to(tmp_path / "second")
        with pytest.raises(IndexReplacedError, match="replaced"):
            index.retriever.retrieve(QUESTION)


def test_without_a_folder_nothing_is_made_by_reading(desk: Desk) -> None:
    shutil.rmtree(desk.data)
    with pytest.raises(DataFolderMissingError):
        ask(desk)
    assert not desk.data.exists()


# --- who may read it ------------------------------------------------------------------------------------------------


def modes(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


@pytest.fixture
def _open_umask() -> Iterator[None]:
    before = os.umask(0o002)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_open_umask")
@pytest.mark.parametrize(
    ("given", "folders", "files"),
    [
        (None, 0o700, 0o600),
        (0o700, 0o700, 0o600),
        (0o755, 0o755, 0o644),
        (0o2770, 0o2770, 0o660),
        (0o777, 0o775, 0o664),
    ],
)
def test_files_are_as_private_as_their_folder(tmp_path: Path, given: int | None, folders: int, files: int) -> None:
    desk = Desk(tmp_path)
    if given is not None:
        desk.data.mkdir()
        desk.data.chmod(given)
    desk.write("a.txt", "Bericht über den Damm.")
    desk.index()
    with open_writer(desk.data) as writer, opened(desk), writer.transaction():
        writer.set_meta("x", "y")
        beside = set(modes(desk.data))
        assert {f"{CATALOG_FILE}-wal", f"{CATALOG_FILE}-shm", "writer.lock", "writer.pid", "vectors.lock"} <= beside
        for name, mode in modes(desk.data).items():
            assert mode == (folders if (desk.data / name).is_dir() else files), name
    assert stat.S_IMODE(desk.data.stat().st_mode) == (given or 0o700)


# --- anything at all ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("foreign") / "origin"
    foreign.make(folder)
    return folder


@pytest.mark.parametrize("number", range(30))
def test_any_change_ends_with_a_result_or_a_sentence(origin: Path, tmp_path: Path, number: int) -> None:
    """`make soak` tries thousands of these."""
    _, ends = foreign.run_case(origin, tmp_path / "case", 7, number)
    assert sum(ends.values()) == len(foreign.USES)
