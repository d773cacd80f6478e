"""What the bot is at, so that it can stop without leaving anybody waiting."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.discord_app.failures import Failure


class UnderWay:
    """The tasks of commands and buttons under way, and whether new ones may begin."""

    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[Any]] = set()
        self.stopping = False

    def enter(self) -> None:
        """Know that the current task runs.

        Raises:
            Failure: "restarting"; the task runs on to tell its asker so.
        """
        if task := asyncio.current_task():
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        if self.stopping:
            raise Failure("restarting")
