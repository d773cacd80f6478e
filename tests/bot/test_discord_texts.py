"""What people read in Discord: every language has all of it, with the same gaps to fill, within Discord's limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
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


def sentences(texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield each sentence with its name; what is in a table has the name of both."""
    for field in fields(texts):
        value = getattr(texts, field.name)
        for key, one in value.items() if isinstance(value, Mapping) else [("", value)]:
            if isinstance(one, CommandWords):
                yield f"{field.name}.{key}.name", one.name
                yield f"{field.name}.{key}.description", one.description
            else:
                yield f"{field.name}.{key}".rstrip("."), one


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
    registered: dict[str, Any] = {}
    for command in simcord_env.backend.commands[None].values():
        registered[command["name"]] = command
        for option in command.get("options", []):
            registered[f"{command['name']}.{option['name']}"] = option
    assert set(registered) == set(ENGLISH.commands)
    for texts in LANGUAGES.values():
        if texts is not ENGLISH:
            shown = {
                key: CommandWords(
                    one["name_localizations"][texts.language], one["description_localizations"][texts.language]
                )
                for key, one in registered.items()
            }
            assert shown == texts.commands


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
        {"question": "x", "since": "**gestern**"},
        r"Bei `von` steht „\*\*gestern\*\*“, erwartet wird ein Kalendertag wie 2022-01-31; bitte frag damit noch "
        "einmal.",
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
        token = await server.slash("ask", locale="de", question="Wer?", since="gestern")
        await replied(client, server, token)
        shown = server.replies[token]
        assert (shown.private, shown.content.startswith("Bei `von` steht „gestern“")) == (True, True)


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
