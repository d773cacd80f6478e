"""What an answer says once an article that it quotes was changed, or removed."""

from __future__ import annotations

from unittest.mock import patch

from bot.discord_app.features import corrections
from tests.pictures.scenes.registry import scene
from tests.pictures.stage import Stage

_HEAD = "---\ntitle: {title}\npublisher: Ember Post\npublished: {day}\nlanguage: {language}\n---\n"
_QUAY = {
    "en": (
        "The quay of Port Ember",
        "The council met on Monday. Mayor Ilva Tarn said the quay must be rebuilt before winter.\n",
        "The council met on Monday. Mayor Ilva Tarn said the quay may be rebuilt before spring.\n",
    ),
    "de": (
        "Der Kai von Port Ember",
        "Der Rat tagte am Montag. Bürgermeisterin Ilva Tarn sagte, der Kai müsse vor dem Winter erneuert werden.\n",
        "Der Rat tagte am Montag. Bürgermeisterin Ilva Tarn sagte, der Kai könne im Frühling erneuert werden.\n",
    ),
}
_FERRY = {
    "en": ("Across the sound", "“The ferry to Nolm will run twice a day,” said Mayor Ilva Tarn.\n"),
    "de": ("Über den Sund", "„Die Fähre nach Nolm fährt zweimal am Tag“, sagte Bürgermeisterin Ilva Tarn.\n"),
}


@scene
async def correction(stage: Stage) -> None:
    """An answer whose article was changed, its passage as it reads now, and then the article is removed."""
    code = stage.language
    quay, ferry = (stage.folder / f"{name}-{code}.md" for name in ("quay", "ferry"))
    title, before, after = _QUAY[code]
    head = _HEAD.format(title=title, day="2022-01-11", language=code)
    quay.write_text(head + before, "utf-8")
    other, words = _FERRY[code]
    ferry.write_text(_HEAD.format(title=other, day="2022-01-10", language=code) + words, "utf-8")
    try:
        await stage.read()
        answered = await stage.ask(en="What did Ilva Tarn say?", de="Was sagte Ilva Tarn?")
        assert answered.response
        quay.write_text(head + after, "utf-8")
        await stage.read()
        await _corrected(stage)
        stage.picture("changed")
        for at in range(2):
            await stage.press(answered.response.message, starts="passage:", at=at)
        stage.picture("passage", stage.page().only_last(2))
        asked = await stage.manager.slash(stage.channel, "articles remove", article=title)
        stage.picture("asked", stage.page().only_last(1))
        await stage.click(asked, starts="articles:removed:", who=stage.manager)
        await stage.indexing()
        stage.picture("removed", stage.page().only_last(1))
        await _corrected(stage)
        await stage.press(answered.response.message, starts="passage:")
        stage.picture("taken-down")
    finally:
        for file in (quay, ferry):
            file.unlink()
        await stage.read()


async def _corrected(stage: Stage) -> None:
    with patch.object(corrections, "_PAUSE", 0.0):
        await corrections.correct(stage.bot)
    await stage.env.settle()
