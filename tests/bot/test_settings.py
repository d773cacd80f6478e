"""Settings: one default for each key, three layers, and a sentence for every mistake."""

from __future__ import annotations

import itertools
import json
import os
import re
import tempfile
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot import assembly
from bot.cli import cli
from bot.settings import DEFAULTS, Settings, SettingsError, load_settings
from bot.settings.schema import FROM_DOTENV, names, variable
from tests.fakes import HashedEncoder


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
    dumped = settings.model_dump(exclude={"discord": {"token"}, "generation": {"api_key"}})
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
        ("[generation]\nmodel = 'gpt'\n", "generation.model in {path}"),
        ("[generation]\nbase_url = 'ftp://example.org/v1'\n", "generation.base_url in {path}"),
        ("[generation]\nbase_url = 'https://me:sesame@example.org/v1'\n", "generation.base_url in {path}"),
        ("[generation]\napi_key = 'sesame'\n", "set the environment variable BELEG_GENERATION__API_KEY instead."),
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


# --- the .env of the working directory -------------------------------------------------------------------------------

OTHER = {
    "data_dir": "data",
    "model.name": "models/own",
    "model.download": "true",
    "model.dimension": "8",
    "model.query_prompt": "query: ",
    "model.passage_prompt": "passage: ",
    "model.reader": "models/reader",
    "articles.max_bytes": "1000",
    "articles.sent_bytes": "2000",
    "articles.allow_hosts": '["10.0.0.1"]',
    "articles.user_agent": "Kontor/2.0",
    "articles.proxy": "http://mia:geheim@127.0.0.1:3128",
    "feeds.urls": '["https://news.example/feed"]',
    "feeds.minutes": "5",
    "questions.max_characters": "100",
    "answer.max_characters": "500",
    "answer.quotation_characters": "100",
    "answer.quotations": "2",
    "answer.statements": "2",
    "generation.model": "openai:some-model",
    "generation.base_url": "http://127.0.0.1:8080/v1",
    "generation.temperature": "0.5",
    "generation.first_line_seconds": "4",
    "generation.gap_seconds": "2",
    "generation.whole_seconds": "10",
    "generation.characters": "2000",
    "generation.lines": "6",
    "generation.waiting": "1",
    "generation.server_tokens": "1000",
    "generation.person_tokens": "100",
    "generation.api_key": "abc-def",
    "discord.api_base": "https://elsewhere.example/api/v10",
    "discord.servers": '["123456789012345678"]',
    "discord.everybody": "true",
    "discord.message_content": "true",
    "discord.token": "abc.def",
    "limits.person": "1",
    "limits.channel": "2",
    "limits.server": "3",
    "limits.seconds": "60",
    "limits.waiting": "4",
    "limits.answer_seconds": "10",
    "state.answer_days": "30",
    "state.questions": "true",
    "state.conversation_hours": "1",
    "state.watch_days": "30",
    "state.count_days": "30",
    "operation.host": "127.0.0.2",
    "operation.port": "9464",
    "watches.person": "1",
    "watches.server": "2",
    "watches.messages": "3",
    "watches.digest_hour": "4",
}
"""Another value than the default for each setting, as an environment gives it."""


def setting(settings: Settings, name: str) -> object:
    section, _, key = name.partition(".")
    return getattr(getattr(settings, section), key) if key else getattr(settings, section)


def test_every_setting_has_another_value_here() -> None:
    assert set(OTHER) == set(names())


@pytest.mark.parametrize("name", OTHER)
def test_what_says_whom_to_trust_is_not_taken_from_dotenv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    usual = setting(load_settings(), name)
    dotenv = written(tmp_path / ".env", f"{variable(name)}='{OTHER[name]}'\n")
    if name in FROM_DOTENV:
        settings = load_settings()
        assert setting(settings, name) != usual
        assert settings.places == {name: f"{variable(name)} in {dotenv}"}
    else:
        with pytest.raises(SettingsError) as caught:
            load_settings()
        message = str(caught.value)
        assert message.startswith(f"{variable(name)} in {dotenv} is not taken from there")
        assert message.endswith("remove that line, and set it in the environment or in a file given with --config.")
        assert OTHER[name] not in message.replace(str(dotenv), "")
    monkeypatch.setenv(variable(name), OTHER[name])
    written(dotenv, "")
    assert setting(load_settings(), name) != usual


