"""Watching, and the news that a watch brings."""

from __future__ import annotations

from tests.pictures.scenes.registry import scene
from tests.pictures.stage import Stage

_FERRY = {
    "en": "---\ntitle: Across the sound\npublisher: Ember Post\npublished: 2022-01-10\nlanguage: en\n---\n"
    "The ferry comes back. “No ferry will sail in March,” Mayor Ilva Tarn said on Monday.\n",
    "de": "---\ntitle: Über den Sund\npublisher: Ember Post\npublished: 2022-01-10\nlanguage: de\n---\n"
    "Die Fähre kommt wieder. „Im März fährt keine Fähre“, sagte Bürgermeisterin Ilva Tarn am Montag.\n",
}


@scene
async def watch(stage: Stage) -> None:
    """A watch, what it brings by direct message and in a channel, and the lists of both."""
    await stage.env.advance_time(16)
    await stage.member.slash(stage.channel, "watch", speaker="Ilva Tarn")
    await stage.manager.slash(stage.channel, "watch", speaker="Tarn", channel=True)
    stage.picture("begun")
    file = stage.folder / f"sound-{stage.language}.md"
    file.write_text(_FERRY[stage.language], "utf-8")
    try:
        await stage.read()
        await stage.env.advance_time(16)
        stage.picture("news", stage.page().only_last(1))
        await stage.member.slash(stage.channel, "watches")
        await stage.manager.slash(stage.channel, "watches", all=True)
        stage.picture("list", stage.page().only_last(2))
    finally:
        file.unlink()
        await stage.read()
