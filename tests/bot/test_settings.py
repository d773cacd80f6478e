"""Settings: one default for each key, three layers, and a sentence for every mistake."""

from __future__ import annotations

import itertools
import os
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import DEFAULTS, Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("BELEG_")]:
        monkeypatch.delenv(name)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_but_secrets_has_its_default_in_the_commented_file() -> None:
    content = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    settings = load_settings()
    dumped = settings.model_dump(exclude={"discord": {"token"}})
    assert {name: set(value) if isinstance(value, dict) else None for name, value in dumped.items()} == {
        name: set(value) if isinstance(value, dict) else None for name, value in content.items()
    }


def test_a_comment_stands_above_every_default() -> None:
    lines = DEFAULTS.read_text(encoding="utf-8").splitlines()
    for before, line in itertools.pairwise(lines):
        if "=" in line and not line.startswith("#"):
            assert before.startswith("#") or "=" in before, line


def test_the_data_folder_is_absolute_and_lies_in_the_working_directory(tmp_path: Path) -> None:
    assert load_settings().data_dir == tmp_path / ".beleg"


def test_file_over_default_dotenv_over_file_environment_over_dotenv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = written(tmp_path / "own.toml", "[answer]\nquotations = 1\nstatements = 1\nmax_characters = 500\n")
    written(tmp_path / ".env", "BELEG_ANSWER__QUOTATIONS=2\nBELEG_ANSWER__STATEMENTS=2\nOTHER_PROGRAM__KEY=1\n")
    monkeypatch.setenv("BELEG_ANSWER__QUOTATIONS", "3")
    answer = load_settings(config).answer
    assert (answer.quotations, answer.statements, answer.max_characters) == (3, 2, 500)
    assert answer.quotation_characters == 400


def test_data_folder_and_token_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_DATA_DIR", "elsewhere")
    monkeypatch.setenv("BELEG_DISCORD__TOKEN", "abc.def")
    settings = load_settings()
    assert settings.data_dir == tmp_path / "elsewhere"
    assert settings.discord.token is not None
    assert settings.discord.token.get_secret_value() == "abc.def"
    assert "abc.def" not in repr(settings)


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_token_is_none(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    monkeypatch.setenv("BELEG_DISCORD__TOKEN", blank)
    assert load_settings().discord.token is None


def test_settings_are_frozen() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.data_dir = Path("/")
    with pytest.raises(ValidationError):
        settings.answer.quotations = 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[answr]\nquotations = 3\n", "unknown setting 'answr'; did you mean 'answer'?"),
        ("[answer]\nquotation = 3\n", "unknown key 'quotation' in [answer]; did you mean 'quotations'?"),
        ("[answer]\nzzz = 3\n", "expected one of max_characters, quotation_characters"),
        ("answer = 3\n", "it is a section: write [answer] above."),
        ("[answer]\nquotations = 'many'\n", "answer.quotations in {path} cannot be used ('many' given)"),
        ("[answer]\nquotations = 0\n", "greater than or equal to 1"),
        ("[discord]\ntoken = 'sesame'\n", "set the environment variable BELEG_DISCORD__TOKEN instead."),
        ("[discord]\napi_base = 'example.org'\n", "discord.api_base in {path}"),
        ("quotations = = 3", "is no valid TOML"),
    ],
)
def test_a_mistake_in_a_file_is_one_sentence_that_names_the_file(tmp_path: Path, content: str, told: str) -> None:
    path = written(tmp_path / "own.toml", content)
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    message = str(caught.value)
    assert told.format(path=path) in message
    assert str(path) in message
    assert "\n" not in message
    assert "sesame" not in message


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read"):
        load_settings(tmp_path / name)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes("[model]\nname = 'Größe'".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"own\.toml is no valid TOML"):
        load_settings(tmp_path / "own.toml")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("BELEG_DISCORD__TOKN", "did you mean 'BELEG_DISCORD__TOKEN'?"),
        ("BELEG_ANSWERS__QUOTATIONS", "did you mean 'BELEG_ANSWER__QUOTATIONS'?"),
        ("BELEG_DATADIR", "did you mean 'BELEG_DATA_DIR'?"),
    ],
)
def test_an_unknown_variable_is_an_error_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == f"Unknown setting {name} in the environment; {told}"


def test_an_unknown_variable_in_dotenv_names_that_file(tmp_path: Path) -> None:
    path = written(tmp_path / ".env", "BELEG_DISCORD__TOKN=1\n")
    with pytest.raises(SettingsError, match=f"BELEG_DISCORD__TOKN in {path}"):
        load_settings()


@pytest.mark.parametrize("name", ["BELEG_PORT", "BELEG_SERVICE_HOST", "BELEG_PORT_8000_TCP_ADDR"])
def test_what_container_platforms_set_for_a_service_called_beleg_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "tcp://10.0.0.1:8000")
    assert isinstance(load_settings(), Settings)


@pytest.mark.parametrize(("name", "value"), [("BELEG_ANSWER__QUOTATIONS", "x"), ("BELEG_ANSWER", "{")])
def test_a_value_of_the_wrong_kind_names_the_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "\n" not in str(caught.value)
    assert name.removeprefix("BELEG_").split("__")[0].lower() in str(caught.value).lower()
