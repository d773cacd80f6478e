import gzip
import sys
from collections import Counter
from pathlib import Path

import pytest

from retrieval.training import words


def packed(path: Path, rows: list[str]) -> Path:
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    return path


def test_words_are_learnt_counted_and_written_by_powers_of_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = packed(tmp_path / "text.tsv.gz", ["The old port\tDer alte Hafen", "x\tAm Hafen und im Hafen liegt See"] * 2)
    dictionary = packed(tmp_path / "words.tsv.gz", ["sea\tSee", "go\tgehen", "rat\tRatte", "two words\tzwei Worte"])
    for name in ("first.gz", "second.gz"):
        out = tmp_path / name
        arguments = ["words", "--text", f"{text}:1", "--dictionary", f"{dictionary}:1", "--out", str(out)]
        monkeypatch.setattr(sys, "argv", arguments)
        words.main()
    lines = gzip.decompress((tmp_path / "first.gz").read_bytes()).decode().split("\n")
    assert lines == ["Ratte gehen", "See alte liegt", "Hafen", ""]
    assert (tmp_path / "first.gz").read_bytes() == (tmp_path / "second.gz").read_bytes()


def test_rare_forms_function_words_and_short_scraps_are_left_out() -> None:
    counted, nouns = (
        Counter({"hafen": 9, "selten": 1, "und": 50, "rot": 7, "see": 5}),
        Counter({"hafen": 9}),
    )
    assert words.parts(counted, nouns, {"see": True, "rot": False}, least=2) == {"Hafen": 9}
