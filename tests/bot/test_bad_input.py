"""Bad input: one clear sentence, the contract's exit code, and nothing else is lost."""

from __future__ import annotations

import errno
import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import assembly
from bot.cli import cli
from bot.settings import Settings
from retrieval.indexing import preparing
from retrieval.store import lock
from retrieval.store.lock import WriterLock
from tests.fakes import HashedEncoder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
GOOD = "Die Brücke über die Orla ist wieder offen. „Sie hält“, sagte Ingenieur Jon Falke.\n"


@pytest.fixture(autouse=True)
def _place(working_folder: Path) -> None:
    (working_folder / "news").mkdir()
    (working_folder / "news" / "good.txt").write_text(GOOD, encoding="utf-8")


@pytest.fixture
def _indexed() -> None:
    assert beleg("index", "news").exit_code == 0


def beleg(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def one_sentence(result: Result, status: int) -> str:
    """Return the only line of stderr of a command that failed with `status` and printed nothing else."""
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("beleg: ")
    assert lines[0].endswith((".", "?"))
    assert "Traceback" not in result.stderr
    return lines[0].removeprefix("beleg: ")


def failure(status: int, *args: str) -> tuple[str, str]:
    """Return code and message of a command that fails under --json, which must say the same on stderr."""
    result = CliRunner().invoke(cli, [*args, "--json"])
    assert result.exit_code == status, result.output
    error: dict[str, Any] = json.loads(result.stdout)["error"]
    assert set(error) == {"code", "message"}
    assert result.stderr == f"beleg: {error['message']}\n"
    return error["code"], error["message"]


# --- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "white space"),
        ("binary.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "text"),
        ("large.txt", b"Ein Satz. " * 200, "2000 bytes"),
    ],
)
def test_a_bad_file_is_told_and_the_others_are_indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, told: str
) -> None:
    monkeypatch.setenv("BELEG_ARTICLES__MAX_BYTES", "1500")
    (tmp_path / "news" / name).write_bytes(content)
    result = beleg("index", "news", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["added"], len(report["failed"])) == (1, 1, 1)
    assert report["failed"][0]["path"] == str(tmp_path / "news" / name)
    message = report["failed"][0]["error"]
    assert told in message
    assert name in message
    assert "\n" not in message
    alone = beleg("index", f"news/{name}")
    assert alone.exit_code == 1
    assert alone.stdout.splitlines()[0] == message


def test_front_matter_that_cannot_be_read_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "news" / "when.md").write_text("---\npublished: gestern\n---\nEin Text.\n", encoding="utf-8")
    report = json.loads(beleg("index", "news", "--json").stdout)
    assert (report["added"], report["failed"]) == (2, [])
    (warning,) = report["warnings"]
    assert "published" in json.dumps(warning)
    assert "when.md" in json.dumps(warning)


def test_windows_encodings_are_recognised(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes(
        "„Größe ist nicht alles“, sagte die Bürgermeisterin über die schöne Straße.\n".encode("cp1252")
    )
    assert beleg("index", "old.txt").exit_code == 0
    article_id = json.loads(beleg("articles", "--json").stdout)[0]["article_id"]
    assert "„Größe ist nicht alles“" in beleg("articles", "show", article_id).stdout


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news" / "locked.txt").write_text(GOOD, encoding="utf-8")
    opened = os.open

    def refusing(path: Any, *args: Any, **options: Any) -> Any:
        if str(path).endswith("locked.txt"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *args, **options)

    monkeypatch.setattr(os, "open", refusing)
    result = beleg("index", "news", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["added"]) == (1, 1)
    assert "locked.txt cannot be read (Permission denied)" in report["failed"][0]["error"]


def test_a_link_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "news" / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    report = json.loads(beleg("index", "news", "--json").stdout)
    assert (report["added"], len(report["failed"])) == (1, 1)
    assert "link" in report["failed"][0]["error"]
    assert "is a link to a file that is gone" in one_sentence(beleg("index", "news/gone.txt"), 2)


def test_a_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.env").write_text("BELEG_DISCORD__TOKEN=seven-blue-herons\n", encoding="utf-8")
    (tmp_path / "news" / "notes.txt").symlink_to("../secret.env")
    result = beleg("index", "news", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["added"], len(report["failed"])) == (1, 1, 1)
    assert f"out of its folder or to a hidden file, {tmp_path}/secret.env" in report["failed"][0]["error"]
    assert "herons" not in beleg("search", "What is the token?", "--json").stdout
    followed = beleg("index", "news", "--follow-links", "--json")
    assert (followed.exit_code, json.loads(followed.stdout)["added"]) == (0, 1)
    (told,) = json.loads(beleg("index", "--json").stdout)["failed"]
    assert "its article stays in the index; run beleg remove " in told["error"]


def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    pipe = str(tmp_path / "pipe.md")
    assert "is no ordinary file but a pipe" in one_sentence(beleg("statements", pipe), 1)
    assert "it is no ordinary file but a pipe" in one_sentence(beleg("--config", pipe, "articles"), 2)
    assert "it is no ordinary file but a pipe" in one_sentence(beleg("evaluate", "--questions", pipe), 1)
    assert "it is no ordinary file but a pipe" in one_sentence(beleg("evaluate", "--squad", pipe), 1)
    assert "it is no ordinary file but a device" in one_sentence(beleg("--config", "/dev/zero", "articles"), 2)
    with (tmp_path / "long.toml").open("wb") as file:
        file.truncate(1 << 40)
    assert "it has 1099511627776 bytes" in one_sentence(beleg("--config", "long.toml", "articles"), 2)


def test_the_only_path_does_not_exist() -> None:
    assert one_sentence(beleg("index", "nwes"), 2) == "'nwes' does not exist; name a file, a folder or an address."
    assert failure(2, "index", "a\0b")[0] == "no_such_path"
    assert failure(2, "statements", "nwes.txt")[0] == "no_such_path"
    assert failure(2, "evaluate", "--questions", "nwes.toml")[0] == "no_such_path"
    assert failure(2, "evaluate", "--squad", "nwes.json")[0] == "no_such_path"


def test_one_of_two_paths_does_not_exist() -> None:
    result = beleg("index", "news", "nwes", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["added"], len(report["failed"])) == (1, 1, 1)
    assert "nwes does not exist" in report["failed"][0]["error"]


def test_index_without_anything_known(tmp_path: Path) -> None:
    assert str(tmp_path / ".beleg") in one_sentence(beleg("index"), 1)


# --- questions and arguments -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_indexed")
@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", "The question is empty; write at least one word."),
        (" \n\t", "The question is empty; write at least one word."),
        ("\x00\x07\u202e", "The question is empty; write at least one word."),
        ("x" * 10_000, "The question has 10,000 characters, at most 1,000 are read; ask it in fewer words."),
        (
            "ﷺ" * 1000,
            "The question has 18,000 characters, counting what its signs stand for, at most 1,000 are read; "
            "ask it in fewer words.",
        ),
    ],
)
def test_a_question_that_cannot_be_asked(command: str, question: str, told: str) -> None:
    assert one_sentence(beleg(command, question), 2) == told
    assert failure(2, command, question) == ("bad_question", told)


