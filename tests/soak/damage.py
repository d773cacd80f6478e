"""Random bytes or truncation in any file of the Chroma folder: seen before it is opened, rebuilt, right answers.

Run it with ``python -m tests.soak.damage [TRIALS] [SEED]``.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from retrieval.store.vectors import index as vectors_module
from retrieval.store.vectors.files import VectorState
from retrieval.store.vectors.index import ChromaIndex
from tests.soak.world import SOUND, World, child

QUESTION = "Bericht Damm w7 Ort3"


class Lines(logging.Handler):
    """Keeps what is said about damage."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def run(folder: Path, trials: int, seed: int) -> Counter[str]:
    """Damage one file a trial, ask, and index; return how often which file was damaged.

    Raises:
        AssertionError: the damage was not told in one line, an answer was wrong, or the index was not rebuilt.
    """
    world = World(folder, seed)
    world.edit(60)
    counts: Counter[str] = Counter()
    assert child(world.index)[0] == SOUND
    for trial in range(trials):
        counts[_spoil(world)] += 1
        for work in (lambda: _asked(world, damaged=True), lambda: _mended(world), lambda: _asked(world, damaged=False)):
            assert child(work)[0] == SOUND, f"trial {trial} with seed {seed}"
    return counts


def _spoil(world: World) -> str:
    draw = world.random
    with world.desk.catalog() as catalog:
        state = VectorState.parse(catalog.meta("vectors"))
    assert state is not None
    path = world.desk.data / state.folder / draw.choice(sorted(state.files))
    content = bytearray(path.read_bytes())
    if not content:
        path.write_bytes(b"x")
    elif draw.random() < 0.4:
        path.write_bytes(content[: draw.randrange(len(content))])
    else:
        for _ in range(draw.choice([1, 100])):
            place = draw.randrange(len(content))
            content[place] ^= draw.randint(1, 255)
        path.write_bytes(content)
    return path.name


def _asked(world: World, *, damaged: bool) -> None:
    """Ask as a reader; the answer is that of an exact search, and damage is one line."""
    lines = Lines()
    logging.getLogger("retrieval").addHandler(lines)
    vectors_module.EXACT_PASSAGES = 2
    with world.desk.catalog() as catalog, ChromaIndex(catalog) as index:
        vector = world.desk.encoder.encode([QUESTION], kind="query")[0]
        for _ in range(2):
            found = index.search(vector, 5)
            scores = np.sort(catalog.vectors(catalog.live()) @ vector)[::-1][:5]
            assert np.allclose(found.scores, scores, atol=1e-5)
        assert (index._copy is None) == damaged
    assert len(lines.said) == damaged, lines.said


def _mended(world: World) -> None:
    """Index as the next writer; it says in one line that it rebuilds."""
    lines = Lines()
    logging.getLogger("retrieval").addHandler(lines)
    world.index()
    assert len(lines.said) <= 1, lines.said
    world.desk.check()


def main() -> None:
    """Print which files were damaged."""
    arguments = [int(word) for word in sys.argv[1:]]
    trials, seed = [*arguments, *(100, 5)[len(arguments) :]]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        counts = run(Path(folder), trials, seed)
    print(f"damage: seed {seed}: {dict(counts)} in {time.monotonic() - began:.0f} s, all seen and mended")


if __name__ == "__main__":
    main()
