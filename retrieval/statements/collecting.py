"""What was found so far in one article: its statements, and which quotations they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from retrieval.datatypes import Ground, Kind, Stance, Statement
from retrieval.statements.certainty import LEAST, certainty
from retrieval.statements.quotations import QuotedSpan
from retrieval.statements.reports import Range
from retrieval.statements.speakers import Speaker
from retrieval.statements.tokens import Sentence

_WORDS_LEAST = 2
"""Words an indirect report needs to be worth keeping."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose some words are, and why: `mention` are the words that name the speaker, in offsets of the text."""

    speaker: Speaker
    mention: Range | None
    ground: Ground
    cue: str | None = None
    via: str | None = None
    stance: Stance = "said"

    @property
    def names(self) -> bool:
        """Whether anybody is named."""
        return self.mention is not None or self.speaker.name is not None


@dataclass(slots=True)
class Collected:
    """The statements of one article as they are found."""

    text: str
    language: str
    quotations: Sequence[QuotedSpan]
    statements: list[Statement] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def is_free(self, sentence: Sentence, index: int) -> bool:
        """Return whether a token is a quotation that no statement holds yet."""
        return sentence.quotes[index] >= 0 and sentence.quotes[index] not in self.used

    def words(self, sentence: Sentence, index: int) -> int:
        """Return how many words a quotation token has."""
        return self.quotations[sentence.quotes[index]].words

    def is_above_bar(self, credit: Credit) -> bool:
        """Return whether the ground of a credit is enough to name a speaker."""
        return certainty(credit.ground, self.language) >= LEAST

    def add_direct(self, sentence: Sentence, indices: Sequence[int], credit: Credit) -> None:
        """Add quotation tokens of a sentence as one statement."""
        parts: list[Range] = []
        for index in indices:
            self.used.add(sentence.quotes[index])
            parts.append((sentence.starts[index], sentence.ends[index]))
        self._add("direct", tuple(parts), credit)

    def add_indirect(self, sentence: Sentence, content: Sequence[Range], credit: Credit) -> bool:
        """Add token ranges of a sentence as one reported statement; return whether there is enough of it."""
        if sum(high - low for low, high in content) < _WORDS_LEAST or not credit.names:
            return False
        self._add("indirect", tuple((sentence.starts[low], sentence.ends[high - 1]) for low, high in content), credit)
        return True

    def drop(self, start: int, end: int) -> None:
        """Take the statements back whose words lie in a stretch of the text; their quotations stay used."""
        self.statements = [one for one in self.statements if not start <= one.quote_start < end]

    def _add(self, kind: Kind, parts: tuple[Range, ...], credit: Credit) -> None:
        start, end = parts[0][0], parts[-1][1]
        how = certainty(credit.ground, self.language)
        if how < LEAST:
            credit = replace(credit, speaker=Speaker(None), mention=None)
        low, high = credit.mention if credit.mention is not None else (None, None)
        self.statements.append(
            Statement(
                speaker=credit.speaker.name,
                mention=self.text[low:high] if low is not None else None,
                mention_start=low,
                mention_end=high,
                kind=kind,
                quote=self.text[start:end],
                quote_start=start,
                quote_end=end,
                parts=parts,
                cue=credit.cue,
                via=credit.via,
                office=credit.speaker.office,
                ground=credit.ground,
                certainty=how,
                stance=credit.stance,
            )
        )
