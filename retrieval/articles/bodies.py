"""The body of a response: of a known type, within the limit, unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from email.message import Message

import httpx

from retrieval.articles.metadata import line
from retrieval.articles.page import Page
from retrieval.datatypes import Validators
from retrieval.errors import ArticleError

_LONGEST_VALIDATOR = 500


async def read_body(response: httpx.Response, url: str, shown: str, types: Mapping[str, str], max_bytes: int) -> Page:
    """Return the page that a response brings, if it is one of a known type within the limit.

    `types` are media types and the kinds they stand for, `shown` is for messages. Raises ArticleError.
    """
    if response.status_code != 200:
        raise ArticleError(
            f"{shown} answered with status {response.status_code}, 200 was expected; check the address.",
            "bad_status",
            status=response.status_code,
        )
    header = Message()
    header["content-type"] = response.headers.get("content-type", "")
    media_type = header.get_content_type() if header["content-type"] else ""
    kind = types.get(media_type)
    if kind is None:
        found = line(media_type, 80) or "nothing said"
        wanted = ", ".join(types)
        raise ArticleError(
            f"{shown} is of type {found}, one of {wanted} was expected; give an address of such a page.", "wrong_kind"
        )
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > max_bytes:
            raise _too_long(shown, max_bytes)
    unpacked = _unpacked(bytes(body), response, shown, max_bytes)
    validators = Validators(_kept(response.headers.get("etag")), _kept(response.headers.get("last-modified")))
    return Page(url, unpacked, kind, _charset(header), validators)


def _charset(header: Message) -> str | None:
    """Return the encoding that a Content-Type names; what cannot be a name is none."""
    try:
        return header.get_content_charset()
    except (LookupError, ValueError):
        return None


def _kept(validator: str | None) -> str | None:
    """Return a validator that can be sent back: short and of visible ASCII."""
    fits = validator and len(validator) <= _LONGEST_VALIDATOR and validator.isascii() and validator.isprintable()
    return validator if fits else None


def _unpacked(body: bytes, response: httpx.Response, shown: str, max_bytes: int) -> bytes:
    """Return the body without its content coding; never unpacks more than the limit."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity":
        return body
    if coding not in {"gzip", "x-gzip"}:
        raise ArticleError(
            f"{shown} is packed as {line(coding, 40)!r}, gzip was expected; save the page as a file.", "damaged"
        )
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(body, max_bytes + 1)
    except zlib.error as exc:
        raise ArticleError(f"{shown} is packed as gzip but broken; try again later.", "damaged") from exc
    if len(unpacked) > max_bytes:
        raise _too_long(shown, max_bytes)
    if not unpacker.eof:
        raise ArticleError(f"{shown} ended before its gzip data did; try again later.", "damaged")
    return unpacked


def _too_long(shown: str, max_bytes: int) -> ArticleError:
    """Return the error for a page over the limit."""
    return ArticleError(
        f"{shown} is longer than {max_bytes} bytes; raise the limit in the settings if it is an article.",
        "too_large",
        most=max_bytes,
    )
