"""The bot in a simulated Discord over a real index of real files, with answers that quote what the test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import discord
from simcord import Env, MemberActor

from bot.answering.answer import Answer, Citation, Heading
from bot.answering.answerer import Answerer
from bot.discord_app.client import BelegBot
from bot.discord_app.desk import IndexDesk, _Opened
from bot.discord_app.features.corrections import correct
from bot.settings import LimitSettings, Settings
from bot.state.state import State
from retrieval.datatypes import Article, Query
from retrieval.opening import open_index
from retrieval.search.completion import Completion
from retrieval.text.lexicon import Lexicon
from tests.bot.answers import answer, entry
from tests.bot.discord_world import bot, citation
from tests.bot.memories import SETTINGS
from tests.desk import Desk
from tests.fakes import HashedEncoder, WordReader

LIMITS = LimitSettings(person=9999, channel=9999, server=9999, seconds=30, waiting=300, answer_seconds=30)
HEADING = Heading("Ilva Tarn", (), 1, 1)


class WrittenAnswers:
    """What answers: with what was written for the question."""

    def __init__(self) -> None:
        self.of: dict[str, Answer] = {}

    def answer_with(self, query: Query, *, besides: Sequence[str] = ()) -> tuple[None, Answer]:
        del besides
        return None, self.of[query.question]


class FilesDesk(IndexDesk):
    """The desk over an index of files, which answers with what was written."""

    def __init__(self, files: Desk, written: WrittenAnswers | None = None) -> None:
        self.files = files
        self.written = written or WrittenAnswers()
        super().__init__(cast("Settings", SimpleNamespace(questions=SimpleNamespace(max_characters=500))))

    def _open(self) -> _Opened:
        index = open_index(self.files.data, load=HashedEncoder, read=WordReader)
        return _Opened(index, cast("Answerer", self.written), Completion(index.catalog), Lexicon.shipped())


class FilesWorld:
    """A guild with one channel and two members, and the bot over an index of files, its memory in the same folder."""

    def __init__(self, env: Env, desk: FilesDesk, state: State) -> None:
        self.env = env
        self.desk = desk
        self.files = desk.files
        self.state = state
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("news")
        self.user = env.create_user("ann")
        self.ann: MemberActor = self.guild.add_member(self.user)
        self.ben: MemberActor = self.guild.add_member(env.create_user("ben"))
        self.asked = 0

    @property
    def client(self) -> BelegBot:
        return cast("BelegBot", self.env.bot)

    def article(self, name: str) -> Article:
        with self.files.catalog() as catalog:
            ident = next(one.article_id for one in catalog.list_articles() if str(one.path).endswith(name))
            return catalog.articles([ident])[ident]

    def quote(self, n: int, name: str, words: str, speaker: str | None = "Ilva Tarn") -> Citation:
        """Return the citation of words where they first stand in the article of a file."""
        article = self.article(name)
        return replace(citation(n, words, article), version=article.version, speaker=speaker)

    async def ask(self, *citations: Citation, language: str = "en", who: Any = None, channel: Any = None) -> Any:
        """Ask what is answered by those quotations; return the message."""
        self.asked += 1
        question = f"What did the mayor say, number {self.asked}?"
        given = answer(*map(entry, citations), question=question, language=language, heading=HEADING)
        self.desk.written.of[question] = given
        if channel == "direct":
            await self.user.send_dm(question)
            return self.user.dm_channel.last_message
        if channel is not None:
            assert self.client.user
            await self.ann.send(channel, f"{self.client.user.mention} {question}")
            return channel.last_message
        result = await (who or self.ann).slash(self.channel, "ask", question=question)
        assert result.response
        return result.response.message

    def message(self, ident: int, channel: Any = None) -> discord.Message:
        """Return a message as Discord shows it now."""
        return next(one for one in (channel or self.channel).history() if one.id == ident)

    async def indexed(self, **options: Any) -> None:
        """Index what stands in the files now, and have answers corrected."""
        self.files.index(**options)
        await self.corrected()

    async def remove(self, name: str) -> None:
        """Take an article down, and have answers corrected."""
        self.files.indexer().remove([self.article(name).article_id])
        await self.corrected()

    async def corrected(self) -> None:
        await correct(self.client)
        await self.env.settle()

    async def restart(self) -> None:
        self.desk = FilesDesk(self.files, self.desk.written)
        await self.env.restart_bot(new_bot(self.desk, self.state))


def memory_of(files: Desk) -> State:
    return State(files.data, SETTINGS)


def new_bot(desk: FilesDesk, state: State) -> BelegBot:
    return bot(cast("Any", desk), state=state, cards=True, limits=LIMITS)


def filled(folder: Path, **texts: str) -> Desk:
    """Return an index of files with these texts."""
    files = Desk(folder)
    for name, text in texts.items():
        files.write(f"{name}.md", text)
    files.index()
    return files


def components(message: Any) -> list[dict[str, Any]]:
    """Return all components of a message, nested ones included, from top to bottom."""
    found: list[dict[str, Any]] = []

    def walk(one: Any) -> None:
        for child in one if isinstance(one, list) else [one]:
            found.append(child)
            walk([*child.get("components", []), *([child["accessory"]] if "accessory" in child else [])])

    walk([one.to_dict() for one in message.components])
    return found


def shown(message: Any) -> list[str]:
    """Return the texts of a card from top to bottom; those of plain text by lines."""
    return [one["content"] for one in components(message) if one["type"] == 10] or message.content.split("\n")


def whole(message: Any) -> str:
    """Return all that a message holds, ids of its components included."""
    return f"{message.content}{components(message)!r}"
