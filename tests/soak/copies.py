"""Copies of a story, and stories that only look alike, by the thousand.

``python -m tests.soak.copies [COUNT] [FOLDER]`` takes `COUNT` invented articles with five edited copies each through
the whole write path, in an order of chance; compares 2,000 pairs of notices that fill one form; and compares each
article in `FOLDER` (text files; without it the invented ones) with reprints of it. Of forms and ways to reprint, half
served to choose limits ("dev"), and half to report ("test").
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from retrieval.articles import load
from retrieval.indexer import Indexer
from retrieval.indexing.copies import is_copy
from retrieval.store import open_catalog
from tests.fakes import HashedEncoder
from tests.retrieval.edited_copies import article, copies, match, update, weather
from tests.retrieval.notice_forms import DEV, LANGUAGES, TEST, pairs
from tests.retrieval.reprints import DEV_EDITS, TEST_EDITS, reprint


def main() -> None:
    """Print how many copies are recognised, and how many different articles are taken for copies."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    write(count)
    draw = random.Random(11)
    for half, forms, edits in (("dev", DEV, DEV_EDITS), ("test", TEST, TEST_EDITS)):
        wrong = sum(is_copy(one, other) for _, one, other in pairs(forms, 1_000, draw))
        print(f"{half}: {wrong} of 1,000 pairs of notices taken for copies")
        originals = read(folder) if folder else [("de", article(draw)) for _ in range(count)]
        reprinted = [
            is_copy("\n\n".join(text), reprint(text, language, draw, edits=edits)) for language, text in originals
        ]
        print(f"{half}: {sum(reprinted)} of {len(reprinted)} reprints taken for copies")


def read(folder: Path) -> list[tuple[str, list[str]]]:
    """Return language and paragraphs of the articles in a folder that are long enough to be reprinted."""
    found = [load(path, max_bytes=1_000_000) for path in sorted(folder.iterdir())]
    texts = [(one.language, [part for part in one.text.split("\n\n") if part.strip()]) for one in found]
    return [(language, text) for language, text in texts if len(text) >= 3 and language in LANGUAGES]


def write(count: int) -> None:
    """Index articles and their copies, and print how they were joined."""
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
