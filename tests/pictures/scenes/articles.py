"""Articles that are read, added, listed and shown."""

from __future__ import annotations

from tests.bot.discord_world import child
from tests.pictures.scenes.registry import scene
from tests.pictures.stage import Stage


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
    await stage.read()


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


_TOLL = {
    "en": b"No toll on Kestrel Bridge\n\nAda Dunmarrow said a toll would hurt the town. Drivers agree.\n",
    "de": "Keine Maut auf der Kestrel-Brücke\n\nAda Dunmarrow sagte, eine Maut schade der Stadt.\n".encode(),
}


@scene
async def articles_add(stage: Stage) -> None:
    """The form of /articles add, and what came of files that could and could not be read."""
    form = await stage.show(stage.manager.slash(stage.channel, "articles add"))
    stage.picture("form")
    files = [("toll.txt", _TOLL[stage.language]), ("annual report of the harbour board.pdf", b"%PDF-1.4 damaged")]
    await stage.fill(form, [*files, ("tool.exe", b"MZ")], "https://no-such-host.invalid/a", "here", who=stage.manager)
    await stage.indexing()
    stage.picture()
    # A second person of a name that the articles have already.
    await stage.ask(en="What did Dunmarrow say?", de="Was sagte Dunmarrow?")
    stage.picture("namesakes", stage.page().only_last(1))


@scene
async def articles_list(stage: Stage) -> None:
    listed = await stage.member.slash(stage.channel, "articles list")
    await stage.click(listed, starts="articles:page:1")


@scene
async def articles_show(stage: Stage) -> None:
    """What one article is, found by words of its title."""
    [choice, *_] = await stage.member.autocomplete(stage.channel, "articles show", "article", "stromausfall")
    await stage.member.slash(stage.channel, "articles show", article=choice["value"])


@scene
async def articles_of_message(stage: Stage) -> None:
    """What a message brings is taken in from its menu."""
    words = stage.say(en="Have you seen this?", de="Habt ihr das gesehen?")
    brought = await stage.member.send(stage.channel, words, attachments=[("toll.txt", _TOLL[stage.language])])
    await stage.manager.context_menu(stage.channel, "Index this article", brought)
    await stage.indexing()


@scene
async def articles_rehearsal(stage: Stage) -> None:
    """What reading the articles would change."""
    file = stage.folder / "quay.md"
    file.write_text("---\ntitle: The quay\n---\nMayor Ilva Tarn said the quay must be rebuilt.\n", "utf-8")
    try:
        await stage.manager.slash(stage.channel, "articles refresh", rehearse=True)
        await stage.indexing()
    finally:
        file.unlink()
