"""Whatever is asked by whom and where, a question goes on from its own conversation alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import discord
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answer import Answer, Citation
from bot.discord_app.admission import Admission
from bot.discord_app.asker import Asker
from bot.discord_app.asking import ask
from bot.discord_app.host import Background, Item, Look
from bot.discord_app.index_process import Reindexer
from bot.discord_app.limits import Limits
from bot.discord_app.question import Question, conversation_of
from bot.discord_app.texts import Texts
from bot.discord_app.under_way import UnderWay
from bot.discord_app.workers import Workers
from bot.generation.writer import Writer
from bot.sent import Sent
from bot.settings import WatchSettings
from bot.state.state import State
from tests.bot.discord_world import ANSWER, LIMITS, NOTHING_SENT, WATCHING, Shelf, memory

PEOPLE = ["Anna Holt", "Boris Weber", "Odo Brandis", "Ilva Tarn", "Cleo Marsh", "Wim Jansen", "Lea Sommerfeld"]


@dataclass
class Alone:
    """A bot without Discord: all that asking needs of it."""

    desk: Shelf
    limits: Limits = field(
        default_factory=lambda: Limits(LIMITS.model_copy(update={"person": 10**6, "channel": 10**6}))
    )
    readers: Workers = field(default_factory=lambda: Workers(threads=1, waiting=99, seconds=10))
    workers: Workers = field(default_factory=lambda: Workers(threads=2, waiting=99, seconds=10))
    under_way: UnderWay = field(default_factory=UnderWay)
    reindexer: Reindexer = field(default_factory=lambda: Reindexer([], {}))
    keeper: Workers = field(default_factory=lambda: Workers(threads=1, waiting=99, seconds=10))
    state: State = field(default_factory=memory)
    sent: Sent = NOTHING_SENT
    reads_messages: bool = False
    command_ids: dict[str, int] = field(default_factory=dict)
    user: discord.ClientUser | None = None
    writer: Writer | None = None
    guilds: Sequence[discord.Guild] = ()

    admission: Admission = field(init=False)

    def __post_init__(self) -> None:
        async def member(server: int, person: int) -> bool:
            return True

        self.admission = Admission(self.state.servers, member, everybody=True)

    answers: list[Answer] = field(default_factory=list)

    def get_channel(self, number: int, /) -> object | None:
        return None

    def get_partial_messageable(self, channel_id: int, /, *, guild_id: int | None = None) -> discord.PartialMessageable:
        raise LookupError(channel_id)

    watching: WatchSettings = WATCHING

    def get_guild(self, guild_id: int, /) -> discord.Guild | None:
        return None

    async def create_dm(self, user: discord.abc.Snowflake) -> discord.DMChannel:
        raise NotImplementedError

    async def fetch_channel(self, channel_id: int, /) -> object:
        raise NotImplementedError

    def view(self, answer: Answer, question: Question) -> discord.ui.View | None:
        return None

    def card(self, answer: Answer, question: Question, background: Background) -> discord.ui.LayoutView | None:
        self.answers.append(answer)
        return None

    def beside(self, citations: Iterable[Citation], texts: Texts, look: Look) -> Mapping[int, Sequence[Item]]:
        return {}


class Silent:
    """A reply that nobody sees, to a question that has an answer."""

    async def acknowledge(self, sentence: str = "") -> None: ...

    async def wait(self, sentence: str) -> None: ...

    async def show(self, parts: Sequence[str], view: discord.ui.View | None = None) -> tuple[int, ...]:
        return (1,)

    async def show_card(self, card: discord.ui.LayoutView) -> tuple[int, ...]:
        return (1,)

    async def change(self, content: str | None, view: discord.ui.View | discord.ui.LayoutView | None) -> bool:
        return True

    async def refuse(self, error: BaseException) -> None:
        raise error


_ASKERS = st.builds(
    Asker,
    person=st.integers(1, 3),
    channel=st.integers(70, 71),
    server=st.just(60),
    locale=st.just("en-GB"),
    thread=st.none() | st.integers(80, 81),
)
_ASKED = st.tuples(_ASKERS, st.booleans(), st.sampled_from([*PEOPLE, ""]))


@given(st.lists(_ASKED, min_size=2, max_size=14))
@settings(max_examples=60, deadline=None)
def test_nothing_is_carried_over_from_another_person_thread_or_private_answer(
    asked: list[tuple[Asker, bool, str]],
) -> None:
    async def run() -> None:
        shelf = Shelf(ANSWER)
        shelf.people = PEOPLE
        host = Alone(shelf)
        last: dict[str, str] = {}
        for asker, private, person in asked:
            key = conversation_of(asker, private=private)
            text = f"What did {person} say about the ferry?" if person else "And what about the harbour?"
            await ask(host, Question(asker, text, conversation=key, private=private), Silent())
            carried = " ".join(host.answers[-1].carried)
            named = [one for one in PEOPLE if one in carried]
            assert named == ([last[key]] if not person and last.get(key) else []), (key, text, carried)
            if person:
                last[key] = person
        for workers in (host.readers, host.workers, host.keeper):
            workers.end()
        host.state.close()

    asyncio.run(run())
