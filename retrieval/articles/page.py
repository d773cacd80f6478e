"""A page as a server sent it, what to ask the server by the next time, and what the readers of formats are given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask later whether a page has changed: its ETag and Last-Modified, as sent."""

    etag: str | None = None
    modified: str | None = None

    def __bool__(self) -> bool:
        """Return whether there is anything to ask with."""
        return bool(self.etag or self.modified)


UNASKED = Validators()
"""Of files, and of pages whose server gives nothing to ask with."""


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
