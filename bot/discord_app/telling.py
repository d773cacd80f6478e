"""Telling whoever watches what was found for them: each once, over restarts, too.

A message is marked before it is sent and its mark stands in its buttons, so that a restart in between sees whether it
has arrived.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import discord

from bot.answering.answer import Entry
from bot.discord_app import card
from bot.discord_app.aside import Aside
from bot.discord_app.asker import Asker
from bot.discord_app.deliveries import DROPPED
from bot.discord_app.failures import Failure
from bot.discord_app.host import Host, Item
from bot.discord_app.markdown import LIMIT, length
from bot.discord_app.news import News, planned
from bot.discord_app.rights import plain_text
from bot.discord_app.texts import Texts, in_language
from bot.discord_app.watchers import Later, Watchers, place_of, watched
from bot.state.watches import Find, Waiting, Watch
from retrieval.errors import RetrievalError
from retrieval.search.standing import Quoted

log = logging.getLogger(__name__)

Actions = Callable[[Sequence[Watch], str, Texts], Sequence[Item]]
"""Makes the buttons below news of some watches, with the mark of their message."""

EXPECTED = (RetrievalError, Failure, discord.HTTPException, *DROPPED)
"""What may be otherwise the next time."""

_QUOTED, _SHORT = 350, 220  # code points of a quotation, and of each of several
# Of each quotation in a message of text, and whether its source is named: the first that fits. The last always does.
_IN_TEXT = ((350, True), (150, True), (40, False))
_LATEST = 50  # messages that are looked through for one that may have arrived
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class _Place:
    """Where news go: to a channel, or to a person alone."""

    channel: int | None
    person: int
    server: int | None

    @property
    def key(self) -> int:
        return self.channel or self.person


class Telling:
    """The messages that tell of what was found."""

    def __init__(self, host: Host, aside: Aside, actions: Actions) -> None:
        self._host = host
        self._aside = aside
        self._actions = actions
        self._watchers = Watchers(host, aside)

    async def tell(self) -> None:
        """Tell what waits, as far as people and channels may be told today."""
        watches = self._host.state.watches
        self._watchers = Watchers(self._host, self._aside)
        if not (waiting := await self._aside.kept(watches.waiting)):
            return
        every = {one.number: one for one in await self._aside.kept(watches.all)}
        for mark in {one.message for one in waiting if one.message}:
            await self._settle(mark, [one for one in waiting if one.message == mark], every)
        waiting = await self._aside.kept(watches.waiting)
        every = {one.number: one for one in await self._aside.kept(watches.all)}
        places = {number: self._place(watch) for number, watch in every.items()}
        for place in {one.key: one for one in places.values()}.values():
            here = {number: watch for number, watch in every.items() if places[number].key == place.key}
            try:
                await self._tell_at(place, [one for one in waiting if one.watch in here], here)
            except EXPECTED:
                raise
            except Exception:
                log.exception("News could not be told in one place")

    async def _tell_at(self, place: _Place, waiting: Sequence[Waiting], watches: dict[int, Watch]) -> None:
        """Tell what waits for one person or channel."""
        own = [one for one in waiting if not watches[one.watch].paused]
        # What may have arrived is looked for first.
        if not own or any(one.message for one in own):
            return
        limits, now = self._host.watching, self._host.state.watches.now()
        left = limits.messages - sum(one.told_today for one in watches.values())
        for news in planned(own, left=left, now=now, digest_hour=limits.digest_hour):
            if not await self._tell(place, news, watches):
                break

    def _place(self, watch: Watch) -> _Place:
        settings = self._host.state.servers.of(watch.server)
        return _Place(place_of(watch, settings), watch.person, watch.server)

    async def _settle(self, mark: str, finds: Sequence[Waiting], watches: dict[int, Watch]) -> None:
        """Find out whether a message arrived that was begun and of whose end nothing is known."""
        watch = next((watches[one.watch] for one in finds if one.watch in watches), None)
        state = self._host.state
        try:
            arrived = watch is not None and await self._arrived(self._place(watch), mark)
        except (discord.DiscordServerError, *DROPPED) as error:
            log.warning("It is not known yet whether news have arrived: %r", error)
            return
        if arrived:
            await self._aside.kept(partial(state.watches.told, mark))
        else:
            await self._aside.kept(partial(state.watches.withdraw, mark, counted=finds[0].watch))

    async def _arrived(self, place: _Place, mark: str) -> bool:
        """Return whether a message with this mark stands in a place; what cannot be read counts as lost."""
        try:
            channel = await self._channel(place)
            async for message in channel.history(limit=_LATEST):
                if any(mark in str(one.to_dict()) for one in message.components):
                    return True
        except (discord.Forbidden, discord.NotFound):
            pass
        return False

    async def _channel(self, place: _Place) -> discord.abc.Messageable:
        if place.channel is not None:
            return self._host.get_partial_messageable(place.channel, guild_id=place.server)
        return await self._host.create_dm(discord.Object(place.person))

    async def _tell(self, place: _Place, news: News, watches: dict[int, Watch]) -> bool:
        """Send a message, as far as there is still anything to tell; return whether the place may get another one."""
        state = self._host.state
        try:
            allowed = {
                number: shelves
                for number in dict.fromkeys(one.watch for one in news.finds)
                if (shelves := await self._watchers.may_see(watches[number])) is not None
            }
        except Later:
            return False
        found = await self._entries(news, allowed, watches)
        kept = News(tuple(one for one in news.finds if one.find.fingerprint in found), digest=news.digest)
        # Of a watch that is paused everything waits on.
        lost = [one for one in news.finds if one.watch in allowed and one.find.fingerprint not in found]
        await self._aside.kept(partial(state.watches.drop, lost))
        if not kept.finds:
            return True
        await self._aside.kept(partial(state.watches.begin, kept.mark, kept.finds))
        told = [watches[one] for one in dict.fromkeys(one.watch for one in kept.finds)]
        try:
            await self._send(place, kept, told, found)
        except (discord.HTTPException, *DROPPED) as error:
            await self._failed(error, kept, told)
            return False
        await self._aside.kept(partial(state.watches.told, kept.mark))
        return True

    async def _entries(
        self, news: News, allowed: dict[int, frozenset[str]], watches: dict[int, Watch]
    ) -> dict[str, tuple[Entry, str]]:
        """Return the quotations that still stand and may be seen, and the addresses of their pages, "" for none."""
        desk, language = self._host.desk, watches[news.finds[0].watch].language
        wanted: dict[frozenset[str], dict[int, Waiting]] = {}
        for n, one in enumerate(news.finds, start=1):
            if shelves := allowed.get(one.watch):
                wanted.setdefault(shelves, {})[n] = one
        limit = _SHORT if len(news.shown) > 1 else _QUOTED
        found: dict[str, tuple[Entry, str]] = {}
        for shelves, finds in wanted.items():
            quoted = [(n, _quoted(one.find)) for n, one in finds.items()]
            entries = await self._aside.work(partial(desk.quoted_again, quoted, language, shelves, limit=limit))
            links = await self._aside.work(partial(desk.links, [one.citation for one in entries], shelves))
            for entry in entries:
                mark = finds[entry.citation.n].find.fingerprint
                found.setdefault(mark, (entry, links.get(entry.citation.n, "")))
        return found

    async def _send(self, place: _Place, news: News, told: list[Watch], found: dict[str, tuple[Entry, str]]) -> None:
        """Send a message as text, of which a push notification can show something, and make a card of it."""
        host, first = self._host, told[0]
        texts = in_language(first.language)
        shown = [found[one.find.fingerprint] for one in news.shown]
        entries = [entry for entry, _ in shown]
        above = texts.watching.left_over if news.digest else texts.watching.fresh
        heading = above.format(what=watched(told, texts))
        asker = Asker(first.person, first.origin, first.server, first.language)
        plain = plain_text(host, asker) if place.channel is None else host.state.servers.of(first.server).plain
        below = discord.ui.View(timeout=None)
        cited = [entry.citation for entry in entries] if plain else []
        passages = [one for row in host.beside(cited, texts, "numbered").values() for one in row]
        for item in [*passages, *self._actions(told, news.mark, texts)]:
            below.add_item(item)
        channel = await self._channel(place)
        message = await channel.send(_in_text(entries, first.language), view=below, nonce=news.mark)
        actions = self._actions(told, news.mark, texts)
        if not plain and (drawn := self._card(heading, shown, texts, actions)) is not None:
            try:
                await message.edit(content=None, view=drawn)
            except (discord.HTTPException, *DROPPED) as error:
                log.warning("News stay in text: %r", error)

    def _card(
        self, heading: str, shown: Sequence[tuple[Entry, str]], texts: Texts, actions: Sequence[Item]
    ) -> discord.ui.LayoutView | None:
        """Return the card that shows some quotations; long addresses are left out where it has no room for them."""
        entries = [entry for entry, _ in shown]
        alone = len(entries) == 1
        cited = [entry.citation for entry in entries]
        quotations = {n: list(row) for n, row in self._host.beside(cited, texts, "full" if alone else "icon").items()}
        if alone and (address := shown[0][1]):
            quotations[cited[0].n].append(discord.ui.Button(label=texts.card.open_article, url=address))
        parts = card.Parts(quotations=quotations, actions=actions)
        bare = [replace(entry, citation=replace(entry.citation, url=None)) for entry in entries]
        drawn = card.news(heading, entries, parts, texts.language)
        return drawn or card.news(heading, bare, parts, texts.language)

    async def _failed(self, error: BaseException, news: News, told: Sequence[Watch]) -> None:
        """Pause what Discord lets nobody be told of; whether a message arrived before its connection broke shows later.

        What Discord refuses once it refuses always, unless there was too much of it.
        """
        log.warning("News could not be sent: %r", error)
        status = error.status if isinstance(error, discord.HTTPException) else 0
        if not 400 <= status < 500 or status == _TOO_MANY:
            return
        watches = self._host.state.watches
        await self._aside.kept(partial(watches.withdraw, news.mark, counted=news.finds[0].watch))
        for watch in told:
            await self._aside.kept(partial(watches.pause, watch.number, paused=True))


def _quoted(find: Find) -> Quoted:
    return Quoted(find.article_id, find.start, find.end, find.fingerprint, find.version)


def _in_text(entries: Sequence[Entry], language: str) -> str:
    """Return quotations as a message of text, with their sources where there is room."""
    shown = ""
    for at_most, sourced in _IN_TEXT:
        shown = "\n\n".join(card.in_text(entry, language, at_most=at_most, sourced=sourced) for entry in entries)
        if length(shown) <= LIMIT:
            break
    return shown
