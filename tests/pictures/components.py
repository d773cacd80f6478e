"""Components of messages as boxes: those of Components V2 and rows of buttons under plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.pictures import look
from tests.pictures.boxes import Box, Shape, Word, beside, faults_of, flow, on, padded, stack
from tests.pictures.fonts import Face
from tests.pictures.fonts import width as width_of
from tests.pictures.limits import MOST_IN_A_ROW
from tests.pictures.lines import one_line, plain_box, text_box
from tests.pictures.markdown import Names

Component = Mapping[str, Any]

_COLOURS = {1: look.BLURPLE, 2: look.GREY, 3: look.GREEN, 4: look.RED, 5: look.GREY, 6: look.BLURPLE}
_LINK, _ROW, _BUTTON, _SECTION, _CONTAINER = 5, 1, 2, 9, 17
_SELECTS = {3, 5, 6, 7, 8}
# An accessory may leave its text no less, in a client as narrow as a phone.
LEAST_BESIDE = 200.0
_SELECT_HEIGHT, _SELECT_WIDEST = 40.0, 400.0
_FILE_HEIGHT, _GALLERY_GAP = 62.0, 4.0


@dataclass(frozen=True, slots=True)
class Room:
    """Where components stand: how wide it is, what the client knows, and whether it is as narrow as a phone."""

    width: float
    names: Names
    phone: bool

    def less(self, width: float) -> Room:
        """Return the room that is left beside something so wide."""
        return replace(self, width=self.width - width)


def components_box(components: Sequence[Component], room: Room) -> Box:
    """Return components below each other."""
    return stack([component_box(component, room) for component in components], look.GAP)


def component_box(component: Component, room: Room) -> Box:
    """Return one component; of a kind that is not known, a box with a fault."""
    kind = component["type"]
    if draw := _KINDS.get(kind):
        return draw(component, room)
    return plain_box(f"component of type {kind}", room.width, look.SMALL_FACE, look.SMALL_LINE, look.RED).with_fault(
        "cut", f"a component of type {kind} is not drawn"
    )


def _text(component: Component, room: Room) -> Box:
    return checked(text_box(component["content"], room.width, room.names), room.width, component["content"])


def checked(box: Box, width: float, what: str) -> Box:
    """Return a box with a fault where it is wider than its room."""
    return box.with_fault("overflow", excerpt(what)) if box.width > width + 0.5 else box


def excerpt(text: str) -> str:
    """Return the beginning of a text, for a fault's sentence."""
    line = " ".join(text.split())
    return f"“{line[:60]}{'…' if len(line) > 60 else ''}”"


def _row(component: Component, room: Room) -> Box:
    inner = component["components"]
    box = flow([component_box(one, room) for one in inner], room.width, look.GAP)
    buttons = [one for one in inner if one["type"] == _BUTTON]
    if room.phone and len(buttons) > MOST_IN_A_ROW:
        named = ", ".join(excerpt(one.get("label") or "") for one in buttons)
        return box.with_fault("row", f"{len(buttons)} buttons in a row: {named}")
    return box


def button_box(component: Component, room: Room) -> Box:
    """Return a button; its label is on one line, and cut where the room ends."""
    label, emoji = component.get("label") or "", _emoji(component)
    colour = "#ffffff"
    parts = [one_line(emoji, Face(14), colour, 20)] if emoji else []
    rest = sum(part.width + 4 for part in parts) + (18 if component["style"] == _LINK else 0) + 2 * look.BUTTON_PADDING
    shown = cut(label, look.LABEL_FACE, room.width - rest)
    parts += [one_line(shown, look.LABEL_FACE, colour, 20)] if label else []
    parts += [one_line("↗", Face(14), "#c4c5c9", 20)] if component["style"] == _LINK else []
    content = beside(parts, 4)
    inner = padded(content, left=look.BUTTON_PADDING, right=look.BUTTON_PADDING, top=6, bottom=6)
    fill = _COLOURS[component["style"]]
    outline = look.CARD_LINE if fill == look.GREY else None
    box = on(inner, fill=fill, radius=8, outline=outline)
    if component.get("disabled"):
        box = faded(box)
    return box.with_fault("cut", f"the button {excerpt(label)}") if shown != label else box


def faded(box: Box) -> Box:
    """Return a box whose colours are halfway to that of a card."""
    return replace(box, marks=tuple(_faded(mark) for mark in box.marks))


def _faded(mark: Shape | Word) -> Shape | Word:
    if isinstance(mark, Word):
        return replace(mark, colour=_mixed(mark.colour))
    outline = _mixed(mark.outline) if mark.outline else None
    return replace(mark, fill=_mixed(mark.fill) if mark.fill else None, outline=outline)


