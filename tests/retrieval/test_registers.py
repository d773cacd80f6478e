"""English news in six registers, annotated: each is measured, so that none is lost while another gains."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from retrieval.statements import extract
from tests.benchmarks.statements import Counts, Gold, compare

FLOORS = {
    "agency": (0.86, 0.77, 0.86),
    "broadsheet": (0.86, 0.86, 0.97),
    "tabloid": (0.82, 0.76, 0.9),
    "interview": (0.97, 0.97, 0.97),
    "transcript": (0.97, 0.97, 0.97),
    "liveblog": (0.97, 0.97, 0.97),
}
"""Precision, recall and the share of right speakers among those named, by register, direct and indirect together."""


@cache
def _articles() -> tuple[tuple[str, str, list[Gold]], ...]:
    lines = (Path(__file__).parent / "registers_en.jsonl").read_text(encoding="utf-8").splitlines()
    found = []
    for article in map(json.loads, lines):
        quotes = [
            Gold(q["type"], [(a, b) for a, b in q["quote"]], [(a, b) for a, b in q["speaker"]], q["who"])
            for q in article["quotes"]
        ]
        found.append((article["register"], article["text"], quotes))
    return tuple(found)


def _measured(register: str) -> tuple[float, float, float]:
    counts = {"direct": Counts(), "indirect": Counts()}
    for kind, text, quotes in _articles():
        if kind == register:
            compare(text, quotes, extract(text, "en"), counts)
    total = list(counts.values())
    right, shown, gold = (sum(getattr(one, name) for one in total) for name in ("right", "shown", "gold"))
    judged = [each for one in total for ground in one.grounds.values() for each in ground]
    return right / shown, right / gold, sum(judged) / len(judged)


@pytest.mark.parametrize("register", FLOORS)
def test_register_reaches_its_floors(register: str) -> None:
    assert all(value >= floor for value, floor in zip(_measured(register), FLOORS[register], strict=True))


def test_each_register_has_four_articles() -> None:
    assert Counter(register for register, _, _ in _articles()) == dict.fromkeys(FLOORS, 4)
