"""What every test shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.samples import Samples

# Machines that run tests are shared and noisy: an example's wall time says nothing about the code. What decides whether
# a change lands draws the same examples each time; `make soak` draws others, and more of them.
settings.register_profile("beleg", deadline=None, derandomize=True)
settings.register_profile("fresh", deadline=None, max_examples=500)
settings.load_profile("beleg")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the files of slow tests out of `make check` without importing them: PyTorch alone takes seconds."""
    if config.option.markexpr != "not slow" or collection_path.suffix != ".py":
        return None
    return True if "\npytestmark = pytest.mark.slow\n" in collection_path.read_text(encoding="utf-8") else None


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Samples]:
    """Index the sample articles once for all tests."""
    from tests.samples import indexed

    with indexed(tmp_path_factory.mktemp("samples")) as made:
        yield made
