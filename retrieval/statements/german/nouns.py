"""German nouns that a clause completes: "der Vorwurf der Opposition, …", "die Ansicht vertreten, dass …"."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.german import complements
from retrieval.statements.german.cues import BE, BECOME, HAVE, is_text
from retrieval.statements.german.media import agent
from retrieval.statements.german.phrases import DETERMINERS, GENITIVE, PREPOSITIONS, is_noun, noun_phrase
from retrieval.statements.german.segments import (
    clause_head,
    first_phrase,
    phrase_before,
    resumes,
    segment_start,
    with_apposition,
)
from retrieval.statements.reports import Range, Report
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

_ATTRIBUTE = 12
"""Tokens of an attribute before a noun in which its author may be named."""
_SUSPICIONS = _LISTS.words("suspicion_nouns")
"""Nouns for what is said against somebody: the subject beside them may be the accused."""
_DECISIONS = _LISTS.words("decision_nouns")
"""Nouns for what is meant to be done: whose they are need not have said so."""
_REACTING = _LISTS.words("reacting_verbs")
"""Forms of the verbs whose subject reacts to what another said: "wies den Vorwurf zurück"."""
_PREFIXES = _LISTS.words("separable_prefixes")
_UTTERING = _LISTS.words("uttering_verbs")
"""Forms of the verbs with which a noun is an act of speech: "erhob den Vorwurf"."""


def noun(sentence: Sentence, index: int) -> Report | None:
    """Return the report of a noun that a clause completes, None where no clause does or nobody is told by it."""
    owner = None if sentence.lower[index] in _DECISIONS else _owner(sentence, index)
    comma = owner[1] if owner is not None and owner[0] > index else index + 1
    if comma + 1 < len(sentence) and sentence.lower[comma] in BE and sentence.words[comma + 1] == ",":
        return _equated(sentence, index, owner, comma + 1)
    if sentence.words[comma : comma + 1] != [","]:
        comma = _after_verb(sentence, index) or len(sentence)
    if comma >= len(sentence) - 1 or not complements.opens_reported(sentence, comma + 1):
        return None
    if _is_source(sentence, index) or sentence.lower[index - 1].startswith("kein"):
        return None
    start = segment_start(sentence, index)
    report = Report(sentence.words[index], "say", (start, comma), governs=(start, comma))
    complements.following(sentence, comma, report, strong=False)
    if not report.content:
        return None
    if owner is not None:
        report.subject, report.owned = owner, True
        report.frame = (min(owner[0], index), comma)
        report.content = [(low, resumes(sentence, low, high)) for low, high in report.content]
        report.governs = report.frame
        return report if report.content[0][1] > report.content[0][0] else None
    clause = sentence.lower[start:comma]
    with_noun = "mit" in sentence.lower[max(0, index - 3) : index]  # "wies ihn mit dem Hinweis zurück, …"
    if not (_REACTING.isdisjoint(clause) or with_noun) or (
        sentence.lower[index] in _SUSPICIONS and _UTTERING.isdisjoint(clause)
    ):
        return None
    begin = clause_head(sentence, index)
    if begin is None:
        return None
    head = first_phrase(sentence, begin, index)
    if head is None or (head[1] > index - 1 and sentence.lower[index - 1] in GENITIVE):
        return None
    report.subject = head
    if not BECOME.isdisjoint(clause):
        report.subject = agent(sentence, start, comma)  # "wurde von X mit der Begründung abgelehnt, …"
        report.passive = True
    return report


def _equated(sentence: Sentence, index: int, owner: Range | None, comma: int) -> Report | None:
    """Read "Die Forderung der Partei ist, dass …", "Seine Aussage war, …"."""
    start = segment_start(sentence, index)
    if owner is None:
        if not sentence.lower[start].startswith(("sein", "ihr")) or noun_phrase(sentence, start, comma) != index + 1:
            return None
        owner = start, index + 1
    report = Report(sentence.words[index], "say", (start, comma), owner, governs=(start, comma))
    complements.following(sentence, comma, report, strong=False)
    return report if report.content else None


def _is_source(sentence: Sentence, index: int) -> bool:
    """Return whether the noun is within a phrase that names a source: "nach Meinung von X"."""
    return any(sentence.lower[i] in ("nach", "laut", "gemäß") for i in range(max(0, index - 3), index)) and not is_noun(
        sentence, index - 1
    )


def _owner(sentence: Sentence, index: int) -> Range | None:
    """Return whose the noun is: "der Vorwurf der Opposition", "der Vorwurf von X", "Lindholms Vorwurf"."""
    after = index + 1
    if after < len(sentence) and sentence.lower[after] in ("von", "vom", "seitens"):
        after += 1
    elif after >= len(sentence) or sentence.lower[after] not in GENITIVE:
        shaped = _shaper(sentence, index)
        if shaped is not None:
            return shaped
        before = index - 1
        if before >= 0 and is_noun(sentence, before) and sentence.lower[before].endswith("s"):
            start = before
            while start > 0 and is_noun(sentence, start - 1):
                start -= 1
            return start, index
        return None
    end = noun_phrase(sentence, after, len(sentence))
    if end == after:
        return None
    return after, with_apposition(sentence, after, end, len(sentence), oblique=True)


def _shaper(sentence: Sentence, index: int) -> Range | None:
    """Return who is named by an attribute before the noun: "die von X geäußerte Hoffnung"."""
    if not sentence.lower[index - 1].endswith(("te", "ten", "ene", "enen")):
        return None
    for position in range(index - 2, max(0, index - _ATTRIBUTE), -1):
        if sentence.lower[position] in ("von", "vom") and sentence.lower[position - 1] in DETERMINERS:
            end = noun_phrase(sentence, position + 1, index - 1)
            return (position + 1, end) if end > position + 1 else None
    return None


def _after_verb(sentence: Sentence, index: int) -> int | None:
    """Return the comma behind a noun and the verb that it goes with: "hat die Ansicht vertreten, …"."""
    begin = index + 1
    if begin < len(sentence) and sentence.lower[begin] in PREPOSITIONS:
        begin = noun_phrase(sentence, begin + 1, len(sentence))  # "eine Mahnung an die Politik ausgesprochen"
    for position in (begin, begin + 1):
        if position + 1 < len(sentence) and sentence.lower[position] in _UTTERING | _PREFIXES:
            comma = position + 1 + (sentence.lower[position + 1] in BECOME | HAVE)
            return comma if sentence.words[comma : comma + 1] == [","] else None
    return None


def relative_source(sentence: Sentence, index: int) -> Report | None:
    """Return the report of "…, wonach" or "…, laut dem": a clause of what the noun before it says."""
    lower = sentence.lower
    begin = index + 1
    if lower[index] not in ("wonach", "nach", "laut"):
        return None
    if lower[index] != "wonach":
        if lower[begin : begin + 1] not in (["dem"], ["der"], ["denen"], ["welchem"], ["welcher"]):
            return None
        if begin + 1 >= len(sentence) or noun_phrase(sentence, begin, len(sentence)) == begin + 2:
            return None
        begin += 1
    if not index or sentence.words[index - 1] != ",":
        return None
    source = phrase_before(sentence, index - 1)
    noun = next((i for i in range(*source) if is_noun(sentence, i)), None) if source is not None else None
    if noun is None or (lower[index] == "nach" and not is_text(lower[noun])):
        return None
    name = sentence.words[index]
    content = [(begin, resumes(sentence, begin, len(sentence)))]
    frame = (index, begin)
    return Report(name, "say", frame, None, source, content=content, governs=frame, phrase=True)
