"""Parallel text from files: aligned sentences, and passages joined from neighbouring sentences."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"^(parallel|dictionary)\.(?P<source>[\w-]+)\.(?P<left>[a-z]{2})-(?P<right>[a-z]{2})\.tsv\.gz$")
_NAMES = re.compile(r"^names\.(?P<left>[a-z]{2})-(?P<right>[a-z]{2})\.(?P<part>\w+)\.tsv\.gz$")


@dataclass(frozen=True, slots=True)
class Pair:
    """One text in two languages; `document` is empty when its neighbours are unrelated sentences."""

    left: str
    right: str
    left_language: str
    right_language: str
    source: str
    document: str = ""


def read_folder(folder: Path, without: Iterable[str] = ()) -> list[Pair]:
    """Read every parallel, dictionary and names file in a folder, less those whose name holds a word of `without`.

    Raises:
        FileNotFoundError: nothing is left to train on.
    """
    skipped = tuple(without)
    pairs: list[Pair] = []
    for path in sorted(folder.glob("*.tsv.gz")):
        if not any(word in path.name for word in skipped):
            pairs.extend(read_file(path))
    if not pairs:
        raise FileNotFoundError(f"No parallel files were found in {folder}; expected parallel.NAME.xx-yy.tsv.gz there.")
    return pairs


def read_file(path: Path) -> Iterator[Pair]:
    """Yield the pairs of one file, in order; a file of another kind gives none."""
    found = _NAME.match(path.name) or _NAMES.match(path.name)
    if not found:
        return
    names = path.name.startswith("names")
    source = "names" if names else found["source"]
    seen = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            columns = line.rstrip("\n").split("\t")
            if names:
                left, right, document = columns[0].title(), columns[1].title(), ""
            else:
                left, right = columns[-2], columns[-1]
                document = columns[0].rpartition(".")[0] if len(columns) == 3 else ""
            if left and right and (left, right) not in seen:
                seen.add((left, right))
                yield Pair(left, right, found["left"], found["right"], source, document)


def passages(pairs: list[Pair], *, characters: int, seed: int) -> list[list[int]]:
    """Group neighbouring pairs into passages of about `characters`: indexes into `pairs`, each pair at most once.

    Sentences of one document stay in order; sentences without a document are grouped at random.
    """
    rng = random.Random(seed)  # noqa: S311
    lone: dict[tuple[str, str, str], list[int]] = {}
    runs: list[list[int]] = []
    previous = ""
    for index, pair in enumerate(pairs):
        if not pair.document:
            lone.setdefault((pair.source, pair.left_language, pair.right_language), []).append(index)
        elif pair.document == previous:
            runs[-1].append(index)
        else:
            runs.append([index])
        previous = pair.document
    for group in lone.values():
        rng.shuffle(group)
        runs.append(group)
    return [part for run in runs for part in _parts(pairs, run, characters, rng)]


def _parts(pairs: list[Pair], run: list[int], characters: int, rng: random.Random) -> Iterator[list[int]]:
    first, goal = 0, characters * rng.uniform(0.3, 1.6)
    while first < len(run):
        last, length = first, 0
        while last < len(run) and length < goal:
            length += len(pairs[run[last]].left) + 1
            last += 1
        yield run[first:last]
        first, goal = last, characters * rng.uniform(0.3, 1.6)
