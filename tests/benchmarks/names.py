"""Measure the name keys: `python -m tests.benchmarks.names [names.en-ru.dev.tsv.gz]`.

Without a path, the share of Slavic surnames whose transcriptions keep one key. With the path of a gzipped table of
``latin, cyrillic, count``: the rules were chosen looking at its even lines (counted from 0); the figure to report is
that of the odd ones.
"""

from __future__ import annotations

import gzip
import random
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from retrieval.names import keys
from retrieval.names.transliteration import Standard, transliterate

FIVE: tuple[Standard, ...] = ("german", "english", "french", "passport", "scientific")
_SURNAMES = Path(__file__).parent.parent / "retrieval" / "slavic_surnames.txt"
_RANDOM_PAIRS = 1_000_000

Pair = tuple[str, str]


def surnames() -> list[str]:
    """Return the Cyrillic surnames of the test list, each once."""
    lines = _SURNAMES.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(word for line in lines if not line.startswith("#") for word in line.split()))


def transcriptions(surname: str) -> list[str]:
    """Return the German, English, French, passport and scientific spelling of a Cyrillic surname, in this order."""
    return [transliterate(surname, standard) for standard in FIVE]


def pairwise_share(names: Sequence[str], *, with_cyrillic: bool) -> tuple[float, list[str]]:
    """Return the share of surnames each two of whose spellings have a common key, and the others."""
    failed = []
    for name in names:
        spellings = transcriptions(name) + ([name] if with_cyrillic else [])
        if not all(keys(a) & keys(b) for a, b in combinations(spellings, 2)):
            failed.append(name)
    return 1 - len(failed) / len(names), failed


def read_pairs(path: Path) -> list[Pair]:
    """Return the (Latin, Cyrillic) names of a gzipped table in the order of its lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [(row[0], row[1]) for row in rows]


def matched(pairs: Sequence[Pair]) -> float:
    """Return the share of pairs whose two spellings have a common key."""
    return sum(bool(keys(latin) & keys(cyrillic)) for latin, cyrillic in pairs) / len(pairs)


def confused(pairs: Sequence[Pair], *, same_script: bool) -> float:
    """Return how often two random different names have a common key: Latin and Cyrillic, or both Latin."""
    draw = random.Random(4)
    folded = [(keys(latin), keys(latin if same_script else cyrillic)) for latin, cyrillic in pairs]
    hits = tried = 0
    for _ in range(_RANDOM_PAIRS):
        i, j = draw.randrange(len(pairs)), draw.randrange(len(pairs))
        if pairs[i][0] != pairs[j][0] and pairs[i][1] != pairs[j][1]:
            tried += 1
            hits += not folded[i][0].isdisjoint(folded[j][1])
    return hits / tried


def main() -> None:
    """Print the figures."""
    names = surnames()
    for with_cyrillic in (False, True):
        share, failed = pairwise_share(names, with_cyrillic=with_cyrillic)
        spellings = "five transcriptions and Cyrillic" if with_cyrillic else "five transcriptions"
        print(f"{len(names)} Slavic surnames, {spellings}, each two share a key: {share:.2%}  {' '.join(failed)}")
    if len(sys.argv) > 1:
        pairs = read_pairs(Path(sys.argv[1]))
        for half, name in ((pairs[0::2], "even lines (rules chosen here)"), (pairs[1::2], "odd lines (held out)")):
            print(
                f"{name}: {len(half)} names, Latin and Cyrillic share a key: {matched(half):.2%}; "
                f"two random different names: {confused(half, same_script=False):.4%}, "
                f"both Latin: {confused(half, same_script=True):.4%}"
            )


if __name__ == "__main__":
    main()
