"""Questions as people type them, each with what it asks for (`wordings.jsonl`), and whether it was understood so.

The wordings were written without knowledge of the patterns, in German, English, Russian and Ukrainian, of ten kinds:
what X said, what X thinks of Y, what X said within some days, an organisation's and a role's words, who said it, two
speakers, who X is, a question about a topic, and what happened. `split` is "dev" (to
choose by) or "held" (kept back at first, since read as well): neither says how unseen wordings are understood.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from retrieval.search.query import understand
from retrieval.text.function_words import function_words

TODAY = date(2026, 11, 25)
"""A Wednesday; what the days of the wordings are told from."""

FILE = Path(__file__).with_name("wordings.jsonl")
INTENTS = {6: {"who_said"}, 8: {"who_is"}, 9: {"topic"}, 10: {"summary", "topic"}}
"""What a question of a kind may be taken for, where not for one about somebody's words."""
_ADDRESS = frozenset({"the", "der", "die", "das", "dem", "den", "des", "herr", "herrn", "frau", "mr", "mrs", "ms"})
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORD = re.compile(r"[\w’'ʼ-]+")
_POLITE = frozenset({
    "hi", "hello", "hey", "please", "pls", "thanks", "hallo", "bitte", "danke", "moin", "пожалуйста", "привет",
    "здравствуйте", "спасибо", "подскажите", "скажите", "дякую", "привіт", "ласка", "підкажіть", "скажіть",
})  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """A question and what it asks for: `words` are those whose speaker is asked for, `days` as in `bounds`."""

    id: str
    language: str
    kind: int
    question: str
    speakers: tuple[str, ...]
    topic: tuple[str, ...]
    days: str | None
    words: str
    split: str


def wordings(file: Path = FILE) -> list[Wording]:
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        split = one.get("split") or one["id"].split("-")[0]
        found.append(
            Wording(
                *(one["id"], one["language"], one["kind"], one["question"], tuple(one["speakers"])),
                *(tuple(one["topic"]), one["days"], one.get("words") or "", split),
            )
        )
    return found


def bounds(days: str | None) -> tuple[str | None, str | None]:
    """Return the first and last day meant, as `Query` has them.

    Raises:
        ValueError: days are not told in any known way.
    """
    if days is None:
        return None, None
    if days.startswith("since-"):
        return bounds(days.removeprefix("since-"))[0], None
    monday = TODAY - timedelta(TODAY.weekday())
    first = last = TODAY
    if days == "yesterday":
        first = last = TODAY - timedelta(1)
    elif days == "week":
        first, last = monday - timedelta(7), monday - timedelta(1)
    elif days in _WEEKDAYS:
        first = last = TODAY - timedelta((TODAY.weekday() - _WEEKDAYS.index(days)) % 7)
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", days):
        first = last = date.fromisoformat(days)
    elif re.fullmatch(r"\d{4}-\d\d", days):
        first = date.fromisoformat(f"{days}-01")
        last = first.replace(day=monthrange(first.year, first.month)[1])
    elif days != "today":
        raise ValueError(f"days are {days!r}")
    return first.isoformat(), last.isoformat()


def misread(one: Wording) -> list[str]:
    """Return what was understood otherwise than meant; nothing where all of it was understood."""
    query, found = understand(one.question, today=TODAY), []
    if query.intent not in INTENTS.get(one.kind, {"said"}):
        found.append(f"is {query.intent}")
    speakers = [_name(name) for name in (query.speaker, *query.further_speakers) if name]
    wanted = [_name(name) for name in one.speakers]
    if one.kind == 8:
        known = [set(_name(name)) for name in (*query.names, *query.candidates)]
        if not all(any(set(name) <= names for names in known) for name in wanted):
            found.append(f"knows the names {query.names} {query.candidates}")
    elif speakers != wanted:
        found.append(f"asks for {speakers}")
    topic = _WORD.findall(query.topic.casefold())
    content = [word for words in (*one.topic, one.words) for word in _WORD.findall(words.casefold())]
    found += [f"lacks {word}" for word in content if not any(word in have for have in topic)]
    if one.kind == 9:
        found += [f"keeps {word}" for word in topic if word in _POLITE]
    elif one.kind != 8:
        empty = function_words(one.language)
        found += [f"keeps {word}" for word in topic if word not in empty and not any(word in c for c in content)]
    if (query.since, query.until) != bounds(one.days):
        found.append(f"is of {query.since}…{query.until}")
    return found


def _name(name: str) -> list[str]:
    return [word for word in _WORD.findall(name.casefold()) if word not in _ADDRESS]
