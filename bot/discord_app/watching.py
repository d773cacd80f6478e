"""Looking for news for whoever watches, and having them told.

What is new is what the articles brought since the last look that the bot remembers.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from discord.ext import tasks

from bot.answering.news import Looked
from bot.discord_app.aside import Aside
from bot.discord_app.asker import Asker
from bot.discord_app.failures import Failure
from bot.discord_app.host import Host
from bot.discord_app.rights import scope
from bot.discord_app.telling import EXPECTED, Actions, Telling
from bot.state.watches import Find, Watch
from retrieval.errors import QueryError
from retrieval.search.standing import Quoted

log = logging.getLogger(__name__)

_EVERY = 15.0  # seconds between two looks


class Watching:
    """The looks for news, and the messages that tell of them."""

    def __init__(self, host: Host, actions: Actions) -> None:
        self._host = host
        self._aside = Aside(host)
        self._telling = Telling(host, self._aside, actions)
        self._generation: int | None = None
        self._failing = ""

    async def forever(self) -> None:
        """Look and tell, again and again, until cancelled."""
        await tasks.loop(seconds=_EVERY)(self._once).start()

    async def _once(self) -> None:
        for step in (self.look, self.tell):
            try:
                await step()
            except EXPECTED as error:
                if repr(error) != self._failing:
                    log.warning("Watching goes on later: %r", error)
                self._failing = repr(error)
            except Exception:
                log.exception("Watching failed and goes on later")

    async def tell(self) -> None:
        """Tell what was found, as far as people and channels may be told today."""
        await self._telling.tell()

    async def look(self) -> None:
        """Find what the articles have brought since the last look, and remember it for whoever watches for it."""
        host, state = self._host, self._host.state
        if host.reindexer.running:  # its end is soon enough, and the processor is busy
            return
        generation = await self._aside.work(host.desk.generation)
        if generation == self._generation:
            return
        texts = await self._aside.work(host.desk.texts)
        fresh = await self._aside.kept(partial(state.watched.fresh, texts))
        if fresh:
            await self._find(Looked(fresh, texts.keys() - fresh.keys()))
        await self._aside.kept(partial(state.watched.note, texts))
        self._generation = generation

    async def _find(self, looked: Looked) -> None:
        host = self._host
        same: dict[tuple[str, str, frozenset[str]], list[Watch]] = {}
        for watch in await self._aside.kept(host.state.watches.all):
            if not watch.paused:
                asker = Asker(watch.person, watch.origin, watch.server, watch.language)
                same.setdefault((watch.subject, watch.words, scope(host, asker)), []).append(watch)
        for (_, _, shelves), watches in same.items():
            first = watches[0]
            quoted = await self._news(first, looked, shelves)
            finds = [Find(one.fingerprint, one.article_id, one.version or 1, one.start, one.end) for one in quoted]
            for watch in watches if finds else ():
                await self._aside.kept(partial(host.state.watches.found, watch.number, finds))

    async def _news(self, watch: Watch, looked: Looked, shelves: frozenset[str]) -> Sequence[Quoted]:
        """Return what is new for a watch; nothing where that cannot be told, so that others need not wait for it."""
        try:
            return await self._aside.work(partial(self._host.desk.news, watch.subject, watch.words, looked, shelves))
        except QueryError as error:
            log.warning("Watch %d cannot be asked for: %r", watch.number, error)
        except EXPECTED as error:
            if not (isinstance(error, Failure) and error.code == "too_slow"):
                raise
            log.error("Looking for what watch %d is on took too long; what this run brought is not told.", watch.number)
        except Exception:
            log.exception("Looking for what watch %d is on failed; what this run brought is not told.", watch.number)
        return ()
