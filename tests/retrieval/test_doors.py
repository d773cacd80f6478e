"""What `import retrieval` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import assert_type

import pytest

import retrieval
from retrieval import Indexer, OpenIndex, open_index
from retrieval.encoders.base import Encoder
from retrieval.errors import DataFolderMissingError, EncoderError
from tests.fakes import HashedEncoder, WordReader


def test_every_name_that_is_offered_is_there() -> None:
    assert sorted(retrieval.__all__) == retrieval.__all__ == dir(retrieval)
    for name in retrieval.__all__:
        assert getattr(retrieval, name).__name__ == name
    assert sorted(name for names in retrieval._MODULES.values() for name in names) == retrieval.__all__
    with pytest.raises(AttributeError, match="has no attribute 'opem_index'"):
        import_module("retrieval").opem_index  # noqa: B018


def test_the_import_costs_nothing() -> None:
    script = """
import sys
before = set(sys.modules)
import retrieval
print(sorted(set(sys.modules) - before - {"typing"}))
from retrieval import open_index
print([name for name in ("numpy", "sqlite3", "langchain_core", "onnxruntime", "chromadb") if name in sys.modules])
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert "retrieval" in first
    assert not any(name.startswith("retrieval.") for name in first.split("'"))
    assert second == "['numpy']"


def test_an_index_is_opened_and_closed(tmp_path: Path) -> None:
    def fail() -> Encoder:
        raise EncoderError("There is none.")

    with pytest.raises(DataFolderMissingError):
        open_index(tmp_path / "index", load=fail)
    (tmp_path / "a.txt").write_text("A baker from Skarrow bought the lighthouse.\n", encoding="utf-8")
    Indexer(tmp_path / "index", HashedEncoder(), max_bytes=10_000).index([str(tmp_path / "a.txt")])
    with pytest.raises(EncoderError, match="There is none"):
        open_index(tmp_path / "index", load=fail)
    with open_index(str(tmp_path / "index"), load=HashedEncoder, read=WordReader) as index:
        assert_type(index, OpenIndex)
        found = index.retriever.retrieve(retrieval.understand("Who bought the lighthouse?"))
        assert_type(found, retrieval.Retrieval)
        assert found.evidence[0].article.path == str(tmp_path / "a.txt")
