"""Data folders that somebody else wrote: each command ends with a result or one sentence, and nothing outside changes.

A small index is changed at random: bytes, values, tables, links and pipes in place of files. Then it is asked, checked,
rehearsed and written to. Run it with ``python -m tests.soak.foreign [COUNT] [SEED]``; case n of a seed is always the
same, and ``python -m tests.soak.foreign 1 SEED n`` runs that one alone.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.checks import _index as index_checks
from retrieval.errors import RetrievalError
from retrieval.indexer import Indexer
from retrieval.opening import open_index
from retrieval.search.query import understand
from tests.desk import Desk
from tests.fakes import HashedEncoder, WordReader
from tests.soak.foreign_changes import SENTINEL, Case, change
from tests.soak.world import SOUND, child

SECONDS = 120.0  # of one case, a hundred times what it takes, since the machine may do much else
_BATCH = 25  # cases of one child
_QUESTION = "Was sagte Nadja Kallweit über den Damm?"


def make(folder: Path) -> None:
    """Make the valid index that every case changes, with a model's recipe, a feed and a removed article."""
    desk = Desk(folder)
    for number in range(6):
        desk.write(
            f"a{number}.md",
            f"---\ntitle: Der Damm {number}\npublished: 2022-01-0{number + 1}\nurl: https://a.example/{number}\n---\n"
            f"Bericht {number} über den Damm von Ostrau. Nadja Kallweit sagte: „Der Damm {number} hält.“ "
            + " ".join(f"Wort{number}{word}" for word in range(60)),
        )
    desk.index()
    with desk.catalog() as catalog:
        ident = catalog.list_articles()[0].article_id
    desk.indexer().remove([ident])
    with closing(sqlite3.connect(desk.data / "catalog.sqlite3", isolation_level=None)) as connection:
        connection.execute("INSERT INTO feed_items VALUES ('', 'https://a.example/9', 'x', '2022-01-01', 0)")
        connection.execute("INSERT INTO feeds VALUES ('', 'https://a.example/feed', NULL, NULL, 0, 0.0)")


def run_case(origin: Path, home: Path, seed: int, number: int) -> tuple[str, Counter[str]]:
    """Change a copy of the index in `origin`, made in `home`, and use it; return what was done, and how each use ended.

    Raises:
        AssertionError: something outside was written, or an error was no sentence.
        Exception: what is no error of Beleg's.
    """
    case = Case(home / "data", home / "articles", home / "outside", random.Random(f"{seed}-{number}"))
    shutil.copytree(origin, home, symlinks=True)
    case.outside.mkdir()
    (case.outside / "file").write_bytes(SENTINEL)
    os.utime(case.outside / "file", ns=(10**18, 10**18))
    done = change(case)
    os.utime(case.outside, ns=(10**18, 10**18))
    before = _seen(case.outside)
    ends: Counter[str] = Counter()
    for name, use in USES.items():
        try:
            use(case)
            ends[f"{name} done"] += 1
        except RetrievalError as exc:
            ends[f"{name} refused"] += 1
            if not str(exc).endswith(".") or "\n" in str(exc):
                raise AssertionError(f"{done}: {name} told no sentence: {exc!s:.300}") from exc
        except Exception as exc:
            raise AssertionError(f"{done}: {name} ended with {type(exc).__name__}: {exc!s:.300}") from exc
        assert _seen(case.outside) == before, f"{done}: {name} wrote outside"
    return done, ends


def _ask(case: Case) -> None:
    with open_index(case.data, load=HashedEncoder, read=WordReader) as index:
        for question in (_QUESTION, "Was ist mit dem Damm von Ostrau?", "Fasse die Artikel zusammen."):
            for one in index.retriever.retrieve(understand(question)).evidence:
                assert isinstance(one.article.text, str)


def _check(case: Case) -> None:
    assert [one for one in index_checks(case.data, HashedEncoder()) if one.found]


def _list(case: Case) -> None:
    with open_index(case.data, load=HashedEncoder, read=WordReader) as index:
        catalog = index.catalog
        ids = [one.article_id for one in catalog.list_articles()]
        json.dumps([str(catalog.articles(ids)), str(catalog.statements_in(ids)), str(list(catalog.records()))])


