"""Why a language model gave no text, or not all of it: a kind, and one line for the log.

No line holds what a server sent, since that may repeat what was sent to it, keys and articles included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "auth",
    "quota",
    "rate",
    "not_found",
    "rejected",
    "refused",
    "timeout",
    "connection",
    "server",
    "malformed",
    "too_long",
    "empty",
    "over_budget",
    "busy",
    "breaker_open",
    "not_installed",
    "language",
    "no_evidence",
]
"""`rejected` is a request that the server finds wrong, `refused` one that the model does not want to answer; `empty`
says that it found no answer. The last six never reach a server."""

OF_THE_SERVER: frozenset[Kind] = frozenset(
    {"auth", "quota", "rate", "not_found", "rejected", "timeout", "connection", "server", "malformed"}
)
"""Kinds that say that a server does not work; one whose answer is refused, empty or too long does."""

_BY_STATUS: dict[int, Kind] = {
    401: "auth",
    402: "quota",
    403: "auth",
    404: "not_found",
    408: "timeout",
    429: "rate",
    504: "timeout",
}
_TIMEOUTS = frozenset({"APITimeoutError", "ModelTimeoutError", "TimeoutException", "TimeoutError"})
_CONNECTIONS = frozenset({"APIConnectionError", "ModelConnectionError", "TransportError", "OSError"})
_QUOTA = re.compile(r"insufficient_quota|quota|billing|credit", re.IGNORECASE)
_RATE = re.compile(r"rate.?limit|too many requests|overloaded", re.IGNORECASE)
_REASONS: dict[Kind, str] = {
    "auth": "the key is wrong or missing",
    "quota": "the account has nothing left",
    "rate": "too many requests",
    "not_found": "there is no such model or address",
    "rejected": "the server rejects the request",
    "timeout": "the server gave up",
    "connection": "the server cannot be reached, or hung up",
    "server": "the server failed",
    "malformed": "no stream of a chat model came",
    "not_installed": "its package is not installed",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no text, or no more: `reason` is for the log, one line without anybody's text."""

    kind: Kind
    reason: str


class Failed(Exception):  # noqa: N818 - as much a limit reached as an error
    """Carries a `Failure` out of a stream."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


def failure_of(error: BaseException) -> Failure:
    """Return what an exception of any provider's client means; "malformed" where nothing tells."""
    status: int | None = None
    kind: Kind | None = None
    for one in _causes(error):
        if isinstance(one, Failed):
            return one.failure
        names = {base.__name__ for base in type(one).__mro__}
        code = _status(one)
        if kind is None and code is not None:
            status, kind = code, _of_status(code, one)
        elif kind is None and names & _TIMEOUTS:
            kind = "timeout"
        elif kind is None and "APIError" in names and not names & _CONNECTIONS:
            kind = _of_body(one)  # told within the stream, behind a status of 200
        elif kind is None and isinstance(one, ImportError):
            kind = "not_installed"
        elif names & _CONNECTIONS:
            kind = kind or "connection"
    kind = kind or "malformed"
    told = f"status {status}" if status else type(error).__name__
    return Failure(kind, f"{_REASONS[kind]} ({told})")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it was raised from, at most ten."""
    one: BaseException | None = error
    for _ in range(10):
        if one is None:
            return
        yield one
        one = one.__cause__ or one.__context__


def _status(error: BaseException) -> int | None:
    """Return the status of HTTP that an exception tells, wherever its client puts it."""
    places = (error, "status_code"), (getattr(error, "response", None), "status_code"), (error, "code")
    found = (getattr(place, name, None) for place, name in places)
    return next((one for one in found if isinstance(one, int) and 100 <= one < 600), None)


def _of_status(status: int, error: BaseException) -> Kind:
    if status == 429 and _QUOTA.search(_told(error)):
        return "quota"
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return "rejected" if 400 <= status < 500 else "server"


def _of_body(error: BaseException) -> Kind:
    told = _told(error)
    if _QUOTA.search(told):
        return "quota"
    return "rate" if _RATE.search(told) else "server"


def _told(error: BaseException) -> str:
    """Return the code and the kind that a server gave of an error, and the start of its message."""
    given = (getattr(error, name, None) for name in ("code", "type", "message"))
    return " ".join(one[:500] for one in given if isinstance(one, str))
