"""The kinds of buttons under an answer; a new kind is added to the list here."""

from __future__ import annotations

import discord

from bot.answering.answer import Answer
from bot.discord_app.passage_button import PassageButton

# Each makes its buttons for an answer with `under` and is found again by its id after a restart.
BUTTONS = (PassageButton,)
# Discord shows five buttons in a row and five rows.
_MOST = 25


def view(answer: Answer) -> discord.ui.View | None:
    """Return the buttons for an answer, as many as Discord shows; None for an answer without any."""
    shown = discord.ui.View(timeout=None)
    for button in [button for kind in BUTTONS for button in kind.under(answer)][:_MOST]:
        shown.add_item(button)
    return shown if shown.children else None
