"""A page as a server sent it, what to ask the server by the next time, and what the readers of formats are given."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.datatypes import Validators
from retrieval.errors import ArticleError

LONGEST_TEXT = 10_000_000
"""Characters of an article's text where no other limit is given."""


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

    `url` is where they were fetched, `charset` what the server called their encoding; None of files. `max_bytes` is
    how many characters the text in them may have: decoding makes no more of a file's bytes, in any encoding.
    """

    data: bytes
    name: str
    url: str | None = None
    charset: str | None = None
    max_bytes: int = LONGEST_TEXT

    def checked(self, text: str) -> str:
        """Return extracted text; raises ArticleError for what is longer than it may be."""
        if len(text) > self.max_bytes:
            raise ArticleError(
                f"{self.name} has more than {self.max_bytes} characters of text, at most {self.max_bytes} were "
                "expected; split it or raise the limit.",
                "too_large",
                most=self.max_bytes,
            )
        return text