def _mixed(colour: str) -> str:
    both = [[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in (colour, look.CARD)]
    return "#" + "".join(f"{(own + other) // 2:02x}" for own, other in zip(*both, strict=True))


def cut(text: str, face: Face, room: float) -> str:
    """Return the beginning of a text that fits on one line, with an ellipsis where something is left out."""
    if width_of(text, face) <= room:
        return text
    while text and width_of(f"{text}…", face) > room:
        text = text[:-1]
    return f"{text}…"


def _emoji(component: Component) -> str:
    emoji = component.get("emoji") or {}
    return f":{emoji['name']}:" if emoji.get("id") else emoji.get("name") or ""


def select_box(component: Component, room: Room) -> Box:
    """Return a closed menu: what is chosen, or what it asks for."""
    chosen = [option["label"] for option in component.get("options", ()) if option.get("default")]
    shown = ", ".join(chosen) or component.get("placeholder") or ""
    return field_box(shown, min(room.width, _SELECT_WIDEST), chosen=bool(chosen), arrow=True)


def field_box(shown: str, width: float, *, chosen: bool, arrow: bool = False, height: float = _SELECT_HEIGHT) -> Box:
    """Return a field of a form or a menu with a line of text in it, which is cut where the field ends."""
    room = width - 24 - (20 if arrow else 0)
    fitting = cut(shown, look.FACE, room)
    text = one_line(fitting, look.FACE, look.TEXT if chosen else look.SMALL, 22)
    marks = [*text.at(12, 9)]
    if arrow:
        marks.append(Word(width - 27, height / 2 + 5, "▾", Face(16), look.TEXT))
    box = on(Box(width, height, tuple(marks)), fill=look.INPUT, radius=8, outline=look.CARD_LINE)
    return box.with_fault("cut", f"the field {excerpt(shown)}") if fitting != shown else box


def _section(component: Component, room: Room) -> Box:
    """Return texts with their accessory at the right, both beginning at the top."""
    accessory = component_box(component["accessory"], room)
    left = room.less(accessory.width + look.ACCESSORY_GAP)
    texts = stack([component_box(one, left) for one in component["components"]], 0)
    height = max(texts.height, accessory.height)
    marks = (*texts.marks, *accessory.at(room.width - accessory.width, 0))
    box = Box(room.width, height, marks, faults_of((texts, accessory)))
    if room.phone and left.width < LEAST_BESIDE:
        what = excerpt(component["components"][0].get("content", ""))
        return box.with_fault("squeezed", f"{left.width:.0f} px are left for {what}")
    return box


def _separator(component: Component, room: Room) -> Box:
    large = component.get("spacing") == 2
    height = 2 * (12 if large else 4) + 1
    line = (Shape(0, height // 2, room.width, 1, look.CARD_LINE),) if component.get("divider", True) else ()
    return Box(room.width, height, line)


def _thumbnail(component: Component, room: Room) -> Box:
    return _image(min(look.THUMBNAIL, room.width), look.THUMBNAIL, component.get("description") or "")


def _image(width: float, height: float, description: str) -> Box:
    """Return a picture that stands elsewhere: a grey field with its description."""
    text = plain_box(description or "picture", width - 16, look.SMALL_FACE, look.SMALL_LINE, look.SMALL)
    marks = text.at(8, 8) if text.height <= height - 16 else ()
    return on(Box(width, height, marks), fill=look.INPUT, radius=8, outline=look.CARD_LINE)


def _gallery(component: Component, room: Room) -> Box:
    items = component["items"]
    columns = 1 if len(items) == 1 else 2 if len(items) in {2, 4} else 3
    side = (room.width - (columns - 1) * _GALLERY_GAP) / columns
    height = side * 9 / 16 if columns == 1 else side
    return flow([_image(side, height, item.get("description") or "") for item in items], room.width + 0.5, _GALLERY_GAP)


def file_box(name: str, size: int | None, room: Room) -> Box:
    """Return a file that can be downloaded."""
    width = min(room.width, 432.0)
    shown = cut(name, look.FACE, width - 64)
    told = f"{size / 1024:.1f} KB" if size else ""
    marks = [
        *one_line(shown, look.FACE, look.LINK, 22).at(52, 10),
        *one_line(told, Face(12), look.SMALL, 18).at(52, 34),
    ]
    sheet = Shape(14, 13, 26, 36, "#c4c9ff", 3)
    box = on(Box(width, _FILE_HEIGHT, (sheet, *marks)), fill=look.INPUT, radius=8, outline=look.CARD_LINE)
    return box.with_fault("cut", f"the file {excerpt(name)}") if shown != name else box


def _file(component: Component, room: Room) -> Box:
    media = component.get("file", {})
    name = component.get("name") or str(media.get("url", "")).removeprefix("attachment://")
    return file_box(name, component.get("size"), room)


def _container(component: Component, room: Room) -> Box:
    """Return a card: border, strip of colour, components."""
    inner = room.less(1 + look.STRIP + look.CARD_LEFT + look.CARD_PADDING + 1)
    content = components_box(component["components"], inner)
    height = content.height + 2 * look.CARD_PADDING + 2
    colour = component.get("accent_color")
    strip = f"#{colour:06x}" if colour is not None else look.CARD
    marks = (
        Shape(0, 0, room.width, height, look.BORDER, look.CARD_RADIUS),
        Shape(1, 1, room.width - 2, height - 2, strip, look.CARD_RADIUS - 1),
        Shape(
            1 + look.STRIP,
            1,
            room.width - 2 - look.STRIP,
            height - 2,
            look.CARD,
            look.CARD_RADIUS - 1,
            square_left=True,
        ),
        *content.at(1 + look.STRIP + look.CARD_LEFT, 1 + look.CARD_PADDING),
    )
    return Box(room.width, height, marks, content.faults)


_KINDS: Mapping[int, Callable[[Component, Room], Box]] = {
    _ROW: _row,
    _BUTTON: button_box,
    _SECTION: _section,
    10: _text,
    11: _thumbnail,
    12: _gallery,
    13: _file,
    14: _separator,
    _CONTAINER: _container,
    **dict.fromkeys(_SELECTS, select_box),
}