def test_where_things_go_is_never_up_to_dotenv() -> None:
    assert not {name for name in FROM_DOTENV if name.startswith("model.")}
    assert not {name for name in FROM_DOTENV if name.startswith("generation.")}
    assert not FROM_DOTENV & {"discord.api_base", "feeds.urls", "articles.allow_hosts", "articles.user_agent"}
    assert "articles.proxy" not in FROM_DOTENV


@pytest.mark.parametrize(
    "address",
    ["http://proxy:3128", "http://u:p%40s@[::1]:8080/", "http://user@proxy.example:65535", "http://u:@10.0.0.1:1"],
)
def test_addresses_of_proxies(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("BELEG_ARTICLES__PROXY", address)
    settings = load_settings()
    assert settings.articles.proxy == address
    assert address not in repr(settings)


@pytest.mark.parametrize(
    "address",
    [
        "socks5://mia:geheim@proxy:1080",
        "https://mia:geheim@proxy:3128",
        "mia:geheim@proxy:3128",
        "http://mia:geheim@proxy",
        "http://mia:geheim@proxy:70000",
        "http://mia:geheim@proxy:0",
        "http://mia:ge@heim@proxy:3128",
        "http://mia:geheim@proxy:3128/path",
        "http://mia:gehe im@proxy:3128",
        "http://mia:geheim@:3128",
    ],
)
def test_no_address_of_a_proxy_and_its_password_not_shown(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("BELEG_ARTICLES__PROXY", address)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "http://[user:password@]host:port" in str(caught.value)
    assert not {"geheim", "mia"} & set(re.split(r"\W+", str(caught.value)))


def test_a_line_of_dotenv_that_the_environment_overrides_hurts_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / ".env", "BELEG_DISCORD__API_BASE=https://elsewhere.example/api\n")
    monkeypatch.setenv("BELEG_DISCORD__API_BASE", "https://proxy.example/api")
    assert load_settings().discord.api_base == "https://proxy.example/api"


@pytest.mark.parametrize("folder", ["/srv/data", "../data", "inside/../../data", "~/data", "link/data"])
def test_a_data_folder_in_dotenv_stays_in_the_working_directory(tmp_path: Path, folder: str) -> None:
    (tmp_path / "link").symlink_to("/")
    written(tmp_path / ".env", f"BELEG_DATA_DIR={folder}\n")
    with pytest.raises(SettingsError, match="leads out of that folder"):
        load_settings()


def test_no_file_of_settings_is_read_that_nobody_named(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    for path in (tmp_path / "config" / "default.toml", tmp_path / "beleg.toml", tmp_path / "config.toml"):
        written(path, '[discord]\napi_base = "https://elsewhere.example/api"\n')
    assert load_settings().discord.api_base == "https://discord.com/api/v10"
    assert not load_settings().places


def test_dotenv_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfBELEG_ANSWER__QUOTATIONS=2\n")
    assert load_settings().answer.quotations == 2


@pytest.mark.parametrize(
    "line", ["BELEG_DISCORD__TOKEN: {0}", "BELEG_DISCORD__TOKEN {0}", "export BELEG_DISCORD__TOKEN"]
)
def test_a_line_of_dotenv_that_gives_nothing_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path / ".env", f"# ours\n{line.format(TOKEN)}\n")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == f"Line 2 of {path} gives BELEG_DISCORD__TOKEN no value; expected lines of NAME=value."


def test_a_section_is_given_key_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_ANSWER", '{"quotations": 2}')
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "BELEG_ANSWER in the environment names a whole section; write one variable a key, such as "
        "BELEG_ANSWER__MAX_CHARACTERS."
    )


