"""Bytes into text: byte-order marks, UTF-8, and the single-byte encodings that old news files come in."""

from __future__ import annotations

import codecs
import re

from retrieval.errors import ArticleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL = frozenset(range(0x20)) - frozenset(b"\t\n\r\f\x1b")

CONTROL_SHARE = 0.01
"""Share of control characters from which bytes are no text; a stray one in a news feed is far below."""

FEW_CONTROLS = 4
"""Control characters that even a short text may hold."""

CYRILLIC_SHARE = 0.3
"""Share of bytes over 127 from which 8-bit text is Cyrillic: Russian news has over 0.7, German under 0.05."""


def decode(raw: bytes, name: str, *, declared: str | None = None) -> str:
    r"""Return the text of `raw` without byte-order mark, ``\r\n`` and ``\r`` as ``\n``; `name` is for messages.

    Tried in this order: a byte-order mark, UTF-8, the `declared` encoding, windows-1252 or, where most bytes are
    over 127, windows-1251. Raises ArticleError for nothing, for binary data and for broken sequences.
    """
    if not raw:
        raise ArticleError(f"{name} is empty, an article's text was expected; remove the file or fill it.", "empty")
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise ArticleError(f"{name} is {kind}, text was expected; name or convert it as what it is.", "binary")
    text = _decoded(raw, name, declared)
    if "\0" in text or sum(ord(char) in _CONTROL for char in text) > max(FEW_CONTROLS, CONTROL_SHARE * len(text)):
        raise ArticleError(f"{name} holds binary data, text was expected; save it as UTF-8 text.", "binary")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ArticleError(
            f"{name} holds only white space, an article's text was expected; remove the file or fill it.", "empty"
        )
    return text


def _decoded(raw: bytes, name: str, declared: str | None) -> str:
    """Return `raw` decoded by the first encoding that fits."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return raw[len(mark) :].decode(encoding)
            except UnicodeDecodeError as exc:
                raise ArticleError(
                    f"{name} begins as {encoding.upper()} but breaks it at byte {exc.start + len(mark)}; "
                    "save the file as UTF-8.",
                    "encoding",
                ) from exc
    if declared and declared.lower().startswith(("utf-16", "utf-32", "ucs")) and b"\0" not in raw:
        declared = None  # two bytes a letter, and none of them zero: not in any language of the west
    for encoding in ("utf-8", *([declared] if declared else []), _single_byte(raw)):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise ArticleError(
        f"{name} is in an unknown encoding, UTF-8 or windows-1252 was expected; save it as UTF-8.", "encoding"
    )


def _single_byte(raw: bytes) -> str:
    """Return the single-byte encoding that `raw` is probably in."""
    sample = raw[:100_000]
    high = sum(byte > 0x7F for byte in sample)
    return "cp1251" if high > CYRILLIC_SHARE * len(sample) else "cp1252"


def visible(text: str) -> str:
    """Return extracted text without control characters and unpaired surrogates, line ends as newlines, stripped."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
