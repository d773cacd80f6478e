"""Every command on a data folder that is damaged or hostile: a result or one sentence; and one that goes away."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from simcord import Env

from bot import assembly
from bot.cli import cli
from bot.discord_app.client import BelegBot
from bot.discord_app.desk import IndexDesk
from bot.discord_app.texts import ENGLISH
from bot.settings import Settings, load_settings
from retrieval.errors import CatalogDamagedError, DataFolderMissingError
from tests.bot.articles_world import texts
from tests.bot.discord_world import NOTHING_SENT, child, memory
from tests.fakes import WordReader

pytestmark = pytest.mark.slow

FIRST = "Die Brücke über die Orla ist wieder offen. „Sie hält“, sagte Ingenieur Jon Falke.\n"
SECOND = "Der Hafen von Lindwerder ist zu. „Das Eis hält“, sagte Lotsin Mara Falke.\n"
QUESTION = "Was sagte Falke?"
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("ask", QUESTION),
    ("search", QUESTION),
    ("articles",),
    ("articles", "show", "IDENT"),
    ("statements",),
    ("export", "backup.tar"),
    ("evaluate", "--questions", "questions.toml"),
    ("index", "news", "--dry-run"),
    ("index",),
    ("index", "--rebuild"),
    ("remove", "IDENT"),
)
QUESTIONS = """
[[question]]
id = "one"
question = "Was sagte Falke?"
language = "de"
split = "test"
articles = ["first.txt"]
evidence = ["Sie hält"]
"""


@pytest.fixture(autouse=True)
def _place(working_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(_: Settings) -> WordReader:
        return WordReader()

    monkeypatch.setattr(assembly, "open_reader", reader)
    (working_folder / "news").mkdir()
    (working_folder / "news" / "first.txt").write_text(FIRST, encoding="utf-8")
    (working_folder / "questions.toml").write_text(QUESTIONS, encoding="utf-8")
    assert beleg("index", "news").exit_code == 0


def beleg(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def sql(script: str) -> Callable[[Path], None]:
    """Return what runs a script on the catalog of a data folder."""

    def run(data: Path) -> None:
        with closing(sqlite3.connect(data / "catalog.sqlite3", isolation_level=None)) as connection:
            connection.executescript(script)

    return run


def overwrite(data: Path) -> None:
    (data / "catalog.sqlite3").write_bytes(b"")


def pipe(data: Path) -> None:
    (data / "catalog.sqlite3").unlink()
    os.mkfifo(data / "catalog.sqlite3")


def link(data: Path) -> None:
    (data / "writer.lock").unlink()
    (data / "writer.lock").symlink_to(data.parent / "questions.toml")


# What is done to the folder, the code of the error, and whether every command must tell it.
DAMAGE: dict[str, tuple[Callable[[Path], None], str, bool]] = {
    "empty": (overwrite, "catalog_damaged", True),
    "pipe": (pipe, "storage", True),
    "link": (link, "storage", True),
    "view": (
        sql("ALTER TABLE texts RENAME TO x; CREATE VIEW texts AS SELECT * FROM x"),
        "catalog_damaged",
        True,
    ),
    "trigger": (
        sql("CREATE TRIGGER x AFTER DELETE ON articles BEGIN DELETE FROM texts; END"),
        "catalog_damaged",
        True,
    ),
    "newer": (sql("PRAGMA user_version = 99"), "storage", True),
    "kinds": (sql("UPDATE articles SET title = x'ff00', build = 5"), "catalog_damaged", False),
    "no UTF-8": (sql("UPDATE articles SET title = CAST(x'ff80' AS TEXT)"), "catalog_damaged", False),
    "days": (sql("UPDATE articles SET published = 'gestern'"), "catalog_damaged", False),
    "numbers": (sql("UPDATE models SET dimension = 9223372036854775807"), "catalog_damaged", False),
    "generation": (sql("UPDATE meta SET value = '1e999' WHERE name = 'generation'"), "catalog_damaged", False),
    "quotations": (sql("UPDATE statements SET quote_start = -5, quote_end = 999"), "catalog_damaged", False),
    "texts": (sql("UPDATE texts SET text = 'x'"), "catalog_damaged", False),
    "no texts": (sql("DELETE FROM texts"), "catalog_damaged", False),
    "vectors": (sql("UPDATE vectors SET vector = zeroblob(3)"), "catalog_damaged", False),
    "state": (sql("UPDATE meta SET value = '{\"folder\": \"..\"}' WHERE name = 'vectors'"), "catalog_damaged", False),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_each_command_ends_with_a_result_or_one_sentence(tmp_path: Path, name: str) -> None:
    harm, code, always = DAMAGE[name]
    data = tmp_path / ".beleg"
    ident = json.loads(beleg("articles", "--json").stdout)[0]["article_id"]
    harm(data)
    checked = beleg("check", "--json")
    assert checked.exit_code == 1
    assert [one for one in json.loads(checked.stdout) if one["name"] == "index" and not one["ok"]]
    told = set()
    for words in COMMANDS:
        args = [ident if word == "IDENT" else word for word in words]
        result = beleg(*args, "--json")
        assert "Traceback" not in result.output
        if result.exit_code:
            error = json.loads(result.stdout)["error"]
            # What the judged questions quote may be what was damaged.
            assert result.exit_code == 1
            assert error["code"] in (code, "bad_questions")
            assert result.stderr == f"beleg: {error['message']}\n"
            told.add(words)
    assert told >= (set(COMMANDS) if always else set())


def test_the_check_of_a_sound_folder_finds_nothing() -> None:
    checks = {one["name"]: one["ok"] for one in json.loads(beleg("check", "--json").stdout)}
    assert checks["index"]
    assert checks["vector index"]


# --- a folder that goes away while the bot runs ---------------------------------------------------------------------


def second_index(tmp_path: Path) -> Path:
    """Return another data folder, with another article."""
    (tmp_path / "news" / "first.txt").unlink()
    (tmp_path / "news" / "second.txt").write_text(SECOND, encoding="utf-8")
    away = tmp_path / "away"
    (tmp_path / ".beleg").rename(away)
    assert beleg("index", "news").exit_code == 0
    (tmp_path / ".beleg").rename(tmp_path / "second")
    away.rename(tmp_path / ".beleg")
    return tmp_path / "second"


@pytest.fixture
def simcord_bot() -> BelegBot:
    settings = load_settings()
    return BelegBot(
        lambda: IndexDesk(settings),
        child(""),
        settings.limits,
        state=memory(),
        sent=NOTHING_SENT,
        watching=settings.watches,
        shard_count=1,
    )


async def test_a_question_is_answered_from_the_index_that_is_there_now(
    simcord_env: Env, simcord_bot: BelegBot, tmp_path: Path
) -> None:
    guild = simcord_env.create_guild()
    channel, ann = guild.create_text_channel("news"), guild.add_member(simcord_env.create_user("ann"))

    async def ask() -> str:
        result = await ann.slash(channel, "ask", question=QUESTION)
        return texts(result.response or result.followups[0])

    other = second_index(tmp_path)
    assert "Sie hält" in await ask()
    shutil.rmtree(tmp_path / ".beleg")
    for _ in range(2):
        assert (await ask()).startswith(ENGLISH.failures["no_index"])
    shutil.copytree(other, tmp_path / ".beleg")
    answer = await ask()
    assert "Das Eis hält" in answer
    assert "Sie hält" not in answer


def test_a_button_shows_no_article_of_an_index_that_was_replaced(tmp_path: Path) -> None:
    other = second_index(tmp_path)
    desk = IndexDesk(load_settings())
    first = desk.answer(desk.understand(QUESTION)).citations[0].article_id
    assert desk.article(first, frozenset({""})) is not None
    (tmp_path / ".beleg").rename(tmp_path / "old")
    with pytest.raises(DataFolderMissingError):
        desk.article(first, frozenset({""}))
    other.rename(tmp_path / ".beleg")
    assert desk.article(first, frozenset({""})) is None
    assert desk.answer(desk.understand(QUESTION)).citations[0].article_id != first
    overwrite(tmp_path / "old")
    (tmp_path / ".beleg").rename(other)
    (tmp_path / "old").rename(tmp_path / ".beleg")
    with pytest.raises(CatalogDamagedError):
        desk.answer(desk.understand(QUESTION))
    desk.close()
