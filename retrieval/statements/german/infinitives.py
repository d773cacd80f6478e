"""German infinitives of saying, which depend on another verb: under a modal, or with "zu"."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.statements.cues import Cue
from retrieval.statements.german import complements, telling
from retrieval.statements.german.cues import BECOME, HAVE, MODALS, STRONG
from retrieval.statements.german.segments import clause_head, first_phrase
from retrieval.statements.reports import Report
from retrieval.statements.tokens import Sentence

DEPENDED_ON = MODALS | telling.IRREAL_MODALS | BECOME
"""Finite verbs that an infinitive without "zu" depends on."""
_INSERTED = 20
"""Tokens that an insertion may have."""


def infinitive(sentence: Sentence, index: int, start: int, end: int, cues: Sequence[Cue]) -> Report | None:
    """Read "zu sagen" in the clause from `start` to `end`: said only where its verb tells so ("zögerte nicht")."""
    cue = next((cue for cue in cues if cue.infinitive), None)
    begin = clause_head(sentence, index)
    if cue is None or begin is None:
        return None
    told = telling.of_infinitive(sentence, begin, index)
    frame = (start if told == "unsaid" else index - 1, end)
    report = Report(sentence.words[index], cue.use, frame, governs=frame, telling=told)
    report.subject = first_phrase(sentence, begin, index)
    complements.following(sentence, end, report, strong=cue.lemma in STRONG)
    return report


def modal_of(sentence: Sentence, start: int, index: int, end: int) -> int | None:
    """Return the finite verb that an infinitive at `index` depends on: "will … sagen", "hätte … sagen können"."""
    lower = sentence.lower
    if index + 1 < end and lower[index + 1] in DEPENDED_ON and lower[index + 1] != "worden":
        have = next((i for i in range(start, index) if lower[i] in HAVE), None)
        return index + 1 if have is None else have
    return next((i for i in range(start, index) if lower[i] in DEPENDED_ON and lower[i] != "worden"), None)


def modal_apart(sentence: Sentence, start: int, index: int) -> int | None:
    """Return the modal verb before the perfect infinitive at `index`, past an insertion: "soll, so heißt es, …"."""
    modal = next((i for i in range(start, index) if sentence.lower[i] in DEPENDED_ON), None)
    if modal is not None or first_phrase(sentence, start, index) is not None:
        return modal
    before = range(max(0, start - _INSERTED), start - 1)
    return next((i for i in before if sentence.lower[i] in MODALS and sentence.words[i + 1] == ","), None)
