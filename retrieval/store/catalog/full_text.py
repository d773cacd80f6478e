"""Full-text and name search over FTS5, and how often terms and names occur."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Ranking
from retrieval.errors import CatalogDamagedError
from retrieval.shelves import SHARED

TERMS, NAMES = "terms", "names"

# A question of 1,000 characters has fewer words; more would only make FTS5 slow.
MAX_TERMS = 256
# FTS5 scores about 1,300 passages a millisecond. Words that together occur in more passages than this are too common
# to propose one alone and count only in pairs; 100 candidates of 100,000 then take 4 ms instead of 30.
ROWS_SCORED = 5_000
PAIRED_WORDS = 4
# Ids are never used again: thousands of new passages a day for a century.
MOST_PASSAGES = 100_000_000
# Between a token and the shelf it stands on; the indexes take it for a letter, and no term or key of a name has it.
_SHELF = "·"
_BEHIND_SHELVES = "~"  # sorts after all that the names of shelves are made of

Group = str | None
"""Passages that are searched together: those of one shelf, or, with None, those of all shelves but the shared one."""


def empty() -> Ranking:
    """Return the ranking of nothing."""
    return Ranking(np.empty(0, np.int64), np.empty(0, np.float32))


def in_language(terms: Iterable[str], language: str) -> list[str]:
    """Return `terms` as the index holds them, so that one search sees one language only."""
    return [f"{language}_{term}" for term in terms]


def on_shelf(tokens: Iterable[str], shelf: str) -> list[str]:
    """Return `tokens` as the index holds them of passages on a shelf, so that a search sees that shelf only.

    On the shared shelf they are as they are, on others the shelf ends each.
    """
    # "-" would end the token; "_" is in no name of a shelf.
    end = "" if shelf == SHARED else _SHELF + shelf.replace("-", "_")
    return [token + end for token in tokens]


def ranked(
    connection: sqlite3.Connection,
    index: str,
    frequency: Mapping[str, int],
    group: Group,
    *,
    limit: int,
    within: NDArray[np.int64] | None,
) -> Ranking:
    """Rank the passages of `index` (`TERMS` or `NAMES`) and a group that hold any token by BM25, higher is better.

    `frequency` maps each token to the passages of the group that hold it. Where the tokens occur in more
    than `ROWS_SCORED` passages, the commonest propose a passage only in pairs. `within` (sorted ids) restricts the
    passages; None is all. Unknown tokens and no tokens give the empty ranking.
    """
    query = _expression(frequency, group)
    if not query or limit < 1 or (within is not None and not len(within)):
        return empty()
    table = f"{index}_index"
    # The negative sign: SQLite's bm25() is lower for better.
    sql = f"SELECT rowid, -bm25({table}) AS score FROM {table} WHERE {table} MATCH :query"
    mask = b""
    if within is not None:
        if not 0 < within[0] <= within[-1] <= MOST_PASSAGES:
            raise CatalogDamagedError(
                "The catalog numbers its passages as no index does, so it is damaged: move the data folder away and "
                "index the articles again."
            )
        # One byte for each id is the cheapest membership test SQLite can make; see tests/benchmarks.
        allowed = np.zeros(int(within[-1]) + 2, np.uint8)
        allowed[within + 1] = 1
        mask = allowed.tobytes()
        sql += " AND substr(:mask, rowid + 2, 1) = x'01'"
    rows = connection.execute(
        f"{sql} ORDER BY score DESC, rowid LIMIT :limit", {"query": query, "mask": mask, "limit": limit}
    ).fetchall()
    return Ranking(
        np.fromiter((row[0] for row in rows), np.int64, len(rows)),
        np.fromiter((row[1] for row in rows), np.float32, len(rows)),
    )


def joined(rankings: Iterable[Ranking]) -> Ranking:
    """Return the passages of several groups in one ranking, ties by id."""
    listed = list(rankings)
    if not listed:
        return empty()
    ids, scores = np.concatenate([one.ids for one in listed]), np.concatenate([one.scores for one in listed])
    order = np.lexsort((ids, -scores))
    return Ranking(ids[order], scores[order])


def frequencies(connection: sqlite3.Connection, index: str, tokens: Iterable[str], group: Group) -> dict[str, int]:
    """Return in how many passages of a group each token occurs, 0 for the unknown."""
    if group is None:
        sql = f"SELECT sum(doc) FROM {index}_vocabulary WHERE term BETWEEN ? || '{_SHELF}' AND ?1 || ?"
    else:
        sql = f"SELECT doc FROM {index}_vocabulary WHERE term = ?"
    end = [_SHELF + _BEHIND_SHELVES] if group is None else []
    found = {}
    for token in tokens:
        (held,) = (token,) if group is None else on_shelf((token,), group)
        row = connection.execute(sql, (held, *end)).fetchone()
        found[token] = int(row[0] or 0) if row else 0
    return found


def _expression(frequency: Mapping[str, int], group: Group) -> str:
    """Return the FTS5 query for passages that hold a rare token, or two of the common ones."""
    known = sorted((count, token) for token, count in frequency.items() if count)[:MAX_TERMS]
    rare: list[str] = []
    rows = 0
    for count, token in known:
        rows += count
        if rare and rows > ROWS_SCORED:
            break
        rare.append(_quoted(token, group))
    common = [_quoted(token, group) for _, token in known[len(rare) :][:PAIRED_WORDS]]
    pairs = [f"({first} AND {second})" for first, second in combinations(common, 2)]
    return " OR ".join([*rare, *pairs])


def _quoted(token: str, group: Group) -> str:
    """Return the token in a group as an FTS5 phrase, so that nothing in it is an operator."""
    (held,) = (token + _SHELF,) if group is None else on_shelf((token,), group)
    return '"' + held.replace('"', '""') + '"' + ("*" if group is None else "")
