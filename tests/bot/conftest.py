"""What tests of the command line share."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import KeepAliveHandler

from bot import assembly
from bot.discord_app import workers
from bot.settings import Settings
from tests.fakes import HashedEncoder

SETTLES = 60.0  # seconds that SimCord waits for a bot to be done; its own five are few on a machine with other work


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have SimCord wait for as long as it takes: no test is about its patience."""
    for item in items:
        if "simcord_env" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.simcord(settle_timeout=SETTLES))


@pytest.fixture(autouse=True)
def no_heart_beats_on() -> Iterator[None]:
    """Stop the threads that discord.py leaves behind, which would beat into the loops of later tests."""
    yield
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            thread.stop()


@pytest.fixture(autouse=True)
def no_worker_waits_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """End the threads of bots that a test has not closed; each would keep its bot for as long as the tests run."""
    begun: list[workers._Thread] = []
    begin = workers._Thread.__init__

    def noted(thread: workers._Thread, *arguments: Any) -> None:
        begun.append(thread)
        begin(thread, *arguments)

    monkeypatch.setattr(workers._Thread, "__init__", noted)
    yield
    for thread in begun:
        thread.inbox.put(None)


@pytest.fixture
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working folder, where no setting is made in the environment and the encoder is a quick one."""
    for name in [name for name in os.environ if name.upper().startswith("BELEG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def hashed(_: Settings) -> HashedEncoder:
        return HashedEncoder()

    monkeypatch.setattr(assembly, "open_encoder", hashed)
    return tmp_path
