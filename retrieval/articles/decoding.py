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
_BROKEN = "\ufffd"
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL = frozenset(range(0x20)) - frozenset(b"\t\n\r\f\x1b")

CONTROL_SHARE = 0.01
"""Share of control characters from which bytes are no text; a stray one in a news feed is far below."""

FEW_CONTROLS = 4
"""Control characters that even a short text may hold."""

CYRILLIC_SHARE = 0.3
"""Share of bytes over 127 from which 8-bit text is Cyrillic: Russian news has over 0.7, German under 0.05."""

BROKEN_SHARE = 0.25
"""Share of a text that may be undecodable: a short one cut off in a letter stays, one in another encoding does not."""

UTF_16_SHARE = 0.3
"""Share of zero bytes from which text without a byte-order mark is UTF-16: Latin letters make it one half."""

_WESTERN = frozenset({"iso-8859-1", "iso8859-1", "iso_8859-1", "latin-1", "latin1", "l1", "ascii", "us-ascii", "cp819"})
"""Names under which pages are in windows-1252, as browsers read them (WHATWG Encoding)."""

_CYRILLIC = ("cp1251", "koi8-u", "cp866", "iso8859-5")
_SMALL = re.compile(r"[а-яёіїєґ]")


def decode(raw: bytes, name: str, *, declared: str | None = None) -> str:
    r"""Return the text of `raw` without byte-order mark and zeros, ``\r\n`` and ``\r`` as ``\n``.

    `name` is for messages. Tried in this order: a byte-order mark, UTF-8, the `declared` encoding, windows-1252 or,
    where most bytes are over 127, an encoding of Cyrillic. What is broken in text that is sound otherwise becomes
    U+FFFD. Raises ArticleError for nothing, for binary data and for what is in none of these.
    """
    if not raw:
        raise ArticleError(f"{name} is empty, an article's text was expected; remove the file or fill it.", "empty")
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise ArticleError(f"{name} is {kind}, text was expected; name or convert it as what it is.", "binary")
    text = _decoded(raw, declared)
    if sum(ord(char) in _CONTROL for char in text) > max(FEW_CONTROLS, CONTROL_SHARE * len(text)):
        raise ArticleError(f"{name} holds binary data, text was expected; save it as UTF-8 text.", "binary")
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ArticleError(
            f"{name} holds only white space, an article's text was expected; remove the file or fill it.", "empty"
        )
    if text.count(_BROKEN) > BROKEN_SHARE * len(text):
        raise ArticleError(
            f"{name} is in an unknown encoding, UTF-8 or windows-1252 was expected; save it as UTF-8.", "encoding"
        )
    return text


def _decoded(raw: bytes, declared: str | None) -> str:
    """Return `raw` decoded by the first encoding that fits, what that cannot read as U+FFFD."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if wide := _wide(raw, declared):
        return raw.decode(wide, "replace")
    return text or _broken_utf_8(raw) or _by_name(raw, declared) or raw.decode(_single_byte(raw), "replace")


def _wide(raw: bytes, declared: str | None) -> str | None:
    """Return the encoding of two bytes a letter that bytes are in, by where their zeros are; None for any other."""
    if declared and declared.lower().startswith(("utf-16", "utf-32", "ucs")) and b"\0" in raw:
        return declared if _is_known(declared) else None
    sample = raw[:100_000]
    zeros = [sample[place::2].count(0) for place in (0, 1)]
    if max(zeros) < UTF_16_SHARE * len(sample) or min(zeros) * 4 > max(zeros):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _broken_utf_8(raw: bytes) -> str | None:
    """Return UTF-8 in which something is broken; None of what has more that is broken than letters of several bytes."""
    text = raw.decode("utf-8", "replace")
    broken = text.count(_BROKEN)
    return text if sum(char > "\x7f" for char in text) - broken >= 2 * broken else None


def _by_name(raw: bytes, declared: str | None) -> str | None:
    """Return text in the encoding that a page or server names; None where it is not in that."""
    if declared is None or not _is_known(declared) or declared.lower().startswith(("utf", "ucs")):
        return None
    encoding = "cp1252" if declared.lower() in _WESTERN else declared
    text = raw.decode(encoding, "replace")
    return text if text.count(_BROKEN) <= max(1, sum(char > "\x7f" for char in text) // 10) else None


def _is_known(encoding: str) -> bool:
    """Return whether there is an encoding of text by this name."""
    try:
        return isinstance(b"text".decode(encoding, "replace"), str)  # of nothing Python looks no encoding up
    except (LookupError, ValueError):
        return False


def _single_byte(raw: bytes) -> str:
    """Return the single-byte encoding that `raw` is probably in; of Cyrillic ones that with the most small letters."""
    sample = raw[:100_000]
    high = sum(byte > 0x7F for byte in sample)
    if high <= CYRILLIC_SHARE * len(sample):
        return "cp1252"
    return max(_CYRILLIC, key=lambda encoding: len(_SMALL.findall(sample.decode(encoding, "replace"))))


def visible(text: str) -> str:
    """Return extracted text without control characters and unpaired surrogates, line ends as newlines, stripped."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