@pytest.mark.usefixtures("_indexed")
def test_a_speakers_name_that_is_none() -> None:
    told = "The speaker's name has 5,000 characters, at most 200 are read; give the name alone."
    assert one_sentence(beleg("ask", "What did they say?", "--speaker", "x" * 5000), 2) == told


@pytest.mark.usefixtures("_indexed")
def test_control_characters_in_a_question_are_left_out() -> None:
    result = beleg("ask", "Was\x1b[31m sagte\x00 Falke\u202e?")
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert beleg("ask", "Was sagte \udcff Falke?", "--json").exit_code == 0


@pytest.mark.usefixtures("_indexed")
@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--since", "neulich"], "since is 'neulich', expected a day or a period, for example 2022-01-31"),
        (["--until", "2022-02-30"], "until is '2022-02-30', expected a day or a period"),
        (["--since", "2022-02-02", "--until", "2022-02-01"], "since is 2022-02-02, which is after until"),
    ],
)
def test_a_day_that_is_none(args: list[str], told: str) -> None:
    assert told in one_sentence(beleg("ask", "Was sagte Falke?", *args), 2)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["aks", "What?"], "There is no command \"aks\"; did you mean 'ask'?"),
        (["xyz"], 'There is no command "xyz"; expected one of'),
        (["ask"], "Missing argument 'QUESTION'; see beleg ask --help."),
        (["ask", "a", "b"], "Got unexpected extra argument"),
        (["ask", "a", "--spaeker", "b"], "No such option"),
        (["search", "a", "-k", "0"], "Invalid value for '-k'"),
        (["remove"], "Missing argument 'ID...'; see beleg remove"),
        (["evaluate", "--questions", "a", "--squad", "b"], "--questions and --squad were both given; choose one."),
        (["evaluate", "--passages", "b"], "--passages goes with --squad; leave it out."),
        (["--config", "missing.toml", "articles"], "missing.toml cannot be read"),
        (["articles", "--config", "missing.toml"], "missing.toml cannot be read"),
    ],
)
def test_a_command_used_wrongly(args: list[str], told: str) -> None:
    assert told in one_sentence(beleg(*args), 2)
    assert told in failure(2, *args)[1]


def test_settings_used_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_ANSWER__QUOTATION", "3")
    assert failure(2, "articles") == (
        "bad_settings",
        "Unknown setting BELEG_ANSWER__QUOTATION in the environment; did you mean 'BELEG_ANSWER__QUOTATIONS'?",
    )


@pytest.mark.usefixtures("_indexed")
def test_an_article_that_is_not_there() -> None:
    assert failure(2, "articles", "show", "ffffffffffff")[0] == "unknown_article"


# --- the data folder -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [["ask", "Was?"], ["search", "Was?"], ["articles"], ["statements"], ["chat"]])
def test_without_a_data_folder_its_absolute_path_is_named(tmp_path: Path, args: list[str]) -> None:
    assert str(tmp_path / ".beleg") in one_sentence(beleg(*args), 1)


