"""The demo with every connection to anything but this machine failing, and counted.

Takes some seconds: two processes that index samples with the real model and ask them.
"""

import os
import subprocess
import sys
from pathlib import Path

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


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BELEG_DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", GUARD, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_demo_touches_no_network(tmp_path: Path) -> None:
    samples = ("genf-rjabkow-keine-zugestaendnisse.md", "geneva-ryabkov-single-meeting.md")
    indexed = run(tmp_path, "index", *(f"seeds/{name}" for name in samples))
    assert indexed.returncode == 0, indexed.stderr
    assert "tried []" in indexed.stderr
    asked = run(tmp_path, "ask", "What did Ryabkov say?")
    assert asked.returncode == 0, asked.stderr
    assert "tried []" in asked.stderr
    assert "[1]" in asked.stdout
    assert "Ryabkov" in asked.stdout
