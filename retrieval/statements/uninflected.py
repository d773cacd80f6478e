"""What the grammars of languages have in common whose names know no cases but a genitive in -s."""

from __future__ import annotations

from collections.abc import Collection

from retrieval.statements.tokens import Sentence

_GENITIVES = ("'s", "’s", "s", "'", "’")


class Uninflected:
    """Names as they stand; stateless."""

    def full_name(self, sentence: Sentence, start: int, end: int, forms: Collection[str]) -> list[str]:  # noqa: ARG002
        """Return the words of a name as they are."""
        return sentence.words[start:end]

    def bases(self, lower: str) -> tuple[str, ...]:
        """Return a surname, lower case, without each ending that may be a genitive."""
        found = (lower.removesuffix(ending) for ending in _GENITIVES if lower.endswith(ending))
        return tuple(base for base in found if len(base) > 2)
