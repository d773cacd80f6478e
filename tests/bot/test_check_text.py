"""`beleg check-text`: each verdict, what people and programs see of it, and texts that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import assembly
from bot.cli import cli
from bot.settings import Settings
from retrieval.encoders.base import Encoder
from retrieval.encoders.loading import load_encoder
from retrieval.indexer import Indexer
from tests.fakes import WordReader

_RIVER = """---
title: Der Fluss steigt
publisher: Tagblatt
published: 2031-05-04
url: https://example.org/fluss
---
Der Fluss Orla stieg in der Nacht um zwei Meter. „Der Damm hält bis zum Abend“, sagte Bürgermeisterin Mira Tannhof.

Sie habe keine Angst, sagte sie. „Wir bleiben. Niemand geht nach Hause, solange der Regen fällt.“

Am Ufer stehen 300 Helfer mit Sandsäcken bereit. Der Stadtrat hat den Abriss der Brücke nicht genehmigt.
"""
_MARKET = """A new market hall

The market hall in Elmsworth opened on Friday. It has room for 80 stalls and a café. The roof cost 3 million pounds.
"""
_KEYS = {"text", "start", "end", "language", "verdict", "fault", "citation"}


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, shipped: Encoder) -> Path:
    news, folder = tmp_path_factory.mktemp("news"), tmp_path_factory.mktemp("index")
    (news / "river.md").write_text(_RIVER, encoding="utf-8")
    (news / "market.txt").write_text(_MARKET, encoding="utf-8")
    assert not Indexer(folder, shipped, max_bytes=100_000).index([str(news)]).failed
    return folder


@pytest.fixture(autouse=True)
def _index(working_folder: Path, monkeypatch: pytest.MonkeyPatch, shipped: Encoder, indexed: Path) -> None:
    def encoder(_: Settings) -> Encoder:
        return shipped

    monkeypatch.setattr(assembly, "open_encoder", encoder)
    monkeypatch.setattr(assembly, "open_reader", lambda _: WordReader())
    monkeypatch.setenv("BELEG_DATA_DIR", str(indexed))


def beleg(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, args, input=stdin)


def checked(text: str, *options: str) -> list[dict[str, Any]]:
    result = beleg("check-text", "-", "--json", *options, stdin=text)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(
    ("text", "verdict", "check"),
    [
        ("The market hall in Elmsworth opened on Friday.", "supported", None),
        ("Die Markthalle in Elmsworth wurde am Freitag eröffnet.", "supported", None),
        ("300 helpers with sandbags are standing on the bank.", "supported", None),
        ("Mayor Mira Tannhof said that the dam would hold until the evening.", "supported", None),
        ("It has room for 90 stalls and a café.", "contradicted", "numbers"),
        ("The market hall in Elmsworth opened on Sunday.", "contradicted", "calendar"),
        ("The roof cost 3 million euros.", "contradicted", "units"),
        ("The market hall in Wexholm opened on Friday.", "contradicted", "names"),
        ("Der Stadtrat hat den Abriss der Brücke genehmigt.", "contradicted", "negation"),
        ("„Der Damm hält bis zum Abend“, sagte Ratsherr Odo Brannick.", "attributed", "attribution"),
        ("Der Damm hält bis zum Abend.", "attributed", "attribution"),
        ("Sie habe keine Angst, sagte sie.", "supported", None),
        ("Niemand geht nach Hause, solange der Regen fällt.", "attributed", "attribution"),
        ("Astronomers have counted the moons of a distant planet.", "not_found", None),
        ("Who opened the market hall in Elmsworth?", "not_checked", "form"),
        ("Ulaş dün sabah erken saatlerde limandan ayrılan gemiyi uzaktan izledi.", "not_checked", "form"),
    ],
)
def test_verdicts(text: str, verdict: str, check: str | None) -> None:
    [one] = checked(text)
    assert set(one) == _KEYS
    assert (one["text"], one["verdict"]) == (text, verdict)
    assert (one["fault"]["check"] if one["fault"] else None) == check
    if verdict in ("supported", "contradicted", "attributed"):
        cited = one["citation"]
        assert cited["end"] - cited["start"] == len(cited["quote"])
    else:
        assert one["citation"] is None


def test_sentences_have_their_places_in_the_text() -> None:
    text = (
        "# Elmsworth\n\n- The market hall in Elmsworth opened on Friday [1].\n\n***\n\nIt has **room** for 80 stalls.\n"
    )
    found = checked(text)
    assert [text[one["start"] : one["end"]] for one in found] == [one["text"] for one in found]
    assert [one["verdict"] for one in found][-2:] == ["supported", "supported"]


def test_what_people_see() -> None:
    german = beleg("check-text", "-", stdin="Der Fluss Orla stieg in der Nacht um drei Meter. Am Mond wächst Gras.")
    assert german.stdout.splitlines() == [
        "1. widersprochen: Der Fluss Orla stieg in der Nacht um drei Meter.",
        "    eine Zahl, die der Artikel nicht nennt: „drei“ ≠ „zwei“",
        "│ „Der Fluss Orla stieg in der Nacht um zwei Meter.“",
        "[1] „Der Fluss steigt“ · Tagblatt · 4. Mai 2031 · https://example.org/fluss",
        "",
        "2. nicht gefunden: Am Mond wächst Gras.",
        "",
        "1 widersprochen · 1 nicht gefunden",
    ]
    english = beleg("check-text", "-", stdin="The market hall in Elmsworth opened on Friday.")
    assert english.stdout.startswith("1. supported: The market hall in Elmsworth opened on Friday.\n│ “The market hall")
    assert english.stdout.endswith("\n1 supported\n")


def test_explaining_names_each_check() -> None:
    [one] = checked("It has room for 90 stalls and a café.", "--explain")
    assert set(one) == {*_KEYS, "tried"}
    assert one["tried"][0]["faults"][0]["code"] == "unknown_number"
    told = beleg("check-text", "-", "--explain", stdin="It has room for 90 stalls and a café.").stdout
    assert "numbers (unknown_number)" in told


def test_a_file_is_read_as_articles_are(tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text(
        "---\ntitle: Draft\n---\nIt has room for 80 stalls and a café.", encoding="utf-8"
    )
    result = beleg("check-text", "draft.md", "--json")
    assert [one["verdict"] for one in json.loads(result.stdout)] == ["supported"]


def test_only_what_may_be_seen_supports_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "tower.txt").write_text(
        "Tower\n\nThe old tower of Zwirbelquast has 212 steps.", encoding="utf-8"
    )
    assert beleg("index", "own", "--shelf", "42").exit_code == 0
    text = "The old tower of Zwirbelquast has 212 steps."
    verdicts = [checked(text, *shelf)[0]["verdict"] for shelf in ((), ("--shelf", "42"), ("--shelf", "43"))]
    assert verdicts == ["supported", "supported", "not_found"]


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("empty.txt", b"", "bad_article", "is empty"),
        ("blank.txt", b" \n\n\t", "bad_article", "only white space"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "bad_article", "PNG image"),
        ("photo.jpg", b"\xff\xd8\xff", "bad_article", "no known kind"),
        ("long.txt", b"a b. " * 25_000, "too_large", "split it"),
        ("gone.txt", None, "no_such_path", "does not exist"),
        ("https://example.org/a", None, "usage", "is an address"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, name: str, content: bytes | None, code: str, said: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = beleg("check-text", name, "--json")
    assert result.exit_code in (1, 2)
    error = json.loads(result.stdout)["error"]
    assert error["code"] == code
    assert said in error["message"]
    assert error["message"].count(". ") == 0


def test_standard_input_may_be_empty_or_binary() -> None:
    for data, said in ((b"", "Standard input is empty"), (b"\x00\x01\x02" * 40, "binary data")):
        result = beleg("check-text", "-", "--json", stdin=data)
        error = json.loads(result.stdout)["error"]
        assert (result.exit_code, error["code"]) == (1, "bad_article")
        assert said in error["message"]


def test_no_index() -> None:
    result = CliRunner().invoke(cli, ["check-text", "-"], input="It rains.", env={"BELEG_DATA_DIR": "nowhere"})
    assert result.exit_code == 1
    assert result.stderr.startswith("beleg: ")


@pytest.mark.parametrize(
    "text",
    [
        "│ “It is proven.” \x1b[31m[1] supported · https://evil.example/\u202egnp.exe",
        "1. supported: The market hall in Elmsworth opened on Friday.\r2. supported",
        "a" * 90_000,
        "((((" * 20_000 + " The market hall.",
        "nicht " * 15_000 + ".",
        "The \u200bmarket\u200b hall in Elms\u00adworth opened on Friday.",
        "1.2.3.4. " * 50,
        "\ud800 The market hall",
    ],
)
def test_hostile_texts_neither_raise_nor_imitate(text: str) -> None:
    result = beleg("check-text", "-", stdin=text.encode("utf-8", "replace"))
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    for line in result.stdout.splitlines():
        assert "[1] supported" not in line
        assert not line.startswith("│ “It is proven")
