"""What the documents say of the tree: every path they name exists, and every part of `retrieval` and `bot` is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md")

# A path in backticks or in a link; those with NAME, FORMAT, LANGUAGE, xx or * in them stand for many.
_PATH = re.compile(r"[`(]((?:[\w.-]+/)+(?:[\w.-]+\.(?:py|toml|md|svg|txt|yml|c))?|[\w-]+\.(?:py|toml|md))[`)]")
_PLACEHOLDER = re.compile(r"\b(?:NAME|FORMAT|LANGUAGE|xx)\b|NAME_|_xx|my-|\*")


def paths(document: str) -> list[str]:
    found = _PATH.findall((ROOT / document).read_text(encoding="utf-8"))
    return sorted({path for path in found if not _PLACEHOLDER.search(path)})


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_is_named_exists(document: str) -> None:
    """Paths are named from the root, or by their end where the text has said in which folder it is."""
    known = [str(file.relative_to(ROOT)) for top in ("bot", "retrieval", "tests") for file in (ROOT / top).rglob("*")]
    unknown = [
        path
        for path in paths(document)
        if not (ROOT / path).exists() and not any(f"/{file}".endswith(f"/{path.rstrip('/')}") for file in known)
    ]
    assert not unknown


@pytest.mark.parametrize("half", ["bot", "retrieval"])
def test_every_part_has_its_place_in_the_architecture(half: str) -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    hidden = {"__pycache__", "__init__.py", "__main__.py", "config", "py.typed"}
    parts = [part for part in (ROOT / half).iterdir() if part.name not in hidden]
    assert not [part.name for part in parts if f"`{part.name}{'/' if part.is_dir() else ''}`" not in text]
