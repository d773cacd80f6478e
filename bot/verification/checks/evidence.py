"""Evidence: the words that a model copied stand in the sentence in one piece, and are enough to tell something."""

from __future__ import annotations

from bot.verification.claims import Basis, Fault
from retrieval.text.wording import Wording, evened

LEAST = 12
"""Characters that copied words have at least, unless they are the whole sentence."""
_ELLIPSES = ("…", "[")


def supported(words: str, basis: Basis) -> Fault | None:
    """Return what is wrong with copied words, None where they stand in the sentence in one piece.

    Blanks, quotation marks, dashes, soft hyphens and forms of a letter may differ; nothing else may. An ellipsis is
    never accepted, because it may stand for a "not".
    """
    copied = evened(words[: len(basis.text) * 2 + LEAST])
    sentence = Wording(basis.text)
    if not copied:
        return Fault("evidence", "empty", words[:80], basis.text[:80])
    if any(mark in copied for mark in _ELLIPSES):
        return Fault("evidence", "ellipsis", words[:80], basis.text[:80])
    if len(copied) < LEAST and copied != sentence.text.strip():
        return Fault("evidence", "too_short", words, basis.text[:80])
    if len(words) > len(basis.text) * 2 + LEAST or not sentence.places(copied):
        return Fault("evidence", "not_in_sentence", words[:80], basis.text[:80])
    return None
