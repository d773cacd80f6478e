"""What people read in Discord: every language has all of it, with the same gaps to fill, within Discord's limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from string import Formatter
from typing import Any, get_args

import pytest
from simcord import Env

from bot.discord_app.client import BelegBot
from bot.discord_app.failures import told
from bot.discord_app.markdown import LIMIT, length
from bot.discord_app.texts import ENGLISH, GERMAN, LANGUAGES, FailureCode, Texts, in_language
from bot.discord_app.texts.form import CommandWords
from retrieval.errors import QueryError, QueryProblem
from retrieval.search.query import understand
from tests.bot.discord_world import Shelf, bot, connected, replied


@pytest.fixture
def simcord_bot() -> BelegBot:
    return bot(Shelf())


def sentences(texts: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield each sentence with its name; what is in a table or a value has the name of both."""
    for field in fields(texts):
        value = getattr(texts, field.name)
        for key, one in value.items() if isinstance(value, Mapping) else [("", value)]:
            name = f"{prefix}{field.name}.{key}".rstrip(".")
            if is_dataclass(one):
                yield from sentences(one, f"{name}.")
            else:
                yield name, one


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def lacking(texts: Texts) -> list[str]:
    """Return the names of what a language has not, or only in English."""
    own, english = dict(sentences(texts)), dict(sentences(ENGLISH))
    return [name for name, sentence in english.items() if not own.get(name) or own[name] == sentence]


@pytest.mark.parametrize("texts", [t for t in LANGUAGES.values() if t is not ENGLISH], ids=lambda t: t.language)
def test_a_language_lacks_nothing(texts: Texts) -> None:
    assert lacking(texts) == []
    assert set(dict(sentences(texts))) == set(dict(sentences(ENGLISH)))


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda t: t.language)
def test_a_language_has_the_same_gaps_and_fits_discord(texts: Texts) -> None:
    english = dict(sentences(ENGLISH))
    for name, sentence in sentences(texts):
        assert gaps(sentence) == gaps(english[name]), name
        assert length(sentence) <= (32 if name.endswith(".name") else 100 if name.endswith(".description") else LIMIT)


def test_a_locale_is_answered_in_its_language() -> None:
    assert [in_language(locale).language for locale in ("de", "de-AT", "en-GB", "tlh")] == ["de", "de", "en", "en"]


async def test_every_command_and_option_has_its_words(simcord_env: Env) -> None:
    commands = list(simcord_env.backend.commands[None].values())
    registered = dict(found for one in commands if one.get("type", 1) == 1 for found in named(one))
    menus = [one for one in commands if one.get("type", 1) == 3]
    assert set(registered) == set(ENGLISH.commands)
    assert {one["name"] for one in menus} == set(ENGLISH.menus.values())
    for texts in LANGUAGES.values():
        if texts is not ENGLISH:
            shown = {key: _localized(one, texts.language) for key, one in registered.items()}
            assert shown == texts.commands
            assert {one["name_localizations"][texts.language] for one in menus} == set(texts.menus.values())


def _localized(registered: dict[str, Any], language: str) -> CommandWords:
    """Return the words of a command or an option; where they are the same as in English, Discord has them once."""
    words = [
        (registered.get(f"{of}_localizations") or {}).get(language, registered[of]) for of in ("name", "description")
    ]
    return CommandWords(*words)


def named(command: dict[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a command with its name, then its subcommands and options with both names."""
    name = f"{above}{command['name']}"
    yield name, command
    for option in command.get("options", []):
        if option["type"] == 1:
            yield from named(option, f"{name} ")
        else:
            yield f"{name}.{option['name']}", option


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda t: t.language)
def test_every_failure_has_its_sentence(texts: Texts) -> None:
    codes = {code for one in get_args(FailureCode) for code in get_args(one) or [one]}
    assert set(texts.failures) == codes


MISTAKES: list[tuple[QueryProblem, dict[str, Any], str]] = [
    ("empty", {"question": " "}, "Die Frage ist leer; bitte schreib mindestens ein Wort."),
    (
        "question_too_long",
        {"question": "x" * 1001},
        "Die Frage hat 1.001 Zeichen, Beleg liest höchstens 1.000; bitte frag mit weniger Worten.",
    ),
    (
        "speaker_too_long",
        {"question": "x", "speaker": "x" * 201},
        "Der Name hat 201 Zeichen, Beleg liest höchstens 200; bitte gib nur den Namen an.",
    ),
    (
        "no_day",
        {"question": "x", "since": "**neulich**"},
        r"Bei `von` steht „\*\*neulich\*\*“, erwartet wird ein Tag oder Zeitraum wie 31.1.2022, „gestern“, „letzte "
        "Woche“ oder „Januar 2022“; bitte frag damit noch einmal.",
    ),
    (
        "day_unclear",
        {"question": "x", "until": "5/11/2024"},
        "Bei `bis` steht „5/11/2024“, das kann 2024-11-05 oder 2024-05-11 heißen; bitte schreib den Tag so wie diese "
        "beiden.",
    ),
    (
        "days_swapped",
        {"question": "x", "since": "2022-02-01", "until": "2022-01-01"},
        "Der erste Tag, 2022-02-01, liegt nach dem letzten, 2022-01-01; bitte vertausche die beiden.",
    ),
]


@pytest.mark.parametrize(("problem", "typed", "sentence"), MISTAKES, ids=[problem for problem, _, _ in MISTAKES])
def test_a_mistake_in_a_question_is_told_in_german(problem: str, typed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(QueryError) as caught:
        understand(**typed)
    assert caught.value.problem == problem
    assert told(caught.value, GERMAN, "00000f", "/ask") == sentence


def test_every_mistake_is_in_the_table() -> None:
    assert {problem for problem, _, _ in MISTAKES} | {"bad_question"} == set(get_args(QueryProblem))


async def test_a_germans_mistake_is_told_to_them_alone_and_in_german() -> None:
    client = bot(Shelf(), shard_count=None)
    async with connected(client) as server:
        token = await server.slash("ask", locale="de", question="Wer?", since="neulich")
        await replied(client, server, token)
        shown = server.replies[token]
        assert (shown.private, shown.content.startswith("Bei `von` steht „neulich“")) == (True, True)


def test_what_nobody_foresaw_is_told_without_details(caplog: pytest.LogCaptureFixture) -> None:
    sentence = told(ZeroDivisionError("in /srv/secret"), GERMAN, "00000f", "/ask")
    assert sentence == (
        "Das hat nicht geklappt; bitte versuch es noch einmal.\n"
        "-# Wenn es wieder passiert, nenn denen, die Beleg betreiben, diese Nummer: 00000f"
    )
    assert "Interaction 00000f (/ask) failed" in caplog.text
    for texts in LANGUAGES.values():
        for name, one in sentences(texts):
            assert not re.search(r"\blog\b|Protokoll", one), name
