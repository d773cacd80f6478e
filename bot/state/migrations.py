"""The tables of the bot's own file as numbered migrations: a new file takes all, an older one those it lacks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

APPLICATION_ID = 0x424C4753  # "BLGS", so that `file` and other tools know whose database it is

# Ids are Discord's, times are seconds since 1970. An article's words are in no column: `fingerprint` is a hash of them.
# `quotations.checked` is the version of the article in which the words were last looked for, 0 for none at all.
# `turns.asker` is whose question a turn was: people may share a conversation.
# `watch_finds.told` is NULL as long as it waits for the digest. A row in `orders` is work that a kill may cut off.
_FORMAT_1 = """
CREATE TABLE answers (
    number INTEGER PRIMARY KEY, channel INTEGER, server INTEGER, asker INTEGER, at INTEGER NOT NULL,
    language TEXT NOT NULL, reason TEXT, question TEXT, editable INTEGER NOT NULL) STRICT;
CREATE INDEX answers_by_asker ON answers (asker);
CREATE INDEX answers_by_time ON answers (at);
CREATE TABLE answer_messages (
    message INTEGER PRIMARY KEY, answer INTEGER NOT NULL REFERENCES answers ON DELETE CASCADE) STRICT;
CREATE INDEX answer_messages_by_answer ON answer_messages (answer);
CREATE TABLE quotations (
    answer INTEGER NOT NULL REFERENCES answers ON DELETE CASCADE, n INTEGER NOT NULL, article_id TEXT NOT NULL,
    version INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, fingerprint TEXT NOT NULL, speaker TEXT,
    correction TEXT, checked INTEGER NOT NULL, PRIMARY KEY (answer, n)) STRICT, WITHOUT ROWID;
CREATE INDEX quotations_by_article ON quotations (article_id);
CREATE TABLE turns (
    number INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL, asker INTEGER NOT NULL, at INTEGER NOT NULL,
    turn TEXT NOT NULL) STRICT;
CREATE INDEX turns_by_conversation ON turns (conversation, number);
CREATE INDEX turns_by_asker ON turns (asker);
CREATE TABLE feedback (
    message INTEGER NOT NULL, person INTEGER NOT NULL, server INTEGER NOT NULL, thumb TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (message, person)) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_by_person ON feedback (person);
CREATE TABLE servers (id INTEGER PRIMARY KEY, settings TEXT NOT NULL) STRICT;
CREATE TABLE people (id INTEGER PRIMARY KEY, settings TEXT NOT NULL) STRICT;
CREATE TABLE watches (
    number INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER NOT NULL, server INTEGER, channel INTEGER,
    subject TEXT NOT NULL, words TEXT NOT NULL, since INTEGER NOT NULL, last_told INTEGER, day TEXT NOT NULL,
    told INTEGER NOT NULL) STRICT;
CREATE INDEX watches_by_person ON watches (person);
CREATE INDEX watches_by_server ON watches (server);
CREATE TABLE watch_finds (
    watch INTEGER NOT NULL REFERENCES watches ON DELETE CASCADE, fingerprint TEXT NOT NULL, article_id TEXT NOT NULL,
    version INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, at INTEGER NOT NULL, told INTEGER,
    PRIMARY KEY (watch, fingerprint)) STRICT, WITHOUT ROWID;
CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, channel INTEGER NOT NULL, message INTEGER, person INTEGER NOT NULL,
    at INTEGER NOT NULL) STRICT;
CREATE TABLE days (
    day TEXT NOT NULL, server INTEGER NOT NULL, questions INTEGER NOT NULL DEFAULT 0,
    answered INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0, up INTEGER NOT NULL DEFAULT 0,
    down INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (day, server)) STRICT, WITHOUT ROWID;
CREATE TABLE orders (what TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
"""

# `watches.origin` is the channel in which a watch was begun, `language` that in which it is told. `watch_finds.message`
# marks the message that is to tell of a find, before it is sent. `watched_articles` has the hash of the text that each
# article had when it was last looked through for news, and since when it is gone; the row "" says that any look was.
_FORMAT_2 = """
ALTER TABLE watches ADD COLUMN origin INTEGER;
ALTER TABLE watches ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE watches ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE watch_finds ADD COLUMN message TEXT;
CREATE INDEX watch_finds_by_message ON watch_finds (message) WHERE message IS NOT NULL;
CREATE TABLE watched_articles (article_id TEXT PRIMARY KEY, text TEXT NOT NULL, gone INTEGER) STRICT, WITHOUT ROWID;
"""

MIGRATIONS = (_FORMAT_1, _FORMAT_2)
"""The script at place n brings a file from format n to format n + 1; one that was released is never changed."""

Objects = frozenset[tuple[object, ...]]
"""Kind, name, table and definition of each table, index, view and trigger."""


def version(connection: sqlite3.Connection) -> int | None:
    """Return the format of a file, 0 for an empty one; None where it is not the bot's."""
    application, found = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    if application == APPLICATION_ID:
        return int(found) if found >= 1 else None
    return 0 if not (application or found or objects(connection)) else None


def migrate(connection: sqlite3.Connection, found: int, wanted: int | None = None) -> None:
    """Bring a file of format `found` to that `wanted`, else the last, in one transaction; 0 is an empty file."""
    wanted = len(MIGRATIONS) if wanted is None else wanted
    scripts = " ".join(MIGRATIONS[found:wanted])
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE; {scripts} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {wanted}; "
            "COMMIT;"
        )
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def objects(connection: sqlite3.Connection) -> Objects:
    """Return what a file consists of; a view in place of a table, or a trigger, would run what somebody else wrote."""
    return frozenset(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


@cache
def expected(version: int) -> Objects:
    """Return what a file of a format consists of."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, 0, version)
        return objects(connection)
