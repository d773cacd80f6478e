"""The ways to ask, and what can be done with an answer."""

from __future__ import annotations

from bot.state.preferences import ServerSettings
from tests.pictures.scenes.registry import scene
from tests.pictures.stage import Stage


@scene
async def said(stage: Stage) -> None:
    about = stage.say(en="the talks", de="die Gespräche")
    await stage.member.slash(stage.channel, "said", speaker="Blinken", about=about)


@scene
async def follow_up(stage: Stage) -> None:
    """The form for the next question, an answer that goes on from another, and the same words asked afresh."""
    answered = await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")
    form = await stage.click(answered, starts="followup")
    stage.picture("form")
    went_on = await stage.fill(form, stage.say(en="And what about the talks?", de="Und was ist mit den Gesprächen?"))
    stage.picture("answer", stage.page().only_last(1))
    await stage.click(went_on, starts="afresh:")
    stage.picture("afresh", stage.page().only_last(1))


@scene
async def thread(stage: Stage) -> None:
    """A thread below an answer, and a question in it."""
    answered = await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")
    await stage.click(answered, starts="thread:")
    [opened] = stage.channel.threads
    await stage.mention(stage.say(en="And what about the talks?", de="Und was ist mit den Gesprächen?"), channel=opened)


@scene
async def more(stage: Stage) -> None:
    """What a card had no room for."""
    answered = await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")
    await stage.click(answered, starts="more")
    stage.picture(page=stage.page().only_last(1))


@scene
async def mention(stage: Stage) -> None:
    """A message that mentions Beleg, and a reply to its answer."""
    await stage.mention(stage.say(en="What did Ryabkov say?", de="Was sagte Rjabkow?"))
    replied = stage.say(en="And Blinken?", de="Und Blinken?")
    await stage.member.send(stage.channel, replied, reply_to=stage.last(stage.channel))


@scene
async def direct_message(stage: Stage) -> None:
    await stage.member.send_dm(stage.say(en="What did Ryabkov say?", de="Was sagte Rjabkow?"))


@scene
async def ask_about(stage: Stage) -> None:
    """The form that the menu of a message opens."""
    words = stage.say(en="How much do the new cranes cost?", de="Wie viel kosten die neuen Kräne?")
    written = await stage.manager.send(stage.channel, words)
    form = await stage.show(stage.member.context_menu(stage.channel, "Ask about this", written))
    stage.picture("form")
    await stage.fill(form, words)
    stage.picture("answer")


@scene
async def forum_post(stage: Stage) -> None:
    """A post in a forum that a server has chosen."""
    backend = stage.env.backend
    forum = stage.guild.create_forum_channel(stage.say(en="questions", de="fragen"))
    stage.bot.state.servers.set(stage.guild.id, ServerSettings(forums=(forum.id,)))
    title = stage.say(en="What did Ryabkov say about NATO?", de="Was sagte Rjabkow über die Nato?")
    post = backend.create_thread(forum.id, title, stage.member.id, broadcast=False)
    words = stage.say(en="I need it for school.", de="Ich brauche es für die Schule.")
    backend.create_message(post.id, stage.member.id, words, broadcast=False)
    backend.announce_thread_create(post)
    await stage.env.settle()


@scene
async def feedback(stage: Stage) -> None:
    """A thumb that is given, changed and taken back."""
    answered = await stage.ask(en="What did Ryabkov say?", de="Was sagte Rjabkow?")
    assert answered.response
    for thumb in ("up", "down", "down"):
        await stage.press(answered.response.message, starts=f"feedback:{thumb}")
    stage.picture(page=stage.page().only_last(3))


@scene
async def unknown_name(stage: Stage) -> None:
    """A name that no article has, but one like it."""
    await stage.ask(en="What did Harmsdorfer say?", de="Was sagte Harmsdorfer?")
