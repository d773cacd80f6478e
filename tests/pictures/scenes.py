"""The scenes that are drawn. A new one is a function with `@scene`; each is played in every language.

What the server's channels show at a scene's end is drawn, or what they showed whenever it called `stage.picture`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.bot.discord_world import child
from tests.pictures.stage import Stage

Scene = Callable[[Stage], Awaitable[object]]

SCENES: dict[str, Scene] = {}


def scene(play: Scene) -> Scene:
    """Have a scene played and drawn under its function's name."""
    SCENES[getattr(play, "__name__", "").replace("_", "-")] = play
    return play


@scene
async def answer_statements(stage: Stage) -> None:
    """Who said what: the statements of one person."""
    await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")


@scene
async def answer_fact(stage: Stage) -> None:
    await stage.ask(
        en="how much is Altenwerth paying for the new cranes?", de="Wie viel kosten die neuen Kräne in Altenwerth?"
    )


@scene
async def answer_several(stage: Stage) -> None:
    """Two people in one question."""
    await stage.ask(en="What did Ryabkov and Blinken say?", de="Was sagten Rjabkow und Blinken?")


@scene
async def answer_within_dates(stage: Stage) -> None:
    await stage.ask(
        en="What did Blinken say about the talks?",
        de="Was sagte Blinken über die Gespräche?",
        since="2022-01-01",
        until="2022-01-31",
    )


@scene
async def answer_private(stage: Stage) -> None:
    await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?", private=True)


@scene
async def abstention_name(stage: Stage) -> None:
    """A name that no article mentions."""
    await stage.ask(en="What did Rybkov say?", de="Was sagte Rybkow?")


@scene
async def abstention_topic(stage: Stage) -> None:
    """A person that articles mention, but not on this."""
    await stage.ask(en="What did Ryabkov say about herring quotas?", de="Was sagte Rjabkow über Heringsquoten?")


@scene
async def abstention_dates(stage: Stage) -> None:
    await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?", since="2023-01-01")


@scene
async def courtesy(stage: Stage) -> None:
    await stage.ask(en="hello", de="hallo")


@scene
async def passage(stage: Stage) -> None:
    answered = await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")
    await stage.click(answered, starts="passage:")


@scene
async def help_command(stage: Stage) -> None:
    await stage.member.slash(stage.channel, "help")


@scene
async def refusal_day(stage: Stage) -> None:
    """A day that is none."""
    await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?", since=stage.say(en="yesterdya", de="gesternn"))


@scene
async def refusal_too_many(stage: Stage) -> None:
    """More questions than one person may ask."""
    for _ in range(5):
        await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?", private=True)
    refused = await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?", private=True)
    assert refused.ephemeral
    whole = stage.page()
    stage.picture(page=whole.only_last(1))


@scene
async def refusal_rights(stage: Stage) -> None:
    """A re-index by somebody who may not start one."""
    [command] = [one for one in stage.env.backend.commands[None].values() if one["name"] == "reindex"]
    hidden, command["default_member_permissions"] = command["default_member_permissions"], None
    await stage.member.slash(stage.channel, "reindex")
    command["default_member_permissions"] = hidden


@scene
async def reindex(stage: Stage) -> None:
    """A real re-index: one article is new, one file is damaged. What was added is taken out again."""
    files = stage.folder / "quay.md", stage.folder / "broken.pdf"
    files[0].write_text("---\ntitle: The quay\n---\nMayor Ilva Tarn said the quay must be rebuilt.\n", "utf-8")
    files[1].write_bytes(b"%PDF-1.4 damaged")
    await stage.manager.slash(stage.channel, "reindex")
    await stage.indexing()
    stage.picture()
    for file in files:
        file.unlink()
    stage.bot.reindexer.begin("the scene", "refresh")
    await stage.indexing()


# Says how far it is, and stands still for a moment.
_HALFWAY = """
import json, sys, time
sys.stderr.write(json.dumps({"stage": "files", "done": 12, "total": 34}) + "\\n")
sys.stderr.flush()
time.sleep(1)
kinds = "added", "changed", "unchanged", "removed"
named = {f"{kind}_articles": [] for kind in kinds}
print(json.dumps(dict.fromkeys(kinds, 0) | named | {"failed": [], "left_out": [], "seconds": 1.0}))
"""


@scene
async def reindex_progress(stage: Stage) -> None:
    """A re-index that is under way, and what somebody else is told who wants another one."""
    real, stage.bot.reindexer = stage.bot.reindexer, child(_HALFWAY)
    try:
        await stage.manager.slash(stage.channel, "reindex")
        await stage.indexing(to=12)
        await stage.manager.slash(stage.channel, "reindex")
        stage.picture()
        await stage.indexing()
    finally:
        stage.bot.reindexer = real
