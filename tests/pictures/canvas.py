"""Drawing a box into an image file."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from tests.pictures.boxes import Box, Shape, Word
from tests.pictures.fonts import Face, advance, clusters, font_of, is_emoji
from tests.pictures.look import BACKGROUND, EMOJI

# Corners and characters are drawn so many times larger and then made smaller, which smooths and places them.
_FINER = 4
# Pixels beside a character that its slant may reach into.
_AROUND = 4


def image(box: Box) -> Image.Image:
    """Return the picture of a box, a pixel for each CSS pixel."""
    picture = Image.new("RGB", (math.ceil(box.width), math.ceil(box.height)), BACKGROUND)
    for mark in box.marks:
        if isinstance(mark, Shape):
            _shape(picture, mark)
        else:
            _word(picture, mark)
    return picture


def save(box: Box, path: Path) -> None:
    """Write the picture of a box; the same box gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image(box).save(path, "PNG", optimize=True)


def _shape(picture: Image.Image, shape: Shape) -> None:
    x, y = round(shape.x), round(shape.y)
    width, height = max(1, round(shape.width)), max(1, round(shape.height))
    if shape.radius:
        for colour, border in ((shape.outline, 0), (shape.fill, 1 if shape.outline else 0)):
            if colour:
                mask = _rounded(width, height, shape.radius, border, shape.square_left)
                picture.paste(colour, (x, y), mask)
    elif shape.fill:
        picture.paste(shape.fill, (x, y, x + width, y + height))


@cache
def _rounded(width: int, height: int, radius: float, border: int, square_left: bool) -> Image.Image:
    """Return the mask of a rectangle with round corners, `border` pixels inside its own edge."""
    mask = Image.new("L", (width * _FINER, height * _FINER), 0)
    edge = border * _FINER
    corners = (not square_left, True, True, not square_left)
    ImageDraw.Draw(mask).rounded_rectangle(
        (edge, edge, width * _FINER - edge - 1, height * _FINER - edge - 1),
        radius=max(0, radius - border) * _FINER,
        fill=255,
        corners=corners,
    )
    return mask.resize((width, height), Image.Resampling.BOX)


def _word(picture: Image.Image, word: Word) -> None:
    x = word.x
    for cluster in clusters(word.text):
        wide = advance(cluster, word.face)
        if is_emoji(cluster):
            picture.paste(EMOJI, (round(x), round(word.y - wide * 0.76)), _emoji(cluster, round(wide)))
        elif wide and not cluster.isspace():
            left = math.floor(x)
            mask = _glyph(cluster, word.face, round((x - left) * _FINER))
            picture.paste(word.colour, (left - _AROUND, round(word.y) - round(word.face.size * 2)), mask)
        x += wide


@cache
def _glyph(character: str, face: Face, shift: int) -> Image.Image:
    """Return the mask of a character that begins `shift` finer pixels after the mask's own margin."""
    font = font_of(character, replace(face, size=face.size * _FINER))
    width = math.ceil(advance(character, face) + 2 * _AROUND + face.size / 2)
    base = round(face.size * 2)
    mask = Image.new("L", (width * _FINER, round(face.size * 3) * _FINER), 0)
    ImageDraw.Draw(mask).text((_AROUND * _FINER + shift, base * _FINER), character, 255, font, anchor="ls")
    return mask.resize((mask.width // _FINER, mask.height // _FINER), Image.Resampling.BOX)


@cache
def _emoji(cluster: str, pixels: int) -> Image.Image:
    """Return the mask of an emoji of that width; of one joined of several, the first is drawn."""
    finer = pixels * _FINER
    mask = Image.new("L", (finer, finer), 0)
    font = font_of(cluster[0], Face(finer * 0.8))
    ImageDraw.Draw(mask).text((finer / 2, finer / 2), cluster[0], 255, font, anchor="mm")
    return mask.resize((pixels, pixels), Image.Resampling.BOX)
