"""Every failure is told in the language of whoever meets it, to them alone, without what is none of their business.

Codes, commands, menus, buttons and forms are found in the code and in what is registered, so that new ones are tested.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import discord
import pytest
from hypothesis import find
from hypothesis import strategies as st

from bot.discord_app.client import BelegBot
from bot.discord_app.failures import Failure, told
from bot.discord_app.texts import ENGLISH, GERMAN, LANGUAGES, FailureCode, Texts
from bot.discord_app.under_way import UnderWay
from bot.settings.schema import names, variable
from retrieval.errors import QueryError, RetrievalError
from tests.bot.discord_server import MESSAGE, USER, DiscordServer, Shown
from tests.bot.discord_world import LIMITS, Shelf, bot, connected, replied
from tests.bot.test_discord_texts import lacking

ROOT = Path(__file__).parents[2]
CODES: list[FailureCode] = sorted({code for one in get_args(FailureCode) for code in get_args(one) or [one]})


# --- the table of codes ----------------------------------------------------------------------------------------------


@cache
def trees(*folders: str) -> list[ast.Module]:
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths if "texts" not in path.parts]


def constants(node: ast.AST) -> Iterator[str]:
    """Yield the texts in some code, but not those that only declare which there may be, or are compared with."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
        return
    if isinstance(node, ast.Compare):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from constants(child)


def raised() -> Iterator[str]:
    """Yield the codes that a `Failure` is made with, where the code says them."""
    for tree in trees("bot/discord_app"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Failure":
                yield from constants(node.args[0])


def test_every_code_that_is_raised_is_in_the_table() -> None:
    assert len(set(raised())) > 10
    assert set(raised()) <= set(CODES)


def test_every_code_in_the_table_is_raised_somewhere() -> None:
    used = {text for tree in trees("bot", "retrieval") for text in constants(tree)}
    assert [code for code in CODES if code not in used] == []


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda texts: texts.language)
def test_every_code_has_a_sentence_and_every_sentence_a_code(texts: Texts) -> None:
    assert sorted(texts.failures) == CODES
    for code, sentence in texts.failures.items():
        assert sentence.strip() == sentence, code
        assert sentence.endswith((".", "}.")), code
        assert len(sentence) > 20, code


def test_what_a_new_language_lacks_is_listed() -> None:
    begun = replace(
        GERMAN,
        language="xx",
        waiting="",
        passage=ENGLISH.passage,
        failures={code: sentence for code, sentence in GERMAN.failures.items() if code != "full"},
    )
    assert set(lacking(begun)) == {"waiting", "passage", "failures.full"}


# --- what a sentence may not hold ------------------------------------------------------------------------------------


def _classes() -> set[str]:
    """Return the names of Beleg's classes that no sentence has as a word."""
    nodes = (node for tree in trees("bot", "retrieval") for node in ast.walk(tree))
    found = {node.name for node in nodes if isinstance(node, ast.ClassDef)}
    return {name for name in found if re.search(r"[a-z][A-Z]", name)}


UNTOLD = re.compile(
    "|".join(
        [
            r"(?<![\w<])/[\w.]+/",  # a path
            r"\w+\.(?:py|toml|sqlite3|md)\b",
            r"Traceback|Error\b|Exception|None\b|\{\w*\}",
            *(re.escape(variable(name)) for name in names()),
            *(rf"\b{re.escape(name)}\b" for name in names() if "." in name or "_" in name),
            *(rf"\b{name}\b" for name in sorted(_classes())),
        ]
    )
)


def says(content: str, template: str, texts: Texts) -> bool:
    """Return whether a message is a sentence with its gaps filled, perhaps with a number to name below it."""
    parts = [re.escape(part) + (".+?" if gap else "") for part, gap, _, _ in Formatter().parse(template)]
    below = re.escape(texts.reference.partition("{")[0]) + "[0-9a-f]{6}"
    return re.fullmatch(f"{''.join(parts)}(?:\n-# {below})?", content) is not None


def given(code: FailureCode) -> dict[str, Any]:
    """Return something for each gap of a sentence."""
    known = {"seconds": 12.0, "option": "since", "value": "gestern"}
    found = {name for _, name, _, _ in Formatter().parse(ENGLISH.failures[code]) if name}
    return {name: known.get(name, 3) for name in found}


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda texts: texts.language)
@pytest.mark.parametrize("code", CODES)
def test_a_sentence_says_nothing_of_the_inside(code: FailureCode, texts: Texts) -> None:
    sentence = told(Failure(code, **given(code)), texts, "00000f", "/ask")
    assert says(sentence, texts.failures[code], texts)
    assert not UNTOLD.search(sentence)
    assert code not in sentence.split() or code in {"empty", "full", "failed", "stuck"}


