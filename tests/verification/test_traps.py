"""What must never be shown: opinions, claims, denials, rumours, questions and jokes told as facts, or as another's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.verification.checks import attribution, denial, extremes, form, modality, negation
from bot.verification.claims import Check, Claim, Fault
from tests.verification.making import basis

TRAPS = Path(__file__).with_name("traps.jsonl")
CHECKS: tuple[Check, ...] = (
    form.check,
    attribution.check,
    denial.check,
    negation.check,
    modality.check,
    extremes.check,
)
_PASSING = 0.95
"""Of the good claims beside the traps those that must pass all checks."""


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in TRAPS.read_text(encoding="utf-8").splitlines()]


def faults(case: dict[str, Any], language: str, text: str) -> list[Fault]:
    rests_on = basis(case["article"], case["sentence"], case["language"], title=case.get("title", ""))
    claim = Claim(text, language, rests_on)
    return [fault for check in CHECKS for fault in check(claim)]


def _traps() -> Iterator[Any]:
    for number, case in enumerate(cases()):
        for language, text in case["traps"]:
            yield pytest.param(case, language, text, id=f"{number}-{case['kind']}-{case['language']}-{language}")


@pytest.mark.parametrize(("case", "language", "text"), list(_traps()))
def test_no_trap_is_shown(case: dict[str, Any], language: str, text: str) -> None:
    assert faults(case, language, text)


def test_good_claims_beside_the_traps_are_shown() -> None:
    good = [(case, language, text) for case in cases() for language, text in case["good"]]
    failing = [text for case, language, text in good if faults(case, language, text)]
    assert len(failing) <= (1 - _PASSING) * len(good), failing


def test_there_are_traps_of_every_kind_and_language() -> None:
    found = cases()
    assert sum(len(case["traps"]) for case in found) >= 300
    assert sum(len(case["good"]) for case in found) >= 100
    assert {case["language"] for case in found} == {"de", "en", "ru", "uk"}
    assert {"opinion", "claim", "denial", "rumour", "question", "conditional", "satire", "nested"} <= {
        case["kind"] for case in found
    }
