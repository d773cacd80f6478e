"""Candidate passages → hits, each scored by meaning, words, names and speaker, whichever search proposed it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Hit
from retrieval.search.fusion import Array, Background, best_first, standardise, weighted_sum
from retrieval.search.lexical import Bm25
from retrieval.store.reading import Passages
from retrieval.text import terms


@dataclass(frozen=True, slots=True)
class Weights:
    """What each measure counts; chosen by `python -m tests.benchmarks.calibration` on dev questions only."""

    dense: float = 0.5
    sentence: float = 0.5
    lexical_same: float = 1.4
    lexical_cross: float = 2.0
    names: float = 0.3
    said: float = 4.0


WEIGHTS = Weights()
# What a sentence's neighbourhood and words count beside its own cosine; chosen as the weights are.
WINDOW = 0.3
COVERED = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """Parallel columns over candidate passages.

    `dense` is the cosine of question and passage, `sentence` the best cosine of the question and one of its units
    (the passage's own where it has none). `lexical` is that of `Bm25.score`. `names` is the share of
    the question's names that the passage holds, `said` 1 where it holds a statement of the speaker asked for.
    """

    ids: tuple[int, ...]
    keys: tuple[str, ...]
    languages: tuple[str, ...]
    dense: Array
    sentence: Array
    lexical: Array
    names: Array
    said: Array


def score(
    ids: Sequence[int],
    *,
    catalog: Passages,
    question: Array,
    lexical: Mapping[str, Bm25],
    named: Sequence[Collection[int]],
    said: Collection[int],
) -> Scored:
    """Score the passages `ids` against the question's unit vector, its words by language, its names and speaker.

    `named` holds, for each name of the question, the ids of the passages that hold it; `said` those of the speaker.
    """
    heads = catalog.heads(ids)
    kept = [number for number in ids if number in heads]
    rows: NDArray[np.int64] = np.asarray(kept, np.int64)
    languages = tuple(heads[number][1] for number in kept)
    dense = np.asarray(catalog.vectors(rows) @ question, np.float32) if kept else np.zeros(0, np.float32)
    sentence = [
        float((units @ question).max()) if len(units) else float(own)
        for units, own in zip(catalog.sentence_vectors(rows), dense, strict=True)
    ]
    listed = catalog.term_lists(rows)
    average = sum(map(len, listed.values())) / max(1, len(listed))
    words = [
        lexical[language].score(listed[number], len(listed[number]), average)[0] if language in lexical else 0.0
        for number, language in zip(kept, languages, strict=True)
    ]
    return Scored(
        ids=tuple(kept),
        keys=tuple(heads[number][0] for number in kept),
        languages=languages,
        dense=dense,
        sentence=np.asarray(sentence, np.float32),
        lexical=np.asarray(words, np.float32),
        names=np.asarray([sum(n in ids for ids in named) / max(1, len(named)) for n in kept], np.float32),
        said=np.asarray([float(n in said) for n in kept], np.float32),
    )


def rank(
    scored: Scored,
    language: str,
    background: Mapping[str, Background],
    *,
    catalog: Passages,
    limit: int,
    weights: Weights = WEIGHTS,
) -> tuple[Hit, ...]:
    """Fuse the columns into one score and return the `limit` best hits, best first, for a question in `language`."""
    columns = fused_columns(scored, background)
    total = fuse(columns, scored, language, weights)
    rows = best_first(total, scored.keys)[:limit]
    passages = catalog.passages([scored.ids[row] for row in rows])
    return tuple(
        Hit(
            passages[scored.ids[row]],
            float(total[row]),
            {name: float(column[row]) for name, column in columns.items()},
        )
        for row in rows
    )


def fused_columns(scored: Scored, background: Mapping[str, Background]) -> dict[str, Array]:
    """Return the columns that are weighed, cosines as deviations above their own language's background."""
    return {
        "dense": standardise(scored.dense, scored.languages, background),
        "sentence": standardise(scored.sentence, scored.languages, background),
        "lexical": scored.lexical,
        "names": scored.names,
        "said": scored.said,
    }


def fuse(columns: Mapping[str, Array], scored: Scored, language: str, weights: Weights) -> Array:
    """Return the weighted sum of the columns for a question in `language`."""
    same = np.array([language == own for own in scored.languages], bool)
    return weighted_sum(
        columns,
        {
            "dense": weights.dense,
            "sentence": weights.sentence,
            "lexical": np.where(same, weights.lexical_same, weights.lexical_cross).astype(np.float32),
            "names": weights.names,
            "said": weights.said,
        },
    )


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a hit answers the topic: `sentences` are the spans of its sentences with scores, higher is better.

    `units` are the unit vectors of these sentences, in their order, none where the passage has only its own. `topical`
    is the share in 0…1 of the topic's idf mass that the passage holds, 1 where the topic has no words.
    """

    sentences: tuple[tuple[tuple[int, int], float], ...]
    units: Array
    topical: float


def fit(
    hits: Sequence[Hit], scored: Scored, *, catalog: Passages, topic: Array, lexical: Mapping[str, Bm25]
) -> dict[str, Fit]:
    """Return for each hit's passage key how it fits the topic's unit vector and its words by language.

    A sentence counts with its own cosine, with that of the better pair of neighbours it belongs to, and with the
    share of the words it holds.
    """
    ids = dict(zip(scored.keys, scored.ids, strict=True))
    rows: NDArray[np.int64] = np.array([ids[hit.passage.key] for hit in hits], np.int64)
    listed = catalog.term_lists(rows)
    found = {}
    for hit, own, units in zip(hits, catalog.vectors(rows), catalog.sentence_vectors(rows), strict=True):
        passage, bm25 = hit.passage, lexical.get(hit.passage.language)
        whole = float(own @ topic)
        cosines = (units @ topic).tolist() if len(units) else [whole] * len(passage.sentences)
        count = len(passage.sentences)
        scores = []
        for place, (start, end) in enumerate(passage.sentences):
            windows = cosines[count:][max(0, place - 1) : place + 1]
            held = terms.terms(passage.text[start - passage.start : end - passage.start], passage.language)
            covered = bm25.score(held, len(held), len(held))[1] if bm25 else 0.0
            scores.append(cosines[place] + WINDOW * max(windows, default=cosines[place]) + COVERED * covered)
        all_held = listed[ids[passage.key]]
        found[passage.key] = Fit(
            tuple(zip(passage.sentences, scores, strict=True)),
            units[:count],
            bm25.score(all_held, len(all_held), len(all_held))[1] if bm25 else 1.0,
        )
    return found
