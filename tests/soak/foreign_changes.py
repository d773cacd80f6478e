"""What is done to a data folder before `tests.soak.foreign` uses it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

SENTINEL = b"not to be touched"

_NASTY: tuple[object, ...] = (
    *(None, -1, 0, 1, 2**31, 2**53, 2**63 - 1, -(2**63), 1.5, 1e300, float("inf"), "", " ", "x", "x" * 100_000),
    *(b"", b"\xff\xfe\x00", bytes(7), bytes(100_000), "\x00", "\u202e\x1b[31m", "../../x", "/dev/zero", "NaN", "1e999"),
    *("{}", "[]", "null", "[" * 5_000, '{"a": 1}', "9" * 5_000, "2022-99-99", "http://[", "zz", "beleg", "%s%n"),
)
_META: tuple[tuple[str, str], ...] = (
    *(("generation", value) for value in ("", "x", "-5", "9" * 30, "1e9", "9223372036854775807")),
    *(("model", value) for value in ("x", "99", "-1", "")),
    *(("slots", value) for value in ("x", "-7", "9" * 30)),
    *(("retired", value) for value in ("x", "-1", "9" * 30)),
    *(("takedown", value) for value in ("ordered", "")),
    *(("staging", value) for value in ("{}", "[]", '{"build": 1, "total": "x"}', '{"build": "b", "total": 1e400}')),
    *(("encoder", value) for value in ("{}", "[]", "nonsense", '{"recipe": 1}')),
)
_FILES: tuple[object, ...] = ({}, [], {"x": 1}, {"../outside/file": [1, ""]}, None)
_SCHEMA = (
    "DROP TABLE {table}",
    "ALTER TABLE {table} RENAME TO moved",
    "ALTER TABLE {table} RENAME TO moved; CREATE VIEW {table} AS SELECT * FROM moved",
    "CREATE TRIGGER evil AFTER INSERT ON {table} BEGIN DELETE FROM articles; END",
    "CREATE TRIGGER evil AFTER UPDATE ON meta BEGIN SELECT writefile('{outside}/x', 'x'); END",
    "CREATE TABLE more (x)",
    "CREATE VIEW more AS SELECT load_extension('{outside}/x')",
    "ALTER TABLE {table} ADD COLUMN more",
    "DROP INDEX passages_by_article",
    "PRAGMA user_version = {number}",
    "PRAGMA application_id = {number}",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE {table} (a)' WHERE name = '{table}'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = {number} WHERE name = '{table}'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = x'ff' WHERE name = '{table}'",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One copy of an index with its articles; `outside` is what nobody may touch."""

    data: Path
    articles: Path
    outside: Path
    draw: random.Random


def _bytes(case: Case) -> str:
    path = _some_file(case)
    content = bytearray(path.read_bytes())
    for _ in range(case.draw.choice((1, 1, 10, 200))):
        if content:
            content[case.draw.randrange(len(content))] = case.draw.randrange(256)
    path.write_bytes(content)
    return f"bytes of {path.name}"


