"""The German verb bracket: where the auxiliary or the separated prefix of a reporting verb stands."""

from __future__ import annotations

from retrieval.statements.german.phrases import CONJUNCTIONS, SUBORDINATORS
from retrieval.statements.german.segments import FINITE_HELPERS, SEARCH, is_speech, subject_after
from retrieval.statements.tokens import Sentence


def ends_clause(sentence: Sentence, index: int, end: int) -> bool:
    """Return whether the verb at `index` is the last of its clause, its auxiliary aside."""
    if index == end - 1 or sentence.lower[index + 1 : index + 2] in (["worden"], ["und"], ["oder"]):
        return True
    return index == end - 2 and sentence.lower[end - 1] in FINITE_HELPERS


def helper(sentence: Sentence, start: int, index: int, end: int, forms: frozenset[str]) -> int | None:
    """Return the index of the auxiliary that goes with the verb at `index`, right after it or before."""
    for position in (index + 1, index + 2):
        if position < end and sentence.lower[position] in forms and sentence.lower[position] != "worden":
            return position
    return next((i for i in range(start, index) if sentence.lower[i] in forms and sentence.lower[i] != "worden"), None)


def helper_apart(sentence: Sentence, start: int, forms: frozenset[str]) -> int | None:
    """Return the auxiliary that an apposition parts from the clause at `start`: "hatte X, Chef der Y, gesagt"."""
    if start < 3 or sentence.words[start - 1] != ",":
        return None
    for index in range(start - 2, max(-1, start - SEARCH), -1):
        if sentence.words[index] in ";:" or is_speech(sentence, index):
            return None
        if sentence.words[index] == "," and sentence.lower[index + 1] in SUBORDINATORS:
            return None
        if sentence.lower[index] in forms:
            subject = subject_after(sentence, index + 1, start)
            return index if subject is not None and subject[1] == start - 1 else None
    return None


def particle_apart(sentence: Sentence, index: int, prefix: str) -> int | None:
    """Return where the separated prefix of the verb at `index` stands."""
    for position in range(index + 1, min(len(sentence), index + SEARCH)):
        word = sentence.words[position]
        if sentence.lower[position] == prefix:
            after = sentence.words[position + 1] if position + 1 < len(sentence) else "."
            if after in ",.;:!?–—)" or sentence.lower[position + 1] in CONJUNCTIONS or len(prefix) > 3:
                return position
        elif (
            word == ";"
            or is_speech(sentence, position)
            or (word == "," and sentence.lower[position + 1 : position + 2] in (["dass"], ["daß"]))
        ):
            return None
    return None
