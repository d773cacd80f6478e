"""Colours and lengths of Discord's dark theme, in CSS pixels."""

from __future__ import annotations

from dataclasses import dataclass

from tests.pictures.fonts import Face

BACKGROUND = "#323339"
CARD, BORDER, CARD_LINE = "#393a41", "#45464d", "#4f5058"
TEXT, HEADING, SMALL, LINK = "#dfe0e2", "#fbfbfb", "#999aa2", "#6fa8f5"
MENTION_TEXT, MENTION = "#c9cdfb", "#3e4270"
CODE, CODE_BORDER = "#2b2c31", "#45464d"
QUOTE_BAR, SPOILER, INPUT = "#65666e", "#55565e", "#2c2d33"
BLURPLE, GREY, GREEN, RED = "#5865f2", "#45464d", "#248046", "#da373c"
EMOJI = "#ffcc4d"
AVATAR, PEOPLE = "#3f7d58", ("#a0527f", "#7a6cc4", "#b0703c", "#4a86a8")

FACE = Face()
SMALL_FACE, LABEL_FACE = Face(12.8), Face(14, 500)
LINE, SMALL_LINE = 22.0, 18.0
BUTTON_HEIGHT, BUTTON_PADDING, GAP = 32.0, 12.0, 8.0
# Inside a card: its strip of colour, the room from there to its text, the padding of the other sides, its corners.
STRIP, CARD_LEFT, CARD_PADDING, CARD_RADIUS = 4.0, 12.0, 16.0, 8.0
# A section: the room between its text and its accessory, the side of a thumbnail.
ACCESSORY_GAP, THUMBNAIL = 16.0, 85.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A client of some width: where a message's text begins and ends, and how wide a card becomes at most."""

    width: int
    left: float = 64
    right: float = 16
    card: float = 600

    @property
    def room(self) -> float:
        """The width of a message's text."""
        return self.width - self.left - self.right


PHONE = Frame(390)
DESK = Frame(900, left=72, right=48)
FRAMES = (PHONE, DESK)
