"""The one place where what was kept long enough is deleted."""

from __future__ import annotations

import contextlib

from bot.settings import StateSettings
from bot.state import orders
from bot.state.counts import day_of
from bot.state.database import Database

DAY, HOUR = 86_400, 3600


def purge(database: Database, settings: StateSettings, now: int) -> None:
    """Delete what is too old at `now`, in seconds since 1970; where anything was, the file is written anew.

    Raises:
        StateError: it could not be deleted.
    """
    oldest = now - settings.answer_days * DAY
    queries: list[tuple[str, int | str]] = [
        ("DELETE FROM answers WHERE at < ?", oldest),
        ("DELETE FROM feedback WHERE at < ?", oldest),
        ("DELETE FROM runs WHERE at < ?", oldest),
        ("DELETE FROM turns WHERE at <= ?", now - settings.conversation_hours * HOUR),
        ("DELETE FROM watch_finds WHERE at < ?", now - settings.watch_days * DAY),
        ("DELETE FROM watched_articles WHERE gone < ?", now - settings.watch_days * DAY),
        ("DELETE FROM days WHERE day < ?", day_of(now - settings.count_days * DAY)),
    ]
    with database.writing() as writing:
        deleted = sum(writing.execute(query, (limit,)).rowcount for query, limit in queries)
        if not settings.questions:
            deleted += writing.execute("UPDATE answers SET question = NULL WHERE question IS NOT NULL").rowcount
        if deleted:
            orders.order(writing)
    orders.carry_out(database)
    for damaged in database.set_aside():
        with contextlib.suppress(OSError):
            if damaged.lstat().st_mtime < oldest:
                damaged.unlink()
