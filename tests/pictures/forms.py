"""Forms as boxes: Discord's modals with their labels, fields, groups and buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.pictures import look
from tests.pictures.boxes import Box, Mark, Shape, Word, beside, on, padded, stack
from tests.pictures.components import Component, Room, button_box, checked, component_box, cut, excerpt, field_box
from tests.pictures.fonts import Face
from tests.pictures.lines import one_line, plain_box, text_box

_WIDEST, _PADDING, _PART_GAP = 480.0, 16.0, 20.0
_TITLE, _LABEL = Face(20, 700), Face(16, 500)
_PARAGRAPH_LINES, _LINE, _FIELD = 4, 22.0, 44.0
_LONG, _LABELLED = 2, 18
_WORDS = {"en": ("Cancel", "Submit"), "de": ("Abbrechen", "Absenden")}
_DROP = {"en": "Drop a file here, or choose one", "de": "Datei hierher ziehen oder auswählen"}


def form_box(modal: Mapping[str, Any], room: Room) -> Box:
    """Return a form as it opens, nothing filled in but what the bot filled in."""
    width = min(room.width, _WIDEST)
    inner = Room(width - 2 * _PADDING, room.names, room.phone)
    title = cut(modal["title"], _TITLE, inner.width)
    parts = [_part(component, inner) for component in modal["components"]]
    cancel, submit = _WORDS["de" if room.names.language == "de" else "en"]
    buttons = beside(
        [button_box({"style": 2, "label": cancel}, inner), button_box({"style": 1, "label": submit}, inner)], 8
    )
    content = stack([one_line(title, _TITLE, look.HEADING, 28), *parts, buttons], _PART_GAP)
    whole = padded(content, left=_PADDING, top=_PADDING, right=width - _PADDING - content.width, bottom=_PADDING)
    box = on(whole, fill=look.CARD, radius=12, outline=look.CARD_LINE)
    return box.with_fault("cut", f"the title {excerpt(modal['title'])}") if title != modal["title"] else box


def _part(component: Component, room: Room) -> Box:
    """Return a labelled field, a text, or a row of a form of the older kind, whose fields have their own labels."""
    if component["type"] == _LABELLED:
        return _labelled(component["component"], component["label"], component.get("description"), room)
    if component["type"] == 1:
        return stack([_labelled(one, one.get("label") or "", None, room) for one in component["components"]], _PART_GAP)
    return component_box(component, room)


def _labelled(field: Component, label: str, description: str | None, room: Room) -> Box:
    star = " *" if field.get("required", True) and field["type"] != 23 else ""
    rows = [plain_box(label + star, room.width, _LABEL, 22, look.HEADING)]
    if description:
        rows.append(checked(text_box(description, room.width, room.names, small=True), room.width, description))
    rows.append(_FIELDS[field["type"]](field, room))
    return stack(rows, 6)


def _input(field: Component, room: Room) -> Box:
    filled, asked = field.get("value") or "", field.get("placeholder") or ""
    if field.get("style") != _LONG:
        return field_box(filled or asked, room.width, chosen=bool(filled), height=_FIELD)
    text = plain_box(filled or asked, room.width - 24, look.FACE, _LINE, look.TEXT if filled else look.SMALL)
    height = max(text.height, _PARAGRAPH_LINES * _LINE) + 20
    return on(Box(room.width, height, text.at(12, 10)), fill=look.INPUT, radius=8, outline=look.CARD_LINE)


def _menu(field: Component, room: Room) -> Box:
    chosen = [option["label"] for option in field.get("options", ()) if option.get("default")]
    shown = ", ".join(chosen) or field.get("placeholder") or ""
    return field_box(shown, room.width, chosen=bool(chosen), arrow=True, height=_FIELD)


def _choices(field: Component, room: Room, *, round_: bool) -> Box:
    return stack([_choice(one, room, round_=round_, ticked=bool(one.get("default"))) for one in field["options"]], 8)


def _choice(option: Component, room: Room, *, round_: bool, ticked: bool) -> Box:
    """Return a circle or a square with its words."""
    rows = [plain_box(option["label"], room.width - 32, look.FACE, _LINE, look.TEXT)]
    if told := option.get("description"):
        rows.append(plain_box(told, room.width - 32, look.SMALL_FACE, look.SMALL_LINE, look.SMALL))
    words = stack(rows)
    radius = 10 if round_ else 4
    marks: list[Mark] = [Shape(0, 1, 20, 20, look.BLURPLE if ticked else look.INPUT, radius, look.SMALL)]
    if ticked:
        marks.append(Shape(6, 7, 8, 8, "#ffffff", 4) if round_ else Word(4, 17, "✓", Face(14, 700), "#ffffff"))
    return Box(32 + words.width, words.height, (*marks, *words.at(32, 0)), words.faults)


def _checkbox(field: Component, room: Room) -> Box:
    return _choice({"label": ""}, room, round_=False, ticked=bool(field.get("default")))


def _upload(field: Component, room: Room) -> Box:
    words = _DROP["de" if room.names.language == "de" else "en"]
    text = plain_box(words, room.width - 24, look.SMALL_FACE, look.SMALL_LINE, look.SMALL)
    return on(
        Box(room.width, 72, text.at((room.width - text.width) / 2, 27)), fill=look.INPUT, radius=8, outline=look.SMALL
    )


_FIELDS: Mapping[int, Callable[[Component, Room], Box]] = {
    4: _input,
    19: _upload,
    21: lambda field, room: _choices(field, room, round_=True),
    22: lambda field, room: _choices(field, room, round_=False),
    23: _checkbox,
    **dict.fromkeys((3, 5, 6, 7, 8), _menu),
}
