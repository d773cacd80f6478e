"""Feeds from the settings: on the command line, and on a schedule in the bot's own process."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import assembly
from bot.cli import cli
from bot.discord_app.feed_loop import BY, take_feeds
from bot.discord_app.index_process import Reindexer
from tests.fakes import HashedEncoder
from tests.retrieval.news_stories import HARBOUR
from tests.retrieval.web_server import Server, response

REPORT = {"added": 1, "changed": 0, "unchanged": 0, "removed": 0, "failed": [], "seconds": 0.1}


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(words))
    printed = capsys.readouterr()
    return int(str(ended.value.code)), printed.out, printed.err


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(assembly, "open_encoder", lambda _: HashedEncoder())
    monkeypatch.setenv("BELEG_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


@pytest.mark.slow
def test_index_feeds_reads_the_feeds_of_the_settings(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = f"<rss version='2.0'><channel><item><link>{server.url('/1')}</link></item></channel></rss>"
    server.answers["/feed"] = response(feed, kind="application/rss+xml")
    server.answers["/1"] = response(f"<html><title>Hafen</title><article>{HARBOUR.html}</article></html>")
    monkeypatch.setenv("BELEG_FEEDS__URLS", json.dumps([server.url("/feed"), server.url("/gone")]))
    monkeypatch.setenv("BELEG_ARTICLES__ALLOW_HOSTS", '["127.0.0.1"]')
    code, output, _ = run(capsys, "index", "--feeds", "--json")
    report = json.loads(output)
    assert (code, report["added"]) == (1, 1)
    assert [failed["path"] for failed in report["failed"]] == [server.url("/gone")]
    _, output, _ = run(capsys, "articles", "--json")
    assert [article["url"] for article in json.loads(output)] == [server.url("/1")]


@pytest.mark.slow
def test_index_sitemap_reads_the_pages_that_it_names(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers["/map"] = response(f"<urlset><url><loc>{server.url('/1')}</loc></url></urlset>", kind="text/xml")
    server.answers["/1"] = response(f"<html><title>Hafen</title><article>{HARBOUR.html}</article></html>")
    monkeypatch.setenv("BELEG_ARTICLES__ALLOW_HOSTS", '["127.0.0.1"]')
    monkeypatch.setenv("BELEG_ARTICLES__USER_AGENT", "Kontor/2.0 (+https://kontor.example)")
    code, output, _ = run(capsys, "index", "--sitemap", server.url("/map"), "--json")
    assert (code, json.loads(output)["added"]) == (0, 1)
    assert all("User-Agent: Kontor/2.0 (+https://kontor.example)\r\n" in request for request in server.requests)


@pytest.mark.parametrize("sitemap", ["sitemap.xml", "ftp://a.example/map", "http:///map"])
def test_what_is_no_address_of_a_sitemap_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], sitemap: str
) -> None:
    code, _, error = run(capsys, "index", "--sitemap", sitemap)
    assert (code, sitemap in error) == (2, True)


@pytest.mark.parametrize("agent", [" x", "a\r\nHost: b", "größe", "x" * 300])
def test_a_name_that_no_header_can_hold_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], agent: str
) -> None:
    monkeypatch.setenv("BELEG_ARTICLES__USER_AGENT", agent)
    code, _, error = run(capsys, "index", "--feeds")
    assert (code, "user_agent" in error.lower()) == (2, True)


def test_without_feeds_in_the_settings_there_is_nothing_to_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, error = run(capsys, "index", "--feeds")
    assert (code, "no feeds in the settings" in error) == (2, True)


@pytest.mark.parametrize("value", ['["ftp://a.example/feed"]', '["feed"]', "https://a.example/feed"])
def test_what_is_no_list_of_addresses_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    monkeypatch.setenv("BELEG_FEEDS__URLS", value)
    code, _, error = run(capsys, "index", "--feeds")
    assert (code, "feeds" in error.lower()) == (2, True)


async def test_the_bot_takes_the_feeds_again_and_again(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    script = f"import sys; open({str(calls)!r}, 'a').write(sys.argv[-1] + '\\n'); print({json.dumps(REPORT)!r})"
    reindexer = Reindexer([sys.executable, "-I", "-c", script], {})
    taking = asyncio.create_task(take_feeds(reindexer, 0.01))
    async with asyncio.timeout(10):
        while not calls.exists() or calls.read_text().count("\n") < 3:  # noqa: ASYNC110 - another process writes
            await asyncio.sleep(0.02)
    taking.cancel()
    await reindexer.close()
    assert set(calls.read_text().split()) == {"--feeds"}


async def test_a_run_that_somebody_asked_for_is_waited_for(tmp_path: Path) -> None:
    go = tmp_path / "go"
    script = (
        f"import pathlib, sys, time\nwhile '--feeds' not in sys.argv and not pathlib.Path({str(go)!r}).exists(): "
        f"time.sleep(0.01)\nprint({json.dumps(REPORT)!r})"
    )
    reindexer = Reindexer([sys.executable, "-I", "-c", script], {})
    asked = reindexer.begin("Mia", "refresh")
    taking = asyncio.create_task(take_feeds(reindexer, 30))
    await asyncio.sleep(0.1)
    assert reindexer.running is asked
    go.touch()
    async with asyncio.timeout(10):
        while not (reindexer.running and reindexer.running.by == BY):  # noqa: ASYNC110 - another task sets it
            await asyncio.sleep(0.005)
    taking.cancel()
    await reindexer.close()
