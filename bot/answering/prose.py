"""Sentences that a language model worded join an answer, each with the quotation that it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.answering.answer import Answer, Entry, Prose, Sentence
from bot.answering.quoting import cite
from bot.answering.selection import Quotation
from bot.verification.claims import Basis, CheckName, Claim
from retrieval.datatypes import Article, Retrieval


class Joining:
    """The sentences of one answer as they come; none is ever taken back."""

    def __init__(self, answer: Answer, retrieval: Retrieval, model: str) -> None:
        self._answer = answer
        self._model = model
        self._entries = [entry for section in answer.sections for entry in section.entries]
        self._articles: Mapping[str, Article] = {
            found.article.article_id: found.article
            for part in (retrieval, *retrieval.further)
            for found in part.evidence
        }
        self._sentences: list[Sentence] = []

    def add(self, claim: Claim) -> Sentence:
        """Take a verified claim about a sentence of what was found, and return it with its quotation."""
        entry = next((one for one in self._entries if _holds(one, claim.basis)), None)
        if entry is None:
            entry = self._cited(claim.basis)
            self._entries.append(entry)
        sentence = Sentence(claim.text, entry)
        self._sentences.append(sentence)
        return sentence

    def leave_out_last(self) -> None:
        """Do without the sentence that was added last, which nobody has seen: there is no room for it."""
        entry = self._sentences.pop().entry
        own = entry.citation.n > len(self._answer.citations)
        if own and all(one.entry is not entry for one in self._sentences):
            self._entries.pop()

    def answer(self, left_out: Mapping[CheckName, int] | None = None) -> Answer:
        """Return the answer with the sentences so far."""
        return replace(self._answer, prose=Prose(self._model, tuple(self._sentences), dict(left_out or {})))

    def _cited(self, basis: Basis) -> Entry:
        """Cite the sentence of a claim whole: any word of it may be what the claim was verified against."""
        quotation = Quotation(self._articles[basis.article_id], basis.start, basis.end)
        return cite(len(self._entries) + 1, quotation, limit=basis.end - basis.start)


def _holds(entry: Entry, basis: Basis) -> bool:
    """Return whether a quotation has all words of a sentence, whatever marks and blanks stand around these.

    One that only overlaps it may lack just those words that the claim is about.
    """
    cited = entry.citation
    if cited.article_id != basis.article_id:
        return False
    words = [at for at, char in enumerate(basis.text) if char.isalnum()]
    return bool(words) and cited.start <= basis.start + words[0] and basis.start + words[-1] < cited.end
