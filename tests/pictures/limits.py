"""Discord's limits on messages, forms and choices, and those that Beleg sets itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

CONTENT, COMPONENTS, CHARACTERS, BYTES = 2000, 40, 4000, 10_170
CUSTOM_ID, ADDRESS, OPTIONS, OPTION, PARTS = 100, 512, 25, 100, 5
# Discord cuts a label after 80 characters; a phone shows 34.
LABEL = 34
MOST_IN_A_ROW = 3
_ROW, _PLACEHOLDER, _TITLE, _GALLERY, _TEXTS = 5, 150, 45, 10, 3
_V2 = 1 << 15
_EMBEDS, _FILES = 10, 10
_MENUS = {3, 5, 6, 7, 8}
_CHOICES = {21: 10, 22: 10}

Body = Mapping[str, Any]


def length(text: str) -> int:
    """Return the length of `text` in UTF-16 units, which no side of Discord counts less than."""
    return len(text) + sum(character > "\uffff" for character in text)


def walk(components: Sequence[Body]) -> Iterator[Body]:
    """Yield all components, those inside others too."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        yield from walk([one for key in ("accessory", "component") if (one := component.get(key))])


def broken_by_message(body: Body) -> list[str]:
    """Return which limits the body of a created or edited message breaks, a sentence each."""
    found = [*_over("content", length(body.get("content") or ""), CONTENT)]
    found += _over("embeds", len(body.get("embeds") or ()), _EMBEDS)
    found += _over("attachments", len(body.get("attachments") or ()), _FILES)
    components = list(body.get("components") or ())
    every = list(walk(components))
    if (body.get("flags") or 0) & _V2:
        found += [
            f"{name} beside Components V2" for name in ("content", "embeds", "poll", "sticker_ids") if body.get(name)
        ]
        found += _over("components", len(every), COMPONENTS)
        shown = [str(one["content"]) for one in every if one.get("type") == 10]
        found += _over("characters over all texts", sum(map(length, shown)), CHARACTERS)
        read = shown + [str(one["label"]) for one in every if one.get("label")]
        found += _over("UTF-8 bytes over all texts", sum(len(text.encode("utf-8", "replace")) for text in read), BYTES)
    else:
        found += _over("rows", len(components), _ROW)
        found += [f"component of type {one['type']} without Components V2" for one in components if one["type"] != 1]
    return found + _broken_by(every)


def broken_by_form(modal: Body) -> list[str]:
    """Return which limits a form breaks."""
    parts = list(modal["components"])
    found = [*_over("parts of a form", len(parts), PARTS), *_over("title of a form", length(modal["title"]), _TITLE)]
    found += _over("custom id", len(modal["custom_id"]), CUSTOM_ID)
    for one in parts:
        if one["type"] == 18:
            found += _over("label of a form's part", length(one["label"]), _TITLE)
            found += _over("description of a form's part", length(one.get("description") or ""), OPTION)
    return found + _broken_by(list(walk(parts)))


def broken_by_choices(choices: Sequence[Body]) -> list[str]:
    """Return which limits the choices that complete an option break."""
    found = [*_over("choices", len(choices), OPTIONS)]
    for choice in choices:
        found += _over("name of a choice", length(choice["name"]), OPTION)
        found += _over("value of a choice", length(str(choice["value"])), OPTION)
    return found


def _broken_by(every: Sequence[Body]) -> list[str]:
    found: list[str] = []
    ids = [str(one["custom_id"]) for one in every if one.get("custom_id")]
    found += [f"custom id {one!r} occurs twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    for one in ids:
        found += _over("custom id", len(one), CUSTOM_ID)
    for component in every:
        found += _broken_by_one(component)
    return found


def _broken_by_one(component: Body) -> Iterator[str]:
    kind = component["type"]
    inner = component.get("components") or ()
    if kind == 1:
        yield from _over("components of a row", len(inner), _ROW)
        if len(inner) > 1 and any(one["type"] in _MENUS for one in inner):
            yield "a menu beside something else in a row"
    elif kind == 2:
        yield from _broken_by_button(component)
    elif kind == 9:
        yield from _over("texts of a section", len(inner), _TEXTS)
    elif kind == 10 and not component["content"]:
        yield "a text without characters"
    elif kind == 12:
        yield from _over("pictures of a gallery", len(component["items"]), _GALLERY)
    elif kind in _MENUS or kind in _CHOICES:
        yield from _broken_by_options(component, _CHOICES.get(kind, OPTIONS))
    elif kind == 4:
        yield from _over("placeholder", length(component.get("placeholder") or ""), OPTION)
        yield from _over(
            "text filled in", length(component.get("value") or ""), component.get("max_length") or CHARACTERS
        )


def _broken_by_button(button: Body) -> Iterator[str]:
    label, address = button.get("label") or "", button.get("url") or ""
    yield from _over(f"label of the button {label[:20]!r}", length(label), LABEL)
    yield from _over("address of a button", length(address), ADDRESS)
    if not label and not button.get("emoji"):
        yield "a button without label and emoji"
    if address and button.get("custom_id"):
        yield "a button with an address and a custom id"


def _broken_by_options(menu: Body, most: int) -> Iterator[str]:
    options = menu.get("options") or ()
    yield from _over("options", len(options), most)
    yield from _over("placeholder", length(menu.get("placeholder") or ""), _PLACEHOLDER)
    for option in options:
        for name in ("label", "value", "description"):
            yield from _over(f"{name} of an option", length(str(option.get(name) or "")), OPTION)


def _over(what: str, found: int, most: int) -> Iterator[str]:
    if found > most:
        yield f"{what}: {found} instead of {most}"