def _rehearse(case: Case) -> None:
    _indexer(case).index([str(case.articles)], dry_run=True)


def _write(case: Case) -> None:
    (case.articles / "new.txt").write_text("Ein neuer Artikel über die Fähre von Lindwerder.", encoding="utf-8")
    _indexer(case).index([str(case.articles)])


def _rebuild(case: Case) -> None:
    _indexer(case).index(rebuild=True)


def _indexer(case: Case) -> Indexer:
    return Indexer(case.data, HashedEncoder(), max_bytes=100_000)


USES: dict[str, Callable[[Case], None]] = {
    "check": _check,
    "ask": _ask,
    "list": _list,
    "dry run": _rehearse,
    "index": _write,
    "rebuild": _rebuild,
}


def _seen(folder: Path) -> list[tuple[object, ...]]:
    """Return what tells whether a folder was changed."""
    found = sorted(folder.rglob("*"))
    return [(str(path), path.stat().st_mtime_ns, path.read_bytes()) for path in found] + [(folder.stat().st_mtime_ns,)]


# --- children, so that a crash and a hang are seen -----------------------------------------------------------------


def run(folder: Path, numbers: range, seed: int) -> tuple[Counter[str], list[str]]:
    """Run cases in children, some at a time; return how the uses ended, and what went wrong."""
    assert child(lambda: make(folder / "origin"))[0] == SOUND
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    waiting = list(numbers)
    began = time.monotonic()
    while waiting:
        batch, waiting = waiting[:_BATCH], waiting[_BATCH:]
        told, failed = _batch(folder, batch, seed)
        ends += told
        wrong += failed
        # A case that ended its child leaves the others of the batch for another one.
        waiting = batch[told["cases"] + len(failed) :] + waiting
        if (done := len(numbers) - len(waiting)) % 100 < _BATCH:
            print(f"foreign: {done} cases, {len(wrong)} wrong, {time.monotonic() - began:.0f} s", flush=True)
    return ends, wrong


def _batch(folder: Path, numbers: list[int], seed: int) -> tuple[Counter[str], list[str]]:
    """Run cases in one child until one of them crashes it or hangs."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _work(folder, numbers, seed, writing)
    os.close(writing)
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        left = b""
        while ends["cases"] + len(wrong) < len(numbers):
            number = numbers[ends["cases"] + len(wrong)]
            if not select.select([pipe], [], [], SECONDS)[0]:
                os.kill(process, signal.SIGKILL)
                wrong.append(f"case {number} of seed {seed} hangs")
                break
            got = pipe.read(65_536)
            if not got:
                wrong.append(f"case {number} of seed {seed} crashed its process")
                break
            *lines, left = (left + got).split(b"\n")
            for line in lines:
                told = json.loads(line)
                ends.update(told.get("ends", {}))
                ends["cases"] += "ends" in told
                wrong += [told["wrong"]] if "wrong" in told else []
    os.waitpid(process, 0)
    return ends, wrong


def _work(folder: Path, numbers: list[int], seed: int, writing: int) -> None:
    """Be the child: run cases and tell of each, a line of JSON."""
    for number in numbers:
        home = folder / f"case{number}"
        told: dict[str, object]
        try:
            _, ends = run_case(folder / "origin", home, seed, number)
            told = {"ends": ends}
        except BaseException as exc:
            traceback.print_exc()
            told = {"wrong": f"case {number} of seed {seed}: {exc!s:.500}"}
        os.write(writing, json.dumps(told).encode() + b"\n")
        shutil.rmtree(home, ignore_errors=True)
    os._exit(0)


def main() -> None:
    """Print how the uses ended, and every case that went wrong."""
    arguments = [int(word) for word in sys.argv[1:]]
    count, seed, first = [*arguments, *(10_000, 1, 0)[len(arguments) :]]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="beleg-soak-") as folder:
        ends, wrong = run(Path(folder), range(first, first + count), seed)
    print(f"foreign: {count} folders of seed {seed} in {time.monotonic() - began:.0f} s: {dict(sorted(ends.items()))}")
    if wrong:
        raise SystemExit("\n".join([f"{len(wrong)} went wrong:", *wrong]))


if __name__ == "__main__":
    main()
