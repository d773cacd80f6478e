"""What every test shares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.samples import Samples

# Machines that run tests are shared and noisy: an example's wall time says nothing about the code.
settings.register_profile("beleg", deadline=None)
settings.load_profile("beleg")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Samples]:
    """Index the sample articles once for all tests."""
    from tests.samples import indexed

    with indexed(tmp_path_factory.mktemp("samples")) as made:
        yield made
