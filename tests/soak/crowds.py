"""`beleg serve` as a process, asked by crowds: how fast, with what memory, and what is left at SIGTERM.

Run it with ``python -m tests.soak.crowds [ANSWERS]``. Discord has a process of its own, this one.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import aiohttp
import psutil
from prometheus_client.parser import text_string_to_metric_families

from bot.assembly import open_indexer
from bot.discord_app.texts import LANGUAGES
from bot.settings import load_settings
from tests.bot.discord_server import TOKEN, DiscordServer, discord_server
from tests.bot.test_discord_operation import free_port

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    ("en-GB", "What did Ryabkov say?"),
    ("de", "Was sagte Rjabkow?"),
    ("en-GB", "How many Russian troops are near the border?"),
    ("de", "Was sagte Blinken über die Gespräche?"),
    ("en-GB", "How much do the new cranes cost?"),
    ("de", "Wer gewann das Rennen?"),
    ("en-GB", "What happened in Geneva?"),
)
IN_LINE = tuple(texts.waiting.partition("{")[0] for texts in LANGUAGES.values())
# What has to hold: seconds until everybody has an answer or knows why not yet, and until help comes meanwhile; seconds
# from SIGTERM to the end; and how much memory may have grown from one fifth of the answers to all of them.
WORD, HELP, END, GROWTH = 3.0, 0.3, 8.0, 1.05
SAMPLE = 250  # answers between two looks at the memory


class Bot:
    """A running `beleg serve` and the Discord that it is connected with."""

    def __init__(self, server: DiscordServer, process: asyncio.subprocess.Process, port: int) -> None:
        self.server = server
        self.process = process
        self._port = port
        self._asked = 0

    async def ask(self, times: int, people: int) -> list[str]:
        """Let so many people ask so many questions in all, one after the other without waiting."""
        tokens = []
        for _ in range(times):
            locale, question = QUESTIONS[self._asked % len(QUESTIONS)]
            person = 1000 + self._asked % people
            tokens.append(await self.server.slash("ask", question=question, locale=locale, person=person))
            self._asked += 1
        return tokens

    async def told(self, tokens: Sequence[str], seconds: float = 120) -> None:
        """Wait until none of these questions waits without a word."""
        replies = self.server.replies
        await self.server.until(lambda: all(replies[one].state not in {"", "thinking"} for one in tokens), seconds)

    async def done(self, tokens: Sequence[str]) -> None:
        """Wait until none of these questions is in line any more, either."""
        replies = self.server.replies
        await self.told(tokens)
        await self.server.until(lambda: not any(replies[one].content.startswith(IN_LINE) for one in tokens), 120)

    def memory(self) -> float:
        """Return the megabytes that the process holds."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    async def counted(self) -> float:
        """Return how many questions the bot says it was asked."""
        address = f"http://127.0.0.1:{self._port}/metrics"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            families = text_string_to_metric_families(await answer.text())
            return sum(
                one.value for family in families for one in family.samples if one.name == "beleg_questions_total"
            )


async def at_once(bot: Bot, questions: int, people: int) -> list[str]:
    """Ask everything at once, and for help in between; return what does not hold."""
    began = time.monotonic()
    helped: list[float] = []
    tokens: list[str] = []
    for _ in range(10):
        tokens += await bot.ask(questions // 10, people)
        asked = time.monotonic()
        token = await bot.server.slash("help", person=9)
        await bot.told([token])
        helped.append(time.monotonic() - asked)
    await bot.told(tokens)
    took = time.monotonic() - began
    await bot.done(tokens)
    print(
        f"crowds: {questions} questions of {people} people at once: all have a word after {took:.2f} s; help after "
        f"{median(helped) * 1000:.0f} ms, {max(helped) * 1000:.0f} ms at worst"
    )
    broken = [f"somebody had no word after {WORD} s"] if took > WORD else []
    return [*broken, f"help took longer than {HELP} s"] if max(helped) > HELP else broken


async def flat(bot: Bot, answers: int) -> list[str]:
    """Ask on and on, fifty questions at a time, and watch the memory; return what does not hold."""
    began, samples, refused = time.monotonic(), [], 0
    for done in range(0, answers, 50):
        if done % SAMPLE == 0:
            samples.append(bot.memory())
        tokens = await bot.ask(50, 50)
        await bot.done(tokens)
        shown = [bot.server.replies.pop(token) for token in tokens]
        refused += sum(one.state != "shown" or one.private for one in shown)
        bot.server.requests.clear()
    samples.append(bot.memory())
    took = time.monotonic() - began
    megabytes = " ".join(f"{one:.0f}" for one in samples)
    print(f"crowds: {answers} answers in {took:.0f} s ({answers / took:.0f} a second); MB: {megabytes}")
    warm = max(samples[: max(2, len(samples) // 5)])
    broken = ["the memory grows with the answers"] if median(samples[-3:]) > GROWTH * warm else []
    return [*broken, f"{refused} got no answer"] if refused else broken


async def stopped(bot: Bot, questions: int) -> list[str]:
    """End the bot with so many questions under way; return what does not hold."""
    tokens = await bot.ask(questions, 60)
    await bot.server.until(lambda: all(bot.server.replies[one].state for one in tokens))
    waiting = sum(bot.server.replies[one].state == "thinking" for one in tokens)
    bot.process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    async with asyncio.timeout(30):
        status = await bot.process.wait()
    took = time.monotonic() - began
    states = [bot.server.replies[one].state for one in tokens]
    left = sum(state in {"", "thinking"} for state in states)
    print(
        f"crowds: SIGTERM with {questions} questions under way, {waiting} of them thinking: gone after {took:.2f} s, "
        f"{states.count('shown')} answered, {states.count('deleted')} told, {left} left without a word"
    )
    broken = [f"{left} were left without a word"] if left else []
    return [*broken, f"the end took {took:.1f} s, with status {status}"] if took > END or status else broken


async def run(folder: Path, answers: int) -> list[str]:
    """Start the bot over the sample articles and do all of it; return what does not hold."""
    port = free_port()
    many = {f"BELEG_LIMITS__{name}": "1000000" for name in ("PERSON", "CHANNEL", "SERVER")}
    async with discord_server() as server:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot", "serve"),
            cwd=folder,
            env={
                **os.environ,
                **many,
                "PYTHONPATH": str(ROOT),
                "BELEG_DISCORD__API_BASE": server.api_base,
                "BELEG_DISCORD__TOKEN": TOKEN,
                "BELEG_DISCORD__SERVERS": '["60"]',
                "BELEG_OPERATION__PORT": str(port),
            },
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await server.until(lambda: server.identified, 120)
            bot = Bot(server, process, port)
            await bot.done(await bot.ask(20, 20))  # The reader is loaded with the first.
            broken = await at_once(bot, 500, 50)
            before = await bot.counted()
            broken += await flat(bot, answers)
            if (counted := await bot.counted() - before) != answers:
                broken.append(f"{counted:.0f} of {answers} questions were counted")
            return [*broken, *await stopped(bot, 240)]
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def main() -> int:
    """Print what was measured; return how many laws it breaks."""
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BELEG_DATA_DIR"] = str(Path(folder) / "index")
        open_indexer(load_settings()).index([str(ROOT / "seeds")])
        broken = asyncio.run(run(Path(folder), answers))
    for law in broken:
        print(f"crowds: {law}")
    return len(broken)


if __name__ == "__main__":
    sys.exit(main())
