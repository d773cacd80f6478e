"""Chroma's own settings: nothing of the environment and of a `.env` in the working directory reaches them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb.config import Settings

from retrieval.store.vectors.collection import Collection

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SPY = "chroma_spy"

# What somebody who has hostile settings runs: writes a collection and asks it.
USE = """
import sys
import numpy as np
from pathlib import Path
from retrieval.store.vectors.collection import Collection
rows = np.eye(8, dtype=np.float32)
collection = Collection(Path(sys.argv[1]), "model", create=True)
collection.upsert(list(range(8)), rows)
print(collection.nearest(rows[3], 1), "chroma_spy" in sys.modules)
collection.close()
"""


def other_value(name: str) -> str:
    """Return a valid value for a field, as an environment would give it, that is not its default."""
    field = Settings.model_fields[name]
    kinds = typing.get_args(field.annotation) or (field.annotation,)
    default: Any = field.default
    if isinstance(default, bool) or bool in kinds:
        return str(not default)
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(str(one.value) for one in kind if one != default)
    if isinstance(default, (int, float)) or int in kinds or float in kinds:
        return str(int(default or 0) + 8)
    if isinstance(default, (list, dict)) or any(typing.get_origin(kind) in (list, dict) for kind in kinds):
        return '["x"]' if isinstance(default, list) else json.dumps({"x": ["y"] if default else "y"})
    if typing.get_origin(field.annotation) is typing.Literal:
        return str(next(kind for kind in kinds if kind != default))
    return f"{SPY}.Spy"


@pytest.fixture(params=["environment", "dotenv"])
def hostile(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    values = {name: other_value(name) for name in Settings.model_fields}
    if request.param == "environment":
        for name, value in values.items():
            monkeypatch.setenv(name.upper(), value)
    else:
        (tmp_path / ".env").write_text("".join(f"{name.upper()}='{value}'\n" for name, value in values.items()))


@pytest.mark.usefixtures("hostile")
def test_the_settings_of_a_collection_are_chromas_defaults_field_by_field(tmp_path: Path) -> None:
    heard = Settings()
    collection = Collection(tmp_path / "chroma", "model", create=True)
    try:
        used: Settings = collection._client._system.settings
    finally:
        collection.close()
    intended = {"anonymized_telemetry": False, "is_persistent": True, "persist_directory": str(tmp_path / "chroma")}
    for name, field in Settings.model_fields.items():
        # The values that were set are others and would have been taken, or this says nothing.
        assert getattr(heard, name) != field.get_default(call_default_factory=True), name
        assert getattr(used, name) == intended.get(name, field.get_default(call_default_factory=True)), name


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("dotenv", [False, True])
def test_no_class_that_is_named_there_is_imported(tmp_path: Path, dotenv: bool, broken: bool) -> None:
    """In a process that imports Chroma first there, with values that Chroma would refuse, too."""
    (tmp_path / f"{SPY}.py").write_text("class Spy:\n    def __init__(self, system): raise SystemExit(9)\n")
    values = {name.upper(): other_value(name) for name in Settings.model_fields}
    if broken:
        values |= {"IS_PERSISTENT": "perhaps", "CHROMA_SERVER_NOFILE": "many", "MIGRATIONS": "drop"}
    kept = {name: value for name, value in os.environ.items() if name not in values}
    if dotenv:
        (tmp_path / ".env").write_bytes(
            "".join(f"{name}='{value}'\n" for name, value in values.items()).encode() + b"\xff" * broken
        )
    environment = {**kept, **({} if dotenv else values), "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    done = subprocess.run(
        [sys.executable, "-c", USE, str(tmp_path / "chroma")],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "[3] False\n"), done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {f"{SPY}.py", "chroma", *([".env"] if dotenv else [])}


def test_a_program_that_uses_chroma_itself_keeps_its_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOW_RESET", "true")
    collection = Collection(tmp_path / "chroma", "model", create=True)
    collection.upsert([1], np.eye(1, 8, dtype=np.float32))
    collection.close()
    assert Settings().allow_reset
