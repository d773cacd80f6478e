"""What a language model adds to an answer that stands there already, sentence by sentence."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answering.answer import Answer, Sentence
    from bot.answering.conversation import Conversation
    from bot.answering.unseen import Place
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
    written = writer.write(found, answer, lambda claim: join(joining.add(claim)), account=Account())
    outcome = asyncio.run(written)
    return joining.answer(outcome.by_check), outcome


def with_translations(writer: Writer, found: Retrieval, answer: Answer) -> Answer:
    """Return an answer with a model's translations of what it quotes in other languages, each verified."""
    from bot.answering.translated import translated
    from bot.generation.budgets import Account

    texts = asyncio.run(writer.translator.translate(answer, found, account=Account()))
    return translated(answer, texts, writer.model)


def show_reread(
    writer: Writer, conversation: Conversation, found: Retrieval, answer: Answer
) -> tuple[Retrieval, Answer]:
    """Show below an answer what its question finds as a model words it anew; return all that was found and answered."""
    from bot.answering.wording import wording
    from bot.generation.budgets import Account
    from bot.generation.rereading import Found, reread
    from bot.terminal import joined_lines, show

    if conversation.last is None:
        return found, answer

    async def answers(question: str, besides: frozenset[Place]) -> Found:
        return conversation.ask_alone(question, besides)

    sys.stdout.flush()
    again = asyncio.run(reread(writer.rewriter, conversation.last, found, answer, answers, account=Account()))
    if again is None:
        return found, answer
    show(joined_lines(again.answer.sections[len(answer.sections) :], wording(answer.language)))
    conversation.remember(again.meaning, again.own)
    return again.found, again.answer


def show_prose(writer: Writer, found: Retrieval, answer: Answer, *, explain: bool) -> None:
    """Have a model word an answer that was shown, and show each sentence below it; `explain` why others are not.

    Translations of what the answer quotes follow.
    """
    from bot.answering.wording import wording
    from bot.terminal import dropped_line, prose_end, sentence_lines, show, translation_lines

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
    sys.stdout.flush()
    show(translation_lines(with_translations(writer, found, answer), words))