def _cut(case: Case) -> str:
    path = _some_file(case)
    size = path.stat().st_size
    os.truncate(path, case.draw.choice((0, 1, 100, 4096, size // 2, max(0, size - 1), size + 4096)))
    return f"length of {path.name}"


def _gone(case: Case) -> str:
    path = _some_file(case)
    path.unlink()
    return f"{path.name} deleted"


def _swapped(case: Case) -> str:
    first, second = _some_file(case), _some_file(case)
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    return f"{first.name} swapped with {second.name}"


def _replaced(case: Case) -> str:
    """Put something else in the place of one of Beleg's files, there or not."""
    names = [
        *(path.relative_to(case.data).as_posix() for path in case.data.rglob("*")),
        *(
            "catalog.sqlite3-wal",
            "catalog.sqlite3-shm",
            "catalog.sqlite3-journal",
            "catalog.new",
            "catalog.new-journal",
        ),
        *("writer.pid", "writer.lock", "run.pid", "run.lock", "waiting.lock", "vectors.lock", "chroma-2", "chroma-1/x"),
    ]
    path = case.data / case.draw.choice(sorted(set(names)))
    path.parent.mkdir(parents=True, exist_ok=True)
    if case.draw.random() < 0.3 and (case.data / "catalog.sqlite3").exists() and path.name.startswith("catalog.new"):
        (case.data / "catalog.sqlite3").unlink()
    kept = _taken(path)
    kind = case.draw.choice(("link", "link to nothing", "link to a folder", "second name", "pipe", "folder"))
    target = case.outside / "file"
    if kept is not None and case.draw.random() < 0.5:
        target = case.outside / "copy"
        target.write_bytes(kept)
        os.utime(target, ns=(10**18, 10**18))
    match kind:
        case "link":
            path.symlink_to(target)
        case "link to nothing":
            path.symlink_to(case.outside / "new")
        case "link to a folder":
            path.symlink_to(case.outside)
        case "second name":
            os.link(target, path)
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
            if case.draw.random() < 0.5:
                (path / "inside").symlink_to(case.outside)
    return f"{kind} in place of {path.name}"


def _values(case: Case) -> str:
    with _opened(case) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = case.draw.choice([name for name in names if not name.endswith("vocabulary")])
        column = case.draw.choice([row[1] for row in connection.execute(f"PRAGMA table_info({table})")])
        value = case.draw.choice(_NASTY)
        rows = case.draw.choice(("1", f'"{column}" = (SELECT min("{column}") FROM {table})'))
        connection.execute(f'UPDATE OR IGNORE {table} SET "{column}" = ? WHERE {rows}', (value,))
        return f"{table}.{column} = {value!r:.40}"


def _nothing_in(case: Case) -> str:
    with _opened(case) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = case.draw.choice([name for name in names if not name.endswith("vocabulary")])
        connection.execute(f"DELETE FROM {table}" + case.draw.choice(("", " WHERE abs(random()) % 2")))
        return f"rows of {table} deleted"


def _meta(case: Case) -> str:
    with _opened(case) as connection:
        name, value = case.draw.choice((*_META, *_described(case, connection)))
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
        return f"meta {name} = {value:.60}"


def _described(case: Case, connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return states of the vector index that lead elsewhere, or lie."""
    found = connection.execute("SELECT value FROM meta WHERE name = 'vectors'").fetchone()
    state = json.loads(found[0]) if found else {}
    changed: list[Mapping[str, object]] = [
        *({"folder": where} for where in (str(case.outside), "../outside", "..", "", "chroma-99", "chroma-x", 1, None)),
        *({"files": files} for files in _FILES),
        *({"state": state} for state in ("writing", "repairing", "x", 1)),
        *({"rows": rows} for rows in (-1, 10**30, "x")),
        {"more": 1},
    ]
    return [("vectors", json.dumps({**state, **change})) for change in changed] + [("vectors", "{}"), ("vectors", "x")]


def _recipe(case: Case) -> str:
    with _opened(case) as connection:
        named = case.draw.choice((str(case.outside), "/dev/zero", "evil/model", "", 5, None, "x" * 10_000))
        text = case.draw.choice((json.dumps({"model": named}), "{}", "[]", "x", json.dumps({"model": "m", "y": 1})))
        connection.execute("UPDATE models SET recipe = ?, fingerprint = 'foreign'", (text,))
        return f"recipe {text:.60}"


def _schema(case: Case) -> str:
    with _opened(case) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        sql = case.draw.choice(_SCHEMA).format(
            table=case.draw.choice(names),
            number=case.draw.choice((-1, 0, 1, 2, 3, 5, 99, 2**31 - 1)),
            outside=case.outside,
        )
        connection.executescript(sql)
        return sql


def _graph(case: Case) -> str:
    """Change what Chroma wrote, and let the catalog say that it was written so."""
    files = sorted(path for path in case.data.glob("chroma-*/**/*") if path.is_file())
    path = case.draw.choice(files)
    content = bytearray(path.read_bytes())
    for _ in range(case.draw.choice((1, 5, 100))):
        place = case.draw.randrange(min(len(content), case.draw.choice((100, 10**9)))) if content else 0
        content[place : place + 1] = bytes([case.draw.randrange(256)])
    path.write_bytes(content)
    with _opened(case) as connection:
        state = json.loads(connection.execute("SELECT value FROM meta WHERE name = 'vectors'").fetchone()[0])
        name = path.relative_to(case.data / state["folder"]).as_posix()
        state["files"][name] = (len(content), hashlib.sha256(content).hexdigest())
        connection.execute("UPDATE meta SET value = ? WHERE name = 'vectors'", (json.dumps(state),))
        connection.execute("INSERT OR IGNORE INTO pending SELECT id FROM passages LIMIT 1")
    return f"bytes of {path.name}, as the catalog says"


CHANGES: tuple[Callable[[Case], str], ...] = (
    *(
        _bytes,
        _bytes,
        _cut,
        _gone,
        _swapped,
        _replaced,
        _replaced,
        _values,
        _values,
        _values,
        _nothing_in,
        _meta,
        _meta,
    ),
    *(_recipe, _schema, _schema, _graph),
)


def _some_file(case: Case) -> Path:
    files = sorted(path for path in case.data.rglob("*") if path.is_file() and not path.is_symlink())
    # The catalog is one file of eight, and the one that counts.
    catalog = case.data / "catalog.sqlite3"
    return catalog if case.draw.random() < 0.5 and catalog in files else case.draw.choice(files)


def _taken(path: Path) -> bytes | None:
    """Take away what is at a path; return the bytes of a file."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.is_symlink() or path.exists():
        content = path.read_bytes() if path.is_file() else None
        path.unlink()
        return content
    return None


def _opened(case: Case) -> closing[sqlite3.Connection]:
    companions = case.data.glob("catalog.sqlite3-*")
    if not (case.data / "catalog.sqlite3").is_file() or not all(path.is_file() for path in companions):
        raise OSError("an earlier change put something else there, a pipe that would be waited for")
    return closing(sqlite3.connect(case.data / "catalog.sqlite3", isolation_level=None))


def change(case: Case) -> str:
    """Change a data folder at random, once to three times; return in words how."""
    told = []
    for _ in range(case.draw.choice((1, 1, 1, 2, 3))):
        try:
            told.append(case.draw.choice(CHANGES)(case))
        except (sqlite3.Error, OSError, IndexError, TypeError, OverflowError, ValueError):
            continue  # an earlier change left nothing to change
    return "; ".join(told)
