"""What the tables of a format are, as SQLite itself says of an empty catalog: what a foreign one is compared with."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache

from retrieval.store.catalog.migrations import SCHEMA_VERSION, migrate

Objects = frozenset[tuple[object, ...]]
"""Kind, name, table and definition of each table, index, view and trigger."""

# `ANALYZE` makes these two; SQLite reads them by itself.
_OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4')"
# Those of the full-text indexes belong to SQLite.
_OWN_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' "
    "AND name NOT GLOB 'sqlite*' AND name NOT GLOB 'terms_*' AND name NOT GLOB 'names_*'"
)
_KINDS = {"TEXT": str, "INTEGER": int, "BLOB": bytes, "REAL": float}


@cache
def expected(version: int) -> Objects:
    """Return what a catalog of a format consists of."""
    with closing(_empty(version)) as connection:
        return frozenset(connection.execute(_OBJECTS))


def is_as_expected(connection: sqlite3.Connection, version: int) -> bool:
    """Return whether a catalog of a format has its tables and indexes, and nothing beside them.

    A view in place of a table, or a trigger, would run what somebody else wrote with every read or write.
    """
    wanted = expected(version)
    found = connection.execute(_OBJECTS).fetchmany(len(wanted) + 1)
    return len(found) == len(wanted) and frozenset(found) == wanted


@cache
def tables() -> Mapping[str, Mapping[str, frozenset[type]]]:
    """Return the tables that Beleg itself fills, each with its columns and what their values may be."""
    with closing(_empty(SCHEMA_VERSION)) as connection:
        names = [row[0] for row in connection.execute(_OWN_TABLES).fetchall()]
        return {name: _columns(connection, name) for name in names}


@cache
def kinds() -> Mapping[str, frozenset[type]]:
    """Return what the values of a column may be, by its name, which has one meaning in all tables."""
    found: dict[str, frozenset[type]] = {}
    for columns in tables().values():
        for name, allowed in columns.items():
            found[name] = found.get(name, allowed) & allowed
    return found


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, frozenset[type]]:
    return {
        name: frozenset({_KINDS[kind]} if filled or key else {_KINDS[kind], type(None)})
        for _, name, kind, filled, _, key in connection.execute(f"PRAGMA table_info({table})")
    }


def _empty(version: int) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, 0, version)
    return connection
