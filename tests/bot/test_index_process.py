"""The child process behind runs: its progress, its report, its end, and what is said of them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest
from simcord.components import walk_components

from bot.discord_app.features.articles.reports import Finished, failed, result
from bot.discord_app.index_process import (
    FailedArticle,
    IndexFailure,
    IndexOutcome,
    IndexProgress,
    IndexRun,
    Reindexer,
    beleg_command,
    index_environment,
)
from bot.discord_app.texts import ENGLISH, GERMAN, Texts
from tests.bot.discord_world import child

REPORT = {
    "added": 3,
    "changed": 1,
    "unchanged": 20,
    "removed": 0,
    "skipped": 0,
    "failed": [
        {
            "path": "/srv/news/a_b.md",
            "error": "/srv/news/a_b.md is empty; expected text.",
            "problem": "empty",
            "given": {},
            "title": None,
        }
    ],
    "passages": 40,
    "statements": 9,
    "seconds": 12.4,
    "added_articles": [],
    "changed_articles": [],
    "unchanged_articles": [],
    "removed_articles": [],
    "left_out": [],
}


def said(outcome: IndexOutcome | IndexFailure, texts: Texts, number: str = "1") -> str:
    """Return the text of the card that ends a run."""
    if isinstance(outcome, IndexFailure):
        view = failed(outcome, texts, number)
    else:
        view = result(Finished("refresh", outcome, "2022-01-01T00:00:00Z", "2022-01-01T00:00:01Z"), texts, add="`/add`")
    components = view.to_components()  # type: ignore[no-untyped-call]
    return "\n".join(one["content"] for one in walk_components(components) if one["type"] == 10)


async def finished(reindexer: Reindexer) -> tuple[IndexRun, IndexOutcome | IndexFailure]:
    run = reindexer.begin("Mia", "refresh")
    assert await run.wait(10)
    return run, run.outcome()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("locked", "Nichts wurde gelesen: Ein anderes Programm schreibt gerade in den Index"),
        ("catalog_damaged", "Das Einlesen ist fehlgeschlagen"),
    ],
)
async def test_a_child_that_says_why_it_failed_is_believed(
    code: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    error = {"error": {"code": code, "message": "Another process is writing to /srv/index; try again later."}}
    script = f"print({json.dumps(error)!r}); raise SystemExit(1)"
    _, outcome = await finished(Reindexer([sys.executable, "-I", "-c", script], {"BELEG_DATA_DIR": "/srv/index"}))
    told = said(outcome, GERMAN, "00000f")
    assert told.startswith(words)
    assert "/srv/index" not in told
    assert ("00000f" in told) == (code not in GERMAN.articles.stopped) == ("Run 00000f failed" in caplog.text)
    assert "Another process is writing to /srv/index" in caplog.text


async def test_a_child_that_dies_is_reported_and_its_last_words_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    _, outcome = await finished(
        child("import sys, os; sys.stderr.write('out of memory\\n'); sys.stderr.flush(); os._exit(9)")
    )
    assert outcome == IndexFailure("stopped")
    assert "ended before it was done" in said(outcome, ENGLISH)
    assert "status 9" in caplog.text
    assert "out of memory" in caplog.text


async def test_a_child_that_cannot_be_started_is_reported() -> None:
    _, outcome = await finished(Reindexer(["/nowhere/python"], {}))
    assert outcome == IndexFailure("not_started")


async def test_lines_that_are_no_progress_do_no_harm() -> None:
    script = (
        "import sys, json\n"
        "e = sys.stderr\n"
        'e.write(\'x\' * 3_000_000 + \'\\n[1]\\n{"stage": "files", "done": "many", "total": 1}\\n\\xff\\n\')\n'
        "e.write(json.dumps({'stage': 'vectors', 'done': 2, 'total': 5}) + '\\n')\n"
        f"print({json.dumps(REPORT)!r})"
    )
    run, outcome = await finished(child(script))
    assert run.progress == IndexProgress("vectors", 2, 5)
    assert isinstance(outcome, IndexOutcome)


async def test_closing_ends_the_child() -> None:
    reindexer = child(
        'import os, sys, time; sys.stderr.write(f\'{{"stage": "files", "done": {os.getpid()}, "total": 1}}\\n\'); '
        "sys.stderr.flush(); time.sleep(60)"
    )
    run = reindexer.begin("Mia", "refresh")
    async with asyncio.timeout(5):
        while not run.progress.done:  # noqa: ASYNC110 - set by a line from another process
            await asyncio.sleep(0.01)
        await reindexer.close()
    with pytest.raises(ProcessLookupError):
        os.kill(run.progress.done, 0)
    assert reindexer.running is None
    assert run.outcome() == IndexFailure("stopped")


def test_an_empty_run_says_what_to_do() -> None:
    assert said(IndexOutcome(0, 0, 0, 0, (), 0.1), ENGLISH).startswith(
        "There are no articles yet: send some with `/add`"
    )
    assert "Schick welche mit `/add`" in said(IndexOutcome(0, 0, 0, 0, (), 0.1), GERMAN)


def lost(path: str, problem: str = "empty", title: str | None = None) -> FailedArticle:
    return FailedArticle(path, f"{path} is {problem}.", problem, {}, title)


def test_many_failures_are_counted() -> None:
    outcome = IndexOutcome(0, 0, 0, 0, tuple(lost(f"/srv/n{n}.md") for n in range(9)), 1.0)
    lines = said(outcome, ENGLISH).splitlines()
    assert lines[2:] == [
        "**9 could not be read**",
        *(f"**n{n}.md** is empty; send a file with a text in it." for n in range(5)),
        "-# and 4 more",
    ]


@pytest.mark.parametrize("texts", [ENGLISH, GERMAN], ids=["en", "de"])
def test_folders_of_the_machine_and_names_of_sent_files_are_not_shown(texts: Texts) -> None:
    sent = f"/srv/.beleg/sent/shared/{'0a' * 16}.pdf"
    outcome = IndexOutcome(
        0,
        0,
        1,
        0,
        (
            lost("/srv/my news/notes.txt", "outside"),
            lost(sent, "damaged"),
            lost("/srv/b.md", "rival", "Quay"),
            lost("https://a.example/b", "no_such_problem"),
        ),
        1.0,
    )
    told = said(outcome, texts)
    problems = texts.articles.problems
    assert f"**notes.txt** {problems['outside']}" in told
    assert f"**{texts.articles.sent_file}** {problems['damaged']}" in told
    assert f"**Quay** {problems['rival']} {texts.articles.last_good}" in told
    assert f"**a.example/b** {problems['fault']}" in told
    assert not any(hidden in told for hidden in ("srv", "my news", "0a0a", "no_such"))


def test_the_child_has_the_same_code_and_index_but_not_the_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BELEG_DISCORD__TOKEN", "secret")
    environment = index_environment(tmp_path)
    assert "secret" not in environment.values()
    assert environment["BELEG_DATA_DIR"] == str(tmp_path)
    assert (Path(environment["PYTHONPATH"].split(os.pathsep)[0]) / "bot" / "discord_app").is_dir()
    assert beleg_command(("--config", "a.toml"))[1:] == [
        "-P",
        "-m",
        "bot",
        "--config",
        "a.toml",
    ]
