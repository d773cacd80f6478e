"""Learn how often German words occur, for splitting compounds: ``python -m retrieval.training.words --help``.

Reads the German side of parallel text and the German side of a dictionary (gzipped tab-separated files) and writes the
words that can be parts of a compound, grouped by how often they occur: line n (from 0) holds the words that occur
2**n to 2**(n+1)-1 times, sorted, separated by spaces, folded as `retrieval.text.terms` folds them (ß as ss), and nouns
with a capital: only nouns may be a compound's last part.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from retrieval.text.function_words import function_words

MINIMUM_LENGTH = 3
"""Letters of the shortest part: "Rat", "See", "Gas"; two letters ("Ei") would split nearly everything."""

MAXIMUM_LENGTH = 18
"""Letters of the longest part worth its bytes: what is longer is nearly always a compound itself."""

_WORD = re.compile(r"[^\W\d_]{3,}")


def count(columns: list[tuple[Path, int]]) -> tuple[Counter[str], Counter[str]]:
    """Return how often each word occurs in the given columns, folded, and how often as a noun (capital, not first)."""
    words: Counter[str] = Counter()
    nouns: Counter[str] = Counter()
    for sentence in _cells(columns):
        for place, word in enumerate(_WORD.findall(sentence)):
            words[word.casefold()] += 1
            if place and word[0].isupper() and word[1:].islower():
                nouns[word.casefold()] += 1
    return words, nouns


def headwords(columns: list[tuple[Path, int]]) -> dict[str, bool]:
    """Return the dictionary's entries of one word, folded, and whether each is written as a noun."""
    entries = [entry for entry in _cells(columns) if _WORD.fullmatch(entry)]
    return {entry.casefold(): entry[0].isupper() and entry[1:].islower() for entry in sorted(entries, reverse=True)}


def parts(words: Counter[str], nouns: Counter[str], entries: dict[str, bool], *, least: int) -> dict[str, int]:
    """Return the words that may be parts of compounds, nouns with a capital, with their counts.

    Left out: function words, forms that occur fewer than `least` times and are no dictionary entry, and words of three
    letters that are no nouns of the dictionary, because short scraps split everything.
    """
    functional = {word.casefold() for word in function_words("de")}
    chosen: dict[str, int] = {}
    for word in {*words, *entries} - functional:
        often = max(words[word], 1)
        noun = nouns[word] * 2 > words[word] or (not words[word] and entries[word])
        short = len(word) == MINIMUM_LENGTH and not (noun and entries.get(word))
        if short or not MINIMUM_LENGTH <= len(word) <= MAXIMUM_LENGTH or (often < least and word not in entries):
            continue
        chosen[word.capitalize() if noun else word] = often
    return chosen


def _cells(columns: list[tuple[Path, int]]) -> Iterator[str]:
    """Yield the cells of the given columns, file by file."""
    for path, column in columns:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip("\n").split("\t")[column]


def write(chosen: dict[str, int], path: Path) -> None:
    """Write the words by powers of two of their counts; the same words give the same bytes."""
    lines: list[list[str]] = [[] for _ in range(max(chosen.values()).bit_length())]
    for word, often in sorted(chosen.items()):
        lines[often.bit_length() - 1].append(word)
    text = "\n".join(" ".join(line) for line in lines) + "\n"
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def main() -> None:
    """Read the arguments, learn, write, and say what was written."""
    parser = argparse.ArgumentParser(description="Learn German word counts for splitting compounds.")
    parser.add_argument("--text", action="append", default=[], required=True, help="FILE:COLUMN of German sentences")
    parser.add_argument("--dictionary", action="append", default=[], help="FILE:COLUMN of German words")
    parser.add_argument("--least", type=int, default=2, help="how often a form occurs at least (default 2)")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, .txt.gz")
    arguments = parser.parse_args()
    words, nouns = count([_column(value) for value in arguments.text])
    entries = headwords([_column(value) for value in arguments.dictionary])
    chosen = parts(words, nouns, entries, least=arguments.least)
    write(chosen, arguments.out)
    print(f"{len(chosen)} words of {len(words)} in {arguments.out} ({arguments.out.stat().st_size} bytes)")


def _column(value: str) -> tuple[Path, int]:
    """Return the file and column number of ``FILE:COLUMN``."""
    path, _, column = value.rpartition(":")
    return Path(path), int(column)


if __name__ == "__main__":
    main()
