"""A question that may go on from others in a way that no rule knows: what it finds as a model words it anew.

What the question finds as it was typed is out by then, and stays; this joins it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.answering.answer import Answer
from bot.answering.followups import Meant
from bot.answering.rereading import joined, places
from bot.answering.unseen import Place
from bot.generation.budgets import Account
from bot.generation.rewriting import Rewriter
from retrieval.datatypes import Retrieval
from retrieval.errors import RetrievalError

log = logging.getLogger(__name__)

Found = tuple[Meant, Retrieval | None, Answer]
"""What a question means, and what was found and answered."""
Answers = Callable[[str, frozenset[Place]], Awaitable[Found]]
"""Answers a question as it stands, quoting nothing of some places."""


@dataclass(frozen=True, slots=True)
class Reread:
    """An answer that was joined: what the new words of its question mean, and all that was found.

    `own` is the answer to these alone.
    """

    meaning: Meant
    found: Retrieval
    answer: Answer
    own: Answer


async def reread(
    rewriter: Rewriter, meaning: Meant, found: Retrieval, answer: Answer, answers: Answers, *, account: Account
) -> Reread | None:
    """Have a model word a question anew, and return its answer with what that finds below it; None for nothing new.

    Only a question that took nothing over from those before it is worded anew, and only where it seems to have to, or
    was not answered. Never raises for what a model or its server does.
    """
    if not meaning.before or not (meaning.points_back or answer.abstained):
        return None
    query = meaning.query
    _, *reworded = await rewriter.questions(query.question, meaning.before, query.language, account=account)
    if not reworded:
        return None
    try:
        again, more, own = await answers(reworded[0], places(answer))
    except RetrievalError as exc:
        log.info("A question that a model worded anew cannot be answered: %s", exc)
        return None
    both = joined(answer, own, reworded[0], rewriter.model)
    if more is None or both is None:
        return None
    return Reread(again, replace(more, further=(*more.further, replace(found, further=()), *found.further)), both, own)
