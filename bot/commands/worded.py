"""What a language model adds to an answer that stands there already, sentence by sentence."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answering.answer import Answer, Sentence
    from bot.generation.outcome import Outcome
    from bot.generation.writer import Writer
    from retrieval.datatypes import Retrieval


def worded(
    writer: Writer, found: Retrieval, answer: Answer, join: Callable[[Sentence], None]
) -> tuple[Answer, Outcome]:
    """Return an answer with what a model words of it, and how that went; `join` gets each sentence once it is verified.

    Takes as long as the limits of the settings let a model take, and raises nothing for what it does.
    """
    from bot.answering.prose import Joining
    from bot.generation.budgets import Account

    joining = Joining(answer, found, writer.model)
    written = writer.write(found, answer.language, lambda claim: join(joining.add(claim)), account=Account())
    outcome = asyncio.run(written)
    return joining.answer(outcome.by_check), outcome


def show_prose(writer: Writer, found: Retrieval, answer: Answer, *, explain: bool) -> None:
    """Have a model word an answer that was shown, and show each sentence below it; `explain` why others are not."""
    from bot.answering.wording import wording
    from bot.terminal import dropped_line, prose_end, sentence_lines, show

    words = wording(answer.language)
    sys.stdout.flush()  # a reader of a pipe has the answer, too, before a model is waited for

    def join(sentence: Sentence) -> None:
        show(sentence_lines(sentence, words))
        sys.stdout.flush()

    full, outcome = worded(writer, found, answer, join)
    if full.prose and full.prose.sentences:
        show(prose_end(answer, full.prose, words))
    if explain and outcome.dropped:
        show([[], *(dropped_line(one.text, one.fault) for one in outcome.dropped)])
