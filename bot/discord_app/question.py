"""What somebody asks, as they typed it, and in which conversation."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from bot.discord_app.asker import Asker

LONGEST = 1_000
"""Characters of a question that Discord's own clients let people type; Beleg may be set to read fewer."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, however it came.

    `conversation` is the key of the one that it goes on from, None where it stands alone and is not remembered.
    `afresh` has it mean what it says, without what was asked before. `private` answers are for the asker's eyes. `way`
    is how it came, a word for the figures.
    """

    asker: Asker
    text: str
    speaker: str | None = None
    since: str | None = None
    until: str | None = None
    conversation: str | None = None
    afresh: bool = False
    private: bool = False
    way: str = "command"


OPEN_CONVERSATION = r"t\d{1,20}|c\d{1,20}p\d{1,20}"
CONVERSATION = rf"{OPEN_CONVERSATION}s?"
"""What the key of a conversation looks like inside the id of a button; open ones have answers that others see."""


def conversation_of(asker: Asker, *, private: bool = False) -> str:
    """Return the key of the conversation that goes on where somebody asks: a thread's, or their own in a channel.

    What somebody asks in private is theirs alone in a thread, too, and no answer that others see goes on from it.
    """
    if asker.thread is not None and not private:
        return thread_conversation(asker.thread)
    return f"c{asker.thread or asker.channel}p{asker.person}{'s' if private else ''}"


def thread_conversation(thread: int) -> str:
    """Return the key of the conversation that all in a thread have."""
    return f"t{thread}"


def owner(conversation: str) -> int | None:
    """Return whose conversation has this key, None for a thread's."""
    _, _, person = conversation.rstrip("s").partition("p")
    return int(person) if person else None


def fingerprint(question: str) -> str:
    """Return eight hex digits by which a question is found again in its conversation."""
    return sha256(question.encode("utf-8", "replace")).hexdigest()[:8]


def takes_part(asker: Asker, conversation: str) -> bool:
    """Return whether somebody may go on with a conversation where they are."""
    return conversation in (conversation_of(asker), conversation_of(asker, private=True))
