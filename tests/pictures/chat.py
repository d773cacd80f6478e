"""Messages as people see them: who wrote, what it answers, its parts, and who else can see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.pictures import look
from tests.pictures.boxes import EMPTY, Box, Mark, Shape, Word, beside, faults_of, flow, on, padded, stack
from tests.pictures.components import Room, checked, components_box, cut, excerpt, file_box
from tests.pictures.fonts import Face, width
from tests.pictures.forms import form_box
from tests.pictures.lines import one_line, text_box
from tests.pictures.look import Frame
from tests.pictures.markdown import Names, blocks

Message = Mapping[str, Any]

_V2, _EPHEMERAL, _LOADING = 1 << 15, 1 << 6, 1 << 7
_BY_COMMAND = {20, 23}
_AVATAR, _SMALL_AVATAR, _ABOVE, _BETWEEN, _MARGIN = 40.0, 16.0, 26.0, 24.0, 24.0
_NAME, _WHEN, _ABOVE_FACE = Face(16, 700), Face(12), Face(14)
_WORDS = {
    "en": {
        "app": "APP",
        "when": "Today at 09:12",
        "used": "used",
        "private": "Only you can see this ·",
        "dismiss": "Dismiss message",
        "thinking": "is thinking…",
        "thread": "{count} messages ›",
        "thread1": "1 message ›",
    },
    "de": {
        "app": "APP",
        "when": "heute um 09:12",
        "used": "nutzt",
        "private": "Nur du kannst das sehen ·",
        "dismiss": "Nachricht verwerfen",
        "thinking": "denkt nach …",
        "thread": "{count} Nachrichten ›",
        "thread1": "1 Nachricht ›",
    },
}


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, a thread or a direct message with the messages that are drawn; `title` is shown above if given."""

    title: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What a picture shows: places one below the other, and the form that is open, if any."""

    places: tuple[Place, ...]
    names: Names
    form: Mapping[str, Any] | None = None

    def only_last(self, count: int) -> Page:
        """Return the page with the last messages of each place alone."""
        return replace(self, places=tuple(replace(one, messages=one.messages[-count:]) for one in self.places))


def page_box(page: Page, frame: Frame) -> Box:
    """Return a page in a client of some width."""
    room = Room(frame.width, page.names, frame.width < look.DESK.width)
    parts: list[Box] = []
    for place in page.places:
        parts += [_title(place.title, frame)] if place.title else []
        before: Message | None = None
        for message in place.messages:
            box = message_box(message, page.names, frame, before=before)
            parts.append(padded(box, top=2) if _goes_on(message, before) else padded(box, top=_BETWEEN if parts else 0))
            before = message
    if page.form:
        form = form_box(page.form, room.less(32))
        parts.append(padded(form, left=(frame.width - form.width) / 2, top=_BETWEEN if parts else 0))
    content = stack(parts)
    return Box(frame.width, content.height + 2 * _MARGIN, content.at(0, _MARGIN), content.faults)


def message_box(message: Message, names: Names, frame: Frame, *, before: Message | None = None) -> Box:
    """Return one message with what stands above it; `before` is the message above, whose author it may share."""
    content = content_box(message, names, frame)
    if _goes_on(message, before):
        return Box(frame.width, content.height, content.at(frame.left, 0), content.faults)
    above = _above(message, names, frame)
    top = above.height
    header = _header(message, names)
    marks: tuple[Mark, ...] = (
        *above.marks,
        *_avatar(message["author"], _AVATAR).at(frame.left - 12 - _AVATAR, top + 2),
        *header.at(frame.left, top),
        *content.at(frame.left, top + header.height),
    )
    height = top + max(header.height + content.height, _AVATAR)
    return Box(frame.width, height, marks, faults_of((above, header, content)))


def content_box(message: Message, names: Names, frame: Frame) -> Box:
    """Return a message without its author: text, parts, files, reactions, and who can see it."""
    flags = message.get("flags") or 0
    words = _words(names)
    room = Room(frame.room, names, frame.width < look.DESK.width)
    rows: list[Box] = []
    if flags & _LOADING:
        rows.append(
            one_line(f"● ● ●  {_name(message['author'])} {words['thinking']}", look.FACE, look.SMALL, look.LINE)
        )
    elif text := message.get("content"):
        rows.append(checked(text_box(text, room.width, names), room.width, text))
    if components := message.get("components"):
        narrow = Room(min(room.width, frame.card), names, room.phone)
        rows.append(
            padded(components_box(components, narrow), top=4 if flags & _V2 or not rows else look.GAP, bottom=2)
        )
    if not flags & _V2:  # there, components show the files
        rows += [
            padded(file_box(one["filename"], one.get("size"), room), top=4) for one in message.get("attachments") or ()
        ]
    if reactions := message.get("reactions"):
        rows.append(padded(_reactions(reactions, room), top=4))
    if thread := message.get("thread"):
        rows.append(padded(_thread(thread, room), top=4))
    if flags & _EPHEMERAL:
        rows.append(padded(_private(words), top=4))
    box = stack(rows)
    return box.with_fault("cut", "embeds are not drawn") if message.get("embeds") else box


def _goes_on(message: Message, before: Message | None) -> bool:
    """Return whether a message is shown under the name of the one above it."""
    if before is None or before["author"]["id"] != message["author"]["id"]:
        return False
    answered = (message.get("interaction_metadata") or {}).get("id")
    same = answered and answered == (before.get("interaction_metadata") or {}).get("id")
    return bool(same) or (message.get("type", 0) == 0 and not answered)


def _words(names: Names) -> Mapping[str, str]:
    return _WORDS["de" if names.language == "de" else "en"]


def _name(author: Mapping[str, Any]) -> str:
    return str(author.get("global_name") or author["username"])


def _header(message: Message, names: Names) -> Box:
    author, words = message["author"], _words(names)
    parts = [one_line(_name(author), _NAME, look.HEADING, look.LINE)]
    if author.get("bot"):
        badge = padded(one_line(words["app"], Face(10, 700), "#ffffff", 15), left=5, right=5)
        parts.append(on(badge, fill=look.BLURPLE, radius=4))
    parts.append(one_line(words["when"], _WHEN, look.SMALL, look.LINE))
    return beside(parts, 6)


def _avatar(author: Mapping[str, Any], side: float) -> Box:
    """Return a disc with the first letter of a name, in a colour of its own."""
    name = _name(author)
    colour = look.AVATAR if author.get("bot") else look.PEOPLE[sum(map(ord, name)) % len(look.PEOPLE)]
    face = Face(side * 0.42, 700)
    letter = Word((side - width(name[0], face)) / 2, side * 0.65, name[0], face, "#ffffff")
    return Box(side, side, (Shape(0, 0, side, side, colour, side / 2), *((letter,) if side > _SMALL_AVATAR else ())))


def _above(message: Message, names: Names, frame: Frame) -> Box:
    """Return the line above a message: the command it answers, or the beginning of the message it replies to."""
    answered = message.get("interaction_metadata")
    if answered and message.get("type") in _BY_COMMAND:
        who = answered["user"]
        used = one_line(_words(names)["used"], _ABOVE_FACE, look.SMALL, look.LINE)
        told = one_line(f"▸ /{answered.get('name', '')}", _ABOVE_FACE, look.LINK, look.LINE)
        parts = [used, told] if answered.get("name") else [used]
    elif replied := message.get("referenced_message"):
        who = replied["author"]
        room = frame.width - frame.left - frame.right - 22 - width(_name(who), _ABOVE_FACE) - 6
        read = (block for block in blocks(replied.get("content") or "…", names) if block.spans)
        text = "".join(span.text for span in next(read).spans)
        parts = [one_line(cut(text, _ABOVE_FACE, room), _ABOVE_FACE, look.SMALL, look.LINE)]
    else:
        return EMPTY
    name = one_line(_name(who), _ABOVE_FACE, look.TEXT, look.LINE)
    line = beside([_avatar(who, _SMALL_AVATAR), name, *parts], 6)
    middle = frame.left - 12 - _AVATAR / 2
    spine = (Shape(middle, 10, 2, 12, look.CARD_LINE), Shape(middle, 10, frame.left - middle - 6, 2, look.CARD_LINE))
    return Box(frame.width, _ABOVE, (*spine, *line.at(frame.left - 2, 0)))


def _private(words: Mapping[str, str]) -> Box:
    face = Face(12)
    parts = [
        one_line("👁", face, look.SMALL, look.SMALL_LINE),
        one_line(words["private"], face, look.SMALL, look.SMALL_LINE),
        one_line(words["dismiss"], face, look.LINK, look.SMALL_LINE),
    ]
    return beside(parts, 4)


def _reactions(reactions: Sequence[Mapping[str, Any]], room: Room) -> Box:
    pills: list[Box] = []
    for one in reactions:
        shown = beside(
            [
                one_line(one["emoji"]["name"], Face(12), look.TEXT, 24),
                one_line(str(one["count"]), _WHEN, look.TEXT, 24),
            ],
            6,
        )
        pills.append(on(padded(shown, left=8, right=8), fill=look.CARD, radius=8, outline=look.CARD_LINE))
    return flow(pills, room.width, 4)


def _thread(thread: Mapping[str, Any], room: Room) -> Box:
    """Return the line under a message that a thread began at."""
    words, count = _words(room.names), thread.get("message_count") or 0
    told = words["thread1"] if count == 1 else words["thread"].format(count=count)
    link = one_line(told, Face(14, 600), look.LINK, 20)
    name = one_line(cut(thread["name"], Face(14, 600), room.width - link.width - 32), Face(14, 600), look.HEADING, 20)
    inner = padded(beside([name, link], 8), left=12, right=12, top=8, bottom=8)
    box = on(inner, fill=look.CARD, radius=8, outline=look.CARD_LINE)
    return box.with_fault("overflow", excerpt(thread["name"])) if box.width > room.width else box


def _title(title: str, frame: Frame) -> Box:
    text = one_line(cut(title, Face(16, 600), frame.width - 32), Face(16, 600), look.HEADING, look.LINE)
    return Box(frame.width, 44, (*text.at(16, 8), Shape(0, 40, frame.width, 1, look.CARD_LINE)))
