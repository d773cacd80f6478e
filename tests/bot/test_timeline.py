"""`beleg timeline`: what is told of a name or topic by day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot import assembly
from bot.cli import cli
from tests.fakes import WordReader

REPORTS = {
    "second": ("2031-05-06", "„Der Damm hält nicht mehr lange“, sagte Bürgermeisterin Mira Tannhof."),
    "first": ("2031-05-04", "„Der Damm hält bis zum Abend“, sagte Bürgermeisterin Mira Tannhof am Ufer der Orla."),
    "undated": (None, "„Der Damm wird erneuert“, sagte Mira Tannhof bei einem Besuch der Baustelle."),
}


@pytest.fixture(autouse=True)
def _indexed(working_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "open_reader", lambda _: WordReader())
    (working_folder / "news").mkdir()
    for name, (day, text) in REPORTS.items():
        published = f"published: {day}\n" if day else ""
        (working_folder / "news" / f"{name}.md").write_text(
            f"---\ntitle: Bericht {name}\npublisher: Tagblatt\n{published}---\n{text}\n", encoding="utf-8"
        )
    assert CliRunner().invoke(cli, ["index", "news"]).exit_code == 0


def told(*options: str) -> dict[str, Any]:
    result = CliRunner().invoke(cli, ["timeline", *options, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_days_come_in_order_and_undated_articles_last() -> None:
    found = told("Tannhof")
    assert [day["day"] for day in found["days"]] == ["2031-05-04", "2031-05-06", None]
    first = found["days"][0]["citations"][0]
    assert (first["quote"], first["speaker"]) == ("„Der Damm hält bis zum Abend“", "Mira Tannhof")
    assert [day["day"] for day in told("Tannhof", "--reverse")["days"]] == ["2031-05-06", "2031-05-04", None]


def test_days_limit_it() -> None:
    assert [day["day"] for day in told("Tannhof", "--since", "2031-05-05")["days"]] == ["2031-05-06"]
    assert [day["day"] for day in told("Tannhof", "--until", "2031-05-05")["days"]] == ["2031-05-04"]


def test_it_says_how_many_more_there_are() -> None:
    (first, *_) = told("Damm Orla Tannhof", "--per-day", "1")["days"]
    assert len(first["citations"]) == 1
    text = CliRunner().invoke(cli, ["timeline", "Tannhof"]).stdout
    assert "[1] Mira Tannhof · “Bericht first” · Tagblatt" in text or "„Bericht first“" in text


def test_an_unknown_name_is_said_to_be() -> None:
    found = told("Xenia Quillo")
    assert (found["reason"], found["days"]) == ("unknown_name", [])
    assert "Quillo" in CliRunner().invoke(cli, ["timeline", "Xenia Quillo"]).stdout
