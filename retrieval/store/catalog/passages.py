"""The passages of an article, switched from one version to the next: rows, full-text entries and Chroma slots."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from retrieval.store import records
from retrieval.store.catalog import full_text, rows
from retrieval.store.records import IndexedPassage

RETIRED = "retired"
"""Counts, under `meta`, the passages that left the full-text indexes since these were last made or merged."""


def switch_passages(
    connection: sqlite3.Connection, article: int, passages: Sequence[IndexedPassage], *, day: str | None, shelf: str
) -> set[bytes]:
    """Make `passages` the live ones of the article: move those that stay, add the new, retire the others.

    One whose content, language and terms were there before keeps its id and slot. `day` and `shelf` are the article's.
    Returns the contents that were retired, which may have lost their last passage.
    """
    before: dict[tuple[bytes, str, str, str], list[int]] = defaultdict(list)
    for number, content, language, terms, names in connection.execute(
        "SELECT p.id, p.content, p.language, t.terms, t.names FROM passages p "
        "JOIN passage_texts t ON t.passage = p.id WHERE p.article = ? ORDER BY p.start DESC",
        (article,),
    ).fetchall():
        before[content, language, terms, names].append(number)
    new = []
    for item in passages:
        stays = before.get((item.content, item.passage.language, item.terms, item.names))
        if stays:
            connection.execute(
                "UPDATE passages SET key = ?, start = ?, stop = ?, day = ? WHERE id = ?",
                (item.passage.key, item.passage.start, item.passage.end, day, stays.pop()),
            )
        else:
            new.append(item)
    for item, slot in zip(new, _free_slots(connection, len(new)), strict=True):
        _add(connection, article, item, slot, day, shelf)
    for (_, language, terms, names), gone in before.items():
        for number in gone:
            _retire(connection, number, *_indexed(terms, names, language, shelf))
    count_up(connection, RETIRED, sum(map(len, before.values())))
    return {same[0] for same, gone in before.items() if gone}


def rebuild_indexes(connection: sqlite3.Connection) -> None:
    """Refill the full-text indexes from the terms stored with the passages."""
    for index in (full_text.TERMS, full_text.NAMES):
        connection.execute(f"INSERT INTO {index}_index ({index}_index) VALUES ('delete-all')")
    connection.execute("DELETE FROM meta WHERE name = ?", (RETIRED,))
    sql = (
        "SELECT p.id, p.language, t.terms, t.names, a.shelf FROM passages p JOIN passage_texts t ON t.passage = p.id "
        "JOIN articles a ON a.number = p.article"
    )
    for number, language, terms, names, shelf in connection.execute(sql).fetchall():
        _index(connection, number, *_indexed(terms, names, language, shelf))


def count_up(connection: sqlite3.Connection, name: str, by: int = 1) -> int:
    """Add `by` to a remembered number, from 0 where there is none, and return it."""
    row = connection.execute(
        "INSERT INTO meta VALUES (:name, :by) ON CONFLICT (name) DO UPDATE SET "
        "value = CAST(value AS INTEGER) + CAST(:by AS INTEGER) RETURNING value",
        {"name": name, "by": str(by)},
    ).fetchone()
    return rows.number(row[0])


def _free_slots(connection: sqlite3.Connection, count: int) -> list[int]:
    """Take slots from the free list, the smallest first, then from the end."""
    found = connection.execute("SELECT slot FROM free_slots ORDER BY slot LIMIT ?", (count,)).fetchall()
    connection.executemany("DELETE FROM free_slots WHERE slot = ?", found)
    slots = [int(row[0]) for row in found]
    return [*slots, *(count_up(connection, "slots") - 1 for _ in range(count - len(slots)))]


def _add(
    connection: sqlite3.Connection, article: int, item: IndexedPassage, slot: int, day: str | None, shelf: str
) -> None:
    passage = item.passage
    where = (passage.start, passage.end, passage.language)
    number = connection.execute(
        "INSERT INTO passages (article, key, start, stop, language, sentences, content, slot, day) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (article, passage.key, *where, records.sentence_offsets(passage), item.content, slot, day),
    ).fetchone()[0]
    connection.execute("INSERT INTO passage_texts VALUES (?, ?, ?, ?)", (number, passage.text, item.terms, item.names))
    connection.execute("INSERT INTO pending VALUES (?)", (number,))
    _index(connection, number, *_indexed(item.terms, item.names, passage.language, shelf))


def _index(connection: sqlite3.Connection, number: int, terms: str, names: str) -> None:
    connection.execute("INSERT INTO terms_index (rowid, terms) VALUES (?, ?)", (number, terms))
    connection.execute("INSERT INTO names_index (rowid, names) VALUES (?, ?)", (number, names))


def _retire(connection: sqlite3.Connection, number: int, terms: str, names: str) -> None:
    connection.execute("INSERT INTO terms_index (terms_index, rowid, terms) VALUES ('delete', ?, ?)", (number, terms))
    connection.execute("INSERT INTO names_index (names_index, rowid, names) VALUES ('delete', ?, ?)", (number, names))
    connection.execute("INSERT INTO free_slots SELECT slot FROM passages WHERE id = ?", (number,))
    for sql in (
        "DELETE FROM pending WHERE passage = ?",
        "DELETE FROM passage_texts WHERE passage = ?",
        "DELETE FROM passages WHERE id = ?",
    ):
        connection.execute(sql, (number,))


def _indexed(terms: str, names: str, language: str, shelf: str) -> tuple[str, str]:
    """Return stored terms and names as the full-text indexes hold them."""
    tokens = full_text.in_language(terms.split(), language), names.split()
    in_terms, in_names = (" ".join(full_text.on_shelf(some, shelf)) for some in tokens)
    return in_terms, in_names
