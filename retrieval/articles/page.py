"""A page as a server sent it, what to ask the server by the next time, and what the readers of formats are given."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.datatypes import Validators


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: the last address, the body, and what the response said of it; `kind` is a value of `types`."""

    url: str
    body: bytes
    kind: str
    charset: str | None
    validators: Validators


@dataclass(frozen=True, slots=True)
class RawArticle:
    """The bytes of an article; `name` is for messages.

    `url` is where they were fetched, `charset` what the server called their encoding; None of files.
    """

    data: bytes
    name: str
    url: str | None = None
    charset: str | None = None
