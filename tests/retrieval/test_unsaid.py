"""What is not said, and what is said all the same: a table per language, read in one way.

A row of unsaid_LANGUAGE.txt is a text, then every statement in it that names somebody, in order, exactly:
`text | speaker: stance: quote | speaker via relay: stance: quote`, or `text | nobody`. A comment names the kind,
"¶" stands for a blank line.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from retrieval.datatypes import Stance, Statement
from retrieval.statements import extract

_NOBODY = "nobody"


@dataclass(frozen=True)
class Row:
    """One line of a table: what kind of thing it shows, its text, and the statements wanted."""

    kind: str
    language: str
    text: str
    wanted: tuple[str, ...]


def _rows() -> list[Row]:
    rows: list[Row] = []
    for table in sorted(Path(__file__).parent.glob("unsaid_*.txt")):
        kind = ""
        for line in table.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                kind = line[1:].strip()
            elif line:
                text, *wanted = line.split(" | ")
                named = tuple(one.strip() for one in wanted if one.strip() != _NOBODY)
                rows.append(Row(kind, table.stem[-2:], text.replace("¶", "\n\n"), named))
    return rows


def _shown(statement: Statement) -> str:
    via = f" via {statement.via}" if statement.via else ""
    quote = statement.quote.replace("\n\n", "¶")
    return f"{statement.speaker or statement.mention}{via}: {statement.stance}: {quote}"


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row.language}: {row.kind}: {row.text[:40]}")
def test_row(row: Row) -> None:
    named = [one for one in extract(row.text, row.language) if one.speaker or one.mention]
    assert tuple(_shown(one) for one in named) == row.wanted


def test_the_tables_hold_what_they_should() -> None:
    rows = _rows()
    assert len({(row.language, row.text) for row in rows}) == len(rows)
    stances = {one.split(": ")[1] for row in rows for one in row.wanted}
    assert stances <= set(get_args(Stance))
    assert all(row.kind for row in rows)