@pytest.mark.parametrize("value", ["https://a.example/feed", '{"a": 1}', "[1]", "[" * 100_000])
def test_a_list_is_json(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BELEG_FEEDS__URLS", value)
    with pytest.raises(SettingsError, match=r"^BELEG_FEEDS__URLS in the environment is no JSON list of strings; "):
        load_settings()


@pytest.mark.parametrize("folder", ['"a\\u0000b"', '"~nobody-of-that-name/data"', "5"])
def test_a_data_folder_that_cannot_be_one(tmp_path: Path, folder: str) -> None:
    path = written(tmp_path / "own.toml", f"data_dir = {folder}\n")
    with pytest.raises(SettingsError, match=re.escape(f"data_dir in {path} cannot be used")):
        load_settings(path)


# --- secrets ---------------------------------------------------------------------------------------------------------

TOKEN = f"{'MTk4' * 6}.Cl2FMQ.{'ZnCjm1XVW' * 3}"  # the shape of a bot's token


@pytest.mark.parametrize(
    "name", ["BELEG_MODEL__NAME", "BELEG_DATA_DIR", "BELEG_MODEL__QUERY_PROMPT", "BELEG_DISCORD__API_BASE"]
)
@pytest.mark.parametrize("secret", [TOKEN, "a-token-of-another-form"])
def test_a_token_in_another_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, secret: str) -> None:
    monkeypatch.setenv(name, f"https://example.org/{secret}")
    monkeypatch.setenv("BELEG_DISCORD__TOKEN", secret)
    with pytest.raises(SettingsError, match=f"^{name} in the environment holds a Discord token"):
        load_settings()


def test_the_key_of_a_model_is_refused_in_another_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_GENERATION__API_KEY", "sk-made-up-for-this-test")
    monkeypatch.setenv("BELEG_GENERATION__BASE_URL", "https://example.org/sk-made-up-for-this-test/v1")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "BELEG_GENERATION__BASE_URL in the environment holds the key of a language model, which that setting would "
        "not keep secret; take it out there, and set the environment variable BELEG_GENERATION__API_KEY to it."
    )


def key_of(settings: Settings) -> str | None:
    return settings.generation.api_key.get_secret_value() if settings.generation.api_key else None


def test_a_provider_s_own_key_goes_to_that_provider_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    assert key_of(load_settings()) is None
    monkeypatch.setenv("BELEG_GENERATION__MODEL", "openai:some-model")
    settings = load_settings()
    assert key_of(settings) == "sk-of-openai"
    assert settings.places["generation.api_key"] == "OPENAI_API_KEY in the environment"
    monkeypatch.setenv("BELEG_GENERATION__BASE_URL", "http://127.0.0.1:8080/v1")
    assert key_of(load_settings()) is None
    monkeypatch.setenv("BELEG_GENERATION__API_KEY", "sk-of-another")
    assert key_of(load_settings()) == "sk-of-another"
    monkeypatch.delenv("BELEG_GENERATION__API_KEY")
    monkeypatch.delenv("BELEG_GENERATION__BASE_URL")
    monkeypatch.setenv("BELEG_GENERATION__MODEL", "anthropic:some-model")
    assert key_of(load_settings()) is None


def test_the_key_of_a_model_is_not_in_what_settings_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_GENERATION__API_KEY", "sk-made-up")
    settings = load_settings()
    assert settings.generation.api_key is not None
    assert settings.generation.api_key.get_secret_value() == "sk-made-up"
    assert "sk-made-up" not in repr(settings)


@pytest.mark.parametrize("value", ["correct-horse-7", "x" * 13, "12345678901", '{"a": "b"}'])
def test_a_wrong_value_that_may_be_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BELEG_MODEL__DOWNLOAD", value)
    with pytest.raises(SettingsError, match=r"^BELEG_MODEL__DOWNLOAD in the environment cannot be used: ") as caught:
        load_settings()
    assert value not in str(caught.value)


def test_the_usual_misspelling_of_the_token_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_DISCORD_TOKEN", TOKEN)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "Unknown setting BELEG_DISCORD_TOKEN in the environment; did you mean 'BELEG_DISCORD__TOKEN'?"
    )


