"""`State`: all that the bot remembers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bot.settings import StateSettings
from bot.state.answers import KeptAnswers
from bot.state.conversations import Conversations
from bot.state.counts import Counts
from bot.state.database import Database
from bot.state.feedback import Feedback
from bot.state.preferences import PersonalSettings, Preferences, ServerSettings
from bot.state.privacy import Privacy
from bot.state.purging import DAY, HOUR, purge
from bot.state.runs import BegunRuns
from bot.state.watched import WatchedArticles
from bot.state.watches import Watches


class State:
    """What the bot remembers, in one file in the data folder.

    Every call blocks and may raise `StateError`: it was not remembered, or is not known at the moment. Only what `of`
    and `all` of `servers` and `people` return is in memory.
    """

    def __init__(
        self, folder: Path, settings: StateSettings, clock: Callable[[], int] = lambda: int(time.time())
    ) -> None:
        """`clock` tells the time in seconds since 1970. The file is opened by the first call."""
        self._database = Database(folder)
        self._clock = clock
        self.settings = settings
        self.answers = KeptAnswers(
            self._database, clock, questions=settings.questions, seconds=settings.answer_days * DAY
        )
        self.conversations = Conversations(self._database, clock, seconds=settings.conversation_hours * HOUR)
        self.feedback = Feedback(self._database, clock)
        self.servers = Preferences(self._database, "servers", ServerSettings())
        self.people = Preferences(self._database, "people", PersonalSettings())
        self.watches = Watches(self._database, clock)
        self.watched = WatchedArticles(self._database, clock)
        self.runs = BegunRuns(self._database, clock)
        self.counts = Counts(self._database, clock)
        self.privacy = Privacy(self._database, (self.servers, self.people))

    def open(self) -> None:
        """Open the file, made where it is missing, and read the settings; a damaged one is set aside.

        Raises:
            StateError: it cannot be used at the moment; each later call tries again.
            StorageError: something else is in its place, or a newer version of Beleg made it.
        """
        self.servers.load()
        self.people.load()

    def purge(self) -> None:
        """Delete what was kept long enough, and read the settings again: another process may have changed them."""
        self.open()
        purge(self._database, self.settings, self._clock())

    def close(self) -> None:
        """Close the file."""
        self._database.close()
