"""The English words that report speech: verbs in all their forms."""

from __future__ import annotations

from functools import cache

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue, Use

_LISTS = load("en", "statements")


@cache
def cues() -> dict[str, Cue]:
    """Return the reporting verbs by inflected form, lower case."""
    table: dict[str, Cue] = {}
    bare_verbs = _LISTS.words("bare_verbs")
    uses: tuple[Use, ...] = ("say", "think", "judge")
    for use in uses:
        for verb in _LISTS.phrases(f"{use}_verbs"):
            forms = verb.split()
            lemma, present, past = forms[:3]
            participle = forms[3] if len(forms) > 3 else past
            bare = lemma in bare_verbs
            for form, finite, participial, gerund in (
                (lemma, True, False, False),
                (present, True, False, False),
                (participle, participle == past, True, False),
                (past, True, participle == past, False),
                (_gerund(lemma), False, False, True),
            ):
                table[form] = Cue(lemma, use, "", finite, participial, False, False, False, gerund, bare)
    return table


def _gerund(lemma: str) -> str:
    if lemma.endswith("e") and not lemma.endswith("ee"):
        return lemma[:-1] + "ing"
    if lemma in ("admit", "quip"):
        return lemma + lemma[-1] + "ing"
    return lemma + "ing"
