"""The English words that report speech: verbs in all their forms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue, Use

_LISTS = load("en", "statements")
_DOUBLING = _LISTS.words("doubling_verbs")


@cache
def cues() -> dict[str, Cue]:
    """Return the reporting verbs by inflected form, lower case."""
    table: dict[str, Cue] = {}
    bare_verbs = _LISTS.words("bare_verbs")
    uses: tuple[Use, ...] = ("say", "think", "judge")
    verbs: list[tuple[Use, str]] = [(use, verb) for use in uses for verb in _LISTS.phrases(f"{use}_verbs")]
    verbs += [("say", verb) for verb in _LISTS.phrases("particle_verbs")]
    for use, line in verbs:
        verb, _, particle = line.partition(" | ")
        lemma = verb.split()[0]
        bare = lemma in bare_verbs or bool(particle)
        for form, finite, participle, gerund in _forms(verb.split()):
            table.setdefault(form, Cue(lemma, use, particle, finite, participle, False, False, False, gerund, bare))
    return table


def _forms(verb: list[str]) -> Iterator[tuple[str, bool, bool, bool]]:
    """Yield each form of a verb, and whether it is finite, a participle, a gerund."""
    lemma, present, past = verb[:3]
    participle = verb[3] if len(verb) > 3 else past
    yield past, True, participle == past, False
    yield participle, participle == past, True, False
    yield lemma, True, False, False
    yield present, True, False, False
    yield _gerund(lemma), False, False, True


def _gerund(lemma: str) -> str:
    if lemma.endswith("e") and not lemma.endswith("ee"):
        return lemma[:-1] + "ing"
    return lemma + (lemma[-1] if lemma in _DOUBLING else "") + "ing"
