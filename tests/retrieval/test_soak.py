"""The long runs of ``make soak`` in short: the same laws, fewer kills, limits, days and seconds.

Each is a process of its own, because it forks: a process that has Chroma open must not.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

SHORT = {
    "kills": (8, 3),
    "full_disk": (6, 3),
    "io_errors": (6, 3, 2),
    "damage": (4, 3),
    "foreign": (6, 3),
    "readers": (3, 2, 3),
    "news": (3, 8, 3),
}


@pytest.mark.parametrize("name", SHORT)
def test_a_long_run_in_short(name: str) -> None:
    command = [sys.executable, "-m", f"tests.soak.{name}", *map(str, SHORT[name])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"{name.replace('_', ' ')}: " in done.stdout
