"""The order to write the file anew, kept in it, so that a kill between a deletion and that is made up for."""

from __future__ import annotations

from bot.state.database import Connection, Database

_REWRITE = "rewrite"


def order(writing: Connection) -> None:
    """Order it; call it inside the transaction that deletes."""
    writing.execute("INSERT OR IGNORE INTO orders VALUES (?)", (_REWRITE,))


def carry_out(database: Database) -> None:
    """Write the file anew where that was ordered.

    Raises:
        StateError: it could not be written; the order stands.
    """
    with database.reading() as reading:
        if reading.execute("SELECT 1 FROM orders WHERE what = ?", (_REWRITE,)).fetchone() is None:
            return
    database.rewrite()
    with database.writing() as writing:
        writing.execute("DELETE FROM orders WHERE what = ?", (_REWRITE,))
