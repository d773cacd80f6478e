"""The bot's own file: where it stands, who may read it, and that neither kill, damage, nor a full disk breaks it."""

from __future__ import annotations

import logging
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.state import migrations
from bot.state.database import LOCK_FILE, STATE_FILE, Database
from bot.state.errors import StateError
from bot.state.preferences import ServerSettings
from retrieval.errors import StorageError
from tests.bot.memories import files, keep, state
from tests.desk import Desk
from tests.retrieval.archives import record, written

ROOT = Path(__file__).parents[2]
SET = ServerSettings(admitted=True, channels=(7,))


def kept(folder: Path) -> ServerSettings:
    """Return what a memory that begins in the folder knows of a server."""
    memory = state(folder)
    memory.open()
    settings = memory.servers.of(30)
    memory.close()
    return settings


def objects(file: Path) -> migrations.Objects:
    with closing(sqlite3.connect(file)) as connection:
        return migrations.objects(connection)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path)


# --- formats ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("found", range(len(migrations.MIGRATIONS)))
def test_a_file_of_every_earlier_format_is_brought_up_to_date(tmp_path: Path, found: int) -> None:
    with closing(sqlite3.connect(tmp_path / STATE_FILE, isolation_level=None)) as connection:
        if found:
            migrations.migrate(connection, 0, found)
            connection.execute("INSERT INTO servers VALUES (?, ?)", (30, '{"admitted": true}'))
    assert kept(tmp_path).admitted == bool(found)
    assert objects(tmp_path / STATE_FILE) == migrations.expected(len(migrations.MIGRATIONS))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["CREATE TABLE more_{n} (x) STRICT", "ALTER TABLE runs ADD COLUMN c{n} TEXT"])))
def test_a_migration_is_made_whole_or_not_at_all(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    folder = tmp_path_factory.mktemp("state")
    memory = state(folder)
    memory.servers.set(30, SET)
    memory.close()
    with closing(sqlite3.connect(folder / STATE_FILE, isolation_level=None)) as connection:
        before = migrations.objects(connection)
        script = "".join(f"{step.format(n=n)};" for n, step in enumerate(steps))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, script + "CREATE TABLE runs (x);"))
            with pytest.raises(sqlite3.OperationalError):
                migrations.migrate(connection, len(migrations.MIGRATIONS) - 1)
        assert migrations.objects(connection) == before
        assert migrations.version(connection) == len(migrations.MIGRATIONS)
    assert kept(folder) == SET


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path, database: Database) -> None:
    database.open()
    database.close()
    with closing(sqlite3.connect(tmp_path / STATE_FILE)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = (tmp_path / STATE_FILE).read_bytes()
    with pytest.raises(StorageError, match="newer version of Beleg"):
        database.open()
    assert (tmp_path / STATE_FILE).read_bytes() == before


# --- the folder ------------------------------------------------------------------------------------------------------


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    before = os.umask(0)
    try:
        memory = state(tmp_path)
        keep(memory, 1)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob(f"{STATE_FILE}*")}
    finally:
        os.umask(before)
    assert modes == {STATE_FILE: 0o600, f"{STATE_FILE}-wal": 0o600, f"{STATE_FILE}-shm": 0o600}


@pytest.mark.parametrize("name", [STATE_FILE, f"{STATE_FILE}-wal", f"{STATE_FILE}-shm", "state.lock"])
@pytest.mark.parametrize("kind", ["link", "second name", "pipe", "folder"])
def test_what_is_no_file_of_belegs_is_refused_and_left_alone(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, kind: str, name: str
) -> None:
    target, path = tmp_path_factory.mktemp("outside") / "file", tmp_path / name
    target.write_bytes(b"12345")
    before = target.stat()
    match kind:
        case "link":
            path.symlink_to(target)
        case "second name":
            os.link(target, path)
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
    with pytest.raises(StorageError, match="Beleg leaves it alone"):
        state(tmp_path).open()
    assert (target.read_bytes(), target.stat().st_mtime_ns) == (b"12345", before.st_mtime_ns)


@pytest.mark.slow
def test_no_work_on_the_index_touches_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.txt", "Nadja Kallweit sagte: „Der Damm hält.“")
    desk.index()
    memory = state(desk.data)
    memory.servers.set(30, SET)
    memory.close()
    before = (desk.data / STATE_FILE).read_bytes()
    for folder in desk.data.glob("chroma-*"):
        shutil.rmtree(folder)
    desk.index(rebuild=True)
    desk.indexer().import_archive(written(tmp_path / "archive", [record("Ein Text aus einem Archiv.")]))
    with desk.catalog() as catalog:
        desk.indexer().remove([one.article_id for one in catalog.list_articles()])
    assert (desk.data / STATE_FILE).read_bytes() == before
    assert kept(desk.data) == SET


