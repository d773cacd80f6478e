"""Mail boxes (.mbox): files of many mails, each of which has a path of its own below its box: ``box.mbox/KEY.eml``.

No file can lie below a file, so such a path is nobody else's. The key is made of the mail's Message-ID, and stays as
mails come and go around it and as programs note in it that it was read.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import BinaryIO

from retrieval.errors import ArticleError
from retrieval.regular_files import TooLongError, open_regular, read_bounded

MOST_MAILS = 100_000
"""Mails of a box: 30 a day for ten years."""

LONGEST_HEAD = 1 << 14
"""Bytes of a mail's headers in which its Message-ID is looked for."""

_SUFFIX = ".mbox"
_KEPT_BOXES = 4
_PIECE = 1 << 20
_LONGEST_BORDER = 1_000
_LONGEST_BLANK = 100
# What programs put before each mail: a sender, and a date with its time of day. A mail begins with a header.
_BORDER = re.compile(rb"\n(?:\xef\xbb\xbf)?From [^\r\n]{1,300}?\d\d?:\d\d[^\r\n]{0,60}\r?\n(?=[!-9;-~]{1,100}:|>From )")
_BLANK = re.compile(rb"\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:[ \t\r\n]{0,9}(<[^<>\r\n]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_ESCAPED = re.compile(rb"^>(>*+From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Mail:
    """Where a mail stands in its box, in bytes, the line before it left out."""

    start: int
    end: int


_Version = tuple[int, int, int, int]
_listed: dict[_Version, Mapping[str, _Mail]] = {}
_guard = threading.Lock()


def is_box(path: str) -> bool:
    """Return whether a path is called like a box and is no folder; Apple Mail has folders that are called so."""
    return path.lower().endswith(_SUFFIX) and not os.path.isdir(path)  # noqa: PTH112 - false for what cannot be one


def box_of(path: str) -> str | None:
    """Return the box of which a path names a mail, None of any other path."""
    box = os.path.dirname(path)  # noqa: PTH120 - text in, text out, for each of many sources
    return box if is_box(box) else None


def mails(box: str, *, within: Sequence[str] = ()) -> list[str]:
    """Return the paths of the mails in a box, in its order; `within` as for `open_regular`.

    Raises:
        ArticleError: it is no box, or holds too many mails.
        OSError, ValueError: it cannot be read.
    """
    with open_regular(box, within=within) as file:
        return [f"{box}{os.sep}{name}" for name in _mails(file, box)]


def is_there(path: str) -> bool:
    """Return whether a path names a mail that is in its box; where the box cannot be read nobody can tell: true."""
    try:
        return status(path) is not None
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (ArticleError, OSError, ValueError):
        return True


def status(path: str) -> tuple[int, int, int] | None:
    """Return the size of a mail in bytes, and its box's time (ns) and inode; None of what is none, or not there.

    Raises:
        ArticleError, OSError, ValueError: as `mails`.
    """
    box = box_of(path)
    if box is None:
        return None
    now = os.stat(box)  # noqa: PTH116 - as above
    found = _listed.get(_version(now))
    if found is None:
        with open_regular(box) as file:
            found = _mails(file, box)
            now = os.fstat(file.fileno())
    mail = found.get(os.path.basename(path))  # noqa: PTH119 - as above
    return (mail.end - mail.start, now.st_mtime_ns, now.st_ino) if mail else None


def read(path: str, max_bytes: int, *, within: Sequence[str] = ()) -> bytes:
    """Return the bytes of a file, or of a mail in a box, at most `max_bytes`; `within` as for `open_regular`.

    Raises:
        TooLongError: they are more.
        ArticleError, OSError, ValueError: it is not there or cannot be read.
    """
    box = box_of(path)
    with open_regular(box or path, within=within) as file:
        if box is None:
            return read_bounded(file, max_bytes)
        mail = _mails(file, box).get(os.path.basename(path))  # noqa: PTH119 - as above
        if mail is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        size = mail.end - mail.start
        if size > max_bytes:
            raise TooLongError(size, max_bytes)
        file.seek(mail.start)
        return _ESCAPED.sub(rb"\1", file.read(size))


def _mails(file: BinaryIO, box: str) -> Mapping[str, _Mail]:
    """Return the mails of an open box by name; those of boxes that were looked at last and are as before are known."""
    version = _version(os.fstat(file.fileno()))
    found = _listed.get(version)
    if found is None:
        found = _found(file, box)
        with _guard:
            while len(_listed) >= _KEPT_BOXES:
                del _listed[next(iter(_listed))]
            _listed[version] = found
    return found


def _version(now: os.stat_result) -> _Version:
    """Return what shows that a box is the one looked at before."""
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns


def _found(file: BinaryIO, box: str) -> Mapping[str, _Mail]:
    """Look for the mails of a box; raises ArticleError."""
    found: dict[str, _Mail] = {}
    borders = [*islice(_borders(file), MOST_MAILS + 1)]
    if len(borders) > MOST_MAILS:
        raise ArticleError(f"{_shown(box)} holds more than {MOST_MAILS} mails; split it.", "too_complex")
    size = os.fstat(file.fileno()).st_size
    first = borders[0][0] if borders else size
    if first > _LONGEST_BLANK or os.pread(file.fileno(), first, 0).strip(b"\xef\xbb\xbf\r\n\t "):
        raise ArticleError(
            f"{_shown(box)} is no mail box, a line such as 'From bote@news.example Sun Jan 9 22:30:00 2022' before "
            "each mail was expected; export it as mbox.",
            "damaged",
        )
    for (_, start), (end, _) in pairwise([*borders, (size, size)]):
        head = _BLANK.split(os.pread(file.fileno(), max(0, min(end - start, LONGEST_HEAD)), start), maxsplit=1)[0]
        _add(found, head, _Mail(start, max(start, end)))
    return found


def _borders(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield where each line before a mail begins, and where the mail does."""
    file.seek(0)
    buffer, base = b"\n", -1
    more = True
    while more:
        piece = file.read(_PIECE)
        more = bool(piece)
        buffer += piece
        # What begins nearer to the end may go on in the next piece.
        last = len(buffer) - _LONGEST_BORDER if more else len(buffer)
        for border in _BORDER.finditer(buffer):
            if border.start() < last:
                yield base + border.start() + 1, base + border.end()
        kept = max(0, last)
        buffer, base = buffer[kept:], base + kept


def _add(found: dict[str, _Mail], head: bytes, mail: _Mail) -> None:
    """Note a mail under a name of its own; of several with one Message-ID, later ones are numbered."""
    stated = _MESSAGE_ID.search(head)
    key = hashlib.sha256(stated[1] if stated else head).hexdigest()[:16]
    name, number = f"{key}.eml", 2
    while name in found:
        name, number = f"{key}-{number}.eml", number + 1
    found[name] = mail


def _shown(box: str) -> str:
    """Return a path for messages: on one line, undecodable bytes as question marks."""
    return " ".join(box.encode("utf-8", "replace").decode().split())[:1_000]
