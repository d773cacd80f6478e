"""German phrases of opinion that need more than a verb: "hält es für möglich, dass", "legt Wert darauf, dass"."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue
from retrieval.statements.german.cues import BE, verbs
from retrieval.statements.german.phrases import DETERMINERS, is_noun
from retrieval.statements.german.segments import SEARCH, segment_start
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

_APPRAISING = verbs("appraising_verbs", "think")
_CORRELATED = verbs("correlated_verbs", "say")
_CORRELATES = _LISTS.words("correlates")
_NEGATIONS = _LISTS.words("negations")
_CONVICTIONS = _LISTS.words("conviction_adjectives")
_LETTING = _LISTS.words("letting_verbs")
_LET = _LISTS.words("let_verbs")
_SHOWING = _LISTS.words("showing_verbs")
_COPULA = Cue("sein", "think", "", True, False, False, False, False)


def predicate(sentence: Sentence, index: int) -> tuple[int, Cue] | None:
    """Return the verb and its cue of the phrase of opinion whose last word, before a comma or colon, is at `index`."""
    lower = sentence.lower
    start = segment_start(sentence, index)
    if index and lower[index - 1 if lower[index] in _LETTING else index] in _LET:
        return _let(sentence, start, index)
    if sentence.words[index + 1] != ",":
        return None
    if not _NEGATIONS.isdisjoint(lower[start : index + 1]):
        return None
    if lower[index] in _CONVICTIONS:
        return _copula(sentence, start, index)
    if any(
        lower[i] in _CORRELATES or lower[i : i + 2] == ["dem", "entgegen"]
        for i in range(max(start, index - 3), index + 1)
    ):
        return _known(sentence, start, index, _CORRELATED)
    if "es" in lower[start:index] and not {"für", "als"}.isdisjoint(lower[start:index]):
        return _known(sentence, start, index, _APPRAISING)
    return None


def _let(sentence: Sentence, start: int, index: int) -> tuple[int, Cue] | None:
    """Return the verb of "ließ durchblicken"."""
    found = next((i for i in range(start, index + 1) if sentence.lower[i] in _LETTING), None)
    return None if found is None else (found, Cue("lassen", "say", "", True, False, False, found == index, False))


def _copula(sentence: Sentence, start: int, index: int) -> tuple[int, Cue] | None:
    """Return the verb of "ist sich sicher", "zeigte sich überzeugt", "ist davon überzeugt"."""
    for position in range(index - 1, max(start, index - SEARCH) - 1, -1):
        lower = sentence.lower[position]
        if lower in BE or (lower in _SHOWING and "sich" in sentence.lower[position + 1 : index]):
            return position, _COPULA
    return None


def _known(sentence: Sentence, start: int, index: int, forms: dict[str, tuple[Cue, ...]]) -> tuple[int, Cue] | None:
    """Return the verb of the clause that is one of `forms`, with its prefix if it has one."""
    for position in range(start, index + 1):
        for cue in forms.get(sentence.lower[position], ()):
            small = sentence.words[position][0].islower() and sentence.lower[position] not in DETERMINERS
            prefixed = not cue.particle or cue.particle in sentence.lower[position + 1 : index + 1]
            if small and prefixed and not is_noun(sentence, position):
                return position, cue
    return None
