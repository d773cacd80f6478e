"""The verifier: a claim → the first fault that a check finds in it, None where all pass."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from bot.verification.checks import (
    attribution,
    calendar,
    denial,
    extremes,
    form,
    modality,
    names,
    negation,
    numbers,
    units,
)
from bot.verification.checks.support import Encodes, Support
from bot.verification.claims import LANGUAGES, Basis, Check, CheckName, Claim, Fault
from bot.verification.remembering import Remembering

log = logging.getLogger(__name__)
SHOWN_ACROSS: frozenset[tuple[str, str]] = frozenset()
"""The pairs of languages, of a claim and of the sentence that it rests on, across which claims may be shown.

None yet: the checks miss most nouns, antonyms and hedges that were exchanged (`tests/benchmarks/altered.py`).
"""

_WARMING = "Two towns on the river Orla."


class Verifier:
    """Makes all checks of a claim in the order of `CheckName`; as safe to share between threads as its encoder is.

    `evidence` and `contradiction` are not among them: they look at copied words, and at several claims.
    """

    def __init__(self, encoder: Encodes, *, across: AbstractSet[tuple[str, str]] = SHOWN_ACROSS) -> None:
        """`encoder` is the shipped one; it is used by the last check only. `across` is as `SHOWN_ACROSS`."""
        self._across = across
        self._checks: tuple[tuple[CheckName, Check], ...] = (
            ("form", form.check),
            ("numbers", numbers.check),
            ("calendar", calendar.check),
            ("units", units.check),
            ("names", names.check),
            ("attribution", attribution.check),
            ("denial", denial.check),
            ("negation", negation.check),
            ("modality", modality.check),
            ("extremes", extremes.check),
            ("support", Support(Remembering(encoder)).check),
        )

    def check(self, claim: Claim) -> Fault | None:
        """Return the first fault of a claim; None where every check passes."""
        return next(self._faults(claim), None)

    def shows(self, language: str, other: str) -> bool:
        """Return whether claims in a language may be shown as facts where they rest on sentences in another one."""
        return language in LANGUAGES and (language == other or (language, other) in self._across)

    def fault_if_shown(self, claim: Claim) -> Fault | None:
        """Return the first fault of a claim that is to be shown as a fact.

        One whose speaker is but a pronoun is none: other sentences stand around it.
        """
        if not self.shows(claim.language, claim.basis.language):
            return Fault("support", "language", claim.language, claim.basis.language)
        return self.check(claim) or next(attribution.check_alone(claim), None)

    def faults(self, claim: Claim) -> tuple[Fault, ...]:
        """Return all that is wrong with a claim, in the order of the checks: several may find the same."""
        return tuple(self._faults(claim))

    def warm_up(self) -> None:
        """Read the word lists of all languages, so that the first claim takes no longer than others."""
        for language in LANGUAGES:
            for other in LANGUAGES:
                self.faults(Claim(_WARMING, language, Basis("", 0, len(_WARMING), _WARMING, other)))

    def _faults(self, claim: Claim) -> Iterator[Fault]:
        for language in (claim.language, claim.basis.language):
            if language not in LANGUAGES:
                yield Fault("form", "language", language, ", ".join(LANGUAGES))
                return
        for name, check in self._checks:
            try:
                yield from check(claim)
            except Exception:
                # What cannot be checked is not shown; the text itself stays out of the log.
                log.exception("the check of %s failed on a claim from article %s", name, claim.basis.article_id)
                yield Fault(name, "failed")
