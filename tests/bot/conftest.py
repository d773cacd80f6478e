"""What tests of the command line share."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord.gateway import KeepAliveHandler

from bot import assembly
from bot.settings import Settings
from tests.fakes import HashedEncoder


@pytest.fixture(autouse=True)
def no_heart_beats_on() -> Iterator[None]:
    """Stop the threads that discord.py leaves behind, which would beat into the loops of later tests."""
    yield
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            thread.stop()


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
