"""What an article says now where it said something else: its old and new sentences, laid side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from retrieval.text import sentences

_WORD = re.compile(r"\w+")
_ALIKE = 0.5
"""Share of words that a sentence elsewhere has in common with one that went, from which on it is that one, changed."""
_AKIN = 0.2
"""The same in the place of the one that went, where several came for several."""

_MOST = 500
"""Sentences that are compared with one that went, the nearest ones: an article may be made of a hundred thousand."""
_LONGEST = 20
"""Sentences of a quotation that are looked at; more is an article."""

_Span = tuple[int, int]


def replacement(old: str, new: str, start: int, end: int, language: str) -> _Span | None:
    """Return the sentences of `new` that stand for the sentences of ``old[start:end]``; None where nothing does.

    A sentence stands for another one if it is the same, or came where that went, or, elsewhere, if it has half of its
    words.
    """
    before, after = (sentences.split(text, language) for text in (old, new))
    pairs = _Pairs([old[slice(*span)] for span in before], [new[slice(*span)] for span in after])
    wanted = [number for number, span in enumerate(before) if span[0] < end and span[1] > start]
    found = [run for run in map(pairs.successors, wanted[:_LONGEST]) if run is not None]
    if not found:
        return None
    first, last = min(run.start for run in found), max(run.stop for run in found)
    if last - first > sum(map(len, found)) + 1:
        # They were torn apart: the first that is not what it was shows what was changed.
        changed = next((run for run in found if not pairs.is_kept(run)), found[0])
        first, last = changed.start, changed.stop
    return after[first][0], after[last - 1][1]


class _Pairs:
    """Sentences of two texts, and which of the new ones stand for which of the old ones."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        before, after = ([tuple(_WORD.findall(one)) for one in text] for text in (old, new))
        self._old, self._new = list(map(_counted, before)), list(map(_counted, after))
        matcher = SequenceMatcher(None, before, after)
        self._changes = matcher.get_opcodes()
        self._free = [at for tag, _, _, j1, j2 in self._changes if tag != "equal" for at in range(j1, j2)]

    def is_kept(self, run: range) -> bool:
        """Return whether a run of new sentences was there before."""
        return run.start not in self._free

    def successors(self, number: int) -> range | None:
        """Return the run of new sentences that stands for an old one."""
        tag, i1, i2, j1, j2 = next(change for change in self._changes if change[1] <= number < change[2])
        if tag == "equal":
            return range(j1 + number - i1, j1 + number - i1 + 1)
        around = sorted(self._free, key=lambda at: abs(at - j1))[:_MOST]
        nearest = max(around, key=lambda at: (self._alike(number, range(at, at + 1)), j1 <= at < j2), default=None)
        if nearest is not None and self._alike(number, range(nearest, nearest + 1)) >= _ALIKE:
            return self._widened(number, nearest)
        if j1 == j2:
            return None
        here = max(range(j1, min(j2, j1 + _MOST)), key=lambda at: self._alike(number, range(at, at + 1)))
        if self._alike(number, range(here, here + 1)) >= _AKIN:
            return self._widened(number, here)
        return range(j1 + number - i1, j1 + number - i1 + 1) if i2 - i1 == j2 - j1 else None

    def _widened(self, number: int, at: int) -> range:
        """Return a new sentence with its neighbours, as long as they bring it nearer to the old one."""
        run = range(at, at + 1)
        while True:
            wider = [range(run.start - 1, run.stop), range(run.start, run.stop + 1)]
            wider = [one for one in wider if one.start in self._free and one.stop - 1 in self._free]
            best = max(wider, key=lambda one: self._alike(number, one), default=run)
            if self._alike(number, best) <= self._alike(number, run):
                return run
            run = best

    def _alike(self, number: int, run: range) -> float:
        """Return the share of words that an old sentence and a run of new ones have in common, in 0…1."""
        old, new = self._old[number], Counter[str]()
        for at in run:
            new += self._new[at]
        return 2 * (old & new).total() / max(1, old.total() + new.total())


def _counted(words: Sequence[str]) -> Counter[str]:
    return Counter(map(str.casefold, words))
