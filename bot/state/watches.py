"""What people watch, what was found for each, and what they were told of it: each find once, over restarts, too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from bot.state.counts import day_of
from bot.state.database import Database

Subject = Literal["speaker", "topic"]

_SUBJECTS: dict[str, Subject] = {"speaker": "speaker", "topic": "topic"}
_COLUMNS = "number, person, server, channel, subject, words, since, last_told, day, told, origin, language, paused"
# A find that another watch of the same person for the same place has brought already counts as told.
_FOUND = """
INSERT OR IGNORE INTO watch_finds (watch, fingerprint, article_id, version, start, stop, at, told)
SELECT w.number, :fingerprint, :article, :version, :start, :stop, :at, (
    SELECT max(f.told) FROM watch_finds f JOIN watches o ON o.number = f.watch
    WHERE f.fingerprint = :fingerprint AND o.person = w.person AND o.channel IS w.channel)
FROM watches w WHERE w.number = :watch
"""


@dataclass(frozen=True, slots=True)
class Watch:
    """What `person` watches: `words` as they typed them; told in `channel`, or privately where that is None.

    It was begun in the channel `origin`, and is told in `language` (ISO 639-1). One that is `paused` could not be told.
    `since` and `last_told` are in seconds since 1970, `told_today` counts messages of this day in UTC.
    """

    number: int
    person: int
    server: int | None
    channel: int | None
    subject: Subject
    words: str
    since: int
    last_told: int | None
    told_today: int
    origin: int | None = None
    language: str = "en"
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Find:
    """A statement or report found for a watch: where its words stand, and a fingerprint that tells it from others."""

    fingerprint: str
    article_id: str
    version: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A find that its watcher was not told of yet, found at a moment in seconds since 1970.

    `message` marks the message that was to tell of it when it was begun and not ended; None where none was.
    """

    watch: int
    find: Find
    at: int
    message: str | None = None


class Watches:
    """All watches and their finds."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def now(self) -> int:
        """Return the moment by which days are told, in seconds since 1970."""
        return self._clock()

    def add(
        self,
        *,
        person: int,
        server: int | None,
        channel: int | None,
        subject: Subject,
        words: str,
        origin: int | None = None,
        language: str = "en",
    ) -> Watch:
        """Begin to watch."""
        now = self._clock()
        words = words.encode("utf-8", "replace").decode()
        row = person, server, channel, subject, words, now, day_of(now), origin, language
        with self._database.writing() as writing:
            number = writing.execute(
                "INSERT INTO watches (person, server, channel, subject, words, since, day, told, origin, language) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
                row,
            ).lastrowid
        return Watch(int(number or 0), person, server, channel, subject, words, now, None, 0, origin, language)

    def end(self, number: int, *, person: int | None = None) -> bool:
        """End a watch, only if it is `person`'s where one is given; return whether there was such a one."""
        query = "DELETE FROM watches WHERE number = :number AND (:person IS NULL OR person = :person)"
        with self._database.writing() as writing:
            return writing.execute(query, {"number": number, "person": person}).rowcount > 0

    def pause(self, number: int, *, paused: bool) -> bool:
        """Pause a watch that cannot be told, or go on with it; return whether there is such a one."""
        with self._database.writing() as writing:
            row = paused, number
            return writing.execute("UPDATE watches SET paused = ? WHERE number = ?", row).rowcount > 0

    def all(self) -> list[Watch]:
        """Return every watch, the oldest first."""
        return self._watches("1 = 1")

    def of_person(self, person: int) -> list[Watch]:
        """Return the watches of one person, the oldest first."""
        return self._watches("person = ?", person)

    def of_server(self, server: int) -> list[Watch]:
        """Return the watches of one server, the oldest first."""
        return self._watches("server = ?", server)

    def found(self, number: int, finds: Collection[Find]) -> list[Find]:
        """Keep what was found for a watch until it is told; return what is new, in its order."""
        now, new = self._clock(), []
        with self._database.writing() as writing:
            for find in finds:
                place = {"article": find.article_id, "version": find.version, "start": find.start, "stop": find.end}
                given = {"watch": number, "fingerprint": find.fingerprint, "at": now, **place}
                if writing.execute(_FOUND, given).rowcount > 0:
                    new.append(find)
        return new

    def waiting(self) -> list[Waiting]:
        """Return what was found and not told yet, the oldest first."""
        query = (
            "SELECT watch, at, message, fingerprint, article_id, version, start, stop FROM watch_finds "
            "WHERE told IS NULL ORDER BY at, article_id, start, watch"
        )
        with self._database.reading() as reading:
            rows = reading.execute(query).fetchall()
        return [Waiting(watch, Find(*find), at, message) for watch, at, message, *find in rows]

    def begin(self, message: str, finds: Iterable[Waiting]) -> None:
        """Note which finds a message is to tell of, and count it for the first one's watch, before it is sent."""
        today, marked = day_of(self._clock()), [(message, one.watch, one.find.fingerprint) for one in finds]
        with self._database.writing() as writing:
            writing.executemany("UPDATE watch_finds SET message = ? WHERE watch = ? AND fingerprint = ?", marked)
            writing.executemany(
                "UPDATE watches SET told = CASE day WHEN ? THEN told ELSE 0 END + 1, day = ? WHERE number = ?",
                [(today, today, watch) for _, watch, _ in marked[:1]],
            )

    def told(self, message: str) -> None:
        """Note that a message has told what it was to tell."""
        now = self._clock()
        with self._database.writing() as writing:
            writing.execute(
                "UPDATE watches SET last_told = ? WHERE number IN (SELECT watch FROM watch_finds WHERE message = ?)",
                (now, message),
            )
            writing.execute("UPDATE watch_finds SET told = ?, message = NULL WHERE message = ?", (now, message))

    def withdraw(self, message: str, *, counted: int) -> None:
        """Note that a message did not arrive, so that it no longer counts for the watch for which it was `counted`."""
        today = day_of(self._clock())
        with self._database.writing() as writing:
            query = "UPDATE watches SET told = max(0, told - 1) WHERE number = ? AND day = ?"
            writing.execute(query, (counted, today))
            writing.execute("UPDATE watch_finds SET message = NULL WHERE message = ?", (message,))

    def drop(self, finds: Iterable[Waiting]) -> None:
        """Note that there is nothing to tell of these finds any more."""
        now = self._clock()
        with self._database.writing() as writing:
            writing.executemany(
                "UPDATE watch_finds SET told = ?, message = NULL WHERE watch = ? AND fingerprint = ?",
                [(now, one.watch, one.find.fingerprint) for one in finds],
            )

    def _watches(self, where: str, *given: int) -> list[Watch]:
        with self._database.reading() as reading:
            rows = reading.execute(f"SELECT {_COLUMNS} FROM watches WHERE {where} ORDER BY number", given).fetchall()
        return [watch for row in rows if (watch := self._watch(row)) is not None]

    def _watch(self, row: tuple[Any, ...]) -> Watch | None:
        number, person, server, channel, subject, words, since, last_told, day, told, origin, language, paused = row
        if subject not in _SUBJECTS:
            return None
        today = told if day == day_of(self._clock()) else 0
        known = number, person, server, channel, _SUBJECTS[subject], words, since, last_told, today
        return Watch(*known, origin, language, paused=bool(paused))
