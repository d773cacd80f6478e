"""Days of news: so many articles in and as many out each day, and what that leaves behind.

Run it with ``python -m tests.soak.news [DAYS] [ARTICLES A DAY] [SEED]``. Disk, memory and query time of the index are
compared with those of a fresh index of the same live articles, hashed encoder; each is measured in a process of its
own.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.store import World, build_text
from tests.desk import Desk
from tests.fakes import HashedEncoder
from tests.soak.world import SOUND, child

LIVE_DAYS = 10  # days of articles that are live at a time

# Asks an index questions with Chroma proposing, as in a large index, and one by one, as in a small one.
ASKER = """
import json, statistics, sys, time
from pathlib import Path
import psutil
from retrieval.store.vectors import index as vectors
from retrieval.store import open_catalog, open_vectors
from tests.fakes import HashedEncoder
encoder = HashedEncoder()
with open_catalog(Path(sys.argv[1])) as catalog:
    live = catalog.live()
    asked = catalog.passages(live[:: max(1, len(live) // 200)]).values()
    questions = [" ".join(one.text.split()[3:9]) for one in asked]
found = {}
for name, limit in (("chroma", 2), ("exact", 10**9)):
    vectors.EXACT_PASSAGES = limit
    with open_catalog(Path(sys.argv[1])) as catalog, open_vectors(catalog) as index:
        times = []
        for question in questions:
            vector = encoder.encode([question], kind="query")[0]
            words = question.lower().split()
            began = time.perf_counter()
            index.search(vector, 100)
            catalog.lexical(words, "de", limit=100)
            times.append(time.perf_counter() - began)
        found[name] = 1000 * statistics.median(times)
found["memory"] = psutil.Process().memory_info().rss / 1e6
print(json.dumps(found))
"""


@dataclass(frozen=True, slots=True)
class Growth:
    """How much of a fresh index's disk, memory and query times the used one takes: 1.0 is as much."""

    disk: float
    memory: float
    chroma: float
    exact: float


def run(folder: Path, days: int, a_day: int, seed: int) -> Growth:
    """Take in and prune so many articles a day; raises AssertionError where the index is not what it should be."""
    used = Desk(folder / "used")
    world, draw = World(HashedEncoder(), seed), random.Random(seed)
    for day in range(days + LIVE_DAYS):
        for number in range(a_day):
            used.write(f"d{day:03}-{number:05}.txt", build_text(world, draw, day * a_day + number))
        for old in used.articles.glob(f"d{day - LIVE_DAYS:03}-*.txt"):
            old.unlink()
        code, _ = child(lambda: _index(used))
        assert code == SOUND, f"day {day} with seed {seed}"
    assert child(used.check)[0] == SOUND
    fresh = Desk(folder / "fresh")
    fresh.articles.rmdir()
    used.articles.rename(fresh.articles)
    assert child(lambda: _index(fresh))[0] == SOUND
    before, after = _measured(fresh.data), _measured(used.data)
    return Growth(**{name: after[name] / before[name] for name in before})


def _index(desk: Desk) -> None:
    assert desk.index(prune_all=True).failed == []


def _measured(data: Path) -> dict[str, float]:
    asked = []
    for _ in range(3):
        command = [sys.executable, "-c", ASKER, str(data)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        asked.append(json.loads(done.stdout))
    disk = sum(path.stat().st_size for path in data.rglob("*") if path.is_file()) / 1e6
    found = {name: statistics.median(one[name] for one in asked) for name in asked[0]}
    print(f"news: {data.parent.name}: {disk:.1f} MB of disk, " + json.dumps({k: round(v, 2) for k, v in found.items()}))
    return {"disk": disk, **found}


def main() -> None:
    """Print how much the index grew."""
    arguments = [int(word) for word in sys.argv[1:]]
    days, a_day, seed = [*arguments, *(30, 500, 5)[len(arguments) :]]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        growth = run(Path(folder), days, a_day, seed)
    print(f"news: {days} days of {a_day}, seed {seed}: {growth} of a fresh index, in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
