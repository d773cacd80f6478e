"""``make bench``: speed, memory and disk, each as the median and 95th percentile of one run.

Scale runs use the hashed encoder of the tests on invented articles, so that they measure the store and the read path
and not a model. Machines differ and are shared: compare the lines of one run with one another.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from retrieval.encoders.loading import load_encoder
from retrieval.indexer import Indexer
from retrieval.readers.loading import load_reader
from retrieval.retriever import Retriever
from retrieval.search.query import understand
from retrieval.store import open_catalog, open_vectors
from retrieval.text.lexicon import Lexicon
from tests.benchmarks import linear
from tests.benchmarks.store import build, write_files
from tests.fakes import HashedEncoder, WordReader

SEEDS = Path(__file__).parents[2] / "seeds"
QUESTIONS = 200


def row(name: str, seconds: Sequence[float]) -> None:
    """Print the median and the 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"  {name:<38} {1000 * statistics.median(ordered):9.1f} ms {1000 * high:9.1f} ms", flush=True)


def timed(times: int, run: Callable[[], object]) -> list[float]:
    """Run something several times; return the seconds of each."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    return seconds


def folder_bytes(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def asking(passages: int, folder: Path) -> None:
    """Time a warm question over an index of invented passages, stage by stage."""
    world = build(folder, passages)
    process = psutil.Process()
    before = process.memory_info().rss
    with open_catalog(folder) as catalog:
        vectors = open_vectors(catalog)
        retriever = Retriever(catalog, vectors, world.encoder, Lexicon.shipped(), WordReader())
        queries = [understand(question) for question in world.questions(QUESTIONS)]
        for query in queries[:20]:
            retriever.retrieve(query)
        stages: dict[str, list[float]] = {}
        for query in queries:
            spent = retriever.retrieve(query).timings_ms
            for stage, milliseconds in spent.items():
                stages.setdefault(stage, []).append(milliseconds / 1000)
            without = sum(ms for stage, ms in spent.items() if stage not in ("encode", "read")) / 1000
            stages.setdefault("all but encoding and reading", []).append(without)
        print(f"ask at {passages:,} passages (hashed encoder, reader of the tests, {QUESTIONS} questions)")
        for stage, seconds in stages.items():
            row(stage, seconds)
        grown = (process.memory_info().rss - before) / 1e6
        print(f"  memory {grown:,.0f} MB more, disk {folder_bytes(folder) / 1e6:,.0f} MB")
        vectors.close()


def reindexing(articles: int, folder: Path) -> None:
    """Time indexing many files, and the same again when none has changed."""
    write_files(folder / "texts", articles)
    indexer = Indexer(folder / "index", HashedEncoder(), max_bytes=10_000_000)
    (first,) = timed(1, lambda: indexer.index([str(folder / "texts")]))
    with open_catalog(folder / "index") as catalog:
        passages = catalog.counts().passages
    print(f"index {articles:,} files, {passages:,} passages (hashed encoder): {passages / first:,.0f} passages/s")
    time.sleep(2.1)  # files changed within two seconds before they were indexed are read again once
    indexer.index()
    print(f"re-index {articles:,} unchanged files")
    row("seconds", timed(5, indexer.index))


def default_model(folder: Path) -> None:
    """Time the default encoder and reader, and a cold `beleg ask` over seeds/ with its memory."""
    encoder = load_encoder()
    indexer = Indexer(folder, encoder, max_bytes=10_000_000)
    (seconds,) = timed(1, lambda: indexer.index([str(SEEDS)]))
    question = "What did Ryabkov say?"
    with open_catalog(folder) as catalog, open_vectors(catalog) as vectors:
        passages = catalog.counts().passages
        retriever = Retriever(catalog, vectors, encoder, Lexicon.shipped(), load_reader())
        read = [retriever.retrieve(understand(question)).timings_ms["read"] / 1000 for _ in range(50)]
    print(f"default model: seeds, {passages} passages: {passages / seconds:,.1f} passages/s")
    row("one question encoded", timed(100, lambda: encoder.encode([question], kind="query")))
    row("the evidence of one question read", read)
    command = [sys.executable, "-m", "bot", "ask", question]
    peaks: list[int] = []

    def ask() -> None:
        child = psutil.Popen(command, env={"BELEG_DATA_DIR": str(folder)}, stdout=subprocess.DEVNULL)
        peak = 0
        while child.poll() is None:
            try:
                peak = max(peak, child.memory_info().rss)
            except psutil.Error:
                break
            time.sleep(0.005)
        child.wait()
        peaks.append(peak)

    print("beleg ask, cold start (a process of its own)")
    row("whole command", timed(7, ask))
    print(f"  memory at most {max(peaks) / 1e6:,.0f} MB")


def main() -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(description="Measure speed, memory and disk.")
    parser.add_argument("--passages", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--articles", type=int, default=5_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beleg-bench-") as temporary:
        folder = Path(temporary)
        default_model(folder / "seeds")
        reindexing(given.articles, folder / "files")
        for passages in given.passages:
            asking(passages, folder / f"scale-{passages}")
    linear.report(stages=list(linear.STAGES), seconds=0.05, largest=1 << 18, worst=1)


if __name__ == "__main__":
    main()
