"""Twenty thousand articles through the whole write path: memory, an unchanged run, and one article more.

Run it with ``python -m tests.soak.scale [ARTICLES] [SEED]``; the encoder is the hashed one of the tests.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import psutil

from retrieval.indexing import Progress
from retrieval.vectors import VectorIndex
from tests.benchmarks.store import World, build_text
from tests.desk import Desk
from tests.fakes import HashedEncoder


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
            memory.append(psutil.Process().memory_info().rss / 1e6)

    found = {}
    began = time.monotonic()
    assert desk.index(progress=tell).added == articles
    found["full index, s"] = time.monotonic() - began
    found["memory at a tenth, MB"], found["memory at the end, MB"] = memory[0], memory[-1]
    began = time.monotonic()
    assert desk.index().unchanged == articles
    found["unchanged, s"] = time.monotonic() - began
    with desk.catalog() as catalog, VectorIndex(catalog) as index:
        vector = desk.encoder.encode(["Ein Zwirbelquast schwimmt im Hafen"], kind="query")[0]
        index.search(vector, 10)
        path = desk.write("neu.txt", "Ein Zwirbelquast schwimmt im Hafen")
        began = time.monotonic()
        assert desk.index(path).added == 1
        found["one more indexed, s"] = time.monotonic() - began
        passages = catalog.passages(index.search(vector, 10).ids).values()
        assert any("Zwirbelquast" in one.text for one in passages)
        found["one more found, s"] = time.monotonic() - began
    found["disk, MB"] = sum(path.stat().st_size for path in desk.data.rglob("*") if path.is_file()) / 1e6
    return found


def main() -> None:
    """Print the figures."""
    arguments = [int(word) for word in sys.argv[1:]]
    articles, seed = [*arguments, *(20_000, 5)[len(arguments) :]]
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), articles, seed)
    print(f"scale: {articles} articles, seed {seed}: " + ", ".join(f"{name} {x:.2f}" for name, x in found.items()))


if __name__ == "__main__":
    main()
