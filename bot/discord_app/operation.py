"""A port for those who run Beleg: `/healthz` says whether it works, `/metrics` has figures for Prometheus.

Whoever reaches the port is a stranger: no more than so many connections are open, none for long, and nothing that is
asked appears in an answer or in the log.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

import prometheus_client
from aiohttp import web
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.discord_app.client import BelegBot
from bot.discord_app.figures import REGISTRY
from bot.discord_app.workers import in_daemon
from bot.settings import OperationSettings
from retrieval.store.records import Freshness

log = logging.getLogger(__name__)

# Connections at a time, and seconds that one may last: a scrape takes milliseconds.
_MOST_CONNECTIONS, _LASTS = 32, 10.0
# Seconds that the index has to answer, and for which what it said is not asked again.
_PATIENCE, _FRESH = 2.0, 1.0
_TEXT = {"Content-Type": prometheus_client.exposition.CONTENT_TYPE_PLAIN_0_0_4}


class PortError(Exception):
    """The port cannot be listened on; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the bot is logged in, each of its connections with Discord's gateway is open, and the index answers."""

    logged_in: bool
    gateway: bool
    index: bool

    @property
    def good(self) -> bool:
        """Whether people are answered."""
        return self.logged_in and self.gateway and self.index


class Watch:
    """Looks at a bot from outside."""

    def __init__(self, bot: BelegBot) -> None:
        self._bot = bot
        self._connected: set[int] = set()
        self._asked: asyncio.Future[Freshness] | None = None
        self._asked_at = -math.inf
        self.reconnects = 0
        bot.add_listener(self._connect, "on_shard_connect")
        bot.add_listener(self._resume, "on_shard_resumed")

    async def look(self) -> tuple[Health, Freshness | None]:
        """Return how the bot is, and what the index says of itself; None where it does not answer."""
        found, bot = await self._freshness(), self._bot
        open_shards = [not shard.is_closed() for shard in bot.shards.values()]
        logged_in = bot.user is not None and not bot.is_closed()
        stuck = bot.workers.stuck or bot.readers.stuck
        return Health(logged_in, bool(open_shards) and all(open_shards), found is not None and not stuck), found

    async def _freshness(self) -> Freshness | None:
        """Ask the index, once at a time: one that hangs must not take a thread for each question."""
        if not self._bot.is_ready():  # The index is opened before.
            return None
        if self._asked is None or (self._asked.done() and time.monotonic() - self._asked_at > _FRESH):
            self._asked, self._asked_at = in_daemon(self._bot.desk.freshness), time.monotonic()
        await asyncio.wait({self._asked}, timeout=_PATIENCE)
        return self._asked.result() if self._asked.done() and not self._asked.exception() else None

    async def _connect(self, shard: int) -> None:
        self.reconnects += shard in self._connected
        self._connected.add(shard)

    async def _resume(self, _: int) -> None:
        self.reconnects += 1

    def figures(self, health: Health, found: Freshness | None) -> Iterator[Metric]:
        """Yield the figures that are not counted but seen; what is not known is left out."""
        up = GaugeMetricFamily("beleg_up", "1 for each part that works", labels=["part"])
        for part, works in asdict(health).items():
            up.add_metric([part], works)
        yield up
        pools = self._bot.readers, self._bot.workers
        yield CounterMetricFamily("beleg_gateway_reconnects", "Connections opened again", self.reconnects)
        yield GaugeMetricFamily("beleg_questions_waiting", "Questions in line", sum(pool.in_line for pool in pools))
        yield GaugeMetricFamily("beleg_threads_written_off", "Threads that hang", sum(x.written_off for x in pools))
        if math.isfinite(self._bot.latency):
            yield GaugeMetricFamily("beleg_gateway_latency_seconds", "Round trip to the gateway", self._bot.latency)
        if found:
            yield GaugeMetricFamily("beleg_articles", "Articles in the index", found.articles)
            for name, what, moment in (
                ("newest_article", "Time since the newest article was published", found.newest),
                ("last_index_run", "Time since a run of the indexer last ended", found.last_run),
            ):
                if moment is not None:
                    yield GaugeMetricFamily(f"beleg_{name}_age_seconds", what, max(0.0, time.time() - moment))


class _Seen(Collector):
    """Figures as the library collects them."""

    def __init__(self, figures: Iterator[Metric]) -> None:
        self._figures = tuple(figures)

    def collect(self) -> tuple[Metric, ...]:
        return self._figures


class _Answers:
    """What is answered to each request."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        paths = {"/healthz": self._health, "/metrics": self._metrics}
        answer = paths.get(request.path)
        if answer is None:
            return web.Response(status=404)
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        try:
            return await answer()
        except Exception:
            log.exception("The bot's state could not be told")
            return web.Response(status=500)

    async def _health(self) -> web.Response:
        health, _ = await self._watch.look()
        return web.json_response(asdict(health), status=200 if health.good else 503)

    async def _metrics(self) -> web.Response:
        health, found = await self._watch.look()
        seen = _Seen(self._watch.figures(health, found))
        texts = prometheus_client.generate_latest(REGISTRY), prometheus_client.generate_latest(seen)
        return web.Response(body=b"".join(texts), headers=_TEXT)


class _Server(web.Server):
    """A server that ends connections."""

    def __init__(self, answers: _Answers) -> None:
        quiet = logging.getLogger(f"{__name__}.requests")
        quiet.setLevel(logging.CRITICAL)  # Else every request that makes no sense leaves a traceback.
        super().__init__(answers, access_log=None, logger=quiet, lingering_time=0)
        self._ends: dict[web.RequestHandler, asyncio.TimerHandle] = {}

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        if len(self._ends) >= _MOST_CONNECTIONS:
            transport.abort()
        else:
            self._ends[handler] = asyncio.get_running_loop().call_later(_LASTS, transport.abort)

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        if end := self._ends.pop(handler, None):
            end.cancel()
        super().connection_lost(handler, exc)


@asynccontextmanager
async def watched(bot: BelegBot, settings: OperationSettings | None) -> AsyncIterator[None]:
    """Answer on the port, where one is set, as long as the context lasts.

    Raises:
        PortError: nothing can listen there.
    """
    if settings is None or not settings.port:
        yield
        return
    prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
    runner = web.ServerRunner(_Server(_Answers(Watch(bot))), shutdown_timeout=0.5)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.port, backlog=_MOST_CONNECTIONS).start()
        except OSError as exc:
            raise PortError(
                f"Nothing can listen on {settings.host}, port {settings.port} ({exc.strerror}); choose another with "
                "operation.host and operation.port, or end what listens there."
            ) from exc
        log.info("Health and figures: http://%s:%d/healthz and /metrics", settings.host, settings.port)
        yield
    finally:
        await runner.cleanup()
