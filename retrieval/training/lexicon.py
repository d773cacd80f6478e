"""Learn the lexicon: ``python -m retrieval.training.lexicon FOLDER --out FILE [--without NAME …]``.

Two stems are translations of one another when they keep turning up in the same sentence pairs: their Dice coefficient
2·c(s, t) / (c(s) + c(t)), discounted for rare pairs, is high (Dice 1945; for translation lexica Smadja, McKeown &
Hatzivassiloglou 1996).
"""

from __future__ import annotations

import argparse
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from retrieval.text import terms
from retrieval.text.lexicon import BEST
from retrieval.training.corpus import Pair, read_folder

LEAST_DICE = 0.06
LEAST_COUNT = 2  # pairs that hold both stems
DISCOUNT = 0.8  # taken off each joint count: two stems seen together twice prove less than their quotient says
DICTIONARY_TIMES = 2  # a dictionary entry says more than one sentence pair
LONGEST_SENTENCE = 60  # stems; of longer ones everything occurs with everything

LEAST_SMALL = 0.3  # share of a word's occurrences that are written small
_INSIDE = re.compile(r"(?<=[a-z,;] )([^\W\d_]+)")  # words that do not start a sentence

Table = dict[str, list[tuple[str, float]]]


def learn(pairs: Sequence[Pair]) -> dict[str, Table]:
    """Return for each "xx-yy" the translations of each stem with their Dice coefficient, best first."""
    by_languages: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        by_languages.setdefault(tuple(sorted((pair.left_language, pair.right_language))), []).append(pair)  # type: ignore[arg-type]
    tables: dict[str, Table] = {}
    for (first, second), group in sorted(by_languages.items()):
        tables[f"{first}-{second}"], tables[f"{second}-{first}"] = _dice(group, first, second)
    return tables


def _dice(pairs: Iterable[Pair], first: str, second: str) -> tuple[Table, Table]:
    numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})
    counts: tuple[list[int], list[int]] = ([], [])
    joint: list[np.ndarray] = []
    for pair in pairs:
        texts = (pair.left, pair.right) if pair.left_language == first else (pair.right, pair.left)
        weight = DICTIONARY_TIMES if pair.source == "wiktionary" else 1
        sides = []
        for side, (text, language) in enumerate(zip(texts, (first, second), strict=True)):
            stems = dict.fromkeys(terms.terms(text, language))
            found = [numbers[side].setdefault(stem, len(numbers[side])) for stem in stems]
            counts[side].extend([0] * (len(numbers[side]) - len(counts[side])))
            sides.append(found)
        if not all(0 < len(side) <= LONGEST_SENTENCE for side in sides):
            continue
        for side, found in enumerate(sides):
            for number in found:
                counts[side][number] += weight
        product = (np.array(sides[0], np.int64)[:, None] << 32 | np.array(sides[1], np.int64)[None, :]).ravel()
        joint.extend([product] * weight)
    together, times = np.unique(np.concatenate(joint), return_counts=True)
    left, right = together >> 32, together & 0xFFFFFFFF
    dice = 2 * (times - DISCOUNT) / (np.array(counts[0])[left] + np.array(counts[1])[right])
    good = (dice >= LEAST_DICE) & (times >= LEAST_COUNT)
    left, right, dice = left[good], right[good], dice[good]
    words = [list(numbers[0]), list(numbers[1])]
    return _best(left, right, dice, *words), _best(right, left, dice, words[1], words[0])


def _best(source: np.ndarray, target: np.ndarray, dice: np.ndarray, words: list[str], others: list[str]) -> Table:
    table: Table = {}
    for row in np.lexsort((target, -dice, source)):
        found = table.setdefault(words[source[row]], [])
        if len(found) < BEST:
            found.append((others[target[row]], float(dice[row])))
    return table


def ordinary_words(pairs: Iterable[Pair]) -> list[str]:
    """Return the English stems that are no names: those written small, where not at the start of a sentence."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for pair in pairs:
        for text, language in ((pair.left, pair.left_language), (pair.right, pair.right_language)):
            if language == "en":
                for match in _INSIDE.finditer(text):
                    (large if match[1][0].isupper() else small).update(terms.terms(match[1], "en"))
    return sorted(stem for stem, count in small.items() if count >= LEAST_SMALL * (count + large[stem]))


def write(tables: dict[str, Table], words: Sequence[str], path: Path) -> None:
    """Write the lexicon file: one row for each stem, its translations as ``stem:weight`` with weights in percent."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute(
            "CREATE TABLE translations (pair TEXT, term TEXT, targets TEXT, PRIMARY KEY (pair, term)) WITHOUT ROWID"
        )
        connection.executemany(
            "INSERT INTO translations VALUES (?, ?, ?)",
            (
                (pair, term, " ".join(f"{stem}:{max(1, round(100 * dice**0.5))}" for stem, dice in found))
                for pair, table in sorted(tables.items())
                for term, found in sorted(table.items())
            ),
        )
        connection.execute("CREATE TABLE words (term TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.executemany("INSERT INTO words VALUES (?)", ((word,) for word in words))
    connection.execute("VACUUM")
    connection.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Learn the lexicon from parallel files.")
    parser.add_argument("folder", type=Path, help="folder with parallel.NAME.xx-yy.tsv.gz and dictionary files")
    parser.add_argument("--out", type=Path, required=True, help="lexicon file to write")
    parser.add_argument("--without", action="append", default=[], help="leave out files whose name holds this")
    given = parser.parse_args(arguments)
    pairs = read_folder(given.folder, given.without)
    print(f"{len(pairs):,} pairs")
    tables = learn(pairs)
    write(tables, ordinary_words(pairs), given.out)
    for pair, table in sorted(tables.items()):
        print(f"{pair}: {len(table):,} stems")
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
