"""What an article says about itself, checked: titles, dates, addresses, languages; and the article made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from retrieval.datatypes import Article
from retrieval.shelves import SHARED
from retrieval.text import language as languages
from retrieval.text.cleaning import JOINERS, is_shown

LONGEST_TITLE = 300
"""Code points; what is longer is cut at a word, with an ellipsis."""

LONGEST_PUBLISHER = 120
"""Code points, likewise."""

LONGEST_IDENTITY = 2_000
"""Code points of an address or `id`; what is longer is refused."""

_LANGUAGES = frozenset(
    re.findall(
        "..",
        "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscachcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfygagdglgngugvha"
        "hehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmrmsmtmyna"
        "nbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrts"
        "tttwtyugukuruzvevivowawoxhyiyozazhzu",
    )
)  # ISO 639-1
_TRACKING = re.compile(r"(?:utm_\w*|fbclid|gclid|gclsrc|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|wt_\w*|at_\w*)")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MOMENT = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_FARTHEST = timedelta(hours=14)  # Kiritimati
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found beside the text, checked and in the contract's forms; None where unknown.

    `hint` is a language that a template or program put there: it decides where the text itself leaves it open.
    `warning` is a sentence about what the article says of itself and nobody could read.
    """

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    identity: str | None = None
    hint: str | None = None
    warning: str | None = None


def article_id(identity_or_text: str, shelf: str = SHARED) -> str:
    """Return an article's id: the first 12 hex digits of SHA-256 over its identity, or its text where it has none.

    On a shelf of its own it has another id than on the shared one.
    """
    hashed = identity_or_text if shelf == SHARED else f"{shelf}\0{identity_or_text}"
    return sha256(hashed.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def article(text: str, metadata: Metadata, *, title: str, path: str | None = None) -> Article:
    """Return the article; `title` is used where the metadata names none, the language detected where it names none."""
    identity = metadata.identity or metadata.url
    return Article(
        article_id=article_id(identity or text),
        title=metadata.title or title,
        text=text,
        language=metadata.language or languages.detect(text, default=metadata.hint or "en"),
        publisher=metadata.publisher,
        published=metadata.published,
        url=metadata.url,
        path=path,
        identity=identity,
    )


def line(value: str, longest: int) -> str | None:
    """Return `value` as one line without control, invisible or unpaired characters, cut to `longest` code points.

    None if nothing is left.
    """
    kept = "".join(" " if char.isspace() else char for char in value[: 4 * longest] if _shows(char))
    joined = " ".join(kept.split()).strip(JOINERS)
    if len(joined) > longest:
        joined = joined[:longest].rsplit(" ", 1)[0][: longest - 1] + "…"
    return joined or None


def _shows(char: str) -> bool:
    """Return whether a character belongs in a line of metadata: no controls, direction marks, surrogates."""
    return char.isspace() or char in JOINERS or is_shown(char)


def published(value: str) -> str:
    """Return a day as ``YYYY-MM-DD``, or a moment as ``YYYY-MM-DDTHH:MM:SS`` with its offset, ``+HH:MM`` or ``Z``.

    The day is the one where it was written: its first ten characters. A moment without an offset gives its day: which
    moment it was is not known. Raises ValueError for all else.
    """
    value = value.strip()
    if found := _DAY.fullmatch(value):
        return date(*map(int, found.groups())).isoformat()
    found = _MOMENT.fullmatch(value)
    if not found:
        raise ValueError("no date")
    day, hour, minute, second, zone = found.groups()
    day = published(day)
    zone = "+00:00" if zone and zone.isalpha() else zone
    moment = datetime.fromisoformat(f"{day}T{int(hour):02}:{minute}:{second or '00'}{zone or ''}")
    if not zone:
        return day
    if abs(moment.utcoffset() or timedelta()) > _FARTHEST:
        raise ValueError("no offset of any place")
    try:
        moment.astimezone(UTC)  # others compare moments: each must be one of the calendar
    except OverflowError as exc:
        raise ValueError("out of range") from exc
    return moment.isoformat(timespec="seconds").removesuffix("+00:00") + ("" if moment.utcoffset() else "Z")


def canonical_url(value: str) -> str:
    """Return an http(s) address in one form: scheme and host lower case, no fragment, no tracking parameters.

    Raises ValueError for other schemes, and for addresses without a host, with a password or with spaces in them.
    """
    value = value.strip()
    if len(value) > LONGEST_IDENTITY or any(char.isspace() or not _shows(char) for char in value):
        raise ValueError("too long, or with spaces in it")
    parts = urlsplit(value)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError("not http or https")
    if parts.username is not None or parts.password is not None:
        raise ValueError("with a user name in it")
    literal = ":" in parts.hostname
    host = f"[{parts.hostname}]" if literal else parts.hostname.rstrip(".").encode("idna").decode()
    if parts.port not in {None, _DEFAULT_PORTS[scheme]}:
        host = f"{host}:{parts.port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, held) for key, held in pairs if not _TRACKING.fullmatch(key.lower())]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    found = urlunsplit((scheme, host, parts.path or "/", query, ""))
    if len(found) > LONGEST_IDENTITY:
        raise ValueError("too long")
    return found


def language(value: str) -> str:
    """Return the ISO 639-1 code of a language tag ("de", "de-DE", "DE_at"); raises ValueError for what is none."""
    code = re.split("[-_]", value.strip().lower())[0]
    if code not in _LANGUAGES:
        raise ValueError("no language")
    return code


def first(values: Iterable[object], parse: Callable[[str], str]) -> str | None:
    """Return the first value that `parse` accepts; None if there is none."""
    for value in values:
        try:
            if isinstance(value, str):
                return parse(value)
        except ValueError:
            continue
    return None
