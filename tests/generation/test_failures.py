"""What failures of any provider's client mean, and what is told of a model before it is asked."""

from __future__ import annotations

import pytest

from bot.checks import Check, _language_model
from bot.generation.failures import Failed, Failure, Kind, failure_of
from bot.generation.models import lacking
from bot.settings import load_settings
from tests.generation.answers import settings


class ToldError(Exception):
    """An error with its status in one of the places where clients put it."""

    def __init__(self, **given: object) -> None:
        super().__init__("your key sk-made-up and all of your text")
        for name, value in given.items():
            setattr(self, name, value)


class ModelTimeoutError(Exception):
    pass


class ModelConnectionError(Exception):
    pass


def caused(error: Exception, by: BaseException) -> Exception:
    error.__cause__ = by
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ToldError(status_code=401), "auth"),
        (ToldError(response=ToldError(status_code=404)), "not_found"),
        (ToldError(code=429), "rate"),
        (ToldError(status_code=429, code="insufficient_quota"), "quota"),
        (ToldError(status_code=429, message="check your plan and billing details"), "quota"),
        (ToldError(status_code=402), "quota"),
        (ToldError(status_code=418), "rejected"),
        (ToldError(status_code=529), "server"),
        (ToldError(status_code=302), "server"),
        (ToldError(code="x", status_code=None), "malformed"),
        (TimeoutError(), "timeout"),
        (ModelTimeoutError(), "timeout"),
        (ModelConnectionError(), "connection"),
        (ConnectionResetError(), "connection"),
        (ImportError(), "not_installed"),
        (ValueError(), "malformed"),
        (caused(ValueError(), ConnectionResetError()), "connection"),
        (caused(ValueError(), ToldError(status_code=503)), "server"),
        (caused(ModelConnectionError(), Failed(Failure("malformed", "sent elsewhere"))), "malformed"),
    ],
)
def test_what_an_error_means(error: Exception, kind: Kind) -> None:
    failure = failure_of(error)
    assert failure.kind == kind
    assert "sk-made-up" not in failure.reason
    assert "text" not in failure.reason.replace("no stream", "")


def test_an_error_that_causes_itself_ends() -> None:
    error = ValueError()
    error.__context__ = caused(KeyError(), error)
    assert failure_of(error).kind == "malformed"


# --- beleg check -----------------------------------------------------------------------------------------------------


def checked(monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[Check]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return list(_language_model(load_settings()))


def test_without_a_model_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(monkeypatch) == []


def test_what_is_told_of_a_model_that_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = checked(monkeypatch, BELEG_GENERATION__MODEL="openai:some-model", OPENAI_API_KEY="sk-made-up")
    assert found == Check(
        "language model", True, "some-model at api.openai.com, with the key from OPENAI_API_KEY in the environment"
    )


def test_a_server_of_one_s_own_may_need_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEG_GENERATION__BASE_URL", "http://127.0.0.1:8080/v1")
    (found,) = checked(monkeypatch, BELEG_GENERATION__MODEL="openai:some-model", OPENAI_API_KEY="sk-made-up")
    assert found == Check("language model", True, "some-model at 127.0.0.1:8080, without a key")


def test_what_lacks_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = checked(monkeypatch, BELEG_GENERATION__MODEL="openai:some-model")
    assert (found.ok, found.found, found.fix) == (
        False,
        "no key is set",
        "Set the environment variable BELEG_GENERATION__API_KEY; until then quotations answer alone.",
    )
    monkeypatch.setattr("bot.generation.models.find_spec", lambda _: None)
    (found,) = list(_language_model(load_settings()))
    assert found.fix == "Run pip install 'beleg[openai]'; until then quotations answer alone."
    assert not found.needed


@pytest.mark.parametrize("model", ["openai:a", "anthropic:a", "google_genai:a", "mistralai:a", "ollama:a"])
def test_every_provider_of_the_settings_is_known(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    monkeypatch.setattr("bot.generation.models.find_spec", lambda _: None)
    failure = lacking(settings("", model=model))
    assert failure is not None
    assert failure.kind == "not_installed"
