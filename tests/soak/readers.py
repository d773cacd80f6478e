"""Processes that read as hard as they can while another writes and is killed: none waits, none fails, all find news.

Run it with ``python -m tests.soak.readers [SECONDS] [READERS] [SEED]``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.soak.world import KILLED, SOUND, World, child

# Asks without a pause until it is told to end. Every passage found must be whole, and the newest marker that the
# writer has reported as written must be found within two seconds.
READER = """
import json, sys, time
from pathlib import Path
import chromadb  # half a second that a reader of a large index spends once
from retrieval.store.vectors import index as vectors
from retrieval.store import open_catalog, open_vectors
from tests.desk import CountingEncoder
vectors.EXACT_PASSAGES = 2
folder = Path(sys.argv[1])
asked, slowest, late, seen = 0, 0.0, 0.0, 0
with open_catalog(folder / "data") as catalog, open_vectors(catalog) as index:
    encoder = CountingEncoder()
    question = encoder.encode(["Bericht Damm w7 Ort3"], kind="query")[0]
    index.search(question, 10)
    while not (folder / "end").exists():
        began = time.monotonic()
        with catalog.snapshot():
            passages = catalog.passages(index.search(question, 10).ids)
            articles = catalog.articles({one.article_id for one in passages.values()})
            for one in passages.values():
                assert articles[one.article_id].text[one.start : one.end] == one.text
        slowest = max(slowest, time.monotonic() - began)
        asked += 1
        marks = sorted((folder / "marks").iterdir())
        if marks and (newest := int(marks[-1].name)) > seen:
            if any(len(catalog.lexical([f"marke{newest}"], code, limit=5)) for code in catalog.languages()):
                late, seen = max(late, time.time() - marks[-1].stat().st_mtime), newest
            else:
                assert time.time() - marks[-1].stat().st_mtime < 2, f"marke{newest} is not found"
print(json.dumps([asked, slowest, late, seen]))
"""


@dataclass(frozen=True, slots=True)
class Read:
    """What the readers did: questions, the slowest in seconds, the latest sight of a new article, marks written."""

    asked: int
    slowest: float
    latest: float
    marks: int
    kills: int


def run(folder: Path, seconds: float, readers: int, seed: int) -> Read:
    """Read and write at once for so long; raises AssertionError where a reader failed."""
    world = World(folder, seed)
    (folder / "marks").mkdir()
    world.edit(40)
    assert child(world.index)[0] == SOUND
    reading = [
        subprocess.Popen([sys.executable, "-c", READER, str(folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(readers)
    ]
    ends, marks, kills = time.monotonic() + seconds, 0, 0
    while time.monotonic() < ends:
        world.edit()
        if world.random.random() < 0.4:
            kills += child(world.index, kill_after=world.random.random())[0] == KILLED
        # Words of its own, so that no mark is taken for a copy of another.
        own = " ".join(f"v{world.random.randint(0, 10**6)}" for _ in range(30))
        world.desk.write(f"mark{marks}.txt", f"Das ist die Marke, sie heißt marke{marks} und ist nicht {own}.")
        assert child(world.index)[0] == SOUND
        (folder / "marks" / f"{marks:06}").touch()
        marks += 1
    time.sleep(1)
    (folder / "end").touch()
    told = [json.loads(reader.communicate(timeout=60)[0]) for reader in reading if reader.wait(60) == 0]
    assert len(told) == readers, f"{readers - len(told)} readers failed with seed {seed}"
    return Read(sum(one[0] for one in told), max(one[1] for one in told), max(one[2] for one in told), marks, kills)


def main() -> None:
    """Print what the readers met."""
    arguments = [int(word) for word in sys.argv[1:]]
    seconds, readers, seed = [*arguments, *(120, 4, 5)[len(arguments) :]]
    with tempfile.TemporaryDirectory() as folder:
        print(f"readers: {readers} for {seconds} s, seed {seed}: {run(Path(folder), seconds, readers, seed)}")


if __name__ == "__main__":
    main()
