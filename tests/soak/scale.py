"""Twenty thousand articles through the whole write path: memory, an unchanged run, one article more and one less.

Run it with ``python -m tests.soak.scale [ARTICLES] [SEED]``; the encoder is the hashed one of the tests.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from retrieval.indexer import Progress
from retrieval.store import open_vectors
from retrieval.store.catalog.schema import CATALOG_FILE
from tests.benchmarks.store import World, build_text
from tests.desk import Desk
from tests.fakes import HashedEncoder

# A process of its own, as `beleg index` is one: start and imports count.
ADDER = """
import sys
from pathlib import Path
from tests.desk import Desk
assert Desk(Path(sys.argv[1])).index(sys.argv[2]).added == 1
"""


def run(folder: Path, articles: int, seed: int) -> dict[str, float]:
    """Index so many articles; return seconds, and megabytes at a tenth and at the end of the run."""
    desk = Desk(folder)
    desk.encoder.encode = HashedEncoder().encode  # type: ignore[method-assign] # remembers no texts
    world, draw = World(HashedEncoder(), seed), random.Random(seed)
    for number in range(articles):
        desk.write(f"{number // 1000:03}/{number:06}.txt", build_text(world, draw, number))
    memory: list[float] = []

    def tell(now: Progress) -> None:
        if now.stage == "files" and now.done % max(1, articles // 10) == 0:
            memory.append(_own_memory())

    found = {}
    began = time.monotonic()
    assert desk.index(progress=tell).added == articles
    found["full index, s"] = time.monotonic() - began
    found["memory at a tenth, MB"], found["memory at half, MB"] = memory[0], memory[len(memory) // 2 - 1]
    found["memory at the end, MB"] = memory[-1]
    found["unchanged, s"] = statistics.median(_timed(lambda: desk.index().unchanged == articles) for _ in range(3))
    found["one more found, s"] = statistics.median(_one_more(desk, number) for number in range(3))
    listed = desk.index().unchanged
    with desk.catalog() as catalog:
        ident = catalog.list_articles()[0].article_id
    found["one removed from all files, s"] = _timed(lambda: desk.indexer().remove([ident]).removed == (ident,))
    assert desk.index().unchanged == listed - 1
    found["disk, MB"] = sum(path.stat().st_size for path in desk.data.rglob("*") if path.is_file()) / 1e6
    return found


def _timed(holds: Callable[[], bool]) -> float:
    began = time.monotonic()
    assert holds()
    return time.monotonic() - began


def _one_more(desk: Desk, number: int) -> float:
    """Return the seconds from a new file and a process that indexes it to a reader that finds it."""
    text = f"Ein Zwirbelquast{number} schwimmt im Hafen"
    with desk.catalog() as catalog, open_vectors(catalog) as index:
        vector = desk.encoder.encode([text], kind="query")[0]
        index.search(vector, 10)
        path = desk.write(f"neu{number}.txt", text)
        began = time.monotonic()
        command = [sys.executable, "-c", ADDER, str(desk.articles.parent), str(path)]
        with subprocess.Popen(command) as adding:
            while not any(one.text == text for one in catalog.passages(index.search(vector, 10).ids).values()):
                assert adding.poll() in (None, 0), "the new article was not indexed"
                time.sleep(0.01)  # a reader that asks a hundred times a second leaves the writer a core
            took = time.monotonic() - began
            assert adding.wait() == 0
    return took


def _own_memory() -> float:
    """Return this process's own memory in megabytes, without the pages of the catalog's file that it has mapped."""
    process = psutil.Process()
    mapped = sum(row.rss for row in process.memory_maps() if row.path.endswith(CATALOG_FILE)) if psutil.LINUX else 0
    return float(process.memory_info().rss - mapped) / 1e6


def main() -> None:
    """Print the figures."""
    arguments = [int(word) for word in sys.argv[1:]]
    articles, seed = [*arguments, *(20_000, 5)[len(arguments) :]]
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), articles, seed)
    print(f"scale: {articles} articles, seed {seed}: " + ", ".join(f"{name} {x:.2f}" for name, x in found.items()))


if __name__ == "__main__":
    main()
