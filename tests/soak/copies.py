"""Two hundred articles with five edited copies each through the whole write path, in an order of chance.

Run it with ``python -m tests.soak.copies [ARTICLES]``.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from retrieval.indexer import Indexer
from retrieval.store import open_catalog
from tests.fakes import HashedEncoder
from tests.retrieval.edited_copies import article, copies, match, update, weather


def main() -> None:
    """Print how many copies were joined with their article, and how many different articles with each other."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    draw = random.Random(7)
    folder = Path(tempfile.mkdtemp(prefix="beleg-copies-"))
    texts: list[tuple[int, str]] = []
    for owner in range(count):
        original = article(draw)
        texts += [(owner, text) for text in ("\n\n".join(original), *copies(original, draw))]
        # What only looks like a copy is an article of its own.
        texts.append((count + owner, update(original, draw)))
    texts += [(2 * count + number, weather(draw)) for number in range(50)]
    texts += [(2 * count + 50 + number, match(draw)) for number in range(50)]
    draw.shuffle(texts)
    (folder / "articles").mkdir()
    for number, (_, text) in enumerate(texts):
        (folder / "articles" / f"{number:05}.txt").write_text(text, encoding="utf-8")
    began = time.monotonic()
    report = Indexer(folder / "data", HashedEncoder(), max_bytes=100_000).index([str(folder / "articles")])
    seconds = time.monotonic() - began
    with open_catalog(folder / "data") as catalog:
        listed = [line.article_id for line in catalog.list_articles()]
        paths = {ident: Path(str(one.path)).stem for ident, one in catalog.articles(listed).items()}
        found = catalog.stories(listed)
        members = dict.fromkeys(found.get(ident, (ident,)) for ident in listed)
        groups = [[texts[int(paths[ident])][0] for ident in story] for story in members]
    largest = Counter[int]()
    for group in groups:
        for owner, held in Counter(group).items():
            largest[owner] = max(largest[owner], held)
    joined = sum(largest[owner] - 1 for owner in range(count))
    mixed = sum(len(set(group)) > 1 for group in groups)
    print(f"{joined} of {5 * count} copies joined ({joined / (5 * count):.2%}); {mixed} of {len(groups)} hold two")
    print(f"{len(texts)} files in {seconds:.0f} s, {len(report.failed)} failed")


if __name__ == "__main__":
    main()
