"""What servers and people have set."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from bot.state import codec
from bot.state.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server has set; channels and roles are Discord's ids.

    `admitted` says that the bot may answer there at all, `first` that it was there first: those who manage that server
    say which others are admitted. The bot answers in `channels`, everywhere where there are none;
    `askers` are the roles that may ask, everybody where there are none; `editors` those that may add articles, beside
    who may manage the server. `languages` are understood there (ISO 639-1), `daily` is how many questions a day are
    answered, None for any number. `shared` says whether the articles that all servers share are visible, `forums` are
    the forum channels whose posts are answered, `watch_channel` is where news of watches go, None for where each was
    set up. `plain` has answers as plain text instead of cards.
    """

    admitted: bool = False
    first: bool = False
    channels: tuple[int, ...] = ()
    askers: tuple[int, ...] = ()
    editors: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    daily: int | None = None
    shared: bool = True
    forums: tuple[int, ...] = ()
    watch_channel: int | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class PersonalSettings:
    """What a person has set; None and () leave it to the server. `languages` are those they read (ISO 639-1)."""

    plain: bool | None = None
    languages: tuple[str, ...] = ()


T = TypeVar("T", bound=ServerSettings | PersonalSettings)


class Preferences(Generic[T]):
    """The settings of each server or person, all of them in memory: asking for them does not block.

    `load` reads them from the file; until then, and where they cannot be read, what is usual holds.
    """

    def __init__(self, database: Database, table: Literal["servers", "people"], usual: T) -> None:
        self._database = database
        self._table = table
        self._usual = usual
        self._known: dict[int, T] = {}
        self._lock = threading.Lock()

    def load(self) -> None:
        """Read all settings."""
        with self._lock:
            with self._database.reading() as reading:
                rows = reading.execute(f"SELECT id, settings FROM {self._table}").fetchall()
            self._known = {one: self._read(text) for one, text in rows}

    def of(self, one: int | None) -> T:
        """Return what a server or a person has set; what is usual for who has set nothing, and for none."""
        return self._usual if one is None else self._known.get(one, self._usual)

    def all(self) -> dict[int, T]:
        """Return all who have set anything."""
        return dict(self._known)

    def set(self, one: int, settings: T) -> None:
        """Keep what a server or a person has set; what is usual is not kept."""
        self.change(one, lambda _: settings)

    def change(self, one: int, change: Callable[[T], T]) -> T:
        """Keep what `change` makes of what a server or a person has set, and return it; nobody sets it meanwhile."""
        with self._lock:
            settings = change(self.of(one))
            with self._database.writing() as writing:
                if settings == self._usual:
                    writing.execute(f"DELETE FROM {self._table} WHERE id = ?", (one,))
                else:
                    row = one, codec.dump(settings)
                    writing.execute(f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?)", row)
            self._known = {**self._known, one: settings}
        return settings

    def _read(self, text: str) -> T:
        """Return settings that were kept."""
        try:
            return codec.load(type(self._usual), text)
        except ValueError:
            log.warning("Settings that were kept could not be read; what is usual holds.")
            return self._usual
