"""Answers, and what there is in place of one."""

from __future__ import annotations

from tests.pictures.scenes.registry import scene
from tests.pictures.stage import Stage


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
    await stage.ask(en="What did Zelensky say?", de="Was sagte Selenskyj?")


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
