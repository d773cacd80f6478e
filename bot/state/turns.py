"""A turn of a conversation as JSON and back, so that a question goes on from those before a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.answering.followups import Turn
from bot.state import codec


def dump(turn: Turn) -> str:
    """Return a turn as JSON, without what its asker was allowed to see: the next question is asked for itself."""
    return codec.dump(replace(turn, query=replace(turn.query, shelves=None, reads=())))


def load(text: str) -> Turn | None:
    """Return the turn that `dump` made JSON of; None for anything else."""
    try:
        turn = codec.load(Turn, text)
        for day in (turn.query.since, turn.query.until):
            if day is not None and date.fromisoformat(day).isoformat() != day:
                return None
    except ValueError:
        return None
    return turn if all(0 <= start <= end for _, start, end in turn.shown) else None