@pytest.mark.usefixtures("_indexed")
def test_a_damaged_catalog(tmp_path: Path) -> None:
    catalog = tmp_path / ".beleg" / "catalog.sqlite3"
    assert catalog.exists(), list((tmp_path / ".beleg").iterdir())
    for companion in (tmp_path / ".beleg").glob("catalog.sqlite3-*"):
        companion.unlink()
    catalog.write_bytes(b"no database at all " * 500)
    for args in (["ask", "Was sagte Falke?"], ["articles"], ["index", "news"]):
        code, message = failure(1, *args)
        assert code == "catalog_damaged"
        assert str(catalog) in message
    checks = {one["name"]: one["ok"] for one in json.loads(beleg("check", "--json").stdout)}
    assert checks["index"] is False


@pytest.mark.usefixtures("_indexed")
def test_a_damaged_vector_index_is_no_obstacle(tmp_path: Path) -> None:
    damaged = [path for path in (tmp_path / ".beleg").rglob("*") if path.is_file() and "catalog" not in path.name]
    for path in damaged:
        path.write_bytes(os.urandom(len(path.read_bytes())))
    result = beleg("ask", "Was sagte Falke?")
    assert result.exit_code == 0
    assert "„Sie hält“" in result.stdout
    assert "lacks vector index: damaged" in beleg("check").stdout
    assert beleg("index", "news").exit_code == 0
    assert "ok    vector index: " in beleg("check").stdout
    assert "„Sie hält“" in beleg("ask", "Was sagte Falke?").stdout


@pytest.mark.usefixtures("_indexed")
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = beleg("articles", "--json").stdout
    for number in range(50):
        (tmp_path / "news" / f"{number}.txt").write_text(GOOD * 50 + f"Nummer {number}.", encoding="utf-8")
    connect = sqlite3.connect

    def small(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **options)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 5}")
        return connection

    with monkeypatch.context() as full:
        full.setattr(sqlite3, "connect", small)
        code, message = failure(1, "index", "news")
    assert (code, "full" in message) == ("storage", True)
    assert beleg("articles", "--json").stdout == before
    assert json.loads(beleg("index", "news", "--json").stdout)["added"] == 50


@pytest.mark.usefixtures("_indexed")
def test_a_read_only_data_folder_can_be_asked_but_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refusing(path: Any, flags: int, *args: Any, **options: Any) -> int:
        if ".beleg" in os.fsdecode(path) and flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return opened(path, flags, *args, **options)

    monkeypatch.setattr(os, "open", refusing)
    code, message = failure(1, "index", "news")
    assert (code, str(tmp_path / ".beleg") in message) == ("storage", True)
    assert "„Sie hält“" in beleg("ask", "Was sagte Falke?").stdout


@pytest.fixture
def _writer(tmp_path: Path) -> Iterator[None]:
    held = WriterLock(tmp_path / ".beleg")
    held.acquire()
    yield
    held.release()


@pytest.mark.usefixtures("_indexed", "_writer")
def test_a_second_writer_leaves_and_readers_go_on() -> None:
    code, message = failure(1, "index", "news")
    assert (code, f"Process {os.getpid()} is writing" in message) == ("locked", True)
    assert failure(1, "remove", "ffffffffffff")[0] == "locked"
    assert "„Sie hält“" in beleg("ask", "Was sagte Falke?").stdout


def test_a_file_whose_statements_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "SECONDS", 0.0)
    told = one_sentence(beleg("statements", "news/good.txt"), 1)
    assert told.startswith("The text of news/good.txt takes longer than 0 seconds to read")


@pytest.mark.usefixtures("_indexed", "_writer")
def test_a_removal_says_that_it_waits_for_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    with lock.run_lock(tmp_path / ".beleg", wait=False):
        result = beleg("remove", "ffffffffffff", "--json")
        assert failure(1, "index", "news")[0] == "locked"
    waits, refused = result.stderr.splitlines()
    assert waits.startswith("Waiting for the process that indexes")
    assert f"Process {os.getpid()} is writing" in refused
    assert json.loads(result.stdout)["error"]["code"] == "locked"


@pytest.mark.parametrize("args", [["statements", "news/good.txt"], ["statements", "news/good.txt", "--json"]])
def test_output_that_cannot_be_written(tmp_path: Path, args: list[str]) -> None:
    with (tmp_path / "output").open("w") as output:
        result = subprocess.run(
            [sys.executable, "-m", "bot", *args],
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            timeout=30,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": ""},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1)),
        )
    assert (result.returncode, result.stderr) == (1, "beleg: The operating system reported an error: File too large.\n")


def test_what_nobody_foresaw_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Settings) -> HashedEncoder:
        raise ZeroDivisionError("division by\nzero")

    monkeypatch.setattr(assembly, "open_encoder", broken)
    told = one_sentence(beleg("index", "news"), 1)
    assert told.startswith("Something unexpected happened (ZeroDivisionError: division by zero)")
    assert "Traceback" in beleg("index", "news", "--verbose").stderr