def _errors() -> list[type[RetrievalError]]:
    found, new = [RetrievalError], [RetrievalError]
    while new:
        new = [one for kind in new for one in kind.__subclasses__() if one.__module__.startswith("retrieval")]
        found += new
    return [kind for kind in found if not issubclass(kind, QueryError)]


SECRET = "Cannot read /srv/secret/catalog.sqlite3, see answer.quotations"


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda texts: texts.language)
@pytest.mark.parametrize("kind", [*_errors(), OSError, ZeroDivisionError, KeyError, discord.DiscordException])
def test_an_error_of_the_inside_stays_inside(kind: type[Exception], texts: Texts) -> None:
    error = kind.__new__(kind)
    Exception.__init__(error, SECRET)
    sentence = told(error, texts, "00000f", "/ask")
    assert any(says(sentence, one, texts) for one in texts.failures.values())
    assert not UNTOLD.search(sentence)


# --- every way in ----------------------------------------------------------------------------------------------------

Way = Callable[[str], Awaitable[str]]
"""Has a person with a client in some language do something; returns the interaction's token."""

_MANAGER = discord.Permissions(manage_guild=True).value
_CHANNEL = {"id": "70", "type": 0, "name": "news", "permissions": "0", "parent_id": None}
_FILE = {"id": "71", "filename": "a.txt", "size": 1, "url": "https://x.example/a", "proxy_url": "https://x.example/a"}
# What a person gives for an option of each kind: its value, and what Discord adds under which name.
_VALUES: dict[int, tuple[Any, str, Any]] = {
    3: ("x", "", None),
    4: (1, "", None),
    5: (True, "", None),
    6: ("5", "users", USER),
    7: ("70", "channels", _CHANNEL),
    10: (1.5, "", None),
    11: ("71", "attachments", _FILE),
}
_TEXT_FIELD = 4


class Ways:
    """All that a person can do to the bot, as it is registered."""

    def __init__(self, client: BelegBot, server: DiscordServer) -> None:
        self._client = client
        self._server = server

    def all(self) -> Iterator[tuple[str, Way]]:
        """Yield each way with a name for it."""
        for command in self._server.commands:
            if command["type"] == 1:
                yield from self._typed(command)
            else:
                yield f"menu {command['name']}", self._chosen(command)
        for pattern, kind in self._client._connection._view_store._dynamic_items.items():
            yield f"button {kind.__name__}", self._pressed(pattern, kind)

    def _typed(self, command: dict[str, Any]) -> Iterator[tuple[str, Way]]:
        data = {"id": command["id"], "name": command["name"], "type": 1, "guild_id": None}
        for path, options in _leaves(command):
            filled, resolved = _filled(options)
            for part in reversed(path):
                filled = [{"name": part["name"], "type": part["type"], "options": filled}]
            name = " ".join([command["name"], *(part["name"] for part in path)])
            yield f"/{name}", self._way(2, {**data, "options": filled, "resolved": resolved})

    def _chosen(self, command: dict[str, Any]) -> Way:
        kind, target = ("messages", MESSAGE) if command["type"] == 3 else ("users", USER)
        data = {"id": command["id"], "name": command["name"], "type": command["type"], "target_id": target["id"]}
        return self._way(2, {**data, "resolved": {kind: {target["id"]: target}}})

    def _pressed(self, pattern: re.Pattern[str], kind: type[Any]) -> Way:
        custom_id = find(_strings(pattern.pattern), lambda one: len(one) <= 100)
        item: dict[str, Any] = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
        data = {"custom_id": custom_id, "component_type": 2}
        if _is_select(kind):
            item = {"type": 3, "custom_id": custom_id, "options": [{"label": "x", "value": "x"}]}
            data |= {"component_type": 3, "values": ["x"]}
        return self._way(3, data, {**MESSAGE, "components": [{"type": 1, "components": [item]}]})

    def _way(self, kind: int, data: dict[str, Any], message: dict[str, Any] | None = None) -> Way:
        return lambda locale: self._server.interact(kind, data, locale, _MANAGER, message, person=5)

    def sent(self, form: dict[str, Any]) -> Way:
        """Return the way of sending a form that was opened."""
        typed: list[dict[str, Any]] = []
        for row in form["components"]:
            inner = row.get("component") or (row.get("components") or [row])[0]
            value: dict[str, Any] = {"value": "x"} if inner["type"] == _TEXT_FIELD else {"values": []}
            component = {"type": inner["type"], "custom_id": inner.get("custom_id", ""), "id": 1, **value}
            typed.append(
                {"type": row["type"], "id": 2, "component": component}
                if "component" in row
                else {"type": row["type"], "id": 2, "components": [component]}
            )
        return self._way(5, {"custom_id": form["custom_id"], "components": typed})


