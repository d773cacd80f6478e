"""A reporting verb as grammars list it, and what it can introduce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Use = Literal["say", "think", "judge"]
"""`say` introduces quoted and reported speech, `think` reported clauses, `judge` only quoted words of a verdict."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One inflected form of a reporting verb.

    `particle` is the separable prefix that has to follow a finite form ("teilte … mit"), empty if none. `finite` and
    `participle` tell what the form can be; "erklärt" is both. `final` marks a form with its prefix on ("mitteilte").
    """

    lemma: str
    use: Use
    particle: str
    finite: bool
    participle: bool
    infinitive: bool
    final: bool
    plural: bool
    gerund: bool = False
    bare: bool = False
