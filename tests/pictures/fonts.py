"""The typefaces that pictures are drawn with, and the widths of their characters.

They are the Noto faces that SimCord ships for its own preview, which stand in the font list of Discord's clients, too,
and Noto Emoji, which is of one colour; all under the SIL Open Font License.
All widths come from the face that draws, unhinted: a text is measured as it is seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from PIL import ImageFont

_FOLDER = Path(str(files("simcord"))) / "preview" / "static" / "fonts"
_EMOJI = str(files("manimgx_fonts") / "NotoEmoji[wght].ttf")
_UPRIGHT, _ITALIC = "noto-sans-latin-v2.015.ttf", "noto-sans-latin-italic-v2.015.ttf"
_MONO = "noto-sans-mono-v2.014.ttf"
# Asked in this order for a character that the face of the text has not.
_OTHERS = (
    _UPRIGHT,
    _MONO,
    "noto-sans-arabic-v2.012.ttf",
    "noto-sans-hebrew-v3.001.ttf",
    "noto-sans-devanagari-v2.007.ttf",
    "noto-sans-sc-v2.004.ttf",
    _EMOJI,
)
# Pixels at which characters are measured.
_MEASURED = 1000
# An emoji in a line is a little larger than the text: Discord's 1.375 em.
_EMOJI_EM = 1.375
_NO_CHARACTER = "\U0010fffe"

_PICTURES = (
    "\U0001f000-\U0001faff\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab"
)
_PICTURES += (
    "\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e"
)
_PICTURES += "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
_ONE = rf"(?:[{_PICTURES}]|[\u00a9-\u3299]\ufe0f)[\U0001f3fb-\U0001f3ff\ufe0f]*"
_CLUSTER = re.compile(rf"[\U0001f1e6-\U0001f1ff]{{2}}|{_ONE}(?:\u200d{_ONE})*|.", re.DOTALL)
# Characters that take no room and show nothing: joiners, marks of direction, variation selectors.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


@dataclass(frozen=True, slots=True)
class Face:
    """How characters look: size in CSS pixels, weight from 100 to 900, slanted or not, all of one width or not."""

    size: float = 16
    weight: int = 400
    italic: bool = False
    mono: bool = False


def clusters(text: str) -> list[str]:
    """Return `text` cut into what is drawn as one: an emoji with all that belongs to it, or a character."""
    return _CLUSTER.findall(text)


def is_emoji(cluster: str) -> bool:
    """Return whether a cluster is drawn as a coloured picture."""
    return len(cluster) > 1 or bool(re.match(f"[{_PICTURES}]", cluster))


def width(text: str, face: Face) -> float:
    """Return how many CSS pixels `text` takes on one line."""
    return sum(advance(cluster, face) for cluster in clusters(text))


@cache
def advance(cluster: str, face: Face) -> float:
    """Return how many CSS pixels one cluster takes."""
    if is_emoji(cluster):
        return face.size * _EMOJI_EM
    if _INVISIBLE.match(cluster):
        return 0
    return (
        font_of(cluster, Face(_MEASURED, face.weight, face.italic, face.mono)).getlength(cluster)
        * face.size
        / _MEASURED
    )


@cache
def font_of(character: str, face: Face) -> ImageFont.FreeTypeFont:
    """Return the font that draws a character in a face: the face's own, or the first other one that has it."""
    own = _MONO if face.mono else _ITALIC if face.italic else _UPRIGHT
    for name in (own, *_OTHERS):
        if _has(name, character):
            return _font(name, face.size, face.weight)
    return _font(own, face.size, face.weight)


@cache
def _has(name: str, character: str) -> bool:
    """Return whether a font has a character: whether it draws another shape than its sign for "no such character"."""
    font = _font(name, 40, 400)
    return character.isspace() or bytes(font.getmask(character)) != bytes(font.getmask(_NO_CHARACTER))


@cache
def _font(name: str, size: float, weight: int) -> ImageFont.FreeTypeFont:
    # The basic layout is part of Pillow itself, so that every machine sets the same text in the same way.
    font = ImageFont.truetype(_FOLDER / name, size, layout_engine=ImageFont.Layout.BASIC)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([weight if axis["name"] == b"Weight" else axis["default"] or 0 for axis in axes])
    return font
