"""Conversations and what each question in them means: for the tests of follow-ups."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bot.answering.conversation import REMEMBERED, turn
from bot.answering.followups import Turn, meant
from retrieval.datatypes import Query
from retrieval.names import same_person
from retrieval.search.query import understand
from tests.bot.answers import silent

TODAY = date(2024, 11, 13)
"""The day, a Wednesday, on which all of them are typed."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Judged:
    """How a question that goes on from others was understood: what is wrong with it, "" for nothing."""

    dialogue: str
    language: str
    question: str
    wrong: str


def judged(path: Path) -> Iterator[Judged]:
    """Yield the judgement of every question after the first of each dialogue in a file.

    A line is a JSON object: `people` are those whom the articles quote, `turns` the questions. Each says whose words it
    asks for (`speakers`), which words its topic holds (`topic`) and must not hold (`not_topic`), to which days it is
    limited (`since`, `until`), and who speaks in its answer (`answered_by`), if the question does not say.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        dialogue = json.loads(line)
        turns: deque[Turn] = deque(maxlen=REMEMBERED)
        for number, one in enumerate(dialogue["turns"]):
            full_name = partial(_full_name, dialogue["people"])
            meaning = meant(one["question"], turns, partial(understand, today=TODAY), full_name, today=TODAY)
            if number:
                wrong = ", ".join(_wrong(one, meaning.query))
                yield Judged(dialogue["id"], dialogue["language"], one["question"], wrong)
            held = turn(meaning, silent(one["question"], dialogue["language"]))
            turns.append(replace(held, people=held.people or tuple(filter(None, [one.get("answered_by")]))))


def _full_name(people: Sequence[str], name: str) -> str | None:
    return next((person for person in people if same_person(name, person)), None)


def _wrong(wanted: Mapping[str, Any], query: Query) -> Iterator[str]:
    """Yield what differs between a query and what was meant."""
    asked = [name for name in (query.speaker, *query.further_speakers) if name]
    speakers = wanted.get("speakers", [])
    if len(asked) != len(speakers) or not all(any(same_person(one, name) for one in asked) for name in speakers):
        yield f"asks for {asked}, not {speakers}"
    about = query.topic if query.speaker else f"{query.topic} {query.asked}"
    words = {word.casefold() for word in _WORD.findall(about)}
    if lacking := [word for word in wanted.get("topic", ()) if not set(_WORD.findall(word.casefold())) <= words]:
        yield f"lacks {lacking} in {about!r}"
    if carried := [word for word in wanted.get("not_topic", ()) if set(_WORD.findall(word.casefold())) & words]:
        yield f"still has {carried} in {about!r}"
    if (query.since, query.until) != (wanted.get("since"), wanted.get("until")):
        yield f"days {query.since} to {query.until}"
