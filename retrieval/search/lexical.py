"""BM25 across languages: a question's words and their translations against the analysed terms of passages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.datatypes import Query
from retrieval.text import terms

# Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework": the usual k1; b is low, passages are of one size.
K1 = 1.2
B = 0.5
# A word that is also looked up untranslated (names, numbers, loan words) counts as much as its best translation.
LITERAL = 1.0
_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")


class Translator(Protocol):
    """What knows the translations of stems: `retrieval.text.lexicon.Lexicon`."""

    def translations(self, term: str, source: str, target: str) -> Sequence[tuple[str, float]]:
        """Return stems of `target` with weights in (0, 1], likeliest first; nothing for an unknown stem."""
        ...

    def is_word(self, term: str, language: str) -> bool:
        """Return whether a stem is an ordinary word; False of names and of the unknown."""
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
        return tuple(TermGroup(((term, 1.0),)) for term in dict.fromkeys(terms.terms(text, source)))
    groups: dict[tuple[tuple[str, float], ...], None] = {}
    for word in dict.fromkeys(_WORD.findall(text)):
        stems = terms.terms(word, source)
        weights: dict[str, float] = {}
        for stem in stems:
            for term, weight in lexicon.translations(stem, source, target):
                weights[term] = max(weight, weights.get(term, 0.0))
        if stems:
            for term in terms.terms(word, target):
                weights[term] = max(LITERAL, weights.get(term, 0.0))
        if weights:
            groups[tuple(sorted(weights.items()))] = None
    return tuple(TermGroup(alternatives) for alternatives in groups)


def topical(query: Query) -> str:
    """Return the words of the question that say what is asked: its topic, less the names in it."""
    named = {word.casefold() for name in (*query.names, query.speaker or "") for word in _WORD.findall(name)}
    return " ".join(word for word in _WORD.findall(query.topic) if word.casefold().removesuffix("'s") not in named)


def all_terms(groups: Iterable[TermGroup]) -> list[str]:
    """Return every term of the groups once, for the candidate search."""
    return list(dict.fromkeys(term for group in groups for term, _ in group.alternatives))


class Bm25:
    """BM25 of term groups over passages of one language; a group counts with its best alternative."""

    def __init__(self, groups: Sequence[TermGroup], frequency: Mapping[str, int], total: int) -> None:
        """`frequency` is the number of passages that hold a term, of `total` passages."""
        self.groups = tuple(groups)

        def idf(term: str) -> float:
            n = frequency.get(term, 0)
            return math.log(1 + (total - n + 0.5) / (n + 0.5))

        # Of each term: its group, its weight there, and that times its idf.
        self._places: dict[str, list[tuple[int, float, float]]] = {}
        self._importance: list[float] = []
        for number, group in enumerate(self.groups):
            known = [idf(term) for term, _ in group.alternatives if frequency.get(term)]
            # The idf of the commonest alternative that the corpus knows, else that of a term never seen.
            self._importance.append(min(known) if known else idf(""))
            for term, weight in group.alternatives:
                self._places.setdefault(term, []).append((number, weight, weight * idf(term)))
        self._mass = sum(self._importance)

    def score(self, terms: Iterable[str], length: int, average_length: float) -> tuple[float, float]:
        """Return BM25 and coverage of a passage of `length` terms, where passages average `average_length`.

        Coverage is the share in 0…1 of the question's idf mass that the passage holds. BM25 is divided by that mass, so
        that it means the same in corpora of any size: about 1 where every word of the question is found, often.
        """
        counts: dict[str, int] = {}
        for term in terms:
            if term in self._places:
                counts[term] = counts.get(term, 0) + 1
        if not counts:
            return 0.0, 0.0
        norm = K1 * (1 - B + B * length / max(average_length, 1.0))
        best = [0.0] * len(self.groups)
        found = [0.0] * len(self.groups)
        for term, tf in counts.items():
            saturated = tf * (K1 + 1) / (tf + norm)
            for number, weight, weighted_idf in self._places[term]:
                best[number] = max(best[number], weighted_idf * saturated)
                found[number] = max(found[number], weight)
        covered = sum(share * importance for share, importance in zip(found, self._importance, strict=True))
        return sum(best) / (self._mass * (K1 + 1)), covered / self._mass
