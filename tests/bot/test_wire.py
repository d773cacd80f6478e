"""Every command under strace: no connection and no look-up, native code's and children's included, but the asked-for.

Takes a minute: processes that index samples with the real model and ask them.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.bot.discord_server import TOKEN, discord_server
from tests.bot.test_offline import ROOT, SAMPLES
from tests.retrieval.web_server import Server, response

pytestmark = pytest.mark.slow

TRACE = ("strace", "-f", "--seccomp-bpf", "-qq", "-s", "64", "-e", "trace=connect,sendto,sendmsg,sendmmsg")
CALL = re.compile(r"^\d+ +(?:connect|sendto|sendmsg|sendmmsg)\((.*)$")
INTERNET = re.compile(r'sin6?_port=htons\((\d+)\).*?inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"')
UNIX = re.compile(r"sun_path=@?\"([^\"]*)\"")

QUESTION = """
[[question]]
id = "ryabkov"
question = "What did Ryabkov say?"
language = "en"
split = "test"
articles = ["geneva-ryabkov-single-meeting.md"]
evidence = ["entirely possible"]
"""


class Traced:
    """A data folder and a home for commands, and what each of them reaches for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.output = ""
        self.ident = ""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELEG_", "ORT_", "XDG_"))}
        (folder / "home").mkdir()
        own = {"HOME": str(folder / "home"), "BELEG_DATA_DIR": str(self.data), "PYTHONPATH": str(ROOT)}
        self.environment = {**kept, **own}

    @property
    def log(self) -> Path:
        return self.folder / "strace.log"

    def command(self, *words: str) -> list[str]:
        self.log.unlink(missing_ok=True)
        return [*TRACE, "-o", str(self.log), sys.executable, *words]

    def run(
        self, *words: str, status: int = 0, typed: str = "", environment: Mapping[str, str] = {}
    ) -> list[tuple[str, int]]:
        """Run a command; return whom it reached for, as addresses and ports; a Unix socket has port 0."""
        done = subprocess.run(
            self.command("-m", "bot", *words),
            cwd=ROOT,
            env={**self.environment, **environment},
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == status, done.stderr
        self.output = done.stdout
        return self.reached()

    def child(self, tracer: int) -> int:
        """Return the process that is traced, given the one that traces."""
        (child,) = Path(f"/proc/{tracer}/task/{tracer}/children").read_text().split()
        return int(child)

    def reached(self) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for line in self.log.read_text().splitlines():
            if call := CALL.match(line):
                found += [(address, int(port)) for port, address in INTERNET.findall(call[1])]
                found += [(path, 0) for path in UNIX.findall(call[1])]
        return found


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Traced:
    if shutil.which("strace") is None:
        pytest.skip("without strace only test_offline.py looks at the wire")
    folder = tmp_path_factory.mktemp("wire")
    probe = subprocess.run([*TRACE, "-o", str(folder / "probe"), "true"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("this machine lets no process be traced")
    made = Traced(folder)
    assert made.run("index", *SAMPLES) == []
    assert made.run("articles", "--json") == []
    made.ident = json.loads(made.output)[0]["article_id"]
    return made


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def test_look_ups_and_connections_of_native_code_are_seen(traced: Traced) -> None:
    code = "import socket\nfor host in ('192.0.2.1', '2001:db8::1', 'news.example'):\n"
    code += "    try: socket.create_connection((host, 9), 0.05)\n    except OSError: pass\n"
    code += "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))"
    environment = {**traced.environment, "RES_OPTIONS": "timeout:1 attempts:1"}
    subprocess.run(traced.command("-W", "ignore", "-c", code), env=environment, check=True)
    found = traced.reached()
    assert {("192.0.2.1", 9), ("127.0.0.1", 9)} <= set(found)
    assert ("2001:db8::1", 9) in found or not Path("/proc/net/if_inet6").exists()
    looked_up = [(where, port) for where, port in found if port == 53 or "/" in where]
    assert looked_up, "a look-up asks a name server, or a service on this machine that does"


@pytest.mark.parametrize(
    "words",
    [
        ["index", "--dry-run"],
        ["articles", "show", "ID", "--json"],
        ["ask", "What did Ryabkov say?"],
        ["search", "Was sagte Rjabkow?", "--json"],
        ["chat"],
        ["statements"],
        ["statements", SAMPLES[0], "--speaker", "Rjabkow"],
        ["evaluate", "--questions", "QUESTIONS"],
        ["check"],
        ["--help"],
        ["--version"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_command_reaches_for_nobody(traced: Traced, tmp_path: Path, words: list[str]) -> None:
    questions = tmp_path / "questions.toml"
    questions.write_text(QUESTION)
    own = {"ID": traced.ident, "QUESTIONS": str(questions)}
    assert traced.run(*(own.get(word, word) for word in words), typed="What did Ryabkov say?\n") == []


def test_an_export_and_an_import_reach_for_nobody(traced: Traced, tmp_path: Path) -> None:
    archive = str(tmp_path / "archive")
    assert traced.run("export", archive) == []
    assert traced.run("import", archive, environment={"BELEG_DATA_DIR": str(tmp_path / "data")}) == []


def test_a_removal_reaches_for_nobody(traced: Traced, tmp_path: Path) -> None:
    shutil.copytree(traced.data, tmp_path / "data")
    assert traced.run("remove", traced.ident, environment={"BELEG_DATA_DIR": str(tmp_path / "data")}) == []
    assert traced.output == f"Removed: {traced.ident}.\n"


def test_an_index_of_pages_and_feeds_reaches_for_these(traced: Traced, tmp_path: Path, server: Server) -> None:
    server.answers["/1"] = response("Der Hafen ist bis Montag zu.", kind="text/plain")
    server.answers["/2"] = response("Die Fähre fährt am Sonntag nicht.", kind="text/plain")
    feed = f"<rss version='2.0'><channel><item><link>{server.url('/2')}</link></item></channel></rss>"
    server.answers["/feed"] = response(feed, kind="application/rss+xml")
    own = {
        "BELEG_DATA_DIR": str(tmp_path / "data"),
        "BELEG_ARTICLES__ALLOW_HOSTS": '["127.0.0.1"]',
        "BELEG_FEEDS__URLS": json.dumps([server.url("/feed")]),
        "HTTPS_PROXY": "http://192.0.2.1:3128",
        "HTTP_PROXY": "http://192.0.2.1:3128",
    }
    reached = traced.run("index", server.url("/1"), "--feeds", environment=own)
    # The page, the feed, the page of the feed, and what the site allows.
    assert reached == [("127.0.0.1", server.port)] * 4


def test_a_private_address_that_the_settings_do_not_name_is_not_reached_for(
    traced: Traced, tmp_path: Path, server: Server
) -> None:
    own = {"BELEG_DATA_DIR": str(tmp_path / "data")}
    assert traced.run("index", server.url("/1"), status=1, environment=own) == []
    assert "private network" in traced.output


async def test_the_bot_reaches_for_its_discord(traced: Traced) -> None:
    async with discord_server() as server:
        words = {"BELEG_DISCORD__API_BASE": server.api_base, "BELEG_DISCORD__TOKEN": TOKEN}
        words["BELEG_DISCORD__SERVERS"] = '["60"]'
        serving = await asyncio.create_subprocess_exec(
            *traced.command("-m", "bot", "serve"), cwd=ROOT, env={**traced.environment, **words}
        )
        await server.until(lambda: server.identified, 60)
        await server.slash("ask", question="Was sagte Rjabkow?")
        await server.until(lambda: server.bodies("PATCH", "/messages/@original"), 60)
        os.kill(traced.child(serving.pid), signal.SIGTERM)
        assert await serving.wait() == 0
        reached = traced.reached()
        assert reached
        for address, port in reached:
            assert ipaddress.ip_address(address).is_loopback
            assert port in {server.port, 0}