def test_a_folder_that_was_replaced_has_its_own_memory(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    memory = state(data)
    memory.servers.set(30, SET)
    data.rename(tmp_path / "old")
    with pytest.raises(StateError, match="not there"):
        memory.open()
    assert not data.exists()
    data.mkdir()
    memory.open()
    assert memory.servers.of(30) == ServerSettings()
    memory.close()
    assert kept(tmp_path / "old") == SET


# --- kills, other processes ------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from tests.bot.memories import keep, state
memory = state(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    keep(memory, number, quotations=5)
    print(number, flush=True)
"""


def writer(folder: Path, first: int, last: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(first), str(last)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_after_a_kill_every_answer_is_whole_and_none_that_was_kept_is_lost(tmp_path: Path, seed: int) -> None:
    child = writer(tmp_path, 1, 100_000)
    assert child.stdout is not None
    wanted = random.Random(seed).randrange(1, 400)
    kept = 0
    for line in child.stdout:
        kept = int(line)
        if kept >= wanted:
            break
    child.send_signal(signal.SIGKILL)
    kept = max([kept, *map(int, child.stdout.read().splitlines()[:-1])])
    child.stdout.close()
    child.wait()
    memory = state(tmp_path)
    found = [memory.answers.of_message(number) for number in range(1, kept + 1)]
    assert all(one is not None and len(one.quotations) == 5 for one in found)
    after = memory.answers.of_message(kept + 1)
    assert after is None or len(after.quotations) == 5


@pytest.mark.slow
def test_two_processes_may_begin_and_write_at_once(tmp_path: Path) -> None:
    children = [writer(tmp_path, 1, 41), writer(tmp_path, 1001, 1041)]
    for child in children:
        assert len(child.communicate()[0].splitlines()) == 40
        assert child.returncode == 0
    memory = state(tmp_path)
    for number in [*range(1, 41), *range(1001, 1041)]:
        assert memory.answers.of_message(number) is not None


def test_who_waits_too_long_for_another_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.state.database._BUSY", 0.05)
    memory = state(tmp_path)
    memory.open()
    with closing(sqlite3.connect(tmp_path / STATE_FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError, match="another process kept it locked"):
            keep(memory, 1)
        assert memory.answers.of_message(1) is None
        other.execute("ROLLBACK")
    keep(memory, 1)
    assert memory.answers.of_message(1) is not None


# --- damage, full disks ----------------------------------------------------------------------------------------------


def aside(folder: Path) -> list[Path]:
    return sorted(folder.glob("state-damaged-*.sqlite3"))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2**20), st.binary(min_size=1, max_size=600)), max_size=4), st.integers(0, 9))
def test_with_whatever_damage_the_bot_starts_and_remembers_again(
    tmp_path_factory: pytest.TempPathFactory, holes: list[tuple[int, bytes]], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("state")
    memory = state(folder)
    for number in range(1, 30):
        keep(memory, number, quotations=6)
    memory.close()
    content = bytearray((folder / STATE_FILE).read_bytes())
    for at, hole in holes:
        at %= len(content)
        content[at : at + len(hole)] = hole
    (folder / STATE_FILE).write_bytes(content[: len(content) - cut * 997])
    memory.open()
    for attempt in range(3):  # damage that only a call meets costs that call
        try:
            for number in range(1, 30):
                memory.answers.of_message(number)
            memory.privacy.about(1)
            keep(memory, 99, quotations=6)
            memory.purge()
            break
        except StateError:
            assert attempt < 2
    found = memory.answers.of_message(99)
    assert found is not None
    assert len(found.quotations) == 6
    memory.close()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 9000, b"\0" * 4096])
def test_a_damaged_file_is_set_aside_with_one_sentence(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / STATE_FILE).write_bytes(content)
    memory = state(tmp_path)
    memory.open()
    keep(memory, 1)
    [damaged] = aside(tmp_path)
    assert damaged.read_bytes() == content
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert f"set aside as {damaged.name}" in record.message


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER more AFTER INSERT ON answers BEGIN DELETE FROM servers; END",
        "CREATE VIEW more AS SELECT 1",
        "DROP INDEX answers_by_time",
        "CREATE TABLE more (x)",
        "PRAGMA application_id = 1",
    ],
)
def test_a_file_that_somebody_else_prepared_is_set_aside(tmp_path: Path, statement: str) -> None:
    memory = state(tmp_path)
    memory.servers.set(30, SET)
    memory.close()
    with closing(sqlite3.connect(tmp_path / STATE_FILE)) as connection:
        connection.execute(statement)
    assert kept(tmp_path) == ServerSettings()
    assert len(aside(tmp_path)) == 1


def test_on_a_full_disk_nothing_is_half_kept_and_what_was_is_still_known(tmp_path: Path, database: Database) -> None:
    memory = state(tmp_path)
    memory.servers.set(30, SET)
    connection = memory._database._connection
    assert connection is not None
    full = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {full}")
    number = 1
    with suppress(StateError):
        for number in range(1, 1000):
            keep(memory, number, quotations=6)
    assert number < 999
    with pytest.raises(StateError, match="the disk is full"):
        keep(memory, number, quotations=6)
    assert memory.answers.of_message(number) is None
    memory.servers.load()
    assert memory.servers.of(30) == SET
    connection.execute("PRAGMA max_page_count = 100000")
    keep(memory, number)
    assert memory.answers.of_message(number) is not None


def test_where_it_cannot_be_opened_each_call_says_so_and_later_ones_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.state.database._BUSY", 0.05)
    memory = state(tmp_path)
    with FileLock(tmp_path / LOCK_FILE):
        for _ in range(2):
            with pytest.raises(StateError, match="another process kept it locked"):
                keep(memory, 1)
    keep(memory, 1)
    assert memory.answers.of_message(1) is not None


def test_the_words_of_an_article_are_in_no_file(tmp_path: Path) -> None:
    memory = state(tmp_path, questions=True)
    keep(memory, 1, quotations=3, question="Was there no time?")
    content = files(tmp_path)
    assert b"Was there no time?" in content
    for word in (b"quay", b"rebuilt", b"winter", b"Harbour council"):
        assert word not in content
