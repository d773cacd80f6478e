"""A `Retrieval` → claims that were verified, each shown as soon as it is, worded by a model."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator

from bot.answering.answer import Answer
from bot.generation import copied, plain_text
from bot.generation.budgets import Account
from bot.generation.failures import Failed, Failure
from bot.generation.lines import Line
from bot.generation.offering import Offer, offered
from bot.generation.outcome import Dropped, Outcome
from bot.generation.prompt import prompt
from bot.generation.rewriting import Rewriter
from bot.generation.service import Service
from bot.generation.translating import Shows, Translator, Verify, verified
from bot.verification.claims import LANGUAGES, Basis, Claim, Fault
from retrieval.datatypes import Retrieval


class Writer:
    """Has a model word answers; shows nothing that was not verified, and takes nothing back."""

    def __init__(self, service: Service, verify: Verify, shows: Shows = operator.eq) -> None:
        self._service = service
        self._verify = verify
        self._shows = shows

    @property
    def model(self) -> str:
        """The model's name, as it is shown."""
        return self._service.model

    async def warm_up(self) -> None:
        """Load the model's client in a thread; nothing is sent to its server."""
        await self._service.warm_up()

    @property
    def rewriter(self) -> Rewriter:
        """What has the same model word questions anew."""
        return Rewriter(self._service)

    @property
    def translator(self) -> Translator:
        """What has the same model translate what is quoted."""
        return Translator(self._service, self._verify, self._shows)

    async def write(
        self, retrieval: Retrieval, answer: Answer, show: Callable[[Claim], None], *, account: Account
    ) -> Outcome:
        """Word an answer in its language, calling `show` for every claim as soon as it was verified.

        `retrieval` is what the answer was composed of. Never raises for what a model or its server does:
        the outcome says it, and so does one line in the log.
        """
        language = answer.language
        offer = offered(retrieval, answer.citations, lambda other: self._shows(language, other))
        if language not in LANGUAGES:
            return self._without(Failure("language", f"no claim in {language!r} can be verified"))
        if not offer.sentences:
            return self._without(Failure("no_evidence", "nothing was found that a claim could rest on"))
        messages = prompt(offer, retrieval.query.asked, language, lines=self._service.limits.lines)
        lines = _Lines(offer, language, self._verify, show)
        try:
            async with self._service.request(messages, account) as reading:
                async for line in reading.lines():
                    await lines.take(line)
                lines.finish()
        except Failed as exc:
            return Outcome(self._service.model, lines.shown, tuple(lines.dropped), exc.failure)
        return Outcome(self._service.model, lines.shown, tuple(lines.dropped))

    def _without(self, failure: Failure) -> Outcome:
        return Outcome(self._service.model, failure=failure)


class _Lines:
    """The lines that a model writes of one answer, taken one by one."""

    def __init__(self, offer: Offer, language: str, verify: Verify, show: Callable[[Claim], None]) -> None:
        self._offer = offer
        self._language = language
        self._verify = verify
        self._show = show
        self._kept_to_protocol = False
        self._declined = False
        self.shown = 0
        self.dropped: list[Dropped] = []

    async def take(self, line: Line) -> None:
        """Verify the claim of a line, on the first of its sentences that bears it, and show it."""
        self._declined |= line.declines
        self._kept_to_protocol |= bool(line.ids)
        if line.declines:
            return
        first: Fault | None = None
        for basis, fault in self._candidates(line):
            if fault is None and basis is not None:
                claim = Claim(line.text, self._language, basis)
                fault = await verified(claim, self._verify)
                if fault is None:
                    self.shown += 1
                    self._show(claim)
                    return
            first = first or fault
        if first:
            self.dropped.append(Dropped(line.text, line.ids, first))

    def finish(self) -> None:
        """Look back at the lines of an answer that came to its end.

        Raises:
            Failed: there was none, or none that keeps to the protocol.
        """
        if self._declined and not self._kept_to_protocol:
            raise Failed(Failure("empty", "the model finds no answer in the sentences"))
        if not self._kept_to_protocol:
            kind = Failure("malformed", "no line keeps to the protocol") if self.dropped else None
            raise Failed(kind or Failure("empty", "the model wrote nothing"))

    def _candidates(self, line: Line) -> Iterator[tuple[Basis | None, Fault | None]]:
        """Yield each sentence that a line names, or what is wrong before any claim is made."""
        if line.too_long:
            yield None, Fault("form", "too_long")
        elif not line.ids:
            yield None, Fault("form", "no_id")
        elif fault := plain_text.fault_of(line.text):
            yield None, fault
        else:
            for key in line.ids:
                basis = self._offer.sentences.get(key)
                if basis is None:
                    yield None, Fault("evidence", "unknown_id", found=key)
                elif line.words and not copied.stand_in(line.words, basis):
                    yield None, Fault("evidence", "altered_words", found=line.words)
                else:
                    yield basis, None