def _leaves(command: dict[str, Any]) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Yield each command inside a command as the groups to it and its own options."""
    inner = [option for option in command.get("options") or [] if option["type"] in {1, 2}]
    if not inner:
        yield [], command.get("options") or []
    for option in inner:
        for path, options in _leaves(option):
            yield [option, *path], options


def _filled(options: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return what a person types into the options that have to be there, and what Discord says of it."""
    filled: list[dict[str, Any]] = []
    resolved: dict[str, dict[str, Any]] = {}
    for option in options:
        if not option.get("required"):
            continue
        value, kind, found = _VALUES[option["type"]]
        value = (option.get("choices") or [{"value": value}])[0]["value"]
        filled.append({"name": option["name"], "type": option["type"], "value": value})
        if kind:
            resolved.setdefault(kind, {})[value] = found
    return filled, resolved


def _strings(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True, alphabet=st.characters(codec="ascii"))


def _is_select(kind: type[Any]) -> bool:
    bases = [base for one in kind.__mro__ for base in getattr(one, "__orig_bases__", ())]
    return any("Select" in str(argument) for base in bases for argument in get_args(base))


class Door:
    """Stands before everything: where `failure` is set, all that comes meets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.failure: Failure | None = None
        really = UnderWay.enter

        def enter(under_way: UnderWay) -> None:
            really(under_way)
            if self.failure:
                raise self.failure

        monkeypatch.setattr(UnderWay, "enter", enter)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    return Door(monkeypatch)


ROOMY = LIMITS.model_copy(update={"person": 10_000, "channel": 10_000, "server": 10_000})


@pytest.mark.slow
@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda texts: texts.language)
async def test_every_failure_by_every_way_is_told_in_the_askers_language_to_them_alone(
    texts: Texts, door: Door
) -> None:
    client = bot(Shelf(), limits=ROOMY, shard_count=None)
    async with connected(client) as server:
        ways = Ways(client, server)
        found = dict(ways.all())
        assert {"/ask", "/help", "/reindex", "button PassageButton"} <= set(found)
        forms = {name: way for name, way in found.items() if await _form(server, client, way)}
        assert {"/setup", "menu Ask about this", "button FormButton"} <= set(forms)

        async def sent_form(opening: Way, locale: str) -> str:
            # A form can be sent once.
            door.failure, met = None, door.failure
            form = await _form(server, client, opening)
            door.failure = met
            return await ways.sent(form)(locale)

        by_form: dict[str, Way] = {f"form of {name}": partial(sent_form, way) for name, way in forms.items()}
        for code in CODES:
            for name, way in [*found.items(), *by_form.items()]:
                door.failure = Failure(code, **given(code))
                shown = await _shown(server, client, way, texts)
                assert (shown.state, shown.private, shown.more) == ("shown", True, []), (name, code)
                assert says(shown.content, texts.failures[code], texts), (name, code, shown.content)
                assert not UNTOLD.search(shown.content), (name, code)


async def _shown(server: DiscordServer, client: BelegBot, way: Way, texts: Texts) -> Shown:
    token = await way(texts.language)
    await replied(client, server, token)
    return server.replies[token]


async def _form(server: DiscordServer, client: BelegBot, way: Way) -> dict[str, Any]:
    """Return the form that a way opens; empty where it opens none."""
    token = await way("en-GB")
    await replied(client, server, token)
    return server.replies[token].form or {}


# --- after the acknowledgement ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda texts: texts.language)
@pytest.mark.parametrize("code", CODES)
async def test_a_failure_after_all_saw_that_a_question_came_is_told_to_the_asker_alone(
    code: FailureCode, texts: Texts
) -> None:
    shelf = Shelf()
    shelf.failure = Failure(code, **given(code))
    client = bot(shelf, limits=ROOMY, shard_count=None)
    async with connected(client) as server:
        token = await server.slash("ask", question="Who is the mayor?", locale=texts.language)
        await server.until(lambda: server.replies[token].state == "deleted")
        [(sentence, private)] = server.replies[token].more
    assert private
    assert says(sentence, texts.failures[code], texts)


def test_the_languages_are_german_and_english_at_least() -> None:
    assert {GERMAN.language, ENGLISH.language} <= set(LANGUAGES)
