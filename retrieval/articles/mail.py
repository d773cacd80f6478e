"""A mail (.eml) into its text, by the standard library: newsletters, press releases, what agencies send."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from itertools import islice

from retrieval.articles import html
from retrieval.articles.decoding import decode, visible
from retrieval.articles.encoded_words import decoded
from retrieval.articles.layout_tables import without_layout
from retrieval.articles.metadata import LONGEST_PUBLISHER, LONGEST_TITLE, Metadata, first, language, line, published
from retrieval.articles.page import RawArticle
from retrieval.errors import ArticleError

MOST_CONTAINERS = 30
"""Parts of a mail that hold others; one with pictures and attachments has three, a forwarded one as many again."""

MOST_PARTS = 1_000
"""Parts of a mail that are looked at."""

MOST_BOUNDARIES = 20_000
"""Lines that may begin a part; the standard library reads so many in a second."""

MOST_HEADER_LINES = 10_000
"""Lines of headers; those of a mail that many servers passed on are some hundreds."""

LONGEST_HEADER = 10_000
"""Characters of a header; the standard library takes the square of the length of some."""

LOST = 0.5
"""Share of the plain text's length below which the text found in the HTML beside it has lost part of it."""

_CONTAINER = re.compile(rb"^content-type:\s{0,100}+(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_HEADERS = frozenset({"from", "date", "subject", "to", "organization", "content-language"})
_PREFIX = re.compile(r"(?:(?:re|aw|antw|fwd?|wg|tr|rv|отв|пересл|відп|fw)\s?:\s*)+", re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_NAME = re.compile(r"\s*\"?([^<>\"]++)\"?\s*<")
_URL = re.compile(r"<?https?://\S+")


class _Policy(Compat32):
    """Reads headers as they are, cut to the length that any may have."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = sourcelines[0].split(":", 1)
        return name, "".join((value, *sourcelines[1:]))[:LONGEST_HEADER].strip()


def read(raw: RawArticle) -> tuple[str, Metadata]:
    """Return the text, of which form it is there, and subject, sender and date as title, publisher and publication.

    Attachments, messages attached included, are no text. Raises ArticleError for what is no mail, is encrypted, has too
    many parts, or holds no text.
    """
    name = raw.name
    if not raw.data:
        raise ArticleError(f"{name} is empty, a mail was expected; remove the file or fill it.", "empty")
    containers = sum(1 for _ in islice(_CONTAINER.finditer(raw.data), MOST_CONTAINERS + 1))
    head = _BLANK.search(raw.data)
    lines = raw.data.count(b"\n", 0, head.start() if head else len(raw.data))
    if containers > MOST_CONTAINERS or raw.data.count(b"\n--") > MOST_BOUNDARIES or lines > MOST_HEADER_LINES:
        raise ArticleError(
            f"{name} has more parts than a mail needs, or more headers; save its text as .txt.", "too_complex"
        )
    try:
        message = email.message_from_bytes(raw.data.removeprefix(b"\xef\xbb\xbf").lstrip(), policy=_Policy())
        headers = _headers(message)
        found = _Parts(message)
        text = visible("\n\n".join(filter(None, _texts(found, raw))))
    except (ArticleError, MemoryError):
        raise
    except Exception as exc:  # a parser of foreign bytes: whatever it raises is this file's fault
        raise ArticleError(
            f"{name} cannot be read as a mail ({type(exc).__name__}); save its text as .txt.", "damaged"
        ) from exc
    if not headers.keys() & {"from", "date", "subject", "to"}:
        raise ArticleError(
            f"{name} is no mail, headers such as From and Subject were expected; save its text as .txt.", "damaged"
        )
    if not text:
        raise _without_text(name, found)
    return text, _metadata(headers)


class _Parts:
    """The parts of a message: `bodies` is a list of texts, each in the forms it comes in, by media type."""

    def __init__(self, message: Message) -> None:
        self.bodies: list[dict[str, Message]] = []
        self.attached: list[str] = []
        self.is_encrypted = False
        self._left = MOST_PARTS
        self._take(message, None)

    def _take(self, part: Message, alternatives: dict[str, Message] | None) -> None:
        """Take a part in, as a body of its own or as one of the alternatives."""
        self._left -= 1
        kind = part.get_content_type()
        if self._left < 0:
            return
        if kind == "multipart/encrypted" or kind.removeprefix("application/x-") in _LOCKED:
            self.is_encrypted = True
        elif kind.startswith("multipart/") and isinstance(part.get_payload(), list):
            self._take_container(part, kind, alternatives)
        elif kind in {"text/plain", "text/html"} and not _is_attachment(part):
            if alternatives is None:
                self.bodies.append({kind: part})
            else:
                alternatives.setdefault(kind, part)
        else:
            self.attached.append(line(decoded(part.get_filename() or kind), 100) or kind)

    def _take_container(self, part: Message, kind: str, alternatives: dict[str, Message] | None) -> None:
        parts: list[Message] = [one for one in part.get_payload() if isinstance(one, Message)]
        if kind == "multipart/alternative" and alternatives is None:
            forms: dict[str, Message] = {}
            for one in parts:
                self._take(one, forms)
            self.bodies += [forms] if forms else []
            return
        # Of parts that belong together the first is the text, and the others are its pictures or its signature.
        whole = kind not in {"multipart/related", "multipart/signed"}
        for one in parts if whole else parts[:1]:
            self._take(one, alternatives)


_LOCKED = frozenset({"application/pkcs7-mime", "pkcs7-mime"})


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _headers(message: Message) -> dict[str, str]:
    """Return the headers that Beleg knows, by name in lower case, the first of each, decoded and on one line."""
    stated: dict[str, str] = {}
    for name, value in message.raw_items():
        if name.lower() in _HEADERS:
            stated.setdefault(name.lower(), str(value))
    return {name: decoded(value) for name, value in stated.items()}


def _texts(found: _Parts, raw: RawArticle) -> Iterator[str]:
    """Yield the text of each body, in the form that has more of it; HTML shows paragraphs, plain text what is lost."""
    for forms in found.bodies:
        plain = _plain(forms["text/plain"], raw.name) if "text/plain" in forms else ""
        rich = _rich(forms["text/html"], raw) if "text/html" in forms else ""
        yield rich if len(rich) > LOST * len(_URL.sub("", plain)) else plain


def _plain(part: Message, name: str) -> str:
    """Return plain text without signature; lines that its sender's program broke are whole again (RFC 3676)."""
    text = _decoded(part, name)
    lines = text.split("\n")
    end = next((number for number, row in enumerate(lines) if row == "-- "), len(lines))
    if str(part.get_param("format", "")).lower() != "flowed":
        return "\n".join(lines[:end])
    apart = str(part.get_param("delsp", "")).lower() == "yes"
    rows = ((row[:-1] if apart else row) if row.endswith(" ") else row + "\n" for row in map(_unstuffed, lines[:end]))
    return "".join(rows)


def _unstuffed(row: str) -> str:
    return row.removeprefix(" ")


def _rich(part: Message, raw: RawArticle) -> str:
    """Return the main text of HTML, empty where it has none."""
    page = _decoded(part, raw.name)
    html.check_attributes(page, raw.name)
    if not page.strip():
        return ""
    try:
        return html.read(replace(raw, data=without_layout(page).encode("utf-8", "replace"), charset="utf-8"))[0]
    except ArticleError as exc:
        if exc.problem == "no_text":
            return ""
        raise


def _decoded(part: Message, name: str) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    return decode(data, name, declared=part.get_content_charset())


def _metadata(headers: dict[str, str]) -> Metadata:
    """Return what a mail's headers say; a sender without a name is no publisher."""
    named = _NAME.match(headers.get("from", ""))
    sender = headers.get("organization") or (named[1] if named else "")
    return Metadata(
        title=line(_PREFIX.sub("", headers.get("subject", ""), count=1), LONGEST_TITLE),
        publisher=line("" if "@" in sender else sender, LONGEST_PUBLISHER),
        published=first([headers.get("date")], _moment),
        hint=first([headers.get("content-language")], language),
    )


def _moment(value: str) -> str:
    """Return a mail's date in the contract's forms; raises ValueError for what is none."""
    try:
        return published(parsedate_to_datetime(value[:100]).isoformat(sep="T", timespec="seconds"))
    except (TypeError, OverflowError) as exc:
        raise ValueError("no date") from exc


def _without_text(name: str, found: _Parts) -> ArticleError:
    """Return the error for a mail without text, which names what is attached to it."""
    if found.is_encrypted:
        return ArticleError(f"{name} is an encrypted mail; save its text as .txt.", "encrypted")
    if not found.attached:
        return ArticleError(f"{name} holds no text, a mail with text was expected; remove it.", "no_text")
    return ArticleError(
        f"{name} holds no text but attachments ({', '.join(found.attached[:3])}); save and name these.", "no_text"
    )
