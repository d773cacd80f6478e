"""A stage: one scene in one language, what people do there, and what they see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor
from simcord.backend import serializers

from bot.discord_app.admission import Admission
from bot.discord_app.client import BelegBot
from tests.pictures.chat import Page, Place
from tests.pictures.markdown import Names

LANGUAGES = ("en", "de")
LOCALES = {"en": "en-GB", "de": "de"}
# Seconds that the bot has for one thing that people do: a re-index loads a model.
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture to be drawn: its name, and the page it shows."""

    name: str
    page: Page


@dataclass
class Stage:
    """One scene in one language: a server with a channel, a member and a manager, and what happens there.

    `folder` holds the articles that are indexed.
    """

    env: Env
    bot: BelegBot
    folder: Path
    language: str
    guild: GuildHandle
    channel: ChannelHandle
    member: MemberActor
    manager: MemberActor
    name: str
    shots: list[Shot] = field(default_factory=list)
    form: Mapping[str, Any] | None = None
    pages: list[Page] = field(default_factory=list)
    """What was seen after each message that was sent or edited, in order."""

    def say(self, *, en: str, de: str) -> str:
        """Return the words in the language of the scene."""
        return de if self.language == "de" else en

    async def ask(self, *, en: str, de: str, **options: Any) -> InteractionResult:
        """Have the member ask a question with /ask."""
        return await self.member.slash(self.channel, "ask", question=self.say(en=en, de=de), **options)

    async def mention(self, words: str, *, channel: ChannelHandle | None = None) -> None:
        """Have the member write a message that mentions Beleg."""
        assert self.bot.user
        await self.member.send(channel or self.channel, f"{self.bot.user.mention} {words}")

    async def click(
        self, result: InteractionResult, *, starts: str = "", who: MemberActor | None = None
    ) -> InteractionResult:
        """Press the first button of an answer's last message whose id starts so."""
        assert result.response is not None
        return await self.press([result.response, *result.followups][-1].message, starts=starts, who=who)

    async def press(
        self, message: discord.Message, *, starts: str, at: int = 0, who: MemberActor | None = None
    ) -> InteractionResult:
        """Have the member, or `who`, press the button at that place among those of a message whose ids start so."""
        ids = [one.get("custom_id", "") for one in _buttons([dict(one.to_dict()) for one in message.components])]
        found = [one for one in ids if one.startswith(starts)]
        return await self.show((who or self.member).click(message, custom_id=found[at]))

    async def show(self, done: Awaitable[InteractionResult]) -> InteractionResult:
        """Have the form that a command or a button opens be seen, or none if it opens none."""
        result = await done
        self.form = result.modal
        return result

    async def fill(self, opened: InteractionResult, *values: Any, who: MemberActor | None = None) -> InteractionResult:
        """Have the member, or `who`, fill in the fields of a form from top to bottom, None for none, and send it."""
        assert opened.modal
        ids = [part["component"]["custom_id"] for part in opened.modal["components"]]
        given = {one: value for one, value in zip(ids, values, strict=True) if value is not None}
        return await self.show((who or self.member).submit_modal(opened, given))

    def last(self, channel: ChannelHandle) -> discord.Message:
        """Return the last message of a channel."""
        message = channel.last_message
        assert message
        return message

    @contextmanager
    def admission(self, other: Admission) -> Iterator[None]:
        """Have others say for a while which servers are answered."""
        real, self.bot.admission = self.bot.admission, other
        try:
            yield
        finally:
            self.bot.admission = real

    async def is_member(self, server: int, person: int) -> bool:
        """Return whether a person is a member of the server of the scene."""
        return server == self.guild.id and person in {self.member.id, self.manager.id}

    async def read(self) -> None:
        """Have the articles read without anybody seeing it."""
        self.bot.reindexer.begin("the scene", "refresh", "--prune")
        await self.indexing()

    async def indexing(self, *, to: int = 0) -> None:
        """Wait until the re-index under way has read so many files and says so, or until its end where `to` is 0."""
        run = self.bot.reindexer.running
        async with asyncio.timeout(PATIENCE):
            while run and not run.done and not (to and run.progress.done >= to):  # noqa: ASYNC110 - set by a child's line
                await asyncio.sleep(0.02)
        await (self.env.advance_time(2.1) if to else self.env.settle())

    def picture(self, name: str = "", page: Page | None = None) -> None:
        """Keep what is seen now, or was seen then, as a picture."""
        self.shots.append(Shot("-".join(filter(None, (self.name, name, self.language))), page or self.page()))

    def page(self) -> Page:
        """Return what the member sees of the server and in direct messages now."""
        backend = self.env.backend
        seen = [
            one
            for one in backend.channels.values()
            if one.guild_id == self.guild.id or self.member.id in one.recipient_ids
        ]
        places: list[Place] = []
        for channel in seen:
            messages = sorted(backend.messages.get(channel.id, {}).values(), key=lambda one: one.id)
            if shown := [self._payload(one) for one in messages]:
                title = "" if channel.id == self.channel.id else f"# {channel.name}" if channel.name else "@ Beleg"
                places.append(Place(title, tuple(shown)))
        return Page(tuple(places), self._names(), deepcopy(self.form))

    def _payload(self, message: Any) -> dict[str, Any]:
        backend = self.env.backend
        shown: dict[str, Any] = deepcopy(dict(serializers.message_payload(backend, message)))
        if answered := shown.get("interaction_metadata"):
            known = {one["name"]: one.get("name_localizations") or {} for one in backend.commands[None].values()}
            named = answered.get("name")
            answered["name"] = known.get(named, {}).get(LOCALES[self.language], named)
        if thread := backend.channels.get(message.id):
            shown["thread"] = {"name": thread.name, "message_count": thread.message_count}
        return shown

    def _names(self) -> Names:
        backend = self.env.backend
        guild = backend.get_guild(self.guild.id)
        return Names(
            users={str(one.id): one.global_name or one.name for one in backend.users.values()},
            roles={str(one.id): one.name for one in guild.roles.values()},
            channels={str(one.id): one.name or "" for one in backend.channels.values()},
            now=self.env.now(),
            language=self.language,
        )


def _buttons(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in components:
        if one["type"] == 2:
            yield one
        yield from _buttons(one.get("components") or [])
        if accessory := one.get("accessory"):
            yield from _buttons([accessory])