SECTIONS = ["discord", "model", "answer", "feeds", "data_dir", "dicsord", TOKEN]
KEYS = ["token", "tokn", "name", "quotations", "urls", "api_base", "x", TOKEN, TOKEN.split(".", maxsplit=1)[0]]
VALUES = [
    "{}",
    '["{}"]',
    '{{"token": "{}"}}',
    '{{"{}": 1}}',
    "[[{}]]",
    "'{}",
    "{}\x01\t",
    " {} ",
    '{{"a": {{"b": ["{}"]}}}}',
]
shapes = st.sampled_from(VALUES).map(lambda shape: shape.format(TOKEN))
variables = st.sampled_from(sorted(map(variable, OTHER))) | st.builds(
    lambda section, rest: "__".join([f"BELEG_{section.upper()}", *(part.upper() for part in rest)]),
    st.sampled_from(SECTIONS),
    st.lists(st.sampled_from(KEYS), max_size=3),
)
dotenv_lines = st.builds(
    lambda form, name, value: form.format(name, value),
    st.sampled_from(["{}={}", "{}: {}", "export {} = {}", "{} {}", "'{}'=\"{}\"", "{}='{}", "{0}"]),
    variables,
    shapes,
)
toml_lines = st.builds(
    lambda form, section, key, shape: form.format(section, key, shape.format(TOKEN)),
    st.sampled_from(
        ["[{0}]\n{1} = {2}", "{0} = {2}", "{0}.{1} = {2}", "[{0}.{1}]\nx = {2}", "[[{0}]]\n{1} = {2}", "{2}"]
    ),
    st.sampled_from([*SECTIONS, f'"{TOKEN}"']),
    st.sampled_from([*KEYS, f'"{TOKEN}"']),
    st.sampled_from(["{}", '"{}"', "'{}'", '["{}"]', '{{ token = "{}" }}', '{{ "{}" = 1 }}', '"""{}', '["{}", 1]']),
)


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(
    environment=st.just({}) | st.dictionaries(variables, shapes, max_size=2),
    dotenv=st.just([]) | st.lists(dotenv_lines, max_size=2),
    config=st.just([]) | st.lists(toml_lines, max_size=2),
    command=st.sampled_from(["check", "articles"]),
    options=st.sets(st.sampled_from(["--json", "--verbose"])),
)
def test_nothing_that_is_printed_has_the_token(
    environment: dict[str, str], dotenv: list[str], config: list[str], command: str, options: set[str]
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patched:
        folder = Path(name)
        patched.chdir(folder)
        patched.setattr(assembly, "open_encoder", lambda _: HashedEncoder())
        patched.setattr(assembly, "open_reader", lambda _: None)
        for variable_name, value in environment.items():
            patched.setenv(variable_name, value)
        written(folder / ".env", "\n".join(dotenv))
        written(folder / "own.toml", "\n".join(config))
        printed = StringIO()
        with redirect_stdout(printed), redirect_stderr(printed), pytest.raises(SystemExit) as ended:
            cli.main([command, "--config", "own.toml", *options])
    assert ended.value.code in (1, 2)  # there is no index
    first, _, last = TOKEN.split(".")
    assert not [part for part in (first, last) if part.lower() in printed.getvalue().lower()]


def test_check_says_where_each_setting_is_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assembly, "open_encoder", lambda _: HashedEncoder())
    monkeypatch.setattr(assembly, "open_reader", lambda _: None)
    own = written(tmp_path / "own.toml", '[feeds]\nurls = ["https://ann:pw@news.example/feed?key=1"]\nminutes = 5\n')
    dotenv = written(tmp_path / ".env", f"BELEG_DISCORD__TOKEN={TOKEN}\nBELEG_ANSWER__QUOTATIONS=2\n")
    monkeypatch.setenv("BELEG_FEEDS__MINUTES", "9")
    with pytest.raises(SystemExit):
        cli.main(["check", "--json", "--config", str(own)])
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["discord token"]["found"] == f"set, from BELEG_DISCORD__TOKEN in {dotenv}"
    assert rows["answer.quotations"] == {
        "name": "answer.quotations",
        "ok": True,
        "found": f"2, from BELEG_ANSWER__QUOTATIONS in {dotenv}",
        "fix": None,
    }
    assert rows["feeds.minutes"]["found"] == "9.0, from BELEG_FEEDS__MINUTES in the environment"
    assert rows["feeds.urls"]["found"] == f"https://news.example/feed?…, from feeds.urls in {own}"
    assert not {"answer.statements", "data_dir", "model.name"} & set(rows)
    with pytest.raises(SystemExit):
        cli.main(["check", "--config", str(own)])
    assert f"ok    answer.quotations: 2, from BELEG_ANSWER__QUOTATIONS in {dotenv}\n" in capsys.readouterr().out
