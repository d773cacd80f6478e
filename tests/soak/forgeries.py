"""Forged copies of articles through every door of the write path, and what the index answers then.

Run it with ``python -m tests.soak.forgeries [COUNT] [SEED] [--articles FOLDER_OR_TAR]``. The true articles are those of
`seeds/` and of the folder or tar file. Reader and lexicon are the shipped ones.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval import articles
from retrieval.articles import KNOWN_SUFFIXES, fetching
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from tests.fakes import HashedEncoder
from tests.retrieval.forged_copies import Case, World
from tests.retrieval.forged_doors import DOORS
from tests.retrieval.forged_texts import CHANGES, Hand, known, speaker
from tests.retrieval.forgery_rounds import Asker, Result, Round
from tests.retrieval.web_server import Server
from tests.samples import ROOT

IN_A_ROUND = 40  # true articles in one index
ASKED_OF = 2  # of so many articles one is asked about, each time another


def read_articles(where: Path) -> Iterator[Article]:
    """Yield the articles of a folder; what cannot be read is left out."""
    for path in sorted(where.rglob("*")):
        if path.suffix.lower() in KNOWN_SUFFIXES:
            try:
                yield articles.load(path, max_bytes=1_000_000)
            except ArticleError as exc:
                print(f"forgeries: left out: {exc}")


def true_articles(given: Path | None, folder: Path) -> list[Article]:
    """Return the articles of `seeds/` and of a folder or tar file, each with publisher and day."""
    found = list(read_articles(ROOT / "seeds"))
    if given is not None and not given.is_dir():
        with tarfile.open(given) as tar:
            tar.extractall(folder, filter="data")
        given = folder
    if given is not None:
        found += read_articles(given)
    return [
        replace(one, publisher=one.publisher or f"Outlet {number}", published=one.published or "2020-05-05")
        for number, one in enumerate(found)
    ]


def make_cases(originals: Sequence[Article], count: int, draw: random.Random) -> list[Case]:
    """Return as many cases, in turn through all doors, with all changes, the rest by chance."""
    order = itertools.cycle(draw.sample(originals, len(originals)))
    ways = itertools.cycle(draw.sample(list(itertools.product(DOORS, CHANGES)), len(DOORS) * len(CHANGES)))
    cases = []
    for number, article, (door, change) in zip(range(count), order, ways, strict=False):
        language = known(article.language)
        name = speaker(article.text, article.language) or "Wilfred Oxtoby"
        hand = Hand(language, name, 70_001 + 10 * number, draw)
        form = draw.choice(door.forms)
        before, earlier, alike = (draw.random() < 0.5 for _ in range(3))
        cases.append(Case(number, door, change, article, hand, form, before, earlier, alike))
    return cases


def run(cases: Sequence[Case], originals: int, folder: Path) -> Result:
    """Play the cases, so many in a round that each has a true article of its own."""
    ask, total = Asker(), Result()
    size = min(IN_A_ROUND, originals)
    for first in range(0, len(cases), size):
        server = Server()
        try:
            found = Round(
                World(folder / str(first), server, HashedEncoder()), cases[first : first + size], ask, every=ASKED_OF
            ).play()
        finally:
            server.close()
        total.broken += found.broken
        total.told |= found.told
        total.counts += found.counts
    return total


def show(cases: Sequence[Case], result: Result) -> None:
    """Print a table by door: cases, those of a true file that was refused with a sentence, and those that broke."""
    promises = Counter((one.case.door.name, one.promise) for _, one in result.broken)
    print(f"{'door':34} cases  told  broken")
    for door in DOORS:
        mine = [case for case in cases if case.door is door]
        told = sum(case.number in result.told for case in mine)
        broken = len({one.case.number for _, one in result.broken if one.case.door is door})
        what = ", ".join(f"{promise} {count}" for (name, promise), count in promises.items() if name == door.name)
        print(f"{door.name:34} {len(mine):5} {told:5} {broken:7}  {what}")
    for when, one in result.broken[:40]:
        print(f"  {one.case.number} {one.case.name}; {when}; {one.promise}: {one.found[:300]}")


def main() -> int:
    """Print the table; return 1 where a promise is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("seed", nargs="?", type=int, default=13)
    parser.add_argument("--articles", type=Path)
    given = parser.parse_args()
    fetching.PAUSE = 0.0  # the server is ours
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        originals = true_articles(given.articles, folder / "given")
        cases = make_cases(originals, given.count, random.Random(given.seed))
        result = run(cases, len(originals), folder)
    show(cases, result)
    broken = len({one.case.number for _, one in result.broken})
    counted = ", ".join(f"{count} {what}" for what, count in sorted(result.counts.items()))
    print(f"forgeries: seed {given.seed}: {len(cases)} in {time.monotonic() - began:.0f} s, {broken} broken; {counted}")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
