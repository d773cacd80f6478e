"""BM25 across languages: a question's words and their translations against the analysed terms of passages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval import analysis

# Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework": the usual k1; b is low, passages are of one size.
K1 = 1.2
B = 0.5
# A word that is also looked up untranslated (names, numbers, loan words) counts as much as its best translation.
LITERAL = 1.0
_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")


class Translator(Protocol):
    """What knows the translations of stems: `retrieval.lexicon.Lexicon`."""

    def translations(self, term: str, source: str, target: str) -> Sequence[tuple[str, float]]:
        """Return stems of `target` with weights in (0, 1], likeliest first; nothing for an unknown stem."""
        ...

    def is_word(self, term: str, language: str) -> bool:
        """Tell whether a stem is an ordinary word; False of names and of the unknown."""
        ...


@dataclass(frozen=True, slots=True)
class TermGroup:
    """One word of the question as the index of one language may spell it: terms with weights in (0, 1]."""

    alternatives: tuple[tuple[str, float], ...]


def term_groups(text: str, source: str, target: str, lexicon: Translator) -> tuple[TermGroup, ...]:
    """Return one group for each content word of `text` (in language `source`) as passages in `target` may say it.

    Within a language a group is one stem. Across languages it holds the word's translations, and the word itself as
    the target's analyser reads it. Stop words give nothing.
    """
    if source == target:
        return tuple(TermGroup(((term, 1.0),)) for term in dict.fromkeys(analysis.terms(text, source)))
    groups: dict[tuple[tuple[str, float], ...], None] = {}
    for word in dict.fromkeys(_WORD.findall(text)):
        stems = analysis.terms(word, source)
        weights: dict[str, float] = {}
        for stem in stems:
            for term, weight in lexicon.translations(stem, source, target):
                weights[term] = max(weight, weights.get(term, 0.0))
        if stems:
            for term in analysis.terms(word, target):
                weights[term] = max(LITERAL, weights.get(term, 0.0))
        if weights:
            groups[tuple(sorted(weights.items()))] = None
    return tuple(TermGroup(alternatives) for alternatives in groups)


def all_terms(groups: Iterable[TermGroup]) -> list[str]:
    """Return every term of the groups once, for the candidate search."""
    return list(dict.fromkeys(term for group in groups for term, _ in group.alternatives))


@dataclass(frozen=True, slots=True)
class Bm25:
    """BM25 of term groups over passages of one language; a group counts with its best alternative.

    `frequency` is the number of passages that hold a term, of `total` passages.
    """

    groups: tuple[TermGroup, ...]
    frequency: Mapping[str, int]
    total: int

    def score(self, terms: Sequence[str], average_length: float) -> tuple[float, float]:
        """Return BM25 and coverage of a passage of `terms`, where passages average `average_length` terms.

        Coverage is the share in 0…1 of the question's idf mass that the passage holds. BM25 is divided by the most
        that the question could reach, so that it too lies in 0…1 and means the same in corpora of any size.
        """
        counts: dict[str, int] = {}
        wanted = {term for group in self.groups for term, _ in group.alternatives}
        for term in terms:
            if term in wanted:
                counts[term] = counts.get(term, 0) + 1
        norm = K1 * (1 - B + B * len(terms) / max(average_length, 1.0))
        score = covered = mass = 0.0
        for group in self.groups:
            best = found = 0.0
            for term, weight in group.alternatives:
                tf = counts.get(term, 0)
                if tf:
                    best = max(best, weight * self._idf(term) * tf * (K1 + 1) / (tf + norm))
                    found = max(found, weight)
            importance = self.importance(group)
            score += best
            covered += found * importance
            mass += importance
        if not mass:
            return 0.0, 0.0
        return score / (mass * (K1 + 1)), covered / mass

    def importance(self, group: TermGroup) -> float:
        """Return the idf of the commonest alternative that the corpus knows, else that of a term never seen."""
        known = [self._idf(term) for term, _ in group.alternatives if self.frequency.get(term)]
        return min(known) if known else self._idf("")

    def _idf(self, term: str) -> float:
        n = self.frequency.get(term, 0)
        return math.log(1 + (self.total - n + 0.5) / (n + 0.5))
