"""Taking what is new from the feeds, again and again, through the child process that /reindex starts, too."""

from __future__ import annotations

import asyncio
import logging

from bot.discord_app.index_process import IndexOutcome, Reindexer

log = logging.getLogger(__name__)

# Who is shown as having started the run to a person who asks for one meanwhile.
BY = "Feeds"


async def take_feeds(reindexer: Reindexer, seconds: float) -> None:
    """Read the feeds now and every so many seconds, until cancelled; a run under way is waited for."""
    while True:
        while run := reindexer.running:
            await run.wait(seconds)
        run = reindexer.begin(BY, "feeds", "--feeds")
        while not await run.wait(seconds):
            pass
        outcome = run.outcome()
        if isinstance(outcome, IndexOutcome):
            changed = outcome.added + outcome.changed
            log.info("Feeds: %d articles are new or changed, %d failed.", changed, len(outcome.failed))
        await asyncio.sleep(seconds)
