"""`beleg export` and `beleg import` as people and programs see them."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from tests.retrieval.archives import record, source, tombstone, written

pytestmark = pytest.mark.slow

HELD = "Die Brücke über die Orla ist wieder offen. „Sie hält“, sagte Ingenieur Jon Falke.\n"
OTHER = "Der Damm von Ostrau hält. Das sagte Nadja Kallweit am Montag.\n"
KEYS = {
    "added",
    "unchanged",
    "kept",
    "removed_earlier",
    "left_out",
    "tombstones",
    "failed",
    "sources",
    "source_shelves",
    "seconds",
}


@pytest.fixture(autouse=True)
def _index(working_folder: Path) -> None:
    (working_folder / "held.txt").write_text(HELD, encoding="utf-8")
    assert beleg("index", "held.txt").exit_code == 0


def beleg(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def held() -> Path:
    return Path("held.txt").absolute()


def imported(articles: list[Any], tombstones: list[Any] | None = None) -> tuple[Result, dict[str, Any]]:
    """Import an archive into two equal indexes; return what people and what programs see."""
    file = written(Path("x.tar"), articles, tombstones or [], ["/x\nArticles: 9 added."])
    copied = Path("copy")
    copied.mkdir()
    for path in Path(".beleg").rglob("*"):
        target = copied / path.relative_to(".beleg")
        target.mkdir(parents=True) if path.is_dir() else target.write_bytes(path.read_bytes())
    shown = beleg("import", str(file))
    found = CliRunner().invoke(cli, ["import", str(file), "--json"], env={"BELEG_DATA_DIR": "copy"})
    assert shown.exit_code == found.exit_code
    value = json.loads(found.stdout)
    assert value.keys() == KEYS
    return shown, value


def test_all_keys_are_always_there() -> None:
    shown, value = imported([])
    assert (value["left_out"], value["tombstones"], value["failed"]) == ([], [], [])
    assert shown.stdout.splitlines()[0] == "Articles: 0 added, 0 unchanged."
    # A path with a line's end in it makes no line of its own.
    assert len(shown.stdout.splitlines()) == 2


def test_articles_that_are_left_out_are_named() -> None:
    shown, value = imported([record(OTHER, [source(held())]), record(OTHER + "Neu.")])
    assert shown.exit_code == 0
    assert (value["added"], value["kept"]) == (1, 1)
    (left,) = value["left_out"]
    assert left["path"].endswith("line 1")
    assert shown.stderr.splitlines() == [left["error"]]
    assert str(held()) in left["error"]
    assert shown.stdout.splitlines()[0] == "Articles: 1 added, 0 unchanged, 1 kept as the index has them."


def test_removed_articles_are_listed_with_what_becomes_of_them() -> None:
    removed = [tombstone("0" * 12, "/x/own.txt"), tombstone("0" * 12, "/x/copy.txt"), tombstone("1" * 12, held())]
    shown, value = imported([], removed)
    assert shown.exit_code == 0
    assert value["tombstones"] == [
        {"article_id": "0" * 12, "address": "/x/own.txt", "applied": True},
        {"article_id": "0" * 12, "address": "/x/copy.txt", "applied": True},
        {"article_id": "1" * 12, "address": str(held()), "applied": False},
    ]
    lines = shown.stdout.splitlines()
    assert lines[1] == "Removed before the export, and kept out of this index now:"
    assert lines[2] == "  000000000000 /x/own.txt, /x/copy.txt"
    assert lines[3] == "Removed before the export, but held by this index, which keeps them:"
    assert lines[4] == f"  111111111111 {held()}"
    assert "--readd" in lines[5]


def test_what_is_said_of_readd_is_true() -> None:
    Path("own.txt").write_text(OTHER, encoding="utf-8")
    imported([], [tombstone("0" * 12, Path("own.txt").absolute())])
    assert (
        "--readd"
        in beleg("import", str(written(Path("y.tar"), [record(OTHER, [source(Path("own.txt").absolute())])]))).stdout
    )
    assert json.loads(beleg("index", "own.txt", "--json").stdout)["removed_earlier"] == 1
    assert json.loads(beleg("index", "--readd", "own.txt", "--json").stdout)["added"] == 1


def test_many_removed_articles_are_listed_in_part() -> None:
    shown, value = imported([], [tombstone(f"{number:012x}") for number in range(50)])
    assert len(value["tombstones"]) == 50
    assert "  and 30 more; --json names all" in shown.stdout.splitlines()
    assert sum(line.startswith("  0000") for line in shown.stdout.splitlines()) == 20


def test_two_articles_at_one_address_fail() -> None:
    shown, value = imported([record(HELD + "1", [source("/x/a.txt")]), record(HELD + "2", [source("/x/a.txt")])])
    assert shown.exit_code == 1
    assert (value["added"], len(value["failed"])) == (1, 1)


def test_an_export_is_its_owners_only() -> None:
    assert beleg("export", "out.tar").exit_code == 0
    assert stat.S_IMODE(Path("out.tar").stat().st_mode) == 0o600
