"""Every command with all connections and look-ups but those of this machine failing, and counted.

Takes some seconds: processes that index samples with the real model and ask them.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.discord_server import TOKEN, discord_server

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

# Runs the command in a process where reaching out fails, and says at its end what was tried.
GUARD = """
import ipaddress, socket, sys
tried = []
def local(address):
    host = address[0] if isinstance(address, tuple) else None
    try:
        return host is None or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
def guarded(real):
    def call(self, address, *rest):
        if not local(address):
            tried.append(address)
            raise OSError("no network in this test")
        return real(self, address, *rest)
    return call
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
def looked_up(host, *rest, **options):
    if not local((host,)):
        tried.append(host)
        raise socket.gaierror("no network in this test")
    return real_look_up(host, *rest, **options)
real_look_up, socket.getaddrinfo = socket.getaddrinfo, looked_up
from bot.cli import main
try:
    main()
finally:
    print("tried", tried, file=sys.stderr)
"""


SAMPLES = tuple(
    f"seeds/{name}" for name in ("genf-rjabkow-keine-zugestaendnisse.md", "geneva-ryabkov-single-meeting.md")
)

# What somebody does who builds with LangChain.
CHAIN = """
import sys
from retrieval import open_index
retriever = open_index(sys.argv[1]).langchain()
print(retriever.invoke("What did Ryabkov say?", k=1)[0].metadata["title"])
"""

# What somebody does who takes the shipped model for work of their own.
SENTENCES = f"""
from sentence_transformers import SentenceTransformer
model = SentenceTransformer({str(ROOT / "retrieval" / "model")!r}, backend="onnx", trust_remote_code=True)
assert model.encode_query("Was sagte Rjabkow?").shape == (384,)
"""


# What would have libraries report, or go another way, were it heard.
HOSTILE = {
    **dict.fromkeys(
        ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"], "http://proxy.example:3128"
    ),
    **dict.fromkeys(["LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"], "true"),
    **dict.fromkeys(["LANGSMITH_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT", "HF_ENDPOINT"], "https://reports.example"),
    "LANGSMITH_API_KEY": "key",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "ANONYMIZED_TELEMETRY": "True",
    "ORT_DISABLE_TELEMETRY": "0",
    "CHROMA_OTEL_GRANULARITY": "all",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "https://reports.example",
}


class Wire:
    """A home of its own for a process, and what it sent or looked up beyond this machine, native code included."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self._log = folder / "wire.log"
        self._library = folder / "wire.so"
        compiler = shutil.which("cc")
        if sys.platform != "linux" or compiler is None:
            pytest.skip("what native code sends is seen on Linux with a C compiler named cc only")
        source = ROOT / "tests" / "wire.c"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", self._library, source, "-ldl"], check=True)

    def environment(self, data: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELEG_", "ORT_", "XDG_"))}
        watched = {"HOME": str(self.home), "LD_PRELOAD": str(self._library), "WIRE_LOG": str(self._log)}
        return {**kept, **watched, "BELEG_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}

    def check(self) -> None:
        assert not self._log.exists(), self._log.read_text()
        assert [path for path in self.home.rglob("*") if path.is_file()] == []


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return done([sys.executable, "-c", GUARD, *arguments], {**os.environ, "BELEG_DATA_DIR": str(folder)})


def done(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_demo_touches_no_network(tmp_path: Path) -> None:
    indexed = run(tmp_path, "index", *SAMPLES)
    assert indexed.returncode == 0, indexed.stderr
    assert "tried []" in indexed.stderr
    asked = run(tmp_path, "ask", "What did Ryabkov say?")
    assert asked.returncode == 0, asked.stderr
    assert "tried []" in asked.stderr
    assert "[1]" in asked.stdout
    assert "Ryabkov" in asked.stdout


async def test_no_library_reports_to_anybody(tmp_path: Path, wire: Wire) -> None:
    environment = wire.environment(tmp_path / "data")
    for command in (["-m", "bot", "index", *SAMPLES], ["-m", "bot", "ask", "Was sagte Rjabkow?"]):
        found = await asyncio.to_thread(done, [sys.executable, *command], {**environment, **HOSTILE})
        assert found.returncode == 0, found.stderr
    chained = await asyncio.to_thread(done, [sys.executable, "-c", CHAIN, str(tmp_path / "data")], environment)
    assert chained.returncode == 0, chained.stderr
    encoded = await asyncio.to_thread(done, [sys.executable, "-c", SENTENCES], environment)
    assert encoded.returncode == 0, encoded.stderr
    async with discord_server() as server:
        words = {"BELEG_DISCORD__API_BASE": server.api_base, "BELEG_DISCORD__TOKEN": TOKEN}
        words["BELEG_DISCORD__SERVERS"] = '["60"]'
        serving = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=ROOT, env={**environment, **HOSTILE, **words}
        )
        await server.until(lambda: server.identified, 30)
        await server.slash("ask", question="Was sagte Rjabkow?")
        await server.until(lambda: server.bodies("PATCH", "/messages/@original"), 30)
        serving.send_signal(signal.SIGTERM)
        assert await serving.wait() == 0
    wire.check()


def test_the_wire_is_heard(tmp_path: Path, wire: Wire) -> None:
    looked_up = "import socket\ntry: socket.getaddrinfo('news.example', 80)\nexcept OSError: pass"
    assert done([sys.executable, "-c", looked_up], wire.environment(tmp_path)).returncode == 0
    with pytest.raises(AssertionError, match=r"news\.example"):
        wire.check()
