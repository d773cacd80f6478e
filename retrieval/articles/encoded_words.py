"""Headers of mails: words in other encodings (RFC 2047), folded lines, and bytes that should not be there."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

_WORD = re.compile(r"=\?([\w.:+-]{1,40}+)(?:\*[\w-]{1,20}+)?\?([bBqQ])\?([^?\s]{0,2000}+)\?=")
_BETWEEN = re.compile(r"(?<=\?=)\s{1,20}+(?==\?)")


def decoded(header: str) -> str:
    """Return a header's value as people read it, on one line; words that cannot be decoded stay as they are.

    Bytes over 127 are expected as surrogates, as the standard library leaves them.
    """
    text = header.encode("utf-8", "surrogateescape")
    try:
        value = text.decode("utf-8")
    except UnicodeDecodeError:
        value = text.decode("cp1252", "replace")
    value = _BETWEEN.sub("", value)
    return " ".join("".join(_pieces(value)).split())


def _pieces(value: str) -> Iterator[str]:
    """Yield what is decoded and what is left as it is; words that touch may share a character, and are joined."""
    end, waiting, encoding = 0, b"", ""
    for word in _WORD.finditer(value):
        if word.start() > end or word[1].lower() != encoding:
            yield _text(waiting, encoding)
            waiting = b""
        yield value[end : word.start()]
        end, encoding = word.end(), word[1].lower()
        waiting += _bytes(word)
    yield _text(waiting, encoding)
    yield value[end:]


def _bytes(word: re.Match[str]) -> bytes:
    if word[2] in "qQ":
        return binascii.a2b_qp(word[3].encode("ascii", "replace"), header=True)
    try:
        return binascii.a2b_base64(word[3].encode("ascii", "replace") + b"==")
    except binascii.Error:
        return b""


def _text(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding or "ascii", "replace")
    except (LookupError, ValueError):  # an encoding that nobody knows, or none of text
        return data.decode("cp1252", "replace")
