"""A hundred mutated files of every format; `make soak` takes ten thousand."""

from pathlib import Path

import pytest

from tests.soak.formats import FORMATS, WrittenFiles, run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", FORMATS)
def test_mutated_files_cost_one_sentence_at_most(kind: str, tmp_path: Path) -> None:
    written = WrittenFiles(tmp_path)
    found = run(kind, 100, tmp_path, print)
    written.watching = False
    assert found.total() == 100
    assert written.names == []
