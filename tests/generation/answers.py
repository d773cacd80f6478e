"""What tests of generation share: articles of their own, settings with small limits, and a verifier that is strict."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.answering.answer import Answer
from bot.answering.extractive import compose
from bot.generation.budgets import Account
from bot.generation.offering import Offer, offered
from bot.generation.outcome import Outcome
from bot.generation.service import Service
from bot.generation.writer import Writer
from bot.settings import GenerationSettings, load_settings
from bot.verification.claims import Claim, Fault
from retrieval.datatypes import Retrieval
from tests.bot.retrievals import Best, article, evidence, retrieval, statement
from tests.generation.scripted_server import Exchange, Script, streamed

HARBOUR = (
    "Der Hafen von Altenried wird ausgebaut. Die Anlagen kosten zusammen 48 Millionen Euro. "
    "„Wir fangen im Mai an“, sagte Mira Tannhof. Die Gegner wollen klagen."
)
FIRST, SECOND, THIRD, FOURTH = (
    "Der Hafen von Altenried wird ausgebaut.",
    "Die Anlagen kosten zusammen 48 Millionen Euro.",
    "„Wir fangen im Mai an“, sagte Mira Tannhof.",
    "Die Gegner wollen klagen.",
)


def harbour() -> Retrieval:
    text = article(HARBOUR)
    return retrieval(
        evidence(
            text,
            statement(HARBOUR, "„Wir fangen im Mai an“"),
            best=(SECOND, THIRD, Best(FIRST, 0.1), Best(FOURTH, 0.1)),
        ),
        question="Was kostet der Hafen?",
        language="de",
        intent="topic",
        speaker=None,
    )


def answer_to(found: Retrieval, language: str = "de") -> Answer:
    """Return the answer without a model."""
    return Answer(found.query.asked, language, compose(found, load_settings().answer).sections)


def offer_of(found: Retrieval) -> Offer:
    """Return what a model is offered to word the answer from."""
    return offered(found, answer_to(found).citations)


def verbatim(claim: Claim) -> Fault | None:
    """Find a fault with every claim that is not the very sentence it rests on."""
    return None if claim.text == claim.basis.text else Fault("support", "not_verbatim", found=claim.text)


def settings(base_url: str, **given: Any) -> GenerationSettings:
    """Return settings of a model at an address; time is short where a test is about waiting."""
    usual = load_settings().generation.model_dump()
    usual |= {"model": "openai:scripted", "base_url": base_url, "first_line_seconds": 20, "gap_seconds": 20}
    return GenerationSettings(**{**usual, **given})


async def written(
    service: Service, found: Retrieval | None = None, language: str = "de", account: Account | None = None
) -> tuple[list[Claim], Outcome]:
    """Return the claims that were shown, and the outcome."""
    claims: list[Claim] = []
    writer = Writer(service, verbatim, lambda *_: True)
    found = found or harbour()
    outcome = await writer.write(found, answer_to(found, language), claims.append, account=account or Account())
    assert outcome.shown == len(claims)
    assert all(verbatim(claim) is None for claim in claims)
    return claims, outcome


def id_of(exchange: Exchange, sentence: str) -> str:
    """Return the id under which a sentence was offered to the model."""
    line = next(line for line in exchange.prompt.splitlines() if sentence in line and line.startswith("E"))
    return line.split()[0].rstrip("|:")


def saying(*lines: tuple[str, str]) -> Script:
    """Answer with a line for each sentence that was offered and what is worded of it."""

    async def script(exchange: Exchange) -> web.StreamResponse:
        text = "".join(f"{id_of(exchange, sentence)} | {worded}\n" for sentence, worded in lines)
        return await streamed(text)(exchange)

    return script
