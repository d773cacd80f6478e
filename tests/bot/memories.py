"""A memory of the bot's in a folder of its own, with a clock that stands still, for tests."""

from __future__ import annotations

from pathlib import Path

from bot.answering.answer import Citation
from bot.settings import StateSettings
from bot.state.state import State

SETTINGS = StateSettings(answer_days=90, questions=False, conversation_hours=6, watch_days=365, count_days=400)
NOON = 1_700_049_600
"""15 November 2023, 12:00 UTC."""
HOUR, DAY = 3600, 86_400


class Clock:
    """Tells the time that it was set to, in seconds since 1970."""

    def __init__(self, now: int = NOON) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def state(folder: Path, *, clock: Clock | None = None, questions: bool = False) -> State:
    """Return a memory in `folder`, opened by the first call."""
    return State(folder, SETTINGS.model_copy(update={"questions": questions}), clock or Clock())


def citations(count: int) -> list[Citation]:
    """Return quotations of one article."""
    return [
        Citation(
            n=n,
            quote="the quay *must* be rebuilt before winter",
            article_id="0123456789ab",
            title="Harbour council meets",
            publisher="Ember Post",
            published="2022-01-10",
            url="https://ember.example/quay",
            path=None,
            language="en",
            start=100,
            end=140,
            kind="indirect",
            speaker="Ilva Tarn",
        )
        for n in range(1, count + 1)
    ]


def keep(
    memory: State, *messages: int, asker: int = 1, quotations: int = 1, server: int | None = 30, question: str = "Why?"
) -> None:
    """Keep an answer in those messages."""
    memory.answers.keep(
        messages,
        channel=20,
        server=server,
        asker=asker,
        language="en",
        reason=None,
        citations=citations(quotations),
        question=question,
    )


def files(folder: Path) -> bytes:
    """Return all that stands in the files of a folder."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.iterdir()))
