"""The pictures of what people see in Discord: texts are set whole, limits and what is badly seen are found."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.markdown import escape
from tests.bot.discord_world import ANSWER, Shelf, bot
from tests.pictures import __main__ as command
from tests.pictures import world as worlds
from tests.pictures.boxes import Word
from tests.pictures.canvas import save
from tests.pictures.chat import Page, Place, page_box
from tests.pictures.components import Room, component_box, components_box
from tests.pictures.fonts import Face, clusters, width
from tests.pictures.forms import form_box
from tests.pictures.heights import Asked, Measured, height_of, too_high
from tests.pictures.limits import broken_by_choices, broken_by_form, broken_by_message
from tests.pictures.lines import text_box, wrapped
from tests.pictures.look import DESK, PHONE
from tests.pictures.markdown import Names, Span, Style, blocks
from tests.pictures.moments import moment
from tests.pictures.scenes import Scene
from tests.pictures.stage import Stage

NAMES = Names(users={"5": "Ann"}, channels={"6": "news"}, now=datetime(2026, 1, 1, tzinfo=UTC))
ROOM = Room(276, NAMES, phone=True)
V2 = 1 << 15
BOT = {"id": "1", "username": "Beleg", "bot": True}
Json = dict[str, Any]


def text(content: str) -> Json:
    return {"type": 10, "content": content}


def button(label: str = "Passage", **more: Any) -> Json:
    return {"type": 2, "style": 2, "label": label, "custom_id": label, **more}


def row(*inner: Json) -> Json:
    return {"type": 1, "components": list(inner)}


def card(*inner: Json) -> Json:
    return {"flags": V2, "components": [{"type": 17, "accent_color": 0x3F7D58, "components": list(inner)}]}


def menu(**more: Any) -> Json:
    return {"type": 3, "custom_id": "menu", "options": [{"label": "a", "value": "a"}], **more}


def form(*parts: Json, **more: Any) -> Json:
    return {"title": "Add", "custom_id": "add", "components": list(parts), **more}


def labelled(field: Json, label: str = "Address", **more: Any) -> Json:
    return {"type": 18, "label": label, "component": field, **more}


def message(*components: Json, **more: Any) -> Json:
    return {"id": "9", "author": BOT, "type": 0, "flags": V2, "components": list(components), **more}


def page(*messages: Json, names: Names = NAMES) -> Page:
    return Page((Place("", tuple(messages)),), names)


def kinds(of: Page) -> set[str]:
    return {fault.kind for fault in page_box(of, PHONE).faults}


def words(of: Page) -> str:
    return " ".join(mark.text for mark in page_box(of, DESK).marks if isinstance(mark, Word))


BROKEN = {
    "content": ({"content": "x" * 2001}, "content"),
    "astral content": ({"content": "💬" * 1001}, "content"),
    "content beside V2": ({**card(text("x")), "content": "x"}, "content beside"),
    "embeds beside V2": ({**card(text("x")), "embeds": [{}]}, "embeds beside"),
    "components": (card(*[text("x")] * 40), "components: 41"),
    "nested": (card(*[row(button(str(n))) for n in range(20)]), "components: 41"),
    "characters": (card(text("x" * 2001), text("x" * 2000)), "characters over all texts: 4001"),
    "bytes": (card(*[text("€" * 1000)] * 3, text("€" * 391)), "UTF-8 bytes over all texts: 10173"),
    "custom id": ({"components": [row(button(custom_id="x" * 101))]}, "custom id: 101"),
    "one id twice": ({"components": [row(button(), button())]}, "occurs twice"),
    "label": ({"components": [row(button("x" * 35))]}, "label of the button"),
    "address": ({"components": [row({"type": 2, "style": 5, "label": "x", "url": "h" * 513})]}, "address of a button"),
    "empty button": ({"components": [row(button(""))]}, "without label"),
    "row": ({"components": [row(*[button(str(n)) for n in range(6)])]}, "components of a row: 6"),
    "rows": ({"components": [row(button(str(n))) for n in range(6)]}, "rows: 6"),
    "options": ({"components": [row(menu(options=[{"label": "a", "value": "a"}] * 26))]}, "options: 26"),
    "option": ({"components": [row(menu(options=[{"label": "x" * 101, "value": "a"}]))]}, "label of an option"),
    "value": ({"components": [row(menu(options=[{"label": "x", "value": "a" * 101}]))]}, "value of an option"),
    "accessory": (card({"type": 9, "components": [text("x")], "accessory": button("x" * 35)}), "label of the button"),
    "no V2": ({"components": [text("x")]}, "without Components V2"),
}


@pytest.mark.parametrize(("body", "named"), BROKEN.values(), ids=BROKEN)
def test_each_broken_limit_is_found_and_nothing_else(body: Json, named: str) -> None:
    [found] = broken_by_message(body)
    assert named in found


def test_a_message_at_the_limits_breaks_none() -> None:
    full = card(*[text("x" * 400)] * 10, *[row(button("x" * 34, custom_id="x" * 98 + f"{n:02}")) for n in range(14)])
    assert broken_by_message(full) == []
    assert broken_by_message({"content": "💬" * 1000, "components": [row(menu())]}) == []


FIELD = {"type": 4, "style": 1, "custom_id": "a"}
BROKEN_FORMS = {
    "parts": (form(*[text("x")] * 6), "parts"),
    "title": (form(text("x"), title="x" * 46), "title"),
    "label": (form(labelled(FIELD, "x" * 46)), "label"),
    "description": (form(labelled(FIELD, description="x" * 101)), "description"),
    "placeholder": (form(labelled({**FIELD, "placeholder": "x" * 101})), "placeholder"),
    "radio group": (form(labelled({"type": 21, "custom_id": "r", "options": [{"label": "a"}] * 11})), "options: 11"),
}


@pytest.mark.parametrize(("modal", "named"), BROKEN_FORMS.values(), ids=BROKEN_FORMS)
def test_each_broken_limit_of_a_form_is_found(modal: Json, named: str) -> None:
    [found] = broken_by_form(modal)
    assert named in found


def test_completions_have_limits_too() -> None:
    assert broken_by_choices([{"name": "x" * 100, "value": "x" * 100}] * 25) == []
    assert broken_by_choices([{"name": "x", "value": "x"}] * 26) == ["choices: 26 instead of 25"]
    assert broken_by_choices([{"name": "x" * 101, "value": "x"}]) == ["name of a choice: 101 instead of 100"]


def test_limits_are_checked_in_every_request_that_shows_something() -> None:
    too_long = {"content": "x" * 2001}
    for path in ("/webhooks/1/token", "/webhooks/1/token/messages/@original", "/channels/1/messages/2"):
        assert worlds.broken_by(path, too_long)
    assert worlds.broken_by("/interactions/1/token/callback", {"type": 4, "data": too_long})
    assert worlds.broken_by("/interactions/1/token/callback", {"type": 9, "data": form(*[text("x")] * 6)})
    assert worlds.broken_by("/interactions/1/token/callback", {"type": 5}) == []
    assert worlds.broken_by("/applications/1/commands", {"content": "x" * 2001}) == []


STYLES = st.builds(Style, bold=st.booleans(), italic=st.booleans(), code=st.booleans())
WORDS = st.text("abW -–.жñ👍🏽\u200d\u200b文ا\t\n", min_size=1, max_size=80)
SPANS = st.lists(st.builds(Span, WORDS, STYLES), min_size=1, max_size=6)


@given(SPANS, st.integers(20, 400))
def test_wrapping_loses_no_character_and_stays_within_its_width(line: list[Span], room: int) -> None:
    rows = wrapped(line, room, Face())
    whole = "".join(span.text for span in line)
    kept = "".join(piece.text for one in rows for piece in one)
    assert [c for c in kept if not c.isspace()] == [c for c in whole if not c.isspace()]
    for one in rows:
        visible = sum(piece.width for piece in one)
        assert visible <= room + 0.01 or len(clusters("".join(piece.text for piece in one).strip())) == 1


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_an_escaped_text_is_read_as_it_is(words: str) -> None:
    read = "\n".join("".join(span.text for span in block.spans) for block in blocks(escape(words), NAMES))
    assert "".join(read.split()) == "".join(words.split())


def test_markdown_is_read_as_discord_reads_it() -> None:
    [line] = blocks(r"**a** *b* __c__ ~~d~~ `e*` [f](<https://f.example>) ||g|| \*h\*", NAMES)
    styled = {span.text: span.style for span in line.spans if span.text.strip()}
    assert styled["a"].bold
    assert styled["b"].italic
    assert styled["c"].underline
    assert styled["d"].strike
    assert styled["e*"].code
    assert styled["f"].kind == "link"
    assert styled["g"].kind == "spoiler"
    assert "".join(span.text for span in line.spans).endswith("g *h*")


def test_lines_have_their_kinds() -> None:
    read = blocks("# A\n-# b\n> c\nd\n- e\n2. f\n>>> g\nh", NAMES)
    assert [block.kind for block in read] == ["heading1", "small", "text", "text", "item", "item", "text", "text"]
    assert [block.quoted for block in read] == [False, False, True, False, False, False, True, True]
    assert [block.bullet for block in read if block.bullet] == ["•", "2."]


def test_mentions_and_moments_are_shown_in_words() -> None:
    [line] = blocks("<@5> <#6> </ask:7> <t:1767225630:R> <t:1767139200:D> <@8>", NAMES)
    assert "".join(span.text for span in line.spans) == "@Ann #news /ask in 30 seconds 31 December 2025 @unknown-user"


@pytest.mark.parametrize(
    ("seconds", "english", "german"),
    [(1, "in 1 second", "in 1 Sekunde"), (-7200, "2 hours ago", "vor 2 Stunden"), (86_400, "in 1 day", "in 1 Tag")],
)
def test_moments_are_told_in_both_languages(seconds: int, english: str, german: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    at = int(now.timestamp()) + seconds
    assert moment(at, "R", now=now, german=False) == english
    assert moment(at, "R", now=now, german=True) == german


@given(st.text("ab cdй-", min_size=1, max_size=300), st.text("ab cdй-", max_size=100))
def test_a_longer_text_is_never_lower(words: str, more: str) -> None:
    assert text_box(words + more, 276, NAMES).height >= text_box(words, 276, NAMES).height


def test_more_room_makes_a_message_lower() -> None:
    shown = message(text("Mayor Ilva Tarn said the quay must be rebuilt before winter. " * 4))
    assert page_box(page(shown), DESK).height < page_box(page(shown), PHONE).height


def test_lines_and_buttons_are_as_high_as_discords() -> None:
    assert text_box("a", 276, NAMES).height == 22
    assert text_box("-# a", 276, NAMES).height == 18
    assert text_box("a\nb", 276, NAMES).height == 44
    assert component_box(row(button()), ROOM).height == 32
    assert components_box([text("a"), row(button()), text("b")], ROOM).height == 22 + 8 + 32 + 8 + 22


def test_widths_are_those_of_the_face_that_draws() -> None:
    assert width("Ryabkov", Face(weight=700)) > width("Ryabkov", Face())
    assert width("ii", Face()) == 2 * width("i", Face())
    assert width("i" * 9, Face(mono=True)) == pytest.approx(width("w" * 9, Face(mono=True)))
    assert clusters("a👩‍👧b🇩🇪👍🏽") == ["a", "👩‍👧", "b", "🇩🇪", "👍🏽"]


def test_a_row_of_four_buttons_is_found_on_a_phone_only() -> None:
    shown = page(message(row(*[button(str(n)) for n in range(4)])))
    assert kinds(shown) == {"row"}
    assert page_box(shown, DESK).faults == ()
    assert kinds(page(message(row(*[button(str(n)) for n in range(3)])))) == set()


def test_an_accessory_that_squeezes_its_text_is_found() -> None:
    def section(label: str) -> Page:
        return page(message(*card({"type": 9, "components": [text("A.")], "accessory": button(label)})["components"]))

    assert kinds(section("Passage")) == {"squeezed"}
    assert kinds(section("▸")) == set()


def test_a_label_that_does_not_fit_is_found() -> None:
    assert kinds(page(message(row(button("Ask about this in a new thread"))))) == set()
    assert kinds(page(message(row(button("W" * 34))))) == {"cut"}


def test_a_menu_whose_words_do_not_fit_is_found() -> None:
    assert kinds(page(message(row(menu(placeholder="W" * 40))))) == {"cut"}


@pytest.mark.parametrize(
    "component",
    [
        text("a"),
        row(button(emoji={"name": "👍"}, disabled=True)),
        row({"type": 2, "style": 5, "label": "Open", "url": "https://a.example"}),
        *[row({"type": kind, "custom_id": "a", "placeholder": "b"}) for kind in (3, 5, 6, 7, 8)],
        {"type": 9, "components": [text("a")], "accessory": {"type": 11, "media": {"url": "b"}}},
        {"type": 12, "items": [{"media": {"url": "a"}}] * 3},
        {"type": 13, "file": {"url": "attachment://a.pdf"}},
        {"type": 14, "divider": True, "spacing": 2},
        {"type": 17, "components": [text("a")]},
    ],
    ids=lambda one: str(one["type"]),
)
def test_every_kind_of_component_is_drawn(component: Json) -> None:
    box = component_box(component, Room(310, NAMES, phone=True))
    assert box.height > 0
    assert box.marks
    assert box.faults == ()


def test_a_kind_that_is_not_known_is_found() -> None:
    assert kinds(page(message({"type": 99}))) == {"cut"}
    assert kinds(page(message(flags=0, embeds=[{"title": "a"}]))) == {"cut"}


@pytest.mark.parametrize(
    "field",
    [
        {"type": 4, "style": 1, "custom_id": "a", "placeholder": "b"},
        {"type": 4, "style": 2, "custom_id": "a", "value": "b"},
        *[{"type": kind, "custom_id": "a"} for kind in (3, 5, 6, 7, 8, 19, 23)],
        *[{"type": kind, "custom_id": "a", "options": [{"label": "b", "description": "c"}]} for kind in (21, 22)],
    ],
    ids=lambda one: str(one["type"]),
)
def test_every_kind_of_field_of_a_form_is_drawn(field: Json) -> None:
    without = form_box(form(), ROOM)
    box = form_box(form(labelled(field, description="What it is for")), ROOM)
    assert box.height > without.height
    assert box.faults == ()


def test_who_sees_and_what_is_answered_is_shown() -> None:
    asked = {"id": "3", "name": "ask", "user": {"id": "5", "username": "ann"}}
    private = message(text("a"), flags=V2 | 64, type=20, interaction_metadata=asked)
    assert "ann used ▸ /ask B Beleg APP" in words(page(private))
    assert "Only you can see this" in words(page(private))
    replied = message(text("a"), type=19, referenced_message={"author": asked["user"], "content": "**Why?**"})
    assert "ann Why? B Beleg" in words(page(replied))
    assert "is thinking…" in words(page(message(flags=128)))


def test_messages_of_one_author_stand_under_one_name() -> None:
    assert words(page(message(text("a")), message(text("b")))).count("APP") == 1


def test_the_same_page_gives_the_same_file(tmp_path: Path) -> None:
    shown = page(message(*card(text("**Ann** said 👍 “что?”"), row(button()))["components"]))
    for name in ("a.png", "b.png"):
        save(page_box(shown, PHONE), tmp_path / name)
    first, second = ((tmp_path / name).read_bytes() for name in ("a.png", "b.png"))
    assert first == second
    save(page_box(page(message(text("Else"))), PHONE), tmp_path / "b.png")
    assert (tmp_path / "b.png").read_bytes() != first


def measured(height: float, *, answered: bool = True, group: str = "judged") -> Measured:
    return Measured(Asked(group, "q", "en", "?"), answered, height, 1, ())


def test_the_median_of_each_group_of_answers_has_to_be_visible() -> None:
    assert too_high([measured(640), measured(600), measured(900)]) == []
    assert too_high([measured(641), measured(641), measured(600)])
    assert too_high([measured(600), measured(900, answered=False), measured(900, answered=False)]) == []
    assert too_high([*[measured(300)] * 9, measured(900, group="said")])


def test_a_height_is_that_of_all_parts_of_an_answer() -> None:
    one, two = message(text("a")), message(text("b\nc"))
    assert height_of(page(one, two))[0] == pytest.approx(height_of(page(one))[0] + height_of(page(two))[0], abs=45)
    assert height_of(page(one, two))[0] > height_of(page(two))[0] > height_of(page(one))[0]


@pytest.fixture
def one_scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Scene], None]:
    """Have the command play one scene, with the real bot over hand-written answers."""

    @asynccontextmanager
    async def small(folder: Path) -> AsyncIterator[worlds.World]:
        client = bot(Shelf(ANSWER))
        async with simcord.run(client, check_errors=False) as env:
            yield worlds.World(env, client, folder)

    def play(scene: Scene) -> None:
        monkeypatch.setattr(command, "world", small)
        monkeypatch.setattr(command, "BUILT", tmp_path)
        monkeypatch.setattr(command, "SHOWN", tmp_path)
        monkeypatch.setattr(command, "SCENES", {"only": scene})

    return play


def drawn(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_the_command_draws_each_scene_in_both_languages_and_widths(
    one_scene: Callable[[Scene], None], tmp_path: Path
) -> None:
    async def answered(stage: Stage) -> None:
        result = await stage.ask(en=ANSWER.question, de=ANSWER.question)
        await stage.click(result, starts="passage:")

    one_scene(answered)
    assert await command.run(["only"], heights=False) == 0
    assert drawn(tmp_path) == ["only-de-390.png", "only-de-900.png", "only-en-390.png", "only-en-900.png"]


async def test_the_command_fails_for_what_is_badly_seen(
    one_scene: Callable[[Scene], None], capsys: pytest.CaptureFixture[str]
) -> None:
    async def crowded(stage: Stage) -> None:
        channel = stage.bot.get_channel(stage.channel.id)
        assert isinstance(channel, discord.TextChannel)
        view = discord.ui.View()
        for number in range(5):
            view.add_item(discord.ui.Button(label=f"Press {number}"))
        await channel.send("Which one?", view=view)

    one_scene(crowded)
    assert await command.run(["only"], heights=False) == 1
    assert "only-en-390: row: 5 buttons in a row" in capsys.readouterr().err


async def test_the_command_fails_for_a_limit_that_was_broken_though_discord_refused_it(
    one_scene: Callable[[Scene], None], capsys: pytest.CaptureFixture[str]
) -> None:
    async def too_long(stage: Stage) -> None:
        channel = stage.bot.get_channel(stage.channel.id)
        assert isinstance(channel, discord.TextChannel)
        with pytest.raises(discord.HTTPException):
            await channel.send("x" * 2001)

    one_scene(too_long)
    assert await command.run(["only"], heights=False) == 1
    assert "only-de: limit: content: 2001 instead of 2000" in capsys.readouterr().err


async def test_a_client_reads_in_the_language_of_its_scene(one_scene: Callable[[Scene], None]) -> None:
    seen: list[str] = []

    async def helped(stage: Stage) -> None:
        await stage.member.slash(stage.channel, "help")
        seen.append(words(stage.page()))

    one_scene(helped)
    await command.run(["only"], heights=False)
    english, german = seen
    assert "Alice used ▸ /help B Beleg" in english
    assert "Anna nutzt ▸ /hilfe B Beleg" in german
    assert "Nur du kannst das sehen" in german
