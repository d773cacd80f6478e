"""What tests of generation share."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no setting and no key in the environment."""
    for name in [name for name in os.environ if name.upper().startswith("BELEG_") or name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="session")
def _loaded() -> None:
    """Import the client once, so that no test is the one that takes seconds."""
    import langchain.chat_models  # noqa: F401
    import langchain_openai  # noqa: F401
